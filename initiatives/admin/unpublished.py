"""Unpublished changes: every root that differs from the public record, and how chosen ones come into a changeset."""

import uuid
from collections.abc import Iterable

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.admin.changeset_sheet import Chosen, going
from initiatives.admin.links import change_url
from initiatives.desk import workflow
from initiatives.desk.dependencies import Gathered
from initiatives.desk.models import Changeset, Line, Revision, State
from initiatives.desk.revisions import latest_numbers
from initiatives.desk.status import deleted_at_desk, unpublished
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused

PAGE = 25  # records on a page
MOST = 500  # records chosen at a time


def unpublished_changes(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Every root that differs from the public record, with what changed."""
    if not request.user.has_perm("desk.view_revision"):
        raise PermissionDenied("Only staff who may see revisions may look here.")
    page = Paginator(unpublished(), PAGE).get_page(request.GET.get("page"))
    by_root = {revision.root: revision for revision in page}
    found = going([Gathered(one.kind, one.root) for one in page])
    holding: dict[uuid.UUID, list[Changeset]] = {}
    lines = Line.objects.filter(root__in=list(by_root)).exclude(changeset__state=State.PUBLISHED)
    for line in lines.select_related("changeset").order_by("changeset__created_at"):
        holding.setdefault(line.root, []).append(line.changeset)
    for one in found:
        one.revision, one.elsewhere = by_root[one.root], holding.get(one.root, [])
    context = {
        **site.each_context(request),
        "title": "Unpublished changes",
        "page": page,
        "going": found,
        "gone": _gone(),
        "drafts": Changeset.objects.filter(state__in=workflow.OPEN).order_by("-created_at")[:50],
        "may_compose": request.user.has_perm("desk.add_changeset"),
    }
    return TemplateResponse(request, "admin/unpublished.html", context)


def _gone() -> list[Revision]:
    """Last revisions of what is public and no longer at the desk: to be restored, or withdrawn."""
    roots = [root for _, root in deleted_at_desk()][:MOST]
    last = latest_numbers(roots)
    return list(Revision.objects.filter(pk__in=[pk for pk, _, _ in last.values()]).defer("body").order_by("label"))


# --- Choosing some of them, and putting a changeset together


def parse(values: Iterable[str]) -> Chosen:
    """Chosen roots from ``kind:key`` texts. Raises BadRequest for anything else."""
    found: Chosen = []
    for value in values:
        kind, _, key = str(value).partition(":")
        try:
            root = uuid.UUID(key)
        except ValueError:
            raise BadRequest(f"“{value}” names no record.") from None
        if kind not in KINDS:
            raise BadRequest(f"“{value}” names no record.")
        found.append((kind, root))
    if len(found) > MOST:
        raise BadRequest(f"Choose at most {MOST} records at a time.")
    return list(dict.fromkeys(found))


def compose(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """From chosen records to a draft changeset, a new one or one that is there. By POST only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    only = request.POST.get("only")
    return composed(request, parse([only] if only else request.POST.getlist("root")))


def composed(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Leads to the draft of the chosen records, with what they need and newly introduce."""
    if not request.user.has_perm("desk.add_changeset"):
        raise PermissionDenied("Only editors may put changesets together.")
    if not chosen:
        messages.warning(request, "Nothing was chosen. Tick what belongs together first.")
        return HttpResponseRedirect(reverse("admin:unpublished"))
    try:
        changeset = _open_changeset(request.POST.get("into", ""))
        if changeset:
            workflow.add(changeset, chosen, user=request.user)
        else:
            changeset = workflow.put_together(chosen, user=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return HttpResponseRedirect(reverse("admin:unpublished"))
    return HttpResponseRedirect(change_url(changeset))


def _open_changeset(key: str) -> Changeset | None:
    """The draft with a key; None for no key. Raises Refused where it is no draft now."""
    if not key:
        return None
    try:
        found = Changeset.objects.filter(pk=uuid.UUID(key), state__in=workflow.OPEN).first()
    except ValueError:
        raise BadRequest(f"“{key}” names no changeset.") from None
    if found is None:
        raise Refused("That changeset is no draft now. Nothing was added to it.")
    return found
