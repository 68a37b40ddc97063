"""The catalogue: every measure, declared once. Pages, API, alerts, targets, experiments and exports all read it.

docs/measures.md is held to this file by a test.
"""

import datetime as dt
from typing import Final

from hamsafar.collect.vocabulary import services as vocabulary

from .contracts import Better, Method, Metric, Tally, Unit

DAY: Final = dt.timedelta(days=1)
HORIZON_DAYS: Final = 90
_BROWSING: Final = (
    "Page Viewed", "Screen Viewed", "Products Searched", "Product Viewed", "Product Added", "Cart Viewed", "Checkout Started",
)  # fmt: skip
_MAIL: Final = ("Email Sent", "Email Delivered", "Email Bounced", "Email Opened", "Email Link Clicked")
# Texts that customers write. What we wrote ourselves says nothing about how they feel.
_TEXTS: Final = tuple(
    event.name
    for event in vocabulary.EVENTS
    if event.direction == "inbound" and {one.name for one in event.properties} & {"sentiment", "transcript"}
)

_METRICS: Final = (
    Metric(
        key="nps", measure="nps", name_en="NPS", name_fa="شاخص خالص ترویج‌کنندگان", unit=Unit.POINTS, better=Better.HIGH, scale=(-100, 100),
        formula_en="Share of answers 9 and 10 minus share of answers 0 to 6 to “how likely are you to recommend us?” (0 to 10), in points.",
        formula_fa="سهم پاسخ‌های ۹ و ۱۰ منهای سهم پاسخ‌های ۰ تا ۶ به پرسش «چقدر احتمال دارد ما را به دیگران پیشنهاد کنید؟» (۰ تا ۱۰)، به امتیاز.",
        source="Reichheld, “The One Number You Need to Grow”, Harvard Business Review, December 2003",
        needs=("Survey Answered",), reads=("Survey Answered",), method=Method.NPS, default_target=40,
    ),
    Metric(
        key="csat", measure="csat", name_en="Satisfaction (CSAT)", name_fa="امتیاز رضایت مشتری", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Answers 4 and 5 divided by all answers to “how satisfied are you?” (1 to 5).",
        formula_fa="پاسخ‌های ۴ و ۵ تقسیم بر همهٔ پاسخ‌ها به پرسش «چقدر راضی هستید؟» (۱ تا ۵).",
        source="Top-two-box share; Farris et al., Marketing Metrics, 4th ed.",
        needs=("Survey Answered",), reads=("Survey Answered",), method=Method.WILSON, default_target=0.85,
    ),
    Metric(
        key="ces_agreement", measure="ces", name_en="Ease (CES)", name_fa="امتیاز تلاش مشتری (آسانی)", unit=Unit.SCORE, better=Better.HIGH, scale=(1, 7),
        formula_en="Mean answer to “it was easy to get my matter done” (1 disagree to 7 agree). Never mixed with the effort wording.",
        formula_fa="میانگین پاسخ به «کارم آسان انجام شد» (۱ مخالفم تا ۷ موافقم). هرگز با پرسش مقدار تلاش یکی نمی‌شود.",
        source="Dixon, Toman and DeLisi, The Effortless Experience, 2013 (CES 2.0)",
        needs=("Survey Answered",), reads=("Survey Answered",), method=Method.STUDENT, default_target=6,
    ),
    Metric(
        key="ces_effort", measure="ces", name_en="Effort (CES)", name_fa="امتیاز تلاش مشتری (زحمت)", unit=Unit.SCORE, better=Better.LOW, scale=(1, 7),
        formula_en="Mean answer to “how much effort did it take?” (1 very little to 7 very much). Never mixed with the agreement wording.",
        formula_fa="میانگین پاسخ به «چقدر زحمت کشیدید؟» (۱ بسیار کم تا ۷ بسیار زیاد). هرگز با پرسش آسانی یکی نمی‌شود.",
        source="Dixon, Freeman and Toman, “Stop Trying to Delight Your Customers”, Harvard Business Review, July 2010 (CES 1.0)",
        needs=("Survey Answered",), reads=("Survey Answered",), method=Method.STUDENT, default_target=2.5,
    ),
    Metric(
        key="retention", measure="retention", name_en="Retention rate", name_fa="نرخ نگهداشت", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Of the customers who bought between 180 and 90 days before the end of the period, the share who bought again in its last 90 days.",
        formula_fa="از مشتریانی که میان ۱۸۰ و ۹۰ روز پیش از پایان دوره خرید کرده‌اند، سهم آنان که در ۹۰ روز پایانی دوباره خریده‌اند.",
        source="Farris et al., Marketing Metrics, 4th ed.; without a contract, a repeat within a fixed horizon; 90 days are our choice",
        needs=("Order Completed",), reads=("Order Completed",), method=Method.WILSON, tally=Tally.MOMENTS,
        looks_back=2 * HORIZON_DAYS * DAY, default_target=0.5,
    ),
    Metric(
        key="churn", measure="churn", name_en="Churn rate", name_fa="نرخ ریزش", unit=Unit.SHARE, better=Better.LOW, scale=(0, 1),
        formula_en="Of the customers who bought between 180 and 90 days before the end of the period, the share who bought nothing in its last 90 days.",
        formula_fa="از مشتریانی که میان ۱۸۰ و ۹۰ روز پیش از پایان دوره خرید کرده‌اند، سهم آنان که در ۹۰ روز پایانی هیچ نخریده‌اند.",
        source="Farris et al., Marketing Metrics, 4th ed.; one minus retention",
        needs=("Order Completed",), reads=("Order Completed",), method=Method.WILSON, tally=Tally.MOMENTS,
        looks_back=2 * HORIZON_DAYS * DAY, default_target=0.5,
    ),
    Metric(
        key="clv", measure="clv", name_en="Lifetime value so far", name_fa="ارزش طول عمر مشتری تا امروز", unit=Unit.MONEY, better=Better.HIGH,
        formula_en="What all customers who ever bought have paid, less refunds, divided by their number, at the end of the period. One currency; "
        "toman counts as ten rials.",
        formula_fa="همهٔ پرداخت‌های مشتریانی که تا کنون خریده‌اند، منهای بازپرداخت‌ها، تقسیم بر شمار آنان، در پایان دوره. تنها یک پول؛ هر تومان ده ریال است.",
        source="Gupta et al., “Modeling Customer Lifetime Value”, Journal of Service Research 9, 2006",
        needs=("Order Completed",), reads=("Order Completed", "Order Refunded"), method=Method.STUDENT, tally=Tally.MOMENTS, looks_back=None,
    ),
    Metric(
        key="clv_forecast", measure="clv", name_en="Lifetime value to come", name_fa="ارزش طول عمر پیش‌بینی‌شده", unit=Unit.MONEY, better=Better.HIGH,
        formula_en="Mean discounted revenue to expect of a customer in the next 52 weeks: purchases by BG/NBD, spend by Gamma-Gamma, 10 % a year.",
        formula_fa="میانگین درآمد تنزیل‌شدهٔ مورد انتظار از هر مشتری در ۵۲ هفتهٔ آینده: شمار خرید با BG/NBD، مبلغ خرید با Gamma-Gamma، سالی ۱۰٪.",
        source="Fader, Hardie and Lee, Marketing Science 24, 2005; Fader and Hardie, “The Gamma-Gamma Model of Monetary Value”, 2013",
        needs=("Order Completed",), reads=("Order Completed",), method=Method.STUDENT, looks_back=None, is_forecast=True,
    ),
    Metric(
        key="first_contact_resolution", measure="first_contact_resolution", name_en="First-contact resolution", name_fa="حل در تماس اول",
        unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Of the conversations that we resolved, the share after which the same customer neither reopened it, nor began another, nor "
        "called within seven days.",
        formula_fa="از گفت‌وگوهایی که بسته‌ایم، سهم آن‌ها که همان مشتری تا هفت روز پس از آن نه آن را دوباره باز کرده، نه گفت‌وگوی دیگری آغاز کرده، نه تماس گرفته است.",
        source="No repeat contact within a window, as contact centres count it; seven days are our choice",
        needs=("Conversation Resolved",), reads=("Conversation Started", "Conversation Resolved", "Conversation Reopened", "Call Ended"),
        method=Method.WILSON, settles=7 * DAY, looks_back=90 * DAY, default_target=0.75,
    ),
    Metric(
        key="response_time", measure="response_time", name_en="Average response time", name_fa="میانگین زمان پاسخ‌گویی", unit=Unit.SECONDS, better=Better.LOW,
        formula_en="Mean time from the first unanswered message of a customer to the reply of a person, and in the queue of each call. Replies "
        "of a bot do not count.",
        formula_fa="میانگین زمان از نخستین پیام بی‌پاسخ مشتری تا پاسخ یک کارشناس، و زمان انتظار در صف هر تماس. پاسخ ربات شمرده نمی‌شود.",
        source="ISO 18295-1:2017, customer contact centres (speed of response)",
        needs=("Conversation Replied",),
        reads=("Conversation Started", "Message Received", "Conversation Reopened", "Conversation Replied", "Call Ended"),
        method=Method.STUDENT, looks_back=30 * DAY, default_target=3600,
    ),
    Metric(
        key="complaint_rate", measure="complaint_rate", name_en="Complaint rate", name_fa="نرخ شکایت", unit=Unit.SHARE, better=Better.LOW, scale=(0, 1),
        formula_en="Of the customers who bought from us or contacted us in the period, the share who complained.",
        formula_fa="از مشتریانی که در دوره از ما خریده یا با ما تماس گرفته‌اند، سهم آنان که شکایت کرده‌اند.",
        source="ISO 10004:2018, customer satisfaction: monitoring and measuring",
        needs=("Order Completed",), reads=("Order Completed", "Conversation Started", "Message Received", "Call Ended", "Complaint Raised"),
        method=Method.WILSON, tally=Tally.PEOPLE, default_target=0.02,
    ),
    Metric(
        key="sentiment", measure="sentiment", name_en="Sentiment score", name_fa="امتیاز احساس", unit=Unit.SCORE, better=Better.HIGH, scale=(-1, 1),
        formula_en="Mean sentiment, from -1 to 1, of all texts of customers: the score that came with a text, else what was read from it.",
        formula_fa="میانگین احساس، از ۱- تا ۱، در همهٔ نوشته‌های مشتریان: امتیازی که همراه نوشته آمده، وگرنه آنچه از خود نوشته برداشت شده است.",
        source="Liu, Sentiment Analysis, 2nd ed., 2020",
        needs=("Message Received",), reads=_TEXTS, method=Method.STUDENT, default_target=0.2,
    ),
    Metric(
        key="conversion", measure="conversion", name_en="Conversion rate", name_fa="نرخ تبدیل", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Of the visits (sessions) to site and app, the share with an order during the visit or within half an hour of its last step. "
        "A session that goes on another day, or a day without one, is a visit of its own.",
        formula_fa="از بازدیدهای وب‌سایت و اپ، سهم آن‌ها که در همان بازدید یا تا نیم ساعت پس از آخرین گامش به خرید رسیده‌اند. نشستی که روز دیگری ادامه یابد، یا روزِ بدون نشست، خود یک بازدید است.",
        source="Farris et al., Marketing Metrics, 4th ed.",
        needs=("Page Viewed",), reads=(*_BROWSING, "Order Completed"), method=Method.WILSON, settles=DAY, looks_back=DAY, default_target=0.03,
    ),
    Metric(
        key="resolution_time", measure="resolution_time", name_en="Time to resolution", name_fa="زمان حل مسئله", unit=Unit.SECONDS, better=Better.LOW,
        formula_en="Mean time from the start of a conversation to its last resolution, of the conversations that are resolved.",
        formula_fa="میانگین زمان از آغاز گفت‌وگو تا آخرین بسته شدن آن، در گفت‌وگوهایی که بسته مانده‌اند.",
        source="ISO 18295-1:2017, customer contact centres (time to resolve)",
        needs=("Conversation Started", "Conversation Resolved"), reads=("Conversation Started", "Conversation Resolved", "Conversation Reopened"),
        method=Method.STUDENT, looks_back=90 * DAY, default_target=86400,
    ),
    Metric(
        key="email_open_rate", measure="email_open_rate", name_en="E-mail open rate", name_fa="نرخ باز شدن ایمیل", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Sum of the probabilities that a person opened, within three days, of each e-mail that arrived, divided by their number. "
        "Machines that fetch pictures count for what they are.",
        formula_fa="جمع احتمال این‌که انسانی هر ایمیل رسیده را تا سه روز باز کرده باشد، تقسیم بر شمار ایمیل‌ها. ماشین‌هایی که تصویر بارگیری می‌کنند به اندازهٔ احتمالشان شمرده می‌شوند.",
        source="M3AAWG, Sender Best Common Practices, v3.0; human probability as sent with the event",
        needs=("Email Delivered",), reads=_MAIL, method=Method.WILSON, settles=3 * DAY, looks_back=3 * DAY, default_target=0.25,
    ),
    Metric(
        key="email_click_rate", measure="email_click_rate", name_en="E-mail click rate", name_fa="نرخ کلیک ایمیل", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Sum of the probabilities that a person clicked, within three days, in each e-mail that arrived, divided by their number.",
        formula_fa="جمع احتمال این‌که انسانی تا سه روز در هر ایمیل رسیده کلیک کرده باشد، تقسیم بر شمار ایمیل‌ها.",
        source="M3AAWG, Sender Best Common Practices, v3.0; human probability as sent with the event",
        needs=("Email Delivered",), reads=_MAIL, method=Method.WILSON, settles=3 * DAY, looks_back=3 * DAY, default_target=0.03,
    ),
    Metric(
        key="containment", measure="containment", name_en="Self-service containment", name_fa="نرخ خودیاری موفق", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Of the visits to the help centre and the bot, the share after which the customer did not need a person within a day.",
        formula_fa="از مراجعه‌ها به مرکز راهنما و ربات، سهم آن‌ها که مشتری تا یک روز پس از آن به کارشناس نیاز پیدا نکرده است.",
        source="Contacts that self-service absorbs; Dixon et al., The Effortless Experience, 2013; one day is our choice",
        needs=("Article Viewed",),
        reads=("Help Searched", "Article Viewed", "Bot Answered", "Bot Escalated", "Conversation Assigned", "Conversation Handed Over",
               "Conversation Replied", "Call Ended", "Complaint Raised"),
        method=Method.WILSON, settles=DAY, looks_back=DAY, default_target=0.7,
    ),
    Metric(
        key="channel_switch_rate", measure="channel_switch_rate", name_en="Channel-switch rate", name_fa="نرخ تغییر کانال", unit=Unit.SHARE, better=Better.LOW,
        scale=(0, 1),
        formula_en="Of the matters that customers brought to us (their contacts at most three days apart), the share that took more than one channel.",
        formula_fa="از کارهایی که مشتریان نزد ما آورده‌اند (تماس‌های پیاپی با فاصلهٔ حداکثر سه روز)، سهم آن‌ها که به بیش از یک کانال کشیده شده است.",
        source="Dixon et al., The Effortless Experience, 2013 (channel switching as a source of effort); three days are our choice",
        needs=("Conversation Started",),
        reads=("Conversation Started", "Conversation Reopened", "Message Received", "Call Ended", "Complaint Raised"),
        method=Method.WILSON, settles=3 * DAY, looks_back=6 * DAY, looks_ahead=30 * DAY, default_target=0.15,
    ),
    Metric(
        key="promise_kept_rate", measure="promise_kept_rate", name_en="Promise-kept rate", name_fa="نرخ وفا به قول", unit=Unit.SHARE, better=Better.HIGH, scale=(0, 1),
        formula_en="Of the promises that fell due in the period, the share kept in time. Kept too late is not kept.",
        formula_fa="از قول‌هایی که سررسیدشان در دوره بوده، سهم آن‌ها که به‌موقع عملی شده است. قولِ دیر عملی‌شده عملی‌نشده است.",
        source="Parasuraman, Zeithaml and Berry, SERVQUAL, Journal of Retailing 64, 1988 (reliability)",
        needs=("Promise Made",), reads=("Promise Made", "Promise Kept", "Promise Broken"), method=Method.WILSON, looks_back=90 * DAY, default_target=0.95,
    ),
)  # fmt: skip

CATALOGUE: Final[dict[str, Metric]] = {metric.key: metric for metric in _METRICS}
MEASURES: Final[tuple[str, ...]] = tuple(dict.fromkeys(metric.measure for metric in _METRICS))


def variants_of(measure: str) -> tuple[Metric, ...]:
    return tuple(metric for metric in _METRICS if metric.measure == measure)
