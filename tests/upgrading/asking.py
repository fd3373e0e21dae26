"""What a site answers: at every public address, and at its desk. For comparing before with after.

``python asking.py TASK`` in a process of its own, on the code and the databases that its environment names; what it
found comes out as JSON. The code is known by its addresses alone, and a page by what its reader has of it: its words,
links and ids, whatever its templates look like.
"""

import hashlib
import json
import logging
import re
import sys
from collections import defaultdict
from urllib.parse import urlsplit

from django.apps import apps
from django.test import Client
from people import Person, begin
from selectolax.lexbor import LexborHTMLParser
from sites import KEEPER

# --- A page

LINKS = {"a": "href", "link": "href", "img": "src", "form": "action"}
HOMES = ("/", "/ja/", "/ko/")  # these alone are looked at with the masthead and the footer that all pages have
DATA = {"type": "application/ld+json"}


def content_of(html, *, framed=False):
    """[words, links, ids] of a page in its order, white space being one space, and none beside a tag."""
    page = LexborHTMLParser(html)
    parts = [page.root] if framed else [page.head, page.css_first("main") or page.body]
    words, links, ids = [], [], []
    for node in (node for part in parts for node in part.traverse(include_text=True)):
        if node.is_text_node:
            if node.parent.tag not in ("script", "style"):
                words.append(" ".join(node.text_content.split()))
            elif node.parent.attributes == DATA:
                words.append(json.dumps(json.loads(node.text_content), ensure_ascii=False, sort_keys=True))
            continue
        link = node.attributes.get(LINKS.get(node.tag, ""))
        if link is not None and not urlsplit(link).path.startswith("/static/"):
            links.append(link)
        ids += filter(None, [node.attributes.get("id")])
    return ["".join(words), links, ids]


def answer(client, path):
    """[status, where it leads, words, links, ids] of an address; of what is no page a hash instead of its words."""
    response = client.get(path)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if response.headers.get("Content-Type", "").startswith("text/html"):
        content = content_of(body.decode(), framed=path in HOMES)
    else:
        content = [hashlib.sha256(body).hexdigest(), [], []]
    return [response.status_code, response.headers.get("Location", ""), *content]


# --- The public record


def derived():
    """Every public address with its answer: of each page, each history, all that they link to, and of the past.

    In Japanese and Korean the pages there are; of the past, in English, the lists as of every publication, and of each
    record what its history leads to. Needs the tests of the code: their list of addresses.
    """
    from tests.crawling import addresses, linked, slugs_in

    slugs = defaultdict(set)
    for name, there in slugs_in("public").items():
        slugs[name].update(there)
    names = {"meeting": "rounds", "activity": "activities"}
    for kind, slug in apps.get_model("published", "address").objects.values_list("kind", "slug"):
        slugs[names.get(kind, f"{kind}s")].add(slug)
    english = [path for path in addresses({name: sorted(some) for name, some in slugs.items()}) if in_english(path)]
    client, found, further = Client(raise_request_exception=False), {}, []
    for path in english:
        found[path] = answer(client, path)
        further += [link for link in linked(client.get(path), path) if in_english(link) and link not in english]
    last = apps.get_model("published", "publication").objects.count()
    lists = ["/", "/timeline/", *(f"/{name}/" for name in slugs)]
    further += [f"{path}?as-of={number}" for number in range(1, last + 1) for path in lists]
    for path in by_time(further):
        found[path] = answer(client, path)
    for path in english:
        if found[path][0] != 404:
            found |= {f"/{language}{path}": answer(client, f"/{language}{path}") for language in ("ja", "ko")}
    return {path: told for path, told in found.items() if told[0] < 500}  # a failure of then is no promise


def by_time(paths):
    """Each address once. The past is put together once for each publication: its pages are asked for together."""
    return sorted(dict.fromkeys(paths), key=lambda path: path.partition("as-of=")[2])


def in_english(path):
    return not path.startswith(HOMES[1:])


def given():
    """What the addresses that are given as JSON answer."""
    client = Client()
    return {path: answer(client, path) for path in by_time(json.load(sys.stdin))}


# --- The desk

KINDS = ("meeting", "official", "pillar", "initiative", "activity", "reference", "country")
PUBLISHED = "Published"  # how a record stands of which the public record shows what the desk holds
TOKENS = ("csrfmiddlewaretoken", "draft", "shown")  # each opened form has its own


def desk():
    """What is listed, how it stands, and what the forms of it hold: of records, changesets, drafts and proposals."""
    keeper, editor, reviewer = (Person(name) for name in (KEEPER, "editor", "reviewer"))
    statuses = {kind: statuses_of(keeper, kind) for kind in KINDS}
    changesets = column(keeper, "/admin/desk/changeset/", "field-stands")
    proposals = column(keeper, "/admin/desk/proposal/", "field-state")
    under_way = [path for path, words in changesets.items() if not words.startswith("published")]
    changed = [path for rows in statuses.values() for path, words in rows.items() if words != PUBLISHED]
    opened = dict.fromkeys([*changed, *(next(iter(rows)) for rows in statuses.values())])
    return {
        "unpublished": differing(keeper),
        "statuses": statuses,
        "changesets": changesets,
        "proposals": proposals,
        "forms": {path: filled(keeper, path) for path in opened},
        "changeset forms": {path: filled(keeper, path, "version") for path in under_way},
        "previews": {path: answer(keeper.client, path) for path in previews(keeper, under_way)},
        "histories": {path: revisions(keeper, path.replace("/change/", "/history/")) for path in changed},
        "drafts": {path: draft for person in (editor, reviewer) for path, draft in drafts(person).items()},
        "proposal fields": {path: fields(editor, path) for path in proposals},
    }


def parsed(response):
    return LexborHTMLParser(response.content.decode())


def listed(person, path):
    """(address of its form, the row itself) of every row of a list."""
    for line in parsed(person.get(path)).css("#result_list tbody tr"):
        yield next(link.attributes["href"] for link in line.css("a") if "/change/" in link.attributes["href"]), line


def column(person, path, name):
    """address → words in one column, for every row of a list."""
    return {address: words_of(line.css_first(f".{name}")) for address, line in listed(person, path)}


def statuses_of(person, kind):
    """address → publication status, for every root of a kind."""
    return column(person, f"/admin/initiatives/{kind}/", "field-publication")


def words_of(node):
    return " ".join(node.text().split())


def differing(person):
    """What is listed as different from the public record."""
    return sorted(
        box.attributes["value"] for box in parsed(person.get("/admin/desk/unpublished/")).css('[name="root"]')
    )


def filled(person, path, having="token"):
    """What a form is filled with, less the tokens of this opening of it."""
    return {name: value for name, value in person.form(path, having).items() if name not in TOKENS}


def previews(person, changesets):
    """The English pages that changesets offer as their previews."""
    found = [link for path in changesets for link in content_of(person.get(path).content.decode())[1]]
    return dict.fromkeys(link for link in found if re.match(r"/desk/preview/[0-9a-f-]{36}/(?!ja/|ko/)", link))


def revisions(person, path):
    """What changed with every revision of a record, as its history at the desk says."""
    return [words_of(link) for link in parsed(person.get(path)).css('a[href*="?from="]')]


def drafts(person):
    """address → what the form is filled with, of every private draft that a person is offered."""
    offered = dict.fromkeys(re.findall(r'href="([^"]*\?draft=[^"]*)"', person.get("/admin/").content.decode()))
    return {path: filled(person, path, "version" if "changeset" in path else "token") for path in offered}


def fields(person, path):
    """(name, value) of all that can be typed or sent on the page of a proposal."""
    found = []
    for control in parsed(person.get(path)).css("main input, main textarea, main select, main button"):
        name, chosen = control.attributes.get("name"), control.css_first("option[selected]")
        if name and name != "csrfmiddlewaretoken":
            value = control.text() if control.tag == "textarea" else (chosen or control).attributes.get("value")
            found.append([name, value])
    return found


TASKS = {task.__name__: task for task in (derived, given, desk)}

if __name__ == "__main__":
    begin()
    logging.disable(logging.WARNING)  # of each address that is not found
    json.dump(TASKS[sys.argv[1]](), sys.stdout, ensure_ascii=False)
