"""The builder's deeds, at its pages: what is sent becomes the draft's next state, and nothing else ever does."""

import json
import re

import pytest

from hamsafar.collect.surveys import building, checking, editing, errors, services, starters, tokens
from hamsafar.collect.surveys import document as d
from hamsafar.collect.surveys.models import SurveyRow

from .examples import EVERY, SHORT, both, options, question, survey, when


@pytest.fixture
def draft(db):
    return services.create(SHORT)


def send(client, made, part: str, do: str = "", htmx: bool = True, **fields):
    row = SurveyRow.objects.get(id=made.id)
    data = {"part": part, "do": do, "seen": row.draft_number, **fields}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(f"/surveys/{made.id}/build/change", data, headers=headers)


def fields_of_page(page: str) -> dict[str, list[str]]:
    """Everything that the editor's form would send as it stands."""
    form = page.split('id="part-form"')[1].split("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        is_off = ('type="checkbox"' in tag or 'type="file"' in tag) and " checked" not in tag
        if name and not is_off and 'form="nowhere"' not in tag:
            found.setdefault(name[1], []).append(_plain(value[1] if value else ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found.setdefault(name, []).append(_plain(text))
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inside) or re.search(r'<option value="([^"]*)"', inside)
        found.setdefault(name, []).append(_plain(chosen[1] if chosen else ""))
    for ours in ("part", "seen", "csrfmiddlewaretoken", "picture"):
        found.pop(ours, None)
    return found


def _plain(text: str) -> str:
    from html import unescape

    return unescape(text)


def test_a_question_is_added_changed_and_removed(client_of, ali, draft):
    client = client_of("ali", language="en")
    added = send(client, draft, "question:likely", "add-question:choice")
    assert "Question 2 · One of several" in added.content.decode()
    send(
        client,
        draft,
        "question:choice",
        **{"text.fa": "کدام؟", "text.en": "Which?", "options.0.id": "o1", "options.0.text.en": "Red", "has_other": "true"},
    )
    found = editing.draft_of(draft.id)
    assert [each.id for each in found.questions] == ["likely", "choice", "why"]
    changed = found.questions[1]
    assert isinstance(changed, d.Choice)
    assert (changed.text.en, changed.options[0].text.en, changed.has_other) == ("Which?", "Red", True)
    send(client, draft, "question:choice", "remove")
    assert [each.id for each in editing.draft_of(draft.id).questions] == ["likely", "why"]


@pytest.mark.parametrize("kind", d.KINDS)
def test_what_the_editor_shows_and_sends_back_changes_nothing(client_of, ali, kind):
    """Autosave sends the whole form of a part: a form that forgets something would lose it."""
    every = {d.kind_of(each): each for each in EVERY.questions}
    logic = {
        "show_if": when("answer:first", "any_of", ["red"], ("trait:city", "is", "تهران"), join="any"),
        "jumps": [{"to": "thanks", "when": when("answer:score", "at_least", 9)}, {"to": "last"}],
        "checks": [{"must": when("answer:score", "answered"), "message": both("Really?")}],
    }
    plain = {**json.loads(d.write(d.Document(questions=(every[kind],))))["questions"][0], **logic, "help": both("Some help"), "id": "asked"}
    if kind != "action":
        plain["required"] = True
    document = survey(
        question("choice", "first", options=options("red", "green")), question("nps", "score"), plain, question("text", "last"),
        hidden=[{"id": "order_id"}], variables=[{"id": "sum", "start": 1.0}],
    )  # fmt: skip
    made = services.create(document)
    client = client_of("ali")
    page = client.get(f"/surveys/{made.id}/build?part=question:asked").content.decode()
    send(client, made, "question:asked", **fields_of_page(page))
    assert editing.draft_of(made.id).find("asked") == document.find("asked")


@pytest.mark.parametrize("part", ["start", "end:thanks", "hidden", "variables", "quotas", "look"])
def test_the_other_parts_send_back_what_they_show_too(client_of, ali, part):
    document = survey(
        question("nps", "score"),
        welcome={"title": both("Welcome"), "text": both("Two minutes")},
        ends=[{"id": "thanks", "title": both("Thanks"), "text": both("Bye"), "link": "https://example.com", "label": both("Shop")}],
        hidden=[{"id": "order_id", "about": both("Order")}],
        variables=[{"id": "sum", "start": 2.0, "steps": [{"do": "add", "value": "answer:score", "when": when("answer:score", "more", 5)}]}],
        quotas=[{"id": "some", "when": when("answer:score", "less", 5), "most": 10, "end": "thanks"}],
        theme={"colour": "#aa3366", "look": "dark"},
        layout="all",
        can_go_back=False,
    )
    made = services.create(document)
    client = client_of("ali")
    page = client.get(f"/surveys/{made.id}/build?part={part}").content.decode()
    send(client, made, part, **fields_of_page(page))
    assert editing.draft_of(made.id) == document


def test_deeds_of_the_outline(client_of, ali, draft):
    client = client_of("ali")
    send(client, draft, "outline", "order:why,likely")
    assert [each.id for each in editing.draft_of(draft.id).questions] == ["why", "likely"]
    send(client, draft, "question:likely", "move:-1")
    send(client, draft, "question:likely", "double")
    assert [each.id for each in editing.draft_of(draft.id).questions] == ["likely", "likely_2", "why"]
    send(client, draft, "outline", "add-end")
    assert [end.id for end in editing.draft_of(draft.id).ends] == ["thanks", "end"]
    send(client, draft, "end:end", "remove")
    assert [end.id for end in editing.draft_of(draft.id).ends] == ["thanks"]


def test_a_question_can_change_its_kind_and_keeps_what_both_have(client_of, ali, draft):
    client = client_of("ali")
    send(client, draft, "question:likely", "kind:csat")
    changed = editing.draft_of(draft.id).questions[0]
    assert (d.kind_of(changed), changed.text.en, changed.required) == ("csat", "About likely?", True)


def test_a_new_name_is_known_everywhere(client_of, ali):
    made = services.create(
        survey(
            question("nps", "old", jumps=[{"to": "next", "when": when("answer:old", "more", 5)}]),
            {**question("text", "next"), "text": both("You said {answer:old|nothing}")},
            variables=[{"id": "sum", "steps": [{"value": "answer:old"}]}],
        )
    )
    send(client_of("ali"), made, "question:old", "rename:score")
    found = editing.draft_of(made.id)
    assert "answer:old" not in d.write(found)
    assert checking.check(found) == []
    send(client_of("ali"), made, "question:next", "rename:last")
    assert editing.draft_of(made.id).questions[0].jumps[0].to == "last"


def test_undo_and_redo(client_of, ali, draft):
    client = client_of("ali")
    send(client, draft, "question:likely", "remove")
    client.post(f"/surveys/{draft.id}/build/step", {"by": "-1"}, headers={"HX-Request": "true"})
    assert editing.draft_of(draft.id) == SHORT
    client.post(f"/surveys/{draft.id}/build/step", {"by": "1"}, headers={"HX-Request": "true"})
    assert [each.id for each in editing.draft_of(draft.id).questions] == ["why"]


def test_two_people_at_one_draft_do_not_overwrite_each_other(client_of, ali, draft):
    client = client_of("ali")
    send(client, draft, "question:likely", "remove")
    late = client.post(f"/surveys/{draft.id}/build/change", {"part": "outline", "do": "add-end", "seen": 1}, headers={"HX-Request": "true"})
    assert late.status_code == 409
    assert [end.id for end in editing.draft_of(draft.id).ends] == ["thanks"]


@pytest.mark.parametrize(
    ("part", "do", "fields"),
    [
        ("question:gone", "remove", {}),
        ("question:likely", "explode", {}),
        ("question:likely", "move:far", {}),
        ("question:likely", "kind:unknown", {}),
        ("question:likely", "rename:why", {}),
        ("question:likely", "rename:Not a name", {}),
        ("question:likely", "remove-row:options:0", {}),
        ("question:likely", "add-row:__class__", {}),
        ("question:likely", "picture:options:0:../x", {}),
        ("end:thanks", "remove", {}),
        ("outline", "order:likely", {}),
        ("nowhere", "", {}),
        ("look", "", {"theme.colour": "red"}),
        ("question:likely", "", {"text.en": "x" * 5000}),
        ("question:likely", "", {"text": "x", "text.en": "y"}),
        ("end:thanks", "", {"link": "javascript:alert(1)"}),
        ("hidden", "", {"hidden.0.id": "Not A Name"}),
    ],
)
def test_what_makes_no_document_is_refused_and_changes_nothing(client_of, ali, draft, part, do, fields):
    answer = send(client_of("ali"), draft, part, do, **fields)
    assert answer.status_code == 422
    assert editing.draft_of(draft.id) == SHORT


def test_without_a_script_a_change_leads_back_to_the_page(client_of, ali, draft):
    answer = send(client_of("ali"), draft, "question:why", "double", htmx=False)
    assert answer["Location"] == f"/surveys/{draft.id}/build?part=question:why_2"


def test_the_preview_shows_the_draft_and_walks_it_without_keeping_anything(client_of, ali, draft):
    client = client_of("ali")
    page = client.get(f"/surveys/{draft.id}/preview?lang=en&part=question:why")
    assert "About why?" in page.content.decode()
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    first = client.get(f"/surveys/{draft.id}/preview?lang=en").content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', first))
    second = client.post(f"/surveys/{draft.id}/preview?lang=en", {**hidden, "a.likely": "3"}).content.decode()
    assert "About why?" in second
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', second))
    last = client.post(f"/surveys/{draft.id}/preview?lang=en", {**hidden, "a.why": ""}).content.decode()
    assert "Thank you" in last
    from hamsafar.collect.surveys.models import SubmissionRow

    assert not SubmissionRow.objects.exists()


def test_a_page_that_is_no_preview_is_not_walked_as_one(client_of, ali, draft):
    foreign = tokens.page_token({"g": "0" * 32})
    said = client_of("ali").post(f"/surveys/{draft.id}/preview?lang=en", {"page": foreign, "a.likely": "3"}).content.decode()
    assert "open for too long" in said


def test_publishing_waits_until_nothing_is_wrong(client_of, ali, draft):
    client = client_of("ali", language="en")
    send(client, draft, "question:why", "", **{"text.en": "", "text.fa": ""})
    assert client.post(f"/surveys/{draft.id}/build/publish").status_code == 422
    assert "is still empty" in client.get(f"/surveys/{draft.id}/build").content.decode()
    send(client, draft, "question:why", "", **{"text.en": "Why?", "text.fa": "چرا؟"})
    assert client.post(f"/surveys/{draft.id}/build/publish").status_code == 302
    assert services.get_survey(draft.id).state == services.State.LIVE


def test_one_begins_with_a_template(client_of, ali):
    client = client_of("ali")
    page = client.get("/surveys/new").content.decode()
    assert page.count('name="starter"') == len(starters.starters())
    client.post("/surveys/new", {"starter": "nps", "unit": ""})
    assert services.list_surveys()[0].name_fa == "نظر شما دربارهٔ ما"
    assert client.post("/surveys/new", {"starter": "unknown", "unit": ""}).status_code == 400


def test_kian_of_another_unit_cannot_tell_that_the_survey_exists(client_of, kian, ali):
    made = services.create(SHORT, unit="retail")
    assert client_of("kian").get(f"/surveys/{made.id}").status_code == 404
    assert client_of("ali").get(f"/surveys/{made.id}").status_code == 302
    assert [record.slug for record in services.list_surveys()] == [made.slug]


def test_a_viewer_may_not_build(client_of, dara, ali):
    made = services.create(SHORT, unit="retail")
    assert client_of("dara").get(f"/surveys/{made.id}/build").status_code == 403
    assert "New survey" not in client_of("dara", language="en").get("/surveys").content.decode()


def test_a_deed_alone_reads_no_fields():
    document = survey(question("choice", "q", options=options("a", "b")))
    assert building.apply(document, "question:q", {}, "add-row:options").questions[0].options[2].id == "o1"  # type: ignore[union-attr]
    with pytest.raises(errors.BadDraft):
        building.apply(document, "question:q", {"x": ["y"]} | {f"a{n}": [""] for n in range(4000)})
