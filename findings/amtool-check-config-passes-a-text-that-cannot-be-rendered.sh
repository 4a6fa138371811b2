#!/usr/bin/env bash
# Software: amtool 0.33.1 (Debian forky, package prometheus-alertmanager).
# Expected: `amtool check-config` fails for a receiver whose text cannot be rendered: it calls a
#   template that no file defines, or a function that does not exist. amtool's own `template render`
#   refuses both, and promtool refuses such a text in a rule.
# Seen: SUCCESS, exit status 0, for both, and for a file of templates that is not there, which it
#   counts as "1 templates". The text is first read when an alert is sent, and then it is not sent.
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
debian forky prometheus-alertmanager=0.33.1-5
amtool() { forky/usr/bin/amtool "$@"; }
amtool --version | head -n 1
try() { # text
  cat >alertmanager.yml <<END
route: { receiver: chat }
receivers:
- name: chat
  slack_configs:
  - api_url: http://127.0.0.1/
    channel: '#calls'
    text: '$1'
templates: [calls.tmpl]
END
  amtool check-config alertmanager.yml >check.log 2>&1 && printf 0 || printf %s "$?"
  amtool template render --template.glob='none*.tmpl' --template.text="$1" >render.log 2>&1 \
    && echo ' 0' || echo " $?"
}
check 'a text that is fine: exit status of check-config and template render' \
  "$(try '{{ .CommonLabels.alertname }}')" '0 0'
check 'a text that is not closed' "$(try '{{ .CommonLabels.alertname')" '0 1'
check 'a template that is not there' "$(try '{{ template "calls.text" . }}')" '0 1'
check 'a function that is not there' "$(try '{{ .CommonLabels.alertname | shorten }}')" '0 1'
check 'its summary of templates' "$(grep templates check.log | tr -d -)" '  1 templates'
exit "$status"
