"""The kiosk walks a survey by itself, in the browser's language: it must go where the server goes."""

import json
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys.answers import Answer
from hamsafar.collect.surveys.conditions import Known
from hamsafar.collect.surveys.kiosk_pages import _rules
from hamsafar.collect.surveys.walking import walk

from .strategies import answers_to, documents

FRONTEND = Path(__file__).resolve().parents[5] / "frontend"
ESBUILD = FRONTEND / "node_modules" / ".bin" / "esbuild"
CASES = 150
WALK_ALL = """
import {{ walk }} from "{way}";
import {{ readFileSync }} from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([rules, known]) => {{ const way = walk(rules, known); return [way.steps, way.waiting, way.end]; }})));
"""
pytestmark = [
    pytest.mark.skipif(not ESBUILD.exists() or not shutil.which("node"), reason="the browser packages are not installed: make setup"),
    pytest.mark.slow,
]


@st.composite
def situations(draw: st.DrawFn) -> tuple[d.Document, Known]:
    document = draw(documents())
    answers = {question.id: draw(answers_to(question)) for question in document.questions if draw(st.booleans())}
    known = Known(answers=answers, hidden={"plan": draw(st.sampled_from(("", "red", "7")))}, language="fa", channel="store")
    return document, known


def drawn() -> list[tuple[d.Document, Known]]:
    found: list[tuple[d.Document, Known]] = []

    @settings(max_examples=CASES, phases=[Phase.generate], database=None, suppress_health_check=list(HealthCheck), deadline=None)
    @given(situations())
    def draw(situation):
        found.append(situation)

    draw()
    return found


def as_the_device_knows(document: d.Document, known: Known) -> list[object]:
    answers = {question: _plain(answer) for question, answer in known.answers.items()}
    said = {"answers": answers, "variables": {}, "hidden": dict(known.hidden), "language": known.language, "channel": known.channel}
    return [msgspec.to_builtins(_rules(document)), said]


def _plain(answer: Answer) -> dict[str, object]:
    return dict(msgspec.to_builtins(answer))


def test_the_device_goes_where_the_server_goes(tmp_path):
    cases = drawn()
    script = tmp_path / "walk.ts"
    script.write_text(WALK_ALL.format(way=(FRONTEND / "surveys" / "kiosk" / "way.ts").as_posix()))
    bundle = tmp_path / "walk.mjs"
    command = [str(ESBUILD), str(script), "--bundle", "--platform=node", "--format=esm", f"--outfile={bundle}", "--log-level=error"]
    subprocess.run(command, check=True)
    said = json.dumps([as_the_device_knows(*case) for case in cases])
    done = subprocess.run(["node", str(bundle)], input=said, capture_output=True, text=True, check=True, timeout=120)
    for (document, known), theirs in zip(cases, json.loads(done.stdout), strict=True):
        ours = walk(document, known)
        assert theirs == [list(ours.steps), ours.waiting, ours.end], d.write(document)
