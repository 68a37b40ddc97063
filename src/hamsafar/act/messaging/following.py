"""Who fetched what in a letter, and whether a person did.

Mail programs and scanners fetch pictures and follow links before anybody reads. So a fetch is kept, and judged half a minute later
together with what else was fetched: then it becomes an event with the probability that a person did it.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from hamsafar.base import clock
from hamsafar.ground.jobs import services as jobs

from . import telling
from .models import HitRow, MessageRow

OPEN, CLICK, TRAP = "open", "click", "trap"
JOB = "messaging.judge"
WAIT = dt.timedelta(seconds=30)
MOST = 200  # of one message: whoever fetches more is no reader
_PROXIES = re.compile(r"GoogleImageProxy|YahooMailProxy|ms-office|Outlook-iOS", re.IGNORECASE)  # fetch when somebody opens
_APPLE = re.compile(r"^Mozilla/5\.0$")  # Apple's privacy proxy fetches everything for everybody
_PROGRAMS = re.compile(
    r"bot\b|crawl|spider|scan|safelinks|mimecast|proofpoint|barracuda|symantec|forcepoint|fireeye|trend ?micro|sophos|cisco|ironport"
    r"|curl|wget|python|java/|go-http|okhttp|libwww|httpclient|headless|phantom|preview|facebookexternalhit|slackbot|telegrambot|whatsapp",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One fetch."""

    kind: str
    link: int
    at: dt.datetime
    agent: str
    method: str
    place: str


def judge(hit: Hit, others: Sequence[Hit], sent_at: dt.datetime | None) -> float:
    """The probability that a person did this, given everything that was fetched in the same letter at about that time."""
    if hit.method != "GET" or hit.kind == TRAP:
        return 0.0
    near = [each for each in others if abs(each.at - hit.at) <= WAIT and each is not hit]
    same = [each for each in near if each.place == hit.place]
    if any(each.kind == TRAP for each in same) or _PROGRAMS.search(hit.agent) or not hit.agent:
        return 0.02
    chance = 0.97 if hit.kind == CLICK else _of_opening(hit.agent)
    if sent_at is not None and hit.at - sent_at < dt.timedelta(seconds=4):  # nobody reads that fast
        chance *= 0.15
    if len({each.link for each in [*same, hit] if each.kind == CLICK}) >= 3:  # all links at once
        chance *= 0.1
    return round(chance, 3)


def _of_opening(agent: str) -> float:
    if _APPLE.match(agent):
        return 0.3
    return 0.9 if _PROXIES.search(agent) else 0.95


@transaction.atomic
def note(message_id: UUID, kind: str, *, agent: str, method: str, place: str, link: int = 0) -> None:
    """Keep a fetch, to be judged when what belongs to it has come in too."""
    row = MessageRow.objects.filter(id=message_id).first()
    if row is None or HitRow.objects.filter(message=row).count() >= MOST:
        return
    at = clock.now()
    HitRow.objects.create(message=row, kind=kind, link=link, at=at, agent=agent[:300], method=method[:10], place=place)
    half_minute = int(at.timestamp() // WAIT.total_seconds())
    jobs.enqueue(JOB, {"message": str(message_id)}, key=f"{message_id}:{half_minute}", run_at=at + WAIT * 1.5)


@transaction.atomic
def judge_all(message_id: UUID) -> int:
    """Tell the spine what was fetched long enough ago; returns how many that were."""
    row = MessageRow.objects.select_for_update().filter(id=message_id).first()
    if row is None:
        return 0
    kept = list(HitRow.objects.filter(message=row).order_by("at", "id"))
    hits = [_hit(each) for each in kept]
    due = [(each, hit) for each, hit in zip(kept, hits, strict=True) if not each.told and each.at <= clock.now() - WAIT]
    for each, hit in due:
        _tell(row, each, judge(hit, hits, row.sent_at))
    row.save(update_fields=["opened", "clicked"])
    HitRow.objects.filter(id__in=[each.id for each, _ in due]).update(told=True)
    HitRow.objects.filter(message=row, told=True, at__lt=clock.now() - 4 * WAIT).delete()
    return len(due)


def _tell(row: MessageRow, each: HitRow, human: float) -> None:
    if each.kind == OPEN:
        row.opened = max(row.opened, human)
        telling.opened(row, each.at, human, each.id)
    elif each.kind == CLICK:
        row.clicked, row.opened = max(row.clicked, human), max(row.opened, human)
        telling.clicked(row, each.at, human, each.id, _shown(row, each.link))


def _shown(row: MessageRow, link: int) -> str:
    """Where it leads; an invitation is a key to its answers, so the spine is told only that it was one."""
    if row.survey or link >= len(row.links):
        return ""
    return str(row.links[link]).partition("?")[0]


def forget_old() -> int:
    """Whatever is left of fetches after an hour."""
    deleted, _ = HitRow.objects.filter(told=True, at__lt=clock.now() - dt.timedelta(hours=1)).delete()
    return deleted


def _hit(row: HitRow) -> Hit:
    return Hit(kind=row.kind, link=row.link, at=row.at, agent=row.agent, method=row.method, place=row.place)
