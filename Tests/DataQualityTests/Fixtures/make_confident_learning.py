"""Writes confident_learning.json: golden values of label issues, made with cleanlab 2.9.0.

    python make_confident_learning.py > confident_learning.json
"""
import json
import sys

import numpy as np
from cleanlab.count import compute_confident_joint, estimate_latent, get_confident_thresholds
from cleanlab.filter import find_label_issues
from cleanlab.rank import get_normalized_margin_for_each_label, get_self_confidence_for_each_label


def case(name, classes, rows, noise, seed):
    rng = np.random.default_rng(seed)
    truth = rng.choice(classes, rows, p=np.linspace(1, 2, classes) / np.linspace(1, 2, classes).sum())
    logits = rng.normal(0, 1, (rows, classes))
    logits[np.arange(rows), truth] += 2.0
    p = np.round(np.exp(logits) / np.exp(logits).sum(1, keepdims=True), 6)
    p[:, 0] = np.round(1 - p[:, 1:].sum(1), 6)
    labels = np.array([rng.choice(classes, p=noise[t]) for t in truth])
    counts, off = compute_confident_joint(labels, p, calibrate=False, return_indices_of_off_diagonals=True)
    joint = compute_confident_joint(labels, p, calibrate=True)
    _, matrix, _ = estimate_latent(joint, labels)
    pruned = np.where(find_label_issues(labels, p, filter_by="prune_by_noise_rate", n_jobs=1))[0]
    return {
        "name": name, "classes": classes, "labels": labels.tolist(), "probabilities": p.ravel().tolist(),
        "thresholds": get_confident_thresholds(labels, p).tolist(), "counts": counts.tolist(),
        "joint": joint.tolist(), "noise": matrix.tolist(), "issues": sorted(int(i) for i in off),
        "pruned": pruned.tolist(),
        "self_confidence": get_self_confidence_for_each_label(labels, p).tolist(),
        "normalized_margin": get_normalized_margin_for_each_label(labels, p).tolist(),
    }


one_sided = [[0.7, 0.3], [0.0, 1.0]]
three = [[0.8, 0.15, 0.05], [0.05, 0.9, 0.05], [0.2, 0.1, 0.7]]
json.dump([case("binary", 2, 120, one_sided, 1), case("three classes", 3, 150, three, 2)], sys.stdout)
