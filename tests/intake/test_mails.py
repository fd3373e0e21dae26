"""Mails and web archives: the body decoded, the title from the subject, the head and the attachments named."""

import base64
import quopri
import unicodedata

import pytest

from initiatives.intake.readers import open_source
from initiatives.intake.refusal import NotRead
from tests.intake.making_files import LAST, LEAD, TITLE, left_out, mail, read, texts

HEADS = ["mail header: From: press@example.gov", "mail header: To: desk@example.org"]


@pytest.mark.parametrize("name", [None, "a.eml", "pasted text.txt"])
def test_a_mail_is_its_body_decoded(name: str | None) -> None:
    body = quopri.encodestring(f"{LEAD} They said: “we will go on”.\r\n\r\n{LAST}\r\n".encode())
    data = mail(body, 'Content-Type: text/plain; charset="utf-8"', "Content-Transfer-Encoding: quoted-printable")
    assert texts(data, name) == [TITLE, f"{LEAD} They said: “we will go on”.", LAST]
    assert (left_out(data, name), read(data, name).medium) == (HEADS, "mail")


@pytest.mark.parametrize(
    ("text", "charset", "codec"),
    [
        ("日米韓の次官は、東京で会談しました。", "ISO-2022-JP", "iso2022_jp"),
        ("日米韓の次官は、東京で会談しました。", "Shift_JIS", "cp932"),
        ("日米韓の次官は、東京で会談しました。", "euc-jp", "euc_jp"),
        ("세 나라 차관은 서울에서 만났다.", "ks_c_5601-1987", "cp949"),
        ("세 나라 차관은 서울에서 만났다.", "EUC-KR", "cp949"),
        ("세 나라 차관은 서울에서 만났다.", "us-ascii", "cp949"),
        ("세 나라 차관은 서울에서 만났다.", "x-unknown", "utf-8"),
        ("They said “no”.", "windows-1252", "cp1252"),
    ],
)
def test_charsets(text: str, charset: str, codec: str) -> None:
    body = base64.encodebytes(text.encode(codec))
    data = mail(
        body, f"Content-Type: text/plain; charset={charset}", "Content-Transfer-Encoding: base64", subject="Statement"
    )
    assert [line.text for line in open_source(data, None).lines] == ["Statement", text]


def parts(kind: str, *inner: str, mark: str = "x") -> str:
    made = "".join(f"--{mark}\r\n{each}\r\n" for each in inner)
    return f'Content-Type: multipart/{kind}; boundary="{mark}"\r\n\r\n{made}--{mark}--\r\n'


def test_html_before_plain_text_and_attachments_named() -> None:
    both = parts(
        "alternative",
        f"Content-Type: text/plain\r\n\r\nPlain words.\r\n{LEAD}",
        f"Content-Type: text/html\r\n\r\n<p>{LEAD}</p><p>They will <s>not</s> meet again in Newtown.</p>",
        mark="y",
    )
    file = (
        'Content-Type: application/pdf; name="=?utf-8?B?7ISx66qFLnBkZg==?="\r\nContent-Disposition: attachment\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\nAAAA"
    )
    head, _, body = parts("mixed", both, file).partition("\r\n\r\n")
    data = mail(body, head)
    assert texts(data) == [TITLE, LEAD, LAST]
    assert left_out(data) == ["struck words: not", *HEADS, "attachment: 성명.pdf (application/pdf)"]


def test_the_content_of_files_is_not_read_and_that_of_text_is() -> None:
    coded = base64.encodebytes(f"<p>{LEAD} {LAST}</p>".encode() * 20).decode()
    file = "Content-Type: image/png; name=a.png\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: base64"
    text = "Content-Transfer-Encoding: base64\r\nContent-Type: text/html; charset=utf-8"
    head, _, body = parts("mixed", f"{file}\r\n\r\n{coded}", f"{text}\r\n\r\n{coded}").partition("\r\n\r\n")
    assert texts(mail(body, head)) == [TITLE, *[f"{LEAD} {LAST}"] * 20]
    assert left_out(mail(body, head)) == [*HEADS, "attachment: a.png (image/png)"]


def test_a_web_archive_is_its_page() -> None:
    data = (
        "From: <Saved by a browser>\r\nSnapshot-Content-Location: https://example.org/a\r\nSubject: A page\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\n'
        "Content-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"<h1>{TITLE}</h1><p>{LEAD}</p>\r\n--x\r\nContent-Type: image/png\r\nContent-Location: a.png\r\n\r\nAAAA\r\n--x--"
    )
    assert texts(data, "a.mht") == [TITLE, LEAD]
    assert left_out(data, "a.mht") == ["mail header: From: <Saved by a browser>", "mail header: Subject: A page"]


def test_an_answer_and_a_mail_that_was_passed_on() -> None:
    quoted = f"> {TITLE}\r\n>\r\n> {LEAD}\r\n>\r\n>> {LAST}\r\n"
    body = (
        "Please see below.\r\n\r\n---------- Forwarded message ---------\r\nFrom: Press <p@example.gov>\r\n"
        f"Date: Wed, 3 Mar 2031\r\nSubject: Text\r\nTo: all@example.gov\r\n\r\n{quoted}"
    )
    data = mail(body, "Content-Type: text/plain; charset=utf-8", subject="Fwd: Text")
    assert texts(data) == [TITLE, LEAD, LAST]
    assert left_out(data) == [
        "words above a mail: Please see below.",
        "mail header: ---------- Forwarded message ---------",
        "mail header: From: Press <p@example.gov>",
        "mail header: Date: Wed, 3 Mar 2031",
        "mail header: Subject: Text",
        "mail header: To: all@example.gov",
        *HEADS,
        "mail header: Subject: Fwd: Text",
    ]


def test_soft_breaks_are_none() -> None:
    half = len(LEAD) // 2
    body = f"{LEAD[:half]} \r\n{LEAD[half:].lstrip()}\r\n\r\n{LAST}"
    data = mail(body, "Content-Type: text/plain; charset=utf-8; format=flowed")
    assert [t.replace(" ", "") for t in texts(data)] == [t.replace(" ", "") for t in (TITLE, LEAD, LAST)]


def test_words_that_look_like_a_head_are_a_text() -> None:
    text = f"Date: March 3, 2031\nSubject: Rivers\n\n{LEAD}"
    assert open_source(text.encode(), None).medium == "text"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (
            mail(
                parts("mixed", *["Content-Type: image/png\r\n\r\nA"] * 600).partition("\r\n\r\n")[2],
                parts("mixed")[:47],
            ),
            "too many files inside",
        ),
        (mail("", "Content-Type: text/plain"), "no text"),
        (mail("They met. " * 110_000, "Content-Type: text/plain"), "too much text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "__properties".encode("utf-16-le"), "Outlook format"),
    ],
)
def test_refusals_are_named(data: bytes, reason: str) -> None:
    with pytest.raises(NotRead) as refused:
        open_source(data, "a.msg" if reason == "Outlook format" else "a.eml")
    assert refused.value.reason == reason


def test_letters_of_several_signs_keep_their_places_under_a_title() -> None:
    text = unicodedata.normalize("NFD", f"Gotō Yūko met the others in the old town. {LAST}")
    reading = read(mail(text, "Content-Type: text/plain; charset=utf-8"))
    sentence = next(p for p in reading.passages if p.kind == "sentence")
    assert sentence.text == "Gotō Yūko met the others in the old town."
    assert unicodedata.normalize("NFC", reading.text[sentence.start : sentence.end]) == sentence.text
