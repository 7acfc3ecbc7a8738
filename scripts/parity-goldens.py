#!/usr/bin/env python3
"""Writes Tests/LearningTests/Fixtures/parity.json: what scikit-learn and numpy make of scores that the tests remake.

Scores and weights are plain arithmetic on columns (no logarithms, whose last digit differs between libraries), rounded
so that many rows share one. A curve is stored as its length, sums of its coordinates plain and weighted by position,
and a few of its points. Usage: parity-goldens.py DATA_FOLDER OUTPUT
"""

import json
import sys

import numpy as np
import pandas as pd
from sklearn import metrics as m
from sklearn.calibration import calibration_curve


def squashed(z, steps):
    return np.floor((0.5 + 0.5 * z / (1 + np.abs(z))) * steps) / steps


def weights(n):
    return 0.25 + (np.arange(n) % 7) * 0.5


def curve(*coordinates):
    n = len(coordinates[0])
    position = (np.arange(n) + 1) / n
    places = sorted({int(p * (n - 1)) for p in (0, 0.1, 0.25, 0.5, 0.75, 0.9, 1)}) if n else []
    return {
        "count": n,
        "sums": [float(np.sum(c)) for c in coordinates],
        "weighted": [float(np.sum(c * position)) for c in coordinates],
        "places": places,
        "points": [[float(c[p]) for c in coordinates] for p in places],
    }


def binary(y, s, w, threshold, vpos, vneg):
    answers = (s >= threshold).astype(int)
    found = {
        "log_loss": m.log_loss(y, s, sample_weight=w, labels=[0, 1]),
        "brier": m.brier_score_loss(y, s, sample_weight=w),
        "accuracy": m.accuracy_score(y, answers, sample_weight=w),
    }
    weight = np.ones(len(y)) if w is None else w
    one_class = len(set(y)) < 2
    if not one_class:
        found["auc"] = m.roc_auc_score(y, s, sample_weight=w)
    if y.sum() > 0:
        found["average_precision"] = m.average_precision_score(y, s, sample_weight=w)
        found["recall"] = m.recall_score(y, answers, sample_weight=w)
    if answers.sum() > 0:
        found["precision"] = m.precision_score(y, answers, sample_weight=w)
    if y.sum() + answers.sum() > 0:
        found["f1"] = m.f1_score(y, answers, sample_weight=w)
    bins = np.minimum((s * 10).astype(int), 9)
    found["ece"] = float(
        sum(
            abs(np.sum(weight[bins == b] * (s - y)[bins == b])) / weight.sum() for b in range(10)
        )
    )
    value = np.where(answers == 1, vpos, vneg)
    found["value"] = float(np.sum(weight * value) / weight.sum())
    curves = {}
    if not one_class:
        fpr, tpr, thresholds = m.roc_curve(y, s, sample_weight=w, drop_intermediate=False)
        curves["roc"] = curve(fpr, tpr)
        precision, recall, thresholds = m.precision_recall_curve(y, s, sample_weight=w)
        # By ascending recall, to the first point where all positives are found.
        precision, recall, thresholds = precision[:-1][::-1], recall[:-1][::-1], thresholds[::-1]
        end = int(np.argmax(recall >= 1 - 1e-12)) + 1
        curves["pr"] = curve(recall[:end], precision[:end], thresholds[:end])
    if w is None:
        for strategy in ("uniform", "quantile"):
            observed, predicted = calibration_curve(y, s, n_bins=10, strategy=strategy)
            curves["calibration_" + strategy] = curve(predicted, observed)
    for name, chosen in (("positive", y == 1), ("negative", y == 0)):
        counts, edges = np.histogram(s[chosen], bins=20, range=(0, 1), weights=weight[chosen])
        curves["histogram_" + name] = curve(counts.astype(float), edges[:-1])
    order = np.argsort(-s, kind="stable")
    ends = np.append(np.diff(s[order]) < 0, True)
    gains = np.cumsum((weight * (vpos - vneg))[order])[ends]
    total = np.sum(weight * vneg)
    hits = np.cumsum((weight * y)[order])[ends]
    predicted = np.cumsum(weight[order])[ends]
    curves["profit"] = curve(
        np.append(0, predicted) / weight.sum(), np.append(total, total + gains) / weight.sum())
    curves["f1_by_threshold"] = curve(2 * hits / (predicted + (weight * y).sum()) if y.sum() > 0 else np.zeros(len(hits)))
    found["confusion"] = m.confusion_matrix(y, answers, labels=[0, 1], sample_weight=w).astype(float).ravel().tolist()
    return {"metrics": found, "curves": curves}


def regression(y, p, w):
    found = {
        "rmse": m.root_mean_squared_error(y, p, sample_weight=w),
        "mae": m.mean_absolute_error(y, p, sample_weight=w),
    }
    if len(set(y)) > 1:
        found["r2"] = m.r2_score(y, p, sample_weight=w)
    if not (y == 0).any():
        found["mape"] = m.mean_absolute_percentage_error(y, p, sample_weight=w)
    weight = np.ones(len(y)) if w is None else w
    found["value"] = float(np.sum(weight * -np.abs(p - y) * 0.4) / weight.sum())
    counts, edges = np.histogram(y - p, bins=30, weights=weight)
    return {"metrics": found, "curves": {"residual_histogram": curve(counts.astype(float), edges[:-1])}}


def plain(value):
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    return value if isinstance(value, list) else float(value)


def both(measure, arrays, *rest):
    cases = {}
    n = len(arrays[0])
    for name, w in (("plain", None), ("weighted", weights(n))):
        cases[name] = measure(arrays[0], arrays[1], w, *rest)
    return cases


def main(data, output):
    bank = pd.read_csv(data + "/bank_marketing/bank-additional-full.csv.gz", sep=None, engine="python")
    adult = pd.read_csv(data + "/adult/adult.csv.gz", sep=None, engine="python", skipinitialspace=True)
    bike = pd.read_csv(data + "/bike_sharing/hour.csv")
    goldens = {}

    y = (bank.y == "yes").to_numpy().astype(int)
    age, calls = bank.age.to_numpy(float), bank.campaign.to_numpy(float)
    z = (2.0 - bank.euribor3m.to_numpy(float)) * 0.75 + (age - 40) * (age - 40) * 0.001 - calls * 0.125
    s = squashed(z, 500)
    vpos = np.where(y == 1, 200 - 0.5 * age, -20 - calls)
    vneg = np.where(y == 1, -50.0, 0.0)
    goldens["bank"] = both(binary, (y, s), 0.4, vpos, vneg)
    goldens["bank"]["no positives"] = binary(y[y == 0], s[y == 0], None, 0.4, vpos[y == 0], vneg[y == 0])
    goldens["bank"]["no negatives"] = binary(y[y == 1], s[y == 1], None, 0.4, vpos[y == 1], vneg[y == 1])

    y = adult.income.str.contains(">50K").to_numpy().astype(int)
    age = adult.age.to_numpy(float)
    schooling, hours = adult["education-num" if "education-num" in adult else "education_num"].to_numpy(float), None
    hours = adult["hours-per-week" if "hours-per-week" in adult else "hours_per_week"].to_numpy(float)
    z = (schooling - 11) * 0.25 + (hours - 45) * 0.03125 - (age - 48) * (age - 48) * 0.002
    s = squashed(z, 1 << 20)
    vpos = np.where(y == 1, 120.0, -hours)
    vneg = np.where(y == 1, -30.0, 0.25)
    goldens["adult"] = both(binary, (y, s), 0.5, vpos, vneg)

    y = bike.cnt.to_numpy(float)
    p = bike.hr.to_numpy(float) * 8 + bike.temp.to_numpy(float) * 250 - bike.hum.to_numpy(float) * 60
    goldens["bike"] = both(regression, (y, p))
    goldens["bike"]["constant"] = regression(y[y == 5], p[y == 5], None)

    with open(output, "w") as f:
        json.dump(goldens, f, default=float, indent=None, separators=(",", ":"))
        f.write("\n")


main(sys.argv[1], sys.argv[2])
