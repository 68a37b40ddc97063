"""A small event store in memory and events of the known cast, for tests of people."""

import datetime as dt
import itertools

from hamsafar.collect.intake.contracts import Event, Identifier
from hamsafar.identify.people import keys, resolve
from hamsafar.identify.people import services as people
from hamsafar.identify.people.gather import sighting_of, tells_more
from hamsafar.identify.people.models import (
    DecisionRow,
    EvidenceRow,
    ExceptionRow,
    IdentifierRow,
    OffsetRow,
    PersonRow,
    PlaceRow,
    ReKeyRow,
    TraitRow,
)

START = dt.datetime(2026, 3, 21, 6, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def at(minute):
    return START + dt.timedelta(minutes=minute)


def event(minute=0, *, user="", visitor="", email="", phone="", space="shop", **facts):
    identifiers = tuple(Identifier("", kind, value) for kind, value in (("email", email), ("phone", phone)) if value)
    facts = {"source": "web", "message_id": f"m{next(_numbers)}", "identifiers": identifiers} | facts
    return Event(space=space, user_id=user, anonymous_id=visitor, timestamp=at(minute), received_at=at(minute), **facts)


def identify(minute=0, *, traits="{}", **facts):
    return event(minute, type="identify", name="Profile Identified", traits=traits, **facts)


def key(value, kind="user_id", space="shop"):
    return keys.key_of(Identifier("" if kind in ("email", "phone") else space, kind, value))


class Spine:
    """What the event store does for people: keeps events in order, and who is who as it was told."""

    def __init__(self):
        self.events = []
        self.told = {}
        self.moves = []
        self.reads = 0

    def append(self, *events):
        self.events += events

    def read(self, after, limit):
        self.reads += 1
        upto = min(after + limit, len(self.events))
        some = self.events[after:upto]
        return people.Batch(
            upto=upto,
            sightings=[sighting_of(e) for e in some],
            telling=[e for e in some if tells_more(e) or e.name.startswith("Consent")],
            is_all=upto == len(self.events),
        )

    def publish(self, changes):
        self.told |= changes

    def move(self, change):
        self.moves.append(change)

    def wiring(self, **more):
        return people.Wiring(read=self.read, publish=self.publish, move=self.move, **more)

    def canonical(self, key):
        return self.told.get(key, key)


def state():
    """Everything that is derived, in a form that two worlds can be compared by."""
    return (
        {(row.space, row.kind, row.value): row.person for row in IdentifierRow.objects.filter(since="")},
        {
            (row.a, row.b, row.kind, row.source): (row.verdict, row.limit, row.left, row.right, row.first, row.last)
            for row in EvidenceRow.objects.all()
        },
        {(row.person, row.name, row.email, row.phone, row.identifiers, row.searched) for row in PersonRow.objects.all()},
        {(row.key, row.name, row.source, row.value, row.at) for row in TraitRow.objects.all()},
    )


def pure_people():
    """Who is who by the pure function, from what the tables hold as facts."""
    from hamsafar.identify.people.settle import _load

    components = set(IdentifierRow.objects.values_list("component", flat=True))
    known = _load(sorted(components))
    answer = resolve.resolve(known.pure, known.rulings, names=known.key_of)
    return {known.key_of[name]: known.key_of[main] for name, main in answer.person_of().items()}


def wipe():
    keys.set_exceptions({})
    for model in (IdentifierRow, EvidenceRow, DecisionRow, TraitRow, PersonRow, PlaceRow, ExceptionRow, ReKeyRow, OffsetRow):
        model.objects.all().delete()
