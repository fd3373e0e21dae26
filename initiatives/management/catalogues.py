"""The catalogues of translated interface strings: found in code and templates, kept as .po files, compiled by polib.

Neither GNU gettext nor any other program is needed: templates go through Django's own ``templatize``, Python through
its own parser.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polib
from django.conf import settings
from django.utils.translation.template import templatize
from modeltranslation.fields import TranslationField

from initiatives.record.kinds import domain_models

CALLS = {
    "_": ("id",),
    "gettext": ("id",),
    "gettext_lazy": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "ngettext_lazy": ("id", "plural"),
    "pgettext": ("context", "id"),
    "pgettext_lazy": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
}
LANGUAGES = tuple(code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE)
FORMATTED = re.compile(r"%(?:\(\w+\))?[sd]")


@dataclass
class Message:
    """One string of the interface and the files it stands in."""

    id: str
    plural: str = ""
    context: str = ""
    places: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str, str]:
        return (self.context, self.id)


def _calls(source: str) -> Iterator[dict[str, str]]:
    """The arguments of every translation call in Python source, where they are plain strings."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        names = CALLS.get(name)
        if names is None or len(node.args) < len(names):
            continue
        values = [arg.value for arg in node.args[: len(names)] if isinstance(arg, ast.Constant)]
        if len(values) == len(names) and all(isinstance(value, str) for value in values):
            yield dict(zip(names, map(str, values), strict=True))


LITERAL = r"""u?(?P<{0}>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(
    r"\b(?P<name>_|gettext|ngettext|pgettext|npgettext)\(\s*"
    + LITERAL.format("one")
    + r"(?:\s*,\s*"
    + LITERAL.format("two")
    + r")?(?:\s*,\s*"
    + LITERAL.format("three")
    + r")?"
)


def _template_calls(source: str, name: str) -> Iterator[dict[str, str]]:
    """The same for a template: ``templatize`` turns its tags into calls among noise that is no Python."""
    for match in TEMPLATE_CALL.finditer(templatize(source, origin=name)):
        values = [ast.literal_eval(match[part]) for part in ("one", "two", "three") if match[part]]
        names = CALLS[match["name"]]
        yield dict(zip(names, values, strict=False))


def messages() -> list[Message]:
    """Every string of the public interface, in a stable order. The admin is English: its files are left out."""
    root = Path(settings.BASE_DIR)
    found: dict[tuple[str, str], Message] = {}
    sources = [*sorted((root / "initiatives").rglob("*.py")), *sorted((root / "templates").rglob("*.html"))]
    for path in sources:
        name = path.relative_to(root).as_posix()
        if name.startswith(("templates/admin/", "templates/desk/", "initiatives/admin/", "initiatives/management/")):
            continue
        text = path.read_text(encoding="utf-8")
        for call in _calls(text) if path.suffix == ".py" else _template_calls(text, name):
            _keep(found, Message(call["id"], call.get("plural", ""), call.get("context", "")), name)
    for words, name in _names():
        _keep(found, Message(words), name)
    return [found[key] for key in sorted(found)]


def _keep(found: dict[tuple[str, str], Message], message: Message, place: str) -> None:
    kept = found.setdefault(message.key, message)
    kept.plural = kept.plural or message.plural
    if place not in kept.places:
        kept.places.append(place)


def _names() -> Iterator[tuple[str, str]]:
    """The names of the record's models and of their fields, which pages show where they tell what has changed.

    A column that stands in three languages goes by the name of its field.
    """
    for model in domain_models():
        place = f"{model.__module__.replace('.', '/')}.py"
        yield str(model._meta.verbose_name), place
        for column in (*model._meta.concrete_fields, *model._meta.many_to_many):
            if not isinstance(column, TranslationField):
                yield str(column.verbose_name), place


def path_of(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    """The catalogue of a language; an empty one where there is no file yet."""
    path = path_of(language)
    if path.exists():
        return polib.pofile(str(path), wrapwidth=110)
    catalogue = polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        "Plural-Forms": "nplurals=1; plural=0;",
    }
    return catalogue


def update(language: str) -> None:
    """Brings a catalogue's strings in line with the code: new ones come untranslated, unused ones go."""
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in read(language)}
    catalogue = read(language)
    catalogue.clear()
    for message in messages():
        before = old.get(message.key)
        entry = polib.POEntry(
            msgid=message.id,
            msgctxt=message.context or None,
            occurrences=[(place, "") for place in message.places],
            flags=["python-format"] if FORMATTED.search(message.id) else [],
        )
        if message.plural:
            entry.msgid_plural = message.plural
            entry.msgstr_plural = before.msgstr_plural if before and before.msgid_plural else {0: ""}
        else:
            entry.msgstr = before.msgstr if before else ""
        catalogue.append(entry)
    path_of(language).parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path_of(language)))


def compile_all() -> list[str]:
    """Compiles the catalogues that are newer than what was compiled of them; returns their languages."""
    done = []
    for language in LANGUAGES:
        source = path_of(language)
        target = source.with_suffix(".mo")
        if source.exists() and (not target.exists() or target.stat().st_mtime < source.stat().st_mtime):
            # Put in place whole: a process that starts meanwhile reads the old one or the new one.
            polib.pofile(str(source)).save_as_mofile(f"{target}.new")
            Path(f"{target}.new").replace(target)
            done.append(language)
    return done


def faults(language: str) -> list[str]:
    """What is wrong with a catalogue: strings missing, unused, untranslated, fuzzy, or with other placeholders."""
    catalogue = {(entry.msgctxt or "", entry.msgid): entry for entry in read(language)}
    wanted = {message.key: message for message in messages()}
    found = [f"missing: {key[1]}" for key in wanted if key not in catalogue]
    found += [f"unused: {key[1]}" for key in catalogue if key not in wanted]
    for key, entry in catalogue.items():
        said = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        if entry.fuzzy:
            found.append(f"fuzzy: {key[1]}")
        if not all(text.strip() for text in said):
            found.append(f"untranslated: {key[1]}")
        of = sorted(FORMATTED.findall(entry.msgid_plural or entry.msgid))
        found += [f"placeholders differ: {key[1]}" for text in said if text and sorted(FORMATTED.findall(text)) != of]
    return found
