"""Floor 9: pages that need several rooms."""
