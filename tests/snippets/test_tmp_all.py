from __future__ import annotations
import itertools
from pathlib import Path
import pytest
from configurations import LOOKUPS, MODES, CONSENTS, SOURCES, PERIODS, project_of
from kamseg.harness import BrowserActor, Player, demo_account, judge, shop_site, read_project
from kamseg.harness.journeys.fitting import hindrance
from kamseg.harness.journeys.journey import journeys
from waiting import recorded
ROWS = []
n = 0
for j in journeys():
    for l, m in itertools.product(LOOKUPS, MODES):
        n += 1
        p = project_of(l, m, CONSENTS[n % 5], SOURCES[n % 3], PERIODS[n // 3 % 2])
        if not hindrance(j, p): ROWS.append((f"{j.name}-{l}-{m}-{CONSENTS[n % 5]}-{SOURCES[n % 3]}-{PERIODS[n//3%2]}", j, p))
for name in ("analyst", "full", "default", "minimal"):
    p = read_project(Path("tests/golden") / f"{name}.toml")
    for j in journeys():
        if not hindrance(j, p): ROWS.append((f"golden-{name}-{j.name}", j, p))
        else: print(name, j.name, hindrance(j,p))
@pytest.fixture(params=ROWS, ids=lambda r: r[0])
def row(request): return request.param
@pytest.fixture
def account(row): return demo_account(row[2], consent=row[1].consent)
@pytest.fixture
def site(row): return shop_site(row[2])
@pytest.mark.kamseg_allow("console")
def test_all(row, visitor, emulator):
    actor = BrowserActor(visitor)
    Player(emulator, actor).play(row[1])
    assert [one for one in judge(row[2], emulator.journal) if one.state == "fail"] == []
