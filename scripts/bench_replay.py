#!/usr/bin/env python3
"""Replay: how many rows a second go through scoring, log, windows and drift at full speed, and how memory grows.

The bank data's rows, over and over, from the project's own data; and a file of a million rows of 30 columns, played as
it is read. Drift, estimates and outcomes are watched throughout; the models have 100 trees of depth 6.
"""
import shutil
import tempfile
from pathlib import Path

from bench_common import emit, generated, has_bank, make_project, medians, repeated_bank, sextant

PROJECT = """\
name: bank
scope:
  metric: auc
  gates: ["auc >= 0.6"]
  value: {true_positive: 120, false_positive: -5}
data:
  source: "../bank.csv"
  target: y
  positive: "yes"
  leave_out: [duration]
  time: {order: rows, from: 2008-05-01, to: 2010-11-30}
  split: {by: time, train: 0.08, validate: 0, test: 0.02, live: 0.9}
recipes:
  trees: {algorithm: boosted-trees, rounds: 100, depth: 6, early_stopping: 0}
monitoring: {window: 24h, outcome_delay: 2h}
business:
  kpis:
    - {name: subscribers, formula: "sum(outcome)"}
    - {name: mean age, formula: "mean(age)"}
"""
ROWS = (300_000, 600_000)
WIDE = """\
name: wide
scope:
  metric: auc
  gates: ["auc >= 0.6"]
  value: {{true_positive: 120, false_positive: -5}}
data:
  source: "{source}"
  target: y
  leave_out: [id]
  time: ts
  split: {{by: time, train: 0.5, validate: 0.1, test: 0.1, live: 0.3}}
recipes:
  trees: {{algorithm: boosted-trees, rounds: 100, depth: 6, early_stopping: 0}}
monitoring: {{window: 2500 rows, outcome_delay: 2h}}
"""
WIDE_ROWS = (250_000, 500_000, 1_000_000)


def replay(folder, rows, *file):
    document, _, peak = sextant("replay", *file, "--speed", "max", "--until", rows, project=folder)
    assert document["rows"] == rows and document["lost"] == 0, "rows are missing"
    return {"rate": document["rows_per_second"], "peak": peak / 2**20, "windows": len(document["windows"])}


def prepared(folder):
    """A champion is there; gives a way to play with an empty log and journal, so that no play pays for the others."""
    sextant("train", project=folder)
    sextant("promote", 1, "--override", "the bench needs a champion", project=folder)
    trained = folder.parent / (folder.name + "-trained")
    shutil.copytree(folder / ".sextant", trained)

    def fresh(rows, *file):
        shutil.rmtree(folder / ".sextant")
        shutil.copytree(trained, folder / ".sextant")
        return replay(folder, rows, *file)

    return fresh


def wide():
    source, played = generated(100_000, "clf100k.csv"), generated(1_000_000, "clf1m.csv")
    if source is None or played is None:
        return
    with tempfile.TemporaryDirectory() as text:
        fresh = prepared(make_project(Path(text) / "wide", WIDE.format(source=source)))
        runs = {rows: medians(lambda rows=rows: fresh(rows, played)) for rows in WIDE_ROWS}
    least, half, whole = (runs[rows] for rows in WIDE_ROWS)
    emit("replay.wide.rate", whole["rate"], "rows/s of 30 columns", at_least=300_000)
    emit("replay.wide.windows", whole["windows"], "windows")
    for rows in WIDE_ROWS:
        emit(f"replay.wide.peak[{rows // 1000}k]", runs[rows]["peak"], "MB")
    emit("replay.wide.growth", whole["peak"] / half["peak"], "of the peak at 500k", at_most=1.05)
    emit("replay.wide.growth[250k]", whole["peak"] / least["peak"], "of the peak at 250k", at_most=1.05)


def main():
    wide()
    if not has_bank():
        return
    with tempfile.TemporaryDirectory() as text:
        folder = Path(text) / "project"
        make_project(folder, PROJECT)
        repeated_bank(Path(text) / "bank.csv", 700_000)
        fresh = prepared(folder)
        short, long = (medians(lambda rows=rows: fresh(rows)) for rows in ROWS)
    emit("replay.bank.rate", long["rate"], "rows/s", at_least=300_000)
    emit("replay.bank.windows", long["windows"], "windows")
    emit("replay.bank.peak[300k]", short["peak"], "MB")
    emit("replay.bank.peak[600k]", long["peak"], "MB")
    emit("replay.bank.growth", long["peak"] / short["peak"], "of the peak at 300k", at_most=1.05)


if __name__ == "__main__":
    main()
