import re
import threading

import pytest
from kamseg.harness.evidence.journal import Journal


@pytest.fixture
def journal() -> Journal:
    journal = Journal()
    journal.append("segment.event", event="Order Completed", properties={"plan": "gold", "count": 1})
    journal.append("segment.event", event="Order Cancelled", properties={"plan": "gold"})
    journal.append("goal", name="Order Completed")
    return journal


def test_entries_keep_their_order_and_know_their_time(journal: Journal) -> None:
    assert [entry.seq for entry in journal] == [0, 1, 2]
    times = [entry.time for entry in journal]
    assert times == sorted(times)
    assert len(journal) == 3


def test_pattern_matches_a_part_of_the_data(journal: Journal) -> None:
    assert journal.only("segment.event", properties={"count": 1})["event"] == "Order Completed"
    assert journal.count("segment.event", event=re.compile("^Order")) == 2
    assert journal.count(name=lambda name: name.startswith("Order")) == 1
    assert journal.count("segment.event", properties={"count": True}) == 0


def test_only_refuses_none_and_several(journal: Journal) -> None:
    with pytest.raises(AssertionError, match="exactly one, found 0"):
        journal.only("goal", name="Other")
    with pytest.raises(AssertionError, match="exactly one, found 2"):
        journal.only("segment.event", properties={"plan": "gold"})


def test_none_goes_red(journal: Journal) -> None:
    journal.none("goal", name="Other")
    with pytest.raises(AssertionError, match="Order Completed"):
        journal.none("goal")


def test_failure_lists_the_nearest_miss_first_with_its_difference(journal: Journal) -> None:
    with pytest.raises(AssertionError) as failure:
        journal.wait_for(
            "segment.event", timeout=0.01, event="Order Cancelled", properties={"plan": "silver"}
        )
    lines = str(failure.value).splitlines()
    assert lines[0] == (
        "wanted 1, found 0 in 0.01 s: segment.event event='Order Cancelled' properties={'plan': 'silver'}"
    )
    assert lines[1].startswith("  #1 ")
    assert lines[2] == "      properties.plan: wanted 'silver', got 'gold'"


def test_failure_of_an_empty_journal_says_so() -> None:
    with pytest.raises(AssertionError, match="journal is empty"):
        Journal().wait_for("goal", timeout=0)


def test_wait_wakes_up_when_another_thread_appends() -> None:
    journal = Journal()
    threading.Timer(0.01, lambda: journal.append("goal", name="late")).start()
    assert journal.wait_for("goal", name="late", timeout=5)["name"] == "late"


def test_wait_counts_what_was_there_before(journal: Journal) -> None:
    assert journal.wait_for("segment.event", times=2, timeout=0)["event"] == "Order Cancelled"


def test_wait_pumps_so_that_others_can_deliver() -> None:
    journal = Journal()

    def deliver() -> None:
        journal.append("page-error")

    journal.pump = deliver
    journal.wait_for("page-error", timeout=5)


def test_many_threads_can_append() -> None:
    journal = Journal()
    threads = [threading.Thread(target=lambda: [journal.append("x") for _ in range(200)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [entry.seq for entry in journal] == list(range(1600))


def test_listener_hears_of_later_entries_until_it_stops(journal: Journal) -> None:
    heard: list[str] = []
    stop = journal.listen(lambda entry: heard.append(entry.kind))
    journal.append("a")
    stop()
    journal.append("b")
    assert heard == ["a"]


def test_it_prints_one_line_per_entry(journal: Journal) -> None:
    assert len(str(journal).splitlines()) == 3
    assert '{"name":"Order Completed"}' in str(journal)


def test_the_oldest_are_forgotten_and_counted() -> None:
    journal = Journal(limit=20)
    for number in range(21):
        journal.append("own.tick", number=number)
    assert (len(journal), journal.forgotten, journal.next_seq) == (19, 2, 21)
    assert [entry["number"] for entry in journal][:2] == [2, 3]
    assert [entry.seq for entry in journal.since(0)][:2] == [2, 3]
    assert journal.since(20) == journal.entries(number=20)
    assert str(journal).startswith(
        "(the oldest 2 entries are forgotten, for the journal keeps 20 (journal_limit))\n#2 "
    )
    assert journal.wait_for(number=20).seq == 20
    journal.clear()
    assert (len(journal), journal.forgotten, journal.next_seq) == (0, 0, 21)
    journal.none()


def test_what_holds_for_all_entries_cannot_be_told_of_a_part() -> None:
    journal = Journal(limit=1)
    journal.append("own.seen")
    journal.only("own.seen")
    journal.append("own.other")
    with pytest.raises(
        AssertionError, match=r"whether there is none can no longer be told: the oldest 1 entries"
    ):
        journal.none("own.seen")
    with pytest.raises(AssertionError, match="whether there is exactly one can no longer be told"):
        journal.only("own.other")
    with pytest.raises(AssertionError, match=r"are forgotten, for the journal keeps 1"):
        journal.wait_for("own.seen", timeout=0)


def test_a_wait_counts_what_it_saw_before_it_was_forgotten() -> None:
    journal = Journal(limit=2)

    def pump() -> None:
        journal.append("own.tock")
        journal.append("own.tick")

    journal.pump = pump
    assert journal.wait_for("own.tick", times=3, timeout=5).seq == 5
    assert journal.forgotten == 4


def test_without_a_limit_all_are_kept() -> None:
    journal = Journal()
    for _ in range(1000):
        journal.append("own.tick")
    assert (len(journal), journal.forgotten) == (1000, 0)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_journal_of_nothing_is_refused(limit: int) -> None:
    with pytest.raises(ValueError, match=f"a journal of {limit} entries can show nothing"):
        Journal(limit=limit)
