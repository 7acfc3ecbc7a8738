#!/usr/bin/env python3
"""Walks through the demo in a real terminal (tmux), step by step as scripts/walk.steps says, and records it.

    scripts/walk.py --binary .build/release/sextant --cast screenshots/walk.cast

Each step presses its keys and waits until the screen shows what it must; a step that does not ends the walk with 1.
The recording is asciicast v2: the screen of each step, as the running program drew it. Needs tmux alone.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent


class Terminal:
    def __init__(self, command, columns, rows):
        self.socket = f"sextant-walk-{os.getpid()}"
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows), command)

    def tmux(self, *words):
        return subprocess.run(["tmux", "-u", "-L", self.socket, *words], check=True, capture_output=True,
                              text=True).stdout

    def press(self, keys):
        for key in keys:
            self.tmux("send-keys", key)

    def screen(self, colors=False):
        return self.tmux("capture-pane", "-p", *(["-e", "-N"] if colors else []))

    def wait_for(self, texts, seconds):
        end = time.monotonic() + seconds
        while not any(text in self.screen() for text in texts):
            if time.monotonic() > end:
                raise SystemExit(f"the screen never showed one of {texts}:\n{self.screen()}")
            time.sleep(0.1)

    def close(self):
        subprocess.run(["tmux", "-L", self.socket, "kill-server"], capture_output=True)


def steps():
    for line in (HERE / "walk.steps").read_text().splitlines():
        if not line.startswith("#") and line.strip():
            keys, texts, seconds = line.split(";")
            yield keys.split(), [text.strip() for text in texts.split("|")], float(seconds)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default=".build/release/sextant")
    parser.add_argument("--cast", help="where the recording goes")
    parser.add_argument("--columns", type=int, default=110)
    parser.add_argument("--rows", type=int, default=32)
    options = parser.parse_args()
    binary = pathlib.Path(options.binary).resolve()
    frames = []
    with tempfile.TemporaryDirectory() as work:
        command = (f"env XDG_DATA_HOME='{work}' XDG_STATE_HOME='{work}' XDG_CONFIG_HOME='{work}' TERM=xterm-256color "
                   f"LANG=C.UTF-8 '{binary}' demo --theme dark 2>'{work}/errors'")
        terminal = Terminal(command, options.columns, options.rows)
        try:
            for number, (keys, texts, seconds) in enumerate(steps()):
                terminal.press(keys)
                terminal.wait_for(texts, seconds)
                time.sleep(0.4)
                frames.append(terminal.screen(colors=True).rstrip("\n"))
                print(f"{number + 1}: {' '.join(keys) or 'open'}: {texts[0]}", file=sys.stderr)
            terminal.press(["q"])
        finally:
            terminal.close()
    if options.cast:
        write(options, frames)


def write(options, frames):
    """One event a step, two and a half seconds apart: what is on the screen, drawn over the one before."""
    header = {"version": 2, "width": options.columns, "height": options.rows, "title": "sextant demo",
              "env": {"TERM": "xterm-256color"}}
    lines = [json.dumps(header)]
    for number, frame in enumerate(frames):
        text = "\x1b[H\x1b[2J" + "\r\n".join(line + "\x1b[0m" for line in frame.split("\n"))
        lines.append(json.dumps([round(number * 2.5, 1), "o", text], ensure_ascii=False))
    lines.append(json.dumps([round(len(frames) * 2.5, 1), "o", ""]))
    pathlib.Path(options.cast).write_text("\n".join(lines) + "\n")
    print(f"{options.cast}: {pathlib.Path(options.cast).stat().st_size // 1000} kB", file=sys.stderr)


if __name__ == "__main__":
    main()
