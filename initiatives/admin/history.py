"""The history of a root: every revision with who, when, why and what; any two compared."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from initiatives.desk.models import Revision
from initiatives.record import field_names
from initiatives.record.bodies import rows_of
from initiatives.record.snapshot_diff import differences_of

PAGE = 20
MOST_REVISIONS = 2**31 - 1  # what the column holds: databases refuse to look for more


def changes_in_words(old: str, new: str) -> str:
    """What changed between two bodies, in a line, without a query: ``Name (English); 2 citations added``."""
    if not new:
        return "purged: its content is not kept"
    rows = rows_of(new)
    before = rows_of(old).by_key() if old else {}
    return "; ".join(_parts(before, rows.by_key(), rows.kind)) or "nothing"


def _parts(before: dict[str, Any], after: dict[str, Any], kind: str) -> Iterator[str]:
    if not before:
        yield "first revision"
        return
    for model in sorted({*before, *after}, key=lambda name: (name != kind, name)):
        options: Any = apps.get_model("initiatives", model)._meta
        was, now = before.get(model, {}), after.get(model, {})
        counts: Counter[str] = Counter()
        counts["added"] = len(now.keys() - was.keys())
        counts["removed"] = len(was.keys() - now.keys())
        changed = [key for key in now if key in was and now[key] != was[key]]
        if model == kind:
            for key in changed:
                fields = [name for name in now[key] if now[key][name] != was[key].get(name)]
                yield ", ".join(field_names.of_column(options.model, name) for name in fields)
            continue
        counts["changed"] = len(changed)
        for verb, count in counts.items():
            if count:
                yield f"{count} {options.verbose_name if count == 1 else options.verbose_name_plural} {verb}"


def history(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """Every revision of a root, newest first. Queries do not grow with revisions."""
    row = _row(model_admin, request, object_id)
    every = Revision.objects.filter(root=row.pk).select_related("made_by").order_by("-number")
    page = Paginator(every, PAGE).get_page(request.GET.get("page"))
    listed = list(page)
    before = list(every.filter(number__lt=listed[-1].number)[:1]) if listed else []
    bodies = [revision.body for revision in [*listed, *before]] + [""]
    lines = [
        {
            "revision": revision,
            "words": changes_in_words(bodies[place + 1], revision.body),
            "before": (listed[place + 1] if place + 1 < len(listed) else before[0] if before else None),
        }
        for place, revision in enumerate(listed)
    ]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"History of {row}",
        "opts": model_admin.opts,
        "object": row,
        "lines": lines,
        "token": last.number if (last := Revision.objects.latest_of(row.pk)) else 0,
        "page": page,
    }
    return TemplateResponse(request, "admin/record_history.html", context)


def compare(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """What differs between two revisions of a root, field by field."""
    row = _row(model_admin, request, object_id)
    try:
        older, newer = sorted(int(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        raise Http404("Choose two revisions to compare.") from None
    if older < 0 or newer > MOST_REVISIONS:
        raise Http404("There is no such revision.")
    every = Revision.objects.filter(root=row.pk).select_related("made_by")
    found = {one.number: one for one in every.filter(number__in=[older, newer])}
    if newer not in found or (older and older not in found):
        raise Http404("There is no such revision.")
    old, new = found.get(older), found[newer]
    context = {
        **model_admin.admin_site.each_context(request),
        "title": f"{row}: what changed",
        "opts": model_admin.opts,
        "object": row,
        "old": old,
        "new": new,
        "differences": differences_of([(old.body if old else "", new.body)])[0],
        "purged": not new.body or (old is not None and not old.body),
    }
    return TemplateResponse(request, "admin/record_compare.html", context)


def _row(model_admin: admin.ModelAdmin, request: HttpRequest, object_id: str) -> Any:
    row = model_admin.get_object(request, unquote(object_id))
    if row is None:
        raise Http404("There is no such record at the desk.")
    if not model_admin.has_view_or_change_permission(request, row):
        raise PermissionDenied
    return row
