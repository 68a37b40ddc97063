"""The measuring itself: what takes part, what is written, what counts as failed."""

import json

import bench.__main__ as bench
import pytest
from bench import speed
from bench.record import figure, row


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A bench of our own making: modules are written by the test."""
    monkeypatch.setattr(bench, "HERE", tmp_path)
    monkeypatch.setattr(bench, "BUILD", tmp_path / "build")
    monkeypatch.setattr(bench, "RESULT", tmp_path / "build" / "bench.json")
    monkeypatch.setattr(bench, "ONE", f"import importlib, json, sys; sys.path.insert(0, {str(tmp_path)!r})" + ONE)
    monkeypatch.setattr(bench, "speed_figures", lambda when: [figure(f"speed {when}", 1, "")])
    monkeypatch.chdir(tmp_path)
    return tmp_path


ONE = "; json.dump(importlib.import_module('{name}').figures(), open(sys.argv[1], 'w'))"


def test_every_module_with_figures_takes_part():
    assert "journeys" in bench.modules()
    assert "record" not in bench.modules()


def test_what_was_measured_is_written_with_the_speed_around_it(folder, capsys):
    (folder / "quick.py").write_text("def figures():\n    return [{'name': 'a', 'value': 2, 'unit': 's', 'bar': '≤ 3', 'holds': True}]\n")
    assert bench.main([]) == 0
    written = json.loads((folder / "build" / "bench.json").read_text())
    assert [record["name"] for record in written] == ["speed before", "a", "speed after"]
    assert all(record.keys() == {"name", "value", "unit", "bar", "holds"} for record in written)
    assert "holds" in capsys.readouterr().out


def test_a_figure_that_does_not_hold_fails_the_bench(folder):
    (folder / "slow.py").write_text("def figures():\n    return [{'name': 'a', 'value': 5, 'unit': 's', 'bar': '≤ 3', 'holds': False}]\n")
    assert bench.main([]) == 1


def test_a_module_that_ends_with_an_error_fails_the_bench_but_not_the_others(folder, capsys):
    (folder / "broken.py").write_text("def figures():\n    raise RuntimeError\n")
    (folder / "quick.py").write_text("def figures():\n    return []\n")
    assert bench.main([]) == 1
    assert "broken" in capsys.readouterr().err
    assert (folder / "build" / "bench.json").exists()


@pytest.mark.parametrize(
    ("bars", "bar", "holds"),
    [
        ({}, "", True),
        ({"least": 2}, "≥ 2", True),
        ({"least": 3}, "≥ 3", False),
        ({"most": 2}, "≤ 2", True),
        ({"most": 1.5}, "≤ 1.5", False),
    ],
)
def test_a_figure_knows_its_bar(bars, bar, holds):
    record = figure("a", 2.0, "s", **bars)
    assert (record["bar"], record["holds"]) == (bar, holds)
    assert ("FAILS" in row(record)) == (not holds)


def test_the_speed_index_is_a_number_above_nothing():
    assert 0 < speed.index() < 100
