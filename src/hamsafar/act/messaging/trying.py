"""A letter to oneself, to see whether the mail server takes it."""

import uuid

from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.ground.organisation import services as organisation

from . import letters, mail_settings, smtp
from .contracts import Letter


class Quiet(Exception):
    """It was handed over and no answer came."""


def send_test(to: str, *, language: str) -> str:
    """What the server said. Raises what sending raises, and Quiet."""
    mail = mail_settings.get_mail()
    with override(language):
        letter = Letter(
            language=language,
            subject=_("A letter from Hamsafar"),
            text=_("If you can read this, e-mail is set up. Letters to customers look like this one."),
            company=organisation.company().name or mail.from_name,
            postal=mail.postal,
            colour=mail.colour,
        )
    made = letters.mime(letter, mail=mail, to=to, message_ref=uuid.uuid4().hex)
    gone: list[bool] = []
    try:
        return smtp.deliver(made, to=to, mail=mail, go_out=lambda: gone.append(True))
    except (OSError, smtp.smtplib.SMTPException):
        if gone:
            raise Quiet from None
        raise
