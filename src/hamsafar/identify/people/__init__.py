"""People: identifiers, evidence, who is who.

Door: services.py. Upstream: intake. Tables: Identifier, Evidence, Decision, Override, Trait.
"""
