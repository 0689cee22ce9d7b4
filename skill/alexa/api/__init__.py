"""What Amazon is asked for, over HTTPS."""
