"""The local speaker as a page in a browser."""
