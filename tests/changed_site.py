"""A process of a site whose code is changed while its databases stay: what stood there before, and what became of it.

``before`` leaves an approved changeset at the desk. ``after [KIND]`` says as JSON what the desk and the public pages are
like then; with a kind, what they are like once a root of it was made and published as well.
"""

import json
import sys

from tests.forms import form_of, text_of
from tests.processes import ROOT

WORDS = "Rebuilt in 1971"


def before():
    from initiatives.desk import press, workflow
    from initiatives.desk.revisions import revise
    from initiatives.models import Pillar
    from tests.builders import chosen, person

    ann, ben = (person(name, "review_changeset", "publish_changeset") for name in ("ann", "ben"))
    pillar = Pillar.objects.latest("slug")
    pillar.summary_en = "Corrected before the change."
    pillar.save()
    revise(pillar, user=ann, reason="Saved")
    changeset = press.compose(chosen(pillar), user=ann, title="Approved before", note="A slip.")
    workflow.submit(changeset, user=ann)
    workflow.approve(changeset, user=ben, sha256=changeset.sha256)


def after(*kinds):
    """What is as it was comes first: the later parts save and publish."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import setup_test_environment

    setup_test_environment()
    editor = Client()
    editor.force_login(get_user_model().objects.create_superuser("somebody", "", "a pillar of the community"))
    said = {**standing(), **forms(editor), **approved(), "typed": typed(editor)}
    said |= {kind: made(editor, kind) for kind in kinds}
    print(json.dumps(said | {"pages": pages()}))


def standing():
    """What prepare did to the desk, which is nothing."""
    from initiatives.desk.models import Changeset, Revision
    from initiatives.desk.status import differing
    from initiatives.models import Meeting
    from initiatives.record import files, integrity, realm
    from initiatives.record.kinds import KINDS

    folder = ROOT / "fixtures"
    kept = {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.json")}
    return {
        "revisions": Revision.objects.count(),
        "unpublished": {name: len(found) for name in KINDS if (found := differing(name))},
        "errors": [one.message for one in integrity.everything(realm.DESK) if one.level == integrity.ERROR],
        "changesets": dict(Changeset.objects.values_list("title", "state")),
        "rewritten": [path for path, text in files.dumped().items() if kept.get(path) != text],
        "rounds": Meeting.objects.count(),
    }


def forms(editor):
    """How many revisions are made by saving forms of published roots with nothing typed; a stale one would fail."""
    from initiatives.desk.models import Revision

    count = Revision.objects.count()
    for row in of_the_recipes().values():
        saved(editor, row)
    return {"revisions of forms": Revision.objects.count() - count}


def saved(editor, row, **typed):
    """Opens the form of a row, types into it and saves: refused where anything was saved or changed meanwhile."""
    path = f"/admin/initiatives/{row._meta.model_name}/{row.pk}/change/"
    response = editor.post(path, form_of(editor.get(path)) | typed)
    assert response.status_code == 302, text_of(response)


def of_the_recipes():
    """The columns that the recipes add, each with a published root that has it."""
    from initiatives.models import Meeting, Official

    return {"venue_note_en": Meeting.objects.get(number=6), "nickname": Official.objects.latest("slug")}


def approved():
    """The state of the changeset that was approved before, once it is asked to be published."""
    from initiatives.desk import workflow
    from initiatives.desk.models import Changeset

    changeset = Changeset.objects.get(title="Approved before")
    workflow.publish(changeset, user=None)
    return {"approved": changeset.state}


def publish(row):
    from initiatives.desk.press import publish_now
    from tests.builders import chosen

    publish_now(chosen(row), user=None, title="With what is new")


def typed(editor):
    """Where words typed into the new columns stand once they are published: column → pages."""
    from django.test import Client

    found = {}
    for column, row in of_the_recipes().items():
        if hasattr(row, column):
            saved(editor, row, **{column: WORDS})
            publish(row)
            address = row.get_absolute_url()
            asked = {"page": address, "history": f"{address}history/"}
            found[column] = [name for name, path in asked.items() if WORDS in Client().get(path).content.decode()]
    return found


def made(editor, kind):
    """A root of the kind at the desk and in public: what answers, and where it stands."""
    from django.test import Client

    from initiatives.desk.revisions import revise
    from initiatives.models import Country
    from initiatives.record import files
    from initiatives.record.kinds import KINDS
    from tests.builders import other

    country = Country.objects.get(code="JPN")
    row = KINDS[kind].model.objects.create(slug="iikura", name_en="Iikura Guest House", country=country)
    other(row, "name")
    revise(row, user=None, reason="Added")
    desk = ("/admin/", "/admin/desk/unpublished/", "/admin/desk/checks/", f"/admin/initiatives/{kind}/")
    answers = {path: editor.get(path) for path in desk}
    saved(editor, row, name_ja="飯倉公館")
    publish(row)
    address = row.get_absolute_url()
    public = (
        f"/ja/{KINDS[kind].pages}/",
        f"/ja{address}",
        f"/ja{address}history/",
        "/ja/search/?q=飯倉公館",
        "/ja/changes/",
    )
    return {
        "desk": {path: answer.status_code for path, answer in answers.items()},
        "waits": "Iikura Guest House" in answers["/admin/desk/unpublished/"].content.decode(),
        "public": [path for path in public if f"/ja{address}" in Client().get(path).content.decode()],
        "file": [path for path, text in files.dumped().items() if '"iikura"' in text],
    }


def pages():
    """Which pages there are, one of every name in the table of addresses, and what those answer that are wrong."""
    from django.test import Client

    from initiatives.models import Document
    from initiatives.record import realm
    from tests.crawling import pages, slugs_in

    with realm.in_public():
        held = Document.objects.held().values_list("slug", flat=True)  # those have passages
        paths = pages({**slugs_in(realm.PUBLIC), "documents": list(held)})
        answers = {path: Client().get(path).status_code for path in paths.values()}
    return {"names": sorted(paths), "wrong": {path: status for path, status in answers.items() if status != 200}}


def main():
    import django

    django.setup()
    from initiatives.record import realm

    with realm.at_desk():
        {"before": before, "after": after}[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
