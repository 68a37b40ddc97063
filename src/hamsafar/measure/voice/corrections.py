"""What people said of a text instead of the model counts above every reading."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from .models import CorrectionRow


def corrected(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows with what people said of them."""
    rows = list(rows)
    said = {row.id_hash: row for row in CorrectionRow.objects.filter(id_hash__in=[row["id_hash"] for row in rows])}
    return [_with(row, said[row["id_hash"]]) if row["id_hash"] in said else row for row in rows]


def _with(row: dict[str, Any], said: CorrectionRow) -> dict[str, Any]:
    changed = {**row, "corrected": True}
    if said.feeling is not None:
        changed |= {"feeling": said.feeling, "score": float(said.feeling), "probability": 1.0}
        if said.feeling != row["feeling"]:  # the words that spoke for the other feeling explain nothing any more
            changed |= {"phrase_starts": [], "phrase_ends": []}
    if said.topics is not None:
        changed |= _with_topics(changed, said.topics)
    return changed


def _with_topics(row: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """Topics that were found keep their place, others have none; what was found and denied goes."""
    found = {
        key: (score, start, end)
        for key, score, start, end in zip(row["topics"], row["topic_scores"], row["topic_starts"], row["topic_ends"], strict=True)
    }
    places = [found.get(key, (row["score"], 0, 0)) for key in keys]
    return {
        "topics": list(keys), "topic_scores": [score for score, _, _ in places], "topic_starts": [start for _, start, _ in places],
        "topic_ends": [end for _, _, end in places],
    }  # fmt: skip
