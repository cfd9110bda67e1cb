### What Bliss says in English. Every other language has the same messages; the test of the files says what is missing.
###
### A message says one whole thing: never a half of a sentence. Names and counts are variables; <link>…</link> marks what
### a page makes a link of (or a bold word), and may stand anywhere.

language-own-name = English

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
# $what is a word of this list; one that is not here is said in English.
not-here =
    { $what ->
        [account] This account is not here. It may have been removed.
        [address] This address is not here. It may have been removed.
       *[other] This { $what } is not here. It may have been removed.
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
file-bad-kind = { $what } cannot be sent. Pictures, PDF, text, office documents, sound, film and ZIP files can.
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
