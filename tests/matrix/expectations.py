"""What must hold, in the words of Segment and Kameleoon: events, custom data, requests.

Nothing here knows whose scripts are pasted: each expectation takes the vendor's spelling and that of Segment's spec.
Each looks once; a case has waited before (`Scene.settle`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kamseg.harness.evidence.entries import Entry
    from matrix.case import Step
    from matrix.scene import Scene

CODES = ("kameleoonVisitorCode", "k_visitorCode")
KINDS = ("experiment", "personalization")


def code_in(entry: Entry) -> str | None:
    """The visitor code that an event carries, in either spelling."""
    return next((entry["properties"][name] for name in CODES if name in entry["properties"]), None)


def identifiers(scene: Scene) -> list[Entry]:
    """The events that link Kameleoon's visitor with Segment's user."""
    event = scene.case.project.identity.event
    return scene.journal.entries("segment.event", type="track", event=event)


def seen_in(entry: Entry) -> tuple[str, Any, Any] | None:
    """Kind, campaign and variation of an exposure, or None for any other event."""
    properties = entry.data.get("properties") or {}
    for kind in KINDS:
        for campaign, variation in ((f"{kind}Name", "variationName"), (f"{kind}_name", "variation_name")):
            if campaign in properties:
                return kind, properties[campaign], properties.get(variation)
    return None


def exposures(scene: Scene) -> list[tuple[str, Any, Any]]:
    """What Segment knows that visitors saw."""
    found = (seen_in(entry) for entry in scene.journal.entries("segment.event", type="track"))
    return [exposure for exposure in found if exposure]


def identifier_sent(times: int = 1, *, at_most: int | None = None) -> Step:
    """So many events carried a visitor code, the last one that of the visitor in the page."""

    def check(scene: Scene) -> None:
        codes = [code_in(entry) for entry in identifiers(scene)]
        assert times <= len(codes) <= (at_most or times), f"identifier events with the codes {codes}"
        assert codes[-1] == scene.tab.code, f"{codes[-1]} is not the visitor, who is {scene.tab.code}"

    return check


def identifier_sent_at_most(times: int) -> Step:
    def check(scene: Scene) -> None:
        assert len(identifiers(scene)) <= times, f"identifier events: {len(identifiers(scene))}"

    return check


def identifier_from(*users: str | None) -> Step:
    """The identifier events came from these users of Segment, in this order; None: not logged in."""

    def check(scene: Scene) -> None:
        assert [entry.data.get("userId") for entry in identifiers(scene)] == list(users)

    return check


def identified_as(times: int) -> Step:
    """Segment's user was identified so often, in the end as the visitor in the page."""

    def check(scene: Scene) -> None:
        calls = scene.journal.entries("segment.event", type="identify")
        users = [entry.data.get("userId") for entry in calls]
        assert len(users) == times, f"identified: {users}"
        assert users[-1] == scene.tab.code, f"{users[-1]} is not the visitor, who is {scene.tab.code}"

    return check


def linked(event: str = "Order Completed", *, mode: str = "track") -> Step:
    """Whoever Segment says has sent this event is known to be the visitor in the page.

    Args:
        event: its name, or a type other than track.
        mode: as in the configuration.
    """

    def check(scene: Scene) -> None:
        entries = [
            entry
            for entry in scene.journal.entries("segment.event")
            if event in (entry.data.get("event"), entry["type"])
        ]
        assert entries, f"no {event}"
        if mode == "identify":
            assert entries[-1].data.get("userId") == scene.tab.code, (
                f"the user of {event}: {entries[-1].data.get('userId')}"
            )
            return
        told = {_ids_of(entry) for entry in identifiers(scene) if code_in(entry) == scene.tab.code}
        assert _ids_of(entries[-1]) in told, f"{event} came from {_ids_of(entries[-1])}; linked: {told}"

    return check


def _ids_of(entry: Entry) -> tuple[Any, Any]:
    return entry.data.get("userId"), entry.data.get("anonymousId")


def nothing_sent(scene: Scene) -> None:
    """No visitor code and no exposure reached Segment, and no trait tells of one."""
    traits = [
        entry.data.get("traits") or {} for entry in scene.journal.entries("segment.event", type="identify")
    ]
    told = [name for names in traits for name in names if name.startswith(("Experiment", "Personalization"))]
    sent = [code_in(entry) for entry in identifiers(scene)]
    assert not sent + exposures(scene) + told, f"sent: {sent}, {exposures(scene)}, {told}"


def exposure_sent(campaign: Any, variation: Any = None, *, times: int = 1, kind: str = "experiment") -> Step:
    """Segment knows so many times that the visitor saw the campaign, and with which variation."""

    def check(scene: Scene) -> None:
        found = [seen[2] for seen in exposures(scene) if seen[:2] == (kind, campaign)]
        assert len(found) == times, f"exposures: {exposures(scene)}"
        assert variation is None or set(found) == {variation}, f"variations: {found}"

    return check


def exposures_sent(total: int) -> Step:
    def check(scene: Scene) -> None:
        assert len(exposures(scene)) == total, f"exposures: {exposures(scene)}"

    return check


def exposures_name_the_visitor(scene: Scene) -> None:
    """Each exposure carries the visitor code."""
    events = [entry for entry in scene.journal.entries("segment.event", type="track") if seen_in(entry)]
    assert events, "no exposures"
    assert {code_in(entry) for entry in events} == {scene.tab.code}


def traits_hold(*words: str) -> Step:
    """The user's traits, as Segment has them in the end, hold each of these words, as name or in a value."""

    def check(scene: Scene) -> None:
        traits: dict[str, Any] = {}
        for entry in scene.journal.entries("segment.event", type="identify"):
            traits |= entry.data.get("traits") or {}
        text = " ".join(f"{name} {value}" for name, value in traits.items())
        assert all(word in text for word in words), f"traits: {traits}"

    return check


def custom_data(name: str, value: Any) -> Step:
    """The custom data has this value in the page; None: it has none (an empty list is none)."""

    def check(scene: Scene) -> None:
        actual = scene.tab.custom_data(name)
        actual = None if actual == [] else actual
        assert (type(actual), actual) == (type(value), value), f"{name}: {actual!r}"

    return check


def asked_at_most(times: int) -> Step:
    """The Data API was asked so often at most, whatever it answered."""

    def check(scene: Scene) -> None:
        asked = [entry for entry in scene.journal if is_question(entry)]
        assert len(asked) <= times, f"{len(asked)} requests"

    return check


def is_question(entry: Entry) -> bool:
    """A GET that reached the Data API, or a fault in its place."""
    reached = entry.kind == "data-api" and entry["method"] == "GET"
    instead = entry.kind == "fault" and entry["path"].startswith("/map/") and entry["does"] != "truncate"
    return reached or instead


def nothing_read(scene: Scene) -> None:
    scene.journal.none("data-api", method="GET")


def key_asked(key: str) -> Step:
    """This key was asked for, alone or among others."""

    def check(scene: Scene) -> None:
        entries = scene.journal.entries("data-api", method="GET")
        keys = {key for entry in entries for key in entry.data.get("keys") or [entry.data.get("key")]}
        assert key in keys, f"keys: {keys}"

    return check


def no_other_key_asked(*keys: str) -> Step:
    """The Data API was asked for these keys, and for nothing else."""

    def check(scene: Scene) -> None:
        entries = scene.journal.entries("data-api", method="GET")
        asked = {key for entry in entries for key in entry.data.get("keys") or [entry.data.get("key")]}
        assert asked == set(keys), f"keys: {asked}"

    return check


def no_violation(scene: Scene) -> None:
    """Nothing on the page went against its Content-Security-Policy."""
    violations = scene.tab.page.evaluate("window[Symbol.for('matrix')].violations")
    # Firefox asks for the icon by itself.
    assert [one for one in violations if not one.endswith("/favicon.ico")] == []


def page_works(scene: Scene) -> None:
    """The page has been built to its end, and its own scripts run."""
    assert scene.tab.page.locator("nav a").count() == 5
    assert scene.tab.page.evaluate("document.readyState !== 'loading' && 1 + 1") == 2


def queue_is_short(scene: Scene) -> None:
    """What waits for a library that never comes stays a handful."""
    waiting = "Array.isArray(window.analytics) ? window.analytics.length : 0"
    assert scene.tab.page.evaluate(waiting) <= 10


def at_most_one_new_global(*known: str) -> Step:
    """Beside what the page itself and Playwright bring, `window` has at most one new name."""

    def check(scene: Scene) -> None:
        script = """(known) => {
          const frame = document.body.appendChild(document.createElement("iframe"));
          const usual = new Set([...Object.keys(frame.contentWindow), ...known]);
          frame.remove();
          return Object.keys(window).filter((name) => !usual.has(name) && Number.isNaN(Number(name)) && !name.startsWith("__pw"));
        }"""
        found = scene.tab.page.evaluate(script, list(known))
        assert len(found) <= 1, f"new names on window: {found}"

    return check
