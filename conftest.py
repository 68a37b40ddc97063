"""What every test stands on: a data folder of its own per worker, so that tests run side by side and never touch real data."""

import os
import tempfile

_folder = tempfile.mkdtemp(prefix="hamsafar-test-")
os.environ["HAMSAFAR_DATA"] = _folder
os.environ["HAMSAFAR_SECRET"] = "a secret for tests only, long enough"
os.environ.setdefault("HAMSAFAR_LANGUAGE", "fa")
for _name in ("HAMSAFAR_EVENTS", "DATABASE_URL", "REDIS_URL", "HAMSAFAR_URL"):
    if f"TEST_{_name}" in os.environ:
        os.environ[_name] = os.environ[f"TEST_{_name}"]
    else:
        os.environ.pop(_name, None)
