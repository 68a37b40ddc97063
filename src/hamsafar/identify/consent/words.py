"""What people read for the purposes that the program itself asks about, and what they may type for them. Any other is its own name."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override, pgettext_lazy

from hamsafar.base import text

PURPOSES = {
    "surveys": pgettext_lazy("consent", "Surveys"),
    "marketing": _("News and offers"),
    "service": _("About their own orders and requests"),
    "analytics": _("Measuring how they use our pages"),
}
_OFTEN_TYPED = {"survey": "surveys"}


def purpose_name(code: str) -> str:
    return str(PURPOSES.get(code, code))


def purpose_of(typed: str) -> str:
    """The purpose that whoever writes a decision down means: by its code or its name in either language, else a new one as typed."""
    wanted = text.fold(typed)
    for code, name in PURPOSES.items():
        if wanted in (code, *(text.fold(_in(language, name)) for language in ("fa", "en"))):
            return code
    return _OFTEN_TYPED.get(wanted, typed)


def _in(language: str, name: object) -> str:
    with override(language):
        return str(name)
