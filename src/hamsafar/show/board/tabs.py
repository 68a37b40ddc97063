from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from hamsafar.base.ui.contracts import Tab
from hamsafar.collect.ideas import services as ideas
from hamsafar.ground.organisation.services import can


def tabs(request: HttpRequest, current: str) -> list[Tab]:
    every = (
        ("board", _("Ideas"), "ideas.see", None),
        ("board-waiting", _("Waiting"), "ideas.manage", ideas.count_waiting()),
        ("board-setup", _("Set up"), "ideas.change", None),
    )
    allowed = [each for each in every if can(request.user, each[2])]
    return [Tab(name=name, href=reverse(view), current=view == current, count=count) for view, name, _right, count in allowed]
