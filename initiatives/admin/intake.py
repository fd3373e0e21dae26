"""The next round in the admin: file a document, look at what was read, decide, create the draft round, publish."""

import re
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, URLPattern, path, reverse

from initiatives.admin.bases.searching import Searched
from initiatives.desk import revisions, workflow
from initiatives.desk.models import Changeset, Proposal, ProposalState
from initiatives.desk.preview import PREVIEW
from initiatives.intake import NotRead, creating, filing, tying, without_document
from initiatives.intake.proposal_page import shown_passages, targets
from initiatives.intake.readers.limits import MAX_BYTES
from initiatives.intake.slots import BOTH, KEEP, Verb
from initiatives.models import Document
from initiatives.record.refusals import Refused

View = Callable[[HttpRequest, Proposal], HttpResponse]


@admin.register(Proposal)
class ProposalAdmin(Searched):
    """Documents on their way to a draft round. Its pages are its own: a proposal has no form of columns."""

    list_display = ("title_or_name", "state", "filed_at", "filed_by")
    list_filter = ("state",)
    list_select_related = ("filed_by", "created_by")
    search_fields = ("title", "name")
    ordering = ("-filed_at",)
    show_full_result_count = False
    actions = None

    def get_queryset(self, request: HttpRequest) -> Any:
        return Proposal.objects.all().for_list()

    @admin.display(description="document", ordering="title")
    def title_or_name(self, proposal: Proposal) -> str:
        return str(proposal)

    def has_delete_permission(self, request: HttpRequest, obj: Proposal | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        steps: tuple[tuple[str, View], ...] = (
            ("decide", self.decide),
            ("undo", self.undo),
            ("create", self.create),
            ("put-away", self.put_away),
            ("publish", self.publish),
            ("tie", self.tie),
        )
        return [
            *(
                path(f"<uuid:key>/{name}/", self.step(view), name=f"desk_proposal_{name.replace('-', '_')}")
                for name, view in steps
            ),
            *super().get_urls(),
        ]

    def step(self, view: View) -> Callable[..., HttpResponse]:
        """A view that changes something: by POST alone, for editors, with what was refused told as a message."""

        def stepped(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
            if request.method != "POST":
                return HttpResponseRedirect(place(key))
            proposal = Proposal.objects.filter(pk=key).first()
            if proposal is None:
                raise Http404("There is no such proposal.")
            if not self.has_change_permission(request, proposal):
                raise PermissionDenied("Only editors may decide here.")
            try:
                return view(request, proposal)
            except Refused as refusal:
                for reason in refusal.reasons:
                    messages.error(request, reason)
                return HttpResponseRedirect(place(key, str(request.POST.get("anchor", ""))))

        return self.admin_site.admin_view(stepped)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Next round: what was filed", **(extra_context or {})})

    # --- Filing

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied("Only editors may file documents.")
        typed: dict[str, str] = {}
        reasons: list[str] = []
        if request.method == "POST":
            typed = {name: str(request.POST.get(name, "")) for name in ("text", "start", "end", "city")}
            try:
                return self.prepare(request, typed) if "prepare" in request.POST else self.take(request)
            except NotRead as refusal:
                reasons = [f"Not read: {refusal}"]
            except Refused as refusal:
                reasons = refusal.reasons
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a round",
            "opts": self.opts,
            "typed": typed,
            "reasons": reasons,
            "largest": MAX_BYTES // 1024 // 1024,
            "open_ones": Proposal.objects.filter(state=ProposalState.OPEN).for_list()[:20],
        }
        return render(request, "desk/intake/file.html", context, status=400 if reasons else 200)

    def take(self, request: HttpRequest) -> HttpResponse:
        """Files an uploaded file, or what was pasted: with its mark-up, where the browser gave it."""
        upload = request.FILES.get("file")
        if upload is not None:
            if (upload.size or 0) > MAX_BYTES:
                raise NotRead("too large", f"The file has {upload.size:,} bytes; the limit is {MAX_BYTES:,}.")
            data, name = upload.read(), upload.name or "upload"
        elif markup := str(request.POST.get("markup", "")).strip():
            data, name = markup.encode("utf-8", "replace"), "pasted text.html"
        else:
            text = str(request.POST.get("text", ""))
            if not text.strip():
                raise Refused("Choose a file, or paste the text of the document.")
            data, name = text.replace("\r\n", "\n").encode("utf-8", "replace"), "pasted text.txt"
        proposal, is_new = filing.file(data, name, user=request.user)
        if not is_new:
            when = f"{proposal.filed_at:%d %B %Y}"
            messages.info(request, f"This document was filed on {when}. Here it is; nothing was added.")
        return HttpResponseRedirect(place(proposal.pk))

    def prepare(self, request: HttpRequest, typed: dict[str, str]) -> HttpResponse:
        start, end, city = (" ".join(typed[name].split()) for name in ("start", "end", "city"))
        proposal = without_document.prepare(start, end, city, user=request.user)
        return HttpResponseRedirect(place(proposal.pk))

    # --- The page

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        proposal = self.get_object(request, object_id)
        if proposal is None:
            raise Http404("There is no such proposal.")
        if not self.has_view_permission(request, proposal):
            raise PermissionDenied("Only staff who may see proposals may look here.")
        if request.method == "POST":
            return HttpResponseRedirect(place(proposal.pk))
        context = {
            **self.admin_site.each_context(request),
            "title": str(proposal),
            "opts": self.opts,
            "proposal": proposal,
            "may_decide": self.has_change_permission(request, proposal) and proposal.state == ProposalState.OPEN,
            "may_change": self.has_change_permission(request, proposal),
            "colleagues": filing.colleagues(proposal, request.user) if proposal.state == ProposalState.OPEN else [],
            "may_undo": filing.last_of(proposal, request.user) is not None,
        }
        if proposal.state == ProposalState.CREATED:
            return self.created(request, proposal, context)
        draft, desk = filing.draft_of(proposal)
        tie = request.GET.get("tie", "")
        context |= {
            "draft": draft,
            "passages": shown_passages(draft, desk),
            "targets": list(targets(draft, desk)) if draft.passages else [],
            "tie": {"passage": tie, "quotation": draft.text_of(tie)} if draft.text_of(tie) else {},
        }
        return render(request, "desk/intake/proposal.html", context)

    def created(self, request: HttpRequest, proposal: Proposal, context: dict[str, Any]) -> HttpResponse:
        """What was created, what is left to do, and the way to publication."""
        try:
            found = creating.outcome_of(proposal)
        except Refused as refusal:
            messages.error(request, " ".join(refusal.reasons))
            found = None
        changeset = None
        if found:
            later = Changeset.objects.filter(created_at__gte=proposal.created_at or proposal.filed_at)
            lines = later.filter(lines__root=found.meeting.pk).order_by("-created_at")
            changeset = lines.first()
            context |= {
                "created": found,
                "steps": without_document.checklist(found.meeting, proposal),
                "changeset": changeset,
                "changeset_address": address("admin:desk_changeset_change", changeset.pk) if changeset else "",
                "form_address": address("admin:initiatives_meeting_change", found.meeting.pk),
                "preview_address": f"{PREVIEW}{found.meeting.get_absolute_url().lstrip('/')}",
                "nobody_approves": bool(
                    changeset and changeset.state == "in_review" and not workflow.approvers(changeset)
                ),
                **self.tying(request, found.document),
                "may_publish": request.user.has_perm("desk.publish_changeset"),
            }
        return render(request, "desk/intake/created.html", context)

    def tying(self, request: HttpRequest, document: Document | None) -> dict[str, Any]:
        """What the page of a created round needs for tying on."""
        if document is None:
            return {}
        statement = request.GET.get("tie", "")
        return {
            "statements": tying.statements(document),
            "targets": tying.targets(),
            "token": revisions.token(document.meeting),
            "may_tie": request.user.has_perm("initiatives.change_meeting"),
            "tie": {"passage": statement},
        }

    # --- Steps

    def decide(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        verb, item = str(request.POST.get("verb", "")), str(request.POST.get("item", ""))
        typed = {name[2:]: str(value) for name, value in request.POST.items() if name.startswith("f-")}
        if verb == Verb.TIE:
            typed = {name: str(request.POST.get(name, "")) for name in ("passage", "quotation", "target")}
        for name in (name[2:] for name in request.POST if name.startswith("o-")):  # what was offered to be ticked
            ticked = request.POST.getlist(f"t-{name}")
            typed[name] = " ".join(one for one in request.POST.getlist(f"o-{name}") if one not in ticked)
        seen = str(request.POST.get("seen", ""))
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else None
        if verb == BOTH:  # both of what differs are kept as claims
            verb, typed = Verb.CHANGE, typed | {KEEP: BOTH}
        filing.decide(proposal, item, verb, typed, user=request.user, seen=number)
        return HttpResponseRedirect(place(proposal.pk, str(request.POST.get("anchor", ""))))

    def tie(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        """Ties a statement of the created round, under the guard of its form."""
        if not request.user.has_perm("initiatives.change_meeting"):
            raise PermissionDenied("Only editors may change rounds.")
        document = creating.outcome_of(proposal).document
        if document is None:
            raise Refused("This round has no document here whose statements could be tied.")
        seen = str(request.POST.get("seen", ""))
        number = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 9 else -1
        target = str(request.POST.get("target", ""))
        passage = tying.tie(document, str(request.POST.get("passage", "")), target, seen=number, user=request.user)
        return HttpResponseRedirect(place(proposal.pk, passage.anchor))

    def undo(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        filing.undo(proposal, user=request.user)
        messages.info(request, "Your last decision was taken back.")
        return HttpResponseRedirect(place(proposal.pk))

    def create(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        if not request.user.has_perm("initiatives.add_meeting"):
            raise PermissionDenied("Only editors may create rounds.")
        made = creating.create(proposal, user=request.user)
        if made.is_new:
            messages.success(request, "Created at the desk: " + ", ".join(f"{n} {what}" for n, what in made.made) + ".")
        else:
            messages.info(request, "The desk has this already: nothing was added.")
        return HttpResponseRedirect(place(proposal.pk))

    def put_away(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        filing.put_away(proposal, user=request.user)
        messages.info(request, "The document was put away. Nothing was created from it.")
        return HttpResponseRedirect(reverse("admin:desk_proposal_add"))

    def publish(self, request: HttpRequest, proposal: Proposal) -> HttpResponse:
        """One click to a changeset in review with the round and all it brings; or an emergency with a reason."""
        if reason := str(request.POST.get("reason", "")).strip():
            if not request.user.has_perm("desk.publish_changeset"):
                raise PermissionDenied("Only publishers may publish without a second person.")
            found = creating.outcome_of(proposal)
            lines = Changeset.objects.filter(lines__root=found.meeting.pk, state="in_review")
            changeset = lines.first() or creating.submit_round(proposal, user=request.user)
            publication = workflow.publish_in_emergency(changeset, user=request.user, reason=reason)
            messages.success(
                request, f"Public, as publication {publication.number}; a second person should look at it."
            )
            return HttpResponseRedirect(place(proposal.pk))
        changeset = creating.submit_round(proposal, user=request.user)
        who = workflow.who_may(workflow.approvers(changeset))
        count = changeset.lines.count()
        told = f"{count} {'record' if count == 1 else 'records'}."
        messages.success(
            request,
            f"“{changeset}” is in review with {told} {who}",
        )
        return HttpResponseRedirect(place(proposal.pk))


def place(key: uuid.UUID, anchor: str = "") -> str:
    """The address of a proposal, at an entry of its page."""
    name = anchor if re.fullmatch(r"[\w.-]+", anchor) else ""
    return reverse("admin:desk_proposal_change", args=[key]) + (f"#{name}" if name else "")


def address(name: str, key: uuid.UUID) -> str:
    """An address of the admin, or nothing where this desk has no such page."""
    try:
        return reverse(name, args=[key])
    except NoReverseMatch:
        return ""
