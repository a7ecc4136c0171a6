//! A synthetic news collection with a fixed seed, so that every bench runs anywhere and on the same bytes.
//!
//! Words of French and English shape with Zipf frequencies, elisions, accents, typographic quotes and numbers, in
//! sentences and paragraphs; one article in five is an edited copy of an earlier one.

#![allow(dead_code)]

pub mod hard;
pub mod large;

/// A small generator (splitmix64): fast, seedable, the same everywhere.
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub fn chance(&mut self, share: f64) -> bool {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64 <= share
    }
}

const ONSETS: [&str; 20] = [
    "b", "c", "d", "f", "g", "h", "l", "m", "n", "p", "r", "s", "t", "v", "tr", "pr", "ch", "gr", "st", "qu",
];
const NUCLEI: [&str; 16] =
    ["a", "e", "i", "o", "u", "ou", "ai", "en", "é", "è", "ê", "au", "oi", "ea", "on", "in"];
const FUNCTION_WORDS: [&str; 24] = [
    "de", "la", "le", "et", "les", "des", "en", "un", "du", "que", "est", "dans", "the", "of", "and", "to",
    "in", "a", "that", "is", "was", "for", "on", "with",
];

fn vocabulary(random: &mut Random) -> Vec<String> {
    let mut words: Vec<String> = FUNCTION_WORDS.iter().map(|w| w.to_string()).collect();
    while words.len() < 60_000 {
        let mut word = String::new();
        if random.chance(0.06) {
            word.push_str(["l’", "d'", "qu’"][random.below(3)]);
        }
        for _ in 0..1 + random.below(4) {
            word.push_str(ONSETS[random.below(ONSETS.len())]);
            word.push_str(NUCLEI[random.below(NUCLEI.len())]);
        }
        if random.chance(0.3) {
            word.push_str(["s", "nt", "r", "tion", "ed", "ing"][random.below(6)]);
        }
        if random.chance(0.08) {
            let first = word.chars().next().expect("a word has letters");
            word = first.to_uppercase().chain(word.chars().skip(1)).collect();
        }
        if random.chance(0.01) {
            word = [format!("{}", 1990 + random.below(40)), "1 300".into(), "12,5".into()][random.below(3)]
                .clone();
        }
        words.push(word);
    }
    words
}

/// `count` articles of about 330 words.
pub fn articles(count: usize, seed: u64) -> Vec<String> {
    let mut random = Random(seed);
    let words = vocabulary(&mut random);
    let mut articles: Vec<String> = Vec::with_capacity(count);
    for _ in 0..count {
        if !articles.is_empty() && random.chance(0.2) {
            let original = articles[random.below(articles.len())].clone();
            let share = [0.0, 0.01, 0.02, 0.05][random.below(4)];
            let copy: Vec<&str> = original
                .split(' ')
                .map(|w| if random.chance(share) { words[random.below(words.len())].as_str() } else { w })
                .collect();
            articles.push(copy.join(" "));
            continue;
        }
        let mut text = String::new();
        for sentence in 0..8 + random.below(24) {
            if sentence > 0 {
                text.push_str(if random.chance(0.3) { "\n\n" } else { " " });
            }
            let quoted = random.chance(0.1);
            text.push_str(if quoted { "« " } else { "" });
            for at in 0..6 + random.below(22) {
                if at > 0 {
                    text.push_str(if random.chance(0.07) { ", " } else { " " });
                }
                // Zipf: the rank falls off exponentially in a uniform draw.
                let rank =
                    (words.len() as f64).powf((random.next() >> 11) as f64 / (1u64 << 53) as f64) as usize;
                text.push_str(&words[rank.min(words.len() - 1)]);
            }
            text.push_str(if quoted { " »." } else { "." });
        }
        articles.push(text);
    }
    articles
}
