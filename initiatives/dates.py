"""Partial dates: a year, a month or a day, exactly as precise as the source.

Written and stored as ISO 8601-1:2019 dates of reduced precision: ``2015``, ``2015-04``, ``2015-04-16``. The text sorts
by time, a less precise date before the more precise ones it contains; no part that the source lacks is made up.
"""

import datetime
import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

FORM = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")
FIRST_YEAR, LAST_YEAR = 1900, 2199


class PartialDate(str):
    """A date of year, month or day precision. Raises ValueError for anything else; equal to its ISO text."""

    __slots__ = ()

    def __new__(cls, value: str) -> "PartialDate":
        match = FORM.fullmatch(value) if value.isascii() else None
        if not match or not FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
            raise ValueError(f"“{value}” is not a date of the form 2015, 2015-04 or 2015-04-16")
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
        return super().__new__(cls, value)

    @property
    def year(self) -> int:
        return int(self[:4])

    @property
    def month(self) -> int | None:
        return int(self[5:7]) if len(self) > 4 else None

    @property
    def day(self) -> int | None:
        return int(self[8:]) if len(self) > 7 else None

    @property
    def first_day(self) -> datetime.date:
        """The first day the date may mean."""
        return datetime.date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> datetime.date:
        """The last day the date may mean."""
        if self.day:
            return self.first_day
        month = self.month or 12
        following = datetime.date(self.year + month // 12, month % 12 + 1, 1)
        return following - datetime.timedelta(days=1)


def today_at(time_zone: str, now: datetime.datetime) -> datetime.date:
    """The day at a place, by the name of its time zone; without one the latest day there is anywhere, in UTC+14."""
    try:
        zone: datetime.tzinfo = ZoneInfo(time_zone)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        zone = datetime.timezone(datetime.timedelta(hours=14))
    return now.astimezone(zone).date()


def validate_partial_date(value: str) -> None:
    """Refuses what is not a partial date, in words an editor can act on."""
    try:
        PartialDate(value)
    except ValueError:
        message = "“%(value)s” is no date. Write 2015, 2015-04 or 2015-04-16, only as precise as the source is."
        raise ValidationError(message, code="partial_date", params={"value": value}) from None


def validate_days(value: str) -> None:
    """Refuses lines that are neither a partial date nor two of them, first and last, with a slash between."""
    for line in value.split():
        for day in line.split("/", 1):
            validate_partial_date(day)


class PartialDateField(models.CharField):
    """A column that holds a PartialDate, or the empty string where none is known."""

    description = "Partial date (ISO 8601, reduced precision)"
    default_validators = [validate_partial_date]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        return PartialDate(value) if value else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return PartialDate(text) if text else text
        except ValueError:
            return text  # the validator says what is wrong with it

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": forms.TextInput(attrs={"size": 12, "placeholder": "2015-04"}), **kwargs})
