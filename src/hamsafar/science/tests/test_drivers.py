"""Drivers with planted truths, and against a slow twin that fits every order of drivers one by one."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest

from hamsafar.science.drivers import Fact, Findings, Kind, find_drivers
from hamsafar.science.errors import NotEnoughData


def number(key: str, values: Any, driver: str = "") -> Fact:
    return Fact(key=key, driver=driver or key, kind=Kind.NUMBER, values=np.asarray(values, np.float64))


def flag(key: str, values: Any, driver: str = "") -> Fact:
    return Fact(key=key, driver=driver or key, kind=Kind.FLAG, values=np.asarray(values, np.float64))


def levels(key: str, values: Any) -> Fact:
    return Fact(key=key, driver=key, kind=Kind.LEVEL, values=np.asarray(values, str))


def dice(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def by_key(found: Findings) -> dict[str, Any]:
    return {driver.key: driver for driver in found.drivers}


def explained_by(columns: list[Any], score: Any) -> float:
    if not columns:
        return 0.0
    matrix = np.column_stack([np.ones(len(score)), *columns])
    rest = score - matrix @ np.linalg.lstsq(matrix, score, rcond=None)[0]
    return float(1 - rest.var() / score.var())


def shares_slowly(groups: dict[str, list[Any]], score: Any) -> dict[str, float]:
    """What each driver adds to R² when drivers come one after the other, over all orders in which they can come."""
    found = dict.fromkeys(groups, 0.0)
    orders = list(permutations(groups))
    for order in orders:
        known: list[Any] = []
        for name in order:
            before = explained_by(known, score)
            known = known + groups[name]
            found[name] += (explained_by(known, score) - before) / len(orders)
    return {name: part / sum(found.values()) for name, part in found.items()}


@pytest.mark.parametrize("seed", range(4))
def test_shares_are_those_of_all_orders_fitted_one_by_one(seed: int) -> None:
    one = dice(seed)
    common = one.normal(size=400)
    flags = [(common + one.normal(size=400) > cut).astype(float) for cut in (0.0, 0.4, -0.3, 0.1)]
    score = flags[0] - 0.7 * flags[1] + 0.4 * flags[2] + one.normal(size=400)
    facts = [flag("a", flags[0], "x"), flag("b", flags[1], "x"), flag("c", flags[2], "y"), flag("d", flags[3], "z")]
    found = by_key(find_drivers(score, facts, times=2))
    slow = shares_slowly({"x": flags[:2], "y": [flags[2]], "z": [flags[3]]}, score)
    assert {key: driver.share.value for key, driver in found.items()} == pytest.approx(slow, abs=2e-4)


def test_what_was_planted_comes_first_with_its_size_inside_the_interval() -> None:
    one = dice()
    late = (one.random(3000) < 0.2).astype(float)
    wait = one.exponential(5, 3000)
    price = one.normal(100, 30, 3000)
    score = 8 - 1.5 * late - 0.1 * wait + one.normal(0, 1.5, 3000)
    found = find_drivers(score, [flag("late", late), number("wait", wait), number("price", price)])
    assert [driver.key for driver in found.drivers] == ["late", "wait", "price"] or found.drivers[2].key == "price"
    late_effect, wait_effect = (by_key(found)[key].effects[0] for key in ("late", "wait"))
    assert late_effect.effect.low < -1.5 < late_effect.effect.high
    planted = -0.1 * (wait_effect.end - wait_effect.start)
    assert wait_effect.effect.low < planted < wait_effect.effect.high
    assert by_key(found)["late"].is_clear
    assert by_key(found)["wait"].is_clear
    assert not by_key(found)["price"].is_clear
    assert all(effect.agrees for driver in found.drivers for effect in driver.effects)


def test_a_companion_of_the_true_cause_is_not_credited_with_its_effect() -> None:
    one = dice()
    days = one.gamma(3, 1, 4000)
    distance = days * 100 + one.normal(0, 120, 4000)
    score = 5 - 0.4 * days + one.normal(0, 0.8, 4000)
    found = by_key(find_drivers(score, [number("days", days), number("distance", distance)]))
    assert found["days"].share.value > found["distance"].share.value
    assert found["days"].is_clear
    assert not found["distance"].is_clear
    assert not found["distance"].effects[0].effect.is_clear


def test_points_are_the_mean_push_of_the_model_on_one_score() -> None:
    one = dice()
    up = (one.random(2000) < 0.3).astype(float)
    score = 2.0 * up + one.normal(0, 0.5, 2000)
    driver = find_drivers(score, [flag("up", up)]).drivers[0]
    step = score[up == 1].mean() - score[up == 0].mean()
    assert driver.points.value == pytest.approx(np.abs(step * (up - up.mean())).mean(), rel=1e-3)
    assert driver.effects[0].effect.value == pytest.approx(step, rel=1e-3)
    assert driver.effects[0].plain.value == pytest.approx(step, rel=1e-3)


def test_a_number_may_bend() -> None:
    """Waiting does no harm at first and much later: a straight line would halve it."""
    one = dice()
    wait = one.uniform(0, 30, 4000)
    score = 5 - 0.2 * np.maximum(wait - 20, 0) + one.normal(0, 0.5, 4000)
    effect = find_drivers(score, [number("wait", wait)]).drivers[0].effects[0]
    assert effect.effect.value == pytest.approx(-0.2 * (effect.end - 20), abs=0.15)


def test_levels_are_held_against_their_average() -> None:
    one = dice()
    carrier = one.choice(["post", "tizpa", "peyk"], 3000, p=[0.5, 0.3, 0.2])
    score = 4 - 1.0 * (carrier == "tizpa") + one.normal(0, 0.7, 3000)
    effects = {effect.level: effect for effect in find_drivers(score, [levels("carrier", carrier)]).drivers[0].effects}
    part = float((carrier == "tizpa").mean())
    assert effects["tizpa"].effect.value == pytest.approx(-1 + part, abs=0.08)
    assert effects["post"].effect.value == pytest.approx(part, abs=0.08)
    assert sum(one.mean * one.effect.value for one in effects.values()) == pytest.approx(0, abs=1e-9)


def test_what_was_asked_about_is_not_a_driver() -> None:
    """Scores of one survey lie lower, and its customers happen to have waited: the wait is not to blame."""
    one = dice()
    survey = one.choice(["store", "delivery"], 3000)
    wait = one.exponential(5, 3000) + 10 * (survey == "store")
    score = 4 - 1.0 * (survey == "store") + one.normal(0, 0.7, 3000)
    blamed = find_drivers(score, [number("wait", wait)]).drivers[0]
    cleared = find_drivers(score, [number("wait", wait)], controls=[survey]).drivers[0]
    assert blamed.is_clear
    assert not cleared.is_clear


def test_a_fact_that_applies_to_some_says_nothing_about_the_others() -> None:
    one = dice()
    visited = one.random(3000) < 0.4
    wait = np.where(visited, one.exponential(8, 3000), np.nan)
    score = np.where(visited, 3 - 0.05 * np.nan_to_num(wait), 5) + one.normal(0, 0.5, 3000)
    driver = find_drivers(score, [number("wait", wait)]).drivers[0]
    effect = driver.effects[0]
    assert driver.n == effect.n == visited.sum()
    assert effect.effect.low < -0.05 * (effect.end - effect.start) < effect.effect.high


def test_ten_answers_of_one_person_are_not_ten_people() -> None:
    one = dice()
    kept = (one.random(300) < 0.5).astype(float)
    score = 0.3 * kept + one.normal(size=300)
    people = np.repeat(np.arange(300), 10)
    repeated = [flag("kept", np.repeat(kept, 10))]
    as_people = find_drivers(np.repeat(score, 10), repeated, people=people)
    as_answers = find_drivers(np.repeat(score, 10), repeated)
    once = find_drivers(score, [flag("kept", kept)])

    def width(found: Findings) -> float:
        part = found.drivers[0].effects[0].effect
        return part.high - part.low

    assert as_people.people == 300
    assert width(as_people) == pytest.approx(width(once), rel=0.25)
    assert width(as_answers) < 0.5 * width(as_people)
    assert as_answers.drivers[0].p < as_people.drivers[0].p


def test_where_nothing_is_planted_hardly_anything_is_named() -> None:
    named = 0
    for seed in range(30):
        one = dice(seed)
        facts = [number(name, one.normal(size=400)) for name in "abcd"]
        named += sum(driver.is_clear for driver in find_drivers(one.normal(size=400), facts, times=2).drivers)
    assert named <= 4


def test_the_honest_figure_is_lower_than_what_was_fitted() -> None:
    one = dice()
    facts = [number(f"noise{index}", one.normal(size=200)) for index in range(10)]
    found = find_drivers(one.normal(size=200), facts, times=2)
    assert found.explained > 0.05
    assert found.unseen < 0.02


def test_facts_that_are_always_the_same_are_left_out_and_repeats_do_no_harm() -> None:
    one = dice()
    days = one.gamma(3, 1, 500)
    facts = [number("days", days), number("hours", days * 24, "days"), number("zero", np.zeros(500)), flag("rare", np.arange(500) < 3)]
    found = find_drivers(5 - days + one.normal(size=500), facts)
    assert found.left_out == ("zero", "rare")
    assert [driver.key for driver in found.drivers] == ["days"]
    assert found.drivers[0].share.value == pytest.approx(1)


def test_more_drivers_than_can_be_shared_out_leave_the_strongest() -> None:
    one = dice()
    columns = {f"d{index:02}": one.normal(size=600) for index in range(18)}
    found = find_drivers(columns["d17"] + one.normal(size=600), [number(key, values) for key, values in columns.items()], times=2)
    assert len(found.drivers) == 14
    assert found.drivers[0].key == "d17"


@pytest.mark.parametrize(
    ("score", "facts"),
    [
        (np.arange(50.0), [number("x", np.arange(50.0))]),
        (np.ones(300), [number("x", np.arange(300.0))]),
        (np.arange(300.0), [number("x", np.ones(300))]),
        (np.arange(300.0), []),
    ],
)
def test_too_little_is_refused(score: Any, facts: list[Fact]) -> None:
    with pytest.raises(NotEnoughData):
        find_drivers(score, facts)
