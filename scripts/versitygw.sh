#!/usr/bin/env bash
# Builds versitygw, an S3 server over a folder, for mvn -Pversitygw verify. Needs Go; takes some minutes once.
set -euo pipefail
cd "$(dirname "$0")/.."
mkdir -p target/servers
[ -x target/servers/versitygw ] ||
  GOBIN="$PWD/target/servers" go install github.com/versity/versitygw/cmd/versitygw@v1.8.0
