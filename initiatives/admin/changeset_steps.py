"""The steps of a changeset: what each does with what was posted, and what it says afterwards."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from initiatives.admin.unpublished import parse
from initiatives.desk import workflow
from initiatives.desk.models import Changeset, State
from initiatives.published import ledger
from initiatives.record import field_names
from initiatives.record.refusals import Refused

EDIT, REVIEW, PUBLISH = "desk.change_changeset", "desk.review_changeset", "desk.publish_changeset"


@dataclass(frozen=True)
class ChangesetStep:
    """A button of the page: who may press it, and what it does; it returns what to say afterwards."""

    permission: str
    do: Callable[[Changeset, HttpRequest], str]


def _version(request: HttpRequest) -> int:
    """The token the page was opened with; -1 where it carries none, which no changeset ever has."""
    number = request.POST.get("version", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else -1


def _text(request: HttpRequest, name: str) -> str:
    return str(request.POST.get(name, "")).replace("\r\n", "\n").replace("\x00", "").strip()


def _edits(changeset: Changeset, request: HttpRequest) -> workflow.Edits:
    """What was typed on the page of a changeset; of a frozen one only its remarks can be."""
    if changeset.state not in workflow.OPEN:
        return workflow.Edits(remarks=_text(request, "remarks") if "remarks" in request.POST else None)
    texts = {name: _text(request, name) for name in ledger.TEXTS if name in request.POST}
    for name, words in texts.items():
        if name.startswith("title") and len(words) > 200:
            raise Refused(
                f"The {field_names.of_column(Changeset, name).lower()} has {len(words)} characters; 200 is the most."
            )
    return workflow.Edits(
        title=texts.pop("title", ""),
        note=texts.pop("note", ""),
        others=texts,
        remarks=_text(request, "remarks"),
        is_minor="is_minor" in request.POST,
        out=[root for _, root in parse(request.POST.getlist("out"))],
        shown=_shown(request),
    )


def _shown(request: HttpRequest) -> dict[str, str]:
    """``kind:key`` → hash of the body that the page showed."""
    pairs = (str(one).rsplit(":", 1) for one in request.POST.getlist("shown") if str(one).count(":") == 2)
    return dict(pairs)


def _save(changeset: Changeset, request: HttpRequest) -> str:
    workflow.edit(changeset, user=request.user, version=_version(request), edits=_edits(changeset, request))
    return "Saved."


def _submit(changeset: Changeset, request: HttpRequest) -> str:
    edits = _edits(changeset, request)
    people = workflow.submit(changeset, user=request.user, version=_version(request), edits=edits)
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
        if not request.user.has_perm(REVIEW):
            raise PermissionDenied("Only reviewers may approve.")
        _approve(changeset, request)
        publication = workflow.publish(changeset, user=request.user)
    else:
        publication = workflow.publish(changeset, user=request.user, version=_version(request))
    return f"Public, as publication {publication.number}."


def _emergency(changeset: Changeset, request: HttpRequest) -> str:
    edits, reason = _edits(changeset, request), _text(request, "reason")
    publication = workflow.publish_in_emergency(
        changeset, user=request.user, reason=reason, version=_version(request), edits=edits
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
    "save": ChangesetStep(EDIT, _save),
    "submit": ChangesetStep(EDIT, _submit),
    "take-back": ChangesetStep(EDIT, _take_back),
    "discard": ChangesetStep(EDIT, _discard),
    "return": ChangesetStep(REVIEW, _give_back),
    "approve": ChangesetStep(REVIEW, _approve),
    "look": ChangesetStep(REVIEW, _look),
    "publish": ChangesetStep(PUBLISH, _publish),
    "emergency": ChangesetStep(PUBLISH, _emergency),
    "schedule": ChangesetStep(PUBLISH, _schedule),
    "unschedule": ChangesetStep(PUBLISH, _unschedule),
}
