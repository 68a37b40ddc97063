"""Settings, Jobs: what waits, runs, ended and why; run again, cancel."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from hamsafar.base.ui.contracts import Choice, Column, Empty
from hamsafar.base.ui.listing import read_listing
from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation.services import allow, can, settings_tabs

from . import services as jobs
from .words import name_of, state_of, tone_of


@require_GET
@allow("jobs.see")
def job_list(request: HttpRequest) -> HttpResponse:
    columns = (
        Column(key="name", label=_("Work"), value=lambda job: name_of(job.name)),
        Column(key="state", label=_("State"), kind="chip", value=lambda job: (state_of(job), tone_of(job))),
        Column(key="progress", label=_("Progress"), template="jobs/_progress.html"),
        Column(key="run_at", label=_("Due"), kind="moment"),
        Column(key="finished_at", label=_("Ended"), kind="moment", only_wide=True),
        Column(key="actions", label="", template="jobs/_actions.html"),
    )
    states = tuple((state.value, state_of(state)) for state in jobs.State)
    listing = read_listing(request, columns, filters=(Choice(key="state", label=_("All states"), options=states),))
    chosen = [jobs.State(listing.filters["state"])] if listing.filters["state"] else []
    counts = jobs.counts()
    found = jobs.list_jobs(states=chosen, offset=listing.offset, limit=listing.limit)
    total = sum(counts[state] for state in (chosen or jobs.State))
    empty = Empty(title=_("Nothing is waiting"), text=_("Imports, exports and nightly work appear here."), icon="clock")
    context = {
        "title": _("Jobs"),
        "tabs": settings_tabs(request, "jobs"),
        "table": listing.table(found, total=total, empty=empty),
        "may_change": can(request.user, "jobs.change"),
    }
    return render(request, "jobs/jobs.html", context)


@require_POST
@allow("jobs.change")
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = jobs.cancel(job_id)
    audit.record("jobs.cancelled", by=request.user, about=f"job:{job.id}", facts={"work": job.name})  # type: ignore[arg-type]
    messages.success(request, _("The job ends.") if not job.is_over else _("The job was cancelled."))
    return redirect("settings-jobs")


@require_POST
@allow("jobs.change")
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    job = jobs.retry(job_id)
    audit.record("jobs.run_again", by=request.user, about=f"job:{job.id}", facts={"work": job.name})  # type: ignore[arg-type]
    messages.success(request, _("The job runs again."))
    return redirect("settings-jobs")
