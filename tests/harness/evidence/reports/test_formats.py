"""What programs and code hosts read: JUnit's XML, JSON, Markdown."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
from junitparser import JUnitXml, TestSuite
from kamseg.harness.evidence.judge import Judgement
from kamseg.harness.evidence.reports.document import Report, json_report, report_schema
from kamseg.harness.evidence.reports.files import FORMATS
from kamseg.harness.evidence.reports.junit import junit_report
from kamseg.harness.evidence.reports.markdown import LONGEST, MARKER, markdown_report
from reporting import BAD, ENTRIES, FAILED, GOOD, LOST, PASSED, URL, run_of, verification

ROOT = Path(__file__).parents[4]
HOSTILE = "</script> ]]> <!-- | `` \x00\x1b\ufffe @team #12 \n# line\n```\n| x"


def suites_of(*verifications: Any, **changes: Any) -> list[TestSuite]:
    return list(JUnitXml.fromstring(junit_report(run_of(*verifications, **changes)).encode()))


# ---- JUnit ----


def test_a_suite_for_each_address_and_browser_with_its_counts() -> None:
    root = JUnitXml.fromstring(
        junit_report(run_of(GOOD, BAD, LOST, unvisited=("https://later.example/",))).encode()
    )
    seen = [(suite.tests, suite.failures, suite.errors, suite.skipped, suite.time) for suite in root]
    assert seen == [(3, 0, 0, 1, 12.34), (4, 1, 0, 1, 12.34), (1, 0, 1, 0, 12.34), (1, 0, 0, 1, 0.0)]
    assert (root.tests, root.failures, root.errors, root.skipped) == (9, 1, 1, 3)
    assert next(iter(root)).timestamp == "2026-09-01T12:30:00"


def test_a_failure_tells_its_evidence_and_remedy_where_each_ci_looks() -> None:
    (suite,) = suites_of(BAD)
    (failure,) = [result for case in suite for result in case.result if result.type == FAILED.id]
    assert failure.message == FAILED.evidence
    assert failure.text == f"{FAILED.evidence}\nTo do: paste the global script once."


def test_names_are_unique_as_gitlab_wants_them() -> None:
    suites = suites_of(GOOD, GOOD, verification(judgements=(PASSED, PASSED)))
    names = [(case.classname, case.name) for suite in suites for case in suite]
    assert len(set(names)) == len(names)


def test_the_times_of_the_cases_add_up() -> None:
    (suite,) = suites_of(BAD)
    assert sum(case.time for case in suite) == pytest.approx(suite.time)


def test_any_text_gives_well_formed_xml() -> None:
    (suite,) = suites_of(
        verification(judgements=(Judgement("x", HOSTILE, "fail", HOSTILE, HOSTILE),), remarks=(HOSTILE,))
    )
    assert [case.name for case in suite][1].startswith("</script> ]]> <!-- | ``")


# ---- JSON ----


def test_the_json_is_what_its_schema_says() -> None:
    text = json_report(run_of(GOOD, BAD, LOST, shard=(1, 2)))
    report = msgspec.json.decode(text, type=Report)
    assert [one.outcome for one in report.results] == ["passed", "failed", "unreachable"]
    assert report.results[1].checks[1].remedy == FAILED.remedy
    assert report.results[0].journal[1].data == ENTRIES[1].data
    assert not report.passed
    assert set(json.loads(text)) == set(report_schema()["$defs"]["Report"]["properties"])


def test_a_run_that_was_interrupted_has_not_passed() -> None:
    assert json.loads(json_report(run_of(GOOD)))["passed"]
    assert not json.loads(json_report(run_of(GOOD, unvisited=(URL,))))["passed"]
    assert not json.loads(json_report(run_of()))["passed"]


def test_the_documented_schema_is_that_of_the_structs() -> None:
    file = ROOT / "docs/report.schema.json"
    wanted = json.dumps(report_schema(), indent=2) + "\n"
    assert file.read_text(encoding="utf-8") == wanted, f"renew {file} with .ci/report_schema.py"


def test_what_the_documentation_shows_of_it_is_there() -> None:
    text = (ROOT / "docs/reports.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    shown, written = json.loads(example), json.loads(json_report(run_of(BAD)))
    assert shown["format"] == written["format"]
    result, check, entry = (
        shown["results"][0],
        shown["results"][0]["checks"][0],
        shown["results"][0]["journal"][0],
    )
    wanted = written["results"][0]
    assert set(shown) <= set(written)
    assert set(result) <= set(wanted)
    assert set(check) <= set(wanted["checks"][0])
    assert set(entry) == set(wanted["journal"][0])
    assert re.findall(r"^\| `(\.\w+)` \|", text, re.MULTILINE) == list(FORMATS)


# ---- Markdown ----


def test_a_comment_begins_with_its_marker_and_the_verdict() -> None:
    text = markdown_report(run_of(GOOD, BAD))
    assert text.startswith(f"{MARKER}\n### kamseg verify: 1 passed, 1 failed\n")
    assert "| FAIL | `https://staging.example.com/` | chromium 140.0 | 1 fails, 1 holds, 1 not seen |" in text
    assert text.index("| FAIL |") < text.index("| PASS |")
    assert "To do: paste the global script once." in text


def test_a_comment_is_never_longer_than_github_takes() -> None:
    long = verification(
        url=f"{URL}?{'|' * 3000}",
        judgements=tuple(
            Judgement(f"c{number}", "T " * 50, "fail", "é" * 9000, "R " * 50) for number in range(9)
        ),
    )
    text = markdown_report(run_of(*[long] * 300))
    assert len(text) <= LONGEST
    assert "| | and 200 more | | |" in text
    assert re.search(r"\n_\d+ more, which did not fit here: see the whole report._\n$", text)


def test_one_that_alone_is_too_long_is_cut_too() -> None:
    checks = tuple(Judgement(f"c{number}", "T", "fail", "word " * 400, "R") for number in range(60))
    text = markdown_report(run_of(verification(judgements=checks)))
    assert LONGEST * 0.8 < len(text) <= LONGEST


def test_nobody_is_mentioned_and_no_markup_comes_in() -> None:
    one = verification(
        url=f"{URL}?a|b`c",
        judgements=(Judgement("x", HOSTILE, "fail", HOSTILE, HOSTILE),),
        remarks=(HOSTILE,),
    )
    text = markdown_report(run_of(one)).replace(MARKER, "")
    outside = re.sub(
        r"^ *(`{3,})\n.*?^ *\1$|(`+)(?!`).*?(?<!`)\2(?!`)", "", text, flags=re.DOTALL | re.MULTILINE
    )
    assert not re.search(r"@\w|#\d|(?<!\\)<(?!!-- -->|/?sub>|br>)", outside)
    assert "| FAIL | ``" in text
    assert r"?a\|b`c" in text
