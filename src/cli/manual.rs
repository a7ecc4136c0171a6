//! What a packager installs beside the program: completions and manual pages, made from the flags.

use super::args::Cli;
use super::{End, STDOUT, print};
use crate::error::{Error, ErrorKind, Result};
use clap::{Args, CommandFactory};

/// `retold completions`
#[derive(Args)]
#[command(
    after_help = "Examples:\n  retold completions bash > ~/.local/share/bash-completion/completions/retold\n  \
    retold completions zsh > ~/.zfunc/_retold\n  retold completions fish > ~/.config/fish/completions/retold.fish"
)]
pub struct CompletionsArgs {
    /// The shell that will read them
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// `retold man`
#[derive(Args)]
#[command(after_help = "Examples:\n  retold man | man -l -\n  retold man scan > retold-scan.1")]
pub struct ManArgs {
    /// The command whose page is printed [default: retold itself]
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// Prints completions.
pub fn completions(args: &CompletionsArgs) -> Result<End> {
    let mut out = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "retold", &mut out);
    print(&String::from_utf8_lossy(&out))?;
    Ok(End::Finished)
}

/// Prints a manual page.
pub fn page(args: &ManArgs) -> Result<End> {
    let mut program = Cli::command();
    program.build();
    let names: Vec<String> = program.get_subcommands().map(|command| command.get_name().to_owned()).collect();
    let command = match &args.command {
        None => program,
        Some(name) => match program.find_subcommand(name) {
            Some(found) => found.clone().name(format!("retold-{name}")).bin_name(format!("retold {name}")),
            None => {
                let bound = format!("one of {}", names.join(", "));
                return Err(ErrorKind::Options { flag: "COMMAND", value: name.clone(), bound }.into());
            }
        },
    };
    let mut out = Vec::new();
    // Today's date would make each build of the page another one.
    clap_mangen::Man::new(command.disable_help_subcommand(true))
        .date("")
        .render(&mut out)
        .map_err(|source| Error::write(STDOUT, source))?;
    print(&String::from_utf8_lossy(&out))?;
    Ok(End::Finished)
}
