//! Fuzz targets of retold, as a library: see [`targets`].

pub mod targets;
