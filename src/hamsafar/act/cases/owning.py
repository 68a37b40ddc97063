"""Whose case it is: those who may work on it take turns."""

from django.db.models import Max

from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import MemberRecord, Role

from .models import CaseRow

WORK = "cases.work"


def who_may_work(unit: str) -> list[MemberRecord]:
    """Active members whose role lets them work on cases of this unit, by name."""
    return [member for member in organisation.list_members() if organisation.covers(member, unit, WORK)]


def next_owner(unit: str) -> int | None:
    """Whose turn it is: those closest to the unit first, among them whoever's last case is the oldest."""
    able = who_may_work(unit)
    if not able:
        return None
    ranks = {member.id: _nearness(member, unit) for member in able}
    nearest = max(ranks.values())
    near = [member for member, rank in ranks.items() if rank == nearest]
    last = dict(CaseRow.objects.filter(owner__in=near).values_list("owner").annotate(latest=Max("id")))
    return min(near, key=lambda member: (last.get(member, 0), member))


def _nearness(member: MemberRecord, unit: str) -> tuple[int, bool, bool]:
    """Who holds their role deep down where the case is comes before those who oversee more; the owner of everything comes last."""
    allowed = organisation.PERMISSIONS[WORK]
    path = [one.code for one in organisation.path_to(unit)] if unit and organisation.find_unit(unit) else []
    return max(
        (path.index(grant.unit) + 1 if grant.unit in path else 0, grant.role is not Role.OWNER, grant.role is not Role.CX_LEAD)
        for grant in member.grants
        if grant.role in allowed and (not grant.unit or grant.unit in path)
    )


def who_may_work_anywhere() -> list[MemberRecord]:
    return [member for member in organisation.list_members() if organisation.can(member, WORK)]
