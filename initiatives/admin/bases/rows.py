"""Every row of the record in the admin: each save is a revision of its root, and none overwrites another unseen."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects, flatten_fieldsets, unquote
from django.core.exceptions import BadRequest, FieldDoesNotExist, PermissionDenied
from django.db.models import Model, prefetch_related_objects
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst

from initiatives.admin import autosave
from initiatives.admin.autosave import FormOf, Keeping, Unchecked
from initiatives.admin.bases.audited import Audited
from initiatives.admin.bases.paging import NearPages
from initiatives.admin.bases.widgets import LooksUp, keys, prefetch_choices, tell_known
from initiatives.admin.conflicts import Conflict, Merger
from initiatives.admin.guidance import guide
from initiatives.admin.links import change_url, history_url
from initiatives.admin.publication_status import Standing
from initiatives.admin.unpublished import composed
from initiatives.desk import private_drafts, revisions
from initiatives.desk.models import PrivateDraft, Revision
from initiatives.models import Citation
from initiatives.record import realm
from initiatives.record.aggregates import aggregate_of, owner_path, root_of

FOUND = "Found at a save: changed without a form"
BASELINE = "As it was before its first save in the admin"
DEFAULT_REASON = "Saved in the admin"


class RowForm(forms.ModelForm):
    """A form of a row: line ends as the record keeps them, and a stale one is never valid."""

    conflict: Conflict | None = None
    taken_up: Unchecked | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        if self.taken_up is not None and not args:
            kwargs["data"] = self.taken_up
        super().__init__(*args, **kwargs)
        tell_known(self)
        guide(str(self._meta.model._meta.model_name), self.fields)

    def full_clean(self) -> None:
        """Does not look at what is taken up from a draft: it may be half a form, and is looked at when it is saved."""
        if isinstance(self.data, Unchecked):
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if not isinstance(value, str) or name not in self.fields:
                continue
            cleaned[name] = value.replace("\r\n", "\n")
            stored = self.initial.get(name, "")
            if not self.instance._state.adding and stored == (
                str(self.data.get(self.add_prefix(name), "")).replace("\r\n", "\n") or None
            ):
                cleaned[name] = stored  # untouched: spaces at its ends and NULL stay as they are
        if self.conflict:
            self.add_error(None, "Look at what was saved meanwhile, then save again.")
        return cleaned

    def value_in(self, name: str, row: Mapping[str, Any]) -> Any:
        """The value of a field of the form in a row of a snapshot."""
        try:
            column: Any = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return row.get(name if column.many_to_many else column.attname)


def token_of(data: QueryDict) -> int:
    """The token a form was opened with; -1 where it carries none, which no root ever has."""
    try:
        return int(data.get("token", ""))  # type: ignore[arg-type]
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


class RowAdmin(LooksUp, Audited):
    """A root, or a row with a form of its own whose root is revised with it."""

    form = RowForm
    show_full_result_count = False
    paginator = NearPages
    view_on_site = False
    show_facets = admin.ShowFacets.NEVER  # they count every choice
    list_per_page = 50
    heading = ""
    change_form_template = "admin/record_form.html"
    delete_confirmation_template = "admin/record_delete.html"

    class Media:
        js = tuple(f"desk/{name}.js" for name in ("storage", "boxes", "keeping", "place", "counting"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        title = self.heading or capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # What a row belongs to

    def root_of(self, row: Model) -> Model:
        return root_of(row)

    def root_key(self, object_id: str | None) -> uuid.UUID | None:
        """The key of the root a row belongs to; None where there is no such row."""
        try:
            key = uuid.UUID(unquote(object_id or ""))
        except ValueError:
            return None
        _, path = owner_path(self.model)
        if path == "pk":
            return key
        rows = self.model._default_manager.filter(pk=key)
        return rows.values_list(path, flat=True).first()

    def _found(self, request: HttpRequest, object_id: str) -> Any:
        """The row, for what must be known of it before Django's own view reads it; None where there is none."""
        found = keys([unquote(object_id)])
        return self.get_queryset(request).filter(pk__in=found).first() if found else None

    # Forms

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        row = super().get_object(request, object_id, from_field)
        prefetch_choices(row, self.get_autocomplete_fields(request))
        return row

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.conflict = getattr(request, "conflict", None)  # type: ignore[attr-defined]
        form.taken_up = getattr(request, "taken_up", None)  # type: ignore[attr-defined]
        return form

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        taken_up = getattr(request, "taken_up", None)
        filled = {} if taken_up is None else {"data": taken_up}
        return {**super().get_formset_kwargs(request, obj, inline, prefix), **filled}

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """The form, with the token read before the row; a stale one comes back with 409 and all that was typed."""
        if request.method == "POST" and "_fill" in request.POST:  # sent without its files: see desk/send_again.html
            request.method, request.typed = "GET", request.POST  # type: ignore[attr-defined]
        if request.method == "POST":
            refuse_forged_counts(request.POST)
        standing = Standing.of(self.root_key(object_id)) if request.method != "POST" else None
        if standing and (elsewhere := self._take_up(request, object_id, standing)):
            return HttpResponseRedirect(elsewhere)
        if request.method == "POST":
            row = self._found(request, object_id) if object_id else None
            if not (self.has_change_permission(request, row) if object_id else self.has_add_permission(request)):
                raise PermissionDenied
            root = self.root_of_form(object_id, request.POST)
            if saved_as := autosave.begin(request, label=self._label(row), root=root):
                messages.info(request, "This was saved already: it was sent twice, and saved once.")
                return HttpResponseRedirect(saved_as)
            conflict = self._conflict(request, row, object_id) if object_id else None
            if conflict:
                request.conflict = conflict  # type: ignore[attr-defined]
                if conflict.deleted:
                    form_url, object_id = reverse(f"admin:initiatives_{self.opts.model_name}_add"), None
        request.standing = standing  # type: ignore[attr-defined]
        response = super()._changeform_view(request, object_id, form_url, extra_context)
        if request.method == "POST" and getattr(request, "conflict", None):
            response.status_code = 409
        return response

    def root_of_form(self, object_id: str | None, data: QueryDict) -> uuid.UUID | None:
        """The key of the root a form belongs to; of a row that is added, by the owner that was chosen in it."""
        if object_id is not None:
            return self.root_key(object_id) or private_drafts.key_of(object_id)
        first, _, rest = owner_path(self.model)[1].partition("__")
        owner = private_drafts.key_of(data.get(first))
        if not rest or owner is None:
            return owner
        owners = self.model._meta.get_field(first).related_model._default_manager.filter(pk=owner)
        return owners.values_list(f"{rest}_id", flat=True).first()

    def _label(self, row: Model | None) -> str:
        """What a draft of a row's form is called in the list of drafts."""
        name = str(self.opts.verbose_name)
        return f"{capfirst(name)}: {row}" if row is not None else f"Add {name}"

    def _take_up(self, request: HttpRequest, object_id: str | None, standing: Standing) -> str:
        """Fills the form with a draft, brought together with what was saved since; nothing is saved.

        Returns where to go instead: to the add form with what was typed into a row that is gone.
        """
        data, draft = getattr(request, "typed", None), None
        if data is None and "draft" in request.GET:
            draft = self._draft(request)
            if draft is None:
                messages.warning(request, "There is no such draft of yours any more: it was saved or thrown away.")
                return ""
            data = QueryDict(draft.data)
        row = self._found(request, object_id) if object_id and data is not None else None
        if data is None or not (self.has_change_permission(request, row) if row else self.has_add_permission(request)):
            return ""
        if draft and object_id and row is None:
            return f"{reverse(f'admin:initiatives_{self.opts.model_name}_add')}?draft={draft.key}"
        request.taken_up = typed = Unchecked(data.urlencode(), mutable=True)  # type: ignore[attr-defined]
        request.draft = draft  # type: ignore[attr-defined]
        token = token_of(data)
        if draft and not object_id and draft.form != request.path:
            request.conflict = deleted = Conflict(None, deleted=True, since="since you typed here")  # type: ignore[attr-defined]
            request.taken_up = self._merged(request, typed, None, "", "", deleted)  # type: ignore[attr-defined]
        elif row is not None and standing.latest and token != standing.number:
            latest = standing.latest
            opened = Revision.objects.filter(root=latest.root, number=token).first()
            request.conflict = conflict = Conflict(latest, since="since you typed here")  # type: ignore[attr-defined]
            body = opened.body if opened else ""
            request.taken_up = self._merged(request, typed, row, body, latest.body, conflict)  # type: ignore[attr-defined]
        return ""

    def _draft(self, request: HttpRequest) -> PrivateDraft | None:
        """The draft the address names, where it was typed into a form of this model."""
        draft = private_drafts.find(request.user, request.GET["draft"])
        if draft is None or draft.form == request.path:
            return draft
        form = FormOf.at(draft.form, self.admin_site)
        is_added = request.path == reverse(f"admin:initiatives_{self.opts.model_name}_add")
        return draft if is_added and form and form.model is self.model else None

    def _conflict(self, request: HttpRequest, row: Any, object_id: str) -> Conflict | None:
        """None where the row may be saved; otherwise the conflict, with ``request.POST`` brought up to date."""
        if row is None:
            if "token" not in request.POST or not self.has_add_permission(request):
                return None
            deleted = Conflict(None, deleted=True)
            request.POST = self._merged(request, request.POST, None, "", "", deleted)  # type: ignore[assignment]
            return deleted
        root = self.root_of(row)
        submitted = token_of(request.POST)
        try:
            guard(root, submitted)
        except revisions.Stale as stale:
            opened = Revision.objects.filter(root=root.pk, number=submitted).first()
            conflict = Conflict(stale.latest)
            data = self._merged(request, request.POST, row, opened.body if opened else "", stale.latest.body, conflict)
            data["token"] = str(stale.latest.number)
            request.POST = data  # type: ignore[assignment]
            return conflict
        return None

    def _merged(
        self, request: HttpRequest, typed: QueryDict, row: Any, opened: str, saved: str, conflict: Conflict
    ) -> Any:
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=row is not None, fields=fields)(typed, request.FILES, instance=row)
        formsets, _ = self._create_formsets(request, form.instance, change=row is not None)
        merger = Merger(form, formsets, opened, saved)
        data = merger.merge()
        conflict.entries = merger.entries
        return data

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        standing = getattr(request, "standing", None)
        if standing is None:
            standing = Standing.of(self.root_of(obj).pk if obj else None)
        root = self.root_of(obj) if obj else None
        typed = getattr(request, "taken_up", None)
        reason = typed if typed is not None else request.POST
        draft = getattr(request, "draft", None)
        may_save = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        context.update(
            token=request.POST.get("token", standing.number) if typed is None else standing.number,
            reason=reason.get("reason", ""),
            keeping=Keeping.of(request, self._label(obj if change else None), draft) if may_save else None,
            standing=standing,
            heading=self.heading or capfirst(str(self.opts.verbose_name_plural)),
            root=root,
            root_url="" if root is None or root == obj else change_url(root),
            root_history_url="" if root is None else history_url(root),
            conflict=getattr(request, "conflict", None),
            show_save_and_add_another=False,
            may_compose=request.user.has_perm("desk.add_changeset"),  # type: ignore[union-attr]
        )
        context.update(self.page_context(request, obj, standing))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def page_context(self, request: HttpRequest, obj: Any, standing: Standing) -> dict[str, Any]:
        """What the page of one row shows beside its form."""
        return {}

    # Saving

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change and aggregate_kind(obj) is None:
            revisions.lock(self.root_of(obj))
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Saves what the row owns and links to, then makes the revision: inlines and many-to-many are in it."""
        super().save_related(request, form, formsets, change)
        reason = request.POST.get("reason", "").strip() or DEFAULT_REASON
        revisions.revise(self.root_of(form.instance), user=request.user, reason=reason)
        autosave.finish(request, change_url(form.instance))

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_changeset(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._to_changeset(request, obj) or super().response_change(request, obj)

    def _to_changeset(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """From the form to a changeset with what was saved and all that goes with it, where that was asked for."""
        if "_compose" not in request.POST:
            return None
        root = self.root_of(obj)
        return composed(request, [(aggregate_of(root).kind, root.pk)])

    # Deleting

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rows of the record are deleted one by one, each after a look at what goes with it."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def _delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None) -> HttpResponse:
        key = self.root_key(object_id)
        standing = Standing.of(key)
        row = self._found(request, object_id)
        context: dict[str, Any] = {**(extra_context or {}), "standing": standing, "token": standing.number}
        if row is not None and self.has_delete_permission(request, row):
            if reason := self.may_not_be_deleted(row, standing):
                return self._refusal(request, row, reason)
            if request.method == "POST":
                try:
                    guard(self.root_of(row), token_of(request.POST))
                except revisions.Stale as stale:
                    request.method = "GET"
                    request.POST = type(request.POST)()  # type: ignore[assignment]
                    context.update(stale=Conflict(stale.latest), token=stale.latest.number)
        response = super()._delete_view(request, object_id, context)
        if "stale" in context:
            response.status_code = 409
        return response

    def may_not_be_deleted(self, row: Any, standing: Standing) -> str:
        """Why a row may not be deleted; empty where it may."""
        return ""

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """As Django's, with the labels of citations read at once."""
        collector: Any = NestedObjects(using=realm.DESK, origin=objs)
        collector.collect(objs)
        protected = list(collector.protected)
        citations = [row for row in [*protected, *collector.model_objs.get(Citation, ())] if isinstance(row, Citation)]
        prefetch_related_objects(citations, "passage")
        lacking = {
            str(model._meta.verbose_name)
            for model in collector.model_objs
            if model in self.admin_site._registry
            and not self.admin_site.get_model_admin(model).has_delete_permission(request)
        }
        counts = {model._meta.verbose_name_plural: len(rows) for model, rows in collector.model_objs.items()}
        return collector.nested(_told), counts, lacking, [_told(row) for row in protected]

    def _refusal(self, request: HttpRequest, row: Any, reason: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"“{row}” cannot be deleted",
            "opts": self.opts,
            "object": row,
            "reasons": [reason],
        }
        return TemplateResponse(request, "admin/refused.html", context, status=409)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        root = self.root_of(obj)
        super().delete_model(request, obj)
        revisions.revise(root, user=request.user, reason=f"Deleted {self.opts.verbose_name} “{obj}”")


def _told(row: Any) -> str:
    return f"{capfirst(str(row._meta.verbose_name))}: {row}"


def aggregate_kind(row: Model) -> str | None:
    """The kind of a root; None for a row that another owns."""
    try:
        return aggregate_of(row).kind
    except KeyError:
        return None
