//! What of the findings is told: everything that passes a filter.
//!
//! **In** the rows, a [`Filter`]. **Out** fewer rows. **Cost** O(P log P) for P passages.
//! **Never** hides that something is missing, or that a part of the filter names what is not there.

use super::unknown::Unknown;
use super::{Texts, words};
use crate::article::{ArticleId, Dates, Precision, Published};
use crate::error::{ErrorKind, Result};
use crate::overlap::{FoundPassage, Order, Role};
use crate::passage::level::Level;
use crate::read::date;
use crate::report::recount::{found, recount};
use crate::report::schema::{ClusterRow, FamilyRow, PassageRow};
use crate::report::table::OutletNumber;
use crate::report::tables::{Filtered, Tables};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::iter;

/// Which findings a page is made of. Every part that is set must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// As typed, for the page to say.
    pub typed: String,
    /// Outlets of which at least one article of a pair must be; empty for all.
    pub outlets: Vec<String>,
    /// Outlets of which the other one must be; empty for all.
    pub with: Vec<String>,
    /// Files, or folders, of which at least one article of a pair must be read; empty for all.
    pub files: Vec<String>,
    /// The same of which the other one must be read; empty for all.
    pub with_files: Vec<String>,
    /// Outlets that are left out.
    pub without: Vec<String>,
    /// Outlets of which one article must have been certainly published before the other, and of a group one that no other
    /// certainly precedes; empty for all.
    pub first: Vec<String>,
    /// Articles of which at least one of a pair must be, by id; empty for all.
    pub articles: Vec<String>,
    /// Levels; empty for all.
    pub levels: Vec<Level>,
    /// When both articles may have been published at the earliest: by the calendar of their own dates where this is one of days.
    pub from: Option<Published>,
    /// The same at the latest.
    pub to: Option<Published>,
    /// Least characters of the shorter side of a passage.
    pub length: u32,
    /// Least score.
    pub score: f64,
    /// Words, or phrases, that a passage holds on one side at least; all of them.
    pub words: Vec<words::Sought>,
}

/// Whether a file is the one that is named, or lies in the folder that is: whole names of folders in a row, wherever they stand in its path.
fn is_in(file: &str, named: &str) -> bool {
    let parts = |path: &str| -> Vec<String> {
        path.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")).map(str::to_owned).collect()
    };
    let (file, named) = (parts(file), parts(named));
    !named.is_empty() && file.windows(named.len()).any(|part| part == named)
}

impl Filter {
    /// Whether it has a part that is about passages alone. Pairs and clusters are of whole articles, and pass by the other parts.
    pub fn is_of_passages(&self) -> bool {
        !self.levels.is_empty() || self.length > 0 || self.score > 0.0
    }

    /// A filter as typed: `outlet=…`, `with=…`, `without=…`, `file=…`, `with-file=…`, `first=…`, `article=…` and `level=…` (which may be given again, levels also with commas between),
    /// `from=…`, `to=…`, `length=…`, `score=…`, `words=…`, as in the fragments of the page.
    ///
    /// # Errors
    /// When a name is none of these, or a value is not of its kind.
    pub fn parse(typed: &[String]) -> Result<Self> {
        let mut filter = Self { typed: typed.join(" "), ..Self::default() };
        for part in typed {
            let refused = |bound: &str| ErrorKind::Options {
                flag: "--filter",
                value: part.clone(),
                bound: bound.into(),
            };
            let (name, value) = part.split_once('=').ok_or_else(|| refused("NAME=VALUE"))?;
            let date =
                || date::parse(value).ok_or_else(|| refused("a date such as 2026-03-14, from 1600 to 2100"));
            match name {
                "outlet" => filter.outlets.push(value.into()),
                "with" => filter.with.push(value.into()),
                "without" => filter.without.push(value.into()),
                "file" => filter.files.push(value.into()),
                "with-file" => filter.with_files.push(value.into()),
                "first" => filter.first.push(value.into()),
                "article" => filter.articles.push(value.into()),
                "level" => {
                    for name in value.split(',') {
                        let level = Level::named(name);
                        let known = Level::ALL.map(Level::name).join(", ");
                        filter.levels.push(level.ok_or_else(|| refused(&format!("a level: {known}")))?);
                    }
                }
                "from" => filter.from = Some(date()?),
                "to" => filter.to = Some(date()?),
                "length" => {
                    filter.length = value.parse().map_err(|_| refused("a number of characters"))?;
                }
                "score" => {
                    let score = value.parse().ok().filter(|score| (0.0..=1.0).contains(score));
                    filter.score = score.ok_or_else(|| refused("a number from 0 to 1"))?;
                }
                "words" => match words::query(value) {
                    sought if sought.is_empty() => return Err(refused("words to look for").into()),
                    sought => filter.words.extend(sought),
                },
                _ => {
                    let names = "outlet, with, without, file, with-file, first, article, level, from, to, length, score \
                        or words";
                    return Err(refused(names).into());
                }
            }
        }
        Ok(filter)
    }

    /// Leaves out of `tables` what does not pass: passages, pairs, clusters and families. What articles and outlets share is
    /// counted again over the passages that are left, and over the pairs of a crowd that pass. Tells what it names in vain.
    ///
    /// # Errors
    /// When words are looked for and a text cannot be read.
    pub fn apply(&self, tables: &mut Tables, texts: &mut dyn Texts) -> Result<Unknown> {
        let holding =
            if self.words.is_empty() { None } else { Some(words::holding(&self.words, tables, texts)?) };
        let Tables { articles, published, outlet_names, passages, pairs, clusters, families, .. } = tables;
        let number = |name: &String| outlet_names.binary_search(name).ok().map(|at| OutletNumber(at as u32));
        let id = |key: &String| articles.binary_search_by(|row| row.id.as_str().cmp(key)).ok();
        let [outlets, with, without, first] = [&self.outlets, &self.with, &self.without, &self.first]
            .map(|names| names.iter().filter_map(number).collect::<Vec<_>>());
        let asked: Vec<ArticleId> =
            self.articles.iter().filter_map(id).map(|at| ArticleId(at as u32)).collect();
        let is_of = |id: ArticleId, names: &[String], numbers: &[OutletNumber]| {
            names.is_empty() || articles[id.index()].outlet.is_some_and(|outlet| numbers.contains(&outlet))
        };
        // Most articles come from a file with many.
        let mut of_files: HashMap<&str, [bool; 2]> = HashMap::new();
        let mut met = HashSet::new();
        for file in articles.iter().filter_map(|row| row.file.as_deref()) {
            of_files.entry(file).or_insert_with(|| {
                [&self.files, &self.with_files].map(|named| {
                    let found = named.iter().filter(|named| is_in(file, named));
                    found.map(|named| met.insert(named.as_str())).count() > 0
                })
            });
        }
        let mut unknown = Unknown::default();
        let is_outlet_known = |name: &String| number(name).is_some();
        for (part, names) in [
            ("outlet", &self.outlets),
            ("with", &self.with),
            ("without", &self.without),
            ("first", &self.first),
        ] {
            unknown.add(part, names, is_outlet_known, outlet_names.iter().map(String::as_str));
        }
        let is_met = |named: &String| met.contains(named.as_str());
        // In an order of their own, since of two as like the first is named; made where one is not met.
        let files = || of_files.keys().copied().collect::<BTreeSet<&str>>();
        for (part, named) in [("file", &self.files), ("with-file", &self.with_files)] {
            unknown.add(part, named, is_met, iter::once_with(files).flatten());
        }
        let ids = articles.iter().map(|row| row.id.as_str());
        unknown.add("article", &self.articles, |key| id(key).is_some(), ids);
        let is_read_from = |id: ArticleId, side: usize, named: &[String]| {
            let file = articles[id.index()].file.as_deref();
            named.is_empty() || file.is_some_and(|file| of_files[file][side])
        };
        let is_outlet =
            |id: ArticleId| is_of(id, &self.outlets, &outlets) && is_read_from(id, 0, &self.files);
        let is_with = |id: ArticleId| is_of(id, &self.with, &with) && is_read_from(id, 1, &self.with_files);
        let is_out = |id: ArticleId| !without.is_empty() && is_of(id, &self.without, &without);
        let [has_one, has_other] = [(&self.outlets, &self.files), (&self.with, &self.with_files)]
            .map(|(outlets, files)| !outlets.is_empty() || !files.is_empty());
        let is_first = |id: ArticleId| is_of(id, &self.first, &first);
        let is_asked = |id: ArticleId| self.articles.is_empty() || asked.contains(&id);
        let is_in_time = |id: ArticleId| match published[id.index()] {
            Some(published) => {
                self.from.is_none_or(|from| !is_before(published, from))
                    && self.to.is_none_or(|to| !is_before(to, published))
            }
            None => self.from.is_none() && self.to.is_none(),
        };
        let is_within = |id: ArticleId| !is_out(id) && is_in_time(id);
        let date = |id: ArticleId| published[id.index()];
        let role = |id: ArticleId| Role {
            is_one: is_outlet(id),
            is_other: is_with(id),
            is_asked: is_asked(id),
            is_within: is_within(id),
            is_first: (!self.first.is_empty()).then(|| is_first(id)),
        };
        let roles: Vec<Role> = (0..articles.len() as u32).map(|number| role(ArticleId(number))).collect();
        let both = |left: ArticleId, right: ArticleId| {
            // What stands twice in one article is between no two outlets.
            let is_repeat = left == right && has_one && has_other;
            !is_repeat && roles[left.index()].meets(roles[right.index()], Order::of(date(left), date(right)))
        };
        // Of many articles one must be what is asked for, another of the outlet on the other side.
        let among = |ids: &mut dyn Iterator<Item = ArticleId>,
                     is_first_seen: &dyn Fn(usize, ArticleId) -> bool,
                     is_one: &dyn Fn(usize, ArticleId) -> bool| {
            let ids: Vec<(usize, ArticleId)> = ids.enumerate().filter(|&(_, id)| is_within(id)).collect();
            // Of any two of the other side one is not the first.
            let one_with = ids.iter().map(|&(_, id)| id).find(|&id| is_with(id));
            let another = ids.iter().map(|&(_, id)| id).find(|&id| is_with(id) && Some(id) != one_with);
            let is_other = |one: ArticleId| {
                !(has_one && has_other) || another.is_some() || one_with.is_some_and(|id| id != one)
            };
            // With one outlet alone it does not matter on which side.
            let is_side = |id: ArticleId| if has_other && !has_one { is_with(id) } else { is_outlet(id) };
            (self.first.is_empty() || ids.iter().any(|&(at, id)| is_first(id) && is_first_seen(at, id)))
                && ids.iter().any(|&(_, id)| is_asked(id))
                && ids.iter().any(|&(at, id)| is_side(id) && is_one(at, id) && is_other(id))
        };
        let is_level = |level: Level| self.levels.is_empty() || self.levels.contains(&level);
        let has_words = |id: ArticleId| holding.as_ref().is_none_or(|holding| holding.articles[id.index()]);
        let mut row = 0..;
        passages.retain(|p| {
            let row = row.next().unwrap_or(usize::MAX);
            is_level(p.level)
                && p.length() >= self.length
                && p.score >= self.score
                && holding.as_ref().is_none_or(|holding| holding.passages[row])
        });
        let found: Vec<FoundPassage> = passages.iter().map(found).collect();
        passages.retain(|p| both(p.left, p.right));
        pairs.retain(|p| both(p.left, p.right) && (has_words(p.left) || has_words(p.right)));
        retain_groups(clusters, ClusterRow::is_of, |_, members| {
            let mut ids = members.iter().map(|member| member.id);
            let dates: Dates = ids.clone().filter_map(date).collect();
            let is_first_seen = |id: ArticleId| date(id).is_some_and(|date| dates.num_before(date) == 0);
            ids.clone().any(has_words) && among(&mut ids, &|_, id| is_first_seen(id), &|_, _| true)
        });
        // A family has no score of its own: it is as sure as the passages it was made of.
        let sure = (self.score > 0.0).then(|| stretches(passages));
        retain_groups(families, FamilyRow::is_of, |from, members| {
            let holds = |at: usize| holding.as_ref().is_none_or(|holding| holding.members[from + at]);
            // The one in the middle is as near to others as they are to it.
            let is_near = self.levels.is_empty()
                || members.iter().filter_map(|member| member.level).any(|level| self.levels.contains(&level));
            let is_first_seen = |at: usize, _| members[at].first_seen;
            among(&mut members.iter().map(|member| member.id), &is_first_seen, &|at, _| {
                let member = &members[at];
                member.level.map_or(is_near, is_level)
                    && member.end - member.start >= self.length
                    && sure.as_ref().is_none_or(|sure| is_touched(sure, member))
                    && holds(at)
            })
        });
        let crowds = recount(tables, &found, &roles);
        tables.filter = Some(Filtered { typed: self.typed.clone(), roles, crowds });
        Ok(unknown)
    }
}

/// Whether all that one date can mean lies before all that another can: by the days of their own calendars, and by seconds where both
/// are known so well.
fn is_before(one: Published, other: Published) -> bool {
    match one.precision.min(other.precision) > Precision::Day {
        true => one.end <= other.start,
        false => one.days().1 < other.days().0,
    }
}

/// A part of an article: where it begins, and how far it and those before it reach.
type Stretch = (ArticleId, u32, u32);

/// Both sides of all passages, by article and place.
fn stretches(passages: &[PassageRow]) -> Vec<Stretch> {
    let sides = |p: &PassageRow| [(p.left, p.left_start, p.left_end), (p.right, p.right_start, p.right_end)];
    let mut stretches: Vec<Stretch> = passages.iter().flat_map(sides).collect();
    stretches.sort_unstable();
    for same in stretches.chunk_by_mut(|a, b| a.0 == b.0) {
        let mut reached = 0;
        for (.., end) in same {
            reached = reached.max(*end);
            *end = reached;
        }
    }
    stretches
}

/// Whether one of `stretches` shares a character with `member`.
fn is_touched(stretches: &[Stretch], member: &FamilyRow) -> bool {
    let before = stretches.partition_point(|&(id, start, _)| (id, start) < (member.id, member.end));
    let last = before.checked_sub(1).map(|last| stretches[last]);
    last.is_some_and(|(id, _, reached)| id == member.id && member.start < reached)
}

/// Keeps the groups of rows that pass; a group is given with the index of its first row.
fn retain_groups<R>(
    rows: &mut Vec<R>,
    is_together: fn(&R, &R) -> bool,
    passes: impl Fn(usize, &[R]) -> bool,
) {
    let mut is_kept = Vec::with_capacity(rows.len());
    for group in rows.chunk_by(is_together) {
        let passes = passes(is_kept.len(), group);
        is_kept.extend(group.iter().map(|_| passes));
    }
    let mut is_kept = is_kept.into_iter();
    rows.retain(|_| is_kept.next().unwrap_or(false));
}

#[cfg(test)]
mod tests {
    use super::super::sample::tables;
    use super::*;

    /// A text for each of the four articles: its words are numbered by place, ten characters each.
    struct Numbered;

    impl Texts for Numbered {
        fn each(&mut self, wanted: &[u32], use_text: &mut dyn FnMut(u32, &str)) -> Result<()> {
            let text = |number: u32| (0..10).map(|at| format!("Éa{number}x{at:05} ")).collect::<String>();
            wanted.iter().for_each(|&number| use_text(number, &text(number)));
            Ok(())
        }
    }

    fn kept(typed: &[&str]) -> Vec<(u32, u32)> {
        let typed: Vec<String> = typed.iter().map(|part| part.to_string()).collect();
        let mut tables = tables();
        Filter::parse(&typed).unwrap().apply(&mut tables, &mut Numbered).unwrap();
        tables.passages.iter().map(|p| (p.left.0, p.right.0)).collect()
    }

    #[test]
    fn each_part_of_a_filter_must_hold() {
        assert_eq!(kept(&[]).len(), 4);
        assert_eq!(kept(&["outlet=b"]), [(0, 2), (0, 2), (2, 3)]);
        assert_eq!(kept(&["outlet=none"]), []);
        assert_eq!(kept(&["without=b"]), [(0, 1)]);
        assert_eq!(kept(&["file=wire", "with-file=clients"]), [(2, 3)]);
        assert_eq!(kept(&["file=data/clients/", "with-file=./data/wire"]), [(2, 3)]);
        assert_eq!(kept(&["file=clients", "with-file=clients"]), []);
        assert_eq!(kept(&["file=0.txt", "outlet=a", "with=b"]), [(0, 2), (0, 2)]);
        assert_eq!(kept(&["file=wir"]), []);
        assert_eq!(kept(&["outlet=a", "with=b"]), [(0, 2), (0, 2)]);
        assert_eq!(kept(&["outlet=b", "with=a"]), [(0, 2), (0, 2)]);
        assert_eq!(kept(&["outlet=b", "with=b"]), [(2, 3)]);
        assert_eq!(kept(&["with=a"]), [(0, 1), (0, 2), (0, 2)]);
        assert_eq!(kept(&["article=1", "article=3"]), [(0, 1), (2, 3)]);
        assert_eq!(kept(&["article=7"]), []);
        assert_eq!(kept(&["level=verbatim", "level=quote"]), [(0, 1), (2, 3)]);
        assert_eq!(kept(&["level=verbatim,quote"]), [(0, 1), (2, 3)]);
        assert_eq!(kept(&["from=1970-01-03"]), [(2, 3)]);
        assert_eq!(kept(&["to=1970-01-02"]), [(0, 1)]);
        assert_eq!(kept(&["length=41", "score=0.5"]), [(0, 2)]);
        // On one side is enough; beyond the passage is not.
        assert_eq!(kept(&["words=EA1X00000"]), [(0, 1)]);
        assert_eq!(kept(&["words=éa2x00000 ea2x00004"]), [(0, 2), (2, 3)]);
        assert_eq!(kept(&["words=ea3x00007"]), []);
    }

    #[test]
    fn families_pass_by_the_score_of_their_passages_and_pairs_by_what_is_said_of_articles() {
        let member = |family, id, start, end| FamilyRow {
            family,
            id: ArticleId(id),
            outlet: None,
            date: None,
            start,
            end,
            level: Some(Level::Verbatim),
            medoid: false,
            first_seen: false,
        };
        let left = |typed: &[&str]| {
            let typed: Vec<String> = typed.iter().map(|part| part.to_string()).collect();
            let mut tables = tables();
            tables.families =
                vec![member(1, 0, 0, 45), member(1, 2, 0, 45), member(2, 2, 50, 60), member(2, 3, 0, 60)];
            // The one in the middle has no level.
            (tables.families[0].medoid, tables.families[0].level) = (true, None);
            (tables.families[0].first_seen, tables.families[2].first_seen) = (true, true);
            let unknown = Filter::parse(&typed).unwrap().apply(&mut tables, &mut Numbered).unwrap();
            let families: Vec<u32> =
                tables.families.chunk_by(FamilyRow::is_of).map(|family| family[0].family).collect();
            (families, unknown)
        };
        assert_eq!(left(&["score=0.1"]).0, [1, 2]);
        // What is sure of article 2 ends before the family of the other passage begins.
        assert_eq!(left(&["score=0.5"]).0, [1]);
        let (_, unknown) = left(&["outlet=a", "outlet=c"]);
        assert!(unknown.check().is_ok(), "one of the outlets is there");
        let named: Vec<_> = unknown.named.into_iter().map(|named| (named.part, named.value)).collect();
        assert_eq!(named, [("outlet", "c".to_owned())]);
        let (_, unknown) = left(&["outlet=c", "outlet=d"]);
        let hints: Vec<&str> = unknown.named.iter().map(|named| &*named.hint).collect();
        let place = "outlets stand in articles.jsonl, and are named whole";
        assert_eq!(hints, [&*format!("{place}, such as a, b"), place], "names are sought once");
        assert_eq!(left(&["outlet=a"]).1, Unknown::default());
        let refused = |typed: &str| {
            left(&[typed]).1.check().map_err(|error| (error.to_string(), error.hint().unwrap()))
        };
        assert!(refused("without=c").is_ok(), "what is not there may well be left out");
        let (said, hint) = refused("article=9").unwrap_err();
        assert_eq!(said, "--filter article=9: there is none");
        assert!(hint.ends_with("such as 0, 1, 2"), "{hint}");
        for typed in ["outlet=c", "with=c", "first=c", "file=c", "with-file=c"] {
            assert!(refused(typed).unwrap_err().1.contains("such as"), "{typed}");
        }
        // Family 2 has articles of one outlet only.
        assert_eq!(left(&["outlet=b", "with=a"]).0, [1]);
        assert_eq!(left(&["article=3"]).0, [2]);
        // Article 2 is first of its family, and follows in the other.
        assert_eq!((left(&["first=a"]).0, left(&["first=b"]).0), (vec![1], vec![2]));
        assert_eq!(left(&["level=verbatim"]).0, [1, 2]);
        assert_eq!(left(&["level=verbatim", "outlet=a"]).0, [1]);
        assert_eq!(left(&["level=edited"]).0, [] as [u32; 0]);
    }

    #[test]
    fn days_are_those_of_the_calendar_of_each_date() {
        let is_before =
            |one: &str, other: &str| is_before(date::parse(one).unwrap(), date::parse(other).unwrap());
        // At three in the morning by universal time.
        assert!(is_before("2018-07-15T23:06:00-04:00", "2018-07-16"));
        assert!(!is_before("2018-07-16", "2018-07-16T23:06:00-04:00"));
        assert!(!is_before("2018-07", "2018-07-16") && !is_before("2018-07-16", "2018-07"));
        assert!(is_before("2018-07-16T08:00Z", "2018-07-16T12:00Z"));
    }

    #[test]
    fn a_cluster_passes_by_any_of_its_members() {
        let left = |typed: &str| {
            let mut tables = tables();
            let row = |id| ClusterRow { cluster: 1, representative: ArticleId(0), id: ArticleId(id) };
            tables.clusters = [0, 1, 3].map(row).into();
            let typed: Vec<String> = typed.split(' ').map(str::to_owned).collect();
            Filter::parse(&typed).unwrap().apply(&mut tables, &mut Numbered).unwrap();
            tables.clusters.len()
        };
        assert_eq!(["from=1970-01-04", "from=1970-01-05", "outlet=b", "article=2"].map(left), [3, 0, 3, 0]);
        // One has the outlet, another the words.
        assert_eq!(["outlet=b words=ea0x00001", "outlet=b words=ea2x00001"].map(left), [3, 0]);
        // The first is of outlet a, whatever came between; within the dates it is to be the first of all.
        assert_eq!(["first=a", "first=b", "first=a from=1970-01-02"].map(left), [3, 0, 0]);
        // Of outlet b there is one member only.
        assert_eq!(["outlet=a with=a", "outlet=b with=b", "outlet=b with=a"].map(left), [3, 0, 3]);
    }

    #[test]
    fn nonsense_is_refused() {
        for typed in ["outlet", "color=red", "level=same", "from=soon", "length=-1"] {
            let error = Filter::parse(&[typed.to_string()]).unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::Options { flag: "--filter", .. }), "{typed}");
        }
    }
}
