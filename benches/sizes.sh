#!/usr/bin/env bash
# Builds small programs from nothing, and prints their sizes, the number of crates and the CPU seconds of the build, beside
# those of bare ureq. Then it prints the time from the start to the first byte. It takes some minutes.
set -euo pipefail
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

hello='fn main() { println!("hello"); }'

bare='fn main() -> Result<(), Box<dyn std::error::Error>> {
    let text = ureq::get(&std::env::var("BBB_URL")?).call()?.body_mut().read_to_string()?;
    println!("{text}");
    Ok(())
}'

links='use bbb_sdk::administration::{Join, Role};
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = bbb_sdk::Server::new(&std::env::var("BBB_URL")?, std::env::var("BBB_SECRET")?)?;
    println!("{}", server.url(&Join::new("room-1", "Ada Lovelace", Role::Moderator))?);
    Ok(())
}'

small=$(cat "$here/examples/small.rs")

every_group='use bbb_sdk::{Client, Server, administration::Create, monitoring::GetMeetings, recording::GetRecordings, webhooks::ListHooks};
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::new(&std::env::var("BBB_URL")?, std::env::var("BBB_SECRET")?)?;
    let client = Client::new(server);
    println!("{:?}", client.send(&Create::new("room-1", "Physics"))?);
    println!("{:?}", client.send(&GetMeetings::new())?);
    println!("{:?}", client.send(&GetRecordings::new())?);
    println!("{:?}", client.send(&ListHooks::new())?);
    Ok(())
}'

webhook='use bbb_sdk::callbacks::{Incoming, WebhookVerifier};
fn main() -> Result<(), Box<dyn std::error::Error>> {
    let verifier = WebhookVerifier::new(&std::env::var("HOOK_URL")?, std::env::var("BBB_SECRET")?)?;
    let body = std::io::read_to_string(std::io::stdin())?;
    for event in verifier.verify(&Incoming::new(&std::env::var("TARGET")?, body.as_bytes()))?.events {
        println!("{event:?}");
    }
    Ok(())
}'
sdk="bbb-sdk = { path = \"$here\", default-features = false, features ="
groups='"administration", "monitoring", "recording", "webhooks", "sha256"'

# build NAME PROGRAM DEPENDENCIES: prints one line of the table.
build() {
    local name=$1 folder=$work/$1 cpu=() crates
    mkdir -p "$folder/src"
    cat >"$folder/src/main.rs" <<<"$2"
    cat >"$folder/Cargo.toml" <<END
[package]
name = "program"
version = "0.0.0"
edition = "2024"
[dependencies]
$3
[profile.small]
inherits = "release"
opt-level = "z"
lto = "fat"
codegen-units = 1
panic = "abort"
strip = true
END
    # With the lock file of the crate, all programs are built from the same versions.
    cp "$here/benches/Cargo.lock" "$folder/Cargo.lock"
    for profile in release small; do
        local seconds
        TIMEFORMAT='%U'
        seconds=$({ time cargo build -q --manifest-path "$folder/Cargo.toml" --profile "$profile" --target-dir "$folder/$profile" 2>"$folder/log"; } 2>&1) ||
            { cat "$folder/log"; exit 1; }
        cpu+=("$seconds")
    done
    crates=$(cargo tree --manifest-path "$folder/Cargo.toml" -e normal --prefix none | sed 's/ (\*)$//' | sort -u | grep -vcE '^(program|bbb-sdk) ' || true)
    printf '| %-22s | %9d | %6d | %11s | %9s |\n' "$name" "$(stat -c %s "$folder/small/small/program")" "$crates" "${cpu[0]}" "${cpu[1]}"
    mkdir -p "$here/target/sizes" && cp "$folder/small/small/program" "$here/target/sizes/$name"
}

printf '| %-22s | %9s | %6s | %11s | %9s |\n' program bytes crates 'release: s' 'small: s'
echo '|---|---|---|---|---|'
build hello "$hello" ''
build links "$links" "$sdk [\"administration\", \"sha256\"] }"
build webhook "$webhook" "$sdk [\"callbacks\"] }"
build ureq-http "$bare" 'ureq = { version = "3.5.2", default-features = false }'
build small-http "$small" "$sdk [\"http\", $groups] }"
build groups-http "$every_group" "$sdk [\"http\", $groups] }"
build ureq-rustls "$bare" 'ureq = { version = "3.5.2", default-features = false, features = ["rustls"] }'
build small-rustls "$small" "$sdk [\"rustls\", $groups] }"
build ureq-rustls-gzip "$bare" 'ureq = { version = "3.5.2", default-features = false, features = ["rustls", "gzip"] }'
build small-rustls-gzip "$small" "$sdk [\"rustls\", \"gzip\", $groups] }"

echo
for scheme in http rustls; do
    cargo run -q --release --manifest-path "$here/benches/Cargo.toml" --target-dir "$here/target/benches" --bin startup -- \
        "$here/target/sizes/ureq-$scheme" "$here/target/sizes/small-$scheme" "${scheme/rustls/https}"
done
