//! A named pipe → its bytes, or an end where nobody writes to it.
//!
//! **In** a path. **Out** a stream that waits for its writer, but not for ever. **Cost** a look each millisecond while nothing comes.
//! **Never** hangs on a pipe that was forgotten in a folder; slows files or `<(…)`, which are opened as they are.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long the first byte is waited for.
const PATIENCE: Duration = Duration::from_secs(10);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(1);

/// Opens `path`, be it a file or a pipe.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn Read + Send>> {
    open_with(path, PATIENCE)
}

#[cfg(unix)]
fn open_with(path: &Path, patience: Duration) -> io::Result<Box<dyn Read + Send>> {
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
    // A pipe without a name, as the shell makes for `<(…)`, has its writer already.
    let is_named = || std::fs::canonicalize(path).is_ok();
    if std::fs::metadata(path)?.file_type().is_fifo() && is_named() {
        let file = File::options().read(true).custom_flags(libc::O_NONBLOCK).open(path)?;
        return Ok(Box::new(Pipe { file, patience, has_writer: false }));
    }
    Ok(Box::new(File::open(path)?))
}

#[cfg(not(unix))]
fn open_with(path: &Path, _: Duration) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(File::open(path)?))
}

/// A pipe that was opened without waiting for its writer.
struct Pipe {
    file: File,
    patience: Duration,
    has_writer: bool,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let start = Instant::now();
        loop {
            match self.file.read(buffer) {
                // Nothing to read is the end only after a writer was there.
                Ok(0) if !self.has_writer && !buffer.is_empty() => {
                    if start.elapsed() >= self.patience {
                        return Err(io::Error::new(io::ErrorKind::TimedOut, "nobody writes to this pipe"));
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.has_writer = true,
                other => {
                    self.has_writer = true;
                    return other;
                }
            }
            std::thread::sleep(PAUSE);
        }
    }
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn a_pipe_is_read_when_somebody_writes_and_given_up_when_nobody_does() {
        use super::*;
        use std::io::Write;
        use std::process::Command;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pipe.txt");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let mut bytes = Vec::new();
        let nobody = open_with(&path, Duration::from_millis(20)).unwrap().read_to_end(&mut bytes);
        assert_eq!(nobody.unwrap_err().kind(), io::ErrorKind::TimedOut);
        let writer = std::thread::spawn({
            let path = path.clone();
            move || {
                std::thread::sleep(Duration::from_millis(20));
                let mut pipe = File::options().write(true).open(path).unwrap();
                for part in ["one ", "two"] {
                    pipe.write_all(part.as_bytes()).unwrap();
                    std::thread::sleep(Duration::from_millis(5));
                }
            }
        });
        open(&path).unwrap().read_to_end(&mut bytes).unwrap();
        writer.join().unwrap();
        assert_eq!(bytes, b"one two");
    }
}
