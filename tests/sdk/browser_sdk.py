"""Kameleoon's JavaScript SDK in a page."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from javascript import ROOT
from msgspec import convert
from sdk.node_sdk import Answer

if TYPE_CHECKING:
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor

PACKAGE = ROOT / "node_modules/@kameleoon/javascript-sdk/dist/javascript-sdk.umd.min.js"
REQUESTER = Path(__file__).with_name("requester.mjs")
MAKE = """
  window.kamsegSdk = { sdk: KameleoonSDK, client: new KameleoonSDK.KameleoonClient({
    siteCode, configuration: { networkDomain: "kameleoon.localhost", ...settings }, externals: { requester: toEmulator(port) },
  }) };
"""
RUN = """async ([code, argument]) => {
  const AsyncFunction = (async () => {}).constructor;
  const { client, sdk } = window.kamsegSdk;
  try {
    await client.initialize();
    const value = await new AsyncFunction("client", "sdk", "argument", code)(client, sdk, argument);
    return { value: value ?? null };
  } catch (error) {
    return { error: String(error) };
  }
}"""


class BrowserSdk:
    """One client in each page that the visitor opens from now on.

    Args:
        visitor: in whose pages.
        emulator: what the client is connected with.
        settings: of the SDK's configuration, besides the network domain.
    """

    def __init__(self, visitor: Visitor, emulator: Emulator, **settings: Any) -> None:
        self._visitor = visitor
        self._emulator = emulator
        self._settings = settings

    def run(self, code: str, argument: Any = None) -> Any:
        """Run the body of an async function that knows `client`, `sdk` and `argument`; SdkError when it throws."""
        page = self._visitor.page
        if not page.evaluate("() => 'kamsegSdk' in window"):
            page.add_script_tag(path=PACKAGE)
            page.evaluate(f"([siteCode, port, settings]) => {{ {_requester()} {MAKE} }}", self._world())
        return convert(page.evaluate(RUN, [code, argument]), Answer).open()

    def _world(self) -> list[Any]:
        return [self._emulator.account.sitecode, self._emulator.port, self._settings]


def _requester() -> str:
    return REQUESTER.read_text(encoding="utf-8").replace("export ", "")
