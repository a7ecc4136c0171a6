//! Progress bars on stderr: how far, how fast, how long still.

use crate::pipeline::{Progress, Unit};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// One bar for each stage, or none at all.
pub struct Bars {
    is_shown: bool,
    current: Option<ProgressBar>,
}

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
        if !self.is_shown {
            return;
        }
        let bar = ProgressBar::with_draw_target(total, ProgressDrawTarget::stderr());
        let (done, rate) = match unit {
            Unit::Bytes => ("{bytes} of {total_bytes}", "{binary_bytes_per_sec}"),
            Unit::Pairs => ("{human_pos} of {human_len}", "{per_sec}"),
        };
        let left = if total.is_some() { "{wide_bar} {eta} left" } else { "{elapsed}" };
        let template = format!("{stage:<16} {done}  {rate}  {left}");
        if let Ok(style) = ProgressStyle::with_template(&template) {
            bar.set_style(style);
        }
        self.current = Some(bar);
    }

    fn reach(&mut self, done: u64) {
        if let Some(bar) = &self.current {
            bar.set_position(done);
        }
    }
}
