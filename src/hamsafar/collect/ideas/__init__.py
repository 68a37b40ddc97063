"""Ideas: what customers wish for, who stands behind each wish, and what became of it; every post, vote and comment is an event.

Door: services.py. Upstream: ground, collect.vocabulary, collect.intake. Tables: ideas_*, all about the board and those who use it.
"""
