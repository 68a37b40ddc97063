"""The door of erasure: forgetting a person everywhere, telling a person everything, keeping events only so long."""

import hmac
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from hamsafar.base.errors import NotFound
from hamsafar.ground.audit.services import Actor

from . import log
from .contracts import SHORTEST_WORD, Holding, Receipt, Registry, Rule, State, Subject
from .disk import find_remnants
from .dossier import about, export, write
from .erasing import carry_out_at_once, receipt_of, request, resume, subject_of, turn
from .errors import AnotherErasureRuns, BadRetention, BytesRemain, NotAnErasureLog, StillComing
from .models import ErasureRow
from .registry import registry
from .retention import FAMILIES, list_rules, set_rule, sweep
from .words import FAMILIES as FAMILY_NAMES

__all__ = [
    "FAMILIES", "FAMILY_NAMES", "SHORTEST_WORD", "AnotherErasureRuns", "BadRetention", "BytesRemain", "Holding", "NotAnErasureLog",
    "Receipt", "Registry", "Rule", "State", "StillComing", "Subject", "about", "ask", "erase", "export", "find_remnants", "get_receipt",
    "is_genuine", "list_receipts", "list_rules", "paused", "registry", "replay", "resume", "set_rule", "subject_of", "sweep",
    "unfinished", "write",
]  # fmt: skip

paused = turn  # a backup takes the same turn: half a person in it could not be told from a whole one


def ask(person: int, *, by: Actor | None) -> Receipt:
    """Queue the erasure of a person; it is carried out by the job queue, and again after a crash. The receipt tells when it is done."""
    return receipt_of(request(person, by=by))


def erase(person: int, *, by: Actor | None) -> Receipt:
    """Forget a person everywhere, now. Raises NotFound for somebody who is not known."""
    return carry_out_at_once(request(person, by=by))


def get_receipt(erasure_id: UUID) -> Receipt:
    row = ErasureRow.objects.filter(id=erasure_id).first()
    if row is None:
        raise NotFound
    return receipt_of(row)


def list_receipts(*, limit: int = 50, offset: int = 0) -> list[Receipt]:
    """Newest first."""
    return [receipt_of(row) for row in ErasureRow.objects.order_by("-requested_at")[offset : offset + limit]]


def unfinished() -> list[Receipt]:
    return [receipt_of(row) for row in ErasureRow.objects.exclude(state=State.DONE)]


def is_genuine(facts: Mapping[str, Any], signature: str) -> bool:
    """Whether a receipt that somebody shows was written by this installation and says what it said."""
    return hmac.compare_digest(log.sign(dict(facts)), signature)


def replay(file: Path, *, since: Any) -> int:
    """After a restore: forget again whoever was erased after `since`, the moment of the backup. How many people."""
    lines = [line for line in log.read(file) if line.at > since]
    wanted = {each for line in lines for each in line.identifiers}
    found = {person for identifier, person in registry().walk_identifiers() if log.hash_of(identifier) in wanted} if wanted else set()
    for person in found:
        erase(person, by=None)
    return len(found)
