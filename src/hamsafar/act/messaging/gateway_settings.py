"""Gateways: read and changed. The audit log says that the key changed, never what it is."""

import secrets
from dataclasses import asdict, fields
from typing import Any

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from hamsafar.ground.audit import services as audit

from .errors import ChannelNotSetUp
from .gateways import Body, Gateway, Numbers
from .models import GatewayRow
from .seals import seal, unseal

_TUPLES = ("ok_values", "gone", "report_arrived", "report_returned")


def find_gateway(channel: str, *, with_key: bool = True) -> Gateway | None:
    """Raises SecretLost. Pages leave the key out: it is never shown again."""
    row = GatewayRow.objects.filter(channel=channel).first()
    return _gateway(row, unseal(row.key) if with_key else "") if row else None


def get_gateway(channel: str) -> Gateway:
    """Raises ChannelNotSetUp, SecretLost."""
    found = find_gateway(channel)
    if found is None:
        raise ChannelNotSetUp
    return found


def has_key(channel: str) -> bool:
    return GatewayRow.objects.filter(channel=channel).exclude(key="").exists()


def _gateway(row: GatewayRow, key: str) -> Gateway:
    plain: dict[str, Any] = {each.name: getattr(row, each.name) for each in fields(Gateway)}
    lists = {name: tuple(plain[name]) for name in _TUPLES}
    return Gateway(**plain | lists | {"body_kind": Body(row.body_kind), "numbers": Numbers(row.numbers), "key": key})


@transaction.atomic
def change_gateway(new: Gateway, *, keep_key: bool = False, by: audit.Actor | None = None) -> Gateway:
    row = GatewayRow.objects.filter(channel=new.channel).first() or GatewayRow(channel=new.channel, report_nonce=secrets.token_hex(8))
    changed: dict[str, Any] = {}
    for name, value in asdict(new).items():
        kept = list(value) if name in _TUPLES else value
        if name != "key" and getattr(row, name) != kept:
            changed[name] = [str(getattr(row, name)), str(kept)]
            setattr(row, name, kept)
    if not keep_key:
        row.key = seal(new.key)
        changed["key"] = True
    row.save()
    if changed:
        audit.record("messaging.gateway_changed", by=by, about=f"channel:{new.channel}", facts=changed)
    return get_gateway(new.channel)


@transaction.atomic
def forget_gateway(channel: str, *, by: audit.Actor | None = None) -> None:
    if GatewayRow.objects.filter(channel=channel).delete()[0]:
        audit.record("messaging.gateway_forgotten", by=by, about=f"channel:{channel}")


# The address to which a gateway reports


def report_token(channel: str) -> str:
    """Whoever knows it may report: it goes into the gateway's panel and nowhere else."""
    row = GatewayRow.objects.filter(channel=channel).first()
    return _token(row) if row else ""


def is_report_token(channel: str, token: str) -> bool:
    known = report_token(channel)
    return bool(known) and constant_time_compare(token, known)


def _token(row: GatewayRow) -> str:
    return salted_hmac("hamsafar.act.messaging.reports", f"{row.channel}:{row.report_nonce}", algorithm="sha256").hexdigest()[:40]
