"""The audit log reads as sentences in both languages: no deed stands there as its code."""

import re
from pathlib import Path

import pytest
from django.urls import get_resolver
from django.utils import translation

from hamsafar.ground.audit import services as audit
from hamsafar.identify.consent.contracts import Choice
from hamsafar.identify.people.contracts import DecisionKind

SOURCE = Path(__file__).resolve().parents[1] / "src" / "hamsafar"
RECORDED = re.compile(r"audit\.record\(\s*\"([a-z_.]+)\"|_queue\([^)]*\"([a-z_]+\.[a-z_.]+)\"\)")
NAMED = {f"people.{kind}" for kind in DecisionKind} | {f"consent.{choice}" for choice in Choice}


def _deeds() -> list[str]:
    files = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts and "demo" not in path.parts]
    found = {one or other for path in files for one, other in RECORDED.findall(path.read_text(encoding="utf-8"))}
    return sorted(found | NAMED)


@pytest.mark.parametrize("deed", _deeds())
def test_a_deed_reads_as_a_sentence_in_both_languages(deed):
    assert get_resolver().url_patterns  # every room is there, as in the running program
    with translation.override("en"):
        english = audit.sentence_of(deed)
    with translation.override("fa"):
        persian = audit.sentence_of(deed)
    assert english != deed
    assert re.search("[\u0600-\u06ff]", persian)
