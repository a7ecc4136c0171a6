//! Words that are the same in another form or spelling: `libération` and `libérés`, `Tikhanovsky` and `Tikhanovski`.
//!
//! **In** two folded words. **Out** how surely they mean the same, in [0, 1]. **Cost** linear in their letters.
//! **Never** needs a language. **From** Dice's coefficient over character trigrams (Adamson and Boreham 1974).

/// Fewest letters of a word that may have a partner in another form.
pub const LEAST_LETTERS: usize = 5;

/// Strength of a pair with equal first letters, and of one with like trigrams.
const ALIKE: f64 = 0.8;

/// Strength of a pair that sounds alike letter by letter.
const SOUNDS_ALIKE: f64 = 0.9;

/// Least Dice coefficient of words that are alike.
/// `Kelleog` and `Kellogg` have 6/11.
const LEAST_DICE: f64 = 0.54;

/// The sound of a folded word, roughly: what transcriptions of names from other scripts write in different ways is one sign.
pub fn sound(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut last = None;
    let mut push = |out: &mut String, c: char| {
        if last != Some(c) {
            out.push(c);
        }
        last = Some(c);
    };
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let groups = [
            ("tsch", '#'),
            ("tch", '#'),
            ("sch", '#'),
            ("ch", '#'),
            ("sh", '#'),
            ("ts", 'z'),
            ("tz", 'z'),
            ("ph", 'f'),
            ("kh", 'k'),
            ("ck", 'k'),
            ("qu", 'k'),
            ("gh", 'g'),
            ("th", 't'),
            ("ou", 'u'),
            ("oo", 'u'),
            ("ij", 'i'),
        ];
        let group = if matches!(c, 't' | 's' | 'c' | 'p' | 'k' | 'q' | 'g' | 'o' | 'i') {
            groups.iter().find(|(letters, _)| rest.starts_with(letters))
        } else {
            None
        };
        if let Some(&(letters, sign)) = group {
            push(&mut out, sign);
            rest = &rest[letters.len()..];
            continue;
        }
        match c {
            'q' | 'c' => push(&mut out, 'k'),
            'y' | 'j' => push(&mut out, 'i'),
            'w' => push(&mut out, 'v'),
            'x' => {
                push(&mut out, 'k');
                push(&mut out, 's');
            }
            c => push(&mut out, c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out.truncate(out.trim_end_matches('s').len());
    out
}

/// Three letters of the sound in one number, in the order of their letters.
type Trigram = u64;

fn trigram(letters: &[char]) -> Trigram {
    letters.iter().fold(0, |packed, &letter| packed << 21 | Trigram::from(u32::from(letter)))
}

/// A word made ready for comparison.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    letters: usize,
    first_sound: char,
    /// The first letters; of a shorter word the rest are NUL.
    head: [char; LEAST_LETTERS],
    sound: Box<str>,
    /// Sorted.
    trigrams: Box<[Trigram]>,
    /// One bit for each trigram, by its hash: what two words cannot share is seen at once.
    bits: u64,
}

impl Spelled {
    /// Makes a folded word ready.
    pub fn new(word: &str) -> Self {
        let sound = sound(word);
        let framed: Vec<char> =
            std::iter::once('^').chain(sound.chars()).chain(std::iter::once('$')).collect();
        let mut trigrams: Vec<Trigram> = framed.windows(3).map(trigram).collect();
        trigrams.sort_unstable();
        trigrams.dedup();
        let bit = |packed: &Trigram| 1u64 << (packed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58);
        let bits = trigrams.iter().map(bit).fold(0, |bits, bit| bits | bit);
        let letters = word.chars().count();
        let first_sound = sound.chars().next().unwrap_or(' ');
        let mut head = ['\0'; LEAST_LETTERS];
        head.iter_mut().zip(word.chars()).for_each(|(place, letter)| *place = letter);
        Self { letters, first_sound, head, sound: sound.into(), trigrams: trigrams.into(), bits }
    }

    /// At least as many trigrams as two words share.
    fn most_shared(&self, other: &Self) -> u32 {
        let hidden = self.trigrams.len() as u32 - self.bits.count_ones();
        (self.bits & other.bits).count_ones() + hidden
    }

    /// How many letters the word has.
    pub fn letters(&self) -> usize {
        self.letters
    }

    /// First letter and first sound: words that share neither are not alike.
    pub fn begins(&self) -> (char, char) {
        (self.head[0], self.first_sound)
    }

    /// Quick refusal: whether two words begin alike at all.
    #[inline]
    pub fn may_be_like(&self, other: &Self) -> bool {
        self.head[0] == other.head[0] || self.first_sound == other.first_sound
    }

    /// How surely two words mean the same; 0 where nothing says so. Symmetric.
    pub fn likeness(&self, other: &Self) -> f64 {
        if self.letters.min(other.letters) < LEAST_LETTERS {
            return 0.0;
        }
        if self.head == other.head {
            return ALIKE;
        }
        if self.sound == other.sound {
            return SOUNDS_ALIKE;
        }
        let all = (self.trigrams.len() + other.trigrams.len()) as f64;
        if 2.0 * f64::from(self.most_shared(other)) < LEAST_DICE * all {
            return 0.0;
        }
        if self.may_be_like(other) && dice(&self.trigrams, &other.trigrams) >= LEAST_DICE {
            ALIKE
        } else {
            0.0
        }
    }
}

/// Dice's coefficient of two sorted sets.
fn dice(left: &[Trigram], right: &[Trigram]) -> f64 {
    let (mut l, mut r, mut shared) = (0, 0, 0);
    while l < left.len() && r < right.len() {
        match left[l].cmp(&right[r]) {
            std::cmp::Ordering::Less => l += 1,
            std::cmp::Ordering::Greater => r += 1,
            std::cmp::Ordering::Equal => (l, r, shared) = (l + 1, r + 1, shared + 1),
        }
    }
    let all = left.len() + right.len();
    if all == 0 { 0.0 } else { 2.0 * f64::from(shared) / all as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn likeness(left: &str, right: &str) -> f64 {
        Spelled::new(left).likeness(&Spelled::new(right))
    }

    #[test]
    fn names_meet_in_other_spellings() {
        for (left, right) in [
            ("tikhanovsky", "tikhanovski"),
            ("kelleog", "kellogg"),
            ("liberation", "liberes"),
            ("zelenskyy", "zelensky"),
            ("loukachenko", "lukashenko"),
        ] {
            assert!(likeness(left, right) >= ALIKE, "{left} {right}");
        }
        for (left, right) in [("paris", "parti"), ("minsk", "moscou"), ("gouvernement", "ministre")] {
            assert_eq!(likeness(left, right), 0.0, "{left} {right}");
        }
    }

    proptest! {
        #[test]
        fn likeness_is_symmetric(left in "[a-zé]{1,12}", right in "[a-zé]{1,12}") {
            prop_assert_eq!(likeness(&left, &right), likeness(&right, &left));
        }
    }
}
