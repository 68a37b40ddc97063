"""What the page of one idea shows of those who stand behind it."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from hamsafar.act.told import services as told
from hamsafar.base.ui.contracts import Stat
from hamsafar.base.ui.reader import reader
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Idea
from hamsafar.ground.organisation.services import can, scope_of
from hamsafar.identify.people import services as people
from hamsafar.measure.ideas import services as weighing
from hamsafar.measure.ideas.services import Weight
from hamsafar.measure.voice import services as voice
from hamsafar.store.events.services import Scope

LINES = 100


def stats(idea: Idea, weight: Weight) -> list[Stat]:
    few = _("No customer among them has answered yet.")
    nps, csat = weight.nps, weight.csat
    return [
        Stat(name=_("Votes"), value=idea.votes),
        Stat(name=_("Customers among them"), value=weight.customers, sample=weight.voters),
        Stat(name=_("They have paid"), value=weight.paid, kind="money", currency=weight.currency, sample=weight.customers)
        if weight.customers else Stat(name=_("They have paid"), value=None, missing=_("No customer among them has ordered yet.")),
        Stat(name=_("Their last NPS"), value=nps.value, kind="signed", low=nps.low, high=nps.high, sample=nps.n)
        if nps else Stat(name=_("Their last NPS"), value=None, missing=few),
        Stat(name=_("Their last satisfaction, 1 to 5"), value=csat.value, decimals=1, low=csat.low, high=csat.high, sample=csat.n)
        if csat else Stat(name=_("Their last satisfaction, 1 to 5"), value=None, missing=few),
        Stat(name=_("Comments elsewhere that speak of it"), value=len(ideas.links_of(idea.id))),
    ]  # fmt: skip


def voters(idea: Idea, *, units: tuple[str, ...] | None) -> dict[str, Any]:
    """Who voted, the latest first. Whom a member may not see is only counted."""
    votes = ideas.votes_of(idea.id, limit=LINES)
    keys = {vote.participant.id: people.key_of(vote.participant.identifier) for vote in votes}
    persons = people.people_of(keys.values())
    seen = {person for person in set(persons.values()) if people.may_see(person, units)}
    worth = weighing.worth_of(seen, scope=Scope(units=units))
    names = people.display_names(sorted(seen), reader().language)
    lines, hidden = [], 0
    for vote in votes:
        person = persons.get(keys[vote.participant.id])
        if person in seen:
            facts = worth.get(person) or weighing.Worth(person=person)
            line = {"name": names[person], "address": people.key_text(person), "worth": facts, "is_known": True}
        elif units is None:
            line = {"name": vote.participant.name or vote.participant.identifier.value, "address": "", "worth": None, "is_known": False}
        else:
            hidden += 1
            continue
        lines.append(line | {"vote": vote, "currency": weighing.currency()})
    return {"lines": lines, "hidden": hidden, "more": max(0, idea.votes - len(votes))}


def told_of(idea: Idea, *, with_people: bool) -> dict[str, Any]:
    """How far telling has come. Nothing has been told of an idea that was never done."""
    tally = told.tally(idea.id)
    states = [(str(told.STATES[state]), told.TONES[state], n) for state, n in sorted(tally.states.items()) if n]
    return {
        "is_due": idea.is_done and not tally.people, "tally": tally, "states": states, "at": idea.tell_at,
        "why": [(told.why(code), n) for code, n in tally.why.items()], "can_retry": tally.count(told.State.UNREACHABLE) > 0,
        "people": _tellings(idea) if with_people else [],
    }  # fmt: skip


def _tellings(idea: Idea) -> list[dict[str, Any]]:
    found = told.list_tellings(idea.id, limit=LINES)
    persons = people.people_of(one.person for one in found)
    names = people.display_names(sorted(set(persons.values())), reader().language)
    return [
        {
            "name": names[persons[one.person]], "address": people.key_text(persons[one.person]), "at": one.at, "deed": one.deed,
            "state": (str(told.STATES[one.state]), told.TONES[one.state]), "why": told.why(one.code) if one.code else "",
        }
        for one in found
        if one.person in persons
    ]  # fmt: skip


def linked(idea: Idea, member: Any) -> list[dict[str, Any]]:
    """Comments elsewhere that speak of it, as far as this member sees comments."""
    if not can(member, "comments.see"):
        return []
    links = ideas.links_of(idea.id)
    scope = Scope(units=scope_of(member, "comments.see"), include_marked=True)
    read = voice.annotations_named([(link.source, link.message_id) for link in links], scope=scope)
    shown = {
        (line.comment.source, line.comment.message_id): line
        for line in voice.lines_of(list(read.values()), voice.list_topics(all_of_them=True), with_people=can(member, "people.see"))
    }
    return [{"link": link, "line": shown.get((link.source, link.message_id))} for link in links]


def steps(idea: Idea) -> Sequence[tuple[Any, str]]:
    language = reader().language
    names = {status.id: status.name_in(language) for status in ideas.list_statuses(archived=True)}
    return [(step, _sentence(step, names)) for step in ideas.steps_of(idea.id)]


def _sentence(step: Any, names: dict[int, str]) -> str:
    if step.kind == "status":
        return _("changed the status from “{before}” to “{after}”").format(
            before=names.get(step.before["status"], "–"), after=names.get(step.after["status"], "–")
        )
    return str(ideas.STEPS.get(step.kind, step.kind))
