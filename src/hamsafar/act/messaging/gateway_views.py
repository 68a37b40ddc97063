"""Settings, SMS and Telegram: how each is sent, a try, and the address to which gateways report."""

import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base import rate_limits
from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.ui.reader import reader
from hamsafar.collect.vocabulary import services as vocabulary
from hamsafar.ground.actions.services import NotDone, NotYet
from hamsafar.ground.organisation.services import allow, can, check, public, settings_tabs

from . import bounces, gateway_settings, mail_settings, reports, trying
from .gateway_form import GatewayForm, initial_of
from .gateway_forms import FORMS, forms_for
from .gateways import CHANNELS, Gateway

TRIES = rate_limits.Limit(tries=10, seconds=600)
REPORTS = rate_limits.Limit(tries=600, seconds=60)
MOST_BYTES = 64 * 1024


@require_GET
@allow("mail.see")
def gateways(request: HttpRequest) -> HttpResponse:
    lines = [(channel, channel_name(channel), gateway_settings.find_gateway(channel, with_key=False)) for channel in CHANNELS]
    shown = [(channel, name, FORMS[found.form].name if found and found.form in FORMS else "", found) for channel, name, found in lines]
    context = {"title": _("SMS and Telegram"), "tabs": settings_tabs(request, "gateways"), "channels": shown}
    return render(request, "messaging/gateways.html", context)


def channel_name(code: str) -> str:
    english, persian = vocabulary.CHANNELS.get(code, (code, code))
    return persian if reader().language == "fa" else english


@sensitive_post_parameters("key")
@never_cache
@require_http_methods(["GET", "POST"])
@allow("mail.see")
def gateway(request: HttpRequest, channel: str) -> HttpResponse:
    ready = forms_for(channel)
    if not ready:
        raise NotFound
    if request.method == "POST":
        check(request.user, "mail.change")
    known = gateway_settings.find_gateway(channel, with_key=False)
    chosen = _chosen(request, ready, known)
    begins = known if known is not None and known.form == chosen else ready[chosen].gateway
    form = GatewayForm(request.POST or None, initial=initial_of(begins))
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        gateway_settings.change_gateway(form.gateway(channel, chosen), keep_key=not form.cleaned_data["key"], by=by)
        messages.success(request, _("Saved. Send yourself a message to see whether it works."))
        return redirect("settings-gateway", channel=channel)
    may_change = can(request.user, "mail.change")
    for field in form.fields.values():
        field.disabled = not may_change
    context = {
        "title": channel_name(channel),
        "tabs": settings_tabs(request, "gateways"),
        "channel": channel,
        "form": form,
        "ready": [(key, each.name, key == chosen) for key, each in ready.items()],
        "about": ready[chosen].about,
        "chosen": chosen,
        "may_change": may_change,
        "is_set_up": known is not None,
        "has_key": gateway_settings.has_key(channel),
        "report_address": _report_address(channel) if may_change and known and known.report_id else "",
    }
    return render(request, "messaging/gateway.html", context, status=422 if form.errors else 200)


def _chosen(request: HttpRequest, ready: dict[str, Any], known: Gateway | None) -> str:
    wanted = (request.POST if request.method == "POST" else request.GET).get("form", "")
    if wanted in ready:
        return wanted
    return known.form if known is not None and known.form in ready else next(iter(ready))


def _report_address(channel: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse('message-report', args=[channel, gateway_settings.report_token(channel)])}"


@require_POST
@allow("mail.change")
def gateway_test(request: HttpRequest, channel: str) -> HttpResponse:
    """A message to whatever address is typed, now and not by the queue: they want to see what the gateway says."""
    rate_limits.hit(f"gateway-test:{request.user.pk}", TRIES)
    to = request.POST.get("to", "").strip()[:100]
    try:
        said = trying.send_short(channel, to, language=reader().language)
        messages.success(request, _("The gateway took the message: {reply}").format(reply=said))
    except (NotDone, NotYet) as not_sent:
        messages.error(request, not_sent.why.sentence)
    except Refused as refused:
        messages.error(request, refused.sentence)
    except trying.Quiet:
        messages.error(request, _("The message was handed over and the gateway did not answer clearly. It may have arrived."))
    return redirect("settings-gateway", channel=channel)


@require_POST
@allow("mail.change")
def gateway_forget(request: HttpRequest, channel: str) -> HttpResponse:
    gateway_settings.forget_gateway(channel, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Nothing is sent by this channel any more, and its key is forgotten."))
    return redirect("settings-gateways")


@csrf_exempt
@public
@require_http_methods(["GET", "POST"])
def report(request: HttpRequest, channel: str, token: str) -> HttpResponse:
    """Answers 204 whether or not anything was learnt: gateways send again what was not taken."""
    rate_limits.hit(f"report:{rate_limits.neighbourhood(request.META.get('REMOTE_ADDR', ''))}", REPORTS)
    if not gateway_settings.is_report_token(channel, token):
        raise NotFound
    found = gateway_settings.find_gateway(channel, with_key=False)
    if found is not None:
        for said in _reported(request):
            reports.note(found, said)
    return HttpResponse(status=204)


def _reported(request: HttpRequest) -> list[dict[str, Any]]:
    """Query, form fields or JSON, whichever the gateway sends; a JSON list is several reports."""
    if request.content_type == "application/json":
        try:
            said = json.loads(request.body[:MOST_BYTES])
        except (ValueError, RecursionError):
            return []
        return [each for each in (said if isinstance(said, list) else [said])[:500] if isinstance(each, dict)]
    return [{**request.GET.dict(), **request.POST.dict()}]


@csrf_exempt
@public
@require_POST
def bounce(request: HttpRequest, token: str) -> HttpResponse:
    """A letter as it came in, as the body of the request (docs/messages.md says how mail servers do that)."""
    rate_limits.hit(f"report:{rate_limits.neighbourhood(request.META.get('REMOTE_ADDR', ''))}", REPORTS)
    if not mail_settings.is_bounce_token(token):
        raise NotFound
    raw = request.read(bounces.MOST_BYTES + 1)
    if len(raw) <= bounces.MOST_BYTES:  # a report is small; what is larger carries somebody's pictures back
        bounces.note(raw)
    return HttpResponse(status=204)
