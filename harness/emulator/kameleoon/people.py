"""Who is who: which Segment ids and visitor codes belong to one person, and what is known of the person."""

from __future__ import annotations

from typing import Any


class Person:
    """One person, under all ids.

    Attributes:
        user_id: Segment's user id, or None while anonymous.
        anonymous_ids: Segment's anonymous ids.
        visitor_codes: Kameleoon's visitor codes.
        cohorts: name of each audience met so far, and whether the person is in it.
        traits: of the last identify calls.
        group: id of the last group call.
    """

    def __init__(self) -> None:
        self.user_id: str | None = None
        self.anonymous_ids: set[str] = set()
        self.visitor_codes: set[str] = set()
        self.cohorts: dict[str, bool] = {}
        self.traits: dict[str, Any] = {}
        self.group: str | None = None

    @property
    def ids(self) -> list[str]:
        """All ids, sorted."""
        own = {self.user_id} if self.user_id else set[str]()
        return sorted(own | self.anonymous_ids | self.visitor_codes)

    @property
    def current_ids(self) -> list[str]:
        """The visitor codes, and the user id or, while there is none, the anonymous ids, sorted."""
        own = {self.user_id} if self.user_id else self.anonymous_ids
        return sorted(own | self.visitor_codes)

    def take_over(self, other: Person) -> None:
        """Become what both are; what is known of this person wins."""
        self.anonymous_ids |= other.anonymous_ids
        self.visitor_codes |= other.visitor_codes
        self.cohorts = other.cohorts | self.cohorts
        self.traits = other.traits | self.traits
        self.group = self.group or other.group


class People:
    """Finds persons by their ids.

    An anonymous visitor who logs in becomes the user; another user on the same device stays another person.
    A visitor code belongs to whoever used it last.
    """

    def __init__(self) -> None:
        self._by_user: dict[str, Person] = {}
        self._by_anonymous: dict[str, Person] = {}

    def find(self, user_id: str | None, anonymous_id: str | None) -> Person:
        """Return the person with these ids, made or merged as needed; at least one id is given."""
        anonymous = self._by_anonymous.get(anonymous_id or "")
        if not user_id:
            return anonymous or self._add_anonymous(Person(), anonymous_id)
        person = self._by_user.setdefault(user_id, Person())
        person.user_id = user_id
        if anonymous and anonymous is not person and anonymous.user_id is None:
            person.take_over(anonymous)
            self._by_anonymous.update(dict.fromkeys(anonymous.anonymous_ids, person))
        elif not anonymous:
            self._add_anonymous(person, anonymous_id)
        return person

    def forget(self, user_id: str) -> list[str]:
        """Forget a user, and tell all ids under which something may be kept."""
        person = self._by_user.pop(user_id, None)
        if person is None:
            return [user_id]
        for one in person.anonymous_ids:
            if self._by_anonymous.get(one) is person:
                del self._by_anonymous[one]
        return person.ids

    def link(self, person: Person, visitor_code: str) -> None:
        """Say that the visitor code is this person's, and nobody else's any more."""
        for other in {*self._by_user.values(), *self._by_anonymous.values()}:
            other.visitor_codes.discard(visitor_code)
        person.visitor_codes.add(visitor_code)

    def _add_anonymous(self, person: Person, anonymous_id: str | None) -> Person:
        if anonymous_id:
            person.anonymous_ids.add(anonymous_id)
            self._by_anonymous[anonymous_id] = person
        return person
