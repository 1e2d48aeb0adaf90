"""All cases, family by family."""

from __future__ import annotations

from matrix import (
    consent,
    cookies,
    counting,
    delivered,
    delivery,
    exposures,
    identity,
    late,
    loading,
    locks,
    page,
    remote,
    shapes,
    storage,
    subdomains,
    unheard,
    wrappers,
)

FAMILIES = (
    loading, delivery, late, shapes, wrappers, identity, subdomains, unheard, locks,
    consent, storage, delivered, exposures, counting, remote, cookies, page,
)  # fmt: skip
CASES = tuple(case for family in FAMILIES for case in family.CASES)
