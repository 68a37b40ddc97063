"""Segments: groups of customers, each one declared condition over traits and events.

Door: services.py. Upstream: store.events, people. Tables: SegmentRow.
"""
