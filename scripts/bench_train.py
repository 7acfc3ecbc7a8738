#!/usr/bin/env python3
"""Training: our trees beside LightGBM's and XGBoost's on the same rows, in the same run.

    scripts/bench.sh train            or, with a Python that has the libraries:
    scripts/bench_train.py [speed] [small] [bank] [bike] [--repeat 3]

speed   600k generated rows, 200 rounds, 31 leaves: fit time and AUC, of the trees alone and of `sextant train`
small   the same on 60k rows
bank    bank marketing, random halves, 100 rounds of depth 6: AUC
bike    bike sharing in time order, 200 rounds of depth 6: RMSE

Without names: all. Trainers take turns; times are medians. A fit includes binning, not reading or predicting.
"""
import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench_common import BOOSTING, SHARED, emit, generated, make_project, note, quietly, sextant

DEPTH_6 = ["growth=depthWise", "leaves=64", "depth=6", "minRows=1", "minHessian=1", "l2=1"]


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


def clicks(path):
    import numpy as np
    import pandas as pd
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
    out = subprocess.run([str(BOOSTING), *files, *options], check=True, capture_output=True, text=True)
    return {line.split()[0]: float(line.split()[1]) for line in out.stdout.splitlines()}


def run_program(project):
    """`sextant train` on the table itself: reading, features and evaluation too."""
    document, seconds, _ = sextant("train", project=project)
    gates = {gate["metric"]: gate["value"] for gate in document["gates"]}
    test = document["metrics"]["test"]
    return {**document["seconds"], "process": seconds, "peak": document["peak_memory_bytes"] / 1e6,
            "one_row": gates["latency_p50_ms"] * 1e3, "one_row_p99": gates["latency_p99_ms"] * 1e3, **test}


def measure(folder, data, task, rounds, depth, trainers, repeat, project=None):
    """Median figures and the answers of each trainer."""
    import numpy as np
    train, labels, test, _ = data
    for name, values in (("train", train), ("labels", labels), ("test", test)):
        write(folder / f"{name}.f32", values)
    run = {"sextant": lambda: run_ours(folder, task, rounds, depth), "program": lambda: run_program(project)}
    for name in ("lightgbm", "xgboost"):
        run[name] = lambda name=name: run_library(folder, name, task, rounds, depth)
    runs = {name: [] for name in trainers}
    answers = {}
    for _ in range(repeat):
        for name in trainers:
            runs[name].append(quietly(run[name]))
            if name != "program":
                answers[name] = np.fromfile(folder / "answers.f64", dtype=np.float64)
    figures = {name: {key: statistics.median(run[key] for run in own) for key in own[0]}
               for name, own in runs.items()}
    return figures, answers


# --- reports -------------------------------------------------------------------------------------------------------


PROGRAM = """\
name: clicks
scope:
  metric: auc
  gates: ["auc >= 0.5", "latency_p50_ms <= 0.002", "latency_p99_ms <= 1"]
data:
  source: "{path}"
  target: y
  positive: "1"
  id: id
  leave_out: [ts]
  split: {{by: rows, train: 0.6, validate: 0, test: 0.1, live: 0.3}}
recipes:
  trees: {{algorithm: boosted-trees, rounds: 200, leaves: 31, learning_rate: 0.1}}
"""


def report_speed(name, path, folder, repeat):
    from sklearn.metrics import roc_auc_score
    data = clicks(path)
    project = make_project(folder / f"{name}-project", PROGRAM.format(path=path))
    figures, answers = measure(
        folder, data, "binary", 200, 0, ["sextant", "program", "lightgbm", "xgboost"], repeat, project)
    # Rows 60-70 %: after them the generator changes its law, and who ranks those rows better is luck.
    same = len(data[3]) // 4
    auc = {trainer: roc_auc_score(data[3][:same], own[:same]) for trainer, own in answers.items()}
    auc["program"] = figures["program"]["auc"]
    for trainer in figures:
        emit(f"train.{name}.{trainer}.fit", figures[trainer]["fit"], "s")
        emit(f"train.{name}.{trainer}.auc", auc[trainer], "auc")
    ours, program, lightgbm = figures["sextant"], figures["program"], figures["lightgbm"]
    emit(f"train.{name}.fit_ratio", ours["fit"] / lightgbm["fit"], "of LightGBM", at_most=0.6)
    emit(f"train.{name}.program.fit_ratio", program["fit"] / lightgbm["fit"], "of LightGBM", at_most=0.6)
    # Better is no fault.
    emit(f"train.{name}.auc_below", auc["lightgbm"] - auc["sextant"], "auc", at_most=0.002)
    emit(f"train.{name}.program.auc_below", auc["lightgbm"] - auc["program"], "auc", at_most=0.002)
    for step in ("read", "features", "evaluate"):
        emit(f"train.{name}.program.{step}", program[step], "s")
    emit(f"train.{name}.program.total", program["process"], "s", at_most=5.3 if name == "speed" else 0.75)
    emit(f"train.{name}.program.peak", program["peak"], "MB", at_most=400)
    emit(f"train.{name}.cancel_gap", ours["cancel_gap"], "ms", at_most=50)
    emit(f"score.{name}.trees.one_row", ours["score_one"], "us", at_most=2)
    emit(f"score.{name}.program.one_row", program["one_row"], "us", at_most=2)
    emit(f"score.{name}.program.one_row_p99", program["one_row_p99"], "us")
    emit(f"score.{name}.trees.batch", ours["score_batch"], "rows/s", at_least=600_000)
    emit(f"score.{name}.trees.batch_two_threads", ours["score_batch_two"], "rows/s", at_least=1_000_000)


def report_bank(folder, repeat):
    from sklearn.metrics import roc_auc_score
    data = bank()
    figures, answers = measure(folder, data, "binary", 100, 6, ["sextant", "lightgbm", "xgboost"], repeat)
    auc = {trainer: roc_auc_score(data[3], own) for trainer, own in answers.items()}
    for trainer in figures:
        emit(f"parity.bank.{trainer}.fit", figures[trainer]["fit"], "s")
        emit(f"parity.bank.{trainer}.auc", auc[trainer], "auc")
    for peer in ("lightgbm", "xgboost"):
        emit(f"parity.bank.auc_below_{peer}", auc[peer] - auc["sextant"], "auc", at_most=0.005)
    emit("score.bank.trees.one_row", figures["sextant"]["score_one"], "us", at_most=2)


def report_bike(folder, repeat):
    import numpy as np
    data = bike()
    figures, answers = measure(folder, data, "regression", 200, 6, ["sextant", "lightgbm", "xgboost"], repeat)
    half = len(data[3]) // 2
    for part, rows in (("60-80", slice(0, half)), ("80-100", slice(half, None))):
        rmse = {trainer: float(np.sqrt(np.mean((own[rows] - data[3][rows]) ** 2))) for trainer, own in answers.items()}
        for trainer in figures:
            emit(f"parity.bike.{trainer}.rmse[{part}]", rmse[trainer], "rmse")
        emit(f"parity.bike.rmse_ratio[{part}]", rmse["sextant"] / rmse["xgboost"], "of XGBoost", at_most=1.03)
    for trainer in figures:
        emit(f"parity.bike.{trainer}.fit", figures[trainer]["fit"], "s")


def report(name, folder, repeat):
    if name in ("speed", "small"):
        rows, file = (1_000_000, "clf1m.csv") if name == "speed" else (100_000, "clf100k.csv")
        path = generated(rows, file)
        if path:
            report_speed(name, path, folder, repeat)
    elif not (SHARED / "data").exists():
        note(f"{name}: skipped, {SHARED / 'data'} is absent")
    elif name == "bank":
        report_bank(folder, repeat)
    else:
        report_bike(folder, repeat)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benches", nargs="*", default=[], metavar="speed|small|bank|bike")
    parser.add_argument("--repeat", type=int, default=3)
    for internal in ("--fit", "--folder", "--task", "--rounds", "--depth"):
        parser.add_argument(internal, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.fit:
        return library_fit(Path(arguments.folder), arguments.fit, arguments.task, int(arguments.rounds),
                           int(arguments.depth))
    known = ["speed", "small", "bank", "bike"]
    unknown = set(arguments.benches) - set(known)
    if unknown:
        parser.error(f"unknown bench: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory() as text:
        for name in arguments.benches or known:
            report(name, Path(text), arguments.repeat)


if __name__ == "__main__":
    main()
