# The engine "packages": Debian's Asterisk unpacked into a folder of this lab and run by chroot.
# Also what both engines share: starting, waiting, ending. Sourced by ./lab.
# shellcheck shell=bash

tarball() { printf '%s/asterisk-%s.tar' "$LAB_CACHE" "$LAB_ASTERISK_RELEASE"; }

setup_tarball() {
    [ -s "$(tarball)" ] || alone "$LAB_CACHE/lock" make_tarball
}

# Debian's stable releases carry no Asterisk at present: 22 comes from the next one, 16 from an old one.
make_tarball() {
    [ -s "$(tarball)" ] && return 0
    local suite suites packages=asterisk,ca-certificates option=
    need_mmdebstrap "it downloads Debian's Asterisk into a folder"
    case "$LAB_ASTERISK_RELEASE" in
        22) suites="forky sid" ;;
        16)
            suites="bullseye"
            # Voicemail is a package of its own there. That release's signing key has expired, and
            # newer machines do not know it.
            packages=$packages,asterisk-voicemail
            option='[trusted=yes] '
            ;;
    esac
    rm -f "$(tarball)".part
    for suite in $suites; do
        if step "Making Asterisk $LAB_ASTERISK_RELEASE from Debian's packages ($suite)" \
            try_again 2 bootstrap "$suite" "$(tarball).part" "$packages" \
            "deb $option$(debian_mirror) $suite main"; then
            mv "$(tarball).part" "$(tarball)"
            return 0
        fi
    done
    fail "Asterisk $LAB_ASTERISK_RELEASE could not be downloaded from $(debian_mirror)." \
        "Check that this machine reaches it (apt-get update), then run ./lab setup again."
}

# need_mmdebstrap WHY
need_mmdebstrap() {
    # The lists say which mirror this machine uses.
    if is_root && have apt-get && ! package_lists_present; then update_package_lists; fi
    have mmdebstrap || install "$1" mmdebstrap
}

# bootstrap SUITE TAR PACKAGES SOURCE [OPTION OF MMDEBSTRAP...]
bootstrap() {
    local settings status=0 suite=$1 tar=$2 packages=$3 source=$4
    shift 4
    # Proxies that this machine's apt needs. Release files of old releases and of mirrors that stand
    # still are past their date.
    settings=$(mktemp)
    apt-config dump 2>/dev/null | grep -iE '^Acquire::https?::Proxy' >"$settings" || true
    printf 'Acquire::Check-Valid-Until "false";\nAcquire::Retries "3";\n' >>"$settings"
    mmdebstrap --variant=minbase --aptopt="$settings" --include="$packages" \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
        --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/info/*' \
        --format=tar "$@" "$suite" "$tar" "$source" || status=$?
    rm -f "$settings"
    return "$status"
}

root_dir() { printf '%s/root-%s' "$LAB_DIR" "$LAB_ASTERISK_RELEASE"; }

# Every lab has a copy of its own: sockets, database and spool of one cannot disturb another.
# unpack TAR ROOT
unpack() {
    [ -e "$2/.complete" ] && return 0
    rm -rf "$2.part" "$2"
    mkdir -p "$2.part"
    tar -x -C "$2.part" -f "$1" --numeric-owner
    touch "$2.part/.complete"
    mv "$2.part" "$2"
}

start_packages() {
    local root
    root=$(root_dir)
    if ! [ -e "$root/.complete" ]; then
        step "Unpacking Asterisk into $LAB_DIR" unpack "$(tarball)" "$root" ||
            fail "Asterisk could not be unpacked." "Check the free disk space: it needs 300 MB in $LAB_DIR."
    fi
    chroot "$root" true 2>/dev/null ||
        fail "chroot does not work here, although you are root (a locked-down container?)." \
            "Use --engine docker, or a machine where root may chroot."
    rm -rf "$root/opt/referee-lab" "$root/run/asterisk"
    mkdir -p "$root/opt"
    cp -R "$TOP/asterisk-conf" "$root/opt/referee-lab"
    # Asterisk looks up this machine's own name for each call, which may not wait for a name server.
    printf '127.0.0.1 localhost %s\n' "$(uname -n)" >"$root/etc/hosts"
    launch "$LAB_DIR/asterisk.pid" "$LAB_DIR/asterisk.log" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
        LAB_HTTP_PORT="$LAB_HTTP_PORT" LAB_AMI_PORT="$LAB_AMI_PORT" LAB_SIP_PORT="$LAB_SIP_PORT" \
        LAB_RTP_START="$LAB_RTP_START" LAB_RTP_END="$LAB_RTP_END" LAB_HEP_PORT="$LAB_HEP_PORT" \
        chroot "$root" /opt/referee-lab/lab/start
}

# ------------------------------------------------------------------------- both engines

asterisk_running() {
    case "$ENGINE" in
        packages) pid_in "$LAB_DIR/asterisk.pid" >/dev/null ;;
        docker) container_running ;;
        *) return 1 ;;
    esac
}

# asterisk_cli -r, or asterisk_cli -rx COMMAND (which may not take for ever).
asterisk_cli() {
    local limit=()
    if [ "$1" = -rx ]; then limit=(timeout 30); fi
    case "$ENGINE" in
        packages) "${limit[@]}" chroot "$(root_dir)" asterisk "$@" ;;
        docker) "${limit[@]}" docker exec "${TERMINAL[@]}" "$(container)" asterisk "$@" ;;
    esac
}

up_asterisk() {
    local wanted=${LAB_ENGINE:-}
    recall_lab
    if [ -n "${ENGINE:-}" ] && asterisk_running; then
        [ -z "$wanted" ] || [ "$wanted" = "$ENGINE" ] || fail \
            "This lab's Asterisk is already running, with the engine $ENGINE." "First: ./lab down asterisk"
        say "Asterisk is already running ($ENGINE)."
        say_where_asterisk_is
        return 0
    fi
    ENGINE=
    choose_engine
    setup_asterisk
    alone "$LAB_DIR/lock" start_asterisk
}

start_asterisk() {
    need_asterisk_ports
    case "$ENGINE" in
        packages) start_packages ;;
        docker) start_container ;;
    esac
    remember_lab
    if ! step "Starting Asterisk ($ENGINE)" await_asterisk; then
        asterisk_log_tail >&2
        down_asterisk >/dev/null
        fail "Asterisk did not start." \
            "The end of its log is above; the whole log: ./lab logs asterisk"
    fi
    say_where_asterisk_is
}

say_where_asterisk_is() {
    say "Asterisk $LAB_ASTERISK_RELEASE: SIP localhost:$LAB_SIP_PORT (UDP, TCP)," \
        "ws://localhost:$LAB_HTTP_PORT/ws, ARI http://localhost:$LAB_HTTP_PORT/ari," \
        "AMI localhost:$LAB_AMI_PORT"
}

await_asterisk() {
    local deadline=$((SECONDS + 30))
    while ((SECONDS < deadline)); do
        asterisk_running || return 1
        # Until its control socket is there the command fails; after that it waits by itself.
        if asterisk_cli -rx 'core waitfullybooted' 2>/dev/null | grep -q 'fully booted'; then
            return 0
        fi
        sleep 0.2
    done
    return 1
}

# Where Asterisk writes its call records (CEL), as this machine sees it.
records_file() {
    case "$ENGINE" in
        packages) printf '%s/var/log/asterisk/cel-custom/Master.csv' "$(root_dir)" ;;
        docker) printf '%s/records/cel-custom/Master.csv' "$LAB_DIR" ;;
    esac
}

asterisk_log_tail() {
    case "$ENGINE" in
        packages) tail -n 20 "$LAB_DIR/asterisk.log" | sed 's/^/    | /' ;;
        docker) container_logs 20 | sed 's/^/    | /' ;;
    esac
}

down_asterisk() {
    recall_lab
    case "${ENGINE:-}" in
        packages) stop_process "$LAB_DIR/asterisk.pid" Asterisk ;;
        docker) stop_container ;;
    esac
    rm -f "$LAB_DIR/lab.properties"
}

logs_asterisk() {
    case "${ENGINE:-}" in
        docker) container_logs 100 ;;
        *) logs_of_file "$LAB_DIR/asterisk.log" ;;
    esac
}

# What ./lab up found out, for later commands and for programs: java.util.Properties reads it too.
remember_lab() {
    cat >"$LAB_DIR/lab.properties.part" <<TEXT
engine=$ENGINE
release=$LAB_ASTERISK_RELEASE
host=127.0.0.1
httpPort=$LAB_HTTP_PORT
amiPort=$LAB_AMI_PORT
sipPort=$LAB_SIP_PORT
rtpStart=$LAB_RTP_START
rtpEnd=$LAB_RTP_END
hepPort=$LAB_HEP_PORT
refereePort=$LAB_REFEREE_PORT
amiUser=referee
amiPassword=lab-referee
ariUser=referee
ariPassword=lab-referee
testerUser=tester
testerPassword=lab-tester
TEXT
    mv "$LAB_DIR/lab.properties.part" "$LAB_DIR/lab.properties"
}

# A lab that runs keeps the ports and the engine it was started with, whatever is asked for now.
recall_lab() {
    [ -z "${ENGINE:-}" ] || return 0
    ENGINE=
    [ -r "$LAB_DIR/lab.properties" ] || return 0
    local key value
    while IFS='=' read -r key value; do
        case "$key" in
            engine) ENGINE=$value ;;
            release) LAB_ASTERISK_RELEASE=$value ;;
            httpPort) LAB_HTTP_PORT=$value ;;
            amiPort) LAB_AMI_PORT=$value ;;
            sipPort) LAB_SIP_PORT=$value ;;
            rtpStart) LAB_RTP_START=$value ;;
            rtpEnd) LAB_RTP_END=$value ;;
            hepPort) LAB_HEP_PORT=$value ;;
            refereePort) if referee_running; then LAB_REFEREE_PORT=$value; fi ;;
        esac
    done <"$LAB_DIR/lab.properties"
}

status_asterisk() {
    if [ -n "$ENGINE" ] && asterisk_running; then
        say "Asterisk $LAB_ASTERISK_RELEASE   running ($ENGINE, in $LAB_DIR)"
        say "  SIP          localhost:$LAB_SIP_PORT (UDP, TCP), RTP $LAB_RTP_START-$LAB_RTP_END"
        say "  browsers     ws://localhost:$LAB_HTTP_PORT/ws"
        say "  AMI          localhost:$LAB_AMI_PORT"
        say "  ARI          http://localhost:$LAB_HTTP_PORT/ari"
        say "  accounts     referee / lab-referee (read-only), tester / lab-tester (may do anything)"
    else
        say "Asterisk      not running (./lab up asterisk)"
    fi
}

extension_table() {
    cat <<'TEXT'

Phones: the password is lab-NAME, for example alice / lab-alice.
  6000 alice  6001 bob  6002 carol  6003 dave (8 s)         browsers (WebRTC)
  7000 anna   7001 ben  7002 cleo   7003 dora (8 s)         scripted phones (SIP over UDP or TCP)
  7004 emil   7005 nora (may not transfer)
  7030 petra  7031 pavel  7032 paula                        the same, behind a proxy (./lab up proxy)
Other things to dial:
  6004 busy             6005 echo             6006 congestion        6009 phone that is never there
  6007 / 7007 queue     6008 / 7008 ring group (carol, dave / cleo, dora)
  6010 conference       6011 / 7011 Local channel     6016 / 7016 Local channel that stays
  6012 voicemail        7012 voicemail after 5 s      6013 / 7013 failover to a second phone after 5 s
  6014 refuses (21)     6015 rings for ever   6017 announcement      6018 waiting room
  6019 failed dial, then an announcement      7017 ben; REFER goes to an ARI application (22 only)
  6030 asks the phone to call carol           7040 - 7043 ask it to call cleo, see docs/OUTGOING.md
  6020 parks the call in 6021 to 6023, to be fetched there; 6026 parks it for 3 s, then calls back
  7020 ben; a feature-code transfer in vain calls back    7021 ben; with external_replaces (cleo)
  7022 hands the call to the ARI application lab-transfers
  7027 cleo; hangs up at once when she is busy
  7023 picks up what rings at cleo; *8 what rings at any phone
TEXT
}
