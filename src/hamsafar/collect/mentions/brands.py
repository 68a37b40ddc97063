"""Whom a text is about: own brand and competitors, by the words that name them."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from hamsafar.base import text as texts
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from .contracts import Brand
from .errors import BrandInUse, BrandNotFound
from .models import BrandRow, ItemRow, PlaceRow

OWN = "own"
_NOT_WORD = re.compile(r"[\W_]+")


def list_brands() -> list[Brand]:
    """The company itself first. It is there from the first day, under its own name."""
    rows = list(BrandRow.objects.all())
    own = next((row for row in rows if row.is_own), None)
    if own is None:
        rows.insert(0, _own_row())
    elif not (own.name_fa or own.name_en or own.words):
        _name_own(own)
    return [_brand(row) for row in rows]


def _own_row() -> BrandRow:
    row, _is_new = BrandRow.objects.get_or_create(key=OWN, defaults={"is_own": True, **_as_company()})
    return row


def _name_own(row: BrandRow) -> None:
    """The company had no name when somebody looked first."""
    for field, value in _as_company().items():
        setattr(row, field, value)
    if row.name_fa:
        row.save()


def _as_company() -> dict[str, Any]:
    name = organisation.company().name
    return {"name_fa": name, "name_en": name, "words": [name] if name else []}


def get_brand(key: str) -> Brand:
    row = BrandRow.objects.filter(key=key).first()
    if row is None:
        raise BrandNotFound
    return _brand(row)


@transaction.atomic
def save_brand(
    *, key: str = "", name_fa: str, name_en: str, words: Sequence[str], not_words: Sequence[str] = (), by: audit.Actor | None = None
) -> Brand:
    """A new competitor, or, with its key, other words for a brand that is there."""
    row = BrandRow.objects.filter(key=key).first() if key else BrandRow(key=_free_key(name_en or name_fa))
    if row is None:
        raise BrandNotFound
    row.name_fa, row.name_en = name_fa.strip()[:100], name_en.strip()[:100]
    row.words, row.not_words = _clean(words), _clean(not_words)
    row.save()
    audit.record("mentions.brand_saved", by=by, about=row.key, facts={"words": row.words})
    return _brand(row)


@transaction.atomic
def drop_brand(key: str, *, by: audit.Actor | None = None) -> None:
    """Raises BrandInUse for one that something was found about, and for the company itself."""
    row = BrandRow.objects.filter(key=key).first()
    if row is None:
        raise BrandNotFound
    if row.is_own or ItemRow.objects.filter(about=key).exists() or PlaceRow.objects.filter(about=key).exists():
        raise BrandInUse
    row.delete()
    audit.record("mentions.brand_dropped", by=by, about=key)


def _clean(words: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(word.strip()[:100] for word in words if _plain(word).strip()))[:100]


def _free_key(name: str) -> str:
    base = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "brand"
    taken = set(BrandRow.objects.filter(key__startswith=base).values_list("key", flat=True)) | {OWN}
    return next(key for key in (base, *(f"{base}-{number}" for number in range(2, 1000))) if key not in taken)


def _brand(row: BrandRow) -> Brand:
    return Brand(
        key=row.key, name_fa=row.name_fa, name_en=row.name_en, is_own=row.is_own, words=tuple(row.words), not_words=tuple(row.not_words)
    )


class Finder:
    """Finds brands in texts; made once for many."""

    def __init__(self, brands: Sequence[Brand]) -> None:
        self.own = next((brand.key for brand in brands if brand.is_own), OWN)
        self.known = {brand.key for brand in brands}
        self._rules = [(brand.key, _phrases(brand.words), _phrases(brand.not_words)) for brand in brands]

    def named_in(self, *parts: str) -> tuple[str, ...]:
        """Keys of brands that these words name, the company itself first."""
        said = f" {' '.join(map(_plain, parts))} "
        return tuple(
            key for key, words, others in self._rules if any(word in said for word in words) and not any(other in said for other in others)
        )


def _phrases(words: Sequence[str]) -> list[str]:
    return [f" {plain} " for word in words if (plain := _plain(word))]


def _plain(words: str) -> str:
    """#فروشگاه_دیبانو and «فروشگاه دیبانو» are the same words."""
    return " ".join(_NOT_WORD.sub(" ", texts.fold(words)).split())
