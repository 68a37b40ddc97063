"""The data sets that everybody can compare with. They lie beside the checkout; where they do not, these tests say so and are left out."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from hamsafar.collect.imports import services

from .spine import Spine

DATA = Path(__file__).resolve().parents[5].parent / "shared" / "data"
pytestmark = [pytest.mark.django_db, pytest.mark.skipif(not DATA.exists(), reason="the public data sets are not at ../shared/data")]


def imported(file: str, name: str) -> tuple[services.ImportRecord, Spine]:
    spine = Spine()
    return services.run_file(DATA / file, services.get_mapping(name).text, sink=spine), spine


@pytest.mark.slow
def test_online_retail_counts_equal_the_files():
    record, spine = imported("online_retail/online_retail.csv.gz", "online_retail")
    events = spine.all()
    assert (record.counts.lines, record.counts.imported, record.counts.events) == (541_909, 541_909, 25_900)
    assert sum(len(json.loads(event.properties)["products"]) for event in events) == 541_909  # 5,268 repeated lines among them
    assert len({event.user_id for event in events} - {""}) == 4_372
    assert record.names == {"Order Completed": 20_725, "Order Refunded": 3_836, "Stock Corrected": 1_336, "Debt Adjusted": 3}
    net = sum(event.amount * (-1 if event.name == "Order Refunded" else 1) for event in events)
    assert net.quantize(Decimal("0.001")) == Decimal("9747747.934")


def test_cdnow_counts_equal_the_files():
    record, spine = imported("cdnow/CDNOW_sample.txt", "cdnow_sample")
    assert (record.counts.lines, record.counts.events, record.counts.rejected) == (6_919, 6_919, 0)
    assert len({event.user_id for event in spine.all()}) == 2_357


@pytest.mark.slow
def test_cdnow_master_counts_equal_the_files():
    record, spine = imported("cdnow/CDNOW_master.txt.gz", "cdnow")
    assert (record.counts.lines, record.counts.events) == (69_659, 69_659)
    assert len({event.user_id for event in spine.all()}) == 23_570


@pytest.mark.slow
def test_helpdesk_counts_equal_the_files():
    record, spine = imported("pm4py_logs/helpdesk.xes.gz", "helpdesk")
    assert (record.counts.lines, record.counts.events) == (21_348, 21_348)
    assert len({json.loads(event.properties)["conversation_id"] for event in spine.all()}) == 4_580
