//! How promises stand, in tables, and what holds at any moment.

use proptest::prelude::*;

use super::*;

fn ms(minutes: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000).unwrap() + SignedDuration::from_mins(minutes)
}

/// Made at minute 0, due at that one.
fn due(minute: i64) -> Promise {
    Promise {
        id: PromiseId(1),
        conversation_id: ConversationId(1),
        customer_id: CustomerId(1),
        call_id: None,
        message_id: None,
        owner_id: Some(AgentId(1)),
        stand_in_id: None,
        source: Source::Hand,
        what: "Call back".into(),
        phone: None,
        due_at: ms(minute),
        due_set_at: ms(0),
        made_at: ms(0),
        missed_at: None,
        kept_at: None,
        cancelled_at: None,
    }
}

#[test]
fn how_a_promise_stands_follows_from_its_times() {
    let kept = |minute| Promise { kept_at: Some(ms(minute)), ..due(120) };
    let day = 24 * 60;
    for (promise, now, status) in [
        (due(120), 0, Status::Open),
        (due(120), 109, Status::Open),
        (due(120), 110, Status::AtRisk),
        (due(120), 120, Status::AtRisk),
        (due(120), 121, Status::Late),
        (due(120), 120 + day - 1, Status::Late),
        (due(120), 120 + day, Status::Broken),
        // Of twenty minutes, a quarter is left.
        (due(20), 14, Status::Open),
        (due(20), 15, Status::AtRisk),
        (kept(120), 500, Status::Kept),
        (kept(121), 500, Status::KeptLate),
        (kept(120 + 2 * day), 9 * day, Status::KeptLate),
        (Promise { missed_at: Some(ms(60)), ..kept(100) }, 500, Status::KeptLate),
        (Promise { cancelled_at: Some(ms(60)), ..due(120) }, 500, Status::Cancelled),
    ] {
        assert_eq!(promise.status(ms(now)), status, "{promise:?} at {now}");
    }
}

#[test]
fn who_is_reminded_when() {
    let stood_in = Promise { stand_in_id: Some(AgentId(2)), ..due(120) };
    let nobodys = Promise { owner_id: None, ..due(120) };
    let late = [(Step::Late, 120), (Step::Broken, 120 + 24 * 60)];
    for (promise, away, before) in [
        (due(120), false, vec![(Step::Owner, 90), (Step::Team, 110), (Step::Word, 115)]),
        (due(120), true, vec![(Step::Owner, 90), (Step::Team, 110), (Step::Word, 115)]),
        (stood_in.clone(), false, vec![(Step::Owner, 90), (Step::Team, 110), (Step::Word, 115)]),
        (
            stood_in,
            true,
            vec![(Step::Owner, 90), (Step::StandIn, 110), (Step::Word, 115), (Step::Team, 120)],
        ),
        (nobodys, true, vec![(Step::Team, 110), (Step::Word, 115)]),
    ] {
        let wanted: Vec<_> =
            before.into_iter().chain(late).map(|(step, minute)| (step, ms(minute))).collect();
        assert_eq!(promise.steps(away), wanted, "{promise:?}, {away}");
    }
    // Forty minutes: half, a quarter, an eighth.
    let short = [due(40).owner_at(), due(40).at_risk_at(), due(40).word_at()];
    assert_eq!(short, [ms(20), ms(30), ms(35)]);
}

#[test]
fn a_step_is_taken_once_and_nobody_is_asked_after_everybody() {
    let promise = Promise { stand_in_id: Some(AgentId(2)), ..due(120) };
    let left = |taken: &[Step]| -> Vec<Step> {
        promise.steps_left(taken, true).into_iter().map(|(step, _)| step).collect()
    };
    assert_eq!(
        left(&[Step::Owner]),
        [Step::StandIn, Step::Word, Step::Team, Step::Late, Step::Broken]
    );
    assert_eq!(left(&[Step::Owner, Step::Team, Step::Word]), [Step::Late, Step::Broken]);
    assert!(left(&[Step::Team, Step::Owner, Step::Word, Step::Late, Step::Broken]).is_empty());
}

#[test]
fn what_is_promised_is_one_line_of_words() {
    assert_eq!(clean_what(" call you\n on Friday. ").as_deref(), Ok("Call you on Friday"));
    assert_eq!(clean_what("être là").as_deref(), Ok("Être là"));
    assert_eq!(clean_what(" . "), Err(BadPromise::Nothing));
    assert_eq!(clean_what(&"a".repeat(WHAT_CHARS_MAX + 1)), Err(BadPromise::TooLong));
}

#[test]
fn the_share_never_flatters() {
    for (kept, all, percent) in
        [(0, 0, None), (1, 3, Some(33)), (199, 200, Some(99)), (5, 5, Some(100))]
    {
        assert_eq!(Rate { kept, all }.percent(), percent);
    }
}

proptest! {
    #[test]
    fn the_steps_come_in_order_and_the_customer_hears_before_it_is_missed(
        seconds in 1_i64..30 * 24 * 3600,
        stands_in: bool,
        away: bool,
    ) {
        let stand_in_id = stands_in.then_some(AgentId(2));
        let due_at = ms(0) + SignedDuration::from_secs(seconds);
        let promise = Promise { stand_in_id, due_at, ..due(0) };
        let steps = promise.steps(away);
        prop_assert!(steps.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        prop_assert!(steps.iter().all(|(_, at)| *at >= promise.made_at));
        prop_assert!(promise.word_at() < due_at);
        prop_assert!(promise.owner_at() <= promise.at_risk_at());
    }

    #[test]
    fn what_stands_only_gets_worse_until_something_is_done(
        seconds in 1_i64..10 * 24 * 3600,
        first in 0_i64..20 * 24 * 3600,
        then in 0_i64..20 * 24 * 3600,
    ) {
        let promise = Promise { due_at: ms(0) + SignedDuration::from_secs(seconds), ..due(0) };
        let bad = |at: i64| match promise.status(ms(0) + SignedDuration::from_secs(at)) {
            Status::Open => 0,
            Status::AtRisk => 1,
            Status::Late => 2,
            Status::Broken => 3,
            _ => -1,
        };
        prop_assert!(bad(first.min(then)) <= bad(first.max(then)));
        prop_assert!(bad(first) >= 0);
    }
}
