"""What somebody's own weeks show, on request."""
