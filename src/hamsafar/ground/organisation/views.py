"""The way in: first run, sign-in, invitations, one's own way of reading."""

from collections.abc import Mapping
from dataclasses import replace

from django.conf import settings
from django.contrib.auth import login, logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from hamsafar.base.calendars import Calendar
from hamsafar.base.errors import Refused
from hamsafar.base.ui.reader import DIGITS, LANGUAGES, THEMES

from . import company as companies
from . import members
from .access import public
from .errors import AlreadySetUp, InvitationOver, PasswordLinkOver
from .forms import FirstOwnerForm, JoinForm, NewPassword, SignInForm
from .models import Member
from .signing_in import sign_in as try_sign_in

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@public
def sign_in(request: HttpRequest) -> HttpResponse:
    if members.nobody_yet():
        return redirect("welcome")
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_of(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            try_sign_in(request, **form.cleaned_data)
            return HttpResponseRedirect(next_of(request))
        except Refused as refused:
            form.add_error(None, refused.sentence)
            return _sign_in_page(request, form, refused.status)
    return _sign_in_page(request, form, 422 if form.errors else 200)


def _sign_in_page(request: HttpRequest, form: SignInForm, status: int) -> HttpResponse:
    return render(request, "organisation/sign_in.html", {"form": form, "title": _("Sign in"), "next": next_of(request)}, status=status)


@require_POST
@public
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    response = redirect("sign-in")
    response["Clear-Site-Data"] = '"cache"'  # the next person at this machine goes back to nobody's pages
    return response


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@public
def welcome(request: HttpRequest) -> HttpResponse:
    """The first page of a new installation: its owner. Closed for ever once there is one."""
    if not members.nobody_yet():
        if request.method == "POST":
            raise AlreadySetUp()
        return redirect("sign-in")
    form = FirstOwnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        owner = _create_owner(form)
        if owner:
            login(request, owner, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("/")
    context = {"form": form, "title": _("Welcome")}
    return render(request, "organisation/welcome.html", context, status=422 if form.errors else 200)


def _create_owner(form: FirstOwnerForm) -> Member | None:
    given = form.cleaned_data
    try:
        owner = members.create_owner(email=given["email"], name=given["name"], password=given["password"])
    except ValidationError as wrong:
        form.add_error("password", wrong)
        return None
    if given["company"]:
        companies.change_company(replace(companies.company(), name=given["company"]), by=owner)
    return owner


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@public
def join(request: HttpRequest, token: str) -> HttpResponse:
    invitation = members.find_invitation(token)
    if invitation is None:
        raise InvitationOver()
    form = JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            member = members.accept_invitation(token, language=request.LANGUAGE_CODE, **form.cleaned_data)
            login(request, member, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("/")
        except ValidationError as wrong:
            form.add_error("password", wrong)
    context = {"form": form, "invitation": invitation, "title": _("Join")}
    return render(request, "organisation/join.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password")
@never_cache
@public
def new_password(request: HttpRequest, token: str) -> HttpResponse:
    member = members.find_by_password_token(token)
    if member is None:
        raise PasswordLinkOver()
    form = NewPassword(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            members.change_password(member, form.cleaned_data["password"])
            return redirect("sign-in")
        except ValidationError as wrong:
            form.add_error("password", wrong)
    context = {"form": form, "member": member, "title": _("New password")}
    return render(request, "organisation/new_password.html", context, status=422 if form.errors else 200)


@require_POST
@public
def reading(request: HttpRequest) -> HttpResponse:
    """Language, look and calendar: kept with the member, or in a cookie before signing in."""
    wanted = {name: request.POST[name] for name, known in READING.items() if request.POST.get(name) in known}
    response = HttpResponseRedirect(next_of(request))
    if isinstance(request.user, Member) and wanted:
        members.change_own(request.user, **(_own_reading(request.user) | wanted))
    for name, value in wanted.items():
        _remember(response, name, value)
    return response


READING: Mapping[str, tuple[str, ...]] = {
    "language": LANGUAGES,
    "theme": (*THEMES, ""),
    "calendar": tuple(calendar.value for calendar in Calendar),
    "digits": DIGITS,
}
COOKIES = {"language": settings.LANGUAGE_COOKIE_NAME, "theme": "theme"}


def _own_reading(member: Member) -> dict[str, str]:
    return {name: getattr(member, name) for name in ("name", "language", "calendar", "digits", "theme")}


def _remember(response: HttpResponse, name: str, value: str) -> None:
    if name in COOKIES:
        response.set_cookie(COOKIES[name], value, max_age=A_YEAR, secure=settings.SECURE, httponly=True, samesite="Lax")


def next_of(request: HttpRequest) -> str:
    """Where to go afterwards: only to an address of this installation."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=settings.SECURE)
    return wanted if is_ours else "/"
