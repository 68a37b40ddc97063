"""What an operator's own SQL may and may not do."""

import pytest

from hamsafar.base.eventstore import QueryTooSlow
from hamsafar.store.events import services as spine

from .planting import plant


def test_reading_the_spine_with_its_canonical_person(event_store):
    plant(event_store, {"person_key": 8}, {"person_key": 8, "flags": ["bot"]})
    spine.override({8: 7})
    assert spine.read_sql("select person_key, own_key from scope").rows == [(7, 8)]
    assert spine.read_sql("select count() from events").value() == 2
    assert spine.read_sql("with x as (select seq from events) select max(seq) as newest from x;").columns == ("newest",)


def test_an_answer_has_an_end(event_store):
    assert len(spine.read_sql("select number from numbers(100000)", most=10).rows) == 10


@pytest.mark.parametrize(
    "statement",
    [
        "insert into events (seq) values (1)",
        "drop table events",
        "alter table events delete where 1",
        "select 1; drop table events",
        "truncate table events",
        "create table x (a UInt8) engine = Memory",
        "system reload dictionary canonical",
        "set max_memory_usage = 0",
        "select * from file('/etc/passwd', 'LineAsString')",
        "select * from `file`('/etc/passwd', 'LineAsString')",
        "select file('/etc/passwd')",
        "select * apply(file) from (select '/etc/passwd' as a)",
        "select globalIn(1, system.one)",
        "select * from url('http://example.com', 'LineAsString')",
        "select * from remote('127.0.0.1', system.one)",
        "select * from system.tables",
        "select * from (select * from executable('x', 'TSV', 'a String'))",
        "select 1 union all select * from url('http://example.com', 'LineAsString')",
        "select seq in (select * from url('http://example.com', 'LineAsString')) from events",
        "select 1 settings max_execution_time = 0",
        "select 1 into outfile '/tmp/x'",
        "explain select 1",
        "select sleepEachRow(1) from numbers(3)",
        "select nonsense from events",
        "select noSuchFunction(1)",
        "select " + "(" * 3000 + "1" + ")" * 3000,
        "select from where",
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
    for _ in range(6):
        spine.read_sql("select 1 as one")
        event_store.command("insert into drops values ('2026-05-01', 'shop', 'x', 1, now64(), '')")
    assert spine.read_sql("select sum(count) from drops").value() == 6
