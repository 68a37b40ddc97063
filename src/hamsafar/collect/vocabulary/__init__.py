"""Vocabulary: the one list of event names, their properties and how each reads on a timeline.

Door: services.py. Upstream: base. Tables: none.
"""
