"""The report on a terminal: failures first, quiet where all is well, and nothing of a page steers it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import msgspec
import pytest
from kamseg.harness.evidence.reports.terminal import Style, style_of, terminal_report
from reporting import BAD, FAILED, GOOD, LOST, OPEN, URL, run_of, verification

if TYPE_CHECKING:
    from kamseg.harness.evidence.judge import Judgement

PLAIN = Style(80)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def report_with(**changes: str) -> str:
    failed: Judgement = msgspec.structs.replace(FAILED, **changes)
    return terminal_report(run_of(verification(judgements=(failed,))), PLAIN)


def test_a_run_without_failure_is_quiet() -> None:
    assert terminal_report(run_of(GOOD), PLAIN) == (
        "kamseg 0.1.0, kamseg.toml (a1b2c3)\n"
        "PASS  https://staging.example.com/  chromium 140.0, 12.3s: 1 holds, 1 not seen\n"
        "      Delivers nothing: 14 tracking calls were answered here.\n"
        "\n"
        "1 passed\n"
    )


def test_what_failed_comes_first_with_its_remedy() -> None:
    run = run_of(GOOD, LOST, BAD, shard=(1, 2), unvisited=("https://later.example/",))
    assert terminal_report(run, PLAIN) == (
        "kamseg 0.1.0, kamseg.toml (a1b2c3), part 1 of 2\n"
        "\n"
        "FAIL  https://staging.example.com/  chromium 140.0, 12.3s\n"
        "      - The identifier is sent once per visit\n"
        "        k3jd82h4k5l6m7n8 was sent again in one visit\n"
        "        To do: paste the global script once.\n"
        "      1 fails, 1 holds, 1 not seen: Each exposure is sent once.\n"
        "      Delivers nothing: 14 tracking calls were answered here.\n"
        "\n"
        "LOST  https://staging.example.com/  chromium 140.0, 12.3s\n"
        "      nobody answers at staging.example.com; check the address.\n"
        "\n"
        "PASS  https://staging.example.com/  chromium 140.0, 12.3s: 1 holds, 1 not seen\n"
        "      Delivers nothing: 14 tracking calls were answered here.\n"
        "SKIP  https://later.example/\n"
        "\n"
        "1 passed, 1 failed, 1 could not be reached; interrupted, 1 not visited\n"
    )


def test_nothing_visited() -> None:
    assert terminal_report(run_of(unvisited=(URL,)), PLAIN).endswith(
        "\nnothing was verified; interrupted, 1 not visited\n"
    )


@pytest.mark.parametrize("width", [40, 60, 100])
def test_lines_fit_the_terminal_and_addresses_stay_whole(width: int) -> None:
    url = f"https://staging.example.com/{'long-' * 25}"
    one = verification(
        url=url, judgements=(msgspec.structs.replace(FAILED, evidence="many words " * 30), OPEN)
    )
    lines = terminal_report(run_of(one), Style(width)).splitlines()
    assert sum(url in line for line in lines) == 1
    assert all(len(line) <= width for line in lines if url not in line)


def test_colours_say_nothing_more_than_words() -> None:
    run = run_of(BAD, GOOD, LOST)
    coloured = terminal_report(run, Style(80, coloured=True))
    assert "\033[31;1mFAIL\033[0m" in coloured
    assert re.sub(r"\033\[[\d;]*m", "", coloured) == terminal_report(run, PLAIN)


@pytest.mark.parametrize(
    ("stream", "environment", "coloured"),
    [
        (Terminal(), {}, True),
        (Terminal(), {"NO_COLOR": ""}, True),
        (Terminal(), {"NO_COLOR": "1"}, False),
        (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {}, False),
    ],
)
def test_colours_only_on_a_terminal(stream: io.StringIO, environment: dict[str, str], coloured: bool) -> None:
    assert style_of(stream, environment).coloured is coloured


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("72", 72), ("300", 100)])
def test_the_width_is_that_of_the_terminal_within_bounds(
    monkeypatch: pytest.MonkeyPatch, columns: str, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert style_of(Terminal(), {}).width == width


@pytest.mark.parametrize("text", ["\033[2J\033]0;title\a", "a\rb", "\x00\x9b1m", "\u202eabc", "\u2028"])
def test_a_page_cannot_steer_the_terminal(text: str) -> None:
    said = report_with(evidence=text)
    assert not set(text) & set("\033\a\r\x00\x9b\u202e\u2028") & set(said)


@pytest.mark.parametrize(
    "text", ["::stop-commands::x", "seen:\n  ::error::x", "##[error]x", f"{'word ' * 14}::error::x"]
)
def test_a_page_cannot_give_commands_to_the_runner_of_a_ci(text: str) -> None:
    lines = report_with(evidence=text).splitlines()
    assert not [line for line in lines if line.lstrip().startswith("::") or "##[" in line]


def test_a_terminal_that_knows_only_ascii_needs_no_other_characters() -> None:
    assert terminal_report(run_of(BAD, GOOD, LOST), PLAIN).isascii()
