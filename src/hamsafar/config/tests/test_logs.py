import logging
import sys

import pytest

from hamsafar.config.logs import MaskingFormatter, masked


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("to sara.ahmadi@example.ir now", "sara.ahmadi"),
        ("09123456789", "09123456789"),
        ("from +98 912 345 6789", "345"),
        ("۰۹۱۲۳۴۵۶۷۸۹", "۰۹۱۲۳۴۵۶۷۸۹"),
        ("card 6037-9911-2233-4455", "9911"),
        ("national id 0499370899", "0499370899"),
        ("Authorization: Bearer abcdef123456", "abcdef123456"),
        ("Basic d2tfMTIzOg==", "d2tfMTIzOg"),
        ("postgresql://cx:s3cret-word@db/hamsafar", "s3cret-word"),
        ("password=hunter2222", "hunter2222"),
        ('{"write_key": "wk_9f8e7d6c"}', "wk_9f8e7d6c"),
    ],
)
def test_people_and_secrets_do_not_reach_the_log(line, secret):
    assert secret not in masked(line)


@pytest.mark.parametrize(
    "harmless", ["took 1234 ms at 2026-10-18 12:30:05", "seq 123456789", "version 5.2.19", "127.0.0.1:8000", "line 541909"]
)
def test_what_operators_need_stays(harmless):
    assert masked(harmless) == harmless


def test_tracebacks_are_masked_too():
    try:
        raise ValueError("no such person: sara@example.ir")
    except ValueError:
        record = logging.LogRecord("x", logging.ERROR, "f", 1, "failed for %s", ("09123456789",), sys.exc_info())
    text = MaskingFormatter("%(message)s").format(record)
    assert "sara@" not in text and "0912" not in text
    assert "Traceback" in text and "example.ir" in text
