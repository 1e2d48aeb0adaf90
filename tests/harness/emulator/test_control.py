"""The journal over HTTP."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from kamseg.harness.emulator.emulator import Emulator
from kamseg.harness.emulator.http.client import Reply, send
from kamseg.harness.evidence.journal import Journal


def get(emulator: Emulator, path: str, **query: str) -> Reply:
    return send(emulator.port, "shop", f"/__kamseg/{path}", query=query)


def test_the_journal_is_filtered_by_kind_and_values(emulator: Emulator, journal: Journal) -> None:
    journal.append("goal", name="Bought", revenue=12, first=True, who={"plan": "gold"})
    journal.append("goal", name="12", revenue=13)
    journal.append("exposure", name="Bought")

    def seqs(**query: str) -> list[Any]:
        return [entry["seq"] for entry in get(emulator, "journal", **query).json()["entries"]]

    assert seqs() == [0, 1, 2]
    assert seqs(kind="goal") == [0, 1]
    assert seqs(name="Bought") == [0, 2]
    assert seqs(revenue="12") == [0]
    assert seqs(first="true") == [0]
    assert seqs(name='"12"') == [1]
    assert seqs(**{"who.plan": "gold"}) == [0]
    entry = get(emulator, "journal", kind="exposure").json()["entries"][0]
    assert entry.keys() == {"seq", "time", "kind", "data"}


def test_wait_answers_what_is_there_and_what_comes(emulator: Emulator, journal: Journal) -> None:
    journal.append("goal", name="early")
    assert get(emulator, "wait", kind="goal", name="early").json()["data"] == {"name": "early"}
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(get, emulator, "wait", kind="goal", times="2", timeout="10")
        journal.append("goal", name="late")
        assert late.result().json()["data"] == {"name": "late"}
    assert journal._listeners == []


def test_wait_gives_up_with_the_nearest_misses(emulator: Emulator, journal: Journal) -> None:
    journal.append("goal", name="Bought")
    reply = get(emulator, "wait", kind="goal", name="Sold", timeout="0.01")
    assert reply.status == 408
    assert "name: wanted 'Sold', got 'Bought'" in reply.json()["error"]


def test_reset_forgets(emulator: Emulator, journal: Journal) -> None:
    journal.append("goal", name="Bought")
    assert send(emulator.port, "shop", "/__kamseg/reset", method="POST").status == 204
    assert len(journal) == 0
    assert journal.append("goal").seq == 1, "numbers go on, for whoever has asked what is new"


@pytest.mark.kamseg_allow("egress")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "anything.localhost"])
def test_it_answers_on_every_local_host(emulator: Emulator, host: str) -> None:
    headers = {"Host": f"{host}:{emulator.port}"}
    assert send(emulator.port, "", "/__kamseg/journal", headers=headers).status == 200
    assert send(emulator.port, "", "/__kamseg/journal", headers={"Host": "example.com"}).status == 421


@pytest.mark.parametrize(
    "query",
    [
        *(
            {"timeout": "0"},
            {"timeout": "61"},
            {"timeout": "nan"},
            {"timeout": "x"},
            {"times": "0"},
            {"times": "-1"},
        ),
        {"name": "x", "name.first": "y"},
    ],
    ids=str,
)
def test_bad_parameters_are_refused(emulator: Emulator, journal: Journal, query: dict[str, str]) -> None:
    assert get(emulator, "wait", **query).status == 400
    assert journal.only("bad-request")["path"] == "/__kamseg/wait"


def test_methods_are_checked(emulator: Emulator) -> None:
    assert send(emulator.port, "shop", "/__kamseg/reset").status == 405
    for path in ("journal", "wait"):
        assert send(emulator.port, "shop", f"/__kamseg/{path}", method="POST").status == 405
