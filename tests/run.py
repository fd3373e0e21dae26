"""Runs the tests on each pair of databases at hand, and says at the end what was skipped and why.

``--full``: long tests too, mixed pairs of databases too, the browser tests on each pair. ``--strict``: anything that
could not run is a failure, except tests that need ../shared.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from xml.etree import ElementTree

import postgres

DESK, PUBLIC = "TEST_DESK_DATABASE_URL", "TEST_PUBLIC_DATABASE_URL"
PAGES = "tests/browser"  # the longer half of what is done in the browser


class Tally:
    """What the runs so far came to."""

    def __init__(self, full):
        self.options = ["--full"] if full else []
        self.lock = Lock()
        self.total, self.skips, self.faults = Counter(passed=0, failed=0, skipped=0, browser=0), [], []

    def run(self, pair, addresses=None, *options, aside=False):
        """Run pytest on one pair of databases, SQLite where no address is given, and add its outcomes.

        ``aside``, beside another run: what it prints is kept until its end.
        """
        if not aside:
            print(f"\n== Tests: {pair} ==", flush=True)
        others = {name: value for name, value in os.environ.items() if name not in (DESK, PUBLIC)}
        with tempfile.TemporaryDirectory() as folder:
            report = Path(folder, "report.xml")
            command = [sys.executable, "-m", "pytest", f"--junit-xml={report}", *self.options, *options]
            output = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} if aside else {}
            done = subprocess.run(command, env=others | (addresses or {}), check=False, **output)
            status = done.returncode
            if aside:
                print(f"\n== Tests: {pair} ==\n{done.stdout}", flush=True)
            cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
        with self.lock:
            self._add(pair, status, cases)

    def _add(self, pair, status, cases):
        """Adds the outcomes of one run."""
        reasons = Counter()
        for case in cases:
            if case.find("failure") is not None or case.find("error") is not None:
                self.total["failed"] += 1
            elif (skipped := case.find("skipped")) is not None and skipped.get("type") != "pytest.xfail":
                self.total["skipped"] += 1
                reasons[skipped.get("message")] += 1
            else:
                self.total["passed"] += 1
                self.total["browser"] += case.find("properties/property[@name='browser']") is not None
        self.skips += [f"{pair}: {times} test{'s' * (times > 1)}: {reason}" for reason, times in reasons.items()]
        if status:
            self.faults.append(f"{pair}: pytest ended with status {status}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--strict", action="store_true")
    chosen = parser.parse_args()
    tally = Tally(chosen.full)
    folder = postgres.binaries()
    if not folder:
        tally.run("SQLite")
        tally.skips.append("PostgreSQL: no server found in PATH or /usr/lib/postgresql (apt-get install postgresql)")
    elif chosen.full:
        tally.run("SQLite")
        with postgres.cluster(folder) as both:
            tally.run("PostgreSQL", both)
            tally.run("desk on PostgreSQL, public record on SQLite", {DESK: both[DESK]})
            tally.run("desk on SQLite, public record on PostgreSQL", {PUBLIC: both[PUBLIC]})
    else:
        # Side by side: each keeps one of two cores busy.
        with postgres.cluster(folder) as both, ThreadPoolExecutor(1) as pool:
            beside = [
                pool.submit(tally.run, "PostgreSQL", both, "-m", "not browser", aside=True),
                pool.submit(tally.run, "SQLite, pages in the browser", None, "-m", "browser", PAGES, aside=True),
            ]
            tally.run("SQLite", None, "-m", "not browser")
            tally.run("SQLite, the desk in the browser", None, "-m", "browser", f"--ignore={PAGES}")
            for each in beside:
                each.result()
    if chosen.strict:
        tally.faults += [f"skipped: {line}" for line in tally.skips if "needs ../shared" not in line]
        if not tally.total["browser"]:
            tally.faults.append("no browser test ran")

    print("\n== Skipped ==")
    for line in tally.skips or ["nothing"]:
        print(line)
    if not chosen.full:
        print(
            "left to make test-full: tests marked long, tests marked once on PostgreSQL, mixed pairs, the browser there"
        )
    for line in tally.faults:
        print(f"FAILED {line}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**tally.total), flush=True)
    return 1 if tally.faults else 0


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("Stopped.")
