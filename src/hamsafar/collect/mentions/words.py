"""Words of this room for pages."""

from django.utils.translation import gettext_lazy as _

ROLES = {
    "text": _("Text"),
    "title": _("Title"),
    "rating": _("Rating"),
    "best": _("Best possible rating"),
    "worst": _("Worst possible rating"),
    "at": _("When it was written"),
    "id": _("Its id there"),
    "url": _("Its address"),
    "network": _("Network"),
    "author": _("Name that is shown"),
    "handle": _("User name there"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "user_id": _("Id of the customer"),
    "reach": _("Reach"),
    "product": _("Product"),
    "about": _("Brand (its key)"),
    "kind": _("Kind (review, mention)"),
    "language": _("Language"),
}
UNREADABLE = {
    "bad_line": _("The line cannot be read."),
    "bad_rating": _("The rating is no number of its scale."),
    "bad_moment": _("The date cannot be read, or lies ahead."),
    "not_an_item": _("This is no object with fields."),
}
COUNTS = {
    "new": _("New"), "reposts": _("Reposts"), "known": _("There already"), "left": _("Name no brand"), "empty": _("Empty"),
    "unreadable": _("Unreadable"),
}  # fmt: skip
FILE_STATES = {
    "ready": (_("waits for its columns"), "info"), "waiting": (_("in the queue"), "wait"), "running": (_("being read"), "main"),
    "done": (_("read"), "good"), "failed": (_("failed"), "bad"),
}  # fmt: skip
