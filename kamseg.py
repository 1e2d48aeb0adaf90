"""The front door of kamseg: the command line, and nothing else."""

from pathlib import Path

# Makes `kamseg.generator` and its neighbours importable from the checkout, where they lie beside this file.
__path__ = [str(Path(__file__).parent)]


def main() -> int:
    """Run the command line; returns the exit code."""
    import kamseg.generator

    print(kamseg.generator.__version__)  # noqa: T201
    return 0
