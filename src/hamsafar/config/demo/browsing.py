"""Visits to the site and the apps: pages, searches, products, baskets, checkouts, and the friction that is planted there."""

from typing import Any

import numpy as np

from . import care, company, feedback, identity, orders, seasons
from .company import Product
from .people import DESKTOP, PROSPECT, Flags
from .visit import Visit, product_facts, visit
from .world import HOUR, Day, Line, Order

REFERRERS = (("", 0.34), ("https://www.google.com/", 0.41), ("https://www.instagram.com/", 0.15), ("https://t.me/", 0.1))
PLAIN_PAGES = (
    ("/", "خانه"), ("/offers", "پیشنهادهای ویژه"), ("/stores", "شعبه‌ها"), ("/account", "حساب من"), ("/account/orders", "سفارش‌های من"),
    ("/blog/gift-guide", "راهنمای هدیه"), ("/about", "دربارهٔ ما"),
)  # fmt: skip
SCREENS = ("خانه", "دسته‌ها", "پیشنهادها", "سبد", "حساب من", "سفارش‌های من")
GIVES_UP = 0.45  # of those whose payment failed, who do not try again


def visits(day: Day) -> None:
    """All sessions of a day: those who only look, and those who came to buy."""
    casual, intent = _who_comes(day)
    plan = np.concatenate([np.repeat(np.arange(day.people.size), casual), intent.nonzero()[0]])
    wants = np.concatenate([np.zeros(casual.sum(), bool), np.ones(intent.sum(), bool)])
    share = seasons.hours(ramadan=day.season.ramadan)
    moments = day.midnight + (day.numbers.choice(24, len(plan), p=share) + day.numbers.random(len(plan))) * HOUR
    second = day.numbers.random(len(plan)) < 0.28
    devices = np.where(second, day.people.second[plan], day.people.device[plan])
    forgets = day.numbers.random(len(plan)) < 0.02
    rows = zip(plan.tolist(), devices.tolist(), moments.tolist(), wants.tolist(), forgets.tolist(), strict=True)
    for i, device, at, buys, forgot in rows:
        if forgot:
            identity.forget_device(day, i, device)
        one = visit(day, i, device, at)
        _shop(one) if buys else _look(one)


def _who_comes(day: Day) -> tuple[np.ndarray[Any, np.dtype[np.int64]], Flags]:
    people, state, season = day.people, day.state, day.season
    age = np.maximum(day.number - people.born, 0)
    interest = np.where(people.kind == PROSPECT, 2.2 * np.exp(-age / 45), np.where(state.alive, 1.0, 0.08))
    fresh = np.where((age < 2) & day.present & (people.kind < 3), 0.8, 0.0)
    casual = day.numbers.poisson((people.visits * interest * season.online + fresh) * day.present)
    eager = people.rate * season.online * (1 + 0.45 * state.mood) * state.alive * day.present
    return casual, day.numbers.random(people.size) < eager


def _look(v: Visit) -> None:
    """Someone looks around; some leave at once, some fill a basket and go."""
    rng, day = v.day.rng, v.day
    _arrive(v)
    slow = _slowness(v)
    if rng.random() < 0.33 + 0.07 * slow:
        return
    state = day.state
    if not v.who.user_id.startswith("u-") and rng.random() < (0.3 if state.signed_up[v.person] else 0.03):
        v.sign_in()
    steps = 1 + min(int(rng.expovariate(0.55)), 9)
    seen = [_step(v) for _ in range(steps)]
    wanted = [product for product in seen if product]
    if wanted and rng.random() < 0.10:
        _fill_and_leave(v, wanted[-1])


def _arrive(v: Visit) -> None:
    rng = v.day.rng
    if v.in_app:
        v.page("", SCREENS[0])
        return
    referrer = rng.choices([r for r, _ in REFERRERS], [w for _, w in REFERRERS])[0]
    shelf = list(company.SHELVES)[v.day.people.taste[v.person]]
    place = company.SHELVES[shelf]
    if rng.random() < 0.45:
        v.page(f"/{place.code}", shelf, referrer)
        _measure_speed(v, f"/{place.code}", shelf)
    else:
        v.page(*PLAIN_PAGES[0], referrer)
        _measure_speed(v, "/", "")


def _slowness(v: Visit) -> float:
    """Seconds that the pages of this visitor's shelf are slower than they should be."""
    if v.in_app:
        return 0.0
    shelf = list(company.SHELVES)[v.day.people.taste[v.person]]
    return v.day.truths.strength("slow_page", v.day.number, category=shelf, device=company.DEVICES[v.device])


def _measure_speed(v: Visit, path: str, shelf: str) -> None:
    rng = v.day.rng
    if rng.random() > 0.22:
        return
    slow = _slowness(v) * 1000 if shelf else 0.0
    base = 1900.0 if v.device == DESKTOP else 2500.0
    lcp = rng.lognormvariate(0, 0.35) * base + slow * rng.uniform(0.8, 1.2)
    v.emit("Web Vitals Measured", {
        "lcp": round(lcp), "inp": round(rng.lognormvariate(0, 0.5) * 160), "cls": round(rng.lognormvariate(0, 0.9) * 0.05, 3),
        "fcp": round(lcp * rng.uniform(0.5, 0.8)), "ttfb": round(rng.lognormvariate(0, 0.4) * 420), "path": path}, pause=1)  # fmt: skip


def _step(v: Visit) -> Product | None:
    """One step of looking around; the product, if it was one."""
    rng = v.day.rng
    drawn = rng.random()
    if drawn < 0.58:
        product = _pick(v)
        v.look_at(product)
        return product
    if drawn < 0.70:
        shelf = rng.choice(list(company.SHELVES))
        v.page(f"/{company.SHELVES[shelf].code}", shelf)
    elif drawn < 0.78:
        _search(v)
    elif v.in_app:
        v.page("", rng.choice(SCREENS))
    elif drawn < 0.93:
        v.page(*rng.choice(PLAIN_PAGES))
    else:
        _click(v)
    return None


def _click(v: Visit) -> None:
    rng = v.day.rng
    text, selector = rng.choice((("مرتب‌سازی", "#sort"), ("افزودن به علاقه‌مندی", ".wish"), ("نمایش بیشتر", ".more"), ("عکس بعدی", ".next")))
    name = "Dead Clicked" if rng.random() < 0.05 else "Element Clicked"
    v.emit(name, {"text": text, "selector": selector, "path": "/offers"}, pause=6)
    if rng.random() < 0.02:
        message, code = rng.choice((("صفحه پیدا نشد", "404"), ("خطای ارتباط با سرور", "500"), ("زمان درخواست به پایان رسید", "timeout")))
        v.emit("Error Met", {"message": message, "code": code, "path": "/offers"}, pause=6)


def _search(v: Visit) -> None:
    rng = v.day.rng
    product = _pick(v)
    words = product.name.split()
    missed = rng.random() < 0.07
    v.emit("Products Searched", {"query": " ".join(words[: rng.randint(1, 2)]), "results": 0 if missed else rng.randint(1, 40)}, pause=12)


def _pick(v: Visit) -> Product:
    """A product of the favourite shelf, or of any, the popular ones more often."""
    rng, world = v.day.rng, v.day.world
    names = list(world.shelves)
    shelf = names[world.people.taste[v.person]] if rng.random() < 0.55 else rng.choices(names, list(company.CATEGORY_SHARE.values()))[0]
    goods = world.shelves[shelf]
    return goods[int(len(goods) * rng.random() ** 1.7)]


def _fill_and_leave(v: Visit, product: Product) -> None:
    rng = v.day.rng
    v.emit("Product Added", product_facts(product, 1))
    if rng.random() < 0.5:
        v.emit("Cart Viewed", {"cart_id": v.session})
        if _coupon_field(v):
            return
    if rng.random() < 0.15:
        v.emit("Product Removed", product_facts(product, 1))
    elif rng.random() < 0.12 and not v.in_app:
        field, seconds = rng.choice(("کد پستی", "پلاک", "موبایل")), round(rng.uniform(8, 140), 1)
        v.emit("Form Abandoned", {"form": "نشانی تحویل", "field": field, "seconds": seconds,
                                  "path": "/checkout/address"})  # fmt: skip


def _coupon_field(v: Visit) -> bool:
    """A third try a discount code. Whether they lost patience and left."""
    rng, day = v.day.rng, v.day
    if v.in_app or rng.random() > 0.34:
        return False
    broken = day.truths.strength("rage_field", day.number, device=company.DEVICES[v.device])
    button = {"text": "اعمال کد تخفیف", "selector": "#coupon-apply", "path": "/cart"}
    if rng.random() >= max(broken, 0.02):
        v.emit("Element Clicked", button, pause=8)
        return False
    v.emit("Dead Clicked", button, pause=4)
    v.emit("Rage Clicked", {**button, "clicks": rng.randint(4, 14)}, pause=8)
    day.feels(v.person, -0.22, "coupon")
    if rng.random() < 0.12:
        day.later(v.at + 900, care.needs_help, v.person, "coupon", {})
    if rng.random() < 0.5:
        v.emit("Form Abandoned", {"form": "سبد خرید", "field": "کد تخفیف", "seconds": round(rng.uniform(10, 90), 1), "path": "/cart"})
        return True
    return False


def _shop(v: Visit) -> None:
    """Someone came to buy."""
    rng, day = v.day.rng, v.day
    _arrive(v)
    if rng.random() < 0.055 * _slowness(v):
        return
    if rng.random() < 0.35:
        _search(v)
    lines = _basket(v)
    for line in lines:
        v.look_at(line.product)
        v.emit("Product Added", product_facts(line.product, line.quantity), pause=15)
    v.emit("Cart Viewed", {"cart_id": v.session})
    if rng.random() < 0.08 or _coupon_field(v):
        return
    if not v.who.user_id.startswith("u-"):
        v.sign_in()
    elif not day.state.told[v.person]:
        identity.identify(day, v.person, v.at, v.who, v.source, v.session, v.context)
    _pay(v, lines)


def _basket(v: Visit) -> list[Line]:
    rng = v.day.rng
    many = rng.choices((1, 2, 3, 4), (0.58, 0.26, 0.11, 0.05))[0]
    chosen = {product.code: product for product in (_pick(v) for _ in range(many))}
    return [Line(product, 2 if product.price < 6_000_000 and rng.random() < 0.2 else 1) for product in chosen.values()]


def _pay(v: Visit, lines: list[Line]) -> None:
    """Up to three attempts to pay; a failed one sends some to another gateway, and many away."""
    rng, day, i = v.day.rng, v.day, v.person
    gateway = company.GATEWAYS[day.people.gateway[i]][0]
    order_id, value = day.name("D"), sum(line.product.price * line.quantity for line in lines)
    coupon = "DIB" + str(rng.choice((10, 15, 20))) if day.people.bargain[i] and rng.random() < 0.5 else ""
    paid = int(value * (1 - int(coupon[3:]) / 100)) // 10_000 * 10_000 if coupon else value
    if rng.random() < 0.02:
        v.emit("Gift Wrap Chosen", {"order_id": order_id})
    for attempt in range(3):
        v.emit("Checkout Started", {"order_id": order_id, "value": paid, "gateway": gateway}, pause=45)
        if rng.random() >= _failing(day, gateway, v.device):
            _bought(v, Order(id=order_id, person=i, at=v.at, lines=lines, revenue=paid, city=day.people.city_name(i),
                             channel="app" if v.in_app else "web", source=v.source, gateway=gateway), coupon, failures=attempt)  # fmt: skip
            return
        v.emit(
            "Payment Failed",
            {"order_id": order_id, "gateway": gateway, "value": paid, "code": rng.choice(("51", "91", "timeout", "96"))},
            pause=70,
        )
        if not _tries_again(v, order_id, gateway, paid):
            return
        if attempt or rng.random() < 0.35:
            gateway = rng.choices([g for g, _ in company.GATEWAYS], [w for _, w in company.GATEWAYS])[0]


def _failing(day: Day, gateway: str, device: int) -> float:
    """Probability that a payment fails: a little everywhere, and what is planted (a fifth of it on other devices)."""
    planted = 0.0
    for truth in day.truths.of("gateway_failure"):
        if truth.holds(day.number, gateway=gateway):
            planted = max(planted, truth.strength * (1.0 if company.DEVICES[device] in truth.where["device"] else 0.2))
    return 0.035 + planted * 0.965


def _tries_again(v: Visit, order_id: str, gateway: str, paid: int) -> bool:
    day = v.day
    facts = {"gateway": gateway, "order": order_id, "amount": f"{paid // 10:,}"}
    day.feels(v.person, -0.3, "payment", facts)
    if day.chance(0.16):
        day.later(v.at + day.rng.uniform(300, 5400), care.needs_help, v.person, "payment", facts)
    return not day.chance(GIVES_UP)


def _bought(v: Visit, order: Order, coupon: str, *, failures: int) -> None:
    day, state, i = v.day, v.day.state, v.person
    shipping = 0 if order.revenue > 15_000_000 else 600_000
    facts: dict[str, Any] = {
        "order_id": order.id, "revenue": order.revenue, "total": order.revenue + shipping, "currency": "IRR",
        "products": [product_facts(line.product, line.quantity) for line in order.lines], "city": order.city, "gateway": order.gateway,
    }  # fmt: skip
    if coupon:
        facts["coupon"] = coupon
    v.emit("Order Completed", facts, amount=order.revenue)
    v.page("/thanks", "سپاس از خرید شما")
    state.orders[i] += 1
    feedback.after_checkout(day, v.at, order, v.who, failures=failures, session=v.session)
    orders.after_purchase(day, order)


def from_mail(day: Day, at: float, i: int, campaign: str) -> None:
    """A click in an e-mail opens a session that carries its campaign."""
    device = int(day.people.device[i])
    one = visit(day, i, device, at, campaign)
    one.page("/offers", "پیشنهادهای ویژه")
    if day.chance(0.5):
        _step(one)
