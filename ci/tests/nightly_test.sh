#!/usr/bin/env bash
# nightly_test.sh ROPEKV: ci/nightly.sh, ci/collect.sh on the host lane, in nights of a few cases.
set -uo pipefail
ropekv=$(realpath "$1")
ci=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
# A tree of its own, so that the commit and the corpus are what a test wants them to be.
tree="$scratch/a tree" nights="$scratch/the nights"
mkdir -p "$tree"/{ci,fuzz/corpus} "$scratch/shards/cases"
cp "$ci"/{nightly,collect}.sh "$tree/ci/"
export GIT_CEILING_DIRECTORIES=$scratch
finds_one=(--kernel mutant/minus_one_wraps_to_last_slot -- --runs 60 --shrink-time 1s
           --only untouched_slots_keep_their_bytes)
first=1111111111222222222233333333334444444444
wrong=0

night() {  # night OPTIONS...: into `said` and `status`
  status=0
  said=$(bash "$tree/ci/nightly.sh" --ropekv "$ropekv" --dir "$nights" --device host --size small \
    "$@" 2>&1) || status=$?
}
expect() {  # expect WORDS STATUS [PATTERN]: of the last night
  if [[ $status != "$2" ]] || ! grep -qE -- "${3:-}" <<< "$said"; then
    echo "WRONG: $1: exit $status, expected $2 and '${3:-}', output: $said"
    wrong=1
  fi
}
cases() { sed -n 's/^stat::cases_executed: //p' <<< "$said"; }

night
expect "no commit" 2 'give --seed'
echo $first > "$tree/COMMIT"
night -- --runs 30
expect "a first night" 0 "night begins: seed $first"
before=$(cases)
night --max-total-time=5m -- --runs 60
expect "the same commit" 0 "night goes on: seed $first"
(($(cases) > before)) || { echo "WRONG: $before cases before, $(cases) after"; wrong=1; }
echo "${first//1/5}" > "$tree/COMMIT"
night -- --runs 30
expect "another commit" 0 'night begins: seed 5555'

night "${finds_one[@]}"
expect "a finding" 1 'new for review, in .*the nights/review:'
case=$(compgen -G "$nights/review/found_*.case")
grep -q '^rkv1:' "$case" || { echo "WRONG: no case filed in '$case'"; wrong=1; }
expect "its name" 1 "^  ${case##*/}$"
night "${finds_one[@]}"
expect "the finding is new once" 1 'new for review: none'
rm "$case"
night "${finds_one[@]}"
expect "what was thrown away stays away" 1 'new for review: none'
[[ ! -e $case ]] || { echo "WRONG: $case came back"; wrong=1; }
cp "$nights"/*minus_one*/cases/*.case "$tree/fuzz/corpus/"
rm "$nights/filed.txt"
night "${finds_one[@]}"
expect "what the corpus holds is not new" 1 'new for review: none'

night --kernel no/such
expect "a misspelt kernel" 2 "--kernel is 'no/such'"
night --kernle production
expect "a misspelt option" 2 '--kernle is no option'
night --dir "$tree/COMMIT/night"
expect "a folder that cannot be" 2 "--dir is '.*COMMIT/night': it cannot be written: Not a dir"
night --ropekv "$tree/COMMIT"
expect "no command" 2 "--ropekv is '.*COMMIT': it cannot be run"
exec 8>> "$nights/night.lock"
flock 8
night
expect "two at once" 2 "another night runs in it: process [0-9]+ on .* since"
exec 8>&-

# TERM, to the script alone: the campaign saves its state, and is collected.
bash "$tree/ci/nightly.sh" --ropekv "$ropekv" --dir "$nights" --device host --size small --seed 9 \
  > "$scratch/out" 2>&1 &
script=$!
for ((i = 0; i < 300; ++i)); do
  "$ropekv" status "$nights"/9.*/campaign.db 2> /dev/null | grep -q 'executed: [1-9]' && break
  sleep 0.1
done
kill -TERM "$script"
status=0
wait "$script" || status=$?
said=$(< "$scratch/out")
expect "TERM" 72 'night ends with exit status 72'
expect "TERM, collected" 72 '^stat::cases_executed: [1-9]'

shards="$scratch/shards"
collect() {
  status=0
  said=$(bash "$tree/ci/collect.sh" "$ropekv" "$shards" 2>&1) || status=$?
}
collect
expect "no store" 2 "DIR is '.*shards': there is no campaign store"
for i in 0 1; do
  "$ropekv" fuzz --seed 3 --runs 200 --size small --device host --shard $i/2 \
    --db "$shards/shard_$i.db" > "$scratch/shard.txt"
  collect
  if ((i == 0)); then expect "a shard is missing" 0 'not reported: 1/2'; fi
done
expect "all shards" 0 'not reported: none'
[[ -s $shards/merged.db ]] || { echo "WRONG: two shards were not merged"; wrong=1; }
rm "$shards/status.txt" && mkdir "$shards/status.txt"
collect
expect "a file that cannot be written is no finding" 3
rmdir "$shards/status.txt"
cp "$nights"/9.*/campaign.db "$shards/foreign.db"
collect
expect "a store of another campaign" 2 'of different campaigns: .*--seed'

exit "$wrong"
