#!/usr/bin/env bash
# Checks that the formatter does not know: leftovers, forced unwraps, Foundation away from the edges.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0
report() { # MESSAGE, then the offending lines on standard input
  local lines
  lines=$(cat)
  [ -z "$lines" ] && return 0
  printf '%s\n%s\n' "$1" "$lines" >&2
  bad=1
}
report "left over:" < <(grep -rnE '\b(FIXME|TODO|XXX)\b' --include='*.swift' Sources Tests || true)
report "forced:" < <(grep -rnE '\b(try|as)!' --include='*.swift' Sources || true)
report "Foundation away from the edges:" < <(grep -rnE '^(public |internal )?import Foundation$' --include='*.swift' Sources || true)
report "FoundationEssentials belongs to the wire codec alone:" < <(grep -rlE '^import FoundationEssentials$' --include='*.swift' Sources | grep -v 'Runtime/Link/WireCodec.swift' || true)
report "placeholders:" < <(find Sources Tests -name 'Placeholder.swift')
exit $bad
