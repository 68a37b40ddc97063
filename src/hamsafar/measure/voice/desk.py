"""Who reads: the model in use with the topics of this company, kept in this process until either changes."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from hamsafar.base import clock
from hamsafar.science.text import services as science
from hamsafar.science.text.services import Child, Embedder, Hashed, Model, Reader

from . import topics
from .contracts import ModelKind, ModelState
from .models import ModelRow

child = Child()  # of this process; it starts when it is first asked and ends when nobody asks


@dataclass(frozen=True, slots=True, eq=False)
class Seat:
    """A reader, and what its readings are signed with."""

    reader: Reader
    model_id: int
    topics: str

    @property
    def careful(self) -> str:
        return str(self.model_id)

    @property
    def fast(self) -> str:
        return f"{self.model_id}f"  # read again carefully when there is time


_lock = threading.RLock()
_seat: Seat | None = None


def embedder() -> Embedder:
    return Hashed() if settings.COMMENTS == "light" else science.best_embedder(child)


def seat() -> Seat:
    """The present reader. Trains the first-day model when there is none, which takes a minute."""
    global _seat
    with _lock:
        known = topics.phrases()
        mark = topics.digest(known)
        model_id = _model_in_use()
        if _seat is None or (_seat.model_id, _seat.topics) != (model_id, mark):
            _seat = Seat(Reader(model_of(model_id), embedder(), known), model_id, mark)
        return _seat


def model_of(model_id: int) -> Model:
    row = ModelRow.objects.get(id=model_id)
    return Model(science.Classifier.from_bytes(bytes(row.classifier)), science.Student.from_bytes(bytes(row.student)))


def _model_in_use() -> int:
    kind = embedder().name
    found = ModelRow.objects.filter(state=ModelState.IN_USE, embedder=kind).values_list("id", flat=True).first()
    return found if found is not None else _first_day(kind)


def _first_day(kind: str) -> int:
    model = science.first_day_model(child, embedder())
    try:
        with transaction.atomic():
            return keep_model(model, kind=ModelKind.FIRST_DAY, state=ModelState.IN_USE, embedder=kind).id
    except IntegrityError:  # another process was faster
        return ModelRow.objects.values_list("id", flat=True).get(state=ModelState.IN_USE, embedder=kind)


def keep_model(
    model: Model, *, kind: ModelKind, state: ModelState, embedder: str, more: Mapping[str, Any] | None = None, **values: Any
) -> ModelRow:
    """`more`: facts beside those that the model brings along."""
    return ModelRow.objects.create(
        kind=kind, state=state, embedder=embedder, trained_at=clock.now(), facts={**model.facts, **(more or {})},
        classifier=model.classifier.to_bytes(), student=model.student.to_bytes(), **values,
    )  # fmt: skip


def forget() -> None:
    """The model in use changed: whoever asks next gets a new reader."""
    global _seat
    with _lock:
        _seat = None


def leave() -> None:
    """End the child and forget the reader; the next question begins anew."""
    child.stop()
    forget()
