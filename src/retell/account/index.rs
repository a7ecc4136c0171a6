//! What is looked up in an account: terms by key, the terms of a sentence, the sentences of a term.
//!
//! **In** sentences and occurrences as they were read, terms in order of their first. **Out** the same account, ready to be asked.
//! **Cost** that of sorting its terms. **Never** reads the text.

use super::Account;

impl Account {
    /// Makes all that is looked up, and gives back the room that is not needed.
    pub(super) fn index(&mut self) {
        self.sort_terms();
        self.collect_distinct();
        self.collect_holders();
        self.collect_whole();
        self.collect_kin();
        self.sort_prefixes();
        // Accounts are kept by the thousand.
        self.sentences.shrink_to_fit();
        self.occurrences.shrink_to_fit();
        self.distinct.shrink_to_fit();
        self.floors.shrink_to_fit();
        self.forms.shrink_to_fit();
        self.folded.shrink_to_fit();
    }

    /// Terms by key.
    fn sort_terms(&mut self) {
        // Words that were joined to number phrases may have no place of their own.
        let mut order: Vec<u32> =
            (0..self.terms.len() as u32).filter(|&at| self.terms[at as usize].count > 0).collect();
        order.sort_unstable_by_key(|&at| self.terms[at as usize].key);
        let mut rank = vec![u32::MAX; self.terms.len()];
        order.iter().enumerate().for_each(|(new, &old)| rank[old as usize] = new as u32);
        self.terms = order.iter().map(|&old| self.terms[old as usize]).collect();
        self.keys = self.terms.iter().map(|term| term.key).collect();
        self.forms.iter_mut().for_each(|form| form.term = rank[form.term as usize]);
        self.floors.iter_mut().for_each(|term| *term = rank[*term as usize]);
        self.floors.sort_unstable();
        self.floors.dedup();
        self.first_forms = vec![u32::MAX; self.terms.len()];
        for word in &mut self.occurrences {
            word.term = rank[word.term as usize];
            let first = &mut self.first_forms[word.term as usize];
            *first = (*first).min(word.form);
        }
    }

    /// The distinct terms of each sentence.
    fn collect_distinct(&mut self) {
        let mut own: Vec<(u32, bool)> = Vec::new();
        for sentence in &mut self.sentences {
            let from = self.distinct.len();
            sentence.distinct = from as u32;
            let words = &self.occurrences[sentence.start as usize..sentence.end as usize];
            own.clear();
            own.extend(words.iter().map(|word| (word.term, word.is_marked)));
            own.sort_unstable_by_key(|&(term, is_marked)| (term, !is_marked));
            own.dedup_by_key(|&mut (term, _)| term);
            self.distinct.extend_from_slice(&own);
        }
    }

    /// The whole numbers.
    fn collect_whole(&mut self) {
        let figures = (0..self.terms.len()).filter(|&at| self.terms[at].is_figure);
        let whole = figures.filter_map(|at| Some((self.word(self.first_forms[at]).parse().ok()?, at as u32)));
        self.whole = whole.collect();
        self.whole.sort_unstable();
    }

    /// The terms of each group of like words.
    fn collect_kin(&mut self) {
        let terms = (0..).zip(&self.terms);
        self.kin = terms.flat_map(|(at, term)| term.senses.iter().map(move |&group| (group, at))).collect();
        self.kin.sort_unstable();
    }

    /// Terms by their first letters.
    fn sort_prefixes(&mut self) {
        self.by_prefix = (0..).zip(&self.terms).map(|(at, term)| (term.prefix, at)).collect();
        self.by_prefix.sort_unstable();
    }

    /// The sentences of each term.
    fn collect_holders(&mut self) {
        self.holders = vec![0; self.terms.len() + 1];
        for &(term, _) in &self.distinct {
            self.holders[term as usize + 1] += 1;
        }
        (1..self.holders.len()).for_each(|at| self.holders[at] += self.holders[at - 1]);
        let mut next = self.holders.clone();
        self.held = vec![(0, false); self.distinct.len()];
        for sentence in 0..self.sentences.len() {
            for at in 0..self.distinct(sentence).len() {
                let (term, is_marked) = self.distinct(sentence)[at];
                self.held[next[term as usize] as usize] = (sentence as u32, is_marked);
                next[term as usize] += 1;
            }
        }
    }
}
