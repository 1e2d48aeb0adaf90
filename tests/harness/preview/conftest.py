"""A preview that runs, in a browser: its emulator is the test's."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from inspector import Inspector
from kamseg.harness.preview.serve import serve
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from kamseg.generator.project import Project
    from kamseg.harness.emulator.emulator import Emulator
    from kamseg.harness.journeys.visitor import Visitor
    from kamseg.harness.preview.preview import Preview

PROJECT = replace(EVERYTHING, label="Larkspur")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "preview(project, engine_file): what the preview is started with")


@pytest.fixture
def read(request: pytest.FixtureRequest) -> Callable[[], Project]:
    """How the configuration is read; a test that changes it has its own."""
    marker = request.node.get_closest_marker("preview")
    project = marker.kwargs.get("project", PROJECT) if marker else PROJECT
    return lambda: project


@pytest.fixture
def files() -> tuple[Path, ...]:
    return ()


@pytest.fixture
def preview(
    request: pytest.FixtureRequest, read: Callable[[], Project], files: tuple[Path, ...]
) -> Generator[Preview]:
    marker = request.node.get_closest_marker("preview")
    engine_file = marker.kwargs.get("engine_file") if marker else None
    ready, stop, found = threading.Event(), threading.Event(), []

    def on_ready(preview: Preview) -> None:
        found.append(preview)
        ready.set()

    thread = threading.Thread(
        target=serve,
        args=(read,),
        kwargs={
            "files": files,
            "port": 0,
            "engine_file": engine_file,
            "on_ready": on_ready,
            "wait": stop.wait,
        },
    )
    thread.start()
    assert ready.wait(10)
    yield found[0]
    stop.set()
    thread.join(10)
    assert not thread.is_alive()


@pytest.fixture
def emulator(preview: Preview) -> Emulator:
    return preview.emulator


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "viewport": {"width": 1360, "height": 900}}


@pytest.fixture
def shop(visitor: Visitor) -> Inspector:
    """The inspector beside a page of the shop."""
    visitor.open("/pricing")
    return Inspector.beside(visitor.page)


@pytest.fixture
def alone(visitor: Visitor, preview: Preview) -> Inspector:
    """The inspector in a tab of its own, with the shop in another."""
    visitor.open("/pricing")
    return Inspector.alone(visitor.context.new_page(), preview.emulator.url("/__kamseg/"))
