"""Floor 6: facts become numbers."""
