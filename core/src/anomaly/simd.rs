//! The treelets on processors with AVX-512: the same sums as the portable walk, several times as fast. The only unsafe
//! code of the crate: instructions that the processor was asked for first, on addresses inside slices and arrays.
//!
//! A treelet takes a row in four instructions: the values of its columns are picked from the row, taken away from the
//! thresholds, their signs moved into 16 bits, these stored. By which exits the bits lead out is found for 32 rows at a
//! time, and so are the path lengths. For few rows the 32 are trees instead.
#![allow(unsafe_code)]

#[cfg(not(target_arch = "x86_64"))]
pub(super) use portable::{add_lengths, available, round_up};
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{add_lengths, available, round_up};

#[cfg(not(target_arch = "x86_64"))]
mod portable {
    use super::super::paths::{Found, Line};
    use super::super::treelets::Treelets;

    pub(in super::super) fn available() -> bool {
        false
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
        __m512, __m512i, __mmask16, _CMP_GT_OQ, _CMP_UNORD_Q, _MM_FROUND_NO_EXC, _MM_FROUND_TO_POS_INF,
        _mm256_mask_storeu_ps, _mm512_add_epi16, _mm512_add_epi64, _mm512_and_si512, _mm512_castps_si512,
        _mm512_castsi512_si256, _mm512_cmp_ps_mask, _mm512_cvt_roundpd_ps, _mm512_cvtepu16_epi32,
        _mm512_extracti64x4_epi64, _mm512_fpclass_pd_mask, _mm512_i32gather_epi64, _mm512_i32gather_ps, _mm512_load_ps,
        _mm512_load_si512, _mm512_loadu_si512, _mm512_mask_blend_ps, _mm512_maskz_loadu_pd, _mm512_movepi32_mask,
        _mm512_permutex2var_ps, _mm512_permutexvar_ps, _mm512_set1_epi16, _mm512_slli_epi16, _mm512_slli_epi32,
        _mm512_srlv_epi16, _mm512_storeu_si512, _mm512_sub_ps,
    };

    use super::super::paths::{BLOCK, Found, GROUP, Line};
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
        assert!(plan.columns <= lines * 16);
        // SAFETY: the processor has the instructions, and a row has the lines that each kind of row reads.
        unsafe {
            match (lines, missing) {
                (1, false) => add::<Permuted<1>, false>(plan, rows, 1, sums),
                (1, true) => add::<Permuted<1>, true>(plan, rows, 1, sums),
                (2, false) => add::<Permuted<2>, false>(plan, rows, 2, sums),
                (2, true) => add::<Permuted<2>, true>(plan, rows, 2, sums),
                (3, false) => add::<Permuted<3>, false>(plan, rows, 3, sums),
                (3, true) => add::<Permuted<3>, true>(plan, rows, 3, sums),
                (4, false) => add::<Permuted<4>, false>(plan, rows, 4, sums),
                (4, true) => add::<Permuted<4>, true>(plan, rows, 4, sums),
                (_, false) => add::<Gathered, false>(plan, rows, lines, sums),
                (_, true) => add::<Gathered, true>(plan, rows, lines, sums),
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn add<R: Row, const MISSING: bool>(plan: &Treelets, rows: &[Line], lines: usize, sums: &mut [u64]) {
        let mut room = Room { outcomes: [0; BLOCK], exits: [0; BLOCK] };
        // SAFETY: as for this function.
        unsafe {
            if rows.len() / lines <= FEW {
                for row in 0..rows.len() / lines {
                    sums[row] += one_row::<R, MISSING>(plan, rows.as_ptr().add(row * lines), &mut room);
                }
            } else {
                for tree in &plan.pairs {
                    two_layers::<R, MISSING>(plan, tree, rows, lines, &mut room, sums);
                }
            }
            for tree in &plan.trees {
                layers::<R, MISSING>(plan, tree, rows, lines, &mut room, sums);
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
    unsafe fn two_layers<R: Row, const MISSING: bool>(
        plan: &Treelets,
        tree: &Tree,
        rows: &[Line],
        lines: usize,
        room: &mut Room,
        sums: &mut [u64],
    ) {
        let count = rows.len() / lines;
        let at = tree.root as usize;
        let treelets = &plan.treelets[at..at + 17];
        let missing = &plan.missing[at..at + 17];
        let lengths = &plan.lengths[tree.lengths as usize..tree.lengths as usize + 16];
        // SAFETY: exits are below 16, and the lists have room for whole groups; R reads as many lines as a row has.
        unsafe {
            for (row, outcomes) in room.outcomes[..count].iter_mut().enumerate() {
                *outcomes = through::<R, MISSING>(&treelets[0], missing[0], rows.as_ptr().add(row * lines));
            }
            for start in (0..count).step_by(GROUP) {
                let exits = exits(load(&room.outcomes, start));
                _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), exits);
            }
            for (row, outcomes) in room.outcomes[..count].iter_mut().enumerate() {
                let at = 1 + usize::from(*room.exits.get_unchecked(row));
                let (treelet, missing) = (treelets.get_unchecked(at), *missing.get_unchecked(at));
                *outcomes = through::<R, MISSING>(treelet, missing, rows.as_ptr().add(row * lines));
            }
            for start in (0..count).step_by(GROUP) {
                let second = exits(load(&room.outcomes, start));
                let leaves = _mm512_add_epi16(_mm512_slli_epi16::<4>(load(&room.exits, start)), second);
                let [low, high] = widened(leaves);
                for (part, leaves) in [low, high].into_iter().enumerate() {
                    add_gathered(lengths.as_ptr().cast(), leaves, sums.as_mut_ptr().add(start + 16 * part));
                }
            }
        }
    }

    /// Takes one row through all trees of two layers.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    #[allow(clippy::needless_range_loop)]
    unsafe fn one_row<R: Row, const MISSING: bool>(plan: &Treelets, row: *const Line, room: &mut Room) -> u64 {
        let mut sum = 0;
        for trees in plan.pairs.chunks(BLOCK) {
            // SAFETY: every tree has 17 treelets from its first on, exits are below 16, and the lists have room for whole
            // groups; R reads as many lines as the row has.
            unsafe {
                // Loops by place: iterators that are not inlined here would save and restore registers for each tree.
                for place in 0..trees.len() {
                    let at = trees[place].root as usize;
                    room.outcomes[place] = through::<R, MISSING>(&plan.treelets[at], plan.missing[at], row);
                }
                for start in (0..trees.len()).step_by(GROUP) {
                    let exits = exits(load(&room.outcomes, start));
                    _mm512_storeu_si512(room.exits.as_mut_ptr().add(start).cast(), exits);
                }
                for place in 0..trees.len() {
                    let at = trees[place].root as usize + 1 + usize::from(room.exits[place]);
                    room.outcomes[place] = through::<R, MISSING>(&plan.treelets[at], plan.missing[at], row);
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
    unsafe fn layers<R: Row, const MISSING: bool>(
        plan: &Treelets,
        tree: &Tree,
        rows: &[Line],
        lines: usize,
        room: &mut Room,
        sums: &mut [u64],
    ) {
        let count = rows.len() / lines;
        let mut places = [tree.root; BLOCK];
        for layer in 1..=tree.layers {
            for row in 0..count {
                let at = places[row] as usize;
                // SAFETY: as for this function.
                room.outcomes[row] = unsafe {
                    through::<R, MISSING>(&plan.treelets[at], plan.missing[at], rows.as_ptr().add(row * lines))
                };
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
    unsafe fn through<R: Row, const MISSING: bool>(treelet: &Treelet, missing: u16, row: *const Line) -> u16 {
        // SAFETY: both lists have 16 numbers and stand at multiples of 64 bytes; for the rest, as for this function.
        let (thresholds, values) = unsafe {
            let places = _mm512_load_si512(treelet.features.as_ptr().cast());
            (_mm512_load_ps(treelet.thresholds.as_ptr()), R::values(row, places))
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

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    fn widened(numbers: __m512i) -> [__m512i; 2] {
        [
            _mm512_cvtepu16_epi32(_mm512_castsi512_si256(numbers)),
            _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64::<1>(numbers)),
        ]
    }

    /// Adds to each of 16 sums the length at a place.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
    unsafe fn add_gathered(lengths: *const u64, places: __m512i, sums: *mut u64) {
        let halves = [_mm512_castsi512_si256(places), _mm512_extracti64x4_epi64::<1>(places)];
        for (half, places) in halves.into_iter().enumerate() {
            // SAFETY: the caller sees to it that the list has these places, and that there are 16 sums.
            unsafe {
                let sums = sums.add(8 * half).cast();
                let lengths = _mm512_i32gather_epi64::<8>(places, lengths.cast());
                _mm512_storeu_si512(sums, _mm512_add_epi64(_mm512_loadu_si512(sums), lengths));
            }
        }
    }

    /// How the values of a treelet's columns are picked from a row.
    trait Row {
        /// # Safety
        /// The processor has AVX-512, the row as many lines as the kind of row reads, and a number at each place.
        unsafe fn values(row: *const Line, places: __m512i) -> __m512;
    }

    /// From N lines, up to 4, in registers.
    struct Permuted<const N: usize>;

    impl<const N: usize> Row for Permuted<N> {
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn values(row: *const Line, places: __m512i) -> __m512 {
            // SAFETY: a line has 16 numbers and stands at a multiple of 64 bytes; none past the last is read.
            let line = |at: usize| unsafe { _mm512_load_ps(row.add(at.min(N - 1)).cast()) };
            match N {
                1 => _mm512_permutexvar_ps(places, line(0)),
                2 => _mm512_permutex2var_ps(line(0), places, line(1)),
                _ => {
                    let low = _mm512_permutex2var_ps(line(0), places, line(1));
                    let high = _mm512_permutex2var_ps(line(2), places, line(3));
                    // Bit 5 of a column tells the halves apart.
                    let upper: __mmask16 = _mm512_movepi32_mask(_mm512_slli_epi32::<26>(places));
                    _mm512_mask_blend_ps(upper, low, high)
                }
            }
        }
    }

    /// From any number of lines, in memory.
    struct Gathered;

    impl Row for Gathered {
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        unsafe fn values(row: *const Line, places: __m512i) -> __m512 {
            // SAFETY: the row has a number at each place.
            unsafe { _mm512_i32gather_ps::<4>(places, row.cast()) }
        }
    }
}
