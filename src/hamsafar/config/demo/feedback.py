"""What people tell: surveys whose scores follow from what happened to them, reviews, mentions, ideas and votes."""

from collections.abc import Mapping
from random import Random
from typing import Any

import numpy as np

from hamsafar.collect.intake.contracts import Identifier

from . import asked, identity, reviewed, texts
from .company import Product
from .people import Who
from .world import DAY, HOUR, MINUTE, Day, Order

WISHES = 14
FURIOUS = 2.3
REST = 12  # days in which nobody is asked twice
# What a person thinks of the company in words of a scale: centre, weight of mood, weight of what just happened, noise, lowest, highest.
SCALES = {
    "nps": (7.55, 3.0, 1.1, 1.5, 0, 10),
    "csat": (3.95, 0.75, 0.95, 0.75, 1, 5),
    "ces_agreement": (5.35, 0.7, 1.1, 1.1, 1, 7),
    "ces_effort": (2.7, -0.7, -1.0, 1.1, 1, 7),
}
NETWORKS = ("اینستاگرام", "ایکس", "تلگرام")
STRANGERS = (
    "ghahve_talkh",
    "roozmaregi",
    "khane_ma",
    "tech_baz",
    "maman_do_gholoo",
    "ketabkhoon",
    "shahrgard",
    "akasbashi",
    "dastpokht",
    "safar_name",
)


def score(day: Day, i: int, question: str, felt: float, rng: Random | None = None) -> int:
    centre, of_mood, of_this, noise, least, most = SCALES[question]
    value = centre + of_mood * float(day.state.mood[i]) + of_this * felt + (rng or day.rng).gauss(0, noise)
    return int(min(most, max(least, round(value))))


def _liking(question: str, value: int) -> float:
    """A score on -1 to 1, 1 is happy."""
    _, _, _, _, least, most = SCALES[question]
    place = (value - least) / (most - least) * 2 - 1
    return -place if question == "ces_effort" else place


def ask(
    day: Day, at: float, i: int, survey: str, questions: tuple[str, ...], felt: float, facts: Mapping[str, str], about: Mapping[str, str]
) -> None:
    """Send a survey, unless the person was asked lately; some look, fewer answer."""
    state, rng = day.state, day.rng
    if day.number - state.asked[i] < REST:
        return
    state.asked[i] = day.number
    invitation, who = day.name("I"), _reached(day, i)
    channel = "email" if "email" in (identifier.kind for identifier in who.identifiers) else "sms"
    told = {"survey": survey, "invitation_id": invitation, **asked.sent(survey, invitation, day.number, channel)}
    day.ledger.add("mailer", "Survey Sent", at, who, told, channel=channel, unit=about.get("branch", ""))
    at += rng.lognormvariate(0, 1.2) * 50 * MINUTE
    willing = min(0.85, 0.62 * float(day.people.answers[i]) * (1.25 if abs(felt) > 0.6 else 1.0))
    if rng.random() > willing + 0.12:
        return
    day.later(at, _views, i, who, channel, told, questions, felt, facts, about, rng.random() < willing * 0.8)


def _reached(day: Day, i: int) -> Who:
    if day.people.has_email[i] and day.people.kind[i] < 3:
        return Who("mailer", identifiers=(day.people.by_email(i),))
    return Who("mailer", identifiers=(day.people.by_phone(i),))


def _views(
    day: Day, at: float, i: int, who: Who, channel: str, told: dict[str, Any], questions: tuple[str, ...], felt: float,
    facts: Mapping[str, str], about: Mapping[str, str], answers: bool,
) -> None:  # fmt: skip
    unit = about.get("branch", "")
    day.ledger.add("mailer", "Survey Viewed", at, who, told, channel=channel, unit=unit)
    if not answers:
        return
    for question in questions:
        at += day.rng.uniform(8, 60)
        value = score(day, i, question, felt)
        says = question == questions[0] and day.chance(0.42)
        comment = _comment(day, i, question, value, facts, about.get("about", "")) if says else {}
        if "survey_id" not in told:
            one = {**told, **about, "question": question, "score": value, **comment}
            day.ledger.add("mailer", "Survey Answered", at, who, one, channel=channel, unit=unit)
            continue
        for one in asked.answers(told, question, value, comment, is_late="days" in facts):
            day.ledger.add("mailer", "Survey Answered", at, who, {**told, **about, **one}, channel=channel, unit=unit)
            at += 9


_TOPIC_OF = {"delivery": "late", "support": "support", "store": "store"}
# Who is not late, or waited for nothing, does not complain of that: the fact that a complaint needs, and what they speak of without it.
_NEEDS = {"late": ("days", "quality"), "store": ("minutes", "general")}


def _comment(day: Day, i: int, question: str, value: int, facts: Mapping[str, str], about: str) -> dict[str, object]:
    """Words that fit the score: about the person's own story where it points the same way, else about what was asked, else in general."""
    liking = _liking(question, value)
    tone = "good" if liking > 0.45 else "mid" if liking > -0.05 else "bad"
    story, asked = day.state.stories[i], _TOPIC_OF.get(about, "")
    fits = story.topic != "general" and texts.tone_of(story.valence) == tone and day.number - story.day < 60
    if tone != "good" and asked in _NEEDS and _NEEDS[asked][0] not in facts:
        asked = _NEEDS[asked][1]
    topic, told = (story.topic, story.facts) if fits and day.chance(0.75) else (asked or "general", facts)
    voice = day.people.voice[i]
    text = texts.comment(day.rng, voice, topic, tone, told)
    sentiment = max(-1.0, min(1.0, 0.8 * liking + day.rng.gauss(0, 0.16)))
    return {"text": text, "language": "en" if voice.language == "en" else "fa", "sentiment": round(sentiment, 2)}


def after_delivery(day: Day, at: float, order: Order, felt: float, late: float) -> None:
    """CSAT on the delivery soon after; for others the recommendation question when they have used the goods."""
    i, rng = order.person, day.rng
    facts = order.facts(**({"days": order.late_days} if late > 0 else {}))
    drawn = rng.random()
    if drawn < 0.48:
        day.later(
            at + rng.uniform(3, 30) * HOUR, ask, i, "تحویل سفارش", ("csat",), felt, facts, _about(about="delivery", order_id=order.id)
        )
    elif drawn < 0.84:
        day.later(
            at + rng.uniform(5, 12) * DAY, ask, i, "پس از خرید", ("nps",), 0.6 * felt, facts, _about(about="purchase", order_id=order.id)
        )
    elif drawn < 0.97:
        day.later(
            order.at + 5 * MINUTE, ask, i, "آسانی خرید", ("ces_effort",), 0.5 * felt, facts, _about(about="checkout", order_id=order.id)
        )


CHECKOUT_ASKED, CHECKOUT_ANSWERED = 0.8, 0.5  # of those who bought; of those who were asked


def after_checkout(day: Day, at: float, order: Order, who: Who, *, failures: int, session: str) -> None:
    """A small question beside the thanks: how much effort was it? It draws its chance from the order, so that nothing else moves."""
    rng = Random(f"{day.world.seed}/checkout/{order.id}")
    if rng.random() >= CHECKOUT_ASKED:
        return
    told = {"survey": "آسانی خرید", **asked.begun(asked.CHECKOUT, asked.submission_named(order.id), day.number, "widget")}
    day.ledger.add(order.source, "Survey Viewed", at, who, told, session=session)
    if rng.random() >= CHECKOUT_ANSWERED:
        return
    value = score(day, order.person, "ces_effort", 0.5 - 1.3 * failures, rng)
    comment: dict[str, Any] = {}
    if rng.random() < 0.16:
        liking, voice = _liking("ces_effort", value), day.people.voice[order.person]
        tone = "good" if liking > 0.45 else "mid" if liking > -0.05 else "bad"
        facts = order.facts(gateway=order.gateway, amount=f"{order.revenue // 10:,}")
        topic = "payment" if failures and tone != "good" else "general"
        comment = {"text": texts.comment(rng, voice, topic, tone, facts), "language": "en" if voice.language == "en" else "fa"}
        comment["sentiment"] = round(max(-1.0, min(1.0, 0.8 * liking + rng.gauss(0, 0.16))), 2)
    at += rng.uniform(5, 40)
    for one in asked.answers(told, "ces_effort", value, comment, is_late=failures > 0):
        said = {**told, "about": "checkout", "order_id": order.id, **one}
        day.ledger.add(order.source, "Survey Answered", at, who, said, session=session)
        at += rng.uniform(3, 15)


def after_support(day: Day, at: float, i: int, felt: float, talk: str, facts: Mapping[str, str]) -> None:
    if day.chance(0.85):
        day.later(at, ask, i, "پشتیبانی", ("csat", "ces_agreement"), 1.3 * felt, facts, _about(about="support", conversation_id=talk))


def after_store(day: Day, at: float, i: int, felt: float, facts: Mapping[str, str], branch: str) -> None:
    if not day.state.sms[i]:
        return
    if day.chance(0.6):
        question = "csat" if day.chance(0.7) else "nps"
        day.later(at + day.rng.uniform(1, 20) * HOUR, ask, i, "فروشگاه", (question,), felt, facts, _about(about="store", branch=branch))


def _about(**facts: str) -> dict[str, str]:
    """What a survey asks about."""
    return facts


def relationship(day: Day) -> None:
    """The recommendation question to a sample of all customers, every day some."""
    people, state = day.people, day.state
    chosen = (day.numbers.random(people.size) < 0.0042) & people.buyers & day.present & (state.orders > 0)
    for i in chosen.nonzero()[0].tolist():
        ask(day, day.moment((10, 20)), i, "رابطه با دیبانو", ("nps",), 0.0, {}, _about(about="relationship"))


def maybe_review(day: Day, at: float, order: Order, taste: float) -> None:
    if order.channel == "store" or not day.chance(0.075 + 0.06 * abs(taste)):
        return
    day.later(at + day.rng.uniform(0.5, 15) * DAY, _review, order, taste)


def asked_to_review(day: Day, at: float, order: Order) -> None:
    """A week after the delivery the shop asks, and more write than by themselves. It draws its chance from the order, so that nothing
    else moves."""
    rng = Random(f"{day.world.seed}/asked to review/{order.id}")
    if order.channel != "store" and rng.random() < 0.2:
        product = rng.choice(order.lines).product
        day.later(at + rng.uniform(7, 11) * DAY, _write_review, order, product, (product.quality - 0.72) * 1.5 + rng.gauss(0, 0.22), rng)


def _review(day: Day, at: float, order: Order, taste: float) -> None:
    _write_review(day, at, order, order.lines[0].product, taste, day.rng)


def _write_review(day: Day, at: float, order: Order, product: Product, taste: float, rng: Random) -> None:
    i = order.person
    rating = _stars(4.05 + 1.7 * taste + 0.5 * float(day.state.mood[i]) + rng.gauss(0, 0.7))
    liking = (rating - 3) / 2
    tone = "good" if rating >= 4 else "mid" if rating == 3 else "bad"
    topic = "price" if order.overcharged and rating <= 2 else "quality"
    voice, device = day.people.voice[i], int(day.people.device[i])
    text, sentiment = texts.comment(rng, voice, topic, tone, order.facts()), max(-1.0, min(1.0, 0.75 * liking + rng.gauss(0, 0.15)))
    name = day.name("R") if rng is day.rng else f"R-{order.id}"  # names count, and what is counted is the world's
    said = {
        "review_id": name, "product": product.name, "rating": rating, "text": text,
        **reviewed.about(order, product.code, reviewed.author_of(day, i, name)),
        "language": "en" if voice.language == "en" else "fa", "sentiment": round(sentiment, 2),
    }  # fmt: skip
    source = ("site", "site", "android", "ios")[device]
    day.ledger.add(source, "Review Posted", at, identity.shopper(day, i, device), said)


def _stars(liking: float) -> int:
    """Who would give two stars is mostly cross enough to give one: ratings have a tail."""
    return 1 if liking < FURIOUS else int(min(5, max(1, round(liking))))


def mentions(day: Day) -> None:
    """Customers with something to tell, and strangers, write about the shop in public."""
    people, state, rng = day.people, day.state, day.rng
    loud = people.social & day.present & (np.abs(state.mood) > 0.45) & (day.numbers.random(people.size) < 0.006)
    for i in loud.nonzero()[0].tolist():
        story = state.stories[i]
        if day.number - story.day < 30 and story.topic not in ("coupon", "size"):
            _mention(day, identity.handle(day, i), people.voice[i], story.topic, story.valence, story.facts)
    for _ in range(int(day.numbers.poisson(0.7))):
        stranger = Who("social", identifiers=(Identifier("social", "handle", f"{rng.choice(STRANGERS)}{rng.randint(1, 60)}"),))
        topic, valence = rng.choice((("quality", 0.5), ("general", 0.1), ("policy", -0.4), ("store", 0.3), ("late", -0.4)))
        _mention(day, stranger, texts.Voice(emoji=0.5), topic, valence, {})


def _mention(day: Day, who: Who, voice: texts.Voice, topic: str, valence: float, facts: Mapping[str, str]) -> None:
    rng = day.rng
    text = texts.comment(rng, voice, topic, texts.tone_of(valence), facts)
    said = {
        "mention_id": day.name("M"), "network": rng.choices(NETWORKS, (0.65, 0.2, 0.15))[0], "reach": int(80 * rng.paretovariate(1.05)),
        "text": f"{text} {rng.choice(('#دیبانو', '@dibano', 'دیبانو'))}", "language": "en" if voice.language == "en" else "fa",
        "sentiment": round(max(-1.0, min(1.0, rng.gauss(0.8 * valence, 0.2))), 2),
    }  # fmt: skip
    day.ledger.add("social", "Mention Found", day.moment((8, 24)), who, said)


def _someone(day: Day) -> int:
    """Any signed-up customer who is around."""
    here = (day.state.signed_up & day.present).nonzero()[0]
    return int(here[day.rng.randrange(len(here))])


def wishes(day: Day) -> None:
    """What people wish for is on the idea board (ideas.py), which draws a chance of its own. What was once drawn for it here is still
    drawn: without it everything that a day draws afterwards would fall out differently, and the world with it."""
    ages = [day.number - (10 + n * 24) for n in range(WISHES)]
    votes = (0.2 + 2.5 * np.exp(-age / 20) for age in ages if age > 0)
    for _ in range(ages.count(0)):
        _someone(day)
        day.moment()
    for _ in range(sum(age == 95 and n % 3 == 0 for n, age in enumerate(ages))):
        day.moment()
    for _ in range(sum(int(day.numbers.poisson(day.people.size / 10_000 * mean)) for mean in votes)):
        _someone(day)
        day.moment((9, 23))
