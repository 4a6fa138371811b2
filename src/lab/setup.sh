# Installs what is missing on a bare Debian machine, and finds what is there. Sourced by ./lab.
# shellcheck shell=bash

# install WHY PACKAGE...: with apt, and says why.
install() {
    local why=$1
    shift
    have apt-get || fail "$* is missing ($why), and this system has no apt-get." \
        "Install $* with this system's package manager, then run ./lab setup again."
    is_root || fail "$* is missing ($why), and only root can install it." \
        "Run once: sudo apt-get update && sudo apt-get install -y --no-install-recommends $*" \
        "      or, with sudo from then on (for mvn too): sudo ./lab $COMMAND"
    say "Installing $* with apt: $why."
    if ! package_lists_present; then update_package_lists; fi
    step "apt-get install $*" apt_install "$@" && return 0
    # Lists that have grown old name files that the mirror no longer has.
    update_package_lists
    step "apt-get install $* (once more, with fresh lists)" apt_install "$@" ||
        fail "apt could not install $*." "Read the lines above, repair apt, then run ./lab setup again."
}

apt_install() {
    DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

package_lists_present() { [ -n "$(debian_index)" ]; }

update_package_lists() {
    step "apt-get update" try_again 3 apt-get update -o DPkg::Lock::Timeout=300 ||
        fail "apt-get update does not work." "Read the lines above and repair apt's sources."
}

# What apt knows of Debian's own main archive: "ADDRESS|SUITE" a line, updates and security aside.
debian_index() {
    # shellcheck disable=SC2016 # apt fills these in, not the shell
    apt-get indextargets --format '$(CREATED_BY)|$(ORIGIN)|$(REPO_URI)|$(RELEASE)' 2>/dev/null |
        awk -F'|' '$1 == "Packages" && $2 == "Debian" && $4 !~ /-/ { print $3 "|" $4 }' | sort -u
}

# The mirror that apt already uses, whatever form its sources have.
debian_mirror() {
    local address
    address=$(debian_index | awk -F'|' '$1 ~ /^https?:/ { sub("/$", "", $1); print $1; exit }')
    printf '%s' "${address:-http://deb.debian.org/debian}"
}

setup_tools() {
    need_jdk
    have mvn || install "it builds Referee" maven
    have node || install "the browser tests bundle JsSIP with it" nodejs
    have npm || install "the browser tests get JsSIP with it" npm
}

setup_browser() {
    have chromium || have chromium-browser || have google-chrome ||
        install "the tests drive real browsers' phones with it (a few hundred MB)" chromium
}

# Only the programs: the tests make a database of their own, and end it.
setup_postgres() {
    local settings=/etc/postgresql-common/createcluster.conf
    ! postgres_present || return 0
    install "it says whether its Debian package makes a database at once" postgresql-common
    postgres_present || ! grep -qs '^#create_main_cluster' "$settings" ||
        sed -i 's/^#create_main_cluster.*/create_main_cluster = false/' "$settings"
    install "a test reads CDRs from a real PostgreSQL" postgresql
}

postgres_present() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; }

setup_asterisk() {
    case "$ENGINE" in
        docker) setup_image ;;
        packages) setup_tarball ;;
    esac
}

# Sets JDK to the home of a JDK 21 or newer.
need_jdk() {
    local home version
    for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$(home_of_java)"; do
        [ -x "$home/bin/javac" ] || continue
        version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$home/release" 2>/dev/null || true)
        if [ "${version:-0}" -ge 21 ]; then JDK=$home; return 0; fi
    done
    fail "No JDK 21 or newer found (checked JAVA_HOME, /usr/lib/jvm and java on the PATH)." \
        "Install one: apt-get install openjdk-21-jdk-headless (Debian 13 and later)," \
        "or Temurin from https://adoptium.net/installation/linux/, then run this again."
}

home_of_java() {
    local java
    java=$(command -v java) || return 0
    java=$(readlink -f "$java")
    printf '%s' "${java%/bin/java}"
}

# Sets ENGINE: what was asked for, what this lab already uses, or what this machine can do.
choose_engine() {
    [ -z "${ENGINE:-}" ] || return 0
    ENGINE=${LAB_ENGINE:-}
    if [ "$ENGINE" = docker ]; then
        docker_answers || fail "No Docker engine answers." \
            "Start one (sudo systemctl start docker), or use --engine packages."
    elif [ -z "$ENGINE" ]; then
        if docker_answers && image_obtainable; then ENGINE=docker; else ENGINE=packages; fi
    fi
    if [ "$ENGINE" = packages ]; then need_root_for_packages; fi
    mkdir -p "$LAB_DIR" || fail "No write permission for $LAB_DIR." "Choose another folder with --dir."
}

need_root_for_packages() {
    is_root || fail "Running Asterisk from Debian's packages needs chroot, and therefore root." \
        "Run it with sudo, or start a Docker engine that you may use, with --engine docker."
}
