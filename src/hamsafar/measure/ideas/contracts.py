"""What crosses the door of the weight of ideas."""

from dataclasses import dataclass

from hamsafar.science.intervals import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What is known of one person. `paid` in the company's base currency, less refunds; scores are the last ones given."""

    person: int
    orders: int = 0
    paid: float = 0.0
    nps: float | None = None
    csat: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """Who stands behind an idea. Of `voters` known on the spine so many are customers; `paid` is what these have paid together."""

    voters: int = 0
    customers: int = 0
    paid: float = 0.0
    currency: str = ""
    nps: Estimate | None = None
    csat: Estimate | None = None


NOTHING = Weight()
