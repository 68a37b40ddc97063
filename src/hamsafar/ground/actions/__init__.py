"""Actions: the one registry of what can be done, and the queue of deeds that were asked for. Nothing is done twice.

Door: services.py. Upstream: jobs, audit. Tables: DeedRow.
"""
