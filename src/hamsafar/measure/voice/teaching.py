"""Teaching the fast reader with this company's own comments before it is let loose on a backlog."""

import logging
import time

import numpy as np

from hamsafar.science.text import services as science
from hamsafar.store.events import services as events

from . import desk
from .desk import Seat
from .models import ModelRow
from .texts import sample_after

log = logging.getLogger("hamsafar.voice")
SAMPLE = 2_000  # texts, half a minute of one processor
ENOUGH = 500  # different ones; with fewer the student stays as it is
TRY_AGAIN = 600.0  # seconds after which it is looked whether there are enough by now

_looked: tuple[Seat | None, float] = None, 0.0  # whose student was looked after last, and when


def taught(seat: Seat, *, after: int) -> Seat:
    """The same seat, its student taught with a sample of what waits behind this number; once for each model."""
    global _looked
    if seat.reader.is_taught or (_looked[0] is seat and time.monotonic() < _looked[1] + TRY_AGAIN):
        return seat
    _looked = seat, time.monotonic()
    waiting = sample_after(after, events.settled(), most=SAMPLE)
    different = {one.text: None for one in waiting}
    own = list(dict.fromkeys(science.mask(text).text for text in different)) if len(different) >= ENOUGH else []
    if len(own) < ENOUGH:
        return seat
    log.info("teaching the fast reader with %d comments", len(own))
    texts = [*(seed.text for seed in science.all_seeds()), *science.words_of_feeling(), *own]
    vectors = np.vstack([desk.embedder().vectors(texts[at : at + 500]) for at in range(0, len(texts), 500)])
    student = science.teach_student(desk.child, desk.model_of(seat.model_id).classifier, texts, vectors, own=len(own))
    ModelRow.objects.filter(id=seat.model_id).update(student=student.to_bytes())
    desk.forget()
    return desk.seat()
