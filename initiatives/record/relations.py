"""What an initiative has to do with others, and what each round says of it. Queries nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from initiatives.models import Activity, Initiative, Meeting, Passage
from initiatives.record.containment import holds

NAMES, NAMED_BY, BESIDE = "names", "named_by", "beside"


@dataclass(frozen=True)
class Relation:
    """Another initiative, how it is related, and the passage that shows it."""

    initiative: Initiative
    kind: str  # names: named in our statement; named_by: its statement names ours; beside: both named in one passage
    passage: Passage
    is_inferred: bool = False  # the editors linked them, and the passage does not have the names


def names(passage: Passage, initiative: Initiative) -> bool:
    """True where the words of a passage have the name of an initiative as it is printed, capitals aside."""
    return holds(passage.text, initiative.name_en)  # type: ignore[attr-defined]


def related(subject: Initiative, own: Iterable[Passage], naming: Iterable[Passage]) -> list[Relation]:
    """Related initiatives, each once, by the strongest reason: what passages name before what is inferred.

    ``own`` are the statements of the initiative, ``naming`` those of others that name it; both with initiative and
    named initiatives loaded.
    """
    naming = list(naming)
    reasons = [
        Relation(other, NAMES, passage, not names(passage, other))
        for passage in own
        for other in passage.named_initiatives.all()
    ]
    reasons += [
        Relation(passage.initiative, NAMED_BY, passage, not names(passage, subject))
        for passage in naming
        if passage.initiative is not None
    ]
    reasons += [
        Relation(other, BESIDE, passage, not (names(passage, subject) and names(passage, other)))
        for passage in naming
        for other in passage.named_initiatives.all()
    ]
    found: dict[object, Relation] = {}
    for reason in sorted(reasons, key=lambda reason: reason.is_inferred):
        found.setdefault(reason.initiative.pk, reason)
    found.pop(subject.pk, None)
    return list(found.values())


@dataclass
class Moment:
    """One line of a chronology. ``kind`` is activity, said, mentioned, silent or gap (rounds without a document)."""

    kind: str
    start: str
    activity: Activity | None = None
    rounds: list[Meeting] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)

    @property
    def first(self) -> Meeting | None:
        return self.rounds[0] if self.rounds else None

    @property
    def last(self) -> Meeting | None:
        return self.rounds[-1] if self.rounds else None


def across(
    rounds: Sequence[Meeting],
    activities: Iterable[Activity],
    statements: Iterable[Passage],
    naming: Iterable[Passage] = (),
) -> list[Moment]:
    """Rounds and activities in order of time; consecutive rounds without a document held are one entry.

    ``rounds`` have ``held_documents``; the passages have their documents loaded.
    """
    said: dict[object, list[Passage]] = {}
    mentioned: dict[object, list[Passage]] = {}
    for passages, by_round in ((statements, said), (naming, mentioned)):
        for passage in passages:
            by_round.setdefault(passage.document.meeting_id, []).append(passage)
    entries = [Moment("activity", str(activity.start), activity=activity) for activity in activities]
    for meeting in rounds:
        kind = "said" if meeting.pk in said else "mentioned" if meeting.pk in mentioned else "silent"
        if kind == "silent" and not meeting.held_documents:  # type: ignore[attr-defined]
            kind = "gap"
        passages = said.get(meeting.pk) or mentioned.get(meeting.pk) or []
        entries.append(Moment(kind, str(meeting.start), rounds=[meeting], passages=passages))
    entries.sort(key=lambda entry: (entry.start, entry.activity is None))
    joined: list[Moment] = []
    for entry in entries:
        if entry.kind == "gap" and joined and joined[-1].kind == "gap":
            joined[-1].rounds += entry.rounds
        else:
            joined.append(entry)
    return joined
