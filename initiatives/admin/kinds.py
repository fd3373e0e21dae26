"""What the admin must have of each kind of root, asked at ``manage.py check``."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.checks import CheckMessage, Error, register

from initiatives.admin.bases.roots import RootAdmin
from initiatives.admin.guidance import GUIDANCE
from initiatives.admin.site import SECTIONS
from initiatives.record.kinds import KINDS, MEMBERS


@register("record")
def kinds(**_: Any) -> list[CheckMessage]:
    """Every kind can be edited, is in the side bar, and each of its models tells what good looks like."""
    return [Error(said, id="record.E006") for said in _said()]


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
