"""Rules no column can hold; every breach is a named finding. Errors block publishing, warnings are the work list."""

import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from initiatives.choices import Basis
from initiatives.models import Document, Passage
from initiatives.models.documents import fingerprint
from initiatives.record import citing
from initiatives.record.aggregates import AGGREGATES

ERROR, WARNING = "error", "warning"


@dataclass(frozen=True)
class Finding:
    """One breach: what rule, in which root, at which row and field, in words an editor can act on."""

    level: str
    rule: str
    kind: str
    root: uuid.UUID
    model: str
    row: str
    field: str
    message: str


def _label(content: dict[str, Any]) -> str:
    row = content["rows"][content["kind"]][0]
    return str(row.get("name_en") or row.get("name") or row.get("slug"))


def _row_label(content: dict[str, Any], model: str, key: str) -> str:
    if model == content["kind"]:
        return ""
    row: dict[str, Any] = next((row for row in content["rows"][model] if row["id"] == key), {})
    return " of “{}”".format(row.get("name") or row.get("value") or row.get("title_en") or row.get("title") or key)


def _verbose(model: str, field: str) -> str:
    for aggregate in AGGREGATES.values():
        for member, _ in aggregate.members:
            if member._meta.model_name == model:
                return str(member._meta.get_field(field).verbose_name)  # type: ignore[union-attr]
    return field


def _uncited(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    for model, key, field in citing.uncited(content):
        what = f"{_verbose(model, field)}{_row_label(content, model, key)}"
        yield "uncited", model, key, field, f"{_label(content)}: the {what} has no citation. Add the passage or source."


def _texts(content: dict[str, Any]) -> Iterator[tuple[str, str, str, str, str]]:
    for document in content["rows"].get("document", ()):
        if document["text"] and fingerprint(document["text"]) != document["sha256"]:
            message = f"{document['slug']}: the text is not the text that was filed; its SHA-256 differs."
            yield "fingerprint", "document", document["id"], "text", message


def findings(bodies: Iterable[str], using: str) -> list[Finding]:
    """Every breach in the bodies. Quotations are held against passages among the bodies, otherwise in the database."""
    contents = [json.loads(body) for body in bodies]
    texts = {row["id"]: (row["number"], row["text"]) for c in contents for row in c["rows"].get("passage", ())}
    quoted = {
        row["passage_id"]
        for c in contents
        for row in c["rows"]["citation"]
        if row["passage_id"] and row["passage_id"] not in texts
    }
    stored = Passage.objects.using(using).filter(pk__in=list(quoted)).values_list("pk", "number", "text")
    texts.update({str(pk): (number, text) for pk, number, text in stored})
    found: list[Finding] = []
    for content in contents:
        root = uuid.UUID(content["root"])
        for rule, model, key, field, message in (*_uncited(content), *_texts(content)):
            found.append(Finding(ERROR, rule, content["kind"], root, model, key, field, message))
        for citation in content["rows"]["citation"]:
            number, text = texts.get(citation["passage_id"] or "", ("", ""))
            if citation["basis"] != Basis.OTHER and citation["quotation"] not in text:
                message = (
                    f"{_label(content)}: the words quoted for {citation['field']} are no longer in passage "
                    f"{number or '?'}: “{citation['quotation']}”. Quote the passage as it is now, or cite another."
                )
                found.append(
                    Finding(
                        ERROR, "orphaned", content["kind"], root, "citation", citation["id"], citation["field"], message
                    )
                )
    return found


def orphaned_citations(using: str) -> list[uuid.UUID]:
    """Keys of citations whose passage no longer holds the quoted words. One query and one pass."""
    from_passages = (
        Passage.objects.using(using)
        .filter(cited_by__isnull=False)
        .values_list("cited_by__pk", "cited_by__quotation", "text")
    )
    return [pk for pk, quotation, text in from_passages if quotation not in text]


def changed_texts(using: str) -> list[Document]:
    """Documents whose stored text no longer has the fingerprint it was filed with."""
    held = Document.objects.using(using).held()
    return [document for document in held.iterator() if fingerprint(document.text) != document.sha256]
