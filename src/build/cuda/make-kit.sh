#!/usr/bin/env bash
# Packs what a machine with a GPU and a Python torch, but without .NET and without a network, needs. Two archives, because a
# machine may take little at a time; both unpack into one folder:
#   KIT.tar.xz         program, runtime, TorchSharp's native part, faces, the models that training needs
#   KIT-checks.tar.xz  golden cases and all other models, to check and to measure the engines
# usage: make-kit.sh KIT [FACES]    FACES is a folder of aligned faces or a file of `sair train pack-data`
set -eu -o pipefail
cd "$(dirname "$0")/../../.."
kit=$(realpath -m "$1") faces=${2:-}
size=${SIZE:-128} limit=${FACES_LIMIT:-14}
stage=artifacts/cuda-kit/sair-cuda checks=artifacts/cuda-kit/checks/sair-cuda
largest=$((60 * 1000 * 1000))

rm -rf artifacts/cuda-kit && mkdir -p "$stage/lib" "$checks/golden" "$(dirname "$kit")"

# libtorch is left out: the Python torch there has it.
cp -r artifacts/cli "$stage/cli"
rm -f "$stage/cli/torch.path"
cp artifacts/torch/libLibTorchSharp.so "$stage/cli/"

# The program names the runtime that it was built for; the newest installed one of that version goes along.
dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
version=$(dotnet --list-runtimes | sed -n 's/^Microsoft.NETCore.App \(10\.[0-9.]*\) .*/\1/p' | sort -V | tail -1)
mkdir -p "$stage/dotnet/shared" "$stage/dotnet/host/fxr"
cp "$dotnet/dotnet" "$stage/dotnet/"
cp -r "$dotnet/host/fxr/$version" "$stage/dotnet/host/fxr/"
for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
  mkdir "$stage/dotnet/shared/$framework"
  cp -r "$dotnet/shared/$framework/$version" "$stage/dotnet/shared/$framework/"
done

cp src/build/cuda/run-on-cuda.sh "$stage/"
training_models=(models/catalog.json models/faces-statistics.safetensors models/face-api/face-recogniser.safetensors models/face-api/face-expressions.safetensors)
cp --parents -t "$stage" "${training_models[@]}"
git ls-files -z models | grep -zvxFf <(printf '%s\n' "${training_models[@]}") | xargs -0 cp --parents -t "$checks"
cp tests/fixtures/golden/*.json tests/fixtures/golden/*.safetensors "$checks/golden/"
for library in libwebp.so.7 libsharpyuv.so.0; do
  path=$(ldconfig -p | sed -n "s/.*$library .*x86-64.* => //p" | head -1)
  [ -z "$path" ] || cp -L "$path" "$stage/lib/"
done

if [ -f "$faces" ]; then
  cp "$faces" "$stage/faces.zip"
elif [ -d "$faces" ]; then
  artifacts/sair train pack-data --data "$faces" --size "$size" --limit "$limit" --out "$stage/faces.zip"
else
  echo "No faces go along: the kit checks and measures, and trains only with --data on the other machine."
fi
printf 'size=%s\n' "$size" >"$stage/kit.conf"

pack() {
  tar -C "$(dirname "$1")" --sort=name --owner=0 --group=0 -cf - sair-cuda | xz -T0 -6 >"$2"
  local bytes
  bytes=$(stat -c %s "$2")
  printf '%s  %d.%d MB\n' "$2" $((bytes / 1000000)) $((bytes / 100000 % 10))
  [ "$bytes" -le "$largest" ] || {
    echo "$2 is larger than 60 MB: lower FACES_LIMIT (MiB of faces, now $limit)." >&2
    exit 1
  }
}
pack "$stage" "$kit.tar.xz"
pack "$checks" "$kit-checks.tar.xz"
