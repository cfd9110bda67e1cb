use proptest::prelude::*;

use super::*;
use crate::{access::Role, agent::Availability};

fn agent(id: i64, role: Role) -> Agent {
    Agent {
        id: AgentId(id),
        name: "Aiko Tanaka".to_owned(),
        email: "aiko@tea.example".to_owned(),
        role,
        time_zone: "UTC".to_owned(),
        language: None,
        availability: Availability::Online,
        seen_at: None,
        open_max: None,
        deactivated_at: None,
    }
}

fn written() -> Written {
    Written {
        title: "Sorry for the delay".to_owned(),
        code: "delay".to_owned(),
        text: "{{greeting}}\n\nit is on its way.".to_owned(),
        language: String::new(),
        whose: Whose::Everybody,
    }
}

#[test]
fn everybodys_are_written_by_those_who_lead_and_ones_own_by_oneself() {
    let (mia, jonas, aiko) = (agent(1, Role::Owner), agent(2, Role::Lead), agent(3, Role::Agent));
    let (workshop, packing) = (TeamId(1), TeamId(2));
    for (whose, who, teams, seen, changed) in [
        (Whose::Everybody, &aiko, vec![], true, false),
        (Whose::Everybody, &jonas, vec![], true, true),
        (Whose::Team(workshop), &aiko, vec![workshop, packing], true, false),
        (Whose::Team(workshop), &aiko, vec![packing], false, false),
        (Whose::Team(workshop), &jonas, vec![], true, true),
        (Whose::Agent(aiko.id), &aiko, vec![], true, true),
        (Whose::Agent(aiko.id), &jonas, vec![workshop], false, false),
        (Whose::Agent(aiko.id), &mia, vec![], false, false),
    ] {
        let found = (whose.is_seen_by(who, &teams), whose.is_changed_by(who));
        assert_eq!(found, (seen, changed), "{whose:?} for {:?}", who.role);
    }
}

#[test]
fn what_is_written_is_put_in_order() {
    let content = Written {
        title: "  Sorry\tfor the delay ".to_owned(),
        code: "/Delay".to_owned(),
        text: "\r\nit is\r\non its way\0 ".to_owned(),
        language: " de ".to_owned(),
        ..written()
    };
    let content = content.read().unwrap();
    assert_eq!(content.title, "Sorry for the delay");
    assert_eq!(content.code.as_deref(), Some("delay"));
    assert_eq!(content.text, "it is\non its way");
    assert_eq!(content.language.as_deref(), Some("de"));
    assert_eq!(Written { code: " ".to_owned(), ..written() }.read().unwrap().code, None);
}

#[test]
fn what_cannot_be_kept_is_said_in_words() {
    let x = |chars: usize| "x".repeat(chars);
    for (written, why) in [
        (Written { title: " \u{202E}".to_owned(), ..written() }, BadReply::NoTitle),
        (Written { title: x(81), ..written() }, BadReply::LongTitle),
        (Written { code: "two words".to_owned(), ..written() }, BadReply::Code),
        (Written { code: "<b>".to_owned(), ..written() }, BadReply::Code),
        (Written { code: x(31), ..written() }, BadReply::Code),
        (Written { text: " \n\u{200E}".to_owned(), ..written() }, BadReply::Empty),
        (Written { text: x(10_001), ..written() }, BadReply::TooLong(10_001)),
        (Written { language: "Deutsch, bitte".to_owned(), ..written() }, BadReply::Language),
        (Written { language: x(36), ..written() }, BadReply::Language),
        (
            Written { text: "{{greting}}".to_owned(), ..written() },
            BadReply::Variable(BadVariable::Unknown(
                "greting".to_owned(),
                Some(variable::Variable::Greeting),
            )),
        ),
    ] {
        let refused = written.read().unwrap_err();
        assert_eq!(refused, why);
        assert!(refused.to_string().ends_with(['.', '?']), "{refused}");
    }
}

#[test]
fn those_that_fit_best_and_were_used_last_stand_first() {
    let reply = |id: i64, title: &str, code: &str, text: &str, language: &str, uses: (i64, i64)| {
        let content = Written {
            title: title.to_owned(),
            code: code.to_owned(),
            text: text.to_owned(),
            language: language.to_owned(),
            ..written()
        };
        let at = |seconds: i64| Timestamp::from_second(seconds).ok().filter(|_| seconds > 0);
        let reply = CannedReply {
            id: CannedReplyId(id),
            content: content.read().unwrap(),
            revision: 1,
            changed_by: AgentId(1),
            removed_at: None,
        };
        (reply, Uses { count: uses.0, last_at: at(1), mine_at: at(uses.1) })
    };
    let all = || {
        vec![
            reply(1, "Apfelstrudel", "", "Rezept für Äpfel", "de", (9, 0)),
            reply(2, "Back in stock", "stock", "The café blend is back.", "en", (2, 0)),
            reply(3, "Crêpes", "", "With apples.", "", (0, 0)),
            reply(4, "Delay", "", "It is back on its way, or out of stock.", "", (5, 50)),
            reply(5, "Express", "back", "Sent again.", "", (1, 70)),
        ]
    };
    for (typed, customer, order) in [
        // One's own last first, then what all use most.
        ("", None, vec![5, 4, 1, 2, 3]),
        ("", Some("en-GB"), vec![5, 4, 2, 3, 1]),
        // The code, then words of the title, then the rest.
        ("back", None, vec![5, 2, 4]),
        ("Bac", None, vec![5, 2, 4]),
        ("stock", None, vec![2, 4]),
        ("stock back", None, vec![2, 4]),
        // Marks and capitals do not matter, nor what somebody typed of them.
        ("CREPES", None, vec![3]),
        ("apfel", None, vec![1]),
        ("Cafè", None, vec![2]),
        ("nothing of the kind", None, vec![]),
    ] {
        let found: Vec<i64> =
            found(all(), typed, customer).iter().map(|(reply, _)| reply.id.0).collect();
        assert_eq!(found, order, "{typed:?}");
    }
}

#[test]
fn the_starters_can_be_kept_as_they_are() {
    for starter in starter::ALL {
        let content = starter.written(Whose::Everybody);
        // A list that is to be filled in ends as it ends.
        let content = content.read().unwrap();
        assert!(starter.text.starts_with(&content.text), "{}", starter.key);
        assert_eq!(content.code.as_deref(), Some(starter.code));
        assert_eq!(starter::Starter::find(starter.key), Some(starter));
    }
}

proptest! {
    #[test]
    fn what_is_kept_can_be_kept_again(title: String, code in "[/a-zA-ZÀ-ÿ0-9 -]{0,8}", text: String) {
        let given = Written { title, code, text, ..written() };
        if let Ok(content) = given.read() {
            let again = Written {
                title: content.title.clone(),
                code: content.code.clone().unwrap_or_default(),
                text: content.text.clone(),
                ..written()
            };
            prop_assert_eq!(again.read(), Ok(content));
        }
    }

    #[test]
    fn whatever_is_typed_can_be_looked_for(typed: String) {
        found(Vec::new(), &typed, Some(&typed));
        let content = written().read().unwrap();
        fit(&content, &plain(&typed));
    }
}
