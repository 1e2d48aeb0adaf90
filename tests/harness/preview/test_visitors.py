"""Whose entries are whose."""

from __future__ import annotations

from typing import Any

from kamseg.harness.evidence.journal import Journal
from kamseg.harness.preview.visitors import Visitors


class Seen:
    """A journal whose entries are noted."""

    def __init__(self) -> None:
        self.visitors = Visitors()
        self._journal = Journal()
        self._journal.listen(self.visitors.note)

    def add(self, kind: str, **data: Any) -> int:
        return self.visitors.of(self._journal.append(kind, **data))

    def load(self, code: str, page: str, *, stored: bool = True) -> int:
        return self.add("engine.visitor", visitorCode=code, page=page, stored=stored)

    def event(self, **ids: str) -> int:
        return self.add("segment.event", type="track", **ids)


def test_what_one_browser_does_belongs_together() -> None:
    seen = Seen()
    assert seen.add("page", url="/") == 0
    assert seen.load("aaa", "1") == seen.event(anonymousId="x") == 0
    assert seen.event(anonymousId="x", userId="ada") == 0
    assert seen.add("data-api", keys=["COHORTS_aaa"]) == seen.add("data-api.stored", key="IDENTIFY_ada") == 0
    assert seen.load("aaa", "2") == seen.add("custom-data", page="2") == 0
    (only,) = seen.visitors.all
    assert (only.code, only.user) == ("aaa", "ada")


def test_two_browsers_at_the_same_time() -> None:
    seen = Seen()
    seen.visitors.open("A")
    assert [seen.load("aaa", "1"), seen.event(anonymousId="x")] == [0, 0]
    seen.visitors.open("B")
    assert [seen.load("bbb", "2"), seen.event(anonymousId="y")] == [1, 1]
    assert seen.add("custom-data", page="1") == seen.event(anonymousId="x") == 0
    assert seen.add("page", url="/") == 1
    seen.visitors.open("A")
    assert seen.add("page", url="/") == 0


def test_a_code_that_is_thrown_away_makes_nobody_new() -> None:
    seen = Seen()
    assert [seen.load("aaa", "1", stored=False), seen.load("bbb", "2", stored=False)] == [0, 0]
    assert seen.load("bbb", "3") == 0  # consent was given on the second page


def test_somebody_new() -> None:
    seen = Seen()
    seen.visitors.begin()
    assert len(seen.visitors.all) == 1  # nobody was here before
    seen.load("aaa", "1", stored=False)
    seen.visitors.begin()
    assert seen.add("visitor", does="open", value="/") == seen.load("bbb", "2") == 1


def test_a_user_of_whom_only_a_server_tells_is_somebody_else() -> None:
    seen = Seen()
    seen.load("aaa", "1")
    assert seen.event(userId="bob") == seen.add("destination", body={"userId": "bob"}) == 1
    assert seen.visitors.present.number == 0
    assert seen.event(userId="bob", anonymousId="x") == 1  # and who logs in as this user is the same
    seen.visitors.forget()
    assert seen.load("ccc", "2") == 0


def test_a_browser_that_has_no_consent_is_not_the_one_before() -> None:
    seen = Seen()
    seen.visitors.open("A")
    assert [seen.load("aaa", "1"), seen.event(anonymousId="x", userId="ada")] == [0, 0]
    seen.visitors.open("B")
    assert [seen.load("bbb", "2", stored=False), seen.event(anonymousId="y")] == [1, 1]
    seen.visitors.open("A")
    assert seen.load("aaa", "3") == seen.add("page", url="/") == 0
    seen.visitors.begin()
    seen.visitors.open("A")
    assert seen.load("ccc", "4", stored=False) == 2
    seen.visitors.open("B")
    assert seen.load("ddd", "5", stored=False) == 1
