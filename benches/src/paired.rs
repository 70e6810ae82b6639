//! Ratios that hold on a busy machine: two works take turns, and what counts is the median of the rounds' ratios.

use std::time::{Duration, Instant};

/// What the rounds gave.
#[derive(Debug, Clone, Copy)]
pub struct Paired {
    /// The floor's median time.
    pub floor: Duration,
    /// The work's median time.
    pub work: Duration,
    /// The median of the rounds' ratios.
    pub ratio: f64,
}

/// Times `work` against `floor`, in turns, for about this long.
pub fn paired<A, B>(
    time: Duration,
    mut floor: impl FnMut() -> A,
    mut work: impl FnMut() -> B,
) -> Paired {
    let once = clocked(1, &mut floor).max(clocked(1, &mut work));
    // A round long enough for the clock, and as many rounds as there is time for.
    let turns = u32::try_from(Duration::from_micros(200).as_nanos() / once.as_nanos().max(1))
        .unwrap_or(1)
        .max(1);
    let all = rounds(
        time,
        || clocked(turns, &mut floor),
        || clocked(turns, &mut work),
    );
    Paired {
        floor: all.floor / turns,
        work: all.work / turns,
        ..all
    }
}

/// Compares times that were taken elsewhere, in turns, for about this long.
pub fn rounds(
    time: Duration,
    mut floor: impl FnMut() -> Duration,
    mut work: impl FnMut() -> Duration,
) -> Paired {
    let mut rounds = Vec::new();
    let start = Instant::now();
    while start.elapsed() < time || rounds.len() < 9 {
        // Whoever comes second finds a warm cache: each does every other time.
        rounds.push(if rounds.len() % 2 == 0 {
            let floor = floor();
            (floor, work())
        } else {
            let work = work();
            (floor(), work)
        });
    }
    let ratios = rounds
        .iter()
        .map(|(floor, work)| Ratio(work.as_secs_f64() / floor.as_secs_f64()));
    Paired {
        floor: median(rounds.iter().map(|round| round.0)),
        work: median(rounds.iter().map(|round| round.1)),
        ratio: median(ratios).0,
    }
}

/// The time of so many turns; the results are dropped outside of it.
fn clocked<T>(turns: u32, work: &mut impl FnMut() -> T) -> Duration {
    let mut results = Vec::with_capacity(turns as usize);
    let start = Instant::now();
    for _ in 0..turns {
        results.push(work());
    }
    let time = start.elapsed();
    std::hint::black_box(&results);
    time
}

#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Ratio(f64);

fn median<T: PartialOrd + Copy>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_by(|one, other| one.partial_cmp(other).expect("times are numbers"));
    values[values.len() / 2]
}
