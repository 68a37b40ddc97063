"""Every address of the pages and the API. The tracking API stands beside Django (asgi.py)."""

from importlib.util import find_spec

from django.urls import include, path

from . import api, browser_sdk, components, palette

# A room with a urls.py is included under its own prefix-free patterns; the order only matters for reading.
ROOMS = (
    "hamsafar.base.ui",
    "hamsafar.ground.organisation",
    "hamsafar.ground.audit",
    "hamsafar.ground.jobs",
    "hamsafar.ground.actions",
    "hamsafar.ground.notices",
    "hamsafar.collect.intake",
    "hamsafar.collect.imports",
    "hamsafar.collect.surveys",
    "hamsafar.collect.ideas",
    "hamsafar.collect.mentions",
    "hamsafar.collect.reviews",
    "hamsafar.identify.people",
    "hamsafar.identify.consent",
    "hamsafar.store.events",
    "hamsafar.store.erasure",
    "hamsafar.measure.voice",
    "hamsafar.measure.metrics",
    "hamsafar.measure.segments",
    "hamsafar.measure.results",
    "hamsafar.measure.reports",
    "hamsafar.measure.reputation",
    "hamsafar.decide.contact",
    "hamsafar.decide.asking",
    "hamsafar.act.messaging",
    "hamsafar.act.cases",
    "hamsafar.show.home",
    "hamsafar.show.customer",
    "hamsafar.show.findings",
    "hamsafar.show.board",
)

urlpatterns = [
    *[path("", include(f"{room}.urls")) for room in ROOMS if find_spec(f"{room}.urls")],
    path("sdk.js", browser_sdk.script, name="sdk"),
    path("widget.js", browser_sdk.script, {"name": "widget/widget.js"}, name="widget"),
    path("k/worker.js", browser_sdk.script, {"name": "worker/kiosk.js"}, name="survey-kiosk-worker"),
    path("reviews.js", browser_sdk.script, {"name": "shop/reviews.js"}, name="reviews-script"),
    path("embed.js", browser_sdk.script, {"name": "widget/embed.js"}, name="embed"),
    path("palette", palette.found, name="palette"),
    path("ui/components", components.page, name="components"),
    path("api/v1/openapi.json", api.description, name="openapi"),
    path("api/v1/", api.urls),
]

handler400 = "hamsafar.base.ui.views.bad_request"
handler403 = "hamsafar.base.ui.views.not_allowed"
handler404 = "hamsafar.base.ui.views.not_found"
handler500 = "hamsafar.base.ui.views.trouble"
