"""`app.kameleoon.localhost`: Kameleoon's own UI, as far as it runs pasted code (CONTRACT 1 row 6, 3.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ..http.messages import Refused, Request, Response, text_response

if TYPE_CHECKING:
    from .account import Account

# The code is given as JSON inside a script element, so `</script>` in it must not end the element.
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Values for the targeting condition</title>
<script type="application/json" id="code">%s</script>
<script>
  const code = JSON.parse(document.getElementById("code").textContent);
  const answer = (0, eval)("(function () {" + code + "\\n})").call(window);
  const isOption = (item) => Object(item) === item && "value" in item && "label" in item;
  window.values = Array.isArray(answer) && answer.every(isOption) ? answer : null;
</script>
<ul></ul>
<script>
  for (const { label } of window.values || []) {
    document.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: label }));
  }
</script>
"""


class AppHost:
    """`/values?custom-data=NAME`: a page that runs the pasted "Save the values…" code of one custom data.

    `window.values` is then the array of `{value, label}` that the code has returned at once, or null for
    anything else, a Promise included.
    """

    def __init__(self, account: Account) -> None:
        self._data = {datum.name: datum for datum in account.custom_data}

    def answer(self, request: Request) -> Response:
        """Answer with the page; 404 for a custom data that does not exist or has no such code."""
        if request.path == "/favicon.ico":
            return Response(204)
        if request.path != "/values":
            raise Refused(404, "the app serves /values?custom-data=NAME")
        datum = self._data.get(request.required("custom-data"))
        if datum is None or not datum.values_code:
            raise Refused(404, "no custom data of this name has code for its values")
        literal = msgspec.json.encode(datum.values_code).decode().replace("<", "\\u003c")
        return text_response(_PAGE.replace("%s", literal, 1), "text/html")
