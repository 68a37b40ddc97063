"""A list that lives in its address: ?q= searches, ?sort=-name sorts, ?page=2 turns, and each filter has its own name.

listing = read_listing(request, COLUMNS, filters=FILTERS, sort="-at")
rows = people.search(listing.search, order=listing.sort, offset=listing.offset, limit=listing.limit)
table = listing.table(rows, total=people.count(listing.search), empty=Empty(title=_("No customers yet"), ...))
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest

from .contracts import BulkAction, Choice, Column, Empty, Export

PAGE_SIZE = 50
MOST_PAGES = 10_000
LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What the address asks for."""

    key: str
    path: str
    columns: Sequence[Column]
    choices: Sequence[Choice]
    search: str
    sort: str  # a sortable column's key
    descending: bool
    page: int
    filters: Mapping[str, str]
    kept: Mapping[str, str]  # other parts of the address, such as the period
    limit: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit

    @property
    def order(self) -> str:
        return ("-" if self.descending else "") + self.sort

    @property
    def is_narrowed(self) -> bool:
        return bool(self.search or any(self.filters.values()))

    def address(self, **changes: object) -> str:
        parts: dict[str, object] = {"q": self.search, "sort": self.order, "page": self.page, **self.filters, **self.kept, **changes}
        wanted = {name: value for name, value in parts.items() if value not in ("", None) and not (name == "page" and value == 1)}
        return f"{self.path}?{urlencode(wanted)}" if wanted else self.path

    def table(
        self,
        rows: Sequence[Any],
        *,
        total: int | None = None,
        has_more: bool = False,
        empty: Empty | None = None,
        row_id: Callable[[Any], object] | None = None,
        bulk: Sequence[BulkAction] = (),
        exports: Sequence[Export] = (),
        searchable: bool = True,
        placeholder: str = "",
    ) -> "Table":
        """Give `total`, or where counting is too dear only `has_more`."""
        return Table(
            listing=self,
            rows=rows,
            total=total,
            has_more=has_more,
            empty=empty,
            row_id=row_id,
            bulk=bulk,
            exports=exports,
            searchable=searchable,
            placeholder=placeholder,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """What the component draws."""

    listing: Listing
    rows: Sequence[Any]
    total: int | None
    has_more: bool
    empty: Empty | None
    row_id: Callable[[Any], object] | None
    bulk: Sequence[BulkAction]
    exports: Sequence[Export]
    searchable: bool
    placeholder: str

    @property
    def pages(self) -> int | None:
        return None if self.total is None else max(1, -(-self.total // self.listing.limit))

    @property
    def next_page(self) -> int | None:
        more = self.has_more if self.pages is None else self.listing.page < self.pages
        return self.listing.page + 1 if more else None

    @property
    def previous_page(self) -> int | None:
        return self.listing.page - 1 if self.listing.page > 1 else None


def read_listing(
    request: HttpRequest,
    columns: Sequence[Column],
    *,
    key: str = "list",
    filters: Sequence[Choice] = (),
    sort: str = "",
    keep: Sequence[str] = ("unit", "period"),
    limit: int = PAGE_SIZE,
) -> Listing:
    """Whatever the address says that makes no sense is read as if it were not there."""
    asked = request.GET
    wanted = asked.get("sort", "") or sort
    sortable = {column.key for column in columns if column.sortable}
    by = wanted.lstrip("-") if wanted.lstrip("-") in sortable else sort.lstrip("-")
    page = asked.get("page", "1")
    return Listing(
        key=key,
        path=request.path,
        columns=columns,
        choices=filters,
        search=asked.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH],
        sort=by,
        descending=(wanted if wanted.lstrip("-") == by else sort).startswith("-"),
        page=min(int(page), MOST_PAGES) if page.isascii() and page.isdecimal() and int(page) > 0 else 1,
        filters={choice.key: _offered(choice, asked.get(choice.key, "")) for choice in filters},
        kept={name: asked[name] for name in keep if name in asked},
        limit=limit,
    )


def _offered(choice: Choice, value: str) -> str:
    return value if any(value == option for option, _ in choice.options) else ""


MOST_OF_A_FILTER = 200


def said_in(asked: Mapping[str, str], name: str, known: Container[str] | None = None) -> tuple[str, ...]:
    """The value of a filter in the address, as one or none; one that is not among those known is none."""
    value = asked.get(name, "").replace("\x00", "")[:MOST_OF_A_FILTER]
    return (value,) if value and (known is None or value in known) else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Select:
    """A choice beside the search field (ui/filters.html). `label` is for choosing nothing; without one something is always chosen."""

    key: str
    label: str
    options: Sequence[tuple[str, str]]
    chosen: str


def selects_of(
    request: HttpRequest, choices: Iterable[tuple[str, str, Sequence[tuple[str, str]]]], orders: Mapping[str, object]
) -> list[Select]:
    """One for each (key, label, options) that has options, and last the order."""
    asked = request.GET
    chosen = [Select(key=key, label=label, options=options, chosen=asked.get(key, "")) for key, label, options in choices if options]
    order = [(key, str(name)) for key, name in orders.items()]
    return [*chosen, Select(key="order", label="", options=order, chosen=asked.get("order", ""))]
