"""Files that a company would bring."""

import pytest

from .spine import Spine

ORDERS_MAP = """
source: shop-orders
space: shop
event: Order Completed
timestamp: {column: date, zone: Asia/Tehran}
person: {user_id: customer}
amount: {column: total, currency: IRT}
properties: {order_id: order}
"""


@pytest.fixture
def spine() -> Spine:
    return Spine()


@pytest.fixture
def orders(tmp_path):
    """Six lines: two of them the same, one without a time, one whose amount is no number."""
    path = tmp_path / "orders.csv"
    path.write_text(
        "order,customer,date,total\n"
        "1,17,2026-03-21 10:00,250000\n"
        "2,17,2026-03-22 11:30,120000\n"
        "2,17,2026-03-22 11:30,120000\n"
        "3,18,,90000\n"
        "4,18,2026-03-23 09:00,many\n"
        "5,,2026-03-24 09:00,50000\n"
    )
    return path


@pytest.fixture
def orders_map() -> str:
    return ORDERS_MAP
