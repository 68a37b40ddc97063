"""Surveys: what is asked, by which ways, and what was answered; every answer becomes an event.

Door: services.py. Upstream: ground, collect.vocabulary, collect.intake. Tables: survey*, all about surveys and their answers.
"""
