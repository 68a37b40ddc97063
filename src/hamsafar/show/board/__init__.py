"""The team's pages of ideas: the board with its weights, one idea, what waits, how it is set up. No tables.

Upstream: collect.ideas, measure.ideas, measure.voice, measure.segments, act.told.
"""
