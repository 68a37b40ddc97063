"""Writers go one after the other, in the order in which they came."""

import threading

from hamsafar.base.sqlite.queue import WriteQueue

SOON = 5.0  # seconds; what is waited for comes at once


def waiting(queue, name, done):
    """A thread that waits for its turn, notes its name and gives the turn back. Returned once it stands in the line."""
    before = len(queue._line)

    def run():
        turn = queue.take(SOON)
        done.append(name)
        turn.end()

    thread = threading.Thread(target=run)
    thread.start()
    while len(queue._line) == before:
        pass
    return thread


def test_whoever_came_first_is_served_first():
    queue, done = WriteQueue(), []
    first = queue.take(SOON)
    threads = [waiting(queue, number, done) for number in range(5)]
    assert done == []
    first.end()
    for thread in threads:
        thread.join(SOON)
    assert done == [0, 1, 2, 3, 4]


def test_whoever_has_waited_long_enough_leaves_the_line():
    queue = WriteQueue()
    first = queue.take(SOON)
    assert queue.take(0.01) is None
    first.end()
    last = queue.take(SOON)
    assert last is not None


def test_a_turn_that_was_given_back_is_not_given_back_again():
    queue = WriteQueue()
    first = queue.take(SOON)
    first.end()
    second = queue.take(SOON)
    first.end()
    assert queue.take(0.01) is None  # still the second one's
    second.end()
