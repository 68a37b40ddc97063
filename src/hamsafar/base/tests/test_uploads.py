"""What somebody sent us is on the disk, and under its name, before they hear that we have it."""

import os
from pathlib import Path

from hamsafar.base import uploads


def test_a_file_that_is_kept_and_its_name_are_flushed(tmp_path, monkeypatch):
    flushed = []
    monkeypatch.setattr(os, "fsync", lambda file: flushed.append(Path(f"/proc/self/fd/{file}").readlink()))
    uploads.keep(tmp_path / "logo", b"<svg/>")
    assert flushed == [tmp_path / "logo", tmp_path]
    assert (tmp_path / "logo").read_bytes() == b"<svg/>"
