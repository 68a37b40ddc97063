"""Reviews: what buyers say about products, questions and answers, and the widget that shows both on the company's own pages.

Door: services.py. Upstream: ground, collect.vocabulary, collect.intake. Tables: review*, all about products and what is said of them.
"""
