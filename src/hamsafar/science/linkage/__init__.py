"""Record linkage: which rows of a table are about the same person, when no identifier says so.

Door: services.py. Pure: a data frame in, pairs with reasons out.
"""
