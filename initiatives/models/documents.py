"""Documents of a meeting, kept exactly as filed, and the numbered passages they are read into."""

import hashlib
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from initiatives.choices import DocumentKind, DocumentOccasion, DocumentVersion, Language, PassageKind
from initiatives.dates import PartialDateField
from initiatives.models.initiatives import Initiative
from initiatives.models.meetings import Meeting
from initiatives.models.officials import Official, named
from initiatives.models.pillars import Pillar
from initiatives.models.references import Reference
from initiatives.models.rows import Row, RowQuerySet, related
from initiatives.validators import validate_passage_number, validate_plain_text, validate_sha256


def fingerprint(text: str) -> str:
    """SHA-256 of the text as UTF-8, in 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


class DocumentQuerySet(RowQuerySet["Document"]):
    def held(self) -> Self:
        """Documents whose text is held in full."""
        return self.exclude(sha256="")

    def own(self) -> Self:
        """Documents that speak of the round itself: not of what came before it, nor of a meeting beside it."""
        return self.filter(occasion=DocumentOccasion.ROUND)

    def repeating(self) -> Self:
        """Versions that say again what is held: in their original or, where its text is not, in a version before them.

        What they say is counted once. Official versions come before unofficial ones.
        """
        preferred = Q(version__lt=models.OuterRef("version")) | Q(
            version=models.OuterRef("version"), slug__lt=models.OuterRef("slug")
        )
        before = self.model.objects.held().filter(preferred, version_of=models.OuterRef("version_of"))
        return self.filter(version_of__isnull=False).filter(~Q(version_of__sha256="") | models.Exists(before))

    def texts(self) -> Self:
        """What a round said, in its own words: its own documents that are held, translations left out."""
        return self.held().own().filter(is_translation=False).said_once().defer("text")

    def said_once(self) -> Self:
        """Documents without the versions that say again what is held."""
        return self.exclude(pk__in=self.model.objects.repeating().values("pk"))

    def for_list(self) -> Self:
        """Documents for the list of documents, without their long text."""
        return self.select_related("meeting").defer("text").order_by("-meeting__start", "issued_on", "slug")

    def for_detail(self) -> Self:
        """One document for the reader, its text included."""
        return self.select_related("meeting__country", "translation_of")


class Document(Row):
    """A text that was issued. Held in full, or *listed*: known, address given, text not held."""

    natural = ("slug",)

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="documents")
    slug = models.SlugField(max_length=120, unique=True, help_text="2017-01-05-washington-fact-sheet")
    kind = models.CharField(max_length=20, choices=DocumentKind)
    occasion = models.CharField("speaks of", max_length=8, choices=DocumentOccasion, default=DocumentOccasion.ROUND)
    title = models.CharField(max_length=400, validators=[validate_plain_text], help_text="As printed, not translated.")
    language = models.CharField(max_length=8, choices=Language, default=Language.ENGLISH)
    issuers = models.CharField(max_length=300, validators=[validate_plain_text], help_text="Who issued it, in words.")
    joint = models.BooleanField("in the name of all three", default=False)
    issued_on = PartialDateField(blank=True)
    copied_on = PartialDateField(
        "date of the copy", blank=True, help_text="The day on a copy of it, where that is not the day it was issued."
    )
    source_address = models.URLField(max_length=500, blank=True)
    archive_address = models.URLField(max_length=500, blank=True, help_text="A copy in a public web archive.")
    read_on = models.DateField("date read", null=True, blank=True)
    licence = models.CharField(max_length=300, blank=True, help_text="Terms of reuse, in one sentence.")
    is_translation = models.BooleanField("a translation", default=False)
    translation_of = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="translations")
    version_of = models.ForeignKey("self", models.RESTRICT, null=True, blank=True, related_name="versions")
    version = models.CharField("which version", max_length=10, choices=DocumentVersion, blank=True)
    note = models.TextField(blank=True, validators=[validate_plain_text], help_text="Catalogue note, ours.")
    received = models.TextField(
        "how the text came", blank=True, validators=[validate_plain_text], help_text="From where, in which form."
    )
    text = models.TextField("text as filed", blank=True, editable=False)
    sha256 = models.CharField(
        "SHA-256 of the text", max_length=64, blank=True, editable=False, validators=[validate_sha256]
    )
    original_name = models.CharField("name of the original file", max_length=200, blank=True, editable=False)
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False, validators=[validate_sha256])

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ("issued_on", "slug")
        indexes = [
            models.Index(fields=["issued_on", "slug"], name="document_order"),
            models.Index(fields=["kind", "issued_on", "slug"], name="document_of_kind"),
            models.Index(fields=["language", "issued_on", "slug"], name="document_in_language"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(text="", sha256="") | ~Q(text="") & ~Q(sha256=""),
                name="document_text_has_fingerprint",
                violation_error_message="A text that is held needs its SHA-256, and a listed document has none.",
            ),
            models.CheckConstraint(
                condition=Q(translation_of__isnull=True) | Q(is_translation=True),
                name="document_translation_is_marked",
                violation_error_message="A document that translates another must be marked as a translation.",
            ),
            models.CheckConstraint(
                condition=Q(version_of__isnull=True, version="") | Q(version_of__isnull=False) & ~Q(version=""),
                name="document_version_is_of_another",
                violation_error_message="Say both which document this is a version of, and whether it is official.",
            ),
            models.CheckConstraint(
                condition=Q(version_of__isnull=True) | ~Q(version_of=F("id")),
                name="document_is_no_version_of_itself",
                violation_error_message="A document is no version of itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.slug])

    def clean(self) -> None:
        if self.text and fingerprint(self.text) != self.sha256:
            raise ValidationError("The text is not the text that was filed: its SHA-256 differs.", code="fingerprint")

    @property
    def is_listed(self) -> bool:
        """True where the text is not held."""
        return not self.sha256

    @property
    def is_official(self) -> bool:
        """True of an original and of an official version: its words stand for the paper in its language."""
        return self.version != DocumentVersion.UNOFFICIAL

    @property
    def is_own(self) -> bool:
        """True where it speaks of the round itself."""
        return self.occasion == DocumentOccasion.ROUND


class PassageQuerySet(RowQuerySet["Passage"]):
    def statements(self) -> Self:
        """Sentence passages: what the pages count as statements. What versions say again is counted once."""
        return self.filter(kind=PassageKind.SENTENCE).said_once()

    def said_once(self) -> Self:
        """Passages without those of versions that say again what is held."""
        return self.exclude(document__in=Document.objects.repeating().values("pk"))

    def for_pages(self) -> Self:
        """Passages in reading order with all that a page says of them."""
        return (
            self.select_related("document__meeting", "pillar", "initiative__pillar", "speaker")
            .defer("document__text")
            .prefetch_related("named_initiatives", "references")
            .annotate(**named("speaker"))
            .order_by("document", "position")
        )

    def on(self, initiative: Initiative) -> Self:
        """Statements on an initiative and statements on something else that name it, for the page of the initiative."""
        naming = self.model.named_initiatives.through.objects.filter(initiative=initiative).values("passage")
        return (
            self.statements()
            .filter(Q(initiative=initiative) | Q(pk__in=naming))
            .select_related("document__meeting", "initiative")
            .defer("document__text")
            .prefetch_related("named_initiatives")
            .in_newest_order()
        )

    def for_reader(self) -> Self:
        """The passages of one document, with what the margin of the reader says of each."""
        return (
            self.select_related("pillar", "initiative__pillar", "speaker")
            .prefetch_related(
                "references",
                models.Prefetch("cited_by", related(self.model, "cited_by").for_reader()),
            )
            .order_by("position")
        )

    def with_document(self) -> Self:
        """Passages with the document and meeting their markers name."""
        return self.select_related("document__meeting").defer("document__text")

    def in_newest_order(self) -> Self:
        """Passages of the newest meeting first, within a document in reading order."""
        return self.order_by("-document__meeting__start", "document__slug", "position")


class Passage(Row):
    """A numbered piece of a document (rules: docs/numbering.md). Offsets are code points in the text as filed."""

    natural = ("document", "number")

    document = models.ForeignKey(Document, models.CASCADE, related_name="passages")
    position = models.PositiveIntegerField("order", help_text="Reading order in the document, from 1.")
    number = models.CharField(max_length=12, validators=[validate_passage_number], help_text="3, 3.2, 0.1 or h1.")
    kind = models.CharField(max_length=10, choices=PassageKind)
    parent = models.ForeignKey("self", models.CASCADE, null=True, blank=True, related_name="children")
    lead_in = models.CharField(
        max_length=300, blank=True, help_text="Words that open a paragraph and name it, without the colon."
    )
    text = models.TextField("reading text")
    start = models.PositiveIntegerField("first code point", help_text="Inclusive, in the text as filed.")
    end = models.PositiveIntegerField("last code point", help_text="Exclusive, in the text as filed.")
    repairs = models.JSONField(
        default=list, blank=True, help_text="What the reading text joins or leaves out, one entry a repair."
    )
    pillar = models.ForeignKey(Pillar, models.RESTRICT, null=True, blank=True, related_name="passages")
    initiative = models.ForeignKey(Initiative, models.RESTRICT, null=True, blank=True, related_name="passages")
    named_initiatives = models.ManyToManyField(
        Initiative, blank=True, related_name="named_in", verbose_name="other initiatives it names"
    )
    references = models.ManyToManyField(Reference, blank=True, related_name="passages")
    speaker = models.ForeignKey(Official, models.RESTRICT, null=True, blank=True, related_name="spoken_passages")
    counterpart = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="counterparts",
        verbose_name="counterpart in the original",
        help_text="Of a version: the passage of its original that says the same.",
    )

    as_read: "Passage | None" = None  # what an official text in the reader's language has for it: see record.versions

    objects = PassageQuerySet.as_manager()

    class Meta:
        ordering = ("document", "position")
        indexes = [models.Index(fields=["kind", "document", "position"], name="passage_of_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "number"],
                name="passage_number_once",
                violation_error_message="This number is already given to other words of the document.",
            ),
            models.UniqueConstraint(
                fields=["document", "position"],
                name="passage_position_once",
                violation_error_message="Two passages of the document have the same place in the order.",
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start")),
                name="passage_is_not_empty",
                violation_error_message="The passage ends before it starts.",
            ),
            models.UniqueConstraint(
                fields=["document", "counterpart"],
                name="passage_counterpart_once",
                violation_error_message="Another passage of this version is the counterpart of that one already.",
            ),
        ]

    def __str__(self) -> str:
        return f"¶ {self.number} {self.text[:60]}"

    def get_absolute_url(self) -> str:
        return f"{self.document.get_absolute_url()}#{self.anchor}"

    @property
    def page_address(self) -> str:
        """The address of the page of the passage itself."""
        return reverse("passage", args=[self.document.slug, self.number])

    @property
    def anchor(self) -> str:
        """The fragment that leads to the passage on the reader and the round page: ``p-3.2``."""
        return f"p-{self.number}"
