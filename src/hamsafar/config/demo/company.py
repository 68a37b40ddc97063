"""The invented retailer: Dibano (دیبانو), its branches, sources, gateways, couriers, cities, shelves and help articles."""
# fmt: off

from dataclasses import dataclass

NAME_FA, NAME_EN, DOMAIN = "دیبانو", "Dibano", "dibano.example"


@dataclass(frozen=True, slots=True)
class Place:
    """A unit of the company, or a shelf of products."""

    code: str
    fa: str
    en: str


COMPANY = Place("dibano", "دیبانو", "Dibano")
ONLINE = Place("online", "فروش اینترنتی", "Online shop")
BRANCHES = (Place("valiasr", "شعبهٔ ولیعصر تهران", "Valiasr branch, Tehran"), Place("chaharbagh", "شعبهٔ چهارباغ اصفهان", "Chaharbagh branch, Isfahan"))


@dataclass(frozen=True, slots=True)
class Tool:
    """A system that sends events; `space` is where its user ids and anonymous ids live."""

    code: str
    fa: str
    kind: str
    space: str
    unit: str
    channel: str


SOURCES = {
    tool.code: tool
    for tool in (
        Tool("site", "وب‌سایت", "website", "shop", "online", "web"),
        Tool("android", "اپ اندروید", "app", "shop", "online", "app"),
        Tool("ios", "اپ آیفون", "app", "shop", "online", "app"),
        Tool("till-valiasr", "صندوق ولیعصر", "server", "club", "valiasr", "store"),
        Tool("till-chaharbagh", "صندوق چهارباغ", "server", "club", "chaharbagh", "store"),
        Tool("call", "مرکز تماس", "server", "call", "online", "phone"),
        Tool("desk", "میز گفت‌وگو", "server", "desk", "online", "chat"),
        Tool("mailer", "سامانهٔ ایمیل", "server", "mailer", "online", "email"),
        Tool("social", "پایش شبکه‌های اجتماعی", "other", "social", "online", "social"),
        Tool("courier", "شرکت پیک", "server", "courier", "online", "courier"),
        Tool("erp", "سامانهٔ مالی و انبار", "server", "erp", "online", "erp"),
    )
}

# Share of the customers. Distances decide how long a parcel takes.
CITIES: tuple[tuple[str, float, int], ...] = (
    ("تهران", 0.36, 1), ("اصفهان", 0.14, 2), ("مشهد", 0.10, 2), ("کرج", 0.08, 1), ("شیراز", 0.07, 2), ("تبریز", 0.06, 3), ("قم", 0.04, 1),
    ("اهواز", 0.04, 3), ("رشت", 0.04, 2), ("کرمان", 0.03, 3), ("یزد", 0.02, 2), ("ارومیه", 0.02, 3),
)
CITY_LATIN = {
    "تهران": "Tehran", "اصفهان": "Isfahan", "مشهد": "Mashhad", "کرج": "Karaj", "شیراز": "Shiraz", "تبریز": "Tabriz", "قم": "Qom",
    "اهواز": "Ahvaz", "رشت": "Rasht", "کرمان": "Kerman", "یزد": "Yazd", "ارومیه": "Urmia",
}
GATEWAYS: tuple[tuple[str, float], ...] = (("آرمان", 0.38), ("سپندار", 0.27), ("کارون", 0.20), ("به‌پی", 0.15))
CARRIERS: tuple[tuple[str, float], ...] = (("تیزپا", 0.55), ("پست مرکزی", 0.30), ("چاپارک", 0.15))
DEVICES = ("desktop", "mobile", "android", "ios")  # desktop and mobile are browsers of the site
DEVICE_SOURCE = ("site", "site", "android", "ios")
TEAMS = ("پشتیبانی سفارش", "پشتیبانی مالی", "راهنمای خرید")


@dataclass(frozen=True, slots=True)
class Article:
    code: str
    fa: str
    topic: str


ARTICLES = (
    Article("return-goods", "چگونه کالا را پس بفرستم؟", "return"),
    Article("refund-time", "وجه من کی برمی‌گردد؟", "refund"),
    Article("track-order", "سفارشم کجاست؟", "late"),
    Article("payment-failed", "پرداختم ناموفق بود، پول کم شد", "payment"),
    Article("discount-code", "کد تخفیفم کار نمی‌کند", "coupon"),
    Article("size-guide", "راهنمای انتخاب اندازه", "size"),
    Article("shipping-cost", "هزینهٔ ارسال چگونه حساب می‌شود؟", "policy"),
    Article("warranty", "ضمانت کالا و خدمات پس از فروش", "quality"),
    Article("change-address", "تغییر نشانی پس از ثبت سفارش", "late"),
    Article("store-hours", "ساعت کار و نشانی شعبه‌ها", "store"),
)
ARTICLE_OF = {"return": 0, "refund": 1, "late": 2, "payment": 3, "coupon": 4, "size": 5, "policy": 6, "quality": 7, "store": 9}

# What a conversation is about: the word that pages show for each topic of this world.
TOPICS = {
    "late": "دیر رسیدن سفارش",
    "payment": "پرداخت ناموفق",
    "return": "پس فرستادن کالا",
    "refund": "بازگشت وجه",
    "price": "تفاوت قیمت",
    "coupon": "کد تخفیف",
    "quality": "کیفیت کالا",
    "size": "اندازه و مشخصات کالا",
    "policy": "هزینهٔ ارسال",
    "store": "فروشگاه",
    "support": "پاسخ پشتیبانی",
    "app": "اپ دیبانو",
    "mail": "ایمیل‌های تبلیغاتی",
    "general": "پرسش عمومی",
}


@dataclass(frozen=True, slots=True)
class Product:
    code: str
    name: str
    category: str
    price: int  # rial
    quality: float  # 0 poor to 1 excellent
    slug: str


# category: (slug, share of sales, return-prone, cheapest and dearest in thousand toman, kinds)
_SHELVES: dict[str, tuple[str, float, float, int, int, tuple[str, ...]]] = {
    "پوشاک زنانه": ("women", 0.15, 0.10, 390, 3200, ("مانتو لینن", "شومیز نخی", "پالتو پشمی", "شلوار راسته", "روسری ابریشمی", "کت تک", "پیراهن بلند", "بافت یقه‌گرد")),
    "پوشاک مردانه": ("men", 0.11, 0.09, 350, 3600, ("پیراهن کتان", "شلوار جین", "تی‌شرت ساده", "کاپشن پر", "پلیور", "شلوارک ورزشی", "کت اسپرت")),
    "کفش و کیف": ("shoes", 0.11, 0.11, 590, 5200, ("کفش پیاده‌روی", "بوت چرم", "کفش رسمی", "کیف دوشی", "کوله‌پشتی", "صندل تابستانی", "کیف پول چرم")),
    "آشپزخانه": ("kitchen", 0.12, 0.03, 180, 4800, ("سرویس قابلمه", "ماهی‌تابهٔ گرانیتی", "فلاسک استیل", "سرویس چاقو", "قوری و کتری", "ظرف نگهدارنده", "سینی پذیرایی")),
    "لوازم برقی": ("electric", 0.09, 0.05, 1200, 16500, ("مخلوط‌کن", "سشوار", "اتوی بخار", "چای‌ساز", "جاروشارژی", "سرخ‌کن بی‌روغن", "قهوه‌ساز")),
    "موبایل و جانبی": ("mobile", 0.12, 0.05, 150, 9800, ("هدفون بی‌سیم", "پاوربانک", "شارژر دیواری", "ساعت هوشمند", "قاب گوشی", "کابل شارژ", "اسپیکر بلوتوثی")),
    "زیبایی و سلامت": ("beauty", 0.11, 0.02, 120, 2900, ("کرم آبرسان", "ضدآفتاب بی‌رنگ", "عطر زنانه", "شامپوی گیاهی", "ماشین اصلاح", "رژ لب مات", "سرم پوست")),
    "کتاب و نوشت‌افزار": ("books", 0.06, 0.01, 60, 850, ("رمان ایرانی", "کتاب کودک", "دفتر سیمی", "خودنویس", "تقویم رومیزی", "ست مدادرنگی")),
    "بازی و کودک": ("kids", 0.06, 0.04, 140, 4200, ("لگوی ساختنی", "عروسک پارچه‌ای", "بازی فکری", "لباس نوزاد", "سه‌چرخه", "پازل هزارتکه")),
    "خانه و دکور": ("home", 0.07, 0.04, 220, 8900, ("آینهٔ قدی", "فرش ماشینی", "چراغ رومیزی", "روتختی دونفره", "گلدان سفالی", "ساعت دیواری", "کوسن مخمل")),
}
SHELVES = {name: Place(shelf[0], name, shelf[0].title()) for name, shelf in _SHELVES.items()}
CATEGORY_SHARE = {name: shelf[1] for name, shelf in _SHELVES.items()}
RETURN_RATE = {name: shelf[2] for name, shelf in _SHELVES.items()}
_MODELS = ("آوا", "ترمه", "نیلی", "سپید", "کهربا", "مهتاب", "آذین", "رایکا", "هیرا", "ساده", "ویژه", "پایا")


def products() -> tuple[Product, ...]:
    """The shelves, the same in every world: about 240 products with prices that end as prices do."""
    made: list[Product] = []
    for category, (slug, _share, _returns, low, high, kinds) in _SHELVES.items():
        for k, kind in enumerate(kinds):
            made.extend(_models(category, slug, low, high, kind, k))
    return tuple(made)


def _models(category: str, slug: str, low: int, high: int, kind: str, k: int) -> list[Product]:
    """Three or four models of a kind, spread over the price range of the shelf; a repeatable mix, no chance."""
    made = []
    for m in range(3 + (k + len(category)) % 2):
        mix = ((k * 37 + m * 61 + len(kind) * 13) % 100) / 100
        thousand_toman = low * (high / low) ** (0.15 + 0.7 * mix)
        price = max(int(thousand_toman / 10) * 10, 50) * 10_000
        quality = 0.5 + 0.45 * (((k * 53 + m * 29 + len(slug) * 7) % 100) / 100)
        made.append(Product(f"{slug}-{k}{m}", f"{kind} {_MODELS[(k * 5 + m * 3) % len(_MODELS)]}", category, price, quality, slug))
    return made
