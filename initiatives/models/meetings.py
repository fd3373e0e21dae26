"""Meetings: rounds of the consultations and the calls between them, with their delegates."""

import datetime
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.utils import timezone

from initiatives.choices import DocumentOccasion, MeetingFormat, MeetingKind, MeetingState, Role
from initiatives.dates import PartialDate, PartialDateField, today_at, validate_days
from initiatives.models.countries import Country
from initiatives.models.officials import Official, named
from initiatives.models.rows import Root, RootQuerySet, Row, RowQuerySet, related, with_citations
from initiatives.validators import validate_clock, validate_plain_text


class MeetingQuerySet(RootQuerySet["Meeting"]):
    def rounds(self) -> Self:
        """Meetings that are counted as rounds, in order of time."""
        return self.filter(kind=MeetingKind.ROUND).order_by("start", "slug")

    def for_list(self) -> Self:
        """Meetings for the list of rounds: place, delegates with their party, documents, citations."""
        return self.select_related("country", "host").prefetch_related(
            Prefetch("delegates", Delegate.objects.for_pages()),
            Prefetch("documents", related(self.model, "documents").for_list()),
            with_citations(self.model),
        )

    def for_feed(self) -> Self:
        """Meetings for a feed: place, delegates with their party, documents. Their sources are on their pages."""
        return self.select_related("country").prefetch_related(
            Prefetch("delegates", Delegate.objects.for_pages()),
            Prefetch("documents", related(self.model, "documents").for_list()),
        )

    def card_parts(self) -> list[Prefetch]:
        """What a card says of a meeting besides its own columns, to prefetch on meetings already read."""
        return [Prefetch("delegates", Delegate.objects.for_pages()), with_citations(self.model)]

    def for_steps(self) -> Self:
        """Rounds in order of time with no more than their names and ``held_documents``, the number of their own."""
        repeating = related(self.model, "documents").repeating().values("pk")
        own = ~Q(documents__sha256="") & Q(documents__occasion=DocumentOccasion.ROUND)
        held = Count("documents", filter=own & ~Q(documents__in=repeating))
        return self.rounds().annotate(held_documents=held)

    def for_detail(self) -> Self:
        """One meeting for its page: delegates, documents without their text, citations. Passages are read apart."""
        return self.for_list()


class Meeting(Root):
    """One meeting. Public word: round (or call). A root: published as a whole with all it owns."""

    page = "round"

    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="Date and city at the place of the meeting: 2017-01-05-washington. Calls end in -call.",
    )
    kind = models.CharField(max_length=8, choices=MeetingKind, default=MeetingKind.ROUND)
    number = models.PositiveSmallIntegerField(
        "number of the round", null=True, blank=True, help_text="A claim that needs a source. Calls have none."
    )
    name = models.CharField(
        max_length=200, validators=[validate_plain_text], help_text="Our name for the page: Sixth round."
    )
    start = PartialDateField("first day", help_text="2017-01-05, or 2015-04: only as precise as the source.")
    end = PartialDateField("last day", blank=True, help_text="Empty where the meeting took one day.")
    time_zone = models.CharField(max_length=64, blank=True, help_text="IANA name at the place: America/New_York.")
    format = models.CharField(max_length=10, choices=MeetingFormat, default=MeetingFormat.IN_PERSON)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.HELD)
    earlier_days = models.TextField(
        blank=True,
        validators=[validate_days],
        help_text="Days it was to take place on before it was postponed, one a line: 2017-01-05.",
    )
    starts_at = models.CharField(
        "begins at", max_length=5, blank=True, validators=[validate_clock], help_text="Local time: 14:00."
    )
    ends_at = models.CharField(
        "ends at", max_length=5, blank=True, validators=[validate_clock], help_text="Local time: 19:30."
    )
    minutes = models.PositiveSmallIntegerField(
        "length in minutes", null=True, blank=True, help_text="Where a source gives the length."
    )
    checked_on = models.DateField(
        "sources searched up to",
        null=True,
        blank=True,
        help_text="Up to which day sources were searched for what this lacks: a joint text, a host.",
    )
    city = models.CharField(
        max_length=100, blank=True, validators=[validate_plain_text], help_text="As the source prints it."
    )
    country = models.ForeignKey(Country, models.RESTRICT, null=True, blank=True, related_name="meetings")
    venue = models.CharField(max_length=200, blank=True, validators=[validate_plain_text])
    host = models.ForeignKey(
        Country, models.RESTRICT, null=True, blank=True, related_name="hosted_meetings", verbose_name="host country"
    )
    count_claim = models.CharField(
        "claim about counts",
        max_length=200,
        blank=True,
        validators=[validate_plain_text],
        help_text="What the document says of its own list, word for word: more than a dozen global issues.",
    )
    summary = models.TextField(
        blank=True,
        validators=[validate_plain_text],
        help_text="Editorial, labelled as ours. Report, do not characterise.",
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ("start", "slug")
        indexes = [
            models.Index(fields=["start", "slug"], name="meeting_order"),
            models.Index(fields=["kind", "start", "slug"], name="meeting_of_kind"),
            models.Index(fields=["state", "start", "slug"], name="meeting_in_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(end="") | Q(end__gte=F("start")),
                name="meeting_ends_after_start",
                violation_error_message="The last day is before the first.",
            ),
            models.CheckConstraint(
                condition=Q(kind="round") | Q(number__isnull=True),
                name="meeting_call_has_no_number",
                violation_error_message="A call has no number. Remove the number, or make it a round.",
            ),
        ]

    def clean(self) -> None:
        if self.is_before_its_day(timezone.now()):
            message = "This day has not come at the place of the meeting. Call it planned, or correct the day."
            raise ValidationError({"state": ValidationError(message, code="not_yet")})

    def is_before_its_day(self, now: datetime.datetime) -> bool:
        """True of a meeting said to be held whose first possible day has not come at its place."""
        try:
            return self.is_held and PartialDate(self.start).first_day > today_at(self.time_zone, now)
        except ValueError:
            return False  # no date at all: that is said of the date

    @property
    def is_call(self) -> bool:
        return self.kind == MeetingKind.CALL

    @property
    def is_held(self) -> bool:
        """True where the meeting took place: not planned, postponed or cancelled."""
        return self.state == MeetingState.HELD

    @property
    def days(self) -> tuple[str, str]:
        """The first day, and the last where the meeting took more than one."""
        return str(self.start), str(self.end) if self.end != self.start else ""

    @property
    def clock(self) -> tuple[datetime.datetime, datetime.datetime | None] | None:
        """When it begins and ends by the clocks of its place; None where that is not known of its whole length."""
        first, last = PartialDate(self.start), PartialDate(self.end or self.start)
        if not (self.starts_at and self.time_zone and first.day and last.day):
            return None
        try:
            zone = ZoneInfo(self.time_zone)
            begins = datetime.datetime.combine(first.first_day, datetime.time.fromisoformat(self.starts_at), zone)
            until = datetime.time.fromisoformat(self.ends_at) if self.ends_at else None
        except (ValueError, OSError, ZoneInfoNotFoundError):
            return None
        ends = datetime.datetime.combine(last.last_day, until, zone) if until else None
        if ends is None and self.minutes and first == last:
            ends = (begins.astimezone(datetime.UTC) + datetime.timedelta(minutes=self.minutes)).astimezone(zone)
        is_whole = ends > begins if ends else first == last
        return (begins, ends) if is_whole else None

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """The days it was to take place on before, as written: each a first day and, where there are more, the last."""
        return [(first, last) for line in self.earlier_days.split() for first, _, last in [line.partition("/")]]

    @property
    def heads(self) -> list["Delegate"]:
        """The heads of delegation in the order of the source. Reads loaded delegates."""
        return [delegate for delegate in self.delegates.all() if delegate.is_head]


class DelegateQuerySet(RowQuerySet["Delegate"]):
    def for_pages(self) -> Self:
        """Delegates in the order of the source, with the party, the official and what the official is called."""
        return self.select_related("official", "country").annotate(**named("official")).order_by("position", "name")


class Delegate(Row):
    """Somebody who took part in a meeting, with name and title exactly as a source of that meeting prints them."""

    natural = ("meeting", "official")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="delegates")
    official = models.ForeignKey(Official, models.RESTRICT, related_name="delegations")
    country = models.ForeignKey(Country, models.RESTRICT, related_name="delegations", verbose_name="party")
    name = models.CharField(
        "name as printed", max_length=200, validators=[validate_plain_text], help_text="Exactly: Shinsuke Sugiyama."
    )
    title = models.CharField(
        "title as printed",
        max_length=300,
        validators=[validate_plain_text],
        help_text="Exactly, with country if the source prints it: U.S. Deputy Secretary of State.",
    )
    title_translation = models.CharField(
        "title, our translation", max_length=300, blank=True, help_text="Shown as ours beside the printed title."
    )
    role = models.CharField(max_length=12, choices=Role, default=Role.HEAD)
    position = models.PositiveSmallIntegerField("order in the source", default=0)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ("position", "name")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "official"],
                name="delegate_once_a_meeting",
                violation_error_message="This official stands twice among the delegates. Remove one of the two.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.title}"

    @property
    def is_head(self) -> bool:
        return self.role == Role.HEAD
