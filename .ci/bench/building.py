"""Build and fleet.

Milliseconds of a core that whole processes take, the least of several turns, kamseg from a wheel in an
environment of its own. One project is that of the README. A fleet is projects of seven custom data, 24 files
each, by the clock. Cookiecutter and copier write the same files from templates that hold them nearly
finished, where only the sitecode is a value; `@segment/snippet` makes a single script.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from provide import ROOT

from bench.document import number
from bench.programs import Command, answer, cheapest, installed, npm_installed, run
from bench.table import Row

if TYPE_CHECKING:
    from bench.programs import Run

_TURNS = 15
_FLEET, _LARGE_FLEET, _SMALL_FLEET = 1000, 10_000, 10
_FEW = 40
"""Projects that the alternatives make in one process: they are slow, and their rate does not change."""
_SITECODE = "a1b2c3d4e5"
_ONE = ("--sitecode", _SITECODE, "--trait", "plan=Subscribed Plan")
_TRAITS = "".join(f'\n[[traits]]\ntrait = "trait{at}"\ncustom_data = "Trait {at}"\n' for at in range(5))

_BARE = "import jinja2; print(jinja2.Environment().from_string('Hello {{ name }}').render(name='you'))"
_WRITE = """
import sys, time
from pathlib import Path
folder, out, count = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
files = {file.relative_to(folder): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
begin = time.perf_counter()
for number in range(count):
    for name, content in files.items():
        file = out / str(number) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
print(count / (time.perf_counter() - begin))
"""
_COOKIECUTTER = """
import sys, time
from cookiecutter.main import cookiecutter
template, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
begin = time.perf_counter()
for number in range(count):
    cookiecutter(template, no_input=True, output_dir=out, extra_context={"sitecode": f"{number:010}"})
print(count / (time.perf_counter() - begin))
"""
_COPIER = """
import sys, time
from copier import run_copy
template, out, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
begin = time.perf_counter()
for number in range(count):
    run_copy(template, out, data={"sitecode": f"{number:010}"}, defaults=True, quiet=True)
print(count / (time.perf_counter() - begin))
"""
_ALONE = "bare Python, one Jinja template"
_SNIPPET = "console.log(require('@segment/snippet').min({ apiKey: 'key', page: true }))"


def measure() -> list[Row]:
    """Measure one project, the version, and fleets."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        kamseg = installed(folder / "kamseg", ROOT)
        return [*_processes(folder, kamseg), *_fleets(folder, kamseg)]


def _processes(folder: Path, kamseg: Path) -> list[Row]:
    python = kamseg / "python"
    build: Command = (kamseg / "kamseg", "build", *_ONE)
    version, arguments, ours, bare = cheapest(
        [
            (kamseg / "kamseg", "--version"),
            (python, "-c", "import argparse"),
            build,
            (python, "-c", _BARE),
        ],
        folder,
        _TURNS,
    )
    _forget_compiled_templates(kamseg)
    first = 1000 * run(build, folder).core_seconds
    templates = _templates(folder / "templates", folder / "dist" / _SITECODE)
    cookiecutter = installed(folder / "cookiecutter", "cookiecutter") / "cookiecutter"
    copier = installed(folder / "copier", "copier") / "copier"
    node = npm_installed(folder / "npm", "@segment/snippet")
    cut, copied = cheapest(
        [
            (cookiecutter, "--no-input", "--overwrite-if-exists", "-o", "cut", templates / "cookiecutter"),
            (copier, "copy", "--defaults", "--quiet", "--overwrite", templates / "copier", "copied"),
        ],
        folder,
        _TURNS // 3,
    )
    shown, snippet = cheapest(
        [
            (kamseg / "kamseg", "show", "global-script", *_ONE, "--min"),
            ("node", "-e", _SNIPPET),
        ],
        node,
        _TURNS,
    )
    return [
        Row(
            what="kamseg --version",
            ours=version,
            unit="ms",
            other=arguments,
            beside="python -c 'import argparse'",
            ratio=1.5,
        ),
        Row(what="kamseg build, one project", ours=ours, unit="ms", other=bare, beside=_ALONE, ratio=1.5),
        Row(
            what="the first kamseg build after it was installed",
            ours=first,
            unit="ms",
            other=bare,
            beside=_ALONE,
            note="compiles its templates, and keeps them where Python keeps compiled code",
        ),
        Row(what="kamseg build, one project", ours=ours, unit="ms", other=cut, beside="cookiecutter"),
        Row(what="kamseg build, one project", ours=ours, unit="ms", other=copied, beside="copier"),
        Row(
            what="kamseg show, one snippet",
            ours=shown,
            unit="ms",
            other=snippet,
            beside="@segment/snippet",
            note="Node.js starts faster than Python, and its snippet is a text with a few holes",
        ),
    ]


def _fleets(folder: Path, kamseg: Path) -> list[Row]:
    small, fleet, large = (_fleet(folder, kamseg, count) for count in (_SMALL_FLEET, _FLEET, _LARGE_FLEET))
    of_one = _configurations(folder / "one", 1)
    run((kamseg / "kamseg", "build", of_one, "--set", f"sitecode={_SITECODE}", "-o", "one-built"), folder)
    built = folder / "one-built" / _SITECODE
    templates = _templates(folder / "fleet-templates", built)
    written = answer((kamseg / "python", "-c", _WRITE, built, "written", str(_FLEET)), folder)
    cookiecutter, copier = (folder / name / "bin" / "python" for name in ("cookiecutter", "copier"))
    cut = answer((cookiecutter, "-c", _COOKIECUTTER, templates / "cookiecutter", "cuts", str(_FEW)), folder)
    copied = answer((copier, "-c", _COPIER, templates / "copier", "copies", str(_FEW)), folder)
    limit = (
        f"{number(_milliseconds(fleet, _FLEET))} ms of a core for each, most of them Jinja's, spread over two"
        " hundred parts of 24 files: no single place is slow; by the clock, so that the disk has a share in"
        " both figures"
    )
    others = (
        ("cookiecutter, in one process", cut, ""),
        ("copier, in one process", copied, ""),
        ("only writing the same files", written, limit),
    )
    return [
        *(
            Row(
                what=f"projects a second, {_FLEET:,} of them",
                ours=_FLEET / fleet.seconds,
                unit="1/s",
                other=rate,
                beside=beside,
                least=400,
                note=note,
            )
            for beside, rate, note in others
        ),
        Row(
            what=f"time of a core per project, {_LARGE_FLEET:,} of them",
            ours=_milliseconds(large, _LARGE_FLEET),
            unit="ms",
            other=_milliseconds(fleet, _FLEET),
            beside=f"{_FLEET:,} of them",
            ratio=1.1,
            note="nothing that is kept grows, see the memory; what makes it slower is not found",
        ),
        Row(
            what=f"memory, {_LARGE_FLEET:,} projects",
            ours=large.megabytes,
            unit="MB",
            other=small.megabytes,
            beside=f"{_SMALL_FLEET} projects",
            note="of the largest process; what grows is 1.5 KB for each configuration, all read first",
        ),
    ]


def _milliseconds(run: Run, count: int) -> float:
    """Time of a core that each project of a fleet took."""
    return 1000 * run.core_seconds / count


def _fleet(folder: Path, kamseg: Path, count: int) -> Run:
    configurations = _configurations(folder / "fleet", count)
    done = run((kamseg / "kamseg", "build", configurations, "-o", "dist"), folder)
    shutil.rmtree(folder / "dist")
    shutil.rmtree(configurations)
    return done


def _configurations(folder: Path, count: int) -> Path:
    folder.mkdir()
    for index in range(count):
        text = f'sitecode = "{index:010}"\n{_TRAITS}'
        (folder / f"{index}.toml").write_text(text, encoding="utf-8")
    return folder


def _forget_compiled_templates(kamseg: Path) -> None:
    for file in kamseg.parent.rglob("template-*.cache"):
        file.unlink()


def _templates(folder: Path, built: Path) -> Path:
    """Make of a built project what cookiecutter and copier take: files in which the sitecode is a value."""
    names = {"cookiecutter": "{{ cookiecutter.sitecode }}", "copier": "{{ sitecode }}"}
    for tool, name in names.items():
        suffix = ".jinja" if tool == "copier" else ""
        for file in (file for file in built.rglob("*") if file.is_file()):
            target = folder / tool / name / f"{file.relative_to(built)}{suffix}"
            target.parent.mkdir(parents=True, exist_ok=True)
            parts = file.read_text(encoding="utf-8").split(_SITECODE)
            hole = f"{{% endraw %}}{name}{{% raw %}}"
            target.write_text(f"{{% raw %}}{hole.join(parts)}{{% endraw %}}", encoding="utf-8")
    (folder / "cookiecutter" / "cookiecutter.json").write_text(json.dumps({"sitecode": _SITECODE}))
    (folder / "copier" / "copier.yml").write_text(f"sitecode:\n  type: str\n  default: {_SITECODE}\n")
    return folder
