#!/usr/bin/env bash
# Checks, measures and trains on a machine with a GPU and a Python torch; neither .NET nor a network is needed.
# libtorch is that of the Python installation.
#
# usage: run-on-cuda.sh [--device cuda] [--minutes 5] [--data FILE] [--size N] [--stages LIST] [--train-option TEXT]…
#                       [--skip-checks] [--fresh] [--detach]
#        run-on-cuda.sh --poll | --collect N
#   --detach   starts in a session of its own and returns at once; --poll prints how far it is
#   --fresh    forgets the training run that is there; without it a call goes on from it
#   --collect  copies the Nth three parts of the checkpoint, from 0, for a run that shall go on on another machine;
#              lay all parts and their checksums into state/ there
# Everything is written to results/ beside this script. Where $OUT names a folder, a call leaves there, in few files of less
# than 16 MB: the report, an archive of logs, figures and sheets, and the pack's networks.
set -eu -o pipefail
kit=$(cd "$(dirname "$0")" && pwd)
results=$kit/results state=$kit/state
device=cuda minutes=5 data=$kit/faces.zip stages='' detach='' poll='' collect='' fresh='' checks=1
size=$(sed -n 's/^size=//p' "$kit/kit.conf")
train_options=()
given=("$@")
python=${PYTHON:-python3}
part_size=$((15 * 1024 * 1024))

while [ $# -gt 0 ]; do
  case $1 in
    --device) device=$2; shift ;;
    --minutes) minutes=$2; shift ;;
    --data) data=$2; shift ;;
    --stages) stages=$2; shift ;;
    --size) size=$2; shift ;;
    --train-option) read -r -a words <<<"$2"; train_options+=("${words[@]}"); shift ;;
    --skip-checks) checks='' ;;
    --detach) detach=1 ;;
    --fresh) fresh=1 ;;
    --poll) poll=1 ;;
    --collect) collect=$2; shift ;;
    *) echo "unknown option: $1" >&2; exit 2 ;;
  esac
  shift
done

report=$results/report.txt
log=$results/log.txt
mkdir -p "$results"

# A file larger than a part travels in parts.
deliver() {
  [ -n "${OUT:-}" ] || return 0
  cp "$report" "$OUT/" 2>/dev/null || true
  tar -C "$results" --exclude='*.safetensors' --exclude='checkpoint.part-*' -czf "$OUT/results.tar.gz" .
  local file
  for file in "$results"/*.safetensors; do
    [ -f "$file" ] || continue
    if [ "$(stat -c %s "$file")" -le "$part_size" ]; then cp "$file" "$OUT/"; else split -b "$part_size" -d -a 2 "$file" "$OUT/$(basename "$file").part-"; fi
  done
}

if [ -n "$poll" ]; then
  tail -n 15 "$log" 2>/dev/null || { echo 'Nothing was started here.'; exit 2; }
  deliver
  [ -f "$results/exit-status" ] || { echo 'still running'; exit 0; }
  echo "over, exit status $(cat "$results/exit-status")"
  exit 0
fi

if [ -n "$collect" ]; then
  : "${OUT:?names the folder to copy to}"
  cp "$results/checkpoint.sha256" "$OUT/"
  find "$results" -name 'checkpoint.part-*' | sort | tail -n "+$((3 * collect + 1))" | head -n 3 | xargs -r -I{} cp {} "$OUT/"
  echo "of $(find "$results" -name 'checkpoint.part-*' | wc -l) parts:"
  ls -l "$OUT"
  exit 0
fi

rm -f "$results/exit-status"
if [ -n "$detach" ]; then
  again=()
  for argument in "${given[@]}"; do
    [ "$argument" = --detach ] || again+=("$argument")
  done
  OUT='' setsid bash "$kit/run-on-cuda.sh" "${again[@]}" >/dev/null 2>&1 </dev/null &
  echo "started; look with: $0 --poll"
  exit 0
fi

: >"$log"
: >"$report"
exec > >(tee -a "$log") 2>&1
finish() {
  local status=$?
  echo "$status" >"$results/exit-status"
  deliver || true
}
trap finish EXIT
say() { printf '\n== %s\n' "$*" | tee -a "$report"; }

torch_folder=$("$python" -c 'import os, torch; print(os.path.dirname(torch.__file__))')
torch_version=$("$python" -c 'import torch; print(torch.__version__.split("+")[0])')

# A wheel brings CUDA's libraries as packages beside torch.
libraries=$kit/lib:$torch_folder/lib
for folder in "$torch_folder"/../nvidia/*/lib; do
  [ -d "$folder" ] && libraries=$libraries:$folder
done
export LD_LIBRARY_PATH=$libraries${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
export SAIR_TORCH=$torch_folder/lib DOTNET_ROOT=$kit/dotnet DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_gcServer=0
sair() { "$kit/dotnet/dotnet" "$kit/cli/sair.dll" "$@" --device "$device" --models "$kit/models"; }

say "libtorch $torch_version in $torch_folder"

if [ -n "$checks" ] && [ ! -d "$kit/golden" ]; then
  say "no checks: unpack the archive of checks beside this one, or say --skip-checks"
elif [ -n "$checks" ]; then
  say "device"
  sair bench device | tee -a "$report"
  sair bench device --tf32 | grep TF32 | tee -a "$report" || true

  say "golden cases on $device"
  golden=0
  sair verify "$kit/golden" >"$results/golden.txt" || golden=$?
  { grep -v ' pass$' "$results/golden.txt" || true; } | tee -a "$report"

  say "engines on $device, defaults, embedded models"
  sair bench engines --seconds 20 | tee -a "$report"

  for arguments in "--size 128 --iterations 60" "--size 256 --iterations 60" "--size 256 --iterations 40 --wide --full" "--size 1024 --iterations 20 --wide --full"; do
    # A processor needs minutes for the largest, and shows nothing with it.
    case "$device $arguments" in cpu*--wide*) continue ;; esac
    say "SAIR step: $arguments"
    # shellcheck disable=SC2086
    sair bench step $arguments | tee -a "$report" || true
  done
  case $device in
    cuda*)
      say "SAIR step, TF32: --size 1024 --iterations 20 --wide --full"
      sair bench step --size 1024 --iterations 20 --wide --full --tf32 | tee -a "$report" || true
      ;;
  esac
fi

if [ ! -e "$data" ]; then
  say "no training: there are no faces at $data"
else
  say "training for $minutes minutes on $device"
  [ -z "$fresh" ] || rm -rf "$state"
  mkdir -p "$state"
  if [ ! -f "$state/checkpoint.safetensors" ] && compgen -G "$state/checkpoint.part-*" >/dev/null; then
    cat "$state"/checkpoint.part-* >"$state/checkpoint.safetensors"
    (cd "$state" && sha256sum --quiet -c checkpoint.sha256) || { rm "$state/checkpoint.safetensors"; echo 'The parts of the checkpoint are not complete.' >&2; exit 1; }
  fi
  run=(--data "$data" --state "$state" --size "$size" ${stages:+--stages "$stages"} ${train_options[@]+"${train_options[@]}"})
  sair train run "${run[@]}" --minutes "$minutes" | tee "$results/training.txt"
  { grep 'images/s' "$results/training.txt" | tail -1 | tee -a "$report"; grep 'PSNR' "$results/training.txt" | tail -1 | tee -a "$report"; } || true
  rm -f "$results"/checkpoint.part-*
  (cd "$state" && sha256sum checkpoint.safetensors >"$results/checkpoint.sha256")
  split -b "$part_size" -d -a 2 "$state/checkpoint.safetensors" "$results/checkpoint.part-"

  say 'the pack'
  device=cpu sair train export --data "$data" --state "$state" --size "$size" ${stages:+--stages "$stages"} | tee -a "$report"
  cp "$kit"/models/face-pack/* "$state"/log.csv "$results/"
  cp "$state"/*.png "$results/"
fi

say 'over'
ls -l "$results"
[ "${golden:-0}" -eq 0 ] || echo 'Some golden cases are outside their tolerance; see golden.txt.' | tee -a "$report"
