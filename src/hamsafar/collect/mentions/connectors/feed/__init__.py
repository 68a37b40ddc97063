"""RSS and Atom, looked at now and then."""
