#!/usr/bin/env bash
# Takes the pictures of the README from the running program: the demo, opened in a real terminal (tmux), walked by keys.
set -euo pipefail
cd "$(dirname "$0")/.."

binary="$PWD/${SEXTANT:-.build/release/sextant}"
work=$(mktemp -d)
socket="sextant-screenshots-$$"
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

# pyte and Pillow draw the picture; they live outside the repository and the product never needs them.
python=${SEXTANT_SCREENSHOT_PYTHON:-}
if [ -z "$python" ]; then
  cache="${XDG_CACHE_HOME:-$HOME/.cache}/sextant-screenshots"
  python="$cache/bin/python"
  [ -x "$python" ] || { python3 -m venv "$cache" && "$cache/bin/pip" install --quiet pyte pillow; }
fi

open() { # COLUMNS ROWS COMMAND…
  local columns=$1 rows=$2
  shift 2
  tmux -L "$socket" kill-server 2>/dev/null || true
  # The pictures show what people see every day: without the hints of their first minute, and each from the overview on.
  mkdir -p "$work/state/sextant"
  echo '{"tour": -1}' > "$work/state/sextant/cockpit.json"
  tmux -L "$socket" -f /dev/null new-session -d -x "$columns" -y "$rows" \
    "env XDG_DATA_HOME='$work/data' XDG_STATE_HOME='$work/state' XDG_CONFIG_HOME='$work' TERM=xterm-256color LANG=C.UTF-8 $* 2>'$work/errors'"
}
keys() { tmux -L "$socket" send-keys "$@"; }
screen() { tmux -L "$socket" capture-pane -p; }
await() { # SECONDS TEXT: waits until the screen shows it
  local end=$((SECONDS + $1))
  until screen | grep -q "$2"; do
    [ $SECONDS -lt $end ] || { echo "the screen never showed: $2" >&2; screen >&2; exit 1; }
    sleep 0.2
  done
}
shoot() { # NAME COLUMNS [OPTION…]
  local name=$1 columns=$2
  shift 2
  sleep 0.5
  tmux -L "$socket" capture-pane -e -p -N | "$python" scripts/screenshot.py "screenshots/$name.png" --columns "$columns" \
    --scale 2 "$@"
  echo "screenshots/$name.png"
}

mkdir -p screenshots
open 150 44 "$binary" demo --theme dark
await 20 'answers'
await 90 '5 Monitoring ✗'
sleep 8
shoot overview 150
keys 5
await 5 'Drift'
shoot monitoring 150
keys 1
await 5 'Gates'
shoot scoping 150
keys 2
await 5 'affinity'
shoot data 150
keys 3 r
await 5 'start the training'
shoot retrain 150
keys y
await 20 'v2 challenger'
sleep 1
shoot development 150
keys p
await 5 'Promote'
shoot promote 150
keys y
# A challenger whose gates did not all pass needs a typed reason.
if screen | grep -q 'say why'; then keys BSpace 'the market has changed' Enter; fi
await 10 'champion'
sleep 12
keys 4
sleep 1
shoot deployment 150
keys 6
sleep 1
shoot business 150
keys '?'
await 5 'Esc close'
shoot help 150
keys '?'
sleep 0.3
keys q
sleep 1

# The same world on a light terminal.
paper=(--foreground 1f2328 --background eeeeee)
open 150 44 "$binary" demo --theme light
await 20 'answers'
sleep 4
shoot overview-light 150 "${paper[@]}"
keys 5
await 5 'Drift'
shoot monitoring-light 150 "${paper[@]}"
keys 3
await 5 'Runs'
shoot development-light 150 "${paper[@]}"
keys 6
await 5 'KPIs'
shoot business-light 150 "${paper[@]}"
keys q
sleep 1

# The gateway, with a client that asks for rows of a table of our own.
mkdir "$work/shop"
awk 'BEGIN { srand(7); print "age,income,visits,plan,bought"
  split("basic plus pro", plans, " ")
  for (i = 0; i < 8000; i++) {
    age = 18 + int(60 * rand()); income = 10 + 90 * rand(); visits = int(20 * rand()); plan = plans[1 + int(3 * rand())]
    chance = 1 / (1 + exp(2 - income / 40 - visits / 8 + (age > 50)))
    printf "%d,%.1f,%d,%s,%d\n", age, income, visits, plan, rand() < chance } }' > "$work/shop/shop.csv"
(cd "$work/shop" && "$binary" init shop.csv --target bought && "$binary" train && "$binary" promote) > "$work/shop.said" 2>&1
open 150 44 "$binary" --project "$work/shop"
await 20 'answers'
keys 4
await 5 'Traffic'
keys o
await 5 'port to listen on'
keys C-u
keys 18733
keys Enter
await 10 'listening on'
(
  end=$((SECONDS + 12))
  while [ $SECONDS -lt $end ]; do
    curl -s -o "$work/answer" "http://127.0.0.1:18733/predict" -d '{"age": 31, "income": 52.5, "visits": 7, "plan": "plus"}' \
      --next -s -o "$work/answer" "http://127.0.0.1:18733/predict" -d '[{"age": 64}, {"age": 22, "visits": 19}]' \
      --next -s -o "$work/answer" "http://127.0.0.1:18733/outcomes" -d '{"id": 0, "outcome": 1}' \
      --next -s -o "$work/answer" "http://127.0.0.1:18733/predict" -d '{"age": "old"}'
  done
) &
keys v v v
await 5 'Endpoints'
sleep 11
shoot gateway 150
wait
keys q
sleep 0.5
keys y
sleep 1

# The walk, as a recording: `asciinema play screenshots/walk.cast`.
"$python" scripts/walk.py --binary "$binary" --cast screenshots/walk.cast
