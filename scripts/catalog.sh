#!/usr/bin/env bash
# Makes what mvn -Pcatalog verify needs: Hive's standalone metastore and a Spark with Hive from Maven, Trino 476, of which
# 821 MB are downloaded once, and dbt from the Python package index (170 MB unpacked). Trino needs a Java 25: JAVA_25_HOME, or one
# under /usr/lib/jvm. Nothing is installed.
set -euo pipefail
cd "$(dirname "$0")/.."
version=476
cache="${XDG_CACHE_HOME:-$HOME/.cache}/alluvium"
servers=target/servers/catalog
mkdir -p "$cache" "$servers"

for part in metastore spark-hive; do
    mvn -q -B -f "src/test/servers/$part.xml" dependency:build-classpath -Dmdep.outputFile="$PWD/$servers/$part.classpath"
done

java25="${JAVA_25_HOME:-$(ls -d /usr/lib/jvm/*25* 2>/dev/null | head -1)}"
if [ -z "$java25" ] || [ ! -x "$java25/bin/java" ]; then
    echo "Trino needs a Java 25: name it by JAVA_25_HOME; without it the suite leaves Trino out" >&2
    exit 1
fi
if [ ! -d "$cache/trino-$version" ]; then
    mvn -q -B dependency:get -Dartifact="io.trino:trino-server:$version:tar.gz" -Dtransitive=false
    # By a file: some builds of Maven colour what they print, whatever they print to.
    mvn -q -B help:evaluate -Dexpression=settings.localRepository -Doutput="$PWD/$servers/repository"
    repository=$(cat "$servers/repository")
    work=$(mktemp -d "$cache/trino.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    # Plugins share files: all is unpacked before what is not needed goes.
    tar -xzf "$repository/io/trino/trino-server/$version/trino-server-$version.tar.gz" -C "$work" --strip-components=1
    find "$work/plugin" -mindepth 1 -maxdepth 1 ! -name delta-lake -exec rm -rf {} +
    rm -rf "$work/secrets-plugin"
    mv "$work" "$cache/trino-$version"
    trap - EXIT
fi
wanted=$(cksum <src/test/servers/dbt-requirements.txt)
if [ "$(cat "$servers/dbt/requirements.cksum" 2>/dev/null)" != "$wanted" ]; then
    rm -rf "$servers/dbt"
    python3 -m venv "$servers/dbt"
    "$servers/dbt/bin/pip" install -q --disable-pip-version-check -r src/test/servers/dbt-requirements.txt
    printf '%s' "$wanted" >"$servers/dbt/requirements.cksum"
fi
ln -sfn "$cache/trino-$version" "$servers/trino"
ln -sfn "$java25" "$servers/java-25"
echo "ready: mvn -B -Pcatalog verify"
