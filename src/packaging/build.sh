# What is installed elsewhere: a .deb, a tarball, and the client library's npm package. Sourced by ./lab.
# shellcheck shell=bash

PACKAGING=$TOP/src/packaging
PACKAGES=$TOP/target/packages

build_packages() {
    setup_tools
    have dpkg-deb || install "it makes the .deb" dpkg
    build_jar
    settle_versions
    rm -rf "$PACKAGES"
    mkdir -p "$PACKAGES/tree"
    step "Making a Java of the modules that Referee uses" make_tree ||
        fail "jdeps and jlink of $JDK could not build the Java runtime." \
            "Read the lines above. The build needs a JDK with a working jlink: set JAVA_HOME to another JDK."
    step "Packing $(basename "$DEB")" make_deb "$PACKAGE_VERSION" "$DEB" || packing_failed
    step "Packing $(basename "$TARBALL")" make_tarball_of_tree || packing_failed
    step "Packing the npm package" make_npm_package || packing_failed
    NPM_TARBALL=$(compgen -G "$PACKAGES/referee-client-*.tgz")
    local file
    for file in "$DEB" "$TARBALL" "$NPM_TARBALL"; do
        printf '%6s  %s\n' "$(du -h --apparent-size "$file" | cut -f1)" "${file#"$TOP/"}"
    done
}

packing_failed() { fail "Packing failed." "Read the lines above, and check the disk space in $PACKAGES."; }

# The jar says which commit it is of: it is built again also where only that has changed.
build_jar() {
    local jar=$TOP/target/$JAR_NAME commit=$TOP/target/classes/dev/referee/app/commit.txt
    node "$TOP/src/main/build/commit.mjs" "$commit" ||
        fail "The commit could not be written to $commit." "Read the lines above."
    if [ "$commit" -nt "$jar" ]; then
        # Older than every source, for newest_is: nothing else says that it has to be made.
        rm -f "$jar"
    fi
    build_referee
}

# Sets what the packages are called, and the time of all that is in them.
settle_versions() {
    local commit
    VERSION=$(sed -n 's:^  <version>\(.*\)</version>$:\1:p' "$TOP/pom.xml")
    ARCHITECTURE=$(dpkg --print-architecture)
    # Of a source tree without git: the time that the jar's files have.
    SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$TOP" log -1 --format=%ct 2>/dev/null ||
        date -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$TOP/pom.xml")" +%s)}
    export SOURCE_DATE_EPOCH
    # Before 0.1.0 come its snapshots, one after the other: "~" sorts before the end of a version.
    PACKAGE_VERSION=${VERSION%-SNAPSHOT}
    if [ "$PACKAGE_VERSION" != "$VERSION" ]; then
        commit=$(tr - . <"$TOP/target/classes/dev/referee/app/commit.txt")
        PACKAGE_VERSION="$PACKAGE_VERSION~$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d%H%M%S)${commit:+.$commit}"
    fi
    DEB=$PACKAGES/referee_${PACKAGE_VERSION}_$ARCHITECTURE.deb
    TARBALL=$PACKAGES/referee-$VERSION-$ARCHITECTURE.tar.gz
}

# The functions below run in step, where no failure ends the script: each command hangs on the one before.

# What the .deb and the tarball have in common: bin, lib, runtime and examples.
make_tree() {
    local tree=$PACKAGES/tree
    "$PACKAGING/runtime" "$JDK" "$TOP/target/$JAR_NAME" "$tree/runtime" &&
        command install -D -m 0755 "$PACKAGING/referee" "$tree/bin/referee" &&
        command install -D -m 0644 "$TOP/target/$JAR_NAME" "$tree/lib/$JAR_NAME" &&
        mkdir -p "$tree/examples" &&
        # The first start on the new Java.
        "$tree/bin/referee" config >"$tree/examples/referee.yaml" &&
        cp -R "$TOP/asterisk-conf/your-pbx" "$PACKAGING/prometheus" "$PACKAGING/grafana" "$tree/examples" &&
        cp "$TOP/LICENSE" "$tree" &&
        chmod -R u=rwX,go=rX "$tree"
}

# make_deb VERSION FILE [CONFIGURATION]
make_deb() {
    local root=$PACKAGES/deb tree=$PACKAGES/tree doc
    doc=$root/usr/share/doc/referee
    rm -rf "$root" &&
        mkdir -p "$root/DEBIAN" "$root/usr/lib/referee" "$root/usr/bin" "$doc/docs" &&
        cp -R "$tree/bin" "$tree/lib" "$tree/runtime" "$root/usr/lib/referee" &&
        ln -s ../lib/referee/bin/referee "$root/usr/bin/referee" &&
        command install -D -t "$root/usr/lib/systemd/system" "$PACKAGING/deb/referee.service" &&
        cp "$PACKAGING/deb/copyright" "$PACKAGING/deb/README.Debian" "$TOP/README.md" "$doc" &&
        cp "$TOP"/docs/*.md "$doc/docs" &&
        gzip -9n <"$TOP/CHANGELOG.md" >"$doc/changelog.gz" &&
        cp -R "$tree/examples" "$doc/examples" &&
        chmod -R u=rwX,go=rX "$root/usr" &&
        chmod a-x "$root/usr/lib/systemd/system/referee.service" &&
        command install -D -m 0640 "${3:-$PACKAGING/deb/referee.yaml}" "$root/etc/referee/referee.yaml" &&
        command install -m 0644 "$PACKAGING/deb/conffiles" "$root/DEBIAN" &&
        command install -m 0755 -t "$root/DEBIAN" "$PACKAGING"/deb/{postinst,prerm,postrm} &&
        sed -e "s/@VERSION@/$1/" -e "s/@ARCHITECTURE@/$ARCHITECTURE/" \
            -e "s/@LIBRARIES@/$(libraries)/" \
            -e "s/@SIZE@/$(du -sk --apparent-size "$root/usr" | cut -f1)/" \
            "$PACKAGING/deb/control" >"$root/DEBIAN/control" &&
        # dpkg-deb heeds SOURCE_DATE_EPOCH. xz would take minutes to save a tenth.
        dpkg-deb --root-owner-group -Zzstd -z"${DEB_LEVEL:-9}" --build "$root" "$2" &&
        rm -rf "$root"
}

# What the runtime needs of Debian. Temurin carries its zlib with it, Debian's JDKs take the system's.
libraries() {
    local runtime=$PACKAGES/tree/runtime glibc
    glibc=$(grep -aohE 'GLIBC_2\.[0-9]+' "$runtime/bin/java" "$runtime"/lib/*.so "$runtime/lib/server/"*.so |
        sort -uV | tail -n 1)
    printf 'libc6 (>= %s)' "${glibc#GLIBC_}"
    if ldd "$runtime/lib/libzip.so" | grep -q 'libz\.so'; then printf ', zlib1g'; fi
}

make_tarball_of_tree() {
    local folder=referee-$VERSION
    tar -c -C "$PACKAGES/tree" --sort=name --owner=0 --group=0 --numeric-owner \
        --mtime="@$SOURCE_DATE_EPOCH" --transform="flags=r;s:^\.:$folder:" . | gzip -n >"$TARBALL"
}

make_npm_package() {
    (cd "$TOP/src/main/web/client" && npm pack --silent --offline --pack-destination "$PACKAGES")
}
