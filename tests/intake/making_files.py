"""Documents of every format, made of the fewest parts: what tests of the readers read."""

import io
import zipfile

from initiatives.intake.readers import open_source
from initiatives.intake.reading import Reading, read_source, restored
from tests.intake.bombs import W, docx

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MC = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

TITLE = "Joint Statement on Rivers and Lakes"
LEAD = (
    "Deputy Minister Anne Reed of Norland and Vice Minister Tanaka Ichiro of Sudland met in Oldtown on March 3, 2031."
)
LAST = "They will meet again in Newtown."


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs: str, properties: str = "") -> str:
    made = "".join(each if each.startswith("<") else run(each) for each in runs)
    return f"<w:p><w:pPr>{properties}</w:pPr>{made}</w:p>"


def item(text: str, number: int = 1, level: int = 0, style: str = "") -> str:
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    return paragraph(text, properties=f'{style}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def relations(*ties: tuple[str, str, str]) -> str:
    made = "".join(f'<Relationship Id="{key}" Type="{OFFICE}/{sort}" Target="{to}"/>' for key, sort, to in ties)
    return f'<Relationships xmlns="{RELATIONS}">{made}</Relationships>'


def part(tag: str, content: str) -> str:
    return f"<w:{tag} {W} {R} {MC}>{content}</w:{tag}>"


def word(*blocks: str, **parts: str | bytes) -> bytes:
    """A Word document; parts are named without their folder and ending, as in numbering="…"."""
    body = part("document", f"<w:body>{''.join(blocks)}</w:body>")
    named = {name if "/" in name else f"word/{name}.xml": content for name, content in parts.items()}
    return docx({"word/document.xml": body, **named})


def stated(*blocks: str, **parts: str | bytes) -> bytes:
    """A Word document that opens with the title."""
    return word(paragraph(TITLE, properties='<w:pStyle w:val="Heading1"/>'), *blocks, **parts)


def read(data: bytes | str, name: str | None = None) -> Reading:
    raw = data.encode() if isinstance(data, str) else data
    return restored(raw, read_source(open_source(raw, name)))


def passages(data: bytes | str, name: str | None = None) -> list[tuple[str, str]]:
    """Number and words of the passages that are no sentences."""
    return [(p.number, p.text) for p in read(data, name).passages if p.kind != "sentence"]


def texts(data: bytes | str, name: str | None = None) -> list[str]:
    return [text for _, text in passages(data, name)]


def left_out(data: bytes | str, name: str | None = None) -> list[str]:
    """What stands in no passage, as an editor is shown it."""
    return read(data, name).as_json()["unplaced"]


def marks(data: bytes | str, name: str | None = None) -> list[tuple[str, str]]:
    """Marker and words of the paragraphs."""
    return [(p.marker, p.text) for p in read(data, name).passages if p.kind == "paragraph"]


HP = 'xmlns:hp="http://www.hancom.co.kr/hwpml/2011/paragraph" xmlns:hs="http://www.hancom.co.kr/hwpml/2011/section"'
HH = 'xmlns:hh="http://www.hancom.co.kr/hwpml/2011/head"'


def hangul_run(content: str, shape: int = 0) -> str:
    content = content if content.startswith("<") else f"<hp:t>{content}</hp:t>"
    return f'<hp:run charPrIDRef="{shape}">{content}</hp:run>'


def hangul_paragraph(*runs: str, form: int = 0, style: int = 0) -> str:
    made = "".join(each if each.startswith("<hp:run") else hangul_run(each) for each in runs)
    return f'<hp:p id="0" paraPrIDRef="{form}" styleIDRef="{style}">{made}</hp:p>'


def hangul(*sections: str, head: str = "", **parts: str | bytes) -> bytes:
    """A Hangul document of sections."""
    made: dict[str, str | bytes] = {"mimetype": "application/hwp+zip"}
    made["Contents/header.xml"] = f"<hh:head {HH}>{head}</hh:head>"
    for number, section in enumerate(sections):
        made[f"Contents/section{number}.xml"] = f"<hs:sec {HP}>{section}</hs:sec>"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**made, **parts}.items():
            archive.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return stream.getvalue()


def mail(body: str | bytes, *heads: str, subject: str = TITLE) -> bytes:
    """A mail as it is saved."""
    head = "\r\n".join(
        ["From: press@example.gov", "To: desk@example.org", f"Subject: {subject}", "MIME-Version: 1.0", *heads]
    )
    return head.encode() + b"\r\n\r\n" + (body if isinstance(body, bytes) else body.encode())
