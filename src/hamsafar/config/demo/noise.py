"""What real data has besides customers: crawlers, the shop's own tests, events with names of its own, business accounts."""

from .people import ANDROID, Who
from .visit import context_of, page_json
from .world import Day

CRAWLER = '{"userAgent":"Mozilla/5.0 (compatible; Examplebot/2.1; +http://bot.example/)","library":{"name":"hamsafar.js","version":"1.0"}}'
ACCOUNTS = ("شرکت آوند", "مدرسهٔ بهاران", "هتل سپیدرود", "کافهٔ ماه‌منیر", "دفتر معماری رواق")


def noise(day: Day) -> None:
    _crawlers(day)
    _tests(day)
    _own_events(day)


def _crawlers(day: Day) -> None:
    """Crawlers walk through the shelves; marked, not dropped."""
    rng = day.rng
    scale = max(day.people.size // 2000, 1)
    for n in range(rng.randint(0, scale)):
        at, who = day.moment((0, 24)), Who("shop", "", f"crawler-{day.number:x}-{n}")
        for product in rng.sample(day.world.products, 6):
            path = page_json(f"/{product.slug}/{product.code}", product.name)
            day.ledger.add("site", "Page Viewed", at, who, type="page", encoded=path, context=CRAWLER, flags=("bot",))
            at += rng.uniform(0.4, 2)


def _tests(day: Day) -> None:
    """The shop's own people try the basket after releases."""
    if day.date.weekday() not in (0, 2):
        return
    who, at = Who("shop", "qa-1", "qa-device"), day.moment((9, 17))
    for name, facts in (
        ("Product Added", {"product_id": "test-1", "name": "کالای آزمایشی", "price": 10_000, "quantity": 1}),
        ("Checkout Started", {"order_id": f"TEST{day.number}", "value": 10_000, "gateway": "آرمان"}),
        ("Order Completed", {"order_id": f"TEST{day.number}", "revenue": 10_000, "currency": "IRR"}),
    ):
        amount = 10_000 if name == "Order Completed" else None
        day.ledger.add("site", name, at, who, facts, flags=("test",), context=context_of(0), amount=amount)
        at += 20


def _own_events(day: Day) -> None:
    """Names outside the vocabulary, as every company has; and business customers who join an account."""
    rng = day.rng
    here = (day.state.signed_up & day.present & (day.people.device >= ANDROID)).nonzero()[0].tolist()
    for _ in range(min(rng.randint(0, 2), len(here))):
        i = rng.choice(here)
        device = int(day.people.device[i])
        who = Who("shop", day.people.user_id(i), day.people.anonymous_id(i, device, 0))
        day.ledger.add(
            "android" if device == ANDROID else "ios",
            "Wishlist Shared",
            day.moment(),
            who,
            {"items": rng.randint(1, 9)},
            flags=("unknown_name",),
        )
    if here and day.number % 9 == 0:
        i = rng.choice(here)
        account = rng.randrange(len(ACCOUNTS))
        who = Who("shop", day.people.user_id(i))
        day.ledger.add(
            "site", "Group Joined", day.moment(), who, {"group_id": f"b2b-{account}"}, type="group", traits={"name": ACCOUNTS[account]}
        )
