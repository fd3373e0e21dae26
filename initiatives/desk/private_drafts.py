"""Private drafts: what a person typed into a form and did not save yet. Each is of one person and one opened form."""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from initiatives.desk.models import PrivateDraft
from initiatives.record import realm
from initiatives.record.bodies import digest

LARGEST = 2_000_000  # characters of one form as a browser sends it
SAVED_ARE_KNOWN = datetime.timedelta(days=1)
NOT_TYPED = ("csrfmiddlewaretoken", "draft", "took_up")


class TooLarge(Exception):
    """What was typed is more than a draft holds."""


def key_of(text: Any) -> uuid.UUID | None:
    """The key of a draft as a form or an address gives it; None where it is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return None


def body_of(data: QueryDict) -> str:
    """What was typed into a form as one text, without its tokens, and without buttons and signs of the admin."""
    typed_in = QueryDict(mutable=True)
    for name, values in data.lists():
        if name not in NOT_TYPED and not name.startswith("_"):
            typed_in.setlist(name, values)
    return typed_in.urlencode()


# --- Reading


def find(person: Any, key: Any) -> PrivateDraft | None:
    """A person's own draft with all that was typed; None where it is somebody else's, was saved or is not there.

    One query; none where the key, as an address gives it, is no key.
    """
    found = key_of(key)
    if found is None:
        return None
    return PrivateDraft.objects.filter(person=person, key=found, saved_as="").exclude(data="").first()


# --- Keeping


def keep(
    person: Any,
    key: uuid.UUID,
    data: QueryDict,
    *,
    form: str,
    label: str = "",
    root: uuid.UUID | None = None,
    took_up: uuid.UUID | None = None,
) -> PrivateDraft:
    """Keeps what was typed in place of what this draft held, and of the draft the form was filled from.

    What the form was saved with already is no draft. Raises TooLarge.
    """
    body = body_of(data)
    if len(body) > LARGEST:
        raise TooLarge
    with transaction.atomic(using=realm.DESK):
        draft = _locked(person, key, form)
        if not _holds(draft, body):
            _fill(draft, body, form=form, label=label, root=root)
        _forget_others(person, took_up)
    return draft


def begin(
    person: Any, key: uuid.UUID, data: QueryDict, *, form: str, label: str = "", root: uuid.UUID | None = None
) -> str:
    """Keeps what was sent to be saved until it is; returns the address of what it was saved as already, or nothing.

    Call inside the transaction of the save: of a form that is sent twice at once, the second waits for the first. What
    was typed anew into a form that was saved before, as after going back in a browser, is a form of its own.
    """
    body = body_of(data)
    draft = _locked(person, key, form)
    if _holds(draft, body):
        return draft.saved_as
    _fill(draft, body if len(body) <= LARGEST else "", form=form, label=label, root=root)
    return ""


def finish(person: Any, key: uuid.UUID, data: QueryDict, address: str, *, took_up: uuid.UUID | None = None) -> None:
    """Empties the draft of a form that was saved, and remembers for a day what it was saved as."""
    PrivateDraft.objects.filter(person=person, key=key).update(
        data="", label="", saved_as=address, sha256=digest(body_of(data)), saved_at=timezone.now()
    )
    _forget_others(person, took_up)


def throw_away(person: Any, key: Any) -> PrivateDraft | None:
    """Deletes a person's own draft for good and returns it; None where there is none."""
    draft = find(person, key)
    if draft:
        PrivateDraft.objects.filter(pk=draft.pk).delete()
    return draft


def forget(roots: Iterable[uuid.UUID]) -> None:
    """Deletes everybody's drafts of forms that belong to these roots or changesets, and what is known of saved ones."""
    PrivateDraft.objects.filter(root__in=list(roots)).delete()


def _locked(person: Any, key: uuid.UUID, form: str) -> PrivateDraft:
    """The draft, made where there is none yet. Of two that make it at once the second waits for the first to end."""
    PrivateDraft.objects.bulk_create([PrivateDraft(person=person, key=key, form=form)], ignore_conflicts=True)
    return PrivateDraft.objects.select_for_update().get(person=person, key=key)


def _holds(draft: PrivateDraft, body: str) -> bool:
    return bool(draft.saved_as) and draft.sha256 == digest(body)


def _fill(draft: PrivateDraft, body: str, *, form: str, label: str, root: uuid.UUID | None) -> None:
    draft.data, draft.form, draft.label, draft.root = body, form, label.replace("\0", "")[:400], root
    draft.saved_at, draft.saved_as, draft.sha256 = timezone.now(), "", ""
    draft.save()


def _forget_others(person: Any, took_up: uuid.UUID | None) -> None:
    """Deletes the draft a form was filled from, now that the form has one of its own, and what was saved long ago."""
    mine = PrivateDraft.objects.filter(person=person)
    if took_up:
        mine.filter(key=took_up, saved_as="").delete()
    mine.exclude(saved_as="").filter(saved_at__lt=timezone.now() - SAVED_ARE_KNOWN).delete()
