"""What people read for jobs and for what was done to them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hamsafar.ground.audit import services as audit

from .contracts import Job, State

_NAMES: dict[str, str | Promise] = {"jobs.prune": _("Forgetting old jobs")}
_STATES = {
    State.QUEUED: _("Waiting"),
    State.RUNNING: _("Running"),
    State.DONE: _("Done"),
    State.FAILED: _("Failed"),
    State.CANCELLED: _("Cancelled"),
}
_TONES = {State.QUEUED: "wait", State.RUNNING: "info", State.DONE: "good", State.FAILED: "bad", State.CANCELLED: ""}

audit.describe({"jobs.cancelled": _("Cancelled a job"), "jobs.run_again": _("Ran a job again")})


def call_it(names: dict[str, str | Promise]) -> None:
    """What people read for a room's own jobs, in lazy translation; others show as their code."""
    _NAMES.update(names)


def name_of(name: str) -> str:
    return str(_NAMES.get(name, name))


def state_of(job: Job | State) -> str:
    return str(_STATES[job if isinstance(job, State) else job.state])


def tone_of(job: Job) -> str:
    return _TONES[job.state]


audit.word_facts("jobs", values={"work": name_of})
