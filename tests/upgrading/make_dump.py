"""Makes the dump that later code must be able to upgrade, with the code of a commit. Run by hand, once for each.

    git worktree add /tmp/checkout-19cbcd7 19cbcd7
    .venv/bin/python -m tests.upgrading.make_dump /tmp/checkout-19cbcd7

This makes tests/upgrading/19cbcd7, named for the commit of the checkout: main before the snapshots leave out what is
empty. It takes two minutes and needs PostgreSQL; nothing but the story beside this file has a say in what is in it.

Each dump holds what an upgrade must not lose: eight publications, unpublished changes, a changeset in every state, one
of them approved and scheduled, accounts of every role, private drafts, documents on their way with their originals, the
audit log (story.py); and what the site answered at every public address and at its desk (asking.py):

    sqlite.tar.xz  postgresql.tar.xz    both databases, of each kind
    originals.tar.xz                    what was filed, at the desk and in public
    answers.json.xz                     the answers of the code of then, the same on both kinds of database

test_upgrade.py upgrades every dump that is found here. Its accounts have one password, which opens nothing else.

To leave a new dump: work that changes tables, snapshots or what ``manage.py prepare`` does keeps a dump of the code it
started from, made of a checkout of the last commit before it. Where that code has other forms or addresses than the
story and the questions know, they are brought up to date first: the dumps that are here are not made again, and stay.
A dump may have at most a megabyte.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.upgrading import sites

LARGEST = 1_000_000


def commit_of(code):
    """The short name of the commit that is checked out; refused where something there differs from it."""
    git = ["git", "-C", str(code)]
    if changed := subprocess.check_output([*git, "status", "--porcelain", "--untracked-files=no"], text=True):
        raise SystemExit(f"{code} differs from its commit:\n{changed}")
    return subprocess.check_output([*git, "rev-parse", "--short=7", "HEAD"], text=True).strip()


def made(code, place, servers, kind, folder):
    """Has the story happen on fresh databases, keeps them, and returns what their site answers."""
    site = sites.Site(place / kind, servers)
    site.make()
    site.run(sites.HERE / "story.py", code=code)
    sites.pack(site, kind, folder)
    answers = {
        "public": site.told("asking.py", "derived", code=code),
        "desk": site.told("asking.py", "desk", code=code),
    }
    site.remove()
    return answers


def main():
    code = Path(sys.argv[1]).resolve()
    folder = sites.HERE / commit_of(code)
    folder.mkdir()
    with tempfile.TemporaryDirectory() as place, postgres.cluster(postgres.binaries()) as addresses:
        server = addresses["TEST_DESK_DATABASE_URL"].rpartition("/")[0]
        in_files = made(code, Path(place), {"desk": "", "public": ""}, "sqlite", folder)
        on_server = made(code, Path(place), {"desk": server, "public": server}, "postgresql", folder)
    if in_files != on_server:
        raise SystemExit("The two kinds of database do not hold the same.")
    sites.keep_answers(folder, in_files)
    sizes = {path.name: path.stat().st_size for path in sorted(folder.iterdir())}
    print(*(f"{size:>9,} {name}" for name, size in sizes.items()), sep="\n")
    if sum(sizes.values()) > LARGEST:
        raise SystemExit(f"A dump may have {LARGEST:,} bytes; this has {sum(sizes.values()):,}.")


if __name__ == "__main__":
    main()
