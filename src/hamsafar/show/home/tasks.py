"""Jobs compute what the shelf keeps for Home: so that it knows how."""

from . import kept as kept
