### Ce que Bliss dit en français. L’ordre et les identifiants sont ceux du fichier anglais.
### Un message dit une chose entière ; noms et nombres sont des variables ; <link>…</link> marque ce dont la page fait un lien.
###

language-own-name = français
series = { $all }, { $next }

## What is said everywhere

done = C’est fait.

## When something cannot be done

error-bucket-away = L’endroit où sont gardés les fichiers ne répond pas. Réessayez dans quelques minutes ; rien n’est perdu.
error-elsewhere = Cet appel est sur un autre serveur du bureau. Réessayez dans un instant.
error-file = Le fichier n’a pas pu être gardé : { $why }
error-number = Numéro de cette demande :
error-say-number = Donnez ce numéro à la personne qui gère Bliss :
error-throttled =
    { $minutes ->
        [one] Trop d’essais. Attendez une minute, puis réessayez.
       *[other] Trop d’essais. Attendez { $minutes } minutes, puis réessayez.
    }
error-to-the-desk = Aller au bureau
not-here =
    { $what ->
        [account] Ce compte est introuvable. Il a peut-être été supprimé.
        [address] Cette adresse est introuvable. Elle a peut-être été supprimée.
        [answer] Cette réponse est introuvable. Elle a peut-être été supprimée.
        [call] Cet appel est introuvable. Il a peut-être été supprimé.
        [call-back] Ce rappel est introuvable. Il a peut-être été supprimé.
        [canned-reply] Cette réponse type est introuvable. Elle a peut-être été supprimée.
        [change] Ce changement est introuvable. Il a peut-être été supprimé.
        [chat] Ce chat est introuvable. Il a peut-être été supprimé.
        [contact] Ce contact est introuvable. Il a peut-être été supprimé.
        [conversation] Cette conversation est introuvable. Elle a peut-être été supprimée.
        [copy] Cette copie est introuvable. Elle a peut-être été supprimée.
        [import] Cet import est introuvable. Il a peut-être été supprimé.
        [customer] Ce client est introuvable. Il a peut-être été supprimé.
        [delivery] Cet envoi est introuvable. Il a peut-être été supprimé.
        [draft] Ce brouillon est introuvable. Il a peut-être été supprimé.
        [fact] Cette information est introuvable. Elle a peut-être été supprimée.
        [file] Ce fichier est introuvable. Il a peut-être été supprimé.
        [hint] Ce conseil est introuvable. Il a peut-être été supprimé.
        [holiday] Ce jour férié est introuvable. Il a peut-être été supprimé.
        [identity-provider] Ce fournisseur d’identité est introuvable. Il a peut-être été supprimé.
        [inbox] Cette boîte est introuvable. Elle a peut-être été supprimée.
        [invitation] Cette invitation est introuvable. Elle a peut-être été supprimée.
        [kind-of-message] Ce type de message est introuvable. Il a peut-être été supprimé.
        [merge] Cette fusion est introuvable. Elle a peut-être été supprimée.
        [message] Ce message est introuvable. Il a peut-être été supprimé.
        [moment] Ce moment est introuvable. Il a peut-être été supprimé.
        [note] Cette note est introuvable. Elle a peut-être été supprimée.
        [notification] Cette notification est introuvable. Elle a peut-être été supprimée.
        [page] Cette page est introuvable. Elle a peut-être été supprimée.
        [person] Cette personne est introuvable. Elle a peut-être été supprimée.
        [promise] Cette promesse est introuvable. Elle a peut-être été supprimée.
        [question] Cette question est introuvable. Elle a peut-être été supprimée.
        [recording] Cet enregistrement est introuvable. Il a peut-être été supprimé.
        [replay] Cette réécoute est introuvable. Elle a peut-être été supprimée.
        [rule] Cette règle est introuvable. Elle a peut-être été supprimée.
        [session] Cette session est introuvable. Elle a peut-être été supprimée.
        [sound] Ce son est introuvable. Il a peut-être été supprimé.
        [standard] Ce repère est introuvable. Il a peut-être été supprimé.
        [tag] Cette étiquette est introuvable. Elle a peut-être été supprimée.
        [team] Cette équipe est introuvable. Elle a peut-être été supprimée.
        [token] Ce jeton est introuvable. Il a peut-être été supprimé.
        [version] Cette version est introuvable. Elle a peut-être été supprimée.
        [view] Cette vue est introuvable. Elle a peut-être été supprimée.
        [webhook] Ce webhook est introuvable. Il a peut-être été supprimé.
       *[other] Cet élément est introuvable. Il a peut-être été supprimé.
    }

## Signing in

sign-in-button = Se connecter
sign-in-email = E-mail
sign-in-forgotten = Mot de passe oublié ? Un propriétaire ou un responsable peut vous créer un lien.
sign-in-heading = Quel plaisir de vous voir
sign-in-lead = Connectez-vous au bureau { $desk }.
sign-in-or = ou
sign-in-owners-with-password = Les propriétaires se connectent aussi avec leur mot de passe
sign-in-password = Mot de passe
sign-in-title = Connexion
sign-in-with-provider = Se connecter avec { $provider }

## Settings: sessions

sessions-ended = Il faudra se reconnecter sur ce navigateur.
sessions-lead = Là où vous avez une session ouverte. Fermez celles que vous ne reconnaissez pas.
sessions-sign-out = Déconnecter
sessions-sign-out-elsewhere = Déconnecter partout ailleurs
sessions-sign-out-of = Déconnecter { $browser }, { $detail }
sessions-signed-in = Connexion
sessions-this-one = Celle-ci
sessions-title = Sessions

## Settings: profile

profile-language = Langue
profile-language-of-browser = Celle de votre navigateur
profile-language-unknown = Bliss ne parle pas cette langue. Choisissez-en une dans la liste.

## What cannot be taken

address-bad-email = Cela ne ressemble pas à une adresse e-mail. Elle doit être du type nom@example.com.
address-bad-phone = Cela ne ressemble pas à un numéro de téléphone. Écrivez des chiffres, par exemple +33 1 23 45 67 89.
canned-reply-bad-code = Un code court est un seul mot de lettres, de chiffres et de tirets, de { $most } caractères au plus, par exemple « retard ».
canned-reply-bad-language = Choisissez la langue dans la liste.
canned-reply-empty = Écrivez le texte que vous voulez avoir sous la main.
canned-reply-long-title = Un titre a { $most } caractères au plus. Faites plus court.
canned-reply-no-title = Donnez-lui un titre, pour la retrouver.
canned-reply-open-variable = « {"{{"}{ $after } » est ouvert mais jamais fermé. Mettez « {"}}"} » après le nom.
canned-reply-too-long = Ce texte est trop long : { $chars } caractères, pour { $most } au plus. Faites-en deux réponses.
canned-reply-unknown-variable = « {"{{"}{ $name }{"}}"} » n’existe pas. Choisissez l’une de celles qui sont à côté du texte.
canned-reply-unknown-variable-near = « {"{{"}{ $name }{"}}"} » n’existe pas. Vouliez-vous dire « {"{{"}{ $near }{"}}"} » ?
file-bad-kind =
    { $what ->
        [svg] Les images SVG peuvent contenir des programmes : on ne peut pas les envoyer.
        [page] Les pages web peuvent contenir des programmes : on ne peut pas les envoyer.
        [nameless] On ne peut pas envoyer un fichier dont le nom ne finit pas par son type (comme .pdf).
       *[other] On ne peut pas envoyer ce type de fichier.
    } Les images, PDF, textes, documents bureautiques, sons, vidéos et fichiers ZIP sont acceptés.
file-bad-name = Ce nom de fichier ne convient pas. Renommez-le sans barres obliques ni caractères invisibles, puis choisissez-le à nouveau.
file-disguised = Le nom de ce fichier annonce un type, son contenu en est un autre. Renommez-le selon ce qu’il est, puis choisissez-le à nouveau.
file-empty = Ce fichier est vide (0 octet). Choisissez-le à nouveau, ou prenez-en un autre.
file-name-too-long = Le nom de ce fichier est trop long : { $most } caractères au plus. Renommez-le, puis choisissez-le à nouveau.
file-too-large = Ce fichier dépasse { $most } Mo. Envoyez-en un plus petit, ou un lien.
hours-too-many = Cela fait plus de { $most } plages pour une même journée.
hours-unreadable = Écrivez des heures comme 9:00–12:30, 13:30–18:00, ou laissez vide.
intention-empty = Écrivez quelques mots, ou choisissez parmi ceux du dessus.
intention-too-long = Une intention est courte : celle-ci a { $chars } caractères, pour { $most } au plus.
merge-other-browser = Ces messages viennent de deux navigateurs, et rien ne dit que c’est la même personne : une réponse n’en atteindrait qu’un. Laissez-les séparés et répondez à chacun.
merge-other-customer = Ces conversations sont celles de deux clients, et aucun ne doit lire ce que l’autre a écrit. S’il s’agit de la même personne, fusionnez d’abord les clients ; sinon, choisissez une autre conversation.
merge-other-inbox = Ces conversations sont arrivées à deux de nos adresses : une réponse dans l’une n’atteindrait pas le client dans l’autre. Laissez-les séparées.
merge-same = C’est déjà une seule conversation. Choisissez-en une autre.
message-empty = Il n’y a encore rien à envoyer. Écrivez d’abord quelques mots.
message-too-long = Ce message est trop long : { $chars } caractères, pour { $most } au plus. Raccourcissez-le, ou joignez-le en fichier texte.
notifications-bad-quiet = Écrivez deux heures différentes pour vos heures calmes, par exemple 18:00 et 08:00.
promise-nothing = Dites en quelques mots ce que nous promettons.
promise-too-long = Dites-le en { $most } caractères au plus.
standard-no-title = Donnez-lui un titre, pour que l’on puisse en parler.
standard-past = Un repère commence maintenant ou plus tard : personne n’est jugé sur ce qu’on ne lui a pas dit.
standard-too-far = C’est trop loin. Choisissez un jour dans les deux ans.
standard-too-long = C’est trop long pour être retenu. Un titre a { $title } caractères au plus, et son explication { $words } au plus.
time-no-such = Ce jour ou cette heure n’existe pas. Essayez « tomorrow 9:00 ».
time-past = Cette heure est passée. Choisissez-en une à venir.
time-too-far = C’est dans plus d’un an. Choisissez une date plus proche.
time-unreadable = Nous n’avons pas compris cette date. Essayez « tomorrow 9:00 », « in 2 hours », « next monday » ou « 24 december 14:00 ».

## What cannot be done now

call-back-no-time = Aucun créneau n’est libre dans les { $days } prochains jours.
call-colleague-busy = { $name } est en ligne en ce moment. Demandez à quelqu’un d’autre, ou attendez un peu.
canned-reply-code-taken = Le code court « { $code } » est celui de « { $title } ». Choisissez-en un autre.
canned-reply-for-all = Ce que tout le monde utilise est écrit par les responsables. Copiez cette réponse : la copie est à vous.
customer-merge-undo-conversation-first = La conversation { $id }, « { $subject } », réunit des conversations des deux. Annulez d’abord cette fusion-là ; ensuite, celle-ci pourra l’être.
invitation-on-desk = { $email } fait déjà partie du bureau.
invitation-sign-in-instead = { $email } fait déjà partie du bureau. Connectez-vous, ou prenez une autre adresse.
sign-in-by-provider-only = Dans ce bureau, tout le monde se connecte avec { $provider }. Son bouton est sur la page de connexion.
team-name-taken = Il y a déjà une équipe « { $name } ».
customer-merge-one-already = Ces deux-là ne font déjà qu’un seul client. Choisissez-en un autre.

## What buttons say everywhere

action-add = Ajouter
action-back = Retour
action-cancel = Annuler
action-close = Fermer
action-never-mind = Finalement, non
action-save = Enregistrer
action-snooze = Mettre de côté
action-undo = Annuler

## Numbers, sizes and lengths of time, in short

size-bytes = { $bytes } octets
size-kilobytes = { $kilobytes } ko
size-megabytes = { $megabytes } Mo
duration-under-a-minute = moins d’une minute
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes } min
duration-a-day-and-hours = 1 jour { $hours } h
duration-days =
    { $days ->
        [one] { $days } jour
       *[other] { $days } jours
    }

## Days and times

day-today = Aujourd’hui
day-yesterday = Hier
day-tomorrow = Demain
day-today-within = aujourd’hui
day-yesterday-within = hier
day-tomorrow-within = demain
day-and-time = { $day } à { $time }
soon-today = à { $time }
soon-tomorrow = demain à { $time }
soon-on-weekday = { $weekday } à { $time }
soon-on-day = le { $day } à { $time }
when-today = à { $time }
when-on-day = { $day }
local-time-same = { $place }, même heure que vous
local-time-hours-ahead =
    { $hours ->
        [one] { $place }, { $hours } heure de plus que vous
       *[other] { $place }, { $hours } heures de plus que vous
    }
local-time-hours-behind =
    { $hours ->
        [one] { $place }, { $hours } heure de moins que vous
       *[other] { $place }, { $hours } heures de moins que vous
    }
local-time-ahead = { $place }, { $hours } h { $minutes } min de plus que vous
local-time-behind = { $place }, { $hours } h { $minutes } min de moins que vous

## Languages that customers speak

language-ar = arabe
language-cs = tchèque
language-da = danois
language-de = allemand
language-el = grec
language-en = anglais
language-es = espagnol
language-fi = finnois
language-fr = français
language-he = hébreu
language-hi = hindi
language-hu = hongrois
language-it = italien
language-ja = japonais
language-ko = coréen
language-nl = néerlandais
language-no = norvégien
language-pl = polonais
language-pt = portugais
language-ro = roumain
language-ru = russe
language-sv = suédois
language-tr = turc
language-uk = ukrainien
language-vi = vietnamien
language-zh = chinois
language-of-place = { $language } ({ $tag })

## Names for those whose name is not known

person-unknown = Quelqu’un
person-unknown-within = quelqu’un
person-nobody-within = personne
quoted = « { $words } »

## Around every page

nav-skip = Aller au contenu principal
nav-main = Principale
nav-today = Aujourd’hui
nav-desk = Bureau
nav-promises = Promesses
nav-standards = Repères
nav-customers = Clients
nav-search = Recherche
nav-settings = Réglages
nav-notifications = Nouveautés pour vous
nav-your-profile = Votre profil
nav-your-calls = Vos appels
nav-your-check-ins = Vos bilans
nav-design = Le design
nav-sign-out = Se déconnecter
nav-reminders = Promesses à échéance
nav-phone = Téléphone
nav-waiting = , <number>{ $count }</number> en attente
nav-you-here = Vous : { $name }, disponible
nav-you-away = Vous : { $name }, indisponible
availability-switch = Disponible pour de nouvelles conversations
availability-here = Disponible
availability-away = Indisponible
availability-available = Disponible
availability-back = De retour { $when }
definition-what = Ce que veut dire « { $term } »
definitions-what = Ce que veut dire { $what }

## When something cannot be done

error-heading = Cela n’a pas marché
error-heading-forbidden = Vous ne pouvez pas changer cela
error-heading-not-found = Nous ne trouvons pas cela
error-heading-ours = Un problème est survenu de notre côté
error-heading-too-many = Un peu plus doucement, s’il vous plaît
error-database-away = Le bureau n’arrive pas à joindre sa base de données en ce moment. Ce que vous avez écrit est toujours là ; réessayez.
error-disk-full = Le disque du bureau est plein : ceci n’a pas pu être gardé. Rien de ce qui l’était avant n’est perdu. Prévenez la personne qui gère le bureau, puis réessayez.
error-file-not-kept = Le fichier n’a pas pu être gardé. Réessayez dans un instant.
error-forged = Cette demande ne vient pas des pages du bureau : rien n’a été fait. Ouvrez le bureau et réessayez depuis là.
error-ours = Un problème est survenu de notre côté. Ce que vous avez écrit est toujours là ; réessayez dans un instant.
error-page-not-drawn = Cette page n’a pas pu s’afficher. Réessayez.
error-role = Votre rôle ne le permet pas. Demandez à un propriétaire ou à un responsable de votre bureau.
error-too-many = Cela fait beaucoup d’un coup. Attendez un instant, puis réessayez.
corner-closed = Ouvrez d’abord votre coin, avec votre mot de passe, dans Réglages → Profil : il garde ce qui n’est qu’à vous.
form-too-much = C’est trop pour un seul formulaire. Raccourcissez.
form-unreadable = Ce formulaire n’a pas pu être lu. Revenez en arrière, rouvrez la page et remplissez-le à nouveau.

## Keys

keys-title = Raccourcis clavier
keys-lead = Tout peut se faire sans la souris.
keys-anywhere = Partout
keys-in-a-list = Dans une liste
keys-in-a-conversation = Dans une conversation
keys-while-writing = En écrivant
keys-then = puis
keys-or = ou
keys-with-click = <key>Maj</key> et un clic
keys-this-list = Cette liste
keys-search-field = Vers le champ de recherche
keys-search-everything = Chercher partout
keys-next = Suivant, précédent
keys-open = Ouvrir
keys-filter = Filtrer le bureau
keys-choose = Choisir, pour plusieurs à la fois
keys-choose-up-to = Choisir tout jusque-là
keys-take = La prendre
keys-assign = Confier
keys-close = Fermer ou rouvrir
keys-tag = Étiqueter
keys-trust = Ce qui a fait bouger la confiance
keys-standards = Ce qu’il en est des repères
keys-merge = Fusionner avec une autre
keys-moment = Nommer un moment dans les mots sélectionnés
keys-promise = Promettre quelque chose
keys-keep-promise = Garder vos mots comme promesse
keys-undo-sending = Annuler l’envoi
keys-back = Retour à la liste
keys-greeting = Commencer par une salutation
keys-mention = Mentionner quelqu’un
keys-better-words = Prendre la meilleure formule
keys-preview = Le voir comme d’autres le verraient
keys-leave-text = Quitter le texte
keys-single = Utiliser les raccourcis à une lettre
keys-single-hint = Désactivez-les si vous dictez, ou s’ils vous gênent.
keys-single-stay = <keys>et</keys> restent.

## The palette, in which everything can be found and done

palette-title = Tout trouver, tout faire
palette-hint = Un nom, un sujet, un numéro, ou que faire
palette-results = Résultats
palette-to-choose = pour choisir
palette-to-open = pour ouvrir
palette-to-close = pour fermer
palette-customers = Clients
palette-conversations = Conversations
palette-go = Aller à
palette-do = Faire quelque chose
palette-search-for = Chercher « { $words } » partout
palette-start-with = Ouvrir une conversation avec { $name }
palette-add-customer = Ajouter « { $name } » comme client
palette-notifications = Nouveautés
palette-warm-up = S’échauffer
palette-customer = Ajouter un client
palette-away = Je m’absente un moment
palette-here = Je suis de retour
palette-keys = Voir tous les raccourcis
palette-notifying = Notifications
palette-sessions = Vos connexions en cours
palette-second-factor = Second facteur
palette-people = Personnes
palette-teams = Équipes
palette-holidays = Jours fériés
palette-tags = Étiquettes
palette-canned-replies = Réponses types
palette-chat = Chat sur votre site
palette-api = API
palette-rules = Règles
palette-workspace = Espace de travail
palette-security = Sécurité
palette-identity-provider = Fournisseur d’identité
palette-audit = Journal d’audit
palette-webhooks = Webhooks
palette-today-also = accueil début home
palette-desk-also = conversations attente desk inbox
palette-customers-also = personnes contacts clientèle
palette-search-also = trouver chercher messages notes
palette-notifications-also = notifications cloche
palette-calls-also = réécoutes enregistrements voix sourire replay
palette-warm-up-also = échauffement voix sourire salutation micro
palette-conversation-also = commencer ouvrir écrire nouveau
palette-customer-also = nouveau créer
palette-availability-also = disponibilité disponible en ligne hors ligne pause ici absent
palette-keys-also = clavier touches raccourcis aide shortcuts
palette-profile-also = nom fuseau horaire
palette-notifying-also = son heures calmes silence prévenir cloche
palette-sessions-also = sessions appareils
palette-second-factor-also = double authentification deux facteurs 2fa totp application code secours
palette-people-also = agents rôles inviter utilisateurs
palette-teams-also = horaires tour attribution
palette-holidays-also = congés fermeture vacances
palette-tags-also = tags libellés fusionner
palette-canned-replies-also = modèles templates macros snippets gabarits
palette-chat-also = boîte widget site
palette-api-also = jetons tokens programmes
palette-rules-also = automatisation automatique déclencheurs triggers workflow
palette-workspace-also = horaires nom
palette-security-also = sessions connexion deux facteurs
palette-identity-provider-also = authentification unique connexion sso openid connect oidc google microsoft okta
palette-audit-also = qui quoi quand connexions historique log audit
palette-webhooks-also = api programmes événements notifier events
palette-import = Importer des clients
palette-import-also = csv excel tableur tableau fichier importer charger import upload
palette-email = E-mail
palette-email-also = smtp mail courriel messagerie essai test serveur
palette-export = Export
palette-export-also = exporter télécharger tout csv json copie sauvegarde download
palette-retention = Conservation
palette-retention-also = supprimer effacer anciennes conversations durée rgpd gdpr rétention

## How conversations came, and how they stand

channel-chat = Chat
channel-phone = Téléphone
channel-in-person = Sur place
channel-api = API
standing-waiting-on-us = Nous attend
standing-waiting-on-us-for = Nous attend, { $wait }
standing-waiting-on-customer = Attend le client
standing-waiting-on-the-customer = Attend le client
standing-snoozed = Mise de côté
standing-snoozed-until = Mise de côté, de retour { $when }
standing-closed = Fermée

## The list of the desk

view-yours = Les vôtres
view-nobodys = À prendre
view-everyones = Toutes
view-answered = Répondues
view-snoozed = De côté
view-closed = Fermées
list-which = Quelles conversations
list-choose-several = En choisir plusieurs
list-saved-view = La vue <name>{ $name }</name>.
list-remove-view = La retirer
list-show-all = Tout voir
list-only = Seulement : <what>…</what>.
list-only-yours = les vôtres
list-only-nobodys = à prendre
list-only-of = confiées à { $name }
list-only-team = équipe <team>{ $team }</team>
list-none-snoozed = Rien n’est mis de côté
list-none-snoozed-hint = Mettez une conversation de côté, et elle attend ici son heure.
list-none-closed = Rien n’est encore fermé
list-none-closed-hint = Les conversations fermées reposent ici, et se rouvrent quand le client écrit.
list-none-answered = Personne ne nous doit de réponse
list-none-answered-hint = Les conversations où nous avons répondu attendent ici le client.
list-none-yours = Personne ne vous attend
list-none-yours-hint = Jetez un œil à celles que personne n’a encore prises.
list-none = Personne n’attend
list-none-hint = Tout le monde a eu une réponse. C’est l’heure du thé.
list-more = Plus
row-choose = Choisir { $name }, { $subject }
row-unread = , non lue
row-by-chat = , par chat,
row-by-phone = , par téléphone,
row-in-person = , sur place,
row-by-api = , api,
row-waiting = <hidden>attend depuis </hidden>{ $wait }
row-back = de retour { $when }
row-with = chez { $name }
row-with-nobody = encore à prendre
desk-choose = Choisissez une conversation
desk-choose-hint = Elle s’ouvre ici, avec toute son histoire.
desk-help-first = Qui voulez-vous aider en premier ?
desk-help-first-hint = Choisissez quelqu’un dans la liste. Qui attend depuis le plus longtemps est en haut.
desk-clear = Le bureau est vide
desk-clear-hint = Quand quelqu’un écrira ou passera, vous le verrez apparaître à gauche.

## Filters of the list, and lists that are kept at hand

filter-title = Filtrer la liste
filter-which = Lesquelles
filter-whose = À qui
filter-team = Équipe
filter-channel = Canal
filter-tag = Étiquette
filter-any = Tout
filter-show = Afficher
saved-view-keep = Garder cette liste à portée de main, sous le nom
saved-view-keep-button = Garder
saved-view-for-everybody = Pour tout le bureau
saved-view-kept = Gardée au-dessus de la liste.
saved-view-removed = La vue « { $name } » est retirée.
saved-view-back = La vue « { $name } » est de retour.
saved-view-wrong-name = Donnez à la vue un nom de 1 à { $most } caractères.
saved-view-plain-list = C’est la liste simple, que vous avez déjà sous la main.
saved-view-name-taken = Une vue porte déjà ce nom. Choisissez-en un autre.
saved-view-too-many = { $most } vues suffisent. Retirez-en d’abord une dont personne n’a besoin.
saved-view-of-everybody = Cette vue est à tout le monde. Demandez à un responsable du bureau de la retirer.

## Many conversations at once

bulk-region = Les conversations choisies
bulk-page = Toute cette page
bulk-list = Toute cette liste
bulk-none = Tout désélectionner
bulk-assign = Les confier à quelqu’un
bulk-snooze = Les mettre de côté
bulk-tag = Les étiqueter
bulk-which-tag = Quelle étiquette ?
bulk-tag-put-on = La mettre
bulk-tag-take-off = L’enlever
bulk-closed =
    { $count ->
        [one] { $count } conversation fermée.
       *[other] { $count } conversations fermées.
    }
bulk-reopened =
    { $count ->
        [one] { $count } conversation rouverte.
       *[other] { $count } conversations rouvertes.
    }
bulk-snoozed =
    { $count ->
        [one] { $count } conversation mise de côté.
       *[other] { $count } conversations mises de côté.
    }
bulk-taken =
    { $count ->
        [one] { $count } conversation est maintenant à vous.
       *[other] { $count } conversations sont maintenant à vous.
    }
bulk-given =
    { $count ->
        [one] { $count } conversation confiée.
       *[other] { $count } conversations confiées.
    }
bulk-given-to-nobody =
    { $count ->
        [one] { $count } conversation n’est plus à personne.
       *[other] { $count } conversations ne sont plus à personne.
    }
bulk-given-to-team =
    { $count ->
        [one] { $count } conversation confiée à l’équipe.
       *[other] { $count } conversations confiées à l’équipe.
    }
bulk-given-to-no-team =
    { $count ->
        [one] { $count } conversation n’a plus d’équipe.
       *[other] { $count } conversations n’ont plus d’équipe.
    }
bulk-tagged =
    { $count ->
        [one] { $count } conversation étiquetée.
       *[other] { $count } conversations étiquetées.
    }
bulk-untagged =
    { $count ->
        [one] { $count } conversation n’a plus cette étiquette.
       *[other] { $count } conversations n’ont plus cette étiquette.
    }
bulk-nothing = Il n’y avait rien à changer.
bulk-undone =
    { $count ->
        [one] Annulé : { $count } conversation comme avant.
       *[other] Annulé : { $count } conversations comme avant.
    }
bulk-all-left = Autre chose a été fait depuis avec chacune d’elles : elles restent telles quelles.
bulk-undone-in-part =
    { $count ->
        [one] Annulé : { $count } conversation comme avant.
       *[other] Annulé : { $count } conversations comme avant.
    } { $left ->
        [one] Pour { $left } autre, quelque chose a été fait depuis : elle reste telle quelle.
       *[other] Pour { $left } autres, quelque chose a été fait depuis : elles restent telles quelles.
    }
bulk-nothing-chosen = Choisissez d’abord une conversation.
bulk-too-many = Cela fait plus de { $most } conversations. Choisissez-en moins, puis recommencez.
bulk-undone-already = C’est déjà annulé.

## One conversation

conversation-new = Nouvelle conversation
conversation-of-number = Conversation { $number }
conversation-with = Conversation avec { $name }
conversation-messages = Messages
conversation-earlier = Voir les messages précédents
conversation-name-moment = Nommer ce moment
conversation-to-desk = Retour au bureau
conversation-about = À propos : { $name }
conversation-more = Étiquettes, sujet et fusion
conversation-add-tag = Ajouter une étiquette
conversation-take-off-tag = Enlever l’étiquette <tag>{ $tag }</tag>
conversation-subject = De quoi s’agit-il ?
conversation-merge = Fusionner avec une autre…
conversation-open-again = Rouvrir
conversation-wake = Réveiller
conversation-close = Fermer
conversation-count =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
conversation-no-subject = Dites de quoi il s’agit, en quelques mots.
conversation-subject-too-long = Ce sujet est trop long. { $most } caractères au plus.
conversation-closed-already = Quelqu’un d’autre vient de fermer cette conversation.
conversation-open-already = Cette conversation est déjà ouverte.
tag-bad-name = Écrivez une étiquette de 1 à { $most } caractères.
tag-too-many = { $most } étiquettes suffisent.
assign-from = Chez { $name }. Confier à quelqu’un d’autre
assign-from-nobody = Encore à prendre. Confier à quelqu’un
assign-words = Un mot pour qui la reçoit <optional>(facultatif)</optional>
assign-words-hint = Ce qu’il faut savoir d’abord
assign-you = Vous
assign-nobody = Personne
snooze-until = Jusqu’à quand ?
snooze-example = tomorrow 9:00
snooze-two-hours = Dans deux heures
snooze-tomorrow = Demain matin
snooze-next-week = La semaine prochaine
snooze-monday = Lundi, 09:00

## The customer beside a conversation

beside-remember = À retenir
beside-add = Ajouter quelque chose
beside-reach = Où joindre ce client
beside-unverified = selon le client
beside-local-time = Heure locale
beside-time-there = { $time } là-bas
beside-language = Langue
beside-page = A écrit depuis
beside-page-hint = la page d’où venait le message
beside-nothing = On ne sait encore rien.
beside-conversations = Ses conversations
beside-merge = Fusionner avec un autre client…
customer-email = E-mail
customer-phone = Téléphone
customer-if-they-like = facultatif

## The story so far

so-far-title = L’histoire jusqu’ici
so-far-all = Tout voir
so-far-asked = La question
so-far-asks-now = Et maintenant
so-far-said-again = Redit
so-far-asked-again = Nous avons redemandé
so-far-promised = Nous avons promis
so-far-urgent = C’est urgent
so-far-matters = À retenir
so-far-they-tried = Le client a essayé
so-far-we-tried = Nous avons essayé
so-far-we-offered = Nous avons proposé
so-far-told = On nous a dit
so-far-called = Le client a appelé
so-far-nobody-picked-up = personne n’a décroché
so-far-promise-late = en retard : échéance { $when }
so-far-again =
    { $count ->
        [one] redit
       *[other] redit { $count } fois
    }
so-far-again-times =
    { $count ->
        [one] Le client a dû se répéter une fois. Cela compte contre nous.
       *[other] Le client a dû se répéter { $count } fois. Cela compte contre nous.
    }
so-far-handed = { $name } vous a transmis ceci ({ $when }), avec l’histoire jusqu’ici. Personne n’a à la raconter deux fois.
so-far-first-words = Premiers mots après { $after }, par { $name } : <words>« { $words } »</words>
so-far-unanswered = Personne n’a encore répondu : déjà { $after }.
so-far-foreign = Une partie est en { $language } : là, Bliss ne repère que les questions.
said-before = Déjà dit, { $when } : <words>« { $words } »</words>

## What happened in a conversation

thread-closed = { $name } a fermé à { $at }
thread-snoozed = { $name } a mis de côté jusqu’au { $until }
thread-reopened = { $name } a rouvert à { $at }
thread-came-back = De retour à { $at }
thread-rule = Par la règle « { $rule } » à { $at } : { $outcome }
thread-merged = { $name } a fusionné « { $subject } » ici à { $at }
thread-split-off = { $name } en a séparé à { $at } : <subject>{ $subject }</subject>
thread-split-from = { $name } a séparé ceci à { $at } de <subject>{ $subject }</subject>
thread-undo = Annuler<what> : { $what }</what>
thread-taken = { $name } s’en charge depuis { $at }
thread-given = { $name } a confié ceci à { $to } à { $at }, avec l’histoire jusqu’ici
thread-given-to-team = { $name } a confié ceci à l’équipe { $team } à { $at }
thread-given-to-nobody = { $name } a laissé ceci à prendre à { $at }
thread-given-by-rule = Confiée à { $to } par une règle à { $at }
thread-turn = Confiée à { $to }, à tour de rôle, à { $at }
thread-least-busy = Confiée à { $to }, qui en avait le moins, à { $at }
thread-same-customer = Confiée à { $to }, qui suit une autre demande de ce client, à { $at }
thread-off-duty = Rendue à { $team } à { $at }, car { $name } a fini son service avant de répondre
thread-everybody = tout le monde
thread-whoever-had-it = la personne qui l’avait
thread-call = { $customer } a appelé à { $at }, avec { $name }, { $length }
thread-call-recorded = Un appel enregistré avec { $name }, { $length }
thread-call-waiting = { $customer } appelle, depuis { $at }
thread-call-talking = { $customer } a appelé à { $at } et parle avec { $name }
thread-call-back-asked = { $customer } a appelé à { $at } et souhaite un rappel
thread-call-writes = { $customer } a appelé à { $at } et préfère écrire
thread-call-missed = { $customer } a appelé à { $at } et attendu { $waited } ; personne n’a décroché
thread-call-lost = { $customer } a appelé à { $at }, avec { $name }, { $length } ; puis la ligne a coupé
thread-promised = Promis : { $what }, { $due }
thread-promised-call = Promis : { $what } au { $phone }, { $due }
thread-promise-kept = Promesse tenue à { $at }
thread-promise-taken-back = Promesse retirée à { $at } : { $what }
thread-shared-moment = <name>{ $name }</name> a partagé un moment de cet appel : { $what }, à { $place } de l’appel
thread-shared-sound = Le son de ce moment
thread-shared-take-back = Ne plus partager

## Messages

message-reply = Réponse
message-note = Note
message-note-hint = visible de votre équipe seule
message-send = Envoyer
message-sending = Envoi…
message-sent = Envoyé
message-seen = Vu
message-of-a-file = Un fichier
message-name-moment = Nommer un moment<where> dans ce que { $name } a écrit à { $time }</where>
message-split-here = Séparer ici<where>, à ce que { $name } a écrit à { $time }</where>
message-said-again = Le client a dû le redire.
message-not-yours = Une réponse ne peut être rattrapée que par la personne qui l’a écrite.
message-gone-out = Ce message est déjà parti. Écrivez-en un autre pour rectifier.
message-too-many-files = Un message peut avoir { $most } fichiers. Envoyez les autres dans un autre message.
message-file-not-brought = Aucun fichier { $file } de ce jeton n’attend dans cette conversation. Déposez-le d’abord ici.

## Writing a message

composer-answer = Répondre à { $name }
composer-answer-visitor = Répondre au visiteur
composer-write-to = Écrire à { $name }…
composer-write-to-visitor = Écrire au visiteur…
composer-kind = Qu’écrivez-vous ?
composer-your-message = Votre message
composer-your-note = Votre note
composer-note-hint = Une note pour votre équipe. @nom prévient quelqu’un.
composer-to-chat = dans le chat
composer-to-person = dit sur place
composer-to-program = pour le programme qui a demandé
composer-held = Ceci est arrivé pendant que vous écriviez
composer-held-safe = Votre réponse est en sécurité et n’est pas partie.
composer-send-anyway = Envoyer telle quelle
composer-keep-writing = Continuer à écrire
composer-keep-note = Garder la note
composer-whom = À qui pensez-vous ?
composer-attach = Joindre un fichier
composer-canned-reply = Insérer une réponse type
composer-canned-replies = Réponses types (/ ou Alt+C)
composer-greeting = Commencer par « <greeting>{ $greeting }</greeting> »
composer-other-words = Votre envoi précédent est bien arrivé, tel qu’il était. Ce texte-ci est toujours là : envoyez-le s’il doit suivre.
draft-too-long = Ce brouillon est trop long pour être gardé. Joignez-le en fichier texte.
draft-too-many-files = Un message peut avoir { $most } fichiers. Envoyez d’abord ceux-ci.
file-remove = Retirer { $name }
file-without-ending = FICHIER
file-none-came = Aucun fichier n’est arrivé. Choisissez-le à nouveau.
file-not-whole = Le fichier n’est pas arrivé entier. Vérifiez la connexion, puis choisissez-le à nouveau.
chat-too-many-files = Envoyez d’abord les fichiers déjà choisis.
file-too-many-brought = { $most } fichiers attendent d’être envoyés. Envoyez-les d’abord.

## The check of what is being written

check-before-sending = Avant d’envoyer
check-good-start = Ce qui fait un bon début
check-done =  : c’est fait
check-nothing-before = Rien de notre part, à notre connaissance, ne l’a précédé.
check-go-there = Y aller
check-silence = Ne plus me le signaler
check-silence-kind = Ne plus signaler « { $kind } »
check-more = Encore { $count } après ceux-ci.
check-foreign = Ceci est en { $language }. La relecture ne lit que l’anglais : elle n’en dit rien.
check-cut = Seul le début a été lu : le texte est long.
preview-button = Serions-nous fiers de voir ceci partagé ? (Alt+P)
preview-title = Serions-nous fiers de voir ceci partagé ?
preview-by = <name>{ $name }</name> m’a écrit aujourd’hui
preview-go-on = Continuer à écrire
hints-title = Conseils
hints-lead = Ce que la relecture dit pendant que vous écrivez. Elle ne retient jamais un message, personne d’autre ne la voit, et rien n’en est gardé.
hints-wanted = Lesquels voulez-vous ?
hints-saved = C’est valable dès votre prochain mot.
hint-gap = Un blanc
hint-gap-meaning = Des mots entre crochets qu’une réponse type vous laisse à remplir.
hint-empathy = D’abord entendre
hint-empathy-meaning = Le client a raconté quelque chose de dur, et la réponse n’en dit encore rien.
hint-question = En suspens
hint-question-meaning = Une question du client à laquelle la réponse ne répond pas.
hint-asked-again = Déjà connu
hint-asked-again-meaning = La réponse demande quelque chose que le client a déjà donné.
hint-refusal = Un « non » tout seul
hint-refusal-meaning = Un refus sans autre solution à côté.
hint-wording = Une meilleure formule
hint-wording-meaning = Reproche, hâte, ton condescendant, règlement brandi ou jargon, avec une meilleure formule.
hint-time = Pour quand ?
hint-time-meaning = Une promesse qui ne dit pas pour quand.
hint-greeting = Salutation
hint-greeting-meaning = Une première réponse qui commence sans saluer.
hint-closing = Mot de la fin
hint-closing-meaning = Une première réponse qui finit sans prochaine étape ni au revoir.
hint-label = Une étiquette sur quelqu’un
hint-label-meaning = Une personne réduite à un mot dans une note : que lui est-il arrivé avant ?

## Merging conversations, and splitting one

merge-title = Fusionner des conversations
merge-heading = Fusionner avec une autre conversation
merge-lead = « { $subject } » et celle que vous choisissez n’en font plus qu’une, avec tout ce qui s’est dit dans l’une et l’autre. Vous pouvez l’annuler à tout moment.
merge-no-other = Il n’y en a pas d’autre
merge-no-other-hint = C’est la seule conversation avec <name>{ $name }</name>.
merge-choices = Conversations avec { $name }
merge-choice-waiting-on-us = nous attend, { $day }
merge-choice-waiting-on-customer = attend le client, { $day }
merge-choice-snoozed = mise de côté, { $day }
merge-choice-closed = fermée, { $day }
merge-customers-first = L’autre est avec un client qui est en fait la même personne ? <link>Fusionnez d’abord les deux clients</link>.
merge-gone = Elle a été fusionnée
merge-goes-on = Tout, y compris ce que vous écrivez, continue dans <link>la conversation { $number }</link>.
merge-undone = Annulé. Les deux sont comme avant.
merge-undone-already = Quelqu’un l’a déjà annulé.
merge-one-again-already = Elles ne font déjà de nouveau qu’une seule conversation.
merge-while-calling = Le client est au téléphone en ce moment. Faites-le après l’appel.
merge-split-nothing-left = Il ne resterait rien ici. Choisissez un message plus récent, ou ce message seul.
merge-split-while-sending = L’envoi est en cours. Annulez-le, ou attendez que le message soit parti.
split-title = Séparer une conversation
split-heading = Séparer cette conversation
split-lead = Pour une autre demande apparue dans le même fil. Pour le client, rien ne change, et vous pouvez l’annuler à tout moment.
split-what = Que mettre dans une conversation à part ?
split-from-here =
    { $count ->
        [one] Ce message et { $count } message après lui
       *[other] Ce message et les { $count } messages après lui
    }
split-alone = Ce message seul
split-button = Séparer

## Opening a conversation with somebody at the counter

opening-title = Quelqu’un sur place ?
opening-lead = Notez ce qu’on vous a dit, pour que personne n’ait à le redemander.
opening-who = Qui est-ce ?
opening-who-hint = Tapez et choisissez, ou ajoutez quelqu’un.
opening-known =
    { $count ->
        [one] Est-ce quelqu’un que nous connaissons ?
       *[other] Est-ce l’une de ces personnes ?
    }
opening-new = Quelqu’un de nouveau
opening-new-name = Quelqu’un de nouveau : { $name }
opening-said = Qu’a dit cette personne ?
opening-to = Qui s’en charge ?
opening-to-me = Moi
opening-to-team = { $team } (équipe)
opening-to-nobody = Personne encore
opening-tags = Étiquettes
opening-optional = facultatif
opening-button = Ouvrir la conversation
opening-bad-tags = Écrivez des étiquettes de 1 à { $most } caractères, séparées par des virgules.

## Calls: looking back at one's own (replays). What was heard in a call is its agent's alone; “you” is that agent.

call-length-in-seconds = { $seconds } s
replay-your-call = Votre appel
replay-your-calls = Vos appels
replay-your-calls-lead = Ce qu’on y a entendu n’est qu’à vous. Personne d’autre, quel que soit son rôle, ne peut l’ouvrir.
replay-your-call-with = Votre appel avec { $customer }
replay-customer-erased = Quelqu’un qui a été effacé
replay-closed = Ouvrez votre coin pour voir ce qui n’est qu’à vous
replay-closed-why = Ce qu’on a entendu dans vos appels est fermé par votre mot de passe, et ce navigateur ne l’a pas vu depuis. Rien n’est perdu.
replay-closed-open = L’ouvrir avec votre mot de passe
replay-back-to-calls = Retour à vos appels
replay-no-more = C’est tout
replay-no-earlier = Il n’y a pas d’appels plus anciens.
replay-to-the-latest = Retour aux derniers
replay-none-yet = Pas encore d’appels
replay-none-yet-why = Après votre premier appel, vous pourrez y revenir ici : votre sourire, votre écoute, et ce qui est ressorti.
replay-with-whom = Avec qui
replay-when = Quand
replay-how-long = Durée
replay-recording = Enregistrement
replay-label-long = Durée
replay-label-sound = Son
replay-no-recording = aucun
replay-pages = Pages
replay-later-calls = Appels plus récents
replay-earlier-calls = Appels plus anciens
recording-until = échéance : { $day }
recording-until-you-delete-it = jusqu’à ce que vous le supprimiez
replay-lead = { $when }, { $length }. Personne d’autre que vous ne peut l’ouvrir.
replay-lead-recorded = { $when }, { $length }. Enregistrement ({ $until }). Personne d’autre que vous ne peut l’ouvrir.
replay-open-the-conversation = Ouvrir la conversation
replay-nothing-to-see = Il n’y a rien à voir ici
replay-nothing-kept = Rien n’a été gardé de ce qu’on a entendu dans cet appel.
replay-sealed-with-earlier-password = Ce qu’on a entendu dans cet appel a été scellé avec un ancien mot de passe, et l’actuel ne peut pas l’ouvrir.
replay-before-you-read-on = Avant de lire la suite
replay-one-channel = Ici, les deux voix sont sur un seul canal, et l’on ne peut pas dire qui parlait : pas de parts, de tours ni d’interruptions, et pas de courbes.
replay-smile-title = Le sourire dans votre voix
replay-smile-lead-usual = Des expressions telles qu’on les entend, par rapport à votre voix ordinaire, d’après les échauffements que vous avez gardés. Elles ne disent rien de ce que quiconque ressent.
replay-smile-lead-average = Des expressions telles qu’on les entend, par rapport à votre moyenne dans cet appel. Elles ne disent rien de ce que quiconque ressent.
replay-smile-hint = Plus l’arc s’ouvre, plus il y a de sourire que d’habitude. 0, c’est comme d’habitude ; 1, aussi loin que votre voix s’écarte d’ordinaire ; la vraie valeur est dans l’intervalle (le voile autour de la ligne) neuf fois sur dix. À côté de chaque raison, ce qu’elle ajoute.
replay-first-ten-seconds = Dix premières secondes de parole
replay-last-ten-seconds = Dix dernières secondes de parole
replay-all-of-the-call = Tout l’appel
replay-standards = Les repères pour les appels
replay-standards-lead = Rien que pour vous : personne d’autre ne voit où en était votre appel, ni ce que vous en dites. Une interruption que vous contestez plus bas ne compte plus.
replay-standard-met = Atteint
replay-standard-not-met = Pas atteint
replay-standard-no-occasion = Sans objet
replay-standard-you-say-met = Vous dites qu’il était atteint.
replay-standard-you-say-not-met = Vous dites qu’il n’était pas atteint.
replay-standard-you-say-no-occasion = Vous dites qu’il était sans objet.
replay-standard-take-back = Revenir là-dessus<hidden> : { $title }</hidden>
replay-standard-not-so-met = Ce n’est pas ça<hidden> : { $title }, c’était atteint</hidden>
replay-standard-not-so-not-met = Ce n’est pas ça<hidden> : { $title }, ce n’était pas atteint</hidden>
replay-the-call = L’appel
replay-no-sound-here = Il n’y a pas d’enregistrement à écouter, et c’est bien ainsi : ce qu’on a entendu pendant que vous parliez est ici.
replay-play = Écouter
replay-clock = <now>0:00</now> sur { $length }
replay-hear = Entendre
replay-hear-both = Les deux
replay-you = Vous
replay-customer = Client
replay-the-customer = Le client
replay-everybody = Tout le monde
replay-zoom = Afficher
replay-zoom-whole = En entier
replay-place = Endroit dans l’appel
replay-moments = Moments
replay-moments-lead = L’un d’eux a été mal entendu ? Dites-le : il est barré et ne compte plus.
replay-side-silent = <b>{ $name }</b> : pas de son
replay-side-label = { $name } : le volume au fil de l’appel, et qui parle quand
replay-also-show = Afficher aussi
replay-curve-smile = Votre sourire
replay-curve-smile-meaning = vive, claire et à l’aise
replay-curve-pressed = Tendue
replay-curve-pressed-meaning = tension et effort, tels qu’on les entend
replay-curve-lively = Vive
replay-curve-lively-meaning = hauteur et mouvement de la voix, fluidité
replay-curve-bright = Claire
replay-curve-bright-meaning = la part des lèvres dans un sourire ; non dite pour une voix tendue
replay-up-is-more = { $meaning } ; plus haut, c’est plus
replay-curve-empty = À l’écoute… vous avez trop peu parlé pour le dire.
replay-curve-label = { $title } au fil de l’appel ; les valeurs sont dites plus bas pour chaque endroit de l’appel
replay-bars = Sous chaque onde, une barre montre qui avait la parole, une barre fine un « mm-hm » entre-temps.
replay-bars-and-shades = Sous chaque onde, une barre montre qui avait la parole, une barre fine un « mm-hm » entre-temps ; les passages ombrés sont des silences de trois secondes ou plus, ou des mises en attente.
replay-curves = La ligne en tirets, c’est « comme d’habitude » ; le voile autour d’une courbe, son intervalle à 90 %. Là où une courbe s’interrompt, vous ne parliez pas, ou trop peu pour le dire : à l’écoute…
replay-keys = <space>Espace</space> lance et met en pause, <arrows>← →</arrows> reculent et avancent de cinq secondes.
replay-looking-back = Retour sur l’appel
replay-looking-back-lead = Gardé rien que pour vous. Enregistré au fil de la frappe.
replay-what-worked = Qu’est-ce qui a bien marché ?
replay-what-next = Qu’essaieriez-vous la prochaine fois ?
replay-answer-too-long = C’est trop long pour être gardé. Raccourcissez.
replay-letting-go = Lâcher prise
replay-letting-go-lead = Vous pouvez supprimer tout ce qui a été entendu et écrit ici.
replay-letting-go-recorded = L’enregistrement disparaît de lui-même avec le temps. Vous pouvez le supprimer maintenant, ou supprimer tout ce qui a été entendu et écrit ici.
replay-delete-recording-now = Supprimer l’enregistrement maintenant
replay-delete-recording-asks = Supprimer l’enregistrement ?
replay-delete-recording-lead = Personne ne pourra réentendre cet appel. Les courbes, les moments et vos mots restent.
replay-delete-recording-shared = Personne ne pourra réentendre cet appel, ni le son de ce que vous en avez partagé. Les courbes, les moments et vos mots restent.
replay-delete-recording = Supprimer l’enregistrement
replay-delete-all = Supprimer tout ce qui a été entendu
replay-delete-all-asks = Supprimer tout ce qui a été entendu ?
replay-delete-all-lead = L’enregistrement, les courbes, les moments et ce que vous en avez écrit disparaissent pour de bon. La conversation reste, et le fait que vous avez parlé.
replay-delete-all-shared = L’enregistrement, les courbes, les moments et ce que vous en avez écrit disparaissent pour de bon, et ce que vous avez partagé de cet appel ne l’est plus. La conversation reste, et le fait que vous avez parlé.
replay-delete-everything = Tout supprimer
replay-keep-it = Garder

## Calls: the moments of a replay

replay-opening = Premier tour de parole
replay-smile = Sourire entendu
replay-interruption = Interruption
replay-raised = Voix haussée
replay-laughter = Comme un rire
replay-silence = Silence
replay-hold = Mise en attente
replay-backchannel = « Mm-hm »
replay-openings =
    { $count ->
        [one] { $count } premier tour de parole
       *[other] { $count } premiers tours de parole
    }
replay-smiles =
    { $count ->
        [one] { $count } sourire
       *[other] { $count } sourires
    }
replay-interruptions =
    { $count ->
        [one] { $count } interruption
       *[other] { $count } interruptions
    }
replay-raised-voices =
    { $count ->
        [one] { $count } voix haussée
       *[other] { $count } voix haussées
    }
replay-laughters =
    { $count ->
        [one] { $count } comme un rire
       *[other] { $count } comme des rires
    }
replay-silences =
    { $count ->
        [one] { $count } silence
       *[other] { $count } silences
    }
replay-holds =
    { $count ->
        [one] { $count } mise en attente
       *[other] { $count } mises en attente
    }
replay-backchannels =
    { $count ->
        [one] { $count } « mm-hm »
       *[other] { $count } « mm-hm »
    }
replay-so-many =
    { $count ->
        [0] aucun
       *[other] { $count }
    }
replay-and-contested =
    { $count ->
        [1] { $what }, un de plus contesté
       *[other] { $what }, { $count } de plus contestés
    }
replay-backchannels-yours =
    { $count ->
        [one] { $count } « mm-hm » de vous
       *[other] { $count } « mm-hm » de vous
    }
replay-backchannels-theirs =
    { $count ->
        [one] { $count } « mm-hm » du client
       *[other] { $count } « mm-hm » du client
    }
replay-backchannels-both =
    { $yours ->
        [one] { $yours } « mm-hm » de vous, { $theirs } du client
       *[other] { $yours } « mm-hm » de vous, { $theirs } du client
    }
replay-detail-interruption =
    { $who ->
        [agent] vous avez pris la parole, { $length } de chevauchement
        [customer] le client a pris la parole, { $length } de chevauchement
       *[nobody] personne n’a pris la parole, { $length } de chevauchement
    }
replay-detail-silence = personne n’a parlé pendant { $length }
replay-detail-hold = en attente, ou ligne muette, pendant { $length }
replay-detail-opening =
    { $who ->
        [agent] vous avez parlé { $length }
        [customer] le client a parlé { $length }
       *[nobody] personne n’a parlé { $length }
    }
replay-detail-raised =
    { $who ->
        [agent] vous, plus fort et plus aigu qu’en moyenne, { $length }
        [customer] le client, plus fort et plus aigu qu’en moyenne, { $length }
       *[nobody] personne, plus fort et plus aigu qu’en moyenne, { $length }
    }
replay-detail-who =
    { $who ->
        [agent] vous
        [customer] le client
       *[nobody] personne
    }
replay-detail-smile = vous, { $length }
replay-detail-smile-at-most = vous, { $length }, au plus { $peak } ({ $low } à { $high })
replay-nothing-stood-out = Rien de particulier : ni interruption, ni long silence, ni voix haussée, ni rire.
replay-nothing-stood-out-mixed = Rien de particulier : ni interruption, ni long silence, ni voix haussée, ni rire, pour autant qu’un seul canal le dise.
replay-show-moments = Afficher les moments
replay-all = Tous
replay-say-something = { $what } à { $at } : en dire quelque chose
replay-let-it-count = Le compter quand même
replay-objection = « { $objection } »
replay-you-said = Vous avez dit : { $objection }.
replay-not-an-interruption = pas une interruption
replay-i-was-quoting = je citais
replay-not-me = pas moi
replay-not-a-smile = pas un sourire
replay-not-raised = pas haussée
replay-not-the-customer = pas le client
replay-not-laughter = pas un rire
replay-not-a-backchannel = pas un « mm-hm »
replay-not-their-opening = pas son premier tour
replay-not-a-silence = pas un silence
replay-not-a-hold = pas une mise en attente
replay-undo-for = Annuler<hidden> pour { $what } à { $at }</hidden>
replay-take-back-for = Ne plus partager<hidden> : { $what } à { $at }</hidden>
replay-write-a-note = Écrire une note pour vous
replay-change-the-note = Changer votre note
replay-note = Une note pour vous
replay-note-lead = { $what } à { $at }. Gardée rien que pour vous.
replay-note-asks = Que voulez-vous retenir ?
replay-note-too-long = Cette note est trop longue pour être gardée. Raccourcissez-la.
replay-keep-the-note = Garder la note
replay-share-menu = Partager avec l’équipe…
replay-take-back-shared = Ne plus partager
replay-shared = Partagé avec l’équipe
replay-shared-with-sound = Partagé avec l’équipe, avec le son
replay-share-asks = Partager ce moment ?
replay-share-where = Tout le bureau le verra, dans la conversation avec <name>{ $customer }</name>.
replay-share-preview = <name>{ $name }</name> a partagé un moment de cet appel : { $what }, à { $at } de l’appel
replay-shared-opening = le premier tour de parole du client, { $length }
replay-shared-smile = un sourire entendu, { $length }
replay-shared-interruption =
    { $who ->
        [agent] une interruption, par l’agent, { $length } de chevauchement
        [customer] une interruption, par le client, { $length } de chevauchement
       *[nobody] une interruption, { $length } de chevauchement
    }
replay-shared-raised =
    { $who ->
        [agent] une voix haussée, celle de l’agent, { $length }
        [customer] une voix haussée, celle du client, { $length }
       *[nobody] une voix haussée, { $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] comme un rire, de l’agent
        [customer] comme un rire, du client
       *[nobody] comme un rire
    }
replay-shared-silence = un silence de { $length }
replay-shared-hold = une mise en attente de { $length }
replay-shared-backchannel =
    { $who ->
        [agent] un « mm-hm » de l’agent
        [customer] un « mm-hm » du client
       *[nobody] un « mm-hm »
    }
replay-share-words = Avec ces mots à vous
replay-share-if-you-like = facultatif
replay-share-sound = Et le son de { $from } à { $to }
replay-share-sound-hint = Votre voix et celle du client, dans ce passage seulement. Il est supprimé quand vous cessez de partager le moment, et au plus tard avec l’enregistrement.
replay-share-no-sound = Il n’y a pas d’enregistrement : aucun son n’est partagé.
replay-share-hint = Rien d’autre de cet appel ne devient visible pour personne. Vous pouvez y revenir à tout moment.
replay-share-not = Le garder pour moi
replay-share = Partager avec l’équipe
replay-share-note-too-long = Cette note est trop longue pour être partagée. Raccourcissez-la.
replay-shared-already = Ce moment est déjà partagé.
replay-no-sound-there = Il n’y a pas de son à cet endroit de l’enregistrement.
replay-notes-too-long = C’est plus que ne peut contenir un retour sur l’appel. Raccourcissez.
replay-corner-first = Ouvrez d’abord votre coin, dans Réglages → Profil : c’est là que ceci est gardé.
replay-sealed-nothing-added = Cet appel a été scellé avec un ancien mot de passe : on ne peut rien y ajouter.
replay-changed-elsewhere = Cela vient d’être changé ailleurs. Réessayez.
replay-call-goes-on = Cet appel est encore en cours. Son enregistrement pourra être supprimé une fois l’appel fini.
replay-cannot-be-deleted-now = La suppression n’est pas possible en ce moment. Réessayez un peu plus tard.
replay-best-heard-out = Vous avez écouté jusqu’au bout : le client a parlé { $length }, et vous n’avez pas coupé
replay-best-smile = On a entendu votre sourire pendant { $length }, à { $at } de l’appel

## Calls: the figures of a replay

replay-figures = Chiffres
replay-figures-take = Les emporter en JSON
replay-figure = Quoi
replay-call = Appel
replay-what-it-means = Ce que cela veut dire
replay-none = aucun
replay-talk = Parole
replay-talk-meaning = Part de tout l’appel ({ $whole }) où chacun a parlé ; les pauses de moins d’une demi-seconde comptent comme parole.
replay-talk-meaning-mixed = Part de tout l’appel ({ $whole }), qui que ce soit qui parle.
replay-share-figure = { $percent } % ({ $time })
replay-first-word = Premier mot après
replay-first-word-meaning = Depuis le début de votre part.
replay-answers = Répond après
replay-answers-meaning = Le temps avant de prendre la parole, en moyenne ; au-delà de dix secondes, ce n’est plus une réponse.
replay-turns = Tours de parole
replay-turns-meaning = Combien de fois chacun a pris la parole.
replay-interruptions-row = Interruptions
replay-interruptions-meaning = A pris la parole sur au moins une seconde de celle de l’autre ; avec le chevauchement total.
replay-backchannels-row = « Mm-hm »
replay-backchannels-meaning = A dit quelque chose d’une seconde au plus pendant que l’autre continuait : c’est écouter, pas interrompre.
replay-raised-meaning = Plus fort et plus aigu qu’en moyenne dans cet appel : un fait du son, quelle qu’en soit la raison.
replay-pace = Débit
replay-pace-meaning = Syllabes par seconde de parole, telles qu’on les entend.
replay-pace-figure = { $pace } par seconde
replay-opening-meaning = Le premier tour du client avec au moins deux secondes de parole : combien de temps il a pu dire de quoi il s’agit.
replay-turns-a-minute = Tours par minute
replay-turns-a-minute-meaning = Les tours de parole des deux, rapportés à la durée de l’appel.
replay-pace-gap = Écart de débit
replay-pace-gap-meaning = Votre débit moins celui du client, en syllabes par seconde.
replay-you-are-faster = vous parlez plus vite, de { $by }
replay-you-are-slower = vous parlez plus lentement, de { $by }
replay-silence-meaning = Personne n’a parlé pendant trois secondes ou plus d’affilée, sur { $whole } ; mises en attente à part.
replay-hold-meaning = En attente, ou ligne muette, sur { $whole }.

## Calls: how a voice sounds. An expression as it is heard, never what anybody feels

smile-clearly-more = Nettement plus de sourire que d’habitude
smile-clearly-less = Nettement moins de sourire que d’habitude
smile-perhaps-more = Peut-être plus de sourire que d’habitude
smile-perhaps-less = Peut-être moins de sourire que d’habitude
smile-as-usual = À peu près comme d’habitude
smile-between = { $value }, entre { $low } et { $high }
voice-too-little = à l’écoute… trop peu de parole pour le dire
voice-no-baseline = à l’écoute… cette voix est encore trop peu connue
voice-pressed = non dit : une voix tendue le cache
voice-pitch-is-higher = votre voix est plus haute que d’habitude
voice-pitch-is-lower = votre voix est plus basse que d’habitude
voice-pitch-ranges-wider = votre voix a plus d’étendue que d’habitude
voice-pitch-ranges-less = votre voix a moins d’étendue que d’habitude
voice-pitch-moves-more = la mélodie de votre voix bouge plus que d’habitude
voice-pitch-moves-less = la mélodie de votre voix bouge moins que d’habitude
voice-is-brighter = votre voix est plus claire que d’habitude
voice-is-darker = votre voix est plus sombre que d’habitude
voice-also-quiet-syllables-are-sharp = même vos syllabes douces sont vives
voice-quiet-syllables-are-softer = vos syllabes douces sont plus feutrées que d’habitude
voice-is-softer-in-timbre = votre timbre est plus doux que d’habitude
voice-is-harder-in-timbre = votre timbre est plus dur que d’habitude
voice-changes-its-force-more = la force de votre voix varie plus que d’habitude
voice-keeps-its-force-more-evenly = la force de votre voix est plus égale que d’habitude
voice-the-upper-part-of-voice-is-stronger = le haut de votre voix est plus fort que d’habitude
voice-the-upper-part-of-voice-is-weaker = le haut de votre voix est plus faible que d’habitude
voice-sounds-change-faster = vos sons changent plus vite que d’habitude
voice-sounds-change-more-slowly = vos sons changent plus lentement que d’habitude
voice-mouth-is-more-open = votre bouche est plus ouverte que d’habitude
voice-mouth-is-less-open = votre bouche est moins ouverte que d’habitude
voice-vowels-sound-more-forward-as-with-spread-lips = vos voyelles sonnent plus en avant, comme lèvres étirées
voice-vowels-sound-further-back-as-with-rounded-lips = vos voyelles sonnent plus en arrière, comme lèvres arrondies
voice-vowels-swing-wider = vos voyelles sont plus amples que d’habitude
voice-vowels-flow-into-each-other-more = vos voyelles se fondent plus que d’habitude
voice-vowels-have-the-shape-of-a-smile-more = vos voyelles ont plus que d’habitude la forme d’un sourire
voice-vowels-have-the-shape-of-a-smile-less = vos voyelles ont moins que d’habitude la forme d’un sourire
voice-is-clearer = votre voix est plus nette que d’habitude
voice-is-rougher = votre voix est plus rauque que d’habitude
voice-is-more-peaked = votre voix est plus pointue que d’habitude
voice-is-rounder = votre voix est plus ronde que d’habitude
voice-loudness-varies-more = votre volume varie plus que d’habitude
voice-loudness-varies-less = votre volume varie moins que d’habitude
voice-words-flow-more = vos mots coulent plus que d’habitude
voice-words-are-more-broken = vos mots sont plus hachés que d’habitude
voice-you-pause-more = vous faites plus de pauses que d’habitude
voice-you-pause-less = vous faites moins de pauses que d’habitude
voice-you-speak-faster = vous parlez plus vite que d’habitude
voice-you-speak-more-slowly = vous parlez plus lentement que d’habitude

## Calls: the warm-up, in which one hears one's own smile before the first call

warm-up = S’échauffer
warm-up-lead = Un sourire s’entend, même au téléphone. Dix secondes, et vous entendez le vôtre.
warm-up-say-your-greeting = Dites votre salutation, comme lors d’un appel. Vous verrez et entendrez votre propre sourire.
warm-up-begin = Commencer : dix secondes
warm-up-skip = Pas aujourd’hui
warm-up-hint = Votre navigateur va demander le micro, pour que le bureau entende votre voix. Rien n’est enregistré à moins que vous ne le gardiez, et ce que vous gardez n’est qu’à vous.
warm-up-how-you-sounded = Votre voix, telle qu’on l’entend
warm-up-nothing-heard = On n’a rien entendu de vous. Est-ce le bon micro, et est-il allumé ? Dites une phrase ou deux, comme lors d’un appel.
warm-up-first = C’était votre premier échauffement. Gardez-le, si c’est votre voix ordinaire : elle devient votre habitude, et le prochain dira en quoi votre sourire en diffère.
warm-up-corner-closed = <link>Ouvrez votre coin</link> pour comparer avec votre voix ordinaire. D’ici là, la comparaison se fait avec cet essai lui-même.
warm-up-dashed-usual = la ligne en tirets, c’est comme d’habitude ; plus haut, c’est plus
warm-up-dashed-average = la ligne en tirets est votre moyenne sur ces secondes ; plus haut, c’est plus
warm-up-too-little-for-curve = À l’écoute… trop peu de parole pour le dire. Encore quelques phrases, et il y aura une courbe.
warm-up-curve-label = Le sourire dans votre voix pendant ces secondes
warm-up-hear-it = L’écouter
warm-up-keep = Garder comme ma voix habituelle
warm-up-again = Encore
warm-up-what-is-kept = On ne garde que des sommes de nombres, dont aucun mot ne peut être réentendu. Elles sont dans votre coin, rien que pour vous.
warm-up-kept =
    { $seconds ->
        [one] Gardé : c’est maintenant votre habitude. Votre voix habituelle est connue par { $seconds } seconde de parole.
       *[other] Gardé : c’est maintenant votre habitude. Votre voix habituelle est connue par { $seconds } secondes de parole.
    }
warm-up-kept-too =
    { $seconds ->
        [one] Gardé, avec ce qu’on savait déjà. Votre voix habituelle est connue par { $seconds } seconde de parole.
       *[other] Gardé, avec ce qu’on savait déjà. Votre voix habituelle est connue par { $seconds } secondes de parole.
    }
warm-up-not-whole = L’enregistrement n’est pas arrivé entier. Vérifiez la connexion, puis réessayez.
warm-up-none-came = Aucun enregistrement n’est arrivé. Réessayez.
warm-up-too-long = Cela faisait plus de vingt secondes. Dix suffisent.
warm-up-no-recording = Ceci n’a pas pu être lu comme un enregistrement. Réessayez, ou prenez un autre navigateur.
warm-up-not-to-its-end = Cet enregistrement n’a pas pu être lu jusqu’au bout. Réessayez.
warm-up-too-little-speech = Il y avait trop peu de parole pour connaître une voix. Dites quelques phrases, comme d’ordinaire.

## Calls: recordings that are brought from elsewhere

recording-add-title = Ajouter un appel enregistré
recording-add-lead = Il est écouté ici, sur cette machine, et sa réécoute appartient à l’agent qui a parlé.
recording-files = L’enregistrement
recording-files-hint = Un fichier avec une voix par canal, ou deux fichiers : d’abord celui de l’agent, puis celui du client. WAV, MP3, FLAC, Ogg, M4A et bien d’autres.
recording-swap = Le client vient en premier
recording-with = Avec
recording-with-whom = Avec qui
recording-began = Début de l’appel
recording-whose = À qui est l’appel
recording-about = De quoi il s’agissait
recording-add = L’ajouter
recording-choose-one-or-two = Choisissez un enregistrement avec les deux voix, ou deux : d’abord celui de l’agent, puis celui du client.
recording-two-are-enough = Deux fichiers suffisent : un par voix.
recording-say-when = Dites quand l’appel a eu lieu, par exemple 2026-11-20 14:05.
recording-field-too-long = C’est trop pour un seul champ. Raccourcissez.
recording-too-large = Cet enregistrement est trop gros : 1 Go au plus. Coupez-le en deux.
recording-not-whole = L’enregistrement n’est pas arrivé entier. Vérifiez la connexion, puis choisissez-le à nouveau.
recording-own-calls-only = Apportez vos propres appels ; un responsable peut apporter ceux des autres.
recording-no-corner = Cette personne ne s’est pas encore connectée : elle n’a pas encore de coin où le garder.

## Calls: the dock, where the phone rings and one's own call is

dock-you-listen = Vous écoutez { $name }. L’agent et le client le savent.
dock-on-hold = En attente
dock-ringing-at = Ça sonne chez { $name }…
dock-in-a-call = En appel
dock-open-the-conversation = Ouvrir la conversation
dock-connecting = Connexion…
dock-recorded = Enregistré, rien que pour vous
dock-recording-paused = Enregistrement en pause
dock-guest-listens = { $name } écoute ; le client le sait.
dock-guest-off = Y mettre fin
dock-more-wait =
    { $count ->
        [one] { $count } autre personne attend.
       *[other] { $count } autres personnes attendent.
    }
dock-mute = Couper le micro
dock-unmute = Rouvrir le micro
dock-hold = Mettre en attente
dock-take-back = Reprendre
dock-pause-recording = Suspendre l’enregistrement
dock-record-again = Reprendre l’enregistrement
dock-promise = Promettre<hidden> quelque chose</hidden>
dock-more = Plus
dock-keep = Ne plus transmettre à { $name }
dock-hand-over-to = Transmettre à
dock-not-free = { $name } (pas libre)
dock-ring = Faire sonner
dock-ask-to-listen = Demander à quelqu’un d’écouter
dock-customer-is-told = Le client en est prévenu.
dock-ask = Demander
dock-stop-listening = Ne plus écouter
dock-end = Raccrocher
dock-note = Une note sur cet appel, pour votre équipe
dock-note-placeholder = Une note, pour votre équipe seule
dock-keep-the-note = Garder la note
dock-asks-you = { $name } vous demande de prendre cet appel
dock-is-calling = appelle, attend depuis <time>0:00</time>
dock-smile-first = D’abord un sourire. On l’entendra.
dock-good-start = Ce qui fait un bon début
dock-local-time = Heure locale
dock-time-there = { $time } là-bas
dock-so-far = L’histoire jusqu’ici
dock-promised = Promis
dock-we-promised = Nous avons promis : { $what }
dock-worth-remembering = À retenir
dock-calls-from = Appelle depuis la page
dock-earlier = Avant
dock-waiting-on-us = nous attend
dock-waiting-on-customer = attend le client
dock-snoozed = mise de côté
dock-closed = fermée
dock-story = Histoire
dock-first-time = C’est sa première fois chez nous.
dock-pick-up = Décrocher
dock-their-story = Son histoire
dock-ring-silently = Sonner en silence
mirror-the-mirror = le miroir
mirror-listening = à l’écoute…
mirror-they-spoke = Le client parle
mirror-you-talk = Vous parlez
mirror-pace = Débit
mirror-first-words = Premiers mots
mirror-hide = Cacher le miroir
cue-smile-heard = Votre sourire s’entend.
cue-heard-out = Vous avez écouté jusqu’au bout. Cela aide.
cue-balanced = Bel équilibre entre parler et écouter.
cue-smile = Un sourire, si vous en avez un de reste.
cue-slower = Un peu plus lentement, à son rythme.
cue-ask = Et si vous posiez une question ?

## Calls: what cannot be done. Customers read some of it, in the chat

call-over = Cet appel est déjà terminé.
call-is-over = Cet appel est terminé.
call-with-somebody-else = Quelqu’un d’autre est sur cet appel.
call-in-one-already = Vous êtes en appel. Terminez-le ou transmettez-le d’abord.
call-colleague-quicker = Un collègue a décroché plus vite.
call-yours-already = Cet appel est à vous. Choisissez un collègue.
call-none-taken = Ici, on ne prend pas d’appels. Écrivez-nous, s’il vous plaît.
call-too-many-wait = Il y a tant d’appels que vous attendriez trop longtemps. Écrivez-nous, ou appelez un peu plus tard.
call-bad-key = Un appel demande une clé de 1 à { $most } caractères.
call-no-place = Il n’y a pas de place pour des appels ici.
call-bad-phone = Écrivez un numéro de téléphone que nous puissions composer, par exemple +33 1 23 45 67 89.
call-offer-unreadable = L’offre d’appel de votre navigateur n’a pas pu être comprise.
call-offer-without-sound = Votre navigateur n’a proposé aucun son que nous comprenions (Opus).
call-too-many-at-once = Trop d’appels à la fois ; réessayez dans un instant, s’il vous plaît.
call-line-not-opened = La ligne n’a pas pu s’ouvrir. Réessayez, s’il vous plaît.

## Calls: the page on which a customer chooses when to be called back. “We” is the desk

call-back-title = Un appel : { $desk }
call-back-when-may-we = Quand pouvons-nous vous appeler ?
call-back-when-may-we-name = Quand pouvons-nous vous appeler, { $name } ?
call-back-we-will-call = Nous vous appellerons
call-back-we-will-call-name = Nous vous appellerons, { $name }
call-back-choose = Choisissez un moment qui vous convient, et { $desk } vous appellera.
call-back-chosen = { $when }, au { $phone }.
call-back-when = { $day } à { $time }
call-back-when-today = aujourd’hui, { $day } à { $time }
call-back-day = { $weekday } { $date }
call-back-today = Aujourd’hui, { $day }
call-back-promised = C’est promis.
call-back-change-until-then = D’ici là, vous pouvez changer ici.
call-back-cancelled = C’est annulé.
call-back-will-not-call = Nous n’appellerons pas. Vous pouvez choisir un autre moment quand vous voulez.
call-back-add-to-calendar = Ajouter à l’agenda
call-back-out-of-calendar = Aviez-vous mis l’appel dans votre agenda ? <link>Ce fichier l’en retire</link>.
call-back-zone = Les heures sont celles de
call-back-show-times-there = Afficher les heures de ce lieu
call-back-none-free = Aucun créneau n’est libre ces prochains jours
call-back-none-free-write = Écrivez-nous là où vous avez trouvé ce lien, et nous en trouverons un avec vous.
call-back-choose-another = Choisir un autre moment
call-back-choose-a-time = Choisissez l’un des créneaux, s’il vous plaît.
call-back-number = Le numéro que nous appellerons
call-back-change-it = Le changer
call-back-call-me-then = Appelez-moi à ce moment
call-back-do-not-call = Ne m’appelez pas
call-back-foot = Toute personne qui a ce lien peut changer l’heure. Il reste valable deux semaines.
call-back-link-over = Ce lien n’est plus valable. Écrivez-nous, et nous vous en enverrons un autre.
call-back-time-taken = Ce créneau vient d’être pris. Choisissez-en un autre, s’il vous plaît.
call-back-time-taken-these-are-free = Quelqu’un d’autre vient de prendre ce créneau. Voici les prochains encore libres.
call-back-promised-already = Nous avons promis de vous rappeler.
call-back-link-sent = Le lien est en route vers le client.
call-back-calendar-summary = { $desk } vous appelle
call-back-calendar-description = Nous vous appelons au { $number }. Pour changer l’heure ou annuler, c’est ici : { $link }
promise-calendar-summary = { $what } : { $customer }
promise-calendar-summary-a-customer = { $what } : un client
promise-calendar-description = Toute l’histoire : { $link }
promise-calendar-description-call = Appeler le { $number }. Toute l’histoire : { $link }

## Settings: phone

phone-title = Téléphone
phone-lead = On vous appelle depuis votre site, et vous décrochez ici.
phone-saved = C’est valable dès le prochain appel.
phone-not-connected = Le téléphone n’est pas branché.
phone-start-it = Ce serveur a démarré sans lui. Démarrez-le avec <code>--phone-listen</code>, suivi d’une adresse et d’un port que les navigateurs peuvent joindre.
phone-start-with-listen = Le téléphone n’est pas branché. Démarrez Bliss avec --phone-listen.
phone-recordings-stay = Pour l’instant, les enregistrements restent sur ce serveur.
phone-recordings-stay-why = Le bucket ne les accepte pas. On peut les écouter quand même, et ils y seront déplacés dès que possible. Il a dit : <q>{ $trouble }</q>
phone-sound = Votre micro et votre haut-parleur
phone-sound-lead = Essayez-les avant le premier appel du jour.
phone-microphone = Micro
phone-speaker = Haut-parleur
phone-press-try-it = Appuyez d’abord sur « Essayer »
phone-how-loud = Votre volume
phone-echo-hint = Rien n’est enregistré. Le test d’écho vous repasse ce que vous dites une seconde plus tard.
phone-try-it = Essayer
phone-echo-test = Test d’écho
phone-calls = Appels depuis votre site
phone-calls-allowed = Les visiteurs peuvent appeler quand quelqu’un est là
phone-recording = Enregistrement
phone-recording-hint = Un enregistrement appartient à l’agent qui a parlé, il est chiffré pour cette personne, et nul autre ne peut l’ouvrir. Le droit d’enregistrer, et qui doit être d’accord, changent d’un pays à l’autre.
phone-recording-off = Ne pas enregistrer
phone-recording-consent = Enregistrer quand la personne qui appelle dit oui
phone-recording-on = Enregistrer, et prévenir chaque personne avant l’appel
phone-keep-days = Jours de conservation d’un enregistrement
phone-keep-days-hint = De 1 à { $most }. Ensuite, il est supprimé de lui-même.

## Settings: first words, how soon somebody hears from one of us

first-words-title = Premiers mots
first-words-lead = Combien de temps avant d’avoir de nos nouvelles : toute l’équipe ensemble, sur les { $days } derniers jours. Personne n’est nommé ici, et personne n’est compté à part.
first-words-how-soon = En combien de temps
first-words-channel = Canal
first-words-chat = Chat
first-words-phone = Téléphone
first-words-half-within = La moitié en
first-words-nine-of-ten = Neuf sur dix en
first-words-answered = Avec réponse
first-words-not-answered = Sans réponse
first-words-too-few = trop peu pour le dire
first-words-few = Moins de { $count } réponses parleraient d’une personne ou d’un jour : on n’en dit donc rien.
first-words-said-again = Redit
first-words-nobody-wrote = Personne n’a écrit pendant ces { $days } jours.
first-words-again = Dans <b>{ $again }</b> des { $messages } derniers messages, un client a dû nous redire quelque chose : { $percent } %. Chacun est marqué dans sa conversation.

## Settings: how the team's calls sound

team-figures-title = Ce qu’on entend dans nos appels
team-figures-lead = Toute l’équipe ensemble. Les chiffres d’une seule personne ne sont ni ici ni ailleurs sous vos yeux : ils appartiennent à qui a parlé.
team-figures-not-enough = Pas encore assez d’appels
team-figures-not-enough-why = Il y aura quelque chose à voir quand { $agents } agents auront eu { $calls } appels à eux tous. Moins que cela parlerait d’une seule personne.
team-figures-smile-first = Sourire dans les dix premières secondes, par rapport à la voix habituelle de chaque agent
team-figures-smile-last = Sourire dans les dix dernières secondes
team-figures-talk-share = Notre part de toute la parole
team-figures-opening = Combien de temps le client parle d’abord, en secondes
team-figures-interruptions = Combien de fois nous interrompons, par appel
team-figures-silence-share = Part de l’appel où personne ne parle
team-figures-week = Semaine du
team-figures-mean = Moyenne
team-figures-standard-error = Erreur type
team-figures-calls = Appels
team-figures-hint = Un appel compte quand { $agents } agents et { $calls } appels sont réunis ; ils sont alors ajoutés tous ensemble.

## Moments: what was noticed in the words of a conversation. “They” is the customer, “we” are the desk

moment-noticed = Remarqué
moment-noticed-here = Remarqué ici
moment-contested = { $title }<hidden>, contesté</hidden>
moment-why = Pourquoi
moment-how-sure = Certitude
moment-sure = { $count } sur 100
moment-says-who = Qui le dit
moment-source-rule = une règle que l’on peut lire
moment-source-model = un petit modèle, à côté des règles
moment-source-you = vous
moment-source-person = une personne
moment-trust = Confiance
moment-you-say-so = Vous dites que c’est bien cela.
moment-you-say-not-so = Vous dites que ce n’est pas cela : la confiance n’en bouge pas.
moment-somebody-says-so = { $name } dit que c’est bien cela.
moment-somebody-says-not-so = { $name } dit que ce n’est pas cela : la confiance n’en bouge pas.
moment-take-it-back = Le retirer
moment-take-that-back = Revenir là-dessus
moment-not-so = Ce n’est pas ça
moment-it-is-so = C’est bien ça
moment-before-asks = Qu’est-il arrivé à cette personne avant ?
moment-before-nothing = Rien de notre part, à notre connaissance. Demandez-lui, et écoutez.
moment-customer-erased = Entre-temps, quelqu’un a été effacé.
moment-ruling-of-another = Seule la personne qui l’a dit peut revenir dessus. Vous pouvez dire comment vous le voyez.
naming-title = Nommer un moment
naming-this = Nommer ce moment
naming-lead-customer = Qu’y a-t-il dans le message du client que personne n’a remarqué ? Tout le bureau le verra, et que cela vient de vous.
naming-lead-us = Qu’y a-t-il dans notre message que personne n’a remarqué ? Tout le bureau le verra, et que cela vient de vous.
naming-lead-note = Qu’y a-t-il dans la note que personne n’a remarqué ? Tout le bureau le verra, et que cela vient de vous.
naming-words = Les mots
naming-words-hint = Tels qu’ils sont dans le message, et pas plus qu’il n’en faut pour le montrer.
naming-what = Qu’est-ce que c’est ?
naming-choose-one = Choisir…
naming-choose = Choisissez ce que c’est.
naming-choose-from-list = Choisissez ce que c’est dans la liste.
naming-words-not-there = Ces mots ne sont pas dans le message. Copiez-les tels quels.
naming-enough = { $most } moments sont déjà nommés dans ce message.
naming-of-another = Seule la personne qui l’a nommé peut le retirer. Vous pouvez dire que ce n’est pas ça.
naming-name-it = Le nommer
trust-now = Confiance <b>{ $now }</b>
trust-fell-by = a baissé de { $by }
trust-what-moved-it = Ce qui l’a fait bouger
trust-picture =
    { $falls ->
        [0] La confiance est passée de { $from } à { $to }. Elle n’a pas baissé.
        [1] La confiance est passée de { $from } à { $to }. Elle a baissé une fois.
        [2] La confiance est passée de { $from } à { $to }. Elle a baissé deux fois.
       *[other] La confiance est passée de { $from } à { $to }. Elle a baissé { $falls } fois.
    }
trust-before = Ce qui s’est passé avant
trust-fell-when-they-said = La confiance a baissé de { $by } quand le client a dit <link>« { $quote } »</link>.
trust-fell-when-they-said-this = La confiance a baissé de { $by } quand le client a dit <link>ceci</link>.
trust-fell-with-what-we-said = La confiance a baissé de { $by } avec ce que nous avons dit : <link>« { $quote } »</link>.
trust-fell-with-this-of-ours = La confiance a baissé de { $by } avec ce que nous avons dit : <link>ceci</link>.
trust-nothing-of-ours-before = Rien de notre part, à notre connaissance, ne l’a précédé.
trust-what-moved = Ce qui a fait bouger la confiance
trust-came-with = Confiance à l’arrivée du client : { $trust }.
trust-earlier-steps = { $count } étapes précédentes sont additionnées dans ce qui suit.
trust-nothing-moved-it = Rien ne l’a encore fait bouger.
trust-they = Client
trust-we = Nous
trust-after = <hidden>Confiance ensuite : </hidden>{ $trust }
trust-what-each-weighs = Le poids de chaque moment
trust-mood = Contrariété dans ses derniers mots : { $upset } sur 4 ({ $low } à { $high }), d’après ses mots seulement.
trust-foreign =
    { $count ->
        [one] { $count } message est en { $language }
       *[other] { $count } messages sont en { $language }
    }
trust-foreign-why =
    { $count ->
        [one] { $count } message est en { $language } : la lecture automatique ne connaît que l’anglais, et n’y a rien jugé sauf les points d’interrogation.
       *[other] { $count } messages sont en { $language } : la lecture automatique ne connaît que l’anglais, et n’y a rien jugé sauf les points d’interrogation.
    }
trust-show-all = Voir tout ce qui a été remarqué
trust-hidden = Encore { $count } à côté des messages ici
trust-tag-of-person = L’étiquette <tag>{ $tag }</tag> parle de la personne.
trust-weights-title = Ce qu’est la confiance
trust-weights-lead = Une somme ouverte sur une conversation, que chacun peut refaire à la main. Elle porte sur une conversation, jamais sur une personne.
trust-adds-up = Comment elle s’additionne
trust-adds-up-bounds = Elle va de −10 à +10. Elle commence par ce que le client apporte : la contrariété que disent ses premiers mots, de 0 à −4.
trust-adds-up-weight = Chaque moment la fait bouger de son poids, ci-dessous, fois sa certitude.
trust-adds-up-again = Le même type de moment, la fois suivante, compte moitié moins que la précédente.
trust-adds-up-near-bounds = Plus elle approche de ses bornes, moins un moment l’en rapproche.
trust-adds-up-fall = Un message qui fait perdre 0,5 ou plus est une baisse. Ce qui, dans nos quatre messages d’avant, a coûté de la confiance est dit à côté.
trust-adds-up-said = Ce que quelqu’un de l’équipe conteste ne fait rien bouger. Ce que quelqu’un confirme compte en entier.
trust-moment = Moment
trust-what-it-is = Ce que c’est
trust-weight = Poids
moment-greeting = Salutation
moment-greeting-meaning = Une salutation au début.
moment-own-name = Son propre nom
moment-own-name-meaning = L’un de nous dit son nom.
moment-customer-name = Nom du client
moment-customer-name-meaning = Nous disons le nom du client.
moment-how-are-you = Comment allez-vous
moment-how-are-you-meaning = Nous demandons comment va le client.
moment-offer-of-help = Offre d’aide
moment-offer-of-help-meaning = Nous proposons notre aide.
moment-empathy = Empathie
moment-empathy-meaning = Nous disons ce que le client a vécu.
moment-empathy-missing = Pas un mot d’empathie
moment-empathy-missing-meaning = Le client a raconté quelque chose de dur, et notre réponse passe à côté.
moment-empathy-missing-ours = Nous sommes passés à côté de ce qui avait été dur
moment-apology = Excuses
moment-apology-meaning = Nous nous excusons.
moment-repeated-apology = Les mêmes excuses encore
moment-repeated-apology-meaning = Nous nous excusons dans les mots mêmes de la fois d’avant.
moment-repeated-apology-ours = Nous nous sommes excusés dans les mêmes mots qu’avant
moment-thanks = Remerciements
moment-thanks-meaning = Quelqu’un dit merci.
moment-next-step = Prochaine étape
moment-next-step-meaning = Nous disons ce qui se passe ensuite.
moment-explanation = Explication
moment-explanation-meaning = Nous expliquons comment ou pourquoi.
moment-question = Question
moment-question-meaning = Quelqu’un demande quelque chose.
moment-unanswered = Sans réponse
moment-unanswered-meaning = Une question du client à laquelle nous n’avons rien répondu.
moment-unanswered-ours = Une de ses questions est restée ouverte
moment-alternative = Autre solution
moment-alternative-meaning = Nous proposons une autre solution.
moment-refusal = Refus
moment-refusal-meaning = Nous refusons quelque chose.
moment-refusal-ours = Nous avons refusé
moment-refusal-alone = Refus tout seul
moment-refusal-alone-meaning = Nous refusons, et en restons là : ni autre solution, ni prochaine étape.
moment-refusal-alone-ours = Nous avons refusé et en sommes restés là
moment-scarcity = Obstacle
moment-scarcity-meaning = Le règlement, une règle, le système ou un manque font obstacle.
moment-scarcity-ours = Nous avons opposé une règle ou un manque
moment-blame = Reproche
moment-blame-meaning = Nous rejetons la faute sur le client ou un collègue.
moment-blame-ours = Nous avons rejeté la faute sur quelqu’un
moment-condescension = Condescendance
moment-condescension-meaning = Nous parlons de haut.
moment-condescension-ours = Nous avons parlé de haut
moment-hurry = Hâte
moment-hurry-meaning = Nous pressons le client.
moment-hurry-ours = Nous avons pressé le client
moment-jargon = Jargon
moment-jargon-meaning = Des mots du métier.
moment-jargon-ours = Nous avons utilisé des mots du métier
moment-label = Étiquette sur quelqu’un
moment-label-meaning = Une personne réduite à un mot.
moment-label-ours = Nous avons réduit une personne à un mot
moment-asked-again = Redemandé
moment-asked-again-meaning = Nous demandons ce que le client nous a déjà dit.
moment-asked-again-ours = Nous avons demandé ce qui avait déjà été dit
moment-generosity = Générosité
moment-generosity-meaning = Nous donnons quelque chose de nous-mêmes.
moment-promise = Promesse
moment-promise-meaning = Nous disons que nous ferons quelque chose.
moment-promise-without-time = Promesse sans échéance
moment-promise-without-time-meaning = Elle ne dit pas pour quand.
moment-promise-without-time-ours = Nous avons promis sans dire pour quand
moment-closing = Au revoir
moment-closing-meaning = Quelqu’un dit au revoir.
moment-upset = Mots de contrariété
moment-upset-meaning = Les mots du client disent sa contrariété.
moment-relief = Mots de soulagement
moment-relief-meaning = Les mots du client disent son soulagement.
moment-repeat = A dû se répéter
moment-repeat-meaning = Le client dit qu’il a dû le redire.
moment-waiting = Attente
moment-waiting-meaning = Le client nous attend, ou nous a attendus.
moment-leave = Départ
moment-leave-meaning = Le client parle de nous quitter.
moment-public = Rendre public
moment-public-meaning = Le client parle de le rendre public, ou officiel.
moment-praise = Éloge
moment-praise-meaning = Le client dit du bien de nous.
moment-resolved = Arrangé
moment-resolved-meaning = Le client confirme que c’est arrangé.
moment-abuse = Insulte ou menace
moment-abuse-meaning = Les mots insultent ou menacent quelqu’un.
moment-urgency = Urgent
moment-urgency-meaning = Les mots disent que c’est urgent.
moment-call-wish = Souhait d’appel
moment-call-wish-meaning = Quand le client aimerait être appelé.

## What figures and words on the pages mean, one click away: what they are, with their unit, over what they are counted, and what they leave out

definition-waiting = Attente
definition-waiting-text = Le temps écoulé depuis les premiers mots du client auxquels personne n’a encore répondu. Il court jour et nuit, et une mise de côté ne le raccourcit pas.
definition-first-words = Premiers mots
definition-first-words-text = Le temps entre le premier message du client dans une conversation et la première réponse écrite par l’un de nous ; pour un appel, entre la première sonnerie et le décroché. Il court jour et nuit. Les conversations que nous avons ouvertes nous-mêmes n’en ont pas, et les clients qui attendent encore sont comptés à part.
definition-said-again = Redit
definition-said-again-text = Les messages où un client dit qu’il nous l’avait déjà dit : « c’est la troisième fois que je l’explique ». Des règles les trouvent dans ses mots, en anglais, là où elles sont sûres, et chacun est montré avec ce qui avait été dit ; si quelqu’un au bureau voit que ce n’est pas cela, il n’est pas compté. Cela compte contre nous, pas contre le client.
definition-half-within = La moitié en
definition-half-within-text = La médiane : la moitié des clients qui ont eu une réponse l’ont eue plus tôt, l’autre moitié plus tard. Sur les conversations et appels commencés ces 30 derniers jours, les 5 000 derniers au plus.
definition-nine-of-ten = Neuf sur dix en
definition-nine-of-ten-text = Le 90e centile : neuf sur dix des clients qui ont eu une réponse l’ont eue dans ce délai. Le dixième a attendu plus longtemps.
definition-kind-word = Un mot gentil
definition-kind-word-text = Quelque chose de gentil qu’un client a écrit ces deux dernières semaines : éloge, soulagement ou merci, trouvé dans ses mots par des règles et un modèle, en anglais. Les messages où il y a aussi de la contrariété sont laissés de côté.
definition-trust = Confiance
definition-trust-text = Une somme sur cette conversation, de −10 à +10 : ce avec quoi le client est venu, puis l’effet de chaque moment remarqué depuis, fois sa certitude. Les poids sont publiés, et ce que quelqu’un conteste ne fait rien bouger.
definition-mood = Humeur
definition-mood-text = À quel point les mots du client disent la contrariété, de 0 (pas du tout) à 4 (fureur), lus à la lumière de ses mots d’avant. Entre parenthèses : l’intervalle où tomberaient quatre moyennes de lecteurs attentifs sur cinq. On n’utilise rien d’autre que ses mots écrits.
definition-kept-in-time = Tenues à temps
definition-kept-in-time-text = De toutes les promesses du bureau arrivées à échéance ces 30 derniers jours, celles tenues à l’heure convenue en dernier avec le client, en pour cent, arrondies vers le bas. Une promesse déplacée seulement après son heure compte comme non tenue à temps. Une promesse retirée avant son heure n’est pas comptée. Cela n’est compté pour personne en particulier.
definition-good-moment = Un bon moment dans un appel
definition-good-moment-text = De vos six derniers appels, à votre dernier jour au téléphone avant aujourd’hui : un sourire dans votre voix entendu avec certitude pendant 3 secondes ou plus, ou un premier tour de parole d’un client de 15 secondes ou plus sans que vous preniez la parole ; ce qui dépasse le plus ces seuils. Ce que vous contestez n’est pas compté.
definition-standard = Repère
definition-standard-text = Une phrase sur ce qu’a un bon contact, avec une vérification de ce qui a été écrit et quand, ou, pour les appels, de ce qui a été entendu. Il a des versions, chacune à partir d’une date ; un contact est jugé par celle qui valait quand il a commencé, et par aucune venue plus tard.
definition-standard-met = Atteint
definition-standard-met-text = Des contacts des 30 derniers jours où il valait et avait un objet, ceux qui l’ont atteint, en pour cent ; ce qui peut encore changer n’est pas compté. Un contact est un appel, ou ce qui s’est écrit dans une conversation jusqu’à sa fermeture. La parole d’une personne passe avant la vérification. Entre : là où se trouve la vraie part, dix-neuf fois sur vingt (intervalle de Wilson). Moins de dix ne sont pas montrés. Cela n’est compté pour personne en particulier.
definition-spread = Dispersion
definition-spread-text = La part atteinte dans chaque groupe de contacts, en ordre : la moitié des groupes est entre les quartiles, et la moitié sous la médiane. Un groupe compte à partir de cinq résultats, sur les 30 derniers jours, les 20 000 derniers résultats au plus. Les groupes sont des thèmes, des canaux, des jours et des heures à l’horloge du bureau, jamais des personnes.
definition-sure = Certitude
definition-sure-text = Combien de moments comme celui-ci, sur cent, un lecteur attentif confirmerait, à notre connaissance. Ce qu’une personne a nommé vaut comme elle l’a dit. Moins un moment est sûr, moins il fait bouger la confiance.
definition-mean = Moyenne
definition-mean-text = Sur tous les appels de cette semaine qui comptent, qui que ce soit qui les ait pris. Un sourire est dit par rapport à l’habitude de chaque voix : 0, c’est comme d’habitude, 1, aussi loin qu’une voix s’écarte d’ordinaire. Les parts vont de 0 à 1.
definition-standard-error = Erreur type
definition-standard-error-text = De combien la moyenne s’écarterait d’ordinaire de celle-ci, si d’autres appels étaient venus cette semaine-là : l’écart type sur les appels, divisé par la racine de leur nombre.
definition-mirror-smile = L’arc
definition-mirror-smile-text = Combien de sourire on entend dans vos dernières secondes de parole, par rapport à votre voix ordinaire. Le voile est là où se trouve la vraie valeur, neuf fois sur dix. Tant qu’on ne peut pas le dire, l’arc est à l’écoute…
definition-mirror-vent = Le client parle
definition-mirror-vent-text = Depuis combien de temps le client parle, ou combien il a parlé la dernière fois qu’il avait la parole.
definition-mirror-share = Vous parlez
definition-mirror-share-text = Votre part de tout ce que vous avez dit à deux jusqu’ici ; les silences ne comptent pas.
definition-mirror-pace = Débit
definition-mirror-pace-text = Syllabes par seconde de votre parole jusqu’ici ; les pauses ne comptent pas.
definition-mirror-first = Premiers mots
definition-mirror-first-text = Le sourire dans vos dix premières secondes de parole, dit dès qu’il est sûr.

## What buttons and fields of many pages say

action-change = Changer
action-edit = Modifier
action-keep = Garder
action-keep-it = Garder
action-leave-it = Laisser ainsi
action-more = Plus
action-show-me = Voir
action-remove = Retirer
field-any = Peu importe
field-optional = (facultatif)
field-what-called = Quel est son nom ?
not-kept-yet = Ce n’est pas encore gardé.
removed-named = « { $name } » est retiré.
removed-undo = Annuler le retrait
somebody = Quelqu’un
team-gone = Une équipe disparue
weekday-monday = lundi
weekday-tuesday = mardi
weekday-wednesday = mercredi
weekday-thursday = jeudi
weekday-friday = vendredi
weekday-saturday = samedi
weekday-sunday = dimanche

## Standards: what good looks like in a contact

standards-title = Repères
standards-lead = Ce qui fait un bon contact, du premier mot au dernier. Tout le monde les lit ici, et personne n’est jugé sur ce qu’on ne lui a pas dit.
standards-channels = Canaux
standard-new = Nouveau repère
standards-none = Rien n’est encore écrit
standards-none-leads = Qu’est-ce qu’un bon contact, ici ?
standards-none-any = Un repère dit en une phrase ce qu’a un bon contact, pour tous les canaux à la fois.
standards-begin-below = Commencez par les repères ci-dessous, ou écrivez les vôtres.
standards-none-lead = Votre responsable peut écrire ce qui fait un bon contact. D’ici là, rien n’est jugé.
standards-starter-title = De bons repères pour commencer
standards-starter-lead = Prenez-les tels quels, ou laissez ce qui ne convient pas. Ils valent pour les contacts qui commencent à partir de maintenant.
standards-starter-more = D’autres repères de départ
standards-starter-take = Prendre les repères de départ
standards-starter-take-these = Prendre ceux-ci
standards-retired = Abandonnés : <list></list>.
standards-saved = C’est gardé. Il ne juge pas les contacts commencés avant.
standards-saved-retired = Il est abandonné. Il juge encore les contacts commencés avant.
standards-saved-taken = Les repères de départ sont en vigueur. Changez ou abandonnez ce qui ne convient pas.
standards-of = Repères, { $channel }
standard-stage-start = Début
standard-stage-during = Pendant
standard-stage-end = Fin
standard-stage-start-lead = Les premiers mots décident de tout le contact.
standard-stage-during-lead = Pendant que nous aidons.
standard-stage-end-lead = La dernière impression compte autant que la première.
standard-theme-attitude = Attitude
standard-theme-care = Attention
standard-theme-not-personal = Ne pas le prendre pour soi
standard-theme-customers-talk = Les clients parlent
standard-reach-chat = Chat
standard-reach-phone = Téléphone
standard-reach-email = E-mail
standard-reach-counter = Comptoir
standard-reach-any = Tous les canaux
standard-role-anybody = Tout le monde
standard-role-first-responder = Première réponse
standard-since = début : { $day }
standard-begins = à venir : { $day }
standard-is-retired = abandonné
standard-since-and-version = { $since }, autre version : { $day }
standard-since-and-retired = { $since }, abandon : { $day }
standard-day-and-time = { $day } à { $time }
standard-quoted = « { $title } »
standard-against = Il demande le contraire de { $standards } : aucun contact ne peut atteindre les deux.
standard-met-percent = atteint à <b>{ $percent } %</b>
standard-met-count = { $met } sur { $all }, entre { $low } et { $high } %
standard-met-count-calls = { $met } appels sur { $all }, entre { $low } et { $high } %
standard-heard-by-whoever-talked = Entendu par qui a parlé. La part de l’équipe apparaît ici après cinquante appels de cinq personnes.
standard-no-contact-yet = Pas encore de contact
standard-few-so-far = { $count } jusqu’ici : trop peu pour le dire

## Standards: one of them

standard-bring-back = Remettre en vigueur
standard-retire = Abandonner
standard-checked = Comment il est vérifié
standard-missed = Là où il n’a pas été atteint
standard-missed-lead = Les 30 derniers jours, sans noms. Chacun peut être contesté là où il se trouve.
standard-missed-nowhere = Nulle part, à notre connaissance.
standard-missed-when = { $day } à { $time }
standard-versions = Ses versions
standard-versions-lead = Un contact est jugé par la version qui valait quand il a commencé.
standard-version =
    { $state ->
        [taken-back] <b>Version { $number }</b>, retirée, début : { $day }
        [to-come] <b>Version { $number }</b>, à venir, début : { $day }
        [in-force] <b>Version { $number }</b>, en vigueur, début : { $day }
       *[before] <b>Version { $number }</b>, précédente, début : { $day }
    }
standard-version-by = par { $name }, { $day }
standard-version-by-somebody = par quelqu’un, { $day }
standard-version-take-back = La retirer
standard-part-retired = Abandonné
standard-part-title = Titre
standard-part-words = Texte
standard-part-check = Vérification
standard-part-for = Pour
standard-part-when = Quand
standard-part-theme = Thème
standard-part-role = Les mots de qui

## Standards: writing one

standard-new-title = Un nouveau repère
standard-change-title = Changer un repère
standard-new-lead = Dites ce qui est bien, avec des mots pour les gens et une phrase que l’on peut vérifier.
standard-change-lead = Cela devient une nouvelle version. Les contacts commencés avant sont jugés par la précédente.
standard-what-means = Qu’est-ce que cela veut dire ?
standard-field-for = Pour
standard-field-when = Quand
standard-field-theme = Thème
standard-field-role = Les mots de qui
standard-at-the-start = Au début
standard-during = Pendant
standard-at-the-end = À la fin
standard-anybodys = De tout le monde
standard-first-responders = De la première personne qui répond
standard-how-checked = Comment le vérifier ?
standard-check-hint = Une phrase en anglais, comme « first answer within 5 minutes of open hours and first answer has a greeting ». Reliez les expressions par « and » ou « or ».
standard-phrases = Expressions au choix
standard-phrases-written = Dans ce qui est écrit
standard-phrases-phone = Au téléphone
standard-keep = Garder le repère
standard-keep-version = Garder la nouvelle version
standard-what-understood = Qu’est-ce qui est compris ?
standard-from-when = À partir de quand ?
standard-from-hint = Jamais dans le passé : personne n’est jugé sur ce qu’on ne lui a pas dit.
standard-from-now = À partir de maintenant
standard-from-later = À partir d’un jour à venir
standard-from-day = Le jour, à minuit à l’horloge du bureau
standard-no-day = Choisissez le jour à partir duquel il vaut, par exemple le premier du mois prochain.
standard-understood = Compris : <check>{ $check }</check>
standard-understood-voice = Ce qu’on entend dans un appel est dit à qui a parlé, lors de la réécoute. L’équipe voit des sommes sur cinquante appels de cinq personnes.
standard-understood-against = Il demande le contraire de « { $title } », qui vaut pour les mêmes contacts. Aucun contact ne peut atteindre les deux.
standard-understood-nothing = Choisissez des expressions dans la liste ci-dessous, ou écrivez : ce qui est compris s’affiche ici au fur et à mesure.
standard-tried =
    { $contacts ->
       *[other] Sur les { $contacts } derniers contacts, il aurait été atteint dans { $met } et pas dans { $not }. Ce n’est qu’un essai, gardé nulle part.
    }
standard-tried-no-occasion =
    { $contacts ->
       *[other] Sur les { $contacts } derniers contacts, il aurait été atteint dans { $met } et pas dans { $not } ; dans { $none }, il était sans objet. Ce n’est qu’un essai, gardé nulle part.
    }
standard-nothing-to-try = Il n’y a pas encore de contact pour l’essayer.
standard-retire-title = Abandonner un repère
standard-retire-named = Abandonner « { $title } »
standard-retire-lead = On peut toujours le lire, avec son historique, et il juge encore les contacts commencés avant.
standard-retire-it = L’abandonner
standard-not-retired = Il n’est pas abandonné.
standard-check-too-long = C’est trop long pour être retenu : { $phrases } expressions au plus, en { $chars } caractères. Faites-en deux repères.
standard-check-missing = Il manque quelque chose.
standard-check-missing-after = Il manque quelque chose après « { $after } ».
standard-check-unread = « { $word } » n’est pas compris.
standard-check-unread-after = « { $word } » n’est pas compris après « { $after } ».
standard-check-nearest = { $wrong } Vouliez-vous dire « { $nearest } » ?
standard-check-offered = { $wrong } Ce qui est compris à cet endroit : { $offered }.
standard-never-both = Ceci ne peut jamais être atteint : « { $one } » et « { $other } » s’excluent.
standard-never-mixed = Ce qu’on entend dans une voix appartient à qui a parlé, et va dans un repère à part. Faites-en deux repères.
standard-never-no-phone = Ceci ne peut jamais être atteint : ce qu’on entend dans un appel est un repère pour le téléphone.
standard-never-no-time = « { $phrase } » ne peut jamais être atteint. Laissez un peu de temps aux gens.
standard-never-so-long = « { $phrase } » n’est plus un repère. Demandez un mois au plus.
standard-never-without-hello = « { $phrase } » ne peut jamais être atteint : il faut bien décrocher et dire bonjour.
standard-always-met = « { $phrase } » est toujours atteint, et ne dit donc rien.
standard-always-in-share = « { $phrase } » ne dit rien, car il n’y a pas plus de 100 %. Demandez moins de 100 %.
standard-always-so-many = « { $phrase } » ne dit rien. Demandez { $most } au plus.
standard-hardly-met = « { $phrase } » ne serait presque jamais atteint. Demandez { $seconds } secondes au plus.
standard-choose-one = Choisissez-en au moins un.
standard-long-reason = C’est une longue raison. Dites-la en une phrase ou deux.
standard-retired-already = Il est déjà abandonné.
standard-ruling-of-other = Seule la personne qui l’a dit peut revenir dessus. Vous pouvez dire comment vous le voyez.
standard-too-many = Il y a déjà { $kept } repères, et personne n’en retient plus de { $most }. Abandonnez-en d’abord quelques-uns.
standard-unchanged = C’est déjà ce qu’il dit : rien n’a été changé.
standard-version-began = Cette version a commencé, elle reste donc dans l’historique. Changez plutôt le repère.
standard-version-to-come = Une version est déjà à venir. Retirez-la d’abord, puis écrivez la nouvelle.
standard-voice-is-own = Ce qu’on entend dans une voix reste entre l’agent et sa propre réécoute.

## Standards: how a contact stands to them

standards-here-title = Ce qui fait un bon contact
standards-here-lead = Ce qui est bien dans ce contact, d’après les repères qui valaient quand il a commencé.
standards-here-voice = Ce qu’on entend dans une voix appartient à qui a parlé : c’est dans sa propre réécoute.
standards-here-none = aucun encore
standards-here-met = { $met } sur { $judged } atteints
standard-state-voice = Entendu par qui a parlé
standard-state-open = Pas encore jugé
standard-state-met = Atteint
standard-state-met-so-far = Atteint jusqu’ici
standard-state-not-met = Pas atteint
standard-state-not-yet = Pas encore
standard-state-no-occasion = Sans objet
standard-state-no-occasion-yet = Encore sans objet
standard-not-so = Ce n’est pas ça
standard-not-so-met = Ce n’est pas ça : { $title }, c’était atteint
standard-not-so-not-met = Ce n’est pas ça : { $title }, ce n’était pas atteint
standard-ruling-take-back = Revenir là-dessus
standard-more-on = En savoir plus : { $title }
standard-why-otherwise = Pourquoi vous le voyez autrement
standard-it-was-met = C’était atteint
standard-it-was-not-met = Ce n’était pas atteint
standard-there-was-no-occasion = C’était sans objet
standard-and-its-history = Le repère et son historique
standard-ruled =
    { $outcome ->
        [met] { $name } dit que c’était atteint.
        [not-met] { $name } dit que ce n’était pas atteint.
       *[no-occasion] { $name } dit que c’était sans objet.
    }
standard-ruled-why =
    { $outcome ->
        [met] { $name } dit que c’était atteint : { $reason }
        [not-met] { $name } dit que ce n’était pas atteint : { $reason }
       *[no-occasion] { $name } dit que c’était sans objet : { $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] Vous dites que c’était atteint.
        [not-met] Vous dites que ce n’était pas atteint.
       *[no-occasion] Vous dites que c’était sans objet.
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] Vous dites que c’était atteint : { $reason }
        [not-met] Vous dites que ce n’était pas atteint : { $reason }
       *[no-occasion] Vous dites que c’était sans objet : { $reason }
    }

## Standards: consistency

consistency-title = Régularité
consistency-lead = Le même bon service chaque jour : combien de fois les repères ont été atteints ces { $days } derniers jours, et combien jours, heures, canaux et thèmes s’écartent. Personne n’est nommé, et personne n’est compté à part.
consistency-percent = { $percent } %
consistency-met-of = { $met } sur { $all }
consistency-met = atteints, { $between }
consistency-between = entre { $low } et { $high } %
consistency-too-few-to-say = trop peu pour le dire
consistency-too-few = Trop peu de contacts pour le dire
consistency-too-few-lead = Il y aura quelque chose à voir quand des repères auront été atteints ou non { $count } fois. Moins que cela parlerait d’une personne ou d’un jour.
consistency-spread = La moitié est entre <b>{ $lower } et { $upper } %</b>, autour d’une médiane de { $median } % ; l’ensemble, entre { $least } et { $most } %.
consistency-spread-from = Une dispersion se dit à partir de { $groups } groupes de { $outcomes } résultats chacun.
consistency-picture = De 0 % en bas à 100 % en haut ; le trait à travers chaque point est là où se trouve sa vraie part, dix-neuf fois sur vingt.
consistency-picture-in-words = La part atteinte pour chacun des { $groups } groupes, de { $least } à { $most } pour cent, la moitié entre { $lower } et { $upper }. Le tableau ci-dessous les donne tous.
consistency-picture-of-few = La part atteinte pour chaque groupe. Le tableau ci-dessous les donne tous.
consistency-all-in-a-table = Les { $count } dans un tableau
consistency-column-met = Atteints
consistency-column-of = Sur
consistency-column-share = Part
consistency-by-theme = Par thème
consistency-by-channel = Par canal
consistency-by-day = Par jour
consistency-by-hour = Par heure de la journée
consistency-day = { $weekday } { $day }

## Promises: what we said we would do, and by when

promises-title = Promesses
promises-lead = Ce que nous avons dit que nous ferions, et pour quand.
promises-which = Quelles promesses
promises-whose = À qui sont les promesses
promises-to-keep = À tenir
promises-late = En retard
promises-today = Aujourd’hui
promises-later = Plus tard
promises-kept = Tenues
promises-over = Tenues ou retirées ces 30 derniers jours
promises-everybodys = Toutes
promises-yours = Les vôtres
promises-nobodys = À prendre
promises-rate = <b>{ $percent } %</b> { $kept } sur { $all }
promises-rate-none = <b>–</b> rien n’est encore arrivé à échéance
promises-rate-about = tenues à temps, { $days } derniers jours
promises-none = Toutes les promesses sont tenues
promises-none-lead = Quand vous écrivez « I’ll call you on Friday », on vous demande s’il faut le garder ici. Dans une conversation, <key>W</key> en note une.
promises-none-late = Rien n’est en retard
promises-none-late-lead = Ce qui approche de son heure le dit avant d’être manqué.
promises-none-over = Rien n’a encore été tenu
promises-none-over-lead = Les promesses tenues ou retirées ces 30 derniers jours sont ici.
promises-none-today = Plus rien pour aujourd’hui
promises-none-today-lead = Ce que vous promettez pour aujourd’hui est ici.
promises-beside = Ce que nous avons promis
promise-time-today = aujourd’hui à { $time }
promise-time-yesterday = hier à { $time }
promise-time-tomorrow = demain à { $time }
promise-time-on-day = le { $day } à { $time }
promise-due = Échéance : { $due }
promise-due-for-them = { $due }, heure du client
promise-badge-to-keep = À tenir
promise-badge-at-risk = Très bientôt
promise-badge-late = En retard
promise-badge-broken = Manquée
promise-badge-kept = Tenue
promise-badge-kept-late = Tenue, en retard
promise-badge-taken-back = Retirée
promise-with = chez { $name }
promise-with-and-stand-in = chez { $name } (relais : { $stand-in })
promise-with-you = chez vous
promise-with-you-and-stand-in = chez vous (relais : { $stand-in })
promise-with-nobody = encore à prendre
promise-with-nobody-and-stand-in = encore à prendre (relais : { $stand-in })
promise-of-customer = { $what } : { $customer }
promise-what-happened = Ce qui s’est passé
promise-what-happened-to = Ce qui s’est passé pour cette promesse : { $what }
promise-tell = Dire au client que nous n’avons pas oublié
promise-tell-customer = Dire au client que nous n’avons pas oublié : { $customer }
promise-kept = Tenue
promise-kept-named = Tenue : { $what }, { $customer }
promise-not-kept = Pas tenue, finalement
promise-not-kept-named = Pas tenue, finalement : { $what }, { $customer }
promise-restore = Rétablir
promise-restore-named = Rétablir : { $what }, { $customer }
promise-more = Plus pour la promesse : { $what }, { $customer }
promise-another-time = Un autre moment
promise-another-time-hint = Convenez-en d’abord avec le client. À son heure.
promise-move = Déplacer
promise-take-back = La retirer
promise-take-back-hint = Ce que vous écrivez est envoyé au client ({ $customer }) : pourquoi, et ce qui se passe à la place.
promise-take-back-and-tell = Retirer et prévenir
promise-to-calendar = Ajouter à l’agenda
promise-history-made =
    { $by ->
        [nobody] Faite { $at }, échéance : { $due }
        [customer] Faite par le client { $at }, échéance : { $due }
       *[agent] Faite par { $name } { $at }, échéance : { $due }
    }
promise-history-kept =
    { $by ->
        [nobody] Tenue { $at }
        [customer] Tenue par le client { $at }
       *[agent] Tenue par { $name } { $at }
    }
promise-history-not-kept =
    { $by ->
        [nobody] Remise à tenir { $at }
        [customer] Remise à tenir par le client { $at }
       *[agent] Remise à tenir par { $name } { $at }
    }
promise-history-cancelled =
    { $by ->
        [nobody] Retirée { $at }
        [customer] Retirée par le client { $at }
       *[agent] Retirée par { $name } { $at }
    }
promise-history-restored =
    { $by ->
        [nobody] Rétablie { $at }
        [customer] Rétablie par le client { $at }
       *[agent] Rétablie par { $name } { $at }
    }
promise-history-moved =
    { $by ->
        [nobody] Déplacée { $at }, échéance : { $due }
        [customer] Déplacée par le client { $at }, échéance : { $due }
       *[agent] Déplacée par { $name } { $at }, échéance : { $due }
    }
promise-history-handed =
    { $by ->
        [nobody] Confiée à { $to } { $at }
        [customer] Confiée à { $to } par le client { $at }
       *[agent] Confiée à { $to } par { $name } { $at }
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] Laissée à prendre { $at }
        [customer] Laissée à prendre par le client { $at }
       *[agent] Laissée à prendre par { $name } { $at }
    }
promise-history-word =
    { $by ->
        [nobody] Client prévenu { $at }
        [customer] Client prévenu par le client { $at }
       *[agent] Client prévenu par { $name } { $at }
    }
promise-something = Promettre quelque chose
promise-let-them-choose = Laisser le client choisir l’heure d’un appel
promise-what = Que promettons-nous ?
promise-what-example = Rappeler au sujet de la lampe
promise-by-when = Pour quand ?
promise-on-their-clock = À l’heure du client, à { $place }.
promise-make = Promettre
promise-who-keeps = Qui la tient
promise-who-stands-in = Qui prend le relais
promise-keeper-nobody-yet = Personne encore
promise-keeper-nobody = Personne
promise-keeper-you = { $keeper } (vous)
promise-keeper-away = { $name } (indisponible)
promise-keeper-away-until = { $name } (indisponible, de retour { $back })
promise-by-end-of-today = En fin de journée
promise-by-tomorrow-noon = Demain midi
promise-by-friday = Vendredi 17:00
promise-suggestion = { $name } a dit « <words>{ $words }</words> ». Est-ce une promesse ? Alors choisissez pour quand.
promise-suggestion-due = { $name } a dit « <words>{ $words }</words> ». La garder comme promesse, échéance : { $due } ?
promise-suggestion-of-you = Vous avez dit « <words>{ $words }</words> ». Est-ce une promesse ? Alors choisissez pour quand.
promise-suggestion-of-you-due = Vous avez dit « <words>{ $words }</words> ». La garder comme promesse, échéance : { $due } ?
promise-suggestion-yes = Oui
promise-suggestion-yes-by = Oui, pour…
promise-suggestion-no = Non
promise-suggestion-made = Une promesse, échéance : { $due }.
promise-suggestion-none = Ce n’est pas une promesse.
promise-suggestion-refused = Pas une promesse, alors.
promise-suggestion-asked-again = On vous le redemande.
promise-suggestion-answered = Quelqu’un a déjà répondu.
promise-suggestion-asked = C’est déjà demandé.
promise-suggestion-no-time = Choisissez pour quand c’est promis.
promise-reminder-late = Échéance passée : { $due }
promise-reminder-stand-in = { $name } n’est pas là. Pouvez-vous tenir ceci ? Échéance : { $due }
promise-reminder-stand-in-for-nobody = Personne ne l’a prise. Pouvez-vous tenir ceci ? Échéance : { $due }
promise-reminder-at-risk = En danger : échéance { $due }, chez { $name }
promise-reminder-at-risk-with-nobody = En danger : échéance { $due }, encore à prendre
promise-reminders-more =
    { $count ->
        [one] { $count } autre promesse
       *[other] { $count } autres promesses
    }
promise-seen = Vu
promise-seen-named = Vu : { $what }
promise-made = Promis, échéance : { $due }.
promise-unmade = Ce n’est plus une promesse.
promise-kept-thanks = Tenue. Merci.
promise-to-be-kept = Elle reste à tenir.
promise-taken-back = Retirée, et le client est prévenu.
promise-restored = La promesse tient à nouveau.
promise-moved = Nouvelle échéance : { $due }.
promise-handed = La promesse est chez { $name }.
promise-handed-to-nobody = La promesse est encore à prendre.
promise-told = Le client sait que nous n’avons pas oublié.
promise-counted-on = Le client compte peut-être déjà dessus. Retirez-la, et dites-lui pourquoi.
promise-no-time = Dites pour quand, par exemple « tomorrow 15:00 » ou « friday 17:00 ».
promise-no-why = Écrivez au client pourquoi, et ce qui se passe à la place.
promise-over = Cette promesse est déjà terminée.
promise-over-undo-first = Cette promesse est déjà terminée. Annulez d’abord cela.
promise-own-stand-in = Quelqu’un d’autre doit prendre le relais : choisissez un collègue.
promise-stands = Cette promesse tient déjà.
promise-taken-back-already = Cette promesse a été retirée. Rétablissez-la d’abord.
promise-word-sent = Le client a déjà été prévenu.

## Canned replies: good words, written once and at hand wherever somebody writes

action-keep-changes = Garder les changements
action-show-all = Tout voir
canned-replies-title = Réponses types
canned-replies-lead = De bons mots, écrits une fois et sous la main partout où vous écrivez : tapez <key>/</key> en début de ligne.
canned-reply-new = Nouvelle réponse type
canned-replies-search = Chercher par titre, code court ou mots
canned-replies-search-hint = Titre, code court ou mots
canned-replies-whose = À qui
canned-replies-all = Toutes
canned-replies-none-of-these = Aucune de celles-ci
canned-replies-nothing-found = Rien trouvé pour « { $words } »
canned-replies-try = Essayez un mot du titre, le code court ou un mot du texte.
canned-replies-none = Qu’écrivez-vous encore et encore ?
canned-replies-none-lead = Écrivez-le une fois, aussi bien que dans vos meilleurs jours, et vous l’aurez sous la main tous les autres.
canned-replies-starters = Ou commencez par l’une de celles-ci
canned-replies-starters-lead = Chacune s’ouvre dans le formulaire, pour que vous y mettiez vos mots avant de la garder.
canned-replies-more-starters = D’autres pour commencer
canned-replies-none-yet = Il n’y a pas encore de réponse type. <link>Écrivez la première</link>
canned-replies-none-with = Aucune réponse type ne contient « { $words } ». <link>Écrivez-en une</link>
canned-replies-more =
    { $count ->
       *[other] Encore { $count }. Continuez à taper pour les trouver.
    }
canned-reply-everybodys = À tout le monde
canned-reply-yours-alone = À vous
canned-reply-not-used = Pas encore utilisée
canned-reply-used-once = Utilisée une fois ({ $day })
canned-reply-used-twice = Utilisée deux fois, dernière fois : { $day }
canned-reply-used =
    { $count ->
       *[other] Utilisée { $count } fois, dernière fois : { $day }
    }
canned-reply-edit = Modifier { $title }
canned-reply-remove = Retirer { $title }
canned-reply-copy = Copier pour vous
canned-reply-copy-named = Copier pour vous : { $title }
canned-reply-begin-with = Commencer par celle-ci
canned-reply-begin-with-named = Commencer par celle-ci : { $title }
canned-reply-back = Elle est de retour.
canned-reply-back-without-code = Elle est de retour, sans son code court : c’est maintenant celui de « { $title } ».
canned-reply-kept = Elle est gardée, et sous la main partout où vous écrivez.
canned-reply-new-title = Une nouvelle réponse type
canned-reply-change-title = Changer une réponse type
canned-reply-form-lead = Écrivez-la comme à quelqu’un que vous aimez bien. Chaque mot peut encore être changé au moment de l’utiliser.
canned-reply-removed-meanwhile = Elle a été retirée pendant que vous écriviez.
canned-reply-removed-meanwhile-keep = Votre texte est toujours là : gardez-le, et il en fait une nouvelle.
canned-reply-changed-meanwhile = { $name } l’a changée pendant que vous écriviez.
canned-reply-changed-meanwhile-keep = Votre texte est toujours là : gardez-le, et il remplace celui-ci.
canned-reply-title-example = Par exemple : Désolés du retard
canned-reply-code = Code court
canned-reply-code-example = retard
canned-reply-code-hint = Tapé après <key>/</key>, il la place en premier.
canned-reply-words = Son texte
canned-reply-preview = Comme Nora le lirait
canned-reply-filled-in = Ce qui se remplit
canned-reply-filled-in-hint = Ce qui n’est pas connu devient un blanc que vous voyez avant l’envoi, ou les mots après une barre : <example></example>.
canned-reply-whose = À qui est-elle ?
canned-reply-whose-hint = Ce qui n’est qu’à vous, personne d’autre ne le voit.
canned-reply-whose-hint-own = Ce qui n’est qu’à vous, personne d’autre ne le voit. Ce que tout le monde utilise est écrit par les responsables.
canned-reply-language = Langue
canned-reply-variable-customer-first-name = le prénom du client
canned-reply-variable-customer-name = le nom du client
canned-reply-variable-agent-first-name = votre prénom
canned-reply-variable-agent-name = votre nom
canned-reply-variable-workspace-name = le nom du bureau
canned-reply-variable-subject = de quoi il s’agit
canned-reply-variable-promise-due = l’échéance de la prochaine promesse
canned-reply-variable-greeting = une salutation avec le nom, selon l’heure du client
canned-reply-choose-whose = Choisissez à qui elle est.
canned-reply-not-for-all = Ce que tout le monde utilise est écrit par les responsables. Gardez celle-ci pour vous.
canned-reply-team-gone = Cette équipe n’existe plus. Choisissez à nouveau à qui elle est.
canned-reply-too-many = Il y en a déjà { $most }, et personne ne s’y retrouverait parmi plus. Retirez-en quelques-unes dont personne ne se sert.

## Rules: what happens by itself

rules-title = Règles
rules-lead = Ce qui se fait tout seul. Elles passent dans cet ordre, une fois pour chaque chose qui arrive.
rule-new = Nouvelle règle
rules-none = Que faites-vous encore et encore ?
rules-none-lead = Confiez ce qui dit « remboursement » à qui s’y connaît, étiquetez ce qui arrive la nuit, demandez à quelqu’un de voir qui attend depuis longtemps.
rule-off = désactivée
rule-paused-in-list = Elle est en pause. { $why } Changez-la, ou désactivez-la puis réactivez-la.
rule-not-run = N’a pas encore servi
rule-ran-once = A servi une fois ({ $day })
rule-ran =
    { $count ->
       *[other] A servi { $count } fois, dernière fois : { $day }
    }
rule-of-newer-version = Elle a été écrite par un Bliss plus récent :
rule-earlier = Plus tôt
rule-earlier-named = Plus tôt : { $name }
rule-later = Plus tard
rule-later-named = Plus tard : { $name }
rule-turn-off = Désactiver
rule-turn-off-named = Désactiver : { $name }
rule-turn-on = Activer
rule-turn-on-named = Activer : { $name }
rule-remove = Retirer { $name }
rule-saved = Elle vaut à partir de maintenant, et ne touche à rien d’avant.
rule-saved-back = Elle est de retour, désactivée.
rule-saved-off = Elle ne fait rien tant qu’on ne la réactive pas.
rule-saved-on = Elle vaut à partir de maintenant.
rule-saved-order = Elles passent dans cet ordre.
rule-when = Quand { $when } :
rule-when-and = { $when }, et que { $next }
rule-when-opened = une conversation s’ouvre
rule-when-customer-wrote = le client écrit
rule-when-tagged = l’étiquette « { $tag } » est posée
rule-when-waiting = la conversation commence à nous attendre
rule-when-answered = la conversation a une réponse
rule-when-snoozed = la conversation est mise de côté
rule-when-closed = la conversation est fermée
rule-when-waits = quelqu’un attend depuis { $time }
rule-when-promise-due = une promesse arrive à échéance d’ici { $time }
rule-only-by-chat = la conversation est venue par chat
rule-only-by-phone = la conversation est venue par téléphone
rule-only-in-person = la conversation a commencé sur place
rule-only-by-api = la conversation est venue par api
rule-only-to-inbox = la conversation est venue par { $inbox }
rule-only-of-team = la conversation est chez { $team }
rule-only-nobodys = la conversation est à prendre
rule-only-tagged = la conversation a l’étiquette « { $tag } »
rule-only-says = le texte dit { $phrases }
rule-phrase = « { $phrase } »
rule-phrase-or = { $before } ou { $next }
rule-only-language = la langue du client est { $language }
rule-only-domain = le client est chez { $domain }
rule-only-within-hours = quelqu’un est là
rule-only-outside-hours = les horaires sont passés
rule-only-waited = le client attend depuis { $time }
rule-then = { $things }.
rule-then-and = { $thing }, { $next }
rule-then-give = confier à { $whom }
rule-then-tag = étiqueter « { $tag } »
rule-then-untag = enlever l’étiquette « { $tag } »
rule-then-close = fermer
rule-then-open = rouvrir
rule-then-snooze = mettre de côté jusqu’à { $until }
rule-then-note = écrire une note
rule-then-send = envoyer « { $reply } »
rule-then-draft = préparer « { $reply } » en brouillon
rule-then-notify = demander un coup d’œil à { $whom }
rule-inbox-gone = une boîte disparue
rule-team-gone = une équipe disparue
rule-person-gone = quelqu’un qui n’est plus là
rule-reply-gone = une réponse type disparue
rule-minutes =
    { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
rule-hours =
    { $count ->
        [one] { $count } heure
       *[other] { $count } heures
    }
rule-days =
    { $count ->
        [one] { $count } jour
       *[other] { $count } jours
    }
rule-new-title = Une nouvelle règle
rule-change-title = Changer une règle
rule-form-lead = Quand ceci arrive, et que c’est l’un de ces cas, alors faire cela. Ce que vous laissez vide n’a pas d’importance.
rule-is-paused = Elle est en pause.
rule-paused-why = { $why } Elle reprend dès que vous l’enregistrez.
rule-would-touch =
    { $looked ->
       *[other] Elle toucherait { $count } des { $looked } dernières conversations
    }
rule-would-lead = Telles qu’elles sont maintenant. Rien n’a été changé, et rien n’est encore gardé.
rule-a-rule = Une règle
rule-form-when = Quand…
rule-name-example = Par exemple : Remboursements à qui s’y connaît
rule-what-happens = Que se passe-t-il ?
rule-choice-opened = Une conversation s’ouvre
rule-choice-wrote = Le client écrit
rule-choice-tagged = Une étiquette est posée
rule-choice-waits = Quelqu’un attend depuis longtemps
rule-choice-promise = Une promesse arrive bientôt à échéance
rule-choice-waiting = Elle commence à nous attendre
rule-choice-answered = Elle a une réponse
rule-choice-snoozed = Elle est mise de côté
rule-choice-closed = Elle est fermée
rule-which-tag = Quelle étiquette ?
rule-how-many-minutes = Combien de minutes ?
rule-form-only = …et que c’est l’un de ces cas…
rule-says-one-of = Le texte dit l’un de ces mots
rule-says-example = remboursement, remboursé
rule-says-hint = Dans le sujet ou dans ce que le client a écrit en dernier ; séparés par des virgules.
rule-has-tag = Elle a l’étiquette
rule-came-by = Elle est venue par
rule-came-to = Elle est arrivée à
rule-which-team = Quelle équipe l’a ?
rule-somebody-there = Quelqu’un est-il là ?
rule-within-hours = Pendant les horaires
rule-outside-hours = Hors des horaires
rule-customer-language = La langue du client
rule-customer-domain = L’e-mail du client est chez
rule-waited = Le client attend depuis au moins, en minutes
rule-only-while-nobodys = Seulement tant qu’elle est à prendre
rule-form-then = …alors
rule-give-to-team = La confier à l’équipe
rule-give-to-team-hint = Une équipe qui répartit à tour de rôle le fera.
rule-give-to = La confier à
rule-put-on-tag = Mettre l’étiquette
rule-take-off-tag = Enlever l’étiquette
rule-and-it-is = Et elle est
rule-left-as-it-is = Laissée telle quelle
rule-closed = Fermée
rule-opened-again = Rouverte
rule-put-aside = Mise de côté
rule-put-aside-until = Mise de côté jusqu’à
rule-canned-reply = Réponse type
rule-no-reply = Aucune
rule-send-by-itself = L’envoyer toute seule, sauf s’il y reste un blanc ; elle est alors préparée en brouillon
rule-note = Note
rule-ask-somebody = Demander un coup d’œil à quelqu’un
rule-ask-nobody = Personne
rule-what-would-it-do = Que ferait-elle ?
rule-what-it-did = Ce qu’elle a fait
rule-kept-for = Gardé { $days } jours.
rule-did-nothing = Rien encore.
rule-did = { $when } : { $outcome }
rule-conversation = Conversation { $id }
rule-bad-domain = Écrivez un domaine comme example.com.
rule-bad-minutes = Écrivez un nombre de minutes de 1 à { $most }.
rule-bad-name = Donnez à la règle un nom de 1 à { $most } caractères.
rule-choose-when = Choisissez ce qui déclenche la règle.
rule-does-nothing = Dites ce que fait la règle : choisissez au moins une chose.
rule-long-note = Cette note est trop longue. { $most } caractères au plus.
rule-person-left = Cette personne n’est plus au bureau. Choisissez un collègue.
rule-reply-was-removed = Cette réponse type n’existe plus. Choisissez-en une autre.
rule-team-was-removed = Cette équipe n’existe plus. Choisissez-en une autre.
rule-too-many = { $most } règles suffisent.
rule-too-many-phrases = { $most } mots ou expressions suffisent.

## Tags

field-name = Nom
field-time-zone = Fuseau horaire
tags-title = Étiquettes
tags-lead = Des mots sur les conversations. Une nouvelle se crée là où on la met pour la première fois.
tags-none = Pas encore d’étiquettes
tags-none-lead = Mettez-en une sur une conversation avec <key>T</key>, et elle est proposée partout.
tags-put-away = Rangées
tags-put-away-lead = Elles restent sur leurs conversations, et ne sont plus proposées.
tag-undo = Annuler : { $done }
tag-edit = Modifier { $name }
tag-save = Enregistrer { $name }
tag-colour = Couleur
colour-plain = Simple
colour-honey = Miel
colour-peach = Pêche
colour-moss = Mousse
colour-sea = Mer
colour-sky = Ciel
colour-lilac = Lilas
colour-rose = Rose
colour-sand = Sable
tag-offer = Proposer à nouveau
tag-offer-named = Proposer à nouveau : { $name }
tag-put-away = Ranger
tag-put-away-named = Ranger { $name }
tag-merge-or-delete = Fusionner ou supprimer une étiquette
tag-merge-or-delete-more = Fusionner ou supprimer…
tag-merge-or-delete-of = Fusionner ou supprimer… { $name }
tag-merge-or-delete-named = Fusionner ou supprimer <tag>{ $name }</tag>
tag-on-none = sur aucune conversation
tag-on =
    { $count ->
        [one] sur { $count } conversation
       *[other] sur { $count } conversations
    }
tag-on-open =
    { $count ->
        [one] sur { $count } conversation (ouverte : { $open })
       *[other] sur { $count } conversations (ouvertes : { $open })
    }
tag-is-on-none = Elle n’est sur aucune conversation.
tag-is-on =
    { $count ->
        [one] Elle est sur { $count } conversation.
       *[other] Elle est sur { $count } conversations.
    }
tag-is-on-open =
    { $count ->
        [one] Elle est sur { $count } conversation (ouverte : { $open }).
       *[other] Elle est sur { $count } conversations (ouvertes : { $open }).
    }
tag-views = Ces vues la montrent, et seraient vides : <list></list>.
tag-rules = Ces règles en parlent : <list></list>.
tag-either-undone = L’un et l’autre peuvent s’annuler.
tag-merge = De deux, en faire une
tag-merge-lead = Ses conversations reçoivent l’autre à sa place.
tag-merge-into = La fusionner avec
tag-choose = Choisir une étiquette
tag-merge-them = Fusionner
tag-delete-it = La supprimer
tag-delete-lead = Elle est enlevée partout. Pour ne plus la proposer et la laisser où elle est, rangez-la plutôt.
tag-delete = Supprimer l’étiquette
tag-archived = Elle n’est plus proposée, et reste sur les conversations qui l’ont.
tag-offered = Elle est à nouveau proposée.
tag-undone = Tout est comme avant.
tag-changed = C’est ainsi partout à partir de maintenant.
tag-merged = « { $name } » est fusionnée dans « { $target } ».
tag-deleted = « { $name } » est enlevée partout.
tag-choose-other = Choisissez l’étiquette avec laquelle la fusionner.
tag-bad-colour = Choisissez l’une des couleurs.
tag-merge-with-itself = Choisissez une autre étiquette pour la fusion.
tag-name-taken = Il y a déjà une étiquette « { $name } ». Fusionnez les deux pour n’en faire qu’une.
tag-undone-already = C’est déjà annulé.

## Teams

teams-title = Équipes
teams-lead = Une conversation peut être confiée à une équipe ; qui est libre la prend, ou elle est répartie toute seule. Les jours sans personne sont dans <link>Jours fériés</link>.
teams-none = Pas encore d’équipes
teams-none-lead = Un petit bureau s’en passe bien. Quand vous êtes plus nombreux, une équipe peut se partager ce qui arrive.
team-saved = L’équipe est telle que vous l’avez laissée.
team-edit = Modifier { $name }
team-save = Enregistrer { $name }
team-start-one = Créer une équipe
team-start = Créer l’équipe
team-name-example = Par exemple : Ateliers
team-who = Qui en fait partie ?
team-nobody-yet = Personne encore
team-who-takes = Qui prend ce qui arrive ?
team-who-takes-hint = Dans l’ordre d’attente, et seulement aux membres qui sont au bureau et ont de la place. Si personne n’est là, cela attend.
team-by-hand = À la main
team-by-hand-means = Qui veut en prend une.
team-by-turn = À tour de rôle
team-by-turn-means = L’un après l’autre, parmi celles et ceux qui sont au bureau.
team-least-busy = À qui en a le moins
team-least-busy-means = Personne n’en reçoit deux de suite tant qu’un collègue a de la place.
team-takes-back = Quand quelqu’un finit son service avant de répondre, elle revient à l’équipe
team-when-there = Quand est-elle là ?
team-hours-of-desk = Comme tout le bureau
team-hours-own = À ses propres horaires
team-hours-hint-day = Par exemple <hours>9:00–12:30, 13:30–18:00</hours> ;
team-hours-hint-night = une nuit continue après minuit : <hours>22:00–6:00</hours>. Vide, c’est fermé.
team-closed = Fermé
team-taken-by-hand = Prises à la main.
team-nobody-at-desk = Personne n’est au bureau : ce qui arrive attend.
team-next = À tour de rôle, la suite est pour { $name }.
team-to-least-busy = À qui en a le moins.
team-there-until-today = Là jusqu’à { $time }.
team-there-until-tomorrow = Là jusqu’à demain à { $time }.
team-there-until = Là jusqu’à { $day } à { $time }.
team-back = De retour { $time }.
team-no-hours = Aucun horaire n’est fixé.
hours-overlap = Deux plages se gênent : celle qui commence { $weekday } à { $time } déborde sur la suivante.
time-zone-unknown = Ce fuseau horaire n’existe pas. Choisissez-en un dans la liste, par exemple Europe/Paris.

## Holidays

holidays-title = Jours fériés
holidays-lead = Les jours où personne n’est là alors qu’on le serait d’ordinaire. Le chat, les rappels, les promesses et les durées d’attente en tiennent compte.
holidays-saved = Tout le monde en tient compte à partir de maintenant.
holidays-days-off = Jours sans personne
holidays-none = Aucun encore
holidays-none-lead = Un jour connu d’avance, c’est une promesse que personne n’a à manquer.
holiday-once = { $weekday } { $day }
holiday-yearly = { $day }, chaque année
holiday-of = { $day }, { $whose }
holiday-remove = Retirer { $name }
holiday-add = Ajouter un jour
holiday-add-it = L’ajouter
holiday-which-day = Quel jour ?
holiday-name-example = Par exemple : Veille de Noël
holiday-for-whom = Pour qui ?
holiday-whole-desk = Tout le bureau
holiday-every-year = Chaque année à cette date
holiday-bad-name = Donnez au jour férié un nom de 1 à { $most } caractères.
holiday-no-day = Choisissez le jour, par exemple 2026-12-24.
holiday-there-already = Ce jour est déjà férié : { $name }.
holiday-too-many = { $most } jours fériés suffisent. Retirez-en un qui est passé.

## Today: the first page of the day

today-title = Aujourd’hui
today-good-morning = Bonjour, { $name }
today-good-afternoon = Bonjour, { $name }
today-good-evening = Bonsoir, { $name }
today-summary = Nous sommes le { $weekday } { $day }. { $waiting }
today-waiting-nobody = Personne n’attend.
today-waiting-one = Une personne attend.
today-waiting-one-for-you = Une personne attend, et c’est vous qu’elle attend.
today-waiting =
    { $count ->
       *[other] { $all } personnes attendent.
    }
today-waiting-all-for-you =
    { $count ->
       *[other] { $all } personnes attendent, et c’est vous qu’elles attendent.
    }
today-waiting-some-for-you =
    { $count ->
       *[other]
            { $mine ->
               *[other] { $all } personnes attendent, dont { $yours } pour vous.
            }
    }
number-one = une
number-two = deux
number-three = trois
number-four = quatre
number-five = cinq
number-six = six
number-seven = sept
number-eight = huit
number-nine = neuf
number-ten = dix
number-eleven = onze
number-twelve = douze
number-two-first = Deux
number-three-first = Trois
number-four-first = Quatre
number-five-first = Cinq
number-six-first = Six
number-seven-first = Sept
number-eight-first = Huit
number-nine-first = Neuf
number-ten-first = Dix
number-eleven-first = Onze
number-twelve-first = Douze
today-factor-reset = { $name } a retiré votre second facteur ({ $day }).
today-factor-reset-by-server = La personne qui gère le serveur a retiré votre second facteur ({ $day }).
today-factor-password = Votre mot de passe suffit pour se connecter à votre nom.
today-factor-another = <link>Mettez-en un autre en place</link>, et si cela ne vous dit rien, demandez.
today-put-away = Ranger
today-webhook-off = Le webhook « { $name } » a été désactivé, car rien n’y parvient. <link>Voir ce qu’il en est</link>
today-longest = Attendent depuis le plus longtemps
today-whole-desk = Voir tout le bureau
today-all-answered = Tout le monde a eu une réponse
today-all-answered-lead = La prochaine personne apparaîtra ici d’elle-même.
today-promised = Promis pour aujourd’hui
today-all-promises = Voir toutes les promesses
today-mentions = Vos collègues font appel à vous
today-mention = { $name } dans « { $subject } »
today-drafts = Brouillons en cours
today-draft = { $customer } : { $subject }
today-back = De retour aujourd’hui
today-back-with = { $customer }, chez { $name }
today-back-with-nobody = { $customer }, encore à prendre
today-nothing-back = Rien de mis de côté ne revient aujourd’hui.
today-warm-up = Dix secondes : dites votre salutation
today-desk-now = Le bureau en ce moment
today-yours = <b>{ $count }</b>pour vous
today-nobodys = <b>{ $count }</b>à prendre
today-everyones = <b>{ $count }</b>en tout
today-team = Au bureau avec vous
today-nobody-else = Personne d’autre n’est encore au bureau.
today-invite = <link>Invitez quelqu’un</link>.
today-colleague-here = Disponible
today-colleague-not-here = Pas au bureau
today-colleague-away = Indisponible
today-colleague-back = Indisponible, de retour { $time }
today-hard = C’était un contact difficile
today-hard-lead = Avec <link>{ $name }</link>, il y a { $time }. Chacun a le droit d’être contrarié, et il ne s’agit pas de vous. Personne d’autre ne voit ceci.
today-keep-for-myself = Le garder pour moi
today-ten-minutes-away = Dix minutes de pause
today-best-moment-yesterday = Votre meilleur moment d’hier
today-best-moment = Votre meilleur moment de votre dernier jour ici
today-best-moment-from = <link>{ $name }</link>, { $day }, après votre réponse. Personne d’autre ne voit ceci.
today-good-moment = Un bon moment dans un appel
today-good-moment-with = Avec <link>{ $name }</link>, { $day }. Personne d’autre ne voit ceci : cela vient de votre coin.
today-kind-word = Un mot gentil
today-kind-word-from = <link>{ $name }</link>, { $day }
today-another-kind-word = Un autre
customer-nameless = Un visiteur
today-welcome-back = Vous revoilà. Vous pensiez revenir { $time }.
today-away = Vous êtes en pause, de retour { $time }. Respirez ; le bureau est en de bonnes mains.
today-away-hint = Vos collègues voient que vous n’êtes pas là et quand vous revenez ; pas pourquoi.
today-thanks = Merci de l’avoir dit. Cela n’est qu’à vous.
today-another-look = Ou une autre façon de voir : { $look }
today-good-to-know = C’est bon à savoir. C’est gardé, rien que pour vous.

## The intention of the day: with what mind one serves

intention-title = Que voulez-vous apporter aujourd’hui ?
intention-lead = Pour vous. Choisissez-en une, changez-la, ou écrivez la vôtre.
intention-yours = Votre intention
intention-share = La montrer à mes collègues aujourd’hui
intention-share-hint = Sinon, elle est dans votre coin, et personne d’autre ne peut l’ouvrir.
intention-take = L’emporter avec moi
intention-not-today = Pas aujourd’hui
intention-change = Changer votre intention
intention-shared = vos collègues la voient
intention-much-to-give = J’ai beaucoup à donner.
intention-listen-first = J’écoute d’abord, j’aide ensuite.
intention-smile-before = Je souris avant de décrocher.
intention-what-i-can-do = Je dis ce que je peux faire, avant ce que je ne peux pas.
intention-told-once = Personne n’a à me raconter son histoire deux fois.
intention-find-the-reason = Qui est contrarié a une raison. Je la trouve.
intention-end-warmly = Je finis chaque contact aussi chaleureusement que je le commence.

## Check-ins: how it is going, for oneself alone

action-erase = Effacer
field-if-you-like = (facultatif)
check-ins-title = Vos bilans
check-ins-lead = Comment cela allait, et ce que vous vouliez apporter. C’est dans votre coin : personne d’autre, quel que soit son rôle, ne peut l’ouvrir, et aucune copie de la base de données ne le révèle.
check-ins-minutes-away = { $minutes } minutes de pause
check-ins-closed = Votre coin est fermé dans ce navigateur.
check-ins-open = L’ouvrir avec votre mot de passe
check-ins-kept = Ce que vous avez gardé
check-ins-erase-all = Tout effacer
check-ins-none = Rien n’est gardé
check-ins-none-lead = Vos réponses sont ici jusqu’à ce que vous les effaciez.
check-in-i-am-back = Je suis de retour
check-in-question = Comment ça va ?
check-in-own-words = Avec vos mots
check-in-then-choose = Choisissez ensuite l’une des réponses ci-dessus.
check-in-for-you-alone = Rien que pour vous : c’est fermé par votre mot de passe, et aucun responsable, aucun propriétaire, et personne, même avec une copie de la base de données, ne peut le lire.
check-in-well = Bien
check-in-all-right = Ça va
check-in-hard = C’est dur
check-in-needs-break = J’ai besoin de souffler
check-in-reframed = Après un contact difficile
check-in-when = { $day }, { $time }
check-in-erase = Effacer ce bilan : { $when }
check-in-gone = C’est effacé pour de bon.
check-in-kept = C’est gardé, rien que pour vous.
check-in-too-long = Cela fait { $chars } caractères, pour { $most } au plus. Raccourcissez un peu.
corner-open-first = Ouvrez d’abord votre coin, dans Réglages → Profil : c’est là que ceci est gardé.
intentions-title = Vos intentions
intention-shown = { $day }, montrée à vos collègues ce jour-là
intention-erase = Effacer « { $words } »
reframing-before = Qu’est-il peut-être arrivé à cette personne avant qu’elle vous écrive ?
reframing-made-right = Sa contrariété vise ce qui s’est passé, et c’est vous qui êtes là. Qu’est-ce qui peut encore s’arranger ?
reframing-grandmother = Si c’était votre grand-mère qui avait écrit cela : que voudriez-vous qu’on y entende ?
reframing-fair-wish = Quel était le souhait légitime derrière les mots durs ?
reframing-not-given-up = Qui se plaint fort n’a pas encore renoncé à nous. Qu’est-ce qui lui ferait une bonne surprise ?
reframing-calm = Vous avez gardé votre calme, ou presque. Qu’est-ce qui vous a permis d’y arriver ?

## Search

search-title = Recherche
search-lead = Tout ce qui a été dit et noté, et par qui.
search-label = Chercher dans les conversations, messages, notes et clients
search-example = Des mots, un nom, ou from:nora is:open
search-only = Seulement ce qui est
search-take-away = { $operator }, l’enlever
search-preparing = Ce qui a été dit avant cette version est encore en préparation pour la recherche : { $percent } % est fait, le plus récent d’abord. Ce qui arrive maintenant se trouve tout de suite.
search-customers = Clients
search-conversations = Conversations
search-order = Ordre
search-best-first = Les plus pertinentes d’abord
search-newest-first = Les plus récentes d’abord
search-count =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
search-count-and-more =
    { $count ->
        [one] { $count } conversation, et peut-être plus
       *[other] { $count } conversations, et peut-être plus
    }
search-nothing-so-far = Rien trouvé pour l’instant
search-more-to-look = Il reste des choses à parcourir.
search-that-was-all = C’est tout
search-that-was-all-lead = Rien d’autre ne répond à cette recherche.
search-to-beginning = Retour au début
search-nothing = Rien trouvé
search-nothing-lead = Essayez avec moins de mots, le début d’un mot, ou une autre façon de le dire.
search-nothing-conditions = Ou enlevez l’une des conditions ci-dessus.
search-by-chat = par chat
search-by-phone = téléphone
search-in-person = sur place
search-by-api = api
search-written-by = { $name } :
search-noted-by = { $name }, dans une note :
search-with = chez <name>{ $name }</name>
search-nobodys = À prendre
search-looked-through = Tout a été parcouru, en remontant à : { $day }.
search-further-back = Chercher plus loin
search-nothing-to-look-for = Il n’y a rien à chercher là-dedans
search-nothing-to-look-for-lead = Tapez un mot, un nom ou un numéro. Ce que vous pouvez taper d’autre est plus bas.
search-what = Que cherchez-vous ?
search-what-lead = Un mot qui a été dit, un nom, un numéro. Accents et majuscules n’ont pas d’importance.
search-many-people = « from: » peut désigner beaucoup de gens, et seuls quelques-uns ont été regardés. Un nom entier ou une adresse trouve la bonne personne.
search-shortened = Cela fait beaucoup à chercher : seul le début a été pris.
search-misread = « { $typed } » a été cherché comme de simples mots. { $instead }
search-try-from = Essayez from: avec un nom ou une adresse, par exemple from:nora.
search-try-is = Essayez is:waiting, is:open, is:answered, is:snoozed, is:closed, is:unassigned ou is:mine.
search-try-tag = Essayez tag: avec le nom d’une étiquette, par exemple tag:livraison.
search-try-team = Essayez team: avec le nom d’une équipe.
search-try-assignee = Essayez assignee: avec le nom d’un collègue, par exemple assignee:mia.
search-try-before = Essayez un jour, par exemple before:2026-11-30 ou before:yesterday.
search-try-after = Essayez un jour, par exemple after:2026-11-01 ou after:monday.
search-try-has = Essayez has:attachment.
search-try-in = Essayez in:notes.
search-nobody = Personne ne s’appelle « { $typed } ».
search-nobody-on-desk = Personne au bureau ne s’appelle « { $typed } ».
search-no-tag = Il n’y a pas d’étiquette « { $typed } ».
search-no-team = Il n’y a pas d’équipe « { $typed } ».
search-help = Ce que vous pouvez taper
search-help-lead = Tous les mots doivent être dans un même message, une même note ou un même sujet. Le dernier se trouve par son début. « Les plus pertinentes d’abord » met en ordre les 300 messages les plus récents qui correspondent, puis continue avec les plus anciens.
search-help-phrase = ces mots l’un à côté de l’autre
search-help-not = pas ce mot ; <code>-tag:vip</code> marche aussi
search-help-from = écrit par ce client ou ce collègue, par nom ou adresse
search-help-waiting = nous attend ; aussi <codes></codes>
search-help-either = (l’un ou l’autre)
search-help-unassigned = à prendre ; <code>is:mine</code>, c’est chez vous
search-help-assignee = chez ce collègue
search-help-team = chez cette équipe
search-help-tag = avec cette étiquette
search-help-after = ce jour-là ou plus tard, là où vous êtes ; aussi <codes></codes>
search-help-or = ou
search-help-before = plus tôt que ce jour
search-help-attachment = avec un fichier ; les noms de fichiers se trouvent comme des mots
search-help-notes = ce que l’équipe a noté, pas ce qui a été dit

## What is said in several places

action-copy = Copier
action-copy-all = Tout copier
action-copy-link = Copier le lien

## Customers

customer-add = Ajouter un client
customer-add-button = Ajouter le client
customer-address = E-mail ou téléphone
customer-address-add = Ajouter une adresse
customer-address-add-button = Ajouter l’adresse
customer-address-remove = Retirer { $address }
customer-address-remove-confirm = Retirer { $address } ?
customer-address-said = selon le visiteur
customer-address-verified = vérifiée
customer-addresses = Où joindre ce client
customer-conversations =
    { $count ->
        [one] { $count } conversation, la dernière : { $day }.
       *[other] { $count } conversations, la dernière : { $day }.
    }
customer-data = Ce que nous gardons de ce client
customer-data-download = Tout télécharger
customer-data-hint = Pour les clients qui demandent ce que nous gardons, ou que nous ne gardions rien.
customer-edit-details = Modifier les informations
customer-edit-name = Modifier { $name }
customer-erase = Effacer…
customer-fact = Quelque chose à retenir
customer-fact-bad = Écrivez une phrase de 1 à { $most } caractères.
customer-fact-by = { $name }, { $day }
customer-fact-by-somebody = quelqu’un, { $day }
customer-fact-forget = Oublier : { $fact }
customer-fact-forgotten = Oublié.
customer-fact-hint = Une petite chose qui compte pour { $name }
customer-fact-hint-unnamed = Une petite chose qui compte pour ce client
customer-fact-recall = Annuler l’oubli
customer-fact-remember = Retenir ceci
customer-facts = À retenir
customer-facts-full = { $most } choses sont déjà retenues. Retirez-en d’abord une.
customer-facts-none = Rien encore. Grâce aux petites choses, on se sent reconnu.
customer-form-lead = Les adresses et ce qui est à retenir sont sur <link>sa page</link>.
customer-if-you-know = si vous le savez
customer-keep-changes = Garder les changements
customer-known = Ce que nous savons : { $name }
customer-known-unnamed = Ce que nous savons de ce visiteur
customer-language = Langue
customer-language-bad = Ce n’est pas un code de langue. Écrivez-en un comme « fr », « de » ou « pt-BR ».
customer-language-not-known = Inconnue
customer-local-time = Heure locale
customer-local-time-there = { $time } là-bas
customer-met-today = Première rencontre aujourd’hui.
customer-name = Nom
customer-new-conversation = Nouvelle conversation
customer-new-lead = Un nom suffit pour commencer. Tout le reste peut venir plus tard.
customer-new-title = Quelqu’un de nouveau ?
customer-no-conversation = Pas encore de conversation.
customer-page = Page
customer-page-hint = la page d’où venait son dernier message
customer-story = Son histoire avec nous
customer-story-none = Son histoire commence ici
customer-story-none-hint = Tout ce que ce client écrit ou nous dit sera ici, pour n’avoir à le dire qu’une fois.
customer-story-since = depuis : { $day }
customer-story-with = chez { $name }
customer-story-with-nobody = encore à prendre
customer-time-zone = Fuseau horaire
customer-time-zone-example = Europe/Paris
customer-time-zone-unknown = Ce fuseau horaire n’existe pas. Choisissez-en un comme Europe/Paris.
customer-with-us-since = Avec nous depuis { $month }.
customers-add-named = Ajouter « { $name } »
customers-column-last = Dernière conversation
customers-column-last-short = Dernière
customers-column-state = État
customers-column-when = Quand
customers-column-who = Qui
customers-end = La liste s’arrête là
customers-end-hint = Il n’y a plus de clients après.
customers-lead = Toutes les personnes venues un jour au bureau, avec toute leur histoire.
customers-next = Clients suivants
customers-no-conversation = Aucune encore
customers-none = Personne n’est encore venu au bureau
customers-none-found = Personne trouvé pour « { $words } »
customers-none-found-hint = Essayez une partie du nom, de l’adresse e-mail ou du numéro de téléphone.
customers-none-hint = Toute personne qui écrit dans le chat apparaît ici d’elle-même. Vous pouvez ajouter celles que vous avez rencontrées.
customers-pages = Pages
customers-previous = Clients précédents
customers-search = Chercher par nom, adresse ou numéro
customers-search-hint = Nom, adresse e-mail ou numéro de téléphone
customers-show-all = Voir tout le monde
customers-title = Clients
customers-to-beginning = Retour au début
name-missing = Il manque un nom. Écrivez-le, s’il vous plaît.
name-too-long = Ce nom est trop long. { $most } caractères au plus.
state-closed = Fermée
state-snoozed = Mise de côté
state-waiting-on-customer = Attend le client
state-waiting-on-us = Nous attend

## Merging customers

customer-merge = Fusionner…
customer-merge-addresses = Adresses
customer-merge-back = Retour à <link>sa page</link>.
customer-merge-browsers =
    { $count ->
        [one] { $count } navigateur pour le chat
       *[other] { $count } navigateurs pour le chat
    }
customer-merge-button = Fusionner
customer-merge-calls =
    { $count ->
        [one] { $count } appel
       *[other] { $count } appels
    }
customer-merge-changed = L’un des deux vient d’être changé. Regardez à nouveau les deux, puis fusionnez.
customer-merge-choose = Qui est la même personne que <name>{ $name }</name> ?
customer-merge-choose-lead = Vous verrez les deux côte à côte avant que quoi que ce soit se passe.
customer-merge-choose-other = Choisir quelqu’un d’autre
customer-merge-choose-page = Fusionner { $name } avec un autre client
customer-merge-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
customer-merge-done = Fusionnés : les deux ne font plus qu’un client.
customer-merge-find = Trouver quelqu’un d’autre
customer-merge-first-met = { $id }, première rencontre : { $day }
customer-merge-found = Trouvés
customer-merge-goes-on = continue sous la fiche qui est gardée
customer-merge-gone = { $name } : fiche fusionnée
customer-merge-gone-hint = Tout continue avec <link>{ $name }</link>. Ce que vous écrivez ici reste, et y sera retenu.
customer-merge-held = Ne peut pas s’annuler tant que <link>{ $subject }</link> est une conversation des deux.
customer-merge-is-kept = est gardé, car connu en premier
customer-merge-lead = Rien ne se passe avant que vous le disiez, et vous pouvez l’annuler à tout moment.
customer-merge-likely = Peut-être la même personne
customer-merge-likely-lead = Même adresse, même numéro ou même identifiant.
customer-merge-likely-why = a la même adresse, le même numéro ou le même identifiant
customer-merge-never-mind = Finalement, non
customer-merge-no-addresses = aucune
customer-merge-no-facts = rien encore
customer-merge-none-found = Personne d’autre trouvé pour « { $words } »
customer-merge-not-known = inconnu
customer-merge-number = Numéro
customer-merge-page = Fusionner { $gone } dans { $kept }
customer-merge-promises =
    { $count ->
        [one] { $count } promesse à tenir
       *[other] { $count } promesses à tenir
    }
customer-merge-story = Son histoire
customer-merge-title = Ces deux-là sont-ils la même personne ?
customer-merge-type = Tapez un nom, une adresse ou un numéro.
customer-merge-undo = Annuler la fusion
customer-merge-undo-of = Annuler la fusion : { $name }
customer-merge-undone = Annulé : ils sont deux à nouveau. L’autre est <link>{ $name }</link>.
customer-merge-undone-already = Quelqu’un l’a déjà annulé.
customer-merge-which-language = Quelle langue parle ce client ?
customer-merge-which-name = Comment s’appelle ce client ?
customer-merge-which-time-zone = Dans quel fuseau horaire est ce client ?
customer-merge-will-be = Ce qui va se passer
customer-merge-will-browsers = Chaque navigateur continue de lire ce qui y a été écrit, et rien de l’autre : pour cela, il faut se connecter sur votre site.
customer-merge-will-links = Qui cherche l’un ou l’autre, ou lui écrit, trouve celui-ci, et les liens vers l’un ou l’autre mènent ici.
customer-merge-will-stories = Une seule page a les deux histoires : toutes les conversations, appels, promesses, adresses et choses à retenir de l’un et l’autre.
customer-merge-will-undo = Annuler les sépare à nouveau. Ce qui est venu depuis reste avec celui dont le navigateur ou l’adresse l’a apporté ; ce que vous avez noté vous-mêmes reste avec celui qui est gardé.
customer-merge-with = Fusionner avec { $name }…
customer-merge-with-another = Fusionner avec un autre…
customer-merges = Fusions de ce client
customer-merges-hint = Annuler laisse ce qui est venu depuis à celui dont le navigateur ou l’adresse l’a apporté, et à celui-ci ce que vous avez noté ici.
customer-merges-one = { $by } a fusionné { $gone } dans { $kept } ({ $day }).
customer-merges-one-undone = La fusion a été annulée ({ $day }).

## Erasing customers

erasure-addresses =
    { $count ->
        [one] { $count } adresse ou numéro
       *[other] { $count } adresses et numéros
    }
erasure-back-to-desk = Retour au bureau
erasure-browsers =
    { $count ->
        [one] { $count } navigateur du chat
       *[other] { $count } navigateurs du chat
    }
erasure-button = Effacer pour de bon
erasure-by-somebody = quelqu’un
erasure-calls =
    { $count ->
        [one] { $count } appel
       *[other] { $count } appels
    }
erasure-cleared = Ses fichiers sont supprimés, et les dernières traces ont disparu de la base de données.
erasure-clearing = Ses fichiers sont en cours de suppression. Cela continue tout seul, même après un redémarrage.
erasure-conversation-gone = Cette conversation a été effacée
erasure-conversation-gone-why = Le client a demandé que rien ne soit gardé.
erasure-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
erasure-done-by = { $name } l’a fait (<time>{ $day }</time>). Rien de ce que ce client a écrit ou nous a dit n’est gardé.
erasure-done-hint = Les sauvegardes faites avant contiennent encore ce qui y était, jusqu’à leur renouvellement : dites au client quand ce sera. Les autres programmes prévenus par des webhooks le sont aussi de l’effacement ; ce qu’ils gardent, c’est à la personne qui les gère de l’effacer.
erasure-done-page = Effacé
erasure-done-title = Ce client a été effacé
erasure-facts =
    { $count ->
        [one] { $count } chose à retenir
       *[other] { $count } choses à retenir
    }
erasure-files =
    { $count ->
        [one] { $count } fichier ({ $size })
       *[other] { $count } fichiers ({ $size })
    }
erasure-first = Ce client voudrait-il d’abord une copie ? <link>Télécharger tout ce qui est gardé</link>.
erasure-going = Ce qui disparaît
erasure-going-too = Disparaissent aussi ce qui a été remarqué dans ses mots, ce que la recherche en sait, et ce que d’autres programmes ont appris et répondu. Si le chat est ouvert, le client en est prévenu, et il recommence à neuf.
erasure-lead = Pour un client qui demande que rien ne soit gardé. Cela ne peut pas s’annuler.
erasure-leave = Tout laisser tel quel
erasure-merged-meanwhile = Ce client a été fusionné avec un autre entre-temps. Regardez à nouveau sa page.
erasure-messages-ours =
    { $count ->
        [one] { $count } message de notre part
       *[other] { $count } messages de notre part
    }
erasure-messages-theirs =
    { $count ->
        [one] { $count } message du client
       *[other] { $count } messages du client
    }
erasure-name-alone = Son nom seulement : rien d’autre n’est gardé.
erasure-nobody = Personne n’est connu ici
erasure-notes =
    { $count ->
        [one] { $count } note ou brouillon à son sujet
       *[other] { $count } notes et brouillons à son sujet
    }
erasure-on-the-phone = Ce client est au téléphone en ce moment. Effacez-le après l’appel.
erasure-other-name = Ce n’est pas ce nom. Tapez « { $name } » pour effacer ce client.
erasure-page = Effacer { $name }
erasure-promises =
    { $count ->
        [one] { $count } promesse faite au client
       *[other] { $count } promesses faites au client
    }
erasure-promises-open =
    { $count ->
        [one] Une promesse faite à ce client reste à tenir. Elle est retirée.
       *[other] { $count } promesses faites à ce client restent à tenir. Elles sont retirées.
    }
erasure-recordings =
    { $count ->
        [one] { $count } réécoute, enregistrement ou moment partagé d’un appel (même s’il n’est qu’à un agent)
       *[other] { $count } réécoutes, enregistrements et moments partagés d’appels (même s’ils ne sont qu’à un agent)
    }
erasure-staying = Ce qui reste
erasure-staying-audit = Une ligne dans le journal d’audit, sans le nom.
erasure-staying-backups = Les sauvegardes faites avant, jusqu’à leur renouvellement. Qui en restaure une efface à nouveau.
erasure-staying-counts = Des nombres et des durées sans nom ni mots de personne, pour que les chiffres du bureau ne changent pas.
erasure-title = Effacer <name>{ $name }</name> ?
erasure-to-customers = Vers les clients
erasure-type-name = Tapez <name>{ $name }</name> pour confirmer
erasure-who-may = Seul un propriétaire ou un responsable efface un client. Demandez-leur.

## What is kept of a customer: a document for them

personal-data-call = Appel, commencé le { $day }
personal-data-chat = Chat, commencé le { $day }
personal-data-facts = Ce qui nous a paru à retenir
personal-data-in-person = Sur place, commencé le { $day }
personal-data-json = La même chose est dans <link>data.json</link>, sous une forme que d’autres programmes peuvent lire ; les fichiers envoyés sont dans le dossier files.
personal-data-known = Qui vous êtes pour nous
personal-data-known-as = Identifiant sur notre site
personal-data-last-page = Dernière page
personal-data-made = Fait le { $day }.
personal-data-no-conversation = Il n’y a pas encore eu de conversation.
personal-data-not-answered = Un appel resté sans réponse.
personal-data-not-in-it = Ce qui n’y est pas
personal-data-note = une note entre nous
personal-data-one-of-us = L’un de nous
personal-data-other-program = Par un autre programme, commencé le { $day }
personal-data-promise = { $what } (pour le { $day })
personal-data-promises = Ce que nous avons promis
personal-data-sealed = Ce que l’un de nous a commencé à écrire sans l’envoyer, et ce qui a été entendu dans les appels : c’est scellé pour la personne qui a parlé avec vous, et nul autre d’entre nous ne peut l’ouvrir. La date de chaque appel, et s’il est enregistré, sont dans data.json.
personal-data-talked = Un appel de { $time }.
personal-data-title = Ce que { $desk } garde de vous, { $name }
personal-data-when = { $day }, { $time }

## Settings

settings-desk = Le bureau
settings-nav-api = API
settings-nav-audit = Journal d’audit
settings-nav-canned-replies = Réponses types
settings-nav-chat = Chat
settings-nav-first-words = Premiers mots
settings-nav-hints = Conseils
settings-nav-holidays = Jours fériés
settings-nav-notifications = Notifications
settings-nav-people = Personnes
settings-nav-phone = Téléphone
settings-nav-profile = Profil
settings-nav-rules = Règles
settings-nav-second-factor = Second facteur
settings-nav-security = Sécurité
settings-nav-sessions = Sessions
settings-nav-tags = Étiquettes
settings-nav-team-figures = Ce qu’on entend dans nos appels
settings-nav-teams = Équipes
settings-nav-trust = Ce qu’est la confiance
settings-nav-webhooks = Webhooks
settings-nav-workspace = Espace de travail
settings-nav-import = Import
settings-nav-export = Export
settings-nav-retention = Conservation
settings-nav-email = E-mail
settings-title = Réglages
settings-you = Vous
settings-all = Tous les réglages

## Settings: people

invitation-detail = { $role }, fin : { $time }
invitation-email = E-mail
invitation-gone = Ce lien n’est plus valable : il a servi, a été retiré ou est trop ancien. Demandez-en un nouveau.
invitation-if-you-know = (si vous la connaissez)
invitation-make = Créer une invitation
invitation-new = Inviter quelqu’un
invitation-new-lead = Vous recevez un lien à transmettre. Il sert une fois, pendant sept jours.
invitation-new-lead-by-email = Si vous connaissez l’adresse, le lien part par e-mail ; sinon, vous le recevez pour le transmettre. Il sert une fois, pendant sept jours.
invitation-owner-invites-owner = Seul un propriétaire peut en inviter un autre.
invitation-ready = L’invitation est prête
invitation-ready-lead =
    { $role ->
        [owner] Donnez ce lien à { $email }. Il sert une fois, pendant sept jours, et donne le rôle de propriétaire. Copiez-le maintenant : il ne sera plus affiché.
        [lead] Donnez ce lien à { $email }. Il sert une fois, pendant sept jours, et donne le rôle de responsable. Copiez-le maintenant : il ne sera plus affiché.
       *[agent] Donnez ce lien à { $email }. Il sert une fois, pendant sept jours, et donne le rôle d’agent. Copiez-le maintenant : il ne sera plus affiché.
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] Donnez ce lien à la personne qui arrive. Il sert une fois, pendant sept jours, et donne le rôle de propriétaire. Copiez-le maintenant : il ne sera plus affiché.
        [lead] Donnez ce lien à la personne qui arrive. Il sert une fois, pendant sept jours, et donne le rôle de responsable. Copiez-le maintenant : il ne sera plus affiché.
       *[agent] Donnez ce lien à la personne qui arrive. Il sert une fois, pendant sept jours, et donne le rôle d’agent. Copiez-le maintenant : il ne sera plus affiché.
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] Ce lien part aussi par e-mail à { $email } : vous n’avez rien d’autre à faire. Il sert une fois, pendant sept jours, et donne le rôle de propriétaire. Copiez-le maintenant : il ne sera plus affiché.
        [lead] Ce lien part aussi par e-mail à { $email } : vous n’avez rien d’autre à faire. Il sert une fois, pendant sept jours, et donne le rôle de responsable. Copiez-le maintenant : il ne sera plus affiché.
       *[agent] Ce lien part aussi par e-mail à { $email } : vous n’avez rien d’autre à faire. Il sert une fois, pendant sept jours, et donne le rôle d’agent. Copiez-le maintenant : il ne sera plus affiché.
    }
invitation-take-back = Retirer
invitation-take-back-of = Retirer l’invitation : { $email }
invitation-take-back-whoever = Retirer l’invitation (fin : { $time })
invitation-whoever = Qui a le lien
invitations-open = Invitations en cours
password-link-gone = Ce lien n’est plus valable. Demandez-en un nouveau.
password-link-ready = Le lien est prêt
password-link-ready-lead = Donnez-le à { $name }, pour choisir un nouveau mot de passe. Il sert une fois, pendant 24 heures. Copiez-le maintenant : il ne sera plus affiché.
password-link-ready-lead-by-email = { $name } le reçoit aussi par e-mail, pour choisir un nouveau mot de passe. Il sert une fois, pendant 24 heures. Copiez-le maintenant : il ne sera plus affiché.
password-link-used = Ce lien vient de servir.
people-at-the-desk = Au bureau
people-away = indisponible
people-away-back = indisponible, de retour { $time }
people-column-actions = Ce que vous pouvez faire
people-column-who = Qui
people-deactivate = Retirer du bureau
people-gone = Ne font plus partie du bureau
people-gone-detail =
    { $role ->
        [owner] { $email }, propriétaire
        [lead] { $email }, responsable
       *[agent] { $email }, agent
    }
people-gone-lead = Ce que ces personnes ont écrit reste, sous leur nom.
people-here = disponible
people-lead = Qui travaille à ce bureau, et ce que chacun peut y faire.
people-limit = Nombre maximal de conversations ouvertes attribuées d’office
people-limit-bad = Écrivez un nombre de 1 à { $most }, ou laissez vide pour ne pas mettre de limite.
people-limit-keep = Garder
people-limit-keep-of = Garder la limite : { $name }
people-limit-none = Sans limite
people-more-for = Plus : { $name }
people-needs-owner = Le bureau a besoin d’un propriétaire. Donnez d’abord ce rôle à quelqu’un d’autre.
people-not-yourself = Vous ne pouvez pas vous retirer vous-même du bureau. Demandez-le à un autre propriétaire ou responsable.
people-owner-changes-owner = Seul un propriétaire peut changer un propriétaire.
people-owner-makes-owner = Seul un propriétaire peut donner ce rôle à quelqu’un.
people-password-link = Créer un lien de mot de passe
people-reactivate = Faire revenir au bureau
people-reactivate-name = Faire revenir au bureau : { $name }
people-role = Rôle
people-role-change = Changer
people-role-change-of = Changer le rôle : { $name }
people-role-of = Rôle : { $name }
people-saved-deactivation = Cette personne est déconnectée partout. Ce qu’elle a écrit reste.
people-saved-invitation = Ce lien ne marche plus.
people-saved-limit = Ce qui arrive à partir de maintenant en tient compte. Personne ne perd ce qu’il a déjà.
people-saved-nothing = Tout est comme vous l’avez laissé.
people-saved-reactivation = Cette personne peut à nouveau se connecter.
people-saved-role = Le nouveau rôle vaut à partir de maintenant.
people-saved-second-factor = Cette personne se connecte avec son seul mot de passe, et sait que cela vient de vous. Ses sessions sont terminées.
people-second-factor-remove = Retirer le second facteur
people-title = Personnes
people-with-second-factor = { $presence }, a un second facteur
people-you = { $name } (vous)
role-agent = Agent
role-agent-means = Agent : sert les clients
role-lead = Responsable
role-lead-means = Responsable : s’occupe aussi des personnes, des équipes et du chat
role-owner = Propriétaire
role-owner-means = Propriétaire : peut tout changer

## Settings: profile

profile-availability = Disponibilité
profile-availability-lead = Les nouvelles conversations ne vont qu’aux personnes disponibles.
profile-availability-save = Enregistrer la disponibilité
profile-away = Indisponible
profile-back = De retour
profile-back-hint = En anglais tout simple, comme « 13:00 » ou « tomorrow 9:00 ».
profile-back-if = (si vous vous absentez et le savez)
profile-back-said = Vous avez dit que vous reviendrez { $time }.
profile-here = Disponible
profile-identities = Les comptes de ce fournisseur qui vous ouvrent la porte.
profile-identities-none = Reliez votre compte chez ce fournisseur, et il vous ouvre la porte.
profile-identity-connect = Relier votre compte
profile-identity-connect-another = Relier un autre compte
profile-identity-disconnect = Détacher
profile-identity-disconnect-name = Détacher { $name }
profile-identity-unnamed = Un compte sans adresse
profile-identity-unused = Relié ({ $linked })
profile-identity-used = Relié ({ $linked }), dernière utilisation : { $used }
profile-lead = Comment les clients et vos collègues vous voient.
profile-name = Nom
profile-name-hint = Les clients le voient sous vos réponses.
profile-password = Mot de passe
profile-role = { $role }, connexion avec { $email }
profile-saved-availability = Vos collègues le voient tout de suite.
profile-saved-corner = Ce qui était dans votre coin auparavant est à nouveau ouvert. Vos autres navigateurs ont été déconnectés ; reconnectez-vous-y.
profile-saved-corner-open = Votre coin est ouvert dans ce navigateur.
profile-saved-identity = Ce compte vous ouvre la porte à partir de maintenant.
profile-saved-identity-removal = Ce compte ne vous ouvre plus la porte.
profile-saved-name = Votre prochaine réponse partira sous ce nom.
profile-saved-password = Votre nouveau mot de passe vaut à partir de maintenant ; les autres navigateurs ont été déconnectés.
profile-time-zone = Fuseau horaire
profile-time-zone-hint = Tapez une ville, par exemple Paris.
profile-title = Profil
profile-where = Où êtes-vous ?
profile-you = Vous

## Passwords and corners

corner-is-closed = Fermé dans ce navigateur
corner-is-open = Ouvert dans ce navigateur
corner-lead = Ce qui n’est qu’à vous est gardé ici : le miroir de votre voix, vos réécoutes, vos réflexions. C’est fermé par votre mot de passe : aucun responsable, aucun propriétaire, et personne, même avec une copie de la base de données, ne peut le lire.
corner-lost = Ce qui était ici avant votre nouveau mot de passe reste fermé : il n’y avait pas de clé de secours.
corner-not-opened = Votre coin n’a pas pu s’ouvrir. Réessayez.
corner-open = Ouvrir votre coin
corner-password = L’ouvrir avec votre mot de passe
corner-password-hint = Votre connexion s’est faite sans lui, ou avant que votre coin existe.
corner-recover = Ouvrir ce qui était ici avant votre nouveau mot de passe
corner-recover-button = Ouvrir avec votre clé de secours
corner-recover-hint = Avec votre clé de secours : huit groupes de quatre. Minuscules et espaces ne gênent pas. Si quelqu’un d’autre connaît peut-être votre mot de passe, changez-le d’abord.
corner-recovery-key-copy = Copier la clé
corner-recovery-key-keep = Gardez-la là où personne d’autre ne la trouvera, sur papier ou avec vos mots de passe. Elle ne sera plus affichée, et personne ne peut la refaire pour ce qui est ici maintenant. Une clé faite auparavant ne marche plus.
corner-recovery-key-made = Vous avez une clé de secours ({ $day }). Une nouvelle la remplace.
corner-recovery-key-make = Créer une clé de secours
corner-recovery-key-make-new = Créer une nouvelle clé de secours
corner-recovery-key-none = Si vous oubliez votre mot de passe, ce qui est ici reste fermé pour de bon, sauf avec une clé de secours.
corner-recovery-key-of = Clé de secours : { $name }, { $desk }
corner-recovery-key-print = L’imprimer
corner-recovery-key-unreadable = Une clé de secours a huit groupes de quatre lettres et chiffres. Vérifiez qu’il n’en manque aucun.
corner-recovery-key-wrong = Cette clé de secours n’ouvre rien de ce qui est fermé ici. Vérifiez chaque groupe, et que c’est bien la dernière que vous avez faite.
corner-title = Votre coin
password-back = Quel plaisir de vous revoir, { $name }
password-change = Changer le mot de passe
password-choose = Choisissez un nouveau mot de passe pour { $email }.
password-foot = Tous les navigateurs connectés avec l’ancien sont déconnectés. Ce qui n’est qu’à vous reste fermé jusqu’à ce que vous l’ouvriez avec votre clé de secours.
password-hint = { $least } caractères ou plus. Une courte phrase va très bien.
password-keep = Garder ce mot de passe
password-new = Nouveau mot de passe
password-new-hint = { $least } caractères ou plus.
password-not-kept = Ce mot de passe n’a pas pu être gardé. Choisissez-en un autre.
password-not-used = Ce mot de passe n’a pas pu servir à l’instant. Réessayez.
password-not-yours = Ce n’est pas votre mot de passe actuel. Réessayez.
password-now = Mot de passe actuel
password-now-hint = Pour savoir que c’est bien vous.
password-owner-for-owner = Seul un propriétaire peut créer un nouveau mot de passe pour un propriétaire.
password-signing-in-elsewhere = Vous vous connectiez ailleurs au même moment. Réessayez.
password-too-long = Ce mot de passe est trop long. { $most } caractères au plus.
password-too-short = Ce mot de passe est trop court. { $least } caractères au moins ; quelques mots à la suite vont bien.

## Joining the desk

join-bad-desk-name = Écrivez comment vos clients vous appellent, en { $most } caractères au plus.
join-button = Rejoindre le bureau
join-desk-name = Comment s’appelle votre bureau ?
join-desk-name-hint = Les clients vous connaissent sous ce nom, par exemple celui de votre boutique.
join-email = Votre e-mail
join-foot = Ce lien sert une fois.
join-lead =
    { $role ->
        [owner] Une place vous attend au bureau, comme propriétaire.
        [lead] Une place vous attend au bureau, comme responsable.
       *[agent] Une place vous attend au bureau, comme agent.
    }
join-lead-by =
    { $role ->
        [owner] { $name } aimerait vous avoir au bureau, comme propriétaire.
        [lead] { $name } aimerait vous avoir au bureau, comme responsable.
       *[agent] { $name } aimerait vous avoir au bureau, comme agent.
    }
join-name = Votre nom
join-open-button = Ouvrir le bureau
join-opens-foot = Tout ce que vous entrez reste sur cette machine.
join-opens-lead = Personne n’est là avant vous : ce compte sera propriétaire de l’espace de travail.
join-opens-title = Bienvenue. Ouvrons le bureau.
join-page = Rejoindre
join-password = Mot de passe
join-welcome = Bienvenue chez { $desk }
set-up-foot = Quelqu’un d’autre a installé Bliss ? Demandez-lui le lien.
set-up-lead = Personne n’y est encore, il n’a donc pas de propriétaire.
set-up-link = À son démarrage, Bliss a affiché un lien pour son propriétaire, dans la fenêtre ou le journal où il a démarré. Ouvrez ce lien pour créer votre compte ; vous serez au bureau dans une minute.
set-up-link-lost = Le lien sert une fois et dure sept jours. Si vous ne le trouvez pas, redémarrez Bliss : il en affiche un nouveau.
set-up-page = Mise en place
set-up-title = Bienvenue. Ce bureau est tout neuf.

## Signing in

provider-sign-in-badly-set-up = Le fournisseur d’identité n’accepte pas la demande de ce bureau. Un propriétaire doit vérifier les réglages des deux côtés, surtout l’adresse de retour.
provider-sign-in-changed = Le fournisseur d’identité a été changé pendant que vous y étiez. Connectez-vous à nouveau.
provider-sign-in-connected-already = Ce compte est déjà relié. Connectez-vous avec lui.
provider-sign-in-deactivated = Vous ne faites plus partie de ce bureau. Demandez à un propriétaire ou à un responsable de vous y faire revenir.
provider-sign-in-denied = Le fournisseur d’identité ne vous a pas laissé passer, ou vous avez renoncé. Connectez-vous à nouveau, ou demandez à qui le gère si vous pouvez utiliser ce bureau.
provider-sign-in-is-it-you = Est-ce vous, { $name } ?
provider-sign-in-it-is-me = C’est moi
provider-sign-in-known = { $provider } vous connaît sous { $who }. Votre mot de passe montre, une fois, que { $email } à ce bureau, c’est aussi vous.
provider-sign-in-new = { $provider } vous connaît sous { $who }. Une place vous attend au bureau.
provider-sign-in-new-password = Un mot de passe pour ce qui n’est qu’à vous
provider-sign-in-new-password-hint = Il ferme le miroir de votre voix et vos réflexions, pour que personne d’autre ne puisse les lire. { $least } caractères ou plus.
provider-sign-in-not-here = Le fournisseur d’identité vous connaît, mais pas encore ce bureau. Si vous en faites partie, connectez-vous avec votre mot de passe et reliez le compte dans Réglages → Profil ; sinon, demandez une invitation à un propriétaire ou à un responsable.
provider-sign-in-only-way = Ce compte est votre seule porte d’entrée : il reste relié.
provider-sign-in-other = Quelqu’un d’autre ? <link>Se connecter autrement</link>.
provider-sign-in-other-provider = Cette réponse ne vient pas du fournisseur d’identité interrogé. Connectez-vous à nouveau.
provider-sign-in-page = Qui vous êtes
provider-sign-in-password = Mot de passe à ce bureau
provider-sign-in-password-hint = Ensuite, { $provider } vous ouvre la porte.
provider-sign-in-too-long-ago = Il s’est passé trop de temps depuis votre retour du fournisseur d’identité. Connectez-vous à nouveau.
provider-sign-in-trouble = Le fournisseur d’identité a des ennuis en ce moment. Connectez-vous à nouveau un peu plus tard.
provider-sign-in-way-back-gone = Ce retour du fournisseur d’identité avait déjà servi, a pris trop de temps ou a commencé dans un autre navigateur. Connectez-vous à nouveau.
sessions-browser = { $browser } sur { $system }
sessions-browser-unnamed = Un navigateur sans nom
sessions-used-ago = { $ip }, dernière utilisation il y a { $time }
sessions-used-now = { $ip }, utilisé à l’instant
sessions-used-on = { $ip }, dernière utilisation : { $day }
sign-in-as-other = Se connecter sous un autre nom
sign-in-password-kept = Votre nouveau mot de passe est gardé ; il ouvre ce qui n’est qu’à vous. À ce bureau, c’est le fournisseur d’identité qui vous ouvre la porte.
sign-in-too-long-ago = Vous avez commencé à vous connecter il y a trop longtemps. Recommencez.
sign-in-wrong = Cette adresse e-mail et ce mot de passe ne vont pas ensemble. Vérifiez les deux, puis réessayez.

## Second factors

second-factor-already = Vous avez déjà un second facteur. Désactivez-le d’abord pour en mettre un autre en place.
second-factor-ask-password = Votre mot de passe est bon. Maintenant, le code de votre application.
second-factor-ask-provider = Le fournisseur d’identité vous connaît. Maintenant, le code de votre application.
second-factor-begin-anew = Plus rien n’est en cours ici. Recommencez.
second-factor-code = Code
second-factor-code-hint = Les six chiffres qu’elle affiche maintenant, ou l’un de vos codes de secours.
second-factor-code-now = Le code que votre application affiche maintenant
second-factor-codes-replace = De nouveaux codes de secours remplacent les précédents.
second-factor-copy-secret = Copier le secret
second-factor-everybody = Chez { $desk }, tout le monde se connecte avec un mot de passe et un code de son téléphone. Cela se met en place une fois ; il faut une minute.
second-factor-go-on = Continuer
second-factor-have-it = Je l’ai sous la main
second-factor-key-changed = Le bureau ne peut pas vérifier les codes de votre application en ce moment, car sa propre clé a changé. Utilisez un code de secours, ou demandez à un propriétaire de retirer votre second facteur.
second-factor-lead = Un code de votre téléphone en plus du mot de passe : ainsi, connaître le mot de passe ne suffit pas pour entrer.
second-factor-make-codes = Créer de nouveaux codes de secours
second-factor-none = Vous n’en avez pas encore
second-factor-none-any-more = Vous n’avez plus de second facteur.
second-factor-none-lead = Il faut une application de codes à usage unique sur votre téléphone. La mise en place prend une minute.
second-factor-not-at-hand = Ni l’un ni l’autre sous la main ? Un propriétaire peut retirer votre second facteur. <link>Se connecter sous un autre nom</link>.
second-factor-not-now = Pas maintenant
second-factor-off = Le désactiver
second-factor-off-code-hint = De votre application, ou un code de secours.
second-factor-off-hint = Avec un nouveau téléphone : désactivez-le, puis remettez-le en place sur celui-ci.
second-factor-off-needed = À ce bureau, chacun doit avoir un second facteur : le vôtre reste actif. Avec un nouveau téléphone, demandez à un autre propriétaire de le retirer ; vous en mettrez un autre en place à votre prochaine connexion.
second-factor-on = Il est actif
second-factor-on-and-go-on = L’activer et continuer
second-factor-on-codes = On vous demande un code de votre application à chaque connexion. Codes de secours restants : { $count }.
second-factor-on-few-codes = On vous demande un code de votre application à chaque connexion. Codes de secours restants : { $count }. Créez-en bientôt de nouveaux.
second-factor-one-more = Encore une chose, { $name }
second-factor-other-owner = Seul un autre propriétaire peut retirer le second facteur de quelqu’un.
second-factor-picture = Code QR du secret, pour l’appareil photo de votre application
second-factor-point = Visez l’image avec votre application. Sur le même appareil, <link>ouvrez-la dans l’application</link>.
second-factor-print = Les imprimer
second-factor-put-away = Rangez-les avant de continuer.
second-factor-put-away-done = Je les ai rangés : continuer
second-factor-put-away-first = Rangez-les d’abord
second-factor-recovery-codes = Vos codes de secours
second-factor-recovery-codes-lead = Chacun vous ouvre la porte une fois, quand votre application n’est pas sous la main. Gardez-les là où personne d’autre ne les trouvera. Ils ne seront plus affichés, et les précédents ne marchent plus.
second-factor-saved-off = À partir de maintenant, seul votre mot de passe est demandé. Vos autres navigateurs ont été déconnectés.
second-factor-set-up = Mettre en place un second facteur
second-factor-set-up-lead = N’importe quelle application de codes à usage unique convient. Le secret n’est que pour vous : ne le montrez à personne.
second-factor-set-up-title = L’ajouter à votre application
second-factor-since = Activé : { $day }
second-factor-stays = À ce bureau, chacun doit avoir un second facteur : le vôtre reste actif.
second-factor-switch-on = L’activer
second-factor-take-telephone = Prenez votre téléphone, et ouvrez-y une application de codes à usage unique.
second-factor-they-have-none = Cette personne n’a pas de second facteur.
second-factor-title = Second facteur
second-factor-type = Ou tapez-y ceci, comme clé basée sur l’heure :
second-factor-unreadable = Un code a six chiffres, et un code de secours quatre groupes de quatre. Vérifiez qu’il ne manque rien.
second-factor-unusable = Ce second facteur ne peut pas servir. Demandez à un propriétaire de le retirer.
second-factor-wrong = Ce code n’est pas bon, ou a déjà servi. Attendez le suivant dans votre application et tapez-le ; son horloge doit être juste à une demi-minute près.
second-factor-you-are-in = Vous y êtes, { $name }

## Settings: security

identity-provider-address = Adresse du fournisseur
identity-provider-address-hint = Son « issuer », par exemple https://accounts.google.com.
identity-provider-answer-anybody = La réponse du fournisseur d’identité n’est pas acceptée : n’importe qui aurait pu la signer. Il doit signer avec RS256, ES256 ou EdDSA.
identity-provider-answer-audience = La réponse du fournisseur d’identité était pour un autre programme : elle n’est pas acceptée.
identity-provider-answer-expired = La réponse du fournisseur d’identité est trop ancienne. Connectez-vous à nouveau.
identity-provider-answer-issuer = La réponse du fournisseur d’identité parle au nom d’un autre : elle n’est pas acceptée.
identity-provider-answer-nonce = La réponse du fournisseur d’identité appartient à une autre connexion. Connectez-vous à nouveau.
identity-provider-answer-not-yet = La réponse du fournisseur d’identité vient du futur : son horloge ou celle du bureau est fausse. Mettez-les à l’heure, puis connectez-vous à nouveau.
identity-provider-answer-other-key = La réponse du fournisseur d’identité n’est pas acceptée : aucune de ses clés ne l’a signée. Connectez-vous à nouveau.
identity-provider-answer-party = Un autre programme a demandé la réponse du fournisseur d’identité : elle n’est pas acceptée.
identity-provider-answer-subject = La réponse du fournisseur d’identité ne nomme personne : elle n’est pas acceptée.
identity-provider-answer-unsigned = La réponse du fournisseur d’identité n’est pas acceptée : elle n’est pas signée d’une façon connue ici.
identity-provider-client-id = Identifiant client
identity-provider-client-id-hint = Le nom que le fournisseur donne à ce bureau.
identity-provider-client-refused = Le fournisseur d’identité n’accepte pas l’identifiant client et le secret client de ce bureau. Un propriétaire doit les redonner dans Réglages → Sécurité.
identity-provider-connection = La connexion
identity-provider-connection-lead = Déclarez Bliss au fournisseur comme application web, avec cette adresse de retour :
identity-provider-copy = Copier l’adresse
identity-provider-factor-claim = (amr avec mfa)
identity-provider-forget = L’oublier
identity-provider-in-use = En service
identity-provider-in-use-since = En service ({ $day })
identity-provider-is-none = Ce qui est à cette adresse n’est pas un fournisseur OpenID Connect : il n’indique pas de { $name }.
identity-provider-joins = Qui peut rejoindre
identity-provider-joins-as = Comme
identity-provider-joins-as-hint = Personne ne devient propriétaire tout seul.
identity-provider-joins-bad = « { $line } » n’est ni un domaine, comme tea.example, ni une adresse e-mail.
identity-provider-joins-example = tea.example
identity-provider-joins-hint = Domaines et adresses, un par ligne. Tous les autres ont besoin d’une invitation.
identity-provider-joins-optional = (facultatif)
identity-provider-joins-too-many = On peut indiquer { $most } domaines et adresses au plus.
identity-provider-late = Le fournisseur d’identité n’a pas répondu en { $seconds } secondes.
identity-provider-lead = Chacun se connecte avec le compte qu’il a déjà, chez un fournisseur OpenID Connect : Google, Microsoft, Okta, ou le vôtre.
identity-provider-name = Sur le bouton
identity-provider-name-bad = Dites ce qui est écrit sur le bouton, en { $most } caractères au plus.
identity-provider-name-example = Google
identity-provider-name-hint = Il dit « Se connecter avec … ».
identity-provider-no-client-id = Il manque l’identifiant client. Le fournisseur l’affiche là où vous lui avez déclaré Bliss.
identity-provider-no-encryption = Rien ne peut être chiffré en ce moment sur la machine du bureau.
identity-provider-no-json = Le fournisseur d’identité a répondu autre chose que du JSON.
identity-provider-no-owner = Personne ne devient propriétaire tout seul. Choisissez un autre rôle.
identity-provider-not-in-use = Pas encore en service
identity-provider-only-way = C’est la seule porte d’entrée. Vous et les autres propriétaires pouvez aussi vous connecter avec vos mots de passe, pour que quelqu’un puisse entrer s’il est en panne.
identity-provider-only-way-check = C’est la seule porte d’entrée, sauf pour les propriétaires
identity-provider-other-address = Le fournisseur se présente comme { $address }, qui est une autre adresse. Donnez celle-là, si c’est la vôtre.
identity-provider-own-network = Pour un fournisseur sur votre propre réseau, démarrez Bliss avec <code>--private-identity-provider</code>.
identity-provider-owners = Les propriétaires gardent leur mot de passe, pour que quelqu’un puisse entrer si le fournisseur est en panne. Un propriétaire qui a perdu le sien obtient un lien sur le serveur : <code>bliss reset-link</code> suivi de son adresse.
identity-provider-passwords-too = Les mots de passe ouvrent aussi la porte.
identity-provider-said-nothing = Le fournisseur d’identité n’a rien dit de qui vous êtes.
identity-provider-saved-changed = C’est valable à partir de maintenant.
identity-provider-saved-forgotten = L’essai est abandonné.
identity-provider-saved-removal = À partir de maintenant, on se connecte avec son seul mot de passe.
identity-provider-saved-trial = Il est gardé à l’essai. Tant que vous ne l’utilisez pas, rien ne change.
identity-provider-saved-tried = Cela marche. Vérifiez qu’il ne s’est pas trompé de personne, puis utilisez-le.
identity-provider-saved-use = À partir de maintenant, on se connecte par là.
identity-provider-secret = Secret client
identity-provider-secret-hint = Laissez vide s’il n’y en a pas.
identity-provider-secret-known = Laissez vide pour garder celui qui est connu.
identity-provider-secret-unreadable = Le bureau ne peut plus lire son secret chez le fournisseur d’identité, car sa propre clé a changé. Un propriétaire doit redonner le secret dans Réglages → Sécurité.
identity-provider-somebody-else = Le fournisseur d’identité a parlé d’une autre personne que celle qui s’est connectée.
identity-provider-status = Le fournisseur d’identité a répondu avec le statut { $status }.
identity-provider-stop = Ne plus l’utiliser
identity-provider-title = Fournisseur d’identité
identity-provider-too-long = Un identifiant et un secret ont { $most } caractères au plus.
identity-provider-too-much = Le fournisseur d’identité a répondu bien trop long.
identity-provider-trial = À l’essai
identity-provider-trial-hint = Connectez-vous-y une fois. D’ici là, rien ne change pour personne.
identity-provider-trusts-factor = Quand il dit avoir demandé un second facteur, le nôtre n’est pas demandé
identity-provider-try = L’essayer
identity-provider-try-again = Le réessayer
identity-provider-try-first = Essayez-le d’abord : connectez-vous-y une fois.
identity-provider-unreachable = Le fournisseur d’identité est injoignable. { $why }
identity-provider-use = L’utiliser
identity-provider-used-already = Le fournisseur d’identité dit que cette connexion a déjà servi, ou a pris trop de temps. Connectez-vous à nouveau.
identity-provider-who = Qui entre par lui
identity-provider-who-lead = Qui fait déjà partie du bureau, après avoir relié son compte avec son mot de passe.
identity-provider-works = Cela marche : pour lui, vous êtes { $who }, { $email }.
identity-provider-works-unverified = Cela marche : pour lui, vous êtes { $who }. Il n’a pas dit avoir vérifié une adresse à vous. Personne ne peut donc rejoindre par lui, et chacun relie son compte depuis son profil.
identity-provider-would-not-say = Le fournisseur d’identité n’a pas voulu dire qui vous êtes. Connectez-vous à nouveau.
security-12-hours = 12 heures
security-30-days = 30 jours
security-7-days = 7 jours
security-8-hours = 8 heures
security-90-days = 90 jours
security-audit-days = Jours de conservation
security-audit-days-bad = Le journal d’audit se garde de { $least } à { $most } jours.
security-audit-days-hint = De { $least } à { $most }. Les lignes plus anciennes sont supprimées pour de bon.
security-day = Un jour
security-everybody-has-one = Tout le monde en a un.
security-hour = Une heure
security-idle = Sans activité, une session se termine après
security-lead = Comment chacun prouve qui il est, et pour combien de temps.
security-lifetime = Dans tous les cas après
security-look-at-it = Le consulter
security-needs-factor = À ce bureau, chacun doit avoir un second facteur
security-no-provider = Chacun peut se connecter avec le compte qu’il a chez Google, Microsoft, Okta ou votre propre fournisseur.
security-provider = Connexion avec { $name }.
security-saved = C’est valable pour tout le monde à partir de maintenant.
security-second-factor-lead = Un code du téléphone en plus du mot de passe. Qui en a besoin et n’en a pas le met en place à sa prochaine connexion ; d’ici là, on continue comme avant.
security-sessions-lead = Passé ce temps, il faut se reconnecter. Une durée plus courte vaut aussi pour les sessions déjà ouvertes. Une page ouverte qui se met à jour toute seule ne compte pas comme activité.
security-set-it-up = Le mettre en place
security-title = Sécurité
security-without = Sans second facteur en ce moment : { $names }.

## Settings: audit log

audit-bad-day = Écrivez un jour avec l’année, le mois et le jour, par exemple 2026-11-23.
audit-by-somebody = Quelqu’un
audit-by-the-desk = Le bureau
audit-by-the-server = La personne qui gère le serveur
audit-canned-replies-changed = <b>{ $who }</b> a changé les réponses types
audit-chat-secret-renewed = <b>{ $who }</b> a créé un nouveau secret pour le chat
audit-choose = Choisir
audit-code-refused = <b>{ $who }</b> a donné un mauvais code après le mot de passe : <b>{ $whom }</b>
audit-customer-erased = <b>{ $who }</b> a effacé un client
audit-customer-exported = <b>{ $who }</b> a téléchargé tout ce qui est gardé d’un client
audit-deactivated = <b>{ $who }</b> a retiré du bureau <b>{ $whom }</b>
audit-download = Télécharger en CSV
audit-earlier = Lignes précédentes
audit-everybody = Tout le monde
audit-everything = Tout
audit-factor-removed = <b>{ $who }</b> a désactivé son second facteur
audit-factor-reset = <b>{ $who }</b> a retiré le second facteur : <b>{ $whom }</b>
audit-factor-set-up = <b>{ $who }</b> a mis en place un second facteur
audit-from-day = Du
audit-from-where = D’où
audit-group-data = Téléchargements et suppressions
audit-group-people = Personnes et rôles
audit-group-programs = Autres programmes
audit-group-proofs = Mots de passe et seconds facteurs
audit-group-settings = Réglages
audit-group-sign-ins = Connexions et déconnexions
audit-identity-linked = <b>{ $who }</b> a relié un compte chez le fournisseur d’identité
audit-identity-unlinked = <b>{ $who }</b> a détaché un compte chez le fournisseur d’identité
audit-invitation-revoked = <b>{ $who }</b> a retiré une invitation
audit-invited = <b>{ $who }</b> a créé une invitation
audit-joined = <b>{ $who }</b> a rejoint le bureau
audit-lead = Qui est entré, et ce qui a été fait au bureau lui-même : quand, et d’où. Personne ne peut le changer ; chaque ligne est gardée { $days } jours (<link>changer</link>).
audit-log-exported = <b>{ $who }</b> a téléchargé le journal d’audit
audit-newest = Le plus récent d’abord
audit-none = Rien ici
audit-none-hint = Ce que chacun fait à partir de maintenant apparaît ici.
audit-none-of-that-kind = Rien de ce type n’a été fait ces jours-là.
audit-password-changed = <b>{ $who }</b> a changé son mot de passe
audit-password-link-made = <b>{ $who }</b> a créé un lien de nouveau mot de passe pour <b>{ $whom }</b>
audit-password-link-used = <b>{ $who }</b> a choisi un nouveau mot de passe par un lien
audit-provider-changed = <b>{ $who }</b> a changé le fournisseur d’identité
audit-reactivated = <b>{ $who }</b> a fait revenir au bureau <b>{ $whom }</b>
audit-recording-deleted = <b>{ $who }</b> a supprimé l’enregistrement d’un de ses appels
audit-recordings-expired = <b>{ $who }</b> a supprimé des enregistrements arrivés à leur terme
audit-recovery-codes-made = <b>{ $who }</b> a créé de nouveaux codes de secours
audit-role-changed = <b>{ $who }</b> a changé le rôle : <b>{ $whom }</b>
audit-security-changed = <b>{ $who }</b> a changé la façon de se connecter
audit-settings-changed = <b>{ $who }</b> a changé un réglage ou une liste gardée sous la main
audit-show = Afficher
audit-show-all = Tout voir
audit-sign-in-refused = <b>{ $who }</b> n’a pas pu se connecter
audit-sign-in-refused-of = <b>{ $who }</b> n’a pas pu se connecter : <b>{ $whom }</b>
audit-signed-in = <b>{ $who }</b> a ouvert une session
audit-signed-out = <b>{ $who }</b> a fermé sa session
audit-signed-out-elsewhere = <b>{ $who }</b> a fermé toutes ses autres sessions
audit-signed-out-there = <b>{ $who }</b> a déconnecté un autre de ses navigateurs
audit-standards-changed = <b>{ $who }</b> a changé les repères
audit-title = Journal d’audit
audit-to-day = Au
audit-to-newest = Retour au plus récent
audit-token-made = <b>{ $who }</b> a créé un jeton pour un autre programme
audit-token-revoked = <b>{ $who }</b> a révoqué un jeton
audit-webhook-brought-back = <b>{ $who }</b> a fait revenir un webhook
audit-webhook-changed = <b>{ $who }</b> a changé un webhook
audit-webhook-made = <b>{ $who }</b> a créé un webhook
audit-webhook-removed = <b>{ $who }</b> a retiré un webhook
audit-webhook-secret-renewed = <b>{ $who }</b> a créé un nouveau secret pour un webhook
audit-webhook-switched-off = <b>{ $who }</b> a désactivé un webhook
audit-webhook-switched-on = <b>{ $who }</b> a activé un webhook
audit-what = Quoi
audit-when = { $day }, { $time }
audit-when-column = Quand
audit-where-not-known = inconnu
audit-who = Qui
audit-workspace-changed = <b>{ $who }</b> a changé l’espace de travail
audit-desk-exported = <b>{ $who }</b> a fait une copie de tout ce qui est gardé
audit-export-fetched = <b>{ $who }</b> a téléchargé une copie de tout ce qui est gardé
audit-retention-changed = <b>{ $who }</b> a changé ce qui disparaît, et après combien de jours
audit-old-erased = <b>{ $who }</b> a effacé ce qui était ancien
audit-customers-imported = <b>{ $who }</b> a importé des clients depuis un tableau
audit-import-undone = <b>{ $who }</b> a annulé l’import d’un tableau de clients

## Settings: webhooks

outside-https = L’adresse doit commencer par https://, pour que personne en chemin ne puisse lire ce qui est envoyé.
outside-no-address = Cette adresse ne mène nulle part. Elle doit être du type https://example.com/bliss.
outside-no-connection = Pas de connexion : { $why }.
outside-no-connection-in-time = Pas de connexion en { $seconds } secondes.
outside-no-password = Retirez le nom et le mot de passe de l’adresse.
outside-not-on-the-internet = Elle mène à { $address }, qui n’est pas sur internet : rien n’y a été envoyé.
outside-only-https = Elle mène à { $address }, et hors de votre propre réseau, on ne va que vers https.
outside-too-long = L’adresse est trop longue : { $most } caractères au plus.
webhook-again-3-days = des 3 derniers jours
webhook-again-day = du dernier jour
webhook-again-days = des { $days } derniers jours
webhook-again-given-up = Renvoyer ce qui a été abandonné
webhook-again-which = Lesquels des envois abandonnés
webhook-answer = Le début de la réponse
webhook-change = Changer
webhook-change-title = Changer un webhook
webhook-day-at-time = { $day } à { $time }
webhook-delivery-again = nouvel essai { $time }
webhook-delivery-again-now = nouvel essai maintenant
webhook-delivery-answered = { $status } en { $ms } ms
webhook-delivery-given-up = Abandonné
webhook-delivery-no-answer = Pas de réponse
webhook-delivery-on-its-way = En route
webhook-delivery-taken = Accepté
webhook-delivery-try = essai { $number } sur { $most }
webhook-delivery-trying-again = Nouvel essai
webhook-failing = Il n’a rien accepté depuis : { $time }.
webhook-failing-hint = Tout est réessayé pendant trois jours. Si rien ne passe d’ici là, il est désactivé.
webhook-form-lead = Ce qui est envoyé contient ce que les clients écrivent. Ne le donnez qu’à des programmes à qui vous le montreriez.
webhook-happened = C’est arrivé ({ $time }).
webhook-has-taken-nothing =
    { $count ->
        [one] { $count } envoi ; rien d’accepté encore
       *[other] { $count } envois ; rien d’accepté encore
    }
webhook-is-off = Il est désactivé. Activez-le d’abord.
webhook-keep = Garder les changements
webhook-kind-call-updated = Un appel a commencé, changé de mains ou pris fin
webhook-kind-conversation-created = Une conversation a commencé
webhook-kind-conversation-updated = L’état, l’agent, l’équipe, les étiquettes ou le sujet d’une conversation ont changé
webhook-kind-customer-erased = Un client a été effacé
webhook-kind-customer-merged = Deux clients ont été fusionnés, ou séparés à nouveau
webhook-kind-customer-updated = Un client a été ajouté ou changé
webhook-kind-message-created = Un client ou l’un de nous a écrit un message
webhook-kind-note-created = L’un de nous a écrit une note
webhook-kind-promise-updated = Une promesse a été faite, tenue ou changée
webhook-kind-test = Un essai
webhook-kinds = Ce qu’on lui signale
webhook-kinds-question = Que faut-il lui signaler ?
webhook-leave = Laisser ainsi
webhook-log = Ce qu’on lui a signalé
webhook-log-all = Tout
webhook-log-earlier = Plus anciens
webhook-log-kept = Gardé { $days } jours.
webhook-log-none = Rien n’a encore été envoyé
webhook-log-none-hint = Envoyez un essai pour voir s’il arrive.
webhook-log-none-troubled = Tout a été accepté
webhook-log-none-troubled-hint = Ce qui n’est pas accepté reste ici jusqu’à ce qu’il le soit.
webhook-log-which = Lesquels
webhook-make = Créer le webhook
webhook-name = À quoi sert-il ?
webhook-name-bad = Dites à quoi sert le webhook, en { $most } caractères au plus.
webhook-name-example = La caisse de la boutique
webhook-new = Nouveau webhook
webhook-next = Prochain essai { $time }.
webhook-no-kinds = Choisissez au moins une chose à lui signaler.
webhook-not-taken = Pas accepté
webhook-off = Désactivé
webhook-off-by-hand = Il est désactivé ({ $day }) : rien ne lui est signalé.
webhook-off-failing = Il n’a rien accepté pendant { $days } jours, et a donc été désactivé ({ $day }).
webhook-off-gone = Il a répondu ({ $day }) qu’il a disparu pour de bon (410), et a donc été désactivé.
webhook-off-hint = Ce qui attendait part quand vous l’activez ; ce qui se passe d’ici là n’est pas envoyé.
webhook-on = Activé
webhook-removed = « { $name } » est retiré : plus rien ne lui est signalé.
webhook-restored = Il est de retour.
webhook-said-made = Ce qui se passe lui est signalé à partir de maintenant. Donnez son secret au destinataire.
webhook-said-on = Ce qui se passe lui est à nouveau signalé.
webhook-said-renewed = Tout est signé avec les deux secrets jusqu’à ce que le destinataire ait le nouveau.
webhook-said-replayed =
    { $count ->
        [one] { $count } envoi repart.
       *[other] { $count } envois repartent.
    }
webhook-said-saved = C’est valable à partir de maintenant.
webhook-secret = Le secret
webhook-secret-before = L’ancien secret signe encore, et prend fin { $time }.
webhook-secret-copy = Copier le secret
webhook-secret-lead = Ce qui est envoyé est signé avec lui, selon <link>Standard Webhooks</link>. Qui le reçoit vérifie la signature, et sait ainsi que cela vient de vous.
webhook-secret-renew = Créer un nouveau secret
webhook-secret-renew-hint = L’ancien signe encore pendant { $hours } heures, pour que rien ne se perde.
webhook-secret-show = Afficher le secret
webhook-secret-unreadable = Le bureau ne peut pas lire le secret de ce webhook, car sa propre clé a changé. Créez un nouveau secret et donnez-le au destinataire.
webhook-secret-unreadable-hint = On ne peut pas le lire, car la clé du serveur a changé. Créez-en un nouveau et donnez-le au destinataire.
webhook-sent = Ce qui est envoyé
webhook-sent-lead = La même chose à chaque fois, sous le même nom : qui l’a déjà peut la laisser.
webhook-switch-off = Désactiver
webhook-switch-on = Activer
webhook-switched-off = Désactivé
webhook-tell-again = Renvoyer
webhook-test = Envoyer un essai
webhook-to = Vers
webhook-too-many = Il y a déjà { $most } webhooks. Retirez-en un dont personne n’a besoin.
webhook-took =
    { $count ->
        [one] { $count } envoi ; dernier accepté : { $time }
       *[other] { $count } envois ; dernier accepté : { $time }
    }
webhook-tries = Ce qu’il en est
webhook-tries-none = C’est en route.
webhook-tries-off = Cela attend que le webhook soit activé.
webhook-undo-removing = Annuler le retrait
webhook-url = Adresse
webhook-url-example = https://example.com/bliss
webhook-url-hint = Sur internet, et commence par https://. Pour un programme sur votre propre réseau, démarrez Bliss avec <code>--private-webhooks</code>.
webhook-url-hint-private = Commence par https://, ou par http:// sur votre propre réseau.
webhooks-lead = D’autres programmes sont prévenus aussitôt de ce qui se passe ici : une caisse, le chat de votre équipe, une liste à vous.
webhooks-none = Personne n’est encore prévenu
webhooks-none-hint = Dites où, et de quoi. Tout est signé, réessayé pendant trois jours, et peut être consulté ici.
webhooks-title = Webhooks

## Settings: API

api-token-by-somebody = quelqu’un
api-token-copy = Copier le jeton
api-token-ended = Créé par { $name } ({ $day }), a pris fin
api-token-ends = Créé par { $name } ({ $day }), prend fin { $time }
api-token-lasting = Pour combien de temps ?
api-token-lasting-30-days = 30 jours
api-token-lasting-90-days = 90 jours
api-token-lasting-always = Jusqu’à sa révocation
api-token-lasting-year = Un an
api-token-made = Créé par { $name } ({ $day })
api-token-make = Créer le jeton
api-token-name = À quoi sert-il ?
api-token-name-bad = Dites à quoi sert le jeton, en { $most } caractères au plus.
api-token-name-example = Le formulaire de notre site
api-token-never-used = jamais utilisé
api-token-new = Créer un jeton
api-token-new-lead = Un par programme, pour pouvoir en révoquer un et laisser les autres.
api-token-no-scopes = Choisissez au moins une chose que le jeton peut faire.
api-token-off-the-desk = Créé par { $name } ({ $day }), n’ouvre rien : { $name } ne fait plus partie du bureau
api-token-ready = Le jeton est prêt
api-token-ready-lead = Mettez-le là où votre programme garde ses secrets, et jamais dans une page que d’autres peuvent lire. Copiez-le maintenant : il ne sera plus affiché.
api-token-revoke = Révoquer
api-token-revoke-name = Révoquer le jeton { $name }
api-token-revoked = Le jeton n’ouvre plus rien.
api-token-scope-call-backs-read = Voir les rappels, et les créneaux libres
api-token-scope-call-backs-write = Demander des rappels, et les annuler
api-token-scope-calls-read = Voir les appels : qui, quand et combien de temps
api-token-scope-canned-replies-read = Voir les réponses types
api-token-scope-canned-replies-write = Écrire, changer et retirer des réponses types
api-token-scope-conversations-read = Voir les conversations, leurs messages et fichiers, et chercher
api-token-scope-conversations-write = Ouvrir des conversations, y écrire, changer leur état
api-token-scope-customers-read = Voir les clients, et ce qui est à retenir d’eux
api-token-scope-customers-write = Ajouter des clients, et changer ce que l’on sait d’eux
api-token-scope-desk-read = Voir les personnes, équipes, boîtes, étiquettes et repères du bureau
api-token-scope-promises-read = Voir les promesses
api-token-scope-promises-write = Faire, tenir, déplacer et retirer des promesses
api-token-scope-read = Voir tout ce que l’interface montre
api-token-scope-write = Changer tout ce que l’interface peut changer
api-token-scope-exports = Emporter une copie de tout ce qui est gardé ; pour les jetons d’un propriétaire
api-token-scopes = Que peut-il faire ?
api-token-too-many = Vous avez déjà { $most } jetons. Révoquez-en un dont personne n’a besoin.
api-token-used = dernière utilisation : { $day }
api-tokens = Jetons
api-tokens-lead = Laissez un autre programme utiliser ce bureau : un formulaire sur votre site, une boutique, un script. Il agit en votre nom, et ne peut jamais plus que vous ; les chiffres de la voix de personne ne lui sont ouverts. <link>Ce qu’il peut demander</link>.
api-tokens-none = Pas encore de jetons
api-tokens-none-hint = Aucun autre programme ne peut utiliser ce bureau.
api-tokens-title = API

## Settings: workspace and chat

chat-colour = Couleur
chat-colour-bad = Choisissez une couleur, par exemple #b45309.
chat-colour-hint = Le texte par-dessus reste lisible de lui-même.
chat-greeting = Premiers mots
chat-greeting-bad = Écrivez une salutation de 1 à { $most } caractères.
chat-greeting-hint = Les premiers mots décident de tout le contact.
chat-install = Le mettre sur votre site
chat-install-lead = Collez ceci avant la fin de chaque page.
chat-install-line = La ligne à coller
chat-lead = La petite fenêtre sur votre site.
chat-look = Son allure et ses mots
chat-no-such = Aucun chat ne porte ce nom. Copiez à nouveau la ligne depuis Réglages → Chat.
chat-saved = Qui ouvre le chat à partir de maintenant le voit.
chat-saved-secret = Il y a un nouveau secret. Mettez-le maintenant sur votre serveur ; l’ancien ne marche plus.
chat-secret = Secret d’identité
chat-secret-copy = Copier le secret
chat-secret-javascript = Ou en JavaScript
chat-secret-javascript-hash = Le hachage en JavaScript
chat-secret-lead = Vos clients se connectent sur votre site ? Alors votre propre serveur peut dire qui ils sont. Il fait un hachage de leur identifiant avec ce secret, pour que personne ne puisse se faire passer pour un autre. Le secret ne quitte jamais votre serveur ; la page ne reçoit que le hachage.
chat-secret-not-sure = Cochez d’abord la case, pour que cela n’arrive pas par accident.
chat-secret-page = Puis sur la page, avant la ligne ci-dessus
chat-secret-page-hash = Donner le hachage au chat
chat-secret-php = Sur votre serveur, en PHP
chat-secret-php-hash = Le hachage en PHP
chat-secret-renew = Créer un nouveau secret
chat-secret-show = Afficher le secret
chat-secret-sure = Créer un nouveau secret. Je sais que l’ancien cesse aussitôt de marcher, et que mon serveur a besoin du nouveau.
chat-title = Chat
chat-try = L’essayer
chat-welcome = Votre bureau est ouvert, { $name }.
chat-welcome-hint = Collez la ligne ci-dessous dans votre site, et vos clients pourront vous écrire. Vous la retrouvez ici quand vous en avez besoin.
hours-closed = Fermé
hours-day-closed = Fermé le { $day }
hours-day-from = { $day }, de
hours-day-to = { $day }, à
hours-end-first = La fin vient avant le début. Corrigez cela.
hours-missing = Dites de quelle heure à quelle heure vous êtes là, ou marquez le jour comme fermé.
hours-to = à
phone-keep-days-bad = Un enregistrement se garde de 1 à { $most } jours.
workspace-desk = Le bureau
workspace-hours = Horaires d’ouverture
workspace-hours-lead = Dans le fuseau horaire du bureau. Dans le chat, les clients voient quand vous serez là à nouveau.
workspace-lead = Ce que tout le monde partage à ce bureau.
workspace-name = Nom
workspace-name-hint = Les clients vous connaissent sous ce nom.
workspace-promises = Promesses
workspace-promises-lead = Peu avant qu’une promesse soit manquée, le client devrait entendre que nous n’avons pas oublié. On demande à qui la tient de le lui dire ; ou cela se fait tout seul.
workspace-saved = Tout le bureau en tient compte à partir de maintenant.
workspace-sends-words = Prévenir les clients tout seul, au nom de qui tient la promesse
workspace-time-zone = Fuseau horaire
workspace-title = Espace de travail
workspace-undo = Secondes pour rattraper une réponse
workspace-undo-bad = Le temps pour rattraper une réponse va de 0 à { $most } secondes.
workspace-undo-hint = Une réponse attend ce temps avant de partir. De 0 à { $most }.

## Notifications

notification-a-customer = Un client
notification-call-back = { $customer } demande un rappel { $due }.
notification-given = Cette conversation vous a été confiée.
notification-given-by = { $name } vous a confié cette conversation.
notification-handed = Une promesse est maintenant à vous, échéance { $due } : { $what }.
notification-handed-by = { $name } vous a transmis une promesse, échéance { $due } : { $what }.
notification-matter = { $customer } : { $subject }
notification-matter-desk = Le bureau
notification-mention =
    { $count ->
        [one] On fait appel à vous dans une note.
       *[other] On fait appel à vous dans { $count } notes.
    }
notification-mention-by =
    { $count ->
        [one] { $name } fait appel à vous dans une note.
       *[other] On fait appel à vous dans { $count } notes, la dernière par { $name }.
    }
notification-new = Nouveau :
notification-promise-cancelled = Votre promesse a été retirée : { $what }.
notification-promise-due = Votre promesse arrive à échéance { $due } : { $what }.
notification-promise-gone = Une promesse a été retirée.
notification-promise-kept = Votre promesse a été tenue : { $what }.
notification-promise-late = Votre promesse est en retard : { $what }.
notification-rule = La règle « { $name } » est passée trop souvent, et est en pause.
notification-rule-gone = Une règle est passée trop souvent, et a été mise en pause.
notification-standard =
    { $count ->
        [one] Un repère a changé.
       *[other] { $count } repères ont changé.
    }
notification-waiting =
    { $count ->
        [one] Une nouvelle conversation attend, et personne ne l’a encore.
       *[other] { $count } nouvelles conversations attendent, et personne ne les a encore.
    }
notification-waiting-team =
    { $count ->
        [one] Une nouvelle conversation attend l’équipe { $team }.
       *[other] { $count } nouvelles conversations attendent l’équipe { $team }.
    }
notification-webhook = Le webhook « { $name } » a été désactivé, car rien n’y parvient.
notification-webhook-gone = Un webhook a été désactivé, et il est retiré depuis.
notification-wrote =
    { $count ->
        [one] Nouveau message : { $customer }.
       *[other] { $count } nouveaux messages : { $customer }.
    }
notification-little-wrote =
    { $count ->
        [one] Un client a écrit dans une de vos conversations.
       *[other] { $count } nouveaux messages dans vos conversations.
    }
notification-little-call-back = Un client demande un rappel.
notification-little-handed-by = { $name } vous a transmis une promesse.
notification-little-handed = Une promesse est maintenant à vous.
notification-little-promise-due = Une de vos promesses arrive à échéance { $due }.
notification-little-promise-late = Une de vos promesses est en retard.
notifications-always = Toujours, pour que personne ne demande en vain.
notifications-at-once = Tout de suite
notifications-at-once-means = À mesure que cela arrive ; ce qui arrive ensemble ne fait qu’un.
notifications-bell = Nouveautés pour vous
notifications-bell-none-hint = Ce que quelqu’un vous demande apparaît ici.
notifications-bell-title = Nouveau pour vous
notifications-choose = Choisir ce qu’on vous signale
notifications-gathered = Groupé
notifications-gathered-means = Pas plus d’une fois toutes les { $minutes } minutes.
notifications-how = Comment, et quand non
notifications-how-often = À quel rythme ?
notifications-in-the-morning = Le matin
notifications-in-the-morning-means = Tout en une fois, quand commence votre prochain jour de travail.
notifications-kind-call-back = Un client demande un rappel
notifications-kind-given = Une conversation m’est confiée
notifications-kind-handed = Une promesse m’est transmise
notifications-kind-mention = Un collègue fait appel à moi dans une note
notifications-kind-promise = Une de mes promesses arrive à échéance, ou a été manquée
notifications-kind-rule = Une règle se met en pause toute seule
notifications-kind-standard = Un repère change
notifications-kind-waiting = Une nouvelle conversation attend, encore à prendre
notifications-kind-webhook = Un webhook se désactive tout seul
notifications-kind-wrote = Un client écrit dans une de mes conversations
notifications-lead = Ce que quelqu’un vous demande, et ce qui a changé dans ce qui est à vous. C’est gardé { $days } jours.
notifications-mark-seen = Tout marquer comme vu
notifications-more =
    { $count ->
        [one] { $count } autre sujet
       *[other] { $count } autres sujets
    }
notifications-new-for-you =
    { $count ->
        [0] Rien de nouveau pour vous
        [one] { $count } nouveauté pour vous
       *[other] { $count } nouveautés pour vous
    }
notifications-none = Rien de nouveau
notifications-none-hint = Quand un collègue fait appel à vous, qu’un client répond ou qu’une promesse arrive à échéance, vous le trouvez ici.
notifications-quiet = Quand préférez-vous être au calme ?
notifications-quiet-from = De
notifications-quiet-never = Jamais
notifications-quiet-own = Pendant mes propres heures calmes
notifications-quiet-team = Hors des horaires de mon équipe
notifications-quiet-team-means = Ceux du bureau, si vos équipes n’en ont pas.
notifications-quiet-to = À
notifications-quiet-weekend = Et tout le samedi et le dimanche
notifications-saved = C’est valable à partir de maintenant, dans tous vos navigateurs.
notifications-see-all = Tout voir
notifications-seen =
    { $count ->
        [one] Marqué comme vu.
       *[other] { $count } marqués comme vus.
    }
notifications-seen-none = Il n’y avait rien de nouveau.
notifications-settings-lead = Ce qu’on vous signale, à quel rythme, et quand non. On ne vous signale jamais ce que vous avez fait vous-même, et rien ne se perd pendant le calme : cela attend derrière <link>la cloche</link>.
notifications-settings-title = Notifications
notifications-sound = Un son doux
notifications-sound-hint = Seulement quand aucune page du bureau n’est sous vos yeux, une fois pour ce qui arrive ensemble, et jamais quand vous n’êtes pas là.
notifications-tell-me-when = Me signaler quand
notifications-title = Nouveautés
notifications-unseen = Annulé : c’est à nouveau non vu.
notifications-by-email = Par e-mail
notifications-by-email-of = Par e-mail : { $kind }
notifications-email-undelivered = Le dernier e-mail à { $email } n’est pas arrivé.
notifications-email-lead = Ce que vous cochez ci-dessus part vers { $email } si vous ne l’avez pas vu dans la page au bout de { $minutes } minutes. Le rythme et les heures calmes sont ceux d’en dessous.
notifications-email-named = Nommer les clients, et dire de quoi il s’agit
notifications-email-named-hint = Sinon, un e-mail dit seulement qu’il y a quelque chose, et vous y mène.
notifications-email-none = Le bureau ne peut pas encore envoyer d’e-mails.
notifications-email-set-up = Voir comment faire
notifications-email-owner = Un propriétaire du bureau s’en charge.

## Customers from a table

import-title = Importer des clients
import-lead = Apportez vos clients depuis un tableur ou un autre bureau. Vous voyez ce que donnerait chaque ligne avant que quoi que ce soit change.
import-table = Le tableau
import-table-hint = Un fichier CSV avec une ligne par client, comme l’enregistrent Excel, LibreOffice et d’autres bureaux : avec des virgules, des points-virgules ou des tabulations entre les colonnes, 200 000 lignes et 64 Mo au plus.
import-look-through = L’examiner
import-look-through-hint = Rien n’est encore changé.
import-before = Imports précédents
import-before-lead = Ce qu’a donné chaque ligne est gardé { $days } jours ; jusque-là, l’import peut être annulé.
import-about =
    { $lines ->
        [one] { $lines } ligne, apportée par { $who } ({ $day })
       *[other] { $lines } lignes, apportées par { $who } ({ $day })
    }
import-state-looking = Examen en cours
import-state-ready = Vous attend
import-state-running = En cours
import-state-done = Terminé
import-state-undoing = Annulation en cours
import-state-undone = Annulé
import-state-lost = Écarté
import-column-leave = Ne pas importer
import-column-first-name = Prénom
import-column-last-name = Nom de famille
import-column-email = Adresse e-mail
import-column-phone = Numéro de téléphone
import-column-example = par exemple { $example }
import-columns = Ce que veulent dire les colonnes
import-columns-lead = Si quelque chose ne va pas ci-dessus, corrigez-le ici, puis regardez à nouveau.
import-overwrites = Si nous connaissons un autre nom, une autre langue ou un autre fuseau horaire, c’est le tableau qui a raison
import-overwrites-hint = Sinon, ce que nous savons reste, et seul ce que nous ne savons pas est ajouté. Les adresses et les choses à retenir sont toujours ajoutées, jamais retirées.
import-look-again = Regarder à nouveau
import-put-away = Écarter ce tableau
import-put-away-hint = Il disparaît tout seul au bout de { $hours } heures.
import-read-as =
    { $lines ->
        [one] { $lines } ligne, lue en { $encoding }.
       *[other] { $lines } lignes, lues en { $encoding }.
    }
import-all = Tous les imports
import-looking-heading = L’examen est en cours
import-looking-words = Bliss regarde ce que donnerait chaque ligne. Rien n’est changé.
import-ready-heading = Ce que cela donnerait
import-sample = Les premières lignes
import-line = Ligne
import-would = Ce qu’elle ferait
import-take-all = Importer toutes les lignes
import-take-some = Importer les lignes qui peuvent l’être
import-take-hint = Cela peut s’annuler pendant { $days } jours.
import-nothing = Il n’y a rien dedans que nous ne sachions déjà.
import-running-heading = Vos clients arrivent
import-undoing-heading = L’annulation est en cours
import-goes-on = Cela continue tout seul, même si vous quittez cette page.
import-done-heading = Ce que cela a donné
import-cut-short = Lignes importées : { $lines } seulement ; ensuite, le fichier n’était plus là. Apportez à nouveau le tableau : ce qui est déjà ici sera reconnu.
import-done-words = Toutes les lignes ont été parcourues.
import-to-customers = Vers les clients
import-undo = Annuler l’import
import-undo-hint = Les clients qui vous ont écrit depuis, ou que quelqu’un a modifiés à la main, restent tels quels.
import-undone-heading = L’import a été annulé
import-undone-words =
    { $undone ->
        [one] Ce que { $undone } ligne avait fait a été annulé.
       *[other] Ce que { $undone } lignes avaient fait a été annulé.
    }
import-undone-in-part =
    { $undone ->
        [one] Ce que { $undone } ligne avait fait a été annulé.
       *[other] Ce que { $undone } lignes avaient fait a été annulé.
    } { $left ->
        [one] Ce que { $left } ligne avait fait reste au moins en partie, car autre chose est venu depuis.
       *[other] Ce que { $left } lignes avaient fait reste au moins en partie, car autre chose est venu depuis.
    }
import-lost-heading = Ce tableau a été écarté
import-lost-words = Rien n’en a été importé. <link>Choisissez-le à nouveau</link> si vous voulez.
import-progress =
    { $lines ->
        [one] { $done } sur { $lines } ligne
       *[other] { $done } sur { $lines } lignes
    }
import-count-added = Nouveaux clients
import-count-updated = Lignes qui nous en apprennent plus
import-count-unchanged = Lignes sans rien de nouveau
import-count-wrong = Lignes impossibles à importer
import-wrong-heading = Ce qui ne peut pas être importé
import-wrong-line = Ligne { $line } : { $why }
import-wrong-first = Voici les { $shown } premières sur { $count }.
import-wrong-hint = Corrigez-les dans le tableau, puis apportez-le à nouveau : ce qui est déjà ici sera reconnu.
import-wrong-download = Télécharger tout ce qui ne peut pas être importé
import-outcomes-download = Télécharger ce qu’a donné chaque ligne
import-would-add = Quelqu’un de nouveau
import-would-nothing = Rien de nouveau
import-would-add-to-line = Ajoute à la ligne { $line } : { $what }
import-would-add-to = Ajoute à { $name } (numéro { $number }) : { $what }
import-adds-name = nom
import-adds-email = adresse e-mail
import-adds-phone = numéro de téléphone
import-adds-language = langue
import-adds-time-zone = fuseau horaire
import-adds-fact = quelque chose à retenir
import-wrong-nobody = Elle n’a ni nom ni adresse.
import-wrong-of-two-lines = Ses adresses sont celles de deux clients : ceux des lignes { $one } et { $other }.
import-wrong-of-customer-and-line = Ses adresses sont celles de deux clients : le numéro { $number } et celui de la ligne { $line }.
import-wrong-of-two = Ses adresses sont celles de deux clients, les numéros { $one } et { $other }. S’il s’agit de la même personne, fusionnez-les d’abord.
import-wrong-unreadable = « { $column } » contient des octets qui ne sont pas du texte.
import-wrong-email = « { $column } » ne ressemble pas à une adresse e-mail, du type nom@example.com.
import-wrong-phone = « { $column } » ne ressemble pas à un numéro de téléphone, comme +33 1 23 45 67 89.
import-wrong-language = « { $column } » n’est pas un code de langue, comme « en », « de » ou « pt-BR ».
import-wrong-time-zone = « { $column } » n’est pas un fuseau horaire, comme Europe/Paris.
import-wrong-long-name = Le nom dépasse 200 caractères.
import-wrong-long-fact = « { $column } » dépasse 300 caractères.
import-wrong-many-facts = Cela ferait plus de 30 choses à retenir de ce client.
import-wrong-many-columns = Elle a plus de colonnes que le tableau.
import-wrong-long-line = Elle est trop longue. Il manque peut-être un guillemet à la fin.
import-no-file = Choisissez d’abord le fichier de vos clients.
import-too-large = Ce fichier est trop gros : 64 Mo au plus. Coupez-le en plusieurs.
import-not-whole = Le fichier n’est pas arrivé entier. Vérifiez la connexion, puis choisissez-le à nouveau.
import-other-table = Ce n’est pas le tableau qui est ici. Rouvrez la page.
import-nothing-new = Il n’y a rien dans ce tableau que nous ne sachions déjà.
import-still-looking = L’examen est encore en cours. Attendez un instant.
import-still-running = L’import est encore en cours. Annulez-le quand il sera terminé.
import-nothing-to-undo = Il ne reste rien à annuler.
import-begun = Ce tableau a déjà été importé, ou écarté.
import-column-twice = Un client a un seul nom, une seule langue et un seul fuseau horaire. Choisissez une colonne pour chacun.
import-column-missing = Dites dans quelle colonne est le nom, l’adresse e-mail ou le numéro de téléphone.
import-many-columns = Le tableau a { $columns } colonnes, pour { $most } au plus. Retirez celles dont vous n’avez pas besoin.
import-many-lines = Le tableau a plus de { $most } lignes. Coupez-le en plusieurs.
import-no-customers = Il n’y a aucun client dans ce fichier : rien ne suit la ligne des noms de colonnes.
import-no-table = Ce fichier ne peut pas être lu comme un tableau. Enregistrez-le en CSV, puis choisissez-le à nouveau.
import-elsewhere = Un autre serveur poursuit cet import.

## Taking all that is kept along

action-delete = Supprimer
action-download = Télécharger
export-title = Export
export-lead = Vos données sont à vous. Emportez-les toutes : pour les regarder, pour faire des calculs, ou pour aller ailleurs.
export-words = Un seul fichier avec tous les clients, conversations, messages, notes, promesses, appels, étiquettes, équipes, repères, règles et réponses types, tels qu’ils sont à un même instant : en CSV pour les tableurs, et en JSON Lines pour les programmes. Ce qui n’est qu’à un agent, les mots de passe et les autres secrets n’y sont pas.
export-files = Avec les fichiers joints aux messages
export-files-hint = La copie peut devenir volumineuse.
export-make = Faire une copie
export-make-hint = Elle se fait en arrière-plan, et est gardée { $hours } heures.
export-copies = Copies
export-none = Aucune encore
export-none-hint = Une copie que vous faites apparaît ici dès qu’elle est là.
export-state-making = En préparation
export-state-gone = Supprimée
export-stop = Arrêter
export-with-files = Tout, avec les fichiers
export-without-files = Tout, sauf les fichiers
export-about-making =
    { $rows ->
        [one] Demandée par { $who } ({ $day }). { $rows } ligne jusqu’ici.
       *[other] Demandée par { $who } ({ $day }). { $rows } lignes jusqu’ici.
    }
export-about-ready = Demandée par { $who } ({ $day }). { $size } ; disparaît { $when }.
export-about-gone = Demandée par { $who } ({ $day }). Son fichier est supprimé.
export-owner-only = Seul un propriétaire emporte tout ce qui est gardé. Demandez à l’un d’eux.
export-one-already = Une copie est déjà en préparation. Attendez qu’elle soit là.
export-not-ready = Cette copie est encore en préparation. Attendez un instant.
export-unwanted = Plus personne n’attend cette copie.

## For how long what is said stays

retention-title = Conservation
retention-lead = Ce qui n’est pas gardé ne peut pas se perdre. Les anciennes conversations peuvent disparaître toutes seules.
retention-saved = C’est valable à partir de maintenant.
retention-now = Maintenant
retention-keep-all = Tout garder à partir de maintenant
retention-heading = Ce qui disparaît, et après combien de jours
retention-heading-lead = On compte à partir de la fermeture d’une conversation. Celle où une promesse est encore à tenir reste. Laissez un champ vide pour ce qui reste pour de bon.
retention-conversations = Les conversations entières
retention-conversations-hint = Messages, notes, fichiers et enregistrements. Les chiffres restent, sans nom ni mots de personne.
retention-files = Seulement les fichiers et les enregistrements
retention-files-hint = Ce qui a été écrit reste.
retention-show = Voir ce qui disparaîtrait aujourd’hui
retention-show-hint = Rien ne disparaît encore.
retention-going = Ce qui disparaîtrait aujourd’hui
retention-going-nothing = Rien encore : aucune conversation n’est fermée depuis aussi longtemps.
retention-going-words = Cela disparaît pour de bon, peu à peu, puis chaque jour ce qui est devenu ancien. Le journal d’audit dit combien a disparu. Les sauvegardes faites avant contiennent encore ce qui y était, jusqu’à leur renouvellement.
retention-let-go = L’effacer à partir de maintenant
retention-leave = Tout laisser tel quel
retention-holds-all = Tout reste jusqu’à ce que quelqu’un l’efface.
retention-holds-conversations = Les conversations disparaissent { $days } jours après leur fermeture, avec tout ce qu’elles contiennent.
retention-holds-files = Les fichiers et les enregistrements disparaissent { $days } jours après la fermeture de leur conversation. Ce qui a été écrit reste.
retention-holds-both = Les fichiers et les enregistrements disparaissent { $files } jours après la fermeture de leur conversation, et la conversation elle-même après { $days } jours.
retention-going-conversations =
    { $count ->
        [one] { $count } conversation
       *[other] { $count } conversations
    }
retention-going-messages =
    { $count ->
        [one] { $count } message ou note
       *[other] { $count } messages et notes
    }
retention-going-files =
    { $count ->
        [one] { $count } fichier ({ $size })
       *[other] { $count } fichiers ({ $size })
    }
retention-going-recordings =
    { $count ->
        [one] { $count } enregistrement d’appel
       *[other] { $count } enregistrements d’appels
    }
retention-bad-days = Écrivez un nombre de jours de { $least } à { $most }.

## Emails that the desk sends

email-title = E-mail
email-lead = Ce que le bureau envoie tout seul : les nouveautés, à qui l’a choisi ; les invitations ; les liens pour un nouveau mot de passe.
email-not-set-up = Pas encore configuré
email-not-set-up-lead = Bliss envoie par le serveur de messagerie que vous avez déjà. La personne qui gère Bliss indique où il est, puis redémarre Bliss :
email-not-set-up-hint = Pour un serveur de messagerie qui commence sans chiffrement, comme sur le port 587 : smtp://nom:mot-de-passe@mail.example:587. Dans le nom ou le mot de passe, @ s’écrit %40. Les deux peuvent aussi être dans le fichier de --config, comme smtp-url et mail-from.
email-how = Comment cela part
email-server = Serveur de messagerie
email-encrypted = Chiffrement
email-encrypted-tls = Dès le premier octet
email-encrypted-starttls = Par STARTTLS, et jamais sans
email-encrypted-no = Aucun
email-from = Expéditeur
email-links = Les liens mènent à
email-links-local = Les liens des e-mails ne s’ouvrent que sur cette machine.
email-links-local-hint = Démarrez Bliss avec --public-url, suivi de l’adresse que tout le monde utilise.
email-test = M’envoyer un essai
email-test-sent = Un essai est en route vers vous. Ce qu’il devient est indiqué plus bas.
email-troubled = Le dernier e-mail n’est pas parti ({ $when }).
email-waiting =
    { $count ->
        [one] Une nouvelle tentative se fait toute seule.
       *[other] { $count } e-mails attendent ; de nouvelles tentatives se font toutes seules.
    }
email-last-sent = Dernier e-mail accepté par le serveur de messagerie : { $when }.
email-log = Ce qui a été envoyé
email-log-lead = Gardé { $days } jours, sans ce qui y était dit.
email-log-none = Rien n’a encore été envoyé
email-log-none-hint = Envoyez un essai pour voir s’il arrive.
email-log-to = À { $address }, { $when }
email-when = { $day } à { $time }
email-state-sent = Envoyé
email-state-failed = Abandonné
email-state-settled = Plus nécessaire
email-state-waiting = En route
email-state-again = Nouvelle tentative
email-purpose-notifications = Les nouveautés
email-purpose-invitation = Une invitation
email-purpose-password-link = Un lien pour un nouveau mot de passe
email-purpose-test = Un essai
email-why-unreachable = Impossible de joindre { $server } ({ $answer }). Vérifiez qu’il fonctionne, et que --smtp-url est juste.
email-why-slow = { $server } n’a pas répondu à temps ({ $answer }).
email-why-unencrypted = Aucune connexion chiffrée n’a pu s’établir avec { $server } ({ $answer }). Le port 465 demande smtps://, le port 587 smtp://.
email-why-account = { $server } n’a pas accepté le nom et le mot de passe de --smtp-url ({ $answer }).
email-why-not-now = { $server } ne l’a pas accepté pour l’instant ({ $answer }).
email-why-refused = { $server } l’a refusé pour de bon ({ $answer }).
email-why-unwritable = Il n’a pas pu être écrit : { $why }.
email-no-server = Ce bureau ne peut pas encore envoyer d’e-mails. Démarrez Bliss avec --smtp-url et --mail-from, puis réessayez.
email-key-changed = La clé du bureau a changé : le lien ne peut plus être lu.
email-stop-title = E-mails
email-stop-heading = Arrêter ces e-mails ?
email-stopped-heading = C’est arrêté
email-stop-of = Vers { $email }, du bureau { $desk }
email-stop-when = Un e-mail est envoyé, si rien n’a été vu dans la page d’ici là, quand :
email-stopped-when = Plus aucun e-mail n’est envoyé quand :
email-stop-button = Les arrêter
email-stop-resume = Les recevoir à nouveau
email-stop-bell = La cloche continue de le signaler comme avant.
email-stop-unreadable = Ce lien ne peut pas être lu. Connectez-vous, puis choisissez dans Réglages → Notifications ce qu’on vous signale par e-mail.

## What these emails say

letter-invitation-heading = Bienvenue
letter-invitation-subject = On vous invite au bureau { $desk }
letter-invitation-subject-by = { $host } vous invite au bureau { $desk }
letter-invitation-lead = On vous invite au bureau { $desk }.
letter-invitation-lead-by = { $host } vous invite au bureau { $desk }.
letter-invitation-role =
    { $role ->
        [owner] Vous y aurez le rôle de propriétaire.
        [lead] Vous y aurez le rôle de responsable.
       *[agent] Vous y aurez le rôle d’agent.
    }
letter-invitation-foot = Le lien sert une fois, pendant sept jours. Si vous ne savez pas de quoi il s’agit, ne le suivez pas : il ne se passera rien.
letter-news-subject =
    { $count ->
        [one] { $count } nouveauté pour vous au bureau { $desk }
       *[other] { $count } nouveautés pour vous au bureau { $desk }
    }
letter-news-heading = Nouveau pour vous au bureau { $desk }
letter-news-more =
    { $count ->
        [one] { $count } autre nouveauté
       *[other] { $count } autres nouveautés
    }
letter-news-foot = Vous recevez ceci car vous avez choisi qu’on vous signale par e-mail ce que vous n’avez pas vu dans la page.
letter-news-choices = <choose>Choisissez ce qu’on vous signale</choose>, ou <stop>arrêtez les e-mails comme celui-ci</stop>.
letter-news-stop = Arrêter les e-mails comme celui-ci
letter-password-heading = Bonjour { $name }
letter-password-subject = Un nouveau mot de passe pour le bureau { $desk }
letter-password-lead = Un lien a été créé pour que vous choisissiez un nouveau mot de passe pour le bureau { $desk }.
letter-password-lead-link = Un lien a été créé pour que vous choisissiez un nouveau mot de passe pour le bureau { $desk } :
letter-password-button = Choisir un nouveau mot de passe
letter-password-foot = Le lien sert une fois, pendant 24 heures. Si vous ne l’avez pas demandé, dites-le à un responsable de votre bureau ; votre mot de passe reste valable tant que le lien n’a pas servi.
letter-test-heading = C’est bien arrivé, { $name }
letter-test-subject = Un essai de l’e-mail du bureau { $desk }
letter-test-words = Vous avez demandé cet e-mail au bureau { $desk } pour voir s’il arrive. Il est là : il ne reste rien à faire.
letter-test-foot = L’e-mail du bureau

## Where Bliss encrypts by itself

certificate-encrypted = La connexion à ce bureau est chiffrée : son adresse commence par https://.

## Scripts of the desk

script-needs-connection = Il faut la connexion pour cela. Réessayez quand elle sera de retour.
script-did-not-reach = Cela n’est pas arrivé au bureau. Votre texte est toujours là ; réessayez quand la connexion sera de retour.
script-offline = Pas de connexion au bureau. Ce que vous écrivez est gardé ici ; tout reprend de soi-même au retour de la connexion.
script-copied = Copié
script-not-copied = Cela n’a pas pu être copié. Sélectionnez-le et copiez-le à la main.
script-type-on = Le bureau n’a pas répondu. Continuez à taper pour réessayer.
script-results =
    { $count ->
        [one] { $count } résultat
       *[other] { $count } résultats
    }
script-news = { $what }.

## Scripts of the desk: the list

script-chosen =
    { $count ->
        [one] { $count } choisie
       *[other] { $count } choisies
    }
script-all-chosen = Toutes celles de cette liste sont choisies, 500 au plus

## Scripts of the desk: who else looks at a conversation

script-is-here = <b>{ $name }</b> est ici
script-is-here-and-writing = <b>{ $name }</b> est ici et écrit
script-is-writing = <b>{ $name }</b> écrit
script-customer-is-writing = <b>Le client</b> écrit

## Scripts of the desk: writing

script-draft-saved = Brouillon enregistré
script-draft-kept = Brouillon gardé dans ce navigateur
script-draft-not-saved = Le brouillon n’a pas encore pu être enregistré
script-sent-with-file = Partira dès que le fichier sera là
script-not-sent-without-file = Pas envoyé : un fichier n’est pas arrivé
script-draft-elsewhere = Vous avez aussi écrit ceci ailleurs
script-draft-keep-this = Garder ce qui est ici
script-draft-use-that = Prendre l’autre
script-draft-keep-both = Garder les deux
script-uploading = Envoi en cours : { $file }
script-file-too-large = Ce fichier dépasse 25 Mo. Envoyez-en un plus petit, ou un lien vers lui.
script-file-empty = Ce fichier est vide (0 octet). Choisissez-le à nouveau, ou prenez-en un autre.
script-file-lost = { $file } n’est pas arrivé au bureau. Choisissez-le à nouveau quand la connexion sera de retour.
script-file-not-kept = Ce fichier n’a pas pu être gardé. Réessayez.
script-canned-found =
    { $count ->
        [one] { $count } réponse type. Haut et bas pour choisir, Entrée pour insérer.
       *[other] { $count } réponses types. Haut et bas pour choisir, Entrée pour en insérer une.
    }
script-hints =
    { $count ->
        [one] { $count } conseil avant d’envoyer
       *[other] { $count } conseils avant d’envoyer
    }
script-hint-silenced = Vous ne verrez plus ce conseil. Réglages → Conseils le fait revenir.
script-hints-on-its-way = C’est en route. Avant le départ :
script-take-back = Rattraper
script-nothing-written = Rien n’est encore écrit.

## Scripts of the desk: microphone and speaker

script-microphone-not-allowed = Le micro n’a pas été autorisé, et c’est très bien ainsi. Si vous changez d’avis, autorisez-le à côté de l’adresse de cette page, puis réessayez.
script-microphone-not-found = Aucun micro n’a été trouvé. Branchez-en un, puis réessayez.
script-microphone-in-use = Le micro sert déjà ailleurs. Fermez ce qui l’utilise, puis réessayez.
script-microphone-not-secure = Le micro demande une adresse sécurisée. Ouvrez le bureau par son adresse en https.
script-microphone-not-now = Le micro ne peut pas être utilisé en ce moment. Réessayez.
script-microphone-numbered = Micro { $number }
script-speaker-numbered = Haut-parleur { $number }
script-connecting = Connexion…
script-sound-say-something = Dites quelque chose : la barre devrait bouger. Rien n’est enregistré.
script-echo-begin = Test d’écho
script-echo-end = Arrêter le test d’écho
script-echo-say-something = Dites quelque chose. Vous l’entendez à nouveau une seconde plus tard.
script-echo-over = Le test d’écho est terminé.
script-echo-failed = Le test d’écho n’a pas marché. Réessayez dans un instant.

## Scripts of the desk: calls

script-is-calling = { $who } appelle
script-did-not-work = Cela n’a pas marché. Réessayez dans un instant.
script-call-press-anywhere = Appuyez n’importe où, pour que votre navigateur fasse entendre le client.
script-call-connecting-again = La ligne a coupé. Nouvelle connexion…
script-call-lost = La ligne est perdue. L’appel sonne à nouveau, pour qui est libre.
script-call-elsewhere = Cet appel est dans un autre de vos onglets.
script-call-note-kept = La note est gardée.
script-call-note-not-kept = La note n’a pas pu être gardée. Elle est toujours là ; réessayez.
script-call-line-broke =
    { $who ->
        [customer] La ligne du client a coupé. Restez là, elle revient peut-être dans un instant…
       *[agent] Votre ligne a coupé…
    }
script-call-nothing-heard =
    { $who ->
        [customer] On n’entend rien du client. Son micro est peut-être coupé.
       *[agent] On n’entend rien de vous. Vérifiez votre micro.
    }
script-call-recording-stopped = L’enregistrement s’est arrêté : { $why } L’appel continue.

## Scripts of the desk: the mirror of a call, in which one sees how one sounds

script-mirror-show = Montrer le miroir
script-mirror-hide = Cacher le miroir
script-mirror-listening = à l’écoute…
script-mirror-pressed = non dit : une voix tendue le cache
script-mirror-smile = un sourire s’entend
script-mirror-perhaps-smile = peut-être un sourire
script-mirror-usual = à peu près comme d’habitude
script-mirror-perhaps-less = peut-être moins que d’habitude
script-mirror-less = moins de sourire que d’habitude
script-mirror-you-listen = vous écoutez
script-mirror-share = { $share } %
script-mirror-pace = { $pace } syllabes/s

## Scripts of the desk: the player of a call, with which one looks back at it

script-player-play = Écouter
script-player-pause = Pause
script-player-at = À { $time }
script-player-place = { $time } sur { $length }
script-player-axis =
    { $axis ->
        [smile] Sourire
        [lively] Vive
        [bright] Claire
       *[pressed] Tendue
    }
script-player-compared =
    { $how ->
        [more] { $axis } : nettement plus que d’habitude
        [less] { $axis } : nettement moins que d’habitude
        [perhaps-more] { $axis } : peut-être plus que d’habitude
        [perhaps-less] { $axis } : peut-être moins que d’habitude
       *[usual] { $axis } : à peu près comme d’habitude
    }
script-player-between = { $value }, entre { $low } et { $high }
script-player-nothing-told = À l’écoute… vous ne parlez pas ici, ou encore trop peu pour le dire.
script-player-not-played = L’enregistrement n’a pas pu être lu. Connectez-vous à nouveau après une longue absence, ou essayez une version récente de Firefox, Chrome, Edge ou Safari.
script-reflection-saved = Enregistré, rien que pour vous.
script-reflection-not-saved = Cela n’a pas pu être enregistré. Vos mots sont toujours là ; réessayez dans un instant.
script-reflection-not-yet = Pas encore enregistré : le bureau est injoignable. Vos mots sont toujours là.

## Scripts of the desk: the warm-up, in which one’s own voice is heard for ten seconds

script-warm-up-begin = Commencer : dix secondes
script-warm-up-enough = Cela suffit
script-warm-up-hear = L’écouter
script-warm-up-pause = Pause
script-warm-up-listening = À l’écoute… dites votre salutation.
script-warm-up-one-moment = Un instant : le bureau écoute…
script-warm-up-not-heard = Le bureau n’a pas pu vous entendre. Réessayez dans un instant.
script-warm-up-not-reached = Le bureau est injoignable. Vérifiez la connexion, puis recommencez.
script-warm-up-not-played = Ce navigateur n’a pas pu le lire.

## These are sent to every visitor of a shop: short words load faster. “We” is the shop’s desk.

widget-chat = Discuter avec nous
widget-phone = Nous appeler
widget-with = Discuter avec { $name }
widget-unread =
    { $n ->
        [one] Discuter avec nous, { $n } nouveau message
       *[other] Discuter avec nous, { $n } nouveaux messages
    }
widget-close = Fermer le chat
widget-messages = Messages
widget-you = Vous
widget-here =
    { $n ->
        [0] Nous sommes là.
        [one] { $names } est là.
       *[other] { $names } sont là.
    }
widget-others =
    { $n ->
        [one] { $n } autre
       *[other] { $n } autres
    }
widget-wait =
    { $n ->
        [one] Comptez environ { $n } minute d’attente aujourd’hui.
       *[other] Comptez environ { $n } minutes d’attente aujourd’hui.
    }
widget-away = Il n’y a personne en ce moment.
widget-back = Nous serons de retour { $day } à { $time } (à votre heure).
widget-on =
    { $kind ->
        [date] le { $day }
       *[weekday] { $day }
    }
widget-ask = Laissez votre e-mail, et notre réponse vous trouvera où que vous soyez.
widget-name = Votre nom (facultatif)
widget-email = E-mail, pour vous répondre si vous quittez la page (facultatif)
widget-bad-email = Cet e-mail semble incomplet. Corrigez-le, ou laissez le champ vide.
widget-write = Écrivez un message
widget-send = Envoyer
widget-attach = Joindre un fichier
widget-remove = Retirer
widget-remove-file = Retirer { $file }
widget-retry = Réessayer
widget-sending = Envoi…
widget-sent = Envoyé
widget-seen = Vu
widget-waiting = En attente de connexion ; partira tout seul
widget-failed = Cela n’a pas marché. Réessayez, s’il vous plaît.
widget-trouble = { $file } : { $why }
widget-lost = Pas de connexion pour l’instant. Nous continuons d’essayer.
widget-typing = { $name } écrit…
widget-fresh = Nouveaux messages
widget-get = Télécharger { $file }, { $size }
widget-too-long =
    { $n ->
        [one] C’est trop long de { $n } caractère. Envoyez-le en deux messages, s’il vous plaît.
       *[other] C’est trop long de { $n } caractères. Envoyez-le en deux messages, s’il vous plaît.
    }
widget-too-big = { $file } est trop gros pour être envoyé ici : jusqu’à { $max }, c’est possible.
widget-uploading = Le message partira dès que le fichier sera là.

## A call in the chat on other pages: customers read this. “We” is the shop’s desk

talk-title = Appeler { $name }
talk-shrink = Réduire, en restant en ligne
talk-close = Fermer
talk-before = Parlez-nous de vive voix
talk-microphone = Votre navigateur va demander le micro, pour que nous puissions vous entendre.
talk-free = Il n’y a personne avant vous.
talk-line =
    { $n ->
        [one] { $n } personne avant vous.
       *[other] { $n } personnes avant vous.
    }
talk-line-about =
    { $n ->
        [one] { $n } personne avant vous, environ { $time }.
       *[other] { $n } personnes avant vous, environ { $time }.
    }
talk-ahead =
    { $n ->
        [one] { $n } personne avant vous
       *[other] { $n } personnes avant vous
    }
talk-about = Environ { $time }.
talk-recording = Nous enregistrons les appels pour mieux vous servir. Dites-nous si vous préférez que nous suspendions l’enregistrement.
talk-consent = Vous pouvez enregistrer cet appel, pour mieux me servir.
talk-consent-note = Vous pouvez appeler dans tous les cas.
talk-name = Votre nom (facultatif)
talk-dial = Appeler maintenant
talk-write = Écrire plutôt
talk-later = Rappelez-moi plutôt
talk-again = Réessayer
talk-back = Retour au chat
talk-redial = Appeler à nouveau
talk-choose = Choisir un moment
talk-end = Raccrocher
talk-leave = Annuler l’appel
talk-stay = Continuer d’attendre
talk-go-back = Retour
talk-asking = Autorisez le micro, s’il vous plaît
talk-asking-text = Votre navigateur vous le demande maintenant, le plus souvent à côté de l’adresse de cette page.
talk-blocked-declined = Nous n’avons pas le droit d’utiliser le micro
talk-blocked-declined-text = Pour nous parler, autorisez le micro pour cette page, par le symbole à côté de son adresse. Puis réessayez.
talk-blocked-missing = Nous ne trouvons pas de micro
talk-blocked-missing-text = Branchez un casque ou un micro, puis réessayez.
talk-blocked-busy = Le micro est occupé
talk-blocked-busy-text = Un autre programme ou une autre page semble l’utiliser. Terminez-y les autres appels, puis réessayez.
talk-blocked-insecure = Cette page ne peut pas utiliser le micro
talk-blocked-insecure-text = Les navigateurs ne le permettent que si l’adresse commence par https. Contactez-nous autrement, avec plaisir.
talk-blocked-old = Ce navigateur ne peut pas passer d’appels
talk-blocked-old-text = Un navigateur plus récent le peut. Contactez-nous autrement, avec plaisir.
talk-blocked-unknown = Le micro ne démarre pas
talk-blocked-unknown-text = Vérifiez qu’il est branché et allumé, puis réessayez.
talk-elsewhere = Vous êtes déjà au téléphone avec nous, dans une autre fenêtre ou un autre onglet.
talk-refused = Nous ne pouvons pas prendre votre appel en ce moment
talk-unreachable = Impossible de nous joindre
talk-unreachable-text = Vérifiez votre connexion à internet, puis réessayez.
talk-through = L’appel ne passe pas
talk-through-text = Votre réseau bloque peut-être les appels. Essayez-en un autre, ou contactez-nous autrement.
talk-calling = Appel en cours…
talk-next = C’est à vous juste après
talk-soon = Nous sommes à vous dès que possible.
talk-music = Vous entendez de la musique en attendant.
talk-quiet = La musique est coupée. Vous nous entendrez quand nous décrocherons.
talk-hush = Couper la musique
talk-play = Remettre la musique
talk-broke = Un instant, la ligne a coupé
talk-mending = Nous rappelons…
talk-back-again = Vous êtes de nouveau en ligne.
talk-with = Vous parlez avec { $name }
talk-somebody = quelqu’un de chez nous
talk-on-hold = Un instant, { $name } vous fait patienter
talk-hold-text = Restez en ligne, s’il vous plaît. Nous revenons tout de suite.
talk-resumed = Vous parlez de nouveau avec { $name }.
talk-passed = Nous vous passons quelqu’un d’autre.
talk-mute = Couper micro
talk-unmute = Rouvrir micro
talk-muted = Votre micro est coupé
talk-muted-text = Nous ne vous entendons pas tant que vous ne l’avez pas rouvert.
talk-sound = Régler le son
talk-input = Micro
talk-output = Haut-parleur
talk-device = Appareil { $n }
talk-chat = Écrire
talk-news = Lire
talk-news-text = Nous vous avons envoyé un message. Appuyez sur « Lire » pour le voir.
talk-level = Votre micro
talk-silent = Nous n’entendons rien de votre micro. Est-il allumé, et est-ce le bon ?
talk-unplugged = Votre micro a été débranché. Rebranchez-le, ou choisissez-en un autre avec « Régler le son ».
talk-switched = Nous utilisons maintenant un autre micro.
talk-no-device = Celui-ci ne peut pas être utilisé en ce moment.
talk-recorded = Enregistré
talk-paused = Enregistrement en pause
talk-listens = { $name } écoute aussi
talk-hold = En attente
talk-hear = Appuyez pour nous entendre
talk-coming = Retour à votre appel…
talk-returning = Votre appel est toujours en cours
talk-returning-text = Appuyez pour le retrouver.
talk-rejoin = Reprendre l’appel
talk-pill-waiting = Vous êtes dans la file pour nous parler
talk-pill-talking = En ligne avec { $name }
talk-pill-held = En attente
talk-pill-broken = La ligne a coupé. Nous rappelons…
talk-open = Ouvrir l’appel : { $state }
talk-return = Retour à l’appel
talk-when = Quand pouvons-nous vous appeler ?
talk-when-text = Toutes les heures sont les vôtres ({ $zone }).
talk-looking = Nous cherchons des créneaux libres…
talk-none = Aucun créneau n’est libre ces prochains jours
talk-none-text = Écrivez-nous, et nous en trouverons un ensemble.
talk-phone = Votre numéro de téléphone
talk-example = +33 6 39 98 01 23
talk-confirm = Appelez-moi à ce moment
talk-confirming = Un instant…
talk-pick = Choisissez l’un des créneaux, s’il vous plaît.
talk-number = Ce numéro semble incomplet. Écrivez-le en entier, en commençant par le pays, comme +33 6 39 98 01 23.
talk-booked = Nous vous appellerons { $day } à { $time }
talk-on = le { $day }
talk-booked-number = Au { $number }. L’heure est la vôtre ({ $zone }). Vous n’avez rien à faire d’ici là.
talk-booked-text = L’heure est la vôtre ({ $zone }). Vous n’avez rien à faire d’ici là.
talk-over-thanks = Merci de votre appel
talk-over-thanks-text = C’était un plaisir de parler avec vous.
talk-over-you = Vous avez raccroché
talk-over-you-text = Aucun souci. Nous sommes là quand vous avez besoin de nous.
talk-over-lost = La ligne est perdue
talk-over-lost-text = Nous avons essayé de vous rappeler, sans y parvenir. Nous en sommes désolés.
talk-over-unanswered = Nous sommes désolés
talk-over-unanswered-text = Personne n’a pu décrocher. Choisissez un moment, et nous vous appellerons.
talk-over-restart = Nous sommes désolés, l’appel a été coupé
talk-over-restart-text = Nous venons de devoir redémarrer notre téléphone. Il remarchera dans un instant.
talk-over-gone = L’appel est terminé
talk-over-gone-text = Nous sommes là quand vous avez besoin de nous.
talk-ended = L’appel est terminé. Vous pouvez encore choisir un moment ici.
talk-long = Nous avons parlé pendant { $time }.

## What is thought of before a reply goes out

hint-gap-why = Le client lirait ces crochets. Mettez les mots à leur place.
hint-label-why = Qu’est-il arrivé à cette personne avant ? Cela aidera qui lira la note.
hint-empathy-why = Le client a raconté quelque chose de dur. Dites d’abord ce que cela a été pour lui, puis aidez.
hint-question-why = Le client a posé cette question, et votre réponse n’y vient pas encore.
hint-asked-again-why = { $reason }. C’est plus haut dans la conversation.
hint-same-apology-why = Vous avez déjà présenté des excuses avec ces mots. Dites maintenant ce qui va changer.
hint-refusal-why = Un « non » tout seul. Proposez une autre voie, ou dites qui peut aider.
hint-blame-why = Cela met la faute sur quelqu’un. Dites ce qui s’est passé, sans dire qui, et comment c’est réparé.
hint-condescension-why = On peut croire que vous prenez le client de haut.
hint-hurry-why = On peut croire que vous n’avez pas de temps pour le client.
hint-scarcity-why = Cela oppose au client une règle ou un manque. Dites pourquoi, et ce que vous pouvez faire.
hint-label-in-reply-why = Cela colle une étiquette à quelqu’un. Dites plutôt ce qui s’est passé.
hint-jargon-why = Un mot du métier. Dites-le comme au comptoir.
hint-time-why = Une échéance sur laquelle le client peut compter en fait une promesse.
hint-greeting-why = C’est notre première réponse. Saluez, et dites qui vous êtes.
hint-closing-why = La dernière impression compte autant que la première. Dites ce qui vient ensuite, ou finissez par un mot aimable.
hint-go-on-with = Continuer par « { $words }… »
hint-put-instead = « { $words } »

## Errors of last resort, and of the chat

error-other-method = Cela n’est pas possible ici. L’en-tête Allow dit ce qui l’est.
error-panicked = Quelque chose n’a pas marché de notre côté. Ce que vous avez écrit est toujours là ; réessayez dans un instant.
visitor-text-too-long = Ce message est trop long : { $max } caractères au plus.
visitor-too-many-files = Envoyez { $max } fichiers au plus à la fois.
visitor-file-gone = Un fichier n’est plus là. Choisissez-le de nouveau et envoyez.
visitor-erased = Tout ce qui était gardé de cette discussion est effacé.
visitor-no-phone-here = Le téléphone n’est pas branché ici. Écrivez-nous, s’il vous plaît.
visitor-choose-a-time = Choisissez l’un des créneaux, s’il vous plaît.

## Passkeys

passkeys-title = Clés d’accès
passkeys-lead = Connectez-vous avec votre empreinte, votre visage ou le code de votre appareil, sans mot de passe. Après un mot de passe, une clé d’accès est votre second facteur.
passkeys-need-address = Les clés d’accès demandent une adresse chiffrée avec un nom, par exemple https://desk.example. C’est la personne qui gère le serveur qui la choisit.
passkeys-not-in-browser = Ce navigateur n’a pas de clés d’accès. Un autre en a peut-être, ou un téléphone.
passkeys-app-too = Une application de codes à usage unique en plus
passkeys-codes-left = Chacun vous ouvre la porte une fois après votre mot de passe, quand aucune clé d’accès n’est sous la main. Codes restants : { $count }.
passkeys-for-elsewhere = Vos clés d’accès sont pour une autre adresse du bureau, et ne marchent pas à celle-ci.
passkey-for-elsewhere = Elle est pour une autre adresse du bureau, et ne marche pas à celle-ci.
passkey-used = Créée : { $made } ; dernière utilisation : { $used }
passkey-unused = Créée : { $made } ; pas encore utilisée
passkey-add = Ajouter une clé d’accès
passkey-add-another = Ajouter une autre clé d’accès
passkey-make = Créer une clé d’accès
passkey-instead = Ou créez une clé d’accès : votre empreinte, votre visage ou le code de votre appareil vous ouvre la porte.
passkey-name = Nom
passkey-name-hint = Pour la reconnaître dans la liste : où elle est gardée, par exemple.
passkey-change = Modifier
passkey-change-name = Modifier { $name }
passkey-rename = Renommer
passkey-rename-name = Renommer { $name }
passkey-remove = Retirer
passkey-remove-name = Retirer { $name }
passkey-remove-hint = Elle ne vous ouvrira plus la porte, et vos autres navigateurs seront déconnectés. Supprimez-la aussi sur votre appareil.
passkey-use = Utiliser une clé d’accès
passkey-use-recovery-code = Utiliser un code de secours
passkey-recovery-code = Code de secours
passkey-recovery-code-hint = Quatre groupes de quatre lettres et chiffres.
passkey-ask = Jusqu’ici, tout est bon. Maintenant, votre clé d’accès.
passkey-ask-or-code = Jusqu’ici, tout est bon. Maintenant, votre clé d’accès, ou le code de votre application.
passkey-saved = Votre clé d’accès vous ouvre la porte à partir de maintenant. Après votre mot de passe, elle vous est demandée.
passkey-saved-name = Elle s’appelle ainsi à partir de maintenant.
passkey-saved-removal = Cette clé d’accès ne vous ouvre plus la porte. Vos autres navigateurs ont été déconnectés.
passkey-saved-app-off = Votre application ne vous est plus demandée ; vos clés d’accès, si. Vos autres navigateurs ont été déconnectés.
passkey-too-many = Vous avez déjà { $most } clés d’accès. Retirez-en une que vous n’utilisez pas.
passkey-no-name = Un nom a de 1 à { $most } caractères. Écrivez-en un.
passkey-gone = Cette clé d’accès est introuvable. Elle a peut-être été retirée.
passkey-there-already = Cette clé d’accès est déjà ici. Utilisez-la, ou créez-en une sur un autre appareil.
passkey-too-long-ago = Cela a pris plus de temps que le bureau n’attend, ou a été envoyé deux fois. Réessayez.
passkey-unknown = Le bureau ne connaît pas cette clé d’accès. Elle a peut-être été retirée ; utilisez-en une autre, ou votre mot de passe.
passkey-unverified = Votre appareil n’a pas vérifié que c’est bien vous. Activez-y le code, l’empreinte ou le visage, puis réessayez.
passkey-elsewhere = Cette clé d’accès a répondu pour une autre adresse que celle-ci. Ouvrez le bureau à sa propre adresse, puis réessayez.
passkey-not-taken = Le bureau n’a pas pu accepter la réponse de votre appareil. Réessayez, ou utilisez votre mot de passe.
passkey-copied = Il existe peut-être une copie de cette clé d’accès : elle n’est donc pas acceptée. Utilisez votre mot de passe, puis retirez-la et créez-en une nouvelle.
passkey-stays = À ce bureau, chacun doit avoir un second facteur : votre dernière clé d’accès reste. Créez-en d’abord une autre.
palette-passkeys-also = passkey webauthn fido clé de sécurité identification empreinte digitale doigt visage biométrie sans mot de passe
audit-passkey-made = <b>{ $who }</b> a créé une clé d’accès
audit-passkey-removed = <b>{ $who }</b> a retiré une de ses clés d’accès
audit-passkey-refused = <b>{ $who }</b> a présenté une clé d’accès qui n’a pas été acceptée
audit-passkey-refused-of = <b>{ $who }</b> a présenté une clé d’accès qui n’a pas été acceptée : <b>{ $whom }</b>
script-passkey-not-given = Aucune clé d’accès n’a été donnée. Réessayez quand elle sera sous la main.
script-passkey-there-already = Cet appareil a déjà une clé d’accès pour vous. Utilisez-la, ou créez-en une sur un autre appareil.
script-passkey-failed = Votre appareil n’a pas pu le faire à l’instant. Réessayez.

## Being told by one's browser while no page is open

push-title = Dans vos navigateurs
push-lead = Un navigateur que vous y autorisez vous montre en notification ce que vous cochez ci-dessus, même quand aucune page du bureau n’est ouverte, si vous ne l’avez pas vu au bout de { $seconds } secondes. Le rythme et les heures calmes sont ceux d’en dessous. Ce qu’il montre passe par le service push de son éditeur, scellé : personne là-bas ne peut le lire.
push-turn-on = Me prévenir dans ce navigateur
push-turn-on-hint = Votre navigateur vous demandera si vous le permettez.
push-denied = Ce navigateur a pour consigne de ne pas montrer les notifications du bureau. Autorisez-les dans ses réglages pour ce site, puis revenez ici.
push-insecure = Un navigateur ne montre les notifications d’un bureau que s’il est ouvert en <code>https</code>, ou s’il fonctionne sur la même machine. Demandez à la personne qui le gère.
push-unable = Ce navigateur ne peut pas montrer de notifications quand aucune page n’est ouverte. Sur iPhone ou iPad, aucun navigateur ne le peut pour une page ; prenez un autre appareil, ou l’e-mail.
push-browsers = Navigateurs qui vous préviennent
push-this-one = Ce navigateur
push-signed-out = Déconnecté : il vous préviendra à nouveau quand vous vous y reconnecterez.
push-told-never = Activé : { $day } ; aucune notification pour l’instant
push-told-now = Dernière notification à l’instant
push-told-ago = Dernière notification il y a { $time }
push-told-on = Dernière notification : { $day }
push-test = Essayer
push-test-of = Essayer : { $browser }
push-test-sent = Une notification est en route vers { $browser }.
push-remove = Retirer
push-remove-of = Retirer { $browser }
push-removed = { $browser } ne vous signale plus rien.
push-way = Par navigateur
push-kind = Par navigateur : { $kind }
push-named = Nommer les clients, et dire de quoi il s’agit
push-named-hint = Sinon, une notification dit seulement qu’il y a quelque chose : d’autres voient peut-être votre écran.
push-not-here = Ce navigateur est introuvable. Il a peut-être été retiré.
push-bad-keys = Ce navigateur n’a pas dit comment chiffrer pour lui. Réessayez, ou prenez-en un autre.
push-too-many = Vous avez déjà { $most } navigateurs. Retirez-en un que vous n’utilisez plus.
push-no-encryption = Rien ne peut être chiffré sur cette machine. Demandez à la personne qui gère Bliss.
push-why-unreachable = La dernière notification n’est pas arrivée : impossible de joindre son service push ({ $answer }). Un nouvel essai suivra.
push-why-not-now = La dernière notification n’est pas arrivée : son service push ne l’a pas acceptée pour l’instant ({ $answer }). Un nouvel essai suivra.
push-why-refused = La dernière notification n’est pas arrivée : son service push l’a refusée ({ $answer }). Retirez ce navigateur, puis autorisez-le à nouveau.
push-why-unreadable = La dernière notification n’a pas pu être préparée ({ $answer }). Retirez ce navigateur, puis autorisez-le à nouveau.
push-notice-test = Ça marche : { $desk } vous prévient ici
push-notice-test-body = Voilà à quoi ressemble une notification.
push-notice-line = { $matter } : { $what }
script-push-on = À partir de maintenant, ce navigateur vous signale ce qui est nouveau. Essayez-le ci-dessous.
script-push-failed = Ce navigateur n’a pas pu être activé pour vous prévenir : { $why }
email-purpose-new-passkey = Une nouvelle clé d’accès
letter-passkey-subject = Une nouvelle clé d’accès pour votre compte au bureau { $desk }
letter-passkey-words = Une clé d’accès, « { $passkey } », a été créée pour votre compte au bureau { $desk }. Elle ouvre votre compte à partir de maintenant.
letter-passkey-if-not = Si c’était vous, il n’y a rien d’autre à faire. Sinon, supprimez-la, choisissez un nouveau mot de passe et dites-le à un responsable de votre bureau.
letter-passkey-button = Voir vos clés d’accès
letter-passkey-foot = Vous recevez cet e-mail chaque fois qu’une clé d’accès est créée pour vous, afin que personne n’en crée une à votre insu.
profile-saved-password-passkeys = Votre nouveau mot de passe vaut à partir de maintenant ; les autres navigateurs ont été déconnectés. Les clés d’accès ne changent pas avec lui : vérifiez que toutes sont bien les vôtres.
passkey-others-elsewhere = Vos autres clés d’accès ont été créées pour une autre adresse du bureau et ne servent pas ici. Ajoutez d’abord une clé d’accès pour cette adresse.
sign-in-gone-meanwhile = Votre accès a changé pendant que vous vous connectiez. Connectez-vous de nouveau.
push-why-unreachable-at-last = La dernière notification n’est pas arrivée : impossible de joindre son service push ({ $answer }). Elle ne sera plus essayée ; la prochaine le sera.
push-why-not-now-at-last = La dernière notification n’est pas arrivée : son service push ne l’a pas acceptée ({ $answer }). Elle ne sera plus essayée ; la prochaine le sera.
push-key-unreadable = Aucun navigateur ne peut prévenir pour l’instant : le bureau ne peut pas lire sa clé pour les services push, car la clé du serveur a été changée. La personne qui gère Bliss doit remettre le fichier server.key d’avant.
push-key-lost = Il est perdu pour de bon
push-key-renew-lead = Il faut alors au bureau une nouvelle clé pour les services push. Tous les navigateurs quittent la liste ; chacun y revient de lui-même dès qu’on y ouvre le bureau.
push-key-renew = Créer une nouvelle clé
push-key-made = Il y a une nouvelle clé : les navigateurs peuvent de nouveau prévenir.
push-key-readable = Le bureau peut lire sa clé pour les services push : elle reste donc.
