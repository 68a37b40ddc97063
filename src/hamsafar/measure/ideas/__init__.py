"""The weight of an idea: who stands behind it, what they have paid and how satisfied they are. No tables.

Door: services.py. Upstream: collect.ideas, store.events.
"""
