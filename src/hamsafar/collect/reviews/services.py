"""The door of reviews."""

from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .around import Around, Event, Who, Writer
from .contracts import Bought, News, Policy, Product, Request, Review, Star, State, Summary, Wanted, Why
from .deciding import TELL
from .errors import LinkOver, LinkUnknown, ProductUnknown, ReviewNotFound
from .policy import change_policy, policy
from .products import add_product
from .reading import find_review, get_review
from .requesting import address_for_writer, answered_of, find_request, not_reviewed, request
from .sweeping import forget, forget_files, sweep
from .tokens import is_link

__all__ = [
    "TELL", "Around", "Bought", "Event", "LinkOver", "LinkUnknown", "News", "Policy", "Product", "ProductUnknown", "Request", "Review",
    "ReviewNotFound", "Star", "State", "Summary", "Wanted", "Who", "Why", "Writer", "add_product", "address_for_writer", "answered_of",
    "change_policy", "find_request", "find_review", "forget", "forget_files", "get_review", "is_link", "not_reviewed", "policy",
    "request", "sweep",
]  # fmt: skip
