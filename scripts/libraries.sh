#!/usr/bin/env bash
# Makes sure that the C libraries Sextant links are there: installs them where it may, else says how.
set -euo pipefail

declare -A header=(
  [libncurses-dev]=ncurses.h
  [libsqlite3-dev]=sqlite3.h
  [zlib1g-dev]=zlib.h
  [libyaml-dev]=yaml.h
  [libmicrohttpd-dev]=microhttpd.h
  [libcurl4-openssl-dev]=curl/curl.h
)
missing=()
for package in "${!header[@]}"; do
  found=
  for folder in /usr/include /usr/local/include "/usr/include/$(uname -m)-linux-gnu"; do
    [ -e "$folder/${header[$package]}" ] && found=1
  done
  [ -n "$found" ] || missing+=("$package")
done
# The end-to-end tests drive a real terminal.
if [ "${1:-}" = tests ] && ! command -v tmux >/dev/null; then missing+=(tmux); fi
[ ${#missing[@]} -eq 0 ] && exit 0

install="apt-get install --yes --no-install-recommends ${missing[*]}"
if ! command -v apt-get >/dev/null; then
  echo "missing: ${missing[*]} (Debian's names); install them with your system's package manager" >&2
  exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
  as_root=
elif sudo -n true 2>/dev/null; then
  as_root="sudo -n"
else
  echo "missing: ${missing[*]}; run: sudo $install" >&2
  exit 1
fi
echo "installing ${missing[*]}"
$as_root $install >/dev/null 2>&1 || { $as_root apt-get update >/dev/null && $as_root $install >/dev/null; }
