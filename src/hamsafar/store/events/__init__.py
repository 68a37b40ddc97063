"""Events: the spine.

Door: services.py. Upstream: intake, people. Tables: events, quarantine, drops (event store).
"""
