"""A site's own face of the library: what stands at `window.analytics` once the library is there."""

from __future__ import annotations

LIBRARY = "library"
"""The global under which cases find the library itself."""


def face(members: str, condition: str = "true") -> str:
    """Let the site wrap the library.

    Args:
        members: of the object that the site has in its place, in JavaScript; `real` is the library.
        condition: on which pages.
    """
    return f"""
    if ({condition}) {{
      let real, wrapper;
      const isThere = () => real && !Array.isArray(real);
      Object.defineProperty(window, "analytics", {{
        configurable: true,
        get() {{
          if (isThere() && !wrapper) wrapper = {{ {members} }};
          return isThere() ? wrapper : real;
        }},
        set(value) {{
          real = value;
          window.{LIBRARY} = value;
        }},
      }});
    }}
    """
