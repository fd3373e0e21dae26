"""How the record is made, and what its words mean."""

from django.utils.translation import gettext as _

from initiatives.views.pages import Page


class About(Page):
    template_name = "initiatives/about.html"
    section = "about"

    def title(self) -> str:
        return _("How this record is made")

    def description(self) -> str:
        return _("How the record is made, what its words mean, how to cite it, and what it does not hold.")
