"""Where a finding of the checks is mended: the form that has its field, at the field."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from modeltranslation.manager import get_translatable_fields_for_model

from initiatives.models import Citation
from initiatives.record.integrity import TRANSLATIONS, Finding
from initiatives.record.kinds import KINDS, MEMBERS

OWN_FORM = {"document", "passage"}  # owned rows that are edited in a form of their own


def form_model(finding: Finding) -> str:
    """The model whose form mends a finding: the root's, or that of an owned row which has one."""
    return finding.model if finding.model in OWN_FORM else finding.kind


def languages_of(finding: Finding) -> set[str]:
    """The codes of the languages, other than that of the source, in which something is amiss."""
    missing = finding.message.rpartition(" is missing in ")[2] if finding.rule == "untranslated" else ""
    return {code for code, name, _script in TRANSLATIONS if finding.field.endswith(f"_{code}") or name in missing}


def addresses(findings: Sequence[Finding]) -> list[str]:
    """The address of the field that each finding is about, in its form. One query for each model of inline rows."""
    places = _places(findings)
    return [_address(finding, places) for finding in findings]


def _address(finding: Finding, places: dict[str, str]) -> str:
    model = form_model(finding)
    key = finding.row if model in OWN_FORM else finding.root
    form = reverse(f"admin:initiatives_{model}_change", args=[key])
    if finding.model in (model, finding.kind):
        return f"{form}#id_{_field(MEMBERS[finding.model][1].model, finding.field)}"
    if finding.row not in places:
        return form
    of: Any = Citation if finding.model == "citation" else MEMBERS[finding.model][1].model
    return f"{form}#id_{places[finding.row]}-{_field(of, finding.field)}"


def _field(model: Any, name: str) -> str:
    """The name of a field in a form: one that stands in three languages is there in English first."""
    if model is Citation and name not in {field.name for field in Citation._meta.fields}:
        return "quotation"  # the rule names the fact; what is mended are its words
    return f"{name}_en" if name in (get_translatable_fields_for_model(model) or ()) else name


def _places(findings: Iterable[Finding]) -> dict[str, str]:
    """key of an inline row → its prefix in the form of its root: ``delegates-0``."""
    wanted: dict[tuple[str, str], set[uuid.UUID]] = defaultdict(set)
    for finding in findings:
        if finding.model == "citation":
            wanted["citation", finding.kind].add(finding.root)
        elif finding.model not in (*KINDS, *OWN_FORM):
            wanted[finding.model, MEMBERS[finding.model][1].path].add(finding.root)
    found: dict[str, str] = {}
    for (name, path), roots in wanted.items():
        model: Any = Citation if name == "citation" else MEMBERS[name][1].model
        prefix = "citations" if name == "citation" else MEMBERS[name][1].accessor
        counted: dict[Any, int] = defaultdict(int)
        for key, root in model._default_manager.filter(**{f"{path}__in": roots}).values_list("pk", path):
            found[str(key)] = f"{prefix}-{counted[root]}"
            counted[root] += 1
    return found
