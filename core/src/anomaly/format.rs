//! The bytes of a model.

use crate::{Error, Result};

use super::builder::depth_limit;
use super::forest::{IsolationForest, MAX_NODES, MAX_TREES};
use super::trees::{PathLengths, Planter, Step, Trees};

const MAGIC: [u8; 4] = *b"HCIF";
const VERSION: u8 = 1;
const HEADER: usize = 32;
const CHECKSUM: usize = 8;

impl IsolationForest {
    /// The model as bytes that any release of this library reads, in Rust, Python and Node.
    ///
    /// All numbers are little-endian. The header: `HCIF`, the version (1), three zero bytes; then as 32-bit numbers the
    /// columns, the trees, the rows each tree was grown on, the nodes of all trees; then the offset as 64-bit float. The
    /// trees follow in preorder, each node led by a number in LEB128, the shortest form: twice the column for a split,
    /// after which comes its threshold as 64-bit float; twice the number of training rows plus one for a leaf. The last 8
    /// bytes are the checksum of all before.
    ///
    /// The checksum starts as the number of bytes before it; for each 8 of them, the last filled up with zeros, it is
    /// combined with the 64-bit number they form by exclusive or, multiplied by 0x9e3779b97f4a7c15 modulo 2^64 and
    /// combined with its own upper 32 bits by exclusive or into the lower.
    pub fn to_bytes(&self) -> Vec<u8> {
        let nodes = self.trees.nodes.len();
        let mut bytes = Vec::with_capacity(HEADER + CHECKSUM + 6 * nodes);
        bytes.extend(MAGIC);
        bytes.extend([VERSION, 0, 0, 0]);
        for number in [self.columns, self.trees.roots.len() as u32, self.samples, nodes as u32] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.offset.to_le_bytes());
        for &root in &self.trees.roots {
            for step in self.trees.preorder(root) {
                match step {
                    Step::Split { feature, threshold } => {
                        write_number(&mut bytes, 2 * u64::from(feature));
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
    /// than 65,536 trees or 2^28 nodes.
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
        let offset = f64::from_le_bytes(reader.array()?);
        if sum != checksum(content).to_le_bytes() {
            return Err(damaged(body, "the checksum is not that of the bytes before"));
        }

        Error::cap("trees of the forest", u64::from(MAX_TREES), trees as usize)?;
        Error::cap("nodes of the forest", MAX_NODES, nodes as usize)?;
        if columns == 0 || trees == 0 || samples == 0 {
            return Err(damaged(8, "a forest without columns, trees or rows"));
        }
        if !(-1.0..=0.0).contains(&offset) {
            return Err(damaged(24, "an offset outside -1 to 0"));
        }
        // A tree has one leaf more than splits; a split takes at least 9 bytes, a leaf 1.
        let splits = u64::from(nodes).checked_sub(u64::from(trees)).filter(|extra| extra.is_multiple_of(2));
        let least = splits.map(|extra| 5 * extra + u64::from(trees));
        if least.is_none_or(|least| least > (content.len() - reader.at) as u64) {
            return Err(damaged(20, "a number of nodes that trees in so many bytes cannot have"));
        }

        let lengths = PathLengths::new(samples);
        let mut planter = Planter::new(Trees::with_capacity(trees as usize, nodes as usize), &lengths);
        let frame = Frame { columns, samples, depth: depth_limit(samples), nodes: nodes as usize };
        for _ in 0..trees {
            reader.tree(&mut planter, &frame)?;
        }
        if reader.at != content.len() || planter.nodes() != nodes as usize {
            return Err(damaged(reader.at, "bytes or nodes after the last tree"));
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
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn tree(&mut self, planter: &mut Planter<'_>, frame: &Frame) -> Result<()> {
        let mut rows = 0_u64;
        planter.begin();
        while let Some(depth) = planter.depth() {
            let start = self.at;
            let number = self.leb128()?;
            let half = number >> 1;
            if number & 1 == 1 {
                rows += half;
                if half == 0 || rows > u64::from(frame.samples) {
                    return Err(damaged(start, "a leaf whose rows are none, or more than the tree was grown on"));
                }
                planter.step(Step::Leaf { size: half as u32 });
                continue;
            }
            let threshold = f64::from_le_bytes(self.array()?);
            let problem = if half >= u64::from(frame.columns) {
                "a column that the forest does not have"
            } else if !threshold.is_finite() {
                "a threshold that is not finite"
            } else if depth >= frame.depth {
                "a path longer than the forest's trees have"
            } else if planter.nodes() + 2 > frame.nodes {
                "more nodes than the header says"
            } else {
                planter.step(Step::Split { feature: half as u32, threshold });
                continue;
            };
            return Err(damaged(start, problem));
        }
        planter.end();
        Ok(())
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
