"""The way in and Settings, as a browser sees them."""

import importlib
import re
from dataclasses import replace

import pytest
from django.test import Client
from django.utils.translation import override

from hamsafar.base import clock, rate_limits
from hamsafar.ground.audit import services as audit
from hamsafar.ground.audit.contracts import Entry
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.audit_words import Names
from hamsafar.ground.organisation.services import Grant, Role, WeekStart

PASSWORD = "travel with me 1405"


@pytest.fixture(autouse=True)
def no_tries_yet():
    rate_limits.forget_all()


def sign_in(client: Client, email: str = "ali@example.com", password: str = PASSWORD, **more: str):
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_a_new_installation_asks_for_its_owner_first(client_of, db):
    client = client_of()
    assert client.get("/sign-in")["Location"] == "/welcome"
    answer = client.post("/welcome", {"company": "آوند", "name": "Ali", "email": "ali@example.com", "password": PASSWORD})
    assert answer["Location"] == "/"
    assert client.get("/settings/general").status_code == 200
    assert organisation.company().name == "آوند"


def test_the_first_page_is_closed_once_there_is_an_owner(client_of, ali):
    answer = client_of().post("/welcome", {"name": "Kian", "email": "kian@example.com", "password": PASSWORD})
    assert answer.status_code == 409
    assert len(organisation.list_members()) == 1


def test_ali_signs_in_and_comes_to_where_he_wanted(client_of, ali):
    client = client_of()
    assert sign_in(client, "ALI@example.com ", next="/settings/units")["Location"] == "/settings/units"
    assert client.get("/settings/units").status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/x", "javascript:alert(1)", "\\\\evil.example"])
def test_signing_in_never_leads_elsewhere(client_of, ali, elsewhere):
    assert sign_in(client_of(), next=elsewhere)["Location"] == "/"


def test_a_wrong_password_says_the_same_for_members_and_strangers(client_of, ali):
    known = sign_in(client_of("", "en"), password="wrong wrong wrong")
    unknown = sign_in(client_of("", "en"), "nobody@example.com")
    assert known.status_code == unknown.status_code == 422
    sentence = "E-mail or password is not right"
    assert sentence in known.content.decode()
    assert sentence in unknown.content.decode()


def test_guessing_is_stopped_per_account(client_of, ali):
    for _ in range(8):
        assert sign_in(client_of(), password="wrong wrong wrong").status_code == 422
    assert sign_in(client_of()).status_code == 429


def test_guessing_many_accounts_is_stopped_per_line_and_others_may_go_on(client_of, ali):
    """A line has more IPv6 addresses than anybody could count; the neighbour has others."""
    for number in range(40):
        guess = {"email": f"member-{number}@example.com", "password": "wrong wrong wrong"}
        assert client_of().post("/sign-in", guess, REMOTE_ADDR=f"2001:db8::{number:x}").status_code == 422
    right = {"email": "ali@example.com", "password": PASSWORD}
    assert client_of().post("/sign-in", right, REMOTE_ADDR="2001:db8::ffff").status_code == 429
    assert client_of().post("/sign-in", right, REMOTE_ADDR="2001:db8:0:1::1").status_code == 302
    entry = next(each for each in audit.list_entries() if each.deed == "organisation.signed_in")
    assert entry.facts["address"] == "2001:db8:0:1::1"


def test_the_session_gets_a_new_name_at_sign_in(client_of, ali):
    client = client_of()
    client.get("/sign-in")
    planted = client.session
    planted["mark"] = "planted"
    planted.save()
    before = client.cookies["sessionid"].value if "sessionid" in client.cookies else planted.session_key
    sign_in(client)
    assert client.cookies["sessionid"].value != before


def test_signing_out_everywhere_ends_the_other_session_too(client_of, ali):
    here, there = client_of(), client_of()
    sign_in(here), sign_in(there)
    here.post("/account/sign-out-everywhere")
    assert there.get("/account").status_code == 302
    assert here.get("/account").status_code == 302


def test_a_new_password_keeps_this_session_and_ends_the_others(client_of, ali):
    here, there = client_of(), client_of()
    sign_in(here), sign_in(there)
    answer = here.post("/account/password", {"current": PASSWORD, "password": "another good one"})
    assert answer.status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


def test_the_password_is_not_changed_without_the_one_until_now(client_of, ali):
    answer = client_of("ali").post("/account/password", {"current": "wrong", "password": "another good one"})
    assert answer.status_code == 422
    ali.refresh_from_db()
    assert ali.check_password(PASSWORD)


def test_a_form_from_elsewhere_is_refused(ali):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ali)
    assert client.post("/settings/units/new", {"code": "x"}).status_code == 403


def test_an_invitation_link_is_shown_once_and_works(client_of, ali):
    client = client_of("ali", "en")
    page = client.post("/settings/members/invite", {"email": "sara@example.com", "role": "viewer", "unit": "tehran"}).content.decode()
    link = re.search(r"http://testserver(/join/[\w-]+)", page)[1]
    assert link not in client.get("/settings/members").content.decode()
    joined = client_of().post(link, {"name": "Sara", "password": PASSWORD})
    assert joined["Location"] == "/"
    assert client_of().get(link).status_code == 404


def test_a_key_is_shown_once_and_opens_the_api_without_a_cookie(client_of, ali):
    client = client_of("ali", "en")
    page = client.post("/settings/keys/new", {"name": "report", "role": "viewer", "units": ["tehran"]}).content.decode()
    secret = re.search(r"hk_[\w-]{43}", page)[0]
    assert secret not in client.get("/settings/keys").content.decode()
    by_key = Client(enforce_csrf_checks=True, headers={"Authorization": f"Bearer {secret}"})
    assert by_key.get("/settings/units").status_code == 200
    refused = by_key.post("/settings/units/new", {})
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")
    assert refused.json()["code"] == "not_allowed"


def test_a_made_up_key_gets_401_even_beside_a_good_session(client_of, ali):
    answer = client_of("ali").get("/settings/units", headers={"Authorization": "Bearer hk_nothing"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="hamsafar"')


def test_a_key_has_no_account(client_of, ali):
    _key, secret = organisation.create_key(name="report", role=Role.OWNER, units=(), by=ali)
    assert client_of().get("/account", headers={"Authorization": f"Bearer {secret}"}).status_code == 404


def test_a_unit_is_added_moved_and_archived_from_its_pages(client_of, ali):
    client = client_of("ali")
    form = {"code": "shiraz", "kind": "branch", "parent": "retail-iran", "name_fa": "شیراز", "name_en": "Shiraz"}
    assert client.post("/settings/units/new", form).status_code == 302
    assert client.post("/settings/unit/shiraz/move", {"below": "parts"}).status_code == 302
    assert organisation.get_unit("shiraz").parent == "parts"
    client.post("/settings/unit/shiraz/archive")
    assert organisation.get_unit("shiraz").is_archived
    assert [entry.deed for entry in audit.list_entries(limit=3)] == [
        "organisation.unit_archived",
        "organisation.unit_moved",
        "organisation.unit_added",
    ]


def test_what_a_form_refuses_is_said_at_the_form_and_nothing_is_changed(client_of, ali):
    answer = client_of("ali", "en").post("/settings/unit/retail/move", {"below": "tehran"})
    assert answer.status_code == 422
    assert "cannot be moved below itself" in answer.content.decode()
    assert organisation.get_unit("retail").parent == ""


def test_dara_may_read_units_but_not_change_them(client_of, dara):
    client = client_of("dara")
    assert "settings-unit-new" not in client.get("/settings/units").content.decode()
    assert client.post("/settings/units/new", {}).status_code == 403


def test_a_lead_reads_the_companys_settings_but_only_an_owner_changes_them(client_of, ali, bahar):
    organisation.change_grants(bahar.pk, [Grant(role=Role.CX_LEAD, unit="")], by=ali)
    client = client_of("bahar")
    assert client.get("/settings/general").status_code == 200
    whole = organisation.company()
    form = {"name": "x", "language": "en", "calendar": "gregorian", "week_start": "monday", "currency": "EUR", "time_zone": "UTC"}
    assert client.post("/settings/general", form).status_code == 403
    assert organisation.company() == whole


def test_the_audit_log_is_searched_filtered_and_taken_out(client_of, ali, bahar):
    organisation.change_grants(bahar.pk, [Grant(role=Role.VIEWER, unit="")], by=ali)
    client = client_of("ali", "en")
    page = client.get("/settings/audit?deed=organisation.roles_changed").content.decode()
    assert "Changed somebody&#x27;s roles" in page
    assert "Added a unit</span>" not in page
    file = b"".join(client.get("/settings/audit/export?q=Ali").streaming_content).decode()
    assert "organisation.roles_changed" in file
    assert audit.list_entries()[0].deed == "audit.exported"


def test_the_audit_log_speaks_the_readers_language_and_names_people(client_of, ali, bahar):
    organisation.change_grants(bahar.pk, [Grant(role=Role.VIEWER, unit="tehran")], by=ali)
    organisation.change_company(replace(organisation.company(), week_start=WeekStart.MONDAY), by=ali)
    page = client_of("ali", "fa").get("/settings/audit").content.decode()
    rows = [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in page.split("<tr")]
    (roles,) = [row for row in rows if "نقش‌های" in row and bahar.name in row]
    assert "بیننده (تهران)" in roles and "کارشناس (" in roles and "member:" not in roles and "viewer" not in roles
    (week,) = [row for row in rows if "نخستین روز هفته" in row]
    assert "شنبه → دوشنبه" in week
    assert "member:" not in page


def test_what_the_audit_log_is_about_is_named_or_counted_in_words(ali, units):
    def about(what, deed="x.y"):
        return Names().about(Entry(id=1, at=clock.now(), by_id="", by_name="", deed=deed, about=what, facts={}))

    with override("en"):
        assert about(f"member:{ali.id}") == ali.name
        assert about("member:9999") == "A former member"
        assert about("rule:12") == "Rule 12" and about("case-rule:3") == "Rule of cases 3"
        assert about("tehran", "organisation.unit_changed") == "Tehran"
        assert [about(same) for same in ("tahvil", "", "9f32ab", "mail:sara")] == ["tahvil", "", "9f32ab", "mail:sara"]
    with override("fa"):
        assert about("rule:12") == "قاعدهٔ ۱۲"


def test_facts_of_every_shape_are_said_in_words(ali, units):
    def said(**facts):
        return Names().facts(Entry(id=1, at=clock.now(), by_id="", by_name="", deed="x.y", about="", facts=facts))

    with override("en"):
        assert said(is_open=["False", "True"], name={"fa": "ایده", "en": "Ideas"}) == [("Open", "no", "yes"), ("Name", "", "Ideas")]
        assert said(units=["tehran", "isfahan"], version=2, found=2.75, p=1.6e-07) == [
            ("Units", "", "Tehran, Isfahan"), ("Version", "", "2"), ("Found", "", "2.75"), ("p", "", "2e-07"),
        ]  # fmt: skip
        assert said(is_open=["None", "True"]) == [("Open", "", "yes")]
        assert said(before=None, now=41.0, cost="", survey=0) == [("Now", "", "41"), ("Survey", "", "0")]
        assert said(cost="650000", intro=[{}, {"fa": "سلام"}]) == [("Cost", "", "650,000"), ("Introduction", "", "سلام")]
        assert said(condition={"all": [1]}) == [("Condition", "", '{"all": [1]}')]
        assert said(**{"from": ["owner@*"], "to": []}) == [("Before", "", "Owner (the whole company)")]


def test_the_audit_log_is_searched_by_the_names_that_it_shows(client_of, ali, bahar, dara):
    organisation.change_grants(bahar.pk, [Grant(role=Role.VIEWER, unit="")], by=ali)
    organisation.change_unit("isfahan", name_fa="نصف جهان", name_en="Isfahan", by=ali)

    def found(words: str) -> set[tuple[str, str]]:
        return {(entry.deed, entry.about) for entry in audit.list_entries(search=words)}

    assert ("organisation.roles_changed", f"member:{bahar.pk}") in found("bahar"), "what was done to her, and not only what she did"
    assert ("organisation.roles_changed", f"member:{bahar.pk}") not in found("dara")
    assert ("organisation.unit_changed", "isfahan") in found("نصف جهان")
    assert found("نصف  جهان") == found("نصف جهان") and audit.count_entries(search="نصف جهان") == len(found("نصف جهان"))
    assert not found("nobody is called so")
    page = client_of("ali", "fa").get("/settings/audit?q=نقش‌های").content.decode()
    assert bahar.name in page, "a deed is found by the sentence that is shown"


def test_whoever_has_another_name_now_is_found_by_it(client_of, ali, bahar):
    organisation.change_company(replace(organisation.company(), week_start=WeekStart.MONDAY), by=bahar)
    bahar.name = "Negar Karimi"
    bahar.save()
    assert [entry.by_name for entry in audit.list_entries(search="negar") if entry.deed == "organisation.company_changed"] == ["Bahar"]


@pytest.mark.parametrize(
    ("deed", "facts", "language", "shown"),
    [
        ("reviews.policy_changed", {"auto_from": 6, "look": "device"}, "en",
         [("Shown at once: reviews of buyers with", "", "none because it is good"), ("Look", "", "as the reader's device")]),
        ("reviews.review_declined", {"why": "private"}, "en", [("Reason", "", "Holds personal data")]),
        ("reviews.review_declined", {"why": "private"}, "fa", [("دلیل", "", "دادهٔ شخصی دارد")]),
        ("notices.chosen", {"without": ["cases.late", "gone.away"]}, "en", [("No letters about", "", "A case of mine is late, gone.away")]),
        ("jobs.run_again", {"work": "jobs.prune"}, "en", [("Work", "", "Forgetting old jobs")]),
        ("actions.decided", {"action": "open_case", "became": "failed"}, "en", [("Action", "", "Open a case"), ("Outcome", "", "Failed")]),
        ("research.participant_added", {"agreed": "spoken"}, "en", [("Agreed to be recorded", "", "by word of mouth")]),
        ("consent.given", {"purpose": "marketing"}, "en", [("Purpose", "", "News and offers")]),
        ("contact.policy_changed", {"rest_days": [7, 14]}, "en", [("Rest after a survey, in days", "7", "14")]),
        ("audit.exported", {"deed": "reviews.replied"}, "en", [("Deed", "", "Replied to a review in public")]),
        ("asking.rule_changed", {"delay_seconds": 7200}, "en", [("Wait", "", "2:00 h")]),
        ("ours.alone", {"why": "private"}, "en", [("Reason", "", "private")]),
    ],
)  # fmt: skip
def test_facts_of_every_room_are_said_in_the_readers_words(db, deed, facts, language, shown):
    importlib.import_module("hamsafar.config.urls")
    with override(language):
        assert Names().facts(Entry(id=1, at=clock.now(), by_id="", by_name="", deed=deed, about="", facts=facts)) == shown


def test_a_name_that_is_a_formula_is_not_run_by_a_spreadsheet(client_of, ali):
    client = client_of("ali")
    client.post("/account", {"name": "=cmd|' /C calc'!A0"})
    file = b"".join(client.get("/settings/audit/export").streaming_content).decode()
    assert "'=cmd" in file


def test_the_members_choice_of_language_goes_before_the_cookie(client_of, ali):
    client = client_of("ali", "en")
    assert 'lang="en"' in client.get("/account").content.decode()
    client.post("/reading", {"language": "fa", "next": "/account"})
    client.cookies["django_language"] = "en"
    page = client.get("/account").content.decode()
    assert 'lang="fa" dir="rtl"' in page


@pytest.mark.parametrize(("given", "kept"), [("dark", 'data-theme="dark"'), ("", "")])
def test_the_look_is_kept(client_of, ali, given, kept):
    client = client_of("ali")
    client.post("/reading", {"theme": given})
    page = client.get("/account").content.decode()
    assert kept in page
    assert ("data-theme" in page.split("<head>")[0]) == bool(given)


def test_a_language_that_we_do_not_speak_is_left_alone(client_of, db):
    assert "django_language" not in client_of().post("/reading", {"language": "xx"}).cookies


def test_a_page_of_settings_asks_the_database_few_questions(client_of, ali, django_assert_max_num_queries):
    client = client_of("ali")
    with django_assert_max_num_queries(12):
        client.get("/settings/members")


def test_what_a_member_saw_is_not_left_for_the_next_person_at_the_machine(client_of, ali):
    client = client_of("ali")
    assert client.get("/settings/units")["Cache-Control"] == "private, no-cache"
    assert client.post("/sign-out")["Clear-Site-Data"] == '"cache"'
