import os

import pytest


@pytest.fixture(scope="session")
def connect_options() -> dict[str, str]:
    return {"endpoint": os.environ["BROWSER_SERVER"]}
