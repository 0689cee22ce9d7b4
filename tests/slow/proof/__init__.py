"""The proof that nothing reaches the wrong ear: two worlds, a model, planted leaks, canary words."""
