#!/usr/bin/env bash
# Makes an image for containers out of a tarball of Alluvium, as an OCI layout in a tar: Debian's smallest system with its Java 17,
# and the tarball in /opt/alluvium. No daemon and no other image is needed. release.sh calls it.
#
#   scripts/image.sh TARBALL OUT --version VERSION --commit HASH --date DATE
#
# Needs root and mmdebstrap. Packages come from where this machine's apt has those of Debian bookworm, or from ALLUVIUM_DEBIAN, a
# line as in sources.list: "deb URL bookworm main". With the URL of a snapshot of a day the same image can be made again later.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/setup.sh"

tarball=${1:-} out=${2:-}
[ -r "$tarball" ] && [ -n "$out" ] || die "usage: scripts/image.sh TARBALL OUT --version VERSION --commit HASH --date DATE"
shift 2
version=unknown commit=unknown date=1970-01-01T00:00:00Z
while [ $# -gt 1 ]; do
  case $1 in
    --version) version=$2 ;;
    --commit) commit=$2 ;;
    --date) date=$2 ;;
    *) die "'$1' is no option" ;;
  esac
  shift 2
done
[ "$(id -u)" = 0 ] || die "is run as root"
command -v mmdebstrap >/dev/null || die "mmdebstrap is not installed (Debian: apt-get install mmdebstrap)"
case $(dpkg --print-architecture) in
  amd64) architecture=amd64 ;;
  arm64) architecture=arm64 ;;
  *) die "only amd64 and arm64 were thought of" ;;
esac
umask 022
export SOURCE_DATE_EPOCH LC_ALL=C TZ=UTC
SOURCE_DATE_EPOCH=$(date -u -d "$date" +%s)
user=10001 suite=bookworm
work=$(mktemp -d "${out%/*}/.image-XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
layout=$work/layout
mkdir -p "$layout/blobs/sha256"

# Puts the file $1 among the blobs and prints its digest.
blob() {
  local digest
  digest=$(sha256sum "$1")
  digest=${digest%% *}
  mv "$1" "$layout/blobs/sha256/$digest"
  printf '%s' "$digest"
}

size() { stat -c %s "$layout/blobs/sha256/$1"; }

# The system. Java's package wants a folder of manuals. Its certificates are written anew as the store of newer Javas, which holds no times and wants no password.
sources=()
[ -z "${ALLUVIUM_DEBIAN:-}" ] || sources=("$ALLUVIUM_DEBIAN")
if [ ${#sources[@]} = 0 ]; then
  mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite" | head -n 1)
  security=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' "Codename: $suite-security" | head -n 1)
  [ -n "$mirror" ] || die "this machine's apt has no list of Debian $suite: apt-get update, or name one: ALLUVIUM_DEBIAN='deb URL $suite main'"
  sources=("deb $mirror $suite main")
  [ -z "$security" ] || sources+=("deb $security $suite-security main")
fi
# shellcheck disable=SC2016
mmdebstrap --quiet --mode=root --variant=essential --include=openjdk-17-jre-headless,tzdata \
  --aptopt='APT::Install-Recommends "false"' \
  --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='path-exclude=/usr/share/man/*' \
  --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-include=/usr/share/doc/*/copyright' \
  --essential-hook='mkdir -p "$1/usr/share/man/man1"' \
  --customize-hook='cd "$1/etc/ssl/certs/java" && chroot "$1" keytool -importkeystore -noprompt \
      -srckeystore /etc/ssl/certs/java/cacerts -srcstorepass changeit -srcstoretype JKS \
      -destkeystore /etc/ssl/certs/java/cacerts.new -deststorepass changeit -deststoretype PKCS12 \
      -J-Dkeystore.pkcs12.macAlgorithm=NONE -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE >/dev/null 2>&1 &&
    mv cacerts.new cacerts' \
  --customize-hook="echo 'alluvium:x:$user:$user::/home/alluvium:/usr/sbin/nologin' >>\"\$1/etc/passwd\" &&
    echo 'alluvium:x:$user:' >>\"\$1/etc/group\"" \
  --customize-hook='rm -rf "$1"/var/cache/* "$1"/var/log/* "$1"/var/lib/apt "$1"/etc/apt/sources.list* "$1"/tmp/* "$1"/etc/hostname \
    "$1"/etc/resolv.conf "$1"/var/lib/dpkg/*-old "$1"/etc/passwd- "$1"/etc/group- "$1"/etc/shadow-' \
  "$suite" "$work/system.tar" "${sources[@]}" || die "the system could not be made"

# Alluvium, owned by root, without the class-data archive that a container would make at each start, and the two folders that its user may write.
mkdir -p "$work/root/opt/alluvium" "$work/root/home/alluvium" "$work/root/work"
tar -xf "$tarball" -C "$work/root/opt/alluvium" --strip-components=1 --no-same-owner
for part in opt:0 home:"$user" work:"$user"; do
  folders=("${part%%:*}")
  [ "${part%%:*}" != home ] || folders=(home/alluvium)
  tar --append --file "$work/alluvium.tar" -C "$work/root" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --numeric-owner \
    --owner="${part##*:}" --group="${part##*:}" --mode=u+rwX,go+rX,go-w "${folders[@]}"
done

# Jars do not shrink again, the system does.
system_diff=$(sha256sum "$work/system.tar")
system_diff=${system_diff%% *}
gzip -n "$work/system.tar"
system=$(blob "$work/system.tar.gz")
program=$(blob "$work/alluvium.tar")

labels="\"org.opencontainers.image.title\":\"Alluvium\",\"org.opencontainers.image.version\":\"$version\",\
\"org.opencontainers.image.revision\":\"$commit\",\"org.opencontainers.image.created\":\"$date\",\
\"org.opencontainers.image.licenses\":\"Apache-2.0\",\
\"org.opencontainers.image.description\":\"Copies PostgreSQL tables and files into Delta Lake with Spark\""
printf '%s' "{\"created\":\"$date\",\"architecture\":\"$architecture\",\"os\":\"linux\",\"config\":{\"User\":\"$user:$user\",\
\"Env\":[\"PATH=/opt/alluvium/bin:/usr/local/bin:/usr/bin:/bin\",\"HOME=/home/alluvium\",\"LANG=C.UTF-8\",\"ALLUVIUM_ARCHIVE=off\"],\
\"Entrypoint\":[\"/opt/alluvium/bin/alluvium\"],\"Cmd\":[\"help\"],\"WorkingDir\":\"/work\",\"Labels\":{$labels}},\
\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[\"sha256:$system_diff\",\"sha256:$program\"]},\
\"history\":[{\"created\":\"$date\",\"created_by\":\"Debian $suite with its Java 17\"},\
{\"created\":\"$date\",\"created_by\":\"Alluvium $version\"}]}" >"$work/config"
config=$(blob "$work/config")
printf '%s' "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\
\"config\":{\"mediaType\":\"application/vnd.oci.image.config.v1+json\",\"digest\":\"sha256:$config\",\"size\":$(size "$config")},\
\"layers\":[{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar+gzip\",\"digest\":\"sha256:$system\",\"size\":$(size "$system")},\
{\"mediaType\":\"application/vnd.oci.image.layer.v1.tar\",\"digest\":\"sha256:$program\",\"size\":$(size "$program")}],\
\"annotations\":{$labels}}" >"$work/manifest"
manifest=$(blob "$work/manifest")
printf '%s' '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
printf '%s' "{\"schemaVersion\":2,\"mediaType\":\"application/vnd.oci.image.index.v1+json\",\"manifests\":[\
{\"mediaType\":\"application/vnd.oci.image.manifest.v1+json\",\"digest\":\"sha256:$manifest\",\"size\":$(size "$manifest"),\
\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"},\
\"annotations\":{\"org.opencontainers.image.ref.name\":\"$version\"}}]}" >"$layout/index.json"
tar --create --file "$out" -C "$layout" --sort=name --format=gnu --mtime="@$SOURCE_DATE_EPOCH" --numeric-owner --owner=0 --group=0 \
  --mode=u+rwX,go+rX,go-w oci-layout index.json blobs
say "the image is sha256:$manifest"
