//! Fuzz targets of retold, as a library: see [`targets`].

pub mod targets;

/// Runs the target called `name`.
pub fn run(name: &str, bytes: &[u8]) {
    let (_, target) = targets::TARGETS.iter().find(|(one, _)| *one == name).expect("a target of the table");
    target(bytes);
}
