"""Makes the LightGBM models that InterchangeTests read, with rows and what LightGBM answers for them.

    python scripts/lightgbm_fixtures.py Tests/InterchangeTests/Fixtures
"""

import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd

PLACES = [f"place {i}" for i in range(40)]
CASES = {
    "binary": dict(objective="binary", sigmoid=1.7),
    "zero": dict(objective="binary", zero_as_missing=True),
    "none": dict(objective="binary", use_missing=False),
    "regression": dict(objective="regression"),
    "poisson": dict(objective="poisson"),
    "multiclass": dict(objective="multiclass", num_class=3),
    "forest": dict(objective="binary", boosting="rf", bagging_freq=1, bagging_fraction=0.7),
    "average": dict(objective="regression", boosting="rf", bagging_freq=1, bagging_fraction=0.7),
    "dart": dict(objective="regression_l1", boosting="dart", drop_rate=0.5),
}


def table(rows, seed):
    source = np.random.default_rng(seed)
    frame = pd.DataFrame(source.normal(size=(rows, 3)), columns=["amount", "age", "height"])
    frame.loc[source.random(rows) < 0.2, "age"] = 0.0
    frame["age"] = frame["age"].round(1)
    for name in frame.columns:
        frame.loc[source.random(rows) < 0.15, name] = np.nan
    place = source.integers(0, 40, rows)
    frame["place"] = pd.Categorical.from_codes(np.where(source.random(rows) < 0.1, -1, place), PLACES)
    frame["member"] = source.integers(0, 2, rows).astype(bool)
    return frame


def labels(frame, case):
    filled = frame[["amount", "age", "height"]].fillna(-0.5)
    signal = filled["amount"] + frame["place"].cat.codes.isin([2, 3, 5, 7, 11, 33, 37]) * 2
    signal += frame["member"] - filled["age"] ** 2 / 4 + filled["height"] / 3
    if case in ("binary", "zero", "none", "forest"):
        return (signal > 0.7).astype(float)
    if case == "multiclass":
        return np.digitize(signal, [0.0, 1.0]).astype(float)
    if case == "poisson":
        return np.floor(np.exp(np.clip(signal, -1, 2)))
    return signal * 3000 + 100000


def main():
    folder = pathlib.Path(sys.argv[1])
    for case in sys.argv[2:] or CASES:
        frame = table(1200, 1)
        parameters = dict(
            num_leaves=12, learning_rate=0.3, min_data_in_leaf=5, min_data_per_group=5, cat_smooth=1, max_cat_to_onehot=4,
            num_threads=1, verbose=-1, seed=3, **CASES[case])
        model = lgb.train(parameters, lgb.Dataset(frame, labels(frame, case)), 6)
        rows = table(400, 2)
        answers = np.asarray(model.predict(rows)).reshape(len(rows), -1)
        columns = {
            name: [None if pd.isna(v) else v for v in rows[name].tolist()] for name in rows.columns}
        document = dict(
            program=f"LightGBM {lgb.__version__}", case=case, model=model.model_to_string(), columns=columns,
            answers=answers.tolist())
        path = folder / f"lightgbm-{case}.json"
        path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
        print(path)


main()
