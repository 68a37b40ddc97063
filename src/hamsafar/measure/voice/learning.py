"""Learning from this company's own comments: every answer with a score and a text is a labelled example.

A fifth of the comments, chosen by the words themselves, is never learnt from: on it every model is judged, the present one beside
the new one, and the new one takes over only if it is better.
"""

import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import comb
from typing import Any

import numpy as np
from django.db import transaction
from numpy.typing import NDArray

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.science.text import services as science
from hamsafar.science.text.services import Model
from hamsafar.store.events import services as events

from . import desk, exploring
from .contracts import Feeling, Judgement, ModelKind, ModelState, TrainedModel
from .errors import TooFewExamples
from .models import CorrectionRow, ModelRow
from .table import FEELINGS
from .texts import feeling_of_rating

log = logging.getLogger("hamsafar.voice")
question = events.questions_beside(__file__)
MOST, FEWEST, FEWEST_OF_EACH = 12_000, 300, 30
MORE_NEEDED = 1.2  # times as many examples as the last model had, before it is worth training another by itself
ASIDE = 5  # one in so many is kept for judging
FEWEST_ASIDE = FEWEST // ASIDE // 2
Tell = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    texts: list[str]
    feelings: NDArray[np.int64]  # -1, 0, 1
    languages: list[str]
    aside: NDArray[np.bool_]  # judged on, never learnt from

    def __len__(self) -> int:
        return len(self.texts)


def examples() -> Examples:
    """The newest comments with a score, each text once, and what people corrected."""
    rows = events.ask_readings(question("examples"), scope=exploring.EVERYTHING, most=MOST).dicts()
    rated = {row["id_hash"]: feeling_of_rating(row["asked"], row["rated"]) for row in rows}
    said = dict(CorrectionRow.objects.filter(feeling__isnull=False).order_by("-at").values_list("id_hash", "feeling")[:MOST])
    rows += [row for start in range(0, len(said), 5000) for row in exploring.rows_of(list(said)[start : start + 5000])]
    # Older ones first, so that the newest word about the same text stands; a person's word above a score.
    labelled = {row["text"]: (said.get(row["id_hash"], rated.get(row["id_hash"])), row["language"], row["stems"]) for row in reversed(rows)}
    labelled |= {row["text"]: (said[row["id_hash"]], row["language"], row["stems"]) for row in rows if row["id_hash"] in said}
    texts = list(labelled)
    return Examples(
        texts,
        np.array([labelled[text][0] for text in texts], np.int64),
        [labelled[text][1] for text in texts],
        np.array([is_aside(labelled[text][2]) for text in texts], bool),
    )


def is_aside(stems: str) -> bool:
    """By the words, so that the same comment written twice is never on both sides."""
    return hashlib.blake2b(stems.strip().encode(), digest_size=4).digest()[0] % ASIDE == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What there is to learn from. `aside` is only judged on."""

    comments: int
    unhappy: int
    happy: int
    aside: int
    needed: int = FEWEST
    needed_of_each: int = FEWEST_OF_EACH

    @property
    def is_enough(self) -> bool:
        return self.comments >= FEWEST and min(self.unhappy, self.happy) >= FEWEST_OF_EACH and self.aside >= FEWEST_ASIDE


def material() -> Material:
    known = examples()
    return Material(
        comments=len(known), unhappy=int((known.feelings < 0).sum()), happy=int((known.feelings > 0).sum()), aside=int(known.aside.sum())
    )


def is_worth_it() -> bool:
    """Whether enough was said since the last training that another may be better."""
    count = int(events.ask_readings(question("rated_count"), scope=exploring.EVERYTHING).value()) + CorrectionRow.objects.count()
    last = ModelRow.objects.filter(kind=ModelKind.OWN).order_by("-trained_at").first()
    return count >= FEWEST if last is None else min(count, MOST) >= MORE_NEEDED * last.facts.get("available", 0)


def learn(tell: Tell = lambda _done, _total, _note: None, *, by: audit.Actor | None = None) -> TrainedModel:
    """Train on our own comments, judge beside the present model, take the better one. Raises TooFewExamples."""
    seat, known = desk.seat(), examples()
    learnt = np.flatnonzero(~known.aside)
    _refuse_too_few(known)
    tell(0, 3, "vectors")
    vectors = _vectors(known.texts, lambda done: tell(done, 2 * len(known), "vectors"))
    tell(1, 3, "training")
    model = _trained(known, learnt, vectors)
    tell(2, 3, "judging")
    aside = np.flatnonzero(known.aside)
    new, old = (_judge(each, known, aside, vectors) for each in (model, desk.model_of(seat.model_id)))
    return _decide(model, known, new, old, seat.model_id, by)


def _refuse_too_few(known: Examples) -> None:
    unhappy, happy = (int((known.feelings == feeling).sum()) for feeling in (-1, 1))
    if len(known) < FEWEST or min(unhappy, happy) < FEWEST_OF_EACH or known.aside.sum() < FEWEST_ASIDE:
        raise TooFewExamples(found=len(known), needed=FEWEST, unhappy=unhappy, happy=happy, each=FEWEST_OF_EACH)


def _vectors(texts: Sequence[str], tell: Callable[[int], None]) -> Any:
    parts = []
    for at in range(0, len(texts), 200):
        parts.append(desk.embedder().vectors(texts[at : at + 200]))
        tell(at)
    return np.vstack(parts)


def _trained(known: Examples, learnt: NDArray[np.int64], vectors: Any) -> Model:
    """Together with our own seeds, which keep it sensible about what this company's customers have not said yet."""
    seeds = science.all_seeds()
    texts = [known.texts[at] for at in learnt] + [seed.text for seed in seeds]
    feelings = [int(known.feelings[at]) for at in learnt] + [seed.feeling for seed in seeds]
    everything = np.vstack((vectors[learnt], desk.embedder().vectors([seed.text for seed in seeds])))
    facts = {"kind": "own", "available": len(known), "learnt": len(learnt)}
    return science.train_model(
        desk.child, texts, [FEELINGS[feeling + 1] for feeling in feelings], everything, embedder=desk.embedder().name, facts=facts
    )


def _judge(model: Model, known: Examples, aside: NDArray[np.int64], vectors: Any) -> "_Judged":
    texts = [known.texts[at] for at in aside]
    probabilities = model.classifier.probabilities(texts, vectors[aside])
    named = np.array([FEELINGS.index(Feeling(model.classifier.labels[at])) for at in model.classifier.choose(probabilities)])
    ordered = np.zeros((len(texts), len(FEELINGS)))
    for column, label in enumerate(model.classifier.labels):
        ordered[:, FEELINGS.index(Feeling(label))] = probabilities[:, column]
    true = known.feelings[aside] + 1
    figures = science.judge(true, ordered, named)
    languages = np.array([known.languages[at] for at in aside])
    by_language = {language: _share(named == true, languages == language) for language in sorted(set(languages))}
    judgement = Judgement(
        n=figures.n, accuracy=figures.accuracy, macro_f1=figures.macro_f1, calibration=figures.calibration, log_loss=figures.log_loss,
        recall=dict(zip(map(str, FEELINGS), figures.recall, strict=True)), confusion=figures.confusion, by_language=by_language,
        sureness=_sureness(ordered.max(axis=1), named == true),
    )  # fmt: skip
    return _Judged(judgement, named == true)


def _sureness(said: NDArray[np.float64], right: NDArray[np.bool_], most: int = 8) -> list[tuple[float, float, int]]:
    """Groups of equal size, so that none is judged on a handful."""
    order = np.argsort(said, kind="stable")
    parts = np.array_split(order, max(1, min(most, len(said) // 25)))
    return [(float(said[part].mean()), float(right[part].mean()), len(part)) for part in parts]


def _share(right: NDArray[np.bool_], of: NDArray[np.bool_]) -> tuple[int, float]:
    return int(of.sum()), float(right[of].mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Judged:
    judgement: Judgement
    right: NDArray[np.bool_]


def is_better(new: Judgement, old: Judgement) -> bool:
    """Better at naming all three feelings, and no worse at saying how sure it is."""
    return new.macro_f1 > old.macro_f1 and new.log_loss <= old.log_loss


def by_chance(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    """How likely two equally good models would differ as much: McNemar's exact test on what only one of them got right."""
    only_first, only_second = int((first & ~second).sum()), int((second & ~first).sum())
    n, k = only_first + only_second, min(only_first, only_second)
    return 1.0 if n == 0 else float(min(1.0, 2 * sum(comb(n, i) for i in range(k + 1)) / 2**n))


def _decide(model: Model, known: Examples, new: "_Judged", old: "_Judged", old_id: int, by: audit.Actor | None) -> TrainedModel:
    takes_over = is_better(new.judgement, old.judgement)
    state, why = (ModelState.IN_USE, "better") if takes_over else (ModelState.REJECTED, "not_better")
    facts = {"old": asdict(old.judgement), "chance": by_chance(new.right, old.right)}
    with transaction.atomic():
        ModelRow.objects.filter(id=old_id).update(judgement=asdict(old.judgement))
        if takes_over:
            ModelRow.objects.filter(id=old_id).update(state=ModelState.RETIRED)
        row = desk.keep_model(
            model, kind=ModelKind.OWN, state=state, embedder=desk.embedder().name,
            more=facts, learnt_from=int((~known.aside).sum()), judgement=asdict(new.judgement), why=why,
        )  # fmt: skip
        deed = "voice.model_took_over" if takes_over else "voice.model_rejected"
        audit.record(deed, by=by, about=row.id, facts={"macro_f1": new.judgement.macro_f1})
        if takes_over:
            jobs.enqueue("voice.read_again", {}, key=f"model-{row.id}")
    if takes_over:
        desk.forget()
    return trained(row)


def list_models() -> list[TrainedModel]:
    """Newest first."""
    return [trained(row) for row in ModelRow.objects.defer("classifier", "student").order_by("-trained_at", "-id")]


def trained(row: ModelRow) -> TrainedModel:
    judgement = None if row.judgement is None else judgement_of(row.judgement)
    return TrainedModel(
        id=row.id, kind=ModelKind(row.kind), state=ModelState(row.state), trained_at=row.trained_at, embedder=row.embedder,
        learnt_from=row.learnt_from, judgement=judgement, why=row.why, facts=row.facts,
    )  # fmt: skip


def judgement_of(said: Mapping[str, Any]) -> Judgement:
    pairs = {name: tuple(pair) for name, pair in said["by_language"].items()}
    confusion = tuple(map(tuple, said["confusion"]))
    return Judgement(**{**said, "confusion": confusion, "by_language": pairs, "sureness": [tuple(one) for one in said.get("sureness", ())]})


def judge_present(tell: Tell = lambda _done, _total, _note: None) -> Judgement | None:
    """How the model in use does on the comments kept aside; None where there are too few."""
    seat, known = desk.seat(), examples()
    aside = np.flatnonzero(known.aside)
    if len(aside) < FEWEST_ASIDE:
        return None
    some = Examples([known.texts[at] for at in aside], known.feelings[aside], [known.languages[at] for at in aside], known.aside[aside])
    vectors = _vectors(some.texts, lambda done: tell(done, len(some), "vectors"))
    found = _judge(desk.model_of(seat.model_id), some, np.arange(len(some)), vectors)
    ModelRow.objects.filter(id=seat.model_id).update(judgement=asdict(found.judgement))
    return found.judgement
