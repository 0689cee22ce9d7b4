"""What one chooses to let the other one hear."""
