"""Customer: people and the 360 degree view.

Door: services.py. Upstream: people, consent, events, metrics. Tables: none.
"""
