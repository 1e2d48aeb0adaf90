"""Tries the built snippets before they are pasted: puts them into the page's engine on its way there.

Where the form of the engine is known (CONTRACT 2.10), its configuration is rewritten, and all runs as if it
were pasted. Else the global script goes through the command queue, which cannot show the custom data.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec
from playwright.sync_api import Error

from ...generator.render import render
from . import wire
from .engine_text import custom_data_in, literals, unquoted

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, BrowserContext, Route

    from ...generator.project import Project

_BY_CONFIGURATION = "Injected by rewriting the engine's configuration: all runs as if it were pasted"
_BY_QUEUE = (
    "Injected through the command queue, for the form of this engine is not known: the global script runs "
    "later than if it were pasted, and custom data and integrations cannot be shown"
)


class Injection:
    """Puts a project's snippets into every engine that a browser context loads.

    Args:
        context: of the browser.
        project: whose snippets.
    """

    def __init__(self, context: BrowserContext, project: Project) -> None:
        artifacts = {artifact.snippet: artifact.minified for artifact in render(project)}
        self._global_script = next((text for one, text in artifacts.items() if one.id == "global-script"), "")
        self._integration = next(
            (
                text
                for one, text in artifacts.items()
                if one.id == "exposure-integration" and not one.optional
            ),
            "",
        )
        self._custom_data = {
            one.datum.custom_data: text for one, text in artifacts.items() if one.kind and one.datum
        }
        self.remarks: list[str] = []
        context.route(lambda url: wire.engine_in(url) is not None, self._handle)

    def _handle(self, route: Route) -> None:
        try:
            response = _fetched(route)
            text = response.text()
        except Error as error:  # then the page meets the same, perhaps
            self._say(f"Not injected: the engine could not be fetched ({error.message.splitlines()[0]})")
            route.fallback()
            return
        route.fulfill(response=response, body=self.injected(text))

    def injected(self, engine: str) -> str:
        """Return the text of an engine with the snippets inside; says in `remarks` how."""
        scripts = list(literals("globalScript", engine))
        if not scripts:
            self._say(_BY_QUEUE)
            return f"{self._command()}\n{engine}"
        self._say(_BY_CONFIGURATION)
        start, end = scripts[0].span(1)
        script = _added(unquoted(scripts[0][1]), self._global_script)
        return self._with_data(f"{engine[:start]}{_literal(script)}{engine[end:]}")

    def _command(self) -> str:
        queue = "(window.kameleoonQueue = window.kameleoonQueue || [])"
        return f"{queue}.push(() => {{ {self._global_script}\n}});"

    def _with_data(self, engine: str) -> str:
        found = custom_data_in(engine)
        missing = set(self._custom_data)
        if found:
            encoded, data, content = found
            for datum in data:
                if datum.get("name") in self._custom_data:
                    missing.discard(datum["name"])
                    datum |= {"customEvalCode": self._custom_data[datum["name"]], "method": "CUSTOM_CODE"}
            fresh = base64.b64encode(msgspec.json.encode(content)).decode()
            engine = engine.replace(encoded, fresh, 1)
        if missing:
            names = ", ".join(sorted(missing))
            self._say(f"Cannot be shown, for the Kameleoon project has no such custom data: {names}")
        if self._integration:
            self._say("Cannot be shown: the exposure integration; exposures are not sent by it here")
        return engine

    def _say(self, remark: str) -> None:
        if remark not in self.remarks:
            self.remarks.append(remark)


def _fetched(route: Route) -> APIResponse:
    """Ask for the engine. Browsers find `*.localhost` on this machine (RFC 6761), other programs do not."""
    address = urlsplit(route.request.url)
    if not (address.hostname or "").endswith(".localhost"):
        return route.fetch()
    loopback = address._replace(netloc=f"127.0.0.1:{address.port or 80}")
    return route.fetch(url=loopback.geturl(), headers=route.request.headers | {"host": address.netloc})


def _added(there: str, ours: str) -> str:
    """What is pasted already stays; what is ours in it runs once, as it takes care of itself."""
    return f"{there}\n{ours}" if there.strip() else ours


def _literal(text: str) -> str:
    return msgspec.json.encode(text).decode().replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
