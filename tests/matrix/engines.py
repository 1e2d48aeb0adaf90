"""Which cases run in which browser engine: all of them in Chromium, the core in every one."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matrix.case import Case

CHROMIUM = "chromium"
OTHERS = ("firefox", "webkit")
CORE = ("identity", "consent", "subdomains", "locks")
"""The families in which browsers differ most: cookies, storage, locks, tabs, navigation."""

NEEDS = {
    "clock": "Playwright's clock is set forward by minutes",
    "csp": "a Content-Security-Policy",
    "frames": "frames of another origin",
    "locks": "the Web Locks API",
    "route": "requests that Playwright cuts off or answers",
    "sandbox": "a page without an origin",
    "trusted-types": "Trusted Types",
}
# By what a case needs, or by its id.
CANNOT: dict[str, dict[str, str]] = {
    "firefox": {"identity/back-and-forth": "Playwright cannot go back in Debian's Firefox"},
    "webkit": {
        "identity/back-and-forth": "WebKit keeps the page that is left: going back starts no engine anew"
    },
}


def is_of_core(case: Case) -> bool:
    """Whether every engine runs the case."""
    return case.family in CORE


def reason_against(case: Case, engine: str) -> str:
    """Why the engine cannot run the case, or nothing."""
    cannot = CANNOT.get(engine, {})
    return "; ".join(cannot[what] for what in sorted({case.id, *case.needs}) if what in cannot)
