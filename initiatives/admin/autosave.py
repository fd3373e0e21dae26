"""Forms that keep what is typed into them: the address their script writes to, and private drafts taken up again."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.http.request import QueryDict
from django.middleware.csrf import get_token
from django.urls import Resolver404, get_script_prefix, resolve, reverse

from initiatives.desk import private_drafts
from initiatives.desk.models import PrivateDraft
from initiatives.record.kinds import owner_path

KEPT_APPS = ("initiatives", "desk")  # never accounts: a password is not kept
LONGEST_ADDRESS = 300
SHOWN = 20


class Unchecked(QueryDict):
    """Values a form is filled with and not checked against: what was typed may be half a form."""


# --- Which form


@dataclass(frozen=True)
class FormOf:
    """The form of one model that stands at an address: an add form where it has no object."""

    address: str
    model: type[Any]
    object_id: str | None

    @classmethod
    def at(cls, address: str, site: AdminSite) -> "FormOf | None":
        """The form at an address of the admin; None where none of the record or of the work on it stands there."""
        if len(address) > LONGEST_ADDRESS or "\0" in address:
            return None
        try:
            match = resolve("/" + address.removeprefix(get_script_prefix()))
        except Resolver404:
            return None
        for model in site._registry:
            name = f"{model._meta.app_label}_{model._meta.model_name}"
            if model._meta.app_label in KEPT_APPS and match.url_name in (f"{name}_add", f"{name}_change"):
                return cls(address, model, match.kwargs.get("object_id"))
        return None

    def is_open_to(self, person: Any) -> bool:
        action = "add" if self.object_id is None else "change"
        return bool(person.has_perm(f"{self.model._meta.app_label}.{action}_{self.model._meta.model_name}"))

    def root(self, data: QueryDict) -> uuid.UUID | None:
        """The root the form belongs to, or else the row itself; None where neither is known yet."""
        is_of_the_record = self.model._meta.app_label == "initiatives"
        key = private_drafts.key_of(self.object_id)
        return root_of_form(self.model, self.object_id, data) if is_of_the_record else key


def root_key(model: type[Model], object_id: str | None) -> uuid.UUID | None:
    """The key of the root a row of the record belongs to; None where there is no such row."""
    key = private_drafts.key_of(unquote(object_id or ""))
    _, path = owner_path(model)
    if key is None or path == "pk":
        return key
    return model._default_manager.filter(pk=key).values_list(path, flat=True).first()


def root_of_form(model: type[Model], object_id: str | None, data: QueryDict) -> uuid.UUID | None:
    """The key of the root a form of the record belongs to; of a row that is added, by the owner chosen in it."""
    if object_id is not None:
        return root_key(model, object_id) or private_drafts.key_of(object_id)
    first, _, rest = owner_path(model)[1].partition("__")
    owner = private_drafts.key_of(data.get(first))
    if not rest or owner is None:
        return owner
    relation: Any = model._meta.get_field(first)
    owners = relation.related_model._default_manager.filter(pk=owner)
    return owners.values_list(f"{rest}_id", flat=True).first()


# --- The page of a form


@dataclass
class Keeping:
    """What the page of a form needs for its form to be kept: see admin/keep.html and admin/drafts_of_form.html."""

    draft: str
    form: str
    label: str
    taken_up: PrivateDraft | None = None
    took_up: str = ""
    others: list[PrivateDraft] = field(default_factory=list)

    @classmethod
    def of(cls, request: HttpRequest, label: str, taken_up: PrivateDraft | None = None, form: str = "") -> "Keeping":
        """For a form that is opened, filled from a draft, or comes back with errors. One query.

        ``form`` is its address where it comes back at another. Each opened form is a draft of its own, so that two tabs never write over each other.
        """
        known = private_drafts.key_of(request.POST.get("draft"))
        before = taken_up.key if taken_up else private_drafts.key_of(request.POST.get("took_up"))
        unsaved = PrivateDraft.objects.unsaved(request.user).filter(form=form or request.path)
        return cls(
            draft=str(known or uuid.uuid4()),
            form=form or request.path,
            label=label,
            taken_up=taken_up,
            took_up=str(before or ""),
            others=list(unsaved.exclude(key__in=[key for key in (known, before) if key])[:SHOWN]),
        )


def begin(request: HttpRequest, *, label: str, root: uuid.UUID | None) -> str:
    """Keeps what was sent until it is saved; returns the address of what it was saved as already, or nothing."""
    key = private_drafts.key_of(request.POST.get("draft"))
    return (
        private_drafts.begin(request.user, key, request.POST, form=request.path, label=label, root=root) if key else ""
    )


def finish(request: HttpRequest, address: str) -> None:
    """Ends the draft of a form that was saved, and of the one it was filled from. Call inside its transaction."""
    key = private_drafts.key_of(request.POST.get("draft"))
    if key:
        took_up = private_drafts.key_of(request.POST.get("took_up"))
        private_drafts.finish(request.user, key, request.POST, address, took_up=took_up)


# --- What the script of a form asks for


def draft(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """GET: who is signed in, and a fresh form token. POST: keeps a form as its person types."""
    person: Any = request.user
    if request.method != "POST":
        return JsonResponse({"person": str(person.pk), "name": person.get_username(), "token": get_token(request)})
    if request.GET.get("person", str(person.pk)) != str(person.pk):
        return JsonResponse({"detail": "Somebody else is signed in now."}, status=409)
    key, form = private_drafts.key_of(request.POST.get("draft")), FormOf.at(request.GET.get("form", ""), site)
    if key is None:
        return JsonResponse({"detail": "A draft has a key of its own: draft is missing or no key."}, status=400)
    if form is None:
        return JsonResponse({"detail": "There is no form that is kept at this address: form."}, status=400)
    if not form.is_open_to(person):
        raise PermissionDenied("This form is not yours to change.")
    try:
        private_drafts.keep(
            person,
            key,
            request.POST,
            form=form.address,
            label=request.GET.get("label", ""),
            root=form.root(request.POST),
            took_up=private_drafts.key_of(request.POST.get("took_up")),
        )
    except private_drafts.TooLarge:
        words = f"This is more than a draft holds ({private_drafts.LARGEST:,} characters): save it, so that it is safe."
        return JsonResponse({"detail": words}, status=413)
    return JsonResponse({"kept": str(key)})


def throw_away(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """Deletes a draft of one's own, and leads back to where it was listed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    thrown = private_drafts.throw_away(request.user, request.POST.get("draft"))
    if thrown is None:
        raise Http404("There is no such draft of yours.")
    messages.success(request, "Your private draft was thrown away.")
    return HttpResponseRedirect(reverse("admin:index") if "from_index" in request.POST else thrown.form)


def unsaved_drafts(request: HttpRequest) -> list[PrivateDraft]:
    """What the reader of the first page typed and did not save. One query."""
    return list(PrivateDraft.objects.unsaved(request.user)[:SHOWN])
