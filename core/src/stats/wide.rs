//! Plain loops with the widest instructions that the processor has.
//!
//! The bits are the same with any of them: they say how many numbers are worked on side by side, and compilers neither
//! reorder sums of floating-point numbers nor fuse them with products.
#![allow(unsafe_code)]

/// Something to run that is compiled once for each kind of processor, as far as it is `#[inline(always)]`.
pub(crate) trait Loops {
    type Found;
    fn run(self) -> Self::Found;
}

/// Runs the loops.
pub(crate) fn widest<L: Loops>(loops: L) -> L::Found {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl")]
        fn sixteen<L: Loops>(loops: L) -> L::Found {
            loops.run()
        }

        #[target_feature(enable = "avx2")]
        fn eight<L: Loops>(loops: L) -> L::Found {
            loops.run()
        }

        if is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
        {
            // SAFETY: the processor has the instructions.
            return unsafe { sixteen(loops) };
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has the instructions.
            return unsafe { eight(loops) };
        }
    }
    loops.run()
}
