"""Changes of a draft as the builder sends them: the fields of one part, and perhaps one deed (add an answer, move a question).

A part is replaced by what its form says; everything is read again by document.py, so nothing that is not a document is ever kept.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from . import document as d
from . import starters
from .conditions import number
from .errors import BadDraft

MOST_FIELDS = 3000
Plain = dict[str, Any]
_GROUP_OPS = ("any_of", "none_of", "all_of")


def apply(document: d.Document, part: str, form: Mapping[str, Sequence[str]], do: str = "") -> d.Document:
    """The document after the part's fields and the deed. Raises BadDraft."""
    plain = d.plain(document)
    kind, _colon, key = part.partition(":")
    place = _PARTS.get(kind)
    if place is None or len(form) > MOST_FIELDS:
        raise BadDraft(problem=part)
    if form:  # a deed may come alone
        place(plain, key, _nested(form))
    if do:
        word, *rest = do.split(":")
        deed = _DEEDS.get(word)
        if deed is None:
            raise BadDraft(problem=do)
        try:
            deed(plain, kind, key, *rest)
        except (IndexError, ValueError, KeyError, TypeError):
            raise BadDraft(problem=do) from None
    return read_plain(plain)


def read_plain(plain: Plain) -> d.Document:
    try:
        document = msgspec.convert(plain, d.Document, strict=False)
    except msgspec.ValidationError as problem:
        raise BadDraft(problem=problem) from None
    try:
        return d.read(d.write(document))
    except d.NotADocument as problem:
        raise BadDraft(problem=problem) from None


# Fields with dots become dictionaries and lists; what is empty is left out, so that it takes its usual value.


def _nested(form: Mapping[str, Sequence[str]]) -> Plain:
    tree: Plain = {}
    for name, values in form.items():
        *way, last = name.split(".")
        here = tree
        for step in way:
            here = here.setdefault(step, {})
            if not isinstance(here, dict):
                raise BadDraft(problem=name)
        here[last.removesuffix("[]")] = _value(last, values)
    return _without_nothing(_lists(tree)) or {}


def _value(name: str, values: Sequence[str]) -> Any:
    """Names that end with [] carry several values; of a check box and the hidden field before it the last one counts."""
    texts = [value.replace("\r\n", "\n").replace("\0", "") for value in values]
    return [text for text in texts if text] if name.endswith("[]") else texts[-1] if texts else ""


def _lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    if tree and all(name.isdecimal() for name in tree):
        return [_lists(tree[name]) for name in sorted(tree, key=int)]
    return {name: _lists(value) for name, value in tree.items()}


def _without_nothing(tree: Any) -> Any:
    if isinstance(tree, dict):
        kept = {name: _without_nothing(value) for name, value in tree.items()}
        return {name: value for name, value in kept.items() if value not in ("", None, [], {})}
    if isinstance(tree, list):
        return [value for value in map(_without_nothing, tree) if value not in ("", None, [], {})]
    return tree


# Parts


def _put_start(plain: Plain, _key: str, given: Plain) -> None:
    plain["title"] = given.get("title", {})
    for name in ("languages", "layout", "can_go_back", "shows_progress"):
        if name in given:
            plain[name] = given[name]
    if given.get("has_welcome") == "true":
        plain["welcome"] = given.get("welcome", {})
    else:
        plain.pop("welcome", None)


def _put_question(plain: Plain, key: str, given: Plain) -> None:
    index = _index(plain, "questions", key)
    if index is None:
        raise BadDraft(problem=key)
    before = plain["questions"][index]
    given = {**given, "kind": before["kind"], "id": before["id"]}
    for when in _whens(given):
        _read_values(plain, when)
    given["jumps"] = [jump for jump in given.get("jumps", []) if jump.get("to")]
    plain["questions"][index] = _known_fields(given)


def _known_fields(given: Plain) -> Plain:
    kind = d.KINDS.get(given["kind"])
    if kind is None:
        raise BadDraft(problem=given["kind"])
    names = {field.name for field in msgspec.structs.fields(kind)}
    return {name: value for name, value in given.items() if name in names or name == "kind"}


def _whens(given: Plain) -> list[Plain]:
    """Every condition of a question; a row without a subject is not one yet and goes."""
    found = []
    for holder, name in [
        (given, "show_if"),
        *((jump, "when") for jump in given.get("jumps", [])),
        *((check, "must") for check in given.get("checks", [])),
    ]:
        when = _tidy(holder.get(name))
        if when:
            holder[name] = when
            found.append(when)
        else:
            holder.pop(name, None)
    given["checks"] = [check for check in given.get("checks", []) if check.get("must")]
    return found


def _tidy(when: Any) -> Plain:
    if not isinstance(when, dict):
        return {}
    tests = [test for test in when.get("tests", []) if isinstance(test, dict) and test.get("what")]
    return {"join": when.get("join", "all"), "tests": tests} if tests else {}


def _read_values(plain: Plain, when: Plain) -> None:
    """What is compared: ids for choices, numbers for scales, words for the rest."""
    for test in when["tests"]:
        test.setdefault("op", "answered")
        value = test.get("value")
        if test["op"] in ("answered", "unanswered"):
            test.pop("value", None)
        elif test["op"] in _GROUP_OPS:
            test["value"] = value if isinstance(value, list) else [value] if value else []
        else:
            single = value[0] if isinstance(value, list) and value else value
            test["value"] = _as_number(plain, test["what"], single)


def _as_number(plain: Plain, what: str, value: Any) -> Any:
    kind, _colon, rest = what.partition(":")
    question = next((each for each in plain["questions"] if each["id"] == rest.partition(".")[0]), None)
    is_number = kind == "variable" or (
        kind == "answer" and question is not None and question["kind"] in ("nps", "csat", "ces", "rating", "number")
    )
    found = number(value) if is_number and isinstance(value, str) else None
    return value if found is None else found


def _put_end(plain: Plain, key: str, given: Plain) -> None:
    index = _index(plain, "ends", key)
    if index is None:
        raise BadDraft(problem=key)
    plain["ends"][index] = {**given, "id": key}


def _put_list(name: str, tidy: Callable[[Plain, Plain], None]) -> Callable[[Plain, str, Plain], None]:
    def put(plain: Plain, _key: str, given: Plain) -> None:
        rows = given.get(name, [])
        if not isinstance(rows, list):
            raise BadDraft(problem=name)
        for row in rows:
            tidy(plain, row)
        plain[name] = [row for row in rows if row.get("id")]

    return put


def _tidy_variable(plain: Plain, row: Plain) -> None:
    if "start" in row:
        row["start"] = _number_or_words(row["start"])
    for step in row.get("steps", []):
        when = _tidy(step.get("when"))
        step.pop("when", None)
        if when:
            _read_values(plain, when)
            step["when"] = when
        if "value" in step:
            step["value"] = _number_or_words(step["value"])


def _number_or_words(value: Any) -> Any:
    found = number(value) if isinstance(value, str) else None
    return value if found is None else found


def _tidy_quota(plain: Plain, row: Plain) -> None:
    row.setdefault("most", 100)
    row.setdefault("end", plain["ends"][0]["id"])
    when = _tidy(row.get("when"))
    if when:
        _read_values(plain, when)
        row["when"] = when
    else:
        row["when"] = {"tests": [{"what": "language", "op": "answered"}]}


def _put_look(plain: Plain, _key: str, given: Plain) -> None:
    colour = str(given.get("theme", {}).get("colour", "")).lower()
    theme = {**given.get("theme", {})}
    if colour:
        theme["colour"] = colour
    plain["theme"] = theme


_PARTS: Mapping[str, Callable[[Plain, str, Plain], None]] = {
    "start": _put_start,
    "question": _put_question,
    "end": _put_end,
    "hidden": _put_list("hidden", lambda _plain, _row: None),
    "variables": _put_list("variables", _tidy_variable),
    "quotas": _put_list("quotas", _tidy_quota),
    "look": _put_look,
    "outline": lambda _plain, _key, _given: None,
}


# Deeds


def _add_question(plain: Plain, kind: str, key: str, question_kind: str) -> None:
    """After the one that is open, else at the end."""
    if len(plain.setdefault("questions", [])) >= d.MOST_QUESTIONS:
        raise BadDraft(problem=d.MOST_QUESTIONS)
    made = msgspec.to_builtins(starters.new_question(question_kind, free_id(plain, question_kind)))
    index = _index(plain, "questions", key) if kind == "question" else None
    plain["questions"].insert(len(plain["questions"]) if index is None else index + 1, made)


def free_id(plain: Plain, stem: str) -> str:
    taken = {each["id"] for name in ("questions", "ends") for each in plain.get(name, [])}
    return next(name for name in (stem, *(f"{stem}_{n}" for n in range(2, 1000))) if name not in taken)


def _remove(plain: Plain, kind: str, key: str) -> None:
    name = "questions" if kind == "question" else "ends"
    index = _at(plain, name, key)
    if name == "ends" and len(plain["ends"]) == 1:
        raise BadDraft(problem=key)
    del plain[name][index]


def _double(plain: Plain, _kind: str, key: str) -> None:
    index = _at(plain, "questions", key)
    copied = msgspec.json.decode(msgspec.json.encode(plain["questions"][index]))
    copied["id"] = free_id(plain, re.sub(r"_\d+$", "", key)[:24])
    plain["questions"].insert(index + 1, copied)


def _move(plain: Plain, _kind: str, key: str, by: str) -> None:
    index = _at(plain, "questions", key)
    question = plain["questions"].pop(index)
    plain["questions"].insert(max(0, index + int(by)), question)


def _order(plain: Plain, _kind: str, _key: str, ids: str) -> None:
    """The new order, all ids of it."""
    wanted, known = ids.split(","), {each["id"]: each for each in plain.get("questions", [])}
    if sorted(wanted) != sorted(known):
        raise BadDraft(problem=ids)
    plain["questions"] = [known[id] for id in wanted]


def _change_kind(plain: Plain, _kind: str, key: str, to: str) -> None:
    """Keep what the other kind has as well: words, conditions, answers."""
    index = _at(plain, "questions", key)
    before, made = plain["questions"][index], msgspec.to_builtins(starters.new_question(to, key))
    plain["questions"][index] = _known_fields({**made, **before, "kind": to, "id": key})


def _rename(plain: Plain, _kind: str, key: str, to: str) -> None:
    """Another name in the data, everywhere it is spoken of."""
    if to == key:
        return
    if free_id(plain, to) != to:
        raise BadDraft(problem=to)
    pattern = re.compile(rf"(?<![A-Za-z0-9_])answer:{re.escape(key)}(?=[.|}}]|$)")

    def renamed(tree: Any) -> Any:
        if isinstance(tree, dict):
            return {name: to if name == "to" and value == key else renamed(value) for name, value in tree.items()}
        if isinstance(tree, list):
            return [renamed(value) for value in tree]
        return pattern.sub(f"answer:{to}", tree) if isinstance(tree, str) else tree

    index = _at(plain, "questions", key)
    changed = renamed(plain)
    plain.clear()
    plain.update(changed)
    plain["questions"][index]["id"] = to


def _add_end(plain: Plain, _kind: str, _key: str) -> None:
    plain["ends"].append({"id": free_id(plain, "end"), "title": {"fa": "سپاسگزاریم", "en": "Thank you"}})


# Rows inside a part: answers, tests, jumps. The way to the list is written with slashes, as in show_if/tests or jumps/0/when/tests.


def _rows(plain: Plain, kind: str, key: str, way: str, *, make: bool = False) -> list[Any]:
    here: Any = plain
    if kind in ("question", "end"):
        name = "questions" if kind == "question" else "ends"
        here = plain[name][_at(plain, name, key)]
    *steps, last = way.split("/")
    for step in steps:
        here = here[int(step)] if isinstance(here, list) else here.setdefault(step, {}) if make else here[step]
    found: list[Any] = here.setdefault(last, []) if make else here[last]
    return found


def _add_row(plain: Plain, kind: str, key: str, way: str) -> None:
    rows = _rows(plain, kind, key, way, make=True)
    make = _new_shown_test if way == "show_if/tests" else _NEW_ROW[way.rpartition("/")[2]]
    rows.append(make(plain, kind, key, rows))


def _remove_row(plain: Plain, kind: str, key: str, way: str, index: str) -> None:
    rows = _rows(plain, kind, key, way)
    del rows[int(index)]
    if not rows and way.endswith("tests"):
        _drop_condition(plain, kind, key, way.removesuffix("/tests"))


def _drop_condition(plain: Plain, kind: str, key: str, way: str) -> None:
    """A condition without a test is none; a demand or a quota without a condition goes with it."""
    *steps, last = way.split("/")
    here: Any = plain["questions"][_at(plain, "questions", key)] if kind == "question" else plain
    for step in steps:
        here = here[int(step)] if isinstance(here, list) else here[step]
    here.pop(last, None)


def _move_row(plain: Plain, kind: str, key: str, way: str, index: str, by: str) -> None:
    rows = _rows(plain, kind, key, way)
    row = rows.pop(int(index))
    rows.insert(max(0, int(index) + int(by)), row)


def _new_option(_plain: Plain, _kind: str, _key: str, rows: list[Any]) -> Plain:
    taken = {row.get("id") for row in rows}
    id = next(name for name in (f"o{n}" for n in range(1, 1000)) if name not in taken)
    return {"id": id}


def _new_test(plain: Plain, kind: str, key: str, _rows: list[Any]) -> Plain:
    """About the question just before, which is what is meant most often."""
    questions = plain.get("questions", [])
    index = _at(plain, "questions", key) if kind == "question" else len(questions)
    earlier = questions[: index + 1] if kind == "question" else questions
    what = f"answer:{earlier[-1]['id']}" if earlier else "language"
    return {"what": what, "op": "answered"}


def _new_shown_test(plain: Plain, kind: str, key: str, rows: list[Any]) -> Plain:
    found = _new_test(plain, kind, key, rows)
    index = _at(plain, "questions", key)
    return {**found, "what": f"answer:{plain['questions'][index - 1]['id']}" if index else "language"}


def _new_jump(plain: Plain, _kind: str, _key: str, _rows: list[Any]) -> Plain:
    return {"to": plain["ends"][0]["id"], "when": {"tests": [_new_test(plain, _kind, _key, [])]}}


def _named_row(stem: str) -> Callable[[Plain, str, str, list[Any]], Plain]:
    def make(_plain: Plain, _kind: str, _key: str, rows: list[Any]) -> Plain:
        taken = {row.get("id") for row in rows}
        return {"id": next(name for name in (f"{stem}{n}" for n in range(1, 1000)) if name not in taken)}

    return make


def _new_quota(plain: Plain, kind: str, key: str, rows: list[Any]) -> Plain:
    found = _named_row("quota")(plain, kind, key, rows)
    return {**found, "most": 100, "end": plain["ends"][-1]["id"], "when": {"tests": [_new_test(plain, kind, key, [])]}}


def _set_picture(plain: Plain, kind: str, key: str, way: str, index: str, picture: str) -> None:
    if way == "logo":
        plain.setdefault("theme", {})["logo"] = picture
    else:
        _rows(plain, kind, key, way)[int(index)]["picture"] = picture


_NEW_ROW: Mapping[str, Callable[[Plain, str, str, list[Any]], Plain]] = {
    "options": _new_option,
    "rows": _new_option,
    "columns": _new_option,
    "tests": _new_test,
    "jumps": _new_jump,
    "checks": lambda plain, kind, key, rows: {"must": {"tests": [_new_test(plain, kind, key, rows)]}},
    "hidden": _named_row("field"),
    "variables": _named_row("sum"),
    "steps": lambda _plain, _kind, _key, _rows: {"do": "add", "value": 1.0},
    "quotas": _new_quota,
}
_DEEDS: Mapping[str, Callable[..., None]] = {
    "add-question": _add_question,
    "remove": _remove,
    "double": _double,
    "move": _move,
    "order": _order,
    "kind": _change_kind,
    "rename": _rename,
    "add-end": _add_end,
    "add-row": _add_row,
    "remove-row": _remove_row,
    "move-row": _move_row,
    "picture": _set_picture,
    "look": lambda *_about: None,  # nothing but reading the fields again, to draw what depends on them
}


def _index(plain: Plain, name: str, key: str) -> int | None:
    return next((index for index, each in enumerate(plain.get(name, [])) if each["id"] == key), None)


def _at(plain: Plain, name: str, key: str) -> int:
    index = _index(plain, name, key)
    if index is None:
        raise BadDraft(problem=key)
    return index
