"""Are people found who stand in a demo world twice, and is the probability that is shown the truth?

The world is made with a seed that nothing was tuned on, through the same doors as any other: its events are observed, duplicates are
searched for, and what waits for an answer is held against the answer sheet of the world. Only pairs with a name on both sides count for
recall: a phone number alone cannot be told to be somebody's.
"""

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from bench.record import figure

SEED, SIZE, DAYS = 2718, 10_000, 365
START = dt.date(2025, 11, 21)
AT_ONCE = 100_000
WHERE = "duplicates of a demo world"
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 0.97, 1.01)
Said = Sequence[tuple[float, bool]]  # a probability, and whether it was so


def figures(_data_folder: Path) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-evaluate-") as folder:
        os.environ.update(HAMSAFAR_DATA=folder, HAMSAFAR_SECRET=WHERE * 2, DJANGO_SETTINGS_MODULE="hamsafar.config.settings")
        import django

        django.setup()
        return list(_figures())


def _figures() -> Iterable[dict[str, Any]]:
    from django.core.management import call_command

    from hamsafar.config.demo import doubles, truths
    from hamsafar.config.demo.world import make_world
    from hamsafar.identify.people import services as people

    call_command("migrate", verbosity=0)
    world = make_world(SEED, SIZE, START, truths.load())
    _observe(world)
    people.find_duplicates()
    said = {frozenset((s.left.person, s.right.person)): s.probability for s in people.list_suggestions(limit=1_000_000)}
    true = doubles.answers(world, lambda name: people.find_person_of(people.key_of(name)))
    named = {person for pair in true for person in pair if people.get_card(person).name}
    return lines([(chance, pair in true) for pair, chance in said.items()], sum(pair <= named for pair in true))


def _observe(world: Any) -> None:
    from hamsafar.config.demo.simulate import run
    from hamsafar.identify.people import services as people

    held: list[Any] = []
    for number in range(DAYS):
        held += run(world, world.day(number)).ledger.events
        if len(held) >= AT_ONCE or number == DAYS - 1:
            people.observe(held)
            held = []


def lines(said: Said, to_find: int) -> Iterable[dict[str, Any]]:
    right = sum(is_so for _, is_so in said)
    sure = [is_so for chance, is_so in said if chance >= 0.9]
    doubtful = [(chance, is_so) for chance, is_so in said if chance < 0.9]
    yield figure(f"{WHERE}: pairs shown", len(said), "pairs")
    yield figure(f"{WHERE}: pairs to find", to_find, "pairs")
    yield _share("precision of what is shown", right, len(said), least=0.9)
    yield _share("recall", right, to_find, least=0.8)
    yield figure(f"{WHERE}: expected calibration error", calibration_error(said), "share", most=0.05, digits=4)
    yield _share("pairs shown at 90 % and more that are true", sum(sure), len(sure), least=0.9)
    yield _share("pairs shown below 90 % that are true", sum(is_so for _, is_so in doubtful), len(doubtful))
    yield _share("pairs shown below 90 %: mean of what is said", sum(chance for chance, _ in doubtful), len(doubtful))


def _share(name: str, part: float, whole: int, *, least: float | None = None) -> dict[str, Any]:
    return figure(f"{WHERE}: {name}", part / max(1, whole), "share", least=least, digits=4)


def calibration_error(said: Said) -> float:
    """How far, on average over the pairs shown, the share that is true lies from the probability that is said, in bins."""
    total = 0.0
    for low, high in pairwise(EDGES):
        here = [(chance, is_so) for chance, is_so in said if low <= chance < high]
        total += abs(sum(chance - is_so for chance, is_so in here))
    return total / max(1, len(said))
