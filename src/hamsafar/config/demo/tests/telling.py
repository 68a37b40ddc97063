"""Run as a program on a data folder of its own: makes a small world with what a truth file plants, and prints what the measures name."""

import datetime as dt
import json
import os
import sys
from pathlib import Path

from hamsafar.config.running import prepare_django

prepare_django()

from hamsafar.base import clock  # noqa: E402
from hamsafar.base.calendars import TEHRAN  # noqa: E402
from hamsafar.collect.intake import services as intake  # noqa: E402
from hamsafar.config import pipeline  # noqa: E402
from hamsafar.config.demo import truths  # noqa: E402
from hamsafar.config.demo.tests.worlds import START, a_world  # noqa: E402
from hamsafar.identify.people import services as people  # noqa: E402
from hamsafar.measure.metrics import services as metrics  # noqa: E402
from hamsafar.store.events.services import Scope  # noqa: E402

SIZE, DAYS, TURN = 8000, 120, 60  # the truths hold from TURN on


def make(planted: truths.Truths) -> None:
    for _ in intake.record_all(event for events in a_world(SIZE, DAYS, planted=planted) for event in events):
        pass
    people.catch_up()


def tell(first: int, last: int) -> list[dict[str, object]]:
    """The groups that changed otherwise than the rest in these days, against as many days before."""
    days = {"since": (START + dt.timedelta(days=first)).isoformat(), "until": (START + dt.timedelta(days=last - 1)).isoformat()}
    with clock.frozen_at(dt.datetime.combine(START + dt.timedelta(days=DAYS), dt.time(12), dt.UTC)):
        board = metrics.explained_board(scope=Scope(), almanac=TEHRAN, **days)
    return [
        {"key": one.key, "by": one.by, "group": one.group, "verdict": one.verdict, "part": one.contribution, "p": one.p, "n": one.n}
        for one in board.drivers or ()
    ]


if __name__ == "__main__":
    pipeline.migrate()
    with pipeline.opened():
        make(truths.parse(Path(sys.argv[1]).read_text(encoding="utf-8"), named=sys.argv[1]))
        named = {"after": tell(TURN, DAYS), "before": tell(TURN // 2, TURN)}
    Path(sys.argv[2]).write_text(json.dumps(named), encoding="utf-8")
    os._exit(0)
