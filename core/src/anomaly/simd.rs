//! The treelets on processors with AVX-512: the same sums as the portable walk, several times as fast. The only unsafe
//! code of the crate but for two calls in `stats::wide`: instructions that the processor was asked for first, on addresses
//! inside slices and arrays.
//!
//! A treelet takes a row in four instructions: the values of its columns are picked from the row, taken away from the
//! thresholds, their signs moved into 16 bits, these stored. By which exits the bits lead out is found for 32 rows at a
//! time, and so are the path lengths. For few rows the 32 are trees instead.
#![allow(unsafe_code)]

#[cfg(not(target_arch = "x86_64"))]
pub(super) use portable::{add_lengths, available, powers, round_up};
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{add_lengths, available, powers, round_up};

#[cfg(not(target_arch = "x86_64"))]
mod portable {
    use super::super::paths::{Found, Line};
    use super::super::treelets::Treelets;

    pub(in super::super) fn available() -> bool {
        false
    }

    pub(in super::super) fn powers(sums: &[u64], longest: f64, scores: &mut [f64]) {
        super::super::power::each(sums, longest, scores);
    }

    /// Never called, as nothing is available.
    pub(in super::super) fn round_up(_: &[f64], _: usize, _: &mut [Line]) -> Found {
        Found::default()
    }

    /// Never called, as nothing is available.
    pub(in super::super) fn add_lengths(_: &Treelets, _: &[Line], _: usize, _: bool, _: &mut [u64]) {}
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m512, __m512i, _CMP_GT_OQ, _CMP_UNORD_Q, _MM_FROUND_NO_EXC, _MM_FROUND_TO_POS_INF, _mm256_mask_storeu_ps,
        _mm512_add_epi16, _mm512_and_si512, _mm512_castps_si512, _mm512_cmp_ps_mask, _mm512_cvt_roundpd_ps,
        _mm512_fpclass_pd_mask, _mm512_load_ps, _mm512_load_si512, _mm512_loadu_si512, _mm512_mask_blend_ps,
        _mm512_maskz_loadu_pd, _mm512_movepi32_mask, _mm512_permutex2var_ps, _mm512_permutexvar_ps, _mm512_set1_epi16,
        _mm512_slli_epi16, _mm512_slli_epi32, _mm512_srlv_epi16, _mm512_storeu_si512, _mm512_sub_ps,
    };

    use super::super::paths::{BLOCK, Found, GROUP, LINES, Line};
    use super::super::treelets::{Tree, Treelet, Treelets};

    /// Rows up to which the lanes are trees.
    const FEW: usize = 8;

    /// Whether the processor has what the other functions here need.
    #[inline]
    pub(in super::super) fn available() -> bool {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
    }

    /// The powers of [`power`](super::super::power), eight at a time where the processor can.
    pub(in super::super) fn powers(sums: &[u64], longest: f64, scores: &mut [f64]) {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        fn wide(sums: &[u64], longest: f64, scores: &mut [f64]) {
            super::super::power::each(sums, longest, scores);
        }
        if available() {
            // SAFETY: the processor has the instructions.
            unsafe { wide(sums, longest, scores) }
        } else {
            super::super::power::each(sums, longest, scores);
        }
    }

    /// Rounds values up to numbers of 32 bits. Call only where [`available`].
    pub(in super::super) fn round_up(values: &[f64], columns: usize, rows: &mut [Line]) -> Found {
        assert!(available());
        // SAFETY: the processor has the instructions.
        unsafe { round_rows(values, columns, rows) }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    fn round_rows(values: &[f64], columns: usize, rows: &mut [Line]) -> Found {
        const QUIET: i32 = 0x01;
        const SIGNALING: i32 = 0x80;
        const INFINITE: i32 = 0x08 | 0x10;
        let (mut missing, mut infinite) = (0, 0);
        for (row, values) in rows.chunks_exact_mut(columns.div_ceil(16)).zip(values.chunks_exact(columns)) {
            let halves = row.iter_mut().flat_map(|line| line.0.as_chunks_mut::<8>().0);
            for (numbers, values) in halves.zip(values.chunks(8)) {
                let lanes = (0xff_u32 >> (8 - values.len())) as u8;
                // SAFETY: only as many lanes as the slice has are read.
                let wide = unsafe { _mm512_maskz_loadu_pd(lanes, values.as_ptr()) };
                missing |= _mm512_fpclass_pd_mask::<{ QUIET | SIGNALING }>(wide);
                infinite |= _mm512_fpclass_pd_mask::<INFINITE>(wide);
                let narrow = _mm512_cvt_roundpd_ps::<{ _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC }>(wide);
                // SAFETY: 8 numbers.
                unsafe { _mm256_mask_storeu_ps(numbers.as_mut_ptr(), lanes, narrow) };
            }
        }
        Found { missing: missing != 0, infinite: infinite != 0 }
    }

    /// Adds the path lengths of rows of so many lines. There is a sum for each row, and up to a multiple of [`GROUP`] some
    /// more, of which nothing is known then. Call only where [`available`].
    pub(in super::super) fn add_lengths(plan: &Treelets, rows: &[Line], lines: usize, missing: bool, sums: &mut [u64]) {
        assert!(available());
        let count = rows.len() / lines;
        assert!(count <= BLOCK && sums.len() >= count.next_multiple_of(GROUP));
        assert!((1..=LINES).contains(&lines) && plan.columns <= 16 * lines);
        // SAFETY: the processor has the instructions, and a row has as many lines as are read.
        unsafe {
            match lines {
                1 => either::<1>(plan, rows, missing, sums),
                2 => either::<2>(plan, rows, missing, sums),
                3 => either::<3>(plan, rows, missing, sums),
                4 => either::<4>(plan, rows, missing, sums),
                5 => either::<5>(plan, rows, missing, sums),
                6 => either::<6>(plan, rows, missing, sums),
                7 => either::<7>(plan, rows, missing, sums),
                _ => either::<8>(plan, rows, missing, sums),
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn either<const N: usize>(plan: &Treelets, rows: &[Line], missing: bool, sums: &mut [u64]) {
        // SAFETY: as for this function.
        unsafe {
            if missing {
                add::<N, true>(plan, rows, sums);
            } else {
                add::<N, false>(plan, rows, sums);
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn add<const N: usize, const MISSING: bool>(plan: &Treelets, rows: &[Line], sums: &mut [u64]) {
        let mut room = Room { outcomes: [0; BLOCK], exits: [0; BLOCK] };
        // SAFETY: as for this function.
        unsafe {
            if rows.len() / N <= FEW {
                for (row, sum) in sums.iter_mut().enumerate().take(rows.len() / N) {
                    *sum += one_row::<N, MISSING>(plan, rows.as_ptr().add(row * N), &mut room);
                }
            } else {
                for tree in &plan.pairs {
                    two_layers::<N, MISSING>(plan, tree, rows, &mut room, sums);
                }
            }
            for tree in &plan.trees {
                layers::<N, MISSING>(plan, tree, rows, &mut room, sums);
            }
        }
    }

    /// A number for each row of a block.
    #[repr(C, align(64))]
    struct Room {
        outcomes: [u16; BLOCK],
        exits: [u16; BLOCK],
    }

    /// Takes all rows through a tree of two layers.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn two_layers<const N: usize, const MISSING: bool>(
        plan: &Treelets,
        tree: &Tree,
        rows: &[Line],
        room: &mut Room,
        sums: &mut [u64],
    ) {
        let count = rows.len() / N;
        let at = tree.root as usize;
        let treelets = &plan.treelets[at..at + 17];
        let missing = &plan.missing[at..at + 17];
        let lengths = plan.lengths[tree.lengths as usize..tree.lengths as usize + 16].as_flattened();
        // SAFETY: exits are below 16, and the lists have room for whole groups; a row has N lines.
        unsafe {
            for (row, outcomes) in room.outcomes[..count].iter_mut().enumerate() {
                *outcomes = through::<N, MISSING>(&treelets[0], missing[0], rows.as_ptr().add(row * N));
            }
            for start in (0..count).step_by(GROUP) {
                let exits = exits(load(&room.outcomes, start));
                _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), exits);
            }
            for (row, outcomes) in room.outcomes[..count].iter_mut().enumerate() {
                let at = 1 + usize::from(*room.exits.get_unchecked(row));
                let (treelet, missing) = (treelets.get_unchecked(at), *missing.get_unchecked(at));
                *outcomes = through::<N, MISSING>(treelet, missing, rows.as_ptr().add(row * N));
            }
            for start in (0..count).step_by(GROUP) {
                let leaves = _mm512_slli_epi16::<4>(load(&room.exits, start));
                let leaves = _mm512_add_epi16(leaves, exits(load(&room.outcomes, start)));
                _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), leaves);
            }
            // One by one, which a volatile read forces: on many processors that is twice as fast as to gather them, as the
            // compiler would.
            for (sum, leaf) in sums[..count].iter_mut().zip(&room.exits) {
                *sum += std::ptr::read_volatile(lengths.get_unchecked(usize::from(*leaf)));
            }
        }
    }

    /// Takes one row through all trees of two layers.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    #[allow(clippy::needless_range_loop)]
    unsafe fn one_row<const N: usize, const MISSING: bool>(plan: &Treelets, row: *const Line, room: &mut Room) -> u64 {
        let mut sum = 0;
        for trees in plan.pairs.chunks(BLOCK) {
            // SAFETY: every tree has 17 treelets from its first on, exits are below 16, and the lists have room for whole
            // groups; the row has N lines.
            unsafe {
                // Loops by place: iterators that are not inlined here would save and restore registers for each tree.
                for place in 0..trees.len() {
                    let at = trees[place].root as usize;
                    room.outcomes[place] = through::<N, MISSING>(&plan.treelets[at], plan.missing[at], row);
                }
                for start in (0..trees.len()).step_by(GROUP) {
                    let exits = exits(load(&room.outcomes, start));
                    _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), exits);
                }
                for place in 0..trees.len() {
                    let at = trees[place].root as usize + 1 + usize::from(room.exits[place]);
                    room.outcomes[place] = through::<N, MISSING>(&plan.treelets[at], plan.missing[at], row);
                }
                for start in (0..trees.len()).step_by(GROUP) {
                    let second = exits(load(&room.outcomes, start));
                    _mm512_storeu_si512(room.outcomes.as_mut_ptr().add(start).cast(), second);
                }
                for place in 0..trees.len() {
                    let lengths = &plan.lengths[trees[place].lengths as usize + usize::from(room.exits[place])];
                    sum += lengths[usize::from(room.outcomes[place]) & 15];
                }
            }
        }
        sum
    }

    /// Takes all rows through a tree of any number of layers.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    #[allow(clippy::needless_range_loop)]
    unsafe fn layers<const N: usize, const MISSING: bool>(
        plan: &Treelets,
        tree: &Tree,
        rows: &[Line],
        room: &mut Room,
        sums: &mut [u64],
    ) {
        let count = rows.len() / N;
        let mut places = [tree.root; BLOCK];
        for layer in 1..=tree.layers {
            for row in 0..count {
                let at = places[row] as usize;
                // SAFETY: as for this function.
                room.outcomes[row] =
                    unsafe { through::<N, MISSING>(&plan.treelets[at], plan.missing[at], rows.as_ptr().add(row * N)) };
            }
            for start in (0..count).step_by(GROUP) {
                // SAFETY: the lists have room for whole groups.
                unsafe {
                    let exits = exits(load(&room.outcomes, start));
                    _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), exits);
                }
            }
            if layer < tree.layers {
                for row in 0..count {
                    places[row] = plan.first[places[row] as usize] + u32::from(room.exits[row]);
                }
            }
        }
        for row in 0..count {
            let lengths = &plan.lengths[(tree.lengths + places[row] - tree.last) as usize];
            sums[row] += lengths[usize::from(room.exits[row] & 15)];
        }
    }

    /// The outcomes of a treelet's comparisons, one bit each.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn through<const N: usize, const MISSING: bool>(treelet: &Treelet, missing: u16, row: *const Line) -> u16 {
        // SAFETY: both lists have 16 numbers and stand at multiples of 64 bytes; for the rest, as for this function.
        let (thresholds, values) = unsafe {
            let places = _mm512_load_si512(treelet.features.as_ptr().cast());
            (_mm512_load_ps(treelet.thresholds.as_ptr()), values::<N>(row, places))
        };
        if MISSING {
            let right = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(values, thresholds);
            return right | _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(values, values) & missing;
        }
        // A difference is negative only if the value is over the threshold: it is 0 only of equal numbers, and then +0, as
        // no threshold is -0; and of a threshold that is no number, where there is no split, it is that again, which has
        // no sign. Another unit of the processor does this than the one that permutes, so both are busy.
        _mm512_movepi32_mask(_mm512_castps_si512(_mm512_sub_ps(thresholds, values)))
    }

    /// 32 outcomes or exits.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn load(list: &[u16; BLOCK], start: usize) -> __m512i {
        // SAFETY: the caller sees to it that 32 numbers are left.
        unsafe { _mm512_loadu_si512(list.as_ptr().add(start).cast()) }
    }

    /// By which exits 32 outcomes lead out of their treelets.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    fn exits(outcomes: __m512i) -> __m512i {
        let one = _mm512_set1_epi16(1);
        let mut at = one;
        for _ in 0..4 {
            let right = _mm512_and_si512(_mm512_srlv_epi16(outcomes, at), one);
            at = _mm512_add_epi16(_mm512_add_epi16(at, at), right);
        }
        _mm512_and_si512(at, _mm512_set1_epi16(15))
    }

    /// The values of some columns of a row of N lines, which registers can hold.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn values<const N: usize>(row: *const Line, places: __m512i) -> __m512 {
        // SAFETY: a line has 16 numbers and stands at a multiple of 64 bytes; none past the last is read.
        let line = |at: usize| unsafe { _mm512_load_ps(row.add(at.min(N - 1)).cast()) };
        let of_two = |at| _mm512_permutex2var_ps(line(at), places, line(at + 1));
        // Bit 5 of a column tells pairs of lines apart, bit 6 pairs of those.
        let bit5 = || _mm512_movepi32_mask(_mm512_slli_epi32::<26>(places));
        let bit6 = || _mm512_movepi32_mask(_mm512_slli_epi32::<25>(places));
        let of_four = |at| _mm512_mask_blend_ps(bit5(), of_two(at), of_two(at + 2));
        match N {
            1 => _mm512_permutexvar_ps(places, line(0)),
            2 => of_two(0),
            3..=4 => of_four(0),
            _ => _mm512_mask_blend_ps(bit6(), of_four(0), of_four(4)),
        }
    }
}
