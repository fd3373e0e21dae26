"""The editor's handbook and what it leads to, as the files in docs/ have them, for all staff."""

from itertools import pairwise
from pathlib import Path
from typing import Any

import nh3
from django.conf import settings
from django.contrib.admin import AdminSite
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from markdown_it import MarkdownIt

FOLDER = Path(settings.BASE_DIR) / "docs"
FIRST = "editors"
ATTRIBUTES = {
    **{tag: {"id"} for tag in ("h1", "h2", "h3")},
    "a": {"href"},
    "img": {"src", "alt"},
    "th": {"scope"},
}


def page(request: HttpRequest, site: AdminSite, name: str = FIRST) -> HttpResponse:
    """One file of docs/. Links between the files and to their pictures lead on as they stand."""
    path = {one.stem: one for one in FOLDER.glob("*.md")}.get(name)
    if path is None:
        raise Http404("The handbook has no such page.")
    title, body, headings = rendered(path.read_text(encoding="utf-8"))
    context = {
        **site.each_context(request),
        "title": title,
        "body": body,
        "headings": headings if name == FIRST else [],
        "is_first": name == FIRST,
    }
    return TemplateResponse(request, "admin/handbook.html", context)


def picture(request: HttpRequest, site: AdminSite, name: str) -> HttpResponse:
    """A picture of the handbook."""
    path = {one.name: one for one in (FOLDER / "pictures").glob("*.png")}.get(name)
    if path is None:
        raise Http404("The handbook has no such picture.")
    return HttpResponse(path.read_bytes(), content_type="image/png")


def rendered(text: str) -> tuple[str, SafeString, list[tuple[str, str]]]:
    """(title, body without it, anchor and words of each section) of a text in Markdown."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens: list[Any] = parser.parse(text)
    title, sections = "", []
    for opening, inline in pairwise(tokens):
        if opening.type == "th_open":
            opening.attrSet("scope", "col")
        if opening.type != "heading_open":
            continue
        if opening.tag == "h1" and not title:
            title = inline.content
        else:
            opening.attrSet("id", slugify(inline.content))
        if opening.tag == "h2":
            sections.append((slugify(inline.content), inline.content))
    if title:
        del tokens[:3]  # the page has its title of its own
    html = nh3.clean(parser.renderer.render(tokens, parser.options, {}), attributes=ATTRIBUTES, link_rel=None)
    return title, mark_safe(html), sections  # noqa: S308  cleaned just above
