"""Makes the XGBoost models that InterchangeTests read in both of XGBoost's forms.

    python scripts/xgboost_binary_fixtures.py Tests/InterchangeTests/Fixtures
"""

import json
import pathlib
import sys

import xgboost as xgb
from xgboost_fixtures import CASES, labels, matrix, table

for case in ("binary", "softprob", "dart"):
    x = table(600, 1)
    parameters = dict(max_depth=3, eta=0.4, tree_method="hist", max_cat_to_onehot=4, nthread=1, **CASES[case])
    model = xgb.train(parameters, matrix(x, labels(x, case)), 4)
    document = dict(
        xgboost=xgb.__version__, model=model.save_raw("json").decode(), hex=model.save_raw("ubj").hex())
    path = pathlib.Path(sys.argv[1]) / f"xgboost-{case}-{xgb.__version__}.json"
    path.write_text(json.dumps(document, separators=(",", ":")) + "\n")
    print(path)
