"""The history of a root, and its page as it was at a publication."""

import pytest

from initiatives import models
from initiatives.desk import corrections, press
from initiatives.record import realm
from tests.builders import publish_all

pytestmark = pytest.mark.django_db(databases=["default", "public", "as_of"])


def words(response):
    return " ".join(response.content.decode().split())


def test_the_history_lists_every_publication_with_its_note_and_changes(client, corrected):
    shown = words(client.get("/pillars/threats/history/"))
    assert [part in shown for part in ("The name was mistyped.", "Responding to threats", "First published.")] == [
        True
    ] * 3
    assert shown.index("Publication 2") < shown.index("Publication 1")
    assert shown.count('href="/pillars/threats/?as-of=') == 2


@pytest.mark.parametrize(
    ("language", "label"), [("", "Name (English)"), ("/ja", "名前（英語）"), ("/ko", "이름(영어)")]
)
def test_what_changed_is_named_in_the_language_of_the_page(client, corrected, language, label):
    shown = words(client.get(f"{language}/pillars/threats/history/"))
    marked = "" if not language else ' lang="en"'
    assert f"{label}</dt> <dd{marked}> <del>Responding to threats</del>" in shown


@pytest.mark.parametrize("kind", ["rounds", "officials", "pillars", "initiatives", "activities", "references"])
def test_every_kind_of_root_has_a_history(client, corrected, kind):
    slugs = {
        "rounds": "2015-01-05-washington",
        "officials": "ann-blake",
        "pillars": "threats",
        "initiatives": "space",
        "activities": "meeting-1",
        "references": "resolution-2001",
    }
    assert client.get(f"/{kind}/{slugs[kind]}/history/").status_code == 200
    assert client.get(f"/ja/{kind}/{slugs[kind]}/history/").status_code == 200
    assert client.get(f"/{kind}/nowhere/history/").status_code == 404


@pytest.mark.parametrize("language", ["", "/ja", "/ko"])
def test_the_history_of_a_renamed_root_is_found_under_its_old_address(client, corrected, language):
    with realm.at_desk():
        models.Meeting.objects.filter(pk=corrected.rounds[0].pk).update(slug="2015-01-05-tokyo")
        models.Official.objects.filter(slug="ann-blake").update(slug="ann-lake")
        publish_all(title="At other addresses", note="The place was wrong.")
    old = client.get(f"{language}/rounds/2015-01-05-washington/history/")
    assert (old.status_code, old.url) == (301, f"{language}/rounds/2015-01-05-tokyo/history/")
    assert client.get(f"{language}/officials/ann-blake/history/").url == f"{language}/officials/ann-lake/history/"
    shown = words(client.get(old.url))
    assert shown.index("The place was wrong.") < shown.index("2015-01-05-washington")


def test_a_page_is_shown_as_it_was_and_says_so(client, corrected):
    then = words(client.get("/pillars/threats/?as-of=1"))
    assert "As it was at publication 1" in then
    assert ("<h1>Responding to threats" in then or "Responding to threats</h1>" in then, "Renamed pillar" in then) == (
        True,
        False,
    )
    assert 'name="robots" content="noindex"' in then
    now = words(client.get("/pillars/threats/"))
    assert ("Renamed pillar" in now, "As it was" in now) == (True, False)


@pytest.mark.parametrize("path", ["/", "/rounds/", "/rounds/2015-01-05-washington/", "/documents/", "/timeline/"])
def test_every_page_can_be_read_as_it_was(client, corrected, path):
    assert "As it was at publication 1" in words(client.get(f"{path}?as-of=1"))


@pytest.mark.parametrize("asked", ["x", "0", "2026-02-30", "1&as-of=2"])
def test_what_is_no_publication_and_no_day_is_a_400_that_says_so(client, corrected, asked):
    response = client.get(f"/pillars/threats/?as-of={asked}")
    assert response.status_code == 400
    assert "It can be: the number of a publication (5), a day (2026-11-24)." in words(response)


def test_before_anything_was_public_there_is_nothing(client, corrected):
    assert client.get("/pillars/threats/?as-of=2001-01-01").status_code == 404


def test_what_was_withdrawn_since_is_gone_there_too(client, corrected):
    with realm.at_desk():
        changeset = corrections.withdraw(
            [("activity", corrected.activities[0].pk)], user=None, title="Withdrawn", reason="It did not take place"
        )
        press.freeze(changeset, user=None)
        press.publish(changeset, user=None)
    for path in ("/activities/meeting-1/", "/activities/meeting-1/?as-of=1", "/activities/meeting-1/history/"):
        response = client.get(path)
        assert (response.status_code, "It did not take place" in words(response)) == (410, True)


@pytest.mark.parametrize("changes", [1, 3])
def test_a_history_asks_no_more_for_more_publications(client, corrected, django_assert_num_queries, changes):
    with realm.at_desk():
        for number in range(changes - 1):
            models.Pillar.objects.update(name_en=f"Renamed {number}")
            publish_all(title=str(number))
    client.get("/pillars/threats/history/")
    with django_assert_num_queries(6, using="public", exact=False):
        client.get("/pillars/threats/history/")


def test_a_page_leads_to_its_history_and_tells_its_last_correction(client, corrected):
    page = client.get("/initiatives/space/").content.decode()
    assert ('href="/initiatives/space/history/"' in page, "Last changed" in page) == (True, True)
    page = client.get("/pillars/threats/").content.decode()
    assert ("Last changed in publication 2" in page, "The name was mistyped." in page) == (True, True)
    earlier = client.get("/pillars/threats/?as-of=1").content.decode()
    assert ("Last changed" in earlier, "The name was mistyped." in earlier) == (False, False)
    assert "History of this page" not in client.get("/pillars/threats/history/").content.decode()
