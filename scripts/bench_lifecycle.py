#!/usr/bin/env python3
"""What the cockpit writes and how it leaves: bytes by kind of frame, ESC alone, sizes, signals, kinds of terminal.

Held against the goals for terminal programs in docs/benchmarks.md. The project is the demo's after 60,000 requests.
"""
import json
import os
import random
import re
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench_cockpit import FRAME_BEGIN, FRAME_END, Cockpit
from bench_common import ROOT, SEXTANT, emit, note, sextant

CANVAS = ROOT / ".build" / "release" / "canvas-bench"
COLOR = re.compile(rb"\x1b\[[0-9;]*?(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|38|48)[0-9;]*m")
MODES = ["1002", "1004", "1006", "1049", "2004", "2031"]
TITLE_KEPT, TITLE_RETURNED = b"\x1b[22;0t", b"\x1b[23;0t"
PALETTE, PALETTE_RETURNED = b"\x1b]4;", b"\x1b]104"


def frames(text):
    """The bytes between the marks of each update."""
    return [len(piece.split(FRAME_END)[0]) for piece in text.split(FRAME_BEGIN)[1:]]


def report_bytes(project):
    for size, goal in (((200, 50), 16), ((80, 24), 5)):
        with Cockpit(project, size) as cockpit:
            cockpit.read(3)
            full = max(frames(cockpit.text))
            emit(f"terminal.bytes.full.{size[0]}x{size[1]}", full / 1024, "kB", at_most=goal)
    with Cockpit(project) as cockpit:
        cockpit.read(2)
        player = subprocess.Popen(
            [str(SEXTANT), "replay", "--speed", "3000", "--project", str(project)], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        cockpit.read(4)
        for key, name, goal in ((b"4", "deployment", None), (b"5", "monitoring", 8), (b"0", "overview", 1.5)):
            os.write(cockpit.terminal, key)
            cockpit.read(1)
            start = len(cockpit.text)
            cockpit.read(8)
            sizes = frames(cockpit.text[start:])
            emit(f"terminal.bytes.live.{name}", statistics.median(sizes or [0]) / 1024, "kB a frame", at_most=goal)
        os.write(cockpit.terminal, b"\x1b[O")
        cockpit.read(1)
        start = len(cockpit.text)
        cockpit.read(20)
        emit("terminal.unfocused", len(frames(cockpit.text[start:])) / 20, "frames/s", at_most=0.2)
        player.send_signal(signal.SIGINT)
        cockpit.read(1)
    player.wait()


def report_escape(project):
    """From ESC alone to the end of the frame in which the help is gone."""
    times = []
    with Cockpit(project) as cockpit:
        cockpit.read(2)
        for index in range(30):
            os.write(cockpit.terminal, b"?")
            cockpit.read(0.3)
            start, sent = len(cockpit.text), time.perf_counter()
            os.write(cockpit.terminal, b"\x1b")
            shown = cockpit.read(2, until=lambda: FRAME_END in cockpit.text[start:])
            times.append((time.perf_counter() - sent) * 1e3 if shown else 2e3)
            cockpit.read(0.1 + 0.01 * (index % 5))
    emit("terminal.escape", statistics.median(times), "ms from ESC alone to its frame", at_most=25)


def report_sizes(project):
    generator = random.Random(5)
    with Cockpit(project) as cockpit:
        cockpit.read(2)
        for _ in range(500):
            cockpit.resize(generator.randint(1, 400), generator.randint(1, 150))
            cockpit.read(generator.choice([0, 0, 0.005, 0.02]))
        cockpit.read(1)
        start = len(cockpit.text)
        sent = time.perf_counter()
        cockpit.resize(200, 50)
        done = cockpit.frame_after(b"Monitoring", start, 5)
        emit("terminal.resize.storm", 1 if cockpit.wait(0.2) is None else 0, "alive after 500 sizes", at_least=1)
        emit("terminal.resize.last_frame", ((done or sent + 5) - sent) * 1e3, "ms after the last size", at_most=50)


def is_restored(text):
    """Every mode that was set is reset after it, the cursor is seen, an update is not left open, and the title and the
    palette are those from before. Returns what is not so."""
    for mode in MODES:
        on, off = text.rfind(f"\x1b[?{mode}h".encode()), text.rfind(f"\x1b[?{mode}l".encode())
        if on > off:
            return f"{mode} is left on"
    if text.rfind(FRAME_BEGIN) > text.rfind(FRAME_END):
        return "an update is left open"
    if text.count(TITLE_KEPT) != text.count(TITLE_RETURNED) or text.rfind(b"\x1b]2;") > text.rfind(TITLE_RETURNED):
        return "the title is ours"
    if text.rfind(PALETTE) > text.rfind(PALETTE_RETURNED):
        return "the palette is ours"
    # A terminal that cannot hide the cursor has written neither.
    return None if text.rfind(b"\x1b[?25h") >= text.rfind(b"\x1b[?25l") else "the cursor is hidden"


def report_signals(project):
    names = ["INT", "TERM", "HUP", "SEGV", "ABRT", "ILL", "TRAP", "BUS", "FPE", "QUIT"]
    faults = []
    for name in names:
        with Cockpit(project, COLORTERM="truecolor") as cockpit:
            cockpit.read(2)
            if TITLE_KEPT not in cockpit.text:
                faults.append(f"{name}: the title was never kept")
            os.kill(cockpit.pid, getattr(signal, "SIG" + name))
            status = cockpit.wait(5)
            fault = "it goes on" if status is None else is_restored(cockpit.text)
            if fault:
                faults.append(f"{name}: {fault}")
    with Cockpit(project) as cockpit:
        cockpit.read(2)
        before = len(cockpit.text)
        os.kill(cockpit.pid, signal.SIGTSTP)
        cockpit.read(1)
        # Without a shell above it nothing stops: it gives the terminal back and takes it again.
        back = cockpit.text.find(b"\x1b[?1049h", before)
        if fault := is_restored(cockpit.text[:back] if back >= 0 else cockpit.text):
            faults.append(f"TSTP: {fault}")
        start = len(cockpit.text)
        os.kill(cockpit.pid, signal.SIGCONT)
        if cockpit.frame_after(b"Monitoring", start, 5) is None:
            faults.append("CONT: no frame")
    for fault in faults:
        note(fault)
    emit("terminal.restored", len(names) + 1 - len(faults), f"of {len(names) + 1} ways out", at_least=len(names) + 1)


# Name, variables, whether every sign is ASCII, whether it has a second screen.
KINDS = [
    ("xterm-256color", {}, False, True), ("xterm", {}, False, True),
    ("tmux-256color", {"TMUX": "/tmp/x,1,0"}, False, True), ("screen", {}, False, True), ("screen-256color", {"STY": "1.x"}, False, True), ("linux", {}, True, False),
    ("vt100", {}, True, False), ("xterm-direct", {}, False, True), ("nobody-has-heard-of-it", {}, False, True),
    ("xterm-256color", {"TERMINFO": "/nonexistent"}, False, True),
    ("xterm-256color", {"LC_ALL": "en_US.ISO-8859-1"}, True, True), ("xterm-256color", {"LC_ALL": "POSIX"}, True, True),
]
STAGES = [(b"1", b"Gates"), (b"2", b"Table"), (b"3", b"Runs"), (b"4", b"Traffic"), (b"5", b"Alarms"), (b"6", b"KPIs")]


def fault_of_kind(cockpit, is_ascii, has_second_screen):
    """Presses the stages' keys and leaves; what is not as it must be, or None."""
    cockpit.read(2)
    for key, word in STAGES:
        start = len(cockpit.text)
        # Drawn anew, so that every letter of the word is written.
        os.write(cockpit.terminal, key + b"\x0c")
        if not cockpit.read(3, until=lambda: word in cockpit.text[start:]):
            return f"{word.decode()} was never shown"
    before = cockpit.settings()
    os.write(cockpit.terminal, b"q")
    status = cockpit.wait(5)
    if status != 0:
        return f"it ended with {status}"
    if before == cockpit.settings_at_start:
        return "it never took the terminal"
    if fault := is_restored(cockpit.text):
        return fault
    if all(byte < 128 for byte in cockpit.text) != is_ascii:
        return "signs past ASCII" if is_ascii else "no sign past ASCII"
    if (b"\x1b[?1049h" in cockpit.text) != has_second_screen:
        return "the wrong screen"
    if not has_second_screen and (b"\x1b]" in cockpit.text or b"?2026" in cockpit.text):
        return "a sequence that it might print"
    return None


def fault_of_lines(cockpit):
    """Where text cannot be placed there are lines without an escape sequence."""
    if not cockpit.read(5, until=lambda: cockpit.text.endswith(b"> ")):
        return "no sign to type"
    os.write(cockpit.terminal, b"q\n")
    status = cockpit.wait(5)
    if status != 0:
        return f"it ended with {status}"
    return "an escape sequence" if b"\x1b" in cockpit.text else None


def report_terminals(project):
    good, kinds = 0, KINDS + [("dumb", {}, True, False), ("", {}, True, False)]
    for name, variables, is_ascii, has_second_screen in kinds:
        with Cockpit(project, (80, 24), TERM=name, **variables) as cockpit:
            lines = name in ("dumb", "")
            fault = fault_of_lines(cockpit) if lines else fault_of_kind(cockpit, is_ascii, has_second_screen)
        if fault:
            note(f"TERM={name} {variables}: {fault}")
        else:
            good += 1
    emit("terminal.kinds", good, f"of {len(kinds)} kinds of terminal", at_least=len(kinds))
    with Cockpit(project, NO_COLOR="1") as cockpit:
        cockpit.read(2)
        emit("terminal.no_color", len(COLOR.findall(cockpit.text)), "colour sequences with NO_COLOR", at_most=0)


def report_charts():
    result = json.loads(subprocess.run([str(CANVAS), "1000000"], capture_output=True, check=True, text=True).stdout)
    emit("terminal.chart", result["milliseconds"], "ms for a chart of a million points", at_most=5)
    emit("terminal.chart.resident", result["resident_megabytes"], "MB with them", at_most=60)


def report_themes():
    result = subprocess.run([str(SEXTANT), "themes", "check", "--json"], capture_output=True, text=True)
    themes = json.loads(result.stdout)["themes"]
    good = sum(1 for theme in themes if theme["sound"])
    emit("terminal.themes", good, f"of {len(themes)} themes with words at 4.5 to 1", at_least=len(themes))


def main():
    with tempfile.TemporaryDirectory() as text:
        project = Path(text) / "demo"
        sextant("demo", "--headless", 60_000, project=project)
        report_charts()
        report_themes()
        report_bytes(project)
        report_escape(project)
        report_sizes(project)
        report_signals(project)
        report_terminals(project)


if __name__ == "__main__":
    main()
