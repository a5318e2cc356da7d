#!/usr/bin/env bash
# Sees to the other tools of B1, which come from the Python package index: into FOLDER, of the versions in
# bench/peers/requirements.txt, once. Prints a line a tool: its name, or "- NAME: why it is left out". Always ends with 0.
#
#   bench/peers.sh FOLDER
set -uo pipefail
cd "$(dirname "$0")"
folder=$1 log=$1/peers.log wanted=$(cksum <peers/requirements.txt)

left_out() {
  printf -- '- every tool of bench/peers: %s\n' "$1"
  exit 0
}

if [ "$(cat "$folder/peers.cksum" 2>/dev/null)" != "$wanted" ]; then
  command -v python3 >/dev/null || left_out "there is no python3 on the PATH"
  rm -rf "$folder"
  mkdir -p "$folder" || left_out "cannot make $folder"
  python3 -m venv "$folder" >"$log" 2>&1 || left_out "python3 makes no virtual environment: $(head -n 1 "$log")"
  # Wheels only: what would have to be compiled here is no peer that a user would have either.
  "$folder/bin/pip" install -q --disable-pip-version-check --only-binary=:all: -r peers/requirements.txt >"$log" 2>&1 ||
    left_out "pip install failed: $(tail -n 1 "$log")"
  printf '%s' "$wanted" >"$folder/peers.cksum"
fi
"$folder/bin/python" peers/peers.py list 2>"$log" || left_out "python does not start: $(tail -n 1 "$log")"
