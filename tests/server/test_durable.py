"""200 means on disk: seen from outside the process."""

import json
import re
import shutil
import signal
import subprocess
import time
import urllib.request

import pytest
from bench.kill import run


def post(server, ids):
    calls = [{"type": "track", "event": "Store Visited", "userId": "u", "messageId": id} for id in ids]
    body = json.dumps({"writeKey": server.key, "batch": calls}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{server.address}/v1/batch", body), timeout=20) as answer:
        assert answer.status == 200


def test_every_200_is_sent_after_the_flush_of_what_it_acknowledges(server, tmp_path):
    """A kill -9 cannot prove this: the kernel keeps what was only written."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed: the flush before each 200 is not watched")
    trace = tmp_path / "trace"
    calls = "trace=fdatasync,fsync,read,recvfrom,recvmsg,write,writev,pwritev,pwritev2,sendto,sendmsg"
    strace = subprocess.Popen(
        ["strace", "-f", "-y", "-e", calls, "-s", "200", "-o", str(trace), "-p", str(server.pid)], stderr=subprocess.PIPE
    )
    try:
        if "attached" not in (strace.stderr.readline().decode() if strace.stderr else ""):
            pytest.skip("this system does not let strace watch a process")
        time.sleep(1)  # strace follows one thread after the other; the writer must be among them before the first call
        for number in range(5):
            post(server, [f"traced-{number}"])
    finally:
        strace.send_signal(signal.SIGINT)
        strace.wait(20)
    assert order_of(trace.read_text(errors="replace")) == [["asked", "written", "flushed", "answered"]] * 5


def order_of(trace):
    """What happened for each request: it came, its event was written to the journal, the journal was flushed, 200 was sent."""
    requests, flushing = [], set()
    writer = next((line.split()[0] for line in trace.splitlines() if _WRITTEN.search(line)), "")
    for line in trace.splitlines():
        step = _step(line, writer, flushing)
        if step == "asked":
            requests.append([])
        if step and requests and requests[-1][-1:] != [step]:
            requests[-1].append(step)
    return requests


_WRITTEN = re.compile(r"pwritev2?\(\d+<[^>]*\.journal>")


def _step(line, writer, flushing):
    """`flushing`: the writer, while it is inside a flush of the journal; strace shows its end on a line of its own."""
    thread = line.split()[0]
    if "POST /v1/batch" in line and re.search(r"\b(read|recvfrom|recvmsg)\b", line):
        return "asked"
    if "HTTP/1.1 200" in line and re.search(r"\b(write|writev|sendto|sendmsg)\b", line):
        return "answered"
    if thread != writer:  # another thread empties what the table holds already
        return None
    if _WRITTEN.search(line):
        return "written"
    if ".journal>" in line and "fdatasync(" in line:
        if "unfinished" in line:
            flushing.add(thread)
            return None
        return "flushed" if line.rstrip().endswith("= 0") else None
    if thread in flushing and "fdatasync resumed" in line:
        flushing.discard(thread)
        return "flushed"
    return None


def test_kill_9_under_load_loses_and_doubles_nothing(tmp_path):
    """Shortened; `make bench` kills fifty times."""
    sender, stored = run(tmp_path, kills=2)
    assert len(sender.acknowledged) > 100
    assert sorted(id for id in sender.acknowledged if id not in stored) == []
    assert {id: count for id, count in stored.items() if count > 1} == {}
    assert set(stored) <= sender.sent


def test_a_restart_under_load_loses_and_doubles_nothing(tmp_path):
    """As an upgrade does it: SIGTERM, the stores brought up to date, up again, while senders go on trying."""
    sender, stored = run(tmp_path, kills=2, how=signal.SIGTERM)
    assert len(sender.acknowledged) > 100
    assert sender.acknowledged - set(stored) == set()
    assert {id: count for id, count in stored.items() if count > 1} == {}


def test_what_was_acknowledged_can_be_read_at_once(server):
    post(server, ["visible"])
    began = time.monotonic()
    assert len(server.rows("message_id = 'visible'", "seq", wait_for=1)) == 1
    assert time.monotonic() - began < 20
