#!/usr/bin/env bash
# Makes what mvn -Pkubernetes verify needs: a Kubernetes API server and the etcd that it was made for, built by Go (some minutes
# once). Both are kept in ~/.cache/alluvium/kubernetes for later clones. There is no kubelet, so no pod runs.
set -euo pipefail
cd "$(dirname "$0")/.."
version=1.36.3
cache="${XDG_CACHE_HOME:-$HOME/.cache}/alluvium/kubernetes"
mkdir -p "$cache" target/servers/kubernetes

if [ ! -x "$cache/kube-apiserver-$version" ] || [ ! -x "$cache/etcd-of-$version" ]; then
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    # The module replaces its own parts by folders that only its repository has: they are asked for by their versions.
    {
        echo "module alluvium.test/kubernetes"
        echo "go 1.26"
        echo "require k8s.io/kubernetes v$version"
        for part in api apiextensions-apiserver apimachinery apiserver cli-runtime client-go cloud-provider cluster-bootstrap \
            code-generator component-base component-helpers controller-manager cri-api cri-client cri-streaming csi-translation-lib \
            dynamic-resource-allocation endpointslice externaljwt kms kube-aggregator kube-controller-manager kube-proxy \
            kube-scheduler kubectl kubelet metrics mount-utils pod-security-admission sample-apiserver sample-cli-plugin \
            sample-controller streaming; do
            echo "replace k8s.io/$part => k8s.io/$part v0.${version#1.}"
        done
    } > "$work/go.mod"
    cat > "$work/tools.go" <<'GO'
//go:build tools

package tools

import (
	_ "go.etcd.io/etcd/server/v3"
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
)
GO
    (cd "$work" && go mod tidy -e)
    build() {
        [ -x "$cache/$1-$version" ] || (cd "$work" && go build -ldflags '-s -w' -o "$cache/$1-$version.new" "$2")
        [ -x "$cache/$1-$version" ] || mv "$cache/$1-$version.new" "$cache/$1-$version"
    }
    build kube-apiserver k8s.io/kubernetes/cmd/kube-apiserver
    # The module has etcd's server in the version that it was tested with; with an older one clients cannot watch.
    build etcd-of go.etcd.io/etcd/server/v3
fi
cp "$cache/etcd-of-$version" target/servers/kubernetes/etcd
cp "$cache/kube-apiserver-$version" target/servers/kubernetes/kube-apiserver

# Spark's own part comes from Maven, in the version of this build.
spark=$(sed -n 's:.*<spark.version>\(.*\)</spark.version>.*:\1:p' pom.xml | head -n 1)
[ -e "target/servers/kubernetes/spark/spark-kubernetes_2.13-$spark.jar" ] ||
    mvn -q -B -ntp -f src/test/servers/kubernetes/pom.xml "-Dspark.version=$spark" dependency:copy-dependencies \
        "-DoutputDirectory=$PWD/target/servers/kubernetes/spark"
