"""The report and word of mouth are counted over everything said or shared in a time: the shelf keeps them."""

from dataclasses import dataclass
from typing import Final

from hamsafar.base.calendars import Bucket
from hamsafar.measure.metrics.services import OfPeriod
from hamsafar.measure.shelf import services as shelf

from . import listening, referring, reporting
from .listening import Together
from .referring import Brought, WordOfMouth
from .reporting import Network, Stretch, Voice


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    us: Together
    voices: tuple[Voice, ...]
    networks: tuple[Network, ...]
    bucket: Bucket
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Referrals:
    found: tuple[Brought, ...]
    told: WordOfMouth


def _report(asked: OfPeriod, _tell: object) -> Report:
    with listening.gathered(scope=asked.scope) as known:
        bucket, stretches = reporting.trend(asked.period, asked.almanac, known)
        return Report(
            us=known.together(listening.OURS), voices=tuple(reporting.voices(known)), networks=tuple(reporting.networks(known)),
            bucket=bucket, stretches=tuple(stretches),
        )  # fmt: skip


def _referrals(asked: OfPeriod, _tell: object) -> Referrals:
    found, told = referring.word_of_mouth(scope=asked.scope)
    return Referrals(found=tuple(found), told=told)


REPORT: Final = shelf.kind("reputation.report", asked=OfPeriod, found=Report, compute=_report)
# It says who brought whom: who was forgotten must not stand there until it is counted again.
REFERRALS: Final = shelf.kind("reputation.referrals", asked=OfPeriod, found=Referrals, compute=_referrals, holds_words=True)
