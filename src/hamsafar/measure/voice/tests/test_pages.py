"""The pages of comments: found, shown with what decided, corrected by a person and taken back, topics tried and kept."""

import pytest

from hamsafar.collect.ideas import services as ideas
from hamsafar.identify.people import services as people
from hamsafar.measure.voice import services as voice
from hamsafar.measure.voice.contracts import Feeling
from hamsafar.measure.voice.models import CorrectionRow
from hamsafar.store.events.services import Scope

ALL = Scope(include_marked=True)
PERIOD = "period=last_90_days"


@pytest.fixture
def read(reading, write, now):
    """read("text", …) writes a comment and has it read; the comment."""

    def one(text, **more):
        id_hash = write(text, **more)
        voice.catch_up()
        return voice.get_comment(id_hash, scope=ALL)

    return one


def address(comment):
    return people.key_text(comment.id_hash)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_explorer_shows_what_was_written_with_the_words_that_decided(read, client_of, language):
    read("پیک خیلی دیر رسید و افتضاح بود، ۰۹۱۲۳۴۵۶۷۸۹", score=1)
    page = client_of("ali", language=language).get(f"/comments?{PERIOD}").content.decode()
    assert '<mark class="bad"' in page
    assert "۰۹۱۲۳۴۵۶۷۸۹" not in page
    assert ("شمارهٔ تلفن" if language == "fa" else "phone number") in page


def test_search_finds_other_forms_of_a_word(read, client_of):
    read("کتاب‌هایشان پاره بود", score=1)
    read("همه چیز خوب بود", score=10)
    page = client_of("ali").get(f"/comments?{PERIOD}&q=کتاب").content.decode()
    assert "پاره" in page
    assert "همه چیز" not in page


def test_filters_cut_the_list_the_numbers_and_the_map(read, client_of):
    read("پیک بی‌ادب بود", score=1, channel="chat")
    read("کیفیت عالی بود", score=10, channel="web")
    ali = client_of("ali")
    for query, inside, outside in (
        ("feeling=negative", "بی‌ادب", "عالی"), ("channel=web", "عالی", "بی‌ادب"),
        ("topic=courier", "بی‌ادب", "عالی"), ("given=positive", "عالی", "بی‌ادب"),
    ):  # fmt: skip
        page = ali.get(f"/comments?{PERIOD}&{query}").content.decode()
        assert inside in page, query
        assert outside not in page, query


def test_what_makes_no_sense_in_the_address_is_read_as_if_it_were_not_there(read, client_of):
    read("خوب بود", score=9)
    assert client_of("ali").get(f"/comments?{PERIOD}&feeling=sideways&page=-1&order=x&topic=%00").status_code == 200


def test_an_empty_company_is_told_what_will_stand_here(reading, client_of, event_store):
    assert "هنوز کسی چیزی ننوشته است" in client_of("ali").get("/comments").content.decode()


def test_a_word_of_a_person_counts_at_once_and_can_be_taken_back(read, client_of):
    comment = read("بد نبود", score=9)
    before = comment.feeling
    wanted = Feeling.NEUTRAL if before is not Feeling.NEUTRAL else Feeling.POSITIVE
    bahar = client_of("bahar")
    assert bahar.post(f"/comments/c/{address(comment)}/correct", {"feeling": wanted, "topics": ["price"]}).status_code == 302
    corrected = voice.get_comment(comment.id_hash, scope=ALL)
    assert (corrected.feeling, corrected.is_corrected, [one.topic for one in corrected.topics]) == (wanted, True, ["price"])
    assert bahar.post(f"/comments/c/{address(comment)}/take-back").status_code == 302
    after = voice.get_comment(comment.id_hash, scope=ALL)
    assert (after.feeling, after.is_corrected, after.topics, after.phrases) == (before, False, comment.topics, comment.phrases)
    assert not CorrectionRow.objects.exists()


def test_a_correction_twice_remembers_what_the_model_had_read(read, client_of, bahar):
    comment = read("بد نبود", score=9)
    for feeling in (Feeling.NEGATIVE, Feeling.POSITIVE):
        client_of("bahar").post(f"/comments/c/{address(comment)}/correct", {"feeling": feeling})
    voice.take_back(comment.id_hash, scope=ALL, by=bahar)
    assert voice.get_comment(comment.id_hash, scope=ALL).feeling == comment.feeling


def test_nothing_to_take_back_is_refused(read, client_of):
    comment = read("خوب بود", score=9)
    assert client_of("bahar").post(f"/comments/c/{address(comment)}/take-back").status_code == 409


def test_a_viewer_sees_comments_without_names_and_corrects_nothing(read, client_of):
    comment = read("خوب بود", score=9)
    dara = client_of("dara")
    page = dara.get(f"/comments/c/{address(comment)}").content.decode()
    assert "/customers/" not in page
    assert dara.post(f"/comments/c/{address(comment)}/correct", {"feeling": "negative"}).status_code in (403, 404)


def test_somebody_of_another_unit_cannot_tell_that_the_comment_exists(read, client_of):
    comment = read("خوب بود", score=9, unit="tehran")
    assert client_of("kian").get(f"/comments/c/{address(comment)}").status_code == 404


def test_a_topic_is_tried_before_it_is_kept_and_then_found_everywhere(read, client_of):
    from hamsafar.ground.jobs import services as jobs

    read("جعبه کادو پاره بود", score=2)
    read("خوب بود", score=9)
    ali = client_of("ali")
    tried = ali.post("/comments/topics/try", {"phrases": "کادو\nهدیه"}).content.decode()
    assert "<mark>کادو</mark>" in tried
    assert "هدیه" in tried, "what found nothing is named"
    said = {"name_fa": "کادو و هدیه", "name_en": "Gifts", "phrases": "کادو\nهدیه", "is_active": "on"}
    assert ali.post("/comments/topics/new", said).status_code == 302
    jobs.run_due()
    found = voice.explore(voice.Filters(topics=("gifts",)), scope=ALL)
    assert [one.text for one in found.comments] == ["جعبه کادو پاره بود"]
    assert ali.post("/comments/topics/new", said).status_code == 422, "the name is taken"


def test_a_merged_topic_rests_and_its_words_and_corrections_go_over(read, client_of):
    comment = read("خوب بود", score=9)
    ali = client_of("ali")
    ali.post(f"/comments/c/{address(comment)}/correct", {"feeling": "positive", "topics": ["courier"]})
    assert ali.post("/comments/topics/t/courier/merge", {"into": "delivery_time"}).status_code == 302
    assert CorrectionRow.objects.get().topics == ["delivery_time"]
    assert "پیک" in voice.get_topic("delivery_time").phrases
    assert not voice.get_topic("courier").is_active
    assert ali.post("/comments/topics/t/price/merge", {"into": "price"}).status_code == 422


def test_discovered_topics_show_words_and_examples_and_can_be_hidden(read, client_of, write):
    for n in range(8):
        write(f"نگهبان مجتمع راهم نداد {n}", score=3)
    voice.catch_up()
    ali = client_of("ali")
    page = ali.get(f"/comments/topics/discovered?{PERIOD}").content.decode()
    assert "نگهبان" in page
    ali.post("/comments/topics/discovered/dismiss", {"words": "نگهبان مجتمع|راهم"})
    hidden = ali.get(f"/comments/topics/discovered?{PERIOD}").content.decode()
    assert "take-up" in hidden
    assert '<strong dir="auto">' not in hidden


def test_the_file_holds_what_fits_and_no_formula(read, client_of):
    read("=1+1 خوب بود", score=9)
    answer = client_of("ali").get(f"/comments/export?{PERIOD}")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    assert text.startswith("at,kind,channel")


def test_the_page_of_models_says_that_there_is_too_little_data(read, client_of):
    read("خوب بود", score=9)
    page = client_of("ali", language="en").get("/comments/models").content.decode()
    assert "Too little data to judge" in page
    assert "300 are needed" in page


def test_alerts_are_empty_for_a_young_company(read, client_of):
    read("خوب بود", score=9)
    assert "note" not in client_of("ali").get("/comments/alerts").content.decode()


def test_a_comment_is_linked_to_the_idea_it_speaks_of_and_taken_off_again(read, client_of, ali, dara):
    ideas.change_board(ideas.Board(is_open=True))
    idea, _other = (ideas.post(title, participant=None, by=ali) for title in ("نمایش پیک روی نقشه", "تخفیف دانشجویی"))
    comment = read("نفهمیدم پیک کجاست، روی نقشه نشانش بدهید، افتضاح بود", score=1)
    here, client = f"/comments/c/{address(comment)}", client_of("ali")
    page = client.get(here).content.decode()
    assert "نمایش پیک روی نقشه" in page and "تخفیف دانشجویی" not in page, "what its words speak of is offered"
    client.post(f"{here}/idea", {"idea": idea.id})
    assert ideas.find_link(comment.source, comment.message_id).idea == idea.id
    board = client.get(f"/ideas/{idea.id}").content.decode()
    assert "نشانش بدهید" in board and "ناراضی" in board, "with its feeling"
    assert client_of("dara").post(f"{here}/idea", {"off": "1"}).status_code == 403
    client.post(f"{here}/idea", {"off": "1"})
    assert ideas.find_link(comment.source, comment.message_id) is None
    client.post(f"{here}/idea", {"idea": "999999"})
    assert ideas.find_link(comment.source, comment.message_id) is None


def test_an_idea_is_made_of_a_comment(read, client_of, ali):
    comment = read("کاش بسته‌بندی بدون پلاستیک بود", score=4)
    client = client_of("ali")
    path = f"/ideas/new?comment={address(comment)}"
    assert "بدون پلاستیک" in client.get(path).content.decode()
    client.post(path, {"title": "بسته‌بندی بدون پلاستیک", "text": ""})
    (idea,) = ideas.list_ideas(ideas.Wanted())
    assert [link.message_id for link in ideas.links_of(idea.id)] == [comment.message_id]
