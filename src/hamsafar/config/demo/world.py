"""What the processes of the world share: the company, the people, what changes about them, the day, and what is due later."""

import datetime as dt
import heapq
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from random import Random

import numpy as np

from . import company, seasons
from .company import Product
from .ledger import Ledger
from .people import ANDROID, Flags, Floats, Population, Whole, populate
from .seasons import DAY, Season
from .texts import Story
from .truths import Truths

MINUTE, HOUR = 60.0, 3600.0
YEAR = 365


@dataclass(slots=True)
class State:
    """What changes about people while the world runs; one entry a person."""

    mood: Floats  # -1 very unhappy to 1 very happy
    alive: Flags  # still a customer (BG/NBD's "alive")
    signed_up: Flags
    signed_in: Flags  # (person, device)
    epoch: Whole  # (person, device): how often the browser forgot the visitor
    told: Flags  # has identified themselves since the world began
    subscribed: Flags
    sms: Flags
    fatigue: Floats  # e-mails lately
    asked: Whole  # day of the last survey
    orders: Whole
    tracked: Flags  # has used order tracking
    stories: list[Story]


def persian(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


@dataclass(slots=True)
class Line:
    product: Product
    quantity: int


@dataclass(slots=True, kw_only=True)
class Order:
    id: str
    person: int
    at: float
    lines: list[Line]
    revenue: int
    city: str
    channel: str
    source: str
    gateway: str
    overcharged: bool = False
    pleased: float = 0.0  # by watching the parcel come
    carrier: str = ""
    promised: float = 0.0
    delivered: float = 0.0

    @property
    def category(self) -> str:
        return self.lines[0].product.category

    @property
    def late_days(self) -> str:
        """For texts, in Persian digits."""
        return persian(max(round((self.delivered - self.promised) / DAY), 1))

    def facts(self, **more: str) -> dict[str, str]:
        """For texts."""
        return {"order": self.id, "product": self.lines[0].product.name, "city": self.city, "carrier": self.carrier or "پست", **more}


Deed = Callable[..., None]


@dataclass(slots=True)
class Agenda:
    """What is due later, by day and moment; the number keeps the order of equals."""

    _days: dict[int, list[tuple[float, int, Deed, tuple[object, ...]]]] = field(default_factory=dict)
    _count: int = 0

    def put(self, day: int, at: float, deed: Deed, *facts: object) -> None:
        self._count += 1
        heapq.heappush(self._days.setdefault(day, []), (at, self._count, deed, facts))

    def run(self, day: "Day") -> None:
        """Do what is due today, also what it makes due today."""
        due = self._days.get(day.number, [])
        while due:
            at, _, deed, facts = heapq.heappop(due)
            deed(day, at, *facts)
        self._days.pop(day.number, None)


@dataclass(slots=True, kw_only=True, eq=False)
class World:
    """One company in one world. The same seed, size, truths and first day give the same world, event for event."""

    seed: int
    size: int
    start: dt.date
    truths: Truths
    people: Population
    state: State
    products: tuple[Product, ...]
    agenda: Agenda
    horizon: int
    shelves: Mapping[str, tuple[Product, ...]]
    code: str
    brought: set[int] = field(default_factory=set)  # who came by somebody's code

    def day(self, number: int) -> "Day":
        return Day(self, number)


def make_world(seed: int, size: int, start: dt.date, truths: Truths, horizon: int = YEAR) -> World:
    """`horizon` is the number of days over which newcomers arrive; a world may run longer or shorter."""
    people = populate(size, seed, horizon)
    made = company.products()
    shelves = {name: tuple(p for p in made if p.category == name) for name in company.SHELVES}
    code = blake2b(f"{seed}/{size}/{start}/{horizon}/{truths.digest}".encode(), digest_size=5).hexdigest()
    return World(
        seed=seed, size=size, start=start, truths=truths, people=people, state=_state(people, seed), products=made, agenda=Agenda(),
        horizon=horizon, shelves=shelves, code=code,
    )  # fmt: skip


def _state(people: Population, seed: int) -> State:
    rng = np.random.default_rng([seed, 2])
    size = people.size
    older = people.born < 0
    registered = older & np.isin(people.kind, (1, 2))
    signed_in = np.zeros((size, 4), bool)
    signed_in[np.arange(size), people.device] = registered & ((rng.random(size) < 0.6) | (people.device >= ANDROID))
    return State(
        mood=people.baseline + rng.normal(0, 0.15, size), alive=~older | (rng.random(size) < 0.8), signed_up=registered,
        signed_in=signed_in, epoch=np.zeros((size, 4), int), told=np.zeros(size, bool),
        subscribed=registered & people.has_email & (rng.random(size) < 0.62), sms=older & (rng.random(size) < 0.7), fatigue=np.zeros(size),
        asked=np.full(size, -1000), orders=np.zeros(size, int), tracked=np.zeros(size, bool),
        stories=[Story() for _ in range(size)],
    )  # fmt: skip


class Day:
    """One day of the world: its calendar, chance and ledger."""

    def __init__(self, world: World, number: int) -> None:
        self.world, self.number = world, number
        self.people, self.state, self.truths = world.people, world.state, world.truths
        self.date = world.start + dt.timedelta(days=number)
        self.midnight = seasons.midnight(self.date)
        self.rng = Random(f"{world.seed}/{number}")
        self.numbers = np.random.default_rng([world.seed, 3, number])
        self.ledger = Ledger(world.code, number)
        self._sessions = 0
        self._names = 0

    @cached_property
    def season(self) -> Season:
        return seasons.season_of(self.date)

    @cached_property
    def present(self) -> Flags:
        return np.asarray(self.people.born <= self.number)

    def session(self) -> str:
        self._sessions += 1
        return f"s-{self.number:x}-{self._sessions:x}"

    def name(self, prefix: str) -> str:
        """A new number for an order, a conversation, a promise …, unique in the world."""
        self._names += 1
        return f"{prefix}{100 + self.number}{self._names:04d}"

    def later(self, at: float, deed: Deed, *facts: object) -> None:
        """Have `deed(day, at, *facts)` done at that moment; the past means now."""
        number = int((at - self.midnight) // DAY) + self.number
        self.world.agenda.put(max(number, self.number), at, deed, *facts)

    def since(self, at: float) -> int:
        """Number of the day of a moment."""
        return int((at - self.midnight) // DAY) + self.number

    def feels(self, i: int, change: float, topic: str = "", facts: Mapping[str, str] | None = None) -> None:
        """Something happened to a person: the mood moves, and the most telling thing of late is what they will speak of."""
        mood = self.state.mood
        mood[i] = min(1.0, max(-1.0, mood[i] + 0.5 * change))
        if not topic:
            return
        story = self.state.stories[i]
        if self.number - story.day > 20 or abs(change) >= abs(story.valence):
            self.state.stories[i] = Story(topic, max(-1.0, min(1.0, change)), self.number, facts or {})

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def moment(self, hours: tuple[float, float] = (9, 21)) -> float:
        """Some moment of today between two hours."""
        return self.midnight + self.rng.uniform(*hours) * HOUR
