//! Words that are the same in another form or spelling: `libération` and `libérés`, `Tikhanovsky` and `Tikhanovski`.
//!
//! **In** folded words of two articles. **Out** how surely two of them mean the same, in [0, 1]. **Cost** linear in their letters.
//! **Never** needs a language, but for the endings of names. **From** Dice's coefficient over character trigrams (Adamson and Boreham 1974).

use super::endings::Declension;
use crate::span::ByteRange;

/// Fewest letters of a word that may have a partner in another form, of a name in a language that declines them, and most: what is longer
/// is an address or no word.
const LEAST_LETTERS: usize = 5;
const LEAST_OF_NAME: usize = 3;
const MOST_LETTERS: usize = 64;

/// Strength of a pair with equal first letters, and of one with like trigrams.
const ALIKE: f64 = 0.8;

/// Strength of a pair that sounds alike letter by letter.
const SOUNDS_ALIKE: f64 = 0.9;

/// Least Dice coefficient of words that are alike: of names, and of what sounds alike in its first [`HEARD`] letters; and of others,
/// which may have no more than an ending in common. `Kelleog` and `Kellogg` have 6/11, `collusion` and `conclusion` 2/3.
const LEAST_DICE: f64 = 0.54;
const LEAST_DICE_OF_WORDS: f64 = 0.68;
const HEARD: usize = 3;

/// The same of names with equal first letters: `Christine` and `Christophe` have 4/7, `Ukraine` and `Ukrainiens` 5/8.
const LEAST_DICE_OF_BEGUN_NAMES: f64 = 0.6;

/// Adds the sound of a folded word, roughly: what transcriptions of names from other scripts write in different ways is one sign.
fn sound(word: &str, out: &mut String) {
    let from = out.len();
    let mut last = None;
    let mut push = |out: &mut String, c: char| {
        if last != Some(c) {
            out.push(c);
        }
        last = Some(c);
    };
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        let group = match rest.as_bytes() {
            [b't', b's', b'c', b'h', ..] => Some(('#', 4)),
            [b't' | b's', b'c', b'h', ..] => Some(('#', 3)),
            [b'c' | b's', b'h', ..] => Some(('#', 2)),
            [b't', b's' | b'z', ..] => Some(('z', 2)),
            [b'p', b'h', ..] => Some(('f', 2)),
            [b'k', b'h', ..] | [b'c', b'k', ..] | [b'q', b'u', ..] => Some(('k', 2)),
            [b'g', b'h', ..] => Some(('g', 2)),
            [b't', b'h', ..] => Some(('t', 2)),
            [b'o', b'u' | b'o', ..] => Some(('u', 2)),
            [b'i', b'j', ..] => Some(('i', 2)),
            _ => None,
        };
        if let Some((sign, length)) = group {
            push(out, sign);
            rest = &rest[length..];
            continue;
        }
        match c {
            'q' | 'c' => push(out, 'k'),
            'y' | 'j' => push(out, 'i'),
            'w' => push(out, 'v'),
            'x' => {
                push(out, 'k');
                push(out, 's');
            }
            c => push(out, c),
        }
        rest = &rest[c.len_utf8()..];
    }
    out.truncate(from + out[from..].trim_end_matches('s').len());
}

/// Three letters of the sound in one number, in the order of their letters.
type Trigram = u64;

fn trigram(letters: &[char]) -> Trigram {
    letters.iter().fold(0, |packed, &letter| packed << 21 | Trigram::from(u32::from(letter)))
}

/// A word made ready for comparison.
#[derive(Clone, Debug)]
struct Spelled {
    number: u32,
    /// Its letters among those of all, where its language declines names.
    written: ByteRange,
    /// The first [`LEAST_LETTERS`] letters in one number; a word of fewer has zeros.
    head: u128,
    /// Whether it has fewer.
    is_short: bool,
    first: char,
    first_sound: char,
    sound: ByteRange,
    /// Where its trigrams stand, which are sorted.
    trigrams: (u32, u32),
    /// One bit for each trigram, by its hash: what two words cannot share is seen at once.
    bits: u64,
}

impl Spelled {
    fn num_trigrams(&self) -> u32 {
        self.trigrams.1 - self.trigrams.0
    }

    /// Whether two words may have enough trigrams in common to be alike.
    #[inline]
    fn may_share_trigrams(&self, other: &Self) -> bool {
        // At least as many as they share: those in common by their bits, and those that hide behind one bit.
        let most = (self.bits & other.bits).count_ones() + self.num_trigrams() - self.bits.count_ones();
        f64::from(2 * most) >= LEAST_DICE * f64::from(self.num_trigrams() + other.num_trigrams())
    }
}

/// The words of one article that may have a partner in another form.
#[derive(Clone, Debug, Default)]
pub struct Spellings {
    words: Vec<Spelled>,
    begins: Vec<(char, u32)>,
    declension: Option<Declension>,
    written: String,
    sounds: String,
    trigrams: Vec<Trigram>,
}

impl Spellings {
    /// Makes folded words ready that have from 5 to 64 letters, or from 3 where names are declined; each with its number, ascending.
    pub fn new<'a>(words: impl Iterator<Item = (u32, &'a str)>, declension: Option<Declension>) -> Self {
        let mut out = Self { declension, ..Self::default() };
        let least = if declension.is_some() { LEAST_OF_NAME } else { LEAST_LETTERS };
        let mut framed: Vec<char> = Vec::new();
        for (number, word) in words {
            let mut head = ['\0'; LEAST_LETTERS];
            let known = head.iter_mut().zip(word.chars()).map(|(place, letter)| *place = letter).count();
            if known < least || word.chars().nth(MOST_LETTERS).is_some() {
                continue;
            }
            let from = out.written.len() as u32;
            if declension.is_some() {
                out.written.push_str(word);
            }
            let written = ByteRange::new(from, out.written.len() as u32);
            let start = out.sounds.len();
            sound(word, &mut out.sounds);
            framed.clear();
            framed.push('^');
            framed.extend(out.sounds[start..].chars());
            framed.push('$');
            let from = out.trigrams.len();
            out.trigrams.extend(framed.windows(3).map(trigram));
            out.trigrams[from..].sort_unstable();
            let mut last = None;
            let mut kept = from;
            for at in from..out.trigrams.len() {
                let packed = out.trigrams[at];
                if last.replace(packed) != Some(packed) {
                    out.trigrams[kept] = packed;
                    kept += 1;
                }
            }
            out.trigrams.truncate(kept);
            let bit = |packed: &Trigram| 1u64 << (packed.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 58);
            let bits = out.trigrams[from..].iter().map(bit).fold(0, |bits, bit| bits | bit);
            let first_sound = if framed.len() > 2 { framed[1] } else { ' ' };
            let at = out.words.len() as u32;
            let first = head[0];
            out.begins.push((first, at));
            if first_sound != first {
                out.begins.push((first_sound, at));
            }
            out.words.push(Spelled {
                number,
                written,
                head: head.iter().fold(0, |packed, &letter| packed << 21 | u128::from(u32::from(letter))),
                is_short: head[LEAST_LETTERS - 1] == '\0',
                first,
                first_sound,
                sound: ByteRange::new(start as u32, out.sounds.len() as u32),
                trigrams: (from as u32, kept as u32),
                bits,
            });
        }
        out.begins.sort_unstable();
        out
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The number a word came with.
    pub fn number(&self, word: u32) -> u32 {
        self.words[word as usize].number
    }

    /// First letter and first sound of a word: words that share neither are not alike.
    pub fn begins(&self, word: u32) -> (char, char) {
        let word = &self.words[word as usize];
        (word.first, word.first_sound)
    }

    /// First letters and first sounds with their words, sorted.
    pub fn by_beginning(&self) -> &[(char, u32)] {
        &self.begins
    }

    fn trigrams(&self, word: &Spelled) -> &[Trigram] {
        &self.trigrams[word.trigrams.0 as usize..word.trigrams.1 as usize]
    }

    /// Whether [`Self::likeness`] may be more than nothing, at a glance: most words that begin alike have no more in common.
    #[inline]
    pub fn may_be_like(&self, own: u32, others: &Self, other: u32) -> bool {
        let (own, other) = (&self.words[own as usize], &others.words[other as usize]);
        own.head == other.head || self.declension.is_some() || own.may_share_trigrams(other)
    }

    /// How surely a word of this article and one of another mean the same, which are both names here or not; 0 where nothing says so.
    /// Symmetric.
    pub fn likeness(&self, own: u32, others: &Self, other: u32, are_names: bool) -> f64 {
        let (own, other) = (&self.words[own as usize], &others.words[other as usize]);
        if are_names
            && let Some(declension) = self.declension.filter(|_| self.declension == others.declension)
            && declension.are_cases(own.written.of(&self.written), other.written.of(&others.written))
        {
            return ALIKE;
        }
        if own.is_short || other.is_short {
            return 0.0;
        }
        if own.head == other.head && !are_names {
            return ALIKE;
        }
        let sounds = (own.sound, other.sound);
        if sounds.0.len() == sounds.1.len() && sounds.0.of(&self.sounds) == sounds.1.of(&others.sounds) {
            return SOUNDS_ALIKE;
        }
        if !own.may_share_trigrams(other) {
            return 0.0;
        }
        let may_be_like = own.first == other.first || own.first_sound == other.first_sound;
        let dice = if may_be_like { dice(self.trigrams(own), others.trigrams(other)) } else { 0.0 };
        let begin_alike = || {
            let begin = |sounds: ByteRange, text| sounds.of(text).chars().take(HEARD);
            begin(sounds.0, &self.sounds).eq(begin(sounds.1, &others.sounds))
        };
        let is_alike = if own.head == other.head {
            dice >= LEAST_DICE_OF_BEGUN_NAMES
        } else {
            dice >= LEAST_DICE_OF_WORDS || dice >= LEAST_DICE && (are_names || begin_alike())
        };
        if is_alike { ALIKE } else { 0.0 }
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

    fn likeness(left: &str, right: &str, are_names: bool) -> f64 {
        likeness_in(None, left, right, are_names)
    }

    fn likeness_in(language: Option<&str>, left: &str, right: &str, are_names: bool) -> f64 {
        let declension = Declension::of(language);
        let [left, right] = [left, right].map(|word| Spellings::new([(0, word)].into_iter(), declension));
        if left.is_empty() || right.is_empty() {
            return 0.0;
        }
        let likeness = left.likeness(0, &right, 0, are_names);
        assert!(
            likeness == 0.0 || left.may_be_like(0, &right, 0),
            "it was seen at a glance that they are not"
        );
        likeness
    }

    #[test]
    fn names_meet_in_other_spellings() {
        for (left, right) in [
            ("tikhanovsky", "tikhanovski"),
            ("kelleog", "kellogg"),
            ("zelenskyy", "zelensky"),
            ("loukachenko", "lukashenko"),
        ] {
            assert!(likeness(left, right, true) >= ALIKE, "{left} {right}");
        }
        for (left, right) in [("ukraine", "ukrainiens"), ("argentine", "argentins"), ("italie", "italiens")] {
            assert_eq!(likeness(left, right, true), ALIKE, "{left} {right}");
        }
        for (left, right) in [
            ("christine", "christophe"),
            ("villeneuve", "villeurbanne"),
            ("paris", "parti"),
            ("minsk", "moscou"),
            ("gouvernement", "ministre"),
        ] {
            assert_eq!(likeness(left, right, true), 0.0, "{left} {right}");
        }
        assert_eq!(
            [true, false].map(|are_names| likeness("collusion", "conclusion", are_names)),
            [ALIKE, 0.0]
        );
        assert_eq!(likeness("withdrew", "withdraw", false), ALIKE);
        assert_eq!(likeness("liberation", "liberes", false), ALIKE);
    }

    #[test]
    fn names_meet_in_other_cases_where_their_language_has_these() {
        for (language, left, right) in [
            ("pl", "tuska", "tuskiem"),
            ("pl", "lodz", "lodzi"),
            ("pl", "duda", "dudy"),
            ("cs", "brno", "brne"),
            ("hr", "split", "splitu"),
            ("fi", "oulu", "oulussa"),
            ("fi", "suomi", "suomessa"),
            ("hu", "gyor", "gyorben"),
        ] {
            assert_eq!(likeness_in(Some(language), left, right, true), ALIKE, "{left} {right}");
            assert_eq!(likeness_in(Some(language), right, left, true), ALIKE, "{right} {left}");
            assert_eq!(
                likeness_in(Some(language), left, right, false),
                likeness(left, right, false),
                "{left}"
            );
        }
        for (language, left, right) in [
            (Some("pl"), "rom", "rob"),
            (Some("pl"), "jan", "janek"),
            (Some("fr"), "paul", "paula"),
            (None, "tusk", "tuska"),
        ] {
            assert_eq!(likeness_in(language, left, right, true), 0.0, "{left} {right}");
        }
    }

    /// The slow twin: by its definition, without a bit set or a sorted list.
    fn likeness_slow(language: Option<&str>, left: &str, right: &str, are_names: bool) -> f64 {
        let words = [left, right].map(|word| word.chars().collect::<Vec<char>>());
        let declension = Declension::of(language);
        let least = if declension.is_some() { LEAST_OF_NAME } else { LEAST_LETTERS };
        if words.iter().any(|letters| !(least..=MOST_LETTERS).contains(&letters.len())) {
            return 0.0;
        }
        if are_names && declension.is_some_and(|declension| declension.are_cases(left, right)) {
            return ALIKE;
        }
        if words.iter().any(|letters| letters.len() < LEAST_LETTERS) {
            return 0.0;
        }
        let begin_alike = words[0][..LEAST_LETTERS] == words[1][..LEAST_LETTERS];
        if begin_alike && !are_names {
            return ALIKE;
        }
        let sounds = [left, right].map(|word| {
            let mut out = String::new();
            sound(word, &mut out);
            out
        });
        if sounds[0] == sounds[1] {
            return SOUNDS_ALIKE;
        }
        let sets = sounds.each_ref().map(|sound| {
            let framed: Vec<char> = format!("^{sound}$").chars().collect();
            framed.windows(3).map(<[char]>::to_vec).collect::<std::collections::BTreeSet<_>>()
        });
        let first = |at: usize| [words[at].first().copied(), sounds[at].chars().next()];
        if first(0)[0] != first(1)[0] && first(0)[1] != first(1)[1] {
            return 0.0;
        }
        let all = sets[0].len() + sets[1].len();
        let dice =
            if all == 0 { 0.0 } else { 2.0 * sets[0].intersection(&sets[1]).count() as f64 / all as f64 };
        let is_heard_alike = sounds[0].chars().take(HEARD).eq(sounds[1].chars().take(HEARD));
        let least = match (begin_alike, are_names || is_heard_alike) {
            (true, _) => LEAST_DICE_OF_BEGUN_NAMES,
            (false, true) => LEAST_DICE,
            (false, false) => LEAST_DICE_OF_WORDS,
        };
        if dice >= least { ALIKE } else { 0.0 }
    }

    proptest! {
        #[test]
        fn likeness_is_that_of_its_slow_twin(
            left in "(kra|phil|zel)?[aeiksté]{1,9}", right in "(kra|phil|zel)?[aeiksté]{1,9}", are_names: bool
        ) {
            for language in [None, Some("hu")] {
                let fast = likeness_in(language, &left, &right, are_names);
                prop_assert_eq!(fast, likeness_slow(language, &left, &right, are_names));
            }
        }

        #[test]
        fn likeness_is_symmetric(left in "[a-zé]{1,12}", right in "[a-zé]{1,12}", are_names: bool) {
            for language in [None, Some("pl")] {
                let of = |one: &str, other: &str| likeness_in(language, one, other, are_names);
                prop_assert_eq!(of(&left, &right), of(&right, &left));
            }
        }
    }
}
