import gc
import threading

import pytest

from hamsafar.collect.intake import garbage


@pytest.fixture(autouse=True)
def as_before():
    before = gc.get_threshold()
    gc.set_threshold(*garbage.OFTEN)
    yield
    gc.set_threshold(*before)


def test_while_any_thread_reads_a_group_garbage_is_looked_for_rarely():
    rarely, leave, inside = garbage.Rarely(), threading.Event(), threading.Event()

    def other():
        with rarely:
            inside.set()
            leave.wait(5)

    thread = threading.Thread(target=other)
    thread.start()
    assert inside.wait(5)
    with rarely:
        pass
    assert gc.get_threshold() == garbage.RARELY
    leave.set()
    thread.join(5)
    assert gc.get_threshold() == garbage.OFTEN


def test_a_group_that_cannot_be_read_ends_it_too():
    rarely = garbage.Rarely()
    with pytest.raises(ValueError), rarely:
        raise ValueError
    assert gc.get_threshold() == garbage.OFTEN
