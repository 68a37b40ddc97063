"""The action that this room does: other rooms and rules ask for it by its name."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hamsafar.ground.actions.services import Action, Doing, register
from hamsafar.identify.people import services as people

from . import asking_again as _again  # noqa: F401 - is told how its deeds end
from . import opening
from .errors import CaseNotFound


class OpenCase(msgspec.Struct, frozen=True, kw_only=True):
    """Input of the action open_case. `person` is their key as text."""

    person: str
    why: str
    words: str = ""
    unit: str = ""


def open_case(given: OpenCase, doing: Doing) -> Mapping[str, Any]:
    person = people.key_from_text(given.person)
    if person is None:
        raise CaseNotFound
    told = opening.told_by_hand(people.person_of(person), words=given.words, unit=given.unit, key=f"deed:{doing.deed.id}")
    case = opening.open_for(told, why=given.why)
    return {"case": case.id if case else None}


register(
    Action(
        key="open_case", name_en="Open a case", name_fa="باز کردن پرونده", input=OpenCase, do=open_case, is_outside=False,
        icon="flag",
    )
)  # fmt: skip
