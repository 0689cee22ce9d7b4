"""How texts are sealed, padded and locked before they are kept."""
