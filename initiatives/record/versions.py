"""One paper in several languages: its original and its versions, and what is said in the language of a reader."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from initiatives.choices import DocumentVersion
from initiatives.models import Document, Passage
from initiatives.record import pairing
from initiatives.record.chunks import chunks


@dataclass(frozen=True)
class Paper:
    """A document and its language versions, the original first, then official and unofficial ones."""

    texts: list[Document]

    @property
    def first(self) -> Document:
        """The original, or the first version where the record does not have it."""
        return self.texts[0]

    @property
    def others(self) -> list[Document]:
        return self.texts[1:]

    @property
    def held(self) -> list[Document]:
        return [document for document in self.texts if not document.is_listed]

    @property
    def speaking(self) -> Document | None:
        """The text that a page shows and counts where it shows and counts one: the first that is held."""
        return next(iter(self.held), None)


def papers(documents: Iterable[Document]) -> list[Paper]:
    """The papers of some documents, in the order in which the first text of each comes. Reads loaded columns."""
    found: dict[Any, list[Document]] = {}
    for document in documents:
        found.setdefault(document.version_of_id or document.pk, []).append(document)
    return [Paper(sorted(texts, key=lambda each: (each.version, each.slug))) for texts in found.values()]


def paper_of(document: Document) -> Paper:
    """The paper that a document is a text of, as the record has it. One query."""
    original = document.version_of_id or document.pk
    return next(iter(papers(Document.objects.filter(Q(pk=original) | Q(version_of=original)).defer("text"))))


def put_as_read(passages: Iterable[Passage], language: str) -> None:
    """Gives each passage in another language, as ``as_read``, its counterpart in an official text in this one.

    The passages have their documents loaded. An unofficial version never speaks for an original, nor a pair that no
    person confirmed. One query for some hundred passages; none where all are in the language.
    """
    wanted: dict[Any, list[Passage]] = {}
    for passage in passages:
        if passage.document.language != language:
            wanted.setdefault(passage.counterpart_id or passage.pk, []).append(passage)
    for keys in chunks(wanted):
        official = Passage.objects.filter(Q(pk__in=keys) | Q(counterpart__in=keys), document__language=language)
        rows = official.exclude(document__version=DocumentVersion.UNOFFICIAL).with_document()
        for row in rows.order_by("-document__slug"):
            for passage in wanted[row.counterpart_id or row.pk]:
                passage.as_read = row


def counterparts(passage: Passage) -> list[Passage]:
    """What the other texts of its paper have for a passage, by pairs that a person confirmed. One query."""
    original = passage.counterpart_id or passage.pk
    rows = Passage.objects.filter(Q(pk=original) | Q(counterpart=original)).exclude(pk=passage.pk).with_document()
    return list(rows.order_by("document__version", "document__slug"))


def printed(passages: Iterable[Passage]) -> list[Document]:
    """The documents whose words a page shows of these passages, each once. Reads loaded rows."""
    shown = (one.document for passage in passages for one in (passage, passage.as_read) if one)
    return list({document.pk: document for document in shown}.values())


def beside(document: Document, passages: Sequence[Passage], other: Document) -> list[pairing.Beside[Passage]]:
    """Two texts of one paper side by side: pairs that a person confirmed, and the rest in its order. One query."""
    others = list(Passage.objects.filter(document=other).order_by("position"))
    for passage in others:
        passage.document = other
    meant = {passage.counterpart_id or passage.pk: passage.pk for passage in others}
    pairs = [(passage.pk, meant[key]) for passage in passages if (key := passage.counterpart_id or passage.pk) in meant]
    return pairing.side_by_side(passages, others, pairs)
