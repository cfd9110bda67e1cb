//! Times without a clock: *right away*, *shortly*, *soon*, *at some point*, *when I can*.

use super::{
    lexeme::{Kind, Lexemes},
    part::Alone,
};

type Found = Option<(Alone, usize)>;

/// Right away: within so many minutes.
const NOW: i64 = 15;
/// Shortly.
const HOUR: i64 = 60;

const IN_A_MOMENT: &str = "a moment or two / a moment / a second or two / a second / a sec / a tick / a mo / \
    a jiffy / a jiff / a flash / no time / just a moment / just a second / just a sec / just a mo / \
    a few moments / a couple of seconds / a few seconds / a few secs / two ticks / a heartbeat / just a tick / \
    one moment / one second / two shakes / the blink of an eye / one sec";
const IN_A_BIT: &str = "a bit / a little bit / a wee bit / a while / a little while / a short while / \
    a wee while / just a bit / a little";
const IN_DUE_COURSE: &str = "due course / due time / the near future / the future / the foreseeable future / \
    good time";
const AT_SOME_POINT: &str = "some point / some stage / a later date / a later time / a later point / \
    some time / my earliest convenience / our earliest convenience / the earliest opportunity / \
    the first opportunity / a later stage";
const RIGHT_AWAY: &str = "right away / right now / right back / right this minute / right this second / \
    right this moment / right off / straight away / straight back / straight off / this minute / this instant / \
    this very minute / this second / this very moment / any minute now / any moment now / any minute / \
    any moment / any second now / any second";
const AS_SOON_AS_POSSIBLE: &str = "as soon as possible / as quickly as possible / as fast as possible / \
    as soon as humanly possible";
const AS_SOON_AS_I_CAN: &str = "as soon as i can / as soon as we can / as soon as he can / as soon as she can / \
    as soon as they can / as soon as i possibly can / as soon as we possibly can / as soon as i am able / \
    as soon as we are able / as quickly as i can / as quickly as we can / as fast as i can / as fast as we can / \
    as and when";
const GET_A_CHANCE: &str = "get a minute / get a moment / get a chance / get the chance / get time / get a sec / \
    get a second / get round to it / get around to it / get to it / have a minute / have a moment / \
    have a chance / have the chance / have time / have a second / have a free moment / find time / \
    find the time";

fn within(minutes: i64) -> impl Fn(usize) -> (Alone, usize) {
    move |to| (Alone::Soon(minutes), to)
}

fn vague(to: usize) -> (Alone, usize) {
    (Alone::Vague, to)
}

impl Lexemes<'_> {
    /// What stands there after the preposition `before`, if there is one.
    pub(super) fn soon(&self, at: usize, before: &str) -> Found {
        match before {
            "in" => (self.one_of(at, IN_A_MOMENT).map(within(NOW)))
                .or_else(|| {
                    let bit = self.one_of(at, IN_A_BIT).filter(|&to| self.word(to) != "of");
                    bit.map(within(HOUR))
                })
                .or_else(|| self.one_of(at, IN_DUE_COURSE).map(vague)),
            "at" => {
                let all = at >= 2 && self.word(at - 2) == "all";
                (self.phrase(at, "once").filter(|_| !all).map(within(NOW)))
                    .or_else(|| self.one_of(at, AT_SOME_POINT).map(vague))
            }
            "before" => self.phrase(at, "long").map(within(HOUR)),
            "sometime" => self.phrase(at, "soon").map(vague),
            "" => self.adverb_of_soon(at),
            _ => None,
        }
    }

    fn adverb_of_soon(&self, at: usize) -> Found {
        match self.word(at) {
            "right" | "straight" | "this" | "any" => {
                let to = self.one_of(at, RIGHT_AWAY)?;
                (self.word(to) != "from").then_some(to).map(within(NOW))
            }
            "straightaway" | "rightaway" | "immediately" | "immediatly" | "imediately"
            | "instantly" | "momentarily" => self.immediately(at).map(within(NOW)),
            "asap" | "shortly" | "presently" | "pronto" => self.immediately(at).map(within(HOUR)),
            "a" => self.letters_of_asap(at).map(within(HOUR)),
            "now" => self.right_now(at).map(within(NOW)),
            "as" => (self.one_of(at, AS_SOON_AS_POSSIBLE).map(within(HOUR)))
                .or_else(|| self.one_of(at, AS_SOON_AS_I_CAN).map(vague)),
            "when" | "whenever" => self.when_i_can(at).map(vague),
            "very" | "pretty" | "real" => (self.phrase(at, "very shortly").map(within(HOUR)))
                .or_else(|| self.one_of(at, "very soon / pretty soon / real soon").map(vague)),
            "sooner" => self.phrase(at, "sooner or later").map(vague),
            "soon" => {
                let held =
                    self.is(at.wrapping_sub(1), "as too so how well the that no very pretty real");
                let to = self.phrase(at, "soon enough").unwrap_or(at + 1);
                (!held && !self.is(at + 1, "as after")).then(|| vague(to))
            }
            "later" => self.later(at).map(vague),
            "eventually" | "someday" => Some(vague(at + 1)),
            "one" => {
                let to = self.one_of(at, "one of these days / one day soon / one day")?;
                self.clause_ends(to).then(|| vague(to))
            }
            "some" => self.one_of(at, "some time soon / some day / some other time").map(vague),
            _ => None,
        }
    }

    /// Not "immediately after", "effective immediately".
    fn immediately(&self, at: usize) -> Option<usize> {
        let before = "after before following upon on when available visible once";
        (!self.is(at + 1, before) && !self.is(at.wrapping_sub(1), "effective almost"))
            .then_some(at + 1)
    }

    /// a.s.a.p.
    fn letters_of_asap(&self, at: usize) -> Option<usize> {
        let spelt = ["a", "s", "a", "p"].iter().enumerate().all(|(i, letter)| {
            self.word(at + 2 * i) == *letter && (i == 3 || self.mark(at + 2 * i + 1, '.'))
        });
        let to = at + 7;
        spelt.then(|| if self.mark(to, '.') && self.glued(to) { to + 1 } else { to })
    }

    /// "I'll do it now": not "for now", "it works now".
    fn right_now(&self, at: usize) -> Option<usize> {
        let ends = self.clause_ends(at + 1) || self.phrase(at + 1, "for you").is_some();
        let held = self.is(
            at.wrapping_sub(1),
            "right just by until for from up of and or till than before even now",
        );
        (ends && !held && self.going_to(at)).then_some(at + 1)
    }

    fn when_i_can(&self, at: usize) -> Option<usize> {
        if !self.is(at + 1, "i we he she they") {
            let possible =
                "when possible / whenever possible / when time allows / when time permits";
            return self.one_of(at, possible);
        }
        let verb = if self.is(at + 2, "next possibly") { at + 3 } else { at + 2 };
        if self.word(verb) == "can" {
            let ends = self.clause_ends(verb + 1) || self.is(verb + 1, "and but");
            return ends.then_some(verb + 1);
        }
        self.one_of(verb, GET_A_CHANCE)
    }

    /// "We'll do it later": not "two days later", "a later version", "later today".
    fn later(&self, at: usize) -> Option<usize> {
        let held = self.is(
            at.wrapping_sub(1),
            "a the no not or see any sooner much even than far day days hour hours minutes week weeks month \
             months year years",
        );
        let ends = self.clause_ends(at + 1)
            || self.is(
                at + 1,
                "on about with to and for regarding when if then but ok okay so via by",
            );
        if held || !ends || self.part_of_day(at, "").is_some() || self.stretch(at, "").is_some() {
            return None;
        }
        let on = self.word(at + 1) == "on"
            && (self.clause_ends(at + 2)
                || !self.is(at + 2, "today this tonight in the friday monday"));
        Some(if on { at + 2 } else { at + 1 })
    }

    /// Whether somebody is going to do something, in this clause before it.
    fn going_to(&self, at: usize) -> bool {
        (at.saturating_sub(12)..at).rev().take_while(|&i| !self.sentence_ends(i + 1)).any(|i| {
            self.is(i, "will shall ill gonna let lemme")
                || matches!(self.kind(i), Some(Kind::Suffix))
                    && matches!(self.all[i].word, "ll" | "m" | "re")
                || self.is(i, "am are im") && self.word(i + 1).ends_with("ing")
        })
    }
}
