//! Dates whose numbers carry the names of their units, `2018年7月16日`, and digits and marks of other scripts.
//!
//! **In** a string. **Out** the interval it can mean. **Cost** one pass over a short string. **Never** guesses: of a time of day that is
//! not understood the day stays, and of two days none. **From** newspapers in Chinese, Japanese, Korean and Arabic.

use super::date::{span, timed};
use crate::article::Published;
use jiff::civil::Date;

/// Digits and marks as ASCII has them, Arabic letters in one spelling, without what only tells how a line is set.
pub(super) fn plain(text: &str) -> String {
    let digit = |c: char, zero: char| char::from(b'0' + (u32::from(c) - u32::from(zero)) as u8);
    let letter = |c: char| match c {
        '٠'..='٩' => Some(digit(c, '٠')),
        '۰'..='۹' => Some(digit(c, '۰')),
        '０'..='９' => Some(digit(c, '０')),
        '：' => Some(':'),
        '／' => Some('/'),
        '（' => Some('('),
        '）' => Some(')'),
        '，' | '،' | '、' => Some(','),
        '\u{3000}' => Some(' '),
        'أ' | 'إ' | 'آ' => Some('ا'),
        // Marks of vowels, the bar that stretches a word, directions.
        '\u{64B}'..='\u{652}'
        | 'ـ'
        | '\u{200E}'
        | '\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2066}'..='\u{2069}' => None,
        _ => Some(c),
    };
    let mut out: String = text.chars().filter_map(letter).collect();
    // Months of two words.
    for (first, second) in [("كانون", "الثاني"), ("كانون", "الاول"), ("تشرين", "الثاني"), ("تشرين", "الاول")]
    {
        if out.contains(first) {
            out = out.replace(&format!("{first} {second}"), &format!("{first}{second}"));
        }
    }
    out
}

/// `2018年7月16日`, `2018年7月16日（月） 15時30分`, `2018년 7월 16일 오후 3:00`.
pub(super) fn counted(text: &str) -> Option<Published> {
    let mut rest = text;
    let year: i16 = unit(&mut rest, 4, &["年", "년"])?;
    if rest.is_empty() {
        return span(year, None, None);
    }
    let month: i8 = unit(&mut rest, 2, &["月", "월"])?;
    if rest.is_empty() {
        return span(year, Some(month), None);
    }
    let day: i8 = unit(&mut rest, 2, &["日", "号", "號", "일"])?;
    let whole = span(year, Some(month), Some(day))?;
    let rest = behind_weekday(rest);
    if rest.is_empty() {
        return Some(whole);
    }
    let date = Date::new(year, month, day).ok()?;
    let is_other_day =
        rest.contains(['年', '月', '日', '년', '월', '일', '~', '〜', '～', '至', '-', '–', '—', '/']);
    time_of(rest).and_then(|time| timed(date, &time)).or_else(|| (!is_other_day).then_some(whole))
}

/// A number and the name of its unit, taken off the front.
fn unit<N: std::str::FromStr>(rest: &mut &str, most: usize, names: &[&str]) -> Option<N> {
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let number = (len > 0 && len <= most).then(|| rest[..len].parse().ok())??;
    let behind = rest[len..].trim_start();
    *rest = names.iter().find_map(|name| behind.strip_prefix(name))?.trim_start();
    Some(number)
}

/// What stands behind a weekday, if one does: `(月)`, `星期一`, `月曜日`, `월요일`.
fn behind_weekday(rest: &str) -> &str {
    const DAYS: [char; 22] = [
        '月', '火', '水', '木', '金', '土', '日', '一', '二', '三', '四', '五', '六', '天', '월', '화', '수',
        '목', '금', '토', '일', '祝',
    ];
    let inside = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
    let (day, behind) = match inside {
        Some((day, behind)) => (day.trim(), behind),
        None => (rest, ""),
    };
    let bare = ["星期", "周", "週", "礼拜"].iter().find_map(|lead| day.strip_prefix(lead));
    let Some(after) = bare.unwrap_or(day).strip_prefix(DAYS) else { return rest };
    let named = ["曜日", "曜", "요일"].iter().find_map(|end| after.strip_prefix(end));
    match (inside.is_some(), bare.is_some(), named) {
        // `(月・祝)` is a Monday and a holiday.
        (true, ..) if named.unwrap_or(after).is_empty() || after.starts_with('・') => {
            behind.trim_start_matches([',', ' '])
        }
        (false, _, Some(after)) => after.trim_start_matches([',', ' ']),
        (false, true, None) => after.trim_start_matches([',', ' ']),
        _ => rest,
    }
}

/// A time of day as clocks write it in ASCII; nothing where a half of the day is named that says too little.
fn time_of(rest: &str) -> Option<String> {
    let half = |names: [&str; 3]| names.into_iter().find_map(|name| rest.strip_prefix(name));
    let (mark, rest) = match (half(["上午", "午前", "오전"]), half(["下午", "午後", "오후"])) {
        (Some(rest), _) => (" am", rest),
        (_, Some(rest)) => (" pm", rest),
        _ => ("", rest.trim_start_matches([',', ' '])),
    };
    let rest = rest.trim_start();
    let len = rest.bytes().take_while(u8::is_ascii_digit).count();
    let hour: u8 = (len > 0 && len <= 2).then(|| rest[..len].parse().ok())??;
    // `下午15:30` is said in the clock of 24 hours.
    let mark = if hour > 12 && mark == " pm" || hour == 0 && mark == " am" { "" } else { mark };
    if rest[len..].starts_with(':') {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
        return Some(format!("{}{mark}{}", &rest[..end], &rest[end..]));
    }
    let mut after = rest;
    let _: u8 = unit(&mut after, 2, &["時", "时", "點", "点", "시"])?;
    let minute: u8 = match after.starts_with(|c: char| c.is_ascii_digit()) {
        true => unit(&mut after, 2, &["分", "분"])?,
        false => 0,
    };
    let second: Option<u8> = match after.starts_with(|c: char| c.is_ascii_digit()) {
        true => Some(unit(&mut after, 2, &["秒", "초"])?),
        false => None,
    };
    let second = second.map(|second| format!(":{second:02}")).unwrap_or_default();
    // `JST` is a zone; of `頃` and `左右` no minute is known.
    let is_zone =
        after.is_empty() || after.starts_with(|c: char| c.is_ascii_uppercase() || matches!(c, '(' | '+'));
    is_zone.then(|| format!("{hour}:{minute:02}{second}{mark} {after}").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::date::iso;

    fn shown(text: &str) -> Option<String> {
        counted(&plain(text)).as_ref().map(iso)
    }

    #[test]
    fn units_tell_year_month_and_day() {
        for (text, expected) in [
            ("2018年7月16日", "2018-07-16"),
            ("2018年07月16日", "2018-07-16"),
            ("２０１８年７月１６日", "2018-07-16"),
            ("2018 年 7 月 16 日", "2018-07-16"),
            ("2018年7月16号", "2018-07-16"),
            ("2018년 7월 16일", "2018-07-16"),
            ("2018年7月", "2018-07"),
            ("2018年", "2018"),
            ("2018年7月16日（月）", "2018-07-16"),
            ("2018年7月16日(月曜日)", "2018-07-16"),
            ("2018年7月16日 星期一", "2018-07-16"),
            ("2018년 7월 16일 월요일", "2018-07-16"),
            ("2018年7月16日 15:30", "2018-07-16T15:30"),
            ("2018年7月16日15時30分", "2018-07-16T15:30"),
            ("2018年7月16日 15时30分20秒", "2018-07-16T15:30:20"),
            ("2018年7月16日（月） 9時", "2018-07-16T09:00"),
            ("2018年7月16日 午後3時5分", "2018-07-16T15:05"),
            ("2018年7月16日下午3:05", "2018-07-16T15:05"),
            ("2018年7月16日 下午15:30", "2018-07-16T15:30"),
            ("2018년 7월 16일 오전 9:00", "2018-07-16T09:00"),
            ("2018年7月16日 15時30分 JST", "2018-07-16T15:30+09:00"),
            ("2018年7月16日 朝刊", "2018-07-16"),
            ("2018年7月16日 晚上8点", "2018-07-16"),
            ("2018年7月16日 15時30分頃", "2018-07-16"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        for text in [
            "",
            "年",
            "18年7月16日",
            "平成30年7月16日",
            "2018年13月1日",
            "2018年2月30日",
            "2018年7月16日〜20日",
            "2018年7月16日-17日",
            "2018年7月16",
            "2018年7月頃",
            "9999年1月1日",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }

    #[test]
    fn digits_and_marks_of_other_scripts_are_those_of_ascii() {
        assert_eq!(plain("٢٠١٨-۰۷-１６"), "2018-07-16");
        assert_eq!(plain("16 تشرين الأوّل 2018"), "16 تشرينالاول 2018");
        assert_eq!(plain("\u{200F}é，：\u{3000}"), "é,: ");
    }

    proptest::proptest! {
        #[test]
        fn no_string_is_too_odd(text in "[0-9年月日時分:()下午星期一년월일 ]{0,24}|\\PC{0,40}") {
            let _ = shown(&text);
        }
    }
}
