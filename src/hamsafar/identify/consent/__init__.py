"""Consent: the ledger of what each person allowed.

Door: services.py. Upstream: people. Tables: ConsentRow.
"""
