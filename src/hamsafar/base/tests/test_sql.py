"""The stacker of questions."""

import pytest

from hamsafar.base.sql import Stage, parse, questions_beside

THREE = """-- How many people come back?
-- stage: visits, one row a person and day
select person_key, toDate(timestamp) as day from $previous group by person_key, day
-- stage: often
select person_key from $previous group by person_key having count() > 1
-- stage: counted
-- comments stay where they are
select count() as people from $previous where person_key not in (select person_key from visits where day = today())
"""


def test_stages_stand_on_each_other_and_on_what_comes_before():
    text = parse("back", THREE).stacked(Stage("scope", "select * from t"))
    assert text.startswith("-- How many people come back?\nwith scope as (\nselect * from t\n),\nvisits as (")
    assert "from scope group by person_key, day" in text
    assert "from visits group by person_key having" in text
    assert text.rstrip().endswith("from often where person_key not in (select person_key from visits where day = today())")
    assert "-- comments stay where they are" in text
    assert "$previous" not in text


def test_one_can_stop_at_a_stage():
    text = parse("back", THREE).stacked(upto="often")
    assert text.endswith("from visits group by person_key having count() > 1")
    with pytest.raises(KeyError):
        parse("back", THREE).stacked(upto="nowhere")


def test_a_file_without_stages_is_one_select():
    assert parse("one", "-- One?\nselect 1 as one\n").stacked() == "-- One?\nselect 1 as one"


@pytest.mark.parametrize("text", ["", "select 1", "-- only a question?\n", "-- q?\n   \n"])
def test_a_file_that_does_not_begin_with_its_question_is_refused(text):
    with pytest.raises(ValueError, match="first line"):
        parse("bad", text)


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("select 1", set()),
        ("select a from scope, drops", {"scope", "drops"}),
        ("with x as (select 1 from events) select * from x", {"events"}),
        ("select 1 from scope where a in (select a from other) and b in third", {"scope", "other", "third"}),
        ("select 1 from scope where name in {names:Array(String)}", {"scope"}),
        ("select * from url('http://x', 'TSV')", {"url()"}),
        ("select * from scope array join flags as flag", {"scope"}),
    ],
)
def test_it_knows_which_tables_are_read(text, tables):
    assert parse("t", f"-- T?\n{text}").tables() == tables


def test_files_are_read_once_from_beside_the_module(tmp_path):
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "one.sql").write_text("-- One?\nselect 1")
    question = questions_beside(str(tmp_path / "queries.py"))
    assert question("one") is question("one")
    assert question("one").sentence == "One?"
