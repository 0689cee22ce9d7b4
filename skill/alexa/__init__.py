"""What comes from Amazon and what may be trusted."""
