#!/usr/bin/env python3
"""The cockpit in a pseudo-terminal of 200 by 50: first frame, rest, live traffic, keys beside full work, memory.

A frame is complete when its end mark (of synchronized updates) has been read. The project is the demo's, with a
champion, half a million requests in its log, and their windows in its journal.
"""
import os
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench_cockpit import Cockpit
from bench_common import SEXTANT, emit, note, quietly, sextant, wait_for_quiet

REST_SECONDS, QUIET_SECONDS, LIVE_SECONDS = 30, 10, 20
# What only the stage of a key shows, and shows in one piece.
TITLES = {b"1": b"Gates", b"4": b"Traffic "}


def first_frame(project):
    with Cockpit(project) as cockpit:
        done = cockpit.frame_after(b"Monitoring", 0, 10)
        if done is None:
            raise SystemExit("the cockpit drew no frame")
        cockpit.read(1)
        return (done - cockpit.started) * 1e3


def report_start(project):
    first_frame(project)
    times = []
    for _ in range(10):
        wait_for_quiet(5)
        times.append(first_frame(project))
    emit("terminal.first_frame", statistics.median(times), "ms", at_most=40)
    emit("terminal.first_frame_worst", max(times), "ms of 10")


def report_rest(project):
    with Cockpit(project) as cockpit:
        cockpit.read(5)
        written = len(cockpit.text)
        cockpit.read(QUIET_SECONDS)
        emit("terminal.rest.written", len(cockpit.text) - written, f"bytes in {QUIET_SECONDS} s", at_most=0)
        rest = quietly(lambda: cockpit.watch(REST_SECONDS))
    emit("terminal.rest.processor", rest["share"], "% of a core", at_most=0.1)
    emit("terminal.rest.wakeups", rest["sleeps"], "a second", at_most=1)
    emit("terminal.rest.resident", rest["resident"], "MB", at_most=30)


def command(*arguments):
    """A command beside the cockpit, in its engine; ended by the caller."""
    return subprocess.Popen([str(SEXTANT), *map(str, arguments)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def command_again_and_again(*arguments):
    """The same, begun anew each time it ends; in a process group of its own."""
    loop = ["bash", "-c", 'while "$0" "$@"; do :; done', str(SEXTANT), *map(str, arguments)]
    return subprocess.Popen(loop, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)


def report_live(project):
    """A window a second: the demo's day passes in one."""
    with Cockpit(project) as cockpit:
        cockpit.read(2)
        player = command("replay", "--speed", 3000, "--project", project)
        cockpit.read(5)
        live = quietly(lambda: cockpit.watch(LIVE_SECONDS))
        player.send_signal(signal.SIGINT)
        cockpit.read(1)
    player.wait()
    emit("terminal.live.processor", live["share"], "% of a core, serving 3000 requests a second", at_most=1)
    emit("terminal.live.drawing", live["drawing"], "% of a core of them in the thread that draws")
    emit("terminal.live.written", live["bytes"], "bytes/s")
    emit("terminal.live.resident", live["resident"], "MB", at_most=30)


def key_times(cockpit, count):
    """Milliseconds from a key to the end of the frame that answers it."""
    times = []
    for index in range(count):
        key, title = list(TITLES.items())[index % len(TITLES)]
        start, sent = len(cockpit.text), time.perf_counter()
        os.write(cockpit.terminal, key)
        shown = cockpit.frame_after(title, start, 5)
        if shown is None:
            note(f"key {key.decode()}: no answer within 5 s")
        times.append(5e3 if shown is None else (shown - sent) * 1e3)
        # Not in step with anything that happens ten times a second.
        cockpit.read(0.06 + 0.0137 * (index % 7))
    return sorted(times)


def report_keys(project):
    with Cockpit(project) as cockpit:
        cockpit.read(3)
        idle = key_times(cockpit, 100)
        emit("terminal.key.idle.p50", idle[50], "ms", at_most=8)
        emit("terminal.key.idle.p99", idle[98], "ms", at_most=16)
        work = [command("replay", "--speed", "max", "--project", project)]
        cockpit.read(1)
        training = command_again_and_again(
            "train", "--set", "rounds=10000", "--set", "early_stopping=0", "--project", project)
        cockpit.read(2)
        busy = key_times(cockpit, 100)
        is_busy = all(process.poll() is None for process in [*work, training])
        resident = cockpit.resident()
        os.killpg(training.pid, signal.SIGINT)
        for process in work:
            process.send_signal(signal.SIGINT)
        cockpit.read(1)
    for process in [*work, training]:
        process.wait()
    if not is_busy:
        note("the training or the replay had ended before the last key")
    emit("terminal.key.working.p50", busy[50], "ms")
    emit("terminal.key.working.p99", busy[98], "ms", at_most=50)
    emit("terminal.key.working.resident", resident, "MB")


def main():
    with tempfile.TemporaryDirectory() as text:
        project = Path(text) / "demo"
        sextant("demo", "--headless", 500_000, project=project)
        report_start(project)
        report_rest(project)
        report_live(project)
        report_keys(project)


if __name__ == "__main__":
    main()
