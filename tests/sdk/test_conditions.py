"""Conditions on custom data, as the real SDKs read them from the emulator's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from kameleoon.data import CustomData
from kamseg.harness.emulator.kameleoon.account import (
    Account,
    CustomDatum,
    DataCondition,
    Experiment,
    Targeting,
    Variation,
)

if TYPE_CHECKING:
    from kameleoon.kameleoon_client import KameleoonClient
    from sdk.node_sdk import NodeSdk

SET = {"Audiences": ("VIP", "Big spenders"), "Plan": ("gold",), "Orders": ("3",), "Member": ("true",)}
NEVER_SET = "Company"
# Each condition, and whether it holds.
CONDITIONS = {
    "audience": ((DataCondition(name="Audiences", value="VIP"),), True),
    "other-audience": ((DataCondition(name="Audiences", value="vip"),), False),
    "not-in": ((DataCondition(name="Audiences", value="VIP", negate=True),), False),
    "not-in-other": ((DataCondition(name="Audiences", value="Newcomers", negate=True),), True),
    "any-plan": ((DataCondition(name="Plan"),), True),
    "no-plan": ((DataCondition(name="Plan", negate=True),), False),
    "any-company": ((DataCondition(name=NEVER_SET),), False),
    "no-company": ((DataCondition(name=NEVER_SET, negate=True),), True),
    "orders": ((DataCondition(name="Orders", value=3),), True),
    "other-orders": ((DataCondition(name="Orders", value=4.5),), False),
    "member": ((DataCondition(name="Member", value=True),), True),
    "no-member": ((DataCondition(name="Member", value=False),), False),
    "both": ((DataCondition(name="Plan", value="gold"), DataCondition(name="Member", value=True)), True),
    "one-of-both": ((DataCondition(name="Plan", value="gold"), DataCondition(name="Member", value=False)), False),
    "last-of-three": ((DataCondition(name="Plan"), DataCondition(name="Orders"), DataCondition(name=NEVER_SET)), False),
    "everybody": ((), True),
}  # fmt: skip
ACCOUNT = Account(
    custom_data=tuple(CustomDatum(name=name, type="list") for name in (*SET, NEVER_SET)),
    experiments=tuple(
        Experiment(
            id=number,
            name=key,
            feature_key=key,
            variations=(Variation(id=number * 10, name="on"),),
            targeting=Targeting(manual=True, custom_data=conditions),
        )
        for number, (key, (conditions, _)) in enumerate(CONDITIONS.items(), 1)
    ),
)
EXPECTED = {key: "on" if holds else "off" for key, (_, holds) in CONDITIONS.items()}
DECIDE = """
  for (const [name, values] of Object.entries(argument)) client.addData("ada", new sdk.CustomData(name, ...values));
  const variations = client.getVariations({ visitorCode: "ada", track: false });
  return Object.fromEntries([...variations].map(([key, variation]) => [key, variation.key]));
"""
pytestmark = pytest.mark.kamseg(account=ACCOUNT)


def test_python(python_sdk: KameleoonClient) -> None:
    python_sdk.add_data("ada", *(CustomData(name, *values) for name, values in SET.items()))
    decided = python_sdk.get_variations("ada", track=False)
    assert {key: variation.key for key, variation in decided.items()} == EXPECTED


def test_node(node_sdk: NodeSdk) -> None:
    assert node_sdk.run(DECIDE, SET) == EXPECTED
