"""The weighted effect, against strata counted by hand and against worlds whose truth is known."""

import numpy as np
import pytest

from hamsafar.science import effects
from hamsafar.science.effects import effect_on_treated
from hamsafar.science.errors import NotEnoughData


def by_strata(treated, outcome, stratum):
    """The slow twin where one covariate has two values: the difference within each, weighted by where the treated are."""
    parts = []
    for value in (0, 1):
        here = stratum == value
        gap = outcome[here & treated].mean() - outcome[here & ~treated].mean()
        parts.append((here & treated).sum() / treated.sum() * gap)
    return sum(parts)


@pytest.mark.parametrize("seed", range(6))
def test_with_one_yes_or_no_covariate_it_is_the_difference_within_strata(seed, monkeypatch):
    monkeypatch.setattr(effects, "RIDGE", 0.0)
    rng = np.random.default_rng(seed)
    stratum = rng.integers(0, 2, 600)
    treated = rng.random(600) < np.where(stratum, 0.7, 0.25)
    outcome = rng.random(600) * (1 + stratum) + 0.3 * treated
    scores = effects.propensities(treated, stratum[:, None].astype(float), ridge=0.0)
    above, below = effects._means(treated, outcome, effects._weights(treated, scores))
    assert above - below == pytest.approx(by_strata(treated, outcome, stratum), abs=1e-6)


def world(seed, effect, n=700):
    """Good customers are contacted more and come back more anyway."""
    rng = np.random.default_rng(seed)
    worth, late = rng.normal(size=n), rng.random(n) < 0.4
    treated = rng.random(n) < 1 / (1 + np.exp(-(0.9 * worth - 0.5 * late)))
    comes_back = np.clip(0.4 + 0.15 * worth - 0.1 * late, 0.02, 0.9) + effect * treated
    return treated, (rng.random(n) < comes_back).astype(float), np.column_stack([worth, late])


def test_it_finds_nothing_where_there_is_nothing_while_a_plain_comparison_does():
    covered, plain = 0, []
    for seed in range(14):
        treated, outcome, covariates = world(seed, effect=0.0)
        found = effect_on_treated(treated, outcome, covariates, rounds=100)
        covered += found.low <= 0 <= found.high
        plain.append(outcome[treated].mean() - outcome[~treated].mean())
    assert covered >= 11
    assert np.mean(plain) > 0.05


def test_it_finds_what_there_is_and_says_how_well_the_groups_match():
    treated, outcome, covariates = world(3, effect=0.2, n=3000)
    found = effect_on_treated(treated, outcome, covariates, rounds=120)
    assert found.low <= 0.2 <= found.high and found.is_clear and found.is_balanced
    assert found.value == pytest.approx(found.treated - found.similar)


def test_too_few_are_too_few():
    treated, outcome, covariates = world(1, effect=0.0, n=60)
    with pytest.raises(NotEnoughData):
        effect_on_treated(treated, outcome, covariates)


@pytest.mark.parametrize("treated", [np.zeros(200, dtype=bool), np.ones(200, dtype=bool)])
def test_without_somebody_to_compare_with_nothing_is_said(treated):
    with pytest.raises(NotEnoughData):
        effect_on_treated(treated, np.ones(200), np.ones((200, 1)))


def test_groups_without_counterparts_are_not_compared():
    treated = np.arange(400) < 200
    with pytest.raises(NotEnoughData):
        effect_on_treated(treated, np.ones(400), np.where(treated, 5.0, -5.0)[:, None])
