"""Voice: what customers say, read and understood: feeling, urgency, emotion, topics, and why.

Door: services.py. Upstream: science.text, store.events. Tables: OffsetRow, ModelRow, TopicRow, CorrectionRow; in the event store it writes
`annotations`, which is published like the spine.
"""
