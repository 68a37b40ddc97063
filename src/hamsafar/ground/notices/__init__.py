"""Notices: what members are told by letter when it happens, and what each of them wants to hear.

Door: services.py. Upstream: organisation, audit, jobs. Tables: MutedRow.
"""
