"""Reviews of the world's products, questions about them, and their rows, so that the pages and the widget show what the events tell.

Everything here draws its chance from the review or the question itself, so that the rest of the world does not change with it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Final
from uuid import UUID, uuid5

import msgspec

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.collect.intake.contracts import Event, Identifier
from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.reviews import tasks
from hamsafar.collect.reviews.contracts import Policy, State, Why
from hamsafar.collect.reviews.models import AnswerRow, DecisionRow, PolicyRow, ProductRow, QuestionRow, ReviewRow, VoteRow
from hamsafar.science.intervals import wilson

from . import company, identity
from .names import MEN, WOMEN
from .rows import insert
from .world import Day, Order

NAMES: Final = UUID("1a3d7c52-90be-4c39-8a1e-5b2c6f1f1405")
TEAM = ("مریم شریفی", "بهار نیک‌نام")
FRESH = dt.timedelta(days=2)  # so young ones mostly wait still
DECLINED = 0.02
Said = dict[str, Any]

# What is asked about any product: the question, what the team says, what a buyer says.
TALKS: Final = (
    ("fa", "ضمانت تعویض هم دارد؟", "بله، تا هفت روز پس از تحویل می‌توانید آن را تعویض کنید.", "من یک بار تعویض کردم، راحت بود."),
    ("fa", "رنگش با عکس یکی است؟", "عکس‌ها در نور روز گرفته شده‌اند؛ اندکی تفاوت ممکن است.", "کمی تیره‌تر از عکس است ولی زیباست."),
    ("fa", "برای هدیه بسته‌بندی جدا دارد؟", "هنگام خرید می‌توانید بسته‌بندی هدیه را انتخاب کنید.", "بسته‌بندی‌اش مناسب هدیه بود."),
    ("fa", "چند وقت است استفاده می‌کنید؟ دوام دارد؟", "", "سه ماه است هر روز استفاده می‌کنم و سالم است."),
    ("fa", "به شهرستان چند روزه می‌رسد؟", "معمولاً دو تا چهار روز کاری.", "به شیراز سه‌روزه رسید."),
    ("fa", "ساخت کجاست؟", "ساخت ایران است.", ""),
    ("fa", "کیفیتش به قیمتش می‌ارزد؟", "", "به‌نظر من می‌ارزد، از مشابه‌ها بهتر است."),
    ("fa", "فاکتور رسمی هم می‌دهید؟", "بله، هنگام پرداخت گزینهٔ فاکتور رسمی را انتخاب کنید.", ""),
    ("en", "Do you deliver abroad?", "Not yet, only inside Iran.", ""),
    ("en", "How long does it last?", "", "Half a year so far and still like new."),
)
REPLIES: Final = {
    "fa": (
        "از اینکه راضی نبودید متأسفیم. همکارمان با شما تماس می‌گیرد تا درستش کنیم.",
        "سپاسگزاریم که گفتید. این ایراد را به تأمین‌کننده رساندیم.",
        "حق با شماست. می‌توانید کالا را بی‌هزینه برگردانید؛ پشتیبانی راهنمایی‌تان می‌کند.",
    ),
    "en": (
        "We are sorry. A colleague will contact you to put this right.",
        "Thank you for telling us. We have passed it on to the maker.",
    ),
}


# What happens: properties of events


def about(order: Order, code: str, author: str) -> Said:
    """What a review says beside its words; the shop knows that it was bought."""
    return {"product_id": code, "order_id": order.id, "verified": True, "way": "link", **({"author": author} if author else {})}


def author_of(day: Day, i: int, name: str) -> str:
    rng = Random(f"{day.world.seed}/author/{name}")
    given = day.people.first[i]
    return "" if rng.random() < 0.12 else given[1].title() if day.people.voice[i].language == "en" else given[0]


def questions(day: Day) -> None:
    """Visitors ask about what they are looking at: about one in two hundred people in a year."""
    rng = Random(f"{day.world.seed}/questions/{day.number}")
    often = day.people.size / 200 / 365
    here = (day.state.signed_up & day.present).nonzero()[0]
    for number in range(int(often) + (rng.random() < often % 1)):
        if not len(here):
            return
        i = int(here[rng.randrange(len(here))])
        product, talk = rng.choice(day.world.products), TALKS[rng.randrange(len(TALKS))]
        told = {
            "question_id": str(uuid5(NAMES, f"{day.world.seed}/{day.number}/{number}")), "product": product.name,
            "product_id": product.code, "text": talk[1], "language": talk[0],
        }  # fmt: skip
        day.ledger.add("site", "Product Question Asked", day.midnight + rng.uniform(9, 23) * 3600, identity.shopper(day, i, 0), told)


# Their rows


@dataclass(slots=True)
class Rows:
    """Gathers what the events of a making say about reviews and questions, and writes it in slices at the end."""

    reviews: list[tuple[Event, Said]] = field(default_factory=list)
    questions: list[tuple[Event, Said]] = field(default_factory=list)

    def watch(self, events: Iterable[Event]) -> Iterator[Event]:
        for event in events:
            if event.name == "Review Posted" and '"product_id"' in event.properties:
                self.reviews.append((event, msgspec.json.decode(event.properties)))
            elif event.name == "Product Question Asked":
                self.questions.append((event, msgspec.json.decode(event.properties)))
            yield event

    def write(self) -> None:
        if not PolicyRow.objects.exists():
            reviews.change_policy(Policy(words=("کلاهبردار", "دزد"), colour="#0b7a75"))
        products = _products(said for _event, said in (*self.reviews, *self.questions))
        until = clock.now()
        known = set(ReviewRow.objects.values_list("id", flat=True))
        once = {(_who(event), said["product_id"]): (event, said) for event, said in reversed(self.reviews)}  # a person's first word counts
        fresh = {id: (event, said) for event, said in once.values() if (id := uuid5(NAMES, said["review_id"])) not in known}
        made = [_review(id, event, said, products, until) for id, (event, said) in fresh.items()]
        insert(ReviewRow, (row for row, _votes in made))
        insert(VoteRow, (vote for _row, votes in made for vote in votes))
        insert(DecisionRow, (_decision(row) for row, _votes in made if row.decided_at))
        asked = [_question(event, said, products, until) for event, said in self.questions]
        insert(QuestionRow, (row for row, _answers in asked))
        insert(AnswerRow, (answer for _row, answers in asked for answer in answers))
        tasks.read_unread_soon()


def _products(said: Iterable[Said]) -> dict[str, int]:
    names = {each["product_id"]: each["product"] for each in said}
    at = clock.now()
    rows = (
        ProductRow(key=key, name=name, folded=fold(name), url=f"https://www.{company.DOMAIN}/p/{key}", made_at=at)
        for key, name in sorted(names.items())
    )
    insert(ProductRow, rows)
    return dict(ProductRow.objects.filter(key__in=names).values_list("key", "id"))


def _who(event: Event) -> Identifier:
    kind = "user_id" if event.user_id else "anonymous_id"
    return Identifier(event.space, kind, event.user_id or event.anonymous_id)


def _review(id: UUID, event: Event, said: Said, products: Mapping[str, int], until: dt.datetime) -> tuple[ReviewRow, Sequence[VoteRow]]:
    rng, who = Random(str(id)), _who(event)
    row = ReviewRow(
        id=id, product_id=products[said["product_id"]], rating=said["rating"], text=said["text"], author=said.get("author", ""),
        language=said["language"], is_verified=True, order_id=said["order_id"], way="link", unit=event.unit, space=who.space, kind=who.kind,
        value=who.value, folded=fold(said["text"]), source=event.source, message_id=event.message_id, posted_at=event.timestamp,
        state=State.HELD,
    )  # fmt: skip
    _decide(row, rng, until)
    votes = _votes(row, rng, until) if row.state == State.SHOWN else []
    return row, votes


def _decide(row: ReviewRow, rng: Random, until: dt.datetime) -> None:
    """Somebody of the team looks at it in the hours that follow, praise or criticism alike."""
    at = row.posted_at + dt.timedelta(hours=rng.lognormvariate(1.6, 0.8))
    if at >= until or (until - row.posted_at < FRESH and rng.random() < 0.6):
        return
    row.before, row.decided_at, row.decided_by, row.state = State.HELD, at, rng.choice(TEAM), State.SHOWN
    if rng.random() < DECLINED:
        row.state, row.why = State.DECLINED, rng.choices((Why.BESIDE, Why.PRIVATE, Why.INSULT), (5, 3, 2))[0]
    elif row.rating <= 2 and rng.random() < 0.4 and (replied := at + dt.timedelta(hours=rng.uniform(2, 40))) < until:
        row.reply, row.reply_by, row.replied_at = rng.choice(REPLIES[row.language]), row.decided_by, replied


def _votes(row: ReviewRow, rng: Random, until: dt.datetime) -> list[VoteRow]:
    many = int(rng.expovariate(1 / (1 + len(row.text) / 80)))
    at = row.posted_at + (until - row.posted_at) / 2
    votes = [
        VoteRow(review_id=row.id, voter=uuid5(row.id, str(number)).hex, is_helpful=rng.random() < 0.82, at=at) for number in range(many)
    ]
    row.helpful = sum(vote.is_helpful for vote in votes)
    row.unhelpful = many - row.helpful
    row.weight = (wilson(row.helpful, many).low or 0.0) if many else 0.0
    return votes


def _decision(row: ReviewRow) -> DecisionRow:
    assert row.decided_at is not None
    return DecisionRow(
        about=row.id, what="review", product_id=row.product_id, rating=row.rating, is_verified=True, to=row.state, why=row.why,
        by=row.decided_by, waited=int((row.decided_at - row.posted_at).total_seconds()), at=row.decided_at,
    )  # fmt: skip


def _question(event: Event, said: Said, products: Mapping[str, int], until: dt.datetime) -> tuple[QuestionRow, list[AnswerRow]]:
    rng, who, at = Random(said["question_id"]), _who(event), event.timestamp
    seen = at + dt.timedelta(hours=rng.uniform(1, 20))
    row = QuestionRow(
        id=UUID(said["question_id"]), product_id=products[said["product_id"]], text=said["text"], author=_somebody(rng, said["language"]),
        language=said["language"], unit=event.unit, space=who.space, kind=who.kind, value=who.value, asked_at=at,
        state=State.SHOWN if seen < until else State.HELD,
    )  # fmt: skip
    if row.state == State.HELD:
        return row, []
    talk = next(each for each in TALKS if each[1] == said["text"])
    found = [
        _answer(row, "team", talk[2], TEAM[0], seen + dt.timedelta(hours=rng.uniform(0.2, 30)), by_team=True),
        _answer(row, "buyer", talk[3], _somebody(rng, row.language), seen + dt.timedelta(days=rng.uniform(0.5, 6)), by_team=False),
    ]
    return row, [each for each in found if each.text and each.answered_at < until]


def _answer(question: QuestionRow, name: str, text: str, author: str, at: dt.datetime, *, by_team: bool) -> AnswerRow:
    return AnswerRow(
        id=uuid5(question.id, name), question_id=question.id, text=text, author=author, language=question.language, unit=question.unit,
        state=State.SHOWN, by_team=by_team, is_verified=not by_team, answered_at=at,
    )  # fmt: skip


def _somebody(rng: Random, language: str) -> str:
    given = rng.choice(rng.choice((WOMEN, MEN)))
    return given[1].title() if language == "en" else given[0]
