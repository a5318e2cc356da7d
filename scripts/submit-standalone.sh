#!/bin/sh
# Submits a run to a standalone cluster, whose driver runs there too, and ends with the run's own exit status.
#   scripts/submit-standalone.sh JOB_JAR PROJECT KEY [options of alluvium run]
#   MASTER         spark://host:7077
#   PROJECT_ENV    the environment of the project (--env), if it has any
#   SPARK_OPTIONS  more options of spark-submit, separated by blanks (--driver-memory 4g)
# JOB_JAR and PROJECT are places that every worker can read: s3a://, hdfs://, a mounted folder.
set -euf
: "${MASTER:?spark://host:7077}" "${SPARK_HOME:?the Spark distribution}"
jar=$1 project=$2 key=$3
shift 3
submit() { "$SPARK_HOME/bin/spark-submit" ${SPARK_OPTIONS:-} "$@"; }

# Only the older way to submit, without REST, waits for the end. Its status says that something went wrong; the warehouse
# knows what.
submit --master "$MASTER" --deploy-mode cluster --conf spark.master.rest.enabled=false \
  --conf spark.standalone.submit.waitAppCompletion=true \
  --class io.alluvium.Main "$jar" run \
  --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} "$@" >&2 || true
submit --master 'local[1]' --class io.alluvium.Main "$jar" status \
  --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} --exit-code
