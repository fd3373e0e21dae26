"""Revisions of roots, and changesets that publish chosen revisions together."""

import datetime
import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import functions
from django.utils import timezone

from initiatives.published.search.patterns import holding


class RevisionQuerySet(models.QuerySet["Revision"]):
    def latest_of(self, root: uuid.UUID) -> "Revision | None":
        """The last revision of a root, without its body; None where it was never saved."""
        return self.filter(root=root).defer("body").order_by("-number").first()


class Revision(models.Model):
    """A snapshot of a root stored at a save: who, when, why. Never changed afterwards, but for what became of it."""

    kind = models.CharField(max_length=20)
    root = models.UUIDField()
    number = models.PositiveIntegerField()  # 1, 2, 3 … for each root: the token of its forms
    schema = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.TextField()
    label = models.CharField(max_length=400)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="revisions"
    )
    reason = models.CharField(max_length=200)
    publication = models.PositiveIntegerField(null=True, blank=True)
    waits = models.BooleanField(default=True, editable=False)  # may differ from the public record: see status

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ("-made_at", "-id")
        constraints = [models.UniqueConstraint(fields=["root", "number"], name="revision_number_once")]
        indexes = [
            models.Index(fields=["root", "publication"], name="revision_published"),
            models.Index(fields=["-made_at", "-id"], name="revision_by_time"),
            models.Index(fields=["kind", "-made_at", "-id"], name="revision_of_kind"),
            models.Index(fields=["-made_at", "-id"], condition=models.Q(waits=True), name="revision_waits"),
        ]

    def __str__(self) -> str:
        return f"{self.label}, revision {self.number}"


class State(models.TextChoices):
    DRAFT = "draft", "draft"
    IN_REVIEW = "in_review", "in review"
    RETURNED = "returned", "returned"
    APPROVED = "approved", "approved"
    PUBLISHED = "published", "published"


class LineAction(models.TextChoices):
    PUBLISH = "publish", "publish"
    WITHDRAW = "withdraw", "withdraw"
    PURGE = "purge", "purge"


class ChangesetQuerySet(models.QuerySet["Changeset"]):
    def to_review(self) -> Self:
        """What waits for a second person: changesets in review, and emergencies nobody has looked at since."""
        waiting = models.Q(state=State.IN_REVIEW)
        return self.filter(waiting | models.Q(state=State.PUBLISHED, is_emergency=True, seen_at__isnull=True))

    def due(self, now: datetime.datetime) -> Self:
        """Approved changesets whose time has come, in the order of their times."""
        return self.filter(state=State.APPROVED, publish_at__lte=now).order_by("publish_at", "created_at", "pk")

    def for_list(self) -> Self:
        """With the number of their lines, counted for those alone that are listed."""
        lines = Line.objects.filter(changeset=models.OuterRef("pk")).order_by().values("changeset")
        counted = models.Subquery(lines.annotate(size=models.Count("pk")).values("size"))
        return self.select_related("created_by", "published_by").annotate(size=functions.Coalesce(counted, 0))


class Changeset(models.Model):
    """Chosen revisions, frozen, described by a note, published together or not at all."""

    id = models.UUIDField("key", primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(max_length=200, help_text="What this publishes, in a line: Sixth round.")
    title_ja = models.CharField("title (Japanese)", max_length=200, blank=True)
    title_ko = models.CharField("title (Korean)", max_length=200, blank=True)
    note = models.TextField("note for the public", blank=True, help_text="Shown on the pages and under Changes.")
    note_ja = models.TextField("note for the public (Japanese)", blank=True)
    note_ko = models.TextField("note for the public (Korean)", blank=True)
    remarks = models.TextField("internal remarks", blank=True, help_text="Never published.")
    is_minor = models.BooleanField("minor edit", default=False)
    is_emergency = models.BooleanField("emergency", default=False)
    reason = models.TextField("reason of the emergency", blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    sha256 = models.CharField("fingerprint of what was frozen", max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, editable=False)
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    returned_because = models.TextField("why it was returned", blank=True, editable=False)
    publish_at = models.DateTimeField("publish at", null=True, blank=True, editable=False)
    publish_zone = models.CharField("time zone of that time", max_length=64, blank=True, editable=False)
    trouble = models.TextField("why it could not be published when due", blank=True, editable=False)
    approved_at = models.DateTimeField(null=True, editable=False)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True, editable=False)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    publication = models.PositiveIntegerField(null=True, blank=True, editable=False)
    rows = models.PositiveIntegerField("rows written", null=True, editable=False)
    seconds = models.FloatField("seconds it took", null=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)  # the token of its page: grows with every step
    seen_at = models.DateTimeField("emergency looked at", null=True, editable=False)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = ChangesetQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at",)
        indexes = [
            models.Index(fields=["-created_at"], name="changeset_by_time"),
            models.Index(fields=["state", "submitted_at"], name="changeset_state"),
            models.Index(fields=["publication"], name="changeset_publication"),
            models.Index(
                fields=["submitted_at"],
                condition=models.Q(is_emergency=True, seen_at__isnull=True),
                name="changeset_unseen",
            ),
        ]
        permissions = [
            ("review_changeset", "Can review changesets"),
            ("publish_changeset", "Can publish changesets"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_unseen(self) -> bool:
        """True for an emergency that is public and at which nobody else has looked yet."""
        return self.is_emergency and self.state == State.PUBLISHED and self.seen_at is None


class Line(models.Model):
    """One root in a changeset: the revision it publishes, or its withdrawal with a reason."""

    changeset = models.ForeignKey(Changeset, models.CASCADE, related_name="lines")
    revision = models.ForeignKey(Revision, models.RESTRICT, related_name="lines")
    action = models.CharField(max_length=10, choices=LineAction, default=LineAction.PUBLISH)
    root = models.UUIDField(editable=False)
    successor = models.UUIDField(null=True, blank=True, editable=False)
    body = models.TextField(blank=True, editable=False)  # filled where a pick publishes other bytes than the revision's
    base = models.CharField(max_length=64, blank=True, editable=False)  # of a pick: the public body it was made from
    purges = models.BooleanField("earlier bodies are not kept", default=False)
    reason = models.TextField(blank=True)
    because = models.CharField("why it is here", max_length=300, blank=True)

    objects = models.Manager["Line"]()

    class Meta:
        ordering = ("revision__kind", "revision__label")
        constraints = [models.UniqueConstraint(fields=["changeset", "root"], name="line_once_a_changeset")]

    def __str__(self) -> str:
        return f"{self.get_action_display()} {self.revision}"


# --- Audit


class EntryAction(models.TextChoices):
    SAVED = "saved", "saved"
    REMOVED = "removed", "removed"
    COMPOSED = "composed", "put together"
    STEPPED = "stepped", "took a step"
    PUBLISHED = "published", "published"
    ACCOUNT_ADDED = "account added", "account or group added"
    ACCOUNT_CHANGED = "account changed", "account or group changed"
    ACCOUNT_REMOVED = "account removed", "account or group removed"
    SIGNED_IN = "signed in", "signed in"
    SIGNED_OUT = "signed out", "signed out"
    SIGN_IN_FAILED = "sign-in failed", "sign-in failed"
    LOCKED_OUT = "locked out", "locked out"
    FACTOR_ADDED = "factor added", "second factor added"
    FACTOR_REMOVED = "factor removed", "second factor removed"
    PASSWORD_CHANGED = "password changed", "password changed"


class EntryQuerySet(models.QuerySet["Entry"]):
    KEYS_OF_A_NAME = 400  # a word that is in more names says little

    def matching(self, word: str) -> Self:
        """Entries of a day, a person, an action, a source, or of what has the word for its key or in its name."""
        try:
            day = datetime.date.fromisoformat(word)
        except ValueError:
            pass
        else:
            start = datetime.datetime.combine(day, datetime.time(), datetime.UTC)
            return self.filter(at__gte=start, at__lt=start + datetime.timedelta(days=1))
        exact = models.Q(person=word) | models.Q(key=word.lower()) | models.Q(kind=word)
        inside = holding(Entry, ("source", "label", "note"), word)
        actions = [action for action, said in EntryAction.choices if word.lower() in said.split()]
        named = Revision.objects.filter(holding(Revision, ("label",), word)).order_by()
        titled = Changeset.objects.filter(holding(Changeset, ("title",), word)).order_by()
        roots, changesets = named.values_list("root", flat=True).distinct(), titled.values_list("pk", flat=True)
        keys = [str(key) for found in (roots, changesets) for key in found[: self.KEYS_OF_A_NAME]]
        return self.filter(exact | inside | models.Q(action__in=actions) | models.Q(key__in=keys))


class Entry(models.Model):
    """Something that was done: who, when, what, from which state to which. The database refuses to change or remove it.

    It has no foreign keys: what it tells stays true when what it tells of is gone. Names and reasons of the record and
    its changesets are not kept here but where a purge can reach them. A migration that alters this table must call
    ``audit.append_only`` again: SQLite makes such a table anew, without its triggers.
    """

    at = models.DateTimeField("when", default=timezone.now)
    person = models.CharField("who", max_length=150, blank=True)
    person_key = models.CharField("their key", max_length=40, blank=True)
    source = models.CharField("where", max_length=60)
    action = models.CharField("what", max_length=20, choices=EntryAction)
    kind = models.CharField(max_length=40, blank=True)
    key = models.CharField(max_length=40, blank=True)
    revision = models.PositiveIntegerField(null=True)
    label = models.CharField("name", max_length=400, blank=True)
    before = models.CharField("hash before", max_length=64, blank=True)
    after = models.CharField("hash after", max_length=64, blank=True)
    note = models.CharField(max_length=400, blank=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        default_permissions = ("view",)
        verbose_name = "entry of the audit log"
        verbose_name_plural = "audit log"
        indexes = [
            models.Index(fields=["at"], name="entry_at"),
            models.Index(fields=["person", "id"], name="entry_person"),
            models.Index(fields=["action", "id"], name="entry_action"),
            models.Index(fields=["key", "id"], name="entry_key"),
        ]

    def __str__(self) -> str:
        told = (f"{self.at:%Y-%m-%d %H:%M:%S}", self.person or self.source, self.get_action_display(), self.label)
        return " ".join(filter(None, told))


# --- The next round


class ProposalState(models.TextChoices):
    OPEN = "open", "open"
    CREATED = "created", "draft round created"
    DISCARDED = "discarded", "put away"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def in_use(self) -> Self:
        return self.exclude(state=ProposalState.DISCARDED)

    def for_list(self) -> Self:
        return self.select_related("filed_by", "created_by").defer("text", "reading")


class Proposal(models.Model):
    """A document on its way to a draft round, or a round prepared without one. Nothing of it is in the record yet.

    The reading never changes; what editors decide is added to the decisions, so that each can be undone.
    """

    id = models.UUIDField("key", primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN, editable=False)
    name = models.CharField("name of the file", max_length=200, blank=True)
    title = models.CharField(max_length=400, blank=True)
    original_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    text = models.TextField("text as read", blank=True, editable=False)
    reading = models.JSONField(default=dict, editable=False)
    filed_at = models.DateTimeField(default=timezone.now, editable=False)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    meeting = models.UUIDField("key of the round", null=True, editable=False)
    document = models.UUIDField("key of the document", null=True, editable=False)
    created_at = models.DateTimeField(null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    outcome = models.JSONField("what was created", default=dict, editable=False)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-filed_at",)
        verbose_name = "proposal of a round"
        verbose_name_plural = "proposals of rounds"
        constraints = [
            models.UniqueConstraint(
                fields=["original_sha256"],
                condition=~models.Q(original_sha256="") & ~models.Q(state=ProposalState.DISCARDED),
                name="proposal_once_a_document",
                violation_error_message="This document was filed before.",
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.name or "Round without a document"

    @property
    def has_document(self) -> bool:
        return bool(self.original_sha256)


class Decision(models.Model):
    """One thing an editor decided about a proposal. Added, never changed, but for being undone."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="decisions")
    number = models.PositiveIntegerField()
    item = models.CharField(max_length=200)
    verb = models.CharField(max_length=10)
    values = models.JSONField(default=dict)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone = models.BooleanField(default=False)

    objects = models.Manager["Decision"]()

    class Meta:
        ordering = ("number",)
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="decision_number_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.verb} {self.item}"


# --- Translations


class StaleTranslation(models.Model):
    """A translation of ours whose English was changed since: until it is changed as well, or somebody says it holds.

    It has no place in the record: what is public is public. ``was`` is the English that it translates.
    """

    kind = models.CharField(max_length=20)
    root = models.UUIDField(db_index=True)
    model = models.CharField(max_length=20)
    row = models.UUIDField()
    field = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    was = models.TextField(blank=True)
    since = models.DateTimeField(default=timezone.now)

    objects = models.Manager["StaleTranslation"]()

    class Meta:
        ordering = ("since", "pk")
        default_permissions = ()
        permissions = [("translate_record", "Can translate the record")]
        constraints = [
            models.UniqueConstraint(fields=["row", "field", "language"], name="stale_translation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.model}.{self.field} ({self.language})"


# --- Private drafts


class PrivateDraftQuerySet(models.QuerySet["PrivateDraft"]):
    def unsaved(self, person: Any) -> Self:
        """What a person typed and did not save, newest first, without the typed text itself."""
        mine = self.filter(person=person, saved_as="").exclude(data="")
        return mine.defer("data").order_by("-saved_at", "-pk")


class PrivateDraft(models.Model):
    """What one person typed into one opened form and did not save yet. Nobody else ever sees it.

    Of a form that was saved only its fingerprint stays, for a day, and what it was saved as: so that a form that is
    sent twice makes no second row.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.UUIDField()  # made by the page: two tabs never share a draft
    form = models.CharField("address of the form", max_length=300)
    label = models.CharField(max_length=400, blank=True)
    data = models.TextField(blank=True)  # as a browser sends a form: urlencoded, so that a NUL is text as well
    root = models.UUIDField(null=True)  # of the root or changeset the form belongs to
    saved_at = models.DateTimeField(default=timezone.now)
    saved_as = models.CharField("address of what it was saved as", max_length=300, blank=True)
    sha256 = models.CharField("fingerprint of what was saved", max_length=64, blank=True)

    objects = PrivateDraftQuerySet.as_manager()

    class Meta:
        ordering = ("-saved_at",)
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["person", "key"], name="draft_once_a_form")]
        indexes = [models.Index(fields=["root"], name="draft_root")]

    def __str__(self) -> str:
        return "A private draft"  # whoever deletes an account reads this, and is not to read what was typed into
