"""Prints what XGBoost answers for rows: `xgboost_margins.py MODEL.json ROWS.json`.

ROWS.json holds a list of rows, null where missing. The answer is {"version", "margins", "contributions"}.
"""

import json
import sys

import numpy as np
import xgboost as xgb

model = xgb.Booster(model_file=sys.argv[1])
with open(sys.argv[2]) as file:
    rows = np.array([[np.nan if v is None else v for v in row] for row in json.load(file)], dtype=np.float32)
data = xgb.DMatrix(
    rows, feature_names=model.feature_names, feature_types=model.feature_types, enable_categorical=True)
margins = np.asarray(model.predict(data, output_margin=True), dtype=float).reshape(len(rows), -1)
contributions = np.asarray(model.predict(data, pred_contribs=True), dtype=float).reshape(len(rows), -1)
print(json.dumps(dict(version=xgb.__version__, margins=margins.tolist(), contributions=contributions.tolist())))
