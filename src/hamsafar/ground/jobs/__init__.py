"""Jobs: work that is done later, queued in the transaction that asks for it.

Door: services.py. Upstream: base. Tables: Job.
"""
