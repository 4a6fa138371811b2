# Tries the image, and the whole lab that docker-compose.yml brings up of it. Sourced by ./lab.
# shellcheck shell=bash

# Leaves nothing behind but the images.
test_images() {
    need_asterisk_ports
    need_referee_ports
    setup_tools
    build_referee
    trap clean_up_composed EXIT
    try_image
    try_composed_lab
    say "The image passed all checks."
}

clean_up_composed() {
    end_recipe
    if [ -n "${CID:-}" ]; then docker rm -f -v "$CID" >/dev/null 2>&1 || true; fi
    compose down -v -t 20 >/dev/null 2>&1 || true
    rm -f "$LAB_DIR/lab.properties"
}

# image_is TEMPLATE VALUE
image_is() { equal "$(docker image inspect -f "$1" "$REFEREE_IMAGE")" "$2"; }

# run_image [OPTION OF DOCKER...] -- WORD...
run_image() {
    local options=()
    while [ "$1" != -- ]; do options+=("$1"); shift; done
    shift
    docker run --rm --read-only --tmpfs /tmp --cap-drop ALL "${options[@]}" "$REFEREE_IMAGE" "$@"
}

try_image() {
    say "The image, $(($(size_of_image) / 1000)) kB:"
    check "it takes $((MOST_BYTES / 1000000)) MB at most" test "$(size_of_image)" -le "$MOST_BYTES"
    check "it does not run as root" image_is '{{.Config.User}}' 10001:10001
    check "its only volume holds the data" image_is '{{json .Config.Volumes}}' '{"/var/lib/referee":{}}'
    check "it says how its health is checked" \
        image_is '{{json .Config.Healthcheck.Test}}' '["CMD","referee","health"]'
    check "referee names version, commit and Java 25" names_version_in_image
    check "it starts from the AOT cache" run_image -e JDK_JAVA_OPTIONS=-XX:AOTMode=on -- --version
    check "a wrong configuration ends it with 78" ends_with 78 -- run
    check "a mounted configuration is used" mounted_configuration_is_used
    try_alone
}

names_version_in_image() {
    local commit="built outside of git"
    # Git's folder is part of the context; that of a worktree lies elsewhere.
    if [ -d "$TOP/.git" ]; then commit="commit [0-9a-f]{10}(-dirty)?"; fi
    run_image -- --version | grep -E "^referee [^ ]+, $commit, Java 25"
}

ends_with() {
    local status=0 output
    output=$(run_image "${@:2}" 2>&1) || status=$?
    equal "$status" "$1" || { printf '%s\n' "$output"; return 1; }
}

mounted_configuration_is_used() {
    local file=$LAB_DIR/mounted.yaml output status=0
    printf 'pbx: {ami: {secret: a}}\nlisten: {prt: 1}\n' >"$file"
    output=$(run_image -v "$file:/etc/referee/referee.yaml:ro" -- config --check 2>&1) || status=$?
    printf '%s\n' "$output"
    # Its mistake is found.
    equal "$status" 78 && grep -q 'listen\.prt' <<<"$output"
}

# As a service without a PBX: on a network of its own.
try_alone() {
    local started
    CID=$(docker run -d --read-only --tmpfs /tmp --cap-drop ALL -e REFEREE_PBX_AMI_SECRET=a \
        --health-interval 1s "$REFEREE_IMAGE")
    started=$SECONDS
    check "it becomes healthy without a PBX" await_health "$CID" healthy
    say "      after $((SECONDS - started)) s"
    check "its process is not root's" equal "$(docker exec "$CID" id -u)" 10001
    check "nothing but its data can be written to" only_data_is_writable
    check "the events are in the volume" docker exec "$CID" test -s /var/lib/referee/data/referee.db
    check "it logs to the container's log" logs_something
    check "referee health --ready says what is missing" says_not_ready
    docker stop -t 20 "$CID" >/dev/null
    check "SIGTERM ends it with 143" equal "$(docker inspect -f '{{.State.ExitCode}}' "$CID")" 143
    docker rm -v "$CID" >/dev/null
    CID=
}

# await_health CONTAINER STATE
await_health() {
    local deadline=$((SECONDS + 90)) health=
    while ((SECONDS < deadline)); do
        health=$(docker inspect -f '{{.State.Health.Status}}' "$1")
        [ "$health" != "$2" ] || return 0
        sleep 0.5
    done
    printf '%s\n' "$health"
    docker logs --tail 20 "$1"
    docker inspect -f '{{range .State.Health.Log}}{{.Output}}{{end}}' "$1"
    return 1
}

only_data_is_writable() {
    docker exec "$CID" sh -c '! touch /usr/x /etc/referee/x 2>/dev/null && touch /var/lib/referee/x && rm /var/lib/referee/x'
}

logs_something() { docker logs "$CID" 2>&1 | grep -i 'referee'; }

says_not_ready() {
    local status=0 output
    output=$(docker exec "$CID" referee health --ready) || status=$?
    equal "$status" 1 && grep '^main/ami: ' <<<"$output"
}

# ------------------------------------------------------------------------------ the whole lab

try_composed_lab() {
    local epoch started=$SECONDS
    say "docker-compose.yml, by the README's lines:"
    REFEREE_PORT=$LAB_REFEREE_PORT
    mkdir -p "$LAB_DIR/records/cel-custom" "$LAB_DIR/records/cdr-csv"
    EVENTS=$LAB_DIR/events.log
    start_recipe
    check "the last line waits for events" await_line "$EVENTS" "^id: "
    say "      after $((SECONDS - started)) s, the images being there"
    check "Asterisk is healthy" await_health "$(compose ps -q asterisk)" healthy
    check "Referee is healthy: it is connected to Asterisk" await_health "$(compose ps -q referee)" healthy
    check "Referee's container is read-only" \
        equal "$(docker inspect -f '{{.HostConfig.ReadonlyRootfs}}' "$(compose ps -q referee)")" true
    check "the demo page is served" served /demo '<title>'
    remember_lab
    check "real transfers are reported as they ended" run_demo
    check "the first true event is shown" await_line "$EVENTS" '"reason":"busy"'
    end_recipe
    check "the transfers are listed" served /v1/transfers '"reason":"busy"'
    epoch=$(epoch_of_history)
    check "Referee is replaced by a new container" compose up -d --no-build --force-recreate referee
    check "it is healthy again" await_health "$(compose ps -q referee)" healthy
    check "it has kept the transfers" served /v1/transfers '"reason":"busy"'
    check "and goes on with the history" equal "$(epoch_of_history)" "$epoch"
    check "all of it ends" compose down -v -t 20
    check "nothing is left" equal "$(compose ps -q)" ""
}

# The README's own lines, on this lab's ports and with the compose that there is.
start_recipe() {
    local lines
    lines=$(recipe docker)
    lines=${lines//localhost:8090/localhost:$LAB_REFEREE_PORT}
    if ! docker compose version >/dev/null 2>&1; then lines=${lines//docker compose/docker-compose}; fi
    sed 's/^/      /' <<<"$lines"
    (
        cd "$TOP"
        export COMPOSE_PROJECT_NAME LAB_RECORDS=$LAB_DIR/records
        COMPOSE_PROJECT_NAME=$(compose_project)
        # A group of its own, so that its last line, which goes on, ends with it.
        exec setsid bash -euc "$lines"
    ) >"$EVENTS" 2>"$LAB_DIR/recipe.log" &
    RECIPE_PID=$!
}

end_recipe() {
    if [ -z "${RECIPE_PID:-}" ]; then return 0; fi
    kill -- "-$RECIPE_PID" 2>/dev/null || true
    wait "$RECIPE_PID" 2>/dev/null || true
    RECIPE_PID=
}

# await_line FILE PATTERN: until the README's lines have written it.
await_line() {
    local deadline=$((SECONDS + 180))
    until grep -q "$2" "$1"; do
        if ((SECONDS > deadline)) || ! kill -0 "$RECIPE_PID" 2>/dev/null; then
            tail -n 20 "$LAB_DIR/recipe.log" "$1"
            return 1
        fi
        sleep 0.5
    done
}

# served PATH TEXT
served() {
    node -e 'fetch(`http://127.0.0.1:${process.argv[1]}${process.argv[2]}`).then(async (answer) => {
        const body = await answer.text();
        if (!answer.ok || !body.includes(process.argv[3])) throw new Error(`${answer.status} ${body}`);
    });' "$LAB_REFEREE_PORT" "$1" "$2"
}
