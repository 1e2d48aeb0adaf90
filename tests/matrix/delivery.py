"""What is on the page twice, what is left or closed too early, and an API that is not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kamseg.harness.emulator.http.faults import Fault
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case
from matrix.expectations import exposure_sent, exposures_sent, identifier_sent
from matrix.loading import HERO
from matrix.visits import opens
from msgspec.structs import replace

if TYPE_CHECKING:
    from kamseg.harness.emulator.kameleoon.account import Account
    from matrix.scene import Scene


def leaves_in_the_same_moment(scene: Scene) -> None:
    """Open a page that goes elsewhere as soon as the identifier is tracked; look at two more pages."""
    scene.tab.open(until="commit")  # it may be left before it has loaded
    scene.journal.wait_for("engine.event", name="Started", url=re.compile(r"/pricing$"))
    scene.settle()
    scene.page("/cart")


# Stub and library alike: whoever asks for the global is given one whose `track` leaves the page.
LEAVES = """
if (location.pathname === "/") {
  let analytics;
  const leaving = new WeakSet();
  const leaveOn = ({ track }) => function (event, ...rest) {
    const sent = track.call(this, event, ...rest);
    if (event === "Kameleoon identifier") location.href = "/pricing";
    return sent;
  };
  Object.defineProperty(window, "analytics", {
    set(value) {
      analytics = value;
    },
    get() {
      if (analytics?.track && !leaving.has(analytics.track)) {
        analytics.track = leaveOn(analytics);
        leaving.add(analytics.track);
      }
      return analytics;
    },
  });
}
"""


def closes_while_sending(scene: Scene) -> None:
    """Close the tab before Segment's API has answered; come back in another one."""
    scene.tab.start()
    scene.journal.wait_for("fault", host="api.segment.localhost")
    new = scene.tab.new_tab()
    scene.tab.page.close()
    scene.emulator.release("slow")
    scene.tab = new
    scene.page("/pricing")


def api_comes_back(scene: Scene) -> None:
    """Look at a page while Segment's API cannot be reached, at the next one when it can."""
    scene.emulator.faults.add(Fault(host="api.segment", does="abort"))
    scene.tab.start()
    scene.journal.wait_for("fault", host="api.segment.localhost")
    scene.pass_time(3)
    scene.emulator.faults.clear()
    scene.page("/pricing")


def twice(account: Account) -> Account:
    """Everything has been pasted a second time below the first."""
    return replace(account, global_script=account.global_script * 2, integrations=account.integrations * 2)


CASES = (
    Case(
        id="loading/engine-twice",
        title="The engine is on the page twice",
        visit=opens(),
        site=Site(scripts=("engine", "engine", "segment")),
        account={"experiments": (HERO,)},
        expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1)),
    ),
    Case(
        id="loading/segment-twice",
        title="Segment's snippet is on the page twice",
        visit=opens(),
        site=Site(scripts=("engine", "segment", "segment")),
        account={"experiments": (HERO,)},
        expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1)),
    ),
    Case(
        id="loading/pasted-twice",
        title="The scripts are pasted twice",
        visit=opens(),
        change=twice,
        account={"experiments": (HERO,)},
        expect=(identifier_sent(), exposure_sent("Hero", "Large"), exposures_sent(1)),
    ),
    Case(
        id="loading/left-at-once",
        title="The page is left in the same moment in which the identifier is tracked",
        visit=leaves_in_the_same_moment,
        init=LEAVES,
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/closed-at-once",
        title="The tab is closed while the identifier is under way; another is opened later",
        tabs=2,
        visit=closes_while_sending,
        faults=(Fault(host="api.segment", does="delay", name="slow", times=1),),
        expect=(identifier_sent(1, at_most=2),),
    ),
    Case(
        id="loading/api-500",
        title="Segment's API answers 500 at first, and is asked again",
        visit=opens("/", "/pricing"),
        faults=(Fault(host="api.segment", method="POST", status=500, times=1),),
        expect=(identifier_sent(),),
    ),
    Case(
        id="loading/api-blocked",
        title="Segment's API is cut off on the first page, and is there again on the second",
        visit=api_comes_back,
        expect=(identifier_sent(),),
    ),
)
