"""The door of the intake."""

from .contracts import NEVER, Columns, Event, Flag, Identifier, Moments, Outcome, Receipt, Verdict

__all__ = ["NEVER", "Columns", "Event", "Flag", "Identifier", "Moments", "Outcome", "Receipt", "Verdict"]
