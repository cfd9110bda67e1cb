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
