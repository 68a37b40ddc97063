"""Events of people who refuse to be measured are not kept, and are counted as not kept."""

import numpy as np
import pytest

from hamsafar.collect.intake.services import Columns, Outcome, Reason, Verdict
from hamsafar.config import consent_gate
from hamsafar.identify.people.services import key_of_event, stamp
from hamsafar.identify.people.tests.world import event


@pytest.fixture
def gate(monkeypatch):
    refused = {key_of_event(event(user="ali"))}
    gate = consent_gate.Gate(lambda: frozenset(refused))
    monkeypatch.setattr(consent_gate, "gate", gate)
    gate.answer = refused
    return gate


class Store:
    def __init__(self):
        self.kept, self.drops = [], []

    def keep(self, columns, keys):
        assert len(columns) == len(keys)
        self.kept += columns.message_id
        others = {row: Outcome.DUPLICATE for row, name in enumerate(columns.name) if name == "again"}
        return Verdict(others, 7)

    def count(self, drops):
        self.drops += drops

    def append(self, *events):
        columns = Columns.of(events)
        return consent_gate.append(columns, stamp(columns), self.keep, self.count).receipt(len(events))


def test_ali_refused_and_bahar_did_not(gate):
    store = Store()
    receipt = store.append(
        event(message_id="a", user="ali"), event(message_id="b", user="bahar"), event(message_id="c", user="bahar", name="again")
    )
    assert receipt.outcomes == (Outcome.DROPPED, Outcome.ACCEPTED, Outcome.DUPLICATE)
    assert store.kept == ["b", "c"]
    ((drop),) = store.drops
    assert (drop.reason, drop.source, drop.count, drop.example) == (Reason.CONSENT, "web", 1, "")


def test_ali_may_change_his_mind(gate):
    store = Store()
    assert store.append(event(user="ali", name="Consent Given")).accepted == 1


def test_nobody_refused_costs_nothing(gate):
    gate.answer.clear()
    store = Store()
    assert store.append(event(user="ali")).accepted == 1
    assert store.drops == []


def test_an_answer_is_asked_for_again_when_it_is_old(gate, monkeypatch):
    assert len(gate.refused()) == 1
    gate.answer.clear()
    assert len(gate.refused()) == 1
    monkeypatch.setattr(gate, "_asked_at", -100.0)
    assert np.array_equal(gate.refused(), np.empty(0, np.uint64))
