"""What lists without a page are filtered by. Those that have a page take its filters, from ``initiatives.filters``."""

from typing import Any, ClassVar

import django_filters
from django.core.validators import validate_slug
from django.utils.translation import gettext_lazy as _

from initiatives.choices import Basis, PassageKind
from initiatives.models import Citation, Passage
from initiatives.record.kinds import KINDS

LONGEST_SLUG = 160


class SlugFilter(django_filters.CharFilter):
    """Rows that one relation leads from to what has this slug or code; of one that there is not, none."""

    def __init__(self, field_name: str, **kwargs: Any) -> None:
        super().__init__(field_name, max_length=LONGEST_SLUG, validators=[validate_slug], strip=False, **kwargs)


class PassageFilter(django_filters.FilterSet):
    """Passages by document, round, kind and what they speak of."""

    document = SlugFilter("document__slug", label=_("Document"))
    round = SlugFilter("document__meeting__slug", label=_("Round"))
    kind = django_filters.MultipleChoiceFilter(choices=PassageKind.choices, label=_("Kind"))
    pillar = SlugFilter("pillar__slug", label=_("Pillar"))
    initiative = SlugFilter("initiative__slug", label=_("Initiative"))
    reference = SlugFilter("references__slug", label=_("Reference"))

    class Meta:
        model = Passage
        fields: ClassVar[list[str]] = []


def _of_root(name: str) -> SlugFilter:
    kind = KINDS[name]
    return SlugFilter(f"{name}__{kind.model.natural[0]}", label=kind.model._meta.verbose_name)


class CitationFilter(django_filters.FilterSet):
    """Citations by what they support, what it rests on, and the document that is quoted."""

    quoted = SlugFilter("passage__document__slug", label=_("Document that is quoted"))
    basis = django_filters.MultipleChoiceFilter(choices=Basis.choices, label=_("Basis"))

    class Meta:
        model = Citation
        fields: ClassVar[list[str]] = []


for _kind in KINDS.values():  # round=…, official=…: each kind by the word that its addresses have for it
    CitationFilter.base_filters[_kind.singular] = _of_root(_kind.name)
