"""How a page is cited: the work it is, its citation as text in three styles, and as files below its address."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.text import slugify
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from initiatives.choices import DocumentKind
from initiatives.models import Document
from initiatives.published.models import Publication
from initiatives.record.works import Work
from initiatives.record.works.exchange import bibtex, csl_json, ris
from initiatives.record.works.styles import STYLES
from initiatives.templatetags.dates import in_words, partial
from initiatives.templatetags.languages import in_language, site_address
from initiatives.templatetags.typesetting import listed

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")  # in a key: what BibTeX, or a program that reads it, may take for its own


class Form(NamedTuple):
    """A form of a citation that programs read: its name, its media type, what writes it."""

    name: str
    kind: str
    write: Callable[[Work], str]


FORMS = {
    "bib": Form("BibTeX", "application/x-bibtex", bibtex),
    "ris": Form("RIS", "application/x-research-info-systems", ris),
    "json": Form("CSL-JSON", "application/vnd.citationstyles.csl+json", csl_json),
}


def work(
    request: HttpRequest, query: str, *, edition: Publication | None, passage: str = "", remark: str = "", **said: Any
) -> Work:
    """The work that a page is: the public record as ``edition`` has it; a preview is no publication.

    ``said`` is its title, and what else the page says of itself. ``query`` is what stands behind its canonical address;
    an earlier state is cited by the address of that state.
    """
    language, query = get_language() or settings.LANGUAGE_CODE, with_state(request, query)
    path = re.sub(rf"cite\.({'|'.join(FORMS)})$", "", in_language(request, language))
    publication = None if getattr(request, "preview", "") else edition
    held = publication and _("publication %(number)s of %(date)s") % {
        "number": publication.number,
        "date": in_words(publication.published_at),
    }
    record = _(settings.SITE_NAME)
    site = slugify(settings.SITE_NAME) or "record"
    return Work(
        key=UNSAFE.sub(":", f"{site}{path}{query}").strip(":"),
        address=f"{site_address(request)}{path}{query}",
        record=record,
        publisher=settings.PUBLISHER_NAME,
        publication=publication.number if publication else None,
        published=partial(publication.published_at) if publication else None,
        passage=passage,
        note=listed(record, held, passage and f"¶ {passage}", remark),
        **{"language": language, **said},
    )


def with_state(request: HttpRequest, query: str) -> str:
    """The query of an address, with the publication where the page shows an earlier state."""
    earlier = getattr(request, "as_of", None)
    return at_state(query, earlier.number) if earlier else query


def at_state(address: str, publication: int) -> str:
    """An address, or a query alone, of the state of the record at a publication."""
    return f"{address}{'&' if '?' in address else '?'}as-of={publication}"


def of_document(document: Document) -> dict[str, Any]:
    """What a citation says of a document: title and issuers in its language, or ours in English where that lacks."""
    with override("en"):
        genre = str(DocumentKind(document.kind).label)
    return {
        "title": document.title,
        "language": document.language,
        "issuers": getattr(document, f"issuers_{document.language}", "") or document.issuers_en,  # type: ignore[attr-defined]
        "genre": genre,
        "issued": document.issued_on or None,
    }


class File(NamedTuple):
    """A form of the citation of a page: its name, its media type, its address below that of the page."""

    name: str
    kind: str
    href: str


@dataclass(frozen=True)
class Cited:
    """The citation of a page as the page shows it."""

    work: Work
    path: str  # of the page, in this process
    query: str

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The citation in each style, by the name of the style."""
        return [(name, write(self.work)) for name, write in STYLES.items()]

    @property
    def files(self) -> list[File]:
        """The forms for programs, of the state that the page shows."""
        return [File(form.name, form.kind, f"{self.path}cite.{name}{self.query}") for name, form in FORMS.items()]

    @property
    def lasting(self) -> str:
        """The address of just the state that is cited, where the address cited is that of whatever is newest."""
        if not self.work.publication or "as-of=" in self.query:
            return ""
        return at_state(self.work.address, self.work.publication)


def cited(request: HttpRequest, query: str, **said: Any) -> Cited:
    """The citation of the page of a request; ``query`` and ``said`` as for ``work``."""
    return Cited(work(request, query, **said), request.path, with_state(request, query))


def file(work: Work, form: str) -> HttpResponse:
    """The citation as a file to be saved, or to be taken over by a program that manages references."""
    response = HttpResponse(FORMS[form].write(work), content_type=f"{FORMS[form].kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{work.key.replace(":", "-")}.{form}"'
    response["X-Robots-Tag"] = "noindex"
    return response
