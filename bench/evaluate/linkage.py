"""Are people found whom no identifier links? Pair F1 on FEBRL and on Splink's fake_1000, learnt without a single labelled pair.

The model is chosen by what a column holds (names, dates, places, numbers), never by looking at the answers; the same code and the same
threshold (more likely than not) serve every table here.
"""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from bench.record import figure
from hamsafar.science.linkage.services import Field, Kind, Pair, cluster, find_pairs

PERSON = (
    Field(column="given_name", kind=Kind.GIVEN_NAME),
    Field(column="surname", kind=Kind.FAMILY_NAME, common=True),
    Field(column="street_number", kind=Kind.POSTCODE, common=True),
    Field(column="address_1", kind=Kind.PLACE, common=True),
    Field(column="address_2", kind=Kind.PLACE, common=True),
    Field(column="suburb", kind=Kind.PLACE, common=True),
    Field(column="postcode", kind=Kind.POSTCODE, common=True),
    Field(column="state", kind=Kind.CODE, common=True),
    Field(column="date_of_birth", kind=Kind.DATE),
)
SOCIAL_SECURITY = Field(column="soc_sec_id", kind=Kind.NUMBER)
FAKE = (
    Field(column="first_name", kind=Kind.GIVEN_NAME),
    Field(column="surname", kind=Kind.FAMILY_NAME, common=True),
    Field(column="dob", kind=Kind.DATE),
    Field(column="city", kind=Kind.PLACE, common=True),
    Field(column="email", kind=Kind.EMAIL),
)
LIKELY = 0.5
Same = frozenset[Any]


def figures(data_folder: Path) -> list[dict[str, Any]]:
    """Lines of build/evaluate.json."""
    return [*_febrl(Path(data_folder) / "febrl"), *_fake(Path(data_folder) / "splink_sets")]


def _febrl(folder: Path) -> Iterable[dict[str, Any]]:
    for name, file in (("dataset1", "dataset1.csv"), ("dataset3", "dataset3.csv.gz")):
        rows = _read(folder / file)
        rows["entity"] = rows["rec_id"].str.split("-").str[1]
        for fields, words, bar in (((*PERSON, SOCIAL_SECURITY), "", 0.99), (PERSON, " without the social-security number", 0.95)):
            pairs, _model = find_pairs(rows, fields, row_id="rec_id", at_least=LIKELY)
            yield from _lines(f"febrl {name} pairs{words}", _closed(pairs), _true(rows, "rec_id", "entity"), bar)


def _fake(folder: Path) -> Iterable[dict[str, Any]]:
    rows = _read(folder / "fake_1000.csv")
    pairs, _model = find_pairs(rows, FAKE, row_id="unique_id", at_least=LIKELY)
    found = {frozenset((pair.left, pair.right)) for pair in pairs}
    yield from _lines("splink fake_1000 pairs, as compared", found, _true(rows, "unique_id", "cluster"), None)
    yield from _lines("splink fake_1000 pairs, through others too", _closed(pairs), _true(rows, "unique_id", "cluster"), None)
    labels = _read(folder / "fake_1000_labels.csv")
    agrees = [
        (frozenset((row.unique_id_l, row.unique_id_r)) in found) == (float(row.clerical_match_score) >= LIKELY)
        for row in labels.itertuples()
    ]
    yield _line("splink fake_1000, agreement with its clerical labels", sum(agrees) / len(agrees), None)
    clerical = {frozenset((row.unique_id_l, row.unique_id_r)) for row in labels.itertuples() if float(row.clerical_match_score) >= LIKELY}
    looked_at = {frozenset((row.unique_id_l, row.unique_id_r)) for row in labels.itertuples()}
    yield from _lines("splink fake_1000 against its clerical labels", found & looked_at, clerical, None)


def _read(file: Path) -> pd.DataFrame:
    rows = pd.read_csv(file, skipinitialspace=True, dtype=str)
    return rows.rename(columns=str.strip)


def _true(rows: pd.DataFrame, row_id: str, entity: str) -> set[Same]:
    return {frozenset(pair) for _, group in rows.groupby(entity)[row_id] for pair in combinations(group, 2)}


def _closed(pairs: Iterable[Pair]) -> set[Same]:
    """Who is the same as someone who is the same is the same: a merge joins all of a group."""
    return {frozenset(pair) for group in cluster((pair.left, pair.right) for pair in pairs) for pair in combinations(group, 2)}


def _lines(name: str, found: set[Same], true: set[Same], bar: float | None) -> Iterable[dict[str, Any]]:
    right = len(found & true)
    precision, recall = right / len(found) if found else 0.0, right / len(true)
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    yield _line(f"{name}: F1", f1, bar)
    yield _line(f"{name}: precision", precision, None)
    yield _line(f"{name}: recall", recall, None)


def _line(name: str, value: float, bar: float | None) -> dict[str, Any]:
    return figure(name, value, "share", least=bar, digits=4)
