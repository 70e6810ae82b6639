//! Ratios that are reliable on a busy machine: two pieces of work take turns, and the result is the median of the
//! ratios.

use std::time::{Duration, Instant};

/// The result of all rounds.
#[derive(Debug, Clone, Copy)]
pub struct Paired {
    /// The floor's median time.
    pub floor: Duration,
    /// The work's median time.
    pub work: Duration,
    /// The median of the rounds' ratios.
    pub ratio: f64,
}

/// Measures `work` and `floor` in turns, for about this long.
pub fn paired<A, B>(
    time: Duration,
    mut floor: impl FnMut() -> A,
    mut work: impl FnMut() -> B,
) -> Paired {
    let once = clocked(1, &mut floor).max(clocked(1, &mut work));
    // A round is long enough for the clock, and there are as many rounds as the time allows.
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

/// Compares times that the callers measure themselves, in turns, for about this long.
pub fn rounds(
    time: Duration,
    mut floor: impl FnMut() -> Duration,
    mut work: impl FnMut() -> Duration,
) -> Paired {
    let mut rounds = Vec::new();
    let start = Instant::now();
    while start.elapsed() < time || rounds.len() < 9 {
        // The second one finds a warm cache, so each of them comes second in every other round.
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

/// Returns the time for this many turns. The results are dropped afterwards, which is not measured.
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
