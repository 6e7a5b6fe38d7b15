#!/usr/bin/env bash
# Installs the Debian packages of the named groups (run, build, test) that are missing, and names missing tools.
# A repeated call finds everything in place and costs some ten milliseconds.
set -eu -o pipefail

# libheif1 brings its own decoders for HEIC (libde265) and AVIF (dav1d); libvips42 reads through it.
run_packages=(libvips42 libheif1 libsqlite3-0)
build_packages=(g++ "${run_packages[@]}")
test_packages=(chromium fonts-liberation)

is_installed() {
  [ "$(dpkg-query -W -f='${Status}' "$1" 2>/dev/null)" = "install ok installed" ]
}

install_packages() {
  local root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || {
      echo "These Debian packages are missing; run as root: apt-get install -y $*" >&2
      exit 1
    }
    root=(sudo)
  fi
  echo "Installing Debian packages: $*"
  "${root[@]}" apt-get update -qq &&
    "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}

require_tool() {
  command -v "$1" >/dev/null || {
    echo "$1 is missing; install it with: $2" >&2
    exit 1
  }
}

wanted=()
for group in "$@"; do
  case $group in
    run) wanted+=("${run_packages[@]}") ;;
    build) wanted+=("${build_packages[@]}") ;;
    test) wanted+=("${test_packages[@]}") ;;
    *) echo "unknown package group: $group (run, build, test)" >&2; exit 2 ;;
  esac
done

missing=()
for package in "${wanted[@]}"; do
  is_installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -gt 0 ]; then
  # A mirror sometimes fails once in the middle of a large download.
  install_packages "${missing[@]}" || install_packages "${missing[@]}" || {
    echo "The packages could not be installed; see the lines above, then run: apt-get install -y ${missing[*]}" >&2
    exit 1
  }
fi

[[ " $* " == *" build "* ]] || exit 0
dotnet_install='curl -sSL https://dot.net/v1/dotnet-install.sh | bash -s -- --channel 10.0 --install-dir /usr/share/dotnet && ln -sf /usr/share/dotnet/dotnet /usr/bin/dotnet'
require_tool git 'apt-get install -y git'
require_tool dotnet "$dotnet_install"
require_tool node 'apt-get install -y nodejs'
require_tool npm 'apt-get install -y npm'
dotnet --list-sdks | grep -q '^10\.' || {
  echo "The .NET 10 SDK is missing; install it with: $dotnet_install" >&2
  exit 1
}
