#!/usr/bin/env bash
# Measures Sextant beside its peers in the same run: a line a figure, `name value unit (goal …) ok|MISSED`.
#
#   scripts/bench.sh [train] [tables] [drift] [replay] [serve] [demo] [terminal] [lifecycle]      without names: all
#
# Medians of three runs. A run during which others used the processors is tried again; what could not be had quietly
# says so. SEXTANT_BENCH_PYTHON names a Python with the libraries below; without it a virtual environment with them is
# made once in the cache folder. Generated data lie in SEXTANT_BENCH_DATA or that folder too.
set -euo pipefail
cd "$(dirname "$0")/.."

libraries=(numpy==2.4.6 pandas==3.1.1 scipy==1.17.1 scikit-learn==1.9.1 lightgbm==4.7.0 xgboost==3.2.0)
# Served beside us; wrk, which loads both, is a program of its own.
servers=(fastapi==0.165.0 uvicorn==0.54.0 uvloop==0.23.0 httptools==0.9.0 onnxruntime==1.31.1 onnx==1.23.2)
parts=(train tables drift replay serve demo terminal lifecycle)
for part in "$@"; do
  [ -e "scripts/bench_$part.py" ] || { echo "there is no bench '$part'; there are: ${parts[*]}" >&2; exit 2; }
done
[ $# -eq 0 ] || parts=("$@")

python=${SEXTANT_BENCH_PYTHON:-}
if [ -z "$python" ]; then
  home=${XDG_CACHE_HOME:-$HOME/.cache}/sextant-bench/venv
  python=$home/bin/python
  if [ ! -e "$home/ready" ]; then
    echo "# making $home with ${libraries[*]}"
    python3 -m venv "$home"
    "$python" -m pip install --quiet "${libraries[@]}"
    touch "$home/ready"
  fi
  if [[ " ${parts[*]} " == *" serve "* && ! -e "$home/ready-servers" ]]; then
    "$python" -m pip install --quiet "${servers[@]}"
    touch "$home/ready-servers"
  fi
fi

for product in sextant boosting-bench change-bench canvas-bench; do swift build --configuration release --static-swift-stdlib --product "$product" >/dev/null; done
figures=$(mktemp)
trap 'rm -f "$figures"' EXIT
for part in "${parts[@]}"; do "$python" "scripts/bench_$part.py" | tee -a "$figures"; done
echo "# $(grep -c ' ok$' "$figures" || true) goals met, $(grep -c ' MISSED$' "$figures" || true) missed"
