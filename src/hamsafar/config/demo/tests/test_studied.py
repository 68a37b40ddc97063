"""Three research sessions, coded with topics that there are, once."""

import pytest

from hamsafar.collect.intake import services as intake
from hamsafar.collect.research import services as research
from hamsafar.config.demo import studied
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.voice import services as voice


@pytest.fixture
def told(ali, monkeypatch):
    monkeypatch.setattr(intake, "carry_outbox", lambda: 0)
    people.observe([identify(user="u-1")])
    return studied.study()


def test_three_sessions_are_written_down_once_and_coded_with_known_topics(told):
    assert told == 3 and studied.study() == 0
    known = {topic.key for topic in voice.list_topics()}
    passages = research.passages(limit=100)
    assert len(passages) == sum(len(one.said) for one in studied.SESSIONS)
    assert {topic for one in passages for topic in one.topics} <= known
    assert {one.person for one in passages if one.person} == {key("u-1")}
