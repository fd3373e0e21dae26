"""The same text as a page, and as a PDF that Chromium prints of it: what is read should not depend on the format."""

import html
import itertools
import re
import shutil
import unicodedata
from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from tests.intake.score.comparing import bare

CHROMIUM = next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)
STYLE = "body{font:11pt/1.5 serif;margin:0} h1{font-size:17pt} h2{font-size:13pt} h1,h2{break-after:avoid} table{border-collapse:collapse} td,th{border:1px solid;padding:2pt 6pt}"
BULLET = re.compile(r"(\s*)(?:[-•○◦]\s+|・)(.*)", re.DOTALL)


def page_of(text, gold, language):
    """A page as a ministry sets it: title and headings by their tags, bullets as lists, a paragraph for every other block."""
    headings = {bare(heading) for heading in gold["headings"]}
    parts, items, titled = [], [], False

    def close_items():
        if items:
            parts.append(_listed(items))
            items.clear()

    for block in _unwrapped(text):
        bullet = BULLET.fullmatch(block)
        if bullet:
            items.append((len(bullet[1]), _inline(bullet[2])))
            continue
        if not block.strip():
            continue
        close_items()
        line = _inline(block.strip(" \t"))
        if not titled and bare(block) == bare(gold["title"]):
            parts.append(f"<h1>{line}</h1>")
            titled = True
        elif bare(block) in headings:
            parts.append(f"<h2>{line}</h2>")
        else:
            parts.append(f"<p>{line}</p>")
    close_items()
    title = html.escape(gold["title"] or "")
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title></head>\n<body>\n{body}\n</body></html>\n'


def _unwrapped(text):
    """The blocks of a text: its lines, or, where it is wrapped at a width, what stands between them put together."""
    lines = text.split("\n")
    longest = max(_width(line) for line in lines if "://" not in line)
    blocks = lines[:1]
    for before, line in itertools.pairwise(lines):
        goes_on = longest <= 90 and _width(before) > 0.7 * longest and line.strip() and not BULLET.match(line)
        blocks[-1:] = [f"{blocks[-1]}\n{line}"] if goes_on else [blocks[-1], line]
    return blocks


def _width(line):
    """In columns, where a character of China, Japan and Korea takes two."""
    return sum(1 + (unicodedata.east_asian_width(character) in "WF") for character in line)


def _inline(text):
    text = html.escape(text, quote=False)
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", text)


def _listed(items):
    """Bullets with their indents as nested lists."""
    out, depths = [], []
    for indent, text in items:
        while depths and indent < depths[-1]:
            depths.pop()
            out.append("</li></ul>")
        if not depths or indent > depths[-1]:
            depths.append(indent)
            out.append("<ul>")
        else:
            out.append("</li>")
        out.append(f"<li>{text}")
    return "".join([*out, *["</li></ul>"] * len(depths)])


def printed(pages, chromium):
    """{name: PDF} of {name: page}, printed with Chromium's own settings but for its date and address lines."""
    sheet = chromium.new_page()
    try:
        made = {}
        for name, page in pages.items():
            sheet.set_content(page.replace("</head>", f"<style>{STYLE}</style></head>"))
            made[name] = sheet.pdf(format="A4", margin=dict.fromkeys(("top", "right", "bottom", "left"), "2cm"))
        return made
    finally:
        sheet.close()


@contextmanager
def a_chromium():
    """A headless Chromium that ends with the block; not where one runs already, as in the tests."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()
