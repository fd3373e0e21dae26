"""What a person is called in a language: the forms that sources print, those that the page's reader reads first."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from initiatives.choices import Language
from initiatives.models import Citation, Delegate, Official
from initiatives.record.bodies import Rows

NATIVE = {"JPN": Language.JAPANESE, "KOR": Language.KOREAN}  # country → the language in which its people write a name
BRACKETS = {"ja": ("（", "）", "、"), "ko": ("(", ")", ", "), "en": (" (", ")", ", ")}


class Form(NamedTuple):
    """A name as a source prints it, and the language it is printed in."""

    words: str
    language: str


class Title(NamedTuple):
    """The title of a person in the language of a page; ``is_ours`` where no source prints it so."""

    words: str
    is_ours: bool


@dataclass(frozen=True)
class Names:
    """What sources call one person: the first name in each language, and the language the person writes it in."""

    latin: str
    others: Mapping[str, str] = field(default_factory=dict)  # language → name
    native: str = ""
    printed: str = ""  # in another script than Latin, where the meeting's own source prints it so

    def forms(self, language: str) -> list[Form]:
        """The names in the order of a page: its own script, the person's script, Latin. None that no source prints.

        A page in English begins with Latin. What a meeting's source prints otherwise comes last.
        """
        known = {**self.others, "en": self.latin}
        order = [language] if language == "en" else [language, self.native, "en"]
        found = [Form(known[code], code) for code in dict.fromkeys(order) if known.get(code)]
        found = found or [Form(words, code) for code, words in known.items() if words]
        if self.printed and not any(self.printed in form.words for form in found):
            found.append(Form(self.printed, language_of(self.printed)))
        return found

    def short(self, language: str) -> list[Form]:
        """The form the page begins with, and the Latin one: for lists and titles."""
        forms = self.forms(language)
        return forms[:1] + [form for form in forms[1:] if form.language == "en"]

    def text(self, language: str) -> str:
        """杉山晋輔（Shinsuke Sugiyama）; in English Shinsuke Sugiyama."""
        return in_brackets([form.words for form in self.short(language)], language)


def in_brackets(words: Iterable[str], language: str) -> str:
    """The first of some words and the others behind it in brackets, as the language sets them."""
    first, *others = words
    opening, closing, comma = BRACKETS.get(language, BRACKETS["en"])
    return f"{first}{opening}{comma.join(others)}{closing}" if others else first


def language_of(words: str) -> str:
    """The language whose script some words are written in: Hangul, Japanese and Chinese characters, otherwise Latin."""
    scripts = {unicodedata.name(letter, "").partition(" ")[0] for letter in words if letter.isalpha()}
    if "HANGUL" in scripts:
        return str(Language.KOREAN)
    return str(
        Language.JAPANESE if scripts & {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA"} else Language.ENGLISH
    )


def of_values(name: str, others: Iterable[tuple[str, str]], country: str = "", printed: str = "") -> Names:
    """The names of a person from values: what the record calls them, (language, name) in their order, their country.

    ``printed`` is the name at a meeting: it stands for the record's where it is Latin.
    """
    first: dict[str, str] = {}
    for language, value in others:
        first.setdefault(language, value)
    is_latin = language_of(name) == "en"
    if not is_latin:
        first.setdefault(language_of(name), name)
    latin = name if is_latin else first.get("en", "")
    is_printed_otherwise = bool(printed) and language_of(printed) != "en"
    return Names(
        latin=printed if printed and not is_printed_otherwise else latin,
        others={language: value for language, value in first.items() if language != "en"},
        native=NATIVE.get(country, ""),
        printed=printed if is_printed_otherwise else "",
    )


def of_official(row: Official) -> Names:
    """The names of an official whose names and tenures are loaded."""
    countries = [tenure.country.code for tenure in row.tenures.all()]
    return of_values(row.name, [(each.language, each.value) for each in row.names.all()], next(iter(countries), ""))


def of_delegate(row: Delegate) -> Names:
    """The names of a delegate of ``Delegate.objects.for_pages()``, whose party is the country."""
    return of_values(row.official.name, _annotated(row, "official"), row.country.code, row.name)


def of_related(row: Any, relation: str) -> Names:
    """The names of the official that a row leads to, of a queryset annotated by ``named``."""
    return of_values(getattr(row, relation).name, _annotated(row, relation), getattr(row, f"{relation}_country") or "")


def of_cited(citation: Citation) -> Names:
    """The names of the delegate whose fact a citation of ``for_pages`` supports."""
    found, delegate = "delegate_official", citation.delegate
    country = getattr(citation, f"{found}_country") or ""
    return of_values(delegate.name if delegate else "", _annotated(citation, found), country)


def _annotated(row: Any, relation: str) -> list[tuple[str, str]]:
    found = [(code, getattr(row, f"{relation}_{code}")) for code in Language.values]
    return [(code, value) for code, value in found if value]


def title(ours: str, citations: Iterable[Citation], language: str) -> Title | None:
    """A title on a page in a language: as a source in this language prints it, otherwise our translation, if any.

    ``citations`` are those of the title. Where one holds our very words, in the form it prints or in its quotation,
    they are its own; otherwise what a source prints stands for ours.
    """
    read = [citation for citation in citations if citation.language == language]
    if ours and any(ours in citation.printed or ours in citation.quotation for citation in read):
        return Title(ours, is_ours=False)
    printed = max((each.printed for each in read if language_of(each.printed) == language), key=len, default="")
    if printed:
        return Title(printed, is_ours=False)
    return Title(ours, is_ours=True) if ours else None


def label(rows: Rows, language: str, countries: Mapping[str, str]) -> str:
    """The name of a root on a page in a language, from its body; empty where it is not translated.

    ``countries`` are the codes by key: an official's tells which form is native.
    """
    if rows.kind != "official":
        return str(rows.own.get(f"name_{language}") or "")
    others = sorted(rows["officialname"], key=lambda row: (row["position"], row["language"], row["value"]))
    tenures = sorted(rows["tenure"], key=lambda row: (row["start"], row["title_en"] or ""))
    country = next((countries.get(row["country_id"], "") for row in tenures), "")
    return of_values(rows.own["name"], [(row["language"], row["value"]) for row in others], country).text(language)


def every(rows: Rows) -> set[str]:
    """Each name by which any page calls a root, from its body."""
    named = [rows.own, *rows.get("officialname", ())]
    return {
        row[column] for row in named for column in ("name", "name_en", "name_ja", "name_ko", "value") if row.get(column)
    }
