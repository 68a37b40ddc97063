"""How a letter looks: MJML for mail programs, and the same as plain text. The sentences around it are in the reader's language."""

from collections.abc import Iterable
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import mrml
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.base import clock
from hamsafar.base.ui.reader import reading, usual

from .contracts import Letter, Mail

TEMPLATE = "messaging/letter.mjml"


def paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


def html(letter: Letter) -> str:
    with reading(usual(letter.language)):
        mjml = render_to_string(TEMPLATE, {"letter": letter, "paragraphs": paragraphs(letter.text), "words": _words(letter)})
    content: str = mrml.to_html(mjml).content
    return content


def _words(letter: Letter) -> dict[str, str]:
    """Evaluated while the letter's language is active: templates of this kind are not searched for sentences."""
    return {
        "unsubscribe": _("Unsubscribe"),
        "preferences": _("Choose what we may send you"),
        "go_on": letter.button or _("Answer"),
    }


def plain(letter: Letter) -> str:
    with override(letter.language):
        return "\n\n".join(filter(None, _parts(letter))) + "\n"


def _parts(letter: Letter) -> Iterable[str]:
    yield from paragraphs(letter.text)
    yield letter.question
    if letter.url:
        yield f"{letter.button or _('Answer')}: {letter.url}"
    yield "-- \n" + "\n".join(filter(None, (letter.company, letter.postal, letter.why)))
    if letter.unsubscribe:
        yield f"{_('Unsubscribe')}: {letter.unsubscribe}\n{_('Choose what we may send you')}: {letter.preferences}"


def mime(letter: Letter, *, mail: Mail, to: str, message_ref: str, one_click: str = "") -> EmailMessage:
    """Ready to be sent. `one_click` takes a POST and nothing else for a withdrawal (RFC 8058)."""
    made = EmailMessage()
    made["Subject"] = _one_line(letter.subject)
    made["From"] = Address(display_name=_one_line(mail.from_name), addr_spec=mail.from_email)
    made["To"] = to
    if mail.reply_to:
        made["Reply-To"] = mail.reply_to
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = f"<{message_ref}@{mail.domain}>"
    made["Auto-Submitted"] = "auto-generated"  # RFC 3834: programs that answer letters leave this one alone
    if one_click:
        made["List-Unsubscribe"] = f"<{one_click}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(plain(letter))
    made.add_alternative(html(letter), subtype="html")
    made["Content-Language"] = letter.language  # at the end: giving a letter its content forgets headers about content
    return made


def _one_line(text: str) -> str:
    return " ".join(text.split())[:250]
