"""Run as a program on a data folder of its own: `live` leaves two customers and a file that waits, `go_on` imports that."""

import json
import os
import sys
from typing import Any

from hamsafar.config.running import prepare_django

prepare_django()

from hamsafar.base import clock  # noqa: E402
from hamsafar.collect.imports import services as imports  # noqa: E402
from hamsafar.collect.intake import services as intake  # noqa: E402
from hamsafar.collect.intake.services import Event, Identifier  # noqa: E402
from hamsafar.config import pipeline  # noqa: E402
from hamsafar.identify.people import services as people  # noqa: E402

SARA, REZA = "canary-sara@example.ir", "canary-reza@example.ir"

ORDERS = "order,customer,date,total\n1,user-7,2026-03-21 10:00,250000\n2,user-7,2026-03-22 11:30,120000\n"
MAP = """
source: shop-orders
space: shop
event: Order Completed
timestamp: {column: date, zone: Asia/Tehran}
person: {user_id: customer}
amount: {column: total, currency: IRT}
properties: {order_id: order}
"""


def live() -> Any:
    at = clock.now()
    facts = {"source": "site", "space": "shop", "timestamp": at, "received_at": at}
    said = [
        Event(**facts, message_id=f"i{n}", type="identify", name="", user_id=f"user-{n}", identifiers=(Identifier("", "email", email),))
        for n, email in enumerate((SARA, REZA))
    ]
    bought = [Event(**facts, message_id=f"t{n}", name="Order Completed", user_id=f"user-{n}") for n in range(2)]
    intake.record([*said, *bought])
    people.catch_up()
    return imports.upload([ORDERS.encode()], name="orders.csv").id


def go_on() -> Any:
    (waiting,) = imports.list_imports()
    imports.start(waiting.id, MAP)
    done = imports.run(waiting.id)
    return [done.status, done.counts.events]


if __name__ == "__main__":
    pipeline.migrate()
    with pipeline.opened():
        print(json.dumps({"live": live, "go_on": go_on}[sys.argv[1]]()), flush=True)
    os._exit(0)
