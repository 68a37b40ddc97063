"""What reaches the log: no customer's data, no secrets. Masking is the last step before a line is written, tracebacks included."""

import logging
import re

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_SECRETS = "password|passwd|secret|token|write_?key|api_?key|authorization|cookie|sessionid"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # user:password@ in addresses of stores
    (re.compile(r"(?<=://)[^\s/@:]*:[^\s/@]+(?=@)"), "***"),
    # Authorization headers, keys and passwords, however they are written down
    (re.compile(r"(?i)\b(basic|bearer)\s+[\w+/=.~-]{6,}"), r"\1 ***"),
    (re.compile(rf"(?i)\b({_SECRETS})(['\"]?\s*[:=]\s*['\"]?)[^\s'\",;&}}]+"), r"\1\2***"),
    # e-mail addresses: the domain helps to find a fault, the mailbox is somebody
    (re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)"), r"***@\1"),
    # phone numbers, card numbers, national ids: ten or more digits, Persian ones too, with the usual separators
    (re.compile(r"(?<![\w.:-])\+?[0-9۰-۹٠-٩](?:[ \-()]?[0-9۰-۹٠-٩]){9,18}(?![\w.:-])"), "***"),
)


def masked(text: str) -> str:
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text


class MaskingFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def logging_settings(*, debug: bool) -> dict[str, object]:
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"masked": {"()": "hamsafar.config.logs.MaskingFormatter", "format": FORMAT}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "masked"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "hamsafar": {"level": "INFO"},
            "uvicorn": {"level": "WARNING"},
            # Refusals and missing pages are answers, not incidents.
            "django.request": {"level": "WARNING" if debug else "ERROR"},
            # chdb's driver logs the SQL, with its values
            "clickhouse_connect": {"level": "ERROR"},
        },
    }
