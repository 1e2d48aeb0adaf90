"""Rows of FAULTS that no case provokes, or that cannot be won: what was tried."""

from __future__ import annotations

UNPROVOKED = (
    (
        "The back/forward cache itself",
        (
            "Tried: Chromium started without Playwright's --disable-back-forward-cache. It still loads the page anew and names"
            " a masked reason (notRestoredReasons). The event that tells of a return is sent instead (identity/bfcache)."
        ),
    ),
    (
        "Prerendering by the browser",
        (
            "Tried: speculation rules with eagerness immediate. The headless shell takes them and prerenders nothing."
            " document.prerendering is set instead (identity/prerendered), by which the engine itself decides."
        ),
    ),
    (
        "A hidden tab as the browser throttles it",
        (
            "Headless browsers treat every tab as visible. The page is told that it is hidden instead (identity/hidden);"
            " timers that run late are those of loading/library-after-59-s."
        ),
    ),
    (
        "Pages without an origin, or where reading a cookie throws",
        (
            "analytics.js takes calls there and delivers none, whoever makes them: no script can win this. That nothing breaks is"
            " asserted (storage/sandbox, storage/cookies-throw)."
        ),
    ),
    (
        "Storage that is full for Segment, too",
        "analytics.js does not load then (QuotaExceededError). storage/full leaves the library and the engine their own keys.",
    ),
    (
        "An apostrophe in the name of a variation, through a custom analytics integration",
        (
            "Kameleoon builds the call as text without escaping it; no pasted code runs. By default kamseg listens to events"
            " instead, which carry the name as it is (exposures/name-apostrophe)."
        ),
    ),
    (
        "Many tabs at once whose first delivery hangs for longer than its reservation",
        (
            "Tried: five tabs, deliveries of ten seconds. The clock of a test ticks in all tabs in the same moment, and goes on with"
            " the real one, so all may try again together, as tabs of real visitors do not. That five tabs at once send one"
            " (identity/five-tabs), and that a hanging delivery keeps nobody else waiting (locks/other-tab), is asserted."
        ),
    ),
    (
        "A full disk",
        "Tests do not fill disks. That a write fails is what the program sees of it (output/failure, output/half-write).",
    ),
)
