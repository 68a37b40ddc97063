"""The demo world: one believable year of an invented Persian retailer, with planted truths that the data shows.

Door: `make(seed, size, say)`, `LOGINS`, `truths`. Upstream: every room whose data it makes. Tables: none; a note in the data folder.
The processes of a day are listed in simulate.py; what is wrong in the world in truths.yaml; docs/demo-world.md tells it all.
"""

from . import truths
from .making import DEFAULT_SEED, DEFAULT_SIZE, LOGINS, PASSWORD, Login, Made, OtherWorld, make

__all__ = ["DEFAULT_SEED", "DEFAULT_SIZE", "LOGINS", "PASSWORD", "Login", "Made", "OtherWorld", "make", "truths"]
