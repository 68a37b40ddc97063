"""A model learns from the company's own scored comments, is judged on comments kept aside, and takes over only if it reads them better."""

import numpy as np
import pytest

from hamsafar.ground.audit import services as audit
from hamsafar.ground.jobs import services as jobs
from hamsafar.measure.voice import desk, learning, table
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice.contracts import Feeling, Judgement, ModelState
from hamsafar.measure.voice.errors import TooFewExamples
from hamsafar.measure.voice.models import CorrectionRow
from hamsafar.science.text import services as science
from hamsafar.store.events.services import Scope

from .conftest import DAY, NOW
from .small import quickly_trained

ALL = Scope(include_marked=True)
GOOD, BAD, SO_SO = "زیگورات", "بلمران", "شفتالوک"  # words of this company's customers that nobody else knows
FILLING = ["میز", "صندلی", "فرش", "چراغ", "پرده", "کمد", "قفسه", "مبل", "آینه", "تابلو", "گلدان", "ساعت دیواری"]


@pytest.fixture
def here(monkeypatch):
    """Training in this process and without sentence vectors: a second instead of minutes."""
    given = []

    def train(_child, texts, labels, vectors, *, embedder, facts=None, **_more):
        given.extend(texts)
        return quickly_trained(texts, labels, vectors, **{**(facts or {}), "embedder": embedder})

    monkeypatch.setattr(science, "train_model", train)
    return given


def scored(count, label=lambda n: n % 3, first=0):
    """Comments whose feeling only their own words tell, kept as if they had been read."""
    rng = np.random.default_rng(5)
    blank = dict.fromkeys(table.SCHEMA.names, "") | {
        "person_key": 1, "timestamp": NOW - DAY, "marked": False, "asked": "csat", "language": "fa", "feeling": 0, "probability": 0.5,
        "score": 0.0, "urgency": 0.0, "topics": [], "topic_scores": [], "topic_starts": [], "topic_ends": [], "phrase_starts": [],
        "phrase_ends": [], "masked": 0, "model": "1", "corrected": False,
    }  # fmt: skip
    rows = []
    for n in range(first, first + count):
        words = [str(one) for one in rng.choice(FILLING, 4)]
        text = " ".join([*words[:2], (BAD, SO_SO, GOOD)[n % 3], *words[2:], str(n)])
        rated = (0.0, 0.5, 1.0)[label(n)]
        rows.append(
            blank | {"id_hash": 1000 + n, "seq": n, "message_id": f"m{n}", "text": text, "stems": table.stems_of([text])[0], "rated": rated}
        )
    table.keep(rows)
    return rows


def test_too_few_comments_are_refused_with_what_is_needed(reading, event_store, here):
    scored(40)
    with pytest.raises(TooFewExamples) as refused:
        learning.learn()
    assert (refused.value.facts["found"], refused.value.facts["needed"]) == (40, learning.FEWEST)
    assert voice.list_models()[0].id == reading.id


def test_a_model_that_reads_this_company_better_takes_over(reading, event_store, here, ali):
    scored(450)
    found = learning.learn(by=ali)
    assert found.state is ModelState.IN_USE
    assert found.judgement.n == sum(learning.is_aside(row.stems) for row in _rows())
    assert found.judgement.macro_f1 > 0.9 > found.facts["old"]["macro_f1"]
    assert found.facts["chance"] < 0.01
    before = voice.list_models()[1]
    assert (before.id, before.state) == (reading.id, ModelState.RETIRED)
    assert before.judgement is not None
    assert before.judgement.macro_f1 == found.facts["old"]["macro_f1"], "what it was worth when it was replaced stays on record"
    assert desk.seat().model_id == found.id
    assert found.judgement.by_language["fa"][0] == found.judgement.n
    assert sum(n for _sure, _right, n in found.judgement.sureness) == found.judgement.n


def _rows():
    from hamsafar.store.events import services as events

    rows = events.ask_readings(learning.question("examples"), scope=ALL, most=10_000).dicts()
    return [type("Row", (), row) for row in rows]


def test_no_model_learns_from_what_it_is_judged_on(reading, event_store, here):
    rows = scored(400)
    learning.learn()
    aside = {row["text"] for row in rows if learning.is_aside(row["stems"])}
    assert len(aside) > 40
    assert not aside & set(here)


def test_a_model_that_is_not_better_is_left_out_and_stays_on_record(reading, event_store, here):
    scored(420, label=lambda n: (n * 7919 // 3) % 3)  # scores that have nothing to do with the words
    found = learning.learn()
    assert found.state is ModelState.REJECTED or found.judgement.macro_f1 > found.facts["old"]["macro_f1"]
    assert len(voice.list_models()) == 2
    if found.state is ModelState.REJECTED:
        assert desk.seat().model_id == reading.id


@pytest.mark.parametrize(("f1", "loss", "better"), [(0.8, 0.5, True), (0.8, 0.7, False), (0.6, 0.4, False), (0.7, 0.6, False)])
def test_better_means_all_three_feelings_and_no_worse_at_being_sure(f1, loss, better):
    def judged(f1, loss):
        return Judgement(n=100, accuracy=0.8, macro_f1=f1, calibration=0.1, log_loss=loss, recall={}, confusion=())

    assert learning.is_better(judged(f1, loss), judged(0.7, 0.6)) is better


def test_a_word_of_a_person_is_learnt_above_the_score(reading, event_store, here, ali):
    (row,) = scored(1)
    voice.correct(row["id_hash"], feeling=Feeling.POSITIVE, scope=ALL, by=ali)
    known = learning.examples()
    assert known.feelings.tolist() == [1]
    CorrectionRow.objects.all().delete()
    assert learning.examples().feelings.tolist() == [-1]


def test_another_training_waits_for_a_fifth_more_comments(reading, event_store, here):
    assert not learning.is_worth_it()
    scored(350)
    assert learning.is_worth_it()
    learning.learn()
    scored(20, first=350)
    assert not learning.is_worth_it()
    scored(60, first=370)
    assert learning.is_worth_it()


def test_the_present_model_is_judged_too(reading, event_store):
    scored(30)
    assert learning.judge_present() is None
    scored(300)
    found = learning.judge_present()
    assert found.n >= 30
    assert voice.list_models()[0].judgement == found


def test_chance_is_that_of_a_coin():
    right, wrong = np.ones(10, bool), np.zeros(10, bool)
    assert learning.by_chance(right, right) == 1
    assert learning.by_chance(right, wrong) == pytest.approx(2 / 1024)


def test_the_same_words_in_another_spelling_are_on_the_same_side():
    assert all(
        learning.is_aside(*table.stems_of([one])) == learning.is_aside(*table.stems_of([other]))
        for one, other in (("كتاب خوب بود", "کتاب خوب بود"), ("خیلی بد.", "خیلی بد"))
    )


def test_the_page_shows_what_every_model_was_worth(reading, event_store, here, client_of):
    scored(450)
    learning.learn()
    page = client_of("ali", language="en").get("/comments/models").content.decode()
    assert "Learnt from your comments" in page
    assert "Replaced" in page
    assert "No model ever learns from these" in page
    assert "When it says so sure" in page
    assert client_of("dara").post("/comments/models/learn").status_code in (403, 404)


def test_who_had_it_learn_stands_in_the_audit_log_and_not_in_the_queue(client_of, ali):
    client_of("ali").post("/comments/models/learn")
    assert audit.count_entries(deed="voice.learning_asked", by_id=ali.audit_id) == 1
    (job,) = jobs.list_jobs(name="voice.learn_now")
    assert job.payload == {}
