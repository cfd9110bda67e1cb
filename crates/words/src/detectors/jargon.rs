//! Words of the trade that a customer need not know: *your CPE needs a re-provision*.
//!
//! The table of terms, each with plain words, is `rules/jargon.txt`; the plain words are the reason of
//! the finding. A term that the message explains is none: *your CPE (the box on the wall)*, *the excess,
//! that is, the part that you pay*.

use super::{Detector, found};
use crate::{
    finding::{By, Finding, What},
    scene::Scene,
};

/// An explanation begins at most so many tokens behind the term.
const EXPLAINED_WITHIN: usize = 4;

/// Words of the trade.
pub const DETECTOR: Detector = Detector {
    what: What::Jargon,
    by: &[By::Us],
    rules: concat!(
        include_str!("../../rules/jargon.txt"),
        "
@explained that|which is|means|stands
@explained meaning|means|i.e
@explained in other|plain words
@explained is the|a|our|your|what|how|when|where|just
@before so called
@explained or the|a|your|our
@explained stands for
@before called|named
@before known as
@explained short for
"
    ),
    judge,
    example: "Your CPE needs a re-provision.",
    counter_example: "Your router needs a restart.",
};

fn judge(scene: &Scene<'_>, findings: &mut Vec<Finding>) {
    let (explained, before) = (scene.named("explained"), scene.named("before"));
    for hit in scene.hits() {
        let span = scene.span(hit.tokens.clone());
        let bracket = scene.text[span.end..].trim_start().starts_with(['(', '=', '–', '—'])
            || scene.text[..span.start].trim_end().ends_with('(');
        let quoted = scene.text[..span.start].ends_with(['"', '“']);
        let sentence = scene.sentence_of(hit.tokens.start);
        let words = explained.iter().any(|words| {
            scene.sentence_of(words.start) == sentence
                && words.start >= hit.tokens.end
                && words.start < hit.tokens.end + EXPLAINED_WITHIN
        }) || before
            .iter()
            .any(|words| words.end <= hit.tokens.start && words.end + 1 >= hit.tokens.start);
        if !bracket && !words && !quoted {
            findings.push(found(scene, &hit, 0.85));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::DETECTOR;
    use crate::detectors::table;

    #[test]
    fn a_table_of_lines() {
        table(
            &DETECTOR,
            "
us yes Your CPE needs a re-provision.
us yes We will send you the PUK tomorrow.
us yes Please reply with the IMEI of the handset.
us yes There is packet loss on your line.
us yes Your SSID was changed by the update.
us yes We need to check the DHCP lease.
us yes You have to update your MX records first.
us yes The SSO is down for your company.
us yes We raised an RMA for the unit.
us yes Our SLA for this is two days.
us yes The webhook failed twice.
us yes This feature is deprecated.
us yes The KYC is still open on your account.
us yes We have started a chargeback.
us yes Your claim was passed to the underwriter.
us yes Subrogation may take some months.
us yes The deductible applies to this claim.
us yes Please give me your PNR.
us yes It is a codeshare with another carrier.
us yes The fare basis does not allow that.
us yes Your copay is 20 dollars.
us yes The insurer wants a prior authorization.
us yes Phlebotomy is on the second floor.
us yes Your item is on backorder.
us yes The SKU is not in the system.
us yes I'll do a warm transfer now.
us yes We will circle back on Monday.
us yes your ont shows a red light
us yes The TAT is three days.
us yes The MOQ is forty pieces.
us no Your router needs a restart.
us no* Your CPE (the box on the wall) needs a restart.
us no The PUK, that is, the unlocking code, comes by mail.
us no The deductible is the part that you pay yourself.
us no* The box on the wall (ONT) shows a red light.
us no We need the IMEI, which is the phone's serial number.
us no* The loss adjuster (she looks at the damage) comes on Wednesday.
us no* The so-called PNR is on your ticket.
us no A chargeback means that the bank gets your money back.
us no Your parcel left the depot.
us no The doctor will call you.
us no We will pay for the damage.
us no Please bring your passport.
us no You fly home from Rome.
us no I'll get back to you on Monday.
customer no My CPE is broken.
",
        );
    }
}
