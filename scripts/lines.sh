#!/usr/bin/env bash
# Tries the other lines of Spark, in CI after the tests of the newest one: builds the job jar for each, then lets all lines take
# turns at one warehouse, so that each continues what another one left: files to raw, a model by key in which rows come, change
# and go, an aggregate, a query.
#
#   scripts/lines.sh [--all]
#
#   --all  each line after every other one, instead of a round
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
set_up
newest=4.2 others=(4.1 4.0) turns=(4.2 4.1 4.0 4.2)
case ${1:-} in
  '') ;;
  --all) turns=(4.2 4.1 4.0 4.2 4.0 4.1 4.2) ;;
  *) die "'$1' is not --all" ;;
esac

folder=$PWD/target/lines
rm -rf "$folder"
mkdir -p "$folder"

# Runs the build of a line: $1, then the command.
alluvium() {
  local line=${1#"$newest"}
  shift
  ALLUVIUM_SPARK=$line ALLUVIUM_ARCHIVE=off ALLUVIUM_JAVA_OPTS="-Xmx1g -Dspark.ui.enabled=false -Djava.io.tmpdir=$folder" \
    scripts/alluvium "$@"
}

# Ends where what was found, $3, is not what is expected, $2.
require() {
  [ "$2" = "$3" ] || die "$1 is
$3
and not
$2
Logs are in $folder."
}

began=$SECONDS
jar=$(echo target/alluvium-*-local/lib/alluvium-*.jar)
for line in "$newest" "${others[@]}"; do
  goals=(-Dquick -Dmaven.test.skip=true package)
  if [ "$line" != "$newest" ]; then
    mvn -q -B -ntp "-Pspark-$line" "${goals[@]}" || die "the build for Spark $line failed; see above"
  elif [ ! -e "$jar" ] || [ -n "$(find pom.xml src/main -newer "$jar" | head -n 1)" ]; then
    mvn -q -B -ntp "${goals[@]}" || die "the build failed; see above"
  fi
done
say "built in $((SECONDS - began)) s"

alluvium "$newest" init "$folder/shop" >"$folder/init.txt"
sed -i.bak 's/^from raw.orders$/from raw.orders where total > 0/' "$folder/shop/curated/orders.sql"
rm "$folder/shop/curated/orders.sql.bak"

turn=0
for line in "${turns[@]}"; do
  began=$SECONDS
  # One row that changes, a new one, and the new one of the turn before, which goes.
  {
    echo order_id,customer,order_date,total,discount
    echo "1,Ada,2026-11-01,$((120 + turn)).00,0.00"
    echo "$((100 + turn)),Ada,2026-11-04,$((10 + turn)).00,0.00"
    [ "$turn" = 0 ] || echo "$((99 + turn)),Ada,2026-11-04,0.00,0.00"
  } >"$folder/shop/landing/orders/turn-$turn.csv"
  [ "$turn" != 0 ] || rm "$folder/shop/landing/orders/2026-11-01.csv"
  alluvium "$line" run --verbose --project "$folder/shop" >"$folder/turn-$turn.txt" || die "Spark $line: $(cat "$folder/turn-$turn.txt")"
  [ "$turn" = 0 ] || require "what Spark $line did to the model" "+1 ~1 -1" \
    "$(sed -n 's/^ *applied  *curated.orders  *\(+[0-9]* ~[0-9]* -[0-9]*\).*/\1/p' "$folder/turn-$turn.txt")"
  say "$(grep -m 1 '^Spark ' "$folder/turn-$turn.txt"): run in $((SECONDS - began)) s"
  turn=$((turn + 1))
done

expected="order_date,orders,revenue
2026-11-01,1,$((119 + turn)).00
2026-11-04,1,$((9 + turn)).00"
for line in "$newest" "${others[@]}"; do
  require "the aggregate by Spark $line" "$expected" "$(alluvium "$line" sql --project "$folder/shop" --format csv \
    'select * from aggregate.revenue_daily order by order_date')"
done
