//! The bytes of a model.

use crate::{Error, Result};

use super::builder::depth_limit;
use super::forest::{IsolationForest, MAX_COLUMNS, MAX_NODES, MAX_TERMS, MAX_TREES};
use super::trees::{PathLengths, Planter, Step, Term, Trees};

const MAGIC: [u8; 4] = *b"HCIF";
const VERSION: u8 = 2;
const HEADER: usize = 40;
const CHECKSUM: usize = 8;

impl IsolationForest {
    /// The model as bytes that any release of this library reads, in Rust, Python and Node.
    ///
    /// All numbers are little-endian. The header: `HCIF`, the version (2), three zero bytes; then as 32-bit numbers the
    /// columns, the trees, the rows each tree was grown on, the nodes of all trees, the terms of all planes, and zero; then
    /// the offset as 64-bit float. The trees follow in preorder, each node led by a number in LEB128, the shortest form:
    ///
    /// - twice the number of training rows plus one for a leaf;
    /// - four times the column for a split on one column, after which comes its threshold as 64-bit float;
    /// - four times the number of terms, at least two, plus two for a split on a plane, after which come its terms in the
    ///   order of their columns, each a column in LEB128 and a factor as 64-bit float, and its threshold as 64-bit float.
    ///
    /// The last 8 bytes are the checksum of all before.
    ///
    /// The checksum starts as the number of bytes before it; for each 8 of them, the last filled up with zeros, it is
    /// combined with the 64-bit number they form by exclusive or, multiplied by 0x9e3779b97f4a7c15 modulo 2^64 and
    /// combined with its own upper 32 bits by exclusive or into the lower.
    pub fn to_bytes(&self) -> Vec<u8> {
        let nodes = self.trees.nodes.len();
        let mut bytes = Vec::with_capacity(HEADER + CHECKSUM + 6 * nodes + 10 * self.trees.terms.len());
        bytes.extend(MAGIC);
        bytes.extend([VERSION, 0, 0, 0]);
        let (trees, terms) = (self.trees.roots.len() as u32, self.trees.terms.len() as u32);
        for number in [self.columns, trees, self.samples, nodes as u32, terms, 0] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.offset.to_le_bytes());
        for &root in &self.trees.roots {
            for step in self.trees.preorder(root) {
                match step {
                    Step::Split { feature, threshold } => {
                        write_number(&mut bytes, 4 * u64::from(feature));
                        bytes.extend(threshold.to_le_bytes());
                    }
                    Step::Plane { terms, threshold } => {
                        write_number(&mut bytes, 4 * terms.len() as u64 + 2);
                        for term in terms {
                            write_number(&mut bytes, u64::from(term.feature));
                            bytes.extend(term.factor.to_le_bytes());
                        }
                        bytes.extend(threshold.to_le_bytes());
                    }
                    Step::Leaf { size } => write_number(&mut bytes, 2 * u64::from(size) + 1),
                }
            }
        }
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote. Safe on bytes from anywhere: everything is checked, and memory is
    /// taken only in proportion to the bytes given.
    ///
    /// # Errors
    /// [`Error::Format`] if the bytes are anything but a model, whole and unchanged; [`Error::Limit`] for a model of more
    /// than 65,536 trees or 2^26 nodes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let body = bytes.len().saturating_sub(CHECKSUM);
        let (content, sum) = bytes.split_at(body);
        let mut reader = Reader { bytes: content, at: 0 };
        if reader.array()? != MAGIC {
            return Err(damaged(0, "not an isolation forest of hypercare"));
        }
        let [version, reserved @ ..] = reader.array::<4>()?;
        if version != VERSION {
            return Err(damaged(4, &format!("version {version}, of which this release knows only {VERSION}")));
        }
        if reserved != [0; 3] {
            return Err(damaged(5, "reserved bytes that are not zero"));
        }
        let [columns, trees, samples, nodes] = [reader.number()?, reader.number()?, reader.number()?, reader.number()?];
        let [terms, zero] = [reader.number()?, reader.number()?];
        let offset = f64::from_le_bytes(reader.array()?);
        if sum != checksum(content).to_le_bytes() {
            return Err(damaged(body, "the checksum is not that of the bytes before"));
        }

        Error::cap("trees of the forest", u64::from(MAX_TREES), trees as usize)?;
        Error::cap("nodes of the forest", MAX_NODES, nodes as usize)?;
        Error::cap("terms of the forest's planes", MAX_TERMS, terms as usize)?;
        Error::cap("columns of the forest", MAX_COLUMNS, columns as usize)?;
        if zero != 0 {
            return Err(damaged(28, "reserved bytes that are not zero"));
        }
        if columns == 0 || trees == 0 || samples == 0 {
            return Err(damaged(8, "a forest without columns, trees or rows"));
        }
        if !(-1.0..=0.0).contains(&offset) {
            return Err(damaged(32, "an offset outside -1 to 0"));
        }
        // A tree has one leaf more than splits; a split takes at least 9 bytes, as does a term, a leaf 1.
        let splits = u64::from(nodes).checked_sub(u64::from(trees)).filter(|extra| extra.is_multiple_of(2));
        let least = splits.map(|extra| 5 * extra + u64::from(trees) + 9 * u64::from(terms));
        if least.is_none_or(|least| least > (content.len() - reader.at) as u64) {
            return Err(damaged(20, "a number of nodes or terms that trees in so many bytes cannot have"));
        }

        let lengths = PathLengths::new(samples);
        let mut planter = Planter::new(Trees::with_capacity(trees as usize, nodes as usize, terms as usize), &lengths);
        let depth = depth_limit(samples);
        let frame = Frame { columns, samples, depth, nodes: nodes as usize, terms: terms as usize };
        let mut terms = Vec::new();
        for _ in 0..trees {
            reader.tree(&mut planter, &frame, &mut terms)?;
        }
        if reader.at != content.len() || planter.nodes() != frame.nodes || planter.terms() != frame.terms {
            return Err(damaged(reader.at, "bytes, nodes or terms after the last tree"));
        }
        Ok(Self::new(planter.finish(), columns, samples, offset))
    }
}

/// What the header says of every tree.
struct Frame {
    columns: u32,
    samples: u32,
    depth: u32,
    nodes: usize,
    terms: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn tree(&mut self, planter: &mut Planter<'_>, frame: &Frame, terms: &mut Vec<Term>) -> Result<()> {
        let mut rows = 0_u64;
        planter.begin();
        while let Some(depth) = planter.depth() {
            let start = self.at;
            let number = self.leb128()?;
            let (half, quarter) = (number >> 1, number >> 2);
            if number & 1 == 1 {
                rows += half;
                if half == 0 || rows > u64::from(frame.samples) {
                    return Err(damaged(start, "a leaf whose rows are none, or more than the tree was grown on"));
                }
                planter.step(Step::Leaf { size: half as u32 });
                continue;
            }
            if depth >= frame.depth || planter.nodes() + 2 > frame.nodes {
                return Err(damaged(start, "a path or a tree longer than the header says"));
            }
            if number & 2 == 0 {
                let threshold = self.float()?;
                if quarter >= u64::from(frame.columns) {
                    return Err(damaged(start, "a column that the forest does not have"));
                }
                planter.step(Step::Split { feature: quarter as u32, threshold });
            } else {
                // So many that the rest of the bytes is known to hold them.
                let left = frame.terms - planter.terms();
                if quarter < 2 || quarter > left as u64 {
                    return Err(damaged(start, "a plane of fewer than two terms, or more terms than the header says"));
                }
                terms.clear();
                for _ in 0..quarter {
                    terms.push(self.term(frame.columns, terms.last())?);
                }
                planter.step(Step::Plane { terms, threshold: self.float()? });
            }
        }
        planter.end();
        Ok(())
    }

    fn term(&mut self, columns: u32, before: Option<&Term>) -> Result<Term> {
        let start = self.at;
        let feature = self.leb128()?;
        let factor = self.float()?;
        if feature >= u64::from(columns) || before.is_some_and(|before| feature <= u64::from(before.feature)) {
            return Err(damaged(start, "a column that the forest does not have, or out of order"));
        }
        if !factor.is_normal() {
            return Err(damaged(start, "a factor that is next to zero"));
        }
        Ok(Term { factor, feature: feature as u32 })
    }

    fn float(&mut self) -> Result<f64> {
        let start = self.at;
        let number = f64::from_le_bytes(self.array()?);
        if number.is_finite() { Ok(number) } else { Err(damaged(start, "a threshold or factor that is not finite")) }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let found = self.bytes.get(self.at..).and_then(|rest| rest.first_chunk());
        self.at += N;
        found.copied().ok_or_else(|| damaged(self.bytes.len(), "the end comes too early"))
    }

    fn number(&mut self) -> Result<u32> {
        self.array().map(u32::from_le_bytes)
    }

    /// At most 33 bits, which is what a node needs, in the shortest form.
    fn leb128(&mut self) -> Result<u64> {
        if let Some(&byte) = self.bytes.get(self.at).filter(|&&byte| byte < 0x80) {
            self.at += 1;
            return Ok(u64::from(byte));
        }
        let start = self.at;
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let [byte] = self.array()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                if byte == 0 && shift > 0 {
                    break;
                }
                return Ok(number);
            }
        }
        Err(damaged(start, "a number that is too long"))
    }
}

fn write_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Each step is a bijection of the sum for given bytes and of the bytes for a given sum, so a change within 8 bytes is
/// always noticed.
fn checksum(bytes: &[u8]) -> u64 {
    let mix = |sum: u64, word: [u8; 8]| {
        let sum = (sum ^ u64::from_le_bytes(word)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        sum ^ (sum >> 32)
    };
    let (words, rest) = bytes.as_chunks();
    let sum = words.iter().fold(bytes.len() as u64, |sum, &word| mix(sum, word));
    if rest.is_empty() {
        return sum;
    }
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(place, &byte)| *place = byte);
    mix(sum, last)
}

#[cold]
fn damaged(offset: usize, problem: &str) -> Error {
    Error::Format { what: "isolation forest".into(), offset: offset as u64, problem: problem.into() }
}
