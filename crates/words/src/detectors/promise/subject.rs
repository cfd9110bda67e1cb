//! Who promises: we, one of us, or nobody of ours ("the app", "your parcel").

use super::{Look, Who, scene_contact, scene_crew, speech::is_adverb};
use crate::token::Break;

impl Look<'_> {
    /// Who is the subject of the auxiliary at `at`, and where they are named.
    pub(super) fn subject(&self, at: usize) -> Option<(Who, usize)> {
        let speech = self.speech;
        let start = self.sentence.start;
        let mut before = at;
        while before > start
            && is_adverb(speech.word(before - 1))
            && speech.parted(before) < Break::Clause
        {
            before -= 1;
        }
        if before == start {
            return Some((Who::We, at));
        }
        let last = before - 1;
        match speech.word(last) {
            "i" | "we" => return Some((Who::We, last)),
            "he" | "she" | "they" => return Some((Who::Them, last)),
            "someone" | "somebody" | "who" | "people" => {
                return Some((
                    if speech.word(last) == "who" { self.of_whom(last) } else { Who::Ours },
                    last,
                ));
            }
            "you" | "u" | "it" | "this" | "that" | "there" | "what" | "which" | "nobody"
            | "everything" | "nothing" | "these" | "those" | "one"
                if speech.parted(at) < Break::Comma =>
            {
                if speech.word(last) == "one" {
                    return Some((Who::Ours, last));
                }
                // "We all", "both of us".
                return None;
            }
            "the" | "his" | "her" | "your" | "free" | "good" | "last" | "a" | "my"
                if speech.parted(at) == Break::None =>
            {
                return None;
            }
            // "I've asked her and will ring you"; "Looks wrong, will check".
            "and" | "n" | "&" | "but" | "then" | "or" | "so" => return self.shared_subject(last),
            _ => {}
        }
        if speech.parted(before) >= Break::Comma && !self.apposition(before) {
            // "The voucher, once it is used, will …" is no "noted, will do".
            let thing = speech.is(
                self.sentence.start,
                "the your a an this these those any all each every our my it some",
            );
            return (!thing).then_some((Who::We, at));
        }
        self.noun_subject(last, at)
    }

    /// Whether people do what follows an auxiliary, and things do not.
    fn personal(&self, auxiliary: usize) -> bool {
        let speech = self.speech;
        (auxiliary..auxiliary + 5).any(|at| {
            scene_contact(self.scene, at)
                || speech.is(
                    at,
                    "come coming visit bring bringing send look fix drop join pick meet help speak",
                )
        })
    }

    /// "Leila, our manager, will": a comma right before the auxiliary that ends an apposition.
    fn apposition(&self, at: usize) -> bool {
        let speech = self.speech;
        let last = at - 1;
        (self.sentence.start + 1..=last)
            .rev()
            .take(6)
            .any(|comma| speech.parted(comma) >= Break::Comma && comma > self.sentence.start)
            && (self.sentence.start..last)
                .any(|at| speech.is(at, "our my") || scene_crew(self.scene, at))
    }

    fn of_whom(&self, at: usize) -> Who {
        let speech = self.speech;
        let ours = (at.saturating_sub(6).max(self.sentence.start)..at).any(|at| {
            scene_crew(self.scene, at)
                || speech.is(at, "our my colleague")
                || speech.capital(at) && at > self.sentence.start
        });
        if ours { Who::Ours } else { Who::Nobody }
    }

    /// The subject before an "and": the nearest one that a clause begins with.
    fn shared_subject(&self, at: usize) -> Option<(Who, usize)> {
        let speech = self.speech;
        for back in (self.sentence.start..at).rev().take(24) {
            match speech.word(back) {
                "i" | "we" => return Some((Who::We, back)),
                "he" | "she" | "they" => return Some((Who::Them, back)),
                "you" | "u"
                    if back == self.sentence.start || speech.parted(back) >= Break::Comma =>
                {
                    return None;
                }
                "it" if back == self.sentence.start => return None,
                _ => {}
            }
        }
        let start = self.sentence.start;
        if speech.is(start, "our my")
            || (start..at.min(start + 5)).any(|at| scene_crew(self.scene, at))
        {
            return Some((Who::Ours, start));
        }
        // "Noted, and will update": nobody else is there.
        let thing = speech
            .is(start, "the your a an this that these those any all each every it some")
            || speech.word(start).ends_with('s')
                && !speech
                    .is(start, "thanks cheers yes looks sounds seems apologies worries this is");
        (!thing).then_some((Who::We, start))
    }

    /// A noun before the auxiliary: one of us, or not.
    fn noun_subject(&self, last: usize, at: usize) -> Option<(Who, usize)> {
        let speech = self.speech;
        let mut first = last;
        let mut crew = false;
        let mut ours = false;
        loop {
            crew |= scene_crew(self.scene, first);
            ours |= speech.is(first, "our my us ours senior");
            // "Your claims manager" is one of us, "your lawyer" is not.
            if speech.is(first, "your")
                && first + 1 == last
                && speech.is(
                    last,
                    "lawyer solicitor doctor gp landlord neighbour vet bank plumber \
                            electrician accountant agent garage dentist husband wife son \
                            daughter mother father insurer employer school council pharmacist \
                            pharmacy supplier provider carrier airline host embassy office \
                            consultant adviser advisor broker boss colleague colleagues team \
                            company hr people builder surveyor notary",
                )
            {
                return Some((Who::Nobody, first));
            }
            if first == self.sentence.start
                || speech.parted(first) >= Break::Clause
                || last - first >= 7
                || first < last
                    && speech.is(first, "our my the your a an")
                    && !speech.is(first - 1, "of from in at with for on to by")
            {
                break;
            }
            if speech.is(first - 1, "and but so because that if then is are was says i we you")
                && !(speech.word(first - 1) == "and"
                    && first - 1 > self.sentence.start
                    && speech.capital(first - 2))
            {
                break;
            }
            first -= 1;
        }
        let name = speech.capital(last)
            && !self.brand(last)
            && (last > self.sentence.start || !self.scene.is(last, "day"));
        // At the beginning of a sentence everything has a capital: only what people do makes it a name.
        let begins = last == self.sentence.start;
        let name = name && (!begins || !speech.word(last).ends_with('s') && self.personal(at));
        let who = if (crew || ours) && !self.thing(last) || name { Who::Ours } else { Who::Nobody };
        Some((who, first))
    }

    /// Things of ours that do something by themselves.
    fn thing(&self, at: usize) -> bool {
        self.speech.is(
            at,
            "system app website site server software policy chatbot shop store stock prices \
                    price sale hours computer robot bot tool page network line lines portal \
                    form services service timetable machine update records router van parcel \
                    package order letter lift hotel restaurant promise offer subscription meeting printer \
                    door email emails mail message messages code link number card cards screen button light meter \
                    refund refunds amount points voucher fee fees payment bill invoice credit contract cover \
                    closure newsletter survey calls queue event party concert course exhibition \
                    phones hotline counter car room rooms account statement reply report visit \
                    appointment delivery deliveries work works repair repairs results result",
        )
    }

    fn brand(&self, at: usize) -> bool {
        self.speech.is(
            at,
            "dhl ups fedex visa mastercard paypal google microsoft apple amazon hermes \
                    evri mail bank express post insurance gls hermes klarna stripe police customs court may april june rain monday friday saturday sunday everybody \
                    everyone nothing all time",
        )
    }
}
