"""Settings: the company, units, members, keys, the audit log, one's own account. Reading a form, asking the room, showing."""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import rate_limits
from hamsafar.base.calendars import Calendar
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import Choice, Column, Empty, Export, Tab
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.ground.audit import services as audit

from . import company as companies
from . import keys, members, units
from .access import allow, can, check, signed_in
from .audit_words import Names
from .contracts import ApiKey, Company, Grant, Invitation, MemberRecord, Unit, UnitKind, WeekStart
from .forms import (
    KIND_NAMES,
    ROLE_NAMES,
    AccountForm,
    ChangePasswordForm,
    CompanyForm,
    GrantForm,
    InviteForm,
    KeyForm,
    MoveUnitForm,
    NewUnitForm,
    UnitForm,
)
from .models import Member
from .roles import Role
from .signing_in import PER_ACCOUNT

GET_AND_POST = ["GET", "POST"]


def me(request: HttpRequest) -> Member:
    """These pages belong to people; an API key has no account and makes no other keys."""
    if not isinstance(request.user, Member):
        raise NotFound()
    return request.user


def shown(request: HttpRequest, name: str, here: str, context: dict[str, Any]) -> HttpResponse:
    """A settings page beside its side bar; a form in it that was refused makes it 422."""
    forms = [value for value in context.values() if isinstance(value, Form)]
    status = 422 if any(form.errors for form in forms) else 200
    return render(request, f"organisation/{name}.html", {"tabs": tabs(request, here), **context}, status=status)


def tabs(request: HttpRequest, here: str) -> list[Tab]:
    pages = (
        ("general", _("General"), "settings.see", "gear"),
        ("units", _("Units"), "units.see", "tree"),
        ("members", _("Members"), "members.see", "people"),
        ("contact", _("Contact rules"), "contact.see", "bell"),
        ("mail", _("E-mail"), "mail.see", "mail"),
        ("gateways", _("SMS and Telegram"), "mail.see", "chat"),
        ("keys", _("API keys"), "keys.change", "key"),
        ("audit", _("Audit log"), "audit.see", "list"),
        ("jobs", _("Jobs"), "jobs.see", "clock"),
        ("privacy", _("Privacy"), "privacy.see", "shield"),
    )
    tabs = [
        Tab(name=name, href=reverse(f"settings-{key}"), current=key == here, icon=icon)  # some are pages of other rooms
        for key, name, need, icon in pages
        if can(request.user, need)
    ]
    return [
        *tabs,
        Tab(name=_("My account"), href=reverse("account"), current=here == "account", icon="person"),
        Tab(name=_("Notices to me"), href=reverse("account-notices"), current=here == "notices", icon="mail"),
    ]


def tried(form: Form, act: Callable[[dict[str, Any]], object], *, at: str | None = None) -> bool:
    """Do it with what the form says; what is refused is said at the form (or at the field `at`)."""
    if not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except (Refused, ValidationError) as refused:
        form.add_error(at, refused.sentence if isinstance(refused, Refused) else refused)
        return False
    return True


@require_GET
@allow("units.see")
def index(request: HttpRequest) -> HttpResponse:
    return redirect("settings-general" if can(request.user, "settings.see") else "settings-units")


# The company


@require_http_methods(GET_AND_POST)
@allow("settings.see")
def general(request: HttpRequest) -> HttpResponse:
    form = CompanyForm(request.POST or None, initial=asdict(companies.company()))
    if request.method == "POST" and _save_company(request, form):
        messages.success(request, _("Saved."))
        return redirect("settings-general")
    may_change = can(request.user, "settings.change")
    for field in form.fields.values():
        field.disabled = not may_change
    return shown(request, "general", "general", {"title": _("Settings"), "form": form, "may_change": may_change})


def _save_company(request: HttpRequest, form: CompanyForm) -> bool:
    check_change(request, "settings.change")

    def save(given: dict[str, Any]) -> None:
        kinds = {"calendar": Calendar(given["calendar"]), "week_start": WeekStart(given["week_start"])}
        companies.change_company(Company(**{**given, **kinds}), by=me(request))

    return tried(form, save)


def check_change(request: HttpRequest, permission: str) -> None:
    """A page that more people read than may change."""
    check(request.user, permission)


# Units


@require_GET
@allow("units.see")
def unit_tree(request: HttpRequest) -> HttpResponse:
    every = units.list_units(archived=True)
    language = reader().language
    lines = [{"unit": unit, "name": unit.name_in(language), "kind": KIND_NAMES[unit.kind], "depth": min(unit.depth, 3)} for unit in every]
    context = {"title": _("Units"), "lines": lines, "may_change": can(request.user, "units.change")}
    return shown(request, "units", "units", context)


@require_http_methods(GET_AND_POST)
@allow("units.change")
def new_unit(request: HttpRequest) -> HttpResponse:
    form = NewUnitForm(request.POST or None, initial={"parent": request.GET.get("below", ""), "kind": UnitKind.BRANCH})

    def add(given: dict[str, Any]) -> None:
        units.add_unit(**{**given, "kind": UnitKind(given["kind"])}, by=me(request))

    if request.method == "POST" and tried(form, add):
        messages.success(request, _("The unit was added."))
        return redirect("settings-units")
    return shown(request, "unit_new", "units", {"title": _("New unit"), "form": form})


@require_http_methods(GET_AND_POST)
@allow("units.change")
def unit(request: HttpRequest, code: str) -> HttpResponse:
    found = units.get_unit(code)
    form = UnitForm(request.POST or None, initial=asdict(found))
    if request.method == "POST" and tried(form, lambda given: units.change_unit(code, **given, by=me(request))):
        messages.success(request, _("Saved."))
        return redirect("settings-units")
    return _unit_page(request, found, form, MoveUnitForm(initial={"below": found.parent}))


@require_POST
@allow("units.change")
def unit_move(request: HttpRequest, code: str) -> HttpResponse:
    found = units.get_unit(code)
    form = MoveUnitForm(request.POST)
    if tried(form, lambda given: units.move_unit(code, below=given["below"], by=me(request)), at="below"):
        messages.success(request, _("The unit was moved; its history moved with it."))
        return redirect("settings-units")
    return _unit_page(request, found, UnitForm(initial=asdict(found)), form)


@require_POST
@allow("units.change")
def unit_archive(request: HttpRequest, code: str) -> HttpResponse:
    try:
        units.archive_unit(code, by=me(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("settings-unit", code=code)
    messages.success(request, _("The unit was archived. It can be restored at any time."))
    return redirect("settings-units")


@require_POST
@allow("units.change")
def unit_restore(request: HttpRequest, code: str) -> HttpResponse:
    units.restore_unit(code, by=me(request))
    messages.success(request, _("The unit was restored."))
    return redirect("settings-units")


def _unit_page(request: HttpRequest, found: Unit, form: UnitForm, move: MoveUnitForm) -> HttpResponse:
    name = found.name_in(reader().language)
    context = {"title": name, "subtitle": KIND_NAMES[found.kind], "unit": found, "form": form, "move": move}
    return shown(request, "unit", "units", context)


# Members


@require_GET
@allow("members.see")
def member_list(request: HttpRequest) -> HttpResponse:
    may_change = can(request.user, "members.change")
    columns = (
        Column(key="name", label=_("Name"), href=(lambda row: reverse("settings-member", args=[row.id])) if may_change else None),
        Column(key="email", label=_("E-mail"), kind="typed"),
        Column(key="grants", label=_("Roles"), template="organisation/_grants.html", value=lambda row: grants_in_words(row.grants)),
        Column(key="last_login", label=_("Last signed in"), kind="ago", only_wide=True),
    )
    listing = read_listing(request, columns, key="members", keep=())
    found = members.list_members(search=listing.search)
    table = listing.table(found[listing.offset : listing.offset + listing.limit], total=len(found), placeholder=_("Search members"))
    invited = [_invitation_line(invitation) for invitation in members.list_invitations()]
    lapsed = [_invitation_line(invitation) for invitation in members.list_lapsed_invitations()] if may_change else []
    context = {"title": _("Members"), "table": table, "invitations": invited, "lapsed": lapsed, "may_change": may_change}
    return shown(request, "members", "members", context)


def _invitation_line(invitation: Invitation) -> dict[str, Any]:
    again = {"email": invitation.email, "role": invitation.grant.role.value, "unit": invitation.grant.unit}
    return {"invitation": invitation, "grant": grants_in_words([invitation.grant])[0], "again": urlencode(again)}


def grants_in_words(grants: Any) -> list[str]:
    """Agent, Tehran. The whole company needs no further word."""
    language = reader().language
    names = {unit.code: unit.name_in(language) for unit in units.list_units(archived=True)} if any(grant.unit for grant in grants) else {}
    comma = "، " if language == "fa" else ", "
    return [str(ROLE_NAMES[grant.role]) + (comma + names.get(grant.unit, grant.unit) if grant.unit else "") for grant in grants]


@require_http_methods(GET_AND_POST)
@never_cache
@allow("members.change")
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, initial=request.GET.dict())  # an address from an invitation whose time ran out
    made: list[tuple[Invitation, str]] = []
    if request.method == "POST" and tried(
        form, lambda given: made.append(members.invite(email=given["email"], grant=form.grant(), by=me(request)))
    ):
        invitation, token = made[0]
        link = request.build_absolute_uri(reverse("join", args=[token]))
        return shown(request, "invited", "members", {"title": _("Invitation"), "invitation": invitation, "link": link})
    return shown(request, "invite", "members", {"title": _("Invite somebody"), "form": form})


@require_POST
@allow("members.change")
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    members.withdraw_invitation(invitation_id, by=me(request))
    messages.success(request, _("The invitation was withdrawn; its link no longer works."))
    return redirect("settings-members")


@require_http_methods(GET_AND_POST)
@allow("members.change")
def member(request: HttpRequest, member_id: int) -> HttpResponse:
    """POST adds one role."""
    found = _active(member_id)
    form = GrantForm(request.POST or None)
    if request.method == "POST" and tried(
        form, lambda _given: members.change_grants(member_id, [*found.grants, form.grant()], by=me(request))
    ):
        messages.success(request, _("The role was added."))
        return redirect("settings-member", member_id=member_id)
    lines = [
        {"grant": grant, "words": words, "index": index}
        for index, (grant, words) in enumerate(zip(found.grants, grants_in_words(found.grants), strict=True))
    ]
    context = {
        "title": found.name,
        "subtitle": formats.isolate(found.email),
        "member": found,
        "lines": lines,
        "form": form,
        "is_me": found.id == me(request).pk,
    }
    return shown(request, "member", "members", context)


@require_POST
@allow("members.change")
def member_drop_role(request: HttpRequest, member_id: int) -> HttpResponse:
    dropped = f"{request.POST.get('role', '')}@{request.POST.get('unit', '')}"
    stay = [grant for grant in _active(member_id).grants if f"{grant.role}@{grant.unit}" != dropped]
    try:
        members.change_grants(member_id, stay, by=me(request))
        messages.success(request, _("The role was taken away."))
    except Refused as refused:
        messages.error(request, refused.sentence)
    return redirect("settings-member", member_id=member_id)


@require_POST
@allow("members.change")
def member_remove(request: HttpRequest, member_id: int) -> HttpResponse:
    name = _active(member_id).name
    try:
        members.remove_member(member_id, by=me(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect("settings-member", member_id=member_id)
    messages.success(request, _("{name} can no longer sign in.").format(name=name))
    return redirect("settings-members")


@require_POST
@never_cache
@allow("members.change")
def member_password(request: HttpRequest, member_id: int) -> HttpResponse:
    found = _active(member_id)
    token = members.new_password_token(member_id, by=me(request))
    link = request.build_absolute_uri(reverse("new-password", args=[token]))
    return shown(request, "password_link", "members", {"title": found.name, "member": found, "link": link})


def _active(member_id: int) -> MemberRecord:
    found = members.get_member(member_id)
    if not found.is_active:
        raise NotFound()
    return found


# API keys


@require_GET
@allow("keys.change")
def key_list(request: HttpRequest) -> HttpResponse:
    columns = (
        Column(key="name", label=_("Name")),
        Column(key="prefix", label=_("Begins with"), kind="typed"),
        Column(
            key="role",
            label=_("Role"),
            value=lambda key: (
                "، ".join(grants_in_words(_grants(key))) if reader().language == "fa" else "; ".join(grants_in_words(_grants(key)))
            ),
        ),
        Column(key="created_at", label=_("Created"), kind="ago", only_wide=True),
        Column(key="last_used_at", label=_("Last used"), kind="ago"),
        Column(key="revoke", label="", template="organisation/_revoke.html"),
    )
    listing = read_listing(request, columns, key="keys", keep=())
    empty = Empty(
        title=_("No API keys yet"),
        text=_("A key lets a program read measures or send data, with a role of its own. It can be revoked at any time."),
        href=reverse("settings-key-new"),
        action=_("New key"),
        icon="key",
    )
    every = keys.list_keys()
    table = listing.table(every, total=len(every), empty=empty, searchable=False)
    return shown(request, "keys", "keys", {"title": _("API keys"), "table": table})


def _grants(key: ApiKey) -> list[Grant]:
    return [Grant(role=key.role, unit=unit) for unit in key.units or ("",)]


@require_http_methods(GET_AND_POST)
@never_cache
@sensitive_post_parameters()
@allow("keys.change")
def key_new(request: HttpRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    made: list[tuple[ApiKey, str]] = []

    def make(given: dict[str, Any]) -> None:
        made.append(keys.create_key(name=given["name"], role=Role(given["role"]), units=tuple(given["units"]), by=me(request)))

    if request.method == "POST" and tried(form, make):
        key, secret = made[0]
        return shown(request, "key_created", "keys", {"title": key.name, "key": key, "secret": secret})
    return shown(request, "key_new", "keys", {"title": _("New key"), "form": form})


@require_POST
@allow("keys.change")
def key_revoke(request: HttpRequest, key_id: int) -> HttpResponse:
    keys.revoke_key(key_id, by=me(request))
    messages.success(request, _("The key was revoked; it no longer opens anything."))
    return redirect("settings-keys")


# The audit log


@require_GET
@allow("audit.see")
def audit_log(request: HttpRequest) -> HttpResponse:
    listing = _audit_listing(request)
    rows = audit.list_entries(search=listing.search, deed=listing.filters["deed"], offset=listing.offset, limit=listing.limit)
    total = audit.count_entries(search=listing.search, deed=listing.filters["deed"])
    exports = [Export(label="CSV", href=listing_address(listing))] if can(request.user, "audit.export") else []
    table = listing.table(rows, total=total, exports=exports, placeholder=_("Search by person, deed or what it was about"))
    return shown(request, "audit", "audit", {"title": _("Audit log"), "table": table})


def _audit_listing(request: HttpRequest) -> Listing:
    names = Names()
    columns = (
        Column(key="at", label=_("When"), kind="moment"),
        Column(key="by_name", label=_("Who"), value=lambda entry: entry.by_name or _("Hamsafar itself")),
        Column(key="deed", label=_("Deed"), value=lambda entry: audit.sentence_of(entry.deed)),
        Column(key="about", label=_("About"), value=names.about),
        Column(key="facts", label=_("Details"), template="organisation/_facts.html", value=names.facts, only_wide=True),
    )
    deeds = tuple((deed, audit.sentence_of(deed)) for deed in audit.list_deeds())
    return read_listing(request, columns, key="audit", filters=(Choice(key="deed", label=_("All deeds"), options=deeds),), keep=())


def listing_address(listing: Listing) -> str:
    parts = listing.address(page=1, sort="").partition("?")
    return reverse("settings-audit-export") + parts[1] + parts[2]


@require_GET
@allow("audit.export")
def audit_export(request: HttpRequest) -> StreamingHttpResponse:
    listing = _audit_listing(request)
    audit.record("audit.exported", by=me(request), facts={"search": listing.search, "deed": listing.filters["deed"]})
    rows = audit.walk_entries(search=listing.search, deed=listing.filters["deed"])
    return StreamingHttpResponse(
        _csv(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="audit.csv"'}
    )


class _Echo:
    def write(self, line: str) -> str:
        return line


def _csv(entries: Iterator[audit.Entry]) -> Iterator[str]:
    writer = csv.writer(cast(Any, _Echo()))
    yield "\ufeff" + writer.writerow(["at", "by", "by_name", "deed", "about", "facts"])
    for entry in entries:
        facts = json.dumps(entry.facts, ensure_ascii=False)
        yield writer.writerow([entry.at.isoformat(), entry.by_id, *map(unformula, (entry.by_name, entry.deed, entry.about, facts))])


def unformula(text: str) -> str:
    """A spreadsheet must not run what somebody typed as their name."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


# One's own account


@require_http_methods(GET_AND_POST)
@signed_in
def account(request: HttpRequest) -> HttpResponse:
    member = me(request)
    form = AccountForm(request.POST or None, initial={name: getattr(member, name) for name in AccountForm.base_fields})
    if request.method == "POST" and tried(form, lambda given: members.change_own(member, **given)):
        messages.success(request, _("Saved."))
        return redirect("account")
    return _account_page(request, form, ChangePasswordForm())


def _account_page(request: HttpRequest, form: AccountForm, password: ChangePasswordForm) -> HttpResponse:
    member = me(request)
    context = {
        "title": _("My account"),
        "subtitle": formats.isolate(member.email),
        "form": form,
        "password": password,
        "roles": grants_in_words(member.grants),
    }
    return shown(request, "account", "account", context)


@require_POST
@sensitive_post_parameters()
@signed_in
def account_password(request: HttpRequest) -> HttpResponse:
    member = me(request)
    rate_limits.hit(f"change-password:{member.pk}", PER_ACCOUNT)
    form = ChangePasswordForm(request.POST)
    if form.is_valid() and not member.check_password(form.cleaned_data["current"]):
        form.add_error("current", _("This is not your password."))
    if tried(form, lambda given: members.change_password(member, given["password"]), at="password"):
        update_session_auth_hash(request, member)  # this session stays, all others end
        messages.success(request, _("The password was changed. Other sessions were signed out."))
        return redirect("account")
    own = AccountForm(initial={name: getattr(member, name) for name in AccountForm.base_fields})
    return _account_page(request, own, form)


@require_POST
@signed_in
def account_sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    members.sign_out_everywhere(me(request))
    return redirect("sign-in")
