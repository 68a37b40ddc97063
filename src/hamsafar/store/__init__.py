"""Floor 5: facts are kept."""
