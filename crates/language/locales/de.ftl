### Was Bliss auf Deutsch sagt. Angeredet wird mit „du“. Jede andere Sprache hat dieselben Meldungen.
### Für Menschen stehen möglichst neutrale Wörter: Kundschaft, Gegenüber, Gast, Leitung, Inhaberschaft, Service.
###
### Standards, Versprechen, Textbausteine, Regeln, Schlagwörter, Teams, Feiertage, Heute, Check-ins und Suche.

language-own-name = Deutsch
series = { $all }, { $next }

## Was überall gesagt wird

done = Erledigt.

## Wenn etwas nicht geht

error-bucket-away = Der Speicher für Dateien antwortet nicht. Bitte in ein paar Minuten noch einmal versuchen; nichts ist verloren.
error-elsewhere = Diesen Anruf hat ein anderer Server des Desks. Bitte gleich noch einmal versuchen.
error-file = Die Datei ließ sich nicht speichern: { $why }
error-number = Nummer dieser Anfrage:
error-say-number = Bitte diese Nummer denen nennen, die Bliss betreiben:
error-throttled =
    { $minutes ->
        [one] Zu viele Versuche. Warte eine Minute und versuch es dann noch einmal.
       *[other] Zu viele Versuche. Warte { $minutes } Minuten und versuch es dann noch einmal.
    }
error-to-the-desk = Zum Desk
not-here =
    { $what ->
        [account] Dieses Konto gibt es hier nicht. Vielleicht wurde es entfernt.
        [address] Diese Adresse gibt es hier nicht. Vielleicht wurde sie entfernt.
        [answer] Diese Antwort gibt es hier nicht. Vielleicht wurde sie entfernt.
        [call] Diesen Anruf gibt es hier nicht. Vielleicht wurde er entfernt.
        [call-back] Diesen Rückruf gibt es hier nicht. Vielleicht wurde er entfernt.
        [canned-reply] Diesen Textbaustein gibt es hier nicht. Vielleicht wurde er entfernt.
        [change] Diese Änderung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [chat] Diesen Chat gibt es hier nicht. Vielleicht wurde er entfernt.
        [contact] Diesen Kontakt gibt es hier nicht. Vielleicht wurde er entfernt.
        [conversation] Dieses Gespräch gibt es hier nicht. Vielleicht wurde es entfernt.
        [copy] Diese Kopie gibt es hier nicht. Vielleicht wurde sie entfernt.
        [import] Diesen Import gibt es hier nicht. Vielleicht wurde er entfernt.
        [customer] Diesen Kundeneintrag gibt es hier nicht. Vielleicht wurde er entfernt.
        [delivery] Diese Zustellung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [draft] Diesen Entwurf gibt es hier nicht. Vielleicht wurde er entfernt.
        [fact] Diese Angabe gibt es hier nicht. Vielleicht wurde sie entfernt.
        [file] Diese Datei gibt es hier nicht. Vielleicht wurde sie entfernt.
        [hint] Diesen Hinweis gibt es hier nicht. Vielleicht wurde er entfernt.
        [holiday] Diesen Feiertag gibt es hier nicht. Vielleicht wurde er entfernt.
        [identity-provider] Diesen Identitätsanbieter gibt es hier nicht. Vielleicht wurde er entfernt.
        [inbox] Diesen Posteingang gibt es hier nicht. Vielleicht wurde er entfernt.
        [invitation] Diese Einladung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [kind-of-message] Diese Art von Nachricht gibt es hier nicht. Vielleicht wurde sie entfernt.
        [merge] Diese Zusammenführung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [message] Diese Nachricht gibt es hier nicht. Vielleicht wurde sie entfernt.
        [moment] Diesen Moment gibt es hier nicht. Vielleicht wurde er entfernt.
        [note] Diese Notiz gibt es hier nicht. Vielleicht wurde sie entfernt.
        [notification] Diese Benachrichtigung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [page] Diese Seite gibt es hier nicht. Vielleicht wurde sie entfernt.
        [person] Diese Person gibt es hier nicht. Vielleicht wurde sie entfernt.
        [promise] Dieses Versprechen gibt es hier nicht. Vielleicht wurde es entfernt.
        [question] Diese Frage gibt es hier nicht. Vielleicht wurde sie entfernt.
        [recording] Diese Aufnahme gibt es hier nicht. Vielleicht wurde sie entfernt.
        [replay] Diesen Rückblick gibt es hier nicht. Vielleicht wurde er entfernt.
        [rule] Diese Regel gibt es hier nicht. Vielleicht wurde sie entfernt.
        [session] Diese Sitzung gibt es hier nicht. Vielleicht wurde sie entfernt.
        [sound] Diesen Ton gibt es hier nicht. Vielleicht wurde er entfernt.
        [standard] Diesen Standard gibt es hier nicht. Vielleicht wurde er entfernt.
        [tag] Dieses Schlagwort gibt es hier nicht. Vielleicht wurde es entfernt.
        [team] Dieses Team gibt es hier nicht. Vielleicht wurde es entfernt.
        [token] Dieses Token gibt es hier nicht. Vielleicht wurde es entfernt.
        [version] Diese Version gibt es hier nicht. Vielleicht wurde sie entfernt.
        [view] Diese Ansicht gibt es hier nicht. Vielleicht wurde sie entfernt.
        [webhook] Diesen Webhook gibt es hier nicht. Vielleicht wurde er entfernt.
       *[other] Das gibt es hier nicht. Vielleicht wurde es entfernt.
    }

## Anmelden

sign-in-button = Anmelden
sign-in-email = E-Mail
sign-in-forgotten = Passwort vergessen? Inhaberschaft oder Leitung kann dir einen Link geben.
sign-in-heading = Schön, dich zu sehen
sign-in-lead = Melde dich am Desk von { $desk } an.
sign-in-or = oder
sign-in-owners-with-password = Die Inhaberschaft kann sich auch mit Passwort anmelden
sign-in-password = Passwort
sign-in-title = Anmelden
sign-in-with-provider = Mit { $provider } anmelden

## Einstellungen: Sitzungen

sessions-ended = Wer diesen Browser benutzt hat, muss sich neu anmelden.
sessions-lead = Wo du angemeldet bist. Beende, was du nicht kennst.
sessions-sign-out = Abmelden
sessions-sign-out-elsewhere = Überall sonst abmelden
sessions-sign-out-of = { $browser }, { $detail } abmelden
sessions-signed-in = Angemeldet
sessions-this-one = Diese hier
sessions-title = Sitzungen

## Einstellungen: Profil

profile-language = Sprache
profile-language-of-browser = Die deines Browsers
profile-language-unknown = Diese Sprache spricht Bliss nicht. Wähle eine aus der Liste.

## Was sich nicht annehmen lässt

address-bad-email = Das sieht nicht nach einer E-Mail-Adresse aus. Sie sollte so sein: name@example.com.
address-bad-phone = Das sieht nicht nach einer Telefonnummer aus. Schreib Ziffern, etwa +49 30 1234567.
canned-reply-bad-code = Ein Kürzel ist ein einziges Wort aus Buchstaben, Ziffern und Bindestrichen mit höchstens { $most } Zeichen, etwa „verzug“.
canned-reply-bad-language = Wähle die Sprache aus der Liste.
canned-reply-empty = Schreib die Worte, die du griffbereit haben willst.
canned-reply-long-title = Ein Titel hat höchstens { $most } Zeichen. Sag es kürzer.
canned-reply-no-title = Gib ihm einen Titel, unter dem du ihn wiederfindest.
canned-reply-open-variable = „{"{{"}{ $after }“ wird geöffnet und nie geschlossen. Setze „{"}}"}“ hinter den Namen.
canned-reply-too-long = Das ist zu lang: { $chars } Zeichen, und höchstens { $most } gehen. Mach zwei Textbausteine daraus.
canned-reply-unknown-variable = „{"{{"}{ $name }{"}}"}“ gibt es nicht. Wähle etwas von dem, was neben dem Text steht.
canned-reply-unknown-variable-near = „{"{{"}{ $name }{"}}"}“ gibt es nicht. Meintest du „{"{{"}{ $near }{"}}"}“?
file-bad-kind =
    { $what ->
        [svg] SVG-Bilder können Programme enthalten und lassen sich nicht senden.
        [page] Webseiten können Programme enthalten und lassen sich nicht senden.
        [nameless] Dateien, deren Name nicht auf ihre Art endet (etwa .pdf), lassen sich nicht senden.
       *[other] Dateien dieser Art lassen sich nicht senden.
    } Bilder, PDF, Text, Office-Dokumente, Ton, Film und ZIP-Dateien gehen.
file-bad-name = Der Name dieser Datei lässt sich nicht verwenden. Bitte ohne Schrägstriche und unsichtbare Zeichen umbenennen und noch einmal wählen.
file-disguised = Der Name dieser Datei sagt das eine, ihr Inhalt etwas anderes. Bitte nach dem benennen, was sie ist, und noch einmal wählen.
file-empty = Diese Datei ist leer (0 Bytes). Bitte noch einmal oder eine andere wählen.
file-name-too-long = Der Name dieser Datei ist zu lang: höchstens { $most } Zeichen. Bitte umbenennen und noch einmal wählen.
file-too-large = Diese Datei ist größer als { $most } MB. Bitte eine kleinere oder einen Link darauf schicken.
hours-too-many = Das sind mehr als { $most } Abschnitte an einem Tag.
hours-unreadable = Schreib Zeiten wie 9:00–12:30, 13:30–18:00 oder lass das Feld leer.
intention-empty = Schreib ein paar Worte oder wähle welche von oben.
intention-too-long = Ein Vorsatz ist kurz: Dieser hat { $chars } Zeichen, höchstens { $most } gehen.
merge-other-browser = Das wurde in zwei Browsern geschrieben, und keiner davon hat sich als der andere angemeldet: Eine Antwort käme nur in einem von beiden an. Lass sie getrennt und beantworte jedes für sich.
merge-other-customer = Das sind Gespräche mit zwei verschiedenen Personen, und keine soll lesen, was die andere schrieb. Ist es dieselbe Person, dann führe zuerst die beiden Kundeneinträge zusammen; sonst wähle ein anderes Gespräch.
merge-other-inbox = Diese Gespräche kamen an zwei verschiedenen Adressen von uns an; eine Antwort im einen käme im anderen nicht an. Lass sie getrennt.
merge-same = Das ist schon ein einziges Gespräch. Wähle ein anderes.
message-empty = Es gibt noch nichts zu senden. Bitte zuerst ein paar Worte schreiben.
message-too-long = Diese Nachricht ist zu lang: { $chars } Zeichen, höchstens { $most } gehen. Bitte kürzen oder als Textdatei anhängen.
notifications-bad-quiet = Schreib zwei verschiedene Zeiten für deine Ruhezeit, etwa 18:00 und 08:00.
promise-nothing = Sag in ein paar Worten, was wir versprechen.
promise-too-long = Sag es in höchstens { $most } Zeichen.
standard-no-title = Gib ihm einen Titel, damit man von ihm sprechen kann.
standard-past = Ein Standard beginnt jetzt oder später: Niemand wird an etwas gemessen, das ihm nicht gesagt wurde.
standard-too-far = Das ist zu weit weg. Wähle einen Tag in den nächsten zwei Jahren.
standard-too-long = Das ist zu lang, um es im Kopf zu behalten. Ein Titel hat höchstens { $title } Zeichen, die Erklärung höchstens { $words }.
time-no-such = Diesen Tag oder diese Uhrzeit gibt es nicht. Versuch es mit „tomorrow 9:00“.
time-past = Diese Zeit ist vorbei. Wähle eine, die noch kommt.
time-too-far = Das ist mehr als ein Jahr hin. Wähle eine nähere Zeit.
time-unreadable = Diese Zeit konnten wir nicht lesen. Versuch es auf Englisch mit „tomorrow 9:00“, „in 2 hours“, „next monday“ oder „24 december 14:00“.

## Was gerade nicht geht

call-back-no-time = In den nächsten { $days } Tagen ist keine Zeit frei.
call-colleague-busy = { $name } telefoniert gerade. Frag jemand anderen oder warte ein wenig.
canned-reply-code-taken = Das Kürzel „{ $code }“ gehört zu „{ $title }“. Wähle ein anderes.
canned-reply-for-all = Was alle benutzen, schreibt die Leitung. Kopiere den Baustein; die Kopie kannst du ändern.
customer-merge-undo-conversation-first = Gespräch { $id }, „{ $subject }“, entstand aus Gesprächen von beiden. Mach zuerst dort die Zusammenführung rückgängig; dann geht es auch hier.
invitation-on-desk = { $email } ist schon am Desk.
invitation-sign-in-instead = { $email } ist schon am Desk. Melde dich an oder nimm eine andere Adresse.
sign-in-by-provider-only = An diesem Desk melden sich alle mit { $provider } an. Den Knopf dafür findest du auf der Anmeldeseite.
team-name-taken = Es gibt schon ein Team „{ $name }“.
customer-merge-one-already = Diese beiden sind schon ein einziger Eintrag. Wähle einen anderen.

## Was Knöpfe überall sagen

action-add = Hinzufügen
action-back = Zurück
action-cancel = Abbrechen
action-close = Schließen
action-never-mind = Doch nicht
action-save = Speichern
action-snooze = Zurückstellen
action-undo = Rückgängig

## Zahlen, Größen und Zeitspannen, kurz

size-bytes = { $bytes } Bytes
size-kilobytes = { $kilobytes } KB
size-megabytes = { $megabytes } MB
duration-under-a-minute = unter 1 min
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes } min
duration-a-day-and-hours = 1 Tag { $hours } h
duration-days =
    { $days ->
        [one] { $days } Tag
       *[other] { $days } Tage
    }

## Tage und Zeiten

day-today = Heute
day-yesterday = Gestern
day-tomorrow = Morgen
day-today-within = heute
day-yesterday-within = gestern
day-tomorrow-within = morgen
day-and-time = { $day }, { $time }
soon-today = um { $time }
soon-tomorrow = morgen um { $time }
soon-on-weekday = am { $weekday } um { $time }
soon-on-day = am { $day } um { $time }
when-today = um { $time }
when-on-day = am { $day }
local-time-same = { $place }, dieselbe Zeit wie bei dir
local-time-hours-ahead =
    { $hours ->
        [one] { $place }, dir { $hours } Stunde voraus
       *[other] { $place }, dir { $hours } Stunden voraus
    }
local-time-hours-behind =
    { $hours ->
        [one] { $place }, { $hours } Stunde hinter dir
       *[other] { $place }, { $hours } Stunden hinter dir
    }
local-time-ahead = { $place }, dir { $hours } h { $minutes } min voraus
local-time-behind = { $place }, { $hours } h { $minutes } min hinter dir

## Sprachen der Kundschaft

language-ar = Arabisch
language-cs = Tschechisch
language-da = Dänisch
language-de = Deutsch
language-el = Griechisch
language-en = Englisch
language-es = Spanisch
language-fi = Finnisch
language-fr = Französisch
language-he = Hebräisch
language-hi = Hindi
language-hu = Ungarisch
language-it = Italienisch
language-ja = Japanisch
language-ko = Koreanisch
language-nl = Niederländisch
language-no = Norwegisch
language-pl = Polnisch
language-pt = Portugiesisch
language-ro = Rumänisch
language-ru = Russisch
language-sv = Schwedisch
language-tr = Türkisch
language-uk = Ukrainisch
language-vi = Vietnamesisch
language-zh = Chinesisch
language-of-place = { $language } ({ $tag })

## Namen für alle, deren Name nicht bekannt ist

person-unknown = Jemand
person-unknown-within = jemand
person-nobody-within = niemand
quoted = „{ $words }“

## Rings um jede Seite

nav-skip = Zum Hauptteil springen
nav-main = Hauptmenü
nav-today = Heute
nav-desk = Desk
nav-promises = Versprechen
nav-standards = Standards
nav-customers = Kundschaft
nav-search = Suche
nav-settings = Einstellungen
nav-notifications = Neues für dich
nav-your-profile = Dein Profil
nav-your-calls = Deine Anrufe
nav-your-check-ins = Deine Check-ins
nav-design = Die Gestaltung
nav-sign-out = Abmelden
nav-reminders = Versprechen, die fällig werden
nav-phone = Telefon
nav-waiting = , wartend: <number>{ $count }</number>
nav-you-here = Du: { $name }, verfügbar
nav-you-away = Du: { $name }, abwesend
availability-switch = Verfügbar für neue Gespräche
availability-here = Da
availability-away = Abwesend
availability-available = Verfügbar
availability-back = Zurück { $when }
definition-what = Was „{ $term }“ bedeutet
definitions-what = Was { $what } bedeutet

## Wenn etwas nicht geht

error-heading = Das hat nicht geklappt
error-heading-forbidden = Diese Änderung ist nicht erlaubt
error-heading-not-found = Das finden wir nicht
error-heading-ours = Bei uns ist etwas schiefgegangen
error-heading-too-many = Ein wenig langsamer, bitte
error-database-away = Der Desk erreicht gerade seine Datenbank nicht. Das Geschriebene ist noch da; bitte noch einmal versuchen.
error-disk-full = Die Festplatte des Desks ist voll, deshalb ließ sich das nicht speichern. Was schon gespeichert war, ist nicht verloren. Bitte denen Bescheid sagen, die den Desk betreiben, und es noch einmal versuchen.
error-file-not-kept = Die Datei ließ sich nicht speichern. Bitte gleich noch einmal versuchen.
error-forged = Diese Anfrage kam nicht von den Seiten des Desks, darum ist nichts geschehen. Bitte den Desk öffnen und es dort noch einmal versuchen.
error-ours = Bei uns ist etwas schiefgegangen. Das Geschriebene ist noch da; bitte gleich noch einmal versuchen.
error-page-not-drawn = Diese Seite ließ sich nicht darstellen. Bitte noch einmal versuchen.
error-role = Deine Rolle umfasst das nicht. Frag Inhaberschaft oder Leitung deines Desks.
error-too-many = Das war viel auf einmal. Bitte einen Moment warten und es dann noch einmal versuchen.
corner-closed = Öffne zuerst deine Ecke mit deinem Passwort unter Einstellungen → Profil: Dort liegt, was dir allein gehört.
form-too-much = Das ist zu viel für ein Formular. Bitte kürzen.
form-unreadable = Dieses Formular ließ sich nicht lesen. Bitte zurückgehen, die Seite neu öffnen und es noch einmal ausfüllen.

## Tasten

keys-title = Tasten
keys-lead = Alles geht auch ohne Maus.
keys-anywhere = Überall
keys-in-a-list = In einer Liste
keys-in-a-conversation = In einem Gespräch
keys-while-writing = Beim Schreiben
keys-then = dann
keys-or = oder
keys-with-click = <key>Shift</key> und ein Klick
keys-this-list = Diese Liste
keys-search-field = Zum Suchfeld
keys-search-everything = Alles durchsuchen
keys-next = Weiter, zurück
keys-open = Öffnen
keys-filter = Desk filtern
keys-choose = Auswählen, für mehrere zugleich
keys-choose-up-to = Alle bis dorthin auswählen
keys-take = Selbst übernehmen
keys-assign = Zuweisen
keys-close = Schließen oder wieder öffnen
keys-tag = Schlagwort geben
keys-trust = Was das Vertrauen bewegt hat
keys-standards = Wie es zu den Standards steht
keys-merge = Mit einem anderen zusammenführen
keys-moment = In markierten Worten einen Moment benennen
keys-promise = Etwas versprechen
keys-keep-promise = Gesagtes als Versprechen festhalten
keys-undo-sending = Senden zurücknehmen
keys-back = Zurück zur Liste
keys-greeting = Mit einer Begrüßung beginnen
keys-mention = Jemanden erwähnen
keys-better-words = Bessere Worte übernehmen
keys-preview = Sehen, wie andere es sähen
keys-leave-text = Text verlassen
keys-single = Einzelne Buchstaben als Tasten benutzen
keys-single-hint = Schalte sie aus, wenn du diktierst oder sie dich stören.
keys-single-stay = <keys>und</keys> bleiben.

## Die Palette, in der sich alles finden und tun lässt

palette-title = Finden und tun, was du willst
palette-hint = Ein Name, ein Betreff, eine Nummer oder was zu tun ist
palette-results = Ergebnisse
palette-to-choose = zum Auswählen
palette-to-open = zum Öffnen
palette-to-close = zum Schließen
palette-customers = Kundschaft
palette-conversations = Gespräche
palette-go = Gehe zu
palette-do = Etwas tun
palette-search-for = Alles nach „{ $words }“ durchsuchen
palette-start-with = Gespräch mit { $name } beginnen
palette-add-customer = „{ $name }“ zur Kundschaft hinzufügen
palette-notifications = Neues
palette-warm-up = Aufwärmen
palette-customer = Jemanden zur Kundschaft hinzufügen
palette-away = Ich bin eine Weile weg
palette-here = Ich bin wieder da
palette-keys = Alle Tasten zeigen
palette-notifying = Benachrichtigungen
palette-sessions = Wo du angemeldet bist
palette-second-factor = Zweiter Faktor
palette-people = Personen
palette-teams = Teams
palette-holidays = Feiertage
palette-tags = Schlagwörter
palette-canned-replies = Textbausteine
palette-chat = Chat auf deiner Website
palette-api = API
palette-rules = Regeln
palette-workspace = Arbeitsbereich
palette-security = Sicherheit
palette-identity-provider = Identitätsanbieter
palette-audit = Audit-Protokoll
palette-webhooks = Webhooks
palette-today-also = start startseite anfang home übersicht
palette-desk-also = gespräche wartend warten posteingang tickets konversationen
palette-customers-also = kunden kundinnen personen leute kontakte menschen
palette-search-also = finden suchen nachrichten notizen
palette-notifications-also = benachrichtigungen glocke mitteilungen hinweise
palette-calls-also = rückblicke aufnahmen stimme lächeln telefonate replays
palette-warm-up-also = stimme lächeln begrüßung mikrofon warm-up spiegel
palette-conversation-also = starten eröffnen schreiben neu ticket
palette-customer-also = neu kunde kundin anlegen kontakt
palette-availability-also = verfügbarkeit verfügbar online offline pause da weg abwesend
palette-keys-also = tastatur tastenkürzel shortcuts hilfe
palette-profile-also = name zeitzone sprache
palette-notifying-also = ton klang ruhezeit stille glocke
palette-sessions-also = sitzungen sessions abmelden geräte
palette-second-factor-also = zwei-faktor 2fa totp authenticator code wiederherstellung
palette-people-also = mitarbeiter mitarbeitende agenten agents rollen einladen benutzer kollegen
palette-teams-also = zeiten reihum zuweisung gruppen
palette-holidays-also = freie tage urlaub geschlossen feiertag
palette-tags-also = tags labels etiketten zusammenführen
palette-canned-replies-also = vorlagen makros schnipsel snippets templates antworten
palette-chat-also = posteingang widget chatfenster website
palette-api-also = tokens programme schnittstelle
palette-rules-also = automatisierung automatik trigger workflow auslöser
palette-workspace-also = zeiten öffnungszeiten servicezeiten name workspace
palette-security-also = sitzungen anmeldung zwei-faktor passwort
palette-identity-provider-also = single sign-on sso openid connect oidc google microsoft okta
palette-audit-also = wer was wann anmeldungen audit log verlauf
palette-webhooks-also = api programme ereignisse events melden
palette-import = Kundschaft importieren
palette-import-also = csv excel tabelle hochladen upload importieren kunden kundendaten kontakte übernehmen
palette-email = E-Mail
palette-email-also = smtp mail mailserver email test senden
palette-export = Export
palette-export-also = herunterladen download alles csv json kopie daten exportieren mitnehmen
palette-retention = Aufbewahrung
palette-retention-also = löschen alte gespräche alter löschfrist aufbewahrungsfrist dsgvo gdpr datenschutz

## Wie Gespräche kamen und wie sie stehen

channel-chat = Chat
channel-phone = Telefon
channel-in-person = Vor Ort
channel-api = API
standing-waiting-on-us = Wartet auf uns
standing-waiting-on-us-for = Wartet auf uns, { $wait }
standing-waiting-on-customer = Wartet auf Kundenseite
standing-waiting-on-the-customer = Wartet auf die Kundenseite
standing-snoozed = Zurückgestellt
standing-snoozed-until = Zurückgestellt, wieder da { $when }
standing-closed = Geschlossen

## Die Liste des Desks

view-yours = Deine
view-nobodys = Noch frei
view-everyones = Alle
view-answered = Beantwortet
view-snoozed = Zurückgestellt
view-closed = Geschlossen
list-which = Welche Gespräche
list-choose-several = Mehrere auswählen
list-saved-view = Die Ansicht <name>{ $name }</name>.
list-remove-view = Entfernen
list-show-all = Alle zeigen
list-only = Nur <what>…</what>.
list-only-yours = deine
list-only-nobodys = noch freie
list-only-of = die von { $name }
list-only-team = Team <team>{ $team }</team>
list-none-snoozed = Nichts ist zurückgestellt
list-none-snoozed-hint = Stell ein Gespräch zurück, und es wartet hier, bis seine Zeit kommt.
list-none-closed = Noch nichts ist geschlossen
list-none-closed-hint = Geschlossene Gespräche ruhen hier und öffnen sich wieder, wenn jemand schreibt.
list-none-answered = Niemand schuldet uns eine Antwort
list-none-answered-hint = Gespräche, die wir beantwortet haben, warten hier auf die nächste Nachricht.
list-none-yours = Niemand wartet auf dich
list-none-yours-hint = Schau nach denen, die noch niemand übernommen hat.
list-none = Niemand wartet
list-none-hint = Alle haben eine Antwort. Zeit für eine Tasse Tee.
list-more = Mehr
row-choose = { $name }, { $subject } auswählen
row-unread = , noch ungelesen
row-by-chat = , per Chat,
row-by-phone = , Telefon,
row-in-person = , vor Ort,
row-by-api = , API,
row-waiting = <hidden>wartet seit </hidden>{ $wait }
row-back = wieder da { $when }
row-with = bei { $name }
row-with-nobody = noch bei niemandem
desk-choose = Wähle ein Gespräch
desk-choose-hint = Es öffnet sich hier, mit seiner ganzen Geschichte.
desk-help-first = Wem möchtest du zuerst helfen?
desk-help-first-hint = Wähle jemanden aus der Liste. Wer am längsten wartet, steht oben.
desk-clear = Der Desk ist leer
desk-clear-hint = Wer schreibt oder vorbeikommt, erscheint links.

## Filter der Liste und Listen, die griffbereit bleiben

filter-title = Liste filtern
filter-which = Welche
filter-whose = Wessen
filter-team = Team
filter-channel = Kanal
filter-tag = Schlagwort
filter-any = Egal
filter-show = Zeigen
saved-view-keep = Diese Liste griffbereit halten als
saved-view-keep-button = Behalten
saved-view-for-everybody = Für alle am Desk
saved-view-kept = Steht jetzt über der Liste.
saved-view-removed = Die Ansicht „{ $name }“ ist entfernt.
saved-view-back = Die Ansicht „{ $name }“ ist wieder da.
saved-view-wrong-name = Gib der Ansicht einen Namen mit 1 bis { $most } Zeichen.
saved-view-plain-list = Das ist die Liste ohne Filter; die ist schon griffbereit.
saved-view-name-taken = Eine Ansicht mit diesem Namen gibt es schon. Wähle einen anderen.
saved-view-too-many = { $most } Ansichten sind genug. Entferne zuerst eine, die niemand braucht.
saved-view-of-everybody = Diese Ansicht gehört allen. Bitte die Leitung, sie zu entfernen.

## Viele Gespräche auf einmal

bulk-region = Die ausgewählten Gespräche
bulk-page = Alle auf dieser Seite
bulk-list = Alle in dieser Liste
bulk-none = Keine auswählen
bulk-assign = Jemandem geben
bulk-snooze = Zurückstellen
bulk-tag = Schlagwort
bulk-which-tag = Welches Schlagwort?
bulk-tag-put-on = Anbringen
bulk-tag-take-off = Abnehmen
bulk-closed =
    { $count ->
        [one] { $count } Gespräch geschlossen.
       *[other] { $count } Gespräche geschlossen.
    }
bulk-reopened =
    { $count ->
        [one] { $count } Gespräch wieder geöffnet.
       *[other] { $count } Gespräche wieder geöffnet.
    }
bulk-snoozed =
    { $count ->
        [one] { $count } Gespräch zurückgestellt.
       *[other] { $count } Gespräche zurückgestellt.
    }
bulk-taken =
    { $count ->
        [one] { $count } Gespräch ist jetzt deins.
       *[other] { $count } Gespräche sind jetzt deine.
    }
bulk-given =
    { $count ->
        [one] { $count } Gespräch übergeben.
       *[other] { $count } Gespräche übergeben.
    }
bulk-given-to-nobody =
    { $count ->
        [one] { $count } Gespräch ist jetzt frei.
       *[other] { $count } Gespräche sind jetzt frei.
    }
bulk-given-to-team =
    { $count ->
        [one] { $count } Gespräch an das Team gegeben.
       *[other] { $count } Gespräche an das Team gegeben.
    }
bulk-given-to-no-team =
    { $count ->
        [one] { $count } Gespräch ist jetzt ohne Team.
       *[other] { $count } Gespräche sind jetzt ohne Team.
    }
bulk-tagged =
    { $count ->
        [one] { $count } Gespräch hat jetzt das Schlagwort.
       *[other] { $count } Gespräche haben jetzt das Schlagwort.
    }
bulk-untagged =
    { $count ->
        [one] { $count } Gespräch ist jetzt ohne dieses Schlagwort.
       *[other] { $count } Gespräche sind jetzt ohne dieses Schlagwort.
    }
bulk-nothing = Es gab nichts zu ändern.
bulk-undone =
    { $count ->
        [one] Rückgängig: { $count } Gespräch ist wie vorher.
       *[other] Rückgängig: { $count } Gespräche sind wie vorher.
    }
bulk-all-left = Mit allen ist seitdem etwas anderes geschehen, darum blieben sie, wie sie sind.
bulk-undone-in-part =
    { $count ->
        [one] Rückgängig: { $count } Gespräch ist wie vorher.
       *[other] Rückgängig: { $count } Gespräche sind wie vorher.
    } { $left ->
        [one] Mit { $left } Gespräch ist seitdem etwas anderes geschehen; es blieb, wie es ist.
       *[other] Mit { $left } Gesprächen ist seitdem etwas anderes geschehen; sie blieben, wie sie sind.
    }
bulk-nothing-chosen = Wähle zuerst ein Gespräch aus.
bulk-too-many = Das sind mehr als { $most } Gespräche. Wähle weniger aus und versuch es noch einmal.
bulk-undone-already = Das wurde schon rückgängig gemacht.

## Ein Gespräch

conversation-new = Neues Gespräch
conversation-of-number = Gespräch { $number }
conversation-with = Gespräch mit { $name }
conversation-messages = Nachrichten
conversation-earlier = Frühere Nachrichten zeigen
conversation-name-moment = Diesen Moment benennen
conversation-to-desk = Zurück zum Desk
conversation-about = Über { $name }
conversation-more = Schlagwörter, Betreff und Zusammenführen
conversation-add-tag = Schlagwort geben
conversation-take-off-tag = Schlagwort <tag>{ $tag }</tag> abnehmen
conversation-subject = Worum geht es?
conversation-merge = Mit einem anderen zusammenführen…
conversation-open-again = Wieder öffnen
conversation-wake = Wecken
conversation-close = Schließen
conversation-count =
    { $count ->
        [one] { $count } Gespräch
       *[other] { $count } Gespräche
    }
conversation-no-subject = Sag in ein paar Worten, worum es geht.
conversation-subject-too-long = Dieser Betreff ist zu lang. Höchstens { $most } Zeichen gehen.
conversation-closed-already = Jemand anderes hat dieses Gespräch gerade geschlossen.
conversation-open-already = Dieses Gespräch ist schon offen.
tag-bad-name = Schreib ein Schlagwort mit 1 bis { $most } Zeichen.
tag-too-many = { $most } Schlagwörter sind genug.
assign-from = Bei { $name }. Jemand anderem geben
assign-from-nobody = Noch bei niemandem. Jemandem geben
assign-words = Ein Wort dazu <optional>(optional)</optional>
assign-words-hint = Was man zuerst wissen sollte
assign-you = Du
assign-nobody = Niemand
snooze-until = Bis wann?
snooze-example = tomorrow 9:00
snooze-two-hours = In zwei Stunden
snooze-tomorrow = Morgen früh
snooze-next-week = Nächste Woche
snooze-monday = Montag, 09:00

## Die Person neben einem Gespräch

beside-remember = Wissenswert
beside-add = Etwas hinzufügen
beside-reach = So erreichbar
beside-unverified = nach eigener Angabe
beside-local-time = Ortszeit
beside-time-there = dort { $time }
beside-language = Sprache
beside-page = Schrieb von
beside-page-hint = die Seite, von der die Nachricht kam
beside-nothing = Noch ist nichts bekannt.
beside-conversations = Bisherige Gespräche
beside-merge = Mit einem anderen Eintrag zusammenführen…
customer-email = E-Mail
customer-phone = Telefon
customer-if-they-like = freiwillig

## Was bisher geschah

so-far-title = Was bisher geschah
so-far-all = Alles davon
so-far-asked = Gefragt
so-far-asks-now = Und jetzt
so-far-said-again = Noch einmal gesagt
so-far-asked-again = Von uns noch einmal gefragt
so-far-promised = Versprochen
so-far-urgent = Es eilt
so-far-matters = Merken
so-far-they-tried = Selbst versucht
so-far-we-tried = Wir haben versucht
so-far-we-offered = Wir haben angeboten
so-far-told = Uns gesagt
so-far-called = Angerufen
so-far-nobody-picked-up = niemand ging ran
so-far-promise-late = überfällig: fällig war es { $when }
so-far-again =
    { $count ->
        [one] einmal wiederholt
       *[other] { $count }-mal wiederholt
    }
so-far-again-times =
    { $count ->
        [one] Einmal musste etwas wiederholt werden. Das zählt gegen uns.
       *[other] { $count }-mal musste etwas wiederholt werden. Das zählt gegen uns.
    }
so-far-handed = { $name } hat dir das { $when } übergeben, mit allem, was bisher geschah. Niemand muss es noch einmal erzählen.
so-far-first-words = Erste Worte nach { $after }, von { $name }: <words>„{ $words }“</words>
so-far-unanswered = Noch hat niemand geantwortet: bisher { $after }.
so-far-foreign = Ein Teil davon ist auf { $language }: Darin findet Bliss nur die Fragen.
said-before = Das war schon { $when } gesagt: <words>„{ $words }“</words>

## Was in einem Gespräch geschah

thread-closed = { $name } hat das um { $at } geschlossen
thread-snoozed = { $name } hat das zurückgestellt bis { $until }
thread-reopened = { $name } hat das um { $at } wieder aufgenommen
thread-came-back = Um { $at } wieder da
thread-rule = Durch die Regel „{ $rule }“ um { $at }: { $outcome }
thread-merged = { $name } hat um { $at } „{ $subject }“ hiermit zusammengeführt
thread-split-off = { $name } hat um { $at } etwas abgetrennt: <subject>{ $subject }</subject>
thread-split-from = { $name } hat das um { $at } abgetrennt von <subject>{ $subject }</subject>
thread-undo = Rückgängig<what>: { $what }</what>
thread-taken = { $name } hat das um { $at } übernommen
thread-given = { $name } hat das um { $at } an { $to } gegeben, mit allem, was bisher geschah
thread-given-to-team = { $name } hat das um { $at } an das Team { $team } gegeben
thread-given-to-nobody = { $name } hat das um { $at } wieder freigegeben
thread-given-by-rule = Um { $at } durch eine Regel an { $to } gegeben
thread-turn = Um { $at } reihum an { $to } gegeben
thread-least-busy = Um { $at } an { $to } gegeben: dort lagen die wenigsten
thread-same-customer = Um { $at } an { $to } gegeben: dort liegt schon etwas von derselben Person
thread-off-duty = Um { $at } zurück an { $team }: { $name } hatte Feierabend, bevor eine Antwort kam
thread-everybody = alle
thread-whoever-had-it = die zuständige Person
thread-call = { $customer } rief um { $at } an, bei { $name }, { $length }
thread-call-recorded = Ein aufgenommener Anruf mit { $name }, { $length }
thread-call-waiting = { $customer } ruft an, seit { $at }
thread-call-talking = { $customer } rief um { $at } an und spricht mit { $name }
thread-call-back-asked = { $customer } rief um { $at } an und bat um Rückruf
thread-call-writes = { $customer } rief um { $at } an und schreibt stattdessen
thread-call-missed = { $customer } rief um { $at } an und wartete { $waited }; niemand ging ran
thread-call-lost = { $customer } rief um { $at } an, bei { $name }, { $length }; dann riss die Verbindung ab
thread-promised = Versprochen: { $what }, { $due }
thread-promised-call = Versprochen: { $what } unter { $phone }, { $due }
thread-promise-kept = Versprechen um { $at } gehalten
thread-promise-taken-back = Versprechen um { $at } zurückgenommen: { $what }
thread-shared-moment = <name>{ $name }</name> teilt einen Moment aus diesem Anruf: { $what }, bei { $place }
thread-shared-sound = Der Ton dieses Moments
thread-shared-take-back = Zurücknehmen

## Nachrichten

message-reply = Antwort
message-note = Notiz
message-note-hint = nur dein Team sieht das
message-send = Senden
message-sending = Wird gesendet…
message-sent = Gesendet
message-seen = Gesehen
message-of-a-file = Eine Datei
message-name-moment = Moment benennen<where> in dem, was { $name } um { $time } schrieb</where>
message-split-here = Hier abtrennen<where>, bei dem, was { $name } um { $time } schrieb</where>
message-said-again = Das musste noch einmal gesagt werden.
message-not-yours = Eine Antwort kann nur zurücknehmen, wer sie geschrieben hat.
message-gone-out = Diese Nachricht ist schon hinausgegangen. Stell es in einer weiteren richtig.
message-too-many-files = Eine Nachricht kann { $most } Dateien haben. Schicke die übrigen in einer weiteren.
message-file-not-brought = Keine Datei { $file } dieses Tokens wartet in diesem Gespräch. Bring sie zuerst hierher.

## Eine Nachricht schreiben

composer-answer = { $name } antworten
composer-answer-visitor = Dem Gast antworten
composer-write-to = { $name } schreiben…
composer-write-to-visitor = Dem Gast schreiben…
composer-kind = Was schreibst du?
composer-your-message = Deine Nachricht
composer-your-note = Deine Notiz
composer-note-hint = Eine Notiz für dein Team. Mit @name gibst du jemandem Bescheid.
composer-to-chat = im Chat
composer-to-person = vor Ort gesagt
composer-to-program = für das Programm, das gefragt hat
composer-held = Während du schriebst, kam das hier an
composer-held-safe = Deine Antwort ist sicher und noch nicht gesendet.
composer-send-anyway = So senden
composer-keep-writing = Weiterschreiben
composer-keep-note = Notiz behalten
composer-whom = Wen meinst du?
composer-attach = Datei anhängen
composer-canned-reply = Textbaustein einfügen
composer-canned-replies = Textbausteine (/ oder Alt+C)
composer-greeting = Mit „<greeting>{ $greeting }</greeting>“ beginnen
composer-other-words = Was du vorhin gesendet hast, ist doch angekommen, so wie es da war. Diese Worte sind noch hier: Sende sie, wenn sie folgen sollen.
draft-too-long = Dieser Entwurf ist zu lang zum Speichern. Hänge ihn als Textdatei an.
draft-too-many-files = Eine Nachricht kann { $most } Dateien haben. Sende zuerst diese.
file-remove = { $name } entfernen
file-without-ending = DATEI
file-none-came = Es kam keine Datei an. Bitte noch einmal wählen.
file-not-whole = Die Datei kam nicht vollständig an. Bitte die Verbindung prüfen und die Datei noch einmal wählen.
chat-too-many-files = Bitte senden Sie zuerst die Dateien, die Sie schon gewählt haben.
file-too-many-brought = { $most } Dateien warten darauf, gesendet zu werden. Sende zuerst diese.

## Die Prüfung dessen, was gerade geschrieben wird

check-before-sending = Bevor du sendest
check-good-start = Was ein guter Anfang hat
check-done = : erledigt
check-nothing-before = Davor kam nichts von uns, soweit wir wissen.
check-go-there = Dorthin
check-silence = Nicht mehr zeigen
check-silence-kind = „{ $kind }“ nicht mehr zeigen
check-more = Danach noch { $count }.
check-foreign = Das ist auf { $language }. Die Prüfung liest nur Englisch, darum sagt sie nichts dazu.
check-cut = Nur der Anfang wurde gelesen: Es ist ein langer Text.
preview-button = Wären wir stolz, wenn das geteilt würde? (Alt+P)
preview-title = Wären wir stolz, wenn das geteilt würde?
preview-by = <name>{ $name }</name> hat mir heute geschrieben
preview-go-on = Weiterschreiben
hints-title = Hinweise
hints-lead = Was die Prüfung sagt, während du schreibst. Sie hält nie eine Nachricht zurück, niemand sonst sieht sie, und nichts davon wird aufbewahrt.
hints-wanted = Welche möchtest du?
hints-saved = Das gilt ab deinem nächsten Wort.
hint-gap = Eine Lücke
hint-gap-meaning = Worte in Klammern, die ein Textbaustein dir zum Ausfüllen gelassen hat.
hint-empathy = Erst gehört
hint-empathy-meaning = Jemand hat von etwas Schwerem erzählt, und die Antwort sagt noch nichts dazu.
hint-question = Noch offen
hint-question-meaning = Eine Frage, auf die die Antwort nicht eingeht.
hint-asked-again = Schon bekannt
hint-asked-again-meaning = Die Antwort fragt nach etwas, das uns schon gesagt wurde.
hint-refusal = Ein „Nein“ allein
hint-refusal-meaning = Eine Ablehnung ohne einen anderen Weg daneben.
hint-wording = Bessere Worte
hint-wording-meaning = Schuldzuweisung, Eile, Herablassung, vorgeschobene Regeln oder Fachwörter, mit besseren Worten dazu.
hint-time = Bis wann?
hint-time-meaning = Ein Versprechen, das nicht sagt, bis wann.
hint-greeting = Begrüßung
hint-greeting-meaning = Eine erste Antwort, die ohne Begrüßung beginnt.
hint-closing = Abschluss
hint-closing-meaning = Eine erste Antwort, die ohne nächsten Schritt oder Abschiedsgruß endet.
hint-label = Ein Stempel
hint-label-meaning = Eine Notiz stempelt jemanden ab: Was ist dieser Person davor passiert?

## Gespräche zusammenführen und eines aufteilen

merge-title = Gespräche zusammenführen
merge-heading = Mit einem anderen Gespräch zusammenführen
merge-lead = „{ $subject }“ und das, das du wählst, werden eins, mit allem, was in beiden gesagt wurde. Du kannst es jederzeit rückgängig machen.
merge-no-other = Es gibt kein anderes
merge-no-other-hint = Das ist das einzige Gespräch mit <name>{ $name }</name>.
merge-choices = Gespräche mit { $name }
merge-choice-waiting-on-us = wartet auf uns, { $day }
merge-choice-waiting-on-customer = wartet auf Kundenseite, { $day }
merge-choice-snoozed = zurückgestellt, { $day }
merge-choice-closed = geschlossen, { $day }
merge-customers-first = Steht das andere Gespräch unter einem zweiten Eintrag derselben Person? <link>Führe zuerst die beiden Einträge zusammen</link>.
merge-gone = Das wurde zusammengeführt
merge-goes-on = Alles davon, auch was du gerade schreibst, geht weiter in <link>Gespräch { $number }</link>.
merge-undone = Rückgängig gemacht. Beide sind wie vorher.
merge-undone-already = Jemand hat das schon rückgängig gemacht.
merge-one-again-already = Das ist schon wieder ein einziges Gespräch.
merge-while-calling = Gerade läuft ein Anruf. Mach das, wenn er vorbei ist.
merge-split-nothing-left = Hier bliebe nichts übrig. Wähle eine spätere Nachricht oder diese allein.
merge-split-while-sending = Das wird gerade gesendet. Nimm es zurück oder warte, bis es hinausgegangen ist.
split-title = Gespräch aufteilen
split-heading = Dieses Gespräch aufteilen
split-lead = Für ein anderes Anliegen, das im selben Verlauf aufkam. Für die Kundenseite geht es weiter wie bisher, und du kannst es jederzeit rückgängig machen.
split-what = Was kommt in ein eigenes Gespräch?
split-from-here =
    { $count ->
        [one] Diese Nachricht und die { $count } danach
       *[other] Diese Nachricht und die { $count } danach
    }
split-alone = Diese Nachricht allein
split-button = Abtrennen

## Ein Gespräch mit jemandem vor Ort eröffnen

opening-title = Steht jemand vor dir?
opening-lead = Schreib auf, was dir erzählt wird, damit niemand zweimal fragen muss.
opening-who = Wer ist es?
opening-who-hint = Tippe los und wähle aus, oder füge jemand Neues hinzu.
opening-known =
    { $count ->
        [one] Ist es jemand, den wir kennen?
       *[other] Ist es eine dieser { $count } Personen?
    }
opening-new = Jemand Neues
opening-new-name = Jemand Neues: { $name }
opening-said = Was wurde gesagt?
opening-to = Wer übernimmt?
opening-to-me = Ich
opening-to-team = { $team } (Team)
opening-to-nobody = Noch niemand
opening-tags = Schlagwörter
opening-optional = optional
opening-button = Gespräch eröffnen
opening-bad-tags = Schreib Schlagwörter mit 1 bis { $most } Zeichen, mit Kommas dazwischen.

## Anrufe: auf die eigenen zurückblicken. Was in einem Anruf gehört wurde, gehört nur der Person, die ihn geführt hat: „du“

call-length-in-seconds = { $seconds } s
replay-your-call = Dein Anruf
replay-your-calls = Deine Anrufe
replay-your-calls-lead = Was darin gehört wurde, gehört dir allein. Niemand sonst kann es öffnen, in welcher Rolle auch immer.
replay-your-call-with = Dein Anruf mit { $customer }
replay-customer-erased = Jemand (gelöscht)
replay-closed = Öffne deine Ecke, um zu sehen, was dir allein gehört
replay-closed-why = Was in deinen Anrufen gehört wurde, ist mit deinem Passwort verschlossen, und dieser Browser hat es seitdem nicht gesehen. Nichts ist verloren.
replay-closed-open = Mit deinem Passwort öffnen
replay-back-to-calls = Zurück zu deinen Anrufen
replay-no-more = Das war alles
replay-no-earlier = Frühere Anrufe gibt es nicht.
replay-to-the-latest = Zurück zu den neuesten
replay-none-yet = Noch keine Anrufe
replay-none-yet-why = Nach deinem ersten Anruf kannst du hier auf ihn zurückblicken: dein Lächeln, wie du zugehört hast und was herausstach.
replay-with-whom = Mit wem
replay-when = Wann
replay-how-long = Wie lange
replay-recording = Aufnahme
replay-label-long = Dauer
replay-label-sound = Ton
replay-no-recording = keine
replay-pages = Seiten
replay-later-calls = Spätere Anrufe
replay-earlier-calls = Frühere Anrufe
recording-until = bis { $day }
recording-until-you-delete-it = bis du sie löschst
replay-lead = { $when }, { $length }. Nur du kannst das öffnen.
replay-lead-recorded = { $when }, { $length }. Aufnahme { $until }. Nur du kannst das öffnen.
replay-open-the-conversation = Gespräch öffnen
replay-nothing-to-see = Hier gibt es nichts anzusehen
replay-nothing-kept = Von dem, was in diesem Anruf gehört wurde, ist nichts aufbewahrt.
replay-sealed-with-earlier-password = Was in diesem Anruf gehört wurde, ist mit einem früheren Passwort versiegelt und lässt sich mit dem jetzigen nicht öffnen.
replay-before-you-read-on = Bevor du weiterliest
replay-one-channel = Beide Seiten liegen hier auf einem Kanal, darum lässt sich nicht sagen, wer sprach: Es gibt keine Anteile, Redebeiträge oder Unterbrechungen und keine Kurven.
replay-smile-title = Das Lächeln in deiner Stimme
replay-smile-lead-usual = Ausdruck, wie man ihn hört, verglichen damit, wie du sonst klingst, nach den Aufwärmrunden, die du behalten hast. Das sagt nichts darüber, was jemand fühlt.
replay-smile-lead-average = Ausdruck, wie man ihn hört, verglichen damit, wie du in diesem Anruf im Schnitt klingst. Das sagt nichts darüber, was jemand fühlt.
replay-smile-hint = Je weiter sich der Bogen öffnet, desto mehr Lächeln als sonst. 0 ist wie sonst, 1 ist so weit, wie deine Stimme gewöhnlich schwankt; der wahre Wert liegt in neun von zehn Fällen in der hellen Fläche um die Linie. Neben jedem Grund steht, was er beiträgt.
replay-first-ten-seconds = Die ersten zehn Sekunden Sprechen
replay-last-ten-seconds = Die letzten zehn Sekunden Sprechen
replay-all-of-the-call = Der ganze Anruf
replay-standards = Die Standards für Anrufe
replay-standards-lead = Nur für dich: Niemand sonst sieht, wie dein Anruf zu ihnen steht und was du dazu sagst. Eine Unterbrechung, der du unten widersprichst, zählt nicht mehr.
replay-standard-met = Erfüllt
replay-standard-not-met = Nicht erfüllt
replay-standard-no-occasion = Kein Anlass
replay-standard-you-say-met = Du sagst, er wurde erfüllt.
replay-standard-you-say-not-met = Du sagst, er wurde nicht erfüllt.
replay-standard-you-say-no-occasion = Du sagst, es gab keinen Anlass.
replay-standard-take-back = Das zurücknehmen<hidden>: { $title }</hidden>
replay-standard-not-so-met = Stimmt nicht<hidden>: { $title } wurde erfüllt</hidden>
replay-standard-not-so-not-met = Stimmt nicht<hidden>: { $title } wurde nicht erfüllt</hidden>
replay-the-call = Der Anruf
replay-no-sound-here = Es gibt keine Aufnahme zum Anhören, und das ist in Ordnung: Was gehört wurde, während du sprachst, ist alles hier.
replay-play = Abspielen
replay-clock = <now>0:00</now> von { $length }
replay-hear = Hören
replay-hear-both = Beide
replay-you = Du
replay-customer = Gegenüber
replay-the-customer = Dein Gegenüber
replay-everybody = Alle
replay-zoom = Zeigen
replay-zoom-whole = Alles
replay-place = Stelle im Anruf
replay-moments = Momente
replay-moments-lead = Wurde einer falsch gehört? Sag es: Er wird durchgestrichen und zählt nicht mehr.
replay-side-silent = <b>{ $name }</b>: kein Ton
replay-side-label = { $name }: wie laut im Lauf des Anrufs, und wer wann spricht
replay-also-show = Auch zeigen
replay-curve-smile = Dein Lächeln
replay-curve-smile-meaning = lebendig, hell und gelöst
replay-curve-pressed = Gepresst
replay-curve-pressed-meaning = Spannung und Anstrengung, wie man sie hört
replay-curve-lively = Lebendig
replay-curve-lively-meaning = Höhe und Bewegung der Stimme, Fluss
replay-curve-bright = Hell
replay-curve-bright-meaning = der Anteil der Lippen am Lächeln; bei gepresster Stimme nicht angegeben
replay-up-is-more = { $meaning }; oben ist mehr
replay-curve-empty = Ich höre zu… es war zu wenig von dir zu hören, um etwas zu sagen.
replay-curve-label = { $title } im Lauf des Anrufs; die Werte stehen unten zu jeder Stelle im Anruf
replay-bars = Unter jeder Wellenform zeigt ein Balken, wer das Wort hatte, ein dünner ein „Mhm“ zwischendurch.
replay-bars-and-shades = Unter jeder Wellenform zeigt ein Balken, wer das Wort hatte, ein dünner ein „Mhm“ zwischendurch; schattiert sind Stille von drei Sekunden oder mehr und gehaltene Leitung.
replay-curves = Die gestrichelte Linie ist „wie sonst“, die helle Fläche um eine Kurve ihr 90-%-Intervall. Wo eine Kurve eine Lücke hat, hast du nicht gesprochen, oder es war zu wenig, um etwas zu sagen: Ich höre zu…
replay-keys = <space>Leertaste</space> spielt ab und hält an, <arrows>← →</arrows> springen fünf Sekunden zurück und vor.
replay-looking-back = Rückblick
replay-looking-back-lead = Für dich allein aufbewahrt. Wird beim Tippen gespeichert.
replay-what-worked = Was ist gelungen?
replay-what-next = Was würdest du beim nächsten Mal versuchen?
replay-answer-too-long = Das ist zu lang zum Aufbewahren. Kürze es.
replay-letting-go = Loslassen
replay-letting-go-lead = Du kannst alles löschen, was hier gehört und geschrieben wurde.
replay-letting-go-recorded = Die Aufnahme verschwindet mit der Zeit von selbst. Du kannst sie jetzt löschen, oder alles, was hier gehört und geschrieben wurde.
replay-delete-recording-now = Aufnahme jetzt löschen
replay-delete-recording-asks = Aufnahme löschen?
replay-delete-recording-lead = Niemand kann diesen Anruf noch einmal hören. Die Kurven, die Momente und deine Worte bleiben.
replay-delete-recording-shared = Niemand kann diesen Anruf noch einmal hören, auch nicht den Ton dessen, was du daraus geteilt hast. Die Kurven, die Momente und deine Worte bleiben.
replay-delete-recording = Aufnahme löschen
replay-delete-all = Alles Gehörte löschen
replay-delete-all-asks = Alles Gehörte löschen?
replay-delete-all-lead = Die Aufnahme, die Kurven, die Momente und was du dazu geschrieben hast, verschwinden für immer. Das Gespräch bleibt, und dass ihr telefoniert habt.
replay-delete-all-shared = Die Aufnahme, die Kurven, die Momente und was du dazu geschrieben hast, verschwinden für immer, und was du aus diesem Anruf geteilt hast, wird zurückgenommen. Das Gespräch bleibt, und dass ihr telefoniert habt.
replay-delete-everything = Alles löschen
replay-keep-it = Behalten

## Anrufe: die Momente eines Rückblicks

replay-opening = Eröffnung
replay-smile = Lächeln gehört
replay-interruption = Unterbrechung
replay-raised = Erhobene Stimme
replay-laughter = Wie Lachen
replay-silence = Stille
replay-hold = Gehalten
replay-backchannel = „Mhm“
replay-openings =
    { $count ->
        [one] { $count } Eröffnung
       *[other] { $count } Eröffnungen
    }
replay-smiles =
    { $count ->
        [one] { $count } Lächeln
       *[other] { $count } Lächeln
    }
replay-interruptions =
    { $count ->
        [one] { $count } Unterbrechung
       *[other] { $count } Unterbrechungen
    }
replay-raised-voices =
    { $count ->
        [one] { $count } erhobene Stimme
       *[other] { $count }-mal erhobene Stimme
    }
replay-laughters =
    { $count ->
        [one] { $count }-mal wie Lachen
       *[other] { $count }-mal wie Lachen
    }
replay-silences =
    { $count ->
        [one] { $count }-mal Stille
       *[other] { $count }-mal Stille
    }
replay-holds =
    { $count ->
        [one] { $count }-mal gehalten
       *[other] { $count }-mal gehalten
    }
replay-backchannels =
    { $count ->
        [one] { $count } „Mhm“
       *[other] { $count } „Mhm“
    }
replay-so-many =
    { $count ->
        [0] keine
       *[other] { $count }
    }
replay-and-contested =
    { $count ->
        [1] { $what }, dazu { $count } mit Widerspruch
       *[other] { $what }, dazu { $count } mit Widerspruch
    }
replay-backchannels-yours =
    { $count ->
        [one] { $count } „Mhm“ von dir
       *[other] { $count } „Mhm“ von dir
    }
replay-backchannels-theirs =
    { $count ->
        [one] { $count } „Mhm“ deines Gegenübers
       *[other] { $count } „Mhm“ deines Gegenübers
    }
replay-backchannels-both =
    { $yours ->
        [one] { $yours } „Mhm“ von dir, { $theirs } von deinem Gegenüber
       *[other] { $yours } „Mhm“ von dir, { $theirs } von deinem Gegenüber
    }
replay-detail-interruption =
    { $who ->
        [agent] du hast das Wort ergriffen, { $length } gleichzeitig
        [customer] dein Gegenüber hat das Wort ergriffen, { $length } gleichzeitig
       *[nobody] niemand hat das Wort ergriffen, { $length } gleichzeitig
    }
replay-detail-silence = niemand sprach, { $length } lang
replay-detail-hold = gehalten oder eine Leitung ohne Ton, { $length } lang
replay-detail-opening =
    { $who ->
        [agent] du hast { $length } lang gesprochen
        [customer] dein Gegenüber hat { $length } lang gesprochen
       *[nobody] niemand hat { $length } lang gesprochen
    }
replay-detail-raised =
    { $who ->
        [agent] du, lauter und höher als im Schnitt, { $length }
        [customer] dein Gegenüber, lauter und höher als im Schnitt, { $length }
       *[nobody] niemand, lauter und höher als im Schnitt, { $length }
    }
replay-detail-who =
    { $who ->
        [agent] du
        [customer] dein Gegenüber
       *[nobody] niemand
    }
replay-detail-smile = du, { $length }
replay-detail-smile-at-most = du, { $length }, höchstens { $peak } ({ $low } bis { $high })
replay-nothing-stood-out = Nichts stach heraus: keine Unterbrechung, keine lange Stille, keine erhobene Stimme und kein Lachen fielen auf.
replay-nothing-stood-out-mixed = Nichts stach heraus: keine Unterbrechung, keine lange Stille, keine erhobene Stimme und kein Lachen fielen auf, soweit ein einziger Kanal das verrät.
replay-show-moments = Momente zeigen
replay-all = Alle
replay-say-something = { $what } bei { $at }: etwas dazu sagen
replay-let-it-count = Doch zählen lassen
replay-objection = „{ $objection }“
replay-you-said = Du hast gesagt: { $objection }.
replay-not-an-interruption = keine Unterbrechung
replay-i-was-quoting = ich habe zitiert
replay-not-me = nicht ich
replay-not-a-smile = kein Lächeln
replay-not-raised = nicht erhoben
replay-not-the-customer = nicht mein Gegenüber
replay-not-laughter = kein Lachen
replay-not-a-backchannel = kein „Mhm“
replay-not-their-opening = nicht die Eröffnung
replay-not-a-silence = keine Stille
replay-not-a-hold = nicht gehalten
replay-undo-for = Rückgängig<hidden> für { $what } bei { $at }</hidden>
replay-take-back-for = Zurücknehmen<hidden> für { $what } bei { $at }</hidden>
replay-write-a-note = Notiz für dich schreiben
replay-change-the-note = Deine Notiz ändern
replay-note = Eine Notiz für dich
replay-note-lead = { $what } bei { $at }. Für dich allein aufbewahrt.
replay-note-asks = Was möchtest du dir merken?
replay-note-too-long = Diese Notiz ist zu lang zum Aufbewahren. Kürze sie.
replay-keep-the-note = Notiz behalten
replay-share-menu = Mit dem Team teilen…
replay-take-back-shared = Geteiltes zurücknehmen
replay-shared = Mit dem Team geteilt
replay-shared-with-sound = Mit dem Team geteilt, mit Ton
replay-share-asks = Diesen Moment teilen?
replay-share-where = Alle an diesem Desk werden ihn sehen, im Gespräch mit <name>{ $customer }</name>.
replay-share-preview = <name>{ $name }</name> teilt einen Moment aus diesem Anruf: { $what }, bei { $at }
replay-shared-opening = die Eröffnung auf Kundenseite, { $length }
replay-shared-smile = ein Lächeln, das man hört, { $length }
replay-shared-interruption =
    { $who ->
        [agent] eine Unterbrechung von unserer Seite, { $length } gleichzeitig
        [customer] eine Unterbrechung von Kundenseite, { $length } gleichzeitig
       *[nobody] eine Unterbrechung, { $length } gleichzeitig
    }
replay-shared-raised =
    { $who ->
        [agent] eine erhobene Stimme auf unserer Seite, { $length }
        [customer] eine erhobene Stimme auf Kundenseite, { $length }
       *[nobody] eine erhobene Stimme, { $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] was nach Lachen klingt, auf unserer Seite
        [customer] was nach Lachen klingt, auf Kundenseite
       *[nobody] was nach Lachen klingt
    }
replay-shared-silence = Stille von { $length }
replay-shared-hold = { $length } lang gehalten
replay-shared-backchannel =
    { $who ->
        [agent] ein „Mhm“ auf unserer Seite
        [customer] ein „Mhm“ auf Kundenseite
       *[nobody] ein „Mhm“
    }
replay-share-words = Mit diesen Worten von dir
replay-share-if-you-like = wenn du magst
replay-share-sound = Und der Ton von { $from } bis { $to }
replay-share-sound-hint = Deine Stimme und die deines Gegenübers, nur in diesem Abschnitt. Er wird gelöscht, wenn du den Moment zurücknimmst, spätestens aber mit der Aufnahme.
replay-share-no-sound = Es gibt keine Aufnahme, also wird kein Ton geteilt.
replay-share-hint = Sonst wird nichts aus diesem Anruf sichtbar, für niemanden. Du kannst es jederzeit zurücknehmen.
replay-share-not = Für mich behalten
replay-share = Mit dem Team teilen
replay-share-note-too-long = Diese Notiz ist zu lang zum Teilen. Kürze sie.
replay-shared-already = Dieser Moment ist schon geteilt.
replay-no-sound-there = An dieser Stelle der Aufnahme ist kein Ton.
replay-notes-too-long = Das ist mehr, als ein Rückblick fassen kann. Kürze es.
replay-corner-first = Öffne zuerst deine Ecke unter Einstellungen → Profil: Dort wird das aufbewahrt.
replay-sealed-nothing-added = Dieser Anruf ist mit einem früheren Passwort versiegelt, darum lässt sich nichts hinzufügen.
replay-changed-elsewhere = Das wurde gerade anderswo geändert. Versuch es noch einmal.
replay-call-goes-on = Dieser Anruf läuft noch. Seine Aufnahme lässt sich löschen, wenn er vorbei ist.
replay-cannot-be-deleted-now = Das lässt sich gerade nicht löschen. Versuch es in einer Weile noch einmal.
replay-best-heard-out = Du hast ausreden lassen: { $length } am Stück, und du bist nicht dazwischengegangen
replay-best-smile = Dein Lächeln war { $length } lang zu hören, ab { $at } im Anruf

## Anrufe: die Zahlen eines Rückblicks

replay-figures = Zahlen
replay-figures-take = Als JSON mitnehmen
replay-figure = Was
replay-call = Anruf
replay-what-it-means = Was es bedeutet
replay-none = keine
replay-talk = Sprechen
replay-talk-meaning = Anteil am ganzen Anruf ({ $whole }), den jede Seite sprach; Pausen unter einer halben Sekunde zählen als Sprechen.
replay-talk-meaning-mixed = Anteil am ganzen Anruf ({ $whole }), wer auch immer sprach.
replay-share-figure = { $percent } % ({ $time })
replay-first-word = Erstes Wort nach
replay-first-word-meaning = Ab dem Beginn deines Teils.
replay-answers = Antwortet nach
replay-answers-meaning = Die Pause vor dem eigenen Redebeitrag, im Schnitt; über zehn Sekunden ist keine Antwort.
replay-turns = Redebeiträge
replay-turns-meaning = Wie oft jede Seite das Wort hatte.
replay-interruptions-row = Unterbrechungen
replay-interruptions-meaning = Das Wort ergriffen, während die andere Seite noch mindestens eine Sekunde sprach; mit der gesamten Überschneidung.
replay-backchannels-row = „Mhm“
replay-backchannels-meaning = Höchstens eine Sekunde etwas gesagt, während die andere Seite weitersprach: zuhören, nicht unterbrechen.
replay-raised-meaning = Lauter und höher als im Schnitt dieses Anrufs: eine Tatsache des Tons, aus welchem Grund auch immer.
replay-pace = Tempo
replay-pace-meaning = Silben je Sekunde Sprechen, wie man sie hört.
replay-pace-figure = { $pace } je Sekunde
replay-opening-meaning = Der erste Redebeitrag deines Gegenübers mit mindestens zwei Sekunden Sprechen: wie viel Zeit war, um zu sagen, worum es geht.
replay-turns-a-minute = Redebeiträge je Minute
replay-turns-a-minute-meaning = Die Redebeiträge beider Seiten über die Länge des Anrufs.
replay-pace-gap = Abstand im Tempo
replay-pace-gap-meaning = Dein Tempo minus das deines Gegenübers, in Silben je Sekunde.
replay-you-are-faster = du bist um { $by } schneller
replay-you-are-slower = du bist um { $by } langsamer
replay-silence-meaning = Niemand sprach, drei Sekunden oder länger am Stück, von { $whole }; gehaltene Zeit nicht mitgezählt.
replay-hold-meaning = Gehalten oder eine Leitung ohne Ton, von { $whole }.

## Anrufe: wie eine Stimme klingt. Ein Ausdruck, wie man ihn hört, nie was jemand fühlt

smile-clearly-more = Deutlich mehr Lächeln als sonst
smile-clearly-less = Deutlich weniger Lächeln als sonst
smile-perhaps-more = Vielleicht mehr Lächeln als sonst
smile-perhaps-less = Vielleicht weniger Lächeln als sonst
smile-as-usual = Etwa wie sonst
smile-between = { $value }, zwischen { $low } und { $high }
voice-too-little = ich höre zu… zu wenig gesprochen, um etwas zu sagen
voice-no-baseline = ich höre zu… zu wenig ist bekannt, wie diese Stimme sonst klingt
voice-pressed = nicht angegeben: Eine gepresste Stimme verdeckt es
voice-pitch-is-higher = deine Stimme ist höher als sonst
voice-pitch-is-lower = deine Stimme ist tiefer als sonst
voice-pitch-ranges-wider = deine Tonhöhe umfasst mehr als sonst
voice-pitch-ranges-less = deine Tonhöhe umfasst weniger als sonst
voice-pitch-moves-more = deine Tonhöhe bewegt sich mehr als sonst
voice-pitch-moves-less = deine Tonhöhe bewegt sich weniger als sonst
voice-is-brighter = deine Stimme ist heller als sonst
voice-is-darker = deine Stimme ist dunkler als sonst
voice-also-quiet-syllables-are-sharp = auch deine leisen Silben sind scharf
voice-quiet-syllables-are-softer = deine leisen Silben sind weicher als sonst
voice-is-softer-in-timbre = deine Stimme hat einen weicheren Klang als sonst
voice-is-harder-in-timbre = deine Stimme hat einen härteren Klang als sonst
voice-changes-its-force-more = deine Stimme wechselt ihre Kraft mehr als sonst
voice-keeps-its-force-more-evenly = deine Stimme hält ihre Kraft gleichmäßiger als sonst
voice-the-upper-part-of-voice-is-stronger = der obere Teil deiner Stimme ist stärker als sonst
voice-the-upper-part-of-voice-is-weaker = der obere Teil deiner Stimme ist schwächer als sonst
voice-sounds-change-faster = deine Laute wechseln schneller als sonst
voice-sounds-change-more-slowly = deine Laute wechseln langsamer als sonst
voice-mouth-is-more-open = dein Mund ist weiter offen als sonst
voice-mouth-is-less-open = dein Mund ist weniger offen als sonst
voice-vowels-sound-more-forward-as-with-spread-lips = deine Vokale klingen weiter vorn, wie mit breiten Lippen
voice-vowels-sound-further-back-as-with-rounded-lips = deine Vokale klingen weiter hinten, wie mit runden Lippen
voice-vowels-swing-wider = deine Vokale schwingen weiter aus als sonst
voice-vowels-flow-into-each-other-more = deine Vokale fließen mehr ineinander als sonst
voice-vowels-have-the-shape-of-a-smile-more = deine Vokale haben mehr die Form eines Lächelns als sonst
voice-vowels-have-the-shape-of-a-smile-less = deine Vokale haben weniger die Form eines Lächelns als sonst
voice-is-clearer = deine Stimme ist klarer als sonst
voice-is-rougher = deine Stimme ist rauer als sonst
voice-is-more-peaked = deine Stimme ist spitzer als sonst
voice-is-rounder = deine Stimme ist runder als sonst
voice-loudness-varies-more = deine Lautstärke wechselt mehr als sonst
voice-loudness-varies-less = deine Lautstärke wechselt weniger als sonst
voice-words-flow-more = deine Worte fließen mehr als sonst
voice-words-are-more-broken = deine Worte sind abgehackter als sonst
voice-you-pause-more = du machst mehr Pausen als sonst
voice-you-pause-less = du machst weniger Pausen als sonst
voice-you-speak-faster = du sprichst schneller als sonst
voice-you-speak-more-slowly = du sprichst langsamer als sonst

## Anrufe: das Aufwärmen, bei dem man vor dem ersten Anruf das eigene Lächeln hört

warm-up = Aufwärmen
warm-up-lead = Ein Lächeln hört man, sogar am Telefon. Zehn Sekunden, und du hörst deins.
warm-up-say-your-greeting = Sag deine Begrüßung wie bei einem Anruf. Du wirst dein eigenes Lächeln sehen und hören.
warm-up-begin = Los: zehn Sekunden
warm-up-skip = Heute nicht
warm-up-hint = Dein Browser fragt nach dem Mikrofon, damit der Desk hören kann, wie du klingst. Nichts wird aufgenommen, außer du behältst es, und was du behältst, gehört dir allein.
warm-up-how-you-sounded = Wie du geklungen hast
warm-up-nothing-heard = Von dir war nichts zu hören. Ist es das richtige Mikrofon, und ist es an? Sag ein, zwei Sätze wie bei einem Anruf.
warm-up-first = Das war dein erstes Mal. Behalte es, wenn du gewöhnlich so klingst: Dann ist das dein „wie sonst“, und das nächste Aufwärmen sagt dir, wie dein Lächeln davon abweicht.
warm-up-corner-closed = <link>Öffne deine Ecke</link>, um das mit dem zu vergleichen, wie du sonst klingst. Bis dahin wird es mit sich selbst verglichen.
warm-up-dashed-usual = die gestrichelte Linie ist wie sonst; oben ist mehr
warm-up-dashed-average = die gestrichelte Linie ist dein Schnitt in diesen Sekunden; oben ist mehr
warm-up-too-little-for-curve = Ich höre zu… es war zu wenig, um etwas zu sagen. Ein paar Sätze mehr, und es gibt eine Kurve.
warm-up-curve-label = Das Lächeln in deiner Stimme in diesen Sekunden
warm-up-hear-it = Anhören
warm-up-keep = Als meine übliche Stimme behalten
warm-up-again = Noch einmal
warm-up-what-is-kept = Behalten werden Summen von Zahlen, aus denen sich kein Wort zurückgewinnen lässt. Sie liegen in deiner Ecke, für dich allein.
warm-up-kept =
    { $seconds ->
        [one] Behalten: Das ist jetzt dein „wie sonst“. Deine übliche Stimme ist aus { $seconds } Sekunde Sprechen bekannt.
       *[other] Behalten: Das ist jetzt dein „wie sonst“. Deine übliche Stimme ist aus { $seconds } Sekunden Sprechen bekannt.
    }
warm-up-kept-too =
    { $seconds ->
        [one] Behalten, zusammen mit dem, was schon bekannt war. Deine übliche Stimme ist aus { $seconds } Sekunde Sprechen bekannt.
       *[other] Behalten, zusammen mit dem, was schon bekannt war. Deine übliche Stimme ist aus { $seconds } Sekunden Sprechen bekannt.
    }
warm-up-not-whole = Die Aufnahme kam nicht vollständig an. Prüfe die Verbindung und versuch es noch einmal.
warm-up-none-came = Es kam keine Aufnahme an. Versuch es noch einmal.
warm-up-too-long = Das waren mehr als zwanzig Sekunden. Zehn genügen.
warm-up-no-recording = Das ließ sich nicht als Aufnahme hören. Versuch es noch einmal oder mit einem anderen Browser.
warm-up-not-to-its-end = Diese Aufnahme ließ sich nicht bis zum Ende hören. Versuch es noch einmal.
warm-up-too-little-speech = Das war zu wenig, um eine Stimme daran zu kennen. Sag ein paar Sätze, so wie sonst.

## Anrufe: Aufnahmen, die von anderswo kommen

recording-add-title = Aufgenommenen Anruf hinzufügen
recording-add-lead = Er wird hier auf diesem Rechner gehört, und sein Rückblick gehört der Person, die ihn geführt hat.
recording-files = Die Aufnahme
recording-files-hint = Eine Datei mit einer Seite je Kanal oder zwei Dateien: zuerst unsere Seite, dann die Kundenseite. WAV, MP3, FLAC, Ogg, M4A und viele mehr.
recording-swap = Die Kundenseite kommt zuerst
recording-with = Mit
recording-with-whom = Mit wem
recording-began = Wann er begann
recording-whose = Wer ihn geführt hat
recording-about = Worum es ging
recording-add = Hinzufügen
recording-choose-one-or-two = Wähle eine Aufnahme mit beiden Seiten oder zwei: zuerst unsere Seite, dann die Kundenseite.
recording-two-are-enough = Zwei Dateien genügen: eine für jede Seite.
recording-say-when = Sag, wann der Anruf war, etwa 2026-11-20 14:05.
recording-field-too-long = Das ist zu viel für ein Feld. Kürze es.
recording-too-large = Diese Aufnahme ist zu groß: höchstens 1 GB. Schneid sie in zwei Teile.
recording-not-whole = Die Aufnahme kam nicht vollständig an. Prüfe die Verbindung und wähle sie noch einmal.
recording-own-calls-only = Bring deine eigenen Anrufe; die der anderen kann die Leitung bringen.
recording-no-corner = Diese Person hat sich noch nie angemeldet, darum gibt es noch keine Ecke, in der das liegen könnte.

## Anrufe: das Dock, in dem das Telefon klingelt und der eigene Anruf ist

dock-you-listen = Du hörst bei { $name } mit. Beide wissen es.
dock-on-hold = Gehalten
dock-ringing-at = Es klingelt bei { $name }…
dock-in-a-call = Im Anruf
dock-open-the-conversation = Gespräch öffnen
dock-connecting = Verbinden…
dock-recorded = Aufgenommen, für dich allein
dock-recording-paused = Aufnahme pausiert
dock-guest-listens = { $name } hört mit; dein Gegenüber weiß es.
dock-guest-off = Das beenden
dock-more-wait =
    { $count ->
        [one] { $count } weitere Person wartet.
       *[other] { $count } weitere Personen warten.
    }
dock-mute = Stumm
dock-unmute = Ton an
dock-hold = Halten
dock-take-back = Zurückholen
dock-pause-recording = Aufnahme pausieren
dock-record-again = Weiter aufnehmen
dock-promise = Versprechen<hidden> geben</hidden>
dock-more = Mehr
dock-keep = Nicht an { $name } übergeben
dock-hand-over-to = Übergeben an
dock-not-free = { $name } (nicht frei)
dock-ring = Klingeln
dock-ask-to-listen = Jemanden ums Mithören bitten
dock-customer-is-told = Dein Gegenüber erfährt davon.
dock-ask = Bitten
dock-stop-listening = Mithören beenden
dock-end = Anruf beenden
dock-note = Eine Notiz zu diesem Anruf, für dein Team
dock-note-placeholder = Eine Notiz, nur für dein Team
dock-keep-the-note = Notiz behalten
dock-asks-you = { $name } bittet dich, diesen Anruf zu übernehmen
dock-is-calling = ruft an, wartet seit <time>0:00</time>
dock-smile-first = Erst lächeln. Man hört es.
dock-good-start = Was ein guter Anfang hat
dock-local-time = Ortszeit
dock-time-there = dort { $time }
dock-so-far = Was bisher geschah
dock-promised = Versprochen
dock-we-promised = Wir haben versprochen: { $what }
dock-worth-remembering = Wissenswert
dock-calls-from = Ruft an von der Seite
dock-earlier = Früher
dock-waiting-on-us = wartet auf uns
dock-waiting-on-customer = wartet auf Kundenseite
dock-snoozed = zurückgestellt
dock-closed = geschlossen
dock-story = Geschichte
dock-first-time = Zum ersten Mal bei uns.
dock-pick-up = Annehmen
dock-their-story = Die ganze Geschichte
dock-ring-silently = Lautlos klingeln
mirror-the-mirror = der Spiegel
mirror-listening = ich höre zu…
mirror-they-spoke = Gegenüber sprach
mirror-you-talk = Du sprichst
mirror-pace = Tempo
mirror-first-words = Erste Worte
mirror-hide = Spiegel ausblenden
cue-smile-heard = Man hört dein Lächeln.
cue-heard-out = Du hast ausreden lassen. Das hilft.
cue-balanced = Sprechen und Zuhören sind schön im Gleichgewicht.
cue-smile = Ein Lächeln, wenn du eins übrig hast.
cue-slower = Etwas langsamer, im Tempo deines Gegenübers.
cue-ask = Zeit für eine Frage?

## Anrufe: was nicht geht. Manches davon liest die Kundschaft im Chat

call-over = Dieser Anruf ist schon vorbei.
call-is-over = Dieser Anruf ist vorbei.
call-with-somebody-else = Diesen Anruf hat jemand anderes.
call-in-one-already = Du bist in einem Anruf. Beende oder übergib ihn zuerst.
call-colleague-quicker = Jemand aus dem Team war schneller und hat angenommen.
call-yours-already = Diesen Anruf hast du schon. Wähle jemand anderen aus dem Team.
call-none-taken = Anrufe nehmen wir hier nicht an. Bitte schreiben Sie uns.
call-too-many-wait = Gerade rufen so viele an, dass die Wartezeit zu lang wäre. Bitte schreiben Sie uns, oder rufen Sie etwas später an.
call-bad-key = Ein Anruf braucht einen Schlüssel mit 1 bis { $most } Zeichen.
call-no-place = Hier ist kein Platz für Anrufe.
call-bad-phone = Bitte eine Telefonnummer, die wir wählen können, etwa +49 30 1234567.
call-offer-unreadable = Das Anrufangebot des Browsers war nicht zu verstehen.
call-offer-without-sound = Der Browser bot keinen Ton an, den wir verstehen (Opus).
call-too-many-at-once = Zu viele Anrufe auf einmal; bitte gleich noch einmal versuchen.
call-line-not-opened = Die Leitung ließ sich nicht öffnen. Bitte noch einmal versuchen.

## Anrufe: die Seite, auf der man sich eine Zeit für den Rückruf aussucht. „Wir“ ist der Desk

call-back-title = Ein Anruf von { $desk }
call-back-when-may-we = Wann dürfen wir anrufen?
call-back-when-may-we-name = Wann dürfen wir anrufen, { $name }?
call-back-we-will-call = Wir rufen an
call-back-we-will-call-name = Wir rufen an, { $name }
call-back-choose = Wählen Sie eine Zeit, die Ihnen passt, und { $desk } ruft Sie dann an.
call-back-chosen = { $when }, unter { $phone }.
call-back-when = { $day } um { $time }
call-back-when-today = heute, { $day } um { $time }
call-back-day = { $weekday }, { $date }
call-back-today = Heute, { $day }
call-back-promised = Versprochen.
call-back-change-until-then = Bis dahin lässt es sich hier noch ändern.
call-back-cancelled = Abgesagt.
call-back-will-not-call = Wir rufen nicht an. Sie können jederzeit eine andere Zeit wählen.
call-back-add-to-calendar = In den Kalender
call-back-out-of-calendar = Steht der Anruf schon in Ihrem Kalender? <link>Diese Datei nimmt ihn wieder heraus</link>.
call-back-zone = Zeiten gelten für
call-back-show-times-there = Zeiten dort zeigen
call-back-none-free = In den nächsten Tagen ist keine Zeit frei
call-back-none-free-write = Bitte schreiben Sie uns dort, wo Sie diesen Link gefunden haben, und wir finden gemeinsam eine.
call-back-choose-another = Andere Zeit wählen
call-back-choose-a-time = Bitte wählen Sie eine der Zeiten.
call-back-number = Die Nummer, die wir anrufen
call-back-change-it = Ändern
call-back-call-me-then = Rufen Sie mich dann an
call-back-do-not-call = Rufen Sie mich nicht an
call-back-foot = Wer diesen Link hat, kann die Zeit ändern. Er gilt zwei Wochen.
call-back-link-over = Dieser Link öffnet sich nicht mehr. Bitte schreiben Sie uns, und wir schicken einen neuen.
call-back-time-taken = Diese Zeit wurde gerade vergeben. Bitte wählen Sie eine andere.
call-back-time-taken-these-are-free = Diese Zeit hat gerade jemand anderes genommen. Das sind die nächsten freien.
call-back-promised-already = Einen Rückruf haben wir schon versprochen.
call-back-link-sent = Der Link ist unterwegs.
call-back-calendar-summary = { $desk } ruft Sie an
call-back-calendar-description = Wir rufen unter { $number } an. Zeit ändern oder absagen: { $link }
promise-calendar-summary = { $what }: { $customer }
promise-calendar-summary-a-customer = { $what }: jemand aus der Kundschaft
promise-calendar-description = Die ganze Geschichte: { $link }
promise-calendar-description-call = { $number } anrufen. Die ganze Geschichte: { $link }

## Einstellungen: Telefon

phone-title = Telefon
phone-lead = Deine Kundschaft ruft dich von der Website aus an, und du nimmst hier an.
phone-saved = Das gilt ab dem nächsten Anruf.
phone-not-connected = Das Telefon ist nicht verbunden.
phone-start-it = Dieser Server wurde ohne Telefon gestartet. Starte ihn mit <code>--phone-listen</code> und einer Adresse samt Port, die Browser erreichen.
phone-start-with-listen = Das Telefon ist nicht verbunden. Starte Bliss mit --phone-listen.
phone-recordings-stay = Aufnahmen bleiben vorerst auf diesem Server.
phone-recordings-stay-why = Der Speicher nimmt sie nicht an. Abspielen lassen sie sich trotzdem, und sie ziehen um, sobald er sie nimmt. Er sagte: <q>{ $trouble }</q>
phone-sound = Dein Mikrofon und Lautsprecher
phone-sound-lead = Probiere sie vor dem ersten Anruf des Tages aus.
phone-microphone = Mikrofon
phone-speaker = Lautsprecher
phone-press-try-it = Drücke zuerst „Ausprobieren“
phone-how-loud = Wie laut du bist
phone-echo-hint = Nichts wird aufgenommen. Der Echotest spielt dir eine Sekunde später vor, was du gesagt hast.
phone-try-it = Ausprobieren
phone-echo-test = Echotest
phone-calls = Anrufe von deiner Website
phone-calls-allowed = Gäste können anrufen, solange jemand da ist
phone-recording = Aufnahme
phone-recording-hint = Eine Aufnahme gehört der Person, die den Anruf geführt hat, ist für sie verschlüsselt, und niemand sonst kann sie öffnen. Ob Aufnehmen erlaubt ist und wer zustimmen muss, ist von Land zu Land verschieden.
phone-recording-off = Nicht aufnehmen
phone-recording-consent = Aufnehmen, wenn die anrufende Person ja sagt
phone-recording-on = Aufnehmen und es vor jedem Anruf sagen
phone-keep-days = Tage, die eine Aufnahme bleibt
phone-keep-days-hint = Von 1 bis { $most }. Danach wird sie von selbst gelöscht.

## Einstellungen: erste Worte, wie bald man von einem von uns hört

first-words-title = Erste Worte
first-words-lead = Wie bald man von uns hört: das Team zusammen, in den letzten { $days } Tagen. Niemand wird hier genannt und niemand einzeln gezählt.
first-words-how-soon = Wie bald
first-words-channel = Kanal
first-words-chat = Chat
first-words-phone = Telefon
first-words-half-within = Die Hälfte binnen
first-words-nine-of-ten = Neun von zehn binnen
first-words-answered = Beantwortet
first-words-not-answered = Nicht beantwortet
first-words-too-few = zu wenige für eine Aussage
first-words-few = Weniger als { $count } Antworten würden von einer Person oder einem Tag erzählen, darum wird nichts über sie gesagt.
first-words-said-again = Noch einmal gesagt
first-words-nobody-wrote = In diesen { $days } Tagen hat niemand geschrieben.
first-words-again = In <b>{ $again }</b> der letzten { $messages } Nachrichten musste uns jemand etwas noch einmal sagen: { $percent } %. Jede davon ist in ihrem Gespräch markiert.

## Einstellungen: wie die Anrufe des Teams klingen

team-figures-title = Wie unsere Anrufe klingen
team-figures-lead = Das Team zusammen. Zahlen Einzelner stehen weder hier noch sonst irgendwo, wo du nachsehen kannst: Sie gehören denen, die gesprochen haben.
team-figures-not-enough = Noch nicht genug Anrufe
team-figures-not-enough-why = Zu sehen gibt es etwas, sobald { $agents } Personen zusammen { $calls } Anrufe geführt haben. Weniger würden von einer einzigen erzählen.
team-figures-smile-first = Lächeln in den ersten zehn Sekunden, verglichen mit der je eigenen üblichen Stimme
team-figures-smile-last = Lächeln in den letzten zehn Sekunden
team-figures-talk-share = Unser Anteil am Sprechen
team-figures-opening = Wie lange am Anfang die Kundenseite spricht, in Sekunden
team-figures-interruptions = Wie oft wir unterbrechen, je Anruf
team-figures-silence-share = Anteil des Anrufs, in dem beide schweigen
team-figures-week = Woche vom
team-figures-mean = Mittelwert
team-figures-standard-error = Standardfehler
team-figures-calls = Anrufe
team-figures-hint = Ein Anruf zählt, sobald { $agents } Personen und { $calls } Anrufe zusammengekommen sind, und dann kommen alle auf einmal dazu.

## Momente: was in den Worten eines Gesprächs aufgefallen ist. „Wir“ ist der Desk

moment-noticed = Aufgefallen
moment-noticed-here = Hier aufgefallen
moment-contested = { $title }<hidden>, mit Widerspruch</hidden>
moment-why = Warum
moment-how-sure = Wie sicher
moment-sure = { $count } von 100
moment-says-who = Sagt wer
moment-source-rule = eine Regel, die man lesen kann
moment-source-model = ein kleines Modell neben den Regeln
moment-source-you = du
moment-source-person = ein Mensch
moment-trust = Vertrauen
moment-you-say-so = Du sagst, dass es stimmt.
moment-you-say-not-so = Du sagst, dass es nicht stimmt: Es bewegt kein Vertrauen.
moment-somebody-says-so = { $name } sagt, dass es stimmt.
moment-somebody-says-not-so = { $name } sagt, dass es nicht stimmt: Es bewegt kein Vertrauen.
moment-take-it-back = Zurücknehmen
moment-take-that-back = Das zurücknehmen
moment-not-so = Stimmt nicht
moment-it-is-so = Es stimmt
moment-before-asks = Was ist davor passiert?
moment-before-nothing = Nichts von uns, soweit wir wissen. Frag nach und hör zu.
moment-customer-erased = Inzwischen wurde ein Kundeneintrag endgültig gelöscht.
moment-ruling-of-another = Das kann nur zurücknehmen, wer es gesagt hat. Du kannst sagen, wie du es siehst.
naming-title = Moment benennen
naming-this = Diesen Moment benennen
naming-lead-customer = Was steckt in dieser Kundennachricht, das niemandem aufgefallen ist? Alle am Desk sehen es, und dass es von dir kommt.
naming-lead-us = Was steckt in unserer Nachricht, das niemandem aufgefallen ist? Alle am Desk sehen es, und dass es von dir kommt.
naming-lead-note = Was steckt in der Notiz, das niemandem aufgefallen ist? Alle am Desk sehen es, und dass es von dir kommt.
naming-words = Die Worte
naming-words-hint = Genau so, wie sie in der Nachricht stehen, und nicht mehr davon, als es zeigt.
naming-what = Was ist es?
naming-choose-one = Wählen…
naming-choose = Wähle, was es ist.
naming-choose-from-list = Wähle aus der Liste, was es ist.
naming-words-not-there = Diese Worte stehen nicht in der Nachricht. Kopiere sie so, wie sie dastehen.
naming-enough = In dieser Nachricht sind schon { $most } Momente benannt.
naming-of-another = Das kann nur zurücknehmen, wer es benannt hat. Du kannst sagen, dass es nicht stimmt.
naming-name-it = Benennen
trust-now = Vertrauen <b>{ $now }</b>
trust-fell-by = um { $by } gefallen
trust-what-moved-it = Was es bewegt hat
trust-picture =
    { $falls ->
        [0] Das Vertrauen ging von { $from } auf { $to }. Es ist nicht gefallen.
        [1] Das Vertrauen ging von { $from } auf { $to }. Es ist einmal gefallen.
        [2] Das Vertrauen ging von { $from } auf { $to }. Es ist zweimal gefallen.
       *[other] Das Vertrauen ging von { $from } auf { $to }. Es ist { $falls }-mal gefallen.
    }
trust-before = Was davor geschah
trust-fell-when-they-said = Das Vertrauen fiel um { $by }, als die Kundenseite sagte: <link>„{ $quote }“</link>.
trust-fell-when-they-said-this = Das Vertrauen fiel um { $by }, als die Kundenseite <link>das hier</link> sagte.
trust-fell-with-what-we-said = Das Vertrauen fiel um { $by } mit dem, was wir sagten: <link>„{ $quote }“</link>.
trust-fell-with-this-of-ours = Das Vertrauen fiel um { $by } mit dem, was wir sagten: <link>das hier</link>.
trust-nothing-of-ours-before = Davor kam nichts von uns, soweit wir wissen.
trust-what-moved = Was das Vertrauen bewegt hat
trust-came-with = Mitgebracht: { $trust }.
trust-earlier-steps = { $count } frühere Schritte sind im Folgenden schon eingerechnet.
trust-nothing-moved-it = Noch hat es nichts bewegt.
trust-they = Kundenseite
trust-we = Wir
trust-after = <hidden>Vertrauen danach: </hidden>{ $trust }
trust-what-each-weighs = Was jeder Moment wiegt
trust-mood = Wie aufgebracht die letzten Worte klingen: { $upset } von 4 ({ $low } bis { $high }), allein nach dem Wortlaut.
trust-foreign =
    { $count ->
        [one] { $count } Nachricht ist auf { $language }
       *[other] { $count } Nachrichten sind auf { $language }
    }
trust-foreign-why =
    { $count ->
        [one] { $count } Nachricht ist auf { $language }: Gelesen wird nur Englisch, darum wurde darin außer Fragezeichen nichts beurteilt.
       *[other] { $count } Nachrichten sind auf { $language }: Gelesen wird nur Englisch, darum wurde darin außer Fragezeichen nichts beurteilt.
    }
trust-show-all = Alles zeigen, was aufgefallen ist
trust-hidden = Noch { $count } neben den Nachrichten hier
trust-tag-of-person = Das Schlagwort <tag>{ $tag }</tag> spricht über die Person.
trust-weights-title = Was Vertrauen ist
trust-weights-lead = Eine offene Summe über ein Gespräch, die alle von Hand nachrechnen können. Es geht um ein Gespräch und nie um einen Menschen.
trust-adds-up = Wie es sich zusammensetzt
trust-adds-up-bounds = Es liegt zwischen −10 und +10. Am Anfang steht, was mitgebracht wurde: wie aufgebracht die ersten Worte klingen, von 0 bis −4.
trust-adds-up-weight = Jeder Moment bewegt es um sein Gewicht unten, mal wie sicher er ist.
trust-adds-up-again = Dieselbe Art von Moment bewegt beim nächsten Mal halb so viel wie beim Mal davor.
trust-adds-up-near-bounds = Je näher an den Grenzen, desto weniger bewegt ein Moment es weiter nach außen.
trust-adds-up-fall = Eine Nachricht, die 0,5 oder mehr kostet, ist ein Fall. Daneben steht, was von uns in unseren letzten vier Nachrichten davor Vertrauen gekostet hat.
trust-adds-up-said = Was jemand im Team für falsch erklärt, bewegt nichts. Was jemand bestätigt, zählt voll.
trust-moment = Moment
trust-what-it-is = Was es ist
trust-weight = Gewicht
moment-greeting = Begrüßung
moment-greeting-meaning = Eine Begrüßung am Anfang.
moment-own-name = Eigener Name
moment-own-name-meaning = Jemand von uns nennt den eigenen Namen.
moment-customer-name = Kundenname
moment-customer-name-meaning = Wir sprechen unser Gegenüber mit Namen an.
moment-how-are-you = Wie geht’s
moment-how-are-you-meaning = Wir fragen, wie es unserem Gegenüber geht.
moment-offer-of-help = Hilfe angeboten
moment-offer-of-help-meaning = Wir bieten Hilfe an.
moment-empathy = Mitgefühl
moment-empathy-meaning = Wir sagen, wie es für unser Gegenüber war.
moment-empathy-missing = Kein Wort des Mitgefühls
moment-empathy-missing-meaning = Jemand erzählt uns von etwas Schwerem, und unsere Antwort geht darüber hinweg.
moment-empathy-missing-ours = Wir gingen über das Schwere hinweg
moment-apology = Entschuldigung
moment-apology-meaning = Wir sagen, dass es uns leidtut.
moment-repeated-apology = Dieselbe Entschuldigung noch einmal
moment-repeated-apology-meaning = Wir entschuldigen uns mit genau den Worten von vorher.
moment-repeated-apology-ours = Wir haben uns mit denselben Worten wie vorher entschuldigt
moment-thanks = Dank
moment-thanks-meaning = Jemand sagt danke.
moment-next-step = Nächster Schritt
moment-next-step-meaning = Wir sagen, was als Nächstes geschieht.
moment-explanation = Erklärung
moment-explanation-meaning = Wir erklären, wie oder warum.
moment-question = Frage
moment-question-meaning = Jemand fragt etwas.
moment-unanswered = Unbeantwortet
moment-unanswered-meaning = Eine Frage an uns, auf die nichts von uns geantwortet hat.
moment-unanswered-ours = Eine Frage blieb offen
moment-alternative = Anderer Weg
moment-alternative-meaning = Wir bieten einen anderen Weg an.
moment-refusal = Ablehnung
moment-refusal-meaning = Wir lehnen etwas ab.
moment-refusal-ours = Wir haben abgelehnt
moment-refusal-alone = Ablehnung allein
moment-refusal-alone-meaning = Wir lehnen ab und belassen es dabei: kein anderer Weg, kein nächster Schritt.
moment-refusal-alone-ours = Wir haben abgelehnt und es dabei belassen
moment-scarcity = Mangel
moment-scarcity-meaning = Vorschriften, Regeln, das System oder ein Mangel stehen im Weg.
moment-scarcity-ours = Wir haben eine Regel oder einen Mangel in den Weg gestellt
moment-blame = Schuldzuweisung
moment-blame-meaning = Wir schieben es auf die Kundenseite oder jemanden im Team.
moment-blame-ours = Wir haben es auf jemanden geschoben
moment-condescension = Herablassung
moment-condescension-meaning = Wir reden von oben herab.
moment-condescension-ours = Wir haben von oben herab geredet
moment-hurry = Eile
moment-hurry-meaning = Wir drängen unser Gegenüber.
moment-hurry-ours = Wir haben gedrängt
moment-jargon = Fachwörter
moment-jargon-meaning = Wörter, die nur vom Fach sind.
moment-jargon-ours = Wir haben Fachwörter benutzt
moment-label = Stempel
moment-label-meaning = Ein Mensch wird abgestempelt.
moment-label-ours = Wir haben jemanden abgestempelt
moment-asked-again = Noch einmal gefragt
moment-asked-again-meaning = Wir fragen nach dem, was uns schon gesagt wurde.
moment-asked-again-ours = Wir haben nach schon Gesagtem gefragt
moment-generosity = Großzügigkeit
moment-generosity-meaning = Wir geben etwas von uns aus.
moment-promise = Versprechen
moment-promise-meaning = Wir sagen, dass wir etwas tun werden.
moment-promise-without-time = Versprechen ohne Zeit
moment-promise-without-time-meaning = Es sagt nicht, bis wann.
moment-promise-without-time-ours = Wir haben versprochen, ohne zu sagen, bis wann
moment-closing = Abschied
moment-closing-meaning = Jemand verabschiedet sich.
moment-upset = Aufgebrachte Worte
moment-upset-meaning = Die Worte der Kundenseite klingen aufgebracht.
moment-relief = Erleichterte Worte
moment-relief-meaning = Die Worte der Kundenseite klingen erleichtert.
moment-repeat = Musste sich wiederholen
moment-repeat-meaning = Jemand sagt, dass es noch einmal gesagt werden musste.
moment-waiting = Warten
moment-waiting-meaning = Jemand wartet oder wartete auf uns.
moment-leave = Weggehen
moment-leave-meaning = Jemand spricht davon, uns zu verlassen.
moment-public = Öffentlich machen
moment-public-meaning = Jemand spricht davon, es öffentlich oder amtlich zu machen.
moment-praise = Lob
moment-praise-meaning = Jemand aus der Kundschaft lobt uns.
moment-resolved = Gelöst
moment-resolved-meaning = Jemand bestätigt, dass alles wieder gut ist.
moment-abuse = Beleidigung oder Drohung
moment-abuse-meaning = Die Worte beleidigen oder bedrohen jemanden.
moment-urgency = Dringend
moment-urgency-meaning = Die Worte sagen, dass es eilt.
moment-call-wish = Anruf gewünscht
moment-call-wish-meaning = Wann ein Anruf gewünscht ist.

## Was Zahlen und Wörter auf den Seiten bedeuten, einen Klick entfernt: was sie sind, in welcher Einheit, worüber gezählt wird und was sie auslassen

definition-waiting = Warten
definition-waiting-text = Die Zeit seit den ersten Kundenworten, die noch niemand beantwortet hat. Sie läuft bei Tag und bei Nacht, und Zurückstellen verkürzt sie nicht.
definition-first-words = Erste Worte
definition-first-words-text = Die Zeit von der ersten Kundennachricht in einem Gespräch bis zur ersten Antwort, die jemand von uns schrieb; bei einem Anruf vom ersten Klingeln bis zum Annehmen. Sie läuft bei Tag und bei Nacht. Gespräche, die wir selbst begonnen haben, haben keine, und wer noch wartet, wird gesondert gezählt.
definition-said-again = Noch einmal gesagt
definition-said-again-text = Nachrichten, in denen jemand sagt, uns das schon gesagt zu haben: „ich erkläre das jetzt zum dritten Mal“. Gefunden wird es in den Worten, durch Regeln, auf Englisch, wo diese sicher sind, und jedes Mal steht dabei, was schon gesagt war; wo jemand am Desk sieht, dass es nicht stimmt, bleibt es außen vor. Es zählt gegen uns, nicht gegen die Kundschaft.
definition-half-within = Die Hälfte binnen
definition-half-within-text = Der Median: Die eine Hälfte derer, die eine Antwort bekamen, hörte früher von uns, die andere später. Über die Gespräche und Anrufe, die in den letzten 30 Tagen begannen, höchstens die letzten 5.000.
definition-nine-of-ten = Neun von zehn binnen
definition-nine-of-ten-text = Das 90. Perzentil: Neun von zehn derer, die eine Antwort bekamen, hörten in dieser Zeit von uns. Jede zehnte Person wartete länger.
definition-kind-word = Ein freundliches Wort
definition-kind-word-text = Etwas Freundliches, das uns jemand in den letzten zwei Wochen schrieb: Lob, Erleichterung oder Dank, in den Worten gefunden durch Regeln und ein Modell, auf Englisch. Nachrichten, die zugleich aufgebracht klingen, bleiben außen vor.
definition-trust = Vertrauen
definition-trust-text = Eine Summe über dieses Gespräch, von −10 bis +10: was von Kundenseite mitgebracht wurde und worum jeder seither bemerkte Moment es bewegt, mal wie sicher er ist. Die Gewichte sind öffentlich, und was jemand für falsch erklärt, bewegt nichts.
definition-mood = Stimmung
definition-mood-text = Wie aufgebracht die Kundenworte klingen, von 0 (gar nicht) bis 4 (wütend), gelesen im Licht der Worte davor. In Klammern: Dazwischen lägen die Mittelwerte von vier aus fünf sorgfältigen Lesenden. Verwendet wird nichts als das geschriebene Wort.
definition-kept-in-time = Rechtzeitig gehalten
definition-kept-in-time-text = Von allen Versprechen des ganzen Desks, die in den letzten 30 Tagen fällig wurden, jene, die bis zur zuletzt vereinbarten Zeit gehalten wurden, in Prozent, abgerundet. Ein Versprechen, das erst nach Ablauf verschoben wurde, gilt als nicht rechtzeitig gehalten. Eines, das vor seiner Zeit zurückgenommen wurde, bleibt außen vor. Gezählt wird für niemanden einzeln.
definition-good-moment = Ein guter Moment in einem Anruf
definition-good-moment-text = Aus deinen letzten sechs Anrufen an deinem letzten Tag am Telefon vor heute: ein Lächeln in deiner eigenen Stimme, das sicher 3 Sekunden oder länger zu hören war, oder eine Eröffnung deines Gegenübers von 15 Sekunden oder mehr, in der du nicht das Wort ergriffen hast; je nachdem, was weiter darüber liegt. Wo du widersprochen hast, bleibt es außen vor.
definition-standard = Standard
definition-standard-text = Ein Satz darüber, was ein guter Kontakt hat, mit einer Prüfung dessen, was wann geschrieben wurde, oder bei Anrufen dessen, was zu hören war. Er hat Versionen, jede ab einem Zeitpunkt; ein Kontakt wird an der gemessen, die bei seinem Beginn galt, und an keiner späteren.
definition-standard-met = Erfüllt
definition-standard-met-text = Von den Kontakten der letzten 30 Tage, für die er galt und einen Anlass hatte, jene, die ihn erfüllten, in Prozent; was sich noch ändern kann, bleibt außen vor. Ein Kontakt ist ein Anruf oder das, was in einem Gespräch bis zum Schließen geschrieben wurde. Das Wort eines Menschen geht vor der Prüfung. Zwischen: wo der wahre Anteil liegt, in neunzehn von zwanzig Fällen (Wilson-Intervall). Unter zehn wird nichts angegeben. Gezählt wird für niemanden einzeln.
definition-spread = Streuung
definition-spread-text = Der erfüllte Anteil in jeder Gruppe von Kontakten, der Größe nach: Die Hälfte der Gruppen liegt zwischen den Quartilen und die Hälfte unter dem Median. Eine Gruppe zählt ab fünf Ergebnissen, über die letzten 30 Tage, höchstens die letzten 20.000 Ergebnisse. Gruppen sind Themen, Kanäle, Tage und Stunden nach der Uhr des Desks und nie Menschen.
definition-sure = Wie sicher
definition-sure-text = Wie viele von hundert Momenten wie diesem ein sorgfältiger Blick bestätigen würde, soweit wir wissen. Was ein Mensch benannt hat, steht so, wie es gesagt wurde. Je weniger sicher ein Moment ist, desto weniger bewegt er das Vertrauen.
definition-mean = Mittelwert
definition-mean-text = Über alle Anrufe dieser Woche, die zählen, wer sie auch führte. Ein Lächeln wird an der je eigenen üblichen Stimme gemessen: 0 ist wie sonst, 1 so weit, wie eine Stimme gewöhnlich schwankt. Anteile gehen von 0 bis 1.
definition-standard-error = Standardfehler
definition-standard-error-text = Wie weit der Mittelwert gewöhnlich von diesem entfernt läge, wären in dieser Woche andere Anrufe gekommen: die Standardabweichung über die Anrufe, geteilt durch die Wurzel ihrer Anzahl.
definition-mirror-smile = Der Bogen
definition-mirror-smile-text = Wie viel Lächeln in deinen letzten Sekunden Sprechen zu hören ist, verglichen damit, wie du sonst klingst. In der hellen Fläche liegt der wahre Wert, in neun von zehn Fällen. Solange sich das nicht sagen lässt, heißt es: Ich höre zu…
definition-mirror-vent = Gegenüber sprach
definition-mirror-vent-text = Wie lange dein Gegenüber gerade spricht oder beim letzten Mal gesprochen hat.
definition-mirror-share = Du sprichst
definition-mirror-share-text = Dein Anteil an allem, was ihr beide bisher gesagt habt; Stille zählt nicht mit.
definition-mirror-pace = Tempo
definition-mirror-pace-text = Silben je Sekunde deines Sprechens bisher; Pausen zählen nicht mit.
definition-mirror-first = Erste Worte
definition-mirror-first-text = Das Lächeln in deinen ersten zehn Sekunden Sprechen; es wird gezeigt, sobald es sicher ist.

## Was Knöpfe und Felder vieler Seiten sagen

action-change = Ändern
action-edit = Bearbeiten
action-keep = Behalten
action-keep-it = Behalten
action-leave-it = Lassen
action-more = Mehr
action-show-me = Zeig es mir
action-remove = Entfernen
field-any = Egal
field-optional = (optional)
field-what-called = Wie heißt es?
not-kept-yet = Es ist noch nicht gespeichert.
removed-named = „{ $name }“ ist entfernt.
removed-undo = Entfernen rückgängig machen
somebody = Jemand
team-gone = Ein Team, das es nicht mehr gibt
weekday-monday = Montag
weekday-tuesday = Dienstag
weekday-wednesday = Mittwoch
weekday-thursday = Donnerstag
weekday-friday = Freitag
weekday-saturday = Samstag
weekday-sunday = Sonntag

## Standards: was einen guten Kontakt ausmacht

standards-title = Standards
standards-lead = Was guten Service ausmacht, vom ersten Wort bis zum letzten. Alle können es hier lesen, und niemand wird an etwas gemessen, das ihm nicht gesagt wurde.
standards-channels = Kanäle
standard-new = Neuer Standard
standards-none = Noch ist nichts aufgeschrieben
standards-none-leads = Was macht hier guten Service aus?
standards-none-any = Ein Standard sagt in einem Satz, was ein guter Kontakt hat, für alle Kanäle zugleich.
standards-begin-below = Beginne mit den Standards unten oder schreib eigene.
standards-none-lead = Deine Leitung kann aufschreiben, was guten Service ausmacht. Bis dahin wird nichts gemessen.
standards-starter-title = Ein guter Satz für den Anfang
standards-starter-lead = Nimm ihn, wie er ist, oder lass weg, was nicht passt. Er gilt für Kontakte, die ab jetzt beginnen.
standards-starter-more = Mehr für den Anfang
standards-starter-take = Alle übernehmen
standards-starter-take-these = Diese übernehmen
standards-retired = Außer Kraft: <list></list>.
standards-saved = Gespeichert. Kontakte, die vorher begannen, werden nicht daran gemessen.
standards-saved-retired = Er ist außer Kraft. Kontakte, die vorher begannen, werden weiter daran gemessen.
standards-saved-taken = Die Standards für den Anfang gelten. Ändere, was nicht passt, oder setze es außer Kraft.
standards-of = Standards, { $channel }
standard-stage-start = Anfang
standard-stage-during = Währenddessen
standard-stage-end = Ende
standard-stage-start-lead = Die ersten Worte entscheiden, wie der ganze Kontakt verläuft.
standard-stage-during-lead = Während wir helfen.
standard-stage-end-lead = Der letzte Eindruck zählt wie der erste.
standard-theme-attitude = Haltung
standard-theme-care = Zuwendung
standard-theme-not-personal = Nimm es nicht persönlich
standard-theme-customers-talk = Es spricht sich herum
standard-reach-chat = Chat
standard-reach-phone = Telefon
standard-reach-email = E-Mail
standard-reach-counter = Vor Ort
standard-reach-any = Alle Kanäle
standard-role-anybody = Alle
standard-role-first-responder = Wer zuerst antwortet
standard-since = seit { $day }
standard-begins = beginnt: { $day }
standard-is-retired = außer Kraft
standard-since-and-version = { $since }, neue Version ab { $day }
standard-since-and-retired = { $since }, außer Kraft ab { $day }
standard-day-and-time = { $day }, { $time }
standard-quoted = „{ $title }“
standard-against = Er verlangt das Gegenteil von { $standards }: Kein Kontakt kann beides erfüllen.
standard-met-percent = <b>{ $percent } %</b> erfüllt
standard-met-count = { $met } von { $all }, zwischen { $low } und { $high } %
standard-met-count-calls = { $met } von { $all } Anrufen, zwischen { $low } und { $high } %
standard-heard-by-whoever-talked = Das hört nur, wer gesprochen hat. Der Anteil des Teams steht hier nach fünfzig Anrufen von fünf Personen.
standard-no-contact-yet = Noch kein Kontakt
standard-few-so-far = bisher { $count }: zu wenige für eine Aussage

## Standards: einer davon

standard-bring-back = Wieder in Kraft setzen
standard-retire = Außer Kraft setzen
standard-checked = Wie er geprüft wird
standard-missed = Wo er nicht erfüllt wurde
standard-missed-lead = Die letzten 30 Tage, ohne Namen. Jedem kann an Ort und Stelle widersprochen werden.
standard-missed-nowhere = Nirgends, soweit wir wissen.
standard-missed-when = { $day }, { $time }
standard-versions = Seine Versionen
standard-versions-lead = Ein Kontakt wird an der Version gemessen, die bei seinem Beginn galt.
standard-version =
    { $state ->
        [taken-back] <b>Version { $number }</b>, zurückgenommen, ab { $day }
        [to-come] <b>Version { $number }</b>, kommt noch, ab { $day }
        [in-force] <b>Version { $number }</b>, in Kraft, ab { $day }
       *[before] <b>Version { $number }</b>, früher, ab { $day }
    }
standard-version-by = von { $name }, { $day }
standard-version-by-somebody = von jemandem, { $day }
standard-version-take-back = Zurücknehmen
standard-part-retired = Außer Kraft
standard-part-title = Titel
standard-part-words = Worte
standard-part-check = Prüfung
standard-part-for = Für
standard-part-when = Wann
standard-part-theme = Thema
standard-part-role = Wessen Worte

## Standards: einen schreiben

standard-new-title = Ein neuer Standard
standard-change-title = Standard ändern
standard-new-lead = Sag, was guten Service ausmacht: in Worten für Menschen und in einem Satz, der sich prüfen lässt.
standard-change-lead = Das wird eine neue Version. Kontakte, die vorher begannen, werden an der davor gemessen.
standard-what-means = Was bedeutet er?
standard-field-for = Für
standard-field-when = Wann
standard-field-theme = Thema
standard-field-role = Wessen Worte
standard-at-the-start = Am Anfang
standard-during = Währenddessen
standard-at-the-end = Am Ende
standard-anybodys = Alle
standard-first-responders = Wer zuerst antwortet
standard-how-checked = Wie wird er geprüft?
standard-check-hint = Ein Satz auf Englisch, etwa „first answer within 5 minutes of open hours and first answer has a greeting“. Verbinde Bausteine mit „and“ oder „or“.
standard-phrases = Satzbausteine zur Auswahl
standard-phrases-written = In dem, was geschrieben wird
standard-phrases-phone = Am Telefon
standard-keep = Standard speichern
standard-keep-version = Neue Version speichern
standard-what-understood = Was wird verstanden?
standard-from-when = Ab wann?
standard-from-hint = Nie in der Vergangenheit: Niemand wird an etwas gemessen, das ihm nicht gesagt wurde.
standard-from-now = Ab jetzt
standard-from-later = Ab einem späteren Tag
standard-from-day = Der Tag, um Mitternacht nach der Uhr des Desks
standard-no-day = Wähle den Tag, ab dem er gilt, etwa den nächsten Monatsersten.
standard-understood = Verstanden: <check>{ $check }</check>
standard-understood-voice = Was in einem Anruf zu hören ist, erfährt im Rückblick nur, wer gesprochen hat. Das Team sieht Summen über fünfzig Anrufe von fünf Personen.
standard-understood-against = Er verlangt das Gegenteil von „{ $title }“, und beide gelten für dieselben Kontakte. Kein Kontakt kann beides erfüllen.
standard-understood-nothing = Wähle Satzbausteine aus der Liste unten oder schreib: Was verstanden wird, steht gleich hier.
standard-tried =
    { $contacts ->
       *[other] Von den letzten { $contacts } Kontakten hätten ihn { $met } erfüllt und { $not } nicht. Das ist nur eine Probe und wird nirgends gespeichert.
    }
standard-tried-no-occasion =
    { $contacts ->
       *[other] Von den letzten { $contacts } Kontakten hätten ihn { $met } erfüllt und { $not } nicht; bei { $none } gab es keinen Anlass. Das ist nur eine Probe und wird nirgends gespeichert.
    }
standard-nothing-to-try = Es gibt noch keinen Kontakt, um ihn zu erproben.
standard-retire-title = Standard außer Kraft setzen
standard-retire-named = „{ $title }“ außer Kraft setzen
standard-retire-lead = Er bleibt mit seiner Geschichte lesbar, und Kontakte, die vorher beginnen, werden weiter daran gemessen.
standard-retire-it = Außer Kraft setzen
standard-not-retired = Er ist nicht außer Kraft.
standard-check-too-long = Das ist zu lang, um es im Kopf zu behalten: höchstens { $phrases } Bausteine mit { $chars } Zeichen. Mach zwei Standards daraus.
standard-check-missing = Da fehlt etwas.
standard-check-missing-after = Nach „{ $after }“ fehlt etwas.
standard-check-unread = „{ $word }“ wird nicht verstanden.
standard-check-unread-after = „{ $word }“ wird nach „{ $after }“ nicht verstanden.
standard-check-nearest = { $wrong } Meintest du „{ $nearest }“?
standard-check-offered = { $wrong } Dort wird verstanden: { $offered }.
standard-never-both = Das lässt sich nie erfüllen: „{ $one }“ und „{ $other }“ schließen einander aus.
standard-never-mixed = Was in einer Stimme zu hören ist, gehört der Person, die gesprochen hat, und steht darum in einem eigenen Standard. Mach zwei Standards daraus.
standard-never-no-phone = Das lässt sich nie erfüllen: Was in einem Anruf zu hören ist, ist ein Standard fürs Telefon.
standard-never-no-time = „{ $phrase }“ lässt sich nie erfüllen. Gib den Leuten etwas Zeit.
standard-never-so-long = „{ $phrase }“ ist kein Standard mehr. Verlange höchstens einen Monat.
standard-never-without-hello = „{ $phrase }“ lässt sich nie erfüllen: Jemand muss annehmen und Hallo sagen.
standard-always-met = „{ $phrase }“ ist immer erfüllt, also sagt es nichts.
standard-always-in-share = „{ $phrase }“ sagt nichts, denn mehr als 100 % gibt es nicht. Verlange weniger als 100 %.
standard-always-so-many = „{ $phrase }“ sagt nichts. Verlange höchstens { $most }.
standard-hardly-met = „{ $phrase }“ ließe sich fast nie erfüllen. Verlange höchstens { $seconds } Sekunden.
standard-choose-one = Wähle mindestens einen davon.
standard-long-reason = Das ist eine lange Begründung. Sag es in ein, zwei Sätzen.
standard-retired-already = Er ist schon außer Kraft.
standard-ruling-of-other = Das kann nur zurücknehmen, wer es gesagt hat. Du kannst sagen, wie du es siehst.
standard-too-many = Es gibt schon { $kept } Standards, und niemand behält mehr als { $most } im Kopf. Setze zuerst welche außer Kraft.
standard-unchanged = Das steht dort schon so, also wurde nichts geändert.
standard-version-began = Diese Version gilt schon und bleibt in der Geschichte. Ändere stattdessen den Standard.
standard-version-to-come = Es gibt schon eine Version, die noch kommt. Nimm sie erst zurück und schreib dann die neue.
standard-voice-is-own = Was in einer Stimme zu hören ist, gehört in den eigenen Rückblick derer, die gesprochen haben.

## Standards: wie ein Kontakt zu ihnen steht

standards-here-title = Was guten Service ausmacht
standards-here-lead = Was guten Service in diesem Kontakt ausmacht, nach den Standards, die bei seinem Beginn galten.
standards-here-voice = Was in einer Stimme zu hören ist, gehört der Person, die gesprochen hat: Sie findet es im eigenen Rückblick.
standards-here-none = noch keine
standards-here-met = { $met } von { $judged } erfüllt
standard-state-voice = Hört nur, wer gesprochen hat
standard-state-open = Noch nicht gemessen
standard-state-met = Erfüllt
standard-state-met-so-far = Bisher erfüllt
standard-state-not-met = Nicht erfüllt
standard-state-not-yet = Noch nicht
standard-state-no-occasion = Kein Anlass
standard-state-no-occasion-yet = Noch kein Anlass
standard-not-so = Stimmt nicht
standard-not-so-met = Stimmt nicht: { $title } wurde erfüllt
standard-not-so-not-met = Stimmt nicht: { $title } wurde nicht erfüllt
standard-ruling-take-back = Das zurücknehmen
standard-more-on = Mehr zu { $title }
standard-why-otherwise = Warum du es anders siehst
standard-it-was-met = Er wurde erfüllt
standard-it-was-not-met = Er wurde nicht erfüllt
standard-there-was-no-occasion = Es gab keinen Anlass
standard-and-its-history = Der Standard und seine Geschichte
standard-ruled =
    { $outcome ->
        [met] { $name } sagt, er wurde erfüllt.
        [not-met] { $name } sagt, er wurde nicht erfüllt.
       *[no-occasion] { $name } sagt, es gab keinen Anlass.
    }
standard-ruled-why =
    { $outcome ->
        [met] { $name } sagt, er wurde erfüllt: { $reason }
        [not-met] { $name } sagt, er wurde nicht erfüllt: { $reason }
       *[no-occasion] { $name } sagt, es gab keinen Anlass: { $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] Du sagst, er wurde erfüllt.
        [not-met] Du sagst, er wurde nicht erfüllt.
       *[no-occasion] Du sagst, es gab keinen Anlass.
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] Du sagst, er wurde erfüllt: { $reason }
        [not-met] Du sagst, er wurde nicht erfüllt: { $reason }
       *[no-occasion] Du sagst, es gab keinen Anlass: { $reason }
    }

## Standards: Beständigkeit

consistency-title = Beständigkeit
consistency-lead = Jeden Tag derselbe gute Service: wie oft Standards in den letzten { $days } Tagen erfüllt wurden und wie weit Tage, Stunden, Kanäle und Themen auseinanderliegen. Niemand wird genannt und niemand einzeln gezählt.
consistency-percent = { $percent } %
consistency-met-of = { $met } von { $all }
consistency-met = erfüllt, { $between }
consistency-between = zwischen { $low } und { $high } %
consistency-too-few-to-say = zu wenige für eine Aussage
consistency-too-few = Zu wenige Kontakte für eine Aussage
consistency-too-few-lead = Zu sehen gibt es etwas, sobald Standards { $count }-mal erfüllt oder nicht erfüllt wurden. Weniger würde von einer Person oder einem Tag erzählen.
consistency-spread = Die Hälfte davon liegt zwischen <b>{ $lower } und { $upper } %</b>, um einen Median von { $median } %; alle liegen zwischen { $least } und { $most } %.
consistency-spread-from = Eine Streuung wird ab { $groups } Gruppen mit je { $outcomes } Ergebnissen angegeben.
consistency-picture = Von 0 % unten bis 100 % oben; auf der Linie durch jeden Punkt liegt sein wahrer Anteil, in neunzehn von zwanzig Fällen.
consistency-picture-in-words = Der erfüllte Anteil für jede von { $groups } Gruppen, von { $least } bis { $most } Prozent, die Hälfte davon zwischen { $lower } und { $upper }. Die Tabelle darunter zeigt jede.
consistency-picture-of-few = Der erfüllte Anteil für jede Gruppe. Die Tabelle darunter zeigt jede.
consistency-all-in-a-table = Alle { $count } in einer Tabelle
consistency-column-met = Erfüllt
consistency-column-of = Von
consistency-column-share = Anteil
consistency-by-theme = Nach Thema
consistency-by-channel = Nach Kanal
consistency-by-day = Nach Tag
consistency-by-hour = Nach Uhrzeit
consistency-day = { $weekday } { $day }

## Versprechen: was wir zugesagt haben und bis wann

promises-title = Versprechen
promises-lead = Was wir zugesagt haben und bis wann.
promises-which = Welche Versprechen
promises-whose = Wessen Versprechen
promises-to-keep = Zu halten
promises-late = Überfällig
promises-today = Heute
promises-later = Später
promises-kept = Gehalten
promises-over = In den letzten 30 Tagen gehalten oder zurückgenommen
promises-everybodys = Alle
promises-yours = Deine
promises-nobodys = Noch frei
promises-rate = <b>{ $percent } %</b> { $kept } von { $all }
promises-rate-none = <b>–</b> noch nichts fällig geworden
promises-rate-about = rechtzeitig gehalten, letzte { $days } Tage
promises-none = Jedes Versprechen ist gehalten
promises-none-lead = Schreibst du „I’ll call you on Friday“, wirst du gefragt, ob du es hier festhalten willst; erkannt wird das nur auf Englisch. In einem Gespräch hält <key>W</key> eines fest.
promises-none-late = Nichts ist überfällig
promises-none-late-lead = Was seiner Zeit nahekommt, meldet sich, bevor es versäumt wird.
promises-none-over = Noch nichts wurde gehalten
promises-none-over-lead = Versprechen, die in den letzten 30 Tagen gehalten oder zurückgenommen wurden, stehen hier.
promises-none-today = Heute ist nichts mehr fällig
promises-none-today-lead = Was du für heute versprichst, steht hier.
promises-beside = Was wir versprochen haben
promise-time-today = heute um { $time }
promise-time-yesterday = gestern um { $time }
promise-time-tomorrow = morgen um { $time }
promise-time-on-day = am { $day } um { $time }
promise-due = Fällig { $due }
promise-due-for-them = dort { $due }
promise-badge-to-keep = Zu halten
promise-badge-at-risk = Sehr bald fällig
promise-badge-late = Überfällig
promise-badge-broken = Gebrochen
promise-badge-kept = Gehalten
promise-badge-kept-late = Verspätet gehalten
promise-badge-taken-back = Zurückgenommen
promise-with = bei { $name }
promise-with-and-stand-in = bei { $name } ({ $stand-in } springt ein)
promise-with-you = bei dir
promise-with-you-and-stand-in = bei dir ({ $stand-in } springt ein)
promise-with-nobody = noch bei niemandem
promise-with-nobody-and-stand-in = noch bei niemandem ({ $stand-in } springt ein)
promise-of-customer = { $what }: { $customer }
promise-what-happened = Was geschah
promise-what-happened-to = Was geschah mit diesem Versprechen: { $what }
promise-tell = Sagen, dass wir daran denken
promise-tell-customer = Sagen, dass wir daran denken: { $customer }
promise-kept = Gehalten
promise-kept-named = Gehalten: { $what }, { $customer }
promise-not-kept = Doch nicht gehalten
promise-not-kept-named = Doch nicht gehalten: { $what }, { $customer }
promise-restore = Wiederherstellen
promise-restore-named = Wiederherstellen: { $what }, { $customer }
promise-more = Mehr zum Versprechen: { $what }, { $customer }
promise-another-time = Andere Zeit
promise-another-time-hint = Sprich sie vorher ab. Nach der Uhr deines Gegenübers.
promise-move = Verschieben
promise-take-back = Zurücknehmen
promise-take-back-hint = Was du schreibst, geht an { $customer }: warum, und was stattdessen geschieht.
promise-take-back-and-tell = Zurücknehmen und Bescheid sagen
promise-to-calendar = In den Kalender
promise-history-made =
    { $by ->
        [nobody] Gegeben { $at }, fällig { $due }
        [customer] Von Kundenseite { $at } festgelegt, fällig { $due }
       *[agent] Von { $name } { $at } gegeben, fällig { $due }
    }
promise-history-kept =
    { $by ->
        [nobody] Gehalten { $at }
        [customer] Von Kundenseite { $at } als gehalten vermerkt
       *[agent] Von { $name } { $at } gehalten
    }
promise-history-not-kept =
    { $by ->
        [nobody] Wieder aufgenommen { $at }
        [customer] Von Kundenseite { $at } wieder aufgenommen
       *[agent] Von { $name } { $at } wieder aufgenommen
    }
promise-history-cancelled =
    { $by ->
        [nobody] Zurückgenommen { $at }
        [customer] Von Kundenseite { $at } zurückgenommen
       *[agent] Von { $name } { $at } zurückgenommen
    }
promise-history-restored =
    { $by ->
        [nobody] Wiederhergestellt { $at }
        [customer] Von Kundenseite { $at } wiederhergestellt
       *[agent] Von { $name } { $at } wiederhergestellt
    }
promise-history-moved =
    { $by ->
        [nobody] Verschoben { $at }, fällig { $due }
        [customer] Von Kundenseite { $at } verschoben, fällig { $due }
       *[agent] Von { $name } { $at } verschoben, fällig { $due }
    }
promise-history-handed =
    { $by ->
        [nobody] An { $to } gegeben { $at }
        [customer] Von Kundenseite { $at } an { $to } gegeben
       *[agent] Von { $name } { $at } an { $to } gegeben
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] Wieder freigegeben { $at }
        [customer] Von Kundenseite { $at } wieder freigegeben
       *[agent] Von { $name } { $at } wieder freigegeben
    }
promise-history-word =
    { $by ->
        [nobody] Bescheid gesagt { $at }
        [customer] Von Kundenseite { $at } Bescheid gesagt
       *[agent] Von { $name } { $at } Bescheid gesagt
    }
promise-something = Etwas versprechen
promise-let-them-choose = Eine Zeit für einen Anruf aussuchen lassen
promise-what = Was versprechen wir?
promise-what-example = Rückruf wegen der Lampe
promise-by-when = Bis wann?
promise-on-their-clock = Nach der Uhr dort, in { $place }.
promise-make = Versprechen
promise-who-keeps = Wer es hält
promise-who-stands-in = Wer einspringt
promise-keeper-nobody-yet = Noch niemand
promise-keeper-nobody = Niemand
promise-keeper-you = { $keeper } (du)
promise-keeper-away = { $name } (abwesend)
promise-keeper-away-until = { $name } (abwesend, zurück { $back })
promise-by-end-of-today = Heute bis Ende des Tages
promise-by-tomorrow-noon = Morgen Mittag
promise-by-friday = Freitag 17:00
promise-suggestion = { $name } sagte „<words>{ $words }</words>“. Ist das ein Versprechen? Dann wähle, bis wann.
promise-suggestion-due = { $name } sagte „<words>{ $words }</words>“. Als Versprechen festhalten, fällig { $due }?
promise-suggestion-of-you = Du hast „<words>{ $words }</words>“ gesagt. Ist das ein Versprechen? Dann wähle, bis wann.
promise-suggestion-of-you-due = Du hast „<words>{ $words }</words>“ gesagt. Als Versprechen festhalten, fällig { $due }?
promise-suggestion-yes = Ja
promise-suggestion-yes-by = Ja, bis…
promise-suggestion-no = Nein
promise-suggestion-made = Ein Versprechen, fällig { $due }.
promise-suggestion-none = Es ist kein Versprechen.
promise-suggestion-refused = Also kein Versprechen.
promise-suggestion-asked-again = Du wirst noch einmal gefragt.
promise-suggestion-answered = Das hat schon jemand beantwortet.
promise-suggestion-asked = Das wird schon gefragt.
promise-suggestion-no-time = Wähle, bis wann es versprochen ist.
promise-reminder-late = War fällig { $due }
promise-reminder-stand-in = { $name } ist nicht da. Kannst du das halten? Fällig { $due }
promise-reminder-stand-in-for-nobody = Noch hat das niemand. Kannst du das halten? Fällig { $due }
promise-reminder-at-risk = Wird knapp: fällig { $due }, bei { $name }
promise-reminder-at-risk-with-nobody = Wird knapp: fällig { $due }, noch bei niemandem
promise-reminders-more =
    { $count ->
        [one] { $count } weiteres Versprechen
       *[other] { $count } weitere Versprechen
    }
promise-seen = Gesehen
promise-seen-named = Gesehen: { $what }
promise-made = Versprochen, fällig { $due }.
promise-unmade = Es ist kein Versprechen mehr.
promise-kept-thanks = Gehalten. Danke dir.
promise-to-be-kept = Es ist weiter zu halten.
promise-taken-back = Zurückgenommen, und es wurde Bescheid gesagt.
promise-restored = Das Versprechen gilt wieder.
promise-moved = Jetzt fällig { $due }.
promise-handed = Das Versprechen ist bei { $name }.
promise-handed-to-nobody = Das Versprechen ist noch bei niemandem.
promise-told = Wir haben gesagt, dass wir daran denken.
promise-counted-on = Inzwischen verlässt sich jemand darauf. Nimm es zurück und sag, warum.
promise-no-time = Sag, bis wann, etwa „tomorrow 15:00“ oder „friday 17:00“.
promise-no-why = Schreib dazu, warum, und was stattdessen geschieht.
promise-over = Dieses Versprechen ist schon erledigt.
promise-over-undo-first = Dieses Versprechen ist schon erledigt. Mach das zuerst rückgängig.
promise-own-stand-in = Einspringen muss jemand anderes: Wähle jemanden aus dem Team.
promise-stands = Dieses Versprechen gilt schon.
promise-taken-back-already = Dieses Versprechen wurde zurückgenommen. Stell es zuerst wieder her.
promise-word-sent = Das wurde schon gesagt.

## Textbausteine: gute Worte, einmal geschrieben und griffbereit, wo immer jemand schreibt

action-keep-changes = Änderungen speichern
action-show-all = Alle zeigen
canned-replies-title = Textbausteine
canned-replies-lead = Gute Worte, einmal geschrieben und griffbereit, wo immer du schreibst: Tippe <key>/</key> am Anfang einer Zeile.
canned-reply-new = Neuer Textbaustein
canned-replies-search = Nach Titel, Kürzel oder Worten suchen
canned-replies-search-hint = Titel, Kürzel oder Worte
canned-replies-whose = Wessen
canned-replies-all = Alle
canned-replies-none-of-these = Keiner davon
canned-replies-nothing-found = Nichts gefunden für „{ $words }“
canned-replies-try = Versuch es mit einem Wort aus dem Titel, dem Kürzel oder einem Wort aus dem Text.
canned-replies-none = Was schreibst du immer wieder?
canned-replies-none-lead = Schreib es einmal, so gut du es an deinem besten Tag kannst, und an jedem anderen liegt es bereit.
canned-replies-starters = Oder beginne mit einem von diesen
canned-replies-starters-lead = Jeder öffnet sich im Formular, damit du die Worte zu deinen machen kannst, bevor sie gespeichert werden.
canned-replies-more-starters = Mehr für den Anfang
canned-replies-none-yet = Es gibt noch keine Textbausteine. <link>Schreib den ersten</link>
canned-replies-none-with = Kein Textbaustein enthält „{ $words }“. <link>Schreib einen</link>
canned-replies-more =
    { $count ->
       *[other] Noch { $count }. Tippe weiter, um sie zu finden.
    }
canned-reply-everybodys = Für alle
canned-reply-yours-alone = Nur für dich
canned-reply-not-used = Noch nicht benutzt
canned-reply-used-once = Einmal benutzt, zuletzt: { $day }
canned-reply-used-twice = Zweimal benutzt, zuletzt: { $day }
canned-reply-used =
    { $count ->
       *[other] { $count }-mal benutzt, zuletzt: { $day }
    }
canned-reply-edit = { $title } bearbeiten
canned-reply-remove = { $title } entfernen
canned-reply-copy = Für dich kopieren
canned-reply-copy-named = Für dich kopieren: { $title }
canned-reply-begin-with = Damit beginnen
canned-reply-begin-with-named = Damit beginnen: { $title }
canned-reply-back = Er ist wieder da.
canned-reply-back-without-code = Er ist wieder da, ohne sein Kürzel: Das gehört jetzt zu „{ $title }“.
canned-reply-kept = Gespeichert und griffbereit, wo immer du schreibst.
canned-reply-new-title = Ein neuer Textbaustein
canned-reply-change-title = Textbaustein ändern
canned-reply-form-lead = Schreib ihn wie an jemanden, den du magst. Wer ihn benutzt, kann immer noch jedes Wort ändern.
canned-reply-removed-meanwhile = Er wurde entfernt, während du schriebst.
canned-reply-removed-meanwhile-keep = Deine Worte sind noch da: Speichere sie, und sie werden ein neuer.
canned-reply-changed-meanwhile = { $name } hat ihn geändert, während du schriebst.
canned-reply-changed-meanwhile-keep = Deine Worte sind noch da: Speichere sie, und sie treten an die Stelle dieser.
canned-reply-title-example = Etwa: Entschuldigung für die Verzögerung
canned-reply-code = Kürzel
canned-reply-code-example = verzug
canned-reply-code-hint = Hinter einem <key>/</key> getippt, steht er ganz oben.
canned-reply-words = Sein Text
canned-reply-preview = Wie Nora ihn lesen würde
canned-reply-filled-in = Was eingesetzt wird
canned-reply-filled-in-hint = Was nicht bekannt ist, wird zu einer Lücke, die du vor dem Senden siehst, oder zu den Worten hinter einem Strich: <example></example>.
canned-reply-whose = Für wen ist er?
canned-reply-whose-hint = Was nur für dich ist, sieht sonst niemand.
canned-reply-whose-hint-own = Was nur für dich ist, sieht sonst niemand. Was alle benutzen, schreibt die Leitung.
canned-reply-language = Sprache
canned-reply-variable-customer-first-name = der Vorname deines Gegenübers
canned-reply-variable-customer-name = der Name deines Gegenübers
canned-reply-variable-agent-first-name = dein Vorname
canned-reply-variable-agent-name = dein Name
canned-reply-variable-workspace-name = der Name des Desks
canned-reply-variable-subject = worum es geht
canned-reply-variable-promise-due = wann das nächste Versprechen fällig ist
canned-reply-variable-greeting = eine Begrüßung mit Namen, passend zur Tageszeit dort
canned-reply-choose-whose = Wähle, für wen er ist.
canned-reply-not-for-all = Was alle benutzen, schreibt die Leitung. Speichere diesen nur für dich.
canned-reply-team-gone = Dieses Team gibt es nicht mehr. Wähle noch einmal, für wen er ist.
canned-reply-too-many = Es gibt schon { $most } davon, und unter noch mehr findet niemand einen wieder. Entferne welche, die niemand benutzt.

## Regeln: was von selbst geschieht

rules-title = Regeln
rules-lead = Was von selbst geschieht. Sie laufen in dieser Reihenfolge, einmal für jedes Ereignis.
rule-new = Neue Regel
rules-none = Was tust du immer wieder?
rules-none-lead = Gib, worin „Erstattung“ steht, an die, die sich auskennen; gib ein Schlagwort, wenn nachts etwas kommt; bitte jemanden, nach denen zu sehen, die lange warten.
rule-off = aus
rule-paused-in-list = Sie pausiert. { $why } Ändere sie oder schalte sie aus und wieder ein.
rule-not-run = Noch nicht gelaufen
rule-ran-once = Einmal gelaufen, zuletzt: { $day }
rule-ran =
    { $count ->
       *[other] { $count }-mal gelaufen, zuletzt: { $day }
    }
rule-of-newer-version = Sie wurde von einem neueren Bliss geschrieben:
rule-earlier = Früher
rule-earlier-named = Früher: { $name }
rule-later = Später
rule-later-named = Später: { $name }
rule-turn-off = Ausschalten
rule-turn-off-named = Ausschalten: { $name }
rule-turn-on = Einschalten
rule-turn-on-named = Einschalten: { $name }
rule-remove = { $name } entfernen
rule-saved = Sie gilt ab jetzt und ändert nichts an dem, was vorher war.
rule-saved-back = Sie ist wieder da, und ausgeschaltet.
rule-saved-off = Sie tut nichts, bis sie wieder eingeschaltet wird.
rule-saved-on = Sie gilt ab jetzt.
rule-saved-order = Sie laufen in dieser Reihenfolge.
# Die Teile hinter „Wenn“ sind Nebensätze, das Verb steht am Ende; was die Regel tut, steht im Infinitiv.
rule-when = Wenn { $when }:
rule-when-and = { $when } und { $next }
rule-when-opened = ein Gespräch eröffnet wird
rule-when-customer-wrote = von Kundenseite geschrieben wird
rule-when-tagged = es das Schlagwort „{ $tag }“ bekommt
rule-when-waiting = es beginnt, auf uns zu warten
rule-when-answered = es beantwortet wird
rule-when-snoozed = es zurückgestellt wird
rule-when-closed = es geschlossen wird
rule-when-waits = jemand seit { $time } wartet
rule-when-promise-due = ein Versprechen binnen { $time } fällig ist
rule-only-by-chat = es per Chat kam
rule-only-by-phone = es per Telefon kam
rule-only-in-person = es vor Ort aufkam
rule-only-by-api = es über die API kam
rule-only-to-inbox = es über { $inbox } kam
rule-only-of-team = { $team } es hat
rule-only-nobodys = niemand es hat
rule-only-tagged = es das Schlagwort „{ $tag }“ hat
rule-only-says = darin { $phrases } steht
rule-phrase = „{ $phrase }“
rule-phrase-or = { $before } oder { $next }
rule-only-language = die Kundensprache { $language } ist
rule-only-domain = die Kundenadresse auf { $domain } endet
rule-only-within-hours = jemand da ist
rule-only-outside-hours = es außerhalb der Servicezeiten ist
rule-only-waited = seit { $time } gewartet wird
rule-then = { $things }.
rule-then-and = { $thing }, { $next }
rule-then-give = an { $whom } geben
rule-then-tag = Schlagwort „{ $tag }“ geben
rule-then-untag = Schlagwort „{ $tag }“ abnehmen
rule-then-close = schließen
rule-then-open = wieder öffnen
rule-then-snooze = zurückstellen bis { $until }
rule-then-note = eine Notiz schreiben
rule-then-send = „{ $reply }“ senden
rule-then-draft = „{ $reply }“ als Entwurf bereitlegen
rule-then-notify = { $whom } bitten nachzusehen
rule-inbox-gone = einen entfernten Posteingang
rule-team-gone = ein entferntes Team
rule-person-gone = eine ausgeschiedene Person
rule-reply-gone = ein entfernter Textbaustein
rule-minutes =
    { $count ->
        [one] { $count } Minute
       *[other] { $count } Minuten
    }
rule-hours =
    { $count ->
        [one] { $count } Stunde
       *[other] { $count } Stunden
    }
rule-days =
    { $count ->
        [one] { $count } Tag
       *[other] { $count } Tagen
    }
rule-new-title = Eine neue Regel
rule-change-title = Regel ändern
rule-form-lead = Wenn dies geschieht und jenes zutrifft, dann tu das. Was du offen lässt, ist egal.
rule-is-paused = Sie pausiert.
rule-paused-why = { $why } Sie läuft weiter, sobald du sie speicherst.
rule-would-touch =
    { $looked ->
       *[other] Von den letzten { $looked } Gesprächen beträfe sie { $count }
    }
rule-would-lead = So, wie sie jetzt sind. Nichts wurde geändert, und nichts ist gespeichert.
rule-a-rule = Eine Regel
rule-form-when = Wenn…
rule-name-example = Etwa: Erstattungen an die, die sich auskennen
rule-what-happens = Was geschieht?
rule-choice-opened = Ein Gespräch wird eröffnet
rule-choice-wrote = Von Kundenseite wird geschrieben
rule-choice-tagged = Es bekommt ein Schlagwort
rule-choice-waits = Jemand wartet schon lange
rule-choice-promise = Ein Versprechen ist bald fällig
rule-choice-waiting = Es beginnt, auf uns zu warten
rule-choice-answered = Es wird beantwortet
rule-choice-snoozed = Es wird zurückgestellt
rule-choice-closed = Es wird geschlossen
rule-which-tag = Welches Schlagwort?
rule-how-many-minutes = Wie viele Minuten?
rule-form-only = …und das zutrifft…
rule-says-one-of = Darin steht eines davon
rule-says-example = Erstattung, Geld zurück
rule-says-hint = Im Betreff oder in der letzten Kundennachricht; mit Kommas dazwischen.
rule-has-tag = Es hat das Schlagwort
rule-came-by = Kanal
rule-came-to = Posteingang
rule-which-team = Welches Team hat es?
rule-somebody-there = Ist jemand da?
rule-within-hours = In den Servicezeiten
rule-outside-hours = Außerhalb der Servicezeiten
rule-customer-language = Die Kundensprache
rule-customer-domain = Die Kundenadresse endet auf
rule-waited = Wartet schon, in Minuten, mindestens
rule-only-while-nobodys = Nur solange niemand es hat
rule-form-then = …dann
rule-give-to-team = An das Team geben
rule-give-to-team-hint = Ein Team, das reihum verteilt, tut es auch hier.
rule-give-to = Geben an
rule-put-on-tag = Schlagwort geben
rule-take-off-tag = Schlagwort abnehmen
rule-and-it-is = Und es wird
rule-left-as-it-is = Gelassen, wie es ist
rule-closed = Geschlossen
rule-opened-again = Wieder geöffnet
rule-put-aside = Zurückgestellt
rule-put-aside-until = Zurückgestellt bis
rule-canned-reply = Textbaustein
rule-no-reply = Keiner
rule-send-by-itself = Von selbst senden, wenn darin nichts offen ist; sonst als Entwurf bereitlegen
rule-note = Notiz
rule-ask-somebody = Jemanden bitten nachzusehen
rule-ask-nobody = Niemanden
rule-what-would-it-do = Was würde sie tun?
rule-what-it-did = Was sie getan hat
rule-kept-for = { $days } Tage aufbewahrt.
rule-did-nothing = Noch nichts.
rule-did = { $when }: { $outcome }
rule-conversation = Gespräch { $id }
rule-bad-domain = Schreib eine Domain wie example.com.
rule-bad-minutes = Schreib eine Zahl von Minuten von 1 bis { $most }.
rule-bad-name = Gib der Regel einen Namen mit 1 bis { $most } Zeichen.
rule-choose-when = Wähle, was die Regel auslöst.
rule-does-nothing = Sag, was die Regel tut: Wähle mindestens eines.
rule-long-note = Diese Notiz ist zu lang. Höchstens { $most } Zeichen gehen.
rule-person-left = Diese Person ist nicht mehr am Desk. Wähle jemand anderen aus dem Team.
rule-reply-was-removed = Diesen Textbaustein gibt es nicht mehr. Wähle einen anderen.
rule-team-was-removed = Dieses Team gibt es nicht mehr. Wähle ein anderes.
rule-too-many = { $most } Regeln sind genug.
rule-too-many-phrases = { $most } Wörter oder Wendungen sind genug.

## Schlagwörter

field-name = Name
field-time-zone = Zeitzone
tags-title = Schlagwörter
tags-lead = Wörter an Gesprächen. Ein neues entsteht dort, wo es zum ersten Mal angebracht wird.
tags-none = Noch keine Schlagwörter
tags-none-lead = Gib einem Gespräch eines mit <key>T</key>, und es wird überall angeboten.
tags-put-away = Weggelegt
tags-put-away-lead = Sie bleiben an ihren Gesprächen und werden nicht mehr angeboten.
tag-undo = Rückgängig: { $done }
tag-edit = { $name } bearbeiten
tag-save = { $name } speichern
tag-colour = Farbe
colour-plain = Schlicht
colour-honey = Honig
colour-peach = Pfirsich
colour-moss = Moos
colour-sea = Meer
colour-sky = Himmel
colour-lilac = Flieder
colour-rose = Rose
colour-sand = Sand
tag-offer = Wieder anbieten
tag-offer-named = Wieder anbieten: { $name }
tag-put-away = Weglegen
tag-put-away-named = { $name } weglegen
tag-merge-or-delete = Schlagwort zusammenführen oder löschen
tag-merge-or-delete-more = Zusammenführen oder löschen…
tag-merge-or-delete-of = Zusammenführen oder löschen… { $name }
tag-merge-or-delete-named = <tag>{ $name }</tag> zusammenführen oder löschen
tag-on-none = an keinem Gespräch
tag-on =
    { $count ->
        [one] an { $count } Gespräch
       *[other] an { $count } Gesprächen
    }
tag-on-open =
    { $count ->
        [one] an { $count } Gespräch, davon { $open } offen
       *[other] an { $count } Gesprächen, davon { $open } offen
    }
tag-is-on-none = Es ist an keinem Gespräch.
tag-is-on =
    { $count ->
        [one] Es ist an { $count } Gespräch.
       *[other] Es ist an { $count } Gesprächen.
    }
tag-is-on-open =
    { $count ->
        [one] Es ist an { $count } Gespräch, davon { $open } offen.
       *[other] Es ist an { $count } Gesprächen, davon { $open } offen.
    }
tag-views = Diese Ansichten zeigen es und wären leer: <list></list>.
tag-rules = Diese Regeln sprechen davon: <list></list>.
tag-either-undone = Beides lässt sich rückgängig machen.
tag-merge = Aus zweien eins machen
tag-merge-lead = Seine Gespräche bekommen stattdessen das andere.
tag-merge-into = Zusammenführen mit
tag-choose = Schlagwort wählen
tag-merge-them = Zusammenführen
tag-delete-it = Löschen
tag-delete-lead = Es wird überall abgenommen. Soll es nur nicht mehr angeboten werden und bleiben, wo es ist, dann leg es lieber weg.
tag-delete = Schlagwort löschen
tag-archived = Es wird nicht mehr angeboten und bleibt an den Gesprächen, die es haben.
tag-offered = Es wird wieder angeboten.
tag-undone = Alles ist, wie es war.
tag-changed = Das gilt ab jetzt überall.
tag-merged = „{ $name }“ ist in „{ $target }“ aufgegangen.
tag-deleted = „{ $name }“ ist überall abgenommen.
tag-choose-other = Wähle das Schlagwort, mit dem es zusammengeführt werden soll.
tag-bad-colour = Wähle eine der Farben.
tag-merge-with-itself = Wähle ein anderes Schlagwort zum Zusammenführen.
tag-name-taken = Es gibt schon ein Schlagwort „{ $name }“. Führe die beiden zusammen, um eins daraus zu machen.
tag-undone-already = Das wurde schon rückgängig gemacht.

## Teams

teams-title = Teams
teams-lead = Ein Gespräch kann an ein Team gehen; wer frei ist, nimmt es, oder es wird von selbst verteilt. Freie Tage stehen unter <link>Feiertage</link>.
teams-none = Noch keine Teams
teams-none-lead = Ein kleiner Desk kommt gut ohne aus. Werdet ihr mehr, kann sich ein Team teilen, was hereinkommt.
team-saved = Das Team ist, wie du es hinterlassen hast.
team-edit = { $name } bearbeiten
team-save = { $name } speichern
team-start-one = Ein Team gründen
team-start = Team gründen
team-name-example = Etwa: Werkstatt
team-who = Wer gehört dazu?
team-nobody-yet = Noch niemand
team-who-takes = Wer nimmt, was kommt?
team-who-takes-hint = In der Reihenfolge des Wartens und nur an die, die am Desk sind und Platz haben. Ist niemand da, wartet es.
team-by-hand = Von Hand
team-by-hand-means = Wer mag, nimmt sich eins.
team-by-turn = Reihum
team-by-turn-means = Eins nach dem anderen, unter denen, die am Desk sind.
team-least-busy = Wer die wenigsten hat
team-least-busy-means = Niemand bekommt zwei hintereinander, solange jemand anderes Platz hat.
team-takes-back = Hat jemand Feierabend, bevor eine Antwort kam, geht es zurück an das Team
team-when-there = Wann ist es da?
team-hours-of-desk = Wie der ganze Desk
team-hours-own = Zu eigenen Zeiten
team-hours-hint-day = Etwa <hours>9:00–12:30, 13:30–18:00</hours>;
team-hours-hint-night = eine Nacht geht nach Mitternacht weiter: <hours>22:00–6:00</hours>. Leer heißt geschlossen.
team-closed = Geschlossen
team-taken-by-hand = Wird von Hand genommen.
team-nobody-at-desk = Niemand ist am Desk: Was kommt, wartet.
team-next = Reihum, als Nächstes { $name }.
team-to-least-busy = Es bekommt, wer die wenigsten hat.
team-there-until-today = Da bis { $time }.
team-there-until-tomorrow = Da bis morgen um { $time }.
team-there-until = Da bis { $day } um { $time }.
team-back = Wieder da { $time }.
team-no-hours = Keine Zeiten festgelegt.
hours-overlap = Zwei Abschnitte sind einander im Weg: Einer, der am { $weekday } um { $time } beginnt, reicht in den nächsten hinein.
time-zone-unknown = Diese Zeitzone gibt es nicht. Wähle eine aus der Liste, etwa Europe/Berlin.

## Feiertage

holidays-title = Feiertage
holidays-lead = Tage, an denen niemand da ist, auch wer sonst da wäre. Der Chat, Rückrufe, Versprechen und wie lange jemand gewartet hat, richten sich danach.
holidays-saved = Ab jetzt richten sich alle danach.
holidays-days-off = Freie Tage
holidays-none = Noch keine
holidays-none-lead = Ein Tag, den man vorher kennt, ist ein Versprechen, das niemand brechen muss.
holiday-once = { $weekday } { $day }
holiday-yearly = { $day }, jedes Jahr
holiday-of = { $day }, { $whose }
holiday-remove = { $name } entfernen
holiday-add = Tag hinzufügen
holiday-add-it = Hinzufügen
holiday-which-day = Welcher Tag?
holiday-name-example = Etwa: Heiligabend
holiday-for-whom = Für wen?
holiday-whole-desk = Der ganze Desk
holiday-every-year = Jedes Jahr an diesem Datum
holiday-bad-name = Gib dem Feiertag einen Namen mit 1 bis { $most } Zeichen.
holiday-no-day = Wähle den Tag, etwa 2026-12-24.
holiday-there-already = Dieser Tag ist schon ein Feiertag: { $name }.
holiday-too-many = { $most } Feiertage sind genug. Entferne einen, der vorbei ist.

## Heute: die erste Seite des Tages

today-title = Heute
today-good-morning = Guten Morgen, { $name }
today-good-afternoon = Guten Tag, { $name }
today-good-evening = Guten Abend, { $name }
today-summary = { $weekday }, { $day }. { $waiting }
today-waiting-nobody = Niemand wartet.
today-waiting-one = Eine Person wartet.
today-waiting-one-for-you = Eine Person wartet, und zwar auf dich.
today-waiting =
    { $count ->
       *[other] { $all } Personen warten.
    }
today-waiting-all-for-you =
    { $count ->
       *[other] { $all } Personen warten, alle auf dich.
    }
today-waiting-some-for-you =
    { $count ->
       *[other]
            { $mine ->
               *[other] { $all } Personen warten, davon { $yours } auf dich.
            }
    }
# Für eine Person, daher „eine“: „Fünf Personen warten, davon eine auf dich.“
number-one = eine
number-two = zwei
number-three = drei
number-four = vier
number-five = fünf
number-six = sechs
number-seven = sieben
number-eight = acht
number-nine = neun
number-ten = zehn
number-eleven = elf
number-twelve = zwölf
number-two-first = Zwei
number-three-first = Drei
number-four-first = Vier
number-five-first = Fünf
number-six-first = Sechs
number-seven-first = Sieben
number-eight-first = Acht
number-nine-first = Neun
number-ten-first = Zehn
number-eleven-first = Elf
number-twelve-first = Zwölf
today-factor-reset = { $name } hat deinen zweiten Faktor entfernt ({ $day }).
today-factor-reset-by-server = Wer den Server betreibt, hat deinen zweiten Faktor entfernt ({ $day }).
today-factor-password = Um sich als du anzumelden, genügt jetzt dein Passwort.
today-factor-another = <link>Richte einen neuen ein</link>, und wenn du davon nichts weißt, frag nach.
today-put-away = Weglegen
today-webhook-off = Der Webhook „{ $name }“ wurde ausgeschaltet, weil nichts zu ihm durchkommt. <link>Nachsehen, was daraus wurde</link>
today-longest = Warten am längsten
today-whole-desk = Den ganzen Desk sehen
today-all-answered = Alle haben eine Antwort
today-all-answered-lead = Wer als Nächstes kommt, erscheint hier von selbst.
today-promised = Für heute versprochen
today-all-promises = Alle Versprechen sehen
today-mentions = Dein Team hat nach dir gefragt
today-mention = { $name } in „{ $subject }“
today-drafts = Entwürfe, die du liegen ließest
today-draft = { $customer }: { $subject }
today-back = Kommt heute wieder
today-back-with = { $customer }, bei { $name }
today-back-with-nobody = { $customer }, noch bei niemandem
today-nothing-back = Nichts ist auf heute zurückgestellt.
today-warm-up = Zehn Sekunden: Sag deine Begrüßung
today-desk-now = Der Desk gerade
today-yours = <b>{ $count }</b>deine
today-nobodys = <b>{ $count }</b>noch frei
today-everyones = <b>{ $count }</b>insgesamt
today-team = Mit dir am Desk
today-nobody-else = Sonst ist noch niemand am Desk.
today-invite = <link>Jemanden einladen</link>.
today-colleague-here = Da
today-colleague-not-here = Nicht am Desk
today-colleague-away = Abwesend
today-colleague-back = Abwesend, zurück { $time }
today-hard = Das war nicht leicht
today-hard-lead = Mit <link>{ $name }</link>, vor { $time }. Wer aufgebracht ist, darf das sein, und es geht nicht um dich. Nur du siehst das.
today-keep-for-myself = Für mich behalten
today-ten-minutes-away = Zehn Minuten Pause
today-best-moment-yesterday = Dein bester Moment gestern
today-best-moment = Dein bester Moment an deinem letzten Tag hier
today-best-moment-from = <link>{ $name }</link>, { $day }, nach deiner Antwort. Nur du siehst das.
today-good-moment = Ein guter Moment in einem Anruf
today-good-moment-with = Mit <link>{ $name }</link>, { $day }. Nur du siehst das: Es kommt aus deiner Ecke.
today-kind-word = Ein freundliches Wort
today-kind-word-from = <link>{ $name }</link>, { $day }
today-another-kind-word = Noch eins
customer-nameless = Gast
today-welcome-back = Willkommen zurück. Du wolltest { $time } wieder da sein.
today-away = Du bist abwesend, zurück { $time }. Atme durch; der Desk ist in guten Händen.
today-away-hint = Dein Team sieht, dass du abwesend bist und wann du wiederkommst; nicht warum.
today-thanks = Danke, dass du es sagst. Es bleibt bei dir allein.
today-another-look = Oder ein anderer Blick: { $look }
today-good-to-know = Gut zu wissen. Es ist aufbewahrt, für dich allein.

## Der Vorsatz des Tages: mit welcher Haltung man arbeitet

intention-title = Was möchtest du heute mitbringen?
intention-lead = Für dich. Wähle einen Vorsatz, ändere ihn oder schreib deinen eigenen.
intention-yours = Dein Vorsatz
intention-share = Heute meinem Team zeigen
intention-share-hint = Sonst liegt er in deiner Ecke, und niemand sonst kann ihn öffnen.
intention-take = Mitnehmen
intention-not-today = Heute nicht
intention-change = Vorsatz ändern
intention-shared = dein Team sieht ihn
intention-much-to-give = Ich habe viel zu geben.
intention-listen-first = Erst höre ich zu, dann helfe ich.
intention-smile-before = Ich lächle, bevor ich rangehe.
intention-what-i-can-do = Ich sage, was ich tun kann, bevor ich sage, was nicht geht.
intention-told-once = Niemand muss mir etwas zweimal erzählen.
intention-find-the-reason = Wer aufgebracht ist, hat einen Grund. Ich finde ihn.
intention-end-warmly = Ich beende jeden Kontakt so herzlich, wie ich ihn beginne.

## Check-ins: wie es läuft, nur für sich

action-erase = Löschen
field-if-you-like = (wenn du magst)
check-ins-title = Deine Check-ins
check-ins-lead = Wie es lief und was du mitbringen wolltest. Es liegt in deiner Ecke: Niemand sonst kann es öffnen, in welcher Rolle auch immer, und keine Kopie der Datenbank verrät es.
check-ins-minutes-away = { $minutes } Minuten Pause
check-ins-closed = Deine Ecke ist in diesem Browser geschlossen.
check-ins-open = Mit deinem Passwort öffnen
check-ins-kept = Was du behalten hast
check-ins-erase-all = Alles davon löschen
check-ins-none = Nichts ist aufbewahrt
check-ins-none-lead = Was du antwortest, steht hier, bis du es löschst.
check-in-i-am-back = Ich bin wieder da
check-in-question = Wie läuft es?
check-in-own-words = In deinen eigenen Worten
check-in-then-choose = Dann wähle eine der Antworten oben.
check-in-for-you-alone = Für dich allein: Es ist mit deinem Passwort verschlossen, und weder Leitung noch Inhaberschaft noch jemand mit einer Kopie der Datenbank kann es lesen.
check-in-well = Gut
check-in-all-right = Ganz in Ordnung
check-in-hard = Es ist schwer
check-in-needs-break = Ich brauche einen Moment
check-in-reframed = Nach einem schweren Kontakt
check-in-when = { $day }, { $time }
check-in-erase = Den von { $when } löschen
check-in-gone = Endgültig weg.
check-in-kept = Aufbewahrt, für dich allein.
check-in-too-long = Das hat { $chars } Zeichen, höchstens { $most } gehen. Kürze es ein wenig.
corner-open-first = Öffne zuerst deine Ecke unter Einstellungen → Profil: Dort wird das aufbewahrt.
intentions-title = Deine Vorsätze
intention-shown = { $day }, an diesem Tag deinem Team gezeigt
intention-erase = „{ $words }“ löschen
reframing-before = Was kann alles passiert sein, bevor die Nachricht an dich kam?
reframing-made-right = Der Ärger gilt dem, was passiert ist, und du bist gerade da. Was ließe sich noch gutmachen?
reframing-grandmother = Hätte das deine Großmutter geschrieben: Was sollte man darin hören?
reframing-fair-wish = Welcher berechtigte Wunsch steckte hinter den harten Worten?
reframing-not-given-up = Wer sich laut beschwert, hat uns noch nicht aufgegeben. Was wäre eine schöne Überraschung?
reframing-calm = Du bist ruhig geblieben, oder fast. Was hat dir dabei geholfen?

## Suche

search-title = Suche
search-lead = Alles, was gesagt und notiert wurde, und alle, die es gesagt haben.
search-label = Gespräche, Nachrichten, Notizen und Kundschaft durchsuchen
search-example = Worte, ein Name oder from:nora is:open
search-only = Eingrenzen auf
search-take-away = { $operator }, wegnehmen
search-preparing = Was vor dieser Version gesagt wurde, wird gerade noch suchbar gemacht: { $percent } % sind fertig, das Neueste zuerst. Was jetzt hereinkommt, wird sofort gefunden.
search-customers = Kundschaft
search-conversations = Gespräche
search-order = Reihenfolge
search-best-first = Beste zuerst
search-newest-first = Neueste zuerst
search-count =
    { $count ->
        [one] { $count } Gespräch
       *[other] { $count } Gespräche
    }
search-count-and-more =
    { $count ->
        [one] { $count } Gespräch, vielleicht mehr
       *[other] { $count } Gespräche, vielleicht mehr
    }
search-nothing-so-far = Bisher nichts gefunden
search-more-to-look = Es gibt noch mehr zu durchsuchen.
search-that-was-all = Das war alles
search-that-was-all-lead = Mehr passt nicht zu dieser Suche.
search-to-beginning = Zurück zum Anfang
search-nothing = Nichts gefunden
search-nothing-lead = Versuch es mit weniger Worten, dem Anfang eines Wortes oder anders gesagt.
search-nothing-conditions = Oder nimm eine der Bedingungen oben weg.
search-by-chat = per Chat
search-by-phone = Telefon
search-in-person = vor Ort
search-by-api = API
search-written-by = { $name }:
search-noted-by = { $name }, in einer Notiz:
search-with = bei <name>{ $name }</name>
search-nobodys = Noch frei
search-looked-through = Alles durchsucht, zurück bis: { $day }.
search-further-back = Weiter zurück suchen
search-nothing-to-look-for = Darin ist nichts, wonach man suchen könnte
search-nothing-to-look-for-lead = Tippe ein Wort, einen Namen oder eine Nummer. Was sonst noch geht, steht unten.
search-what = Wonach suchst du?
search-what-lead = Ein Wort, das fiel, ein Name, eine Nummer. Akzente und Großschreibung sind egal.
search-many-people = Mit „from:“ können viele gemeint sein, und nur einige wurden angesehen. Mit einem vollen Namen oder einer Adresse findest du, wen du meinst.
search-shortened = Das ist viel auf einmal: Nur der Anfang wurde gesucht.
search-misread = „{ $typed }“ wurde als einfaches Wort gesucht. { $instead }
search-try-from = Versuch from: mit einem Namen oder einer Adresse, etwa from:nora.
search-try-is = Versuch is:waiting, is:open, is:answered, is:snoozed, is:closed, is:unassigned oder is:mine.
search-try-tag = Versuch tag: mit dem Namen eines Schlagworts, etwa tag:delivery.
search-try-team = Versuch team: mit dem Namen eines Teams.
search-try-assignee = Versuch assignee: mit einem Namen aus dem Team, etwa assignee:mia.
search-try-before = Versuch einen Tag, etwa before:2026-11-30 oder before:yesterday.
search-try-after = Versuch einen Tag, etwa after:2026-11-01 oder after:monday.
search-try-has = Versuch has:attachment.
search-try-in = Versuch in:notes.
search-nobody = Niemand heißt „{ $typed }“.
search-nobody-on-desk = Niemand am Desk heißt „{ $typed }“.
search-no-tag = Es gibt kein Schlagwort „{ $typed }“.
search-no-team = Es gibt kein Team „{ $typed }“.
search-help = Was du tippen kannst
search-help-lead = Alle Wörter müssen in einer Nachricht, einer Notiz oder einem Betreff stehen. Das letzte wird an seinem Anfang erkannt. „Beste zuerst“ ordnet die neuesten 300 passenden Nachrichten und macht danach mit älteren weiter.
search-help-phrase = diese Wörter nebeneinander
search-help-not = nicht dieses Wort; <code>-tag:vip</code> geht auch
search-help-from = von dieser Person geschrieben, aus Kundschaft oder Team, nach Name oder Adresse
search-help-waiting = wartet auf uns; auch <codes></codes>
search-help-either = (beides)
search-help-unassigned = bei niemandem; <code>is:mine</code> ist bei dir
search-help-assignee = bei dieser Person aus dem Team
search-help-team = bei diesem Team
search-help-tag = mit diesem Schlagwort
search-help-after = an diesem Tag oder später, nach deiner Zeit; auch <codes></codes>
search-help-or = oder
search-help-before = vor diesem Tag
search-help-attachment = mit einer Datei; Dateinamen werden wie Wörter gefunden
search-help-notes = was das Team notiert hat, nicht was gesagt wurde

## Was an mehreren Stellen gesagt wird

action-copy = Kopieren
action-copy-all = Alle kopieren
action-copy-link = Link kopieren

## Kundschaft

customer-add = Jemanden zur Kundschaft hinzufügen
customer-add-button = Hinzufügen
customer-address = E-Mail oder Telefon
customer-address-add = Eine Adresse hinzufügen
customer-address-add-button = Adresse hinzufügen
customer-address-remove = { $address } entfernen
customer-address-remove-confirm = { $address } entfernen?
customer-address-said = im Chat angegeben
customer-address-verified = bestätigt
customer-addresses = So erreichbar
customer-conversations =
    { $count ->
        [one] { $count } Gespräch, zuletzt: { $day }.
       *[other] { $count } Gespräche, zuletzt: { $day }.
    }
customer-data = Was gespeichert ist
customer-data-download = Alles herunterladen
customer-data-hint = Für den Fall, dass jemand fragt, was wir speichern, oder will, dass wir nichts speichern.
customer-edit-details = Angaben bearbeiten
customer-edit-name = { $name } bearbeiten
customer-erase = Endgültig löschen…
customer-fact = Etwas zum Merken
customer-fact-bad = Schreib einen Satz mit 1 bis { $most } Zeichen.
customer-fact-by = { $name }, { $day }
customer-fact-by-somebody = jemand, { $day }
customer-fact-forget = Vergessen: { $fact }
customer-fact-forgotten = Vergessen.
customer-fact-hint = Eine Kleinigkeit, die für { $name } zählt
customer-fact-hint-unnamed = Eine Kleinigkeit, die für diese Person zählt
customer-fact-recall = Vergessen rückgängig machen
customer-fact-remember = Das merken
customer-facts = Wissenswert
customer-facts-full = { $most } Dinge sind schon gemerkt. Nimm zuerst eines weg.
customer-facts-none = Noch nichts. An den kleinen Dingen merkt man, dass man gekannt wird.
customer-form-lead = Adressen und Wissenswertes stehen auf <link>der Seite der Person</link>.
customer-if-you-know = falls bekannt
customer-keep-changes = Änderungen speichern
customer-known = Was wir über { $name } wissen
customer-known-unnamed = Was wir über diesen Gast wissen
customer-language = Sprache
customer-language-bad = Das ist kein Sprachkürzel. Nimm eines wie „en“, „de“ oder „pt-BR“.
customer-language-not-known = Nicht bekannt
customer-local-time = Ortszeit
customer-local-time-there = dort { $time }
customer-met-today = Heute kennengelernt.
customer-name = Name
customer-new-conversation = Neues Gespräch
customer-new-lead = Für den Anfang genügt ein Name. Alles andere kann später kommen.
customer-new-title = Jemand Neues?
customer-no-conversation = Noch kein Gespräch.
customer-page = Seite
customer-page-hint = die Seite, von der zuletzt geschrieben wurde
customer-story = Die Geschichte mit uns
customer-story-none = Hier beginnt die Geschichte
customer-story-none-hint = Was uns geschrieben oder erzählt wird, steht dann hier, damit man es nur einmal sagen muss.
customer-story-since = seit { $day }
customer-story-with = bei { $name }
customer-story-with-nobody = noch bei niemandem
customer-time-zone = Zeitzone
customer-time-zone-example = Europe/Berlin
customer-time-zone-unknown = Diese Zeitzone gibt es nicht. Nimm eine wie Europe/Berlin.
customer-with-us-since = Bei uns seit { $month }.
customers-add-named = „{ $name }“ hinzufügen
customers-column-last = Letztes Gespräch
customers-column-last-short = Zuletzt
customers-column-state = Stand
customers-column-when = Wann
customers-column-who = Wer
customers-end = Das waren alle
customers-end-hint = Danach kommt niemand mehr.
customers-lead = Alle, die je an den Desk kamen, mit ihrer ganzen Geschichte.
customers-next = Nächste Seite
customers-no-conversation = Noch keins
customers-none = Noch war niemand am Desk
customers-none-found = Niemand gefunden für „{ $words }“
customers-none-found-hint = Versuch es mit einem Teil des Namens, der E-Mail-Adresse oder der Telefonnummer.
customers-none-hint = Wer im Chat schreibt, erscheint hier von selbst. Wen du anders kennengelernt hast, kannst du hinzufügen.
customers-pages = Seiten
customers-previous = Vorige Seite
customers-search = Nach Name, Adresse oder Nummer suchen
customers-search-hint = Name, E-Mail-Adresse oder Telefonnummer
customers-show-all = Alle zeigen
customers-title = Kundschaft
customers-to-beginning = Zurück zum Anfang
name-missing = Es fehlt ein Name. Bitte schreib ihn dazu.
name-too-long = Dieser Name ist zu lang. Höchstens { $most } Zeichen gehen.
state-closed = Geschlossen
state-snoozed = Zurückgestellt
state-waiting-on-customer = Wartet auf Kundenseite
state-waiting-on-us = Wartet auf uns

## Kundeneinträge zusammenführen

customer-merge = Zusammenführen…
customer-merge-addresses = Adressen
customer-merge-back = Zurück zu <link>der Seite der Person</link>.
customer-merge-browsers =
    { $count ->
        [one] { $count } Browser mit Chat
       *[other] { $count } Browser mit Chat
    }
customer-merge-button = Zusammenführen
customer-merge-calls =
    { $count ->
        [one] { $count } Anruf
       *[other] { $count } Anrufe
    }
customer-merge-changed = Einer der beiden Einträge wurde gerade geändert. Sieh dir beide noch einmal an und führe sie dann zusammen.
customer-merge-choose = Wer ist dieselbe Person wie <name>{ $name }</name>?
customer-merge-choose-lead = Bevor etwas geschieht, siehst du beide nebeneinander.
customer-merge-choose-other = Jemand anderen wählen
customer-merge-choose-page = { $name } mit einem anderen Eintrag zusammenführen
customer-merge-conversations =
    { $count ->
        [one] { $count } Gespräch
       *[other] { $count } Gespräche
    }
customer-merge-done = Zusammengeführt: Beide sind jetzt ein Eintrag.
customer-merge-find = Jemand anderen suchen
customer-merge-first-met = { $id }, zuerst da: { $day }
customer-merge-found = Gefunden
customer-merge-goes-on = geht im anderen auf
customer-merge-gone = { $name } wurde zusammengeführt
customer-merge-gone-hint = Alles davon geht weiter bei <link>{ $name }</link>. Was du hier gerade schreibst, bleibt und wird dort gemerkt.
customer-merge-held = Lässt sich nicht rückgängig machen, solange <link>{ $subject }</link> ein Gespräch von beiden ist.
customer-merge-is-kept = bleibt, weil zuerst da
customer-merge-lead = Nichts geschieht, bevor du es sagst, und du kannst es jederzeit rückgängig machen.
customer-merge-likely = Vielleicht dieselbe Person
customer-merge-likely-lead = Adresse, Nummer oder Kennung sind dieselben.
customer-merge-likely-why = hat dieselbe Adresse, Nummer oder Kennung
customer-merge-never-mind = Doch nicht
customer-merge-no-addresses = keine
customer-merge-no-facts = noch nichts
customer-merge-none-found = Sonst niemand gefunden für „{ $words }“
customer-merge-not-known = nicht bekannt
customer-merge-number = Nummer
customer-merge-page = { $gone } in { $kept } aufgehen lassen
customer-merge-promises =
    { $count ->
        [one] { $count } Versprechen zu halten
       *[other] { $count } Versprechen zu halten
    }
customer-merge-story = Die Geschichte
customer-merge-title = Sind diese beiden eine Person?
customer-merge-type = Tippe einen Namen, eine Adresse oder eine Nummer.
customer-merge-undo = Zusammenführung rückgängig machen
customer-merge-undo-of = Zusammenführung von { $name } rückgängig machen
customer-merge-undone = Rückgängig gemacht: Es sind wieder zwei. Der andere Eintrag ist <link>{ $name }</link>.
customer-merge-undone-already = Das hat schon jemand rückgängig gemacht.
customer-merge-which-language = Welche Sprache gilt?
customer-merge-which-name = Welcher Name gilt?
customer-merge-which-time-zone = Welche Zeitzone gilt?
customer-merge-will-be = Was sein wird
customer-merge-will-browsers = Jeder Browser liest weiter, was in ihm geschrieben wurde, und nichts vom anderen: Dafür braucht es eine Anmeldung auf deiner Website.
customer-merge-will-links = Wer einen der beiden sucht oder anschreibt, landet bei diesem, und Links zu beiden führen hierher.
customer-merge-will-stories = Eine Seite hat beide Geschichten: alle Gespräche, Anrufe, Versprechen, Adressen und alles Wissenswerte von beiden.
customer-merge-will-undo = Rückgängig trennt sie wieder. Was inzwischen kam, bleibt bei dem, über dessen Browser oder Adresse es kam; was ihr selbst notiert habt, bleibt beim Eintrag, der behalten wird.
customer-merge-with = Mit { $name } zusammenführen…
customer-merge-with-another = Mit einem anderen zusammenführen…
customer-merges = Aus zweien eins gemacht
customer-merges-hint = Beim Rückgängigmachen bleibt, was inzwischen kam, bei dem Eintrag, über dessen Browser oder Adresse es kam, und was ihr hier notiert habt, bei diesem.
customer-merges-one = { $by } hat { $gone } in { $kept } aufgehen lassen ({ $day }).
customer-merges-one-undone = Das wurde rückgängig gemacht ({ $day }).

## Kundeneinträge endgültig löschen

erasure-addresses =
    { $count ->
        [one] { $count } Adresse oder Nummer
       *[other] { $count } Adressen und Nummern
    }
erasure-back-to-desk = Zurück zum Desk
erasure-browsers =
    { $count ->
        [one] { $count } Browser mit Chat
       *[other] { $count } Browser mit Chat
    }
erasure-button = Endgültig löschen
erasure-by-somebody = Jemand
erasure-calls =
    { $count ->
        [one] { $count } Anruf
       *[other] { $count } Anrufe
    }
erasure-cleared = Die Dateien sind gelöscht, und die letzten Spuren sind aus der Datenbank verschwunden.
erasure-clearing = Die Dateien werden gerade gelöscht. Das geht von selbst weiter, auch nach einem Neustart.
erasure-conversation-gone = Das wurde endgültig gelöscht
erasure-conversation-gone-why = Es war gewünscht, dass nichts gespeichert bleibt.
erasure-conversations =
    { $count ->
        [one] { $count } Gespräch
       *[other] { $count } Gespräche
    }
erasure-done-by = { $name } hat es getan: <time>{ $day }</time>. Nichts von dem, was uns geschrieben oder erzählt wurde, ist noch gespeichert.
erasure-done-hint = Frühere Sicherungen enthalten noch, was darin war, bis sie ersetzt werden: Sag der Person, bis wann das ist. Andere Programme, die über Webhooks davon wussten, erfahren von der Löschung; was sie selbst speichern, löschen die, die sie betreiben.
erasure-done-page = Endgültig gelöscht
erasure-done-title = Dieser Eintrag wurde endgültig gelöscht
erasure-facts =
    { $count ->
        [one] { $count } wissenswerte Sache
       *[other] { $count } wissenswerte Sachen
    }
erasure-files =
    { $count ->
        [one] { $count } Datei ({ $size })
       *[other] { $count } Dateien ({ $size })
    }
erasure-first = Will die Person vorher alles haben? <link>Alles herunterladen, was gespeichert ist</link>.
erasure-going = Was verschwindet
erasure-going-too = Damit verschwindet, was in den Worten aufgefallen ist, was die Suche weiß und was anderen Programmen gemeldet und geantwortet wurde. Ist der Chat gerade offen, steht es dort, und er beginnt von vorn.
erasure-lead = Für den Fall, dass jemand möchte, dass nichts gespeichert bleibt. Das lässt sich nicht rückgängig machen.
erasure-leave = Alles lassen, wie es ist
erasure-merged-meanwhile = Der Eintrag wurde inzwischen mit einem anderen zusammengeführt. Sieh dir die Seite noch einmal an.
erasure-messages-ours =
    { $count ->
        [one] { $count } Nachricht von uns
       *[other] { $count } Nachrichten von uns
    }
erasure-messages-theirs =
    { $count ->
        [one] { $count } Nachricht an uns
       *[other] { $count } Nachrichten an uns
    }
erasure-name-alone = Nur der Name: Sonst ist nichts gespeichert.
erasure-nobody = Hier ist niemand bekannt
erasure-notes =
    { $count ->
        [one] { $count } Notiz oder Entwurf dazu
       *[other] { $count } Notizen und Entwürfe dazu
    }
erasure-on-the-phone = Gerade läuft ein Anruf. Lösche den Eintrag, wenn er vorbei ist.
erasure-other-name = Das ist ein anderer Name. Tippe „{ $name }“, um endgültig zu löschen.
erasure-page = { $name } endgültig löschen
erasure-promises =
    { $count ->
        [one] { $count } Versprechen
       *[other] { $count } Versprechen
    }
erasure-promises-open =
    { $count ->
        [one] Ein Versprechen ist noch zu halten. Es wird zurückgenommen.
       *[other] { $count } Versprechen sind noch zu halten. Sie werden zurückgenommen.
    }
erasure-recordings =
    { $count ->
        [one] { $count } Rückblick, Aufnahme oder geteilter Moment eines Anrufs (auch wo das nur einer einzelnen Person im Team gehört)
       *[other] { $count } Rückblicke, Aufnahmen und geteilte Momente von Anrufen (auch wo das nur einer einzelnen Person im Team gehört)
    }
erasure-staying = Was bleibt
erasure-staying-audit = Ein Eintrag im Audit-Protokoll, ohne den Namen.
erasure-staying-backups = Frühere Sicherungen, bis sie ersetzt werden. Wer eine zurückspielt, löscht noch einmal.
erasure-staying-counts = Anzahlen und Zeiten ohne Namen und ohne Worte, damit sich die Zahlen des Desks nicht ändern.
erasure-title = <name>{ $name }</name> endgültig löschen?
erasure-to-customers = Zur Kundschaft
erasure-type-name = Tippe zur Bestätigung <name>{ $name }</name>
erasure-who-may = Endgültig löschen können nur Inhaberschaft und Leitung. Frag dort nach.

## Was über jemanden gespeichert ist: ein Dokument für diese Person

personal-data-call = Anruf, begonnen am { $day }
personal-data-chat = Chat, begonnen am { $day }
personal-data-facts = Was wir wissenswert fanden
personal-data-in-person = Vor Ort, begonnen am { $day }
personal-data-json = Dasselbe steht in <link>data.json</link>, in einer Form, die andere Programme lesen können; die gesendeten Dateien liegen im Ordner files.
personal-data-known = Was wir über Sie wissen
personal-data-known-as = Auf unserer Website bekannt als
personal-data-last-page = Letzte Seite
personal-data-made = Erstellt am { $day }.
personal-data-no-conversation = Es gab noch kein Gespräch.
personal-data-not-answered = Ein Anruf, der nicht angenommen wurde.
personal-data-not-in-it = Was nicht darin steht
personal-data-note = eine Notiz unter uns
personal-data-one-of-us = Jemand von uns
personal-data-other-program = Über ein anderes Programm, begonnen am { $day }
personal-data-promise = { $what } (bis { $day })
personal-data-promises = Was wir versprochen haben
personal-data-sealed = Was jemand von uns zu schreiben begonnen und nicht gesendet hat, und was in Anrufen gehört wurde: Es ist für die Person versiegelt, die mit Ihnen gesprochen hat, sodass niemand sonst von uns es öffnen kann. Wann jeder Anruf war und ob es eine Aufnahme gibt, steht in data.json.
personal-data-talked = Ein Anruf von { $time }.
personal-data-title = Was { $desk } über { $name } speichert
personal-data-when = { $day }, { $time }

## Einstellungen

settings-desk = Der Desk
settings-nav-api = API
settings-nav-audit = Audit-Protokoll
settings-nav-canned-replies = Textbausteine
settings-nav-chat = Chat
settings-nav-first-words = Erste Worte
settings-nav-hints = Hinweise
settings-nav-holidays = Feiertage
settings-nav-notifications = Benachrichtigungen
settings-nav-people = Personen
settings-nav-phone = Telefon
settings-nav-profile = Profil
settings-nav-rules = Regeln
settings-nav-second-factor = Zweiter Faktor
settings-nav-security = Sicherheit
settings-nav-sessions = Sitzungen
settings-nav-tags = Schlagwörter
settings-nav-team-figures = Wie unsere Anrufe klingen
settings-nav-teams = Teams
settings-nav-trust = Was Vertrauen ist
settings-nav-webhooks = Webhooks
settings-nav-workspace = Arbeitsbereich
settings-nav-import = Import
settings-nav-export = Export
settings-nav-retention = Aufbewahrung
settings-nav-email = E-Mail
settings-title = Einstellungen
settings-you = Du
settings-all = Alle Einstellungen

## Einstellungen: Personen

invitation-detail = { $role }, endet { $time }
invitation-email = E-Mail
invitation-gone = Dieser Link gilt nicht mehr: Er wurde benutzt, zurückgenommen oder ist zu alt. Bitte um einen neuen.
invitation-if-you-know = (falls bekannt)
invitation-make = Einladung erstellen
invitation-new = Jemanden einladen
invitation-new-lead = Du bekommst einen Link zum Weitergeben. Er gilt einmal, sieben Tage lang.
invitation-new-lead-by-email = Wenn du die Adresse kennst, geht ein Link per E-Mail dorthin; sonst bekommst du einen zum Weitergeben. Er gilt einmal, sieben Tage lang.
invitation-owner-invites-owner = In die Inhaberschaft kann nur einladen, wer selbst dazugehört.
invitation-ready = Die Einladung ist fertig
invitation-ready-lead =
    { $role ->
        [owner] Gib diesen Link an { $email }. Er gilt einmal, sieben Tage lang, und führt in die Inhaberschaft. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
        [lead] Gib diesen Link an { $email }. Er gilt einmal, sieben Tage lang, und führt in die Leitung. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
       *[agent] Gib diesen Link an { $email }. Er gilt einmal, sieben Tage lang, und führt in den Service. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] Gib diesen Link weiter. Er gilt einmal, sieben Tage lang, und führt in die Inhaberschaft. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
        [lead] Gib diesen Link weiter. Er gilt einmal, sieben Tage lang, und führt in die Leitung. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
       *[agent] Gib diesen Link weiter. Er gilt einmal, sieben Tage lang, und führt in den Service. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] Dieser Link geht auch per E-Mail an { $email }, du brauchst also nichts weiter zu tun. Er gilt einmal, sieben Tage lang, und führt in die Inhaberschaft. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
        [lead] Dieser Link geht auch per E-Mail an { $email }, du brauchst also nichts weiter zu tun. Er gilt einmal, sieben Tage lang, und führt in die Leitung. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
       *[agent] Dieser Link geht auch per E-Mail an { $email }, du brauchst also nichts weiter zu tun. Er gilt einmal, sieben Tage lang, und führt in den Service. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
    }
invitation-take-back = Zurücknehmen
invitation-take-back-of = Einladung von { $email } zurücknehmen
invitation-take-back-whoever = Einladung zurücknehmen, die { $time } endet
invitation-whoever = Wer den Link hat
invitations-open = Offene Einladungen
password-link-gone = Dieser Link gilt nicht mehr. Bitte um einen neuen.
password-link-ready = Der Link ist fertig
password-link-ready-lead = Gib ihn an { $name }; damit lässt sich ein neues Passwort wählen. Er gilt einmal, 24 Stunden lang. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
password-link-ready-lead-by-email = Er geht auch per E-Mail an { $name }; damit lässt sich ein neues Passwort wählen. Er gilt einmal, 24 Stunden lang. Kopiere ihn jetzt: Er wird nicht noch einmal gezeigt.
password-link-used = Dieser Link wurde gerade benutzt.
people-at-the-desk = Am Desk
people-away = abwesend
people-away-back = abwesend, zurück { $time }
people-column-actions = Was du tun kannst
people-column-who = Wer
people-deactivate = Vom Desk nehmen
people-gone = Nicht mehr am Desk
people-gone-detail =
    { $role ->
        [owner] { $email }, Inhaberschaft
        [lead] { $email }, Leitung
       *[agent] { $email }, Service
    }
people-gone-lead = Was sie geschrieben haben, bleibt, unter ihrem Namen.
people-here = da
people-lead = Wer an diesem Desk arbeitet und was wer darf.
people-limit = Höchstzahl offener Gespräche, die von selbst zugeteilt werden
people-limit-bad = Schreib eine Zahl von 1 bis { $most } oder lass das Feld leer, wenn es keine Grenze geben soll.
people-limit-keep = Speichern
people-limit-keep-of = Grenze von { $name } speichern
people-limit-none = Keine Grenze
people-more-for = Mehr zu { $name }
people-needs-owner = Der Desk braucht eine Inhaberschaft. Gib sie zuerst jemand anderem.
people-not-yourself = Dich selbst kannst du nicht vom Desk nehmen. Bitte jemand anderen aus Inhaberschaft oder Leitung darum.
people-owner-changes-owner = An der Inhaberschaft kann nur etwas ändern, wer selbst dazugehört.
people-owner-makes-owner = In die Inhaberschaft kann nur aufnehmen, wer selbst dazugehört.
people-password-link = Passwort-Link erstellen
people-reactivate = Zurück an den Desk
people-reactivate-name = Zurück an den Desk: { $name }
people-role = Rolle
people-role-change = Ändern
people-role-change-of = Rolle von { $name } ändern
people-role-of = Rolle von { $name }
people-saved-deactivation = Überall abgemeldet. Was geschrieben wurde, bleibt.
people-saved-invitation = Dieser Link funktioniert nicht mehr.
people-saved-limit = Was ab jetzt kommt, wird danach zugeteilt. Niemand verliert, was schon da ist.
people-saved-nothing = Alles ist, wie du es hinterlassen hast.
people-saved-reactivation = Die Anmeldung geht wieder.
people-saved-role = Die neue Rolle gilt ab jetzt.
people-saved-second-factor = Zum Anmelden genügt jetzt das Passwort; die Person erfährt, dass du das getan hast. Ihre Sitzungen sind beendet.
people-second-factor-remove = Zweiten Faktor entfernen
people-title = Personen
people-with-second-factor = { $presence }, hat einen zweiten Faktor
people-you = { $name } (du)
role-agent = Service
role-agent-means = Service: ist für die Kundschaft da
role-lead = Leitung
role-lead-means = Leitung: kümmert sich auch um Personen, Teams und den Chat
role-owner = Inhaberschaft
role-owner-means = Inhaberschaft: darf alles ändern

## Einstellungen: Profil

profile-availability = Verfügbarkeit
profile-availability-lead = Neue Gespräche gehen nur an die, die da sind.
profile-availability-save = Verfügbarkeit speichern
profile-away = Abwesend
profile-back = Wieder da
profile-back-hint = In einfachen Worten auf Englisch, etwa „13:00“ oder „tomorrow 9:00“.
profile-back-if = (wenn du abwesend bist und es weißt)
profile-back-said = Du hast gesagt, dass du { $time } zurück bist.
profile-here = Da
profile-identities = Konten dort, mit denen du hereinkommst.
profile-identities-none = Verbinde dein Konto dort, und du kommst damit herein.
profile-identity-connect = Dein Konto verbinden
profile-identity-connect-another = Ein weiteres Konto verbinden
profile-identity-disconnect = Trennen
profile-identity-disconnect-name = { $name } trennen
profile-identity-unnamed = Ein Konto ohne Adresse
profile-identity-unused = Verbunden: { $linked }
profile-identity-used = Verbunden: { $linked }, zuletzt benutzt: { $used }
profile-lead = Wie Kundschaft und Team dich sehen.
profile-name = Name
profile-name-hint = Er steht unter deinen Antworten.
profile-password = Passwort
profile-role = { $role }, meldet sich mit { $email } an
profile-saved-availability = Dein Team sieht es sofort.
profile-saved-corner = Was vorher in deiner Ecke lag, ist wieder offen. Deine anderen Browser wurden abgemeldet; melde dich dort neu an.
profile-saved-corner-open = Deine Ecke ist in diesem Browser offen.
profile-saved-identity = Mit diesem Konto kommst du ab jetzt herein.
profile-saved-identity-removal = Mit diesem Konto kommst du nicht mehr herein.
profile-saved-name = Deine nächste Antwort geht unter diesem Namen hinaus.
profile-saved-password = Dein neues Passwort gilt ab jetzt; andere Browser wurden abgemeldet.
profile-time-zone = Zeitzone
profile-time-zone-hint = Tippe eine Stadt, etwa Berlin.
profile-title = Profil
profile-where = Wo bist du?
profile-you = Du

## Passwörter und Ecken

corner-is-closed = In diesem Browser geschlossen
corner-is-open = In diesem Browser offen
corner-lead = Hier liegt, was dir allein gehört: der Spiegel deiner Stimme, deine Rückblicke, deine Gedanken. Es ist mit deinem Passwort verschlossen, sodass weder Leitung noch Inhaberschaft noch jemand mit einer Kopie der Datenbank es lesen kann.
corner-lost = Was hier lag, bevor du ein neues Passwort bekamst, bleibt verschlossen: Es gab keinen Wiederherstellungsschlüssel dafür.
corner-not-opened = Deine Ecke ließ sich gerade nicht öffnen. Versuch es noch einmal.
corner-open = Deine Ecke öffnen
corner-password = Mit deinem Passwort öffnen
corner-password-hint = Du hast dich ohne Passwort angemeldet, oder bevor es deine Ecke gab.
corner-recover = Öffnen, was vor deinem neuen Passwort hier lag
corner-recover-button = Mit deinem Wiederherstellungsschlüssel öffnen
corner-recover-hint = Mit deinem Wiederherstellungsschlüssel: acht Vierergruppen. Kleinbuchstaben und Leerzeichen schaden nicht. Falls jemand anderes dein Passwort kennen könnte, ändere es zuerst.
corner-recovery-key-copy = Schlüssel kopieren
corner-recovery-key-keep = Bewahre ihn auf, wo nur du ihn findest, auf Papier oder bei deinen Passwörtern. Er wird nicht noch einmal gezeigt, und niemand kann ihn für das, was jetzt hier liegt, neu machen. Ein früherer gilt nicht mehr.
corner-recovery-key-made = Du hast einen Wiederherstellungsschlüssel ({ $day }). Ein neuer ersetzt ihn.
corner-recovery-key-make = Wiederherstellungsschlüssel erstellen
corner-recovery-key-make-new = Neuen Wiederherstellungsschlüssel erstellen
corner-recovery-key-none = Wenn du dein Passwort vergisst, bleibt, was hier liegt, für immer verschlossen, außer du hast einen Wiederherstellungsschlüssel.
corner-recovery-key-of = Der Wiederherstellungsschlüssel von { $name } bei { $desk }
corner-recovery-key-print = Drucken
corner-recovery-key-unreadable = Ein Wiederherstellungsschlüssel hat acht Gruppen aus vier Buchstaben und Ziffern. Prüfe, ob keine fehlt.
corner-recovery-key-wrong = Dieser Wiederherstellungsschlüssel öffnet nichts, was hier verschlossen ist. Prüfe jede Gruppe und ob es dein neuester ist.
corner-title = Deine Ecke
password-back = Schön, dass du wieder da bist, { $name }
password-change = Passwort ändern
password-choose = Wähle ein neues Passwort für { $email }.
password-foot = Alle Browser, die mit dem alten angemeldet waren, werden abgemeldet. Was dir allein gehört, bleibt verschlossen, bis du es mit deinem Wiederherstellungsschlüssel öffnest.
password-hint = Mindestens { $least } Zeichen. Ein kurzer Satz eignet sich gut.
password-keep = Dieses Passwort nehmen
password-new = Neues Passwort
password-new-hint = Mindestens { $least } Zeichen.
password-not-kept = Dieses Passwort ließ sich nicht speichern. Wähle ein anderes.
password-not-used = Dieses Passwort ließ sich gerade nicht verwenden. Versuch es noch einmal.
password-not-yours = Das ist nicht dein jetziges Passwort. Versuch es noch einmal.
password-now = Jetziges Passwort
password-now-hint = Damit wir wissen, dass du es bist.
password-owner-for-owner = Ein neues Passwort für die Inhaberschaft kann nur erstellen, wer selbst dazugehört.
password-signing-in-elsewhere = Du hast dich gerade anderswo angemeldet. Versuch es noch einmal.
password-too-long = Dieses Passwort ist zu lang. Höchstens { $most } Zeichen gehen.
password-too-short = Dieses Passwort ist zu kurz. Nimm mindestens { $least } Zeichen; ein paar Wörter hintereinander sind gut.

## An den Desk kommen

join-bad-desk-name = Schreib, wie deine Kundschaft dich nennt, mit höchstens { $most } Zeichen.
join-button = An den Desk
join-desk-name = Wie heißt dein Desk?
join-desk-name-hint = Unter diesem Namen kennt dich deine Kundschaft, etwa dem deines Ladens.
join-email = Deine E-Mail
join-foot = Dieser Link gilt einmal.
join-lead =
    { $role ->
        [owner] Am Desk ist ein Platz für dich, in der Inhaberschaft.
        [lead] Am Desk ist ein Platz für dich, in der Leitung.
       *[agent] Am Desk ist ein Platz für dich, im Service.
    }
join-lead-by =
    { $role ->
        [owner] { $name } hätte dich gern am Desk, in der Inhaberschaft.
        [lead] { $name } hätte dich gern am Desk, in der Leitung.
       *[agent] { $name } hätte dich gern am Desk, im Service.
    }
join-name = Dein Name
join-open-button = Desk öffnen
join-opens-foot = Alles, was du eingibst, bleibt auf diesem Rechner.
join-opens-lead = Du bist die erste Person hier, also gehört der Arbeitsbereich diesem Konto.
join-opens-title = Willkommen. Machen wir den Desk auf.
join-page = Mitmachen
join-password = Passwort
join-welcome = Willkommen bei { $desk }
set-up-foot = Hat jemand anderes Bliss installiert? Dann bitte dort um den Link.
set-up-lead = Noch ist niemand da, also gehört er noch niemandem.
set-up-link = Beim Start hat Bliss einen Link für die Inhaberschaft ausgegeben, in dem Fenster oder dem Protokoll, wo es gestartet wurde. Öffne ihn, um dein Konto zu erstellen; in einer Minute bist du am Desk.
set-up-link-lost = Der Link gilt einmal und sieben Tage lang. Findest du ihn nicht, starte Bliss noch einmal: Es gibt einen neuen aus.
set-up-page = Einrichten
set-up-title = Willkommen. Dieser Desk ist neu.

## Anmelden

provider-sign-in-badly-set-up = Der Identitätsanbieter nimmt nicht an, wie dieser Desk fragt. Die Inhaberschaft sieht nach, was auf beiden Seiten eingestellt ist, vor allem die Rückadresse.
provider-sign-in-changed = Der Identitätsanbieter wurde geändert, während du dort warst. Melde dich noch einmal an.
provider-sign-in-connected-already = Dieses Konto ist schon verbunden. Melde dich damit an.
provider-sign-in-deactivated = Du bist nicht mehr an diesem Desk. Bitte Inhaberschaft oder Leitung, dich zurückzuholen.
provider-sign-in-denied = Der Identitätsanbieter hat dich nicht hereingelassen, oder du wolltest nicht. Melde dich noch einmal an oder frag dort, ob du diesen Desk benutzen darfst.
provider-sign-in-is-it-you = Bist du das, { $name }?
provider-sign-in-it-is-me = Ja, das bin ich
provider-sign-in-known = { $provider } kennt dich als { $who }. Dein Passwort zeigt einmalig, dass auch { $email } an diesem Desk du bist.
provider-sign-in-new = { $provider } kennt dich als { $who }. Am Desk ist ein Platz für dich.
provider-sign-in-new-password = Ein Passwort für das, was dir allein gehört
provider-sign-in-new-password-hint = Der Spiegel deiner Stimme und deine Gedanken sind damit verschlossen, sodass niemand sonst sie lesen kann. Mindestens { $least } Zeichen.
provider-sign-in-not-here = Der Identitätsanbieter kennt dich, dieser Desk noch nicht. Bist du schon dabei, dann melde dich mit deinem Passwort an und verbinde das Konto unter Einstellungen → Profil; sonst bitte Inhaberschaft oder Leitung um eine Einladung.
provider-sign-in-only-way = Dieses Konto ist dein einziger Weg herein, darum bleibt es verbunden.
provider-sign-in-other = Jemand anderes? <link>Anders anmelden</link>.
provider-sign-in-other-provider = Diese Antwort kommt nicht vom gefragten Identitätsanbieter. Melde dich noch einmal an.
provider-sign-in-page = Wer du bist
provider-sign-in-password = Passwort an diesem Desk
provider-sign-in-password-hint = Ab dann lässt dich { $provider } herein.
provider-sign-in-too-long-ago = Es ist zu lange her, dass du vom Identitätsanbieter kamst. Melde dich noch einmal an.
provider-sign-in-trouble = Der Identitätsanbieter hat gerade Schwierigkeiten. Melde dich in einer Weile noch einmal an.
provider-sign-in-way-back-gone = Dieser Rückweg vom Identitätsanbieter war schon weg, dauerte zu lange oder begann in einem anderen Browser. Melde dich noch einmal an.
sessions-browser = { $browser } auf { $system }
sessions-browser-unnamed = Ein Browser ohne Namen
sessions-used-ago = { $ip }, zuletzt benutzt vor { $time }
sessions-used-now = { $ip }, gerade benutzt
sessions-used-on = { $ip }, zuletzt benutzt: { $day }
sign-in-as-other = Als jemand anderes anmelden
sign-in-password-kept = Dein neues Passwort ist gespeichert; es öffnet, was dir allein gehört. An diesem Desk lässt dich der Identitätsanbieter herein.
sign-in-too-long-ago = Du hast zu lange zum Anmelden gebraucht. Melde dich noch einmal an.
sign-in-wrong = Diese E-Mail-Adresse und dieses Passwort gehören nicht zusammen. Prüfe beide und versuch es noch einmal.

## Zweite Faktoren

second-factor-already = Du hast schon einen zweiten Faktor. Schalte ihn zuerst aus, um einen anderen einzurichten.
second-factor-ask-password = Dein Passwort stimmt. Jetzt noch der Code deiner App.
second-factor-ask-provider = Der Identitätsanbieter kennt dich. Jetzt noch der Code deiner App.
second-factor-begin-anew = Hier wird nichts mehr eingerichtet. Fang von vorn an.
second-factor-code = Code
second-factor-code-hint = Die sechs Ziffern, die sie jetzt zeigt, oder einer deiner Wiederherstellungscodes.
second-factor-code-now = Der Code, den deine App jetzt zeigt
second-factor-codes-replace = Neue Wiederherstellungscodes ersetzen die früheren.
second-factor-copy-secret = Geheimnis kopieren
second-factor-everybody = Bei { $desk } melden sich alle mit Passwort und einem Code vom Telefon an. Das richtest du einmal ein; es dauert eine Minute.
second-factor-go-on = Weiter
second-factor-have-it = Ich habe es hier
second-factor-key-changed = Der Desk kann gerade keine Codes deiner App prüfen, weil sein eigener Schlüssel geändert wurde. Nimm einen Wiederherstellungscode oder bitte die Inhaberschaft, deinen zweiten Faktor zu entfernen.
second-factor-lead = Ein Code von deinem Telefon zusätzlich zum Passwort, damit draußen bleibt, wer das Passwort erfährt.
second-factor-make-codes = Neue Wiederherstellungscodes erstellen
second-factor-none = Du hast noch keinen
second-factor-none-any-more = Du hast keinen zweiten Faktor mehr.
second-factor-none-lead = Du brauchst eine App für Einmalcodes auf deinem Telefon. Das Einrichten dauert eine Minute.
second-factor-not-at-hand = Beides nicht zur Hand? Die Inhaberschaft kann deinen zweiten Faktor entfernen. <link>Als jemand anderes anmelden</link>.
second-factor-not-now = Jetzt nicht
second-factor-off = Ausschalten
second-factor-off-code-hint = Von deiner App oder ein Wiederherstellungscode.
second-factor-off-hint = Bei einem neuen Telefon: Schalte ihn aus und richte ihn dort neu ein.
second-factor-off-needed = An diesem Desk brauchen alle einen zweiten Faktor, darum bleibt deiner an. Bei einem neuen Telefon bitte jemand anderen aus der Inhaberschaft, ihn zu entfernen; bei der nächsten Anmeldung richtest du einen neuen ein.
second-factor-on = Er ist an
second-factor-on-and-go-on = Einschalten und weiter
second-factor-on-codes = Bei jeder Anmeldung wirst du nach einem Code deiner App gefragt. Übrige Wiederherstellungscodes: { $count }.
second-factor-on-few-codes = Bei jeder Anmeldung wirst du nach einem Code deiner App gefragt. Übrige Wiederherstellungscodes: { $count }. Erstelle bald neue.
second-factor-one-more = Noch etwas, { $name }
second-factor-other-owner = Einen zweiten Faktor kann nur jemand anderes aus der Inhaberschaft entfernen.
second-factor-picture = QR-Code des Geheimnisses, für die Kamera deiner App
second-factor-point = Richte deine App auf das Bild. Auf demselben Gerät <link>öffne es in der App</link>.
second-factor-print = Drucken
second-factor-put-away = Bewahre diese gut auf, bevor du weitermachst.
second-factor-put-away-done = Sie sind gut aufbewahrt: weiter
second-factor-put-away-first = Bewahre zuerst diese gut auf
second-factor-recovery-codes = Deine Wiederherstellungscodes
second-factor-recovery-codes-lead = Mit jedem kommst du einmal herein, wenn deine App nicht zur Hand ist. Bewahre sie auf, wo nur du sie findest. Sie werden nicht noch einmal gezeigt, und frühere gelten nicht mehr.
second-factor-saved-off = Ab jetzt wird nur noch nach deinem Passwort gefragt. Deine anderen Browser wurden abgemeldet.
second-factor-set-up = Zweiten Faktor einrichten
second-factor-set-up-lead = Jede App für Einmalcodes geht. Das Geheimnis ist für dich allein: Zeig es niemandem.
second-factor-set-up-title = In deine App eintragen
second-factor-since = Seit { $day }
second-factor-stays = An diesem Desk brauchen alle einen zweiten Faktor, darum bleibt deiner an.
second-factor-switch-on = Einschalten
second-factor-take-telephone = Nimm dein Telefon und öffne darauf eine App für Einmalcodes.
second-factor-they-have-none = Diese Person hat keinen zweiten Faktor.
second-factor-title = Zweiter Faktor
second-factor-type = Oder tippe das hinein, als zeitbasierten Schlüssel:
second-factor-unreadable = Ein Code hat sechs Ziffern, ein Wiederherstellungscode vier Vierergruppen. Prüfe, ob nichts fehlt.
second-factor-unusable = Dieser zweite Faktor lässt sich nicht benutzen. Bitte die Inhaberschaft, ihn zu entfernen.
second-factor-wrong = Dieser Code stimmt nicht oder wurde schon benutzt. Warte auf den nächsten in deiner App und tippe ihn ein; ihre Uhr sollte auf eine halbe Minute genau gehen.
second-factor-you-are-in = Du bist drin, { $name }

## Einstellungen: Sicherheit

identity-provider-address = Adresse des Anbieters
identity-provider-address-hint = Sein Issuer, etwa https://accounts.google.com.
identity-provider-answer-anybody = Die Antwort des Identitätsanbieters wird nicht angenommen: Irgendwer hätte sie signieren können. Er sollte mit RS256, ES256 oder EdDSA signieren.
identity-provider-answer-audience = Die Antwort des Identitätsanbieters war für ein anderes Programm bestimmt und wird darum nicht angenommen.
identity-provider-answer-expired = Die Antwort des Identitätsanbieters ist zu alt. Melde dich noch einmal an.
identity-provider-answer-issuer = Die Antwort des Identitätsanbieters spricht für einen anderen Anbieter und wird darum nicht angenommen.
identity-provider-answer-nonce = Die Antwort des Identitätsanbieters gehört zu einer anderen Anmeldung. Melde dich noch einmal an.
identity-provider-answer-not-yet = Die Antwort des Identitätsanbieters kommt aus der Zukunft, also geht seine Uhr oder die des Desks falsch. Stell sie richtig und melde dich noch einmal an.
identity-provider-answer-other-key = Die Antwort des Identitätsanbieters wird nicht angenommen: Keiner seiner Schlüssel hat sie signiert. Melde dich noch einmal an.
identity-provider-answer-party = Ein anderes Programm hat um die Antwort des Identitätsanbieters gebeten, darum wird sie nicht angenommen.
identity-provider-answer-subject = Die Antwort des Identitätsanbieters nennt niemanden und wird darum nicht angenommen.
identity-provider-answer-unsigned = Die Antwort des Identitätsanbieters wird nicht angenommen: Sie ist nicht auf eine hier bekannte Weise signiert.
identity-provider-client-id = Client-ID
identity-provider-client-id-hint = Wie der Anbieter diesen Desk nennt.
identity-provider-client-refused = Der Identitätsanbieter nimmt Client-ID und Client-Geheimnis dieses Desks nicht an. Die Inhaberschaft gibt sie unter Einstellungen → Sicherheit neu ein.
identity-provider-connection = Die Verbindung
identity-provider-connection-lead = Mach Bliss dem Anbieter als Webanwendung bekannt, mit dieser Rückadresse:
identity-provider-copy = Adresse kopieren
identity-provider-factor-claim = (amr mit mfa)
identity-provider-forget = Vergessen
identity-provider-in-use = In Gebrauch
identity-provider-in-use-since = In Gebrauch seit { $day }
identity-provider-is-none = Unter dieser Adresse ist kein Anbieter von OpenID Connect: Er nennt kein { $name }.
identity-provider-joins = Wer dazukommen darf
identity-provider-joins-as = Als
identity-provider-joins-as-hint = In die Inhaberschaft kommt niemand von selbst.
identity-provider-joins-bad = „{ $line }“ ist weder eine Domain, etwa tea.example, noch eine E-Mail-Adresse.
identity-provider-joins-example = tea.example
identity-provider-joins-hint = Domains und Adressen, je eine pro Zeile. Alle anderen brauchen eine Einladung.
identity-provider-joins-optional = (wenn überhaupt)
identity-provider-joins-too-many = Höchstens { $most } Domains und Adressen gehen.
identity-provider-late = Der Identitätsanbieter hat nicht innerhalb von { $seconds } Sekunden geantwortet.
identity-provider-lead = Alle melden sich mit dem Konto an, das sie schon haben, bei einem Anbieter von OpenID Connect: Google, Microsoft, Okta oder dem eigenen.
identity-provider-name = Auf dem Knopf
identity-provider-name-bad = Sag, was auf dem Knopf steht, mit höchstens { $most } Zeichen.
identity-provider-name-example = Google
identity-provider-name-hint = Dort steht „Mit … anmelden“.
identity-provider-no-client-id = Die Client-ID fehlt. Der Anbieter zeigt sie dort, wo du Bliss bekannt gemacht hast.
identity-provider-no-encryption = Auf dem Rechner des Desks lässt sich gerade nichts verschlüsseln.
identity-provider-no-json = Der Identitätsanbieter hat mit etwas geantwortet, das kein JSON ist.
identity-provider-no-owner = In die Inhaberschaft kommt niemand von selbst. Wähle eine andere Rolle.
identity-provider-not-in-use = Noch nicht in Gebrauch
identity-provider-only-way = Es ist der einzige Weg herein. Du und alle anderen aus der Inhaberschaft könnt euch auch mit Passwort anmelden, damit jemand hereinkommt, wenn der Anbieter ausfällt.
identity-provider-only-way-check = Der einzige Weg herein, außer für die Inhaberschaft
identity-provider-other-address = Der Anbieter nennt sich { $address }, das ist eine andere Adresse. Gib diese an, wenn sie deine ist.
identity-provider-own-network = Für einen Anbieter im eigenen Netz starte Bliss mit <code>--private-identity-provider</code>.
identity-provider-owners = Die Inhaberschaft behält ihre Passwörter, damit jemand hereinkommt, wenn der Anbieter ausfällt. Ist dort ein Passwort verloren, gibt es einen Link auf dem Server: <code>bliss reset-link</code> mit der Adresse.
identity-provider-passwords-too = Auch mit Passwort kommt man herein.
identity-provider-said-nothing = Der Identitätsanbieter hat nichts darüber gesagt, wer du bist.
identity-provider-saved-changed = Das gilt ab jetzt.
identity-provider-saved-forgotten = Er wird nicht mehr erprobt.
identity-provider-saved-removal = Ab jetzt melden sich alle nur noch mit Passwort an.
identity-provider-saved-trial = Zum Erproben gespeichert. Bis du ihn einsetzt, bleibt alles, wie es war.
identity-provider-saved-tried = Es klappt. Sieh nach, ob er dich richtig erkannt hat, und setze ihn ein.
identity-provider-saved-use = Ab jetzt melden sich alle dort an.
identity-provider-secret = Client-Geheimnis
identity-provider-secret-hint = Lass es leer, wenn es keins gibt.
identity-provider-secret-known = Lass es leer, um das bekannte zu behalten.
identity-provider-secret-unreadable = Der Desk kann sein Geheimnis beim Identitätsanbieter nicht mehr lesen, weil sein eigener Schlüssel geändert wurde. Die Inhaberschaft gibt das Geheimnis unter Einstellungen → Sicherheit neu ein.
identity-provider-somebody-else = Der Identitätsanbieter nannte jemand anderen als die Person, die sich angemeldet hat.
identity-provider-status = Der Identitätsanbieter hat mit dem Status { $status } geantwortet.
identity-provider-stop = Nicht mehr verwenden
identity-provider-title = Identitätsanbieter
identity-provider-too-long = ID und Geheimnis haben höchstens { $most } Zeichen.
identity-provider-too-much = Der Identitätsanbieter hat mit viel zu viel geantwortet.
identity-provider-trial = Zum Erproben
identity-provider-trial-hint = Melde dich einmal dort an. Bis dahin ändert sich für niemanden etwas.
identity-provider-trusts-factor = Wo er sagt, dass er nach einem zweiten Faktor gefragt hat, fragen wir nicht nach unserem
identity-provider-try = Erproben
identity-provider-try-again = Noch einmal erproben
identity-provider-try-first = Erprobe ihn zuerst: Melde dich einmal dort an.
identity-provider-unreachable = Der Identitätsanbieter ist nicht erreichbar. { $why }
identity-provider-use = Einsetzen
identity-provider-used-already = Der Identitätsanbieter sagt, diese Anmeldung sei schon benutzt worden oder habe zu lange gedauert. Melde dich noch einmal an.
identity-provider-who = Wer darüber hereinkommt
identity-provider-who-lead = Alle, die schon am Desk sind, sobald sie ihr Konto mit ihrem Passwort verbunden haben.
identity-provider-works = Es klappt: Er hat dich als { $who }, { $email } erkannt.
identity-provider-works-unverified = Es klappt: Er hat dich als { $who } erkannt. Er sagt nicht, dass er eine Adresse von dir bestätigt hat. Darum kann niemand darüber dazukommen, und alle verbinden ihr Konto selbst, in ihrem Profil.
identity-provider-would-not-say = Der Identitätsanbieter wollte nicht sagen, wer du bist. Melde dich noch einmal an.
security-12-hours = 12 Stunden
security-30-days = 30 Tage
security-7-days = 7 Tage
security-8-hours = 8 Stunden
security-90-days = 90 Tage
security-audit-days = Tage, die es aufbewahrt wird
security-audit-days-bad = Das Audit-Protokoll wird { $least } bis { $most } Tage aufbewahrt.
security-audit-days-hint = Von { $least } bis { $most }. Ältere Einträge verschwinden endgültig.
security-day = Ein Tag
security-everybody-has-one = Alle haben einen.
security-hour = Eine Stunde
security-idle = Unbenutzt endet eine Sitzung nach
security-lead = Wie man sich ausweist und wie lange das gilt.
security-lifetime = In jedem Fall nach
security-look-at-it = Ansehen
security-needs-factor = An diesem Desk brauchen alle einen zweiten Faktor
security-no-provider = Anmelden geht auch mit einem Konto bei Google, Microsoft, Okta oder dem eigenen Anbieter.
security-provider = Alle melden sich mit { $name } an.
security-saved = Das gilt ab jetzt für alle.
security-second-factor-lead = Ein Code vom Telefon zusätzlich zum Passwort. Wer einen braucht und keinen hat, richtet ihn bei der nächsten Anmeldung ein; bis dahin geht die Arbeit weiter wie bisher.
security-sessions-lead = Danach ist eine neue Anmeldung nötig. Eine kürzere Zeit gilt auch für die, die schon angemeldet sind. Eine offene Seite, die sich von selbst auffrischt, zählt nicht als Benutzung.
security-set-it-up = Einrichten
security-title = Sicherheit
security-without = Noch ohne: { $names }.

## Einstellungen: Audit-Protokoll

audit-bad-day = Schreib einen Tag als Jahr, Monat und Tag, etwa 2026-11-23.
audit-by-somebody = Jemand
audit-by-the-desk = Der Desk
audit-by-the-server = Wer den Server betreibt
audit-canned-replies-changed = <b>{ $who }</b> hat die Textbausteine geändert
audit-chat-secret-renewed = <b>{ $who }</b> hat ein neues Geheimnis für den Chat erstellt
audit-choose = Wählen
audit-code-refused = <b>{ $who }</b> gab nach dem Passwort von <b>{ $whom }</b> einen falschen Code ein
audit-customer-erased = <b>{ $who }</b> hat einen Kundeneintrag endgültig gelöscht
audit-customer-exported = <b>{ $who }</b> hat alles heruntergeladen, was zu einem Kundeneintrag gespeichert ist
audit-deactivated = <b>{ $who }</b> hat <b>{ $whom }</b> vom Desk genommen
audit-download = Als CSV herunterladen
audit-earlier = Frühere Einträge
audit-everybody = Alle
audit-everything = Alles
audit-factor-removed = <b>{ $who }</b> hat den eigenen zweiten Faktor ausgeschaltet
audit-factor-reset = <b>{ $who }</b> hat den zweiten Faktor von <b>{ $whom }</b> entfernt
audit-factor-set-up = <b>{ $who }</b> hat einen zweiten Faktor eingerichtet
audit-from-day = Von
audit-from-where = Von wo
audit-group-data = Herunterladen und Löschen
audit-group-people = Personen und Rollen
audit-group-programs = Andere Programme
audit-group-proofs = Passwörter und zweite Faktoren
audit-group-settings = Einstellungen
audit-group-sign-ins = An- und Abmelden
audit-identity-linked = <b>{ $who }</b> hat ein Konto beim Identitätsanbieter verbunden
audit-identity-unlinked = <b>{ $who }</b> hat ein Konto beim Identitätsanbieter getrennt
audit-invitation-revoked = <b>{ $who }</b> hat eine Einladung zurückgenommen
audit-invited = <b>{ $who }</b> hat eine Einladung erstellt
audit-joined = <b>{ $who }</b> kam an den Desk
audit-lead = Wer hereinkam und was am Desk selbst getan wurde: wann und von wo. Niemand kann es ändern; jeder Eintrag wird { $days } Tage aufbewahrt (<link>ändern</link>).
audit-log-exported = <b>{ $who }</b> hat das Audit-Protokoll heruntergeladen
audit-newest = Das Neueste zuerst
audit-none = Hier ist nichts
audit-none-hint = Was ab jetzt getan wird, erscheint hier.
audit-none-of-that-kind = Nichts dieser Art wurde an diesen Tagen getan.
audit-password-changed = <b>{ $who }</b> hat das eigene Passwort geändert
audit-password-link-made = <b>{ $who }</b> hat einen Link für ein neues Passwort für <b>{ $whom }</b> erstellt
audit-password-link-used = <b>{ $who }</b> hat über einen Link ein neues Passwort gewählt
audit-provider-changed = <b>{ $who }</b> hat den Identitätsanbieter geändert
audit-reactivated = <b>{ $who }</b> hat <b>{ $whom }</b> zurück an den Desk geholt
audit-recording-deleted = <b>{ $who }</b> hat die Aufnahme eines eigenen Anrufs gelöscht
audit-recordings-expired = <b>{ $who }</b> hat Aufnahmen gelöscht, deren Zeit vorbei war
audit-recovery-codes-made = <b>{ $who }</b> hat neue Wiederherstellungscodes erstellt
audit-role-changed = <b>{ $who }</b> hat die Rolle von <b>{ $whom }</b> geändert
audit-security-changed = <b>{ $who }</b> hat geändert, wie man sich anmeldet
audit-settings-changed = <b>{ $who }</b> hat eine Einstellung oder eine griffbereite Liste geändert
audit-show = Zeigen
audit-show-all = Alle zeigen
audit-sign-in-refused = <b>{ $who }</b> konnte sich nicht anmelden
audit-sign-in-refused-of = <b>{ $who }</b> konnte sich nicht als <b>{ $whom }</b> anmelden
audit-signed-in = <b>{ $who }</b> hat sich angemeldet
audit-signed-out = <b>{ $who }</b> hat sich abgemeldet
audit-signed-out-elsewhere = <b>{ $who }</b> hat sich überall sonst abgemeldet
audit-signed-out-there = <b>{ $who }</b> hat einen anderen eigenen Browser abgemeldet
audit-standards-changed = <b>{ $who }</b> hat die Standards geändert
audit-title = Audit-Protokoll
audit-to-day = Bis
audit-to-newest = Zurück zum Neuesten
audit-token-made = <b>{ $who }</b> hat ein Token für ein anderes Programm erstellt
audit-token-revoked = <b>{ $who }</b> hat ein Token widerrufen
audit-webhook-brought-back = <b>{ $who }</b> hat einen Webhook zurückgeholt
audit-webhook-changed = <b>{ $who }</b> hat einen Webhook geändert
audit-webhook-made = <b>{ $who }</b> hat einen Webhook erstellt
audit-webhook-removed = <b>{ $who }</b> hat einen Webhook entfernt
audit-webhook-secret-renewed = <b>{ $who }</b> hat ein neues Geheimnis für einen Webhook erstellt
audit-webhook-switched-off = <b>{ $who }</b> hat einen Webhook ausgeschaltet
audit-webhook-switched-on = <b>{ $who }</b> hat einen Webhook eingeschaltet
audit-what = Was
audit-when = { $day }, { $time }
audit-when-column = Wann
audit-where-not-known = nicht bekannt
audit-who = Wer
audit-workspace-changed = <b>{ $who }</b> hat den Arbeitsbereich geändert
audit-desk-exported = <b>{ $who }</b> hat eine Kopie von allem erstellt, was gespeichert ist
audit-export-fetched = <b>{ $who }</b> hat eine Kopie von allem heruntergeladen, was gespeichert ist
audit-retention-changed = <b>{ $who }</b> hat geändert, nach wie vielen Tagen was gelöscht wird
audit-old-erased = <b>{ $who }</b> hat Altes endgültig gelöscht
audit-customers-imported = <b>{ $who }</b> hat Kundschaft aus einer Tabelle importiert
audit-import-undone = <b>{ $who }</b> hat den Import einer Tabelle rückgängig gemacht

## Einstellungen: Webhooks

outside-https = Die Adresse muss mit https:// beginnen, damit unterwegs niemand lesen kann, was gesendet wird.
outside-no-address = Das ist keine erreichbare Adresse. Sie sollte so sein: https://example.com/bliss.
outside-no-connection = Keine Verbindung: { $why }.
outside-no-connection-in-time = Keine Verbindung innerhalb von { $seconds } Sekunden.
outside-no-password = Lass Name und Passwort aus der Adresse weg.
outside-not-on-the-internet = Sie führt zu { $address }, und das liegt nicht im Internet; darum wurde dorthin nichts gesendet.
outside-only-https = Sie führt zu { $address }, und außerhalb deines eigenen Netzes geht nur https.
outside-too-long = Die Adresse ist zu lang: höchstens { $most } Zeichen.
webhook-again-3-days = der letzten 3 Tage
webhook-again-day = des letzten Tages
webhook-again-days = der letzten { $days } Tage
webhook-again-given-up = Aufgegebenes noch einmal melden
webhook-again-which = Welche der aufgegebenen
webhook-answer = Der Anfang der Antwort
webhook-change = Ändern
webhook-change-title = Webhook ändern
webhook-day-at-time = { $day } um { $time }
webhook-delivery-again = noch einmal { $time }
webhook-delivery-again-now = jetzt noch einmal
webhook-delivery-answered = { $status } in { $ms } ms
webhook-delivery-given-up = Aufgegeben
webhook-delivery-no-answer = Keine Antwort
webhook-delivery-on-its-way = Unterwegs
webhook-delivery-taken = Angenommen
webhook-delivery-try = Versuch { $number } von { $most }
webhook-delivery-trying-again = Neuer Versuch
webhook-failing = Nichts mehr angenommen, seit: { $time }.
webhook-failing-hint = Alles wird drei Tage lang noch einmal versucht. Kommt bis dahin nichts durch, wird er ausgeschaltet.
webhook-form-lead = Was gesendet wird, enthält, was deine Kundschaft schreibt. Gib es nur Programmen, denen du es zeigen würdest.
webhook-happened = Geschehen: { $time }.
webhook-has-taken-nothing =
    { $count ->
        [one] { $count } Ereignis gemeldet; noch nichts angenommen
       *[other] { $count } Ereignisse gemeldet; noch nichts angenommen
    }
webhook-is-off = Er ist ausgeschaltet. Schalte ihn zuerst ein.
webhook-keep = Änderungen speichern
webhook-kind-call-updated = Ein Anruf begann, wurde übergeben oder endete
webhook-kind-conversation-created = Ein Gespräch begann
webhook-kind-conversation-updated = Stand, Zuweisung, Team, Schlagwörter oder Betreff eines Gesprächs änderten sich
webhook-kind-customer-erased = Ein Kundeneintrag wurde endgültig gelöscht
webhook-kind-customer-merged = Zwei Kundeneinträge wurden zusammengeführt oder wieder getrennt
webhook-kind-customer-updated = Ein Kundeneintrag wurde hinzugefügt oder geändert
webhook-kind-message-created = Jemand aus Kundschaft oder Team schrieb eine Nachricht
webhook-kind-note-created = Jemand von uns schrieb eine Notiz
webhook-kind-promise-updated = Ein Versprechen wurde gegeben, gehalten oder geändert
webhook-kind-test = Ein Test
webhook-kinds = Was ihm gemeldet wird
webhook-kinds-question = Was wird ihm gemeldet?
webhook-leave = Lassen
webhook-log = Was ihm gemeldet wurde
webhook-log-all = Alles
webhook-log-earlier = Frühere
webhook-log-kept = { $days } Tage aufbewahrt.
webhook-log-none = Noch wurde nichts gemeldet
webhook-log-none-hint = Sende einen Test, um zu sehen, ob er ankommt.
webhook-log-none-troubled = Alles wurde angenommen
webhook-log-none-troubled-hint = Was nicht angenommen wird, steht hier, bis es so weit ist.
webhook-log-which = Welche
webhook-make = Webhook erstellen
webhook-name = Wofür ist er?
webhook-name-bad = Sag, wofür der Webhook ist, mit höchstens { $most } Zeichen.
webhook-name-example = Die Kasse im Laden
webhook-new = Neuer Webhook
webhook-next = Der nächste Versuch kommt { $time }.
webhook-no-kinds = Wähle mindestens eines, das ihm gemeldet wird.
webhook-not-taken = Nicht angenommen
webhook-off = Aus
webhook-off-by-hand = Ausgeschaltet seit { $day }; ihm wird nichts gemeldet.
webhook-off-failing = { $days } Tage lang hat er nichts angenommen, darum wurde er ausgeschaltet ({ $day }).
webhook-off-gone = Er hat geantwortet, dass es ihn nicht mehr gibt (410), darum wurde er ausgeschaltet ({ $day }).
webhook-off-hint = Was gewartet hat, geht hinaus, wenn du ihn einschaltest; was inzwischen geschieht, wird nicht gemeldet.
webhook-on = An
webhook-removed = „{ $name }“ ist entfernt und bekommt nichts mehr gemeldet.
webhook-restored = Er ist wieder da.
webhook-said-made = Ab jetzt wird ihm gemeldet, was geschieht. Gib sein Geheimnis an den Empfänger.
webhook-said-on = Ihm wird wieder gemeldet, was geschieht.
webhook-said-renewed = Alles wird mit beiden Geheimnissen signiert, bis der Empfänger das neue hat.
webhook-said-replayed =
    { $count ->
        [one] { $count } Zustellung wird noch einmal gemeldet.
       *[other] { $count } Zustellungen werden noch einmal gemeldet.
    }
webhook-said-saved = Das gilt ab jetzt.
webhook-secret = Das Geheimnis
webhook-secret-before = Das frühere Geheimnis signiert mit und endet { $time }.
webhook-secret-copy = Geheimnis kopieren
webhook-secret-lead = Was gesendet wird, ist damit signiert, nach <link>Standard Webhooks</link>. Wer es empfängt, prüft die Signatur und weiß so, dass es von dir kommt.
webhook-secret-renew = Neues Geheimnis erstellen
webhook-secret-renew-hint = Das alte signiert noch { $hours } Stunden mit, damit nichts verloren geht.
webhook-secret-show = Geheimnis zeigen
webhook-secret-unreadable = Der Desk kann das Geheimnis dieses Webhooks nicht lesen, weil sein eigener Schlüssel geändert wurde. Erstelle ein neues und gib es an den Empfänger.
webhook-secret-unreadable-hint = Es lässt sich nicht lesen, weil der Schlüssel des Servers geändert wurde. Erstelle ein neues und gib es an den Empfänger.
webhook-sent = Was gesendet wird
webhook-sent-lead = Jedes Mal dasselbe, unter demselben Namen: Wer es schon hat, kann es liegen lassen.
webhook-switch-off = Ausschalten
webhook-switch-on = Einschalten
webhook-switched-off = Ausgeschaltet
webhook-tell-again = Noch einmal melden
webhook-test = Test senden
webhook-to = An
webhook-too-many = Es gibt schon { $most } Webhooks. Entferne einen, den niemand braucht.
webhook-took =
    { $count ->
        [one] { $count } Ereignis gemeldet; zuletzt angenommen: { $time }
       *[other] { $count } Ereignisse gemeldet; zuletzt angenommen: { $time }
    }
webhook-tries = Was daraus wurde
webhook-tries-none = Es ist unterwegs.
webhook-tries-off = Es wartet, bis der Webhook eingeschaltet wird.
webhook-undo-removing = Entfernen rückgängig machen
webhook-url = Adresse
webhook-url-example = https://example.com/bliss
webhook-url-hint = Im Internet, und beginnt mit https://. Für ein Programm im eigenen Netz starte Bliss mit <code>--private-webhooks</code>.
webhook-url-hint-private = Beginnt mit https://, im eigenen Netz auch mit http://.
webhooks-lead = Andere Programme erfahren, was hier geschieht, sobald es geschieht: eine Kasse, ein Chat deines Teams, eine eigene Liste.
webhooks-none = Noch wird niemandem etwas gemeldet
webhooks-none-hint = Sag, wohin und was. Alles wird signiert, drei Tage lang noch einmal versucht und lässt sich hier nachsehen.
webhooks-title = Webhooks

## Einstellungen: API

api-token-by-somebody = jemandem
api-token-copy = Token kopieren
api-token-ended = Erstellt von { $name } ({ $day }), abgelaufen
api-token-ends = Erstellt von { $name } ({ $day }), endet { $time }
api-token-lasting = Für wie lange?
api-token-lasting-30-days = 30 Tage
api-token-lasting-90-days = 90 Tage
api-token-lasting-always = Bis es widerrufen wird
api-token-lasting-year = Ein Jahr
api-token-made = Erstellt von { $name } ({ $day })
api-token-make = Token erstellen
api-token-name = Wofür ist es?
api-token-name-bad = Sag, wofür das Token ist, mit höchstens { $most } Zeichen.
api-token-name-example = Das Formular auf unserer Website
api-token-never-used = nie benutzt
api-token-new = Ein Token erstellen
api-token-new-lead = Eines für jedes Programm, damit du eines widerrufen und die anderen lassen kannst.
api-token-no-scopes = Wähle mindestens eines, was das Token darf.
api-token-off-the-desk = Erstellt von { $name } ({ $day }), öffnet nichts: { $name } ist nicht mehr am Desk
api-token-ready = Das Token ist fertig
api-token-ready-lead = Leg es dorthin, wo dein Programm seine Geheimnisse hat, und nie in eine Seite, die andere lesen können. Kopiere es jetzt: Es wird nicht noch einmal gezeigt.
api-token-revoke = Widerrufen
api-token-revoke-name = Token { $name } widerrufen
api-token-revoked = Das Token öffnet nichts mehr.
api-token-scope-call-backs-read = Rückrufe und freie Zeiten ansehen
api-token-scope-call-backs-write = Um Rückrufe bitten und sie absagen
api-token-scope-calls-read = Anrufe ansehen: wer, wann und wie lange
api-token-scope-canned-replies-read = Textbausteine ansehen
api-token-scope-canned-replies-write = Textbausteine schreiben, ändern und entfernen
api-token-scope-conversations-read = Gespräche samt Nachrichten und Dateien ansehen und suchen
api-token-scope-conversations-write = Gespräche eröffnen, darin schreiben, ihren Stand ändern
api-token-scope-customers-read = Kundeneinträge ansehen, auch was darin wissenswert ist
api-token-scope-customers-write = Kundeneinträge hinzufügen und ändern, was darin bekannt ist
api-token-scope-desk-read = Personen, Teams, Posteingänge, Schlagwörter und Standards des Desks ansehen
api-token-scope-promises-read = Versprechen ansehen
api-token-scope-promises-write = Versprechen geben, halten, verschieben und zurücknehmen
api-token-scope-read = Alles ansehen, was die Schnittstelle zeigt
api-token-scope-write = Alles ändern, was die Schnittstelle ändern kann
api-token-scope-exports = Eine Kopie von allem mitnehmen, was gespeichert ist; nur für Tokens aus der Inhaberschaft
api-token-scopes = Was darf es?
api-token-too-many = Du hast schon { $most } Tokens. Widerrufe eines, das niemand braucht.
api-token-used = zuletzt benutzt: { $day }
api-tokens = Tokens
api-tokens-lead = Lass ein anderes Programm diesen Desk benutzen: ein Formular auf deiner Website, einen Shop, ein Skript. Es handelt in deinem Namen und darf nie mehr als du; Stimmzahlen sind ihm verschlossen, von wem auch immer. <link>Worum es bitten kann</link>.
api-tokens-none = Noch keine Tokens
api-tokens-none-hint = Kein anderes Programm kann diesen Desk benutzen.
api-tokens-title = API

## Einstellungen: Arbeitsbereich und Chat

chat-colour = Farbe
chat-colour-bad = Wähle eine Farbe wie #b45309.
chat-colour-hint = Text darauf bleibt von selbst lesbar.
chat-greeting = Erste Worte
chat-greeting-bad = Schreib eine Begrüßung mit 1 bis { $most } Zeichen.
chat-greeting-hint = Die ersten Worte entscheiden, wie der ganze Kontakt verläuft.
chat-install = Auf deiner Website einbauen
chat-install-lead = Füge das auf jeder Seite kurz vor dem Ende ein.
chat-install-line = Die Zeile zum Einfügen
chat-lead = Das kleine Fenster auf deiner Website.
chat-look = Wie er aussieht und was er sagt
chat-no-such = Einen Chat mit diesem Namen gibt es nicht. Bitte die Zeile unter Einstellungen → Chat noch einmal kopieren.
chat-saved = Wer den Chat ab jetzt öffnet, sieht es.
chat-saved-secret = Es gibt ein neues Geheimnis. Leg es jetzt auf deinen Server; das alte gilt nicht mehr.
chat-secret = Identitätsgeheimnis
chat-secret-copy = Geheimnis kopieren
chat-secret-javascript = Oder in JavaScript
chat-secret-javascript-hash = Der Hash in JavaScript
chat-secret-lead = Meldet sich deine Kundschaft auf deiner Website an? Dann kann dein eigener Server sagen, wer schreibt. Mit diesem Geheimnis macht er aus der Kennung einen Hash, damit sich niemand für jemand anderen ausgeben kann. Das Geheimnis verlässt deinen Server nie; die Seite bekommt nur den Hash.
chat-secret-not-sure = Setze zuerst das Häkchen, damit das nicht aus Versehen geschieht.
chat-secret-page = Dann auf der Seite, vor der Zeile oben
chat-secret-page-hash = Dem Chat den Hash geben
chat-secret-php = Auf deinem Server, in PHP
chat-secret-php-hash = Der Hash in PHP
chat-secret-renew = Neues Geheimnis erstellen
chat-secret-show = Geheimnis zeigen
chat-secret-sure = Neues Geheimnis erstellen. Ich weiß, dass das alte sofort nicht mehr gilt und mein Server das neue braucht.
chat-title = Chat
chat-try = Ausprobieren
chat-welcome = Dein Desk ist offen, { $name }.
chat-welcome-hint = Füge die Zeile unten in deine Website ein, und deine Kundschaft kann dir schreiben. Du findest sie hier, wann immer du sie brauchst.
hours-closed = Geschlossen
hours-day-closed = Am { $day } geschlossen
hours-day-from = { $day } von
hours-day-to = { $day } bis
hours-end-first = Das Ende liegt vor dem Anfang. Stell es richtig.
hours-missing = Sag, von wann bis wann du da bist, oder markiere den Tag als geschlossen.
hours-to = bis
phone-keep-days-bad = Eine Aufnahme wird 1 bis { $most } Tage aufbewahrt.
workspace-desk = Der Desk
workspace-hours = Servicezeiten
workspace-hours-lead = In der Zeitzone des Desks. Im Chat steht, wann ihr das nächste Mal da seid.
workspace-lead = Was für alle an diesem Desk gilt.
workspace-name = Name
workspace-name-hint = Unter ihm kennt euch die Kundschaft.
workspace-promises = Versprechen
workspace-promises-lead = Kurz bevor ein Versprechen versäumt würde, soll die Kundenseite hören, dass wir daran denken. Wer es hält, wird gebeten, Bescheid zu sagen; oder es geschieht von selbst.
workspace-saved = Ab jetzt richtet sich der ganze Desk danach.
workspace-sends-words = Von selbst Bescheid sagen, im Namen derer, die das Versprechen halten
workspace-time-zone = Zeitzone
workspace-title = Arbeitsbereich
workspace-undo = Sekunden, um eine Antwort zurückzunehmen
workspace-undo-bad = Die Zeit, um eine Antwort zurückzunehmen, geht von 0 bis { $most } Sekunden.
workspace-undo-hint = So lange wartet eine Antwort, bevor sie hinausgeht. Von 0 bis { $most }.

## Benachrichtigungen

notification-a-customer = Jemand aus der Kundschaft
notification-call-back = { $customer } bittet um Rückruf { $due }.
notification-given = Dieses Gespräch wurde dir gegeben.
notification-given-by = { $name } hat dir dieses Gespräch gegeben.
notification-handed = Ein Versprechen ist jetzt deins, fällig { $due }: { $what }.
notification-handed-by = { $name } hat dir ein Versprechen übergeben, fällig { $due }: { $what }.
notification-matter = { $customer }: { $subject }
notification-matter-desk = Der Desk
notification-mention =
    { $count ->
        [one] Eine Notiz fragt nach dir.
       *[other] { $count } Notizen fragen nach dir.
    }
notification-mention-by =
    { $count ->
        [one] { $name } fragt in einer Notiz nach dir.
       *[other] { $count } Notizen fragen nach dir, die letzte von { $name }.
    }
notification-new = Neu:
notification-promise-cancelled = Dein Versprechen wurde zurückgenommen: { $what }.
notification-promise-due = Dein Versprechen ist { $due } fällig: { $what }.
notification-promise-gone = Ein Versprechen wurde zurückgenommen.
notification-promise-kept = Dein Versprechen wurde gehalten: { $what }.
notification-promise-late = Dein Versprechen ist überfällig: { $what }.
notification-rule = Die Regel „{ $name }“ lief zu oft und pausiert.
notification-rule-gone = Eine Regel lief zu oft und pausierte.
notification-standard =
    { $count ->
        [one] Ein Standard hat sich geändert.
       *[other] { $count } Standards haben sich geändert.
    }
notification-waiting =
    { $count ->
        [one] Ein neues Gespräch wartet, und niemand hat es bisher.
       *[other] { $count } neue Gespräche warten, und niemand hat sie bisher.
    }
notification-waiting-team =
    { $count ->
        [one] Ein neues Gespräch wartet auf { $team }.
       *[other] { $count } neue Gespräche warten auf { $team }.
    }
notification-webhook = Der Webhook „{ $name }“ wurde ausgeschaltet, weil nichts zu ihm durchkommt.
notification-webhook-gone = Ein Webhook wurde ausgeschaltet und ist inzwischen entfernt.
notification-wrote =
    { $count ->
        [one] Neue Nachricht von { $customer }.
       *[other] { $count } neue Nachrichten von { $customer }.
    }
notification-little-wrote =
    { $count ->
        [one] Eine neue Nachricht in deinen Gesprächen.
       *[other] { $count } neue Nachrichten in deinen Gesprächen.
    }
notification-little-call-back = Jemand aus der Kundschaft bittet um Rückruf.
notification-little-handed-by = { $name } hat dir ein Versprechen übergeben.
notification-little-handed = Ein Versprechen ist jetzt deins.
notification-little-promise-due = Eines deiner Versprechen ist { $due } fällig.
notification-little-promise-late = Eines deiner Versprechen ist überfällig.
notifications-always = Immer, damit niemand vergeblich fragt.
notifications-at-once = Sofort
notifications-at-once-means = So, wie es kommt; was zusammen kommt, ist eins.
notifications-bell = Neues für dich
notifications-bell-none-hint = Was jemand von dir möchte, erscheint hier.
notifications-bell-title = Neu für dich
notifications-choose = Wähle, worüber du Bescheid bekommst
notifications-gathered = Gesammelt
notifications-gathered-means = Höchstens alle { $minutes } Minuten.
notifications-how = Wie, und wann nicht
notifications-how-often = Wie oft?
notifications-in-the-morning = Am Morgen
notifications-in-the-morning-means = Alles auf einmal, wenn dein nächster Arbeitstag beginnt.
notifications-kind-call-back = Jemand bittet um Rückruf
notifications-kind-given = Dir wird ein Gespräch gegeben
notifications-kind-handed = Dir wird ein Versprechen übergeben
notifications-kind-mention = Jemand aus dem Team fragt in einer Notiz nach dir
notifications-kind-promise = Eines deiner Versprechen wird fällig oder wurde versäumt
notifications-kind-rule = Eine Regel pausiert von selbst
notifications-kind-standard = Ein Standard ändert sich
notifications-kind-waiting = Etwas Neues wartet, das noch niemand hat
notifications-kind-webhook = Ein Webhook schaltet sich von selbst aus
notifications-kind-wrote = In deinen Gesprächen schreibt jemand
notifications-lead = Was jemand von dir möchte und was sich an dem ändert, was deins ist. Es wird { $days } Tage aufbewahrt.
notifications-mark-seen = Alles als gesehen markieren
notifications-more =
    { $count ->
        [one] { $count } weitere Sache
       *[other] { $count } weitere Sachen
    }
notifications-new-for-you =
    { $count ->
        [0] Nichts Neues für dich
        [one] { $count } Sache ist neu für dich
       *[other] { $count } Sachen sind neu für dich
    }
notifications-none = Nichts Neues
notifications-none-hint = Wenn jemand nach dir fragt, eine Antwort kommt oder ein Versprechen fällig wird, findest du es hier.
notifications-quiet = Wann möchtest du lieber Ruhe haben?
notifications-quiet-from = Von
notifications-quiet-never = Nie
notifications-quiet-own = In meiner eigenen Ruhezeit
notifications-quiet-team = Außerhalb der Zeiten meines Teams
notifications-quiet-team-means = Die Servicezeiten des Desks, wenn deine Teams keine haben.
notifications-quiet-to = Bis
notifications-quiet-weekend = Auch den ganzen Samstag und Sonntag
notifications-saved = Das gilt ab jetzt, in allen deinen Browsern.
notifications-see-all = Alles sehen
notifications-seen =
    { $count ->
        [one] Als gesehen markiert.
       *[other] { $count } als gesehen markiert.
    }
notifications-seen-none = Es gab nichts Neues.
notifications-settings-lead = Worüber du Bescheid bekommst, wie oft und wann nicht. Über das, was du selbst getan hast, nie, und nichts geht verloren, solange Ruhe ist: Es wartet hinter <link>der Glocke</link>.
notifications-settings-title = Benachrichtigungen
notifications-sound = Ein leiser Ton
notifications-sound-hint = Nur wenn gerade keine Seite des Desks angesehen wird, einmal für alles, was zusammen kommt, und nie, während du abwesend bist.
notifications-tell-me-when = Sag mir Bescheid, wenn
notifications-title = Neues
notifications-unseen = Rückgängig gemacht: Es ist wieder neu.
notifications-by-email = Per E-Mail
notifications-by-email-of = Per E-Mail: { $kind }
notifications-email-undelivered = Die letzte E-Mail an { $email } kam nicht durch.
notifications-email-lead = Was du oben anhakst, geht an { $email }, wenn du es nach { $minutes } Minuten noch nicht am Desk gesehen hast. Wie oft und wann nicht, steht unten.
notifications-email-named = Namen aus der Kundschaft nennen, und worum es geht
notifications-email-named-hint = Sonst sagt eine E-Mail nur, dass es etwas gibt, und führt dich hin.
notifications-email-none = Der Desk kann noch keine E-Mails senden.
notifications-email-set-up = So wird das eingerichtet
notifications-email-owner = Einrichten kann das die Inhaberschaft des Desks.

## Kundschaft aus einer Tabelle

import-title = Kundschaft importieren
import-lead = Hol deine Kundschaft aus einer Tabelle oder von einem anderen Desk hierher. Du siehst, was aus jeder Zeile würde, bevor sich etwas ändert.
import-table = Die Tabelle
import-table-hint = Eine CSV-Datei mit einer Zeile je Person, wie Excel, LibreOffice und andere Desks sie speichern: mit Kommas, Semikolons oder Tabs zwischen den Spalten, höchstens 200.000 Zeilen und 64 MB.
import-look-through = Durchsehen
import-look-through-hint = Noch ändert sich nichts.
import-before = Frühere Importe
import-before-lead = Was aus jeder Zeile wurde, wird { $days } Tage aufbewahrt und lässt sich bis dahin rückgängig machen.
import-about =
    { $lines ->
        [one] { $lines } Zeile, hochgeladen von { $who } ({ $day })
       *[other] { $lines } Zeilen, hochgeladen von { $who } ({ $day })
    }
import-state-looking = Wird durchgesehen
import-state-ready = Wartet auf dich
import-state-running = Läuft
import-state-done = Fertig
import-state-undoing = Wird rückgängig gemacht
import-state-undone = Rückgängig gemacht
import-state-lost = Weggelegt
import-column-leave = Weglassen
import-column-first-name = Vorname
import-column-last-name = Nachname
import-column-email = E-Mail-Adresse
import-column-phone = Telefonnummer
import-column-example = etwa { $example }
import-columns = Was die Spalten bedeuten
import-columns-lead = Wenn oben etwas nicht stimmt, stell es hier richtig und lass die Tabelle noch einmal durchsehen.
import-overwrites = Wo wir einen anderen Namen, eine andere Sprache oder Zeitzone kennen, gilt die Tabelle
import-overwrites-hint = Sonst bleibt, was wir wissen, und nur was fehlt, kommt hinzu. Adressen und Wissenswertes kommen immer hinzu; weggenommen wird davon nie etwas.
import-look-again = Noch einmal durchsehen
import-put-away = Diese Tabelle weglegen
import-put-away-hint = Nach { $hours } Stunden verschwindet sie von selbst.
import-read-as =
    { $lines ->
        [one] { $lines } Zeile, gelesen als { $encoding }.
       *[other] { $lines } Zeilen, gelesen als { $encoding }.
    }
import-all = Alle Importe
import-looking-heading = Die Tabelle wird durchgesehen
import-looking-words = Gleich siehst du, was aus jeder Zeile würde. Dabei ändert sich nichts.
import-ready-heading = Was daraus würde
import-sample = Die ersten Zeilen
import-line = Zeile
import-would = Was geschehen würde
import-take-all = Alle Zeilen übernehmen
import-take-some = Die Zeilen übernehmen, bei denen es geht
import-take-hint = Das lässt sich { $days } Tage lang rückgängig machen.
import-nothing = Darin steht nichts, was wir nicht schon wissen.
import-running-heading = Deine Kundschaft kommt herein
import-undoing-heading = Der Import wird rückgängig gemacht
import-goes-on = Das geht von selbst weiter, auch wenn du diese Seite verlässt.
import-done-heading = Was daraus wurde
import-cut-short =
    { $lines ->
        [one] Nur { $lines } Zeile wurde übernommen, dann war die Datei weg. Lade die Tabelle noch einmal hoch; was schon hier ist, wird erkannt.
       *[other] Nur { $lines } Zeilen wurden übernommen, dann war die Datei weg. Lade die Tabelle noch einmal hoch; was schon hier ist, wird erkannt.
    }
import-done-words = Alle Zeilen sind durch.
import-to-customers = Zur Kundschaft
import-undo = Rückgängig machen
import-undo-hint = Wer uns seitdem geschrieben hat oder von Hand geändert wurde, bleibt unverändert.
import-undone-heading = Der Import ist rückgängig gemacht
import-undone-words =
    { $undone ->
        [one] Was { $undone } Zeile bewirkt hat, ist rückgängig gemacht.
       *[other] Was { $undone } Zeilen bewirkt haben, ist rückgängig gemacht.
    }
import-undone-in-part =
    { $undone ->
        [one] Was { $undone } Zeile bewirkt hat, ist rückgängig gemacht.
       *[other] Was { $undone } Zeilen bewirkt haben, ist rückgängig gemacht.
    } { $left ->
        [one] Was { $left } Zeile bewirkt hat, bleibt zumindest zum Teil, weil danach noch etwas kam.
       *[other] Was { $left } Zeilen bewirkt haben, bleibt zumindest zum Teil, weil danach noch etwas kam.
    }
import-lost-heading = Die Tabelle ist weggelegt
import-lost-words = Nichts davon wurde übernommen. Wenn du möchtest, <link>wähle die Tabelle noch einmal</link>.
import-progress =
    { $lines ->
        [one] { $done } von { $lines } Zeile
       *[other] { $done } von { $lines } Zeilen
    }
import-count-added = Neu in der Kundschaft
import-count-updated = Zeilen, aus denen wir mehr erfahren
import-count-unchanged = Zeilen ohne Neues
import-count-wrong = Zeilen, die sich nicht übernehmen lassen
import-wrong-heading = Was sich nicht übernehmen lässt
import-wrong-line = Zeile { $line }: { $why }
import-wrong-first = Das sind die ersten { $shown } von { $count }.
import-wrong-hint = Stell sie in der Tabelle richtig und lade sie noch einmal hoch: Was schon hier ist, wird erkannt.
import-wrong-download = Herunterladen, was sich nicht übernehmen lässt
import-outcomes-download = Herunterladen, was aus jeder Zeile wurde
import-would-add = Jemand Neues
import-would-nothing = Nichts Neues
import-would-add-to-line = Ergänzt Zeile { $line }: { $what }
import-would-add-to = Ergänzt { $name } (Nummer { $number }): { $what }
import-adds-name = Name
import-adds-email = E-Mail-Adresse
import-adds-phone = Telefonnummer
import-adds-language = Sprache
import-adds-time-zone = Zeitzone
import-adds-fact = Wissenswertes
import-wrong-nobody = Darin steht weder ein Name noch eine Adresse.
import-wrong-of-two-lines = Die Adressen gehören zu zwei verschiedenen Personen: denen aus den Zeilen { $one } und { $other }.
import-wrong-of-customer-and-line = Die Adressen gehören zu zwei verschiedenen Personen: Nummer { $number } und der aus Zeile { $line }.
import-wrong-of-two = Die Adressen gehören zu zwei Kundeneinträgen, Nummer { $one } und { $other }. Ist beides dieselbe Person, führe die Einträge zuerst zusammen.
import-wrong-unreadable = „{ $column }“ enthält Bytes, die kein Text sind.
import-wrong-email = „{ $column }“ sieht nicht nach einer E-Mail-Adresse aus, etwa name@example.com.
import-wrong-phone = „{ $column }“ sieht nicht nach einer Telefonnummer aus, etwa +49 30 1234567.
import-wrong-language = „{ $column }“ ist kein Sprachkürzel wie „en“, „de“ oder „pt-BR“.
import-wrong-time-zone = „{ $column }“ ist keine Zeitzone wie Europe/Berlin.
import-wrong-long-name = Der Name ist länger als 200 Zeichen.
import-wrong-long-fact = „{ $column }“ ist länger als 300 Zeichen.
import-wrong-many-facts = Zu dieser Person gäbe es mehr als 30 Dinge zu merken.
import-wrong-many-columns = Sie hat mehr Spalten als die Tabelle.
import-wrong-long-line = Sie ist zu lang. Vielleicht fehlt an ihrem Ende ein Anführungszeichen.
import-no-file = Wähle zuerst die Datei mit deiner Kundschaft.
import-too-large = Diese Datei ist zu groß: höchstens 64 MB. Teile sie in mehrere auf.
import-not-whole = Die Datei kam nicht vollständig an. Prüfe die Verbindung und wähle sie noch einmal.
import-other-table = Das ist nicht die Tabelle, die hier liegt. Öffne die Seite neu.
import-nothing-new = In dieser Tabelle steht nichts, was wir nicht schon wissen.
import-still-looking = Die Tabelle wird noch durchgesehen. Warte einen Augenblick.
import-still-running = Die Zeilen werden noch übernommen. Wenn das fertig ist, kannst du es rückgängig machen.
import-nothing-to-undo = Hier ist nichts mehr rückgängig zu machen.
import-begun = Diese Tabelle wurde schon übernommen oder weggelegt.
import-column-twice = Eine Person hat einen Namen, eine Sprache und eine Zeitzone. Wähle für jedes davon eine Spalte.
import-column-missing = Sag, in welcher Spalte der Name, die E-Mail-Adresse oder die Telefonnummer steht.
import-many-columns = Die Tabelle hat { $columns } Spalten, und höchstens { $most } gehen. Nimm heraus, was nicht gebraucht wird.
import-many-lines = Die Tabelle hat mehr als { $most } Zeilen. Teile sie in mehrere auf.
import-no-customers = In dieser Datei ist niemand: Unter den Namen der Spalten steht keine Zeile.
import-no-table = Die Datei lässt sich nicht als Tabelle lesen. Speichere sie als CSV und wähle sie noch einmal.
import-elsewhere = Mit diesem Import macht ein anderer Server weiter.

## Alles mitnehmen, was gespeichert ist

action-delete = Löschen
action-download = Herunterladen
export-title = Export
export-lead = Deine Daten gehören dir. Nimm sie alle mit: zum Ansehen, zum Rechnen oder um woandershin zu gehen.
export-words = Eine Datei mit allen Kundeneinträgen, Gesprächen, Nachrichten, Notizen, Versprechen, Anrufen, Schlagwörtern, Teams, Standards, Regeln und Textbausteinen, alles auf demselben Stand: als CSV für Tabellenprogramme und als JSON Lines für andere Programme. Was jemandem im Team ganz allein gehört, Passwörter und andere Geheimnisse sind nicht darin.
export-files = Mit den Dateien, die mit Nachrichten kamen
export-files-hint = Die Kopie kann groß werden.
export-make = Kopie erstellen
export-make-hint = Das geschieht im Hintergrund, und sie wird { $hours } Stunden aufbewahrt.
export-copies = Kopien
export-none = Noch keine
export-none-hint = Wenn du eine Kopie erstellst, erscheint sie hier, sobald sie da ist.
export-state-making = Wird erstellt
export-state-gone = Gelöscht
export-stop = Anhalten
export-with-files = Alles, mit Dateien
export-without-files = Alles außer Dateien
export-about-making =
    { $rows ->
        [one] Gestartet von { $who } ({ $day }). Bisher { $rows } Zeile.
       *[other] Gestartet von { $who } ({ $day }). Bisher { $rows } Zeilen.
    }
export-about-ready = Gestartet von { $who } ({ $day }). { $size }; verschwindet { $when }.
export-about-gone = Gestartet von { $who } ({ $day }). Die Datei ist gelöscht.
export-owner-only = Alles mitnehmen kann nur die Inhaberschaft. Frag dort nach.
export-one-already = Es wird schon eine Kopie erstellt. Warte, bis sie da ist.
export-not-ready = Diese Kopie wird noch erstellt. Warte einen Augenblick.
export-unwanted = Auf diese Kopie wartet niemand mehr.

## Wie lange bleibt, was gesagt wurde

retention-title = Aufbewahrung
retention-lead = Was nicht aufbewahrt wird, kann nicht verloren gehen. Alte Gespräche können von selbst verschwinden.
retention-saved = Das gilt ab jetzt.
retention-now = Jetzt
retention-keep-all = Ab jetzt alles aufbewahren
retention-heading = Nach wie vielen Tagen was verschwindet
retention-heading-lead = Gezählt ab dem Tag, an dem ein Gespräch geschlossen wurde. Eines mit einem Versprechen, das noch zu halten ist, bleibt. Lass ein Feld leer, wenn etwas für immer bleiben soll.
retention-conversations = Ganze Gespräche
retention-conversations-hint = Nachrichten, Notizen, Dateien und Aufnahmen. Die Zahlen bleiben, ohne Namen und ohne Worte.
retention-files = Nur Dateien und Aufnahmen
retention-files-hint = Was geschrieben wurde, bleibt.
retention-show = Zeigen, was heute verschwinden würde
retention-show-hint = Noch verschwindet nichts.
retention-going = Was heute verschwinden würde
retention-going-nothing = Noch nichts: So lange ist noch kein Gespräch geschlossen.
retention-going-words = Es verschwindet für immer, nach und nach, und danach jeden Tag, was alt geworden ist. Im Audit-Protokoll steht, wie viel es war. Frühere Sicherungen enthalten noch, was darin war, bis sie ersetzt werden.
retention-let-go = Ab jetzt verschwinden lassen
retention-leave = Alles lassen, wie es ist
retention-holds-all = Alles bleibt, bis es jemand endgültig löscht.
retention-holds-conversations = Gespräche verschwinden { $days } Tage, nachdem sie geschlossen wurden, mit allem, was darin ist.
retention-holds-files = Dateien und Aufnahmen verschwinden { $days } Tage, nachdem ihr Gespräch geschlossen wurde. Was geschrieben wurde, bleibt.
retention-holds-both = Dateien und Aufnahmen verschwinden { $files } Tage, nachdem ihr Gespräch geschlossen wurde, das Gespräch selbst nach { $days } Tagen.
retention-going-conversations =
    { $count ->
        [one] { $count } Gespräch
       *[other] { $count } Gespräche
    }
retention-going-messages =
    { $count ->
        [one] { $count } Nachricht oder Notiz
       *[other] { $count } Nachrichten und Notizen
    }
retention-going-files =
    { $count ->
        [one] { $count } Datei ({ $size })
       *[other] { $count } Dateien ({ $size })
    }
retention-going-recordings =
    { $count ->
        [one] { $count } Aufnahme eines Anrufs
       *[other] { $count } Aufnahmen von Anrufen
    }
retention-bad-days = Schreib eine Anzahl von Tagen, von { $least } bis { $most }.

## E-Mails, die der Desk sendet

email-title = E-Mail
email-lead = Was der Desk von selbst sendet: Neues an alle, die das so gewählt haben, Einladungen und Links für ein neues Passwort.
email-not-set-up = Noch nicht eingerichtet
email-not-set-up-lead = Bliss sendet über den Mailserver, den du schon hast. Wer Bliss startet, sagt, wo er ist, und startet neu:
email-not-set-up-hint = Für einen Mailserver, der unverschlüsselt beginnt, etwa auf Port 587: smtp://name:password@mail.example:587. Ein @ im Namen oder im Passwort wird als %40 geschrieben. Beides kann auch in der Datei von --config stehen, als smtp-url und mail-from.
email-how = Wie sie hinausgehen
email-server = Mailserver
email-encrypted = Verschlüsselt
email-encrypted-tls = Vom ersten Byte an
email-encrypted-starttls = Mit STARTTLS, und nie ohne
email-encrypted-no = Nein
email-from = Absender
email-links = Links führen zu
email-links-local = Links in E-Mails lassen sich nur auf diesem Rechner öffnen.
email-links-local-hint = Starte Bliss mit --public-url und der Adresse, die alle benutzen.
email-test = Test an mich senden
email-test-sent = Ein Test ist unterwegs zu dir. Unten steht, was daraus wurde.
email-troubled = Die letzte E-Mail ging nicht hinaus ({ $when }).
email-waiting =
    { $count ->
        [one] Sie wird von selbst noch einmal versucht.
       *[other] { $count } E-Mails warten und werden von selbst noch einmal versucht.
    }
email-last-sent = Zuletzt hat der Mailserver eine E-Mail angenommen: { $when }.
email-log = Was gesendet wurde
email-log-lead = { $days } Tage aufbewahrt, ohne ihren Inhalt.
email-log-none = Noch wurde nichts gesendet
email-log-none-hint = Sende einen Test, um zu sehen, ob er ankommt.
email-log-to = An { $address }, { $when }
email-when = { $day } um { $time }
email-state-sent = Gesendet
email-state-failed = Aufgegeben
email-state-settled = Nicht mehr nötig
email-state-waiting = Unterwegs
email-state-again = Neuer Versuch
email-purpose-notifications = Neues
email-purpose-invitation = Eine Einladung
email-purpose-password-link = Ein Link für ein neues Passwort
email-purpose-test = Ein Test
email-why-unreachable = Keine Verbindung zu { $server } ({ $answer }). Sieh nach, ob er läuft und ob --smtp-url stimmt.
email-why-slow = { $server } hat nicht rechtzeitig geantwortet ({ $answer }).
email-why-unencrypted = Zu { $server } kam keine verschlüsselte Verbindung zustande ({ $answer }). Port 465 braucht smtps://, Port 587 smtp://.
email-why-account = { $server } hat Name und Passwort aus --smtp-url nicht angenommen ({ $answer }).
email-why-not-now = { $server } hat die E-Mail vorerst nicht angenommen ({ $answer }).
email-why-refused = { $server } hat die E-Mail endgültig abgelehnt ({ $answer }).
email-why-unwritable = Die E-Mail ließ sich nicht schreiben: { $why }.
email-no-server = Dieser Desk kann noch keine E-Mails senden. Starte Bliss mit --smtp-url und --mail-from und versuch es dann.
email-key-changed = Der eigene Schlüssel des Desks wurde geändert, darum lässt sich der Link nicht lesen.
email-stop-title = E-Mails
email-stop-heading = Diese E-Mails abbestellen?
email-stopped-heading = Sie sind abbestellt
email-stop-of = An { $email }, von { $desk }
email-stop-when = In diesen Fällen bekommst du eine E-Mail, wenn du es bis dahin nicht am Desk gesehen hast:
email-stopped-when = In diesen Fällen bekommst du keine E-Mails mehr:
email-stop-button = Abbestellen
email-stop-resume = Doch wieder bekommen
email-stop-bell = Hinter der Glocke steht es wie bisher.
email-stop-unreadable = Dieser Link lässt sich nicht lesen. Melde dich an und wähle unter Einstellungen → Benachrichtigungen, worüber du per E-Mail Bescheid bekommst.

## Was in diesen E-Mails steht

letter-invitation-heading = Willkommen
letter-invitation-subject = Einladung an den Desk von { $desk }
letter-invitation-subject-by = { $host } lädt dich an den Desk von { $desk } ein
letter-invitation-lead = Du bist an den Desk von { $desk } eingeladen.
letter-invitation-lead-by = { $host } lädt dich an den Desk von { $desk } ein.
letter-invitation-role =
    { $role ->
        [owner] Dein Platz ist in der Inhaberschaft.
        [lead] Dein Platz ist in der Leitung.
       *[agent] Dein Platz ist im Service.
    }
letter-invitation-foot = Der Link gilt einmal, sieben Tage lang. Wenn du nicht weißt, worum es geht, folge ihm nicht, und nichts geschieht.
letter-news-subject =
    { $count ->
        [one] { $count } Sache ist neu für dich bei { $desk }
       *[other] { $count } Sachen sind neu für dich bei { $desk }
    }
letter-news-heading = Neu für dich bei { $desk }
letter-news-more =
    { $count ->
        [one] { $count } weitere Sache
       *[other] { $count } weitere Sachen
    }
letter-news-foot = Du bekommst das, weil du per E-Mail erfahren möchtest, was du am Desk noch nicht gesehen hast.
letter-news-choices = <choose>Wähle, worüber du Bescheid bekommst</choose>, oder <stop>bestelle E-Mails wie diese ab</stop>.
letter-news-stop = E-Mails wie diese abbestellen
letter-password-heading = Hallo { $name }
letter-password-subject = Ein neues Passwort für den Desk von { $desk }
letter-password-lead = Für dich wurde ein Link erstellt, mit dem du ein neues Passwort für den Desk von { $desk } wählst.
letter-password-lead-link = Für dich wurde ein Link erstellt, mit dem du ein neues Passwort für den Desk von { $desk } wählst:
letter-password-button = Neues Passwort wählen
letter-password-foot = Der Link gilt einmal, 24 Stunden lang. Hast du nicht darum gebeten, sag der Leitung deines Desks Bescheid; dein Passwort gilt, bis der Link benutzt wird.
letter-test-heading = Sie kommt an, { $name }
letter-test-subject = Ein Test der E-Mail von { $desk }
letter-test-words = Du hast { $desk } um diese E-Mail gebeten, um zu sehen, ob sie ankommt. Das tut sie, also ist nichts weiter zu tun.
letter-test-foot = Die E-Mail des Desks

## Wo Bliss selbst verschlüsselt

certificate-encrypted = Dieser Desk ist verschlüsselt: Seine Adresse beginnt mit https://.

## Skripte des Desks

script-needs-connection = Dafür braucht es die Verbindung. Versuch es noch einmal, sobald sie wieder da ist.
script-did-not-reach = Das kam nicht am Desk an. Dein Text ist noch hier; versuch es noch einmal, sobald die Verbindung wieder da ist.
script-offline = Keine Verbindung zum Desk. Was du schreibst, bleibt hier erhalten; sobald die Verbindung wieder da ist, geht es von selbst weiter.
script-copied = Kopiert
script-not-copied = Das ließ sich nicht kopieren. Markiere es und kopiere es von Hand.
script-type-on = Der Desk hat nicht geantwortet. Tippe weiter, um es noch einmal zu versuchen.
script-results =
    { $count ->
        [one] { $count } Ergebnis
       *[other] { $count } Ergebnisse
    }
script-news = { $what }.

## Skripte des Desks: die Liste

script-chosen = { $count } ausgewählt
script-all-chosen = Alle in dieser Liste ausgewählt, höchstens 500

## Skripte des Desks: wer ein Gespräch noch ansieht

script-is-here = <b>{ $name }</b> ist auch hier
script-is-here-and-writing = <b>{ $name }</b> ist auch hier und schreibt
script-is-writing = <b>{ $name }</b> schreibt
script-customer-is-writing = <b>Dein Gegenüber</b> schreibt

## Skripte des Desks: beim Schreiben

script-draft-saved = Entwurf gespeichert
script-draft-kept = Entwurf in diesem Browser gespeichert
script-draft-not-saved = Der Entwurf ließ sich noch nicht speichern
script-sent-with-file = Wird gesendet, sobald die Datei da ist
script-not-sent-without-file = Nicht gesendet: Eine Datei kam nicht an
script-draft-elsewhere = Du hast auch anderswo daran geschrieben
script-draft-keep-this = Behalten, was hier steht
script-draft-use-that = Das andere nehmen
script-draft-keep-both = Beides behalten
script-uploading = { $file } wird hochgeladen
script-file-too-large = Diese Datei ist größer als 25 MB. Schicke eine kleinere oder einen Link darauf.
script-file-empty = Diese Datei ist leer (0 Bytes). Wähle sie noch einmal oder eine andere.
script-file-lost = { $file } kam nicht am Desk an. Wähle die Datei noch einmal, sobald die Verbindung wieder da ist.
script-file-not-kept = Diese Datei ließ sich nicht speichern. Versuch es noch einmal.
script-canned-found =
    { $count ->
        [one] { $count } Textbaustein. Mit Pfeil auf und ab wählen, mit Enter einfügen.
       *[other] { $count } Textbausteine. Mit Pfeil auf und ab wählen, mit Enter einfügen.
    }
script-hints =
    { $count ->
        [one] { $count } Hinweis, bevor du das sendest
       *[other] { $count } Hinweise, bevor du das sendest
    }
script-hint-silenced = Dieser Hinweis kommt nicht wieder. Unter Einstellungen → Hinweise holst du ihn zurück.
script-hints-on-its-way = Sie ist unterwegs. Bevor sie hinausgeht:
script-take-back = Zurücknehmen
script-nothing-written = Noch steht hier nichts.

## Skripte des Desks: Mikrofon und Lautsprecher

script-microphone-not-allowed = Das Mikrofon wurde nicht erlaubt, und das ist in Ordnung. Wenn du es dir anders überlegst, erlaube es neben der Adresse dieser Seite und versuch es noch einmal.
script-microphone-not-found = Es wurde kein Mikrofon gefunden. Schließ eines an und versuch es noch einmal.
script-microphone-in-use = Das Mikrofon wird gerade anderswo benutzt. Schließ, was es benutzt, und versuch es noch einmal.
script-microphone-not-secure = Das Mikrofon braucht eine sichere Adresse. Öffne den Desk über seine Adresse mit https.
script-microphone-not-now = Das Mikrofon lässt sich gerade nicht benutzen. Versuch es noch einmal.
script-microphone-numbered = Mikrofon { $number }
script-speaker-numbered = Lautsprecher { $number }
script-connecting = Verbinden…
script-sound-say-something = Sag etwas: Der Balken sollte sich bewegen. Nichts wird aufgenommen.
script-echo-begin = Echotest
script-echo-end = Echotest beenden
script-echo-say-something = Sag etwas. Eine Sekunde später hörst du es wieder.
script-echo-over = Der Echotest ist vorbei.
script-echo-failed = Der Echotest hat nicht geklappt. Versuch es gleich noch einmal.

## Skripte des Desks: Anrufe

script-is-calling = { $who } ruft an
script-did-not-work = Das hat nicht geklappt. Versuch es gleich noch einmal.
script-call-press-anywhere = Tippe oder klick irgendwohin, damit dein Browser die Stimme deines Gegenübers abspielt.
script-call-connecting-again = Die Verbindung ist abgerissen. Neu verbinden…
script-call-lost = Die Verbindung ist verloren. Der Anruf klingelt noch einmal, bei allen, die frei sind.
script-call-elsewhere = Dieser Anruf ist in einem anderen deiner Tabs.
script-call-note-kept = Die Notiz ist gespeichert.
script-call-note-not-kept = Die Notiz ließ sich nicht speichern. Sie ist noch hier; versuch es noch einmal.
script-call-line-broke =
    { $who ->
        [customer] Bei deinem Gegenüber ist die Verbindung abgerissen. Bleib dran, vielleicht geht es gleich weiter…
       *[agent] Deine Verbindung ist abgerissen…
    }
script-call-nothing-heard =
    { $who ->
        [customer] Von deinem Gegenüber ist nichts zu hören. Vielleicht ist dort das Mikrofon aus.
       *[agent] Von dir ist nichts zu hören. Prüfe dein Mikrofon.
    }
script-call-recording-stopped = Die Aufnahme brach ab: { $why } Der Anruf geht weiter.

## Skripte des Desks: der Spiegel eines Anrufs, in dem man sieht, wie man klingt

script-mirror-show = Spiegel einblenden
script-mirror-hide = Spiegel ausblenden
script-mirror-listening = ich höre zu…
script-mirror-pressed = nicht angegeben: Eine gepresste Stimme verdeckt es
script-mirror-smile = man hört ein Lächeln
script-mirror-perhaps-smile = vielleicht ein Lächeln
script-mirror-usual = etwa wie sonst
script-mirror-perhaps-less = vielleicht weniger als sonst
script-mirror-less = weniger Lächeln als sonst
script-mirror-you-listen = du hörst zu
script-mirror-share = { $share } %
script-mirror-pace = { $pace } Silben/s

## Skripte des Desks: das Abspielen eines Anrufs im Rückblick

script-player-play = Abspielen
script-player-pause = Anhalten
script-player-at = Bei { $time }
script-player-place = { $time } von { $length }
script-player-axis =
    { $axis ->
        [smile] Lächeln
        [lively] Lebendig
        [bright] Hell
       *[pressed] Gepresst
    }
script-player-compared =
    { $how ->
        [more] { $axis }: deutlich mehr als sonst
        [less] { $axis }: deutlich weniger als sonst
        [perhaps-more] { $axis }: vielleicht mehr als sonst
        [perhaps-less] { $axis }: vielleicht weniger als sonst
       *[usual] { $axis }: etwa wie sonst
    }
script-player-between = { $value }, zwischen { $low } und { $high }
script-player-nothing-told = Ich höre zu… du sprichst hier nicht, oder es war noch zu wenig, um etwas zu sagen.
script-player-not-played = Die Aufnahme ließ sich nicht abspielen. Melde dich neu an, wenn du lange weg warst, oder nimm einen aktuellen Firefox, Chrome, Edge oder Safari.
script-reflection-saved = Gespeichert, für dich allein.
script-reflection-not-saved = Das ließ sich nicht speichern. Deine Worte sind noch hier; versuch es gleich noch einmal.
script-reflection-not-yet = Noch nicht gespeichert: Der Desk ist nicht zu erreichen. Deine Worte sind noch hier.

## Skripte des Desks: das Aufwärmen, bei dem man zehn Sekunden lang die eigene Stimme hört

script-warm-up-begin = Los: zehn Sekunden
script-warm-up-enough = Das genügt
script-warm-up-hear = Anhören
script-warm-up-pause = Anhalten
script-warm-up-listening = Ich höre zu… sag deine Begrüßung.
script-warm-up-one-moment = Einen Moment: Der Desk hört hin…
script-warm-up-not-heard = Der Desk konnte das nicht hören. Versuch es gleich noch einmal.
script-warm-up-not-reached = Der Desk ist nicht zu erreichen. Prüfe die Verbindung und fang noch einmal an.
script-warm-up-not-played = Dieser Browser konnte es nicht abspielen.

## Das lädt jeder Gast einer Website: Kurzes ist schneller da. „Wir“ ist der Desk; die Kundschaft wird gesiezt

widget-chat = Mit uns chatten
widget-phone = Uns anrufen
widget-with = Chat mit { $name }
widget-unread =
    { $n ->
        [one] Mit uns chatten, { $n } neue Nachricht
       *[other] Mit uns chatten, { $n } neue Nachrichten
    }
widget-close = Chat schließen
widget-messages = Nachrichten
widget-you = Sie
widget-here =
    { $n ->
        [0] Wir sind da.
        [one] { $names } ist da.
       *[other] { $names } sind da.
    }
widget-others =
    { $n ->
        [one] { $n } weitere Person
       *[other] { $n } weitere
    }
widget-wait =
    { $n ->
        [one] Heute wartet man etwa { $n } Minute.
       *[other] Heute wartet man etwa { $n } Minuten.
    }
widget-away = Gerade ist niemand von uns da.
widget-back = Wir sind { $day } um { $time } Uhr wieder da (Ihre Ortszeit).
widget-on =
    { $kind ->
        [date] am { $day }
       *[weekday] am { $day }
    }
widget-ask = Hinterlassen Sie Ihre E-Mail-Adresse, dann erreicht Sie unsere Antwort, wo immer Sie sind.
widget-name = Ihr Name (freiwillig)
widget-email = E-Mail, falls Sie vor unserer Antwort gehen (freiwillig)
widget-bad-email = Diese E-Mail-Adresse sieht unvollständig aus. Bitte berichtigen Sie sie, oder lassen Sie das Feld leer.
widget-write = Nachricht schreiben
widget-send = Senden
widget-attach = Datei anhängen
widget-remove = Entfernen
widget-remove-file = { $file } entfernen
widget-retry = Noch einmal versuchen
widget-sending = Wird gesendet…
widget-sent = Gesendet
widget-seen = Gesehen
widget-waiting = Wartet auf die Verbindung; wird von selbst gesendet
widget-failed = Das hat nicht geklappt. Bitte versuchen Sie es noch einmal.
widget-trouble = { $file }: { $why }
widget-lost = Gerade keine Verbindung. Wir versuchen es weiter.
widget-typing = { $name } schreibt…
widget-fresh = Neue Nachrichten
widget-get = { $file } herunterladen, { $size }
widget-too-long =
    { $n ->
        [one] Das ist { $n } Zeichen zu viel. Bitte senden Sie es in zwei Nachrichten.
       *[other] Das sind { $n } Zeichen zu viel. Bitte senden Sie es in zwei Nachrichten.
    }
widget-too-big = { $file } ist zu groß, um es hier zu senden: Bis { $max } geht es.
widget-uploading = Wird gesendet, sobald die Datei da ist.

## Ein Anruf im Chat auf anderen Seiten: Das liest die Kundschaft und wird gesiezt. „Wir“ ist der Desk

talk-title = { $name } anrufen
talk-shrink = Verkleinern und dranbleiben
talk-close = Schließen
talk-before = Sprechen Sie mit uns
talk-microphone = Ihr Browser wird nach dem Mikrofon fragen, damit wir Sie hören können.
talk-free = Vor Ihnen ist niemand.
talk-line =
    { $n ->
        [one] Vor Ihnen ist { $n } Person.
       *[other] Vor Ihnen sind { $n } Personen.
    }
talk-line-about =
    { $n ->
        [one] Vor Ihnen ist { $n } Person, Wartezeit etwa { $time }.
       *[other] Vor Ihnen sind { $n } Personen, Wartezeit etwa { $time }.
    }
talk-ahead =
    { $n ->
        [one] { $n } Person vor Ihnen
       *[other] { $n } Personen vor Ihnen
    }
talk-about = Etwa { $time }.
talk-recording = Wir nehmen Anrufe auf, um besser für Sie da zu sein. Sagen Sie uns, wenn wir das pausieren sollen.
talk-consent = Dieser Anruf darf aufgenommen werden, damit wir besser für Sie da sein können.
talk-consent-note = Anrufen können Sie so oder so.
talk-name = Ihr Name (freiwillig)
talk-dial = Jetzt anrufen
talk-write = Lieber schreiben
talk-later = Lieber zurückrufen lassen
talk-again = Noch einmal versuchen
talk-back = Zurück zum Chat
talk-redial = Noch einmal anrufen
talk-choose = Zeit wählen
talk-end = Auflegen
talk-leave = Anruf abbrechen
talk-stay = Weiter warten
talk-go-back = Zurück
talk-asking = Bitte erlauben Sie das Mikrofon
talk-asking-text = Ihr Browser fragt Sie jetzt danach, meist neben der Adresse dieser Seite.
talk-blocked-declined = Wir dürfen das Mikrofon nicht benutzen
talk-blocked-declined-text = Um mit uns zu sprechen, erlauben Sie das Mikrofon für diese Seite: Das geht über das Zeichen neben der Adresse der Seite. Versuchen Sie es dann noch einmal.
talk-blocked-missing = Wir finden kein Mikrofon
talk-blocked-missing-text = Schließen Sie ein Headset oder ein Mikrofon an, und versuchen Sie es dann noch einmal.
talk-blocked-busy = Das Mikrofon ist belegt
talk-blocked-busy-text = Offenbar benutzt es ein anderes Programm oder eine andere Seite. Bitte beenden Sie andere Anrufe dort, und versuchen Sie es dann noch einmal.
talk-blocked-insecure = Diese Seite kann das Mikrofon nicht benutzen
talk-blocked-insecure-text = Browser erlauben es nur, wo die Adresse mit https beginnt. Wir freuen uns, auf anderem Weg von Ihnen zu hören.
talk-blocked-old = Dieser Browser kann nicht anrufen
talk-blocked-old-text = Ein neuerer kann es. Wir freuen uns, auf anderem Weg von Ihnen zu hören.
talk-blocked-unknown = Das Mikrofon startet nicht
talk-blocked-unknown-text = Bitte sehen Sie nach, ob es angeschlossen und eingeschaltet ist, und versuchen Sie es dann noch einmal.
talk-elsewhere = Sie telefonieren schon mit uns, in einem anderen Fenster oder Tab.
talk-refused = Wir können Ihren Anruf gerade nicht annehmen
talk-unreachable = Keine Verbindung zu uns
talk-unreachable-text = Bitte sehen Sie nach, ob Sie online sind, und versuchen Sie es dann noch einmal.
talk-through = Der Anruf kommt nicht durch
talk-through-text = Vielleicht lässt Ihr Netz keine Anrufe zu. Ein anderes Netz könnte helfen, oder Sie erreichen uns auf anderem Weg.
talk-calling = Wird angerufen…
talk-next = Sie sind als Nächstes dran
talk-soon = Wir sind so bald wie möglich für Sie da.
talk-music = Während Sie warten, hören Sie Musik.
talk-quiet = Die Musik ist aus. Sie hören uns, sobald wir annehmen.
talk-hush = Musik aus
talk-play = Musik an
talk-broke = Einen Moment, die Verbindung ist abgerissen
talk-mending = Wir rufen zurück…
talk-back-again = Sie sind wieder verbunden.
talk-with = Sie sprechen mit { $name }
talk-somebody = jemand von uns
talk-on-hold = Einen Moment: { $name } hat Sie in die Warteschleife gelegt
talk-hold-text = Bitte bleiben Sie dran. Wir sind gleich wieder da.
talk-resumed = Jetzt ist { $name } wieder da.
talk-passed = Wir verbinden Sie mit jemand anderem.
talk-mute = Stumm
talk-unmute = Ton an
talk-muted = Ihr Mikrofon ist aus
talk-muted-text = Wir hören Sie erst wieder, wenn Sie das Mikrofon einschalten.
talk-sound = Ton einstellen
talk-input = Mikrofon
talk-output = Lautsprecher
talk-device = Gerät { $n }
talk-chat = Schreiben
talk-news = Lesen
talk-news-text = Wir haben Ihnen geschrieben. Drücken Sie „Lesen“, um es zu sehen.
talk-level = Ihr Mikrofon
talk-silent = Von Ihrem Mikrofon hören wir nichts. Ist es eingeschaltet, und ist das richtige gewählt?
talk-unplugged = Ihr Mikrofon wurde ausgesteckt. Stecken Sie es wieder ein, oder wählen Sie unter „Ton einstellen“ ein anderes.
talk-switched = Wir benutzen jetzt ein anderes Mikrofon.
talk-no-device = Dieses Gerät lässt sich gerade nicht benutzen.
talk-recorded = Wird aufgenommen
talk-paused = Aufnahme pausiert
talk-listens = { $name } hört mit
talk-hold = In der Warteschleife
talk-hear = Drücken, um uns zu hören
talk-coming = Zurück zu Ihrem Anruf…
talk-returning = Ihr Anruf läuft noch
talk-returning-text = Drücken Sie, um zurückzukehren.
talk-rejoin = Zum Anruf zurückkehren
talk-pill-waiting = Sie warten auf ein Gespräch mit uns
talk-pill-talking = Im Gespräch mit { $name }
talk-pill-held = In der Warteschleife
talk-pill-broken = Die Verbindung ist abgerissen. Wir rufen zurück…
talk-open = Anruf öffnen: { $state }
talk-return = Zurück zum Anruf
talk-when = Wann dürfen wir Sie anrufen?
talk-when-text = Alle Zeiten sind Ihre Ortszeit ({ $zone }).
talk-looking = Wir suchen freie Zeiten…
talk-none = In den nächsten Tagen ist keine Zeit frei
talk-none-text = Bitte schreiben Sie uns, und wir finden gemeinsam eine.
talk-phone = Ihre Telefonnummer
# Von der Bundesnetzagentur für Film und Fernsehen freigehalten: (0)30 23125 000 bis 999.
talk-example = +49 30 23125018
talk-confirm = Rufen Sie mich dann an
talk-confirming = Einen Moment…
talk-pick = Bitte wählen Sie eine Zeit.
talk-number = Diese Nummer sieht unvollständig aus. Bitte schreiben Sie sie ganz, mit der Landesvorwahl am Anfang, etwa +49 30 23125018.
talk-booked = Wir rufen Sie { $day } um { $time } Uhr an
talk-on = am { $day }
talk-booked-number = Unter { $number }, zu Ihrer Ortszeit ({ $zone }). Bis dahin brauchen Sie nichts zu tun.
talk-booked-text = Das ist Ihre Ortszeit ({ $zone }). Bis dahin brauchen Sie nichts zu tun.
talk-over-thanks = Danke für Ihren Anruf
talk-over-thanks-text = Es war schön, mit Ihnen zu sprechen.
talk-over-you = Sie haben aufgelegt
talk-over-you-text = Das ist in Ordnung. Wir sind da, wenn Sie uns brauchen.
talk-over-lost = Die Verbindung ist verloren
talk-over-lost-text = Wir haben versucht, Sie zurückzurufen, und sind nicht durchgekommen. Das tut uns leid.
talk-over-unanswered = Es tut uns leid
talk-over-unanswered-text = Niemand konnte ans Telefon kommen. Wählen Sie eine Zeit, und wir rufen Sie an.
talk-over-restart = Es tut uns leid, der Anruf wurde unterbrochen
talk-over-restart-text = Wir mussten unser Telefon gerade neu starten. Gleich geht es wieder.
talk-over-gone = Der Anruf ist vorbei
talk-over-gone-text = Wir sind da, wenn Sie uns brauchen.
talk-ended = Der Anruf ist vorbei. Eine Zeit können Sie hier trotzdem noch wählen.
talk-long = Wir haben { $time } miteinander gesprochen.

## Woran gedacht wird, bevor eine Antwort hinausgeht

hint-gap-why = Dein Gegenüber würde diese Klammern lesen. Setz die Worte ein, die dorthin gehören.
hint-label-why = Was ist dieser Person davor passiert? Das hilft denen, die die Notiz als Nächstes lesen.
hint-empathy-why = Hier wurde von etwas Schwerem erzählt. Sag zuerst, wie das gewesen sein muss, dann hilf.
hint-question-why = Das wurde gefragt, und deine Antwort geht noch nicht darauf ein.
hint-asked-again-why = { $reason }. Es steht oben im Gespräch.
hint-same-apology-why = Mit diesen Worten hast du dich schon einmal entschuldigt. Sag, was jetzt anders wird.
hint-refusal-why = Ein „Nein“, das allein steht. Nenne einen anderen Weg, oder wer dabei helfen kann.
hint-blame-why = Das schiebt jemandem die Schuld zu. Sag, was passiert ist, ohne wer, und wie es in Ordnung kommt.
hint-condescension-why = Das klingt vielleicht von oben herab.
hint-hurry-why = Das klingt vielleicht, als hättest du keine Zeit für dein Gegenüber.
hint-scarcity-why = Das schiebt eine Regel oder einen Mangel vor. Sag, wozu es das gibt und was du tun kannst.
hint-label-in-reply-why = Das stempelt jemanden ab. Sag stattdessen, was passiert ist.
hint-jargon-why = Ein Fachwort. Sag es so, wie du es an der Ladentheke sagen würdest.
hint-time-why = Mit einer Zeit, auf die man zählen kann, wird ein Versprechen daraus.
hint-greeting-why = Das ist unsere erste Antwort. Begrüße dein Gegenüber und sag, wer du bist.
hint-closing-why = Der letzte Eindruck zählt so viel wie der erste. Sag, wie es weitergeht, oder wünsch etwas Gutes.
hint-go-on-with = Weiter mit „{ $words } …“
hint-put-instead = „{ $words }“

## Fehler, wenn sonst nichts mehr hilft, und solche des Chats

error-other-method = Das geht hier nicht. Was geht, sagt der Header Allow.
error-panicked = Bei uns ist etwas schiefgegangen. Was du geschrieben hast, ist noch da; versuch es gleich noch einmal.
visitor-text-too-long = Diese Nachricht ist zu lang: Höchstens { $max } Zeichen gehen.
visitor-too-many-files = Bitte senden Sie höchstens { $max } Dateien auf einmal.
visitor-file-gone = Eine Datei ist nicht mehr da. Bitte noch einmal auswählen und senden.
visitor-erased = Alles, was von diesem Chat gespeichert war, ist gelöscht.
visitor-no-phone-here = Das Telefon ist hier nicht verbunden. Bitte schreiben Sie uns.
visitor-choose-a-time = Bitte wählen Sie eine der Zeiten.

## Passkeys

passkeys-title = Passkeys
passkeys-lead = Melde dich mit Fingerabdruck, Gesicht oder der PIN deines Geräts an, ohne Passwort. Nach einem Passwort ist ein Passkey dein zweiter Faktor.
passkeys-need-address = Passkeys brauchen eine verschlüsselte Adresse mit einem Namen, etwa https://desk.example. Wer den Server betreibt, legt sie fest.
passkeys-not-in-browser = Dieser Browser kann keine Passkeys. Vielleicht kann es ein anderer oder ein Telefon.
passkeys-app-too = Auch eine App für Einmalcodes
passkeys-codes-left = Mit jedem kommst du nach deinem Passwort einmal herein, wenn kein Passkey zur Hand ist. Übrig: { $count }.
passkeys-for-elsewhere = Deine Passkeys gehören zu einer anderen Adresse des Desks und gehen unter dieser nicht.
passkey-for-elsewhere = Er gehört zu einer anderen Adresse des Desks und geht unter dieser nicht.
passkey-used = Erstellt: { $made }, zuletzt benutzt: { $used }
passkey-unused = Erstellt: { $made }, noch nicht benutzt
passkey-add = Passkey hinzufügen
passkey-add-another = Weiteren Passkey hinzufügen
passkey-make = Passkey erstellen
passkey-instead = Oder erstelle einen Passkey: Dann kommst du mit Fingerabdruck, Gesicht oder der PIN deines Geräts herein.
passkey-name = Name
passkey-name-hint = Damit du ihn in der Liste wiedererkennst: zum Beispiel, wo er gespeichert ist.
passkey-change = Ändern
passkey-change-name = { $name } ändern
passkey-rename = Umbenennen
passkey-rename-name = { $name } umbenennen
passkey-remove = Entfernen
passkey-remove-name = { $name } entfernen
passkey-remove-hint = Er lässt dich dann nicht mehr herein, und deine anderen Browser werden abgemeldet. Lösche ihn auch auf deinem Gerät.
passkey-use = Passkey benutzen
passkey-use-recovery-code = Wiederherstellungscode benutzen
passkey-recovery-code = Wiederherstellungscode
passkey-recovery-code-hint = Vier Gruppen aus vier Buchstaben und Ziffern.
passkey-ask = So weit stimmt alles. Jetzt noch dein Passkey.
passkey-ask-or-code = So weit stimmt alles. Jetzt noch dein Passkey oder der Code deiner App.
passkey-saved = Ab jetzt lässt dich dein Passkey herein. Nach deinem Passwort wirst du nach ihm gefragt.
passkey-saved-name = So heißt er ab jetzt.
passkey-saved-removal = Dieser Passkey lässt dich nicht mehr herein. Deine anderen Browser wurden abgemeldet.
passkey-saved-app-off = Nach deiner App wirst du nicht mehr gefragt, nach deinen Passkeys schon. Deine anderen Browser wurden abgemeldet.
passkey-too-many = Du hast schon { $most } Passkeys. Entferne einen, den du nicht benutzt.
passkey-no-name = Ein Name hat 1 bis { $most } Zeichen. Schreib einen.
passkey-gone = Diesen Passkey gibt es hier nicht. Vielleicht wurde er entfernt.
passkey-there-already = Diesen Passkey gibt es hier schon. Benutze ihn oder erstelle einen auf einem anderen Gerät.
passkey-too-long-ago = Das hat länger gedauert, als der Desk wartet, oder wurde zweimal gesendet. Versuch es noch einmal.
passkey-unknown = Diesen Passkey kennt der Desk nicht. Vielleicht wurde er entfernt; nimm einen anderen oder dein Passwort.
passkey-unverified = Dein Gerät hat nicht geprüft, ob du es bist. Schalte dort PIN, Fingerabdruck oder Gesichtserkennung ein und versuch es noch einmal.
passkey-elsewhere = Dieser Passkey hat für eine andere Adresse als diese geantwortet. Öffne den Desk unter seiner eigenen Adresse und versuch es noch einmal.
passkey-not-taken = Der Desk konnte nicht annehmen, was dein Gerät gesagt hat. Versuch es noch einmal oder nimm dein Passwort.
passkey-copied = Vielleicht gibt es eine Kopie dieses Passkeys, darum wird er nicht angenommen. Nimm dein Passwort, entferne ihn dann und erstelle einen neuen.
passkey-stays = An diesem Desk brauchen alle einen zweiten Faktor, darum bleibt dein letzter Passkey. Erstelle zuerst einen anderen.
palette-passkeys-also = webauthn fido sicherheitsschlüssel fingerabdruck gesicht gesichtserkennung passwortlos ohne passwort security key
audit-passkey-made = <b>{ $who }</b> hat einen Passkey erstellt
audit-passkey-removed = <b>{ $who }</b> hat einen eigenen Passkey entfernt
audit-passkey-refused = <b>{ $who }</b> zeigte einen Passkey vor, der nicht angenommen wurde
audit-passkey-refused-of = <b>{ $who }</b> zeigte für <b>{ $whom }</b> einen Passkey vor, der nicht angenommen wurde
script-passkey-not-given = Es kam kein Passkey. Versuch es noch einmal, wenn er zur Hand ist.
script-passkey-there-already = Auf diesem Gerät gibt es schon einen Passkey für dich. Benutze ihn oder erstelle einen auf einem anderen Gerät.
script-passkey-failed = Dein Gerät konnte das gerade nicht. Versuch es noch einmal.

## Bescheid im Browser, auch wenn keine Seite offen ist

push-title = In deinen Browsern
push-lead = Was du oben anhakst, zeigt dir ein Browser, dem du es erlaubst, als Benachrichtigung, wenn du es nach { $seconds } Sekunden noch nicht gesehen hast, auch wenn keine Seite des Desks offen ist. Wie oft und wann nicht, steht unten. Was er zeigt, läuft über den Push-Dienst seines Herstellers, so verschlüsselt, dass es dort niemand lesen kann.
push-turn-on = Mir in diesem Browser Bescheid sagen
push-turn-on-hint = Dein Browser fragt, ob du es erlaubst.
push-denied = Diesem Browser wurde gesagt, dass er keine Benachrichtigungen des Desks zeigen soll. Erlaube sie in seinen Einstellungen für diese Website und komm dann wieder hierher.
push-insecure = Ein Browser zeigt Benachrichtigungen nur von einem Desk, der über <code>https</code> geöffnet wird oder auf demselben Rechner läuft. Frag bei denen nach, die ihn betreiben.
push-unable = Dieser Browser kann keine Benachrichtigungen zeigen, wenn keine Seite offen ist. Auf iPhone und iPad kann das kein Browser für eine Seite; nimm ein anderes Gerät oder E-Mail.
push-browsers = Browser, die dir Bescheid sagen
push-this-one = Dieser Browser
push-signed-out = Dort abgemeldet: Du bekommst wieder Bescheid, sobald du dich anmeldest.
push-told-never = Seit { $day }, noch nichts gemeldet
push-told-now = Gerade Bescheid gesagt
push-told-ago = Vor { $time } Bescheid gesagt
push-told-on = Zuletzt Bescheid gesagt: { $day }
push-test = Ausprobieren
push-test-of = Ausprobieren: { $browser }
push-test-sent = Eine Benachrichtigung ist unterwegs ({ $browser }).
push-remove = Entfernen
push-remove-of = { $browser } entfernen
push-removed = { $browser } sagt dir nicht mehr Bescheid.
push-way = Im Browser
push-kind = Im Browser: { $kind }
push-named = Namen aus der Kundschaft nennen, und worum es geht
push-named-hint = Sonst sagt eine Benachrichtigung nur, dass es etwas gibt: Andere könnten deinen Bildschirm sehen.
push-not-here = Diesen Browser gibt es hier nicht. Vielleicht wurde er entfernt.
push-bad-keys = Dieser Browser hat nicht gesagt, wie man für ihn verschlüsselt. Versuch es noch einmal oder nimm einen anderen.
push-too-many = Du hast schon { $most } Browser. Entferne einen, den du nicht mehr benutzt.
push-no-encryption = Auf dem Rechner des Desks lässt sich nichts verschlüsseln. Frag bei denen nach, die Bliss betreiben.
push-why-unreachable = Die letzte Benachrichtigung kam nicht durch: Der Push-Dienst war nicht zu erreichen ({ $answer }). Sie wird noch einmal versucht.
push-why-not-now = Die letzte Benachrichtigung kam nicht durch: Der Push-Dienst hat sie vorerst nicht angenommen ({ $answer }). Sie wird noch einmal versucht.
push-why-refused = Die letzte Benachrichtigung kam nicht durch: Der Push-Dienst hat sie abgelehnt ({ $answer }). Entferne diesen Browser und lass dir von ihm neu Bescheid sagen.
push-why-unreadable = Die letzte Benachrichtigung ließ sich nicht erstellen ({ $answer }). Entferne diesen Browser und lass dir von ihm neu Bescheid sagen.
push-notice-test = Es klappt: { $desk } sagt dir hier Bescheid
push-notice-test-body = So sieht eine Benachrichtigung aus.
push-notice-line = { $matter }: { $what }
script-push-on = Ab jetzt sagt dir dieser Browser, was neu ist. Probier es unten aus.
script-push-failed = In diesem Browser ließ sich das nicht einschalten: { $why }
email-purpose-new-passkey = Ein neuer Passkey
letter-passkey-subject = Ein neuer Passkey für dein Konto am Desk von { $desk }
letter-passkey-words = Für dein Konto am Desk von { $desk } wurde ein Passkey erstellt, „{ $passkey }“. Ab jetzt öffnet er dein Konto.
letter-passkey-if-not = Warst du es selbst, ist nichts weiter zu tun. Wenn nicht, entferne ihn, wähle ein neues Passwort und sag der Leitung deines Desks Bescheid.
letter-passkey-button = Passkeys ansehen
letter-passkey-foot = Diese E-Mail bekommst du immer, wenn für dich ein Passkey erstellt wird, damit niemand unbemerkt einen erstellt.
profile-saved-password-passkeys = Dein neues Passwort gilt ab jetzt; andere Browser wurden abgemeldet. Passkeys ändern sich damit nicht: Sieh nach, ob alle deine eigenen sind.
passkey-others-elsewhere = Deine anderen Passkeys wurden für eine andere Adresse des Desks erstellt und gelten hier nicht. Füge zuerst einen Passkey für diese Adresse hinzu.
sign-in-gone-meanwhile = Dein Zugang hat sich geändert, während du dich angemeldet hast. Melde dich neu an.
push-why-unreachable-at-last = Die letzte Benachrichtigung kam nicht durch: Der Push-Dienst war nicht zu erreichen ({ $answer }). Sie wird nicht mehr versucht, die nächste schon.
push-why-not-now-at-last = Die letzte Benachrichtigung kam nicht durch: Der Push-Dienst hat sie nicht angenommen ({ $answer }). Sie wird nicht mehr versucht, die nächste schon.
push-key-unreadable = Zurzeit kann kein Browser Bescheid sagen: Der Desk kann seinen Schlüssel für Push-Dienste nicht lesen, denn der eigene Schlüssel des Servers wurde geändert. Wer Bliss betreibt, stellt die Datei server.key wieder her, die vorher da war.
push-key-lost = Sie ist endgültig verloren
push-key-renew-lead = Dann braucht der Desk einen neuen Schlüssel für Push-Dienste. Alle Browser verschwinden aus der Liste; jeder kommt von selbst zurück, sobald der Desk darin wieder geöffnet wird.
push-key-renew = Neuen Schlüssel erstellen
push-key-made = Es gibt einen neuen Schlüssel: Browser können wieder Bescheid sagen.
push-key-readable = Der Desk kann seinen Schlüssel für Push-Dienste lesen, also bleibt er.
