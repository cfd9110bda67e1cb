### What Bliss says in English. Every other language has the same messages; the test of the files says what is missing.
### A message says one whole thing: never a half of a sentence. Names and counts are variables; <link>…</link> marks what
### a page makes a link of (or a bold word), and may stand anywhere.
###

language-own-name = English
# Several things, one after the other: “name, phone number, email”; $all are those before the last.
series = { $all }, { $next }

## What is said everywhere

done = Done.

## When something cannot be done

error-bucket-away = The place where files are kept does not answer. Try again in a few minutes; nothing is lost.
error-elsewhere = This call is with another of the desk’s servers. Try again in a moment.
error-file = The file could not be kept: { $why }
error-number = Number of this request:
error-say-number = Say this number to whoever runs Bliss:
error-throttled =
    { $minutes ->
        [one] Too many tries. Wait a minute and try again.
       *[other] Too many tries. Wait { $minutes } minutes and try again.
    }
error-to-the-desk = Go to the desk
# $what is a word of this list; for one that is not here, the last is said.
not-here =
    { $what ->
        [account] This account is not here. It may have been removed.
        [address] This address is not here. It may have been removed.
        [answer] This answer is not here. It may have been removed.
        [call] This call is not here. It may have been removed.
        [call-back] This call back is not here. It may have been removed.
        [canned-reply] This canned reply is not here. It may have been removed.
        [change] This change is not here. It may have been removed.
        [chat] This chat is not here. It may have been removed.
        [contact] This contact is not here. It may have been removed.
        [conversation] This conversation is not here. It may have been removed.
        [copy] This copy is not here. It may have been removed.
        [customer] This customer is not here. It may have been removed.
        [delivery] This delivery is not here. It may have been removed.
        [draft] This draft is not here. It may have been removed.
        [fact] This fact is not here. It may have been removed.
        [file] This file is not here. It may have been removed.
        [hint] This hint is not here. It may have been removed.
        [holiday] This holiday is not here. It may have been removed.
        [identity-provider] This identity provider is not here. It may have been removed.
        [import] This import is not here. It may have been removed.
        [inbox] This inbox is not here. It may have been removed.
        [invitation] This invitation is not here. It may have been removed.
        [kind-of-message] This kind of message is not here. It may have been removed.
        [merge] This merge is not here. It may have been removed.
        [message] This message is not here. It may have been removed.
        [moment] This moment is not here. It may have been removed.
        [note] This note is not here. It may have been removed.
        [notification] This notification is not here. It may have been removed.
        [page] This page is not here. It may have been removed.
        [person] This person is not here. It may have been removed.
        [promise] This promise is not here. It may have been removed.
        [question] This question is not here. It may have been removed.
        [recording] This recording is not here. It may have been removed.
        [replay] This replay is not here. It may have been removed.
        [rule] This rule is not here. It may have been removed.
        [session] This session is not here. It may have been removed.
        [sound] This sound is not here. It may have been removed.
        [standard] This standard is not here. It may have been removed.
        [tag] This tag is not here. It may have been removed.
        [team] This team is not here. It may have been removed.
        [token] This token is not here. It may have been removed.
        [version] This version is not here. It may have been removed.
        [view] This view is not here. It may have been removed.
        [webhook] This webhook is not here. It may have been removed.
       *[other] This is not here. It may have been removed.
    }

## Signing in

sign-in-button = Sign in
sign-in-email = Email
sign-in-forgotten = Forgotten your password? An owner or a lead can make you a link.
sign-in-heading = Good to see you
sign-in-lead = Sign in to the desk of { $desk }.
sign-in-or = or
sign-in-owners-with-password = Owners sign in with their password, too
sign-in-password = Password
sign-in-title = Sign in
sign-in-with-provider = Sign in with { $provider }

## Settings: sessions

sessions-ended = Whoever used that browser has to sign in again.
sessions-lead = Where you are signed in. End any that you do not recognise.
sessions-sign-out = Sign out
sessions-sign-out-elsewhere = Sign out everywhere else
sessions-sign-out-of = Sign out { $browser }, { $detail }
sessions-signed-in = Signed in
sessions-this-one = This one
sessions-title = Sessions

## Settings: profile

profile-language = Language
profile-language-of-browser = That of your browser
profile-language-unknown = Bliss does not speak that language. Choose one from the list.

## What cannot be taken

address-bad-email = That does not look like an email address. It should be like name@example.com.
address-bad-phone = That does not look like a phone number. Use digits, such as +49 30 1234567.
canned-reply-bad-code = A short code is one word of letters, digits and dashes, of at most { $most } characters, such as “delay”.
canned-reply-bad-language = Choose the language from the list.
canned-reply-empty = Write the words that you want to have at hand.
canned-reply-long-title = A title has at most { $most } characters. Say it shorter.
canned-reply-no-title = Give it a title, by which you will find it again.
canned-reply-open-variable = “{"{{"}{ $after }” is opened and never closed. Put “{"}}"}” behind the name.
canned-reply-too-long = These words are too long: { $chars } characters, and the most is { $most }. Make two replies of them.
canned-reply-unknown-variable = There is no “{"{{"}{ $name }{"}}"}”. Choose one of those beside the text.
canned-reply-unknown-variable-near = There is no “{"{{"}{ $name }{"}}"}”. Did you mean “{"{{"}{ $near }{"}}"}”?
file-bad-kind =
    { $what ->
        [svg] SVG pictures can carry programs and cannot be sent.
        [page] Web pages can carry programs and cannot be sent.
        [nameless] Files whose name does not end in their kind (such as .pdf) cannot be sent.
       *[other] Files of that kind cannot be sent.
    } Pictures, PDF, text, office documents, sound, film and ZIP files can.
file-bad-name = That file’s name cannot be used. Rename it without slashes or invisible characters, and choose it again.
file-disguised = That file’s name says one kind and its content another. Rename it to what it is, and choose it again.
file-empty = That file is empty (0 bytes). Choose it again, or another.
file-name-too-long = That file’s name is too long: the most is { $most } characters. Rename it and choose it again.
file-too-large = That file is larger than { $most } MB. Send a smaller one, or a link to it.
hours-too-many = That is more than { $most } stretches in one day.
hours-unreadable = Write times such as 9:00–12:30, 13:30–18:00, or leave it empty.
intention-empty = Write a few words, or choose some of those above.
intention-too-long = An intention is short: this has { $chars } characters, and the most is { $most }.
merge-other-browser = These were written in two browsers, and neither has signed in as the other: an answer would reach only one of them. Leave them apart, and answer each.
merge-other-customer = These are with two different customers, and neither should read what the other wrote. If they are one person, merge the customers first; else choose another conversation.
merge-other-inbox = These came to two different addresses of ours, so an answer in one would not reach the customer in the other. Leave them apart.
merge-same = These are one conversation already. Choose another one.
message-empty = There is nothing to send yet. Write a few words first.
message-too-long = This message is too long: { $chars } characters, and the most is { $most }. Shorten it, or attach it as a text file.
notifications-bad-quiet = Write two different times for your quiet hours, such as 18:00 and 08:00.
promise-nothing = Say what we promise, in a few words.
promise-too-long = Say it in { $most } characters or fewer.
standard-no-title = Give it a title, so that people can speak of it.
standard-past = A standard begins now or later: nobody is judged by what they were not told.
standard-too-far = That is too far ahead. Choose a day within two years.
standard-too-long = That is too long to keep in mind. A title has at most { $title } characters, and what it means at most { $words }.
time-no-such = There is no such day or hour. Try “tomorrow 9:00”.
time-past = That time has passed. Choose one that is still to come.
time-too-far = That is more than a year ahead. Choose a nearer time.
time-unreadable = We could not read that time. Try “tomorrow 9:00”, “in 2 hours”, “next monday” or “24 december 14:00”.

## What cannot be done now

call-back-no-time = No time is free within { $days } days.
call-colleague-busy = { $name } is in a call at the moment. Ask somebody else, or wait a little.
canned-reply-code-taken = The short code “{ $code }” is that of “{ $title }”. Choose another.
canned-reply-for-all = Those who lead write what everybody uses. Copy it, and the copy is yours to change.
customer-merge-undo-conversation-first = Conversation { $id }, “{ $subject }”, was made of conversations of both. Undo that merge there first; then this one can be undone.
invitation-on-desk = { $email } is on the desk already.
invitation-sign-in-instead = { $email } is on the desk already. Sign in, or use another address.
sign-in-by-provider-only = At this desk everybody signs in with { $provider }. Use its button on the page for signing in.
team-name-taken = There is a team “{ $name }” already.
customer-merge-one-already = These two are one customer already. Choose another one.

## What buttons say everywhere

action-add = Add
action-back = Back
action-cancel = Cancel
action-close = Close
action-never-mind = Never mind
action-save = Save
# Puts a conversation aside until a time.
action-snooze = Snooze
action-undo = Undo

## Numbers, sizes and lengths of time, in short

# A number with one decimal, such as 2.4: what stands here between the two is the decimal mark.
size-bytes = { $bytes } bytes
size-kilobytes = { $kilobytes } KB
# $megabytes is a number with a decimal.
size-megabytes = { $megabytes } MB
duration-under-a-minute = under a minute
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes } min
duration-a-day-and-hours = 1 day { $hours } h
duration-days =
    { $days ->
        [one] { $days } day
       *[other] { $days } days
    }

## Days and times

# The first three stand alone, those “within” in the middle of a sentence.
day-today = Today
day-yesterday = Yesterday
day-tomorrow = Tomorrow
day-today-within = today
day-yesterday-within = yesterday
day-tomorrow-within = tomorrow
# Such as “3 March, 14:00”.
day-and-time = { $day }, { $time }
# When something will be, in the middle of a sentence.
soon-today = at { $time }
soon-tomorrow = tomorrow at { $time }
soon-on-weekday = on { $weekday } at { $time }
soon-on-day = on { $day } at { $time }
# When something was, in the middle of a sentence. $day is a day of the week or a date.
when-today = at { $time }
when-on-day = on { $day }
# Where a customer is, and how their clock goes. $place is a town, such as “Lisbon”.
local-time-same = { $place }, the same time as you
local-time-hours-ahead =
    { $hours ->
        [one] { $place }, { $hours } hour ahead of you
       *[other] { $place }, { $hours } hours ahead of you
    }
local-time-hours-behind =
    { $hours ->
        [one] { $place }, { $hours } hour behind you
       *[other] { $place }, { $hours } hours behind you
    }
local-time-ahead = { $place }, { $hours } h { $minutes } min ahead of you
local-time-behind = { $place }, { $hours } h { $minutes } min behind you

## Languages that customers speak

language-ar = Arabic
language-cs = Czech
language-da = Danish
language-de = German
language-el = Greek
language-en = English
language-es = Spanish
language-fi = Finnish
language-fr = French
language-he = Hebrew
language-hi = Hindi
language-hu = Hungarian
language-it = Italian
language-ja = Japanese
language-ko = Korean
language-nl = Dutch
language-no = Norwegian
language-pl = Polish
language-pt = Portuguese
language-ro = Romanian
language-ru = Russian
language-sv = Swedish
language-tr = Turkish
language-uk = Ukrainian
language-vi = Vietnamese
language-zh = Chinese
# $tag is its code with a place, such as “pt-BR”.
language-of-place = { $language } ({ $tag })

## Names for those whose name is not known

# A colleague. The first begins a sentence or stands alone, the second is within one.
person-unknown = Somebody
person-unknown-within = somebody
person-nobody-within = nobody
# Somebody’s own words.
quoted = “{ $words }”

## Around every page

nav-skip = Skip to the main part
# What the main navigation is called, for those who hear the page.
nav-main = Main
nav-today = Today
nav-desk = Desk
nav-promises = Promises
nav-standards = Standards
nav-customers = Customers
nav-search = Search
nav-settings = Settings
nav-notifications = What is new for you
nav-your-profile = Your profile
nav-your-calls = Your calls
nav-your-check-ins = Your check-ins
nav-design = The design
nav-sign-out = Sign out
nav-reminders = Promises that come due
nav-phone = Phone
# Stands behind “Desk” in the navigation: how many customers wait. Only the number is seen, the rest is heard.
nav-waiting = , <number>{ $count }</number> waiting
nav-you-here = You: { $name }, available
nav-you-away = You: { $name }, away
availability-switch = Available for new conversations
availability-here = Here
availability-away = Away
availability-available = Available
# When somebody who is away will be back: “Back at 14:00”.
availability-back = Back { $when }
# What the button with a question mark beside a figure does.
definition-what = What “{ $term }” means
definitions-what = What { $what } means

## When something cannot be done

error-heading = That did not work
error-heading-forbidden = That is not for you to change
error-heading-not-found = We cannot find that
error-heading-ours = Something went wrong on our side
error-heading-too-many = A little slower, please
error-database-away = The desk cannot reach its database at the moment. What you wrote is still here; try again.
error-disk-full = The desk's disk is full, so this could not be kept. Nothing that was kept before is lost. Tell whoever runs the desk, and try again.
error-file-not-kept = The file could not be kept. Try again in a moment.
error-forged = This request did not come from the desk's own pages, so nothing was done. Open the desk and try again there.
error-ours = Something went wrong on our side. What you wrote is still here; try again in a moment.
error-page-not-drawn = This page could not be drawn. Try again.
error-role = Your role does not include this. Ask an owner or a lead of your desk.
error-too-many = That was a lot at once. Wait a moment and try again.
# A “corner” is what is a person’s own at the desk and nobody else’s.
corner-closed = Open your corner first, with your password in Settings → Profile: it holds what is yours alone.
form-too-much = That is too much for one form. Shorten it.
form-unreadable = This form could not be read. Go back, open the page again and fill it in once more.

## Keys

keys-title = Keys
keys-lead = Everything can be done without the mouse.
keys-anywhere = Anywhere
keys-in-a-list = In a list
keys-in-a-conversation = In a conversation
keys-while-writing = While writing
# Between two keys that are pressed one after the other: “G then T”.
keys-then = then
# Between two keys of which either does it: “Enter or O”.
keys-or = or
keys-with-click = <key>Shift</key> and a click
keys-this-list = This list
keys-search-field = To the search field
keys-search-everything = Search everything
keys-next = Next, previous
keys-open = Open
keys-filter = Filter the desk
keys-choose = Choose, for several at once
keys-choose-up-to = Choose all up to there
keys-take = Take it yourself
keys-assign = Assign
keys-close = Close or open again
keys-tag = Tag
keys-trust = What moved trust
keys-standards = How it stands to the standards
keys-merge = Merge with another one
keys-moment = Name a moment in selected words
keys-promise = Promise something
keys-keep-promise = Keep what you said as a promise
keys-undo-sending = Undo sending
keys-back = Back to the list
keys-greeting = Begin with a greeting
keys-mention = Mention somebody
keys-better-words = Take better words
keys-preview = See it as others would
keys-leave-text = Leave the text
keys-single = Use single-letter keys
keys-single-hint = Switch them off if you dictate, or if they get in your way.
# The keys “Ctrl K” stand before <keys>, and “Esc” behind it: “Ctrl K and Esc stay.”
keys-single-stay = <keys>and</keys> stay.

## The palette, in which everything can be found and done

palette-title = Find or do anything
palette-hint = A name, a subject, a number, or what to do
palette-results = Results
# Behind the keys that do it.
palette-to-choose = to choose
palette-to-open = to open
palette-to-close = to close
palette-customers = Customers
palette-conversations = Conversations
palette-go = Go to
palette-do = Do something
palette-search-for = Search everything for “{ $words }”
palette-start-with = Start a conversation with { $name }
palette-add-customer = Add “{ $name }” as a customer
palette-notifications = What is new
palette-warm-up = Warm up
palette-customer = Add a customer
palette-away = I am away for a while
palette-here = I am here again
palette-keys = Show all keys
palette-notifying = Notifications
palette-sessions = Where you are signed in
palette-second-factor = Second factor
palette-people = People
palette-teams = Teams
palette-holidays = Holidays
palette-tags = Tags
palette-canned-replies = Canned replies
palette-chat = Chat on your site
palette-api = API
palette-rules = Rules
palette-workspace = Workspace
palette-security = Security
palette-identity-provider = Identity provider
palette-audit = Audit log
palette-webhooks = Webhooks
# Those that end in “also” are other words by which the same is found, with spaces between them. They are never seen.
palette-today-also = home start
palette-desk-also = conversations waiting
palette-customers-also = people
palette-search-also = find messages notes
palette-notifications-also = notifications bell
palette-calls-also = replays recordings voice smile
palette-warm-up-also = voice smile greeting microphone
palette-conversation-also = start open write
palette-customer-also = new
palette-availability-also = availability available online offline break here away
palette-keys-also = keyboard shortcuts help
palette-profile-also = name time zone
palette-notifying-also = sound quiet hours told bell
palette-sessions-also = sessions
palette-second-factor-also = two-factor 2fa totp authenticator code recovery
palette-people-also = agents roles invite
palette-teams-also = hours turns assignment
palette-holidays-also = days off closed
palette-tags-also = labels merge
palette-canned-replies-also = templates macros snippets
palette-chat-also = inbox widget
palette-api-also = tokens programs
palette-rules-also = automation triggers workflow
palette-workspace-also = hours name
palette-security-also = sessions sign-in two-factor
palette-identity-provider-also = single sign-on sso openid connect oidc google microsoft okta
palette-audit-also = who did what when sign-ins
palette-webhooks-also = api programs events notify
palette-import = Import customers
palette-import-also = csv excel spreadsheet table upload
palette-email = Email
palette-email-also = smtp mail server test
palette-export = Export
palette-export-also = download everything csv json copy
palette-retention = Retention
palette-retention-also = delete old conversations age gdpr erase

## How conversations came, and how they stand

channel-chat = Chat
channel-phone = Phone
channel-in-person = In person
channel-api = API
standing-waiting-on-us = Waiting on us
# $wait is a length of time, such as “5 min”.
standing-waiting-on-us-for = Waiting on us, { $wait }
standing-waiting-on-customer = Waiting on customer
standing-waiting-on-the-customer = Waiting on the customer
standing-snoozed = Snoozed
# $when is a time to come, such as “tomorrow at 09:00”.
standing-snoozed-until = Put aside, back { $when }
standing-closed = Closed

## The list of the desk

# What is chosen above the list: conversations that wait for you, for nobody in particular, or for anyone of us.
view-yours = Yours
view-nobodys = Nobody’s yet
view-everyones = Everyone’s
view-answered = Answered
view-snoozed = Snoozed
view-closed = Closed
list-which = Which conversations
list-choose-several = Choose several
list-saved-view = The view <name>{ $name }</name>.
list-remove-view = Remove it
list-show-all = Show all
# What is in the place of <what>…</what> are the next five, and names of tags and channels: “Only yours Phone.”
list-only = Only <what>…</what>.
list-only-yours = yours
list-only-nobodys = nobody’s
list-only-of = { $name }’s
list-only-team = the team <team>{ $team }</team>
list-none-snoozed = Nothing is put aside
list-none-snoozed-hint = Snooze a conversation and it waits here until its time.
list-none-closed = Nothing is closed yet
list-none-closed-hint = Closed conversations rest here, and open again when the customer writes.
list-none-answered = Nobody owes us an answer
list-none-answered-hint = Conversations that we answered wait here for the customer.
list-none-yours = Nobody waits for you
list-none-yours-hint = Have a look at those whom nobody has taken yet.
list-none = Nobody is waiting
list-none-hint = Everyone has had an answer. Time for a cup of tea.
list-more = More
row-choose = Choose { $name }, { $subject }
# These follow a customer’s name, and are heard and not seen: “Mia Brandt, not read yet, by chat, waiting 5 min …”
row-unread = , not read yet
row-by-chat = , by chat,
row-by-phone = , phone,
row-in-person = , in person,
row-by-api = , api,
# What is in <hidden> is heard and not seen.
row-waiting = <hidden>waiting </hidden>{ $wait }
# When a conversation that was put aside comes back: “back tomorrow at 09:00”.
row-back = back { $when }
row-with = with { $name }
row-with-nobody = with nobody yet
desk-choose = Choose a conversation
desk-choose-hint = It opens here, with its whole story.
desk-help-first = Who would you like to help first?
desk-help-first-hint = Choose somebody from the list. Whoever has waited longest is on top.
desk-clear = The desk is clear
desk-clear-hint = When somebody writes or comes by, they will appear on the left.

## Filters of the list, and lists that are kept at hand

filter-title = Filter the list
# Which conversations.
filter-which = Which
# Whose conversations.
filter-whose = Whose
filter-team = Team
filter-channel = Channel
filter-tag = Tag
filter-any = Any
filter-show = Show
saved-view-keep = Keep this list at hand, as
saved-view-keep-button = Keep
saved-view-for-everybody = For everybody on the desk
saved-view-kept = Kept above the list.
saved-view-removed = The view “{ $name }” is removed.
saved-view-back = The view “{ $name }” is back.
saved-view-wrong-name = Give the view a name of 1 to { $most } characters.
saved-view-plain-list = This is the plain list, which is at hand already.
saved-view-name-taken = There is a view of that name. Choose another name.
saved-view-too-many = { $most } views are enough. Remove one that nobody needs first.
saved-view-of-everybody = This view is everybody’s. Ask somebody who leads the desk to remove it.

## Many conversations at once

bulk-region = The conversations that you chose
bulk-page = All on this page
bulk-list = All in this list
bulk-none = Choose none
bulk-assign = Give them to somebody
bulk-snooze = Put them aside
bulk-tag = Tag them
bulk-which-tag = Which tag?
bulk-tag-put-on = Put it on
bulk-tag-take-off = Take it off
bulk-closed =
    { $count ->
        [one] { $count } conversation closed.
       *[other] { $count } conversations closed.
    }
bulk-reopened =
    { $count ->
        [one] { $count } conversation opened again.
       *[other] { $count } conversations opened again.
    }
bulk-snoozed =
    { $count ->
        [one] { $count } conversation put aside.
       *[other] { $count } conversations put aside.
    }
bulk-taken =
    { $count ->
        [one] { $count } conversation yours now.
       *[other] { $count } conversations yours now.
    }
bulk-given =
    { $count ->
        [one] { $count } conversation given to them.
       *[other] { $count } conversations given to them.
    }
bulk-given-to-nobody =
    { $count ->
        [one] { $count } conversation nobody’s now.
       *[other] { $count } conversations nobody’s now.
    }
bulk-given-to-team =
    { $count ->
        [one] { $count } conversation given to the team.
       *[other] { $count } conversations given to the team.
    }
bulk-given-to-no-team =
    { $count ->
        [one] { $count } conversation with no team now.
       *[other] { $count } conversations with no team now.
    }
bulk-tagged =
    { $count ->
        [one] { $count } conversation tagged.
       *[other] { $count } conversations tagged.
    }
bulk-untagged =
    { $count ->
        [one] { $count } conversation without that tag now.
       *[other] { $count } conversations without that tag now.
    }
bulk-nothing = There was nothing to change.
bulk-undone =
    { $count ->
        [one] Undone: { $count } conversation as before.
       *[other] Undone: { $count } conversations as before.
    }
bulk-all-left = Something else was done with all of them since, so they were left.
bulk-undone-in-part =
    { $count ->
        [one] Undone: { $count } conversation as before.
       *[other] Undone: { $count } conversations as before.
    } { $left ->
        [one] With { $left } conversation something else was done since, so they were left.
       *[other] With { $left } conversations something else was done since, so they were left.
    }
bulk-nothing-chosen = Choose a conversation first.
bulk-too-many = That is more than { $most } conversations. Choose fewer, and do it again.
bulk-undone-already = This was undone already.

## One conversation

conversation-new = New conversation
# What a conversation is called that nobody has given a subject.
conversation-of-number = Conversation { $number }
conversation-with = Conversation with { $name }
conversation-messages = Messages
conversation-earlier = Show earlier messages
conversation-name-moment = Name this moment
conversation-to-desk = Back to the desk
conversation-about = About { $name }
conversation-more = Tags, subject and merging
conversation-add-tag = Add a tag
conversation-take-off-tag = Take off the tag <tag>{ $tag }</tag>
conversation-subject = What is it about?
conversation-merge = Merge with another…
conversation-open-again = Open again
conversation-wake = Wake
conversation-close = Close
conversation-count =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
conversation-no-subject = Say what it is about, in a few words.
conversation-subject-too-long = That subject is too long. Use at most { $most } characters.
conversation-closed-already = This conversation was closed a moment ago by somebody else.
conversation-open-already = This conversation is open already.
tag-bad-name = Write a tag of 1 to { $most } characters.
tag-too-many = { $most } tags are enough.
assign-from = With { $name }. Give to somebody else
assign-from-nobody = With nobody yet. Give to somebody
assign-words = A word for whoever gets it <optional>(optional)</optional>
assign-words-hint = What they should know first
assign-you = You
assign-nobody = Nobody
snooze-until = Until when?
# An example of what can be typed there. Times are read in English only, so it stays as it is.
snooze-example = tomorrow 9:00
snooze-two-hours = In two hours
# “09:00” stands behind it.
snooze-tomorrow = Tomorrow morning
# The next stands behind it, smaller.
snooze-next-week = Next week
snooze-monday = Monday, 09:00

## The customer beside a conversation

beside-remember = Worth remembering
beside-add = Add something
beside-reach = How to reach them
beside-unverified = as they told us
beside-local-time = Local time
beside-time-there = { $time } where they are
beside-language = Language
beside-page = Wrote from
beside-page-hint = the page they wrote from
beside-nothing = Nothing is known yet.
beside-conversations = Their conversations
beside-merge = Merge with another customer…
customer-email = Email
customer-phone = Phone
customer-if-they-like = if they like

## The story so far

so-far-title = The story so far
so-far-all = All of it
# Before words, or an account of them, such as “They ask” … “Where is my parcel?”. “They” is the customer.
so-far-asked = They ask
so-far-asks-now = And now
so-far-said-again = Said again
so-far-asked-again = We asked again
so-far-promised = We promised
so-far-urgent = It is urgent
so-far-matters = Remember
so-far-they-tried = They tried
so-far-we-tried = We tried
so-far-we-offered = We offered
so-far-told = They told us
so-far-called = They called
so-far-nobody-picked-up = nobody picked up
# $when is a time, such as “at 14:00”.
so-far-promise-late = late: it was due { $when }
# How often the customer had to say something again.
so-far-again =
    { $count ->
        [one] said again
       *[other] said again { $count } times
    }
so-far-again-times =
    { $count ->
        [one] They had to say something again once. That counts against us.
       *[other] They had to say something again { $count } times. That counts against us.
    }
# $when is “at 10:12”, “yesterday” or “on Monday”.
so-far-handed = { $name } handed this to you { $when }, with the story so far. Nobody has to tell it again.
# $after is a length of time, such as “4 min”.
so-far-first-words = First words after { $after }, by { $name }: <words>“{ $words }”</words>
so-far-unanswered = Nobody has answered yet: { $after } so far.
so-far-foreign = Some of it is in { $language }: of that, Bliss only finds the questions.
# What a customer had said before they had to say it again.
said-before = They had said { $when }: <words>“{ $words }”</words>

## What happened in a conversation

# $name and $to are colleagues, $at is a time of day.
thread-closed = { $name } closed this at { $at }
# $until is a day and a time, such as “3 March, 14:00”.
thread-snoozed = { $name } put this aside until { $until }
thread-reopened = { $name } took this up again at { $at }
thread-came-back = Came back at { $at }
# $outcome is kept in English.
thread-rule = By the rule “{ $rule }” at { $at }: { $outcome }
thread-merged = { $name } merged “{ $subject }” into this at { $at }
thread-split-off = { $name } split this off at { $at }: <subject>{ $subject }</subject>
thread-split-from = { $name } split this at { $at } from <subject>{ $subject }</subject>
# What is in <what> is heard and not seen: what would be undone.
thread-undo = Undo<what>: { $what }</what>
thread-taken = { $name } took this at { $at }
thread-given = { $name } gave this to { $to } at { $at }; the story so far went with it
thread-given-to-team = { $name } gave this to the team { $team } at { $at }
thread-given-to-nobody = { $name } gave this to nobody at { $at }
thread-given-by-rule = Given to { $to } by a rule at { $at }
thread-turn = Given to { $to } by turn at { $at }
thread-least-busy = Given to { $to }, who had the fewest, at { $at }
thread-same-customer = Given to { $to }, who has another matter of this customer, at { $at }
# $team and $name are names, or the two that follow.
thread-off-duty = Back to { $team } at { $at }, for { $name } went off duty before answering
thread-everybody = everybody
thread-whoever-had-it = whoever had it
# $length and $waited are lengths of time, such as “4 min”.
thread-call = { $customer } called at { $at }, with { $name }, { $length }
thread-call-recorded = A recorded call with { $name }, { $length }
thread-call-waiting = { $customer } is calling, since { $at }
thread-call-talking = { $customer } called at { $at } and talks with { $name }
thread-call-back-asked = { $customer } called at { $at } and asked to be called back
thread-call-writes = { $customer } called at { $at }, and writes instead
thread-call-missed = { $customer } called at { $at } and waited { $waited }; nobody picked up
thread-call-lost = { $customer } called at { $at }, with { $name }, { $length }; then the line was lost
# $what is what was promised, $due a day and a time.
thread-promised = Promised: { $what }, { $due }
thread-promised-call = Promised: { $what } on { $phone }, { $due }
thread-promise-kept = Promise kept at { $at }
thread-promise-taken-back = Promise taken back at { $at }: { $what }
# $place is where in the call, such as “2:14”.
thread-shared-moment = <name>{ $name }</name> shared a moment of this call: { $what }, at { $place } in the call
thread-shared-sound = The sound of this moment
thread-shared-take-back = Take it back

## Messages

message-reply = Reply
# Something written for the team alone.
message-note = Note
message-note-hint = only your team sees this
message-send = Send
message-sending = Sending…
message-sent = Sent
message-seen = Seen
# What stands for the words of a message that has none.
message-of-a-file = A file
# What is in <where> is heard and not seen.
message-name-moment = Name a moment<where> in what { $name } wrote at { $time }</where>
message-split-here = Split here<where>, at what { $name } wrote at { $time }</where>
message-said-again = They had to say this again.
message-not-yours = Only its writer can take a reply back.
message-gone-out = This message has gone out already. Write another to put it right.
message-too-many-files = A message can have { $most } files. Send the others in another.
# Said to programs.
message-file-not-brought = No file { $file } of this token waits in this conversation. Bring it here first.

## Writing a message

composer-answer = Answer { $name }
composer-answer-visitor = Answer the visitor
composer-write-to = Write to { $name }…
composer-write-to-visitor = Write to the visitor…
composer-kind = What are you writing?
composer-your-message = Your message
composer-your-note = Your note
# “@name” is how a colleague is named in a note.
composer-note-hint = A note for your team. @name tells somebody.
# How a reply goes to the customer.
composer-to-chat = in the chat
composer-to-person = said in person
composer-to-program = for the program that asked
composer-held = While you wrote, this arrived
composer-held-safe = Your reply is safe and has not been sent.
composer-send-anyway = Send it as it is
composer-keep-writing = Keep writing
composer-keep-note = Keep note
composer-whom = Whom do you mean?
composer-attach = Attach a file
composer-canned-reply = Put in a canned reply
composer-canned-replies = Canned replies (/ or Alt+C)
composer-greeting = Begin with “<greeting>{ $greeting }</greeting>”
composer-other-words = What you sent before has arrived after all, as it was then. These words are still here: send them, if they are to follow.
draft-too-long = This draft is too long to keep. Attach it as a text file.
draft-too-many-files = A message can have { $most } files. Send these first.

## Files

file-remove = Remove { $name }
# What stands for the kind of a file whose name does not say it, where others say “PDF”.
file-without-ending = FILE
file-none-came = No file came. Choose it again.
file-not-whole = The file did not come whole. Check the connection and choose it again.
# Said to customers in the chat.
chat-too-many-files = Send the files that you chose before first.
# Said to programs.
file-too-many-brought = { $most } files wait to be sent. Send those first.

## The check of what is being written

check-before-sending = Before you send it
check-good-start = What a good start has
# Behind something that the words have already.
check-done = : done
check-nothing-before = Nothing of ours that we know of came before it.
# To the place in the text that is to be put right.
check-go-there = Go there
check-silence = Do not show this again
check-silence-kind = Do not show “{ $kind }” again
check-more = { $count } more after these.
check-foreign = This is in { $language }. The check reads English only, so it says nothing of it.
check-cut = Only the beginning was read: this is a long one.
preview-button = Would we be proud to see this shared? (Alt+P)
preview-title = Would we be proud to see this shared?
# A reply as its customer might show it to others. $name is that of the desk.
preview-by = <name>{ $name }</name> wrote to me today
preview-go-on = Go on writing
hints-title = Hints
hints-lead = What the check says while you write. It never holds a message back, nobody else sees it, and nothing of it is kept.
hints-wanted = Which would you like?
hints-saved = It holds from your next word on.
hint-gap = A gap
hint-gap-meaning = Words in brackets that a canned reply left for you to put in.
hint-empathy = Heard first
hint-empathy-meaning = The customer told of something hard, and the answer does not say so yet.
hint-question = Still open
hint-question-meaning = A question of the customer’s that the answer does not take up.
hint-asked-again = Known already
hint-asked-again-meaning = The answer asks for something that the customer gave already.
hint-refusal = A “no” alone
hint-refusal-meaning = A refusal with no other way beside it.
hint-wording = Better words
hint-wording-meaning = Blame, hurry, talking down, rules in the way or words of the trade, with better words.
hint-time = By when?
hint-time-meaning = A promise that does not say by when.
hint-greeting = Greeting
hint-greeting-meaning = A first answer that begins without a greeting.
# The end of a letter or a talk.
hint-closing = Close
hint-closing-meaning = A first answer that ends without a next step or a goodbye.
hint-label = A label
hint-label-meaning = A label on a person in a note: what happened to them before this?

## Merging conversations, and splitting one

merge-title = Merge conversations
merge-heading = Merge with another conversation
merge-lead = “{ $subject }” and the one that you choose become one, with everything that was said in either. You can undo it at any time.
merge-no-other = There is no other one
merge-no-other-hint = This is the only conversation with <name>{ $name }</name>.
merge-choices = Conversations with { $name }
# How another conversation stands, and on which day something was written in it last.
merge-choice-waiting-on-us = waiting on us, { $day }
merge-choice-waiting-on-customer = waiting on customer, { $day }
merge-choice-snoozed = snoozed, { $day }
merge-choice-closed = closed, { $day }
merge-customers-first = Is the other one with somebody else who is the same person? <link>Merge the two customers</link> first.
merge-gone = This was merged
merge-goes-on = All of it, and what you are writing, goes on in <link>conversation { $number }</link>.
merge-undone = Undone. Both are as they were.
merge-undone-already = Somebody has undone this already.
merge-one-again-already = These are one conversation again already.
merge-while-calling = The customer is on the phone at the moment. Do this when the call is over.
merge-split-nothing-left = Nothing would be left here. Choose a later message, or this message alone.
merge-split-while-sending = This is just being sent. Take it back, or wait until it has gone out.
split-title = Split a conversation
split-heading = Split this conversation
split-lead = For another matter that came up in the same thread. The customer goes on as before, and you can undo it at any time.
split-what = What goes into a conversation of its own?
split-from-here =
    { $count ->
        [one] This message and the { $count } message after it
       *[other] This message and the { $count } messages after it
    }
split-alone = This message alone
split-button = Split

## Opening a conversation with somebody at the counter

opening-title = Somebody at the counter?
opening-lead = Write down what they told you, so that nobody has to ask them twice.
opening-who = Who is it?
opening-who-hint = Start typing and choose, or add somebody new.
opening-known =
    { $count ->
        [one] Is it somebody we know?
       *[other] Is it one of these?
    }
opening-new = Somebody new
opening-new-name = Somebody new: { $name }
opening-said = What did they say?
opening-to = Who takes it?
opening-to-me = Me
opening-to-team = { $team } (team)
opening-to-nobody = Nobody yet
opening-tags = Tags
opening-optional = optional
opening-button = Open conversation
opening-bad-tags = Write tags of 1 to { $most } characters, with commas between them.

## Calls: looking back at one's own (replays). What was heard in a call is its agent's alone; “you” is that agent.

# How long something takes, in short.
call-length-in-seconds = { $seconds } s
replay-your-call = Your call
replay-your-calls = Your calls
replay-your-calls-lead = What was heard in them is yours alone. Nobody else, whatever their role, can open it.
replay-your-call-with = Your call with { $customer }
replay-customer-erased = Somebody who was erased
# The corner is what an agent keeps locked with their own password.
replay-closed = Open your corner to see what is yours alone
replay-closed-why = What was heard in your calls is locked with your password, and this browser has not seen it since it was locked. Nothing is lost.
replay-closed-open = Open it with your password
replay-back-to-calls = Back to your calls
replay-no-more = That was everything
replay-no-earlier = There are no earlier calls.
replay-to-the-latest = Back to the latest
replay-none-yet = No calls yet
replay-none-yet-why = After your first call you can look back at it here: your smile, how you listened, and what stood out.
replay-with-whom = With whom
replay-when = When
replay-how-long = How long
replay-recording = Recording
# The same columns on small screens, beside each value.
replay-label-long = Long
replay-label-sound = Sound
# There is no recording.
replay-no-recording = none
replay-pages = Pages
replay-later-calls = Later calls
replay-earlier-calls = Earlier calls
# Until when there is a recording; $day is “tomorrow”, “Tuesday” or “3 March”.
recording-until = until { $day }
recording-until-you-delete-it = until you delete it
# $when is a day and a time, $length how long they talked.
replay-lead = { $when }, { $length }. Only you can open this.
# $until is “until Tuesday” or “until you delete it”.
replay-lead-recorded = { $when }, { $length }. Recording { $until }. Only you can open this.
replay-open-the-conversation = Open the conversation
replay-nothing-to-see = There is nothing to look at here
replay-nothing-kept = Nothing was kept of what was heard in this call.
replay-sealed-with-earlier-password = What was heard in this call was sealed with an earlier password, and cannot be opened with the one that you have now.
replay-before-you-read-on = Before you read on
replay-one-channel = Both sides are in one channel here, so who spoke cannot be told: there are no shares, turns or interruptions, and no curves.
replay-smile-title = The smile in your voice
replay-smile-lead-usual = Expressions as they are heard, relative to how you ordinarily sound, from the warm-ups that you kept. They say nothing of what anybody feels.
replay-smile-lead-average = Expressions as they are heard, relative to how you sound on average in this call. They say nothing of what anybody feels.
replay-smile-hint = The further the arc opens, the more smile than usual. 0 is as usual, 1 is as far as your voice ordinarily wanders; the true value is within the interval (the wash around the line) nine times in ten. Beside each reason stands what it adds.
replay-first-ten-seconds = First ten seconds of talk
replay-last-ten-seconds = Last ten seconds of talk
replay-all-of-the-call = All of the call
# A call against the desk's standards.
replay-standards = The standards for calls
replay-standards-lead = For you alone: nobody else can see how your call stood to them, nor what you say of it. An interruption that you contest below counts no more.
replay-standard-met = Met
replay-standard-not-met = Not met
replay-standard-no-occasion = No occasion
replay-standard-you-say-met = You say that it was met.
replay-standard-you-say-not-met = You say that it was not met.
replay-standard-you-say-no-occasion = You say that there was no occasion.
# A button; what is hidden is read out only. $title is that of a standard.
replay-standard-take-back = Take that back<hidden>: { $title }</hidden>
replay-standard-not-so-met = Not so<hidden>: { $title } was met</hidden>
replay-standard-not-so-not-met = Not so<hidden>: { $title } was not met</hidden>
replay-the-call = The call
replay-no-sound-here = There is no recording to listen to, and that is fine: what was heard while you talked is all here.
replay-play = Play
# Where the player is, of how long the call is.
replay-clock = <now>0:00</now> of { $length }
# Which side is played.
replay-hear = Hear
replay-hear-both = Both
replay-you = You
replay-customer = Customer
replay-the-customer = The customer
replay-everybody = Everybody
# How much of the call is in view.
replay-zoom = Show
replay-zoom-whole = Whole
replay-place = Place in the call
replay-moments = Moments
replay-moments-lead = Was one heard wrongly? Say so: it is struck through, and counts no more.
# $name is “You” or “The customer”.
replay-side-silent = <b>{ $name }</b>: no sound
replay-side-label = { $name }: how loud over the call, and who talks when
replay-also-show = Also show
replay-curve-smile = Your smile
replay-curve-smile-meaning = lively, bright and at ease
replay-curve-pressed = Pressed
replay-curve-pressed-meaning = tension and effort, as they are heard
replay-curve-lively = Lively
replay-curve-lively-meaning = level and movement of pitch, flow
replay-curve-bright = Bright
replay-curve-bright-meaning = the lips’ part of a smile; not told of a pressed voice
# $meaning is one of the meanings of the curves above.
replay-up-is-more = { $meaning }; up is more
replay-curve-empty = Listening… there was too little of your speech to tell.
# $title is the name of a curve.
replay-curve-label = { $title } over the call; the values are told below for each place in the call
# Who had the floor: whose turn it was to speak.
replay-bars = Below each waveform, a bar shows who had the floor, a thin one an “mm-hm” in between.
replay-bars-and-shades = Below each waveform, a bar shows who had the floor, a thin one an “mm-hm” in between; the shaded stretches are silences of three seconds or more, or holds.
replay-curves = The dashed line is “as usual”, the wash around a curve its 90 % interval. Where a curve has a gap, you were not speaking, or there was too little to tell: listening…
# Keys; the space bar has to come before the arrows.
replay-keys = <space>Space</space> plays and pauses, <arrows>← →</arrows> go five seconds back and on.
replay-looking-back = Looking back
replay-looking-back-lead = Kept for you alone. Saved as you type.
replay-what-worked = What worked?
replay-what-next = What would you try next time?
replay-answer-too-long = That is too long to keep. Shorten it.
replay-letting-go = Letting go
replay-letting-go-lead = You can delete everything that was heard and written here.
replay-letting-go-recorded = The recording goes by itself in time. You can delete it now, or everything that was heard and written here.
replay-delete-recording-now = Delete the recording now
replay-delete-recording-asks = Delete the recording?
replay-delete-recording-lead = Nobody can hear this call again. The curves, the moments and your words stay.
replay-delete-recording-shared = Nobody can hear this call again, nor the sound of what you shared of it. The curves, the moments and your words stay.
replay-delete-recording = Delete the recording
replay-delete-all = Delete everything that was heard
replay-delete-all-asks = Delete everything that was heard?
replay-delete-all-lead = The recording, the curves, the moments and what you wrote about them go for good. The conversation stays, and that you talked.
replay-delete-all-shared = The recording, the curves, the moments and what you wrote about them go for good, and what you shared of this call is taken back. The conversation stays, and that you talked.
replay-delete-everything = Delete everything
replay-keep-it = Keep it

## Calls: the moments of a replay

replay-opening = Opening turn
replay-smile = Smile heard
replay-interruption = Interruption
replay-raised = Raised voice
replay-laughter = Laughter-like
replay-silence = Silence
replay-hold = Hold
replay-backchannel = “Mm-hm”
replay-openings =
    { $count ->
        [one] { $count } opening turn
       *[other] { $count } opening turns
    }
replay-smiles =
    { $count ->
        [one] { $count } smile
       *[other] { $count } smiles
    }
replay-interruptions =
    { $count ->
        [one] { $count } interruption
       *[other] { $count } interruptions
    }
replay-raised-voices =
    { $count ->
        [one] { $count } raised voice
       *[other] { $count } raised voices
    }
replay-laughters =
    { $count ->
        [one] { $count } laughter-like
       *[other] { $count } laughter-like
    }
replay-silences =
    { $count ->
        [one] { $count } silence
       *[other] { $count } silences
    }
replay-holds =
    { $count ->
        [one] { $count } hold
       *[other] { $count } holds
    }
replay-backchannels =
    { $count ->
        [one] { $count } “mm-hm”
       *[other] { $count } “mm-hm”s
    }
# How many there were of something.
replay-so-many =
    { $count ->
        [0] none
       *[other] { $count }
    }
# $what is how many there were, “2” or “2 smiles”; $count those that the agent contests besides, which do not count.
replay-and-contested =
    { $count ->
        [1] { $what }, one contested
       *[other] { $what }, { $count } contested
    }
replay-backchannels-yours =
    { $count ->
        [one] { $count } “mm-hm” by you
       *[other] { $count } “mm-hm”s by you
    }
replay-backchannels-theirs =
    { $count ->
        [one] { $count } “mm-hm” by the customer
       *[other] { $count } “mm-hm”s by the customer
    }
replay-backchannels-both =
    { $yours ->
        [one] { $yours } “mm-hm” by you, { $theirs } by the customer
       *[other] { $yours } “mm-hm”s by you, { $theirs } by the customer
    }
# What happened, behind the name of a moment; $who is agent, customer or nobody.
replay-detail-interruption =
    { $who ->
        [agent] you took the floor, { $length } of overlap
        [customer] the customer took the floor, { $length } of overlap
       *[nobody] nobody took the floor, { $length } of overlap
    }
replay-detail-silence = nobody spoke for { $length }
replay-detail-hold = on hold, or a line that carried nothing, for { $length }
replay-detail-opening =
    { $who ->
        [agent] you spoke for { $length }
        [customer] the customer spoke for { $length }
       *[nobody] nobody spoke for { $length }
    }
replay-detail-raised =
    { $who ->
        [agent] you, louder and higher than on average, { $length }
        [customer] the customer, louder and higher than on average, { $length }
       *[nobody] nobody, louder and higher than on average, { $length }
    }
replay-detail-who =
    { $who ->
        [agent] you
        [customer] the customer
       *[nobody] nobody
    }
replay-detail-smile = you, { $length }
# The peak of a smile, and the interval in which its true value is.
replay-detail-smile-at-most = you, { $length }, at most { $peak } ({ $low } to { $high })
replay-nothing-stood-out = Nothing stood out: no interruption, no long silence, no raised voice and no laughter was noticed.
replay-nothing-stood-out-mixed = Nothing stood out: no interruption, no long silence, no raised voice and no laughter was noticed, as far as one channel tells.
replay-show-moments = Show moments
replay-all = All
# $what is the name of a moment, $at its time in the call.
replay-say-something = { $what } at { $at }: say something to it
replay-let-it-count = Let it count after all
# What an agent says against what was heard, as a button.
replay-objection = “{ $objection }”
replay-you-said = You said: { $objection }.
replay-not-an-interruption = not an interruption
replay-i-was-quoting = I was quoting
replay-not-me = not me
replay-not-a-smile = not a smile
replay-not-raised = not raised
replay-not-the-customer = not the customer
replay-not-laughter = not laughter
replay-not-a-backchannel = not an “mm-hm”
replay-not-their-opening = not their opening
replay-not-a-silence = not a silence
replay-not-a-hold = not a hold
# What is hidden is read out only.
replay-undo-for = Undo<hidden> for { $what } at { $at }</hidden>
replay-take-back-for = Take it back<hidden> for { $what } at { $at }</hidden>
replay-write-a-note = Write a note for yourself
replay-change-the-note = Change your note
replay-note = A note for yourself
replay-note-lead = { $what } at { $at }. Kept for you alone.
replay-note-asks = What would you like to remember?
replay-note-too-long = This note is too long to keep. Shorten it.
replay-keep-the-note = Keep the note
replay-share-menu = Share with the team…
replay-take-back-shared = Take back what you shared
replay-shared = Shared with the team
replay-shared-with-sound = Shared with the team, with its sound
replay-share-asks = Share this moment?
replay-share-where = Everybody on this desk will see it, in the conversation with <name>{ $customer }</name>.
# As the team will see it; $what is one of the following.
replay-share-preview = <name>{ $name }</name> shared a moment of this call: { $what }, at { $at } in the call
replay-shared-opening = the customer’s opening turn, { $length }
replay-shared-smile = a smile heard, { $length }
replay-shared-interruption =
    { $who ->
        [agent] an interruption, by the agent, { $length } of overlap
        [customer] an interruption, by the customer, { $length } of overlap
       *[nobody] an interruption, { $length } of overlap
    }
replay-shared-raised =
    { $who ->
        [agent] a raised voice, by the agent, { $length }
        [customer] a raised voice, by the customer, { $length }
       *[nobody] a raised voice, { $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] what sounds like laughter, by the agent
        [customer] what sounds like laughter, by the customer
       *[nobody] what sounds like laughter
    }
replay-shared-silence = a silence of { $length }
replay-shared-hold = a hold of { $length }
replay-shared-backchannel =
    { $who ->
        [agent] an “mm-hm”, by the agent
        [customer] an “mm-hm”, by the customer
       *[nobody] an “mm-hm”
    }
replay-share-words = With these words of yours
replay-share-if-you-like = if you like
# Times in the call.
replay-share-sound = And the sound from { $from } to { $to }
replay-share-sound-hint = Your voice and the customer’s, in this stretch alone. It is deleted when you take the moment back, and with the recording at the latest.
replay-share-no-sound = There is no recording, so no sound is shared.
replay-share-hint = Nothing else of this call becomes visible to anybody. You can take it back at any time.
replay-share-not = Keep it to myself
replay-share = Share with the team
replay-share-note-too-long = This note is too long to share. Shorten it.
replay-shared-already = This moment is shared already.
replay-no-sound-there = There is no sound at this place of the recording.
replay-notes-too-long = That is more than a look back can hold. Shorten it.
replay-corner-first = Open your corner first, in Settings → Profile: there this is kept.
replay-sealed-nothing-added = This call was sealed with an earlier password, so nothing can be added to it.
replay-changed-elsewhere = This was changed elsewhere just now. Try again.
replay-call-goes-on = This call is still going on. Its recording can be deleted when it is over.
replay-cannot-be-deleted-now = It cannot be deleted at the moment. Try again in a while.
# The best moment of yesterday's calls, on Today; a full stop follows.
replay-best-heard-out = You heard them out: they spoke for { $length }, and you did not cut in
# $at is the time in the call.
replay-best-smile = Your smile was heard for { $length }, { $at } into the call

## Calls: the figures of a replay

replay-figures = Figures
replay-figures-take = Take them along as JSON
replay-figure = What
replay-call = Call
replay-what-it-means = What it means
replay-none = none
replay-talk = Talk
# $whole is the length of the call.
replay-talk-meaning = Share of the whole call ({ $whole }) that each side spoke; pauses under half a second count as talk.
replay-talk-meaning-mixed = Share of the whole call ({ $whole }), whoever spoke.
replay-share-figure = { $percent } % ({ $time })
replay-first-word = First word after
replay-first-word-meaning = From the beginning of your part.
replay-answers = Answers after
replay-answers-meaning = The gap before taking the floor, on average; over ten seconds is no answer.
replay-turns = Turns
replay-turns-meaning = How often each side took the floor.
replay-interruptions-row = Interruptions
replay-interruptions-meaning = Took the floor over at least a second of the other’s speech; with the overlap in all.
replay-backchannels-row = “Mm-hm”s
replay-backchannels-meaning = Said something of at most a second while the other went on: listening, not interrupting.
replay-raised-meaning = Louder and higher than on average in this call: a fact of the sound, whatever the reason.
replay-pace = Pace
replay-pace-meaning = Syllables a second of talk, as they are heard.
replay-pace-figure = { $pace } a second
replay-opening-meaning = The customer’s first turn with at least two seconds of speech: how long they could say what it is about.
replay-turns-a-minute = Turns a minute
replay-turns-a-minute-meaning = Both sides’ turns over the length of the call.
replay-pace-gap = Pace gap
replay-pace-gap-meaning = Your pace less the customer’s, in syllables a second.
replay-you-are-faster = you are faster by { $by }
replay-you-are-slower = you are slower by { $by }
replay-silence-meaning = Nobody spoke for three seconds or more at a time, of { $whole }; holds apart.
replay-hold-meaning = On hold, or a line that carried nothing, of { $whole }.

## Calls: how a voice sounds. An expression as it is heard, never what anybody feels

smile-clearly-more = Clearly more smile than usual
smile-clearly-less = Clearly less smile than usual
smile-perhaps-more = Perhaps more smile than usual
smile-perhaps-less = Perhaps less smile than usual
smile-as-usual = About as usual
smile-between = { $value }, between { $low } and { $high }
# Why nothing is told; these stand alone and behind the name of a curve.
voice-too-little = listening… too little speech to tell
voice-no-baseline = listening… too little is known of how this voice ordinarily sounds
voice-pressed = not told: a pressed voice hides it
# Reasons for a smile that is heard, or is not; what it adds follows each: “your pitch moves more than usual +0.4”.
voice-pitch-is-higher = your pitch is higher than usual
voice-pitch-is-lower = your pitch is lower than usual
voice-pitch-ranges-wider = your pitch ranges wider than usual
voice-pitch-ranges-less = your pitch ranges less than usual
voice-pitch-moves-more = your pitch moves more than usual
voice-pitch-moves-less = your pitch moves less than usual
voice-is-brighter = your voice is brighter than usual
voice-is-darker = your voice is darker than usual
voice-also-quiet-syllables-are-sharp = also your quiet syllables are sharp
voice-quiet-syllables-are-softer = your quiet syllables are softer than usual
voice-is-softer-in-timbre = your voice is softer in timbre than usual
voice-is-harder-in-timbre = your voice is harder in timbre than usual
voice-changes-its-force-more = your voice changes its force more than usual
voice-keeps-its-force-more-evenly = your voice keeps its force more evenly than usual
voice-the-upper-part-of-voice-is-stronger = the upper part of your voice is stronger than usual
voice-the-upper-part-of-voice-is-weaker = the upper part of your voice is weaker than usual
voice-sounds-change-faster = your sounds change faster than usual
voice-sounds-change-more-slowly = your sounds change more slowly than usual
voice-mouth-is-more-open = your mouth is more open than usual
voice-mouth-is-less-open = your mouth is less open than usual
voice-vowels-sound-more-forward-as-with-spread-lips = your vowels sound more forward, as with spread lips
voice-vowels-sound-further-back-as-with-rounded-lips = your vowels sound further back, as with rounded lips
voice-vowels-swing-wider = your vowels swing wider than usual
voice-vowels-flow-into-each-other-more = your vowels flow into each other more than usual
voice-vowels-have-the-shape-of-a-smile-more = your vowels have the shape of a smile more than usual
voice-vowels-have-the-shape-of-a-smile-less = your vowels have the shape of a smile less than usual
voice-is-clearer = your voice is clearer than usual
voice-is-rougher = your voice is rougher than usual
voice-is-more-peaked = your voice is more peaked than usual
voice-is-rounder = your voice is rounder than usual
voice-loudness-varies-more = your loudness varies more than usual
voice-loudness-varies-less = your loudness varies less than usual
voice-words-flow-more = your words flow more than usual
voice-words-are-more-broken = your words are more broken than usual
voice-you-pause-more = you pause more than usual
voice-you-pause-less = you pause less than usual
voice-you-speak-faster = you speak faster than usual
voice-you-speak-more-slowly = you speak more slowly than usual

## Calls: the warm-up, in which one hears one's own smile before the first call

warm-up = Warm up
warm-up-lead = A smile is heard, even over the telephone. Ten seconds, and you hear yours.
warm-up-say-your-greeting = Say your greeting, as you would on a call. You will see and hear your own smile.
warm-up-begin = Begin: ten seconds
warm-up-skip = Skip today
warm-up-hint = Your browser will ask for the microphone, so that the desk can hear how you sound. Nothing is recorded unless you keep it, and what you keep is yours alone.
warm-up-how-you-sounded = How you sounded
warm-up-nothing-heard = Nothing was heard of you. Is this the right microphone, and is it on? Say a sentence or two, as on a call.
warm-up-first = This was your first. Keep it, if this is how you ordinarily sound: then it becomes what is usual for you, and the next warm-up tells how your smile differs from it.
warm-up-corner-closed = <link>Open your corner</link> to compare this with how you ordinarily sound. Until then, it is compared with itself.
warm-up-dashed-usual = the dashed line is as usual; up is more
warm-up-dashed-average = the dashed line is your average in these seconds; up is more
warm-up-too-little-for-curve = Listening… there was too little speech to tell. A few sentences more, and there is a curve.
warm-up-curve-label = The smile in your voice over these seconds
warm-up-hear-it = Hear it
warm-up-keep = Keep as my usual voice
warm-up-again = Again
warm-up-what-is-kept = What is kept are sums of numbers, from which no word can be heard again. They are in your corner, for you alone.
warm-up-kept =
    { $seconds ->
        [one] Kept: this is now what is usual for you. Your usual voice is known from { $seconds } second of speech.
       *[other] Kept: this is now what is usual for you. Your usual voice is known from { $seconds } seconds of speech.
    }
warm-up-kept-too =
    { $seconds ->
        [one] Kept, together with what was known before. Your usual voice is known from { $seconds } second of speech.
       *[other] Kept, together with what was known before. Your usual voice is known from { $seconds } seconds of speech.
    }
warm-up-not-whole = The recording did not come whole. Check the connection and try again.
warm-up-none-came = No recording came. Try again.
warm-up-too-long = That was more than twenty seconds. Ten are enough.
warm-up-no-recording = This could not be heard as a recording. Try again, or with another browser.
warm-up-not-to-its-end = This recording could not be heard to its end. Try again.
warm-up-too-little-speech = There was too little speech to know a voice by. Say a few sentences, as you ordinarily would.

## Calls: recordings that are brought from elsewhere

recording-add-title = Add a recorded call
recording-add-lead = It is heard here, on this machine, and its replay belongs to the agent who talked.
recording-files = The recording
recording-files-hint = One file with a side in each channel, or two files: first the agent’s, then the customer’s. WAV, MP3, FLAC, Ogg, M4A and many more.
recording-swap = The customer comes first
recording-with = With
recording-with-whom = With whom
recording-began = When it began
recording-whose = Whose call it is
recording-about = What it was about
recording-add = Add it
recording-choose-one-or-two = Choose one recording with both sides, or two: first the agent’s, then the customer’s.
recording-two-are-enough = Two files are enough: one for each side.
recording-say-when = Say when the call was, such as 2026-11-20 14:05.
recording-field-too-long = That is too much for one field. Shorten it.
recording-too-large = This recording is too large: the most is 1 GB. Cut it in two.
recording-not-whole = The recording did not come whole. Check the connection and choose it again.
recording-own-calls-only = Bring your own calls; a lead can bring others’.
recording-no-corner = They have not signed in yet, so there is no corner to keep it in.

## Calls: the dock, where the phone rings and one's own call is

# $name is a colleague.
dock-you-listen = You listen to { $name }. Both know.
dock-on-hold = On hold
dock-ringing-at = Ringing at { $name }…
dock-in-a-call = In a call
dock-open-the-conversation = Open the conversation
dock-connecting = Connecting…
dock-recorded = Recorded, for you alone
dock-recording-paused = Recording paused
dock-guest-listens = { $name } listens; the customer knows.
dock-guest-off = End that
dock-more-wait =
    { $count ->
        [one] { $count } more person waits.
       *[other] { $count } more people wait.
    }
dock-mute = Mute
dock-unmute = Unmute
dock-hold = Hold
# Comes back to a caller who is on hold.
dock-take-back = Take back
dock-pause-recording = Pause recording
dock-record-again = Record again
# A button; what is hidden is read out only.
dock-promise = Promise<hidden> something</hidden>
dock-more = More
dock-keep = Do not hand over to { $name }
dock-hand-over-to = Hand over to
dock-not-free = { $name } (not free)
# A button: lets the phone of the chosen colleague ring.
dock-ring = Ring
dock-ask-to-listen = Ask somebody to listen
dock-customer-is-told = The customer is told.
dock-ask = Ask
dock-stop-listening = Stop listening
dock-end = End the call
dock-note = A note on this call, for your team
dock-note-placeholder = A note, for your team alone
dock-keep-the-note = Keep the note
dock-asks-you = { $name } asks you to take this call
# Below the name of whoever calls; the time runs.
dock-is-calling = is calling, has waited <time>0:00</time>
dock-smile-first = Smile first. They will hear it.
dock-good-start = What a good start has
dock-local-time = Local time
dock-time-there = { $time } where they are
dock-so-far = The story so far
dock-promised = Promised
dock-we-promised = We promised: { $what }
dock-worth-remembering = Worth remembering
dock-calls-from = Calls from the page
dock-earlier = Earlier
# How an earlier conversation stands, behind its day: “Tuesday, closed”.
dock-waiting-on-us = waiting on us
dock-waiting-on-customer = waiting on customer
dock-snoozed = snoozed
dock-closed = closed
dock-story = Story
dock-first-time = Their first time with us.
dock-pick-up = Pick up
dock-their-story = Their story
dock-ring-silently = Ring silently
# The mirror shows the agent who talks how they sound and listen; “they” is the customer.
mirror-the-mirror = the mirror
mirror-listening = listening…
mirror-they-spoke = They spoke
mirror-you-talk = You talk
mirror-pace = Pace
mirror-first-words = First words
mirror-hide = Hide the mirror
# A word to the agent during a call, warm and short.
cue-smile-heard = Your smile is heard.
cue-heard-out = You heard them out. That helps.
cue-balanced = A good balance of talking and listening.
cue-smile = A smile, if you have one to spare.
cue-slower = A little slower, at their pace.
cue-ask = Time for a question?

## Calls: what cannot be done. Customers read some of it, in the chat

call-over = This call is over already.
call-is-over = This call is over.
call-with-somebody-else = This call is with somebody else.
call-in-one-already = You are in a call. End it or hand it over first.
call-colleague-quicker = A colleague was quicker and has picked up.
call-yours-already = You have this call. Choose a colleague.
call-none-taken = Calls are not taken here. Write to us, please.
call-too-many-wait = So many people are calling that you would wait too long. Write to us, or call a little later.
call-bad-key = A call needs a key of 1 to { $most } characters.
call-no-place = There is no place for calls here.
call-bad-phone = Write a telephone number that we can dial, such as +49 30 1234567.
call-offer-unreadable = Your browser's offer of a call could not be understood.
call-offer-without-sound = Your browser offered no sound that we understand (Opus).
call-too-many-at-once = Too many calls at once; please try again in a moment.
call-line-not-opened = The line could not be opened. Try again, please.

## Calls: the page on which a customer chooses when to be called back. “We” is the desk

# $desk is the desk's name.
call-back-title = A call from { $desk }
call-back-when-may-we = When may we call you?
call-back-when-may-we-name = When may we call you, { $name }?
call-back-we-will-call = We will call you
call-back-we-will-call-name = We will call you, { $name }
call-back-choose = Choose a time that suits you, and { $desk } calls you then.
# $when is “Monday, 23 November at 10:00”.
call-back-chosen = { $when }, on { $phone }.
call-back-when = { $day } at { $time }
call-back-when-today = today, { $day } at { $time }
call-back-day = { $weekday }, { $date }
# $day is “Monday, 23 November”.
call-back-today = Today, { $day }
call-back-promised = Promised.
call-back-change-until-then = You can change it here until then.
call-back-cancelled = Cancelled.
call-back-will-not-call = We will not call. You can choose another time whenever you like.
call-back-add-to-calendar = Add to calendar
call-back-out-of-calendar = Did you put the call into your calendar? <link>This file takes it out again</link>.
call-back-zone = Times are told for
call-back-show-times-there = Show times there
call-back-none-free = No time is free in the next days
call-back-none-free-write = Write to us where you found this link, and we will find one with you.
call-back-choose-another = Choose another time
call-back-choose-a-time = Choose one of the times, please.
call-back-number = The number that we call
call-back-change-it = Change it
call-back-call-me-then = Call me then
call-back-do-not-call = Do not call me
call-back-foot = Whoever has this link can change the time. It opens for two weeks.
call-back-link-over = This link does not open any more. Write to us, and we will send you another.
call-back-time-taken = That time was taken a moment ago. Choose another, please.
call-back-time-taken-these-are-free = Somebody else took that time a moment ago. These are the next ones that are free.
call-back-promised-already = We have promised to call you back.
# Said to the agent who sent the link.
call-back-link-sent = The link is on its way to them.
# An entry of the customer's calendar.
call-back-calendar-summary = { $desk } calls you
call-back-calendar-description = We call you on { $number }. Change the time, or cancel, here: { $link }
# An entry of the calendar of whoever keeps a promise; $what is what was promised.
promise-calendar-summary = { $what }: { $customer }
promise-calendar-summary-a-customer = { $what }: a customer
promise-calendar-description = The whole story: { $link }
promise-calendar-description-call = Call { $number }. The whole story: { $link }

## Settings: phone

phone-title = Phone
phone-lead = People call you from your website, and you pick up here.
phone-saved = It holds for the next call.
phone-not-connected = The phone is not connected.
phone-start-it = This server was started without it. Start it with <code>--phone-listen</code> and an address and port that browsers can reach.
phone-start-with-listen = The phone is not connected. Start Bliss with --phone-listen.
phone-recordings-stay = Recordings stay on this server for now.
# The bucket is where files are kept; what it says is English.
phone-recordings-stay-why = The bucket does not take them. They can be played all the same, and are moved as soon as it does. It said: <q>{ $trouble }</q>
phone-sound = Your microphone and speaker
phone-sound-lead = Try them before the first call of the day.
phone-microphone = Microphone
phone-speaker = Speaker
phone-press-try-it = Press “Try it” first
phone-how-loud = How loud you are
phone-echo-hint = Nothing is recorded. The echo test plays what you say back to you a second later.
phone-try-it = Try it
phone-echo-test = Echo test
phone-calls = Calls from your website
phone-calls-allowed = Visitors can call while somebody is here
phone-recording = Recording
phone-recording-hint = A recording belongs to the agent who talked, is encrypted for them, and nobody else can open it. Whether recording is allowed, and who has to agree, is different from country to country.
phone-recording-off = Do not record
phone-recording-consent = Record where the caller says yes
phone-recording-on = Record, and tell every caller before the call
phone-keep-days = Days to keep a recording
phone-keep-days-hint = From 1 to { $most }. Then it is deleted by itself.

## Settings: first words, how soon somebody hears from one of us

first-words-title = First words
first-words-lead = How soon somebody hears from one of us: the team together, over the last { $days } days. Nobody is named here, and nobody is counted apart.
first-words-how-soon = How soon
first-words-channel = Channel
first-words-chat = Chat
first-words-phone = Phone
first-words-half-within = Half within
first-words-nine-of-ten = Nine of ten within
first-words-answered = Answered
first-words-not-answered = Not answered
first-words-too-few = too few to say
first-words-few = Fewer than { $count } answers would tell of one person or one day, so nothing is said of them.
first-words-said-again = Said again
first-words-nobody-wrote = Nobody has written in these { $days } days.
first-words-again = In <b>{ $again }</b> of the last { $messages } messages a customer had to tell us something again: { $percent } %. Each of them is marked in its conversation.

## Settings: how the team's calls sound

team-figures-title = How our calls sound
team-figures-lead = The team together. Nobody’s own figures are here or anywhere else that you can look: they belong to whoever talked.
team-figures-not-enough = Not enough calls yet
team-figures-not-enough-why = There is something to see once { $agents } agents have had { $calls } calls between them. Fewer would tell of one person.
team-figures-smile-first = Smile in the first ten seconds, against each agent’s own usual voice
team-figures-smile-last = Smile in the last ten seconds
team-figures-talk-share = Share of all talk that is ours
team-figures-opening = How long the customer speaks at first, in seconds
team-figures-interruptions = How often we interrupt, a call
team-figures-silence-share = Share of the call in which both are silent
team-figures-week = Week of
team-figures-mean = Mean
team-figures-standard-error = Standard error
team-figures-calls = Calls
team-figures-hint = A call counts once { $agents } agents and { $calls } calls have come together, and they are added all at once.

## Moments: what was noticed in the words of a conversation. “They” is the customer, “we” are the desk

moment-noticed = Noticed
moment-noticed-here = Noticed here
# What is hidden is read out only.
moment-contested = { $title }<hidden>, contested</hidden>
moment-why = Why
moment-how-sure = How sure
# How many of a hundred such moments are so.
moment-sure = { $count } in 100
moment-says-who = Says who
moment-source-rule = a rule that can be read
moment-source-model = a small model, beside the rules
moment-source-you = you
moment-source-person = a person
moment-trust = Trust
moment-you-say-so = You say that it is so.
moment-you-say-not-so = You say that it is not so: it moves no trust.
moment-somebody-says-so = { $name } says that it is so.
moment-somebody-says-not-so = { $name } says that it is not so: it moves no trust.
moment-take-it-back = Take it back
moment-take-that-back = Take that back
moment-not-so = Not so
moment-it-is-so = It is so
moment-before-asks = What happened to them before this?
moment-before-nothing = Nothing of ours that we know of. Ask them, and listen.
moment-customer-erased = Somebody was erased meanwhile.
moment-ruling-of-another = Only who said so can take it back. You can say how you see it.
# Naming a moment that the reader of the words did not notice.
naming-title = Name a moment
naming-this = Name this moment
naming-lead-customer = What is in the customer’s message that nobody noticed? Everybody on the desk sees it, and that it is from you.
naming-lead-us = What is in our message that nobody noticed? Everybody on the desk sees it, and that it is from you.
naming-lead-note = What is in the note that nobody noticed? Everybody on the desk sees it, and that it is from you.
naming-words = The words
naming-words-hint = As they stand in the message, and no more of them than show it.
naming-what = What is it?
naming-choose-one = Choose…
naming-choose = Choose what it is.
naming-choose-from-list = Choose what it is from the list.
naming-words-not-there = These words are not in the message. Copy them as they stand.
naming-enough = { $most } moments are named in this message already.
naming-of-another = Only who named it can take it back. You can say that it is not so.
naming-name-it = Name it
# Trust: a sum over a conversation, from −10 to +10.
trust-now = Trust <b>{ $now }</b>
trust-fell-by = fell by { $by }
trust-what-moved-it = What moved it
trust-picture =
    { $falls ->
        [0] Trust went from { $from } to { $to }. It did not fall.
        [1] Trust went from { $from } to { $to }. It fell once.
        [2] Trust went from { $from } to { $to }. It fell twice.
       *[other] Trust went from { $from } to { $to }. It fell { $falls } times.
    }
trust-before = What happened before
trust-fell-when-they-said = Trust fell by { $by } when they said <link>“{ $quote }”</link>.
trust-fell-when-they-said-this = Trust fell by { $by } when they said <link>this</link>.
trust-fell-with-what-we-said = Trust fell by { $by } with what we said: <link>“{ $quote }”</link>.
trust-fell-with-this-of-ours = Trust fell by { $by } with what we said: <link>this</link>.
trust-nothing-of-ours-before = Nothing of ours that we know of came before it.
trust-what-moved = What moved trust
trust-came-with = They came with { $trust }.
trust-earlier-steps = { $count } earlier steps are added up in what follows.
trust-nothing-moved-it = Nothing has moved it yet.
trust-they = They
trust-we = We
# What is hidden is read out only.
trust-after = <hidden>Trust after it: </hidden>{ $trust }
trust-what-each-weighs = What each moment weighs
# How upset they sound, from 0 to 4, and the interval in which that is.
trust-mood = Their last words sound { $upset } of 4 upset ({ $low } to { $high }), by their words alone.
trust-foreign =
    { $count ->
        [one] { $count } message is in { $language }
       *[other] { $count } messages are in { $language }
    }
trust-foreign-why =
    { $count ->
        [one] { $count } message is in { $language }: the reader knows English only, so nothing in it was judged but for question marks.
       *[other] { $count } messages are in { $language }: the reader knows English only, so nothing in them was judged but for question marks.
    }
trust-show-all = Show all that was noticed
trust-hidden = { $count } more beside the messages here
trust-tag-of-person = The tag <tag>{ $tag }</tag> speaks of the person.
trust-weights-title = What trust is
trust-weights-lead = An open sum over a conversation that anybody can do again by hand. It is about a conversation and never about a person.
trust-adds-up = How it adds up
trust-adds-up-bounds = It lies between −10 and +10. It begins with what the customer brought: how upset their first words sound, from 0 to −4.
trust-adds-up-weight = Each moment moves it by its weight below, times how sure it is.
trust-adds-up-again = The same kind of moment again moves half as much as the time before.
trust-adds-up-near-bounds = The nearer to its bounds, the less a moment moves it outward.
trust-adds-up-fall = A message that loses 0.5 or more is a fall. What of ours lost trust in our last four messages before is told beside it.
trust-adds-up-said = What somebody of the team says is not so moves nothing. What they say is so counts in full.
trust-moment = Moment
trust-what-it-is = What it is
trust-weight = Weight
# What moments are called, what they mean, and what we did where it cost trust.
moment-greeting = Greeting
moment-greeting-meaning = A greeting at the start.
moment-own-name = Own name
moment-own-name-meaning = One of us says their own name.
moment-customer-name = Customer’s name
moment-customer-name-meaning = We say the customer’s name.
moment-how-are-you = How are you
moment-how-are-you-meaning = We ask how the customer is.
moment-offer-of-help = Offer of help
moment-offer-of-help-meaning = We offer to help.
moment-empathy = Empathy
moment-empathy-meaning = We say what it was like for the customer.
moment-empathy-missing = No word of empathy
moment-empathy-missing-meaning = The customer told of something hard, and our answer passes over it.
moment-empathy-missing-ours = We passed over what had been hard
moment-apology = Apology
moment-apology-meaning = We say sorry.
moment-repeated-apology = The same apology again
moment-repeated-apology-meaning = We say sorry in the very words that we used before.
moment-repeated-apology-ours = We said sorry in the same words as before
moment-thanks = Thanks
moment-thanks-meaning = Somebody says thank you.
moment-next-step = Next step
moment-next-step-meaning = We say what happens next.
moment-explanation = Explanation
moment-explanation-meaning = We explain how or why.
moment-question = Question
moment-question-meaning = Somebody asks something.
moment-unanswered = Unanswered
moment-unanswered-meaning = A question of the customer’s that nothing of ours answered.
moment-unanswered-ours = A question of theirs was left open
moment-alternative = Another way
moment-alternative-meaning = We offer another way.
moment-refusal = Refusal
moment-refusal-meaning = We refuse something.
moment-refusal-ours = We refused
moment-refusal-alone = Refusal alone
moment-refusal-alone-meaning = We refuse, and leave it there: no other way, no next step.
moment-refusal-alone-ours = We refused and left it there
moment-scarcity = Scarcity
moment-scarcity-meaning = Policy, rules, the system or a lack stand in the way.
moment-scarcity-ours = We put a rule or a lack in the way
moment-blame = Blame
moment-blame-meaning = We put it on the customer or on a colleague.
moment-blame-ours = We put it on somebody
moment-condescension = Talking down
moment-condescension-meaning = We talk down.
moment-condescension-ours = We talked down
moment-hurry = Hurry
moment-hurry-meaning = We hurry the customer.
moment-hurry-ours = We hurried the customer
moment-jargon = Jargon
moment-jargon-meaning = Words of the trade.
moment-jargon-ours = We used words of the trade
moment-label = Label
moment-label-meaning = A name put on a person.
moment-label-ours = We put a label on a person
moment-asked-again = Asked again
moment-asked-again-meaning = We ask for what the customer told us already.
moment-asked-again-ours = We asked for what had been told already
moment-generosity = Generosity
moment-generosity-meaning = We give something of our own accord.
moment-promise = Promise
moment-promise-meaning = We say that we will do something.
moment-promise-without-time = Promise without a time
moment-promise-without-time-meaning = It does not say by when.
moment-promise-without-time-ours = We promised without saying by when
moment-closing = Goodbye
moment-closing-meaning = Somebody says goodbye.
moment-upset = Upset words
moment-upset-meaning = The customer’s words sound upset.
moment-relief = Relieved words
moment-relief-meaning = The customer’s words sound relieved.
moment-repeat = Had to repeat
moment-repeat-meaning = The customer says that they had to say it again.
moment-waiting = Waiting
moment-waiting-meaning = The customer waits, or waited, for us.
moment-leave = Leaving
moment-leave-meaning = The customer speaks of leaving us.
moment-public = Going public
moment-public-meaning = The customer speaks of making it public, or official.
moment-praise = Praise
moment-praise-meaning = The customer praises us.
moment-resolved = Resolved
moment-resolved-meaning = The customer confirms that it is made right.
moment-abuse = Insult or threat
moment-abuse-meaning = The words insult or threaten somebody.
moment-urgency = Urgent
moment-urgency-meaning = The words say that it is urgent.
moment-call-wish = Call wished
moment-call-wish-meaning = When the customer would like to be called.

## What figures and words on the pages mean, one click away: what they are, with their unit, over what they are counted, and what they leave out

definition-waiting = Waiting
definition-waiting-text = The time since the customer’s first words that nobody has answered yet. It goes on by day and by night, and a snooze does not shorten it.
definition-first-words = First words
definition-first-words-text = The time from the customer’s first message in a conversation to the first answer that one of us wrote; in a call, from the first ring to the pick-up. It goes on by day and by night. Conversations that we began ourselves have none, and whoever still waits is counted apart.
definition-said-again = Said again
definition-said-again-text = Messages in which a customer says that they told us before: “this is the third time I explain this”. It is found in their words by rules, in English, where these are sure, and each is shown with what they had said; where somebody at the desk sees that it is not so, it is left out. It counts against us, not against them.
definition-half-within = Half within
definition-half-within-text = The median: half of those who were answered heard from us sooner, half later. Over the conversations and calls that began in the last 30 days, the last 5,000 at the most.
definition-nine-of-ten = Nine of ten within
definition-nine-of-ten-text = The 90th percentile: nine of ten of those who were answered heard from us within this time. The tenth waited longer.
definition-kind-word = A kind word
definition-kind-word-text = Something kind that a customer wrote in the last two weeks: praise, relief or thanks, found in their words by rules and a model, in English. Messages that are upset as well are left out.
definition-trust = Trust
definition-trust-text = A sum over this conversation, from −10 to +10: what the customer came with, and what each moment noticed since moves it by, times how sure it is. The weights are published, and whatever somebody says is not so moves nothing.
definition-mood = Mood
definition-mood-text = How upset the customer’s words sound, from 0 (not at all) to 4 (furious), read in the light of their words before. In brackets: between these, four of five careful readers’ means would lie. Nothing but their written words is used.
definition-kept-in-time = Kept in time
definition-kept-in-time-text = Of all promises of the whole desk that came due in the last 30 days, those that were kept by the time that was last agreed on with the customer, in percent, rounded down. One that was moved only after its time had passed counts as not kept in time. One that was taken back before its time is left out. It is counted for nobody alone.
definition-good-moment = A good moment in a call
definition-good-moment-text = Of your last six calls on your last day at the phone before today: a smile in your own voice that was surely heard for 3 seconds or longer, or a customer’s opening turn of 15 seconds or longer in which you did not take the floor; whichever is most above that. What you contest is left out.
definition-standard = Standard
definition-standard-text = A sentence about what a good contact has, with a check over what was written and when, or, for calls, over what was heard. It has versions, each from a time on; a contact is judged by the one that was in force when it began, and by none that came later.
definition-standard-met = Met
definition-standard-met-text = Of the contacts of the last 30 days for which it was in force and had an occasion, those that met it, in percent; what may still change is left out. A contact is a call, or what was written in a conversation until it was closed. A person’s word goes before the check. Between: where the true share lies, nineteen times in twenty (Wilson’s interval). Fewer than ten are not told. It is counted for nobody alone.
definition-spread = Spread
definition-spread-text = The share met in each group of contacts, put in order: half of the groups lie between the quartiles, and half below the median. A group counts from five outcomes on, over the last 30 days, the last 20,000 outcomes at the most. Groups are themes, channels, days and hours on the desk’s clock, and never people.
definition-sure = How sure
definition-sure-text = How many of a hundred moments like this one a careful reader would confirm, as far as we know. What a person named stands as they said it. The less sure a moment is, the less it moves trust.
definition-mean = Mean
definition-mean-text = Over all calls of that week that count, whoever took them. A smile is told against each voice’s own usual: 0 is as usual, 1 as far as a voice ordinarily wanders. Shares are from 0 to 1.
definition-standard-error = Standard error
definition-standard-error-text = How far the mean would ordinarily lie from this one, had other calls come that week: the standard deviation over the calls, divided by the root of their number.
definition-mirror-smile = The arc
definition-mirror-smile-text = How much smile is heard in your last seconds of talk, against how you ordinarily sound. The wash is where the true value lies, nine times in ten. Until that can be told, it is listening…
definition-mirror-vent = They spoke
definition-mirror-vent-text = How long the customer has been speaking, or spoke when they had the floor last.
definition-mirror-share = You talk
definition-mirror-share-text = Your part of all that was said so far by the two of you; silence is left out.
definition-mirror-pace = Pace
definition-mirror-pace-text = Syllables in a second of your talk so far; pauses are left out.
definition-mirror-first = First words
definition-mirror-first-text = The smile in your first ten seconds of talk, told once it is sure.

## What buttons and fields of many pages say

action-change = Change
action-edit = Edit
# Keeps what was filled in.
action-keep = Keep
action-keep-it = Keep it
action-leave-it = Leave it
action-more = More
# Shows the message in which it stands.
action-show-me = Show me
action-remove = Remove
field-any = Any
# Behind the name of a field that may be left empty.
field-optional = (optional)
field-what-called = What is it called?
# Stands in bold before what was wrong with what was filled in.
not-kept-yet = It is not kept yet.
# Something that was removed a moment ago, by its name. Undo stands beside it.
removed-named = “{ $name }” is removed.
# What the button Undo is called to those who do not see it.
removed-undo = Undo removing
# In place of a name that is not known.
somebody = Somebody
team-gone = A team that is gone
weekday-monday = Monday
weekday-tuesday = Tuesday
weekday-wednesday = Wednesday
weekday-thursday = Thursday
weekday-friday = Friday
weekday-saturday = Saturday
weekday-sunday = Sunday

## Standards: what good looks like in a contact

standards-title = Standards
standards-lead = What good looks like, from the first word to the last. Everybody reads it here, and nobody is judged by what they were not told.
standards-channels = Channels
standard-new = New standard
standards-none = Nothing is written down yet
standards-none-leads = What does good look like here?
standards-none-any = A standard says in a sentence what a good contact has, for all channels at once.
standards-begin-below = Begin with the standards below, or write your own.
standards-none-lead = Your lead can write down what good looks like. Until then nothing is judged.
standards-starter-title = A good set to begin with
standards-starter-lead = Take it as it is, or leave out what does not fit. It holds for contacts that begin from now on.
standards-starter-more = More from the starter set
standards-starter-take = Take the starter set
standards-starter-take-these = Take these
# <list></list> is where their titles stand, parted by commas.
standards-retired = Retired: <list></list>.
standards-saved = It is kept. Contacts that began before are not judged by it.
standards-saved-retired = It is retired. Contacts that began before are still judged by it.
standards-saved-taken = Standards to begin with are in force. Change or retire whatever does not fit.
# The way back to the standards of a channel: “Standards, Chat”.
standards-of = Standards, { $channel }
# When in a contact a standard holds.
standard-stage-start = Start
standard-stage-during = During
standard-stage-end = End
standard-stage-start-lead = The first words decide how the whole contact goes.
standard-stage-during-lead = While we help.
standard-stage-end-lead = The last impression counts like the first.
standard-theme-attitude = Attitude
standard-theme-care = Care
standard-theme-not-personal = Don’t take it personally
# Anything that we say, customers may tell others.
standard-theme-customers-talk = Customers talk
standard-reach-chat = Chat
standard-reach-phone = Phone
standard-reach-email = Email
standard-reach-counter = Counter
standard-reach-any = All channels
standard-role-anybody = Anybody
# Whoever answered the customer first.
standard-role-first-responder = First responder
# $day is such as “3 November”, or “today, 14:00”.
standard-since = since { $day }
standard-begins = begins { $day }
standard-is-retired = retired
# $since is “since 3 November”.
standard-since-and-version = { $since }, another version from { $day }
standard-since-and-retired = { $since }, retired from { $day }
# A day with a time: “today, 14:00”.
standard-day-and-time = { $day }, { $time }
standard-quoted = “{ $title }”
# $standards is a list of titles in quotes.
standard-against = It asks for the opposite of { $standards }: no contact can meet both.
# How often: “82 % met”.
standard-met-percent = <b>{ $percent } %</b> met
# The true share lies between $low and $high percent.
standard-met-count = { $met } of { $all }, between { $low } and { $high } %
standard-met-count-calls = { $met } of { $all } calls, between { $low } and { $high } %
standard-heard-by-whoever-talked = Heard by whoever talked. The team’s share stands here after fifty calls of five people.
standard-no-contact-yet = No contact yet
standard-few-so-far = { $count } so far: too few to say

## Standards: one of them

standard-bring-back = Bring back
standard-retire = Retire
standard-checked = How it is checked
standard-missed = Where it was not met
standard-missed-lead = The last 30 days, without names. Each can be contested where it stands.
standard-missed-nowhere = Nowhere that we know of.
standard-missed-when = { $day }, { $time }
standard-versions = Its versions
standard-versions-lead = A contact is judged by the version that was in force when it began.
# How a version stands, and from when it holds.
standard-version =
    { $state ->
        [taken-back] <b>Version { $number }</b>, taken back, from { $day }
        [to-come] <b>Version { $number }</b>, to come, from { $day }
        [in-force] <b>Version { $number }</b>, in force, from { $day }
       *[before] <b>Version { $number }</b>, before, from { $day }
    }
# Who wrote a version, and when.
standard-version-by = by { $name }, { $day }
standard-version-by-somebody = by somebody, { $day }
standard-version-take-back = Take it back
# What changed in a version: the names of its parts.
standard-part-retired = Retired
standard-part-title = Title
standard-part-words = Words
standard-part-check = Check
standard-part-for = For
standard-part-when = When
standard-part-theme = Theme
standard-part-role = Whose words

## Standards: writing one

standard-new-title = A new standard
standard-change-title = Change a standard
standard-new-lead = Say what good looks like in words for people, and in a sentence that can be checked.
standard-change-lead = This becomes a new version. Contacts that began before are judged by the one before.
standard-what-means = What does it mean?
standard-field-for = For
standard-field-when = When
standard-field-theme = Theme
standard-field-role = Whose words
standard-at-the-start = At the start
standard-during = During
standard-at-the-end = At the end
standard-anybodys = Anybody’s
standard-first-responders = The first responder’s
standard-how-checked = How is it checked?
# The sentence that is the example, and “and” and “or”, are understood in English only: leave them as they are.
standard-check-hint = A sentence, such as “first answer within 5 minutes of open hours and first answer has a greeting”. Join phrases by “and” or “or”.
standard-phrases = Phrases to choose from
standard-phrases-written = In what is written
standard-phrases-phone = On the phone
standard-keep = Keep the standard
standard-keep-version = Keep the new version
standard-what-understood = What is understood?
standard-from-when = From when?
standard-from-hint = Never in the past: nobody is judged by what they were not told.
standard-from-now = From now on
standard-from-later = From a day to come
standard-from-day = The day, at midnight on the desk’s clock
standard-no-day = Choose the day from which it holds, such as the first of next month.
# $check is a sentence in English.
standard-understood = Understood: <check>{ $check }</check>
standard-understood-voice = What is heard in a call is told to whoever talked, when they look back. The team sees sums over fifty calls of five people.
standard-understood-against = It asks for the opposite of “{ $title }”, which stands for the same contacts. No contact can meet both.
standard-understood-nothing = Choose phrases from the list below, or write: what is understood stands here as you go.
standard-tried =
    { $contacts ->
       *[other] Of the last { $contacts } contacts it would have been met in { $met } and not in { $not }. This is only tried, and kept nowhere.
    }
standard-tried-no-occasion =
    { $contacts ->
       *[other] Of the last { $contacts } contacts it would have been met in { $met } and not in { $not }; in { $none } there was no occasion. This is only tried, and kept nowhere.
    }
standard-nothing-to-try = There is no contact yet to try it on.
standard-retire-title = Retire a standard
standard-retire-named = Retire “{ $title }”
standard-retire-lead = It stays readable with its history, and contacts that begin before are still judged by it.
standard-retire-it = Retire it
standard-not-retired = It is not retired.
# The check of a standard is a sentence in English, whatever language somebody reads. $word, $after, $nearest and
# $offered are words of such a sentence.
standard-check-too-long = That is too long to keep in mind: at most { $phrases } phrases in { $chars } characters. Make two standards of it.
standard-check-missing = Something is missing.
standard-check-missing-after = Something is missing after “{ $after }”.
standard-check-unread = “{ $word }” is not understood.
standard-check-unread-after = “{ $word }” is not understood after “{ $after }”.
# $wrong is one of the sentences above.
standard-check-nearest = { $wrong } Did you mean “{ $nearest }”?
standard-check-offered = { $wrong } What is understood there: { $offered }.
standard-never-both = This can never be met: “{ $one }” and “{ $other }” exclude each other.
standard-never-mixed = What is heard in a voice belongs to whoever talked, so it stands in a standard of its own. Make two standards of this.
standard-never-no-phone = This can never be met: what is heard in a call is a standard for the phone.
standard-never-no-time = “{ $phrase }” can never be met. Give people some time.
standard-never-so-long = “{ $phrase }” is no standard any more. Ask for a month at the most.
standard-never-without-hello = “{ $phrase }” can never be met: somebody has to pick up and say hello.
standard-always-met = “{ $phrase }” is always met, so it says nothing.
standard-always-in-share = “{ $phrase }” says nothing, for there is no more than 100 %. Ask for less than 100 %.
standard-always-so-many = “{ $phrase }” says nothing. Ask for { $most } at the most.
standard-hardly-met = “{ $phrase }” could hardly ever be met. Ask for { $seconds } seconds at the most.
standard-choose-one = Choose at least one of them.
standard-long-reason = That is a long reason. Say it in a sentence or two.
standard-retired-already = It is retired already.
standard-ruling-of-other = Only who said so can take it back. You can say how you see it.
standard-too-many = There are { $kept } standards already, and nobody keeps more than { $most } in mind. Retire some first.
standard-unchanged = That is what it says already, so nothing was changed.
standard-version-began = This version has begun, so it stays in the history. Change the standard instead.
standard-version-to-come = A version of this is already to come. Take that back first, then write the new one.
standard-voice-is-own = What is heard in a voice is between its agent and their own look back.

## Standards: how a contact stands to them

standards-here-title = What good looks like
standards-here-lead = What good looks like in this contact, by the standards that were in force when it began.
standards-here-voice = What is heard in a voice belongs to whoever talked: they find it in their own look back.
standards-here-none = none yet
standards-here-met = { $met } of { $judged } met
standard-state-voice = Heard by whoever talked
standard-state-open = Not judged yet
standard-state-met = Met
standard-state-met-so-far = Met so far
standard-state-not-met = Not met
standard-state-not-yet = Not yet
standard-state-no-occasion = No occasion
standard-state-no-occasion-yet = No occasion yet
# Whoever sees it otherwise than it was judged says “Not so”.
standard-not-so = Not so
standard-not-so-met = Not so: { $title } was met
standard-not-so-not-met = Not so: { $title } was not met
standard-ruling-take-back = Take that back
standard-more-on = More on { $title }
standard-why-otherwise = Why you see it otherwise
standard-it-was-met = It was met
standard-it-was-not-met = It was not met
standard-there-was-no-occasion = There was no occasion
standard-and-its-history = The standard and its history
# What a colleague says of a standard in a contact.
standard-ruled =
    { $outcome ->
        [met] { $name } says that it was met.
        [not-met] { $name } says that it was not met.
       *[no-occasion] { $name } says that there was no occasion.
    }
standard-ruled-why =
    { $outcome ->
        [met] { $name } says that it was met: { $reason }
        [not-met] { $name } says that it was not met: { $reason }
       *[no-occasion] { $name } says that there was no occasion: { $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] You say that it was met.
        [not-met] You say that it was not met.
       *[no-occasion] You say that there was no occasion.
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] You say that it was met: { $reason }
        [not-met] You say that it was not met: { $reason }
       *[no-occasion] You say that there was no occasion: { $reason }
    }

## Standards: consistency

consistency-title = Consistency
consistency-lead = The same good service every day: how often standards were met in the last { $days } days, and how far days, hours, channels and themes lie apart. Nobody is named, and nobody is counted alone.
consistency-percent = { $percent } %
# Stands behind a share in percent.
consistency-met-of = { $met } of { $all }
# Stands under “82 % 41 of 50”. $between is one of the two below.
consistency-met = met, { $between }
consistency-between = between { $low } and { $high } %
consistency-too-few-to-say = too few to say
consistency-too-few = Too few contacts to say
consistency-too-few-lead = There is something to see once standards were met or not met { $count } times. Fewer would tell of one person or one day.
consistency-spread = Half of them lie between <b>{ $lower } and { $upper } %</b>, around a median of { $median } %; all of them between { $least } and { $most } %.
consistency-spread-from = A spread is told from { $groups } groups on with { $outcomes } outcomes each.
consistency-picture = From 0 % at the foot to 100 % at the head; the line through each dot is where its true share lies, nineteen times in twenty.
consistency-picture-in-words = The share met for each of { $groups } groups, from { $least } to { $most } percent, half of them between { $lower } and { $upper }. The table below has each.
consistency-picture-of-few = The share met for each group. The table below has each.
consistency-all-in-a-table = All { $count } in a table
# Columns of a table: how many contacts met the standards, of how many, and that in percent.
consistency-column-met = Met
consistency-column-of = Of
consistency-column-share = Share
consistency-by-theme = By theme
consistency-by-channel = By channel
consistency-by-day = By day
consistency-by-hour = By hour of the day
# A day in a table: “Tue 3 Mar”.
consistency-day = { $weekday } { $day }

## Promises: what we said we would do, and by when

promises-title = Promises
promises-lead = What we said we would do, and by when.
promises-which = Which promises
promises-whose = Whose promises
promises-to-keep = To keep
promises-late = Late
promises-today = Today
promises-later = Later
promises-kept = Kept
promises-over = Kept or taken back in the last 30 days
promises-everybodys = Everybody’s
promises-yours = Yours
promises-nobodys = Nobody’s yet
# How many were kept in time, of all.
promises-rate = <b>{ $percent } %</b> { $kept } of { $all }
promises-rate-none = <b>–</b> nothing came due yet
# Stands under “82 % 41 of 50”.
promises-rate-about = kept in time, last { $days } days
promises-none = Every promise is kept
# <key> is a key on the keyboard: leave it as it is. “I’ll call you on Friday” is found in English only.
promises-none-lead = When you write “I’ll call you on Friday”, you are asked whether to keep it here. In a conversation <key>W</key> writes one down.
promises-none-late = Nothing is late
promises-none-late-lead = Whatever comes close to its time says so before it is missed.
promises-none-over = Nothing was kept yet
promises-none-over-lead = Promises that were kept or taken back in the last 30 days stand here.
promises-none-today = Nothing more is due today
promises-none-today-lead = What you promise for today stands here.
# Promises to the customer of a conversation, beside it.
promises-beside = What we promised
# A time within a sentence.
promise-time-today = today at { $time }
promise-time-yesterday = yesterday at { $time }
promise-time-tomorrow = tomorrow at { $time }
promise-time-on-day = on { $day } at { $time }
# $due is such as “today at 15:00” or “on 3 March at 09:00”.
promise-due = Due { $due }
# The same time on the customer’s clock.
promise-due-for-them = { $due } for them
promise-badge-to-keep = To keep
promise-badge-at-risk = Due very soon
promise-badge-late = Late
promise-badge-broken = Broken
promise-badge-kept = Kept
promise-badge-kept-late = Kept, late
promise-badge-taken-back = Taken back
# Stands behind the customer’s name: who keeps a promise, and who does where they cannot.
promise-with = with { $name }
promise-with-and-stand-in = with { $name } ({ $stand-in } stands in)
promise-with-you = with you
promise-with-you-and-stand-in = with you ({ $stand-in } stands in)
promise-with-nobody = with nobody yet
promise-with-nobody-and-stand-in = with nobody yet ({ $stand-in } stands in)
promise-of-customer = { $what }: { $customer }
promise-what-happened = What happened
promise-what-happened-to = What happened to this promise: { $what }
promise-tell = Tell them we have not forgotten
promise-tell-customer = Tell them we have not forgotten: { $customer }
# A button: the promise was kept.
promise-kept = Kept
promise-kept-named = Kept: { $what }, { $customer }
promise-not-kept = Not kept after all
promise-not-kept-named = Not kept after all: { $what }, { $customer }
promise-restore = Restore
promise-restore-named = Restore: { $what }, { $customer }
promise-more = More for the promise: { $what }, { $customer }
promise-another-time = Another time
promise-another-time-hint = Agree on it with them first. On their clock.
promise-move = Move
promise-take-back = Take it back
promise-take-back-hint = What you write is sent to { $customer }: why, and what happens instead.
promise-take-back-and-tell = Take back and tell them
promise-to-calendar = Add to calendar
# What was done about a promise, by whom and when. $at and $due are such as “today at 15:00”.
promise-history-made =
    { $by ->
        [nobody] Made { $at }, due { $due }
        [customer] Made by the customer { $at }, due { $due }
       *[agent] Made by { $name } { $at }, due { $due }
    }
promise-history-kept =
    { $by ->
        [nobody] Kept { $at }
        [customer] Kept by the customer { $at }
       *[agent] Kept by { $name } { $at }
    }
promise-history-not-kept =
    { $by ->
        [nobody] Taken up again { $at }
        [customer] Taken up again by the customer { $at }
       *[agent] Taken up again by { $name } { $at }
    }
promise-history-cancelled =
    { $by ->
        [nobody] Taken back { $at }
        [customer] Taken back by the customer { $at }
       *[agent] Taken back by { $name } { $at }
    }
promise-history-restored =
    { $by ->
        [nobody] Restored { $at }
        [customer] Restored by the customer { $at }
       *[agent] Restored by { $name } { $at }
    }
promise-history-moved =
    { $by ->
        [nobody] Moved { $at }, due { $due }
        [customer] Moved by the customer { $at }, due { $due }
       *[agent] Moved by { $name } { $at }, due { $due }
    }
promise-history-handed =
    { $by ->
        [nobody] Given to { $to } { $at }
        [customer] Given to { $to } by the customer { $at }
       *[agent] Given to { $to } by { $name } { $at }
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] Given to nobody yet { $at }
        [customer] Given to nobody yet by the customer { $at }
       *[agent] Given to nobody yet by { $name } { $at }
    }
promise-history-word =
    { $by ->
        [nobody] The customer was told { $at }
        [customer] The customer was told by the customer { $at }
       *[agent] The customer was told by { $name } { $at }
    }
promise-something = Promise something
promise-let-them-choose = Let them choose a time for a call
promise-what = What do we promise?
promise-what-example = Call back about the lamp
promise-by-when = By when?
promise-on-their-clock = On their clock, in { $place }.
# A button: promise it.
promise-make = Promise
promise-who-keeps = Who keeps it
promise-who-stands-in = Who stands in
promise-keeper-nobody-yet = Nobody yet
promise-keeper-nobody = Nobody
# Behind a name in a list: whoever reads it. $keeper may be “Mia (away)”.
promise-keeper-you = { $keeper } (you)
promise-keeper-away = { $name } (away)
# $back is such as “tomorrow at 09:00”.
promise-keeper-away-until = { $name } (away, back { $back })
promise-by-end-of-today = End of today
promise-by-tomorrow-noon = Tomorrow noon
promise-by-friday = Friday 17:00
# Asked beside a message in which something was noticed that may be a promise. $words are its own words.
promise-suggestion = { $name } said “<words>{ $words }</words>”. Is it a promise? Then choose by when.
promise-suggestion-due = { $name } said “<words>{ $words }</words>”. Keep it as a promise, due { $due }?
promise-suggestion-of-you = You said “<words>{ $words }</words>”. Is it a promise? Then choose by when.
promise-suggestion-of-you-due = You said “<words>{ $words }</words>”. Keep it as a promise, due { $due }?
promise-suggestion-yes = Yes
promise-suggestion-yes-by = Yes, by…
promise-suggestion-no = No
promise-suggestion-made = A promise, due { $due }.
promise-suggestion-none = It is no promise.
promise-suggestion-refused = Not a promise, then.
promise-suggestion-asked-again = You are asked again.
promise-suggestion-answered = Somebody has answered this already.
promise-suggestion-asked = This is asked already.
promise-suggestion-no-time = Choose by when it is promised.
# Reminders in the corner of every page.
promise-reminder-late = Was due { $due }
promise-reminder-stand-in = { $name } is away. Can you keep this? Due { $due }
promise-reminder-stand-in-for-nobody = nobody yet is away. Can you keep this? Due { $due }
promise-reminder-at-risk = At risk: due { $due }, with { $name }
promise-reminder-at-risk-with-nobody = At risk: due { $due }, with nobody yet
promise-reminders-more =
    { $count ->
        [one] { $count } more promise
       *[other] { $count } more promises
    }
# A button: the reminder was read, and goes away.
promise-seen = Seen
promise-seen-named = Seen: { $what }
promise-made = Promised, due { $due }.
promise-unmade = It is no promise any more.
promise-kept-thanks = Kept. Thank you.
promise-to-be-kept = It is still to be kept.
promise-taken-back = Taken back, and the customer is told.
promise-restored = The promise stands again.
promise-moved = Now due { $due }.
promise-handed = The promise is with { $name }.
promise-handed-to-nobody = The promise is with nobody yet.
promise-told = They are told that we have not forgotten.
promise-counted-on = The customer may count on it by now. Take it back, and tell them why.
promise-no-time = Say by when, such as “tomorrow 15:00” or “friday 17:00”.
promise-no-why = Write to the customer why, and what happens instead.
promise-over = This promise is over already.
promise-over-undo-first = This promise is over already. Undo that first.
promise-own-stand-in = Somebody else has to stand in: choose a colleague.
promise-stands = This promise stands already.
promise-taken-back-already = This promise was taken back. Restore it first.
promise-word-sent = They have been told already.

## Canned replies: good words, written once and at hand wherever somebody writes

action-keep-changes = Keep the changes
action-show-all = Show all
canned-replies-title = Canned replies
# <key> is a key on the keyboard: leave it as it is.
canned-replies-lead = Good words, written once and at hand wherever you write: type <key>/</key> at the start of a line.
canned-reply-new = New canned reply
canned-replies-search = Search by title, short code or words
canned-replies-search-hint = Title, short code or words
canned-replies-whose = Whose
canned-replies-all = All
canned-replies-none-of-these = None of these
canned-replies-nothing-found = Nothing found for “{ $words }”
canned-replies-try = Try a word of the title, the short code or a word that it says.
canned-replies-none = What do you write again and again?
canned-replies-none-lead = Write it once, as well as you can on your best day, and it is at hand on every other.
canned-replies-starters = Or begin with one of these
canned-replies-starters-lead = Each opens in the form, so that you can make the words your own before they are kept.
canned-replies-more-starters = More to begin with
canned-replies-none-yet = There are no canned replies yet. <link>Write the first</link>
canned-replies-none-with = No canned reply has “{ $words }” in it. <link>Write one</link>
canned-replies-more =
    { $count ->
       *[other] { $count } more. Type on to find them.
    }
# Whose a canned reply is.
canned-reply-everybodys = Everybody’s
canned-reply-yours-alone = Yours alone
canned-reply-not-used = Not used yet
# $day is such as “today”, “Tuesday” or “3 March”.
canned-reply-used-once = Used once, last { $day }
canned-reply-used-twice = Used twice, last { $day }
canned-reply-used =
    { $count ->
       *[other] Used { $count } times, last { $day }
    }
canned-reply-edit = Edit { $title }
canned-reply-remove = Remove { $title }
canned-reply-copy = Copy for yourself
canned-reply-copy-named = Copy for yourself: { $title }
canned-reply-begin-with = Begin with this
canned-reply-begin-with-named = Begin with this: { $title }
canned-reply-back = It is back.
canned-reply-back-without-code = It is back, without its short code: that is the one of “{ $title }” now.
canned-reply-kept = It is kept, and at hand wherever you write.
canned-reply-new-title = A new canned reply
canned-reply-change-title = Change a canned reply
canned-reply-form-lead = Write it as you would to somebody you like. Whoever uses it can still change every word.
# Each two sentences stand beside each other, the first of them in bold.
canned-reply-removed-meanwhile = It was removed while you wrote.
canned-reply-removed-meanwhile-keep = Your words are still here: keep them, and they are a new one.
canned-reply-changed-meanwhile = { $name } changed it while you wrote.
canned-reply-changed-meanwhile-keep = Your words are still here: keep them, and they take the place of these.
canned-reply-title-example = Such as Sorry for the delay
canned-reply-code = Short code
# One word of letters without accents, digits and dashes.
canned-reply-code-example = delay
canned-reply-code-hint = Typed behind a <key>/</key>, it stands first.
canned-reply-words = Its words
canned-reply-preview = As Nora would read it
canned-reply-filled-in = What is filled in
# <example></example> is where an example stands.
canned-reply-filled-in-hint = What is not known becomes a gap that you see before you send it, or the words behind a bar: <example></example>.
canned-reply-whose = Whose is it?
canned-reply-whose-hint = What is yours alone, nobody else sees.
canned-reply-whose-hint-own = What is yours alone, nobody else sees. Those who lead write what everybody uses.
canned-reply-language = Language
# What stands for what in a canned reply.
canned-reply-variable-customer-first-name = the customer’s first name
canned-reply-variable-customer-name = the customer’s name
canned-reply-variable-agent-first-name = your first name
canned-reply-variable-agent-name = your name
canned-reply-variable-workspace-name = the name of the desk
canned-reply-variable-subject = what it is about
canned-reply-variable-promise-due = when the next promise is due
canned-reply-variable-greeting = a greeting by name, for their time of day
canned-reply-choose-whose = Choose whose it is.
canned-reply-not-for-all = Those who lead write what everybody uses. Keep this one as yours alone.
canned-reply-team-gone = That team is gone. Choose whose it is once more.
canned-reply-too-many = There are { $most } of them already, and nobody finds one among more. Remove some that nobody uses.

## Rules: what happens by itself

rules-title = Rules
rules-lead = What happens by itself. They run in this order, once for each thing that happens.
rule-new = New rule
rules-none = What do you do again and again?
rules-none-lead = Give what says “refund” to those who know, tag what comes at night, ask somebody to look at whoever has waited for long.
# Beside the name of a rule that is turned off.
rule-off = off
# $why is a sentence in English.
rule-paused-in-list = It is paused. { $why } Change it, or turn it off and on.
rule-not-run = Has not run yet
rule-ran-once = Ran once, last { $day }
rule-ran =
    { $count ->
       *[other] Ran { $count } times, last { $day }
    }
rule-of-newer-version = It was written by a newer Bliss:
# Moves a rule up or down in the order in which they run.
rule-earlier = Earlier
rule-earlier-named = Earlier: { $name }
rule-later = Later
rule-later-named = Later: { $name }
rule-turn-off = Turn off
rule-turn-off-named = Turn off: { $name }
rule-turn-on = Turn on
rule-turn-on-named = Turn on: { $name }
rule-remove = Remove { $name }
rule-saved = It holds from now on, and does nothing about what was before.
rule-saved-back = It is back, and turned off.
rule-saved-off = It does nothing until it is turned on again.
rule-saved-on = It holds from now on.
rule-saved-order = They run in this order.
# How a rule reads: “When the customer writes, and it says “refund” or “money back”:”, and below that “give it to
# Parcels, tag it “refund”.” $when and $next are what follows here; translate these so that they fit behind “When”
# and “and”.
rule-when = When { $when }:
rule-when-and = { $when }, and { $next }
rule-when-opened = a conversation is opened
rule-when-customer-wrote = the customer writes
rule-when-tagged = the tag “{ $tag }” is put on it
rule-when-waiting = it begins to wait for us
rule-when-answered = it is answered
rule-when-snoozed = it is put aside
rule-when-closed = it is closed
# $time is such as “2 hours”.
rule-when-waits = somebody has waited for { $time }
rule-when-promise-due = a promise is due within { $time }
rule-only-by-chat = it came by chat
rule-only-by-phone = it came by phone
rule-only-in-person = it came by in person
rule-only-by-api = it came by api
rule-only-to-inbox = it came to { $inbox }
rule-only-of-team = { $team } has it
rule-only-nobodys = nobody has it
rule-only-tagged = it has the tag “{ $tag }”
# $phrases are one or more words in quotes.
rule-only-says = it says { $phrases }
rule-phrase = “{ $phrase }”
rule-phrase-or = { $before } or { $next }
# $language is a code such as “de”.
rule-only-language = the customer’s language is { $language }
rule-only-domain = the customer is at { $domain }
rule-only-within-hours = somebody is there
rule-only-outside-hours = it is outside the hours
rule-only-waited = they have waited for { $time }
# What it does.
rule-then = { $things }.
rule-then-and = { $thing }, { $next }
# $whom is a team or somebody.
rule-then-give = give it to { $whom }
rule-then-tag = tag it “{ $tag }”
rule-then-untag = take off the tag “{ $tag }”
rule-then-close = close it
rule-then-open = open it again
# $until is in English, such as “tomorrow 9:00”.
rule-then-snooze = put it aside until { $until }
rule-then-note = write a note
rule-then-send = send “{ $reply }”
rule-then-draft = lay out “{ $reply }” as a draft
rule-then-notify = ask { $whom } to look
rule-inbox-gone = an inbox that is gone
rule-team-gone = a team that is gone
rule-person-gone = somebody who is gone
rule-reply-gone = a canned reply that is gone
rule-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
rule-hours =
    { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }
rule-days =
    { $count ->
        [one] { $count } day
       *[other] { $count } days
    }
rule-new-title = A new rule
rule-change-title = Change a rule
rule-form-lead = When this happens, and it is one of those, then do that. What you leave open does not matter.
rule-is-paused = It is paused.
# Stands behind “It is paused.” $why is a sentence in English.
rule-paused-why = { $why } It goes on once you save it.
rule-would-touch =
    { $looked ->
       *[other] It would touch { $count } of the last { $looked } conversations
    }
rule-would-lead = As they are now. Nothing was changed, and nothing is kept yet.
rule-a-rule = A rule
rule-form-when = When…
rule-name-example = Such as Refunds to those who know
rule-what-happens = What happens?
rule-choice-opened = A conversation is opened
rule-choice-wrote = The customer writes
rule-choice-tagged = A tag is put on it
rule-choice-waits = Somebody has waited for long
rule-choice-promise = A promise is due soon
rule-choice-waiting = It begins to wait for us
rule-choice-answered = It is answered
rule-choice-snoozed = It is put aside
rule-choice-closed = It is closed
rule-which-tag = Which tag?
rule-how-many-minutes = How many minutes?
rule-form-only = …and it is one of those…
rule-says-one-of = It says one of these
rule-says-example = refund, money back
rule-says-hint = In the subject or in what the customer wrote last; with commas between them.
rule-has-tag = It has the tag
rule-came-by = It came by
rule-came-to = It came to
rule-which-team = Which team has it?
rule-somebody-there = Is somebody there?
rule-within-hours = Within the hours
rule-outside-hours = Outside the hours
rule-customer-language = The customer’s language
rule-customer-domain = The customer’s email is at
rule-waited = They have waited, in minutes, for at least
rule-only-while-nobodys = Only while nobody has it
rule-form-then = …then
rule-give-to-team = Give it to the team
rule-give-to-team-hint = A team that gives out by turn does so.
rule-give-to = Give it to
rule-put-on-tag = Put on the tag
rule-take-off-tag = Take off the tag
# What becomes of the conversation: closed, opened again, put aside.
rule-and-it-is = And it is
rule-left-as-it-is = Left as it is
rule-closed = Closed
rule-opened-again = Opened again
rule-put-aside = Put aside
rule-put-aside-until = Put aside until
rule-canned-reply = Canned reply
rule-no-reply = None
rule-send-by-itself = Send it by itself, unless something is left open in it; else it is laid out as a draft
rule-note = Note
rule-ask-somebody = Ask somebody to look
rule-ask-nobody = Nobody
rule-what-would-it-do = What would it do?
rule-what-it-did = What it did
rule-kept-for = Kept for { $days } days.
rule-did-nothing = Nothing yet.
# What it did in a conversation, and when. $outcome is in English.
rule-did = { $when }: { $outcome }
rule-conversation = Conversation { $id }
rule-bad-domain = Write a domain such as example.com.
rule-bad-minutes = Write a number of minutes from 1 to { $most }.
rule-bad-name = Give the rule a name of 1 to { $most } characters.
rule-choose-when = Choose what sets the rule off.
rule-does-nothing = Say what the rule does: choose at least one thing.
rule-long-note = That note is too long. Use at most { $most } characters.
rule-person-left = They are not on the desk any more. Choose a colleague.
rule-reply-was-removed = That canned reply is gone. Choose another.
rule-team-was-removed = That team is gone. Choose another.
rule-too-many = { $most } rules are enough.
rule-too-many-phrases = { $most } words or phrases are enough.

## Tags

field-name = Name
field-time-zone = Time zone
tags-title = Tags
tags-lead = Words on conversations. A new one is made where it is first put on.
tags-none = No tags yet
# <key> is a key on the keyboard: leave it as it is.
tags-none-lead = Put one on a conversation with <key>T</key>, and it is offered everywhere.
tags-put-away = Put away
tags-put-away-lead = They stay on their conversations, and are offered no more.
# What the button Undo is called to those who do not see it. $done is what is undone.
tag-undo = Undo: { $done }
tag-edit = Edit { $name }
tag-save = Save { $name }
tag-colour = Colour
colour-plain = Plain
colour-honey = Honey
colour-peach = Peach
colour-moss = Moss
colour-sea = Sea
colour-sky = Sky
colour-lilac = Lilac
colour-rose = Rose
colour-sand = Sand
# A button: offers a tag that was put away.
tag-offer = Offer again
tag-offer-named = Offer again: { $name }
# A button: offers a tag no more.
tag-put-away = Put away
tag-put-away-named = Put away { $name }
tag-merge-or-delete = Merge or delete a tag
tag-merge-or-delete-more = Merge or delete…
tag-merge-or-delete-of = Merge or delete… { $name }
tag-merge-or-delete-named = Merge or delete <tag>{ $name }</tag>
# Stands behind a tag.
tag-on-none = on no conversation
tag-on =
    { $count ->
        [one] on { $count } conversation
       *[other] on { $count } conversations
    }
tag-on-open =
    { $count ->
        [one] on { $count } conversation, { $open } of them open
       *[other] on { $count } conversations, { $open } of them open
    }
tag-is-on-none = It is on no conversation.
tag-is-on =
    { $count ->
        [one] It is on { $count } conversation.
       *[other] It is on { $count } conversations.
    }
tag-is-on-open =
    { $count ->
        [one] It is on { $count } conversation, { $open } of them open.
       *[other] It is on { $count } conversations, { $open } of them open.
    }
# <list></list> is where their names stand, parted by commas.
tag-views = These views show it, and would be empty: <list></list>.
tag-rules = These rules speak of it: <list></list>.
tag-either-undone = Either can be undone.
tag-merge = Make two into one
tag-merge-lead = Its conversations get the other one in its place.
tag-merge-into = Merge it into
tag-choose = Choose a tag
tag-merge-them = Merge them
tag-delete-it = Delete it
tag-delete-lead = It is taken off everything. To offer it no more, and leave it where it is, put it away instead.
tag-delete = Delete the tag
tag-archived = It is offered no more, and stays on the conversations that have it.
tag-offered = It is offered again.
tag-undone = All is as it was.
tag-changed = It is so everywhere from now on.
tag-merged = “{ $name }” is merged into “{ $target }”.
tag-deleted = “{ $name }” is taken off everything.
tag-choose-other = Choose the tag to merge it with.
tag-bad-colour = Choose one of the colours.
tag-merge-with-itself = Choose another tag to merge it with.
tag-name-taken = There is a tag “{ $name }” already. Merge the two to make them one.
tag-undone-already = This was undone already.

## Teams

teams-title = Teams
teams-lead = A conversation can be given to a team; whoever is free takes it, or it is given out by itself. Days off are in <link>Holidays</link>.
teams-none = No teams yet
teams-none-lead = A small desk does well without. When there are more of you, a team can share what comes in.
team-saved = The team is as you left it.
team-edit = Edit { $name }
team-save = Save { $name }
team-start-one = Start a team
team-start = Start team
team-name-example = Such as Workshops
team-who = Who is in it?
# No member.
team-nobody-yet = Nobody yet
team-who-takes = Who takes what comes?
team-who-takes-hint = In the order of waiting, and only to members who are at the desk and have room. Where nobody is, it waits.
team-by-hand = By hand
team-by-hand-means = Whoever likes takes one.
team-by-turn = By turn
team-by-turn-means = One after the other, among those who are at the desk.
team-least-busy = To whoever has the fewest
team-least-busy-means = Nobody gets two in a row while a colleague has room.
team-takes-back = When somebody goes off duty before answering, it goes back to the team
team-when-there = When is it there?
team-hours-of-desk = As the whole desk is
team-hours-own = In hours of its own
# Times are written so in every language.
team-hours-hint-day = Such as <hours>9:00–12:30, 13:30–18:00</hours>;
team-hours-hint-night = a night goes on after midnight: <hours>22:00–6:00</hours>. Empty is closed.
# In the field for the hours of a day, where it is empty.
team-closed = Closed
# How the conversations of a team are given out now.
team-taken-by-hand = Taken by hand.
team-nobody-at-desk = Nobody is at the desk: what comes waits.
team-next = By turn, { $name } is next.
team-to-least-busy = To whoever has the fewest.
# Whether somebody of a team is there now.
team-there-until-today = There until { $time }.
team-there-until-tomorrow = There until tomorrow at { $time }.
# $day is such as “Monday” or “3 March”.
team-there-until = There until { $day } at { $time }.
# $time is such as “tomorrow at 09:00” or “on Monday at 09:00”.
team-back = Back { $time }.
team-no-hours = No hours are set.
hours-overlap = Two stretches are in each other’s way: one that begins on { $weekday } at { $time } goes on into the next.
time-zone-unknown = There is no such time zone. Choose one from the list, such as Europe/Berlin.

## Holidays

holidays-title = Holidays
holidays-lead = Days on which nobody is there who else would be. The chat, call-backs, promises and how long somebody waited go by them.
holidays-saved = Everybody goes by it from now on.
holidays-days-off = Days off
holidays-none = None yet
holidays-none-lead = A day that is known beforehand is a promise that nobody has to break.
# “Thu 24 December 2026”
holiday-once = { $weekday } { $day }
# “24 December, every year”
holiday-yearly = { $day }, every year
# When it is, and for which team.
holiday-of = { $day }, { $whose }
holiday-remove = Remove { $name }
holiday-add = Add a day
holiday-add-it = Add it
holiday-which-day = Which day?
holiday-name-example = Such as Christmas Eve
holiday-for-whom = For whom?
holiday-whole-desk = The whole desk
holiday-every-year = Every year on this date
holiday-bad-name = Give the holiday a name of 1 to { $most } characters.
holiday-no-day = Choose the day, such as 2026-12-24.
holiday-there-already = That day is a holiday already: { $name }.
holiday-too-many = { $most } holidays are enough. Remove one that is over.

## Today: the first page of the day

today-title = Today
today-good-morning = Good morning, { $name }
today-good-afternoon = Good afternoon, { $name }
today-good-evening = Good evening, { $name }
# “Tuesday, 3 March. Nobody is waiting.” $waiting is one of the sentences below.
today-summary = { $weekday }, { $day }. { $waiting }
today-waiting-nobody = Nobody is waiting.
today-waiting-one = One person is waiting.
today-waiting-one-for-you = One person is waiting, for you.
# $all is the number $count in words, as a sentence begins with it; $yours is the number $mine in words.
today-waiting =
    { $count ->
       *[other] { $all } people are waiting.
    }
today-waiting-all-for-you =
    { $count ->
       *[other] { $all } people are waiting, all of them for you.
    }
today-waiting-some-for-you =
    { $count ->
       *[other]
            { $mine ->
               *[other] { $all } people are waiting, { $yours } of them for you.
            }
    }
number-one = one
number-two = two
number-three = three
number-four = four
number-five = five
number-six = six
number-seven = seven
number-eight = eight
number-nine = nine
number-ten = ten
number-eleven = eleven
number-twelve = twelve
# Numbers with which a sentence begins.
number-two-first = Two
number-three-first = Three
number-four-first = Four
number-five-first = Five
number-six-first = Six
number-seven-first = Seven
number-eight-first = Eight
number-nine-first = Nine
number-ten-first = Ten
number-eleven-first = Eleven
number-twelve-first = Twelve
# $day is such as “today” or “3 March”.
today-factor-reset = { $name } took away your second factor { $day }.
today-factor-reset-by-server = Whoever runs the server took away your second factor { $day }.
today-factor-password = Your password is all it takes to sign in as you.
today-factor-another = <link>Set up another</link>, and if you know nothing of this, ask.
# A button: the notice was read, and goes away.
today-put-away = Put away
today-webhook-off = The webhook “{ $name }” was switched off, because nothing gets through to it. <link>See what came of it</link>
today-longest = Waiting the longest
today-whole-desk = See the whole desk
today-all-answered = Everybody has been answered
today-all-answered-lead = The next one will appear here by themselves.
today-promised = Promised for today
today-all-promises = See all promises
today-mentions = Your colleagues asked for you
# Who mentioned you, and in which conversation.
today-mention = { $name } in “{ $subject }”
today-drafts = Drafts you left
today-draft = { $customer }: { $subject }
# Conversations that were put aside and come back.
today-back = Coming back today
today-back-with = { $customer }, with { $name }
today-back-with-nobody = { $customer }, with nobody yet
today-nothing-back = Nothing is put aside until later today.
today-warm-up = Ten seconds: say your greeting
today-desk-now = The desk now
# How many conversations wait that are yours, nobody’s, everyone’s. The number stands large above the word.
today-yours = <b>{ $count }</b>yours
today-nobodys = <b>{ $count }</b>nobody’s yet
today-everyones = <b>{ $count }</b>everyone’s
today-team = At the desk with you
today-nobody-else = Nobody else is on the desk yet.
today-invite = <link>Invite somebody</link>.
today-colleague-here = Here
today-colleague-not-here = Not at the desk
today-colleague-away = Away
# $time is such as “at 14:00” or “tomorrow at 09:00”.
today-colleague-back = Away, back { $time }
today-hard = That was a hard one
# $time is how long ago it was: “5 min”.
today-hard-lead = With <link>{ $name }</link>, { $time } ago. They have the right to be upset, and it is not about you. Only you see this.
today-keep-for-myself = Keep it for myself
today-ten-minutes-away = Ten minutes away
today-best-moment-yesterday = Your best moment yesterday
today-best-moment = Your best moment on your last day here
today-best-moment-from = <link>{ $name }</link>, { $day }, after your answer. Only you see this.
today-good-moment = A good moment in a call
today-good-moment-with = With <link>{ $name }</link>, { $day }. Only you see this: it is opened from your corner.
today-kind-word = A kind word
# Who said it, and when.
today-kind-word-from = <link>{ $name }</link>, { $day }
today-another-kind-word = Another one
# A customer of whom no name is known.
customer-nameless = A visitor
# $time is such as “at 14:00” or “tomorrow at 09:00”.
today-welcome-back = Welcome back. You meant to be back { $time }.
today-away = You are away, back { $time }. Breathe; the desk is in good hands.
today-away-hint = Your colleagues see that you are away and when you are back; not why.
today-thanks = Thank you for saying so. It stays with you alone.
# $look is one of the questions that look at a hard moment in another way.
today-another-look = Or another look: { $look }
today-good-to-know = Good to know. It is kept, for you alone.

## The intention of the day: with what mind one serves

intention-title = What do you want to bring today?
intention-lead = For yourself. Choose one, change it, or write your own.
intention-yours = Your intention
intention-share = Show it to my colleagues today
intention-share-hint = Otherwise it is in your corner, and nobody else can open it.
intention-take = Take it with me
intention-not-today = Not today
intention-change = Change your intention
intention-shared = your colleagues see it
# What one can begin with: one’s own words for the day.
intention-much-to-give = I have a lot to give.
intention-listen-first = I listen first, and help then.
intention-smile-before = I smile before I pick up.
intention-what-i-can-do = I say what I can do, before what I cannot.
intention-told-once = Nobody has to tell me their story twice.
intention-find-the-reason = Whoever is upset has a reason. I find it.
intention-end-warmly = I end each contact as warmly as I begin it.

## Check-ins: how it is going, for oneself alone

action-erase = Erase
field-if-you-like = (if you like)
check-ins-title = Your check-ins
check-ins-lead = How it was going, and what you meant to bring. It is in your corner: nobody else, whatever their role, can open it, and no copy of the database tells it.
check-ins-minutes-away = { $minutes } minutes away
check-ins-closed = Your corner is closed in this browser.
check-ins-open = Open it with your password
check-ins-kept = What you kept
check-ins-erase-all = Erase all of it
check-ins-none = Nothing is kept
check-ins-none-lead = What you answer stands here until you erase it.
check-in-i-am-back = I am back
check-in-question = How is it going?
check-in-own-words = In your own words
check-in-then-choose = Then choose one of the answers above.
check-in-for-you-alone = For you alone: it is closed with your password, and no lead, no owner and nobody with a copy of the database can read it.
check-in-well = Well
check-in-all-right = All right
check-in-hard = It is hard
check-in-needs-break = I need a moment
check-in-reframed = After a hard contact
# “Tuesday, 10:12”
check-in-when = { $day }, { $time }
check-in-erase = Erase that of { $when }
check-in-gone = It is gone for good.
check-in-kept = It is kept, for you alone.
check-in-too-long = This has { $chars } characters, and the most is { $most }. Shorten it a little.
corner-open-first = Open your corner first, in Settings → Profile: there this is kept.
intentions-title = Your intentions
intention-shown = { $day }, shown to your colleagues that day
intention-erase = Erase “{ $words }”
# Other ways to look at a hard moment.
reframing-before = What may have happened to them before they wrote to you?
reframing-made-right = They are upset with what happened, and you are the one who is there. What could still be made right?
reframing-grandmother = If it were your grandmother who wrote this: what would you want somebody to hear in it?
reframing-fair-wish = What was the fair wish behind the hard words?
reframing-not-given-up = A loud complaint is from somebody who has not given up on us yet. What would surprise them kindly?
reframing-calm = You kept your calm, or nearly. What helped you to?

## Search

search-title = Search
search-lead = Everything that was said and noted, and everybody who said it.
search-label = Search conversations, messages, notes and customers
# “from:nora is:open” is understood in English only: leave it as it is.
search-example = Words, a name, or from:nora is:open
search-only = Only what is
# Takes away a condition such as “is:open”, for those who do not see its cross.
search-take-away = { $operator }, take it away
search-preparing = What was said before this version came is still being made ready to be found: { $percent } % is done, the newest first. What comes in now is found at once.
search-customers = Customers
search-conversations = Conversations
search-order = Order
search-best-first = Best first
search-newest-first = Newest first
search-count =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
search-count-and-more =
    { $count ->
        [one] { $count } conversation, and perhaps more
       *[other] { $count } conversations, and perhaps more
    }
search-nothing-so-far = Nothing found so far
search-more-to-look = There is more to look through.
search-that-was-all = That was everything
search-that-was-all-lead = Nothing more answers this search.
search-to-beginning = Back to the beginning
search-nothing = Nothing found
search-nothing-lead = Try fewer words, the beginning of a word, or another way to say it.
search-nothing-conditions = Or take one of the conditions above away.
# How a conversation came, for those who do not see its sign.
search-by-chat = by chat
search-by-phone = phone
search-in-person = in person
search-by-api = api
# Stands before what somebody wrote.
search-written-by = { $name }:
search-noted-by = { $name }, in a note:
# With whom a conversation is. All but the name is only for those who do not see its place.
search-with = with <name>{ $name }</name>
search-nobodys = Nobody’s yet
# $day is such as “today” or “3 March”.
search-looked-through = Looked through everything since { $day }.
search-further-back = Look further back
search-nothing-to-look-for = There is nothing to look for in that
search-nothing-to-look-for-lead = Type a word, a name or a number. What you can type besides stands below.
search-what = What are you looking for?
search-what-lead = A word that was said, a name, a number. Accents and capitals do not matter.
search-many-people = Many people may be meant by “from:”, and only some were looked at. A whole name or an address finds the one you mean.
search-shortened = That is a lot to look for: only its beginning was searched.
# $instead is one of the sentences below.
search-misread = “{ $typed }” was searched as plain words. { $instead }
# What stands before and behind a colon is understood as it is: leave it so.
search-try-from = Try from: with a name or an address, such as from:nora.
search-try-is = Try is:waiting, is:open, is:answered, is:snoozed, is:closed, is:unassigned or is:mine.
search-try-tag = Try tag: with the name of a tag, such as tag:delivery.
search-try-team = Try team: with the name of a team.
search-try-assignee = Try assignee: with a colleague’s name, such as assignee:mia.
search-try-before = Try a day such as before:2026-11-30 or before:yesterday.
search-try-after = Try a day such as after:2026-11-01 or after:monday.
search-try-has = Try has:attachment.
search-try-in = Try in:notes.
search-nobody = Nobody is called “{ $typed }”.
search-nobody-on-desk = Nobody on the desk is called “{ $typed }”.
search-no-tag = There is no tag “{ $typed }”.
search-no-team = There is no team “{ $typed }”.
search-help = What you can type
search-help-lead = All words have to be in one message, note or subject. The last one is found by its beginning. “Best first” puts the newest 300 messages that match in order, and goes on with older ones after them.
# Each explains what can be typed before it, such as “from:nora”. <code> and <codes> are typed as they are.
search-help-phrase = these words beside each other
search-help-not = not this word; <code>-tag:vip</code> works too
search-help-from = written by this customer or colleague, by name or address
search-help-waiting = waiting on us; also <codes></codes>
# Behind “is:open”: waiting on us, or answered.
search-help-either = (either)
search-help-unassigned = with nobody; <code>is:mine</code> is with you
search-help-assignee = with this colleague
search-help-team = with this team
search-help-tag = with this tag
search-help-after = on that day or later, where you are; also <codes></codes>
# Between two examples.
search-help-or = or
search-help-before = earlier than that day
search-help-attachment = with a file; names of files are found like words
search-help-notes = what the team noted, not what was said

## What is said in several places

action-copy = Copy
action-copy-all = Copy all
action-copy-link = Copy link

## Customers

customer-add = Add a customer
customer-add-button = Add customer
customer-address = Email or phone
customer-address-add = Add an address
customer-address-add-button = Add address
customer-address-remove = Remove { $address }
customer-address-remove-confirm = Remove { $address }?
# An address that somebody typed into the chat; nobody knows yet whether it is theirs.
customer-address-said = said by the visitor
# An address of a customer that we know to be theirs.
customer-address-verified = verified
customer-addresses = How to reach them
# $day is “today”, “Tuesday” or “3 March”.
customer-conversations =
    { $count ->
        [one] { $count } conversation, the last one { $day }.
       *[other] { $count } conversations, the last one { $day }.
    }
customer-data = What is kept of them
customer-data-download = Download all
customer-data-hint = For when they ask what we keep, or that we keep nothing.
customer-edit-details = Edit details
customer-edit-name = Edit { $name }
customer-erase = Erase…
customer-fact = Something to remember
customer-fact-bad = Write a sentence of 1 to { $most } characters.
# Who wrote down what is worth remembering, and when: $day is “today”, “Tuesday” or “3 March”.
customer-fact-by = { $name }, { $day }
# Somebody who is not known any more wrote down what is worth remembering: $day is “today”, “Tuesday” or “3 March”.
customer-fact-by-somebody = somebody, { $day }
customer-fact-forget = Forget: { $fact }
# Something that was worth remembering about a customer is remembered no more, as was asked for.
customer-fact-forgotten = Forgotten.
customer-fact-hint = A small thing that matters to { $name }
customer-fact-hint-unnamed = A small thing that matters to them
customer-fact-recall = Undo forgetting
customer-fact-remember = Remember this
customer-facts = Worth remembering
customer-facts-full = { $most } facts are remembered already. Take one away first.
customer-facts-none = Nothing yet. The small things make people feel known.
customer-form-lead = Addresses and things to remember are on <link>their page</link>.
# Stands after the name of a field that may be left empty.
customer-if-you-know = if you know it
customer-keep-changes = Keep changes
customer-known = What we know of { $name }
customer-known-unnamed = What we know of this visitor
customer-language = Language
customer-language-bad = That is not a language tag. Use one such as “en”, “de” or “pt-BR”.
customer-language-not-known = Not known
customer-local-time = Local time
customer-local-time-there = { $time } where they are
customer-met-today = We met today.
customer-name = Name
customer-new-conversation = New conversation
customer-new-lead = A name is enough to begin with. Everything else can come later.
customer-new-title = Somebody new?
customer-no-conversation = No conversation yet.
customer-page = Page
customer-page-hint = the page they last wrote from
customer-story = Their story with us
customer-story-none = Their story begins here
customer-story-none-hint = Whatever they write or tell us will stand here, so that they have to say it only once.
# A conversation is open since that day: “since today”, “since 3 March”.
customer-story-since = since { $day }
# The colleague who has the conversation.
customer-story-with = with { $name }
# No colleague has the conversation yet.
customer-story-with-nobody = with nobody yet
customer-time-zone = Time zone
customer-time-zone-example = Europe/Berlin
customer-time-zone-unknown = There is no such time zone. Choose one such as Europe/Berlin.
# $month is “March 2024”.
customer-with-us-since = With us since { $month }.
customers-add-named = Add “{ $name }”
customers-column-last = Last conversation
customers-column-last-short = Last
customers-column-state = State
customers-column-when = When
customers-column-who = Who
customers-end = That was everybody
customers-end-hint = There are no more customers after this.
customers-lead = Everybody who has ever come to the desk, with their whole story.
customers-next = Next customers
# This customer has had no conversation yet.
customers-no-conversation = None yet
customers-none = Nobody has come to the desk yet
customers-none-found = Nobody found for “{ $words }”
customers-none-found-hint = Try a part of the name, the email address or the phone number.
customers-none-hint = Whoever writes in the chat appears here by themselves. Somebody whom you met, you can add.
# Said to those who do not see the page: links to the pages of the list before and after this one.
customers-pages = Pages
customers-previous = Previous customers
customers-search = Search by name, address or number
customers-search-hint = Name, email address or phone number
customers-show-all = Show everybody
customers-title = Customers
customers-to-beginning = Back to the beginning
name-missing = A name is missing. Write it, please.
name-too-long = That name is too long. Use at most { $most } characters.
state-closed = Closed
state-snoozed = Snoozed
state-waiting-on-customer = Waiting on customer
# How a conversation stands.
state-waiting-on-us = Waiting on us

## Merging customers

customer-merge = Merge…
customer-merge-addresses = Addresses
customer-merge-back = Back to <link>their page</link>.
customer-merge-browsers =
    { $count ->
        [one] { $count } browser in which they chat
       *[other] { $count } browsers in which they chat
    }
customer-merge-button = Merge them
customer-merge-calls =
    { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }
customer-merge-changed = One of the two was changed a moment ago. Look at both again, and then merge them.
customer-merge-choose = Who is the same person as <name>{ $name }</name>?
customer-merge-choose-lead = You will see both side by side before anything happens.
customer-merge-choose-other = Choose somebody else
customer-merge-choose-page = Merge { $name } with another customer
customer-merge-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
customer-merge-done = Merged: both are one customer now.
customer-merge-find = Find somebody else
# $id is the customer’s number; $day is “today”, “Tuesday” or “3 March”.
customer-merge-first-met = { $id }, first met { $day }
# Names a list of the customers who were found.
customer-merge-found = Found
# Stands under a customer’s name.
customer-merge-goes-on = goes on as the one who is kept
customer-merge-gone = { $name } has been merged
customer-merge-gone-hint = All of it goes on with <link>{ $name }</link>. What you are writing here stays, and is remembered there.
customer-merge-held = Cannot be undone while <link>{ $subject }</link> is one conversation of both.
# Stands under a customer’s name.
customer-merge-is-kept = is kept, for we met them first
customer-merge-lead = Nothing happens before you say so, and you can undo it at any time.
customer-merge-likely = Perhaps the same person
customer-merge-likely-lead = They have the same address, number or id.
customer-merge-likely-why = has the same address, number or id
customer-merge-never-mind = Never mind
customer-merge-no-addresses = none
# Nothing worth remembering is known of this customer yet.
customer-merge-no-facts = nothing yet
customer-merge-none-found = Nobody else found for “{ $words }”
# A customer’s language, or their time zone.
customer-merge-not-known = not known
customer-merge-number = Number
customer-merge-page = Merge { $gone } into { $kept }
customer-merge-promises =
    { $count ->
        [one] { $count } promise to keep
       *[other] { $count } promises to keep
    }
customer-merge-story = Their story
customer-merge-title = Are these two one person?
customer-merge-type = Type a name, an address or a number.
customer-merge-undo = Undo the merge
customer-merge-undo-of = Undo the merge of { $name }
customer-merge-undone = Undone: they are two again. The other one is <link>{ $name }</link>.
customer-merge-undone-already = Somebody has undone this already.
customer-merge-which-language = Which language do they speak?
customer-merge-which-name = What are they called?
customer-merge-which-time-zone = In which time zone are they?
customer-merge-will-be = What will be
customer-merge-will-browsers = Each browser goes on reading what was written in it, and nothing of the other: that takes a sign-in on your site.
customer-merge-will-links = Whoever seeks or writes to either finds this one, and links to either lead here.
customer-merge-will-stories = One page has both stories: every conversation, call, promise, address and thing to remember of either.
customer-merge-will-undo = An undo parts them again. What came since stays with the one whose browser or address brought it; what you wrote down yourselves stays with the one who is kept.
customer-merge-with = Merge with { $name }…
customer-merge-with-another = Merge with another…
customer-merges = Made one of two
customer-merges-hint = An undo leaves what came since with whoever’s browser or address brought it, and what you wrote down here with this one.
# $by is a colleague, $gone and $kept are what the two customers were called; $day is “today”, “Tuesday” or “3 March”.
customer-merges-one = { $by } merged { $gone } into { $kept } { $day }.
# The merge of two customers. $day is “today”, “Tuesday” or “3 March”.
customer-merges-one-undone = It was undone { $day }.

## Erasing customers

erasure-addresses =
    { $count ->
        [one] { $count } address or number
       *[other] { $count } addresses and numbers
    }
erasure-back-to-desk = Back to the desk
erasure-browsers =
    { $count ->
        [one] { $count } browser in which they chatted
       *[other] { $count } browsers in which they chatted
    }
erasure-button = Erase for good
# Stands for the name of a colleague who is not known any more.
erasure-by-somebody = somebody
erasure-calls =
    { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }
erasure-cleared = Their files are deleted, and the last traces are gone from the database.
erasure-clearing = Their files are being deleted. This goes on by itself, also after a restart.
erasure-conversation-gone = This was erased
erasure-conversation-gone-why = The customer asked that nothing of them is kept.
erasure-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
# $name is a colleague; $day is “today”, “Tuesday” or “3 March”. “They” is the customer who was erased.
erasure-done-by = { $name } did it <time>{ $day }</time>. Nothing that they wrote or told us is kept.
erasure-done-hint = Backups that were made before hold what was in them until they are rotated: tell the customer by when that is. Other programs that were told of them by webhooks are told that they were erased; what those keep is for whoever runs them to erase.
erasure-done-page = Erased
erasure-done-title = This customer was erased
erasure-facts =
    { $count ->
        [one] { $count } thing worth remembering
       *[other] { $count } things worth remembering
    }
erasure-files =
    { $count ->
        [one] { $count } file ({ $size })
       *[other] { $count } files ({ $size })
    }
erasure-first = Would they like to have it first? <link>Download all that is kept of them</link>.
erasure-going = What goes
erasure-going-too = With it goes what was noticed in their words, what search knows of them, and what other programs were told and answered. If they have the chat open, they are told, and it begins anew.
erasure-lead = For when a customer asks that nothing of them is kept. This cannot be undone.
erasure-leave = Leave everything as it is
erasure-merged-meanwhile = They were merged with somebody else meanwhile. Look at their page once more.
erasure-messages-ours =
    { $count ->
        [one] { $count } message of ours
       *[other] { $count } messages of ours
    }
erasure-messages-theirs =
    { $count ->
        [one] { $count } message of theirs
       *[other] { $count } messages of theirs
    }
erasure-name-alone = Their name alone: nothing else is kept of them.
erasure-nobody = Nobody is known here
erasure-notes =
    { $count ->
        [one] { $count } note or draft about them
       *[other] { $count } notes and drafts about them
    }
erasure-on-the-phone = They are on the phone at the moment. Erase them when the call is over.
erasure-other-name = This is another name. Type “{ $name }” to erase them.
erasure-page = Erase { $name }
erasure-promises =
    { $count ->
        [one] { $count } promise to them
       *[other] { $count } promises to them
    }
erasure-promises-open =
    { $count ->
        [one] One promise to them is still to be kept. It is taken back.
       *[other] { $count } promises to them are still to be kept. They are taken back.
    }
erasure-recordings =
    { $count ->
        [one] { $count } replay, recording or shared moment of a call (also where it is one agent’s alone)
       *[other] { $count } replays, recordings and shared moments of calls (also where it is one agent’s alone)
    }
erasure-staying = What stays
erasure-staying-audit = An entry in the audit log, without the name.
erasure-staying-backups = Backups that were made before, until they are rotated. Whoever brings one back erases again.
erasure-staying-counts = Counts and times with nobody’s name or words in them, so that the desk’s figures do not change.
erasure-title = Erase <name>{ $name }</name>?
erasure-to-customers = To the customers
erasure-type-name = Type <name>{ $name }</name> to confirm
erasure-who-may = Only an owner or a lead erases a customer. Ask one of them.

## What is kept of a customer: a document for them

personal-data-call = Call, begun on { $day }
personal-data-chat = Chat, begun on { $day }
personal-data-facts = What we found worth remembering
personal-data-in-person = In person, begun on { $day }
# “data.json” and “files” are names of a file and a folder, and stay as they are.
personal-data-json = The same is in <link>data.json</link>, in a form that other programs can read; the files that were sent are in the folder files.
personal-data-known = Who you are to us
personal-data-known-as = Known to our site as
# The page of the site from which the customer last wrote.
personal-data-last-page = Last page
personal-data-made = Made on { $day }.
personal-data-no-conversation = There has been no conversation yet.
personal-data-not-answered = A call that was not answered.
personal-data-not-in-it = What is not in it
personal-data-note = a note among ourselves
# Stands for the name of a colleague who wrote a message and is not known any more.
personal-data-one-of-us = One of us
personal-data-other-program = Through another program, begun on { $day }
# What we promised, and by when it is to be kept.
personal-data-promise = { $what } (by { $day })
personal-data-promises = What we promised
personal-data-sealed = What somebody of ours has begun to write and not sent, and what was heard in calls: it is sealed to the person who talked with you, so that nobody else of us can open it. When each call was, and whether it is recorded, is in data.json.
# $time is how long it lasted: “4 min”.
personal-data-talked = A call of { $time }.
# This page, “personal-data-…”, is a document for the customer. $desk is the name of the desk, $name the customer’s.
personal-data-title = What { $desk } keeps of { $name }
# A day with its year, and a time of day: “3 March 2026, 14:05”.
personal-data-when = { $day }, { $time }

## Settings

settings-desk = The desk
settings-nav-api = API
settings-nav-audit = Audit log
settings-nav-canned-replies = Canned replies
settings-nav-chat = Chat
settings-nav-first-words = First words
settings-nav-hints = Hints
settings-nav-holidays = Holidays
settings-nav-notifications = Notifications
settings-nav-people = People
settings-nav-phone = Phone
settings-nav-profile = Profile
settings-nav-rules = Rules
settings-nav-second-factor = Second factor
settings-nav-security = Security
settings-nav-sessions = Sessions
settings-nav-tags = Tags
settings-nav-team-figures = How our calls sound
settings-nav-teams = Teams
settings-nav-trust = What trust is
settings-nav-webhooks = Webhooks
settings-nav-workspace = Workspace
settings-nav-import = Import
settings-nav-export = Export
settings-nav-retention = Retention
settings-nav-email = Email
settings-title = Settings
settings-you = You
settings-all = All settings

## Settings: people

# $role is “Owner”, “Lead” or “Agent”, $time “on Monday at 09:00”.
invitation-detail = { $role }, ends { $time }
invitation-email = Email
invitation-gone = This link is not valid any more: it was used, taken back, or is too old. Ask for a new one.
invitation-if-you-know = (if you know it)
invitation-make = Make an invitation
invitation-new = Invite somebody
invitation-new-lead = You get a link to hand to them. It works once, for seven days.
invitation-new-lead-by-email = Where you know their address, they get a link by email; else you get one to hand to them. It works once, for seven days.
invitation-owner-invites-owner = Only an owner can invite another owner.
invitation-ready = The invitation is ready
invitation-ready-lead =
    { $role ->
        [owner] Give this link to { $email }. It works once, for seven days, and makes them an owner. Copy it now: it is not shown again.
        [lead] Give this link to { $email }. It works once, for seven days, and makes them a lead. Copy it now: it is not shown again.
       *[agent] Give this link to { $email }. It works once, for seven days, and makes them an agent. Copy it now: it is not shown again.
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] Give this link to whoever joins. It works once, for seven days, and makes them an owner. Copy it now: it is not shown again.
        [lead] Give this link to whoever joins. It works once, for seven days, and makes them a lead. Copy it now: it is not shown again.
       *[agent] Give this link to whoever joins. It works once, for seven days, and makes them an agent. Copy it now: it is not shown again.
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] It goes to { $email } by email, too, so you need do nothing more. It works once, for seven days, and makes them an owner. Copy it now: it is not shown again.
        [lead] It goes to { $email } by email, too, so you need do nothing more. It works once, for seven days, and makes them a lead. Copy it now: it is not shown again.
       *[agent] It goes to { $email } by email, too, so you need do nothing more. It works once, for seven days, and makes them an agent. Copy it now: it is not shown again.
    }
invitation-take-back = Take back
invitation-take-back-of = Take back the invitation of { $email }
# $time is “on Monday at 09:00”.
invitation-take-back-whoever = Take back the invitation that ends { $time }
invitation-whoever = Whoever has the link
invitations-open = Open invitations
password-link-gone = This link is not valid any more. Ask for a new one.
password-link-ready = The link is ready
password-link-ready-lead = Give it to { $name }, who chooses a new password with it. It works once, for 24 hours. Copy it now: it is not shown again.
password-link-ready-lead-by-email = It goes to { $name } by email, too, who chooses a new password with it. It works once, for 24 hours. Copy it now: it is not shown again.
password-link-used = This link was just used.
people-at-the-desk = At the desk
people-away = away
# $time is “at 14:00” or “tomorrow at 09:00”.
people-away-back = away, back { $time }
people-column-actions = What you can do
people-column-who = Who
people-deactivate = Take off the desk
people-gone = No longer on the desk
people-gone-detail =
    { $role ->
        [owner] { $email }, owner
        [lead] { $email }, lead
       *[agent] { $email }, agent
    }
people-gone-lead = What they wrote stays, under their name.
# Whether somebody is at the desk.
people-here = here
people-lead = Who serves at this desk, and what they may do.
people-limit = Most open conversations given by itself
people-limit-bad = Write a number from 1 to { $most }, or leave it empty for no limit.
# Keeps the number that was typed, as “Save” does.
people-limit-keep = Keep
people-limit-keep-of = Keep the limit of { $name }
people-limit-none = No limit
# Opens what else can be done about somebody.
people-more-for = More for { $name }
people-needs-owner = The desk needs an owner. Make somebody else an owner first.
people-not-yourself = You cannot take yourself off the desk. Ask another owner or lead to do it.
people-owner-changes-owner = Only an owner can change an owner.
people-owner-makes-owner = Only an owner can make somebody an owner.
people-password-link = Make a password link
people-reactivate = Put back on the desk
people-reactivate-name = Put back on the desk: { $name }
people-role = Role
# Changes somebody’s role.
people-role-change = Change
people-role-change-of = Change the role of { $name }
people-role-of = Role of { $name }
people-saved-deactivation = They are signed out everywhere. What they wrote stays.
people-saved-invitation = That link does not work any more.
people-saved-limit = What comes from now on is given by it. Nobody loses what they have.
people-saved-nothing = All is as you left it.
people-saved-reactivation = They can sign in again.
people-saved-role = The new role holds from now on.
people-saved-second-factor = They sign in with their password alone, and are told that you did this. Their sessions have ended.
people-second-factor-remove = Take away the second factor
people-title = People
# $presence is “here”, “away” or “away, back at 14:00”.
people-with-second-factor = { $presence }, has a second factor
people-you = { $name } (you)
# Somebody’s role at the desk: they serve customers.
role-agent = Agent
role-agent-means = Agent: serves customers
# Somebody’s role at the desk: they lead a team.
role-lead = Lead
role-lead-means = Lead: also looks after people, teams and the chat
# Somebody’s role at the desk: they answer for it.
role-owner = Owner
role-owner-means = Owner: may change everything

## Settings: profile

profile-availability = Availability
profile-availability-lead = New conversations only go to people who are here.
profile-availability-save = Save availability
profile-away = Away
# When somebody who is away will be back.
profile-back = Back
# What is in quotes is read in English alone.
profile-back-hint = In plain words, such as “13:00” or “tomorrow 9:00”.
profile-back-if = (if you are away and know it)
# $time is “at 14:00” or “tomorrow at 09:00”.
profile-back-said = You said that you will be back { $time }.
profile-here = Here
profile-identities = Accounts there that let you in.
profile-identities-none = Connect your account there, and it lets you in.
profile-identity-connect = Connect your account
profile-identity-connect-another = Connect another account
profile-identity-disconnect = Disconnect
# $name is an email address.
profile-identity-disconnect-name = Disconnect { $name }
profile-identity-unnamed = An account without an address
# $linked is a day: “today”, “Tuesday” or “3 March”.
profile-identity-unused = Connected { $linked }
# Both are days: “today”, “Tuesday” or “3 March”.
profile-identity-used = Connected { $linked }, last used { $used }
profile-lead = How customers and colleagues see you.
profile-name = Name
profile-name-hint = Customers see it under your replies.
profile-password = Password
# $role is “Owner”, “Lead” or “Agent”.
profile-role = { $role }, signs in with { $email }
profile-saved-availability = Your colleagues see it at once.
profile-saved-corner = What was in your corner before is open again. Your other browsers were signed out; sign in there again.
profile-saved-corner-open = Your corner is open in this browser.
profile-saved-identity = That account lets you in from now on.
profile-saved-identity-removal = That account lets you in no more.
profile-saved-name = Your next reply goes out under this name.
profile-saved-password = Your new password holds from now on; other browsers were signed out.
profile-time-zone = Time zone
profile-time-zone-hint = Type a city, such as Berlin.
profile-title = Profile
profile-where = Where are you?
profile-you = You

## Passwords and corners

corner-is-closed = Closed in this browser
corner-is-open = Open in this browser
corner-lead = What is yours alone is kept here: the mirror of your voice, your replays, your reflections. It is closed with your password, so no lead, no owner and nobody with a copy of the database can read it.
corner-lost = What was here before you got a new password stays closed: there was no recovery key for it.
corner-not-opened = Your corner could not be opened just now. Try it again.
corner-open = Open your corner
corner-password = Open it with your password
corner-password-hint = You signed in without it, or before your corner was there.
corner-recover = Open what was here before your new password
corner-recover-button = Open with your recovery key
corner-recover-hint = With your recovery key: eight groups of four. Small letters and spaces do no harm. If anybody else may know your password, change it first.
corner-recovery-key-copy = Copy the key
corner-recovery-key-keep = Keep it where only you can find it, on paper or with your passwords. It is not shown again, and nobody can make it anew for what is here now. One that you made before works no more.
# $day is “today”, “Tuesday” or “3 March”.
corner-recovery-key-made = You have a recovery key, made { $day }. A new one replaces it.
corner-recovery-key-make = Make a recovery key
corner-recovery-key-make-new = Make a new recovery key
corner-recovery-key-none = If you forget your password, what is here stays closed for good, unless you have a recovery key.
corner-recovery-key-of = The recovery key of { $name } at { $desk }
corner-recovery-key-print = Print it
corner-recovery-key-unreadable = A recovery key has eight groups of four letters and digits. Check that none is missing.
corner-recovery-key-wrong = This recovery key opens nothing that is closed here. Check each group, and that it is the newest one that you made.
corner-title = Your corner
password-back = Good to have you back, { $name }
password-change = Change password
password-choose = Choose a new password for { $email }.
password-foot = All browsers that were signed in with the old one are signed out. What is yours alone stays closed until you open it with your recovery key.
password-hint = { $least } characters or more. A short sentence works well.
password-keep = Keep this password
password-new = New password
password-new-hint = { $least } characters or more.
password-not-kept = That password could not be kept. Choose another.
password-not-used = That password could not be used just now. Try it again.
password-not-yours = That is not your present password. Try it again.
password-now = Password now
password-now-hint = So that we know it is you.
password-owner-for-owner = Only an owner can make a new password for an owner.
password-signing-in-elsewhere = You were just signing in elsewhere. Try it again.
password-too-long = That password is too long. Use at most { $most } characters.
password-too-short = That password is too short. Use at least { $least } characters; a few words in a row are good.

## Joining the desk

join-bad-desk-name = Write what your customers call you, in at most { $most } characters.
join-button = Join the desk
join-desk-name = What is your desk called?
join-desk-name-hint = Customers know you by this name, such as that of your shop.
join-email = Your email
join-foot = This link works once.
join-lead =
    { $role ->
        [owner] There is a place for you on the desk, as an owner.
        [lead] There is a place for you on the desk, as a lead.
       *[agent] There is a place for you on the desk, as an agent.
    }
join-lead-by =
    { $role ->
        [owner] { $name } would like you on the desk, as an owner.
        [lead] { $name } would like you on the desk, as a lead.
       *[agent] { $name } would like you on the desk, as an agent.
    }
join-name = Your name
join-open-button = Open the desk
join-opens-foot = Everything you enter stays on this machine.
join-opens-lead = You are the first one here, so this account will own the workspace.
join-opens-title = Welcome. Let’s open the desk.
join-page = Join
join-password = Password
join-welcome = Welcome to { $desk }
set-up-foot = Did somebody else install Bliss? Ask them for the link.
set-up-lead = Nobody is at it yet, so it has no owner.
set-up-link = When Bliss was started, it printed a link for its owner, in the window or the log where it was started. Open that link to make your account; you will be at the desk in a minute.
set-up-link-lost = The link works once and lasts seven days. If you cannot find it, start Bliss again: it prints a new one.
set-up-page = Set up
set-up-title = Welcome. This desk is new.

## Signing in

provider-sign-in-badly-set-up = The identity provider does not take how this desk asks. An owner looks at what is set up on both sides, above all at the address of the way back.
provider-sign-in-changed = The identity provider was changed while you were there. Sign in once more.
provider-sign-in-connected-already = This account is connected already. Sign in with it.
provider-sign-in-deactivated = You are not on this desk any more. Ask an owner or a lead to put you back on it.
provider-sign-in-denied = The identity provider did not let you in, or you did not want to. Sign in once more, or ask whoever runs it whether you may use this desk.
provider-sign-in-is-it-you = Is this you, { $name }?
provider-sign-in-it-is-me = It is me
# $provider is the name of an identity provider, such as Google; $who an email address or a name.
provider-sign-in-known = { $provider } knows you as { $who }. Your password shows once that { $email } on this desk is you, too.
provider-sign-in-new = { $provider } knows you as { $who }. There is a place for you on the desk.
provider-sign-in-new-password = A password for what is yours alone
provider-sign-in-new-password-hint = The mirror of your voice and your reflections are closed with it, so that nobody else can read them. { $least } characters or more.
provider-sign-in-not-here = The identity provider knows you, and this desk does not yet. If you are on it, sign in with your password and connect the account under Settings → Profile; otherwise ask an owner or a lead for an invitation.
provider-sign-in-only-way = This account is your only way in, so it stays connected.
provider-sign-in-other = Somebody else? <link>Sign in in another way</link>.
provider-sign-in-other-provider = This answer is not from the identity provider that was asked. Sign in once more.
provider-sign-in-page = Who you are
provider-sign-in-password = Password on this desk
provider-sign-in-password-hint = From then on { $provider } lets you in.
provider-sign-in-too-long-ago = You came from the identity provider too long ago. Sign in once more.
provider-sign-in-trouble = The identity provider is in trouble at the moment. Sign in once more in a while.
provider-sign-in-way-back-gone = This way back from the identity provider was gone already, took too long, or was begun in another browser. Sign in once more.
# As in “Firefox on Linux”.
sessions-browser = { $browser } on { $system }
sessions-browser-unnamed = A browser without a name
# $time is “5 h 20 min”.
sessions-used-ago = { $ip }, last used { $time } ago
# $ip is the number of a machine on the network.
sessions-used-now = { $ip }, last used now
# $day is “Yesterday”, “Tuesday” or “3 March”.
sessions-used-on = { $ip }, last used { $day }
sign-in-as-other = Sign in as somebody else
sign-in-password-kept = Your new password is kept; it opens what is yours alone. At this desk the identity provider lets you in.
sign-in-too-long-ago = You began to sign in too long ago. Sign in once more.
sign-in-wrong = That email address and password do not go together. Check both and try again.

## Second factors

second-factor-already = You have a second factor already. Switch it off first to set up another.
second-factor-ask-password = Your password was right. Now the code of your app.
second-factor-ask-provider = The identity provider knows you. Now the code of your app.
second-factor-begin-anew = Nothing is being set up here any more. Begin anew.
second-factor-code = Code
second-factor-code-hint = The six digits that it shows now, or one of your recovery codes.
second-factor-code-now = The code that your app shows now
second-factor-codes-replace = New recovery codes replace those from before.
second-factor-copy-secret = Copy the secret
second-factor-everybody = Everybody at { $desk } signs in with a password and a code of their telephone. You set that up once; it takes a minute.
second-factor-go-on = Go on
second-factor-have-it = I have it here
second-factor-key-changed = The desk cannot check codes of your app at the moment, for its own key was changed. Use a recovery code, or ask an owner to take your second factor away.
second-factor-lead = A code from your telephone besides your password, so that whoever learns the password still stays outside.
second-factor-make-codes = Make new recovery codes
second-factor-none = You have none yet
second-factor-none-any-more = You have no second factor any more.
second-factor-none-lead = You need an app for one-time codes on your telephone. Setting it up takes a minute.
# Neither the app nor a recovery code.
second-factor-not-at-hand = Neither at hand? An owner can take your second factor away. <link>Sign in as somebody else</link>.
second-factor-not-now = Not now
second-factor-off = Switch it off
second-factor-off-code-hint = Of your app, or a recovery code.
second-factor-off-hint = With a new telephone: switch it off, and set it up anew there.
second-factor-off-needed = Everybody at this desk needs a second factor, so yours stays on. With a new telephone, ask another owner to take it away; you set up another at your next sign-in.
second-factor-on = It is on
second-factor-on-and-go-on = Switch it on and go on
second-factor-on-codes = You are asked for a code of your app at each sign-in. Recovery codes left: { $count }.
second-factor-on-few-codes = You are asked for a code of your app at each sign-in. Recovery codes left: { $count }. Make new ones soon.
second-factor-one-more = One more thing, { $name }
second-factor-other-owner = Only another owner can take away somebody’s second factor.
second-factor-picture = QR code of the secret, for the camera of your app
second-factor-point = Point your app at the picture. On the same device, <link>open it in the app</link>.
second-factor-print = Print them
second-factor-put-away = Put these away before you go on.
# Recovery codes.
second-factor-put-away-done = I have put them away: go on
# Recovery codes.
second-factor-put-away-first = Put these away first
second-factor-recovery-codes = Your recovery codes
second-factor-recovery-codes-lead = Each gets you in once, when your app is not at hand. Keep them where only you can find them. They are not shown again, and those from before work no more.
second-factor-saved-off = Your password is all that is asked for from now on. Your other browsers were signed out.
second-factor-set-up = Set up a second factor
second-factor-set-up-lead = Any app for one-time codes will do. The secret is for you alone: show it to nobody.
second-factor-set-up-title = Put it into your app
# $day is “today”, “Tuesday” or “3 March”.
second-factor-since = Since { $day }
second-factor-stays = Everybody at this desk needs a second factor, so yours stays on.
second-factor-switch-on = Switch it on
second-factor-take-telephone = Take your telephone, and open an app for one-time codes on it.
second-factor-they-have-none = They have no second factor.
second-factor-title = Second factor
# Into the app for one-time codes; “a key that goes by time” (TOTP) is what such apps ask for.
second-factor-type = Or type this into it, as a key that goes by time:
second-factor-unreadable = A code has six digits, and a recovery code four groups of four. Check that nothing is missing.
second-factor-unusable = This second factor cannot be used. Ask an owner to take it away.
second-factor-wrong = That code is not right, or was used already. Wait for the next one in your app and type it in; its clock should be right to half a minute.
second-factor-you-are-in = You are in, { $name }

## Settings: security

identity-provider-address = Address of the provider
identity-provider-address-hint = Its issuer, such as https://accounts.google.com.
identity-provider-answer-anybody = What the identity provider answered is not taken: anybody could have signed it. It should sign with RS256, ES256 or EdDSA.
identity-provider-answer-audience = The identity provider’s answer was made for another program, so it is not taken.
identity-provider-answer-expired = The identity provider’s answer is too old. Sign in once more.
identity-provider-answer-issuer = The identity provider’s answer speaks for another provider, so it is not taken.
identity-provider-answer-nonce = The identity provider’s answer belongs to another sign-in. Sign in once more.
identity-provider-answer-not-yet = The identity provider’s answer is from the future, so its clock or the desk’s is wrong. Set them right and sign in once more.
identity-provider-answer-other-key = What the identity provider answered is not taken: none of its keys has signed it. Sign in once more.
identity-provider-answer-party = Another program asked for the identity provider’s answer, so it is not taken.
identity-provider-answer-subject = The identity provider’s answer names nobody, so it is not taken.
identity-provider-answer-unsigned = What the identity provider answered is not taken: it is not signed in a way that is known here.
identity-provider-client-id = Client’s id
identity-provider-client-id-hint = What the provider calls this desk.
identity-provider-client-refused = The identity provider does not take the client’s id and secret that this desk has. An owner gives them anew in Settings → Security.
identity-provider-connection = The connection
identity-provider-connection-lead = Make Bliss known to the provider as a web application, with this address as the way back:
identity-provider-copy = Copy address
# “amr” and “mfa” are words of the standard.
identity-provider-factor-claim = (amr with mfa)
identity-provider-forget = Forget it
identity-provider-in-use = In use
# $day is “today”, “Tuesday” or “3 March”.
identity-provider-in-use-since = In use since { $day }
# $name is a word of the standard, such as “token_endpoint”.
identity-provider-is-none = What is at that address is no OpenID Connect provider: it names no { $name }.
identity-provider-joins = Who may join
# Names a choice of a role: who joins, joins as an agent or as a lead.
identity-provider-joins-as = As
identity-provider-joins-as-hint = Nobody becomes an owner by themselves.
identity-provider-joins-bad = “{ $line }” is neither a domain, such as tea.example, nor an email address.
identity-provider-joins-example = tea.example
identity-provider-joins-hint = Domains and addresses, a line each. All others need an invitation.
identity-provider-joins-optional = (if anybody)
identity-provider-joins-too-many = At most { $most } domains and addresses can be named.
identity-provider-late = The identity provider did not answer within { $seconds } seconds.
identity-provider-lead = People sign in with the account that they have already, at a provider of OpenID Connect: Google, Microsoft, Okta, or your own.
identity-provider-name = On the button
identity-provider-name-bad = Say what stands on the button, in at most { $most } characters.
identity-provider-name-example = Google
identity-provider-name-hint = It says “Sign in with …”.
identity-provider-no-client-id = The client’s id is missing. The provider shows it where you made Bliss known to it.
identity-provider-no-encryption = Nothing can be encrypted on the desk’s machine at the moment.
identity-provider-no-json = The identity provider answered with something that is no JSON.
identity-provider-no-owner = Nobody becomes an owner by themselves. Choose another role.
identity-provider-not-in-use = Not in use yet
identity-provider-only-way = It is the only way in. You and other owners can sign in with your passwords as well, so that somebody gets in when it is away.
identity-provider-only-way-check = It is the only way in, but for owners
identity-provider-other-address = The provider calls itself { $address }, which is another address. Give that one, if it is yours.
# What is within <code> is typed as it is.
identity-provider-own-network = For a provider in your own network, start Bliss with <code>--private-identity-provider</code>.
# What is within <code> is typed as it is.
identity-provider-owners = Owners keep their passwords, so that somebody gets in when the provider is away. An owner who has lost theirs gets a link on the server: <code>bliss reset-link</code> with their address.
identity-provider-passwords-too = Passwords let people in as well.
identity-provider-said-nothing = The identity provider said nothing of who you are.
identity-provider-saved-changed = It holds from now on.
identity-provider-saved-forgotten = It is not tried any more.
identity-provider-saved-removal = People sign in with their passwords alone from now on.
identity-provider-saved-trial = It is kept to be tried. Until you use it, all stays as it was.
identity-provider-saved-tried = It works. Look whether it took you for the right one, and use it.
identity-provider-saved-use = People sign in there from now on.
identity-provider-secret = Client’s secret
identity-provider-secret-hint = Leave it empty where there is none.
identity-provider-secret-known = Leave it empty to keep the one that is known.
identity-provider-secret-unreadable = The desk cannot read its secret at the identity provider any more, for its own key was changed. An owner gives the secret again in Settings → Security.
identity-provider-somebody-else = The identity provider told of somebody else than who signed in.
identity-provider-status = The identity provider answered with the status { $status }.
identity-provider-stop = Stop using it
identity-provider-title = Identity provider
identity-provider-too-long = An id and a secret have at most { $most } characters.
identity-provider-too-much = The identity provider answered with far too much.
identity-provider-trial = To be tried
identity-provider-trial-hint = Sign in there once. Until then nothing changes for anybody.
identity-provider-trusts-factor = Where it says that it asked for a second factor, ours is not asked for
identity-provider-try = Try it
identity-provider-try-again = Try it again
identity-provider-try-first = Try it first: sign in there once.
# $why is a sentence.
identity-provider-unreachable = The identity provider cannot be reached. { $why }
identity-provider-use = Use it
identity-provider-used-already = The identity provider says that this sign-in was used already, or took too long. Sign in once more.
identity-provider-who = Who comes in by it
identity-provider-who-lead = Whoever is on the desk already, once they have connected their account with their password.
# $who is a name.
identity-provider-works = It works, and took you for { $who }, { $email }.
# $who is a name.
identity-provider-works-unverified = It works, and took you for { $who }. It did not say that it has verified an address of yours. So nobody can join by it, and people connect their accounts by themselves, in their profile.
identity-provider-would-not-say = The identity provider would not say who you are. Sign in once more.
# For how long a session lasts.
security-12-hours = 12 hours
# For how long a session lasts.
security-30-days = 30 days
# For how long a session lasts.
security-7-days = 7 days
# For how long a session lasts.
security-8-hours = 8 hours
# For how long a session lasts.
security-90-days = 90 days
security-audit-days = Days for which it is kept
security-audit-days-bad = The audit log is kept for { $least } to { $most } days.
security-audit-days-hint = From { $least } to { $most }. Older entries are dropped for good.
# For how long a session lasts.
security-day = A day
security-everybody-has-one = Everybody has one.
# For how long a session lasts.
security-hour = An hour
security-idle = Unused, a session ends after
security-lead = How people prove who they are, and for how long that holds.
security-lifetime = In any case after
security-look-at-it = Look at it
security-needs-factor = Everybody at this desk needs a second factor
security-no-provider = People can sign in with the account that they have at Google, Microsoft, Okta or your own provider.
security-provider = People sign in with { $name }.
security-saved = It holds for everybody from now on.
security-second-factor-lead = A code of their telephone besides the password. Who needs one and has none sets it up at their next sign-in; until then they work on as they are.
security-sessions-lead = After that, people sign in again. A shorter time also holds for those who are signed in already. An open page that brings itself up to date is no use of it.
# The identity provider.
security-set-it-up = Set it up
security-title = Security
# Without a second factor.
security-without = Without one at the moment: { $names }.

## Settings: audit log

audit-bad-day = Write a day as year, month and day, such as 2026-11-23.
# Stands for a name.
audit-by-somebody = Somebody
# Stands for a name: the desk did something by itself.
audit-by-the-desk = The desk
# Stands for a name: somebody did something on the server itself.
audit-by-the-server = Whoever runs the server
audit-canned-replies-changed = <b>{ $who }</b> changed the canned replies
audit-chat-secret-renewed = <b>{ $who }</b> made a new secret for the chat
audit-choose = Choose
# $who did it, $whom is the colleague to whom it was done.
audit-code-refused = <b>{ $who }</b> gave a wrong code after the password of <b>{ $whom }</b>
audit-customer-erased = <b>{ $who }</b> erased a customer
audit-customer-exported = <b>{ $who }</b> downloaded all that is kept of a customer
# $who did it, $whom is the colleague to whom it was done.
audit-deactivated = <b>{ $who }</b> took off the desk <b>{ $whom }</b>
audit-download = Download as CSV
audit-earlier = Earlier entries
audit-everybody = Everybody
audit-everything = Everything
audit-factor-removed = <b>{ $who }</b> switched off their second factor
# $who did it, $whom is the colleague to whom it was done.
audit-factor-reset = <b>{ $who }</b> took away the second factor of <b>{ $whom }</b>
audit-factor-set-up = <b>{ $who }</b> set up a second factor
# The first day of which something is shown.
audit-from-day = From
# Names a column: from where, which machine and which browser, somebody did something.
audit-from-where = From
audit-group-data = Imports, downloads and deletions
audit-group-people = People and roles
audit-group-programs = Other programs
audit-group-proofs = Passwords and second factors
audit-group-settings = Settings
audit-group-sign-ins = Signing in and out
audit-identity-linked = <b>{ $who }</b> connected an account at the identity provider
audit-identity-unlinked = <b>{ $who }</b> disconnected an account at the identity provider
audit-invitation-revoked = <b>{ $who }</b> took back an invitation
audit-invited = <b>{ $who }</b> made an invitation
audit-joined = <b>{ $who }</b> joined the desk
audit-lead = Who came in, and what was done to the desk itself: when, and from where. Nobody can change it; each entry is kept for { $days } days (<link>change</link>).
audit-log-exported = <b>{ $who }</b> downloaded the audit log
audit-newest = The newest first
audit-none = Nothing here
audit-none-hint = What people do from now on appears here.
audit-none-of-that-kind = Nothing of that kind was done in those days.
audit-password-changed = <b>{ $who }</b> changed their password
# $who did it, $whom is the colleague to whom it was done.
audit-password-link-made = <b>{ $who }</b> made a link for a new password for <b>{ $whom }</b>
audit-password-link-used = <b>{ $who }</b> chose a new password by a link
audit-provider-changed = <b>{ $who }</b> changed the identity provider
# $who did it, $whom is the colleague to whom it was done.
audit-reactivated = <b>{ $who }</b> put back on the desk <b>{ $whom }</b>
audit-recording-deleted = <b>{ $who }</b> deleted a recording of a call of theirs
audit-recordings-expired = <b>{ $who }</b> deleted recordings whose time was over
audit-recovery-codes-made = <b>{ $who }</b> made new recovery codes
# $who did it, $whom is the colleague to whom it was done.
audit-role-changed = <b>{ $who }</b> changed the role of <b>{ $whom }</b>
audit-security-changed = <b>{ $who }</b> changed how people sign in
audit-settings-changed = <b>{ $who }</b> changed a setting or a list that is kept at hand
audit-show = Show
audit-show-all = Show all
audit-sign-in-refused = <b>{ $who }</b> could not sign in
# $who is “Somebody”, $whom the colleague as whom they tried to sign in.
audit-sign-in-refused-of = <b>{ $who }</b> could not sign in <b>{ $whom }</b>
audit-signed-in = <b>{ $who }</b> signed in
audit-signed-out = <b>{ $who }</b> signed out
audit-signed-out-elsewhere = <b>{ $who }</b> signed out everywhere else
audit-signed-out-there = <b>{ $who }</b> signed out another browser of theirs
audit-standards-changed = <b>{ $who }</b> changed the standards
audit-title = Audit log
# The last day of which something is shown.
audit-to-day = To
audit-to-newest = Back to the newest
audit-token-made = <b>{ $who }</b> made a token for another program
audit-token-revoked = <b>{ $who }</b> revoked a token
audit-webhook-brought-back = <b>{ $who }</b> brought back a webhook
audit-webhook-changed = <b>{ $who }</b> changed a webhook
audit-webhook-made = <b>{ $who }</b> made a webhook
audit-webhook-removed = <b>{ $who }</b> removed a webhook
audit-webhook-secret-renewed = <b>{ $who }</b> made a new secret for a webhook
audit-webhook-switched-off = <b>{ $who }</b> switched off a webhook
audit-webhook-switched-on = <b>{ $who }</b> switched on a webhook
audit-what = What
# A day and a time: “3 Mar 2026, 14:05:30”.
audit-when = { $day }, { $time }
audit-when-column = When
# From where somebody did something is not known.
audit-where-not-known = not known
audit-who = Who
audit-workspace-changed = <b>{ $who }</b> changed the workspace
audit-desk-exported = <b>{ $who }</b> made a copy of all that is kept
audit-export-fetched = <b>{ $who }</b> downloaded a copy of all that is kept
audit-retention-changed = <b>{ $who }</b> changed after how many days what goes
audit-old-erased = <b>{ $who }</b> erased what was old
audit-customers-imported = <b>{ $who }</b> took customers from a table
audit-import-undone = <b>{ $who }</b> took back what a table of customers did

## Settings: webhooks

outside-https = The address has to begin with https://, so that nobody on the way can read what is sent.
outside-no-address = That is not an address that can be gone to. It should be like https://example.com/bliss.
# $why is what a program says, in English.
outside-no-connection = No connection: { $why }.
outside-no-connection-in-time = No connection within { $seconds } seconds.
outside-no-password = Leave the name and the password out of the address.
outside-not-on-the-internet = It leads to { $address }, which is not on the internet, so nothing was sent there.
# “It” is an address of another program that somebody typed; $address is the number of a machine (IP).
outside-only-https = It leads to { $address }, and outside your own network only https is gone to.
outside-too-long = The address is too long: the most is { $most } characters.
webhook-again-3-days = of the last 3 days
webhook-again-day = of the last day
webhook-again-days = of the last { $days } days
webhook-again-given-up = Tell again what was given up
webhook-again-which = Which of those that were given up
webhook-answer = The beginning of the answer
webhook-change = Change
webhook-change-title = Change a webhook
# A time that was: “today at 14:05”, “Tuesday at 14:05”, “3 March at 14:05”.
webhook-day-at-time = { $day } at { $time }
# Something is told to another program once more: $time is “at 14:05” or “tomorrow at 09:00”.
webhook-delivery-again = again { $time }
# Something is told to another program once more now.
webhook-delivery-again-now = again now
# The status of an answer (HTTP), and how many thousandths of a second it took.
webhook-delivery-answered = { $status } in { $ms } ms
# How it stands that something is told to another program.
webhook-delivery-given-up = Given up
webhook-delivery-no-answer = No answer
# How it stands that something is told to another program.
webhook-delivery-on-its-way = On its way
# How it stands that something is told to another program.
webhook-delivery-taken = Taken
webhook-delivery-try = try { $number } of { $most }
# How it stands that something is told to another program.
webhook-delivery-trying-again = Trying again
# $time is “today at 14:05”.
webhook-failing = It has taken nothing since { $time }.
webhook-failing-hint = Everything is tried again for three days. If nothing gets through until then, it is switched off.
webhook-form-lead = What is sent holds what customers write. Give it to programs alone that you would show it to.
# $time is “today at 14:05”.
webhook-happened = It happened { $time }.
webhook-has-taken-nothing =
    { $count ->
        [one] Told of { $count } thing; has taken nothing yet
       *[other] Told of { $count } things; has taken nothing yet
    }
webhook-is-off = It is switched off. Switch it on first.
webhook-keep = Keep the changes
# What another program is told of.
webhook-kind-call-updated = A call began, changed hands or ended
# What another program is told of.
webhook-kind-conversation-created = A conversation began
# What another program is told of.
webhook-kind-conversation-updated = A conversation’s state, assignee, team, tags or subject changed
# What another program is told of.
webhook-kind-customer-erased = A customer was erased
# What another program is told of.
webhook-kind-customer-merged = Two customers were merged, or parted again
# What another program is told of.
webhook-kind-customer-updated = A customer was added or changed
# What another program is told of.
webhook-kind-message-created = A customer or one of us wrote a message
# What another program is told of.
webhook-kind-note-created = One of us wrote a note
# What another program is told of.
webhook-kind-promise-updated = A promise was made, kept or changed
# What another program is told of.
webhook-kind-test = A test
webhook-kinds = What it is told of
webhook-kinds-question = What is it told of?
# Goes back, and changes nothing.
webhook-leave = Leave it
webhook-log = What it was told
webhook-log-all = All
webhook-log-earlier = Earlier ones
webhook-log-kept = Kept for { $days } days.
webhook-log-none = Nothing was told yet
webhook-log-none-hint = Send a test to see whether it arrives.
webhook-log-none-troubled = Everything was taken
webhook-log-none-troubled-hint = What is not taken stands here until it is.
# Names a choice of what is shown of the log.
webhook-log-which = Which
webhook-make = Make the webhook
webhook-name = What is it for?
webhook-name-bad = Say what the webhook is for, in at most { $most } characters.
webhook-name-example = The till in the shop
webhook-new = New webhook
# $time is “at 14:05” or “tomorrow at 09:00”.
webhook-next = It is tried again { $time }.
webhook-no-kinds = Choose at least one thing that it is told of.
# Something that was told to another program, and that program did not take it.
webhook-not-taken = Not taken
# A webhook is switched off.
webhook-off = Off
# $day is “today”, “Tuesday” or “3 March”.
webhook-off-by-hand = It has been off since { $day }, and is told nothing.
# $day is “today”, “Tuesday” or “3 March”.
webhook-off-failing = It took nothing for { $days } days, so it was switched off { $day }.
# $day is “today”, “Tuesday” or “3 March”.
webhook-off-gone = It answered { $day } that it is gone for good (410), so it was switched off.
webhook-off-hint = What waited goes out when you switch it on; what happens meanwhile is not told.
# A webhook is switched on.
webhook-on = On
webhook-removed = “{ $name }” is removed, and told nothing more.
webhook-restored = It is back.
webhook-said-made = It is told what happens from now on. Give its secret to the receiver.
webhook-said-on = It is told what happens again.
webhook-said-renewed = Everything is signed with both secrets until the receiver has the new one.
webhook-said-replayed =
    { $count ->
        [one] { $count } delivery is told again.
       *[other] { $count } deliveries are told again.
    }
webhook-said-saved = It holds from now on.
webhook-secret = The secret
# $time is “tomorrow at 09:00”.
webhook-secret-before = The secret before signs too, and ends { $time }.
webhook-secret-copy = Copy secret
# “Standard Webhooks” is the name of a specification.
webhook-secret-lead = What is sent is signed with it, by <link>Standard Webhooks</link>. Whoever receives it checks the signature, and so knows that it came from you.
webhook-secret-renew = Make a new secret
webhook-secret-renew-hint = The old one signs too for { $hours } hours, so nothing is missed.
webhook-secret-show = Show the secret
webhook-secret-unreadable = The desk cannot read this webhook’s secret, for its own key was changed. Make a new secret and give it to the receiver.
webhook-secret-unreadable-hint = It cannot be read, for the server’s own key was changed. Make a new one and give it to the receiver.
webhook-sent = What is sent
webhook-sent-lead = The same each time, under the same name: whoever has it already can leave it alone.
webhook-switch-off = Switch off
webhook-switch-on = Switch on
# A webhook was switched off by itself, for it did not work.
webhook-switched-off = Switched off
webhook-tell-again = Tell it again
webhook-test = Send a test
# To which address something is sent.
webhook-to = To
webhook-too-many = There are { $most } webhooks already. Remove one that nobody needs.
# $time is “today at 14:05”.
webhook-took =
    { $count ->
        [one] Told of { $count } thing; took something { $time }
       *[other] Told of { $count } things; took something { $time }
    }
webhook-tries = What came of it
webhook-tries-none = It is on its way.
webhook-tries-off = It waits until the webhook is switched on.
webhook-undo-removing = Undo removing
webhook-url = Address
webhook-url-example = https://example.com/bliss
# What is within <code> is typed as it is.
webhook-url-hint = On the internet, and begins with https://. For a program in your own network, start Bliss with <code>--private-webhooks</code>.
webhook-url-hint-private = Begins with https://, or with http:// in your own network.
webhooks-lead = Other programs are told what happens here, the moment it does: a till, a chat of your team, a list of your own.
webhooks-none = Nobody is told yet
webhooks-none-hint = Say where, and of what. Everything is signed, tried again for three days, and can be looked up here.
webhooks-title = Webhooks

## Settings: API

# Stands for the name of a colleague who is not known any more.
api-token-by-somebody = somebody
api-token-copy = Copy token
# $name is a colleague; $day is “today”, “Tuesday” or “3 March”.
api-token-ended = Made by { $name } { $day }, has ended
# $name is a colleague; $day is “today”, “Tuesday” or “3 March”. $time is “tomorrow at 09:00”.
api-token-ends = Made by { $name } { $day }, ends { $time }
api-token-lasting = For how long?
api-token-lasting-30-days = 30 days
api-token-lasting-90-days = 90 days
api-token-lasting-always = Until it is revoked
api-token-lasting-year = A year
# $name is a colleague; $day is “today”, “Tuesday” or “3 March”.
api-token-made = Made by { $name } { $day }
api-token-make = Make the token
api-token-name = What is it for?
api-token-name-bad = Say what the token is for, in at most { $most } characters.
api-token-name-example = The form on our site
api-token-never-used = never used
api-token-new = Make a token
api-token-new-lead = One for each program, so that you can revoke one and leave the others.
api-token-no-scopes = Choose at least one thing that the token may do.
# $name is a colleague; $day is “today”, “Tuesday” or “3 March”.
api-token-off-the-desk = Made by { $name } { $day }, opens nothing: { $name } is off the desk
api-token-ready = The token is ready
api-token-ready-lead = Put it where your program keeps its secrets, and never into a page that others can read. Copy it now: it is not shown again.
api-token-revoke = Revoke
api-token-revoke-name = Revoke the token { $name }
api-token-revoked = The token opens nothing any more.
# What another program may do.
api-token-scope-call-backs-read = Look at call-backs, and at the times that are free
# What another program may do.
api-token-scope-call-backs-write = Ask for call-backs, and cancel them
# What another program may do.
api-token-scope-calls-read = Look at calls: who, when and for how long
# What another program may do.
api-token-scope-canned-replies-read = Look at canned replies
# What another program may do.
api-token-scope-canned-replies-write = Write, change and remove canned replies
# What another program may do.
api-token-scope-conversations-read = Look at conversations, their messages and files, and search
# What another program may do.
api-token-scope-conversations-write = Open conversations, write in them, change how they stand
# What another program may do.
api-token-scope-customers-read = Look at customers, and at what is worth remembering about them
# What another program may do.
api-token-scope-customers-write = Add customers, and change what is known of them
# What another program may do.
api-token-scope-desk-read = Look at the people, teams, inboxes, tags and standards of the desk
# What another program may do.
api-token-scope-promises-read = Look at promises
# What another program may do.
api-token-scope-promises-write = Make, keep, move and take back promises
# What another program may do.
api-token-scope-read = Look at everything that the interface shows
# What another program may do.
api-token-scope-write = Change everything that the interface can change
api-token-scope-exports = Take a copy of all that is kept along; for tokens of an owner
api-token-scopes = What may it do?
api-token-too-many = You have { $most } tokens already. Revoke one that nobody needs.
api-token-used = last used { $day }
api-tokens = Tokens
api-tokens-lead = Let another program use this desk: a form on your own site, a shop, a script. It does what it does in your name, and never more than you may; nobody’s voice figures are open to it. <link>What it can ask for</link>.
api-tokens-none = No tokens yet
api-tokens-none-hint = No other program can use this desk.
api-tokens-title = API

## Settings: workspace and chat

chat-colour = Colour
chat-colour-bad = Choose a colour such as #b45309.
chat-colour-hint = Text on it stays readable by itself.
chat-greeting = First words
chat-greeting-bad = Write a greeting of 1 to { $most } characters.
chat-greeting-hint = The first words decide how the whole contact goes.
chat-install = Put it on your website
chat-install-lead = Paste this before the end of every page.
chat-install-line = The line to paste
chat-lead = The little window on your website.
chat-look = How it looks and what it says
chat-no-such = There is no chat of that name. Copy the line from Settings → Chat again.
chat-saved = Whoever opens the chat from now on sees it.
chat-saved-secret = There is a new secret. Put it on your server now; the old one has stopped working.
chat-secret = Identity secret
chat-secret-copy = Copy the secret
chat-secret-javascript = Or in JavaScript
chat-secret-javascript-hash = The hash in JavaScript
chat-secret-lead = Do your customers sign in on your website? Then your own server can say who they are. It makes a hash of their id with this secret, so that nobody can pretend to be somebody else. The secret never leaves your server; the page only gets the hash.
chat-secret-not-sure = Tick the box first, so that this does not happen by accident.
chat-secret-page = Then on the page, before the line above
chat-secret-page-hash = Giving the hash to the chat
chat-secret-php = On your server, in PHP
chat-secret-php-hash = The hash in PHP
chat-secret-renew = Make a new secret
chat-secret-show = Show the secret
chat-secret-sure = Make a new secret. I know that the old one stops working at once, and that my server needs the new one.
chat-title = Chat
chat-try = Try it
chat-welcome = Your desk is open, { $name }.
chat-welcome-hint = Paste the line below into your website, and your customers can write to you. You find it here whenever you need it.
hours-closed = Closed
# $day is a day of the week.
hours-day-closed = Closed on { $day }
# Names a field: from when on one is here on that day of the week.
hours-day-from = { $day } from
# Names a field: until when one is here on that day of the week.
hours-day-to = { $day } to
hours-end-first = The end comes before the beginning. Put it right.
hours-missing = Say from when to when you are here, or mark the day as closed.
# Stands between two times: from 9:00 to 17:00.
hours-to = to
phone-keep-days-bad = A recording is kept for 1 to { $most } days.
workspace-desk = The desk
workspace-hours = Office hours
workspace-hours-lead = In the time zone of the desk. Customers in the chat are told when you are next here.
workspace-lead = What everybody at this desk shares.
workspace-name = Name
workspace-name-hint = Customers know you by it.
workspace-promises = Promises
workspace-promises-lead = Shortly before a promise would be missed, the customer should hear that we have not forgotten. Whoever keeps it is asked to tell them; or they are told by themselves.
workspace-saved = The whole desk goes by it from now on.
workspace-sends-words = Tell customers by itself, in the name of whoever keeps the promise
workspace-time-zone = Time zone
workspace-title = Workspace
workspace-undo = Seconds to take a reply back
workspace-undo-bad = The time to take a reply back is from 0 to { $most } seconds.
workspace-undo-hint = A reply waits this long before it goes out. From 0 to { $most }.

## Notifications

# Stands for a customer’s name that is not known any more.
notification-a-customer = A customer
# Stands for the name of a customer who gave none.
# $due is “at 14:00” or “tomorrow at 09:00”; $what is what was promised.
notification-call-back = { $customer } asks to be called back { $due }.
notification-given = This conversation was given to you.
notification-given-by = { $name } gave you this conversation.
# $due is “at 14:00” or “tomorrow at 09:00”; $what is what was promised.
notification-handed = A promise is yours now, due { $due }: { $what }.
# $due is “at 14:00” or “tomorrow at 09:00”; $what is what was promised.
notification-handed-by = { $name } handed you a promise, due { $due }: { $what }.
# The customer’s name, and what the conversation is about.
notification-matter = { $customer }: { $subject }
# What something is about: no conversation, but the desk itself.
notification-matter-desk = The desk
notification-mention =
    { $count ->
        [one] A note asks for you.
       *[other] { $count } notes ask for you.
    }
notification-mention-by =
    { $count ->
        [one] { $name } asks for you in a note.
       *[other] { $count } notes ask for you, the last by { $name }.
    }
# Said to those who do not see the page, before something that is new.
notification-new = New:
notification-promise-cancelled = Your promise was taken back: { $what }.
# $due is “at 14:00” or “tomorrow at 09:00”; $what is what was promised.
notification-promise-due = Your promise is due { $due }: { $what }.
notification-promise-gone = A promise was taken back.
notification-promise-kept = Your promise was kept: { $what }.
notification-promise-late = Your promise is late: { $what }.
notification-rule = The rule “{ $name }” ran too often, and is paused.
notification-rule-gone = A rule ran too often, and was paused.
notification-standard =
    { $count ->
        [one] A standard has changed.
       *[other] { $count } standards have changed.
    }
notification-waiting =
    { $count ->
        [one] A new conversation waits, and nobody has it yet.
       *[other] { $count } new conversations wait, and nobody has them yet.
    }
notification-waiting-team =
    { $count ->
        [one] A new conversation waits for { $team }.
       *[other] { $count } new conversations wait for { $team }.
    }
notification-webhook = The webhook “{ $name }” was switched off, because nothing gets through to it.
notification-webhook-gone = A webhook was switched off, and is removed by now.
notification-wrote =
    { $count ->
        [one] New message from { $customer }.
       *[other] { $count } new messages from { $customer }.
    }
notification-little-wrote =
    { $count ->
        [one] A customer wrote in what is yours.
       *[other] { $count } new messages in what is yours.
    }
notification-little-call-back = A customer asks to be called back.
notification-little-handed-by = { $name } handed you a promise.
notification-little-handed = A promise is yours now.
notification-little-promise-due = A promise of yours is due { $due }.
notification-little-promise-late = A promise of yours is late.
notifications-always = Always, so that nobody asks in vain.
# How often one is told.
notifications-at-once = At once
notifications-at-once-means = As it comes; what comes together is one.
notifications-bell = What is new for you
notifications-bell-none-hint = What somebody asks of you appears here.
notifications-bell-title = New for you
notifications-choose = Choose what you are told
# How often one is told.
notifications-gathered = Gathered
notifications-gathered-means = No more often than every { $minutes } minutes.
notifications-how = How, and when not
notifications-how-often = How often?
# How often one is told.
notifications-in-the-morning = In the morning
notifications-in-the-morning-means = All in one, when your next day of work begins.
# Tell me when …
notifications-kind-call-back = A customer asks to be called back
# Tell me when …
notifications-kind-given = A conversation is given to you
# Tell me when …
notifications-kind-handed = A promise is handed over to you
# Tell me when …
notifications-kind-mention = A colleague asks for you in a note
# Tell me when …
notifications-kind-promise = A promise of yours comes due, or was missed
# Tell me when …
notifications-kind-rule = A rule is paused by itself
# Tell me when …
notifications-kind-standard = A standard changes
# Tell me when …
notifications-kind-waiting = Something new waits that nobody has yet
# Tell me when …
notifications-kind-webhook = A webhook is switched off by itself
# Tell me when …
notifications-kind-wrote = A customer writes in what is yours
notifications-lead = What somebody asks of you, and what changed in what is yours. It is kept for { $days } days.
notifications-mark-seen = Mark all as seen
# How many matters there are beside those that are shown.
notifications-more =
    { $count ->
        [one] { $count } more matter
       *[other] { $count } more matters
    }
notifications-new-for-you =
    { $count ->
        [0] Nothing new for you
        [one] { $count } thing is new for you
       *[other] { $count } things are new for you
    }
notifications-none = Nothing new
notifications-none-hint = When a colleague asks for you, a customer answers or a promise comes due, you find it here.
notifications-quiet = When would you rather be left alone?
notifications-quiet-from = From
# When one would rather be left alone.
notifications-quiet-never = Never
notifications-quiet-own = In quiet hours of my own
# When one would rather be left alone.
notifications-quiet-team = Outside my team’s hours
notifications-quiet-team-means = The desk’s hours, where your teams have none.
notifications-quiet-to = To
notifications-quiet-weekend = Also all of Saturday and Sunday
notifications-saved = It holds from now on, in all your browsers.
notifications-see-all = See all
notifications-seen =
    { $count ->
        [one] Marked as seen.
       *[other] Marked { $count } as seen.
    }
notifications-seen-none = There was nothing new.
notifications-settings-lead = What you are told, how often, and when not. What you did yourself you are never told, and nothing is lost while it is quiet: it waits behind <link>the bell</link>.
notifications-settings-title = Notifications
notifications-sound = A soft sound
notifications-sound-hint = Only while no page of the desk is looked at, once for what comes together, and never while you are away.
notifications-tell-me-when = Tell me when
notifications-title = What is new
notifications-unseen = Undone: it is new again.
notifications-by-email = By email
notifications-by-email-of = By email: { $kind }
notifications-email-undelivered = The last email to { $email } did not get through.
notifications-email-lead = What you tick above goes to { $email }, where you have not seen it in the page { $minutes } minutes later. How often, and when not, is as below.
notifications-email-named = Name customers, and say what it is about
notifications-email-named-hint = Otherwise an email says only that there is something, and leads you there.
notifications-email-none = The desk cannot send email yet.
notifications-email-set-up = See how it is set up
notifications-email-owner = An owner of the desk sets it up.

## Customers from a table

import-title = Import customers
import-lead = Bring your customers from a spreadsheet or from another desk. You see what would come of every line before anything is changed.
import-table = The table
import-table-hint = A CSV file with a line for each customer, such as Excel, LibreOffice and other desks save it: with commas, semicolons or tabs between the columns, at most 200,000 lines and 64 MB.
import-look-through = Look through it
import-look-through-hint = Nothing is changed yet.
import-before = Brought before
import-before-lead = What came of each line is kept for { $days } days, and can be undone until then.
# One table in the list. $who brought it, $day is “today”, “Tuesday” or “3 March”.
import-about =
    { $lines ->
        [one] { $lines } line, brought by { $who } { $day }
       *[other] { $lines } lines, brought by { $who } { $day }
    }
# How one stands, in a badge.
import-state-looking = Looking through it
import-state-ready = Waits for you
import-state-running = Under way
import-state-done = Done
import-state-undoing = Being undone
import-state-undone = Undone
import-state-lost = Put away
# What a column is taken for.
import-column-leave = Leave out
import-column-first-name = First name
import-column-last-name = Last name
import-column-email = Email address
import-column-phone = Phone number
# Behind the name of a column: what stands in it first.
import-column-example = such as { $example }
import-columns = What the columns mean
import-columns-lead = If something above looks wrong, put it right here and look again.
import-overwrites = The table is right where we know another name, language or time zone
import-overwrites-hint = Otherwise what we know stays, and only what we do not know is added. Addresses and things to remember are always added, never taken away.
import-look-again = Look again
import-put-away = Put this table away
import-put-away-hint = It goes by itself after { $hours } hours.
# $encoding is the name of how letters are kept in the file, such as “UTF-8”.
import-read-as =
    { $lines ->
        [one] { $lines } line, read as { $encoding }.
       *[other] { $lines } lines, read as { $encoding }.
    }
import-all = All imports
import-looking-heading = Looking through it
import-looking-words = It is looked what would come of every line. Nothing is changed.
import-ready-heading = What would come of it
import-sample = The first lines
import-line = Line
import-would = What it would do
import-take-all = Take all lines
import-take-some = Take the lines that can be taken
import-take-hint = It can be undone for { $days } days.
import-nothing = There is nothing in it that we do not know already.
import-running-heading = Your customers are coming
import-undoing-heading = It is being undone
import-goes-on = It goes on by itself, also when you leave this page.
import-done-heading = What came of it
# $lines is a number: how many were taken.
import-cut-short = Only { $lines } lines were taken: then its file was gone. Bring the table once more; what is here already is known.
import-done-words = All lines were gone through.
import-to-customers = To the customers
import-undo = Undo it
import-undo-hint = Whoever wrote to you since, or was changed by hand, stays as they are.
import-undone-heading = It was undone
import-undone-words =
    { $undone ->
        [one] What { $undone } line did was taken back.
       *[other] What { $undone } lines did was taken back.
    }
import-undone-in-part =
    { $undone ->
        [one] What { $undone } line did was taken back.
       *[other] What { $undone } lines did was taken back.
    } { $left ->
        [one] What { $left } line did stays at least in part, because something came after it.
       *[other] What { $left } lines did stays at least in part, because something came after it.
    }
import-lost-heading = It was put away
import-lost-words = Nothing of it was taken. <link>Choose the table again</link> if you want to.
import-progress =
    { $lines ->
        [one] { $done } of { $lines } line
       *[other] { $done } of { $lines } lines
    }
# These four stand before a number each.
import-count-added = New customers
import-count-updated = Lines that tell us more
import-count-unchanged = Lines with nothing new
import-count-wrong = Lines that cannot be taken
import-wrong-heading = What cannot be taken
# $why is a whole sentence.
import-wrong-line = Line { $line }: { $why }
import-wrong-first = These are the first { $shown } of { $count }.
import-wrong-hint = Put them right in the table and bring it once more: what is here already is known.
import-wrong-download = Download all that cannot be taken
import-outcomes-download = Download what came of each line
# What a line would do.
import-would-add = Somebody new
import-would-nothing = Nothing new
# $what is some of the next six, with commas between them.
import-would-add-to-line = Adds to line { $line }: { $what }
import-would-add-to = Adds to { $name } (number { $number }): { $what }
import-adds-name = name
import-adds-email = email address
import-adds-phone = phone number
import-adds-language = language
import-adds-time-zone = time zone
import-adds-fact = something worth remembering
# Why a line cannot be taken. $column is the name of a column of the table.
import-wrong-nobody = It has neither a name nor an address.
import-wrong-of-two-lines = Its addresses are of two customers: those of lines { $one } and { $other }.
import-wrong-of-customer-and-line = Its addresses are of two customers: number { $number } and the one of line { $line }.
import-wrong-of-two = Its addresses are of two customers, numbers { $one } and { $other }. If they are the same person, merge them first.
import-wrong-unreadable = “{ $column }” has bytes that are no text.
import-wrong-email = “{ $column }” does not look like an email address, such as name@example.com.
import-wrong-phone = “{ $column }” does not look like a phone number, such as +49 30 1234567.
# The quoted words behind “such as” are tags of languages; they stay as they are.
import-wrong-language = “{ $column }” is not a language tag, such as “en”, “de” or “pt-BR”.
import-wrong-time-zone = “{ $column }” is not a time zone, such as Europe/Berlin.
import-wrong-long-name = The name is longer than 200 characters.
import-wrong-long-fact = “{ $column }” is longer than 300 characters.
import-wrong-many-facts = More than 30 things would be remembered of them.
import-wrong-many-columns = It has more columns than the table.
import-wrong-long-line = It is too long. Perhaps a quotation mark is missing at its end.
import-no-file = Choose the file with your customers first.
import-too-large = This file is too large: the most is 64 MB. Split it into several.
import-not-whole = The file did not come whole. Check the connection and choose it again.
import-other-table = This is not the table that is here. Open the page anew.
import-nothing-new = There is nothing in this table that we do not know already.
import-still-looking = It is still looked what would come of it. Wait a moment.
import-still-running = Its lines are still being taken. Undo it when they are.
import-nothing-to-undo = There is nothing left to undo.
import-begun = This table was taken already, or put away.
import-column-twice = A customer has one name, one language and one time zone. Choose one column for each.
import-column-missing = Say which column has the name, the email address or the phone number.
import-many-columns = The table has { $columns } columns, and the most is { $most }. Take out those that are not needed.
import-many-lines = The table has more than { $most } lines. Split it into several.
import-no-customers = There are no customers in this file: it has no line below the names of its columns.
import-no-table = The file cannot be read as a table. Save it as CSV and choose it again.
import-elsewhere = Another server goes on with this import.

## Taking all that is kept along

action-delete = Delete
action-download = Download
export-title = Export
export-lead = Your data is yours. Take all of it along: to look at, to calculate with, or to go elsewhere.
export-words = One file with every customer, conversation, message, note, promise, call, tag, team, standard, rule and canned reply, as everything is at one moment: as CSV for spreadsheets and as JSON Lines for programs. What is one agent’s alone, passwords and other secrets are not in it.
export-files = With the files that came with messages
export-files-hint = The copy may become large.
export-make = Make a copy
export-make-hint = It is made in the background, and kept for { $hours } hours.
export-copies = Copies
export-none = None yet
export-none-hint = A copy that you make appears here as soon as it is there.
# How a copy stands, in a badge.
export-state-making = Being made
export-state-gone = Gone
# Ends the making of a copy.
export-stop = Stop
export-with-files = Everything, with files
export-without-files = Everything but files
# $who is a name or “somebody”; $day is “today”, “Tuesday” or “3 March”.
export-about-making =
    { $rows ->
        [one] { $who } asked for it { $day }. { $rows } row so far.
       *[other] { $who } asked for it { $day }. { $rows } rows so far.
    }
# $size is such as “2.5 MB”, $when such as “tomorrow at 09:00”.
export-about-ready = { $who } asked for it { $day }. { $size }; it goes { $when }.
export-about-gone = { $who } asked for it { $day }. Its file is deleted.
export-owner-only = Only an owner takes all that is kept along. Ask one of them.
export-one-already = A copy is being made already. Wait until it is there.
export-not-ready = This copy is still being made. Wait a moment.
export-unwanted = Nobody waits for this copy any more.

## For how long what is said stays

retention-title = Retention
retention-lead = What is not kept cannot be lost. Old conversations can go by themselves.
retention-saved = It holds from now on.
retention-now = Now
retention-keep-all = Keep everything from now on
retention-heading = After how many days what goes
retention-heading-lead = Counted from when a conversation was closed. One with a promise that is still to be kept stays. Leave a field empty for what stays for good.
retention-conversations = Whole conversations
retention-conversations-hint = Messages, notes, files and recordings. Figures stay, with nobody’s name or words in them.
retention-files = Only files and recordings
retention-files-hint = What was written stays.
retention-show = Show what would go today
retention-show-hint = Nothing goes yet.
retention-going = What would go today
retention-going-nothing = Nothing yet: no conversation was closed that long ago.
retention-going-words = It goes for good, a little at a time, and then every day what has become old. The audit log says how much went. Backups that were made before hold what was in them until they are rotated.
retention-let-go = Let it go from now on
retention-leave = Leave everything as it is
# What holds now.
retention-holds-all = Everything stays until somebody erases it.
retention-holds-conversations = Conversations go { $days } days after they were closed, with all that is in them.
retention-holds-files = Files and recordings go { $days } days after their conversation was closed. What was written stays.
retention-holds-both = Files and recordings go { $files } days after their conversation was closed, and the conversation itself after { $days } days.
# What would go, each in a line of its own.
retention-going-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
retention-going-messages =
    { $count ->
        [one] { $count } message or note
       *[other] { $count } messages and notes
    }
# $size is such as “2.5 MB”.
retention-going-files =
    { $count ->
        [one] { $count } file ({ $size })
       *[other] { $count } files ({ $size })
    }
retention-going-recordings =
    { $count ->
        [one] { $count } recording of a call
       *[other] { $count } recordings of calls
    }
retention-bad-days = Write a number of days from { $least } to { $most }.

## Emails that the desk sends

email-title = Email
email-lead = What the desk sends by itself: what is new, to those who chose so; invitations; links for a new password.
email-not-set-up = Not set up yet
email-not-set-up-lead = Bliss sends by the mail server that you have already. Whoever starts it says where that is, and restarts it:
email-not-set-up-hint = For a mail server that begins unencrypted, as at port 587: smtp://name:password@mail.example:587. In the name or the password @ is written as %40. Both can also stand in the file of --config, as smtp-url and mail-from.
email-how = How it goes out
email-server = Mail server
email-encrypted = Encrypted
email-encrypted-tls = From the first byte on
email-encrypted-starttls = By STARTTLS, and never without
email-encrypted-no = No
# From which address emails come.
email-from = From
email-links = Links lead to
# The next stands behind it.
email-links-local = Links in emails open on this machine alone.
email-links-local-hint = Start Bliss with --public-url and the address that people use.
email-test = Send a test to me
email-test-sent = A test is on its way to you. Below it says what became of it.
# $when is “today at 14:00” or “3 March at 14:00”.
email-troubled = The last email did not go out, { $when }.
email-waiting =
    { $count ->
        [one] It is tried again by itself.
       *[other] { $count } emails wait, and are tried again by themselves.
    }
email-last-sent = The mail server last took an email { $when }.
email-log = What was sent
email-log-lead = Kept for { $days } days, without what it said.
email-log-none = Nothing was sent yet
email-log-none-hint = Send a test to see whether it arrives.
# To which address, and when: “today at 14:00”.
email-log-to = To { $address }, { $when }
# $day is “today”, “Tuesday” or “3 March”.
email-when = { $day } at { $time }
# How an email stands, in a badge.
email-state-sent = Sent
email-state-failed = Given up
email-state-settled = Not needed
email-state-waiting = On its way
email-state-again = Trying again
# What an email was, in a list.
email-purpose-notifications = What is new
email-purpose-invitation = An invitation
email-purpose-password-link = A link for a new password
email-purpose-test = A test
# $server is a mail server, such as “mail.example:465”; $answer what it said, in its own words.
email-why-unreachable = There was no connection to { $server } ({ $answer }). See whether it runs, and whether --smtp-url is right.
# $answer is a length of time in English, such as “20 seconds”.
email-why-slow = { $server } did not answer within { $answer }.
email-why-unencrypted = No encrypted connection to { $server } came about ({ $answer }). Port 465 wants smtps://, port 587 smtp://.
email-why-account = { $server } did not take the name and the password of --smtp-url ({ $answer }).
email-why-not-now = { $server } did not take it for now ({ $answer }).
email-why-refused = { $server } refused it for good ({ $answer }).
# $why is the reason, in English.
email-why-unwritable = It could not be written: { $why }.
email-no-server = This desk cannot send email yet. Start Bliss with --smtp-url and --mail-from, and try it then.
email-key-changed = The desk’s own key was changed, so the link cannot be read.
email-stop-title = Emails
email-stop-heading = Stop these emails?
email-stopped-heading = They have stopped
# To which address emails go, and which desk sends them.
email-stop-of = { $email }, from { $desk }
# A list follows of what one is told: “A customer writes in what is yours” …
email-stop-when = You get an email, where you have not seen it in the page by then, when:
email-stopped-when = You get no more emails when:
email-stop-button = Stop them
email-stop-resume = Let them come again
email-stop-bell = It is told behind the bell as before.
email-stop-unreadable = This link cannot be read. Sign in, and choose in Settings → Notifications what you are told by email.

## What these emails say

# What a link in an email of plain text does, and its address.
letter-invitation-heading = Welcome
# What the email is about. $host is who invites.
letter-invitation-subject = You are invited to the desk of { $desk }
letter-invitation-subject-by = { $host } invites you to the desk of { $desk }
letter-invitation-lead = You are invited to the desk of { $desk }.
letter-invitation-lead-by = { $host } invites you to the desk of { $desk }.
letter-invitation-role =
    { $role ->
        [owner] You join as an owner.
        [lead] You join as a lead.
       *[agent] You join as an agent.
    }
letter-invitation-foot = The link works once, for seven days. If you do not know what this is about, nothing happens where you do not follow it.
letter-news-subject =
    { $count ->
        [one] { $count } thing is new for you at { $desk }
       *[other] { $count } things are new for you at { $desk }
    }
letter-news-heading = New for you at { $desk }
# How many things there are beside those that are told.
letter-news-more =
    { $count ->
        [one] { $count } more thing
       *[other] { $count } more things
    }
letter-news-foot = You get this because you chose to be told by email of what you have not seen in the page.
# Two links, in this order.
letter-news-choices = <choose>Choose what you are told</choose>, or <stop>stop emails like this one</stop>.
# The same in plain text, where each stands alone before its address.
letter-news-stop = Stop emails like this one
# Whom the email greets.
letter-password-heading = Hello { $name }
letter-password-subject = A new password for the desk of { $desk }
letter-password-lead = A link was made with which you choose a new password for the desk of { $desk }.
# The link follows in the next line.
letter-password-lead-link = A link was made with which you choose a new password for the desk of { $desk }:
letter-password-button = Choose a new password
letter-password-foot = The link works once, for 24 hours. If you did not ask for it, tell whoever leads your desk; your password holds until the link is used.
# A test of the email: it got here.
letter-test-heading = It arrives, { $name }
letter-test-subject = A test of the email of { $desk }
letter-test-words = You asked { $desk } for this email to see whether it gets here. It does, so nothing is left to do.
letter-test-foot = The email of the desk

## Where Bliss encrypts by itself

certificate-encrypted = This desk is encrypted: its address begins with https://.

## Scripts of the desk

# Something was pressed while the browser had no connection to the desk.
script-needs-connection = That needs the connection. Try again when it is back.
# A form or a button could not be sent to the desk.
script-did-not-reach = That did not reach the desk. Your text is still here; try again when the connection is back.
# A bar over the page, as long as there is no connection.
script-offline = No connection to the desk. What you write is kept here; it goes on by itself when the connection is back.
script-copied = Copied
script-not-copied = This could not be copied. Select it and copy it by hand.
# What is searched as one types did not come: the next letter asks again.
script-type-on = The desk did not answer. Type on to try again.
# Read out after a search in the palette.
script-results =
    { $count ->
        [one] { $count } result
       *[other] { $count } results
    }
# Read out when something new is told; $what is such as "3 new notifications", and this ends it as a sentence.
script-news = { $what }.

## Scripts of the desk: the list

# Of the conversations in the list.
script-chosen =
    { $count ->
        [one] { $count } chosen
       *[other] { $count } chosen
    }
script-all-chosen = All in this list chosen, 500 at the most

## Scripts of the desk: who else looks at a conversation

# A colleague looks at the same conversation. The name is bold.
script-is-here = <b>{ $name }</b> is here
# A colleague looks at the same conversation, and writes a reply.
script-is-here-and-writing = <b>{ $name }</b> is here and writing
# The customer writes in the chat.
script-is-writing = <b>{ $name }</b> is writing
# The same, of a customer whose name is not on the page.
script-customer-is-writing = <b>The customer</b> is writing

## Scripts of the desk: writing

# These stand small below the field in which a reply or a note is written.
script-draft-saved = Draft saved
script-draft-kept = Draft kept in this browser
script-draft-not-saved = The draft could not be saved yet
script-sent-with-file = Sent as soon as the file is there
script-not-sent-without-file = Not sent: a file did not arrive
# A title: the same draft was changed in another tab or browser too. What was written there stands below, with the
# three buttons that follow.
script-draft-elsewhere = You also wrote this elsewhere
script-draft-keep-this = Keep what is here
script-draft-use-that = Use that
script-draft-keep-both = Keep both
# The label of a bar, for screen readers; $file is the name of a file.
script-uploading = Uploading { $file }
script-file-too-large = That file is larger than 25 MB. Send a smaller one, or a link to it.
script-file-empty = That file is empty (0 bytes). Choose it again, or another.
# $file is the name of a file.
script-file-lost = { $file } did not reach the desk. Choose it again when the connection is back.
script-file-not-kept = That file could not be kept. Try again.
# Read out when canned replies were found for what is typed; they are chosen with the arrow keys.
script-canned-found =
    { $count ->
        [one] { $count } canned reply. Up and down choose, Enter puts one in.
       *[other] { $count } canned replies. Up and down choose, Enter puts one in.
    }
# Read out when the check has something to say of a draft.
script-hints =
    { $count ->
        [one] { $count } hint before you send this
       *[other] { $count } hints before you send this
    }
# “Settings, Hints” are the names of two pages, one in the other.
script-hint-silenced = You will not see this hint again. Settings, Hints brings it back.
# Above hints for a message that was sent, and can still be taken back for some seconds.
script-hints-on-its-way = It is on its way. Before it goes out:
# A button: the message is not sent after all.
script-take-back = Take it back
# Instead of the text of a draft, in a picture of it as a post that somebody shared.
script-nothing-written = Nothing is written yet.

## Scripts of the desk: microphone and speaker

script-microphone-not-allowed = The microphone was not allowed, and that is fine. If you change your mind, allow it beside the address of this page, and try again.
script-microphone-not-found = No microphone was found. Plug one in, and try again.
script-microphone-in-use = The microphone is in use by something else. Close that, and try again.
script-microphone-not-secure = The microphone needs a secure address. Open the desk by its https address.
script-microphone-not-now = The microphone cannot be used at the moment. Try again.
# Names of devices of which the browser tells none, in a list to choose from; $number counts them.
script-microphone-numbered = Microphone { $number }
script-speaker-numbered = Speaker { $number }
# Sound is being connected: of a call, or of the echo test.
script-connecting = Connecting…
script-sound-say-something = Say something: the bar should move. Nothing is recorded.
# The echo test plays what one says back a second later. These two are what its button says.
script-echo-begin = Echo test
script-echo-end = End the echo test
script-echo-say-something = Say something. You hear it again a second later.
script-echo-over = The echo test is over.
script-echo-failed = The echo test did not work. Try again in a moment.

## Scripts of the desk: calls

# A notification of the browser: the phone rings.
script-is-calling = { $who } is calling
script-did-not-work = That did not work. Try again in a moment.
script-call-press-anywhere = Press anywhere, so that your browser plays their voice.
script-call-connecting-again = The line broke. Connecting again…
script-call-lost = The line is lost. The call rings again, for whoever is free.
# A tab of the browser.
script-call-elsewhere = This call is in another tab of yours.
script-call-note-kept = The note is kept.
script-call-note-not-kept = The note could not be kept. It is still here; try again.
# Whose connection broke: the customer’s, or that of whoever reads this.
script-call-line-broke =
    { $who ->
        [customer] Their line broke. Hold on, they may be back in a moment…
       *[agent] Your line broke…
    }
# Of whom no sound comes: of the customer, or of whoever reads this.
script-call-nothing-heard =
    { $who ->
        [customer] Nothing is heard of them. Their microphone may be off.
       *[agent] Nothing is heard of you. Check your microphone.
    }
# $why is a sentence of its own, with its full stop.
script-call-recording-stopped = The recording stopped: { $why } The call goes on.

## Scripts of the desk: the mirror of a call, in which one sees how one sounds

# Buttons.
script-mirror-show = Show the mirror
script-mirror-hide = Hide the mirror
# How much smile is heard in the agent’s voice: this and what follows stand alone below an arc, or behind “First words”.
script-mirror-listening = listening…
# A pressed voice is one under tension; of such a voice a smile cannot be told.
script-mirror-pressed = not told: a pressed voice hides it
script-mirror-smile = a smile is heard
script-mirror-perhaps-smile = perhaps a smile
script-mirror-usual = about as usual
script-mirror-perhaps-less = perhaps less than usual
script-mirror-less = less smile than usual
# The customer speaks.
script-mirror-you-listen = you listen
# How much of the talk is the agent’s: a whole number.
script-mirror-share = { $share } %
# How fast the agent speaks; $pace is a number with one decimal, written as it is in this language.
script-mirror-pace = { $pace } syllables/s

## Scripts of the desk: the player of a call, with which one looks back at it

# Buttons.
script-player-play = Play
script-player-pause = Pause
# Above what the curves say at that place in the call; $time is such as 4:05.
script-player-at = At { $time }
# Where the player is, for screen readers: both are such as 4:05.
script-player-place = { $time } of { $length }
# The name of a curve: it stands alone before why nothing is told (“listening…”), and in the next message.
script-player-axis =
    { $axis ->
        [smile] Smile
        [lively] Lively
        [bright] Bright
       *[pressed] Pressed
    }
# $axis is the name of a curve, as the last message says it.
script-player-compared =
    { $how ->
        [more] { $axis }: clearly more than usual
        [less] { $axis }: clearly less than usual
        [perhaps-more] { $axis }: perhaps more than usual
        [perhaps-less] { $axis }: perhaps less than usual
       *[usual] { $axis }: about as usual
    }
# Behind the last message: the value, and the interval in which the true one lies. Such as “+0.8, between +0.2 and +1.4”.
script-player-between = { $value }, between { $low } and { $high }
script-player-nothing-told = Listening… you are not speaking here, or there was too little to tell yet.
script-player-not-played = The recording could not be played. Sign in again if you have been away for long, or try a current Firefox, Chrome, Edge or Safari.
# What one writes when one looks back at a call.
script-reflection-saved = Saved, for you alone.
script-reflection-not-saved = This could not be saved. Your words are still here; try again in a moment.
script-reflection-not-yet = Not saved yet: the desk cannot be reached. Your words are still here.

## Scripts of the desk: the warm-up, in which one’s own voice is heard for ten seconds

# Buttons; “That is enough” ends the ten seconds earlier.
script-warm-up-begin = Begin: ten seconds
script-warm-up-enough = That is enough
script-warm-up-hear = Hear it
script-warm-up-pause = Pause
script-warm-up-listening = Listening… say your greeting.
script-warm-up-one-moment = One moment: the desk listens…
script-warm-up-not-heard = The desk could not hear this. Try again in a moment.
script-warm-up-not-reached = The desk cannot be reached. Check the connection, and begin again.
script-warm-up-not-played = This browser could not play it.

## These are sent to every visitor of a shop: short words load faster. “We” is the shop’s desk.

# What the button says that opens the chat; no one sees it, screen readers say it. It is the name of the window, too, until
# the shop’s is known.
widget-chat = Chat with us
# A button.
widget-phone = Call us
# What a screen reader calls the window. $name is the shop’s.
widget-with = Chat with { $name }
# $n is the number of messages that were not read yet, 1 or more.
widget-unread =
    { $n ->
        [one] Chat with us, { $n } new message
       *[other] Chat with us, { $n } new messages
    }
widget-close = Close the chat
# What a screen reader calls the list of messages.
widget-messages = Messages
# Who wrote a message: the visitor themselves. It stands above it, before the time: “You · 10:32”.
widget-you = You
# Who is at the desk now. $n is how many they are, and $names their names, listed as the language does it: “Mia”, “Mia and
# Jonas”; of more than three, the last of the list is the message “widget-others”: “Mia, Jonas, Aiko and 2 others”.
widget-here =
    { $n ->
        [0] We are here.
        [one] { $names } is here.
       *[other] { $names } are here.
    }
# The last of a list of names; see “widget-here”. $n is 1 or more.
widget-others =
    { $n ->
        [one] { $n } other
       *[other] { $n } others
    }
# May follow “widget-here” in the same line. $n is 1 or more.
widget-wait =
    { $n ->
        [one] People wait about { $n } minute today.
       *[other] People wait about { $n } minutes today.
    }
widget-away = Nobody is at the desk right now.
# Follows “widget-away” in the same line. $day is “today” or “tomorrow”, as the browser says it in this language, or
# “on Tuesday” or “on 24 December”, as “widget-on” says it. $time is a time of day: “09:00”.
widget-back = We will be back { $day } at { $time } (your time).
# A day, as it stands in “widget-back”, where it takes the place of “tomorrow”. $kind is “weekday”, and $day “Tuesday”, or
# it is “date”, and $day “24 December”. Where a language says both in the same way, one line does for both.
widget-on =
    { $kind ->
        [date] on { $day }
       *[weekday] on { $day }
    }
# Above the fields for name and email, while nobody is at the desk.
widget-ask = Leave your email, and our answer finds you wherever you are.
widget-name = Your name (optional)
# The label of a field. “Leave” is to leave the page.
widget-email = Email, so that we can answer if you leave (optional)
widget-bad-email = This email looks incomplete. Please correct it, or leave it empty.
# Stands in the empty field.
widget-write = Write a message
# Buttons.
widget-send = Send
widget-attach = Attach a file
# A button beside a message that could not be sent: takes it back into the field.
widget-remove = Remove
# A button beside a file that is not sent yet.
widget-remove-file = Remove { $file }
# A button beside a message that could not be sent.
widget-retry = Try again
# States of a message, beneath it.
widget-sending = Sending…
widget-sent = Sent
widget-seen = Seen
widget-waiting = Waiting for the connection; will be sent by itself
widget-failed = That did not work. Please try again.
# What was wrong with a file. $why is one or more sentences.
widget-trouble = { $file }: { $why }
widget-lost = No connection right now. We keep trying.
# $name is who of the desk writes at this moment.
widget-typing = { $name } is typing…
# A button: goes down to the newest message.
widget-fresh = New messages
# What a screen reader says of a file. $size is as “1.2 MB”.
widget-get = Download { $file }, { $size }
# $n is 1 or more.
widget-too-long =
    { $n ->
        [one] That is { $n } character too long. Please send it in two messages.
       *[other] That is { $n } characters too long. Please send it in two messages.
    }
# $max is as “10 MB”.
widget-too-big = { $file } is too large to send here: up to { $max } is fine.
# The visitor has pressed “Send”, and a file is still on its way.
widget-uploading = This will be sent as soon as the file is here.

## A call in the chat on other pages: customers read this. “We” is the shop’s desk

# The heading. $name is the shop’s.
talk-title = Call { $name }
# A button at the top that makes the window of the call small.
talk-shrink = Make this small, and stay on the line
# The same button, while there is no call.
talk-close = Close
# Before the call: the big line, and what is beneath it.
talk-before = Talk to us
talk-microphone = Your browser will ask for the microphone, so that we can hear you.
talk-free = Nobody is before you.
# How many wait before the caller: a sentence. $n is 1 or more, here and in the two that follow.
talk-line =
    { $n ->
        [one] { $n } person before you.
       *[other] { $n } people before you.
    }
# $time is how long they will wait, as the browser says it in this language: “1 minute”, “4 minutes” (of a noun’s cases,
# the nominative).
talk-line-about =
    { $n ->
        [one] { $n } person before you, about { $time }.
       *[other] { $n } people before you, about { $time }.
    }
# The same without an end, as a big line: “talk-about” or “talk-soon” stands beneath it.
talk-ahead =
    { $n ->
        [one] { $n } person before you
       *[other] { $n } people before you
    }
# How long they will wait. $time is as in “talk-line-about”.
talk-about = About { $time }.
talk-recording = We record calls to help us serve you better. Tell us if you would like us to pause that.
# What the caller ticks, or not, before the call.
talk-consent = You may record this call to help us serve you better.
# Follows “talk-consent” in the same paragraph.
talk-consent-note = You can call either way.
talk-name = Your name (optional)
# Buttons.
talk-dial = Call now
talk-write = Write instead
talk-later = Call me back instead
talk-again = Try again
talk-back = Back to the chat
talk-redial = Call again
talk-choose = Choose a time
talk-end = Hang up
# Stops a call that nobody has answered yet.
talk-leave = Stop calling
# Goes on waiting, rather than being called back.
talk-stay = Keep waiting
talk-go-back = Go back
# The big lines of what follows have no full stop; those that end in “-text” stand beneath them.
talk-asking = Please allow the microphone
talk-asking-text = Your browser asks you now, most often beside the address of this page.
talk-blocked-declined = We may not use the microphone
talk-blocked-declined-text = To talk to us, allow the microphone for this page: the sign beside the address of the page lets you. Then try again.
talk-blocked-missing = We cannot find a microphone
talk-blocked-missing-text = Plug in a headset or a microphone, then try again.
talk-blocked-busy = The microphone is busy
talk-blocked-busy-text = Another program or page seems to be using it. Please end other calls there, then try again.
talk-blocked-insecure = This page cannot use the microphone
talk-blocked-insecure-text = Browsers allow it only where the address begins with https. We are glad to hear from you in another way.
talk-blocked-old = This browser cannot make calls
talk-blocked-old-text = A newer browser can. We are glad to hear from you in another way.
talk-blocked-unknown = The microphone does not start
talk-blocked-unknown-text = Please look whether it is plugged in and switched on, then try again.
talk-elsewhere = You are on the phone with us already, in another window or tab.
talk-refused = We cannot take your call right now
talk-unreachable = We cannot reach the desk
talk-unreachable-text = Please look whether you are online, then try again.
talk-through = The call does not get through
talk-through-text = Your network may not let calls pass. Another network may help, or reach us in another way.
talk-calling = Calling…
talk-next = You are next
talk-soon = We will be with you as soon as we can.
talk-music = You hear music while you wait.
talk-quiet = The music is off. You will hear us when we answer.
# Buttons.
talk-hush = Mute music
talk-play = Play music
talk-broke = One moment, the line broke
talk-mending = We are calling back…
talk-back-again = You are connected again.
# $name is who of the desk talks with them, here and in all that follows; where that is not known, it is “talk-somebody”.
talk-with = You are talking with { $name }
# Takes the place of a name (subject or object) in “talk-with”, “talk-on-hold”, “talk-resumed” and “talk-pill-talking”.
talk-somebody = one of us
talk-on-hold = { $name } has put you on hold
talk-hold-text = Please stay on the line. We will be right back.
talk-resumed = { $name } is back.
talk-passed = We are connecting you with somebody else.
# A button that switches the caller’s own microphone off, and later (“talk-unmute”) on. They are small: one or two words.
talk-mute = Mute
talk-unmute = Unmute
# Said when it is off.
talk-muted = You are muted
talk-muted-text = We cannot hear you until you switch the microphone on again.
# A small button, for the choice of microphone and speaker.
talk-sound = Set sound
talk-input = Microphone
talk-output = Speaker
# A microphone or speaker without a name. $n is 1, 2, 3 …
talk-device = Device { $n }
# A small button: opens the chat beside the call. It says “talk-news” while there is a new message.
talk-chat = Write
talk-news = Read it
# It names the button “talk-news”.
talk-news-text = We sent you a message. Press “Read it” to see it.
# How loud the microphone is; said, too, when it is switched on again.
talk-level = Your microphone
talk-silent = We hear nothing from your microphone. Is it switched on, and is the right one chosen?
# It names the button “talk-sound”.
talk-unplugged = Your microphone was unplugged. Plug it in again, or choose another under “Set sound”.
talk-switched = We are using another microphone now.
# A microphone or a speaker.
talk-no-device = This one cannot be used right now.
# Small signs of what goes on: the call is recorded; somebody of the desk listens to it; it is on hold.
talk-recorded = Recorded
talk-paused = Recording paused
talk-listens = { $name } listens in
talk-hold = On hold
# A button, where a browser plays no sound before something is pressed.
talk-hear = Press to hear us
# After the page was loaded anew in the middle of a call.
talk-coming = Going back to your call…
talk-returning = Your call is still on
talk-returning-text = Press to go back to it.
# A button.
talk-rejoin = Return to the call
# What a small sign at the edge of the page says of the call while the window is small or closed.
talk-pill-waiting = You are in line to talk to us
# The call’s length follows: “Talking with Mia · 3:05”.
talk-pill-talking = Talking with { $name }
talk-pill-held = On hold
talk-pill-broken = The line broke. Calling back…
# What a screen reader says of that sign, which is a button. $state is one of those above, or “talk-returning”.
talk-open = Open the call: { $state }
# A button.
talk-return = Back to the call
# The choice of a time to be called back.
talk-when = When may we call you?
# $zone is as “Europe/Berlin”, here and in what follows.
talk-when-text = All times are yours ({ $zone }).
talk-looking = We are looking for free times…
talk-none = There is no free time in the next days
talk-none-text = Please write to us, and we find a time together.
talk-phone = Your phone number
# Stands in the empty field: a number that belongs to nobody, kept for examples (by Ofcom, for films and plays). Leave it,
# or take one of another country that is kept for the same.
talk-example = +44 20 7946 0018
# A button, and what it says while that is being done.
talk-confirm = Call me then
talk-confirming = One moment…
talk-pick = Please choose a time.
# The number is that of “talk-example”.
talk-number = This number looks incomplete. Please write all of it, with the country first, as in +44 20 7946 0018.
# The big line once a time is chosen. $day is “today” or “tomorrow”, as the browser says it in this language, or a day as
# “talk-on” says it. $time is a time of day: “09:00”.
talk-booked = We will call you { $day } at { $time }
# A day, as it stands in “talk-booked”, where it takes the place of “tomorrow”. $day is “Tuesday 24 December”, as the browser
# says it in this language.
talk-on = on { $day }
# Beneath “talk-booked”, with the caller’s phone number, and where it is not known.
talk-booked-number = On { $number }. The time is yours ({ $zone }). You need not do anything until then.
talk-booked-text = The time is yours ({ $zone }). You need not do anything until then.
# How a call ended.
talk-over-thanks = Thank you for calling
talk-over-thanks-text = It was good to talk with you.
# The caller hung up before anybody had answered.
talk-over-you = You have hung up
talk-over-you-text = That is all right. We are here when you need us.
talk-over-lost = The line is lost
talk-over-lost-text = We tried to call back, and could not get through. We are sorry.
talk-over-unanswered = We are sorry
talk-over-unanswered-text = Nobody could come to the phone. Choose a time, and we will call you.
talk-over-restart = We are sorry, the call was cut off
talk-over-restart-text = We had to restart our phone just now. It works again in a moment.
talk-over-gone = The call is over
talk-over-gone-text = We are here when you need us.
# The call ended while they were choosing a time to be called back.
talk-ended = The call is over. You can still choose a time here.
# $time is how long, as the browser says it in this language: “3 minutes and 2 seconds”, “41 seconds” (of a noun’s cases,
# the nominative).
talk-long = We talked for { $time }.

## What is thought of before a reply goes out

hint-gap-why = The customer would read these brackets. Put the words in their place.
hint-label-why = What happened to them before this? Whoever reads the note next is helped by that.
hint-empathy-why = They told of something hard. Say first what it was like for them, then help.
hint-question-why = They asked this, and your answer does not take it up yet.
# $reason is a sentence in English without its end, such as “They told us their order number”.
hint-asked-again-why = { $reason }. It is in the thread above.
hint-same-apology-why = You said sorry in these words before. Say what will be different now.
hint-refusal-why = A “no” that stands alone. Name another way, or who can help with it.
hint-blame-why = This puts it on somebody. Say what happened, without who, and how it is put right.
hint-condescension-why = This may sound as if you talked down to them.
hint-hurry-why = This may sound as if you had no time for them.
hint-scarcity-why = This puts a rule or a lack in the way. Say what it is there for, and what you can do.
hint-label-in-reply-why = This puts a label on a person. Say what happened in its place.
hint-jargon-why = A word of the trade. Say it as you would at the counter.
hint-time-why = A time that they can count on makes it a promise.
hint-greeting-why = This is our first answer. Greet them, and say who you are.
hint-closing-why = The last impression counts like the first. Say what happens next, or wish them well.
# A button: $words are the first words of a sentence in English that it puts behind what is written.
hint-go-on-with = Go on with “{ $words } …”
# A button: $words are in English, and take the place of what is written.
hint-put-instead = “{ $words }”

## Errors of last resort, and of the chat

error-other-method = That cannot be done here. The header Allow says what can.
error-panicked = Something went wrong on our side. What you wrote is still here; try again in a moment.
# Customers read this in the chat.
visitor-text-too-long = This message is too long: the most is { $max } characters.
visitor-too-many-files = Send at most { $max } files at a time.
visitor-file-gone = A file is not here any more. Choose it again and send.
# Customers read this where the chat is closed for good; at the most 123 bytes.
visitor-erased = Everything that was kept of this chat has been erased.
visitor-no-phone-here = The phone is not connected here. Write to us, please.
visitor-choose-a-time = Choose one of the times, please.

## Passkeys

# A key on a device that proves who somebody is (FIDO); most languages have a word for it that devices use.
passkeys-title = Passkeys
passkeys-lead = Sign in with your finger, your face or the number of your device, without a password. After a password, a passkey is your second factor.
passkeys-need-address = Passkeys need an encrypted address with a name, such as https://desk.example. Whoever runs the server chooses it.
passkeys-not-in-browser = This browser has no passkeys. Another one may have them, or a telephone.
passkeys-app-too = An app for one-time codes, too
passkeys-codes-left = Each gets you in once after your password, when no passkey is at hand. Left: { $count }.
passkeys-for-elsewhere = Your passkeys are for another address of the desk, and do not work at this one.
passkey-for-elsewhere = It is for another address of the desk, and does not work at this one.
# $used and $made are days within a sentence, such as “today” or “3 March”.
passkey-used = Made { $made }, last used { $used }
# $made is a day within a sentence, such as “today” or “3 March”.
passkey-unused = Made { $made }, not used yet
passkey-add = Add a passkey
passkey-add-another = Add another passkey
passkey-make = Make a passkey
passkey-instead = Or make a passkey: your finger, your face or the number of your device lets you in.
passkey-name = Name
passkey-name-hint = So that you know it again in the list: where it is kept, for example.
passkey-change = Change
passkey-change-name = Change { $name }
passkey-rename = Rename
passkey-rename-name = Rename { $name }
passkey-remove = Remove
passkey-remove-name = Remove { $name }
passkey-remove-hint = It lets you in no more, and your other browsers are signed out. Delete it on your device as well.
passkey-use = Use a passkey
passkey-use-recovery-code = Use a recovery code
passkey-recovery-code = Recovery code
passkey-recovery-code-hint = Four groups of four letters and digits.
passkey-ask = You are known so far. Now your passkey.
passkey-ask-or-code = You are known so far. Now your passkey, or the code of your app.
passkey-saved = Your passkey lets you in from now on. After your password, it is asked for.
passkey-saved-name = It is called that from now on.
passkey-saved-removal = That passkey lets you in no more. Your other browsers were signed out.
passkey-saved-app-off = Your app is not asked for any more; your passkeys are. Your other browsers were signed out.
passkey-too-many = You have { $most } passkeys already. Remove one that you do not use.
passkey-no-name = A name has 1 to { $most } characters. Write one.
passkey-gone = This passkey is not here. It may have been removed.
passkey-there-already = This passkey is here already. Use it, or make one on another device.
passkey-too-long-ago = That took longer than the desk waits, or was sent twice. Try once more.
passkey-unknown = The desk does not know this passkey. It may have been removed; use another, or your password.
passkey-unverified = Your device did not make sure that it is you. Switch on its number, finger or face, and try once more.
passkey-elsewhere = This passkey answered for another address than this one. Open the desk at its own address and try once more.
passkey-not-taken = The desk could not take what your device said. Try once more, or use your password.
passkey-copied = There may be a copy of this passkey, so it is not taken. Use your password, then remove it and make a new one.
passkey-stays = Everybody at this desk needs a second factor, so your last passkey stays. Make another one first.
# Words under which the palette finds passkeys besides their name.
palette-passkeys-also = webauthn fido security key fingerprint face passwordless
audit-passkey-made = <b>{ $who }</b> made a passkey
audit-passkey-removed = <b>{ $who }</b> removed a passkey of theirs
audit-passkey-refused = <b>{ $who }</b> brought a passkey that was not taken
audit-passkey-refused-of = <b>{ $who }</b> brought a passkey that was not taken for <b>{ $whom }</b>
script-passkey-not-given = No passkey was given. Try once more when it is at hand.
script-passkey-there-already = This device has a passkey for you already. Use it, or make one on another device.
script-passkey-failed = Your device could not do that just now. Try once more.

## Being told by one's browser while no page is open

push-title = In your browsers
# $seconds is 30. What the browser shows is called a notice.
push-lead = A browser that you let do so shows you a notice of what you tick above, also while no page of the desk is open, where you have not seen it { $seconds } seconds later. How often, and when not, is as below. What it shows passes its maker’s push service, sealed so that nobody there can read it.
push-turn-on = Tell me in this browser
push-turn-on-hint = Your browser asks whether you allow it.
push-denied = This browser was told not to show notices of the desk. Allow them in its settings for this site, and come back here.
push-insecure = A browser shows notices only of a desk that is opened over <code>https</code>, or that runs on the same machine. Ask whoever runs it.
push-unable = This browser cannot show notices while no page is open. On an iPhone or iPad no browser can do it for a page; use another device, or email.
push-browsers = Browsers that tell you
push-this-one = This browser
push-signed-out = Signed out there: you are told again once you sign in.
push-told-never = Since { $day }, and nothing was told yet
push-told-now = Told just now
# $time is a length of time, such as “2 h”.
push-told-ago = Told { $time } ago
push-told-on = Told last { $day }
push-test = Try it
push-test-of = Try it: { $browser }
push-test-sent = A notice is on its way to { $browser }.
push-remove = Remove
push-remove-of = Remove { $browser }
push-removed = { $browser } tells you nothing any more.
# Short: it stands beside each kind of thing, after a box to tick.
push-way = In browsers
push-kind = In browsers: { $kind }
push-named = Say who the customer is, and what it is about
push-named-hint = Otherwise a notice says only that there is something: others may see your screen.
push-not-here = This browser is not here. It may have been removed.
push-bad-keys = This browser did not say how to encrypt for it. Try it again, or use another one.
push-too-many = You have { $most } browsers already. Remove one that you do not use any more.
push-no-encryption = Nothing can be encrypted on this machine. Ask whoever runs Bliss.
# $answer is in English: what the push service or this machine said.
push-why-unreachable = The last notice did not get through: its push service could not be reached ({ $answer }). It is tried again.
push-why-not-now = The last notice did not get through: its push service did not take it for now ({ $answer }). It is tried again.
push-why-refused = The last notice did not get through: its push service refused it ({ $answer }). Remove it, and let it tell you anew.
push-why-unreadable = The last notice could not be made ({ $answer }). Remove it, and let it tell you anew.
push-notice-test = It works: { $desk } tells you here
push-notice-test-body = This is what a notice looks like.
push-notice-line = { $matter }: { $what }
script-push-on = From now on this browser tells you what is new. Try it below.
# $why is what the browser says, often in English.
script-push-failed = This browser could not be let tell you: { $why }
email-purpose-new-passkey = A new passkey
letter-passkey-subject = A new passkey for your account at the desk of { $desk }
letter-passkey-words = A passkey, “{ $passkey }”, was made for your account at the desk of { $desk }. It opens your account from now on.
letter-passkey-if-not = If it was you, nothing is left to do. If it was not, remove it, choose a new password, and tell whoever leads your desk.
letter-passkey-button = Look at your passkeys
letter-passkey-foot = You get this email whenever a passkey is made for you, so that nobody makes one without you knowing.
profile-saved-password-passkeys = Your new password holds from now on; other browsers were signed out. Passkeys do not change with it: look whether all of yours are your own.
passkey-others-elsewhere = Your other passkeys were made for another address of the desk and cannot be used here. Add a passkey for this address first.
sign-in-gone-meanwhile = Your access changed while you were signing in. Sign in anew.
push-why-unreachable-at-last = The last notice did not get through: its push service could not be reached ({ $answer }). It is not tried again; the next one is.
push-why-not-now-at-last = The last notice did not get through: its push service did not take it ({ $answer }). It is not tried again; the next one is.
# server.key is the name of a file.
push-key-unreadable = No browser can be told anything now: the desk cannot read its key for push services, for the server’s own key was changed. Whoever runs Bliss brings back the file server.key that was there before.
push-key-lost = It is lost for good
push-key-renew-lead = Then the desk needs a new key for push services. All browsers leave the list; each comes back by itself once its person opens the desk in it.
push-key-renew = Make a new key
push-key-made = There is a new key: browsers can be told again.
push-key-readable = The desk can read its key for push services, so that one stays.
