# Recordings of real calls, a main class among the tests. Sourced by ./lab.
# shellcheck shell=bash

# run_record PATTERN...: which calls, all of them without one.
run_record() {
    if referee_running; then
        fail "Referee runs in this lab and uses the port of the SIP messages that the recording needs." \
            "Stop it first: ./lab down referee"
    fi
    (cd "$TOP" && REFEREE_LOG_LEVEL=ERROR "$JDK/bin/java" \
        -cp "$TOP/target/test-classes:$TOP/target/classes:$(cat "$TOP/target/test-classpath.txt")" \
        dev.referee.lab.record.RecordCalls \
        "127.0.0.1:$LAB_SIP_PORT:$LAB_AMI_PORT:$LAB_HTTP_PORT:$LAB_HEP_PORT" \
        "$TOP/target/$JAR_NAME" "$TOP/src/test/resources/captures/kinds" "$@") ||
        fail "Some calls did not run as scripted." "Read the lines above."
}
