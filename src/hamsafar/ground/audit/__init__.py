"""Audit: who did what, when. Written in the transaction of the deed.

Door: services.py. Upstream: base. Tables: Entry.
"""
