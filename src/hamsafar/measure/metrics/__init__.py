"""Metrics: the declared catalogue of measures.

Door: services.py. Upstream: events. Tables: Target.
"""
