"""CONTRACT 4.1 to 4.6: analytics.js, the CDN, the tracking API."""

import base64
import json
import re
from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.segment.library import find_library
from kamseg.harness.emulator.segment.source import Source
from kamseg.harness.emulator.site.pages import Site
from kamseg.harness.evidence.journal import Journal
from kamseg.harness.journeys.servers import ServerSide
from kamseg.harness.journeys.visitor import Visitor

SEGMENT_ONLY = Site(scripts=("segment",))
BLOCKED = Fault(host="cdn.segment", does="abort")
IS_LOADED = "typeof analytics.user === 'function'"


@pytest.mark.kamseg(site=SEGMENT_ONLY, faults=(BLOCKED,))
def test_4_1_before_the_library_there_is_an_array_with_stub_methods(visitor: Visitor) -> None:
    visitor.open()
    state = visitor.page.evaluate(
        "({array: Array.isArray(analytics), user: typeof analytics.user, invoked: analytics.invoked,"
        " initialized: typeof analytics.initialized, chained: analytics.track('x') === analytics,"
        " ready: analytics.ready(() => {}) === analytics, length: analytics.length})"
    )
    assert state == {
        "array": True,
        "user": "undefined",
        "invoked": True,
        "initialized": "undefined",
        "chained": True,
        "ready": True,
        "length": 2,
    }


@pytest.mark.kamseg(
    site=Site(scripts=("segment",), after_scripts="<script>var early = analytics; var readies = 0;</script>"),
    faults=(Fault(host="cdn.segment", path="*.min.js", does="delay", name="library"),),
)
def test_4_2_the_library_is_a_new_object_and_flushes_the_queue(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    visitor.open(until="domcontentloaded")
    visitor.page.evaluate("analytics.track('Queued', {a: 1}); analytics.ready(() => { readies++; }); 0")
    emulator.release("library")
    event = journal.wait_for("segment.event", event="Queued")
    assert (event["type"], event["properties"]) == ("track", {"a": 1})
    state = visitor.page.evaluate(
        "[analytics === early, Array.isArray(analytics), typeof analytics.user, analytics.user().id(),"
        " readies]"
    )
    assert state == [False, False, "function", None, 1]
    assert visitor.page.evaluate("analytics.user().anonymousId()") == event["anonymousId"]


@pytest.mark.kamseg(site=SEGMENT_ONLY)
def test_4_2_track_resolves_after_delivery(visitor: Visitor, emulator: Emulator, journal: Journal) -> None:
    visitor.open()
    visitor.track("Delivered")
    journal.only("segment.event", event="Delivered")
    emulator.faults.add(Fault(host="api.segment", method="POST", does="delay", name="answer"))
    visitor.page.evaluate(
        "window.resolved = false; analytics.track('Held').then(() => { resolved = true; }); 0"
    )
    journal.wait_for("fault", does="delay")
    assert visitor.page.evaluate("resolved") is False
    emulator.release("answer")
    visitor.page.wait_for_function("resolved")


@pytest.mark.kamseg(site=SEGMENT_ONLY)
def test_4_2_and_4_3_identity_is_stored_and_reset(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    visitor.page.wait_for_function(IS_LOADED)
    assert visitor.cookies == {}
    visitor.identify("u1", {"plan": "gold"})
    event = journal.only("segment.event", type="identify")
    assert (event["userId"], event["traits"]) == ("u1", {"plan": "gold"})
    anonymous = visitor.ids["anonymous_id"]
    assert visitor.cookies == {"ajs_user_id": "u1", "ajs_anonymous_id": anonymous}
    visitor.join_group("g1", {"size": 3})
    assert journal.only("segment.event", type="group")["groupId"] == "g1"
    keys = set(visitor.page.evaluate("Object.keys(localStorage)"))
    assert {"ajs_user_traits", "ajs_group_properties", "ajs_group_id", "ajs_user_id"} <= keys
    visitor.identify("u2")
    assert visitor.ids["anonymous_id"] != anonymous
    visitor.logout()
    assert visitor.ids["user_id"] is None


@pytest.mark.kamseg_engines(
    "chromium", "webkit", reason="Playwright does not show what a request of Debian's Firefox carries"
)
@pytest.mark.kamseg(site=SEGMENT_ONLY)
def test_4_4_on_the_wire(visitor: Visitor, emulator: Emulator) -> None:
    visitor.open()
    visitor.page.wait_for_function(IS_LOADED)
    with visitor.page.expect_request(
        lambda request: "/v1/" in request.url and request.method == "POST"
    ) as sent:
        visitor.track("Wire", {"a": 1})
    request = sent.value
    assert request.url == emulator.url("/v1/t", "api.segment")
    key = base64.b64encode(b"emulatedWriteKey:").decode()
    assert request.headers["authorization"] == f"Basic {key}"
    assert request.headers["content-type"].startswith("text/plain")
    body = json.loads(request.post_data or "")
    assert {"type", "event", "properties", "anonymousId", "messageId", "timestamp", "sentAt"} <= body.keys()


@pytest.mark.kamseg(site=SEGMENT_ONLY)
@pytest.mark.parametrize(
    ("call", "kind"),
    [
        ("track('T')", "track"),
        ("identify('u')", "identify"),
        ("page('P')", "page"),
        ("group('g')", "group"),
        ("screen('S')", "screen"),
        ("alias('new', 'old')", "alias"),
    ],
    ids=lambda value: value.partition("(")[0],
)
def test_4_4_every_type_of_call_arrives(visitor: Visitor, journal: Journal, call: str, kind: str) -> None:
    visitor.open()
    visitor.page.wait_for_function(IS_LOADED)
    visitor.page.evaluate(f"analytics.{call}.then(() => null)")
    journal.only("segment.event", type=kind)
    journal.wait_for("forwarded")


@pytest.mark.kamseg(
    site=SEGMENT_ONLY, faults=(Fault(host="api.segment", method="POST", status=500, times=2),)
)
def test_4_4_a_500_is_retried_with_the_same_message_id(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    visitor.track("Retried")
    journal.wait_for("segment.event", event="Retried", timeout=10)
    request = journal.only("segment.request", path="/v1/t")
    assert request["attempt"] != "0"
    assert {entry["messageId"] for entry in journal.entries("fault")} == {request["messageId"]}
    assert journal.count("fault") == 2
    journal.none("segment.duplicate")


@pytest.mark.kamseg(
    site=SEGMENT_ONLY, faults=(Fault(host="api.segment", method="POST", status=400, times=1),)
)
def test_4_4_a_400_is_dropped(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    visitor.track("Dropped")
    visitor.barrier()
    journal.none("segment.event", event="Dropped")


# A track call right before a navigation can also be lost: between its queue and the request an event is in neither of
# those that analytics.js keeps for the next page (seen once in 160 times). So no test says that it arrives.
HELD = Fault(host="api.segment", method="POST", does="delay", name="first", times=1)


@pytest.mark.kamseg(site=SEGMENT_ONLY, faults=(HELD,))
def test_4_4_what_arrives_twice_after_a_navigation_counts_once(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    visitor.open()
    visitor.page.wait_for_function(IS_LOADED)
    visitor.page.evaluate("analytics.track('Leaving'); 0")
    journal.wait_for("fault", does="delay")
    visitor.open("/cart")  # sends it again, as nothing has answered the first request
    journal.wait_for("forwarded")
    emulator.release("first")
    journal.wait_for("segment.duplicate", event="Leaving")
    assert len({entry["messageId"] for entry in journal.entries("segment.request", path="/v1/t")}) == 1
    journal.only("segment.event", event="Leaving")
    journal.only("forwarded")


@pytest.mark.kamseg(
    site=SEGMENT_ONLY, faults=(Fault(host="cdn.segment", path="*.min.js", does="delay", name="library"),)
)
def test_4_4_a_track_before_the_library_is_lost_by_navigation(
    visitor: Visitor, emulator: Emulator, journal: Journal
) -> None:
    visitor.open(until="domcontentloaded")
    visitor.page.evaluate("analytics.track('Too early'); 0")
    visitor.open("/cart", until="domcontentloaded")
    emulator.release("library")
    visitor.barrier()
    journal.none("segment.event", event="Too early")


@pytest.mark.kamseg(site=SEGMENT_ONLY)
def test_4_5_cdn(emulator: Emulator) -> None:
    def get(path: str) -> Reply:
        return send(emulator.port, "cdn.segment", path)

    library = get("/analytics.js/v1/emulatedWriteKey/analytics.min.js")
    folder = find_library().folder
    assert library.body == (folder / "standalone.js").read_bytes()
    assert library.headers["access-control-allow-origin"] == "*"
    settings = get("/v1/projects/emulatedWriteKey/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"] == f"api.segment.localhost:{emulator.port}/v1"
    assert settings["metrics"] == {"sampleRate": 0}
    bundle = next(path.name for path in folder.iterdir() if re.match(r"ajs-destination\..*\.js$", path.name))
    assert get(f"/analytics-next/bundles/{bundle}").status == 200
    for path in ("/analytics.js/v1/other/analytics.min.js", "/v1/projects/other/settings", "/"):
        assert get(path).status == 404
    for name in ("../../package.json", "..%2f..%2fpackage.json", "", ".", "standalone.js.map", "/etc/passwd"):
        assert get(f"/analytics-next/bundles/{name}").status == 404
    assert send(emulator.port, "cdn.segment", "/", method="POST").status == 405


@pytest.mark.kamseg(
    site=Site(scripts=("segment",), analytics_name="segmentAnalytics"),
)
def test_4_2_another_global_name(visitor: Visitor, journal: Journal) -> None:
    visitor.open()
    visitor.page.wait_for_function("typeof segmentAnalytics.user === 'function'")
    visitor.page.evaluate("segmentAnalytics.track('Renamed').then(() => null)")
    journal.only("segment.event", event="Renamed")
    assert visitor.page.evaluate("typeof window.analytics") == "undefined"


@pytest.mark.kamseg(source=Source(settings={"integrations": {}}), site=SEGMENT_ONLY)
def test_settings_of_the_source_are_selectable(emulator: Emulator) -> None:
    settings = send(emulator.port, "cdn.segment", "/v1/projects/emulatedWriteKey/settings").json()
    assert settings["integrations"] == {}


def post(emulator: Emulator, path: str, body: Any, **headers: str) -> Reply:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return send(emulator.port, "api.segment", path, method="POST", headers=headers, body=raw)


EVENT = {"writeKey": "emulatedWriteKey", "event": "E", "userId": "u", "messageId": "m1"}


def test_tracking_api_takes_batches_and_counts_a_message_id_once(
    emulator: Emulator, journal: Journal
) -> None:
    batch = [
        {**EVENT, "type": "track"},
        {**EVENT, "type": "track", "messageId": "m2"},
        {**EVENT, "type": "track"},
    ]
    assert post(emulator, "/v1/b", {"batch": batch, "writeKey": "emulatedWriteKey"}).json() == {
        "success": True
    }
    assert post(emulator, "/v1/t", EVENT).status == 200
    assert [entry["messageId"] for entry in journal.entries("segment.event")] == ["m1", "m2"]
    assert journal.count("segment.duplicate", messageId="m1") == 2
    assert post(emulator, "/v1/m", {"series": [{"metric": "x"}]}).status == 200
    journal.only("segment.metrics", series=[{"metric": "x"}])


def test_tracking_api_answers_the_preflight(emulator: Emulator) -> None:
    reply = send(
        emulator.port, "api.segment", "/v1/t", method="OPTIONS", headers={"Origin": "http://shop.localhost"}
    )
    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == "*"
    assert reply.headers["access-control-allow-headers"] == "authorization, content-type, x-retry-count"


BAD_EVENTS = [
    (b"", 400),
    (b"{", 400),
    (b"[]", 400),
    (b"\xff\xfe", 400),
    (b"[" * 100_000, 400),
    ({**EVENT, "writeKey": "other"}, 401),
    ({**EVENT, "event": None}, 400),
    ({**EVENT, "event": 1}, 400),
    ({**EVENT, "userId": {"a": 1}}, 400),
    ({**EVENT, "userId": None}, 400),
    ({**EVENT, "properties": "text"}, 400),
    ({**EVENT, "context": []}, 200),
    ({**EVENT, "context": [1]}, 400),
    ({**EVENT, "properties": {"x": "x" * 600_000}}, 413),
]


@pytest.mark.parametrize(("body", "status"), BAD_EVENTS, ids=range(len(BAD_EVENTS)))
def test_tracking_api_refuses_bad_events(
    emulator: Emulator, journal: Journal, body: Any, status: int
) -> None:
    assert post(emulator, "/v1/t", body).status == status
    assert journal.count("bad-request", status=status) == (status != 200)
    assert journal.count("segment.event") == (status == 200)


def test_tracking_api_refuses_other_things(emulator: Emulator) -> None:
    assert post(emulator, "/v1/x", EVENT).status == 404
    assert post(emulator, "/v1/b", EVENT).status == 400
    assert post(emulator, "/v1/b", {**EVENT, "batch": [1]}).status == 400
    assert post(emulator, "/v1/b", {**EVENT, "batch": [{**EVENT, "type": "other"}]}).status == 400
    assert post(emulator, "/v1/t", EVENT, Authorization="Basic !!!").status == 400
    assert post(emulator, "/v1/t", EVENT, Authorization="Basic //79").status == 400
    assert send(emulator.port, "api.segment", "/v1/t").status == 405


def test_4_6_audiences_are_sent_by_a_server(emulator: Emulator, journal: Journal) -> None:
    ServerSide(emulator).audience("vip", entered=True, user_id="u1", anonymous_id=None)
    event = journal.only("segment.event", event="Audience Entered", userId="u1")
    assert event["properties"] == {"audience_key": "vip", "vip": True}
    ServerSide(emulator).audience("vip", entered=False, user_id="u1", anonymous_id=None)
    assert journal.only("segment.event", event="Audience Exited")["properties"]["vip"] is False
    with pytest.raises(AssertionError, match="answered 400"):
        ServerSide(emulator).track("", {})
