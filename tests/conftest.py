"""What every test may use: the folder beside the project, Chromium, and the choice of tests for a run.

Tests that touch a database are marked ``@pytest.mark.django_db(databases=["default", "public"])``.
"""

import gc
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.core.management.commands.flush import Command
from django.db import connections
from playwright.sync_api import sync_playwright

from initiatives.desk import audit
from initiatives.management import catalogues
from initiatives.record import realm
from tests import builders

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CHROMIUM = next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)
SKIP_SHARED = pytest.mark.skip(reason="needs ../shared, the folder beside the project")
SKIP_BROWSER = pytest.mark.skip(reason="needs Chromium (apt-get install chromium)")


def pytest_configure():
    """The catalogues are compiled before a translation is asked for."""
    catalogues.compile_all()


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run tests marked long as well")


def pytest_collection_modifyitems(config, items):
    """Leave out what is not for this run, and mark what it cannot do."""
    engines = {database["ENGINE"].rpartition(".")[2] for database in settings.DATABASES.values()}
    left_out = set() if config.option.full else {"long"}
    left_out |= {"sqlite_only"} if engines != {"sqlite3"} else set()
    left_out |= {"postgres_only"} if engines != {"postgresql"} else set()
    left_out |= {"bench"} if "bench" not in config.option.markexpr else set()
    kept, deselected = [], []
    for item in items:
        if "shared" in item.fixturenames:
            item.add_marker("shared")
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
        marks = {mark.name for mark in item.iter_markers()}
        if "shared" in marks and not SHARED.is_dir():
            item.add_marker(SKIP_SHARED)
        if "browser" in marks:
            item.user_properties.append(("browser", True))  # read by run.py
            if not CHROMIUM:
                item.add_marker(SKIP_BROWSER)
        # What touches no database, or is not about it, has run on SQLite already.
        once = "django_db" not in marks or "once" in marks
        again = "postgresql" in engines and not config.option.full and once
        (deselected if marks & left_out or again else kept).append(item)
    config.hook.pytest_deselected(items=deselected)
    items[:] = kept


def pytest_collection_finish():
    """The collector leaves alone what the whole session needs, and comes seldom: an eighth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)


@pytest.fixture(scope="session", autouse=True)
def emptied_after_transactional_tests():
    """Lets the databases of transactional tests be emptied: of the audit log, which refuses that to everybody else, and
    of the words of search, which no model knows."""
    flush = Command.handle

    def handle(self, **options):
        if options["database"] != "default":
            flush(self, **options)
            if options["database"] == "public" and connections["public"].vendor == "sqlite":
                with realm.publishing(), connections["public"].cursor() as cursor:
                    cursor.execute("DELETE FROM published_words")
            return
        with connections["default"].cursor() as cursor:
            editor = SimpleNamespace(connection=connections["default"], execute=cursor.execute)
            audit.may_change(None, editor)
            flush(self, **options)
            audit.append_only(None, editor)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Command, "handle", handle)
        yield


@pytest.fixture(scope="session")
def shared():
    """The folder beside the project: the seed, the corpus, the designs."""
    return SHARED


@pytest.fixture(scope="session")
def corpus(shared):
    return shared / "corpus"


@pytest.fixture(scope="session")
def seed_text(shared):
    """The sixth round's fact sheet, every byte as filed."""
    return (shared / "seed" / "000_dbc2fe86a7780610.txt").read_bytes().decode()


# --- A record to start from: a room or a module says by ``rounds`` and ``is_public`` what its own is like


@pytest.fixture
def at_desk():
    """The test itself reads the desk, as code of the desk does."""
    with realm.at_desk():
        yield


@pytest.fixture
def rounds():
    """How many rounds the record has."""
    return 1


@pytest.fixture
def is_public(request):
    """Whether the record is public as it is at the desk: where a test asks for it as ``published``."""
    return "published" in request.fixturenames


@pytest.fixture
def record(rounds, is_public):
    """A small complete record at the desk: see ``tests.builders.Record``."""
    return builders.published(rounds) if is_public else builders.drafted(rounds)


@pytest.fixture
def published(record):
    """The record, public as it is at the desk."""
    return record


@pytest.fixture
def corrected(rounds):
    """A record that was published twice, the second time with another name for its pillar."""
    return builders.corrected(rounds)


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium for the whole run; ``chromium.new_page()`` opens a page with a profile of its own."""
    # Playwright keeps an event loop in this thread, where Django would then refuse its own queries.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    quiet = ["background-networking", "component-update", "sync", "quic", "gpu"]
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium):
    """A page with a profile of its own; the test fails if a script fails on it."""
    context = chromium.new_context()
    page = context.new_page()
    errors = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
