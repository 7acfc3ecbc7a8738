#!/usr/bin/env python3
"""Turns a terminal's screen into a PNG.

    tmux capture-pane -e -p -N -t NAME | scripts/screenshot.py out.png --columns 150

Reads text with colour escapes from standard input. Lines, blocks and braille are drawn as shapes, so that they join
without seams whatever the font. -N keeps the coloured blanks at the ends of lines. Needs pyte and Pillow, and DejaVu Sans Mono.
"""

import argparse
import pathlib
import sys
import unicodedata

import pyte
from PIL import Image, ImageDraw, ImageFont

FONTS = pathlib.Path("/usr/share/fonts/truetype/dejavu")
NAMED = {
    "black": "000000", "red": "cd0000", "green": "00cd00", "brown": "cdcd00", "blue": "0000ee",
    "magenta": "cd00cd", "cyan": "00cdcd", "white": "e5e5e5", "brightblack": "7f7f7f", "brightred": "ff0000",
    "brightgreen": "00ff00", "brightbrown": "ffff00", "brightyellow": "ffff00", "brightblue": "5c5cff",
    "brightmagenta": "ff00ff", "brightcyan": "00ffff", "brightwhite": "ffffff",
}
# Which arms (left, right, up, down) a line character has, and whether they are heavy.
LINES = {
    "─": "lr", "│": "ud", "┌": "rd", "┐": "ld", "└": "ru", "┘": "lu", "├": "udr", "┤": "udl", "┬": "lrd",
    "┴": "lru", "┼": "lrud", "━": "LR", "┃": "UD", "╭": "rd", "╮": "ld", "╰": "ru", "╯": "lu",
    "╴": "l", "╶": "r", "╵": "u", "╷": "d",
}
BRAILLE = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
QUARTERS = {"▘": 1, "▝": 2, "▀": 3, "▖": 4, "▌": 5, "▞": 6, "▛": 7, "▗": 8, "▚": 9, "▐": 10, "▜": 11, "▄": 12,
            "▙": 13, "▟": 14, "█": 15}
SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}


def rgb(text):
    return tuple(int(text[i:i + 2], 16) for i in (0, 2, 4))


def mix(front, back, share):
    return tuple(round(f * share + b * (1 - share)) for f, b in zip(front, back))


class Painter:
    def __init__(self, columns, rows, scale, foreground, background):
        self.cell = (8 * scale, 17 * scale)
        self.scale = scale
        self.colors = (rgb(foreground), rgb(background))
        self.image = Image.new("RGB", (columns * self.cell[0], rows * self.cell[1]), self.colors[1])
        self.draw = ImageDraw.Draw(self.image)
        size = round(13.3 * scale)
        self.fonts = {
            bold: ImageFont.truetype(str(FONTS / f"DejaVuSansMono{'-Bold' if bold else ''}.ttf"), size)
            for bold in (False, True)
        }

    def color(self, name, fallback):
        if name == "default":
            return fallback
        return rgb(NAMED.get(name, name))

    def paint(self, x, y, char, width):
        front = self.color(char.fg, self.colors[0])
        back = self.color(char.bg, self.colors[1])
        if char.reverse:
            front, back = back, front
        left, top = x * self.cell[0], y * self.cell[1]
        box = (left, top, left + self.cell[0] * width, top + self.cell[1])
        self.draw.rectangle((box[0], box[1], box[2] - 1, box[3] - 1), fill=back)
        if not self.shape(char.data, box, front, back):
            self.glyph(char, box, front)
        if char.underscore:
            line = box[3] - 2 * self.scale
            self.draw.rectangle((box[0], line, box[2] - 1, line + self.scale - 1), fill=front)

    def glyph(self, char, box, front):
        if char.data.strip():
            font = self.fonts[bool(char.bold)]
            self.draw.text((box[0], box[1] + 1 * self.scale), char.data, font=font, fill=front)

    def shape(self, text, box, front, back):
        if len(text) != 1:
            return False
        code = ord(text)
        left, top, right, bottom = box
        width, height = right - left, bottom - top

        def fill(x0, y0, x1, y1, color=front):
            if x1 > x0 and y1 > y0:
                self.draw.rectangle((round(x0), round(y0), round(x1) - 1, round(y1) - 1), fill=color)

        if 0x2800 <= code <= 0x28FF:
            self.braille(code - 0x2800, box, front)
        elif text in LINES:
            self.lines(LINES[text], box, front, text in "╭╮╰╯")
        elif text in SHADES:
            fill(left, top, right, bottom, mix(front, back, SHADES[text]))
        elif text in QUARTERS:
            middle, half = left + width / 2, top + height / 2
            parts = [(left, top, middle, half), (middle, top, right, half), (left, half, middle, bottom),
                     (middle, half, right, bottom)]
            for bit, part in enumerate(parts):
                if QUARTERS[text] >> bit & 1:
                    fill(*part)
        elif 0x2581 <= code <= 0x2587:
            fill(left, bottom - height * (code - 0x2580) / 8, right, bottom)
        elif 0x2589 <= code <= 0x258F:
            fill(left, top, left + width * (0x2590 - code) / 8, bottom)
        elif text in "╌┄┈":
            for part in range(2):
                x0 = left + width * (part * 0.5 + 0.08)
                y0 = (top + bottom - self.scale) // 2
                fill(x0, y0, x0 + width * 0.3, y0 + self.scale)
        elif text in "╎┆┊":
            for part in range(4):
                y0 = top + height * (part / 4 + 0.05)
                x0 = (left + right - self.scale) // 2
                fill(x0, y0, x0 + self.scale, y0 + height * 0.13)
        else:
            return False
        return True

    def braille(self, pattern, box, front):
        width, height = box[2] - box[0], box[3] - box[1]
        radius = 0.95 * self.scale
        for bit, (column, row) in enumerate(BRAILLE):
            if pattern >> bit & 1:
                x = box[0] + width * (column + 0.5) / 2
                y = box[1] + height * (row + 0.5) / 4
                self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=front)

    def lines(self, arms, box, front, is_round):
        if is_round:
            self.corner(arms, box, front)
            return
        left, top, right, bottom = box
        for arm in arms:
            thickness = self.scale * (2 if arm.isupper() else 1)
            x, y = (left + right - thickness) // 2, (top + bottom - thickness) // 2
            x1, y1 = x + thickness - 1, y + thickness - 1
            ends = {"l": (left, y, x1, y1), "r": (x, y, right - 1, y1), "u": (x, top, x1, y1), "d": (x, y, x1, bottom - 1)}
            self.draw.rectangle(ends[arm.lower()], fill=front)

    def corner(self, arms, box, front):
        left, top, right, bottom = box
        x, y = (left + right - self.scale) // 2, (top + bottom - self.scale) // 2
        across, down = (1 if "r" in arms else -1), (1 if "d" in arms else -1)
        # The arc's outer edge runs along the outer edges of the two arms.
        outer = 2 * (right - x) if across > 0 else 2 * (x + self.scale - left)
        x0 = x if across > 0 else x + self.scale - outer
        y0 = y if down > 0 else y + self.scale - outer
        start = {(1, 1): 180, (-1, 1): 270, (-1, -1): 0, (1, -1): 90}[(across, down)]
        self.draw.arc((x0, y0, x0 + outer - 1, y0 + outer - 1), start, start + 90, fill=front, width=self.scale)
        middle = y0 + outer // 2
        arm = (x, middle, x + self.scale - 1, bottom - 1) if down > 0 else (x, top, x + self.scale - 1, middle)
        self.draw.rectangle(arm, fill=front)


def width_of(text):
    return 2 if text and unicodedata.east_asian_width(text[0]) in "WF" else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("output")
    parser.add_argument("--columns", type=int, help="width in cells; by default that of the widest line")
    parser.add_argument("--scale", type=int, default=2)
    parser.add_argument("--foreground", default="d0d0d0", help="the terminal's own text colour")
    parser.add_argument("--background", default="121212", help="the terminal's own background")
    options = parser.parse_args()
    lines = sys.stdin.read().rstrip("\n").split("\n")
    columns = options.columns or 500
    screen = pyte.Screen(columns, len(lines))
    # Lines end in LF, which for a terminal only goes down: the cursor has to go back as well.
    pyte.Stream(screen).feed("\r\n".join(lines))
    if options.columns is None:
        columns = max((max((x for x, c in row.items() if c.data.strip() or c.bg != "default"), default=0) + 1
                       for row in screen.buffer.values()), default=1)
    painter = Painter(columns, len(lines), options.scale, options.foreground, options.background)
    for y in range(len(lines)):
        for x in range(columns):
            char = screen.buffer[y][x]
            if char.data:
                painter.paint(x, y, char, min(width_of(char.data), columns - x))
    # A screen has few colours: a palette keeps the picture small without changing it.
    painter.image.quantize(128).save(options.output, optimize=True)


if __name__ == "__main__":
    main()
