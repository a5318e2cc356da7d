#!/usr/bin/env bash
# Makes the Python environment of the notebooks, of the versions in notebooks/requirements.txt, once: about 550 MB from the
# Python package index. Ends with 1 and says why where that cannot be done.
#
#   notebooks/environment.sh [FOLDER]
#
#   FOLDER  target/notebooks by default
set -euo pipefail
cd "$(dirname "$0")/.."
case ${1:-} in
  -h | --help)
    sed -n '2,7s/^# \{0,1\}//p' "$0"
    exit 0
    ;;
esac
folder=${1:-target/notebooks} log=${1:-target/notebooks}/environment.log wanted=$(cksum <notebooks/requirements.txt)

fail() {
  printf 'environment.sh: %s\n' "$1" >&2
  exit 1
}

if [ "$(cat "$folder/requirements.cksum" 2>/dev/null)" != "$wanted" ]; then
  command -v python3 >/dev/null || fail "there is no python3 on the PATH. Install Python 3.11 or newer"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    fail "needs Python 3.11 or newer; python3 is $(python3 --version 2>&1)"
  rm -rf "$folder"
  mkdir -p "$folder"
  echo "Making a Python environment in $folder (about 550 MB, most of it PySpark)"
  python3 -m venv "$folder" >"$log" 2>&1 ||
    fail "python3 makes no virtual environment (Debian, Ubuntu: apt-get install python3-venv): $(head -n 1 "$log")"
  # PySpark has no wheel; anything else that would have to be compiled is refused.
  "$folder/bin/pip" install -q --disable-pip-version-check --only-binary=:all: --no-binary=pyspark \
    -r notebooks/requirements.txt >"$log" 2>&1 || fail "pip install failed: $(tail -n 1 "$log"). The log is $log"
  printf '%s' "$wanted" >"$folder/requirements.cksum"
fi
cat <<EOF
In an editor such as VS Code open notebooks/first-look.ipynb with the kernel $folder/bin/python, or in a browser:
  $folder/bin/pip install jupyterlab
  $folder/bin/jupyter lab notebooks/first-look.ipynb
EOF
