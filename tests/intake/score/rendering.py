"""The same text as a page, and as a PDF that Chromium prints of it: what is read should not depend on the format."""

import html
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from tests.intake.score.comparing import bare

CHROMIUM = next(filter(None, map(shutil.which, ("/usr/bin/chromium", "chromium", "google-chrome"))), None)
STYLE = "body{font:11pt/1.5 serif;margin:0} h1{font-size:17pt} h2{font-size:13pt} h1,h2{break-after:avoid} table{border-collapse:collapse} td,th{border:1px solid;padding:2pt 6pt}"
BULLET = re.compile(r"(\s*)[-•○◦]\s+(.*)")


def page_of(text, gold, language):
    """A page as a ministry sets it: title and headings by their tags, bullets as lists, a paragraph for every other block."""
    headings = {bare(heading) for heading in gold["headings"]}
    parts, items, titled = [], [], False

    def close_items():
        if items:
            parts.append(_listed(items))
            items.clear()

    for block in re.split(r"\n", text):
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


def printed(pages):
    """{name: PDF} of {name: page}, printed with Chromium's own settings but for its date and address lines."""
    with tempfile.TemporaryDirectory() as folder:
        for name, page in pages.items():
            styled = page.replace("</head>", f"<style>{STYLE}</style></head>")
            (Path(folder) / f"{name}.html").write_text(styled, "utf-8")
        return {name: _printed(Path(folder), name) for name in pages}


def _printed(folder, name):
    done = subprocess.run(
        [
            CHROMIUM,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
            f"--print-to-pdf={folder}/{name}.pdf",
            f"file://{folder}/{name}.html",
        ],
        capture_output=True,
        timeout=60,
        check=False,
    )
    made = folder / f"{name}.pdf"
    if not made.exists():
        raise RuntimeError(f"Chromium printed no {name}: {done.stderr.decode('utf-8', 'replace')[-300:]}")
    return made.read_bytes()
