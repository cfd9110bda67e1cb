### Lo que Bliss dice en español (España y América Latina): tuteo, palabras llanas, una sola palabra para cada cosa.

language-own-name = Español
series = { $all }, { $next }

## What is said everywhere

done = Listo.

## When something cannot be done

error-bucket-away = El lugar donde se guardan los archivos no responde. Inténtalo de nuevo en unos minutos; no se ha perdido nada.
error-elsewhere = Esta llamada la lleva otro de los servidores de la mesa. Inténtalo de nuevo en un momento.
error-file = No se pudo guardar el archivo: { $why }
error-number = Número de esta petición:
error-say-number = Dile este número a quien administra Bliss:
error-throttled =
    { $minutes ->
        [one] Demasiados intentos. Espera un minuto y prueba otra vez.
       *[other] Demasiados intentos. Espera { $minutes } minutos y prueba otra vez.
    }
error-to-the-desk = Ir a la mesa
not-here =
    { $what ->
        [account] Esta cuenta no está aquí. Quizá se haya quitado.
        [address] Esta dirección no está aquí. Quizá se haya quitado.
        [answer] Esta respuesta no está aquí. Quizá se haya quitado.
        [call] Esta llamada no está aquí. Quizá se haya quitado.
        [call-back] Esta devolución de llamada no está aquí. Quizá se haya quitado.
        [canned-reply] Esta respuesta guardada no está aquí. Quizá se haya quitado.
        [change] Este cambio no está aquí. Quizá se haya quitado.
        [chat] Este chat no está aquí. Quizá se haya quitado.
        [contact] Este contacto no está aquí. Quizá se haya quitado.
        [conversation] Esta conversación no está aquí. Quizá se haya quitado.
        [copy] Esta copia no está aquí. Quizá se haya quitado.
        [import] Esta importación no está aquí. Quizá se haya quitado.
        [customer] Este cliente no está aquí. Quizá se haya quitado.
        [delivery] Esta entrega no está aquí. Quizá se haya quitado.
        [draft] Este borrador no está aquí. Quizá se haya quitado.
        [fact] Este dato no está aquí. Quizá se haya quitado.
        [file] Este archivo no está aquí. Quizá se haya quitado.
        [hint] Esta sugerencia no está aquí. Quizá se haya quitado.
        [holiday] Este festivo no está aquí. Quizá se haya quitado.
        [identity-provider] Este proveedor de identidad no está aquí. Quizá se haya quitado.
        [inbox] Esta bandeja no está aquí. Quizá se haya quitado.
        [invitation] Esta invitación no está aquí. Quizá se haya quitado.
        [kind-of-message] Este tipo de mensaje no está aquí. Quizá se haya quitado.
        [merge] Esta unión no está aquí. Quizá se haya quitado.
        [message] Este mensaje no está aquí. Quizá se haya quitado.
        [moment] Este momento no está aquí. Quizá se haya quitado.
        [note] Esta nota no está aquí. Quizá se haya quitado.
        [notification] Este aviso no está aquí. Quizá se haya quitado.
        [page] Esta página no está aquí. Quizá se haya quitado.
        [person] Esta persona no está aquí. Quizá se haya quitado.
        [promise] Esta promesa no está aquí. Quizá se haya quitado.
        [question] Esta pregunta no está aquí. Quizá se haya quitado.
        [recording] Esta grabación no está aquí. Quizá se haya quitado.
        [replay] Este repaso no está aquí. Quizá se haya quitado.
        [rule] Esta regla no está aquí. Quizá se haya quitado.
        [session] Esta sesión no está aquí. Quizá se haya quitado.
        [sound] Este sonido no está aquí. Quizá se haya quitado.
        [standard] Este estándar no está aquí. Quizá se haya quitado.
        [tag] Esta etiqueta no está aquí. Quizá se haya quitado.
        [team] Este equipo no está aquí. Quizá se haya quitado.
        [token] Este token no está aquí. Quizá se haya quitado.
        [version] Esta versión no está aquí. Quizá se haya quitado.
        [view] Esta vista no está aquí. Quizá se haya quitado.
        [webhook] Este webhook no está aquí. Quizá se haya quitado.
       *[other] Esto no está aquí. Quizá se haya quitado.
    }

## Signing in

sign-in-button = Iniciar sesión
sign-in-email = Correo
sign-in-forgotten = ¿Olvidaste tu contraseña? Un titular o responsable puede crearte un enlace.
sign-in-heading = Qué gusto verte
sign-in-lead = Inicia sesión en la mesa de { $desk }.
sign-in-or = o
sign-in-owners-with-password = Los titulares también pueden entrar con su contraseña
sign-in-password = Contraseña
sign-in-title = Iniciar sesión
sign-in-with-provider = Iniciar sesión con { $provider }

## Settings: sessions

sessions-ended = En ese navegador habrá que iniciar sesión de nuevo.
sessions-lead = Dónde tienes la sesión abierta. Cierra las que no reconozcas.
sessions-sign-out = Cerrar sesión
sessions-sign-out-elsewhere = Cerrar sesión en todos los demás
sessions-sign-out-of = Cerrar sesión en { $browser }, { $detail }
sessions-signed-in = Sesiones abiertas
sessions-this-one = Esta
sessions-title = Sesiones

## Settings: profile

profile-language = Idioma
profile-language-of-browser = El de tu navegador
profile-language-unknown = Bliss no habla ese idioma. Elige uno de la lista.

## What cannot be taken

address-bad-email = Eso no parece una dirección de correo. Debería ser como nombre@example.com.
address-bad-phone = Eso no parece un número de teléfono. Usa cifras, como +49 30 1234567.
canned-reply-bad-code = Un código corto es una sola palabra de letras, cifras y guiones, de { $most } caracteres como máximo, por ejemplo «retraso».
canned-reply-bad-language = Elige el idioma de la lista.
canned-reply-empty = Escribe las palabras que quieres tener a mano.
canned-reply-long-title = Un título tiene { $most } caracteres como máximo. Dilo más corto.
canned-reply-no-title = Ponle un título, para volver a encontrarla.
canned-reply-open-variable = «{"{{"}{ $after }» se abre y no se cierra. Pon «{"}}"}» detrás del nombre.
canned-reply-too-long = Este texto es demasiado largo: tiene { $chars } caracteres y el máximo es { $most }. Haz dos respuestas.
canned-reply-unknown-variable = «{"{{"}{ $name }{"}}"}» no existe. Elige una de las que hay junto al texto.
canned-reply-unknown-variable-near = «{"{{"}{ $name }{"}}"}» no existe. ¿Querías decir «{"{{"}{ $near }{"}}"}»?
file-bad-kind =
    { $what ->
        [svg] Las imágenes SVG pueden llevar programas y no se pueden enviar.
        [page] Las páginas web pueden llevar programas y no se pueden enviar.
        [nameless] Los archivos cuyo nombre no termina en su tipo (como .pdf) no se pueden enviar.
       *[other] Los archivos de ese tipo no se pueden enviar.
    } Sí se pueden enviar imágenes, PDF, texto, documentos de oficina, audio, vídeo y archivos ZIP.
file-bad-name = El nombre de ese archivo no sirve. Cámbialo por uno sin barras ni caracteres invisibles y elígelo de nuevo.
file-disguised = El nombre de ese archivo dice un tipo y su contenido, otro. Ponle el nombre que le corresponde y elígelo de nuevo.
file-empty = Ese archivo está vacío (0 bytes). Elígelo de nuevo, o elige otro.
file-name-too-long = El nombre de ese archivo es demasiado largo: el máximo es { $most } caracteres. Cámbialo y elígelo de nuevo.
file-too-large = Ese archivo pesa más de { $most } MB. Envía uno más pequeño, o un enlace.
hours-too-many = Son más de { $most } tramos en un día.
hours-unreadable = Escribe horas como 9:00–12:30, 13:30–18:00, o déjalo vacío.
intention-empty = Escribe unas palabras, o elige algunas de las de arriba.
intention-too-long = Una intención es corta: esta tiene { $chars } caracteres y el máximo es { $most }.
merge-other-browser = Se escribieron en dos navegadores, y en ninguno se inició sesión con la identidad del otro: la respuesta llegaría solo a uno. Déjalas separadas y responde a cada una.
merge-other-customer = Son de dos clientes distintos, y ninguno debería leer lo que escribió el otro. Si son la misma persona, une primero los clientes; si no, elige otra conversación.
merge-other-inbox = Llegaron a dos direcciones nuestras distintas, así que una respuesta en una no llegaría al cliente en la otra. Déjalas separadas.
merge-same = Ya son una sola conversación. Elige otra.
message-empty = Aún no hay nada que enviar. Escribe antes unas palabras.
message-too-long = Este mensaje es demasiado largo: tiene { $chars } caracteres y el máximo es { $most }. Acórtalo, o adjúntalo como archivo de texto.
notifications-bad-quiet = Escribe dos horas distintas para tus horas de calma, como 18:00 y 08:00.
promise-nothing = Di qué prometemos, en pocas palabras.
promise-too-long = Dilo en { $most } caracteres o menos.
standard-no-title = Ponle un título, para que se pueda hablar de él.
standard-past = Un estándar empieza ahora o más tarde: no se juzga a nadie por lo que no se le dijo.
standard-too-far = Eso queda demasiado lejos. Elige un día dentro de los próximos dos años.
standard-too-long = Es demasiado largo para tenerlo presente. El título puede tener { $title } caracteres como máximo, y la explicación, { $words }.
time-no-such = Ese día o esa hora no existe. Prueba con «tomorrow 9:00».
time-past = Esa hora ya pasó. Elige una que esté por venir.
time-too-far = Falta más de un año. Elige una fecha más cercana.
time-unreadable = No pudimos leer esa hora. Prueba con «tomorrow 9:00», «in 2 hours», «next monday» o «24 december 14:00».

## What cannot be done now

call-back-no-time = No hay ninguna hora libre en los próximos { $days } días.
call-colleague-busy = { $name } está en una llamada. Pide ayuda a otra persona, o espera un poco.
canned-reply-code-taken = El código corto «{ $code }» es el de «{ $title }». Elige otro.
canned-reply-for-all = Las respuestas de toda la mesa las escriben los responsables. Cópiala, y la copia es tuya para cambiarla.
customer-merge-undo-conversation-first = La conversación { $id }, «{ $subject }», se hizo con conversaciones de ambos. Deshaz primero esa unión; después podrás deshacer esta.
invitation-on-desk = { $email } ya está en la mesa.
invitation-sign-in-instead = { $email } ya está en la mesa. Inicia sesión, o usa otra dirección.
sign-in-by-provider-only = En esta mesa todo el mundo inicia sesión con { $provider }. Usa su botón en la página de inicio de sesión.
team-name-taken = Ya hay un equipo «{ $name }».
customer-merge-one-already = Ya son un solo cliente. Elige otro.

## What buttons say everywhere

action-add = Añadir
action-back = Volver
action-cancel = Cancelar
action-close = Cerrar
action-never-mind = Mejor no
action-save = Guardar
action-snooze = Posponer
action-undo = Deshacer

## Numbers, sizes and lengths of time, in short

size-bytes = { $bytes } bytes
size-kilobytes = { $kilobytes } KB
size-megabytes = { $megabytes } MB
duration-under-a-minute = menos de un minuto
duration-seconds = { $seconds } s
duration-minutes = { $minutes } min
duration-hours = { $hours } h
duration-hours-and-minutes = { $hours } h { $minutes } min
duration-a-day-and-hours = 1 día { $hours } h
duration-days =
    { $days ->
        [one] { $days } día
       *[other] { $days } días
    }

## Days and times

day-today = Hoy
day-yesterday = Ayer
day-tomorrow = Mañana
day-today-within = hoy
day-yesterday-within = ayer
day-tomorrow-within = mañana
day-and-time = { $day }, { $time }
soon-today = a las { $time }
soon-tomorrow = mañana a las { $time }
soon-on-weekday = el { $weekday } a las { $time }
soon-on-day = el { $day } a las { $time }
when-today = a las { $time }
when-on-day = el { $day }
local-time-same = { $place }, la misma hora que tú
local-time-hours-ahead =
    { $hours ->
        [one] { $place }, { $hours } hora más que tú
       *[other] { $place }, { $hours } horas más que tú
    }
local-time-hours-behind =
    { $hours ->
        [one] { $place }, { $hours } hora menos que tú
       *[other] { $place }, { $hours } horas menos que tú
    }
local-time-ahead = { $place }, { $hours } h { $minutes } min más que tú
local-time-behind = { $place }, { $hours } h { $minutes } min menos que tú

## Languages that customers speak

language-ar = árabe
language-cs = checo
language-da = danés
language-de = alemán
language-el = griego
language-en = inglés
language-es = español
language-fi = finés
language-fr = francés
language-he = hebreo
language-hi = hindi
language-hu = húngaro
language-it = italiano
language-ja = japonés
language-ko = coreano
language-nl = neerlandés
language-no = noruego
language-pl = polaco
language-pt = portugués
language-ro = rumano
language-ru = ruso
language-sv = sueco
language-tr = turco
language-uk = ucraniano
language-vi = vietnamita
language-zh = chino
language-of-place = { $language } ({ $tag })

## Names for those whose name is not known

person-unknown = Alguien
person-unknown-within = alguien
person-nobody-within = nadie
quoted = «{ $words }»

## Around every page

nav-skip = Ir al contenido principal
nav-main = Principal
nav-today = Hoy
nav-desk = Mesa
nav-promises = Promesas
nav-standards = Estándares
nav-customers = Clientes
nav-search = Buscar
nav-settings = Ajustes
nav-notifications = Novedades para ti
nav-your-profile = Tu perfil
nav-your-calls = Tus llamadas
nav-your-check-ins = Cómo te ha ido
nav-design = El diseño
nav-sign-out = Cerrar sesión
nav-reminders = Promesas a punto de vencer
nav-phone = Teléfono
nav-waiting = , <number>{ $count }</number> esperando
nav-you-here = Tú: { $name }, disponible
nav-you-away = Tú: { $name }, ausente
availability-switch = Disponible para conversaciones nuevas
availability-here = Aquí
availability-away = Ausente
availability-available = Disponible
availability-back = Vuelve { $when }
definition-what = Qué significa «{ $term }»
definitions-what = Qué significa { $what }

## When something cannot be done

error-heading = No salió bien
error-heading-forbidden = No te corresponde cambiar eso
error-heading-not-found = No lo encontramos
error-heading-ours = Algo falló de nuestra parte
error-heading-too-many = Un poco más despacio, por favor
error-database-away = La mesa no puede conectar con su base de datos en este momento. Lo que escribiste sigue aquí; inténtalo de nuevo.
error-disk-full = El disco de la mesa está lleno, así que esto no se pudo guardar. No se ha perdido nada de lo anterior. Avisa a quien administra la mesa e inténtalo de nuevo.
error-file-not-kept = No se pudo guardar el archivo. Inténtalo de nuevo en un momento.
error-forged = Esta petición no vino de las páginas de la mesa, así que no se hizo nada. Abre la mesa e inténtalo desde ahí.
error-ours = Algo falló de nuestra parte. Lo que escribiste sigue aquí; inténtalo de nuevo en un momento.
error-page-not-drawn = No se pudo mostrar esta página. Inténtalo de nuevo.
error-role = Tu rol no incluye esto. Pídelo a un titular o responsable de tu mesa.
error-too-many = Fueron muchas cosas a la vez. Espera un momento e inténtalo de nuevo.
corner-closed = Abre primero tu rincón, con tu contraseña, en Ajustes → Perfil: guarda lo que es solo tuyo.
form-too-much = Es demasiado para un solo formulario. Acórtalo.
form-unreadable = No se pudo leer este formulario. Vuelve atrás, abre la página otra vez y rellénalo de nuevo.

## Keys

keys-title = Teclas
keys-lead = Todo se puede hacer con el teclado.
keys-anywhere = En cualquier lugar
keys-in-a-list = En una lista
keys-in-a-conversation = En una conversación
keys-while-writing = Al escribir
keys-then = y después
keys-or = o
keys-with-click = <key>Shift</key> y clic
keys-this-list = Esta lista
keys-search-field = Al campo de búsqueda
keys-search-everything = Buscar en todo
keys-next = Siguiente, anterior
keys-open = Abrir
keys-filter = Filtrar la mesa
keys-choose = Elegir, para varias a la vez
keys-choose-up-to = Elegir todas hasta ahí
keys-take = Tomarla
keys-assign = Asignar
keys-close = Cerrar o reabrir
keys-tag = Etiquetar
keys-trust = Qué movió la confianza
keys-standards = Cómo va frente a los estándares
keys-merge = Unir con otra
keys-moment = Nombrar un momento en las palabras seleccionadas
keys-promise = Prometer algo
keys-keep-promise = Guardar lo dicho como promesa
keys-undo-sending = Deshacer el envío
keys-back = Volver a la lista
keys-greeting = Empezar con un saludo
keys-mention = Mencionar a alguien
keys-better-words = Usar las palabras mejores
keys-preview = Verlo como lo verían otros
keys-leave-text = Salir del texto
keys-single = Usar teclas de una sola letra
keys-single-hint = Desactívalas si dictas, o si te estorban.
keys-single-stay = <keys>y</keys> se mantienen.

## The palette, in which everything can be found and done

palette-title = Buscar o hacer cualquier cosa
palette-hint = Un nombre, un asunto, un número o qué hacer
palette-results = Resultados
palette-to-choose = para elegir
palette-to-open = para abrir
palette-to-close = para cerrar
palette-customers = Clientes
palette-conversations = Conversaciones
palette-go = Ir a
palette-do = Hacer algo
palette-search-for = Buscar «{ $words }» en todo
palette-start-with = Empezar una conversación con { $name }
palette-add-customer = Añadir «{ $name }» como cliente
palette-notifications = Novedades
palette-warm-up = Calentar la voz
palette-customer = Añadir un cliente
palette-away = Me ausento un rato
palette-here = Ya estoy aquí
palette-keys = Ver todas las teclas
palette-notifying = Avisos
palette-sessions = Dónde tienes la sesión abierta
palette-second-factor = Segundo factor
palette-people = Personas
palette-teams = Equipos
palette-holidays = Festivos
palette-tags = Etiquetas
palette-canned-replies = Respuestas guardadas
palette-chat = Chat en tu sitio
palette-api = API
palette-rules = Reglas
palette-workspace = Espacio de trabajo
palette-security = Seguridad
palette-identity-provider = Proveedor de identidad
palette-audit = Registro de auditoría
palette-webhooks = Webhooks
palette-today-also = inicio empezar portada home
palette-desk-also = conversaciones esperando pendientes bandeja tickets
palette-customers-also = personas gente contactos
palette-search-also = buscar encontrar mensajes notas
palette-notifications-also = avisos notificaciones campana alertas
palette-calls-also = repasos grabaciones voz sonrisa llamadas
palette-warm-up-also = calentamiento voz sonrisa saludo micrófono microfono
palette-conversation-also = empezar iniciar abrir escribir nueva
palette-customer-also = nuevo nueva crear agregar
palette-availability-also = disponibilidad disponible conectado desconectado descanso pausa aquí fuera ausente online offline
palette-keys-also = teclado atajos ayuda shortcuts
palette-profile-also = nombre zona horaria idioma cuenta
palette-notifying-also = notificaciones alertas sonido silencio calma campana
palette-sessions-also = sesiones cerrar sesión
palette-second-factor-also = dos factores doble factor verificación en dos pasos 2fa totp authenticator autenticador código recuperación
palette-people-also = agentes roles invitar usuarios
palette-teams-also = horarios turnos asignación grupos
palette-holidays-also = feriados días libres cerrado vacaciones
palette-tags-also = labels tags unir fusionar
palette-canned-replies-also = plantillas macros snippets respuestas rápidas predefinidas
palette-chat-also = bandeja widget web
palette-api-also = tokens programas claves
palette-rules-also = automatización automatizaciones disparadores triggers workflow flujos
palette-workspace-also = horario nombre configuración
palette-security-also = sesiones inicio de sesión dos factores contraseñas
palette-identity-provider-also = inicio de sesión único single sign-on sso openid connect oidc google microsoft okta
palette-audit-also = quién hizo qué cuándo accesos auditoría log
palette-webhooks-also = api programas eventos avisar integraciones
palette-import = Importar clientes
palette-import-also = importación importar csv excel hoja de cálculo tabla subir cargar migrar import
palette-email = Correo
palette-email-also = email e-mail correo electrónico smtp servidor de correo prueba enviar mail
palette-export = Exportar
palette-export-also = exportación descargar todo datos copia csv json backup export
palette-retention = Conservación
palette-retention-also = retención plazo eliminar borrar conversaciones antiguas antigüedad rgpd gdpr retention

## How conversations came, and how they stand

channel-chat = Chat
channel-phone = Teléfono
channel-in-person = En persona
channel-api = API
standing-waiting-on-us = Nos espera
standing-waiting-on-us-for = Nos espera, { $wait }
standing-waiting-on-customer = A la espera del cliente
standing-waiting-on-the-customer = A la espera del cliente
standing-snoozed = Pospuesta
standing-snoozed-until = Pospuesta, vuelve { $when }
standing-closed = Cerrada

## The list of the desk

view-yours = Tuyas
view-nobodys = Sin asignar
view-everyones = Todas
view-answered = Respondidas
view-snoozed = Pospuestas
view-closed = Cerradas
list-which = Qué conversaciones
list-choose-several = Elegir varias
list-saved-view = La vista <name>{ $name }</name>.
list-remove-view = Quitarla
list-show-all = Ver todas
list-only = Solo <what>…</what>.
list-only-yours = tuyas
list-only-nobodys = sin asignar
list-only-of = de { $name }
list-only-team = el equipo <team>{ $team }</team>
list-none-snoozed = No hay nada pospuesto
list-none-snoozed-hint = Pospón una conversación y esperará aquí hasta su hora.
list-none-closed = Aún no se ha cerrado nada
list-none-closed-hint = Las conversaciones cerradas descansan aquí y se reabren cuando el cliente escribe.
list-none-answered = Nadie nos debe una respuesta
list-none-answered-hint = Las conversaciones que respondimos esperan aquí al cliente.
list-none-yours = Nadie te espera
list-none-yours-hint = Echa un vistazo a las que aún no ha tomado nadie.
list-none = Nadie está esperando
list-none-hint = Todo el mundo tiene respuesta. Es hora de una taza de té.
list-more = Más
row-choose = Elegir { $name }, { $subject }
row-unread = , sin leer
row-by-chat = , por chat,
row-by-phone = , por teléfono,
row-in-person = , en persona,
row-by-api = , por la API,
row-waiting = <hidden>esperando </hidden>{ $wait }
row-back = vuelve { $when }
row-with = con { $name }
row-with-nobody = sin asignar
desk-choose = Elige una conversación
desk-choose-hint = Se abre aquí, con toda su historia.
desk-help-first = ¿A quién quieres ayudar primero?
desk-help-first-hint = Elige a alguien de la lista. Arriba está quien lleva más tiempo esperando.
desk-clear = La mesa está despejada
desk-clear-hint = Cuando alguien escriba o venga, aparecerá a la izquierda.

## Filters of the list, and lists that are kept at hand

filter-title = Filtrar la lista
filter-which = Cuáles
filter-whose = De quién
filter-team = Equipo
filter-channel = Canal
filter-tag = Etiqueta
filter-any = Cualquiera
filter-show = Mostrar
saved-view-keep = Tener esta lista a mano, como
saved-view-keep-button = Guardar
saved-view-for-everybody = Para toda la mesa
saved-view-kept = Guardada encima de la lista.
saved-view-removed = Se quitó la vista «{ $name }».
saved-view-back = La vista «{ $name }» ha vuelto.
saved-view-wrong-name = Ponle a la vista un nombre de 1 a { $most } caracteres.
saved-view-plain-list = Esta es la lista sin más, que ya está a mano.
saved-view-name-taken = Ya hay una vista con ese nombre. Elige otro.
saved-view-too-many = Con { $most } vistas basta. Quita antes una que nadie necesite.
saved-view-of-everybody = Esta vista es de toda la mesa. Pide a un responsable que la quite.

## Many conversations at once

bulk-region = Las conversaciones que elegiste
bulk-page = Todas las de esta página
bulk-list = Todas las de esta lista
bulk-none = No elegir ninguna
bulk-assign = Asignarlas a alguien
bulk-snooze = Posponerlas
bulk-tag = Etiquetarlas
bulk-which-tag = ¿Qué etiqueta?
bulk-tag-put-on = Ponerla
bulk-tag-take-off = Quitarla
bulk-closed =
    { $count ->
        [one] { $count } conversación cerrada.
       *[other] { $count } conversaciones cerradas.
    }
bulk-reopened =
    { $count ->
        [one] { $count } conversación reabierta.
       *[other] { $count } conversaciones reabiertas.
    }
bulk-snoozed =
    { $count ->
        [one] { $count } conversación pospuesta.
       *[other] { $count } conversaciones pospuestas.
    }
bulk-taken =
    { $count ->
        [one] { $count } conversación es tuya ahora.
       *[other] { $count } conversaciones son tuyas ahora.
    }
bulk-given =
    { $count ->
        [one] { $count } conversación asignada.
       *[other] { $count } conversaciones asignadas.
    }
bulk-given-to-nobody =
    { $count ->
        [one] { $count } conversación queda sin asignar.
       *[other] { $count } conversaciones quedan sin asignar.
    }
bulk-given-to-team =
    { $count ->
        [one] { $count } conversación asignada al equipo.
       *[other] { $count } conversaciones asignadas al equipo.
    }
bulk-given-to-no-team =
    { $count ->
        [one] { $count } conversación queda sin equipo.
       *[other] { $count } conversaciones quedan sin equipo.
    }
bulk-tagged =
    { $count ->
        [one] { $count } conversación etiquetada.
       *[other] { $count } conversaciones etiquetadas.
    }
bulk-untagged =
    { $count ->
        [one] { $count } conversación queda sin esa etiqueta.
       *[other] { $count } conversaciones quedan sin esa etiqueta.
    }
bulk-nothing = No había nada que cambiar.
bulk-undone =
    { $count ->
        [one] Deshecho: { $count } conversación como antes.
       *[other] Deshecho: { $count } conversaciones como antes.
    }
bulk-all-left = Desde entonces se hizo otra cosa con todas, así que se dejaron como están.
bulk-undone-in-part =
    { $count ->
        [one] Deshecho: { $count } conversación como antes.
       *[other] Deshecho: { $count } conversaciones como antes.
    } { $left ->
        [one] Con { $left } conversación se hizo otra cosa después, así que se dejó como está.
       *[other] Con { $left } conversaciones se hizo otra cosa después, así que se dejaron como están.
    }
bulk-nothing-chosen = Elige antes una conversación.
bulk-too-many = Son más de { $most } conversaciones. Elige menos y hazlo de nuevo.
bulk-undone-already = Esto ya se deshizo.

## One conversation

conversation-new = Nueva conversación
conversation-of-number = Conversación { $number }
conversation-with = Conversación con { $name }
conversation-messages = Mensajes
conversation-earlier = Ver mensajes anteriores
conversation-name-moment = Nombrar este momento
conversation-to-desk = Volver a la mesa
conversation-about = Sobre { $name }
conversation-more = Etiquetas, asunto y unión
conversation-add-tag = Añadir una etiqueta
conversation-take-off-tag = Quitar la etiqueta <tag>{ $tag }</tag>
conversation-subject = ¿De qué se trata?
conversation-merge = Unir con otra…
conversation-open-again = Reabrir
conversation-wake = Reactivar
conversation-close = Cerrar
conversation-count =
    { $count ->
        [one] { $count } conversación
       *[other] { $count } conversaciones
    }
conversation-no-subject = Di de qué se trata, en pocas palabras.
conversation-subject-too-long = Ese asunto es demasiado largo. Usa { $most } caracteres como máximo.
conversation-closed-already = Otra persona cerró esta conversación hace un momento.
conversation-open-already = Esta conversación ya está abierta.
tag-bad-name = Escribe una etiqueta de 1 a { $most } caracteres.
tag-too-many = Con { $most } etiquetas basta.
assign-from = Con { $name }. Asignar a otra persona
assign-from-nobody = Sin asignar. Asignar a alguien
assign-words = Unas palabras para quien la reciba <optional>(opcional)</optional>
assign-words-hint = Lo primero que debería saber
assign-you = Tú
assign-nobody = Nadie
snooze-until = ¿Hasta cuándo?
snooze-example = tomorrow 9:00
snooze-two-hours = En dos horas
snooze-tomorrow = Mañana por la mañana
snooze-next-week = La semana que viene
snooze-monday = lunes, 09:00

## The customer beside a conversation

beside-remember = Vale la pena recordar
beside-add = Añadir algo
beside-reach = Cómo contactar
beside-unverified = según nos dijo
beside-local-time = Hora local
beside-time-there = Allí son las { $time }
beside-language = Idioma
beside-page = Escribió desde
beside-page-hint = la página desde la que escribió
beside-nothing = Aún no se sabe nada.
beside-conversations = Sus conversaciones
beside-merge = Unir con otro cliente…
customer-email = Correo
customer-phone = Teléfono
customer-if-they-like = si quiere darlo

## The story so far

so-far-title = La historia hasta ahora
so-far-all = Toda
so-far-asked = Pregunta
so-far-asks-now = Y ahora
so-far-said-again = Repitió
so-far-asked-again = Volvimos a preguntar
so-far-promised = Prometimos
so-far-urgent = Es urgente
so-far-matters = Recuerda
so-far-they-tried = Probó
so-far-we-tried = Probamos
so-far-we-offered = Ofrecimos
so-far-told = Nos contó
so-far-called = Llamó
so-far-nobody-picked-up = nadie contestó
so-far-promise-late = con retraso: vencía { $when }
so-far-again =
    { $count ->
        [one] lo repitió
       *[other] lo repitió { $count } veces
    }
so-far-again-times =
    { $count ->
        [one] Tuvo que repetir algo una vez. Eso cuenta en contra nuestra.
       *[other] Tuvo que repetir algo { $count } veces. Eso cuenta en contra nuestra.
    }
so-far-handed = { $name } te pasó esto { $when }, con la historia hasta ahora. Nadie tiene que contarla otra vez.
so-far-first-words = Primeras palabras en { $after }, de { $name }: <words>«{ $words }»</words>
so-far-unanswered = Aún no ha respondido nadie: van { $after }.
so-far-foreign = Una parte está en { $language }: de ella, Bliss solo encuentra las preguntas.
said-before = Ya lo había dicho { $when }: <words>«{ $words }»</words>

## What happened in a conversation

thread-closed = { $name } cerró esto a las { $at }
thread-snoozed = { $name } pospuso esto hasta el { $until }
thread-reopened = { $name } retomó esto a las { $at }
thread-came-back = Volvió a las { $at }
thread-rule = Por la regla «{ $rule }» a las { $at }: { $outcome }
thread-merged = { $name } unió aquí «{ $subject }» a las { $at }
thread-split-off = { $name } separó de aquí a las { $at }: <subject>{ $subject }</subject>
thread-split-from = { $name } separó esto a las { $at } de <subject>{ $subject }</subject>
thread-undo = Deshacer<what>: { $what }</what>
thread-taken = { $name } tomó esto a las { $at }
thread-given = { $name } asignó esto a { $to } a las { $at }, junto con la historia hasta ahora
thread-given-to-team = { $name } asignó esto al equipo { $team } a las { $at }
thread-given-to-nobody = { $name } dejó esto sin asignar a las { $at }
thread-given-by-rule = Una regla asignó esto a { $to } a las { $at }
thread-turn = Por turno, a { $to } a las { $at }
thread-least-busy = Para { $to }, que tenía menos, a las { $at }
thread-same-customer = Para { $to }, que lleva otro asunto de este cliente, a las { $at }
thread-off-duty = De vuelta a { $team } a las { $at }: { $name } terminó su turno sin haber respondido
thread-everybody = todo el mundo
thread-whoever-had-it = quien lo tenía
thread-call = { $customer } llamó a las { $at }, con { $name }, { $length }
thread-call-recorded = Una llamada grabada con { $name }, { $length }
thread-call-waiting = { $customer } está llamando, desde las { $at }
thread-call-talking = { $customer } llamó a las { $at } y habla con { $name }
thread-call-back-asked = { $customer } llamó a las { $at } y pidió que le devolvamos la llamada
thread-call-writes = { $customer } llamó a las { $at }, y prefiere escribir
thread-call-missed = { $customer } llamó a las { $at } y esperó { $waited }; nadie contestó
thread-call-lost = { $customer } llamó a las { $at }, con { $name }, { $length }; después se cortó la línea
thread-promised = Prometido: { $what }, { $due }
thread-promised-call = Prometido: { $what } al { $phone }, { $due }
thread-promise-kept = Promesa cumplida a las { $at }
thread-promise-taken-back = Promesa retirada a las { $at }: { $what }
thread-shared-moment = <name>{ $name }</name> compartió un momento de esta llamada: { $what }, en el minuto { $place } de la llamada
thread-shared-sound = El sonido de este momento
thread-shared-take-back = Retirarlo

## Messages

message-reply = Respuesta
message-note = Nota
message-note-hint = solo la ve tu equipo
message-send = Enviar
message-sending = Enviando…
message-sent = Enviado
message-seen = Visto
message-of-a-file = Un archivo
message-name-moment = Nombrar un momento<where> en lo que { $name } escribió a las { $time }</where>
message-split-here = Separar aquí<where>, en lo que { $name } escribió a las { $time }</where>
message-said-again = Tuvo que repetir esto.
message-not-yours = Solo quien la escribió puede retirar una respuesta.
message-gone-out = Este mensaje ya salió. Escribe otro para corregirlo.
message-too-many-files = Un mensaje puede llevar { $most } archivos. Envía los demás en otro.
message-file-not-brought = En esta conversación no espera ningún archivo { $file } de este token. Tráelo aquí primero.

## Writing a message

composer-answer = Responder a { $name }
composer-answer-visitor = Responder al visitante
composer-write-to = Escribe a { $name }…
composer-write-to-visitor = Escribe al visitante…
composer-kind = ¿Qué estás escribiendo?
composer-your-message = Tu mensaje
composer-your-note = Tu nota
composer-note-hint = Una nota para tu equipo. @nombre avisa a alguien.
composer-to-chat = en el chat
composer-to-person = dicho en persona
composer-to-program = para el programa que preguntó
composer-held = Mientras escribías, llegó esto
composer-held-safe = Tu respuesta está a salvo y no se ha enviado.
composer-send-anyway = Enviarla como está
composer-keep-writing = Seguir escribiendo
composer-keep-note = Guardar la nota
composer-whom = ¿A quién te refieres?
composer-attach = Adjuntar un archivo
composer-canned-reply = Insertar una respuesta guardada
composer-canned-replies = Respuestas guardadas (/ o Alt+C)
composer-greeting = Empezar con «<greeting>{ $greeting }</greeting>»
composer-other-words = Lo que enviaste antes sí llegó, tal como estaba. Estas palabras siguen aquí: envíalas, si quieres que vayan después.
draft-too-long = Este borrador es demasiado largo para guardarlo. Adjúntalo como archivo de texto.
draft-too-many-files = Un mensaje puede llevar { $most } archivos. Envía antes estos.
file-remove = Quitar { $name }
file-without-ending = ARCHIVO
file-none-came = No llegó ningún archivo. Elígelo de nuevo.
file-not-whole = El archivo no llegó entero. Comprueba la conexión y elígelo de nuevo.
chat-too-many-files = Envía antes los archivos que ya elegiste.
file-too-many-brought = Hay { $most } archivos esperando a enviarse. Envía esos primero.

## The check of what is being written

check-before-sending = Antes de enviar
check-good-start = Lo que tiene un buen comienzo
check-done = : hecho
check-nothing-before = Antes no hubo nada nuestro, que sepamos.
check-go-there = Ir ahí
check-silence = No mostrar esto más
check-silence-kind = No mostrar más «{ $kind }»
check-more = Después de estas, { $count } más.
check-foreign = Esto está en { $language }. La revisión solo lee inglés, así que no dice nada de ello.
check-cut = Solo se leyó el comienzo: es un texto largo.
preview-button = ¿Nos daría orgullo que esto se compartiera? (Alt+P)
preview-title = ¿Nos daría orgullo que esto se compartiera?
preview-by = <name>{ $name }</name> me escribió hoy
preview-go-on = Seguir escribiendo
hints-title = Sugerencias
hints-lead = Lo que dice la revisión mientras escribes. Nunca retiene un mensaje, nadie más la ve y no se guarda nada de ella.
hints-wanted = ¿Cuáles quieres?
hints-saved = Vale desde la próxima palabra que escribas.
hint-gap = Un hueco
hint-gap-meaning = Palabras entre corchetes que una respuesta guardada dejó para que las completes.
hint-empathy = Primero, escuchar
hint-empathy-meaning = El cliente contó algo difícil y la respuesta aún no lo recoge.
hint-question = Sin contestar
hint-question-meaning = Una pregunta del cliente que la respuesta no atiende.
hint-asked-again = Ya se sabe
hint-asked-again-meaning = La respuesta pide algo que el cliente ya dio.
hint-refusal = Un «no» a secas
hint-refusal-meaning = Una negativa sin otra salida al lado.
hint-wording = Mejores palabras
hint-wording-meaning = Culpa, prisa, condescendencia, normas de por medio o jerga, con palabras mejores.
hint-time = ¿Para cuándo?
hint-time-meaning = Una promesa que no dice para cuándo.
hint-greeting = Saludo
hint-greeting-meaning = Una primera respuesta que empieza sin saludar.
hint-closing = Despedida
hint-closing-meaning = Una primera respuesta que termina sin próximo paso ni despedida.
hint-label = Encasillar
hint-label-meaning = Una nota que encasilla a una persona: ¿qué le pasó antes de esto?

## Merging conversations, and splitting one

merge-title = Unir conversaciones
merge-heading = Unir con otra conversación
merge-lead = «{ $subject }» y la que elijas pasan a ser una, con todo lo que se dijo en ambas. Puedes deshacerlo en cualquier momento.
merge-no-other = No hay ninguna otra
merge-no-other-hint = Es la única conversación con <name>{ $name }</name>.
merge-choices = Conversaciones con { $name }
merge-choice-waiting-on-us = nos espera, { $day }
merge-choice-waiting-on-customer = a la espera del cliente, { $day }
merge-choice-snoozed = pospuesta, { $day }
merge-choice-closed = cerrada, { $day }
merge-customers-first = ¿La otra es con alguien que es la misma persona? <link>Une primero los dos clientes</link>.
merge-gone = Esta conversación se unió a otra
merge-goes-on = Todo, también lo que estás escribiendo, sigue en la <link>conversación { $number }</link>.
merge-undone = Deshecho. Ambas están como antes.
merge-undone-already = Alguien ya deshizo esto.
merge-one-again-already = Ya vuelven a ser una sola conversación.
merge-while-calling = El cliente está al teléfono en este momento. Hazlo cuando termine la llamada.
merge-split-nothing-left = Aquí no quedaría nada. Elige un mensaje posterior, o solo este.
merge-split-while-sending = Este se está enviando. Retíralo, o espera a que haya salido.
split-title = Separar una conversación
split-heading = Separar esta conversación
split-lead = Para otro asunto que surgió en el mismo hilo. Para el cliente todo sigue igual, y puedes deshacerlo en cualquier momento.
split-what = ¿Qué pasa a una conversación propia?
split-from-here =
    { $count ->
        [one] Este mensaje y el siguiente
       *[other] Este mensaje y los { $count } que le siguen
    }
split-alone = Solo este mensaje
split-button = Separar

## Opening a conversation with somebody at the counter

opening-title = ¿Hay alguien en el mostrador?
opening-lead = Anota lo que te contó, para que nadie tenga que preguntárselo dos veces.
opening-who = ¿Quién es?
opening-who-hint = Empieza a escribir y elige, o añade a alguien nuevo.
opening-known =
    { $count ->
        [one] ¿Es alguien que conocemos?
       *[other] ¿Es una de estas personas?
    }
opening-new = Alguien nuevo
opening-new-name = Alguien nuevo: { $name }
opening-said = ¿Qué dijo?
opening-to = ¿Quién la toma?
opening-to-me = Yo
opening-to-team = { $team } (equipo)
opening-to-nobody = Nadie todavía
opening-tags = Etiquetas
opening-optional = opcional
opening-button = Abrir conversación
opening-bad-tags = Escribe etiquetas de 1 a { $most } caracteres, separadas por comas.

## Calls: looking back at one's own (replays). What was heard in a call is its agent's alone; “you” is that agent.

call-length-in-seconds = { $seconds } s
replay-your-call = Tu llamada
replay-your-calls = Tus llamadas
replay-your-calls-lead = Lo que se oyó en ellas es solo tuyo. Nadie más, tenga el rol que tenga, puede abrirlo.
replay-your-call-with = Tu llamada con { $customer }
replay-customer-erased = Alguien cuyos datos se borraron
replay-closed = Abre tu rincón para ver lo que es solo tuyo
replay-closed-why = Lo que se oyó en tus llamadas está cerrado con tu contraseña, y este navegador no la ha visto desde que se cerró. No se ha perdido nada.
replay-closed-open = Abrirlo con tu contraseña
replay-back-to-calls = Volver a tus llamadas
replay-no-more = Eso era todo
replay-no-earlier = No hay llamadas anteriores.
replay-to-the-latest = Volver a las últimas
replay-none-yet = Aún no hay llamadas
replay-none-yet-why = Después de tu primera llamada podrás repasarla aquí: tu sonrisa, cómo escuchaste y qué destacó.
replay-with-whom = Con quién
replay-when = Cuándo
replay-how-long = Cuánto
replay-recording = Grabación
replay-label-long = Duración
replay-label-sound = Sonido
replay-no-recording = ninguna
replay-pages = Páginas
replay-later-calls = Llamadas posteriores
replay-earlier-calls = Llamadas anteriores
recording-until = hasta: { $day }
recording-until-you-delete-it = hasta que la elimines
replay-lead = { $when }, { $length }. Solo tú puedes abrir esto.
replay-lead-recorded = { $when }, { $length }. Grabación { $until }. Solo tú puedes abrir esto.
replay-open-the-conversation = Abrir la conversación
replay-nothing-to-see = Aquí no hay nada que ver
replay-nothing-kept = No se guardó nada de lo que se oyó en esta llamada.
replay-sealed-with-earlier-password = Lo que se oyó en esta llamada se selló con una contraseña anterior y no se puede abrir con la que tienes ahora.
replay-before-you-read-on = Antes de seguir leyendo
replay-one-channel = Aquí las dos partes van en un solo canal, así que no se puede saber quién habló: no hay proporciones, turnos ni interrupciones, ni curvas.
replay-smile-title = La sonrisa en tu voz
replay-smile-lead-usual = Expresiones tal como se oyen, comparadas con cómo suenas normalmente, según los calentamientos que guardaste. No dicen nada sobre lo que alguien siente.
replay-smile-lead-average = Expresiones tal como se oyen, comparadas con cómo suenas en promedio en esta llamada. No dicen nada sobre lo que alguien siente.
replay-smile-hint = Cuanto más se abre el arco, más sonrisa de lo habitual. 0 es lo habitual; 1, lo más lejos que tu voz suele llegar; el valor real está dentro del intervalo (la sombra alrededor de la línea) nueve de cada diez veces. Junto a cada motivo está lo que suma.
replay-first-ten-seconds = Primeros diez segundos de habla
replay-last-ten-seconds = Últimos diez segundos de habla
replay-all-of-the-call = Toda la llamada
replay-standards = Los estándares para llamadas
replay-standards-lead = Solo para ti: nadie más puede ver cómo quedó tu llamada frente a ellos, ni lo que dices al respecto. Una interrupción que rebatas más abajo deja de contar.
replay-standard-met = Cumplido
replay-standard-not-met = No cumplido
replay-standard-no-occasion = Sin ocasión
replay-standard-you-say-met = Dices que se cumplió.
replay-standard-you-say-not-met = Dices que no se cumplió.
replay-standard-you-say-no-occasion = Dices que no hubo ocasión.
replay-standard-take-back = Retirar eso<hidden>: { $title }</hidden>
replay-standard-not-so-met = No es así<hidden>: { $title } se cumplió</hidden>
replay-standard-not-so-not-met = No es así<hidden>: { $title } no se cumplió</hidden>
replay-the-call = La llamada
replay-no-sound-here = No hay grabación que escuchar, y no pasa nada: lo que se oyó mientras hablabas está todo aquí.
replay-play = Reproducir
replay-clock = <now>0:00</now> de { $length }
replay-hear = Oír
replay-hear-both = Ambos
replay-you = Tú
replay-customer = Cliente
replay-the-customer = El cliente
replay-everybody = Todos
replay-zoom = Mostrar
replay-zoom-whole = Entera
replay-place = Punto de la llamada
replay-moments = Momentos
replay-moments-lead = ¿Alguno se oyó mal? Dilo: queda tachado y ya no cuenta.
replay-side-silent = <b>{ $name }</b>: sin sonido
replay-side-label = { $name }: volumen a lo largo de la llamada, y quién habla cuándo
replay-also-show = Mostrar también
replay-curve-smile = Tu sonrisa
replay-curve-smile-meaning = viveza, brillo y soltura
replay-curve-pressed = Tensión
replay-curve-pressed-meaning = tensión y esfuerzo, tal como se oyen
replay-curve-lively = Viveza
replay-curve-lively-meaning = altura y movimiento del tono, fluidez
replay-curve-bright = Brillo
replay-curve-bright-meaning = la parte de los labios en una sonrisa; no se indica con una voz tensa
replay-up-is-more = { $meaning }; hacia arriba es más
replay-curve-empty = Escuchando… hubo muy poca habla tuya para saberlo.
replay-curve-label = { $title } a lo largo de la llamada; los valores están abajo para cada punto de la llamada
replay-bars = Bajo cada onda, una barra muestra quién tenía la palabra; una fina, un «ajá» de por medio.
replay-bars-and-shades = Bajo cada onda, una barra muestra quién tenía la palabra; una fina, un «ajá» de por medio. Los tramos sombreados son silencios de tres segundos o más, o esperas.
replay-curves = La línea discontinua es «lo habitual»; la sombra alrededor de una curva, su intervalo del 90 %. Donde una curva tiene un hueco, no hablabas o había muy poco para saberlo: escuchando…
replay-keys = <space>Espacio</space> reproduce y pausa, <arrows>← →</arrows> van cinco segundos atrás y adelante.
replay-looking-back = Mirada atrás
replay-looking-back-lead = Se guarda solo para ti, mientras escribes.
replay-what-worked = ¿Qué funcionó?
replay-what-next = ¿Qué probarías la próxima vez?
replay-answer-too-long = Es demasiado largo para guardarlo. Acórtalo.
replay-letting-go = Soltar
replay-letting-go-lead = Puedes eliminar todo lo que se oyó y se escribió aquí.
replay-letting-go-recorded = La grabación se va sola con el tiempo. Puedes eliminarla ahora, o eliminar todo lo que se oyó y se escribió aquí.
replay-delete-recording-now = Eliminar la grabación ahora
replay-delete-recording-asks = ¿Eliminar la grabación?
replay-delete-recording-lead = Nadie podrá volver a oír esta llamada. Las curvas, los momentos y tus palabras se quedan.
replay-delete-recording-shared = Nadie podrá volver a oír esta llamada, ni el sonido de lo que compartiste de ella. Las curvas, los momentos y tus palabras se quedan.
replay-delete-recording = Eliminar la grabación
replay-delete-all = Eliminar todo lo que se oyó
replay-delete-all-asks = ¿Eliminar todo lo que se oyó?
replay-delete-all-lead = La grabación, las curvas, los momentos y lo que escribiste sobre ellos se van para siempre. La conversación se queda, y también que hubo una llamada.
replay-delete-all-shared = La grabación, las curvas, los momentos y lo que escribiste sobre ellos se van para siempre, y se retira lo que compartiste de esta llamada. La conversación se queda, y también que hubo una llamada.
replay-delete-everything = Eliminar todo
replay-keep-it = Conservarlo

## Calls: the moments of a replay

replay-opening = Turno inicial
replay-smile = Sonrisa oída
replay-interruption = Interrupción
replay-raised = Voz alzada
replay-laughter = Suena a risa
replay-silence = Silencio
replay-hold = Espera
replay-backchannel = «Ajá»
replay-openings =
    { $count ->
        [one] { $count } turno inicial
       *[other] { $count } turnos iniciales
    }
replay-smiles =
    { $count ->
        [one] { $count } sonrisa
       *[other] { $count } sonrisas
    }
replay-interruptions =
    { $count ->
        [one] { $count } interrupción
       *[other] { $count } interrupciones
    }
replay-raised-voices =
    { $count ->
        [one] { $count } voz alzada
       *[other] { $count } voces alzadas
    }
replay-laughters =
    { $count ->
        [one] { $count } vez suena a risa
       *[other] { $count } veces suena a risa
    }
replay-silences =
    { $count ->
        [one] { $count } silencio
       *[other] { $count } silencios
    }
replay-holds =
    { $count ->
        [one] { $count } espera
       *[other] { $count } esperas
    }
replay-backchannels =
    { $count ->
        [one] { $count } «ajá»
       *[other] { $count } «ajás»
    }
replay-so-many =
    { $count ->
        [0] ninguna vez
       *[other] { $count }
    }
replay-and-contested =
    { $count ->
        [1] { $what }, y 1 que rebates
       *[other] { $what }, y { $count } que rebates
    }
replay-backchannels-yours =
    { $count ->
        [one] { $count } «ajá» tuyo
       *[other] { $count } «ajás» tuyos
    }
replay-backchannels-theirs =
    { $count ->
        [one] { $count } «ajá» del cliente
       *[other] { $count } «ajás» del cliente
    }
replay-backchannels-both =
    { $yours ->
        [one] { $yours } «ajá» tuyo, { $theirs } del cliente
       *[other] { $yours } «ajás» tuyos, { $theirs } del cliente
    }
replay-detail-interruption =
    { $who ->
        [agent] tomaste la palabra, { $length } de solapamiento
        [customer] el cliente tomó la palabra, { $length } de solapamiento
       *[nobody] nadie tomó la palabra, { $length } de solapamiento
    }
replay-detail-silence = nadie habló durante { $length }
replay-detail-hold = en espera, o con una línea sin sonido, durante { $length }
replay-detail-opening =
    { $who ->
        [agent] hablaste durante { $length }
        [customer] el cliente habló durante { $length }
       *[nobody] nadie habló durante { $length }
    }
replay-detail-raised =
    { $who ->
        [agent] tú, más fuerte y más agudo que en promedio, { $length }
        [customer] el cliente, más fuerte y más agudo que en promedio, { $length }
       *[nobody] nadie, más fuerte y más agudo que en promedio, { $length }
    }
replay-detail-who =
    { $who ->
        [agent] tú
        [customer] el cliente
       *[nobody] nadie
    }
replay-detail-smile = tú, { $length }
replay-detail-smile-at-most = tú, { $length }, como máximo { $peak } (de { $low } a { $high })
replay-nothing-stood-out = No destacó nada: no se notó ninguna interrupción, silencio largo, voz alzada ni risa.
replay-nothing-stood-out-mixed = No destacó nada: no se notó ninguna interrupción, silencio largo, voz alzada ni risa, hasta donde lo deja ver un solo canal.
replay-show-moments = Mostrar momentos
replay-all = Todos
replay-say-something = { $what } en el minuto { $at }: decir algo al respecto
replay-let-it-count = Que cuente, después de todo
replay-objection = «{ $objection }»
replay-you-said = Dijiste: { $objection }.
replay-not-an-interruption = no es una interrupción
replay-i-was-quoting = estaba citando
replay-not-me = no era yo
replay-not-a-smile = no es una sonrisa
replay-not-raised = no es voz alzada
replay-not-the-customer = no era el cliente
replay-not-laughter = no es risa
replay-not-a-backchannel = no es un «ajá»
replay-not-their-opening = no es su turno inicial
replay-not-a-silence = no es un silencio
replay-not-a-hold = no es una espera
replay-undo-for = Deshacer<hidden> en { $what }, { $at }</hidden>
replay-take-back-for = Retirarlo<hidden> en { $what }, { $at }</hidden>
replay-write-a-note = Escribir una nota para ti
replay-change-the-note = Cambiar tu nota
replay-note = Una nota para ti
replay-note-lead = { $what } en el minuto { $at }. Se guarda solo para ti.
replay-note-asks = ¿Qué te gustaría recordar?
replay-note-too-long = Esta nota es demasiado larga para guardarla. Acórtala.
replay-keep-the-note = Guardar la nota
replay-share-menu = Compartir con el equipo…
replay-take-back-shared = Retirar lo que compartiste
replay-shared = Compartido con el equipo
replay-shared-with-sound = Compartido con el equipo, con su sonido
replay-share-asks = ¿Compartir este momento?
replay-share-where = Lo verá toda la mesa, en la conversación con <name>{ $customer }</name>.
replay-share-preview = <name>{ $name }</name> compartió un momento de esta llamada: { $what }, en el minuto { $at } de la llamada
replay-shared-opening = el turno inicial del cliente, { $length }
replay-shared-smile = una sonrisa oída, { $length }
replay-shared-interruption =
    { $who ->
        [agent] una interrupción, de quien atendía, { $length } de solapamiento
        [customer] una interrupción, del cliente, { $length } de solapamiento
       *[nobody] una interrupción, { $length } de solapamiento
    }
replay-shared-raised =
    { $who ->
        [agent] una voz alzada, de quien atendía, { $length }
        [customer] una voz alzada, del cliente, { $length }
       *[nobody] una voz alzada, { $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] algo que suena a risa, de quien atendía
        [customer] algo que suena a risa, del cliente
       *[nobody] algo que suena a risa
    }
replay-shared-silence = un silencio de { $length }
replay-shared-hold = una espera de { $length }
replay-shared-backchannel =
    { $who ->
        [agent] un «ajá», de quien atendía
        [customer] un «ajá», del cliente
       *[nobody] un «ajá»
    }
replay-share-words = Con estas palabras tuyas
replay-share-if-you-like = si quieres
replay-share-sound = Y el sonido de { $from } a { $to }
replay-share-sound-hint = Tu voz y la del cliente, solo en este tramo. Se elimina cuando retiras el momento y, a más tardar, con la grabación.
replay-share-no-sound = No hay grabación, así que no se comparte sonido.
replay-share-hint = Nada más de esta llamada queda a la vista de nadie. Puedes retirarlo en cualquier momento.
replay-share-not = Dejarlo para mí
replay-share = Compartir con el equipo
replay-share-note-too-long = Esta nota es demasiado larga para compartirla. Acórtala.
replay-shared-already = Este momento ya está compartido.
replay-no-sound-there = No hay sonido en ese punto de la grabación.
replay-notes-too-long = Es más de lo que cabe en un repaso. Acórtalo.
replay-corner-first = Abre primero tu rincón, en Ajustes → Perfil: ahí se guarda esto.
replay-sealed-nothing-added = Esta llamada se selló con una contraseña anterior, así que no se le puede añadir nada.
replay-changed-elsewhere = Esto se acaba de cambiar en otro lugar. Inténtalo de nuevo.
replay-call-goes-on = Esta llamada sigue en curso. Su grabación se podrá eliminar cuando termine.
replay-cannot-be-deleted-now = En este momento no se puede eliminar. Inténtalo de nuevo dentro de un rato.
replay-best-heard-out = Escuchaste hasta el final: habló durante { $length } y no interrumpiste
replay-best-smile = Tu sonrisa se oyó durante { $length }, en el minuto { $at } de la llamada

## Calls: the figures of a replay

replay-figures = Cifras
replay-figures-take = Llevárselas como JSON
replay-figure = Qué
replay-call = Llamada
replay-what-it-means = Qué significa
replay-none = nada
replay-talk = Habla
replay-talk-meaning = Parte de toda la llamada ({ $whole }) en la que habló cada lado; las pausas de menos de medio segundo cuentan como habla.
replay-talk-meaning-mixed = Parte de toda la llamada ({ $whole }), hablara quien hablara.
replay-share-figure = { $percent } % ({ $time })
replay-first-word = Primera palabra tras
replay-first-word-meaning = Desde el comienzo de tu parte.
replay-answers = Responde tras
replay-answers-meaning = La pausa antes de tomar la palabra, en promedio; más de diez segundos no es una respuesta.
replay-turns = Turnos
replay-turns-meaning = Cuántas veces tomó la palabra cada lado.
replay-interruptions-row = Interrupciones
replay-interruptions-meaning = Tomó la palabra sobre al menos un segundo de habla del otro; con el solapamiento total.
replay-backchannels-row = «Ajás»
replay-backchannels-meaning = Dijo algo de un segundo como mucho mientras el otro seguía: eso es escuchar, no interrumpir.
replay-raised-meaning = Más fuerte y más agudo que en promedio en esta llamada: un hecho del sonido, sea cual sea el motivo.
replay-pace = Ritmo
replay-pace-meaning = Sílabas por segundo de habla, tal como se oyen.
replay-pace-figure = { $pace } por segundo
replay-opening-meaning = El primer turno del cliente con al menos dos segundos de habla: cuánto pudo contar de qué se trata.
replay-turns-a-minute = Turnos por minuto
replay-turns-a-minute-meaning = Los turnos de ambos lados sobre la duración de la llamada.
replay-pace-gap = Diferencia de ritmo
replay-pace-gap-meaning = Tu ritmo menos el del cliente, en sílabas por segundo.
replay-you-are-faster = vas { $by } más rápido
replay-you-are-slower = vas { $by } más despacio
replay-silence-meaning = Nadie habló durante tres segundos o más seguidos, de { $whole }; sin contar las esperas.
replay-hold-meaning = En espera, o con una línea sin sonido, de { $whole }.

## Calls: how a voice sounds. An expression as it is heard, never what anybody feels

smile-clearly-more = Claramente más sonrisa de lo habitual
smile-clearly-less = Claramente menos sonrisa de lo habitual
smile-perhaps-more = Quizá más sonrisa de lo habitual
smile-perhaps-less = Quizá menos sonrisa de lo habitual
smile-as-usual = Más o menos lo habitual
smile-between = { $value }, entre { $low } y { $high }
voice-too-little = escuchando… muy poca habla para saberlo
voice-no-baseline = escuchando… aún se sabe muy poco de cómo suena esta voz normalmente
voice-pressed = no se indica: una voz tensa lo tapa
voice-pitch-is-higher = tu tono es más agudo de lo habitual
voice-pitch-is-lower = tu tono es más grave de lo habitual
voice-pitch-ranges-wider = tu tono abarca más de lo habitual
voice-pitch-ranges-less = tu tono abarca menos de lo habitual
voice-pitch-moves-more = tu tono se mueve más de lo habitual
voice-pitch-moves-less = tu tono se mueve menos de lo habitual
voice-is-brighter = tu voz es más clara de lo habitual
voice-is-darker = tu voz es más oscura de lo habitual
voice-also-quiet-syllables-are-sharp = también tus sílabas suaves suenan nítidas
voice-quiet-syllables-are-softer = tus sílabas suaves suenan más blandas de lo habitual
voice-is-softer-in-timbre = tu voz tiene un timbre más suave de lo habitual
voice-is-harder-in-timbre = tu voz tiene un timbre más duro de lo habitual
voice-changes-its-force-more = tu voz cambia de fuerza más de lo habitual
voice-keeps-its-force-more-evenly = tu voz mantiene su fuerza más pareja de lo habitual
voice-the-upper-part-of-voice-is-stronger = la parte aguda de tu voz es más fuerte de lo habitual
voice-the-upper-part-of-voice-is-weaker = la parte aguda de tu voz es más débil de lo habitual
voice-sounds-change-faster = tus sonidos cambian más rápido de lo habitual
voice-sounds-change-more-slowly = tus sonidos cambian más despacio de lo habitual
voice-mouth-is-more-open = tu boca está más abierta de lo habitual
voice-mouth-is-less-open = tu boca está menos abierta de lo habitual
voice-vowels-sound-more-forward-as-with-spread-lips = tus vocales suenan más adelante, como con los labios estirados
voice-vowels-sound-further-back-as-with-rounded-lips = tus vocales suenan más atrás, como con los labios redondeados
voice-vowels-swing-wider = tus vocales se abren más de lo habitual
voice-vowels-flow-into-each-other-more = tus vocales se funden entre sí más de lo habitual
voice-vowels-have-the-shape-of-a-smile-more = tus vocales tienen forma de sonrisa más de lo habitual
voice-vowels-have-the-shape-of-a-smile-less = tus vocales tienen forma de sonrisa menos de lo habitual
voice-is-clearer = tu voz es más limpia de lo habitual
voice-is-rougher = tu voz es más áspera de lo habitual
voice-is-more-peaked = tu voz es más aguzada de lo habitual
voice-is-rounder = tu voz es más redonda de lo habitual
voice-loudness-varies-more = tu volumen varía más de lo habitual
voice-loudness-varies-less = tu volumen varía menos de lo habitual
voice-words-flow-more = tus palabras fluyen más de lo habitual
voice-words-are-more-broken = tus palabras van más cortadas de lo habitual
voice-you-pause-more = haces más pausas de lo habitual
voice-you-pause-less = haces menos pausas de lo habitual
voice-you-speak-faster = hablas más rápido de lo habitual
voice-you-speak-more-slowly = hablas más despacio de lo habitual

## Calls: the warm-up, in which one hears one's own smile before the first call

warm-up = Calentar la voz
warm-up-lead = Una sonrisa se oye, también por teléfono. Diez segundos, y oyes la tuya.
warm-up-say-your-greeting = Di tu saludo como lo harías en una llamada. Verás y oirás tu propia sonrisa.
warm-up-begin = Empezar: diez segundos
warm-up-skip = Hoy no
warm-up-hint = Tu navegador pedirá el micrófono, para que la mesa pueda oír cómo suenas. No se graba nada a menos que lo guardes, y lo que guardas es solo tuyo.
warm-up-how-you-sounded = Cómo sonaste
warm-up-nothing-heard = No se te oyó. ¿Es el micrófono correcto y está encendido? Di una o dos frases, como en una llamada.
warm-up-first = Este fue tu primer calentamiento. Guárdalo, si así es como suenas normalmente: será lo habitual para ti, y el próximo te dirá en qué se diferencia tu sonrisa.
warm-up-corner-closed = <link>Abre tu rincón</link> para comparar esto con cómo suenas normalmente. Hasta entonces, se compara consigo mismo.
warm-up-dashed-usual = la línea discontinua es lo habitual; hacia arriba es más
warm-up-dashed-average = la línea discontinua es tu promedio en estos segundos; hacia arriba es más
warm-up-too-little-for-curve = Escuchando… hubo muy poca habla para saberlo. Unas frases más, y habrá una curva.
warm-up-curve-label = La sonrisa en tu voz durante estos segundos
warm-up-hear-it = Oírla
warm-up-keep = Guardar como mi voz habitual
warm-up-again = Otra vez
warm-up-what-is-kept = Lo que se guarda son sumas de números, de las que no se puede volver a oír ninguna palabra. Están en tu rincón, solo para ti.
warm-up-kept =
    { $seconds ->
        [one] Guardado: esto es ahora lo habitual para ti. Tu voz habitual se conoce por { $seconds } segundo de habla.
       *[other] Guardado: esto es ahora lo habitual para ti. Tu voz habitual se conoce por { $seconds } segundos de habla.
    }
warm-up-kept-too =
    { $seconds ->
        [one] Guardado, junto con lo que ya se conocía. Tu voz habitual se conoce por { $seconds } segundo de habla.
       *[other] Guardado, junto con lo que ya se conocía. Tu voz habitual se conoce por { $seconds } segundos de habla.
    }
warm-up-not-whole = La grabación no llegó entera. Comprueba la conexión e inténtalo de nuevo.
warm-up-none-came = No llegó ninguna grabación. Inténtalo de nuevo.
warm-up-too-long = Fueron más de veinte segundos. Con diez basta.
warm-up-no-recording = Esto no se pudo oír como grabación. Inténtalo de nuevo, o con otro navegador.
warm-up-not-to-its-end = No se pudo oír esta grabación hasta el final. Inténtalo de nuevo.
warm-up-too-little-speech = Hubo muy poca habla para conocer una voz. Di unas frases, como lo harías normalmente.

## Calls: recordings that are brought from elsewhere

recording-add-title = Añadir una llamada grabada
recording-add-lead = Se escucha aquí, en esta máquina, y su repaso es de quien atendió la llamada.
recording-files = La grabación
recording-files-hint = Un archivo con un lado en cada canal, o dos archivos: primero el de quien atendió, después el del cliente. WAV, MP3, FLAC, Ogg, M4A y muchos más.
recording-swap = El cliente va primero
recording-with = Con
recording-with-whom = Con quién
recording-began = Cuándo empezó
recording-whose = De quién es la llamada
recording-about = De qué se trataba
recording-add = Añadirla
recording-choose-one-or-two = Elige una grabación con ambos lados, o dos: primero la de quien atendió, después la del cliente.
recording-two-are-enough = Con dos archivos basta: uno para cada lado.
recording-say-when = Di cuándo fue la llamada, por ejemplo 2026-11-20 14:05.
recording-field-too-long = Es demasiado para un solo campo. Acórtalo.
recording-too-large = Esta grabación es demasiado grande: el máximo es 1 GB. Córtala en dos.
recording-not-whole = La grabación no llegó entera. Comprueba la conexión y elígela de nuevo.
recording-own-calls-only = Trae tus propias llamadas; un responsable puede traer las de otras personas.
recording-no-corner = Esa persona aún no ha iniciado sesión, así que no tiene rincón donde guardarla.

## Calls: the dock, where the phone rings and one's own call is

dock-you-listen = Escuchas a { $name }. Ambas partes lo saben.
dock-on-hold = En espera
dock-ringing-at = Llamando a { $name }…
dock-in-a-call = En una llamada
dock-open-the-conversation = Abrir la conversación
dock-connecting = Conectando…
dock-recorded = Se graba, solo para ti
dock-recording-paused = Grabación en pausa
dock-guest-listens = { $name } escucha; el cliente lo sabe.
dock-guest-off = Terminar la escucha
dock-more-wait =
    { $count ->
        [one] Espera { $count } persona más.
       *[other] Esperan { $count } personas más.
    }
dock-mute = Silenciar
dock-unmute = Activar micrófono
dock-hold = Poner en espera
dock-take-back = Retomar
dock-pause-recording = Pausar la grabación
dock-record-again = Volver a grabar
dock-promise = Prometer<hidden> algo</hidden>
dock-more = Más
dock-keep = No pasar a { $name }
dock-hand-over-to = Pasar a
dock-not-free = { $name } (no disponible)
dock-ring = Llamar
dock-ask-to-listen = Pedir a alguien que escuche
dock-customer-is-told = Se avisa al cliente.
dock-ask = Pedir
dock-stop-listening = Dejar de escuchar
dock-end = Terminar la llamada
dock-note = Una nota sobre esta llamada, para tu equipo
dock-note-placeholder = Una nota, solo para tu equipo
dock-keep-the-note = Guardar la nota
dock-asks-you = { $name } te pide que tomes esta llamada
dock-is-calling = está llamando, espera desde hace <time>0:00</time>
dock-smile-first = Primero, sonríe. Se va a oír.
dock-good-start = Lo que tiene un buen comienzo
dock-local-time = Hora local
dock-time-there = Allí son las { $time }
dock-so-far = La historia hasta ahora
dock-promised = Prometido
dock-we-promised = Prometimos: { $what }
dock-worth-remembering = Vale la pena recordar
dock-calls-from = Llama desde la página
dock-earlier = Antes
dock-waiting-on-us = nos espera
dock-waiting-on-customer = a la espera del cliente
dock-snoozed = pospuesta
dock-closed = cerrada
dock-story = Historia
dock-first-time = Es su primera vez aquí.
dock-pick-up = Contestar
dock-their-story = Su historia
dock-ring-silently = Timbre en silencio
mirror-the-mirror = el espejo
mirror-listening = escuchando…
mirror-they-spoke = El cliente habló
mirror-you-talk = Hablas tú
mirror-pace = Ritmo
mirror-first-words = Primeras palabras
mirror-hide = Ocultar el espejo
cue-smile-heard = Tu sonrisa se oye.
cue-heard-out = Escuchaste hasta el final. Eso ayuda.
cue-balanced = Buen equilibrio entre hablar y escuchar.
cue-smile = Una sonrisa, si te sobra alguna.
cue-slower = Un poco más despacio, a su ritmo.
cue-ask = ¿Es momento de una pregunta?

## Calls: what cannot be done. Customers read some of it, in the chat

call-over = Esta llamada ya terminó.
call-is-over = Esta llamada ha terminado.
call-with-somebody-else = Esta llamada la lleva otra persona.
call-in-one-already = Estás en una llamada. Termínala o pásala antes.
call-colleague-quicker = Otra persona del equipo fue más rápida y ya contestó.
call-yours-already = Esta llamada ya es tuya. Elige a otra persona del equipo.
call-none-taken = Aquí no se atienden llamadas. Escríbenos, por favor.
call-too-many-wait = Está llamando tanta gente que esperarías demasiado. Escríbenos, o llama un poco más tarde.
call-bad-key = Una llamada necesita una clave de 1 a { $most } caracteres.
call-no-place = Aquí no hay lugar para llamadas.
call-bad-phone = Escribe un número de teléfono que podamos marcar, como +49 30 1234567.
call-offer-unreadable = No se pudo entender la oferta de llamada de tu navegador.
call-offer-without-sound = Tu navegador no ofreció ningún sonido que entendamos (Opus).
call-too-many-at-once = Demasiadas llamadas a la vez; inténtalo de nuevo en un momento.
call-line-not-opened = No se pudo abrir la línea. Inténtalo de nuevo, por favor.

## Calls: the page on which a customer chooses when to be called back. “We” is the desk

call-back-title = Una llamada de { $desk }
call-back-when-may-we = ¿Cuándo te llamamos?
call-back-when-may-we-name = ¿Cuándo te llamamos, { $name }?
call-back-we-will-call = Te llamaremos
call-back-we-will-call-name = Te llamaremos, { $name }
call-back-choose = Elige la hora que te venga bien, y { $desk } te llama entonces.
call-back-chosen = { $when }, al { $phone }.
call-back-when = { $day } a las { $time }
call-back-when-today = hoy, { $day } a las { $time }
call-back-day = { $weekday }, { $date }
call-back-today = Hoy, { $day }
call-back-promised = Prometido.
call-back-change-until-then = Puedes cambiarlo aquí hasta entonces.
call-back-cancelled = Cancelado.
call-back-will-not-call = No te llamaremos. Puedes elegir otra hora cuando quieras.
call-back-add-to-calendar = Añadir al calendario
call-back-out-of-calendar = ¿Pusiste la llamada en tu calendario? <link>Este archivo la quita</link>.
call-back-zone = Las horas son las de
call-back-show-times-there = Mostrar las horas de allí
call-back-none-free = No hay ninguna hora libre en los próximos días
call-back-none-free-write = Escríbenos por donde te llegó este enlace, y buscaremos una contigo.
call-back-choose-another = Elegir otra hora
call-back-choose-a-time = Elige una de las horas, por favor.
call-back-number = El número al que llamamos
call-back-change-it = Cambiarlo
call-back-call-me-then = Sí, a esa hora
call-back-do-not-call = No quiero la llamada
call-back-foot = Quien tenga este enlace puede cambiar la hora. Se puede abrir durante dos semanas.
call-back-link-over = Este enlace ya no se abre. Escríbenos y te enviaremos otro.
call-back-time-taken = Esa hora se ocupó hace un momento. Elige otra, por favor.
call-back-time-taken-these-are-free = Otra persona tomó esa hora hace un momento. Estas son las próximas libres.
call-back-promised-already = Ya hemos prometido llamarte.
call-back-link-sent = El enlace va de camino al cliente.
call-back-calendar-summary = { $desk } te llama
call-back-calendar-description = Te llamamos al { $number }. Cambia la hora, o cancélala, aquí: { $link }
promise-calendar-summary = { $what }: { $customer }
promise-calendar-summary-a-customer = { $what }: un cliente
promise-calendar-description = Toda la historia: { $link }
promise-calendar-description-call = Llamar al { $number }. Toda la historia: { $link }

## Settings: phone

phone-title = Teléfono
phone-lead = La gente te llama desde tu sitio web, y aquí contestas.
phone-saved = Vale desde la próxima llamada.
phone-not-connected = El teléfono no está conectado.
phone-start-it = Este servidor se inició sin él. Inícialo con <code>--phone-listen</code> y una dirección y un puerto a los que lleguen los navegadores.
phone-start-with-listen = El teléfono no está conectado. Inicia Bliss con --phone-listen.
phone-recordings-stay = De momento, las grabaciones se quedan en este servidor.
phone-recordings-stay-why = El almacén de archivos no las acepta. Se pueden oír igualmente, y se moverán en cuanto las acepte. Dijo: <q>{ $trouble }</q>
phone-sound = Tu micrófono y tu altavoz
phone-sound-lead = Pruébalos antes de la primera llamada del día.
phone-microphone = Micrófono
phone-speaker = Altavoz
phone-press-try-it = Pulsa antes «Probar»
phone-how-loud = Con qué volumen se te oye
phone-echo-hint = No se graba nada. La prueba de eco te devuelve lo que dices un segundo después.
phone-try-it = Probar
phone-echo-test = Prueba de eco
phone-calls = Llamadas desde tu sitio web
phone-calls-allowed = Los visitantes pueden llamar mientras haya alguien aquí
phone-recording = Grabación
phone-recording-hint = Una grabación pertenece a quien atendió la llamada, está cifrada para esa persona y nadie más puede abrirla. Si se permite grabar, y quién tiene que aceptarlo, cambia de un país a otro.
phone-recording-off = No grabar
phone-recording-consent = Grabar cuando quien llama dice que sí
phone-recording-on = Grabar, y avisar de ello antes de cada llamada
phone-keep-days = Días que se conserva una grabación
phone-keep-days-hint = De 1 a { $most }. Después se elimina sola.

## Settings: first words, how soon somebody hears from one of us

first-words-title = Primeras palabras
first-words-lead = Cuánto tarda alguien en saber de nosotros: el equipo en conjunto, en los últimos { $days } días. Aquí no se nombra a nadie ni se cuenta a nadie aparte.
first-words-how-soon = Cuánto tarda
first-words-channel = Canal
first-words-chat = Chat
first-words-phone = Teléfono
first-words-half-within = La mitad tarda hasta
first-words-nine-of-ten = Nueve de diez tardan hasta
first-words-answered = Respondidas
first-words-not-answered = Sin responder
first-words-too-few = muy pocas para decirlo
first-words-few = Menos de { $count } respuestas hablarían de una sola persona o de un solo día, así que no se dice nada de ellas.
first-words-said-again = Repetido
first-words-nobody-wrote = Nadie ha escrito en estos { $days } días.
first-words-again = En <b>{ $again }</b> de los últimos { $messages } mensajes un cliente tuvo que repetirnos algo: { $percent } %. Cada uno está marcado en su conversación.

## Settings: how the team's calls sound

team-figures-title = Cómo suenan nuestras llamadas
team-figures-lead = El equipo en conjunto. Las cifras de cada persona no están aquí ni en ningún otro sitio donde puedas mirar: son de quien habló.
team-figures-not-enough = Aún no hay suficientes llamadas
team-figures-not-enough-why = Habrá algo que ver cuando { $agents } agentes sumen { $calls } llamadas entre todos. Menos hablarían de una sola persona.
team-figures-smile-first = Sonrisa en los primeros diez segundos, frente a la voz habitual de cada agente
team-figures-smile-last = Sonrisa en los últimos diez segundos
team-figures-talk-share = Parte del habla que es nuestra
team-figures-opening = Cuánto habla el cliente al principio, en segundos
team-figures-interruptions = Cuántas veces interrumpimos, por llamada
team-figures-silence-share = Parte de la llamada en que ambos callan
team-figures-week = Semana del
team-figures-mean = Media
team-figures-standard-error = Error estándar
team-figures-calls = Llamadas
team-figures-hint = Una llamada cuenta cuando se han reunido { $agents } agentes y { $calls } llamadas, y se suman todas a la vez.

## Moments: what was noticed in the words of a conversation. “They” is the customer, “we” are the desk

moment-noticed = Lo que se notó
moment-noticed-here = Lo que se notó aquí
moment-contested = { $title }<hidden>, rebatido</hidden>
moment-why = Por qué
moment-how-sure = Con qué certeza
moment-sure = { $count } de 100
moment-says-who = Quién lo dice
moment-source-rule = una regla que se puede leer
moment-source-model = un modelo pequeño, junto a las reglas
moment-source-you = tú
moment-source-person = una persona
moment-trust = Confianza
moment-you-say-so = Dices que es así.
moment-you-say-not-so = Dices que no es así: no mueve la confianza.
moment-somebody-says-so = { $name } dice que es así.
moment-somebody-says-not-so = { $name } dice que no es así: no mueve la confianza.
moment-take-it-back = Retirarlo
moment-take-that-back = Retirar eso
moment-not-so = No es así
moment-it-is-so = Sí es así
moment-before-asks = ¿Qué le pasó antes de esto?
moment-before-nothing = Nada nuestro, que sepamos. Pregúntale y escucha.
moment-customer-erased = Entretanto se borraron los datos de alguien.
moment-ruling-of-another = Solo quien lo dijo puede retirarlo. Tú puedes decir cómo lo ves.
naming-title = Nombrar un momento
naming-this = Nombrar este momento
naming-lead-customer = ¿Qué hay en el mensaje del cliente que nadie notó? Lo ve toda la mesa, y también que es tuyo.
naming-lead-us = ¿Qué hay en nuestro mensaje que nadie notó? Lo ve toda la mesa, y también que es tuyo.
naming-lead-note = ¿Qué hay en la nota que nadie notó? Lo ve toda la mesa, y también que es tuyo.
naming-words = Las palabras
naming-words-hint = Tal como están en el mensaje, y solo las que lo muestran.
naming-what = ¿Qué es?
naming-choose-one = Elige…
naming-choose = Elige qué es.
naming-choose-from-list = Elige qué es en la lista.
naming-words-not-there = Estas palabras no están en el mensaje. Cópialas tal como están.
naming-enough = En este mensaje ya hay { $most } momentos nombrados.
naming-of-another = Solo quien lo nombró puede retirarlo. Tú puedes decir que no es así.
naming-name-it = Nombrarlo
trust-now = Confianza <b>{ $now }</b>
trust-fell-by = bajó { $by }
trust-what-moved-it = Qué la movió
trust-picture =
    { $falls ->
        [0] La confianza fue de { $from } a { $to }. No bajó.
        [1] La confianza fue de { $from } a { $to }. Bajó una vez.
        [2] La confianza fue de { $from } a { $to }. Bajó dos veces.
       *[other] La confianza fue de { $from } a { $to }. Bajó { $falls } veces.
    }
trust-before = Qué pasó antes
trust-fell-when-they-said = La confianza bajó { $by } cuando dijo <link>«{ $quote }»</link>.
trust-fell-when-they-said-this = La confianza bajó { $by } cuando dijo <link>esto</link>.
trust-fell-with-what-we-said = La confianza bajó { $by } con lo que dijimos: <link>«{ $quote }»</link>.
trust-fell-with-this-of-ours = La confianza bajó { $by } con lo que dijimos: <link>esto</link>.
trust-nothing-of-ours-before = Antes no hubo nada nuestro, que sepamos.
trust-what-moved = Qué movió la confianza
trust-came-with = Llegó con { $trust }.
trust-earlier-steps = Lo que sigue ya incluye { $count } pasos anteriores.
trust-nothing-moved-it = Aún no la ha movido nada.
trust-they = El cliente
trust-we = Nosotros
trust-after = <hidden>Confianza después: </hidden>{ $trust }
trust-what-each-weighs = Cuánto pesa cada momento
trust-mood = Sus últimas palabras suenan con un enfado de { $upset } sobre 4 ({ $low } a { $high }), solo por sus palabras.
trust-foreign =
    { $count ->
        [one] { $count } mensaje está en { $language }
       *[other] { $count } mensajes están en { $language }
    }
trust-foreign-why =
    { $count ->
        [one] { $count } mensaje está en { $language }: Bliss solo lee inglés, así que no se juzgó nada en él, salvo los signos de interrogación.
       *[other] { $count } mensajes están en { $language }: Bliss solo lee inglés, así que no se juzgó nada en ellos, salvo los signos de interrogación.
    }
trust-show-all = Mostrar todo lo que se notó
trust-hidden = { $count } más junto a los mensajes de aquí
trust-tag-of-person = La etiqueta <tag>{ $tag }</tag> habla de la persona.
trust-weights-title = Qué es la confianza
trust-weights-lead = Una suma abierta sobre una conversación, que cualquiera puede repetir a mano. Es sobre una conversación, nunca sobre una persona.
trust-adds-up = Cómo se suma
trust-adds-up-bounds = Va de −10 a +10. Empieza con lo que trajo el cliente: cuánto enfado hay en sus primeras palabras, de 0 a −4.
trust-adds-up-weight = Cada momento la mueve según su peso, de la lista de abajo, por la certeza que hay de él.
trust-adds-up-again = El mismo tipo de momento, repetido, mueve la mitad que la vez anterior.
trust-adds-up-near-bounds = Cuanto más cerca de sus límites, menos la empuja un momento hacia fuera.
trust-adds-up-fall = Un mensaje que pierde 0,5 o más es una caída. Junto a ella se dice qué nos hizo perder confianza en nuestros cuatro mensajes anteriores.
trust-adds-up-said = Lo que alguien del equipo dice que no es así no mueve nada. Lo que dice que sí es así cuenta por entero.
trust-moment = Momento
trust-what-it-is = Qué es
trust-weight = Peso
moment-greeting = Saludo
moment-greeting-meaning = Un saludo al comienzo.
moment-own-name = Nombre propio
moment-own-name-meaning = Alguien de la mesa dice su nombre.
moment-customer-name = Nombre del cliente
moment-customer-name-meaning = Decimos el nombre del cliente.
moment-how-are-you = Cómo estás
moment-how-are-you-meaning = Preguntamos al cliente cómo está.
moment-offer-of-help = Oferta de ayuda
moment-offer-of-help-meaning = Ofrecemos ayuda.
moment-empathy = Empatía
moment-empathy-meaning = Decimos cómo fue aquello para el cliente.
moment-empathy-missing = Sin una palabra de empatía
moment-empathy-missing-meaning = El cliente contó algo difícil, y nuestra respuesta lo pasa por alto.
moment-empathy-missing-ours = Pasamos por alto lo que fue difícil
moment-apology = Disculpa
moment-apology-meaning = Pedimos perdón.
moment-repeated-apology = La misma disculpa otra vez
moment-repeated-apology-meaning = Pedimos perdón con las mismas palabras que ya usamos antes.
moment-repeated-apology-ours = Pedimos perdón con las mismas palabras que antes
moment-thanks = Gracias
moment-thanks-meaning = Alguien da las gracias.
moment-next-step = Próximo paso
moment-next-step-meaning = Decimos qué pasa a continuación.
moment-explanation = Explicación
moment-explanation-meaning = Explicamos cómo o por qué.
moment-question = Pregunta
moment-question-meaning = Alguien pregunta algo.
moment-unanswered = Sin contestar
moment-unanswered-meaning = Una pregunta del cliente que nada nuestro contestó.
moment-unanswered-ours = Quedó una pregunta suya sin contestar
moment-alternative = Otra salida
moment-alternative-meaning = Ofrecemos otra salida.
moment-refusal = Negativa
moment-refusal-meaning = Decimos que no a algo.
moment-refusal-ours = Dijimos que no
moment-refusal-alone = Negativa a secas
moment-refusal-alone-meaning = Decimos que no, y ahí lo dejamos: sin otra salida ni próximo paso.
moment-refusal-alone-ours = Dijimos que no, y ahí lo dejamos
moment-scarcity = Escasez
moment-scarcity-meaning = Se interponen la política, las normas, el sistema o una falta de algo.
moment-scarcity-ours = Pusimos por delante una norma o una falta
moment-blame = Culpa
moment-blame-meaning = Echamos la culpa al cliente o a alguien del equipo.
moment-blame-ours = Echamos la culpa a alguien
moment-condescension = Condescendencia
moment-condescension-meaning = Hablamos con aires de superioridad.
moment-condescension-ours = Hablamos con aires de superioridad
moment-hurry = Prisa
moment-hurry-meaning = Metemos prisa al cliente.
moment-hurry-ours = Metimos prisa al cliente
moment-jargon = Jerga
moment-jargon-meaning = Palabras del oficio.
moment-jargon-ours = Usamos palabras del oficio
moment-label = Encasillar
moment-label-meaning = Un calificativo puesto a una persona.
moment-label-ours = Encasillamos a una persona
moment-asked-again = Preguntado otra vez
moment-asked-again-meaning = Preguntamos lo que el cliente ya nos contó.
moment-asked-again-ours = Preguntamos lo que ya nos había contado
moment-generosity = Generosidad
moment-generosity-meaning = Damos algo por iniciativa propia.
moment-promise = Promesa
moment-promise-meaning = Decimos que haremos algo.
moment-promise-without-time = Promesa sin plazo
moment-promise-without-time-meaning = No dice para cuándo.
moment-promise-without-time-ours = Prometimos sin decir para cuándo
moment-closing = Despedida
moment-closing-meaning = Alguien se despide.
moment-upset = Palabras de enfado
moment-upset-meaning = Las palabras del cliente suenan a enfado.
moment-relief = Palabras de alivio
moment-relief-meaning = Las palabras del cliente suenan a alivio.
moment-repeat = Tuvo que repetir
moment-repeat-meaning = El cliente dice que tuvo que repetirlo.
moment-waiting = Nos espera
moment-waiting-meaning = El cliente nos espera, o nos esperó.
moment-leave = Habla de irse
moment-leave-meaning = El cliente habla de dejarnos.
moment-public = Hacerlo público
moment-public-meaning = El cliente habla de hacerlo público, u oficial.
moment-praise = Elogio
moment-praise-meaning = El cliente nos elogia.
moment-resolved = Resuelto
moment-resolved-meaning = El cliente confirma que quedó arreglado.
moment-abuse = Insulto o amenaza
moment-abuse-meaning = Las palabras insultan o amenazan a alguien.
moment-urgency = Urgente
moment-urgency-meaning = Las palabras dicen que es urgente.
moment-call-wish = Desea una llamada
moment-call-wish-meaning = Cuándo le gustaría al cliente recibir la llamada.

## What figures and words on the pages mean, one click away: what they are, with their unit, over what they are counted, and what they leave out

definition-waiting = Esperando
definition-waiting-text = El tiempo desde las primeras palabras del cliente que aún no ha respondido nadie. Corre de día y de noche, y posponer no lo acorta.
definition-first-words = Primeras palabras
definition-first-words-text = El tiempo desde el primer mensaje del cliente en una conversación hasta la primera respuesta que escribió alguien de la mesa; en una llamada, desde el primer tono hasta que se contesta. Corre de día y de noche. Las conversaciones que empezamos nosotros no lo tienen, y quien sigue esperando se cuenta aparte.
definition-said-again = Repetido
definition-said-again-text = Mensajes en los que un cliente dice que ya nos lo había contado: «es la tercera vez que explico esto». Se encuentra en sus palabras con reglas, en inglés, cuando estas son seguras, y cada uno se muestra con lo que ya había dicho; si alguien de la mesa ve que no es así, se deja fuera. Cuenta en contra nuestra, no del cliente.
definition-half-within = La mitad tarda hasta
definition-half-within-text = La mediana: la mitad de quienes recibieron respuesta supo de nosotros antes; la otra mitad, después. Sobre las conversaciones y llamadas que empezaron en los últimos 30 días, las últimas 5000 como máximo.
definition-nine-of-ten = Nueve de diez tardan hasta
definition-nine-of-ten-text = El percentil 90: nueve de cada diez personas que recibieron respuesta supieron de nosotros en este tiempo. La décima esperó más.
definition-kind-word = Una palabra amable
definition-kind-word-text = Algo amable que un cliente escribió en las últimas dos semanas: elogio, alivio o gracias, encontrado en sus palabras con reglas y un modelo, en inglés. Los mensajes que además suenan a enfado se dejan fuera.
definition-trust = Confianza
definition-trust-text = Una suma sobre esta conversación, de −10 a +10: lo que el cliente trajo, y lo que la mueve cada momento notado desde entonces, por la certeza que hay de él. Los pesos son públicos, y lo que alguien dice que no es así no mueve nada.
definition-mood = Ánimo
definition-mood-text = Cuánto enfado hay en las palabras del cliente, de 0 (ninguno) a 4 (furia), leídas a la luz de lo que dijo antes. Entre paréntesis: entre esos valores quedaría la media de cuatro de cada cinco lectores atentos. No se usa nada más que sus palabras escritas.
definition-kept-in-time = Cumplidas a tiempo
definition-kept-in-time-text = De todas las promesas de la mesa que vencieron en los últimos 30 días, las que se cumplieron a la hora acordada por última vez con el cliente, en porcentaje, redondeado hacia abajo. La que se movió cuando su hora ya había pasado cuenta como no cumplida a tiempo. La que se retiró antes de su hora se deja fuera. No se cuenta por persona.
definition-good-moment = Un buen momento en una llamada
definition-good-moment-text = De tus últimas seis llamadas en tu último día al teléfono antes de hoy: una sonrisa en tu voz que se oyó con seguridad durante 3 segundos o más, o un turno inicial del cliente de 15 segundos o más en el que no tomaste la palabra; lo que más supere su medida. Lo que rebates se deja fuera.
definition-standard = Estándar
definition-standard-text = Una frase sobre lo que tiene un buen contacto, con una comprobación sobre lo que se escribió y cuándo o, en las llamadas, sobre lo que se oyó. Tiene versiones, cada una desde un momento; un contacto se juzga por la que estaba vigente cuando empezó, y por ninguna posterior.
definition-standard-met = Cumplido
definition-standard-met-text = De los contactos de los últimos 30 días en los que estaba vigente y tuvo ocasión, los que lo cumplieron, en porcentaje; lo que aún puede cambiar se deja fuera. Un contacto es una llamada, o lo que se escribió en una conversación hasta que se cerró. La palabra de una persona va por delante de la comprobación. Entre: donde está la proporción real, diecinueve de cada veinte veces (intervalo de Wilson). Con menos de diez no se dice. No se cuenta por persona.
definition-spread = Dispersión
definition-spread-text = La parte cumplida en cada grupo de contactos, puesta en orden: la mitad de los grupos queda entre los cuartiles, y la mitad bajo la mediana. Un grupo cuenta desde cinco resultados, en los últimos 30 días, los últimos 20 000 resultados como máximo. Los grupos son temas, canales, días y horas según el reloj de la mesa, nunca personas.
definition-sure = Con qué certeza
definition-sure-text = Cuántos de cada cien momentos como este confirmaría un lector atento, hasta donde sabemos. Lo que nombró una persona queda como lo dijo. Cuanto menos seguro es un momento, menos mueve la confianza.
definition-mean = Media
definition-mean-text = Sobre todas las llamadas de esa semana que cuentan, las atendiera quien las atendiera. Una sonrisa se indica frente a lo habitual de cada voz: 0 es lo habitual; 1, lo más lejos que una voz suele llegar. Las proporciones van de 0 a 1.
definition-standard-error = Error estándar
definition-standard-error-text = Cuánto se apartaría normalmente la media de esta, si esa semana hubieran entrado otras llamadas: la desviación típica de las llamadas, dividida entre la raíz de su número.
definition-mirror-smile = El arco
definition-mirror-smile-text = Cuánta sonrisa se oye en tus últimos segundos de habla, frente a cómo suenas normalmente. La sombra es donde está el valor real, nueve de cada diez veces. Hasta que se pueda saber, escucha…
definition-mirror-vent = El cliente habló
definition-mirror-vent-text = Cuánto lleva hablando el cliente, o cuánto habló la última vez que tuvo la palabra.
definition-mirror-share = Hablas tú
definition-mirror-share-text = Tu parte de todo lo dicho hasta ahora entre las dos partes; el silencio se deja fuera.
definition-mirror-pace = Ritmo
definition-mirror-pace-text = Sílabas por segundo de tu habla hasta ahora; las pausas se dejan fuera.
definition-mirror-first = Primeras palabras
definition-mirror-first-text = La sonrisa en tus primeros diez segundos de habla; se dice en cuanto es segura.

## What buttons and fields of many pages say

action-change = Cambiar
action-edit = Editar
action-keep = Guardar
action-keep-it = Conservarlo
action-leave-it = Dejarlo
action-more = Más
action-show-me = Muéstramelo
action-remove = Quitar
field-any = Cualquiera
field-optional = (opcional)
field-what-called = ¿Cómo se llama?
not-kept-yet = Aún no está guardado.
removed-named = «{ $name }» se ha quitado.
removed-undo = Deshacer y recuperarlo
somebody = Alguien
team-gone = Un equipo que ya no existe
weekday-monday = Lunes
weekday-tuesday = Martes
weekday-wednesday = Miércoles
weekday-thursday = Jueves
weekday-friday = Viernes
weekday-saturday = Sábado
weekday-sunday = Domingo

## Standards: what good looks like in a contact

standards-title = Estándares
standards-lead = Cómo es un buen trato, de la primera palabra a la última. Todo el mundo puede leerlo aquí, y no se juzga a nadie por lo que no se le dijo.
standards-channels = Canales
standard-new = Nuevo estándar
standards-none = Aún no hay nada escrito
standards-none-leads = ¿Cómo es aquí un buen trato?
standards-none-any = Un estándar dice en una frase qué tiene un buen contacto, para todos los canales a la vez.
standards-begin-below = Empieza con los estándares de abajo, o escribe los tuyos.
standards-none-lead = Tu responsable puede escribir cómo es un buen trato. Hasta entonces no se juzga nada.
standards-starter-title = Un buen conjunto para empezar
standards-starter-lead = Tómalo como está, o deja fuera lo que no encaje. Vale para los contactos que empiecen desde ahora.
standards-starter-more = Más del conjunto inicial
standards-starter-take = Tomar el conjunto inicial
standards-starter-take-these = Tomar estos
standards-retired = Retirados: <list></list>.
standards-saved = Está guardado. Los contactos que empezaron antes no se juzgan por él.
standards-saved-retired = Está retirado. Los contactos que empezaron antes aún se juzgan por él.
standards-saved-taken = Ya hay estándares vigentes para empezar. Cambia o retira lo que no encaje.
standards-of = Estándares, { $channel }
standard-stage-start = Comienzo
standard-stage-during = Durante
standard-stage-end = Final
standard-stage-start-lead = Las primeras palabras deciden cómo irá todo el contacto.
standard-stage-during-lead = Mientras ayudamos.
standard-stage-end-lead = La última impresión cuenta como la primera.
standard-theme-attitude = Actitud
standard-theme-care = Cuidado
standard-theme-not-personal = No te lo tomes como algo personal
standard-theme-customers-talk = Los clientes hablan
standard-reach-chat = Chat
standard-reach-phone = Teléfono
standard-reach-email = Correo
standard-reach-counter = Mostrador
standard-reach-any = Todos los canales
standard-role-anybody = Cualquiera
standard-role-first-responder = Quien responde primero
standard-since = desde: { $day }
standard-begins = empieza: { $day }
standard-is-retired = retirado
standard-since-and-version = { $since }; otra versión desde: { $day }
standard-since-and-retired = { $since }; retirado desde: { $day }
standard-day-and-time = { $day }, { $time }
standard-quoted = «{ $title }»
standard-against = Pide lo contrario que { $standards }: ningún contacto puede cumplir ambas cosas.
standard-met-percent = <b>{ $percent } %</b> cumplido
standard-met-count = { $met } de { $all }, entre { $low } y { $high } %
standard-met-count-calls = { $met } de { $all } llamadas, entre { $low } y { $high } %
standard-heard-by-whoever-talked = Lo oye quien habló. La cifra del equipo aparece aquí tras cincuenta llamadas de cinco personas.
standard-no-contact-yet = Aún no hay contactos
standard-few-so-far = { $count } hasta ahora: muy pocos para decirlo

## Standards: one of them

standard-bring-back = Recuperar
standard-retire = Retirar
standard-checked = Cómo se comprueba
standard-missed = Dónde no se cumplió
standard-missed-lead = Los últimos 30 días, sin nombres. Cada caso se puede rebatir donde está.
standard-missed-nowhere = En ningún sitio, que sepamos.
standard-missed-when = { $day }, { $time }
standard-versions = Sus versiones
standard-versions-lead = Un contacto se juzga por la versión que estaba vigente cuando empezó.
standard-version =
    { $state ->
        [taken-back] <b>Versión { $number }</b>, anulada, desde: { $day }
        [to-come] <b>Versión { $number }</b>, por venir, desde: { $day }
        [in-force] <b>Versión { $number }</b>, vigente, desde: { $day }
       *[before] <b>Versión { $number }</b>, anterior, desde: { $day }
    }
standard-version-by = de { $name }, { $day }
standard-version-by-somebody = de alguien, { $day }
standard-version-take-back = Anularla
standard-part-retired = Retirado
standard-part-title = Título
standard-part-words = Palabras
standard-part-check = Comprobación
standard-part-for = Para
standard-part-when = Cuándo
standard-part-theme = Tema
standard-part-role = Palabras de quién

## Standards: writing one

standard-new-title = Un estándar nuevo
standard-change-title = Cambiar un estándar
standard-new-lead = Di cómo es un buen trato con palabras para personas, y con una frase que se pueda comprobar.
standard-change-lead = Será una versión nueva. Los contactos que empezaron antes se juzgan por la anterior.
standard-what-means = ¿Qué significa?
standard-field-for = Para
standard-field-when = Cuándo
standard-field-theme = Tema
standard-field-role = Palabras de quién
standard-at-the-start = Al comienzo
standard-during = Durante
standard-at-the-end = Al final
standard-anybodys = De cualquiera
standard-first-responders = De quien responde primero
standard-how-checked = ¿Cómo se comprueba?
standard-check-hint = Una frase en inglés, como «first answer within 5 minutes of open hours and first answer has a greeting». Une las partes con «and» u «or».
standard-phrases = Frases para elegir
standard-phrases-written = En lo que se escribe
standard-phrases-phone = Al teléfono
standard-keep = Guardar el estándar
standard-keep-version = Guardar la versión nueva
standard-what-understood = ¿Qué se entiende?
standard-from-when = ¿Desde cuándo?
standard-from-hint = Nunca en el pasado: no se juzga a nadie por lo que no se le dijo.
standard-from-now = Desde ahora
standard-from-later = Desde un día por venir
standard-from-day = El día, a medianoche según el reloj de la mesa
standard-no-day = Elige el día desde el que vale, por ejemplo el primero del mes que viene.
standard-understood = Se entiende: <check>{ $check }</check>
standard-understood-voice = Lo que se oye en una llamada se dice a quien habló, en su repaso. El equipo ve sumas de cincuenta llamadas de cinco personas.
standard-understood-against = Pide lo contrario que «{ $title }», que vale para los mismos contactos. Ningún contacto puede cumplir ambas cosas.
standard-understood-nothing = Elige frases de la lista de abajo, o escribe: lo que se entiende aparece aquí sobre la marcha.
standard-tried =
    { $contacts ->
       *[other] De los últimos { $contacts } contactos, se habría cumplido en { $met } y no en { $not }. Es solo una prueba y no se guarda en ningún sitio.
    }
standard-tried-no-occasion =
    { $contacts ->
       *[other] De los últimos { $contacts } contactos, se habría cumplido en { $met } y no en { $not }; en { $none } no hubo ocasión. Es solo una prueba y no se guarda en ningún sitio.
    }
standard-nothing-to-try = Aún no hay ningún contacto con el que probarlo.
standard-retire-title = Retirar un estándar
standard-retire-named = Retirar «{ $title }»
standard-retire-lead = Se podrá seguir leyendo con su historial, y los contactos que empiecen antes aún se juzgan por él.
standard-retire-it = Retirarlo
standard-not-retired = No está retirado.
standard-check-too-long = Es demasiado largo para tenerlo presente: como máximo { $phrases } partes en { $chars } caracteres. Haz dos estándares.
standard-check-missing = Falta algo.
standard-check-missing-after = Falta algo después de «{ $after }».
standard-check-unread = No se entiende «{ $word }».
standard-check-unread-after = No se entiende «{ $word }» después de «{ $after }».
standard-check-nearest = { $wrong } ¿Querías decir «{ $nearest }»?
standard-check-offered = { $wrong } Ahí se entiende: { $offered }.
standard-never-both = Esto no se puede cumplir nunca: «{ $one }» y «{ $other }» se excluyen.
standard-never-mixed = Lo que se oye en una voz es de quien habló, así que va en un estándar propio. Haz dos estándares de este.
standard-never-no-phone = Esto no se puede cumplir nunca: lo que se oye en una llamada es un estándar para el teléfono.
standard-never-no-time = «{ $phrase }» no se puede cumplir nunca. Da algo de tiempo a la gente.
standard-never-so-long = «{ $phrase }» ya no es un estándar. Pide un mes como máximo.
standard-never-without-hello = «{ $phrase }» no se puede cumplir nunca: alguien tiene que contestar y saludar.
standard-always-met = «{ $phrase }» se cumple siempre, así que no dice nada.
standard-always-in-share = «{ $phrase }» no dice nada, porque no hay más que el 100 %. Pide menos del 100 %.
standard-always-so-many = «{ $phrase }» no dice nada. Pide { $most } como máximo.
standard-hardly-met = «{ $phrase }» casi nunca se podría cumplir. Pide { $seconds } segundos como máximo.
standard-choose-one = Elige al menos uno.
standard-long-reason = Es un motivo largo. Dilo en una o dos frases.
standard-retired-already = Ya está retirado.
standard-ruling-of-other = Solo quien lo dijo puede retirarlo. Tú puedes decir cómo lo ves.
standard-too-many = Ya hay { $kept } estándares, y nadie tiene presentes más de { $most }. Retira algunos antes.
standard-unchanged = Eso es lo que ya dice, así que no se cambió nada.
standard-version-began = Esta versión ya empezó, así que se queda en el historial. Cambia el estándar.
standard-version-to-come = Ya hay una versión por venir. Anula esa primero y escribe después la nueva.
standard-voice-is-own = Lo que se oye en una voz queda entre su agente y su propio repaso.

## Standards: how a contact stands to them

standards-here-title = Cómo es un buen trato
standards-here-lead = Cómo es un buen trato en este contacto, según los estándares vigentes cuando empezó.
standards-here-voice = Lo que se oye en una voz es de quien habló: lo encuentra en su propio repaso.
standards-here-none = aún ninguno
standards-here-met = { $met } de { $judged } cumplidos
standard-state-voice = Lo oye quien habló
standard-state-open = Aún sin juzgar
standard-state-met = Cumplido
standard-state-met-so-far = Cumplido hasta ahora
standard-state-not-met = No cumplido
standard-state-not-yet = Todavía no
standard-state-no-occasion = Sin ocasión
standard-state-no-occasion-yet = Aún sin ocasión
standard-not-so = No es así
standard-not-so-met = No es así: { $title } se cumplió
standard-not-so-not-met = No es así: { $title } no se cumplió
standard-ruling-take-back = Retirar eso
standard-more-on = Más sobre { $title }
standard-why-otherwise = Por qué lo ves de otro modo
standard-it-was-met = Se cumplió
standard-it-was-not-met = No se cumplió
standard-there-was-no-occasion = No hubo ocasión
standard-and-its-history = El estándar y su historial
standard-ruled =
    { $outcome ->
        [met] { $name } dice que se cumplió.
        [not-met] { $name } dice que no se cumplió.
       *[no-occasion] { $name } dice que no hubo ocasión.
    }
standard-ruled-why =
    { $outcome ->
        [met] { $name } dice que se cumplió: { $reason }
        [not-met] { $name } dice que no se cumplió: { $reason }
       *[no-occasion] { $name } dice que no hubo ocasión: { $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] Dices que se cumplió.
        [not-met] Dices que no se cumplió.
       *[no-occasion] Dices que no hubo ocasión.
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] Dices que se cumplió: { $reason }
        [not-met] Dices que no se cumplió: { $reason }
       *[no-occasion] Dices que no hubo ocasión: { $reason }
    }

## Standards: consistency

consistency-title = Constancia
consistency-lead = El mismo buen servicio cada día: cuántas veces se cumplieron los estándares en los últimos { $days } días, y cuánto se apartan entre sí días, horas, canales y temas. No se nombra a nadie ni se cuenta a nadie por separado.
consistency-percent = { $percent } %
consistency-met-of = { $met } de { $all }
consistency-met = cumplidos, { $between }
consistency-between = entre { $low } y { $high } %
consistency-too-few-to-say = muy pocos para decirlo
consistency-too-few = Muy pocos contactos para decirlo
consistency-too-few-lead = Habrá algo que ver cuando los estándares se hayan cumplido o no { $count } veces. Menos hablarían de una sola persona o de un solo día.
consistency-spread = La mitad queda entre el <b>{ $lower } y el { $upper } %</b>, en torno a una mediana del { $median } %; todos, entre el { $least } y el { $most } %.
consistency-spread-from = La dispersión se indica desde { $groups } grupos con { $outcomes } resultados cada uno.
consistency-picture = De 0 % al pie a 100 % arriba; la línea que cruza cada punto es donde está su proporción real, diecinueve de cada veinte veces.
consistency-picture-in-words = La parte cumplida de cada uno de { $groups } grupos, del { $least } al { $most } por ciento, la mitad entre { $lower } y { $upper }. La tabla de abajo los tiene todos.
consistency-picture-of-few = La parte cumplida de cada grupo. La tabla de abajo los tiene todos.
consistency-all-in-a-table = Los { $count } en una tabla
consistency-column-met = Cumplidos
consistency-column-of = De
consistency-column-share = Parte
consistency-by-theme = Por tema
consistency-by-channel = Por canal
consistency-by-day = Por día
consistency-by-hour = Por hora del día
consistency-day = { $weekday } { $day }

## Promises: what we said we would do, and by when

promises-title = Promesas
promises-lead = Lo que dijimos que haríamos, y para cuándo.
promises-which = Qué promesas
promises-whose = Promesas de quién
promises-to-keep = Por cumplir
promises-late = Con retraso
promises-today = Hoy
promises-later = Más tarde
promises-kept = Cumplidas
promises-over = Cumplidas o retiradas en los últimos 30 días
promises-everybodys = De toda la mesa
promises-yours = Tuyas
promises-nobodys = Sin asignar
promises-rate = <b>{ $percent } %</b> { $kept } de { $all }
promises-rate-none = <b>–</b> aún no ha vencido nada
promises-rate-about = cumplidas a tiempo, últimos { $days } días
promises-none = Todas las promesas están cumplidas
promises-none-lead = Cuando escribes en inglés «I’ll call you on Friday», se te pregunta si guardarlo aquí. En una conversación, <key>W</key> anota una.
promises-none-late = No hay nada con retraso
promises-none-late-lead = Lo que se acerca a su hora avisa antes de que se incumpla.
promises-none-over = Aún no se ha cumplido nada
promises-none-over-lead = Aquí están las promesas cumplidas o retiradas en los últimos 30 días.
promises-none-today = Hoy no vence nada más
promises-none-today-lead = Aquí está lo que prometes para hoy.
promises-beside = Lo que prometimos
promise-time-today = hoy a las { $time }
promise-time-yesterday = ayer a las { $time }
promise-time-tomorrow = mañana a las { $time }
promise-time-on-day = el { $day } a las { $time }
promise-due = Vence { $due }
promise-due-for-them = { $due } en el reloj del cliente
promise-badge-to-keep = Por cumplir
promise-badge-at-risk = Vence muy pronto
promise-badge-late = Con retraso
promise-badge-broken = Incumplida
promise-badge-kept = Cumplida
promise-badge-kept-late = Cumplida con retraso
promise-badge-taken-back = Retirada
promise-with = con { $name }
promise-with-and-stand-in = con { $name } (suple { $stand-in })
promise-with-you = contigo
promise-with-you-and-stand-in = contigo (suple { $stand-in })
promise-with-nobody = sin asignar
promise-with-nobody-and-stand-in = sin asignar (suple { $stand-in })
promise-of-customer = { $what }: { $customer }
promise-what-happened = Qué pasó
promise-what-happened-to = Qué pasó con esta promesa: { $what }
promise-tell = Avisar de que no lo hemos olvidado
promise-tell-customer = Avisar de que no lo hemos olvidado: { $customer }
promise-kept = Cumplida
promise-kept-named = Cumplida: { $what }, { $customer }
promise-not-kept = No está cumplida
promise-not-kept-named = No está cumplida: { $what }, { $customer }
promise-restore = Restaurar
promise-restore-named = Restaurar: { $what }, { $customer }
promise-more = Más para la promesa: { $what }, { $customer }
promise-another-time = Otra hora
promise-another-time-hint = Acuérdala antes con el cliente. En su reloj.
promise-move = Mover
promise-take-back = Retirarla
promise-take-back-hint = Lo que escribas se envía a { $customer }: por qué, y qué pasará en su lugar.
promise-take-back-and-tell = Retirar y avisar
promise-to-calendar = Añadir al calendario
promise-history-made =
    { $by ->
        [nobody] Hecha { $at }, vence { $due }
        [customer] Hecha por el cliente { $at }, vence { $due }
       *[agent] Hecha por { $name } { $at }, vence { $due }
    }
promise-history-kept =
    { $by ->
        [nobody] Cumplida { $at }
        [customer] Cumplida por el cliente { $at }
       *[agent] Cumplida por { $name } { $at }
    }
promise-history-not-kept =
    { $by ->
        [nobody] Retomada { $at }
        [customer] Retomada por el cliente { $at }
       *[agent] Retomada por { $name } { $at }
    }
promise-history-cancelled =
    { $by ->
        [nobody] Retirada { $at }
        [customer] Retirada por el cliente { $at }
       *[agent] Retirada por { $name } { $at }
    }
promise-history-restored =
    { $by ->
        [nobody] Restaurada { $at }
        [customer] Restaurada por el cliente { $at }
       *[agent] Restaurada por { $name } { $at }
    }
promise-history-moved =
    { $by ->
        [nobody] Movida { $at }, vence { $due }
        [customer] Movida por el cliente { $at }, vence { $due }
       *[agent] Movida por { $name } { $at }, vence { $due }
    }
promise-history-handed =
    { $by ->
        [nobody] Asignada a { $to } { $at }
        [customer] El cliente la asignó a { $to } { $at }
       *[agent] { $name } la asignó a { $to } { $at }
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] Quedó sin asignar { $at }
        [customer] El cliente la dejó sin asignar { $at }
       *[agent] { $name } la dejó sin asignar { $at }
    }
promise-history-word =
    { $by ->
        [nobody] Se avisó al cliente { $at }
        [customer] El cliente recibió aviso del cliente { $at }
       *[agent] { $name } avisó al cliente { $at }
    }
promise-something = Prometer algo
promise-let-them-choose = Que elija la hora de una llamada
promise-what = ¿Qué prometemos?
promise-what-example = Llamar de vuelta por la lámpara
promise-by-when = ¿Para cuándo?
promise-on-their-clock = En su reloj, en { $place }.
promise-make = Prometer
promise-who-keeps = Quién la cumple
promise-who-stands-in = Quién suple
promise-keeper-nobody-yet = Nadie todavía
promise-keeper-nobody = Nadie
promise-keeper-you = { $keeper } (tú)
promise-keeper-away = { $name } (ausente)
promise-keeper-away-until = { $name } (ausente, vuelve { $back })
promise-by-end-of-today = Al final de hoy
promise-by-tomorrow-noon = Mañana a mediodía
promise-by-friday = Viernes 17:00
promise-suggestion = { $name } dijo «<words>{ $words }</words>». ¿Es una promesa? Entonces elige para cuándo.
promise-suggestion-due = { $name } dijo «<words>{ $words }</words>». ¿Guardarlo como promesa, que vence { $due }?
promise-suggestion-of-you = Dijiste «<words>{ $words }</words>». ¿Es una promesa? Entonces elige para cuándo.
promise-suggestion-of-you-due = Dijiste «<words>{ $words }</words>». ¿Guardarlo como promesa, que vence { $due }?
promise-suggestion-yes = Sí
promise-suggestion-yes-by = Sí, para…
promise-suggestion-no = No
promise-suggestion-made = Una promesa, vence { $due }.
promise-suggestion-none = No es una promesa.
promise-suggestion-refused = Entonces, no es una promesa.
promise-suggestion-asked-again = Se te vuelve a preguntar.
promise-suggestion-answered = Alguien ya respondió a esto.
promise-suggestion-asked = Esto ya está preguntado.
promise-suggestion-no-time = Elige para cuándo se promete.
promise-reminder-late = Vencía { $due }
promise-reminder-stand-in = { $name } no está. ¿Puedes cumplirla tú? Vence { $due }
promise-reminder-stand-in-for-nobody = Aún no la tiene nadie. ¿Puedes cumplirla tú? Vence { $due }
promise-reminder-at-risk = En riesgo: vence { $due }, con { $name }
promise-reminder-at-risk-with-nobody = En riesgo: vence { $due }, sin asignar
promise-reminders-more =
    { $count ->
        [one] { $count } promesa más
       *[other] { $count } promesas más
    }
promise-seen = Visto
promise-seen-named = Visto: { $what }
promise-made = Prometido, vence { $due }.
promise-unmade = Ya no es una promesa.
promise-kept-thanks = Cumplida. Gracias.
promise-to-be-kept = Sigue por cumplir.
promise-taken-back = Retirada, y el cliente recibe el aviso.
promise-restored = La promesa vuelve a estar en pie.
promise-moved = Ahora vence { $due }.
promise-handed = La promesa la tiene { $name }.
promise-handed-to-nobody = La promesa está sin asignar.
promise-told = El cliente recibe el aviso de que no lo hemos olvidado.
promise-counted-on = Puede que el cliente ya cuente con ella. Retírala y explícale por qué.
promise-no-time = Di para cuándo, por ejemplo «tomorrow 15:00» o «friday 17:00».
promise-no-why = Escribe al cliente por qué, y qué pasará en su lugar.
promise-over = Esta promesa ya terminó.
promise-over-undo-first = Esta promesa ya terminó. Deshaz eso primero.
promise-own-stand-in = Tiene que suplir otra persona: elige a alguien del equipo.
promise-stands = Esta promesa ya está en pie.
promise-taken-back-already = Esta promesa se retiró. Restáurala primero.
promise-word-sent = El cliente ya recibió el aviso.

## Canned replies: good words, written once and at hand wherever somebody writes

action-keep-changes = Guardar los cambios
action-show-all = Mostrar todo
canned-replies-title = Respuestas guardadas
canned-replies-lead = Buenas palabras, escritas una vez y a mano dondequiera que escribas: teclea <key>/</key> al comienzo de una línea.
canned-reply-new = Nueva respuesta guardada
canned-replies-search = Buscar por título, código corto o palabras
canned-replies-search-hint = Título, código corto o palabras
canned-replies-whose = De quién
canned-replies-all = Todas
canned-replies-none-of-these = Ninguna de estas
canned-replies-nothing-found = No se encontró nada para «{ $words }»
canned-replies-try = Prueba con una palabra del título, el código corto o una palabra que diga.
canned-replies-none = ¿Qué escribes una y otra vez?
canned-replies-none-lead = Escríbelo una vez, como en tu mejor día, y lo tendrás a mano en todos los demás.
canned-replies-starters = O empieza con una de estas
canned-replies-starters-lead = Cada una se abre en el formulario, para que hagas tuyas las palabras antes de guardarlas.
canned-replies-more-starters = Más para empezar
canned-replies-none-yet = Aún no hay respuestas guardadas. <link>Escribe la primera</link>
canned-replies-none-with = Ninguna respuesta guardada contiene «{ $words }». <link>Escribe una</link>
canned-replies-more =
    { $count ->
       *[other] { $count } más. Sigue escribiendo para encontrarlas.
    }
canned-reply-everybodys = De toda la mesa
canned-reply-yours-alone = Solo tuya
canned-reply-not-used = Aún sin usar
canned-reply-used-once = Usada una vez; última: { $day }
canned-reply-used-twice = Usada dos veces; última: { $day }
canned-reply-used =
    { $count ->
       *[other] Usada { $count } veces; última: { $day }
    }
canned-reply-edit = Editar { $title }
canned-reply-remove = Quitar { $title }
canned-reply-copy = Copiar para ti
canned-reply-copy-named = Copiar para ti: { $title }
canned-reply-begin-with = Empezar con esta
canned-reply-begin-with-named = Empezar con esta: { $title }
canned-reply-back = Ha vuelto.
canned-reply-back-without-code = Ha vuelto, sin su código corto: ahora es el de «{ $title }».
canned-reply-kept = Está guardada, y a mano dondequiera que escribas.
canned-reply-new-title = Una respuesta guardada nueva
canned-reply-change-title = Cambiar una respuesta guardada
canned-reply-form-lead = Escríbela como a alguien que te cae bien. Quien la use aún puede cambiar cada palabra.
canned-reply-removed-meanwhile = Se quitó mientras escribías.
canned-reply-removed-meanwhile-keep = Tus palabras siguen aquí: guárdalas, y serán una nueva.
canned-reply-changed-meanwhile = { $name } la cambió mientras escribías.
canned-reply-changed-meanwhile-keep = Tus palabras siguen aquí: guárdalas, y ocupan el lugar de estas.
canned-reply-title-example = Por ejemplo, Perdón por el retraso
canned-reply-code = Código corto
canned-reply-code-example = retraso
canned-reply-code-hint = Si lo tecleas detrás de <key>/</key>, sale la primera.
canned-reply-words = Sus palabras
canned-reply-preview = Como la leería Nora
canned-reply-filled-in = Lo que se completa solo
canned-reply-filled-in-hint = Lo que no se sabe queda como un hueco que ves antes de enviarla, o como las palabras tras la barra: <example></example>.
canned-reply-whose = ¿De quién es?
canned-reply-whose-hint = Lo que es solo tuyo no lo ve nadie más.
canned-reply-whose-hint-own = Lo que es solo tuyo no lo ve nadie más. Las de toda la mesa las escriben los responsables.
canned-reply-language = Idioma
canned-reply-variable-customer-first-name = el nombre de pila del cliente
canned-reply-variable-customer-name = el nombre del cliente
canned-reply-variable-agent-first-name = tu nombre de pila
canned-reply-variable-agent-name = tu nombre
canned-reply-variable-workspace-name = el nombre de la mesa
canned-reply-variable-subject = de qué se trata
canned-reply-variable-promise-due = cuándo vence la próxima promesa
canned-reply-variable-greeting = un saludo con su nombre, según su hora del día
canned-reply-choose-whose = Elige de quién es.
canned-reply-not-for-all = Las de toda la mesa las escriben los responsables. Guarda esta como solo tuya.
canned-reply-team-gone = Ese equipo ya no existe. Elige de nuevo de quién es.
canned-reply-too-many = Ya hay { $most }, y entre más no se encuentra ninguna. Quita algunas que nadie use.

## Rules: what happens by itself

rules-title = Reglas
rules-lead = Lo que ocurre solo. Se aplican en este orden, una vez por cada cosa que pasa.
rule-new = Nueva regla
rules-none = ¿Qué haces una y otra vez?
rules-none-lead = Asigna lo que diga «reembolso» a quienes saben de eso, etiqueta lo que llega de noche, pide a alguien que mire a quien lleva mucho esperando.
rule-off = desactivada
rule-paused-in-list = Está en pausa. { $why } Cámbiala, o desactívala y vuelve a activarla.
rule-not-run = Aún no se ha aplicado
rule-ran-once = Se aplicó una vez; última: { $day }
rule-ran =
    { $count ->
       *[other] Se aplicó { $count } veces; última: { $day }
    }
rule-of-newer-version = La escribió un Bliss más nuevo:
rule-earlier = Antes
rule-earlier-named = Antes: { $name }
rule-later = Después
rule-later-named = Después: { $name }
rule-turn-off = Desactivar
rule-turn-off-named = Desactivar: { $name }
rule-turn-on = Activar
rule-turn-on-named = Activar: { $name }
rule-remove = Quitar { $name }
rule-saved = Vale desde ahora, y no toca nada de lo anterior.
rule-saved-back = Ha vuelto, y está desactivada.
rule-saved-off = No hace nada hasta que se active de nuevo.
rule-saved-on = Vale desde ahora.
rule-saved-order = Se aplican en este orden.
rule-when = Cuando { $when }:
rule-when-and = { $when }, y { $next }
rule-when-opened = se abre una conversación
rule-when-customer-wrote = el cliente escribe
rule-when-tagged = se le pone la etiqueta «{ $tag }»
rule-when-waiting = empieza a esperarnos
rule-when-answered = se responde
rule-when-snoozed = se pospone
rule-when-closed = se cierra
rule-when-waits = alguien lleva esperando { $time }
rule-when-promise-due = una promesa vence en menos de { $time }
rule-only-by-chat = llegó por chat
rule-only-by-phone = llegó por teléfono
rule-only-in-person = llegó en persona
rule-only-by-api = llegó por la API
rule-only-to-inbox = llegó a { $inbox }
rule-only-of-team = la tiene { $team }
rule-only-nobodys = no la tiene nadie
rule-only-tagged = tiene la etiqueta «{ $tag }»
rule-only-says = dice { $phrases }
rule-phrase = «{ $phrase }»
rule-phrase-or = { $before } o { $next }
rule-only-language = el idioma del cliente es { $language }
rule-only-domain = el cliente es de { $domain }
rule-only-within-hours = hay alguien
rule-only-outside-hours = es fuera del horario
rule-only-waited = lleva { $time } esperando
rule-then = { $things }.
rule-then-and = { $thing }, { $next }
rule-then-give = asignarla a { $whom }
rule-then-tag = ponerle la etiqueta «{ $tag }»
rule-then-untag = quitarle la etiqueta «{ $tag }»
rule-then-close = cerrarla
rule-then-open = reabrirla
rule-then-snooze = posponerla hasta { $until }
rule-then-note = escribir una nota
rule-then-send = enviar «{ $reply }»
rule-then-draft = dejar «{ $reply }» como borrador
rule-then-notify = avisar a { $whom } para que mire
rule-inbox-gone = una bandeja que ya no existe
rule-team-gone = un equipo que ya no existe
rule-person-gone = alguien que ya no está
rule-reply-gone = una respuesta guardada que ya no existe
rule-minutes =
    { $count ->
        [one] { $count } minuto
       *[other] { $count } minutos
    }
rule-hours =
    { $count ->
        [one] { $count } hora
       *[other] { $count } horas
    }
rule-days =
    { $count ->
        [one] { $count } día
       *[other] { $count } días
    }
rule-new-title = Una regla nueva
rule-change-title = Cambiar una regla
rule-form-lead = Cuando pase esto, y sea una de aquellas, haz esto otro. Lo que dejes en blanco no importa.
rule-is-paused = Está en pausa.
rule-paused-why = { $why } Seguirá en cuanto la guardes.
rule-would-touch =
    { $looked ->
       *[other] Tocaría { $count } de las últimas { $looked } conversaciones
    }
rule-would-lead = Tal como están ahora. No se cambió nada, y aún no se ha guardado nada.
rule-a-rule = Una regla
rule-form-when = Cuando…
rule-name-example = Por ejemplo, Reembolsos a quienes saben
rule-what-happens = ¿Qué pasa?
rule-choice-opened = Se abre una conversación
rule-choice-wrote = El cliente escribe
rule-choice-tagged = Se le pone una etiqueta
rule-choice-waits = Alguien lleva mucho esperando
rule-choice-promise = Una promesa vence pronto
rule-choice-waiting = Empieza a esperarnos
rule-choice-answered = Se responde
rule-choice-snoozed = Se pospone
rule-choice-closed = Se cierra
rule-which-tag = ¿Qué etiqueta?
rule-how-many-minutes = ¿Cuántos minutos?
rule-form-only = …y es una de aquellas…
rule-says-one-of = Dice una de estas cosas
rule-says-example = reembolso, devolver el dinero
rule-says-hint = En el asunto o en lo último que escribió el cliente; separadas por comas.
rule-has-tag = Tiene la etiqueta
rule-came-by = Llegó por
rule-came-to = Llegó a
rule-which-team = ¿Qué equipo la tiene?
rule-somebody-there = ¿Hay alguien?
rule-within-hours = Dentro del horario
rule-outside-hours = Fuera del horario
rule-customer-language = El idioma del cliente
rule-customer-domain = El correo del cliente es de
rule-waited = Lleva esperando, en minutos, al menos
rule-only-while-nobodys = Solo mientras no la tenga nadie
rule-form-then = …entonces
rule-give-to-team = Asignarla al equipo
rule-give-to-team-hint = Un equipo que reparte por turno lo hace así.
rule-give-to = Asignarla a
rule-put-on-tag = Poner la etiqueta
rule-take-off-tag = Quitar la etiqueta
rule-and-it-is = Y queda
rule-left-as-it-is = Como está
rule-closed = Cerrada
rule-opened-again = Reabierta
rule-put-aside = Pospuesta
rule-put-aside-until = Pospuesta hasta
rule-canned-reply = Respuesta guardada
rule-no-reply = Ninguna
rule-send-by-itself = Enviarla sola, salvo que le quede algún hueco; entonces se deja como borrador
rule-note = Nota
rule-ask-somebody = Pedir a alguien que mire
rule-ask-nobody = Nadie
rule-what-would-it-do = ¿Qué haría?
rule-what-it-did = Qué hizo
rule-kept-for = Se conserva { $days } días.
rule-did-nothing = Aún nada.
rule-did = { $when }: { $outcome }
rule-conversation = Conversación { $id }
rule-bad-domain = Escribe un dominio como example.com.
rule-bad-minutes = Escribe un número de minutos de 1 a { $most }.
rule-bad-name = Ponle a la regla un nombre de 1 a { $most } caracteres.
rule-choose-when = Elige qué pone en marcha la regla.
rule-does-nothing = Di qué hace la regla: elige al menos una cosa.
rule-long-note = Esa nota es demasiado larga. Usa { $most } caracteres como máximo.
rule-person-left = Esa persona ya no está en la mesa. Elige a otra.
rule-reply-was-removed = Esa respuesta guardada ya no existe. Elige otra.
rule-team-was-removed = Ese equipo ya no existe. Elige otro.
rule-too-many = Con { $most } reglas basta.
rule-too-many-phrases = Con { $most } palabras o frases basta.

## Tags

field-name = Nombre
field-time-zone = Zona horaria
tags-title = Etiquetas
tags-lead = Palabras puestas en las conversaciones. Una nueva se crea allí donde se pone por primera vez.
tags-none = Aún no hay etiquetas
tags-none-lead = Pon una en una conversación con <key>T</key>, y se ofrecerá en todas partes.
tags-put-away = Apartadas
tags-put-away-lead = Siguen en sus conversaciones, pero ya no se ofrecen.
tag-undo = Deshacer: { $done }
tag-edit = Editar { $name }
tag-save = Guardar { $name }
tag-colour = Color
colour-plain = Neutro
colour-honey = Miel
colour-peach = Melocotón
colour-moss = Musgo
colour-sea = Mar
colour-sky = Cielo
colour-lilac = Lila
colour-rose = Rosa
colour-sand = Arena
tag-offer = Volver a ofrecer
tag-offer-named = Volver a ofrecer: { $name }
tag-put-away = Apartar
tag-put-away-named = Apartar { $name }
tag-merge-or-delete = Unir o eliminar una etiqueta
tag-merge-or-delete-more = Unir o eliminar…
tag-merge-or-delete-of = Unir o eliminar… { $name }
tag-merge-or-delete-named = Unir o eliminar <tag>{ $name }</tag>
tag-on-none = en ninguna conversación
tag-on =
    { $count ->
        [one] en { $count } conversación
       *[other] en { $count } conversaciones
    }
tag-on-open =
    { $count ->
        [one] en { $count } conversación; abiertas: { $open }
       *[other] en { $count } conversaciones; abiertas: { $open }
    }
tag-is-on-none = No está en ninguna conversación.
tag-is-on =
    { $count ->
        [one] Está en { $count } conversación.
       *[other] Está en { $count } conversaciones.
    }
tag-is-on-open =
    { $count ->
        [one] Está en { $count } conversación; abiertas: { $open }.
       *[other] Está en { $count } conversaciones; abiertas: { $open }.
    }
tag-views = Estas vistas la muestran y quedarían vacías: <list></list>.
tag-rules = Estas reglas la mencionan: <list></list>.
tag-either-undone = Ambas cosas se pueden deshacer.
tag-merge = Hacer una de dos
tag-merge-lead = Sus conversaciones reciben la otra en su lugar.
tag-merge-into = Unirla a
tag-choose = Elige una etiqueta
tag-merge-them = Unirlas
tag-delete-it = Eliminarla
tag-delete-lead = Se quita de todo. Para dejar de ofrecerla y que siga donde está, mejor apártala.
tag-delete = Eliminar la etiqueta
tag-archived = Ya no se ofrece, y sigue en las conversaciones que la tienen.
tag-offered = Se vuelve a ofrecer.
tag-undone = Todo está como antes.
tag-changed = Así queda en todas partes desde ahora.
tag-merged = «{ $name }» se unió a «{ $target }».
tag-deleted = «{ $name }» se quitó de todo.
tag-choose-other = Elige la etiqueta con la que unirla.
tag-bad-colour = Elige uno de los colores.
tag-merge-with-itself = Elige otra etiqueta con la que unirla.
tag-name-taken = Ya hay una etiqueta «{ $name }». Une las dos para hacer una.
tag-undone-already = Esto ya se deshizo.

## Teams

teams-title = Equipos
teams-lead = Una conversación se puede asignar a un equipo; la toma quien esté libre, o se reparte sola. Los días libres están en <link>Festivos</link>.
teams-none = Aún no hay equipos
teams-none-lead = Una mesa pequeña va bien sin ellos. Cuando haya más gente, un equipo puede repartirse lo que llega.
team-saved = El equipo está como lo dejaste.
team-edit = Editar { $name }
team-save = Guardar { $name }
team-start-one = Crear un equipo
team-start = Crear equipo
team-name-example = Por ejemplo, Talleres
team-who = ¿Quién está en él?
team-nobody-yet = Nadie todavía
team-who-takes = ¿Quién toma lo que llega?
team-who-takes-hint = Por orden de espera, y solo a miembros que estén en la mesa y tengan espacio. Si no hay nadie, espera.
team-by-hand = A mano
team-by-hand-means = La toma quien quiera.
team-by-turn = Por turno
team-by-turn-means = Una persona tras otra, entre quienes están en la mesa.
team-least-busy = A quien tenga menos
team-least-busy-means = Nadie recibe dos seguidas mientras otra persona tenga espacio.
team-takes-back = Si alguien termina su turno sin haber respondido, vuelve al equipo
team-when-there = ¿Cuándo está?
team-hours-of-desk = Con el horario de toda la mesa
team-hours-own = Con horario propio
team-hours-hint-day = Por ejemplo <hours>9:00–12:30, 13:30–18:00</hours>;
team-hours-hint-night = una noche sigue tras la medianoche: <hours>22:00–6:00</hours>. Vacío es cerrado.
team-closed = Cerrado
team-taken-by-hand = Se toman a mano.
team-nobody-at-desk = No hay nadie en la mesa: lo que llega espera.
team-next = Por turno, sigue { $name }.
team-to-least-busy = A quien tenga menos.
team-there-until-today = Está hasta las { $time }.
team-there-until-tomorrow = Está hasta mañana a las { $time }.
team-there-until = Está hasta el { $day } a las { $time }.
team-back = Vuelve { $time }.
team-no-hours = No hay horario definido.
hours-overlap = Dos tramos se pisan: uno que empieza ({ $weekday }, { $time }) se mete en el siguiente.
time-zone-unknown = Esa zona horaria no existe. Elige una de la lista, por ejemplo Europe/Berlin.

## Holidays

holidays-title = Festivos
holidays-lead = Días en los que no está quien normalmente estaría. El chat, las devoluciones de llamada, las promesas y los tiempos de espera los tienen en cuenta.
holidays-saved = Vale para toda la mesa desde ahora.
holidays-days-off = Días libres
holidays-none = Aún ninguno
holidays-none-lead = Un día que se sabe de antemano es una promesa que nadie tiene que romper.
holiday-once = { $weekday } { $day }
holiday-yearly = { $day }, todos los años
holiday-of = { $day }, { $whose }
holiday-remove = Quitar { $name }
holiday-add = Añadir un día
holiday-add-it = Añadirlo
holiday-which-day = ¿Qué día?
holiday-name-example = Por ejemplo, Nochebuena
holiday-for-whom = ¿Para quién?
holiday-whole-desk = Toda la mesa
holiday-every-year = Todos los años en esta fecha
holiday-bad-name = Ponle al festivo un nombre de 1 a { $most } caracteres.
holiday-no-day = Elige el día, por ejemplo 2026-12-24.
holiday-there-already = Ese día ya es festivo: { $name }.
holiday-too-many = Con { $most } festivos basta. Quita uno que ya haya pasado.

## Today: the first page of the day

today-title = Hoy
today-good-morning = Buenos días, { $name }
today-good-afternoon = Buenas tardes, { $name }
today-good-evening = Buenas noches, { $name }
today-summary = { $weekday }, { $day }. { $waiting }
today-waiting-nobody = No espera nadie.
today-waiting-one = Espera una persona.
today-waiting-one-for-you = Una persona te espera a ti.
today-waiting =
    { $count ->
       *[other] { $all } personas esperan.
    }
today-waiting-all-for-you =
    { $count ->
       *[other] { $all } personas esperan, todas a ti.
    }
today-waiting-some-for-you =
    { $count ->
       *[other]
            { $mine ->
               *[other] { $all } personas esperan, { $yours } de ellas a ti.
            }
    }
number-one = una
number-two = dos
number-three = tres
number-four = cuatro
number-five = cinco
number-six = seis
number-seven = siete
number-eight = ocho
number-nine = nueve
number-ten = diez
number-eleven = once
number-twelve = doce
number-two-first = Dos
number-three-first = Tres
number-four-first = Cuatro
number-five-first = Cinco
number-six-first = Seis
number-seven-first = Siete
number-eight-first = Ocho
number-nine-first = Nueve
number-ten-first = Diez
number-eleven-first = Once
number-twelve-first = Doce
today-factor-reset = { $name } te quitó el segundo factor: { $day }.
today-factor-reset-by-server = Quien administra el servidor te quitó el segundo factor: { $day }.
today-factor-password = Ahora basta tu contraseña para iniciar sesión en tu nombre.
today-factor-another = <link>Configura otro</link> y, si no sabes nada de esto, pregunta.
today-put-away = Descartar
today-webhook-off = El webhook «{ $name }» se desactivó, porque no le llega nada. <link>Ver qué fue de él</link>
today-longest = Llevan más tiempo esperando
today-whole-desk = Ver toda la mesa
today-all-answered = Todo el mundo tiene respuesta
today-all-answered-lead = Quien venga después aparecerá aquí sin que hagas nada.
today-promised = Prometido para hoy
today-all-promises = Ver todas las promesas
today-mentions = Tu equipo te menciona
today-mention = { $name } en «{ $subject }»
today-drafts = Borradores que dejaste
today-draft = { $customer }: { $subject }
today-back = Vuelven hoy
today-back-with = { $customer }, con { $name }
today-back-with-nobody = { $customer }, sin asignar
today-nothing-back = No hay nada pospuesto para más tarde hoy.
today-warm-up = Diez segundos: di tu saludo
today-desk-now = La mesa ahora
today-yours = <b>{ $count }</b>tuyas
today-nobodys = <b>{ $count }</b>sin asignar
today-everyones = <b>{ $count }</b>en total
today-team = Contigo en la mesa
today-nobody-else = Aún no hay nadie más en la mesa.
today-invite = <link>Invita a alguien</link>.
today-colleague-here = Aquí
today-colleague-not-here = No está en la mesa
today-colleague-away = Ausente
today-colleague-back = Ausente, vuelve { $time }
today-hard = Eso fue difícil
today-hard-lead = Con <link>{ $name }</link>, hace { $time }. Tiene derecho a enfadarse, y no es por ti. Solo tú ves esto.
today-keep-for-myself = Guardarlo para mí
today-ten-minutes-away = Diez minutos de pausa
today-best-moment-yesterday = Tu mejor momento de ayer
today-best-moment = Tu mejor momento en tu último día aquí
today-best-moment-from = <link>{ $name }</link>, { $day }, después de tu respuesta. Solo tú ves esto.
today-good-moment = Un buen momento en una llamada
today-good-moment-with = Con <link>{ $name }</link>, { $day }. Solo tú ves esto: se abre desde tu rincón.
today-kind-word = Una palabra amable
today-kind-word-from = <link>{ $name }</link>, { $day }
today-another-kind-word = Otra
customer-nameless = Un visitante
today-welcome-back = Qué bien que volviste. Ibas a volver { $time }.
today-away = Estás en pausa y vuelves { $time }. Respira; la mesa está en buenas manos.
today-away-hint = Tu equipo ve que no estás y cuándo vuelves; no por qué.
today-thanks = Gracias por decirlo. Queda solo contigo.
today-another-look = U otra mirada: { $look }
today-good-to-know = Es bueno saberlo. Queda guardado, solo para ti.

## The intention of the day: with what mind one serves

intention-title = ¿Qué quieres aportar hoy?
intention-lead = Para ti. Elige una, cámbiala o escribe la tuya.
intention-yours = Tu intención
intention-share = Mostrarla hoy a mi equipo
intention-share-hint = Si no, está en tu rincón, y nadie más puede abrirla.
intention-take = Me la llevo
intention-not-today = Hoy no
intention-change = Cambiar tu intención
intention-shared = la ve tu equipo
intention-much-to-give = Tengo mucho que dar.
intention-listen-first = Primero escucho, y después ayudo.
intention-smile-before = Sonrío antes de contestar.
intention-what-i-can-do = Digo lo que puedo hacer antes que lo que no puedo.
intention-told-once = Nadie tiene que contarme su historia dos veces.
intention-find-the-reason = Quien se enfada tiene un motivo. Lo encuentro.
intention-end-warmly = Termino cada contacto con la misma calidez con que lo empiezo.

## Check-ins: how it is going, for oneself alone

action-erase = Borrar
field-if-you-like = (si quieres)
check-ins-title = Cómo te ha ido
check-ins-lead = Cómo te iba y qué querías aportar. Está en tu rincón: nadie más, tenga el rol que tenga, puede abrirlo, y ninguna copia de la base de datos lo revela.
check-ins-minutes-away = { $minutes } minutos de pausa
check-ins-closed = Tu rincón está cerrado en este navegador.
check-ins-open = Abrirlo con tu contraseña
check-ins-kept = Lo que guardaste
check-ins-erase-all = Borrarlo todo
check-ins-none = No hay nada guardado
check-ins-none-lead = Lo que respondas se queda aquí hasta que lo borres.
check-in-i-am-back = Ya volví
check-in-question = ¿Cómo te va?
check-in-own-words = Con tus palabras
check-in-then-choose = Después elige una de las respuestas de arriba.
check-in-for-you-alone = Solo para ti: está cerrado con tu contraseña, y ningún responsable, ningún titular ni nadie con una copia de la base de datos puede leerlo.
check-in-well = Bien
check-in-all-right = Normal
check-in-hard = Me cuesta
check-in-needs-break = Necesito un momento
check-in-reframed = Después de un contacto difícil
check-in-when = { $day }, { $time }
check-in-erase = Borrar lo de: { $when }
check-in-gone = Se ha ido para siempre.
check-in-kept = Está guardado, solo para ti.
check-in-too-long = Tiene { $chars } caracteres y el máximo es { $most }. Acórtalo un poco.
corner-open-first = Abre primero tu rincón, en Ajustes → Perfil: ahí se guarda esto.
intentions-title = Tus intenciones
intention-shown = { $day }, la mostraste ese día a tu equipo
intention-erase = Borrar «{ $words }»
reframing-before = ¿Qué pudo pasarle antes de escribirte?
reframing-made-right = Le enfada lo que pasó, y quien está ahí eres tú. ¿Qué se podría arreglar todavía?
reframing-grandmother = Si fuera tu abuela quien escribió esto, ¿qué querrías que alguien escuchara en ello?
reframing-fair-wish = ¿Cuál era el deseo justo detrás de las palabras duras?
reframing-not-given-up = Una queja en voz alta viene de alguien que aún no nos da por perdidos. ¿Qué le daría una grata sorpresa?
reframing-calm = Mantuviste la calma, o casi. ¿Qué te ayudó?

## Search

search-title = Buscar
search-lead = Todo lo que se dijo y se anotó, y todas las personas que lo dijeron.
search-label = Buscar conversaciones, mensajes, notas y clientes
search-example = Palabras, un nombre, o from:nora is:open
search-only = Solo lo que cumpla
search-take-away = { $operator }, quitarlo
search-preparing = Lo que se dijo antes de esta versión aún se está preparando para poder encontrarlo: va el { $percent } %, primero lo más nuevo. Lo que llega ahora se encuentra al momento.
search-customers = Clientes
search-conversations = Conversaciones
search-order = Orden
search-best-first = Lo mejor primero
search-newest-first = Lo más nuevo primero
search-count =
    { $count ->
        [one] { $count } conversación
       *[other] { $count } conversaciones
    }
search-count-and-more =
    { $count ->
        [one] { $count } conversación, y quizá más
       *[other] { $count } conversaciones, y quizá más
    }
search-nothing-so-far = Nada encontrado hasta ahora
search-more-to-look = Queda más por mirar.
search-that-was-all = Eso era todo
search-that-was-all-lead = Nada más responde a esta búsqueda.
search-to-beginning = Volver al comienzo
search-nothing = No se encontró nada
search-nothing-lead = Prueba con menos palabras, con el comienzo de una palabra o con otra forma de decirlo.
search-nothing-conditions = O quita una de las condiciones de arriba.
search-by-chat = por chat
search-by-phone = por teléfono
search-in-person = en persona
search-by-api = por la API
search-written-by = { $name }:
search-noted-by = { $name }, en una nota:
search-with = con <name>{ $name }</name>
search-nobodys = Sin asignar
search-looked-through = Se miró todo desde: { $day }.
search-further-back = Mirar más atrás
search-nothing-to-look-for = Ahí no hay nada que buscar
search-nothing-to-look-for-lead = Escribe una palabra, un nombre o un número. Abajo está lo demás que puedes escribir.
search-what = ¿Qué buscas?
search-what-lead = Una palabra que se dijo, un nombre, un número. Da igual si lleva tildes o mayúsculas.
search-many-people = «from:» puede referirse a muchas personas, y solo se miraron algunas. Un nombre completo o una dirección encuentra a quien buscas.
search-shortened = Es mucho que buscar: solo se buscó el comienzo.
search-misread = «{ $typed }» se buscó como palabras sueltas. { $instead }
search-try-from = Prueba from: con un nombre o una dirección, por ejemplo from:nora.
search-try-is = Prueba is:waiting, is:open, is:answered, is:snoozed, is:closed, is:unassigned o is:mine.
search-try-tag = Prueba tag: con el nombre de una etiqueta, por ejemplo tag:delivery.
search-try-team = Prueba team: con el nombre de un equipo.
search-try-assignee = Prueba assignee: con el nombre de alguien del equipo, por ejemplo assignee:mia.
search-try-before = Prueba con un día, por ejemplo before:2026-11-30 o before:yesterday.
search-try-after = Prueba con un día, por ejemplo after:2026-11-01 o after:monday.
search-try-has = Prueba has:attachment.
search-try-in = Prueba in:notes.
search-nobody = Nadie se llama «{ $typed }».
search-nobody-on-desk = Nadie en la mesa se llama «{ $typed }».
search-no-tag = No hay ninguna etiqueta «{ $typed }».
search-no-team = No hay ningún equipo «{ $typed }».
search-help = Qué puedes escribir
search-help-lead = Todas las palabras tienen que estar en un mismo mensaje, nota o asunto. La última se encuentra por su comienzo. «Lo mejor primero» ordena los 300 mensajes más nuevos que coinciden y sigue después con los anteriores.
search-help-phrase = estas palabras, una junto a otra
search-help-not = sin esta palabra; <code>-tag:vip</code> también funciona
search-help-from = de este cliente o de alguien del equipo, por nombre o dirección
search-help-waiting = nos espera; también <codes></codes>
search-help-either = (una u otra)
search-help-unassigned = sin asignar; <code>is:mine</code> es lo tuyo
search-help-assignee = con esta persona del equipo
search-help-team = con este equipo
search-help-tag = con esta etiqueta
search-help-after = ese día o después, donde estás; también <codes></codes>
search-help-or = o
search-help-before = antes de ese día
search-help-attachment = con un archivo; los nombres de archivo se encuentran como las palabras
search-help-notes = lo que anotó el equipo, no lo que se dijo

## What is said in several places

action-copy = Copiar
action-copy-all = Copiar todo
action-copy-link = Copiar enlace

## Customers

customer-add = Añadir un cliente
customer-add-button = Añadir cliente
customer-address = Correo o teléfono
customer-address-add = Añadir una dirección
customer-address-add-button = Añadir dirección
customer-address-remove = Quitar { $address }
customer-address-remove-confirm = ¿Quitar { $address }?
customer-address-said = según el visitante
customer-address-verified = verificada
customer-addresses = Cómo contactar
customer-conversations =
    { $count ->
        [one] { $count } conversación; la última: { $day }.
       *[other] { $count } conversaciones; la última: { $day }.
    }
customer-data = Lo que se guarda de este cliente
customer-data-download = Descargar todo
customer-data-hint = Para cuando pregunte qué guardamos, o pida que no guardemos nada.
customer-edit-details = Editar datos
customer-edit-name = Editar { $name }
customer-erase = Borrar…
customer-fact = Algo que recordar
customer-fact-bad = Escribe una frase de 1 a { $most } caracteres.
customer-fact-by = { $name }, { $day }
customer-fact-by-somebody = alguien, { $day }
customer-fact-forget = Olvidar: { $fact }
customer-fact-forgotten = Olvidado.
customer-fact-hint = Un detalle que le importa a { $name }
customer-fact-hint-unnamed = Un detalle que le importa
customer-fact-recall = Deshacer el olvido
customer-fact-remember = Recordar esto
customer-facts = Vale la pena recordar
customer-facts-full = Ya se recuerdan { $most } datos. Quita uno antes.
customer-facts-none = Aún nada. Los pequeños detalles hacen que alguien sienta que lo conocemos.
customer-form-lead = Las direcciones y lo que vale la pena recordar están en <link>su página</link>.
customer-if-you-know = si lo sabes
customer-keep-changes = Guardar los cambios
customer-known = Lo que sabemos de { $name }
customer-known-unnamed = Lo que sabemos de este visitante
customer-language = Idioma
customer-language-bad = Ese código de idioma no sirve. Usa uno como «en», «de» o «pt-BR».
customer-language-not-known = No se sabe
customer-local-time = Hora local
customer-local-time-there = Allí son las { $time }
customer-met-today = Nos conocimos hoy.
customer-name = Nombre
customer-new-conversation = Nueva conversación
customer-new-lead = Para empezar basta un nombre. Lo demás puede venir después.
customer-new-title = ¿Alguien nuevo?
customer-no-conversation = Aún no hay conversaciones.
customer-page = Página
customer-page-hint = la página desde la que escribió por última vez
customer-story = Su historia con nosotros
customer-story-none = Su historia empieza aquí
customer-story-none-hint = Lo que nos escriba o nos cuente estará aquí, para que solo tenga que decirlo una vez.
customer-story-since = desde: { $day }
customer-story-with = con { $name }
customer-story-with-nobody = sin asignar
customer-time-zone = Zona horaria
customer-time-zone-example = Europe/Berlin
customer-time-zone-unknown = Esa zona horaria no existe. Elige una como Europe/Berlin.
customer-with-us-since = Con nosotros desde { $month }.
customers-add-named = Añadir «{ $name }»
customers-column-last = Última conversación
customers-column-last-short = Última
customers-column-state = Estado
customers-column-when = Cuándo
customers-column-who = Quién
customers-end = Esos eran todos
customers-end-hint = No hay más clientes después.
customers-lead = Todas las personas que alguna vez vinieron a la mesa, con toda su historia.
customers-next = Clientes siguientes
customers-no-conversation = Aún ninguna
customers-none = Aún no ha venido nadie a la mesa
customers-none-found = No se encontró a nadie para «{ $words }»
customers-none-found-hint = Prueba con una parte del nombre, del correo o del número de teléfono.
customers-none-hint = Quien escribe en el chat aparece aquí sin que hagas nada. A quien conociste por otra vía, puedes añadirlo.
customers-pages = Páginas
customers-previous = Clientes anteriores
customers-search = Buscar por nombre, dirección o número
customers-search-hint = Nombre, correo o número de teléfono
customers-show-all = Mostrar todos
customers-title = Clientes
customers-to-beginning = Volver al comienzo
name-missing = Falta un nombre. Escríbelo, por favor.
name-too-long = Ese nombre es demasiado largo. Usa { $most } caracteres como máximo.
state-closed = Cerrada
state-snoozed = Pospuesta
state-waiting-on-customer = A la espera del cliente
state-waiting-on-us = Nos espera

## Merging customers

customer-merge = Unir…
customer-merge-addresses = Direcciones
customer-merge-back = Volver a <link>su página</link>.
customer-merge-browsers =
    { $count ->
        [one] { $count } navegador en el que chatea
       *[other] { $count } navegadores en los que chatea
    }
customer-merge-button = Unirlos
customer-merge-calls =
    { $count ->
        [one] { $count } llamada
       *[other] { $count } llamadas
    }
customer-merge-changed = Uno de los dos cambió hace un momento. Mira ambos de nuevo, y después únelos.
customer-merge-choose = ¿Quién es la misma persona que <name>{ $name }</name>?
customer-merge-choose-lead = Verás a ambos lado a lado antes de que pase nada.
customer-merge-choose-other = Elegir a otra persona
customer-merge-choose-page = Unir { $name } con otro cliente
customer-merge-conversations =
    { $count ->
        [one] { $count } conversación
       *[other] { $count } conversaciones
    }
customer-merge-done = Hecho: ahora son un solo cliente.
customer-merge-find = Buscar a otra persona
customer-merge-first-met = { $id }, primer contacto: { $day }
customer-merge-found = Encontrados
customer-merge-goes-on = sigue como el que se conserva
customer-merge-gone = { $name } se unió a otro cliente
customer-merge-gone-hint = Todo sigue con <link>{ $name }</link>. Lo que estás escribiendo aquí no se pierde, y se recuerda allí.
customer-merge-held = No se puede deshacer mientras <link>{ $subject }</link> sea una conversación de ambos.
customer-merge-is-kept = se conserva, porque fue el primero en llegar
customer-merge-lead = No pasa nada hasta que tú lo digas, y puedes deshacerlo en cualquier momento.
customer-merge-likely = Quizá la misma persona
customer-merge-likely-lead = Tienen la misma dirección, número o identificador.
customer-merge-likely-why = tiene la misma dirección, número o identificador
customer-merge-never-mind = Mejor no
customer-merge-no-addresses = ninguna
customer-merge-no-facts = aún nada
customer-merge-none-found = No se encontró a nadie más para «{ $words }»
customer-merge-not-known = no se sabe
customer-merge-number = Número
customer-merge-page = Unir { $gone } a { $kept }
customer-merge-promises =
    { $count ->
        [one] { $count } promesa por cumplir
       *[other] { $count } promesas por cumplir
    }
customer-merge-story = Su historia
customer-merge-title = ¿Son la misma persona?
customer-merge-type = Escribe un nombre, una dirección o un número.
customer-merge-undo = Deshacer la unión
customer-merge-undo-of = Deshacer la unión de { $name }
customer-merge-undone = Deshecho: vuelven a ser dos. El otro es <link>{ $name }</link>.
customer-merge-undone-already = Alguien ya deshizo esto.
customer-merge-which-language = ¿Qué idioma habla?
customer-merge-which-name = ¿Cómo se llama?
customer-merge-which-time-zone = ¿En qué zona horaria está?
customer-merge-will-be = Cómo quedará
customer-merge-will-browsers = Cada navegador sigue leyendo lo que se escribió en él, y nada del otro: para eso hay que iniciar sesión en tu sitio.
customer-merge-will-links = Quien busque a cualquiera de los dos, o le escriba, encuentra a este, y los enlaces a cualquiera llevan aquí.
customer-merge-will-stories = Una sola página tiene ambas historias: cada conversación, llamada, promesa, dirección y dato que recordar de uno u otro.
customer-merge-will-undo = Al deshacerlo, vuelven a separarse. Lo que llegó después se queda con aquel cuyo navegador o dirección lo trajo; lo que anotó la mesa, con el que se conserva.
customer-merge-with = Unir con { $name }…
customer-merge-with-another = Unir con otro…
customer-merges = Unido a partir de dos
customer-merges-hint = Al deshacerlo, lo que llegó después queda con aquel cuyo navegador o dirección lo trajo, y lo que anotaste aquí, con este.
customer-merges-one = { $by } unió { $gone } a { $kept }: { $day }.
customer-merges-one-undone = Se deshizo: { $day }.

## Erasing customers

erasure-addresses =
    { $count ->
        [one] { $count } dirección o número
       *[other] { $count } direcciones y números
    }
erasure-back-to-desk = Volver a la mesa
erasure-browsers =
    { $count ->
        [one] { $count } navegador en el que chateó
       *[other] { $count } navegadores en los que chateó
    }
erasure-button = Borrar para siempre
erasure-by-somebody = alguien
erasure-calls =
    { $count ->
        [one] { $count } llamada
       *[other] { $count } llamadas
    }
erasure-cleared = Sus archivos están eliminados, y los últimos rastros ya no están en la base de datos.
erasure-clearing = Sus archivos se están eliminando. Sigue solo, también después de un reinicio.
erasure-conversation-gone = Esto se borró
erasure-conversation-gone-why = El cliente pidió que no se guardara nada suyo.
erasure-conversations =
    { $count ->
        [one] { $count } conversación
       *[other] { $count } conversaciones
    }
erasure-done-by = Lo hizo { $name }: <time>{ $day }</time>. No se guarda nada de lo que el cliente nos escribió o nos contó.
erasure-done-hint = Las copias de seguridad anteriores conservan lo que tenían hasta que se renueven: di al cliente cuándo será. A los otros programas que supieron de este cliente por webhooks se les dice que se borró; lo que guarden le toca borrarlo a quien los administra.
erasure-done-page = Borrado
erasure-done-title = Los datos de este cliente se borraron
erasure-facts =
    { $count ->
        [one] { $count } dato que vale la pena recordar
       *[other] { $count } datos que vale la pena recordar
    }
erasure-files =
    { $count ->
        [one] { $count } archivo ({ $size })
       *[other] { $count } archivos ({ $size })
    }
erasure-first = ¿Querría recibirlo antes? <link>Descarga todo lo que se guarda de este cliente</link>.
erasure-going = Lo que se va
erasure-going-too = Con ello se va lo que se notó en sus palabras, lo que la búsqueda sabe, y lo que se dijo a otros programas y respondieron. Si tiene el chat abierto, recibe el aviso y el chat empieza de cero.
erasure-lead = Para cuando un cliente pide que no se guarde nada suyo. Esto no se puede deshacer.
erasure-leave = Dejar todo como está
erasure-merged-meanwhile = Entretanto se unió con otro cliente. Mira su página una vez más.
erasure-messages-ours =
    { $count ->
        [one] { $count } mensaje nuestro
       *[other] { $count } mensajes nuestros
    }
erasure-messages-theirs =
    { $count ->
        [one] { $count } mensaje suyo
       *[other] { $count } mensajes suyos
    }
erasure-name-alone = Solo su nombre: no se guarda nada más.
erasure-nobody = Aquí no se conoce a nadie
erasure-notes =
    { $count ->
        [one] { $count } nota o borrador sobre este cliente
       *[other] { $count } notas y borradores sobre este cliente
    }
erasure-on-the-phone = Está al teléfono en este momento. Borra sus datos cuando termine la llamada.
erasure-other-name = Ese es otro nombre. Escribe «{ $name }» para borrar sus datos.
erasure-page = Borrar los datos de { $name }
erasure-promises =
    { $count ->
        [one] { $count } promesa que le hicimos
       *[other] { $count } promesas que le hicimos
    }
erasure-promises-open =
    { $count ->
        [one] Una promesa que le hicimos sigue por cumplir. Se retira.
       *[other] { $count } promesas que le hicimos siguen por cumplir. Se retiran.
    }
erasure-recordings =
    { $count ->
        [one] { $count } repaso, grabación o momento compartido de una llamada (también si es solo de un agente)
       *[other] { $count } repasos, grabaciones y momentos compartidos de llamadas (también si son solo de un agente)
    }
erasure-staying = Lo que se queda
erasure-staying-audit = Una entrada en el registro de auditoría, sin el nombre.
erasure-staying-backups = Las copias de seguridad anteriores, hasta que se renueven. Quien recupere una, vuelve a borrar.
erasure-staying-counts = Recuentos y tiempos sin nombre ni palabras de nadie, para que las cifras de la mesa no cambien.
erasure-title = ¿Borrar los datos de <name>{ $name }</name>?
erasure-to-customers = A los clientes
erasure-type-name = Escribe <name>{ $name }</name> para confirmar
erasure-who-may = Solo un titular o responsable puede borrar los datos de un cliente. Pídeselo.

## What is kept of a customer: a document for them

personal-data-call = Llamada iniciada el { $day }
personal-data-chat = Chat iniciado el { $day }
personal-data-facts = Lo que nos pareció que valía la pena recordar
personal-data-in-person = En persona, el { $day }
personal-data-json = Lo mismo está en <link>data.json</link>, en una forma que otros programas pueden leer; los archivos que se enviaron están en la carpeta files.
personal-data-known = Quién eres para nosotros
personal-data-known-as = En nuestro sitio te conocemos como
personal-data-last-page = Última página
personal-data-made = Hecho el { $day }.
personal-data-no-conversation = Aún no ha habido ninguna conversación.
personal-data-not-answered = Una llamada que no se contestó.
personal-data-not-in-it = Lo que no incluye
personal-data-note = una nota entre nosotros
personal-data-one-of-us = Alguien de la mesa
personal-data-other-program = A través de otro programa, iniciado el { $day }
personal-data-promise = { $what } (para el { $day })
personal-data-promises = Lo que prometimos
personal-data-sealed = Lo que alguien de la mesa empezó a escribir y no envió, y lo que se oyó en las llamadas: está sellado para la persona que habló contigo, de modo que nadie más de la mesa puede abrirlo. Cuándo fue cada llamada, y si está grabada, consta en data.json.
personal-data-talked = Una llamada de { $time }.
personal-data-title = Lo que { $desk } guarda de { $name }
personal-data-when = { $day }, { $time }

## Settings

settings-desk = La mesa
settings-nav-api = API
settings-nav-audit = Registro de auditoría
settings-nav-canned-replies = Respuestas guardadas
settings-nav-chat = Chat
settings-nav-first-words = Primeras palabras
settings-nav-hints = Sugerencias
settings-nav-holidays = Festivos
settings-nav-notifications = Avisos
settings-nav-people = Personas
settings-nav-phone = Teléfono
settings-nav-profile = Perfil
settings-nav-rules = Reglas
settings-nav-second-factor = Segundo factor
settings-nav-security = Seguridad
settings-nav-sessions = Sesiones
settings-nav-tags = Etiquetas
settings-nav-team-figures = Cómo suenan nuestras llamadas
settings-nav-teams = Equipos
settings-nav-trust = Qué es la confianza
settings-nav-webhooks = Webhooks
settings-nav-workspace = Espacio de trabajo
settings-nav-import = Importar
settings-nav-export = Exportar
settings-nav-retention = Conservación
settings-nav-email = Correo
settings-title = Ajustes
settings-you = Tú
settings-all = Todos los ajustes

## Settings: people

invitation-detail = { $role }, termina { $time }
invitation-email = Correo
invitation-gone = Este enlace ya no vale: se usó, se retiró o es demasiado antiguo. Pide uno nuevo.
invitation-if-you-know = (si lo sabes)
invitation-make = Crear una invitación
invitation-new = Invitar a alguien
invitation-new-lead = Recibes un enlace para entregárselo. Funciona una vez, durante siete días.
invitation-new-lead-by-email = Si sabes su dirección, recibe un enlace por correo; si no, lo recibes tú para entregárselo. Funciona una vez, durante siete días.
invitation-owner-invites-owner = Solo un titular puede invitar a otro titular.
invitation-ready = La invitación está lista
invitation-ready-lead =
    { $role ->
        [owner] Da este enlace a { $email }. Funciona una vez, durante siete días, y da el rol de titular. Cópialo ahora: no se vuelve a mostrar.
        [lead] Da este enlace a { $email }. Funciona una vez, durante siete días, y da el rol de responsable. Cópialo ahora: no se vuelve a mostrar.
       *[agent] Da este enlace a { $email }. Funciona una vez, durante siete días, y da el rol de agente. Cópialo ahora: no se vuelve a mostrar.
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] Da este enlace a quien se incorpore. Funciona una vez, durante siete días, y da el rol de titular. Cópialo ahora: no se vuelve a mostrar.
        [lead] Da este enlace a quien se incorpore. Funciona una vez, durante siete días, y da el rol de responsable. Cópialo ahora: no se vuelve a mostrar.
       *[agent] Da este enlace a quien se incorpore. Funciona una vez, durante siete días, y da el rol de agente. Cópialo ahora: no se vuelve a mostrar.
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] { $email } también lo recibe por correo, así que no tienes que hacer nada más. Funciona una vez, durante siete días, y da el rol de titular. Cópialo ahora: no se vuelve a mostrar.
        [lead] { $email } también lo recibe por correo, así que no tienes que hacer nada más. Funciona una vez, durante siete días, y da el rol de responsable. Cópialo ahora: no se vuelve a mostrar.
       *[agent] { $email } también lo recibe por correo, así que no tienes que hacer nada más. Funciona una vez, durante siete días, y da el rol de agente. Cópialo ahora: no se vuelve a mostrar.
    }
invitation-take-back = Retirar
invitation-take-back-of = Retirar la invitación de { $email }
invitation-take-back-whoever = Retirar la invitación que termina { $time }
invitation-whoever = Quien tenga el enlace
invitations-open = Invitaciones abiertas
password-link-gone = Este enlace ya no vale. Pide uno nuevo.
password-link-ready = El enlace está listo
password-link-ready-lead = Dáselo a { $name } para que elija una contraseña nueva. Funciona una vez, durante 24 horas. Cópialo ahora: no se vuelve a mostrar.
password-link-ready-lead-by-email = { $name } también lo recibe por correo, y con él elige una contraseña nueva. Funciona una vez, durante 24 horas. Cópialo ahora: no se vuelve a mostrar.
password-link-used = Este enlace se acaba de usar.
people-at-the-desk = En la mesa
people-away = ausente
people-away-back = ausente, vuelve { $time }
people-column-actions = Qué puedes hacer
people-column-who = Quién
people-deactivate = Sacar de la mesa
people-gone = Ya no están en la mesa
people-gone-detail =
    { $role ->
        [owner] { $email }, titular
        [lead] { $email }, responsable
       *[agent] { $email }, agente
    }
people-gone-lead = Lo que escribieron se queda, con su nombre.
people-here = aquí
people-lead = Quién atiende en esta mesa, y qué puede hacer.
people-limit = Máximo de conversaciones abiertas que se le asignan solas
people-limit-bad = Escribe un número de 1 a { $most }, o déjalo vacío para no poner límite.
people-limit-keep = Guardar
people-limit-keep-of = Guardar el límite de { $name }
people-limit-none = Sin límite
people-more-for = Más para { $name }
people-needs-owner = La mesa necesita un titular. Da antes ese rol a otra persona.
people-not-yourself = No puedes sacarte de la mesa. Pídeselo a otro titular o responsable.
people-owner-changes-owner = Solo un titular puede cambiar a un titular.
people-owner-makes-owner = Solo un titular puede dar a alguien el rol de titular.
people-password-link = Crear un enlace de contraseña
people-reactivate = Devolver a la mesa
people-reactivate-name = Devolver a la mesa: { $name }
people-role = Rol
people-role-change = Cambiar
people-role-change-of = Cambiar el rol de { $name }
people-role-of = Rol de { $name }
people-saved-deactivation = Se cerraron todas sus sesiones. Lo que escribió se queda.
people-saved-invitation = Ese enlace ya no funciona.
people-saved-limit = Lo que llegue desde ahora se asigna según él. Nadie pierde lo que tiene.
people-saved-nothing = Todo está como lo dejaste.
people-saved-reactivation = Ya puede iniciar sesión de nuevo.
people-saved-role = El nuevo rol vale desde ahora.
people-saved-second-factor = Ahora le basta su contraseña para iniciar sesión, y recibe el aviso de que lo hiciste. Sus sesiones han terminado.
people-second-factor-remove = Quitar el segundo factor
people-title = Personas
people-with-second-factor = { $presence }, tiene segundo factor
people-you = { $name } (tú)
role-agent = Agente
role-agent-means = Agente: atiende a los clientes
role-lead = Responsable
role-lead-means = Responsable: también se ocupa de personas, equipos y el chat
role-owner = Titular
role-owner-means = Titular: puede cambiarlo todo

## Settings: profile

profile-availability = Disponibilidad
profile-availability-lead = Las conversaciones nuevas solo van a quienes están aquí.
profile-availability-save = Guardar disponibilidad
profile-away = Ausente
profile-back = Vuelves
profile-back-hint = En inglés, por ejemplo «13:00» o «tomorrow 9:00».
profile-back-if = (si no estás y lo sabes)
profile-back-said = Dijiste que vuelves { $time }.
profile-here = Aquí
profile-identities = Cuentas de allí con las que puedes entrar.
profile-identities-none = Conecta tu cuenta de allí, y podrás entrar con ella.
profile-identity-connect = Conectar tu cuenta
profile-identity-connect-another = Conectar otra cuenta
profile-identity-disconnect = Desconectar
profile-identity-disconnect-name = Desconectar { $name }
profile-identity-unnamed = Una cuenta sin dirección
profile-identity-unused = Conectada: { $linked }
profile-identity-used = Conectada: { $linked }; último uso: { $used }
profile-lead = Cómo te ven los clientes y tu equipo.
profile-name = Nombre
profile-name-hint = Los clientes lo ven bajo tus respuestas.
profile-password = Contraseña
profile-role = { $role }, inicia sesión con { $email }
profile-saved-availability = Tu equipo lo ve al momento.
profile-saved-corner = Lo que había antes en tu rincón vuelve a estar abierto. Se cerró la sesión en tus otros navegadores; inicia sesión allí de nuevo.
profile-saved-corner-open = Tu rincón está abierto en este navegador.
profile-saved-identity = Desde ahora puedes entrar con esa cuenta.
profile-saved-identity-removal = Ya no puedes entrar con esa cuenta.
profile-saved-name = Tu próxima respuesta saldrá con este nombre.
profile-saved-password = Tu nueva contraseña vale desde ahora; se cerró la sesión en los demás navegadores.
profile-time-zone = Zona horaria
profile-time-zone-hint = Escribe una ciudad, por ejemplo Berlin.
profile-title = Perfil
profile-where = ¿Dónde estás?
profile-you = Tú

## Passwords and corners

corner-is-closed = Cerrado en este navegador
corner-is-open = Abierto en este navegador
corner-lead = Aquí se guarda lo que es solo tuyo: el espejo de tu voz, tus repasos, tus reflexiones. Está cerrado con tu contraseña, así que ningún responsable, ningún titular ni nadie con una copia de la base de datos puede leerlo.
corner-lost = Lo que había aquí antes de tu nueva contraseña sigue cerrado: no tenía clave de recuperación.
corner-not-opened = Tu rincón no se pudo abrir ahora. Inténtalo de nuevo.
corner-open = Abrir tu rincón
corner-password = Ábrelo con tu contraseña
corner-password-hint = Entraste sin ella, o antes de que existiera tu rincón.
corner-recover = Abrir lo que había aquí antes de tu nueva contraseña
corner-recover-button = Abrir con tu clave de recuperación
corner-recover-hint = Con tu clave de recuperación: ocho grupos de cuatro. Las minúsculas y los espacios no importan. Si alguien más puede saber tu contraseña, cámbiala antes.
corner-recovery-key-copy = Copiar la clave
corner-recovery-key-keep = Guárdala donde solo tú puedas encontrarla, en papel o con tus contraseñas. No se vuelve a mostrar, y nadie puede rehacerla para lo que hay aquí ahora. Si habías hecho otra antes, ya no funciona.
corner-recovery-key-made = Tienes una clave de recuperación, creada: { $day }. Una nueva la reemplaza.
corner-recovery-key-make = Crear una clave de recuperación
corner-recovery-key-make-new = Crear una nueva clave de recuperación
corner-recovery-key-none = Si olvidas tu contraseña, lo que hay aquí queda cerrado para siempre, a menos que tengas una clave de recuperación.
corner-recovery-key-of = La clave de recuperación de { $name } en { $desk }
corner-recovery-key-print = Imprimirla
corner-recovery-key-unreadable = Una clave de recuperación tiene ocho grupos de cuatro letras y cifras. Comprueba que no falte ninguno.
corner-recovery-key-wrong = Esta clave de recuperación no abre nada de lo que está cerrado aquí. Comprueba cada grupo, y que sea la última que creaste.
corner-title = Tu rincón
password-back = Qué bueno tenerte de vuelta, { $name }
password-change = Cambiar contraseña
password-choose = Elige una contraseña nueva para { $email }.
password-foot = Se cierra la sesión en todos los navegadores que usaban la anterior. Lo que es solo tuyo sigue cerrado hasta que lo abras con tu clave de recuperación.
password-hint = { $least } caracteres o más. Una frase corta va bien.
password-keep = Guardar esta contraseña
password-new = Contraseña nueva
password-new-hint = { $least } caracteres o más.
password-not-kept = No se pudo guardar esa contraseña. Elige otra.
password-not-used = No se pudo usar esa contraseña ahora. Inténtalo de nuevo.
password-not-yours = Esa no es tu contraseña actual. Inténtalo de nuevo.
password-now = Contraseña actual
password-now-hint = Para saber que eres tú.
password-owner-for-owner = Solo un titular puede crear una contraseña nueva para un titular.
password-signing-in-elsewhere = Justo ahora estabas iniciando sesión en otro lugar. Inténtalo de nuevo.
password-too-long = Esa contraseña es demasiado larga. Usa { $most } caracteres como máximo.
password-too-short = Esa contraseña es demasiado corta. Usa al menos { $least } caracteres; unas cuantas palabras seguidas van bien.

## Joining the desk

join-bad-desk-name = Escribe cómo te llaman tus clientes, en { $most } caracteres como máximo.
join-button = Entrar en la mesa
join-desk-name = ¿Cómo se llama tu mesa?
join-desk-name-hint = Los clientes te conocen por este nombre, por ejemplo el de tu tienda.
join-email = Tu correo
join-foot = Este enlace funciona una vez.
join-lead =
    { $role ->
        [owner] Hay un lugar para ti en la mesa, como titular.
        [lead] Hay un lugar para ti en la mesa, como responsable.
       *[agent] Hay un lugar para ti en la mesa, como agente.
    }
join-lead-by =
    { $role ->
        [owner] { $name } quiere contar contigo en la mesa, como titular.
        [lead] { $name } quiere contar contigo en la mesa, como responsable.
       *[agent] { $name } quiere contar contigo en la mesa, como agente.
    }
join-name = Tu nombre
join-open-button = Abrir la mesa
join-opens-foot = Todo lo que escribas se queda en esta máquina.
join-opens-lead = Eres la primera persona aquí, así que esta cuenta será la titular del espacio de trabajo.
join-opens-title = Te damos la bienvenida. Vamos a abrir la mesa.
join-page = Entrar
join-password = Contraseña
join-welcome = Te damos la bienvenida a { $desk }
set-up-foot = ¿Bliss lo instaló otra persona? Pídele el enlace.
set-up-lead = Aún no hay nadie en ella, así que no tiene titular.
set-up-link = Al iniciarse, Bliss mostró un enlace para su titular, en la ventana o el registro donde se inició. Abre ese enlace para crear tu cuenta; estarás en la mesa en un minuto.
set-up-link-lost = El enlace funciona una vez y dura siete días. Si no lo encuentras, inicia Bliss de nuevo: mostrará uno nuevo.
set-up-page = Preparar
set-up-title = Te damos la bienvenida. Esta mesa es nueva.

## Signing in

provider-sign-in-badly-set-up = El proveedor de identidad no acepta cómo pregunta esta mesa. Un titular debe mirar lo que está configurado en ambos lados, sobre todo la dirección de vuelta.
provider-sign-in-changed = El proveedor de identidad cambió mientras estabas allí. Inicia sesión otra vez.
provider-sign-in-connected-already = Esta cuenta ya está conectada. Inicia sesión con ella.
provider-sign-in-deactivated = Ya no estás en esta mesa. Pide a un titular o responsable que te devuelva a ella.
provider-sign-in-denied = El proveedor de identidad no te dejó entrar, o no quisiste. Inicia sesión otra vez, o pregunta a quien lo administra si puedes usar esta mesa.
provider-sign-in-is-it-you = ¿Eres tú, { $name }?
provider-sign-in-it-is-me = Sí, soy yo
provider-sign-in-known = { $provider } te conoce como { $who }. Tu contraseña demuestra, una sola vez, que { $email } en esta mesa también eres tú.
provider-sign-in-new = { $provider } te conoce como { $who }. Hay un lugar para ti en la mesa.
provider-sign-in-new-password = Una contraseña para lo que es solo tuyo
provider-sign-in-new-password-hint = Con ella se cierran el espejo de tu voz y tus reflexiones, para que nadie más pueda leerlos. { $least } caracteres o más.
provider-sign-in-not-here = El proveedor de identidad te conoce, y esta mesa todavía no. Si estás en ella, inicia sesión con tu contraseña y conecta la cuenta en Ajustes → Perfil; si no, pide una invitación a un titular o responsable.
provider-sign-in-only-way = Esta cuenta es tu única forma de entrar, así que sigue conectada.
provider-sign-in-other = ¿Eres otra persona? <link>Inicia sesión de otra forma</link>.
provider-sign-in-other-provider = Esta respuesta no es del proveedor de identidad al que se preguntó. Inicia sesión otra vez.
provider-sign-in-page = Quién eres
provider-sign-in-password = Contraseña en esta mesa
provider-sign-in-password-hint = Desde entonces podrás entrar con { $provider }.
provider-sign-in-too-long-ago = Hace demasiado que llegaste del proveedor de identidad. Inicia sesión otra vez.
provider-sign-in-trouble = El proveedor de identidad tiene problemas en este momento. Inicia sesión otra vez dentro de un rato.
provider-sign-in-way-back-gone = Esta vuelta desde el proveedor de identidad ya no valía, tardó demasiado o se empezó en otro navegador. Inicia sesión otra vez.
sessions-browser = { $browser } en { $system }
sessions-browser-unnamed = Un navegador sin nombre
sessions-used-ago = { $ip }, último uso hace { $time }
sessions-used-now = { $ip }, en uso ahora
sessions-used-on = { $ip }, último uso: { $day }
sign-in-as-other = Iniciar sesión como otra persona
sign-in-password-kept = Tu nueva contraseña está guardada; abre lo que es solo tuyo. En esta mesa se entra con el proveedor de identidad.
sign-in-too-long-ago = Hace demasiado que empezaste a iniciar sesión. Inicia sesión otra vez.
sign-in-wrong = Ese correo y esa contraseña no van juntos. Comprueba ambos e inténtalo de nuevo.

## Second factors

second-factor-already = Ya tienes un segundo factor. Desactívalo antes para configurar otro.
second-factor-ask-password = Tu contraseña es correcta. Ahora, el código de tu aplicación.
second-factor-ask-provider = El proveedor de identidad te conoce. Ahora, el código de tu aplicación.
second-factor-begin-anew = Aquí ya no se está configurando nada. Empieza de nuevo.
second-factor-code = Código
second-factor-code-hint = Las seis cifras que muestra ahora, o uno de tus códigos de recuperación.
second-factor-code-now = El código que tu aplicación muestra ahora
second-factor-codes-replace = Los códigos de recuperación nuevos reemplazan a los anteriores.
second-factor-copy-secret = Copiar el secreto
second-factor-everybody = En { $desk } todo el mundo inicia sesión con una contraseña y un código del teléfono. Lo configuras una vez; lleva un minuto.
second-factor-go-on = Seguir
second-factor-have-it = Lo tengo aquí
second-factor-key-changed = La mesa no puede comprobar ahora los códigos de tu aplicación, porque cambió su propia clave. Usa un código de recuperación, o pide a un titular que te quite el segundo factor.
second-factor-lead = Un código de tu teléfono además de tu contraseña, para que quien llegue a saber la contraseña se quede fuera.
second-factor-make-codes = Crear códigos de recuperación nuevos
second-factor-none = Aún no tienes
second-factor-none-any-more = Ya no tienes segundo factor.
second-factor-none-lead = Necesitas en tu teléfono una aplicación de códigos de un solo uso. Configurarlo lleva un minuto.
second-factor-not-at-hand = ¿No tienes ninguno a mano? Un titular puede quitarte el segundo factor. <link>Inicia sesión como otra persona</link>.
second-factor-not-now = Ahora no
second-factor-off = Desactivarlo
second-factor-off-code-hint = De tu aplicación, o un código de recuperación.
second-factor-off-hint = Con un teléfono nuevo: desactívalo y configúralo allí de nuevo.
second-factor-off-needed = En esta mesa todo el mundo necesita un segundo factor, así que el tuyo sigue activo. Con un teléfono nuevo, pide a otro titular que te lo quite; configurarás otro la próxima vez que inicies sesión.
second-factor-on = Está activo
second-factor-on-and-go-on = Activarlo y seguir
second-factor-on-codes = Se te pide un código de tu aplicación cada vez que inicias sesión. Códigos de recuperación que quedan: { $count }.
second-factor-on-few-codes = Se te pide un código de tu aplicación cada vez que inicias sesión. Códigos de recuperación que quedan: { $count }. Crea pronto otros nuevos.
second-factor-one-more = Una cosa más, { $name }
second-factor-other-owner = Solo otro titular puede quitar a alguien el segundo factor.
second-factor-picture = Código QR del secreto, para la cámara de tu aplicación
second-factor-point = Apunta con tu aplicación a la imagen. En el mismo dispositivo, <link>ábrelo en la aplicación</link>.
second-factor-print = Imprimirlos
second-factor-put-away = Guárdalos bien antes de seguir.
second-factor-put-away-done = Ya los guardé: seguir
second-factor-put-away-first = Guárdalos bien primero
second-factor-recovery-codes = Tus códigos de recuperación
second-factor-recovery-codes-lead = Cada uno te deja entrar una vez, cuando no tengas la aplicación a mano. Guárdalos donde solo tú puedas encontrarlos. No se vuelven a mostrar, y los anteriores ya no funcionan.
second-factor-saved-off = Desde ahora solo se te pide la contraseña. Se cerró la sesión en tus otros navegadores.
second-factor-set-up = Configurar un segundo factor
second-factor-set-up-lead = Sirve cualquier aplicación de códigos de un solo uso. El secreto es solo para ti: no se lo muestres a nadie.
second-factor-set-up-title = Ponlo en tu aplicación
second-factor-since = Desde: { $day }
second-factor-stays = En esta mesa todo el mundo necesita un segundo factor, así que el tuyo sigue activo.
second-factor-switch-on = Activarlo
second-factor-take-telephone = Toma tu teléfono y abre en él una aplicación de códigos de un solo uso.
second-factor-they-have-none = Esa persona no tiene segundo factor.
second-factor-title = Segundo factor
second-factor-type = O escribe esto en ella, como clave basada en el tiempo:
second-factor-unreadable = Un código tiene seis cifras, y un código de recuperación, cuatro grupos de cuatro. Comprueba que no falte nada.
second-factor-unusable = Este segundo factor no se puede usar. Pide a un titular que te lo quite.
second-factor-wrong = Ese código no es correcto, o ya se usó. Espera al siguiente en tu aplicación y escríbelo; su reloj debe ir bien, con menos de medio minuto de diferencia.
second-factor-you-are-in = Ya estás dentro, { $name }

## Settings: security

identity-provider-address = Dirección del proveedor
identity-provider-address-hint = Su emisor (issuer), por ejemplo https://accounts.google.com.
identity-provider-answer-anybody = No se acepta lo que respondió el proveedor de identidad: podría haberlo firmado cualquiera. Debería firmar con RS256, ES256 o EdDSA.
identity-provider-answer-audience = La respuesta del proveedor de identidad era para otro programa, así que no se acepta.
identity-provider-answer-expired = La respuesta del proveedor de identidad es demasiado antigua. Inicia sesión otra vez.
identity-provider-answer-issuer = La respuesta del proveedor de identidad habla por otro proveedor, así que no se acepta.
identity-provider-answer-nonce = La respuesta del proveedor de identidad es de otro inicio de sesión. Inicia sesión otra vez.
identity-provider-answer-not-yet = La respuesta del proveedor de identidad viene del futuro, así que su reloj o el de la mesa va mal. Ponlos en hora e inicia sesión otra vez.
identity-provider-answer-other-key = No se acepta lo que respondió el proveedor de identidad: no lo firmó ninguna de sus claves. Inicia sesión otra vez.
identity-provider-answer-party = Otro programa pidió la respuesta del proveedor de identidad, así que no se acepta.
identity-provider-answer-subject = La respuesta del proveedor de identidad no nombra a nadie, así que no se acepta.
identity-provider-answer-unsigned = No se acepta lo que respondió el proveedor de identidad: no está firmado de una forma que aquí se conozca.
identity-provider-client-id = Identificador de cliente (client ID)
identity-provider-client-id-hint = Como llama el proveedor a esta mesa.
identity-provider-client-refused = El proveedor de identidad no acepta el identificador y el secreto de cliente que tiene esta mesa. Un titular los pone de nuevo en Ajustes → Seguridad.
identity-provider-connection = La conexión
identity-provider-connection-lead = Da de alta Bliss en el proveedor como aplicación web, con esta dirección de vuelta:
identity-provider-copy = Copiar dirección
identity-provider-factor-claim = (amr con mfa)
identity-provider-forget = Olvidarlo
identity-provider-in-use = En uso
identity-provider-in-use-since = En uso desde: { $day }
identity-provider-is-none = Lo que hay en esa dirección no es un proveedor de OpenID Connect: no indica ningún { $name }.
identity-provider-joins = Quién puede incorporarse
identity-provider-joins-as = Como
identity-provider-joins-as-hint = Nadie llega a titular sin que otro titular lo decida.
identity-provider-joins-bad = «{ $line }» no es ni un dominio, como tea.example, ni una dirección de correo.
identity-provider-joins-example = tea.example
identity-provider-joins-hint = Dominios y direcciones, uno por línea. Los demás necesitan una invitación.
identity-provider-joins-optional = (si quieres que alguien pueda)
identity-provider-joins-too-many = Se pueden nombrar como máximo { $most } dominios y direcciones.
identity-provider-late = El proveedor de identidad no respondió en { $seconds } segundos.
identity-provider-lead = Las personas inician sesión con la cuenta que ya tienen, en un proveedor de OpenID Connect: Google, Microsoft, Okta o uno propio.
identity-provider-name = En el botón
identity-provider-name-bad = Di qué pone en el botón, en { $most } caracteres como máximo.
identity-provider-name-example = Google
identity-provider-name-hint = Dice «Iniciar sesión con …».
identity-provider-no-client-id = Falta el identificador de cliente. El proveedor lo muestra donde diste de alta Bliss.
identity-provider-no-encryption = Ahora mismo no se puede cifrar nada en la máquina de la mesa.
identity-provider-no-json = El proveedor de identidad respondió con algo que no es JSON.
identity-provider-no-owner = Nadie llega a titular por esta vía. Elige otro rol.
identity-provider-not-in-use = Aún no se usa
identity-provider-only-way = Es la única forma de entrar. Los titulares, también tú, pueden iniciar sesión además con su contraseña, para que alguien entre cuando el proveedor no responda.
identity-provider-only-way-check = Es la única forma de entrar, salvo para titulares
identity-provider-other-address = El proveedor se llama a sí mismo { $address }, que es otra dirección. Pon esa, si es la tuya.
identity-provider-own-network = Para un proveedor en tu propia red, inicia Bliss con <code>--private-identity-provider</code>.
identity-provider-owners = Los titulares conservan su contraseña, para que alguien pueda entrar cuando el proveedor no responda. Un titular que perdió la suya consigue un enlace en el servidor: <code>bliss reset-link</code> con su dirección.
identity-provider-passwords-too = También se puede entrar con contraseña.
identity-provider-said-nothing = El proveedor de identidad no dijo nada de quién eres.
identity-provider-saved-changed = Vale desde ahora.
identity-provider-saved-forgotten = Ya no se prueba.
identity-provider-saved-removal = Desde ahora se inicia sesión solo con contraseña.
identity-provider-saved-trial = Está guardado para probarlo. Hasta que lo uses, todo sigue como estaba.
identity-provider-saved-tried = Funciona. Mira si te tomó por quien eres, y úsalo.
identity-provider-saved-use = Desde ahora se inicia sesión allí.
identity-provider-secret = Secreto de cliente (client secret)
identity-provider-secret-hint = Déjalo vacío si no hay.
identity-provider-secret-known = Déjalo vacío para conservar el que ya se conoce.
identity-provider-secret-unreadable = La mesa ya no puede leer su secreto del proveedor de identidad, porque cambió su propia clave. Un titular pone el secreto de nuevo en Ajustes → Seguridad.
identity-provider-somebody-else = El proveedor de identidad habló de otra persona, no de quien inició sesión.
identity-provider-status = El proveedor de identidad respondió con el estado { $status }.
identity-provider-stop = Dejar de usarlo
identity-provider-title = Proveedor de identidad
identity-provider-too-long = Un identificador y un secreto tienen { $most } caracteres como máximo.
identity-provider-too-much = El proveedor de identidad respondió con demasiado.
identity-provider-trial = Por probar
identity-provider-trial-hint = Inicia sesión allí una vez. Hasta entonces no cambia nada para nadie.
identity-provider-trusts-factor = Si dice que pidió un segundo factor, no se pide el nuestro
identity-provider-try = Probarlo
identity-provider-try-again = Probarlo otra vez
identity-provider-try-first = Pruébalo antes: inicia sesión allí una vez.
identity-provider-unreachable = No se puede llegar al proveedor de identidad. { $why }
identity-provider-use = Usarlo
identity-provider-used-already = El proveedor de identidad dice que este inicio de sesión ya se usó, o tardó demasiado. Inicia sesión otra vez.
identity-provider-who = Quién entra con él
identity-provider-who-lead = Quien ya está en la mesa, una vez que conecte su cuenta con su contraseña.
identity-provider-works = Funciona, y te tomó por { $who }, { $email }.
identity-provider-works-unverified = Funciona, y te tomó por { $who }. No dijo que haya verificado una dirección tuya. Así que nadie puede incorporarse por él, y cada persona conecta su cuenta por su lado, en su perfil.
identity-provider-would-not-say = El proveedor de identidad no quiso decir quién eres. Inicia sesión otra vez.
security-12-hours = 12 horas
security-30-days = 30 días
security-7-days = 7 días
security-8-hours = 8 horas
security-90-days = 90 días
security-audit-days = Días que se conserva
security-audit-days-bad = El registro de auditoría se conserva de { $least } a { $most } días.
security-audit-days-hint = De { $least } a { $most }. Las entradas más antiguas se borran para siempre.
security-day = Un día
security-everybody-has-one = Todo el mundo tiene uno.
security-hour = Una hora
security-idle = Sin uso, una sesión termina tras
security-lead = Cómo demuestra cada persona quién es, y por cuánto tiempo vale.
security-lifetime = En cualquier caso, tras
security-look-at-it = Mirarlo
security-needs-factor = En esta mesa todo el mundo necesita un segundo factor
security-no-provider = Se puede iniciar sesión con la cuenta que se tiene en Google, Microsoft, Okta o un proveedor propio.
security-provider = Se inicia sesión con { $name }.
security-saved = Vale para todo el mundo desde ahora.
security-second-factor-lead = Un código del teléfono además de la contraseña. Quien lo necesite y no lo tenga lo configura la próxima vez que inicie sesión; hasta entonces sigue trabajando igual.
security-sessions-lead = Pasado ese tiempo, hay que iniciar sesión de nuevo. Un tiempo más corto vale también para las sesiones ya abiertas. Una página abierta que se actualiza sola no cuenta como uso.
security-set-it-up = Configurarlo
security-title = Seguridad
security-without = Sin él ahora mismo: { $names }.

## Settings: audit log

audit-bad-day = Escribe un día como año, mes y día, por ejemplo 2026-11-23.
audit-by-somebody = Alguien
audit-by-the-desk = La mesa
audit-by-the-server = Quien administra el servidor
audit-canned-replies-changed = <b>{ $who }</b> cambió las respuestas guardadas
audit-chat-secret-renewed = <b>{ $who }</b> creó un secreto nuevo para el chat
audit-choose = Elegir
audit-code-refused = <b>{ $who }</b> dio un código incorrecto después de la contraseña de <b>{ $whom }</b>
audit-customer-erased = <b>{ $who }</b> borró los datos de un cliente
audit-customer-exported = <b>{ $who }</b> descargó todo lo que se guarda de un cliente
audit-deactivated = <b>{ $who }</b> sacó de la mesa a <b>{ $whom }</b>
audit-download = Descargar como CSV
audit-earlier = Entradas anteriores
audit-everybody = Todo el mundo
audit-everything = Todo
audit-factor-removed = <b>{ $who }</b> desactivó su segundo factor
audit-factor-reset = <b>{ $who }</b> quitó el segundo factor de <b>{ $whom }</b>
audit-factor-set-up = <b>{ $who }</b> configuró un segundo factor
audit-from-day = Desde
audit-from-where = Desde dónde
audit-group-data = Descargas y borrados
audit-group-people = Personas y roles
audit-group-programs = Otros programas
audit-group-proofs = Contraseñas y segundos factores
audit-group-settings = Ajustes
audit-group-sign-ins = Inicios y cierres de sesión
audit-identity-linked = <b>{ $who }</b> conectó una cuenta en el proveedor de identidad
audit-identity-unlinked = <b>{ $who }</b> desconectó una cuenta en el proveedor de identidad
audit-invitation-revoked = <b>{ $who }</b> retiró una invitación
audit-invited = <b>{ $who }</b> creó una invitación
audit-joined = <b>{ $who }</b> entró en la mesa
audit-lead = Quién entró, y qué se hizo con la mesa misma: cuándo y desde dónde. Nadie puede cambiarlo; cada entrada se conserva { $days } días (<link>cambiar</link>).
audit-log-exported = <b>{ $who }</b> descargó el registro de auditoría
audit-newest = Primero lo más nuevo
audit-none = Aquí no hay nada
audit-none-hint = Lo que se haga desde ahora aparece aquí.
audit-none-of-that-kind = En esos días no se hizo nada de ese tipo.
audit-password-changed = <b>{ $who }</b> cambió su contraseña
audit-password-link-made = <b>{ $who }</b> creó un enlace de contraseña nueva para <b>{ $whom }</b>
audit-password-link-used = <b>{ $who }</b> eligió una contraseña nueva con un enlace
audit-provider-changed = <b>{ $who }</b> cambió el proveedor de identidad
audit-reactivated = <b>{ $who }</b> devolvió a la mesa a <b>{ $whom }</b>
audit-recording-deleted = <b>{ $who }</b> eliminó una grabación de una llamada suya
audit-recordings-expired = <b>{ $who }</b> eliminó grabaciones cuyo plazo había terminado
audit-recovery-codes-made = <b>{ $who }</b> creó códigos de recuperación nuevos
audit-role-changed = <b>{ $who }</b> cambió el rol de <b>{ $whom }</b>
audit-security-changed = <b>{ $who }</b> cambió cómo se inicia sesión
audit-settings-changed = <b>{ $who }</b> cambió un ajuste o una lista que se tiene a mano
audit-show = Mostrar
audit-show-all = Mostrar todo
audit-sign-in-refused = <b>{ $who }</b> no pudo iniciar sesión
audit-sign-in-refused-of = <b>{ $who }</b> no pudo iniciar sesión como <b>{ $whom }</b>
audit-signed-in = <b>{ $who }</b> inició sesión
audit-signed-out = <b>{ $who }</b> cerró sesión
audit-signed-out-elsewhere = <b>{ $who }</b> cerró sesión en todos los demás navegadores
audit-signed-out-there = <b>{ $who }</b> cerró sesión en otro de sus navegadores
audit-standards-changed = <b>{ $who }</b> cambió los estándares
audit-title = Registro de auditoría
audit-to-day = Hasta
audit-to-newest = Volver a lo más nuevo
audit-token-made = <b>{ $who }</b> creó un token para otro programa
audit-token-revoked = <b>{ $who }</b> revocó un token
audit-webhook-brought-back = <b>{ $who }</b> recuperó un webhook
audit-webhook-changed = <b>{ $who }</b> cambió un webhook
audit-webhook-made = <b>{ $who }</b> creó un webhook
audit-webhook-removed = <b>{ $who }</b> quitó un webhook
audit-webhook-secret-renewed = <b>{ $who }</b> creó un secreto nuevo para un webhook
audit-webhook-switched-off = <b>{ $who }</b> desactivó un webhook
audit-webhook-switched-on = <b>{ $who }</b> activó un webhook
audit-what = Qué
audit-when = { $day }, { $time }
audit-when-column = Cuándo
audit-where-not-known = no se sabe
audit-who = Quién
audit-workspace-changed = <b>{ $who }</b> cambió el espacio de trabajo
audit-desk-exported = <b>{ $who }</b> hizo una copia de todo lo que se guarda
audit-export-fetched = <b>{ $who }</b> descargó una copia de todo lo que se guarda
audit-retention-changed = <b>{ $who }</b> cambió qué se borra y a los cuántos días
audit-old-erased = <b>{ $who }</b> borró lo antiguo
audit-customers-imported = <b>{ $who }</b> importó clientes de una tabla
audit-import-undone = <b>{ $who }</b> deshizo la importación de una tabla de clientes

## Settings: webhooks

outside-https = La dirección tiene que empezar con https://, para que nadie pueda leer por el camino lo que se envía.
outside-no-address = Esa no es una dirección a la que se pueda llegar. Debería ser como https://example.com/bliss.
outside-no-connection = Sin conexión: { $why }.
outside-no-connection-in-time = Sin conexión en { $seconds } segundos.
outside-no-password = No pongas el nombre ni la contraseña en la dirección.
outside-not-on-the-internet = Lleva a { $address }, que no está en internet, así que no se envió nada allí.
outside-only-https = Lleva a { $address }, y fuera de tu propia red solo se usa https.
outside-too-long = La dirección es demasiado larga: el máximo es { $most } caracteres.
webhook-again-3-days = de los últimos 3 días
webhook-again-day = del último día
webhook-again-days = de los últimos { $days } días
webhook-again-given-up = Volver a avisar de lo abandonado
webhook-again-which = Cuáles de los abandonados
webhook-answer = El comienzo de la respuesta
webhook-change = Cambiar
webhook-change-title = Cambiar un webhook
webhook-day-at-time = { $day } a las { $time }
webhook-delivery-again = otra vez { $time }
webhook-delivery-again-now = otra vez ahora
webhook-delivery-answered = { $status } en { $ms } ms
webhook-delivery-given-up = Abandonado
webhook-delivery-no-answer = Sin respuesta
webhook-delivery-on-its-way = En camino
webhook-delivery-taken = Recibido
webhook-delivery-try = intento { $number } de { $most }
webhook-delivery-trying-again = Nuevo intento
webhook-failing = No ha recibido nada desde: { $time }.
webhook-failing-hint = Todo se intenta de nuevo durante tres días. Si hasta entonces no llega nada, se desactiva.
webhook-form-lead = Lo que se envía contiene lo que escriben los clientes. Dalo solo a programas a los que se lo mostrarías.
webhook-happened = Ocurrió: { $time }.
webhook-has-taken-nothing =
    { $count ->
        [one] Se le avisa de { $count } cosa; aún no ha recibido nada
       *[other] Se le avisa de { $count } cosas; aún no ha recibido nada
    }
webhook-is-off = Está desactivado. Actívalo antes.
webhook-keep = Guardar los cambios
webhook-kind-call-updated = Una llamada empezó, cambió de manos o terminó
webhook-kind-conversation-created = Una conversación empezó
webhook-kind-conversation-updated = Cambió el estado, la persona asignada, el equipo, las etiquetas o el asunto de una conversación
webhook-kind-customer-erased = Se borraron los datos de un cliente
webhook-kind-customer-merged = Dos clientes se unieron, o volvieron a separarse
webhook-kind-customer-updated = Se añadió o cambió un cliente
webhook-kind-message-created = Un cliente o alguien de la mesa escribió un mensaje
webhook-kind-note-created = Alguien de la mesa escribió una nota
webhook-kind-promise-updated = Una promesa se hizo, se cumplió o cambió
webhook-kind-test = Una prueba
webhook-kinds = De qué se le avisa
webhook-kinds-question = ¿De qué se le avisa?
webhook-leave = Dejarlo
webhook-log = Lo que se le dijo
webhook-log-all = Todo
webhook-log-earlier = Anteriores
webhook-log-kept = Se conserva { $days } días.
webhook-log-none = Aún no se le ha dicho nada
webhook-log-none-hint = Envía una prueba para ver si llega.
webhook-log-none-troubled = Todo se recibió
webhook-log-none-troubled-hint = Lo que no se recibe está aquí hasta que se reciba.
webhook-log-which = Cuáles
webhook-make = Crear el webhook
webhook-name = ¿Para qué es?
webhook-name-bad = Di para qué es el webhook, en { $most } caracteres como máximo.
webhook-name-example = La caja de la tienda
webhook-new = Nuevo webhook
webhook-next = Se intenta de nuevo { $time }.
webhook-no-kinds = Elige al menos una cosa de la que se le avise.
webhook-not-taken = No recibido
webhook-off = Desactivado
webhook-off-by-hand = Está desactivado y no se le dice nada. Desde: { $day }.
webhook-off-failing = No recibió nada durante { $days } días, así que se desactivó: { $day }.
webhook-off-gone = Respondió que ya no existe (410), así que se desactivó: { $day }.
webhook-off-hint = Lo que esperaba sale cuando lo actives; de lo que pase mientras tanto no se avisa.
webhook-on = Activado
webhook-removed = «{ $name }» se ha quitado, y ya no se le dice nada.
webhook-restored = Ha vuelto.
webhook-said-made = Desde ahora se le avisa de lo que pasa. Da su secreto a quien lo recibe.
webhook-said-on = Se le vuelve a avisar de lo que pasa.
webhook-said-renewed = Todo se firma con ambos secretos hasta que quien lo recibe tenga el nuevo.
webhook-said-replayed =
    { $count ->
        [one] { $count } entrega se repite.
       *[other] { $count } entregas se repiten.
    }
webhook-said-saved = Vale desde ahora.
webhook-secret = El secreto
webhook-secret-before = El secreto anterior también firma, y termina { $time }.
webhook-secret-copy = Copiar secreto
webhook-secret-lead = Lo que se envía va firmado con él, según <link>Standard Webhooks</link>. Quien lo recibe comprueba la firma y así sabe que viene de ti.
webhook-secret-renew = Crear un secreto nuevo
webhook-secret-renew-hint = El anterior también firma durante { $hours } horas, así que no se pierde nada.
webhook-secret-show = Mostrar el secreto
webhook-secret-unreadable = La mesa no puede leer el secreto de este webhook, porque cambió su propia clave. Crea un secreto nuevo y dáselo a quien lo recibe.
webhook-secret-unreadable-hint = No se puede leer, porque cambió la propia clave del servidor. Crea uno nuevo y dáselo a quien lo recibe.
webhook-sent = Lo que se envía
webhook-sent-lead = Lo mismo cada vez, con el mismo nombre: quien ya lo tenga puede dejarlo estar.
webhook-switch-off = Desactivar
webhook-switch-on = Activar
webhook-switched-off = Desactivado
webhook-tell-again = Avisar otra vez
webhook-test = Enviar una prueba
webhook-to = A
webhook-too-many = Ya hay { $most } webhooks. Quita uno que nadie necesite.
webhook-took =
    { $count ->
        [one] Se le avisa de { $count } cosa; recibió algo: { $time }
       *[other] Se le avisa de { $count } cosas; recibió algo: { $time }
    }
webhook-tries = Qué fue de ello
webhook-tries-none = Va en camino.
webhook-tries-off = Espera hasta que se active el webhook.
webhook-undo-removing = Deshacer y recuperarlo
webhook-url = Dirección
webhook-url-example = https://example.com/bliss
webhook-url-hint = En internet, y empieza con https://. Para un programa en tu propia red, inicia Bliss con <code>--private-webhooks</code>.
webhook-url-hint-private = Empieza con https://, o con http:// en tu propia red.
webhooks-lead = A otros programas se les avisa de lo que pasa aquí, en el mismo momento: una caja, un chat de tu equipo, una lista propia.
webhooks-none = Aún no se avisa a nadie
webhooks-none-hint = Di adónde, y de qué. Todo se firma, se reintenta durante tres días y se puede consultar aquí.
webhooks-title = Webhooks

## Settings: API

api-token-by-somebody = alguien
api-token-copy = Copiar token
api-token-ended = De { $name } ({ $day }), terminado
api-token-ends = De { $name } ({ $day }), termina { $time }
api-token-lasting = ¿Por cuánto tiempo?
api-token-lasting-30-days = 30 días
api-token-lasting-90-days = 90 días
api-token-lasting-always = Hasta que se revoque
api-token-lasting-year = Un año
api-token-made = De { $name } ({ $day })
api-token-make = Crear el token
api-token-name = ¿Para qué es?
api-token-name-bad = Di para qué es el token, en { $most } caracteres como máximo.
api-token-name-example = El formulario de nuestro sitio
api-token-never-used = sin usar
api-token-new = Crear un token
api-token-new-lead = Uno por programa, para que puedas revocar uno y dejar los demás.
api-token-no-scopes = Elige al menos una cosa que el token pueda hacer.
api-token-off-the-desk = De { $name } ({ $day }), no abre nada: { $name } ya no está en la mesa
api-token-ready = El token está listo
api-token-ready-lead = Ponlo donde tu programa guarda sus secretos, y nunca en una página que otros puedan leer. Cópialo ahora: no se vuelve a mostrar.
api-token-revoke = Revocar
api-token-revoke-name = Revocar el token { $name }
api-token-revoked = El token ya no abre nada.
api-token-scope-call-backs-read = Ver las devoluciones de llamada y las horas libres
api-token-scope-call-backs-write = Pedir devoluciones de llamada y cancelarlas
api-token-scope-calls-read = Ver las llamadas: quién, cuándo y cuánto
api-token-scope-canned-replies-read = Ver las respuestas guardadas
api-token-scope-canned-replies-write = Escribir, cambiar y quitar respuestas guardadas
api-token-scope-conversations-read = Ver las conversaciones, sus mensajes y archivos, y buscar
api-token-scope-conversations-write = Abrir conversaciones, escribir en ellas y cambiar su estado
api-token-scope-customers-read = Ver los clientes y lo que vale la pena recordar de ellos
api-token-scope-customers-write = Añadir clientes y cambiar lo que se sabe de ellos
api-token-scope-desk-read = Ver las personas, los equipos, las bandejas, las etiquetas y los estándares de la mesa
api-token-scope-promises-read = Ver las promesas
api-token-scope-promises-write = Hacer, cumplir, mover y retirar promesas
api-token-scope-read = Ver todo lo que muestra la interfaz
api-token-scope-write = Cambiar todo lo que la interfaz puede cambiar
api-token-scope-exports = Llevarse una copia de todo lo que se guarda; para tokens de un titular
api-token-scopes = ¿Qué puede hacer?
api-token-too-many = Ya tienes { $most } tokens. Revoca uno que nadie necesite.
api-token-used = último uso: { $day }
api-tokens = Tokens
api-tokens-lead = Deja que otro programa use esta mesa: un formulario en tu sitio, una tienda, un script. Lo que hace lo hace en tu nombre, y nunca más de lo que puedes tú; no tiene acceso a las cifras de la voz de nadie. <link>Qué puede pedir</link>.
api-tokens-none = Aún no hay tokens
api-tokens-none-hint = Ningún otro programa puede usar esta mesa.
api-tokens-title = API

## Settings: workspace and chat

chat-colour = Color
chat-colour-bad = Elige un color como #b45309.
chat-colour-hint = El texto encima se mantiene legible por sí solo.
chat-greeting = Primeras palabras
chat-greeting-bad = Escribe un saludo de 1 a { $most } caracteres.
chat-greeting-hint = Las primeras palabras deciden cómo irá todo el contacto.
chat-install = Ponlo en tu sitio web
chat-install-lead = Pega esto antes del final de cada página.
chat-install-line = La línea que hay que pegar
chat-lead = La pequeña ventana en tu sitio web.
chat-look = Qué aspecto tiene y qué dice
chat-no-such = No hay ningún chat con ese nombre. Copia de nuevo la línea de Ajustes → Chat.
chat-saved = Lo ve quien abra el chat desde ahora.
chat-saved-secret = Hay un secreto nuevo. Ponlo ahora en tu servidor; el anterior ha dejado de funcionar.
chat-secret = Secreto de identidad
chat-secret-copy = Copiar el secreto
chat-secret-javascript = O en JavaScript
chat-secret-javascript-hash = El hash en JavaScript
chat-secret-lead = ¿Tus clientes inician sesión en tu sitio web? Entonces tu propio servidor puede decir quiénes son. Con este secreto hace un hash de su identificador, para que nadie pueda hacerse pasar por otra persona. El secreto nunca sale de tu servidor; la página solo recibe el hash.
chat-secret-not-sure = Marca antes la casilla, para que esto no pase por accidente.
chat-secret-page = Después, en la página, antes de la línea de arriba
chat-secret-page-hash = Dar el hash al chat
chat-secret-php = En tu servidor, en PHP
chat-secret-php-hash = El hash en PHP
chat-secret-renew = Crear un secreto nuevo
chat-secret-show = Mostrar el secreto
chat-secret-sure = Crear un secreto nuevo. Sé que el anterior deja de funcionar al momento, y que mi servidor necesita el nuevo.
chat-title = Chat
chat-try = Probarlo
chat-welcome = Tu mesa está abierta, { $name }.
chat-welcome-hint = Pega la línea de abajo en tu sitio web, y tus clientes podrán escribirte. La encuentras aquí cuando la necesites.
hours-closed = Cerrado
hours-day-closed = { $day }: cerrado
hours-day-from = { $day }: desde
hours-day-to = { $day }: hasta
hours-end-first = El final va antes que el comienzo. Corrígelo.
hours-missing = Di de qué hora a qué hora estás, o marca el día como cerrado.
hours-to = a
phone-keep-days-bad = Una grabación se conserva de 1 a { $most } días.
workspace-desk = La mesa
workspace-hours = Horario de atención
workspace-hours-lead = En la zona horaria de la mesa. En el chat se dice a los clientes cuándo vuelve a haber alguien.
workspace-lead = Lo que comparte toda esta mesa.
workspace-name = Nombre
workspace-name-hint = Los clientes te conocen por él.
workspace-promises = Promesas
workspace-promises-lead = Poco antes de que se incumpla una promesa, el cliente debería saber que no la hemos olvidado. Se pide a quien la cumple que avise; o el aviso sale solo.
workspace-saved = Vale para toda la mesa desde ahora.
workspace-sends-words = Avisar a los clientes automáticamente, en nombre de quien cumple la promesa
workspace-time-zone = Zona horaria
workspace-title = Espacio de trabajo
workspace-undo = Segundos para retirar una respuesta
workspace-undo-bad = El tiempo para retirar una respuesta va de 0 a { $most } segundos.
workspace-undo-hint = Una respuesta espera este tiempo antes de salir. De 0 a { $most }.

## Notifications

notification-a-customer = Un cliente
notification-call-back = { $customer } pide una llamada { $due }.
notification-given = Se te asignó esta conversación.
notification-given-by = { $name } te asignó esta conversación.
notification-handed = Una promesa es tuya ahora y vence { $due }: { $what }.
notification-handed-by = { $name } te pasó una promesa que vence { $due }: { $what }.
notification-matter = { $customer }: { $subject }
notification-matter-desk = La mesa
notification-mention =
    { $count ->
        [one] Una nota te menciona.
       *[other] { $count } notas te mencionan.
    }
notification-mention-by =
    { $count ->
        [one] { $name } te menciona en una nota.
       *[other] { $count } notas te mencionan; la última, de { $name }.
    }
notification-new = Nuevo:
notification-promise-cancelled = Tu promesa se retiró: { $what }.
notification-promise-due = Tu promesa vence { $due }: { $what }.
notification-promise-gone = Se retiró una promesa.
notification-promise-kept = Tu promesa se cumplió: { $what }.
notification-promise-late = Tu promesa va con retraso: { $what }.
notification-rule = La regla «{ $name }» se aplicó demasiadas veces, y está en pausa.
notification-rule-gone = Una regla se aplicó demasiadas veces, y quedó en pausa.
notification-standard =
    { $count ->
        [one] Un estándar ha cambiado.
       *[other] { $count } estándares han cambiado.
    }
notification-waiting =
    { $count ->
        [one] Espera una conversación nueva, y aún no la tiene nadie.
       *[other] Esperan { $count } conversaciones nuevas, y aún no las tiene nadie.
    }
notification-waiting-team =
    { $count ->
        [one] Una conversación nueva espera a { $team }.
       *[other] { $count } conversaciones nuevas esperan a { $team }.
    }
notification-webhook = El webhook «{ $name }» se desactivó, porque no le llega nada.
notification-webhook-gone = Un webhook se desactivó, y ya se ha quitado.
notification-wrote =
    { $count ->
        [one] Mensaje nuevo de { $customer }.
       *[other] { $count } mensajes nuevos de { $customer }.
    }
notification-little-wrote =
    { $count ->
        [one] Un cliente escribió en lo que es tuyo.
       *[other] { $count } mensajes nuevos en lo que es tuyo.
    }
notification-little-call-back = Un cliente pide que se le devuelva la llamada.
notification-little-handed-by = { $name } te pasó una promesa.
notification-little-handed = Una promesa es tuya ahora.
notification-little-promise-due = Una promesa tuya vence { $due }.
notification-little-promise-late = Una promesa tuya va con retraso.
notifications-always = Siempre, para que nadie pregunte en vano.
notifications-at-once = Al momento
notifications-at-once-means = Según llega; lo que llega junto es uno solo.
notifications-bell = Novedades para ti
notifications-bell-none-hint = Lo que alguien te pida aparece aquí.
notifications-bell-title = Novedades para ti
notifications-choose = Elige de qué se te avisa
notifications-gathered = Agrupados
notifications-gathered-means = Como mucho, uno cada { $minutes } minutos.
notifications-how = Cómo, y cuándo no
notifications-how-often = ¿Con qué frecuencia?
notifications-in-the-morning = Por la mañana
notifications-in-the-morning-means = Todo en uno, cuando empieza tu próximo día de trabajo.
notifications-kind-call-back = Un cliente pide que le devolvamos la llamada
notifications-kind-given = Se me asigna una conversación
notifications-kind-handed = Me pasan una promesa
notifications-kind-mention = Alguien del equipo me menciona en una nota
notifications-kind-promise = Una promesa mía vence, o se incumplió
notifications-kind-rule = Una regla entra sola en pausa
notifications-kind-standard = Cambia un estándar
notifications-kind-waiting = Espera algo nuevo que aún no tiene nadie
notifications-kind-webhook = Un webhook se desactiva solo
notifications-kind-wrote = Un cliente escribe en lo que es mío
notifications-lead = Lo que alguien te pide, y lo que cambió en lo tuyo. Se conserva { $days } días.
notifications-mark-seen = Marcar todo como visto
notifications-more =
    { $count ->
        [one] { $count } asunto más
       *[other] { $count } asuntos más
    }
notifications-new-for-you =
    { $count ->
        [0] Nada nuevo para ti
        [one] { $count } novedad para ti
       *[other] { $count } novedades para ti
    }
notifications-none = Nada nuevo
notifications-none-hint = Cuando alguien del equipo te menciona, un cliente responde o una promesa vence, lo encuentras aquí.
notifications-quiet = ¿Cuándo prefieres que no te molesten?
notifications-quiet-from = De
notifications-quiet-never = Nunca
notifications-quiet-own = En mis propias horas de calma
notifications-quiet-team = Fuera del horario de mi equipo
notifications-quiet-team-means = El horario de la mesa, si tus equipos no tienen.
notifications-quiet-to = A
notifications-quiet-weekend = También todo el sábado y el domingo
notifications-saved = Vale desde ahora, en todos tus navegadores.
notifications-see-all = Ver todo
notifications-seen =
    { $count ->
        [one] Marcado como visto.
       *[other] { $count } marcados como vistos.
    }
notifications-seen-none = No había nada nuevo.
notifications-settings-lead = De qué se te avisa, con qué frecuencia y cuándo no. De lo que haces tú nunca se te avisa, y nada se pierde en las horas de calma: espera tras <link>la campana</link>.
notifications-settings-title = Avisos
notifications-sound = Un sonido suave
notifications-sound-hint = Solo mientras no se mira ninguna página de la mesa, una vez por lo que llega junto, y nunca mientras no estás.
notifications-tell-me-when = Avísame cuando
notifications-title = Novedades
notifications-unseen = Deshecho: vuelve a ser nuevo.
notifications-by-email = Por correo
notifications-by-email-of = Por correo: { $kind }
notifications-email-undelivered = El último correo a { $email } no llegó.
notifications-email-lead = Lo que marques arriba llega a { $email } si { $minutes } minutos después aún no lo has visto en la página. Con qué frecuencia, y cuándo no, se elige abajo.
notifications-email-named = Nombrar a los clientes y decir de qué se trata
notifications-email-named-hint = Si no, el correo solo dice que hay algo, y te lleva hasta ahí.
notifications-email-none = La mesa aún no puede enviar correos.
notifications-email-set-up = Ver cómo se configura
notifications-email-owner = Lo configura un titular de la mesa.

## Customers from a table

import-title = Importar clientes
import-lead = Trae a tus clientes desde una hoja de cálculo o desde otro programa de atención. Ves qué pasaría con cada línea antes de que cambie nada.
import-table = La tabla
import-table-hint = Un archivo CSV con una línea por cliente, como lo guardan Excel, LibreOffice y otros programas de atención: con comas, puntos y comas o tabuladores entre las columnas, 200 000 líneas y 64 MB como máximo.
import-look-through = Revisarla
import-look-through-hint = Aún no cambia nada.
import-before = Traídas antes
import-before-lead = Lo que pasó con cada línea se conserva { $days } días, y hasta entonces se puede deshacer.
import-about =
    { $lines ->
        [one] { $lines } línea, de { $who } ({ $day })
       *[other] { $lines } líneas, de { $who } ({ $day })
    }
import-state-looking = Revisándose
import-state-ready = Te espera
import-state-running = En curso
import-state-done = Hecha
import-state-undoing = Deshaciéndose
import-state-undone = Deshecha
import-state-lost = Descartada
import-column-leave = Omitir
import-column-first-name = Nombre de pila
import-column-last-name = Apellidos
import-column-email = Dirección de correo
import-column-phone = Número de teléfono
import-column-example = por ejemplo, { $example }
import-columns = Qué significan las columnas
import-columns-lead = Si algo de arriba no se ve bien, corrígelo aquí y revísala otra vez.
import-overwrites = Vale lo que dice la tabla si sabemos otro nombre, idioma o zona horaria
import-overwrites-hint = Si no, lo que sabemos se queda, y solo se añade lo que no sabemos. Las direcciones y lo que vale la pena recordar siempre se añaden, nunca se quitan.
import-look-again = Revisar otra vez
import-put-away = Descartar esta tabla
import-put-away-hint = Se descarta sola después de { $hours } horas.
import-read-as =
    { $lines ->
        [one] { $lines } línea, leída como { $encoding }.
       *[other] { $lines } líneas, leídas como { $encoding }.
    }
import-all = Todas las importaciones
import-looking-heading = Revisando la tabla
import-looking-words = Se mira qué pasaría con cada línea. No cambia nada.
import-ready-heading = Qué pasaría con ella
import-sample = Las primeras líneas
import-line = Línea
import-would = Qué haría
import-take-all = Importar todas las líneas
import-take-some = Importar las líneas que se pueda
import-take-hint = Se puede deshacer durante { $days } días.
import-nothing = No hay nada en ella que no sepamos ya.
import-running-heading = Tus clientes están llegando
import-undoing-heading = Se está deshaciendo
import-goes-on = Sigue solo, también si sales de esta página.
import-done-heading = Qué pasó con ella
import-cut-short =
    { $lines ->
        [one] Solo se importó { $lines } línea: después el archivo ya no estaba. Trae la tabla otra vez; lo que ya está aquí se reconoce.
       *[other] Solo se importaron { $lines } líneas: después el archivo ya no estaba. Trae la tabla otra vez; lo que ya está aquí se reconoce.
    }
import-done-words = Se recorrieron todas las líneas.
import-to-customers = A los clientes
import-undo = Deshacerla
import-undo-hint = Los clientes que nos escribieron desde entonces, o que alguien cambió a mano, quedan como están.
import-undone-heading = Se deshizo
import-undone-words =
    { $undone ->
        [one] Se deshizo lo que hizo { $undone } línea.
       *[other] Se deshizo lo que hicieron { $undone } líneas.
    }
import-undone-in-part =
    { $undone ->
        [one] Se deshizo lo que hizo { $undone } línea.
       *[other] Se deshizo lo que hicieron { $undone } líneas.
    } { $left ->
        [one] Lo que hizo { $left } línea se queda, al menos en parte, porque después pasó algo más.
       *[other] Lo que hicieron { $left } líneas se queda, al menos en parte, porque después pasó algo más.
    }
import-lost-heading = Se descartó
import-lost-words = No se importó nada de ella. <link>Elige la tabla de nuevo</link> si quieres.
import-progress =
    { $lines ->
        [one] { $done } de { $lines } línea
       *[other] { $done } de { $lines } líneas
    }
import-count-added = Clientes nuevos
import-count-updated = Líneas que aportan algo
import-count-unchanged = Líneas sin nada nuevo
import-count-wrong = Líneas que no se pueden importar
import-wrong-heading = Lo que no se puede importar
import-wrong-line = Línea { $line }: { $why }
import-wrong-first = Son las primeras { $shown } de { $count }.
import-wrong-hint = Corrígelas en la tabla y tráela otra vez: lo que ya está aquí se reconoce.
import-wrong-download = Descargar todas las que no se pueden importar
import-outcomes-download = Descargar qué pasó con cada línea
import-would-add = Alguien nuevo
import-would-nothing = Nada nuevo
import-would-add-to-line = Añade a la línea { $line }: { $what }
import-would-add-to = Añade a { $name } (número { $number }): { $what }
import-adds-name = nombre
import-adds-email = dirección de correo
import-adds-phone = número de teléfono
import-adds-language = idioma
import-adds-time-zone = zona horaria
import-adds-fact = algo que vale la pena recordar
import-wrong-nobody = No tiene ni nombre ni dirección.
import-wrong-of-two-lines = Sus direcciones son de dos clientes: los de las líneas { $one } y { $other }.
import-wrong-of-customer-and-line = Sus direcciones son de dos clientes: el número { $number } y el de la línea { $line }.
import-wrong-of-two = Sus direcciones son de dos clientes, los números { $one } y { $other }. Si son la misma persona, únelos primero.
import-wrong-unreadable = En «{ $column }» hay bytes que no son texto.
import-wrong-email = «{ $column }» no parece una dirección de correo, como nombre@example.com.
import-wrong-phone = «{ $column }» no parece un número de teléfono, como +49 30 1234567.
import-wrong-language = «{ $column }» no es un código de idioma, como «en», «de» o «pt-BR».
import-wrong-time-zone = «{ $column }» no es una zona horaria, como Europe/Berlin.
import-wrong-long-name = El nombre tiene más de 200 caracteres.
import-wrong-long-fact = «{ $column }» tiene más de 300 caracteres.
import-wrong-many-facts = Serían más de 30 datos que recordar de este cliente.
import-wrong-many-columns = Tiene más columnas que la tabla.
import-wrong-long-line = Es demasiado larga. Quizá falten unas comillas al final.
import-no-file = Elige antes el archivo con tus clientes.
import-too-large = Este archivo es demasiado grande: el máximo es 64 MB. Divídelo en varios.
import-not-whole = El archivo no llegó entero. Comprueba la conexión y elígelo de nuevo.
import-other-table = Esta no es la tabla que está aquí. Abre la página otra vez.
import-nothing-new = No hay nada en esta tabla que no sepamos ya.
import-still-looking = Aún se mira qué pasaría con ella. Espera un momento.
import-still-running = Sus líneas aún se están importando. Deshazla cuando termine.
import-nothing-to-undo = Ya no queda nada que deshacer.
import-begun = Esta tabla ya se importó, o se descartó.
import-column-twice = Un cliente tiene un solo nombre, un solo idioma y una sola zona horaria. Elige una columna para cada cosa.
import-column-missing = Di qué columna tiene el nombre, la dirección de correo o el número de teléfono.
import-many-columns = La tabla tiene { $columns } columnas, y el máximo es { $most }. Quita las que no hagan falta.
import-many-lines = La tabla tiene más de { $most } líneas. Divídela en varias.
import-no-customers = En este archivo no hay clientes: no tiene ninguna línea debajo de los nombres de sus columnas.
import-no-table = El archivo no se puede leer como tabla. Guárdalo como CSV y elígelo de nuevo.
import-elsewhere = Esta importación la lleva otro de los servidores de la mesa.

## Taking all that is kept along

action-delete = Eliminar
action-download = Descargar
export-title = Exportar
export-lead = Tus datos son tuyos. Llévatelos todos: para mirarlos, para hacer cálculos o para irte a otro sitio.
export-words = Un solo archivo con todos los clientes, conversaciones, mensajes, notas, promesas, llamadas, etiquetas, equipos, estándares, reglas y respuestas guardadas, tal como está todo en un mismo momento: en CSV para hojas de cálculo y en JSON Lines para programas. No incluye lo que es solo de cada agente, ni contraseñas ni otros secretos.
export-files = Con los archivos que llegaron con los mensajes
export-files-hint = La copia puede ocupar mucho.
export-make = Hacer una copia
export-make-hint = Se prepara en segundo plano, y se conserva { $hours } horas.
export-copies = Copias
export-none = Aún no hay ninguna
export-none-hint = La copia que hagas aparece aquí en cuanto esté lista.
export-state-making = En preparación
export-state-gone = Ya no está
export-stop = Detener
export-with-files = Todo, con archivos
export-without-files = Todo, menos los archivos
export-about-making =
    { $rows ->
        [one] La pidió { $who } ({ $day }). { $rows } fila hasta ahora.
       *[other] La pidió { $who } ({ $day }). { $rows } filas hasta ahora.
    }
export-about-ready = La pidió { $who } ({ $day }). { $size }; se elimina { $when }.
export-about-gone = La pidió { $who } ({ $day }). Su archivo está eliminado.
export-owner-only = Solo un titular puede llevarse todo lo que se guarda. Pídeselo.
export-one-already = Ya se está preparando una copia. Espera a que esté lista.
export-not-ready = Esta copia aún se está preparando. Espera un momento.
export-unwanted = Ya nadie espera esta copia.

## For how long what is said stays

retention-title = Conservación
retention-lead = Lo que no se guarda no se puede perder. Las conversaciones antiguas pueden borrarse solas.
retention-saved = Vale desde ahora.
retention-now = Ahora
retention-keep-all = Conservarlo todo desde ahora
retention-heading = Qué se borra, y a los cuántos días
retention-heading-lead = Se cuentan desde que se cerró la conversación. La que tiene una promesa por cumplir se queda. Deja vacío lo que deba quedarse para siempre.
retention-conversations = Conversaciones enteras
retention-conversations-hint = Mensajes, notas, archivos y grabaciones. Quedan las cifras, sin nombre ni palabras de nadie.
retention-files = Solo archivos y grabaciones
retention-files-hint = Lo que se escribió se queda.
retention-show = Ver qué se borraría hoy
retention-show-hint = Aún no se borra nada.
retention-going = Lo que se borraría hoy
retention-going-nothing = Aún nada: ninguna conversación se cerró hace tanto tiempo.
retention-going-words = Se borra para siempre, poco a poco, y después, cada día, lo que haya cumplido el plazo. El registro de auditoría dice cuánto se borró. Las copias de seguridad anteriores conservan lo que tenían hasta que se renueven.
retention-let-go = Borrarlo desde ahora
retention-leave = Dejar todo como está
retention-holds-all = Todo se queda hasta que alguien lo borre.
retention-holds-conversations = Las conversaciones se borran { $days } días después de cerrarse, con todo lo que hay en ellas.
retention-holds-files = Los archivos y las grabaciones se borran { $days } días después de cerrarse su conversación. Lo que se escribió se queda.
retention-holds-both = Los archivos y las grabaciones se borran { $files } días después de cerrarse su conversación, y la conversación misma, a los { $days } días.
retention-going-conversations =
    { $count ->
        [one] { $count } conversación
       *[other] { $count } conversaciones
    }
retention-going-messages =
    { $count ->
        [one] { $count } mensaje o nota
       *[other] { $count } mensajes y notas
    }
retention-going-files =
    { $count ->
        [one] { $count } archivo ({ $size })
       *[other] { $count } archivos ({ $size })
    }
retention-going-recordings =
    { $count ->
        [one] { $count } grabación de una llamada
       *[other] { $count } grabaciones de llamadas
    }
retention-bad-days = Escribe un número de días de { $least } a { $most }.

## Emails that the desk sends

email-title = Correo
email-lead = Lo que la mesa envía por sí sola: las novedades, a quien así lo eligió; las invitaciones; los enlaces para una contraseña nueva.
email-not-set-up = Aún sin configurar
email-not-set-up-lead = Bliss envía por el servidor de correo que ya tienes. Quien inicia Bliss le dice cuál es, y lo reinicia:
email-not-set-up-hint = Para un servidor de correo que empieza sin cifrar, como en el puerto 587: smtp://name:password@mail.example:587. En el nombre o la contraseña, @ se escribe como %40. Las dos cosas pueden estar también en el archivo de --config, como smtp-url y mail-from.
email-how = Cómo sale
email-server = Servidor de correo
email-encrypted = Cifrado
email-encrypted-tls = Desde el primer byte
email-encrypted-starttls = Con STARTTLS, y nunca sin él
email-encrypted-no = No
email-from = Remitente
email-links = Los enlaces llevan a
email-links-local = Los enlaces de los correos solo se abren en esta máquina.
email-links-local-hint = Inicia Bliss con --public-url y la dirección que usa la gente.
email-test = Enviarme una prueba
email-test-sent = Una prueba va en camino hacia ti. Abajo se ve qué pasó con ella.
email-troubled = El último correo no salió ({ $when }).
email-waiting =
    { $count ->
        [one] Se vuelve a intentar solo.
       *[other] { $count } correos esperan, y se vuelven a intentar solos.
    }
email-last-sent = Último correo que aceptó el servidor: { $when }.
email-log = Lo que se envió
email-log-lead = Se conserva { $days } días, sin lo que decía.
email-log-none = Aún no se ha enviado nada
email-log-none-hint = Envía una prueba para ver si llega.
email-log-to = A { $address }, { $when }
email-when = { $day } a las { $time }
email-state-sent = Enviado
email-state-failed = Abandonado
email-state-settled = No hizo falta
email-state-waiting = En camino
email-state-again = Nuevo intento
email-purpose-notifications = Novedades
email-purpose-invitation = Una invitación
email-purpose-password-link = Un enlace para una contraseña nueva
email-purpose-test = Una prueba
email-why-unreachable = No hubo conexión con { $server } ({ $answer }). Mira si está en marcha, y si --smtp-url es correcto.
email-why-slow = { $server } no respondió a tiempo ({ $answer }).
email-why-unencrypted = No se logró una conexión cifrada con { $server } ({ $answer }). El puerto 465 pide smtps://; el 587, smtp://.
email-why-account = { $server } no aceptó el nombre y la contraseña de --smtp-url ({ $answer }).
email-why-not-now = { $server } no lo aceptó por ahora ({ $answer }).
email-why-refused = { $server } lo rechazó definitivamente ({ $answer }).
email-why-unwritable = No se pudo escribir el correo: { $why }.
email-no-server = Esta mesa aún no puede enviar correos. Inicia Bliss con --smtp-url y --mail-from, y prueba entonces.
email-key-changed = La mesa cambió su propia clave, así que el enlace no se puede leer.
email-stop-title = Correos
email-stop-heading = ¿Dejar de recibir estos correos?
email-stopped-heading = Ya no te llegan
email-stop-of = { $email }, de { $desk }
email-stop-when = Recibes un correo, si para entonces no lo has visto en la página, cuando:
email-stopped-when = Ya no recibes correos cuando:
email-stop-button = Dejar de recibirlos
email-stop-resume = Volver a recibirlos
email-stop-bell = Los avisos siguen tras la campana, como antes.
email-stop-unreadable = Este enlace no se puede leer. Inicia sesión y elige en Ajustes → Avisos de qué se te avisa por correo.

## What these emails say

letter-invitation-heading = Te damos la bienvenida
letter-invitation-subject = Tienes una invitación a la mesa de { $desk }
letter-invitation-subject-by = { $host } te invita a la mesa de { $desk }
letter-invitation-lead = Tienes una invitación a la mesa de { $desk }.
letter-invitation-lead-by = { $host } te invita a la mesa de { $desk }.
letter-invitation-role =
    { $role ->
        [owner] Te incorporas como titular.
        [lead] Te incorporas como responsable.
       *[agent] Te incorporas como agente.
    }
letter-invitation-foot = El enlace funciona una vez, durante siete días. Si no sabes de qué se trata, no pasa nada mientras no lo abras.
letter-news-subject =
    { $count ->
        [one] { $count } novedad para ti en { $desk }
       *[other] { $count } novedades para ti en { $desk }
    }
letter-news-heading = Novedades para ti en { $desk }
letter-news-more =
    { $count ->
        [one] { $count } novedad más
       *[other] { $count } novedades más
    }
letter-news-foot = Recibes esto porque elegiste que se te avise por correo de lo que no has visto en la página.
letter-news-choices = <choose>Elige de qué se te avisa</choose>, o <stop>deja de recibir correos como este</stop>.
letter-news-stop = Dejar de recibir correos como este
letter-password-heading = Hola, { $name }
letter-password-subject = Una contraseña nueva para la mesa de { $desk }
letter-password-lead = Se creó un enlace con el que eliges una contraseña nueva para la mesa de { $desk }.
letter-password-lead-link = Se creó un enlace con el que eliges una contraseña nueva para la mesa de { $desk }:
letter-password-button = Elegir una contraseña nueva
letter-password-foot = El enlace funciona una vez, durante 24 horas. Si no lo pediste, avisa a quien sea responsable de tu mesa; tu contraseña vale hasta que se use el enlace.
letter-test-heading = Ha llegado, { $name }
letter-test-subject = Una prueba del correo de { $desk }
letter-test-words = Le pediste este correo a { $desk } para ver si llega. Ha llegado, así que no queda nada por hacer.
letter-test-foot = El correo de la mesa

## Where Bliss encrypts by itself

certificate-encrypted = Esta mesa está cifrada: su dirección empieza por https://.

## Scripts of the desk

script-needs-connection = Para eso hace falta conexión. Inténtalo de nuevo cuando vuelva.
script-did-not-reach = Eso no llegó a la mesa. Tu texto sigue aquí; inténtalo de nuevo cuando vuelva la conexión.
script-offline = Sin conexión con la mesa. Lo que escribes se guarda aquí; todo sigue solo cuando vuelva la conexión.
script-copied = Copiado
script-not-copied = No se pudo copiar. Selecciónalo y cópialo a mano.
script-type-on = La mesa no respondió. Sigue escribiendo para intentarlo de nuevo.
script-results =
    { $count ->
        [one] { $count } resultado
       *[other] { $count } resultados
    }
script-news = { $what }.

## Scripts of the desk: the list

script-chosen =
    { $count ->
        [one] { $count } elegida
       *[other] { $count } elegidas
    }
script-all-chosen = Elegidas todas las de esta lista, 500 como máximo

## Scripts of the desk: who else looks at a conversation

script-is-here = <b>{ $name }</b> está aquí
script-is-here-and-writing = <b>{ $name }</b> está aquí, escribiendo
script-is-writing = <b>{ $name }</b> está escribiendo
script-customer-is-writing = <b>El cliente</b> está escribiendo

## Scripts of the desk: writing

script-draft-saved = Borrador guardado
script-draft-kept = Borrador guardado en este navegador
script-draft-not-saved = El borrador aún no se pudo guardar
script-sent-with-file = Se envía en cuanto llegue el archivo
script-not-sent-without-file = Sin enviar: un archivo no llegó
script-draft-elsewhere = También escribiste esto en otro lugar
script-draft-keep-this = Conservar lo de aquí
script-draft-use-that = Usar lo otro
script-draft-keep-both = Conservar ambos
script-uploading = Subiendo { $file }
script-file-too-large = Ese archivo pesa más de 25 MB. Envía uno más pequeño, o un enlace.
script-file-empty = Ese archivo está vacío (0 bytes). Elígelo de nuevo, o elige otro.
script-file-lost = { $file } no llegó a la mesa. Elígelo de nuevo cuando vuelva la conexión.
script-file-not-kept = Ese archivo no se pudo guardar. Inténtalo de nuevo.
script-canned-found =
    { $count ->
        [one] { $count } respuesta guardada. Con arriba y abajo se elige, con Enter se inserta.
       *[other] { $count } respuestas guardadas. Con arriba y abajo se elige, con Enter se inserta una.
    }
script-hints =
    { $count ->
        [one] { $count } sugerencia antes de enviar esto
       *[other] { $count } sugerencias antes de enviar esto
    }
script-hint-silenced = No volverás a ver esta sugerencia. Se recupera en Ajustes → Sugerencias.
script-hints-on-its-way = Va en camino. Antes de que salga:
script-take-back = Retirarlo
script-nothing-written = Aún no hay nada escrito.

## Scripts of the desk: microphone and speaker

script-microphone-not-allowed = El micrófono no se permitió, y no pasa nada. Si cambias de idea, permítelo junto a la dirección de esta página e inténtalo de nuevo.
script-microphone-not-found = No se encontró ningún micrófono. Conecta uno e inténtalo de nuevo.
script-microphone-in-use = Otro programa o página está usando el micrófono. Ciérralo e inténtalo de nuevo.
script-microphone-not-secure = El micrófono necesita una dirección segura. Abre la mesa por su dirección https.
script-microphone-not-now = El micrófono no se puede usar en este momento. Inténtalo de nuevo.
script-microphone-numbered = Micrófono { $number }
script-speaker-numbered = Altavoz { $number }
script-connecting = Conectando…
script-sound-say-something = Di algo: la barra debería moverse. No se graba nada.
script-echo-begin = Prueba de eco
script-echo-end = Terminar la prueba de eco
script-echo-say-something = Di algo. Lo vuelves a oír un segundo después.
script-echo-over = La prueba de eco terminó.
script-echo-failed = La prueba de eco no funcionó. Inténtalo de nuevo en un momento.

## Scripts of the desk: calls

script-is-calling = { $who } está llamando
script-did-not-work = Eso no funcionó. Inténtalo de nuevo en un momento.
script-call-press-anywhere = Pulsa en cualquier lugar, para que tu navegador reproduzca su voz.
script-call-connecting-again = Se cortó la línea. Conectando de nuevo…
script-call-lost = Se perdió la línea. La llamada vuelve a sonar, para quien esté libre.
script-call-elsewhere = Esta llamada está en otra pestaña tuya.
script-call-note-kept = La nota está guardada.
script-call-note-not-kept = No se pudo guardar la nota. Sigue aquí; inténtalo de nuevo.
script-call-line-broke =
    { $who ->
        [customer] Se cortó la línea del cliente. Espera: puede volver en un momento…
       *[agent] Se cortó tu línea…
    }
script-call-nothing-heard =
    { $who ->
        [customer] No se oye nada del cliente. Puede que su micrófono esté apagado.
       *[agent] No se te oye. Revisa tu micrófono.
    }
script-call-recording-stopped = La grabación se detuvo: { $why } La llamada sigue.

## Scripts of the desk: the mirror of a call, in which one sees how one sounds

script-mirror-show = Mostrar el espejo
script-mirror-hide = Ocultar el espejo
script-mirror-listening = escuchando…
script-mirror-pressed = no se indica: una voz tensa lo tapa
script-mirror-smile = se oye una sonrisa
script-mirror-perhaps-smile = quizá una sonrisa
script-mirror-usual = más o menos lo habitual
script-mirror-perhaps-less = quizá menos de lo habitual
script-mirror-less = menos sonrisa de lo habitual
script-mirror-you-listen = escuchas
script-mirror-share = { $share } %
script-mirror-pace = { $pace } sílabas/s

## Scripts of the desk: the player of a call, with which one looks back at it

script-player-play = Reproducir
script-player-pause = Pausar
script-player-at = En el minuto { $time }
script-player-place = { $time } de { $length }
script-player-axis =
    { $axis ->
        [smile] Sonrisa
        [lively] Viveza
        [bright] Brillo
       *[pressed] Tensión
    }
script-player-compared =
    { $how ->
        [more] { $axis }: claramente más de lo habitual
        [less] { $axis }: claramente menos de lo habitual
        [perhaps-more] { $axis }: quizá más de lo habitual
        [perhaps-less] { $axis }: quizá menos de lo habitual
       *[usual] { $axis }: más o menos lo habitual
    }
script-player-between = { $value }, entre { $low } y { $high }
script-player-nothing-told = Escuchando… aquí no hablas, o aún hubo muy poca habla para saberlo.
script-player-not-played = No se pudo reproducir la grabación. Inicia sesión de nuevo si llevas mucho tiempo fuera, o prueba con un Firefox, Chrome, Edge o Safari actual.
script-reflection-saved = Guardado, solo para ti.
script-reflection-not-saved = No se pudo guardar. Tus palabras siguen aquí; inténtalo de nuevo en un momento.
script-reflection-not-yet = Aún sin guardar: no hay conexión con la mesa. Tus palabras siguen aquí.

## Scripts of the desk: the warm-up, in which one’s own voice is heard for ten seconds

script-warm-up-begin = Empezar: diez segundos
script-warm-up-enough = Con eso basta
script-warm-up-hear = Oírla
script-warm-up-pause = Pausar
script-warm-up-listening = Escuchando… di tu saludo.
script-warm-up-one-moment = Un momento: la mesa escucha…
script-warm-up-not-heard = La mesa no pudo oír esto. Inténtalo de nuevo en un momento.
script-warm-up-not-reached = No hay conexión con la mesa. Comprueba la conexión y empieza de nuevo.
script-warm-up-not-played = Este navegador no pudo reproducirlo.

## These are sent to every visitor of a shop: short words load faster. “We” is the shop’s desk.

widget-chat = Chatea con nosotros
widget-phone = Llámanos
widget-with = Chat con { $name }
widget-unread =
    { $n ->
        [one] Chatea con nosotros, { $n } mensaje nuevo
       *[other] Chatea con nosotros, { $n } mensajes nuevos
    }
widget-close = Cerrar el chat
widget-messages = Mensajes
widget-you = Tú
widget-here =
    { $n ->
        [0] Estamos aquí.
        [one] { $names } está aquí.
       *[other] { $names } están aquí.
    }
widget-others = { $n } más
widget-wait =
    { $n ->
        [one] Hoy la espera es de { $n } minuto, más o menos.
       *[other] Hoy la espera es de unos { $n } minutos.
    }
widget-away = Ahora mismo no hay nadie para atenderte.
widget-back = Volvemos { $day } a las { $time } (tu hora).
widget-on =
    { $kind ->
        [date] el { $day }
       *[weekday] el { $day }
    }
widget-ask = Déjanos tu correo y nuestra respuesta te llegará dondequiera que estés.
widget-name = Tu nombre (opcional)
widget-email = Correo, para responderte si sales de la página (opcional)
widget-bad-email = Este correo parece incompleto. Corrígelo, por favor, o deja el campo vacío.
widget-write = Escribe un mensaje
widget-send = Enviar
widget-attach = Adjuntar un archivo
widget-remove = Quitar
widget-remove-file = Quitar { $file }
widget-retry = Reintentar
widget-sending = Enviando…
widget-sent = Enviado
widget-seen = Visto
widget-waiting = A la espera de conexión; se enviará solo
widget-failed = Eso no funcionó. Inténtalo de nuevo, por favor.
widget-trouble = { $file }: { $why }
widget-lost = Ahora no hay conexión. Seguimos intentándolo.
widget-typing = { $name } está escribiendo…
widget-fresh = Mensajes nuevos
widget-get = Descargar { $file }, { $size }
widget-too-long =
    { $n ->
        [one] Sobra { $n } carácter. Envíalo en dos mensajes, por favor.
       *[other] Sobran { $n } caracteres. Envíalo en dos mensajes, por favor.
    }
widget-too-big = { $file } pesa demasiado para enviarlo aquí: el máximo es { $max }.
widget-uploading = Se enviará en cuanto llegue el archivo.

## A call in the chat on other pages: customers read this. “We” is the shop’s desk

talk-title = Llamar a { $name }
talk-shrink = Minimizar sin colgar
talk-close = Cerrar
talk-before = Habla con nosotros
talk-microphone = Tu navegador te pedirá permiso para usar el micrófono, para que podamos oírte.
talk-free = No hay nadie delante de ti.
talk-line =
    { $n ->
        [one] { $n } persona delante de ti.
       *[other] { $n } personas delante de ti.
    }
talk-line-about =
    { $n ->
        [one] { $n } persona delante de ti; espera aproximada: { $time }.
       *[other] { $n } personas delante de ti; espera aproximada: { $time }.
    }
talk-ahead =
    { $n ->
        [one] { $n } persona delante de ti
       *[other] { $n } personas delante de ti
    }
talk-about = Espera aproximada: { $time }.
talk-recording = Grabamos las llamadas para atenderte mejor. Si quieres que pausemos la grabación, dínoslo.
talk-consent = Acepto que se grabe esta llamada para atenderme mejor.
talk-consent-note = Puedes llamar igualmente, aceptes o no.
talk-name = Tu nombre (opcional)
talk-dial = Llamar ahora
talk-write = Prefiero escribir
talk-later = Prefiero que me llamen
talk-again = Reintentar
talk-back = Volver al chat
talk-redial = Volver a llamar
talk-choose = Elegir una hora
talk-end = Colgar
talk-leave = Dejar de llamar
talk-stay = Seguir esperando
talk-go-back = Volver
talk-asking = Permite el micrófono, por favor
talk-asking-text = Tu navegador te lo pregunta ahora, casi siempre junto a la dirección de esta página.
talk-blocked-declined = No podemos usar el micrófono
talk-blocked-declined-text = Para hablar con nosotros, permite el micrófono en esta página: se hace en el icono que hay junto a su dirección. Después, inténtalo de nuevo.
talk-blocked-missing = No encontramos ningún micrófono
talk-blocked-missing-text = Conecta unos auriculares con micrófono, o un micrófono, e inténtalo de nuevo.
talk-blocked-busy = El micrófono está ocupado
talk-blocked-busy-text = Parece que otro programa u otra página lo está usando. Termina allí las demás llamadas, por favor, e inténtalo de nuevo.
talk-blocked-insecure = Esta página no puede usar el micrófono
talk-blocked-insecure-text = Los navegadores solo lo permiten si la dirección empieza por https. Nos alegrará saber de ti por otra vía.
talk-blocked-old = Este navegador no puede hacer llamadas
talk-blocked-old-text = Uno más reciente sí puede. Nos alegrará saber de ti por otra vía.
talk-blocked-unknown = El micrófono no se inicia
talk-blocked-unknown-text = Mira si está conectado y encendido, por favor, e inténtalo de nuevo.
talk-elsewhere = Ya estás en una llamada con nosotros, en otra ventana o pestaña.
talk-refused = Ahora mismo no podemos atender tu llamada
talk-unreachable = No logramos conectar
talk-unreachable-text = Mira si tienes conexión a internet, por favor, e inténtalo de nuevo.
talk-through = La llamada no logra pasar
talk-through-text = Puede que tu red no deje pasar llamadas. Prueba con otra red, o contáctanos por otra vía.
talk-calling = Llamando…
talk-next = El próximo turno es tuyo
talk-soon = Te atendemos en cuanto podamos.
talk-music = Oyes música mientras esperas.
talk-quiet = La música está apagada. Nos oirás cuando contestemos.
talk-hush = Quitar la música
talk-play = Poner música
talk-broke = Un momento, se cortó la línea
talk-mending = Te llamamos de nuevo…
talk-back-again = Ya hay conexión de nuevo.
talk-with = Hablas con { $name }
talk-somebody = alguien del equipo
talk-on-hold = Te ha puesto en espera { $name }
talk-hold-text = No cuelgues, por favor. Enseguida volvemos contigo.
talk-resumed = Ha vuelto { $name }.
talk-passed = Te estamos pasando con otra persona.
talk-mute = Silenciar
talk-unmute = Activar micrófono
talk-muted = Tu micrófono está silenciado
talk-muted-text = No podemos oírte hasta que lo actives de nuevo.
talk-sound = Ajustar sonido
talk-input = Micrófono
talk-output = Altavoz
talk-device = Dispositivo { $n }
talk-chat = Escribir
talk-news = Leerlo
talk-news-text = Te enviamos un mensaje. Pulsa «Leerlo» para verlo.
talk-level = Tu micrófono
talk-silent = No oímos nada de tu micrófono. ¿Está encendido y es el correcto?
talk-unplugged = Tu micrófono se desconectó. Conéctalo de nuevo, o elige otro en «Ajustar sonido».
talk-switched = Ahora usamos otro micrófono.
talk-no-device = Este no se puede usar en este momento.
talk-recorded = Se graba
talk-paused = Grabación en pausa
talk-listens = { $name } escucha
talk-hold = En espera
talk-hear = Pulsa para oírnos
talk-coming = Volviendo a tu llamada…
talk-returning = Tu llamada sigue en curso
talk-returning-text = Pulsa para volver a ella.
talk-rejoin = Volver a la llamada
talk-pill-waiting = Esperas para hablar con nosotros
talk-pill-talking = Hablas con { $name }
talk-pill-held = En espera
talk-pill-broken = Se cortó la línea. Te llamamos de nuevo…
talk-open = Abrir la llamada: { $state }
talk-return = Volver a la llamada
talk-when = ¿Cuándo te llamamos?
talk-when-text = Todas las horas son las tuyas ({ $zone }).
talk-looking = Buscamos horas libres…
talk-none = No hay ninguna hora libre en los próximos días
talk-none-text = Escríbenos, por favor, y buscaremos una contigo.
talk-phone = Tu número de teléfono
talk-example = +44 20 7946 0018
talk-confirm = Sí, a esa hora
talk-confirming = Un momento…
talk-pick = Elige una hora, por favor.
talk-number = Este número parece incompleto. Escríbelo entero, por favor, con el país primero, como +44 20 7946 0018.
talk-booked = Te llamaremos { $day } a las { $time }
talk-on = el { $day }
talk-booked-number = Al { $number }. La hora es la tuya ({ $zone }). No tienes que hacer nada hasta entonces.
talk-booked-text = La hora es la tuya ({ $zone }). No tienes que hacer nada hasta entonces.
talk-over-thanks = Gracias por llamar
talk-over-thanks-text = Fue un gusto hablar contigo.
talk-over-you = Has colgado
talk-over-you-text = No pasa nada. Aquí estamos cuando nos necesites.
talk-over-lost = Se perdió la línea
talk-over-lost-text = Intentamos llamarte de nuevo y no lo logramos. Lo sentimos.
talk-over-unanswered = Lo sentimos
talk-over-unanswered-text = Nadie pudo contestar. Elige una hora y te llamamos.
talk-over-restart = Lo sentimos, la llamada se cortó
talk-over-restart-text = Tuvimos que reiniciar nuestro teléfono. Vuelve a funcionar en un momento.
talk-over-gone = La llamada ha terminado
talk-over-gone-text = Aquí estamos cuando nos necesites.
talk-ended = La llamada ha terminado. Aún puedes elegir una hora aquí.
talk-long = Hablamos durante { $time }.

## What is thought of before a reply goes out

hint-gap-why = El cliente leería estos corchetes. Pon las palabras en su lugar.
hint-label-why = ¿Qué le pasó antes de esto? Eso ayuda a quien lea la nota después.
hint-empathy-why = El cliente contó algo difícil. Di primero cómo debió de vivirlo; después, ayuda.
hint-question-why = El cliente preguntó esto, y tu respuesta aún no lo atiende.
hint-asked-again-why = { $reason }. Está arriba, en el hilo.
hint-same-apology-why = Ya te disculpaste con estas mismas palabras. Di ahora qué será distinto.
hint-refusal-why = Un «no» a secas. Nombra otra salida, o quién puede ayudar con ello.
hint-blame-why = Esto culpa a alguien. Di qué pasó, sin decir quién, y cómo se arregla.
hint-condescension-why = Puede sonar como si hablaras desde arriba.
hint-hurry-why = Puede sonar como si no tuvieras tiempo para el cliente.
hint-scarcity-why = Esto pone de por medio una norma o una carencia. Di para qué está, y qué puedes hacer.
hint-label-in-reply-why = Esto encasilla a una persona. Di, en su lugar, qué pasó.
hint-jargon-why = Una palabra de jerga. Dilo como lo dirías en el mostrador.
hint-time-why = Una hora con la que el cliente pueda contar lo convierte en una promesa.
hint-greeting-why = Es nuestra primera respuesta. Saluda, y di quién eres.
hint-closing-why = La última impresión cuenta como la primera. Di qué pasa ahora, o despídete con un buen deseo.
hint-go-on-with = Seguir con «{ $words }…»
hint-put-instead = «{ $words }»

## Errors of last resort, and of the chat

error-other-method = Eso no se puede hacer aquí. La cabecera Allow dice qué se puede.
error-panicked = Algo falló de nuestra parte. Lo que escribiste sigue aquí; inténtalo de nuevo en un momento.
visitor-text-too-long = Este mensaje es demasiado largo: el máximo es { $max } caracteres.
visitor-too-many-files = Envía como máximo { $max } archivos a la vez.
visitor-file-gone = Un archivo ya no está. Vuelve a elegirlo y envía.
visitor-erased = Todo lo que se guardaba de este chat se ha borrado.
visitor-no-phone-here = Aquí el teléfono no está conectado. Escríbenos, por favor.
visitor-choose-a-time = Elige una de las horas, por favor.

## Passkeys

passkeys-title = Llaves de acceso
passkeys-lead = Inicia sesión con la huella, la cara o el PIN de tu dispositivo, sin contraseña. Después de una contraseña, una llave de acceso es tu segundo factor.
passkeys-need-address = Las llaves de acceso necesitan una dirección cifrada y con nombre, como https://desk.example. La elige quien administra el servidor.
passkeys-not-in-browser = Este navegador no tiene llaves de acceso. Quizá otro las tenga, o un teléfono.
passkeys-app-too = Además, una aplicación de códigos de un solo uso
passkeys-codes-left = Cada uno te deja entrar una vez después de tu contraseña, cuando no tengas a mano ninguna llave de acceso. Quedan: { $count }.
passkeys-for-elsewhere = Tus llaves de acceso son para otra dirección de la mesa, y en esta no funcionan.
passkey-for-elsewhere = Es para otra dirección de la mesa, y en esta no funciona.
passkey-used = Creada: { $made }; último uso: { $used }
passkey-unused = Creada: { $made }; aún sin usar
passkey-add = Añadir una llave de acceso
passkey-add-another = Añadir otra llave de acceso
passkey-make = Crear una llave de acceso
passkey-instead = O crea una llave de acceso: entras con la huella, la cara o el PIN de tu dispositivo.
passkey-name = Nombre
passkey-name-hint = Para que la reconozcas en la lista: por ejemplo, dónde está guardada.
passkey-change = Cambiar
passkey-change-name = Cambiar { $name }
passkey-rename = Cambiar el nombre
passkey-rename-name = Cambiar el nombre de { $name }
passkey-remove = Quitar
passkey-remove-name = Quitar { $name }
passkey-remove-hint = Ya no te deja entrar, y se cierra la sesión en tus otros navegadores. Elimínala también en tu dispositivo.
passkey-use = Usar una llave de acceso
passkey-use-recovery-code = Usar un código de recuperación
passkey-recovery-code = Código de recuperación
passkey-recovery-code-hint = Cuatro grupos de cuatro letras y cifras.
passkey-ask = Hasta aquí, todo bien. Ahora, tu llave de acceso.
passkey-ask-or-code = Hasta aquí, todo bien. Ahora, tu llave de acceso o el código de tu aplicación.
passkey-saved = Desde ahora entras con tu llave de acceso. Después de tu contraseña, se te pide.
passkey-saved-name = Desde ahora se llama así.
passkey-saved-removal = Esa llave de acceso ya no te deja entrar. Se cerró la sesión en tus otros navegadores.
passkey-saved-app-off = Ya no se te pide el código de tu aplicación; tus llaves de acceso, sí. Se cerró la sesión en tus otros navegadores.
passkey-too-many = Ya tienes { $most } llaves de acceso. Quita una que no uses.
passkey-no-name = Un nombre tiene de 1 a { $most } caracteres. Escribe uno.
passkey-gone = Esta llave de acceso no está aquí. Quizá se haya quitado.
passkey-there-already = Esta llave de acceso ya está aquí. Úsala, o crea una en otro dispositivo.
passkey-too-long-ago = Eso tardó más de lo que espera la mesa, o se envió dos veces. Inténtalo de nuevo.
passkey-unknown = La mesa no conoce esta llave de acceso. Quizá se haya quitado; usa otra, o tu contraseña.
passkey-unverified = Tu dispositivo no comprobó que eres tú. Activa en él el PIN, la huella o la cara, e inténtalo de nuevo.
passkey-elsewhere = Esta llave de acceso respondió para otra dirección que no es esta. Abre la mesa en su propia dirección e inténtalo de nuevo.
passkey-not-taken = La mesa no pudo aceptar lo que dijo tu dispositivo. Inténtalo de nuevo, o usa tu contraseña.
passkey-copied = Puede que haya una copia de esta llave de acceso, así que no se acepta. Usa tu contraseña; después quita la llave y crea una nueva.
passkey-stays = En esta mesa todo el mundo necesita un segundo factor, así que tu última llave de acceso se queda. Crea antes otra.
palette-passkeys-also = llave de acceso clave de acceso clave de paso sin contraseña huella dactilar cara rostro facial biometría pin llave de seguridad passkey passkeys webauthn fido
audit-passkey-made = <b>{ $who }</b> creó una llave de acceso
audit-passkey-removed = <b>{ $who }</b> quitó una llave de acceso suya
audit-passkey-refused = <b>{ $who }</b> usó una llave de acceso que no se aceptó
audit-passkey-refused-of = <b>{ $who }</b> usó una llave de acceso que no se aceptó para <b>{ $whom }</b>
script-passkey-not-given = No se dio ninguna llave de acceso. Inténtalo de nuevo cuando la tengas a mano.
script-passkey-there-already = Este dispositivo ya tiene una llave de acceso tuya. Úsala, o crea una en otro dispositivo.
script-passkey-failed = Tu dispositivo no pudo hacerlo ahora. Inténtalo de nuevo.

## Being told by one's browser while no page is open

push-title = En tus navegadores
push-lead = Un navegador al que se lo permitas te muestra un aviso de lo que marques arriba, también cuando no hay ninguna página de la mesa abierta, si { $seconds } segundos después aún no lo has visto en ella. Con qué frecuencia, y cuándo no, se elige abajo. Lo que muestra pasa por el servicio de envío de su fabricante, cifrado de modo que allí nadie puede leerlo.
push-turn-on = Avisarme en este navegador
push-turn-on-hint = Tu navegador te pregunta si lo permites.
push-denied = A este navegador se le dijo que no muestre avisos de la mesa. Permite las notificaciones en sus ajustes para este sitio y vuelve aquí.
push-insecure = Un navegador solo muestra avisos de una mesa que se abre por <code>https</code> o que está en la misma máquina. Pide ayuda a quien la administra.
push-unable = Este navegador no puede mostrar avisos cuando no hay ninguna página abierta. En un iPhone o iPad ningún navegador puede hacerlo para una página; usa otro dispositivo, o el correo.
push-browsers = Navegadores que te avisan
push-this-one = Este navegador
push-signed-out = Sesión cerrada ahí: volverá a avisarte cuando inicies sesión.
push-told-never = Desde: { $day }; aún no ha avisado de nada
push-told-now = Último aviso: ahora mismo
push-told-ago = Último aviso: hace { $time }
push-told-on = Último aviso: { $day }
push-test = Probarlo
push-test-of = Probarlo: { $browser }
push-test-sent = Va un aviso en camino a { $browser }.
push-remove = Quitar
push-remove-of = Quitar { $browser }
push-removed = { $browser } ya no te avisa de nada.
push-way = En navegadores
push-kind = En navegadores: { $kind }
push-named = Nombrar a los clientes y decir de qué se trata
push-named-hint = Si no, el aviso solo dice que hay algo: puede que otros vean tu pantalla.
push-not-here = Este navegador no está aquí. Quizá se haya quitado.
push-bad-keys = Este navegador no dijo cómo cifrar para él. Inténtalo de nuevo, o con otro.
push-too-many = Ya tienes { $most } navegadores. Quita uno que ya no uses.
push-no-encryption = En esta máquina no se puede cifrar nada. Pide ayuda a quien administra Bliss.
push-why-unreachable = El último aviso no llegó: no hubo conexión con su servicio de envío ({ $answer }). Se vuelve a intentar.
push-why-not-now = El último aviso no llegó: su servicio de envío no lo aceptó por ahora ({ $answer }). Se vuelve a intentar.
push-why-refused = El último aviso no llegó: su servicio de envío lo rechazó ({ $answer }). Quita este navegador y permite de nuevo que te avise.
push-why-unreadable = No se pudo preparar el último aviso ({ $answer }). Quita este navegador y permite de nuevo que te avise.
push-notice-test = Funciona: { $desk } te avisa aquí
push-notice-test-body = Así se ve un aviso.
push-notice-line = { $matter }: { $what }
script-push-on = Desde ahora, este navegador te avisa de lo nuevo. Pruébalo abajo.
script-push-failed = No se logró que este navegador te avise: { $why }
email-purpose-new-passkey = Una llave de acceso nueva
letter-passkey-subject = Una llave de acceso nueva para tu cuenta en la mesa de { $desk }
letter-passkey-words = Se creó una llave de acceso, «{ $passkey }», para tu cuenta en la mesa de { $desk }. Abre tu cuenta desde ahora.
letter-passkey-if-not = Si fuiste tú, no queda nada por hacer. Si no, quítala, elige una contraseña nueva y avisa a quien sea responsable de tu mesa.
letter-passkey-button = Ver tus llaves de acceso
letter-passkey-foot = Recibes este correo cada vez que se crea una llave de acceso para ti, para que nadie cree una sin que lo sepas.
profile-saved-password-passkeys = Tu nueva contraseña vale desde ahora; se cerró la sesión en los demás navegadores. Las llaves de acceso no cambian con ella: mira si todas son tuyas.
passkey-others-elsewhere = Tus otras llaves de acceso se crearon para otra dirección de la mesa y aquí no sirven. Añade antes una llave de acceso para esta dirección.
sign-in-gone-meanwhile = Tu acceso cambió mientras iniciabas sesión. Inicia sesión de nuevo.
push-why-unreachable-at-last = El último aviso no llegó: no hubo conexión con su servicio de envío ({ $answer }). No se vuelve a intentar; el próximo, sí.
push-why-not-now-at-last = El último aviso no llegó: su servicio de envío no lo aceptó ({ $answer }). No se vuelve a intentar; el próximo, sí.
push-key-unreadable = Ahora ningún navegador puede avisar: la mesa no puede leer su clave para los servicios de envío, porque se cambió la clave del servidor. Quien administra Bliss debe recuperar el archivo server.key que había antes.
push-key-lost = Se ha perdido para siempre
push-key-renew-lead = Entonces la mesa necesita una clave nueva para los servicios de envío. Todos los navegadores salen de la lista; cada uno vuelve por sí solo cuando se abre la mesa en él.
push-key-renew = Crear una clave nueva
push-key-made = Hay una clave nueva: los navegadores pueden volver a avisar.
push-key-readable = La mesa puede leer su clave para los servicios de envío, así que se queda.
