"""The page: nothing is loaded, nothing runs, and people can read it in any width, by day and by night."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from kamseg.harness.evidence.diagram import LANES
from kamseg.harness.evidence.entries import Entry
from kamseg.harness.evidence.judge import Judgement
from kamseg.harness.evidence.reports.page import page_report
from kamseg.harness.evidence.reports.run import Screenshot
from playwright.sync_api import expect
from reporting import BAD, GOOD, LOST, PIXEL, run_of, verification

if TYPE_CHECKING:
    from playwright.sync_api import Page

AXE = Path(__file__).parents[4] / "node_modules/axe-core/axe.min.js"
HOSTILE = """</script></style></pre><script>document.title = "run"</script><img src=x onerror="document.title = 'run'">'"{{ 7 * 7 }}"""


def test_the_policy_lets_in_the_style_sheet_alone() -> None:
    text = page_report(run_of(BAD))
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style
    wanted = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{wanted}'; img-src data:; base-uri 'none'" in text
    assert not re.search(r"<script|<link|<iframe| style=| on\w+=|url\(|@import", text)


def test_a_long_payload_is_cut_and_says_so() -> None:
    entries = (Entry(0, 0.0, "page", {"url": "https://a.example/", "body": "x" * 50_000}),)
    assert "more characters are in the JSON report." in page_report(run_of(verification(entries=entries)))


def test_what_pages_say_is_text() -> None:
    check = Judgement("x", HOSTILE, "fail", HOSTILE, HOSTILE, (0,))
    one = verification(
        url=f"https://a.example/{HOSTILE}",
        judgements=(check,),
        entries=(Entry(0, 0.0, HOSTILE, {HOSTILE: HOSTILE}),),
        screenshots=(Screenshot(HOSTILE, PIXEL),),
        remarks=(HOSTILE,),
        unreachable=HOSTILE,
    )
    text = page_report(run_of(one, configuration=HOSTILE, unvisited=(HOSTILE,)))
    assert "<script" not in text
    assert "<img src=x" not in text
    assert text.count("</style>") == text.count("</main>") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_people_read_it(page: Page, tmp_path: Path, scheme: str) -> None:
    file = tmp_path / "out.html"
    file.write_text(
        page_report(run_of(GOOD, BAD, LOST, unvisited=("https://later.example/",))), encoding="utf-8"
    )
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(file.as_uri())

    expect(page.get_by_role("heading", level=2)).to_have_count(3)
    section = page.locator("section").first
    expect(section).to_contain_text("The identifier is sent once per visit fails")
    expect(section.locator(".lanes span")).to_have_text(list(LANES))
    assert section.locator("img").evaluate("(image) => image.naturalWidth") == 1

    minor = section.locator("[data-tone=minor]").first
    expect(minor).to_be_hidden()
    section.get_by_label("Show all 3 entries").check()
    expect(minor).to_be_visible()
    payload = section.locator("pre").nth(1)
    expect(payload).to_be_hidden()
    section.get_by_role("link", name="entry 1").click()
    expect(payload).to_be_visible()

    for width in (360, 1500):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # axe itself needs a script, which the page forbids: it is brought in from outside of it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run().then(({ violations }) => violations)")
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert {url for url in asked if not url.startswith("data:")} <= {
        file.as_uri()
    }  # Firefox tells of no files
    assert said == []
