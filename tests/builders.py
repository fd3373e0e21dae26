"""Records made for tests: small, complete (every fact cited), in as many rounds as a test asks for."""

import datetime
import uuid
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils.text import slugify

from initiatives import models
from initiatives.choices import Basis, DocumentKind, PassageKind, ReferenceKind
from initiatives.desk import answers
from initiatives.desk.dependencies import Gathered, referrers
from initiatives.desk.press import publish_now
from initiatives.desk.revisions import revise_everything
from initiatives.management.commands.prepare import FIRST_ELSEWHERE
from initiatives.models.documents import fingerprint
from initiatives.record import files, realm
from initiatives.record.kinds import KINDS, kind_of
from tests.copies import copy_of

READ_ON = datetime.date(2026, 11, 23)


def key(*parts):
    """The same key for the same parts, so that two runs make equal bytes."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "test/" + "/".join(map(str, parts)))


def names(value, field="name"):
    return {f"{field}_en": value, f"{field}_ja": f"{value}（日）", f"{field}_ko": f"{value} (한)"}


def other(root, field, position=0, **owned):
    """A citation of another source for one field of a root or of a row it owns."""
    kind = kind_of(root).name
    return models.Citation.objects.create(
        id=key("citation", root.pk, field, position, *(row.pk for row in owned.values())),
        **{kind: root},
        **owned,
        field=field,
        basis=Basis.OTHER,
        **names("U.S. Department of State", "publisher"),
        source_title="A readout",
        address="https://example.org/readout",
        read_on=READ_ON,
        position=position,
    )


def stated(root, field, passage, quotation, reason="", **owned):
    kind = kind_of(root).name
    return models.Citation.objects.create(
        id=key("citation", root.pk, field, passage.pk, *(row.pk for row in owned.values())),
        **{kind: root},
        **owned,
        field=field,
        passage=passage,
        quotation=quotation,
        reason=reason,
    )


def country(code, name, position=9, party=False):
    return models.Country.objects.create(
        id=key("country", code),
        code=code,
        **names(name),
        **names(code, "short_name"),
        **names(name, "formal_name"),
        position_en=position,
        party=party,
    )


def official(slug, name, country):
    row = models.Official.objects.create(
        id=key("official", slug), slug=slug, name=name, family_name=name.split()[-1], given_name=name.split()[0]
    )
    tenure = models.Tenure.objects.create(
        id=key("tenure", slug),
        official=row,
        **names("Deputy Secretary", "title"),
        **names("Department", "organisation"),
        country=country,
        start="2015-01",
    )
    written = models.OfficialName.objects.create(
        id=key("name", slug), official=row, value=f"{name} 宇宙", script="Jpan", language="ja"
    )
    for field in ("title", "start"):
        other(row, field, tenure=tenure)
    other(row, "value", official_name=written)
    return row


def pillar(slug, name, position=1):
    return models.Pillar.objects.create(id=key("pillar", slug), slug=slug, **names(name), position=position)


def concept(slug, name, passage, **forms):
    """A concept with an English form, which a passage states, and one in each language of ``forms``, cited elsewhere."""
    written = {f"name_{language}": value for language, value in forms.items()}
    row = models.Concept.objects.create(id=key("concept", slug), slug=slug, name_en=name, **written)
    for position, (language, value) in enumerate({"en": name, **forms}.items()):
        form = models.ConceptForm.objects.create(
            id=key("concept form", slug, language), concept=row, language=language, value=value, position=position
        )
        if language == "en":
            stated(row, "value", passage, name, concept_form=form)
        else:
            other(row, "value", concept_form=form)
    return row


def initiative(slug, name, pillar):
    return models.Initiative.objects.create(id=key("initiative", slug), slug=slug, pillar=pillar, **names(name))


def passages(document, sentences, **links):
    """One paragraph of the sentences, a row for each; the document's text is made of them. Returns the sentences."""
    text = " ".join(sentences)
    document.text, document.sha256 = text, fingerprint(text)
    document.save()
    paragraph = models.Passage.objects.create(
        id=key("passage", document.slug, 1),
        document=document,
        position=1,
        number="1",
        kind=PassageKind.PARAGRAPH,
        text=text,
        start=0,
        end=len(text),
        **links,
    )
    rows = []
    for m, sentence in enumerate(sentences, 1):
        start = text.index(sentence)
        rows.append(
            models.Passage.objects.create(
                id=key("passage", document.slug, f"1.{m}"),
                document=document,
                position=m + 1,
                number=f"1.{m}",
                kind=PassageKind.SENTENCE,
                parent=paragraph,
                text=sentence,
                start=start,
                end=start + len(sentence),
                **links,
            )
        )
    return rows


def version(original, language, sentences, *, is_official=True, pairs=None):
    """A version of a document in another language. Its passages are paired, by number, with those of the original.

    ``pairs`` are the numbers of those that are, where not all.
    """
    row = models.Document.objects.create(
        id=key("document", original.slug, language, is_official),
        meeting=original.meeting,
        slug=f"{original.slug}-{language}{'' if is_official else '-unofficial'}",
        kind=original.kind,
        title=f"{original.title} ({language})",
        language=language,
        version_of=original,
        version="official" if is_official else "unofficial",
        **names("The three governments", "issuers"),
    )
    for field in ("kind", "title", "issuers"):
        other(original.meeting, field, document=row)
    passages(row, sentences)
    for passage in row.passages.all():
        if pairs is None or passage.number in pairs:
            passage.counterpart = original.passages.filter(number=passage.number).first()
            passage.save()
    return row


def meeting(number, place, officials, *, slug="", date="", sentences=(), **more):
    """A round with three delegates and, where sentences are given, a fact sheet that is held."""
    date = date or f"{2014 + number}-01-05"
    slug = slug or f"{date}-washington"
    row = models.Meeting.objects.create(
        id=key("meeting", slug),
        slug=slug,
        number=number,
        **{**names(f"Round {number}"), **names("Washington, DC", "city"), **names("", "venue"), **names("", "summary")},
        start=date,
        country=place,
        **more,
    )
    for field in ("number", "start", "city", "format"):
        other(row, field)
    for position, person in enumerate(officials):
        delegate = models.Delegate.objects.create(
            id=key("delegate", slug, person.slug),
            meeting=row,
            official=person,
            country=person.tenures.get().country,
            name=person.name,
            title="Deputy Secretary of State",
            **names("", "title_translation"),
            position=position,
        )
        other(row, "name", delegate=delegate)
        other(row, "title", delegate=delegate)
    if sentences:
        document = models.Document.objects.create(
            id=key("document", slug),
            meeting=row,
            slug=f"{slug}-fact-sheet",
            kind=DocumentKind.FACT_SHEET,
            title=f"Key outcomes of round {number}",
            **names("The three governments", "issuers"),
        )
        for field in ("kind", "title", "issuers"):
            other(row, field, document=document)
        return row, document, passages(document, sentences)
    return row


class Record:
    """A record of some rounds with one pillar, one initiative, one activity and one reference each."""

    def __init__(self, rounds=1):
        self.countries = [
            country("USA", "United States", 1, True),
            country("JPN", "Japan", 2, True),
            country("KOR", "Republic of Korea", 3, True),
        ]
        self.officials = [
            official(slug, name, place)
            for (slug, name), place in zip(
                (("ann-blake", "Ann Blake"), ("bunta-sato", "Bunta Sato"), ("chul-lim", "Chul Lim")),
                self.countries,
                strict=True,
            )
        ]
        self.pillar = pillar("threats", "Responding to threats")
        self.initiative = initiative("space", "Space policy", self.pillar)
        self.rounds, self.documents, self.activities, self.references = [], [], [], []
        for number in range(1, rounds + 1):
            self.add_round(number)
        first = self.documents[0].passages.get(number="1.1")
        stated(self.pillar, "name", first, "threats", reason="The heading names the answer to them.")
        stated(self.initiative, "name", first, "Space policy")
        self.concepts = [concept("space", "Space", first, ja="宇宙開発", ko="우주개발")]

    def add_round(self, number):
        sentences = [
            f"Space policy answers threats in year {number}.",
            f"Officials met on 3 March {2014 + number} in Tokyo about resolution {2000 + number}.",
            "The text says so.",
        ]
        row, document, statements = meeting(number, self.countries[0], self.officials, sentences=sentences)
        for statement in statements:
            statement.pillar = self.pillar
        statements[0].initiative = self.initiative
        statements[1].named_initiatives.add(self.initiative)
        statements[2].speaker = self.officials[0]
        for statement in statements:
            statement.save()
        activity = models.Activity.objects.create(
            id=key("activity", number),
            slug=f"meeting-{number}",
            initiative=self.initiative,
            **{**names(f"Officials met {number}"), **names("Tokyo", "city")},
            **{**names("", "convener"), **names("", "level"), **names("", "summary")},
            start=f"{2014 + number}-03-03",
            country=self.countries[1],
        )
        stated(activity, "name", statements[1], "Officials met", reason="They met once that year.")
        stated(activity, "start", statements[1], f"3 March {2014 + number}")
        stated(activity, "city", statements[1], "Tokyo")
        reference = models.Reference.objects.create(
            id=key("reference", number),
            slug=f"resolution-{2000 + number}",
            kind=ReferenceKind.RESOLUTION,
            symbol=str(2000 + number),
            **{**names(f"resolution {2000 + number}"), **names("", "summary")},
        )
        stated(reference, "symbol", statements[1], f"resolution {2000 + number}")
        statements[1].references.add(reference)
        self.rounds.append(row)
        self.documents.append(document)
        self.activities.append(activity)
        self.references.append(reference)

    def add_phrase(self, words):
        """A phrase to be looked for in the documents, cited from the first passage that has it."""
        reference = models.Reference.objects.create(
            id=key("phrase", words),
            slug=slugify(words),
            kind=ReferenceKind.PHRASE,
            **{**names(words), **names("", "summary")},
        )
        stated(reference, "name", self.documents[0].passages.filter(text__contains=words).earliest("position"), words)
        self.references.append(reference)

    def add_concept(self, words, **forms):
        """A concept of words of the first document, with forms in other languages."""
        passage = self.documents[0].passages.filter(text__contains=words).earliest("position")
        self.concepts.append(concept(slugify(words), words, passage, **forms))

    @property
    def roots(self):
        return [
            *self.countries,
            *self.officials,
            self.pillar,
            self.initiative,
            *self.rounds,
            *self.activities,
            *self.references,
            *self.concepts,
        ]


def person(name, *codenames):
    """Somebody of the staff with some permissions."""
    with realm.at_desk():
        user = get_user_model().objects.create_user(name, is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        return get_user_model().objects.get(pk=user.pk)


def every_root():
    """(kind, key) of every root at the desk."""
    return [
        Gathered(kind, pk)
        for kind, one in KINDS.items()
        for pk in one.model.objects.using(realm.DESK).values_list("pk", flat=True)
    ]


def publish_all(user=None, title="All of it", note=""):
    """Makes revisions of everything at the desk and publishes it; returns the publication."""
    with realm.at_desk():
        agree(every_root())
        revise_everything(user=user, reason="test")
        return publish_now(every_root(), user=user, title=title, note=note)


def still_right(*roots):
    """Answers for the sources of changed facts of roots that they are still right, without a revision."""
    agree(as_they_are(*roots))


def agree(gathered):
    """Says of every source of a changed fact of these roots that it is still right; of one cleared it is taken out."""
    with realm.at_desk():
        for kind in KINDS:
            for asked in answers.of_roots(kind, [one.root for one in gathered if one.kind == kind]).values():
                answers.taken_out(one for one in asked if not one.now)
                answers.still_right(one for one in asked if one.now)


def as_they_are(*roots):
    """The roots, to be published as they are at the desk."""
    return [Gathered(kind_of(root).name, root.pk) for root in roots]


def chosen(*roots):
    """The roots, to be published; where a fact of theirs was changed, its sources are said to be still right."""
    gathered = as_they_are(*roots)
    agree(gathered)
    return gathered


def with_dependants(roots):
    """These (kind, key) with all further public roots that refer to them, to those, and so on."""
    found = list(roots)
    while more := referrers(found):
        found += more
    return found


# --- Records that many tests start from: made once a session, copied for each test


def drafted(rounds=1):
    """A record at the desk, of which nothing is public."""
    return copy_of(_drafted, rounds)


def published(rounds=1):
    """A record that is public as it is at the desk."""
    return copy_of(_published, rounds)


def whole(rounds=1):
    """A public record that has a page of every kind: of a phrase as well."""
    return copy_of(_whole, rounds)


def corrected(rounds=1):
    """A record that was published, and then published again with another name for its pillar."""
    return copy_of(_corrected, rounds)


def shipped():
    """The record of the fixtures, loaded and published."""
    return copy_of(_shipped)


def _shipped():
    with realm.at_desk():
        files.load([Path(settings.BASE_DIR) / "fixtures"])
        revise_everything(user=None, reason="Loaded from the record's files")
        return publish_now(every_root(), user=None, title="The record as first filed", **FIRST_ELSEWHERE)


def _drafted(rounds):
    with realm.at_desk():
        return Record(rounds)


def _published(rounds):
    record = _drafted(rounds)
    publish_all()
    return record


def _whole(rounds):
    record = _drafted(rounds)
    with realm.at_desk():
        record.add_phrase("Space policy answers threats")
    publish_all(note="Everything the record holds.")
    return record


def _corrected(rounds):
    record = _published(rounds)
    with realm.at_desk():
        models.Pillar.objects.update(name_en="Renamed pillar")
    still_right(record.pillar)
    publish_all(title="A slip corrected", note="The name was mistyped.")
    return record
