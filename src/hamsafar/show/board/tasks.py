"""Jobs compute what the shelf keeps for the board of ideas: so that it knows how."""

from . import kept as kept
