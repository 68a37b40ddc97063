"""The command `hamsafar` as a person uses it: processes of their own on a data folder of their own, with and without a server."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hamsafar.config import control_socket

PATIENCE = 120
SARA, REZA = "canary-sara@example.ir", "canary-reza@example.ir"


class Installation:
    """A data folder, and what can be called on it."""

    def __init__(self, folder: Path, database: str = "") -> None:
        self.folder = folder
        self._database = database
        self.port = _free_port()
        self._server: subprocess.Popen[str] | None = None

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HAMSAFAR_", "DATABASE_", "REDIS_", "DJANGO_"))}
        stores = {name.removeprefix("TEST_"): value for name, value in os.environ.items() if name == "TEST_REDIS_URL"}
        stores |= {"DATABASE_URL": self._database} if self._database else {}
        ours = {"HAMSAFAR_DATA": str(self.folder), "HAMSAFAR_PORT": str(self.port), "HAMSAFAR_COMMENTS": "off"}
        return {**kept, **stores, **ours, "LANG": "C.UTF-8", "LC_ALL": ""}

    def call(self, *words: str, code: int | None = 0, said: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "hamsafar.config.cli", *words]
        done = subprocess.run(
            command, env={**self.environment, **environment}, input=said, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        assert code is None or done.returncode == code, (words, done.returncode, done.stdout[-2000:], done.stderr[-2000:])
        assert "Traceback" not in done.stdout + done.stderr, done.stderr[-3000:]
        return done

    def json(self, *words: str) -> Any:
        return json.loads(self.call(*words, "--json").stdout)

    def up(self) -> None:
        command = [sys.executable, "-m", "hamsafar.config.cli", "up"]
        self._server = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        until = time.monotonic() + PATIENCE
        while not self.is_up:
            assert self._server.poll() is None, self._server.stdout and self._server.stdout.read()
            assert time.monotonic() < until
            time.sleep(0.1)

    @property
    def is_up(self) -> bool:
        line = control_socket.connect(self.folder)
        if line is not None:
            line.close()
        return line is not None

    def stop(self, how: int = signal.SIGTERM) -> int:
        assert self._server is not None
        self._server.send_signal(how)
        code = self._server.wait(timeout=PATIENCE)
        self._server = None
        return code

    def send(self, key: str, *events: dict[str, Any]) -> None:
        head = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode(), "Content-Type": "application/json"}
        body = json.dumps({"batch": list(events)}).encode()
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/v1/batch", body, head)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            assert answer.status == 200


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    made = Installation(tmp_path / "data")
    yield made
    if made._server is not None:
        made.stop(signal.SIGKILL)


def _told(number: int, email: str) -> dict[str, Any]:
    return {"type": "identify", "messageId": f"i{number}", "userId": f"user-{number}", "traits": {"email": email}}


def _bought(number: int) -> dict[str, Any]:
    facts = {"order_id": f"o{number}", "revenue": 10, "currency": "IRR"}
    return {"type": "track", "event": "Order Completed", "messageId": f"t{number}", "userId": f"user-{number}", "properties": facts}


def test_one_story_from_an_empty_folder_to_a_restored_one(installation, tmp_path):
    """Each step is a process; together they are what an operator does in a year."""
    key = installation.json("source", "create", "Our site")["write_key"]
    installation.up()
    installation.send(key, *(_told(n, email) for n, email in enumerate((SARA, REZA))), *(_bought(n) for n in range(2)))

    by_server = installation.json("sql", "select name, count() as n from events group by name order by name")
    assert ["Order Completed", 2] in by_server["rows"]
    assert installation.json("source", "list")[0]["slug"]
    _healthy(installation)
    person = _found(installation, SARA)
    assert {each["typed"] for each in person["identifiers"]} == {SARA, "user-0"}
    installation.call("person", "export", SARA, "--to", str(tmp_path / "sara.zip"))
    assert (tmp_path / "sara.zip").stat().st_mode & 0o077 == 0

    backup = tmp_path / "backup"
    manifest = installation.json("backup", str(backup))
    assert manifest["events"]["events"] == 4
    assert manifest["relational"]["people.IdentifierRow"] == 4
    receipt = json.loads(installation.call("person", "erase", SARA, "--yes", "--json").stdout)
    assert receipt["remnants"] == {}
    assert installation.stop() == 0

    assert installation.json("sql", "select count() from events")["rows"] == [[2]], "the same command without a server"
    installation.call("person", "show", SARA, code=1)
    _restored(tmp_path, backup, installation)


def _healthy(installation: Installation) -> None:
    """What a checkout may lack (built pages, messages) is not this test's business."""
    findings = json.loads(installation.call("doctor", "--json", code=None).stdout)
    broken = {each["check"] for each in findings if each["state"] == "broken"}
    assert broken <= {"pages", "messages"}, findings
    assert {"python", "disk", "event-store", "database", "queue", "redis"} <= {each["check"] for each in findings}


def _found(installation: Installation, email: str) -> Any:
    """Who is who is decided a moment after an event was accepted."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        done = installation.call("person", "show", email, "--json", code=None)
        if done.returncode == 0 and len(json.loads(done.stdout)["identifiers"]) > 1:
            return json.loads(done.stdout)
        time.sleep(0.5)
    raise AssertionError(f"{email} never became a person")


def _restored(tmp_path: Path, backup: Path, lost: Installation) -> None:
    other = Installation(tmp_path / "other machine")
    log = lost.folder / "erasures.log"
    assert SARA not in log.read_text()
    done = other.json("restore", str(backup), "--erasures", str(log))
    assert (done["events"], done["erased"]) == (4, 1)
    other.call("person", "show", SARA, code=1)
    assert {each["typed"] for each in other.json("person", "show", REZA)["identifiers"]} == {REZA, "user-1"}
    same = "select sum(cityHash64(message_id, properties, toString(timestamp), person_key)) from events"
    assert other.json("sql", same) == lost.json("sql", same)
    other.call("restore", str(backup), code=1)  # never over anything
    damaged = next((backup / "events").glob("events-*.parquet"))
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1])
    third = Installation(tmp_path / "third")
    assert "backup_damaged" in third.call("restore", str(backup), "--json", code=1).stdout
    damaged.write_bytes(whole)
    assert third.json("restore", str(backup))["events"] == 4, "a refusal leaves nothing in the way"
    _cut_off(Installation(tmp_path / "fourth"), backup)


def _cut_off(fourth: Installation, backup: Path) -> None:
    """What a restore did not fill to the end has erased people in it and lacks events, so nothing opens it."""
    manifest = backup / "manifest.json"
    facts = json.loads(manifest.read_text())
    facts["events"]["events"] += 1
    manifest.write_text(json.dumps(facts))
    assert "restore_incomplete" in fourth.call("restore", str(backup), "--json", code=1).stdout
    assert "restore_cut_off" in fourth.call("sql", "select 1", "--json", code=1).stdout
    assert "restore again" in fourth.call("up", code=1).stderr
    assert "restore again" in fourth.call("doctor", code=1).stderr


def test_a_second_server_is_refused_and_says_who_is_there(installation, tmp_path):
    installation.up()
    refused = installation.call("up", code=1)
    assert str(installation._server.pid) in refused.stderr
    neighbour = Installation(tmp_path / "neighbour")
    neighbour.port = installation.port
    assert str(installation.port) in neighbour.call("up", code=1).stderr
    assert installation.stop() == 0


def test_a_server_that_was_killed_leaves_nothing_in_the_way(installation):
    installation.up()
    installation.stop(signal.SIGKILL)
    assert (installation.folder / "control.sock").exists(), "a leftover"
    assert installation.json("sql", "select count() from events")["rows"] == [[0]]
    installation.up()
    assert installation.stop() == 0


def test_bad_input_gets_a_sentence_and_a_code(installation):
    assert "There is no Hamsafar" in installation.call("sql", "select 1", code=1).stderr
    assert "there is no command" in installation.call("dance", code=2).stderr
    assert installation.call("up", code=1, HAMSAFAR_PORT="many").stderr
    assert "32" in installation.call("source", "list", code=1, HAMSAFAR_SECRET="short").stderr
    installation.call("source", "create", "x", code=0)
    assert "there is no file" in installation.call("import", "/nowhere.csv", code=2).stderr
    assert json.loads(installation.call("person", "show", "nobody@example.ir", "--json", code=1).stdout)["error"]["code"] == "nobody_found"
    persian = installation.call("person", "show", "nobody@example.ir", code=1, LC_ALL="fa_IR.UTF-8").stderr
    assert "nobody@example.ir" in persian and "Nobody" not in persian
    assert installation.call("backup", "/proc/nothing", code=1).stderr
    assert installation.call("person", "erase", "x", code=1, said="").stderr
    owner = ("member", "create-owner", "--email", "ali@example.com", "--name", "Ali")
    assert installation.call(*owner, code=1, said="123\n").stderr
    installation.call(*owner, code=0, said="travel with me 1405\n")
    assert installation.call(*owner, code=1, said="travel with me 1405\n").stderr


def test_help_is_there_before_anything_is_installed(installation):
    done = installation.call("--help")
    assert all(word in done.stdout for word in ("demo", "up", "import", "measure", "backup", "restore", "doctor", "person"))
    assert not installation.folder.exists()


def test_whoever_reads_only_the_beginning_sees_no_traceback(installation):
    command = f"{sys.executable} -m hamsafar.config.cli --help | true"
    done = subprocess.run(["bash", "-c", command], env=installation.environment, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_every_command_explains_itself():
    from hamsafar.config.cli import parser_of
    from hamsafar.config.commands import COMMANDS

    for command in COMMANDS:
        module = __import__(command.module, fromlist=["run"])
        assert parser_of(command, module).format_help()
        assert module.__doc__


def test_the_command_line_starts_fast():
    """What every command pays before its work begins: no Django, no stores."""
    script = "import sys, hamsafar.config.cli; print([name for name in ('django', 'chdb', 'numpy', 'uvicorn') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_written_is_for_its_owner_only_even_in_a_folder_that_all_may_read(installation):
    installation.folder.mkdir()
    installation.folder.chmod(0o755)
    installation.up()
    installation.stop(signal.SIGTERM)
    made = [path for path in installation.folder.rglob("*") if not path.is_symlink()]
    assert any(path.suffix == ".sqlite3" for path in made)
    assert not [path.name for path in made if path.stat().st_mode & 0o077]
