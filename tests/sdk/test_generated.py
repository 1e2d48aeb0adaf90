"""The files for JavaScript, Node.js and Python with the real SDKs: what Segment stored decides a feature flag, and no
failure becomes data or an exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kamseg.harness.emulator.http.faults import Fault
from sdk.generated import as_body, imported
from sdk.test_connected import ACCOUNT
from sdk.test_failures import FAILURES

if TYPE_CHECKING:
    from pathlib import Path

    from kameleoon.kameleoon_client import KameleoonClient
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor
    from sdk.browser_sdk import BrowserSdk
    from sdk.node_sdk import NodeSdk

pytestmark = pytest.mark.kamseg(account=ACCOUNT)

NOTHING: dict[str, Any] = {"personas": None, "traits": {}, "group": None}
CALL = "return addSegmentData(client, argument, 250);"
DECIDE = """
  const found = await addSegmentData(client, argument);
  return [found, client.getVariation({ visitorCode: argument, featureKey: "sample-bag" }).key];
"""


def has_stored(emulator: Emulator, visitor: str) -> dict[str, Any]:
    emulator.data_api.put(f"COHORTS_{visitor}", {"VIP": True, "left": False})
    emulator.data_api.put(f"IDENTIFY_{visitor}", {"plan": "gold", "groupId": "acme"})
    return {"personas": ["VIP"], "traits": {"plan": "gold"}, "group": "acme"}


def leaves(emulator: Emulator, visitor: str) -> None:
    emulator.data_api.put(f"COHORTS_{visitor}", {"VIP": False, "left": False})


def test_a_persona_decides_a_flag_in_python(
    python_sdk: KameleoonClient, emulator: Emulator, tmp_path: Path
) -> None:
    segment_data = imported(tmp_path)
    stored = has_stored(emulator, "ada")
    assert vars(segment_data.add_segment_data(python_sdk, "ada")) == stored
    assert python_sdk.get_variation("ada", "sample-bag").key == "bag"
    leaves(emulator, "ada")
    assert segment_data.add_segment_data(python_sdk, "ada").personas == []
    assert python_sdk.get_variation("ada", "sample-bag", track=False).key == "off"


def test_a_persona_decides_a_flag_in_node(node_sdk: NodeSdk, emulator: Emulator) -> None:
    code = as_body("nodejs", DECIDE)
    stored = has_stored(emulator, "ada")
    assert node_sdk.run(code, "ada") == [stored, "bag"]
    leaves(emulator, "ada")
    assert node_sdk.run(code, "ada") == [stored | {"personas": []}, "off"]


@pytest.mark.kamseg_every_engine
def test_what_segment_sends_decides_a_flag_in_a_browser(
    visitor: Visitor, browser_sdk: BrowserSdk, emulator: Emulator
) -> None:
    visitor.start()
    emulator.journal.wait_for("linked", visitorCode=visitor.code)
    visitor.enter_audience("VIP")
    emulator.journal.wait_for("data-api.stored", key=f"COHORTS_{visitor.code}")
    found, variation = browser_sdk.run(as_body("javascript", DECIDE), visitor.code)
    assert found["personas"] == ["VIP"]
    assert variation == "bag"


def test_a_failure_is_no_data(
    python_sdk: KameleoonClient, node_sdk: NodeSdk, emulator: Emulator, tmp_path: Path
) -> None:
    """One world for all: whatever fails, fails anew for each request."""
    segment_data, code = imported(tmp_path), as_body("nodejs", CALL)
    # The only bodies that are as they should be.
    fine = {"a JSON list": {"personas": ["VIP"]}}
    for name, (fault, _, _) in FAILURES.items():
        emulator.faults.add(fault)
        expected = NOTHING | fine.get(name, {})
        assert vars(segment_data.read_segment_data(python_sdk, "ada", 0.25)) == expected, name
        assert node_sdk.run(code, "ada") == expected, name
        emulator.faults.clear()


@pytest.mark.kamseg(faults=(Fault(host="*data.kameleoon", path="/map/map", does="hang"),))
def test_an_answer_that_does_not_come_is_no_data(
    python_sdk: KameleoonClient, node_sdk: NodeSdk, tmp_path: Path
) -> None:
    assert vars(imported(tmp_path).read_segment_data(python_sdk, "ada", 0.1)) == NOTHING
    # Other than Python's, this SDK takes no time limit for one request; the file has its own.
    assert node_sdk.run(as_body("nodejs", CALL), "ada") == NOTHING


@pytest.mark.parametrize("user", ["a&b", "a#b", "a+b", "a%26b", "é b/?c=d"])
def test_whatever_the_id_nobody_gets_the_data_of_somebody_else(
    python_sdk: KameleoonClient, node_sdk: NodeSdk, emulator: Emulator, tmp_path: Path, user: str
) -> None:
    for other in ("a", "a b", "a%2526b"):
        emulator.data_api.put(f"COHORTS_{other}", {"of somebody else": True})
    emulator.data_api.put(f"COHORTS_{user}", {"VIP": True})
    assert imported(tmp_path).read_segment_data(python_sdk, user).personas == ["VIP"]
    # The JavaScript SDK cannot ask for these.
    expected = None if set(user) & set("&#+") else ["VIP"]
    assert node_sdk.run(as_body("nodejs", CALL), user)["personas"] == expected
