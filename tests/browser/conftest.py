"""A real Chromium, or a skip that says how to get one."""

import os
import shutil
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
KEEPS_PICTURES = bool(os.environ.get("CLAIMDESK_ARTEFACTS"))
FLAGS = ("--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    """The browser, started once. As root it runs without its own sandbox: it only sees pages of these tests."""
    found = next(filter(None, (shutil.which(name) for name in NAMES)), None)
    if found is None:
        pytest.skip("No Chromium here. Install one (Debian: `apt-get install chromium`) and run the tests again.")
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else list(FLAGS)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright leaves an idle event loop in this thread
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=flags)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def pictures():
    """Where screenshots are kept for whoever wants to look at them, and says so by naming a folder."""
    folder = Path(os.environ.get("CLAIMDESK_ARTEFACTS", "nowhere"))
    if KEEPS_PICTURES:
        folder.mkdir(parents=True, exist_ok=True)
    return folder


class Visitor:
    """One person at one browser window. Everything the console complains about is collected."""

    def __init__(self, browser, base_url, **options):
        self.base_url = base_url
        self.context = browser.new_context(**({"viewport": {"width": 1400, "height": 900}} | options))
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.complaints = []
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _listen(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def go(self, path):
        self.page.goto(self.base_url + path)
        return self.page

    def log_in(self, user):
        """Signed in without the form, which has tests of its own."""
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        self.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.base_url}])
        return self

    def forgive(self, words):
        """The console complains where a line is cut or a server refuses on purpose: leave those complaints out."""
        self.complaints[:] = [complaint for complaint in self.complaints if words not in complaint]

    def press(self, name):
        """Press the button or follow the link of that name."""
        self.page.get_by_role("button", name=name, exact=True).or_(
            self.page.get_by_role("link", name=name, exact=True)
        ).first.click()

    def picture(self, path):
        """Wait until all is loaded, and keep what is seen where somebody wants pictures."""
        self.page.wait_for_load_state("networkidle")
        if KEEPS_PICTURES:
            self.page.screenshot(path=path, full_page=True)


@pytest.fixture
def visit(chromium, live_server):
    """`visit()`: a new browser window; `visit(user)`: logged in. No window may end with a complaint in its console."""
    visitors = []

    def open_window(user=None, **options):
        visitor = Visitor(chromium, live_server.url, **options)
        visitors.append(visitor)
        if user is not None:
            user.is_staff = True
            user.save(update_fields=["is_staff"])
            visitor.log_in(user)
        return visitor

    yield open_window
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.context.close()
    assert complaints == []
