"""Who a visitor is, in each way that the install guide names: what Segment sends under that id decides a flag on a server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kamseg.generator.project import Identity
from kamseg.harness.emulator.kameleoon.pasting import pasted
from msgspec.structs import replace
from projects import EVERYTHING, PERSONAS
from sdk.generated import as_body, imported
from sdk.test_connected import FLAG
from waiting import refreshed

if TYPE_CHECKING:
    from pathlib import Path

    from kameleoon.kameleoon_client import KameleoonClient
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor
    from sdk.node_sdk import NodeSdk

IDENTIFIED = replace(EVERYTHING, identity=Identity(mode="identify"))
OWN_ID = replace(EVERYTHING, identity=Identity(mode="none", lookup="segment-user-id"))
DECIDE = """
  const { personas } = await addSegmentData(client, ...argument);
  return [personas, client.getVariation({ visitorCode: argument[0], featureKey: "sample-bag" }).key];
"""


@pytest.mark.kamseg(account=pasted(IDENTIFIED, experiments=(FLAG,)))
def test_the_visitor_code_is_the_user_id(
    visitor: Visitor, emulator: Emulator, python_sdk: KameleoonClient, node_sdk: NodeSdk, tmp_path: Path
) -> None:
    visitor.start()
    emulator.journal.wait_for("segment.event", type="identify", userId=visitor.code)
    visitor.enter_audience("VIP")
    emulator.journal.wait_for("data-api.stored", key=f"COHORTS_{visitor.code}")
    assert node_sdk.run(as_body("nodejs", DECIDE, IDENTIFIED), [visitor.code]) == [["VIP"], "bag"]
    assert imported(tmp_path, IDENTIFIED).add_segment_data(python_sdk, visitor.code).personas == ["VIP"]
    assert python_sdk.get_variation(visitor.code, "sample-bag").key == "bag"


@pytest.mark.kamseg(account=pasted(OWN_ID, experiments=(FLAG,)))
def test_both_systems_have_an_id_of_the_site(
    visitor: Visitor, emulator: Emulator, python_sdk: KameleoonClient, node_sdk: NodeSdk, tmp_path: Path
) -> None:
    visitor.start()
    visitor.identify("ada & co")
    visitor.enter_audience("VIP")
    emulator.journal.wait_for("data-api.stored", key="COHORTS_ada & co")
    # The server's visitor code is the site's id.
    module = imported(tmp_path, OWN_ID)
    assert module.add_segment_data(python_sdk, "ada & co", "ada & co").personas == ["VIP"]
    assert python_sdk.get_variation("ada & co", "sample-bag").key == "bag"
    # Here the SDK cannot ask for such an id, and nobody else is taken for this user.
    assert node_sdk.run(as_body("nodejs", DECIDE, OWN_ID), ["ada & co", "ada & co"]) == [None, "off"]
    # The page reads the same, and sends no identifier.
    visitor.start("/pricing")
    refreshed(visitor)
    assert visitor.custom_data(PERSONAS) == ["VIP"]
    emulator.journal.none("segment.event", event="Kameleoon identifier")
