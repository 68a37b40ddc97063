"""The idea board of the demo world: what its customers wish for, who votes, what the company did about it.

Whatever is done is done through the room's own deeds with the clock held at that moment, so rows, events and figures agree.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml
from django.db import transaction

from hamsafar.act.told import telling
from hamsafar.act.told.contracts import State
from hamsafar.act.told.models import ToldRow
from hamsafar.base import clock
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.models import IdeaRow
from hamsafar.collect.ideas.services import Idea, Kind
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.contracts import Identifier
from hamsafar.ground.jobs.models import JobRow
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import IdentifierRow, PersonRow
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

from .turns import Deed, Plan

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
SLICE = 10  # rows in one transaction
MOST_LINKS = 6
STAYS = 45.0  # days: how long people go on voting for an idea, on average
NAME = {"fa": "ایده‌های دیبانو", "en": "Dibano ideas"}
INTRO = {
    "fa": "بگویید چه چیزی خرید از ما را بهتر می‌کند. همه رأی می‌دهند و ما می‌گوییم چه می‌کنیم.",
    "en": "Tell us what would make shopping with us better. Everybody votes, and we say what we do about it.",
}


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    audit_name: str

    @property
    def audit_id(self) -> str:
        return f"member:{self.id}"


def build(size: int, seed: int = 1405) -> int:
    """Fill the board up to now; how many ideas. Where there are ideas already nothing is done."""
    if IdeaRow.objects.exists():
        return 0
    found = yaml.safe_load((Path(__file__).parent / "ideas.yaml").read_text(encoding="utf-8"))
    world = _Board(Random(seed), size, found)
    world.plan_all()
    world.work()
    world.link_comments()
    world.tell()
    intake.carry_outbox()
    return IdeaRow.objects.count()


class _Board:
    """Deeds in the order of time."""

    def __init__(self, chance: Random, size: int, found: Mapping[str, Any]) -> None:
        self.chance, self.size, self.found, self.now = chance, size, found, clock.now()
        self.voters, self.names = _customers(chance), _first_names()
        self.ids: dict[str, int] = {}
        self._plan = Plan(until=self.now)
        ideas.change_board(ideas.Board(is_open=True, name=NAME, intro=INTRO, moderate_ideas=True))
        self.statuses = {one.kind: one.id for one in ideas.list_statuses()}
        self.tags = {key: ideas.save_tag(name=name).id for key, name in found["tags"].items()}
        self.team = next((_Member(one.id, one.name) for one in organisation.list_members() if one.email.startswith("maryam@")), None)

    def plan(self, at: dt.datetime, deed: Deed) -> None:
        self._plan.add(at, deed)

    def work(self) -> None:
        self._plan.work(forgiving=ideas.VotingOver)  # whoever comes after it was decided

    # What happens

    def plan_all(self) -> None:
        if not self.voters:
            return
        for said in self.found["ideas"]:
            self._plan_one(said)
        for number, said in enumerate(self.found["waiting"]):
            author = self.voters[number % len(self.voters)]
            self.plan(self.now - (number + 1) * 7 * HOUR, lambda said=said, author=author: self._post(said, author))  # type: ignore[misc]

    def _plan_one(self, said: Mapping[str, Any]) -> None:
        born = self.now - said["age"] * DAY + self._hours()
        behind = self._some(max(3, round(self.size * said["pull"] / 1000 * self.chance.uniform(0.8, 1.2))))
        author, voters = behind[0], behind[1:]
        self.plan(born, lambda: self._posted(said, author))
        for who in voters:
            self.plan(self._later(born, said["age"]), lambda who=who: ideas.vote(self.ids[said["key"]], self._known(who)))  # type: ignore[misc]
        for who in voters[: max(1, len(voters) // 12)]:
            self.plan(self._later(born, said["age"]), lambda who=who: ideas.follow(self.ids[said["key"]], self._known(who)))  # type: ignore[misc]
        for words, who in zip(said.get("said", ()), reversed(behind), strict=False):
            at = self._later(born, said["age"])
            self.plan(at, lambda words=words, who=who: ideas.comment(self.ids[said["key"]], words, participant=self._known(who)))  # type: ignore[misc]
        self._plan_decision(said, born)

    def _plan_decision(self, said: Mapping[str, Any], born: dt.datetime) -> None:
        kind, key = Kind(said["status"]), said["key"]
        at = self.now - said["done"] * DAY if kind is Kind.DONE else born + min(40, said["age"] / 2) * DAY
        if kind in (Kind.DONE, Kind.STARTED):
            self.plan(born + (at - born) / 3, lambda: self._decide(key, Kind.PLANNED))
            self.plan(born + (at - born) * 2 / 3, lambda: self._decide(key, Kind.STARTED))
        if said.get("answer"):
            self.plan(at - HOUR, lambda: ideas.answer(self.ids[key], said["answer"], by=self.team))
        if "same" in said:
            self.plan(born + 3 * DAY, lambda: ideas.merge(self.ids[key], into=self.ids[said["same"]], by=self.team))
        if kind not in (Kind.OPEN, Kind.STARTED):  # under way is already planned above
            self.plan(at, lambda: self._decide(key, kind))

    def _post(self, said: Mapping[str, Any], author: Identifier) -> Idea:
        return ideas.post(said["title"], said["text"], participant=self._known(author))

    def _posted(self, said: Mapping[str, Any], author: Identifier) -> None:
        made = self._post(said, author)
        ideas.approve(made.id, by=self.team)
        ideas.set_tags(made.id, [self.tags[said["tag"]]], by=self.team)
        self.ids[said["key"]] = made.id

    def _decide(self, key: str, kind: Kind) -> None:
        ideas.set_status(self.ids[key], self.statuses[kind], by=self.team)

    def _known(self, who: Identifier) -> Any:
        return ideas.known_as(who, name=self.names.get(who.value, "")).id

    def _some(self, wanted: int) -> Sequence[Identifier]:
        return self.chance.sample(self.voters, min(wanted, len(self.voters)))

    def _hours(self) -> dt.timedelta:
        return dt.timedelta(hours=self.chance.uniform(-4, 4))

    def _later(self, born: dt.datetime, age: float) -> dt.datetime:
        """Most come in the first weeks."""
        days = min(self.chance.expovariate(1 / STAYS), self.chance.uniform(0.5, max(1.0, age)))
        return born + days * DAY + dt.timedelta(minutes=self.chance.uniform(1, 600))

    # Comments elsewhere, and letters

    def link_comments(self) -> None:
        """Unhappy comments in which the words of the idea stand."""
        for said in self.found["ideas"]:
            if not said.get("about") or said["key"] not in self.ids:
                continue
            filters = voice.Filters(search=said["about"], feelings=(voice.Feeling.NEGATIVE,))
            found = voice.explore(filters, scope=Scope(), limit=MOST_LINKS).comments
            with transaction.atomic():
                for one in found:
                    if one.source != ideas.SOURCE:
                        ideas.link(self.ids[said["key"]], one.source, one.message_id, by=self.team)

    def tell(self) -> None:
        """What the letters of then came to: nothing is sent to customers who do not exist."""
        people.catch_up()
        for idea in ideas.list_ideas(ideas.Wanted(kinds=(Kind.DONE,)), limit=100):
            known, _strangers = telling.audience(idea)
            for part in _slices(sorted(known.items(), key=lambda one: one[0])):
                with transaction.atomic(), clock.frozen_at(min(self.now, idea.status_at + ideas.GRACE)):
                    for person, participant in part:
                        self._told(idea, person, participant)
        JobRow.objects.filter(name=ideas.TELL).delete()

    def _told(self, idea: Idea, person: int, participant: Any) -> None:
        has_mail = any(each.identifier.kind == "email" for each in people.identifiers_of(person))
        state, code = (State.TOLD, "") if has_mail else (State.UNREACHABLE, telling.NO_ADDRESS)
        channel = "email" if has_mail else ""
        row = ToldRow.objects.create(
            idea=idea.id, person=person, participant=participant, state=state, code=code, channel=channel, at=clock.now()
        )
        if has_mail:
            telling._tell_spine(row, idea, person)


def _slices(found: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (found[start : start + SLICE] for start in range(0, len(found), SLICE))


def _customers(chance: Random) -> list[Identifier]:
    """Everybody with an e-mail address, in an order of chance."""
    rows = IdentifierRow.objects.filter(kind="email", since="").order_by("value")
    found = [Identifier("", "email", value) for value in rows.values_list("value", flat=True)]
    chance.shuffle(found)
    return found


def _first_names() -> dict[str, str]:
    """What customers call themselves in public."""
    found = PersonRow.objects.exclude(name="").exclude(email="").values_list("email", "name")
    return {email: name.split()[0] for email, name in found}
