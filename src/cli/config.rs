//! Options from a file: `retold.toml` beside the data, or the one named by `--config`.
//!
//! Every long flag is a key, but for `--help`, `--version` and those that say which file is read. Keys at the top count for every command that has the flag, keys in a table such as `[scan]` for that
//! command alone. What is typed wins over the file, the table over the top. So a file says no more than a command line could:
//! its values are added to what was typed, and judged in the same way.

use super::args::Cli;
use super::print;
use crate::error::{ErrorKind, Place, Result};
use clap::builder::ValueParser;
use clap::parser::ValueSource;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, CommandFactory};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file that is looked for beside the data.
const FILE: &str = "retold.toml";
/// Flags that say where options come from: they cannot come from a file.
const OF_THE_FILE: [&str; 3] = ["config", "no-config", "show-config"];
/// Flags that decide what is written where. Data that somebody else packed may not decide that.
const NOT_BESIDE_DATA: [&str; 3] = ["output", "force", "work-dir"];
/// Least likeness, by Jaro and Winkler, of a key to the name that was meant.
const LIKE: f64 = 0.7;

/// Where options are read from.
#[derive(Args)]
#[command(next_help_heading = "Configuration")]
pub struct ConfigArgs {
    /// File of options, one key a flag [default: retold.toml beside the first input, if there is one]
    #[arg(long, global = true, value_name = "FILE", conflicts_with = "no_config")]
    pub config: Option<PathBuf>,
    /// Read no file of options
    #[arg(long, global = true)]
    pub no_config: bool,
    /// Print the options in effect, as a file that --config takes, and do nothing else; those that are not set stand there as comments,
    /// with what counts in their place
    #[arg(long, global = true)]
    pub show_config: bool,
}

/// A command line with the options of a file in it.
pub struct Merged {
    /// All arguments, the name of the program first.
    pub arguments: Vec<OsString>,
    /// The file that was found beside the data.
    pub found: Option<PathBuf>,
}

/// One option of a file.
struct Setting {
    line: u64,
    /// As they would be typed: `--threshold=0.7`.
    typed: Vec<OsString>,
}

/// The arguments that were typed, and behind them those of a file, if there is one.
///
/// Where `--show-config` is among them, they are printed and the process ends.
///
/// # Errors
/// When the file cannot be read or says what no flag takes.
pub fn merged(typed: Vec<OsString>) -> Result<Merged> {
    let mut program = Cli::command();
    program.build();
    let nothing = |arguments| Ok(Merged { arguments, found: None });
    // What is wrong with the command line is told later, by the one parse that counts.
    let loose = program.clone().ignore_errors(true).try_get_matches_from(&typed);
    let Ok(loose) = loose else { return nothing(typed) };
    let Some((name, given)) = loose.subcommand() else { return nothing(typed) };
    let Some(command) = program.find_subcommand(name) else { return nothing(typed) };
    let named = given.get_one::<PathBuf>("config");
    let path = match named {
        Some(path) => Some(path.clone()),
        None if given.get_flag("no_config") => None,
        None => beside(command, given),
    };
    let mut arguments = typed.clone();
    let mut settings = BTreeMap::new();
    if let Some(path) = &path {
        settings = read(path, &program, name, named.is_none())?;
        // What was typed wins, also over what cannot stand beside it.
        let is_typed =
            |arg: &Arg| given.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine);
        settings.retain(|flag, _| {
            let arg = flag_of(command, flag);
            arg.is_some_and(|arg| {
                let mut typed = command.get_arguments().filter(|one| is_typed(one));
                !typed.any(|one| one.get_id() == arg.get_id() || conflict(command, one, arg))
            })
        });
        check(&program, name, path, &settings)?;
        let end = arguments.iter().position(|word| word == "--").unwrap_or(arguments.len());
        let added: Vec<OsString> = settings.values().flat_map(|one| one.typed.iter().cloned()).collect();
        arguments.splice(end..end, added);
    }
    if given.get_flag("show_config") {
        print(&shown(&program, name, &arguments, path.as_deref(), &settings)?)?;
        std::process::exit(0);
    }
    Ok(Merged { arguments, found: path.filter(|_| named.is_none() && !settings.is_empty()) })
}

/// The file beside the first input: in it, if that is a folder.
fn beside(command: &Command, given: &ArgMatches) -> Option<PathBuf> {
    let input = command.get_positionals().find_map(|arg| given.get_raw(arg.get_id().as_str())?.next())?;
    let mut place = PathBuf::from(input);
    if input == "-" {
        return None;
    }
    // Of a pattern, the folder that is certain.
    while place.to_string_lossy().contains(['*', '?', '[']) && place.pop() {}
    let folder = if place.is_dir() || place.as_os_str().is_empty() { &*place } else { place.parent()? };
    Some(folder.join(FILE)).filter(|path| path.is_file())
}

fn flag_of<'c>(command: &'c Command, flag: &str) -> Option<&'c Arg> {
    command.get_arguments().find(|arg| arg.get_long() == Some(flag))
}

fn error(path: &Path, line: u64, what: String, hint: String) -> crate::error::Error {
    let place = Place { line: Some(line), ..Place::file(path) };
    ErrorKind::Config { place, what, hint }.into()
}

/// The settings of a file that count for the command `name`, by flag.
fn read(
    path: &Path,
    program: &Command,
    name: &str,
    is_beside_data: bool,
) -> Result<BTreeMap<String, Setting>> {
    let text = std::fs::read_to_string(path)
        .map_err(|source| crate::error::Error::read(Place::file(path), source))?;
    let line_of =
        |at: usize| text.as_bytes()[..at.min(text.len())].iter().filter(|&&b| b == b'\n').count() as u64 + 1;
    let table = DeTable::parse(&text).map_err(|fault| {
        let line = line_of(fault.span().map_or(0, |span| span.start));
        let hint = "a line is `flag = value`, text in quotes, as in `outlet = \"source\"`".to_owned();
        error(path, line, fault.message().to_owned(), hint)
    })?;
    let mut settings = BTreeMap::new();
    let mut of_command = None;
    for (key, value) in table.get_ref() {
        let key_name: &str = key.get_ref();
        match (program.find_subcommand(key_name), value.get_ref()) {
            (Some(command), DeValue::Table(inner)) => {
                for (key, _) in inner {
                    if flag_of(command, key.get_ref()).is_none() || OF_THE_FILE.contains(&&**key.get_ref()) {
                        return Err(unknown(
                            path,
                            line_of(key.span().start),
                            key.get_ref(),
                            &[command],
                            program,
                        ));
                    }
                }
                if key_name == name {
                    of_command = Some(inner);
                }
            }
            (None, DeValue::Table(_)) => {
                return Err(unknown_table(path, line_of(key.span().start), key_name, program));
            }
            _ => {
                let commands: Vec<&Command> = program.get_subcommands().collect();
                let is_known = commands.iter().any(|command| flag_of(command, key_name).is_some());
                if !is_known || OF_THE_FILE.contains(&key_name) {
                    return Err(unknown(path, line_of(key.span().start), key_name, &commands, program));
                }
                add(&mut settings, path, program, name, key_name, value, &line_of)?;
            }
        }
    }
    for (key, value) in of_command.into_iter().flatten() {
        settings.remove::<str>(key.get_ref());
        add(&mut settings, path, program, name, key.get_ref(), value, &line_of)?;
    }
    let forbidden = NOT_BESIDE_DATA.into_iter().find_map(|flag| Some((flag, settings.get(flag)?.line)));
    match forbidden.filter(|_| is_beside_data) {
        None => Ok(settings),
        Some((flag, line)) => {
            let what = format!("`{flag}` may not stand in a file that is found beside the data");
            let hint = format!("type --{flag}, or name the file with --config {}", path.display());
            Err(error(path, line, what, hint))
        }
    }
}

fn add(
    settings: &mut BTreeMap<String, Setting>,
    path: &Path,
    program: &Command,
    name: &str,
    flag: &str,
    value: &Spanned<DeValue<'_>>,
    line_of: &impl Fn(usize) -> u64,
) -> Result<()> {
    // A flag of another command says nothing here.
    let Some(arg) = program.find_subcommand(name).and_then(|command| flag_of(command, flag)) else {
        return Ok(());
    };
    let line = line_of(value.span().start);
    let wrong = |expected: &str| {
        error(path, line, format!("`{flag}` has no sense here"), format!("expected {expected}"))
    };
    let mut typed = Vec::new();
    match (arg.get_action(), value.get_ref()) {
        (ArgAction::SetTrue, DeValue::Boolean(is_set)) => {
            typed.extend(is_set.then(|| OsString::from(format!("--{flag}"))));
        }
        (ArgAction::SetTrue, _) => return Err(wrong("true or false")),
        (ArgAction::Append, DeValue::Array(values)) => {
            for value in values {
                let word = word(value.get_ref()).ok_or_else(|| wrong("a list of texts or numbers"))?;
                typed.push(option(arg, flag, &word, path));
            }
        }
        (_, value) => {
            let word = word(value).ok_or_else(|| wrong("a text or a number"))?;
            typed.push(option(arg, flag, &word, path));
        }
    }
    settings.insert(flag.to_owned(), Setting { line, typed });
    Ok(())
}

/// A value as it would be typed.
fn word(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(&number.as_str().replace('_', ""), number.radix())
            .ok()
            .map(|number| number.to_string()),
        DeValue::Float(number) => Some(number.as_str().replace('_', "")),
        DeValue::Datetime(time) => Some(time.to_string()),
        _ => None,
    }
}

/// One argument. A path counts from the folder of the file it stands in.
fn option(arg: &Arg, flag: &str, word: &str, file: &Path) -> OsString {
    let mut typed = OsString::from(format!("--{flag}="));
    match file.parent() {
        Some(folder) if is_path(arg) && word != "-" => typed.push(folder.join(word)),
        _ => typed.push(word),
    }
    typed
}

fn is_path(arg: &Arg) -> bool {
    arg.get_value_parser().type_id() == ValueParser::path_buf().type_id()
}

/// No flag has this name.
fn unknown(
    path: &Path,
    line: u64,
    key: &str,
    commands: &[&Command],
    program: &Command,
) -> crate::error::Error {
    let what = format!("unknown key `{key}`");
    let mut flags: Vec<&str> = flags_of(commands).collect();
    flags.sort_unstable();
    flags.dedup();
    let others = program.get_subcommands().filter(|one| flags_of(&[one]).any(|flag| flag == key));
    let others: Vec<&str> = others.map(Command::get_name).collect();
    if !others.is_empty() {
        return error(path, line, what, format!("it is a flag of {}", others.join(", ")));
    }
    let hint = match nearest(&key.replace('_', "-"), &flags) {
        Some(flag) => format!("did you mean `{flag}`?"),
        None => match commands {
            [one] => format!("the flags of {} are {}", one.get_name(), flags.join(", ")),
            _ => "keys are the long flags of the commands: see retold help COMMAND".to_owned(),
        },
    };
    error(path, line, what, hint)
}

/// The flags of some commands that a file may set.
fn flags_of<'c>(commands: &'c [&'c Command]) -> impl Iterator<Item = &'c str> {
    let flags = commands.iter().flat_map(|command| command.get_arguments()).filter_map(Arg::get_long);
    flags.filter(|flag| !OF_THE_FILE.contains(flag) && !["help", "version"].contains(flag))
}

/// No command has this name.
fn unknown_table(path: &Path, line: u64, key: &str, program: &Command) -> crate::error::Error {
    let has_options = |command: &&Command| flags_of(&[*command]).next().is_some();
    let commands: Vec<&str> = program.get_subcommands().filter(has_options).map(Command::get_name).collect();
    let hint = match nearest(key, &commands) {
        Some(command) => format!("did you mean `[{command}]`?"),
        None => format!("tables are the commands: {}", commands.join(", ")),
    };
    error(path, line, format!("unknown table `[{key}]`"), hint)
}

/// The name that was meant, if one is near, case aside; of two as near, the first.
pub(super) fn nearest<'n>(meant: &str, names: &[&'n str]) -> Option<&'n str> {
    let meant = meant.to_lowercase();
    let near = names.iter().map(|name| (strsim::jaro_winkler(&meant, &name.to_lowercase()), *name));
    let nearest = near.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)));
    nearest.filter(|&(near, _)| near >= LIKE).map(|(_, name)| name)
}

/// Judges each value alone, so that a wrong one is told with its place in the file.
fn check(program: &Command, name: &str, path: &Path, settings: &BTreeMap<String, Setting>) -> Result<()> {
    let lenient = lenient(program, name);
    for (flag, setting) in settings {
        let alone = [OsString::from("retold"), OsString::from(name)].into_iter().chain(setting.typed.clone());
        if let Err(fault) = lenient.clone().try_get_matches_from(alone) {
            let said = fault.to_string();
            let mut lines = said.lines().map(|line| line.trim().trim_start_matches("error: "));
            let what = lines.next().unwrap_or(flag).to_owned();
            let is_hint = |line: &&str| !line.is_empty() && !line.starts_with("For more information");
            let hint = lines.find(is_hint).map_or_else(
                || format!("retold {name} --help says what `{flag}` takes"),
                |line| line.trim_matches(['[', ']']).to_owned(),
            );
            return Err(error(path, setting.line, what, hint));
        }
    }
    let Some(command) = program.find_subcommand(name) else { return Ok(()) };
    let arg = |flag: &str| command.get_arguments().find(|arg| arg.get_long() == Some(flag));
    let set = || settings.iter().filter(|(_, setting)| !setting.typed.is_empty());
    for (at, (one, first)) in set().enumerate() {
        for (other, second) in set().skip(at + 1) {
            if let Some((left, right)) = arg(one).zip(arg(other))
                && conflict(command, left, right)
            {
                let line = first.line.max(second.line);
                let what = format!("`{one}` and `{other}` cannot stand beside each other");
                return Err(error(path, line, what, "take one of them out".to_owned()));
            }
        }
    }
    Ok(())
}

/// The program, of which nothing has to be typed.
fn lenient(program: &Command, name: &str) -> Command {
    program.clone().mut_subcommand(name, |command| command.mut_args(|arg| arg.required(false)))
}

/// Every option in effect, as a file.
fn shown(
    program: &Command,
    name: &str,
    arguments: &[OsString],
    path: Option<&Path>,
    settings: &BTreeMap<String, Setting>,
) -> Result<String> {
    let matches = lenient(program, name).try_get_matches_from(arguments).unwrap_or_else(|fault| fault.exit());
    let mut out = format!("# Options in effect of `retold {name}`; --config takes this as it is.\n");
    if let Some(path) = path {
        let _ = writeln!(out, "# From the command line and {}.", path.display());
    }
    let _ = writeln!(out, "[{name}]");
    let (Some((_, given)), Some(command)) = (matches.subcommand(), program.find_subcommand(name)) else {
        return Ok(out);
    };
    for arg in command.get_arguments() {
        let Some(flag) = arg.get_long().filter(|flag| !OF_THE_FILE.contains(flag)) else { continue };
        let id = arg.get_id().as_str();
        if matches!(
            arg.get_action(),
            ArgAction::Help | ArgAction::HelpShort | ArgAction::HelpLong | ArgAction::Version
        ) {
            continue;
        }
        let source = match given.value_source(id) {
            Some(ValueSource::CommandLine) if settings.contains_key(flag) => "  # from the file",
            Some(ValueSource::CommandLine) => "  # as typed",
            _ => "",
        };
        let is_default = matches!(given.value_source(id), None | Some(ValueSource::DefaultValue));
        if let Some(other) = in_the_way(command, arg, given).filter(|_| is_default) {
            let _ = writeln!(out, "# {flag} has no place beside --{other}");
            continue;
        }
        if matches!(arg.get_action(), ArgAction::SetTrue) {
            let _ = writeln!(out, "{flag} = {}{source}", given.get_flag(id));
            continue;
        }
        let words: Vec<String> = given
            .get_raw(id)
            .into_iter()
            .flatten()
            .map(|word| literal(arg, &word.to_string_lossy()))
            .collect();
        let _ = match (&words[..], arg.get_action()) {
            ([], _) => writeln!(out, "# {flag} is not set{}", default_of(arg)),
            (_, ArgAction::Append) => writeln!(out, "{flag} = [{}]{source}", words.join(", ")),
            ([.., last], _) => writeln!(out, "{flag} = {last}{source}"),
        };
    }
    Ok(out)
}

/// What counts where a flag without a value of its own is not set, as its help says it.
fn default_of(arg: &Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let default = help.rsplit_once("[default: ").and_then(|(_, said)| said.strip_suffix(']'));
    default.map(|default| format!(" (default: {default})")).unwrap_or_default()
}

/// The flag that was given, typed or by the file, and beside which another one cannot stand.
fn in_the_way<'a>(command: &'a Command, arg: &Arg, given: &ArgMatches) -> Option<&'a str> {
    let is_given = |other: &&Arg| {
        given.value_source(other.get_id().as_str()) == Some(ValueSource::CommandLine)
            && conflict(command, arg, other)
    };
    command.get_arguments().find(is_given).and_then(Arg::get_long)
}

/// Whether one of two flags cannot stand beside the other.
fn conflict(command: &Command, one: &Arg, other: &Arg) -> bool {
    let names = |one: &Arg, other: &Arg| {
        command.get_arg_conflicts_with(one).iter().any(|arg| arg.get_id() == other.get_id())
    };
    names(one, other) || names(other, one)
}

/// A value as it stands in such a file: a number where it is one, else text. Paths count from the root, so that the file may lie
/// anywhere.
fn literal(arg: &Arg, word: &str) -> String {
    let is_text = arg.get_value_parser().type_id() == ValueParser::string().type_id();
    if is_path(arg) {
        let path = std::path::absolute(word).unwrap_or_else(|_| word.into());
        return serde_json::Value::String(path.to_string_lossy().into_owned()).to_string();
    }
    let is_number = word.parse::<f64>().is_ok_and(f64::is_finite)
        && word.starts_with(|c: char| c.is_ascii_digit())
        && word.ends_with(|c: char| c.is_ascii_digit())
        && (word == "0" || !word.starts_with('0') || word.starts_with("0."));
    // Strings of JSON are strings of TOML.
    if is_number && !is_text {
        word.to_owned()
    } else {
        serde_json::Value::String(word.to_owned()).to_string()
    }
}
