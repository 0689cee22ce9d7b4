"""Exporting, importing and erasing everything that is kept of somebody."""
