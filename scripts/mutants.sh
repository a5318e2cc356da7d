#!/usr/bin/env bash
# Plants faults, one after the other, in a copy of the checkout, and wants a test to find each.
# Takes about ten minutes; ends with 1 where one is found by none.
#
#   scripts/mutants.sh [files|models|changes] [WORDS]    all of src/test/mutants/files.txt (the readers of files) or models.txt
#                                                (how models are kept) or changes.txt (how changes are followed), or
#                                                those whose names have these words
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/setup.sh
list=files
case ${1-} in files | models | changes) list=$1 && shift ;; esac
tests='CsvRecordsTest,CsvFuzzTest#everyFile*,ValueTableTest,ValueDecoderTest,JsonRecordsTest,JsonFuzzTest,GzipTest,Utf8TextTest'
set_up
build_quietly
copy=target/mutants
rm -rf "$copy"
mkdir -p "$copy/target"
cp -r pom.xml src conf "$copy/"
cp -r target/classes target/test-classes target/test-classpath.txt "$copy/target/"
cd "$copy"
planted=0 survivors=0 name='' file='' suite='' old='' new=''

compile() {
  javac -nowarn -proc:none -d target/classes -cp "target/classes:$(cat target/test-classpath.txt)" "$1" 2>javac.log ||
    die "the mutant '$name' does not compile: $(head -n 1 javac.log)"
}

# Ends with 0 where no test finds the mutant.
nobody_finds_it() {
  if [ -n "$suite" ]; then
    # shellcheck disable=SC2086
    mvn -q -B -o -Dquick -Dalluvium.jvms=1 failsafe:integration-test failsafe:verify -Dit.test=$suite >tests.log 2>&1
  else
    mvn -q -B -o -Dquick -Dsurefire.skipAfterFailureCount=1 surefire:test -Dtest="$tests" >tests.log 2>&1
  fi
}

# Plants the mutant that was read, if any, and takes it out again.
plant() {
  local path="src/main/java/io/alluvium/$file" whole rest
  [ -n "$name" ] || return 0
  whole=$(<"$path") rest=${whole/"$old"/}
  [ "$whole" != "$rest" ] && [ "${rest/"$old"/}" = "$rest" ] || die "what '$name' changes does not stand in $file exactly once"
  printf '%s\n' "${whole/"$old"/"$new"}" >"$path"
  compile "$path"
  planted=$((planted + 1))
  if nobody_finds_it; then
    survivors=$((survivors + 1))
    say "SURVIVED  $name"
  else
    grep -q 'There are test failures\|Failures:\|FAILURE' tests.log || die "no test ran for '$name': $(tail -n 1 tests.log)"
    say "found     $name"
  fi
  printf '%s\n' "$whole" >"$path"
  compile "$path"
}

while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    '* '*)
      plant
      name=${line#??} file='' suite='' old='' new=''
      [ -z "$*" ] || [ "${name/"$*"/}" != "$name" ] || name=''
      ;;
    '@ '*) file=${line#??} ;;
    '? '*) suite=${line#??} ;;
    '- '*) old+=${old:+$'\n'}${line#??} ;;
    '+ '*) new+=${new:+$'\n'}${line#??} ;;
  esac
done <"src/test/mutants/$list.txt"
plant
say "$((planted - survivors)) of $planted were found"
[ "$survivors" = 0 ]
