"""The closed lists of the record: every value a column may hold, with the words shown for it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Basis(TextChoices):
    """How a fact rests on its source (the words of the house: stated, inferred, other source)."""

    STATED = "stated", _("stated")
    INFERRED = "inferred", _("inferred")
    OTHER = "other", _("other source")


class SourceKind(TextChoices):
    """Who put out a source that is no passage here: a reader tells a government's own page from a report of it."""

    GOVERNMENT = "government", _("government")
    EMBASSY = "embassy", _("embassy of a government")
    AGENCY = "agency", _("news agency")
    PRESS = "press", _("newspaper or broadcaster")
    COPY = "copy", _("copy of an official text")
    SITE = "site", _("other site")


class ReadExtent(TextChoices):
    """How much of a source was read, and where."""

    WHOLE = "whole", _("read whole")
    BEGINNING = "beginning", _("only the beginning was read")
    COPY = "copy", _("read from a copy")


class MeetingKind(TextChoices):
    """A round is counted by the parties; a call is not, and stands apart."""

    ROUND = "round", _("round")
    CALL = "call", _("call")


class MeetingFormat(TextChoices):
    IN_PERSON = "in_person", _("in person")
    CALL = "call", _("telephone call")
    VIDEO = "video", _("video conference")


class MeetingState(TextChoices):
    PLANNED = "planned", _("planned")
    HELD = "held", _("held")
    POSTPONED = "postponed", _("postponed")
    CANCELLED = "cancelled", _("cancelled")


class Role(TextChoices):
    """What a delegate was at the meeting. “Head of delegation” is our label; the sources print titles only."""

    HEAD = "head", _("head of delegation")
    PARTICIPANT = "participant", _("participant")


class DocumentKind(TextChoices):
    """What a document calls itself."""

    FACT_SHEET = "fact_sheet", _("fact sheet")
    JOINT_STATEMENT = "joint_statement", _("joint statement")
    STATEMENT = "statement", _("statement")
    READOUT = "readout", _("readout")
    TRANSCRIPT = "transcript", _("transcript")
    MEDIA_NOTE = "media_note", _("media note")
    PRESS_RELEASE = "press_release", _("press release")
    PRESS_CONFERENCE = "press_conference", _("press conference")


class DocumentOccasion(TextChoices):
    """What a document that stands with a round speaks of."""

    ROUND = "round", _("the round itself")
    BEFORE = "before", _("before the round")
    BESIDE = "beside", _("a meeting beside the round")


class DocumentVersion(TextChoices):
    """What a document is that says in another language what an original says. In this order it is preferred."""

    OFFICIAL = "official", _("official version")
    UNOFFICIAL = "unofficial", _("unofficial version")


class PassageKind(TextChoices):
    TITLE = "title", _("title")
    HEADING = "heading", _("heading")
    PARAGRAPH = "paragraph", _("paragraph")
    SENTENCE = "sentence", _("sentence")


class ReferenceKind(TextChoices):
    RESOLUTION = "resolution", _("Security Council resolution")
    FORUM = "forum", _("forum")
    INITIATIVE = "initiative", _("initiative of others")
    TREATY = "treaty", _("treaty or agreement")
    PHRASE = "phrase", _("phrase that recurs")
    SERIES = "series", _("name of the series")
    NOT_COUNTED = "not_counted", _("meeting that is not counted")


class FormSort(TextChoices):
    """What a form of a concept is, as its source prints it."""

    TERM = "term", _("term")
    ABBREVIATION = "abbreviation", _("abbreviation")
    VARIANT = "variant", _("other term")
    SYMBOL = "symbol", _("symbol")


class Script(TextChoices):
    """ISO 15924 codes of the scripts in which names of officials are printed."""

    LATIN = "Latn", _("Latin")
    JAPANESE = "Jpan", _("Japanese")
    KATAKANA = "Kana", _("Katakana")
    HANJA = "Hani", _("Han characters")
    HANGUL = "Hang", _("Hangul")


class Language(TextChoices):
    """BCP 47 tags of the languages in which documents and names of the record are written."""

    ENGLISH = "en", _("English")
    JAPANESE = "ja", _("Japanese")
    KOREAN = "ko", _("Korean")
