//! German, French, Spanish, Portuguese, Italian and Dutch, read as the English of the grammar.
//!
//! A phrase begins with a word that opens it ("seit", "depuis", "gestern"); from there on the words of that language are
//! put into English, until one comes that is none of them. What they say keeps its place in the text.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Piece;
use super::lexicon::number;
use crate::tickets::redact::fold::Folded;

/// Words that open a phrase and what they are in English, all other words, marks behind an hour, and "ago" behind a length.
/// Words are without accents; `|` parts them, the last blank but for what the English needs parts them from their meaning.
struct Tongue {
    opens: &'static str,
    words: &'static str,
    /// Behind a number: "16 Uhr".
    hours: &'static [&'static str],
    /// Whether such a number is a clock from 1 on, or a length of time below 7: "depuis 2 heures".
    clocks: bool,
    /// Behind a length: "due ore fa".
    ago: &'static str,
    /// Before an hour: "halb neun" and "half negen" are 8:30, "viertel nach", "viertel vor".
    half: &'static str,
    quarters: [&'static str; 2],
    /// Behind an hour: "las nueve y media", "et quart".
    and_half: &'static [&'static str],
    and_quarter: &'static [&'static str],
}

const TONGUES: [Tongue; 6] = [
    Tongue {
        opens: "seit=since|seitdem=since|vor=for|gestern=yesterday|vorgestern=day before yesterday|heute=today",
        words: "montag=monday|dienstag=tuesday|mittwoch=wednesday|donnerstag=thursday|freitag=friday|samstag=saturday|\
                sonnabend=saturday|sonntag=sunday|morgen=morning|morgens=morning|fruh=morning|vormittag=morning|mittag=noon|\
                nachmittag=afternoon|abend=evening|abends=evening|nacht=night|mitternacht=midnight|letzte nacht=last night|\
                letzter nacht=last night|wochenende=weekend|letzten=last|letzter=last|letzte=last|letztem=last|letztes=last|\
                vergangenem=last|vergangener=last|diesem=this|dieser=this|diese=this|dem=the|der=the|den=the|die=the|das=the|am=on|\
                im=in|um=at|gegen=at|etwa=about|ca=about|circa=about|rund=about|ungefahr=about|fast=about|woche=week|monat=month|\
                jahr=year|sekunden=seconds|minute=minute|minuten=minutes|min=minutes|stunde=hour|stunden=hours|std=hours|tag=day|\
                tage=days|tagen=days|wochen=weeks|monaten=months|monate=months|jahren=years|jahre=years|einer=a|einem=a|eine=a|ein=a|\
                einen=a|halben=half|anderthalb=1.5|eineinhalb=1.5|paar=few|einigen=few|mehreren=few|und=and|januar=january|\
                februar=february|marz=march|april=april|mai=may|juni=june|juli=july|august=august|september=september|\
                oktober=october|november=november|dezember=december|zwei=2|drei=3|vier=4|funf=5|sechs=6|sieben=7|acht=8|neun=9|\
                zehn=10|elf=11|zwolf=12|eins=1",
        hours: &["uhr"],
        clocks: true,
        ago: "",
        half: "halb",
        quarters: ["viertel nach", "viertel vor"],
        and_half: &[],
        and_quarter: &[],
    },
    Tongue {
        opens: "depuis=since|il y a=for|ca fait=for|hier soir=yesterday evening|hier matin=yesterday morning|hier a=yesterday at|\
                hier vers=yesterday at|avant-hier=day before yesterday|ce matin=this morning|cet apres-midi=this afternoon",
        words: "hier=yesterday|avant-hier=day before yesterday|aujourd'hui=today|lundi=monday|mardi=tuesday|mercredi=wednesday|\
                jeudi=thursday|vendredi=friday|samedi=saturday|dimanche=sunday|dernier=|derniere=|matin=morning|apres-midi=afternoon|\
                soir=evening|nuit=night|cette nuit=last night|la nuit derniere=last night|midi=noon|minuit=midnight|\
                la semaine derniere=last week|le mois dernier=last month|week-end=weekend|weekend=weekend|ce=this|cette=this|le=the|\
                la=the|les=the|a=at|vers=at|environ=about|presque=about|pres de=about|plus de=about|minute=minute|minutes=minutes|\
                heure=hour|heures=hours|jour=day|jours=days|semaine=week|semaines=weeks|mois=months|an=year|ans=years|une=a|un=a|\
                demi-heure=half hour|une demi-heure=half hour|quelques=few|et=and|janvier=january|fevrier=february|mars=march|avril=april|\
                mai=may|juin=june|juillet=july|aout=august|septembre=september|octobre=october|novembre=november|decembre=december|\
                deux=2|trois=3|quatre=4|cinq=5|six=6|sept=7|huit=8|neuf=9|dix=10|onze=11|douze=12",
        hours: &["h", "heures", "heure"],
        clocks: false,
        ago: "",
        half: "",
        quarters: ["", ""],
        and_half: &["et demie", "et demi"],
        and_quarter: &["et quart"],
    },
    Tongue {
        opens: "desde hace=since|desde=since|hace=for|ayer=yesterday|anteayer=day before yesterday|anoche=last night|\
                esta manana=this morning|esta tarde=this afternoon",
        words: "ayer=yesterday|anteayer=day before yesterday|antes de ayer=day before yesterday|hoy=today|anoche=last night|\
                esta manana=this morning|esta tarde=this afternoon|esta noche=this evening|lunes=monday|martes=tuesday|\
                miercoles=wednesday|jueves=thursday|viernes=friday|sabado=saturday|domingo=sunday|pasado=|pasada=|manana=morning|\
                tarde=afternoon|noche=evening|mediodia=noon|medianoche=midnight|la semana pasada=last week|el mes pasado=last month|\
                fin de semana=weekend|por=in|de=in|el=the|las=at|la=the|los=the|a=at|sobre=at|unas=about|unos=about|aproximadamente=about|\
                casi=about|minuto=minute|minutos=minutes|hora=hour|horas=hours|dia=day|dias=days|semana=week|semanas=weeks|mes=month|\
                meses=months|ano=year|anos=years|una=a|un=a|media hora=half hour|par=couple|y=and|enero=january|febrero=february|\
                marzo=march|abril=april|mayo=may|junio=june|julio=july|agosto=august|septiembre=september|octubre=october|\
                noviembre=november|diciembre=december|dos=2|tres=3|cuatro=4|cinco=5|seis=6|siete=7|ocho=8|nueve=9|diez=10|once=11|\
                doce=12",
        hours: &["h", "hs", "horas"],
        clocks: false,
        ago: "atras",
        half: "",
        quarters: ["", ""],
        and_half: &["y media"],
        and_quarter: &["y cuarto"],
    },
    Tongue {
        opens: "desde=since|ha=for|faz=for|ontem=yesterday|anteontem=day before yesterday|hoje=today|esta manha=this morning",
        words: "ontem=yesterday|anteontem=day before yesterday|hoje=today|esta manha=this morning|manha=morning|tarde=afternoon|\
                noite=evening|ontem a noite=last night|meio-dia=noon|meia-noite=midnight|segunda-feira=monday|segunda=monday|\
                terca-feira=tuesday|terca=tuesday|quarta-feira=wednesday|quarta=wednesday|quinta-feira=thursday|quinta=thursday|\
                sexta-feira=friday|sexta=friday|sabado=saturday|domingo=sunday|passada=|passado=|semana passada=last week|\
                a semana passada=last week|mes passado=last month|o mes passado=last month|fim de semana=weekend|de=in|da=in|pela=in|o=the|\
                a=the|as=at|por volta das=at|cerca de=about|quase=about|mais de=about|minuto=minute|minutos=minutes|hora=hour|\
                horas=hours|dia=day|dias=days|semana=week|semanas=weeks|mes=month|meses=months|ano=year|anos=years|uma=a|um=a|\
                meia hora=half hour|par=couple|alguns=few|algumas=few|e=and|janeiro=january|fevereiro=february|marco=march|abril=april|\
                maio=may|junho=june|julho=july|agosto=august|setembro=september|outubro=october|novembro=november|dezembro=december|\
                dois=2|duas=2|tres=3|quatro=4|cinco=5|seis=6|sete=7|oito=8|nove=9|dez=10|onze=11|doze=12",
        hours: &["h", "hs", "horas"],
        clocks: false,
        ago: "atras",
        half: "",
        quarters: ["", ""],
        and_half: &["e meia"],
        and_quarter: &[],
    },
    Tongue {
        opens: "da=since|dal=since|dallo=since|dalla=since|dalle ore=since at|dalle=since at|da circa=since|ieri=yesterday|\
                stamattina=this morning|stamane=this morning|stanotte=last night",
        words: "ieri=yesterday|altro ieri=day before yesterday|l'altro ieri=day before yesterday|avantieri=day before yesterday|\
                oggi=today|stamattina=this morning|stamane=this morning|stanotte=last night|lunedi=monday|martedi=tuesday|\
                mercoledi=wednesday|giovedi=thursday|venerdi=friday|sabato=saturday|domenica=sunday|scorso=|scorsa=|mattina=morning|\
                mattino=morning|pomeriggio=afternoon|sera=evening|notte=night|mezzogiorno=noon|mezzanotte=midnight|\
                settimana scorsa=last week|scorsa settimana=last week|mese scorso=last month|scorso mese=last month|\
                fine settimana=weekend|weekend=weekend|alle ore=at|alle=at|verso le=at|verso=at|di=in|del=in|il=the|la=the|le=at|circa=about|\
                quasi=about|piu di=about|minuto=minute|minuti=minutes|ora=hour|ore=hours|giorno=day|giorni=days|settimana=week|\
                settimane=weeks|mese=month|mesi=months|anno=year|anni=years|una=a|un=a|mezz'ora=half hour|mezzora=half hour|paio di=couple|\
                e=and|gennaio=january|febbraio=february|marzo=march|aprile=april|maggio=may|giugno=june|luglio=july|agosto=august|\
                settembre=september|ottobre=october|novembre=november|dicembre=december|due=2|tre=3|quattro=4|cinque=5|sei=6|sette=7|\
                otto=8|nove=9|dieci=10|undici=11|dodici=12",
        hours: &["h"],
        clocks: false,
        ago: "fa",
        half: "",
        quarters: ["", ""],
        and_half: &["e mezza", "e mezzo"],
        and_quarter: &["e un quarto"],
    },
    Tongue {
        opens: "sinds=since|vanaf=since|gisteren=yesterday|eergisteren=day before yesterday|gisteravond=yesterday evening|\
                gisterochtend=yesterday morning|gistermiddag=yesterday afternoon|vanmorgen=this morning|vanochtend=this morning|\
                vanmiddag=this afternoon|vannacht=last night|al=for",
        words: "gisteren=yesterday|eergisteren=day before yesterday|gisteravond=yesterday evening|gisterochtend=yesterday morning|\
                gistermiddag=yesterday afternoon|vandaag=today|vanmorgen=this morning|vanochtend=this morning|vanmiddag=this afternoon|\
                vanavond=this evening|vannacht=last night|maandag=monday|dinsdag=tuesday|woensdag=wednesday|donderdag=thursday|\
                vrijdag=friday|zaterdag=saturday|zondag=sunday|ochtend=morning|morgen=morning|middag=afternoon|avond=evening|nacht=night|\
                middernacht=midnight|weekend=weekend|vorige=last|afgelopen=last|deze=this|het=the|de=the|om=at|rond=at|ongeveer=about|\
                bijna=about|zeker=about|minuut=minute|minuten=minutes|uur=hours|uren=hours|dag=day|dagen=days|week=week|weken=weeks|\
                maand=month|maanden=months|jaar=years|een=a|half uur=half hour|een half uur=half hour|paar=few|en=and|januari=january|\
                februari=february|maart=march|april=april|mei=may|juni=june|juli=july|augustus=august|september=september|oktober=october|\
                november=november|december=december|twee=2|drie=3|vier=4|vijf=5|zes=6|zeven=7|acht=8|negen=9|tien=10|elf=11|twaalf=12",
        hours: &["uur"],
        clocks: true,
        ago: "geleden",
        half: "half",
        quarters: ["kwart over", "kwart voor"],
        and_half: &[],
        and_quarter: &[],
    },
];

type Words = HashMap<&'static str, &'static str>;

/// What opens a phrase, by its words, and for each language its other words.
struct Dictionary {
    opens: HashMap<&'static str, Vec<(usize, &'static str)>>,
    words: Vec<Words>,
}

static DICTIONARY: LazyLock<Dictionary> = LazyLock::new(|| {
    let pairs = |list: &'static str| list.split('|').filter_map(|entry| entry.split_once('='));
    let mut opens: HashMap<_, Vec<_>> = HashMap::new();
    for (tongue, language) in TONGUES.iter().enumerate() {
        for (word, english) in pairs(language.opens) {
            opens.entry(word).or_default().push((tongue, english));
        }
    }
    Dictionary { opens, words: TONGUES.iter().map(|language| pairs(language.words).collect()).collect() }
});

/// Most words of an entry, and of a phrase.
const LONGEST: usize = 4;
const PHRASE: usize = 10;

/// The pieces with the phrases of other languages in English.
pub(super) fn english(pieces: Vec<Piece>) -> Vec<Piece> {
    let plain: Vec<String> = pieces.iter().map(|piece| Folded::of(&piece.word.replace('’', "'")).text.into()).collect();
    let mut translated = Vec::with_capacity(pieces.len());
    let mut at = 0;
    while at < pieces.len() {
        let phrase = openings(&plain, at).filter_map(|(tongue, used, english)| {
            let mut phrase = Phrase { tongue, pieces: &pieces, plain: &plain, at, out: Vec::new(), clock: Clock::None };
            phrase.open(used, english);
            phrase.go_on(at + PHRASE);
            (phrase.at > at).then_some(phrase)
        });
        // Of languages that share an opening, the one that understands most.
        match phrase.max_by_key(|phrase| phrase.at) {
            Some(phrase) => {
                at = phrase.at;
                translated.extend(phrase.out);
            }
            None => {
                let ago = (0..TONGUES.len()).find(|tongue| TONGUES[*tongue].ago == plain[at]);
                if let Some(tongue) = ago.filter(|tongue| counted(&mut translated, *tongue)) {
                    let _ = tongue;
                    translated.push(pieces[at].saying("ago"));
                } else {
                    translated.push(pieces[at].saying(&pieces[at].word));
                }
                at += 1;
            }
        }
    }
    translated
}

/// The phrases that may begin here: the language, the words used, and what they are in English.
fn openings(plain: &[String], at: usize) -> impl Iterator<Item = (usize, usize, &'static str)> {
    (1..=3).rev().flat_map(move |used| {
        let found = joined(plain, at, used).and_then(|words| DICTIONARY.opens.get(words.as_str()));
        found.into_iter().flatten().map(move |(tongue, english)| (*tongue, used, *english))
    })
}

fn joined(plain: &[String], at: usize, count: usize) -> Option<String> {
    plain.get(at..at + count).map(|words| words.join(" "))
}

/// Puts "due ore" before "fa" into English, if it is a length.
fn counted(pieces: &mut [Piece], tongue: usize) -> bool {
    let [.., count, unit] = pieces else { return false };
    let words = &DICTIONARY.words[tongue];
    let english =
        |word: &str| words.get(&*Folded::of(word).text).map_or_else(|| word.to_owned(), |word| (*word).to_owned());
    let (number_of, unit_of) = (english(&count.word), english(&unit.word));
    let told = number(&number_of).is_some() && super::unit_of(&unit_of).is_some();
    if told {
        (count.word, unit.word) = (number_of, unit_of);
    }
    told
}

/// Whether a number that comes next is a clock.
#[derive(Clone, Copy, PartialEq)]
enum Clock {
    None,
    /// Right behind "since".
    Maybe,
    /// Behind a day: only with a mark.
    Marked,
    /// Behind "um" or "las".
    Sure,
}

/// A phrase that is being read.
struct Phrase<'a> {
    tongue: usize,
    pieces: &'a [Piece],
    plain: &'a [String],
    at: usize,
    out: Vec<Piece>,
    clock: Clock,
}

impl Phrase<'_> {
    fn language(&self) -> &'static Tongue {
        &TONGUES[self.tongue]
    }

    /// Takes so many words for these English ones.
    fn say(&mut self, used: usize, english: &str) {
        let Some((first, last)) = self.pieces.get(self.at).zip(self.pieces.get(self.at + used - 1)) else { return };
        for word in english.split_whitespace() {
            let piece = Piece { word: word.to_owned(), start: first.start, end: last.end, last: last.last };
            self.out.push(piece);
        }
        self.at += used;
    }

    fn open(&mut self, used: usize, english: &str) {
        self.clock = match english {
            "since" => Clock::Maybe,
            "for" => Clock::None,
            _ if english.ends_with(" at") => Clock::Sure,
            _ => Clock::Marked,
        };
        self.say(used, english);
    }

    fn go_on(&mut self, most: usize) {
        while self.at < most.min(self.pieces.len()) && !self.pieces[self.at - 1].last && (self.hour() || self.word()) {}
    }

    /// A word of the language.
    fn word(&mut self) -> bool {
        let words = &DICTIONARY.words[self.tongue];
        let found = (1..=LONGEST).rev().find_map(|used| {
            let word = joined(self.plain, self.at, used)?;
            words.get(word.as_str()).map(|english| (used, *english))
        });
        let Some((used, english)) = found else {
            let word = &self.plain[self.at];
            // Numbers, dates, clocks and zones are the same everywhere.
            let same = word.starts_with(|c: char| c.is_ascii_digit())
                || matches!(word.as_str(), "utc" | "cet" | "cest" | "gmt");
            // "Montagmorgen".
            let split = || {
                let word = word.strip_suffix("s").unwrap_or(word);
                let (day, part) =
                    word.match_indices("tag").find_map(|(at, tag)| word.split_at_checked(at + tag.len()))?;
                Some(format!("{} {}", words.get(day)?, words.get(part)?))
            };
            return match (same, if self.tongue == 0 { split() } else { None }) {
                (true, _) => {
                    let word = word.clone();
                    self.clock = Clock::Marked;
                    self.say(1, &word);
                    true
                }
                (_, Some(english)) => {
                    self.clock = Clock::Marked;
                    self.say(1, &english);
                    true
                }
                _ => false,
            };
        };
        self.clock = match english {
            "at" => Clock::Sure,
            "about" | "the" | "on" | "in" => self.clock,
            _ => Clock::Marked,
        };
        self.say(used, english);
        true
    }

    /// The number at a place: digits, or a word of the language.
    fn number(&self, at: usize) -> Option<u32> {
        let word = self.plain.get(at)?;
        let english = DICTIONARY.words[self.tongue].get(word.as_str()).copied();
        english.unwrap_or(word).parse().ok().filter(|number| *number <= 24)
    }

    /// A clock as the language says it, as `16:30`.
    fn hour(&mut self) -> bool {
        let language = self.language();
        let says = |phrase: &str, at: usize| {
            let count = phrase.split(' ').count();
            let said = !phrase.is_empty() && joined(self.plain, at, count).as_deref() == Some(phrase);
            said.then_some(count)
        };
        let before = [(language.half, -30), (language.quarters[0], 15), (language.quarters[1], -15)];
        let before = before.into_iter().find_map(|(phrase, minutes)| says(phrase, self.at).map(|used| (used, minutes)));
        if let Some((used, minutes)) = before
            && let Some(hour) = self.number(self.at + used)
        {
            return self.tell(used + 1, i64::from(hour) * 60 + minutes);
        }
        // "16h30", "9h": as one word.
        let word = &self.plain[self.at];
        let (digits, rest) = word.split_at(word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len());
        let (hour, minute, mut used) = match rest.strip_prefix(['h', 'u']) {
            Some(minute) => (digits.parse().ok().filter(|hour| *hour <= 24), minute.parse::<u32>().ok(), 1),
            None => (self.number(self.at), None, 1),
        };
        let Some(hour) = hour.filter(|_| rest.is_empty() || rest.starts_with(['h', 'u']) || digits.is_empty()) else {
            return false;
        };
        let mut marked = !digits.is_empty() && !rest.is_empty();
        if !marked && self.plain.get(self.at + 1).is_some_and(|next| language.hours.contains(&next.as_str())) {
            (marked, used) = (true, 2);
        }
        let mut minutes = minute;
        for (phrases, count) in [(language.and_half, 30), (language.and_quarter, 15)] {
            if let Some(more) = phrases.iter().find_map(|phrase| says(phrase, self.at + used)) {
                (minutes, used) = (Some(count), used + more);
            }
        }
        let clock = match self.clock {
            Clock::None => false,
            Clock::Sure => true,
            Clock::Marked => marked,
            Clock::Maybe => marked && (language.clocks || hour >= 7 || minute.is_some()),
        };
        clock && self.tell(used, i64::from(hour) * 60 + i64::from(minutes.unwrap_or(0)))
    }

    fn tell(&mut self, used: usize, minutes: i64) -> bool {
        let minutes = minutes.rem_euclid(24 * 60);
        self.clock = Clock::None;
        self.say(used, &format!("{}:{:02}", minutes / 60, minutes % 60));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_written_as_they_are_looked_up() {
        for language in &TONGUES {
            for entry in language.opens.split('|').chain(language.words.split('|')) {
                let (word, _) = entry.split_once('=').unwrap_or_default();
                assert!(!word.is_empty() && word == word.to_lowercase() && Folded::of(word).text == word, "{entry:?}");
                assert!(word.split(' ').count() <= LONGEST, "{entry:?}");
            }
        }
    }
}
