"""Citations: each ties one fact of a root to the exact words it comes from, or names the other source it rests on."""

import difflib
import re
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from initiatives.choices import Basis, Language, ReadExtent, SourceKind
from initiatives.dates import PartialDateField
from initiatives.models.activities import Activity
from initiatives.models.concepts import Concept, ConceptForm
from initiatives.models.countries import Country
from initiatives.models.documents import Document, Passage
from initiatives.models.initiatives import Initiative
from initiatives.models.meetings import Delegate, Meeting
from initiatives.models.officials import Official, OfficialName, Tenure, named
from initiatives.models.pillars import Pillar
from initiatives.models.references import Reference
from initiatives.models.rows import Row
from initiatives.validators import validate_plain_text

ROOT_KEYS = ("country", "official", "meeting", "pillar", "initiative", "activity", "reference", "concept")
OWNED_KEYS = {
    "official_name": "official",
    "tenure": "official",
    "delegate": "meeting",
    "document": "meeting",
    "concept_form": "concept",
}


def exactly_one(names: tuple[str, ...]) -> Q:
    """The condition that exactly one of the named columns is filled."""
    condition = Q(pk__in=[])
    for name in names:
        condition |= Q(**{f"{other}__isnull": other != name for other in names})
    return condition


def at_most_one_owned() -> Q:
    """The condition that no more than one owned row is named, and only together with a root of its kind."""
    none = Q(**{f"{name}__isnull": True for name in OWNED_KEYS})
    condition = none
    for name, root in OWNED_KEYS.items():
        filled = {f"{other}__isnull": other != name for other in OWNED_KEYS}
        condition |= Q(**filled, **{f"{root}__isnull": False})
    return condition


def nearest_words(quotation: str, text: str) -> str:
    """The stretch of the text most like the quotation, for telling an editor what was probably meant."""
    words, wanted = text.split(), quotation.split()
    size = max(1, len(wanted))
    windows = [" ".join(words[i : i + size]) for i in range(max(1, len(words) - size + 1))][:2000]
    return max(windows, key=lambda window: difflib.SequenceMatcher(None, window, quotation).quick_ratio(), default="")


LONGEST, LONGEST_JAPANESE = 25, 60  # of a quotation of a source that is not held: words, and characters in Japanese
JAPANESE = re.compile("[\u3041-\u30ff\u3400-\u9fff]")
HANGUL = re.compile("[\uac00-\ud7a3]")


def excess(quotation: str, language: str) -> str:
    """How long a quotation of another source is, where that is more than is quoted of one; otherwise nothing.

    Japanese has no words to count: its characters are, and the words of other letters among them as words.
    """
    is_japanese = language == Language.JAPANESE
    if not language:
        is_japanese = bool(JAPANESE.search(quotation)) and not HANGUL.search(quotation)
    words, characters = len(quotation.split()), len(JAPANESE.findall(quotation))
    if is_japanese and characters > LONGEST_JAPANESE:
        return f"{characters} characters"
    return f"{words} words" if words > LONGEST else ""


class CitationQuerySet(models.QuerySet["Citation"]):
    def for_pages(self) -> Self:
        """Citations with all that a marker and a list of sources say of them."""
        rows = self.select_related("passage__document__meeting", *OWNED_KEYS)
        return rows.defer("passage__document__text", "document__text").annotate(**named("delegate__official"))

    def for_gaps(self) -> Self:
        """Citations with the facts they support, wherever in the record those are, and what they quote."""
        return (
            self.select_related("passage__document", *ROOT_KEYS, *OWNED_KEYS)
            .defer("passage__document__text", "document__text")
            .order_by("field", "position", "id")
        )

    def for_reader(self) -> Self:
        """Citations with the roots whose facts they support, for the margin of the reader."""
        rows = self.select_related(*ROOT_KEYS, *OWNED_KEYS).defer("document__text")
        rows = rows.annotate(**named("official"), **named("delegate__official"))
        return rows.order_by("field", "position", "id")


class Citation(Row):
    """(root, perhaps one of its rows, field) → passage and exact quotation, or another source with address and date."""

    country = models.ForeignKey(Country, models.CASCADE, null=True, blank=True, related_name="citations")
    official = models.ForeignKey(Official, models.CASCADE, null=True, blank=True, related_name="citations")
    meeting = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="citations")
    pillar = models.ForeignKey(Pillar, models.CASCADE, null=True, blank=True, related_name="citations")
    initiative = models.ForeignKey(Initiative, models.CASCADE, null=True, blank=True, related_name="citations")
    activity = models.ForeignKey(Activity, models.CASCADE, null=True, blank=True, related_name="citations")
    reference = models.ForeignKey(Reference, models.CASCADE, null=True, blank=True, related_name="citations")
    concept = models.ForeignKey(Concept, models.CASCADE, null=True, blank=True, related_name="citations")
    official_name = models.ForeignKey(OfficialName, models.CASCADE, null=True, blank=True, related_name="citations")
    tenure = models.ForeignKey(Tenure, models.CASCADE, null=True, blank=True, related_name="citations")
    delegate = models.ForeignKey(Delegate, models.CASCADE, null=True, blank=True, related_name="citations")
    document = models.ForeignKey(Document, models.CASCADE, null=True, blank=True, related_name="citations")
    concept_form = models.ForeignKey(ConceptForm, models.CASCADE, null=True, blank=True, related_name="citations")
    field = models.CharField(max_length=40, help_text="The fact this supports.")
    basis = models.CharField(max_length=10, choices=Basis, default=Basis.STATED)
    passage = models.ForeignKey(Passage, models.RESTRICT, null=True, blank=True, related_name="cited_by")
    quotation = models.TextField(
        blank=True, validators=[validate_plain_text], help_text="The exact words, as the passage has them."
    )
    supports = models.TextField(
        "value it supports",
        blank=True,
        editable=False,
        help_text="The value of the fact when this was made or last looked at, in the language of the source.",
    )
    reason = models.CharField(
        "why these words carry it",
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text="Where the words do not hold the value as it stands in the record.",
    )
    printed = models.CharField(
        "as printed there",
        max_length=300,
        blank=True,
        validators=[validate_plain_text],
        help_text="The form in which this source prints the value.",
    )
    language = models.CharField("language of the source", max_length=8, choices=Language, blank=True)
    source_kind = models.CharField("kind of source", max_length=10, choices=SourceKind, blank=True)
    read_extent = models.CharField("how much was read", max_length=10, choices=ReadExtent, blank=True)
    publisher = models.CharField(max_length=200, blank=True, validators=[validate_plain_text])
    source_title = models.CharField("title of the source", max_length=400, blank=True, validators=[validate_plain_text])
    address = models.URLField(max_length=500, blank=True)
    archive_address = models.URLField(max_length=500, blank=True, help_text="A copy in a public web archive.")
    dated = PartialDateField("date of the source", blank=True)
    read_on = models.DateField("date read", null=True, blank=True)
    note = models.CharField(
        max_length=500, blank=True, validators=[validate_plain_text], help_text="What a reader needs."
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ("field", "position", "id")
        constraints = [
            models.CheckConstraint(
                condition=exactly_one(ROOT_KEYS),
                name="citation_has_one_root",
                violation_error_message="A citation belongs to exactly one record.",
            ),
            models.CheckConstraint(
                condition=at_most_one_owned(),
                name="citation_has_one_owned_row_at_most",
                violation_error_message="A citation supports one row of its own record at most.",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.OTHER, passage__isnull=True)
                & ~Q(publisher_en="")
                & ~Q(address="")
                & Q(read_on__isnull=False)
                | ~Q(basis=Basis.OTHER) & Q(passage__isnull=False) & ~Q(quotation=""),
                name="citation_has_its_source",
                violation_error_message=(
                    "Stated and inferred facts need a passage and the words quoted; "
                    "other sources need publisher, address and date read, and no passage."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field} ← {self.passage.number if self.passage else self.publisher}"

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if self.passage and self.quotation and self.quotation not in self.passage.text:
            nearest = nearest_words(self.quotation, self.passage.text)
            errors["quotation"] = ValidationError(
                "These words are not in passage %(number)s. The nearest there are: “%(nearest)s”",
                code="not_in_passage",
                params={"number": self.passage.number, "nearest": nearest},
            )
        if self.basis == Basis.OTHER and (length := excess(self.quotation, self.language)):
            errors["quotation"] = ValidationError(
                "These are %(length)s. Of another source at most %(words)s words are quoted, in Japanese %(characters)s"
                " characters: cut them to those that carry the fact.",
                code="too_long",
                params={"length": length, "words": LONGEST, "characters": LONGEST_JAPANESE},
            )
        for name, root in OWNED_KEYS.items():
            owned = getattr(self, name)
            if owned and getattr(owned, f"{root}_id") != getattr(self, f"{root}_id"):
                errors[name] = ValidationError("This row belongs to another record.", code="other_root")
        if errors:
            raise ValidationError(errors)

    @property
    def root(self) -> Any:
        """The root whose fact this supports, or one of whose rows. Queries unless it is loaded."""
        return next(root for name in ROOT_KEYS if (root := getattr(self, name)))

    @property
    def owned_key(self) -> str:
        """``delegate``, ``tenure`` … where the fact is one of an owned row, otherwise the empty string."""
        return next((name for name in OWNED_KEYS if getattr(self, f"{name}_id")), "")
