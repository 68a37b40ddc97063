"""One question per .sql file, put together from named stages.

    -- How many people reach each step?
    -- stage: starts
    select person_key, min(timestamp) as started_at from scope where name = {first:String} group by person_key
    -- stage: counted
    select count() as people from $previous

The first line is the question. Each stage may read `scope`, `$previous` and every stage above it; the last one is the answer.
A file without stages is one select. What reaches the engine is the file itself, comments included, so its query log explains itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_STAGE = re.compile(r"^-- stage: (\w+)[^\n]*\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stage:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    sentence: str
    stages: tuple[Stage, ...]

    def stacked(self, *before: Stage, upto: str | None = None) -> str:
        """One statement: `before`, then the stages up to `upto` (the last one unless told otherwise)."""
        *inner, last = self._until(upto)
        named = [*before, *inner]
        head = ",\n".join(f"{stage.name} as (\n{stage.text.strip()}\n)" for stage in named)
        return f"-- {self.sentence}\n" + (f"with {head}\n" if head else "") + last.text.strip()

    def _until(self, upto: str | None) -> list[Stage]:
        chosen: list[Stage] = []
        for stage in self.stages:
            before = chosen[-1].name if chosen else "scope"
            chosen.append(Stage(stage.name, stage.text.replace("$previous", before)))
            if stage.name == upto:
                return chosen
        if upto is not None:
            raise KeyError(f"{self.name} has no stage {upto}")
        return chosen

    def tables(self) -> frozenset[str]:
        """Every table that some stage reads and no stage defines."""
        from .sql_tables import tables_of  # here, for a parser takes a quarter of a second to load and most commands ask nothing

        found = {table for stage in self._until(None) for table in tables_of(stage.text)}
        return frozenset(found - {stage.name for stage in self.stages})


def parse(name: str, text: str) -> Question:
    first, _, rest = text.partition("\n")
    if not first.startswith("-- ") or not rest.strip():
        raise ValueError(f"{name}: the first line of a .sql file is its question, then comes the SQL")
    opening, *parts = _STAGE.split(rest)
    stages = tuple(Stage(stage, body) for stage, body in zip(parts[::2], parts[1::2], strict=True))
    return Question(name, first.removeprefix("-- ").strip(), stages or (Stage("answer", opening),))


def questions_beside(module_file: str) -> Callable[[str], Question]:
    """`ask_for = questions_beside(__file__)` reads `sql/NAME.sql` of the room that calls it, each file once."""
    folder = Path(module_file).parent / "sql"

    @cache
    def question(name: str) -> Question:
        return parse(name, (folder / f"{name}.sql").read_text(encoding="utf-8"))

    return question
