"""A language version beside its original at the desk: proposals, what a person makes of them, and who may."""

import pytest

from initiatives import models
from initiatives.desk.models import Revision
from initiatives.record import realm
from tests import builders
from tests.admin.conftest import form_of, opened, signed_in, text_of, url_of

pytestmark = pytest.mark.django_db(databases=["default", "public"])

JAPANESE = ["宇宙政策は脅威に応える。", "当局者は2015年3月3日に東京で会った。", "文書はそう述べる。"]
EVERY = [("1", "1"), ("1.1", "1.1"), ("1.2", "1.2"), ("1.3", "1.3")]


@pytest.fixture
def version(published):
    found = builders.version(published.documents[0], "ja", JAPANESE, pairs=())
    builders.publish_all(title="A version")
    return found


def page_of(document):
    return f"/admin/initiatives/document/{document.pk}/pairs/"


def token(desk, document):
    return form_of(desk.get(page_of(document)))["token"]


def sent(desk, document, **typed):
    """The answer to a form as it is opened now, with what is typed; ``at_1_1`` is the number for passage 1.1."""
    data = {"token": token(desk, document)}
    for name, value in typed.items():
        if name.startswith("at_"):
            passage = document.passages.get(number=name.removeprefix("at_").replace("_", "."))
            name = f"at-{passage.pk}"  # noqa: PLW2901
        data[name] = value
    return desk.post(page_of(document), data)


def typed_into(desk, row, typed):
    """The answer to the form of a row with what is typed into it."""
    return desk.post(url_of(row), opened(desk, row) | typed)


def pairs(document):
    found = models.Passage.objects.filter(document=document, counterpart__isnull=False).order_by("position")
    return [(passage.counterpart.number, passage.number) for passage in found]


def test_what_is_proposed_is_shown_and_kept_by_nobody_until_it_is_confirmed(desk, version):
    text = text_of(desk.get(page_of(version)))
    assert "0 pairs confirmed, 4 proposed." in text
    assert text.count("Proposed") == 4
    assert pairs(version) == []
    last = Revision.objects.filter(root=version.meeting_id).count()
    assert sent(desk, version, confirm="all").status_code == 302
    assert pairs(version) == EVERY
    revision = Revision.objects.filter(root=version.meeting_id).latest("number")
    assert (Revision.objects.filter(root=version.meeting_id).count(), revision.reason, str(revision.made_by)) == (
        last + 1,
        f"4 pairs confirmed. {version.title}",
        "editor",
    )
    assert "4 pairs confirmed, 0 proposed." in text_of(desk.get(page_of(version)))


def test_one_pair_is_confirmed_changed_and_removed(desk, version):
    first, second = (version.passages.get(number=number) for number in ("1.1", "1.2"))
    sent(desk, version, confirm=str(second.pk))
    assert pairs(version) == [("1.2", "1.2")]
    sent(desk, version, at_1_1="1.2", at_1_2="1.1")
    assert pairs(version) == [("1.2", "1.1"), ("1.1", "1.2")]
    sent(desk, version, at_1_1="¶ 1.1", at_1_2="")
    assert pairs(version) == [("1.1", "1.1")]
    sent(desk, version, remove=str(first.pk))
    assert pairs(version) == []
    sent(desk, version, confirm="all")
    sent(desk, version, remove="all")
    assert pairs(version) == []


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"at_1_1": "7.1"}, "¶ 1.1: the original has no passage 7.1."),
        ({"at_1_1": "1"}, "¶ 1.1 is a sentence, and ¶ 1 of the original a paragraph. Pair it with its like."),
        ({"at_1_1": "1.3"}, "¶ 1.3 of the original is given to ¶ 1.1 and ¶ 1.3."),
    ],
)
def test_what_cannot_be_a_pair_is_refused_with_what_was_typed(desk, version, typed, reason):
    sent(desk, version, at_1_3="1.3")
    answer = sent(desk, version, **typed)
    assert answer.status_code == 409
    assert reason in text_of(answer)
    first = version.passages.get(number="1.1")
    assert form_of(answer)[f"at-{first.pk}"] == typed["at_1_1"]
    assert pairs(version) == [("1.3", "1.3")]


def test_a_page_that_was_opened_before_somebody_saved_changes_nothing(desk, version):
    early = token(desk, version)
    sent(desk, version, at_1_3="1.3")
    answer = desk.post(page_of(version), {"token": early, "confirm": "all"})
    assert answer.status_code == 409
    assert "editor saved this since it was opened here." in text_of(answer)
    assert pairs(version) == [("1.3", "1.3")]
    assert sent(desk, version, confirm="all").status_code == 302


def test_what_a_script_changed_is_kept_as_found_and_the_page_can_be_sent_again(desk, version):
    early = token(desk, version)
    models.Passage.objects.filter(document=version, number="1.1").update(text="宇宙政策は応える。")
    assert desk.post(page_of(version), {"token": early, "confirm": "all"}).status_code == 409
    assert sent(desk, version, confirm="all").status_code == 302
    assert pairs(version) == EVERY


def test_readers_of_the_desk_look_and_change_nothing(published, version):
    client = signed_in(builders.person("reader", "view_document"))
    answer = client.get(page_of(version))
    assert answer.status_code == 200
    assert "Confirm" not in text_of(answer).replace("confirmed", "")
    assert client.post(page_of(version), {"confirm": "all"}).status_code == 403
    assert pairs(version) == []


def test_an_original_leads_to_its_versions_and_any_other_document_to_its_form(desk, version, published):
    original = published.documents[0]
    assert page_of(version) in desk.get(page_of(original)).content.decode()
    models.Document.objects.filter(pk=version.pk).update(version_of=None, version="")
    assert "This document is no version of another" in text_of(desk.get(page_of(version)))
    answer = desk.post(page_of(version), {"token": "1", "confirm": "all"})
    assert answer.status_code == 409
    assert desk.get(page_of(models.Document())).status_code == 404


def test_the_form_of_a_version_refuses_what_is_no_original(desk, version, published):
    with realm.at_desk():
        published.add_round(2)
    original, elsewhere = published.documents
    korean = builders.version(original, "ko", JAPANESE, pairs=())
    builders.publish_all(title="Another")
    for typed, message in (
        ({"version_of": str(elsewhere.pk)}, "That document is of another round."),
        ({"version_of": str(version.pk)}, f"That is a version itself. Name the original: “{original}”."),
        ({"language": "en"}, "That document is in English as well"),
        ({"version": ""}, "Say whether it is an official or an unofficial version."),
        ({"version_of": ""}, "Name the original that this is a version of"),
    ):
        answer = typed_into(desk, korean, typed)
        assert (answer.status_code, message in text_of(answer)) == (200, True), typed
    answer = typed_into(desk, original, {"version_of": str(elsewhere.pk), "version": "official"})
    assert answer.status_code == 200
    paired = sent(desk, version, confirm="all")
    assert paired.status_code == 302
    answer = typed_into(desk, version, {"version_of": "", "version": ""})
    assert f"4 passages are paired with “{original}”." in text_of(answer)
    assert url_of(version) in desk.get(page_of(version)).content.decode()


def test_a_passage_may_be_paired_in_its_own_form(desk, version, published):
    passage = version.passages.get(number="1.1")
    other = published.documents[0].passages.get(number="1.1")
    assert typed_into(desk, passage, {"counterpart": str(other.pk)}).status_code == 302
    assert pairs(version) == [("1.1", "1.1")]
    for number, message in (("1", "is a paragraph"), ("1.2", "no passage of the original")):
        other = (published.documents[0] if number == "1" else version).passages.get(number=number)
        answer = typed_into(desk, passage, {"counterpart": str(other.pk)})
        assert answer.status_code == 200
        assert message in text_of(answer)
