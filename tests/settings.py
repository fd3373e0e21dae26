"""The settings the tests run under: the site's own, with none of the user's variables and files having a say."""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

# In memory where there is room: transactional tests commit thousands of times.
SHM = Path("/dev/shm")
ROOMY = os.access(SHM, os.W_OK) and shutil.disk_usage(SHM).free > 2**29
PLACE = Path(tempfile.mkdtemp(prefix="trilateral-tests-", dir=SHM if ROOMY else None))
atexit.register(shutil.rmtree, PLACE, ignore_errors=True)
(PLACE / "static").mkdir()  # where nothing is collected, WhiteNoise warns, and a warning is an error here

EXAMPLE = Path(__file__).parent.parent / ".env.example"
for name in re.findall(r"^#? ?([A-Z_]+)=", EXAMPLE.read_text(), re.MULTILINE):
    os.environ.pop(name, None)
os.environ |= {"DATA_DIR": str(PLACE), "TESTING": "1"}
for name in ("DESK_DATABASE_URL", "PUBLIC_DATABASE_URL"):
    if f"TEST_{name}" in os.environ:
        os.environ[name] = os.environ[f"TEST_{name}"]

from trilateral.settings import *  # noqa: E402, F403  (after its variables are put right)
from trilateral.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE  # noqa: E402

# Test databases on SQLite are files: threads see the same one, and so does a subprocess.
for alias, database in DATABASES.items():
    if "sqlite3" in database["ENGINE"]:
        database["TEST"] = {**database.get("TEST", {}), "NAME": str(PLACE / f"test_{alias}.sqlite3")}

# A request that asks the same kind of query once for each row fails.
INSTALLED_APPS = [*INSTALLED_APPS, "zeal"]
# A preview asks for two pages, its own and the public one: each counts as a request.
inner = MIDDLEWARE.index("initiatives.middleware.language_of_path")
ZEAL = ["zeal.middleware.zeal_middleware"]
MIDDLEWARE = [*ZEAL, *MIDDLEWARE[:inner], *ZEAL, *MIDDLEWARE[inner:]]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Signing out reads the session and reads it again to delete it, in Django itself.
ZEAL_ALLOWLIST = [{"model": "sessions.Session", "field": "get()"}]
