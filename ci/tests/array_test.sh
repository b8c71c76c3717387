#!/usr/bin/env bash
# Which ends of a shard ci/cluster/ropekv_array.sbatch queues again, with stubs of ropekv, scontrol
# and sleep; and that the Kubernetes Job counts its shards once.
set -uo pipefail
cluster=$(cd "$(dirname "${BASH_SOURCE[0]}")/../cluster" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/bin"
wrong=0
stub() {
  printf '#!/bin/bash\n%s\n' "$2" > "$scratch/bin/$1"
  chmod +x "$scratch/bin/$1"
}
# shellcheck disable=SC2016  # for the stubs to expand
# Ends with $ENDS at once or, where it waits, when USR1 has reached it.
stub ropekv 'echo "$*" > "$SAID"; trap "exit $ENDS" USR1
[[ $WAITS == no ]] || { touch "$SAID.ready"; while :; do /bin/sleep 0.05; done; }
exit $ENDS'
# shellcheck disable=SC2016
stub scontrol 'echo "$*" > "$REQUEUED"'
stub sleep true

task() {  # task RESTARTS ENDS WAITS: into `status` and `requeued`
  rm -f "$scratch"/{said,said.ready,requeued}
  PATH=$scratch/bin:$PATH SAID=$scratch/said REQUEUED=$scratch/requeued ENDS=$2 WAITS=$3 \
    ROPEKV_DIR=$scratch/dir ROPEKV_SEED=7 ROPEKV_OPTIONS='--size small' SLURM_ARRAY_JOB_ID=55 \
    SLURM_ARRAY_TASK_ID=3 SLURM_RESTART_COUNT=$1 \
    bash "$cluster/ropekv_array.sbatch" > "$scratch/out" 2>&1 &
  local job=$!
  if [[ $3 == yes ]]; then
    for ((i = 0; i < 200; ++i)); do
      [[ -e $scratch/said.ready ]] && break
      /bin/sleep 0.05
    done
    kill -USR1 "$job"
  fi
  status=0
  wait "$job" || status=$?
  requeued=$(cat "$scratch/requeued" 2> /dev/null || true)
}
expect() {  # expect WORDS STATUS REQUEUED
  [[ $status == "$2" && $requeued == "$3" ]] || {
    echo "WRONG: $1: exit $status, expected $2, scontrol '$requeued', expected '$3'"
    cat "$scratch/out"
    wrong=1
  }
}

task 0 0 no && expect "clean" 0 ''
grep -qF -- "--db $scratch/dir/shard_3.db --artifact-dir $scratch/dir/cases --size small" \
  "$scratch/said" || { echo "WRONG: ropekv got $(cat "$scratch/said")"; wrong=1; }
task 0 1 no && expect "findings" 1 ''
task 0 72 yes && expect "its time is up" 72 'requeue 55_3'
task 0 1 yes && expect "its time is up, with findings" 1 'requeue 55_3'
task 0 75 no && expect "device lost" 75 'requeue 55_3'
task 0 137 no && expect "killed" 137 'requeue 55_3'
task 0 2 no && expect "bad input" 2 ''
task 1 2 no && expect "still locked by the node before" 2 'requeue 55_3'
task 20 72 no && expect "too many lives" 72 ''

number() { sed -n "s/^ *\(- {name: \)\?$1[^0-9]*\([0-9]*\).*/\2/p" "$cluster/ropekv_job.yaml"; }
for name in JOB_COMPLETIONS maxFailedIndexes; do
  [[ $(number $name) == "$(number completions)" ]] ||
    { echo "WRONG: $name is $(number $name), completions is $(number completions)"; wrong=1; }
done
exit "$wrong"
