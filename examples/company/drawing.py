"""Draws the pictures of the examples: boxes in a row with arrows, one of them marked as failing."""

from io import BytesIO
from itertools import pairwise

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

from examples.company.shapes import ExampleDrawing

BOX_WIDTH, BOX_HEIGHT, GAP, MARGIN = 190, 84, 46, 40
PAPER, INK, LINE, FAILING = "#f7f6f3", "#1f1d1a", "#827c71", "#a8121c"


def draw(drawing: ExampleDrawing) -> "ContentFile[bytes]":
    """The picture as a PNG file."""
    count = len(drawing.boxes)
    width = 2 * MARGIN + count * BOX_WIDTH + (count - 1) * GAP
    picture = Image.new("RGB", (width, 2 * MARGIN + BOX_HEIGHT), PAPER)
    canvas = ImageDraw.Draw(picture)
    font = ImageFont.load_default(size=18)
    lefts = [MARGIN + index * (BOX_WIDTH + GAP) for index in range(count)]
    for left, name in zip(lefts, drawing.boxes, strict=True):
        _box(canvas, left, name, font, failing=name == drawing.failing)
    for left, right in pairwise(lefts):
        _arrow(canvas, left + BOX_WIDTH + 6, right - 6)
    file = BytesIO()
    picture.save(file, format="PNG")
    return ContentFile(file.getvalue(), name=drawing.name)


def _box(
    canvas: ImageDraw.ImageDraw,
    left: int,
    name: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    *,
    failing: bool,
) -> None:
    colour = FAILING if failing else LINE
    edges = (left, MARGIN, left + BOX_WIDTH, MARGIN + BOX_HEIGHT)
    canvas.rounded_rectangle(edges, radius=8, outline=colour, width=4 if failing else 2)
    middle = (left + BOX_WIDTH / 2, MARGIN + BOX_HEIGHT / 2)
    canvas.text(middle, name, fill=colour if failing else INK, font=font, anchor="mm")


def _arrow(canvas: ImageDraw.ImageDraw, start: int, end: int) -> None:
    height = MARGIN + BOX_HEIGHT // 2
    canvas.line((start, height, end, height), fill=LINE, width=2)
    canvas.polygon([(end, height), (end - 9, height - 6), (end - 9, height + 6)], fill=LINE)
