"""Pixels as a file of any kind of picture, without Qt: what is not lines need not be painted again."""

import base64
import codecs
import html
import zlib

from optexplorer.ui.export.encode import Raster, opaque, packed

MAKER = "Made with Optimizer Explorer"
_POINTS = 72.0 / 96.0  # of a pixel


def pixel_file(ending: str, shown: Raster, size: tuple[int, int], title: str) -> bytes:
    """The file; ``size`` is the picture's in logical pixels, where the kind has them."""
    match ending.lower():
        case ".svg":
            return _svg(shown, size, title)
        case ".pdf":
            return _pdf(shown, size, title)
        case _:
            return packed(shown)


def _svg(shown: Raster, size: tuple[int, int], title: str) -> bytes:
    width, height = size
    data = base64.b64encode(packed(shown)).decode()
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}" version="1.1" '
        'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f"<title>{html.escape(title)}</title>\n<desc>{MAKER}</desc>\n"
        f'<image width="{width}" height="{height}" xlink:href="data:image/png;base64,{data}"/>\n'
        "</svg>\n"
    ).encode()


def _pdf(shown: Raster, size: tuple[int, int], title: str) -> bytes:
    width, height = (length * _POINTS for length in size)
    content = f"{width:g} 0 0 {height:g} 0 0 cm /Im Do".encode()
    image = (
        f"/Type /XObject /Subtype /Image /Width {shown.width} /Height {shown.height} "
        "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /FlateDecode"
    )
    words = (codecs.BOM_UTF16_BE + title.encode("utf-16-be")).hex()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {width:g} {height:g}] "
            "/Contents 4 0 R /Resources << /XObject << /Im 5 0 R >> >> >>"
        ).encode(),
        _stream("", content),
        _stream(image, zlib.compress(opaque(shown))),
        f"<< /Title <{words}> /Creator (Optimizer Explorer) >>".encode(),
    ]
    return _numbered(objects)


def _stream(entries: str, data: bytes) -> bytes:
    return f"<< {entries} /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream"


def _numbered(objects: list[bytes]) -> bytes:
    """The catalogue comes first, what is said of the document last."""
    parts, places, place = [b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n"], [], 0
    for number, entry in enumerate(objects, start=1):
        place += len(parts[-1])
        places.append(place)
        parts.append(f"{number} 0 obj\n".encode() + entry + b"\nendobj\n")
    start, count = place + len(parts[-1]), len(objects) + 1
    table = "".join(f"{at:010d} 00000 n \n" for at in places)
    parts.append(
        f"xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R /Info {len(objects)} 0 R >>\n"
        f"startxref\n{start}\n%%EOF\n".encode()
    )
    return b"".join(parts)
