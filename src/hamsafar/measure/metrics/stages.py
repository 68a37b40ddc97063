"""The stages of the journey and where each event belongs. A company's own words for touchpoints are accepted too (`about` of an answer)."""

from typing import Final

STAGES: Final[dict[str, tuple[str, str]]] = {
    "discover": ("Discover", "آشنایی"),
    "evaluate": ("Evaluate", "بررسی"),
    "basket": ("Basket", "سبد"),
    "pay": ("Pay", "پرداخت"),
    "deliver": ("Deliver", "تحویل"),
    "after": ("After", "پس از خرید"),
}
_EVENTS: Final[dict[str, tuple[str, ...]]] = {
    "discover": (
        "Page Viewed", "Screen Viewed", "Store Visited", "Signed Up", "Signed In", "Email Sent", "Email Delivered", "Email Bounced",
        "Email Opened",
        "Email Link Clicked", "Message Sent", "Recommendation Shown", "Recommendation Clicked", "Experiment Viewed", "Mention Found",
    ),
    "evaluate": (
        "Products Searched", "Product Viewed", "Element Clicked", "Rage Clicked", "Dead Clicked", "Error Met", "Web Vitals Measured",
    ),
    "basket": ("Product Added", "Product Removed", "Cart Viewed", "Form Abandoned"),
    "pay": ("Checkout Started", "Payment Failed", "Order Completed", "Order Cancelled"),
    "deliver": ("Order Shipped", "Order Delivered"),
}  # fmt: skip
_TOUCHPOINTS: Final[dict[str, tuple[str, ...]]] = {
    "discover": ("site", "website", "app", "store", "advertising", "search"),
    "evaluate": ("product", "catalogue", "price"),
    "basket": ("cart",),
    "pay": ("payment", "checkout", "gateway", "order", "purchase"),
    "deliver": ("delivery", "shipping", "courier"),
    "after": ("support", "return", "returns", "refund", "complaint", "conversation", "chat", "call"),
}


def placed_names() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Event names and touchpoints beside the stage of each; what is not named is after the sale."""
    pairs = [(word, stage) for table in (_EVENTS, _TOUCHPOINTS) for stage, words in table.items() for word in words]
    pairs += [(stage, stage) for stage in STAGES]
    return tuple(word for word, _ in pairs), tuple(stage for _, stage in pairs)


def stage_of(name: str, about: str | None = None) -> str:
    words, stages = placed_names()
    return dict(zip(words, stages, strict=True)).get(name if about is None else about.lower(), "after")
