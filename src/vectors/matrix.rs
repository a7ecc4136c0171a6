//! A table of numbers as it lies in a file: one row a token.
//!
//! **In** the bytes of a tensor. **Out** rows, added to a sum. **Cost** the bytes as they are, whatever their type.
//! **Never** holds what is no number: [`Matrix::first_odd_row`] finds it before a scan begins.

use half::f16;
use std::ops::Range;

/// How a number is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One byte, signed; scaled alike everywhere, so that no cosine knows of it.
    I8,
    /// IEEE 754, two bytes.
    F16,
    /// Four bytes.
    F32,
    /// Eight bytes.
    F64,
}

impl Kind {
    /// Bytes of a number.
    pub fn width(self) -> usize {
        match self {
            Self::I8 => 1,
            Self::F16 => 2,
            Self::F32 => 4,
            Self::F64 => 8,
        }
    }

    /// Calls `take` with each number of `bytes`.
    fn each(self, bytes: &[u8], mut take: impl FnMut(f32)) {
        match self {
            Self::I8 => bytes.iter().for_each(|&byte| take(f32::from(byte as i8))),
            Self::F16 => {
                bytes.as_chunks().0.iter().for_each(|&number| take(f16::from_le_bytes(number).to_f32()))
            }
            Self::F32 => bytes.as_chunks().0.iter().for_each(|&number| take(f32::from_le_bytes(number))),
            Self::F64 => {
                bytes.as_chunks().0.iter().for_each(|&number| take(f64::from_le_bytes(number) as f32))
            }
        }
    }

    /// All numbers of `bytes`.
    pub fn numbers(self, bytes: &[u8]) -> Vec<f32> {
        let mut out = Vec::with_capacity(bytes.len() / self.width());
        self.each(bytes, |number| out.push(number));
        out
    }
}

/// Rows of numbers in the bytes of a file.
#[derive(Debug)]
pub struct Matrix {
    file: Vec<u8>,
    place: Range<usize>,
    kind: Kind,
    dims: usize,
}

impl Matrix {
    /// The numbers that lie at `place` of a file, in rows of `dims`, which is not 0.
    pub fn new(file: Vec<u8>, place: Range<usize>, kind: Kind, dims: usize) -> Self {
        Self { file, place, kind, dims }
    }

    /// How many numbers a row has.
    pub fn dims(&self) -> usize {
        self.dims
    }

    /// Bytes it takes.
    pub fn num_bytes(&self) -> u64 {
        self.file.len() as u64
    }

    fn row(&self, row: usize) -> &[u8] {
        let bytes = self.dims * self.kind.width();
        &self.file[self.place.clone()][row * bytes..(row + 1) * bytes]
    }

    /// Adds a row, each number `times` so much, to a sum.
    pub fn add(&self, row: usize, times: f32, sum: &mut [f32]) {
        let mut sums = sum.iter_mut();
        self.kind.each(self.row(row), |number| {
            if let Some(sum) = sums.next() {
                *sum += number * times;
            }
        });
    }

    /// The first row that holds what is no number, or no finite one.
    pub fn first_odd_row(&self) -> Option<usize> {
        let rows = self.place.len() / (self.dims * self.kind.width());
        (0..rows).find(|&row| {
            let mut is_odd = false;
            self.kind.each(self.row(row), |number| is_odd |= !number.is_finite());
            is_odd
        })
    }
}
