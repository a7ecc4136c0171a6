//! Progress bars on stderr: how far, how fast, how long still.

use crate::pipeline::{Progress, Unit};
use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::time::Duration;

/// One bar for each stage, or none at all.
pub struct Bars {
    is_shown: bool,
    current: Option<ProgressBar>,
}

/// Between two looks at the clock: a stage that tells nothing for long still shows that it runs.
const TICK: Duration = Duration::from_millis(250);

impl Bars {
    /// Bars that are drawn only if `is_shown`.
    pub fn new(is_shown: bool) -> Self {
        Self { is_shown, current: None }
    }

    /// Clears the last bar.
    pub fn finish(&mut self) {
        if let Some(bar) = self.current.take() {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bars {
    fn begin(&mut self, stage: &'static str, total: Option<u64>, unit: Unit) {
        self.finish();
        if self.is_shown {
            self.current = Some(bar(stage, total, unit, ProgressDrawTarget::stderr()));
        }
    }

    fn reach(&mut self, done: u64) {
        if let Some(bar) = &self.current {
            bar.set_position(done);
        }
    }
}

/// A bar that is drawn at once, and again as time goes by.
fn bar(stage: &str, total: Option<u64>, unit: Unit, target: ProgressDrawTarget) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(total, target);
    let told = match (unit, total) {
        (Unit::Bytes, Some(_)) => "{bytes} of {total_bytes}  {binary_bytes_per_sec}  {wide_bar} {eta} left",
        (Unit::Bytes, None) => "{bytes}  {binary_bytes_per_sec}  {elapsed}",
        (Unit::Pairs, Some(_)) => "{human_pos} of {human_len}  {rate}  {wide_bar} {eta} left",
        // Nothing is counted.
        (Unit::Pairs, None) => "{elapsed}",
    };
    if let Ok(style) = ProgressStyle::with_template(&format!("{stage:<16} {told}")) {
        let rate = |state: &ProgressState, out: &mut dyn Write| {
            let _ = write!(out, "{}/s", HumanCount(state.per_sec().round() as u64));
        };
        bar.set_style(style.with_key("rate", rate));
    }
    bar.tick();
    bar.enable_steady_tick(TICK);
    bar
}

#[cfg(test)]
mod tests {
    use super::*;
    use indicatif::TermLike;
    use std::io;
    use std::sync::{Arc, Mutex};

    /// Keeps what is written to it.
    #[derive(Clone, Debug, Default)]
    struct Screen(Arc<Mutex<String>>);

    impl TermLike for Screen {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, text: &str) -> io::Result<()> {
            self.write_str(text)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.lock().unwrap().push_str(text);
            Ok(())
        }
        fn clear_line(&self) -> io::Result<()> {
            Ok(())
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_stage_is_shown_as_it_begins_and_rates_are_whole() {
        for (total, unit) in [(None, Unit::Pairs), (Some(30_000), Unit::Pairs), (None, Unit::Bytes)] {
            let screen = Screen::default();
            let target = ProgressDrawTarget::term_like(Box::new(screen.clone()));
            let bar = bar("events", total, unit, target);
            assert!(screen.0.lock().unwrap().starts_with("events "), "{screen:?}");
            if total.is_some() {
                std::thread::sleep(Duration::from_millis(20));
                bar.set_position(12_345);
                bar.tick();
                std::thread::sleep(2 * TICK);
                let drawn = screen.0.lock().unwrap().clone();
                let rates: Vec<&str> = drawn.split_whitespace().filter(|word| word.ends_with("/s")).collect();
                assert!(drawn.contains("12,345 of 30,000") && rates.len() > 1, "{drawn}");
                assert!(rates.iter().all(|rate| !rate.contains('.')), "{rates:?}");
            }
            bar.finish_and_clear();
        }
    }
}
