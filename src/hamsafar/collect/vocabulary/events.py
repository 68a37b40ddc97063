"""Every event name that Hamsafar knows. Names are Segment's semantic names where one exists, ours in the same form where none does.

A name outside this list is still accepted from a source (companies have their own events); it is shown as unknown to the vocabulary.
The program itself never writes one that is not here: a test reads the code for it.
"""

from .contracts import EventType, Family, Kind, Property, Tone


def _p(name: str, kind: Kind, about: str, *, required: bool = False, values: tuple[str, ...] = ()) -> Property:
    return Property(name=name, kind=kind, about=about, required=required, values=values)


T, N, W, F, M, L, MONEY = Kind.TEXT, Kind.NUMBER, Kind.WHOLE, Kind.FLAG, Kind.MOMENT, Kind.LIST, Kind.MONEY

_PAGE = (
    _p("url", T, "address"), _p("path", T, "path of the address"), _p("title", T, "title of the page"),
    _p("referrer", T, "where the visitor came from"), _p("search", T, "query string"),
)
_PRODUCT = (
    _p("product_id", T, "product identifier"), _p("sku", T, "stock code"), _p("name", T, "product name"),
    _p("category", T, "product category"), _p("price", MONEY, "unit price"), _p("currency", T, "ISO 4217 code; IRT for toman"),
    _p("quantity", W, "how many"),
)
_ORDER = (
    _p("order_id", T, "order number", required=True), _p("revenue", MONEY, "what the customer paid"),
    _p("total", MONEY, "revenue with shipping and tax"), _p("currency", T, "ISO 4217 code; IRT for toman"),
    _p("products", L, "lines of the order"), _p("city", T, "delivery city"), _p("gateway", T, "payment gateway"),
    _p("coupon", T, "discount code"),
)
_TALK = (
    _p("conversation_id", T, "conversation", required=True), _p("topic", T, "what it is about"), _p("agent", T, "who from the team"),
    _p("team", T, "team"),
)
_BY_WHOM = (_p("team", T, "team"), _p("conversation_id", T, "conversation"))
_TEXT = (
    _p("text", T, "what was written"), _p("language", T, "fa or en"), _p("sentiment", N, "-1 very unhappy to 1 very happy"),
)
_MAIL = (
    _p("message_ref", T, "the message that was sent", required=True), _p("campaign", T, "campaign"), _p("subject", T, "subject line"),
    _p("human", N, "probability that a person did it, 0 to 1"),
)
_SURVEY = (
    _p("survey", T, "survey key", required=True),
    _p("survey_id", T, "survey in the builder"),
    _p("version", W, "published version"),
    _p("submission_id", T, "all answers of one going through"),
    _p("invitation_id", T, "invitation that was sent"),
    _p("way", T, "link, e-mail, widget, kiosk …"),
)
_CASE = (_p("case_id", T, "case", required=True), _p("by", T, "who from the team"), _p("due_at", M, "when it is due"))
_CAUSE = (_p("cause", T, "root cause"), _p("team", T, "team that can mend it"))
# What is asked: the first four are read by measures, the rest by reports.
_QUESTIONS = ("nps", "csat", "ces_agreement", "ces_effort", "rating", "helpful", "text", "choice", "choices", "pictures", "matrix", "ranking", "date", "number",
              "consent", "contact", "address", "file")

EVENTS: tuple[EventType, ...] = (
    # Browsing
    EventType(name="Page Viewed", family=Family.BROWSING, label_en="Page viewed", label_fa="دیدن صفحه", en="Viewed the page “{title}”",
              fa="صفحهٔ «{title}» را دید", icon="page", channel="web", direction="inbound", properties=_PAGE),
    EventType(name="Screen Viewed", family=Family.BROWSING, label_en="Screen viewed", label_fa="دیدن صفحهٔ اپ", en="Opened the screen “{name}”",
              fa="صفحهٔ «{name}» را در اپ باز کرد", icon="app", channel="app", direction="inbound", properties=(_p("name", T, "screen name"),)),
    EventType(name="Products Searched", family=Family.BROWSING, label_en="Products searched", label_fa="جست‌وجوی کالا", en="Searched for “{query}”",
              fa="«{query}» را جست‌وجو کرد", icon="search", direction="inbound",
              properties=(_p("query", T, "words", required=True), _p("results", W, "how many were found"))),
    EventType(name="Product Viewed", family=Family.BROWSING, label_en="Product viewed", label_fa="دیدن کالا", en="Viewed “{name}”", fa="«{name}» را دید",
              icon="tag", direction="inbound", properties=_PRODUCT),
    EventType(name="Element Clicked", family=Family.BROWSING, label_en="Element clicked", label_fa="کلیک", en="Clicked “{text}”", fa="روی «{text}» کلیک کرد",
              icon="click", channel="web", direction="inbound", properties=(_p("text", T, "visible text"), _p("selector", T, "where on the page"), _p("path", T, "page"))),
    EventType(name="Rage Clicked", family=Family.BROWSING, label_en="Rage click", label_fa="کلیک پیاپی از کلافگی", en="Clicked “{text}” again and again",
              fa="چند بار پشت سر هم روی «{text}» کلیک کرد", icon="click", channel="web", direction="inbound", tone=Tone.BAD,
              properties=(_p("text", T, "visible text"), _p("selector", T, "where on the page"), _p("clicks", W, "how many"), _p("path", T, "page"))),
    EventType(name="Dead Clicked", family=Family.BROWSING, label_en="Dead click", label_fa="کلیک بی‌اثر", en="Clicked “{text}”, nothing happened",
              fa="روی «{text}» کلیک کرد و اتفاقی نیفتاد", icon="click", channel="web", direction="inbound", tone=Tone.BAD,
              properties=(_p("text", T, "visible text"), _p("selector", T, "where on the page"), _p("path", T, "page"))),
    EventType(name="Form Abandoned", family=Family.BROWSING, label_en="Form abandoned", label_fa="رها کردن فرم", en="Left the form “{form}” at “{field}”",
              fa="فرم «{form}» را در «{field}» رها کرد", icon="form", channel="web", direction="inbound", tone=Tone.BAD,
              properties=(_p("form", T, "form"), _p("field", T, "last field"), _p("seconds", N, "time spent"), _p("path", T, "page"))),
    EventType(name="Error Met", family=Family.BROWSING, label_en="Error on a page", label_fa="خطا در صفحه", en="Met an error: “{message}”",
              fa="با خطا روبه‌رو شد: «{message}»", icon="alert", direction="inbound", tone=Tone.BAD,
              properties=(_p("message", T, "what the page said"), _p("path", T, "page"), _p("code", T, "error code"))),
    EventType(name="Web Vitals Measured", family=Family.SYSTEM, label_en="Page speed measured", label_fa="سنجش سرعت صفحه", en="Page speed: LCP {lcp} ms",
              fa="سرعت صفحه: LCP {lcp} میلی‌ثانیه", icon="gauge", channel="web", properties=(
                  _p("lcp", N, "largest contentful paint, ms"), _p("inp", N, "interaction to next paint, ms"), _p("cls", N, "layout shift"),
                  _p("fcp", N, "first contentful paint, ms"), _p("ttfb", N, "time to first byte, ms"), _p("path", T, "page"))),
    # Orders
    EventType(name="Product Added", family=Family.ORDERS, label_en="Added to basket", label_fa="افزودن به سبد", en="Added “{name}” to the basket",
              fa="«{name}» را به سبد افزود", icon="cart", direction="inbound", properties=_PRODUCT),
    EventType(name="Product Removed", family=Family.ORDERS, label_en="Removed from basket", label_fa="برداشتن از سبد", en="Removed “{name}” from the basket",
              fa="«{name}» را از سبد برداشت", icon="cart", direction="inbound", properties=_PRODUCT),
    EventType(name="Cart Viewed", family=Family.ORDERS, label_en="Basket viewed", label_fa="دیدن سبد", en="Looked at the basket", fa="سبد خرید را دید",
              icon="cart", direction="inbound", properties=(_p("cart_id", T, "basket"),)),
    EventType(name="Checkout Started", family=Family.ORDERS, label_en="Checkout started", label_fa="شروع پرداخت", en="Started to pay", fa="پرداخت را آغاز کرد",
              icon="cart", direction="inbound", properties=(_p("order_id", T, "order number"), _p("value", MONEY, "basket value"), _p("gateway", T, "payment gateway"))),
    EventType(name="Payment Failed", family=Family.ORDERS, label_en="Payment failed", label_fa="پرداخت ناموفق", en="Payment failed at {gateway}",
              fa="پرداخت در درگاه {gateway} ناموفق بود", icon="card", direction="inbound", tone=Tone.BAD,
              properties=(_p("order_id", T, "order number"), _p("gateway", T, "payment gateway"), _p("code", T, "gateway's code"), _p("value", MONEY, "amount"))),
    EventType(name="Order Completed", family=Family.ORDERS, label_en="Order completed", label_fa="خرید", en="Bought, order {order_id}",
              fa="خرید کرد، سفارش {order_id}", icon="bag", direction="inbound", tone=Tone.GOOD, properties=_ORDER),
    EventType(name="Order Refunded", family=Family.ORDERS, label_en="Order refunded", label_fa="بازگشت وجه", en="Refunded, order {order_id}",
              fa="وجه سفارش {order_id} بازگشت", icon="card", direction="outbound", properties=_ORDER),
    EventType(name="Order Cancelled", family=Family.ORDERS, label_en="Order cancelled", label_fa="لغو سفارش", en="Order {order_id} was cancelled",
              fa="سفارش {order_id} لغو شد", icon="bag", tone=Tone.BAD, properties=_ORDER),
    EventType(name="Order Shipped", family=Family.ORDERS, label_en="Order shipped", label_fa="ارسال سفارش", en="Order {order_id} left with {carrier}",
              fa="سفارش {order_id} با {carrier} فرستاده شد", icon="truck", channel="courier", direction="outbound", tone=Tone.US,
              properties=(_p("order_id", T, "order number", required=True), _p("carrier", T, "courier"), _p("city", T, "city"), _p("promised_at", M, "promised delivery"))),
    EventType(name="Order Delivered", family=Family.ORDERS, label_en="Order delivered", label_fa="تحویل سفارش", en="Order {order_id} arrived",
              fa="سفارش {order_id} رسید", icon="truck", channel="courier", direction="outbound", tone=Tone.GOOD,
              properties=(_p("order_id", T, "order number", required=True), _p("carrier", T, "courier"), _p("city", T, "city"),
                          _p("promised_at", M, "promised delivery"), _p("days", N, "days from order to door"), _p("late", F, "after the promised time"))),
    EventType(name="Order Returned", family=Family.ORDERS, label_en="Goods returned", label_fa="مرجوعی کالا", en="Sent back order {order_id}: {reason}",
              fa="سفارش {order_id} را پس فرستاد: {reason}", icon="truck", direction="inbound", tone=Tone.BAD, properties=(*_ORDER, _p("reason", T, "why"))),
    EventType(name="Store Visited", family=Family.ORDERS, label_en="Store visited", label_fa="حضور در فروشگاه", en="Visited {store}", fa="به {store} آمد",
              icon="store", channel="store", direction="inbound", properties=(_p("store", T, "branch"), _p("waited", N, "minutes in the queue"))),
    # Talk
    EventType(name="Conversation Started", family=Family.TALK, label_en="Conversation started", label_fa="شروع گفت‌وگو", en="Contacted us about {topic}",
              fa="دربارهٔ {topic} تماس گرفت", icon="chat", direction="inbound", properties=(*_TALK, *_TEXT)),
    EventType(name="Conversation Assigned", family=Family.TALK, label_en="Conversation assigned", label_fa="سپردن گفت‌وگو", en="{agent} took the conversation",
              fa="{agent} گفت‌وگو را برعهده گرفت", icon="chat", direction="none", tone=Tone.US, properties=_TALK),
    EventType(name="Conversation Replied", family=Family.TALK, label_en="Team replied", label_fa="پاسخ تیم", en="{agent} replied", fa="{agent} پاسخ داد", icon="chat",
              direction="outbound", tone=Tone.US, properties=(*_TALK, _p("by_bot", F, "a bot wrote it"), *_TEXT)),
    EventType(name="Conversation Handed Over", family=Family.TALK, label_en="Conversation handed over", label_fa="واگذاری گفت‌وگو",
              en="Handed over to {to}", fa="به {to} واگذار شد", icon="chat", direction="none",
              properties=(*_TALK, _p("from", T, "who had it"), _p("to", T, "who has it"), _p("context_kept", F, "the next one knew the story"))),
    EventType(name="Conversation Resolved", family=Family.TALK, label_en="Conversation resolved", label_fa="بستن گفت‌وگو", en="{agent} resolved the conversation",
              fa="{agent} گفت‌وگو را بست", icon="check", direction="outbound", tone=Tone.US, properties=_TALK),
    EventType(name="Conversation Reopened", family=Family.TALK, label_en="Conversation reopened", label_fa="باز شدن دوبارهٔ گفت‌وگو",
              en="Came back with the same matter", fa="با همان موضوع بازگشت", icon="chat", direction="inbound", tone=Tone.BAD, properties=(*_TALK, *_TEXT)),
    EventType(name="Message Received", family=Family.TALK, label_en="Message received", label_fa="پیام مشتری", en="Wrote to us", fa="برای ما نوشت", icon="mail",
              direction="inbound", properties=(*_TALK, *_TEXT)),
    EventType(name="Message Sent", family=Family.MESSAGES, label_en="Message sent", label_fa="فرستادن پیام", en="We sent “{subject}”", fa="«{subject}» را فرستادیم",
              icon="mail", direction="outbound", tone=Tone.US, properties=_MAIL),
    EventType(name="Call Ended", family=Family.TALK, label_en="Call ended", label_fa="پایان تماس تلفنی", en="Talked by phone about {topic}",
              fa="تلفنی دربارهٔ {topic} گفت‌وگو کرد", icon="phone", channel="phone", direction="inbound",
              properties=(*_TALK, _p("seconds", N, "length"), _p("waited", N, "seconds in the queue"), _p("transcript", T, "what was said, a line for each turn"))),
    EventType(name="Complaint Raised", family=Family.TALK, label_en="Complaint", label_fa="شکایت", en="Complained about {topic}", fa="از {topic} شکایت کرد",
              icon="alert", direction="inbound", tone=Tone.BAD, properties=(_p("complaint_id", T, "complaint", required=True), _p("topic", T, "about what"),
                                                                            _p("order_id", T, "order"), _p("conversation_id", T, "conversation"), *_TEXT)),
    EventType(name="Promise Made", family=Family.TALK, label_en="Promise made", label_fa="قول دادن", en="We promised: {what}", fa="قول دادیم: {what}", icon="promise",
              direction="outbound", tone=Tone.US, properties=(_p("promise_id", T, "promise", required=True), _p("what", T, "what"), _p("due_at", M, "until when"),
                                                                           *_BY_WHOM)),
    EventType(name="Promise Kept", family=Family.TALK, label_en="Promise kept", label_fa="وفا به قول", en="Promise kept: {what}", fa="به قول عمل شد: {what}",
              icon="promise", direction="outbound", tone=Tone.GOOD, properties=(_p("promise_id", T, "promise", required=True), _p("what", T, "what"), *_BY_WHOM)),
    EventType(name="Promise Broken", family=Family.TALK, label_en="Promise broken", label_fa="شکستن قول", en="Promise broken: {what}", fa="قول شکسته شد: {what}",
              icon="promise", tone=Tone.BAD, properties=(_p("promise_id", T, "promise", required=True), _p("what", T, "what"), *_BY_WHOM)),
    # Cases: what we did about somebody who was unhappy
    EventType(name="Case Opened", family=Family.TALK, label_en="Case opened", label_fa="باز شدن پرونده", en="We opened a case: {reason}",
              fa="پرونده‌ای باز کردیم: {reason}", icon="flag", tone=Tone.US,
              properties=(*_CASE, _p("reason", T, "the rule that opened it"), _p("question", T, "what was answered unhappily"), _p("score", N, "the answer"))),
    EventType(name="Case Contacted", family=Family.TALK, label_en="Contacted for a case", label_fa="تماس برای پرونده", en="{by} got in touch about the case",
              fa="{by} برای پیگیری پرونده تماس گرفت", icon="flag", direction="outbound", tone=Tone.US, properties=_CASE),
    EventType(name="Case Cause Named", family=Family.TALK, label_en="Root cause named", label_fa="تعیین علت ریشه‌ای", en="Root cause of the case: {cause}",
              fa="علت ریشه‌ای پرونده: {cause}", icon="flag", tone=Tone.US, properties=(*_CASE, *_CAUSE)),
    EventType(name="Case Fixed", family=Family.TALK, label_en="Case fixed", label_fa="رفع مشکل پرونده", en="Fixed what was wrong: {cause}",
              fa="مشکل برطرف شد: {cause}", icon="flag", tone=Tone.GOOD, properties=(*_CASE, *_CAUSE)),
    EventType(name="Case Closed", family=Family.TALK, label_en="Case closed", label_fa="بسته شدن پرونده", en="The case was closed", fa="پرونده بسته شد", icon="flag",
              tone=Tone.US, properties=(*_CASE, *_CAUSE, _p("outcome", T, "how", values=("solved", "unreachable", "nothing")),
                                        _p("in_time", F, "before it was due"))),
    EventType(name="Case Reopened", family=Family.TALK, label_en="Case reopened", label_fa="بازگشایی پرونده", en="The case was reopened",
              fa="پرونده دوباره باز شد", icon="flag", tone=Tone.BAD, properties=_CASE),
    EventType(name="Case Step Undone", family=Family.TALK, label_en="Step of a case undone", label_fa="برگرداندن گام پرونده", en="A step of the case was undone",
              fa="گامی از پرونده برگردانده شد", icon="undo", tone=Tone.US,
              properties=(*_CASE, _p("step", T, "which", values=("contacted", "named", "fixed", "closed", "reopened", "assigned", "merged", "postponed")))),
    # Feedback
    EventType(name="Survey Sent", family=Family.FEEDBACK, label_en="Survey sent", label_fa="فرستادن نظرسنجی", en="We asked: {survey}", fa="پرسیدیم: {survey}",
              icon="star", direction="outbound", tone=Tone.US, properties=_SURVEY),
    EventType(name="Survey Viewed", family=Family.FEEDBACK, label_en="Survey opened", label_fa="دیدن نظرسنجی", en="Opened the survey {survey}",
              fa="نظرسنجی {survey} را باز کرد", icon="star", direction="inbound", properties=_SURVEY),
    EventType(name="Survey Answered", family=Family.FEEDBACK, label_en="Survey answered", label_fa="پاسخ به نظرسنجی", en="Answered {survey}: {score}",
              fa="به {survey} پاسخ داد: {score}", icon="star", direction="inbound", properties=(
                  *_SURVEY,
                  _p("question", T, "what was asked", required=True, values=_QUESTIONS), _p("question_id", T, "question of the survey"),
                  _p("score", N, "nps 0-10, csat 1-5, ces 1-7"), _p("choices", L, "ids of what was chosen"), _p("answer", T, "what was chosen, in words"),
                  _p("score_question", T, "what the score before a comment was asked about"), _p("score_beside", N, "score before a comment"), _p("about", T, "touchpoint asked about"),
                  _p("order_id", T, "order"), _p("conversation_id", T, "conversation"), _p("branch", T, "branch asked about"), _p("case_id", T, "case that asks whether it helped"),
                  *_TEXT)),
    EventType(name="Review Posted", family=Family.FEEDBACK, label_en="Review posted", label_fa="نوشتن نظر خریدار", en="Reviewed {product}: {rating} of 5",
              fa="برای {product} نظر نوشت: {rating} از ۵", icon="star", direction="inbound",
              properties=(_p("review_id", T, "review", required=True), _p("product", T, "product"), _p("rating", N, "1 to 5"), *_TEXT)),
    EventType(name="Mention Found", family=Family.FEEDBACK, label_en="Mention found", label_fa="اشاره در شبکه‌ها", en="Mentioned us on {network}",
              fa="در {network} از ما گفت", icon="social", channel="social", direction="inbound",
              properties=(_p("mention_id", T, "mention", required=True), _p("network", T, "network"), _p("reach", W, "followers"), *_TEXT)),
    EventType(name="Idea Posted", family=Family.FEEDBACK, label_en="Idea posted", label_fa="ثبت ایده", en="Suggested “{title}”", fa="ایدهٔ «{title}» را داد", icon="idea",
              direction="inbound", properties=(_p("idea_id", T, "idea", required=True), _p("title", T, "title"), *_TEXT)),
    EventType(name="Idea Voted", family=Family.FEEDBACK, label_en="Idea voted", label_fa="رأی به ایده", en="Voted for “{title}”", fa="به «{title}» رأی داد", icon="idea",
              direction="inbound", properties=(_p("idea_id", T, "idea", required=True), _p("title", T, "title"))),
    EventType(name="Idea Shipped", family=Family.FEEDBACK, label_en="Idea shipped", label_fa="انجام شدن ایده", en="We did it: “{title}”", fa="انجام دادیم: «{title}»",
              icon="idea", direction="outbound", tone=Tone.GOOD, properties=(_p("idea_id", T, "idea", required=True), _p("title", T, "title"))),
    # Help
    EventType(name="Help Searched", family=Family.HELP, label_en="Help searched", label_fa="جست‌وجو در راهنما", en="Searched help for “{query}”",
              fa="«{query}» را در راهنما جست‌وجو کرد", icon="help", channel="help", direction="inbound",
              properties=(_p("query", T, "words", required=True), _p("results", W, "how many were found"))),
    EventType(name="Article Viewed", family=Family.HELP, label_en="Article read", label_fa="خواندن مقاله", en="Read the article “{title}”", fa="مقالهٔ «{title}» را خواند",
              icon="help", channel="help", direction="inbound", properties=(_p("article", T, "article", required=True), _p("title", T, "title"))),
    EventType(name="Article Rated", family=Family.HELP, label_en="Article rated", label_fa="ارزیابی مقاله", en="Rated the article “{title}”: {helpful}",
              fa="مقالهٔ «{title}» را ارزیابی کرد: {helpful}", icon="help", channel="help", direction="inbound",
              properties=(_p("article", T, "article", required=True), _p("title", T, "title"), _p("helpful", T, "answer", values=("yes", "almost", "no")), *_TEXT)),
    EventType(name="Bot Answered", family=Family.HELP, label_en="Bot answered", label_fa="پاسخ ربات", en="The bot answered about {topic}",
              fa="ربات دربارهٔ {topic} پاسخ داد", icon="bot", channel="chat", direction="outbound", tone=Tone.US, properties=_TALK),
    EventType(name="Bot Escalated", family=Family.HELP, label_en="Bot escalated", label_fa="واگذاری ربات به کارشناس", en="The bot handed over to a person",
              fa="ربات به کارشناس واگذار کرد", icon="bot", channel="chat", direction="none", properties=_TALK),
    # Messages
    EventType(name="Email Sent", family=Family.MESSAGES, label_en="E-mail sent", label_fa="فرستادن ایمیل", en="We sent the e-mail “{subject}”",
              fa="ایمیل «{subject}» را فرستادیم", icon="mail", channel="email", direction="outbound", tone=Tone.US, properties=_MAIL),
    EventType(name="Email Delivered", family=Family.MESSAGES, label_en="E-mail delivered", label_fa="رسیدن ایمیل", en="The e-mail “{subject}” arrived",
              fa="ایمیل «{subject}» رسید", icon="mail", channel="email", direction="outbound", properties=_MAIL),
    EventType(name="Email Bounced", family=Family.MESSAGES, label_en="E-mail bounced", label_fa="برگشت ایمیل", en="The e-mail “{subject}” bounced",
              fa="ایمیل «{subject}» برگشت خورد", icon="mail", channel="email", tone=Tone.BAD, properties=(*_MAIL, _p("reason", T, "why"))),
    EventType(name="Email Opened", family=Family.MESSAGES, label_en="E-mail opened", label_fa="باز کردن ایمیل", en="Opened the e-mail “{subject}”",
              fa="ایمیل «{subject}» را باز کرد", icon="mail", channel="email", direction="inbound", properties=_MAIL),
    EventType(name="Email Link Clicked", family=Family.MESSAGES, label_en="E-mail link clicked", label_fa="کلیک در ایمیل", en="Clicked in the e-mail “{subject}”",
              fa="در ایمیل «{subject}» کلیک کرد", icon="mail", channel="email", direction="inbound", properties=(*_MAIL, _p("url", T, "address"))),
    EventType(name="Unsubscribed", family=Family.MESSAGES, label_en="Unsubscribed", label_fa="لغو اشتراک", en="Unsubscribed", fa="اشتراک را لغو کرد", icon="mail",
              direction="inbound", tone=Tone.BAD, properties=(_p("list", T, "list"),)),
    # Identity and consent
    EventType(name="Profile Identified", family=Family.IDENTITY, label_en="Identified", label_fa="شناخته شدن", en="Told us who they are", fa="خود را معرفی کرد",
              icon="person", direction="inbound"),
    EventType(name="Profile Linked", family=Family.IDENTITY, label_en="Identifiers linked", label_fa="پیوند شناسه‌ها", en="Two identifiers were linked",
              fa="دو شناسه به هم پیوند خورد", icon="person"),
    EventType(name="Group Joined", family=Family.IDENTITY, label_en="Joined a group", label_fa="پیوستن به گروه", en="Joined {group_id}", fa="به {group_id} پیوست",
              icon="person", properties=(_p("group_id", T, "account or company", required=True),)),
    EventType(name="Signed Up", family=Family.IDENTITY, label_en="Signed up", label_fa="ثبت‌نام", en="Signed up", fa="ثبت‌نام کرد", icon="person", direction="inbound",
              tone=Tone.GOOD, properties=(_p("method", T, "how"),)),
    EventType(name="Signed In", family=Family.IDENTITY, label_en="Signed in", label_fa="ورود", en="Signed in", fa="وارد شد", icon="person", direction="inbound",
              properties=(_p("method", T, "how"),)),
    EventType(name="Consent Given", family=Family.IDENTITY, label_en="Consent given", label_fa="دادن اجازه", en="Agreed to {purpose} by {channel}",
              fa="برای {purpose} از راه {channel} اجازه داد", icon="consent", direction="inbound",
              properties=(_p("purpose", T, "for what", required=True), _p("channel", T, "by which channel", required=True), _p("text_version", T, "text that was shown"),
                          _p("evidence", T, "how it was given"), _p("expires_at", M, "until when"))),
    EventType(name="Consent Withdrawn", family=Family.IDENTITY, label_en="Consent withdrawn", label_fa="پس گرفتن اجازه", en="Withdrew {purpose} by {channel}",
              fa="اجازهٔ {purpose} از راه {channel} را پس گرفت", icon="consent", direction="inbound", tone=Tone.BAD,
              properties=(_p("purpose", T, "for what", required=True), _p("channel", T, "by which channel", required=True), _p("text_version", T, "text that was shown"),
                          _p("evidence", T, "how it was given"))),
    # What decides and acts report back
    EventType(name="Experiment Viewed", family=Family.SYSTEM, label_en="Experiment seen", label_fa="دیدن آزمایش", en="Saw {variant} of {experiment}",
              fa="گونهٔ {variant} از {experiment} را دید", icon="flask", properties=(_p("experiment", T, "experiment", required=True), _p("variant", T, "variant", required=True))),
    EventType(name="Recommendation Shown", family=Family.SYSTEM, label_en="Recommendation shown", label_fa="نمایش پیشنهاد", en="We suggested “{name}”",
              fa="«{name}» را پیشنهاد کردیم", icon="tag", direction="outbound", tone=Tone.US, properties=_PRODUCT),
    EventType(name="Recommendation Clicked", family=Family.SYSTEM, label_en="Recommendation clicked", label_fa="کلیک روی پیشنهاد", en="Followed the suggestion “{name}”",
              fa="پیشنهاد «{name}» را دنبال کرد", icon="tag", direction="inbound", properties=_PRODUCT),
    EventType(name="Journey Step Entered", family=Family.SYSTEM, label_en="Journey step entered", label_fa="ورود به گام سفر", en="Entered {step} of {journey}",
              fa="به گام {step} از {journey} رسید", icon="path", properties=(_p("journey", T, "journey", required=True), _p("step", T, "step", required=True))),
)
