"""The report as JUnit's XML, as Jenkins, GitLab and the actions for GitHub read it.

Of the many dialects this is what all of them take: suites within `testsuites`, a class name and a name that
together are unique, the message of a failure also in its text.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from .words import OUTCOME, browser_of, origin_of, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..judge import Judgement
    from .run import Run, Verification

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 document may hold, not even escaped."""

_REACHED = "The site can be reached"


def junit_report(run: Run) -> str:
    """Write a run as JUnit's XML: a suite for each address and browser, a case for each check."""
    root = _element(None, "testsuites", {"name": "kamseg verify"})
    names = Counter[str]()
    for one in run.verifications:
        name = f"{one.browser} {one.url}"
        names[name] += 1
        _suite(root, run, one, f"{name} ({names[name]})" if names[name] > 1 else name)
    for url in run.unvisited:
        suite = _element(root, "testsuite", {"name": url, "time": "0.000"})
        case = _element(suite, "testcase", {"classname": url, "name": _REACHED, "time": "0.000"})
        _element(case, "skipped", {"message": "the run was interrupted"})
    for suite in root:
        suite.attrib |= _counts(suite)
    total = sum(one.duration for one in run.verifications)
    root.attrib |= _counts(root) | {"time": f"{total:.3f}"}
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(root: Element, run: Run, one: Verification, name: str) -> None:
    suite = _element(
        root,
        "testsuite",
        {
            "name": name,
            "time": f"{one.duration:.3f}",
            "timestamp": one.started.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        },
    )
    properties = _element(suite, "properties")
    for key, value in (("url", one.url), ("browser", browser_of(one)), ("kamseg", origin_of(run))):
        _element(properties, "property", {"name": key, "value": value})
    # The whole time is that of the way there: what checks take is nothing.
    case = {"classname": name, "name": _REACHED, "time": f"{one.duration:.3f}"}
    reached = _element(suite, "testcase", case)
    if one.unreachable:
        problem = {"message": _line(one.unreachable), "type": OUTCOME["unreachable"]}
        _element(reached, "error", problem, sentence(one.unreachable))
    titles = Counter([_REACHED])
    for it in one.judgements:
        titles[it.title] += 1
        title = f"{it.title} ({titles[it.title]})" if titles[it.title] > 1 else it.title
        _case(suite, it, {"classname": name, "name": title, "time": "0.000"})
    if one.remarks:
        _element(suite, "system-out", text="\n".join(map(sentence, one.remarks)))


def _case(suite: Element, it: Judgement, attributes: Mapping[str, str]) -> None:
    case = _element(suite, "testcase", attributes)
    if it.state == "fail":
        said = f"{it.evidence}\nTo do: {sentence(it.remedy)}" if it.remedy else it.evidence
        _element(case, "failure", {"message": _line(it.evidence), "type": it.id}, said)
    elif it.state == "open":
        _element(case, "skipped", {"message": _line(it.evidence)})


def _counts(suite: Element) -> dict[str, str]:
    counted = {"tests": "testcase", "failures": "failure", "errors": "error", "skipped": "skipped"}
    return {name: str(len(list(suite.iter(tag)))) for name, tag in counted.items()}


def _element(
    parent: Element | None, tag: str, attributes: Mapping[str, str] | None = None, text: str | None = None
) -> Element:
    clean = {name: _clean(value) for name, value in (attributes or {}).items()}
    element = Element(tag, clean) if parent is None else SubElement(parent, tag, clean)
    element.text = None if text is None else _clean(text)
    return element


def _clean(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _line(text: str) -> str:
    return " ".join(text.split())
