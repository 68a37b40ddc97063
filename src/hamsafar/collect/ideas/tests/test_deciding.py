"""What the team does with ideas, and takes back."""

import pytest

from hamsafar.collect.ideas import services as ideas
from hamsafar.collect.ideas.services import Kind, State, Wanted
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.jobs import services as jobs

from .conftest import customer, names

pytestmark = pytest.mark.django_db


def test_merging_counts_each_person_once_and_unmerging_gives_back_what_each_had(board, sara, reza):
    first, second = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("فرستادن در شب", participant=reza.id)
    ideas.vote(second.id, sara.id)
    ideas.comment(second.id, "موافقم", participant=sara.id)
    ideas.follow(second.id, reza.id)
    assert ideas.merge(second.id, into=first.id).votes == 2
    assert len(ideas.comments_of(first.id)) == 1 and ideas.count_follows(first.id) == 1
    late = customer("late@example.com")
    assert ideas.vote(second.id, late.id), "a vote for what was merged counts where it was merged to"
    assert ideas.get_idea(first.id).votes == 3
    ideas.unmerge(second.id)
    assert (ideas.get_idea(first.id).votes, ideas.get_idea(second.id).votes) == (2, 2)
    assert [comment.idea for comment in ideas.comments_of(second.id)] == [second.id]


def test_what_was_merged_into_an_idea_goes_along_with_it_and_comes_back(board, sara, reza):
    a, b, c = (ideas.post(title, participant=who.id) for title, who in (("یک", sara), ("دو", reza), ("سه", customer("c@example.com"))))
    ideas.merge(a.id, into=b.id)
    assert ideas.merge(b.id, into=c.id).votes == 3
    with pytest.raises(ideas.MergesIntoItself):
        ideas.merge(c.id, into=a.id)
    ideas.unmerge(b.id)
    assert (ideas.get_idea(c.id).votes, ideas.get_idea(b.id).votes) == (1, 2)
    assert ideas.get_idea(a.id).merged_into == b.id


def test_taking_a_vote_back_takes_it_back_from_the_whole_family(board, sara, reza):
    first, second = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("فرستادن در شب", participant=reza.id)
    ideas.vote(second.id, sara.id)
    ideas.merge(second.id, into=first.id)
    ideas.unvote(first.id, sara.id)
    assert ideas.get_idea(first.id).votes == 1
    ideas.unmerge(second.id)
    assert ideas.get_idea(second.id).votes == 1


def test_every_step_can_be_taken_back(board, ali, sara, status):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    other = ideas.post("دیگری", participant=sara.id)
    tag = ideas.save_tag(name={"en": "Delivery"})
    ideas.set_status(idea.id, status(Kind.DECLINED).id, by=ali)
    ideas.answer(idea.id, "نمی‌توانیم.", by=ali)
    ideas.edit(idea.id, title="ارسال در شب", text="", by=ali)
    ideas.set_tags(idea.id, [tag.id], by=ali)
    ideas.hide(idea.id, by=ali)
    ideas.merge(idea.id, into=other.id, by=ali)
    for _ in range(6):
        ideas.undo(idea.id, by=ali)
    found = ideas.get_idea(idea.id)
    assert (found.title, found.answer, found.tags, found.state, found.status.kind, found.merged_into) == (
        "ارسال شبانه", "", (), State.SHOWN, Kind.OPEN, None,
    )  # fmt: skip
    with pytest.raises(ideas.NothingToUndo):
        ideas.undo(idea.id, by=ali)
    assert [idea.id for idea in ideas.list_ideas(Wanted(search="شبانه"))] == [idea.id]


def test_an_idea_ships_once_however_often_its_status_changes(board, sara, status):
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    for kind in (Kind.DONE, Kind.STARTED, Kind.DONE):
        ideas.set_status(idea.id, status(kind).id)
    assert names().count("Idea Shipped") == 1
    assert len(jobs.list_jobs(name=ideas.TELL)) >= 1


def test_a_status_of_ones_own_has_a_place_and_a_meaning(board, sara):
    made = ideas.save_status(name={"fa": "در آزمایش", "en": "In beta"}, kind=Kind.STARTED, on_roadmap=True)
    ideas.move_status(made.id, up=True)
    order = [one.name_in("en") for one in ideas.list_statuses()]
    assert order.index("In beta") == len(order) - 2
    idea = ideas.post("ارسال شبانه", participant=sara.id)
    assert ideas.set_status(idea.id, made.id).status.kind is Kind.STARTED
    ideas.archive_status(made.id)
    assert made.id not in {one.id for one in ideas.list_statuses()}
    assert ideas.get_idea(idea.id).status.name_in("en") == "In beta"


def test_a_comment_speaks_of_one_idea_at_most(board, sara):
    first, second = ideas.post("یک", participant=sara.id), ideas.post("دو", participant=sara.id)
    ideas.link(first.id, "surveys", "s1:why")
    ideas.link(second.id, "surveys", "s1:why")
    assert (ideas.links_of(first.id), len(ideas.links_of(second.id))) == ([], 1)
    ideas.merge(second.id, into=first.id)
    assert len(ideas.links_of(first.id)) == 1
    ideas.unlink("surveys", "s1:why")
    assert ideas.find_link("surveys", "s1:why") is None


def test_whoever_is_forgotten_leaves_ideas_that_others_stand_behind(board, sara, reza):
    backed, alone = ideas.post("ارسال شبانه", participant=sara.id), ideas.post("پرداخت قسطی", participant=sara.id)
    ideas.vote(backed.id, reza.id)
    ideas.comment(backed.id, "موافقم", participant=sara.id)
    ideas.forget([sara.identifier])
    left = ideas.get_idea(backed.id)
    assert (left.votes, left.author, left.comments) == (1, None, 0)
    assert ideas.find_idea(alone.id) is None and ideas.find(sara.id) is None


def test_whoever_has_more_names_than_a_question_takes_is_forgotten_too(board, sara):
    """A device in a shop, a browser that forgets: one question of the database takes no thousand of them."""
    many = [Identifier("web", "anonymous_id", f"a{number}") for number in range(1_500)]
    assert ideas.forget([*many, sara.identifier]) and ideas.find(sara.id) is None
