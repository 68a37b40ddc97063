"""Erasure: forgetting a person everywhere, provably; retention.

Door: services.py. Upstream: events. Tables: ErasureRecord.
"""
