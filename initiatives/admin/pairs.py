"""A language version beside its original: which passages say the same is proposed, and a person confirms it."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from initiatives.admin.conflicts import Conflict
from initiatives.admin.links import change_url, previews_of
from initiatives.admin.opened_form import guard, row_at, token_of
from initiatives.admin.publication_status import Standing
from initiatives.desk import revisions
from initiatives.models import Document, Passage
from initiatives.record import pairing, realm
from initiatives.record.chunks import CHUNK
from initiatives.record.refusals import Refused

ALL = "all"
CONFIRMED, PROPOSED = "confirmed", "proposed"
Changes = dict[uuid.UUID, Passage | None]  # key of a passage of the version → its counterpart, or that it has none


@dataclass(frozen=True)
class Line:
    """One line of the page: a pair, or a passage of one of the two texts alone."""

    first: Passage | None
    second: Passage | None
    state: str = ""
    number: str = ""  # of the counterpart of the second, as it is or as it was typed


@dataclass
class Texts:
    """A version and its original with all their passages; none of a document that is no version."""

    version: Document
    first: list[Passage] = field(default_factory=list)
    second: list[Passage] = field(default_factory=list)

    @classmethod
    def of(cls, version: Document) -> "Texts":
        """Two queries."""
        found = cls(version)
        if version.version_of_id:
            found.first = list(Passage.objects.filter(document=version.version_of_id).order_by("position"))
            found.second = list(Passage.objects.filter(document=version).order_by("position"))
        return found

    @cached_property
    def pairs(self) -> dict[uuid.UUID, Passage]:
        """key of a passage of the version → the passage of the original that a person set against it."""
        originals = {passage.pk: passage for passage in self.first}
        return {
            passage.pk: originals[passage.counterpart_id]
            for passage in self.second
            if passage.counterpart_id in originals
        }

    @cached_property
    def proposed(self) -> dict[uuid.UUID, Passage]:
        """The same of what is proposed besides."""
        paired = [(original.pk, key) for key, original in self.pairs.items()]
        places = pairing.propose(self.first, self.second, paired)
        return {self.second[there].pk: self.first[here] for here, there in places}

    def lines(self, typed: Mapping[str, str]) -> list[Line]:
        """Both texts line by line, with what was typed."""
        here = {passage.pk: place for place, passage in enumerate(self.first)}
        there = {passage.pk: place for place, passage in enumerate(self.second)}
        together = {**self.proposed, **self.pairs}
        places = [(here[original.pk], there[key]) for key, original in together.items()]
        found = []
        for row in pairing.one_by_one(self.first, self.second, places):
            first, second = next(iter(row.first), None), next(iter(row.second), None)
            now = self.pairs[second.pk].number if second and second.pk in self.pairs else ""
            state = PROPOSED if row.is_pair and not now else CONFIRMED if now else ""
            found.append(Line(first, second, state, typed.get(name_of(second), now) if second else ""))
        return found

    def asked(self, sent: QueryDict) -> Changes:
        """What a form asks to change. Raises Refused with what of it cannot be."""
        if not self.version.version_of_id:
            raise Refused("This document is no version of another. Name its original in its form first.")
        confirm, remove = sent.get("confirm", ""), sent.get("remove", "")
        changes: Changes = {key: one for key, one in self.proposed.items() if confirm in (ALL, str(key))}
        changes |= {key: None for key in self.pairs if remove in (ALL, str(key))}
        if confirm or remove:
            return changes
        typed = self._typed(sent)
        self._each_once(typed)
        return typed

    def save(self, sent: QueryDict) -> Changes:
        """Writes what a form asks for. Raises Refused, and then nothing is written."""
        changes = self.asked(sent)
        changed = [passage for passage in self.second if passage.pk in changes]
        for counterparts in (dict.fromkeys(changes), changes):  # first none: no two may have one even for a moment
            for passage in changed:
                passage.counterpart = counterparts[passage.pk]
            Passage.objects.bulk_update(changed, ["counterpart"], batch_size=CHUNK)
        return changes

    def _typed(self, sent: QueryDict) -> Changes:
        numbers = {passage.number: passage for passage in self.first}
        found: Changes = {}
        reasons = []
        for passage in self.second:
            now = self.pairs[passage.pk].number if passage.pk in self.pairs else ""
            typed = sent.get(name_of(passage), now).replace("¶", "").strip()
            if typed == now:
                continue
            original = numbers.get(typed)
            if typed and original is None:
                reasons.append(f"¶ {passage.number}: the original has no passage {typed[:20]}.")
            elif original and original.kind != passage.kind:
                what = f"a {passage.get_kind_display()}, and ¶ {typed} of the original a {original.get_kind_display()}"
                reasons.append(f"¶ {passage.number} is {what}. Pair it with its like.")
            found[passage.pk] = original
        if reasons:
            raise Refused(*reasons)
        return found

    def _each_once(self, changes: Changes) -> None:
        """Raises Refused where two passages of the version would have the same counterpart."""
        taken: dict[uuid.UUID, Passage] = {}
        reasons = []
        for passage in self.second:
            original = changes.get(passage.pk, self.pairs.get(passage.pk))
            if original and (other := taken.setdefault(original.pk, passage)) != passage:
                reasons.append(
                    f"¶ {original.number} of the original is given to ¶ {other.number} and ¶ {passage.number}."
                )
        if reasons:
            raise Refused(*reasons)


def name_of(passage: Passage) -> str:
    """The name of the field in which the number of a passage's counterpart is typed."""
    return f"at-{passage.pk}"


def page(request: HttpRequest, admin: ModelAdmin, object_id: str) -> HttpResponse:
    """Both texts; by POST it takes what is confirmed, changed or removed. Refused, it comes back with 409 and why."""
    version: Document | None = row_at(request, admin, object_id)
    if version is None:
        raise Http404("There is no such document.")
    if not admin.has_view_permission(request, version):
        raise PermissionDenied
    reasons: Iterable[str] = ()
    if request.method == "POST":
        if not admin.has_change_permission(request, version):
            raise PermissionDenied("Your role does not edit documents.")
        try:
            said = _save(request, version)
        except Refused as refusal:
            reasons = refusal.reasons
        else:
            messages.success(request, said)
            return HttpResponseRedirect(reverse("admin:initiatives_document_pairs", args=[version.pk]))
    standing = Standing.of(version.meeting_id)
    texts = Texts.of(version)
    lines = texts.lines(request.POST.dict() if reasons else {})
    context = {
        **admin.admin_site.each_context(request),
        "title": f"Side by side: {version}",
        "opts": admin.opts,
        "version": version,
        "original": version.version_of,
        "form_url": change_url(version),
        "versions": [] if version.version_of_id else list(version.versions.defer("text").order_by("language", "slug")),
        "lines": [(line, name_of(line.second) if line.second else "") for line in lines],
        "confirmed": len(texts.pairs),
        "proposed": len(texts.proposed),
        "previews": _previews(version),
        "token": standing.number,
        "may_change": admin.has_change_permission(request, version),
        "reasons": reasons,
    }
    return TemplateResponse(request, "admin/pairs.html", context, status=409 if reasons else 200)


def _previews(version: Document) -> list[tuple[str, str]]:
    if version.version_of is None:
        return []
    beside = f"?beside={version.version_of.slug}"
    return [(language, f"{address}{beside}") for language, address in previews_of(version.get_absolute_url())]


def _save(request: HttpRequest, version: Document) -> str:
    """Does what is asked for, with a revision of the round, and says what. Raises Refused, and then no pair is changed."""
    with transaction.atomic(using=realm.DESK):
        try:
            guard(version.meeting, token_of(request.POST))
        except revisions.Stale as found:  # within the transaction: what was found changed without a form stays revised
            stale: revisions.Stale | None = found
        else:
            stale = None
            changes = Texts.of(version).save(request.POST)
            reason = f"{_said(changes)} {version}"
            revisions.revise(version.meeting, user=request.user, reason=reason[:200])
    if stale:
        raise Refused(Conflict(stale.latest, since="since it was opened here").words)
    return _said(changes)


def _said(changes: Changes) -> str:
    """“12 pairs confirmed.”"""
    confirmed, removed = sum(1 for one in changes.values() if one), sum(1 for one in changes.values() if not one)
    said = [
        f"{count} pair{'' if count == 1 else 's'} {what}."
        for count, what in ((confirmed, "confirmed"), (removed, "removed"))
        if count
    ]
    return " ".join(said) or "Nothing was changed."
