"""What Kameleoon does with Segment's events (CONTRACT 1, rows 2 to 4; 3.1).

How the stored objects look is known to nobody outside Kameleoon, so each shape can be chosen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ..http.values import Value
from .people import People, Person

if TYPE_CHECKING:
    from ....generator.project import Project
    from ...evidence.journal import Journal
    from .data_api import DataApi

IDENTIFIER = "Kameleoon identifier"
AUDIENCES = {"Audience Entered": True, "Audience Exited": False}
CODE_NAMES = ("kameleoonVisitorCode", "k_visitorCode")

CohortShape = Literal["keys-with-false", "keys", "names", "objects"]
Level = Literal["top", "inside"]


class IngestBehaviour(Value, frozen=True, kw_only=True):
    """What nobody outside Kameleoon knows for certain; the defaults are most probable (CONTRACT 3.1).

    Attributes:
        cohorts: a flat object, the audience's key to true, or to false for one that was left; the same
            without those that were left; an array of names; an array of objects.
        cohort_field: of the objects, the field with the name.
        cohorts_under: the field that holds the cohorts, or empty when they are at the top.
        traits_under: the field that holds the traits, or empty when they are at the top.
        group: how the group id is called, beside the traits; `group.id` is an object with `id`.
        stored_under: the visitor codes, and the user's id or, while there is none, the anonymous one; or
            every id by which the person was ever known.
        goal_names: of goals that are created: `SegmentIO [track] - [Name]`, or `Segment.io`, a dash, `Name`.
    """

    cohorts: CohortShape = "keys-with-false"
    cohort_field: Literal["name", "audience_key", "key", "id"] = "name"
    cohorts_under: str = ""
    traits_under: Literal["", "traits", "properties"] = ""
    group: Literal["groupId", "group_id", "group.id"] = "groupId"
    stored_under: Literal["user-or-anonymous", "every-id"] = "user-or-anonymous"
    goal_names: Literal["SegmentIO", "Segment.io"] = "SegmentIO"


class Ingest:
    """Takes events, links ids, converts goals, and stores cohorts and traits under the person's ids.

    Args:
        journal: `linked` and `goal` entries.
        data_api: where `COHORTS_…` and `IDENTIFY_…` are stored.
        goals: names of the goals that exist.
        behaviour: shapes that are selectable.

    Attributes:
        project: what it says of the place of a datum, its `path`, is taken for true.
    """

    def __init__(
        self, journal: Journal, data_api: DataApi, goals: tuple[str, ...], behaviour: IngestBehaviour
    ) -> None:
        self._journal = journal
        self._data_api = data_api
        self._existing_goals = goals
        self._behaviour = behaviour
        self.audiences: set[str] = set()
        self.project: Project | None = None
        self.forget()

    def forget(self) -> None:
        """Forget everybody, and the goals and audiences that events have made."""
        self._goals = set(self._existing_goals)
        self._people = People()
        self.audiences.clear()

    def forget_user(self, user_id: str) -> None:
        """Forget one user, with all that is stored under any id of theirs; the journal tells."""
        for one in self._people.forget(user_id):
            for key in (f"COHORTS_{one}", f"IDENTIFY_{one}"):
                if self._data_api.get(key) is not None:
                    self._data_api.put(key, {})

    def receive(self, event: dict[str, Any]) -> None:
        """Take one event, as the destination sends it: traits may be called properties."""
        person = self._people.find(event.get("userId"), event.get("anonymousId"))
        values = {**(event.get("traits") or {}), **(event.get("properties") or {})}
        self._link(person, values)
        self._learn(person, event, values)
        self._convert(person, event)
        self._store(person)

    def _link(self, person: Person, values: dict[str, Any]) -> None:
        codes = {values[name] for name in CODE_NAMES if isinstance(values.get(name), str) and values[name]}
        for code in sorted(codes - person.visitor_codes):
            self._people.link(person, code)
            self._journal.append("linked", visitorCode=code, ids=person.ids)

    def _learn(self, person: Person, event: dict[str, Any], values: dict[str, Any]) -> None:
        known = {name: values[name] for name in values.keys() - set(CODE_NAMES)}
        if event["type"] == "identify":
            person.traits.update(known)
        elif event["type"] == "group":
            person.group = event.get("groupId") or person.group
        elif event.get("event") in AUDIENCES and isinstance(known.get("audience_key"), str):
            name = known["audience_key"]
            person.cohorts[name] = AUDIENCES[event["event"]]
            self.audiences.add(name)

    def _convert(self, person: Person, event: dict[str, Any]) -> None:
        """Every named event converts a goal, except those about the visitor instead of by the visitor."""
        name = event.get("event") or event.get("name")
        if not name or name == IDENTIFIER or name in AUDIENCES:
            return
        goal = name if name in self._goals else self._created_name(event["type"], name)
        created = goal not in self._goals
        self._goals.add(goal)
        codes = sorted(person.visitor_codes)
        self._journal.append("goal", source="segment", name=goal, created=created, visitorCodes=codes)

    def _created_name(self, kind: str, name: str) -> str:
        if self._behaviour.goal_names == "SegmentIO":
            return f"SegmentIO [{kind}] - [{name}]"
        return f"Segment.io \N{EN DASH} {name}"

    def _store(self, person: Person) -> None:
        cohorts, identity = self._cohorts(person), self._identity(person)
        ids = person.ids if self._behaviour.stored_under == "every-id" else person.current_ids
        for one in ids:
            for key, value in ((f"COHORTS_{one}", cohorts), (f"IDENTIFY_{one}", identity)):
                if (self._data_api.get(key) or {}) != (value or {}):
                    self._data_api.put(key, value)

    def _cohorts(self, person: Person) -> Any:
        names = [name for name, is_in in person.cohorts.items() if is_in]
        shaped: Any = {
            "keys": dict.fromkeys(names, True),
            "keys-with-false": dict(person.cohorts),
            "names": names,
            "objects": [{self._behaviour.cohort_field: name} for name in names],
        }[self._behaviour.cohorts]
        under = self._behaviour.cohorts_under
        personas = self.project and self.project.personas
        if not person.cohorts or not (under or personas):
            return shaped
        return {under: shaped} if under else placed(personas.path if personas else None, shaped)

    def _identity(self, person: Person) -> dict[str, Any]:
        group: dict[str, Any] = {}
        if person.group:
            nested = self._behaviour.group == "group.id"
            group = {"group": {"id": person.group}} if nested else {self._behaviour.group: person.group}
        known = {**person.traits, **group}
        under = self._behaviour.traits_under
        return {under: known} if under and known else self._with_places(person, known)

    def _with_places(self, person: Person, known: dict[str, Any]) -> dict[str, Any]:
        """Add what the project looks for at a place of its own."""
        project = self.project
        if project is None:
            return known
        for trait in project.traits:
            if trait.path and trait.trait in person.traits:
                known = _merged(known, placed(trait.path, person.traits[trait.trait]))
        if project.group and project.group.path and person.group:
            known = _merged(known, placed(project.group.path, person.group))
        return known


def placed(path: str | None, value: Any) -> Any:
    """Put a value where a `path` of the configuration finds it: `a.b` in boxes, nothing or `.` as it is."""
    for key in filter(None, reversed((path or "").split("."))):
        value = {key: value}
    return value


def _merged(known: Any, more: Any) -> Any:
    if not isinstance(known, dict) or not isinstance(more, dict):
        return more
    return {**known, **{key: _merged(known.get(key), value) for key, value in more.items()}}
