"""Rounds of the consultations, and the calls between them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from initiatives.choices import DocumentKind
from initiatives.models import Activity, Delegate, Document, Meeting, Passage
from initiatives.published.addresses import NUMBER, Gone, Moved, follow
from initiatives.record import gaps, outline, side_by_side, versions
from initiatives.templatetags.dates import period_text
from initiatives.templatetags.holdings import in_languages
from initiatives.templatetags.languages import site_address
from initiatives.templatetags.ledes import lede
from initiatives.templatetags.persons import read
from initiatives.templatetags.typesetting import listed
from initiatives.views import errors, schema_org
from initiatives.views.calendars import webcal
from initiatives.views.listed import ListedPage
from initiatives.views.pages import CALENDAR, Alternate, RootPage, feeds, with_query


class Rounds(ListedPage):
    template_name = "initiatives/rounds.html"
    section = "rounds"
    listed = Meeting

    def narrowed(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by("-start", "slug")

    def title(self) -> str:
        return _("Rounds")

    def description(self) -> str:
        return _("All rounds of the consultations, with dates, places, heads of delegation and documents; calls apart")

    def alternates(self) -> list[Alternate]:
        return [
            *super().alternates(),
            *feeds("rounds", _("Rounds and calls")),
            Alternate(CALENDAR, reverse("calendar"), _("Rounds, calls and activities")),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        meetings = list(Meeting.objects.all().for_list().order_by("-start", "slug"))
        rounds = [meeting for meeting in meetings if not meeting.is_call]
        return super().get_context_data(
            rounds=rounds,
            calls=[meeting for meeting in meetings if meeting.is_call],
            documented=sum(any(d.is_own and not d.is_listed for d in meeting.documents.all()) for meeting in rounds),
            checked_on=gaps.checked_on(rounds),
            subscribe=webcal(self.request),
            **kwargs,
        )


class RoundByNumber(View):
    """``/rounds/6/`` leads to the round that has this number now. The number is a claim, so not for ever."""

    def get(self, request: HttpRequest, number: int) -> HttpResponse:
        meeting = Meeting.objects.all().rounds().filter(number=number).first()
        if meeting is None:
            match follow(NUMBER, str(number)):  # that had this number once
                case Gone(reason):
                    return errors.gone(request, reason)
                case Moved(row):
                    return HttpResponseRedirect(with_query(request, row.get_absolute_url()))  # type: ignore[attr-defined]
            raise Http404
        return HttpResponseRedirect(with_query(request, meeting.get_absolute_url()))


class RoundPage(RootPage):
    template_name = "initiatives/round.html"
    model = Meeting
    section = "rounds"
    lists = "rounds"
    lists_title = gettext_lazy("Rounds")
    object: Meeting

    def title(self) -> str:
        return listed(self.object.name, period_text(self.object))

    def description(self) -> str:
        return self.lede

    @cached_property
    def lede(self) -> str:
        listed_only = len(self.own) - len(self.held)
        return lede(self.object, self.heads, len(self.texts), listed_only, in_languages(self.held))

    @cached_property
    def delegates(self) -> list[Delegate]:
        """The delegates in the order of the language being read."""
        return sorted(self.object.delegates.all(), key=lambda delegate: delegate.country.position)

    @cached_property
    def heads(self) -> list[Delegate]:
        return [delegate for delegate in self.delegates if delegate.is_head]

    @cached_property
    def own(self) -> list[Document]:
        """The documents that speak of the meeting itself, a joint statement first, then other joint texts."""
        return in_order(document for document in self.object.documents.all() if document.is_own)

    @cached_property
    def held(self) -> list[Document]:
        return [document for document in self.own if not document.is_listed]

    @cached_property
    def texts(self) -> list[Document]:
        """One text of each paper that is held: the original, otherwise its first version."""
        return [paper.speaking for paper in versions.papers(self.own) if paper.speaking]

    def linked_data(self) -> list[dict[str, Any]]:
        return [schema_org.meeting(self.object, site_address(self.request), self.held, self.lede)]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        passages = list(Passage.objects.filter(document__in=self.texts).for_pages()) if self.texts else []
        versions.put_as_read(passages, read())
        texts = [
            (document, outline.sections([passage for passage in passages if passage.document_id == document.pk]))
            for document in self.texts
        ]
        activities = list(Activity.objects.all().reported_by(self.object)) if self.held else []
        return super().get_context_data(
            texts=texts,
            accounts=side_by_side.by_topic(texts),
            lede=self.lede,
            heads=self.heads,
            participants=[delegate for delegate in self.delegates if not delegate.is_head],
            activities=activities,
            dated={activity.initiative_id: activity for activity in reversed(activities)},
            held=self.held,
            citable=[
                (document, outline.first_statement(each for each in passages if each.document_id == document.pk))
                for document in self.texts
            ],
            printed_documents=versions.printed(passages) or self.texts,
            own=self.own,
            listed=[document for document in self.own if document.is_listed],
            beside=in_order(document for document in self.object.documents.all() if not document.is_own),
            joint=[paper.first for paper in versions.papers(self.own) if any(text.joint for text in paper.texts)],
            lacks=gaps.of_meeting(self.object),
            initiative_count=sum(len(section.parts) for _document, parts in texts for section in parts),
            statement_count=sum(section.count for _document, parts in texts for section in parts),
            paragraph_count=sum(passage.kind == "paragraph" for passage in passages),
            mended=outline.repairs_by_statement(passages),
            round_shown=self.object.pk,
            **self.steps(),
            **kwargs,
        )

    def steps(self) -> dict[str, Any]:
        """The rounds before and after, the place among all, and whether more than one document is held. One query."""
        rounds = list(Meeting.objects.all().for_steps())
        place = next((place for place, meeting in enumerate(rounds) if meeting.pk == self.object.pk), None)
        return {
            "previous": rounds[place - 1] if place else None,
            "next": rounds[place + 1] if place is not None and place + 1 < len(rounds) else None,
            "round_place": None if place is None else place + 1,
            "round_count": len(rounds),
            "checked_on": gaps.checked_on(rounds),
            "several_documents": sum(meeting.held_documents for meeting in rounds) > 1,
        }


def in_order(documents: Iterable[Document]) -> list[Document]:
    """Documents of one meeting: a joint statement, other joint texts, the rest; each by the day of issue."""
    return sorted(
        documents,
        key=lambda document: (
            document.kind != DocumentKind.JOINT_STATEMENT,
            not document.joint,
            document.issued_on or document.meeting.start,
            document.slug,
        ),
    )
