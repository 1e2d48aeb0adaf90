"""The panel Visit, also in the ways in which other tools have annoyed people."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec
import pytest
from inspector import Inspector
from kamseg.harness.journeys.visitor import Visitor
from kamseg.harness.preview.export import exported
from playwright.sync_api import expect
from projects import ANALYST

if TYPE_CHECKING:
    from pathlib import Path

    from kamseg.harness.evidence.journal import Journal
    from kamseg.harness.preview.preview import Preview
    from playwright.sync_api import Locator
    from pytest_playwright.pytest_playwright import CreateContextCallback


def list_of(inspector: Inspector) -> Locator:
    return inspector.root.locator("[data-arrows]")


def distance_to_the_end(inspector: Inspector) -> int:
    script = "(list) => Math.round(list.scrollHeight - list.scrollTop - list.clientHeight)"
    return int(list_of(inspector).evaluate(script))


def fill(journal: Journal, number: int = 60) -> int:
    """Let much happen; returns the number of the first entry."""
    first = journal.next_seq
    for index in range(number):
        journal.append("engine.custom-event", name=f"happening {index}")
    return first


def test_others_are_folded_away_and_found(alone: Inspector, visitor: Visitor, journal: Journal) -> None:
    journal.wait_for("linked")
    first = visitor.code
    alone.button("New visitor").click()
    journal.wait_for("linked", times=2)
    expect(alone.visitor(first)).not_to_contain_text("this browser")
    mine = alone.visitor(visitor.code)
    expect(mine).to_contain_text("this browser")
    expect(alone.visitor(first).get_by_role("button")).to_have_attribute("aria-expanded", "false")
    expect(alone.arrow("track Kameleoon identifier (200)")).to_have_count(1)
    alone.root.get_by_role("searchbox").fill(first)
    expect(alone.arrow(f"{first} is").first).to_be_visible()
    alone.root.get_by_role("searchbox").fill("")
    expect(alone.arrow(f"{first} is")).to_have_count(0)
    alone.visitor(first).get_by_role("button").click()
    expect(alone.arrow("track Kameleoon identifier (200)")).to_have_count(2)
    mine.get_by_role("button").click()
    expect(alone.arrow("track Kameleoon identifier (200)")).to_have_count(1)


def test_the_retry_loop_is_one_line(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    page = journal.only("engine.visitor")["page"]
    first = journal.next_seq
    for _ in range(30):
        for name in ("Age", "Income"):
            journal.append("custom-data.evaluated", name=name, answered=False, page=page)
    journal.append("custom-data.evaluated", name="Age", answered=True, page=page)
    alone.field("All").check()
    rows = alone.arrow("asks for Age")
    expect(rows).to_have_count(2)  # it has not answered, and then it has
    expect(rows.first.locator(".times")).to_have_text(" \N{MULTIPLICATION SIGN} 30")
    expect(alone.arrow("asks for Income")).to_have_count(1)
    rows.first.get_by_role("button").click()
    said = f"Entries {first} to {first + 58}, 30 of them, the first: custom-data.evaluated"
    expect(rows.first.locator(".payload")).to_contain_text(said)
    alone.page.evaluate(f"location.hash = 'entry-{first + 31}'")
    expect(alone.arrow("asks for Income").locator("pre")).to_be_in_viewport()


def test_a_link_leads_to_one_entry(alone: Inspector, journal: Journal, preview: Preview) -> None:
    entry = journal.wait_for("linked")
    row = alone.arrow(f"{entry['visitorCode']} is").first
    row.get_by_role("button").click()
    with alone.page.expect_popup() as opened:
        row.get_by_role("link", name=f"Link to entry {entry.seq}").click()
    other = Inspector(opened.value, opened.value)
    expect(other.root.get_by_label(f"Entry {entry.seq}")).to_be_in_viewport()
    alone.button("Clear").click()
    expect(list_of(other).locator("> *")).to_have_count(0)
    again = Inspector.alone(other.page, preview.emulator.url("/__kamseg/?again#entry-0"))
    expect(again.status).to_have_text(re.compile("^Entry 0 is not here any more"))
    expect(list_of(again).locator("> *")).to_have_count(0)  # what was cleared does not come back


def test_the_journal_can_be_kept_as_a_file(
    alone: Inspector, journal: Journal, preview: Preview, tmp_path: Path
) -> None:
    entry = journal.wait_for("linked")
    with alone.page.expect_download() as download:
        alone.root.get_by_role("link", name="Export").click()
    name = download.value.suggested_filename
    assert re.fullmatch(r"kamseg-a1b2c3d4e5-journal-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.json", name)
    download.value.save_as(tmp_path / name)
    log = json.loads((tmp_path / name).read_text(encoding="utf-8"))["log"]
    assert log["creator"]["name"] == "kamseg preview"
    assert log["project"]["sitecode"] == preview.product.project.sitecode
    assert [one["seq"] for one in log["entries"]] == list(range(len(log["entries"])))
    kept = log["entries"][entry.seq]
    assert kept == {**msgspec.structs.asdict(entry), "visitor": 0, "comment": kept["comment"], "startedDateTime": kept["startedDateTime"]}  # fmt: skip


def test_the_file_tells_when_it_was(preview: Preview) -> None:
    journal = preview.emulator.journal
    journal.append("console", level="log", text="\ud83d")  # half of a character, as pages may write it
    now = datetime(2026, 11, 25, 23, 48, 59, tzinfo=UTC)
    name, body = exported(preview, now)
    assert name == "kamseg-a1b2c3d4e5-journal-2026-11-25T23-48-59.json"
    log = json.loads(body)["log"]
    began = datetime.fromisoformat(log["startedDateTime"])
    entry = datetime.fromisoformat(log["entries"][0]["startedDateTime"])
    assert began <= entry <= now


def test_visit_reopens_at_the_newest(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    fill(journal)
    expect(alone.arrow("happening 59")).to_be_in_viewport()
    alone.tab("State")
    fill(journal, 70)
    alone.tab("Visit")
    expect(alone.arrow("happening 69")).to_be_in_viewport()
    assert distance_to_the_end(alone) <= 1


def test_who_reads_is_not_disturbed(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    fill(journal)
    row = alone.arrow("happening 3").first
    row.get_by_role("button").click()
    list_of(alone).evaluate("(list) => list.scrollTo(0, 200)")
    fill(journal, 61)
    expect(alone.arrow("happening 60")).to_have_count(1)
    assert list_of(alone).evaluate("(list) => list.scrollTop") == 200
    expect(row.locator("pre")).to_have_count(1)
    expect(row.get_by_role("button").first).to_be_focused()


def test_what_comes_later_is_filtered_too_and_opens(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    alone.root.get_by_role("searchbox").fill("happening 7")
    fill(journal, 9)
    row = alone.arrow("happening")
    expect(row).to_have_text(re.compile("happening 7"))
    row.get_by_role("button").click()
    expect(row.locator("pre")).to_contain_text('"happening 7"')
    again = Inspector.alone(alone.page, f"{alone.page.url}?again")
    expect(again.root.get_by_role("searchbox")).to_have_value("happening 7")
    expect(again.arrow("happening")).to_have_count(1)


def test_a_thousand_entries_are_the_most(alone: Inspector, journal: Journal) -> None:
    journal.wait_for("linked")
    first = fill(journal, 1500)
    expect(alone.arrow("happening 1499")).to_have_count(1)
    assert alone.root.locator("[data-seq]").count() == 1000
    alone.page.evaluate(f"location.hash = 'entry-{first}'")
    expect(alone.status).to_contain_text("older than the last ones")


@pytest.mark.preview(project=ANALYST)
def test_two_browsers_of_which_one_gave_no_consent(
    alone: Inspector, visitor: Visitor, new_context: CreateContextCallback, preview: Preview, journal: Journal
) -> None:
    visitor.consent()
    alone.press("Log in")
    journal.wait_for("segment.event", type="identify", userId="ada")
    Visitor(new_context().new_page(), preview.emulator).open("/")
    journal.wait_for("engine.visitor", stored=False, times=2)
    entries = json.loads(exported(preview)[1])["log"]["entries"]
    assert [entry["visitor"] for entry in entries if entry["kind"] == "engine.visitor"] == [0, 1]
    expect(alone.visitor("user ada")).not_to_contain_text("this browser")
