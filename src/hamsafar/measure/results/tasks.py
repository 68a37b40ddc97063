"""Jobs compute what the shelf keeps for the results: so that it knows how."""

from . import kept as kept
