"""What the public sees of a product, as data: for pages, for the widget, for machines. Only what is shown, and nothing made up."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from hamsafar.science.intervals import Difference, Estimate, Sums, student, welch

from . import reading
from .around import around
from .contracts import STARS, Product, Question, Review, Summary, Wanted
from .models import ProductRow

TOPICS = 8  # that are offered as filters
FEW_FOR_TOPIC = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    stars: int
    n: int
    share: float
    href: str
    is_chosen: bool


def page_address(product: Product, *, lang: str = "", **query: object) -> str:
    said = {**({"lang": lang} if lang else {}), **{name: value for name, value in query.items() if value not in ("", 0, False, None)}}
    return reverse("reviews-of", args=[product.key]) + (f"?{urlencode(said)}" if said else "")


def photo_address(id: Any, *, small: bool = False) -> str:
    return settings.PUBLIC_URL + reverse("review-photo", args=[id.hex, "small" if small else "large"])


def query_of(wanted: Wanted, **changes: object) -> dict[str, object]:
    said: dict[str, object] = {
        "stars": wanted.stars, "photos": 1 if wanted.photos else 0, "verified": 1 if wanted.verified else 0, "in": wanted.language,
        "topic": wanted.topic, "q": wanted.words, "sort": wanted.sort if wanted.sort != "newest" else "",
        "page": wanted.page if wanted.page > 1 else 0,
    }  # fmt: skip
    return said | changes


def bars_of(summary: Summary, wanted: Wanted, lang: str) -> list[Bar]:
    """The distribution, the best first; each leads to the reviews with so many stars, the chosen one back to all."""
    found = []
    for stars in reversed(STARS):
        n, is_chosen = summary.counts.get(stars, 0), wanted.stars == stars
        query = query_of(wanted, stars=0 if is_chosen else stars, page=0)
        href = page_address(summary.product, lang=lang, **query)
        found.append(Bar(stars=stars, n=n, share=n / summary.n if summary.n else 0.0, href=href, is_chosen=is_chosen))
    return found


def topics_of(summary: Summary, language: str) -> list[tuple[str, str, int]]:
    """(key, name, how many), the commonest first."""
    names = around().topic_names(language) if summary.topics else {}
    known = [(key, names[key], n) for key, n in summary.topics.items() if key in names and n >= FEW_FOR_TOPIC]
    return sorted(known, key=lambda one: (-one[2], one[1]))[:TOPICS]


# With their doubt


PRETENDED = 0.8  # of each star, four in all: five stars from three people are not the same as five stars from three hundred
FEWEST_TO_COMPARE = 10


def estimate_of(counts: Mapping[int, int]) -> Estimate | None:
    """The mean as it is; its interval from counts to which a few pretended ones are added, as Agresti and Coull (1998) do with shares,
    because a few equal ratings have no spread of their own. None where nothing was said."""
    n = sum(counts.values())
    if not n:
        return None
    raw, wide = _sums(counts).mean, student(_sums({stars: counts.get(stars, 0) + PRETENDED for stars in STARS}))
    low, high = wide.low if wide.low is not None else 1.0, wide.high if wide.high is not None else 5.0
    return Estimate(value=raw, low=max(1.0, min(low, raw)), high=min(5.0, max(high, raw)), n=n)


def difference_of(one: Summary, other: Summary) -> Difference | None:
    """None where there are too few reviews to say anything."""
    return welch(_sums(one.counts), _sums(other.counts)) if min(one.n, other.n) >= FEWEST_TO_COMPARE else None


def _sums(counts: Mapping[int, float]) -> Sums:
    n = sum(counts.values())
    return Sums(
        n=n,  # type: ignore[arg-type]
        total=sum(stars * count for stars, count in counts.items()),
        squares=sum(stars * stars * count for stars, count in counts.items()),
    )


# For machines


def json_ld(summary: Summary, reviews: Sequence[Review], url: str) -> dict[str, Any] | None:
    """schema.org, for search engines. Without a shown review there is nothing to say: a rating is never invented."""
    if not summary.n or summary.mean is None:
        return None
    return {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": summary.product.name,
        "sku": summary.product.key,
        "url": summary.product.url or url,
        "aggregateRating": {
            "@type": "AggregateRating", "ratingValue": round(summary.mean, 2), "reviewCount": summary.n, "ratingCount": summary.n,
            "bestRating": 5, "worstRating": 1,
        },
        "review": [_review_ld(review) for review in reviews],
    }  # fmt: skip


def _review_ld(review: Review) -> dict[str, Any]:
    said = {
        "@type": "Review",
        "datePublished": review.posted_at.date().isoformat(),
        "inLanguage": review.language,
        "author": {"@type": "Person", "name": review.author or "–"},
        "name": review.title,
        "reviewBody": review.text,
        "reviewRating": {"@type": "Rating", "ratingValue": review.rating, "bestRating": 5, "worstRating": 1},
        "positiveNotes": _notes(review.pros),
        "negativeNotes": _notes(review.cons),
        "image": [photo_address(photo.id) for photo in review.photos],
    }
    return {name: value for name, value in said.items() if value}


def _notes(lines: Sequence[str]) -> dict[str, Any] | None:
    if not lines:
        return None
    items = [{"@type": "ListItem", "position": n, "name": line} for n, line in enumerate(lines, 1)]
    return {"@type": "ItemList", "itemListElement": items}


def as_script(data: Mapping[str, Any] | None) -> SafeString:
    """Inside a <script>, where no letter may end it."""
    text = json.dumps(data, ensure_ascii=False) if data else ""
    return mark_safe("".join(_ESCAPES.get(sign, sign) for sign in text))  # noqa: S308 - every sign that ends a script is escaped


_ESCAPES = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def as_json(summary: Summary, reviews: Sequence[Review], total: int, questions: Sequence[Question], wanted: Wanted) -> dict[str, Any]:
    return {
        "product": {"key": summary.product.key, "name": summary.product.name, "url": summary.product.url},
        "summary": {
            "n": summary.n, "mean": round(summary.mean, 3) if summary.mean is not None else None,
            "stars": {str(stars): n for stars, n in summary.counts.items()}, "verified": summary.verified,
            "with_photos": summary.with_photos, "languages": dict(summary.languages), "topics": dict(summary.topics),
        },
        "found": total,
        "page": wanted.page,
        "pages": max(1, -(-total // reading.PAGE)),
        "reviews": list(map(_review_json, reviews)),
        "questions": [
            {
                "id": str(each.id), "text": each.text, "author": each.author, "asked_at": each.asked_at.isoformat(),
                "answers": [
                    {
                        "text": one.text, "author": one.author, "by_team": one.by_team, "bought": one.is_verified,
                        "answered_at": one.answered_at.isoformat(),
                    }
                    for one in each.answers
                ],
            }
            for each in questions
        ],
    }  # fmt: skip


def _review_json(review: Review) -> dict[str, Any]:
    return {
        "id": str(review.id), "stars": review.rating, "title": review.title, "text": review.text, "pros": list(review.pros),
        "cons": list(review.cons), "author": review.author, "language": review.language, "bought": review.is_verified,
        "posted_at": review.posted_at.isoformat(), "helpful": review.helpful, "unhelpful": review.unhelpful, "topics": list(review.topics),
        "photos": [
            {"url": photo_address(photo.id), "small": photo_address(photo.id, small=True), "width": photo.width, "height": photo.height}
            for photo in review.photos
        ],
        "reply": {"text": review.reply, "at": review.replied_at.isoformat()} if review.reply and review.replied_at else None,
    }  # fmt: skip


def rows_by_key(keys: Sequence[str]) -> Iterator[ProductRow]:
    """In the order asked for."""
    found = {row.key: row for row in ProductRow.objects.filter(key__in=keys)}
    return (found[key] for key in keys if key in found)
