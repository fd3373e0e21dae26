"""The first page of the desk: it starts from the work."""

from typing import Any

from django.http import HttpRequest

from initiatives.desk.gathering import statuses, unpublished
from initiatives.desk.models import Changeset, Revision
from initiatives.published.models import Publication
from initiatives.record import integrity, realm

SHOWN = 8
CHECKED = 200  # unpublished records whose errors are counted here; the page of checks reads everything


def work(request: HttpRequest) -> dict[str, Any]:
    """What waits, what was published, what is missing, what was done. Only for staff who may see revisions."""
    if not request.user.has_perm("desk.view_revision"):  # type: ignore[union-attr]
        return {}
    waiting = unpublished()
    found = statuses(revision.root for revision in waiting[:SHOWN])
    bodies = Revision.objects.filter(pk__in=[revision.pk for revision in waiting[:CHECKED]])
    errors = integrity.findings(bodies.values_list("body", flat=True), realm.DESK)
    return {
        "waiting": [(revision, found[revision.root]) for revision in waiting[:SHOWN]],
        "waiting_count": len(waiting),
        "error_count": len(errors),
        "errors": errors[:SHOWN],
        "to_review": Changeset.objects.all().to_review().order_by("submitted_at")[:SHOWN],  # type: ignore[attr-defined]
        "publications": Publication.objects.order_by("-number")[:5],
        "recent": Revision.objects.select_related("made_by").defer("body").order_by("-made_at", "-pk")[:SHOWN],
    }
