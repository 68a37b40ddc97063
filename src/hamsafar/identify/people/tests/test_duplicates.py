"""People whom no identifier links wait for an answer; each answer can be taken back."""

import json
import random

import pytest

from hamsafar.base.errors import NotFound
from hamsafar.ground.jobs import services as jobs
from hamsafar.identify.people import duplicates
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import SuggestionRow
from hamsafar.science.linkage.tests.test_linkage import CITIES, FAMILY, GIVEN

from .world import event, identify, key


def crowd(spine, number=150):
    chance = random.Random(3)
    for n in range(number):
        traits = {
            "name": f"{chance.choice(GIVEN.split())} {chance.choice(FAMILY.split())}",
            "birthday": f"19{chance.randrange(50, 99)}-{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
            "city": chance.choice(CITIES),
        }
        phone = f"0912{chance.randrange(10**7):07}"
        spine.append(identify(n, user=f"u{n}", unit="tehran", traits=json.dumps({**traits, "phone": phone})))
        if n % 5 == 0:  # the same person in the customer list of the call centre: Arabic letters, no phone or a slip in it
            name = traits["name"].replace("ی", "ي").replace("ک", "ك")
            slip = phone[:-2] + phone[-1] + phone[-2] if n % 10 else ""
            spine.append(
                identify(
                    n, user=f"c{n}", space="crm", unit="tehran", source="crm", traits=json.dumps({**traits, "name": name, "phone": slip})
                )
            )
    people.catch_up()


def twins(n):
    return {key(f"u{n}"), key(f"c{n}", space="crm")}


@pytest.fixture
def queue(spine):
    crowd(spine)
    people.find_duplicates()
    return people.list_suggestions(limit=100)


def test_the_same_people_in_two_lists_are_found_with_reasons(queue):
    found = [{s.left.person, s.right.person} for s in queue]
    right = [twins(n) for n in range(0, 150, 5)]
    assert sum(pair in right for pair in found) >= 0.85 * len(right)
    assert sum(pair in right for pair in found) >= 0.9 * len(found)
    reasons = {reason.field: reason for reason in queue[0].reasons}
    assert reasons["born"].weight > 0
    assert reasons["given_name"].left == reasons["given_name"].right


def test_a_yes_merges_and_can_be_undone(queue):
    first = queue[0]
    people.accept(first.id, by=None)
    assert people.person_of(first.left.person) == people.person_of(first.right.person)
    made = people.history(people.person_of(first.left.person))[0]
    assert (made.because, made.facts["suggestion"]) == ("duplicate", first.id)
    people.undo(made.id, by=None)
    assert people.person_of(first.left.person) != people.person_of(first.right.person)
    people.find_duplicates()
    assert first.id not in {s.id for s in people.list_suggestions(limit=100)}


def test_a_no_is_not_asked_again(queue):
    people.reject(queue[0].id, by=None)
    people.find_duplicates()
    assert queue[0].id not in {s.id for s in people.list_suggestions(limit=100)}
    with pytest.raises(people.AlreadyDecided):
        people.accept(queue[0].id, by=None)


def test_a_threshold_merges_by_itself(spine):
    crowd(spine)
    people.set_threshold(0.99, by=None)
    people.find_duplicates()
    merged = [n for n in range(0, 150, 5) if len({people.person_of(one) for one in twins(n)}) == 1]
    assert len(merged) > 10
    assert all(s.probability < 0.99 for s in people.list_suggestions(limit=100))


def test_who_is_one_by_now_is_passed_over(spine, queue):
    first = queue[0]
    people.merge(keep=first.left.person, absorb=first.right.person, because="", by=None)
    assert first.id not in {s.id for s in people.list_suggestions(limit=100)}


def test_kian_does_not_see_people_of_another_branch(queue):
    assert people.list_suggestions(units=("kish",)) == ()
    assert people.count_suggestions(units=("kish",)) == 0
    assert people.count_suggestions(units=("tehran",)) == people.count_suggestions()
    with pytest.raises(NotFound):
        people.accept(queue[0].id, by=None, units=("kish",))
    assert people.list_suggestions(units=("tehran",), limit=1)


@pytest.mark.parametrize("value", [0.2, 1.5, -1])
def test_a_threshold_is_a_probability(db, value):
    with pytest.raises(people.NotAProbability):
        people.set_threshold(value, by=None)
    assert people.threshold() is None


def test_too_few_people_are_no_error(spine):
    spine.append(event(1, user="ali"))
    people.catch_up()
    assert people.find_duplicates() == 0


def test_the_search_is_a_job_of_the_night(db):
    assert jobs.enqueue("people.find_duplicates", {}, key="tonight").name == "people.find_duplicates"
    jobs.run_due()
    assert jobs.list_jobs()[0].state == jobs.State.DONE


def test_what_waits_is_what_is_believed_today(queue):
    first, second = queue[0], queue[1]
    SuggestionRow.objects.filter(id=first.id).update(probability=0.51)
    stale = SuggestionRow.objects.create(left=1, right=2, weight=9, probability=0.99, reasons=[], found_at=first.found_at)
    people.reject(second.id, by=None)
    people.find_duplicates()
    now = {row.id: row for row in SuggestionRow.objects.all()}
    assert stale.id not in now
    assert now[first.id].probability == pytest.approx(first.probability)
    assert now[second.id].state == "different"


def test_titles_spaces_and_calendars_make_no_difference():
    written = duplicates._names({"first_name": "سید علی", "last_name": "علی‌پور"}) | duplicates._facts({"birthday": "1367/05/21"})
    again = duplicates._names({"first_name": "علی", "last_name": "علیپور"}) | duplicates._facts({"birthday": "1988-08-12"})
    assert written == again
    assert duplicates._names({"name": "آقای رضا کریمی نژاد"}) == {"given_name": "رضا", "family_name": "کریمینژاد"}
    assert duplicates._names({"first_name": "سید"}) == {"given_name": "سید", "family_name": ""}
