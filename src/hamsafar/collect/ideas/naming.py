"""Names that others see. Nobody is called as the team is: its words on the board are marked, and theirs must not look so."""

from collections.abc import Iterable
from typing import Final

from hamsafar.base.text import one_line, words
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import UnitKind

from .board import board
from .errors import NameOfTeam

LONGEST: Final = 80
_TEAM: Final = frozenset(
    words("team support admin administrator moderator staff official management manager"
          " تیم پشتیبانی پشتیبان مدیریت مدیر ادمین کارشناس کارشناسان ناظر رسمی")
)  # fmt: skip
_BESIDE: Final = frozenset(
    words("the our customer customers service care help desk site company shop product online"
          " سایت شرکت فروشگاه ما امور مشتری مشتریان خدمات روابط عمومی فنی فروش محصول آنلاین")
)  # fmt: skip


def chosen(name: str) -> str:
    """A name as it is kept; it may be empty. Raises NameOfTeam."""
    name = one_line(name, LONGEST)
    said = words(name)
    if _is_of_team(said) or any(_names(said, words(own)) for own in _own_names()) or "".join(said) in _units():
        raise NameOfTeam
    return name


def _own_names() -> Iterable[str]:
    yield organisation.company().name
    yield from board().name.values()


def _units() -> set[str]:
    """Only as a whole: a business unit may be called by a common word."""
    units = (unit for unit in organisation.list_units() if unit.kind is UnitKind.BUSINESS_UNIT)
    return {"".join(words(unit.name_in(language))) for unit in units for language in ("fa", "en")}


def _is_of_team(said: list[str]) -> bool:
    """«تیم پشتیبانی» and "T e a m", but not «تیم برتون»."""
    return "".join(said) in _TEAM or (any(word in _TEAM for word in said) and all(word in _TEAM | _BESIDE for word in said))


def _names(said: list[str], own: list[str]) -> bool:
    """The company, alone or among other words, also written together or apart."""
    together, name = "".join(said), "".join(own)
    is_within = any(said[place : place + len(own)] == own for place in range(len(said)))
    return bool(name) and (is_within or together == name or (name in together and together.replace(name, "", 1) in _TEAM))
