#!/usr/bin/env bash
# Fails where a suite that the capability tables name as holding a cell did not run in this build, or skipped all it has.
set -euo pipefail
cd "$(dirname "$0")/.."
missing=0
for suite in $(grep -ohE '`[A-Z][A-Za-z]*(IT|Test)`' docs/capabilities.md docs/silent.md docs/reference/sources.md | tr -d '`' | sort -u); do
    report=$(find target/surefire-reports target/failsafe-reports -name "TEST-*.$suite.xml" 2>/dev/null | head -n 1)
    # The totals of a suite with parameters are those of its last part; its cases are all there.
    cases=$(grep -c '<testcase' "${report:-/dev/null}" || true)
    skipped=$(grep -c '<skipped' "${report:-/dev/null}" || true)
    if [ "$cases" -le "$skipped" ]; then
        echo "the capability tables name $suite, which did not run" >&2
        missing=1
    fi
done
exit $missing
