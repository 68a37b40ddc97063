"""Another system calls us with JSON, signed; and is called with replies, signed in the same way."""
