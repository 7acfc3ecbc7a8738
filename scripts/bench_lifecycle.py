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
MODES = ["1002", "1004", "1006", "1049", "2004"]


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
    emit("terminal.escape", statistics.median(times), "ms from ESC alone to its frame", at_most=25 + 8)


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
    """Every mode that was set is reset after it, the cursor is seen, an update is not left open."""
    for mode in MODES:
        on, off = text.rfind(f"\x1b[?{mode}h".encode()), text.rfind(f"\x1b[?{mode}l".encode())
        if on > off:
            return f"{mode} is left on"
    if text.rfind(FRAME_BEGIN) > text.rfind(FRAME_END):
        return "an update is left open"
    return None if text.rfind(b"\x1b[?25h") > text.rfind(b"\x1b[?25l") else "the cursor is hidden"


def report_signals(project):
    names = ["INT", "TERM", "HUP", "SEGV", "ABRT", "ILL", "TRAP", "BUS", "QUIT"]
    faults = []
    for name in names:
        with Cockpit(project, COLORTERM="truecolor") as cockpit:
            cockpit.read(2)
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


def report_terminals(project):
    kinds = ["xterm-256color", "tmux-256color", "screen", "linux", "vt100"]
    good = 0
    for kind in kinds:
        with Cockpit(project, (80, 24), TERM=kind) as cockpit:
            cockpit.read(2)
            os.write(cockpit.terminal, b"q")
            status = cockpit.wait(5)
            if status == 0 and b"Scop" in cockpit.text:
                good += 1
            else:
                note(f"{kind}: status {status}, {cockpit.text[:60]!r}")
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
