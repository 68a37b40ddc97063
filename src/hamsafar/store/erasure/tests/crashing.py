"""Run as a program by test_crashes.py on a data folder of its own: `crash` cuts off one erasure before each step, `resume` starts again."""

import json
import os
import sys
from typing import Any

from hamsafar.config.running import prepare_django

prepare_django()

from hamsafar.base import clock  # noqa: E402
from hamsafar.collect.intake.services import Event, Identifier  # noqa: E402
from hamsafar.config import pipeline  # noqa: E402
from hamsafar.ground.jobs import services as jobs  # noqa: E402
from hamsafar.identify.people import services as people  # noqa: E402
from hamsafar.store.erasure import disk, erasing, log, registry, spine  # noqa: E402
from hamsafar.store.erasure import services as erasure  # noqa: E402
from hamsafar.store.erasure.models import ErasureRow  # noqa: E402
from hamsafar.store.events import services as events  # noqa: E402

# The scrub comes last here: one that succeeds would clean up after those that were cut off before it.
STEPS: tuple[tuple[Any, str], ...] = (
    (log, "append"), (spine, "forget"), (registry, "forget_rows"), (people, "weigh_again"), (spine, "wait_for_bytes"),
    (registry, "remnants_in_rows"), (erasing, "_finish"), (disk, "scrub_relational"),
)  # fmt: skip


class Crash(BaseException):
    pass


def email(number: int) -> str:
    return f"canary-{number}-7f3a@example.ir"


def crash() -> dict[str, Any]:
    at = clock.now()
    found = [
        Event(source="web", message_id=f"m{number}", type="identify", name="", user_id=f"user-of-{number}", space="shop",
              identifiers=(Identifier("", "email", email(number)),), timestamp=at, received_at=at)
        for number in range(len(STEPS))
    ]  # fmt: skip
    events.append(found)
    events.settle()
    people.catch_up()
    for number, (where, name) in enumerate(STEPS):
        _cut_off(number, where, name)
    return {"left": sorted(erasure.find_remnants([email(len(STEPS) - 1)])), **_states()}


def _cut_off(number: int, where: Any, name: str) -> None:
    def fall(*_: Any, **__: Any) -> None:
        raise Crash

    real = getattr(where, name)
    setattr(where, name, fall)
    try:
        erasure.erase(people.person_of(people.key_of(Identifier("", "email", email(number)))), by=None)
    except Crash:
        setattr(where, name, real)
    else:
        raise AssertionError(f"{name} is not a step")


def resume() -> dict[str, Any]:
    erasure.resume()
    jobs.run_due()
    return {"left": sorted(erasure.find_remnants([email(number) for number in range(len(STEPS))])), **_states()}


def _states() -> dict[str, Any]:
    rows = ErasureRow.objects.order_by("requested_at")
    return {
        "states": [row.state for row in rows],
        "names_nobody": [row.subject == {} for row in rows],
        "genuine": [erasure.is_genuine(erasing.receipt_of(row).facts(), row.signature) for row in rows],
        "remnants": [row.remnants for row in rows],
    }


if __name__ == "__main__":
    pipeline.migrate()
    with pipeline.opened():
        print(json.dumps({"crash": crash, "resume": resume}[sys.argv[1]]()), flush=True)
        os._exit(0)  # like a crash: closing the database would empty its log
