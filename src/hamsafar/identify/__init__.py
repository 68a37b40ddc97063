"""Floor 4: whose fact is it."""
