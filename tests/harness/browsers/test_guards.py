import pytest

RED = """
import pytest
from kamseg.harness.emulator.kameleoon.account import Account
from kamseg.harness.emulator.site.pages import Site

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

def leak(page):
    page.evaluate("fetch('https://example.com/').catch(() => null)")

def throw(page, text):
    page.evaluate(
        "(text) => new Promise((done) => setTimeout(() => { setTimeout(done); throw new Error(text); }))", text
    )

def test_page_without_a_visitor(page, emulator):
    page.goto(emulator.url())
    leak(page)

def test_context_of_a_second_person(page, new_context, emulator):
    second = new_context().new_page()
    second.goto(emulator.url())
    throw(second, "second person")

def test_another_page_and_all_in_order(page, context, emulator, journal):
    page.goto(emulator.url())
    throw(page, "told first")
    journal.wait_for("page-error")
    leak(page)
    journal.wait_for("egress")
    throw(page, "told last")

@pytest.mark.kamseg_engines("chromium", "firefox", reason="WebKitGTK has no browser to share")
class TestBrowser:
    def test_context_of_the_browser(self, browser, emulator):
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(emulator.url())
            leak(page)

    def test_page_of_the_browser(self, browser, emulator):
        page = browser.new_page()
        page.goto(emulator.url())
        throw(page, "in a page of the browser")
        page.close()

    @pytest.fixture(scope="class")
    def older(self, browser):
        with browser.new_context() as context:
            yield context.new_page()

    def test_opens(self, older): pass

    def test_opened_before(self, older, emulator):
        older.goto(emulator.url())
        throw(older, "opened before")

    def test_proxy_of_ones_own(self, browser, emulator):
        with browser.new_context(proxy={"server": "http://127.0.0.1:9"}) as context:
            page = context.new_page()
            leak(page)

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

@pytest.mark.kamseg(site=Site(subdomains=("www",)))
def test_green_when_cors_refuses(visitor, emulator):
    visitor.open()
    refused = visitor.page.evaluate(
        "(url) => fetch(url).then(() => 'read', () => 'refused')",
        emulator.url("/", "www.shop"),
    )
    assert refused == "refused"

def test_green_when_a_page_is_left_while_the_library_loads(visitor):
    for path in ("/", "/pricing", "/cart"):
        visitor.open(path, until="domcontentloaded")
"""


@pytest.mark.kamseg_every_engine
@pytest.mark.usefixtures("context")  # skips where the engine is missing
def test_each_guard_goes_red(pytester: pytest.Pytester, browser_name: str) -> None:
    pytester.makepyfile(RED)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "--browser", browser_name)
    if browser_name == "webkit":
        result.assert_outcomes(failed=11, passed=4, deselected=5)
    else:
        result.assert_outcomes(failed=15, passed=5)
    result.stdout.fnmatch_lines_random(
        [
            "*a request left this machine (egress):*",
            "*uncaught*",
            "*unhandled*",
            "*(engine.error)*",
            "*the emulator itself failed*",
            "*- kamseg journal -*",
            "*engine.event*Started*",
            "*second person*",
        ]
    )
    result.stdout.fnmatch_lines(
        ["*(page-error)*told first*", "*(egress)*example.com*", "*(page-error)*told last*"]
    )


def test_unknown_guard_is_refused(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        "import pytest\n@pytest.mark.kamseg_allow('page-eror')\ndef test_typing_error(visitor): pass"
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*no such guard: page-eror; there are egress*"])
