"""The tables, and which class each row becomes."""
