//! Silences that come and go while the manager runs.

use super::document::{Silence, check_silence};
use super::machine::AlertManager;
use crate::{Error, Result};

impl AlertManager {
    /// Adds a silence, or changes the one of its id. Silences that are over are forgotten.
    ///
    /// # Errors
    ///
    /// [`Error::Invalid`] for one without labels or that ends before it begins, [`Error::Limit`] over 10,000.
    pub fn silence(&mut self, silence: Silence) -> Result<()> {
        check_silence(&silence)?;
        let clock = self.clock;
        let silences = &mut self.config.document.silences;
        let kept =
            silences.iter().filter(|each| each.id != silence.id && clock.is_none_or(|now| now < each.until)).count();
        Error::cap("silences", 10_000, kept + 1)?;
        silences.retain(|each| each.id != silence.id && clock.is_none_or(|now| now < each.until));
        silences.push(silence);
        self.hasten_all();
        Ok(())
    }

    /// After a change of the silences.
    fn hasten_all(&mut self) {
        let Some(clock) = self.clock else { return };
        for labels in self.groups.keys().cloned().collect::<Vec<_>>() {
            self.hasten(&labels, clock);
        }
    }

    /// Ends a silence.
    ///
    /// # Errors
    ///
    /// [`Error::Unknown`] if there is none of this id.
    pub fn end_silence(&mut self, id: &str) -> Result<()> {
        let silences = &mut self.config.document.silences;
        let Some(index) = silences.iter().position(|silence| silence.id == id) else {
            let known = silences.iter().take(20).map(|silence| silence.id.clone()).collect();
            return Err(Error::unknown("silence", id, known));
        };
        silences.remove(index);
        self.hasten_all();
        Ok(())
    }
}
