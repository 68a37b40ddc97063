"""The home page names causes: what is planted in a world is found by the measures from the data alone, and what is not planted is not."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[5]
PLANTED = """
version: 1
truths:
  - {id: promises, type: broken_promises, days: [60, 120], where: {team: پشتیبانی سفارش}, strength: 0.9, fa: قول‌ها, en: promises}
  - {id: article, type: misleading_article, days: [60, 120], where: {article: return-goods}, strength: 0.95, fa: مقاله, en: article}
  - {id: gateway, type: gateway_failure, days: [60, 120], where: {gateway: آرمان, device: android}, strength: 0.95, fa: درگاه, en: gateway}
"""
# What the measures say of each truth: a measure and a group that got worse. Who reads the wrong article comes to us, unhappy about returns.
SAID = {
    "promises": {("promise_kept_rate", "property:team", "پشتیبانی سفارش")},
    "article": {("containment", "property:article", "return-goods"), ("sentiment", "property:topic", "پس فرستادن کالا")},
    "gateway": {("conversion", "property:gateway", "آرمان")},
}


@pytest.fixture(scope="module")
def named(tmp_path_factory) -> dict[str, list[dict[str, object]]]:
    """What is named once the truths hold, and what was named before."""
    folder = tmp_path_factory.mktemp("world")
    (folder / "truths.yaml").write_text(PLANTED, encoding="utf-8")
    environment = {
        **os.environ, "HAMSAFAR_DATA": str(folder / "data"), "HAMSAFAR_SECRET": "a secret for tests only, long enough",
        "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    command = [sys.executable, str(Path(__file__).with_name("telling.py")), str(folder / "truths.yaml"), str(folder / "named.json")]
    done = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads((folder / "named.json").read_text(encoding="utf-8"))


def found_in(named: list[dict[str, object]]) -> set[str]:
    said = {(one["key"], one["by"], one["group"]) for one in named if one["verdict"] == "worse"}
    return {truth for truth, sayings in SAID.items() if sayings & said}


def test_planted_truths_are_named_from_the_data_alone(named):
    assert len(found_in(named["after"])) >= 2, named


def test_they_are_not_named_before_they_hold(named):
    assert found_in(named["before"]) == set()


def test_little_else_is_named(named):
    """What follows from a truth may be; a world without faults is quiet."""
    assert len(named["before"]) <= 1, named["before"]
