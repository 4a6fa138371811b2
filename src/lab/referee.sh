# Referee itself and the scripted phones. Sourced by ./lab.
# shellcheck shell=bash

JAR_NAME=referee.jar

referee_running() { pid_in "$LAB_DIR/referee.pid" >/dev/null; }

up_referee() {
    local pid
    recall_lab
    mkdir -p "$LAB_DIR"
    setup_tools
    build_referee
    if pid=$(pid_in "$LAB_DIR/referee.pid"); then
        if [ "$TOP/target/$JAR_NAME" -nt "$LAB_DIR/referee.pid" ]; then
            say "The running Referee is older than the build: restarting it."
            down_referee
        else
            say "Referee is already running (process $pid)."
        fi
    fi
    referee_running || alone "$LAB_DIR/lock" start_referee
    say "Pages: http://localhost:$LAB_REFEREE_PORT/ (transfers)" \
        "and http://localhost:$LAB_REFEREE_PORT/demo (three phones)"
}

# Builds the program and the scripted phones, unless the last build is newer than every source.
build_referee() {
    local jar=$TOP/target/$JAR_NAME stamp=$TOP/target/.built-by-lab
    if [ -e "$jar" ] && [ -e "$TOP/target/test-classpath.txt" ]; then
        if newest_is "$jar" || newest_is "$stamp"; then return 0; fi
    fi
    step "Building Referee (the first time downloads its libraries)" \
        try_again 2 mvn -B -ntp -q -f "$TOP/pom.xml" -DskipTests package ||
        fail "Referee could not be built." "Read the lines above; the full output: mvn -DskipTests package"
    touch "$stamp"
}

newest_is() {
    [ -e "$1" ] &&
        [ -z "$(find "$TOP/pom.xml" "$TOP"/src/{main,test,lab/java} -newer "$1" -print -quit)" ]
}

start_referee() {
    need_referee_ports
    # It holds secrets, though only the lab's: it shows how such a file should be kept.
    (umask 077 && write_referee_config "$LAB_DIR/referee.yaml")
    launch "$LAB_DIR/referee.pid" "$LAB_DIR/referee.log" \
        "$JDK/bin/java" -jar "$TOP/target/$JAR_NAME" run --config "$LAB_DIR/referee.yaml"
    if [ -e "$LAB_DIR/lab.properties" ]; then
        sed -i "s/^refereePort=.*/refereePort=$LAB_REFEREE_PORT/" "$LAB_DIR/lab.properties"
    fi
    if ! step "Starting Referee" await_referee; then
        tail -n 20 "$LAB_DIR/referee.log" | sed 's/^/    | /' >&2
        stop_process "$LAB_DIR/referee.pid" Referee >/dev/null
        fail "Referee did not start." "The end of its log is above (./lab logs referee)."
    fi
}

# Ready means that it listens; whether AMI and ARI are up is /readyz's and the page's business.
await_referee() {
    local deadline=$((SECONDS + 30))
    while ((SECONDS < deadline)); do
        pid_in "$LAB_DIR/referee.pid" >/dev/null || return 1
        if port_holder tcp "$LAB_REFEREE_PORT" >/dev/null; then return 0; fi
        sleep 0.2
    done
    return 1
}

# The one place that knows the keys of Referee's configuration.
write_referee_config() {
    cat >"$1" <<TEXT
# Written by ./lab for the lab's Asterisk; the secrets are the lab's own.
pbx:
  name: main
  ami:
    host: 127.0.0.1
    port: $LAB_AMI_PORT
    username: referee
    secret: lab-referee
  ari:
    url: http://127.0.0.1:$LAB_HTTP_PORT
    username: referee
    password: lab-referee
  hep:
    listen: 127.0.0.1:$LAB_HEP_PORT
listen:
  host: 127.0.0.1
  port: $LAB_REFEREE_PORT
# Anybody on this machine may look: it is a lab.
open: true
# And have webhooks sent to this machine.
admin:
  private_addresses: true
log:
  file: $LAB_DIR/referee.db
demo:
  sip_websocket: ws://localhost:$LAB_HTTP_PORT/ws
TEXT
    # Of an Asterisk that ./lab did not start nobody knows where it writes them.
    if [ -n "${ENGINE:-}" ]; then
        printf 'reconcile:\n  cel_file: %s\n' "$(records_file)" >>"$1"
    fi
}

# The scripted phones: a main class among the tests. The build writes their class path.
run_demo() {
    "$JDK/bin/java" \
        -Dreferee.lab.properties="$LAB_DIR/lab.properties" \
        -Dreferee.url="http://localhost:$LAB_REFEREE_PORT" \
        -cp "$TOP/target/test-classes:$TOP/target/classes:$(cat "$TOP/target/test-classpath.txt")" \
        dev.referee.lab.Demo ||
        fail "The demonstration failed." \
            "Read the lines above, and ./lab logs referee, ./lab logs asterisk."
}

down_referee() { stop_process "$LAB_DIR/referee.pid" Referee; }

status_referee() {
    local pid
    if pid=$(pid_in "$LAB_DIR/referee.pid"); then
        say "Referee       running (process $pid): http://localhost:$LAB_REFEREE_PORT/"
    else
        say "Referee       not running (./lab up referee)"
    fi
}
