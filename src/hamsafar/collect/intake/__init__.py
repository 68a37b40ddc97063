"""Intake: facts arrive here, over the tracking API or from another room, and become events.

Door: services.py. Upstream: vocabulary, organisation. Tables: Source, WriteKey, OutboxEvent.
"""
