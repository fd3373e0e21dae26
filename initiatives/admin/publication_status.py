"""Where a root stands: its last revision, and what of it the public record holds."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Subquery, TextField, Value, When
from django.urls import reverse
from django.utils.functional import cached_property

from initiatives.desk import checking
from initiatives.desk.models import Revision
from initiatives.desk.status import CHANGED, NEVER, PUBLISHED, WITHDRAWN, unlike_public
from initiatives.published.models import Action, Held
from initiatives.record.integrity import Agreed
from initiatives.record.kinds import KINDS

RECENT = 5
CLASSES = {NEVER: "never", CHANGED: "changed", PUBLISHED: "published", WITHDRAWN: "withdrawn"}


@dataclass(frozen=True)
class Standing:
    """The token, recent history and publication status of one root. Two queries; none for a root not yet saved."""

    root: uuid.UUID | None
    recent: list[Revision] = field(default_factory=list)
    held: Held | None = None

    @classmethod
    def of(cls, root: uuid.UUID | None) -> "Standing":
        """Reads where a root stands. Read it before the root's rows: a save in between then makes the form stale."""
        if root is None:
            return cls(None)
        saved = Revision.objects.filter(root=root).order_by("-number")
        # The body of the newest alone, in the same query: what the checks beside the form read.
        newest = Case(
            When(number=Subquery(saved.values("number")[:1]), then="body"), default=Value(""), output_field=TextField()
        )
        recent: list[Any] = list(saved.select_related("made_by").defer("body").annotate(newest=newest)[:RECENT])
        if recent:
            recent[0].body = recent[0].newest
        held = Held.objects.filter(root=root).select_related("publication").first()
        return cls(root, recent, held)

    @property
    def latest(self) -> Revision | None:
        return self.recent[0] if self.recent else None

    @property
    def number(self) -> int:
        """The token of the root's forms."""
        return self.recent[0].number if self.recent else 0

    @cached_property
    def agreed(self) -> Agreed:
        """The rows of the root when its words were last agreed on, by its key; nothing of one not yet saved."""
        return Agreed() if self.root is None else checking.agreed([self.root])

    @cached_property
    def status(self) -> str:
        if not self.held:
            return NEVER
        if self.held.action != Action.PUBLISHED:
            return WITHDRAWN
        if not self.latest:
            return PUBLISHED
        held = {self.held.root: (self.held.action, self.held.sha256, self.held.publication_id)}
        return CHANGED if unlike_public({self.held.root: self.latest.sha256}, held) else PUBLISHED

    @property
    def css(self) -> str:
        return CLASSES[self.status]

    @property
    def words(self) -> str:
        """The status in words, with the publication it refers to."""
        if not self.held:
            return "Never published"
        publication = f"publication {self.held.publication_id}"
        return {
            PUBLISHED: f"Published as of {publication}",
            CHANGED: f"Changed since {publication}",
            WITHDRAWN: f"Withdrawn in {publication}",
        }[self.status]

    @property
    def is_public(self) -> bool:
        return self.held is not None and self.held.action == Action.PUBLISHED

    @property
    def public_path(self) -> str:
        """The address of the public page as it is now; empty where there is none."""
        if not self.held or not self.is_public or not KINDS[self.held.kind].page or not self.held.slug:
            return ""
        return reverse(KINDS[self.held.kind].page, args=[self.held.slug])
