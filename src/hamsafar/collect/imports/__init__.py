"""Imports: files become events.

Door: services.py. Upstream: intake. Tables: Import, Rejection.
"""
