//! The treelets on processors with AVX-512: the same sums as the portable walk, several times as fast. The only unsafe
//! code of the crate: instructions that the processor was asked for first, on addresses inside slices and arrays.
#![allow(unsafe_code)]

#[cfg(not(target_arch = "x86_64"))]
pub(super) use portable::{add_lengths, available, round_up};
#[cfg(target_arch = "x86_64")]
pub(super) use x86::{add_lengths, available, round_up};

#[cfg(not(target_arch = "x86_64"))]
mod portable {
    use super::super::treelets::{Found, Treelets};

    pub(in super::super) fn available() -> bool {
        false
    }

    /// Never called, as nothing is available.
    pub(in super::super) fn round_up(_: &[f64], _: usize, _: usize, _: &mut [f32]) -> Found {
        Found::default()
    }

    /// Never called, as nothing is available.
    pub(in super::super) fn add_lengths(_: &Treelets, _: &[f32], _: usize, _: bool, _: &mut [u64]) {}
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m512, __mmask16, _CMP_GT_OQ, _CMP_UNORD_Q, _MM_FROUND_NO_EXC, _MM_FROUND_TO_POS_INF, _mm256_mask_storeu_ps,
        _mm512_cmp_ps_mask, _mm512_cvt_roundpd_ps, _mm512_fpclass_pd_mask, _mm512_load_ps, _mm512_load_si512,
        _mm512_loadu_ps, _mm512_mask_blend_ps, _mm512_maskz_loadu_pd, _mm512_movepi32_mask, _mm512_permutex2var_ps,
        _mm512_permutexvar_ps, _mm512_setzero_ps, _mm512_slli_epi32,
    };

    use super::super::treelets::{EXITS, Found, Tree, Treelet, Treelets};

    /// Whether the processor has what the other functions here need.
    #[inline]
    pub(in super::super) fn available() -> bool {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
    }

    /// Rounds values up to numbers of 32 bits. Call only where [`available`].
    pub(in super::super) fn round_up(values: &[f64], columns: usize, width: usize, rows: &mut [f32]) -> Found {
        assert!(available());
        // SAFETY: the processor has the instructions.
        unsafe { round_rows(values, columns, width, rows) }
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
    fn round_rows(values: &[f64], columns: usize, width: usize, rows: &mut [f32]) -> Found {
        const QUIET: i32 = 0x01;
        const SIGNALING: i32 = 0x80;
        const INFINITE: i32 = 0x08 | 0x10;
        let (mut missing, mut infinite) = (0, 0);
        for (row, values) in rows.chunks_exact_mut(width).zip(values.chunks_exact(columns)) {
            for (numbers, values) in row.chunks_mut(8).zip(values.chunks(8)) {
                let lanes = (0xff_u32 >> (8 - values.len())) as u8;
                // SAFETY: only as many lanes as the slice has are read.
                let wide = unsafe { _mm512_maskz_loadu_pd(lanes, values.as_ptr()) };
                missing |= _mm512_fpclass_pd_mask::<{ QUIET | SIGNALING }>(wide);
                infinite |= _mm512_fpclass_pd_mask::<INFINITE>(wide);
                let narrow = _mm512_cvt_roundpd_ps::<{ _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC }>(wide);
                assert!(numbers.len() >= values.len());
                // SAFETY: only as many lanes are written as both slices have.
                unsafe { _mm256_mask_storeu_ps(numbers.as_mut_ptr(), lanes, narrow) };
            }
        }
        Found { missing: missing != 0, infinite: infinite != 0 }
    }

    /// Adds the path lengths of rows of `width` numbers, 16, 32 or 64. Call only where [`available`].
    pub(in super::super) fn add_lengths(plan: &Treelets, rows: &[f32], width: usize, missing: bool, sums: &mut [u64]) {
        assert!(available());
        // SAFETY: the processor has the instructions, and a row has the numbers that each kind of row reads.
        unsafe {
            match (width, missing) {
                (16, false) => add::<Registers<1>, false>(plan, rows, width, sums),
                (16, true) => add::<Registers<1>, true>(plan, rows, width, sums),
                (32, false) => add::<Registers<2>, false>(plan, rows, width, sums),
                (32, true) => add::<Registers<2>, true>(plan, rows, width, sums),
                (_, false) => add::<Registers<4>, false>(plan, rows, width, sums),
                (_, true) => add::<Registers<4>, true>(plan, rows, width, sums),
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
    unsafe fn add<R: Row, const MISSING: bool>(plan: &Treelets, rows: &[f32], width: usize, sums: &mut [u64]) {
        for tree in &plan.trees {
            let root = &plan.treelets[tree.root as usize];
            if let Some((children, lengths)) = plan.two_layers(tree) {
                // The most common shape by far, without a loop and with nothing left to check.
                for (row, sum) in rows.chunks_exact(width).zip(sums.iter_mut()) {
                    // SAFETY: as for this function; R reads `width` numbers.
                    unsafe {
                        let row = R::new(row);
                        let first = through::<R, MISSING>(plan, tree.root as usize, root, &row);
                        let at = tree.root as usize + 1 + first;
                        let second = through::<R, MISSING>(plan, at, &children[first & 15], &row);
                        *sum += lengths[first & 15][second & 15];
                    }
                }
                continue;
            }
            for (row, sum) in rows.chunks_exact(width).zip(sums.iter_mut()) {
                // SAFETY: as for this function; R reads `width` numbers.
                *sum += unsafe { length::<R, MISSING>(plan, tree, root, R::new(row)) };
            }
        }
    }

    /// The length of a row's path.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
    unsafe fn length<R: Row, const MISSING: bool>(plan: &Treelets, tree: &Tree, root: &Treelet, row: R) -> u64 {
        let mut at = tree.root as usize;
        // SAFETY: as for this function.
        let mut exit = unsafe { through::<R, MISSING>(plan, at, root, &row) };
        for _ in 1..tree.layers {
            at = plan.first[at] as usize + exit;
            // SAFETY: as for this function.
            exit = unsafe { through::<R, MISSING>(plan, at, &plan.treelets[at], &row) };
        }
        plan.lengths[tree.lengths as usize + at - tree.last as usize][exit & 15]
    }

    /// The exit by which a row leaves a treelet.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
    unsafe fn through<R: Row, const MISSING: bool>(plan: &Treelets, at: usize, treelet: &Treelet, row: &R) -> usize {
        // SAFETY: the list has 16 numbers and stands at a multiple of 64 bytes, as the treelet does; for the rest, as for
        // this function.
        let (thresholds, values) = unsafe { (_mm512_load_ps(treelet.thresholds.as_ptr()), row.values(treelet)) };
        let mut right = _mm512_cmp_ps_mask::<_CMP_GT_OQ>(values, thresholds);
        if MISSING {
            right |= _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(values, values) & plan.missing[at];
        }
        usize::from(EXITS[usize::from(right)])
    }

    /// A row, from which a treelet picks the values of its columns.
    trait Row {
        /// # Safety
        /// The processor has AVX-512, and the row as many numbers as the kind of row reads.
        unsafe fn new(row: &[f32]) -> Self;

        /// # Safety
        /// The processor has AVX-512, and the row a number for each of the treelet's columns.
        unsafe fn values(&self, treelet: &Treelet) -> __m512;
    }

    /// A row of 16 times N numbers.
    #[derive(Clone, Copy)]
    struct Registers<const N: usize>([__m512; N]);

    impl<const N: usize> Row for Registers<N> {
        #[inline]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
        unsafe fn new(row: &[f32]) -> Self {
            let mut registers = [_mm512_setzero_ps(); N];
            for (register, numbers) in registers.iter_mut().zip(row.as_chunks::<16>().0) {
                // SAFETY: 16 numbers.
                *register = unsafe { _mm512_loadu_ps(numbers.as_ptr()) };
            }
            Self(registers)
        }

        #[inline]
        #[target_feature(enable = "avx512f,avx512dq,avx512vl")]
        unsafe fn values(&self, treelet: &Treelet) -> __m512 {
            // SAFETY: the list has 16 numbers and stands at a multiple of 64 bytes.
            let places = unsafe { _mm512_load_si512(treelet.features.as_ptr().cast()) };
            let rows = &self.0;
            match N {
                1 => _mm512_permutexvar_ps(places, rows[0]),
                2 => _mm512_permutex2var_ps(rows[0], places, rows[1]),
                _ => {
                    let low = _mm512_permutex2var_ps(rows[0], places, rows[1]);
                    let high = _mm512_permutex2var_ps(rows[2], places, rows[3]);
                    // Bit 5 of a column tells the halves apart.
                    let upper: __mmask16 = _mm512_movepi32_mask(_mm512_slli_epi32::<26>(places));
                    _mm512_mask_blend_ps(upper, low, high)
                }
            }
        }
    }
}
