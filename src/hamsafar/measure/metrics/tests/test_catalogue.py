"""The catalogue is complete, true to the vocabulary and to its document."""

import importlib.util
from pathlib import Path

import pytest

from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.measure.metrics import services as metrics
from hamsafar.measure.metrics.asking import composed
from hamsafar.store.events import scoping

ROOT = Path(__file__).resolve().parents[5]
METRICS = list(metrics.CATALOGUE.values())
SEVENTEEN = {
    "nps", "csat", "ces", "retention", "churn", "clv", "first_contact_resolution", "response_time", "complaint_rate", "sentiment",
    "conversion", "resolution_time", "email_open_rate", "email_click_rate", "containment", "channel_switch_rate", "promise_kept_rate",
}  # fmt: skip


def test_there_are_seventeen_measures():
    assert set(metrics.MEASURES) == SEVENTEEN
    assert len(metrics.MEASURES) == 17


def test_the_two_directions_of_ces_stand_apart():
    assert {one.key: one.better for one in metrics.variants_of("ces")} == {"ces_agreement": "high", "ces_effort": "low"}


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_measure_reads_events_that_the_vocabulary_knows(metric):
    assert all(vocabulary.is_known(name) for name in metric.reads)
    assert set(metric.needs) <= set(metric.reads)
    assert len(metric.reads) == len(set(metric.reads))


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.key)
def test_a_measure_says_what_it_is_in_both_languages(metric):
    for text in (metric.name_en, metric.name_fa, metric.formula_en, metric.formula_fa, metric.source):
        assert text.strip()
    assert not {"ي", "ك"} & set(metric.name_fa + metric.formula_fa)
    if metric.default_target is not None and metric.scale:
        assert metric.scale[0] <= metric.default_target <= metric.scale[1]


@pytest.mark.parametrize("way", ["nothing", "channel", "unit", "stage", "property", "trait", "cohort"])
@pytest.mark.parametrize("metric", [one for one in METRICS if not one.is_forecast], ids=lambda metric: metric.key)
def test_no_question_reads_past_its_scope(metric, way):
    scoping.check(composed(metric.key, metric.tally, way))


def test_every_event_belongs_to_a_stage():
    assert metrics.stage_of("Order Completed") == "pay"
    assert metrics.stage_of("Survey Answered", "Delivery") == "deliver"
    assert metrics.stage_of("Something New") == "after"
    assert {metrics.stage_of(event.name) for event in vocabulary.EVENTS} == set(metrics.STAGES)


def test_the_document_does_not_lag_behind():
    path = ROOT / "tools" / "measures_document.py"
    spec = importlib.util.spec_from_file_location("measures_document", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.DOCUMENT.read_text(encoding="utf-8") == tool.document(), "run: python tools/measures_document.py"
