"""Floor 3: facts come in."""
