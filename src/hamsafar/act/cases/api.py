"""Cases over HTTP: the list, one with its story, opening one, and the board of root causes."""

import datetime as dt
from decimal import Decimal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from hamsafar.base.errors import NotFound
from hamsafar.base.ui.reader import reader
from hamsafar.ground.organisation.services import allow, scope_of
from hamsafar.identify.people import services as people

from . import causes, listing, opening
from .contracts import Case, Wanted

router = Router(tags=["cases"])
MOST = 500


class CaseOut(Schema):
    """`person` is the customer's key as in their address; times are UTC."""

    id: int
    person: str
    unit: str
    state: str
    ending: str | None
    why: str
    question: str
    score: float | None
    words: str
    paid: Decimal | None
    currency: str
    owner: str
    cause: int | None
    complaints: int
    told_at: dt.datetime
    opened_at: dt.datetime
    due_at: dt.datetime
    contacted_at: dt.datetime | None
    fixed_at: dt.datetime | None
    closed_at: dt.datetime | None
    answer: float | None
    recovered: bool | None


class StepOut(Schema):
    at: dt.datetime
    by: str
    kind: str
    words: str
    is_undone: bool


class WholeCaseOut(CaseOut):
    steps: list[StepOut]


class CauseOut(Schema):
    id: int
    parent: int | None
    name: str
    name_fa: str
    name_en: str
    team: str
    cost: Decimal | None


class CasesOut(Schema):
    total: int
    cases: list[CaseOut]


class Asked(Schema):
    state: str = Field("", max_length=20, description="open, contacted, named, fixed, asked, closed; all_open is whatever is not closed")
    due: str = Field("", max_length=10, description="late, today")
    cause: int | None = None
    offset: int = Field(0, ge=0)
    limit: int = Field(100, ge=1, le=MOST)


class CaseIn(Schema):
    """`key` makes it one case, however often it is sent."""

    person: str = Field(..., max_length=40)
    why: str = Field(..., min_length=1, max_length=200)
    words: str = Field("", max_length=4000)
    unit: str = Field("", max_length=40)
    key: str = Field(..., min_length=1, max_length=200)


@router.get("", response=CasesOut)
@allow("cases.see")
def list_cases(request: HttpRequest, asked: Query[Asked]) -> CasesOut:
    units = scope_of(request.user, "cases.see")
    wanted = Wanted(units=units, state=asked.state, due=asked.due if asked.due in ("late", "today") else "", cause=asked.cause)
    found = listing.list_cases(wanted, order="-opened", offset=asked.offset, limit=asked.limit)
    return CasesOut(total=listing.count_cases(wanted), cases=[_out(case) for case in found])


@router.get("/causes", response=list[CauseOut])
@allow("cases.see")
def list_causes(request: HttpRequest) -> list[CauseOut]:  # noqa: ARG001
    language = reader().language
    return [
        CauseOut(
            id=one.id, parent=one.parent, name=one.name_in(language), name_fa=one.name_fa, name_en=one.name_en, team=one.team,
            cost=one.cost,
        )
        for one in causes.list_causes()
    ]


@router.get("/{int:case_id}", response=WholeCaseOut)
@allow("cases.see")
def get_case(request: HttpRequest, case_id: int) -> WholeCaseOut:
    case = listing.get_case(case_id, scope_of(request.user, "cases.see"))
    steps = listing.steps_of(case.id)
    shown = [StepOut(at=step.at, by=step.by, kind=step.kind, words=step.words, is_undone=step.is_undone) for step in steps]
    return WholeCaseOut(**_out(case).dict(), steps=shown)


@router.post("/open", response=CaseOut)
@allow("cases.work")
def open_case(request: HttpRequest, given: CaseIn) -> CaseOut:
    """Opens one, or answers with the open case of this customer, which takes it in."""
    key = people.key_from_text(given.person)
    person = people.find_person_of(key) if key is not None else None
    units = scope_of(request.user, "cases.work")
    if person is None or not people.may_see(person, units) or (units is not None and given.unit not in units):
        raise NotFound
    opening.open_for(opening.told_by_hand(person, words=given.words, unit=given.unit, key=f"api:{given.key}"), why=given.why)
    return _out(listing.list_cases(Wanted(units=units, person=person), order="-opened", limit=1)[0])


def _out(case: Case) -> CaseOut:
    return CaseOut(
        id=case.id, person=people.key_text(case.person), unit=case.unit, state=case.state, ending=case.ending, why=case.why,
        question=case.asked, score=case.score, words=case.words, paid=case.worth, currency=case.currency, owner=case.owner_name,
        cause=case.cause, complaints=case.complaints, told_at=case.told_at, opened_at=case.opened_at, due_at=case.due_at,
        contacted_at=case.contacted_at, fixed_at=case.fixed_at, closed_at=case.closed_at, answer=case.answer, recovered=case.recovered,
    )  # fmt: skip
