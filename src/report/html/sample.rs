//! A few rows for the tests of what is chosen among them.

use crate::article::ArticleId;
use crate::passage::level::Level;
use crate::report::schema::{ArticleRow, PassageRow};
use crate::report::table::OutletNumber;
use crate::report::tables::Tables;

/// Articles 0 to 3, a day each; outlet is the number halved, and the file that of its day.
pub fn tables() -> Tables {
    let article = |number: u32| ArticleRow {
        id: number.to_string(),
        outlet: Some(OutletNumber(number / 2)),
        date: Some(format!("1970-01-{:02}", number + 1)),
        chars: 100,
        file: Some(format!("data/{}/{number}.txt", if number < 3 { "wire" } else { "clients" }).into()),
        ..ArticleRow::default()
    };
    let passage = |left, right, len, level, score| PassageRow {
        left: ArticleId(left),
        left_start: 0,
        left_end: len,
        right: ArticleId(right),
        right_start: 0,
        right_end: len,
        level,
        score,
        identity: 1.0,
        evidence: None,
    };
    let mut tables = Tables {
        outlet_names: vec!["a".into(), "b".into()],
        articles: (0..4).map(article).collect(),
        passages: vec![
            passage(0, 1, 10, Level::Verbatim, 0.9),
            passage(0, 2, 50, Level::Edited, 0.9),
            passage(0, 2, 40, Level::Edited, 0.9),
            passage(2, 3, 60, Level::Quote, 0.2),
        ],
        ..Tables::default()
    };
    tables.read_dates();
    tables
}
