"""Hatch hooks: dependencies come from requirements/runtime.in; a wheel carries built pages and compiled messages."""

import os
import subprocess
import sys
from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).resolve().parent.parent


class Dependencies(MetadataHookInterface):
    def update(self, metadata: dict) -> None:
        lines = (ROOT / "requirements" / "runtime.in").read_text().splitlines()
        metadata["dependencies"] = [line.strip() for line in lines if line.strip() and not line.startswith(("#", "-"))]


class Assets(BuildHookInterface):
    """Builds the browser code and the message files before they are packed; the Makefile does both itself and skips this."""

    def initialize(self, version: str, build_data: dict) -> None:
        if os.environ.get("HAMSAFAR_SKIP_BUILD"):
            return
        for script in ("build_frontend.py", "compile_messages.py"):
            subprocess.run([sys.executable, str(ROOT / "tools" / script)], check=True)


def get_metadata_hook() -> type[MetadataHookInterface]:
    return Dependencies


def get_build_hook() -> type[BuildHookInterface]:
    return Assets
