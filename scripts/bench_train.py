#!/usr/bin/env python3
"""Training bench: our trees beside LightGBM's and XGBoost's on the same matrices, in the same run.

    scripts/bench_train.py [speed] [small] [bank] [bike] [--repeat 3]

speed   600k generated rows, 200 rounds, 31 leaves: fit time and AUC (goal: 0.45 of LightGBM's fit, limit 0.6)
small   the same on 60k rows
bank    bank marketing, random halves, 100 rounds of depth 6: AUC
bike    bike sharing in time order, 200 rounds of depth 6: RMSE

Without names: all. Trainers take turns; times are medians. A fit includes binning, not reading or predicting.
The libraries need a Python of their own: $SEXTANT_BENCH_PYTHON, or a virtual environment that is made once in
the cache folder ($XDG_CACHE_HOME or ~/.cache). Generated data lies in $SEXTANT_BENCH_DATA or that folder.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sextant"
PACKAGES = ["numpy", "pandas", "scikit-learn", "lightgbm", "xgboost"]
BENCH = ROOT / ".build" / "release" / "boosting-bench"
DEPTH_6 = ["growth=depthWise", "leaves=64", "depth=6", "minRows=1", "minHessian=1", "l2=1"]


def bench_python():
    """The Python that has the libraries."""
    named = os.environ.get("SEXTANT_BENCH_PYTHON")
    if named:
        return named
    home = CACHE / "bench-venv"
    python = home / "bin" / "python"
    if not (home / "ready").exists():
        print(f"making {home} with {', '.join(PACKAGES)}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "-q", *PACKAGES], check=True)
        (home / "ready").touch()
    return str(python)


# --- data: (name, training matrix and labels, test matrix and labels) as float32 -----------------------------------


def ordinal(frame, cut):
    """Numbers as they are; texts by their order among the first `cut` rows, new ones missing."""
    import numpy as np
    for name in frame.columns:
        if frame[name].dtype.kind not in "if":
            values = frame[name].astype(object)
            levels = {v: i for i, v in enumerate(sorted(values.iloc[:cut].dropna().unique()))}
            frame[name] = values.map(levels).astype(np.float32)
    return frame.to_numpy(np.float32)


def generated(rows, name):
    import numpy as np
    import pandas as pd
    folder = Path(os.environ.get("SEXTANT_BENCH_DATA") or CACHE / "bench-data")
    path = folder / name
    if not path.exists():
        generator = SHARED / "peers" / "gen.py"
        if not generator.exists():
            raise SystemExit(f"{path} is missing, and so is {generator}, which makes it")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([sys.executable, str(generator), "--out", str(folder), "--task", "clf", "--rows", str(rows)],
                       check=True)
    frame = pd.read_csv(path).drop(columns=["id", "ts"])
    labels = frame.pop("y").to_numpy(np.float32)
    cut = int(len(labels) * 0.6)
    matrix = ordinal(frame, cut)
    return matrix[:cut], labels[:cut], matrix[cut:], labels[cut:]


def bank():
    import numpy as np
    import pandas as pd
    frame = pd.read_csv(SHARED / "data/bank_marketing/bank-additional-full.csv.gz", sep=";").drop(columns="duration")
    labels = (frame.pop("y") == "yes").to_numpy(np.float32)
    matrix = ordinal(frame, len(labels))
    order = np.random.default_rng(1).permutation(len(labels))
    first, second = np.array_split(order, 2)
    return matrix[first], labels[first], matrix[second], labels[second]


def bike():
    import numpy as np
    import pandas as pd
    frame = pd.read_csv(SHARED / "data/bike_sharing/hour.csv")
    frame = frame.drop(columns=["instant", "dteday", "casual", "registered"])
    labels = frame.pop("cnt").to_numpy(np.float32)
    cut = int(len(labels) * 0.6)
    matrix = ordinal(frame, cut)
    return matrix[:cut], labels[:cut], matrix[cut:], labels[cut:]


def write(path, values):
    """Two int32 (rows, columns), then float32 values: what boosting-bench reads."""
    import numpy as np
    values = np.ascontiguousarray(values.reshape(len(values), -1), dtype=np.float32)
    with open(path, "wb") as file:
        np.array(values.shape, dtype=np.int32).tofile(file)
        values.tofile(file)


def read(path):
    import numpy as np
    shape = np.fromfile(path, dtype=np.int32, count=2)
    return np.fromfile(path, dtype=np.float32, offset=8).reshape(shape)


# --- trainers ------------------------------------------------------------------------------------------------------


def library_fit(folder, name, task, rounds, depth):
    """Runs in a process of its own, so that no library's threads linger in another's time."""
    train, labels, test = (read(folder / f"{part}.f32") for part in ("train", "labels", "test"))
    labels = labels[:, 0]
    if name == "lightgbm":
        import lightgbm
        make = lightgbm.LGBMClassifier if task == "binary" else lightgbm.LGBMRegressor
        model = make(n_estimators=rounds, learning_rate=0.1, num_leaves=31, n_jobs=2, verbose=-1)
    else:
        import xgboost
        make = xgboost.XGBClassifier if task == "binary" else xgboost.XGBRegressor
        model = make(n_estimators=rounds, learning_rate=0.1, max_depth=depth or 6, tree_method="hist", n_jobs=2)
    start = time.perf_counter()
    model.fit(train, labels)
    fit = time.perf_counter() - start
    answers = model.predict_proba(test)[:, 1] if task == "binary" else model.predict(test)
    answers.astype("float64").tofile(folder / "answers.f64")
    print(json.dumps({"fit": fit}))


def run_library(folder, name, task, rounds, depth):
    out = subprocess.run(
        [sys.executable, "-W", "ignore", __file__, "--fit", name, "--folder", str(folder), "--task", task,
         "--rounds", str(rounds), "--depth", str(depth)], check=True, capture_output=True, text=True)
    return json.loads(out.stdout.splitlines()[-1])


def run_ours(folder, task, rounds, depth):
    options = [f"rounds={rounds}", f"objective={'logistic' if task == 'binary' else 'squaredError'}"]
    options += DEPTH_6 if depth else []
    files = [str(folder / f) for f in ("train.f32", "labels.f32", "test.f32", "answers.f64")]
    out = subprocess.run([str(BENCH), *files, *options], check=True, capture_output=True, text=True)
    return {line.split()[0]: float(line.split()[1]) for line in out.stdout.splitlines()}


def measure(folder, data, task, rounds, depth, trainers, repeat):
    """Median figures and the answers of each trainer."""
    import numpy as np
    train, labels, test, _ = data
    for name, values in (("train", train), ("labels", labels), ("test", test)):
        write(folder / f"{name}.f32", values)
    runs = {name: [] for name in trainers}
    answers = {}
    for _ in range(repeat):
        for name in trainers:
            run = run_ours(folder, task, rounds, depth) if name == "sextant" else run_library(
                folder, name, task, rounds, depth)
            runs[name].append(run)
            answers[name] = np.fromfile(folder / "answers.f64", dtype=np.float64)
    figures = {name: {key: statistics.median(run[key] for run in own) for key in own[0]}
               for name, own in runs.items()}
    return figures, answers


# --- reports -------------------------------------------------------------------------------------------------------


def emit(name, value, unit, goal=None, is_met=None):
    verdict = "" if goal is None else f"   goal {goal}: {'met' if is_met else 'MISSED'}"
    print(f"{name} {value:.5g} {unit}{verdict}", flush=True)


def report_speed(name, data, folder, repeat):
    from sklearn.metrics import roc_auc_score
    figures, answers = measure(folder, data, "binary", 200, 0, ["sextant", "lightgbm", "xgboost"], repeat)
    # Rows 60-70 %: after them the generator changes its law, and who ranks those rows better is luck.
    same = len(data[3]) // 4
    auc = {trainer: roc_auc_score(data[3][:same], own[:same]) for trainer, own in answers.items()}
    for trainer in figures:
        emit(f"{name}.{trainer}.fit", figures[trainer]["fit"], "s")
        emit(f"{name}.{trainer}.auc[60-70]", auc[trainer], "auc")
        emit(f"{name}.{trainer}.auc[60-100]", roc_auc_score(data[3], answers[trainer]), "auc")
    ratio = figures["sextant"]["fit"] / figures["lightgbm"]["fit"]
    emit(f"{name}.fit_ratio", ratio, "of LightGBM", "<= 0.45 (limit 0.6)", ratio <= 0.45)
    gap = auc["sextant"] - auc["lightgbm"]
    emit(f"{name}.auc_gap[60-70]", gap, "auc", ">= -0.002", gap >= -0.002)
    wait = figures["sextant"]["cancel_gap"]
    emit(f"{name}.cancel_gap", wait, "ms", "<= 50", wait <= 50)
    one = figures["sextant"]["score_one"]
    emit(f"{name}.score_one", one, "us", "<= 2", one <= 2)
    batch = figures["sextant"]["score_batch"]
    emit(f"{name}.score_batch", batch, "rows/s", ">= 600000", batch >= 600_000)


def report_bank(folder, repeat):
    from sklearn.metrics import roc_auc_score
    data = bank()
    figures, answers = measure(folder, data, "binary", 100, 6, ["sextant", "lightgbm", "xgboost"], repeat)
    auc = {trainer: roc_auc_score(data[3], own) for trainer, own in answers.items()}
    for trainer in figures:
        emit(f"bank.{trainer}.fit", figures[trainer]["fit"], "s")
        emit(f"bank.{trainer}.auc", auc[trainer], "auc")
    gap = auc["sextant"] - max(auc["lightgbm"], auc["xgboost"])
    emit("bank.auc_gap", gap, "auc", ">= -0.005", gap >= -0.005)
    emit("bank.score_one", figures["sextant"]["score_one"], "us", "<= 2", figures["sextant"]["score_one"] <= 2)


def report_bike(folder, repeat):
    import numpy as np
    data = bike()
    figures, answers = measure(folder, data, "regression", 200, 6, ["sextant", "lightgbm", "xgboost"], repeat)
    half = len(data[3]) // 2
    for part, rows in (("60-80", slice(0, half)), ("80-100", slice(half, None))):
        rmse = {trainer: float(np.sqrt(np.mean((own[rows] - data[3][rows]) ** 2))) for trainer, own in answers.items()}
        for trainer in figures:
            emit(f"bike.{trainer}.rmse[{part}]", rmse[trainer], "rmse")
        ratio = rmse["sextant"] / rmse["xgboost"]
        emit(f"bike.rmse_ratio[{part}]", ratio, "of XGBoost", "<= 1.03", ratio <= 1.03)
    for trainer in figures:
        emit(f"bike.{trainer}.fit", figures[trainer]["fit"], "s")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", nargs="*", default=[], metavar="speed|small|bank|bike")
    parser.add_argument("--repeat", type=int, default=3)
    for internal in ("--fit", "--folder", "--task", "--rounds", "--depth", "--inside"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fit:
        return library_fit(Path(arguments.folder), arguments.fit, arguments.task, int(arguments.rounds),
                           int(arguments.depth))
    names = arguments.benches or ["speed", "small", "bank", "bike"]
    unknown = set(names) - {"speed", "small", "bank", "bike"}
    if unknown:
        parser.error(f"unknown bench: {', '.join(sorted(unknown))}")
    if not arguments.inside:
        subprocess.run(["swift", "build", "-c", "release", "--product", "boosting-bench"], cwd=ROOT, check=True,
                       stdout=subprocess.DEVNULL)
        command = [bench_python(), __file__, *names, "--repeat", str(arguments.repeat), "--inside", "yes"]
        return sys.exit(subprocess.run(command).returncode)
    import tempfile
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text)
        for name in names:
            if name == "speed":
                report_speed("speed", generated(1_000_000, "clf1m.csv"), folder, arguments.repeat)
            elif name == "small":
                report_speed("small", generated(100_000, "clf100k.csv"), folder, arguments.repeat)
            elif not (SHARED / "data").exists():
                print(f"{name}: skipped, {SHARED / 'data'} is absent")
            elif name == "bank":
                report_bank(folder, arguments.repeat)
            else:
                report_bike(folder, arguments.repeat)


if __name__ == "__main__":
    main()
