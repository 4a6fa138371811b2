# Tries the packages as users do: the .deb in a folder of Debian 12, the tarball beside it, the npm
# package in pages. Sourced by ./lab.
# shellcheck shell=bash

# Leaves nothing behind: folders, processes and mounts end with it.
test_packages() {
    is_root || fail "Testing the packages needs chroot, and therefore root." "Run it with sudo."
    setup_browser
    ROOT=$LAB_DIR/package-root
    TRIAL=$LAB_DIR/package-trial
    REFEREE_PID=
    trap clean_up_trial EXIT
    clean_up_trial
    mkdir -p "$TRIAL"
    make_debian
    try_deb
    try_tarball
    try_npm_package
    say "The packages passed all checks."
}

clean_up_trial() {
    if [ -n "$REFEREE_PID" ]; then kill -KILL "$REFEREE_PID" 2>/dev/null || true; fi
    # Mounts are in the namespaces of processes that have ended: nothing else can be below.
    rm -rf --one-file-system "$ROOT" "$TRIAL"
}

# check TEXT COMMAND...
check() {
    local text=$1 output
    shift
    if ! output=$("$@" 2>&1); then
        printf '    | %s\n' "$output" >&2
        fail "Check failed: $text" "Command: $*"
    fi
    say "    $text"
}

make_debian() {
    local tar=$LAB_CACHE/debian-12.tar
    [ -s "$tar" ] || alone "$LAB_CACHE/lock" make_debian_tar "$tar"
    step "Unpacking Debian 12 into $ROOT" unpack "$tar" "$ROOT" ||
        fail "Debian could not be unpacked." "Check the free disk space: it needs 300 MB in $LAB_DIR."
}

make_debian_tar() {
    [ -s "$1" ] && return 0
    need_mmdebstrap "it downloads a Debian to try the packages in"
    step "Making a Debian 12 to try the packages in" \
        try_again 2 bootstrap bookworm "$1.part" adduser,systemd "deb $(debian_mirror) bookworm main" ||
        fail "Debian 12 could not be downloaded from $(debian_mirror)." \
            "Check that this machine reaches it (apt-get update), then try again."
    mv "$1.part" "$1"
}

# inside COMMAND...: in that Debian, with a /proc; Java also asks which mount a file is on, so the folder
# is one. Both mounts are seen by the command alone and end with it. Becomes the command.
inside() {
    # shellcheck disable=SC2016 # the inner shell's
    exec unshare --mount --propagation private \
        sh -c 'mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$ROOT" \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@"
}

# in_debian COMMAND...: the same, and comes back.
in_debian() { (inside "$@"); }

# in_debian_sh SCRIPT
in_debian_sh() { in_debian sh -euc "$1"; }

# as_referee COMMAND...: as the unit's user, in the unit's folder. Becomes the command.
as_referee() {
    # shellcheck disable=SC2016 # the inner shell's
    inside setpriv --reuid=referee --regid=referee --init-groups --no-new-privs --inh-caps=-all \
        sh -c 'umask 027; cd /var/lib/referee && exec "$@"' sh "$@"
}

equal() { [ "$1" = "$2" ] || { printf 'expected: %s\nfound:    %s\n' "$2" "$1"; return 1; }; }

# modes FILE MODE OWNER:GROUP
modes() { equal "$(in_debian stat -c '%a %U:%G' "$1")" "$2 $3"; }

# ------------------------------------------------------------------------------ the .deb

try_deb() {
    local later before after epoch configuration=$ROOT/etc/referee/referee.yaml
    say "The .deb:"
    files_of_debian >"$TRIAL/files-before"
    cp "$DEB" "$ROOT/root"
    check "apt installs it" in_debian_sh "cd /root && apt-get install ./referee_*.deb"
    check_installed
    check "the configuration it brings lacks the secrets only" lacks_secrets_only

    # What an administrator does.
    printf 'wrong\n' >"$ROOT/etc/referee/ami-secret"
    cp "$ROOT/etc/referee/ami-secret" "$ROOT/etc/referee/ari-password"
    chmod 640 "$ROOT"/etc/referee/a*
    in_debian_sh 'chgrp referee /etc/referee/a*'
    REFEREE_PORT=$(free_port)
    # Port 1 is nobody's: a PBX that is not there.
    sed -i -e 's/#port: 5038/port: 1/' -e 's/127.0.0.1:8088/127.0.0.1:1/' "$configuration"
    printf 'open: true\nlisten: {port: %s}\n' "$REFEREE_PORT" >>"$configuration"
    check "the changed configuration is right" in_debian referee config --check --config /etc/referee/referee.yaml
    cp -a "$configuration" "$TRIAL/changed.yaml"

    start_installed
    check "it comes up, keeps events, and /readyz says that AMI and ARI are missing" says_what_is_missing
    epoch=$(epoch_of_history)
    check "SIGHUP, which the unit's reload sends, reloads it" reloads
    check "it is backed up while it runs" in_debian referee backup /root/backup.db \
        --config /etc/referee/referee.yaml
    check "the backup is for root alone" modes /root/backup.db 600 root:root
    check "its data is its own" modes /var/lib/referee/referee.db 600 referee:referee
    end_installed
    check "SIGTERM ends it with 143, which the unit takes for success" equal "$STATUS" 143

    before=$(in_debian id referee)
    later=$TRIAL/referee_later.deb
    step "Packing a version to upgrade to" make_later_deb "$later" || packing_failed
    cp "$later" "$ROOT/root/later.deb"
    check "apt upgrades it" in_debian_sh \
        "cd /root && apt-get install -o DPkg::Options::=--force-confold ./later.deb"
    check "the version is the later one" \
        equal "$(in_debian dpkg-query -W -f '${Version}' referee)" "$PACKAGE_VERSION+1"
    check "the changed configuration is kept" cmp "$TRIAL/changed.yaml" "$configuration"
    check "and its mode" modes /etc/referee/referee.yaml 640 root:referee
    check "the new one lies beside it" grep -q 'the next version' "$configuration.dpkg-dist"
    check "the user is the same" equal "$(in_debian id referee)" "$before"
    start_installed
    check "it comes up again" says_what_is_missing
    check "and goes on with the history" equal "$(epoch_of_history)" "$epoch"
    end_installed
    check "SIGTERM ends it" equal "$STATUS" 143

    check "apt removes it" in_debian_sh "yes | apt-get remove referee"
    check "the program is gone" test ! -e "$ROOT/usr/lib/referee" -a ! -e "$ROOT/usr/bin/referee"
    check "configuration and data stay" test -e "$configuration" -a -e "$ROOT/var/lib/referee/referee.db"
    check "apt purges it" in_debian_sh "yes | apt-get purge referee"
    files_of_debian >"$TRIAL/files-after"
    check "nothing is left" diff "$TRIAL/files-before" "$TRIAL/files-after"
    after=$(in_debian id referee)
    check "but the user" equal "$after" "$before"
    check "who is locked" locked
}

# Everything but what dpkg, apt and the tools for users write down, and /run, which no start outlives.
files_of_debian() {
    in_debian find / -xdev \( -path /proc -o -path /root -o -path /var/log -o -path /var/cache \
        -o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /run -o -path /tmp \) -prune -o -print |
        grep -vE '^/etc/(passwd|group|shadow|gshadow|subuid|subgid)-?$' | sort
}

check_installed() {
    check "the configuration is for root and Referee" modes /etc/referee/referee.yaml 640 root:referee
    check "its folder, too" modes /etc/referee 750 root:referee
    check "the data are for Referee alone" modes /var/lib/referee 750 referee:referee
    check "the user is locked" locked
    check "the unit is right" in_debian systemd-analyze verify /usr/lib/systemd/system/referee.service
    # From 0 to 100; 92 is a service without any of that.
    check "the unit is hardened" in_debian systemd-analyze security --offline=true --threshold=25 \
        --no-pager referee.service
    # A Debian as small as this one installs no documents.
    check "alert rules and a dashboard are among the examples" \
        has_files ./usr/share/doc/referee/examples/{prometheus/referee.rules.yml,grafana/referee.json}
    check "the unit starts at boot" \
        test -L "$ROOT/etc/systemd/system/multi-user.target.wants/referee.service"
    check "nobody else's Java is needed" test ! -e "$ROOT/usr/bin/java"
    check "referee names version, commit and Java" in_debian_sh "$(names_version)"
}

# A shell script that fails unless the program says what it is.
names_version() {
    local commit
    commit=$(cat "$TOP/target/classes/dev/referee/app/commit.txt")
    printf 'referee --version | grep -qE "^referee %s, %s, Java [0-9.]+"' \
        "$VERSION" "${commit:+commit }${commit:-built outside of git}"
}

locked() { equal "$(in_debian_sh 'grep ^referee: /etc/shadow | cut -c 1-9; getent passwd referee | cut -d: -f7')" \
    $'referee:!\n/usr/sbin/nologin'; }

lacks_secrets_only() {
    local output status=0
    output=$(in_debian referee config --check --config /etc/referee/referee.yaml 2>&1) || status=$?
    equal "$status" 78 && equal "$(grep -cE 'ami-secret|ari-password' <<<"$output")" 2 &&
        equal "$(wc -l <<<"$output")" 2 || { printf '%s\n' "$output"; return 1; }
}

free_port() {
    node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
        console.log(s.address().port); s.close(); });'
}

start_installed() {
    local command
    read -r -a command <<<"$(sed -n 's/^ExecStart=//p' "$ROOT/usr/lib/systemd/system/referee.service")"
    (as_referee "${command[@]}") >"$TRIAL/referee.log" 2>&1 &
    REFEREE_PID=$!
}

# Also waits until it listens.
says_what_is_missing() {
    kill -0 "$REFEREE_PID" && node -e '
        const get = (path) => fetch(`http://127.0.0.1:${process.argv[1]}${path}`);
        const up = () => get("/healthz").then((answer) => answer.ok, () => false);
        const deadline = Date.now() + 60_000;
        (async () => {
            while (!(await up())) {
                if (Date.now() > deadline) throw new Error("/healthz does not answer");
                await new Promise((resolve) => setTimeout(resolve, 100));
            }
            const answer = await get("/readyz");
            const { ready, sources, log } = await answer.json();
            const missing = sources.filter(({ up }) => !up).map(({ name }) => name).sort().join();
            if (answer.status !== 503 || ready || !missing.startsWith("main/ami,main/ari") || !log.up) {
                throw new Error(`${answer.status} ready=${ready} missing=${missing} ${log.detail}`);
            }
        })();' "$REFEREE_PORT" || { cat "$TRIAL/referee.log"; return 1; }
}

has_files() {
    local list file
    list=$(dpkg-deb -c "$DEB")
    for file; do
        [[ $list = *" $file"* ]] || return 1
    done
}

reloads() {
    local turn
    kill -HUP "$REFEREE_PID" || return 1
    for ((turn = 0; turn < 300; turn++)); do
        if grep -q 'Reloaded: ' "$TRIAL/referee.log"; then return 0; fi
        sleep 0.1
    done
    cat "$TRIAL/referee.log"
    return 1
}

# A position is the epoch and an offset.
epoch_of_history() {
    node -e 'fetch(`http://127.0.0.1:${process.argv[1]}/v1/transfers`).then((answer) => answer.json())
        .then(({ position }) => {
            const [, epoch] = /^(.{4,})[:.-][0-9]+$/.exec(position) ?? [];
            if (!epoch) throw new Error(`no epoch in ${position}`);
            console.log(epoch);
        });' "$REFEREE_PORT"
}

# Sets STATUS to how it ended.
end_installed() {
    STATUS=0
    kill -TERM "$REFEREE_PID"
    wait "$REFEREE_PID" || STATUS=$?
    REFEREE_PID=
}

# make_later_deb FILE: the same program with a higher version and another configuration.
make_later_deb() {
    { cat "$PACKAGING/deb/referee.yaml" && printf '\n# A line of the next version.\n'; } >"$TRIAL/later.yaml" &&
        DEB_LEVEL=1 make_deb "$PACKAGE_VERSION+1" "$1" "$TRIAL/later.yaml"
}

# ------------------------------------------------------------------ the tarball and the npm package

try_tarball() {
    local folder=$TRIAL/referee-$VERSION
    say "The tarball:"
    cp "$TARBALL" "$TRIAL"
    check "tar unpacks it" sh -euc "cd '$TRIAL' && tar -xf referee-*.tar.gz"
    ln -s "$folder/bin/referee" "$TRIAL/referee"
    check "referee names version, commit and Java, through a link, too" \
        env -i PATH="$TRIAL:/usr/bin:/bin" sh -euc "$(names_version)"
    check "referee shows its help" sh -euc "cd '$TRIAL' && referee-*/bin/referee --help"
    check "referee replays a recorded call" replays_a_call
    check "its configuration to fill in is right" env REFEREE_PBX_AMI_SECRET=a REFEREE_PBX_ARI_PASSWORD=b \
        "$folder/bin/referee" config --check --config "$folder/examples/referee.yaml"
}

from_tarball() { env -i PATH=/usr/bin:/bin "$TRIAL/referee" "$@"; }

replays_a_call() {
    from_tarball replay "$TOP/src/test/resources/captures/blind-busy.jsonl.gz" |
        tail -n 1 | grep '"state":"failed"' | grep '"reason":"busy"'
}

try_npm_package() {
    say "The npm package:"
    check "it works in a page with a bundler and in one without, and its types are right" \
        env REFEREE_CLIENT="$NPM_TARBALL" REFEREE_TRIAL="$TRIAL/npm" \
        node --test --test-timeout=120000 "$PACKAGING/client.mjs"
}
