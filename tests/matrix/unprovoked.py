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
        "The user changes while the Data API is asked for the last one",
        (
            "Only where the id is Segment's (`lookup`): audiences and traits of who has just logged out are set for the rest of that page, as"
            " are those that were known at its start; the next page asks for who is there. Asking again costs more bytes than are left."
        ),
    ),
    (
        "A clock that was far ahead, and is set back",
        (
            "Tried: a year. What was kept then counts as sent until that time, wherever it is kept, or until the browser is closed; the same"
            " holds where the first cookie of the site has a number of thirteen digits for its name."
        ),
    ),
    (
        "Segment's cookies in plain quotation marks, as some Java servers set them",
        'Tried: ajs_user_id="ann@example.com" with lookup segment-user-id. The marks are taken for a part of the id until the library is there.',
    ),
    (
        "Pages that a router keeps in the fragment",
        (
            "Tried: /#/pricing. A page is a path; all of them are one, and an exposure is sent once. Telling them from fragments such as"
            " #reviews costs more bytes than are left."
        ),
    ),
    (
        "A single-page site that moves on before the library is there",
        "Tried: an experiment on two paths. Segment hears of it once, on the second.",
    ),
    (
        "Exposures that a consent wrapper drops",
        (
            "They are not sent again in that page when the visitor agrees; the identifier is (delivered/agreed), and the exposures of the"
            " next page. Telling them again costs more bytes than are left."
        ),
    ),
    (
        "A page that is written anew with document.open()",
        "It takes the listeners of all scripts with it, and the global script does not run again: exposures after it are not heard of.",
    ),
    (
        "Writing a cookie throws, reading one does not",
        "Tried: a setter that throws for cookies it does not know. The identifier is not sent. One that ignores them is storage/cookies-denied.",
    ),
    (
        "A wrapper or an old library that does not tell what it sends, and a login",
        "Tried: the user is linked with the next click, script or page instead of the next event.",
    ),
    (
        "A full disk",
        "Tests do not fill disks. That a write fails is what the program sees of it (output/failure, output/half-write).",
    ),
)
