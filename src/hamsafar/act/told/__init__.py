"""You said, we did: whoever wanted an idea hears once when it is done.

Door: services.py. Upstream: collect.ideas, identify.people, store.events, decide.contact, act.messaging. Tables: told_*.
"""
