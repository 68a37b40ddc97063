"""Django's settings, derived from the variables in environment.py."""

from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

from .environment import data_folder, read
from .logs import logging_settings
from .proxies import parse as parse_proxies
from .proxies import parse_reachable
from .secret import installation_secret

DATA = data_folder()
DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
SECRET_KEY = installation_secret()
DEBUG = read("HAMSAFAR_DEBUG") == "1"
PUBLIC_URL = read("HAMSAFAR_URL") or f"http://{read('HAMSAFAR_HOST')}:{read('HAMSAFAR_PORT')}"
EVENTS = read("HAMSAFAR_EVENTS") or f"chdb://{DATA / 'events'}"
REDIS_URL = read("REDIS_URL")
PROXIES = parse_proxies(read("HAMSAFAR_PROXIES"))
REACHABLE_NETWORKS = parse_reachable(read("HAMSAFAR_REACHABLE"))
HOME_CURRENCY = read("HAMSAFAR_CURRENCY")
EVENTS_CLUSTER = read("HAMSAFAR_EVENTS_CLUSTER")
COMMENTS = read("HAMSAFAR_COMMENTS")
QUERY_SECONDS = float(read("HAMSAFAR_QUERY_SECONDS"))
QUERY_MEGABYTES = int(read("HAMSAFAR_QUERY_MEGABYTES"))

_public = urlsplit(PUBLIC_URL)
SECURE = _public.scheme == "https"
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", _public.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]

# Rooms in the order of the data path. A room is an app when it has models, templates or translations.
ROOMS = [
    "hamsafar.base.ui",
    "hamsafar.ground.organisation",
    "hamsafar.ground.audit",
    "hamsafar.ground.jobs",
    "hamsafar.ground.actions",
    "hamsafar.ground.notices",
    "hamsafar.collect.intake",
    "hamsafar.collect.imports",
    "hamsafar.collect.surveys",
    "hamsafar.collect.ideas",
    "hamsafar.collect.mentions",
    "hamsafar.collect.research",
    "hamsafar.collect.reviews",
    "hamsafar.identify.people",
    "hamsafar.identify.consent",
    "hamsafar.store.events",
    "hamsafar.store.erasure",
    "hamsafar.measure.shelf",
    "hamsafar.measure.voice",
    "hamsafar.measure.metrics",
    "hamsafar.measure.segments",
    "hamsafar.measure.results",
    "hamsafar.measure.reports",
    "hamsafar.measure.reputation",
    "hamsafar.decide.contact",
    "hamsafar.decide.asking",
    "hamsafar.act.messaging",
    "hamsafar.act.cases",
    "hamsafar.act.told",
    "hamsafar.show.home",
    "hamsafar.show.customer",
    "hamsafar.show.findings",
    "hamsafar.show.board",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    *[room for room in ROOMS if find_spec(room)],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hamsafar.base.ui.policy.ContentPolicyMiddleware",
    "hamsafar.base.ui.serving.AssetsMiddleware",
    "hamsafar.base.ui.policy.CompressionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hamsafar.ground.organisation.middleware.KeyMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hamsafar.ground.organisation.middleware.ReaderMiddleware",
    "hamsafar.base.ui.refusals.LengthMiddleware",
    "django.middleware.common.CommonMiddleware",
    "hamsafar.base.ui.refusals.FormMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hamsafar.base.ui.refusals.RefusalMiddleware",
    "hamsafar.ground.organisation.middleware.GateMiddleware",
]
ROOT_URLCONF = "hamsafar.config.urls"
ASGI_APPLICATION = "hamsafar.config.asgi.application"
INTAKE_ONWARD = "hamsafar.config.onward.spine"  # what follows the intake, which knows no later floor
SURVEYS_AROUND = "hamsafar.config.survey_ways.around"  # what surveys ask of later floors
IDEAS_AROUND = "hamsafar.config.idea_ways.around"  # and ideas
REVIEWS_AROUND = "hamsafar.config.review_ways.around"  # what reviews ask of them
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hamsafar.config.navigation.shell",
            ],
        },
    }
]
AUTH_USER_MODEL = "organisation.Member"
LOGIN_URL = "/sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hamsafar.ground.organisation.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("email", "name")}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
CSRF_FAILURE_VIEW = "hamsafar.base.ui.views.csrf_failed"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def _database() -> dict[str, object]:
    url = read("DATABASE_URL")
    if not url:
        return {
            "ENGINE": "hamsafar.base.sqlite",
            "CONN_MAX_AGE": None,  # a file is always there
            "NAME": DATA / "hamsafar.sqlite3",
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
                " PRAGMA wal_autocheckpoint=32000;"  # where `base/sqlite/keeper` does not run
                " PRAGMA secure_delete=ON;",  # what is erased is overwritten
            },
            "TEST": {"NAME": ":memory:"},
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("DATABASE_URL starts with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database()}

LANGUAGE_CODE = read("HAMSAFAR_LANGUAGE")
LANGUAGES = [("fa", "فارسی"), ("en", "English")]
# A room carries its own words; this also reaches rooms that are not Django apps.
LOCALE_PATHS = sorted(Path(__file__).resolve().parent.parent.glob("**/locale"))
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_I18N = True
USE_TZ = True
TIME_ZONE = read("HAMSAFAR_TIME_ZONE")

STATIC_URL = "/static/"
# Served straight from the built folder: esbuild puts a hash into each name and a .br and .gz beside it, so nothing needs collecting.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = r"-[0-9A-Z]{8}\.(js|css|woff2|svg|png)$"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# What every room holds about customers, and how it forgets them.
PRIVACY_REGISTRY = "hamsafar.config.privacy.REGISTRY"
LOGGING = logging_settings(debug=DEBUG)
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# Files that come in wait here and not in the machine's own place for such, which may be small and is shared.
FILE_UPLOAD_TEMP_DIR = DATA / "incoming"
FILE_UPLOAD_TEMP_DIR.mkdir(exist_ok=True, mode=0o700)
