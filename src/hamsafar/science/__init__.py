"""Floor 1, pure functions on arrays and text. No Django, no database, no clock."""
