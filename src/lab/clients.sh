# Phones that people really use, as those who transfer: Debian's baresip and linphonec unpacked into a
# folder of this lab and run by chroot, and a checkout of Browser-Phone in Chromium. A main class among
# the tests plays them. Sourced by ./lab.
# shellcheck shell=bash

# The release whose versions docs/CLIENTS.md is about.
CLIENTS_SUITE=bookworm

# What Browser-Phone 0.3.29 loads from a server of its own, in the versions that it names.
BROWSER_PHONE_LIBRARIES="jquery@3.6.1 jquery-ui-dist@1.13.2 moment@2.24.0 chart.js@2.7.2 sip.js@0.20.0"

clients_tarball() { printf '%s/clients.tar' "$LAB_CACHE"; }

clients_root() { printf '%s/root-clients' "$LAB_DIR"; }

browser_phone_libraries() { printf '%s/browser-phone' "$LAB_CACHE"; }

# Sets CLIENTS to those that are to be played.
choose_clients() {
    local client
    CLIENTS=("${ARGUMENTS[@]}")
    if [ ${#CLIENTS[@]} -eq 0 ]; then
        CLIENTS=(baresip linphone)
        [ -z "$BROWSER_PHONE" ] || CLIENTS+=(browser-phone)
    fi
    for client in "${CLIENTS[@]}"; do
        case "$client" in
            baresip | linphone) ;;
            browser-phone)
                [ -n "$BROWSER_PHONE" ] || fail "No package contains Browser-Phone." \
                    "Clone https://github.com/InnovateAsterisk/Browser-Phone and name the folder:" \
                    "./lab clients browser-phone --browser-phone DIR"
                ;;
            *) fail "./lab clients has no client \"$client\"." "See ./lab clients --help" ;;
        esac
    done
    if [ -n "$BROWSER_PHONE" ]; then
        BROWSER_PHONE=$(absolute "$BROWSER_PHONE")
        [ -r "$BROWSER_PHONE/Phone/phone.js" ] || fail "There is no Phone/phone.js in $BROWSER_PHONE." \
            "Name a checkout of https://github.com/InnovateAsterisk/Browser-Phone."
    fi
}

wants_client() { [[ " ${CLIENTS[*]} " == *" $1 "* ]]; }

setup_clients() {
    if wants_client baresip || wants_client linphone; then
        is_root || fail "Running Debian's clients needs chroot, and therefore root." "Run it with sudo."
        [ -s "$(clients_tarball)" ] || alone "$LAB_CACHE/lock" make_clients_tarball
        if ! [ -e "$(clients_root)/.complete" ]; then
            step "Unpacking the clients into $LAB_DIR" unpack "$(clients_tarball)" "$(clients_root)" ||
                fail "The clients could not be unpacked." "Check the free disk space: they need 600 MB in $LAB_DIR."
        fi
        printf '127.0.0.1 localhost %s\n' "$(uname -n)" >"$(clients_root)/etc/hosts"
    fi
    if wants_client browser-phone; then
        setup_browser
        [ -e "$(browser_phone_libraries)/sip.js" ] ||
            step "Fetching with npm what Browser-Phone loads" make_browser_phone_libraries ||
            fail "npm could not download $BROWSER_PHONE_LIBRARIES." \
                "Read the lines above; check that this machine reaches npm's registry (npm ping)."
    fi
}

make_clients_tarball() {
    [ -s "$(clients_tarball)" ] && return 0
    need_mmdebstrap "it downloads Debian's baresip and linphone-cli into a folder"
    rm -f "$(clients_tarball)".part
    step "Making baresip and linphone from Debian's packages ($CLIENTS_SUITE)" try_again 2 bootstrap \
        "$CLIENTS_SUITE" "$(clients_tarball).part" baresip-core,linphone-cli \
        "deb $(debian_mirror) $CLIENTS_SUITE main" ||
        fail "baresip-core and linphone-cli could not be downloaded from $(debian_mirror)." \
            "Check that this machine reaches it (apt-get update), then run ./lab clients again."
    mv "$(clients_tarball).part" "$(clients_tarball)"
}

make_browser_phone_libraries() {
    local folder
    folder=$(browser_phone_libraries)
    # shellcheck disable=SC2086
    npm install --prefix "$folder" --no-save --no-audit --no-fund --ignore-scripts \
        $BROWSER_PHONE_LIBRARIES &&
        "$TOP/src/main/web/node_modules/.bin/esbuild" "$folder/node_modules/sip.js/lib/index.js" \
            --bundle --format=iife --global-name=SIP --log-level=warning --outfile="$folder/sip.js"
}

run_clients() {
    (cd "$TOP" && "$JDK/bin/java" \
        -Dreferee.lab.properties="$LAB_DIR/lab.properties" \
        -Dreferee.url="http://localhost:$LAB_REFEREE_PORT" \
        -Dclients.root="$(clients_root)" \
        -Dclients.logs="$LAB_DIR" \
        -Dclients.browser.phone="$BROWSER_PHONE" \
        -Dclients.libraries="$(browser_phone_libraries)" \
        -Dclients.write="$CLIENTS_WRITE" \
        -cp "$TOP/target/test-classes:$TOP/target/classes:$(cat "$TOP/target/test-classpath.txt")" \
        dev.referee.lab.clients.PlayClients "${CLIENTS[@]}") ||
        fail "Some transfers failed to run, or Referee reported a wrong outcome." \
            "Read the lines above; ./lab record shows how such a call is recorded."
}
