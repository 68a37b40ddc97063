"""Floor 7: numbers become decisions."""
