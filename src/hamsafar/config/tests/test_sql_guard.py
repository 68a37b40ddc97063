import pytest

from hamsafar.config import sql_guard
from hamsafar.store.events.services import SqlRefused


@pytest.mark.parametrize(
    "question",
    [
        "drop table events",
        "insert into events select * from events",
        "alter table events delete where 1",
        "select 1; select 2",
        "select * from file('/etc/passwd', 'LineAsString')",
        "select * from url('http://127.0.0.1/', 'LineAsString')",
        "select * from remote('127.0.0.1', 'default', 'events')",
        "select * from system.parts",
        "select * from (select * from system.tables)",
        "with x as (select * from system.users) select * from x",
        "select file('/etc/passwd')",
        "select name from events where sleep(3) = 0",
        "select 1 settings max_execution_time = 1000",
        "select * from schema_versions",
        "select * from merge('', 'events')",
        "system shutdown",
        "set readonly = 0",
        "not sql at all",
        "",
        "select no_such_column from events",
        "select nonsense(1)",
        "select * apply(file) from (select '/etc/passwd' as a)",
        "select columns('a') apply(file) from (select '/etc/passwd' as a)",
        "select `file`('/etc/passwd')",
        "select globalIn(1, system.one)",
        "select notIn(1, system.one)",
        "select 1 global in system.one",
        "select 1 in (system.one)",
        "select hasColumnInTable('127.0.0.1', 'u', 'p', 'd', 't', 'c')",
        "select a.* from schema_versions a, (with schema_versions as (select 1 as q) select * from schema_versions) b",
        "with schema_versions as (select * from schema_versions) select * from schema_versions",
    ],
)
def test_only_questions_about_published_tables_are_answered(event_store, question):
    with pytest.raises(SqlRefused):
        sql_guard.ask(question, rows=10)


def test_a_question_is_answered_up_to_its_limit(event_store):
    assert len(sql_guard.ask("select number from numbers(100)", rows=10).rows) == 10
    assert sql_guard.ask("with few as (select name from events) select count() from few", rows=10).value() == 0
    assert sql_guard.ask("select count() from events union all select count() from drops", rows=10).rows


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("with a as (select 1 as q), b as (select q + 1 as r from a) select r from b", 2),
        ("with a as (select name from events) select count() from events where name in a", 0),
        ("with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select max(n) from r", 5),
        ("select count() from numbers(5) where number in (2)", 1),
    ],
)
def test_a_question_may_name_its_own_steps(event_store, question, answer):
    assert sql_guard.ask(question, rows=10).value() == answer


def test_the_next_page_can_still_write(event_store):
    sql_guard.ask("select 1", rows=1)
    event_store.command("insert into forgotten values (1, 1)")
