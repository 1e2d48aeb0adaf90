"""The project that most tests build: everything that kamseg can make, and nothing set otherwise than by default."""

from __future__ import annotations

from kamseg.generator.project import Group, Personas, Project, Trait

PERSONAS = "SegmentIO personas"
PLAN = "Subscribed Plan"
COMPANY = "Group ID"
EVERYTHING = Project(
    sitecode="a1b2c3d4e5",
    personas=Personas(custom_data=PERSONAS),
    traits=(Trait(trait="plan", custom_data=PLAN),),
    group=Group(custom_data=COMPANY),
)
