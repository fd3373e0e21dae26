"""What must not be kept goes from the desk as well, once it has gone from the public record."""

import uuid
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.db.models import Q, QuerySet

from initiatives.desk import audit, originals, private_drafts
from initiatives.desk.models import Changeset, Line, LineAction, Revision
from initiatives.desk.refusals import explained
from initiatives.desk.status import at_desk
from initiatives.published import ledger
from initiatives.published.capsule import keeping
from initiatives.record import names, realm
from initiatives.record.bodies import rows_of
from initiatives.record.links import StillReferenced
from initiatives.record.writing import apply


def forget_purged(changeset: Changeset) -> None:
    """Keeps at the desk no body, file or name that the public record no longer keeps: hash, date and reason stay."""
    purged = list(changeset.lines.filter(action=LineAction.PURGE).values_list("revision__kind", "root"))
    histories = list(changeset.lines.filter(purges=True).values_list("root", "revision_id"))
    if not purged and not histories:
        return
    gone = [root for _, root in purged]
    roots = [*gone, *(root for root, _ in histories)]
    revisions = Revision.objects.filter(root__in=roots).exclude(pk__in=[revision for _, revision in histories])
    bodies = revisions.exclude(body="").values_list("body", flat=True)
    documents = (row for body in bodies for row in rows_of(body).get("document", ()))
    files = {row["original_sha256"] for row in documents if row["original_sha256"]}
    called = set(Revision.objects.filter(root__in=gone).values_list("label", flat=True)) - {ledger.PURGED_LABEL}
    of_gone = Revision.objects.filter(root__in=gone).exclude(body="").values_list("body", flat=True)
    called = called.union(*(names.every(rows_of(body)) for body in of_gone))
    here = [(kind, root) for kind, root in purged if at_desk(kind, [root])]
    try:
        apply([], realm.DESK, removed=here)
    except StillReferenced as refusal:  # since the changeset was approved: somebody must look
        trouble = " ".join(
            ["It is purged from the public record but not from the desk.", *explained(refusal, realm.DESK)]
        )
        Changeset.objects.filter(pk=changeset.pk).update(trouble=trouble)
    else:
        for kind, root in here:
            audit.removed(kind, root, user=None, note="purged")
    revisions.update(body="")
    Line.objects.filter(root__in=roots).exclude(changeset=changeset).update(body="")
    _forget_names(gone, called)
    private_drafts.forget([*roots, *Changeset.objects.filter(lines__root__in=gone).values_list("pk", flat=True)])
    originals.drop_purged(files)
    keeping.forget()


def _forget_names(roots: list[uuid.UUID], called: Collection[str]) -> None:
    """Takes the names of purged roots out of what the desk says of its work on them."""
    longest_first = sorted(called, key=len, reverse=True)
    Revision.objects.filter(root__in=roots).update(label=ledger.PURGED_LABEL)
    LogEntry.objects.filter(object_id__in=[str(root) for root in roots]).update(
        object_repr=ledger.PURGED_LABEL, change_message=""
    )
    said: tuple[tuple[QuerySet[Any], tuple[str, ...]], ...] = (
        (
            Changeset.objects.filter(lines__root__in=roots).distinct(),
            (*ledger.TEXTS, "remarks", "reason", "returned_because"),
        ),
        (Line.objects.filter(changeset__lines__root__in=roots).distinct(), ("reason", "because")),
        (Revision.objects.filter(_mentioned("reason", called)).defer("body"), ("reason",)),
    )
    for rows, fields in said:
        for row in rows:
            for field in fields:
                setattr(row, field, ledger.without_names(getattr(row, field), longest_first))
            row.save(update_fields=fields)


def _mentioned(field: str, called: Iterable[str]) -> Q:
    condition = Q(pk__in=[])
    for name in called:
        condition |= Q(**{f"{field}__icontains": name})
    return condition
