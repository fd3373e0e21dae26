"""The first page of the desk: it starts from the work."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from initiatives.admin.findings import addresses
from initiatives.desk import checking
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.status import statuses, unpublished
from initiatives.desk.workflow import OPEN, barred, editors_of
from initiatives.published.models import Publication
from initiatives.record import integrity

SHOWN = 8
CHECKED = 200  # unpublished records whose errors are counted here; the page of checks reads everything


def work(request: HttpRequest) -> dict[str, Any]:
    """What waits, what was published, what is missing, what was done. Only for staff who may see revisions."""
    if not request.user.has_perm("desk.view_revision"):
        return {}
    waiting = unpublished()
    found = statuses(revision.root for revision in waiting[:SHOWN])
    bodies = Revision.objects.filter(pk__in=[revision.pk for revision in waiting[:CHECKED]])
    errors = [one for one in checking.findings(bodies.values_list("body", flat=True)) if one.level == integrity.ERROR]
    return {
        "waiting": [(revision, found[revision.root]) for revision in waiting[:SHOWN]],
        "waiting_count": len(waiting),
        "error_count": len(errors),
        "errors": list(zip(errors[:SHOWN], addresses(errors[:SHOWN]), strict=True)),
        **_changesets(request.user),
        "publications": Publication.objects.order_by("-number")[:5],
        "recent": Revision.objects.select_related("made_by").defer("body").order_by("-made_at", "-pk")[:SHOWN],
    }


def _changesets(user: Any) -> dict[str, Any]:
    """What waits for this person and for others: to review, to publish, scheduled, one's own."""
    every: Any = Changeset.objects.select_related("created_by", "submitted_by", "approved_by")
    approved = every.filter(state=State.APPROVED)
    to_review = list(every.to_review().order_by("submitted_at")[:SHOWN])
    edited = editors_of(to_review)
    for changeset in to_review:
        involved = barred(changeset, edited[changeset.pk])
        changeset.is_for_me = user.has_perm("desk.review_changeset") and user.pk not in involved
    mine = Q(created_by=user) | Q(submitted_by=user)
    return {
        "to_review": to_review,
        "scheduled": approved.filter(publish_at__isnull=False).order_by("publish_at")[:SHOWN],
        "approved": approved.filter(publish_at=None).order_by("approved_at")[:SHOWN],
        "mine": every.filter(mine, state__in=(*OPEN, State.IN_REVIEW)).order_by("-created_at")[:SHOWN],
    }
