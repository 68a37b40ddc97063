"""Probabilistic record linkage after Fellegi and Sunter (1969), with Splink on DuckDB.

Learnt without a labelled pair: how often values agree by chance is counted on random pairs (seeded), how often they agree for one person is
estimated by expectation maximisation inside blocks, each block teaching the fields that it does not hold fixed. Rare values say more
than common ones (term frequencies).
"""

import logging
from collections.abc import Iterable, Sequence
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from . import blocking
from .contracts import Agreement, Field, Kind, Model, Pair, TooFewRows

SEED = 1405
FEWEST = 10
RANDOM_PAIRS = 2_000_000
PARTNERS = 2  # of n records, n pairs are one person at the most: then every record has two partners
ROW = "unique_id"


def find_pairs(rows: pd.DataFrame, fields: Sequence[Field], *, row_id: str, at_least: float = 0.5) -> tuple[list[Pair], Model]:
    """Pairs of rows that are one person with at least this probability, likeliest first, and the model that says so.

    rows: one line a record, `row_id` unique, text columns already in normal form (base.text.fold); empty values as None or "".
    Raises TooFewRows. The same table gives the same answer.
    """
    if len(rows) < FEWEST:
        raise TooFewRows(len(rows))
    if not rows[row_id].is_unique:
        raise ValueError(f"{row_id} names a row twice")
    table = _prepared(rows, fields)
    fields = [field for field in fields if table[field.column].nunique() > 1]
    blocks = blocking.choose(table, [field.column for field in fields])
    if not blocks:
        raise TooFewRows(len(rows))
    linker = _linker(table, fields, blocks)
    prior = _train(linker, blocks, most=PARTNERS / len(rows))
    _hold_to_reason(linker, fields)
    found = linker.inference.predict(threshold_match_probability=at_least).as_pandas_dataframe()
    found = found.sort_values(["match_weight", f"{ROW}_l", f"{ROW}_r"], ascending=[False, True, True])
    names = dict(zip(table[ROW], rows[row_id], strict=True))
    untrained = tuple(sorted(_untrained(linker)))
    model = Model(prior=prior, untrained=untrained, blocks=tuple(blocks), compared=sum(blocking.pairs_of(table, b) for b in blocks))
    return [_pair(row, linker, names) for row in found.to_dict("records")], model


def _prepared(rows: pd.DataFrame, fields: Sequence[Field]) -> pd.DataFrame:
    """Text columns with None for empty, numbered rows in a fixed order: DuckDB's sampling sees the same table every time."""
    table = pd.DataFrame({ROW: np.arange(len(rows))})
    for field in fields:
        text = rows[field.column].astype("string").str.strip().reset_index(drop=True)
        table[field.column] = text.where(text.fillna("") != "", None).astype(object)
    return table


def _linker(table: pd.DataFrame, fields: Sequence[Field], blocks: Sequence[blocking.Block]) -> Linker:
    memory = duckdb.connect(":memory:", config={"threads": 2})
    memory.execute("set enable_progress_bar = false")
    api = DuckDBAPI(connection=memory)
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name=ROW,
        comparisons=_comparisons(fields),
        blocking_rules_to_generate_predictions=[block_on(*block) for block in blocks],
        retain_intermediate_calculation_columns=True,
        retain_matching_columns=True,
        em_convergence=0.0005,
    )
    return Linker(api.register(table), settings, log_level=logging.ERROR)


def _comparisons(fields: Sequence[Field]) -> list[Any]:
    given = [field.column for field in fields if field.kind is Kind.GIVEN_NAME]
    family = [field.column for field in fields if field.kind is Kind.FAMILY_NAME]
    swapped = {given[0]: family[0], family[0]: given[0]} if given and family else {}
    return [_comparison(field, swapped.get(field.column)) for field in fields]


def _comparison(field: Field, swapped: str | None) -> Any:
    column = field.column
    steps = [levels.NullLevel(column), levels.ExactMatchLevel(column, term_frequency_adjustments=field.kind is not Kind.CODE)]
    if swapped:
        steps.append(levels.ColumnsReversedLevel(column, swapped, symmetrical=False))
    steps += [make(column) for make in _SIMILAR[field.kind]]
    return comparisons.CustomComparison([*steps, levels.ElseLevel()], output_column_name=column)


def _winkler(at_least: float) -> Any:
    return lambda column: levels.JaroWinklerLevel(column, at_least)


def _slips(at_most: int) -> Any:
    return lambda column: levels.DamerauLevenshteinLevel(column, at_most)


# How values that are not the same may still be meant the same: slips of the finger for digits, likeness of letters for words.
_SIMILAR: dict[Kind, list[Any]] = {
    Kind.GIVEN_NAME: [_winkler(0.92), _winkler(0.8)],
    Kind.FAMILY_NAME: [_winkler(0.92), _winkler(0.8)],
    Kind.NAME: [_winkler(0.92), _winkler(0.8)],
    Kind.DATE: [_slips(1), _slips(2)],
    Kind.EMAIL: [_slips(1), _winkler(0.9)],
    Kind.NUMBER: [_slips(1), _slips(2)],
    Kind.POSTCODE: [_slips(1), _slips(2)],
    Kind.PLACE: [_winkler(0.92), _winkler(0.8)],
    Kind.CODE: [],
}


def _train(linker: Linker, blocks: Sequence[blocking.Block], *, most: float) -> float:
    training = linker.training
    training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS, seed=SEED)
    training.estimate_probability_two_random_records_match([block_on(*block) for block in blocks[:3]], recall=0.8)
    # That estimate takes the rarest agreements for matches. Among common names they are not, so it is held to what a table can hold.
    model = linker._settings_obj
    model._probability_two_random_records_match = min(model._probability_two_random_records_match, most)
    for block in _teachers(blocks):
        training.estimate_parameters_using_expectation_maximisation(block_on(*block))
    return float(linker._settings_obj._probability_two_random_records_match)


# Where few true pairs exist, expectation maximisation may learn "two people of one name" as the match, and then a birth date that wholly
# differs seems to say nothing. But nobody is born twice: at most one record in twenty is that wrong.
WHOLLY_WRONG = 0.05


def _hold_to_reason(linker: Linker, fields: Sequence[Field]) -> None:
    dates = {field.column for field in fields if field.kind is Kind.DATE}
    for comparison in linker._settings_obj.comparisons:
        if comparison.output_column_name in dates:
            _bound_the_last(comparison._comparison_levels_excluding_null)


def _bound_the_last(steps: Sequence[Any]) -> None:
    """Lower what was learnt for "nothing alike" to what can be, and share the rest among the other levels as they were."""
    *alike, different = steps
    learnt = different.m_probability
    if not isinstance(learnt, float) or learnt <= WHOLLY_WRONG or learnt >= 1:
        return
    for level in alike:
        if isinstance(level.m_probability, float):
            level.m_probability *= (1 - WHOLLY_WRONG) / (1 - learnt)
    different.m_probability = WHOLLY_WRONG


def _teachers(blocks: Sequence[blocking.Block]) -> list[blocking.Block]:
    """A few blocks that share no column, so that every field is learnt where it is not held fixed."""
    chosen: list[blocking.Block] = []
    for block in blocks:
        if not any(set(block) & set(other) for other in chosen):
            chosen.append(block)
    return chosen[:4]


def _untrained(linker: Linker) -> Iterable[str]:
    for comparison in linker._settings_obj.comparisons:
        for level in comparison._comparison_levels_excluding_null:
            if level.m_probability is None:
                yield f"{comparison.output_column_name}: {level.label_for_charts}"


def _pair(row: dict[str, Any], linker: Linker, names: dict[int, Any]) -> Pair:
    return Pair(
        left=names[row[f"{ROW}_l"]],
        right=names[row[f"{ROW}_r"]],
        probability=float(row["match_probability"]),
        weight=float(row["match_weight"]),
        reasons=tuple(_agreement(row, comparison) for comparison in linker._settings_obj.comparisons),
    )


def _agreement(row: dict[str, Any], comparison: Any) -> Agreement:
    name = comparison.output_column_name
    level = comparison._get_comparison_level_by_comparison_vector_value(row[f"gamma_{name}"])
    return Agreement(
        field=name,
        left=_text(row[f"{name}_l"]),
        right=_text(row[f"{name}_r"]),
        level=level.label_for_charts,
        weight=float(row.get(f"mw_{name}", 0) or 0),
    )


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value)
