# Sourced by demo.sh and test.sh from the clone's folder: sees to a JDK 17 or newer and Maven, for the tests also to a MariaDB.
# shellcheck shell=bash

# Where a build lies, and the profile of Maven that makes it: of another line of Spark where ALLUVIUM_SPARK names one.
build=target profile=()
[ -z "${ALLUVIUM_SPARK:-}" ] || build=target/spark-$ALLUVIUM_SPARK/target profile=("-Pspark-$ALLUVIUM_SPARK")

say() { printf '%s\n' "$*"; }

die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 2
}

# Prints the major version of the JDK that a build would use, or nothing where there is none.
jdk_major() {
  local javac=javac version
  [ -z "${JAVA_HOME:-}" ] || javac=$JAVA_HOME/bin/javac
  # One line of it: the JVM says on another which options it found in JAVA_TOOL_OPTIONS.
  version=$("$javac" -version 2>&1 | sed -n 's/^javac //p') || return 0
  printf '%s' "${version%%[!0-9]*}"
}

# Prints where the server of MariaDB is, or nothing. Debian keeps servers where only root's PATH leads.
mariadb_server() {
  PATH=$PATH:/usr/sbin:/usr/local/sbin command -v mariadbd || :
}

# Prints the apt packages that the machine lacks. With "tests" those of a MariaDB that is no service of the machine.
missing_packages() {
  local major package
  major=$(jdk_major)
  if [ "${major:-0}" -lt 17 ]; then
    for package in openjdk-17-jdk-headless openjdk-21-jdk-headless default-jdk-headless; do
      if [ -n "$(apt-cache show "$package" 2>/dev/null)" ]; then
        printf '%s ' "$package"
        break
      fi
    done
  fi
  command -v mvn >/dev/null || printf 'maven '
  if [ "${1:-}" = tests ] && [ -z "$(mariadb_server)" ]; then
    for package in server-core client-core; do
      for version in '' -11.8 -10.11 -10.6; do
        if [ -n "$(apt-cache show "mariadb-$package$version" 2>/dev/null)" ]; then
          printf '%s ' "mariadb-$package$version"
          break
        fi
      done
    done
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

install_tools() {
  local log=target/setup.log packages needs="a JDK 17 or newer and Maven 3.8.7 or newer" wanted="openjdk-17-jdk-headless maven"
  if [ "${1:-}" = tests ]; then
    needs="$needs, and the server of MariaDB"
    wanted="$wanted mariadb-server-core mariadb-client-core"
  fi
  command -v apt-get >/dev/null || die "needs $needs. Install them, then run this again."
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || die "needs $needs. As root: apt-get install $wanted"
  mkdir -p target
  as_root apt-get update -q >"$log" 2>&1 || die "apt-get update failed: $(tail -n 1 "$log")"
  packages=$(missing_packages "$@")
  say "Setting up by apt-get (at most 280 MB; log in $log): $packages"
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages >>"$log" 2>&1 ||
    die "apt-get install $packages failed: $(tail -n 1 "$log"). The log is $log"
}

# With "tests" for the tests.
set_up() {
  local major
  major=$(jdk_major)
  if [ "${major:-0}" -lt 17 ] || ! command -v mvn >/dev/null || { [ "${1:-}" = tests ] && [ -z "$(mariadb_server)" ]; }; then
    install_tools "$@"
    if [ -n "${JAVA_HOME:-}" ] && [ "$(jdk_major)" -lt 17 ]; then
      die "JAVA_HOME is $JAVA_HOME, an older Java than 17. Unset it or point it to a newer one."
    fi
  fi
}

# Says before the first build how much it downloads: $1, in MB.
announce_download() {
  local repository=${HOME:-/root}/.m2/repository
  [ -e "$repository/org/apache/spark/spark-core_2.13" ] ||
    say "The first build downloads about $1 MB (Spark, Delta, PostgreSQL, build tools) into $repository; later ones download nothing."
}

# Builds what scripts/alluvium and the test classes need, unless nothing changed since.
build_quietly() {
  local stamp=$build/.built
  if [ -e "$stamp" ] && [ -z "$(find pom.xml src conf jobs scripts/alluvium README.md -newer "$stamp" 2>/dev/null | head -n 1)" ]; then
    return 0
  fi
  mkdir -p "$build"
  touch "$stamp.started"
  say "Building"
  mvn -q -B -ntp ${profile[@]+"${profile[@]}"} -Dquick -DskipTests package || die "the build failed; see above"
  mv "$stamp.started" "$stamp"
}

# Runs a class of the tests, JVM options first, with the quiet log of conf/.
run_test_class() {
  local java=java
  [ -z "${JAVA_HOME:-}" ] || java=$JAVA_HOME/bin/java
  "$java" -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Duser.timezone=UTC \
    -Dlog4j2.configurationFile=conf/log4j2.properties -cp "$build/test-classes:$build/classes:$(cat "$build/test-classpath.txt")" "$@"
}
