# The engine "docker": the same Asterisk in a container. Sourced by ./lab.
# shellcheck shell=bash

image() { printf 'referee/asterisk:%s' "$LAB_ASTERISK_RELEASE"; }

docker_answers() { have docker && timeout 10 docker info >/dev/null 2>&1; }

# Can the image be had? It is there; or it can be made from packages; or its base can be pulled.
image_obtainable() {
    image_current || [ -s "$(tarball)" ] || is_root || pull_base
}

# The image carries the configuration; a changed file makes another image.
configuration_hash() {
    (cd "$TOP/asterisk-conf" && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c1-16)
}

image_current() {
    [ "$(docker image inspect -f '{{index .Config.Labels "dev.referee.lab"}}' "$(image)" 2>/dev/null)" \
        = "$(configuration_hash)" ]
}

base_image() {
    case "$LAB_ASTERISK_RELEASE" in
        22) printf 'debian:forky-slim' ;;
        16) printf 'debian:bullseye-slim' ;;
    esac
}

pull_base() {
    docker image inspect "$(base_image)" >/dev/null 2>&1 ||
        step "Pulling $(base_image)" timeout 300 docker pull "$(base_image)"
}

setup_image() {
    image_current || alone "$LAB_CACHE/lock" make_image
}

make_image() {
    image_current && return 0
    local imported
    imported=referee/asterisk-packages:$LAB_ASTERISK_RELEASE
    if ! docker image inspect "$imported" >/dev/null 2>&1; then
        if ! [ -s "$(tarball)" ] && pull_base &&
            step "Building the image $(image) on $(base_image)" build_image "$(base_image)"; then
            return 0
        fi
        # Where no registry can be reached, Debian's mirror does as well.
        make_tarball
        step "Importing the packages as $imported" docker import "$(tarball)" "$imported" ||
            fail "docker import failed." "Read the lines above, and check the disk space (docker system df)."
    fi
    step "Building the image $(image)" build_image "$imported" ||
        fail "The image $(image) could not be built." "Read the lines above, or use --engine packages."
}

build_image() {
    docker build -t "$(image)" --label "dev.referee.lab=$(configuration_hash)" \
        --build-arg BASE="$1" -f "$TOP/asterisk-conf/lab/Dockerfile" "$TOP/asterisk-conf"
}

compose_project() { printf 'referee-lab-%s' "$(printf '%s' "$LAB_DIR" | sha256sum | cut -c1-8)"; }

# docker compose, or the older docker-compose 1.29. Each lab is a project of its own.
compose() {
    local project
    project=$(compose_project)
    local -x LAB_RECORDS=$LAB_DIR/records
    if docker compose version >/dev/null 2>&1; then
        docker compose -p "$project" -f "$TOP/docker-compose.yml" "$@"
    elif have docker-compose; then
        docker-compose -p "$project" -f "$TOP/docker-compose.yml" "$@"
    else
        fail "A Docker engine answers, but neither docker compose nor docker-compose is installed." \
            "Install one (apt-get install docker-compose), or use --engine packages."
    fi
}

start_container() {
    # Made here, so that it belongs to whoever may want to remove it, and not to the engine.
    mkdir -p "$LAB_DIR/records/cel-custom" "$LAB_DIR/records/cdr-csv"
    step "Starting the container" compose up -d --no-build asterisk ||
        fail "The container could not be started." "Read the lines above."
}

container() { compose ps -q asterisk 2>/dev/null; }

container_running() {
    local id
    id=$(container)
    [ -n "$id" ] && [ "$(docker inspect -f '{{.State.Running}}' "$id" 2>/dev/null)" = true ]
}

container_logs() {
    if [ "$FOLLOW" = yes ]; then
        docker logs --tail "$1" -f "$(container)"
    else
        docker logs --tail "$1" "$(container)" 2>&1
    fi
}

stop_container() {
    if [ -n "$(container)" ]; then
        container_logs 1000 >"$LAB_DIR/asterisk.log"
        step "Ending Asterisk's container" compose down -v -t 5 ||
            fail "The container could not be stopped." "Read the lines above."
    fi
}
