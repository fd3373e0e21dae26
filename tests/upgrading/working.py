"""What people do at a desk after its upgrade, on its own pages: they save, take up what they typed, restore, publish.

``python working.py TASK`` in a process of its own, on the site that its environment names; what they were shown before,
as asking.py found it, comes in as JSON.
"""

import json
import logging
import sys
from itertools import pairwise
from pathlib import Path

from asking import KINDS, PUBLISHED, differing, drafts, listed, parsed, statuses_of
from django.apps import apps
from people import Person, begin
from sites import KEEPER


def saves(before):
    """How many revisions it made to save what was opened, to save a change, and to save what was changed again."""
    editor, revisions = Person("editor"), apps.get_model("desk", "revision").objects
    roots = [next(path for path, words in rows.items() if words == PUBLISHED) for rows in before["statuses"].values()]
    more = [path for path in before["statuses"]["meeting"] if path not in (*before["forms"], *roots)][:2]
    parts = [next(listed(editor, f"/admin/initiatives/{part}/"))[0] for part in ("document", "passage")]
    counts = [revisions.count()]
    for path in (*roots, *more, *parts):
        editor.save(path)
    counts.append(revisions.count())
    for path in roots:
        editor.save(path, **{"given_name" if "/official/" in path else "name_ko": "바꾼 이름"})
    counts.append(revisions.count())
    editor.save(roots[0])
    counts.append(revisions.count())
    return [after - before for before, after in pairwise(counts)]


def goes_on(before):
    """Restores, saves and publishes all that was under way; returns what differs from the public record afterwards."""
    editor, reviewer, publisher = (Person(name) for name in ("editor", "reviewer", "publisher"))
    restored = next(path for path, words in before["statuses"]["official"].items() if words != PUBLISHED)
    history = restored.replace("/change/", "/history/")
    first = parsed(editor.get(history)).css('select[name="revision"] option')[-1].attributes["value"]
    editor.post("/admin/desk/restore/", editor.form(history, "revision") | {"revision": first})
    while 'name="shown"' in editor.get("/admin/desk/checks/").content.decode():  # sources of what was changed before
        editor.post("/admin/desk/answer/", editor.form("/admin/desk/checks/", "shown") | {"answer": "right"})
    for path, words in before["changesets"].items():
        if words in ("draft", "returned"):
            editor.step(path, "submit")
        if words in ("draft", "returned", "in review"):
            reviewer.step(path, "approve")
            publisher.step(path, "publish")
    taken_up = next(path for path in drafts(editor) if "/pillar/" in path)
    editor.post(taken_up.partition("?")[0], editor.form(taken_up))
    return differing(editor)


def looks(before):
    """What differs from the public record, and how everything is said to stand."""
    keeper = Person(KEEPER)
    return [differing(keeper), {kind: statuses_of(keeper, kind) for kind in KINDS}]


def corrects(before):
    """Publishes what the files were laid into; returns what the public record still has otherwise than the files.

    "kind slug model column" of each value; of what is not there, kind and slug alone.
    """
    from initiatives.desk.corrections_of_files import TITLE
    from initiatives.record import files, realm
    from initiatives.record.bodies import rows_of
    from initiatives.record.snapshots import snapshots

    (changeset,) = apps.get_model("desk", "changeset").objects.filter(title=TITLE)
    path = f"/admin/desk/changeset/{changeset.pk}/change/"
    Person("reviewer").step(path, "approve")
    Person("publisher").step(path, "publish")
    found = set()
    for root, filed in files.as_filed([Path("fixtures")]).items():
        called = f"{filed.kind} {filed.own.get('slug') or filed.own['code']}"
        public = snapshots(filed.kind, [root], realm.PUBLIC)
        there = rows_of(public[root]).by_key() if public else {}
        if not there:
            found.add(called)
        for model, rows in filed.by_key().items() if there else ():
            for key in {*rows, *there[model]}:
                one, other = rows.get(key, {}), there[model].get(key, {})
                columns = {name for name in {**one, **other} if one.get(name) != other.get(name)} - {"supports"}
                found |= {f"{called} {model} {name}" for name in columns}
    return sorted(found)


TASKS = {task.__name__: task for task in (saves, goes_on, looks, corrects)}

if __name__ == "__main__":
    begin()
    logging.disable(logging.WARNING)  # of what is refused: it is said where it is
    json.dump(TASKS[sys.argv[1]](json.load(sys.stdin)), sys.stdout, ensure_ascii=False)
