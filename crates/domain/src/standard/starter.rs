//! A set of standards to begin with, for each channel. Each can be left out, and changed afterwards.

use super::{Reach, Role, Stage, Theme, Written};

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Starter {
    /// What it is called in the form in which it is chosen.
    pub key: &'static str,
    /// For which contacts.
    pub reach: Reach,
    /// When.
    pub stage: Stage,
    /// Which theme.
    pub theme: Theme,
    /// Whose words.
    pub role: Role,
    /// In a few words.
    pub title: &'static str,
    /// What it means.
    pub words: &'static str,
    /// How it is checked.
    pub check: &'static str,
}

impl Starter {
    /// As if somebody had written it.
    pub fn written(self) -> Written {
        Written {
            title: self.title.to_owned(),
            words: self.words.to_owned(),
            stage: self.stage,
            theme: self.theme,
            reach: self.reach,
            role: self.role,
            check: self.check.to_owned(),
        }
    }
}

macro_rules! starters {
    ($($key:literal $reach:ident $stage:ident $theme:ident $role:ident $title:literal $words:literal $check:literal;)*) => {
        /// All of them, by channel and in the order of a contact.
        pub const ALL: &[Starter] = &[$(Starter {
            key: $key,
            reach: Reach::$reach,
            stage: Stage::$stage,
            theme: Theme::$theme,
            role: Role::$role,
            title: $title,
            words: $words,
            check: $check,
        }),*];
    };
}

starters! {
    "chat-soon" Chat Start Attitude FirstResponder "Somebody is there" "Whoever writes hears from a person within five minutes, while we are open." "first answer within 5 minutes of open hours";
    "chat-greeting" Chat Start Attitude FirstResponder "A greeting by name" "The first words are a greeting, with their name where we know it." "first answer has a greeting and first answer names the customer";
    "chat-how" Chat Start Attitude FirstResponder "How are you, or how can I help" "Ask how they are, or offer your help in so many words." "first answer asks how they are or first answer offers help";
    "chat-questions" Chat During Care Anybody "Every question is answered" "The answer is within the question: none is left open." "every question is answered";
    "chat-once" Chat During Care Anybody "They say it once" "We do not ask for what they have told us." "nothing is asked twice";
    "chat-no" Chat During Care Anybody "No “no” alone" "With every “no” comes another way, or what happens next." "no refusal alone";
    "chat-heard" Chat During NotPersonal Anybody "Heard before helped" "When something was hard for them, we say so first." "what was hard is acknowledged";
    "chat-blame" Chat During NotPersonal Anybody "No blame and no hurry" "Nobody is told that it was their fault, and nobody is hurried." "no blame and no hurry";
    "chat-next" Chat End CustomersTalk Anybody "The next step, or a warm goodbye" "They know what happens next, or leave with thanks and good wishes." "last answer names the next step or last answer has thanks or last answer has a goodbye";
    "chat-promise" Chat End CustomersTalk Anybody "A promise has a time" "What we say we will do, we say by when." "every promise has a time";

    "phone-soon" Phone Start Attitude FirstResponder "Picked up soon" "Nobody listens to the ringing for longer than twenty seconds." "first answer within 20 seconds";
    "phone-smile" Phone Start Attitude FirstResponder "A smile in the first ten seconds" "Smile before you pick up: they hear it." "call: smile in the first 10 seconds";
    "phone-listen" Phone During Care Anybody "Listen before answering" "Whoever calls tells their story first, undisturbed." "call: the customer speaks first 20 seconds undisturbed";
    "phone-interrupt" Phone During NotPersonal Anybody "Let them finish" "An upset customer who is not interrupted calms down." "call: at most 1 interruption";
    "phone-share" Phone During Care Anybody "They talk more than we do" "We talk for no more than six tenths of the time." "call: we talk at most 60 %";
    "phone-close" Phone End CustomersTalk Anybody "A warm close" "The last impression counts like the first." "call: smile in the last 10 seconds";

    "email-soon" Email Start Attitude FirstResponder "An answer within the working day" "Every letter has a first answer within eight hours of our day." "first answer within 8 hours of open hours";
    "email-greeting" Email Start Attitude FirstResponder "A greeting by name" "Address them by their name, as in any good letter." "first answer has a greeting and first answer names the customer";
    "email-questions" Email During Care Anybody "Every question is answered" "A letter with three questions gets three answers." "every question is answered";
    "email-no" Email During Care Anybody "No “no” alone" "With every “no” comes another way, or what happens next." "no refusal alone";
    "email-jargon" Email During Care Anybody "Plain words" "No words of the trade, and no policy in their way." "no jargon and no scarcity";
    "email-blame" Email During NotPersonal Anybody "No blame" "What went wrong is ours to mend, whoever began it." "no blame";
    "email-next" Email End CustomersTalk Anybody "The next step is named" "They know what happens next, and by when." "last answer names the next step and every promise has a time";
    "email-close" Email End CustomersTalk Anybody "A warm close" "The letter ends with thanks or good wishes." "last answer has thanks or last answer has a goodbye";

    "counter-greeting" InPerson Start Attitude FirstResponder "A welcome" "Look up, smile, and greet whoever comes in." "first answer has a greeting or first answer offers help";
    "counter-questions" InPerson During Care Anybody "Every question is answered" "Nobody leaves with a question." "every question is answered";
    "counter-no" InPerson During Care Anybody "No “no” alone" "With every “no” comes another way." "no refusal alone";
    "counter-blame" InPerson During NotPersonal Anybody "No blame and no hurry" "They came all the way to us. There is time." "no blame and no hurry";
    "counter-close" InPerson End CustomersTalk Anybody "A warm goodbye" "Thank them for coming, or say what happens next." "last answer has thanks or last answer has a goodbye or last answer names the next step";
}
