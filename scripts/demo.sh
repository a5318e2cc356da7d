#!/usr/bin/env bash
# Shows Alluvium at work: a real PostgreSQL filled with TPC-H, files in a landing folder, and three runs of jobs/tpch,
# each checked against PostgreSQL. Sets up what a bare machine lacks. Leaves nothing running.
#
#   scripts/demo.sh [SCALE] [--keep]
#
#   SCALE   of TPC-H; 0.01 by default (87,000 rows), 1 has 8.7 million
#   --keep  leaves PostgreSQL running until Ctrl-C and prints how to go on by hand
#
#   ALLUVIUM_SPARK     4.1 or 4.0: on that line of Spark
#   ALLUVIUM_DEMO_DIR  where everything is made, target/demo by default
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh

scale=0.01 keep=
for argument in "$@"; do
  case $argument in
    --keep) keep=--keep ;;
    -h | --help)
      sed -n '2,11s/^# \{0,1\}//p' "$0"
      exit 0
      ;;
    *[!0-9.]* | '' | . | *.*.*) die "'$argument' is neither a scale, such as 0.01, nor --keep" ;;
    *) scale=$argument ;;
  esac
done

set_up
announce_download 550
build_quietly
folder=${ALLUVIUM_DEMO_DIR:-target/demo}
mkdir -p "$folder"
# Halves the start of the runs; made while the database is filled.
(ALLUVIUM_ARCHIVE=now scripts/alluvium --version >/dev/null 2>&1 || true) &
archive=$!
run_test_class -Dalluvium.log="$folder/demo.log" io.alluvium.demo.Demo "$PWD" "$folder" "$scale" $keep && status=0 || status=$?
wait "$archive" || true
exit "$status"
