import pandas as pd
import pytest

from hamsafar.identify.people import duplicates, following, keys

from .world import Spine


@pytest.fixture
def spine(db):
    keys.set_exceptions({})
    spine = Spine()
    following.wire(spine.wiring())
    yield spine
    following.wire(None)
    keys.set_exceptions({})


_compared = {}


@pytest.fixture(autouse=True)
def _compare_the_same_people_once(monkeypatch):
    """Looking for duplicates takes seconds, and most tests look among the same people."""
    find = duplicates.linkage.find_pairs

    def find_once(rows, *args, **kwargs):
        crowd = (len(rows), int(pd.util.hash_pandas_object(rows.astype(str)).sum()))
        if crowd not in _compared:
            _compared[crowd] = find(rows, *args, **kwargs)
        return _compared[crowd]

    monkeypatch.setattr(duplicates.linkage, "find_pairs", find_once)
