"""Small documents for tests, made here so that nothing about them is hidden in a binary file."""

import io
import zipfile
from datetime import datetime

import docx
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

LINES = ("Harbour wall costs more", "", "The council spent 4.2 million crowns on the har-", "bour wall last year.")


def pdf(*lines, title="", created="D:20261014120000Z", password="", pages=1):
    """A PDF whose pages show `lines`; without lines, pages without text."""
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(612, 792)
        shown = "".join(f"({line}) Tj 0 -16 Td " if line else "0 -32 Td " for line in lines)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 72 720 Td {shown} ET".encode("latin-1"))
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        named = DictionaryObject({NameObject(name): NameObject(value) for name, value in font.items()})
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(named)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(content)
    writer.add_metadata({"/Title": title} | ({"/CreationDate": created} if created else {}))
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(*paragraphs, title="", heading="", created=datetime(2026, 10, 14, 12)):  # noqa: DTZ001  as Word writes it
    """A Word document."""
    document = docx.Document()
    if heading:
        document.add_heading(heading, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.core_properties.title = title
    document.core_properties.created = document.core_properties.modified = created
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_part(data, name, content):
    """The archive with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, content if part.filename == name else old.read(part))
    return out.getvalue()
