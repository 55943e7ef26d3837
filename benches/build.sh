#!/usr/bin/env bash
# How long builds take, beside `cp -r` of what they write. Needs hyperfine and GNU time.
#
# usage: cargo build --release && benches/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."
deckgen=$PWD/target/release/deckgen
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A deck of $1 slides; with a block of code on every third if $2 is `code`.
deck() {
  printf 'title: A deck of %s slides\ntheme: league\n\n' "$1"
  awk -v slides="$1" -v code="$2" 'BEGIN {
    for (i = 1; i <= slides; i++) {
      printf "## Slide %d: rivers and lanterns\n\nSome *text* with `code %d` and **weight**.\n\n", i, i
      if (i % 3 == 0 && code == "code")
        printf "```rust\nfn checksum%d(data: &[u8]) -> u32 {\n    let mut sum = %d;\n    for byte in data {\n        sum = (sum + u32::from(*byte)) %% 65521;\n    }\n    sum // slide %d\n}\n```\n\n", i, i, i
      else
        printf "- First, %d\n- A [link](https://example.org/%d)\n  - nested\n- Last\n\n", i, i
    }
  }'
}

echo "== the seed deck, beside cp -r of its output"
"$deckgen" build --quiet decks/informational.md -o "$work/seed"
hyperfine -N --warmup 5 --runs 60 \
  --prepare "rm -rf $work/new" "$deckgen build --quiet decks/informational.md -o $work/new" \
  --prepare "rm -rf $work/copy" "cp -r $work/seed $work/copy" \
  --prepare true "$deckgen build --quiet decks/informational.md -o $work/seed"

for kind in plain code; do
  for slides in 100 1000 10000; do
    deck "$slides" "$kind" > "$work/$kind-$slides.md"
    "$deckgen" build --quiet "$work/$kind-$slides.md" -o "$work/out"
    /usr/bin/time -f "== $kind, $slides slides: %e s, %M KiB at most" \
      "$deckgen" build --quiet "$work/$kind-$slides.md" -o "$work/out-$kind-$slides"
  done
done
