"""Files are read here, one module a format, always as a stream of `Line`s with bounded memory."""
