#!/usr/bin/env bash
# Starts the command line program that lies in cli/ beside this file.
exec dotnet "$(dirname "$(readlink -f "$0")")/cli/sair.dll" "$@"
