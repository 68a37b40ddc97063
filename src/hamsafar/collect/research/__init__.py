"""Research: interviews, focus groups and field notes, as notes and recordings, with passages that people code with topics."""
