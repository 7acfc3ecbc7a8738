#!/usr/bin/env python3
"""The demo run without a screen: speed, and how much disk it takes however long it runs."""
import os
import tempfile
import time
from pathlib import Path

from bench_common import emit, medians, sextant

REQUESTS = (200_000, 400_000)


def disk(folder):
    return sum(path.stat().st_blocks * 512 for path in Path(folder).rglob("*") if path.is_file()) / 2**20


def play(requests):
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        document, seconds, peak = sextant("demo", "--headless", requests, project=Path(folder) / "demo")
        return {"rate": document["rows_per_second"], "process": seconds, "peak": peak / 2**20, "disk": disk(folder),
                "lost": document["lost"], "begin": time.perf_counter() - start - document["seconds"]}


def main():
    short, long = (medians(lambda requests=requests: play(requests)) for requests in REQUESTS)
    emit("demo.rate", long["rate"], "requests/s")
    emit("demo.begin", long["begin"], "s to the first request", at_most=3)
    emit("demo.peak[200k]", short["peak"], "MB")
    emit("demo.growth", long["peak"] / short["peak"], "of the peak at 200k", at_most=1.1)
    emit("demo.lost", long["lost"], "outcomes", at_most=0)
    for requests, figures in zip(REQUESTS, (short, long)):
        emit(f"demo.disk[{requests // 1000}k]", figures["disk"], "MB")


if __name__ == "__main__":
    main()
