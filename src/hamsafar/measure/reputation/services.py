"""The door of reputation: what is said elsewhere, as numbers and one by one."""

from .listening import Filters, Heard, Together, get_heard, stream, together

__all__ = ["Filters", "Heard", "Together", "get_heard", "stream", "together"]
