"""Prints what onnxruntime answers for rows: `onnx_answers.py MODEL.onnx ROWS.json`.

ROWS.json holds {column: {"type": "float" | "double" | "int64" | "string", "values": [...]}}; null is
NaN, "inf" is infinite. The answer is
{"version", "outputs": {name: [[...], ...]}}.
"""

import json
import sys

import numpy as np
import onnx
import onnxruntime

onnx.checker.check_model(sys.argv[1], full_check=True)
session = onnxruntime.InferenceSession(sys.argv[1], providers=["CPUExecutionProvider"])
with open(sys.argv[2]) as file:
    columns = json.load(file)


def tensor(column):
    values = column["values"]
    if column["type"] == "string":
        return np.array(values, dtype=object).reshape(-1, 1)
    kind = dict(float=np.float32, double=np.float64, int64=np.int64)[column["type"]]
    return np.array([np.nan if v is None else float(v) if kind != np.int64 else v for v in values]).astype(kind).reshape(-1, 1)


names = [output.name for output in session.get_outputs()]
answers = session.run(names, {name: tensor(column) for name, column in columns.items()})
print(json.dumps(dict(version=onnxruntime.__version__, outputs={n: a.tolist() for n, a in zip(names, answers)})))
