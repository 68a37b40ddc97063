"""People who sign in: the first owner, invitations, roles, preferences, passwords."""

import datetime as dt
import secrets
from collections.abc import Iterable
from typing import cast

from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Q

from hamsafar.base import clock
from hamsafar.base.errors import NotFound
from hamsafar.ground.audit import services as audit

from . import models
from .contracts import Grant, Invitation, MemberRecord
from .errors import AlreadyMember, AlreadySetUp, InvitationOver, LastOwner, OwnerIsForAll
from .roles import Role

INVITATION_LASTS = dt.timedelta(days=7)


def nobody_yet() -> bool:
    """True until the first owner exists; then the first-run page is closed for ever."""
    return not models.Member.objects.exists()


@transaction.atomic
def create_owner(*, email: str, name: str, password: str) -> models.Member:
    """The first member. Refuses when there is anybody already."""
    if not nobody_yet():
        raise AlreadySetUp()
    owner = create_member(email=email, name=name, password=password, grants=[Grant(role=Role.OWNER, unit="")])
    audit.record("organisation.set_up", by=owner, about=owner.audit_id)
    return owner


@transaction.atomic
def create_member(*, email: str, name: str, password: str | None, grants: Iterable[Grant], language: str = "") -> models.Member:
    """For invitations, the demo world and the command line. No password (None) means: cannot sign in yet."""
    if models.Member.objects.filter(email=models.fold_email(email)).exists():
        raise AlreadyMember(email=email)
    member = models.Member(email=models.fold_email(email), name=name, language=language)
    if password is not None:
        validate_password(password, member)  # raises django's ValidationError, which forms show at the field
    member.set_password(password)
    member.save()
    for grant in grants:
        _grant(member, grant)
    return member


def list_members(*, search: str = "", active: bool = True) -> tuple[MemberRecord, ...]:
    rows = models.Member.objects.filter(is_active=active).prefetch_related("memberships__unit").order_by("name")
    if search:
        rows = rows.filter(Q(name__icontains=search) | Q(email__icontains=search))
    return tuple(_record(row) for row in rows)


def get_member(member_id: int) -> MemberRecord:
    return _record(_member(member_id))


@transaction.atomic
def change_grants(member_id: int, grants: Iterable[Grant], *, by: audit.Actor) -> MemberRecord:
    member, wanted = _member(member_id), tuple(dict.fromkeys(grants))
    before = _grants_as_text(member)
    _keep_an_owner(member, stays_owner=any(grant.role is Role.OWNER for grant in wanted))
    member.memberships.all().delete()
    for grant in wanted:
        _grant(member, grant)
    member.__dict__.pop("grants", None)
    audit.record(
        "organisation.roles_changed",
        by=by,
        about=member.audit_id,
        facts={"name": member.name, "from": before, "to": _grants_as_text(member)},
    )
    return get_member(member_id)


@transaction.atomic
def remove_member(member_id: int, *, by: audit.Actor) -> None:
    """They cannot sign in any more and their sessions end; their name stays on what they did."""
    member = _member(member_id)
    _keep_an_owner(member, stays_owner=False)
    member.memberships.all().delete()
    member.is_active, member.session_epoch = False, member.session_epoch + 1
    member.save()
    _void_invitations(member.email)
    audit.record("organisation.member_removed", by=by, about=member.audit_id, facts={"name": member.name, "email": member.email})


@transaction.atomic
def change_own(member: models.Member, *, name: str, language: str, calendar: str, digits: str, theme: str) -> None:
    """One's own name and way of reading; empty means as the company's."""
    new = {"name": name.strip(), "language": language, "calendar": calendar, "digits": digits, "theme": theme}
    changed = {key: [getattr(member, key), value] for key, value in new.items() if getattr(member, key) != value}
    for key, value in new.items():
        setattr(member, key, value)
    member.save(update_fields=list(new))
    if changed:
        audit.record("organisation.account_changed", by=member, about=member.audit_id, facts=changed)


@transaction.atomic
def change_password(member: models.Member, new: str) -> None:
    """Ends all other sessions too, because the password is part of their fingerprint."""
    validate_password(new, member)
    member.set_password(new)
    member.save()
    audit.record("organisation.password_changed", by=member, about=member.audit_id)


def new_password_token(member_id: int, *, by: audit.Actor) -> str:
    """For somebody who has forgotten theirs. Works once and for PASSWORD_RESET_TIMEOUT; it is void as soon as they sign in or change it."""
    member = _member(member_id)
    if not member.is_active:
        raise NotFound()
    audit.record("organisation.password_link_made", by=by, about=member.audit_id, facts={"name": member.name})
    return f"{member.pk}-{default_token_generator.make_token(member)}"


def find_by_password_token(token: str) -> models.Member | None:
    number, _dash, proof = token.partition("-")
    if not (number.isascii() and number.isdecimal() and len(number) < 12):
        return None
    member = models.Member.objects.filter(pk=int(number), is_active=True).first()
    return member if member and default_token_generator.check_token(member, proof) else None


@transaction.atomic
def sign_out_everywhere(member: models.Member) -> None:
    member.session_epoch += 1
    member.save(update_fields=["session_epoch"])
    audit.record("organisation.signed_out_everywhere", by=member, about=member.audit_id)


@transaction.atomic
def invite(*, email: str, grant: Grant, by: models.Member) -> tuple[Invitation, str]:
    """The invitation and the token of its link; the token is not kept and cannot be shown again."""
    if models.Member.objects.filter(email=models.fold_email(email), is_active=True).exists():
        raise AlreadyMember(email=email)
    token = secrets.token_urlsafe(32)
    row = models.InvitationRow.objects.create(
        email=models.fold_email(email),
        role=grant.role,
        unit=_unit_of(grant),
        token_hash=models.fingerprint(token),
        invited_by=by,
        expires_at=clock.now() + INVITATION_LASTS,
    )
    audit.record("organisation.invited", by=by, about=row.email, facts={"role": grant.role, "unit": grant.unit})
    return _invitation(row), token


def list_invitations() -> tuple[Invitation, ...]:
    """Those that can still be accepted."""
    return tuple(_invitation(row) for row in _open_invitations().order_by("-id"))


def list_lapsed_invitations() -> tuple[Invitation, ...]:
    """Those whose time ran out before anybody joined by them; one for each address, and none that was followed by another."""
    waiting = models.InvitationRow.objects.select_related("unit", "invited_by").filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    members_now = models.Member.objects.filter(is_active=True).values("email")
    latest = {row.email: row for row in waiting.exclude(email__in=members_now).order_by("id")}
    at = clock.now()
    return tuple(_invitation(row) for row in reversed(latest.values()) if row.expires_at <= at)


def find_invitation(token: str) -> Invitation | None:
    row = _open_invitations().filter(token_hash=models.fingerprint(token)).first()
    return _invitation(row) if row else None


@transaction.atomic
def withdraw_invitation(invitation_id: int, *, by: audit.Actor) -> None:
    """Also one whose time ran out: it leaves the list, with the earlier ones of the same address."""
    waiting = models.InvitationRow.objects.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)
    row = waiting.filter(pk=invitation_id).first()
    if row is None:
        raise NotFound()
    at = clock.now()
    waiting.filter(email=row.email).filter(Q(pk=row.pk) | Q(expires_at__lte=at)).update(withdrawn_at=at)
    audit.record("organisation.invitation_withdrawn", by=by, about=row.email)


@transaction.atomic
def accept_invitation(token: str, *, name: str, password: str, language: str = "") -> models.Member:
    row = _open_invitations().select_for_update(of=("self",)).filter(token_hash=models.fingerprint(token)).first()
    if row is None:
        raise InvitationOver()
    grant = Grant(role=Role(row.role), unit=row.unit.code if row.unit else "")
    member = _returning(row.email, name, password, grant) or create_member(
        email=row.email, name=name, password=password, grants=[grant], language=language
    )
    row.accepted_at = clock.now()
    row.save()
    _void_invitations(row.email)
    audit.record("organisation.joined", by=member, about=member.audit_id, facts={"role": grant.role, "unit": grant.unit})
    return member


def _void_invitations(email: str) -> None:
    """Another link that was made for them would let them in again once they are removed."""
    models.InvitationRow.objects.filter(email=email, accepted_at__isnull=True, withdrawn_at__isnull=True).update(withdrawn_at=clock.now())


def _returning(email: str, name: str, password: str, grant: Grant) -> models.Member | None:
    """Somebody who was removed and is invited again keeps their id, so the audit log stays one story."""
    member = models.Member.objects.filter(email=email, is_active=False).first()
    if member is None:
        return None
    validate_password(password, member)
    member.set_password(password)
    member.name, member.is_active = name, True
    member.save()
    _grant(member, grant)
    return member


def _open_invitations():  # type: ignore[no-untyped-def]
    return models.InvitationRow.objects.select_related("unit", "invited_by").filter(
        accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now()
    )


def _grant(member: models.Member, grant: Grant) -> None:
    if grant.role is Role.OWNER and grant.unit:
        raise OwnerIsForAll()
    models.Membership.objects.get_or_create(member=member, role=grant.role, unit=_unit_of(grant))


def _unit_of(grant: Grant) -> models.Unit | None:
    if not grant.unit:
        return None
    unit = models.Unit.objects.filter(code=grant.unit).first()
    if unit is None:
        raise NotFound()
    return unit


def _keep_an_owner(member: models.Member, *, stays_owner: bool) -> None:
    if stays_owner:
        return
    others = models.Membership.objects.filter(role=Role.OWNER, member__is_active=True).exclude(member=member)
    is_owner = models.Membership.objects.filter(role=Role.OWNER, member=member).exists()
    if is_owner and not others.exists():
        raise LastOwner()


def _member(member_id: int) -> models.Member:
    member = models.Member.objects.filter(pk=member_id).first()
    if member is None:
        raise NotFound()
    return member


def _grants_as_text(member: models.Member) -> list[str]:
    rows = models.Membership.objects.filter(member=member).select_related("unit").order_by("id")
    return [f"{row.role}@{row.unit.code if row.unit else '*'}" for row in rows]


def _record(row: models.Member) -> MemberRecord:
    grants = tuple(Grant(role=Role(m.role), unit=m.unit.code if m.unit else "") for m in row.memberships.all())
    return MemberRecord(
        id=cast(int, row.pk),
        name=row.name,
        email=row.email,
        language=row.language,
        grants=grants,
        is_active=row.is_active,
        last_login=row.last_login,
    )


def _invitation(row: models.InvitationRow) -> Invitation:
    return Invitation(
        id=row.pk,
        email=row.email,
        grant=Grant(role=Role(row.role), unit=row.unit.code if row.unit else ""),
        invited_by=row.invited_by.name,
        expires_at=row.expires_at,
    )
