#!/usr/bin/env bash
# collect.sh ROPEKV DIR: what the shards of one campaign found, together. DIR/*.db are their stores,
# DIR/cases/ is their --artifact-dir. Writes DIR/status.txt (ropekv status), DIR/merged.db where
# there are several stores, and files every .case that is new for review: into DIR/../review, by
# name in DIR/new.txt. New: its line is neither in fuzz/corpus nor in DIR/../filed.txt, which holds
# all lines ever filed, so that a case that a person took away or threw away does not come back.
# Commits nothing. Again and again gives the same, but for what is new.
# Exit status: 0 no findings, 1 findings, 2 bad input, 3 a store cannot be merged with the others.
set -Eeuo pipefail
# A full disk, say: 1 would mean findings.
trap 'status=$?; exit $((status > 1 ? status : 3))' ERR
if (($# != 2)); then
  echo "usage: collect.sh ROPEKV DIR" >&2
  exit 2
fi
ropekv=$1 dir=${2%/}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
corpus=$here/fuzz/corpus  # in a bundle
[[ -d $corpus ]] || corpus=$here/../fuzz/corpus
review=$dir/../review filed=$dir/../filed.txt

stores=()
for store in "$dir"/*.db; do
  [[ -s $store && $store != "$dir/merged.db" ]] && stores+=("$store")
done
if ((${#stores[@]} == 0)); then
  echo "ropekv: DIR is '$dir': there is no campaign store *.db in it" >&2
  exit 2
fi
# Another build of the same commit, on another kind of node, is still the same campaign.
if ((${#stores[@]} > 1)); then
  "$ropekv" merge --accept-other-build "$dir/merged.db" "${stores[@]}" > "$dir/merge.txt"
fi
"$ropekv" status "${stores[@]}" > "$dir/status.txt"

mkdir -p "$review"
: > "$dir/new.txt"
for case in "$dir"/cases/*.case; do
  [[ -e $case ]] || continue
  name=${case##*/}
  line=$(grep -m1 '^rkv1:' "$case") || continue
  grep -qsxF -- "$line" "$filed" "$corpus"/*.case && continue
  cp -- "$case" "$review/$name.part"
  mv -- "$review/$name.part" "$review/$name"
  # Last, so that a death in between files it again and does not lose it.
  echo "$line" >> "$filed"
  echo "$name" >> "$dir/new.txt"
done

sed -n '/^all of them/,$p' "$dir/status.txt" |
  grep -E '^  (done|coverage|twice|finding|missing|shards) '
grep -E '^stat::(cases_executed|findings|digest|output_digest):' "$dir/status.txt"
if [[ -s $dir/new.txt ]]; then
  echo "new for review, in $(cd "$review" && pwd):"
  sed 's/^/  /' "$dir/new.txt"
else
  echo "new for review: none"
fi
findings=$(sed -n 's/^stat::findings: //p' "$dir/status.txt")
((findings == 0)) || exit 1
