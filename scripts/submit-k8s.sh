#!/bin/sh
# Submits a run to Kubernetes, whose driver is a pod, and ends with the run's own exit status.
#   scripts/submit-k8s.sh JOB_JAR PROJECT KEY [options of alluvium run]
#   MASTER         k8s://https://host:6443
#   IMAGE          a Spark image with Java 17; JOB_JAR is local:///path within it, or lies in a store
#   LOCAL_JAR      the job jar on this machine, which asks the warehouse afterwards
#   LOCAL_PROJECT  the project as this machine sees it, where PROJECT is a folder of the image or of a volume
#   PROJECT_ENV    the environment of the project (--env), if it has any
#   SECRETS        variables of the driver whose values lie in Secrets of the namespace: NAME=secret:key, separated by blanks
#   SPARK_OPTIONS  more options of spark-submit, separated by blanks (--conf spark.kubernetes.namespace=etl)
# A secret's value belongs in no option: SECRETS names it, and the project says env:NAME.
set -euf
: "${MASTER:?k8s://https://host:6443}" "${IMAGE:?a Spark image}" "${SPARK_HOME:?the Spark distribution}"
: "${LOCAL_JAR:?the job jar on this machine}"
jar=$1 project=$2 key=$3
shift 3
submit() { "$SPARK_HOME/bin/spark-submit" ${SPARK_OPTIONS:-} "$@"; }
references() {
  for secret in ${SECRETS:-}; do
    printf ' --conf spark.kubernetes.driver.secretKeyRef.%s' "$secret"
  done
}

# It waits for the pod's end and knows nothing of its exit status; the warehouse does.
submit --master "$MASTER" --deploy-mode cluster --conf "spark.kubernetes.container.image=$IMAGE" $(references) \
  --class io.alluvium.Main "$jar" run \
  --project "$project" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} "$@" >&2 || true
submit --master 'local[1]' --class io.alluvium.Main "$LOCAL_JAR" status \
  --project "${LOCAL_PROJECT:-$project}" --key "$key" ${PROJECT_ENV:+--env "$PROJECT_ENV"} --exit-code
