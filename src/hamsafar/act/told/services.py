"""The door of told.

    told.tally(idea.id)          # how many were told, wait, could not be told and why
"""

from .contracts import State, Tally, Telling
from .listing import list_tellings, tally
from .telling import audience, tell, try_again, whose
from .words import STATES, TONES, why

__all__ = ["STATES", "TONES", "State", "Tally", "Telling", "audience", "list_tellings", "tally", "tell", "try_again", "whose", "why"]
