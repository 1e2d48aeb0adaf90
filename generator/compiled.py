"""Compiled templates, kept beside the code that Python itself compiles, and by the same rules.

Whoever may write there may change kamseg anyway, and where nobody may, nothing is kept. A folder for
temporary files, which Jinja would take, is shared with others.
"""

from __future__ import annotations

import marshal
import pickle
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2.bccache import bc_magic

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_CODE = Path(__file__).parent
_PLACE = Path(cache_from_source(__file__)).parent


class CompiledTemplates(jinja2.FileSystemBytecodeCache):
    """Keeps what templates are compiled to, for the next time that kamseg is called."""

    def __init__(self, folder: Path = _PLACE, code: Path = _CODE) -> None:
        """Keep it in a folder; `code` has the filters, which Jinja applies to constants when it compiles."""
        super().__init__(str(folder), "template-%s.cache")
        stats = [(file.name, file.stat()) for file in sorted(code.glob("*.py"))]
        seen = [(name, stat.st_mtime_ns, stat.st_size) for name, stat in stats]
        self._made_with = repr((jinja2.__version__, seen))

    def get_source_checksum(self, source: str) -> str:
        """Name all that a template is compiled from: where any of it has changed, it is compiled anew."""
        return super().get_source_checksum(self._made_with + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is kept; what cannot be read, or is broken, is not.

        Jinja reads each number and name from the file by itself, which takes four times as long.
        """
        with suppress(OSError, EOFError, ValueError, TypeError):
            kept = Path(self._get_cache_filename(bucket)).read_bytes()
            head = bc_magic + pickle.dumps(bucket.checksum, 2)
            if kept.startswith(head):
                bucket.code = marshal.loads(kept[len(head) :])  # noqa: S302 - see above: as safe as our own code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where compiled code is wanted and the place can be written."""
        with suppress(OSError):
            if not sys.dont_write_bytecode:
                super().dump_bytecode(bucket)
