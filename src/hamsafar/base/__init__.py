"""Floor 0, library: errors, clock, calendars, text, event-store client, pages. No tables, no domain."""
