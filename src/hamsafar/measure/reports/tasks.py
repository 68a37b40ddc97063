"""Jobs compute the reports that the shelf keeps: so that it knows how."""

from . import services as services
