"""The journal over HTTP, for other languages and for people: `/__kamseg/journal`, `/wait`, `/reset`."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import msgspec

from ...evidence.patterns import Pattern
from .messages import Refused, Request, Response, json_response

if TYPE_CHECKING:
    from ...evidence.entries import Entry
    from ...evidence.journal import Journal

_METHODS = {"/__kamseg/journal": "GET", "/__kamseg/wait": "GET", "/__kamseg/reset": "POST"}
_LONGEST_WAIT = 60.0
_DEEPEST_NAME = 32


class Control:
    """Answers under `/__kamseg/` on every host.

    - `GET /__kamseg/journal?kind=…&event=…&properties.plan=…`: `{"entries": […], "forgotten": 0}`, those that
      match, and how many of the oldest are gone. Values are read as JSON where they are JSON, else as text.
    - `GET /__kamseg/wait?timeout=5&times=1&kind=…`: the entry (200) as soon as it is there, or 408 with the
      nearest misses. `timeout` in seconds, at most 60. It ends when its client goes.
    - `POST /__kamseg/reset`: forgets everything; 204.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def concerns(self, request: Request) -> bool:
        """Say whether the request is for the journal."""
        return request.path in _METHODS

    async def answer(self, request: Request) -> Response:
        """Answer one request; raises `Refused` for bad parameters."""
        try:
            return await self._answer(request)
        except RecursionError:
            raise Refused(400, "a value is nested too deeply") from None

    async def _answer(self, request: Request) -> Response:
        if request.method != _METHODS[request.path]:
            raise Refused(405, f"{request.path} takes {_METHODS[request.path]}")
        if request.path == "/__kamseg/reset":
            request.check_origin()
            self._journal.clear()
            return Response(204)
        if request.path == "/__kamseg/journal":
            pattern = _pattern_of(request)
            found = [entry for entry in self._journal if not pattern.misses(entry)]
            return json_response({"entries": found, "forgotten": self._journal.forgotten})
        return await self._wait(request)

    async def _wait(self, request: Request) -> Response:
        timeout, times = _number(request, "timeout", 5, _LONGEST_WAIT), _number(request, "times", 1, 1000)
        if times % 1:
            raise Refused(400, "times must be a whole number")
        pattern = _pattern_of(request, "timeout", "times")
        changed = asyncio.Event()
        loop = asyncio.get_running_loop()

        def wake(_: Entry) -> None:
            loop.call_soon_threadsafe(changed.set)

        stop = self._journal.listen(wake)
        try:
            async with asyncio.timeout(timeout):
                return json_response(await self._matching(pattern, int(times), changed))
        except TimeoutError:
            return json_response({"error": self._journal.explain(pattern, f"not within {timeout:g} s")}, 408)
        finally:
            stop()

    async def _matching(self, pattern: Pattern, times: int, changed: asyncio.Event) -> Entry:
        found: list[Entry] = []
        seen = 0
        while True:
            changed.clear()
            fresh = self._journal.since(seen)
            seen = fresh[-1].seq + 1 if fresh else seen
            found += [entry for entry in fresh if not pattern.misses(entry)]
            if len(found) >= times:
                return found[times - 1]
            await changed.wait()


def _number(request: Request, name: str, default: float, most: float) -> float:
    text = request.parameter(name)
    try:
        value = default if text is None else float(text)
    except ValueError:
        value = -1
    if not 0 < value <= most:
        raise Refused(400, f"{name} must be a number, more than 0, at most {most:g}")
    return value


def _pattern_of(request: Request, *without: str) -> Pattern:
    expected: dict[str, Any] = {}
    for name, text in request.query:
        if name not in ("kind", *without):
            *parents, last = name.split(".")
            if len(parents) > _DEEPEST_NAME:
                raise Refused(400, f"a name with more than {_DEEPEST_NAME} dots: nothing is that deep")
            place = expected
            for parent in parents:
                place = place.setdefault(parent, {})
                if not isinstance(place, dict):
                    raise Refused(400, f"{name} asks for a part of a value that is given itself")
            place[last] = _value(text)
    try:
        return Pattern(request.parameter("kind") or "*", expected)
    except ValueError as error:
        raise Refused(400, str(error)) from None


def _value(text: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return text
