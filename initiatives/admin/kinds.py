"""What the admin must have of each kind of root, asked at ``manage.py check``."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.checks import CheckMessage, Error, register
from django.db.models import Model

from initiatives.admin.bases.roots import RootAdmin
from initiatives.admin.guidance import GUIDANCE
from initiatives.admin.site import SECTIONS
from initiatives.record.columns import stored_fields
from initiatives.record.kinds import KINDS, MEMBERS


@register("record")
def kinds(**_: Any) -> list[CheckMessage]:
    """Every kind can be edited, is in the side bar, and each of its models tells what good looks like."""
    return [Error(said, id="record.E006") for said in _said()]


@register("record")
def forms(**_: Any) -> list[CheckMessage]:
    """Every column of the record can be filled in some form."""
    return [Error(said, id="record.E007") for said in _in_no_form()]


def _said() -> Iterator[str]:
    listed = {name for _title, names, _pages in SECTIONS for name in names}
    for name, kind in KINDS.items():
        if not isinstance(admin.site._registry.get(kind.model), RootAdmin):
            yield f"A {kind.singular} cannot be edited. Register a RootAdmin for it in a module of initiatives/admin."
        if name not in listed:
            yield f"The side bar does not list {kind.plural}. Add {name} to SECTIONS in admin/site.py."
    for name, (_kind, member) in MEMBERS.items():
        if name not in GUIDANCE:
            words = member.model._meta.verbose_name
            yield f"The form of a {words} tells nobody what good looks like. Add {name} to GUIDANCE in admin/guidance.py."


def _in_no_form() -> Iterator[str]:
    shown: dict[type[Model], set[str]] = {}
    for model, page in admin.site._registry.items():
        shown.setdefault(model, set()).update(flatten_fieldsets(page.fieldsets or ()))
        for inline in page.inlines:
            parent = {field.name for field in inline.model._meta.fields if field.related_model is model}
            shown.setdefault(inline.model, parent).update(flatten_fieldsets(inline.fieldsets or ()))
    for name, (_kind, member) in MEMBERS.items():
        options = member.model._meta
        if member.model not in shown:
            if name not in KINDS:
                yield f"No form has {options.verbose_name_plural}. Add an inline to a module of initiatives/admin."
            continue
        for field in (*stored_fields(member.model), *options.many_to_many):
            if field.editable and field.name not in shown[member.model]:
                yield (
                    f"No form shows {name}.{field.name}. "
                    f"Add it to the fieldsets of {member.model.__name__} in initiatives/admin."
                )
