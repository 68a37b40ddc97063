"""Reviews and questions become events, in the transaction that keeps them: what a customer said counts, whether it is shown or not."""

from collections.abc import Mapping
from typing import Any

import msgspec

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Event, Identifier

from .models import ChangeRow, ProductRow, QuestionRow, ReviewRow, Said

SOURCE = "reviews"
CHANNELS = {"link": "web", "email": "email", "sms": "sms", "telegram": "social", "widget": "web"}


def posted(row: ReviewRow) -> None:
    properties: dict[str, Any] = {
        "review_id": str(row.id), "product": row.product.name or row.product.key, "product_id": row.product.key, "rating": row.rating,
        "verified": row.is_verified, "order_id": row.order_id, "title": row.title, "text": words_of(row), "language": row.language,
        "photos": row.photos, "way": row.way,
    }  # fmt: skip
    _report(row, "Review Posted", row.message_id, properties, CHANNELS.get(row.way, "web"), row.posted_at)


def changed(row: ReviewRow, now: ChangeRow) -> None:
    properties: dict[str, Any] = {
        "review_id": str(row.id), "product": row.product.name or row.product.key, "product_id": row.product.key, "rating": now.rating,
        "rating_before": row.rating, "title": now.title, "text": words_of(now), "language": now.language,
    }  # fmt: skip
    _report(row, "Review Changed", f"{row.id}:{now.at.timestamp():.6f}", properties, CHANNELS.get(row.way, "web"), now.at)


def words_of(row: ReviewRow | ChangeRow) -> str:
    """Everything that was written, as one text to be read."""
    return "\n".join(filter(None, (row.title, row.text, *row.pros, *row.cons)))


def asked(row: QuestionRow, product: ProductRow) -> None:
    properties = {
        "question_id": str(row.id), "product": product.name or product.key, "product_id": product.key, "text": row.text,
        "language": row.language,
    }  # fmt: skip
    _report(row, "Product Question Asked", f"question:{row.id}", properties, "web", row.asked_at)


def _report(row: Said, name: str, message_id: str, properties: Mapping[str, Any], channel: str, at: Any) -> None:
    who = Identifier(row.space, row.kind, row.value)
    own = {who.kind: who.value} if who.kind in ("user_id", "anonymous_id") else {}
    intake.report(
        Event(
            source=SOURCE,
            message_id=message_id,
            name=name,
            channel=channel,
            direction="inbound",
            space=who.space or SOURCE,
            user_id=own.get("user_id", ""),
            # What nobody in particular says is still somebody's.
            anonymous_id=own.get("anonymous_id", "") if who.kind else str(row.id),
            identifiers=(who,) if who.kind and not own else (),
            unit=row.unit,
            timestamp=at,
            received_at=clock.now(),
            properties=msgspec.json.encode({key: value for key, value in properties.items() if value not in ("", None)}).decode(),
        )
    )
