//! Options from a file: found, merged, judged, shown. And what is made from the flags.

use crate::support::{DISPATCH, Ran, Shelf, record, retold, run, run_args};
use std::fs;

fn shelf(config: &str) -> Shelf {
    let shelf = Shelf::with(&[("a.txt", DISPATCH.as_bytes()), ("b.txt", DISPATCH.as_bytes())]);
    shelf.put("in/retold.toml", config);
    shelf
}

fn shown(shelf: &Shelf, flags: &str) -> Ran {
    let mut command = retold();
    command.arg("scan").arg(shelf.path("in")).args(flags.split_whitespace()).arg("--show-config");
    command.output().unwrap().into()
}

#[test]
fn options_beside_the_data_count_and_say_so() {
    let shelf = shelf(
        "threshold = 0.7\nkeep = \"longest\"\n[scan]\nwindow = 7\njoin = 300\nstrict = true\n[dedup]\nthreshold = 0.5\n",
    );
    let ran = shelf.scan("");
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(
        ran.err.starts_with("retold: options from ") && ran.err.contains("retold.toml are in effect"),
        "{}",
        ran.err
    );
    let options = &shelf.findings()["options"];
    assert_eq!((&options["verify"]["resemblance"], &options["window_days"]), (&0.7.into(), &7.into()));
    assert_eq!((&options["reading"]["strict"], &options["join_chars"]), (&true.into(), &300.into()));
    // What is typed wins; nothing is read where that is wished.
    let ran = shelf.scan("--force --threshold 0.9 --quiet");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.findings()["options"]["verify"]["resemblance"], 0.9);
    let ran = shelf.scan("--force --no-config");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert_eq!(shelf.findings()["options"]["window_days"], serde_json::Value::Null);
    // A table is for its command, above what stands at the top.
    let mut command = retold();
    command.arg("dedup").arg(shelf.path("in/a.txt")).arg("--show-config");
    let ran: Ran = command.output().unwrap().into();
    assert!(
        ran.out.contains("\nthreshold = 0.5  # from the file\n") && ran.out.contains("\nkeep = \"longest\""),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_shown_can_be_given_back() {
    let shelf = shelf("threshold = 0.7\n");
    let ran = shown(&shelf, "--width 4 --text a.b --memory 2G --threads 3");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    for line in [
        "[scan]",
        "threshold = 0.7  # from the file",
        "width = 4  # as typed",
        "text = \"a.b\"  # as typed",
        "containment = 0.8",
        "# window is not set (default: all days for copied and edited passages, 7 days for rewritten ones; the flag sets both)",
        "strict = false",
        "memory = \"2G\"  # as typed",
    ] {
        assert!(ran.out.lines().any(|one| one == line), "{line}\n{}", ran.out);
    }
    let file = shelf.put("shown.toml", &ran.out);
    let again = shown(&shelf, &format!("--config {}", file.display()));
    let values = |out: &str| -> Vec<String> {
        let lines = out.lines().filter(|line| !line.starts_with("# From") && !line.starts_with("# Options"));
        lines.map(|line| line.split("  #").next().unwrap().to_owned()).collect()
    };
    assert_eq!(values(&again.out), values(&ran.out));
    assert!(!shelf.path("out").exists(), "nothing was done");
}

#[test]
fn a_file_with_mistakes_is_refused_with_the_line() {
    for (config, line, what, hint) in [
        ("threshold = 0.7\ntreshold = 1\n", 2, "unknown key `treshold`", "did you mean `threshold`?"),
        ("max_ratio = 5\n", 1, "unknown key `max_ratio`", "did you mean `max-ratio`?"),
        ("[scan]\nkepe = \"first\"\n", 2, "unknown key `kepe`", "the flags of scan are "),
        ("[dedup]\nwindow = 3\n", 2, "unknown key `window`", "it is a flag of scan"),
        ("[scna]\nwidth = 3\n", 1, "unknown table `[scna]`", "did you mean `[scan]`?"),
        ("[zzz]\nwidth = 3\n", 1, "unknown table `[zzz]`", "tables are the commands: inspect, scan, "),
        ("zzz = 1\n", 1, "unknown key `zzz`", "long flags"),
        ("config = \"x\"\n", 1, "unknown key `config`", ""),
        ("threshold = \"much\"\n", 1, "invalid value 'much' for '--threshold <FRACTION>'", ""),
        ("\nstrict = 1\n", 2, "`strict` has no sense here", "expected true or false"),
        ("text = [\"a\"]\n", 1, "`text` has no sense here", "expected a text or a number"),
        ("text = \n", 1, "", "a line is `flag = value`"),
        (
            "output = \"/tmp/x\"\n",
            1,
            "`output` may not stand in a file that is found beside the data",
            "--config",
        ),
        ("force = true\n", 1, "`force` may not stand", ""),
        (
            "preset = \"ocr\"\n\nwidth = 3\n",
            3,
            "`preset` and `width` cannot stand beside each other",
            "take one of them out",
        ),
    ] {
        let shelf = shelf(config);
        let ran = shelf.scan("");
        assert_eq!((ran.code, &*ran.out), (Some(2), ""), "{config}: {}", ran.err);
        let place = format!("retold: {}:{line}: {what}", shelf.path("in/retold.toml").display());
        assert!(ran.err.starts_with(&place), "{config}: {}", ran.err);
        assert!(ran.err.contains("\nhint: ") && ran.err.contains(hint), "{config}: {}", ran.err);
        assert!(!shelf.path("out").exists());
    }
}

#[test]
fn a_named_file_may_say_where_things_go() {
    let shelf = shelf("");
    let file = shelf.put("conf/retold.toml", "output = \"findings\"\nwork-dir = \"work\"\n");
    let mut command = retold();
    command.arg("--config").arg(&file).arg("scan").arg(shelf.path("in"));
    let ran: Ran = command.output().unwrap().into();
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert!(shelf.path("conf/findings/findings.json").is_file(), "paths count from the folder of the file");
    let ran = run_args(&["scan", "corpus", "-o", "never", "--config", "no/such.toml"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("retold: no/such.toml: ") && ran.err.contains("\nhint: "), "{}", ran.err);
}

#[test]
fn lists_and_conflicts_are_settled_by_what_is_typed() {
    let shelf = shelf("");
    let file =
        shelf.put("retold.toml", "[dedup]\nagainst = [\"in/a.txt\", \"in/b.txt\"]\nshingles = \"words:4\"\n");
    let show = |flags: &str| -> Ran {
        let mut command = retold();
        command.arg("dedup").arg(shelf.path("in/a.txt")).args(flags.split_whitespace());
        command.args(["--show-config", "--config"]).arg(&file);
        command.output().unwrap().into()
    };
    let ran = show("");
    assert!(ran.out.contains("a.txt\", \"") && ran.out.contains("shingles = \"words:4\""), "{}", ran.out);
    let ran = show("--against other.jsonl --preset ocr");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert!(
        !ran.out.contains("a.txt\", \"") && ran.out.contains("# shingles has no place beside --preset"),
        "{}",
        ran.out
    );
}

#[test]
fn what_is_shown_is_taken_back_whatever_was_typed() {
    let shelf = shelf("");
    for (command, flags) in [
        ("scan", "--preset ocr"),
        ("scan", "--rewritten wide --window 3 --width 4"),
        ("dedup", "--preset ocr"),
        ("dedup", "--exact-only --annotate"),
        ("dedup", "--by containment --shingles chars:9"),
        ("compare", "--preset ocr"),
    ] {
        let show = |flags: &[&str]| -> Ran {
            let inputs: &[&str] = if command == "compare" { &["in/a.txt", "in/b.txt"] } else { &["in"] };
            let mut program = retold();
            program.arg(command).args(inputs.iter().map(|input| shelf.path(input)));
            program.args(flags).arg("--show-config").output().unwrap().into()
        };
        let shown = show(&flags.split(' ').collect::<Vec<_>>());
        assert_eq!((shown.code, &*shown.err), (Some(0), ""), "{command} {flags}");
        let file = shelf.put("shown.toml", &shown.out);
        let again = show(&["--config", file.to_str().unwrap()]);
        assert_eq!((again.code, &*again.err), (Some(0), ""), "{command} {flags}");
        let values = |out: &str| -> Vec<String> {
            let lines = out.lines().filter(|line| !line.starts_with('#'));
            lines.map(|line| line.split("  # ").next().unwrap().to_owned()).collect()
        };
        assert_eq!(values(&shown.out), values(&again.out), "{command} {flags}");
    }
}

#[test]
fn every_flag_can_stand_in_a_file() {
    // Every flag that a file shows is one it takes: the file is read back by the test above; here all are there.
    let help = run("scan --help").out;
    let shelf = shelf("");
    let shown = shown(&shelf, "").out;
    for word in help.split_whitespace().filter_map(|word| word.strip_prefix("--")) {
        let flag = word.trim_end_matches([',', '.', ')']);
        let is_of_the_file = ["config", "no-config", "show-config", "help", "version"].contains(&flag);
        let is_flag = flag.chars().all(|c| c.is_ascii_lowercase() || c == '-');
        assert!(
            is_of_the_file
                || !is_flag
                || shown.contains(&format!("\n{flag} = "))
                || shown.contains(&format!("\n# {flag} is not set")),
            "{flag}"
        );
    }
}

#[test]
fn completions_and_pages_are_made_from_the_flags() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(&format!("completions {shell}"));
        assert_eq!((ran.code, &*ran.err), (Some(0), ""));
        assert!(ran.out.contains("inspect") && ran.out.contains("max-skipped"), "{shell}");
    }
    let ran = run("man");
    assert_eq!((ran.code, &*ran.err), (Some(0), ""));
    assert!(
        ran.out.starts_with(".ie") && ran.out.contains(".TH retold 1") && ran.out.contains("inspect"),
        "{}",
        ran.out
    );
    let ran = run("man scan");
    assert!(ran.out.contains(".TH retold-scan 1") && ran.out.contains("\\-\\-threshold"), "{}", ran.out);
    let ran = run("man scna");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("hint: expected one of "), "{}", ran.err);
}

#[test]
fn the_version_names_the_layout_of_findings() {
    let shelf = Shelf::with(&[("a.jsonl", record("a", DISPATCH).as_bytes())]);
    assert_eq!(shelf.scan("").code, Some(0));
    let layout = shelf.findings()["schema_version"].to_string();
    assert!(run("--version").out.contains(&format!("(layout of findings: {layout})")));
    assert!(fs::read_to_string(shelf.path("out/skipped.jsonl")).unwrap().is_empty());
}
