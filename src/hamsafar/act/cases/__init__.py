"""Cases: an unhappy customer becomes somebody's matter, from the first contact to the cause that is mended and whether it helped.

Door: services.py. Upstream: events, people, segments, surveys, contact, actions, messaging.
Tables: CaseRow, ComplaintRow, StepRow, CauseRow, ReplyRow, RuleRow, ViewRow, PolicyRow, OffsetRow.
"""
