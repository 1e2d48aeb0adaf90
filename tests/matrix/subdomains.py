"""One visit over the subdomains of a site: cookies are shared there, localStorage is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kamseg.generator.project import Exposures, Identity
from kamseg.harness.emulator.site.pages import Site
from matrix.case import Case, Step
from matrix.expectations import exposure_sent, identified_as, identifier_from, identifier_sent
from matrix.loading import HERO
from matrix.visits import then
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

WWW, CHECKOUT = "www.shop", "checkout.shop"
SITE = Site(subdomains=("www", "checkout"))
ONCE_A_VISIT = replace(EVERYTHING, exposures=Exposures(once_per="visit"))
IDENTIFY = replace(EVERYTHING, identity=Identity(mode="identify"))


def walks(*hosts: str) -> Step:
    def visit(scene: Scene) -> None:
        for host in hosts:
            scene.page(host=host)

    return visit


def logs_in_on_www(scene: Scene) -> None:
    scene.page(host=WWW)
    scene.tab.identify("ann")
    scene.settle()


def loses_the_code(scene: Scene) -> None:
    scene.tab.context.clear_cookies(name="kameleoonVisitorCode")


# The user id that Segment once kept in the storage of the other subdomain.
LEFT_OVER = """
if (location.hostname.startsWith("checkout.")) localStorage.setItem("ajs_user_id", '"bob"');
"""
HOST_ONLY = "<script>analytics._loadOptions = { cookie: { domain: location.hostname } };</script>"
# As browsers do on a public suffix, and for an address in numbers.
NO_SHARED_COOKIES = """
const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
Object.defineProperty(Document.prototype, "cookie", {
  get() { return get.call(this); },
  set(text) { if (!/domain=/i.test(text)) set.call(this, text); },
});
"""

CASES = (
    Case(id="subdomains/walk", title="From one subdomain to the other and back", site=SITE, visit=walks(WWW, CHECKOUT, WWW), expect=(identifier_sent(),)),
    Case(id="subdomains/exposure", title="An experiment on two subdomains, once per visit", site=SITE, visit=walks(WWW, CHECKOUT, WWW), project=ONCE_A_VISIT, account={"experiments": (HERO,)},
         expect=(identifier_sent(), exposure_sent("Hero", "Large")), naive="once per visit is a setting of ours"),
    Case(id="subdomains/left-over-user", title="Segment keeps another user on the other subdomain: each is linked once", site=SITE, init=LEFT_OVER, visit=then(logs_in_on_www, walks(CHECKOUT, WWW, CHECKOUT)),
         expect=(identifier_from(None, "ann", "bob"),)),
    Case(id="subdomains/host-only", title="The site keeps Segment's cookies on each subdomain: each anonymous id is linked once", site=replace(SITE, after_scripts=HOST_ONLY),
         visit=walks(WWW, CHECKOUT, WWW, CHECKOUT), expect=(identifier_sent(2),)),
    Case(id="subdomains/refused", title="The browser refuses cookies for a whole domain: once per subdomain", site=SITE, init=NO_SHARED_COOKIES, visit=walks(WWW, WWW), expect=(identifier_sent(),)),
    Case(id="subdomains/identify", title="The visitor code is the user id, and Kameleoon's cookie is lost on the way to the other subdomain", site=SITE, project=IDENTIFY,
         visit=then(walks(WWW), loses_the_code, walks(CHECKOUT)), expect=(identified_as(2),), naive="who is linked, and how, is a setting of ours"),
)  # fmt: skip
