"""The written form is read strictly, told as a sentence, and drawn by the editor."""

import datetime as dt

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from hamsafar.base.ui.reader import reading, usual
from hamsafar.measure.segments import editor as editing
from hamsafar.measure.segments.contracts import All, Did, Everyone, Last, Not, Op, Test, Trait
from hamsafar.measure.segments.editor import condition_of, editor_of, read_editor
from hamsafar.measure.segments.errors import BadCondition
from hamsafar.measure.segments.reading import parse
from hamsafar.measure.segments.saying import sentence

from .strategies import CONDITIONS

BAD = [
    (None, "condition"),
    ([], "condition"),
    ({}, "condition"),
    ({"all": []}, "condition.all"),
    ({"all": {"trait": "x"}}, "condition.all"),
    ({"any": [{"trait": "city", "is": ["a"]}], "all": []}, "condition"),
    ({"not": 3}, "condition.not"),
    ({"trait": "", "known": True}, "condition.trait"),
    ({"trait": "city"}, "condition"),
    ({"trait": "city", "is": ["a"], "contains": ["b"]}, "condition"),
    ({"trait": "city", "is": []}, "condition.is"),
    ({"trait": "city", "is": ["a\0"]}, "condition.is"),
    ({"trait": "city", "more": "3"}, "condition.more"),
    ({"trait": "city", "more": float("nan")}, "condition.more"),
    ({"trait": "city", "more": True}, "condition.more"),
    ({"trait": "city", "known": False}, "condition.known"),
    ({"trait": "city", "before": "soon"}, "condition.before"),
    ({"trait": "city", "last_days": 0}, "condition.last_days"),
    ({"trait": "city", "known": True, "by the way": 1}, "condition"),
    ({"did": "x", "at_least": -1}, "condition.at_least"),
    ({"did": "x", "at_least": 3, "at_most": 2}, "condition.at_most"),
    ({"did": "x", "days": 1.5}, "condition.days"),
    ({"did": "x", "where": [{"trait": "a"}]}, "condition.where[0]"),
    ({"last": "nps", "is": ["9"]}, "condition"),
    ({"all": [{"everyone": True}, {"trait": "x", "is": 3}]}, "condition.all[1].is"),
]


@pytest.mark.parametrize(("said", "where"), BAD, ids=str)
def test_what_is_not_understood_is_refused_and_says_where(said, where):
    with pytest.raises(BadCondition) as refused:
        parse(said)
    assert refused.value.facts["where"] == where


def test_a_tree_is_neither_too_deep_nor_too_wide():
    deep: dict = {"everyone": True}
    for _ in range(8):
        deep = {"not": deep}
    with pytest.raises(BadCondition):
        parse(deep)
    with pytest.raises(BadCondition):
        parse({"all": [{"any": [{"trait": "x", "known": True}] * 30}] * 2})


@given(
    st.recursive(
        st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=5)),
        lambda x: st.one_of(
            st.lists(x, max_size=3),
            st.dictionaries(st.sampled_from(["all", "any", "not", "trait", "is", "did", "where", "last"]), x, max_size=3),
        ),
        max_leaves=8,
    )
)
def test_nothing_that_is_sent_is_an_error_of_ours(said):
    try:
        parse(said)
    except BadCondition:
        return


@given(CONDITIONS, st.sampled_from(["fa", "en"]))
def test_every_condition_can_be_told_in_both_languages(said, language):
    with override(language):
        told = sentence(parse(said))
    assert told and "{" not in told and "%(" not in told


def test_a_sentence_reads_as_people_speak():
    condition = parse(
        {
            "all": [
                {"trait": "city", "is": ["Tehran", "Shiraz"]},
                {"did": "Order Delivered", "at_least": 2, "days": 90, "where": [{"property": "late", "is": ["true"]}]},
                {"not": {"last": "nps", "at_least": 9}},
            ]
        }
    )
    with override("en"):
        assert sentence(condition) == (
            "city is Tehran or Shiraz and “Order delivered (where late is true)”, at least 2 times, in the last 90 days"
            " and not: last answer to NPS is at least 9"
        )
    with override("fa"):
        told = sentence(condition)
        assert told.startswith("\u2068city\u2069 برابر"), "Latin words do not turn the sentence round"
        assert told.translate({0x2068: None, 0x2069: None}) == (
            "city برابر Tehran یا Shiraz است و «تحویل سفارش (که late برابر true است)»، دست‌کم ۲ بار، در ۹۰ روز گذشته"
            " و نه اینکه آخرین پاسخ: NPS دست‌کم ۹ است"
        )


# The editor


def sent(editor: editing.Editor) -> dict[str, str]:
    """What a browser sends of what the editor shows."""
    data = {f"{editor.prefix}.who": "everyone" if editor.is_everyone else "some", f"{editor.prefix}.join": editor.join}
    for g, group in enumerate(editor.groups):
        data[f"{editor.prefix}.{g}.join"] = group.join
        for n, line in enumerate(group.lines):
            facts = {name: getattr(line, name) for name in editing.Line.__dataclass_fields__ if name != "error"}
            data |= {
                f"{editor.prefix}.{g}.{n}.{name}": ("1" if value is True else "" if value is False else value)
                for name, value in facts.items()
            }
    return data


def same(one, other) -> bool:
    """A list of one is the same as the one."""
    return simple(one) == simple(other)


def simple(condition):
    if isinstance(condition, Not):
        return Not(part=simple(condition.part))
    if not hasattr(condition, "parts"):
        return condition
    parts = tuple(simple(part) for part in condition.parts)
    return parts[0] if len(parts) == 1 else type(condition)(parts=parts)


@pytest.mark.parametrize("language", ["fa", "en"])
def test_what_the_editor_draws_it_reads_back_as_the_same(language):
    @given(CONDITIONS)
    def agrees(said):
        condition = parse(said)
        with reading(usual(language)):
            drawn = editor_of(condition)
            if drawn.deep is None and _has_plain_words(condition):
                assert same(condition_of(read_editor(sent(drawn))), condition)

    agrees()


def _has_plain_words(condition) -> bool:
    """Words with commas are several words in the editor, and it knows days, not hours."""
    return not any(mark in repr(condition) for mark in ("moment=datetime", "،"))


def test_a_tree_deeper_than_the_editor_is_kept_and_not_flattened():
    deep = parse(
        {"all": [{"any": [{"all": [{"trait": "a", "known": True}, {"trait": "b", "known": True}]}, {"trait": "c", "known": True}]}]}
    )
    assert editor_of(deep).deep == deep


LINE = {
    "segment.who": "some",
    "segment.0.0.kind": "did",
    "segment.0.0.name": "Order Delivered",
    "segment.0.0.how": "exactly",
    "segment.0.0.times": "۲",
}


def test_what_is_typed_becomes_a_condition_in_any_digits():
    data = LINE | {
        "segment.0.0.days": "۳۰",
        "segment.0.0.property": "late",
        "segment.0.0.property_op": "is",
        "segment.0.0.property_value": "true",
    }
    condition = condition_of(read_editor(data))
    assert condition == All(
        parts=(parse({"did": "Order Delivered", "at_least": 2, "at_most": 2, "days": 30, "where": [{"property": "late", "is": ["true"]}]}),)
    )


def test_a_date_is_read_in_either_calendar():
    data = {
        "segment.who": "some",
        "segment.0.0.kind": "trait",
        "segment.0.0.name": "since",
        "segment.0.0.op": "after",
        "segment.0.0.value": "۱۴۰۵/۷/۲۶",
    }
    condition = condition_of(read_editor(data))
    assert condition.parts[0].test == Test(op=Op.AFTER, moment=dt.datetime(2026, 10, 17, 20, 30, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    "wrong",
    [
        {"segment.0.0.name": ""},
        {"segment.0.0.times": "many"},
        {"segment.0.0.times": "99999999999999"},
        {"segment.0.0.days": "-3"},
        {"segment.0.0.property": "late", "segment.0.0.property_value": ""},
        {"segment.0.0.kind": "trait", "segment.0.0.op": "more", "segment.0.0.value": "lots"},
        {"segment.0.0.kind": "trait", "segment.0.0.op": "before", "segment.0.0.value": "soon"},
        {"segment.0.0.kind": "last", "segment.0.0.op": "is", "segment.0.0.value": "9"},
        {"segment.0.0.kind": "trait", "segment.0.0.op": "is", "segment.0.0.value": " , ،"},
    ],
)
def test_what_cannot_be_read_is_said_at_its_line(wrong):
    shown = read_editor(LINE | wrong)
    assert condition_of(shown) is None
    assert shown.groups[0].lines[0].error


def test_the_editors_buttons_add_and_take_away():
    assert len(read_editor(LINE | {"segment.act": "add:0"}).groups[0].lines) == 2
    assert len(read_editor(LINE | {"segment.act": "group"}).groups) == 2
    assert len(read_editor(LINE | {"segment.act": "drop:0.0"}).groups[0].lines) == 1, "an empty line takes its place"
    for nonsense in ("add:9", "drop:x.y", "drop:0.77", "add:", ":", "group:1:2"):
        assert read_editor(LINE | {"segment.act": nonsense}).groups
    assert condition_of(read_editor({})) == Everyone()


def test_scores_and_facts_stand_side_by_side():
    condition = All(
        parts=(
            Trait(name="city", test=Test(op=Op.KNOWN)),
            Last(measure="nps", test=Test(op=Op.AT_MOST, number=6), days=90),
            Did(event="Store Visited"),
        )
    )
    with reading(usual("en")):
        assert condition_of(read_editor(sent(editor_of(condition)))) == condition
