"""Products: known by the shop's own key, learnt from orders, from the spine, and from the team."""

from collections.abc import Iterable, Sequence

from hamsafar.base import clock
from hamsafar.base.text import fold
from hamsafar.ground.audit import services as audit

from .around import around
from .contracts import Bought, Product
from .errors import ProductUnknown
from .models import ProductRow

LONGEST_KEY = 200


def product_of(row: ProductRow) -> Product:
    return Product(id=row.pk, key=row.key, name=row.name or row.key, url=row.url)


def keep_products(bought: Iterable[Bought]) -> list[ProductRow]:
    """In the order given, each once. What is known of one is filled in, never emptied."""
    wanted = {key: each for each in bought if (key := normal_key(each.key))}
    return [_keep(key, each) for key, each in wanted.items()]


def _keep(key: str, said: Bought) -> ProductRow:
    name, url = said.name.strip()[:300], said.url.strip()[:2000] if said.url.startswith(("https://", "http://")) else ""
    row, is_new = ProductRow.objects.get_or_create(
        key=key, defaults={"name": name, "folded": fold(name)[:300], "url": url, "made_at": clock.now()}
    )
    if not is_new and ((name and not row.name) or (url and not row.url)):
        row.name, row.url = row.name or name, row.url or url
        row.folded = fold(row.name)[:300]
        row.save(update_fields=["name", "folded", "url"])
    return row


def add_product(said: Bought, *, by: audit.Actor | None = None) -> Product:
    """Add a product, or say what it is called and where it stands now. Raises ProductUnknown where the key is empty."""
    key = normal_key(said.key)
    if not key:
        raise ProductUnknown
    (row,) = keep_products([said])
    row.name, row.url = said.name.strip()[:300] or row.name, said.url.strip()[:2000]
    row.folded = fold(row.name)[:300]
    row.save(update_fields=["name", "folded", "url"])
    audit.record("reviews.product_changed", by=by, about=f"product:{row.key}", facts={"name": row.name, "url": row.url})
    return product_of(row)


def normal_key(key: str) -> str:
    return "".join(sign for sign in key.strip() if sign.isprintable())[:LONGEST_KEY]


def find_product(key: str) -> ProductRow | None:
    """Only what is kept already: looking a product up in the spine is for those who write, not for every reader."""
    return ProductRow.objects.filter(key=normal_key(key)).first()


def get_product(key: str) -> ProductRow:
    """Raises ProductUnknown."""
    found = find_product(key)
    if found is None:
        raise ProductUnknown
    return found


def learn_product(key: str) -> ProductRow:
    """One that is kept, else one that the spine tells of. Raises ProductUnknown."""
    found = find_product(key)
    if found is not None:
        return found
    told = around().find_product(normal_key(key))
    if told is None:
        raise ProductUnknown
    return keep_products([told])[0]


def named(ids: Sequence[int]) -> dict[int, Product]:
    return {row.pk: product_of(row) for row in ProductRow.objects.filter(id__in=list(ids))}


def _called(wanted: str) -> Iterable[str]:
    return (f"product:{key}" for key in ProductRow.objects.filter(folded__contains=wanted).values_list("key", flat=True))


audit.find_by_name(_called)
