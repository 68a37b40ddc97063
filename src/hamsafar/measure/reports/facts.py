"""The operational facts of an answer, each with the driver that it belongs to and how pages call it.

A fact of kind "number" moves from a low to a high end, a "flag" is so or not, a "level" is one of several. Drivers are what a company can
do something about as one: days on the way and lateness are the delivery.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.science.drivers import Kind

Text: TypeAlias = str | Promise


@dataclass(frozen=True, slots=True, kw_only=True)
class FactType:
    """`unit` is how its value is written: days, hours, minutes, seconds, money, count. `said` tells of whom a flag is true."""

    key: str
    driver: str
    kind: Kind
    name: Text
    unit: str = ""
    said: Text = ""


DRIVERS: Final[dict[str, Text]] = {
    "delivery": _("Delivery time and lateness"),
    "courier": _("Courier"),
    "price": _("What the order cost"),
    "basket": _("Size of the order"),
    "payment": _("Payment"),
    "return": _("Return or refund"),
    "branch_wait": _("Wait in the branch"),
    "phone_wait": _("Wait on the phone"),
    "reply": _("Time to reply and resolve"),
    "hand_over": _("Hand-over and lost story"),
    "promise": _("Broken promises"),
    "site": _("Trouble on the site"),
    "mail": _("E-mails received"),
    "app": _("Use of the app"),
}

FACTS: Final[tuple[FactType, ...]] = (
    FactType(key="days", driver="delivery", kind=Kind.NUMBER, name=_("time from order to door"), unit="days"),
    FactType(key="days_late", driver="delivery", kind=Kind.NUMBER, name=_("delay beyond the promised time"), unit="days"),
    FactType(key="late", driver="delivery", kind=Kind.FLAG, name=_("late delivery"), said=_("whose order came late")),
    FactType(key="not_there", driver="delivery", kind=Kind.FLAG, name=_("overdue"), said=_("whose order was overdue when they answered")),
    FactType(key="carrier", driver="courier", kind=Kind.LEVEL, name=_("courier")),
    FactType(key="paid", driver="price", kind=Kind.NUMBER, name=_("price of the order"), unit="money"),
    FactType(key="coupon", driver="price", kind=Kind.FLAG, name=_("discount code"), said=_("who used a discount code")),
    FactType(key="items", driver="basket", kind=Kind.NUMBER, name=_("number of goods in the order"), unit="count"),
    FactType(key="payment_failed", driver="payment", kind=Kind.FLAG, name=_("failed payment"), said=_("whose payment had failed")),
    FactType(key="gateway", driver="payment", kind=Kind.LEVEL, name=_("payment gateway")),
    FactType(key="returned", driver="return", kind=Kind.FLAG, name=_("sent back"), said=_("whose order was returned or refunded")),
    FactType(key="branch_minutes", driver="branch_wait", kind=Kind.NUMBER, name=_("wait in the branch"), unit="minutes"),
    FactType(key="phone_minutes", driver="phone_wait", kind=Kind.NUMBER, name=_("wait on the phone"), unit="minutes"),
    FactType(key="hours_to_reply", driver="reply", kind=Kind.NUMBER, name=_("time until a person replied"), unit="hours"),
    FactType(key="hours_to_resolve", driver="reply", kind=Kind.NUMBER, name=_("time until it was resolved"), unit="hours"),
    FactType(key="handed_over", driver="hand_over", kind=Kind.FLAG, name=_("handed over"), said=_("who were handed over to somebody else")),
    FactType(
        key="story_lost", driver="hand_over", kind=Kind.FLAG, name=_("story lost"),
        said=_("who had to tell their story again after a hand-over"),
    ),
    FactType(
        key="reopened", driver="hand_over", kind=Kind.FLAG, name=_("had to come back"), said=_("who had to come back with the same matter")
    ),
    FactType(key="promise_broken", driver="promise", kind=Kind.FLAG, name=_("promise broken"), said=_("to whom a promise was broken")),
    FactType(key="clicked_in_vain", driver="site", kind=Kind.FLAG, name=_("clicked in vain"), said=_("who clicked in vain on the site")),
    FactType(key="met_error", driver="site", kind=Kind.FLAG, name=_("met an error"), said=_("who met an error on the site")),
    FactType(key="page_seconds", driver="site", kind=Kind.NUMBER, name=_("time until a page showed"), unit="seconds"),
    FactType(key="mails", driver="mail", kind=Kind.NUMBER, name=_("number of e-mails in four weeks"), unit="count"),
)  # fmt: skip
BY_KEY: Final = {fact.key: fact for fact in FACTS}
SCREEN: Final = "screen:"  # a fact of the app: looked at this screen
