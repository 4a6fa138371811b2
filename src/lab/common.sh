# Messages, steps with progress, and processes that are certainly ours. Sourced by ./lab.
# shellcheck shell=bash

say() { printf '%s\n' "$*"; }

# fail WHAT-HAPPENED WHAT-TO-DO...
fail() {
    printf '\nlab: %s\n' "$1" >&2
    shift
    [ $# -eq 0 ] || printf '     %s\n' "$@" >&2
    exit 1
}

# recipe NAME: the block of the README that follows this comment in it, without its fences.
recipe() {
    awk -v mark="<!-- recipe: $1 -->" '
        index($0, mark) { found = 1; next }
        found && /^ *```/ { if (inside) exit; inside = 1; next }
        inside { sub(/^   /, ""); print }' "$TOP/README.md"
}

# Fills in defaults and checks every setting before anything is done with it.
settle_settings() {
    : "${LAB_DIR:=$TOP/target/lab}"
    : "${LAB_CACHE:=$TOP/target/asterisk}"
    : "${LAB_ENGINE:=}"
    : "${LAB_ASTERISK_RELEASE:=22}"
    : "${LAB_HTTP_PORT:=8088}" "${LAB_AMI_PORT:=5038}" "${LAB_SIP_PORT:=5060}"
    : "${LAB_RTP_START:=10000}" "${LAB_RTP_END:=10199}"
    : "${LAB_HEP_PORT:=9060}" "${LAB_REFEREE_PORT:=8090}"
    : "${LAB_PROXY_PORT:=5070}" "${LAB_PROXY_MODE:=topoh}"
    LAB_DIR=$(absolute "$LAB_DIR")
    LAB_CACHE=$(absolute "$LAB_CACHE")
    case "$LAB_ENGINE" in
        "" | docker | packages) ;;
        *) fail "Unknown engine \"$LAB_ENGINE\"." "Choose --engine docker or --engine packages." ;;
    esac
    case "$LAB_ASTERISK_RELEASE" in
        22 | 16) ;;
        *) fail "Unknown Asterisk release \"$LAB_ASTERISK_RELEASE\"." "Choose --release 22 or 16." ;;
    esac
    case "$LAB_PROXY_MODE" in
        record-route | topos | topoh) ;;
        *) fail "The proxy has no mode \"$LAB_PROXY_MODE\"." \
            "Choose --proxy-mode record-route, topos or topoh." ;;
    esac
    local name
    for name in HTTP_PORT AMI_PORT SIP_PORT RTP_START RTP_END HEP_PORT REFEREE_PORT PROXY_PORT; do
        name=LAB_$name
        if ! [[ ${!name} =~ ^[0-9]{1,5}$ ]] || ((10#${!name} < 1 || 10#${!name} > 65535)); then
            fail "$name is \"${!name}\", which is not a port." "Give a number from 1 to 65535."
        fi
    done
    ((LAB_RTP_END - LAB_RTP_START >= 15)) ||
        fail "The RTP range $LAB_RTP_START to $LAB_RTP_END is too small." \
            "Each leg of a call needs two ports: give 16 or more (--rtp-start, --rtp-end)."
    export LAB_ASTERISK_RELEASE LAB_HTTP_PORT LAB_AMI_PORT LAB_SIP_PORT LAB_RTP_START LAB_RTP_END
    export LAB_HEP_PORT LAB_REFEREE_PORT
}

# What root has made stays root's: going on as somebody else would fail somewhere in the middle.
need_own_target() {
    [ ! -e "$TOP/target" ] || [ -w "$TOP/target" ] || fail \
        "No write permission for $TOP/target: ./lab or mvn ran here as another user, perhaps with sudo." \
        "Continue with sudo, also for mvn: sudo ./lab $COMMAND, sudo mvn verify" \
        "or begin anew without: sudo ./lab down && sudo rm -rf $TOP/target"
}

# Whoever came by sudo must keep to it.
remind_of_sudo() {
    [ -z "${SUDO_USER:-}" ] || say "Keep using sudo here, also for mvn: target/ now belongs to root."
}

absolute() { case "$1" in /*) printf '%s' "$1" ;; *) printf '%s/%s' "$PWD" "$1" ;; esac; }

is_root() { [ "$(id -u)" -eq 0 ]; }

have() { command -v "$1" >/dev/null 2>&1; }

# step TEXT COMMAND...: runs it with its output in a log; shows that it is alive, and on failure the
# log's end. Returns the command's status, so the caller can say what to do about it.
step() {
    local text=$1 log status=0 started=$SECONDS
    shift
    mkdir -p "$LAB_DIR"
    log=$(mktemp "$LAB_DIR/step.XXXXXX")
    printf '==> %s ' "$text"
    # A process group of its own, so that Ctrl-C ends all of it and leaves nothing half done behind.
    set -m
    "$@" >"$log" 2>&1 </dev/null &
    local pid=$! ticks=0
    set +m
    trap 'kill -TERM -- -'"$pid"' 2>/dev/null; rm -f "'"$log"'"; exit 130' INT TERM
    while kill -0 "$pid" 2>/dev/null; do
        sleep 0.2
        ticks=$((ticks + 1))
        if ((ticks % 10 == 0)); then printf '.'; fi
    done
    wait "$pid" || status=$?
    trap - INT TERM
    if [ "$status" -eq 0 ]; then
        printf ' done (%d s)\n' $((SECONDS - started))
    else
        printf ' failed\n'
        tail -n 15 "$log" | sed 's/^/    | /' >&2
    fi
    rm -f "$log"
    return "$status"
}

# try_again TIMES COMMAND...: for downloads, which fail for reasons that pass.
try_again() {
    local times=$1 turn
    shift
    for ((turn = 1; turn <= times; turn++)); do
        if "$@"; then return 0; fi
        if ((turn < times)); then sleep $((turn * 2)); fi
    done
    return 1
}

# alone NAME COMMAND...: one at a time for all labs that share a folder.
alone() {
    local lock=$1
    shift
    mkdir -p "$(dirname "$lock")"
    local fd
    exec {fd}>"$lock"
    if ! flock -n "$fd"; then
        say "Waiting for another ./lab that is busy with $(dirname "$lock")..."
        flock -w 600 "$fd" || fail "The other ./lab did not finish in ten minutes." \
            "Find the process that holds $lock, stop it, and try again."
    fi
    "$@"
    exec {fd}>&-
}

# A process is told by its id and the time it started: ids are used again, such pairs are not.
birth_of() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    stat=${stat##*) }
    # The state is the third field of the file and the first of what is left; the start is the 22nd.
    # shellcheck disable=SC2086
    set -- $stat
    [ "$1" != Z ] || return 1
    printf '%s' "${20}"
}

# launch PIDFILE LOG COMMAND...: starts a daemon that outlives this script and holds none of its files.
launch() {
    local pidfile=$1 log=$2 fd
    shift 2
    (
        for fd in "/proc/$BASHPID/fd/"*; do
            fd=${fd##*/}
            if ((fd > 2)); then exec {fd}>&-; fi
        done
        exec setsid "$@" >"$log" 2>&1 </dev/null
    ) &
    local pid=$!
    printf '%s %s\n' "$pid" "$(birth_of "$pid" || echo gone)" >"$pidfile"
}

# Prints the pid if the process of this file still runs.
pid_in() {
    local pid birth
    [ -r "$1" ] || return 1
    read -r pid birth <"$1" || return 1
    [ "$(birth_of "$pid")" = "$birth" ] || return 1
    printf '%s' "$pid"
}

# stop_process PIDFILE NAME: asks, waits ten seconds, then insists.
stop_process() {
    local pid turn
    if pid=$(pid_in "$1"); then
        kill -TERM "$pid" 2>/dev/null || fail "No permission to stop $2 (process $pid)." \
            "Another user started it: run this command as that user or with sudo."
        for ((turn = 0; turn < 100; turn++)); do
            pid_in "$1" >/dev/null || break
            sleep 0.1
        done
        if pid_in "$1" >/dev/null; then kill -KILL "$pid" 2>/dev/null || true; sleep 0.2; fi
        say "$2 has ended."
    fi
    rm -f "$1"
}

logs_of_file() {
    [ -e "$1" ] || fail "There is no log yet: $1" "Start something first: ./lab up"
    if [ "$FOLLOW" = yes ]; then exec tail -n 100 -f "$1"; else tail -n 100 "$1"; fi
}
