#!/usr/bin/env bash
# Makes a Python environment with Airflow, Luigi and this checkout's package, of the versions in scripts/python/requirements.txt,
# once: about 320 MB from the Python package index. The package itself is installed anew each time. For tests and for trying
# things out; Airflow wants constraints of its own for anything else. Ends with 1 and says why where that cannot be done.
#
#   scripts/python/environment.sh [FOLDER]
#
#   FOLDER  target/airflow by default
set -euo pipefail
cd "$(dirname "$0")/../.."
case ${1:-} in
  -h | --help)
    sed -n '2,8s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
folder=${1:-target/airflow} log=${1:-target/airflow}/environment.log wanted=$(cksum <scripts/python/requirements.txt)

fail() {
  printf 'environment.sh: %s\n' "$1" >&2
  exit 1
}

if [ "$(cat "$folder/requirements.cksum" 2>/dev/null)" != "$wanted" ]; then
  command -v python3 >/dev/null || fail "there is no python3 on the PATH. Install Python 3.10 or newer"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' ||
    fail "needs Python 3.10 or newer; python3 is $(python3 --version 2>&1)"
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "Making a Python environment in $folder (about 320 MB)"
  python3 -m venv "$folder" >"$log" 2>&1 ||
    fail "python3 makes no virtual environment (Debian, Ubuntu: apt-get install python3-venv): $(head -n 1 "$log")"
  "$folder/bin/pip" install -q --disable-pip-version-check 'setuptools>=77' -r scripts/python/requirements.txt >"$log" 2>&1 ||
    fail "pip install failed: $(tail -n 1 "$log"). The log is $log"
  printf '%s' "$wanted" >"$folder/requirements.cksum"
fi
"$folder/bin/pip" install -q --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall scripts/python \
  >"$folder/package.log" 2>&1 || fail "the package cannot be installed: $(tail -n 1 "$folder/package.log")"
rm -rf scripts/python/build scripts/python/alluvium.egg-info
