"""The laws of public templates: lines that can be followed, and components that need what they say they need.

A component opens with a comment: what it is; ``Needs:`` what it cannot do without, or ``Needs nothing.``; ``May have:``
what it does without. The names are held against what the template uses, against what each include hands on, and against
what the pages know.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, NodeList, engines
from django.template.base import FilterExpression, TextNode, TokenType, Variable, VariableNode
from django.template.defaulttags import (
    CommentNode,
    CsrfTokenNode,
    FilterNode,
    ForNode,
    IfNode,
    LoadNode,
    RegroupNode,
    TemplateLiteral,
    URLNode,
    WithNode,
)
from django.template.library import SimpleNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.templatetags.i18n import BlockTranslateNode, GetCurrentLanguageNode, TranslateNode
from django.templatetags.l10n import LocalizeNode
from django.templatetags.static import StaticNode

from initiatives.templatetags.typesetting import Run
from tests import crawling
from tests.builders import whole

TEMPLATES = Path(settings.BASE_DIR) / "templates"
PUBLIC = [*TEMPLATES.glob("*.html"), *TEMPLATES.glob("components/*.html"), *TEMPLATES.glob("initiatives/*.html")]
COMPONENTS = sorted(path.stem for path in TEMPLATES.glob("components/*.html"))

LONGEST = 160
# A line that stays long, by its file and first words: why.
LONG = {
    ("initiatives/about.html", '{% translate "The pages aim at WCAG 2.2'): (
        "the Korean words have a per cent sign, which blocktranslate, the way to break a sentence, reads as a place"
    ),
}
# What a page need not know, and a template asks for all the same: why.
UNKNOWN = {
    "canonical_query": "pages without parameters have none",
    "downloads": "lists alone are to be had as data",
    "changed": "pages of roots alone have a history",
    "history_address": "pages of roots alone have a history",
}


def test_a_line_of_a_public_template_can_be_followed():
    found = set()
    for path in PUBLIC:
        for line in path.read_text(encoding="utf-8").splitlines():
            if len(line) > LONGEST:
                listed = [(name, words) for name, words in LONG if line.strip().startswith(words)]
                found.add(next(iter(listed), (path.relative_to(TEMPLATES).as_posix(), line.strip()[:60])))
    assert found == set(LONG)


# --- What a template uses


@dataclass
class Include:
    """A component put into a template: the names it is handed, and those that are known there besides."""

    component: str
    passed: set[str]
    known: set[str]
    is_closed: bool  # only what is passed


@dataclass
class Uses:
    """The names a template asks for and does not make itself, and what it includes."""

    names: set[str] = field(default_factory=set)
    includes: list[Include] = field(default_factory=list)
    reads_page: bool = False  # through a tag that takes the context
    parent: str = ""


class Reader:
    """Reads what a compiled template uses. A kind of node that it does not know is an error, never passed over."""

    def __init__(self):
        self.uses = Uses()

    def ask(self, *values, known):
        for value in values:
            match value:
                case FilterExpression():
                    parts = [value.var, *(given for _, given in value.filters)]
                    for part in parts:
                        self.ask(*(part if isinstance(part, list) else [part]), known=known)
                case Variable() if value.lookups:
                    self.uses.names |= {value.lookups[0]} - known
                case (False, Variable()) | (True, Variable()):
                    self.ask(value[1], known=known)
                case dict():
                    self.ask(*value.values(), known=known)
                case list():
                    self.ask(*value, known=known)
                case TemplateLiteral():
                    self.ask(value.value, known=known)
                case _ if hasattr(value, "first") and hasattr(value, "second"):  # an operator of a condition
                    self.ask(value.first, value.second, known=known)

    def read(self, nodes, known):
        """Reads nodes in their order; ``known`` gains the names that a tag makes for those after it."""
        for node in nodes:
            self.one(node, known)

    def one(self, node, known):
        match node:
            case TextNode() | LoadNode() | CommentNode() | CsrfTokenNode():
                pass
            case VariableNode():
                self.ask(node.filter_expression, known=known)
            case IfNode():
                for condition, nodes in node.conditions_nodelists:
                    self.ask(condition, known=known)
                    self.read(nodes, known)
            case ForNode():
                self.ask(node.sequence, known=known)
                self.read(node.nodelist_loop, known | {*node.loopvars, "forloop"})
                self.read(node.nodelist_empty, set(known))
            case WithNode():
                self.ask(node.extra_context, known=known)
                self.read(node.nodelist, known | node.extra_context.keys())
            case RegroupNode():
                self.ask(node.target, known=known)
                known.add(node.var_name)
            case URLNode():
                self.ask(node.view_name, node.args, node.kwargs, known=known)
                known |= {node.asvar} - {None}
            case SimpleNode():
                self.ask(node.args, node.kwargs, known=known)
                known |= {node.target_var} - {None}
                self.uses.reads_page |= bool(node.takes_context)
            case TranslateNode():
                self.ask(node.filter_expression, known=known)
                known |= {node.asvar} - {None}
            case BlockTranslateNode():
                self.ask(node.extra_context, node.counter, known=known)
                own = node.extra_context.keys() | {node.countervar}
                said = [token.contents for token in [*node.singular, *node.plural] if token.token_type == TokenType.VAR]
                self.uses.names |= set(said) - own - known
                known |= {node.asvar} - {None}
            case GetCurrentLanguageNode():
                known.add(node.variable)
            case StaticNode():
                self.ask(node.path, known=known)
            case FilterNode():
                self.ask(node.filter_expr, known=known | {"var"})  # what it filters
                self.read(node.nodelist, known)
            case LocalizeNode() | Run():
                self.read(node.nodelist, known)
            case BlockNode():
                self.read(node.nodelist, set(known))
            case ExtendsNode():
                self.uses.parent = node.parent_name.var
                self.read(node.nodelist, known)
            case IncludeNode():
                self.ask(node.extra_context, known=known)
                name = str(node.template.var).removeprefix("components/").removesuffix(".html")
                passed = set(node.extra_context)
                self.uses.includes.append(Include(name, passed, set(known), node.isolated_context))
            case _:
                raise AssertionError(
                    f"a node that this law cannot read: {type(node).__name__}, line {node.token.lineno}"
                )


@cache
def read(name):
    """What one template uses, those it extends left out."""
    reader = Reader()
    nodes: NodeList = engines["django"].engine.get_template(name).nodelist
    reader.read(nodes, {"True", "False", "None"})
    return reader.uses


@cache
def asked(name):
    """The names a template asks of what is around it, for itself and for what it includes."""
    uses = read(name)
    names = set(uses.names)
    for include in uses.includes:
        if not include.is_closed:
            names |= asked(f"components/{include.component}.html") - include.passed - include.known
    return frozenset(names)


@cache
def reads_page(name):
    """True where a template has a tag that takes the context, in itself or in what it includes."""
    uses = read(name)
    return uses.reads_page or any(reads_page(f"components/{include.component}.html") for include in uses.includes)


# --- What a component says


@dataclass(frozen=True)
class Contract:
    """The names a component says it needs, and those it may have."""

    needs: frozenset[str]
    may_have: frozenset[str]


HEAD = re.compile(
    r"\{% comment %\}\n(?P<said>.+?)\n(?P<needs>Needs(?: nothing\.|: .+?))\n\{% endcomment %\}\n", re.DOTALL
)


def listed(words):
    """The names in “name (what it is), name.”"""
    while (shorter := re.sub(r"\([^()]*\)", "", words)) != words:
        words = shorter
    return frozenset(name for part in re.split(r",|\band\b|\bor\b|\bof each\b", words) if (name := part.strip(" .\n")))


@cache
def contract(component):
    text = (TEMPLATES / "components" / f"{component}.html").read_text(encoding="utf-8")
    head = HEAD.match(text)
    assert head, f"{component}: it opens with a comment that says what it is and what it needs"
    needs, _, may_have = head["needs"].partition("\nMay have: ")
    return Contract(listed(needs.removeprefix("Needs: ").removeprefix("Needs nothing")), listed(may_have))


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_component_needs_what_it_says(component):
    said = contract(component)
    assert said.needs & said.may_have == set()
    assert said.needs | said.may_have == asked(f"components/{component}.html")


def includes():
    for path in PUBLIC:
        name = path.relative_to(TEMPLATES).as_posix()
        for include in read(name).includes:
            yield name, include


def test_every_component_is_used():
    by_code = {"preview_marks", "marker"}  # by the middleware of previews, by tags
    assert {include.component for _, include in includes()} | by_code == set(COMPONENTS)


def test_an_include_hands_on_what_the_component_needs_and_nothing_else():
    faults = []
    for name, include in includes():
        said = contract(include.component)
        at_hand = include.passed if include.is_closed else include.passed | include.known | asked(name)
        faults += [
            f"{name}: {include.component} has no use for {extra}"
            for extra in include.passed - said.needs - said.may_have
        ]
        faults += [f"{name}: {include.component} needs {missing}" for missing in said.needs - at_hand]
    assert faults == []


def test_a_component_that_is_handed_all_it_needs_sees_nothing_else():
    """So no name of the page gets into it by accident; only tags that read the page have to see it."""
    faults = []
    for name, include in includes():
        closed = (
            not reads_page(f"components/{include.component}.html")
            and contract(include.component).needs <= include.passed
        )
        if include.is_closed != closed:
            faults.append(f"{name}: {include.component} {'with' if closed else 'without'} “only”")
    assert faults == []


# --- What the pages know


@pytest.mark.django_db(databases=["default", "public"])
def test_a_page_knows_every_name_its_templates_ask_for(client):
    whole(rounds=2)
    faults, seen = set(), set()
    for address in crawling.addresses({"unknown": []} | crawling.slugs_in("public")):
        response = client.get(address)
        if response.status_code != 200 or not response.templates:
            continue
        name = response.templates[0].name
        if name in seen or not name.startswith("initiatives/"):  # a feed is put together of fragments
            continue
        seen.add(name)
        context = response.context if isinstance(response.context, Context) else response.context[0]
        known = {key for layer in context.dicts for key in layer} | UNKNOWN.keys()
        while name:
            optional = {one for include in read(name).includes for one in contract(include.component).may_have}
            faults |= {f"{name} asks for {missing}" for missing in asked(name) - known - optional}
            name = read(name).parent
    assert faults == set()
    assert seen >= {f"initiatives/{path.stem}.html" for path in TEMPLATES.glob("initiatives/*.html")} - {
        "initiatives/browse.html",  # what four pages extend
        "initiatives/phrase.html",  # tests/record/test_phrases.py reads one
    }
