"""What people read for the states, reasons and signs of reviews."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .contracts import Sign, State, Why

STATES: dict[State, tuple[str | Promise, str]] = {
    State.UNCONFIRMED: (_("Not confirmed"), ""),
    State.HELD: (_("Waits to be looked at"), "wait"),
    State.SHOWN: (_("Shown"), "good"),
    State.DECLINED: (_("Turned down"), "bad"),
}
WHYS: dict[Why, str | Promise] = {
    Why.SPAM: _("Advertising or spam"),
    Why.INSULT: _("Insults somebody"),
    Why.PRIVATE: _("Holds personal data"),
    Why.BESIDE: _("Is not about the product"),
    Why.FAKE: _("Was not written by a customer"),
    Why.UNLAWFUL: _("Is against the law"),
    Why.TWICE: _("Stands there already"),
}
# What a reader can report: it needs no knowledge of other reviews.
REPORTED: list[tuple[str, str | Promise]] = [(why.value, WHYS[why]) for why in Why if why is not Why.TWICE]
SIGNS: dict[Sign, str | Promise] = {
    Sign.LINK: _("holds a link"),
    Sign.CONTACT: _("holds a phone number or an e-mail address"),
    Sign.WORD: _("uses a word of your list"),
    Sign.COPY: _("repeats another review word for word"),
}
WAYS: dict[str, str | Promise] = {
    "email": _("by a link in an e-mail"),
    "sms": _("by a link in a text message"),
    "telegram": _("by a link in Telegram"),
    "link": _("by a personal link"),
    "widget": _("on the company's page"),
}
