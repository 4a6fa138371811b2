# Referee's own image, and the whole lab in containers. Sourced by ./lab.
# shellcheck shell=bash

REFEREE_IMAGE=referee/referee
REFEREE_BASE=debian:trixie-slim
# The most that the image may take, in bytes.
MOST_BYTES=140000000

build_images() {
    docker_answers || fail "No Docker engine answers." "Start one: sudo systemctl start docker"
    ENGINE=docker
    mkdir -p "$LAB_DIR"
    setup_image
    alone "$LAB_CACHE/lock" make_referee_image
    say "$REFEREE_IMAGE: $(($(size_of_image) / 1000000)) MB"
}

# Where no registry can be reached, the base is made of Debian's packages, as the lab's Asterisk is.
make_referee_image() {
    local base=$REFEREE_BASE imported=referee/build-packages:13
    if docker image inspect "$imported" >/dev/null 2>&1; then
        base=$imported
    elif ! step "Pulling $base" pull "$base"; then
        base=$imported
        make_build_tar
        step "Importing the packages as $base" docker import "$(build_tar)" "$base" ||
            fail "docker import failed." "Read the lines above, and check the disk space (docker system df)."
    fi
    step "Building the image $REFEREE_IMAGE on $base" \
        docker build -t "$REFEREE_IMAGE" --build-arg BASE="$base" \
        -f "$TOP/src/packaging/docker/Dockerfile" "$TOP" ||
        fail "The image $REFEREE_IMAGE could not be built." \
            "Read the lines above. It needs Maven Central, npm's registry and 3 GB of disk."
}

pull() { docker image inspect "$1" >/dev/null 2>&1 || timeout 300 docker pull "$1"; }

build_tar() { printf '%s/referee-build.tar' "$LAB_CACHE"; }

# What the Dockerfile's first step installs, and the authorities that this machine trusts besides
# Debian's: behind some proxies nothing can be fetched without.
make_build_tar() {
    local tar hook
    tar=$(build_tar)
    [ -s "$tar" ] && return 0
    need_mmdebstrap "it downloads what builds the image"
    # shellcheck disable=SC2016 # mmdebstrap's shell fills it in
    hook='mkdir -p "$1/usr/share/man/man1" "$1/usr/local/share/ca-certificates"
        for file in /usr/local/share/ca-certificates/*.crt; do
            if [ -e "$file" ]; then cp "$file" "$1/usr/local/share/ca-certificates"; fi
        done'
    step "Making a Debian 13 that builds the image" try_again 2 bootstrap trixie "$tar.part" \
        openjdk-25-jdk-headless,maven,nodejs,git,zip,busybox,ca-certificates \
        "deb $(debian_mirror) trixie main" \
        --dpkgopt='path-include=/usr/share/doc/*/copyright' --essential-hook="$hook" ||
        fail "Debian 13 could not be downloaded from $(debian_mirror)." \
            "Check that this machine reaches it (apt-get update), then try again."
    mv "$tar.part" "$tar"
}

size_of_image() { docker image inspect -f '{{.Size}}' "$REFEREE_IMAGE"; }
