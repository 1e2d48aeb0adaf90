"""Kameleoon and Segment on one machine, as they really behave (docs/contract.md).

These names are what users import, from here: `from kamseg.harness import Emulator, Visitor`. Where they live
may change. Each is loaded when it is first asked for, so that the command line loads nothing of it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..generator.sources import read_project as read_project
    from .browsers.engines import NoBrowserError as NoBrowserError
    from .browsers.engines import open_engine as open_engine
    from .emulator.emulator import Emulator as Emulator
    from .emulator.http.faults import Fault as Fault
    from .emulator.http.faults import FaultPlan as FaultPlan
    from .emulator.http.messages import Refused as Refused
    from .emulator.http.messages import Request as Request
    from .emulator.http.messages import Response as Response
    from .emulator.kameleoon.account import Account as Account
    from .emulator.kameleoon.account import BuiltIn as BuiltIn
    from .emulator.kameleoon.account import CustomDatum as CustomDatum
    from .emulator.kameleoon.account import DataCondition as DataCondition
    from .emulator.kameleoon.account import Experiment as Experiment
    from .emulator.kameleoon.account import Personalization as Personalization
    from .emulator.kameleoon.account import Targeting as Targeting
    from .emulator.kameleoon.account import Variation as Variation
    from .emulator.kameleoon.data_api import DataApi as DataApi
    from .emulator.kameleoon.data_api import DataApiBehaviour as DataApiBehaviour
    from .emulator.kameleoon.ingest import IngestBehaviour as IngestBehaviour
    from .emulator.kameleoon.pasting import pasted as pasted
    from .emulator.segment.source import Destination as Destination
    from .emulator.segment.source import Source as Source
    from .emulator.site.decision import Decision as Decision
    from .emulator.site.decision import Question as Question
    from .emulator.site.decision import Server as Server
    from .emulator.site.demo import demo_account as demo_account
    from .emulator.site.layout import Frame as Frame
    from .emulator.site.layout import Layout as Layout
    from .emulator.site.pages import Site as Site
    from .emulator.site.shop import shop_site as shop_site
    from .evidence.entries import Entry as Entry
    from .evidence.journal import Journal as Journal
    from .evidence.judge import Judgement as Judgement
    from .evidence.judge import judge as judge
    from .evidence.judge import judge_site as judge_site
    from .evidence.parts import PartState as PartState
    from .journeys.browser_actor import BrowserActor as BrowserActor
    from .journeys.failure import StepFailedError as StepFailedError
    from .journeys.fitting import journeys_for as journeys_for
    from .journeys.journey import Journey as Journey
    from .journeys.journey import read_journey as read_journey
    from .journeys.player import Player as Player
    from .journeys.visitor import Visitor as Visitor
    from .verify.observed import ObservedSite as ObservedSite
    from .verify.observed import OpenSite as OpenSite
    from .verify.observer import Observer as Observer

_HOMES = {
    "Account": "emulator.kameleoon.account",
    "BrowserActor": "journeys.browser_actor",
    "BuiltIn": "emulator.kameleoon.account",
    "CustomDatum": "emulator.kameleoon.account",
    "DataApi": "emulator.kameleoon.data_api",
    "DataApiBehaviour": "emulator.kameleoon.data_api",
    "DataCondition": "emulator.kameleoon.account",
    "Decision": "emulator.site.decision",
    "Destination": "emulator.segment.source",
    "Emulator": "emulator.emulator",
    "Entry": "evidence.entries",
    "Experiment": "emulator.kameleoon.account",
    "Fault": "emulator.http.faults",
    "FaultPlan": "emulator.http.faults",
    "Frame": "emulator.site.layout",
    "IngestBehaviour": "emulator.kameleoon.ingest",
    "Journal": "evidence.journal",
    "Journey": "journeys.journey",
    "Judgement": "evidence.judge",
    "Layout": "emulator.site.layout",
    "NoBrowserError": "browsers.engines",
    "PartState": "evidence.parts",
    "Personalization": "emulator.kameleoon.account",
    "ObservedSite": "verify.observed",
    "Observer": "verify.observer",
    "OpenSite": "verify.observed",
    "Player": "journeys.player",
    "Question": "emulator.site.decision",
    "Refused": "emulator.http.messages",
    "Request": "emulator.http.messages",
    "Response": "emulator.http.messages",
    "Server": "emulator.site.decision",
    "Site": "emulator.site.pages",
    "Source": "emulator.segment.source",
    "StepFailedError": "journeys.failure",
    "Targeting": "emulator.kameleoon.account",
    "Variation": "emulator.kameleoon.account",
    "Visitor": "journeys.visitor",
    "demo_account": "emulator.site.demo",
    "judge": "evidence.judge",
    "journeys_for": "journeys.fitting",
    "judge_site": "evidence.judge",
    "open_engine": "browsers.engines",
    "pasted": "emulator.kameleoon.pasting",
    "read_journey": "journeys.journey",
    "read_project": ".generator.sources",
    "shop_site": "emulator.site.shop",
}
__all__ = [
    "Account",
    "BrowserActor",
    "BuiltIn",
    "CustomDatum",
    "DataApi",
    "DataApiBehaviour",
    "DataCondition",
    "Decision",
    "Destination",
    "Emulator",
    "Entry",
    "Experiment",
    "Fault",
    "FaultPlan",
    "Frame",
    "IngestBehaviour",
    "Journal",
    "Journey",
    "Judgement",
    "Layout",
    "NoBrowserError",
    "ObservedSite",
    "Observer",
    "OpenSite",
    "PartState",
    "Personalization",
    "Player",
    "Question",
    "Refused",
    "Request",
    "Response",
    "Server",
    "Site",
    "Source",
    "StepFailedError",
    "Targeting",
    "Variation",
    "Visitor",
    "demo_account",
    "journeys_for",
    "judge",
    "judge_site",
    "open_engine",
    "pasted",
    "read_journey",
    "read_project",
    "shop_site",
]


if not TYPE_CHECKING:  # a type checker that saw it would let any misspelt name pass

    def __getattr__(name: str) -> Any:
        """Load a public name from where it lives (PEP 562).

        Raises:
            AttributeError: there is no such name.
            ImportError: what it needs is not installed.
        """
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        try:
            return getattr(import_module(f".{_HOMES[name]}", __name__), name)
        except ModuleNotFoundError as error:
            remedy = "install it with: pip install 'kamseg[harness]'"
            raise ImportError(f"{name} needs the package {error.name}; {remedy}", name=error.name) from error


def __dir__() -> list[str]:
    return sorted(__all__)
