//! A minimal useful program: it creates a meeting and prints a link into it.
//!
//! `BBB_URL=https://bbb.example.com/bigbluebutton/ BBB_SECRET=… cargo run --example small`

use std::env;

use bbb_sdk::administration::{Create, Join, Role};
use bbb_sdk::{Client, Server};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let server = Server::new(&env::var("BBB_URL")?, env::var("BBB_SECRET")?)?;
    let client = Client::new(server);
    client.send(&Create::new("room-1", "Physics"))?;
    let link = Join::new("room-1", "Ada Lovelace", Role::Moderator);
    println!("{}", client.server().url(&link)?);
    Ok(())
}
