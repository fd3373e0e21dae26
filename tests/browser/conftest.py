"""The site as it is served: the record of the fixtures, the production server, a browser in front of it.

``SITE_UNDER_TEST=http://localhost:8000`` tests a site that is running already.
"""

import os
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from initiatives.urls import urlpatterns
from tests.crawling import NO_PAGES, list_of, pages
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[2]
LISTS = {list_of(pattern) for pattern in urlpatterns if pattern.pattern.converters}
# States that look their own way, beside one page of every name in the table of addresses.
STATES = {
    "timeline table": "/timeline/?view=table",
    "search results": "/search/?q=space",
    "search in many kinds": "/search/?q=sherman",
    "search without results": "/search/?q=desalination",
    "filtered": "/initiatives/?activity=yes",
    "place": "/map/?city=Tokyo",
    "nothing fits": "/initiatives/?q=desalination",
    "not found": "/nothing/",
    "bad request": "/initiatives/?year=0.5",
}


def answer(address):
    """The text of an address, whatever its status."""
    try:
        with urllib.request.urlopen(address, timeout=10) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        return error.read().decode()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The address of the site under test, without a final slash."""
    if running := os.environ.get("SITE_UNDER_TEST"):
        yield running.rstrip("/")
        return
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TEST"))}
    environment |= {"DATA_DIR": str(tmp_path_factory.mktemp("site")), "DEBUG": "0"}
    prepare = [sys.executable, "manage.py", "prepare", "--no-account"]
    done = subprocess.run(prepare, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    serve = (
        f"-m granian --interface wsgi --host 127.0.0.1 --port {port} --workers 1 --blocking-threads 4 --http 1 --no-ws"
    )
    command = [sys.executable, *serve.split(), "--log-level", "warning", "trilateral.wsgi:application"]
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        address = f"http://localhost:{port}"
        for _ in range(150):
            try:
                answer(address + "/about/")
                break
            except OSError:
                time.sleep(0.1)
        yield address
        server.terminate()


def first(site, kind, path):
    """The first page of a kind that another page leads to."""
    return re.search(rf'href="(/{kind}/[^/"?#]+/)"', main_of(site, path))[1]


def main_of(site, path):
    return answer(site + path).partition("<main")[2]


@pytest.fixture(scope="session")
def paths(site):
    """Paths of one page of every template and of every state that looks its own way, by a name for it."""
    slugs = {}
    for kind in LISTS:
        listing = "/documents/?held=yes" if kind == "documents" else f"/{kind}/"
        linked = re.search(rf'href="/{kind}/([^/"?#]+)/"', main_of(site, listing))
        slugs[kind] = [linked[1]] if linked else []
    found = pages(slugs)
    assert {pattern.name for pattern in urlpatterns} - set(found) <= NO_PAGES | {"phrase"}  # the files have no phrase
    # Some pages share a template: one of each is enough here.
    views = {pattern.name: pattern.callback.view_class for pattern in urlpatterns if pattern.name in found}
    templates = {views[name].template_name: name for name in reversed(found)}
    found = {name: path for name, path in found.items() if name in templates.values()} | STATES
    found["call"] = re.findall(r'href="(/rounds/[^/"?#]+-call/)"', answer(f"{site}/rounds/"))[-1]
    found["listed document"] = first(site, "documents", "/documents/?held=no")
    found["reader"] = first(site, "documents", "/documents/?held=yes")
    found["documented round"] = first(site, "rounds", found["reader"])
    return found


class Visit:
    """A page with a profile of its own, and all that a visit must not leave behind."""

    def __init__(self, chromium, site, **options):
        self.site, self.context = site, chromium.new_context(**options)
        self.page, self.noise, self.elsewhere = self.context.new_page(), [], []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.noise.append(str(error)))
        self.page.on("request", self.see)

    def hear(self, message):
        # Chromium itself reports the status of pages that are meant to be 400 or 404.
        if message.type in ("error", "warning") and "the server responded with a status of 4" not in message.text:
            self.noise.append(message.text[:300])

    def see(self, request):
        if not request.url.startswith((self.site + "/", "data:")):
            self.elsewhere.append(request.url)

    def go(self, path):
        self.page.goto(self.site + path)
        return self.page


@pytest.fixture
def visit(chromium, site):
    """Opens a browser with the given options; closed at the end of the test."""
    visits = []

    def opened(**options):
        visits.append(Visit(chromium, site, **options))
        return visits[-1]

    yield opened
    for each in visits:
        each.context.close()
