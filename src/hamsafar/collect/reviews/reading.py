"""What there is to be read: by the public, only what is shown; by the team, whatever is theirs to see."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from hamsafar.base.text import fold, words_of
from hamsafar.collect.intake.services import Identifier

from .contracts import STARS, Answer, Photo, Product, Question, Review, State, Summary, Wanted
from .errors import QuestionNotFound, ReviewNotFound
from .models import AnswerRow, PhotoRow, ProductRow, QuestionRow, ReviewRow, TopicRow
from .products import product_of

PAGE, QUESTIONS, MOST_PAGES = 10, 5, 1000
Units = tuple[str, ...] | None
ORDERS = {
    "newest": ("-posted_at", "id"),
    "oldest": ("posted_at", "id"),
    "helpful": ("-weight", "-posted_at", "id"),
    "best": ("-rating", "-posted_at", "id"),
    "worst": ("rating", "-posted_at", "id"),
}


# For everybody


def summary_of(product: ProductRow) -> Summary:
    return summaries_of([product])[0]


def summaries_of(products: Sequence[ProductRow]) -> list[Summary]:
    """All of a product's shown reviews; no filter narrows them. What is grouped by stands in one index, so no review is read for it."""
    shown = ReviewRow.objects.filter(product__in=[each.pk for each in products], state=State.SHOWN)
    kinds = shown.values_list("product", "rating", "language", "is_verified", "photos").annotate(n=Count("id")).order_by()
    found: dict[int, _Counts] = defaultdict(_Counts)
    for product, rating, language, is_verified, photos, n in kinds:
        found[product].add(rating, language, n, is_verified=is_verified, has_photos=photos > 0)
    topics: dict[int, dict[str, int]] = defaultdict(dict)
    for product, topic, n in _topics(products):
        topics[product][topic] = n
    return [found[each.pk].summary(product_of(each), topics[each.pk]) for each in products]


def _topics(products: Sequence[ProductRow]) -> Iterable[tuple[int, str, int]]:
    rows = TopicRow.objects.filter(review__product__in=[each.pk for each in products], review__state=State.SHOWN)
    return rows.values_list("review__product", "topic").annotate(n=Count("topic")).order_by()


class _Counts:
    def __init__(self) -> None:
        self.stars = dict.fromkeys(STARS, 0)
        self.languages: dict[str, int] = defaultdict(int)
        self.verified = self.with_photos = 0

    def add(self, rating: int, language: str, n: int, *, is_verified: bool, has_photos: bool) -> None:
        self.stars[rating] += n
        self.languages[language] += n if language else 0
        self.verified += n if is_verified else 0
        self.with_photos += n if has_photos else 0

    def summary(self, product: Product, topics: Mapping[str, int]) -> Summary:
        return Summary(
            product=product, counts=self.stars, verified=self.verified, with_photos=self.with_photos, languages=dict(self.languages),
            topics=topics,
        )  # fmt: skip


def shown_reviews(product: ProductRow, wanted: Wanted) -> tuple[list[Review], int]:
    """One page of them, and how many there are."""
    rows = _narrowed(ReviewRow.objects.filter(product=product, state=State.SHOWN), wanted)
    total = rows.count()
    start = (min(max(1, wanted.page), MOST_PAGES) - 1) * PAGE
    return reviews_of(rows.order_by(*ORDERS.get(wanted.sort, ORDERS["newest"]))[start : start + PAGE]), total


def _narrowed(rows: "QuerySet[ReviewRow]", wanted: Wanted) -> "QuerySet[ReviewRow]":
    if wanted.stars in STARS:
        rows = rows.filter(rating=wanted.stars)
    if wanted.photos:
        rows = rows.filter(photos__gt=0)
    if wanted.verified:
        rows = rows.filter(is_verified=True)
    if wanted.language:
        rows = rows.filter(language=wanted.language)
    if wanted.topic:
        rows = rows.filter(Exists(TopicRow.objects.filter(review=OuterRef("pk"), topic=wanted.topic)))
    for word in words_of(fold(wanted.words))[:6]:
        rows = rows.filter(folded__contains=word)
    return rows


def shown_questions(product: ProductRow, *, limit: int = QUESTIONS) -> tuple[list[Question], int]:
    """With what was answered and is shown; the newest first."""
    rows = QuestionRow.objects.filter(product=product, state=State.SHOWN).order_by("-asked_at", "id")
    return questions_of(rows[:limit], answers=[State.SHOWN]), rows.count()


def open_questions(products: Sequence[ProductRow], *, limit: int = 3) -> list[QuestionRow]:
    """What nobody has answered yet, for those who have the product at home."""
    answered = AnswerRow.objects.filter(question=OuterRef("pk"), state=State.SHOWN)
    rows = QuestionRow.objects.filter(product__in=products, state=State.SHOWN).exclude(Exists(answered))
    return list(rows.select_related("product").order_by("-asked_at")[:limit])


# For the team


def found(
    units: Units, *, state: str = "", reported: bool = False, product: str = "", stars: int = 0, words: str = ""
) -> "QuerySet[ReviewRow]":
    rows = ReviewRow.objects.exclude(state=State.UNCONFIRMED)
    rows = rows if units is None else rows.filter(unit__in=units)
    if state == State.HELD:
        rows = rows.filter(Q(state=State.HELD) | Q(change__isnull=False))  # also what its writer has changed
    elif state:
        rows = rows.filter(state=state)
    if reported:
        rows = rows.filter(reports__gt=0)
    if product:
        rows = rows.filter(product__key=product)
    if stars in STARS:
        rows = rows.filter(rating=stars)
    for word in words_of(fold(words))[:6]:
        rows = rows.filter(Q(folded__contains=word) | Q(product__folded__contains=word) | Q(order_id__iexact=word))
    return rows


def get_review(id: UUID, units: Units = None) -> Review:
    """Raises ReviewNotFound, also where it is not theirs to see."""
    rows = reviews_of(found(units).filter(id=id))
    if not rows:
        raise ReviewNotFound
    return rows[0]


def find_review(id: UUID) -> Review | None:
    return next(iter(reviews_of(ReviewRow.objects.filter(id=id))), None)


def counts(units: Units) -> Mapping[str, int]:
    """How much waits: for the tabs of the pages."""
    rows = found(units)
    states = dict(rows.values_list("state").annotate(n=Count("id")))
    questions = _of_units(QuestionRow.objects.all(), units)
    answers = _of_units(AnswerRow.objects.all(), units)
    return {
        "held": states.get(State.HELD, 0) + rows.filter(change__isnull=False).count(),
        "shown": states.get(State.SHOWN, 0), "declined": states.get(State.DECLINED, 0),
        "reported": rows.filter(reports__gt=0).count(),
        "questions": questions.filter(state=State.HELD).count() + answers.filter(state=State.HELD).count(),
    }  # fmt: skip


def found_questions(units: Units, *, state: str = "", words: str = "") -> "QuerySet[QuestionRow]":
    """`open`: something about it waits: the question itself, or an answer, or it has none."""
    rows = _of_units(QuestionRow.objects.all(), units)
    if state == "waiting":
        held = AnswerRow.objects.filter(question=OuterRef("pk"), state=State.HELD)
        rows = rows.filter(Q(state=State.HELD) | Exists(held))
    elif state == "unanswered":
        rows = rows.exclude(state=State.DECLINED).exclude(Exists(AnswerRow.objects.filter(question=OuterRef("pk"), state=State.SHOWN)))
    elif state:
        rows = rows.filter(state=state)
    for word in words.split()[:6]:
        rows = rows.filter(Q(text__icontains=word) | Q(product__folded__contains=fold(word)))
    return rows


def get_question(id: UUID, units: Units = None) -> Question:
    """Raises QuestionNotFound."""
    rows = questions_of(_of_units(QuestionRow.objects.filter(id=id), units), answers=list(State))
    if not rows:
        raise QuestionNotFound
    return rows[0]


def _of_units(rows: Any, units: Units) -> Any:
    return rows if units is None else rows.filter(unit__in=units)


# Rows become records


def reviews_of(rows: "QuerySet[ReviewRow]") -> list[Review]:
    found = list(rows.select_related("product"))
    ids = [row.id for row in found]
    pictures, topics = defaultdict(list), defaultdict(list)
    for photo in PhotoRow.objects.filter(review__in=ids).order_by("at", "id"):
        pictures[photo.review_id].append(Photo(id=photo.id, width=photo.width, height=photo.height))
    for review, topic in TopicRow.objects.filter(review__in=ids).values_list("review", "topic"):
        topics[review].append(topic)
    return [_review(row, pictures[row.id], topics[row.id]) for row in found]


def _review(row: ReviewRow, pictures: Sequence[Photo], topics: Sequence[str]) -> Review:
    return Review(
        id=row.id, product=product_of(row.product), state=State(row.state), rating=row.rating, title=row.title, text=row.text,
        pros=tuple(row.pros), cons=tuple(row.cons), author=row.author, language=row.language, is_verified=row.is_verified,
        order_id=row.order_id, way=row.way, unit=row.unit, person=row.person, who=Identifier(row.space, row.kind, row.value),
        posted_at=row.posted_at, decided_at=row.decided_at,
        decided_by=row.decided_by, why=row.why, note=row.note, signs=tuple(row.signs), helpful=row.helpful, unhelpful=row.unhelpful,
        reply=row.reply, reply_by=row.reply_by, replied_at=row.replied_at, source=row.source, message_id=row.message_id,
        photos=tuple(pictures), topics=tuple(sorted(topics)), reports=row.reports,
    )  # fmt: skip


def questions_of(rows: "QuerySet[QuestionRow]", *, answers: Sequence[State]) -> list[Question]:
    found = list(rows.select_related("product"))
    said: dict[UUID, list[Answer]] = defaultdict(list)
    for row in AnswerRow.objects.filter(question__in=[each.id for each in found], state__in=answers).order_by("-by_team", "answered_at"):
        said[row.question_id].append(
            Answer(
                id=row.id, state=State(row.state), text=row.text, author=row.author, by_team=row.by_team, is_verified=row.is_verified,
                answered_at=row.answered_at, signs=tuple(row.signs),
            )
        )  # fmt: skip
    return [
        Question(
            id=row.id, product=product_of(row.product), state=State(row.state), text=row.text, author=row.author, language=row.language,
            unit=row.unit, asked_at=row.asked_at, why=row.why, signs=tuple(row.signs), answers=tuple(said[row.id]),
        )
        for row in found
    ]  # fmt: skip
