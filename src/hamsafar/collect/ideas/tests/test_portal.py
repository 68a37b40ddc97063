"""The portal as customers use it, without a script."""

import datetime as dt
import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from django.test import Client

from hamsafar.base import clock, rate_limits
from hamsafar.collect.ideas import codes, public
from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.models import CodeRow, IdeaRow
from hamsafar.collect.ideas.services import Kind, Order, State, Wanted
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.jobs import services as jobs
from hamsafar.ground.organisation import services as organisation

from .conftest import Browser, customer, facts, letters, names, told

pytestmark = pytest.mark.django_db


def test_a_stranger_writes_an_idea_proves_the_address_by_a_code_and_the_idea_is_there_with_their_vote(browser, office):
    browser.get("/i/new")
    browser.post("/i/new", {"title": "ارسال شبانه برای تهران", "text": "تا دیروقت سر کاریم."})
    assert "شما کیستید" in browser.page and IdeaRow.objects.count() == 0
    browser.post("/i/sign-in", {"email": "Sara@Example.com", "name": "سارا"})
    jobs.run_due()
    ((to, code, language),) = office.sent
    assert (to, language, len(code)) == ("sara@example.com", "fa", 6)
    persian = code.translate({ord(str(n)): "۰۱۲۳۴۵۶۷۸۹"[n] for n in range(10)})
    browser.post(browser.last.request["PATH_INFO"], {"code": persian})
    (idea,) = ideas.list_ideas(Wanted())
    assert (idea.title, idea.text, idea.votes, idea.author_name) == ("ارسال شبانه برای تهران", "تا دیروقت سر کاریم.", 1, "سارا")
    assert idea.title in browser.page
    posted, voted = told()
    assert (posted.name, voted.name) == ("Idea Posted", "Idea Voted")
    assert posted.identifiers == voted.identifiers == (Identifier("", "email", "sara@example.com"),)
    assert facts(posted)["text"].startswith("ارسال شبانه") and facts(voted)["idea_id"] == str(idea.id)


def test_the_code_stands_nowhere_in_the_database(browser, office):
    browser.get("/i/sign-in")
    browser.post("/i/sign-in", {"email": "sara@example.com"})
    jobs.run_due()
    row = CodeRow.objects.get()
    assert office.sent[0][1] not in str(vars(row))


def test_a_code_is_valid_for_a_quarter_of_an_hour_for_five_tries_and_once(browser, office):
    browser.get("/i/sign-in")
    browser.post("/i/sign-in", {"email": "sara@example.com"})
    jobs.run_due()
    path, right = browser.last.request["PATH_INFO"], office.sent[0][1]
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for _ in range(codes.MOST_ATTEMPTS):
        assert browser.post(path, {"code": wrong}).status_code == 422
    assert browser.client.cookies.get(public.COOKIE) is None
    browser.post(path, {"code": right})
    assert browser.client.cookies.get(public.COOKIE) is None, "after five tries even the right one is over"

    at = clock.now()
    browser.get("/i/sign-in")
    browser.post("/i/sign-in", {"email": "sara@example.com"})
    jobs.run_due()
    path = browser.last.request["PATH_INFO"]
    with clock.frozen_at(at + dt.timedelta(minutes=16)):
        browser.post(path, {"code": office.sent[1][1]})
    assert browser.client.cookies.get(public.COOKIE) is None, "too late"

    other = Browser()
    other.sign_in(office, "reza@example.com")
    assert other.client.cookies[public.COOKIE].value
    used = CodeRow.objects.get(email="reza@example.com")
    with pytest.raises(ideas.IdeaNotFound.__mro__[2]):
        codes.enter(used.id, codes.code_of(used))


def test_nobody_is_flooded_with_codes(browser, office):
    for _ in range(codes.PER_ADDRESS.tries):
        browser.get("/i/sign-in")
        browser.post("/i/sign-in", {"email": "sara@example.com"})
    browser.get("/i/sign-in")
    assert browser.post("/i/sign-in", {"email": " SARA@example.com"}).status_code == 429
    jobs.run_due()
    assert len(office.sent) == codes.PER_ADDRESS.tries


def test_without_e_mail_the_portal_says_that_signing_in_is_not_set_up_and_offers_no_form(browser, office, sara):
    browser.get("/i/new")
    office.is_set_up = False
    browser.post("/i/new", {"title": "ارسال شبانه"})  # the form of a page that was opened before
    assert "/i/sign-in" not in re.findall(r'action="([^"]*)"', browser.page)
    assert ideas.count_ideas(Wanted()) == 0
    browser.get("/i/new")
    assert "ایمیل" in browser.page and "/i/new" not in re.findall(r'action="([^"]*)"', browser.page)
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.get(f"/i/{idea.id}")
    assert f"/i/{idea.id}/comment" not in re.findall(r'action="([^"]*)"', browser.page)


def test_a_vote_counts_once_can_be_taken_back_and_each_word_is_an_event(browser, office, sara):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.sign_in(office, "reza@example.com")
    browser.get("/i")
    browser.post(f"/i/{idea.id}/vote")
    assert ideas.get_idea(idea.id).votes == 2
    assert ideas.vote(idea.id, customer("reza@example.com").id) is False and ideas.get_idea(idea.id).votes == 2
    browser.get(f"/i/{idea.id}")
    assert "رأی دادید" in browser.page
    browser.post(f"/i/{idea.id}/vote")
    assert ideas.get_idea(idea.id).votes == 1
    browser.post(f"/i/{idea.id}/vote")
    assert ideas.get_idea(idea.id).votes == 2
    assert names() == ["Idea Posted", "Idea Voted", "Idea Voted", "Idea Vote Withdrawn", "Idea Voted"]
    assert len({event.message_id for event in told()}) == 5


def test_a_vote_without_a_name_is_remembered_until_the_code_is_typed(browser, office, sara):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.get(f"/i/{idea.id}")
    browser.post(f"/i/{idea.id}/vote")
    assert ideas.get_idea(idea.id).votes == 1
    browser.post("/i/sign-in", {"email": "reza@example.com"})
    jobs.run_due()
    browser.post(browser.last.request["PATH_INFO"], {"code": office.sent[-1][1]})
    assert ideas.get_idea(idea.id).votes == 2


def test_comments_are_shown_escaped_and_told_to_the_spine(browser, office, sara):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.sign_in(office, "reza@example.com", "رضا")
    browser.get(f"/i/{idea.id}")
    browser.post(f"/i/{idea.id}/comment", {"text": "<script>alert(1)</script> خیلی خوب است"})
    assert "<script>alert" not in browser.page and "&lt;script&gt;" in browser.page
    comment = told()[-1]
    assert comment.name == "Idea Commented" and facts(comment)["text"].endswith("خیلی خوب است")


def test_new_ideas_wait_where_the_board_says_so_and_are_told_only_once_they_are_shown(board, sara):
    ideas.change_board(ideas.Board(is_open=True, moderate_ideas=True, moderate_comments=True))
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    assert (idea.state, idea.votes, names()) == (State.WAITING, 0, [])
    assert ideas.list_ideas(Wanted()) == [] and Client().get(f"/i/{idea.id}").status_code == 404
    assert ideas.approve(idea.id).votes == 1
    assert names() == ["Idea Posted", "Idea Voted"]
    ideas.undo(idea.id)
    ideas.approve(idea.id)
    assert names() == ["Idea Posted", "Idea Voted"], "showing it again is no news"
    ideas.comment(idea.id, "موافقم", participant=sara.id)
    assert ideas.comments_of(idea.id) == [] and ideas.count_waiting() == 1
    ideas.approve_comment(ideas.waiting_comments()[0].id)
    assert ideas.get_idea(idea.id).comments == 1


def test_whoever_is_blocked_can_neither_post_nor_vote_and_gets_no_code(browser, office, sara, reza):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.sign_in(office, "reza@example.com")
    ideas.vote(idea.id, reza.id)
    ideas.block(reza.id)
    ideas.remove_all_of(reza.id)
    assert ideas.get_idea(idea.id).votes == 1
    browser.get(f"/i/{idea.id}")
    assert browser.post(f"/i/{idea.id}/vote").status_code == 403
    before = len(office.sent)
    other = Browser()
    other.get("/i/sign-in")
    other.post("/i/sign-in", {"email": "reza@example.com"})
    jobs.run_due()
    assert len(office.sent) == before


@pytest.mark.parametrize("trap", [{"website": "http://spam.example"}, {"page": "made up"}])
def test_programs_that_fill_in_forms_are_turned_away(browser, office, trap):
    browser.sign_in(office, "sara@example.com")
    browser.get("/i/new")
    assert browser.post("/i/new", {"title": "خرید لایک ارزان", **trap}).status_code == 422
    assert ideas.count_ideas(Wanted(state=None)) == 0


def test_a_form_sent_at_once_is_asked_to_be_sent_again(browser, office, monkeypatch):
    monkeypatch.setattr(public, "READ_SECONDS", 60)
    browser.sign_in(office, "sara@example.com")
    browser.get("/i/new")
    assert browser.post("/i/new", {"title": "ارسال شبانه"}).status_code == 422


def test_a_foreign_page_cannot_act_for_somebody(browser, office, sara):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    browser.sign_in(office, "reza@example.com")
    assert browser.client.post(f"/i/{idea.id}/vote").status_code == 403
    assert ideas.get_idea(idea.id).votes == 1


def test_posts_are_limited_for_each_person(board, browser, office):
    browser.sign_in(office, "sara@example.com")
    titles = ("ارسال شبانه", "تخفیف دانشجویی", "پرداخت قسطی", "هدیه‌پیچی", "پشتیبانی واتساپ", "حالت تیره", "کارت هدیه")
    for title in titles[: public.POSTS.tries]:
        browser.get("/i/new")
        browser.post("/i/new", {"title": title, "anyway": "1"})
    browser.get("/i/new")
    assert browser.post("/i/new", {"title": titles[-1], "anyway": "1"}).status_code == 429


def test_a_closed_board_is_there_for_the_team_only(board, client_of, ali):
    ideas.change_board(ideas.Board(is_open=False))
    assert Client().get("/i").status_code == 404
    assert client_of("ali").get("/i").status_code == 200


def test_what_says_the_same_is_shown_before_posting_and_once_more_without_a_script(browser, office, sara):
    ideas.post("تخفیف برای دانشجوها", participant=sara.id)
    ideas.post("ارسال شبانه در تهران", participant=sara.id)
    part = browser.get("/i/similar?title=تخفيفِ دانشجويي").content.decode()
    assert "تخفیف برای دانشجوها" in part and "ارسال شبانه" not in part
    browser.sign_in(office, "reza@example.com")
    browser.get("/i/new")
    assert browser.post("/i/new", {"title": "تخفیف دانشجویی بدهید"}).status_code == 422
    assert "تخفیف برای دانشجوها" in browser.page
    browser.post("/i/new", {"title": "تخفیف دانشجویی بدهید"})
    assert ideas.count_ideas(Wanted()) == 3, "whoever insists has posted"


def test_the_list_is_searched_without_endings_narrowed_and_ordered(board, sara, reza, status):
    with clock.frozen_at(dt.datetime(2026, 1, 10, tzinfo=dt.UTC)):
        old = ideas.post("کتاب‌های صوتی رایگان", participant=sara.id)
        for n in range(3):
            ideas.vote(old.id, customer(f"old{n}@example.com").id)
    with clock.frozen_at(dt.datetime(2026, 6, 10, tzinfo=dt.UTC)):
        fresh = ideas.post("Dark mode for the app", participant=sara.id)
        ideas.vote(fresh.id, reza.id)
    with clock.frozen_at(dt.datetime(2026, 6, 11, tzinfo=dt.UTC)):
        newest = ideas.post("پرداخت قسطی", participant=reza.id)

    def ids(wanted=None, order=Order.TRENDING):
        return [idea.id for idea in ideas.list_ideas(wanted or Wanted(), order=order)]

    assert ids(order=Order.VOTES) == [old.id, fresh.id, newest.id]
    assert ids(order=Order.NEWEST) == [newest.id, fresh.id, old.id]
    assert ids(order=Order.TRENDING) == [fresh.id, newest.id, old.id], "three old votes weigh less than two new ones"
    assert ids(Wanted(search="كتاب صوتي")) == [old.id]
    assert ids(Wanted(search="dark modes")) == [fresh.id]
    assert ids(Wanted(search=f"#{newest.id}")) == [newest.id]
    ideas.set_status(newest.id, status(Kind.PLANNED).id)
    assert ids(Wanted(kinds=(Kind.PLANNED,))) == [newest.id]
    tag = ideas.save_tag(name={"fa": "پرداخت"})
    ideas.set_tags(newest.id, [tag.id])
    assert ids(Wanted(tag=tag.id)) == [newest.id]
    page = Client().get("/i/roadmap").content.decode()
    assert "پرداخت قسطی" in page and "Dark mode" not in page


def test_the_portal_speaks_the_language_that_is_chosen_and_remembers_it(browser):
    assert 'dir="rtl"' in browser.get("/i").content.decode()
    page = browser.get("/i?lang=en").content.decode()
    assert 'dir="ltr"' in page and "New idea" in page and "Avand ideas" in page
    assert 'dir="ltr"' in browser.get("/i/roadmap").content.decode()


def test_feeds_tell_what_is_new_and_what_happens_to_one_idea(browser, sara, status):
    idea = ideas.post("ارسال <شبانه>", "متن", participant=sara.id)
    ideas.comment(idea.id, "موافقم", participant=sara.id)
    ideas.set_status(idea.id, status(Kind.STARTED).id)
    board = browser.get("/i/feed.atom")
    assert board["Content-Type"].startswith("application/atom+xml")
    assert "ارسال &lt;شبانه&gt;" in board.content.decode()
    one = browser.get(f"/i/{idea.id}/feed.atom").content.decode()
    assert "در دست انجام" in one and "موافقم" in one


def test_no_sign_that_somebody_types_breaks_the_feed(browser, sara):
    idea = ideas.post("شب\uffffانه\x00", "متن\ufffe\x0b", participant=sara.id)
    ideas.comment(idea.id, "نه\uffff", participant=sara.id)
    for path in ("/i/feed.atom", f"/i/{idea.id}/feed.atom"):
        assert ElementTree.fromstring(browser.get(path).content).tag.endswith("feed")


def test_what_is_carried_to_the_code_is_as_short_as_what_is_kept(browser, office):
    browser.get("/i/sign-in")
    carried = {"do": "comment", "idea": "1", "text": "\x00" + "a" * 9000, "title": "b" * 9000}
    browser.post("/i/sign-in", {"email": "sara@example.com", **carried})
    then = CodeRow.objects.get().then
    assert {name: len(str(said)) for name, said in then.items()} == {"do": 7, "idea": 1, "text": 4999, "title": 300}


def test_a_personal_link_knows_its_reader_once_they_click(browser, sara):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    link = "/" + ideas.personal_link(Identifier("", "email", "reza@example.com"), idea=idea.id).split("/", 3)[3]
    browser.get(link)
    assert browser.client.cookies.get(public.COOKIE) is None, "programs that look for viruses open links, too"
    assert browser.last["Referrer-Policy"] == "no-referrer" and browser.last["Cache-Control"] == "no-store, private"
    browser.post(link)
    assert browser.last.request["PATH_INFO"] == f"/i/{idea.id}"
    browser.post(f"/i/{idea.id}/vote")
    assert ideas.get_idea(idea.id).votes == 2
    assert browser.get(link).status_code == 303, "who is signed in already is not asked again"
    assert Client().get("/i/p/" + "A" * 40).status_code == 404


def test_a_personal_link_that_has_become_old_signs_nobody_in(browser, sara):
    path = "/" + ideas.personal_link(sara.identifier).split("/", 3)[3]
    assert browser.get(path).status_code == 200
    assert "سارا" in browser.page
    with clock.frozen_at(clock.now() + dt.timedelta(days=91)):
        assert browser.post(path).status_code == 404
    assert browser.client.cookies.get(public.COOKIE) is None


def call_the_company(name):
    organisation.change_company(replace(organisation.company(), name=name))


@pytest.mark.parametrize(
    "name",
    ["تیم پشتیبانی", "پشتيباني", "Support team", "T e a m", "Avand", "Ali (Avand)", "آ وند", "ایده‌های آوند", "AvandSupport", "admin"],
)
def test_nobody_is_called_as_the_team_is(browser, office, name):
    call_the_company("Avand" if name.isascii() else "آوند")
    browser.get("/i/sign-in")
    browser.post("/i/sign-in", {"email": "sara@example.com", "name": name})
    assert (browser.last.status_code, CodeRow.objects.count()) == (422, 0)
    assert 'aria-describedby="name-problem"' in browser.page


@pytest.mark.parametrize("name", ["سارا مدیری", "تیم برتون", "Tim Customer", "Teams", "پشتیبانِ آبی‌ها", "", "Ali from Shiraz"])
def test_other_names_are_taken(browser, office, name):
    call_the_company("Avand")
    browser.sign_in(office, "sara@example.com", name)
    assert ideas.known_as(Identifier("", "email", "sara@example.com")).name == name


def test_signs_that_turn_what_stands_after_them_are_left_out(browser, office):
    browser.sign_in(office, "sara@example.com", "سا\u202eرا\u2066 ")
    browser.get("/i/new")
    browser.post("/i/new", {"title": "ارسال \u202eشبانه\u2069 برای می\u200cدان‌ها"})
    (idea,) = ideas.list_ideas(Wanted())
    assert (idea.title, idea.author_name) == ("ارسال شبانه برای می\u200cدان‌ها", "سارا")


def test_what_is_sent_twice_stands_once(board, sara):
    ideas.post("ارسال شبانه", participant=sara.id)
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    for _ in range(2):
        ideas.comment(idea.id, "موافقم", participant=sara.id)
    assert ideas.count_ideas(Wanted()) == 1 and len(ideas.comments_of(idea.id)) == 1


def test_votes_are_over_once_an_idea_is_decided(board, sara, reza, status):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    ideas.set_status(idea.id, status(Kind.DECLINED).id)
    with pytest.raises(ideas.VotingOver):
        ideas.vote(idea.id, reza.id)
    assert "/vote" not in Client().get(f"/i/{idea.id}").content.decode()


def test_what_the_team_says_is_no_voice_of_a_customer(board, ali, status):
    idea = ideas.post("ارسال شبانه", participant=None, by=ali)
    ideas.comment(idea.id, "در حال بررسی هستیم", by=ali)
    ideas.set_status(idea.id, status(Kind.DONE).id, by=ali)
    assert names() == []


def test_an_idea_that_was_merged_leads_to_the_other(browser, sara, reza):
    first, second = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("فرستادن در شب", participant=reza.id)
    ideas.merge(second.id, into=first.id)
    assert browser.get(f"/i/{second.id}")["Location"] == f"/i/{first.id}"
    assert [idea.id for idea in ideas.list_ideas(Wanted(search="فرستادن"))] == [first.id], "found by the words of what was merged into it"


@pytest.fixture(autouse=True)
def _fresh_limits():
    rate_limits.forget_all()
    assert letters is not None


@pytest.mark.parametrize("deed", ["vote", "follow", "comment"])
def test_the_address_of_a_deed_that_is_asked_for_again_leads_to_the_idea(browser, board, sara, deed):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    answer = browser.client.get(f"/i/{idea.id}/{deed}")
    assert (answer.status_code, answer["Location"]) == (303, f"/i/{idea.id}")
    assert ideas.get_idea(idea.id).votes == 1
