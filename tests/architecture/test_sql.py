"""Which tables the .sql files read, and that each of them says what it asks."""

from pathlib import Path

import pytest

from hamsafar.base.sql import parse

SOURCE = Path(__file__).resolve().parents[2] / "src" / "hamsafar"
FILES = sorted(path for path in SOURCE.glob("*/*/sql/*.sql"))
FLOORS = ("base", "science", "ground", "collect", "identify", "store", "measure", "decide", "act", "show", "config")

# Tables of the event store by the room that owns them; `scope` is what the question door puts there.
OWNED = {"store/events": {"events", "quarantine", "drops", "person_overrides", "schema_versions", "forgotten"}}
PUBLISHED = {"store/events": {"annotations"}}  # tables that later rooms may read beside `scope`
HARMLESS = {"numbers()", "values()", "zeros()"}


def room_of(path: Path) -> str:
    return "/".join(path.relative_to(SOURCE).parts[:2])


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def readable_in(room: str) -> set[str]:
    floor = FLOORS.index(room.split("/")[0])
    earlier = {table for owner, tables in PUBLISHED.items() if FLOORS.index(owner.split("/")[0]) < floor for table in tables}
    return {"scope"} | HARMLESS | OWNED.get(room, set()) | earlier


@pytest.mark.parametrize("path", FILES, ids=named)
def test_a_question_reads_the_scope_its_own_tables_and_published_ones(path):
    question = parse(path.stem, path.read_text(encoding="utf-8"))
    assert question.tables() <= readable_in(room_of(path))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_the_first_line_is_the_question_or_what_a_part_adds_to_one(path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("-- ")
    assert first.endswith(("?", "."))


@pytest.mark.parametrize("path", FILES, ids=named)
def test_values_are_bound_never_written_in(path):
    assert "%(" not in path.read_text(encoding="utf-8")
    assert "{{" not in path.read_text(encoding="utf-8")


def test_there_are_files_to_look_at():
    assert len(FILES) > 20


@pytest.mark.parametrize("text", ["select 1 from events", "select 1 from scope join drops using source", "select * from file('x')"])
def test_a_file_of_a_later_room_that_reads_past_the_scope_is_found(text):
    assert not parse("sly", f"-- Sly?\n{text}").tables() <= readable_in("measure/metrics")
