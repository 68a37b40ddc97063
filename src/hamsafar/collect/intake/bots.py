"""Programs that read pages. What they do is kept and marked, so that it can be told apart from people."""

import re
from functools import lru_cache

# "Cubot" and "Kubot" are telephones. Browsers without a window are not listed: tests and screen readers of all sorts use them.
_BOT = re.compile(
    r"(?<!cu)(?<!ku)bot\b|bot[/;_-]|crawl|spider|slurp|bingpreview|mediapartners|feedfetcher|lighthouse|pagespeed|ptst/|gtmetrix|pingdom"
    r"|uptime|statuscake|site24x7|newrelicpinger|facebookexternalhit|whatsapp/|skypeuripreview|embedly|ia_archiver|phantomjs|scrapy"
    r"|python-requests|python-urllib|aiohttp|httpclient|go-http-client|curl/|wget/|libwww|archiver|validator|prerender",
    re.IGNORECASE,
)


@lru_cache(maxsize=10_000)
def is_bot(agent: str) -> bool:
    """Whether a user agent names itself a program."""
    return bool(agent) and _BOT.search(agent) is not None
