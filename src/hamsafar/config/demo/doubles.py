"""People who stand in the data twice without an identifier that links them, and relatives who look as if they did.

Which people, on which day and how they are written follows from seed, size and truths alone, so that a search for duplicates can be judged:
`plan` is its answer sheet.
"""

import datetime as dt
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from random import Random

import numpy as np

from hamsafar.base import calendars
from hamsafar.collect.intake.contracts import Identifier

from . import company, names
from .people import MAIL_HOSTS, OMNI, ONLINE, PROSPECT, STORE, Flags, Population, Who
from .truths import Truth
from .visit import context_of
from .world import MINUTE, Day, World

Traits = dict[str, str]
FIRST_ACCOUNT = 22_000  # the shop's accounts of `Population.user_id` end before this number and the size of the world


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line too many in a list: `of` is the person it copies, or, where `relative`, the one whose phone it borrows."""

    day: int
    of: int
    who: Who
    traits: Traits
    relative: bool = False


@lru_cache(maxsize=2)
def plan(world: World) -> tuple[Entry, ...]:
    """Everyone who is entered a second time, and every relative; whoever is not known when the turn comes is left out on the day."""
    first = FIRST_ACCOUNT + world.size
    found: list[Entry] = []
    for truth in (*world.truths.of("entered_twice"), *world.truths.of("family_phone")):
        found += _of_truth(world, truth, first + len(found))
    return tuple(found)


def answers(world: World, person_of: Callable[[Identifier], int | None]) -> set[frozenset[int]]:
    """Which of the people in an installation are one person in this world: what a search for duplicates should find.

    A phone that a relative borrows leads to whoever gave it first, so it says nothing here.
    """
    entries = plan(world)
    lent = {entry.of for entry in entries if entry.relative}
    known: dict[int, set[int]] = {}
    for entry in entries:
        if not entry.relative:
            theirs = [name for name in names_of(world.people, entry.of) if name.kind != "phone" or entry.of not in lent]
            found = map(person_of, (Identifier(entry.who.space, "user_id", entry.who.user_id), *theirs))
            known.setdefault(entry.of, set()).update(person for person in found if person is not None)
    return {frozenset(pair) for people in known.values() for pair in combinations(people, 2)}


def names_of(people: Population, i: int) -> tuple[Identifier, ...]:
    """What the systems call a person: any of these that is known leads to them."""
    number = int(people.number[i])
    accounts = (("shop", people.user_id(i)), ("club", f"C{number}"), ("erp", str(number)))
    return (*(Identifier(space, "user_id", value) for space, value in accounts), people.by_phone(i), people.by_email(i))


def enter(day: Day) -> None:
    """Today's lines: the list of the old CRM comes at nine, accounts are opened during the day."""
    for n, entry in enumerate(e for e in plan(day.world) if e.day == day.number):
        if entry.who.space == "crm":
            at = day.midnight + 9 * 3600 + n * 11
            day.ledger.add("erp", "Profile Identified", at, entry.who, type="identify", traits=entry.traits)
        elif day.state.told[entry.of] and day.state.signed_up[entry.of]:
            _open_account(day, entry)


def _open_account(day: Day, entry: Entry) -> None:
    at, session, context = day.moment(), day.session(), context_of(1)
    method = "phone" if "phone" in entry.traits else "email"
    day.ledger.add("site", "Signed Up", at, entry.who, {"method": method}, session=session, context=context)
    traits = entry.traits
    day.ledger.add("site", "Profile Identified", at + MINUTE, entry.who, type="identify", traits=traits, session=session, context=context)


# Who, when and how


def _of_truth(world: World, truth: Truth, first: int) -> Iterator[Entry]:
    people = world.people
    rng = np.random.default_rng([world.seed, 6, zlib.crc32(truth.id.encode())])
    chance = Random(f"{world.seed}/{truth.id}")
    candidates = np.flatnonzero(_candidates(people, truth))
    chosen = rng.permutation(candidates)[: int(people.size * truth.strength)].tolist()
    days = rng.integers(truth.since, truth.until, len(chosen)).tolist()
    (what,) = truth.where.values()
    for n, (i, day) in enumerate(zip(chosen, days, strict=True)):
        kind = chance.choice(sorted(what))
        if kind == "crm":
            yield Entry(day=day, of=i, who=Who("crm", f"K-{500 + n}"), traits=_in_the_crm(chance, people, i))
            continue
        who = Who("shop", f"u-{first + n}", people.anonymous_id(people.size + first + n, 1, 0))
        again = truth.type == "entered_twice"
        traits = _again(chance, people, i) if again else _relative(chance, people, i, kind)
        yield Entry(day=day, of=i, who=who, traits=traits, relative=not again)


def _candidates(people: Population, truth: Truth) -> Flags:
    here = people.born < truth.since
    if "crm" in truth.where.get("list", ()):
        return here & (people.kind != PROSPECT)
    return here & np.isin(people.kind, (ONLINE, OMNI))


def _in_the_crm(chance: Random, people: Population, i: int) -> Traits:
    """A clerk's version of a person: no phone or e-mail, one mistake in most, and sometimes a birthday as the clerk's calendar has it."""
    told = people.traits(i)
    if chance.random() < 0.25:
        told["birthday"] = "{}/{:02}/{:02}".format(*calendars.jalali(dt.date.fromisoformat(told["birthday"])))
    made = chance.choice(_MISTAKES)(chance, told)
    kept = ("first_name", "last_name", "city", "birthday") + (("gender",) if people.kind[i] == STORE else ())
    return {key: made[key] for key in kept}


def _again(chance: Random, people: Population, i: int) -> Traits:
    """Somebody who forgot their account and opens another: a new number, another address, the name a little otherwise."""
    made = people.traits(i)
    made["phone"] = chance.choices((_new_phone(chance), _slip(chance, made["phone"]), made["phone"]), (0.65, 0.15, 0.2))[0]
    if "email" in made and chance.random() < 0.75:
        made["email"] = _other_address(chance, made["email"])
    else:
        made.pop("email", None)
    if chance.random() < 0.15:
        made["city"] = chance.choice(company.CITIES)[0]
    if chance.random() < 0.15:
        del made["birthday"]
        return made
    return chance.choice(_MISTAKES)(chance, made)


def _relative(chance: Random, people: Population, i: int, kind: str) -> Traits:
    """Somebody else of the family who signs up with the phone of a relative."""
    woman = bool(people.woman[i]) != (kind == "spouse") if kind != "sibling" else chance.random() < 0.5
    given = chance.choice([fa for fa, _ in (names.WOMEN if woman else names.MEN) if fa != people.first[i][0]])
    family = people.family[i][0] if kind != "spouse" else chance.choice(names.FAMILIES)[0]
    years = {"sibling": chance.randint(1, 9), "spouse": chance.randint(0, 6), "parent": chance.randint(20, 33)}[kind]
    year = int(people.birthday[i][:4]) - years * (1 if kind == "parent" else chance.choice((1, -1)))
    born = dt.date(year, 1, 1) + dt.timedelta(days=chance.randrange(365))
    return {
        "first_name": given, "last_name": family, "phone": people.phone[i], "city": people.city_name(i),
        "gender": "female" if woman else "male", "birthday": born.isoformat(), "language": "fa",
    }  # fmt: skip


def _new_phone(chance: Random) -> str:
    return f"+989{chance.choice((12, 35, 10, 19, 36))}{chance.randrange(1_000_000, 10_000_000)}"


def _slip(chance: Random, phone: str) -> str:
    """One figure mistyped, behind the prefix."""
    at = chance.randrange(6, len(phone))
    return phone[:at] + str((int(phone[at]) + chance.randint(1, 9)) % 10) + phone[at + 1 :]


def _other_address(chance: Random, email: str) -> str:
    """The same name with another provider, or a wholly other one."""
    local, _, host = email.partition("@")
    if chance.random() < 0.5:
        return f"{local}@{chance.choice([other for other in MAIL_HOSTS if other != host])}"
    return f"{chance.choice(('me', 'home', 'shop', 'kharid'))}{chance.randrange(10_000, 100_000)}@{chance.choice(MAIL_HOSTS)}"


# Mistakes, each a clerk's or a keyboard's. What a person tells is never changed in place.

Mistake = Callable[[Random, Traits], Traits]


def _none(_chance: Random, told: Traits) -> Traits:
    return told


def _swapped_names(_chance: Random, told: Traits) -> Traits:
    return told | {"first_name": told["last_name"], "last_name": told["first_name"]}


def _arabic_letters(_chance: Random, told: Traits) -> Traits:
    return {key: value.replace("ی", "ي").replace("ک", "ك") for key, value in told.items()}


def _lost_half_space(chance: Random, told: Traits) -> Traits:
    return told | {"last_name": told["last_name"].replace("\u200c", chance.choice((" ", "")))}


def _lost_letter(chance: Random, told: Traits) -> Traits:
    name = told["last_name"]
    at = chance.randrange(len(name))
    return told | {"last_name": name[:at] + name[at + 1 :]}


def _swapped_letters(chance: Random, told: Traits) -> Traits:
    field = chance.choice(("first_name", "last_name"))
    name = told[field]
    at = chance.randrange(len(name) - 1)
    return told | {field: name[:at] + name[at + 1] + name[at] + name[at + 2 :]}


_SPELLINGS = (("ایی", "ائی"), ("وو", "و"), ("ؤ", "و"), ("ضی", "ضا"), ("طفی", "طفا"), ("اسما", "اسم"), ("کورو", "کور"), ("ئ", "ی"))


def _other_spelling(_chance: Random, told: Traits) -> Traits:
    made = dict(told)
    for one, other in _SPELLINGS:
        made |= {field: made[field].replace(one, other) for field in ("first_name", "last_name")}
    return made


def _shorter_or_longer_name(chance: Random, told: Traits) -> Traits:
    """«محمدرضا» is called «رضا», «علی» writes «سید علی»."""
    first = told["first_name"]
    for front in ("محمد", "امیر", "علی"):
        if first.startswith(front) and len(first) > len(front) + 1:
            return told | {"first_name": first.removeprefix(front)}
    return told | {"first_name": f"{chance.choice(('سید', 'حاج')) if told.get('gender') == 'male' else 'فاطمه'} {first}"}


def _swapped_figures(chance: Random, told: Traits) -> Traits:
    """Two neighbouring figures of the birthday; a clerk's form takes also a 62nd of March."""
    born = told["birthday"]
    at = chance.choice((2, 8))
    return told | {"birthday": born[:at] + born[at + 1] + born[at] + born[at + 2 :]}


def _wrong_figure(chance: Random, told: Traits) -> Traits:
    born = told["birthday"]
    at = chance.choice((3, 6, 9))
    return told | {"birthday": born[:at] + str((int(born[at]) + chance.randint(1, 9)) % 10) + born[at + 1 :]}


_MISTAKES: tuple[Mistake, ...] = (
    _none, _none, _none, _swapped_names, _arabic_letters, _lost_half_space, _lost_letter, _swapped_letters, _other_spelling,
    _shorter_or_longer_name, _swapped_figures, _wrong_figure,
)  # fmt: skip
