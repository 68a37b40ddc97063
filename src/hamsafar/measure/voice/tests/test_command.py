"""`hamsafar comments` says what the pages say."""

import argparse
import json

import pytest

from hamsafar.base.errors import BadInput
from hamsafar.config.commands import comments
from hamsafar.config.output import Output
from hamsafar.measure.voice import command
from hamsafar.measure.voice import services as voice


@pytest.fixture
def call(reading, event_store):
    def called(*words):
        parser = argparse.ArgumentParser()
        comments.arguments(parser)
        frames = []
        code = command.run(parser.parse_args(words), Output(frames.append))
        return code, "".join(frame.get("out", "") for frame in frames)

    return called


def test_search_says_what_fits(call, write):
    write("پیک خیلی دیر رسید و بی‌ادب بود", score=1)
    write("عالی بود", score=10)
    voice.catch_up()
    code, said = call("search", "پیک", "--json")
    found = json.loads(said)
    assert code == 0
    assert found["summary"]["comments"] == 1
    assert found["comments"][0]["feeling"] == "negative"
    assert len(found["comments"][0]["id"]) == 16
    assert "عالی بود" in call("search", "--feeling", "positive")[1]


def test_days_cut_and_wrong_days_are_refused(call, write):
    write("عالی بود", score=10)
    voice.catch_up()
    assert json.loads(call("search", "--since", "1405-07-20", "--until", "1405-07-30", "--json")[1])["summary"]["comments"] == 1
    assert json.loads(call("search", "--until", "1405-07-01", "--json")[1])["summary"]["comments"] == 0
    with pytest.raises(BadInput):
        call("search", "--since", "yesterday")


def test_accuracy_says_that_there_is_too_little_data(call):
    said = json.loads(call("accuracy", "--json")[1])
    assert said["model"]["judgement"] is None
    assert said["material"]["comments"] == 0
    assert "Too little" in call("accuracy")[1] or "کم" in call("accuracy")[1]
