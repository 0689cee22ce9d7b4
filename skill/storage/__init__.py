"""What is kept: tables, sealing, and one transaction as a value with its queries."""
