//! The program `retold`: flags in, findings out.

/// A third of what the system's own costs on many threads that make and drop texts.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    retold::cli::main()
}
