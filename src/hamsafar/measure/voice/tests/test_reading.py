"""What customers write is found on the spine, read once, and kept without personal data."""

import threading

import pytest

from hamsafar.measure.voice import desk, exploring, following, table, teaching, texts
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice.texts import feeling_of_rating, of_customer, rating_of
from hamsafar.store.events.services import Scope

ALL = Scope(include_marked=True)


def read_all():
    return voice.explore(voice.Filters(), scope=ALL, limit=500).comments


def test_texts_of_every_kind_are_read(reading, write):
    write("غذا عالی بود، ممنون", score=10)
    write("Terrible, it broke after a day", name="Review Posted", review_id="r", product="lamp", rating=1)
    write("kheili bad bood", name="Mention Found", mention_id="m", network="x", direction="inbound")
    write("سفارشم کجاست؟", name="Message Received", conversation_id="c", channel="chat")
    write("راضی نبودم", name="Our Own Event")
    assert voice.catch_up() == 5
    assert {(one.name, str(one.feeling)) for one in read_all()} >= {
        ("Survey Answered", "positive"), ("Review Posted", "negative"), ("Mention Found", "negative"), ("Our Own Event", "negative"),
    }  # fmt: skip
    assert {str(one.language) for one in read_all()} == {"fa", "en", "fa-Latn"}


def test_what_we_wrote_and_what_no_customer_wrote_is_left_alone(reading, write):
    write("با سلام، پیگیری می‌کنیم", name="Conversation Replied", conversation_id="c", direction="outbound")
    write("Buy now", name="Element Clicked")
    write("our own", name="Our Own Event", direction="outbound")
    write("   ", score=3)
    write(None, score=3)
    assert voice.catch_up() == 0
    assert read_all() == ()


def test_nothing_is_read_twice_and_what_comes_later_is_read(reading, write):
    write("خوب بود", score=9)
    assert voice.catch_up() == 1
    assert voice.catch_up() == 0
    write("بد بود", score=2)
    assert voice.catch_up() == 1


def test_a_crash_between_reading_and_noting_it_repeats_without_harm(reading, write, monkeypatch):
    write("خوب بود", score=9)
    with monkeypatch.context() as broken:
        broken.setattr(following, "_move_offset", lambda seq: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            voice.catch_up()
    voice.catch_up()
    assert len(read_all()) == 1


def test_personal_data_is_masked_before_anything_is_kept(reading, write, event_store):
    write("زنگ بزنید ۰۹۱۲۳۴۵۶۷۸۹ یا a.b@example.com، افتضاح بود", score=0)
    voice.catch_up()
    (one,) = read_all()
    assert one.text == "زنگ بزنید [phone] یا [email]، افتضاح بود"
    assert any("افتضاح" in one.text[start:end] for start, end in one.phrases), "the phrase is a range of the masked text"
    left = "select count() from annotations where position(concat(text, stems), '۰۹۱۲') or position(stems, '0912')"
    assert event_store.query(left).value() == 0


def test_a_score_given_with_the_text_or_before_it_stands_beside_it(reading, write):
    write("خوب بود", score=9)
    write("خوب بود", question="text", score_question="csat", score_beside=2)
    write("good", name="Review Posted", review_id="r", product="x", rating=4)
    write("nope", name="Article Rated", article="a", helpful="no")
    voice.catch_up()
    assert {(one.asked, round(one.rated, 2)) for one in read_all()} == {("nps", 0.9), ("csat", 0.25), ("review", 0.75), ("helpful", 0.0)}


def test_scores_mean_what_the_field_means_by_them():
    assert [feeling_of_rating("nps", score / 10) for score in range(11)] == [-1] * 7 + [0, 0, 1, 1]
    assert [feeling_of_rating("csat", (score - 1) / 4) for score in (1, 2, 3, 4, 5)] == [-1, -1, 0, 1, 1]
    assert rating_of("Survey Answered", {"question": "ces_effort", "score": 7}) == ("ces_effort", 0.0)
    assert rating_of("Survey Answered", {"question": "nps", "score": 11}) == ("nps", None)
    assert rating_of("Survey Answered", {"question": "nps", "score": True}) == ("nps", None)
    assert rating_of("Survey Answered", {"question": "nps", "score": 10**400}) == ("nps", None)
    assert rating_of("Survey Answered", {"question": ["nps"], "score": 9, "score_beside": {}, "score_question": [[]]}) == ("", None)


def test_of_a_transcript_only_the_customer_is_heard():
    heard = of_customer("Agent: great to hear you\nCustomer: it never works\nکارشناس: چشم\nمشتری: ممنون")
    assert "great" not in heard and "چشم" not in heard
    assert heard.index("it never works") == len("Agent: great to hear you\nCustomer: ")


def test_a_backlog_is_read_in_haste_and_later_carefully(reading, write, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 3)
    monkeypatch.setattr(teaching, "ENOUGH", 4)
    for text in ("خوب بود", "بد بود", "عالی", "افتضاح", "great", "awful", "سرد بود"):
        write(text, score=5)
    voice.catch_up()
    signed = {one.text: one.model for one in read_all()}
    assert len(signed) == 7
    assert list(signed.values()).count(f"{reading.id}f") == 6
    assert desk.model_of(reading.id).student.facts["own"] == 7, "the student was taught with these comments first"
    from hamsafar.measure.voice import again

    again.read_in_haste(lambda *_: None)
    assert {one.model for one in read_all()} == {str(reading.id)}


def test_somebody_erased_while_being_read_leaves_nothing(reading, write, event_store):
    id_hash = write("بد بود", score=1)
    event_store.command("insert into forgotten values ({id:UInt64}, 1)", {"id": id_hash})
    voice.catch_up()
    assert event_store.query("select count() from annotations").value() == 0


def test_bots_and_tests_are_read_and_left_out_of_what_people_see(reading, write):
    write("خوب بود", score=9, flags=["test"])
    voice.catch_up()
    assert voice.explore(voice.Filters(), scope=Scope()).total == 0
    assert voice.explore(voice.Filters(), scope=ALL).total == 1


def test_a_text_is_read_on_request_without_being_kept(reading, write, event_store):
    found = voice.annotate("پیک خیلی دیر رسید و بی‌ادب بود")
    assert found.feeling == "negative"
    assert set(found.topics) >= {"courier", "delivery_time"}
    assert event_store.query("select count() from annotations").value() == 0


def test_annotations_of_events_are_found_by_their_ids(reading, write):
    id_hash = write("عالی بود", score=10)
    write("بد بود", score=1)
    voice.catch_up()
    found = voice.annotations_of([id_hash, 5])
    assert list(found) == [id_hash]
    assert found[id_hash].message_id == "m1"


def test_the_table_has_the_columns_that_its_writer_writes(event_store):
    columns = [name for (name,) in event_store.query("select name from system.columns where table = 'annotations' order by position").rows]
    assert columns == table.SCHEMA.names


def test_units_and_canonical_people_cut_readings_as_they_cut_events(reading, write, event_store):
    from hamsafar.store.events import services as events

    write("خوب بود", score=9, unit="tehran", person=7)
    write("بد بود", score=1, unit="parts-kish", person=8)
    voice.catch_up()
    events.override({8: 7})
    assert [one.unit for one in voice.explore(voice.Filters(), scope=Scope(units=("tehran",))).comments] == ["tehran"]
    assert {one.person for one in read_all()} == {7}
    assert exploring.own_key(next(one.id_hash for one in read_all() if one.unit == "parts-kish")) == 8


def test_while_much_arrives_it_rests_and_then_goes_on(reading, write, monkeypatch):
    class Patient(threading.Event):
        waited = 0

        def wait(self, _timeout=None):
            self.waited += 1
            return False

    pressed = iter([True, True, True, False])
    monkeypatch.setattr(following.events, "is_pressed", lambda: next(pressed, False))
    write("خوب بود", score=9)
    stopping = Patient()
    assert voice.catch_up(stopping) == 1
    assert stopping.waited == 1 + 3, "once as long as it worked, and until the press was over"


def test_an_event_that_cannot_be_looked_at_stops_nobody(reading, write, monkeypatch):
    def rate(name, properties):
        if properties["text"] == "poison":
            raise TypeError
        return rating_of(name, properties)

    monkeypatch.setattr(texts, "rating_of", rate)
    write("poison", score=1)
    write("ارسال خیلی دیر بود", score=1)
    assert voice.catch_up() == 1
    assert voice.catch_up() == 0


def test_a_backlog_in_haste_needs_no_child(reading, write, monkeypatch):
    monkeypatch.setattr(desk.child, "ask", lambda *_a, **_k: 1 / 0)
    for n in range(5):
        write(f"خوب بود {n}", score=9)
    assert voice.read_in_haste() == 5
    assert {one.model for one in read_all()} == {f"{reading.id}f"}


def test_where_comments_are_not_read_nothing_begins(settings, write):
    settings.COMMENTS = "off"
    write("خوب بود", score=9)
    assert voice.read_in_haste() == 0
    voice.start()
    assert not following.FOLLOWER.is_running
