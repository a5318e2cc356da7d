#!/usr/bin/env bash
# Tries a released tarball where nothing else is: a Debian of its own in a folder, with openjdk-17-jre-headless and no more, without
# a network. Unpacks it, starts a project, runs it, shows a table, and prints how long each took.
#
#   scripts/try-release.sh TARBALL
#
# Needs root and debootstrap (Debian: apt-get install debootstrap). The Debian is kept in target/try, 450 MB.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

[ $# = 1 ] && [ -r "${1:-}" ] || die "usage: scripts/try-release.sh TARBALL"
[ "$(id -u)" = 0 ] || die "is run as root"
command -v debootstrap >/dev/null || die "debootstrap is not installed"
tarball=$(readlink -f "$1")
suite=bookworm base=$PWD/target/try/base log=$PWD/target/try/debootstrap.log
mkdir -p target/try
if [ ! -e "$base/.complete" ]; then
  say "making a Debian with a Java 17 (log in $log)"
  rm -rf --one-file-system "$base"
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
  [ -n "$mirror" ] || die "this machine's apt has no list of Debian $suite, from which packages are taken: apt-get update"
  debootstrap --variant=minbase --include=openjdk-17-jre-headless "$suite" "$base" "$mirror" \
    >"$log" 2>&1 || die "debootstrap failed: $(tail -n 1 "$log")"
  touch "$base/.complete"
fi
root=$(mktemp -d target/try/root-XXXXXX)
root=$PWD/$root
trap 'rm -rf --one-file-system "$root"' EXIT
cp -a "$base/." "$root/"
cp "$tarball" "$root/mnt/alluvium.tar"

# What a person types, in a namespace without a network, as a user who is not root.
cat >"$root/mnt/type.sh" <<'TYPE'
set -e
began=$(date +%s%N) last=$began
took() {
  now=$(date +%s%N)
  echo "== $1: $(((now - last) / 1000000)) ms"
  last=$now
}
cd /home/somebody
tar -xf /mnt/alluvium.tar
took unpack
set -x
alluvium-*-local/bin/alluvium --version
{ set +x; } 2>/dev/null; took version; set -x
alluvium-*-local/bin/alluvium init shop
{ set +x; } 2>/dev/null; took init; set -x
alluvium-*-local/bin/alluvium run --project shop
{ set +x; } 2>/dev/null; took run; set -x
alluvium-*-local/bin/alluvium show aggregate.revenue_daily --project shop
{ set +x; } 2>/dev/null; took show
echo "== all: $(((now - began) / 1000000)) ms"
TYPE
unshare --mount --pid --net --fork bash -c '
  set -e
  root=$1
  ip link set lo up 2>/dev/null || true
  mount --bind "$root" "$root"
  mount -t proc proc "$root/proc"
  mount --rbind /dev "$root/dev"
  mount -t tmpfs tmpfs "$root/tmp"
  cd "$root"
  pivot_root . .
  umount -l .
  cd /
  useradd --create-home somebody
  chmod 0644 /mnt/*
  exec env -i HOME=/home/somebody PATH=/usr/local/bin:/usr/bin:/bin TERM=dumb setpriv --reuid=somebody --regid=somebody --clear-groups \
    sh /mnt/type.sh
' _ "$root" </dev/null
