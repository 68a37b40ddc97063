"""What everybody may see and do: the page of a personal link, and a product's reviews as a page, as a piece of the widget and as data.

None of it needs a script, a cookie or a sign-in. A personal link proves who writes; other forms carry the time at which they were made.
"""

import hashlib
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from hamsafar.base import rate_limits
from hamsafar.base.errors import Refused
from hamsafar.base.text import digits
from hamsafar.base.ui.assets import address_of as asset
from hamsafar.base.ui.policy import View, any_site, refused_piece
from hamsafar.base.ui.reader import reading, usual
from hamsafar.collect.intake import services as intake
from hamsafar.collect.intake.services import Identifier
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import public

from . import deciding, errors, photos, posting, requesting, shown, tokens
from . import reading as reading_room
from .contracts import STARS, Policy, State, Wanted
from .models import AnswerRow, PhotoRow, ProductRow, QuestionRow, RequestRow, ReviewRow
from .policy import policy
from .posting import Written
from .products import get_product, learn_product, product_of
from .words import REPORTED

PER_ADDRESS = rate_limits.Limit(tries=600, seconds=60)  # a whole office, or a mobile network, may share one address
WRITTEN = rate_limits.Limit(tries=20, seconds=600)
VOTES = rate_limits.Limit(tries=60, seconds=60)
PER_LINK = rate_limits.Limit(tries=60, seconds=60)
CODES = rate_limits.Limit(tries=20, seconds=600)
READ_SECONDS = 0.7  # nobody reads and answers a page faster
LANGUAGES = (("fa", "فارسی"), ("en", "English"))
KEPT, KEPT_A_DAY = "public, max-age=60, stale-while-revalidate=600", "public, max-age=86400"
MOST_COMPARED = 4


def for_everyone(*methods: str) -> Callable[[View], View]:
    """For any page, in the reader's language."""

    def dressed(view: View) -> View:
        @wraps(view)
        def spoken(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            with reading(usual(language_of(request))):
                rate_limits.hit(f"review:address:{rate_limits.caller(request)}", PER_ADDRESS)
                return view(request, *args, **kwargs)

        return public(any_site(spoken, methods, _trouble))

    return dressed


def language_of(request: HttpRequest) -> str:
    """What they chose, else the first of their browser's that we speak, else the company's."""
    asked = request.POST.get("lang", "") or request.GET.get("lang", "")
    if asked in dict(LANGUAGES):
        return asked
    spoken = (part.strip()[:2].lower() for part in request.headers.get("Accept-Language", "").split(","))
    return next((code for code in spoken if code in dict(LANGUAGES)), organisation.company().language or settings.LANGUAGE_CODE)


def is_piece(request: HttpRequest) -> bool:
    """Asked by the widget's script, which puts the answer into its own page."""
    return bool(request.POST.get("piece") or request.GET.get("piece"))


def _trouble(request: HttpRequest, refused: Refused) -> HttpResponse:
    language = language_of(request)
    with reading(usual(language)):
        if is_piece(request) or request.path == reverse("reviews-data"):
            return refused_piece(refused, language)
        context = {"title": _("Reviews"), "policy": policy(), "heading": _("This did not work"), "sentence": refused.sentence}
        response = render(request, "reviews/trouble.html", context, status=refused.status)
    response["Content-Language"], response["Cache-Control"] = language, "no-store"
    if "seconds" in refused.facts:
        response["Retry-After"] = str(refused.facts["seconds"])
    return response


# The page of a personal link


@for_everyone("GET", "POST")
def link(request: HttpRequest, token: str) -> HttpResponse:
    row = requesting.by_token(token)
    rate_limits.hit(f"review:link:{row.id}", PER_LINK)
    language = _spoken(request, row)
    with reading(usual(language)):
        if request.method != "POST":
            return _link_page(request, row, language)
        if request.POST.get("website"):
            raise errors.LooksLikeARobot
        return _sent(request, row, language)


def _spoken(request: HttpRequest, row: RequestRow) -> str:
    """What they chose, else that of the letter, of those in which the form is offered."""
    asked = request.POST.get("lang", "") or request.GET.get("lang", "")
    offered = policy().languages
    return next((each for each in (asked, row.language, language_of(request)) if each in offered), offered[0])


def _sent(request: HttpRequest, row: RequestRow, language: str) -> HttpResponse:
    try:
        if request.POST.get("question"):
            _answer_question(request, row)
        elif request.POST.get("change"):
            _change(request, row, language)
        else:
            posting.post_all(row, {product: _written(request, product, language) for product in requesting.products_in(row)})
    except Refused as refused:
        if refused.status not in (200, 422):
            raise
        return _link_page(request, row, language, refused=refused)
    return _see_other(reverse("review-link", args=[tokens.link_token(row.id)]), lang=language, said="thanks")


def _change(request: HttpRequest, row: RequestRow, language: str) -> None:
    product = next((each for each in requesting.products_in(row) if str(each.pk) == request.POST["change"]), None)
    if product is None:
        raise errors.ReviewNotFound
    posting.change(row, product, _written(request, product, language))


def _written(request: HttpRequest, product: ProductRow, language: str) -> Written:
    said = {name: request.POST.get(f"{name}.{product.pk}", "") for name in ("stars", "title", "text", "pros", "cons")}
    uploads = [each for each in request.FILES.getlist(f"photos.{product.pk}") if each]
    return Written(**said, author=request.POST.get("author", ""), language=language, pictures=uploads)  # type: ignore[arg-type]


def _answer_question(request: HttpRequest, row: RequestRow) -> None:
    question = QuestionRow.objects.filter(id=_uuid(request.POST["question"]), product__in=row.products, state=State.SHOWN).first()
    if question is None:
        raise errors.QuestionNotFound
    posting.answer(question, request.POST.get("answer", ""), request=row, author=request.POST.get("author", "") or row.name)


def _see_other(address: str, **query: str) -> HttpResponse:
    return HttpResponse(status=303, headers={"Location": f"{address}?{urlencode(query)}", "Cache-Control": "no-store"})


def _link_page(request: HttpRequest, row: RequestRow, language: str, *, refused: Refused | None = None) -> HttpResponse:
    rules = policy()
    given = request.POST if refused else request.GET
    products = requesting.products_in(row)
    posted = {review.product_id: review for review in ReviewRow.objects.filter(request=row).select_related("change")}
    blocks = [_block(product, posted.get(product.pk), given, refused) for product in products]
    changing = [block for block in blocks if block["is_changing"]]
    blocks = changing or blocks
    author = changing[0]["said"]["author"] if changing else row.name
    asked = [] if refused or changing else _open_questions(row, products)
    context = {
        "title": _("Your review"), "policy": rules, "company": organisation.company().name, "blocks": blocks, "stars": STARS,
        "is_done": not changing and all(block["posted"] for block in blocks), "author": given.get("author", author) if refused else author,
        "is_changing": bool(changing),
        "problem": refused.sentence if refused else "", "many": errors.TooManyPhotos(limit=rules.photos).sentence,
        "largest": photos.MEGABYTES * 1024 * 1024, "large": errors.PhotoTooLarge(limit=photos.MEGABYTES).sentence,
        "thanks": request.GET.get("said") == "thanks" and not refused,
        "questions": asked, "megabytes": photos.MEGABYTES, "languages": _languages(request, language) if not refused else [],
        "language": language, "order": row.order_id,
    }  # fmt: skip
    response = render(request, "reviews/link.html", context, status=refused.status if refused else 200)
    response["Content-Language"], response["Referrer-Policy"] = language, "no-referrer"  # the address is a secret
    return response


def _block(product: ProductRow, posted: ReviewRow | None, given: Mapping[str, Any], refused: Refused | None) -> dict[str, Any]:
    said = {name: str(given.get(f"{name}.{product.pk}", ""))[: posting.LONGEST] for name in ("stars", "title", "text", "pros", "cons")}
    is_changing = posted is not None and str(given.get("change", "")) == str(product.pk)
    if posted is not None and is_changing:
        said = _as_it_stands(posted) | {name: value for name, value in said.items() if f"{name}.{product.pk}" in given}
    missing = errors.StarsMissing(product=product.name or product.key)
    is_wrong = isinstance(refused, errors.StarsMissing) and refused.facts == missing.facts
    return {
        "product": product_of(product), "posted": posted, "said": said, "names": {"stars": f"stars.{product.pk}"},
        "is_changing": is_changing, "missing": missing.sentence, "is_wrong": is_wrong, "is_open": any(said.values()),
    }  # fmt: skip


def _as_it_stands(posted: ReviewRow) -> dict[str, str]:
    last = getattr(posted, "change", None) or posted
    return {
        "stars": str(last.rating), "title": last.title, "text": last.text, "pros": "\n".join(last.pros), "cons": "\n".join(last.cons),
        "author": last.author,
    }  # fmt: skip


def _open_questions(row: RequestRow, products: list[ProductRow]) -> list[QuestionRow]:
    """What others ask about what this buyer has at home, and they have not answered yet."""
    if policy().questions == "off":
        return []
    done = set(AnswerRow.objects.filter(request=row).values_list("question", flat=True))
    return [each for each in reading_room.open_questions(products) if each.id not in done]


def _languages(request: HttpRequest, language: str) -> list[tuple[str, str, str]]:
    kept = {name: value for name, value in request.GET.items() if name != "lang"}
    offered = policy().languages
    return [(code, name, f"?{urlencode({**kept, 'lang': code})}") for code, name in LANGUAGES if code in offered and code != language]


# A product's reviews


@for_everyone("GET", "HEAD")
def product(request: HttpRequest, key: str) -> HttpResponse:
    return _product(request, get_product(key), said=request.GET.get("said", ""))


def _product(request: HttpRequest, row: ProductRow, *, said: str = "") -> HttpResponse:
    language = language_of(request)
    wanted = wanted_of(request)
    context = _context(row, wanted, language, said=said)
    if is_piece(request):
        html = render_to_string("reviews/piece.html", context)
        styles = _styles(context["policy"])
        response: HttpResponse = JsonResponse({"html": html, "jsonld": context["jsonld"], "styles": styles, "language": language})
    else:
        response = render(request, "reviews/product.html", context)
        response["Content-Language"] = language
    return _kept(request, response, context["token"]) if not said and request.method != "POST" else response


def _kept(request: HttpRequest, response: HttpResponse, token: str = "") -> HttpResponse:
    """The same for every reader, so it may be kept for a minute, and need not travel twice."""
    mark = f'"{hashlib.blake2b(response.content.replace(token.encode(), b""), digest_size=12).hexdigest()}"'
    headers = {"Cache-Control": KEPT, "ETag": mark, "Vary": "Accept-Language"}
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers=headers)
    for name, value in headers.items():
        response[name] = value
    return response


def _styles(rules: Policy) -> list[str]:
    theme = reverse("survey-theme", args=[rules.colour[1:]])
    return [settings.PUBLIC_URL + asset("reviews/show.css"), settings.PUBLIC_URL + theme]


def wanted_of(request: HttpRequest) -> Wanted:
    """Whatever the address says that makes no sense is read as if it were not there."""
    said = request.GET if request.method in ("GET", "HEAD") else request.POST
    stars, page = said.get("stars", ""), said.get("page", "")
    return Wanted(
        stars=int(stars) if stars in ("1", "2", "3", "4", "5") else 0,
        photos=bool(said.get("photos")),
        verified=bool(said.get("verified")),
        language=said.get("in", "") if said.get("in", "") in dict(LANGUAGES) else "",
        topic=said.get("topic", "")[:60],
        words=said.get("q", "").replace("\0", "")[:100],
        sort=said.get("sort", "") if said.get("sort", "") in reading_room.ORDERS else "newest",
        page=min(int(page), reading_room.MOST_PAGES) if page.isascii() and page.isdecimal() and len(page) < 10 and int(page) > 0 else 1,
    )


def _context(row: ProductRow, wanted: Wanted, language: str, *, said: str = "") -> dict[str, Any]:
    rules = policy()
    summary = reading_room.summary_of(row)
    reviews, total = reading_room.shown_reviews(row, wanted)
    questions, asked = reading_room.shown_questions(row) if rules.questions != "off" else ([], 0)
    pages = max(1, -(-total // reading_room.PAGE))

    def page_at(number: int) -> str:
        return shown.page_address(summary.product, lang=language, **shown.query_of(wanted, page=number if number > 1 else 0))

    url = settings.PUBLIC_URL + shown.page_address(summary.product)
    jsonld = shown.json_ld(summary, reviews, url)
    names = dict(shown.around().topic_names(language)) if summary.topics else {}
    return {
        "title": _("Reviews of {product}").format(product=summary.product.name), "policy": rules, "language": language,
        "product": summary.product, "summary": summary, "bars": shown.bars_of(summary, wanted, language), "wanted": wanted,
        "topics": shown.topics_of(summary, language), "topic_names": names, "reviews": reviews, "total": total, "asked": asked,
        "questions": questions, "page": wanted.page, "pages": pages, "sorts": _sorts(),
        "previous": page_at(wanted.page - 1) if 1 < wanted.page <= pages else "",
        "next": page_at(wanted.page + 1) if wanted.page < pages else "",
        "is_narrowed": wanted != Wanted(sort=wanted.sort, page=wanted.page), "all_href": shown.page_address(summary.product, lang=language),
        "base": settings.PUBLIC_URL, "url": url, "jsonld": jsonld, "jsonld_text": shown.as_script(jsonld), "token": tokens.page_token(),
        "reasons": REPORTED, "notice": _notice(said), "stars": STARS, "company": organisation.company().name,
        "megabytes": photos.MEGABYTES, "where": _where(wanted),
        "spoken": [(code, name) for code, name in LANGUAGES if summary.languages.get(code)],
        "languages": [(code, name, shown.page_address(summary.product, lang=code)) for code, name in LANGUAGES if code != language],
    }  # fmt: skip


def _where(wanted: Wanted) -> list[tuple[str, object]]:
    """What a form carries along, so that the reader comes back to where they were."""
    return [(name, value) for name, value in shown.query_of(wanted).items() if value]


def _sorts() -> list[tuple[str, str]]:
    return [
        ("newest", _("Newest first")), ("helpful", _("Most helpful first")), ("best", _("Best first")), ("worst", _("Most critical first")),
        ("oldest", _("Oldest first")),
    ]  # fmt: skip


def _notice(said: str) -> str:
    sentences = {
        "voted": _("Thank you, your vote is counted."),
        "reported": _("Thank you. Somebody will look at this review."),
        "asked": _("Thank you. Your question is shown as soon as somebody has looked at it."),
        "asked_open": _("Thank you. Your question is shown below."),
        "posted": _("Thank you. Your review is shown as soon as somebody has looked at it."),
        "shown": _("Thank you. Your review is shown below."),
    }
    return sentences.get(said, "")


@for_everyone("GET")
def data(request: HttpRequest) -> HttpResponse:
    """The same as JSON, for programs of the shop."""
    row = get_product(request.GET.get("product", ""))
    wanted = wanted_of(request)
    reviews, total = reading_room.shown_reviews(row, wanted)
    questions, _asked = reading_room.shown_questions(row) if policy().questions != "off" else ([], 0)
    response = JsonResponse(shown.as_json(reading_room.summary_of(row), reviews, total, questions, wanted))
    return _kept(request, response)


@for_everyone("GET")
def compare(request: HttpRequest) -> HttpResponse:
    """Products side by side. Where there are too few reviews to tell a difference from chance, it says so."""
    keys = list(dict.fromkeys(each.strip() for each in request.GET.getlist("product")[:MOST_COMPARED] if each.strip()))
    rows = list(shown.rows_by_key(keys))
    if not rows:
        raise errors.ProductUnknown
    language = language_of(request)
    summaries = reading_room.summaries_of(rows)
    context = {
        "title": _("Compare reviews"), "policy": policy(), "language": language, "company": organisation.company().name,
        "columns": [_compared(summary, language) for summary in summaries], "verdict": _verdict(summaries), "base": settings.PUBLIC_URL,
    }  # fmt: skip
    if is_piece(request):
        html = render_to_string("reviews/compare_piece.html", context)
        return _kept(request, JsonResponse({"html": html, "jsonld": None, "styles": _styles(context["policy"]), "language": language}))
    return _kept(request, render(request, "reviews/compare.html", context))


def _compared(summary: Any, language: str) -> dict[str, Any]:
    estimate = shown.estimate_of(summary.counts)
    return {
        "summary": summary, "bars": shown.bars_of(summary, Wanted(), language), "estimate": estimate,
        "href": settings.PUBLIC_URL + shown.page_address(summary.product, lang=language),
        "topics": [name for _key, name, _n in shown.topics_of(summary, language)][:3],
    }  # fmt: skip


def _verdict(summaries: list[Any]) -> str:
    if len(summaries) != 2:
        return ""
    difference = shown.difference_of(summaries[0], summaries[1])
    if difference is None:
        return _("There are too few reviews to say which of the two buyers like better.")
    if difference.low <= 0 <= difference.high:
        return _("The difference between the two may be chance.")
    better = summaries[1] if difference.value > 0 else summaries[0]
    return _("Buyers like {product} better, and that is more than chance.").format(product=better.product.name)


# What readers send


def _taken(request: HttpRequest, limit: rate_limits.Limit, what: str) -> None:
    if request.POST.get("website"):
        raise errors.LooksLikeARobot
    if tokens.check_page_token(request.POST.get("token", "")) < READ_SECONDS:
        raise errors.TooFast
    rate_limits.hit(f"review:{what}:{rate_limits.caller(request)}", limit)


def _voter(request: HttpRequest) -> str:
    return tokens.voter_of(request.POST.get("voter", ""), rate_limits.caller(request), request.headers.get("User-Agent", ""))


def _back(request: HttpRequest, row: ProductRow, said: str) -> HttpResponse:
    """The widget gets the piece anew; a page without scripts is led back to where it was."""
    if is_piece(request):
        return _product(request, row, said=said)
    address = shown.page_address(product_of(row), lang=language_of(request), **shown.query_of(wanted_of(request)), said=said)
    return HttpResponse(status=303, headers={"Location": address})


def _review(request: HttpRequest) -> ReviewRow:
    row = ReviewRow.objects.select_related("product").filter(id=_uuid(request.POST.get("review", "")), state=State.SHOWN).first()
    if row is None:
        raise errors.ReviewNotFound
    return row


@for_everyone("POST")
def vote(request: HttpRequest) -> HttpResponse:
    _taken(request, VOTES, "vote")
    row = _review(request)
    deciding.vote(row.id, _voter(request), is_helpful=request.POST.get("helpful") == "1")
    return _back(request, row.product, "voted")


@for_everyone("POST")
def report(request: HttpRequest) -> HttpResponse:
    _taken(request, WRITTEN, "report")
    row = _review(request)
    deciding.report(row.id, _voter(request), why=request.POST.get("why", ""), note=request.POST.get("note", ""))
    return _back(request, row.product, "reported")


@for_everyone("POST")
def ask(request: HttpRequest) -> HttpResponse:
    _taken(request, WRITTEN, "ask")
    row = learn_product(request.POST.get("product", ""))
    who, unit = _visitor(request)
    made = posting.ask(
        row, request.POST.get("text", ""), author=request.POST.get("author", ""), language=language_of(request), who=who, unit=unit
    )
    return _back(request, row, "asked_open" if made.state == State.SHOWN else "asked")


@for_everyone("POST")
def post(request: HttpRequest) -> HttpResponse:
    """A review without a link, where the settings take one."""
    _taken(request, WRITTEN, "post")
    row = learn_product(request.POST.get("product", ""))
    who, unit = _visitor(request)
    said = {name: request.POST.get(name, "") for name in ("stars", "title", "text", "pros", "cons", "author")}
    written = Written(**said, language=language_of(request), pictures=request.FILES.getlist("photos"))  # type: ignore[arg-type]
    made = posting.post_by_stranger(row, written, email=request.POST.get("email", ""), who=who, unit=unit)
    if made.state == State.UNCONFIRMED:
        return _ask_code(request, made)
    return _back(request, row, "shown" if made.state == State.SHOWN else "posted")


def _ask_code(request: HttpRequest, row: ReviewRow, refused: Refused | None = None) -> HttpResponse:
    language = language_of(request)
    context = {
        "title": _("One more step"), "policy": policy(), "language": language, "email": row.value, "base": settings.PUBLIC_URL,
        "pending": signing.dumps({"r": row.id.hex}, salt=_PENDING), "problem": refused.sentence if refused else "",
        "company": organisation.company().name, "where": _where(wanted_of(request)),
    }  # fmt: skip
    if is_piece(request):
        html = render_to_string("reviews/confirm_piece.html", context)
        return JsonResponse({"html": html, "jsonld": None, "styles": _styles(context["policy"]), "language": language})
    return render(request, "reviews/confirm.html", context, status=refused.status if refused else 200)


_PENDING = "hamsafar.review.pending"


@for_everyone("POST")
def confirm(request: HttpRequest) -> HttpResponse:
    rate_limits.hit(f"review:code:{rate_limits.caller(request)}", CODES)
    try:
        pending = signing.loads(request.POST.get("pending", "")[:500], salt=_PENDING, max_age=86400)
    except signing.BadSignature:
        raise errors.PageTooOld from None
    row = ReviewRow.objects.select_related("product").filter(id=UUID(hex=pending["r"])).first()
    if row is None:
        raise errors.WrongCode
    posting.note_try(row.id)
    try:
        row = posting.confirm(row.id, _digits(request.POST.get("code", "")))
    except errors.WrongCode as refused:
        return _ask_code(request, row, refused)
    return _back(request, row.product, "shown" if row.state == State.SHOWN else "posted")


def _digits(text: str) -> str:
    return "".join(sign for sign in digits(text) if sign.isdigit())


def _visitor(request: HttpRequest) -> tuple[Identifier | None, str]:
    """Whom the shop's own page knows, under the key of its source; the unit is the source's."""
    source = intake.find_source(request.POST.get("key", "")[:100], request.headers.get("Origin", "")) if request.POST.get("key") else None
    if source is None or source.is_paused:
        return None, ""
    anonymous = "".join(sign for sign in request.POST.get("anonymous_id", "").strip() if sign.isprintable())
    return (Identifier(source.space, "anonymous_id", anonymous) if 0 < len(anonymous) <= 300 else None), source.unit


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise errors.ReviewNotFound from None


@for_everyone("GET", "HEAD")
def photo(_request: HttpRequest, photo_id: str, size: str) -> HttpResponse:
    """Of a review that is shown. It was written anew by us, so it is what it says it is."""
    row = PhotoRow.objects.filter(id=_uuid(photo_id), review__state=State.SHOWN).first()
    return photo_answer(row, size, KEPT_A_DAY)


def photo_answer(row: PhotoRow | None, size: str, kept: str) -> HttpResponse:
    path = photos.path_of(row.id, small=size == "small") if row else None
    if path is None or not path.is_file():
        raise errors.ReviewNotFound
    headers = {"Cache-Control": kept, "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(path.read_bytes(), content_type="image/jpeg", headers=headers)
