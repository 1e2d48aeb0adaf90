"""No journey passes vacuously: each goes red in a world that is broken in the way that it is about.

The kinds are those of public reports: what never happens is asserted too early (microsoft/playwright#16473,
#18815), or of something that is not there at all (cypress-io/cypress#205, #6958).
"""

from __future__ import annotations

import pytest
from configurations import journey_called
from kamseg.generator.project import Identity
from kamseg.harness import (
    Account,
    BrowserActor,
    Emulator,
    Player,
    StepFailedError,
    Visitor,
    demo_account,
    shop_site,
)
from msgspec.structs import replace
from projects import EVERYTHING

AT_ONCE = """\
Kameleoon.API.Core.runWhenConditionTrue(() => window.analytics && typeof analytics.user === "function", () => {
  analytics.track("Kameleoon identifier", { kameleoonVisitorCode: Kameleoon.API.Visitor.code });
});
"""
"""Sends the visitor code on each page, whatever the consent."""
THROWS = f"{AT_ONCE} throw new Error('of the script');"
READS = """\
Kameleoon.API.Data.retrieveDataFromRemoteSource(["COHORTS_" + Kameleoon.API.Visitor.code], () => {});
return { value: null };
"""
"""Reads whatever the consent."""
UNLINKED = replace(EVERYTHING, identity=Identity(mode="none"))


@pytest.mark.kamseg(site=shop_site(EVERYTHING))
@pytest.mark.parametrize(
    ("name", "script", "reads", "said"),
    [
        ("01-first-visit", AT_ONCE + AT_ONCE, "", "once in all"),
        ("02-returning-visit", AT_ONCE, "", "once in all"),
        ("03-consent-given-late", AT_ONCE, "", "never: an event that Segment has"),
        ("03-consent-given-late", "", READS, "never: a call of the Data API"),
        ("04-consent-refused", AT_ONCE, "", "never: an event that Segment has"),
        ("04-consent-refused", "", READS, "never: a call of the Data API"),
        ("11-single-page", AT_ONCE, "", "once in all"),
        pytest.param("12-segment-blocked", THROWS, "", "never: Pasted code threw", marks=pytest.mark.kamseg_allow("engine.error")),
    ],
)  # fmt: skip
class TestBrokenScripts:
    @pytest.fixture
    def account(self, name: str, script: str, reads: str) -> Account:
        project = UNLINKED if reads else EVERYTHING
        account = demo_account(project, consent=journey_called(name).consent)
        data = (
            tuple(replace(one, code=reads) for one in account.custom_data) if reads else account.custom_data
        )
        return replace(account, global_script=script, custom_data=data)

    @pytest.mark.usefixtures("script", "reads")
    def test_it_goes_red(self, name: str, said: str, visitor: Visitor, emulator: Emulator) -> None:
        with pytest.raises(StepFailedError) as caught:
            Player(emulator, BrowserActor(visitor)).play(journey_called(name))
        assert caught.value.expected.startswith(said)
