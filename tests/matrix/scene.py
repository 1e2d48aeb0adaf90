"""What cases act upon: the visitor's tabs, the emulator, and fair waiting that knows nobody's scripts from inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.harness.emulator.segment.tracking import BARRIER
from matrix.case import CODE, Case
from waiting import LOCKS_FREE, LOOK_NOW

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.journeys.visitor import Visitor

# Counts requests that are under way, and violations of a Content-Security-Policy.
INSTRUMENTS = """
(() => {
  const seen = { open: 0, violations: [] };
  Object.defineProperty(window, Symbol.for("matrix"), { value: seen });
  const { send } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.send = function (...values) {
    seen.open += 1;
    this.addEventListener("loadend", () => { seen.open -= 1; });
    return send.apply(this, values);
  };
  const { fetch } = window;
  window.fetch = (...values) => {
    seen.open += 1;
    const close = () => { seen.open -= 1; };
    const sent = fetch(...values);
    sent.then(close, close);
    return sent;
  };
  document.addEventListener("securitypolicyviolation", (event) => {
    seen.violations.push(event.violatedDirective + " " + event.blockedURI);
  });
})();
"""
_NOTHING_UNDER_WAY = "window[Symbol.for('matrix')].open === 0"
_LONGEST_WAIT = 8  # seconds


class Scene:
    """One run of one case.

    Args:
        case: which.
        visitor: the person, in the first tab.
        emulator: the world.
    """

    def __init__(self, case: Case, visitor: Visitor, emulator: Emulator) -> None:
        self.case = case
        self.tab = visitor
        self._context = visitor.context
        self.emulator = emulator
        visitor.context.set_default_timeout(_LONGEST_WAIT * 1000)
        visitor.context.clock.install()
        visitor.context.add_init_script(INSTRUMENTS)
        if case.init:
            visitor.context.add_init_script(case.init)
        for prefix, value in case.stored.items():
            self.give_cookie("kameleoonVisitorCode", CODE)
            emulator.data_api.put(prefix + CODE, value)

    @property
    def journal(self) -> Journal:
        return self.emulator.journal

    @property
    def _library(self) -> str:
        name = f"window.{self.case.project.segment.global_name}"
        return f"(window.{self.case.library} || {name})" if self.case.library else name

    def give_cookie(self, name: str, value: str, *, host: str = "shop") -> None:
        self.tab.context.add_cookies([{"name": name, "value": value, "url": self.emulator.url(host=host)}])

    def page(self, path: str = "/", *, host: str = "shop") -> None:
        """Open a page and stay until everything that is going to be sent has been sent."""
        self.tab.start(path, host=host)
        self.settle()

    def settle(self, *tabs: Visitor) -> None:
        """Wait until everything that is going to be sent has been sent; Segment's library is there, or comes.

        Whoever polls has looked again by then: three seconds have passed for the timers of the pages, each after
        what was under way had ended.
        """
        tabs = tabs or (self.tab,)
        for tab in tabs:
            tab.page.wait_for_function(f"{self._library} && typeof {self._library}.user === 'function'")
        if len(tabs) > 1:  # all look before time is let pass: tabs tell each other in real time
            for tab in tabs:
                tab.page.evaluate(LOOK_NOW)
        self.pass_time(3, *tabs)
        for tab in tabs:
            tab.page.evaluate(LOCKS_FREE)
            self._barrier(tab)

    def pass_time(self, seconds: int, *tabs: Visitor) -> None:
        """Let time pass for the timers of all pages, second by second, each after what was under way has ended."""
        for _ in range(seconds):
            self.idle(*tabs)
            self._context.clock.run_for(1000)
        self.idle(*tabs)

    def idle(self, *tabs: Visitor) -> None:
        """Wait until no request of the pages is under way."""
        for tab in tabs or (self.tab,):
            tab.page.wait_for_function(_NOTHING_UNDER_WAY)

    def _barrier(self, tab: Visitor) -> None:
        """One more event goes the way of all others; see `Visitor.barrier`."""
        count = self.journal.count("barrier")
        call = f"(event) => {{ {self._library}.track(event, {{ case: true }}); }}"
        tab.page.evaluate(call, BARRIER)
        self.journal.wait_for("barrier", times=count + 1, timeout=_LONGEST_WAIT)
        self.idle(tab)
