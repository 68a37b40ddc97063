"""Three research sessions of the demo world: an interview, a focus group and a note from a branch, coded with the shipped topics."""

import datetime as dt
from dataclasses import dataclass

from hamsafar.base import clock
from hamsafar.collect.intake import services as intake
from hamsafar.collect.research import services as research
from hamsafar.collect.research.services import Agreed, Kind, Who
from hamsafar.ground.organisation import services as organisation
from hamsafar.identify.people import services as people
from hamsafar.identify.people.models import IdentifierRow

from . import company

DAY = dt.timedelta(days=1)
Said = tuple[int, str, tuple[str, ...], int]  # who (0: nobody), word for word, topics, feeling


@dataclass(frozen=True, slots=True)
class _Session:
    title: str
    kind: Kind
    days_ago: int
    unit: str
    labels: tuple[str, ...]
    notes: str
    said: tuple[Said, ...]
    persona: str = ""  # that its participants stand for
    step: str = ""  # of the journey, of which it speaks


SESSIONS = (
    _Session(
        "مصاحبه: پیگیری سفارش در اپ", Kind.INTERVIEW, 41, company.ONLINE.code, ("م۱",),
        "مشتری سه سال است خرید می‌کند. سفارش آخرش چهار روز دیر رسید و هر روز چند بار اپ را باز کرده بود.\n"
        "از نقشهٔ زندهٔ پیک خوشش آمده، اما وقتی پیک عوض شد نقشه دیگر کار نکرد.",
        (
            (1, "چهار روز دیر رسید و هیچ‌کس نگفت چرا؛ خودم باید زنگ می‌زدم.", ("delivery_time", "support"), -1),
            (1, "نقشهٔ پیک خیلی خوب است، خیالم راحت می‌شود.", ("tracking", "app"), 1),
            (1, "پیک که عوض شد، نقشه روی همان پیک قبلی مانده بود.", ("tracking", "courier"), -1),
        ),
        persona="خریدار همیشگی", step="انتظار برای بسته",
    ),
    _Session(
        "گروه کانونی: مرجوعی و بازگشت پول", Kind.FOCUS_GROUP, 24, company.ONLINE.code, ("م۱", "م۲", "م۳", "م۴"),
        "چهار خریدار که در شش ماه گذشته کالایی را پس فرستاده‌اند. همه از راهنمای مرجوعی در سایت گله داشتند.\n"
        "دو نفر گفتند اگر زمان بازگشت پول روشن بود تماس نمی‌گرفتند.",
        (
            (1, "راهنما یک چیز می‌گوید و پشتیبانی یک چیز دیگر.", ("refund_return", "support"), -1),
            (2, "پولم را بیست روز بعد دادند، آن هم بعد از سه بار تماس.", ("refund_return", "promise"), -1),
            (3, "The courier picked it up the next day, that part was easy.", ("courier", "refund_return"), 1),
            (4, "بسته‌بندی را پاره کرده بودم و نمی‌دانستم قبول می‌کنند یا نه.", ("packaging", "refund_return"), 0),
        ),
        persona="خریدار دودل", step="پس فرستادن",
    ),
    _Session(
        "یادداشت میدانی: صف صندوق چهارباغ", Kind.FIELD_NOTE, 12, company.BRANCHES[1].code, (),
        "ساعت شش تا هشت عصر پنجشنبه. فقط یک صندوق از سه صندوق باز بود. نه نفر سبدشان را گذاشتند و رفتند.",
        (
            (0, "«بیست دقیقه برای یک شارژر؟ اینترنتی می‌خرم.»", ("waiting",), -1),
            (0, "«فروشنده‌ها خوش‌برخوردند، صندوق خراب می‌کند.»", ("staff", "waiting"), 0),
        ),
        step="پرداخت در فروشگاه",
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Actor:
    audit_id: str
    audit_name: str


def study() -> int:
    """Where there is research already nothing is added; how many sessions."""
    members = sorted(organisation.list_members(), key=lambda one: one.email)
    if not members or research.list_sessions():
        return 0
    by, now = _Actor(f"member:{members[0].id}", members[0].name), clock.now()
    for one in SESSIONS:
        _write(one, now - one.days_ago * DAY, by)
    intake.carry_outbox()
    return len(SESSIONS)


def _write(one: _Session, at: dt.datetime, by: _Actor) -> None:
    session = research.save_session(title=one.title, kind=one.kind, at=at, unit=one.unit, notes=one.notes, by=by)
    who = _known() if one.kind is Kind.INTERVIEW else None
    ways = [(Agreed.SPOKEN, who), *[(Agreed.WRITTEN, None)] * 9]
    there = [
        research.add_participant(session.id, label=label, agreed=agreed, who=them, persona=one.persona, by=by)
        for label, (agreed, them) in zip(one.labels, ways, strict=False)
    ]
    for number, quote, topics, feeling in one.said:
        participant = there[number - 1].id if number else None
        research.add_passage(session.id, quote, topics=topics, feeling=feeling, participant=participant, step=one.step, by=by)


def _known() -> Who | None:
    """A customer with an account, always the same one of a world."""
    row = IdentifierRow.objects.filter(kind="user_id", space="shop").order_by("value").first()
    if row is None:
        return None
    return Who(person=people.person_of(row.key), identifier=people.Identifier(row.space, row.kind, row.value))
