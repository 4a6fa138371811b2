# The benchmarks, a main class among the tests. Sourced by ./lab.
# shellcheck shell=bash

# run_bench WORD...: what the main class takes.
run_bench() {
    raise_open_files
    # In the project's folder: it reads recorded calls there.
    (cd "$TOP" && REFEREE_LOG_LEVEL=ERROR "$JDK/bin/java" \
        -cp "$TOP/target/test-classes:$TOP/target/classes:$(cat "$TOP/target/test-classpath.txt")" \
        dev.referee.bench.Bench "$@") ||
        fail "The benchmarks failed." "Read the lines above."
}

# Each connection takes a file of each of two processes.
raise_open_files() {
    local most
    most=$(ulimit -Hn)
    ulimit -Sn "$most"
    if [ "$most" != unlimited ] && ((most < 11000)); then
        fail "The limit of open files is $most; 10,000 connections need 11000." \
            "Raise it (as root: ulimit -Hn 65536), or run the smaller ./lab bench --quick"
    fi
}

# The jar of --beside; what is measured beside it is this build's jar.
need_other_build() {
    [ "$PART" = events ] || fail "--beside compares events only." "Use: ./lab bench events --beside JAR"
    case " ${BENCH_OPTIONS[*]} " in
        *" --write "*) fail "--write and --beside cannot be combined." "See ./lab bench --help" ;;
    esac
    BENCH_BESIDE=$(absolute "$BENCH_BESIDE")
    [ -r "$BENCH_BESIDE" ] ||
        fail "The file $BENCH_BESIDE does not exist or cannot be read." \
            "Build it: mvn -DskipTests package in a copy of the other commit makes target/$JAR_NAME"
    BENCH_OPTIONS+=(--beside "$TOP/target/$JAR_NAME" "$BENCH_BESIDE")
}
