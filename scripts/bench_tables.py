#!/usr/bin/env python3
"""Tables: profile of a million rows, and drift between its halves, beside pandas and numpy in the same run.

The peers' work is written out below with what those libraries have: as much of the same answer as a person would
write by hand. Whole processes: start, import, read, work, exit.
"""
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_common import emit, generated, medians, sextant

ROWS = 1_000_000

PROFILE_PEER = """
import sys
import pandas as pd
frame = pd.read_csv(sys.argv[1])
numbers = frame.select_dtypes("number")
numbers.quantile([.01, .25, .5, .75, .99]), numbers.mean(), numbers.std(), numbers.min(), numbers.max()
frame.isna().sum(), frame.nunique()
for name in frame.select_dtypes(exclude="number"):
    frame[name].value_counts().head(10)
"""

DRIFT_PEER = """
import sys
import numpy as np
import pandas as pd
from scipy import stats
first, second = (pd.read_csv(path) for path in sys.argv[1:3])
for name in first.columns:
    a, b = first[name].dropna(), second[name].dropna()
    if first[name].dtype.kind in "if":
        edges = np.unique(np.quantile(a, np.linspace(0, 1, 11))[1:-1])
        p, q = (np.bincount(np.searchsorted(edges, v), minlength=len(edges) + 1) / len(v) for v in (a, b))
        stats.ks_2samp(a, b)
    elif first[name].nunique() < 1000:
        levels = first[name].unique()
        p, q = (v.value_counts(normalize=True).reindex(levels).fillna(0).to_numpy() for v in (a, b))
    else:
        continue
    p, q = np.clip(p, 1e-4, None), np.clip(q, 1e-4, None)
    np.sum((q - p) * np.log(q / p))
"""


def peer(code, *paths):
    """Wall seconds and peak megabytes of a Python of its own."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-W", "ignore", "-c", code, *map(str, paths)])
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit("the peer failed")
    return {"seconds": time.perf_counter() - start, "peak": usage.ru_maxrss / 1024}


def ours(*arguments):
    _, seconds, peak = sextant(*arguments)
    return {"seconds": seconds, "peak": peak / 2**20}


def halves(path, folder):
    """The header and half of the rows each, in order."""
    parts = [folder / "first.csv", folder / "second.csv"]
    with open(path, "rb") as file:
        header = file.readline()
        for index, part in enumerate(parts):
            with open(part, "wb") as out:
                out.write(header)
                for _ in range(ROWS // 2):
                    out.write(file.readline())
    return parts


def report(name, own, other, peer_name, ratio):
    emit(f"{name}.seconds", own["seconds"], "s")
    emit(f"{name}.peak", own["peak"], "MB")
    emit(f"{name}.{peer_name}.seconds", other["seconds"], "s")
    emit(f"{name}.{peer_name}.peak", other["peak"], "MB")
    emit(f"{name}.ratio", own["seconds"] / other["seconds"], f"of {peer_name}", at_most=ratio)


def main():
    path = generated(ROWS, "clf1m.csv")
    if path is None:
        return
    own, other = medians(lambda: ours("profile", path)), medians(lambda: peer(PROFILE_PEER, path))
    report("profile.1m", own, other, "pandas", 0.5)
    # DuckDB's SUMMARIZE, the fastest peer, took 3.8 s on the machine that the goals were set on.
    emit("profile.1m.absolute", own["seconds"], "s", at_most=1.9)
    with tempfile.TemporaryDirectory() as text:
        first, second = halves(path, Path(text))
        drift = ("drift", "--reference", first, "--current", second)
        own, other = medians(lambda: ours(*drift)), medians(lambda: peer(DRIFT_PEER, first, second))
        report("drift.1m", own, other, "numpy", 0.5)


if __name__ == "__main__":
    main()
