"""Every environment variable that Hamsafar reads, in one list. docs/settings.md is held to it by a test."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    name: str
    default: str
    about: str


VARIABLES: tuple[Variable, ...] = (
    Variable(name="HAMSAFAR_DATA", default="./hamsafar-data", about="Folder of everything that is kept: both embedded stores, uploads, the installation's secret."),
    Variable(name="HAMSAFAR_HOST", default="127.0.0.1", about="Address to listen on."),
    Variable(name="HAMSAFAR_PORT", default="8000", about="Port to listen on."),
    Variable(name="HAMSAFAR_URL", default="", about="Public address, such as https://cx.example.com; empty means http://HOST:PORT. Also decides which hosts are answered."),
    Variable(name="HAMSAFAR_PROXIES", default="127.0.0.1", about="Reverse proxies whose X-Forwarded-For is believed: their addresses or networks separated by commas, or how many stand in a row (1) where nobody else reaches the port; 0 believes nobody."),
    Variable(name="HAMSAFAR_REACHABLE", default="", about="Private networks (10.1.0.0/16, separated by commas) into which gateways and web hooks from the settings pages may be called; empty lets them call public addresses only."),
    Variable(name="HAMSAFAR_EVENTS", default="", about="Event store: empty for the embedded one in HAMSAFAR_DATA, or https://user:password@clickhouse:8443/hamsafar."),
    Variable(name="DATABASE_URL", default="", about="Relational store: empty for SQLite in HAMSAFAR_DATA, or postgresql://user:password@host/name."),
    Variable(name="REDIS_URL", default="", about="Live updates and rate limits between processes: empty keeps them in this process, or redis://host:6379/0."),
    Variable(name="HAMSAFAR_SECRET", default="", about="Secret of the installation (at least 32 characters); empty makes one in HAMSAFAR_DATA/secret at the first start."),
    Variable(name="HAMSAFAR_LANGUAGE", default="fa", about="Language before anyone has chosen one: fa or en."),
    Variable(name="HAMSAFAR_TIME_ZONE", default="Asia/Tehran", about="Time zone in which days, weeks and months begin."),
    Variable(name="HAMSAFAR_CURRENCY", default="IRR", about="Currency of the company until its settings say another (ISO 4217; IRT for toman)."),
    Variable(name="HAMSAFAR_EVENTS_CLUSTER", default="", about="Name of the ClickHouse cluster when HAMSAFAR_EVENTS has several nodes; its tables are then replicated."),
    Variable(name="HAMSAFAR_QUERY_SECONDS", default="30", about="Longest time that one question to the event store may take."),
    Variable(name="HAMSAFAR_QUERY_MEGABYTES", default="2048", about="Most memory that one question to the event store may use."),
    Variable(name="HAMSAFAR_COMMENTS", default="careful", about="How comments are read: careful with sentence vectors (about 300 MB more memory while it reads), light without them, or off."),
    Variable(name="HAMSAFAR_DEBUG", default="0", about="1 shows tracebacks to developers. Never on a server that others reach."),
)

_KNOWN = {variable.name: variable for variable in VARIABLES}


def read(name: str) -> str:
    """The value of a declared variable; reading an undeclared one is a bug."""
    return os.environ.get(name, "").strip() or _KNOWN[name].default


def data_folder() -> Path:
    """HAMSAFAR_DATA as an absolute path; not created here."""
    return Path(read("HAMSAFAR_DATA")).expanduser().resolve()
