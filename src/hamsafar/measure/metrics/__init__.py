"""Metrics: the declared catalogue of measures.

Door: services.py. Upstream: events, shelf. Tables: Target.
"""
