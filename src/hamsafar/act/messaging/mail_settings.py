"""How e-mail is sent: read and changed. The audit log says that the password changed, never what it is."""

import secrets
from dataclasses import asdict, fields
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from hamsafar.ground.audit import services as audit

from .contracts import Mail, Security
from .errors import ChannelNotSetUp
from .models import MailRow
from .seals import seal, unseal

ONLY_ROW = 1


def find_mail() -> Mail | None:
    """Raises SecretLost."""
    row = MailRow.objects.filter(pk=ONLY_ROW).first()
    return _mail(row, unseal(row.password)) if row else None


def get_mail() -> Mail:
    """Raises ChannelNotSetUp, SecretLost."""
    found = find_mail()
    if found is None:
        raise ChannelNotSetUp
    return found


def shown() -> Mail | None:
    """For pages: without the password, which is never shown again."""
    row = MailRow.objects.filter(pk=ONLY_ROW).first()
    return _mail(row, "") if row else None


def has_password() -> bool:
    return MailRow.objects.filter(pk=ONLY_ROW).exclude(password="").exists()


def _mail(row: MailRow, password: str) -> Mail:
    plain: dict[str, Any] = {each.name: getattr(row, each.name) for each in fields(Mail)}
    return Mail(**plain | {"security": Security(row.security), "password": password})


@transaction.atomic
def forget_mail(*, by: audit.Actor | None = None) -> None:
    """Nothing can be sent by e-mail from now on."""
    if MailRow.objects.filter(pk=ONLY_ROW).delete()[0]:
        audit.record("messaging.mail_forgotten", by=by)


@transaction.atomic
def change_mail(new: Mail, *, keep_password: bool = False, by: audit.Actor | None = None) -> Mail:
    row = MailRow.objects.filter(pk=ONLY_ROW).first() or MailRow(pk=ONLY_ROW, port=0)
    changed: dict[str, Any] = {}
    for name, value in asdict(new).items():
        if name == "password":
            continue
        if getattr(row, name) != value:
            changed[name] = [str(getattr(row, name)), str(value)]
            setattr(row, name, value)
    row.bounce_nonce = row.bounce_nonce or secrets.token_hex(8)
    if not keep_password:
        row.password = seal(new.password)
        changed["password"] = True
    row.save()
    if changed:
        audit.record("messaging.mail_changed", by=by, facts=changed)
    return get_mail()


# The address to which letters that came back are handed


def bounce_token() -> str:
    """Whoever knows it may hand letters over: it goes into the mail server and nowhere else. Empty before e-mail is set up."""
    row = MailRow.objects.filter(pk=ONLY_ROW).first()
    if row is None:
        return ""
    if not row.bounce_nonce:  # set up before there was one
        row.bounce_nonce = secrets.token_hex(8)
        row.save(update_fields=["bounce_nonce"])
    return salted_hmac("hamsafar.act.messaging.bounces", row.bounce_nonce, algorithm="sha256").hexdigest()[:40]


def is_bounce_token(token: str) -> bool:
    known = bounce_token()
    return bool(known) and constant_time_compare(token, known)
