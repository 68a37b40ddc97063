"""A child process that embeds and trains, so that neither takes the lock, the memory or the life of the server.

It is started anew (never forked: the event store would hang), asked one thing at a time, restarted when it dies, and ends by itself when
its parent does or when nobody has asked for ten minutes.
"""

import os
import select
import struct
import subprocess
import sys
import threading
import time
from typing import IO, Any

import msgspec

_IDLE_SECONDS = 600
_HEAD = struct.Struct("<Q")
_PACK, _UNPACK = msgspec.msgpack.Encoder().encode, msgspec.msgpack.Decoder().decode


class ChildFailed(RuntimeError):
    """The child could not do what it was asked, or died twice over it."""


class Child:
    """Ask it from any thread; questions wait for each other."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()

    def ask(self, verb: str, about: Any, *, seconds: float) -> Any:
        """What `verb` of child_verbs answers. A child that died is started once more; one that takes too long is ended."""
        with self._lock:
            for attempt in (1, 2):
                try:
                    return self._asked(verb, about, time.monotonic() + seconds)
                except (BrokenPipeError, EOFError) as gone:
                    self._end()
                    if self._stopping.is_set():
                        raise ChildFailed(f"The child process was stopped over {verb!r}.") from gone
                    if attempt == 2:
                        raise ChildFailed(f"The child process ended twice over {verb!r}.") from gone
                except TimeoutError as slow:
                    self._end()
                    raise ChildFailed(f"{verb!r} took longer than {seconds:.0f} seconds.") from slow
        raise AssertionError

    def stop(self) -> None:
        """End it, whatever it is doing: who asked hears ChildFailed. Another question starts another."""
        self._stopping.set()
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._end()
            self._stopping.clear()

    def tidy(self) -> None:
        """Take note of a child that has ended by itself, so that nothing of it stays in the list of processes."""
        if not self._lock.acquire(blocking=False):
            return  # it is being asked
        try:
            if self._process is not None and self._process.poll() is not None:
                self._end()
        finally:
            self._lock.release()

    @property
    def pid(self) -> int | None:
        return None if self._process is None else self._process.pid

    def _asked(self, verb: str, about: Any, until: float) -> Any:
        process = self._running()
        assert process.stdin is not None and process.stdout is not None
        write(process.stdin, {"verb": verb, "about": about})
        answer = read(process.stdout, until)
        if "error" in answer:
            raise ChildFailed(answer["error"])
        return answer["result"]

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "hamsafar.science.text.child"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment(),
            )  # fmt: skip
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except BrokenPipeError:
                    pass
        process.kill()
        process.wait()


def _environment() -> dict[str, str]:
    """One thread: those of OpenMP spin while they wait, which on a busy machine makes one query sixty times slower."""
    return {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")}


def write(pipe: IO[bytes], message: Any) -> None:
    body = _PACK(message)
    pipe.write(_HEAD.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def read(pipe: IO[bytes], until: float) -> Any:
    (length,) = _HEAD.unpack(_exactly(pipe, _HEAD.size, until))
    return _UNPACK(_exactly(pipe, length, until))


def _exactly(pipe: IO[bytes], count: int, until: float) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        ready, _, _ = select.select([pipe], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            raise TimeoutError
        part = os.read(pipe.fileno(), min(1 << 20, count - len(parts)))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def serve(pipe_in: IO[bytes], pipe_out: IO[bytes]) -> None:
    """The child's side: answer until the parent goes or is silent."""
    from . import child_verbs

    while True:
        try:
            question = read(pipe_in, time.monotonic() + _IDLE_SECONDS)
        except (EOFError, TimeoutError):
            return
        try:
            answer = {"result": child_verbs.VERBS[question["verb"]](question["about"])}
        except Exception as error:  # told to the parent, who logs it; the child goes on
            answer = {"error": f"{type(error).__name__}: {error}"}
        write(pipe_out, answer)


def _step_back() -> None:
    """A low priority alone still keeps a processor for some milliseconds each time, and each thread that wakes up waits for that."""
    if hasattr(os, "SCHED_IDLE"):
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
    else:
        os.nice(19)


def main() -> None:
    _step_back()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not stand between answers
    serve(os.fdopen(os.dup(0), "rb", buffering=0), answers)


if __name__ == "__main__":
    main()
