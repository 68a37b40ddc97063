"""The page: layout, components, tokens, static files."""
