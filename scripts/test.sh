#!/usr/bin/env bash
# Sets up what a bare machine lacks, then builds and passes all default tests. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
set_up tests
announce_download 680
mvn -B -ntp verify "$@"
# Only a build of everything can tell.
if [ $# -eq 0 ]; then
    scripts/suites-ran.sh
fi
