"""What a picture or a film shows, and how large; declared as the settings of an optimizer are."""

from dataclasses import dataclass, replace
from typing import ClassVar

from optexplorer.core.declare import Declared, choice, integer, number, switch
from optexplorer.ui.tokens import DARK, LIGHT, ThemeTokens

PICTURE, ANIMATION, WINDOW = range(3)  # what can be made
CLEAR = "#00000000"


@dataclass(frozen=True)
class Look(Declared):
    """A still picture."""

    key: ClassVar[str] = "look"
    title: ClassVar[str] = "Picture"

    width: int = integer(1280, "width", "Pixels across, before the scale.", low=480, high=8192)
    height: int = integer(800, "height", "Pixels down, before the scale.", low=320, high=8192)
    scale: float = number(
        2.0, "scale", "Times as many pixels with the same arrangement.", low=1.0, high=8.0,
        span=(1.0, 4.0),
    )  # fmt: skip
    contour: bool = switch(True, "contour", "The contour, or the graph of one variable")
    in_3d: bool = switch(True, "3-D", "The 3-D picture, as it is turned in the window")
    curves: bool = switch(True, "curves", "The curves under the picture")
    legend: bool = switch(True, "legend", "Names of the runs on the picture")
    formula: bool = switch(True, "formula", "The problem's name and formula above the picture")
    background: str = choice(
        "light", ("light", "dark", "transparent"), "background", "What the picture stands on"
    )

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return round(self.width * self.scale), round(self.height * self.scale)

    @property
    def still(self) -> "Look":
        """At one device pixel a pixel, as the frames of a film are."""
        return replace(self, scale=1.0)

    def tokens(self) -> ThemeTokens:
        """The colours it is drawn in."""
        if self.background == "transparent":
            return replace(LIGHT, canvas=CLEAR, panel=CLEAR, window=CLEAR)
        return DARK if self.background == "dark" else LIGHT


@dataclass(frozen=True)
class Film(Declared):
    """The timeline, from its first step to its last."""

    key: ClassVar[str] = "film"
    title: ClassVar[str] = "Animation"

    rate: int = integer(
        20, "frames/s", "Frames a second: 20 for small files, 30 for smooth ones.", low=1, high=60,
        span=(5, 30),
    )  # fmt: skip
    seconds: float = number(
        8.0, "seconds", "How long the timeline takes.", low=0.1, high=600.0, span=(1.0, 30.0)
    )
    hold: float = number(
        1.0, "hold", "Seconds that the last step stays.", low=0.0, high=60.0, span=(0.0, 5.0)
    )

    @property
    def count(self) -> int:
        """Of the frames."""
        return len(self.cursors(0))

    def cursors(self, last_step: int) -> list[int]:
        """The step that each frame shows."""
        moving = max(round(self.rate * self.seconds), 1)
        steps = [round(last_step * i / max(moving - 1, 1)) for i in range(moving)]
        return steps + [last_step] * round(self.rate * self.hold)
