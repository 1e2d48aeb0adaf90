"""Each SDK, as it is published, reads its configuration and what the closed loop stored from the emulator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from kameleoon.data import CustomData
from kamseg.harness.emulator.kameleoon.account import DataCondition, Experiment, Targeting, Variation
from kamseg.harness.emulator.kameleoon.pasting import pasted
from msgspec.structs import replace
from projects import EVERYTHING, PERSONAS

if TYPE_CHECKING:
    from kameleoon.kameleoon_client import KameleoonClient
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor
    from sdk.browser_sdk import BrowserSdk
    from sdk.node_sdk import NodeSdk

FLAG = Experiment(
    id=301,
    name="Sample bag",
    feature_key="sample-bag",
    variations=(Variation(id=3011, name="A bag for VIPs", key="bag"),),
    targeting=Targeting(manual=True, custom_data=(DataCondition(name=PERSONAS, value="VIP"),)),
)
ACCOUNT = pasted(EVERYTHING, experiments=(FLAG,))
KEY = "COHORTS_ada"
READ = "return client.getRemoteData(argument)"
DECIDE = """
  const key = (code) => client.getVariation({ visitorCode: code, featureKey: "sample-bag" }).key;
  client.addData("somebody", new sdk.CustomData(argument, "Newcomers"));
  client.addData("vip", new sdk.CustomData(argument, "Newcomers", "VIP"));
  const keys = [key("nobody"), key("somebody"), key("vip")];
  await client.flush({ visitorCode: "vip", instant: true });
  return [...keys, client.getEngineTrackingCode("vip")];
"""
TRACKING_CODE = ("['Experiments.assignVariation',301,3011,true]", "['Experiments.trigger',301,true]")


pytestmark = pytest.mark.kamseg(account=ACCOUNT)


@pytest.fixture(autouse=True)
def _every_request_is_understood(emulator: Emulator) -> Any:
    yield
    emulator.journal.none("bad-request")


def test_python_reads_what_is_stored(python_sdk: KameleoonClient, emulator: Emulator) -> None:
    emulator.data_api.put(KEY, {"VIP": True})
    assert python_sdk.is_ready()
    assert python_sdk.get_remote_data(KEY) == {"VIP": True}
    emulator.journal.wait_for("data-api", keys=[KEY], host="eu-data.kameleoon.localhost")


def test_node_reads_what_is_stored(node_sdk: NodeSdk, emulator: Emulator) -> None:
    emulator.data_api.put(KEY, {"VIP": True})
    assert node_sdk.run(READ, KEY) == {"VIP": True}
    emulator.journal.wait_for("data-api", keys=[KEY], host="eu-data.kameleoon.localhost")


@pytest.mark.kamseg_every_engine
def test_what_segment_sends_comes_back_from_every_sdk(
    visitor: Visitor,
    browser_sdk: BrowserSdk,
    node_sdk: NodeSdk,
    python_sdk: KameleoonClient,
    emulator: Emulator,
) -> None:
    visitor.start()
    emulator.journal.wait_for("linked", visitorCode=visitor.code)
    visitor.enter_audience("VIP")
    key = f"COHORTS_{visitor.code}"
    stored = emulator.journal.wait_for("data-api.stored", key=key)["value"]
    assert browser_sdk.run(READ, key) == stored
    assert node_sdk.run(READ, key) == stored
    assert python_sdk.get_remote_data(key) == stored


def test_python_decides_a_flag_for_a_persona(python_sdk: KameleoonClient, emulator: Emulator) -> None:
    python_sdk.add_data("somebody", CustomData(0, "Newcomers"))
    python_sdk.add_data("vip", CustomData(0, "Newcomers", "VIP"))
    keys = [python_sdk.get_variation(code, "sample-bag").key for code in ("nobody", "somebody", "vip")]
    assert keys == ["off", "off", "bag"]
    code = python_sdk.get_engine_tracking_code("vip")
    assert all(call in code for call in TRACKING_CODE)
    python_sdk.flush("vip", instant=True)
    emulator.journal.wait_for("sdk.sent", eventType="experiment", visitorCode="vip", id=301, variationId=3011)


def test_node_decides_a_flag_for_a_persona(node_sdk: NodeSdk, emulator: Emulator) -> None:
    *keys, code = node_sdk.run(DECIDE, 0)
    assert keys == ["off", "off", "bag"]
    assert all(call in code for call in TRACKING_CODE)
    emulator.journal.wait_for("sdk.sent", eventType="experiment", visitorCode="vip", id=301, variationId=3011)


def test_a_browser_decides_a_flag_for_a_persona(
    visitor: Visitor, browser_sdk: BrowserSdk, emulator: Emulator
) -> None:
    visitor.start()
    *keys, code = browser_sdk.run(DECIDE, 0)
    assert keys == ["off", "off", "bag"]
    assert all(call in code for call in TRACKING_CODE)
    emulator.journal.wait_for("sdk.sent", eventType="experiment", visitorCode="vip", id=301, variationId=3011)


@pytest.mark.kamseg(account=replace(ACCOUNT, consent="required"))
def test_sdks_know_that_consent_is_required(
    python_sdk: KameleoonClient, node_sdk: NodeSdk, emulator: Emulator
) -> None:
    """Nothing leaves for a visitor who has not consented."""
    node_sdk.run(
        "client.addData('nobody', new sdk.CustomData(0, 'VIP')); await client.flush({ visitorCode: 'nobody', instant: true });"
    )
    python_sdk.flush("nobody", instant=True)
    emulator.journal.none("sdk.sent")


# The key that is meant, and the one that the Data API is asked for when the SDKs are given it as it is.
KEYS = {
    "COHORTS_a b": "COHORTS_a b",
    "COHORTS_é": "COHORTS_é",
    "COHORTS_a/b?c=d": "COHORTS_a/b?c=d",
    "COHORTS_a%26b": "COHORTS_a%26b",
    "COHORTS_a&b": "COHORTS_a",
    "COHORTS_a#b": "COHORTS_a",
    "COHORTS_a+b": "COHORTS_a b",
}


@pytest.mark.parametrize(("key", "in_node"), KEYS.items())
def test_which_key_is_asked_for(
    python_sdk: KameleoonClient, node_sdk: NodeSdk, emulator: Emulator, key: str, in_node: str
) -> None:
    """Python encodes the key; JavaScript so that `&`, `#` and `+` get lost, and what is encoded before twice."""
    for asked in {key, in_node}:
        emulator.data_api.put(asked, {"key": asked})
    assert python_sdk.get_remote_data(key) == {"key": key}
    assert node_sdk.run(READ, key) == {"key": in_node}
