"""What was heard, as pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Stat
from hamsafar.base.ui.reader import reader
from hamsafar.collect.mentions import services as mentions
from hamsafar.collect.mentions.services import How, Kept, Stand
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.science.intervals import Estimate

from .listening import Heard, Together

LONGEST = 320
FEELINGS = {-1: (gettext_lazy("Unhappy"), "bad"), 0: (gettext_lazy("Neither"), ""), 1: (gettext_lazy("Happy"), "good")}
STANDS = {
    Stand.WAITING: (gettext_lazy("reply on its way"), "wait"), Stand.DONE: (gettext_lazy("was answered"), "good"),
    Stand.REFUSED: (gettext_lazy("reply refused"), "bad"), Stand.FAILED: (gettext_lazy("reply failed"), "bad"),
    Stand.UNKNOWN: (gettext_lazy("nobody knows whether the reply arrived"), "wait"), Stand.WITHDRAWN: (gettext_lazy("taken back"), ""),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    heard: Heard
    address: str
    href: str
    text: str
    is_cut: bool
    chips: Sequence[tuple[str, str]]
    kind: str
    network: str
    about: str  # the competitor it is about; "" for ourselves
    author: str
    who: str
    who_href: str
    rating: str
    reach: int
    reposts: int
    state: tuple[str, str] | None


def brand_names() -> dict[str, str]:
    language = reader().language
    return {brand.key: brand.name_in(language) or brand.key for brand in mentions.list_brands()}


def lines_of(heard: Sequence[Heard], kept: Mapping[tuple[str, str], Kept], *, with_people: bool, longest: int = LONGEST) -> list[Line]:
    language = reader().language
    read = voice.annotations_of([one.id_hash for one in heard if one.is_read])
    who = people.display_names([one.person for one in heard if one.person], language) if with_people else {}
    brands, topics = brand_names(), voice.topic_names()
    return [_line(one, read.get(one.id_hash), kept.get(one.mention, Kept()), who, brands, topics, longest) for one in heard]


def _line(
    one: Heard, read: voice.Annotation | None, kept: Kept, who: Mapping[int, str], brands: Mapping[str, str], topics: Mapping[str, str],
    longest: int,
) -> Line:  # fmt: skip
    text = read.text if read else one.text
    is_known = one.person in who
    return Line(
        heard=one, address=people.key_text(one.id_hash), href=reverse("mention", args=[people.key_text(one.id_hash)]),
        text=_cut(text, longest), is_cut=bool(longest) and len(text) > longest,
        chips=voice.chips_of(read, topics) if read else _unread(one), kind=vocabulary.label(one.name, reader().language),
        network=one.network,
        about="" if one.about == mentions.OWN else brands.get(one.about, one.about), author=_author(one),
        who=who[one.person] if is_known else "", who_href=reverse("customer", args=[people.key_text(one.person)]) if is_known else "",
        rating=f"{formats.number(one.rating, 1 if one.rating % 1 else 0)}" if one.rating else "", reach=one.reach, reposts=one.reposts,
        state=_state(one, kept),
    )  # fmt: skip


def _cut(text: str, longest: int) -> str:
    if not longest or len(text) <= longest:
        return text
    return text[: text.rfind(" ", 0, longest) if " " in text[:longest] else longest] + "…"


def _unread(one: Heard) -> list[tuple[str, str]]:
    if one.feeling is None:
        return [(_("not read yet"), "")] if one.text else []
    name, tone = FEELINGS[one.feeling]
    return [(str(name), tone)]


def _author(one: Heard) -> str:
    author, handle = (one.said.get(name) for name in ("author", "handle"))
    parts = [author if isinstance(author, str) else "", f"@{handle}" if isinstance(handle, str) and handle else ""]
    return " · ".join(filter(None, parts))


def _state(one: Heard, kept: Kept) -> tuple[str, str] | None:
    """What this room knows is newer than what has reached the spine."""
    if kept.answers and kept.answers[-1].stand is not Stand.DONE:
        name, tone = STANDS[kept.answers[-1].stand]
        return (str(name), tone) if kept.answers[-1].stand is not Stand.WITHDRAWN else None
    if kept.answers or one.is_answered:
        return str(STANDS[Stand.DONE][0]), "good"
    return None


def answers_of(kept: Kept) -> list[dict[str, object]]:
    return [
        {
            "answer": answer, "name": str(STANDS[answer.stand][0]), "tone": STANDS[answer.stand][1],
            "is_elsewhere": answer.how is How.ELSEWHERE,
        }
        for answer in reversed(kept.answers)
    ]  # fmt: skip


# Numbers


def stats(told: Together) -> list[Stat]:
    none = _("Nothing fits.")
    return [
        Stat(name=_("Said"), value=told.said),
        share_stat(_("Unhappy"), told.bad, "low", none),
        mean_stat(_("Mean feeling, -1 to 1"), told.score, none, kind="signed", decimals=2),
        mean_stat(_("Mean rating, 1 to 5"), told.rating, _("No rating among them."), decimals=1),
        Stat(name=_("Reach"), value=told.reach),
        share_stat(_("Has an answer"), told.answered, "high", none),
    ]


def share_stat(name: str, found: Estimate | None, better: str, missing: str) -> Stat:
    if found is None:
        return Stat(name=name, value=None, missing=missing)
    return Stat(name=name, value=found.value, kind="percent", low=found.low, high=found.high, sample=found.n, better=better)


def mean_stat(name: str, found: Estimate | None, missing: str, *, kind: str = "number", decimals: int = 2) -> Stat:
    if found is None:
        return Stat(name=name, value=None, missing=missing)
    return Stat(name=name, value=found.value, kind=kind, decimals=decimals, low=found.low, high=found.high, sample=found.n)
