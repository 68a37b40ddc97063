"""Contact: the one gate before anything reaches a customer: what they allowed, how often, and when.

Door: services.py. Upstream: people, consent, organisation. Tables: PolicyRow, BudgetRow, ReservationRow, TallyRow.
"""
