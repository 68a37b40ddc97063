"""How kinds, orders and the team's deeds are called."""

from django.utils.translation import gettext_lazy as _

from .contracts import Kind, Order

KINDS = {
    Kind.OPEN: _("New or under review"),
    Kind.PLANNED: _("Planned"),
    Kind.STARTED: _("Being worked on"),
    Kind.DONE: _("Done"),
    Kind.DECLINED: _("Declined"),
    Kind.DUPLICATE: _("Duplicate"),
}
TONES = {Kind.OPEN: "", Kind.PLANNED: "info", Kind.STARTED: "wait", Kind.DONE: "good", Kind.DECLINED: "bad", Kind.DUPLICATE: ""}
ORDERS = {Order.TRENDING: _("Trending"), Order.VOTES: _("Most votes"), Order.NEWEST: _("Newest")}
STEPS = {
    "status": _("changed the status"),
    "answer": _("answered"),
    "edited": _("changed the words"),
    "tags": _("changed the tags"),
    "merged": _("merged it into another idea"),
    "unmerged": _("took it out of another idea"),
    "approved": _("let it be shown"),
    "hidden": _("hid it"),
    "undone": _("took a step back"),
}
