"""Results: what surveys found, as pages: numbers with their doubt, answers question by question, single responses, files to take away.

Door: services.py. Upstream: collect.surveys, identify.people, store.events, measure.metrics. Tables: none.
"""
