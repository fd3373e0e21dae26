"""Mails and saved pages (.eml, .mht): the body decoded, the head unplaced, attachments named.

A part is HTML before plain text. The subject is the title where the body brings none of its own.
"""

import codecs
import email
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from initiatives.intake import vocabulary
from initiatives.intake.readers.encoding import decode, known_encoding
from initiatives.intake.readers.html import read_html
from initiatives.intake.readers.limits import check_characters
from initiatives.intake.readers.lines import Removed, Source, SourceLine
from initiatives.intake.readers.pictures import without_pictures
from initiatives.intake.readers.text import read_text
from initiatives.intake.refusal import NotRead

MOST_PARTS, DEEPEST, LONGEST_HEAD = 500, 30, 20_000
HEAD = re.compile(rb"(?:From [^\r\n]*\r?\n)?(?:[!-9;-~]{1,80}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}(?:\r?\n|$)")
#: What a head has that is no text of its own kind ("Date: …", "Subject: …" alone may be typed).
CERTAIN = re.compile(
    rb"^(?:MIME-Version|Message-ID|Received|Return-Path|Content-Transfer-Encoding):|^From:[^\r\n]*@[^\r\n]*$",
    re.I | re.M,
)
LABELS = [label for row in vocabulary.rows("mail-headers") for label in row]
SHOWN = frozenset(label.casefold() for label in LABELS)
LABEL = re.compile(rf"\*{{0,2}}(?:{'|'.join(map(re.escape, LABELS))})\s?\*{{0,2}}\s?[:：]", re.I)
PASSED_ON = re.compile(
    r"[-_\s]{2,}(?:original message|forwarded message|original appointment|元のメッセージ|転送メッセージ|원본 메시지"
    r"|전달된 메시지)?[-_\s]{2,}|begin forwarded message:",
    re.I,
)
ANSWERED = re.compile(r"(?:(?:re|fwd?|aw|wg|tr|답장|전달|転送|返信)\s*[:：]\s*)+", re.I)
#: Some lines of base64 behind a head, and the head that says that they are a file.
FILE = re.compile(rb"\r?\n\r?\n((?:[A-Za-z0-9+/=]{20,100}[ \t]*\r?\n){8,})")
OF_FILE = re.compile(rb"\ncontent-type:\s*(?:image|audio|video|application|font)/", re.I)
SUBJECT = re.compile(r"(?:subject|件名|제목)\s?[:：]", re.I)
QUOTED = re.compile(r"(?:>[ \t]?)+")


def is_mail(data: bytes) -> bool:
    """Whether bytes begin with the head of a mail."""
    match = HEAD.match(data[:64_000].lstrip(b"\xef\xbb\xbf\r\n"))
    return match is not None and CERTAIN.search(match[0]) is not None


def read_mail(data: bytes) -> Source:
    """Lines of the body of a mail, or of the page that a web archive holds."""
    try:
        mail = email.message_from_bytes(_without_files(data).lstrip(b"\xef\xbb\xbf\r\n"))
    except (ValueError, LookupError, TypeError, IndexError, AttributeError) as error:
        raise NotRead("damaged", f"The mail cannot be taken apart: {type(error).__name__}.") from None
    parts = list(_parts(mail))
    body = _body(mail)
    subject = _decoded(mail.get("Subject", ""))
    attached = [part for part in parts if part is not body and not part.is_multipart() and _is_attached(part, body)]
    if body is None:
        source = Source("", [], "mail")
    elif body.get_content_type() == "text/html":
        source = _page(body)
    else:
        source = _plain(body)
    source.medium = "mail"
    title = ANSWERED.sub("", _unplace_heads(source) or subject, count=1).strip()
    is_page = mail.get_content_type() == "multipart/related" and "Snapshot-Content-Location" in mail
    if title and source.lines and not is_page and not _has_title(source, title):
        _put_title(source, title)
        subject = "" if title == ANSWERED.sub("", subject, count=1).strip() else subject
    end = len(source.text)
    for name, value in mail.items():
        if name.casefold() == "subject" and not subject:
            continue
        kind = "mail header" if name.casefold() in SHOWN else "mail mark"
        source.removed.append(Removed(kind, end, end, f"{name}: {_decoded(value)}"))
    source.removed += [Removed("attachment", end, end, _named(part)) for part in attached]
    return source


def _without_files(data: bytes) -> bytes:
    """The mail without the content of the files in it: it is not read, and takes many times its size when parsed."""
    kept, place = [], 0
    for match in FILE.finditer(data):
        head = data[max(0, match.start() - LONGEST_HEAD) : match.start()].replace(b"\r\n", b"\n").rpartition(b"\n\n")[2]
        if OF_FILE.search(b"\n" + head):
            kept.append(data[place : match.start(1)])
            place = match.end(1)
    return without_pictures(b"".join([*kept, data[place:]]))


def _parts(mail: Message) -> Iterator[Message]:
    """The mail and all its parts, without recursion."""
    waiting, count = [(mail, 0)], 0
    while waiting:
        part, depth = waiting.pop()
        count += 1
        if count > MOST_PARTS:
            raise NotRead("too many files inside", f"The mail has more than {MOST_PARTS} parts.")
        if depth > DEEPEST:
            raise NotRead("nested too deep", f"The mail is nested more than {DEEPEST} levels deep.")
        yield part
        waiting += [(each, depth + 1) for each in reversed(_inner(part))]


def _inner(part: Message) -> list[Message]:
    payload = part.get_payload() if part.is_multipart() else []
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _body(mail: Message, depth: int = 0) -> Message | None:
    """The part to be read: HTML before plain text, and a mail that was passed on where there is nothing else."""
    kind = mail.get_content_type()
    if not mail.is_multipart():
        return mail if kind in ("text/html", "text/plain") and not _filed(mail) else None
    inner = _inner(mail) if depth < DEEPEST else []
    found = [body for each in inner if (body := _body(each, depth + 1)) is not None]
    if kind == "multipart/related":
        root = str(mail.get_param("start") or "").strip()
        found.sort(key=lambda part: not root or part.get("Content-ID", "").strip() != root)
    elif kind != "multipart/alternative":
        # a line of plain text, or none, around the page of the mail
        with_words = [body for body in found if _text_of(body).strip()]
        return next(iter(with_words or found), None)
    return next((body for body in found if body.get_content_type() == "text/html"), next(iter(found), None))


def _filed(part: Message) -> bool:
    return part.get_content_disposition() == "attachment"


def _is_attached(part: Message, body: Message | None) -> bool:
    """Whether a part is something of its own: no other form of the body, no picture that the page shows."""
    if _filed(part) or body is None:
        return True
    shown = part.get("Content-ID") or part.get("Content-Location")
    return not shown and part.get_content_type() not in ("text/plain", "text/html")


def _named(part: Message) -> str:
    try:
        name = part.get_filename() or ""
    except (ValueError, LookupError, TypeError, IndexError, AttributeError):
        name = ""
    return f"{_decoded(name) or 'without a name'} ({part.get_content_type()})"


def _decoded(value: object) -> str:
    """A value of the head in plain words."""
    words = []
    try:
        pieces = decode_header(str(value)[:LONGEST_HEAD])
    except (HeaderParseError, ValueError):
        pieces = [(str(value), None)]
    for piece, encoding in pieces:
        if isinstance(piece, bytes):
            name = known_encoding(encoding or "") or "utf-8"
            words.append(piece.decode(name, "replace"))
        else:
            words.append(piece)
    text = "".join(words)
    if any("\udc80" <= c <= "\udcff" for c in text):
        text = decode(text.encode("utf-8", "surrogateescape"))[0]
    return " ".join(text.split())


def _content(part: Message) -> tuple[str, str]:
    """The text of a part and its encoding."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError):
        data = None
    if not isinstance(data, bytes) or not data.strip():
        return "", ""
    try:
        charset = known_encoding(part.get_content_charset() or "")
    except (ValueError, LookupError, TypeError, AttributeError):
        charset = ""
    data = without_pictures(data)
    if charset and charset != "cp1252":  # what programs write for want of a better one
        try:
            return data.decode(charset), codecs.lookup(charset).name
        except UnicodeDecodeError:
            pass
    return decode(data, declared_in_markup=part.get_content_type() == "text/html")


def _text_of(part: Message) -> str:
    text, _ = _content(part)
    return re.sub(r"<[^<>]*>|&nbsp;", "", text) if part.get_content_type() == "text/html" else text


def _page(part: Message) -> Source:
    text, encoding = _content(part)
    check_characters(len(text) // 20)
    source = read_html(text)
    source.encoding = encoding
    return source


def _plain(part: Message) -> Source:
    """Plain text: soft breaks are none, and the marks of an answer before quoted lines are taken off."""
    text, encoding = _content(part)
    check_characters(len(text))
    flowed = str(part.get_param("format") or "").casefold() == "flowed"
    removed: list[Removed] = []
    lines: list[str] = []
    length = 0
    is_open = False
    for written in text.replace("\r\n", "\n").split("\n"):
        quoted = QUOTED.match(written)
        line = written[quoted.end() :] if quoted else written.removeprefix(" ") if flowed else written
        if quoted:
            removed.append(Removed("quotation mark", length, length, quoted[0].strip()))
        if is_open and line.strip():
            lines[-1] += line
        else:
            lines.append(line)
            length += 1
        is_open = flowed and line.endswith(" ") and line != "-- " and bool(line.strip())
        length += len(line)
    source = read_text("\n".join(lines), encoding)
    source.removed += removed
    return source


def _unplace_heads(source: Source) -> str:
    """The heads of mails that were passed on inside the body are no part of the text. Gives the last one's subject.

    Few words above such a head were written to pass a text on; where more stand below it they are no part of it.
    """
    lines, kept, subject = source.lines, [], ""
    index = 0
    while index < len(lines):
        end = index
        while end < len(lines) and PASSED_ON.fullmatch(lines[end].text):
            end += 1
        first = end
        while end < len(lines) and LABEL.match(lines[end].text):
            end += 1
        if end - first < 2:
            kept.append(lines[index])
            index += 1
            continue
        above, below = _length(kept), _length(lines[end:])
        if above * 3 < below:
            source.removed += [Removed("words above a mail", e.start, e.end, e.text) for e in kept]
            subject = next((e.text for e in lines[first:end] if SUBJECT.match(e.text)), "")
            kept = []
        source.removed += [Removed("mail header", e.start, e.end, e.text) for e in lines[index:end]]
        index = end
    source.lines = kept
    return SUBJECT.sub("", subject).strip()


def _length(lines: list[SourceLine]) -> int:
    return sum(len(line.text) for line in lines)


def _has_title(source: Source, subject: str) -> bool:
    """Whether the body opens with a title of its own."""

    def plain(text: str) -> str:
        return re.sub(r"\W+", " ", text).strip().casefold()

    opening = source.lines[:4]
    if any(plain(line.text) == plain(subject) or line.heading == 1 for line in opening):
        return True
    first = source.lines[0].text
    return len(source.lines) > 1 and 4 <= len(first.split()) <= 30 and not re.search(r"[.,:;。、！!?？]\W*$", first)


def _put_title(source: Source, title: str) -> None:
    """Sets a title over the text; everything behind it moves along."""
    shift = len(title) + 2
    source.text = f"{title}\n\n{source.text}"
    for line in source.lines:
        line.start, line.end = line.start + shift, line.end + shift
        line.offsets = [offset + shift for offset in line.offsets]
        line.ends = {offset + shift: end + shift for offset, end in line.ends.items()}
        line.removed = [_moved(removed, shift) for removed in line.removed]
    source.removed = [_moved(removed, shift) for removed in source.removed]
    source.calls = [call.moved(shift) for call in source.calls]
    line = SourceLine(title, list(range(len(title))), [0] * len(title), 0, len(title), heading=1)
    source.lines.insert(0, line)


def _moved(removed: Removed, shift: int) -> Removed:
    return Removed(removed.kind, removed.start + shift, removed.end + shift, removed.text)
