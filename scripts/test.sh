#!/usr/bin/env bash
# Sets up what a bare machine lacks, then builds and passes all default tests. Arguments go to Maven.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
set_up
announce_download 600
exec mvn -B -ntp verify "$@"
