"""The initiatives a passage is linked with, told apart: those its words name, and those the editors infer."""

from django import template

from initiatives.models import Initiative, Passage
from initiatives.record.relations import names

register = template.Library()


@register.simple_tag
def named_in(passage: Passage) -> list[Initiative]:
    """The other initiatives that the words of a passage name. Reads loaded rows."""
    return [initiative for initiative in passage.named_initiatives.all() if names(passage, initiative)]


@register.simple_tag
def linked_to(passage: Passage) -> list[Initiative]:
    """The other initiatives that a passage is taken to speak of without their names. Reads loaded rows."""
    return [initiative for initiative in passage.named_initiatives.all() if not names(passage, initiative)]
