#!/bin/sh
# Checks a downloaded release: that the files are those that SHA256SUMS names, and that the holder of a key signed that.
#
#   verify-release.sh FOLDER [SIGNERS]
#
#   FOLDER   with SHA256SUMS, SHA256SUMS.sig and any of the files
#   SIGNERS  a file of lines such as "release ssh-ed25519 AAAA…", from where you trust it; without it nothing says who made the files
set -eu

fail() {
  echo "verify-release.sh: $1" >&2
  exit 1
}

[ $# -ge 1 ] && [ $# -le 2 ] || { sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2; exit 2; }
folder=$1
[ -r "$folder/SHA256SUMS" ] || fail "there is no SHA256SUMS in $folder"
if [ $# = 2 ]; then
  [ -r "$2" ] || fail "$2 cannot be read"
  [ -r "$folder/SHA256SUMS.sig" ] || fail "there is no SHA256SUMS.sig in $folder: it was not signed"
  signer=$(ssh-keygen -Y find-principals -s "$folder/SHA256SUMS.sig" -f "$2" 2>/dev/null | head -n 1)
  [ -n "$signer" ] || fail "the key that signed SHA256SUMS is none of those in $2"
  ssh-keygen -Y verify -q -f "$2" -I "$signer" -n alluvium -s "$folder/SHA256SUMS.sig" <"$folder/SHA256SUMS" >/dev/null 2>&1 ||
    fail "SHA256SUMS is not what $signer signed"
  echo "signed by $signer"
fi
(cd "$folder" && sha256sum --check --strict --ignore-missing SHA256SUMS) || fail "files differ from what SHA256SUMS says"
