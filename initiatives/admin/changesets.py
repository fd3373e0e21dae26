"""Changesets, revisions and publications in the admin. A changeset has one page: what it publishes, and its next steps."""

import datetime
import uuid
from collections.abc import Callable
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
from initiatives.admin.changeset_sheet import errors_of, sheet
from initiatives.admin.guidance import GUIDANCE
from initiatives.admin.links import change_url
from initiatives.admin.unpublished import parse
from initiatives.desk import press, private_drafts, workflow
from initiatives.desk.models import Changeset, Revision, State
from initiatives.desk.status import NEVER
from initiatives.published.models import Publication
from initiatives.record import field_names, realm
from initiatives.record.aggregates import AGGREGATES, Refused

EDIT, REVIEW, PUBLISH = "desk.change_changeset", "desk.review_changeset", "desk.publish_changeset"
ZONES = ("Asia/Tokyo", "Asia/Seoul", "America/New_York", "UTC")  # those of the three capitals first


class ReadOnly(admin.ModelAdmin):
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


# --- The steps of a changeset: what each does with what was posted, and what it says afterwards


@dataclass(frozen=True)
class Step:
    """A button of the page: who may press it, and what it does; it returns what to say afterwards."""

    permission: str
    do: Callable[[Changeset, HttpRequest], str]


def _version(request: HttpRequest) -> int:
    """The token the page was opened with; -1 where it carries none, which no changeset ever has."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else -1


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).replace("\r\n", "\n").replace("\x00", "").strip()


def _typed(changeset: Changeset, request: HttpRequest) -> dict[str, Any]:
    """What was typed on the page of a changeset; of a frozen one only its remarks can be."""
    if changeset.state not in workflow.OPEN:
        return {"remarks": _text(request, "remarks")} if "remarks" in request.POST else {}
    typed: dict[str, Any] = {name: _text(request, name) for name in ("title", "note", "remarks")}
    if len(typed["title"]) > 200:
        raise Refused(f"The title has {len(typed['title'])} characters; 200 is the most.")
    typed["is_minor"] = "is_minor" in request.POST
    return typed | {"out": [root for _, root in parse(request.POST.getlist("out"))]}


def _shown(request: HttpRequest) -> dict[str, str]:
    """``kind:key`` → hash of the body that the page showed."""
    return dict(one.rsplit(":", 1) for one in request.POST.getlist("shown") if one.count(":") == 2)  # type: ignore[misc]


def _save(changeset: Changeset, request: HttpRequest) -> str:
    workflow.edit(changeset, user=request.user, version=_version(request), **_typed(changeset, request))
    return "Saved."


def _submit(changeset: Changeset, request: HttpRequest) -> str:
    people = workflow.submit(
        changeset,
        user=request.user,
        version=_version(request),
        shown=_shown(request),
        **_typed(changeset, request),
    )
    return f"In review. {workflow.who_may(people)}"


def _take_back(changeset: Changeset, request: HttpRequest) -> str:
    workflow.take_back(changeset, user=request.user, version=_version(request))
    return "It is a draft again."


def _give_back(changeset: Changeset, request: HttpRequest) -> str:
    because = _text(request, "because")
    workflow.give_back(changeset, user=request.user, because=because, version=_version(request))
    return "Returned with what is to be mended."


def _approve(changeset: Changeset, request: HttpRequest) -> str:
    seen = _text(request, "sha256")
    workflow.approve(changeset, user=request.user, sha256=seen, version=_version(request))
    return "Approved. It can be published now, or at a set time."


def _publish(changeset: Changeset, request: HttpRequest) -> str:
    if changeset.state == State.IN_REVIEW:
        if not request.user.has_perm(REVIEW):  # type: ignore[union-attr]
            raise PermissionDenied("Only reviewers may approve.")
        _approve(changeset, request)
        publication = workflow.publish(changeset, user=request.user)
    else:
        publication = workflow.publish(changeset, user=request.user, version=_version(request))
    return f"Public, as publication {publication.number}."


def _emergency(changeset: Changeset, request: HttpRequest) -> str:
    is_open = changeset.state in workflow.OPEN
    publication = workflow.publish_in_emergency(
        changeset,
        user=request.user,
        reason=_text(request, "reason"),
        version=_version(request),
        shown=_shown(request) if is_open else None,
        **(_typed(changeset, request) if is_open else {}),
    )
    return f"Public, as publication {publication.number}. It stays on the review list until a second person looks."


def _schedule(changeset: Changeset, request: HttpRequest) -> str:
    try:
        local = datetime.datetime.fromisoformat(_text(request, "local")).replace(tzinfo=None)
    except ValueError:
        raise Refused("Give the day and the time at which it is to be published: 2026-12-01 09:00.") from None
    workflow.schedule(changeset, user=request.user, local=local, zone=_text(request, "zone"), version=_version(request))
    return f"To be published on {local:%d %B %Y at %H:%M}, {changeset.publish_zone}."


def _unschedule(changeset: Changeset, request: HttpRequest) -> str:
    workflow.unschedule(changeset, user=request.user, version=_version(request))
    return "No longer scheduled. It stays approved."


def _look(changeset: Changeset, request: HttpRequest) -> str:
    workflow.look_at_emergency(changeset, user=request.user, version=_version(request))
    return "Taken off the review list: a second person has looked at it."


def _discard(changeset: Changeset, request: HttpRequest) -> str:
    workflow.discard(changeset, user=request.user, version=_version(request))
    return f"“{changeset.title}” was put away. What it held stays at the desk."


STEPS = {
    "save": Step(EDIT, _save),
    "submit": Step(EDIT, _submit),
    "take-back": Step(EDIT, _take_back),
    "discard": Step(EDIT, _discard),
    "return": Step(REVIEW, _give_back),
    "approve": Step(REVIEW, _approve),
    "look": Step(REVIEW, _look),
    "publish": Step(PUBLISH, _publish),
    "emergency": Step(PUBLISH, _emergency),
    "schedule": Step(PUBLISH, _schedule),
    "unschedule": Step(PUBLISH, _unschedule),
}


WAY = (State.DRAFT, State.IN_REVIEW, State.APPROVED, State.PUBLISHED)
STANDS = {
    State.DRAFT: "It follows the desk: what is shown below is the desk as it is now. Submitting freezes exactly that, and a second person then approves or returns it.",
    State.RETURNED: "It was returned to be mended, and follows the desk again until it is submitted.",
    State.IN_REVIEW: "It is frozen. A second person looks at it, and approves or returns it; later edits at the desk belong to another changeset.",
    State.APPROVED: "A second person approved exactly this. It is published when somebody presses the button, or at its set time.",
    State.PUBLISHED: "It is public. To mend something in it, correct the record and put a new changeset together.",
}


@admin.register(Changeset)
class ChangesetAdmin(ReadOnly):
    list_display = ("title", "stands", "size", "created_by", "created_at", "published_as")
    list_filter = ("state", "is_emergency", "is_minor")
    search_fields = ("title", "note", "remarks")
    search_help_text = "Title, note or remarks."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return Changeset.objects.all().for_list()  # type: ignore[attr-defined, no-any-return]

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
        listed = sheet(changeset)
        is_open = changeset.state in workflow.OPEN
        keeping = self._keeping(request, changeset)
        typed = request.POST if reasons else None
        if keeping and keeping.taken_up:
            typed = QueryDict(keeping.taken_up.data)
        people = workflow.approvers(changeset) if changeset.state == State.IN_REVIEW else []
        user: Any = request.user
        corrects = any(one.status != NEVER for one in listed)
        context = {
            **self.admin_site.each_context(request),
            "title": str(changeset),
            "opts": self.opts,
            "changeset": changeset,
            "reasons": reasons,
            "going": [one for one in listed if not one.is_needed],
            "along": [one for one in listed if one.is_needed],
            "count": len(listed),
            "errors": errors_of(listed) if is_open else _problems(changeset),
            "corrects": corrects,
            "asks_note": workflow.ASKS_NOTE if corrects else "",
            "fields": _fields(changeset, typed),
            "is_stale": typed is not None and typed.get("version") != str(changeset.version),
            "keeping": keeping,
            "is_minor": "is_minor" in typed if typed is not None and is_open else changeset.is_minor,
            "out": set(typed.getlist("out")) if typed is not None else set(),
            "typed": typed or {},
            "is_open": is_open,
            "may_edit": user.has_perm(EDIT),
            "may_edit_texts": user.has_perm(EDIT) and is_open,
            "may_edit_remarks": user.has_perm(EDIT) and changeset.state != State.PUBLISHED,
            "may_review": user.has_perm(REVIEW),
            "may_publish": user.has_perm(PUBLISH),
            "may_approve": user in people,
            "approvers": people,
            "who_may": workflow.who_may(people),
            "may_look": workflow.may_look(changeset, user),
            "trail": _trail(changeset),
            "stands": STANDS[State(changeset.state)],
            "workflow_states": [(state, state.label) for state in WAY],
            **_set_time(changeset),
            "zones": ZONES,
            "steps": {name.replace("-", "_"): f"../{name}/" for name in STEPS},
        }
        return TemplateResponse(request, "admin/changeset.html", context, status=409 if reasons else 200)

    @staticmethod
    def _keeping(request: HttpRequest, changeset: Changeset) -> autosave.Keeping | None:
        """What the page needs to keep what is typed into it; None where nothing can be typed."""
        if changeset.state == State.PUBLISHED or not request.user.has_perm(EDIT):  # type: ignore[union-attr]
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
        if not request.user.has_perm(step.permission):  # type: ignore[union-attr]
            raise PermissionDenied("Your role does not include this step.")
        changeset = _found(key)
        try:
            words = step.do(changeset, request)
        except Refused as refusal:
            _keep(request, changeset, there)
            return self.page(request, _found(key), tuple(refusal.reasons))
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


def _found(key: uuid.UUID) -> Changeset:
    changeset = Changeset.objects.filter(pk=key).first()
    if changeset is None:
        raise Http404("There is no such changeset: it was put away.")
    return changeset


def _keep(request: HttpRequest, changeset: Changeset, form: str) -> None:
    """Keeps what was sent as its person's private draft of the page, until a step takes it."""
    if key := private_drafts.key_of(request.POST.get("draft")):
        private_drafts.begin(request.user, key, request.POST, form=form, label=str(changeset), root=changeset.pk)


def _fields(changeset: Changeset, typed: Any) -> dict[str, dict[str, Any]]:
    """The texts of a changeset as they stand, or as they were typed where a step was refused, by their names."""
    shown = {}
    for name in ("title", "note", "remarks"):
        stored = getattr(changeset, name)
        value = typed.get(name, stored) if typed is not None else stored
        shown[name] = {
            "name": name,
            "label": field_names.of_column(Changeset, name),
            "value": value,
            "stored": stored,
            "differs": value.replace("\r\n", "\n").strip() != stored,
            "help": GUIDANCE["changeset"][name],
        }
    return shown


def _set_time(changeset: Changeset) -> dict[str, Any]:
    """The set time by the clock of its zone, as words and as the field takes it."""
    if not changeset.publish_at:
        return {"publish_local": None, "publish_value": "", "publish_zone": ZONES[0]}
    zone = changeset.publish_zone if changeset.publish_zone in available_timezones() else "UTC"
    local = changeset.publish_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return {"publish_local": local, "publish_value": f"{local:%Y-%m-%dT%H:%M}", "publish_zone": zone}


def _problems(changeset: Changeset) -> list[str]:
    return press.problems(changeset) if changeset.state in (State.IN_REVIEW, State.APPROVED) else []


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

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        names = ((kind, str(aggregate.root._meta.verbose_name)) for kind, aggregate in AGGREGATES.items())
        return [(kind, name.capitalize()) for kind, name in names]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(kind=self.value()) if self.value() in AGGREGATES else queryset


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
    search_fields = ("title", "note")
    search_help_text = "Title or note."
    fields = ("title", "note", "is_minor", "is_emergency", "published_at")

    @admin.display(description="Publication", ordering="number")
    def on_the_site(self, publication: Publication) -> SafeString | str:
        return to_publication(publication.number)
