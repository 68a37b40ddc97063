"""Organisation: the tree of units, members, their roles, the permission table.

Door: services.py. Upstream: base. Tables: Unit, Member.
"""
