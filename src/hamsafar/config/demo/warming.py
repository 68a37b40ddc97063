"""Computes what pages show of the usual time before anybody looks, as after a night: a first visitor should meet no page that computes."""

from dataclasses import replace

from hamsafar.act.cases.kept import COMPARISON, LOOP, OfYear
from hamsafar.base.calendars import Calendar
from hamsafar.base.ui.period import USUAL
from hamsafar.collect.surveys import services as surveys
from hamsafar.ground.organisation import services as organisation
from hamsafar.measure.metrics.services import OfPeriod
from hamsafar.measure.reputation.kept import REFERRALS, REPORT
from hamsafar.measure.results.kept import RESULTS, OfSurvey
from hamsafar.measure.shelf import services as shelf
from hamsafar.show.board.kept import WEIGHTS, OfBoard


def warm() -> None:
    """For whoever sees the whole company, by either calendar."""
    for calendar in Calendar:
        of = OfPeriod(units=None, word=USUAL, almanac=replace(organisation.almanac_of(), calendar=calendar))
        shelf.renew(LOOP, of)
        shelf.renew(REPORT, of)
        shelf.renew(REFERRALS, of)
        for survey in surveys.list_surveys():
            shelf.renew(RESULTS, OfSurvey(survey=survey.id, slug=survey.slug, of=of))
    shelf.renew(COMPARISON, OfYear(units=None))
    shelf.renew(WEIGHTS, OfBoard(units=None))
