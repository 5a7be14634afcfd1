"""Text of an SVG as outlines, so that it looks the same where the font is not installed."""

import html
import re

from PySide6.QtGui import QFont, QPainterPath

from optexplorer.ui.steps import Steps

_TEXT = re.compile(r"<text (?P<attributes>[^>]*)>(?P<text>[^<]*)</text>")
_ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
_ELEMENTS = {
    QPainterPath.ElementType.MoveToElement: "M",
    QPainterPath.ElementType.LineToElement: "L",
    QPainterPath.ElementType.CurveToElement: "C",
    QPainterPath.ElementType.CurveToDataElement: "",
}


def outlined(svg: str) -> Steps[str]:
    """The same picture with every ``<text>`` that Qt wrote as a path; what it says stays readable
    in its ``aria-label``.
    """
    parts, end = [], 0
    for found in _TEXT.finditer(svg):
        outline = _outline(found["attributes"], html.unescape(found["text"]))
        parts += [svg[end : found.start()], outline]
        end = found.end()
        yield
    return "".join([*parts, svg[end:]])


def _outline(attributes: str, text: str) -> str:
    known = dict(_ATTRIBUTE.findall(attributes))
    face = QFont(known["font-family"])
    face.setPixelSize(max(round(float(known["font-size"])), 1))
    face.setWeight(QFont.Weight(int(known["font-weight"])))
    face.setItalic(known["font-style"] == "italic")
    if hasattr(QFont, "setFeature"):  # Qt 6.7
        face.setFeature(QFont.Tag("tnum"), 1)
    path = QPainterPath()
    path.addText(float(known["x"]), float(known["y"]), face, text)
    fill, opacity = known["fill"], known["fill-opacity"]
    label = html.escape(text, quote=True)
    return (
        f'<path fill="{fill}" fill-opacity="{opacity}" stroke="none" fill-rule="nonzero" '
        f'aria-label="{label}" d="{_commands(path)}"/>'
    )


def _commands(path: QPainterPath) -> str:
    parts = []
    for i in range(path.elementCount()):
        element = path.elementAt(i)
        x, y = float(element.x), float(element.y)
        kind = element.type
        parts.append(f"{_ELEMENTS[kind]}{x:.6g},{y:.6g}")
    return " ".join(parts)
