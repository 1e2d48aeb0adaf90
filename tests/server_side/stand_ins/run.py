"""Runs a generated module with each case of stdin: what the SDK answers for each key. Tells what was found and added."""

from __future__ import annotations

import importlib.util
import json
import sys
from types import ModuleType, SimpleNamespace
from typing import Any


class CustomData:
    def __init__(self, index_or_name: int | str, *values: str) -> None:
        assert all(isinstance(value, str) for value in values)
        self.data = [index_or_name, list(values)]


class Client:
    def __init__(self, answers: dict[str, str]) -> None:
        self.answers = answers
        self.added: list[Any] = []

    def get_remote_data(self, key: str, timeout: float) -> Any:
        assert timeout > 0
        return json.loads(self.answers[key])

    def add_data(self, visitor_code: str, *data: CustomData) -> None:
        assert visitor_code == "ada"
        self.added += [one.data for one in data]


def main(path: str) -> None:
    package, data = ModuleType("kameleoon"), ModuleType("kameleoon.data")
    data.CustomData = CustomData  # type: ignore[attr-defined] # the stand-in for the SDK
    sys.modules |= {"kameleoon": package, "kameleoon.data": data}
    spec = importlib.util.spec_from_file_location("segment_data", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["segment_data"] = module
    spec.loader.exec_module(module)
    results = []
    for answers in json.load(sys.stdin):
        client: Any = Client(answers)
        found = SimpleNamespace(**vars(module.add_segment_data(client, "ada", timeout=0.05)))
        results.append(vars(found) | {"added": client.added})
    json.dump(results, sys.stdout)


main(sys.argv[1])
