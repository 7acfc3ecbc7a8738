"""Makes the XGBoost models that BoostingTests read, with rows and what XGBoost answers for them.

    python scripts/xgboost_fixtures.py Tests/BoostingTests/Fixtures

Run once with each release of XGBoost; a file is named after its case and the release.
"""

import json
import pathlib
import sys

import numpy as np
import xgboost as xgb

CASES = {
    "binary": dict(objective="binary:logistic"),
    "regression": dict(objective="reg:squarederror"),
    "softprob": dict(objective="multi:softprob", num_class=3),
    "poisson": dict(objective="count:poisson"),
    "dart": dict(objective="binary:logistic", booster="dart", rate_drop=0.5, skip_drop=0.0, seed=3),
    "forest": dict(objective="reg:gamma", num_parallel_tree=2, subsample=0.7, seed=5),
}
TYPES = ["float", "c", "float", "c"]
NAMES = ["amount", "kind", "age", "place"]


def table(rows, seed):
    source = np.random.default_rng(seed)
    x = source.normal(size=(rows, 4)).astype(np.float32)
    x[:, 1] = source.integers(0, 3, rows)
    x[:, 3] = source.integers(0, 40, rows)
    x[source.random(x.shape) < 0.15] = np.nan
    return x


def labels(x, case):
    filled = np.nan_to_num(x, nan=-0.5)
    signal = filled[:, 0] + (filled[:, 1] == 1) + np.isin(filled[:, 3], [2, 3, 5, 7, 11, 33, 37]) * 2 - filled[:, 2] ** 2 / 4
    if case in ("binary", "dart"):
        return (signal > 0.4).astype(float)
    if case == "softprob":
        return np.digitize(signal, [0.0, 1.0]).astype(float)
    if case == "poisson":
        return np.floor(np.exp(np.clip(signal, -1, 2)))
    if case == "forest":
        return np.exp(np.clip(signal, -1, 2))
    return signal * 3 + 10


def matrix(x, y=None):
    return xgb.DMatrix(x, label=y, feature_names=NAMES, feature_types=TYPES, enable_categorical=True)


def main():
    folder = pathlib.Path(sys.argv[1])
    wanted = sys.argv[2:] or list(CASES)
    for case in wanted:
        x = table(600, 1)
        parameters = dict(max_depth=3, eta=0.4, tree_method="hist", max_cat_to_onehot=4, nthread=1, **CASES[case])
        model = xgb.train(parameters, matrix(x, labels(x, case)), 4)
        rows = table(14, 2)
        # Codes that training never saw, and values on the thresholds' own scale.
        rows[0, 3], rows[1, 3], rows[2] = 41, 39, np.nan
        data = matrix(rows)
        fixture = dict(
            xgboost=xgb.__version__,
            # As text: before 3.0 it holds NaN, which is not JSON.
            model=model.save_raw("json").decode(),
            rows=[[None if np.isnan(v) else float(v) for v in row] for row in rows],
            margins=np.asarray(model.predict(data, output_margin=True), dtype=float).reshape(len(rows), -1).tolist(),
            answers=np.asarray(model.predict(data), dtype=float).reshape(len(rows), -1).tolist(),
        )
        if case != "dart":
            fixture["contributions"] = (
                np.asarray(model.predict(data, pred_contribs=True), dtype=float).reshape(len(rows), -1).tolist()
            )
        path = folder / f"{case}-{xgb.__version__}.json"
        path.write_text(json.dumps(rounded(fixture), separators=(",", ":")) + "\n")
        print(path, path.stat().st_size)


def rounded(value):
    """Single precision has nine digits at most."""
    if isinstance(value, float):
        return float(f"{value:.9g}")
    if isinstance(value, dict):
        return {name: rounded(inner) for name, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
