"""Signing in: one password form, limited by address and by account."""

from django.contrib.auth import authenticate, login
from django.http import HttpRequest

from hamsafar.base import rate_limits
from hamsafar.ground.audit import services as audit

from .errors import WrongPassword
from .models import Member, fold_email

PER_ACCOUNT = rate_limits.Limit(tries=8, seconds=15 * 60)
PER_ADDRESS = rate_limits.Limit(tries=40, seconds=15 * 60)


def sign_in(request: HttpRequest, *, email: str, password: str) -> Member:
    """Refuses with WrongPassword or TooManyRequests; the same words for an unknown address, so nobody learns who is a member."""
    address = request.META.get("REMOTE_ADDR", "")
    account_key, address_key = f"sign-in:account:{fold_email(email)}", f"sign-in:address:{rate_limits.caller(request)}"
    rate_limits.hit(address_key, PER_ADDRESS)
    rate_limits.hit(account_key, PER_ACCOUNT)
    member = authenticate(request, username=email, password=password)
    if not isinstance(member, Member):
        audit.record("organisation.sign_in_failed", about=fold_email(email)[:200], facts={"address": address})
        raise WrongPassword()
    rate_limits.forget(account_key)
    login(request, member)  # gives the session a new key, so one planted before is worthless
    audit.record("organisation.signed_in", by=member, about=member.audit_id, facts={"address": address})
    return member
