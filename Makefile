# Two commands: `make run` serves the site, `make test` proves it.
# Both set up whatever is missing first and skip whatever is done already.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: run test build models lint assets setup setup-test clean help bench bench-compare bench-album screenshots cuda-kit

export DOTNET_CLI_TELEMETRY_OPTOUT := 1
export DOTNET_NOLOGO := 1

CONFIGURATION ?= Release
# TORCH=cuda takes the packages for NVIDIA GPUs; TORCH_FILES=copy puts files instead of links
# into the package cache into artifacts/torch, for programs that another user than the builder runs.
TORCH ?= cpu
TORCH_FILES ?= link
DOTNET_FLAGS := -c $(CONFIGURATION) --nologo -v quiet -p:Torch=$(TORCH) -p:TorchFiles=$(TORCH_FILES)
STAMPS := artifacts/stamps
ASSETS := wwwroot-assets

# The files of a folder, and a list of them that is rewritten when one comes or goes: a deleted file counts as a change.
sources = $(shell find $(1) \( -name bin -o -name obj -o -name node_modules -o -name lib \) -prune -o -type f -print 2>/dev/null)
listing = $(shell mkdir -p $(STAMPS); echo $(2) | cmp -s - $(STAMPS)/$(1).files || echo $(2) >$(STAMPS)/$(1).files; echo $(STAMPS)/$(1).files)
SRC := $(call sources,src) Makefile
WEB := $(call sources,$(ASSETS)) $(wildcard appsettings.json)
TESTS := $(call sources,tests) Sair.Web.sln
SRC += $(call listing,src,$(SRC))
WEB += $(call listing,web,$(WEB))
TESTS += $(call listing,tests,$(TESTS))

help:
	@echo 'make run      set up, build, serve; prints the address (URL=http://127.0.0.1:5080 to choose one)'
	@echo 'make test     set up, build, run every test (PROJECT=Sair.Engine.Tests for one project)'
	@echo 'make build    the site in artifacts/web, the command line program at artifacts/sair'
	@echo 'make models   check the model files against models/catalog.json'
	@echo 'make lint     check the formatting'
	@echo 'make bench    measure the hot operators (FILTER=*Generator* for some of them)'
	@echo 'make bench-album  measure how soon an album of 1,000 photos can be used'
	@echo 'make screenshots  take the pictures of the overview anew, with the real engine'
	@echo 'make bench-compare BEFORE=FOLDER  compare with another build of artifacts/cli'
	@echo 'make cuda-kit  pack program and runtime for a GPU machine with a Python torch and without .NET (FACES=folder or packed file to train on)'
	@echo 'make clean    delete everything that was built; photos and results in data/ stay'

run: $(STAMPS)/web $(STAMPS)/cli
	@$(MAKE) --no-print-directory models || echo 'The site starts anyway and names the missing model where it is needed.'
	@exec dotnet artifacts/web/Sair.Web.dll $(if $(URL),--urls $(URL))

build: $(STAMPS)/web $(STAMPS)/cli

test: $(STAMPS)/tests
	@src/build/test.sh $(CONFIGURATION) $(PROJECT)

models: $(STAMPS)/cli
	@if artifacts/sair --help | grep -qw models; then artifacts/sair models check; fi

lint: setup
	dotnet tool restore
	dotnet csharpier check src tests
	@! git ls-files '*.cs' '*.cpp' '*.h' ':!src/Sair.Data/Migrations' | LC_ALL=C.UTF-8 xargs grep -nE '^.{141}' \
	  || { echo 'These lines are longer than 140 columns: break them.'; false; }

setup:
	@src/build/setup.sh build

setup-test:
	@src/build/setup.sh build test

$(STAMPS)/web: $(SRC) $(WEB) $(STAMPS)/assets | setup
	dotnet publish src/Sair.Web $(DOTNET_FLAGS) -o artifacts/web
	@mkdir -p $(@D) && touch $@

$(STAMPS)/cli: $(SRC) | setup
	dotnet publish src/Sair.Cli $(DOTNET_FLAGS) -o artifacts/cli
	@install -m 755 src/build/sair.sh artifacts/sair
	@mkdir -p $(@D) && touch $@

$(STAMPS)/tests: $(STAMPS)/web $(STAMPS)/cli $(TESTS) | setup-test
	dotnet build Sair.Web.sln $(DOTNET_FLAGS)
	@mkdir -p $(@D) && touch $@

# Not part of the tests: figures of a busy machine mean nothing.
FILTER ?= *
BENCHMARKS := tests/Sair.Benchmarks
BENCHMARKS_BUILD := $(BENCHMARKS)/bin/$(CONFIGURATION)/net10.0/Sair.Benchmarks.dll

bench: setup
	dotnet build $(BENCHMARKS) $(DOTNET_FLAGS)
	dotnet $(BENCHMARKS_BUILD) --filter '$(FILTER)' --artifacts artifacts/benchmarks

BROWSER_TESTS := tests/Sair.Browser.Tests/bin/$(CONFIGURATION)/net10.0/Sair.Browser.Tests.dll

bench-album: $(STAMPS)/tests
	dotnet test $(BROWSER_TESTS) --nologo --filter FullyQualifiedName~LargeAlbum --logger 'console;verbosity=detailed' | grep -E 'photos,|Passed|Failed'

screenshots: $(STAMPS)/tests
	SAIR_SCREENSHOTS=$(CURDIR)/artifacts/screenshots dotnet test $(BROWSER_TESTS) --nologo --filter FullyQualifiedName~RealEngine
	cp artifacts/screenshots/{restore,live,result}-light.webp $(ASSETS)/screenshots/

# What a machine with a GPU and a Python torch needs; src/build/cuda/run-on-cuda.sh says how to use it there.
FACES ?=
SIZE ?= 128
FACES_LIMIT ?= 14

cuda-kit: $(STAMPS)/cli
	@SIZE=$(SIZE) FACES_LIMIT=$(FACES_LIMIT) src/build/cuda/make-kit.sh artifacts/sair-cuda '$(FACES)'

bench-compare: $(STAMPS)/cli
	$(BENCHMARKS)/compare.sh $(BEFORE) artifacts/cli $(ROUNDS)

assets: $(STAMPS)/assets

# npm writes the hidden lockfile last, so it marks a finished installation.
$(ASSETS)/node_modules/.package-lock.json: $(ASSETS)/package-lock.json | setup
	cd $(ASSETS) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(STAMPS)/assets: $(ASSETS)/node_modules/.package-lock.json $(ASSETS)/package.json $(ASSETS)/build.mjs | setup
	cd $(ASSETS) && npm run build --silent
	@mkdir -p $(@D) && touch $@

clean:
	rm -rf artifacts $(ASSETS)/node_modules $(ASSETS)/lib
	find src tests -type d \( -name bin -o -name obj \) -prune -exec rm -rf {} +
