"""Lets a page come to rest: until then, that nothing has come only says that it is early."""

from __future__ import annotations

import json
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING

from ..emulator.segment.tracking import BARRIER

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..emulator.emulator import Emulator

# A click lets the snippets look at once. Whoever polls by the engine has had a turn when another condition is
# looked at for the second time. Locks are waited for; then an event comes after all theirs.
_REST = """
const library = () => window[{name}];
for (let tries = 0; {has_library} && tries < 100 && !(library() && library().user); tries += 1) {{
  await new Promise((resolve) => setTimeout(resolve, 50));
}}
document.documentElement.click();
const {{ Core }} = Object(Object(window.Kameleoon).API);
let turns = 0;
if (Core) await new Promise((resolve) => Core.runWhenConditionTrue(() => (turns += 1) > 1, resolve));
for (let isBusy = Boolean(navigator.locks); isBusy;) {{
  const {{ held, pending }} = await navigator.locks.query();
  const [lock] = [...held, ...pending];
  isBusy = Boolean(lock);
  if (lock) await navigator.locks.request(lock.name, () => undefined);
}}
if ({has_library}) await library().track({barrier}, {{ name: {mark} }});
"""
_SECONDS = 5.0


def come_to_rest(emulator: Emulator, run: Callable[[str], None], *, since: int) -> None:
    """Return when the page has sent what it is going to send, and Segment has it.

    Where Segment's library is blocked only the snippets' own turn is waited for.

    Args:
        emulator: whose page it is.
        run: lets the page run the body of an async function, and returns when it has ended.
        since: the position in the journal at which the page began to load.
    """
    journal = emulator.journal
    has_library = any(entry.kind == "segment.settings" for entry in journal.since(since))
    mark = uuid.uuid4().hex
    script = _REST.format(
        has_library=json.dumps(has_library),
        name=json.dumps(emulator.project.segment.global_name if emulator.project else "analytics"),
        barrier=json.dumps(BARRIER),
        mark=json.dumps(mark),
    )
    run(script)
    if has_library:
        with suppress(AssertionError):  # what is tracked does not arrive: a trouble that the journey has made
            journal.wait_for("barrier", timeout=_SECONDS, name=mark)
