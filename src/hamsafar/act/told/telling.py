"""Telling everybody who wanted an idea that it is done, each once, past the one gate.

Exactly once is kept by a row for each person and idea that stands before anything is asked for, by the key of the deed, and by looking at
the rows of the whole family of merged ideas. A status that goes back and forth finds the rows that are there.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from django.db import transaction

from hamsafar.act.messaging import services as messaging
from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions import services as actions
from hamsafar.ground.actions.services import Deed, Outcome
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events
from hamsafar.store.events.services import Scope

from . import words
from .contracts import State
from .models import ToldRow

question = events.questions_beside(__file__)
LETTER = "idea-told:"  # how the keys of our deeds begin
SLICE = 20  # rows in one transaction
ROUNDS = 8  # how often it is looked whether strangers have become known
NO_CHANNEL, NO_ADDRESS = messaging.ChannelNotSetUp.code, messaging.NoAddress.code


def tell(idea_id: int, *, round: int = 0) -> None:
    """Tell everybody who has not heard yet, if the idea is done now. May be called as often as one likes."""
    found = ideas.find_idea(idea_id)
    idea = ideas.find_idea(found.merged_into) if found and found.merged_into else found
    if idea is None or not idea.is_done:
        return
    known, strangers = audience(idea)
    _write_down(idea, known)
    for row_id in ToldRow.objects.filter(idea=idea.id, state=State.WAITING).order_by("id").values_list("id", flat=True):
        _ask(row_id, idea)
    if strangers and round < ROUNDS:
        again(idea.id, clock.now() + dt.timedelta(minutes=2**round), round=round + 1)
    waiting = ToldRow.objects.filter(idea=idea.id, state=State.WAITING, retry_at__isnull=False).order_by("retry_at")
    next_at = waiting.values_list("retry_at", flat=True).first()
    if next_at is not None:
        again(idea.id, next_at, round=round)


def again(idea_id: int, at: dt.datetime, *, round: int = 0) -> None:
    jobs.enqueue(ideas.TELL, {"idea": idea_id, "round": round}, key=f"{idea_id}:{at.isoformat()}", run_at=at)


# Whom


def audience(idea: Idea) -> tuple[dict[int, UUID | None], int]:
    """Who is to hear (with the participant they are, if they took part), and how many took part whom nobody knows yet."""
    taking_part = ideas.audience_of(idea.id)
    keys = {one.id: people.key_of(one.identifier) for one in taking_part}
    persons = people.people_of(keys.values())
    known: dict[int, UUID | None] = {persons[key]: id for id, key in keys.items() if key in persons}
    for person in whose(ideas.links_of(idea.id)):
        known.setdefault(person, None)
    return known, sum(key not in persons for key in keys.values())


def whose(links: Sequence[ideas.Link]) -> list[int]:
    """The people whose comments these are."""
    if not links:
        return []
    ids = [f"{link.source}\x1f{link.message_id}" for link in links]
    keys = [int(key) for (key,) in events.ask(question("whose"), scope=Scope(), ids=ids).rows]
    return sorted(set(people.people_of(keys).values()))


def _write_down(idea: Idea, known: dict[int, UUID | None]) -> None:
    """A row for everybody who has none yet, for this idea or for one that was merged with it, under any of their names."""
    family = ideas.family_of(idea.id)
    had = list(ToldRow.objects.filter(idea__in=family).values_list("person", flat=True))
    told = {*had, *people.people_of(had).values()}
    new = [ToldRow(idea=idea.id, person=person, participant=who, at=clock.now()) for person, who in known.items() if person not in told]
    for start in range(0, len(new), SLICE):
        ToldRow.objects.bulk_create(new[start : start + SLICE], ignore_conflicts=True)


# One by one


@transaction.atomic
def _ask(row_id: int, idea: Idea) -> None:
    """Queue one letter with the gate's pass; row, letter and event in one transaction."""
    row = ToldRow.objects.select_for_update().filter(id=row_id, state=State.WAITING).first()
    if row is None or (row.retry_at is not None and row.retry_at > clock.now()):
        return
    person = people.find_person_of(row.person)
    if person is None:
        _end(row, State.UNREACHABLE, NotFound.code)
        return
    channel, why = way_to(person)
    if not channel:
        _end(row, State.UNREACHABLE, why)
        return
    allowed = contact.decide(person, purpose=contact.SERVICE, channel=channel, key=f"{LETTER}{row.id}")
    if isinstance(allowed, contact.Refusal):
        _refused(row, allowed)
        return
    given = words.letter(idea, person=people.key_text(person), channel=channel, participant=row.participant)
    deed = actions.ask_for(
        "send_message", given, key=f"{LETTER}{row.id}", about=contact.about(person), at=allowed.at, pass_token=allowed.token
    )
    row.state, row.channel, row.deed, row.code, row.retry_at, row.at = State.ASKED, channel, deed.id, "", None, clock.now()
    row.save()
    _tell_spine(row, idea, person)


def _refused(row: ToldRow, refusal: contact.Refusal) -> None:
    code = contact.refused(refusal).code
    if refusal.retry_at is None:
        _end(row, State.REFUSED, code)
        return
    row.code, row.retry_at = code, refusal.retry_at
    row.save(update_fields=["code", "retry_at"])


def _end(row: ToldRow, state: State, code: str) -> None:
    row.state, row.code, row.retry_at, row.at = state, code, None, clock.now()
    row.save(update_fields=["state", "code", "retry_at", "at"])


def way_to(person: int) -> tuple[str, str]:
    """The first channel that is set up and reaches them; else why there is none."""
    channels = messaging.channels()
    why = NO_ADDRESS if channels else NO_CHANNEL
    for channel in channels:
        try:
            address = messaging.address_of(person, channel)
        except (messaging.NoAddress, NotFound):
            continue
        if not messaging.is_blocked(address):
            return channel, ""
        why = messaging.AddressBlocked.code
    return "", why


def _tell_spine(row: ToldRow, idea: Idea, person: int) -> None:
    """That it shipped, on the timeline of each who hears of it; its author has the event of the idea itself."""
    if row.participant is not None and row.participant == idea.author:
        return
    try:
        who = messaging.named(person)
    except NotFound:
        return
    at = clock.now()
    said = {"idea_id": str(idea.id), "title": idea.title}
    event = Event(
        source=ideas.SOURCE, message_id=f"shipped:{idea.id}:{row.id}", name="Idea Shipped", channel=row.channel, direction="outbound",
        timestamp=at, received_at=at, properties=msgspec.json.encode(said).decode(), **who,
    )  # fmt: skip
    intake.report(event)


# How letters end


_ENDED = {Outcome.DONE: State.TOLD, Outcome.REFUSED: State.REFUSED, Outcome.FAILED: State.FAILED, Outcome.UNKNOWN: State.UNKNOWN}


def letter_over(deed: Deed) -> None:
    """In the transaction that writes how the letter ended."""
    row = ToldRow.objects.select_for_update().filter(deed=deed.id).first()
    if row is not None and deed.outcome in _ENDED:
        _end(row, _ENDED[deed.outcome], "" if deed.outcome is Outcome.DONE else deed.code)


actions.when_over(LETTER, letter_over)


@transaction.atomic
def try_again(idea_id: int) -> int:
    """Once more for those who could not be reached: an address or a channel may have come since. Nobody is written to twice."""
    count = ToldRow.objects.filter(idea__in=ideas.family_of(idea_id), state=State.UNREACHABLE).update(state=State.WAITING, code="")
    if count:
        again(idea_id, clock.now())
    return count


def forget(persons: Iterable[int]) -> int:
    return ToldRow.objects.filter(person__in=list(persons)).delete()[0]
