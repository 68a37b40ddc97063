"""Settings, E-mail: how letters are sent, with a try; and Act, Messages: what was sent and what became of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.ui.contracts import Choice, Column, Empty, Stat
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.period import period_of
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.decide.contact import services as contact
from hamsafar.ground.actions.services import NotDone, NotYet
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, check, settings_tabs
from hamsafar.identify.people import services as people

from . import listing as lists
from . import mail_settings, trying
from .addresses import address
from .contracts import Message, MessageState
from .forms import MailForm
from .words import STATES, TONES

TRIES = rate_limits.Limit(tries=10, seconds=600)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "POST"])
@allow("mail.see")
def mail(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        check(request.user, "mail.change")
    form = MailForm(request.POST or None, initial=_initial())
    if request.method == "POST" and form.is_valid():
        keep = not form.cleaned_data["password"] and not form.forgets_password
        mail_settings.change_mail(form.mail(), keep_password=keep, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("Saved. Send yourself a letter to see whether it works."))
        return redirect("settings-mail")
    may_change = can(request.user, "mail.change")
    for field in form.fields.values():
        field.disabled = not may_change
    context = {
        "title": _("E-mail"),
        "tabs": settings_tabs(request, "mail"),
        "form": form,
        "may_change": may_change,
        "is_set_up": mail_settings.shown() is not None,
        "has_password": mail_settings.has_password(),
        "bounce_address": address("message-bounce", mail_settings.bounce_token()) if may_change and mail_settings.shown() else "",
    }
    return render(request, "messaging/mail.html", context, status=422 if form.errors else 200)


def _initial() -> dict[str, Any]:
    known = mail_settings.shown()
    if known is None:
        return {"from_name": organisation.company().name, "colour": "#0b7a75", "port": 587, "follow_opens": True, "follow_clicks": True}
    return {name: getattr(known, name) for name in known.__dataclass_fields__ if name != "password"}


@require_POST
@allow("mail.change")
def mail_test(request: HttpRequest) -> HttpResponse:
    """A letter to whoever presses the button, now and not by the queue: they want to see what the server says."""
    rate_limits.hit(f"mail-test:{request.user.pk}", TRIES)
    to = getattr(request.user, "email", "")
    try:
        reply = trying.send_test(to, language=reader().language)
        messages.success(request, _("The mail server took the letter to {to}: {reply}").format(to=to, reply=reply))
    except (NotDone, NotYet) as not_sent:
        messages.error(request, not_sent.why.sentence)
    except Refused as refused:
        messages.error(request, refused.sentence)
    except trying.Quiet:
        messages.error(request, _("The letter was handed over and the server did not answer. It may have arrived."))
    return redirect("settings-mail")


@require_GET
@allow("messages.see")
def message_list(request: HttpRequest) -> HttpResponse:
    period = period_of(request).period
    shown = _listing(request)
    wanted: dict[str, Any] = {**shown.filters, "since": period.since, "until": period.until}
    found = lists.list_messages(**wanted, offset=shown.offset, limit=shown.limit)
    names = people.display_names([each.person for each in found], reader().language)
    total = lists.count_messages(**wanted)
    empty = Empty(
        title=_("No messages in this time"),
        text=_("Letters, surveys and short messages to customers appear here, with who opened them."),
        icon="mail",
    )
    context = {
        "title": _("Messages"),
        "stats": _stats(lists.summary(since=period.since, until=period.until)),
        "table": shown.table([_line(each, names) for each in found], total=total, empty=empty, searchable=False),
        "is_set_up": mail_settings.shown() is not None,
        "may_set_up": can(request.user, "mail.change"),
    }
    return render(request, "messaging/messages.html", context)


def _listing(request: HttpRequest) -> Listing:
    columns = (
        Column(key="subject", label=_("Message"), href=lambda row: row["href"]),
        Column(key="who", label=_("For"), href=lambda row: row["who_href"]),
        Column(key="channel", label=_("Channel"), only_wide=True),
        Column(key="purpose", label=_("Purpose"), only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="opened", label=_("Opened by a person"), kind="percent", only_wide=True),
        Column(key="clicked", label=_("Clicked by a person"), kind="percent", only_wide=True),
        Column(key="at", label=_("Sent"), kind="ago"),
    )
    channels = tuple((code, _channel(code)) for code in ("email", "sms", "telegram"))
    filters = (
        Choice(key="state", label=_("All states"), options=tuple((each.value, str(STATES[each])) for each in MessageState)),
        Choice(key="channel", label=_("All channels"), options=channels),
        Choice(key="purpose", label=_("All purposes"), options=tuple((each, _purpose(each)) for each in contact.PURPOSES)),
    )
    return read_listing(request, columns, filters=filters)


def _line(each: Message, names: dict[int, str]) -> dict[str, Any]:
    is_mail = each.channel == "email" and each.state is MessageState.SENT
    return {
        "subject": each.subject or _channel(each.channel),
        "href": reverse("deed", args=[each.id]),
        "who": names.get(each.person, "–"),
        "who_href": reverse("customer", args=[people.key_text(each.person)]),
        "channel": _channel(each.channel),
        "purpose": _purpose(each.purpose),
        "state": _state(each),
        "opened": each.opened if is_mail else None,
        "clicked": each.clicked if is_mail else None,
        "at": each.sent_at or each.made_at,
    }


def _state(each: Message) -> tuple[str, str]:
    """What is known at last: came back outweighs arrived, which outweighs sent."""
    if each.returned_at is not None:
        return _("Came back"), "bad"
    if each.arrived_at is not None:
        return _("Arrived"), "good"
    return str(STATES[each.state]), TONES[each.state]


def _stats(found: lists.Summary) -> list[Stat]:
    none = _("No e-mail was sent in this time.")
    return [
        Stat(name=_("Sent"), value=found.sent),
        Stat(name=_("Opened by people"), value=_share(found.opened, found.mails), kind="percent", sample=found.mails, missing=none),
        Stat(name=_("Clicked by people"), value=_share(found.clicked, found.mails), kind="percent", sample=found.mails, missing=none),
        Stat(name=_("Left the list"), value=found.unsubscribed, better="low"),
        Stat(name=_("Did not arrive"), value=found.failed, better="low"),
    ]


def _share(part: float, of: int) -> float | None:
    return part / of if of else None


def _channel(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english


def _purpose(code: str) -> str:
    english, persian = contact.PURPOSES.get(code, (code, code))
    return persian if reader().language == "fa" else english
