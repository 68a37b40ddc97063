"""Word of mouth in the demo world: happy customers share their code, and some newcomers came with one, to buy or only to look.

It draws from a chance of its own, so that the rest of the world is the same with it and without it.
"""

from random import Random

import numpy as np

from hamsafar.collect.intake.contracts import Event

from .people import Who
from .world import HOUR, MINUTE, Day

SHARE = 0.0006  # of happy customers, each day, without anybody coming of it
CAME = 0.22  # of newcomers who buy for the first time
LOOKED = 0.12  # of newcomers who sign up without buying that day; some buy later, others never
VIA = (("link", 5), ("sms", 2), ("telegram", 3))


def bring(day: Day) -> None:
    """What happens at the end of a day: its orders are there already."""
    chance, state = Random(f"{day.world.seed}/invited/{day.number}"), day.state
    happy = (state.signed_up & day.present & (state.mood > 0.15)).nonzero()[0]
    if not len(happy):
        return
    numbers = np.random.default_rng([day.world.seed, 9, day.number])
    for i in numbers.choice(happy, min(len(happy), int(numbers.poisson(SHARE * len(happy)))), replace=False).tolist():
        _share(day, i, day.midnight + chance.uniform(9, 22) * HOUR, chance)
    for event, guest in _newcomers(day):
        if guest not in day.world.brought and chance.random() < CAME:
            inviter, at = int(happy[chance.randrange(len(happy))]), event.timestamp.timestamp()
            if inviter != guest:
                _join(day, event, guest, inviter, at - 20 * MINUTE, chance)
    for event, guest in _lookers(day):
        if guest not in day.world.brought and chance.random() < LOOKED:
            inviter = int(happy[chance.randrange(len(happy))])
            if inviter != guest:
                _join(day, event, guest, inviter, event.timestamp.timestamp() + MINUTE, chance)


def _join(day: Day, event: Event, guest: int, inviter: int, at: float, chance: Random) -> None:
    """Who was invited comes, once."""
    via = _share(day, inviter, at - chance.uniform(1, 9) * HOUR, chance)
    who = Who(event.space, event.user_id, event.anonymous_id)
    day.ledger.add(event.source, "Referral Joined", at, who, {"referral_code": code_of(day, inviter), "via": via})
    day.world.brought.add(guest)


def _lookers(day: Day) -> list[tuple[Event, int]]:
    """Those who signed up today and have not bought yet."""
    people, state = day.people, day.state
    new = {people.user_id(i): i for i in (state.signed_up & day.present & (state.orders == 0)).nonzero()[0].tolist()}
    return [(one, new[one.user_id]) for one in day.ledger.events if one.name == "Signed Up" and one.user_id in new]


def _newcomers(day: Day) -> list[tuple[Event, int]]:
    """Those who buy for the first time today, signed in, with that order."""
    people, state = day.people, day.state
    first = {people.user_id(i): i for i in (state.orders == 1).nonzero()[0].tolist()}
    bought = [one for one in day.ledger.events if one.name == "Order Completed" and one.space == "shop" and one.user_id in first]
    return [(one, first[one.user_id]) for one in bought if people.born[first[one.user_id]] >= 0]


def code_of(day: Day, i: int) -> str:
    return f"DIB{day.people.user_id(i).removeprefix('u-')}"


def _share(day: Day, i: int, at: float, chance: Random) -> str:
    via = chance.choices([name for name, _ in VIA], [weight for _, weight in VIA])[0]
    said = {"referral_code": code_of(day, i), "via": via, "invitees": chance.choice((1, 1, 1, 2, 2, 3, 5))}
    day.ledger.add("site", "Referral Shared", at, Who("shop", day.people.user_id(i)), said)
    return via
