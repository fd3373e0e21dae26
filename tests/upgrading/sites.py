"""Whole sites apart from the tests' own: a folder of data and two databases, packed into a dump or unpacked from one."""

import contextlib
import io
import json
import lzma
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from pathlib import Path

import psycopg

HERE = Path(__file__).resolve().parent
CODE = HERE.parent.parent
PASSWORD = "opens only a dump for tests"  # of every account in a dump
KEEPER = "keeper"  # of the accounts: the superuser
ALIASES = ("desk", "public")
ORIGINALS = ("originals", "desk_originals")
SMALLEST = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "dict_size": 2**26}]


# --- A database: made empty or from a dump, copied, dumped, read row by row


class Sqlite:
    """A file. Its dump is the file itself: it is the same everywhere, and SQL would not bring its search index back."""

    suffix = ".sqlite3"
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

    def __init__(self, folder, alias):
        self.path = folder / f"{alias}.sqlite3"
        self.address = f"sqlite:///{self.path}"

    def connect(self):
        return sqlite3.connect(self.path, isolation_level=None)

    def make(self, dump=b""):
        self.path.write_bytes(dump)

    def copy_to(self, other):
        with contextlib.closing(self.connect()) as connection:
            connection.execute("VACUUM INTO ?", [str(other.path)])

    def dump(self):
        with contextlib.closing(self.connect()) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("VACUUM")
            connection.execute("PRAGMA journal_mode = DELETE")
        return self.path.read_bytes()

    def remove(self):
        self.path.unlink()


class Postgres:
    """A database of a server. Its dump is SQL without owners, in statements that any client can send."""

    suffix = ".sql"
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.address = f"{server}/{name}"

    def connect(self):
        return psycopg.connect(self.address, autocommit=True)

    def make(self, dump=b""):
        self._create("template1")
        with contextlib.closing(self.connect()) as connection:
            connection.execute(dump)

    def copy_to(self, other):
        other._create(self.name)

    def dump(self):
        options = ("--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=200")
        run = subprocess.run(["pg_dump", *options, self.address], capture_output=True, check=True)
        # Without the commands to psql that newer versions put around the statements.
        return b"".join(line for line in run.stdout.splitlines(keepends=True) if not line.startswith(b"\\"))

    def remove(self):
        self._say(f"DROP DATABASE IF EXISTS {self.name}")

    def _create(self, template):
        self.remove()
        self._say(f"CREATE DATABASE {self.name} TEMPLATE {template}")

    def _say(self, words):
        with contextlib.closing(psycopg.connect(f"{self.server}/postgres", autocommit=True)) as connection:
            connection.execute(words)


def rows_of(database):
    """table → its rows, column → value as text, in an order of their own."""
    with contextlib.closing(database.connect()) as connection, contextlib.closing(connection.cursor()) as cursor:
        found = {}
        for (table,) in cursor.execute(database.tables).fetchall():
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            found[table] = sorted((dict(zip(columns, map(str, row), strict=True)) for row in cursor), key=str)
        return found


# --- A site


class Site:
    """A folder of data with its two databases, each on the server that is named for it or else in the folder."""

    def __init__(self, folder, servers):
        self.folder, self.servers = folder, servers
        (folder / "static").mkdir(parents=True)
        name = re.sub(r"\W", "_", f"site_{folder.name}")
        self.databases = {
            alias: Postgres(servers[alias], f"{name}_{alias}") if servers[alias] else Sqlite(folder, alias)
            for alias in ALIASES
        }

    def make(self):
        for database in self.databases.values():
            database.make()

    def copy(self, folder):
        made = Site(folder, self.servers)
        for alias, database in self.databases.items():
            database.copy_to(made.databases[alias])
        for name in ORIGINALS:
            shutil.copytree(self.folder / name, folder / name)
        return made

    def remove(self):
        for database in self.databases.values():
            database.remove()
        shutil.rmtree(self.folder)

    def rows(self):
        """database.table → its rows."""
        read = {alias: rows_of(database) for alias, database in self.databases.items()}
        return {f"{alias}.{table}": rows for alias, tables in read.items() for table, rows in tables.items()}

    def run(self, *command, code=CODE, given="", **variables):
        """What a process on this site, of some code, says on its output."""
        told = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{code}{os.pathsep}{HERE.parent}",
            "DJANGO_SETTINGS_MODULE": "trilateral.settings",
            "TESTING": "1",
            "SECRET_KEY": "of a dump for tests",
            "LOG_LEVEL": "ERROR",
            "DATA_DIR": str(self.folder),
            "DESK_DATABASE_URL": self.databases["desk"].address,
            "PUBLIC_DATABASE_URL": self.databases["public"].address,
            **variables,
        }
        asked = [sys.executable, *map(str, command)]
        run = subprocess.run(asked, cwd=code, env=told, input=given, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{command}: {run.returncode}\n{run.stdout[-3000:]}\n{run.stderr[-6000:]}"
        return run.stdout

    def told(self, script, task, *, given=None, **more):
        """What a task of a script beside this file found, as JSON."""
        return json.loads(self.run(HERE / script, task, given=json.dumps(given), **more))


# --- A dump: a folder with an archive of each kind of database, one of the originals, and what the site answered then


def pack(site, kind, folder):
    """Writes the archive of one kind of database, and that of the originals."""
    dumps = {f"{alias}{database.suffix}": database.dump() for alias, database in site.databases.items()}
    _write(folder / f"{kind}.tar.xz", dumps)
    files = [path for name in ORIGINALS for path in sorted((site.folder / name).rglob("*")) if path.is_file()]
    _write(folder / "originals.tar.xz", {str(path.relative_to(site.folder)): path.read_bytes() for path in files})


def _write(path, files):
    """An archive that is the same bytes whenever it is made of the same files."""
    with lzma.open(path, "wb", filters=SMALLEST) as packed, tarfile.open(fileobj=packed, mode="w") as archive:
        for name, content in files.items():
            told = tarfile.TarInfo(name)
            told.size = len(content)
            archive.addfile(told, io.BytesIO(content))


def unpack(folder, site):
    """Makes the databases and the originals of a site those of a dump."""
    for alias, database in site.databases.items():
        kind = "postgresql" if site.servers[alias] else "sqlite"
        with tarfile.open(folder / f"{kind}.tar.xz") as archive:
            database.make(archive.extractfile(f"{alias}{database.suffix}").read())
    with tarfile.open(folder / "originals.tar.xz") as archive:
        for told in archive:
            place = site.folder / told.name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(archive.extractfile(told).read())


def keep_answers(folder, answers):
    with lzma.open(folder / "answers.json.xz", "wt", encoding="utf-8", filters=SMALLEST) as packed:
        json.dump(answers, packed, ensure_ascii=False)


def kept_answers(folder):
    """What the code that left the dump answered: of the public addresses and at the desk."""
    with lzma.open(folder / "answers.json.xz", "rt", encoding="utf-8") as packed:
        return json.load(packed)
