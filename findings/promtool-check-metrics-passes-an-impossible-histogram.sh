#!/usr/bin/env bash
# Software: promtool 3.5.3 (Debian forky).
# Expected: `promtool check metrics` lints metrics "for consistency and correctness" (its --help); a
#   histogram whose buckets shrink, whose count is not its +Inf bucket or that lacks +Inf is neither.
# Seen: exit status 0 and no word for all three, and for a summary with a quantile of 7. What it does
#   complain of are names, for example a counter without `_total`.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
# Unpacks a package of Debian's $1 below $dir/$1, with package lists of its own.
debian() {
  local lists=$dir/$1-lists options
  mkdir -p "$lists/partial" "$dir/$1"
  apt-get indextargets --format '$(REPO_URI)' | grep -v security | head -n 1 \
    | sed "s|.*|deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] & $1 main|" >"$dir/$1.list"
  options=(-qq -o Dir::Etc::SourceList="$dir/$1.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$lists"
    -o Dir::Cache="$dir" -o APT::Sandbox::User="$(id -un)")
  apt-get "${options[@]}" update
  (cd "$dir/$1" && apt-get "${options[@]}" download "$2" && dpkg -x ./*.deb .)
}
status=0
check() { # what, seen, expected
  if [ "$2" = "$3" ]; then
    echo "seen: $1: $2"
  else
    echo "CHANGED: $1: $2, was $3"
    status=1
  fi
}
debian forky promtool=3.5.3+ds1-6
forky/usr/bin/promtool --version | head -n 1
try() { # lines of a metric after its type
  printf '# HELP call_setup_seconds Time to answer.\n# TYPE call_setup_seconds %s\n' "$1" \
    | forky/usr/bin/promtool check metrics >check.log 2>&1 && echo 0 || echo "$?"
}
check 'a histogram that is fine: exit status' "$(try 'histogram
call_setup_seconds_bucket{le="1"} 3
call_setup_seconds_bucket{le="+Inf"} 5
call_setup_seconds_sum 9
call_setup_seconds_count 5')" 0
check 'buckets that shrink' "$(try 'histogram
call_setup_seconds_bucket{le="1"} 5
call_setup_seconds_bucket{le="+Inf"} 3
call_setup_seconds_sum 9
call_setup_seconds_count 3')" 0
check 'a count that is not the +Inf bucket' "$(try 'histogram
call_setup_seconds_bucket{le="1"} 3
call_setup_seconds_bucket{le="+Inf"} 5
call_setup_seconds_sum 9
call_setup_seconds_count 8')" 0
check 'no +Inf bucket' "$(try 'histogram
call_setup_seconds_bucket{le="1"} 3
call_setup_seconds_sum 9
call_setup_seconds_count 5')" 0
check 'a quantile of 7' "$(try 'summary
call_setup_seconds{quantile="7"} 3
call_setup_seconds_sum 9
call_setup_seconds_count 5')" 0
check 'a counter without _total' "$(try 'counter
call_setup_seconds 3')" 3
exit "$status"
