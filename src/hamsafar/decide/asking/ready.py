"""Ready-made rules: filled in, to be looked at, given a survey and switched on."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.measure.segments import services as segments

from .contracts import REVIEW, Rule, Texts

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    key: str
    icon: str
    name: str | Promise
    about: str | Promise
    event: str
    delay: dt.timedelta
    carried: tuple[str, ...]
    subject: Texts
    text: Texts
    asks: str = "survey"
    where: tuple[Mapping[str, Any], ...] = field(default=())

    def rule(self) -> Rule:
        did = segments.parse({"did": self.event, "where": [dict(one) for one in self.where]})
        assert isinstance(did, segments.Did)
        return Rule(
            name=str(self.name), event=self.event, where=did.where, delay=self.delay, carried=self.carried, subject=self.subject,
            text=self.text, asks=self.asks,
        )  # fmt: skip


READY = (
    Ready(
        key="resolved", icon="chat", name=_("After a conversation is resolved"), about=_("An hour later: was it solved, how easy was it?"),
        event="Conversation Resolved", delay=HOUR, carried=("conversation_id", "topic", "agent", "team"),
        subject={"fa": "گفت‌وگوی شما با ما چطور بود؟", "en": "How was your conversation with us?"},
        text={
            "fa": "گفت‌وگوی شما به پایان رسید. یک لحظه وقت دارید بگویید چطور گذشت؟",
            "en": "Your conversation has ended. Would you take a moment to tell us how it went?",
        },
    ),
    Ready(
        key="delivered", icon="truck", name=_("After an order is delivered"), about=_("A day later, when it has been unpacked."),
        event="Order Delivered", delay=DAY, carried=("order_id", "carrier", "city", "late"),
        subject={"fa": "سفارشتان چطور به دستتان رسید؟", "en": "How did your order arrive?"},
        text={
            "fa": "سفارش شما تحویل داده شد. یک لحظه وقت دارید بگویید از آن راضی هستید؟",
            "en": "Your order has been delivered. Would you take a moment to tell us whether you are happy with it?",
        },
    ),
    Ready(
        key="review", icon="tag", name=_("Reviews of what was delivered"),
        about=_("A week later: one letter for the whole order, its stars inside."),
        event="Order Delivered", delay=7 * DAY, carried=("order_id",), asks=REVIEW, subject={},
        text={
            "fa": "سفارش شما به دستتان رسیده است. آنچه درباره‌اش بگویید، چه تعریف و چه انتقاد، به مشتریان بعدی نشان داده می‌شود.",
            "en": "Your order has arrived. What you say about it is shown to the next customers, praise and criticism alike.",
        },
    ),
    Ready(
        key="visited", icon="store", name=_("After a visit to a store"), about=_("Two hours later, while it is fresh."),
        event="Store Visited", delay=2 * HOUR, carried=("store", "waited"),
        subject={"fa": "حضورتان در فروشگاه چطور بود؟", "en": "How was your visit to our store?"},
        text={
            "fa": "از آمدنتان سپاسگزاریم. یک لحظه وقت دارید بگویید در فروشگاه چه گذشت؟",
            "en": "Thank you for coming. Would you take a moment to tell us how it was in the store?",
        },
    ),
    Ready(
        key="called", icon="phone", name=_("After a call has ended"), about=_("Half an hour later, after calls of half a minute or more."),
        event="Call Ended", delay=30 * MINUTE, carried=("conversation_id", "topic", "agent", "team"),
        where=({"property": "seconds", "at_least": 30},),
        subject={"fa": "تماستان با ما چطور بود؟", "en": "How was your call with us?"},
        text={
            "fa": "چندی پیش با ما تماس گرفتید. یک لحظه وقت دارید بگویید چطور گذشت؟",
            "en": "You called us a little while ago. Would you take a moment to tell us how it went?",
        },
    ),
)  # fmt: skip


def find_ready(key: str) -> Ready | None:
    return next((ready for ready in READY if ready.key == key), None)
