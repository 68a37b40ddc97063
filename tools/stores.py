"""Run a command beside a throw-away PostgreSQL and Redis, so that what runs on SQLite is also tried on what large installations use.

    python tools/stores.py python -m pytest …

TEST_DATABASE_URL and TEST_REDIS_URL are passed on when they are set. Otherwise both are started on free loopback ports, in a folder that
is deleted afterwards; where a server program is missing it is installed by apt-get if that may, or said to be missing (code 0).
"""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that what was started is stopped, whoever ends us
    with ExitStack() as started:
        stores = {"TEST_DATABASE_URL": postgres, "TEST_REDIS_URL": redis}
        for name, start in stores.items():
            if not os.environ.get(name):
                address = started.enter_context(start())
                if address is None:
                    return 0
                os.environ[name] = address
        return subprocess.run(command, check=False).returncode


@contextmanager
def postgres() -> Iterator[str | None]:
    programs = _postgres_programs()
    if programs is None:
        print("PostgreSQL is not installed, so nothing is tried on it. To do so: sudo apt-get install postgresql, or set TEST_DATABASE_URL")
        yield None
        return
    with _folder() as folder:
        who, port = _unprivileged(), _free_port()
        shutil.chown(folder, who)
        as_user = {"user": who} if os.geteuid() == 0 else {}
        data = folder / "data"
        quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
        words = ["-U", "hamsafar", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run([programs / "initdb", "-D", data, *words], check=True, **quiet)
        settings = ("listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={folder}", "fsync=off", "full_page_writes=off")
        options = " ".join(f"-c {setting}" for setting in settings)
        subprocess.run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"], check=True, **quiet)
        try:
            yield f"postgresql://hamsafar@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], check=False, **quiet)


@contextmanager
def redis() -> Iterator[str | None]:
    program = shutil.which("redis-server") or _installed("redis-server", lambda: shutil.which("redis-server"))
    if program is None:
        print("Redis is not installed, so nothing is tried on it. To do so: sudo apt-get install redis-server, or set TEST_REDIS_URL")
        yield None
        return
    with _folder() as folder:
        port = _free_port()
        words = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", str(folder)]
        server = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()
            server.wait()


def _postgres_programs() -> Path | None:
    def newest() -> Path | None:
        folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
        on_path = shutil.which("initdb")
        return max(folders, key=lambda path: int(path.parent.name), default=Path(on_path).parent if on_path else None)

    return newest() or _installed("postgresql", newest)


def _installed(package: str, find):  # type: ignore[no-untyped-def]
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print(f"Installing {package} for the tests…", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], check=False, **quiet)
    return find()


def _unprivileged() -> str:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="hamsafar-stores-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    sys.exit("the store did not start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
