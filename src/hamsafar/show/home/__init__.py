"""Home: the measures, what changed, what needs a person.

Door: services.py. Upstream: metrics, events. Tables: none.
"""
