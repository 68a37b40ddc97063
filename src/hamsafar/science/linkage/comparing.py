"""Compares values with Splink on DuckDB: a pair of rows becomes a pattern, the level at which each field agrees."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from numpy.typing import NDArray
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from .blocking import Block, pairs_of
from .contracts import Field, Kind

SEED = 1405
RANDOM_PAIRS = 1_000_000
AT_ONCE = 500_000  # pairs whose text is held in memory together
ROW, LOT = "unique_id", "lot__"
_BITS = 3  # of a pattern, for each field: nothing to compare, or one of seven levels
EMPTY = -1


@dataclass(frozen=True, slots=True)
class Compared:
    """Pairs of row numbers with their patterns, in a fixed order."""

    left: NDArray[np.int32]
    right: NDArray[np.int32]
    pattern: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.pattern)


def levels_of(patterns: NDArray[np.int64], fields: int) -> NDArray[np.int8]:
    """One column a field: EMPTY, or the level from 0 (nothing alike) up to the same."""
    shifted = patterns[:, None] >> (_BITS * np.arange(fields))
    return ((shifted & ((1 << _BITS) - 1)) - 1).astype(np.int8)


class Comparer:
    """The rows of one table, each to be compared with each."""

    def __init__(self, rows: pd.DataFrame, fields: Sequence[Field]) -> None:
        self.table, self.fields = rows, list(fields)

    @cached_property
    def labels(self) -> list[list[str]]:
        """What each level of each field is called, from nothing alike up to the same."""
        linker = self._linker([block_on(LOT)], duckdb.connect())
        return [_labels(comparison) for comparison in linker._settings_obj.comparisons]

    def candidates(self, blocks: Sequence[Block]) -> Compared:
        """The pairs that agree in one of the blocks."""
        return self._compared([block_on(*block) for block in blocks], sum(pairs_of(self.table, block) for block in blocks))

    def at_random(self) -> Compared:
        """About a million pairs drawn by chance, or all there are; the same every time."""
        count = len(self.table)
        lots = max(1, round(count * count / 2 / RANDOM_PAIRS))
        lot = np.random.default_rng(SEED).permutation(count) % lots
        return Comparer(self.table.assign(**{LOT: lot}), self.fields)._compared([block_on(LOT)], count * count // lots // 2)

    def _compared(self, rules: list[Any], expected: int) -> Compared:
        parts = list(self._parts(rules, 1 + expected // AT_ONCE))
        left, right, pattern = (np.concatenate(columns) for columns in zip(*parts, strict=True))
        order = np.lexsort((right, left))
        return Compared(left[order].astype(np.int32), right[order].astype(np.int32), pattern[order].astype(np.int64))

    def _parts(self, rules: list[Any], parts: int) -> Iterator[tuple[NDArray[Any], ...]]:
        memory = duckdb.connect(":memory:", config={"threads": 2})
        memory.execute("set enable_progress_bar = false")
        inference = self._linker(rules, memory).inference
        pattern = " + ".join(f'(("gamma_{field.column}" + 1)::bigint << {_BITS * n})' for n, field in enumerate(self.fields))
        for part in range(1, parts + 1):
            found = inference.predict_chunk(left_chunk=(part, parts), right_chunk=(1, 1), warning_mode="never")
            sql = f'select "{ROW}_l" as l, "{ROW}_r" as r, {pattern} as pattern from {found.physical_name}'  # noqa: S608
            columns = memory.execute(sql).fetchnumpy()
            found.drop_table_from_database_and_remove_from_cache()
            yield columns["l"], columns["r"], columns["pattern"]

    def _linker(self, rules: list[Any], memory: duckdb.DuckDBPyConnection) -> Linker:
        table = self.table if LOT in self.table else self.table.assign(**{LOT: 0})
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name=ROW,
            comparisons=_comparisons(self.fields),
            blocking_rules_to_generate_predictions=rules,
            retain_matching_columns=True,  # without it the levels are not told either
            retain_intermediate_calculation_columns=False,
        )
        return Linker(DuckDBAPI(connection=memory).register(table), settings, log_level=logging.ERROR)


def _labels(comparison: Any) -> list[str]:
    steps = comparison._comparison_levels_excluding_null
    return [comparison._get_comparison_level_by_comparison_vector_value(n).label_for_charts for n in range(len(steps))]


def _comparisons(fields: Iterable[Field]) -> list[Any]:
    given = [field.column for field in fields if field.kind is Kind.GIVEN_NAME]
    family = [field.column for field in fields if field.kind is Kind.FAMILY_NAME]
    swapped = {given[0]: family[0], family[0]: given[0]} if given and family else {}
    return [_comparison(field, swapped.get(field.column)) for field in fields]


def _comparison(field: Field, swapped: str | None) -> Any:
    column = field.column
    steps = [levels.NullLevel(column), levels.ExactMatchLevel(column)]
    if swapped:
        steps.append(levels.ColumnsReversedLevel(column, swapped, symmetrical=False))
    steps += [make(column) for make in _SIMILAR[field.kind]]
    return comparisons.CustomComparison([*steps, levels.ElseLevel()], output_column_name=column)


Level = Callable[[str], Any]


def _winkler(at_least: float) -> Level:
    return lambda column: levels.JaroWinklerLevel(column, at_least)


def _slips(at_most: int) -> Level:
    return lambda column: levels.DamerauLevenshteinLevel(column, at_most)


def _part_of(column: str) -> Any:
    """«رضا» of «محمدرضا»: the whole name at the beginning or the end of the other."""
    one, other = f"{column}_l", f"{column}_r"
    ends = [f"{what}({a}, {b})" for what in ("starts_with", "ends_with") for a, b in ((one, other), (other, one))]
    return levels.CustomLevel(f"least(length({one}), length({other})) >= 3 and ({' or '.join(ends)})", f"One {column} is part of the other")


def _same_mailbox(column: str) -> Any:
    return levels.CustomLevel(f"split_part({column}_l, '@', 1) = split_part({column}_r, '@', 1)", f"Same {column} with another provider")


def _slip_of_letters(column: str) -> Any:
    """ali.karimi12 and ali.karimi21 are two people; ali.karimi12 and ali.karmi12 may be one. Figures tell namesakes apart."""
    figures = " = ".join(f"regexp_replace({column}_{side}, '[^0-9]', '', 'g')" for side in "lr")
    return levels.CustomLevel(f"{figures} and damerau_levenshtein({column}_l, {column}_r) <= 2", f"Slip in the letters of {column}")


# How values that are not the same may still be meant the same: slips of the finger for digits, likeness of letters for words.
_SIMILAR: dict[Kind, list[Level]] = {
    Kind.GIVEN_NAME: [_winkler(0.92), _part_of, _winkler(0.8)],
    Kind.FAMILY_NAME: [_winkler(0.92), _winkler(0.8)],
    Kind.NAME: [_winkler(0.92), _winkler(0.8)],
    Kind.DATE: [_slips(1), _slips(2)],
    Kind.EMAIL: [_same_mailbox, _slip_of_letters],
    Kind.NUMBER: [_slips(1), _slips(2)],
    Kind.POSTCODE: [_slips(1), _slips(2)],
    Kind.PLACE: [_winkler(0.92), _winkler(0.8)],
    Kind.CODE: [],
}
