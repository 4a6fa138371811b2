# The benchmarks, a main class among the tests. Sourced by ./lab.
# shellcheck shell=bash

# run_bench WORD...: what the main class takes.
run_bench() {
    raise_open_files
    # In the project's folder: it reads recorded calls there.
    (cd "$TOP" && REFEREE_LOG_LEVEL=ERROR "$JDK/bin/java" \
        -cp "$TOP/target/test-classes:$TOP/target/classes:$(cat "$TOP/target/test-classpath.txt")" \
        dev.referee.bench.Bench "$@") ||
        fail "The benchmarks did not end well." "Read the lines above."
}

# Each connection takes a file of each of two processes.
raise_open_files() {
    local most
    most=$(ulimit -Hn)
    ulimit -Sn "$most"
    if [ "$most" != unlimited ] && ((most < 11000)); then
        fail "A process may have $most open files here, 11000 are needed for 10,000 connections." \
            "Raise it (as root: ulimit -Hn 65536), or be content with less: ./lab bench --quick"
    fi
}

# The jar of --beside; what is measured beside it is this build's jar.
need_other_build() {
    [ "$PART" = events ] || fail "--beside compares events only." "Say: ./lab bench events --beside JAR"
    case " ${BENCH_OPTIONS[*]} " in
        *" --write "*) fail "--write and --beside do not go together." "See ./lab bench --help" ;;
    esac
    BENCH_BESIDE=$(absolute "$BENCH_BESIDE")
    [ -r "$BENCH_BESIDE" ] ||
        fail "There is no $BENCH_BESIDE to read." \
            "Build it: mvn -DskipTests package in a copy of the other commit makes target/$JAR_NAME"
    BENCH_OPTIONS+=(--beside "$TOP/target/$JAR_NAME" "$BENCH_BESIDE")
}
