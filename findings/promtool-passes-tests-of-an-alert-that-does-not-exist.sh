#!/usr/bin/env bash
# Software: promtool 3.5.3 (Debian forky).
# Expected: `promtool test rules` fails for a test that names an alert, or a file of rules, that does
#   not exist, as it does for a rule that it cannot parse.
# Seen: a misspelt alertname with an empty exp_alerts, or none, is SUCCESS: "this alert does not fire"
#   holds for each name that no rule has. A file of rules that is not there is a warning, and its
#   tests succeed with no rules at all, exit status 0. Tests that say when an alert must stay quiet
#   do not notice that the alert was renamed.
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
# Exit status of the test of `alert` in the file `rules`, with the lines that it expects.
try() { # rules, alert, expected alerts
  cat >test.yml <<END
rule_files: [$1]
tests:
- interval: 1m
  input_series:
  - series: 'up{job="pbx"}'
    values: '0x5'
  alert_rule_test:
  - eval_time: 5m
    alertname: $2
$3
END
  forky/usr/bin/promtool test rules test.yml >test.log 2>&1 && echo 0 || echo "$?"
}
debian forky promtool=3.5.3+ds1-6
forky/usr/bin/promtool --version | head -n 1
cat >rules.yml <<'END'
groups:
- name: pbx
  rules:
  - alert: PbxDown
    expr: up == 0
END
quiet='    exp_alerts: []'
check 'PbxDown fires: exit status of "PbxDown is quiet"' "$(try rules.yml PbxDown "$quiet")" 1
check 'of "PbxDwon is quiet"' "$(try rules.yml PbxDwon "$quiet")" 0
check 'of "PbxDwon", without exp_alerts' "$(try rules.yml PbxDwon '')" 0
check 'of "PbxDown is quiet", in a file that does not exist' "$(try rulse.yml PbxDown "$quiet")" 0
check 'what it says' "$(sed 's/^ *//' test.log | grep . | tr '\n' ' ')" \
  'WARNING: no file match pattern rulse.yml SUCCESS '
exit "$status"
