"""`hamsafar measure`: the same numbers for people and for programs."""

import argparse
import json

import pytest

from hamsafar.config.commands import measure as word
from hamsafar.config.output import Output
from hamsafar.measure.metrics import command
from hamsafar.measure.metrics.errors import NoSuchPeriod

pytestmark = pytest.mark.django_db


def said(*words):
    parser, frames = argparse.ArgumentParser(), []
    word.arguments(parser)
    code = command.run(parser.parse_args(words), Output(frames.append))
    return code, "".join(frame.get("out", "") + frame.get("err", "") for frame in frames)


def test_json_is_the_whole_measurement(world):
    code, text = said("nps", "--since", "۱۴۰۵/۷/۱", "--until", "2026-10-18", "--by", "unit", "--json")
    shown = json.loads(text)
    assert code == 0
    assert (shown["n"], shown["value"]) == (6, pytest.approx(100 / 6))
    assert {one["group"]: one["value"] for one in shown["slices"]} == {"tehran": 75, "parts-kish": -100}
    assert shown["period"]["since"] == "2026-09-22T20:30:00+00:00"


def test_people_get_a_table_with_the_interval(world, units):
    code, text = said("nps", "--unit", "retail", "--by", "channel")
    assert code == 0
    assert "…" in text and "۴" in text


def test_without_a_name_it_says_what_to_do_and_lists_on_request(world):
    assert said()[0] == 2
    code, text = said("--list", "--json")
    assert code == 0
    assert "promise_kept_rate" in {one["key"] for one in json.loads(text)}


def test_a_wrong_date_is_refused(world):
    with pytest.raises(NoSuchPeriod):
        said("nps", "--since", "1405-13-01")
