"""Ready-made pieces to send a first event with, for each way of sending."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .snippet import snippet

_NEXT = """\
import {{ AnalyticsBrowser }} from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({{
  writeKey: "{key}",
  cdnURL: "{address}",
}});
analytics.track("Product Viewed", {{ product_id: "A1", name: "Shoe", price: 1200000, currency: "IRR" }});
"""
_CURL = """\
curl {address}/v1/track -u {key}: -H 'Content-Type: application/json' -d '{{
  "userId": "customer-1",
  "event": "Order Completed",
  "properties": {{"order_id": "1", "revenue": 1200000, "currency": "IRR"}}
}}'
"""
_PYTHON = """\
# pip install segment-analytics-python
import segment.analytics as analytics

analytics.write_key = "{key}"
analytics.host = "{address}"
analytics.track("customer-1", "Order Completed", {{"order_id": "1", "revenue": 1200000, "currency": "IRR"}})
analytics.flush()
"""
_NODE = """\
// npm install @segment/analytics-node
import {{ Analytics }} from "@segment/analytics-node";

const analytics = new Analytics({{ writeKey: "{key}", host: "{address}" }});
analytics.track({{ userId: "customer-1", event: "Order Completed", properties: {{ order_id: "1", revenue: 1200000, currency: "IRR" }} }});
await analytics.closeAndFlush();
"""


def _filled(text: str) -> Callable[[str, str], str]:
    return lambda key, address: text.format(key=key, address=address)


WAYS: dict[str, tuple[str | Promise, str | Promise, Callable[[str, str], str]]] = {
    "browser": (_("Website"), _("Paste this into the head of every page. Page views, clicks and errors come by themselves."), snippet),
    "next": ("analytics-next", _("For pages that already use Segment's library: only the address changes."), _filled(_NEXT)),
    "curl": ("curl", _("To try it from a terminal."), _filled(_CURL)),
    "python": ("Python", _("Segment's own library for Python, as it is."), _filled(_PYTHON)),
    "node": ("Node", _("Segment's own library for Node, as it is."), _filled(_NODE)),
}
