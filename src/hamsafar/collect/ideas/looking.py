"""Finding ideas by their words, and ideas that say the same.

Both go through the words' stems (science.text: Persian and English, letters of any keyboard made one), so «تخفیفِ دانشجویی» finds
«تخفیف برای دانشجوها». Likeness also looks at runs of three letters of the title, which forgives a slip of the finger.
"""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from django.db import connection
from django.db.models import Count, Q, QuerySet

from hamsafar.base import text as texts
from hamsafar.science.text import services as science

from .models import IdeaRow, TermRow

LONGEST = 60
RUN = "~"
FEW = 40  # candidates that are compared closely
LIKE_ENOUGH = 0.36
NAMED_ENOUGH = 0.4
# Words so common that sharing them means nothing.
COMMON = frozenset(
    science.stems(
        "از به در با که را و یا برای این آن یک هر هم تا بر چون اگر است هست باشد شود شده کرد کنید کنیم کند بتوانیم بتوان می شد لطفا خواهش "
        "امکان قابلیت ویژگی گزینه اضافه بدهید داشتن بهتر feature option add have more make "
        "باید داشته داشت دارد بشه بشود باشه the a an of to in on for and or with is are be can could should would please it we i you my"
    )
)


def stems_of(text: str) -> list[str]:
    return [stem[:LONGEST] for stem in science.stems(text) if stem and not stem.isspace()]


def content_of(text: str) -> list[str]:
    """The stems that mean something; all of them where nothing else was said."""
    every = stems_of(text)
    return [stem for stem in every if stem not in COMMON] or every


def runs_of(text: str) -> set[str]:
    """Three letters in a row, without spaces, because «می خواهم» and «می‌خواهم» are one."""
    squeezed = texts.squeeze(text)
    return {squeezed[at : at + 3] for at in range(len(squeezed) - 2)}


def index(row: IdeaRow) -> None:
    """Write down by which words an idea is found; in the transaction that changed them."""
    terms = {*stems_of(f"{row.title} {row.text}"), *(f"{RUN}{run}" for run in runs_of(row.title))}
    TermRow.objects.filter(idea=row).delete()
    TermRow.objects.bulk_create([TermRow(idea=row, term=term) for term in sorted(terms)])


def matching(rows: "QuerySet[IdeaRow]", search: str) -> "QuerySet[IdeaRow]":
    """Ideas in which (or in one merged into them) every word that was typed stands, or begins so."""
    number = texts.digits(search.strip().removeprefix("#"))
    if number.isascii() and number.isdecimal() and len(number) < 10:
        return rows.filter(id=int(number))
    for stem in dict.fromkeys(content_of(search)):
        said = TermRow.objects.filter(_beginning(stem))
        rows = rows.filter(Q(id__in=said.values("idea")) | Q(id__in=said.filter(idea__root__isnull=False).values("idea__root")))
    return rows


def _beginning(stem: str) -> Q:
    """A word that begins so; a short one has to be the whole. SQLite finds a stretch by its index, but not what is like something."""
    if len(stem) < 3:
        return Q(term=stem)
    return Q(term__gte=stem, term__lt=f"{stem}\U0010ffff") if connection.vendor == "sqlite" else Q(term__startswith=stem)


def likest(title: str, rows: "QuerySet[IdeaRow]", *, limit: int = 5, apart_from: int | None = None) -> list[tuple[int, float]]:
    """(idea, likeness) of those whose titles say nearly the same, the likest first."""
    stems, runs = set(content_of(title)), runs_of(title)
    if len(runs) < 2:
        return []
    terms = [*stems, *(f"{RUN}{run}" for run in runs)]
    found = TermRow.objects.filter(term__in=terms, idea__in=rows.exclude(id=apart_from).values("id")).order_by()
    ids = [id for id, _n in found.values_list("idea").annotate(n=Count("id")).order_by("-n")[:FEW]]
    weights = _weights(stems)
    scored = [(row.id, likeness(stems, runs, row, weights)) for row in IdeaRow.objects.filter(id__in=ids)]
    return sorted(((id, score) for id, score in scored if score >= LIKE_ENOUGH), key=lambda one: (-one[1], one[0]))[:limit]


def named_in(text: str, rows: "QuerySet[IdeaRow]", *, limit: int = 5) -> list[int]:
    """Ideas whose titles' words stand in a longer text, those of which most does first."""
    stems = set(content_of(text))
    found = TermRow.objects.filter(term__in=list(stems), idea__in=rows.values("id")).order_by()
    ids = [id for id, _n in found.values_list("idea").annotate(n=Count("id")).order_by("-n")[:FEW]]
    scored = [(_share_in(stems, row.title), row.id) for row in IdeaRow.objects.filter(id__in=ids)]
    return [id for share, id in sorted(scored, key=lambda one: (-one[0], one[1])) if share >= NAMED_ENOUGH][:limit]


def _share_in(stems: set[str], title: str) -> float:
    weights = _weights(set(content_of(title)))
    total = sum(weights.values())
    return sum(weight * _same_word(stem, stems) for stem, weight in weights.items()) / total if total else 0.0


def _weights(stems: Iterable[str]) -> dict[str, float]:
    """How much a shared word says: the rarer on this board, the more (the logarithm of inverse document frequency)."""
    total = IdeaRow.objects.count() + 1
    seen = dict(TermRow.objects.filter(term__in=list(stems)).values_list("term").annotate(n=Count("id")).order_by())
    return {stem: math.log(1 + total / (1 + seen.get(stem, 0))) for stem in stems}


def likeness(stems: set[str], runs: set[str], row: IdeaRow, weights: dict[str, float]) -> float:
    """0 to 1: two thirds from the weighed words that both say, one third from runs of letters (Dice)."""
    theirs, their_runs = set(content_of(row.title)), runs_of(row.title)
    mine = sum(weights.values())
    if not mine or not runs or not their_runs:
        return 0.0
    also = set(stems_of(row.text)) - theirs
    shared = sum(weight * max(_same_word(stem, theirs), 0.4 * (stem in also)) for stem, weight in weights.items())
    beside = mine / len(weights) * sum(1 - _same_word(stem, stems) for stem in theirs)
    words = shared / (mine + 0.5 * beside)
    letters = 2 * len(runs & their_runs) / (len(runs) + len(their_runs))
    return 0.65 * words + 0.35 * letters


def _same_word(stem: str, others: set[str]) -> float:
    """1 for the word itself, less for one that goes on from it (دانشجو, دانشجویی) or is spelled nearly so."""
    return 1.0 if stem in others else max((_nearly(stem, other) for other in others), default=0.0)


def _nearly(one: str, other: str) -> float:
    short, long = sorted((one, other), key=len)
    if len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 3:
        return 0.85
    alike = SequenceMatcher(None, one, other, autojunk=False).ratio() if len(short) >= 4 else 0.0
    return alike if alike >= 0.8 else 0.0


def language_of(*written: str) -> str:
    """Of an idea: Persian where most of its letters are."""
    letters = Counter("fa" if "\u0600" <= sign <= "\u06ff" else "en" for text in written for sign in text if sign.isalpha())
    return max(letters, key=letters.__getitem__) if letters else ""


__all__: Sequence[str] = ("content_of", "index", "language_of", "likest", "matching", "named_in", "stems_of")
