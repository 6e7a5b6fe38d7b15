#!/usr/bin/env bash
# Compares two builds of the command line program on this machine, in turn, so that other load hits both: processor time of a SAIR step, and the
# instant engine and the diffusion step by the clock. Prints the least and the median of all rounds and the ratio of the leasts.
# usage: compare.sh BEFORE AFTER [ROUNDS]    folders with sair.dll, such as artifacts/cli
# Settings: THREADS (1), MODELS (models), LARGE (also measure 1024 px, many minutes)
set -eu -o pipefail
before=$1 after=$2 rounds=${3:-3}
threads=${THREADS:-1} models=${MODELS:-models}
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

sair() { dotnet "$1/sair.dll" "${@:2}" --models "$models" --threads "$threads"; }

step() { # folder, file, arguments of a step
  sair "$1" bench step "${@:3}" | awk -v file="$2" '/^processor time/ {
    for (i = 1; i <= NF; i++) { if ($i ~ /^median/) m = $(i - 2); if ($i ~ /^least/) l = $(i - 1) }
    print m, l >> file }'
}

engines() { # folder, file
  sair "$1" bench engines --seconds 20 | awk -v file="$2" '$3 == "px" { print $6, $6 >> (file "-" $1) }'
}

for ((round = 0; round < rounds; round++)); do
  for side in before after; do
    folder=${!side}
    step "$folder" "$results/$side-256" --size 256 --iterations 40 --full
    [ -z "${LARGE:-}" ] || step "$folder" "$results/$side-1024" --size 1024 --wide --full --iterations 20
    engines "$folder" "$results/$side-engine"
  done
done

printf '%-16s %12s %12s %12s %12s %7s\n' "$threads thread(s), ms" 'before least' 'median' 'after least' 'median' 'ratio'
for file in "$results"/before-*; do
  name=${file##*/before-}
  summary() { echo "$(cut -d' ' -f2 "$1" | sort -n | head -1) $(cut -d' ' -f1 "$1" | sort -n | sed -n "$(((rounds + 1) / 2))p")"; }
  read -r bl bm < <(summary "$file")
  read -r al am < <(summary "$results/after-$name")
  printf '%-21s %10.1f %12.1f %12.1f %12.1f %7.2f\n' "$name" "$bl" "$bm" "$al" "$am" "$(awk -v a="$al" -v b="$bl" 'BEGIN { print a / b }')"
done
