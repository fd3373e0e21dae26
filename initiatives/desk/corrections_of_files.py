"""What the files of the record hold beyond a desk that was loaded from earlier ones, laid out for review.

The files as they were are what each root began with: its first body. Later the files' word is what a proposal wrote.
So a value that a person edited since is told from one that only the files changed, and stays.
"""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from initiatives.desk import checking, press, workflow
from initiatives.desk.dependencies import gather
from initiatives.desk.models import Changeset, Revision
from initiatives.desk.revisions import lock_all, revise_all
from initiatives.desk.status import CHANGED, WITHDRAWN, statuses
from initiatives.published.models import Item
from initiatives.record import files, locks, realm
from initiatives.record.bodies import Row, Rows, rows_of, written
from initiatives.record.chunks import chunks
from initiatives.record.kinds import KINDS
from initiatives.record.merging import Merged, merged
from initiatives.record.refusals import Refused
from initiatives.record.snapshots import snapshots
from initiatives.record.writing import apply

REASON = "Proposed from the record's files"
TITLE = "Corrections of the files of the record"
NOTE = (
    "The files of the record hold more than when they were first loaded: what sources print, what kind of source each "
    "is and how much of it was read, and days, names and titles as the fullest source has them. What was edited at the "
    "desk stays as it is."
)
ELSEWHERE = {
    "title_ja": "収録ファイルの訂正",
    "title_ko": "수록 파일 정정",
    "note_ja": (
        "本記録の収録ファイルは、初回の読込み以後に補充された。出典の原文表記、出典の種別及び閲覧範囲のほか、"
        "日付、氏名及び肩書は最も詳しい出典による。編集画面で改めた内容は、そのまま残す。"
    ),
    "note_ko": (
        "이 기록의 수록 파일은 처음 불러온 뒤에 보완되었다. 출처의 원문 표기, 출처의 종류와 읽은 범위를 더하였고, "
        "날짜·성명·직함은 가장 자세한 출처를 따랐다. 편집 화면에서 고친 내용은 그대로 둔다."
    ),
}


@dataclass
class Corrections:
    """What the files would change, root by root.

    ``kept`` tells a line each where the desk's word stands; ``along`` names the roots among them of which something
    else is unpublished as well: it goes along, and whoever reviews it is told.
    """

    roots: dict[uuid.UUID, Merged] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    along: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """The rows that would come, change or go."""
        return sum(one.taken for one in self.roots.values())


def corrections(places: Iterable[Path]) -> Corrections:
    """What the files hold beyond the desk, or where the desk still is as the files were. Changes nothing."""
    filed = files.as_filed(places)
    desk = _at_desk(filed)
    known = _first_bodies(filed)
    stands = statuses(filed)
    gone = {row["id"] for root, rows in filed.items() if root in known and root not in desk for _, row in rows.each()}
    found = Corrections()
    for root, theirs in filed.items():
        if stands[root] == WITHDRAWN or (root in known and root not in desk):
            found.kept.append(f"{theirs.label}: it was withdrawn or removed and stays so")
            continue
        nothing = Rows(theirs.kind, theirs.root, {model: [] for model in theirs})
        one = merged(known.get(root), desk.get(root, nothing), theirs, gone)
        found.kept += one.kept
        if one.taken:
            found.roots[root] = one
            if stands[root] == CHANGED:
                found.along.append(desk[root].label)
    found.along.sort()
    return found


def propose(places: Iterable[Path]) -> tuple[Corrections, Changeset | None, tuple[str, ...]]:
    """Writes the corrections to the desk and lays them into one changeset, submitted for review.

    Returns them, the changeset, which is None where there are none, and why it is a draft still where it could not be
    submitted. Raises Refused, and then nothing is written, where the desk cannot hold them.
    """
    listed = list(places)
    with transaction.atomic(using=realm.DESK):
        for kind, one in KINDS.items():
            lock_all(kind, one.model._default_manager.using(realm.DESK).values_list("pk", flat=True))
        found = corrections(listed)
        if not found.roots:
            return found, None, ()
        _answer(found, files.as_filed(listed))
        apply([written(one.rows) for one in found.roots.values()], realm.DESK)
        for kind in KINDS:
            revise_all(kind, [r for r, one in found.roots.items() if one.rows.kind == kind], user=None, reason=REASON)
        chosen = gather([(one.rows.kind, root) for root, one in found.roots.items()], introduced=False)
        changeset = press.compose(chosen, user=None, title=TITLE, note=NOTE, remarks=_remarks(found), **ELSEWHERE)
    try:
        workflow.submit(changeset, user=None)
        with press.rehearsed(changeset):
            pass
    except Refused as refusal:
        return found, changeset, tuple(refusal.reasons)
    return found, changeset, ()


def _remarks(found: Corrections) -> str:
    """What whoever reviews the changeset is told, and the public is not."""
    kept = [f"Stays as the desk has it: {one}." for one in found.kept]
    along = [f"Something else of it was changed at the desk and goes along: {one}." for one in found.along]
    return "\n".join([*along, *kept])


def _answer(found: Corrections, filed: Mapping[uuid.UUID, Rows]) -> None:
    """Locks the citations of the files to the values that come with them: whoever wrote the files looked at both."""
    agreed = checking.agreed(found.roots)
    for root, one in found.roots.items():
        theirs, ours = filed[root].by_key(), one.rows.by_key()
        for older in list(locks.older(one.rows, agreed.get(str(root)))):
            key, citation = older.row["id"], older.citation["id"]
            told = theirs["citation"].get(citation), theirs[older.model].get(key)
            if all(told) and locks.value_of(told[1] or {}, older.fields) == older.now:
                ours["citation"][citation]["supports"] = older.now


def _at_desk(filed: Mapping[uuid.UUID, Rows]) -> dict[uuid.UUID, Rows]:
    found: dict[uuid.UUID, Rows] = {}
    for kind in KINDS:
        roots = [root for root, rows in filed.items() if rows.kind == kind]
        found |= {root: rows_of(body) for root, body in snapshots(kind, roots, realm.DESK).items()}
    return found


def _first_bodies(roots: Iterable[uuid.UUID]) -> dict[uuid.UUID, Rows]:
    """root → its rows as the files last had them, as far as this desk was told: its first body, and each proposal."""
    found: dict[uuid.UUID, Rows] = {}
    for chunk in chunks(roots):
        made = list(Revision.objects.filter(root__in=chunk).order_by("number").values_list("root", "number", "reason"))
        first: dict[uuid.UUID, int] = {}
        for root, number, _reason in made:
            first.setdefault(root, number)
        proposed = [(root, number) for root, number, reason in made if reason == REASON and number > first[root]]
        wanted = {*first.items(), *proposed, *((root, number - 1) for root, number in proposed)}
        rows = Revision.objects.filter(root__in=chunk, number__in={number for _, number in wanted})
        bodies = {(root, number): body for root, number, body in rows.values_list("root", "number", "body") if body}
        public: dict[uuid.UUID, str] = {}
        for root, body in Item.objects.filter(root__in=chunk).order_by("-publication").values_list("root", "body"):
            if body:
                public[root] = body
        for root, number in first.items():
            if body := bodies.get((root, number)) or public.get(root, ""):
                found[root] = rows_of(body)
        for root, number in proposed:
            if root in found and {(root, number), (root, number - 1)} <= bodies.keys():
                was, now = rows_of(bodies[root, number - 1]), rows_of(bodies[root, number])
                found[root] = _told(found[root], was, now)
    return found


def _told(base: Rows, was: Rows, now: Rows) -> Rows:
    """The rows of the files after a proposal that made ``now`` of ``was``."""
    before, after, ours = base.by_key(), now.by_key(), was.by_key()
    tables: dict[str, list[Row]] = {}
    for model in base:
        rows = {key: row for key, row in before[model].items() if key in after[model] or key not in ours[model]}
        for key, row in after[model].items():
            earlier = ours[model].get(key)
            if earlier is None:
                rows[key] = row
            elif key in rows:
                rows[key] = {**rows[key], **{name: row[name] for name in row if row[name] != earlier[name]}}
        tables[model] = list(rows.values())
    return Rows(base.kind, base.root, tables)
