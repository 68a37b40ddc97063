"""Asking: after what, whom and by which channel a survey is asked without anybody pressing a button. Rules follow the spine.

Door: services.py. Upstream: surveys, people, events, segments, contact, actions. Tables: RuleRow, CaseRow, LeftOutRow, OffsetRow.
"""
