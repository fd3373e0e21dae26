"""Every row of the record in the admin: each save is a revision of its root, and none overwrites another unseen."""

from collections.abc import Mapping
from contextlib import nullcontext
from copy import copy
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import NestedObjects
from django.core.exceptions import FieldDoesNotExist
from django.db import transaction
from django.db.models import Model, prefetch_related_objects
from django.forms.models import BaseInlineFormSet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst

from initiatives.admin import autosave
from initiatives.admin.answering import Fault, NotAnswered, Settling
from initiatives.admin.autosave import Keeping, Unchecked, root_key
from initiatives.admin.bases.audited import Audited
from initiatives.admin.bases.paging import NearPages
from initiatives.admin.bases.searching import Searched
from initiatives.admin.bases.widgets import KnownChoiceField, LooksUp, give_known_labels, prefetch_choices, read_at_once
from initiatives.admin.conflicts import Conflict
from initiatives.admin.guidance import guide
from initiatives.admin.links import change_url, history_url
from initiatives.admin.opened_form import Opened, add_url, guard, label_of, nothing_sent, row_at, token_of
from initiatives.admin.publication_status import Standing
from initiatives.admin.sources import Beside
from initiatives.admin.unpublished import composed
from initiatives.desk import revisions
from initiatives.models import Citation
from initiatives.record import realm
from initiatives.record.kinds import kind_of, root_of

DEFAULT_REASON = "Saved in the admin"


class RowForm(forms.ModelForm):
    """A form of a row: line ends as the record keeps them, and a stale one is never valid."""

    opened: Opened | None = None
    notes: tuple[str, ...] = ()  # what its person must be told once it is saved

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        filled = self.opened.typed if self.opened else None
        super().__init__(data if filled is None else filled, files, **kwargs)
        give_known_labels(self)
        chosen = self.opened.chosen if self.opened else {}
        for one in self.fields.values() if chosen else ():
            if isinstance(one, KnownChoiceField):
                one.rows = chosen
        guide(str(self._meta.model._meta.model_name), self.fields)

    def full_clean(self) -> None:
        """Does not look at what is taken up from a draft: it may be half a form, and is looked at when it is saved."""
        if isinstance(self.data, Unchecked):
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            if self.is_bound:
                read_at_once(self)
            super().full_clean()

    def is_valid(self) -> bool:
        return super().is_valid() and not isinstance(self.data, Unchecked)

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
        if self.opened and self.opened.conflict:
            self.add_error(None, "Look at what was saved meanwhile, then save again.")
        for fault in self.opened.faults if self.opened else ():
            if not fault.prefix:
                self.add_error(fault.field or None, fault.message)
        return cleaned

    def value_in(self, name: str, row: Mapping[str, Any]) -> Any:
        """The value of a field of the form in a row of a snapshot."""
        try:
            column: Any = self._meta.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return row.get(name if column.many_to_many else column.attname)


class RowAdmin(LooksUp, Audited, Searched):
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
        js = tuple(f"desk/{name}.js" for name in ("storage", "boxes", "keeping", "place", "counting", "sources"))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        title = self.heading or capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    # Forms

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        opened = Opened.of(request)
        if opened.faults:
            return opened.row  # what was typed into the one that was read is undone, as its save is
        row = super().get_object(request, object_id, from_field)
        prefetch_choices(row, self.get_autocomplete_fields(request))
        opened.row = copy(row)
        return row

    def get_form(self, request: HttpRequest, obj: Model | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.opened = Opened.of(request)
        return form

    def get_formset_kwargs(
        self, request: HttpRequest, obj: Model, inline: admin.options.InlineModelAdmin, prefix: str
    ) -> dict[str, Any]:
        typed = Opened.of(request).typed
        filled = {} if typed is None else {"data": typed}
        return {**super().get_formset_kwargs(request, obj, inline, prefix), **filled}

    def _create_formsets(self, request: HttpRequest, obj: Model | None, change: bool) -> Any:
        formsets, inlines = super()._create_formsets(request, obj, change)
        for formset in formsets:
            formset.faults = Opened.of(request).faults
        return formsets, inlines

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: dict[str, Any] | None
    ) -> HttpResponse:
        """The form, with the token read before the row; a stale one comes back with 409 and all that was typed."""
        opened = Opened.from_request(request, self, object_id)
        if opened.elsewhere:
            return HttpResponseRedirect(opened.elsewhere)
        if opened.is_to_be_added_again:
            form_url, object_id = add_url(self), None
        try:
            with transaction.atomic(using=realm.DESK) if request.method == "POST" else nullcontext():
                response = super()._changeform_view(request, object_id, form_url, extra_context)
        except NotAnswered as wrong:  # found in what was saved, which is undone: the form comes back
            opened.faults = wrong.faults
            response = super()._changeform_view(request, object_id, form_url, extra_context)
        if opened.is_refused:
            response.status_code = 409
        return response

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Model | None = None,
    ) -> HttpResponse:
        opened = Opened.of(request)
        root = root_of(obj) if obj else None
        standing = opened.standing or Standing.of(root.pk if root else None)
        typed = request.POST if opened.typed is None else opened.typed
        may_save = self.has_change_permission(request, obj) if change else self.has_add_permission(request)
        label = label_of(self, obj if change else None)
        context.update(
            token=standing.number if opened.is_taken_up else typed.get("token", standing.number),
            reason=typed.get("reason", ""),
            keeping=Keeping.of(request, label, opened.draft) if may_save else None,
            standing=standing,
            heading=self.heading or capfirst(str(self.opts.verbose_name_plural)),
            root=root,
            root_url="" if root is None or root == obj else change_url(root),
            root_history_url="" if root is None else history_url(root),
            conflict=opened.conflict,
            show_save_and_add_another=False,
            may_compose=request.user.has_perm("desk.add_changeset"),
        )
        context.update(self.page_context(request, obj, standing))
        if change and obj is not None:
            self._put_sources_beside(context, obj, typed, opened.faults)
        return super().render_change_form(request, context, add, change, form_url, obj)

    @staticmethod
    def _put_sources_beside(context: dict[str, Any], obj: Model, typed: Mapping[str, Any], faults: list[Fault]) -> None:
        """Gives the fields of the page that hold a fact its sources: see admin/sources.html."""
        formsets = [shown.formset for shown in context["inline_admin_formsets"]]
        cited = next((formset for formset in formsets if formset.model is Citation), None)
        every_form = [context["adminform"].form, *(one for formset in formsets for one in formset.initial_forms)]
        citations = cited.get_queryset() if cited else None
        Beside(obj, citations, context["standing"], typed, faults).put(every_form)

    def page_context(self, request: HttpRequest, obj: Model | None, standing: Standing) -> dict[str, Any]:
        """What the page of one row shows beside its form."""
        return {}

    # Saving

    def save_model(self, request: HttpRequest, obj: Model, form: forms.ModelForm, change: bool) -> None:
        root = root_of(obj)
        if not change and root != obj:
            revisions.lock(root)
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: forms.ModelForm, formsets: list[BaseInlineFormSet], change: bool
    ) -> None:
        """Saves what the row owns and links to, settles what its citations support, then makes the revision of it all.

        Raises NotAnswered where the sources of a changed fact, or the words of a new citation, need a look.
        """
        super().save_related(request, form, formsets, change)
        root = root_of(form.instance)
        Opened.of(request).chosen = {str(row.pk): row for row in form.cleaned_data.values() if isinstance(row, Model)}
        every_form = [form, *(one for formset in formsets for one in formset.forms)]
        settling = Settling(root, is_new=not change and root == form.instance, sent=request.POST, every_form=every_form)
        notes = [*settling.settle(), *form.notes]
        reason = request.POST.get("reason", "").strip() or DEFAULT_REASON
        revisions.revise(root, user=request.user, reason=reason)
        autosave.finish(request, change_url(form.instance))
        for note in notes:
            messages.info(request, note)

    def response_add(self, request: HttpRequest, obj: Model, post_url_continue: str | None = None) -> HttpResponse:
        return self._to_changeset(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Model) -> HttpResponse:
        return self._to_changeset(request, obj) or super().response_change(request, obj)

    def _to_changeset(self, request: HttpRequest, obj: Model) -> HttpResponse | None:
        """From the form to a changeset with what was saved and all that goes with it, where that was asked for."""
        if "_compose" not in request.POST:
            return None
        root = root_of(obj)
        return composed(request, [(kind_of(root).name, root.pk)])

    # Deleting

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rows of the record are deleted one by one, each after a look at what goes with it."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    def _delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None) -> HttpResponse:
        standing = Standing.of(root_key(self.model, object_id))
        row = row_at(request, self, object_id)
        context: dict[str, Any] = {**(extra_context or {}), "standing": standing, "token": standing.number}
        if row is not None and self.has_delete_permission(request, row):
            if reason := self.may_not_be_deleted(row, standing):
                return self._refusal(request, row, reason)
            if request.method == "POST":
                try:
                    guard(root_of(row), token_of(request.POST))
                except revisions.Stale as stale:
                    request = nothing_sent(request)
                    context.update(stale=Conflict(stale.latest), token=stale.latest.number)
        response = super()._delete_view(request, object_id, context)
        if "stale" in context:
            response.status_code = 409
        return response

    def may_not_be_deleted(self, row: Model, standing: Standing) -> str:
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
        return collector.nested(_labelled), counts, lacking, [_labelled(row) for row in protected]

    def _refusal(self, request: HttpRequest, row: Model, reason: str) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"“{row}” cannot be deleted",
            "opts": self.opts,
            "object": row,
            "reasons": [reason],
        }
        return TemplateResponse(request, "admin/refused.html", context, status=409)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        root = root_of(obj)
        super().delete_model(request, obj)
        revisions.revise(root, user=request.user, reason=f"Deleted {self.opts.verbose_name} “{obj}”")


def _labelled(row: Model) -> str:
    return f"{capfirst(str(row._meta.verbose_name))}: {row}"
