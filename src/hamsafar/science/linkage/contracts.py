"""What goes into and comes out of record linkage."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds, which decides how two values of it are compared."""

    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    NAME = "name"  # whole names
    DATE = "date"  # year, month, day in any digits
    EMAIL = "email"
    NUMBER = "number"  # a national id, a phone, a card: digits where a slip of one digit is likely
    POSTCODE = "postcode"
    PLACE = "place"  # a street, a suburb, a city, a company
    CODE = "code"  # few values: a province, a sex


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A column. `common` is what the members of one household have in common: a family name, an address, often a phone."""

    column: str
    kind: Kind
    common: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """One reason: how two values of a field compare, and what that says in bits (powers of two) for being one person."""

    field: str
    left: str
    right: str
    level: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two rows that may be one person. `weight` is the logarithm of the odds in bits, `probability` the same as a chance."""

    left: object
    right: object
    probability: float
    weight: float
    reasons: tuple[Agreement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What was learnt: the chance that two random rows are one person, and that they are one household."""

    prior: float
    household: float
    blocks: tuple[tuple[str, ...], ...]
    compared: int


class TooFewRows(ValueError):
    """Fewer rows, or fewer different values in them, than anything can be learnt from."""
