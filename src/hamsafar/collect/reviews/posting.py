"""Reviews, questions and answers come in: each is kept, judged by the settings, and told to the spine in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4, uuid5

from django.db import IntegrityError, transaction
from django.db.models import F

from hamsafar.base import clock, rate_limits
from hamsafar.base.text import fold, lines, one_line
from hamsafar.base.uploads import Upload
from hamsafar.collect.intake.services import Identifier, normal
from hamsafar.ground.jobs import services as jobs

from . import deciding, judging, noticing, photos, telling, tokens
from .contracts import STARS, Policy, State
from .errors import BadEmail, NothingRated, NothingSaid, OnlyBuyers, QuestionsOff, ReviewNotFound, StarsMissing, TextTooLong, WrongCode
from .models import AnswerRow, ChangeRow, PhotoRow, ProductRow, QuestionRow, RequestRow, ReviewRow
from .policy import policy

LONGEST, LONGEST_LINE, LONGEST_TITLE, LONGEST_NAME, MOST_LINES = 5000, 200, 150, 60, 8
TRIES = 5  # at a code
CODES_AN_ADDRESS = (rate_limits.Limit(tries=4, seconds=900), rate_limits.Limit(tries=12, seconds=24 * 3600))
CODE = "reviews.send_code"
READ_TOPICS = "reviews.read_topics"
EARLIER = 200  # reviews of a product whose words a new one is compared with


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote about one product."""

    stars: str = ""
    title: str = ""
    text: str = ""
    pros: str = ""
    cons: str = ""
    author: str = ""
    language: str = ""
    pictures: Sequence[Upload] = field(default=())

    @property
    def is_empty(self) -> bool:
        return not (self.stars or self.pictures or any(each.strip() for each in (self.title, self.text, self.pros, self.cons)))


def points(text: str) -> list[str]:
    """What somebody likes or does not like, a line each."""
    return [line[:LONGEST_LINE] for each in lines(text).splitlines() if (line := each.strip(" \t-•+،,"))][:MOST_LINES]


def post_all(request: RequestRow, written: Mapping[ProductRow, Written]) -> list[ReviewRow]:
    """Whatever of an order was rated, all or nothing. What was reviewed before stays as it is."""
    rated = {product: said for product, said in written.items() if not said.is_empty}
    if not rated:
        raise NothingRated
    rules = policy()
    checked = [(product, _check(said, product.name or product.key), _develop(said, rules)) for product, said in rated.items()]
    with transaction.atomic():
        made = [_from_buyer(request, product, said, pictures, rules) for product, said, pictures in checked]
    return [row for row in made if row is not None]


def _check(said: Written, product: str) -> Written:
    if said.stars not in map(str, STARS):
        raise StarsMissing(product=product)
    if len(said.text) > LONGEST:
        raise TextTooLong(limit=LONGEST)
    return said


def _develop(said: Written, rules: Policy) -> list[photos.Developed]:
    return photos.develop_all(said.pictures, most=rules.photos)


def _from_buyer(
    request: RequestRow, product: ProductRow, said: Written, pictures: Sequence[photos.Developed], rules: Policy
) -> ReviewRow | None:
    id = uuid5(request.id, f"review:{product.pk}")
    if ReviewRow.objects.filter(id=id).exists():
        return None
    row = _row(
        id, product, said, rules, way=request.channel or "link", is_verified=True, space=request.space, kind=request.kind,
        value=request.value, person=request.person, request=request, order_id=request.order_id, unit=request.unit,
    )  # fmt: skip
    try:
        with transaction.atomic():
            _keep(row, pictures)
    except IntegrityError:  # sent twice at the same moment
        return None
    return row


def _row(id: UUID, product: ProductRow, said: Written, rules: Policy, *, is_verified: bool, **facts: Any) -> ReviewRow:
    row = ReviewRow(
        id=id, product=product, is_verified=is_verified, source=telling.SOURCE, message_id=str(id), posted_at=clock.now(),
        **_words_in(said), **facts,
    )  # fmt: skip
    row.folded = fold(telling.words_of(row))
    row.signs = _signs(row, product, rules)
    row.state = judging.first_state(rules, row.rating, is_verified=is_verified, signs=row.signs)
    return row


def _words_in(said: Written) -> dict[str, Any]:
    return {
        "rating": int(said.stars), "title": one_line(said.title, LONGEST_TITLE), "text": lines(said.text), "pros": points(said.pros),
        "cons": points(said.cons), "author": one_line(said.author, LONGEST_NAME), "language": language_of(said),
    }  # fmt: skip


def _signs(row: ReviewRow | ChangeRow, product: ProductRow, rules: Policy, *, but: UUID | None = None) -> list[str]:
    words = telling.words_of(row)
    others = _others(product, but=but) if len(fold(words)) >= judging.COPIED else ()
    return [*judging.signs_of(f"{row.author}\n{words}", rules, others=others)]


def _others(product: ProductRow, *, but: UUID | None = None) -> set[str]:
    rows = ReviewRow.objects.filter(product=product).exclude(id=but).order_by("-posted_at")
    return set(rows.values_list("folded", flat=True)[:EARLIER])


def language_of(said: Written) -> str:
    """By its letters, else that of the page: a Persian form is often filled in in English, and the other way round."""
    text = f"{said.title} {said.text} {said.pros} {said.cons}"
    persian = sum("\u0600" <= sign <= "\u06ff" for sign in text)
    latin = sum(sign.isascii() and sign.isalpha() for sign in text)
    if persian == latin:
        return said.language if said.language in ("fa", "en") else "fa"
    return "fa" if persian > latin else "en"


def _keep(row: ReviewRow, pictures: Sequence[photos.Developed]) -> None:
    row.photos = len(pictures)
    row.save(force_insert=True)
    for picture in pictures:
        photo = PhotoRow(id=uuid4(), review=row, width=picture.width, height=picture.height, at=row.posted_at)
        photos.keep(photo.id, picture)
        photo.save(force_insert=True)
    if row.state != State.UNCONFIRMED:
        _tell(row)


def _tell(row: ReviewRow) -> None:
    telling.posted(row)
    noticing.note(row)
    if row.state == State.SHOWN:
        deciding.note_rules(row)
    if telling.words_of(row):
        jobs.enqueue(READ_TOPICS, {"review": str(row.id)}, key=f"{row.id}:0", run_at=clock.now() + deciding.SOON)


@transaction.atomic
def change(request: RequestRow, product: ProductRow, said: Written) -> None:
    """By who wrote it. What is shown stays until somebody has looked at the new version; what is not shown is looked at as it is now.

    Raises ReviewNotFound, StarsMissing, TextTooLong.
    """
    words, rules = _words_in(_check(said, product.name or product.key)), policy()
    row = ReviewRow.objects.select_for_update().filter(request=request, product=product).first()
    if row is None:
        raise ReviewNotFound
    made = ChangeRow(review=row, at=clock.now(), **words)
    made.signs = _signs(made, product, rules, but=row.id)
    before = ChangeRow.objects.filter(review=row).first() or row
    if all(getattr(before, name) == value for name, value in words.items()):  # the button was pressed twice
        return
    telling.changed(row, made)
    noticing.note(row, is_changed=True)
    ChangeRow.objects.filter(review=row).delete()
    if row.state == State.SHOWN:
        made.save()
    else:
        deciding.take(row, made, state=State.HELD)


# Without a link


def post_by_stranger(product: ProductRow, written: Written, *, email: str, who: Identifier | None, unit: str = "") -> ReviewRow:
    """From the widget: never marked as bought. Raises OnlyBuyers, BadEmail."""
    rules = policy()
    if rules.strangers == "no":
        raise OnlyBuyers
    said = _check(written, product.name or product.key)
    named = normal(Identifier("", "email", email.strip())) if email.strip() else who or Identifier("", "", "")
    if rules.strangers == "code" and (named.kind != "email" or "@" not in named.value or len(named.value) > 254):
        raise BadEmail
    if rules.strangers == "code":  # nobody's letter box is filled by strangers
        for limit in CODES_AN_ADDRESS:
            rate_limits.hit(f"review:code:{limit.seconds}:{named.value}", limit)
    pictures = _develop(said, rules)
    row = _row(
        uuid4(), product, said, rules, way="widget", is_verified=False, space=named.space, kind=named.kind, value=named.value, unit=unit
    )
    with transaction.atomic():
        if rules.strangers == "code":
            row.state = State.UNCONFIRMED
            jobs.enqueue(CODE, {"review": str(row.id)}, key=str(row.id))
        _keep(row, pictures)
    return row


@transaction.atomic
def confirm(review_id: UUID, code: str) -> ReviewRow:
    """The code that came by e-mail. Raises WrongCode; after a few tries whatever is typed is wrong."""
    row = ReviewRow.objects.select_for_update().select_related("product").filter(id=review_id, state=State.UNCONFIRMED).first()
    if row is None:
        raise WrongCode
    if row.tries >= TRIES or code.strip() != tokens.code_of(row.id):
        raise WrongCode
    row.state = judging.first_state(policy(), row.rating, is_verified=False, signs=row.signs)
    row.save(update_fields=["state"])
    _tell(row)
    return row


def note_try(review_id: UUID) -> None:
    """Apart from what is taken back when a code is wrong."""
    ReviewRow.objects.filter(id=review_id, state=State.UNCONFIRMED).update(tries=F("tries") + 1)


# Questions and answers


def ask(product: ProductRow, text: str, *, author: str, language: str, who: Identifier | None = None, unit: str = "") -> QuestionRow:
    """Raises QuestionsOff, NothingSaid, TextTooLong."""
    rules = policy()
    if rules.questions == "off":
        raise QuestionsOff
    words = _words(text)
    named = who or Identifier("", "", "")
    signs = judging.signs_of(f"{author}\n{words}", rules)
    row = QuestionRow(
        id=uuid4(), product=product, text=words, author=one_line(author, LONGEST_NAME),
        language=language_of(Written(text=words, language=language)), unit=unit, space=named.space, kind=named.kind, value=named.value,
        signs=[*signs], state=judging.first_state_of_words(rules.questions == "open", signs), asked_at=clock.now(),
    )  # fmt: skip
    with transaction.atomic():
        row.save(force_insert=True)
        telling.asked(row, product)
    return row


def answer(question: QuestionRow, text: str, *, request: RequestRow, author: str) -> AnswerRow:
    """A buyer of the product answers: what proves it is their link. The same link answers a question once."""
    rules = policy()
    words = _words(text)
    signs = judging.signs_of(f"{author}\n{words}", rules)
    row, _is_new = AnswerRow.objects.get_or_create(
        id=uuid5(request.id, f"answer:{question.id}"),
        defaults={
            "question": question, "request": request, "text": words, "author": one_line(author, LONGEST_NAME), "is_verified": True,
            "language": language_of(Written(text=words)), "unit": request.unit, "space": request.space, "kind": request.kind,
            "value": request.value, "person": request.person, "signs": [*signs],
            "state": judging.first_state_of_words(rules.questions == "open", signs), "answered_at": clock.now(),
        },
    )  # fmt: skip
    return row


def _words(text: str) -> str:
    words = lines(text)
    if not words:
        raise NothingSaid
    if len(words) > LONGEST:
        raise TextTooLong(limit=LONGEST)
    return words
