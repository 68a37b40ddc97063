"""People whom no identifier links: found by what is known about them, decided by a person or by a threshold that a person set."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from hamsafar.base import calendars, clock, text
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit
from hamsafar.science.linkage import services as linkage
from hamsafar.science.linkage.services import Field, Kind

from . import decisions, queries
from .cards import as_text, name_from
from .contracts import Reason, Suggestion
from .errors import AlreadyDecided, NotAProbability
from .ledger import chunks
from .models import ChoiceRow, IdentifierRow, PersonRow, SuggestionRow, TraitRow
from .turns import Slices

if TYPE_CHECKING:
    import pandas as pd

AT_LEAST = 0.5  # more likely than not: what is worth a person's look
THRESHOLD = "merge_duplicates_from"
FIELDS = (
    Field(column="given_name", kind=Kind.GIVEN_NAME),
    Field(column="family_name", kind=Kind.FAMILY_NAME, common=True),
    Field(column="email", kind=Kind.EMAIL, common=True),
    Field(column="phone", kind=Kind.NUMBER, common=True),
    Field(column="born", kind=Kind.DATE),
    Field(column="national_id", kind=Kind.NUMBER),
    Field(column="postcode", kind=Kind.POSTCODE, common=True),
    Field(column="address", kind=Kind.PLACE, common=True),
    Field(column="city", kind=Kind.PLACE, common=True),
    Field(column="gender", kind=Kind.CODE),
)
# Traits by the names that Segment, and those who send to it, give them.
TRAITS: Mapping[str, tuple[str, ...]] = {
    "born": ("birthday", "birth_date", "birthDate", "date_of_birth"),
    "national_id": ("national_id", "nationalId", "national_code"),
    "postcode": ("postcode", "postalCode", "postal_code", "zip"),
    "address": ("address", "street"),
    "city": ("city",),
    "gender": ("gender", "sex"),
}
NAMES = ("name", "fullName", "full_name", "firstName", "first_name", "lastName", "last_name")


def find() -> int:
    """Compare everyone with everyone who agrees on something rare; returns how many new pairs wait for an answer or were merged."""
    rows = _table()
    try:
        pairs, _model = linkage.find_pairs(rows, FIELDS, row_id="person", at_least=AT_LEAST)
    except linkage.TooFewRows:
        return 0
    new = _keep(pairs)
    _merge_the_sure()
    return new


def _table() -> "pd.DataFrame":
    """Everyone known by more than a browser, with folded words, so that a keyboard makes no difference."""
    import pandas as pd

    people = {row.person: {"person": row.person, "email": row.email, "phone": row.phone} for row in PersonRow.objects.filter(known=True)}
    told = _told(people)
    for person in people:
        people[person] |= _names(told.get(person, {})) | _facts(told.get(person, {}))
    columns = ["person", *(field.column for field in FIELDS)]
    return pd.DataFrame(sorted(people.values(), key=lambda facts: facts["person"]), columns=columns).astype({"person": object})


def _told(people: Iterable[int]) -> dict[int, dict[str, str]]:
    """Traits of each person as text, of several tellings the latest."""
    wanted = [*NAMES, *(name for names in TRAITS.values() for name in names)]
    latest: dict[tuple[int, str], tuple[Any, str, str]] = {}
    for chunk in chunks(people):
        person_of = dict(IdentifierRow.objects.filter(person__in=chunk).values_list("key", "person"))
        for keys in chunks(person_of):
            for row in TraitRow.objects.filter(key__in=keys, name__in=wanted):
                where, news = (person_of[row.key], row.name), (row.at, row.message_id, row.value)
                latest[where] = max(latest.get(where, news), news)
    told: dict[int, dict[str, str]] = {}
    for (person, name), (_at, _id, value) in latest.items():
        told.setdefault(person, {})[name] = as_text(value)
    return told


# Said before a name, not part of it. Folded.
TITLES = frozenset(("سید", "سیده", "حاج", "حاجی", "حاجیه", "اقا", "اقای", "خانم", "دکتر", "مهندس", "mr", "mrs", "ms", "dr"))


def _names(told: Mapping[str, str]) -> dict[str, str]:
    """First and last name without titles and spaces, as «علی‌پور», «علی پور» and «علیپور» are one name."""
    given, family = told.get("firstName") or told.get("first_name"), told.get("lastName") or told.get("last_name")
    if not (given and family):
        first, *rest = _untitled(name_from(told)) or [""]
        return {"given_name": first, "family_name": "".join(rest)}
    return {"given_name": "".join(_untitled(given)), "family_name": "".join(_untitled(family))}


def _untitled(name: str) -> list[str]:
    words = text.fold(name).split()
    return [word for word in words if word not in TITLES] or words


def _facts(told: Mapping[str, str]) -> dict[str, str]:
    facts = {column: next((text.fold(told[name]) for name in names if told.get(name)), "") for column, names in TRAITS.items()}
    return facts | {"born": _one_calendar(facts["born"])}


def _one_calendar(born: str) -> str:
    """A birthday as 1988-08-12 in whichever calendar it was written; what is no date stays as it is, a slip may be seen in it."""
    try:
        return calendars.parse_day(born).isoformat() if born else ""
    except ValueError:
        return born


def _keep(pairs: Sequence[linkage.Pair]) -> int:
    """What waits for an answer is what is believed today: open pairs get today's figures, those that no longer look alike go."""
    found = {_ordered(pair): pair for pair in pairs}
    waiting = {(row.left, row.right): row for row in SuggestionRow.objects.filter(state="open")}
    for row in waiting.values():
        if pair := found.get((row.left, row.right)):
            row.weight, row.probability, row.reasons = pair.weight, pair.probability, _reasons(pair)
    gone = [row.id for sides, row in waiting.items() if sides not in found]
    slices = Slices()
    slices.write(gone, lambda some: SuggestionRow.objects.filter(id__in=some).delete())
    told = [row for sides, row in waiting.items() if sides in found]
    slices.write(told, lambda some: SuggestionRow.objects.bulk_update(some, ["weight", "probability", "reasons"]))
    before = SuggestionRow.objects.count()
    new = [_row(sides, pair) for sides, pair in found.items() if sides not in waiting]
    slices.write(new, lambda some: SuggestionRow.objects.bulk_create(some, ignore_conflicts=True))
    return SuggestionRow.objects.count() - before


def _ordered(pair: linkage.Pair) -> tuple[int, int]:
    left, right = sorted((pair.left, pair.right))  # type: ignore[type-var]
    return left, right  # type: ignore[return-value]


def _row(sides: tuple[int, int], pair: linkage.Pair) -> SuggestionRow:
    left, right = sides
    return SuggestionRow(
        left=left, right=right, weight=pair.weight, probability=pair.probability, reasons=_reasons(pair), found_at=clock.now()
    )


def _reasons(pair: linkage.Pair) -> list[list[Any]]:
    return [[reason.field, reason.left, reason.right, round(reason.weight, 2)] for reason in _in_order(pair)]


def _in_order(pair: linkage.Pair) -> Iterable[linkage.Agreement]:
    """Left and right as the row has them, fields that are empty on both sides left out."""
    for reason in pair.reasons:
        if not (reason.left or reason.right):
            continue
        is_turned = pair.left > pair.right  # type: ignore[operator]
        yield linkage.Agreement(
            field=reason.field,
            left=reason.right if is_turned else reason.left,
            right=reason.left if is_turned else reason.right,
            level=reason.level,
            weight=reason.weight,
        )


# The queue


def list_suggestions(*, units: queries.Units = None, limit: int = 20) -> tuple[Suggestion, ...]:
    """Pairs that wait for an answer, likeliest first, of people that these units may see. Those who are one by now are passed over."""
    shown: list[Suggestion] = []
    for row in SuggestionRow.objects.filter(state="open").order_by("-weight", "id").iterator(chunk_size=200):
        people = [queries.find_person_of(key) for key in (row.left, row.right)]
        if None in people or people[0] == people[1]:
            continue
        if all(queries.may_see(person, units) for person in people if person is not None):
            shown.append(_suggestion(row))
        if len(shown) == limit:
            break
    return tuple(shown)


def count_suggestions(*, units: queries.Units = None) -> int:
    rows = SuggestionRow.objects.filter(state="open")
    if units is not None:
        rows = rows.filter(left__in=queries.keys_seen_in(units), right__in=queries.keys_seen_in(units))
    return rows.count()


def _suggestion(row: SuggestionRow) -> Suggestion:
    return Suggestion(
        id=row.id,
        left=queries.get_card(row.left),
        right=queries.get_card(row.right),
        probability=row.probability,
        reasons=tuple(Reason(*reason) for reason in row.reasons),
        found_at=row.found_at,
    )


def accept(suggestion_id: int, *, by: audit.Actor | None, units: queries.Units = None) -> None:
    """They are one person: an ordinary merge, which can be undone. The one we have known longer is kept."""
    row = _open(suggestion_id, units)
    _merge(row, by, because="duplicate")


def reject(suggestion_id: int, *, by: audit.Actor | None, units: queries.Units = None) -> None:
    """They are two people: not asked again."""
    row = _open(suggestion_id, units)
    with transaction.atomic():
        _close(row, "different", by)
        audit.record("people.not_the_same", by=by, about=queries.key_text(row.left), facts={"other": queries.key_text(row.right)})


def _open(suggestion_id: int, units: queries.Units) -> SuggestionRow:
    row = SuggestionRow.objects.filter(id=suggestion_id).first()
    if row is None or not all(queries.may_see(queries.person_of(key), units) for key in (row.left, row.right)):
        raise NotFound
    if row.state != "open":
        raise AlreadyDecided
    return row


def _merge(row: SuggestionRow, by: audit.Actor | None, because: str) -> None:
    cards = sorted((queries.get_card(row.left), queries.get_card(row.right)), key=lambda card: (card.first_seen, card.person))
    facts = {"probability": round(row.probability, 4), "suggestion": row.id}
    made = decisions.merge(keep=cards[0].person, absorb=cards[1].person, because=because, by=by, facts=facts)
    row.decision = made.id  # type: ignore[assignment]
    _close(row, "merged", by)


def _close(row: SuggestionRow, state: str, by: audit.Actor | None) -> None:
    row.state, row.decided_at, row.decided_by = state, clock.now(), by.audit_name if by else ""
    row.save(update_fields=["state", "decided_at", "decided_by", "decision"])


# The threshold


def threshold() -> float | None:
    """From which probability on duplicates are merged without asking; None: always ask."""
    return ChoiceRow.objects.filter(name=THRESHOLD).values_list("value", flat=True).first()


@transaction.atomic
def set_threshold(value: float | None, *, by: audit.Actor | None) -> None:
    if value is not None and not AT_LEAST <= value <= 1:
        raise NotAProbability
    ChoiceRow.objects.update_or_create(name=THRESHOLD, defaults={"value": value})
    audit.record("people.threshold", by=by, facts={"from": value})


def _merge_the_sure() -> None:
    sure = threshold()
    if sure is None:
        return
    for row in SuggestionRow.objects.filter(state="open", probability__gte=sure).order_by("-weight", "id"):
        people = {queries.find_person_of(row.left), queries.find_person_of(row.right)}
        if None not in people and len(people) == 2:
            _merge(row, None, because="threshold")
