"""Jobs compute what the shelf keeps of measures: so that it knows how."""

from . import board as board
