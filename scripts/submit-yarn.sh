#!/bin/sh
# Submits a run to YARN, whose driver is the application master, and ends with the run's own exit status.
#   scripts/submit-yarn.sh JOB_JAR PROJECT KEY [options of alluvium run]
#   HADOOP_CONF_DIR  names the cluster
#   PROJECT_ENV      the environment of the project (--env), if it has any
#   SPARK_OPTIONS    more options of spark-submit, separated by blanks (--queue etl --num-executors 4)
# A second attempt of the application master has the same key: it continues what the first one left.
set -euf
: "${HADOOP_CONF_DIR:?the folder of yarn-site.xml}" "${SPARK_HOME:?the Spark distribution}"
jar=$1 project=$2 key=$3
shift 3
submit() { "$SPARK_HOME/bin/spark-submit" ${SPARK_OPTIONS:-} "$@"; }

# YARN tells every failure as 1; the warehouse knows which it was.
submit --master yarn --deploy-mode cluster --class io.alluvium.Main "$jar" run \
  --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} "$@" >&2 || true
submit --master 'local[1]' --class io.alluvium.Main "$jar" status \
  --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} --exit-code
