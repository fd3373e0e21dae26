"""How the record is made, what its words mean, and which facts have no source because they are derived or ours."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from initiatives.record import field_names
from initiatives.record.kinds import MEMBERS, Member
from initiatives.templatetags.typesetting import listed
from initiatives.views.pages import Page


@dataclass(frozen=True)
class Unsourced:
    """The fields of one kind of row that need no source: those derived, each with how, and those that are ours."""

    name: str
    derived: list[tuple[str, str | Promise]]
    ours: str


def unsourced(member: Member) -> Unsourced:
    """What the table of kinds says of one of them, in words."""
    return Unsourced(
        field_names.of_model(member.model),
        [(field_names.of_column(member.model, field), how) for field, how in member.derived.items()],
        listed(*(field_names.of_column(member.model, field) for field in (*member.ours, *member.may_be_cited))),
    )


class About(Page):
    template_name = "initiatives/about.html"
    section = "about"

    def title(self) -> str:
        return _("How this record is made")

    def description(self) -> str:
        return _("How the record is made, what its words mean, how to cite it, and what it does not hold.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tables = [unsourced(member) for _kind, member in MEMBERS.values()]
        return super().get_context_data(tables=[one for one in tables if one.derived or one.ours], **kwargs)
