"""The secret is made once, whole, and stays."""

import os

import pytest

from hamsafar.config.secret import SHORTEST, _kept_secret


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "secret"


def test_it_is_made_once_for_its_owner_alone(path):
    made = _kept_secret(path)
    assert len(made) >= SHORTEST
    assert _kept_secret(path) == made
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["secret"]


def test_who_is_killed_while_making_it_leaves_none_that_is_empty(path, monkeypatch):
    def killed(_file):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        _kept_secret(path)
    monkeypatch.undo()
    assert len(_kept_secret(path)) >= SHORTEST


def test_of_two_that_make_it_at_once_the_first_counts(path, monkeypatch):
    real = os.link

    def other_was_faster(made, target):
        path.write_text("s" * SHORTEST)
        real(made, target)

    monkeypatch.setattr(os, "link", other_was_faster)
    assert _kept_secret(path) == "s" * SHORTEST


def test_a_file_system_without_second_names_will_do(path, monkeypatch):
    def no_links(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert len(_kept_secret(path)) >= SHORTEST
