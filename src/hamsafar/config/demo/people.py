"""Everyone who appears in the world: who they are, how they shop, how they write, which devices and identifiers they have."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from random import Random

import numpy as np
from numpy.typing import NDArray

from hamsafar.collect.intake.contracts import Identifier

from . import company, names
from .texts import FORMAL, INFORMAL, SHORT, Voice

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

PROSPECT, ONLINE, OMNI, STORE, CALLER = range(5)
KIND_SHARE = (0.44, 0.35, 0.09, 0.10, 0.02)
DESKTOP, MOBILE, ANDROID, IOS = range(4)
BEFORE = 700  # days before the first day in which the older customers came
MAIL_HOSTS = ("mail.example", "post.example", "rayanameh.example", "parsmail.example")


@dataclass(frozen=True, slots=True)
class Who:
    """How one system names the person behind an event."""

    space: str = ""
    user_id: str = ""
    anonymous_id: str = ""
    identifiers: tuple[Identifier, ...] = ()


@dataclass
class Population:
    """One row a person in every array. What changes with time (mood, dropped out, signed in) lives in simulation.State."""

    size: int
    seed: int
    kind: Whole
    born: Whole  # day of the first contact; negative before the world began
    city: Whole
    woman: Flags
    rate: Floats  # purchases a day while active, online
    store_rate: Floats  # the same in a branch
    drop: Floats  # probability to stop after a purchase (BG/NBD)
    visits: Floats  # sessions a day without the intention to buy
    device: Whole  # the usual one
    second: Whole  # the other one; the same where there is only one
    gateway: Whole
    branch: Whole
    taste: Whole  # index of the favourite category
    baseline: Floats  # mood when nothing happens
    answers: Floats  # how likely a survey is answered, relative
    opens: Floats  # how likely an e-mail is opened, relative
    machine: Flags  # mail programme opens everything by itself
    bargain: Flags
    self_help: Floats
    talks_by: Whole  # 0 chat, 1 phone, 2 e-mail, 3 social
    has_email: Flags
    social: Flags
    tracker: Flags  # would use order tracking in the app
    first: list[tuple[str, str]]
    family: list[tuple[str, str]]
    phone: list[str]
    email: list[str]
    birthday: list[str]
    number: Whole  # customer numbers; each system numbers from 1000, so they collide on purpose
    voice: list[Voice]
    tablet: dict[int, int]  # person: owner of the family tablet that they borrow

    @cached_property
    def _tablet_owners(self) -> frozenset[int]:
        return frozenset(self.tablet.values())

    @cached_property
    def buyers(self) -> Flags:
        return self.kind != PROSPECT

    def city_name(self, i: int) -> str:
        return company.CITIES[self.city[i]][0]

    def user_id(self, i: int) -> str:
        return f"u-{20000 + int(self.number[i])}"

    def anonymous_id(self, i: int, device: int, epoch: int) -> str:
        """The device's own name for a visitor; browsers forget it now and then (`epoch`), a family tablet shares it."""
        if device == MOBILE and (i in self.tablet or i in self._tablet_owners):
            i, epoch = self.tablet.get(i, i), 0
        digest = blake2b(f"{self.seed}/{i}/{device}/{epoch}".encode(), digest_size=16).hexdigest()
        return f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}"

    def by_phone(self, i: int) -> Identifier:
        return Identifier("", "phone", self.phone[i])

    def by_email(self, i: int) -> Identifier:
        return Identifier("", "email", self.email[i])

    def traits(self, i: int, *, written_in: str = "fa") -> dict[str, str]:
        """What a person tells when they sign up."""
        which = 0 if written_in == "fa" else 1
        told = {
            "first_name": self.first[i][which] if which == 0 else self.first[i][1].title(),
            "last_name": self.family[i][which] if which == 0 else self.family[i][1].title(),
            "phone": self.phone[i],
            "city": self.city_name(i),
            "gender": "female" if self.woman[i] else "male",
            "birthday": self.birthday[i],
            "language": "en" if self.voice[i].language == "en" else "fa",
        }
        if self.has_email[i]:
            told["email"] = self.email[i]
        return told

    def audience(self, name: str) -> Flags:
        """Who belongs to a named mailing audience."""
        if name == "bargain":
            return self.bargain
        return self.woman & (self.taste <= 2) if name == "women" else np.ones(self.size, bool)

    def group(self, name: str) -> Flags:
        """Who belongs to a named group of customers."""
        frequent = (self.rate + self.store_rate) > 3.0 / 365
        if name == "frequent_outside_tehran":
            return frequent & (self.city != 0) & (self.kind != STORE)
        return frequent if name == "frequent" else self.buyers


def populate(size: int, seed: int, days: int) -> Population:
    """The population of a world of so many people; `days` is how long newcomers keep arriving."""
    rng = np.random.default_rng([seed, 1])
    kind = rng.choice(5, size, p=KIND_SHARE)
    born = _arrivals(rng, kind, days)
    woman = rng.random(size) < 0.56
    rate, store_rate = _rates(rng, kind)
    device, second = _devices(rng, kind)
    tablet = _tablets(rng, kind)
    device[[*tablet, *tablet.values()]] = MOBILE
    city = _cities(rng, kind)
    first, family = _names(rng, woman)
    number = rng.permutation(size) + 1000
    has_email = rng.random(size) < np.array([0.5, 0.82, 0.85, 0.15, 0.75])[kind]
    return Population(
        size=size, seed=seed, kind=kind, born=born, city=city, woman=woman, rate=rate, store_rate=store_rate,
        drop=rng.beta(0.9, 7.0, size), visits=_visits(rng, kind), device=device, second=second,
        gateway=rng.choice(len(company.GATEWAYS), size, p=[share for _, share in company.GATEWAYS]),
        branch=np.where(city == 1, 1, 0), taste=_tastes(rng, woman), baseline=rng.normal(0.22, 0.32, size).clip(-0.7, 0.9),
        answers=rng.gamma(2.0, 0.5, size), opens=rng.gamma(2.2, 1 / 2.2, size), machine=rng.random(size) < 0.12,
        bargain=rng.random(size) < 0.22, self_help=rng.beta(2, 2, size),
        talks_by=rng.choice(4, size, p=[0.5, 0.3, 0.11, 0.09]), has_email=has_email, social=rng.random(size) < 0.12,
        tracker=rng.random(size) < 0.55, first=first, family=family, phone=_phones(rng, size), email=_emails(rng, first, family, size),
        birthday=_birthdays(rng, size), number=number, voice=_voices(seed, size), tablet=tablet,
    )  # fmt: skip


def _arrivals(rng: np.random.Generator, kind: Whole, days: int) -> Whole:
    """More than half of the customers are older than the world; prospects come and go within it."""
    size = len(kind)
    old = rng.random(size) < np.array([0.12, 0.58, 0.62, 0.6, 0.6])[kind]
    grown = days * np.sqrt(rng.random(size) * 0.85 + 0.15 * rng.random(size))  # the shop grows: later days bring more
    return np.where(old, -rng.integers(1, BEFORE, size), (grown * 0.99).astype(int))


def _rates(rng: np.random.Generator, kind: Whole) -> tuple[Floats, Floats]:
    """Heavy-tailed purchase rates (a gamma, as BG/NBD assumes), a day, online and in a branch."""
    yearly = rng.gamma(0.95, 2.75, len(kind))
    online = np.array([0.0, 1.0, 0.75, 0.0, 0.15])[kind]
    store = np.array([0.0, 0.0, 0.45, 0.85, 0.0])[kind]
    return yearly * online / 365, yearly * store / 365


def _visits(rng: np.random.Generator, kind: Whole) -> Floats:
    mean = np.array([15.0, 48.0, 40.0, 0.0, 7.0])[kind]
    return rng.gamma(0.9, 1 / 0.9, len(kind)) * mean / 365


def _devices(rng: np.random.Generator, kind: Whole) -> tuple[Whole, Whole]:
    size = len(kind)
    usual = rng.choice(4, size, p=[0.24, 0.34, 0.31, 0.11])
    visitor = kind == PROSPECT
    usual = np.where(visitor, rng.choice(4, size, p=[0.3, 0.6, 0.08, 0.02]), usual)
    two = rng.random(size) < np.where(visitor, 0.12, 0.5)
    other = np.where(usual == DESKTOP, MOBILE, DESKTOP)
    return usual, np.where(two, other, usual)


def _cities(rng: np.random.Generator, kind: Whole) -> Whole:
    city = rng.choice(len(company.CITIES), len(kind), p=[share for _, share, _ in company.CITIES])
    near = rng.choice([0, 1], len(kind), p=[0.62, 0.38])  # shoppers of a branch live where a branch is
    return np.where((kind == STORE) | (kind == OMNI), near, city)


def _tastes(rng: np.random.Generator, woman: Flags) -> Whole:
    share = np.array(list(company.CATEGORY_SHARE.values()))
    hers, his = share.copy(), share.copy()
    hers[1], his[0], his[6] = 0.02, 0.02, 0.03
    size = len(woman)
    return np.where(woman, rng.choice(len(share), size, p=hers / hers.sum()), rng.choice(len(share), size, p=his / his.sum()))


def _names(rng: np.random.Generator, woman: Flags) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    def pick(pool: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
        weight = 1 / (np.arange(len(pool)) + 6.0)
        return [pool[k] for k in rng.choice(len(pool), len(woman), p=weight / weight.sum())]

    women, men, families = pick(names.WOMEN), pick(names.MEN), pick(names.FAMILIES)
    return [w if is_woman else m for w, m, is_woman in zip(women, men, woman.tolist(), strict=True)], families


def _phones(rng: np.random.Generator, size: int) -> list[str]:
    """Mobile numbers in E.164, each once; drawn at random, nothing is ever sent to them."""
    prefixes = np.array([912, 935, 910, 919, 936, 902, 938, 901, 990, 913, 917, 915])
    prefix = rng.choice(prefixes, size, p=[0.22, 0.14, 0.1, 0.1, 0.09, 0.06, 0.06, 0.05, 0.05, 0.05, 0.04, 0.04])
    rest = rng.permutation(9_000_000)[:size] + 1_000_000
    return [f"+98{p}{r}" for p, r in zip(prefix.tolist(), rest.tolist(), strict=True)]


def _emails(rng: np.random.Generator, first: list[tuple[str, str]], family: list[tuple[str, str]], size: int) -> list[str]:
    shape, host, figures = (
        rng.integers(0, 4, size).tolist(),
        rng.integers(0, len(MAIL_HOSTS), size).tolist(),
        rng.permutation(size).tolist(),
    )
    made = []
    for i in range(size):
        (_, given), (_, house), n = first[i], family[i], figures[i]
        local = (f"{given}.{house}{n}", f"{given[0]}.{house}{n}", f"{given}{house[0]}{n}", f"{given}_{house}{n}")[shape[i]]
        made.append(f"{local}@{MAIL_HOSTS[host[i]]}")
    return made


def _birthdays(rng: np.random.Generator, size: int) -> list[str]:
    years = np.clip(rng.normal(1989, 10, size), 1950, 2008).astype(int)
    days = rng.integers(0, 365, size)
    return [(dt.date(y, 1, 1) + dt.timedelta(days=d)).isoformat() for y, d in zip(years.tolist(), days.tolist(), strict=True)]


def _voices(seed: int, size: int) -> list[Voice]:
    rng = Random(f"{seed}/voices")
    return [_voice(rng) for _ in range(size)]


def _voice(rng: Random) -> Voice:
    language = rng.choices(("fa", "en", "finglish"), (0.91, 0.035, 0.055))[0]
    style = rng.choices((FORMAL, INFORMAL, SHORT), (0.22, 0.53, 0.25))[0]
    return Voice(language=language, style=style, sloppy=rng.choice((0.02, 0.08, 0.25, 0.5)), emoji=rng.choice((0.0, 0.1, 0.35)))


def _tablets(rng: np.random.Generator, kind: Whole) -> dict[int, int]:
    """Pairs who share one tablet at home: the second borrows the first one's."""
    online = np.flatnonzero(kind == ONLINE)
    chosen = rng.permutation(online)[: 2 * max(len(online) // 100, 1)].tolist()
    return dict(zip(chosen[::2], chosen[1::2], strict=False))
