"""Run by the Python of a venv that has retentioneering: load the events, ask the funnel once a line of input, print what it took."""

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
    print(json.dumps({"load": loaded}), flush=True)
    for _turn in sys.stdin:  # one question for each line, in turn with the other side
        begun = time.perf_counter()
        found = stream.funnel_data(steps=STEPS)
        took = time.perf_counter() - begun
        # Not getrusage: there a child begins with the peak of whoever started it.
        peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) * 1024
        people = [step["unique_paths"] for step in found["steps"]]
        print(json.dumps({"query": took, "people": people, "peak": peak}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
