//! When the customer would like to be called.
//!
//! "Please ring me after five" is a wish, and so is "best time to reach me is mornings", of which no calendar
//! knows the hour; "You called me yesterday" tells of a call, "please call me" of no time.

use std::ops::Range;

use super::Detector;
use crate::{
    finding::{By, Finding, Source, What},
    scene::Scene,
    when::{self, Expression, Kind},
};

/// When the customer would like to be called.
pub const DETECTOR: Detector = Detector {
    what: What::CallWish,
    by: &[By::Customer],
    rules: "
@call call|ring|phone|text|reach|contact|try|catch|telephone|buzz (back) me|us|him|her|my (back)
@call [give / drop] me|us|him|her|my (mum|dad|wife|husband|son|daughter|office|partner|mother|father) (back) a (quick|little) call|ring|bell|buzz|shout|text|tinkle
@call [call / ring / phone] back|again
@call get [hold of / in touch with / back to] me|us
@call be called|rung|phoned|contacted|reached|telephoned
@call have|get someone|somebody|him|her|them|your (manager|team|engineer|supervisor|boss) (to) call|ring|phone|contact (me|us)
@call a|the|my|your call|callback|call-back (back) (at|on|in|after|before|between|around|for|tomorrow|today|tonight|this|next) ..
@best best|good|better|ideal|convenient|easiest|preferred|right|only time|times|moment|day|days|hour|window|slot (for|to) .. call|ring|phone|reach|contact|get|catch|speak|talk|me
@best easiest|best to call|ring|phone|reach|contact|get|catch me|us
@best easier|best|better reached|called|contacted|phoned
@best when to call|ring|phone|reach|contact me|us
@best call|phone|ring window|time|times|slot|slots
@free i am|will (be) (only|usually|also|always|normally|mostly|not|generally) (be) free|available|reachable|home|around|contactable|in|out|working|up|awake|busy|by
@free you can|could|may (also|always|only|usually) reach|get|find|catch|call|ring|phone me
@free i can|could (only) talk|speak|take|answer|pick|do
@works works|work|suits|suit (well|best|fine|better|for) (for|me|us) (a|for|the|your) (call|callback|chat|phone|me)
@works [is / are / would be / will be] (best|better|fine|good|great|ok|perfect|ideal|easiest|convenient) (for|to) (a|me|the) (call|chat|ring|phone|speak|talk|callback)
@open mornings|evenings|afternoons|lunchtimes|nights|weekends|weekdays|mondays|tuesdays|wednesdays|thursdays|fridays|saturdays|sundays|anytime|whenever
@open any time|day|evening|morning|afternoon
@open after|before|during|outside work|school|office|working (hours|time)
@open lunch break|hour
@phone call|calls|called|calling|callback|phone|phoning|ring|ringing|telephone|speak|talk|reach|reached|chat
",
    judge,
    example: "Please call me after five.",
    counter_example: "You called me yesterday.",
};

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let [call, best, free, works] = ["call", "best", "free", "works"].map(|name| scene.named(name));
    if [&call, &best, &free, &works].iter().all(|hits| hits.is_empty()) {
        return;
    }
    let phone = !scene.named("phone").is_empty();
    let open = scene.named("open");
    for (number, sentence) in scene.tokens.sentences.iter().enumerate() {
        let here = &sentence.tokens;
        let inside =
            |hits: &[Range<usize>]| hits.iter().find(|hit| here.contains(&hit.start)).cloned();
        let asks = call
            .iter()
            .filter(|hit| here.contains(&hit.start))
            .find(|hit| asked(scene, here, hit.start))
            .cloned();
        let told = call.iter().any(|hit| here.contains(&hit.start)) && asks.is_none();
        let wish = asks
            .map(|hit| (hit, "asks to be called"))
            .or_else(|| inside(&best).map(|hit| (hit, "says the best time")))
            .or_else(|| {
                inside(&free).filter(|_| phone && !told).map(|hit| (hit, "says when they can talk"))
            })
            .or_else(|| {
                inside(&works).filter(|_| phone && !told).map(|hit| (hit, "says what suits"))
            });
        let Some((hit, reason)) = wish else { continue };
        // "Please call me. Mornings are best." The time may stand in the next sentence.
        let next =
            scene.tokens.sentences.get(number + 1).filter(|_| reason != "says when they can talk");
        let found = time(scene, here, &sentence.span, hit.start, &open).or_else(|| {
            let next = next?;
            let again = [&call, &free]
                .iter()
                .any(|hits| hits.iter().any(|hit| next.tokens.contains(&hit.start)));
            (!again && next.tokens.len() <= 9)
                .then(|| time(scene, &next.tokens, &next.span, next.tokens.start, &open))?
        });
        let Some((span, due)) = found else { continue };
        let said = scene.span(hit);
        let span = said.start.min(span.start)..said.end.max(span.end);
        if findings.last().is_some_and(|last| last.what == scene.what && last.span.end > span.start)
        {
            continue;
        }
        findings.push(Finding {
            what: scene.what,
            by: scene.by,
            span,
            confidence: 0.9,
            source: Source::Rule,
            reason: reason.into(),
            due,
        });
    }
}

/// Whether the customer asks for the call, and does not tell of one.
fn asked(scene: &Scene<'_>, sentence: &Range<usize>, at: usize) -> bool {
    let text = |at: usize| {
        scene.token(at).map_or("", |token| {
            scene.lexicon.written(token.word).unwrap_or(&scene.text[token.span()])
        })
    };
    let before: Vec<&str> = (at.saturating_sub(7).max(sentence.start)..at).map(text).collect();
    let near = |words: &[&str]| {
        before.iter().any(|word| words.iter().any(|known| known.eq_ignore_ascii_case(word)))
    };
    // "You said you would call me", "nobody called", "did you try to call me".
    if near(&[
        "said",
        "told",
        "promised",
        "supposed",
        "nobody",
        "did",
        "why",
        "was",
        "were",
        "had",
        "never",
        "waited",
        "waiting",
        "keep",
        "keeps",
        "yesterday",
        "meant",
        "forgot",
    ]) {
        return false;
    }
    let last = before.last().copied().unwrap_or("");
    let subject = ["i", "he", "she", "they", "someone", "who", "it", "we", "will", "that"];
    if subject.iter().any(|word| word.eq_ignore_ascii_case(last))
        && !near(&["can", "could", "would", "have", "please", "you", "may"])
    {
        return false;
    }
    let own_deed =
        near(&["i", "we"]) && near(&["will", "shall"]) && !near(&["please", "you", "prefer", "be"]);
    let asks = near(&[
        "please",
        "could",
        "can",
        "would",
        "grateful",
        "great",
        "nice",
        "appreciate",
        "better",
    ]);
    let only_if = near(&["if", "when"]) && near(&["you"]) && !asks;
    !own_deed && !only_if
}

/// The time that is wished, and where it begins.
fn time(
    scene: &Scene<'_>,
    sentence: &Range<usize>,
    span: &Range<usize>,
    at: usize,
    open: &[Range<usize>],
) -> Option<(Range<usize>, Option<jiff::Timestamp>)> {
    let from = scene.span(at..at + 1).start;
    if let Some(reference) = &scene.message.reference {
        let times = when::expressions(scene.text, span.clone(), reference);
        let named = |time: &&Expression| time.kind != Kind::Vague;
        let after = times.iter().filter(named).find(|time| time.span.start >= from);
        if let Some(time) = after.or_else(|| times.iter().rfind(named)) {
            return Some((time.span.clone(), begins(time, reference)));
        }
    } else {
        let times = when::said(scene.text, span.clone());
        let limit =
            |span: &Range<usize>| scene.text[span.clone()].to_ascii_lowercase().starts_with("no");
        if let Some((span, _)) = times.into_iter().find(|(span, vague)| !vague || limit(span)) {
            return Some((span, None));
        }
    }
    open.iter().find(|hit| sentence.contains(&hit.start)).map(|hit| (scene.span(hit.clone()), None))
}

/// Where a wished time begins: a day as business does.
fn begins(time: &Expression, reference: &when::Reference<'_>) -> Option<jiff::Timestamp> {
    let mut from = time.from;
    if matches!(time.kind, Kind::Day | Kind::Days) {
        let opens = reference
            .hours
            .on(from.weekday())
            .map_or(jiff::civil::Time::constant(9, 0, 0, 0), |opening| opening.from);
        from = from.date().to_datetime(opens);
    }
    let at = from.to_zoned(reference.now.time_zone().clone()).ok()?.timestamp();
    Some(at.max(reference.now.timestamp()))
}

#[cfg(test)]
mod tests {
    use domain::hours::Hours;

    use super::*;
    use crate::{Message, Reader};

    #[test]
    fn wishes_and_what_looks_like_them() {
        // Said on Wednesday 2026-11-18 at 10:00 in Berlin; `-` is a wish without an hour, empty is none.
        let lines = [
            ("please ring me after five", "2026-11-18T17:00"),
            ("Please call me after 5 pm tomorrow.", "2026-11-19T17:00"),
            ("The best time to reach me is mornings.", "-"),
            ("call me on Tuesday between 2 and 4, not before", "2026-11-24T14:00"),
            ("Anytime after lunch works for a call.", "2026-11-18T13:00"),
            ("Could you call me back tomorrow at half past three?", "2026-11-19T15:30"),
            ("Can someone give me a call on Friday morning?", "2026-11-20T09:00"),
            ("please dont call before 10 tomorrow i work nights", "2026-11-18T10:00"),
            ("I'm free between 1 and 2, you can call me then.", "2026-11-18T13:00"),
            ("I'd like to be called on Monday.", "2026-11-23T09:00"),
            ("you can reach me in the evenings", "-"),
            ("Try my husband tomorrow evening, he has the policy.", "2026-11-19T17:00"),
            ("Please phone me, but not before 11.", "2026-11-18T11:00"),
            ("Please call me. Mornings are best.", "-"),
            ("Weekends are best to reach me.", "-"),
            ("If you need to call, I'm available until 3.", "2026-11-18T10:00"),
            ("I am home from 4 to 6, so ring then.", "2026-11-18T16:00"),
            ("can u ring me at 3ish", "2026-11-18T15:00"),
            ("a call on thursday at 9 would be great", "2026-11-19T09:00"),
            ("Get your manager to call me today.", "2026-11-18T10:00"),
            ("Best to call me after work.", "-"),
            ("Please call me any time.", "-"),
            ("Friday afternoon suits me for a call.", "2026-11-20T12:00"),
            ("Would be good if you could call me at noon.", "2026-11-18T12:00"),
            ("text me tonight please", "2026-11-18T17:00"),
            ("Call me asap.", "2026-11-18T10:00"),
            ("My preferred time for the call is 14:30.", "2026-11-18T14:30"),
            ("You called me yesterday.", ""),
            ("Nobody called me on Monday.", ""),
            ("You said you would call me at three.", ""),
            ("I will call you tomorrow.", ""),
            ("Please call me.", ""),
            ("I was told somebody would ring me on Friday.", ""),
            ("She rang me this morning.", ""),
            ("Why did you call me at six in the morning?", ""),
            ("Your call centre is open from 9 to 5.", ""),
            ("I called you at 3 and nobody answered.", ""),
            ("I've been waiting for you to call me since Monday.", ""),
            ("The best time of my life was in your hotel.", ""),
            ("I'll try again tomorrow.", ""),
            ("They never ring me back on time.", ""),
            ("My flight is at 3 tomorrow.", ""),
        ];
        let hours = Hours::default();
        let now: jiff::Zoned = "2026-11-18T10:00[Europe/Berlin]".parse().unwrap();
        let reference = when::Reference { now: &now, hours: &hours, customer_zone: None };
        let reader = Reader::new();
        let mut wrong = Vec::new();
        for (text, wanted) in lines {
            for text in [text.to_owned(), stripped(text)] {
                let mut message = Message::new(&text, By::Customer);
                message.reference = Some(reference);
                let found = reader
                    .read(&message)
                    .findings
                    .into_iter()
                    .find(|found| found.what == What::CallWish);
                let got = match &found {
                    None => String::new(),
                    Some(Finding { due: None, .. }) => "-".to_owned(),
                    Some(Finding { due: Some(due), .. }) => {
                        due.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string()
                    }
                };
                if got != wanted {
                    wrong.push(format!("{text}: {got}, not {wanted}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    fn stripped(text: &str) -> String {
        text.to_lowercase().chars().filter(|c| !matches!(c, '.' | ',' | '?' | '!')).collect()
    }
}
