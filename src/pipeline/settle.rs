//! What both lanes found is one passage: what was found word by word beside what is told in other words.
//!
//! **In** passages found word by word, what is told in other words between the same two articles. **Out** each at one level, once;
//! those that nothing but a few words in a row speaks for are left out, and what has too few words, lies in another passage, is a
//! quotation that was found already, or a frame around other figures.
//! **Cost** linear. **Never** touches a quotation found word by word.

use crate::findings::FoundPassage;
use crate::options::Options;
use crate::passage::Passage;
use crate::passage::level::{Kept, Level};
use crate::retell::{Retelling, Retold, SURE_ENOUGH};

/// Whether a passage of a pair stands only if its sentences are likely.
pub fn needs_judging(passages: &[FoundPassage], options: &Options) -> bool {
    let least = options.retell.preset.word_by_word_threshold();
    passages.iter().any(|p| is_unsure(p.level, p.score, least))
}

/// Whether a passage stands only if its sentences are so likely.
pub fn is_unsure(level: Level, score: f64, least: f64) -> bool {
    is_judged(level) && judged_score((level, score), 0.0, least).is_none()
}

/// Whether its sentences say something of a passage of this level: where somebody is quoted, they may well differ.
pub fn is_judged(level: Level) -> bool {
    matches!(level, Level::Verbatim | Level::Edited)
}

/// What the lane for other words says of a passage found word by word.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub enum Verdict {
    /// How likely the sentences are that it lies in.
    Likely(f64),
    /// It is a part of a passage that both lanes found.
    Held,
}

/// A passage that may be judged by its sentences.
pub trait Scored {
    /// Its level and its score.
    fn level_and_score(&mut self) -> (Level, &mut f64);
}

impl Scored for FoundPassage {
    fn level_and_score(&mut self) -> (Level, &mut f64) {
        (self.level, &mut self.score)
    }
}

impl Scored for Passage {
    fn level_and_score(&mut self) -> (Level, &mut f64) {
        (self.level, &mut self.score)
    }
}

/// Gives edited passages the probability of the sentences they lie in where that is higher than their score; takes out parts of longer
/// ones, and edited and verbatim ones that nothing but a few words in a row speaks for. Returns how many of the last.
pub fn apply_verdicts(
    passages: &mut Vec<impl Scored>,
    verdicts: &[(usize, Verdict)],
    options: &Options,
) -> u64 {
    let least = options.retell.preset.word_by_word_threshold();
    let (mut is_out, mut unlikely) = (vec![false; passages.len()], 0);
    for &(at, verdict) in verdicts {
        let (level, score) = passages[at].level_and_score();
        if !is_judged(level) {
            continue;
        }
        match verdict {
            Verdict::Held => is_out[at] = true,
            Verdict::Likely(probability) => match judged_score((level, *score), probability, least) {
                Some(raised) => *score = raised,
                None => {
                    is_out[at] = true;
                    unlikely += 1;
                }
            },
        }
    }
    let mut is_out = is_out.into_iter();
    passages.retain(|_| is_out.next() == Some(false));
    unlikely
}

/// The score of a passage whose sentences are so likely; none if it is not to be reported. Of the same words it is what they weigh.
pub fn judged_score((level, score): (Level, f64), probability: f64, least: f64) -> Option<f64> {
    let stands = score >= SURE_ENOUGH || probability >= least;
    stands.then(|| if level == Level::Verbatim { score } else { score.max(probability) })
}

/// Fewest words, on either side, of a passage in other words: with fewer it is a time, a credit, a label, or half a headline.
const FEWEST_WORDS: usize = 6;

/// Fewest of them that are no numbers: with fewer it is a time or a table.
const FEWEST_SPELLED: usize = 3;

/// So many figures on each side that the other one lacks, no name in common, and half as many figures at most, make a template of a
/// retelling: yesterday's count of cases, another weather warning.
const OTHER_FIGURES: usize = 2;

/// A shared quotation says no more than the passages word by word in it where so much of what both sides have lies in these.
const MOSTLY_COPIED: f64 = 0.9;

/// Why something told in other words is no passage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is told in the same words, fewer than a copy needs.
    SameWords,
    /// It has too few words.
    Few,
    /// One word, name or number at most that both have says anything.
    Nothing,
    /// It is a part of a passage that was found word by word, or a quotation that says no more than those in it.
    Known,
    /// It is a frame of words around other figures.
    Template,
}

/// Whether the words that both have stand around other figures, and nobody is named.
fn is_frame(Retelling { evidence, num_other, .. }: &Retelling) -> bool {
    *num_other >= OTHER_FIGURES && 2 * evidence.numbers.len() <= *num_other && evidence.names.is_empty()
}

/// The level of a retelling by its own words, beside passages with these levels and scores whose sentences are so likely.
///
/// # Errors
/// Why it is not told.
pub fn level(
    retelling: &Retelling,
    known: &[(Level, f64)],
    likely: &[f64],
    options: &Options,
) -> Result<Level, LeftOut> {
    let run = retelling.evidence.longest_run;
    let Retelling { quoted, identity, in_order, in_row, num_words, .. } = *retelling;
    let has_other_figures = retelling.has_other_numbers;
    let kept = Kept { quoted, identity, in_order, longest_run: run, in_row, num_words, has_other_figures };
    let own = Level::of_retelling(&kept, &options.passage.level);
    let level = own.ok_or(LeftOut::SameWords)?;
    if num_words < FEWEST_WORDS || retelling.num_spelled < FEWEST_SPELLED {
        return Err(LeftOut::Few);
    }
    let least = options.retell.preset.word_by_word_threshold();
    let stands = |&at: &usize| {
        let (copied, score) = known[at];
        match copied {
            // One passage with it; a quotation stays beside it.
            Level::Edited if level != Level::Quote && retelling.holds.contains(&at) => false,
            _ => !is_judged(copied) || judged_score((copied, score), likely[at], least).is_some(),
        }
    };
    if run < options.passage.level.verbatim_run && retelling.evidence.shows_little() {
        return Err(LeftOut::Nothing);
    }
    let is_copy = |at: &usize| known[*at].0 != Level::Edited && stands(at);
    let says_no_more = level == Level::Quote
        && !retelling.inside.is_empty()
        && retelling.share_inside >= MOSTLY_COPIED
        && retelling.inside.iter().all(is_copy);
    if says_no_more || retelling.within.iter().any(stands) {
        return Err(LeftOut::Known);
    }
    if matches!(level, Level::Rewritten | Level::Edited) && is_frame(retelling) {
        Err(LeftOut::Template)
    } else {
        Ok(level)
    }
}

/// Makes one passage of each retelling and the edited passages it holds, and says so of these; leaves out what is none. `known` are
/// levels and scores.
pub fn settle(
    Retold { retellings, likely }: Retold,
    known: &[(Level, f64)],
    options: &Options,
) -> (Vec<(Retelling, Level, f64)>, Vec<Verdict>) {
    let mut verdicts: Vec<Verdict> = likely.iter().copied().map(Verdict::Likely).collect();
    let mut settled = |mut retelling: Retelling| {
        let mut level = level(&retelling, known, &likely, options).ok()?;
        if level == Level::Verbatim {
            retelling.identity = retelling.in_order;
        }
        let edited: Vec<usize> =
            retelling.holds.iter().copied().filter(|&at| known[at].0 == Level::Edited).collect();
        let mut score = retelling.probability;
        if level != Level::Quote && !edited.is_empty() {
            score = edited.iter().map(|&at| known[at].1).fold(score, f64::max);
            edited.iter().for_each(|&at| verdicts[at] = Verdict::Held);
            if level == Level::Rewritten && retelling.identity >= options.passage.level.edited_identity {
                level = Level::Edited;
            }
        }
        Some((retelling, level, score))
    };
    let settled = retellings.into_iter().filter_map(&mut settled).collect();
    (settled, verdicts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::ArticleId;
    use crate::passage::evidence::Evidence;
    use crate::passage::evidence::{Languages, SharedTerm};
    use crate::span::{CodePointRange, TokenRange};

    /// What a reader sees of a passage: two words.
    fn shown() -> Evidence {
        let word = |word: &str| SharedTerm { left: word.into(), right: None };
        Evidence { terms: vec![word("quay"), word("crane")], ..Evidence::default() }
    }

    fn passage(level: Level, score: f64) -> FoundPassage {
        let span = CodePointRange::new(0, 80);
        FoundPassage {
            left: ArticleId(0),
            right: ArticleId(1),
            left_span: span,
            right_span: span,
            level,
            score,
            identity: 0.5,
            evidence: None,
        }
    }

    #[test]
    fn weak_passages_stand_where_their_sentences_are_likely() {
        let mut passages = vec![
            passage(Level::Edited, 0.4),
            passage(Level::Edited, 0.4),
            passage(Level::Edited, 0.7),
            passage(Level::Verbatim, 0.4),
            passage(Level::Verbatim, 0.4),
            passage(Level::Verbatim, 0.7),
            passage(Level::Quote, 0.4),
            passage(Level::Edited, 0.3),
        ];
        assert!(needs_judging(&passages[..1], &Options::default()));
        assert!(needs_judging(&passages[3..4], &Options::default()));
        assert!(!needs_judging(&passages[2..3], &Options::default()));
        assert!(!needs_judging(&passages[5..7], &Options::default()), "a quotation is not judged");
        // The last one was not judged.
        let verdicts = [(0, 0.9), (1, 0.1), (2, 0.1), (3, 0.1), (4, 0.9), (5, 0.1), (6, 0.1)];
        let verdicts = verdicts.map(|(at, p)| (at, Verdict::Likely(p)));
        assert_eq!(apply_verdicts(&mut passages, &verdicts, &Options::default()), 2);
        let left: Vec<(Level, f64)> = passages.iter().map(|p| (p.level, p.score)).collect();
        let [edited, verbatim] = [Level::Edited, Level::Verbatim];
        let likely = [(edited, 0.9), (edited, 0.7), (verbatim, 0.4), (verbatim, 0.7)];
        assert_eq!(left, [&likely[..], &[(Level::Quote, 0.4), (edited, 0.3)]].concat());
    }

    #[test]
    fn wide_lists_every_passage_found_word_by_word() {
        let mut options = Options::default();
        options.retell.preset = crate::retell::Preset::Wide;
        let mut passages = vec![passage(Level::Edited, 0.3), passage(Level::Verbatim, 0.3)];
        let verdicts = [(0, Verdict::Likely(0.0)), (1, Verdict::Likely(0.0))];
        assert_eq!(apply_verdicts(&mut passages, &verdicts, &options), 0);
        assert_eq!(passages.len(), 2);
    }

    #[test]
    fn what_is_told_in_the_same_words_is_copied_or_turned_around_or_left_out() {
        let level_in = |in_order: f64, quoted: f64, identity: f64, longest_run: u32, num_words: usize| {
            let in_row = f64::from(longest_run) / num_words as f64;
            let has_other_figures = false;
            let kept = Kept { quoted, identity, in_order, longest_run, in_row, num_words, has_other_figures };
            let other = Level::of_retelling(
                &Kept { has_other_figures: true, ..kept },
                &Options::default().passage.level,
            );
            let level = Level::of_retelling(&kept, &Options::default().passage.level);
            let expected = if level == Some(Level::Verbatim) { Some(Level::Edited) } else { level };
            assert_eq!(other, expected, "with another figure");
            level
        };
        let level = |quoted: f64, identity: f64, run: u32, num_words: usize| {
            level_in(identity, quoted, identity, run, num_words)
        };
        assert_eq!(level(0.0, 0.9, 12, 20), Some(Level::Edited), "most words in one order, and a run");
        assert_eq!(
            (level(0.0, 0.9, 7, 20), level(0.0, 0.45, 12, 20)),
            (Some(Level::Rewritten), Some(Level::Rewritten))
        );
        assert_eq!(
            (level(0.0, 0.4, 15, 20), level(1.0, 0.4, 15, 20)),
            (Some(Level::Edited), Some(Level::Quote))
        );
        assert_eq!(level(0.0, 0.4, 7, 9), Some(Level::Rewritten));
        assert_eq!(level(0.0, 1.0, 8, 20), Some(Level::Verbatim));
        assert_eq!(level_in(0.6, 0.0, 1.0, 12, 20), Some(Level::Edited), "sentences in another order");
        assert_eq!((level(0.0, 1.0, 7, 8), level(0.0, 1.0, 7, 7)), (Some(Level::Edited), None));
        assert_eq!((level(1.0, 1.0, 7, 8), level(1.0, 1.0, 7, 7)), (Some(Level::Quote), None));
    }

    #[test]
    fn what_has_few_words_or_lies_in_a_passage_that_stands_is_left_out() {
        let told = |num_words: usize, within: &[usize]| Retelling {
            left: TokenRange::new(0, 9),
            right: TokenRange::new(0, 9),
            left_chars: CodePointRange::new(0, 60),
            right_chars: CodePointRange::new(0, 60),
            identity: 0.4,
            in_order: 0.4,
            probability: 0.7,
            quoted: 0.0,
            evidence: shown(),
            holds: Vec::new(),
            within: within.to_vec(),
            inside: Vec::new(),
            share_inside: 0.0,
            num_words,
            num_spelled: num_words,
            num_other: 0,
            has_other_numbers: false,
            in_row: 0.0,
        };
        let known = [(Level::Verbatim, 0.9), (Level::Edited, 0.4), (Level::Edited, 0.4)];
        let level = |told: &Retelling| level(told, &known, &[0.0, 0.1, 0.7], &Options::default());
        assert_eq!(level(&told(FEWEST_WORDS - 1, &[])), Err(LeftOut::Few));
        assert_eq!(level(&told(FEWEST_WORDS, &[])), Ok(Level::Rewritten));
        let time = Retelling { num_spelled: FEWEST_SPELLED - 1, ..told(FEWEST_WORDS, &[]) };
        assert_eq!(level(&time), Err(LeftOut::Few));
        let quoted = Retelling { quoted: 1.0, ..told(FEWEST_WORDS - 1, &[]) };
        assert_eq!(level(&quoted), Err(LeftOut::Few), "a quotation too");
        assert_eq!(level(&told(9, &[0])), Err(LeftOut::Known));
        assert_eq!(level(&told(9, &[1])), Ok(Level::Rewritten), "the edited passage is left out itself");
        assert_eq!(level(&told(9, &[1, 2])), Err(LeftOut::Known));
        let repeats = |quoted: f64, share_inside: f64, inside: &[usize]| {
            level(&Retelling { quoted, share_inside, inside: inside.to_vec(), ..told(9, &[]) })
        };
        assert_eq!(repeats(0.9, MOSTLY_COPIED, &[0]), Err(LeftOut::Known), "the quotation stands already");
        assert_eq!(repeats(0.9, MOSTLY_COPIED - 0.01, &[0]), Ok(Level::Quote));
        assert_eq!(repeats(0.9, 1.0, &[0, 1]), Ok(Level::Quote), "one of the copies does not stand");
        assert_eq!(repeats(0.0, 1.0, &[0]), Ok(Level::Rewritten));
        let joined = Retelling { holds: vec![2], ..told(9, &[2]) };
        assert_eq!(level(&joined), Ok(Level::Rewritten), "it is one passage with that");
        let beside = Retelling { quoted: 1.0, ..joined };
        assert_eq!(level(&beside), Err(LeftOut::Known), "a quotation would stand beside it");
        assert_eq!(level(&Retelling { identity: 1.0, ..told(7, &[]) }), Err(LeftOut::SameWords));
        assert_eq!(level(&Retelling { identity: 1.0, ..told(8, &[]) }), Ok(Level::Edited));
        let copy = Retelling {
            identity: 1.0,
            in_order: 1.0,
            evidence: Evidence { longest_run: 9, ..shown() },
            ..told(40, &[])
        };
        assert_eq!(level(&copy), Ok(Level::Verbatim));
        assert_eq!(level(&Retelling { has_other_numbers: true, ..copy }), Ok(Level::Edited));
        let figures = |left: &[&str], right: &[&str], both: &[&str]| {
            let num_other = left.len().min(right.len());
            let [left_only, right_only, numbers] =
                [left, right, both].map(|figures| figures.iter().map(|&figure| figure.into()).collect());
            level(&Retelling {
                evidence: Evidence { left_only, right_only, numbers, ..shown() },
                num_other,
                ..told(9, &[])
            })
        };
        assert_eq!(figures(&["75", "6"], &["20", "300"], &[]), Err(LeftOut::Template));
        assert_eq!(figures(&["75", "6"], &["20"], &[]), Ok(Level::Rewritten), "one may be a newer count");
        assert_eq!(
            figures(&["75", "6"], &["20", "300"], &["19"]),
            Err(LeftOut::Template),
            "fewer are in common"
        );
        assert_eq!(figures(&["75", "6"], &["20", "300"], &["900", "40"]), Ok(Level::Rewritten));
        let nothing = Retelling { evidence: Evidence::default(), ..told(9, &[]) };
        assert_eq!(level(&nothing), Err(LeftOut::Nothing));
        let mut one = Evidence { terms: shown().terms[..1].to_vec(), ..Evidence::default() };
        assert_eq!(level(&Retelling { evidence: one.clone(), ..nothing.clone() }), Err(LeftOut::Nothing));
        one.cosine = Some(0.9);
        assert_eq!(level(&Retelling { evidence: one.clone(), ..nothing.clone() }), Err(LeftOut::Nothing));
        let possible_translation = Some(Languages { left: "fr", right: "en" });
        let translated = Evidence { possible_translation, ..one.clone() };
        assert_eq!(level(&Retelling { evidence: translated, ..nothing.clone() }), Ok(Level::Rewritten));
        one.numbers.push("16".into());
        assert_eq!(level(&Retelling { evidence: one, ..nothing.clone() }), Ok(Level::Rewritten));
        let run = Evidence { longest_run: 8, ..Evidence::default() };
        assert_eq!(level(&Retelling { evidence: run, ..nothing }), Ok(Level::Rewritten), "a run says enough");
    }

    #[test]
    fn what_both_lanes_found_is_one_passage() {
        let span = CodePointRange::new(0, 200);
        let retelling = |identity: f64, holds: &[usize]| Retelling {
            left: TokenRange::new(0, 30),
            right: TokenRange::new(0, 30),
            left_chars: span,
            right_chars: span,
            identity,
            in_order: identity,
            probability: 0.7,
            quoted: 0.0,
            evidence: shown(),
            holds: holds.to_vec(),
            within: Vec::new(),
            inside: Vec::new(),
            share_inside: 0.0,
            num_words: 30,
            num_spelled: 30,
            num_other: 0,
            has_other_numbers: false,
            in_row: 0.0,
        };
        let known = [(Level::Edited, 0.8), (Level::Verbatim, 0.9), (Level::Edited, 0.5)];
        let retold = Retold {
            retellings: vec![retelling(0.5, &[0, 1]), retelling(0.2, &[]), retelling(0.2, &[2])],
            likely: vec![0.7, 0.7, 0.7],
        };
        let (settled, verdicts) = settle(retold, &known, &Options::default());
        let told: Vec<_> = settled.iter().map(|&(_, level, score)| (level, score)).collect();
        assert_eq!(told, [(Level::Edited, 0.8), (Level::Rewritten, 0.7), (Level::Rewritten, 0.7)]);
        assert_eq!(verdicts, [Verdict::Held, Verdict::Likely(0.7), Verdict::Held]);
        let mut passages: Vec<_> = known.iter().map(|&(level, score)| passage(level, score)).collect();
        let verdicts: Vec<_> = verdicts.into_iter().enumerate().collect();
        assert_eq!(apply_verdicts(&mut passages, &verdicts, &Options::default()), 0);
        assert_eq!(passages.iter().map(|p| p.level).collect::<Vec<_>>(), [Level::Verbatim]);
    }
}
