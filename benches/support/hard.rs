//! Collections that hurt: a dispatch run by thousands, and quoted by as many, a page template on every page, a book twice, a book retold,
//! books in a language without lists of words, price lists in another order, texts without full stops, or equal in some words of many.
//! JSON Lines.

use super::{Random, articles};

/// Unrelated texts of about `words` words each: those of [`articles`] in another order of words.
fn unrelated(count: usize, words: usize, random: &mut Random) -> Vec<String> {
    let made = articles(40, 5);
    let pool: Vec<&str> = made.iter().flat_map(|text| text.split_whitespace()).collect();
    (0..count)
        .map(|_| {
            let mut text = String::new();
            for at in 0..words {
                let end = if at % 14 == 13 { ". " } else { " " };
                text.push_str(pool[random.below(pool.len())].trim_end_matches('.'));
                text.push_str(end);
            }
            text
        })
        .collect()
}

fn record(id: &str, outlet: &str, day: usize, text: &str) -> String {
    let quoted = text.replace('"', "'").replace('\n', "\\n");
    format!(
        "{{\"id\":\"{id}\",\"outlet\":\"{outlet}\",\"date\":\"2026-{:02}-{:02}\",\"text\":\"{quoted}\"}}\n",
        1 + day / 28 % 12,
        1 + day % 28
    )
}

/// A dispatch run by `copies` outlets, each with a few words changed, a sentence of its own before it, and some without its end;
/// beside a tenth as many unrelated articles.
pub fn dispatch(copies: usize) -> String {
    let mut random = Random(11);
    let story = unrelated(1, 180, &mut random).remove(0);
    let words: Vec<&str> = story.split(' ').collect();
    let heads = unrelated(copies, 14, &mut random);
    let mut out = String::new();
    for (copy, head) in heads.iter().enumerate() {
        let kept = if random.chance(0.3) { words.len() * 2 / 3 } else { words.len() };
        let edited: Vec<&str> =
            words[..kept].iter().map(|word| if random.chance(0.02) { "geändert" } else { word }).collect();
        let text = format!("{head}\n\n{}", edited.join(" "));
        out += &record(&format!("copy-{copy:05}"), &format!("outlet {copy}"), copy % 3, &text);
    }
    for (other, text) in unrelated(copies / 10, 150, &mut random).iter().enumerate() {
        out += &record(&format!("other-{other:05}"), &format!("outlet {}", other % 200), other % 300, text);
    }
    out
}

/// A word that no other number has.
fn made_up(number: usize) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "ko", "li", "nu", "te", "ro", "mi", "za", "fe", "du"];
    format!("{number:04}").bytes().rev().map(|digit| SYLLABLES[usize::from(digit - b'0')]).collect()
}

/// A dispatch run by `copies` outlets, and as many articles that have a sentence of it each.
pub fn excerpts(copies: usize) -> String {
    let mut random = Random(19);
    let sentence = |at: usize| {
        let words: Vec<String> = (0..10).map(|word| made_up(10 * at + word)).collect();
        format!("Said {}. ", words.join(" "))
    };
    let sentences: Vec<String> = (0..48).map(sentence).collect();
    let mut out = String::new();
    for (at, own) in unrelated(copies, 42, &mut random).iter().enumerate() {
        let id = |kind: &str| format!("{kind}-{at:05}");
        let copy = format!("{}Report {at}.", sentences.concat());
        out += &record(&id("copy"), &format!("outlet {at}"), at % 3, &copy);
        out += &record(&id("excerpt"), &format!("outlet {at}"), at % 3, &(own.clone() + &sentences[at % 48]));
    }
    out
}

/// Two texts of `words` words of which three are equal, then five are not, and so on.
pub fn patchwork(words: usize) -> String {
    let same = |from: usize, number: usize| {
        (from..from + number).map(|at| format!("same{at}")).collect::<Vec<_>>().join(" ")
    };
    let text = |side: &str| {
        let mut text = same(words, 30);
        for at in (0..words).step_by(8) {
            text += &format!(" {}", same(at, 3));
            (0..5).for_each(|other| text += &format!(" {side}{}", at + other));
        }
        text
    };
    record("patchwork-1", "press", 0, &text("left")) + &record("patchwork-2", "press", 1, &text("right"))
}

/// The template of [`template`].
pub const MENU: &str = "Subscribe to our evening letter and read every story of the harbour first. \
    Our newsroom follows the charter of the regional press council in all it prints. \
    Write to the editors at the old customs house, third floor, northern quay.";

/// `pages` unrelated articles of one outlet, each with the same template of three sentences behind it.
pub fn template(pages: usize) -> String {
    let mut random = Random(12);
    let texts = unrelated(pages, 120, &mut random);
    let one = |(page, text): (usize, &String)| {
        record(&format!("page-{page:05}"), "The Harbour", page % 300, &format!("{text}\n\n{MENU}"))
    };
    texts.iter().enumerate().map(one).collect()
}

/// A book of `words` words, and the same with one word in fifty changed.
pub fn book(words: usize) -> String {
    let mut random = Random(13);
    let text = unrelated(1, words, &mut random).remove(0);
    let edited: Vec<&str> =
        text.split(' ').map(|word| if random.chance(0.02) { "geändert" } else { word }).collect();
    record("book", "press", 0, &text) + &record("book-edited", "press", 1, &edited.join(" "))
}

/// One text of so many lines that are all alike.
pub fn litany(lines: usize) -> String {
    record("litany", "press", 0, &"ora pro\n".repeat(lines))
}

/// One sentence told in two ways.
const TOLD: [&str; 2] = [
    "the crippled grain ship Selma was towed to Lirio on Tuesday after divers had found a crack in its hull and 900 tons of wheat were unloaded",
    "in Lirio the Selma now lies in dock since 900 tons of wheat had to be unloaded on Tuesday when divers saw that its hull has a crack",
];

/// Two texts of `words` words without a full stop, which tell one sentence of [`TOLD`] each.
pub fn unstopped(words: usize) -> String {
    let texts = unrelated(2, words, &mut Random(14));
    let one = |(at, text): (usize, &String)| {
        let text = text.replace(". ", " ");
        let half = text.as_bytes()[..text.len() / 2].iter().rposition(|&byte| byte == b' ').unwrap_or(0);
        let (before, after) = text.split_at(half);
        record(&format!("transcript-{at}"), "radio", 0, &format!("{before} {}{after}", TOLD[at]))
    };
    texts.iter().enumerate().map(one).collect()
}

/// A word that nobody uses.
fn coined(random: &mut Random, letters: [&[u8]; 2], syllables: usize) -> String {
    let syllables = (0..syllables).flat_map(|_| letters).map(|of| char::from(of[random.below(of.len())]));
    syllables.collect()
}

const LATIN: [&[u8]; 2] = [b"bcdfgklmnprstvz", b"aeiou"];

/// Two price lists of `lines` lines that differ in nothing but the price, with the same remark after every tenth line, in another order.
pub fn prices(lines: usize) -> String {
    let mut random = Random(15);
    let remark = |random: &mut Random| (0..9).map(|_| coined(random, LATIN, 3)).collect::<Vec<_>>().join(" ");
    let remarks: Vec<String> = (0..lines / 10).map(|_| remark(&mut random)).collect();
    let mut list = |turn: usize| -> String {
        (0..lines)
            .map(|line| {
                let price = 10 + random.below(9_990);
                let at = line / 10 * turn % remarks.len();
                let remark = if line % 10 == 9 { format!("{}.\n", remarks[at]) } else { String::new() };
                format!("The share of the Lirio harbour closed at {price} crowns in Belmar today.\n{remark}")
            })
            .collect()
    };
    // A stride that has no factor in common with their number puts each remark elsewhere.
    let (one, other) = (list(1), list(7));
    record("list", "exchange", 0, &one) + &record("list-turned", "exchange", 1, &other)
}

/// A book of `sentences` sentences of rare and common words, and the same with the words of each in another order and two of them exchanged.
pub fn retelling(sentences: usize) -> String {
    let mut random = Random(16);
    let rare: Vec<String> = (0..sentences).map(|_| coined(&mut random, LATIN, 3)).collect();
    let common = ["the", "of", "and", "to", "in", "a", "that", "was", "for", "is"];
    let (mut one, mut other) = (String::new(), String::new());
    for _ in 0..sentences {
        let word = |random: &mut Random| match random.chance(0.6) {
            true => rare[random.below(rare.len())].clone(),
            false => common[random.below(common.len())].to_owned(),
        };
        let mut words: Vec<String> = (0..16).map(|_| word(&mut random)).collect();
        one += &format!("Then {}.\n", words.join(" "));
        (1..words.len()).rev().for_each(|at| words.swap(at, random.below(at + 1)));
        (words[0], words[8]) = (coined(&mut random, LATIN, 3), coined(&mut random, LATIN, 3));
        other += &format!("Then {}.\n", words.join(" "));
    }
    record("book", "press", 0, &one) + &record("book-retold", "press", 1, &other)
}

/// Two books of `sentences` sentences each that share only the ten most common words of a language of which nothing is known.
pub fn foreign(sentences: usize) -> String {
    let mut random = Random(17);
    let common = ["vy", "wex", "hij", "jov", "qui", "xar", "yel", "hux", "waj", "joq"];
    let mut book = || -> String {
        let mut word = || match random.chance(0.45) {
            true => common[random.below(common.len())].to_owned(),
            false => coined(&mut random, [b"hjqwxy", b"aeiou"], 4),
        };
        (0..sentences)
            .map(|_| format!("So {}.\n", (0..14).map(|_| word()).collect::<Vec<_>>().join(" ")))
            .collect()
    };
    let (one, other) = (book(), book());
    record("one", "press", 0, &one) + &record("other", "press", 1, &other)
}

/// The same with three words of its own in every sentence of both, beside three hundred short articles: too many for every two to be compared.
pub fn refrains(sentences: usize) -> String {
    let mut random = Random(18);
    let mut words = |number| (0..number).map(|_| coined(&mut random, LATIN, 4)).collect::<Vec<_>>().join(" ");
    let mut lines: String =
        (0..300).map(|at| record(&format!("{at:03}"), "press", 0, &(words(30) + "."))).collect();
    for name in ["one", "other"] {
        let book: String =
            (0..sentences).map(|_| format!("Belorme kravath zintrol {}.\n", words(5))).collect();
        lines += &record(name, "press", 0, &book);
    }
    lines
}
