#!/usr/bin/env python3
"""Monitoring: drift of two halves of a million rows, estimated performance, change detection, each beside its peers.

Whole processes: start, import, read, work, exit. The peers live in virtual environments of their own, because their
libraries exclude each other: `drift` (evidently, river) and `nannyml`, in the folder that SEXTANT_BENCH_PEERS names, or
made once in the cache. What cannot be installed is said and skipped.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_common import CACHE, DATA, ROOT, SHARED, emit, generated, medians, note, quietly, sextant

ROWS = 1_000_000
CHANGE = ROOT / ".build" / "release" / "change-bench"
PEERS = Path(os.environ.get("SEXTANT_BENCH_PEERS") or CACHE / "peers")
LIBRARIES = {
    "drift": ["evidently==0.7.23", "pandas==2.3.3", "numpy==2.4.6", "scikit-learn==1.9.1", "scipy==1.17.1",
              "river==0.26.1"],
    "nannyml": ["nannyml==0.13.1", "statsmodels==0.15.0", "pandas==2.3.3", "numpy==1.26.4", "scikit-learn==1.9.1",
                "lightgbm==4.5.0"],
}
MODULE = {"drift": "import evidently, river", "nannyml": "import nannyml"}
# No usage reports: they would wait for a network that may not be there.
ENVIRONMENT = dict(os.environ, NML_DISABLE_USAGE_LOGGING="1", DO_NOT_TRACK="1", EVIDENTLY_DISABLE_TELEMETRY="1",
                   PYTHONWARNINGS="ignore")

CBPE_PEER = """
import json, sys
import pandas as pd
import nannyml
reference, current = (pd.read_csv(path) for path in sys.argv[1:3])
estimator = nannyml.CBPE(y_pred_proba="score", y_pred="prediction", y_true="y", chunk_size=int(sys.argv[3]),
                         problem_type="classification_binary", metrics=["roc_auc", "f1", "accuracy"]).fit(reference)
found = estimator.estimate(current).filter(period="analysis").to_df(multilevel=True)
print(json.dumps({name: found[(name, "value")].tolist() for name in ("roc_auc", "f1", "accuracy")}))
"""

RIVER_PEER = """
import json, sys, time
import numpy as np
from river import drift
values = np.fromfile(sys.argv[1]).tolist()
detector, found = drift.ADWIN(), []
start = time.perf_counter()
for index, value in enumerate(values):
    detector.update(value)
    if detector.drift_detected:
        found.append(index)
print(json.dumps({"values": len(values), "seconds": time.perf_counter() - start, "detections": found}))
"""


# --- peers --------------------------------------------------------------------------------------------------------


def interpreter(name):
    """The Python of a peer's environment, made where it is not; None, with a word why, where that fails."""
    python = PEERS / name / "bin" / "python"
    if not python.exists():
        note(f"making {python.parent.parent} with {LIBRARIES[name]}")
        subprocess.run([sys.executable, "-m", "venv", str(PEERS / name)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *LIBRARIES[name]], check=False)
    check = subprocess.run([str(python), "-c", MODULE[name]], env=ENVIRONMENT, capture_output=True, text=True)
    if check.returncode != 0:
        note(f"skipped: {name} cannot be imported: {(check.stderr.strip().splitlines() or ['no word why'])[-1]}")
        return None
    return python


def peer(python, *arguments):
    """What a Python of its own prints, with wall seconds and peak megabytes."""
    start = time.perf_counter()
    process = subprocess.Popen([str(python), "-W", "ignore", *map(str, arguments)], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, env=ENVIRONMENT)
    text = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, arguments))[:80]} ended with {process.returncode}")
    return text, {"seconds": time.perf_counter() - start, "peak": usage.ru_maxrss / 1024}


def ours(*arguments):
    _, seconds, peak = sextant(*arguments)
    return {"seconds": seconds, "peak": peak / 2**20}


# --- drift --------------------------------------------------------------------------------------------------------


def parts(path, rows, folder, fractions):
    """The header and the rows of each (from, to) share of a file."""
    with open(path, "rb") as file:
        header, *lines = file.readlines()
    made = []
    for index, (start, end) in enumerate(fractions):
        made.append(folder / f"{path.stem}.{index}.csv")
        with open(made[-1], "wb") as out:
            out.write(header)
            out.writelines(lines[int(rows * start):int(rows * end)])
    return made


def drift_table(folder):
    path = generated(ROWS, "clf1m.csv")
    if path is None:
        return
    first, second = parts(path, ROWS, folder, [(0, 0.5), (0.5, 1)])
    own = medians(lambda: ours("drift", "--reference", first, "--current", second))
    emit("drift.1m.seconds", own["seconds"], "s")
    emit("drift.1m.peak", own["peak"], "MB", at_most=600)
    script = SHARED / "peers" / "drift.py"
    python = interpreter("drift")
    if not script.exists() or python is None:
        note(f"skipped: the peers' drift tables need {script} and their libraries")
        return
    for name, goal, repeat in (("hand", 2, 3), ("evidently", 25, 1)):
        run = lambda: peer(python, script, path, "--one", name, "--from-frac", "0.5")[1]
        other = medians(run, repeat=repeat)
        emit(f"drift.1m.{name}.seconds", other["seconds"], "s")
        emit(f"drift.1m.{name}.peak", other["peak"], "MB")
        emit(f"drift.1m.{name}.ratio", other["seconds"] / own["seconds"], f"times as fast as {name}", at_least=goal)


def drift_found(folder):
    """Columns found on the generated table, against the truth beside it."""
    for rows, name in ((100_000, "clf100k.csv"), (ROWS, "clf1m.csv")):
        path = generated(rows, name)
        if path is None:
            continue
        moved = set(json.loads(path.with_suffix("").with_suffix(".truth.json").read_text())["shifted_columns"])
        reference, current = parts(path, rows, folder, [(0, 0.5), (0.7, 1)])
        document, _, _ = sextant("drift", "--reference", reference, "--current", current)
        columns = {column["column"]: column["drifted"] for column in document["columns"]}
        features = {name: found for name, found in columns.items() if name not in ("id", "ts", "y")}
        found = {name for name, drifted in features.items() if drifted}
        emit(f"drift.found.{rows}", len(found & moved), f"of {len(moved)}", at_least=len(moved))
        emit(f"drift.false.{rows}", len(found - moved), f"of {len(features) - len(moved)}", at_most=0)


# --- estimation ---------------------------------------------------------------------------------------------------


def scored(path, rows, seed, shift):
    """Scores that are too sure of themselves, with what turned out."""
    import numpy as np
    generator = np.random.default_rng(seed)
    score = np.round(1 / (1 + np.exp(-(generator.normal(size=rows) * 1.5 - 1 + shift))), 6)
    y = (generator.random(rows) < score ** 1.3).astype(int)
    with open(path, "w") as out:
        out.write("score,prediction,y\n")
        out.writelines(f"{p:.6f},{int(p >= 0.5)},{label}\n" for p, label in zip(score.tolist(), y.tolist()))
    return path


def estimation(folder):
    reference = scored(folder / "reference.csv", ROWS // 2, 1, 0)
    current = scored(folder / "current.csv", ROWS // 2, 2, 0.5)
    chunk = ROWS // 20
    command = ("estimate", "--reference", reference, "--current", current, "--target", "y", "--score", "score",
               "--prediction", "prediction", "--chunk", chunk)
    own = medians(lambda: ours(*command))
    emit("cbpe.1m.seconds", own["seconds"], "s")
    emit("cbpe.1m.peak", own["peak"], "MB")
    python = interpreter("nannyml")
    if python is None:
        return
    text, other = quietly(lambda: peer(python, "-c", CBPE_PEER, reference, current, chunk))
    emit("cbpe.1m.nannyml.seconds", other["seconds"], "s")
    emit("cbpe.1m.nannyml.peak", other["peak"], "MB")
    emit("cbpe.1m.ratio", other["seconds"] / own["seconds"], "times as fast as nannyml", at_least=10)
    document, _, _ = sextant(*command)
    expected, apart = json.loads(text), {}
    for name, metric in (("roc_auc", "auc"), ("f1", "f1"), ("accuracy", "accuracy")):
        values = [next(m["estimated"] for m in c["metrics"] if m["metric"] == metric) for c in document["chunks"]]
        apart[name] = max(abs(a - b) for a, b in zip(values, expected[name], strict=True))
    emit("cbpe.1m.apart", max(apart.values()), "largest difference of an estimate", at_most=1e-5)


# --- change -------------------------------------------------------------------------------------------------------


def stream():
    """The columns of the peers' stream, and where they change; None without the generator."""
    import csv
    path, generator = DATA / "stream1m.csv", SHARED / "peers" / "gen.py"
    if not path.exists():
        if not generator.exists():
            note(f"skipped: {path} is absent, and so is the generator that makes it")
            return None, None
        DATA.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, str(generator), "--out", str(DATA), "--task", "stream"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    with open(path, newline="") as file:
        rows = csv.reader(file)
        columns = {name: [] for name in next(rows)}
        for row in rows:
            for values, value in zip(columns.values(), row):
                values.append(float(value))
    return columns, json.loads(path.with_suffix("").with_suffix(".truth.json").read_text())["change_points"]


def change(folder):
    import array
    columns, points = stream()
    if columns is None:
        return
    python = interpreter("drift")
    speeds = {"ours": [], "river": []}
    agreeing = 0
    for name, values in columns.items():
        path = folder / f"{name}.f64"
        path.write_bytes(array.array("d", values).tobytes())
        run = lambda: subprocess.run([CHANGE, "adwin", path], check=True, capture_output=True)
        own = json.loads(quietly(run).stdout)
        speeds["ours"].append(own["values"] / own["seconds"])
        live = json.loads(subprocess.run([CHANGE, "live", path], check=True, capture_output=True).stdout)["detections"]
        told_changes(name, live, points[name], len(values))
        if python is not None:
            other = json.loads(peer(python, "-c", RIVER_PEER, path)[0])
            speeds["river"].append(other["values"] / other["seconds"])
            agreeing += own["detections"] == other["detections"]
    emit("adwin.speed", statistics.median(speeds["ours"]) / 1e6, "million values/s")
    if speeds["river"]:
        emit("adwin.river.speed", statistics.median(speeds["river"]) / 1e6, "million values/s")
        ratio = statistics.median(a / b for a, b in zip(speeds["ours"], speeds["river"]))
        emit("adwin.ratio", ratio, "times as fast as river", at_least=3)
        emit("adwin.agreeing", agreeing, f"of {len(columns)} streams with the same detections", at_least=len(columns))


def told_changes(name, found, points, count):
    """Hits of the live detector within 20,000 values (or the distance of two changes), and what it raised falsely."""
    reach = min(20_000, points[0] if points else 20_000)
    left, hits = list(found), 0
    for point in points:
        near = next((index for index in left if point <= index < point + reach), None)
        if near is not None:
            hits += 1
            left.remove(near)
    if points:
        emit(f"change.{name}.hits", hits, f"of {len(points)}", at_least=len(points))
    else:
        emit(f"change.{name}.false", len(left), f"in {count}", at_most=1)


def main():
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        drift_table(folder)
        drift_found(folder)
        estimation(folder)
        change(folder)


if __name__ == "__main__":
    main()
