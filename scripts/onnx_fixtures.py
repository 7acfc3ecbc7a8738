"""Makes the ONNX models that InterchangeTests read, with rows and what onnxruntime answers for them.

    python scripts/onnx_fixtures.py Tests/InterchangeTests/Fixtures
"""

import json
import pathlib
import sys
import warnings

import numpy as np
import onnxruntime
import skl2onnx
from onnx import TensorProto, helper
from skl2onnx.common.data_types import FloatTensorType
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestRegressor,
)
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

warnings.filterwarnings("ignore")


def table(rows, seed, missing):
    source = np.random.default_rng(seed)
    x = source.normal(size=(rows, 4)) * [1, 10, 100, 1] + [0, 0, 1000, 0]
    x[:, 3] = source.integers(0, 9, rows)
    if missing:
        x[source.random(x.shape) < 0.15] = np.nan
    return x.astype(np.float32).astype(float)


def signal(x):
    filled = np.nan_to_num(x, nan=0.3)
    return filled[:, 0] + filled[:, 1] / 20 + np.isin(filled[:, 3], [1, 4, 6]) + (filled[:, 2] > 1010) * 0.5


def linear(model):
    return make_pipeline(SimpleImputer(), StandardScaler(), model)


CASES = {
    "boosted": (GradientBoostingClassifier(n_estimators=6, random_state=1), 2, False),
    "boosted-classes": (GradientBoostingClassifier(n_estimators=5, random_state=1), 3, False),
    "boosted-number": (GradientBoostingRegressor(n_estimators=6, random_state=1), 0, False),
    "forest-number": (RandomForestRegressor(n_estimators=5, max_depth=4, random_state=1), 0, False),
    "logistic": (linear(LogisticRegression()), 2, True),
    "logistic-classes": (linear(LogisticRegression()), 3, True),
    "linear": (linear(LinearRegression()), 0, True),
}


def converted(model):
    options = {} if not hasattr(model, "predict_proba") else {id(model): {"zipmap": False}}
    return skl2onnx.convert_sklearn(model, initial_types=[("X", FloatTensorType([None, 4]))], options=options)


def xgboosted():
    import onnxmltools
    import xgboost
    from onnxmltools.convert.common.data_types import FloatTensorType as Tensor

    x = table(600, 1, True)
    model = xgboost.XGBClassifier(n_estimators=6, max_depth=4).fit(x, (signal(x) > 0.6).astype(int))
    return onnxmltools.convert_xgboost(model, initial_types=[("X", Tensor([None, 4]))])


def lightgbmed():
    import lightgbm
    import onnxmltools
    from onnxmltools.convert.common.data_types import FloatTensorType as Tensor

    x = table(600, 1, True)
    model = lightgbm.LGBMClassifier(n_estimators=6, num_leaves=9, verbose=-1)
    model.fit(x, np.digitize(signal(x), [0.0, 1.0]))
    return onnxmltools.convert_lightgbm(model, initial_types=[("X", Tensor([None, 4]))], zipmap=False)


def doubles():
    """Thresholds that single precision cannot hold, and rows on both sides of them."""
    tensor = lambda name, values: helper.make_tensor(name, TensorProto.DOUBLE, [len(values)], values)
    tree = helper.make_node(
        "TreeEnsembleRegressor", ["X"], ["Y"], domain="ai.onnx.ml", n_targets=1,
        nodes_treeids=[0] * 5, nodes_nodeids=[0, 1, 2, 3, 4], nodes_featureids=[0, 1, 0, 0, 0],
        nodes_modes=["BRANCH_LEQ", "BRANCH_LT", "LEAF", "LEAF", "LEAF"],
        nodes_values_as_tensor=tensor("values", [0.1, 0.7, 0, 0, 0]), nodes_truenodeids=[1, 3, 0, 0, 0],
        nodes_falsenodeids=[2, 4, 0, 0, 0], nodes_missing_value_tracks_true=[0, 1, 0, 0, 0],
        target_treeids=[0] * 3, target_nodeids=[2, 3, 4], target_ids=[0] * 3,
        target_weights_as_tensor=tensor("weights", [1.5, -2.25, 3.0]))
    inputs = [helper.make_tensor_value_info("X", TensorProto.DOUBLE, [None, 4])]
    outputs = [helper.make_tensor_value_info("Y", TensorProto.FLOAT, [None, 1])]
    sets = [helper.make_opsetid("", 15), helper.make_opsetid("ai.onnx.ml", 3)]
    return helper.make_model(helper.make_graph([tree], "doubles", inputs, outputs), opset_imports=sets, ir_version=8)


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = {case: None for case in CASES}
    cases |= {"xgboost": xgboosted, "lightgbm-classes": lightgbmed, "double": doubles}
    for case, make in cases.items():
        try:
            write(folder, case, make)
        except Exception as error:  # a converter that does not know this release of its library
            print(case, "cannot be made:", repr(error)[:80].replace("\n", " "))


def write(folder, case, make):
    missing = CASES[case][2] if case in CASES else True
    if make:
        graph = make()
    else:
        model, classes, _ = CASES[case]
        x = table(600, 1, missing)
        y = signal(x) * 10 if classes == 0 else np.digitize(signal(x), [0.6] if classes == 2 else [0.0, 1.0])
        graph = converted(model.fit(x, y))
    rows = table(60, 2, missing)
    if case == "double":
        for row, value in enumerate([0.1, np.nextafter(0.1, 1), np.nextafter(0.1, 0), np.float32(0.1)]):
            rows[row, 0], rows[row + 10, 0], rows[row + 10, 1] = value, 0, value + 0.6
    content = graph.SerializeToString()
    session = onnxruntime.InferenceSession(content)
    kind = np.float64 if case == "double" else np.float32
    answers = np.asarray(session.run(None, {session.get_inputs()[0].name: rows.astype(kind)})[-1], dtype=float)
    if answers.ndim == 2 and answers.shape[1] == 2:
        answers = answers[:, 1]
    document = dict(
        program=f"onnxruntime {onnxruntime.__version__}", hex=content.hex(),
        columns={f"f{i}": [None if np.isnan(v) else v for v in rows[:, i].tolist()] for i in range(4)},
        answers=answers.reshape(len(rows), -1).tolist())
    path = folder / f"onnx-{case}.json"
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(path, path.stat().st_size)


main()
