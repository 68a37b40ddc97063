"""When something is wrong: the help centre first, then a conversation by chat, phone, e-mail or social network, promises and complaints."""

from collections.abc import Mapping
from dataclasses import dataclass

from hamsafar.collect.intake.contracts import Identifier

from . import company, feedback, identity, names, seasons, texts
from .people import Who
from .visit import visit
from .world import DAY, HOUR, MINUTE, Day

CHAT, PHONE, EMAIL, SOCIAL = range(4)
CHANNEL = ("chat", "phone", "email", "social")
BOT = "ربات"
TEAM = {"refund": 1, "payment": 1, "price": 1, "size": 2, "coupon": 2}  # index of company.TEAMS; order support by default
CONTAINED = {"general": 0.65, "size": 0.6, "late": 0.4, "policy": 0.5, "coupon": 0.4, "store": 0.7}  # else 0.25
PROMISED = {"refund": 0.8, "late": 0.6, "payment": 0.5, "price": 0.6, "quality": 0.5, "return": 0.4}  # else none
SOLVED_BY_ARTICLE = 0.72


@dataclass(slots=True, kw_only=True)
class Talk:
    """One conversation."""

    id: str
    person: int
    topic: str
    channel: int
    team: str
    agent: str
    who: Who
    facts: Mapping[str, str]
    started: float
    lost: bool = False
    waited: float = 0.0
    solved: bool = True
    again: int = 0  # how often this matter has come back

    @property
    def source(self) -> str:
        return "call" if self.channel == PHONE else "desk"

    def about(self, **more: object) -> dict[str, object]:
        return {"conversation_id": self.id, "topic": company.TOPICS[self.topic], "agent": self.agent, "team": self.team, **more}


def needs_help(day: Day, at: float, i: int, topic: str, facts: Mapping[str, str], again: int = 0) -> None:
    """Someone has a matter: those who like to help themselves look it up first."""
    if not again and topic in company.ARTICLE_OF and day.people.kind[i] < 3 and day.chance(0.75 * float(day.people.self_help[i])):
        if _reads_up(day, at, i, topic):
            return
        at += day.rng.uniform(3, 40) * MINUTE
    contact(day, at, i, topic, facts, again)


def _reads_up(day: Day, at: float, i: int, topic: str) -> bool:
    """A visit to the help centre; whether the article was enough."""
    rng, people = day.rng, day.people
    one = visit(day, i, int(people.device[i]), at)
    article = company.ARTICLES[company.ARTICLE_OF[topic]]
    if rng.random() < 0.7:
        _help(
            one.source,
            day,
            one.at,
            one.who,
            one.session,
            "Help Searched",
            {"query": texts.query(rng, people.voice[i], topic), "results": rng.randint(1, 6)},
        )
        one.at += rng.uniform(5, 30)
    _help(one.source, day, one.at, one.who, one.session, "Article Viewed", {"article": article.code, "title": article.fa})
    misled = day.truths.strength("misleading_article", day.number, article=article.code)
    solved = not day.chance(misled) if misled else day.chance(SOLVED_BY_ARTICLE)
    if rng.random() < 0.22:
        _rate(day, one.at + rng.uniform(20, 200), one.source, one.who, one.session, article, solved, i, topic)
    if misled and not solved:
        day.feels(i, -0.25, topic)
    return solved


def _rate(day: Day, at: float, source: str, who: Who, session: str, article: company.Article, solved: bool, i: int, topic: str) -> None:
    helpful = day.rng.choices(("yes", "almost", "no"), (0.82, 0.14, 0.04) if solved else (0.08, 0.22, 0.7))[0]
    facts: dict[str, object] = {"article": article.code, "title": article.fa, "helpful": helpful}
    if helpful == "no" and day.chance(0.4):
        facts.update(_written(day, i, topic, "bad", -0.5))
    _help(source, day, at, who, session, "Article Rated", facts)


def _help(source: str, day: Day, at: float, who: Who, session: str, name: str, facts: Mapping[str, object]) -> None:
    day.ledger.add(source, name, at, who, facts, channel="help", session=session)


def curious(day: Day) -> None:
    """Readers of the help centre, and askers, without a matter of their own."""
    readers = (day.numbers.random(day.people.size) < 0.0011 * day.season.online) & day.present & (day.people.kind < 3)
    for i in readers.nonzero()[0].tolist():
        choice = day.rng.choices(("policy", "size", "return", "store", "coupon"), (3, 3, 5, 1, 2))[0]
        topic = "policy" if choice == "return" and not day.people.buyers[i] else choice
        needs_help(day, day.moment((9, 24)), i, topic, {})
    askers = (day.numbers.random(day.people.size) < 0.0008 * day.season.online) & day.present & day.people.buyers & day.state.alive
    for i in askers.nonzero()[0].tolist():
        topic = day.rng.choices(("general", "size", "quality"), (5, 3, 1))[0]
        contact(day, day.moment((9, 23)), i, topic, {"product": day.rng.choice(day.world.products).name})


def _written(day: Day, i: int, topic: str, tone: str, valence: float, facts: Mapping[str, str] | None = None) -> dict[str, object]:
    """A text of this person with the sentiment of its story, a little noisy."""
    voice = day.people.voice[i]
    text = texts.comment(day.rng, voice, topic, tone, facts or {})
    sentiment = max(-1.0, min(1.0, day.rng.gauss(valence, 0.18)))
    return {"text": text, "language": "en" if voice.language == "en" else "fa", "sentiment": round(sentiment, 2)}


def contact(day: Day, at: float, i: int, topic: str, facts: Mapping[str, str], again: int = 0, channel: int | None = None) -> None:
    """A conversation begins, on the channel that the person likes or is driven to."""
    if channel is None:
        channel = int(day.people.talks_by[i]) if day.chance(0.8) else day.rng.randrange(4)
    if (channel == EMAIL and not day.people.has_email[i]) or (day.people.kind[i] >= 3 and channel != EMAIL):
        channel = PHONE
    if channel == PHONE:
        at = seasons.next_open(at, calls=True)
    if day.since(at) > day.number:
        day.later(at, _begin, i, topic, facts, again, channel)
    else:
        _begin(day, at, i, topic, facts, again, channel)


def _begin(day: Day, at: float, i: int, topic: str, facts: Mapping[str, str], again: int, channel: int) -> None:
    team = company.TEAMS[TEAM.get(topic, 0)]
    talk = Talk(id=day.name("T"), person=i, topic=topic, channel=channel, team=team, agent=day.rng.choice(names.STAFF_CARE),
                who=_known_as(day, i, channel), facts=facts, started=at, again=again)  # fmt: skip
    valence = float(day.state.mood[i]) * 0.5 - (0.35 if topic not in ("general", "size", "store") else 0.0) - 0.15 * again
    _emit(day, talk, at, "Conversation Started", _written(day, i, "support" if again else topic, "ask", valence, facts), agentless=True)
    _maybe_complains(day, talk, at)
    if channel == CHAT:
        _by_bot(day, talk, at)
    elif channel == PHONE:
        _by_phone(day, talk, at)
    else:
        _in_writing(day, talk, at + MINUTE)


def _known_as(day: Day, i: int, channel: int) -> Who:
    people = day.people
    if channel == PHONE:
        return identity.by_phone(day, i)
    if channel == EMAIL:
        return Who("desk", identifiers=(people.by_email(i),))
    if channel == SOCIAL:
        return identity.handle(day, i)
    device = int(people.device[i])
    here = identity.shopper(day, i, device)
    kind, value = ("user_id", here.user_id) if here.user_id else ("anonymous_id", here.anonymous_id)
    return Who("desk", anonymous_id=f"chat-{here.anonymous_id[:13]}", identifiers=(Identifier("shop", kind, value),))


def _emit(day: Day, talk: Talk, at: float, name: str, more: Mapping[str, object] | None = None, *, agentless: bool = False) -> None:
    facts = talk.about(**(more or {}))
    if agentless:
        del facts["agent"], facts["team"]
    day.ledger.add(talk.source, name, at, talk.who, facts, channel=CHANNEL[talk.channel])


def _maybe_complains(day: Day, talk: Talk, at: float) -> None:
    """Few contacts are complaints; broken expectations, bad moods and returning matters make more."""
    mood = float(day.state.mood[talk.person])
    heavy = {"price": 0.2, "late": 0.12, "refund": 0.16, "quality": 0.14, "policy": 0.12, "store": 0.3}.get(talk.topic, 0.03)
    if day.chance(min(heavy * (1 - mood) + 0.12 * talk.again, 0.7)):
        complain(day, at + 30, talk)


def complain(day: Day, at: float, talk: Talk) -> None:
    said: dict[str, object] = {"complaint_id": day.name("C"), "topic": company.TOPICS[talk.topic], "conversation_id": talk.id}
    said.update(_written(day, talk.person, talk.topic, "bad", -0.65, talk.facts))
    if talk.facts.get("order"):
        said["order_id"] = talk.facts["order"]
    day.ledger.add(talk.source, "Complaint Raised", at, talk.who, said, channel=CHANNEL[talk.channel])


def _by_bot(day: Day, talk: Talk, at: float) -> None:
    """The bot tries first; what it cannot do it hands over, with or without the story."""
    rng = day.rng
    agent, talk.agent = talk.agent, BOT
    _emit(day, talk, at + 3, "Bot Answered")
    if not talk.again and rng.random() < CONTAINED.get(talk.topic, 0.25):
        _emit(day, talk, at + rng.uniform(60, 300), "Conversation Resolved")
        day.feels(talk.person, 0.06)
        if rng.random() < 0.1:  # the bot thought so; the customer calls
            day.later(at + rng.uniform(0.3, 20) * HOUR, contact, talk.person, talk.topic, talk.facts, 1, PHONE)
        return
    at += rng.uniform(40, 180)
    _emit(day, talk, at, "Bot Escalated")
    planted = day.truths.strength("context_lost", day.number, team=talk.team)
    talk.lost = day.chance(max(planted, 0.05))
    talk.agent = agent
    _emit(day, talk, at + 5, "Conversation Handed Over", {"from": BOT, "to": talk.team, "context_kept": not talk.lost})
    _in_writing(day, talk, at + 6)


def _in_writing(day: Day, talk: Talk, at: float) -> None:
    """Chat, e-mail and social messages wait for the desk to open and for a free agent."""
    rng = day.rng
    median = {CHAT: 3.2, EMAIL: 150.0, SOCIAL: 35.0}[talk.channel]
    crowd = 1 + 0.6 * max(day.season.online - 1.1, 0)
    begins = seasons.next_open(at)
    assigned = begins + median * crowd * rng.lognormvariate(0, 0.7) * MINUTE
    if talk.channel != PHONE and not talk.again and rng.random() < (0.16 if assigned - at > 20 * MINUTE else 0.03):
        day.later(at + rng.uniform(0.2, 0.9) * (assigned - at) + 120, contact, talk.person, talk.topic, talk.facts, 1, PHONE)
    talk.waited = assigned - at
    day.later(assigned, _answer, talk)


def _answer(day: Day, at: float, talk: Talk) -> None:
    rng, language = day.rng, day.people.voice[talk.person].language
    _emit(day, talk, at, "Conversation Assigned")
    at += rng.uniform(40, 150)
    if talk.lost:
        at = _explains_again(day, talk, at)
    _emit(
        day,
        talk,
        at,
        "Conversation Replied",
        {"by_bot": False, "text": texts.reply(rng, language, talk.topic, talk.facts), "language": "fa"},
    )
    slow = 1.0 if talk.channel == CHAT else 12.0
    for _ in range(rng.choices((0, 1, 2, 3), (0.25, 0.4, 0.25, 0.1))[0]):
        at += rng.uniform(60, 400) * slow
        _emit(day, talk, at, "Message Received", _written(day, talk.person, talk.topic, "ask", -0.1, talk.facts), agentless=True)
        at = seasons.next_open(at + rng.uniform(60, 300) * slow)
        _emit(
            day,
            talk,
            at,
            "Conversation Replied",
            {"by_bot": False, "text": texts.reply(rng, language, talk.topic, talk.facts), "language": "fa"},
        )
    _finish(day, talk, at + rng.lognormvariate(0, 0.8) * 6 * MINUTE * slow)


def _explains_again(day: Day, talk: Talk, at: float) -> float:
    """The agent knows nothing: asks, and the customer tells it all again."""
    rng = day.rng
    _emit(day, talk, at, "Conversation Replied", {"by_bot": False, "text": "سلام، لطفاً مشکل را از ابتدا توضیح دهید.", "language": "fa"})
    at += rng.uniform(120, 900)
    _emit(
        day,
        talk,
        at,
        "Message Received",
        _written(day, talk.person, "support", "bad", -0.6, {**talk.facts, "agent": talk.agent}),
        agentless=True,
    )
    return at + rng.uniform(120, 600)


def _by_phone(day: Day, talk: Talk, at: float) -> None:
    rng = day.rng
    talk.waited = rng.expovariate(1 / (75 + 120 * max(day.season.online - 1, 0)))
    seconds = rng.lognormvariate(0, 0.6) * 230
    _emit(day, talk, at + talk.waited, "Conversation Assigned")
    end = at + talk.waited + seconds
    _emit(day, talk, at + talk.waited + 4, "Conversation Replied", {"by_bot": False})
    _emit(day, talk, end, "Call Ended", {"seconds": round(seconds), "waited": round(talk.waited)})
    _finish(day, talk, end + rng.uniform(10, 120))


def _finish(day: Day, talk: Talk, at: float) -> None:
    """Solved or thought to be solved; then how it felt, a promise, a survey, and those who come back."""
    rng = day.rng
    talk.solved = rng.random() < 0.78 - (0.34 if talk.lost else 0.0) - 0.05 * talk.again
    if talk.topic in ("refund", "quality", "return") and rng.random() < 0.35:
        at += rng.gammavariate(1.5, 9) * HOUR
    day.later(seasons.next_open(at), _resolve, talk)


def _resolve(day: Day, at: float, talk: Talk) -> None:
    rng, i = day.rng, talk.person
    _emit(day, talk, at, "Conversation Resolved")
    slow = min(talk.waited / {CHAT: 40 * MINUTE, PHONE: 6 * MINUTE, EMAIL: 16 * HOUR, SOCIAL: 6 * HOUR}[talk.channel], 1.5)
    felt = (0.5 if talk.solved else -0.5) - 0.25 * slow - (0.75 if talk.lost else 0.0)
    facts = {**talk.facts, "agent": talk.agent.split()[0]}
    day.feels(i, 0.7 * felt, "support", facts)
    _maybe_promise(day, at, talk)
    feedback.after_support(day, at + rng.uniform(2, 20) * MINUTE, i, felt, talk.id, facts)
    if not talk.solved and talk.again < 2:
        _come_back(day, at, talk)


def _come_back(day: Day, at: float, talk: Talk) -> None:
    """The same matter again: in the same conversation, or elsewhere because here it did not help."""
    drawn, later = day.rng.random(), at + day.rng.uniform(1, 60) * HOUR
    if drawn < 0.4:
        day.later(later, _reopen, talk)
    elif drawn < 0.82:
        other = PHONE if talk.channel != PHONE else CHAT
        day.later(later, contact, talk.person, talk.topic, talk.facts, talk.again + 1, other)


def _reopen(day: Day, at: float, talk: Talk) -> None:
    talk.again += 1
    talk.lost = False
    _emit(day, talk, at, "Conversation Reopened", _written(day, talk.person, "support", "ask", -0.5, talk.facts), agentless=True)
    _maybe_complains(day, talk, at)
    if talk.channel == PHONE:
        _by_phone(day, talk, at)
    else:
        _in_writing(day, talk, at + 1)


def _maybe_promise(day: Day, at: float, talk: Talk) -> None:
    if not day.chance(PROMISED.get(talk.topic, 0.0)):
        return
    promise, what = day.name("P"), texts.promise(day.rng, talk.topic)
    due = at + day.rng.choice((1, 2, 3)) * DAY
    _promise(day, at + 1, talk, "Promise Made", promise, what, due)
    broken = max(0.11, day.truths.strength("broken_promises", day.number, team=talk.team))
    if day.chance(broken):
        day.later(due, _break, talk, promise, what)
    else:
        day.later(at + (due - at) * day.rng.uniform(0.3, 0.98), _keep, talk, promise, what)


def _promise(day: Day, at: float, talk: Talk, name: str, promise: str, what: str, due: float = 0.0) -> None:
    facts: dict[str, object] = {"promise_id": promise, "what": what, "team": talk.team, "conversation_id": talk.id}
    if due:
        facts["due_at"] = seasons.iso(due)
    day.ledger.add(talk.source, name, at, talk.who, facts, channel=CHANNEL[talk.channel])


def _keep(day: Day, at: float, talk: Talk, promise: str, what: str) -> None:
    _promise(day, at, talk, "Promise Kept", promise, what)
    day.feels(talk.person, 0.18, "refund" if talk.topic == "refund" else "")


def _break(day: Day, at: float, talk: Talk, promise: str, what: str) -> None:
    _promise(day, at, talk, "Promise Broken", promise, what)
    day.feels(talk.person, -0.6, "refund", {**talk.facts, "days": "چند"})
    if talk.again < 2 and day.chance(0.45):
        day.later(at + day.rng.uniform(2, 40) * HOUR, contact, talk.person, talk.topic, talk.facts, talk.again + 1)


def leaves_after_policy(day: Day) -> None:
    """A change of policy: members of the group stop to be customers, some after saying why."""
    for truth in day.truths.of("policy_churn"):
        if not truth.since <= day.number < truth.until:
            continue
        for group in truth.where["group"]:
            daily = 1 - (1 - truth.strength) ** (1 / 30)
            hit = (day.numbers.random(day.people.size) < daily) & day.people.group(group) & day.state.alive & day.present
            for i in hit.nonzero()[0].tolist():
                _leave(day, i)


def _leave(day: Day, i: int) -> None:
    day.state.alive[i] = False
    facts = {"city": day.people.city_name(i)}
    day.feels(i, -0.55, "policy", facts)
    if day.chance(0.2):
        contact(day, day.moment((10, 22)), i, "policy", facts)
