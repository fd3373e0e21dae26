"""Changesets, revisions and publications in the admin. A changeset has one page: what it publishes, and its next steps."""

import datetime
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from initiatives.admin import autosave
from initiatives.admin.bases.paging import NearPages
from initiatives.admin.bases.searching import Searched
from initiatives.admin.changeset_sheet import Sheet
from initiatives.admin.changeset_steps import EDIT, PUBLISH, REVIEW, STEPS
from initiatives.admin.guidance import GUIDANCE
from initiatives.admin.links import change_url
from initiatives.desk import private_drafts, workflow
from initiatives.desk.models import Changeset, Revision, State
from initiatives.published import ledger
from initiatives.published.models import Publication
from initiatives.record import field_names, realm
from initiatives.record.kinds import KINDS
from initiatives.record.refusals import Refused

ZONES = ("Asia/Tokyo", "Asia/Seoul", "America/New_York", "UTC")  # those of the three capitals first


class ReadOnly(Searched):
    """What is looked at and never edited."""

    show_full_result_count = False
    paginator = NearPages
    show_facets = admin.ShowFacets.NEVER  # they count every choice
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    # Django opens a transaction for writing before it asks for permission, and the router has none for publications.

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise PermissionDenied("This is looked at and never edited.")
        return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            raise PermissionDenied("This is looked at and never edited.")
        return super().delete_view(request, *args, **kwargs)


def to_publication(number: int | None) -> SafeString | str:
    """A link to a publication where the public reads about it."""
    if number is None:
        return "–"
    return format_html('<a href="/changes/#publication-{}">Publication {}</a>', number, number)


WAY = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.PUBLISHED)
STANDS = {
    State.DRAFT: "It follows the desk: what is shown below is the desk as it is now. Submitting freezes exactly that, and a second person then approves or returns it.",
    State.RETURNED: "It was returned to be mended, and follows the desk again until it is submitted.",
    State.IN_REVIEW: "It is frozen. A second person looks at it, and approves or returns it; later edits at the desk belong to another changeset.",
    State.APPROVED: "A second person approved exactly this. It is published when somebody presses the button, or at its set time.",
    State.PUBLISHED: "It is public. To mend something in it, correct the record and put a new changeset together.",
}


@dataclass(frozen=True)
class May:
    """What somebody who looks at a changeset may do with it."""

    edit: bool
    edit_texts: bool
    edit_remarks: bool
    review: bool
    publish: bool
    approve: bool
    look: bool  # take an emergency off the review list

    @classmethod
    def of(cls, changeset: Changeset, user: Any, approvers: Collection[Any]) -> "May":
        edit = user.has_perm(EDIT)
        return cls(
            edit=edit,
            edit_texts=edit and changeset.state in workflow.OPEN,
            edit_remarks=edit and changeset.state != State.PUBLISHED,
            review=user.has_perm(REVIEW),
            publish=user.has_perm(PUBLISH),
            approve=user in approvers,
            look=workflow.may_look(changeset, user),
        )


@dataclass(frozen=True)
class Text:
    """A text of a changeset: as it is stored, and as it stands in its field."""

    name: str
    label: str
    value: str
    stored: str
    help: str

    @property
    def differs(self) -> bool:
        return self.value.replace("\r\n", "\n").strip() != self.stored


@dataclass(frozen=True)
class Filled:
    """The fields of the page: as stored, or as typed where a step was refused or a private draft is taken up."""

    texts: dict[str, Text]
    is_minor: bool
    out: set[str]  # roots ticked to be taken out
    is_stale: bool

    @classmethod
    def of(cls, changeset: Changeset, typed: QueryDict | None) -> "Filled":
        texts = {}
        for name in (*ledger.TEXTS, "remarks"):
            stored = getattr(changeset, name)
            value = stored if typed is None else str(typed.get(name, stored))
            label = field_names.of_column(Changeset, name)
            texts[name] = Text(name, label, value, stored, GUIDANCE["changeset"][name])
        if typed is None:
            return cls(texts, changeset.is_minor, set(), False)
        is_minor = "is_minor" in typed if changeset.state in workflow.OPEN else changeset.is_minor
        return cls(
            texts,
            is_minor,
            out={str(one) for one in typed.getlist("out")},
            is_stale=typed.get("version") != str(changeset.version),
        )


@dataclass(frozen=True)
class SetTime:
    """The set time of a changeset by the clock of its zone."""

    zone: str = ZONES[0]
    local: datetime.datetime | None = None
    zones: tuple[str, ...] = ZONES

    @classmethod
    def of(cls, changeset: Changeset) -> "SetTime":
        if not changeset.publish_at:
            return cls()
        zone = changeset.publish_zone if changeset.publish_zone in available_timezones() else "UTC"
        return cls(zone, changeset.publish_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None))

    @property
    def value(self) -> str:
        """As a field of a form takes it."""
        return f"{self.local:%Y-%m-%dT%H:%M}" if self.local else ""


@admin.register(Changeset)
class ChangesetAdmin(ReadOnly):
    list_display = ("title", "stands", "size", "created_by", "created_at", "published_as")
    list_filter = ("state", "is_emergency", "is_minor")
    search_fields = (*ledger.TEXTS, "remarks")
    search_help_text = "Title, note or remarks."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Changeset.objects.all().for_list()

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                f"<uuid:key>/{name}/",
                self.admin_site.admin_view(partial(self.step_view, name=name)),
                name=f"desk_changeset_{name}",
            )
            for name in STEPS
        ]
        return own + super().get_urls()

    # The page

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "POST" or object_id is None:
            raise PermissionDenied("A changeset is changed by its steps.")
        changeset = self.get_object(request, object_id)
        if changeset is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_permission(request, changeset):
            raise PermissionDenied
        return self.page(request, changeset)

    def page(self, request: HttpRequest, changeset: Changeset, reasons: tuple[str, ...] = ()) -> HttpResponse:
        """The page of a changeset; with ``reasons``, why a step was refused, above everything that was typed."""
        keeping = self._keeping(request, changeset)
        typed = request.POST if reasons else None
        if keeping and keeping.taken_up:
            typed = QueryDict(keeping.taken_up.data)
        people = workflow.approvers(changeset) if changeset.state == State.IN_REVIEW else []
        context = {
            **self.admin_site.each_context(request),
            "title": str(changeset),
            "opts": self.opts,
            "changeset": changeset,
            "reasons": reasons,
            "sheet": Sheet.of(changeset),
            "filled": Filled.of(changeset, typed),
            "typed": typed or {},
            "keeping": keeping,
            "is_open": changeset.state in workflow.OPEN,
            "may": May.of(changeset, request.user, people),
            "approvers": people,
            "who_may": workflow.who_may(people),
            "trail": _trail(changeset),
            "stands": STANDS[State(changeset.state)],
            "workflow_states": [(state, state.label) for state in WAY],
            "set_time": SetTime.of(changeset),
            "steps": {name.replace("-", "_"): f"../{name}/" for name in STEPS},
        }
        return TemplateResponse(request, "admin/changeset.html", context, status=409 if reasons else 200)

    @staticmethod
    def _keeping(request: HttpRequest, changeset: Changeset) -> autosave.Keeping | None:
        """What the page needs to keep what is typed into it; None where nothing can be typed."""
        if changeset.state == State.PUBLISHED or not request.user.has_perm(EDIT):
            return None
        form = change_url(changeset)
        taken_up = private_drafts.find(request.user, request.GET.get("draft")) if request.method != "POST" else None
        if taken_up and taken_up.form != form:
            taken_up = None
        return autosave.Keeping.of(request, str(changeset), taken_up=taken_up, form=form)

    # Steps

    def step_view(self, request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
        """Does one step by POST; refused, the page comes back with 409, why, and everything that was typed."""
        there = reverse("admin:desk_changeset_change", args=[key])
        if request.method != "POST":
            return HttpResponseRedirect(there)
        step = STEPS[name]
        if not request.user.has_perm(step.permission):
            raise PermissionDenied("Your role does not include this step.")
        changeset = _changeset_at(key)
        try:
            words = step.do(changeset, request)
        except Refused as refusal:
            _keep(request, changeset, there)
            return self.page(request, _changeset_at(key), tuple(refusal.reasons))
        with transaction.atomic(using=realm.DESK):
            _keep(request, changeset, there)
            autosave.finish(request, there)
            if name == "discard":
                private_drafts.forget([key])
        messages.success(request, words)
        return HttpResponseRedirect(reverse("admin:index") if name == "discard" else there)

    # Methods

    @admin.display(description="State", ordering="state")
    def stands(self, changeset: Changeset) -> str:
        """The state, with what an editor must know of it at a glance."""
        words = [changeset.get_state_display()]
        if changeset.publish_at and changeset.state == State.APPROVED:
            words.append(f"for {changeset.publish_at:%Y-%m-%d %H:%M} UTC")
        if changeset.trouble:
            words.append("could not be published")
        if changeset.is_emergency:
            words.append("emergency" if changeset.seen_at else "emergency, to be looked at")
        return ", ".join(words)

    @admin.display(description="Records", ordering="size")
    def size(self, changeset: Any) -> int:
        return int(changeset.size)

    @admin.display(description="Published as", ordering="publication")
    def published_as(self, changeset: Changeset) -> SafeString | str:
        return to_publication(changeset.publication)


def _changeset_at(key: uuid.UUID) -> Changeset:
    changeset = Changeset.objects.filter(pk=key).first()
    if changeset is None:
        raise Http404("There is no such changeset: it was put away.")
    return changeset


def _keep(request: HttpRequest, changeset: Changeset, form: str) -> None:
    """Keeps what was sent as its person's private draft of the page, until a step takes it."""
    if key := private_drafts.key_of(request.POST.get("draft")):
        private_drafts.begin(request.user, key, request.POST, form=form, label=str(changeset), root=changeset.pk)


def _trail(changeset: Changeset) -> list[tuple[str, Any, Any]]:
    """(what, who, when) of the steps that led here."""
    steps = [
        ("Put together", changeset.created_by, changeset.created_at),
        ("Submitted", changeset.submitted_by, changeset.submitted_at),
        ("Approved", changeset.approved_by, changeset.approved_at),
        ("Published", changeset.published_by, changeset.published_at),
        ("Emergency looked at", changeset.seen_by, changeset.seen_at),
    ]
    return [step for step in steps if step[2]]


class KindFilter(admin.SimpleListFilter):
    """By kind of root. The kinds are known: no query asks the whole table for them."""

    title = "kind"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        names = ((kind, str(one.model._meta.verbose_name)) for kind, one in KINDS.items())
        return [(kind, name.capitalize()) for kind, name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() in KINDS else queryset


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    list_display = ("label", "kind", "number", "made_by", "made_at", "reason", "published_as")
    list_display_links = None
    list_select_related = ("made_by",)
    list_filter = (KindFilter, "made_at")
    search_fields = ("label", "reason", "made_by__username")
    search_help_text = "Name of the record, reason, or who."
    fields = ("label", "kind", "number", "made_by", "made_at", "reason", "published_as", "sha256")
    readonly_fields = ("published_as",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("body")

    @admin.display(description="Published as", ordering="publication")
    def published_as(self, revision: Revision) -> SafeString | str:
        return to_publication(revision.publication)


@admin.register(Publication)
class PublicationAdmin(ReadOnly):
    list_display = ("on_the_site", "title", "note", "is_minor", "is_emergency", "published_at")
    list_display_links = None
    list_filter = ("is_minor", "is_emergency")
    search_fields = ledger.TEXTS
    search_help_text = "Title or note."
    fields = (*ledger.TEXTS, "is_minor", "is_emergency", "published_at")

    @admin.display(description="Publication", ordering="number")
    def on_the_site(self, publication: Publication) -> SafeString | str:
        return to_publication(publication.number)
