"""Segment's id while its library is not there yet: cookies and localStorage as they really are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kamseg.generator.project import Identity
from kamseg.harness.emulator.http.faults import Fault
from matrix.case import Case, Step
from matrix.expectations import no_other_key_asked
from msgspec.structs import replace
from projects import EVERYTHING

if TYPE_CHECKING:
    from matrix.scene import Scene

USER, ANYBODY = "segment-user-id", "segment-user-or-anonymous-id"
COOKIE = "the naive scripts ask the library alone"
BLOCKED = (Fault(host="cdn.segment", does="hang"),)


def has(cookies: str, **stored: str) -> Step:
    """Open a page with these cookies, written as one line; wait until nothing more is going to be asked."""

    def visit(scene: Scene) -> None:
        for pair in filter(None, cookies.split("; ")):
            name, _, value = pair.partition("=")
            scene.give_cookie(name, value)
        for name, value in stored.items():
            scene.tab.context.add_init_script(f"localStorage.setItem({name!r}, {value!r});")
        scene.tab.start()
        scene.pass_time(12)

    return visit


def keys_of(user: str) -> tuple[str, str]:
    return f"COHORTS_{user}", f"IDENTIFY_{user}"


def case(name: str, title: str, user: str | None, cookies: str, lookup: Any = ANYBODY, **stored: str) -> Case:
    return Case(
        id=f"cookies/{name}",
        title=title,
        visit=has(cookies, **stored),
        faults=BLOCKED,
        project=replace(EVERYTHING, identity=Identity(lookup=lookup)),
        expect=(no_other_key_asked(*(keys_of(user) if user else ())),),
        naive=COOKIE,
    )


CASES = (
    case("null", "The user's cookie says null, the anonymous id is in quotation marks", "anon-1", "ajs_user_id=null; ajs_anonymous_id=%22anon-1%22"),
    case("null-user", "The user's cookie says null, and only users are asked for", None, "ajs_user_id=null; ajs_anonymous_id=%22anon-1%22", USER),
    case("quoted", "The user's id is in encoded quotation marks", "ann", "ajs_user_id=%22ann%22", USER),
    case("plain", "The user's id is as it is", "ann", "ajs_user_id=ann", USER),
    case("name-ends-alike", "A firewall's cookie has a name that ends alike", "ann", "x-ajs_user_id=zed; ajs_user_id=ann"),
    case("inside-value", "Another cookie's value holds the name", "a1", "last=/p?ajs_user_id=zed; ajs_anonymous_id=a1"),
    case("digits", "The user's id is a long number", "108858650188719526842", "ajs_user_id=108858650188719526842", USER),
    case("number-like", "The user's id looks like a number", "1e3", "ajs_user_id=1e3", USER),
    case("boolean-like", "The user's id looks like a boolean", "true", "ajs_user_id=true", USER),
    case("empty", "The user's cookie is empty", "a1", "ajs_user_id=; ajs_anonymous_id=a1"),
    case("encoded", "The user's id is encoded", "élodie b", "ajs_user_id=%C3%A9lodie%20b", USER),
    case("malformed", "The user's id is not encoded, and holds a percent sign: the library will know", None, "ajs_user_id=100%; ajs_anonymous_id=a1"),
    case("cookie-first", "localStorage has another anonymous id, which the library will not take", "a1", "ajs_anonymous_id=a1", ajs_anonymous_id='"a2"'),
    case("only-storage-null", "localStorage says null", None, "", ajs_anonymous_id="null", ajs_user_id="null"),
)  # fmt: skip
