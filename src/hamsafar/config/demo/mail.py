"""E-mail campaigns: who gets them, opens by people and by programs, clicks, bounces, weariness and leaving the list."""

from dataclasses import dataclass

import numpy as np

from . import browsing, company, identity, texts
from .people import Flags, Who
from .world import HOUR, MINUTE, Day

OPENED, CLICKED_OF_OPENED, BOUNCED = 0.30, 0.12, 0.012
WEEKDAYS = {5: "bargain", 6: "weekly", 2: "women"}  # date.weekday(): Saturday, Sunday, Wednesday


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    name: str
    subject: str
    at: float
    to: Flags


def campaigns(day: Day) -> None:
    """Today's campaigns, the planned ones and those that somebody thought a good idea."""
    day.state.fatigue *= 0.87
    for campaign in (*_planned(day), *_too_many(day)):
        _send(day, campaign)


def _planned(day: Day) -> list[Campaign]:
    made, kind = [], WEEKDAYS.get(day.date.weekday(), "")
    if kind == "weekly":
        made.append(_campaign(day, "weekly", day.people.audience("everyone"), 0.85))
    elif kind:
        made.append(_campaign(day, kind, day.people.audience(kind), 0.9))
    seasonal = {"before_nowruz": "nowruz", "yalda": "yalda", "black_friday": "black_friday"}.get(day.season.occasion)
    if seasonal and day.number % 4 == 0:
        made.append(_campaign(day, seasonal, day.people.audience("everyone"), 0.8))
    return made


def _too_many(day: Day) -> list[Campaign]:
    """Planted: an audience gets several more a week."""
    return [
        _campaign(day, "bargain", day.people.audience(audience), 1.0, name=f"extra-{audience}-{day.number}")
        for truth in day.truths.of("over_mailing")
        if truth.since <= day.number < truth.until
        for audience in truth.where["audience"]
        if day.chance(truth.strength / 7)
    ]


def _campaign(day: Day, kind: str, audience: Flags, share: float, name: str = "") -> Campaign:
    category = day.rng.choice(list(company.SHELVES))
    to = audience & day.state.subscribed & day.present & (day.numbers.random(day.people.size) < share)
    at = day.midnight + day.rng.choice((9, 10, 17, 20)) * HOUR
    return Campaign(name=name or f"{kind}-{day.number}", subject=texts.subject(day.rng, kind, category), at=at, to=to)


def _send(day: Day, campaign: Campaign) -> None:
    for i in campaign.to.nonzero()[0].tolist():
        _send_one(day, campaign, i)
    day.state.fatigue[campaign.to] += 1


def _send_one(day: Day, campaign: Campaign, i: int) -> None:
    rng, people = day.rng, day.people
    who = Who("mailer", identifiers=(people.by_email(i),))
    facts: dict[str, object] = {
        "message_ref": f"{campaign.name}-{int(people.number[i]):x}",
        "campaign": campaign.name,
        "subject": campaign.subject,
    }
    at = campaign.at + rng.random() * 40 * MINUTE
    day.ledger.add("mailer", "Email Sent", at, who, facts)
    if rng.random() < BOUNCED:
        day.ledger.add("mailer", "Email Bounced", at + 4, who, {**facts, "reason": rng.choice(("mailbox full", "unknown user", "timeout"))})
        return
    day.ledger.add("mailer", "Email Delivered", at + rng.uniform(1, 30), who, facts)
    if people.machine[i] and rng.random() < 0.8:
        day.ledger.add("mailer", "Email Opened", at + rng.uniform(31, 90), who, {**facts, "human": round(rng.uniform(0.02, 0.15), 2)})
    weary = max(float(day.state.fatigue[i]) - 2.0, 0.0)
    if rng.random() < OPENED * min(float(people.opens[i]), 2.6) * np.exp(-0.16 * weary):
        _opens(day, i, who, facts, at, campaign.name)
    if rng.random() < 0.0009 + 0.0032 * weary:
        day.later(at + rng.lognormvariate(0, 1) * 2 * HOUR, _leaves, i, who)


def _opens(day: Day, i: int, who: Who, facts: dict[str, object], at: float, campaign: str) -> None:
    rng = day.rng
    opened = at + rng.lognormvariate(0, 1.3) * 1.5 * HOUR
    day.later(opened, _open, who, {**facts, "human": round(rng.uniform(0.88, 0.99), 2)})
    if rng.random() < CLICKED_OF_OPENED:
        day.later(opened + 30, _click, i, who, facts, campaign)


def _open(day: Day, at: float, who: Who, facts: dict[str, object]) -> None:
    day.ledger.add("mailer", "Email Opened", at, who, facts)


def _click(day: Day, at: float, i: int, who: Who, facts: dict[str, object], campaign: str) -> None:
    url = f"https://{company.DOMAIN}/offers?utm_source=mailer&utm_campaign={campaign}"
    day.ledger.add("mailer", "Email Link Clicked", at, who, {**facts, "url": url, "human": round(day.rng.uniform(0.9, 0.99), 2)})
    browsing.from_mail(day, at + 5, i, campaign)


def _leaves(day: Day, at: float, i: int, who: Who) -> None:
    if not day.state.subscribed[i]:
        return
    day.ledger.add("mailer", "Unsubscribed", at, who, {"list": "خبرنامه"})
    identity.consent(day, i, at + 1, who, "mailer", "email", given=False, evidence="unsubscribe link")
    day.feels(i, -0.12, "mail")
