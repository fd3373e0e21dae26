"""The checks: what the rules of the record find at the desk."""

from collections import Counter

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.desk import checking
from initiatives.record import integrity

FINDINGS = 200  # on a page


def checks(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The findings of the desk by rule, errors first, in pages. Reads it all."""
    if not request.user.has_perm("desk.view_revision"):
        raise PermissionDenied("Only staff who may see revisions may look here.")
    found = sorted(checking.everything(), key=lambda one: (one.level != integrity.ERROR, one.rule))
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
