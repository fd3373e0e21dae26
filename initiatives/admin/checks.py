"""The checks: what the rules of the record find at the desk, and the answer to what a changed fact leaves open."""

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.admin.findings import addresses, form_model, languages_of
from initiatives.admin.unpublished import parse
from initiatives.desk import answers, checking, revisions, stale
from initiatives.record import integrity, realm
from initiatives.record.bodies import digest
from initiatives.record.integrity import ERROR, Finding
from initiatives.record.kinds import KINDS, MEMBERS

FINDINGS = 200  # on a page
OLDER = "of an older value"
NARROWED = ("rule", "kind", "language")
LANGUAGES = {code: name for code, name, _script in integrity.TRANSLATIONS}


@dataclass(frozen=True)
class Line:
    """A finding with where it is mended; one that can be answered here, with what the answer is to."""

    finding: Finding
    url: str
    shown: str = ""


def checks(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """The findings of the desk by rule, errors first, in pages; of one rule, kind or language. Reads it all."""
    if not request.user.has_perm("desk.view_revision"):
        raise PermissionDenied("Only staff who may see revisions may look here.")
    listed = [*checking.everything(), *stale.findings()]
    every = sorted(listed, key=lambda one: (one.level != ERROR, one.rule))
    wanted = {name: value for name in NARROWED if (value := request.GET.get(name, ""))}
    found = [one for one in every if _is_wanted(one, wanted)]
    page = Paginator(found, FINDINGS).get_page(request.GET.get("page"))
    context = {
        **site.each_context(request),
        "title": "Checks",
        "groups": _groups(list(page), Counter((one.level, one.rule) for one in found), request.user),
        "page": page,
        "jumps": [(rule, count, urlencode({"rule": rule})) for rule, count in Counter(o.rule for o in every).items()],
        "kinds": [(name, _called(name)) for name in sorted({form_model(one) for one in every})],
        "languages": list(LANGUAGES.items()),
        "rules": list(dict.fromkeys(one.rule for one in every)),
        "wanted": wanted,
        "narrowed": urlencode(wanted),
        "error_count": sum(one.level == ERROR for one in found),
        "warning_count": sum(one.level != ERROR for one in found),
    }
    return TemplateResponse(request, "admin/checks.html", context)


def _is_wanted(finding: Finding, wanted: dict[str, str]) -> bool:
    has = {"rule": {finding.rule}, "kind": {form_model(finding)}, "language": languages_of(finding)}
    return all(value in has[name] for name, value in wanted.items())


def _called(model: str) -> str:
    return str(MEMBERS[model][1].model._meta.verbose_name)


def _groups(found: list[Finding], counts: Counter[tuple[str, str]], user: Any) -> list[dict[str, Any]]:
    older = [one for one in found if one.rule == OLDER and user.has_perm(f"initiatives.change_{one.kind}")]
    asked = _facts(older)
    rules: dict[tuple[str, str], list[Line]] = {}
    for one, url in zip(found, addresses(found), strict=True):
        fact = asked.get((one.model, one.row, one.field)) if one in older else None
        rules.setdefault((one.level, one.rule), []).append(Line(one, url, _shown(fact) if fact else ""))
    return [
        {"level": level, "rule": rule, "found": listed, "count": counts[level, rule]}
        for (level, rule), listed in rules.items()
    ]


def _facts(findings: Iterable[Finding]) -> dict[tuple[str, str, str], answers.Unanswered]:
    """model, row, field → the fact that asks for an answer. Queries grow with kinds, not roots."""
    roots: dict[str, set[uuid.UUID]] = {}
    for one in findings:
        roots.setdefault(one.kind, set()).add(one.root)
    listed = [fact for kind, keys in roots.items() for facts in answers.of_roots(kind, keys).values() for fact in facts]
    return {(fact.model, fact.key, field): fact for fact in listed for field in fact.fields}


def _shown(fact: answers.Unanswered) -> str:
    """What an answer is to, as a hash: refused where the value, or its sources, are others by then."""
    sources = sorted(one.citation["id"] for one in fact.citations)
    return digest(repr((fact.fact, fact.then, fact.now, sources)))


# --- Answering

ANSWERS = {"right": "still right", "remove": "removed"}


def answer(request: HttpRequest, site: admin.AdminSite) -> HttpResponse:
    """Answers for the sources of one changed fact: still right, or taken out. By POST only; makes a revision."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    named, how = request.POST.get("root", ""), request.POST.get("answer", "")
    kind = named.partition(":")[0]
    if not request.user.has_perm(f"initiatives.change_{kind if kind in KINDS else 'meeting'}"):
        raise PermissionDenied("Only those who may change a record may answer for its sources.")
    [(kind, root)] = parse([named])
    if how not in ANSWERS:
        raise BadRequest("Say whether the sources are still right or are removed.")
    reason = " ".join(request.POST.get("reason", "").split())
    with transaction.atomic(using=realm.DESK):
        revisions.lock_all(kind, [root])
        open_ones = answers.of_roots(kind, [root]).get(root, [])
        facts = [fact for fact in open_ones if _shown(fact) == request.POST.get("shown")]
        if facts:
            revisions.revise_all(kind, [root], user=request.user, reason="Found at an answer: changed without a form")
            if how == "right":
                answers.still_right(facts, reason=reason)
            else:
                answers.taken_out(facts)
            said = f"Sources of a changed fact: {ANSWERS[how]}" + (f". {reason}" if reason else "")
            revisions.revise_all(kind, [root], user=request.user, reason=said)
    _tell(request, how, facts)
    narrowed = {name: value for name in NARROWED if (value := request.POST.get(name, ""))}
    return HttpResponseRedirect(f"{reverse('admin:checks')}?{urlencode(narrowed)}")


def _tell(request: HttpRequest, how: str, facts: Iterable[answers.Unanswered]) -> None:
    count = sum(len(fact.citations) for fact in facts)
    sources = "1 source" if count == 1 else f"{count} sources"
    if not count:
        messages.error(request, "Nothing was changed: this was answered or changed meanwhile. Look at it again.")
    elif how == "right":
        messages.success(
            request,
            f"{sources}: still right. Where the words do not hold the value and no reason was given, they are "
            "inferred now.",
        )
    else:
        messages.success(request, f"{sources} removed. A fact without a source is listed as uncited.")
