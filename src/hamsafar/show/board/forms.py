"""Forms of the idea board."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from hamsafar.collect.ideas import services as ideas


def _line(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"dir": "auto", **attrs})


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "dir": "auto"})


class BoardForm(forms.Form):
    is_open = forms.BooleanField(label=_("Open to everybody"), required=False)
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=100, required=False, widget=_line())
    name_en = forms.CharField(label=_("Name in English"), max_length=100, required=False, widget=_line())
    intro_fa = forms.CharField(label=_("Introduction in Persian"), max_length=1000, required=False, widget=_lines(3))
    intro_en = forms.CharField(label=_("Introduction in English"), max_length=1000, required=False, widget=_lines(3))
    moderate_ideas = forms.BooleanField(label=_("New ideas wait until somebody has looked at them"), required=False)
    moderate_comments = forms.BooleanField(label=_("New comments wait too"), required=False)
    colour = forms.CharField(
        label=_("Colour"), validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")], widget=forms.TextInput({"type": "color"})
    )

    def board(self) -> ideas.Board:
        found = self.cleaned_data
        return ideas.Board(
            is_open=found["is_open"], name={"fa": found["name_fa"], "en": found["name_en"]},
            intro={"fa": found["intro_fa"], "en": found["intro_en"]}, moderate_ideas=found["moderate_ideas"],
            moderate_comments=found["moderate_comments"], colour=found["colour"].lower(),
        )  # fmt: skip


def board_initial(board: ideas.Board) -> dict[str, Any]:
    texts = {f"{what}_{language}": getattr(board, what).get(language, "") for what in ("name", "intro") for language in ("fa", "en")}
    return texts | {
        "is_open": board.is_open, "moderate_ideas": board.moderate_ideas, "moderate_comments": board.moderate_comments,
        "colour": board.colour,
    }  # fmt: skip


class StatusForm(forms.Form):
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=60, required=False, widget=_line())
    name_en = forms.CharField(label=_("Name in English"), max_length=60, required=False, widget=_line())
    kind = forms.ChoiceField(label=_("What it means"), choices=())
    on_roadmap = forms.BooleanField(label=_("A column of the roadmap"), required=False)

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["kind"].choices = [(kind.value, name) for kind, name in ideas.KINDS.items()]  # type: ignore[attr-defined]


class TagForm(forms.Form):
    name_fa = forms.CharField(label=_("Name in Persian"), max_length=40, required=False, widget=_line())
    name_en = forms.CharField(label=_("Name in English"), max_length=40, required=False, widget=_line())
    is_public = forms.BooleanField(label=_("Shown to everybody"), required=False)


class IdeaForm(forms.Form):
    title = forms.CharField(label=_("Idea in one sentence"), max_length=140, widget=_line())
    text = forms.CharField(label=_("Why would it help?"), max_length=5000, required=False, widget=_lines(4))
    who = forms.CharField(
        label=_("Whose idea it is"), max_length=300, required=False, widget=_line(),
        help_text=_("A customer's name, phone number or e-mail; their name is not shown. Empty: the team's own."),
    )  # fmt: skip


def names_in(form: forms.Form) -> dict[str, str]:
    return {"fa": form.cleaned_data["name_fa"], "en": form.cleaned_data["name_en"]}
