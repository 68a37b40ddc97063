"""What follows a purchase: shipping, delivery, returns, refunds, and purchases at the tills of the branches."""

import numpy as np

from . import care, company, feedback, identity, seasons
from .people import ANDROID, IOS, OMNI, STORE, Who
from .visit import product_facts, visit
from .world import DAY, HOUR, MINUTE, Day, Line, Order, persian

CANCELLED = 0.018
REASONS = ("اندازه نبود", "پشیمان شدم", "با عکس فرق داشت", "معیوب بود")
WRONG_PRICE = "قیمت نادرست بود"


def after_purchase(day: Day, order: Order) -> None:
    """Stop after a purchase (BG/NBD), a cancellation, or the way to the customer's door."""
    state, i = day.state, order.person
    leaves = float(day.people.drop[i] * np.exp(-1.3 * state.mood[i]))
    if day.chance(min(leaves, 0.6)):
        state.alive[i] = False
    planted = day.truths.strength("wrong_price", day.number, category=order.category)
    order.overcharged = bool(planted) and day.chance(planted)
    if day.chance(CANCELLED):
        day.later(order.at + day.rng.uniform(1, 12) * HOUR, _cancel, order)
        return
    day.later(_ships_at(day, order.at), _ship, order)


def _ships_at(day: Day, at: float) -> float:
    """Parcels leave on working days, a day or so later, more slowly in busy weeks."""
    busy = max(day.season.online - 1.2, 0.0)
    at += day.rng.uniform(2, 26 + 24 * busy) * HOUR
    while seasons.season_of(seasons.date_of(at)).holiday or seasons.season_of(seasons.date_of(at)).friday:
        at += DAY
    return max(at, seasons.midnight(seasons.date_of(at)) + day.rng.uniform(9, 18) * HOUR)


def _money(order: Order) -> dict[str, object]:
    return {"order_id": order.id, "revenue": order.revenue, "currency": "IRR", "city": order.city}


def _cancel(day: Day, at: float, order: Order) -> None:
    day.ledger.add("erp", "Order Cancelled", at, identity.in_erp(day, order.person), _money(order))
    day.later(at + day.rng.uniform(1, 4) * DAY, _refund, order)


def _parcel(day: Day, order: Order) -> Who:
    return Who("courier", identifiers=(day.people.by_phone(order.person),))


def _ship(day: Day, at: float, order: Order) -> None:
    """Hand over to a courier, who promises a day; how long it takes is decided here."""
    i, rng = order.person, day.rng
    order.carrier = rng.choices([c for c, _ in company.CARRIERS], [w for _, w in company.CARRIERS])[0]
    distance = company.CITIES[day.people.city[i]][2]
    order.promised = at + (distance + 1) * DAY
    slow = day.truths.strength("slow_courier", day.number, city=order.city, carrier=order.carrier)
    days = distance * rng.uniform(0.45, 1.05) + rng.expovariate(3.2) + (rng.gammavariate(4, slow / 4) if slow else 0.0)
    order.delivered = seasons.midnight(seasons.date_of(at + days * DAY)) + rng.uniform(9.5, 21) * HOUR
    order.delivered = max(order.delivered, at + 5 * HOUR)
    facts = {"order_id": order.id, "carrier": order.carrier, "city": order.city, "promised_at": seasons.iso(order.promised)}
    day.ledger.add("courier", "Order Shipped", at, _parcel(day, order), facts)
    if day.state.sms[i]:
        text = {"message_ref": f"ship-{order.id}", "subject": "سفارش شما در راه است"}
        day.ledger.add("courier", "Message Sent", at + MINUTE, _parcel(day, order), text, channel="sms")
    _follow(day, at, order)
    day.later(order.delivered, _deliver, order)


def _follow(day: Day, at: float, order: Order) -> None:
    """Between shipping and delivery: some watch it in the app; the late ones ask where it is."""
    i = order.person
    if order.channel == "app" and day.people.tracker[i]:
        order.pleased = day.truths.strength("liked_feature", day.number, feature="order_tracking")
        for _ in range(day.rng.randint(1, 3)):
            day.later(day.rng.uniform(at + HOUR, max(order.delivered, at + 2 * HOUR)), _track, i)
    if order.delivered > order.promised + 4 * HOUR and day.chance(0.34):
        day.later(order.promised + day.rng.uniform(1, 30) * HOUR, care.needs_help, i, "late", order.facts(days=order.late_days))


def _track(day: Day, at: float, i: int) -> None:
    """Someone looks where the parcel is, in the app."""
    device = ANDROID if day.people.device[i] != IOS else IOS
    one = visit(day, i, device, at)
    one.page("", "سفارش‌های من")
    one.page("", "پیگیری سفارش")
    day.state.tracked[i] = True
    planted = day.truths.strength("liked_feature", day.number, feature="order_tracking")
    if planted:
        day.feels(i, planted, "app")


def _deliver(day: Day, at: float, order: Order) -> None:
    i, rng = order.person, day.rng
    late = max(at - order.promised, 0) / DAY
    facts = {
        "order_id": order.id,
        "carrier": order.carrier,
        "city": order.city,
        "promised_at": seasons.iso(order.promised),
        "days": round((at - order.at) / DAY, 1),
        "late": late > 0,
    }
    day.ledger.add("courier", "Order Delivered", at, _parcel(day, order), facts)
    told = order.facts(days=order.late_days)
    if late > 0:
        day.feels(i, -min(0.25 + 0.16 * late, 0.95), "late", told)
    else:
        day.feels(i, 0.14, "late" if rng.random() < 0.3 else "general", told)
    _unpack(day, at, order, late)


def _unpack(day: Day, at: float, order: Order, late: float) -> None:
    """The goods are as good as they are; the bill may be wrong; some send them back."""
    i, rng, product = order.person, day.rng, order.lines[0].product
    taste = (product.quality - 0.72) * 1.5 + rng.gauss(0, 0.22)
    day.feels(i, 0.6 * taste, "quality" if abs(taste) > 0.2 else "", order.facts())
    if order.overcharged:
        day.feels(i, -0.6, "price", order.facts())
    experience = (
        (0.25 if late == 0 else -min(0.4 + 0.25 * late, 1.5)) + 0.5 * taste - (0.9 if order.overcharged else 0) + 0.7 * order.pleased
    )
    feedback.after_delivery(day, at, order, experience, late)
    feedback.maybe_review(day, at, order, taste - (0.5 if order.overcharged else 0))
    feedback.asked_to_review(day, at, order)
    _maybe_return(day, at, order, taste)


def _maybe_return(day: Day, at: float, order: Order, taste: float) -> None:
    rng, i = day.rng, order.person
    if order.overcharged and rng.random() < 0.6:
        reason, topic = WRONG_PRICE, "price"
    elif rng.random() < company.RETURN_RATE[order.category] * (1.6 if taste < -0.2 else 0.75):
        reason, topic = rng.choice(REASONS), "return"
    else:
        return
    asked = at + rng.uniform(0.2, 4) * DAY
    day.later(asked, care.needs_help, i, topic if rng.random() < 0.75 else "return", order.facts())
    day.later(asked + rng.uniform(1.2, 4) * DAY, _return, order, reason)


def _return(day: Day, at: float, order: Order, reason: str) -> None:
    facts = {**_money(order), "reason": reason, "products": [product_facts(order.lines[0].product, 1)]}
    day.ledger.add("erp", "Order Returned", at, identity.in_erp(day, order.person), facts)
    day.later(at + day.rng.gammavariate(3.5, 1.0) * DAY, _refund, order)
    if day.chance(0.25):
        day.later(at + 4 * DAY, care.needs_help, order.person, "refund", order.facts(days="۵"))


def _refund(day: Day, at: float, order: Order) -> None:
    day.ledger.add("erp", "Order Refunded", at, identity.in_erp(day, order.person), _money(order), amount=order.revenue)
    if at - order.at > 12 * DAY:
        day.feels(order.person, -0.25, "refund", order.facts(days="۷"))


def branches(day: Day) -> None:
    """A day at the tills."""
    people, state = day.people, day.state
    comes = people.store_rate * day.season.store * (1 + 0.4 * state.mood) * state.alive * day.present * 1.7
    chosen = (day.numbers.random(people.size) < comes).nonzero()[0]
    hours = day.numbers.choice(24, len(chosen), p=seasons.hours(ramadan=day.season.ramadan, store=True))
    for i, hour in zip(chosen.tolist(), hours.tolist(), strict=True):
        _at_branch(day, i, day.midnight + (hour + day.rng.random()) * HOUR)


def _at_branch(day: Day, i: int, at: float) -> None:
    """Someone is in a branch: looks, waits at the till, buys or leaves the queue."""
    rng = day.rng
    branch = company.BRANCHES[day.people.branch[i]]
    source, who = f"till-{branch.code}", identity.at_till(day, i)
    identity.welcome_at_till(day, i, at, source, who)
    planted = day.truths.strength("long_waits", day.number, branch=branch.code)
    waited = rng.expovariate(1 / 3.5) * max(day.season.store, 0.6) + (rng.gammavariate(3, planted / 3) if planted else 0.0)
    buys = rng.random() < (0.66 if waited < 15 else 0.5)
    facts = {"store": branch.fa, **({"minutes": persian(round(waited))} if waited > 7 else {})}
    if waited > 10:
        day.feels(i, -min(0.1 + 0.022 * waited, 0.7), "store", facts)
    elif rng.random() < 0.3:
        day.feels(i, 0.16, "store", facts)
    if buys or rng.random() < 0.25:
        day.ledger.add(source, "Store Visited", at, who, {"store": branch.fa, "waited": round(waited, 1)})
    if not buys:
        return
    _sell(day, i, at + (8 + waited) * MINUTE, source, who)
    feedback.after_store(day, at + 30 * MINUTE, i, 0.55 - 0.055 * waited + rng.gauss(0, 0.35), facts, branch.code)


def _sell(day: Day, i: int, at: float, source: str, who: Who) -> None:
    rng = day.rng
    goods = day.world.products
    lines = [Line(goods[int(len(goods) * rng.random())], 1) for _ in range(rng.choices((1, 2, 3), (0.6, 0.28, 0.12))[0])]
    revenue = sum(line.product.price for line in lines)
    order_id = day.name("S")
    products = [product_facts(line.product, 1) for line in lines]
    facts = {"order_id": order_id, "revenue": revenue, "total": revenue, "currency": "IRR", "products": products, "gateway": "کارت‌خوان"}
    day.ledger.add(source, "Order Completed", at, who, facts, amount=revenue)
    day.state.orders[i] += 1
    if day.chance(float(min(day.people.drop[i] * np.exp(-1.3 * day.state.mood[i]), 0.6))):
        day.state.alive[i] = False
    if day.people.kind[i] in (STORE, OMNI) and day.chance(0.03):
        order = Order(
            id=order_id,
            person=i,
            at=at,
            lines=lines,
            revenue=revenue,
            city=day.people.city_name(i),
            channel="store",
            source=source,
            gateway="کارت‌خوان",
        )
        day.later(at + rng.uniform(1, 6) * DAY, _return, order, rng.choice(REASONS))
