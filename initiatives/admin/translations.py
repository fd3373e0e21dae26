"""The translation work list: what lacks Japanese or Korean, and what was translated from other English than today's."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.desk import translations
from initiatives.desk.stale import LANGUAGES, NAMED
from initiatives.desk.translations import DONE, MISSING, STALE, Answer, Text
from initiatives.record.refusals import Refused

PAGE = 40  # texts on a page
MAY = "desk.translate_record"
STATES = {MISSING: "Missing", STALE: "Source changed since", "all": "All texts"}


def page(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The work list; by POST it takes answers. Refused, it comes back with 409, why, and what was typed."""
    if not request.user.has_perm("desk.view_revision"):
        raise PermissionDenied("Only staff who may see revisions may look here.")
    reasons: tuple[str, ...] = ()
    if request.method == "POST":
        if not request.user.has_perm(MAY):
            raise PermissionDenied("Your role does not translate.")
        answers = _answers(request.POST)
        try:
            count = translations.save(answers, user=request.user)
        except Refused as refusal:
            reasons = tuple(refusal.reasons)
        else:
            messages.success(request, _said(answers, count))
            return HttpResponseRedirect(f"{reverse('admin:translations')}{_query(request)}")
    return _shown(request, site, reasons)


def _shown(request: HttpRequest, site: admin.AdminSite, reasons: tuple[str, ...]) -> HttpResponse:
    chosen = {name: request.GET.get(name, "") for name in ("field", "language", "state")}
    listed = translations.texts()
    fields = {f"{text.model}.{text.field}": text.label for text in listed}
    wanted = [text for text in listed if _is_wanted(text, **chosen)]
    found = Paginator(wanted, PAGE).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": "Translations",
        "page": found,
        "lines": _lines(list(found), request.POST if reasons else QueryDict()),
        "choices": [
            ("field", chosen["field"], [("", "All kinds of text"), *fields.items()]),
            ("language", chosen["language"], [("", "Both languages"), *NAMED.items()]),
            ("state", chosen["state"], [("", "What is to be done"), *STATES.items()]),
        ],
        "kept": _query(request, page=""),
        "counts": {state: _count(listed, state) for state in (MISSING, STALE)},
        "may_translate": request.user.has_perm(MAY),
        "reasons": reasons,
    }
    return TemplateResponse(request, "admin/translations.html", context, status=409 if reasons else 200)


def _count(listed: list[Text], state: str) -> int:
    return sum(version.state == state for text in listed for version in text.versions.values())


def _is_wanted(text: Text, *, field: str, language: str, state: str) -> bool:
    """True of a text that the filters of the page let through."""
    versions = [version for code, version in text.versions.items() if language in ("", code)]
    is_in_state = {
        "": any(version.state != DONE for version in versions),
        "all": True,
    }.get(state, any(version.state == state for version in versions))
    return is_in_state and field in ("", f"{text.model}.{text.field}")


def _lines(listed: list[Text], typed: QueryDict) -> list[dict[str, Any]]:
    """Texts as the page shows them: in each language what their places hold, or what was typed."""
    homes: dict[Any, tuple[str, Any]] = {}
    for model in {text.model for text in listed}:
        homes |= translations.homes(model, [text.rows[0] for text in listed if text.model == model])
    lines = []
    for text in listed:
        kind, root = homes[text.rows[0]]
        named = ((version, f"{text.key}.{code}") for code, version in text.versions.items())
        versions = [(version, name, str(typed.get(name, version.value))) for version, name in named]
        href = reverse(f"admin:initiatives_{kind}_change", args=[root])
        lines.append({"text": text, "href": href, "versions": versions})
    return lines


def _answers(posted: QueryDict) -> list[Answer]:
    """What was typed anew, and what is said to be still right."""
    found = []
    for key in dict.fromkeys(posted.getlist("text")):
        for code in LANGUAGES:
            name = f"{key}.{code}"
            words = str(posted.get(name, "")).replace("\r\n", "\n").replace("\x00", "").strip()
            shown = str(posted.get(f"{name}.shown", "")).replace("\r\n", "\n")
            is_right = f"{name}.right" in posted
            if words and words != shown:
                found.append(Answer(key, code, shown, words))
            elif is_right:
                found.append(Answer(key, code, shown, is_right=True))
    return found


def _said(answers: list[Answer], count: int) -> str:
    right = sum(answer.is_right for answer in answers)
    filled = f"{count} place{'' if count == 1 else 's'} filled." if count or not right else ""
    return " ".join(filter(None, [filled, f"{right} still right." if right else ""]))


def _query(request: HttpRequest, **changed: str) -> str:
    """The parameters of the page, to come back to it."""
    kept = QueryDict(mutable=True)
    for name in ("field", "language", "state", "page"):
        if value := changed.get(name, request.GET.get(name, "")):
            kept[name] = value
    return f"?{kept.urlencode()}" if kept else ""
