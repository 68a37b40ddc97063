"""What a person bought in an order, by the spine: the proof of purchase behind a review."""

from dataclasses import dataclass
from typing import Any

import msgspec

from hamsafar.collect.reviews import services as reviews
from hamsafar.collect.reviews.services import Bought
from hamsafar.identify.people import services as people
from hamsafar.store.events import services as events

from .errors import NothingBought, ReviewedAlready

question = events.questions_beside(__file__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    id: str
    unit: str
    products: tuple[Bought, ...]


def order_of(person: int, order_id: str) -> Order:
    """Raises NothingBought, ReviewedAlready."""
    rows = events.ask(question("order"), scope=events.Scope(people=(person,)), order=order_id).dicts() if order_id else []
    if not rows or any(row["name"] == "Order Cancelled" for row in rows):
        raise NothingBought
    lines = [line for row in rows for line in _lines(row["properties"])]
    bought = list({each.key: each for each in lines if each.key}.values())
    if not bought:
        raise NothingBought
    left = reviews.not_reviewed(bought, people=people.keys_of_person(person))
    if not left:
        raise ReviewedAlready
    return Order(id=order_id, unit=next((row["unit"] for row in rows if row["unit"]), ""), products=tuple(left))


def _lines(properties: str) -> list[Bought]:
    lines = msgspec.json.decode(properties).get("products")
    return [_bought(line) for line in lines if isinstance(line, dict)] if isinstance(lines, list) else []


def _bought(line: dict[str, Any]) -> Bought:
    said = {name: line[name] for name in ("product_id", "sku", "name", "url") if isinstance(line.get(name), str | int)}
    key = str(said.get("product_id") or said.get("sku") or said.get("name") or "")
    return Bought(key=key, name=str(said.get("name", "")), url=str(said.get("url", "")))
