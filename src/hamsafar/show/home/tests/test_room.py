"""What comes after the page takes the room that was kept for it, so that nothing below it jumps."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string

NAMES = ("Discover", "Evaluate", "Basket", "Pay")
FOUND = [{"name": name, "people": 90 - n, "share": 0.5 if n else None, "is_weakest": n == 2} for n, name in enumerate(NAMES)]


@pytest.mark.parametrize("weakest", [True, False])
def test_every_stage_has_as_many_lines_before_its_figures_come_as_after(weakest):
    kept = SimpleNamespace(is_refreshing=False, trouble="")
    before = render_to_string("home/stages.html", {"kept_stages": kept, "stages_awaited": True, "stage_names": NAMES})
    stages = [stage | {"is_weakest": stage["is_weakest"] and weakest} for stage in FOUND]
    after = render_to_string("home/stages.html", {"kept_stages": kept, "stages_awaited": False, "stages": stages})
    for page in (before, after):
        assert [line.count('class="tiny') for line in page.split("<li>")[1:]] == [1] * len(NAMES)
