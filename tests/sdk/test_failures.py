"""What `getRemoteData` of each real SDK does when the Data API fails: the generated code has to stand all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.harness.emulator.http.faults import Fault
from sdk.node_sdk import SdkError
from sdk.python_sdk import connect

if TYPE_CHECKING:
    from kameleoon.kameleoon_client import KameleoonClient
    from kamseg.harness.emulator.emulator import Emulator
    from sdk.node_sdk import NodeSdk

KEY = "COHORTS_ada"
READ = "return client.getRemoteData(argument)"
JSON = "application/json"
THROWS = object()
MESSAGE = {"error": "Forbidden", "VIP": True}
"""An error body that could be taken for data."""


def answers(status: int, body: str, content_type: str = JSON) -> Fault:
    return Fault(host="*data.kameleoon", path="/map/map", status=status, body=body, content_type=content_type)


BODY = '{"error": "Forbidden", "VIP": true}'
# The answer of the Data API, what Python's get_remote_data returns, what JavaScript's getRemoteData does.
FAILURES = {
    "404 with JSON": (answers(404, BODY), MESSAGE, THROWS),
    "403 with JSON": (answers(403, BODY), MESSAGE, THROWS),
    "500 with JSON": (answers(500, BODY), MESSAGE, THROWS),
    "500 with text": (answers(500, "Internal Server Error", "text/plain"), None, THROWS),
    "404 without a body": (answers(404, ""), None, THROWS),
    "malformed JSON": (answers(200, '{"VIP": tr'), None, THROWS),
    "an empty answer": (answers(200, ""), None, THROWS),
    "HTML for JSON": (answers(200, "<h1>Maintenance</h1>", "text/html"), None, THROWS),
    "a JSON text": (answers(200, '"maintenance"'), "maintenance", "maintenance"),
    "a JSON list": (answers(200, '["VIP"]'), ["VIP"], ["VIP"]),
    "null": (answers(200, "null"), None, None),
    "a cut connection": (Fault(host="*data.kameleoon", path="/map/map", does="abort"), None, THROWS),
}


@pytest.fixture(params=FAILURES.values(), ids=list(FAILURES))
def failure(request: pytest.FixtureRequest) -> tuple[Fault, Any, Any]:
    failure: tuple[Fault, Any, Any] = request.param
    return failure


def test_failure(failure: tuple[Fault, Any, Any], node_sdk: NodeSdk, emulator: Emulator) -> None:
    fault, in_python, in_node = failure
    emulator.faults.add(fault)
    with connect(emulator.account.sitecode, emulator.port) as client:
        assert client.get_remote_data(KEY) == in_python
    try:
        assert node_sdk.run(READ, KEY) == in_node
    except SdkError:
        assert in_node is THROWS


@pytest.mark.kamseg(faults=(Fault(host="*data.kameleoon", path="/map/map", does="hang"),))
def test_an_answer_that_does_not_come_ends_with_the_timeout(
    python_sdk: KameleoonClient, node_sdk: NodeSdk
) -> None:
    """Both wait 10 s unless told otherwise."""
    assert python_sdk.get_remote_data(KEY, timeout=0.1) is None
    with pytest.raises(SdkError, match="aborted"):
        node_sdk.client(requestTimeout=100).run(READ, KEY)
