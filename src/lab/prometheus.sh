# Debian's Prometheus with promtool, unpacked into a folder. Sourced by ./lab.
# shellcheck shell=bash

prometheus_dir() { printf '%s/prometheus' "$LAB_CACHE"; }

setup_prometheus() {
    if ! [ -x "$(prometheus_dir)/usr/bin/promtool" ]; then
        alone "$LAB_CACHE/lock" make_prometheus
    fi
    say "Prometheus is in $(prometheus_dir)/usr/bin"
}

# Nothing is installed: its two programs need no more than libc. So it takes no root either, unless apt
# has no package lists yet.
make_prometheus() {
    [ -x "$(prometheus_dir)/usr/bin/promtool" ] && return 0
    have apt-get || fail "Prometheus comes from Debian's packages, and this system is not Debian." \
        "Put prometheus and promtool into $(prometheus_dir)/usr/bin."
    if ! package_lists_present; then update_package_lists; fi
    if ! step "Unpacking Debian's Prometheus" unpack_prometheus; then
        # Lists that have grown old name files that the mirror no longer has.
        update_package_lists
        step "Unpacking Debian's Prometheus (once more, with fresh lists)" unpack_prometheus ||
            fail "Prometheus could not be downloaded." \
                "Read the lines above, repair apt, then run ./lab setup prometheus again."
    fi
}

unpack_prometheus() {
    local part
    part=$(prometheus_dir).part
    rm -rf "$part"
    # apt downloads into the folder that it is run in.
    mkdir -p "$part/deb" && (cd "$part/deb" && apt-get download -o Acquire::Retries=3 prometheus) &&
        dpkg-deb -x "$part"/deb/prometheus_*.deb "$part" && rm -rf "$part/deb" "$(prometheus_dir)" &&
        mv "$part" "$(prometheus_dir)"
}
