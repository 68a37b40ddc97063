"""Are comments in English and Portuguese understood? See comments.py."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.evaluate.comments import Shelf, airline, in_five_folds, olist, on_the_first_day, reasons
from hamsafar.science.text.embedding import best_embedder
from hamsafar.science.text.services import Child, first_day_model


def figures(data_folder: Path) -> list[dict[str, Any]]:
    child = Child()
    try:
        return list(_all(Path(data_folder), child, Shelf(child)))
    finally:
        child.stop()


def _all(data: Path, child: Child, shelf: Shelf) -> Iterator[dict[str, Any]]:
    yield from in_five_folds("airline_tweets: 3 feelings, macro-F1", airline(data), shelf, "macro_f1", 0.78, macro=True)
    yield from in_five_folds("airline_tweets: reason of complaint (10), accuracy", reasons(data), shelf, "accuracy", 0.62)
    yield from in_five_folds("olist_classified: class of complaint (3), accuracy", olist(data), shelf, "accuracy", 0.935)
    model = first_day_model(child, best_embedder(child))
    yield from on_the_first_day("airline_tweets (English)", airline(data), model, shelf, 0.80)
