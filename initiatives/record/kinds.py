"""The kinds of root, each said once: what it owns, what of it must be cited, its addresses, its names, its file.

Whatever asks about "all nouns" asks here. What must stand in a room of its own (search entries, section and guidance of
the admin) is registered there, and ``manage.py check`` names each kind that lacks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from initiatives.models import (
    Activity,
    Citation,
    Concept,
    ConceptForm,
    Country,
    Delegate,
    Document,
    Initiative,
    Meeting,
    Official,
    OfficialName,
    Passage,
    Pillar,
    Reference,
    Tenure,
)

Facts = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Member:
    """A model whose rows belong to one kind of root: the root's own, or one that it owns.

    ``path`` leads from a row to the key of its root. ``cited`` are the facts of which every filled one needs a
    citation; several fields in one fact mean that a citation of any of them serves all, because a date range or a place
    is one fact to its source. ``may_be_cited`` may have citations and needs none: our own copy. ``cited_by`` is the
    relation of a citation that names the row it supports. ``derived`` are facts that follow from others, each with how;
    ``ours`` are said by the editors of the record. Every field is one of these but keys, slugs and orders. ``page`` and
    ``pages`` are the names of the addresses of one row and of the list; ``pages`` is also the first part of the path of
    both. A row goes by the first of the columns ``called`` that is filled.
    """

    model: type[Model]
    path: str
    cited: Facts = ()
    may_be_cited: tuple[str, ...] = ()
    cited_by: str = ""
    derived: Mapping[str, str | Promise] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
    page: str = ""
    pages: str = ""
    called: tuple[str, ...] = ("name_en", "name", "slug")

    @property
    def name(self) -> str:
        """The name of the model, by which snapshots, files and addresses call its rows: ``officialname``."""
        return str(self.model._meta.model_name)

    @property
    def accessor(self) -> str:
        """The name under which a root has its rows of this model: ``delegates``."""
        field: Any = self.model._meta.get_field(self.path)
        return str(field.remote_field.get_accessor_name())


@dataclass(frozen=True)
class Kind:
    """One kind of root, with all that belongs to it. ``members`` are parents before children, citations last."""

    own: Member
    heading: str | Promise  # of a list on a page, in the reader's language
    singular: str  # in a sentence at the desk, in English
    plural: str
    file: str  # within fixtures/; with {slug}, a file for each root
    owned: tuple[Member, ...] = ()
    members: tuple[Member, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "members", (self.own, *self.owned, Member(Citation, self.name)))

    @property
    def name(self) -> str:
        return self.own.name

    @property
    def model(self) -> Any:
        return self.own.model

    @property
    def page(self) -> str:
        return self.own.page

    @property
    def pages(self) -> str:
        return self.own.pages


def _kind(
    model: type[Model], *owned: Member, names: tuple[str, str], heading: str | Promise, file: str, **own: Any
) -> Kind:
    root = Member(model, "pk", cited_by=str(model._meta.model_name), **own)
    return Kind(root, heading, *names, file=file, owned=owned)


# In the order of the site index, which is also one in which rows can be written: what is referred to comes first. The
# files are numbered in the order in which plain loaddata can read them.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind(
            Country,
            ours=("code", "name", "short_name", "formal_name", "party", "position_en", "position_ja", "position_ko"),
            names=("country", "countries"),
            heading=_("Countries"),
            file="1-countries.json",
        ),
        _kind(
            Official,
            Member(
                OfficialName,
                "official",
                cited=(("value",),),
                cited_by="official_name",
                derived={
                    "script": _("the letters that the name is printed in"),
                    "language": _("the language of the source that prints the name"),
                },
                ours=("romanisation",),
                called=("value",),
            ),
            Member(
                Tenure,
                "official",
                cited=(("title",), ("named_on",), ("start",), ("end",), ("last_cited_on",)),
                cited_by="tenure",
                derived={
                    "organisation": _("the ministry or department that the post belongs to"),
                    "country": _("the country that the post belongs to"),
                },
                called=("title_en",),
            ),
            names=("official", "officials"),
            heading=_("Officials"),
            page="official",
            pages="officials",
            derived={
                "name": _("the fullest form that a source prints at a round; every form stands with its source"),
                "family_name": _("the part of the printed name by which lists are ordered"),
                "given_name": _("the rest of the printed name"),
            },
            file="2-officials.json",
        ),
        _kind(
            Pillar,
            names=("pillar", "pillars"),
            heading=_("Pillars"),
            page="pillar",
            pages="pillars",
            cited=(("name",),),
            may_be_cited=("summary",),
            file="3-pillars.json",
        ),
        _kind(
            Initiative,
            names=("initiative", "initiatives"),
            heading=_("Initiatives"),
            page="initiative",
            pages="initiatives",
            derived={"pillar": _("the heading that the initiative stands under in the document")},
            cited=(("name",),),
            may_be_cited=("summary",),
            file="4-initiatives.json",
        ),
        _kind(
            Reference,
            names=("reference", "references"),
            heading=_("References"),
            page="reference",
            pages="references",
            derived={"kind": _("what the name says it is"), "address": _("the page of whoever issued it")},
            cited=(("symbol", "name"),),
            may_be_cited=("summary",),
            file="6-references.json",
        ),
        _kind(
            Concept,
            Member(
                ConceptForm,
                "concept",
                cited=(("value",),),
                cited_by="concept_form",
                derived={"language": _("the language that the form is in")},
                ours=("sort",),
                called=("value",),
            ),
            names=("concept", "concepts"),
            heading=_("Concepts"),
            page="concept",
            pages="thesaurus",
            derived={"name": _("one of its forms in the language; every form stands with its source")},
            may_be_cited=("summary",),
            file="7-concepts.json",
        ),
        _kind(
            Meeting,
            Member(
                Delegate,
                "meeting",
                cited=(("name",), ("title",)),
                cited_by="delegate",
                derived={
                    "official": _("the official of that name who held that title on that day"),
                    "country": _("the country that the printed title names, or whose post it is"),
                    "role": _("the first named of a party; “head of delegation” is a label of this record"),
                },
                ours=("title_translation",),
                called=("name",),
            ),
            Member(
                Document,
                "meeting",
                cited=(("kind", "joint"), ("title",), ("issuers",), ("issued_on",), ("copied_on",)),
                cited_by="document",
                derived={
                    "language": _("the language that the document is printed in"),
                    "occasion": _("what the document says that it speaks of"),
                    "is_translation": _("what the document calls itself"),
                    "translation_of": _("the document that it says it translates"),
                    "source_address": _("the page that the document was read at"),
                    "archive_address": _("a copy of that page"),
                    "read_on": _("the day on which it was read there"),
                    "sha256": _("calculated from the text"),
                    "original_name": _("as the file was called that was filed"),
                    "original_sha256": _("calculated from the file"),
                    "text": _("the document itself, as filed"),
                },
                ours=("licence", "note", "received", "version_of", "version"),
                page="document",
                pages="documents",
                called=("title",),
            ),
            Member(
                Passage,
                "document__meeting",
                derived={
                    "number": _("counted in the text as filed"),
                    "kind": _("read from the text as filed"),
                    "parent": _("read from the text as filed"),
                    "lead_in": _("read from the text as filed"),
                    "text": _("the words of the document"),
                    "start": _("counted in the text as filed"),
                    "end": _("counted in the text as filed"),
                    "repairs": _("each is shown where it was made"),
                    "pillar": _("the heading that the words stand under"),
                    "speaker": _("the person whom the document names as the speaker"),
                },
                ours=("initiative", "named_initiatives", "references", "counterpart"),
                called=("number",),
            ),
            names=("round", "rounds"),
            heading=_("Rounds and calls"),
            page="round",
            pages="rounds",
            derived={
                "kind": _("a round is what the three count as one; a call is one by telephone or video"),
                "time_zone": _("the zone of the city; of a call, that of Japan and the Republic of Korea"),
                "country": _("the country of the city"),
                "checked_on": _("the day up to which sources were searched"),
            },
            ours=("name",),
            cited=(
                *(("number",), ("start", "end"), ("state",), ("earlier_days",), ("starts_at", "ends_at"), ("minutes",)),
                *(("city",), ("venue",), ("host",), ("format",), ("count_claim",)),
            ),
            may_be_cited=("summary",),
            file="rounds/{slug}.json",
        ),
        _kind(
            Activity,
            names=("activity", "activities"),
            heading=_("Activities"),
            page="activity",
            pages="activities",
            derived={
                "initiative": _("the initiative that a passage names with it, otherwise inferred"),
                "country": _("the country of the city"),
            },
            cited=(
                *(("name",), ("start", "end"), ("city",), ("convener", "convener_official")),
                *(("level",), ("participants",), ("count_claim",)),
            ),
            may_be_cited=("summary",),
            file="5-activities.json",
        ),
    )
}
KIND_OF: dict[type[Model], Kind] = {kind.model: kind for kind in KINDS.values()}
# Every model but that of citations, whose owner depends on the row, with the one kind that has its rows.
MEMBERS: dict[str, tuple[Kind, Member]] = {
    member.name: (kind, member) for kind in KINDS.values() for member in kind.members if member.model is not Citation
}
CITED_BY: dict[str, str] = {member.cited_by: name for name, (_kind_of, member) in MEMBERS.items() if member.cited_by}


def kind_of(root: Model | type[Model]) -> Kind:
    """The kind of a root or of a model of roots. Raises KeyError for an owned row."""
    return KIND_OF[root if isinstance(root, type) else type(root)]


def owner_path(model: type[Model]) -> tuple[str, str]:
    """(name of the kind, path to the key of the root) of a domain model. Raises KeyError for citations."""
    kind, member = MEMBERS[str(model._meta.model_name)]
    return kind.name, member.path


def root_of(row: Any) -> Any:
    """The root that owns a row; a root is its own. Follows relations, so it may query."""
    if isinstance(row, Citation):
        return row.root
    _kind_of, member = MEMBERS[str(row._meta.model_name)]
    for step in member.path.split("__") if member.path != "pk" else ():
        row = getattr(row, step)
    return row


def with_pages() -> Iterator[Member]:
    """Every member whose rows have a page of their own."""
    return (member for _kind_of, member in MEMBERS.values() if member.page)


def domain_models() -> list[type[Model]]:
    """Every model of the record once, parents before children."""
    return list(dict.fromkeys(member.model for kind in KINDS.values() for member in kind.members))
