# Ports: is one in use, and by whom? Read from /proc, because ss and lsof are not everywhere.
# shellcheck shell=bash

# listening_inode tcp|udp PORT: prints the inode of the socket that listens there, if there is one.
listening_inode() {
    local hex
    hex=$(printf '%04X' "$2")
    # A listening TCP socket has state 0A; a UDP socket that is only bound has 07.
    cat "/proc/net/$1" "/proc/net/${1}6" 2>/dev/null |
        awk -v port=":$hex" '
            substr($2, length($2) - 4) == port && ($4 == "0A" || $4 == "07") { print $10; exit }'
}

# port_holder tcp|udp PORT: prints who listens there; fails when nobody does.
port_holder() {
    local inode file pid
    inode=$(listening_inode "$1" "$2")
    [ -n "$inode" ] || return 1
    for file in /proc/[0-9]*/fd/*; do
        if [ "$(readlink "$file" 2>/dev/null)" = "socket:[$inode]" ]; then
            pid=${file#/proc/}
            pid=${pid%%/*}
            printf '%s (process %s)' "$(cat "/proc/$pid/comm" 2>/dev/null || echo someone)" "$pid"
            return 0
        fi
    done
    printf 'a process of another user'
}

# need_port tcp|udp SETTING OPTION WHAT
need_port() {
    local holder port=${!2}
    if holder=$(port_holder "$1" "$port"); then
        fail "Port $port/$1, needed for $4, is in use by $holder." \
            "Stop that process, or choose another port: $3 N (or $2=N)."
    fi
}

need_asterisk_ports() {
    need_port tcp LAB_HTTP_PORT --http-port "Asterisk's HTTP (ARI, WebSocket)"
    need_port tcp LAB_AMI_PORT --ami-port "Asterisk's AMI"
    need_port udp LAB_SIP_PORT --sip-port "SIP"
    need_port tcp LAB_SIP_PORT --sip-port "SIP"
}

need_referee_ports() {
    need_port tcp LAB_REFEREE_PORT --referee-port "Referee's pages"
    need_port udp LAB_HEP_PORT --hep-port "the SIP messages that Asterisk mirrors to Referee"
}
