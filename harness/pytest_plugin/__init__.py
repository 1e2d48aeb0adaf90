"""pytest plugin: `pytest_plugins = ["kamseg.harness.pytest_plugin"]`.

The fixtures and markers of a test's world are in `world`, those of browser engines in `engines`.
"""

pytest_plugins = ("kamseg.harness.pytest_plugin.engines", "kamseg.harness.pytest_plugin.world")
