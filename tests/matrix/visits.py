"""What visitors do, for more than one case."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matrix.case import Step
    from matrix.scene import Scene


def opens(*paths: str) -> Step:
    """Open these pages one after the other, and stay on each until all is sent."""

    def visit(scene: Scene) -> None:
        for path in paths or ("/",):
            scene.page(path)

    return visit


def waits_in_vain(scene: Scene) -> None:
    """Open a page into which Segment's library never comes, and stay for two minutes."""
    scene.tab.start()
    if scene.case.stored:  # what is read must not come too late because time is let pass
        scene.idle()
    looks_on(scene)


def looks_on(scene: Scene) -> None:
    """Stay on the page for two minutes, whatever is under way."""
    scene.tab.pass_time(120)
    scene.tab.page.evaluate("0")


def then(*steps: Step) -> Step:
    """Do one after the other."""

    def visit(scene: Scene) -> None:
        for step in steps:
            step(scene)

    return visit
