"""Floor 8: decisions become deeds."""
