"""All cases, family by family."""

from __future__ import annotations

from matrix import consent, delivery, exposures, identity, loading, page, remote, shapes, storage

FAMILIES = (loading, delivery, shapes, identity, consent, storage, exposures, remote, page)
CASES = tuple(case for family in FAMILIES for case in family.CASES)
