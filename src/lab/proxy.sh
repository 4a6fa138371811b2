# A proxy between the phones and Asterisk: Debian's Kamailio unpacked into a folder of this lab and run
# by chroot. Sourced by ./lab.
# shellcheck shell=bash

# Debian's stable release since 2025 and the one after it: 6.0 and later, whose topos needs no database.
PROXY_SUITES="trixie forky"

proxy_tarball() { printf '%s/kamailio.tar' "$LAB_CACHE"; }

setup_proxy() {
    [ -s "$(proxy_tarball)" ] || alone "$LAB_CACHE/lock" make_proxy_tarball
}

make_proxy_tarball() {
    local suite
    [ -s "$(proxy_tarball)" ] && return 0
    need_root_for_proxy
    need_mmdebstrap "it downloads Debian's Kamailio into a folder"
    rm -f "$(proxy_tarball)".part
    for suite in $PROXY_SUITES; do
        if step "Making Kamailio from Debian's packages ($suite)" try_again 2 bootstrap \
            "$suite" "$(proxy_tarball).part" kamailio "deb $(debian_mirror) $suite main"; then
            mv "$(proxy_tarball).part" "$(proxy_tarball)"
            return 0
        fi
    done
    fail "Kamailio could not be downloaded from $(debian_mirror)." \
        "Check that this machine reaches it (apt-get update), then run ./lab setup proxy again."
}

need_root_for_proxy() {
    is_root || fail "Running Kamailio from Debian's packages needs chroot, and therefore root." \
        "Run it with sudo."
}

proxy_root() { printf '%s/root-proxy' "$LAB_DIR"; }

proxy_running() { pid_in "$LAB_DIR/proxy.pid" >/dev/null; }

up_proxy() {
    recall_lab
    need_root_for_proxy
    mkdir -p "$LAB_DIR"
    if proxy_running; then
        say "Kamailio is already running. To change its mode, run first: ./lab down proxy"
        return 0
    fi
    setup_proxy
    alone "$LAB_DIR/lock" start_proxy
}

start_proxy() {
    local root
    root=$(proxy_root)
    need_port udp LAB_PROXY_PORT --proxy-port "the proxy's SIP"
    if ! [ -e "$root/.complete" ]; then
        step "Unpacking Kamailio into $LAB_DIR" unpack "$(proxy_tarball)" "$root" ||
            fail "Kamailio could not be unpacked." "Check the free disk space: it needs 200 MB in $LAB_DIR."
    fi
    cp "$TOP/src/lab/kamailio/kamailio.cfg" "$root/etc/kamailio/lab.cfg"
    # -DD: no daemon, but with its children; -E: log to standard error.
    launch "$LAB_DIR/proxy.pid" "$LAB_DIR/proxy.log" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        chroot "$root" kamailio -DD -E -m 64 -M 8 -f /etc/kamailio/lab.cfg \
        -A "$(proxy_define)" -A "PROXY=udp:127.0.0.1:$LAB_PROXY_PORT" -A "ASTERISK=$LAB_SIP_PORT"
    if ! step "Starting Kamailio ($LAB_PROXY_MODE)" await_proxy; then
        tail -n 20 "$LAB_DIR/proxy.log" | sed 's/^/    | /' >&2
        down_proxy >/dev/null
        fail "Kamailio did not start." "The end of its log is above; the whole log: $LAB_DIR/proxy.log"
    fi
    say "Kamailio ($LAB_PROXY_MODE): SIP localhost:$LAB_PROXY_PORT (UDP), before Asterisk's" \
        "localhost:$LAB_SIP_PORT; for the phones petra, pavel and paula"
}

proxy_define() {
    case "$LAB_PROXY_MODE" in
        record-route) printf 'RECORD_ROUTE' ;;
        topos) printf 'TOPOS' ;;
        topoh) printf 'TOPOH' ;;
    esac
}

await_proxy() {
    local deadline=$((SECONDS + 30))
    while ((SECONDS < deadline)); do
        proxy_running || return 1
        if [ -n "$(listening_inode udp "$LAB_PROXY_PORT")" ]; then return 0; fi
        sleep 0.1
    done
    return 1
}

down_proxy() {
    recall_lab
    stop_process "$LAB_DIR/proxy.pid" Kamailio
}

status_proxy() {
    if proxy_running; then say "Kamailio      running (in $LAB_DIR)"; fi
}
