"""The door of people: what happens to the known cast when evidence, decisions and crashes come."""

import pytest
from django.utils import translation

from hamsafar.base.errors import NotFound
from hamsafar.collect.intake.contracts import Identifier
from hamsafar.ground.audit import services as audit
from hamsafar.identify.people import following, keys, ledger, rekeying
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import EvidenceRow, IdentifierRow, PersonRow

from .world import at, event, identify, key, state

ALI = '{"name": "علي كريمي", "email": "Ali@Example.com", "phone": "۰۹۱۲۱۲۳۴۵۶۷", "city": "تهران"}'


def same(*wanted):
    return len({people.person_of(key) for key in wanted}) == 1


def test_a_login_joins_what_the_visitor_did_before(spine):
    spine.append(event(1, visitor="tab"), event(2, visitor="tab"), event(3, user="ali", visitor="tab"))
    people.catch_up()
    assert same(key("ali"), key("tab", "anonymous_id"))
    assert spine.canonical(key("tab", "anonymous_id")) == key("ali")


def test_the_offset_moves_and_nothing_is_read_twice(spine):
    spine.append(*[event(number, user=str(number)) for number in range(5)])
    assert people.catch_up(2) == 5
    assert spine.reads == 3
    spine.append(event(9, user="9"))
    assert people.catch_up() == 6


def test_traits_name_a_person_and_prove_addresses(spine):
    spine.append(identify(1, user="ali", traits=ALI))
    people.catch_up()
    person = people.person_of(key("ali"))
    assert same(key("ali"), key("ali@example.com", "email"), key("+989121234567", "phone"))
    assert people.display_name(person, "fa") == "علي كريمي"
    assert {trait.name: trait.value for trait in people.traits_of(person)}["city"] == "تهران"


def test_of_two_tellings_the_later_counts_whichever_came_first(spine):
    spine.append(identify(9, user="ali", traits='{"city": "شیراز"}'), identify(1, user="ali", traits='{"city": "تهران"}'))
    people.catch_up()
    assert [trait.value for trait in people.traits_of(key("ali"))] == ["شیراز"]


def test_an_alias_joins_the_earlier_name(spine):
    spine.append(event(1, visitor="tab"), event(2, type="alias", name="Profile Linked", user="ali", previous_id="tab"))
    people.catch_up()
    assert same(key("ali"), key("tab", "anonymous_id"))


def test_external_ids_of_segment_prove_too(spine):
    context = '{"externalIds": [{"id": "77", "type": "card", "collection": "users", "encoding": "none"}, {"id": null}, "x"]}'
    spine.append(event(1, user="ali", context=context))
    people.catch_up()
    assert same(key("ali"), key("77", "card"))


def test_persian_and_arabic_letters_are_one_customer(spine):
    spine.append(event(1, user="علي", visitor="a"), event(2, user="علی", visitor="b"))
    people.catch_up()
    assert same(key("علی"), key("a", "anonymous_id"), key("b", "anonymous_id"))
    assert key("علي") == key("علی")


def test_a_second_account_never_merges_and_is_reported(spine):
    spine.append(event(1, user="ali", visitor="ipad"), event(2, user="bahar", visitor="ipad"))
    people.catch_up()
    assert not same(key("ali"), key("bahar"))
    (conflict,) = people.list_conflicts()
    assert {conflict.left.value, conflict.right.value} == {"ali", "bahar"}
    assert conflict.link.limit == "user_id"
    assert people.count_conflicts() == 1


def test_a_branch_counts_and_lists_its_own_conflicts_however_many_others_have(spine):
    spine.append(event(1, user="ali", visitor="ipad", unit="kish"), event(2, user="bahar", visitor="ipad", unit="kish"))
    spine.append(event(3, user="dara", visitor="till", unit="tehran"), event(4, user="sara", visitor="till", unit="tehran"))
    people.catch_up()
    (mine,) = people.list_conflicts(units=("kish",), limit=1)
    assert {mine.left.value, mine.right.value} == {"ali", "bahar"}
    assert [people.count_conflicts(units=units) for units in (None, ("kish",), ("tehran", "kish"), ("yazd",))] == [2, 1, 2, 0]


def test_late_evidence_separates_and_the_event_store_hears_of_it(spine):
    spine.append(event(5, user="bahar", visitor="ipad"))
    people.catch_up()
    assert spine.canonical(key("ipad", "anonymous_id")) == key("bahar")
    spine.append(event(1, user="ali", visitor="ipad"))
    people.catch_up()
    assert spine.canonical(key("ipad", "anonymous_id")) == key("ali")


def test_a_placeholder_makes_no_person(spine):
    spine.append(event(1, user="null", visitor="a"), event(2, user="null", visitor="b"), event(3, email="test@shop.ir", visitor="a"))
    people.catch_up()
    assert not same(key("a", "anonymous_id"), key("b", "anonymous_id"))
    assert people.count_people(known=None) == 2


def test_every_link_is_explained(spine):
    spine.append(identify(1, user="ali", visitor="tab", traits=ALI))
    people.catch_up()
    known = people.identifiers_of(key("tab", "anonymous_id"))
    assert [k.identifier.kind for k in known] == ["user_id", "email", "phone", "anonymous_id"]
    assert known[0].is_main
    phone = known[2]
    assert phone.typed == "۰۹۱۲۱۲۳۴۵۶۷"
    (link,) = phone.links
    assert (link.kind, link.source, link.first, link.verdict) == ("traits", "web", at(1), people.Verdict.LINKED)


def test_merge_and_undo_leave_no_trace_in_who_is_who(spine):
    spine.append(identify(1, user="ali", traits=ALI), identify(2, user="a.karimi", space="crm", traits='{"city": "قم"}'))
    people.catch_up()
    before = state()
    made = people.merge(keep=key("ali"), absorb=key("a.karimi", space="crm"), because="same phone", by=None)
    assert same(key("ali"), key("a.karimi", space="crm"))
    assert spine.canonical(key("a.karimi", space="crm")) == key("ali")
    assert people.history(key("ali"))[0].because == "same phone"
    undone = people.undo(made.id, by=None)
    assert undone.undone_at is not None
    assert state() == before
    assert spine.canonical(key("a.karimi", space="crm")) == key("a.karimi", space="crm")


def test_the_event_store_hears_of_a_decision_only_once_the_disk_has_it(spine, monkeypatch):
    """A merge that a power cut takes back here would stay for ever there: both say that it was never told."""
    spine.append(event(1, user="ali", visitor="ipad"), event(2, user="a.karimi", space="crm"))
    people.catch_up()
    order = []
    for module in (following, rekeying):
        monkeypatch.setattr(module, "make_durable", lambda: order.append("disk"))
    told, moved = spine.publish, spine.move
    monkeypatch.setattr(spine, "publish", lambda changes: (order.append("told"), told(changes)))
    monkeypatch.setattr(spine, "move", lambda change: (order.append("moved"), moved(change)))
    people.wire(spine.wiring())
    people.merge(keep=key("ali"), absorb=key("a.karimi", space="crm"), because="same phone", by=None)
    assert order == ["disk", "told"]
    order.clear()
    people.split_since(Identifier("shop", "anonymous_id", "ipad"), at(30), because="sold", by=None)
    people.catch_up()
    assert order[-2:] == ["disk", "moved"]


def test_whom_one_keeps_stays(spine):
    spine.append(event(1, user="new"), event(2, user="old"))
    people.catch_up()
    people.merge(keep=key("old"), absorb=key("new"), because="", by=None)
    assert people.person_of(key("new")) == key("old")


def test_two_accounts_joined_by_hand_keep_a_third_away(spine):
    spine.append(*[identify(n, user=str(n), email="family@x.ir") for n in range(1, 4)])
    people.catch_up()
    people.merge(keep=key("1"), absorb=key("2"), because="", by=None)
    assert same(key("1"), key("2"), key("family@x.ir", "email"))
    assert not same(key("1"), key("3"))


def test_split_takes_away_and_undo_brings_back(spine):
    spine.append(identify(1, user="ali", visitor="tab", traits=ALI))
    people.catch_up()
    before = state()
    tab = Identifier("shop", "anonymous_id", "tab")
    made = people.split(key("ali"), [tab], because="the shop's tablet", by=None)
    assert not same(key("ali"), key("tab", "anonymous_id"))
    spine.append(event(5, user="ali", visitor="tab"))
    people.catch_up()
    assert not same(key("ali"), key("tab", "anonymous_id"))
    people.undo(made.id, by=None)
    assert same(key("ali"), key("tab", "anonymous_id"))
    assert state()[0] == before[0]


def test_a_tablet_that_was_sold_is_split_at_a_moment(spine):
    spine.append(event(1, user="ali", visitor="ipad"), event(60, user="bahar", visitor="ipad"))
    people.catch_up()
    before = state()
    ipad = Identifier("shop", "anonymous_id", "ipad")
    made = people.split_since(ipad, at(30), because="sold", by=None)
    late = event(61, visitor="ipad")
    early = event(2, visitor="ipad")
    assert people.person_of(people.key_of_event(early)) == key("ali")
    assert people.person_of(people.key_of_event(late)) == key("bahar")
    people.catch_up()
    (move,) = spine.moves
    assert (move.old, move.new, move.since) == (key("ipad", "anonymous_id"), people.key_of_event(late), at(30))
    people.undo(made.id, by=None)
    people.catch_up()
    assert (spine.moves[1].old, spine.moves[1].new) == (move.new, move.old)
    assert people.key_of_event(late) == people.key_of_event(early)
    assert state()[:2] == before[:2]


def test_refusals(spine):
    spine.append(event(1, user="ali", visitor="tab"), event(2, user="bahar"))
    people.catch_up()
    with pytest.raises(people.SamePerson):
        people.merge(keep=key("ali"), absorb=key("tab", "anonymous_id"), because="", by=None)
    with pytest.raises(NotFound):
        people.merge(keep=key("ali"), absorb=12345, because="", by=None)
    with pytest.raises(NotFound):
        people.person_of(12345)
    with pytest.raises(NotFound):
        people.undo("no such thing", by=None)
    with pytest.raises(people.NothingToSplit):
        people.split(key("ali"), [], because="", by=None)
    with pytest.raises(people.NothingToSplit):
        people.split(key("bahar"), [Identifier("shop", "user_id", "bahar")], because="", by=None)
    with pytest.raises(people.NotTheirs):
        people.split(key("ali"), [Identifier("shop", "user_id", "bahar")], because="", by=None)
    made = people.merge(keep=key("ali"), absorb=key("bahar"), because="", by=None)
    people.undo(made.id, by=None)
    with pytest.raises(people.AlreadyUndone):
        people.undo(made.id, by=None)


def test_every_decision_is_in_the_audit_log(spine):
    spine.append(event(1, user="ali"), event(2, user="bahar"))
    people.catch_up()
    made = people.merge(keep=key("ali"), absorb=key("bahar"), because="same phone", by=None)
    people.undo(made.id, by=None)
    assert [entry.deed for entry in audit.list_entries()] == ["people.undo", "people.merge"]


@pytest.mark.parametrize("broken", ["_write_pairs", "_write_traits", "_write_names"])
def test_a_crash_in_the_middle_costs_nothing(spine, monkeypatch, broken):
    spine.append(identify(1, user="ali", visitor="tab", traits=ALI), event(2, user="bahar", visitor="tab"))
    with monkeypatch.context() as patched:
        patched.setattr(ledger, broken, lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            people.catch_up()
    assert people.offset() == 0
    people.catch_up()
    assert same(key("ali"), key("tab", "anonymous_id"), key("ali@example.com", "email"))
    assert not EvidenceRow.objects.filter(verdict="").exists()


def test_evidence_that_was_written_but_not_weighed_is_weighed_after_a_crash(spine, monkeypatch):
    spine.append(event(1, user="ali", visitor="tab"))
    with monkeypatch.context() as patched:
        patched.setattr(following, "settle_what_waits", lambda *a: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            people.catch_up()
    people.catch_up()
    assert same(key("ali"), key("tab", "anonymous_id"))


def test_a_merge_that_the_event_store_did_not_hear_of_is_told_again(spine, monkeypatch):
    spine.append(event(1, user="ali", visitor="tab"))
    with monkeypatch.context() as patched:
        patched.setattr(spine, "publish", lambda changes: 1 / 0)
        following.wire(spine.wiring())
        with pytest.raises(ZeroDivisionError):
            people.catch_up()
    following.wire(spine.wiring())
    people.catch_up()
    assert spine.canonical(key("tab", "anonymous_id")) == key("ali")


def test_an_event_store_that_forgot_is_told_everything(spine):
    spine.append(event(1, user="ali", visitor="tab"))
    people.catch_up()
    spine.told.clear()
    assert people.publish() == 0
    people.publish_again()
    assert spine.canonical(key("tab", "anonymous_id")) == key("ali")


def test_two_names_with_one_key_are_noticed_and_the_newer_moves(spine, monkeypatch):
    real = keys.key_of_normal
    monkeypatch.setattr(keys, "key_of_normal", lambda identifier, variant="": 7 if not variant else real(identifier, variant))
    spine.append(event(1, user="ali"), event(2, user="bahar"))
    people.catch_up()
    assert IdentifierRow.objects.count() == 2
    (move,) = spine.moves
    assert (move.identifier.value, move.old) == ("bahar", 7)
    assert people.key_of_event(event(3, user="bahar")) == move.new
    assert people.key_of_event(event(3, user="ali")) == 7
    rekeying.load()
    assert people.key_of_event(event(3, user="bahar")) == move.new


@pytest.mark.parametrize(
    "words", ["علی", "علي", "كريمي", "کریمی علی", "kari", "09121234567", "۰۹۱۲۱۲۳", "912123", "ali@ex", "علیکریمی", "ALI"]
)
def test_a_person_is_found_however_one_types(spine, words):
    spine.append(identify(1, user="u-kari-9", traits=ALI), identify(2, user="other", traits='{"name": "بهار"}'))
    people.catch_up()
    assert [card.person for card in people.search(words)] == [key("u-kari-9")]


@pytest.mark.parametrize("words", ["", "   ", "%", "_", "زهرا", "'; drop table", "\\"])
def test_who_is_not_there_is_not_found(spine, words):
    spine.append(identify(1, user="u9", traits=ALI))
    people.catch_up()
    assert people.search(words) == ()


def test_beginnings_of_words_come_before_middles(spine):
    spine.append(identify(9, user="1", traits='{"name": "Marina"}'), identify(1, user="2", traits='{"name": "Rina"}'))
    people.catch_up()
    assert [card.name for card in people.search("rin")] == ["Rina", "Marina"]


def test_kian_of_another_branch_does_not_find_ali(spine):
    spine.append(identify(1, user="ali", unit="tehran", traits=ALI), event(2, visitor="tab", unit="shiraz"))
    people.catch_up()
    assert people.search("علی", units=("tehran",))
    assert people.search("علی", units=("shiraz",)) == ()
    assert people.list_people(units=("shiraz",)) == ()
    assert people.count_people(units=("shiraz",), known=None) == 1
    with pytest.raises(NotFound):
        people.get_card(key("ali"), units=("shiraz",))
    assert people.get_card(key("ali"), units=("tehran",)).name == "علي كريمي"


def test_a_visitor_has_a_name_to_tell_them_apart(spine):
    spine.append(event(1, visitor="tab"), event(2, user="17"))
    people.catch_up()
    with translation.override("en"):
        assert people.display_name(key("17"), "en") == "Customer 17"
        assert people.display_name(key("tab", "anonymous_id"), "en").startswith("Visitor ")


def test_a_person_is_found_by_their_address(spine):
    spine.append(event(1, user="ali", visitor="tab"))
    people.catch_up()
    assert [card.person for card in people.search(people.key_text(key("tab", "anonymous_id")))] == [key("ali")]


def test_the_list_turns_pages(spine):
    spine.append(*[identify(n, user=str(n), traits=f'{{"name": "نفر {n}"}}') for n in range(1, 6)])
    people.catch_up()
    assert [card.name for card in people.list_people(limit=2)] == ["نفر 5", "نفر 4"]
    assert [card.name for card in people.list_people(limit=2, offset=4)] == ["نفر 1"]
    assert people.count_people(words="نفر") == 5


def test_cards_of_people_who_are_no_more_go(spine):
    spine.append(event(1, visitor="tab"))
    people.catch_up()
    spine.append(event(2, user="ali", visitor="tab"))
    people.catch_up()
    assert [row.person for row in PersonRow.objects.all()] == [key("ali")]
