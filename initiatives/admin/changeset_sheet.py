"""From the desk towards the public record: what is unpublished, and what a changeset holds, root by root."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.admin.links import change_url, previews_of
from initiatives.admin.publication_status import CLASSES
from initiatives.desk import workflow
from initiatives.desk.dependencies import Gathered
from initiatives.desk.models import Changeset, Line, LineAction, Revision, State
from initiatives.desk.preview import PREVIEW
from initiatives.desk.revisions import holds, latest_numbers
from initiatives.desk.status import CHANGED, NEVER, deleted_at_desk, unpublished
from initiatives.record import integrity, realm
from initiatives.record.bodies import digest, rows_of
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshot_diff import Difference, differences_of
from initiatives.record.snapshots import snapshots

Chosen = list[tuple[str, uuid.UUID]]
PAGE = 25  # unpublished records on a page
FINDINGS = 200  # findings on a page
MOST = 500  # records chosen at a time


@dataclass
class Going:
    """One root on its way to the public record, with what will change."""

    kind: str
    root: uuid.UUID
    label: str
    url: str = ""
    status: str = NEVER
    differences: list[Difference] = field(default_factory=list)
    body: str = ""  # what would be published; empty of a withdrawal
    because: str = ""
    reason: str = ""
    action: str = LineAction.PUBLISH
    revision: Revision | None = None
    is_needed: bool = False  # goes along whether chosen or not
    moved_on: bool = False  # the desk has a later revision than the one that was frozen
    previews: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: list[Changeset] = field(default_factory=list)  # open changesets that hold it

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.root}"

    @property
    def sha256(self) -> str:
        return digest(self.body)

    @property
    def css(self) -> str:
        return CLASSES[self.status]

    @property
    def kind_name(self) -> str:
        return str(KINDS[self.kind].model._meta.verbose_name)

    @property
    def publishes(self) -> bool:
        return self.action == LineAction.PUBLISH

    @property
    def is_long(self) -> bool:
        return len(self.differences) > 12


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


def bodies_of(chosen: Iterable[tuple[str, uuid.UUID]], using: str) -> dict[uuid.UUID, str]:
    """The snapshots of roots of any kind in a database. Queries grow with kinds, not roots."""
    listed, found = list(chosen), {}
    for kind in KINDS:
        roots = [root for k, root in listed if k == kind]
        if roots:
            found.update(snapshots(kind, roots, using))
    return found


def names_of(pairs: Chosen) -> dict[uuid.UUID, Any]:
    found: dict[uuid.UUID, Any] = {}
    for kind, one in KINDS.items():
        roots = [root for k, root in pairs if k == kind]
        if roots:
            found.update(one.model._default_manager.in_bulk(roots))
    return found


def going(gathered: Iterable[Gathered]) -> list[Going]:
    """Roots with what differs between the public record and the desk as they are now."""
    listed = list(gathered)
    pairs = [(one.kind, one.root) for one in listed]
    here, there = bodies_of(pairs, realm.DESK), bodies_of(pairs, realm.PUBLIC)
    found = differences_of((there.get(root, ""), here.get(root, "")) for _, root in pairs)
    rows = names_of(pairs)
    return [
        Going(
            kind=one.kind,
            root=one.root,
            label=str(rows.get(one.root, one.root)),
            url=change_url(rows[one.root]) if one.root in rows else "",
            status=NEVER if one.root not in there else CHANGED,
            differences=differences,
            body=here.get(one.root, ""),
            because=one.because,
        )
        for one, differences in zip(listed, found, strict=True)
    ]


# --- What a changeset holds


def sheet(changeset: Changeset) -> list[Going]:
    """What a changeset publishes, root by root: of a draft as the desk is now, otherwise as it was frozen.

    Queries grow with the kinds in it, not with its roots.
    """
    lines = list(changeset.lines.select_related("revision__made_by"))
    is_open = changeset.state in workflow.OPEN
    follows = [line for line in lines if is_open and line.action == LineAction.PUBLISH and not line.body]
    listed = going(Gathered(line.revision.kind, line.root, line.because) for line in follows)
    live = {one.root for one in listed}
    fixed = [line for line in lines if line.root not in live]
    found = {one.root: one for one in [*listed, *_frozen(fixed, changeset)]}
    latest = latest_numbers(line.root for line in fixed) if changeset.state != State.PUBLISHED else {}
    unequal = [line for line in fixed if line.root in latest and latest[line.root][2] != line.revision.sha256]
    later = Revision.objects.in_bulk([latest[line.root][0] for line in unequal]) if unequal else {}
    moved_on = {line.root for line in unequal if not holds(line.revision, later[latest[line.root][0]].body)}
    for line in lines:
        one = found[line.root]
        one.revision, one.reason, one.action = line.revision, line.reason, line.action
        one.moved_on = line.root in moved_on
    more = going(workflow.needed(changeset)) if is_open else []
    for one in more:
        one.is_needed = True
    return _linked([*(found[line.root] for line in lines), *more], changeset)


def _frozen(lines: list[Line], changeset: Changeset) -> list[Going]:
    """Lines as they were frozen, against the public record before the changeset was published."""
    before = _before(lines, changeset)
    bodies = [(line.body or line.revision.body) if line.action == LineAction.PUBLISH else "" for line in lines]
    found = differences_of(
        (before.get(line.root, ""), body) if body else ("", "") for line, body in zip(lines, bodies, strict=True)
    )
    return [
        Going(
            kind=line.revision.kind,
            root=line.root,
            label=line.revision.label,
            url=reverse(f"admin:initiatives_{line.revision.kind}_change", args=[line.root]),
            status=CHANGED if line.root in before else NEVER,
            differences=differences,
            body=body,
            because=line.because,
        )
        for line, body, differences in zip(lines, bodies, found, strict=True)
    ]


def _before(lines: list[Line], changeset: Changeset) -> dict[uuid.UUID, str]:
    """root → the body that was public before: now, or for a published changeset of the last revision before it."""
    if changeset.publication is None:
        return bodies_of([(line.revision.kind, line.root) for line in lines], realm.PUBLIC)
    found: dict[uuid.UUID, str] = {}
    earlier = Revision.objects.filter(root__in=[line.root for line in lines], publication__lt=changeset.publication)
    for root, body in earlier.order_by("number").values_list("root", "body"):
        found[root] = body
    return found


def _linked(listed: list[Going], changeset: Changeset) -> list[Going]:
    """The roots, those that have a page with the addresses of its previews in the three languages."""
    for one in listed:
        if KINDS[one.kind].page and one.body:
            page = reverse(KINDS[one.kind].page, args=[rows_of(one.body).own["slug"]])
            one.previews = previews_of(page, f"{PREVIEW}{changeset.pk}/")
    return listed


def errors_of(listed: Iterable[Going]) -> list[str]:
    """What keeps roots from being published as they are shown, a sentence each."""
    found = integrity.findings([one.body for one in listed if one.body], realm.DESK)
    return [one.message for one in found if one.level == integrity.ERROR]


# --- Putting a changeset together


def compose(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """From chosen records to a draft changeset, a new one or one that is there. By POST only."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    only = request.POST.get("only")
    return composed(request, parse([only] if only else request.POST.getlist("root")))


def composed(request: HttpRequest, chosen: Chosen) -> HttpResponse:
    """Leads to the draft of the chosen records, with what they need and newly introduce."""
    if not request.user.has_perm("desk.add_changeset"):  # type: ignore[union-attr]
        raise PermissionDenied("Only editors may put changesets together.")
    if not chosen:
        messages.warning(request, "Nothing was chosen. Tick what belongs together first.")
        return HttpResponseRedirect(reverse("admin:unpublished"))
    try:
        changeset = _draft(request.POST.get("into", ""))
        if changeset:
            workflow.add(changeset, chosen, user=request.user)
        else:
            changeset = workflow.put_together(chosen, user=request.user)
    except Refused as refusal:
        messages.error(request, " ".join(refusal.reasons))
        return HttpResponseRedirect(reverse("admin:unpublished"))
    return HttpResponseRedirect(change_url(changeset))


def _draft(key: str) -> Changeset | None:
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


# --- Unpublished changes


def unpublished_changes(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Every root that differs from the public record, with what changed."""
    if not request.user.has_perm("desk.view_revision"):  # type: ignore[union-attr]
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
        "may_compose": request.user.has_perm("desk.add_changeset"),  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "admin/unpublished.html", context)


def _gone() -> list[Revision]:
    """Last revisions of what is public and no longer at the desk: to be restored, or withdrawn."""
    roots = [root for _, root in deleted_at_desk()][:MOST]
    last = latest_numbers(roots)
    return list(Revision.objects.filter(pk__in=[pk for pk, _, _ in last.values()]).defer("body").order_by("label"))


# --- Checks


def checks(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The findings of the desk by rule, errors first, in pages. Reads it all."""
    if not request.user.has_perm("desk.view_revision"):  # type: ignore[union-attr]
        raise PermissionDenied("Only staff who may see revisions may look here.")
    found = sorted(integrity.everything(realm.DESK), key=lambda one: (one.level != integrity.ERROR, one.rule))
    page = Paginator(found, FINDINGS).get_page(request.GET.get("page"))
    counts = Counter(one.rule for one in found)
    rules: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in page:
        url = reverse(f"admin:initiatives_{one.kind}_change", args=[one.root])
        rules.setdefault((one.level, one.rule), []).append((url, one.message))
    groups = [
        {"level": level, "rule": rule, "found": listed, "count": counts[rule]}
        for (level, rule), listed in rules.items()
    ]
    context = {
        **site.each_context(request),
        "title": "Checks",
        "groups": groups,
        "page": page,
        "error_count": sum(one.level == integrity.ERROR for one in found),
        "warning_count": sum(one.level != integrity.ERROR for one in found),
    }
    return TemplateResponse(request, "admin/checks.html", context)
