//! Prints what is scored of labelled pairs of sentences: the input of `benches/fit/fit.py`, which fits the weights.
//!
//! usage: retell_features [--vectors FOLDER] LABELS.tsv INPUT...
//!
//! One JSON object a line for each pair of articles in LABELS, with how they would come to be compared (`null` where one story stands
//! for both) and every pair of stretches that was judged.

use retold::options::Options;
use retold::pipeline;
use std::collections::BTreeSet;
use std::path::PathBuf;

fn run(mut arguments: impl Iterator<Item = String>) -> Result<(), Box<dyn std::error::Error>> {
    let usage = "usage: retell_features [--vectors FOLDER] LABELS.tsv INPUT...";
    let mut options = Options::default();
    let mut first = arguments.next().ok_or(usage)?;
    if first == "--vectors" {
        options.vectors = Some(arguments.next().ok_or(usage)?.into());
        first = arguments.next().ok_or(usage)?;
    }
    let labels = std::fs::read_to_string(first)?;
    let inputs: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
    let mut lines = labels.lines();
    let header: Vec<&str> = lines.next().unwrap_or("").split('\t').collect();
    let column = |name| header.iter().position(|&h| h == name).ok_or("LABELS needs the columns a and b");
    let (a, b) = (column("a")?, column("b")?);
    let keys: BTreeSet<(String, String)> = lines
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .filter(|row| row.len() > a.max(b))
        .map(|row| (row[a].to_owned(), row[b].to_owned()))
        .collect();
    let keys: Vec<_> = keys.into_iter().collect();
    for pair in pipeline::judge_pairs(&inputs, &options, &keys)? {
        let cells: Vec<serde_json::Value> = pair
            .cells
            .iter()
            .map(|(left, right, judged)| {
                serde_json::json!({
                    "left": [left.start, left.end], "right": [right.start, right.end],
                    "at": [judged.cell.left.0, judged.cell.left.1, judged.cell.right.0, judged.cell.right.1],
                    "features": judged.cell.features, "p": judged.probability,
                })
            })
            .collect();
        let (num_left, num_right) = pair.num_sentences;
        let row = serde_json::json!({
            "left": pair.left, "right": pair.right, "sentences": [num_left, num_right],
            "doors": pair.doors, "glance": pair.glance, "cells": cells,
        });
        println!("{row}");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    run(std::env::args().skip(1))
}
