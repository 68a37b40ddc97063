"""The team's pages of ideas."""

import pytest

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Kind, State
from hamsafar.collect.ideas.tests.conftest import customer
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import services as people
from hamsafar.identify.people.tests.world import identify, key
from hamsafar.measure.segments import services as segments
from hamsafar.store.events import services as events

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.fixture
def house(event_store):
    events.start()
    ideas.change_board(ideas.Board(is_open=True, moderate_ideas=True))
    yield
    events.stop()


@pytest.fixture
def idea():
    made = ideas.post("ارسال شبانه", "تا دیروقت سر کاریم.", participant=customer("sara@example.com").id)
    return ideas.approve(made.id)


def page(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


@pytest.mark.parametrize("language", ["fa", "en"])
def test_every_page_opens_in_both_languages(client_of, ali, idea, language):
    client = client_of("ali", language=language)
    status, tag = ideas.list_statuses()[0], ideas.save_tag(name={"en": "Delivery"})
    for path in ("/ideas", f"/ideas/{idea.id}", "/ideas/new", "/ideas/waiting", "/ideas/setup", f"/ideas/setup/status/{status.id}",
                 "/ideas/setup/status", f"/ideas/setup/tag/{tag.id}", "/ideas/setup/tag"):  # fmt: skip
        assert f'lang="{language}"' in page(client, path)


@pytest.mark.parametrize("sort", ["-heat", "-votes", "-paid", "-customers", "made"])
def test_the_board_is_sorted_searched_and_narrowed_to_a_segment(client_of, ali, idea, sort):
    other = ideas.approve(ideas.post("پرداخت قسطی", participant=customer("reza@example.com").id).id)
    saved = segments.save(segments.parse({"did": "Order Completed"}), name_fa="خریداران")
    text = page(client_of("ali"), f"/ideas?sort={sort}&segment={saved.id}")
    assert idea.title in text and other.title in text
    text = page(client_of("ali"), "/ideas?q=قسط")
    assert other.title in text and idea.title not in text


def test_whoever_may_not_see_people_sees_no_names(client_of, ali, dara, idea):
    assert "sara@example.com" in page(client_of("ali"), f"/ideas/{idea.id}")
    assert "sara@example.com" not in page(client_of("dara"), f"/ideas/{idea.id}")


def test_kian_sees_no_customer_of_other_units(client_of, kian, ali, idea):
    text = page(client_of("kian"), f"/ideas/{idea.id}")
    assert "sara@example.com" not in text and "۱ نفر دیگر" in text


def test_a_moderator_shows_what_waits_or_blocks_its_author(client_of, ali):
    good, bad = customer("good@example.com"), customer("bad@example.com")
    first, spam = ideas.post("ارسال شبانه", participant=good.id), ideas.post("خرید لایک ارزان", participant=bad.id)
    client = client_of("ali")
    assert "خرید لایک" in page(client, "/ideas/waiting")
    client.post(f"/ideas/{first.id}/approve", {"back": "waiting"})
    client.post(f"/ideas/{spam.id}/block", {"back": "waiting", "everything": "1"})
    assert (ideas.get_idea(first.id).state, ideas.get_idea(spam.id).state) == (State.SHOWN, State.HIDDEN)
    assert "bad@example.com" in page(client, "/ideas/setup")
    client.post(f"/ideas/setup/people/{bad.id}")
    assert not ideas.find(bad.id).is_blocked


def test_a_deed_can_be_undone_from_the_page(client_of, ali, idea):
    client = client_of("ali")
    done = next(one for one in ideas.list_statuses() if one.kind is Kind.DONE)
    client.post(f"/ideas/{idea.id}/status", {"status": done.id})
    assert "برگرداندن آخرین گام" in page(client, f"/ideas/{idea.id}") and "نامه‌ها" in page(client, f"/ideas/{idea.id}")
    client.post(f"/ideas/{idea.id}/undo")
    assert ideas.get_idea(idea.id).status.kind is Kind.OPEN


def test_two_ideas_are_merged_by_number_in_any_digits_and_taken_apart(client_of, ali, idea):
    other = ideas.approve(ideas.post("فرستادن در شب", participant=customer("reza@example.com").id).id)
    client = client_of("ali")
    client.post(f"/ideas/{other.id}/merge", {"into": str(idea.id).translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})})
    assert ideas.get_idea(idea.id).votes == 2 and "ادغام‌شده" in page(client, f"/ideas/{other.id}")
    client.post(f"/ideas/{other.id}/unmerge")
    assert ideas.get_idea(idea.id).votes == 1


def test_the_other_idea_is_found_by_its_words_or_number(client_of, ali, idea):
    other = ideas.approve(ideas.post("فرستادن در شب", participant=customer("reza@example.com").id).id)
    client = client_of("ali")
    offered = f'name="into" value="{other.id}"'
    for typed in ("فرستادن", f"#{other.id}", "فرستادنِ شب"):
        assert offered in client.get(f"/ideas/{idea.id}/others", {"into": typed}).content.decode(), typed
    assert offered in client.get(f"/ideas/{idea.id}?into=فرستادن").content.decode()  # without scripts
    assert f'value="{idea.id}"' not in client.get(f"/ideas/{idea.id}/others", {"into": str(idea.id)}).content.decode()
    assert client_of("dara").get(f"/ideas/{idea.id}/others", {"into": "شب"}).status_code in (403, 404)


def test_the_board_is_set_up_on_its_page(client_of, ali):
    client = client_of("ali")
    given = {"is_open": "on", "name_fa": "ایده‌ها", "name_en": "", "intro_fa": "", "intro_en": "", "colour": "#AA2200"}
    assert client.post("/ideas/setup", given).status_code == 302
    assert (ideas.board().colour, ideas.board().moderate_ideas) == ("#aa2200", False)
    assert client.post("/ideas/setup", given | {"colour": "red;}"}).status_code == 422
    client.post("/ideas/setup/status", {"name_en": "In beta", "kind": "started", "on_roadmap": "on"})
    made = ideas.list_statuses()[-1]
    assert (made.name_in("en"), made.kind) == ("In beta", Kind.STARTED)
    client.post(f"/ideas/setup/status/{made.id}/move", {"to": "up"})
    assert ideas.list_statuses()[-2].id == made.id
    only_open = next(one for one in ideas.list_statuses() if one.kind is Kind.OPEN)
    client.post(f"/ideas/setup/status/{only_open.id}/archive")
    assert any(one.id == only_open.id for one in ideas.list_statuses()), "new ideas need one"
    assert "e-mail" in page(client_of("ali", language="en"), "/ideas/setup"), "without e-mail it says how to set it up"


def test_opening_an_idea_costs_a_bounded_number_of_queries(client_of, ali, idea, django_assert_max_num_queries):
    for number in range(25):
        ideas.vote(idea.id, customer(f"c{number}@example.com").id)
    people.catch_up()
    client = client_of("ali")
    client.get(f"/ideas/{idea.id}")
    with django_assert_max_num_queries(75):
        client.get(f"/ideas/{idea.id}")


@pytest.fixture
def reza():
    people.observe([identify(user="reza", email="reza@example.com", traits='{"name": "رضا احمدی"}', unit="tehran")])
    return people.key_text(key("reza"))


def test_the_team_writes_down_what_a_customer_wants_and_it_is_theirs(client_of, ali, reza):
    client = client_of("ali", language="en")
    assert 'value="reza"' in page(client, f"/ideas/new?for={reza}")
    assert client.post("/ideas/new", {"title": "تحویل در محل کار", "text": "", "who": "reza@example.com"}).status_code == 302
    (made,) = ideas.list_ideas(ideas.Wanted())
    assert (made.by_team, made.state, made.votes) == ("", State.SHOWN, 1)
    assert ideas.find(made.author).identifier.value == "reza" and made.author_name == "", "their name is theirs to give"
    assert client.post("/ideas/new", {"title": "دیگر", "who": "nobody@example.com"}).status_code == 422
    assert ideas.count_ideas(ideas.Wanted()) == 1
    assert {"ideas.posted_for"} <= {entry.deed for entry in audit.list_entries()}


def test_the_team_votes_for_a_customer_once(client_of, ali, idea, reza):
    client = client_of("ali", language="en")
    for said in ("Their vote counts now.", "They had voted already.", "No customer, or more than one, fits."):
        who = "nobody" if said.startswith("No") else "reza@example.com"
        assert said in client.post(f"/ideas/{idea.id}/vote", {"who": who}, follow=True).content.decode()
    assert ideas.get_idea(idea.id).votes == 2
    assert [entry.deed for entry in audit.list_entries(deed="ideas.voted_for")] == ["ideas.voted_for"]


def test_kian_names_no_customer_of_other_units(client_of, kian, ali, idea, reza):
    client_of("kian").post(f"/ideas/{idea.id}/vote", {"who": "reza@example.com"})
    assert ideas.get_idea(idea.id).votes == 1
