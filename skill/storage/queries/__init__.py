"""What is read and written within one unit of work."""
