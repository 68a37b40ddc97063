"""Listen, Reviews: what waits to be looked at, one review, questions, products, what is not shown and why, and the settings."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from hamsafar.base.errors import NotFound, Refused
from hamsafar.base.text import fold, words_of
from hamsafar.base.ui import formats
from hamsafar.base.ui.contracts import BulkAction, Choice, Column, Empty, Tab
from hamsafar.base.ui.listing import Listing, read_listing
from hamsafar.base.ui.reader import reader
from hamsafar.collect.intake import services as intake
from hamsafar.ground.organisation import services as organisation
from hamsafar.ground.organisation.services import allow, can, scope_here, scope_of

from . import deciding, differences, judging, public, reading, shown
from . import deeds as _deeds  # noqa: F401 - says its sentences to the audit log
from .around import around
from .contracts import STARS, Bought, Product, Review, State, Why
from .errors import ReviewNotFound
from .forms import PolicyForm, ProductForm, initial_of
from .models import ChangeRow, DecisionRow, PhotoRow, ProductRow, ReportRow, ReviewRow
from .openness import openness
from .policy import change_policy, policy
from .products import add_product, get_product, product_of
from .words import SIGNS, STATES, WAYS, WHYS

PAGE = 25


def tabs(request: HttpRequest, here: str) -> list[Tab]:
    counts = reading.counts(scope_of(request.user, "reviews.see"))
    known = (
        ("held", _("To be looked at"), reverse("reviews"), counts["held"]),
        ("reported", _("Reported"), f"{reverse('reviews')}?tab=reported", counts["reported"]),
        ("all", _("All reviews"), f"{reverse('reviews')}?tab=all", None),
        ("questions", _("Questions"), reverse("review-questions"), counts["questions"]),
        ("products", _("Products"), reverse("review-products"), None),
        ("openness", _("What is not shown"), reverse("review-openness"), None),
        ("settings", _("Settings"), reverse("review-settings"), None),
    )
    may_change = can(request.user, "reviews.change")
    return [
        Tab(name=name, href=href, count=count, current=key == here) for key, name, href, count in known if key != "settings" or may_change
    ]


# The list


@require_GET
@allow("reviews.see")
def review_list(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "held") if request.GET.get("tab") in ("held", "reported", "all") else "held"
    units = scope_here(request, "reviews.see")
    listing = _listing(request, tab)
    rows = reading.found(
        units, state=State.HELD if tab == "held" else listing.filters.get("state", ""), reported=tab == "reported",
        product=request.GET.get("product", ""), stars=int(listing.filters.get("stars") or 0), words=listing.search,
    )  # fmt: skip
    order = ("posted_at", "id") if tab == "held" else ("-posted_at", "id")  # whoever waits longest comes first
    found = reading.reviews_of(rows.order_by(*order)[listing.offset : listing.offset + listing.limit])
    may_decide = can(request.user, "reviews.moderate")
    bulk = (BulkAction(label=_("Show"), href=reverse("reviews-bulk"), key="a"),) if may_decide and tab == "held" else ()
    changed = set(ChangeRow.objects.filter(review__in=[each.id for each in found]).values_list("review", flat=True))
    table = listing.table(
        [_line(each, is_changed=each.id in changed) for each in found], total=rows.count(), row_id=lambda line: line["id"], bulk=bulk,
        empty=_empty(request, tab, is_first=not reading.found(units).exists()),
        placeholder=_("Words, product or order number"),
    )  # fmt: skip
    return render(request, "reviews/team/list.html", {"title": _("Reviews"), "tabs": tabs(request, tab), "table": table})


def _listing(request: HttpRequest, tab: str) -> Listing:
    columns = (
        Column(key="review", label=_("Review"), template="reviews/team/cell.html"),
        Column(key="product", label=_("Product"), only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="posted", label=_("Written"), kind="ago"),
    )
    stars = tuple((str(n), _stars(n)) for n in reversed(STARS))
    states = tuple((state.value, str(STATES[state][0])) for state in (State.HELD, State.SHOWN, State.DECLINED))
    filters: tuple[Choice, ...] = (Choice(key="stars", label=_("All ratings"), options=stars),)
    if tab != "held":
        filters += (Choice(key="state", label=_("All states"), options=states),)
    return read_listing(request, columns, filters=filters, keep=("unit", "tab", "product"), limit=PAGE)


def _stars(n: int) -> str:
    return ngettext("%(n)s star", "%(n)s stars", n) % {"n": formats.number(n)}


def _line(review: Review, *, is_changed: bool) -> dict[str, Any]:
    name, tone = STATES[review.state]
    signs = [str(SIGNS[sign]) for sign in review.signs if sign in SIGNS]  # type: ignore[index]
    return {
        "id": review.id, "review": review, "href": reverse("review", args=[review.id]), "product": review.product.name,
        "state": (str(name), tone), "posted": review.posted_at,
        "signs": [*signs, _("changed by its writer")] if is_changed else signs,
    }  # fmt: skip


def _empty(request: HttpRequest, tab: str, *, is_first: bool) -> Empty:
    if is_first:
        return _first_steps(request)
    if tab == "held":
        return Empty(title=_("Nothing waits to be looked at"), icon="check")
    if tab == "reported":
        return Empty(title=_("No reader has reported a review"), icon="check")
    return Empty(title=_("There are no reviews yet"), icon="star")


def _first_steps(request: HttpRequest) -> Empty:
    may_ask = can(request.user, "asking.change")
    return Empty(
        title=_("There are no reviews yet"),
        text=_("Buyers are asked by a rule under Automatic asking; the widget shows what they say on your own pages."),
        href=f"{reverse('asking-new')}?ready=review" if may_ask else "",
        action=_("Ask buyers"),
        icon="star",
    )


@require_POST
@allow("reviews.moderate")
def bulk(request: HttpRequest) -> HttpResponse:
    ids = [id for value in request.POST.getlist("picked")[:500] if (id := _uuid(value)) is not None]
    by: Any = request.user
    done = deciding.decide_all(ids, by=by, units=scope_of(request.user, "reviews.moderate"))
    said = ngettext("%(n)s review is shown now.", "%(n)s reviews are shown now.", done) % {"n": formats.number(done)}
    messages.success(request, said)
    return redirect("reviews")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# One review


@require_GET
@allow("reviews.see")
def review(request: HttpRequest, review_id: UUID) -> HttpResponse:
    found = reading.get_review(review_id, scope_of(request.user, "reviews.see"))
    writer = around().writer_of((found.source, found.message_id), found.who, member=request.user)
    name, tone = STATES[found.state]
    names = around().topic_names(reader().language) if found.topics else {}
    reports = ReportRow.objects.filter(review=found.id).order_by("-at")
    changed = ChangeRow.objects.filter(review=found.id).first()
    context = {
        "title": found.title or found.product.name, "review": found, "changed": changed,
        "changed_signs": [SIGNS[sign] for sign in changed.signs if sign in SIGNS] if changed else [],
        "differences": _differences(found, changed) if changed else None,
        "state": (str(name), tone), "writer": writer,
        "signs": [SIGNS[sign] for sign in found.signs if sign in SIGNS],  # type: ignore[index]
        "why": WHYS.get(found.why, ""),  # type: ignore[call-overload]
        "whys": [(why.value, name) for why, name in WHYS.items()],
        "topics": [names[topic] for topic in found.topics if topic in names],
        "reports": [(each, WHYS.get(each.why, each.why)) for each in reports],  # type: ignore[call-overload]
        "way": WAYS.get(found.way, found.way), "may_decide": can(request.user, "reviews.moderate"),
        "may_answer": can(request.user, "reviews.answer"),
        "can_undo": DecisionRow.objects.filter(about=found.id, is_undone=False).exclude(by="").exists(),
        "history": _history(found.id), "unit": _unit_name(found.unit), "stars": STARS,
    }  # fmt: skip
    return render(request, "reviews/team/review.html", context)


def _differences(old: Review, new: ChangeRow) -> dict[str, Any]:
    return {
        "title": differences.in_words(old.title, new.title), "text": differences.in_words(old.text, new.text),
        "pros": differences.in_lines(old.pros, new.pros), "cons": differences.in_lines(old.cons, new.cons),
    }  # fmt: skip


def _history(about: UUID) -> list[tuple[DecisionRow, str]]:
    rows = DecisionRow.objects.filter(about=about).order_by("-id")
    return [(row, str(STATES[State(row.to)][0]) + (f": {WHYS[Why(row.why)]}" if row.why else "")) for row in rows]


def _unit_name(code: str) -> str:
    unit = organisation.find_unit(code) if code else None
    return unit.name_in(reader().language) if unit else code


Deed = Callable[[HttpRequest, UUID, Any], str]


def _approve(request: HttpRequest, id: UUID, units: Any) -> str:
    deciding.approve("review", id, by=request.user, units=units)  # type: ignore[arg-type]
    return _("The review is shown.")


def _decline(request: HttpRequest, id: UUID, units: Any) -> str:
    said = request.POST
    deciding.decline("review", id, why=said.get("why", ""), note=said.get("note", ""), by=request.user, units=units)  # type: ignore[arg-type]
    return _("The review is not shown. It is counted under “What is not shown”.")


def _undo(request: HttpRequest, id: UUID, units: Any) -> str:
    deciding.undo("review", id, by=request.user, units=units)  # type: ignore[arg-type]
    return _("The decision was taken back.")


def _keep(request: HttpRequest, id: UUID, units: Any) -> str:
    deciding.keep_showing(id, by=request.user, units=units)  # type: ignore[arg-type]
    return _("The review stays, and its reports are settled.")


def _leave(request: HttpRequest, id: UUID, units: Any) -> str:
    deciding.leave(id, why=request.POST.get("why", ""), by=request.user, units=units)  # type: ignore[arg-type]
    return _("The new version was declined; the review stays as it is.")


DEEDS: dict[str, Deed] = {"approve": _approve, "decline": _decline, "undo": _undo, "keep": _keep, "leave": _leave}


@require_POST
@allow("reviews.moderate")
def decide(request: HttpRequest, review_id: UUID, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise NotFound
    return _done(request, lambda: DEEDS[deed](request, review_id, scope_of(request.user, "reviews.moderate")), "review", review_id)


def _done(request: HttpRequest, do: Callable[[], str], page: str, id: UUID) -> HttpResponse:
    """What is refused is said on the page where it was tried; what is not theirs is not there."""
    try:
        messages.success(request, do())
    except Refused as refused:
        if refused.status == 404:
            raise
        messages.error(request, refused.sentence)
    return redirect(page, id)


@require_POST
@allow("reviews.answer")
def reply(request: HttpRequest, review_id: UUID) -> HttpResponse:
    by: Any = request.user
    deciding.reply(review_id, request.POST.get("reply", ""), by=by, units=scope_of(request.user, "reviews.answer"))
    messages.success(
        request, _("Your reply stands under the review.") if request.POST.get("reply", "").strip() else _("The reply was taken away.")
    )
    return redirect("review", review_id)


@require_POST
@allow("reviews.moderate")
def drop_photo(request: HttpRequest, photo_id: UUID) -> HttpResponse:
    by: Any = request.user
    about = deciding.drop_photo(photo_id, by=by, units=scope_of(request.user, "reviews.moderate"))
    messages.success(request, _("The photo was removed."))
    return redirect("review", about)


@require_GET
@allow("reviews.see")
def team_photo(request: HttpRequest, photo_id: UUID, size: str) -> HttpResponse:
    """Also of a review that waits or was declined."""
    row = PhotoRow.objects.filter(id=photo_id).first()
    if row is None or not reading.found(scope_of(request.user, "reviews.see")).filter(id=row.review_id).exists():
        raise ReviewNotFound
    return public.photo_answer(row, size, "private, max-age=300")


# Questions


@require_GET
@allow("reviews.see")
def question_list(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, "reviews.see")
    columns = (
        Column(key="text", label=_("Question"), template="reviews/team/question_cell.html"),
        Column(key="product", label=_("Product"), only_wide=True),
        Column(key="state", label=_("State"), kind="chip"),
        Column(key="answers", label=_("Answers"), kind="number"),
        Column(key="asked", label=_("When asked"), kind="ago"),
    )
    options = (
        ("waiting", _("To be looked at")),
        ("unanswered", _("Without an answer")),
        ("shown", _("Shown")),
        ("declined", _("Turned down")),
    )
    listing = read_listing(request, columns, filters=(Choice(key="state", label=_("All states"), options=options),), limit=PAGE)
    rows = reading.found_questions(units, state=listing.filters["state"], words=listing.search).order_by("-asked_at", "id")
    found = reading.questions_of(rows[listing.offset : listing.offset + listing.limit], answers=list(State))
    lines = [
        {
            "question": each, "href": reverse("review-question", args=[each.id]), "product": each.product.name,
            "state": (str(STATES[each.state][0]), STATES[each.state][1]), "answers": len(each.answers), "asked": each.asked_at,
            "held": sum(one.state == State.HELD for one in each.answers),
        }
        for each in found
    ]  # fmt: skip
    empty = Empty(title=_("Nobody has asked about a product yet"), icon="help")
    table = listing.table(lines, total=rows.count(), empty=empty, placeholder=_("Words or product"))
    return render(request, "reviews/team/list.html", {"title": _("Reviews"), "tabs": tabs(request, "questions"), "table": table})


@require_GET
@allow("reviews.see")
def question(request: HttpRequest, question_id: UUID) -> HttpResponse:
    found = reading.get_question(question_id, scope_of(request.user, "reviews.see"))
    context = {
        "can_undo": DecisionRow.objects.filter(about=found.id, is_undone=False).exclude(by="").exists(),
        "title": _("Question about {product}").format(product=found.product.name), "question": found,
        "state": (str(STATES[found.state][0]), STATES[found.state][1]),
        "signs": [SIGNS[sign] for sign in found.signs if sign in SIGNS], "whys": [(why.value, name) for why, name in WHYS.items()],  # type: ignore[index]
        "why": WHYS.get(found.why, ""), "may_decide": can(request.user, "reviews.moderate"),  # type: ignore[call-overload]
        "may_answer": can(request.user, "reviews.answer"),
        "answers": [(each, STATES[each.state], [SIGNS[sign] for sign in each.signs if sign in SIGNS]) for each in found.answers],  # type: ignore[index]
    }  # fmt: skip
    return render(request, "reviews/team/question.html", context)


@require_POST
@allow("reviews.moderate")
def decide_words(request: HttpRequest, question_id: UUID, what: str, about: UUID, deed: str) -> HttpResponse:
    """About a question or one of its answers."""
    if what not in ("question", "answer") or deed not in ("approve", "decline", "undo"):
        raise NotFound
    by: Any = request.user
    units = scope_of(request.user, "reviews.moderate")

    def do() -> str:
        if deed == "approve":
            deciding.approve(what, about, by=by, units=units)
            return _("It is shown.")
        if deed == "undo":
            deciding.undo(what, about, by=by, units=units)
            return _("The decision was taken back.")
        deciding.decline(what, about, why=request.POST.get("why", ""), note=request.POST.get("note", ""), by=by, units=units)
        return _("It is not shown.")

    return _done(request, do, "review-question", question_id)


@require_POST
@allow("reviews.answer")
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    by: Any = request.user
    units = scope_of(request.user, "reviews.answer")

    def do() -> str:
        deciding.answer_as_team(question_id, request.POST.get("text", ""), by=by, author=by.audit_name, units=units)
        return _("Your answer is shown.")

    return _done(request, do, "review-question", question_id)


# Products


@require_GET
@allow("reviews.see")
def product_list(request: HttpRequest) -> HttpResponse:
    units = scope_here(request, "reviews.see")
    columns = (
        Column(key="name", label=_("Product"), href=lambda line: line["href"]),
        Column(key="mean", label=_("Rating, with its interval"), template="reviews/team/mean_cell.html"),
        Column(key="n", label=_("Shown"), kind="number", sortable=True),
        Column(key="verified", label=_("By verified buyers"), kind="percent", only_wide=True),
        Column(key="held", label=_("To be looked at"), kind="number", sortable=True, only_wide=True),
        Column(key="declined", label=_("Turned down"), kind="number", only_wide=True),
    )
    listing = read_listing(request, columns, sort="-n", limit=PAGE)
    rows = _products(units, listing.search)
    field = {"n": "shown_count", "held": "held_count"}[listing.sort]
    ordered = rows.order_by(("-" if listing.descending else "") + field, "name", "key")
    page = list(ordered[listing.offset : listing.offset + listing.limit])
    table = listing.table(
        _product_lines(page), total=rows.count(), placeholder=_("Name or key"),
        empty=Empty(
            title=_("No product is known yet"), icon="tag",
            text=_("Products come with the orders that are asked about, or you add them here."),
        ),
    )  # fmt: skip
    context = {"title": _("Reviews"), "tabs": tabs(request, "products"), "table": table, "may_change": can(request.user, "reviews.change")}
    return render(request, "reviews/team/products.html", context)


def _products(units: tuple[str, ...] | None, words: str) -> Any:
    mine = Q() if units is None else Q(reviews__unit__in=units)
    rows = ProductRow.objects.all()
    for word in words_of(fold(words))[:6]:
        rows = rows.filter(Q(folded__contains=word) | Q(key__icontains=word))
    counted = {
        f"{state.value}_count": Count("reviews", filter=Q(reviews__state=state) & mine)
        for state in (State.SHOWN, State.HELD, State.DECLINED)
    }
    return rows.annotate(**counted)


def _product_lines(rows: Sequence[Any]) -> list[dict[str, Any]]:
    summaries = reading.summaries_of(rows)
    return [
        {
            "name": row.name or row.key, "key": row.key, "href": reverse("review-product", args=[row.pk]), "summary": summary,
            "estimate": shown.estimate_of(summary.counts), "n": row.shown_count,
            "verified": summary.verified / summary.n if summary.n else None, "held": row.held_count, "declined": row.declined_count,
        }
        for row, summary in zip(rows, summaries, strict=True)
    ]  # fmt: skip


@require_GET
@allow("reviews.see")
def product(request: HttpRequest, product_id: int) -> HttpResponse:
    row = _product_row(product_id)
    return _product_page(request, row, ProductForm(initial={"key": row.key, "name": row.name, "url": row.url}))


@require_POST
@allow("reviews.change")
def change_product(request: HttpRequest, product_id: int) -> HttpResponse:
    row = _product_row(product_id)
    form = ProductForm({**request.POST.dict(), "key": row.key})
    if not form.is_valid():
        return _product_page(request, row, form)
    return _product_saved(request, Bought(key=row.key, name=form.cleaned_data["name"], url=form.cleaned_data["url"]))


def _product_row(product_id: int) -> ProductRow:
    row = ProductRow.objects.filter(id=product_id).first()
    if row is None:
        raise NotFound
    return row


def _product_page(request: HttpRequest, row: ProductRow, form: ProductForm) -> HttpResponse:
    summary = reading.summary_of(row)
    counts = [(stars, summary.counts.get(stars, 0)) for stars in reversed(STARS)]
    context = {
        "title": summary.product.name, "product": summary.product, "summary": summary, "estimate": shown.estimate_of(summary.counts),
        "bars": [(stars, n, n / summary.n if summary.n else None) for stars, n in counts],
        "topics": shown.topics_of(summary, reader().language), "form": form, "may_change": can(request.user, "reviews.change"),
        "address": settings.PUBLIC_URL + shown.page_address(summary.product), "code": _code(request, summary.product),
    }  # fmt: skip
    return render(request, "reviews/team/product.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@allow("reviews.change")
def new_product(request: HttpRequest) -> HttpResponse:
    form = ProductForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        return _product_saved(request, Bought(key=said["key"], name=said["name"], url=said["url"]))
    return render(request, "reviews/team/new_product.html", {"title": _("New product"), "form": form}, status=422 if form.errors else 200)


def _product_saved(request: HttpRequest, said: Bought) -> HttpResponse:
    kept = add_product(said, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("Saved."))
    return redirect("review-product", kept.id)


def _code(request: HttpRequest, product: Product) -> str:
    """What a company puts into its page."""
    sources = [each for each in intake.list_sources() if each.kind is intake.SourceKind.WEBSITE and each.live_key]
    key = f' data-key="{sources[0].live_key}"' if sources and can(request.user, "reviews.change") else ""
    script = f'<script async src="{settings.PUBLIC_URL}{reverse("reviews-script")}"{key}></script>'
    return f'<div data-hamsafar-reviews data-product="{product.key}"></div>\n{script}'


@require_GET
@allow("reviews.see")
def shop(request: HttpRequest) -> HttpResponse:
    """A page as a shop has one, with the widget at work in it."""
    chosen = request.GET.get("product", "")
    most = ProductRow.objects.annotate(n=Count("reviews", filter=Q(reviews__state=State.SHOWN))).order_by("-n", "name")[:12]
    row = get_product(chosen) if chosen else next(iter(most), None)
    context = {
        "title": _("Example shop"), "product": product_of(row) if row else None,
        "others": [product_of(each) for each in most if each != row],
        "company": organisation.company().name, "compared": ",".join(each.key for each in list(most)[:2]),
        "compares": request.GET.get("compare") == "1",
    }  # fmt: skip
    return render(request, "reviews/team/shop.html", context)


# What is not shown, and the settings


@require_GET
@allow("reviews.see")
def not_shown(request: HttpRequest) -> HttpResponse:
    found = openness()
    context = {
        "title": _("Reviews"), "tabs": tabs(request, "openness"), "found": found, "favours": judging.favours_praise(policy()),
        "reasons": [(WHYS[why], n) for why, n in sorted(found.reasons.items(), key=lambda one: -one[1])],
        "waiting": {n: ReviewRow.objects.filter(state=State.HELD, rating=n).count() for n in STARS},
    }  # fmt: skip
    return render(request, "reviews/team/openness.html", context)


@require_http_methods(["GET", "POST"])
@allow("reviews.change")
def change_settings(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST or None, initial=initial_of(policy()))
    if request.method == "POST" and form.is_valid():
        by: Any = request.user
        change_policy(form.policy(), by=by)
        messages.success(request, _("Saved."))
        return redirect("review-settings")
    row = ProductRow.objects.order_by("id").first()
    context = {
        "title": _("Reviews"), "tabs": tabs(request, "settings"), "form": form, "favours": judging.favours_praise(policy()),
        "may_send": around().may_send(), "code": _code(request, product_of(row) if row else Product(id=0, key="SKU-1", name="")),
        "sees_asking": can(request.user, "asking.see"),
    }  # fmt: skip
    return render(request, "reviews/team/settings.html", context, status=422 if form.errors else 200)
