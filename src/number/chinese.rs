//! Numbers in Chinese characters, as Chinese and Japanese write them: 二十三 is 23, 三百五 none that is sure.
//!
//! **In** characters in a row. **Out** the number below ten thousand at their head. **Cost** linear in it.
//! **Never** reads rows of digits, which are years, nor a character by itself, which is mostly a part of a word.

fn digit(sign: &str) -> Option<u64> {
    Some(match sign {
        "一" => 1,
        "二" | "两" | "兩" => 2,
        "三" => 3,
        "四" => 4,
        "五" => 5,
        "六" => 6,
        "七" => 7,
        "八" => 8,
        "九" => 9,
        _ => return None,
    })
}

fn unit(sign: &str) -> Option<u64> {
    Some(match sign {
        "十" => 10,
        "百" => 100,
        "千" => 1000,
        _ => return None,
    })
}

/// Whether a number may begin with such a sign.
pub fn opens(sign: &str) -> bool {
    digit(sign).is_some() || matches!(sign, "十" | "百")
}

/// The number at the head of `signs`, and of how many it is; `joined(i)` says whether nothing stands before sign `i`, and `counts_more(i)`
/// whether it is ten thousand or more of what stands before.
pub fn phrase(
    signs: &[&str],
    joined: impl Fn(usize) -> bool,
    counts_more: impl Fn(usize) -> bool,
) -> Option<(u64, usize)> {
    let (mut total, mut ones, mut last, mut used) = (0, None, u64::MAX, 0);
    let mut is_filled = false;
    for (index, sign) in signs.iter().enumerate() {
        if index > 0 && !joined(index) {
            break;
        }
        if let Some(digit) = digit(sign) {
            // A year, or about so many: 三四百.
            if ones.is_some() {
                return None;
            }
            ones = Some(digit);
            used = index + 1;
        } else if matches!(*sign, "零" | "〇") && total > 0 && ones.is_none() {
            is_filled = true;
        } else if let Some(unit) = unit(sign).filter(|&unit| unit < last && (ones.is_some() || index == 0)) {
            total += ones.take().unwrap_or(1) * unit;
            (last, used, is_filled) = (unit, index + 1, false);
        } else {
            break;
        }
    }
    if used == 0 {
        return None;
    }
    // 三百五 are 350.
    let is_short = last > 10 && last < u64::MAX && ones.is_some() && !is_filled;
    let is_bare = used == 1 || (total == 0 && ones.is_some()) || signs[0] == "百";
    if is_short || is_bare && !counts_more(used) {
        return None;
    }
    Some((total + ones.unwrap_or(0), used))
}

#[cfg(test)]
mod tests {
    use super::super::tests::assert_folded;
    use super::*;

    #[test]
    fn signs_have_their_value() {
        for (text, expected) in [
            ("二十三", Some((23, 3))),
            ("十三人", Some((13, 2))),
            ("五十", Some((50, 2))),
            ("三百零五", Some((305, 4))),
            ("一千二百", Some((1200, 4))),
            ("一万", Some((1, 1))),
            ("百万", Some((100, 1))),
            ("三百五", None),
            ("一些", None),
            ("十分", None),
            ("百", None),
            ("万", None),
            ("二〇一八", None),
            ("三四百", None),
            ("两千", Some((2000, 2))),
        ] {
            let signs: Vec<String> = text.chars().map(String::from).collect();
            let signs: Vec<&str> = signs.iter().map(String::as_str).collect();
            let counts_more = |at: usize| matches!(signs.get(at), Some(&("万" | "亿")));
            assert_eq!(phrase(&signs, |_| true, counts_more), expected, "{text}");
        }
        "一二两兩三四五六七八九十百千零"
            .chars()
            .for_each(|sign| assert_folded(sign.encode_utf8(&mut [0; 4])));
    }
}
