#!/bin/sh
# Submits a run to YARN, whose driver is the application master, and ends with the run's own exit status.
#   scripts/submit-yarn.sh JOB_JAR PROJECT KEY [options of alluvium run]
#   HADOOP_CONF_DIR  names the cluster
#   DEPLOY_MODE      client: the driver runs here, and PROJECT is a place on this machine or in a store
#   LOCAL_PROJECT    the project as this machine sees it, where PROJECT is a folder that comes with --archives
#   PROJECT_ENV      the environment of the project (--env), if it has any
#   SPARK_OPTIONS    more options of spark-submit, separated by blanks (--queue etl --num-executors 4)
# A second attempt of the application master has the same key: it continues what the first one left.
set -euf
: "${HADOOP_CONF_DIR:?the folder of yarn-site.xml}" "${SPARK_HOME:?the Spark distribution}"
jar=$1 project=$2 key=$3
shift 3
submit() { "$SPARK_HOME/bin/spark-submit" ${SPARK_OPTIONS:-} "$@"; }
run() {
  mode=$1
  shift
  submit --master yarn --deploy-mode "$mode" --class io.alluvium.Main "$jar" run \
    --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} "$@"
}

if [ "${DEPLOY_MODE:-cluster}" = client ]; then
  run client "$@"
  exit
fi
# YARN tells every failure as 1; the warehouse knows which it was.
run cluster "$@" >&2 || true
submit --master 'local[1]' --class io.alluvium.Main "$jar" status \
  --project "${LOCAL_PROJECT:-$project}" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} --exit-code
