"""Run by the Python of a venv that has retentioneering: load the events, ask the funnel three times, print what it took as JSON."""

import json
import re
import sys
import time
from pathlib import Path

import pandas as pd
from retentioneering import Eventstream

STEPS = ["Product Viewed", "Product Added", "Checkout Started", "Order Completed"]


def main(path: str) -> None:
    begun = time.perf_counter()
    frame = pd.read_parquet(path, columns=["person_key", "name", "timestamp"])
    stream = Eventstream(frame, {"path_cols": ["person_key"], "event_col": "name", "timestamp_col": "timestamp", "custom_cols": []})
    loaded = time.perf_counter() - begun
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        found = stream.funnel_data(steps=STEPS)
        times.append(time.perf_counter() - begun)
    people = [step["unique_paths"] for step in found["steps"]]
    # Not getrusage: there a child begins with the peak of whoever started it.
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
    print(json.dumps({"load": loaded, "query": min(times), "people": people, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1])
