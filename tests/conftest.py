pytest_plugins = ["kamseg.harness.pytest_plugin", "pytester"]
