"""Understanding text: language, feeling, urgency, topics, what to mask, and why a model thinks so.

Door: services.py. Pure: texts and arrays in, records out. No Django, no clock.
"""
