"""`hamsafar segment`: which groups there are, how many fit, and who."""

import argparse
from typing import Any

import pytest

from hamsafar.base.errors import BadInput
from hamsafar.config.commands import segment as command
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import key
from hamsafar.measure.segments import services as segments

from .test_pages import customers, delivered

__all__ = ["customers", "delivered"]
pytestmark = pytest.mark.django_db


class Out:
    def __init__(self) -> None:
        self.said: list[Any] = []

    def line(self, text: str = "") -> None:
        self.said.append(text)

    def json(self, value: Any) -> None:
        self.said.append(value)

    def table(self, _columns: Any, rows: Any) -> None:
        self.said += [tuple(row) for row in rows]


def call(*words: str) -> list[Any]:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    out = Out()
    assert command.run(parser.parse_args(words), out) == 0
    return out.said


def test_groups_are_listed(customers, delivered):
    ((number, name, sentence, counted),) = call("list")
    assert (number, name, counted) == (delivered.id, "تحویل‌گرفته‌ها", "") and "تحویل سفارش" in sentence
    ((told,),) = call("list", "--json")
    assert (told["id"], told["condition"], told["people"]) == (delivered.id, {"did": "Order Delivered", "at_least": 1}, None)


@pytest.mark.parametrize("which", ["1", "Got theirs", "تحویل‌گرفته‌ها", '{"did": "Order Delivered"}'])
def test_how_many_fit_is_said_of_a_number_a_name_or_a_condition(customers, delivered, which):
    which = str(delivered.id) if which == "1" else which
    (found,) = call("count", which, "--json")
    assert (found["people"], found["of"], round(found["share"], 3)) == (2, 3, 0.667)
    assert "۲ از ۳ نفر" in call("count", which)[1]


def test_only_one_unit_counts_where_it_is_named(customers, delivered, units):
    (found,) = call("count", str(delivered.id), "--unit", "retail-iran", "--json")
    assert (found["people"], found["of"]) == (1, 2)
    with pytest.raises(BadInput):
        call("count", str(delivered.id), "--unit", "nowhere")


def test_who_fits_is_said_with_their_names(customers, delivered):
    (found,) = call("people", str(delivered.id), "--json")
    assert {each["person"] for each in found} == {people.key_text(key("sara")), people.key_text(key("reza"))}
    assert "Sara" in {each["name"] for each in found}
    assert len(call("people", str(delivered.id), "--limit", "1")) == 1


@pytest.mark.parametrize("which", ["999", "nobody", "{", '{"nothing": 1}'])
def test_what_there_is_not_is_refused(customers, delivered, which):
    with pytest.raises((segments.SegmentNotFound, segments.BadCondition)):
        call("count", which)
