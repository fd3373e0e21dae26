"""What stands below the name of a meeting: one sentence composed from its facts, in the language being read.

The facts themselves stand further down the page, each with its source; so the sentence has no markers and is plain
text, fit for descriptions and linked data. It is composed of clauses, each a string of its own in the catalogues: when
and where, the heads of delegation, the documents. The last one is always there, so that a language whose verbs end
their clauses knows which clause ends the sentence.
"""

from collections.abc import Sequence

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext, pgettext

from initiatives.choices import MeetingFormat, MeetingState
from initiatives.models import Delegate, Meeting
from initiatives.templatetags.dates import partial, range_in_words, span_in_words
from initiatives.templatetags.numbers import ordinal
from initiatives.templatetags.persons import names_of, read
from initiatives.templatetags.typesetting import capital, enumerated

register = template.Library()


@register.simple_tag
def lede(meeting: Meeting, heads: Sequence[Delegate], held: int, listed: int, languages: int = 0) -> str:
    """The sentence of a meeting, from its loaded columns, its heads in order and the counts of its own documents.

    ``languages``: how many those held are in, where one is held in several and counted once.
    """
    parts = {"event": event(meeting), "heads": led_by(heads), "documents": documents(held, listed, languages)}
    if heads and has_a_day(meeting):
        return capital(_("%(event)s, %(heads)s; %(documents)s.") % parts)
    return capital(_("%(event)s; %(documents)s.") % parts)


def has_a_day(meeting: Meeting) -> bool:
    """True where the meeting took place or has a day to take place on: not cancelled, not put off without a new day."""
    if meeting.state == MeetingState.POSTPONED:
        return bool(meeting.earlier) and meeting.days not in meeting.earlier
    return meeting.state != MeetingState.CANCELLED


def event(meeting: Meeting) -> str:
    """What took place, or was to, when and where."""
    earlier = [span_in_words(days) for days in meeting.earlier if days != meeting.days]
    words = {"meeting": subject(meeting), "circumstances": circumstances(meeting), "earlier": enumerated(earlier)}
    if meeting.state == MeetingState.CANCELLED:
        return _("%(meeting)s, planned to take place %(circumstances)s, was cancelled") % words
    if meeting.state == MeetingState.POSTPONED and not has_a_day(meeting):
        return _("%(meeting)s, planned to take place %(circumstances)s, is postponed, with no new day named") % words
    if meeting.state == MeetingState.POSTPONED:
        return _("%(meeting)s, first planned for %(earlier)s, is postponed and to take place %(circumstances)s") % words
    if meeting.state == MeetingState.PLANNED:
        return _("%(meeting)s is to take place %(circumstances)s") % words
    if earlier:
        return _("%(meeting)s, first planned for %(earlier)s, took place %(circumstances)s") % words
    return _("%(meeting)s took place %(circumstances)s") % words


def subject(meeting: Meeting) -> str:
    """The meeting by its number, where it has one; otherwise by what it was."""
    if meeting.number:
        return _("the %(ordinal)s round of the consultations") % {"ordinal": ordinal(meeting.number)}
    if not meeting.is_call:
        return _("a round of the consultations")
    if meeting.format == MeetingFormat.VIDEO:
        return _("a video conference that is not counted as a round")
    if meeting.format == MeetingFormat.CALL:
        return _("a telephone call that is not counted as a round")
    return _("a meeting that is not counted as a round")


def circumstances(meeting: Meeting) -> str:
    """On 5 January 2017 in Washington, DC; by telephone in April 2015."""
    where = pgettext("where a meeting took place", "in %(city)s") % {"city": meeting.city} if meeting.city else ""
    if not where and not meeting.is_call and meeting.format == MeetingFormat.VIDEO:
        where = pgettext("how a meeting took place", "by video conference")
    if not where and not meeting.is_call and meeting.format == MeetingFormat.CALL:
        where = pgettext("how a meeting took place", "by telephone")
    when = day_in_sentence(meeting)
    return _("%(when)s %(where)s") % {"when": when, "where": where} if where else when


def day_in_sentence(meeting: Meeting) -> str:
    """On 5 January 2017, in April 2015, on 15 and 16 September 2016, from 30 September to 2 October 2016."""
    first, last = partial(meeting.start), partial(meeting.end or meeting.start)
    words = {"date": range_in_words(first, last)}
    if first is None or last is None or first == last:
        if first and first.day:
            return pgettext("when a meeting took place", "on %(date)s") % words
        return pgettext("when a meeting took place, a month or a year", "in %(date)s") % words
    if first.day and last.day and (last.first_day - first.first_day).days == 1 and first[:7] == last[:7]:
        return pgettext("when a meeting took place, two days", "on %(date)s") % words
    return pgettext("when a meeting took place, first day to last", "from %(date)s") % words


def led_by(heads: Sequence[Delegate]) -> str:
    """With Antony Blinken (U.S.), Shinsuke Sugiyama (Japan) and Lim Sung-nam (ROK) as heads of delegation."""
    named = [
        _("%(name)s (%(country)s)")
        % {"name": names_of(delegate).forms(read())[0].words, "country": delegate.country.short_name}
        for delegate in heads
    ]
    return ngettext("with %(heads)s as head of delegation", "with %(heads)s as heads of delegation", len(named)) % {
        "heads": enumerated(named)
    }


def documents(held: int, listed: int, languages: int = 0) -> str:
    """How many documents of the meeting are held and listed; the clause that ends the sentence."""
    numbers = {"n": held, "languages": languages}
    if not held and not listed:
        return _("no document of it is in the record")
    if not held:
        return ngettext(
            "%(n)s document of it is listed, none is held", "%(n)s documents of it are listed, none is held", listed
        ) % {"n": listed}
    if not listed and languages:
        return (
            ngettext(
                "%(n)s document of it is held, in %(languages)s languages",
                "%(n)s documents of it are held, in %(languages)s languages",
                held,
            )
            % numbers
        )
    if not listed:
        return ngettext("%(n)s document of it is held", "%(n)s documents of it are held", held) % {"n": held}
    in_languages = npgettext(
        "before what is listed",
        "%(n)s document of it is held, in %(languages)s languages,",
        "%(n)s documents of it are held, in %(languages)s languages,",
        held,
    )
    in_one = npgettext("before what is listed", "%(n)s document of it is held", "%(n)s documents of it are held", held)
    words = {
        "held": (in_languages if languages else in_one) % numbers,
        "listed": npgettext("after what is held", "%(n)s more is listed", "%(n)s more are listed", listed)
        % {"n": listed},
    }
    return _("%(held)s and %(listed)s") % words
