"""What a browser engine cannot do: a case that needs it is listed with the reason and not run there."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matrix.case import Case

NEEDS = {
    "clock": "Playwright's clock is set forward by minutes",
    "csp": "a Content-Security-Policy",
    "frames": "frames of another origin",
    "locks": "the Web Locks API",
    "route": "requests that Playwright cuts off or answers",
    "sandbox": "a page without an origin",
    "tabs": "several tabs of one browser",
    "trusted-types": "Trusted Types",
}
CANNOT: dict[str, dict[str, str]] = {"chromium": {}}


def reason_against(case: Case, engine: str) -> str:
    """Why the engine cannot run the case, or nothing."""
    cannot = CANNOT.get(engine, {})
    return "; ".join(cannot[need] for need in sorted(case.needs) if need in cannot)
