#!/usr/bin/env bash
# Makes what people download, out of the commit that is checked out: the job jars, the tarball that runs by itself, an image
# for containers, what is in them (SBOM) and their checksums, in target/release/VERSION. The same commit gives the same bytes, on
# the same JDK, Maven and Debian.
#
#   scripts/release.sh VERSION [--lines 4.2,4.1,4.0] [--out DIR] [--no-image] [--sign] [--twice]
#
#   VERSION     such as 0.2.0 or 0.2.0-rc.1; nothing in the repository is changed for it
#   --lines     the lines of Spark that get a job jar; the tarball and the image are of the newest. All by default
#   --out       the folder, instead of target/release/VERSION
#   --no-image  without the image, which alone needs root, mmdebstrap and Debian's packages (about 70 MB)
#   --sign      signs SHA256SUMS by the SSH key in the file that ALLUVIUM_SIGNING_KEY names; refused where there is none
#   --twice     makes all twice, in two folders, by two users, in two locales and time zones, and compares every byte
#
# It builds in clones of its own and leaves the checkout and its target alone. Needs a JDK 17, Maven, git and GNU tar.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

usage() {
  sed -n '2,/^set /s/^# \{0,1\}//p' "$0"
  exit 2
}

version='' lines=4.2,4.1,4.0 out='' image=yes sign=no twice=no
while [ $# -gt 0 ]; do
  case $1 in
    --lines | --out)
      [ $# -gt 1 ] || die "$1 wants a value"
      if [ "$1" = --out ]; then out=$2; else lines=$2; fi
      shift
      ;;
    --no-image) image=no ;;
    --sign) sign=yes ;;
    --twice) twice=yes ;;
    -h | --help) usage ;;
    -*) die "'$1' is no option; scripts/release.sh --help lists them" ;;
    *) [ -z "$version" ] || die "two versions: $version and $1"; version=$1 ;;
  esac
  shift
done
[ -n "$version" ] || usage

# All that is wrong, at once.
problems=()
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)?$ && $version != *SNAPSHOT* ]] ||
  problems+=("'$version' is no version such as 0.2.0 or 0.2.0-rc.1")
IFS=, read -ra line_list <<<"$lines"
for line in "${line_list[@]}"; do
  case $line in
    4.2 | 4.1 | 4.0) ;;
    *) problems+=("Spark '$line' is none of 4.2, 4.1 and 4.0") ;;
  esac
done
[[ ,$lines, == *,4.2,* ]] || problems+=("--lines lacks 4.2, of which the tarball is made")
changed=$(git status --porcelain) || die "this is no checkout of git"
[ -z "$changed" ] || problems+=("the checkout has changes that are not committed: $(head -n 3 <<<"$changed" | tr '\n' ' ')")
wanted="git mvn java tar gzip sha256sum"
[ "$image" = no ] || wanted="$wanted mmdebstrap"
for tool in $wanted; do
  command -v "$tool" >/dev/null || problems+=("$tool is not installed")
done
[ "$image" = no ] || [ "$(id -u)" = 0 ] || problems+=("the image is made as root; --no-image makes the rest")
if [ "$sign" = yes ]; then
  if [ -z "${ALLUVIUM_SIGNING_KEY:-}" ]; then
    problems+=("--sign wants the file of an SSH key in ALLUVIUM_SIGNING_KEY; ssh-keygen -t ed25519 -f release-key makes one")
  elif [ ! -r "$ALLUVIUM_SIGNING_KEY" ]; then
    problems+=("ALLUVIUM_SIGNING_KEY is $ALLUVIUM_SIGNING_KEY, which cannot be read")
  fi
  command -v ssh-keygen >/dev/null || problems+=("ssh-keygen is not installed (Debian: openssh-client)")
fi
out=${out:-target/release/$version}
mkdir -p "${out%/*}"
[ ! -e "$out" ] || [ -z "$(ls -A "$out")" ] || problems+=("$out has files already; remove it, or name another with --out")
if [ ${#problems[@]} -gt 0 ]; then
  printf 'release.sh: %s\n' "${problems[@]}" >&2
  exit 2
fi

mkdir -p "$out"
out=$(cd "$out" && pwd)
commit=$(git rev-parse HEAD)
seconds=$(git show -s --format=%ct "$commit")
date=$(date -u -d "@$seconds" +%Y-%m-%dT%H:%M:%SZ)
work=$(mktemp -d "${out%/*}/.work-XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

# Everything of the release into the folder $1, with Maven's options $2; the rest are environment variables for Maven.
make_all() {
  local folder=$1 clone=$1.clone checks=$2 line options place file
  shift 2
  git clone -q --no-hardlinks . "$clone"
  git -C "$clone" checkout -q --detach "$commit"
  mkdir -p "$folder"
  for line in "${line_list[@]}"; do
    # The checks, once, are of the newest line.
    # shellcheck disable=SC2206
    options=(-Prelease,tarball $checks) place=
    [ "$line" = 4.2 ] || options=("-Pspark-$line" -Dquick) place=spark-$line/target/
    say "building for Spark $line"
    (cd "$clone" && env "$@" mvn -q -B -ntp "${options[@]}" "-Drevision=$version" "-Dproject.build.outputTimestamp=$date" \
      -Dmaven.test.skip=true package) || die "the build for Spark $line failed; see above"
    file=$clone/target/${place}alluvium-$version
    [ "$line" = 4.2 ] || file=$file-spark-$line
    cp "$file.jar" "$folder/"
  done
  cp "$clone/target/alluvium-$version-local.tar" "$folder/"
  cp "$clone/target/alluvium-$version.cdx.json" "$folder/"
  if [ "$image" = yes ]; then
    say "making the image"
    "$clone/scripts/image.sh" "$folder/alluvium-$version-local.tar" "$folder/alluvium-$version-image.tar" \
      --version "$version" --commit "$commit" --date "$date"
  fi
  rm -rf --one-file-system "$clone"
  (cd "$folder" && sha256sum alluvium-* >SHA256SUMS)
  find "$folder" -type f -exec chmod 0644 {} + -exec touch -d "@$seconds" {} +
}

make_all "$work/first" "" TZ=UTC LC_ALL=C.UTF-8
if [ "$twice" = yes ]; then
  # Where and by whom must leave no trace; Turkish has an i of its own.
  (
    umask 077
    make_all "$work/and/the/second" -Dquick TZ=Asia/Tokyo LC_ALL=C \
      "MAVEN_OPTS=${MAVEN_OPTS:-} -Duser.name=somebody -Duser.language=tr -Duser.country=TR -Duser.timezone=Asia/Tokyo"
  )
  different=()
  for file in "$work"/first/alluvium-*; do
    cmp "$file" "$work/and/the/second/${file##*/}" || different+=("${file##*/}")
  done
  if [ ${#different[@]} -gt 0 ]; then
    trap - EXIT
    die "two builds of $commit differ in ${different[*]}; both are kept in $work"
  fi
  say "two builds of $commit are equal, byte by byte: $(find "$work/first" -type f | wc -l) files"
fi
if [ "$sign" = yes ]; then
  ssh-keygen -q -Y sign -f "$ALLUVIUM_SIGNING_KEY" -n alluvium "$work/first/SHA256SUMS" || die "signing failed"
fi
mv "$work"/first/* "$out/"
(cd "$out" && ls -l)
say "alluvium $version of $commit lies in $out"
[ "$sign" = yes ] || say "It is not signed; --sign does that."
