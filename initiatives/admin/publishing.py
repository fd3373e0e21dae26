"""From the desk to the public record: what is unpublished, what goes together, publishing what was shown."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from initiatives.admin.links import change_url
from initiatives.admin.standing import CLASSES
from initiatives.desk import audit, press, revisions
from initiatives.desk.gathering import CHANGED, NEVER, Gathered, gather, held_states, unpublished
from initiatives.desk.models import Changeset, EntryAction, Revision
from initiatives.published.models import Action, Publication
from initiatives.record import integrity, realm
from initiatives.record.aggregates import AGGREGATES, Refused, digest, snapshots
from initiatives.record.comparison import Difference, differences_of

Chosen = list[tuple[str, uuid.UUID]]
PAGE = 25  # unpublished records on a page
MOST = 500  # records chosen at a time
OPTIONAL = "new with this round"  # what gathering says of roots that need not go along
ASKS_NOTE = "Something public is corrected: say in the note what and why, or mark it as a minor edit."


@dataclass
class Going:
    """One root on its way to the public record, with what will change."""

    kind: str
    root: uuid.UUID
    label: str
    url: str
    status: str
    differences: list[Difference]
    sha256: str
    because: str = ""
    is_optional: bool = False
    is_ticked: bool = True
    revision: Revision | None = None

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.root}"

    @property
    def css(self) -> str:
        return CLASSES[self.status]

    @property
    def kind_name(self) -> str:
        return str(AGGREGATES[self.kind].root._meta.verbose_name)

    @property
    def is_long(self) -> bool:
        return len(self.differences) > 12


@dataclass
class Sheet:
    """What a confirm page shows: the roots, what keeps them from being published, and what was typed."""

    chosen: Chosen
    going: list[Going] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    title: str = ""
    note: str = ""
    is_minor: bool = False
    status: int = 200

    @property
    def needed(self) -> list[Going]:
        return [one for one in self.going if not one.is_optional]

    @property
    def optional(self) -> list[Going]:
        return [one for one in self.going if one.is_optional]

    @property
    def corrects(self) -> bool:
        return any(one.status == CHANGED for one in self.going)


def parse(values: Iterable[str]) -> Chosen:
    """Chosen roots from ``kind:key`` texts. Raises BadRequest for anything else."""
    found: Chosen = []
    for value in values:
        kind, _, key = str(value).partition(":")
        try:
            root = uuid.UUID(key)
        except ValueError:
            raise BadRequest(f"“{value}” names no record.") from None
        if kind not in AGGREGATES:
            raise BadRequest(f"“{value}” names no record.")
        found.append((kind, root))
    if len(found) > MOST:
        raise BadRequest(f"Choose at most {MOST} records at a time.")
    return list(dict.fromkeys(found))


def bodies_of(chosen: Iterable[tuple[str, uuid.UUID]], using: str) -> dict[uuid.UUID, str]:
    """The snapshots of roots of any kind in a database. Queries grow with kinds, not roots."""
    listed, found = list(chosen), {}
    for kind in AGGREGATES:
        roots = [root for k, root in listed if k == kind]
        if roots:
            found.update(snapshots(kind, roots, using))
    return found


def going(
    gathered: Iterable[Gathered], chosen: Chosen, ticked: set[str] | None = None
) -> tuple[list[Going], list[str]]:
    """(roots with their differences, bodies at the desk) for a confirm page."""
    listed = list(gathered)
    pairs = [(one.kind, one.root) for one in listed]
    here, there = bodies_of(pairs, realm.DESK), bodies_of(pairs, realm.PUBLIC)
    found = differences_of((there.get(root, ""), here.get(root, "")) for _, root in pairs)
    rows = names_of(pairs)
    explicit = set(chosen)
    made = [
        Going(
            kind=one.kind,
            root=one.root,
            label=str(rows.get(one.root, one.root)),
            url=change_url(rows[one.root]) if one.root in rows else "",
            status=NEVER if one.root not in there else CHANGED,
            differences=differences,
            sha256=digest(here.get(one.root, "")),
            because=one.because,
            is_optional=one.because == OPTIONAL and (one.kind, one.root) not in explicit,
            is_ticked=ticked is None or f"{one.kind}:{one.root}" in ticked,
        )
        for one, differences in zip(listed, found, strict=True)
    ]
    return made, list(here.values())


def names_of(pairs: Chosen) -> dict[uuid.UUID, Any]:
    found: dict[uuid.UUID, Any] = {}
    for kind, aggregate in AGGREGATES.items():
        roots = [root for k, root in pairs if k == kind]
        if roots:
            found.update(aggregate.root._default_manager.in_bulk(roots))
    return found


# --- Publish…


def publish(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The confirm page by GET, or by POST from a list; publishing by POST with its button."""
    if not request.user.has_perm("desk.publish_changeset"):  # type: ignore[union-attr]
        raise PermissionDenied("Only publishers may publish.")
    if request.method == "POST" and "_publish" in request.POST:
        return _publish(request, site)
    return confirm(request, site, parse((request.POST or request.GET).getlist("root")))


def confirm(request: HttpRequest, site: admin.AdminSite, chosen: Chosen) -> HttpResponse:
    """The page that shows what would be published, before anything is."""
    if not chosen:
        messages.warning(request, "Nothing was chosen. Tick what belongs together, then publish it.")
        return HttpResponseRedirect(reverse("admin:unpublished"))
    return _page(request, site, _sheet(chosen))


def _sheet(chosen: Chosen, ticked: set[str] | None = None) -> Sheet:
    found, bodies = going(gather(chosen), chosen, ticked)
    errors = [one.message for one in integrity.findings(bodies, realm.DESK) if one.level == integrity.ERROR]
    sheet = Sheet(chosen, found, errors)
    named = [one.label for one in found if (one.kind, one.root) in set(chosen)]
    sheet.title = ", ".join(named[:3]) + (f" and {len(named) - 3} more" if len(named) > 3 else "")
    return sheet


def _publish(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    chosen, ticked = parse(request.POST.getlist("root")), set(request.POST.getlist("include"))
    shown = dict(one.rsplit(":", 1) for one in request.POST.getlist("shown") if one.count(":") == 2)
    title, note = request.POST.get("title", "").strip(), request.POST.get("note", "").replace("\r\n", "\n").strip()
    is_minor = "is_minor" in request.POST
    try:
        publication = publish_as_shown(
            [*chosen, *parse(ticked)], shown, user=request.user, title=title, note=note, is_minor=is_minor
        )
    except Refused as refusal:
        sheet = _sheet(chosen, ticked)
        sheet.reasons, sheet.status = refusal.reasons, 409
        sheet.title, sheet.note, sheet.is_minor = title or sheet.title, note, is_minor
        return _page(request, site, sheet)
    changes = f"/changes/#publication-{publication.number}"
    words = format_html(
        'Published as <a href="{}">publication {}</a>: {}.', changes, publication.number, publication.title
    )
    messages.success(request, words)
    rows = names_of(chosen)
    back = change_url(next(iter(rows.values()))) if len(rows) == 1 else reverse("admin:unpublished")
    return HttpResponseRedirect(back)


def publish_as_shown(
    chosen: Chosen, shown: dict[str, str], *, user: Any, title: str, note: str, is_minor: bool
) -> Publication:
    """Publishes the roots and what they need, byte for byte as the page showed them, or raises Refused.

    ``shown`` is ``kind:key`` → SHA-256 of the body the page compared. The roots stay locked from the look at them until
    they are frozen, so a save in between is refused and never published unseen.
    """
    if not title:
        raise Refused("Give it a title: what this publishes, in a line.")
    with transaction.atomic(using=realm.DESK):
        going = gather(chosen, introduced=False)
        for kind in AGGREGATES:
            revisions.lock_all(kind, [one.root for one in going if one.kind == kind])
        bodies = bodies_of(((one.kind, one.root) for one in going), realm.DESK)
        rows = names_of([(one.kind, one.root) for one in going])
        if reasons := [
            f"“{rows.get(one.root, one.root)}” was changed at the desk since this page was opened. Look at it again."
            for one in going
            if one.root in bodies and shown.get(f"{one.kind}:{one.root}") != digest(bodies[one.root])
        ]:
            raise Refused(*reasons)
        public = [action for action, _, _ in held_states(one.root for one in going).values()]
        if Action.PUBLISHED in public and not note and not is_minor:
            raise Refused(ASKS_NOTE)
        changeset = press.compose(going, user=user, title=title[:200], note=note, is_minor=is_minor)
        press.freeze(changeset, user=user)
    try:
        return press.publish(changeset, user=user)
    except Refused:
        audit.stepped(EntryAction.REMOVED, changeset, user=user, note="could not be published")
        Changeset.objects.filter(pk=changeset.pk).delete()
        raise


def _page(request: HttpRequest, site: admin.AdminSite, sheet: Sheet) -> HttpResponse:
    context = {**site.each_context(request), "title": "Publish", "sheet": sheet}
    return TemplateResponse(request, "admin/publish.html", context, status=sheet.status)


# --- Unpublished changes


def unpublished_changes(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Every root that differs from the public record, with what changed."""
    if not request.user.has_perm("desk.view_revision"):  # type: ignore[union-attr]
        raise PermissionDenied("Only staff who may see revisions may look here.")
    page = Paginator(unpublished(), PAGE).get_page(request.GET.get("page"))
    by_root = {revision.root: revision for revision in page}
    found, _ = going([Gathered(one.kind, one.root) for one in page], [])
    for one in found:
        one.revision = by_root[one.root]
    context = {
        **site.each_context(request),
        "title": "Unpublished changes",
        "page": page,
        "going": found,
        "may_publish": request.user.has_perm("desk.publish_changeset"),  # type: ignore[union-attr]
    }
    return TemplateResponse(request, "admin/unpublished.html", context)


# --- Checks


def checks(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Every finding of the desk, errors first. Reads it all."""
    if not request.user.has_perm("desk.view_revision"):  # type: ignore[union-attr]
        raise PermissionDenied("Only staff who may see revisions may look here.")
    found = integrity.everything(realm.DESK)
    rules: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in found:
        url = reverse(f"admin:initiatives_{one.kind}_change", args=[one.root])
        rules.setdefault((one.level, one.rule), []).append((url, one.message))
    groups = [{"level": level, "rule": rule, "found": listed} for (level, rule), listed in rules.items()]
    context = {
        **site.each_context(request),
        "title": "Checks",
        "groups": groups,
        "error_count": sum(one.level == integrity.ERROR for one in found),
        "warning_count": sum(one.level != integrity.ERROR for one in found),
    }
    return TemplateResponse(request, "admin/checks.html", context)
