# The one door to everything that is run here. `make` alone lists it.
SWIFT ?= swift
# Where the side-by-side benchmark lives (see `make bench`).
BENCH ?= ../shared/bench
# How long `make bench-serve` asks.
SECONDS_LONG ?= 60
# Nodes of the fleet in `make demo`.
NODES ?= 40

SWIFT_CODE := Package.swift Sources Tests
# Suites that are full of concurrency: what the thread sanitizer looks at.
SANITIZED := TrawlDomainTests|TrawlStoreTests|TrawlEngineTests|SSHClientTests|TrawlCollectTests.StepOutcomeTests|TrawlCollectTests.StopTests

# Tests start real servers and wait for them; hundreds at once on a small machine only wait for each other.
WIDTH := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=4
# Where times are held to what was promised, a test has the machine for itself.
ALONE := SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=1

.DEFAULT_GOAL := help
.PHONY: help setup build release test lint format check faults sanitize torture contract browser bench bench-serve demo clean

help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: ## install what is missing (apt; nothing when nothing is)
	@.ci/setup

build: setup ## build everything for debugging
	$(SWIFT) build

release: setup ## build the program for use: .build/release/trawl
	$(SWIFT) build --configuration release --static-swift-stdlib --product trawl

test: setup ## run all tests
	$(WIDTH) $(SWIFT) test

lint: setup ## format, architecture, file sizes, forbidden words
	$(SWIFT) format lint --strict --parallel --recursive $(SWIFT_CODE)
	.ci/architecture.py
	.ci/architecture-selftest.sh
	.ci/words.sh

format: ## write the sources as the formatter wants them
	$(SWIFT) format --in-place --parallel --recursive $(SWIFT_CODE)

check: lint test faults sanitize contract browser demo ## every gate: lint, test, kills and faults, thread sanitizer, the API's contract, the page in a browser, the demo

sanitize: setup ## run the concurrent suites under the thread sanitizer (a build of its own)
	@SWIFT=$(SWIFT) $(WIDTH) .ci/sanitize.sh '$(SANITIZED)'

faults: setup ## kill a server 40 times, and make some 150 calls fail under collect and serve (TRAWL_SEED=N replays)
	TRAWL_KILLS=40 TRAWL_FAULTS=100 TRAWL_SERVER_FAULTS=40 $(ALONE) $(SWIFT) test --filter 'KillLoopTests|FailingCallsTests|FailingDiskTests'

torture: release ## the end-to-end tests at full size and to the promised times (TRAWL_SEED=N replays their random moments)
	TRAWL_TORTURE=1 $(ALONE) $(SWIFT) test --filter 'SystemTests\.EndToEnd|KillLoopTests|FailingDiskTests|DiskFullTests|LeftoverTests|EventTests|WatchersTests|ForeignJobTimingTests|StreamEndTests|ConnectionTests|InterleavingTests|HostileNodeTests|SequenceTests'
	Benchmarks/serve-load.py --check --nodes 300 --seconds 10

contract: build ## hold a live server against its own description (schemathesis; EXAMPLES=N for each operation)
	fixtures/contract/check.sh

browser: build ## look at the web page with a real browser, server and fleet (Playwright, axe-core; PICTURES=1 makes the README's)
	@.ci/setup browser
	fixtures/browser/check.sh $(if $(PICTURES),--pictures)

bench: release ## compare with what users would pick instead (BENCH=FOLDER of compare.py; alone without it)
	@Benchmarks/run.sh "$(BENCH)"

bench-serve: release ## hold a serving trawl under load to its promises (SECONDS_LONG=N; JSON of times, errors, memory)
	@Benchmarks/serve-load.py --check --seconds $(SECONDS_LONG)

demo: release ## a fleet on this machine: collect from it, cancel half-way, see that nothing is left running
	@NODES=$(NODES) fixtures/demo.sh

clean: ## remove what was built
	rm -rf .build .build-tsan
