"""Publications and what they hold. Written by publishing alone; no names of staff, no drafts."""

from collections.abc import Sequence
from typing import Any, Self

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _


class Action(models.TextChoices):
    """What a publication did to a root."""

    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")
    PURGED = "purged", _("purged")


class PublicationQuerySet(models.QuerySet["Publication"]):
    def for_list(self) -> Self:
        """Publications, newest first, with their items but not the items' long bodies."""
        items = models.Prefetch("items", Item.objects.defer("body").order_by("kind", "slug", "label"))
        return self.order_by("-number").prefetch_related(items)


class Publication(models.Model):
    """One numbered act of publishing. Numbers run from 1 without a gap."""

    number = models.PositiveIntegerField(primary_key=True)
    uid = models.UUIDField(unique=True)  # the changeset's key: publishing it again finds it here
    title = models.CharField(max_length=200)
    title_ja = models.CharField(max_length=200, blank=True)
    title_ko = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    note_ja = models.TextField(blank=True)
    note_ko = models.TextField(blank=True)
    is_minor = models.BooleanField(default=False)
    is_emergency = models.BooleanField(default=False)
    published_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)

    def __str__(self) -> str:
        return f"Publication {self.number}"


class ItemQuerySet(models.QuerySet["Item"]):
    def newest_first(self) -> Self:
        """Items with their publications and without their long bodies, in the order of feeds."""
        return self.select_related("publication").defer("body").order_by("-publication_id", "kind", "slug", "id")

    def changes(self) -> Self:
        """Items that were new to the record or changed it: not those that published again what was public already.

        ``before`` is the hash of what the root held before, None of its first item.
        """
        earlier = self.model.objects.filter(root=OuterRef("root"), publication_id__lt=OuterRef("publication_id"))
        last = earlier.order_by("-publication_id")
        compared = self.annotate(
            before=Subquery(last.values("sha256")[:1]), before_action=Subquery(last.values("action")[:1])
        )
        again = Q(before=F("sha256"), before_action=F("action"))
        return compared.filter(Q(before__isnull=True) | ~again)

    def corrections(self) -> Self:
        """Items that changed what had been public: corrected, withdrawn, published again after that, purged."""
        return self.changes().filter(before__isnull=False)


class Item(models.Model):
    """One root in one publication, with its body exactly as published."""

    id = models.UUIDField(primary_key=True)
    publication = models.ForeignKey(Publication, models.CASCADE, related_name="items")
    kind = models.CharField(max_length=20)
    root = models.UUIDField(db_index=True)
    action = models.CharField(max_length=10, choices=Action)
    revision = models.PositiveIntegerField()
    schema = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    label = models.CharField(max_length=400)
    label_ja = models.CharField(max_length=400, blank=True)
    label_ko = models.CharField(max_length=400, blank=True)
    slug = models.CharField(max_length=160, blank=True)
    reason = models.TextField(blank=True)
    body = models.TextField(blank=True)  # empty once purged: hash, date and reason stay

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ("-publication_id", "kind", "label")
        constraints = [models.UniqueConstraint(fields=["publication", "root"], name="item_once_a_publication")]

    def __str__(self) -> str:
        return f"{self.label} in {self.publication}"


class Held(models.Model):
    """The state of one root in the public record now: which revision it shows, or that it was withdrawn."""

    root = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    revision = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    publication = models.ForeignKey(Publication, models.RESTRICT, related_name="held")
    action = models.CharField(max_length=10, choices=Action, default=Action.PUBLISHED)
    slug = models.CharField(max_length=160, blank=True)
    successor = models.UUIDField(null=True, blank=True)  # merged into this root: its addresses lead there
    reason = models.TextField(blank=True)

    objects = models.Manager["Held"]()

    class Meta:
        indexes = [models.Index(fields=["kind", "action"], name="held_kind_action")]

    def __str__(self) -> str:
        return f"{self.kind} {self.root} at revision {self.revision}"


class Address(models.Model):
    """A slug that was ever public, and the row it led to. Kept for ever, so that no public address is lost."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=20)
    slug = models.CharField(max_length=160)
    target = models.UUIDField(db_index=True)  # the root, or a document of it
    root = models.UUIDField(db_index=True)

    objects = models.Manager["Address"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="address_leads_to_one_root")]

    def __str__(self) -> str:
        return f"{self.kind}/{self.slug}"


class Entry(models.Model):
    """One thing that search can find. The words to match stand in a table of the database's own search engine.

    The key is the order of what is found, made when it is fed: first what has no date, then the newest.
    """

    id = models.BigIntegerField(primary_key=True)
    root = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=20)
    position = models.CharField(max_length=60)  # order among equal results of its kind
    number = models.CharField(max_length=12, blank=True)  # ¶ of a statement
    language = models.CharField(max_length=8)
    title = models.CharField(max_length=400)
    text = models.TextField(blank=True)
    path = models.CharField(max_length=300)  # within the site, without language
    names = models.TextField(blank=True)  # what else it is called, a line each; not shown
    marks = models.TextField(blank=True)  # tokens: what it is itself, a bar, what it belongs to
    head = models.TextField(blank=True)  # tokens of title and names; none of a statement
    body = models.TextField(blank=True)  # tokens of the text

    called: Sequence[Any] = ()  # while it is fed: the ways to call it, which become keys
    when = 0  # while it is fed: eight digits, a later day before an earlier one; 0 for what has no date

    objects = models.Manager["Entry"]()

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.title


class Key(models.Model):
    """A way to call one thing of the record, in the form in which two spellings of it are equal."""

    id = models.BigAutoField(primary_key=True)
    root = models.UUIDField(db_index=True)
    text = models.CharField(max_length=120)
    thing = models.CharField(max_length=40)  # token of what is called so
    strength = models.PositiveSmallIntegerField()  # from part of a name to all of it
    words = models.TextField(blank=True)  # tokens of the form as sources print it: where they stand, the thing is meant

    objects = models.Manager["Key"]()

    class Meta:
        indexes = [models.Index(fields=["text"], name="key_text"), models.Index(fields=["thing"], name="key_thing")]

    def __str__(self) -> str:
        return self.text


class Spelling(models.Model):
    """A word of the record as it is without one of its letters, or whole: two words a letter apart share a variant."""

    id = models.BigAutoField(primary_key=True)
    variant = models.CharField(max_length=64)
    word = models.CharField(max_length=64, db_index=True)

    objects = models.Manager["Spelling"]()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["variant", "word"], name="spelling_once")]

    def __str__(self) -> str:
        return self.word


class Indexed(models.Model):
    """Which version of the code and its tables fed the search index: an older index is made anew."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    version = models.CharField(max_length=64)

    objects = models.Manager["Indexed"]()

    def __str__(self) -> str:
        return self.version
