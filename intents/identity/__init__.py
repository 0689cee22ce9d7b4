"""Who speaks, how sure that is, and how somebody links or comes back."""
