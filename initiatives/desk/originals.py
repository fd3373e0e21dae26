"""Originals at the desk: a storage of its own that no public address leads to, and the way to the public one."""

import hashlib

from django.core.files.storage import Storage, storages

from initiatives.desk.models import Decision, Proposal, ProposalState, Revision
from initiatives.models import Document
from initiatives.published import originals
from initiatives.published.ledger import Edition
from initiatives.published.models import Item
from initiatives.record import realm
from initiatives.record.bodies import rows_of
from initiatives.record.refusals import Refused


def at_desk() -> Storage:
    return storages["desk_originals"]


def keep(content: bytes) -> str:
    """Stores an uploaded file at the desk and returns its SHA-256."""
    return originals.keep(content, at_desk())


def ship(edition: Edition) -> None:
    """Copies the originals that an edition names to the public storage, before the edition is published.

    Raises Refused where a file is missing or is no longer the file that was uploaded.
    """
    for line in edition.lines:
        for document in rows_of(line.body).get("document", ()) if line.body else ():
            sha256 = document["original_sha256"]
            if not sha256 or originals.holds(originals.public(), sha256):
                continue
            try:
                with at_desk().open(originals.place_of(sha256)) as file:
                    content = file.read()
            except FileNotFoundError:
                raise Refused(
                    f"The original of “{document['title']}” is missing at the desk. Upload it again."
                ) from None
            if hashlib.sha256(content).hexdigest() != sha256:
                raise Refused(f"The original of “{document['title']}” was damaged at the desk. Upload it again.")
            originals.keep(content, originals.public())


def bring_back() -> int:
    """Copies the originals of the public record to the desk's storage, where it lacks them; returns how many."""
    names = Document.objects.using(realm.PUBLIC).exclude(original_sha256="").values_list("original_sha256", flat=True)
    count = 0
    for sha256 in set(names):
        if originals.holds(originals.public(), sha256) and not originals.holds(at_desk(), sha256):
            with originals.opened(sha256) as file:
                keep(file.read())
            count += 1
    return count


def drop_purged(hashes: set[str]) -> None:
    """Deletes originals that nothing kept names any more, from both storages, and what was filed of them."""
    for sha256 in hashes:
        named = (
            Document.objects.using(realm.DESK).filter(original_sha256=sha256).exists()
            or Document.objects.using(realm.PUBLIC).filter(original_sha256=sha256).exists()
            or Revision.objects.filter(body__contains=sha256).exists()
            or Item.objects.filter(body__contains=sha256).exists()
        )
        if not named:
            for storage in (at_desk(), originals.public()):
                storage.delete(originals.place_of(sha256))
            filed = Proposal.objects.filter(original_sha256=sha256)
            Decision.objects.filter(proposal__in=filed).delete()
            filed.update(state=ProposalState.DISCARDED, name="", title="", text="", reading={}, outcome={})
