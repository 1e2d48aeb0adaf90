import pytest

RED = """
import pytest
from kamseg.harness.emulator.kameleoon.account import Account

@pytest.fixture
def account():
    return Account(global_script="if (location.search) { thisIsNotDefined(); }")

def test_egress_over_https(visitor):
    visitor.open()
    visitor.page.evaluate("fetch('https://example.com/').catch(() => null)")

def test_egress_over_http(visitor):
    visitor.open()
    visitor.page.evaluate("fetch('http://example.com/', {mode: 'no-cors'}).catch(() => null)")

def test_egress_to_the_real_segment(visitor):
    visitor.open()
    visitor.barrier()
    visitor.page.evaluate("fetch('https://api.segment.io/v1/t').catch(() => null)")

def test_page_error(visitor):
    visitor.open()
    visitor.page.evaluate(
        "new Promise((done) => setTimeout(() => { setTimeout(done); throw new Error('uncaught'); }))"
    )

def test_unhandled_rejection(visitor):
    visitor.open()
    visitor.page.evaluate("void Promise.reject(new Error('unhandled'))")

def test_pasted_code_throws(visitor):
    visitor.start("/?boom")

def test_emulator_fails(visitor, emulator):
    emulator._responder.router.answer = None
    visitor.open()

def test_failing_shows_the_journal(visitor, journal):
    visitor.start()
    assert journal is None

@pytest.mark.kamseg_allow("page-error")
def test_green_when_allowed(visitor, journal):
    visitor.open()
    visitor.page.evaluate("setTimeout(() => { throw new Error('meant'); })")
    journal.wait_for("page-error", message="meant")

def test_green(visitor):
    visitor.start()

def test_green_when_cors_refuses(visitor, emulator):
    visitor.open()
    refused = visitor.page.evaluate(
        "(url) => fetch(url).then(() => 'read', () => 'refused')",
        emulator.url("/engine.js", f"{emulator.account.sitecode}.kameleoon"),
    )
    assert refused == "refused"

def test_green_when_a_page_is_left_while_the_library_loads(visitor):
    for path in ("/", "/pricing", "/cart"):
        visitor.open(path, until="domcontentloaded")
"""


@pytest.mark.kamseg_every_engine
@pytest.mark.usefixtures("context")  # skips where the engine is missing
def test_each_guard_goes_red(pytester: pytest.Pytester, browser_name: str) -> None:
    pytester.makeconftest('pytest_plugins = ["kamseg.harness.pytest_plugin"]')
    pytester.makepyfile(RED)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--browser", browser_name)
    result.assert_outcomes(failed=8, passed=4)
    result.stdout.fnmatch_lines_random(
        [
            "*a request left this machine (egress):*",
            "*uncaught*",
            "*unhandled*",
            "*(engine.error)*",
            "*the emulator itself failed*",
            "*- kamseg journal -*",
            "*engine.event*Started*",
        ]
    )


def test_unknown_guard_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makeconftest('pytest_plugins = ["kamseg.harness.pytest_plugin"]')
    pytester.makepyfile(
        "import pytest\n@pytest.mark.kamseg_allow('page-eror')\ndef test_typing_error(visitor): pass"
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no such guard: page-eror; there are egress*"])
