"""A form as its person has it open: where its root stood, what it is filled with, and what was saved meanwhile."""

from copy import copy
from dataclasses import dataclass, field
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.text import capfirst

from initiatives.admin import autosave
from initiatives.admin.answering import Fault
from initiatives.admin.autosave import FormOf, Unchecked, root_key, root_of_form
from initiatives.admin.bases.widgets import keys
from initiatives.admin.conflicts import Conflict, Merger
from initiatives.admin.publication_status import Standing
from initiatives.desk import private_drafts, revisions
from initiatives.desk.models import PrivateDraft, Revision
from initiatives.record.bodies import IN_LANGUAGES
from initiatives.record.kinds import root_of

FOUND = "Found at a save: changed without a form"
BASELINE = "As it was before its first save in the admin"
FILL = "_fill"  # a form that was sent without its files, to be filled and sent again: see desk/send_again.html


class OpenedRequest(HttpRequest):
    """A request for a form of the record, once ``Opened.from_request`` has looked at it."""

    opened: "Opened"


@dataclass
class Opened:
    """What Django's view, its forms and its page must know of a form besides the row. Made once, before the row is read."""

    standing: Standing | None = None  # where the root stood before its row was read; None of a form that was sent
    typed: QueryDict | None = None  # what the form is filled with; None: with what is stored, or as it was sent
    draft: PrivateDraft | None = None  # the private draft it is filled from
    conflict: Conflict | None = None
    elsewhere: str = ""  # the address to go to instead
    faults: list[Fault] = field(default_factory=list)  # found when its rows were looked at together
    row: Model | None = None  # as it was read, before anything was typed into it
    chosen: dict[str, Model] = field(default_factory=dict)  # by key, the rows that were typed into its relations

    @classmethod
    def of(cls, request: HttpRequest) -> "Opened":
        """As it was made of this request; blank of a request for something else."""
        return getattr(request, "opened", None) or cls()

    @classmethod
    def from_request(cls, request: HttpRequest, page: ModelAdmin, object_id: str | None) -> "Opened":
        """Looks at a request for a form, and hands what it finds on as ``request.opened``.

        Of a form that is sent: call inside the transaction of its save. Raises PermissionDenied and BadRequest.
        """
        opened = cast(OpenedRequest, request).opened = cls()
        if request.method == "POST" and FILL not in request.POST:
            opened._receive(request, page, object_id)
        else:
            opened._open(request, page, object_id)
        return opened

    @property
    def is_taken_up(self) -> bool:
        """True of a form that is filled with what was typed before, and not sent to be saved."""
        return isinstance(self.typed, Unchecked)

    @property
    def is_refused(self) -> bool:
        """True of a form that was sent and came too late."""
        return self.conflict is not None and not self.is_taken_up

    @property
    def is_to_be_added_again(self) -> bool:
        """True of a form that was sent when its row had been deleted."""
        return self.conflict is not None and self.conflict.deleted and not self.is_taken_up

    def _receive(self, request: HttpRequest, page: ModelAdmin, object_id: str | None) -> None:
        """Keeps what was sent until it is saved, locks its root, and finds what was saved meanwhile."""
        refuse_forged_counts(request.POST)
        row = row_at(request, page, object_id)
        if not (page.has_change_permission(request, row) if object_id else page.has_add_permission(request)):
            raise PermissionDenied
        root = root_of_form(page.model, object_id, request.POST)
        self.elsewhere = autosave.begin(request, label=label_of(page, row), root=root)
        if self.elsewhere:
            messages.info(request, "This was saved already: it was sent twice, and saved once.")
        elif row is not None:
            token = token_of(request.POST)
            try:
                guard(root_of(row), token)
            except revisions.Stale as stale:
                self._bring_together(request, page, row, request.POST, token, Conflict(stale.latest))
        elif object_id and "token" in request.POST and page.has_add_permission(request):
            self._bring_together(request, page, None, request.POST, 0, Conflict(None, deleted=True))

    def _open(self, request: HttpRequest, page: ModelAdmin, object_id: str | None) -> None:
        """Fills the form with a draft, brought together with what was saved since; nothing is saved."""
        self.standing = Standing.of(root_key(page.model, object_id))
        draft = None
        if request.method != "POST":
            if "draft" not in request.GET:
                return
            draft = self._draft(request, page)
            if draft is None:
                messages.warning(request, "There is no such draft of yours any more: it was saved or thrown away.")
                return
        row = row_at(request, page, object_id)
        if not (page.has_change_permission(request, row) if row else page.has_add_permission(request)):
            if request.method == "POST":
                raise PermissionDenied
            return
        if draft and object_id and row is None:
            self.elsewhere = f"{add_url(page)}?draft={draft.key}"
            return
        data = of_today(QueryDict(draft.data, mutable=True)) if draft else request.POST
        self.draft, self.typed = draft, Unchecked(data.urlencode(), mutable=True)
        token, latest = token_of(data), self.standing.latest
        if draft and not object_id and draft.form != request.path:
            gone = Conflict(None, deleted=True, since="since you typed here")
            self._bring_together(request, page, None, self.typed, 0, gone)
        elif row is not None and latest and token != latest.number:
            self._bring_together(request, page, row, self.typed, token, Conflict(latest, since="since you typed here"))

    @staticmethod
    def _draft(request: HttpRequest, page: ModelAdmin) -> PrivateDraft | None:
        """The draft the address names, where it was typed into a form of this model."""
        draft = private_drafts.find(request.user, request.GET["draft"])
        if draft is None or draft.form == request.path:
            return draft
        form = FormOf.at(draft.form, page.admin_site)
        return draft if request.path == add_url(page) and form and form.model is page.model else None

    def _bring_together(
        self,
        request: HttpRequest,
        page: ModelAdmin,
        row: Model | None,
        typed: QueryDict,
        token: int,
        conflict: Conflict,
    ) -> None:
        """Fills the form with what was typed and what was saved since, and the conflict with where they differ."""
        latest = conflict.latest
        opened = Revision.objects.filter(root=latest.root, number=token).first() if latest else None
        fields = flatten_fieldsets(page.get_fieldsets(request, row))
        form = page.get_form(request, row, change=row is not None, fields=fields)(typed, request.FILES, instance=row)
        formsets, _ = page._create_formsets(request, form.instance, change=row is not None)
        merger = Merger(form, formsets, opened.body if opened else "", latest.body if latest else "")
        self.typed, self.conflict = merger.merge(), conflict
        conflict.entries = merger.entries
        if latest:
            self.typed["token"] = str(latest.number)


# --- The row, its add form, and what its drafts are called


def row_at(request: HttpRequest, page: ModelAdmin, object_id: str | None) -> Any:
    """The row, for what must be known of it before Django's own view reads it; None where there is none."""
    found = keys([unquote(object_id)]) if object_id else set()
    return page.get_queryset(request).filter(pk__in=found).first() if found else None


def add_url(page: ModelAdmin) -> str:
    return reverse(f"admin:{page.opts.app_label}_{page.opts.model_name}_add")


def label_of(page: ModelAdmin, row: Model | None) -> str:
    """What a draft of a row's form is called in the list of drafts."""
    name = str(page.opts.verbose_name)
    return f"{capfirst(name)}: {row}" if row is not None else f"Add {name}"


SINCE_IN_LANGUAGES = {name for names in IN_LANGUAGES.values() for name in names}


def of_today(typed: QueryDict) -> QueryDict:
    """What was typed into a form before a column of it stood in three languages, under the names of now."""
    for name in list(typed):
        if name.rpartition("-")[2] in SINCE_IN_LANGUAGES and f"{name}_en" not in typed:
            typed.setlist(f"{name}_en", typed.getlist(name))
    return typed


# --- What a form that is sent must hold


def token_of(data: QueryDict) -> int:
    """The token a form was opened with; -1 where it carries none, which no root ever has."""
    try:
        return int(str(data.get("token", "")))
    except ValueError:
        return -1


def refuse_forged_counts(posted: QueryDict) -> None:
    """Raises BadRequest where a form claims more rows than it sends: each would be made and shown, up to thousands."""
    for name in posted:
        prefix, is_count, _ = name.rpartition("-TOTAL_FORMS")
        if is_count:
            rows = {key[len(prefix) + 1 :].partition("-")[0] for key in posted if key.startswith(f"{prefix}-")}
            count = str(posted[name])
            if count.isdecimal() and (len(count) > 9 or int(count) > sum(row.isdecimal() for row in rows)):
                raise BadRequest("The form says that it has rows which it does not have.")


def guard(root: Model, submitted: int) -> None:
    """Locks a root and raises Stale unless the desk holds it as the form was opened with. Call inside the transaction.

    What scripts changed since the last revision gets one first, so that it counts as somebody's save.
    """
    revisions.lock(root)
    if submitted == 0 and revisions.token(root) == 0:
        revisions.revise(root, user=None, reason=BASELINE)
        return
    revisions.revise(root, user=None, reason=FOUND)
    revisions.check_token(root, submitted)


def nothing_sent(request: HttpRequest) -> HttpRequest:
    """The request as if nothing had been sent with it: Django's view then shows its page again and does nothing."""
    look = copy(request)
    look.POST = QueryDict()
    return look
