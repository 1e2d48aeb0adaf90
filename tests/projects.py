"""The projects of many tests: all that kamseg can make, set as by default, and one that is set otherwise."""

from __future__ import annotations

from pathlib import Path

from kamseg.generator.project import Group, Personas, Project, Trait
from kamseg.harness import read_project

PERSONAS = "SegmentIO personas"
PLAN = "Subscribed Plan"
COMPANY = "Group ID"
EVERYTHING = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(custom_data=PERSONAS),
    traits=(Trait(trait="plan", custom_data=PLAN),),
    group=Group(custom_data=COMPANY),
)

ANALYST = read_project(Path(__file__).parent / "golden" / "analyst.toml")
"""What a person wants who targets by Segment's data: nothing of it as by default, and no group."""
