#!/usr/bin/env bash
# kill_test.sh ROPEKV [KILLS [CASES [KERNEL]]]: a campaign that is killed with SIGKILL at random
# instants and resumed each time ends with the result of one that nobody touched: same digests,
# same findings, no case twice. Kills the supervisor, a worker, or both.
set -euo pipefail
ropekv=$(realpath "$1")
kills=${2:-100} cases=${3:-20000} kernel=${4:-production}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
campaign=(fuzz --seed 11 --runs "$cases" --size small --device host --kernel "$kernel"
          --shrink-time 5s --timeout 60s)
unset GTEST_SHARD_INDEX GTEST_TOTAL_SHARDS

# What must be equal: counts, digests, findings; not times.
essence() {
  grep -E '^stat::(cases_(executed|passed|failed|crashed|hung|unsupported)|elements|bytes)' "$1"
  grep -E '^stat::(findings|digest|output_digest|canaries|cases_not_counted|missing_intervals)' "$1"
  grep -E '^  (finding|also) ' "$1" || true
}

started=$(date +%s%N)
"$ropekv" "${campaign[@]}" --db "$dir/calm.db" > "$dir/calm.out" || [[ $? == 1 ]]
seconds=$(((($(date +%s%N) - started) / 1000000 + 999) / 1000))
"$ropekv" status "$dir/calm.db" > "$dir/calm.status"
echo "undisturbed: $seconds s, $(grep -h '^stat::digest' "$dir/calm.status")"

# The lives together should not last longer than a few undisturbed campaigns.
longest_ms=$((2000 * seconds / kills + 150))
done_kills=0 lives=0
declare -A struck=([supervisor]=0 [worker]=0 [both]=0)
while :; do
  lives=$((lives + 1))
  # In the background $! is the command itself: no shell, no pipe in between.
  "$ropekv" "${campaign[@]}" --db "$dir/hunted.db" > "$dir/life.out" 2>> "$dir/life.err" &
  pid=$!
  if ((done_kills < kills)); then
    sleep "$(printf '0.%03d' $((RANDOM % (longest_ms < 999 ? longest_ms : 999))))"
    # All that have this ancestor: workers, and workers of workers.
    workers=()
    next=("$pid")
    while ((${#next[@]})); do
      mapfile -t next < <(for p in "${next[@]}"; do
        cat "/proc/$p/task/$p/children" 2> /dev/null | tr ' ' '\n' | grep . || true
      done)
      workers+=("${next[@]}")
    done
    who=supervisor
    ((${#workers[@]})) && case $((RANDOM % 3)) in 1) who=worker ;; 2) who=both ;; esac
    victims=()
    [[ $who == supervisor ]] || victims+=("${workers[$((RANDOM % ${#workers[@]}))]}")
    [[ $who == worker ]] || victims+=("$pid")
    if kill -KILL "${victims[@]}" 2> /dev/null; then
      done_kills=$((done_kills + 1)) struck[$who]=$((struck[$who] + 1))
    fi
    # Killing a worker must not end a life, but the next kill comes soon.
    if [[ $who == worker ]]; then
      sleep 0.1
      kill -KILL "$pid" 2> /dev/null || true
    fi
  fi
  status=0
  wait "$pid" 2> /dev/null || status=$?
  case $status in
    137) ;;  # struck down
    0 | 1)
      ((done_kills >= kills)) && break
      rm -f "$dir/hunted.db"* ;;  # done before its time: hunt another one
    *) echo "life $lives ended with $status"; tail -5 "$dir/life.out" "$dir/life.err"; exit 1 ;;
  esac
  for p in "${workers[@]:-}"; do
    [[ -z $p || ! -d /proc/$p ]] || sleep 0.2
    [[ -z $p || ! -d /proc/$p || $(cut -d' ' -f3 "/proc/$p/stat" 2> /dev/null) == Z ]] ||
      { echo "worker $p outlived its supervisor"; exit 1; }
  done
done
"$ropekv" status "$dir/hunted.db" > "$dir/hunted.status"
echo "$done_kills kills in $lives lives:" \
     "supervisor ${struck[supervisor]}, worker ${struck[worker]}, both ${struck[both]}"
diff <(essence "$dir/calm.status") <(essence "$dir/hunted.status") ||
  { echo "the hunted campaign is not the calm one"; exit 1; }
echo "equal: $(grep -h '^stat::digest' "$dir/hunted.status")"
