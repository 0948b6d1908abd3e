//! The bytes of a detector. One walk over the state writes and reads it, so that both cannot differ.

use chrono::DateTime;

use crate::time::check_instant;
use crate::{Error, Result};

use super::channel::Channel;
use super::parts::{Extremes, Moments};
use super::season::Profile;
use super::{StreamDetector, StreamOptions};

const MAGIC: &[u8; 5] = b"HCSD\x01";
const CHECKSUM: usize = 8;

impl StreamDetector {
    /// The detector with all it knows, as bytes: restored, it goes on with the same bits. At most 24 bytes per point of
    /// history and metric and less than 10 kB more for each.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer(MAGIC.to_vec());
        // Writing changes nothing, but the walk is the one that reads.
        let mut copy = self.clone();
        let written = header(&mut writer, &mut copy.options).and_then(|()| state(&mut writer, &mut copy));
        debug_assert!(written.is_ok(), "a writer takes everything");
        let sum = checksum(&writer.0);
        writer.0.extend(sum.to_le_bytes());
        writer.0
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. Safe on bytes from anywhere: everything is checked, and memory is
    /// taken only in proportion to the bytes given and to the history their options ask for.
    ///
    /// # Errors
    /// [`Error::Format`] for anything but a whole and unchanged detector, and those of [`new`](Self::new).
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let (content, sum) = bytes.split_at(bytes.len().saturating_sub(CHECKSUM));
        let mut reader = Reader { bytes: content, at: 0 };
        if reader.take(MAGIC.len())? != MAGIC {
            return Err(damaged(0, "not a stream detector of this version"));
        }
        if sum != checksum(content).to_le_bytes() {
            return Err(damaged(content.len(), "the checksum is not that of the bytes before"));
        }
        let mut options = StreamOptions::default();
        header(&mut reader, &mut options)?;
        options.check()?;
        // A metric takes at least this many bytes, so that a short text cannot ask for much memory.
        Error::cap("metrics of these bytes", content.len() as u64 / 4_000, options.metrics as usize)?;
        let mut detector = Self::new(options)?;
        state(&mut reader, &mut detector)?;
        if reader.at != content.len() {
            return Err(damaged(reader.at, "bytes after the last metric"));
        }
        Ok(detector)
    }
}

/// What reads or writes.
trait Codec {
    fn whole(&mut self, value: &mut u64, most: u64) -> Result<()>;
    fn float(&mut self, value: &mut f64, low: f64, high: f64) -> Result<()>;
    fn text(&mut self, value: &mut String) -> Result<()>;
    /// Fails where so many bytes are not there, before memory is taken for what they hold.
    fn room(&self, bytes: u64) -> Result<()>;
}

/// Values are at most 1e150; their squares, sums of squares and differences stay below these, and so do means of
/// distances and their variances, with room for the next point.
const VALUE: f64 = 4e150;
const SQUARE: f64 = 1e303;
const MEAN: f64 = 1e152;
const VARIANCE: f64 = 1e306;

fn header(codec: &mut impl Codec, options: &mut StreamOptions) -> Result<()> {
    codec.float(&mut options.alarm_rate, 0.0, 1.0)?;
    for number in [&mut options.warm_up, &mut options.history, &mut options.metrics] {
        let mut whole = u64::from(*number);
        codec.whole(&mut whole, u64::from(u32::MAX))?;
        *number = whole as u32;
    }
    let mut season = u64::from(options.season);
    codec.whole(&mut season, 1)?;
    options.season = season == 1;
    let mut zone = options.zone.take().unwrap_or_default();
    codec.text(&mut zone)?;
    options.zone = Some(zone).filter(|zone| !zone.is_empty());
    Ok(())
}

fn state(codec: &mut impl Codec, detector: &mut StreamDetector) -> Result<()> {
    let mut any = u64::from(detector.last.is_some());
    codec.whole(&mut any, 1)?;
    if any == 1 {
        let last = detector.last.unwrap_or_default();
        let (mut second, mut nanos) = (last.timestamp(), u64::from(last.timestamp_subsec_nanos()));
        signed(codec, &mut second)?;
        codec.whole(&mut nanos, 1_999_999_999)?;
        let at = DateTime::from_timestamp(second, nanos as u32);
        detector.last = Some(at.ok_or_else(|| Error::range("the last instant of a stream detector"))?);
        check_instant(detector.last.unwrap_or_default(), "the last instant of a stream detector")?;
    }

    let bounds = detector.threshold.bounds();
    let memory = detector.threshold.memory();
    let judge = &mut detector.threshold.state;
    codec.float(&mut judge.threshold, *bounds.start(), *bounds.end())?;
    codec.whole(&mut judge.points, 1 << 62)?;
    codec.whole(&mut judge.alarm, judge.points)?;
    codec.whole(&mut judge.crossing, judge.points)?;
    let mut peaks = judge.peaks.len() as u64;
    codec.whole(&mut peaks, memory + 1)?;
    judge.peaks.resize(peaks as usize, (0, 0.0));
    let (mut above, mut least) = (0, super::parts::MOST);
    for (point, strength) in &mut judge.peaks {
        codec.whole(point, judge.points)?;
        codec.float(strength, 0.0, least)?;
        if *point <= above {
            return Err(damaged(0, "peaks that are not in order"));
        }
        (above, least) = (*point, *strength);
    }
    let history = u64::from(detector.options.history);
    detector.channels.iter_mut().try_for_each(|channel| metric(codec, channel, history))
}

fn metric(codec: &mut impl Codec, channel: &mut Channel, history: u64) -> Result<()> {
    codec.whole(&mut channel.seen, 1 << 62)?;
    codec.float(&mut channel.largest, 0.0, VALUE)?;
    for value in [&mut channel.before, &mut channel.short, &mut channel.long] {
        codec.float(value, -VALUE, VALUE)?;
    }
    for extremes in [&mut channel.values, &mut channel.levels] {
        self::extremes(codec, extremes)?;
    }
    let season = &mut channel.season;
    for moments in [&mut channel.shifts, &mut channel.steps, &mut channel.error, &mut season.step, &mut season.usual] {
        self::moments(codec, moments)?;
    }
    codec.float(&mut season.difference, -VALUE, VALUE)?;
    signed(codec, &mut season.first)?;
    signed(codec, &mut season.last)?;
    if season.first > season.last {
        return Err(damaged(0, "a first instant after the last"));
    }
    for profile in [&mut season.day, &mut season.week] {
        self::profile(codec, profile)?;
    }

    moments(codec, &mut channel.lags.usual)?;
    let mut known = channel.lags.distances.len() as u64;
    codec.whole(&mut known, history.min(channel.seen))?;
    if known < history.min(channel.seen) {
        return Err(damaged(0, "less history than values"));
    }
    codec.room(16 * known)?;
    let mut values = channel.lags.values().to_vec();
    values.resize(known as usize, 0.0);
    values.iter_mut().try_for_each(|value| codec.float(value, -VALUE, VALUE))?;
    let mut distances = channel.lags.distances.clone();
    distances.resize(known as usize, 0.0);
    distances.iter_mut().try_for_each(|distance| codec.float(distance, 0.0, SQUARE))?;
    channel.lags.restore(&values, distances);
    Ok(())
}

fn signed(codec: &mut impl Codec, value: &mut i64) -> Result<()> {
    // Seconds of the years 0 to 9999, moved to be positive.
    const MOVED: i64 = 1 << 37;
    let mut moved = value.saturating_add(MOVED).max(0) as u64;
    codec.whole(&mut moved, 1 << 40)?;
    *value = moved as i64 - MOVED;
    Ok(())
}

fn moments(codec: &mut impl Codec, moments: &mut Moments) -> Result<()> {
    codec.float(&mut moments.count, 0.0, 1e9)?;
    codec.float(&mut moments.mean, -MEAN, MEAN)?;
    codec.float(&mut moments.variance, 0.0, VARIANCE)
}

fn extremes(codec: &mut impl Codec, extremes: &mut Extremes) -> Result<()> {
    codec.float(&mut extremes.low, -VALUE, VALUE)?;
    codec.float(&mut extremes.high, extremes.low, VALUE)?;
    codec.float(&mut extremes.mean, -VALUE, VALUE)?;
    codec.float(&mut extremes.count, 0.0, 1e9)
}

fn profile(codec: &mut impl Codec, profile: &mut Profile) -> Result<()> {
    profile.means.iter_mut().try_for_each(|mean| codec.float(mean, -VALUE, VALUE))?;
    profile.counts.iter_mut().try_for_each(|count| codec.float(count, 0.0, 1e9))?;
    moments(codec, &mut profile.error)
}

struct Writer(Vec<u8>);

impl Codec for Writer {
    fn whole(&mut self, value: &mut u64, _: u64) -> Result<()> {
        self.0.extend(value.to_le_bytes());
        Ok(())
    }

    fn float(&mut self, value: &mut f64, _: f64, _: f64) -> Result<()> {
        self.0.extend(value.to_le_bytes());
        Ok(())
    }

    fn text(&mut self, value: &mut String) -> Result<()> {
        self.0.extend((value.len() as u64).to_le_bytes());
        self.0.extend(value.as_bytes());
        Ok(())
    }

    fn room(&self, _: u64) -> Result<()> {
        Ok(())
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let end = self.at.checked_add(count);
        let taken = end.and_then(|end| self.bytes.get(self.at..end));
        self.at = self.at.saturating_add(count);
        taken.ok_or_else(|| damaged(self.bytes.len(), "the end comes too early"))
    }

    fn word(&mut self) -> Result<[u8; 8]> {
        self.take(8)?.try_into().map_err(|_| damaged(self.at, "the end comes too early"))
    }
}

impl Codec for Reader<'_> {
    fn whole(&mut self, value: &mut u64, most: u64) -> Result<()> {
        *value = u64::from_le_bytes(self.word()?);
        if *value > most { Err(damaged(self.at - 8, "a number that is too large")) } else { Ok(()) }
    }

    fn float(&mut self, value: &mut f64, low: f64, high: f64) -> Result<()> {
        *value = f64::from_le_bytes(self.word()?);
        // NaN lies in no range.
        let inside = value.is_finite() && (low..=high).contains(value);
        if inside { Ok(()) } else { Err(damaged(self.at - 8, "a number outside its range")) }
    }

    fn text(&mut self, value: &mut String) -> Result<()> {
        let mut length = 0;
        self.whole(&mut length, 100)?;
        let bytes = self.take(length as usize)?;
        *value = std::str::from_utf8(bytes).map_err(|_| damaged(self.at, "text that is not UTF-8"))?.to_owned();
        Ok(())
    }

    fn room(&self, bytes: u64) -> Result<()> {
        let left = self.bytes.len().saturating_sub(self.at) as u64;
        if bytes > left { Err(damaged(self.bytes.len(), "the end comes too early")) } else { Ok(()) }
    }
}

/// FNV-1a over 8 bytes at a time: notices damage, not intent.
fn checksum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: u64| (sum ^ word).wrapping_mul(0x0000_0100_0000_01b3).rotate_left(23);
    let (words, rest) = bytes.as_chunks();
    let sum = words.iter().fold(0xcbf2_9ce4_8422_2325, |sum, &word| mix(sum, u64::from_le_bytes(word)));
    rest.iter().fold(mix(sum, bytes.len() as u64), |sum, &byte| mix(sum, u64::from(byte)))
}

fn damaged(offset: usize, problem: &str) -> Error {
    Error::Format { what: "stream detector".to_owned(), offset: offset as u64, problem: problem.to_owned() }
}
