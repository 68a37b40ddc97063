"""`make evaluate`: what the program finds in public data, beside what is known about it."""
