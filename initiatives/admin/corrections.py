"""What is done to a root that is or was public: some of its changes picked out, withdrawn, merged, a revision restored."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.admin.changeset_sheet import changes_between
from initiatives.admin.links import change_url, history_url
from initiatives.admin.opened_form import guard, token_of
from initiatives.admin.unpublished import parse
from initiatives.desk import corrections, revisions, workflow
from initiatives.desk.models import Changeset, Revision
from initiatives.models import Official
from initiatives.published.models import Action, Held
from initiatives.record import realm
from initiatives.record.bodies import digest, rows_of
from initiatives.record.changed_facts import Changed, together
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots

PICK, WITHDRAW, MERGE, FORGET = "pick", "withdraw", "merge", "forget"
TITLES = {
    PICK: "Publish only some changes of",
    WITHDRAW: "Withdraw",
    MERGE: "Merge into another official:",
    FORGET: "Purge the earlier versions of",
}


@dataclass
class Page:
    """What one page shows: the root, what can be chosen, what would happen, what was typed, why it was refused."""

    how: str
    kind: str
    row: Any
    changes: list[tuple[Changed, bool]] = field(default_factory=list)  # with whether it is chosen
    result: list[Changed] = field(default_factory=list)
    referring: list[str] = field(default_factory=list)
    others: list[Official] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    @property
    def root(self) -> str:
        return f"{self.kind}:{self.row.pk}"

    @property
    def token(self) -> str:
        """The token of the page: a hash of the root as the desk holds it now. Queries."""
        return digest(snapshots(self.kind, [self.row.pk], realm.DESK).get(self.row.pk, ""))

    @property
    def is_gone(self) -> bool:
        """True where the desk no longer holds it."""
        return bool(self.row._state.adding)

    @property
    def title(self) -> str:
        return f"{TITLES[self.how]} “{self.row}”"


def correct(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Shows what a correction would do and, once that was looked at, puts it to review. For editors."""
    if not request.user.has_perm("desk.add_changeset"):
        raise PermissionDenied("Only editors may correct what is public.")
    asked = request.POST if request.method == "POST" else request.GET
    chosen = parse([asked.get("root", "")])
    how = asked.get("how", "")
    row = _row(*chosen[0]) if chosen else None
    if row is None or how not in TITLES or (how == MERGE and not isinstance(row, Official)):
        raise Http404("Say which record, and what is to be done.")
    if row._state.adding and how != WITHDRAW:
        raise Http404("It is no longer at the desk: it can be restored or withdrawn.")
    page = Page(how, chosen[0][0], row)
    status = 200
    if request.method == "POST" and "_do" in request.POST:
        try:
            with transaction.atomic(using=realm.DESK):
                revisions.lock_all(page.kind, [page.row.pk])
                if request.POST.get("shown") != page.token:
                    raise Refused(workflow.MOVED_ON.format(page.row))
                changeset = _changeset_of(page, request)
                people = workflow.submit(changeset, user=request.user)
        except Refused as refusal:
            page.reasons, status = refusal.reasons, 409
        else:
            messages.success(request, f"In review. Nothing public has changed yet. {workflow.who_may(people)}")
            return HttpResponseRedirect(change_url(changeset))
    FILLERS[how](page, request)
    context = {**site.each_context(request), "title": page.title, "page": page, "typed": asked, "opts": row._meta}
    return TemplateResponse(request, "admin/correct.html", context, status=status)


def _row(kind: str, root: uuid.UUID) -> Any:
    """The root at the desk; one that is public and was deleted there as its last revision has it; otherwise None."""
    model = KINDS[kind].model
    if row := model._default_manager.filter(pk=root).first():
        return row
    last = Revision.objects.filter(kind=kind, root=root).order_by("-number").first()
    if last is None or not last.body or not Held.objects.filter(root=root, action=Action.PUBLISHED).exists():
        return None
    fields = rows_of(last.body).own
    columns = {column.attname for column in model._meta.concrete_fields}
    return model(**{name: value for name, value in fields.items() if name in columns} | {"id": root})


def _fill_pick(page: Page, request: HttpRequest) -> None:
    """Every change since the root was published, the chosen ones ticked, and what choosing them would change."""
    old = snapshots(page.kind, [page.row.pk], realm.PUBLIC).get(page.row.pk)
    new = snapshots(page.kind, [page.row.pk], realm.DESK).get(page.row.pk)
    if old is None or new is None:
        page.reasons = page.reasons or ["Only what is public can be corrected in part. Publish it whole."]
        return
    offered = corrections.units(old, new)
    chosen = together(rows_of(old), rows_of(new), set(_units(request)) & set(offered), offered)
    [changes] = changes_between([(old, new)])
    page.changes = [(change, bool(chosen.intersection(change.units))) for change in changes]
    page.result = changes_between([(old, corrections.picked(old, new, chosen))])[0] if chosen else []


def _fill_withdraw(page: Page, request: HttpRequest) -> None:
    page.referring = [corrections.name_of(root) for _, root in corrections.referrers([(page.kind, page.row.pk)])]


def _fill_merge(page: Page, request: HttpRequest) -> None:
    page.others = list(Official.objects.exclude(pk=page.row.pk))


FILLERS: dict[str, Callable[[Page, HttpRequest], None]] = {
    PICK: _fill_pick,
    WITHDRAW: _fill_withdraw,
    MERGE: _fill_merge,
    FORGET: lambda page, request: None,
}


def _units(request: HttpRequest) -> list[corrections.Unit]:
    parts = [one.split("|") for one in request.POST.getlist("unit")]
    return [(part[0], part[1], part[2]) for part in parts if len(part) == 3]


def _changeset_of(page: Page, request: HttpRequest) -> Changeset:
    """The changeset of what was asked for. Raises Refused."""
    note = request.POST.get("note", "").replace("\r\n", "\n").strip()
    if page.how == PICK:
        if not note:
            raise Refused(workflow.ASKS_NOTE)
        title = f"A correction: {page.row}"[:200]
        return corrections.pick(page.kind, page.row.pk, _units(request), user=request.user, title=title, note=note)
    if page.how == WITHDRAW:
        purge = "purge" in request.POST
        title = "A record purged" if purge else f"Withdrawn: {page.row}"[:200]
        root = [(page.kind, page.row.pk)]
        return corrections.withdraw(root, user=request.user, title=title, reason=note, purge=purge)
    if page.how == FORGET:
        title = f"Earlier versions purged: {page.row}"[:200]
        return corrections.purge_history(page.kind, page.row.pk, user=request.user, title=title, reason=note)
    try:
        kept = Official.objects.filter(pk=uuid.UUID(request.POST.get("kept", ""))).first()
    except ValueError:
        kept = None
    if kept is None or not isinstance(page.row, Official):
        raise Refused("Choose the official that is kept.")
    return corrections.merge(kept, page.row, user=request.user, reason=note)


def restore(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Makes the desk hold a root as one of its revisions has it, as a new revision. Nothing public changes."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    number = request.POST.get("revision", "")
    revision = Revision.objects.filter(pk=int(number)).first() if number.isdecimal() and len(number) < 19 else None
    model = KINDS[revision.kind].model if revision else None
    wanted = f"initiatives.change_{revision.kind}" if revision else "initiatives.change_meeting"
    if not request.user.has_perm(wanted):
        raise PermissionDenied("Only those who may change a record may restore it.")
    if revision is None or model is None:
        raise Http404("There is no such revision.")
    there = model._default_manager.filter(pk=revision.root).first()
    try:
        with transaction.atomic(using=realm.DESK):
            if there:
                guard(there, token_of(request.POST))
            made = corrections.restore(revision, user=request.user)
    except Refused as refusal:
        messages.error(request, "Not restored. " + " ".join(refusal.reasons))
    except revisions.Stale as stale:
        messages.error(request, f"Not restored. {stale} Look at its history again.")
        return HttpResponseRedirect(history_url(there))
    else:
        words = (
            f"Restored revision {revision.number}, as revision {made.number}." if made else "It is like that already."
        )
        messages.success(request, f"{words} Nothing public has changed: publish it when it is right.")
    there = model._default_manager.filter(pk=revision.root).first()
    return HttpResponseRedirect(
        change_url(there) if there else reverse(f"admin:initiatives_{revision.kind}_changelist")
    )
