//! The bytes of a classifier.

use crate::{Error, Result};

use super::calibrate::Calibration;
use super::cells::{Cells, Width};
use super::fit::{MAX_CELLS, MAX_LABELS, check_label};
use super::machines::LANES;
use super::memory::{Memory, Remembered};
use super::model::Classifier;
use super::options::ClassifierOptions;
use super::vocabulary::{Entry, Vocabulary};

const MAGIC: [u8; 4] = *b"HCTC";
const VERSION: u8 = 3;
const CHECKSUM: usize = 8;
/// Margins, scales and constants beyond this come from no training.
const MOST: f64 = 1e6;

impl Classifier {
    /// The classifier as bytes that any release of this library reads, in Rust, Python and Node. The number of threads
    /// is not part of it.
    ///
    /// Numbers are little-endian, or where called short, in LEB128. `HCTC`, the version (3), the bytes of a weight (1, or
    /// 2 once it has learned), two zero bytes. Short: the labels, the pieces, the rows, the texts. The seed, the cost and the error rate as 64-bit numbers, short the least count. Six 64-bit floats: two of the
    /// confidence, two of the single probability, the sharpness, the threshold. For each label: short its bytes,
    /// the bytes, short its texts, its constant term and its scale as 32-bit floats. For each piece, by increasing key:
    /// short the distance of its key from the one before plus one, its texts, and 0 if its row is the next that has not
    /// been named, else the row plus one. For each row: a bit for each label, the first in the lowest bit, whether its
    /// weight is other than zero, and these weights. Short: the remembered texts, the pieces of all of them, and the turns
    /// that they have taken. For each, short: 1 if it is a correction, else 0; the texts that it stands for; its labels,
    /// and the number of each; its pieces, and of each the distance of its place from the one before plus one; then what
    /// each weighs, a byte, and the 32-bit float that 1 of that stands for; and where weights have 2 bytes, for each label
    /// a bit, whether it has moved it, and how far, as 32-bit floats. Last 8 bytes: the checksum of all before (64-bit
    /// FNV-1a over its 64-bit words, the last filled up with zeros, started with the number of bytes).
    pub fn to_bytes(&self) -> Vec<u8> {
        let labels = self.labels.len();
        // Rows are written in the order in which pieces name them.
        let mut numbers: Vec<Option<u32>> = vec![None; self.cells.rows()];
        let mut rows = Vec::new();
        let mut named = Vec::with_capacity(self.vocabulary.len());
        for entry in self.vocabulary.entries() {
            let Some(number) = numbers.get_mut(entry.row as usize) else { continue };
            named.push(number.map_or(0, |number| u64::from(number) + 1));
            if number.is_none() {
                *number = Some(rows.len() as u32);
                rows.push(entry.row);
            }
        }

        let mut bytes = Vec::with_capacity(64 + 8 * self.vocabulary.len() + 4 * rows.len() * labels.div_ceil(8));
        bytes.extend(MAGIC);
        let width = match self.cells.cells {
            Width::Narrow(_) => 1,
            Width::Wide(_) => 2,
        };
        bytes.extend([VERSION, width, 0, 0]);
        for number in [labels, self.vocabulary.len(), rows.len(), self.vocabulary.texts as usize] {
            short(&mut bytes, number as u64);
        }
        bytes.extend(self.options.seed.to_le_bytes());
        bytes.extend(self.options.cost.to_le_bytes());
        bytes.extend(self.options.error_rate.to_le_bytes());
        short(&mut bytes, self.options.min_count.into());
        let Calibration { answer: [a, b], single: [c, d], sharpness, threshold } = self.calibration;
        for number in [a, b, c, d, sharpness, threshold] {
            bytes.extend(number.to_le_bytes());
        }
        for (((label, &texts), bias), scale) in
            self.labels.iter().zip(&self.counts).zip(&self.bias).zip(&self.cells.scale)
        {
            short(&mut bytes, label.len() as u64);
            bytes.extend(label.as_bytes());
            short(&mut bytes, texts.into());
            bytes.extend(bias.to_le_bytes());
            bytes.extend(scale.to_le_bytes());
        }
        let mut before = None;
        for (entry, named) in self.vocabulary.entries().zip(named) {
            short(&mut bytes, before.map_or(entry.key, |before| entry.key - before - 1).into());
            short(&mut bytes, entry.texts.into());
            short(&mut bytes, named);
            before = Some(entry.key);
        }
        for row in rows {
            let from = row as usize * self.cells.stride;
            match &self.cells.cells {
                Width::Narrow(cells) => write_row(&mut bytes, cells.get(from..from + labels).unwrap_or_default()),
                Width::Wide(cells) => write_row(&mut bytes, cells.get(from..from + labels).unwrap_or_default()),
            }
        }
        self.write_memory(&mut bytes);
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    fn write_memory(&self, bytes: &mut Vec<u8>) {
        let wide = matches!(self.cells.cells, Width::Wide(_));
        // A remembered piece is written as its place by increasing key, which of a narrow matrix it is.
        let mut places: Vec<u32> = Vec::new();
        if wide {
            places.resize(self.cells.rows(), 0);
            for (entry, place) in self.vocabulary.entries().zip(0..) {
                if let Some(slot) = places.get_mut(entry.row as usize) {
                    *slot = place;
                }
            }
        }
        let texts = &self.memory.texts;
        let pieces: usize = texts.iter().map(|one| one.rows.len()).sum();
        for number in [texts.len() as u64, pieces as u64, self.memory.turns.into()] {
            short(bytes, number);
        }
        for one in texts {
            for number in [one.taught.into(), one.times, one.labels.len() as u32].iter().chain(&one.labels) {
                short(bytes, (*number).into());
            }
            short(bytes, one.rows.len() as u64);
            let mut after = 0;
            for &row in &one.rows {
                let place = places.get(row as usize).copied().unwrap_or(row);
                short(bytes, u64::from(place.wrapping_sub(after)));
                after = place + 1;
            }
            bytes.extend(&one.weights);
            bytes.extend(one.scale.to_le_bytes());
            if wide {
                let mut duals = one.duals.clone();
                duals.resize(self.labels.len(), 0.0);
                write_row(bytes, &duals);
            }
        }
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. Safe on bytes from anywhere: everything is checked, and memory is
    /// taken only in proportion to the bytes given.
    ///
    /// # Errors
    /// [`Error::Format`] if the bytes are anything but a classifier, whole and unchanged; [`Error::Limit`] over 4096
    /// labels or 2^27 weights.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (content, sum) = bytes.split_at(bytes.len().saturating_sub(CHECKSUM));
        let mut reader = Reader { bytes: content, at: 0 };
        if reader.array()? != MAGIC {
            return Err(damaged(0, "not a classifier of hypercare"));
        }
        let [version, width, reserved @ ..] = reader.array::<4>()?;
        if version != VERSION {
            return Err(damaged(4, &format!("version {version}, of which this release knows only {VERSION}")));
        }
        if !matches!(width, 1 | 2) || reserved != [0; 2] {
            return Err(damaged(5, "a width that is not 1 or 2, or reserved bytes that are not zero"));
        }
        if sum != checksum(content).to_le_bytes() {
            return Err(damaged(content.len(), "the checksum is not that of the bytes before"));
        }
        let [labels, pieces, rows] = [reader.short()?, reader.short()?, reader.short()?];
        let texts = reader.count()?;
        Error::cap("labels of the classifier", MAX_LABELS as u64, labels)?;
        // Each piece takes 3 bytes and each row a bit for each label, so what follows is in proportion to the bytes.
        let stride = labels.next_multiple_of(LANES);
        let least = pieces.saturating_mul(3).saturating_add(rows.saturating_mul(labels.div_ceil(8)));
        if labels == 0 || rows > pieces || least > content.len() {
            return Err(damaged(8, "numbers of labels, pieces and rows that so many bytes cannot hold"));
        }
        Error::cap("weights of the classifier", MAX_CELLS as u64, rows.saturating_mul(stride))?;

        let options = reader.options()?;
        let calibration = reader.calibration()?;
        let mut model = Self::new(
            options,
            Vec::with_capacity(labels),
            Vec::with_capacity(labels),
            Vocabulary::new(&[], texts),
            Cells { cells: Width::Narrow(Vec::new()), stride, scale: Vec::with_capacity(stride) },
            Vec::with_capacity(labels),
            calibration,
            Memory::default(),
        );
        reader.labels(&mut model, labels)?;
        model.cells.scale.resize(stride, 0.0);
        model.vocabulary = Vocabulary::new(&reader.entries(pieces, rows, texts)?, texts);
        model.cells.cells = match width {
            1 => Width::Narrow(reader.rows(rows, labels, stride, i8::from_le_bytes)?),
            _ => Width::Wide(reader.rows(rows, labels, stride, i16::from_le_bytes)?),
        };
        model.memory = reader.memory(pieces, labels, matches!(width, 2).then_some(&model.vocabulary))?;
        if reader.at == content.len() { Ok(model) } else { Err(damaged(reader.at, "bytes after the last text")) }
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn options(&mut self) -> Result<ClassifierOptions> {
        let start = self.at;
        let seed = u64::from_le_bytes(self.array()?);
        let [cost, error_rate] = [f64::from_le_bytes(self.array()?), f64::from_le_bytes(self.array()?)];
        let options = ClassifierOptions { seed, cost, error_rate, min_count: self.count()?, jobs: 1 };
        options.check().map_err(|_| damaged(start, "an option out of its range"))?;
        Ok(options)
    }

    fn calibration(&mut self) -> Result<Calibration> {
        let start = self.at;
        let mut numbers = [0.0; 6];
        for number in &mut numbers {
            *number = f64::from_le_bytes(self.array()?);
        }
        let [a, b, c, d, sharpness, threshold] = numbers;
        let sane = numbers.iter().all(|number| number.abs() <= MOST) && (0.0..=1.0).contains(&threshold);
        if !sane || sharpness <= 0.0 {
            return Err(damaged(start, "a calibration out of its range"));
        }
        Ok(Calibration { answer: [a, b], single: [c, d], sharpness, threshold })
    }

    fn labels(&mut self, model: &mut Classifier, count: usize) -> Result<()> {
        for number in 0..count as u32 {
            let start = self.at;
            let length = self.short()?;
            let bytes = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end));
            self.at = self.at.saturating_add(length);
            let label = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            let Some(label) = label.filter(|&label| check_label(label).is_ok_and(|form| form == label)) else {
                return Err(damaged(start, "a label that is not one"));
            };
            if model.numbers.insert(label.to_owned(), number).is_some() {
                return Err(damaged(start, "a label that was there before"));
            }
            model.labels.push(label.to_owned());
            model.counts.push(self.count()?);
            let [bias, scale] = [f32::from_le_bytes(self.array()?), f32::from_le_bytes(self.array()?)];
            if !(f64::from(bias).abs() <= MOST && (0.0..=MOST).contains(&f64::from(scale))) {
                return Err(damaged(start, "a constant or scale out of its range"));
            }
            model.bias.push(bias);
            model.cells.scale.push(scale);
        }
        Ok(())
    }

    /// The remembered texts: with the vocabulary of a wide matrix, which alone knows how far they have moved it.
    fn memory(&mut self, places: usize, labels: usize, wide: Option<&Vocabulary>) -> Result<Memory> {
        let start = self.at;
        let (count, mut left, turns) = (self.short()?, self.short()?, self.count()?);
        if !Memory::may_hold(count, left, labels) {
            return Err(damaged(start, "more texts than can be remembered"));
        }
        let rows: Vec<u32> = wide.map_or_else(Vec::new, |all| all.entries().map(|entry| entry.row).collect());
        let mut texts = Vec::with_capacity(count.min(self.bytes.len() - self.at));
        for _ in 0..count {
            let start = self.at;
            let (taught, times, own) = (self.count()?, self.count()?, self.short()?);
            if taught > 1 || times == 0 || own > labels {
                return Err(damaged(start, "a remembered text that cannot be"));
            }
            let own = (0..own).map(|_| self.count()).collect::<Result<Vec<u32>>>()?;
            let sorted = own.is_sorted_by(|one, other| one < other);
            let pieces = self.short()?;
            // A piece takes 2 bytes.
            let most = left.min((self.bytes.len() - self.at) / 2);
            if !sorted || own.last().is_some_and(|&last| last as usize >= labels) || pieces > most {
                return Err(damaged(start, "a remembered text with labels or pieces that cannot be"));
            }
            left -= pieces;
            let (mut named, mut after) = (Vec::with_capacity(pieces), 0);
            for _ in 0..pieces {
                let place = self.short()?.saturating_add(after);
                if place >= places {
                    return Err(damaged(start, "a remembered piece that is not there"));
                }
                named.push(rows.get(place).copied().unwrap_or(place as u32));
                after = place + 1;
            }
            let weights = self.bytes.get(self.at..self.at + pieces).ok_or_else(|| self.short_of_bytes())?.to_vec();
            self.at += pieces;
            let scale = f32::from_le_bytes(self.array()?);
            if !(0.0..=1.0 / 255.0 + 1e-6).contains(&scale) || weights.contains(&0) {
                return Err(damaged(start, "a remembered piece that weighs too much or nothing"));
            }
            let mut duals = Vec::new();
            if wide.is_some() {
                duals = self.rows(1, labels, labels.next_multiple_of(8), f32::from_le_bytes)?;
                duals.truncate(labels);
            }
            if !duals.iter().all(|dual| (0.0..=MOST as f32).contains(dual)) {
                return Err(damaged(start, "a remembered text that moved a label too far"));
            }
            texts.push(Remembered { rows: named, weights, scale, labels: own, times, taught: taught == 1, duals });
        }
        if left == 0 { Ok(Memory { texts, turns }) } else { Err(damaged(start, "fewer remembered pieces than said")) }
    }

    fn entries(&mut self, count: usize, rows: usize, texts: u32) -> Result<Vec<Entry>> {
        let mut entries = Vec::with_capacity(count);
        let (mut next, mut after) = (0_u64, 0_u64);
        for _ in 0..count {
            let start = self.at;
            let key = after + u64::from(self.count()?);
            let holding = self.count()?;
            let row = match u64::from(self.count()?) {
                0 => {
                    next += 1;
                    next - 1
                }
                named => named - 1,
            };
            let Ok(key) = u32::try_from(key) else { return Err(damaged(start, "a key over 32 bits")) };
            if holding == 0 || holding > texts.max(1) || row >= next || next > rows as u64 {
                return Err(damaged(start, "a piece in no text or too many, or a row that is not there"));
            }
            after = u64::from(key) + 1;
            entries.push(Entry { key, texts: holding, row: row as u32 });
        }
        if next == rows as u64 { Ok(entries) } else { Err(damaged(self.at, "a row that no piece names")) }
    }

    fn rows<T: Copy + Default + PartialEq, const N: usize>(
        &mut self,
        rows: usize,
        labels: usize,
        stride: usize,
        from_bytes: impl Fn([u8; N]) -> T + Copy,
    ) -> Result<Vec<T>> {
        let mut cells = vec![T::default(); rows * stride];
        let mask = labels.div_ceil(8);
        for row in cells.chunks_exact_mut(stride) {
            let start = self.at;
            let Some((bits, rest)) = self.bytes.get(start..).and_then(|rest| rest.split_at_checked(mask)) else {
                return Err(self.short_of_bytes());
            };
            if !labels.is_multiple_of(8) && bits.last().is_some_and(|&last| last >> (labels % 8) != 0) {
                return Err(damaged(start, "a weight of a label that is not there"));
            }
            let given = rest.as_chunks::<N>().0;
            let (mut taken, mut zero) = (0, false);
            for (bits, cells) in bits.chunks(8).zip(row.chunks_mut(64)) {
                let mut left = match bits.first_chunk() {
                    Some(eight) => u64::from_le_bytes(*eight),
                    None => bits.iter().rev().fold(0, |left, &byte| left << 8 | u64::from(byte)),
                };
                while left != 0 {
                    let Some(&cell) = given.get(taken) else { return Err(self.short_of_bytes()) };
                    let cell = from_bytes(cell);
                    zero |= cell == T::default();
                    if let Some(place) = cells.get_mut(left.trailing_zeros() as usize) {
                        *place = cell;
                    }
                    taken += 1;
                    left &= left - 1;
                }
            }
            if zero {
                return Err(damaged(start + mask, "a weight of zero that is said to be none"));
            }
            self.at = start + mask + taken * N;
        }
        Ok(cells)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
        self.at += N;
        found.copied().ok_or_else(|| self.short_of_bytes())
    }

    fn short_of_bytes(&self) -> Error {
        damaged(self.bytes.len(), "the end comes too early")
    }

    /// A size: at most what an address holds.
    #[inline(always)]
    fn short(&mut self) -> Result<usize> {
        self.count().map(|count| count as usize)
    }

    /// At most 32 bits, in the shortest form.
    #[inline(always)]
    fn count(&mut self) -> Result<u32> {
        let part = |byte: u8| u32::from(byte & 0x7f);
        let (number, bytes) = match *self.bytes.get(self.at..).unwrap_or_default() {
            [a @ ..0x80, ..] => (part(a), 1),
            [a, b @ 1..0x80, ..] => (part(a) | part(b) << 7, 2),
            [a, b @ 0x80..=0xff, c @ 1..0x80, ..] => (part(a) | part(b) << 7 | part(c) << 14, 3),
            _ => return self.long_count(),
        };
        self.at += bytes;
        Ok(number)
    }

    /// The same of any length, or with something wrong.
    fn long_count(&mut self) -> Result<u32> {
        let start = self.at;
        let mut number = 0_u64;
        for shift in (0..35).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return match u32::try_from(number) {
                    Ok(number) if byte != 0 || shift == 0 => Ok(number),
                    _ => Err(damaged(start, "a number that is too long")),
                };
            }
        }
        Err(damaged(start, "a number that is too long"))
    }
}

fn write_row<T: Copy + Default + PartialEq + ToBytes>(bytes: &mut Vec<u8>, row: &[T]) {
    for eight in row.chunks(8) {
        bytes.push((0..).zip(eight).fold(0, |bits, (at, &cell)| bits | u8::from(cell != T::default()) << at));
    }
    for cell in row.iter().filter(|&&cell| cell != T::default()) {
        cell.write(bytes);
    }
}

trait ToBytes {
    fn write(self, bytes: &mut Vec<u8>);
}

impl ToBytes for i8 {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

impl ToBytes for f32 {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

impl ToBytes for i16 {
    fn write(self, bytes: &mut Vec<u8>) {
        bytes.extend(self.to_le_bytes());
    }
}

fn short(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Words rather than bytes, which is eight times as fast.
fn checksum(bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks();
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(place, &byte)| *place = byte);
    let step = |sum: u64, word: [u8; 8]| (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x0000_0100_0000_01b3);
    step(words.iter().fold(0xcbf2_9ce4_8422_2325 ^ bytes.len() as u64, |sum, &word| step(sum, word)), last)
}

#[cold]
fn damaged(offset: usize, problem: &str) -> Error {
    Error::Format { what: "classifier".into(), offset: offset as u64, problem: problem.into() }
}
