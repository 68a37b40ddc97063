"""A process that dies between the mail server's yes and writing it down: nobody can tell, so it is unknown and not sent again."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from .post_office import PostOffice, post_office


def test_a_crash_between_sending_and_writing_it_down_shows_as_unknown(tmp_path, monkeypatch):
    environment = {**os.environ, "HAMSAFAR_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hamsafar.config.settings"}
    for name in ("DATABASE_URL", "HAMSAFAR_EVENTS", "REDIS_URL"):
        environment.pop(name, None)
    program = [sys.executable, str(Path(__file__).with_name("crashing.py"))]
    running: list[subprocess.Popen[str]] = []
    takes = PostOffice.handle_DATA

    async def takes_and_kills(self, server, session, envelope):
        said = await takes(self, server, session, envelope)
        running[0].send_signal(signal.SIGKILL)
        return said

    monkeypatch.setattr(PostOffice, "handle_DATA", takes_and_kills)
    with post_office() as office:
        running.append(subprocess.Popen([*program, "send", str(office.port)], env=environment, stderr=subprocess.PIPE, text=True))
        _, trouble = running[0].communicate(timeout=120)
        assert running[0].returncode == -signal.SIGKILL, trouble[-2000:]
        done = subprocess.run([*program, "go_on"], env=environment, capture_output=True, text=True, timeout=120, check=False)
        assert done.stdout.split() == ["unknown", "went_quiet", "unknown"], done.stderr[-2000:]
        assert len(office.letters) == 1
