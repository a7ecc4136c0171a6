//! `retold explain`: every decision about two articles of a scan.

use super::args::MachineArgs;
use super::compare::why;
use super::terminal::on_one_line;
use super::{End, complain, print};
use crate::error::{ErrorKind, Result};
use crate::passage::level::Level;
use crate::passage::witness::{ChainFate, PieceFate};
use crate::pipeline;
use crate::pipeline::explain::{
    Chain, Column, Explanation, Fate, Near, OtherWords, Piece, Seed, Seeds, Stage, Stretch, StretchesFate,
    WordByWord,
};
use crate::report::recalled::{Listed, Recalled, Reported};
use crate::vectors::Model;
use anstyle::{AnsiColor, Style};
use clap::Args;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// `retold explain`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold explain report dispatch-12 evening-7\n  retold explain report dispatch-12 evening-7 --json | jq .stages\n  \
    retold explain report speech-3 speech-3        what an article repeats\n\n\
    Also for pairs that were not reported: the stages tell what stopped them, with value and threshold.\n\n\
    Read it from the top. Stages are the decisions, in order. Near-duplicates: resemblance as signatures estimate it and as it \
    is counted, and the bands in which both lie in one bucket. Seeds are sampled runs of words; one in too many stories \
    counts only where the words around it agree. Chains are runs of equal words in one order on both sides; their weight \
    counts rare words up to 1 and common ones little. Alignments show both texts word by word: = marks the same word, ~ another form \
    of it, x another word. In other words: the likeliest pairs of sentences, what both say, and what each signal adds to the log-odds.\n\n\
    The texts beside the findings are read, since what a word says depends on all of them; the inputs of the scan are not needed. \
    The options are those of the scan."
)]
pub struct ExplainArgs {
    /// Folder that a scan wrote
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// Id of one article
    #[arg(value_name = "LEFT")]
    pub left: String,
    /// Id of the other; the same for what it repeats
    #[arg(value_name = "RIGHT")]
    pub right: String,
    /// The static embedding model of the scan, where one was used
    #[arg(long, value_name = "FOLDER")]
    pub vectors: Option<PathBuf>,
    /// Show all seeds and chains, not the first of them
    #[arg(long)]
    pub all: bool,
    /// Print one JSON object, with everything
    #[arg(long)]
    pub json: bool,
    /// What of the machine is used
    #[command(flatten)]
    pub machine: MachineArgs,
}

/// Seeds and chains that are shown unless all are asked for.
const SHOWN: usize = 12;

/// Pairs of stretches that are shown unless all are asked for.
const LIKELIEST: usize = 4;

/// Explains and prints.
pub fn run(args: &ExplainArgs) -> Result<End> {
    let mut recalled = Recalled::open(&args.folder)?;
    args.machine.apply(&mut recalled.options);
    check_model(args.vectors.as_deref(), recalled.model.as_deref())?;
    if recalled.model.is_some() && args.vectors.is_none() {
        complain(
            "the scan used vectors: without its model the figures differ",
            Some("name it with --vectors"),
        );
    }
    recalled.options.vectors = args.vectors.clone();
    recalled.options.validate()?;
    let (one, other) = (recalled.id(&args.left)?, recalled.id(&args.right)?);
    let pair = (one.min(other), one.max(other));
    let mut texts = recalled.texts();
    let Reported { passages: listed, is_listed } = recalled.passages(pair.0, pair.1)?;
    let Recalled { articles, options, bands, .. } = &recalled;
    let found = pipeline::explain(&mut texts, articles, pair, is_listed, options, *bands)?;
    print(&if args.json {
        let mut value = serde_json::to_value(&found).expect("an explanation is plain data");
        value["reported"] = serde_json::to_value(&listed).expect("a row is plain data");
        value.to_string() + "\n"
    } else {
        told(&found, &listed, args.vectors.is_some(), if args.all { usize::MAX } else { SHOWN })
    })?;
    Ok(End::Finished)
}

/// Whether the model in `folder` is the one of the scan.
fn check_model(folder: Option<&Path>, of_scan: Option<&str>) -> Result<()> {
    let Some(folder) = folder else { return Ok(()) };
    let bound = match of_scan {
        None => "no model: the scan used none".to_owned(),
        Some(own) if Model::open(folder)?.fingerprint() == own => return Ok(()),
        Some(own) => format!("the model of the scan, whose fingerprint is {own}"),
    };
    Err(ErrorKind::Options { flag: "--vectors", value: folder.display().to_string(), bound }.into())
}

fn told(found: &Explanation, listed: &[Listed], has_vectors: bool, most: usize) -> String {
    let mut out = String::new();
    for (name, side) in [("left", &found.left), ("right", &found.right)] {
        let _ = write!(out, "{name:<6}{}  {} words, {} characters", side.id, side.words, side.chars);
        if side.story != side.id {
            let _ = write!(out, "; a copy of {}", side.story);
        }
        out.push('\n');
    }
    stages(&found.stages, &mut out);
    if found.left.id != found.right.id {
        near(&found.near, &mut out);
    }
    seeds(&found.seeds, most, &mut out);
    if !found.is_looked_at && !found.chains.is_empty() {
        heading("Had the pair been looked at", &mut out);
    }
    chains(&found.chains, most, &mut out);
    for (number, piece) in found.pieces.iter().enumerate() {
        alignment(number + 1, piece, &mut out);
    }
    if let Some(told) = &found.other_words {
        other_words(told, if most == usize::MAX { most } else { LIKELIEST }, &mut out);
    }
    reported(found, listed, has_vectors, &mut out);
    out
}

fn heading(text: &str, out: &mut String) {
    let style = Style::new().bold();
    let _ = writeln!(out, "\n{style}{text}{style:#}");
}

/// A number with as many decimals as it needs.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value}") } else { format!("{value:.3}") }
}

fn stages(stages: &[Stage], out: &mut String) {
    heading("Stages", out);
    for stage in stages {
        let (mark, style) = if stage.passed {
            ("passed ", AnsiColor::Green.on_default())
        } else {
            ("dropped", AnsiColor::Red.on_default())
        };
        let _ = write!(out, "  {style}{mark}{style:#} {:<16} {}", stage.stage, stage.what);
        if let (Some(value), Some(threshold)) = (stage.value, stage.threshold) {
            let _ = write!(out, ": {} (threshold {})", number(value), number(threshold));
        }
        out.push('\n');
    }
}

fn near(near: &Near, out: &mut String) {
    heading("Near-duplicates", out);
    let _ = writeln!(
        out,
        "  resemblance {:.3} (estimated {:.3}), {:.3} of the left in the right, {:.3} of the right in the left",
        near.resemblance, near.estimate, near.containment_of_left, near.containment_of_right
    );
    let _ = writeln!(
        out,
        "  {} shingles of {} {} in both, of {} and {}",
        near.shared, near.width, near.unit, near.left_shingles, near.right_shingles
    );
    let _ = writeln!(
        out,
        "  {} of {} bands of {} cells are equal; {:.3} is the chance of one at this resemblance",
        near.buckets.len(),
        near.bands,
        near.rows,
        near.chance
    );
    for bucket in near.buckets.iter().filter(|bucket| bucket.texts > 2 || !bucket.is_all_pairs) {
        let rule = if bucket.is_all_pairs { "" } else { ": too many, paired with the smallest id only" };
        let _ = writeln!(
            out,
            "    band {} holds {} articles with {} different texts{rule}",
            bucket.band, bucket.articles, bucket.texts
        );
    }
    if let Some(representative) = &near.representative {
        let _ = writeln!(out, "  both stand in the cluster of {representative}");
    }
}

fn seeds(seeds: &Seeds, most: usize, out: &mut String) {
    heading("Seeds", out);
    let _ = writeln!(
        out,
        "  {} sampled runs of {} {} on the left, {} on the right, {} in both",
        seeds.in_left,
        seeds.length,
        seeds.unit,
        seeds.in_right,
        seeds.shared.len()
    );
    let fate = |seed: &Seed| match seed.fate {
        Fate::Compared => "compared".to_owned(),
        Fate::ComparedInContext => "compared: the words around it agree".to_owned(),
        Fate::LeftToStory => "left to the first published of its copies that have it".to_owned(),
        Fate::DroppedTooCommon => {
            format!("dropped: in more than {} stories, other words around it", seeds.max_stories)
        }
        Fate::LeftToFirst => {
            format!(
                "left to the first of more than {} stories that have it between the same words",
                seeds.max_stories
            )
        }
        Fate::OutOfWindow => "not compared: too far apart in time".to_owned(),
    };
    for seed in seeds.shared.iter().take(most) {
        let counted = |number: usize, one: &str, many: &str| {
            format!("{number} {}", if number == 1 { one } else { many })
        };
        let _ = write!(
            out,
            "    “{}”  {}, {}, {}, {}; {}",
            on_one_line(&seed.words),
            counted(seed.common.stories, "story", "stories"),
            counted(seed.common.articles, "article", "articles"),
            counted(usize::from(seed.common.weeks), "week", "weeks"),
            counted(usize::from(seed.common.settings), "surrounding", "surroundings"),
            fate(seed)
        );
        if let Some(novelty) = seed.novelty.filter(|novelty| *novelty < 1.0) {
            let _ = write!(out, ", says {novelty:.2} of itself");
        }
        out.push('\n');
    }
    more(seeds.shared.len(), most, out);
}

fn more(all: usize, most: usize, out: &mut String) {
    if all > most {
        let _ = writeln!(out, "    … {} more (--all)", all - most);
    }
}

fn chains(chains: &[Chain], most: usize, out: &mut String) {
    if chains.is_empty() {
        return;
    }
    heading("Chains of equal words", out);
    for chain in chains.iter().take(most) {
        let fate = match chain.fate {
            ChainFate::Aligned => "aligned",
            ChainFate::TooLight => "dropped: its words say too little",
            ChainFate::Unsupported => "dropped: too little by itself, and nothing beside it",
            ChainFate::Known => "in a passage already",
        };
        let _ = write!(out, "    weight {:.2}", chain.weight);
        if chain.novelty < 1.0 {
            let _ = write!(out, " × {:.2}", chain.novelty);
        }
        let runs: Vec<String> = chain.runs.iter().map(|run| on_one_line(&run.words)).collect();
        let _ = writeln!(out, "  {fate}: {}", shortened(&runs.join(" … ")));
    }
    more(chains.len(), most, out);
}

/// At most so many characters of a chain.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    if text.chars().count() <= MOST {
        return text.to_owned();
    }
    text.chars().take(MOST).collect::<String>() + "…"
}

fn alignment(number: usize, piece: &Piece, out: &mut String) {
    let fate = match piece.fate {
        PieceFate::Passage { level, score } => format!("passage, {}, score {score:.3}", level.name()),
        PieceFate::Refused => "refused".to_owned(),
        PieceFate::Known => "says nothing that a passage does not say".to_owned(),
    };
    heading(&format!("Alignment {number}: {fate}"), out);
    let evidence = &piece.evidence;
    let _ = writeln!(
        out,
        "  characters {}–{} and {}–{}; {} words the same, {} in another form, of {} columns",
        piece.left.0,
        piece.left.1,
        piece.right.0,
        piece.right.1,
        evidence.kept,
        evidence.soft,
        evidence.columns
    );
    for test in &piece.tests {
        let is_asked = test.least > 0.0;
        if is_asked {
            let mark = if test.is_passed() { "≥" } else { "<" };
            let _ = writeln!(
                out,
                "    {:<9} {}: {} {mark} {}",
                test.level.name(),
                test.what,
                self::number(test.value),
                self::number(test.least)
            );
        }
    }
    side_by_side(&piece.columns, out);
}

/// Widest line of an alignment.
const WIDTH: usize = 96;

/// Both texts, one above the other, a mark between the words of each column.
fn side_by_side(columns: &[Column], out: &mut String) {
    let mut lines = [String::new(), String::new(), String::new()];
    let mut flush = |lines: &mut [String; 3]| {
        let [left, marks, right] = lines;
        let _ = writeln!(
            out,
            "\n    L {}\n      {}\n    R {}",
            left.trim_end(),
            marks.trim_end(),
            right.trim_end()
        );
        lines.iter_mut().for_each(String::clear);
    };
    for column in columns {
        let (left, right) = (
            on_one_line(column.left.as_deref().unwrap_or_default()),
            on_one_line(column.right.as_deref().unwrap_or_default()),
        );
        let mark = match column.op {
            "keep" => "=",
            "soft" => "~",
            "edit" => "x",
            _ => "",
        };
        let wide = left.chars().count().max(right.chars().count());
        if lines[0].chars().count() + wide > WIDTH {
            flush(&mut lines);
        }
        for (line, word) in lines.iter_mut().zip([&left, mark, &right]) {
            let _ = write!(line, "{word:<wide$} ");
        }
    }
    if !lines[0].is_empty() {
        flush(&mut lines);
    }
}

/// The likeliest pairs of stretches, with what speaks for and against each.
fn other_words(told: &OtherWords, most: usize, out: &mut String) {
    if told.stretches.is_empty() {
        return;
    }
    let title =
        if told.is_looked_at { "In other words" } else { "In other words, had the pair been looked at" };
    heading(title, out);
    // What passages found word by word tell already comes last: it stands above.
    let (known, open): (Vec<_>, Vec<_>) =
        told.stretches.iter().partition(|one| one.fate == StretchesFate::Known);
    for (number, one) in open.into_iter().chain(known).take(most).enumerate() {
        let fate = match one.fate {
            StretchesFate::Passage => "a passage".to_owned(),
            StretchesFate::Known => "told by a passage found word by word".to_owned(),
            StretchesFate::Outdone => {
                "a likelier pair of these sentences stands, or others tell the same of both places".to_owned()
            }
            StretchesFate::SameWords => "left out: the same words, fewer than a copy needs".to_owned(),
            StretchesFate::Few => "left out: too few words for a passage".to_owned(),
            StretchesFate::Nothing => {
                "left out: at most one word, name or number that says anything is in both".to_owned()
            }
            StretchesFate::Template => {
                "left out: the same frame around other figures, and no name in common".to_owned()
            }
            StretchesFate::Unlikely => {
                format!("not likely enough (threshold {})", self::number(told.single))
            }
        };
        let gap = if number > 0 { "\n" } else { "" };
        let _ = writeln!(out, "{gap}    probability {:.3}: {fate}", one.probability);
        let _ =
            writeln!(out, "    L {}\n    R {}", on_one_line(&one.left_text), on_one_line(&one.right_text));
        if let Some(evidence) = &one.evidence {
            out.push_str(&why(evidence));
        }
        let part = |&(signal, adds): &(&str, f64)| match signal {
            "constant" => format!("{adds:+.2} to begin with"),
            signal => format!("{adds:+.2} {}", called(signal)),
        };
        let parts: Vec<String> = one.parts.iter().map(part).collect();
        let _ = writeln!(out, "      {:<9} {}", "log-odds", parts.join(", "));
    }
    more(told.stretches.len(), most, out);
}

/// What a signal is called where people read it.
fn called(signal: &str) -> &str {
    match signal {
        "plain" => "words of the fuller side",
        "telling" => "telling words of the shorter side that lack",
        "run" => "words in a row",
        "numbers" => "numbers",
        "figures" => "two figures in common",
        "conflicts" => "numbers in conflict",
        "strangers" => "names that only one has",
        "dated" => "a full date, as captions have",
        "apart" => "days between the articles",
        "background" => "told in earlier stories",
        "cosine" => "vectors",
        "context" => "what stands beside them",
        other => other,
    }
}

/// The passages that come of it, and what the table of the scan says.
fn reported(found: &Explanation, listed: &[Listed], has_vectors: bool, out: &mut String) {
    let aligned = found.pieces.iter().filter(|piece| matches!(piece.fate, PieceFate::Passage { .. })).count();
    let by_word = if found.is_looked_at { &found.passages[..] } else { &[] };
    let other = found.other_words.as_ref().filter(|told| told.is_looked_at);
    let in_other_words = other.map_or(&[][..], |told| &told.passages);
    if by_word.is_empty() && in_other_words.is_empty() && listed.is_empty() {
        heading("No passage of this pair is reported", out);
        return;
    }
    heading("Passages", out);
    if aligned > by_word.len() && !by_word.is_empty() {
        let num = by_word.len();
        let _ =
            writeln!(out, "    {aligned} alignments, parts of sentences joined with their neighbours: {num}");
    }
    let verdict = |passage: &Stretch| {
        let judged = found.other_words.as_ref().map_or(&[][..], |told| &told.word_by_word);
        judged.iter().find(|judged| (judged.left, judged.right) == (passage.left, passage.right))
    };
    for passage in by_word.iter().chain(in_other_words) {
        let is_listed = |row: &Listed| (row.left, row.right) == (passage.left, passage.right);
        let is_part = |row: &Listed| {
            let inside = |outer: (u32, u32), inner: (u32, u32)| outer.0 <= inner.0 && inner.1 <= outer.1;
            inside(row.left, passage.left) && inside(row.right, passage.right)
        };
        let verdict = verdict(passage);
        let told = match verdict {
            _ if listed.iter().any(is_listed) => "reported",
            Some(WordByWord { probability: None, .. }) => "a part of a passage in other words",
            _ if listed.iter().any(is_part) => "reported as part of a longer one",
            Some(WordByWord { score: None, .. }) => "set aside: its sentences tell different things",
            _ if found.told_by_others.contains(&(passage.left, passage.right)) => {
                "left out: its places are told by others"
            }
            _ if found.is_joined && matches!(passage.level, Level::Rewritten | Level::Quote) => {
                "left out: boilerplate, or too weak to stand where nothing surer is near"
            }
            _ => "set aside: nothing but boilerplate",
        };
        // What its sentences say may raise the score of an edited one.
        let score = verdict.and_then(|verdict| verdict.score).unwrap_or(passage.score);
        let ((l0, l1), (r0, r1), level) = (passage.left, passage.right, passage.level.name());
        let _ = writeln!(out, "    {level:<9} {l0}–{l1} and {r0}–{r1}, score {score:.3}; {told}");
    }
    let is_found = |row: &&Listed| {
        let is_it = |passage: &Stretch| (row.left, row.right) == (passage.left, passage.right);
        by_word.iter().chain(in_other_words).any(is_it)
    };
    for row in listed.iter().filter(|row| !is_found(row)) {
        let ((l0, l1), (r0, r1), level) = (row.left, row.right, &row.level);
        let how = match &row.languages {
            Some((left, right)) => format!("possible translation, {left} ~ {right}"),
            None if found.is_joined => "reported: several of these joined".into(),
            None => "reported".into(),
        };
        let more = if row.has_vectors && !has_vectors { ": --vectors tells more" } else { "" };
        let _ = writeln!(out, "    {level:<9} {l0}–{l1} and {r0}–{r1}, score {:.3}; {how}{more}", row.score);
    }
}
