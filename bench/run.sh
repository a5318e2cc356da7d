#!/usr/bin/env bash
# Runs one benchmark and prints its table, then one line a target: ratio NAME VALUE target >=|<= T
#
#   bench/run.sh NAME [FOLDER] [--quick] [--warehouse s3 | --source files | --source mariadb]
#
#   B1   lineitem out of PostgreSQL, to nowhere and (B2) to a committed Delta table, beside psql, Spark's JDBC reader
#        and, where python3 can make a virtual environment and pip answers, ConnectorX, ADBC, DuckDB, delta-rs and dlt;
#        the variable BENCH_SCALE sets TPC-H's scale, 1 by default; BENCH_WITHOUT leaves out contenders, by a regular
#        expression of their whole names (Spark.*: the slowest)
#   B1 --warehouse s3   the first load into a bucket of s3proxy on this machine, beside the same on a disk, a bare upload
#        of the same files by the AWS SDK, and Spark's JDBC reader tuned to the same bucket
#   B1 --source files   lineitem from one file of CSV, of gzipped CSV, of JSON lines, of Parquet to a committed Delta table, beside
#        plain Spark with its schema given and DuckDB to delta-rs; BENCH_WITHOUT here leaves out kinds: csv, gzip, json, parquet
#   B1 --source mariadb   lineitem out of MariaDB to a committed Delta table, beside Spark's JDBC reader as it comes and tuned, and
#        the client mariadb --quick writing to nowhere; needs mariadbd and mariadb on the machine
#   B1-cluster  the same first load by executors of local-cluster, one and two of one core, beside Spark's JDBC reader tuned
#        on the same: seconds, CPU seconds of all processes, peak memory of an executor
#   B1-files    4,000 files of one row, 150 different headers, and both again: seconds of whole processes
#   B1-memory   the same first load to Delta at that scale and at three times it: peak memory (4 GB of disk at scale 1)
#   B1-profile  where the CPU seconds of that load go, cold and warm: JIT, garbage collection, kernel, our code by part
#   B3   orders and lines of TPC-H change (one order; 0.1 % and 1 %, recent and scattered), and a join, two aggregates and a window
#        follow, beside the same computed as a whole: seconds and CPU seconds of the steps, warm, in one process; BENCH_SCALE as B1
#   B4   200 small tables, first and again, beside a loop over Spark's JDBC reader and dlt: time a table
#   B4 --source mariadb   the same tables in MariaDB, by us alone; needs mariadbd on the machine
#   B5   the demo's work at scale 0.1 beside a plain Spark program: CPU seconds, time, memory, lines on the screen
#   B6   24 steps that need nothing of each other, together and one at a time: tables of a source that takes a second to answer
#        each, and models that keep the processor busy; seconds and CPU seconds of whole runs
#   B7   one key changed in raw logs of 1, 4 and 16 times 100,000 rows and of 10, 100 and 1,000 batches: the apply step's seconds
#        and CPU seconds, warm, and the slopes of their logarithms; beside it a version that comes late by half of the log
#   pollock FOLDER   the 2,290 polluted files of Pollock (FOLDER: a clone of HPI-Information-Systems/Pollock) with their
#        parameters, scored by its authors' measures beside DuckDB; needs python3 and pip once
#
# Contenders take turns; 7 rounds (--quick: 3), the first dropped; medians of the ratios within a round. Needs Linux
# and a machine that does nothing else. What the commands printed is kept under target/bench/NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
[ $# -gt 0 ] || {
  sed -n '2,34s/^# \{0,1\}//p' "bench/run.sh"
  exit 2
}
set_up
announce_download 550
build_quietly
[ -e target/servers/s3proxy.jar ] || mvn -q -B -ntp -Dquick dependency:copy@test-servers
run_test_class -Xmx3g "-Dalluvium.bench.scale=${BENCH_SCALE:-1}" \
  "-Dalluvium.bench.without=${BENCH_WITHOUT:-}" io.alluvium.bench.Bench "$@"
