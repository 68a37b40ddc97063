"""What is wrong (and right) in a world: planted truths, read from a YAML file and checked strictly.

A truth has an id, a type, days (from, to; counted from the world's first day, `to` not included), a condition `where`, a strength and
what it does elsewhere. Types and the fields that each needs are in `SHAPES`; docs/demo-world.md explains them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import yaml
from django.utils.translation import gettext_lazy as _

from hamsafar.base.errors import Refused

from . import company

DEFAULT_FILE = Path(__file__).with_name("truths.yaml")


class BadTruths(Refused):
    """The truth file cannot be used; the reason names the truth, the field and what is allowed."""

    code, status, message = "bad_truths", 400, _("The truth file cannot be used: {reason}")

    def __init__(self, reason: str) -> None:
        super().__init__(reason=reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What a type of truth needs: its conditions with their allowed values, and the range of its strength."""

    about: str
    needs: Mapping[str, tuple[str, ...]]
    may: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    least: float = 0.0
    most: float = 1.0


_CITIES = tuple(city for city, _, _ in company.CITIES)
_BRANCHES = tuple(branch.code for branch in company.BRANCHES)
_ARTICLES = tuple(article.code for article in company.ARTICLES)
AUDIENCES = ("bargain", "women", "everyone")
GROUPS = ("frequent_outside_tehran", "frequent", "everyone")

SHAPES: dict[str, Shape] = {
    "gateway_failure": Shape(
        about="payments fail at one gateway; strength: probability on `device`, a fifth of it on the others",
        needs={"gateway": tuple(g for g, _ in company.GATEWAYS), "device": company.DEVICES},
    ),
    "slow_courier": Shape(
        about="one carrier is slow in one city; strength: days more on average",
        needs={"city": _CITIES, "carrier": tuple(c for c, _ in company.CARRIERS)},
        most=10,
    ),
    "context_lost": Shape(about="hand-overs from the bot lose the story; strength: share that does", needs={"team": company.TEAMS}),
    "misleading_article": Shape(
        about="readers of a help article are misled; strength: share that then contacts us", needs={"article": _ARTICLES}
    ),
    "rage_field": Shape(
        about="the coupon field of the basket does not react; strength: share of visitors of the field who rage",
        needs={"device": company.DEVICES},
    ),
    "wrong_price": Shape(about="a category shows wrong prices; strength: share of its orders", needs={"category": tuple(company.SHELVES)}),
    "long_waits": Shape(about="a branch has long queues; strength: minutes more", needs={"branch": _BRANCHES}, most=60),
    "liked_feature": Shape(
        about="those who use the feature in the app are happier; strength: satisfaction gained (1 is a full point of mood)",
        needs={"feature": ("order_tracking",)},
    ),
    "over_mailing": Shape(about="an audience gets too many e-mails; strength: e-mails more a week", needs={"audience": AUDIENCES}, most=10),
    "policy_churn": Shape(
        about="a group leaves after a change of policy; strength: probability to stop at each month", needs={"group": GROUPS}
    ),
    "slow_page": Shape(
        about="pages of a category are slow; strength: seconds more until the largest paint",
        needs={"category": tuple(company.SHELVES), "device": ("desktop", "mobile")},
        most=20,
    ),
    "entered_twice": Shape(
        about="people are entered a second time without a common identifier; strength: share of all people",
        needs={"list": ("crm", "shop")},
        most=0.1,
    ),
    "family_phone": Shape(
        about="people sign up with the phone of a relative; strength: share of all people",
        needs={"relative": ("parent", "sibling", "spouse")},
        most=0.1,
    ),
    "broken_promises": Shape(about="a team breaks its promises; strength: share that is broken", needs={"team": company.TEAMS}),
}


class _Truth(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    type: str
    days: tuple[int, int]
    where: dict[str, str | list[str]]
    strength: float
    fa: str
    en: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    version: int
    truths: list[_Truth]


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One planted truth. `where` gives every condition as the set of values that it holds for."""

    id: str
    type: str
    since: int
    until: int
    where: Mapping[str, frozenset[str]]
    strength: float
    fa: str
    en: str

    def holds(self, day: int, **facts: str) -> bool:
        """Whether it acts on this day on something with these facts; a condition that is not named does not limit."""
        return self.since <= day < self.until and all(value in self.where[name] for name, value in facts.items() if name in self.where)


@dataclass(frozen=True, slots=True)
class Truths:
    """All truths of a world, by type."""

    all: tuple[Truth, ...] = ()

    def strength(self, type: str, day: int, **facts: str) -> float:
        """The strongest truth of this type that holds here, or 0."""
        return max((truth.strength for truth in self.all if truth.type == type and truth.holds(day, **facts)), default=0.0)

    def of(self, type: str) -> tuple[Truth, ...]:
        return tuple(truth for truth in self.all if truth.type == type)

    def without(self, *ids: str) -> "Truths":
        return Truths(tuple(truth for truth in self.all if truth.id not in ids))

    def as_text(self) -> str:
        """What `parse` reads back, as JSON (which is YAML)."""
        rows = [
            {"id": t.id, "type": t.type, "days": [t.since, t.until], "where": {name: sorted(values) for name, values in t.where.items()},
             "strength": t.strength, "fa": t.fa, "en": t.en}
            for t in self.all
        ]  # fmt: skip
        return msgspec.json.encode({"version": 1, "truths": rows}).decode()

    @property
    def digest(self) -> str:
        """Changes with anything that changes the world; sentences do not."""
        facts = [(t.id, t.type, t.since, t.until, sorted((k, sorted(v)) for k, v in t.where.items()), t.strength) for t in self.all]
        return blake2b(repr(facts).encode(), digest_size=8).hexdigest()


def load(path: Path | str | None = None) -> Truths:
    """Read a truth file, or the default world's. Raises BadTruths."""
    file = Path(path) if path else DEFAULT_FILE
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadTruths(f"{file}: cannot be read as UTF-8 text ({error})") from error
    return parse(text, named=str(file))


def parse(text: str, *, named: str = "truths") -> Truths:
    """Truths from YAML text. Raises BadTruths."""
    try:
        read = msgspec.convert(yaml.safe_load(text), _File)
    except yaml.YAMLError as error:
        raise BadTruths(f"{named}: not YAML: {error}") from error
    except msgspec.ValidationError as error:
        raise BadTruths(f"{named}: {error}") from error
    if read.version != 1:
        raise BadTruths(f"{named}: version {read.version} is not known; this program reads version 1")
    truths = tuple(_checked(raw, named) for raw in read.truths)
    _refuse_repeats(truths, named)
    return Truths(truths)


def _refuse_repeats(truths: tuple[Truth, ...], named: str) -> None:
    seen: set[str] = set()
    for truth in truths:
        if truth.id in seen:
            raise BadTruths(f"{named}: truth '{truth.id}' is there twice")
        seen.add(truth.id)


def _checked(raw: _Truth, named: str) -> Truth:
    place = f"{named}: truth '{raw.id}'"
    shape = SHAPES.get(raw.type)
    if shape is None:
        raise BadTruths(f"{place}: type '{raw.type}' is not known; known are {', '.join(SHAPES)}")
    if not 0 <= raw.days[0] < raw.days[1]:
        raise BadTruths(f"{place}: days {list(raw.days)} must be [from, to] with 0 <= from < to")
    if not shape.least < raw.strength <= shape.most:
        raise BadTruths(f"{place}: strength {raw.strength:g} must be above {shape.least:g} and at most {shape.most:g}")
    if not (raw.id and raw.fa.strip() and raw.en.strip()):
        raise BadTruths(f"{place}: needs an id and a sentence in both languages (fa, en)")
    where = _conditions(raw.where, shape, place)
    return Truth(id=raw.id, type=raw.type, since=raw.days[0], until=raw.days[1], where=where, strength=raw.strength, fa=raw.fa, en=raw.en)


def _conditions(raw: Mapping[str, Any], shape: Shape, place: str) -> dict[str, frozenset[str]]:
    missing, extra = set(shape.needs) - set(raw), set(raw) - set(shape.needs) - set(shape.may)
    if missing:
        raise BadTruths(f"{place}: where lacks {', '.join(sorted(missing))}")
    if extra:
        raise BadTruths(f"{place}: where has {', '.join(sorted(extra))}, which this type does not know")
    return {name: _values(name, given, {**shape.needs, **shape.may}[name], place) for name, given in raw.items()}


def _values(name: str, given: str | list[str], allowed: tuple[str, ...], place: str) -> frozenset[str]:
    values = frozenset([given] if isinstance(given, str) else given)
    wrong = sorted(values - set(allowed))
    if wrong or not values:
        raise BadTruths(f"{place}: where.{name} {', '.join(wrong) or '(empty)'} is not one of {', '.join(allowed)}")
    return values
