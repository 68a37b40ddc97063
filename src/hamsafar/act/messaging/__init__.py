"""Messaging: letters, surveys and short messages to customers. Sends nothing without the gate's pass.

Door: services.py. Upstream: actions, surveys, people, consent, contact. Tables: MailRow, MessageRow, BlockedRow, HitRow.
"""
