"""How people become known: sign-up, sign-in, consent, club cards."""

from hamsafar.collect.intake.contracts import Identifier

from .people import CALLER, OMNI, Who
from .world import MINUTE, Day

CONSENT_TEXTS = ((0, "1403-11"), (150, "1405-02"))  # from which day which text was shown


def shopper(day: Day, i: int, device: int) -> Who:
    """How the shop names a visitor now: the device, and the account where signed in."""
    people, state = day.people, day.state
    user_id = people.user_id(i) if state.signed_in[i, device] else ""
    return Who("shop", user_id, people.anonymous_id(i, device, int(state.epoch[i, device])))


def forget_device(day: Day, i: int, device: int) -> None:
    """The browser forgets its visitor; apps remember."""
    if device < 2:
        day.state.epoch[i, device] += 1
        day.state.signed_in[i, device] = False


def sign_in(day: Day, i: int, device: int, at: float, source: str, session: str, context: str) -> Who:
    """Sign in, or up; from here on events of the device carry the account."""
    state, ledger = day.state, day.ledger
    new = not state.signed_up[i]
    state.signed_up[i] = state.signed_in[i, device] = True
    who = shopper(day, i, device)
    method = "phone" if day.chance(0.8) else "email"
    ledger.add(source, "Signed Up" if new else "Signed In", at, who, {"method": method}, session=session, context=context)
    identify(day, i, at + 1, who, source, session, context)
    if new:
        _first_consent(day, i, at + 2, who, source)
    if new and day.chance(0.004):
        ledger.add(source, "Profile Linked", at + 3, Who("shop", who.user_id), type="alias", previous_id=who.anonymous_id)
    return who


def identify(day: Day, i: int, at: float, who: Who, source: str, session: str = "", context: str = "{}") -> None:
    written_in = "en" if day.people.voice[i].language == "en" else "fa"
    if not day.state.told[i] and day.people.born[i] < 0:
        _earlier_consent(day, i, at + 1, who, source)
    day.state.told[i] = True
    traits = day.people.traits(i, written_in=written_in)
    day.ledger.add(source, "Profile Identified", at, who, type="identify", traits=traits, session=session, context=context)


def _text_version(day: Day) -> str:
    return [version for since, version in CONSENT_TEXTS if since <= day.number][-1]


def consent(day: Day, i: int, at: float, who: Who, source: str, channel: str, *, given: bool, evidence: str) -> None:
    """One decision about marketing on one channel."""
    facts = {"purpose": "marketing", "channel": channel, "text_version": _text_version(day), "evidence": evidence}
    day.ledger.add(source, "Consent Given" if given else "Consent Withdrawn", at, who, facts)
    chosen = day.state.subscribed if channel == "email" else day.state.sms
    chosen[i] = given


def _earlier_consent(day: Day, i: int, at: float, who: Who, source: str) -> None:
    """What a customer allowed before the world began is told when they first come by."""
    for channel, chosen in (("email", day.state.subscribed), ("sms", day.state.sms)):
        if chosen[i]:
            consent(day, i, at, who, source, channel, given=True, evidence="carried over from the old shop")


def _first_consent(day: Day, i: int, at: float, who: Who, source: str) -> None:
    if day.people.has_email[i] and day.chance(0.62):
        consent(day, i, at, who, source, "email", given=True, evidence="sign-up form")
    if day.chance(0.7):
        consent(day, i, at + 1, who, source, "sms", given=True, evidence="sign-up form")
    facts = {"purpose": "analytics", "channel": "", "text_version": _text_version(day), "evidence": "cookie banner"}
    day.ledger.add(source, "Consent Given" if day.chance(0.8) else "Consent Withdrawn", at + 2, who, facts)


def at_till(day: Day, i: int) -> Who:
    """At the till a customer is a phone number; some hold a club card, some refuse to say, and the till then writes 0."""
    if day.people.kind[i] == OMNI and day.people.number[i] % 2:
        return Who("club", f"C{day.people.number[i]}", identifiers=(day.people.by_phone(i),))
    if day.people.number[i] % 11 == 0:
        return Who("club", "0", identifiers=(day.people.by_phone(i),))
    return Who("club", identifiers=(day.people.by_phone(i),))


def welcome_at_till(day: Day, i: int, at: float, source: str, who: Who) -> None:
    """The till tells name and phone of a club member the first time."""
    if day.state.told[i]:
        return
    day.state.told[i] = True
    traits = day.people.traits(i)
    told = {key: traits[key] for key in ("first_name", "last_name", "phone", "city")}
    day.ledger.add(source, "Profile Identified", at, who, type="identify", traits=told)
    if day.chance(0.5):
        consent(day, i, at + MINUTE, who, source, "sms", given=True, evidence="at the till")


def by_phone(day: Day, i: int) -> Who:
    """The call centre knows the number that calls, and for most a contact number of its own that collides with the ERP's."""
    contact = str(1000 + (int(day.people.number[i]) * 7) % day.people.size) if day.people.number[i] % 5 else ""
    known: tuple[Identifier, ...] = (day.people.by_phone(i),)
    if day.people.kind[i] == CALLER and day.people.has_email[i]:
        known += (day.people.by_email(i),)
    return Who("call", contact, identifiers=known)


def in_erp(day: Day, i: int) -> Who:
    return Who("erp", str(int(day.people.number[i])), identifiers=(day.people.by_phone(i),))


def withdraw_some(day: Day) -> None:
    """A few people change their mind on any day."""
    subscribed = day.numbers.random(day.people.size) < 0.00012
    for i in (subscribed & day.state.subscribed & day.state.signed_up).nonzero()[0].tolist():
        device = int(day.people.device[i])
        source = ("site", "site", "android", "ios")[device]
        consent(day, i, day.moment(), shopper(day, i, device), source, "sms", given=False, evidence="account page")


def handle(day: Day, i: int) -> Who:
    name = day.people.first[i][1] + "_" + day.people.family[i][1][:4] + str(int(day.people.number[i]) % 97)
    return Who("social", identifiers=(Identifier("social", "handle", name),))
