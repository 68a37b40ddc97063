"""What each measure means, in plain Python over a list of events: the slow twin of sql/*.sql.

An event is a dict with person, at, name, channel, session_id, amount, currency and props. `group` says to which group an event belongs.
An observation is (person, at, settled, group, x); what is judged at an end is (person, slot, group, x).
"""

import datetime as dt
from collections import defaultdict
from itertools import groupby

from hamsafar.base.calendars import TEHRAN

DAY, MINUTE = dt.timedelta(days=1), dt.timedelta(minutes=1)
HORIZON = 90 * DAY
HUMAN_TOUCH = (
    "Bot Escalated",
    "Conversation Assigned",
    "Conversation Handed Over",
    "Conversation Replied",
    "Call Ended",
    "Complaint Raised",
)


def number(value):
    """A JSON number, or text that is one."""
    if isinstance(value, bool) or value is None:
        return None
    try:
        return float(value)
    except ValueError:
        return None


def known(events):
    """Without those of nobody (key 0): a customer who cannot be recognised cannot be followed."""
    return [e for e in events if e["person"]]


def by(events, *names):
    found = defaultdict(list)
    for event in events:
        found[tuple(event.get(name, event["props"].get(name, "")) for name in names)].append(event)
    return found


def first_group(events, group, *names):
    """The group of the earliest event of these names; among events of one moment the first in the alphabet."""
    told = sorted((e["at"], group(e)) for e in events if not names or e["name"] in names)
    return told[0][1] if told else ""


def first_that_says(events, group):
    """The group of a case made of several events: that of the first one, in the order given, that has any."""
    return next((group(e) for e in events if group(e)), "")


def times(events, *names):
    return sorted(e["at"] for e in events if e["name"] in names)


# Surveys and texts


def scores(events, group, question, lowest, highest, value):
    for e in events:
        score = number(e["props"].get("score"))
        if e["name"] == "Survey Answered" and e["props"].get("question") == question and score is not None and lowest <= score <= highest:
            yield e["person"], e["at"], e["at"], group(e), value(score)


def nps(events, group):
    return scores(events, group, "nps", 0, 10, lambda s: 1.0 if s >= 9 else 0.0 if s >= 7 else -1.0)


def csat(events, group):
    return scores(events, group, "csat", 1, 5, lambda s: float(s >= 4))


def ces_agreement(events, group):
    return scores(events, group, "ces_agreement", 1, 7, float)


def ces_effort(events, group):
    return scores(events, group, "ces_effort", 1, 7, float)


def sentiment(events, group):
    for e in events:
        given = number(e["props"].get("sentiment"))
        felt = e.get("read") if given is None else given
        if felt is not None and -1 <= felt <= 1:
            yield e["person"], e["at"], e["at"], group(e), felt


def complaint_rate(events, group):
    for e in known(events):
        yield e["person"], e["at"], e["at"], group(e), float(e["name"] == "Complaint Raised")


# Talk


def first_contact_resolution(events, group):
    for (person,), theirs in by(known(events), "person").items():
        talks = by(theirs, "conversation_id")
        for (conversation,), told in talks.items():
            ends = times(told, "Conversation Resolved")
            if not ends or not conversation:
                continue
            at = ends[0]
            reopened = any(at <= t <= at + 7 * DAY for t in times(told, "Conversation Reopened"))
            others = [e for (other,), es in talks.items() if other != conversation for e in es]
            again = any(at < t <= at + 7 * DAY for t in times(others, "Conversation Started", "Call Ended", "Conversation Reopened"))
            yield person, at, at + 7 * DAY, first_group([e for e in told if group(e)], group), float(not reopened and not again)


def response_time(events, group):
    for e in events:
        waited = number(e["props"].get("waited"))
        if e["name"] == "Call Ended" and waited is not None and waited >= 0:
            yield e["person"], e["at"], e["at"], group(e), waited
    for (person, conversation), told in by(events, "person", "conversation_id").items():
        if not conversation:
            continue
        waiting = []
        for e in sorted(told, key=lambda e: (e["at"], e["name"] == "Conversation Replied")):
            if e["name"] in ("Conversation Started", "Message Received", "Conversation Reopened"):
                waiting.append(e)
            elif e["name"] == "Conversation Replied" and not e["props"].get("by_bot"):
                if waiting:
                    asked = min(w["at"] for w in waiting)
                    named = first_that_says(asked_first([*waiting, e], group), group)
                    yield person, e["at"], e["at"], named, (e["at"] - asked).total_seconds()
                waiting = []


def asked_first(events, group):
    """In time; what a customer wrote before what was answered at that moment; then by name."""
    return sorted(events, key=lambda e: (e["at"], e["name"] == "Conversation Replied", group(e)))


def resolution_time(events, group):
    for (person, conversation), told in by(events, "person", "conversation_id").items():
        started, resolved, reopened = (times(told, f"Conversation {word}") for word in ("Started", "Resolved", "Reopened"))
        if not conversation or not started or not resolved:
            continue
        if (not reopened or resolved[-1] >= reopened[-1]) and resolved[-1] >= started[0]:
            at = resolved[-1]
            yield person, at, at, first_group([e for e in told if group(e)], group), (at - started[0]).total_seconds()


def chains(events, gap):
    """Events in order, cut where more than `gap` lies between two."""
    chain = []
    for e in events:
        if chain and e["at"] - chain[-1]["at"] > gap:
            yield chain
            chain = []
        chain.append(e)
    if chain:
        yield chain


def containment(events, group):
    for (person,), theirs in by(known(events), "person").items():
        steps = [e for e in theirs if e["name"] in ("Help Searched", "Article Viewed", "Bot Answered")]
        steps.sort(key=lambda e: (e["at"], group(e)))
        touched = [
            e["at"] for e in theirs if e["name"] in HUMAN_TOUCH and not (e["name"] == "Conversation Replied" and e["props"].get("by_bot"))
        ]
        for chain in chains(steps, 30 * MINUTE):
            at = chain[0]["at"]
            yield person, at, at + DAY, first_that_says(chain, group), float(not any(at <= t <= at + DAY for t in touched))


def channel_switch_rate(events, group):
    for (person,), theirs in by([e for e in known(events) if e["channel"]], "person").items():
        theirs.sort(key=lambda e: (e["at"], e["channel"], group(e)))
        for chain in chains(theirs, 3 * DAY):
            has_switched = len({e["channel"] for e in chain}) > 1
            yield person, chain[0]["at"], chain[-1]["at"] + 3 * DAY, first_that_says(chain, group), float(has_switched)


def promise_kept_rate(events, group):
    for (person, promise), told in by(events, "person", "promise_id").items():
        made = [e for e in told if e["name"] == "Promise Made"]
        if not promise or not made:
            continue
        dues = [dt.datetime.fromisoformat(e["props"]["due_at"]) for e in made if e["props"].get("due_at")]
        due, kept, broken = max(dues, default=None), times(told, "Promise Kept"), times(told, "Promise Broken")
        if due and due < min(e["at"] for e in made):
            continue
        at = due or next(iter(kept or broken), None)
        if at is not None:
            yield person, at, at, first_group(made, group), float(bool(kept) and (due is None or kept[0] <= due))


# Mail


def mails(events, group, *signs):
    for (person, mail), told in by(events, "person", "message_ref").items():
        sent = times(told, "Email Sent", "Email Delivered")
        if not mail or not sent or times(told, "Email Bounced"):
            continue
        at = sent[0]
        human = [chance(e) for e in told if e["name"] in signs and at <= e["at"] <= at + 3 * DAY]
        yield person, at, at + 3 * DAY, first_group(told, group, "Email Sent", "Email Delivered"), max(human, default=0.0)


def chance(event):
    """1 where nobody has judged; what cannot be read is 0."""
    return min(1.0, max(0.0, number(event["props"]["human"]) or 0.0)) if "human" in event["props"] else 1.0


def email_open_rate(events, group):
    return mails(events, group, "Email Opened", "Email Link Clicked")


def email_click_rate(events, group):
    return mails(events, group, "Email Link Clicked")


# Buying


def conversion(events, group):
    for (person,), theirs in by(known(events), "person").items():
        orders = [e for e in theirs if e["name"] == "Order Completed"]
        steps = [e for e in theirs if e["name"] != "Order Completed"]
        for visit in (list(each) for _, each in groupby(sorted(steps, key=visit_of), key=visit_of)):
            at, last = min(e["at"] for e in visit), max(e["at"] for e in visit)
            session = visit[0]["session_id"]
            bought = any(
                o["at"] >= at and (o["at"] <= last + 30 * MINUTE or (session and o["session_id"] == session and o["at"] <= at + DAY))
                for o in orders
            )
            telling = [e for e in visit if group(e)]
            first = min((e["at"] for e in telling), default=None)
            yield person, at, last + 30 * MINUTE, {group(e) for e in telling if e["at"] == first} or {""}, float(bought)


def visit_of(event):
    """A session, or without one a day, as the company counts days."""
    return event["session_id"], event["at"].astimezone(TEHRAN.tz).date()


def repeats(events, ends, group, came_back):
    for (person,), theirs in by(known(events), "person").items():
        for slot, end in enumerate(ends, 1):
            base = [e for e in theirs if end - 2 * HORIZON <= e["at"] < end - HORIZON]
            again = any(end - HORIZON <= e["at"] < end for e in theirs)
            for one in {group(e) for e in base}:
                yield person, slot, one, float(again == came_back)


def retention(events, ends, group):
    return repeats(events, ends, group, True)


def churn(events, ends, group):
    return repeats(events, ends, group, False)


def clv(events, ends, group):
    ours = [e for e in known(events) if e["amount"] is not None and e["currency"] in ("IRR", "IRT")]
    for (person,), theirs in by(ours, "person").items():
        orders = [e for e in theirs if e["name"] == "Order Completed"]
        for slot, end in enumerate(ends, 1):
            if orders and min(e["at"] for e in orders) < end:
                yield person, slot, first_group(orders, group), sum(money(e) for e in theirs if e["at"] < end)


def money(event):
    rials = float(event["amount"]) * (10 if event["currency"] == "IRT" else 1)
    return rials if event["name"] == "Order Completed" else -abs(rials)


# Tallies


def tally_observations(observed, windows, as_of):
    cells = defaultdict(list)
    for _, at, settled, group, x in observed:
        if settled <= as_of:
            for slot, (since, until) in enumerate(windows, 1):
                if since <= at < until:
                    cells[slot, group].append(x)
    return cells


def tally_people(observed, windows, as_of):
    people = defaultdict(dict)
    for person, at, settled, group, x in observed:
        if settled <= as_of:
            for slot, (since, until) in enumerate(windows, 1):
                if since <= at < until:
                    people[slot, group][person] = max(x, people[slot, group].get(person, x))
    return {cell: list(found.values()) for cell, found in people.items()}


def tally_moments(judged):
    cells = defaultdict(list)
    for _, slot, group, x in judged:
        cells[slot, group].append(x)
    return cells
