"""Who may what: the stock permissions, and a permission of its own for publishing."""

import pytest
from django.urls import reverse

from tests.admin.conftest import opened, signed_in, url_of
from tests.builders import person

pytestmark = pytest.mark.django_db(databases=["default", "public"])


def somebody(*codenames):
    """A browser somebody signed in with who has some permissions."""
    return signed_in(person("somebody", *codenames))


def pages(row):
    return [
        reverse("admin:initiatives_pillar_changelist"),
        url_of(row),
        url_of(row, "history"),
        f"{url_of(row, 'compare')}?from=0&to=1",
        url_of(row, "delete"),
        reverse("admin:initiatives_pillar_add"),
        reverse("admin:unpublished"),
        reverse("admin:checks"),
        f"{reverse('admin:correct')}?how=withdraw&root=pillar:{row.pk}",
    ]


def statuses(client, row):
    return [client.get(address).status_code for address in pages(row)]


def test_staff_without_permission_get_nowhere(published):
    assert statuses(somebody(), published.pillar) == [403] * 9


def test_a_reader_looks_and_changes_nothing(desk, published):
    client = somebody("view_pillar", "view_revision", "view_citation")
    assert statuses(client, published.pillar) == [200, 200, 200, 200, 403, 403, 200, 200, 403]
    page = client.get(url_of(published.pillar)).content.decode()
    assert 'name="_save"' not in page
    assert 'name="_compose"' not in page
    data = opened(desk, published.pillar)
    assert client.post(url_of(published.pillar), data | {"name_en": "Mine"}).status_code == 403


def test_whoever_may_save_and_not_compose_does_not(published):
    client = somebody("view_pillar", "change_pillar", "view_citation", "change_citation", "view_revision")
    data = opened(client, published.pillar)
    assert client.post(url_of(published.pillar), data | {"name_en": "Mine"}).status_code == 302
    assert 'name="_compose"' not in client.get(url_of(published.pillar)).content.decode()
    root = f"pillar:{published.pillar.pk}"
    assert client.post(reverse("admin:compose"), {"root": root}).status_code == 403
    listed = client.get(reverse("admin:initiatives_pillar_changelist"))
    assert listed.context["action_form"] is None


def test_whoever_may_compose_does(published):
    client = somebody("view_pillar", "change_pillar", "view_revision", "add_changeset", "view_changeset")
    root = {"root": f"pillar:{published.pillar.pk}"}
    assert client.post(reverse("admin:compose"), root, follow=True).status_code == 200


def test_strangers_are_sent_to_sign_in(client, published):
    assert statuses(client, published.pillar) == [302] * 9


@pytest.mark.parametrize("name", ["changeset", "revision"])
def test_changesets_and_revisions_are_only_looked_at(desk, published, name):
    assert desk.get(reverse(f"admin:desk_{name}_changelist")).status_code == 200
    assert desk.get(reverse(f"admin:desk_{name}_add")).status_code == 403
