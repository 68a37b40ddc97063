"""What a company may begin with: a tree of root causes and replies in both languages. Everything of it can be changed."""

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hamsafar.ground.audit import services as audit
from hamsafar.ground.organisation import services as organisation

from . import causes, replies, rules
from .contracts import Reply, Rule
from .models import CauseRow, ReplyRow, RuleRow


class Branch(NamedTuple):
    fa: str
    en: str
    team_fa: str
    team_en: str
    below: tuple[tuple[str, str], ...]


TREE = (
    Branch("تحویل", "Delivery", "لجستیک", "Logistics", (
        ("پیک دیر رسید", "Courier was late"), ("بسته آسیب دیده بود", "Parcel was damaged"), ("کالا اشتباه یا ناقص بود", "Wrong or missing goods"),
        ("زمان تحویل را درست نگفته بودیم", "We promised a wrong time"),
    )),
    Branch("کالا", "Goods", "بازرگانی", "Buying", (
        ("کیفیت پایین‌تر از انتظار", "Quality below what was expected"), ("توضیح یا عکس نادرست", "Wrong description or picture"),
        ("اندازه یا مدل نامناسب", "Wrong size or model"),
    )),
    Branch("پرداخت و پول", "Payment and money", "مالی", "Finance", (
        ("بازگشت وجه طول کشید", "Refund took too long"), ("پرداخت ناموفق", "Payment failed"), ("قیمت یا کد تخفیف نادرست", "Wrong price or coupon"),
    )),
    Branch("پشتیبانی", "Support", "پشتیبانی", "Support", (
        ("ناچار شد دوباره توضیح دهد", "Had to explain again"), ("پاسخ دیر", "Slow answer"), ("پاسخ نادرست یا راهنمای گمراه‌کننده", "Wrong answer or misleading help"),
        ("قول عملی نشد", "A promise was not kept"),
    )),
    Branch("فروشگاه", "Store", "شعبه‌ها", "Branches", (("صف طولانی", "Long queue"), ("برخورد همکاران", "How they were treated"), ("نبود کالا", "Out of stock"))),
    Branch("وب‌سایت و اپ", "Site and app", "محصول دیجیتال", "Digital product", (("خطا یا کندی", "Error or slowness"), ("پیدا نکردن کالا", "Could not find it"))),
)  # fmt: skip
GREETING = {"fa": "{name} گرامی،", "en": "Dear {name},"}
ENDING = {"fa": "با احترام\n{agent}، {company}", "en": "Kind regards,\n{agent}, {company}"}


class Draft(NamedTuple):
    fa: str
    en: str
    topics: tuple[str, ...]
    events: tuple[str, ...]
    step_fa: str
    step_en: str
    subject_fa: str
    subject_en: str
    text_fa: str
    text_en: str


DRAFTS = (
    Draft("دیر رسیدن سفارش", "Late delivery", ("delivery_time", "courier", "tracking"), ("Order Delivered",),
          "وضعیت مرسوله را از پیک بپرسید، سپس تماس بگیرید و زمان قطعی بگویید.", "Ask the courier where the parcel is, then get in touch with a time that is certain.",
          "پوزش برای دیر رسیدن سفارش", "Sorry that your order was late",
          "از این‌که سفارش شما دیر رسید پوزش می‌خواهیم.\n\nشمارهٔ سفارش شما {order} است و من خودم پیگیر آن هستم.\n\nاگر هنوز چیزی کم است یا زمان از دست رفته "
          "برایتان هزینه‌ای داشته، همین ایمیل را پاسخ دهید تا جبران کنیم.",
          "We are sorry that your order was late.\n\nYour order is {order} and I am following it up myself.\n\nIf anything is still missing, or the lost "
          "time has cost you something, reply to this letter and we will put it right."),
    Draft("کالای آسیب‌دیده یا بی‌کیفیت", "Damaged or poor goods", ("quality", "packaging", "wrong_item", "authenticity", "size_fit", "warranty"), ("Order Returned", "Review Posted"),
          "عکس کالا را بخواهید و تعویض یا بازگشت وجه را پیشنهاد دهید.", "Ask for a picture of the goods and offer to replace or refund them.",
          "پوزش برای کالایی که رسید", "Sorry about the goods that you got",
          "از این‌که کالا آن‌طور که باید نبود پوزش می‌خواهیم.\n\nسفارش شما {order} است.\n\nلطفاً عکسی از کالا در پاسخ همین ایمیل بفرستید و بگویید تعویض را "
          "می‌پسندید یا بازگشت وجه را.",
          "We are sorry that the goods were not as they should be.\n\nYour order is {order}.\n\nPlease reply with a picture of them and tell us whether you "
          "would like them replaced or refunded."),
    Draft("پول و بازگشت وجه", "Money and refunds", ("refund_return", "payment", "price"), ("Payment Failed", "Order Refunded"),
          "وضعیت تراکنش را در مالی ببینید و تاریخ واریز را به مشتری بگویید.", "Look the transaction up with finance and tell the customer the day of the transfer.",
          "پیگیری پرداخت شما", "About your payment",
          "از نگرانی پیش‌آمده دربارهٔ پولتان پوزش می‌خواهیم.\n\nسفارش شما {order} است و تراکنش آن را با واحد مالی بررسی می‌کنم.\n\nبه‌محض روشن شدن نتیجه، خودم به شما خبر "
          "می‌دهم.",
          "We are sorry for the worry about your money.\n\nYour order is {order} and I am looking into its transaction with our finance team.\n\nAs soon as it is "
          "clear, I will tell you myself."),
    Draft("تجربهٔ بد پشتیبانی", "Bad experience with support", ("support", "waiting", "promise", "bot"), ("Conversation Reopened", "Promise Broken"),
          "گفت‌وگوهای پیشین را بخوانید تا مشتری ناچار نشود دوباره توضیح دهد، سپس تلفنی تماس بگیرید.",
          "Read the earlier conversations so that the customer need not explain again, then call.",
          "پوزش برای پشتیبانی ما", "Sorry about our support",
          "از این‌که پشتیبانی ما کارتان را درست پیش نبرد پوزش می‌خواهیم.\n\nگفت‌وگوهای پیشین شما را خوانده‌ام و لازم نیست چیزی را دوباره توضیح دهید.\n\nاگر بگویید چه "
          "زمانی برایتان مناسب است، خودم تماس می‌گیرم.",
          "We are sorry that our support did not get your matter done.\n\nI have read your earlier conversations, so you need not explain anything again."
          "\n\nTell me when it suits you and I will call."),
    Draft("تجربهٔ بد در فروشگاه", "Bad experience in the store", ("staff", "availability"), ("Store Visited",),
          "با سرپرست شعبه دربارهٔ آن روز حرف بزنید، سپس تماس بگیرید.", "Talk to the branch about that day, then get in touch.",
          "پوزش برای تجربهٔ شما در فروشگاه", "Sorry about your visit",
          "از این‌که در فروشگاه به شما خوش نگذشت پوزش می‌خواهیم.\n\nموضوع را با همکاران {branch} در میان گذاشته‌ام.\n\nاگر چیزی ناتمام مانده، پاسخ دهید تا به آن "
          "رسیدگی کنم.",
          "We are sorry that your visit to the store was not a good one.\n\nI have talked about it with our colleagues in {branch}.\n\nIf anything is left to be "
          "done, reply and I will see to it."),
    Draft("هر نارضایتی دیگر", "Anything else", (), (), "", "",
          "دربارهٔ تجربهٔ شما با {company}", "About your experience with {company}",
          "از این‌که در {date} برایمان نوشتید سپاسگزاریم و از این‌که راضی نبودید پوزش می‌خواهیم.\n\nمی‌خواهم بدانم دقیقاً چه پیش آمد و چه کاری آن را جبران می‌کند. همین ایمیل "
          "را پاسخ دهید یا زمانی را بگویید تا تماس بگیرم.",
          "Thank you for telling us on {date}; we are sorry that you were not happy.\n\nI would like to know what happened and what would put it right. Reply to "
          "this letter, or tell me a time and I will call."),
)  # fmt: skip


@transaction.atomic
def begin(*, by: audit.Actor | None = None) -> None:
    """Put in what is missing entirely; nothing that somebody made is touched."""
    if not CauseRow.objects.exists():
        _plant_causes(by)
    if not ReplyRow.objects.exists():
        for reply in _replies():
            replies.save_reply(reply, by=by)
    if not RuleRow.objects.exists():
        with override(organisation.company().language):  # the company's words, whoever begins
            for rule in first_rules():
                rules.save_rule(rule, by=by)


def _plant_causes(by: audit.Actor | None) -> None:
    language = organisation.company().language
    for branch in TREE:
        team = branch.team_fa if language == "fa" else branch.team_en
        top = causes.save_cause(parent=None, name_fa=branch.fa, name_en=branch.en, team=team, cost=None, by=by)
        for fa, en in branch.below:
            causes.save_cause(parent=top.id, name_fa=fa, name_en=en, team=team, cost=None, by=by)


def _replies() -> Iterator[Reply]:
    language = organisation.company().language
    for draft in DRAFTS:
        texts = {
            code: "\n\n".join((GREETING[code], text, ENDING[code])) for code, text in (("fa", draft.text_fa), ("en", draft.text_en))
        }
        yield Reply(
            id=0, name=draft.fa if language == "fa" else draft.en, topics=draft.topics, causes=(), events=draft.events,
            step={code: text for code, text in (("fa", draft.step_fa), ("en", draft.step_en)) if text},
            subject={"fa": draft.subject_fa, "en": draft.subject_en}, text=texts, is_general=not draft.topics,
        )  # fmt: skip


def first_rules() -> tuple[Rule, ...]:
    """What most companies begin with; switched off until somebody has looked at them."""
    nps, csat, complaint = rules.common()
    names = (_("Gave 6 or less to the recommendation question"), _("Gave 1 or 2 for satisfaction"), _("Complained"))
    return tuple(replace(rule, name=name) for rule, name in zip((nps, csat, complaint), names, strict=True))
