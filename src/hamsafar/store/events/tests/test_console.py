"""What an operator's own SQL may and may not do."""

import pytest

from hamsafar.base.eventstore import QueryTooSlow
from hamsafar.store.events import services as spine

from .planting import plant


def test_reading_the_spine_with_its_canonical_person(event_store):
    plant(event_store, {"person_key": 8}, {"person_key": 9, "flags": ["bot"]})
    spine.override({8: 7})
    assert spine.read_sql("select person_key, own_key from scope where not has(flags, 'bot')").rows == [(7, 8)]
    assert spine.read_sql("select count() from scope").value() == 2, "an operator sees marked traffic too"
    assert spine.read_sql("select count() from events").value() == 2
    assert spine.read_sql("select dictGetOrDefault('canonical', 'person', toUInt64(8), toUInt64(0))").value() == 7
    assert spine.read_sql("with x as (select seq from events) select max(seq) as newest from x;").columns == ("newest",)


def test_an_answer_has_an_end_and_keeps_its_order(event_store):
    assert len(spine.read_sql("select number from numbers(100000)", most=10).rows) == 10
    ordered = spine.read_sql("select number from numbers(300000) order by cityHash64(number) limit 1000", most=5)
    assert ordered.rows == spine.read_sql("select number from numbers(300000) order by cityHash64(number) limit 5").rows


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("with a as (select 1 as q), b as (select q + 1 as r from a) select r from b", 2),
        ("with a as (select name from events) select count() from events where name in a", 0),
        ("with recursive r as (select 1 as n union all select n + 1 from r where n < 5) select max(n) from r", 5),
        ("select count() from numbers(5) where number in (2)", 1),
        ("select count() from (select 1 from events union all select 1 from drops)", 0),
        ("select count() from (select JSONExtractString(properties, 'url') as url from events where url != '')", 0),
        ("select arrayMap(x -> x + 1, [1])[1]", 2),
    ],
)
def test_a_question_may_name_its_own_steps(event_store, question, answer):
    assert spine.read_sql(question).value() == answer


@pytest.mark.parametrize(
    "statement",
    [
        "insert into events (seq) values (1)",
        "insert into events select * from events",
        "drop table events",
        "alter table events delete where 1",
        "select 1; drop table events",
        "select 1; select 2",
        "truncate table events",
        "create table x (a UInt8) engine = Memory",
        "system reload dictionary canonical",
        "system shutdown",
        "set max_memory_usage = 0",
        "set readonly = 0",
        "select * from file('/etc/passwd', 'LineAsString')",
        "select * from `file`('/etc/passwd', 'LineAsString')",
        "select file('/etc/passwd')",
        "select `file`('/etc/passwd')",
        "select * apply(file) from (select '/etc/passwd' as a)",
        "select columns('a') apply(file) from (select '/etc/passwd' as a)",
        "select arrayMap(file, ['/etc/passwd'])",
        "select arrayMap(`file`, ['/etc/passwd'])",
        "select arrayFilter(sleepEachRow, [3])",
        "with file as f select arrayMap(f, ['/etc/passwd'])",
        "select dictGet('other.secrets', 'a', toUInt64(1))",
        "select dictGet(concat('other', '.x'), 'a', toUInt64(1))",
        "select joinGet('other.secrets', 'a', 1)",
        "select aiGenerate('say hello')",
        "select AI_Generate('say hello')",
        "select getServerSetting('max_connections')",
        "select globalIn(1, system.one)",
        "select notIn(1, system.one)",
        "select 1 global in system.one",
        "select 1 in (system.one)",
        "select hasColumnInTable('127.0.0.1', 'u', 'p', 'd', 't', 'c')",
        "select * from url('http://example.com', 'LineAsString')",
        "select * from remote('127.0.0.1', system.one)",
        "select * from system.tables",
        "select * from (select * from system.tables)",
        "with x as (select * from system.users) select * from x",
        "select * from schema_versions",
        "select a.* from schema_versions a, (with schema_versions as (select 1 as q) select * from schema_versions) b",
        "with schema_versions as (select * from schema_versions) select * from schema_versions",
        "select * from merge('', 'events')",
        "select * from (select * from executable('x', 'TSV', 'a String'))",
        "select 1 union all select * from url('http://example.com', 'LineAsString')",
        "select seq in (select * from url('http://example.com', 'LineAsString')) from events",
        "select 1 settings max_execution_time = 0",
        "select 1 into outfile '/tmp/x'",
        "explain select 1",
        "select sleepEachRow(1) from numbers(3)",
        "select name from events where sleep(3) = 0",
        "select nonsense from events",
        "select noSuchFunction(1)",
        "select " + "(" * 3000 + "1" + ")" * 3000,
        "select from where",
        "not sql at all",
        "",
        "سلام",
    ],
)
def test_nothing_is_written_and_nothing_outside_is_read(event_store, statement):
    with pytest.raises(spine.SqlRefused) as refused:
        spine.read_sql(statement)
    assert refused.value.sentence


def test_what_a_comment_hides_never_reaches_the_engine(event_store):
    answer = spine.read_sql("select /* /* */ * from file('/etc/passwd', 'LineAsString') -- */ */ 1 as one")
    assert "root" not in str(answer.rows)


def test_an_endless_statement_meets_its_limit(event_store):
    with pytest.raises(QueryTooSlow):
        spine.read_sql("select count() from numbers(1000000000000) where sipHash64(number) = 1", limits=spine.Limits(seconds=0.2))


def test_reading_leaves_the_clients_able_to_write(event_store):
    """Also after a question that the engine refused."""
    for _ in range(6):
        spine.read_sql("select 1 as one")
        with pytest.raises(spine.SqlRefused):
            spine.read_sql("select nonsense from events")
        event_store.command("insert into drops values ('2026-05-01', 'shop', 'x', 1, now64(), '')")
    assert spine.read_sql("select sum(count) from drops").value() == 6
