"""What somebody pastes into the head of their pages: it takes calls at once and loads the script behind them."""

import json
from typing import Any

CALLS = "track page identify group alias reset consent ask rate"
_SNIPPET = """\
<script>
(function () {
  var h = (window.hamsafar = window.hamsafar || []);
  if (h.load) return;
  "%(calls)s".split(" ").forEach(function (call) {
    h[call] = function () { h.push([call].concat([].slice.call(arguments))); };
  });
  h.load = function (key, options) {
    var script = document.createElement("script");
    h.key = key;
    h.options = options || {};
    script.async = true;
    script.src = "%(address)s/sdk.js";
    document.head.appendChild(script);
  };
  h.load(%(key)s, %(options)s);
})();
</script>
"""


def snippet(write_key: str, address: str, **options: Any) -> str:
    """`address` is this installation's, such as https://cx.example.com; docs/browser-sdk.md lists the options."""
    return _SNIPPET % {
        "calls": CALLS, "address": address.rstrip("/"), "key": _script_safe(write_key), "options": _script_safe(options),
    }  # fmt: skip


def _script_safe(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
