//! The program `retold`: flags in, findings out.

fn main() -> std::process::ExitCode {
    retold::cli::main()
}
