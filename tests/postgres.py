"""A throw-away PostgreSQL cluster on a free loopback port.

``python tests/postgres.py COMMAND …`` runs a command beside one; the command finds it in TEST_DESK_DATABASE_URL and
TEST_PUBLIC_DATABASE_URL.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

SETTINGS = {"listen_addresses": "127.0.0.1", "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries() -> Path | None:
    """The folder of the newest server's programs, if one is installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent)
    return max(found, key=lambda folder: int(re.sub(r"\D.*", "", folder.parent.name) or 0), default=None)


def other_user() -> pwd.struct_passwd | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[dict[str, str]]:
    """Run a new cluster with the server programs of a folder; yields the variables that name its databases."""
    place, port, user = Path(tempfile.mkdtemp(prefix="trilateral-pg-", dir="/tmp")), free_port(), other_user()
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    if user:
        os.chown(place, user.pw_uid, user.pw_gid)
    # In a session of its own: Ctrl-C is for the tests, and the server is stopped after them.
    run = {"cwd": place, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C"}, "start_new_session": True, **who}
    log, server = place / "log", None
    ends = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, ends)  # half a start cannot be undone: Ctrl-C waits for the whole
    try:
        with log.open("w") as output:
            run |= {"stdout": output, "stderr": subprocess.STDOUT}
            initdb = [folder / "initdb", "-D", "data", "-U", "trilateral", "-A", "trust", "-E", "UTF8", "--no-sync"]
            for locale in ("--locale=C.UTF-8", "--no-locale"):
                if subprocess.run([*initdb, locale], check=False, **run).returncode == 0:
                    break
            settings = {**SETTINGS, "port": port, "unix_socket_directories": place}
            options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
            server = subprocess.Popen([folder / "postgres", "-D", "data", *options], **run)
            ready = [folder / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
            for _ in range(300):
                if server.poll() is not None or subprocess.run(ready, check=False).returncode == 0:
                    break
                time.sleep(0.1)
            if server.poll() is not None:
                raise SystemExit(f"PostgreSQL from {folder} did not start:\n{log.read_text()}")
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)
        address = f"postgres://trilateral@127.0.0.1:{port}"
        yield {"TEST_DESK_DATABASE_URL": f"{address}/desk", "TEST_PUBLIC_DATABASE_URL": f"{address}/public"}
    finally:
        if server:
            server.send_signal(signal.SIGINT)  # a fast shutdown: open connections are ended
            server.wait(30)
        shutil.rmtree(place, ignore_errors=True)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)


def main() -> int:
    folder = binaries()
    if not folder:
        raise SystemExit("no PostgreSQL server found in PATH or /usr/lib/postgresql")
    with cluster(folder) as addresses:
        return subprocess.run(sys.argv[1:], env={**os.environ, **addresses}, check=False).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
