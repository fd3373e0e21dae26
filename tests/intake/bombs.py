"""Hostile documents, made here: name, bytes, and the reasons they may be refused for (none: must be read)."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default '
    'Extension="xml" ContentType="application/xml"/></Types>'
)


def document(body: str, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> str:
    return f"{prolog}<w:document {W}><w:body>{body}</w:body></w:document>"


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        archive.writestr("[Content_Types].xml", parts.get("[Content_Types].xml", TYPES))
        for name, content in parts.items():
            if name != "[Content_Types].xml":
                archive.writestr(name, content)
    return stream.getvalue()


def word(body: str, **others: str | bytes) -> bytes:
    return docx({"word/document.xml": document(body), **others})


def pdf(objects: list[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """A PDF of the objects, numbered from 1, with a right cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n" % number + content + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(
        b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, trailer, start)
    )
    return out.getvalue()


def stream(content: bytes, extra: bytes = b"/Filter /FlateDecode") -> bytes:
    return b"<< /Length %d %s >>\nstream\n" % (len(content), extra) + content + b"\nendstream"


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"


def printed(lines: list[str]) -> bytes:
    """A PDF of one page that prints the lines."""
    text = (
        b"BT /F1 12 Tf 72 720 Td 14 TL " + b" ".join(b"(%s) Tj T*" % line.encode("latin-1") for line in lines) + b" ET"
    )
    return pdf([CATALOG, PAGES, PAGE, stream(zlib.compress(text)), FONT])


def zipped(times: int) -> bytes:
    content = b"0" * 1000
    for _ in range(times):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.zip", content)
        content = inner.getvalue()
    return content


def lying(data: bytes, size: int) -> bytes:
    """The archive with the size of its document part changed in the central directory."""
    at = data.rfind(b"word/document.xml") - 46
    return data[: at + 24] + struct.pack("<I", size) + data[at + 28 :]


def flagged(data: bytes) -> bytes:
    """The archive with the encryption flag of its document part set."""
    at = data.rfind(b"word/document.xml") - 46
    return data[: at + 8] + struct.pack("<H", 1) + data[at + 10 :]


LOL = (
    '<!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {n} "{("&" + p + ";") * 10}">' for n, p in zip("bcdefghij", "abcdefghi", strict=True))
    + "]>"
)
QUADRATIC = '<!DOCTYPE l [<!ENTITY a "' + "x" * 50_000 + '">]>'


def bombs() -> Iterator[tuple[str, str, bytes, frozenset[str]]]:
    """(name, file name, bytes, reasons). Where the set is empty the document is harmless and must be read."""

    def refused(name: str, file: str, data: bytes, *reasons: str) -> tuple[str, str, bytes, frozenset[str]]:
        return name, file, data, frozenset(reasons)

    deep = 10_000
    yield refused("zip 1000:1", "a.docx", word(paragraph("x" * 30_000_000)), "packed too tightly")
    yield refused(
        "zip 1000:1 in another part",
        "a.docx",
        word(paragraph("x"), **{"word/media/a.xml": b"\0" * 30_000_000}),
        "packed too tightly",
    )
    yield refused(
        "zip of 100 MB",
        "a.docx",
        docx({"word/document.xml": document(paragraph("x")), "word/big.xml": b"\0" * 100_000_000}),
        "packed too tightly",
    )
    yield refused(
        "nested zip", "a.docx", word(paragraph("x"), **{"word/embeddings/a.zip": zipped(20)}), "archive inside"
    )
    yield refused("zip that is no document", "a.docx", zipped(3), "archive inside", "unknown format")
    yield refused("size that lies low", "a.docx", lying(word(paragraph("word " * 50_000)), 100), "damaged")
    yield refused("size that lies high", "a.docx", lying(word(paragraph("word " * 50)), 2**31), "packed too tightly")
    yield refused("part flagged as encrypted", "a.docx", flagged(word(paragraph("x"))), "encrypted")
    yield refused(
        "5000 parts",
        "a.docx",
        word(paragraph("x"), **{f"word/p{n}.xml": "" for n in range(5000)}),
        "too many files inside",
    )
    yield refused("cut archive", "a.docx", word(paragraph("word " * 500))[:300], "damaged")
    yield refused(
        "billion laughs",
        "a.docx",
        docx({"word/document.xml": document(paragraph("&j;"), LOL)}),
        "document type declaration",
    )
    yield refused(
        "quadratic entities",
        "a.docx",
        docx({"word/document.xml": document(paragraph("&a;" * 50_000), QUADRATIC)}, zipfile.ZIP_STORED),
        "document type declaration",
    )
    yield refused(
        "external entity",
        "a.docx",
        docx(
            {"word/document.xml": document(paragraph("&x;"), '<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>')}
        ),
        "document type declaration",
    )
    yield refused(
        "parameter entity",
        "a.docx",
        docx({"word/document.xml": document("", '<!DOCTYPE l [<!ENTITY % x SYSTEM "http://127.0.0.1/x"> %x;]>')}),
        "document type declaration",
    )
    yield refused(
        "entity in UTF-16",
        "a.docx",
        docx(
            {
                "word/document.xml": document(
                    paragraph("&a;"), '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE l [<!ENTITY a "b">]>'
                ).encode("utf-16")
            }
        ),
        "document type declaration",
    )
    yield refused(
        "entities in the styles",
        "a.docx",
        word(paragraph("x"), **{"word/styles.xml": LOL + "<l>&j;</l>"}),
        "document type declaration",
    )
    yield refused(
        "empty DTD",
        "a.docx",
        docx({"word/document.xml": document(paragraph("x"), "<!DOCTYPE w>")}),
        "document type declaration",
    )
    yield refused(
        "10,000 elements deep",
        "a.docx",
        docx(
            {"word/document.xml": document("<w:sdt>" * deep + paragraph("x") + "</w:sdt>" * deep)}, zipfile.ZIP_STORED
        ),
        "nested too deep",
    )
    yield refused(
        "10,000 paragraphs in one another",
        "a.docx",
        docx({"word/document.xml": document("<w:p>" * deep + "</w:p>" * deep)}, zipfile.ZIP_STORED),
        "nested too deep",
    )
    yield refused(
        "100,000 table rows",
        "a.docx",
        word("<w:tbl>" + "<w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr>" * 100_000 + "</w:tbl>"),
        "packed too tightly",
        "too many blocks",
    )
    yield refused(
        "100,000 paragraphs",
        "a.docx",
        docx({"word/document.xml": document("".join(paragraph(f"Line {n * 7919} of many.") for n in range(100_000)))}),
        "too many blocks",
        "too much text",
    )
    yield refused(
        "one paragraph of 2 MB",
        "a.docx",
        docx(
            {"word/document.xml": document(paragraph("".join(chr(97 + n * n % 26) for n in range(2_000_000))))},
            zipfile.ZIP_STORED,
        ),
        "too much text",
    )
    yield refused(
        "50,000 attributes",
        "a.docx",
        word("<w:p " + " ".join(f'a{n}="1"' for n in range(50_000)) + ">" + "<w:r><w:t>x</w:t></w:r></w:p>"),
    )
    yield refused(
        "styles based on one another",
        "a.docx",
        word(
            '<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p>',
            **{
                "word/styles.xml": (
                    f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style '
                    f'w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
                )
            },
        ),
    )
    yield refused(
        "macros under another name", "a.docx", word(paragraph("x"), **{"word/vbaProject.bin": b"\0"}), "macros"
    )
    yield refused(
        "macro type",
        "a.docx",
        docx(
            {
                "[Content_Types].xml": TYPES.replace(
                    "application/xml", "application/vnd.ms-word.document.macroEnabled.main+xml"
                ),
                "word/document.xml": document(paragraph("x")),
            }
        ),
        "macros",
    )
    yield refused("docm", "a.docm", word(paragraph("x")), "macros")
    yield refused("spreadsheet renamed", "a.docx", docx({"xl/workbook.xml": "<workbook/>"}), "unknown format")
    yield refused(
        "old Word format renamed", "a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "old Word format"
    )
    yield refused(
        "locked Word document",
        "a.docx",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    )
    yield refused("not well formed", "a.docx", docx({"word/document.xml": document("<w:p>")}), "damaged")
    yield refused("document part missing", "a.docx", docx({"word/other.xml": "<a/>"}), "unknown format")
    yield refused(
        "PDF stream bomb",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, stream(zlib.compress(b"BT (x) Tj ET " * 20_000_000, 9)), FONT]),
        "memory",
        "time",
        "damaged",
        "too much text",
    )
    yield refused(
        "PDF stream bomb, twice packed",
        "a.pdf",
        pdf(
            [
                CATALOG,
                PAGES,
                PAGE,
                stream(zlib.compress(zlib.compress(b"\0" * 400_000_000, 9), 9), b"/Filter [/FlateDecode /FlateDecode]"),
                FONT,
            ]
        ),
        "memory",
        "time",
        "damaged",
        "no text",
        "too much text",
    )
    yield refused(
        "PDF with 5 million operators",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, stream(zlib.compress(b"BT /F1 12 Tf " + b"(x) Tj " * 5_000_000 + b"ET")), FONT]),
        "memory",
        "time",
        "too much text",
        "damaged",
    )
    yield refused(
        "PDF page tree that is a loop",
        "a.pdf",
        pdf([CATALOG, b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"]),
        "damaged",
        "no pages",
        "no text",
        "time",
        "failed",
    )
    yield refused(
        "PDF form that prints itself",
        "a.pdf",
        pdf(
            [
                CATALOG,
                PAGES,
                PAGE.replace(b"/Font", b"/XObject << /X 6 0 R >> /Font"),
                stream(b"/X Do", b""),
                FONT,
                stream(
                    b"/X Do /X Do",
                    b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>",
                ),
            ]
        ),
        "damaged",
        "no text",
        "time",
        "memory",
        "nested too deep",
    )
    yield refused(
        "PDF object that is its own length",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, b"<< /Length 4 0 R >>\nstream\nBT ET\nendstream", FONT]),
        "damaged",
        "no text",
        "time",
    )
    yield refused(
        "PDF cross-reference that is a loop",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, stream(zlib.compress(b"BT ET")), FONT], trailer=b"/Prev 9"),
        "damaged",
        "no text",
        "time",
    )
    yield refused(
        "PDF of arrays 10,000 deep",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, stream(b"[" * deep + b"]" * deep, b""), FONT]),
        "damaged",
        "no text",
        "time",
        "nested too deep",
    )
    yield refused(
        "encrypted PDF",
        "a.pdf",
        pdf(
            [
                CATALOG,
                PAGES,
                PAGE,
                stream(zlib.compress(b"BT ET")),
                FONT,
                b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O (" + b"A" * 32 + b") /U (" + b"B" * 32 + b") >>",
            ],
            trailer=b"/Encrypt 6 0 R /ID [(0123456789abcdef) (0123456789abcdef)]",
        ),
        "encrypted",
    )
    yield refused("PDF without pages", "a.pdf", pdf([CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"]), "no pages")
    yield refused(
        "scanned PDF",
        "a.pdf",
        pdf([CATALOG, PAGES, PAGE, stream(zlib.compress(b"q 1 0 0 1 0 0 cm Q")), FONT]),
        "no text",
    )
    yield refused(
        "PDF of 1000 pages",
        "a.pdf",
        pdf(
            [
                CATALOG,
                b"<< /Type /Pages /Kids [" + b"3 0 R " * 1000 + b"] /Count 1000 >>",
                PAGE,
                stream(zlib.compress(b"BT ET")),
                FONT,
            ]
        ),
        "too many pages",
    )
    yield refused(
        "PDF that says it has 10^9 pages",
        "a.pdf",
        pdf(
            [
                CATALOG,
                b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>",
                PAGE,
                stream(zlib.compress(b"BT ET")),
                FONT,
            ]
        ),
        "no text",
        "too many pages",
        "damaged",
        "time",
    )
    yield refused("cut PDF", "a.pdf", printed(["The partners met."])[:200], "damaged", "no pages", "no text")
    yield refused(
        "PDF of noise", "a.pdf", b"%PDF-1.7\n" + bytes((n * n * 31) % 256 for n in range(20_000)), "damaged", "no pages"
    )
    yield refused("HTML 10,000 deep", "a.html", b"<div>" * deep + b"The partners met." + b"</div>" * deep)
    yield refused("HTML bold 10,000 deep", "a.html", b"<p><b><i>" * deep + b"The partners met.")
    yield refused("HTML lists 10,000 deep", "a.html", b"<ul><li>x" * deep, "nested too deep", "too many blocks")
    yield refused(
        "HTML table of 100,000 rows",
        "a.html",
        b"<table>" + b"<tr><td>1</td><td>2</td></tr>" * 100_000 + b"</table>",
        "too many blocks",
    )
    yield refused(
        "HTML with entities of its own", "a.html", (LOL + "<html>&j;</html>").encode(), "document type declaration"
    )
    yield refused("HTML of unclosed comments", "a.html", b"<p>x<!--" * 200_000)
    yield refused("HTML of 500,000 attributes", "a.html", b"<p " + b"a=1 " * 500_000 + b">The partners met.</p>")
    yield refused("text of 300,000 asterisks", "a.txt", b"*" * 300_000 + b"x")
    yield refused("text of 300,000 brackets", "a.txt", b"[" * 300_000 + b"](a) x")
    yield refused("text of 100,000 open tags", "a.txt", b"<u " * 100_000 + b"x")
    yield refused("text of 20,000 offices", "a.txt", b"President " * 20_000 + b"x.")
    yield refused("text of 100,000 lines", "a.txt", b"- a\n" * 100_000, "too many blocks")
    yield refused("text of 3 MB", "a.txt", b"The partners met. " * 180_000, "too much text")
    yield refused("21 MB", "a.txt", b"x" * (21 * 1024 * 1024), "too large")
    yield refused("noise", "a.txt", bytes((n * n * 31 + n) % 256 for n in range(50_000)), "not a text")
    yield refused("nothing", "a.txt", b"", "empty")
    yield refused("zeros", "a.txt", b"\0" * 1000, "empty", "not a text")
    yield refused("a picture named .txt", "a.txt", b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "unknown format")
    yield refused("rich text", "a.rtf", b"{\\rtf1 x}", "unknown format")
    yield from others()


def hangul(section: str, head: str = "<a/>", **parts: str | bytes) -> bytes:
    made = {"mimetype": "application/hwp+zip", "Contents/header.xml": head, "Contents/section0.xml": section, **parts}
    return docx(made)


def others() -> Iterator[tuple[str, str, bytes, frozenset[str]]]:
    """The same of what came later: Hangul documents, mails, style sheets, inserted chunks, notes.

    What may be "read" and may take too much "time" depends on the machine; that it ends is what counts.
    """

    def refused(name: str, file: str, data: bytes, *reasons: str) -> tuple[str, str, bytes, frozenset[str]]:
        return name, file, data, frozenset(reasons)

    deep = 10_000
    text = '<s xmlns:hp="a"><hp:p><hp:run><hp:t>{}</hp:t></hp:run></hp:p></s>'
    tied = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c" '
        'Type="x/aFChunk" Target="{}"/></Relationships>'
    )
    chunk = '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="c"/>'
    yield refused("hwpx 1000:1", "a.hwpx", hangul(text.format("x" * 30_000_000)), "packed too tightly")
    yield refused("hwpx with entities", "a.hwpx", hangul(LOL + text.format("&j;")), "document type declaration")
    yield refused(
        "hwpx head with entities", "a.hwpx", hangul(text.format("x"), LOL + "<l>&j;</l>"), "document type declaration"
    )
    yield refused(
        "hwpx tables 10,000 deep",
        "a.hwpx",
        hangul("<s>" + "".join(f"<tbl a='{n}'><tr><tc><p>" for n in range(deep))),
        "nested too deep",
        "damaged",
    )
    yield refused(
        "hwpx of 100,000 paragraphs",
        "a.hwpx",
        hangul("<s>" + "".join(f"<p><run><t>{n * 7919} of many</t></run></p>" for n in range(100_000)) + "</s>"),
        "too many blocks",
        "packed too tightly",
    )
    yield refused(
        "hwpx of 1000 odd sections",
        "a.hwpx",
        hangul(text.format("x"), **{f"Contents/section{n}.xml": "<s/>" for n in range(1, 1000)}),
    )
    yield refused(
        "hidden words of 20 MB",
        "a.docx",
        docx(
            {
                "word/document.xml": document(
                    "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>"
                    + "".join(chr(97 + n * n % 26) for n in range(5_000_000))
                    + "</w:t></w:r></w:p>"
                )
            },
            zipfile.ZIP_STORED,
        ),
        "too much text",
    )
    yield refused(
        "chunk inside a chunk",
        "a.docx",
        docx(
            {
                "word/document.xml": document(chunk),
                "word/_rels/document.xml.rels": tied.format("c.docx"),
                "word/c.docx": docx(
                    {
                        "word/document.xml": document(chunk),
                        "word/_rels/document.xml.rels": tied.format("c.docx"),
                        "word/c.docx": word(paragraph("x")),
                    }
                ),
            }
        ),
        "archive inside",
    )
    yield refused(
        "bomb inside a chunk",
        "a.docx",
        docx(
            {
                "word/document.xml": document(chunk),
                "word/_rels/document.xml.rels": tied.format("c.docx"),
                "word/c.docx": word(paragraph("x" * 30_000_000)),
            },
            zipfile.ZIP_STORED,
        ),
        "packed too tightly",
    )
    yield refused(
        "chunk that is the document itself",
        "a.docx",
        docx({"word/document.xml": document(chunk), "word/_rels/document.xml.rels": tied.format("document.xml")}),
        "no text",
    )
    yield refused(
        "chunk named 5000 times",
        "a.docx",
        docx(
            {
                "word/document.xml": document(chunk * 5000),
                "word/_rels/document.xml.rels": tied.format("c.html"),
                "word/c.html": "<p>They met today.</p>" * 100,
            }
        ),
        "too many blocks",
        "packed too tightly",
        "time",
    )
    calls = "".join(
        f'<w:p><w:r><w:t>They met {n}.</w:t></w:r><w:r><w:footnoteReference w:id="{n}"/></w:r></w:p>'
        for n in range(9000)
    )
    notes = "".join(f'<w:footnote w:id="{n}">{paragraph(f"By day {n}.")}</w:footnote>' for n in range(9000))
    yield refused(
        "9000 notes",
        "a.docx",
        docx(
            {"word/document.xml": document(calls), "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>"},
            zipfile.ZIP_STORED,
        ),
        "time",
        "read",
    )
    yield refused("HTML of 10,000 raised figures", "a.html", b"<p>" + b"x<sup>1</sup> " * 10_000)
    yield refused("HTML of 5,000 calls", "a.html", b"<p>" + b"x<a href=#n>1</a> " * 5_000 + b"<p id=n>Note.")
    rules = "".join(f".a{n} * .b > * + * {{display:none}}" for n in range(20_000))
    yield refused(
        "HTML of 20,000 rules",
        "a.html",
        f"<style>{rules}</style>{'<i class=a1>They met.</i>' * 5000}".encode(),
        "time",
        "read",
    )
    yield refused(
        "HTML of rules in one another",
        "a.html",
        b"<style>.a{display:none}" + b"@media screen{" * deep + b"</style><p>They met.",
    )
    yield refused("HTML tables 10,000 deep", "a.html", b"<table><tr><td>" * deep + b"x", "nested too deep", "time")
    yield refused("HTML of 10,000 pre", "a.html", b"<pre>\nx" * deep, "time", "read")
    head = b"MIME-Version: 1.0\r\nFrom: a@b.c\r\n"
    yield refused(
        "mail 10,000 deep",
        "a.eml",
        head + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(deep)),
        "nested too deep",
        "time",
        "no text",
    )
    yield refused(
        "mail of 100,000 parts",
        "a.eml",
        head + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000,
        "too many files inside",
        "time",
    )
    yield refused(
        "mail of 200,000 heads",
        "a.eml",
        head + b"X: y\r\n" * 200_000 + b"\r\nThey met.\r\n",
        "time",
        "read",
        "too much text",
    )
    yield refused(
        "mail of one head of 5 MB", "a.eml", head + b"Subject: =?utf-8?Q?" + b"=41" * 1_700_000 + b"?=\r\n\r\nThey met."
    )
    yield refused(
        "mail with a codec that is none",
        "a.eml",
        head + b"Content-Type: text/plain; charset=zlib_codec\r\n\r\nThey met.\r\n",
    )
    yield refused(
        "mail whose head is damaged",
        "a.eml",
        head + b"Content-Type: text/plain; charset*0*=%%%'; charset=\"\r\nSubject: =?x?B?!?=\r\n\r\nThey met.\r\n",
    )
    yield refused(
        "Hangul document of old",
        "a.hwp",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP Document File" * 9,
        "old Hangul format",
    )
