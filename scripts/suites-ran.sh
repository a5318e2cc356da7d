#!/usr/bin/env bash
# Fails where a suite that the capability tables name as holding a cell did not run in this build, or skipped all it has.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=0
for suite in $(grep -ohE '`[A-Z][A-Za-z]*(IT|Test)`' docs/capabilities.md docs/reference/sources.md | tr -d '`' | sort -u); do
    report=$(find target/surefire-reports target/failsafe-reports -name "*.$suite.txt" 2>/dev/null | head -n 1)
    ran=$(sed -nE 's/^Tests run: ([0-9]+), Failures: 0, Errors: 0, Skipped: ([0-9]+).*/\1 \2/p' "${report:-/dev/null}")
    set -- $ran
    if [ "${1:-0}" -le "${2:-0}" ]; then
        echo "the capability tables name $suite, which did not run" >&2
        missing=1
    fi
done
exit $missing
