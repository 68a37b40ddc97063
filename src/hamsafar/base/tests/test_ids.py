import datetime as dt

from hamsafar.base import clock
from hamsafar.base.ids import ordered_id


def test_ids_stand_in_the_order_in_which_they_were_made_and_say_their_version(monkeypatch):
    made = []
    for second in range(3):
        monkeypatch.setattr(clock, "now", lambda second=second: dt.datetime(2026, 5, 1, 10, 0, second, tzinfo=dt.UTC))
        made.append(ordered_id())
    assert sorted(made) == made
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert made[0].int >> 80 == int(dt.datetime(2026, 5, 1, 10, tzinfo=dt.UTC).timestamp() * 1000)


def test_ids_of_one_millisecond_are_not_to_be_guessed():
    made = [ordered_id() for _ in range(1_000)]
    assert len({each.int & (1 << 62) - 1 for each in made}) == 1_000
