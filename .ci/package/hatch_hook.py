"""Part of the build: the rooms of the checkout become one package, `kamseg`, in a wheel.

What goes where stands in pyproject.toml (`[tool.hatch.build.targets.wheel.hooks.custom.contents]`).
Hatchling's own `force-include` would do, but copies the same files into an editable installation, too, where
they would hide the checkout.
"""

from __future__ import annotations

from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class OnePackage(BuildHookInterface):  # type: ignore[type-arg] # hatchling leaves the type of its own configuration open
    """See https://hatch.pypa.io/latest/plugins/build-hook/custom/."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Say what a wheel contains.

        Args:
            version: `standard`, or `editable`, which takes the checkout as it is.
            build_data: what is built; changed here.
        """
        if version == "standard":
            build_data["force_include"].update(self.config["contents"])
