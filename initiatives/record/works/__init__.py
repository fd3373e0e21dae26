"""A work as lists of references name it: one page of the record, cited as it is in one publication.

One object for each page; ``styles`` and ``exchange`` write it as text and as data, and know nothing else.
"""

from dataclasses import dataclass

from initiatives.dates import PartialDate


@dataclass(frozen=True)
class Work:
    """What a citation of a page says. Whatever is not known is empty, and no form makes it up."""

    key: str  # the same for the same address, another for any other
    title: str  # as printed, of a document; in the language of the page otherwise
    language: str  # of the title
    record: str  # what this record is called in the language of the page
    address: str  # absolute
    publication: int | None = None
    published: PartialDate | None = None  # the day of that publication
    publisher: str = ""  # of the record
    issuers: str = ""  # of a document, in words: one name, as it may be that of several governments together
    genre: str = ""  # of a document, in English: what the styles say of it
    issued: PartialDate | None = None  # of a document
    passage: str = ""  # its number, without ¶
    note: str = ""  # record, publication and passage in one line, in the language of the page

    @property
    def is_document(self) -> bool:
        """True of a document and its passages, which somebody issued; the rest is the record's own."""
        return bool(self.issuers)

    @property
    def author(self) -> str:
        return self.issuers or self.record

    @property
    def date(self) -> PartialDate | None:
        """When the work came out: the day a document was issued, the day the record was published."""
        return self.issued if self.is_document else self.published

    @property
    def parts(self) -> list[int]:
        """The date as year, month and day, as far as they are known."""
        return [int(part) for part in self.date.split("-")] if self.date else []

    @property
    def slashed(self) -> str:
        """The date as tags in the head of a page have it: 2017/01/05."""
        return self.date.replace("-", "/") if self.date else ""

    @property
    def pinpoint(self) -> str:
        return f"¶ {self.passage}" if self.passage else ""
