"""What each kind of root must have, asked at ``manage.py check``: an omission is a sentence there, never a surprise."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.urls import NoReverseMatch, reverse

from initiatives.models import Citation
from initiatives.models.citations import OWNED_KEYS, ROOT_KEYS
from initiatives.models.rows import Root
from initiatives.published.search.entries import ENTRIES
from initiatives.record.bodies import SCHEMA, STEPS
from initiatives.record.columns import breaches, stored_fields
from initiatives.record.kinds import KINDS, MEMBERS, Kind, Member, domain_models

TAG = "record"


@register(TAG)
def kinds(**_: Any) -> list[CheckMessage]:
    """Every model of the record belongs to a kind, and every kind is whole."""
    found: list[CheckMessage] = [
        Error(
            f"{model.__name__} is no kind of root and is owned by none. Add it to KINDS in record/kinds.py.",
            obj=model,
            id="record.E001",
        )
        for model in apps.get_app_config("initiatives").get_models()
        if model not in domain_models()
    ]
    for kind in KINDS.values():
        found += [Error(said, obj=kind.model, id="record.E002") for said in _of_kind(kind)]
    for _kind, member in MEMBERS.values():
        found += [Error(said, obj=member.model, id="record.E003") for said in _of_member(member)]
    return found


@register(TAG)
def columns(**_: Any) -> list[CheckMessage]:
    """The law of columns holds, and every schema but the last has its step."""
    missing = [number for number in range(1, SCHEMA) if number not in STEPS]
    return [
        *(Error(said, id="record.E004") for said in breaches(SCHEMA)),
        *(Error(f"STEPS in record/bodies.py lacks schema {number}.", id="record.E005") for number in missing),
    ]


def _of_kind(kind: Kind) -> Iterator[str]:
    if kind.name not in ROOT_KEYS:
        yield (
            f"No citation can belong to a {kind.singular}. "
            f"Add {kind.name} to Citation and to ROOT_KEYS in models/citations.py."
        )
    if kind.name not in ENTRIES:
        yield (
            f"Search does not know what to find of a {kind.singular}. "
            f"Add {kind.name} to ENTRIES in published/search/entries.py."
        )
    if [other for other in KINDS.values() if other.file == kind.file] != [kind]:
        yield f"Two kinds have the file {kind.file}. Give each its own in record/kinds.py."
    if issubclass(kind.model, Root) and not kind.page:
        yield f"A {kind.singular} has an address and no page. Give its kind a page and pages in record/kinds.py."
    if kind.page != (page := getattr(kind.model, "page", "")):
        yield f"The page of a {kind.singular} is “{page}” in its model and “{kind.page}” in record/kinds.py."


def _of_member(member: Member) -> Iterator[str]:
    model: Any = member.model
    if not model.natural:
        yield f"No file can name a {model._meta.verbose_name}. Give {model.__name__} its natural key."
    for field in (*(field for fact in member.cited for field in fact), *member.may_be_cited):
        try:
            model._meta.get_field(field)
        except FieldDoesNotExist:
            yield f"{model.__name__} has no field {field}, which is to be cited. Correct record/kinds.py."
    said = {field for fact in member.cited for field in fact} | {*member.may_be_cited, *member.derived, *member.ours}
    columns = {getattr(field, "translated_field", field).name for field in stored_fields(model)}
    columns |= {field.name for field in model._meta.many_to_many}
    for name in sorted(columns - said - {"id", "slug", "position", *member.path.split("__")}):
        yield (
            f"Nothing says where the {name} of a {model._meta.verbose_name} comes from. Name it in record/kinds.py: "
            "among what must be cited, what is derived (and how), or what is ours."
        )
    if member.cited and member.cited_by not in (*ROOT_KEYS, *OWNED_KEYS):
        yield (
            f"Facts of a {model._meta.verbose_name} must be cited and no citation can name one. Add a relation to "
            f"{Citation.__name__} and OWNED_KEYS in models/citations.py, and name it in record/kinds.py."
        )
    if member.page:
        names = [(member.page, ["x"]), (member.pages, [])]
        if member.name in KINDS:
            names.append((f"{member.page}-history", ["x"]))
        for name, arguments in names:
            try:
                reverse(name, args=arguments)
            except NoReverseMatch:
                yield f"No address has the name {name}. Add its path and its view to urls.py."
