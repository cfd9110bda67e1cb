### ما يقوله Bliss بالعربية: كل رسائل المكتب، بالمعرّفات والترتيب نفسيهما في en.ftl.
### تُخاطَب المستخدمة والمستخدم معًا بصيغ محايدة ما أمكن (المصدر، «يُرجى»، «يمكنك»)، ولا يُصرَّف فعل مع اسم في متغيّر.
###
### Standards, promises, canned replies, rules, tags, teams, holidays, Today, check-ins and search.

language-own-name = العربية
series = { $all }، { $next }

## What is said everywhere

done = تم.

## When something cannot be done

error-bucket-away = مكان حفظ الملفات لا يستجيب. يُرجى المحاولة بعد بضع دقائق؛ لم يضع شيء.
error-elsewhere = هذه المكالمة لدى خادم آخر من خوادم المكتب. يُرجى المحاولة بعد لحظة.
error-file = تعذّر حفظ الملف: { $why }
error-number = رقم هذا الطلب:
error-say-number = يُرجى ذكر هذا الرقم لمن يشغّل Bliss:
error-throttled =
    { $minutes ->
        [one] محاولات كثيرة. يُرجى الانتظار دقيقة ثم المحاولة من جديد.
        [two] محاولات كثيرة. يُرجى الانتظار دقيقتين ثم المحاولة من جديد.
        [few] محاولات كثيرة. يُرجى الانتظار { $minutes } دقائق ثم المحاولة من جديد.
       *[other] محاولات كثيرة. يُرجى الانتظار { $minutes } دقيقة ثم المحاولة من جديد.
    }
error-to-the-desk = إلى المكتب
not-here =
    { $what ->
        [account] هذا الحساب غير موجود هنا. ربما أُزيل.
        [address] هذا العنوان غير موجود هنا. ربما أُزيل.
        [answer] هذا الجواب غير موجود هنا. ربما أُزيل.
        [call] هذه المكالمة غير موجودة هنا. ربما أُزيلت.
        [call-back] معاودة الاتصال هذه غير موجودة هنا. ربما أُزيلت.
        [canned-reply] هذا الرد الجاهز غير موجود هنا. ربما أُزيل.
        [change] هذا التغيير غير موجود هنا. ربما أُزيل.
        [chat] هذه الدردشة غير موجودة هنا. ربما أُزيلت.
        [contact] هذا التواصل غير موجود هنا. ربما أُزيل.
        [conversation] هذه المحادثة غير موجودة هنا. ربما أُزيلت.
        [copy] هذه النسخة غير موجودة هنا. ربما أُزيلت.
        [import] عملية الاستيراد هذه غير موجودة هنا. ربما أُزيلت.
        [customer] هذا العميل غير موجود هنا. ربما أُزيل.
        [delivery] هذا الإرسال غير موجود هنا. ربما أُزيل.
        [draft] هذه المسودة غير موجودة هنا. ربما أُزيلت.
        [fact] هذه المعلومة غير موجودة هنا. ربما أُزيلت.
        [file] هذا الملف غير موجود هنا. ربما أُزيل.
        [hint] هذا التلميح غير موجود هنا. ربما أُزيل.
        [holiday] هذه العطلة غير موجودة هنا. ربما أُزيلت.
        [identity-provider] موفّر الهوية هذا غير موجود هنا. ربما أُزيل.
        [inbox] صندوق الوارد هذا غير موجود هنا. ربما أُزيل.
        [invitation] هذه الدعوة غير موجودة هنا. ربما أُزيلت.
        [kind-of-message] هذا النوع من الرسائل غير موجود هنا. ربما أُزيل.
        [merge] هذا الدمج غير موجود هنا. ربما أُزيل.
        [message] هذه الرسالة غير موجودة هنا. ربما أُزيلت.
        [moment] هذه اللحظة غير موجودة هنا. ربما أُزيلت.
        [note] هذه الملاحظة غير موجودة هنا. ربما أُزيلت.
        [notification] هذا الإشعار غير موجود هنا. ربما أُزيل.
        [page] هذه الصفحة غير موجودة هنا. ربما أُزيلت.
        [person] هذا الشخص غير موجود هنا. ربما أُزيل.
        [promise] هذا الوعد غير موجود هنا. ربما أُزيل.
        [question] هذا السؤال غير موجود هنا. ربما أُزيل.
        [recording] هذا التسجيل غير موجود هنا. ربما أُزيل.
        [replay] إعادة المكالمة هذه غير موجودة هنا. ربما أُزيلت.
        [rule] هذه القاعدة غير موجودة هنا. ربما أُزيلت.
        [session] هذه الجلسة غير موجودة هنا. ربما أُزيلت.
        [sound] هذا الصوت غير موجود هنا. ربما أُزيل.
        [standard] هذا المعيار غير موجود هنا. ربما أُزيل.
        [tag] هذا الوسم غير موجود هنا. ربما أُزيل.
        [team] هذا الفريق غير موجود هنا. ربما أُزيل.
        [token] رمز الوصول هذا غير موجود هنا. ربما أُزيل.
        [version] هذا الإصدار غير موجود هنا. ربما أُزيل.
        [view] طريقة العرض هذه غير موجودة هنا. ربما أُزيلت.
        [webhook] خطاف الويب هذا غير موجود هنا. ربما أُزيل.
       *[other] هذا غير موجود هنا. ربما أُزيل.
    }

## Signing in

sign-in-button = تسجيل الدخول
sign-in-email = البريد الإلكتروني
sign-in-forgotten = نسيت كلمة المرور؟ يمكن لأحد المالكين أو المشرفين إنشاء رابط لك.
sign-in-heading = سعداء برؤيتك
sign-in-lead = تسجيل الدخول إلى مكتب { $desk }.
sign-in-or = أو
sign-in-owners-with-password = يمكن للمالكين الدخول بكلمة المرور أيضًا
sign-in-password = كلمة المرور
sign-in-title = تسجيل الدخول
sign-in-with-provider = الدخول عبر { $provider }

## Settings: sessions

sessions-ended = على من كان يستخدم ذلك المتصفح أن يسجّل الدخول من جديد.
sessions-lead = الأماكن التي سجّلت الدخول منها. يمكنك إنهاء ما لا تعرفه منها.
sessions-sign-out = تسجيل الخروج
sessions-sign-out-elsewhere = تسجيل الخروج من كل مكان آخر
sessions-sign-out-of = تسجيل الخروج من { $browser }، { $detail }
sessions-signed-in = وقت الدخول
sessions-this-one = هذه الجلسة
sessions-title = الجلسات

## Settings: profile

profile-language = اللغة
profile-language-of-browser = لغة متصفحك
profile-language-unknown = لا يتحدث Bliss هذه اللغة. يُرجى اختيار لغة من القائمة.

## What cannot be taken

address-bad-email = لا يبدو هذا عنوان بريد إلكتروني. ينبغي أن يشبه name@example.com.
address-bad-phone = لا يبدو هذا رقم هاتف. يُكتب بالأرقام، مثل ‎+49 30 1234567.
canned-reply-bad-code = الرمز القصير كلمة واحدة من حروف وأرقام وشرطات، لا تزيد على { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }، مثل «delay».
canned-reply-bad-language = يُرجى اختيار اللغة من القائمة.
canned-reply-empty = يُرجى كتابة الكلمات التي تريدها في متناول يدك.
canned-reply-long-title = لا يزيد العنوان على { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }. يُرجى اختصاره.
canned-reply-no-title = يحتاج الرد إلى عنوان تجده به لاحقًا.
canned-reply-open-variable = فُتحت «{"{{"}{ $after }» ولم تُغلق. ينقص «{"}}"}» بعد الاسم.
canned-reply-too-long = هذا النص طويل: فيه { $chars ->
        [one] حرف واحد
        [two] حرفين
        [few] { $chars } أحرف
        [many] { $chars } حرفًا
       *[other] { $chars } حرف
    }، والحد الأقصى { $most }. يُستحسن تقسيمه إلى ردّين.
canned-reply-unknown-variable = لا يوجد «{"{{"}{ $name }{"}}"}». يُرجى اختيار واحد مما بجانب النص.
canned-reply-unknown-variable-near = لا يوجد «{"{{"}{ $name }{"}}"}». هل المقصود «{"{{"}{ $near }{"}}"}»؟
file-bad-kind =
    { $what ->
        [svg] قد تحمل صور SVG برامج، فلا يمكن إرسالها.
        [page] قد تحمل صفحات الويب برامج، فلا يمكن إرسالها.
        [nameless] لا يمكن إرسال ملفات لا ينتهي اسمها بنوعها (مثل ‎.pdf).
       *[other] لا يمكن إرسال ملفات من هذا النوع.
    } أما الصور وملفات PDF والنصوص ومستندات المكتب والصوت والفيديو وZIP فيمكن إرسالها.
file-bad-name = لا يمكن استخدام اسم هذا الملف. يُرجى تغييره دون شرطات مائلة أو أحرف خفية، ثم اختيار الملف من جديد.
file-disguised = اسم هذا الملف يدل على نوع ومحتواه على نوع آخر. يُرجى تسميته بما هو عليه، ثم اختياره من جديد.
file-empty = هذا الملف فارغ (0 بايت). يُرجى اختياره من جديد، أو اختيار غيره.
file-name-too-long = اسم هذا الملف طويل: الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }. يُرجى اختصاره ثم اختيار الملف من جديد.
file-too-large = يتجاوز هذا الملف { $most } ميجابايت. يُرجى إرسال ملف أصغر، أو رابط إليه.
hours-too-many = هذه أكثر من { $most } فترات في يوم واحد.
hours-unreadable = تُكتب الأوقات هكذا: 9:00–12:30, 13:30–18:00، أو تُترك الخانة فارغة.
intention-empty = يُرجى كتابة بضع كلمات، أو اختيار بعض ما ورد أعلاه.
intention-too-long = النيّة قصيرة: في هذه { $chars ->
        [one] حرف واحد
        [two] حرفين
        [few] { $chars } أحرف
        [many] { $chars } حرفًا
       *[other] { $chars } حرف
    }، والحد الأقصى { $most }.
merge-other-browser = كُتبت هاتان المحادثتان في متصفحين، ولم يُعرف أن صاحبهما واحد: فلن يصل الرد إلا إلى أحدهما. الأفضل تركهما منفصلتين والرد على كل منهما.
merge-other-customer = هاتان المحادثتان مع عميلين مختلفين، ولا ينبغي أن يقرأ أحدهما ما كتبه الآخر. إن كانا شخصًا واحدًا فليُدمج العميلان أولًا؛ وإلا فيُرجى اختيار محادثة أخرى.
merge-other-inbox = وصلت هاتان المحادثتان إلى عنوانين مختلفين من عناويننا، فالرد في إحداهما لن يصل إلى العميل في الأخرى. الأفضل تركهما منفصلتين.
merge-same = هاتان محادثة واحدة أصلًا. يُرجى اختيار غيرها.
message-empty = لا شيء للإرسال بعد. يُرجى كتابة بضع كلمات أولًا.
message-too-long = هذه الرسالة طويلة: فيها { $chars ->
        [one] حرف واحد
        [two] حرفين
        [few] { $chars } أحرف
        [many] { $chars } حرفًا
       *[other] { $chars } حرف
    }، والحد الأقصى { $most }. يمكن اختصارها، أو إرفاقها ملفًا نصيًا.
notifications-bad-quiet = يُرجى كتابة وقتين مختلفين لساعات هدوئك، مثل 18:00 و08:00.
promise-nothing = بماذا نَعِد؟ تكفي بضع كلمات.
promise-too-long = يُرجى الاكتفاء بما لا يزيد على { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
standard-no-title = يحتاج المعيار إلى عنوان ليتحدث الناس عنه.
standard-past = يبدأ المعيار الآن أو لاحقًا: لا يُحكم على أحد بما لم يُخبَر به.
standard-too-far = هذا بعيد جدًا. يُرجى اختيار يوم خلال عامين.
standard-too-long = هذا أطول مما يُحفظ في الذهن. لا يزيد العنوان على { $title ->
        [one] حرف واحد
        [two] حرفين
        [few] { $title } أحرف
        [many] { $title } حرفًا
       *[other] { $title } حرف
    }، ولا المعنى على { $words }.
time-no-such = لا وجود لهذا اليوم أو هذه الساعة. مثال يُفهم: «tomorrow 9:00».
time-past = مضى ذلك الوقت. يُرجى اختيار وقت لم يأتِ بعد.
time-too-far = هذا بعد أكثر من عام. يُرجى اختيار وقت أقرب.
time-unreadable = لم نستطع قراءة هذا الوقت. أمثلة تُفهم: «tomorrow 9:00» أو «in 2 hours» أو «next monday» أو «24 december 14:00».

## What cannot be done now

call-back-no-time = لا يوجد وقت متاح خلال { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
call-colleague-busy = { $name } في مكالمة الآن. يمكن سؤال شخص آخر، أو الانتظار قليلًا.
canned-reply-code-taken = الرمز القصير «{ $code }» مستخدم في «{ $title }». يُرجى اختيار غيره.
canned-reply-for-all = ما يستخدمه الجميع يكتبه المشرفون والمالكون. يمكنك نسخه، والنسخة لك وحدك لتغييرها.
customer-merge-undo-conversation-first = المحادثة { $id }، «{ $subject }»، مكوّنة من محادثات العميلين. يُرجى التراجع عن ذلك الدمج هناك أولًا؛ ثم يمكن التراجع عن هذا.
invitation-on-desk = صاحب العنوان { $email } في المكتب أصلًا.
invitation-sign-in-instead = صاحب العنوان { $email } في المكتب أصلًا. يُرجى تسجيل الدخول، أو استخدام عنوان آخر.
sign-in-by-provider-only = الدخول إلى هذا المكتب يكون عبر { $provider }. يُرجى استخدام زرّه في صفحة الدخول.
team-name-taken = يوجد فريق باسم «{ $name }» أصلًا.
customer-merge-one-already = هذان عميل واحد أصلًا. يُرجى اختيار غيره.

## What buttons say everywhere

action-add = إضافة
action-back = رجوع
action-cancel = إلغاء
action-close = إغلاق
action-never-mind = لا داعي
action-save = حفظ
action-snooze = تأجيل
action-undo = تراجع

## Numbers, sizes and lengths of time, in short

size-bytes = { $bytes } بايت
size-kilobytes = { $kilobytes } كيلوبايت
size-megabytes = { $megabytes } ميجابايت
duration-under-a-minute = أقل من دقيقة
duration-seconds = { $seconds } ث
duration-minutes = { $minutes } د
duration-hours = { $hours } س
duration-hours-and-minutes = { $hours } س { $minutes } د
duration-a-day-and-hours = يوم و{ $hours } س
duration-days =
    { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }

## Days and times

day-today = اليوم
day-yesterday = أمس
day-tomorrow = غدًا
day-today-within = اليوم
day-yesterday-within = أمس
day-tomorrow-within = غدًا
day-and-time = { $day }، { $time }
soon-today = الساعة { $time }
soon-tomorrow = غدًا الساعة { $time }
soon-on-weekday = يوم { $weekday } الساعة { $time }
soon-on-day = يوم { $day } الساعة { $time }
when-today = الساعة { $time }
when-on-day = يوم { $day }
local-time-same = { $place }، بتوقيتك نفسه
local-time-hours-ahead =
    { $hours ->
        [one] { $place }، قبلك بساعة واحدة
        [two] { $place }، قبلك بساعتين
        [few] { $place }، قبلك بـ{ $hours } ساعات
       *[other] { $place }، قبلك بـ{ $hours } ساعة
    }
local-time-hours-behind =
    { $hours ->
        [one] { $place }، بعدك بساعة واحدة
        [two] { $place }، بعدك بساعتين
        [few] { $place }، بعدك بـ{ $hours } ساعات
       *[other] { $place }، بعدك بـ{ $hours } ساعة
    }
local-time-ahead = { $place }، قبلك بـ{ $hours } س { $minutes } د
local-time-behind = { $place }، بعدك بـ{ $hours } س { $minutes } د

## Languages that customers speak

language-ar = العربية
language-cs = التشيكية
language-da = الدنماركية
language-de = الألمانية
language-el = اليونانية
language-en = الإنجليزية
language-es = الإسبانية
language-fi = الفنلندية
language-fr = الفرنسية
language-he = العبرية
language-hi = الهندية
language-hu = المجرية
language-it = الإيطالية
language-ja = اليابانية
language-ko = الكورية
language-nl = الهولندية
language-no = النرويجية
language-pl = البولندية
language-pt = البرتغالية
language-ro = الرومانية
language-ru = الروسية
language-sv = السويدية
language-tr = التركية
language-uk = الأوكرانية
language-vi = الفيتنامية
language-zh = الصينية
language-of-place = { $language } ({ $tag })

## Names for those whose name is not known

person-unknown = شخص ما
person-unknown-within = شخص ما
person-nobody-within = لا أحد
quoted = «{ $words }»

## Around every page

nav-skip = الانتقال إلى المحتوى الرئيسي
nav-main = القائمة الرئيسية
nav-today = اليوم
nav-desk = المكتب
nav-promises = الوعود
nav-standards = المعايير
nav-customers = العملاء
nav-search = البحث
nav-settings = الإعدادات
nav-notifications = الجديد لك
nav-your-profile = ملفك الشخصي
nav-your-calls = مكالماتك
nav-your-check-ins = وقفاتك مع نفسك
nav-design = التصميم
nav-sign-out = تسجيل الخروج
nav-reminders = وعود اقترب موعدها
nav-phone = الهاتف
nav-waiting = ، <number>{ $count }</number> في الانتظار
nav-you-here = حالتك يا { $name }: متاح للخدمة
nav-you-away = حالتك يا { $name }: خارج المكتب
availability-switch = استقبال محادثات جديدة
availability-here = هنا
availability-away = خارج المكتب
availability-available = متاح للخدمة
availability-back = العودة { $when }
definition-what = ما معنى «{ $term }»
definitions-what = ما معنى { $what }

## When something cannot be done

error-heading = لم ينجح ذلك
error-heading-forbidden = تغيير هذا ليس من صلاحياتك
error-heading-not-found = تعذّر العثور على هذا
error-heading-ours = حدث خطأ من جانبنا
error-heading-too-many = على مهل قليلًا من فضلك
error-database-away = لا يستطيع المكتب الوصول إلى قاعدة بياناته الآن. ما كتبته ما زال هنا؛ يُرجى المحاولة من جديد.
error-disk-full = امتلأ قرص المكتب، فتعذّر حفظ هذا. لم يضع شيء مما حُفظ من قبل. يُرجى إخبار من يشغّل المكتب، ثم المحاولة من جديد.
error-file-not-kept = تعذّر حفظ الملف. يُرجى المحاولة بعد لحظة.
error-forged = لم يأتِ هذا الطلب من صفحات المكتب نفسه، فلم يُنفَّذ شيء. يُرجى فتح المكتب والمحاولة من هناك.
error-ours = حدث خطأ من جانبنا. ما كتبته ما زال هنا؛ يُرجى المحاولة بعد لحظة.
error-page-not-drawn = تعذّر عرض هذه الصفحة. يُرجى المحاولة من جديد.
error-role = دورك لا يشمل هذا. يمكنك سؤال مالك المكتب أو أحد مشرفيه.
error-too-many = كان هذا كثيرًا دفعة واحدة. يُرجى الانتظار لحظة ثم المحاولة من جديد.
corner-closed = يُرجى فتح ركنك أولًا بكلمة مرورك من الإعدادات ← الملف الشخصي: ففيه ما يخصك وحدك.
form-too-much = هذا أكثر مما يتسع له نموذج واحد. يُرجى اختصاره.
form-unreadable = تعذّرت قراءة هذا النموذج. يُرجى الرجوع وفتح الصفحة من جديد وملؤه مرة أخرى.

## Keys

keys-title = المفاتيح
keys-lead = يمكن إنجاز كل شيء دون الفأرة.
keys-anywhere = في أي مكان
keys-in-a-list = في قائمة
keys-in-a-conversation = في محادثة
keys-while-writing = أثناء الكتابة
keys-then = ثم
keys-or = أو
keys-with-click = <key>Shift</key> مع نقرة
keys-this-list = هذه القائمة
keys-search-field = إلى خانة البحث
keys-search-everything = البحث في كل شيء
keys-next = التالي، السابق
keys-open = فتح
keys-filter = تصفية المكتب
keys-choose = تحديد، لعدة محادثات معًا
keys-choose-up-to = تحديد الكل حتى هنا
keys-take = تولّيها بنفسك
keys-assign = إسناد
keys-close = إغلاق أو إعادة فتح
keys-tag = وسم
keys-trust = ما حرّك الثقة
keys-standards = مدى تحقق المعايير
keys-merge = دمج مع محادثة أخرى
keys-moment = تسمية لحظة في الكلمات المحددة
keys-promise = تسجيل وعد
keys-keep-promise = حفظ ما قلته وعدًا
keys-undo-sending = التراجع عن الإرسال
keys-back = الرجوع إلى القائمة
keys-greeting = البدء بتحية
keys-mention = الإشارة إلى شخص
keys-better-words = استخدام الكلمات الأفضل
keys-preview = رؤيتها كما يراها الآخرون
keys-leave-text = مغادرة النص
keys-single = استخدام مفاتيح الحرف الواحد
keys-single-hint = يمكن إيقافها عند الإملاء الصوتي، أو إن كانت تعيقك.
keys-single-stay = <keys>و</keys> باقيان.

## The palette, in which everything can be found and done

palette-title = العثور على أي شيء أو فعله
palette-hint = اسم أو موضوع أو رقم، أو ما تريد فعله
palette-results = النتائج
palette-to-choose = للاختيار
palette-to-open = للفتح
palette-to-close = للإغلاق
palette-customers = العملاء
palette-conversations = المحادثات
palette-go = الانتقال إلى
palette-do = تنفيذ شيء
palette-search-for = البحث في كل شيء عن «{ $words }»
palette-start-with = بدء محادثة مع { $name }
palette-add-customer = إضافة «{ $name }» عميلًا
palette-notifications = الجديد
palette-warm-up = الإحماء
palette-customer = إضافة عميل
palette-away = خارج المكتب لبعض الوقت
palette-here = عدت إلى المكتب
palette-keys = عرض كل المفاتيح
palette-notifying = الإشعارات
palette-sessions = أماكن تسجيل دخولك
palette-second-factor = العامل الثاني
palette-people = الأشخاص
palette-teams = الفرق
palette-holidays = العطل
palette-tags = الوسوم
palette-canned-replies = الردود الجاهزة
palette-chat = الدردشة على موقعك
palette-api = API
palette-rules = القواعد
palette-workspace = مساحة العمل
palette-security = الأمان
palette-identity-provider = موفّر الهوية
palette-audit = سجل التدقيق
palette-webhooks = خطافات الويب
palette-today-also = الرئيسية البداية الصفحة الأولى home
palette-desk-also = محادثات انتظار صندوق وارد inbox
palette-customers-also = أشخاص زبائن جهات اتصال customers contacts
palette-search-also = بحث عثور رسائل ملاحظات find
palette-notifications-also = إشعارات تنبيهات جرس notifications
palette-calls-also = تسجيلات إعادة مكالمات صوت ابتسامة
palette-warm-up-also = صوت ابتسامة تحية ميكروفون تدريب
palette-conversation-also = بدء فتح كتابة جديدة
palette-customer-also = جديد عميل زبون
palette-availability-also = متاح متصل غير متصل استراحة هنا بعيد online offline
palette-keys-also = اختصارات لوحة المفاتيح مساعدة keyboard shortcuts
palette-profile-also = الاسم المنطقة الزمنية حسابي لغة profile
palette-notifying-also = صوت ساعات هدوء تنبيهات جرس
palette-sessions-also = جلسات أجهزة sessions
palette-second-factor-also = تحقق بخطوتين مصادقة ثنائية رمز استرداد 2fa totp authenticator
palette-people-also = موظفون أدوار دعوة مستخدمون agents
palette-teams-also = ساعات دور توزيع إسناد
palette-holidays-also = إجازات أيام عطلة إغلاق
palette-tags-also = علامات تصنيفات دمج labels tags
palette-canned-replies-also = قوالب نصوص جاهزة macros templates
palette-chat-also = صندوق وارد نافذة ودجت widget
palette-api-also = رموز وصول برامج مفاتيح tokens api
palette-rules-also = أتمتة مشغلات سير عمل automation triggers workflow
palette-workspace-also = ساعات العمل الاسم الدوام
palette-security-also = جلسات تسجيل دخول تحقق بخطوتين حماية
palette-identity-provider-also = دخول موحد sso openid connect oidc google microsoft okta
palette-audit-also = من فعل ماذا متى سجل تسجيلات الدخول audit
palette-webhooks-also = ويب هوك برامج أحداث إخطار webhook api
palette-import = استيراد العملاء
palette-import-also = جدول إكسل رفع تحميل import csv excel spreadsheet upload
palette-email = البريد الإلكتروني
palette-email-also = إيميل بريد خادم اختبار email smtp mail server test
palette-export = تصدير
palette-export-also = تنزيل كل شيء نسخة بيانات export download csv json
palette-retention = مدة الحفظ
palette-retention-also = حذف محو محادثات قديمة خصوصية retention delete erase gdpr

## How conversations came, and how they stand

channel-chat = الدردشة
channel-phone = الهاتف
channel-in-person = حضوريًا
channel-api = API
standing-waiting-on-us = بانتظارنا
standing-waiting-on-us-for = بانتظارنا، { $wait }
standing-waiting-on-customer = بانتظار العميل
standing-waiting-on-the-customer = بانتظار العميل
standing-snoozed = مؤجلة
standing-snoozed-until = مؤجلة، تعود { $when }
standing-closed = مغلقة

## The list of the desk

view-yours = محادثاتك
view-nobodys = بلا صاحب بعد
view-everyones = محادثات الجميع
view-answered = مُجاب عنها
view-snoozed = مؤجلة
view-closed = مغلقة
list-which = أي المحادثات
list-choose-several = تحديد عدة محادثات
list-saved-view = طريقة العرض <name>{ $name }</name>.
list-remove-view = إزالتها
list-show-all = عرض الكل
list-only = فقط <what>…</what>.
list-only-yours = محادثاتك
list-only-nobodys = ما لا صاحب له
list-only-of = محادثات { $name }
list-only-team = فريق <team>{ $team }</team>
list-none-snoozed = لا محادثات مؤجلة
list-none-snoozed-hint = المحادثة المؤجلة تنتظر هنا حتى يحين وقتها.
list-none-closed = لا محادثات مغلقة بعد
list-none-closed-hint = تستريح المحادثات المغلقة هنا، وتُفتح من جديد حين يكتب العميل.
list-none-answered = لا أحد مدين لنا برد
list-none-answered-hint = المحادثات التي رددنا فيها تنتظر العميل هنا.
list-none-yours = لا أحد بانتظارك
list-none-yours-hint = يمكن إلقاء نظرة على من لم يتولّ أحد أمرهم بعد.
list-none = لا أحد في الانتظار
list-none-hint = حصل الجميع على رد. حان وقت كوب من الشاي.
list-more = المزيد
row-choose = تحديد { $name }، { $subject }
row-unread = ، لم تُقرأ بعد
row-by-chat = ، عبر الدردشة،
row-by-phone = ، هاتف،
row-in-person = ، حضوريًا،
row-by-api = ، عبر API،
row-waiting = <hidden>في الانتظار منذ </hidden>{ $wait }
row-back = تعود { $when }
row-with = لدى { $name }
row-with-nobody = بلا صاحب بعد
desk-choose = اختيار محادثة
desk-choose-hint = تُفتح هنا بقصتها كاملة.
desk-help-first = بمن نبدأ المساعدة؟
desk-help-first-hint = يكفي الاختيار من القائمة. الأطول انتظارًا في الأعلى.
desk-clear = المكتب خالٍ
desk-clear-hint = حين يكتب أحد أو يمرّ بنا، سيظهر في القائمة.

## Filters of the list, and lists that are kept at hand

filter-title = تصفية القائمة
filter-which = أيّها
filter-whose = لمن
filter-team = الفريق
filter-channel = القناة
filter-tag = الوسم
filter-any = الكل
filter-show = عرض
saved-view-keep = إبقاء هذه القائمة في المتناول باسم
saved-view-keep-button = إبقاء
saved-view-for-everybody = لكل من في المكتب
saved-view-kept = باتت محفوظة فوق القائمة.
saved-view-removed = أُزيلت طريقة العرض «{ $name }».
saved-view-back = عادت طريقة العرض «{ $name }».
saved-view-wrong-name = يُرجى تسمية طريقة العرض باسم طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
saved-view-plain-list = هذه هي القائمة العادية، وهي في المتناول أصلًا.
saved-view-name-taken = توجد طريقة عرض بهذا الاسم. يُرجى اختيار اسم آخر.
saved-view-too-many = يكفي من طرق العرض { $most }. يُرجى إزالة واحدة لا يحتاجها أحد أولًا.
saved-view-of-everybody = طريقة العرض هذه للجميع. يمكنك أن تطلب إزالتها من أحد مشرفي المكتب.

## Many conversations at once

bulk-region = المحادثات التي حددتها
bulk-page = كل ما في هذه الصفحة
bulk-list = كل ما في هذه القائمة
bulk-none = إلغاء التحديد
bulk-assign = إسنادها إلى شخص
bulk-snooze = تأجيلها
bulk-tag = وسمها
bulk-which-tag = أي وسم؟
bulk-tag-put-on = وضعه
bulk-tag-take-off = نزعه
bulk-closed =
    { $count ->
        [one] أُغلقت محادثة واحدة.
        [two] أُغلقت محادثتان.
        [few] أُغلقت { $count } محادثات.
       *[other] أُغلقت { $count } محادثة.
    }
bulk-reopened =
    { $count ->
        [one] أُعيد فتح محادثة واحدة.
        [two] أُعيد فتح محادثتين.
        [few] أُعيد فتح { $count } محادثات.
       *[other] أُعيد فتح { $count } محادثة.
    }
bulk-snoozed =
    { $count ->
        [one] أُجّلت محادثة واحدة.
        [two] أُجّلت محادثتان.
        [few] أُجّلت { $count } محادثات.
       *[other] أُجّلت { $count } محادثة.
    }
bulk-taken =
    { $count ->
        [one] محادثة واحدة صارت لك.
        [two] محادثتان صارتا لك.
        [few] { $count } محادثات صارت لك.
       *[other] { $count } محادثة صارت لك.
    }
bulk-given =
    { $count ->
        [one] أُسندت محادثة واحدة.
        [two] أُسندت محادثتان.
        [few] أُسندت { $count } محادثات.
       *[other] أُسندت { $count } محادثة.
    }
bulk-given-to-nobody =
    { $count ->
        [one] محادثة واحدة صارت بلا صاحب.
        [two] محادثتان صارتا بلا صاحب.
        [few] { $count } محادثات صارت بلا صاحب.
       *[other] { $count } محادثة صارت بلا صاحب.
    }
bulk-given-to-team =
    { $count ->
        [one] أُسندت محادثة واحدة إلى الفريق.
        [two] أُسندت محادثتان إلى الفريق.
        [few] أُسندت { $count } محادثات إلى الفريق.
       *[other] أُسندت { $count } محادثة إلى الفريق.
    }
bulk-given-to-no-team =
    { $count ->
        [one] محادثة واحدة صارت بلا فريق.
        [two] محادثتان صارتا بلا فريق.
        [few] { $count } محادثات صارت بلا فريق.
       *[other] { $count } محادثة صارت بلا فريق.
    }
bulk-tagged =
    { $count ->
        [one] وُسمت محادثة واحدة.
        [two] وُسمت محادثتان.
        [few] وُسمت { $count } محادثات.
       *[other] وُسمت { $count } محادثة.
    }
bulk-untagged =
    { $count ->
        [one] نُزع الوسم عن محادثة واحدة.
        [two] نُزع الوسم عن محادثتين.
        [few] نُزع الوسم عن { $count } محادثات.
       *[other] نُزع الوسم عن { $count } محادثة.
    }
bulk-nothing = لم يكن هناك ما يُغيَّر.
bulk-undone =
    { $count ->
        [one] تم التراجع: محادثة واحدة عادت كما كانت.
        [two] تم التراجع: محادثتان عادتا كما كانتا.
        [few] تم التراجع: { $count } محادثات عادت كما كانت.
       *[other] تم التراجع: { $count } محادثة عادت كما كانت.
    }
bulk-all-left = طرأ عليها كلها شيء آخر منذ ذلك، فتُركت كما هي.
bulk-undone-in-part =
    { $count ->
        [one] تم التراجع: محادثة واحدة عادت كما كانت.
        [two] تم التراجع: محادثتان عادتا كما كانتا.
        [few] تم التراجع: { $count } محادثات عادت كما كانت.
       *[other] تم التراجع: { $count } محادثة عادت كما كانت.
    } { $left ->
        [one] وطرأ على محادثة واحدة شيء آخر منذ ذلك، فتُركت كما هي.
        [two] وطرأ على محادثتين شيء آخر منذ ذلك، فتُركتا كما هما.
        [few] وطرأ على { $left } محادثات شيء آخر منذ ذلك، فتُركت كما هي.
       *[other] وطرأ على { $left } محادثة شيء آخر منذ ذلك، فتُركت كما هي.
    }
bulk-nothing-chosen = يُرجى تحديد محادثة أولًا.
bulk-too-many = هذه أكثر من { $most } محادثة. يُرجى تحديد عدد أقل ثم المحاولة من جديد.
bulk-undone-already = تم التراجع عن هذا من قبل.

## One conversation

conversation-new = محادثة جديدة
conversation-of-number = المحادثة { $number }
conversation-with = محادثة مع { $name }
conversation-messages = الرسائل
conversation-earlier = عرض الرسائل الأقدم
conversation-name-moment = تسمية هذه اللحظة
conversation-to-desk = الرجوع إلى المكتب
conversation-about = عن { $name }
conversation-more = الوسوم والموضوع والدمج
conversation-add-tag = إضافة وسم
conversation-take-off-tag = نزع الوسم <tag>{ $tag }</tag>
conversation-subject = ما موضوعها؟
conversation-merge = دمج مع محادثة أخرى…
conversation-open-again = إعادة فتح
conversation-wake = إنهاء التأجيل
conversation-close = إغلاق
conversation-count =
    { $count ->
        [one] محادثة واحدة
        [two] محادثتان
        [few] { $count } محادثات
       *[other] { $count } محادثة
    }
conversation-no-subject = ما موضوعها؟ تكفي بضع كلمات.
conversation-subject-too-long = هذا الموضوع طويل. الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
conversation-closed-already = أغلق هذه المحادثة شخص آخر قبل لحظة.
conversation-open-already = هذه المحادثة مفتوحة أصلًا.
tag-bad-name = يُرجى كتابة وسم طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
tag-too-many = يكفي من الوسوم { $most }.
assign-from = لدى { $name }. إسنادها إلى غيره
assign-from-nobody = بلا صاحب بعد. إسنادها إلى شخص
assign-words = كلمة لمن سيتولاها <optional>(اختيارية)</optional>
assign-words-hint = ما ينبغي أن يُعرف أولًا
assign-you = أنت
assign-nobody = لا أحد
snooze-until = إلى متى؟
snooze-example = tomorrow 9:00
snooze-two-hours = بعد ساعتين
snooze-tomorrow = صباح الغد
snooze-next-week = الأسبوع القادم
snooze-monday = الاثنين، 09:00

## The customer beside a conversation

beside-remember = يستحق التذكر
beside-add = إضافة شيء
beside-reach = طرق الوصول إليه
beside-unverified = كما ذكره العميل
beside-local-time = الوقت لديه
beside-time-there = { $time } حيث العميل
beside-language = اللغة
beside-page = كتب من
beside-page-hint = الصفحة التي كُتب منها
beside-nothing = لا شيء معروف بعد.
beside-conversations = محادثات هذا العميل
beside-merge = دمج مع عميل آخر…
customer-email = البريد الإلكتروني
customer-phone = الهاتف
customer-if-they-like = إن رغب العميل

## The story so far

so-far-title = القصة حتى الآن
so-far-all = القصة كلها
so-far-asked = يسأل العميل
so-far-asks-now = والآن
so-far-said-again = قيل مجددًا
so-far-asked-again = سألناه مجددًا
so-far-promised = وعدنا
so-far-urgent = الأمر عاجل
so-far-matters = للتذكر
so-far-they-tried = جرّب العميل
so-far-we-tried = جرّبنا
so-far-we-offered = عرضنا
so-far-told = قال لنا
so-far-called = اتصل العميل
so-far-nobody-picked-up = لم يردّ أحد
so-far-promise-late = متأخر: كان موعده { $when }
so-far-again =
    { $count ->
        [one] قيل مجددًا مرة
        [two] قيل مجددًا مرتين
        [few] قيل مجددًا { $count } مرات
       *[other] قيل مجددًا { $count } مرة
    }
so-far-again-times =
    { $count ->
        [one] اضطر العميل إلى تكرار شيء مرة واحدة. هذا يُحسب علينا.
        [two] اضطر العميل إلى تكرار شيء مرتين. هذا يُحسب علينا.
        [few] اضطر العميل إلى تكرار شيء { $count } مرات. هذا يُحسب علينا.
       *[other] اضطر العميل إلى تكرار شيء { $count } مرة. هذا يُحسب علينا.
    }
so-far-handed = وصلك هذا من { $name } { $when }، ومعه القصة حتى الآن. لا حاجة إلى أن يرويها أحد من جديد.
so-far-first-words = الكلمات الأولى بعد { $after }، من { $name }: <words>«{ $words }»</words>
so-far-unanswered = لم يردّ أحد بعد: مضى { $after } حتى الآن.
so-far-foreign = بعضها باللغة { $language }: ومنها لا يجد Bliss إلا الأسئلة.
said-before = سبق أن قال العميل { $when }: <words>«{ $words }»</words>

## What happened in a conversation

thread-closed = { $name }: إغلاق هذه المحادثة الساعة { $at }
thread-snoozed = { $name }: تأجيلها حتى { $until }
thread-reopened = { $name }: استئنافها الساعة { $at }
thread-came-back = عادت الساعة { $at }
thread-rule = بالقاعدة «{ $rule }» الساعة { $at }: { $outcome }
thread-merged = { $name }: دمج «{ $subject }» فيها الساعة { $at }
thread-split-off = { $name }: فصل هذا عنها الساعة { $at }: <subject>{ $subject }</subject>
thread-split-from = { $name }: فصلها الساعة { $at } عن <subject>{ $subject }</subject>
thread-undo = تراجع<what>: { $what }</what>
thread-taken = { $name }: تولّيها الساعة { $at }
thread-given = { $name }: تسليمها إلى { $to } الساعة { $at }؛ ومعها القصة حتى الآن
thread-given-to-team = { $name }: تسليمها إلى فريق { $team } الساعة { $at }
thread-given-to-nobody = { $name }: تركها بلا صاحب الساعة { $at }
thread-given-by-rule = أُسندت إلى { $to } بقاعدة الساعة { $at }
thread-turn = أُسندت إلى { $to } بالدور الساعة { $at }
thread-least-busy = أُسندت إلى { $to }، صاحب العدد الأقل، الساعة { $at }
thread-same-customer = أُسندت إلى { $to } الساعة { $at }، حيث مسألة أخرى لهذا العميل
thread-off-duty = عادت إلى { $team } الساعة { $at }، لانتهاء دوام { $name } قبل الرد
thread-everybody = الجميع
thread-whoever-had-it = من كانت لديه
thread-call = مكالمة من { $customer } الساعة { $at }، مع { $name }، { $length }
thread-call-recorded = مكالمة مسجلة مع { $name }، { $length }
thread-call-waiting = مكالمة واردة من { $customer }، منذ الساعة { $at }
thread-call-talking = مكالمة من { $customer } الساعة { $at }، جارية الآن مع { $name }
thread-call-back-asked = مكالمة من { $customer } الساعة { $at }، مع طلب معاودة الاتصال
thread-call-writes = مكالمة من { $customer } الساعة { $at }، ثم الكتابة بدلًا منها
thread-call-missed = مكالمة من { $customer } الساعة { $at } مع انتظار { $waited }؛ لم يردّ أحد
thread-call-lost = مكالمة من { $customer } الساعة { $at }، مع { $name }، { $length }؛ ثم انقطع الخط
thread-promised = وعد: { $what }، { $due }
thread-promised-call = وعد: { $what } على { $phone }، { $due }
thread-promise-kept = وُفي بالوعد الساعة { $at }
thread-promise-taken-back = سُحب الوعد الساعة { $at }: { $what }
thread-shared-moment = <name>{ $name }</name>: مشاركة لحظة من هذه المكالمة: { $what }، عند { $place } من المكالمة
thread-shared-sound = صوت هذه اللحظة
thread-shared-take-back = سحبها

## Messages

message-reply = رد
message-note = ملاحظة
message-note-hint = لا يراها إلا فريقك
message-send = إرسال
message-sending = جارٍ الإرسال…
message-sent = أُرسلت
message-seen = شوهدت
message-of-a-file = ملف
message-name-moment = تسمية لحظة<where> في رسالة { $name } الساعة { $time }</where>
message-split-here = الفصل من هنا<where>، عند رسالة { $name } الساعة { $time }</where>
message-said-again = اضطر العميل إلى قول هذا من جديد.
message-not-yours = لا يسحب الرد إلا كاتبه.
message-gone-out = أُرسلت هذه الرسالة بالفعل. يمكنك تصحيحها برسالة أخرى.
message-too-many-files = تتسع الرسالة لـ{ $most ->
        [one] ملف واحد
        [two] ملفين
        [few] { $most } ملفات
        [many] { $most } ملفًا
       *[other] { $most } ملف
    }. يُرجى إرسال البقية في رسالة أخرى.
message-file-not-brought = لا يوجد ملف { $file } لرمز الوصول هذا ينتظر في هذه المحادثة. يُرجى رفعه هنا أولًا.

## Writing a message

composer-answer = الرد على { $name }
composer-answer-visitor = الرد على الزائر
composer-write-to = الكتابة إلى { $name }…
composer-write-to-visitor = الكتابة إلى الزائر…
composer-kind = ما الذي تكتبه؟
composer-your-message = رسالتك
composer-your-note = ملاحظتك
composer-note-hint = ملاحظة لفريقك. ‎@الاسم يُعلم صاحبه.
composer-to-chat = في الدردشة
composer-to-person = يُقال حضوريًا
composer-to-program = للبرنامج الذي سأل
composer-held = وصل هذا أثناء كتابتك
composer-held-safe = ردّك في أمان ولم يُرسل.
composer-send-anyway = إرساله كما هو
composer-keep-writing = متابعة الكتابة
composer-keep-note = حفظ الملاحظة
composer-whom = من المقصود؟
composer-attach = إرفاق ملف
composer-canned-reply = إدراج رد جاهز
composer-canned-replies = الردود الجاهزة (/ أو Alt+C)
composer-greeting = البدء بـ«<greeting>{ $greeting }</greeting>»
composer-other-words = ما أرسلته من قبل وصل رغم كل شيء، كما كان حينها. هذه الكلمات ما زالت هنا: يمكن إرسالها إن أردتها تابعة له.
draft-too-long = هذه المسودة أطول من أن تُحفظ. يُرجى إرفاقها ملفًا نصيًا.
draft-too-many-files = تتسع الرسالة لـ{ $most ->
        [one] ملف واحد
        [two] ملفين
        [few] { $most } ملفات
        [many] { $most } ملفًا
       *[other] { $most } ملف
    }. يُرجى إرسال هذه أولًا.
file-remove = إزالة { $name }
file-without-ending = ملف
file-none-came = لم يصل أي ملف. يُرجى اختياره من جديد.
file-not-whole = لم يصل الملف كاملًا. يُرجى التحقق من الاتصال ثم اختياره من جديد.
chat-too-many-files = يُرجى إرسال الملفات التي اخترتها من قبل أولًا.
file-too-many-brought = { $most ->
        [one] ملف واحد
        [two] ملفين
        [few] { $most } ملفات
        [many] { $most } ملفًا
       *[other] { $most } ملف
    } تنتظر الإرسال. يُرجى إرسالها أولًا.

## The check of what is being written

check-before-sending = قبل الإرسال
check-good-start = من مقوّمات البداية الحسنة
check-done = : تم
check-nothing-before = لم يسبقه منا شيء نعلمه.
check-go-there = إلى موضعه
check-silence = عدم إظهار هذا مجددًا
check-silence-kind = عدم إظهار «{ $kind }» مجددًا
check-more = وبعدها { $count } غيرها.
check-foreign = هذا باللغة { $language }. لا يقرأ الفحص إلا الإنجليزية، فلا يقول عنه شيئًا.
check-cut = قُرئت البداية وحدها: النص طويل.
preview-button = هل نفخر لو رآه الجميع؟ (Alt+P)
preview-title = هل نفخر لو رآه الجميع؟
preview-by = وصلني اليوم من <name>{ $name }</name>
preview-go-on = متابعة الكتابة
hints-title = التلميحات
hints-lead = ما يقوله الفحص أثناء كتابتك. لا يوقف رسالة أبدًا، ولا يراه غيرك، ولا يُحفظ منه شيء.
hints-wanted = أيّها تريد؟
hints-saved = يسري ذلك من كلمتك التالية.
hint-gap = فراغ
hint-gap-meaning = كلمات بين أقواس تركها رد جاهز لتملأها.
hint-empathy = الإصغاء أولًا
hint-empathy-meaning = تحدث العميل عن أمر صعب، ولم يذكره الرد بعد.
hint-question = ما زال مفتوحًا
hint-question-meaning = سؤال للعميل لم يتناوله الرد.
hint-asked-again = معروف أصلًا
hint-asked-again-meaning = يطلب الرد شيئًا قدّمه العميل من قبل.
hint-refusal = «لا» وحدها
hint-refusal-meaning = رفض لا بديل إلى جانبه.
hint-wording = كلمات أفضل
hint-wording-meaning = لوم أو استعجال أو تعالٍ أو تذرّع بالقواعد أو مصطلحات المهنة، مع كلمات أفضل منها.
hint-time = متى؟
hint-time-meaning = وعد لا يقول متى.
hint-greeting = التحية
hint-greeting-meaning = رد أول يبدأ دون تحية.
hint-closing = الختام
hint-closing-meaning = رد أول ينتهي دون خطوة تالية ولا وداع.
hint-label = نعت
hint-label-meaning = نعت لشخص في ملاحظة: ما الذي جرى له قبل هذا؟

## Merging conversations, and splitting one

merge-title = دمج المحادثات
merge-heading = الدمج مع محادثة أخرى
merge-lead = تصبح «{ $subject }» والمحادثة التي تختارها واحدة، بكل ما قيل فيهما. يمكنك التراجع في أي وقت.
merge-no-other = لا توجد محادثة أخرى
merge-no-other-hint = هذه هي المحادثة الوحيدة مع <name>{ $name }</name>.
merge-choices = المحادثات مع { $name }
merge-choice-waiting-on-us = بانتظارنا، { $day }
merge-choice-waiting-on-customer = بانتظار العميل، { $day }
merge-choice-snoozed = مؤجلة، { $day }
merge-choice-closed = مغلقة، { $day }
merge-customers-first = هل الأخرى مع شخص آخر هو العميل نفسه؟ <link>دمج العميلين</link> أولًا.
merge-gone = دُمجت هذه المحادثة
merge-goes-on = كل ما فيها، وما تكتبه الآن، يستمر في <link>المحادثة { $number }</link>.
merge-undone = تم التراجع. عادت كل منهما كما كانت.
merge-undone-already = سبق أن تراجع شخص عن هذا.
merge-one-again-already = عادت هاتان محادثة واحدة بالفعل.
merge-while-calling = العميل على الهاتف الآن. يُرجى فعل هذا بعد انتهاء المكالمة.
merge-split-nothing-left = لن يبقى شيء هنا. يُرجى اختيار رسالة لاحقة، أو هذه الرسالة وحدها.
merge-split-while-sending = هذه قيد الإرسال الآن. يمكنك سحبها، أو الانتظار حتى تُرسل.
split-title = فصل محادثة
split-heading = فصل هذه المحادثة
split-lead = لمسألة أخرى ظهرت في السياق نفسه. يتابع العميل كما كان، ويمكنك التراجع في أي وقت.
split-what = ما الذي ينتقل إلى محادثة مستقلة؟
split-from-here =
    { $count ->
        [one] هذه الرسالة والرسالة التي بعدها
        [two] هذه الرسالة والرسالتان اللتان بعدها
        [few] هذه الرسالة والرسائل الـ{ $count } التي بعدها
       *[other] هذه الرسالة والرسائل التي بعدها ({ $count })
    }
split-alone = هذه الرسالة وحدها
split-button = فصل

## Opening a conversation with somebody at the counter

opening-title = هل من أحد أمامك؟
opening-lead = يُدوَّن هنا ما قيل، حتى لا يُسأل عنه مرتين.
opening-who = من هو؟
opening-who-hint = يكفي بدء الكتابة ثم الاختيار، أو إضافة شخص جديد.
opening-known =
    { $count ->
        [one] هل هو شخص نعرفه؟
        [two] هل هو أحد هذين؟
        [few] هل هو أحد هؤلاء؟ ({ $count })
       *[other] هل هو أحد هؤلاء؟ ({ $count })
    }
opening-new = شخص جديد
opening-new-name = شخص جديد: { $name }
opening-said = ماذا قال؟
opening-to = من يتولاها؟
opening-to-me = أنا
opening-to-team = { $team } (فريق)
opening-to-nobody = لا أحد بعد
opening-tags = الوسوم
opening-optional = اختياري
opening-button = فتح محادثة
opening-bad-tags = تُكتب الوسوم بطول 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }، وبينها فواصل (,).

## Calls: looking back at one's own (replays). What was heard in a call is its agent's alone; “you” is that agent.

call-length-in-seconds = { $seconds } ث
replay-your-call = مكالمتك
replay-your-calls = مكالماتك
replay-your-calls-lead = ما سُمع فيها لك وحدك. لا يستطيع أحد غيرك فتحها، أيًا كان دوره.
replay-your-call-with = مكالمتك مع { $customer }
replay-customer-erased = شخص مُحيت بياناته
replay-closed = يُرجى فتح ركنك لرؤية ما يخصك وحدك
replay-closed-why = ما سُمع في مكالماتك مقفل بكلمة مرورك، ولم يرها هذا المتصفح منذ أُقفل. لم يضع شيء.
replay-closed-open = فتحه بكلمة مرورك
replay-back-to-calls = الرجوع إلى مكالماتك
replay-no-more = هذا كل شيء
replay-no-earlier = لا توجد مكالمات أقدم.
replay-to-the-latest = الرجوع إلى الأحدث
replay-none-yet = لا مكالمات بعد
replay-none-yet-why = بعد مكالمتك الأولى يمكنك النظر إليها هنا: ابتسامتك، وكيف أصغيت، وما برز فيها.
replay-with-whom = مع من
replay-when = متى
replay-how-long = المدة
replay-recording = التسجيل
replay-label-long = المدة
replay-label-sound = الصوت
replay-no-recording = لا يوجد
replay-pages = الصفحات
replay-later-calls = مكالمات أحدث
replay-earlier-calls = مكالمات أقدم
recording-until = حتى { $day }
recording-until-you-delete-it = حتى تحذفه بنفسك
replay-lead = { $when }، { $length }. لا يفتحها غيرك.
replay-lead-recorded = { $when }، { $length }. التسجيل باقٍ { $until }. لا يفتحها غيرك.
replay-open-the-conversation = فتح المحادثة
replay-nothing-to-see = لا شيء للنظر فيه هنا
replay-nothing-kept = لم يُحفظ شيء مما سُمع في هذه المكالمة.
replay-sealed-with-earlier-password = ما سُمع في هذه المكالمة مختوم بكلمة مرور سابقة، ولا يمكن فتحه بكلمة مرورك الحالية.
replay-before-you-read-on = قبل أن تتابع القراءة
replay-one-channel = الطرفان هنا في قناة صوت واحدة، فلا يُعرف من تكلم: لا نسب ولا أدوار كلام ولا مقاطعات ولا منحنيات.
replay-smile-title = الابتسامة في صوتك
replay-smile-lead-usual = تعبيرات كما تُسمع، قياسًا إلى صوتك المعتاد، من وقفات الإحماء التي حفظتها. لا تقول شيئًا عما يشعر به أحد.
replay-smile-lead-average = تعبيرات كما تُسمع، قياسًا إلى متوسط صوتك في هذه المكالمة. لا تقول شيئًا عما يشعر به أحد.
replay-smile-hint = كلما اتسع القوس زادت الابتسامة على المعتاد. 0 هو المعتاد، و1 أقصى ما يبلغه صوتك في العادة؛ والقيمة الحقيقية تقع داخل المجال (التظليل حول الخط) تسع مرات من عشر. وبجانب كل سبب ما يضيفه.
replay-first-ten-seconds = أول عشر ثوانٍ من الكلام
replay-last-ten-seconds = آخر عشر ثوانٍ من الكلام
replay-all-of-the-call = المكالمة كلها
replay-standards = معايير المكالمات
replay-standards-lead = لك وحدك: لا يرى أحد غيرك مدى تحقق المعايير في مكالمتك، ولا ما تقوله عنها. والمقاطعة التي تعترض عليها أدناه لا تُحسب.
replay-standard-met = تحقق
replay-standard-not-met = لم يتحقق
replay-standard-no-occasion = لا مناسبة
replay-standard-you-say-met = رأيك أنه تحقق.
replay-standard-you-say-not-met = رأيك أنه لم يتحقق.
replay-standard-you-say-no-occasion = رأيك أنه لم تكن له مناسبة.
replay-standard-take-back = سحب ذلك<hidden>: { $title }</hidden>
replay-standard-not-so-met = ليس كذلك<hidden>: تحقق «{ $title }»</hidden>
replay-standard-not-so-not-met = ليس كذلك<hidden>: لم يتحقق «{ $title }»</hidden>
replay-the-call = المكالمة
replay-no-sound-here = لا يوجد تسجيل يُستمع إليه، ولا بأس: كل ما سُمع أثناء حديثك هنا.
replay-play = تشغيل
replay-clock = <now>0:00</now> من { $length }
replay-hear = الاستماع إلى
replay-hear-both = الطرفين
replay-you = أنت
replay-customer = العميل
replay-the-customer = العميل
replay-everybody = الجميع
replay-zoom = عرض
replay-zoom-whole = كاملة
replay-place = الموضع في المكالمة
replay-moments = اللحظات
replay-moments-lead = هل سُمعت لحظة على غير حقيقتها؟ يمكنك الاعتراض: تُشطب ولا تُحسب بعدها.
replay-side-silent = <b>{ $name }</b>: لا صوت
replay-side-label = { $name }: علوّ الصوت على امتداد المكالمة، ومن يتكلم متى
replay-also-show = إظهار أيضًا
replay-curve-smile = ابتسامتك
replay-curve-smile-meaning = حيوية وإشراق وراحة
replay-curve-pressed = الضغط
replay-curve-pressed-meaning = التوتر والجهد، كما يُسمعان
replay-curve-lively = الحيوية
replay-curve-lively-meaning = مستوى النغمة وحركتها، والانسياب
replay-curve-bright = الإشراق
replay-curve-bright-meaning = نصيب الشفتين من الابتسامة؛ لا يُذكر مع صوت مضغوط
replay-up-is-more = { $meaning }؛ الأعلى أكثر
replay-curve-empty = إصغاء… كان كلامك أقل من أن يُحكم عليه.
replay-curve-label = { $title } على امتداد المكالمة؛ القيم مذكورة أدناه لكل موضع فيها
replay-bars = تحت كل موجة صوت شريط يبيّن لمن كان الكلام، وشريط رفيع لكل «ممم» بينهما.
replay-bars-and-shades = تحت كل موجة صوت شريط يبيّن لمن كان الكلام، وشريط رفيع لكل «ممم» بينهما؛ والمساحات المظللة صمت دام ثلاث ثوانٍ أو أكثر، أو انتظار على الخط.
replay-curves = الخط المتقطع هو «المعتاد»، والتظليل حول المنحنى مجاله بنسبة 90 %. وحيث ينقطع المنحنى فلم يكن الكلام لك، أو كان قليلًا لا يكفي: إصغاء…
replay-keys = <space>مفتاح المسافة</space> للتشغيل والإيقاف، و<arrows>← →</arrows> للتنقل خمس ثوانٍ إلى الوراء والأمام.
replay-looking-back = مراجعة
replay-looking-back-lead = محفوظة لك وحدك، وتُحفظ أثناء الكتابة.
replay-what-worked = ما الذي نجح؟
replay-what-next = ماذا تودّ أن تجرّب في المرة القادمة؟
replay-answer-too-long = هذا أطول من أن يُحفظ. يُرجى اختصاره.
replay-letting-go = ترك ما مضى
replay-letting-go-lead = يمكنك حذف كل ما سُمع وكُتب هنا.
replay-letting-go-recorded = يزول التسجيل وحده مع الوقت. يمكنك حذفه الآن، أو حذف كل ما سُمع وكُتب هنا.
replay-delete-recording-now = حذف التسجيل الآن
replay-delete-recording-asks = حذف التسجيل؟
replay-delete-recording-lead = لن يسمع أحد هذه المكالمة مجددًا. تبقى المنحنيات واللحظات وكلماتك.
replay-delete-recording-shared = لن يسمع أحد هذه المكالمة مجددًا، ولا صوت ما شاركته منها. تبقى المنحنيات واللحظات وكلماتك.
replay-delete-recording = حذف التسجيل
replay-delete-all = حذف كل ما سُمع
replay-delete-all-asks = حذف كل ما سُمع؟
replay-delete-all-lead = التسجيل والمنحنيات واللحظات وما كتبته عنها تزول نهائيًا. تبقى المحادثة، ويبقى أنك تكلمت.
replay-delete-all-shared = التسجيل والمنحنيات واللحظات وما كتبته عنها تزول نهائيًا، ويُسحب ما شاركته من هذه المكالمة. تبقى المحادثة، ويبقى أنك تكلمت.
replay-delete-everything = حذف كل شيء
replay-keep-it = الإبقاء عليه

## Calls: the moments of a replay

replay-opening = الكلام الافتتاحي
replay-smile = ابتسامة مسموعة
replay-interruption = مقاطعة
replay-raised = صوت مرتفع
replay-laughter = ما يشبه الضحك
replay-silence = صمت
replay-hold = انتظار على الخط
replay-backchannel = «ممم»
replay-openings =
    { $count ->
        [one] كلام افتتاحي واحد
        [two] كلامان افتتاحيان
        [few] { $count } مرات كلام افتتاحي
       *[other] { $count } مرة كلام افتتاحي
    }
replay-smiles =
    { $count ->
        [one] ابتسامة واحدة
        [two] ابتسامتان
        [few] { $count } ابتسامات
       *[other] { $count } ابتسامة
    }
replay-interruptions =
    { $count ->
        [one] مقاطعة واحدة
        [two] مقاطعتان
        [few] { $count } مقاطعات
       *[other] { $count } مقاطعة
    }
replay-raised-voices =
    { $count ->
        [one] صوت مرتفع واحد
        [two] صوتان مرتفعان
        [few] { $count } أصوات مرتفعة
        [many] { $count } صوتًا مرتفعًا
       *[other] { $count } صوت مرتفع
    }
replay-laughters =
    { $count ->
        [one] ما يشبه الضحك مرة
        [two] ما يشبه الضحك مرتين
        [few] ما يشبه الضحك { $count } مرات
       *[other] ما يشبه الضحك { $count } مرة
    }
replay-silences =
    { $count ->
        [one] صمت واحد
        [two] صمتان
        [few] { $count } فترات صمت
       *[other] { $count } فترة صمت
    }
replay-holds =
    { $count ->
        [one] انتظار واحد على الخط
        [two] انتظاران على الخط
        [few] { $count } فترات انتظار على الخط
       *[other] { $count } فترة انتظار على الخط
    }
replay-backchannels =
    { $count ->
        [one] «ممم» واحدة
        [two] «ممم» مرتين
        [few] «ممم» { $count } مرات
       *[other] «ممم» { $count } مرة
    }
replay-so-many =
    { $count ->
        [0] لا يوجد
       *[other] { $count }
    }
replay-and-contested =
    { $count ->
        [1] { $what }، واحدة معترض عليها
       *[other] { $what }، { $count } معترض عليها
    }
replay-backchannels-yours =
    { $count ->
        [one] «ممم» واحدة منك
        [two] «ممم» منك مرتين
        [few] «ممم» منك { $count } مرات
       *[other] «ممم» منك { $count } مرة
    }
replay-backchannels-theirs =
    { $count ->
        [one] «ممم» واحدة من العميل
        [two] «ممم» من العميل مرتين
        [few] «ممم» من العميل { $count } مرات
       *[other] «ممم» من العميل { $count } مرة
    }
replay-backchannels-both = عدد «ممم»: منك { $yours }، ومن العميل { $theirs }
replay-detail-interruption =
    { $who ->
        [agent] أخذت أنت الكلام، بتداخل { $length }
        [customer] أخذ العميل الكلام، بتداخل { $length }
       *[nobody] لم يأخذ الكلام أحد، بتداخل { $length }
    }
replay-detail-silence = لم يتكلم أحد مدة { $length }
replay-detail-hold = انتظار على الخط، أو خط لا يحمل صوتًا، مدة { $length }
replay-detail-opening =
    { $who ->
        [agent] تكلمت أنت مدة { $length }
        [customer] تكلم العميل مدة { $length }
       *[nobody] لم يتكلم أحد مدة { $length }
    }
replay-detail-raised =
    { $who ->
        [agent] أنت، بصوت أعلى وأحدّ من المتوسط، { $length }
        [customer] العميل، بصوت أعلى وأحدّ من المتوسط، { $length }
       *[nobody] لا أحد، بصوت أعلى وأحدّ من المتوسط، { $length }
    }
replay-detail-who =
    { $who ->
        [agent] أنت
        [customer] العميل
       *[nobody] لا أحد
    }
replay-detail-smile = أنت، { $length }
replay-detail-smile-at-most = أنت، { $length }، بذروة { $peak } (من { $low } إلى { $high })
replay-nothing-stood-out = لم يبرز شيء: لم تُلحظ مقاطعة ولا صمت طويل ولا صوت مرتفع ولا ضحك.
replay-nothing-stood-out-mixed = لم يبرز شيء: لم تُلحظ مقاطعة ولا صمت طويل ولا صوت مرتفع ولا ضحك، بقدر ما تكشفه قناة واحدة.
replay-show-moments = عرض اللحظات
replay-all = الكل
replay-say-something = { $what } عند { $at }: التعليق عليها
replay-let-it-count = احتسابها رغم ذلك
replay-objection = «{ $objection }»
replay-you-said = قولك: { $objection }.
replay-not-an-interruption = ليست مقاطعة
replay-i-was-quoting = كنت أنقل كلام غيري
replay-not-me = لست أنا
replay-not-a-smile = ليست ابتسامة
replay-not-raised = ليس مرتفعًا
replay-not-the-customer = ليس العميل
replay-not-laughter = ليس ضحكًا
replay-not-a-backchannel = ليست «ممم»
replay-not-their-opening = ليس كلامه الافتتاحي
replay-not-a-silence = ليس صمتًا
replay-not-a-hold = ليس انتظارًا
replay-undo-for = تراجع<hidden> عن { $what } عند { $at }</hidden>
replay-take-back-for = سحب<hidden> لـ{ $what } عند { $at }</hidden>
replay-write-a-note = كتابة ملاحظة لنفسك
replay-change-the-note = تغيير ملاحظتك
replay-note = ملاحظة لنفسك
replay-note-lead = { $what } عند { $at }. محفوظة لك وحدك.
replay-note-asks = ماذا تودّ أن تتذكر؟
replay-note-too-long = هذه الملاحظة أطول من أن تُحفظ. يُرجى اختصارها.
replay-keep-the-note = حفظ الملاحظة
replay-share-menu = مشاركة مع الفريق…
replay-take-back-shared = سحب ما شاركته
replay-shared = مشتركة مع الفريق
replay-shared-with-sound = مشتركة مع الفريق بصوتها
replay-share-asks = مشاركة هذه اللحظة؟
replay-share-where = سيراها كل من في هذا المكتب، في المحادثة مع <name>{ $customer }</name>.
replay-share-preview = <name>{ $name }</name>: مشاركة لحظة من هذه المكالمة: { $what }، عند { $at } من المكالمة
replay-shared-opening = كلام العميل الافتتاحي، { $length }
replay-shared-smile = ابتسامة مسموعة، { $length }
replay-shared-interruption =
    { $who ->
        [agent] مقاطعة من موظف الخدمة، بتداخل { $length }
        [customer] مقاطعة من العميل، بتداخل { $length }
       *[nobody] مقاطعة، بتداخل { $length }
    }
replay-shared-raised =
    { $who ->
        [agent] صوت مرتفع من موظف الخدمة، { $length }
        [customer] صوت مرتفع من العميل، { $length }
       *[nobody] صوت مرتفع، { $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] ما يشبه الضحك من موظف الخدمة
        [customer] ما يشبه الضحك من العميل
       *[nobody] ما يشبه الضحك
    }
replay-shared-silence = صمت دام { $length }
replay-shared-hold = انتظار على الخط دام { $length }
replay-shared-backchannel =
    { $who ->
        [agent] «ممم» من موظف الخدمة
        [customer] «ممم» من العميل
       *[nobody] «ممم»
    }
replay-share-words = مع هذه الكلمات منك
replay-share-if-you-like = إن أحببت
replay-share-sound = ومع الصوت من { $from } إلى { $to }
replay-share-sound-hint = صوتك وصوت العميل، في هذا المقطع وحده. يُحذف حين تسحب اللحظة، ومع التسجيل على أبعد حد.
replay-share-no-sound = لا يوجد تسجيل، فلا يُشارَك صوت.
replay-share-hint = لا يصبح شيء آخر من هذه المكالمة مرئيًا لأحد. يمكنك سحبها في أي وقت.
replay-share-not = الاحتفاظ بها لنفسي
replay-share = مشاركة مع الفريق
replay-share-note-too-long = هذه الملاحظة أطول من أن تُشارَك. يُرجى اختصارها.
replay-shared-already = هذه اللحظة مشتركة أصلًا.
replay-no-sound-there = لا صوت في هذا الموضع من التسجيل.
replay-notes-too-long = هذا أكثر مما تتسع له المراجعة. يُرجى اختصاره.
replay-corner-first = يُرجى فتح ركنك أولًا من الإعدادات ← الملف الشخصي: ففيه يُحفظ هذا.
replay-sealed-nothing-added = هذه المكالمة مختومة بكلمة مرور سابقة، فلا يمكن إضافة شيء إليها.
replay-changed-elsewhere = تغيّر هذا في مكان آخر قبل لحظة. يُرجى المحاولة من جديد.
replay-call-goes-on = ما زالت هذه المكالمة جارية. يمكن حذف تسجيلها بعد انتهائها.
replay-cannot-be-deleted-now = لا يمكن حذفه الآن. يُرجى المحاولة بعد قليل.
replay-best-heard-out = أصغيت حتى النهاية: تكلم العميل { $length } دون أن تقاطعه
replay-best-smile = سُمعت ابتسامتك { $length }، عند { $at } من المكالمة

## Calls: the figures of a replay

replay-figures = الأرقام
replay-figures-take = تنزيلها بصيغة JSON
replay-figure = الأمر
replay-call = المكالمة
replay-what-it-means = معناه
replay-none = لا يوجد
replay-talk = الكلام
replay-talk-meaning = نسبة ما تكلمه كل طرف من المكالمة كلها ({ $whole })؛ الوقفات الأقصر من نصف ثانية تُحسب كلامًا.
replay-talk-meaning-mixed = نسبة الكلام من المكالمة كلها ({ $whole })، أيًا كان المتكلم.
replay-share-figure = { $percent } % ({ $time })
replay-first-word = أول كلمة بعد
replay-first-word-meaning = من بداية نصيبك من المكالمة.
replay-answers = الرد بعد
replay-answers-meaning = متوسط الفجوة قبل أخذ الكلام؛ ما زاد على عشر ثوانٍ ليس ردًا.
replay-turns = أدوار الكلام
replay-turns-meaning = كم مرة أخذ كل طرف الكلام.
replay-interruptions-row = المقاطعات
replay-interruptions-meaning = أخذ الكلام فوق ثانية على الأقل من كلام الآخر؛ مع مجموع التداخل.
replay-backchannels-row = مرات «ممم»
replay-backchannels-meaning = قول شيء لا يتجاوز ثانية والآخر يتابع كلامه: إصغاء لا مقاطعة.
replay-raised-meaning = أعلى وأحدّ من المتوسط في هذه المكالمة: حقيقة صوتية، أيًا كان السبب.
replay-pace = السرعة
replay-pace-meaning = عدد المقاطع اللفظية في ثانية الكلام، كما تُسمع.
replay-pace-figure = { $pace } في الثانية
replay-opening-meaning = أول كلام للعميل فيه ثانيتان على الأقل: كم استطاع أن يشرح مسألته.
replay-turns-a-minute = أدوار الكلام في الدقيقة
replay-turns-a-minute-meaning = أدوار الطرفين على مدة المكالمة.
replay-pace-gap = فارق السرعة
replay-pace-gap-meaning = سرعتك ناقص سرعة العميل، بالمقاطع اللفظية في الثانية.
replay-you-are-faster = أنت أسرع بمقدار { $by }
replay-you-are-slower = أنت أبطأ بمقدار { $by }
replay-silence-meaning = لم يتكلم أحد ثلاث ثوانٍ أو أكثر في كل مرة، من { $whole }؛ دون الانتظار على الخط.
replay-hold-meaning = انتظار على الخط، أو خط لا يحمل صوتًا، من { $whole }.

## Calls: how a voice sounds. An expression as it is heard, never what anybody feels

smile-clearly-more = ابتسامة أكثر من المعتاد بوضوح
smile-clearly-less = ابتسامة أقل من المعتاد بوضوح
smile-perhaps-more = ربما ابتسامة أكثر من المعتاد
smile-perhaps-less = ربما ابتسامة أقل من المعتاد
smile-as-usual = قريب من المعتاد
smile-between = { $value }، بين { $low } و{ $high }
voice-too-little = إصغاء… الكلام أقل من أن يُحكم عليه
voice-no-baseline = إصغاء… لا يُعرف ما يكفي عن صوتك المعتاد
voice-pressed = لا يُذكر: الصوت المضغوط يخفيه
voice-pitch-is-higher = نغمتك أعلى من المعتاد
voice-pitch-is-lower = نغمتك أخفض من المعتاد
voice-pitch-ranges-wider = مدى نغمتك أوسع من المعتاد
voice-pitch-ranges-less = مدى نغمتك أضيق من المعتاد
voice-pitch-moves-more = نغمتك تتحرك أكثر من المعتاد
voice-pitch-moves-less = نغمتك تتحرك أقل من المعتاد
voice-is-brighter = صوتك أكثر إشراقًا من المعتاد
voice-is-darker = صوتك أقتم من المعتاد
voice-also-quiet-syllables-are-sharp = حتى مقاطعك الهادئة حادة
voice-quiet-syllables-are-softer = مقاطعك الهادئة أرقّ من المعتاد
voice-is-softer-in-timbre = جرس صوتك ألين من المعتاد
voice-is-harder-in-timbre = جرس صوتك أقسى من المعتاد
voice-changes-its-force-more = قوة صوتك تتغير أكثر من المعتاد
voice-keeps-its-force-more-evenly = قوة صوتك أثبت من المعتاد
voice-the-upper-part-of-voice-is-stronger = الجزء العلوي من صوتك أقوى من المعتاد
voice-the-upper-part-of-voice-is-weaker = الجزء العلوي من صوتك أضعف من المعتاد
voice-sounds-change-faster = أصواتك تتغير أسرع من المعتاد
voice-sounds-change-more-slowly = أصواتك تتغير أبطأ من المعتاد
voice-mouth-is-more-open = فمك أكثر انفتاحًا من المعتاد
voice-mouth-is-less-open = فمك أقل انفتاحًا من المعتاد
voice-vowels-sound-more-forward-as-with-spread-lips = حروف المد لديك أقرب إلى مقدمة الفم، كما مع شفتين ممدودتين
voice-vowels-sound-further-back-as-with-rounded-lips = حروف المد لديك أقرب إلى مؤخرة الفم، كما مع شفتين مضمومتين
voice-vowels-swing-wider = حروف المد لديك أوسع تأرجحًا من المعتاد
voice-vowels-flow-into-each-other-more = حروف المد لديك ينساب بعضها في بعض أكثر من المعتاد
voice-vowels-have-the-shape-of-a-smile-more = لحروف المد لديك شكل الابتسامة أكثر من المعتاد
voice-vowels-have-the-shape-of-a-smile-less = لحروف المد لديك شكل الابتسامة أقل من المعتاد
voice-is-clearer = صوتك أصفى من المعتاد
voice-is-rougher = صوتك أخشن من المعتاد
voice-is-more-peaked = صوتك أكثر بروزًا من المعتاد
voice-is-rounder = صوتك أكثر استدارة من المعتاد
voice-loudness-varies-more = علوّ صوتك يتفاوت أكثر من المعتاد
voice-loudness-varies-less = علوّ صوتك يتفاوت أقل من المعتاد
voice-words-flow-more = كلماتك أكثر انسيابًا من المعتاد
voice-words-are-more-broken = كلماتك أكثر تقطعًا من المعتاد
voice-you-pause-more = وقفاتك أكثر من المعتاد
voice-you-pause-less = وقفاتك أقل من المعتاد
voice-you-speak-faster = كلامك أسرع من المعتاد
voice-you-speak-more-slowly = كلامك أبطأ من المعتاد

## Calls: the warm-up, in which one hears one's own smile before the first call

warm-up = الإحماء
warm-up-lead = الابتسامة تُسمع، ولو عبر الهاتف. عشر ثوانٍ وتسمع ابتسامتك.
warm-up-say-your-greeting = تحيتك كما تقولها في مكالمة: سترى ابتسامتك وتسمعها.
warm-up-begin = البدء: عشر ثوانٍ
warm-up-skip = ليس اليوم
warm-up-hint = سيطلب متصفحك الإذن بالميكروفون حتى يسمع المكتب صوتك. لا يُسجَّل شيء إلا إذا حفظته، وما تحفظه لك وحدك.
warm-up-how-you-sounded = كيف بدا صوتك
warm-up-nothing-heard = لم يُسمع منك شيء. هل هذا هو الميكروفون الصحيح، وهل هو مفعّل؟ تكفي جملة أو جملتان كما في مكالمة.
warm-up-first = كان هذا إحماءك الأول. إن كان هذا صوتك المعتاد فيمكنك حفظه: يصبح هو المرجع، ويخبرك الإحماء التالي كيف تختلف ابتسامتك عنه.
warm-up-corner-closed = <link>فتح ركنك</link> يتيح مقارنة هذا بصوتك المعتاد. وإلى ذلك الحين يُقارَن بنفسه.
warm-up-dashed-usual = الخط المتقطع هو المعتاد؛ والأعلى أكثر
warm-up-dashed-average = الخط المتقطع هو متوسطك في هذه الثواني؛ والأعلى أكثر
warm-up-too-little-for-curve = إصغاء… كان الكلام أقل من أن يُحكم عليه. بضع جمل أخرى ويظهر المنحنى.
warm-up-curve-label = الابتسامة في صوتك خلال هذه الثواني
warm-up-hear-it = الاستماع
warm-up-keep = حفظه بوصفه صوتي المعتاد
warm-up-again = مرة أخرى
warm-up-what-is-kept = ما يُحفظ مجاميع أرقام لا تُسمع منها أي كلمة. وهي في ركنك، لك وحدك.
warm-up-kept =
    { $seconds ->
        [one] حُفظ: هذا هو المعتاد لديك الآن. صوتك المعتاد معروف من ثانية واحدة من الكلام.
        [two] حُفظ: هذا هو المعتاد لديك الآن. صوتك المعتاد معروف من ثانيتين من الكلام.
        [few] حُفظ: هذا هو المعتاد لديك الآن. صوتك المعتاد معروف من { $seconds } ثوانٍ من الكلام.
       *[other] حُفظ: هذا هو المعتاد لديك الآن. صوتك المعتاد معروف من { $seconds } ثانية من الكلام.
    }
warm-up-kept-too =
    { $seconds ->
        [one] حُفظ مع ما كان معروفًا من قبل. صوتك المعتاد معروف من ثانية واحدة من الكلام.
        [two] حُفظ مع ما كان معروفًا من قبل. صوتك المعتاد معروف من ثانيتين من الكلام.
        [few] حُفظ مع ما كان معروفًا من قبل. صوتك المعتاد معروف من { $seconds } ثوانٍ من الكلام.
       *[other] حُفظ مع ما كان معروفًا من قبل. صوتك المعتاد معروف من { $seconds } ثانية من الكلام.
    }
warm-up-not-whole = لم يصل التسجيل كاملًا. يُرجى التحقق من الاتصال ثم المحاولة من جديد.
warm-up-none-came = لم يصل أي تسجيل. يُرجى المحاولة من جديد.
warm-up-too-long = تجاوز هذا عشرين ثانية. تكفي عشر.
warm-up-no-recording = تعذّر سماع هذا بوصفه تسجيلًا. يُرجى المحاولة من جديد، أو بمتصفح آخر.
warm-up-not-to-its-end = تعذّر سماع هذا التسجيل حتى نهايته. يُرجى المحاولة من جديد.
warm-up-too-little-speech = كان الكلام أقل من أن يُعرف به صوت. تكفي بضع جمل بأسلوبك المعتاد.

## Calls: recordings that are brought from elsewhere

recording-add-title = إضافة مكالمة مسجلة
recording-add-lead = تُسمع هنا على هذا الجهاز، وإعادتها ملك لموظف الخدمة الذي تكلم فيها.
recording-files = التسجيل
recording-files-hint = ملف واحد لكل طرف فيه قناة، أو ملفان: ملف موظف الخدمة أولًا، ثم ملف العميل. WAV وMP3 وFLAC وOgg وM4A وغيرها كثير.
recording-swap = العميل يأتي أولًا
recording-with = مع
recording-with-whom = مع من
recording-began = متى بدأت
recording-whose = لمن المكالمة
recording-about = موضوعها
recording-add = إضافتها
recording-choose-one-or-two = يُرجى اختيار تسجيل واحد فيه الطرفان، أو تسجيلين: تسجيل موظف الخدمة أولًا، ثم تسجيل العميل.
recording-two-are-enough = يكفي ملفان: واحد لكل طرف.
recording-say-when = متى كانت المكالمة؟ تُكتب مثل 2026-11-20 14:05.
recording-field-too-long = هذا أكثر مما تتسع له خانة واحدة. يُرجى اختصاره.
recording-too-large = هذا التسجيل كبير: الحد الأقصى 1 جيجابايت. يُرجى قسمته إلى اثنين.
recording-not-whole = لم يصل التسجيل كاملًا. يُرجى التحقق من الاتصال ثم اختياره من جديد.
recording-own-calls-only = يمكنك إضافة مكالماتك أنت؛ أما مكالمات غيرك فيضيفها مشرف.
recording-no-corner = لم يسجّل صاحبها الدخول بعد، فلا ركن تُحفظ فيه.

## Calls: the dock, where the phone rings and one's own call is

dock-you-listen = تستمع الآن إلى { $name }. والطرفان يعلمان.
dock-on-hold = انتظار على الخط
dock-ringing-at = يرنّ لدى { $name }…
dock-in-a-call = في مكالمة
dock-open-the-conversation = فتح المحادثة
dock-connecting = جارٍ الاتصال…
dock-recorded = مسجلة، لك وحدك
dock-recording-paused = التسجيل متوقف مؤقتًا
dock-guest-listens = معكم { $name } للاستماع؛ والعميل يعلم.
dock-guest-off = إنهاء ذلك
dock-more-wait =
    { $count ->
        [one] شخص آخر في الانتظار.
        [two] شخصان آخران في الانتظار.
        [few] { $count } أشخاص آخرون في الانتظار.
        [many] { $count } شخصًا آخر في الانتظار.
       *[other] { $count } شخص آخر في الانتظار.
    }
dock-mute = كتم
dock-unmute = إلغاء الكتم
dock-hold = وضع على الانتظار
dock-take-back = استئناف
dock-pause-recording = إيقاف التسجيل مؤقتًا
dock-record-again = التسجيل من جديد
dock-promise = وعد<hidden> بشيء</hidden>
dock-more = المزيد
dock-keep = إلغاء التسليم إلى { $name }
dock-hand-over-to = تسليم إلى
dock-not-free = { $name } (مشغول)
dock-ring = رنين
dock-ask-to-listen = طلب مستمع
dock-customer-is-told = يُخبَر العميل بذلك.
dock-ask = طلب
dock-stop-listening = إنهاء الاستماع
dock-end = إنهاء المكالمة
dock-note = ملاحظة على هذه المكالمة، لفريقك
dock-note-placeholder = ملاحظة، لفريقك وحده
dock-keep-the-note = حفظ الملاحظة
dock-asks-you = { $name }: طلب أن تتولى هذه المكالمة
dock-is-calling = مكالمة واردة، الانتظار منذ <time>0:00</time>
dock-smile-first = الابتسامة أولًا. ستُسمع.
dock-good-start = من مقوّمات البداية الحسنة
dock-local-time = الوقت لديه
dock-time-there = { $time } حيث العميل
dock-so-far = القصة حتى الآن
dock-promised = وعود
dock-we-promised = وعدنا: { $what }
dock-worth-remembering = يستحق التذكر
dock-calls-from = يتصل من الصفحة
dock-earlier = سابقًا
dock-waiting-on-us = بانتظارنا
dock-waiting-on-customer = بانتظار العميل
dock-snoozed = مؤجلة
dock-closed = مغلقة
dock-story = القصة
dock-first-time = أول مرة معنا.
dock-pick-up = الرد
dock-their-story = قصة العميل
dock-ring-silently = رنين صامت
mirror-the-mirror = المرآة
mirror-listening = إصغاء…
mirror-they-spoke = كلام العميل
mirror-you-talk = كلامك
mirror-pace = السرعة
mirror-first-words = الكلمات الأولى
mirror-hide = إخفاء المرآة
cue-smile-heard = ابتسامتك مسموعة.
cue-heard-out = أصغيت حتى النهاية. هذا يساعد.
cue-balanced = توازن جميل بين الكلام والإصغاء.
cue-smile = ابتسامة، إن كان لديك منها.
cue-slower = أبطأ قليلًا، على إيقاع العميل.
cue-ask = ربما حان وقت سؤال؟

## Calls: what cannot be done. Customers read some of it, in the chat

call-over = انتهت هذه المكالمة بالفعل.
call-is-over = انتهت هذه المكالمة.
call-with-somebody-else = هذه المكالمة لدى شخص آخر.
call-in-one-already = أنت في مكالمة. يُرجى إنهاؤها أو تسليمها أولًا.
call-colleague-quicker = سبقك أحد الزملاء إلى الرد.
call-yours-already = هذه المكالمة لديك. يُرجى اختيار أحد الزملاء.
call-none-taken = لا نستقبل المكالمات هنا. نرجو أن تكتب إلينا.
call-too-many-wait = المتصلون كثيرون الآن وسيطول انتظارك. نرجو أن تكتب إلينا، أو أن تتصل بعد قليل.
call-bad-key = تحتاج المكالمة إلى مفتاح طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
call-no-place = لا مكان للمكالمات هنا.
call-bad-phone = يُرجى كتابة رقم هاتف يمكننا طلبه، مثل ‎+49 30 1234567.
call-offer-unreadable = تعذّر فهم عرض المكالمة الذي أرسله متصفحك.
call-offer-without-sound = لم يعرض متصفحك صوتًا نفهمه (Opus).
call-too-many-at-once = مكالمات كثيرة في وقت واحد؛ يُرجى المحاولة بعد لحظة.
call-line-not-opened = تعذّر فتح الخط. يُرجى المحاولة من جديد.

## Calls: the page on which a customer chooses when to be called back. “We” is the desk

call-back-title = مكالمة من { $desk }
call-back-when-may-we = متى يمكننا الاتصال بك؟
call-back-when-may-we-name = متى يمكننا الاتصال بك، { $name }؟
call-back-we-will-call = سنتصل بك
call-back-we-will-call-name = سنتصل بك، { $name }
call-back-choose = يُرجى اختيار وقت يناسبك، وفيه تصلك مكالمة من { $desk }.
call-back-chosen = { $when }، على الرقم { $phone }.
call-back-when = { $day } الساعة { $time }
call-back-when-today = اليوم، { $day } الساعة { $time }
call-back-day = { $weekday }، { $date }
call-back-today = اليوم، { $day }
call-back-promised = هذا وعد منا.
call-back-change-until-then = يمكنك تغيير الموعد هنا حتى ذلك الحين.
call-back-cancelled = أُلغي الموعد.
call-back-will-not-call = لن نتصل. يمكنك اختيار وقت آخر متى شئت.
call-back-add-to-calendar = إضافة إلى التقويم
call-back-out-of-calendar = هل أضفت المكالمة إلى تقويمك؟ <link>هذا الملف يزيلها منه</link>.
call-back-zone = الأوقات بحسب
call-back-show-times-there = عرض الأوقات بتوقيت هذا المكان
call-back-none-free = لا يوجد وقت متاح في الأيام القادمة
call-back-none-free-write = يُرجى مراسلتنا حيث وجدت هذا الرابط، لنجد معًا وقتًا يناسبك.
call-back-choose-another = اختيار وقت آخر
call-back-choose-a-time = يُرجى اختيار أحد الأوقات.
call-back-number = الرقم الذي نتصل به
call-back-change-it = تغييره
call-back-call-me-then = اتصلوا بي حينها
call-back-do-not-call = لا تتصلوا بي
call-back-foot = من لديه هذا الرابط يمكنه تغيير الوقت. يبقى صالحًا أسبوعين.
call-back-link-over = لم يعد هذا الرابط صالحًا. يُرجى مراسلتنا لنرسل إليك غيره.
call-back-time-taken = حُجز هذا الوقت قبل لحظة. يُرجى اختيار غيره.
call-back-time-taken-these-are-free = حجز شخص آخر هذا الوقت قبل لحظة. هذه أقرب الأوقات المتاحة.
call-back-promised-already = سبق أن وعدناك بمعاودة الاتصال.
call-back-link-sent = الرابط في طريقه إلى العميل.
call-back-calendar-summary = اتصال من { $desk }
call-back-calendar-description = نتصل بك على { $number }. لتغيير الموعد أو إلغائه: { $link }
promise-calendar-summary = { $what }: { $customer }
promise-calendar-summary-a-customer = { $what }: عميل
promise-calendar-description = القصة كاملة: { $link }
promise-calendar-description-call = الاتصال بالرقم { $number }. القصة كاملة: { $link }

## Settings: phone

phone-title = الهاتف
phone-lead = يتصل الناس بك من موقعك، فتردّ عليهم هنا.
phone-saved = يسري ذلك من المكالمة التالية.
phone-not-connected = الهاتف غير موصول.
phone-start-it = شُغّل هذا الخادم دونه. يُشغَّل بالخيار <code>--phone-listen</code> مع عنوان ومنفذ يمكن للمتصفحات الوصول إليهما.
phone-start-with-listen = الهاتف غير موصول. يُشغَّل Bliss بالخيار ‎--phone-listen.
phone-recordings-stay = تبقى التسجيلات على هذا الخادم في الوقت الحالي.
phone-recordings-stay-why = مخزن الملفات لا يقبلها. يمكن تشغيلها مع ذلك، وتُنقل حالما يقبلها. قال المخزن: <q>{ $trouble }</q>
phone-sound = الميكروفون ومكبّر الصوت لديك
phone-sound-lead = يُستحسن تجربتهما قبل أول مكالمة في اليوم.
phone-microphone = الميكروفون
phone-speaker = مكبّر الصوت
phone-press-try-it = الضغط على «تجربة» أولًا
phone-how-loud = مدى علوّ صوتك
phone-echo-hint = لا يُسجَّل شيء. اختبار الصدى يعيد عليك ما تقوله بعد ثانية.
phone-try-it = تجربة
phone-echo-test = اختبار الصدى
phone-calls = مكالمات من موقعك
phone-calls-allowed = يمكن للزوار الاتصال ما دام في المكتب أحد
phone-recording = التسجيل
phone-recording-hint = التسجيل ملك لموظف الخدمة الذي تكلم، وهو مشفّر له فلا يفتحه سواه. ويختلف من بلد إلى آخر هل يُسمح بالتسجيل ومن تلزم موافقته.
phone-recording-off = عدم التسجيل
phone-recording-consent = التسجيل حين يوافق المتصل
phone-recording-on = التسجيل، مع إخبار كل متصل قبل المكالمة
phone-keep-days = عدد أيام حفظ التسجيل
phone-keep-days-hint = من 1 إلى { $most }. ثم يُحذف وحده.

## Settings: first words, how soon somebody hears from one of us

first-words-title = الكلمات الأولى
first-words-lead = متى يسمع الناس منا: الفريق معًا، خلال آخر { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }. لا يُذكر هنا اسم أحد، ولا يُحسب أحد وحده.
first-words-how-soon = السرعة
first-words-channel = القناة
first-words-chat = الدردشة
first-words-phone = الهاتف
first-words-half-within = نصفهم خلال
first-words-nine-of-ten = تسعة من عشرة خلال
first-words-answered = أُجيبوا
first-words-not-answered = لم يُجابوا
first-words-too-few = أقل من أن يُحكم عليه
first-words-few = ما هو أقل من { $count ->
        [one] رد واحد
        [two] ردين
        [few] { $count } ردود
        [many] { $count } ردًا
       *[other] { $count } رد
    } يكشف عن شخص واحد أو يوم واحد، فلا يُقال عنه شيء.
first-words-said-again = قيل مجددًا
first-words-nobody-wrote = لم يكتب أحد في هذه الأيام الـ{ $days }.
first-words-again = في <b>{ $again }</b> من آخر { $messages ->
        [one] رسالة واحدة
        [two] رسالتين
        [few] { $messages } رسائل
       *[other] { $messages } رسالة
    } اضطر عميل إلى إخبارنا بشيء من جديد: { $percent } %. وكل منها معلَّمة في محادثتها.

## Settings: how the team's calls sound

team-figures-title = كيف تبدو مكالماتنا
team-figures-lead = الفريق معًا. لا توجد أرقام أحد بمفرده هنا ولا في أي مكان يمكنك النظر إليه: فهي ملك لمن تكلم.
team-figures-not-enough = لا مكالمات كافية بعد
team-figures-not-enough-why = سيظهر هنا شيء حين يبلغ عدد المكالمات { $calls } لدى موظفي خدمة عددهم { $agents }. وما دون ذلك يكشف عن شخص واحد.
team-figures-smile-first = الابتسامة في أول عشر ثوانٍ، قياسًا إلى الصوت المعتاد لكل موظف خدمة
team-figures-smile-last = الابتسامة في آخر عشر ثوانٍ
team-figures-talk-share = نصيبنا من الكلام كله
team-figures-opening = كم يتكلم العميل في البداية، بالثواني
team-figures-interruptions = كم نقاطع في المكالمة
team-figures-silence-share = نسبة صمت الطرفين من المكالمة
team-figures-week = أسبوع
team-figures-mean = المتوسط
team-figures-standard-error = الخطأ المعياري
team-figures-calls = المكالمات
team-figures-hint = تُحسب المكالمات حين يبلغ عددها { $calls } لدى موظفي خدمة عددهم { $agents }، وتُضاف كلها دفعة واحدة.

## Moments: what was noticed in the words of a conversation. “They” is the customer, “we” are the desk

moment-noticed = ما لوحظ
moment-noticed-here = لوحظ هنا
moment-contested = { $title }<hidden>، معترض عليها</hidden>
moment-why = السبب
moment-how-sure = درجة اليقين
moment-sure = { $count } من 100
moment-says-who = المصدر
moment-source-rule = قاعدة يمكن قراءتها
moment-source-model = نموذج صغير، إلى جانب القواعد
moment-source-you = أنت
moment-source-person = شخص
moment-trust = الثقة
moment-you-say-so = رأيك أنها كذلك.
moment-you-say-not-so = رأيك أنها ليست كذلك: فلا تحرّك الثقة.
moment-somebody-says-so = رأي { $name } أنها كذلك.
moment-somebody-says-not-so = رأي { $name } أنها ليست كذلك: فلا تحرّك الثقة.
moment-take-it-back = سحبها
moment-take-that-back = سحب ذلك
moment-not-so = ليست كذلك
moment-it-is-so = هي كذلك
moment-before-asks = ما الذي جرى للعميل قبل هذا؟
moment-before-nothing = لا شيء منا نعلمه. والسؤال مع الإصغاء خير سبيل.
moment-customer-erased = مُحيت بيانات شخص في هذه الأثناء.
moment-ruling-of-another = لا يسحب القول إلا صاحبه. ويمكنك أن تقول رأيك.
naming-title = تسمية لحظة
naming-this = تسمية هذه اللحظة
naming-lead-customer = ماذا في رسالة العميل مما لم يلاحظه أحد؟ سيراه كل من في المكتب، ويرى أنه منك.
naming-lead-us = ماذا في رسالتنا مما لم يلاحظه أحد؟ سيراه كل من في المكتب، ويرى أنه منك.
naming-lead-note = ماذا في الملاحظة مما لم ينتبه إليه أحد؟ سيراه كل من في المكتب، ويرى أنه منك.
naming-words = الكلمات
naming-words-hint = كما هي في الرسالة، ولا أكثر مما يدل على اللحظة.
naming-what = ما هي؟
naming-choose-one = اختيار…
naming-choose = يُرجى اختيار ما هي.
naming-choose-from-list = يُرجى اختيار ما هي من القائمة.
naming-words-not-there = هذه الكلمات ليست في الرسالة. يُرجى نسخها كما هي.
naming-enough = عدد اللحظات المسمّاة في هذه الرسالة { $most } أصلًا.
naming-of-another = لا يسحبها إلا من سمّاها. ويمكنك أن تقول إنها ليست كذلك.
naming-name-it = تسميتها
trust-now = الثقة <b>{ $now }</b>
trust-fell-by = انخفضت بمقدار { $by }
trust-what-moved-it = ما الذي حرّكها
trust-picture =
    { $falls ->
        [0] انتقلت الثقة من { $from } إلى { $to }. لم تنخفض.
        [1] انتقلت الثقة من { $from } إلى { $to }. انخفضت مرة.
        [2] انتقلت الثقة من { $from } إلى { $to }. انخفضت مرتين.
        [few] انتقلت الثقة من { $from } إلى { $to }. انخفضت { $falls } مرات.
       *[other] انتقلت الثقة من { $from } إلى { $to }. انخفضت { $falls } مرة.
    }
trust-before = ما الذي جرى قبل ذلك
trust-fell-when-they-said = انخفضت الثقة بمقدار { $by } حين قال العميل <link>«{ $quote }»</link>.
trust-fell-when-they-said-this = انخفضت الثقة بمقدار { $by } حين قال العميل <link>هذا</link>.
trust-fell-with-what-we-said = انخفضت الثقة بمقدار { $by } مع قولنا: <link>«{ $quote }»</link>.
trust-fell-with-this-of-ours = انخفضت الثقة بمقدار { $by } مع قولنا: <link>هذا</link>.
trust-nothing-of-ours-before = لم يسبقه منا شيء نعلمه.
trust-what-moved = ما حرّك الثقة
trust-came-with = جاء العميل ومعه { $trust }.
trust-earlier-steps = ما قبلها من خطوات ({ $count }) مجموع فيما يلي.
trust-nothing-moved-it = لم يحرّكها شيء بعد.
trust-they = العميل
trust-we = نحن
trust-after = <hidden>الثقة بعدها: </hidden>{ $trust }
trust-what-each-weighs = وزن كل لحظة
trust-mood = تبدو كلماته الأخيرة مستاءة بدرجة { $upset } من 4 (من { $low } إلى { $high })، بحسب الكلمات وحدها.
trust-foreign =
    { $count ->
        [one] رسالة واحدة باللغة { $language }
        [two] رسالتان باللغة { $language }
        [few] { $count } رسائل باللغة { $language }
       *[other] { $count } رسالة باللغة { $language }
    }
trust-foreign-why =
    { $count ->
        [one] رسالة واحدة باللغة { $language }: لا يعرف القارئ الآلي إلا الإنجليزية، فلم يُحكم على شيء فيها سوى علامات الاستفهام.
        [two] رسالتان باللغة { $language }: لا يعرف القارئ الآلي إلا الإنجليزية، فلم يُحكم على شيء فيهما سوى علامات الاستفهام.
        [few] { $count } رسائل باللغة { $language }: لا يعرف القارئ الآلي إلا الإنجليزية، فلم يُحكم على شيء فيها سوى علامات الاستفهام.
       *[other] { $count } رسالة باللغة { $language }: لا يعرف القارئ الآلي إلا الإنجليزية، فلم يُحكم على شيء فيها سوى علامات الاستفهام.
    }
trust-show-all = عرض كل ما لوحظ
trust-hidden = و{ $count } غيرها بجانب الرسائل هنا
trust-tag-of-person = الوسم <tag>{ $tag }</tag> يتحدث عن الشخص.
trust-weights-title = ما هي الثقة
trust-weights-lead = مجموع مفتوح على امتداد المحادثة يستطيع أي أحد حسابه يدويًا. هو عن محادثة، لا عن شخص أبدًا.
trust-adds-up = كيف تُجمع
trust-adds-up-bounds = تقع بين −10 و+10. وتبدأ بما جاء به العميل: مدى الاستياء في كلماته الأولى، من 0 إلى −4.
trust-adds-up-weight = تحرّكها كل لحظة بوزنها المذكور أدناه مضروبًا في درجة اليقين منها.
trust-adds-up-again = واللحظة من النوع نفسه إذا تكررت حرّكتها نصف ما حرّكته في المرة السابقة.
trust-adds-up-near-bounds = وكلما اقتربت من أحد حدّيها قلّ ما تدفعها به لحظة نحوه.
trust-adds-up-fall = الرسالة التي تُفقد 0.5 أو أكثر انخفاض. ويُذكر بجانبها ما أفقد الثقة من كلامنا في رسائلنا الأربع السابقة.
trust-adds-up-said = ما يقول أحد أعضاء الفريق إنه ليس كذلك لا يحرّك شيئًا. وما يقول إنه كذلك يُحسب كاملًا.
trust-moment = اللحظة
trust-what-it-is = ما هي
trust-weight = الوزن
moment-greeting = تحية
moment-greeting-meaning = تحية في البداية.
moment-own-name = ذكر اسمنا
moment-own-name-meaning = واحد منا يذكر اسمه.
moment-customer-name = اسم العميل
moment-customer-name-meaning = نذكر اسم العميل.
moment-how-are-you = السؤال عن الحال
moment-how-are-you-meaning = نسأل العميل عن حاله.
moment-offer-of-help = عرض المساعدة
moment-offer-of-help-meaning = نعرض المساعدة.
moment-empathy = تعاطف
moment-empathy-meaning = نقول كيف كان الأمر على العميل.
moment-empathy-missing = غياب كلمة تعاطف
moment-empathy-missing-meaning = تحدث العميل عن أمر صعب، وتجاوزه ردنا.
moment-empathy-missing-ours = تجاوزنا ما كان صعبًا
moment-apology = اعتذار
moment-apology-meaning = نعتذر.
moment-repeated-apology = الاعتذار نفسه مرة أخرى
moment-repeated-apology-meaning = نعتذر بالكلمات ذاتها التي استخدمناها من قبل.
moment-repeated-apology-ours = اعتذرنا بكلمات الاعتذار السابق نفسها
moment-thanks = شكر
moment-thanks-meaning = شخص يقول شكرًا.
moment-next-step = خطوة تالية
moment-next-step-meaning = نقول ما الذي سيحدث بعد ذلك.
moment-explanation = شرح
moment-explanation-meaning = نشرح كيف أو لماذا.
moment-question = سؤال
moment-question-meaning = شخص يسأل شيئًا.
moment-unanswered = بلا جواب
moment-unanswered-meaning = سؤال للعميل لم يجب عنه شيء مما قلناه.
moment-unanswered-ours = بقي سؤال للعميل دون جواب
moment-alternative = طريق آخر
moment-alternative-meaning = نعرض طريقًا آخر.
moment-refusal = رفض
moment-refusal-meaning = نرفض شيئًا.
moment-refusal-ours = رفضنا
moment-refusal-alone = رفض وحده
moment-refusal-alone-meaning = نرفض ونتوقف عند ذلك: لا طريق آخر ولا خطوة تالية.
moment-refusal-alone-ours = رفضنا وتوقفنا عند ذلك
moment-scarcity = شُحّ
moment-scarcity-meaning = سياسة أو قواعد أو نظام أو نقص يقف في الطريق.
moment-scarcity-ours = وضعنا قاعدة أو نقصًا في الطريق
moment-blame = لوم
moment-blame-meaning = نُلقي باللوم على العميل أو على زميل.
moment-blame-ours = ألقينا باللوم على أحد
moment-condescension = تعالٍ
moment-condescension-meaning = نتكلم من علٍ.
moment-condescension-ours = تكلمنا من علٍ
moment-hurry = استعجال
moment-hurry-meaning = نستعجل العميل.
moment-hurry-ours = استعجلنا العميل
moment-jargon = مصطلحات
moment-jargon-meaning = كلمات من لغة المهنة.
moment-jargon-ours = استخدمنا كلمات من لغة المهنة
moment-label = نعت
moment-label-meaning = صفة تُلصق بشخص.
moment-label-ours = ألصقنا نعتًا بشخص
moment-asked-again = سؤال مكرر
moment-asked-again-meaning = نطلب ما سبق أن أخبرنا به العميل.
moment-asked-again-ours = طلبنا ما سبق أن قيل لنا
moment-generosity = كرم
moment-generosity-meaning = نعطي شيئًا من تلقاء أنفسنا.
moment-promise = وعد
moment-promise-meaning = نقول إننا سنفعل شيئًا.
moment-promise-without-time = وعد بلا موعد
moment-promise-without-time-meaning = لا يقول متى.
moment-promise-without-time-ours = وعدنا دون أن نقول متى
moment-closing = وداع
moment-closing-meaning = شخص يودّع.
moment-upset = كلمات مستاءة
moment-upset-meaning = تبدو كلمات العميل مستاءة.
moment-relief = كلمات ارتياح
moment-relief-meaning = يبدو الارتياح في كلمات العميل.
moment-repeat = اضطرار إلى التكرار
moment-repeat-meaning = يقول العميل إنه اضطر إلى قول ذلك من جديد.
moment-waiting = انتظار
moment-waiting-meaning = العميل ينتظرنا، أو انتظرنا.
moment-leave = رحيل
moment-leave-meaning = يتحدث العميل عن تركنا.
moment-public = إلى العلن
moment-public-meaning = يتحدث العميل عن نشر الأمر، أو رفعه إلى جهة رسمية.
moment-praise = ثناء
moment-praise-meaning = يُثني العميل علينا.
moment-resolved = تم الحل
moment-resolved-meaning = يؤكد العميل أن الأمر صُحّح.
moment-abuse = إهانة أو تهديد
moment-abuse-meaning = كلمات تهين شخصًا أو تهدده.
moment-urgency = عاجل
moment-urgency-meaning = تقول الكلمات إن الأمر عاجل.
moment-call-wish = طلب مكالمة
moment-call-wish-meaning = متى يودّ العميل أن نتصل به.

## What figures and words on the pages mean, one click away: what they are, with their unit, over what they are counted, and what they leave out

definition-waiting = الانتظار
definition-waiting-text = الوقت منذ أولى كلمات العميل التي لم يُجب عنها أحد بعد. يمضي ليلًا ونهارًا، ولا يقصّره التأجيل.
definition-first-words = الكلمات الأولى
definition-first-words-text = الوقت من أول رسالة للعميل في محادثة إلى أول رد كتبه أحدنا؛ وفي المكالمة من أول رنّة إلى الرد. يمضي ليلًا ونهارًا. لا يُحسب للمحادثات التي بدأناها نحن، ومن لا يزال ينتظر يُحسب على حدة.
definition-said-again = قيل مجددًا
definition-said-again-text = رسائل يقول فيها العميل إنه أخبرنا من قبل: «هذه ثالث مرة أشرح فيها هذا». تُكتشف من كلماته بقواعد، بالإنجليزية، حين تكون مؤكدة، وتُعرض كل منها مع ما سبق أن قاله؛ وحين يرى أحد في المكتب أنها ليست كذلك تُستبعد. تُحسب علينا لا عليه.
definition-half-within = نصفهم خلال
definition-half-within-text = الوسيط: نصف من أُجيبوا سمعوا منا أسرع من ذلك، ونصفهم بعده. على المحادثات والمكالمات التي بدأت في آخر 30 يومًا، وآخر 5,000 منها على الأكثر.
definition-nine-of-ten = تسعة من عشرة خلال
definition-nine-of-ten-text = المئين التسعون: تسعة من كل عشرة ممن أُجيبوا سمعوا منا خلال هذا الوقت. والعاشر انتظر أطول.
definition-kind-word = كلمة طيبة
definition-kind-word-text = شيء طيب كتبه عميل في آخر أسبوعين: ثناء أو ارتياح أو شكر، يُكتشف من كلماته بقواعد ونموذج، بالإنجليزية. وتُستبعد الرسائل التي فيها استياء أيضًا.
definition-trust = الثقة
definition-trust-text = مجموع على امتداد هذه المحادثة، من −10 إلى +10: ما جاء به العميل، وما حرّكته كل لحظة لوحظت بعد ذلك، مضروبًا في درجة اليقين منها. الأوزان منشورة، وما يقول أحد إنه ليس كذلك لا يحرّك شيئًا.
definition-mood = المزاج
definition-mood-text = مدى الاستياء في كلمات العميل، من 0 (لا استياء) إلى 4 (غضب شديد)، في ضوء ما قاله قبلها. وبين القوسين: المجال الذي تقع فيه أربعة من كل خمسة متوسطات لقرّاء متأنّين. لا يُستخدم إلا كلماته المكتوبة.
definition-kept-in-time = وُفي بها في الموعد
definition-kept-in-time-text = من كل وعود المكتب التي حلّ موعدها في آخر 30 يومًا، نسبة ما وُفي به في الموعد الأخير المتفق عليه مع العميل، مقرّبة إلى الأدنى. الوعد الذي نُقل بعد فوات موعده يُحسب غير موفًى به في الموعد. والوعد الذي سُحب قبل موعده يُستبعد. لا تُحسب لأحد وحده.
definition-good-moment = لحظة جميلة في مكالمة
definition-good-moment-text = من آخر ست مكالمات لك في آخر يوم هاتف قبل اليوم: ابتسامة في صوتك سُمعت بيقين 3 ثوانٍ أو أكثر، أو كلام افتتاحي للعميل دام 15 ثانية أو أكثر دون أن تأخذ منه الكلام؛ وأيّهما زاد أكثر. ويُستبعد ما تعترض عليه.
definition-standard = المعيار
definition-standard-text = جملة عما في التواصل الحسن، مع فحص لما كُتب ومتى، أو لما سُمع في المكالمات. له إصدارات، لكل منها وقت بداية؛ ويُحكم على التواصل بالإصدار الذي كان ساريًا حين بدأ، لا بما جاء بعده.
definition-standard-met = تحقق
definition-standard-met-text = من تواصلات آخر 30 يومًا التي كان المعيار ساريًا فيها وله مناسبة، نسبة ما تحقق فيها؛ ويُستبعد ما قد يتغير بعد. والتواصل مكالمة، أو ما كُتب في محادثة حتى أُغلقت. قول الإنسان مقدّم على الفحص. «بين»: حيث تقع النسبة الحقيقية تسع عشرة مرة من عشرين (مجال ويلسون). ما دون العشرة لا يُذكر. لا تُحسب لأحد وحده.
definition-spread = التفاوت
definition-spread-text = النسبة المتحققة في كل مجموعة من التواصلات، مرتبة: نصف المجموعات يقع بين الربيعين، ونصفها دون الوسيط. تُحسب المجموعة من خمس نتائج فصاعدًا، خلال آخر 30 يومًا، وآخر 20,000 نتيجة على الأكثر. المجموعات محاور وقنوات وأيام وساعات بتوقيت المكتب، وليست أشخاصًا أبدًا.
definition-sure = درجة اليقين
definition-sure-text = كم لحظة من كل مئة مثل هذه يؤكدها قارئ متأنٍّ، على حد علمنا. وما سمّاه إنسان يبقى كما قاله. وكلما قلّ اليقين من لحظة قلّ تحريكها للثقة.
definition-mean = المتوسط
definition-mean-text = على كل المكالمات المحسوبة في ذلك الأسبوع، أيًا كان من أجراها. تُقاس الابتسامة إلى المعتاد لكل صوت: 0 هو المعتاد، و1 أقصى ما يبلغه الصوت في العادة. والنسب من 0 إلى 1.
definition-standard-error = الخطأ المعياري
definition-standard-error-text = كم كان المتوسط سيبتعد عن هذا عادةً لو جاءت مكالمات أخرى في ذلك الأسبوع: الانحراف المعياري للمكالمات مقسومًا على جذر عددها.
definition-mirror-smile = القوس
definition-mirror-smile-text = مقدار الابتسامة المسموعة في آخر ثوانٍ من كلامك، قياسًا إلى صوتك المعتاد. التظليل هو حيث تقع القيمة الحقيقية تسع مرات من عشر. وإلى أن يمكن الحكم: إصغاء…
definition-mirror-vent = كلام العميل
definition-mirror-vent-text = منذ متى يتكلم العميل، أو كم تكلم حين كان الكلام له آخر مرة.
definition-mirror-share = كلامك
definition-mirror-share-text = نصيبك من كل ما قلتماه حتى الآن؛ دون الصمت.
definition-mirror-pace = السرعة
definition-mirror-pace-text = عدد المقاطع اللفظية في ثانية من كلامك حتى الآن؛ دون الوقفات.
definition-mirror-first = الكلمات الأولى
definition-mirror-first-text = الابتسامة في أول عشر ثوانٍ من كلامك، تُذكر حين تكون مؤكدة.

## What buttons and fields of many pages say

action-change = تغيير
action-edit = تعديل
action-keep = حفظ
action-keep-it = الإبقاء عليه
action-leave-it = تركه كما هو
action-more = المزيد
action-show-me = إظهار الرسالة
action-remove = إزالة
field-any = الكل
field-optional = (اختياري)
field-what-called = ما اسمه؟
not-kept-yet = لم يُحفظ بعد.
removed-named = أُزيل «{ $name }».
removed-undo = تراجع عن الإزالة
somebody = شخص ما
team-gone = فريق لم يعد موجودًا
weekday-monday = الاثنين
weekday-tuesday = الثلاثاء
weekday-wednesday = الأربعاء
weekday-thursday = الخميس
weekday-friday = الجمعة
weekday-saturday = السبت
weekday-sunday = الأحد

## Standards: what good looks like in a contact

standards-title = المعايير
standards-lead = كيف تكون الخدمة الحسنة، من أول كلمة إلى آخرها. يقرؤها الجميع هنا، ولا يُحكم على أحد بما لم يُخبَر به.
standards-channels = القنوات
standard-new = معيار جديد
standards-none = لم يُكتب شيء بعد
standards-none-leads = كيف تكون الخدمة الحسنة هنا؟
standards-none-any = يقول المعيار في جملة ما في التواصل الحسن، لكل القنوات معًا.
standards-begin-below = يمكنك البدء بالمعايير أدناه، أو كتابة معاييرك.
standards-none-lead = يمكن لمشرفك أن يكتب كيف تكون الخدمة الحسنة. وإلى ذلك الحين لا يُحكم على شيء.
standards-starter-title = مجموعة حسنة للبدء
standards-starter-lead = يمكن أخذها كما هي، أو ترك ما لا يناسب منها. تسري على كل تواصل يبدأ من الآن فصاعدًا.
standards-starter-more = المزيد من مجموعة البدء
standards-starter-take = أخذ مجموعة البدء
standards-starter-take-these = أخذ هذه
standards-retired = الموقوفة: <list></list>.
standards-saved = حُفظ. ولا يُحكم به على تواصل بدأ قبله.
standards-saved-retired = أُوقف العمل به. وما بدأ قبل ذلك من تواصل يُحكم عليه به.
standards-saved-taken = معايير البدء سارية الآن. يمكنك تغيير ما لا يناسب منها أو إيقافه.
standards-of = المعايير، { $channel }
standard-stage-start = البداية
standard-stage-during = أثناء التواصل
standard-stage-end = النهاية
standard-stage-start-lead = الكلمات الأولى تقرر مسار التواصل كله.
standard-stage-during-lead = أثناء المساعدة.
standard-stage-end-lead = الانطباع الأخير بقدر الأول.
standard-theme-attitude = السلوك
standard-theme-care = العناية
standard-theme-not-personal = ليس الأمر شخصيًا
standard-theme-customers-talk = العملاء يتحدثون
standard-reach-chat = الدردشة
standard-reach-phone = الهاتف
standard-reach-email = البريد الإلكتروني
standard-reach-counter = الحضور الشخصي
standard-reach-any = كل القنوات
standard-role-anybody = أي شخص
standard-role-first-responder = أول المجيبين
standard-since = منذ { $day }
standard-begins = يبدأ { $day }
standard-is-retired = موقوف
standard-since-and-version = { $since }، وإصدار آخر من { $day }
standard-since-and-retired = { $since }، ويوقف من { $day }
standard-day-and-time = { $day }، { $time }
standard-quoted = «{ $title }»
standard-against = يطلب عكس ما تطلبه { $standards }: لا يمكن لتواصل أن يحققهما معًا.
standard-met-percent = تحقق في <b>{ $percent } %</b>
standard-met-count = { $met } من { $all }، بين { $low } و{ $high } %
standard-met-count-calls = { $met } من { $all ->
        [one] مكالمة واحدة
        [two] مكالمتين
        [few] { $all } مكالمات
       *[other] { $all } مكالمة
    }، بين { $low } و{ $high } %
standard-heard-by-whoever-talked = يسمعه من تكلم وحده. تظهر نسبة الفريق هنا بعد خمسين مكالمة لخمسة أشخاص.
standard-no-contact-yet = لا تواصل بعد
standard-few-so-far = { $count } حتى الآن: أقل من أن يُحكم عليه

## Standards: one of them

standard-bring-back = إعادته
standard-retire = إيقاف العمل به
standard-checked = كيف يُفحص
standard-missed = حيث لم يتحقق
standard-missed-lead = آخر 30 يومًا، دون أسماء. ويمكن الاعتراض على كل منها في مكانه.
standard-missed-nowhere = لا مكان نعلمه.
standard-missed-when = { $day }، { $time }
standard-versions = إصداراته
standard-versions-lead = يُحكم على التواصل بالإصدار الذي كان ساريًا حين بدأ.
standard-version =
    { $state ->
        [taken-back] <b>الإصدار { $number }</b>، مسحوب، من { $day }
        [to-come] <b>الإصدار { $number }</b>، قادم، من { $day }
        [in-force] <b>الإصدار { $number }</b>، سارٍ، من { $day }
       *[before] <b>الإصدار { $number }</b>، سابق، من { $day }
    }
standard-version-by = بقلم { $name }، { $day }
standard-version-by-somebody = بقلم شخص ما، { $day }
standard-version-take-back = سحبه
standard-part-retired = الإيقاف
standard-part-title = العنوان
standard-part-words = الكلمات
standard-part-check = الفحص
standard-part-for = لأي قناة
standard-part-when = متى
standard-part-theme = المحور
standard-part-role = كلمات من

## Standards: writing one

standard-new-title = معيار جديد
standard-change-title = تغيير معيار
standard-new-lead = يُكتب بكلمات للناس كيف تكون الخدمة الحسنة، وبجملة يمكن فحصها.
standard-change-lead = يصبح هذا إصدارًا جديدًا. ويُحكم على ما بدأ قبله من تواصل بالإصدار السابق.
standard-what-means = ما معناه؟
standard-field-for = لأي قناة
standard-field-when = متى
standard-field-theme = المحور
standard-field-role = كلمات من
standard-at-the-start = في البداية
standard-during = أثناء التواصل
standard-at-the-end = في النهاية
standard-anybodys = أي شخص
standard-first-responders = أول المجيبين
standard-how-checked = كيف يُفحص؟
standard-check-hint = جملة مثل «first answer within 5 minutes of open hours and first answer has a greeting». تُربط العبارات بكلمة «and» أو «or».
standard-phrases = عبارات للاختيار منها
standard-phrases-written = فيما يُكتب
standard-phrases-phone = على الهاتف
standard-keep = حفظ المعيار
standard-keep-version = حفظ الإصدار الجديد
standard-what-understood = ما الذي يُفهم؟
standard-from-when = من متى؟
standard-from-hint = ليس في الماضي أبدًا: لا يُحكم على أحد بما لم يُخبَر به.
standard-from-now = من الآن فصاعدًا
standard-from-later = من يوم قادم
standard-from-day = اليوم، عند منتصف الليل بتوقيت المكتب
standard-no-day = يُرجى اختيار اليوم الذي يسري منه، مثل أول الشهر القادم.
standard-understood = فُهم: <check>{ $check }</check>
standard-understood-voice = ما يُسمع في مكالمة يُقال لمن تكلم عند المراجعة. ويرى الفريق مجاميع على خمسين مكالمة لخمسة أشخاص.
standard-understood-against = يطلب عكس «{ $title }»، وهو للتواصل نفسه. لا يمكن لتواصل أن يحققهما معًا.
standard-understood-nothing = يمكنك اختيار عبارات من القائمة أدناه، أو الكتابة: يظهر هنا ما يُفهم أولًا بأول.
standard-tried = من آخر { $contacts ->
        [one] تواصل واحد
        [two] تواصلين
        [few] { $contacts } تواصلات
        [many] { $contacts } تواصلًا
       *[other] { $contacts } تواصل
    } كان سيتحقق في { $met } ولا يتحقق في { $not }. هذه تجربة فقط، ولا تُحفظ في أي مكان.
standard-tried-no-occasion = من آخر { $contacts ->
        [one] تواصل واحد
        [two] تواصلين
        [few] { $contacts } تواصلات
        [many] { $contacts } تواصلًا
       *[other] { $contacts } تواصل
    } كان سيتحقق في { $met } ولا يتحقق في { $not }؛ ولم تكن له مناسبة في { $none }. هذه تجربة فقط، ولا تُحفظ في أي مكان.
standard-nothing-to-try = لا يوجد تواصل يُجرَّب عليه بعد.
standard-retire-title = إيقاف العمل بمعيار
standard-retire-named = إيقاف العمل بـ«{ $title }»
standard-retire-lead = يبقى مقروءًا مع تاريخه، ويُحكم به على ما يبدأ قبل ذلك من تواصل.
standard-retire-it = إيقاف العمل به
standard-not-retired = لم يوقف العمل به.
standard-check-too-long = هذا أطول مما يُحفظ في الذهن: { $phrases ->
        [one] عبارة واحدة
        [two] عبارتين
        [few] { $phrases } عبارات
       *[other] { $phrases } عبارة
    } في { $chars ->
        [one] حرف واحد
        [two] حرفين
        [few] { $chars } أحرف
        [many] { $chars } حرفًا
       *[other] { $chars } حرف
    } على الأكثر. يُستحسن تقسيمه إلى معيارين.
standard-check-missing = ينقص شيء.
standard-check-missing-after = ينقص شيء بعد «{ $after }».
standard-check-unread = «{ $word }» غير مفهومة.
standard-check-unread-after = «{ $word }» غير مفهومة بعد «{ $after }».
standard-check-nearest = { $wrong } هل المقصود «{ $nearest }»؟
standard-check-offered = { $wrong } ما يُفهم هناك: { $offered }.
standard-never-both = لا يمكن أن يتحقق هذا أبدًا: «{ $one }» و«{ $other }» لا يجتمعان.
standard-never-mixed = ما يُسمع في الصوت ملك لمن تكلم، فله معيار مستقل. يُستحسن تقسيم هذا إلى معيارين.
standard-never-no-phone = لا يمكن أن يتحقق هذا أبدًا: ما يُسمع في مكالمة معيار للهاتف.
standard-never-no-time = «{ $phrase }» لا يمكن أن تتحقق أبدًا. الناس يحتاجون إلى بعض الوقت.
standard-never-so-long = «{ $phrase }» لم تعد معيارًا. شهر على الأكثر يكفي.
standard-never-without-hello = «{ $phrase }» لا يمكن أن تتحقق أبدًا: لا بد أن يردّ أحد ويقول مرحبًا.
standard-always-met = «{ $phrase }» متحققة دائمًا، فلا تقول شيئًا.
standard-always-in-share = «{ $phrase }» لا تقول شيئًا، إذ لا شيء فوق 100 %. المطلوب أقل من 100 %.
standard-always-so-many = «{ $phrase }» لا تقول شيئًا. المطلوب { $most } على الأكثر.
standard-hardly-met = يصعب أن تتحقق «{ $phrase }» يومًا. المطلوب { $seconds ->
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
       *[other] { $seconds } ثانية
    } على الأكثر.
standard-choose-one = يُرجى اختيار واحد منها على الأقل.
standard-long-reason = هذا سبب طويل. تكفي جملة أو جملتان.
standard-retired-already = هو موقوف أصلًا.
standard-ruling-of-other = لا يسحب القول إلا صاحبه. ويمكنك أن تقول رأيك.
standard-too-many = عدد المعايير { $kept } أصلًا، ولا يحفظ أحد في ذهنه أكثر من { $most }. يُستحسن إيقاف بعضها أولًا.
standard-unchanged = هذا ما يقوله أصلًا، فلم يتغير شيء.
standard-version-began = بدأ هذا الإصدار، فيبقى في التاريخ. يمكن تغيير المعيار بدلًا من ذلك.
standard-version-to-come = يوجد إصدار قادم منه أصلًا. يُرجى سحبه أولًا، ثم كتابة الجديد.
standard-voice-is-own = ما يُسمع في الصوت يبقى لموظف الخدمة في مراجعته الخاصة.

## Standards: how a contact stands to them

standards-here-title = كيف تكون الخدمة الحسنة
standards-here-lead = كيف تكون الخدمة الحسنة في هذا التواصل، بالمعايير التي كانت سارية حين بدأ.
standards-here-voice = ما يُسمع في الصوت ملك لمن تكلم: يجده في مراجعته الخاصة.
standards-here-none = لا شيء بعد
standards-here-met = تحقق { $met } من { $judged }
standard-state-voice = يسمعه من تكلم وحده
standard-state-open = لم يُحكم عليه بعد
standard-state-met = تحقق
standard-state-met-so-far = تحقق حتى الآن
standard-state-not-met = لم يتحقق
standard-state-not-yet = ليس بعد
standard-state-no-occasion = لا مناسبة
standard-state-no-occasion-yet = لا مناسبة بعد
standard-not-so = ليس كذلك
standard-not-so-met = ليس كذلك: تحقق «{ $title }»
standard-not-so-not-met = ليس كذلك: لم يتحقق «{ $title }»
standard-ruling-take-back = سحب ذلك
standard-more-on = المزيد عن { $title }
standard-why-otherwise = لماذا تراه على غير ذلك
standard-it-was-met = تحقق
standard-it-was-not-met = لم يتحقق
standard-there-was-no-occasion = لم تكن له مناسبة
standard-and-its-history = المعيار وتاريخه
standard-ruled =
    { $outcome ->
        [met] رأي { $name } أنه تحقق.
        [not-met] رأي { $name } أنه لم يتحقق.
       *[no-occasion] رأي { $name } أنه لم تكن له مناسبة.
    }
standard-ruled-why =
    { $outcome ->
        [met] رأي { $name } أنه تحقق: { $reason }
        [not-met] رأي { $name } أنه لم يتحقق: { $reason }
       *[no-occasion] رأي { $name } أنه لم تكن له مناسبة: { $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] رأيك أنه تحقق.
        [not-met] رأيك أنه لم يتحقق.
       *[no-occasion] رأيك أنه لم تكن له مناسبة.
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] رأيك أنه تحقق: { $reason }
        [not-met] رأيك أنه لم يتحقق: { $reason }
       *[no-occasion] رأيك أنه لم تكن له مناسبة: { $reason }
    }

## Standards: consistency

consistency-title = الاتساق
consistency-lead = الخدمة الحسنة نفسها كل يوم: كم تحققت المعايير في آخر { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، ومدى التباعد بين الأيام والساعات والقنوات والمحاور. لا يُذكر اسم أحد، ولا يُحسب أحد وحده.
consistency-percent = { $percent } %
consistency-met-of = { $met } من { $all }
consistency-met = تحقق، { $between }
consistency-between = بين { $low } و{ $high } %
consistency-too-few-to-say = أقل من أن يُحكم عليه
consistency-too-few = التواصلات أقل من أن يُحكم عليها
consistency-too-few-lead = سيظهر هنا شيء حين تبلغ النتائج، ما تحقق منها وما لم يتحقق، { $count }. وما دون ذلك يكشف عن شخص واحد أو يوم واحد.
consistency-spread = نصفها يقع بين <b>{ $lower } و{ $upper } %</b>، حول وسيط { $median } %؛ وكلها بين { $least } و{ $most } %.
consistency-spread-from = يُذكر التفاوت من { $groups ->
        [one] مجموعة واحدة
        [two] مجموعتين
        [few] { $groups } مجموعات
       *[other] { $groups } مجموعة
    } فصاعدًا، لكل منها { $outcomes ->
        [one] نتيجة واحدة
        [two] نتيجتان
        [few] { $outcomes } نتائج
       *[other] { $outcomes } نتيجة
    }.
consistency-picture = من 0 % في الأسفل إلى 100 % في الأعلى؛ والخط في كل نقطة هو حيث تقع نسبتها الحقيقية تسع عشرة مرة من عشرين.
consistency-picture-in-words = النسبة المتحققة لكل مجموعة من { $groups ->
        [one] مجموعة واحدة
        [two] مجموعتين
        [few] { $groups } مجموعات
       *[other] { $groups } مجموعة
    }، من { $least } إلى { $most } في المئة، ونصفها بين { $lower } و{ $upper }. وكل منها في الجدول أدناه.
consistency-picture-of-few = النسبة المتحققة لكل مجموعة. وكل منها في الجدول أدناه.
consistency-all-in-a-table = كلها ({ $count }) في جدول
consistency-column-met = تحقق
consistency-column-of = من
consistency-column-share = النسبة
consistency-by-theme = بحسب المحور
consistency-by-channel = بحسب القناة
consistency-by-day = بحسب اليوم
consistency-by-hour = بحسب ساعة اليوم
consistency-day = { $weekday } { $day }

## Promises: what we said we would do, and by when

promises-title = الوعود
promises-lead = ما قلنا إننا سنفعله، ومتى.
promises-which = أي الوعود
promises-whose = وعود من
promises-to-keep = بانتظار الوفاء
promises-late = متأخرة
promises-today = اليوم
promises-later = لاحقًا
promises-kept = وُفي بها
promises-over = وُفي بها أو سُحبت في آخر 30 يومًا
promises-everybodys = وعود الجميع
promises-yours = وعودك
promises-nobodys = بلا صاحب بعد
promises-rate = <b>{ $percent } %</b> { $kept } من { $all }
promises-rate-none = <b>–</b> لم يحلّ موعد شيء بعد
promises-rate-about = وُفي بها في موعدها، آخر { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }
promises-none = وُفي بكل الوعود
promises-none-lead = حين تكتب «I’ll call you on Friday» تُسأل هل يُحفظ وعدًا هنا. وفي المحادثة يسجّل المفتاح <key>W</key> وعدًا.
promises-none-late = لا شيء متأخر
promises-none-late-lead = ما يقترب موعده ينبّهك قبل أن يفوت.
promises-none-over = لم يُوفَ بشيء بعد
promises-none-over-lead = هنا الوعود التي وُفي بها أو سُحبت في آخر 30 يومًا.
promises-none-today = لا شيء آخر موعده اليوم
promises-none-today-lead = هنا ما تَعِد به لليوم.
promises-beside = ما وعدنا به
promise-time-today = اليوم الساعة { $time }
promise-time-yesterday = أمس الساعة { $time }
promise-time-tomorrow = غدًا الساعة { $time }
promise-time-on-day = يوم { $day } الساعة { $time }
promise-due = الموعد { $due }
promise-due-for-them = { $due } بتوقيت العميل
promise-badge-to-keep = بانتظار الوفاء
promise-badge-at-risk = اقترب موعده جدًا
promise-badge-late = متأخر
promise-badge-broken = لم يُوفَ به
promise-badge-kept = وُفي به
promise-badge-kept-late = وُفي به متأخرًا
promise-badge-taken-back = سُحب
promise-with = لدى { $name }
promise-with-and-stand-in = لدى { $name } (البديل { $stand-in })
promise-with-you = لديك
promise-with-you-and-stand-in = لديك (البديل { $stand-in })
promise-with-nobody = بلا صاحب بعد
promise-with-nobody-and-stand-in = بلا صاحب بعد (البديل { $stand-in })
promise-of-customer = { $what }: { $customer }
promise-what-happened = ما جرى
promise-what-happened-to = ما جرى لهذا الوعد: { $what }
promise-tell = إخبار العميل بأننا لم ننسَ
promise-tell-customer = إخبار العميل بأننا لم ننسَ: { $customer }
promise-kept = تم الوفاء
promise-kept-named = تم الوفاء: { $what }، { $customer }
promise-not-kept = لم يُوفَ به بعد
promise-not-kept-named = لم يُوفَ به بعد: { $what }، { $customer }
promise-restore = استعادة
promise-restore-named = استعادة: { $what }، { $customer }
promise-more = المزيد للوعد: { $what }، { $customer }
promise-another-time = موعد آخر
promise-another-time-hint = يُتفق عليه مع العميل أولًا. بتوقيت العميل.
promise-move = نقل
promise-take-back = سحبه
promise-take-back-hint = ما تكتبه يُرسل إلى { $customer }: لماذا، وماذا يحدث بدلًا منه.
promise-take-back-and-tell = سحبه وإخبار العميل
promise-to-calendar = إضافة إلى التقويم
promise-history-made =
    { $by ->
        [nobody] سُجّل { $at }، والموعد { $due }
        [customer] سجّله العميل { $at }، والموعد { $due }
       *[agent] سُجّل من { $name } { $at }، والموعد { $due }
    }
promise-history-kept =
    { $by ->
        [nobody] تم الوفاء { $at }
        [customer] تم الوفاء من العميل { $at }
       *[agent] تم الوفاء من { $name } { $at }
    }
promise-history-not-kept =
    { $by ->
        [nobody] استؤنف { $at }
        [customer] استأنفه العميل { $at }
       *[agent] استؤنف من { $name } { $at }
    }
promise-history-cancelled =
    { $by ->
        [nobody] سُحب { $at }
        [customer] سحبه العميل { $at }
       *[agent] سُحب من { $name } { $at }
    }
promise-history-restored =
    { $by ->
        [nobody] استُعيد { $at }
        [customer] استعاده العميل { $at }
       *[agent] استُعيد من { $name } { $at }
    }
promise-history-moved =
    { $by ->
        [nobody] نُقل { $at }، والموعد { $due }
        [customer] نقله العميل { $at }، والموعد { $due }
       *[agent] نُقل من { $name } { $at }، والموعد { $due }
    }
promise-history-handed =
    { $by ->
        [nobody] سُلّم إلى { $to } { $at }
        [customer] سلّمه العميل إلى { $to } { $at }
       *[agent] سُلّم من { $name } إلى { $to } { $at }
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] تُرك بلا صاحب { $at }
        [customer] تركه العميل بلا صاحب { $at }
       *[agent] تُرك من { $name } بلا صاحب { $at }
    }
promise-history-word =
    { $by ->
        [nobody] أُخبر العميل { $at }
        [customer] أُخبر العميل من العميل نفسه { $at }
       *[agent] أُخبر العميل من { $name } { $at }
    }
promise-something = تسجيل وعد
promise-let-them-choose = ترك العميل يختار وقتًا لمكالمة
promise-what = بماذا نَعِد؟
promise-what-example = معاودة الاتصال بشأن المصباح
promise-by-when = متى؟
promise-on-their-clock = بتوقيت العميل، في { $place }.
promise-make = وعد
promise-who-keeps = من يفي به
promise-who-stands-in = من ينوب عنه
promise-keeper-nobody-yet = لا أحد بعد
promise-keeper-nobody = لا أحد
promise-keeper-you = { $keeper } (أنت)
promise-keeper-away = { $name } (خارج المكتب)
promise-keeper-away-until = { $name } (خارج المكتب، العودة { $back })
promise-by-end-of-today = نهاية اليوم
promise-by-tomorrow-noon = ظهر الغد
promise-by-friday = الجمعة 17:00
promise-suggestion = قول { $name }: «<words>{ $words }</words>». هل هو وعد؟ إذن متى موعده؟
promise-suggestion-due = قول { $name }: «<words>{ $words }</words>». هل يُحفظ وعدًا موعده { $due }؟
promise-suggestion-of-you = قولك: «<words>{ $words }</words>». هل هو وعد؟ إذن متى موعده؟
promise-suggestion-of-you-due = قولك: «<words>{ $words }</words>». هل يُحفظ وعدًا موعده { $due }؟
promise-suggestion-yes = نعم
promise-suggestion-yes-by = نعم، في موعد…
promise-suggestion-no = لا
promise-suggestion-made = وعد، موعده { $due }.
promise-suggestion-none = ليس وعدًا.
promise-suggestion-refused = ليس وعدًا إذن.
promise-suggestion-asked-again = يُطرح عليك السؤال من جديد.
promise-suggestion-answered = سبق أن أجاب شخص عن هذا.
promise-suggestion-asked = هذا السؤال مطروح أصلًا.
promise-suggestion-no-time = يُرجى اختيار موعد الوعد.
promise-reminder-late = كان موعده { $due }
promise-reminder-stand-in = { $name } خارج المكتب. هل يمكنك الوفاء بهذا؟ الموعد { $due }
promise-reminder-stand-in-for-nobody = لا صاحب لهذا بعد. هل يمكنك الوفاء به؟ الموعد { $due }
promise-reminder-at-risk = في خطر: الموعد { $due }، لدى { $name }
promise-reminder-at-risk-with-nobody = في خطر: الموعد { $due }، بلا صاحب بعد
promise-reminders-more =
    { $count ->
        [one] وعد آخر
        [two] وعدان آخران
        [few] { $count } وعود أخرى
        [many] { $count } وعدًا آخر
       *[other] { $count } وعد آخر
    }
promise-seen = تم الاطلاع
promise-seen-named = تم الاطلاع: { $what }
promise-made = سُجّل الوعد، وموعده { $due }.
promise-unmade = لم يعد وعدًا.
promise-kept-thanks = تم الوفاء. شكرًا لك.
promise-to-be-kept = ما زال بانتظار الوفاء.
promise-taken-back = سُحب، وأُخبر العميل.
promise-restored = عاد الوعد قائمًا.
promise-moved = موعده الآن { $due }.
promise-handed = الوعد لدى { $name }.
promise-handed-to-nobody = الوعد بلا صاحب بعد.
promise-told = أُخبر العميل بأننا لم ننسَ.
promise-counted-on = ربما صار العميل يعتمد عليه. يُرجى سحبه وإخباره بالسبب.
promise-no-time = متى؟ مثال يُفهم: «tomorrow 15:00» أو «friday 17:00».
promise-no-why = يُرجى أن تكتب للعميل لماذا، وماذا يحدث بدلًا منه.
promise-over = انتهى هذا الوعد بالفعل.
promise-over-undo-first = انتهى هذا الوعد بالفعل. يُرجى التراجع عن ذلك أولًا.
promise-own-stand-in = لا بد أن ينوب شخص آخر: يُرجى اختيار أحد الزملاء.
promise-stands = هذا الوعد قائم أصلًا.
promise-taken-back-already = سُحب هذا الوعد. يُرجى استعادته أولًا.
promise-word-sent = سبق إخبار العميل.

## Canned replies: good words, written once and at hand wherever somebody writes

action-keep-changes = حفظ التغييرات
action-show-all = عرض الكل
canned-replies-title = الردود الجاهزة
canned-replies-lead = كلمات حسنة تُكتب مرة واحدة وتبقى في المتناول أينما كتبت: بالمفتاح <key>/</key> في بداية السطر.
canned-reply-new = رد جاهز جديد
canned-replies-search = البحث بالعنوان أو الرمز القصير أو الكلمات
canned-replies-search-hint = العنوان أو الرمز القصير أو كلمات
canned-replies-whose = لمن
canned-replies-all = الكل
canned-replies-none-of-these = لا شيء من هذه
canned-replies-nothing-found = لا نتيجة لـ«{ $words }»
canned-replies-try = يمكن تجربة كلمة من العنوان، أو الرمز القصير، أو كلمة مما يقوله الرد.
canned-replies-none = ما الذي تكتبه مرة بعد مرة؟
canned-replies-none-lead = كتابته مرة واحدة، كما في أحسن أيامك، تجعله في متناولك في سائر الأيام.
canned-replies-starters = أو البدء بواحد من هذه
canned-replies-starters-lead = يُفتح كل منها في النموذج، لتجعل الكلمات كلماتك قبل حفظها.
canned-replies-more-starters = المزيد للبدء
canned-replies-none-yet = لا ردود جاهزة بعد. <link>كتابة أول رد</link>
canned-replies-none-with = لا رد جاهز فيه «{ $words }». <link>كتابة رد</link>
canned-replies-more = و{ $count } غيرها. متابعة الكتابة تُظهرها.
canned-reply-everybodys = للجميع
canned-reply-yours-alone = لك وحدك
canned-reply-not-used = لم يُستخدم بعد
canned-reply-used-once = استُخدم مرة واحدة، { $day }
canned-reply-used-twice = استُخدم مرتين، آخرهما { $day }
canned-reply-used =
    { $count ->
        [one] استُخدم مرة واحدة، { $day }
        [two] استُخدم مرتين، آخرهما { $day }
        [few] استُخدم { $count } مرات، آخرها { $day }
       *[other] استُخدم { $count } مرة، آخرها { $day }
    }
canned-reply-edit = تعديل { $title }
canned-reply-remove = إزالة { $title }
canned-reply-copy = نسخه لنفسك
canned-reply-copy-named = نسخه لنفسك: { $title }
canned-reply-begin-with = البدء بهذا
canned-reply-begin-with-named = البدء بهذا: { $title }
canned-reply-back = لقد عاد.
canned-reply-back-without-code = لقد عاد دون رمزه القصير: فهو الآن رمز «{ $title }».
canned-reply-kept = حُفظ، وهو في المتناول أينما كتبت.
canned-reply-new-title = رد جاهز جديد
canned-reply-change-title = تغيير رد جاهز
canned-reply-form-lead = يُكتب كما لو كان لشخص عزيز. ومن يستخدمه يمكنه تغيير كل كلمة فيه.
canned-reply-removed-meanwhile = أُزيل وأنت تكتب.
canned-reply-removed-meanwhile-keep = كلماتك ما زالت هنا: إن حفظتها صارت ردًا جديدًا.
canned-reply-changed-meanwhile = غيّره شخص آخر وأنت تكتب: { $name }.
canned-reply-changed-meanwhile-keep = كلماتك ما زالت هنا: إن حفظتها حلّت محل هذه.
canned-reply-title-example = مثل: نعتذر عن التأخير
canned-reply-code = الرمز القصير
canned-reply-code-example = delay
canned-reply-code-hint = إذا كُتب بعد <key>/</key> جاء الرد أولًا.
canned-reply-words = كلماته
canned-reply-preview = كما تقرؤه نورة
canned-reply-filled-in = ما يُملأ وحده
canned-reply-filled-in-hint = ما ليس معروفًا يصبح فراغًا تراه قبل الإرسال، أو الكلمات التي بعد الخط العمودي: <example></example>.
canned-reply-whose = لمن هو؟
canned-reply-whose-hint = ما هو لك وحدك لا يراه غيرك.
canned-reply-whose-hint-own = ما هو لك وحدك لا يراه غيرك. وما يستخدمه الجميع يكتبه المشرفون والمالكون.
canned-reply-language = اللغة
canned-reply-variable-customer-first-name = اسم العميل الأول
canned-reply-variable-customer-name = اسم العميل
canned-reply-variable-agent-first-name = اسمك الأول
canned-reply-variable-agent-name = اسمك
canned-reply-variable-workspace-name = اسم المكتب
canned-reply-variable-subject = الموضوع
canned-reply-variable-promise-due = موعد الوعد القادم
canned-reply-variable-greeting = تحية بالاسم، بحسب وقت العميل من اليوم
canned-reply-choose-whose = يُرجى اختيار لمن هو.
canned-reply-not-for-all = ما يستخدمه الجميع يكتبه المشرفون والمالكون. يمكنك حفظ هذا لك وحدك.
canned-reply-team-gone = لم يعد ذلك الفريق موجودًا. يُرجى اختيار لمن هو مرة أخرى.
canned-reply-too-many = عددها { $most } أصلًا، ولا يجد أحد ما يريد بين أكثر من ذلك. يُستحسن إزالة ما لا يستخدمه أحد.

## Rules: what happens by itself

rules-title = القواعد
rules-lead = ما يحدث من تلقاء نفسه. تعمل بهذا الترتيب، مرة لكل حدث.
rule-new = قاعدة جديدة
rules-none = ما الذي تفعله مرة بعد مرة؟
rules-none-lead = إسناد ما يذكر «استرداد المبلغ» إلى من يعرفون، ووسم ما يأتي ليلًا، وطلب النظر في أمر من طال انتظاره.
rule-off = متوقفة
rule-paused-in-list = هي موقوفة مؤقتًا. { $why } يمكن تغييرها، أو إيقافها ثم تشغيلها.
rule-not-run = لم تعمل بعد
rule-ran-once = عملت مرة واحدة، { $day }
rule-ran =
    { $count ->
        [one] عملت مرة واحدة، { $day }
        [two] عملت مرتين، آخرهما { $day }
        [few] عملت { $count } مرات، آخرها { $day }
       *[other] عملت { $count } مرة، آخرها { $day }
    }
rule-of-newer-version = كتبها إصدار أحدث من Bliss:
rule-earlier = تقديم
rule-earlier-named = تقديم: { $name }
rule-later = تأخير
rule-later-named = تأخير: { $name }
rule-turn-off = إيقاف
rule-turn-off-named = إيقاف: { $name }
rule-turn-on = تشغيل
rule-turn-on-named = تشغيل: { $name }
rule-remove = إزالة { $name }
rule-saved = تسري من الآن، ولا تمسّ ما كان قبلها.
rule-saved-back = عادت، وهي متوقفة.
rule-saved-off = لا تفعل شيئًا حتى تُشغَّل من جديد.
rule-saved-on = تسري من الآن.
rule-saved-order = تعمل بهذا الترتيب.
rule-when = عندما { $when }:
rule-when-and = { $when }، و{ $next }
rule-when-opened = تُفتح محادثة
rule-when-customer-wrote = يكتب العميل
rule-when-tagged = يوضع عليها الوسم «{ $tag }»
rule-when-waiting = تبدأ بانتظارنا
rule-when-answered = يُجاب عنها
rule-when-snoozed = تُؤجَّل
rule-when-closed = تُغلق
rule-when-waits = يبلغ انتظار أحدهم { $time }
rule-when-promise-due = يحين موعد وعد خلال { $time }
rule-only-by-chat = جاءت عبر الدردشة
rule-only-by-phone = جاءت عبر الهاتف
rule-only-in-person = جاءت حضوريًا
rule-only-by-api = جاءت عبر API
rule-only-to-inbox = جاءت إلى { $inbox }
rule-only-of-team = هي لدى { $team }
rule-only-nobodys = هي بلا صاحب
rule-only-tagged = عليها الوسم «{ $tag }»
rule-only-says = ورد فيها { $phrases }
rule-phrase = «{ $phrase }»
rule-phrase-or = { $before } أو { $next }
rule-only-language = لغة العميل { $language }
rule-only-domain = بريد العميل لدى { $domain }
rule-only-within-hours = في المكتب أحد
rule-only-outside-hours = الوقت خارج الدوام
rule-only-waited = دام الانتظار { $time }
rule-then = { $things }.
rule-then-and = { $thing }، { $next }
rule-then-give = إسنادها إلى { $whom }
rule-then-tag = وسمها بـ«{ $tag }»
rule-then-untag = نزع الوسم «{ $tag }»
rule-then-close = إغلاقها
rule-then-open = إعادة فتحها
rule-then-snooze = تأجيلها حتى { $until }
rule-then-note = كتابة ملاحظة
rule-then-send = إرسال «{ $reply }»
rule-then-draft = إعداد «{ $reply }» مسودةً
rule-then-notify = طلب النظر من { $whom }
rule-inbox-gone = صندوق وارد لم يعد موجودًا
rule-team-gone = فريق لم يعد موجودًا
rule-person-gone = شخص لم يعد موجودًا
rule-reply-gone = رد جاهز لم يعد موجودًا
rule-minutes =
    { $count ->
        [one] دقيقة واحدة
        [two] دقيقتين
        [few] { $count } دقائق
       *[other] { $count } دقيقة
    }
rule-hours =
    { $count ->
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $count } ساعات
       *[other] { $count } ساعة
    }
rule-days =
    { $count ->
        [one] يوم واحد
        [two] يومين
        [few] { $count } أيام
        [many] { $count } يومًا
       *[other] { $count } يوم
    }
rule-new-title = قاعدة جديدة
rule-change-title = تغيير قاعدة
rule-form-lead = حين يحدث هذا، وتكون من تلك، فليكن ذلك. وما تتركه خاليًا لا يهم.
rule-is-paused = هي موقوفة مؤقتًا.
rule-paused-why = { $why } تستأنف عملها حين تحفظها.
rule-would-touch = كانت ستمسّ { $count } من آخر { $looked ->
        [one] محادثة واحدة
        [two] محادثتين
        [few] { $looked } محادثات
       *[other] { $looked } محادثة
    }
rule-would-lead = كما هي الآن. لم يتغير شيء، ولم يُحفظ شيء بعد.
rule-a-rule = قاعدة
rule-form-when = عندما…
rule-name-example = مثل: طلبات الاسترداد إلى من يعرفون
rule-what-happens = ماذا يحدث؟
rule-choice-opened = تُفتح محادثة
rule-choice-wrote = يكتب العميل
rule-choice-tagged = يوضع عليها وسم
rule-choice-waits = يطول انتظار أحدهم
rule-choice-promise = يقترب موعد وعد
rule-choice-waiting = تبدأ بانتظارنا
rule-choice-answered = يُجاب عنها
rule-choice-snoozed = تُؤجَّل
rule-choice-closed = تُغلق
rule-which-tag = أي وسم؟
rule-how-many-minutes = كم دقيقة؟
rule-form-only = …وتكون من تلك…
rule-says-one-of = يرد فيها واحد من هذه
rule-says-example = استرداد, إرجاع المبلغ
rule-says-hint = في الموضوع أو في آخر ما كتبه العميل؛ وبينها فواصل (,).
rule-has-tag = عليها الوسم
rule-came-by = جاءت عبر
rule-came-to = جاءت إلى
rule-which-team = لدى أي فريق؟
rule-somebody-there = هل في المكتب أحد؟
rule-within-hours = خلال الدوام
rule-outside-hours = خارج الدوام
rule-customer-language = لغة العميل
rule-customer-domain = بريد العميل لدى
rule-waited = دام الانتظار، بالدقائق، ما لا يقل عن
rule-only-while-nobodys = فقط ما دامت بلا صاحب
rule-form-then = …فليكن
rule-give-to-team = إسنادها إلى الفريق
rule-give-to-team-hint = الفريق الذي يوزّع بالدور يفعل ذلك.
rule-give-to = إسنادها إلى
rule-put-on-tag = وضع الوسم
rule-take-off-tag = نزع الوسم
rule-and-it-is = وتصبح
rule-left-as-it-is = كما هي
rule-closed = مغلقة
rule-opened-again = مفتوحة من جديد
rule-put-aside = مؤجلة
rule-put-aside-until = مؤجلة حتى
rule-canned-reply = رد جاهز
rule-no-reply = بلا رد
rule-send-by-itself = إرساله تلقائيًا، ما لم يبق فيه فراغ؛ وإلا أُعدّ مسودة
rule-note = ملاحظة
rule-ask-somebody = طلب النظر من شخص
rule-ask-nobody = لا أحد
rule-what-would-it-do = ماذا كانت ستفعل؟
rule-what-it-did = ما فعلته
rule-kept-for = محفوظ مدة { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
rule-did-nothing = لا شيء بعد.
rule-did = { $when }: { $outcome }
rule-conversation = المحادثة { $id }
rule-bad-domain = يُرجى كتابة نطاق مثل example.com.
rule-bad-minutes = يُرجى كتابة عدد من الدقائق من 1 إلى { $most }.
rule-bad-name = يُرجى تسمية القاعدة باسم طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
rule-choose-when = يُرجى اختيار ما يطلق القاعدة.
rule-does-nothing = ماذا تفعل القاعدة؟ يُرجى اختيار شيء واحد على الأقل.
rule-long-note = هذه الملاحظة طويلة. الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
rule-person-left = لم يعد صاحب هذا الاسم في المكتب. يُرجى اختيار أحد الزملاء.
rule-reply-was-removed = لم يعد ذلك الرد الجاهز موجودًا. يُرجى اختيار غيره.
rule-team-was-removed = لم يعد ذلك الفريق موجودًا. يُرجى اختيار غيره.
rule-too-many = يكفي من القواعد { $most }.
rule-too-many-phrases = يكفي من الكلمات أو العبارات { $most }.

## Tags

field-name = الاسم
field-time-zone = المنطقة الزمنية
tags-title = الوسوم
tags-lead = كلمات على المحادثات. ويُنشأ الوسم الجديد حيث يوضع أول مرة.
tags-none = لا وسوم بعد
tags-none-lead = يوضع وسم على محادثة بالمفتاح <key>T</key>، فيُعرض في كل مكان.
tags-put-away = وسوم وُضعت جانبًا
tags-put-away-lead = تبقى على محادثاتها، ولا تُعرض بعد ذلك.
tag-undo = تراجع: { $done }
tag-edit = تعديل { $name }
tag-save = حفظ { $name }
tag-colour = اللون
colour-plain = سادة
colour-honey = عسلي
colour-peach = خوخي
colour-moss = طحلبي
colour-sea = بحري
colour-sky = سماوي
colour-lilac = ليلكي
colour-rose = وردي
colour-sand = رملي
tag-offer = عرضه من جديد
tag-offer-named = عرضه من جديد: { $name }
tag-put-away = وضعه جانبًا
tag-put-away-named = وضعه جانبًا: { $name }
tag-merge-or-delete = دمج وسم أو حذفه
tag-merge-or-delete-more = دمج أو حذف…
tag-merge-or-delete-of = دمج أو حذف… { $name }
tag-merge-or-delete-named = دمج الوسم <tag>{ $name }</tag> أو حذفه
tag-on-none = بلا محادثات
tag-on =
    { $count ->
        [one] على محادثة واحدة
        [two] على محادثتين
        [few] على { $count } محادثات
       *[other] على { $count } محادثة
    }
tag-on-open =
    { $count ->
        [one] على محادثة واحدة، المفتوح منها { $open }
        [two] على محادثتين، المفتوح منهما { $open }
        [few] على { $count } محادثات، المفتوح منها { $open }
       *[other] على { $count } محادثة، المفتوح منها { $open }
    }
tag-is-on-none = ليس على أي محادثة.
tag-is-on =
    { $count ->
        [one] هو على محادثة واحدة.
        [two] هو على محادثتين.
        [few] هو على { $count } محادثات.
       *[other] هو على { $count } محادثة.
    }
tag-is-on-open =
    { $count ->
        [one] هو على محادثة واحدة، المفتوح منها { $open }.
        [two] هو على محادثتين، المفتوح منهما { $open }.
        [few] هو على { $count } محادثات، المفتوح منها { $open }.
       *[other] هو على { $count } محادثة، المفتوح منها { $open }.
    }
tag-views = طرق العرض هذه تُظهره، وستصبح فارغة: <list></list>.
tag-rules = هذه القواعد تذكره: <list></list>.
tag-either-undone = يمكن التراجع عن كليهما.
tag-merge = جعل الاثنين واحدًا
tag-merge-lead = يحلّ الوسم الآخر محله على محادثاته.
tag-merge-into = دمجه في
tag-choose = اختيار وسم
tag-merge-them = دمجهما
tag-delete-it = حذفه
tag-delete-lead = يُنزع من كل شيء. ولكيلا يُعرض بعد الآن مع بقائه حيث هو، يكفي وضعه جانبًا.
tag-delete = حذف الوسم
tag-archived = لم يعد يُعرض، ويبقى على المحادثات التي تحمله.
tag-offered = عاد يُعرض من جديد.
tag-undone = عاد كل شيء كما كان.
tag-changed = هو كذلك في كل مكان من الآن.
tag-merged = دُمج «{ $name }» في «{ $target }».
tag-deleted = نُزع «{ $name }» من كل شيء.
tag-choose-other = يُرجى اختيار الوسم الذي يُدمج معه.
tag-bad-colour = يُرجى اختيار أحد الألوان.
tag-merge-with-itself = يُرجى اختيار وسم آخر للدمج معه.
tag-name-taken = يوجد وسم باسم «{ $name }» أصلًا. يمكن دمج الاثنين ليصبحا واحدًا.
tag-undone-already = سبق التراجع عن هذا.

## Teams

teams-title = الفرق
teams-lead = يمكن إسناد محادثة إلى فريق؛ فيتولاها المتفرغ من أعضائه، أو توزَّع تلقائيًا. أيام العطلة في <link>العطل</link>.
teams-none = لا فرق بعد
teams-none-lead = المكتب الصغير بخير دونها. وحين يكثر عددكم يمكن لفريق أن يتقاسم ما يرد.
team-saved = الفريق كما تركته.
team-edit = تعديل { $name }
team-save = حفظ { $name }
team-start-one = إنشاء فريق
team-start = إنشاء الفريق
team-name-example = مثل: الورشة
team-who = من فيه؟
team-nobody-yet = لا أحد بعد
team-who-takes = من يتولى ما يرد؟
team-who-takes-hint = بترتيب الانتظار، ولمن هم في المكتب ولديهم متسع فقط. وحين لا يوجد أحد ينتظر ما يرد.
team-by-hand = يدويًا
team-by-hand-means = يأخذ من يشاء.
team-by-turn = بالدور
team-by-turn-means = واحدًا بعد آخر، بين من هم في المكتب.
team-least-busy = إلى صاحب العدد الأقل
team-least-busy-means = لا يحصل أحد على اثنتين متتاليتين ما دام لدى زميل متسع.
team-takes-back = حين ينتهي دوام أحدهم قبل الرد، تعود إلى الفريق
team-when-there = متى يكون حاضرًا؟
team-hours-of-desk = مثل المكتب كله
team-hours-own = في ساعات خاصة به
team-hours-hint-day = مثل <hours>9:00–12:30, 13:30–18:00</hours>؛
team-hours-hint-night = والليل يمتد بعد منتصفه: <hours>22:00–6:00</hours>. والخانة الفارغة تعني مغلق.
team-closed = مغلق
team-taken-by-hand = تؤخذ يدويًا.
team-nobody-at-desk = لا أحد في المكتب: ما يرد ينتظر.
team-next = بالدور، والتالي { $name }.
team-to-least-busy = إلى صاحب العدد الأقل.
team-there-until-today = حاضر حتى الساعة { $time }.
team-there-until-tomorrow = حاضر حتى غدًا الساعة { $time }.
team-there-until = حاضر حتى يوم { $day } الساعة { $time }.
team-back = العودة { $time }.
team-no-hours = لم تُحدَّد ساعات.
hours-overlap = تتعارض فترتان: إحداهما تبدأ { $weekday } الساعة { $time } وتمتد إلى التالية.
time-zone-unknown = لا توجد منطقة زمنية كهذه. يُرجى اختيار واحدة من القائمة، مثل Europe/Berlin.

## Holidays

holidays-title = العطل
holidays-lead = أيام يغيب فيها من كان سيحضر. تراعيها الدردشة ومعاودات الاتصال والوعود وحساب مدة الانتظار.
holidays-saved = يراعيها الجميع من الآن.
holidays-days-off = أيام العطلة
holidays-none = لا شيء بعد
holidays-none-lead = اليوم المعروف مسبقًا وعد لا يضطر أحد إلى إخلافه.
holiday-once = { $weekday } { $day }
holiday-yearly = { $day }، كل عام
holiday-of = { $day }، { $whose }
holiday-remove = إزالة { $name }
holiday-add = إضافة يوم
holiday-add-it = إضافته
holiday-which-day = أي يوم؟
holiday-name-example = مثل: رأس السنة
holiday-for-whom = لمن؟
holiday-whole-desk = المكتب كله
holiday-every-year = كل عام في هذا التاريخ
holiday-bad-name = يُرجى تسمية العطلة باسم طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
holiday-no-day = يُرجى اختيار اليوم، مثل 2026-12-24.
holiday-there-already = ذلك اليوم عطلة أصلًا: { $name }.
holiday-too-many = يكفي من العطل { $most }. يُستحسن إزالة عطلة انقضت.

## Today: the first page of the day

today-title = اليوم
today-good-morning = صباح الخير، { $name }
today-good-afternoon = نهارك سعيد، { $name }
today-good-evening = مساء الخير، { $name }
today-summary = { $weekday }، { $day }. { $waiting }
today-waiting-nobody = لا أحد في الانتظار.
today-waiting-one = شخص واحد في الانتظار.
today-waiting-one-for-you = شخص واحد في الانتظار، لأجلك.
today-waiting =
    { $count ->
        [one] شخص واحد في الانتظار.
        [two] شخصان في الانتظار.
        [few] { $all } أشخاص في الانتظار.
        [many] { $all } شخصًا في الانتظار.
       *[other] { $all } شخص في الانتظار.
    }
today-waiting-all-for-you =
    { $count ->
        [one] شخص واحد في الانتظار، لأجلك.
        [two] شخصان في الانتظار، وكلاهما لأجلك.
        [few] { $all } أشخاص في الانتظار، كلهم لأجلك.
        [many] { $all } شخصًا في الانتظار، كلهم لأجلك.
       *[other] { $all } شخص في الانتظار، كلهم لأجلك.
    }
today-waiting-some-for-you =
    { $count ->
        [two] شخصان في الانتظار، أحدهما لأجلك.
        [few] { $all } أشخاص في الانتظار، { $mine ->
            [one] واحد منهم لأجلك.
           *[other] { $yours } منهم لأجلك.
        }
        [many] { $all } شخصًا في الانتظار، { $mine ->
            [one] واحد منهم لأجلك.
           *[other] { $yours } منهم لأجلك.
        }
       *[other] { $all } شخص في الانتظار، { $mine ->
            [one] واحد منهم لأجلك.
           *[other] { $yours } منهم لأجلك.
        }
    }
number-one = واحد
number-two = اثنان
number-three = ثلاثة
number-four = أربعة
number-five = خمسة
number-six = ستة
number-seven = سبعة
number-eight = ثمانية
number-nine = تسعة
number-ten = عشرة
number-eleven = أحد عشر
number-twelve = اثنا عشر
number-two-first = اثنان
number-three-first = ثلاثة
number-four-first = أربعة
number-five-first = خمسة
number-six-first = ستة
number-seven-first = سبعة
number-eight-first = ثمانية
number-nine-first = تسعة
number-ten-first = عشرة
number-eleven-first = أحد عشر
number-twelve-first = اثنا عشر
today-factor-reset = { $name }: إزالة عاملك الثاني { $day }.
today-factor-reset-by-server = أزال من يشغّل الخادم عاملك الثاني { $day }.
today-factor-password = تكفي كلمة مرورك وحدها الآن للدخول باسمك.
today-factor-another = <link>يمكنك إعداد عامل آخر</link>، وإن لم يكن لديك علم بهذا فيحسن السؤال عنه.
today-put-away = وضعه جانبًا
today-webhook-off = أُوقف خطاف الويب «{ $name }» لأن شيئًا لا يصل إليه. <link>النظر فيما جرى له</link>
today-longest = الأطول انتظارًا
today-whole-desk = رؤية المكتب كله
today-all-answered = حصل الجميع على رد
today-all-answered-lead = سيظهر التالي هنا وحده.
today-promised = وعود لليوم
today-all-promises = رؤية كل الوعود
today-mentions = زملاؤك يطلبونك
today-mention = { $name } في «{ $subject }»
today-drafts = مسودات تركتها
today-draft = { $customer }: { $subject }
today-back = تعود اليوم
today-back-with = { $customer }، لدى { $name }
today-back-with-nobody = { $customer }، بلا صاحب بعد
today-nothing-back = لا شيء مؤجل إلى وقت لاحق من اليوم.
today-warm-up = عشر ثوانٍ لتحيتك
today-desk-now = المكتب الآن
today-yours = <b>{ $count }</b>لك
today-nobodys = <b>{ $count }</b>بلا صاحب بعد
today-everyones = <b>{ $count }</b>للجميع
today-team = معك في المكتب
today-nobody-else = لا أحد غيرك في المكتب بعد.
today-invite = <link>دعوة شخص</link>.
today-colleague-here = هنا
today-colleague-not-here = ليس في المكتب
today-colleague-away = خارج المكتب
today-colleague-back = خارج المكتب، العودة { $time }
today-hard = كان هذا صعبًا
today-hard-lead = مع <link>{ $name }</link>، قبل { $time }. للعميل الحق في أن يستاء، والأمر لا يخصك شخصيًا. لا يرى هذا غيرك.
today-keep-for-myself = الاحتفاظ به لنفسي
today-ten-minutes-away = عشر دقائق استراحة
today-best-moment-yesterday = أجمل لحظاتك أمس
today-best-moment = أجمل لحظاتك في آخر يوم لك هنا
today-best-moment-from = من <link>{ $name }</link>، { $day }، بعد ردك. لا يرى هذا غيرك.
today-good-moment = لحظة جميلة في مكالمة
today-good-moment-with = مع <link>{ $name }</link>، { $day }. لا يرى هذا غيرك: فهو يُفتح من ركنك.
today-kind-word = كلمة طيبة
today-kind-word-from = <link>{ $name }</link>، { $day }
today-another-kind-word = كلمة أخرى
customer-nameless = زائر
today-welcome-back = أهلًا بعودتك. كان موعد عودتك { $time }.
today-away = أنت خارج المكتب، والعودة { $time }. نفَس عميق؛ المكتب في أيدٍ أمينة.
today-away-hint = يرى زملاؤك أنك خارج المكتب ومتى تعود؛ لا لماذا.
today-thanks = شكرًا لأنك قلت ذلك. يبقى لديك وحدك.
today-another-look = أو نظرة أخرى: { $look }
today-good-to-know = سررنا بذلك. حُفظ، لك وحدك.

## The intention of the day: with what mind one serves

intention-title = ما الذي تودّ تقديمه اليوم؟
intention-lead = لنفسك: يمكنك اختيار واحدة، أو تغييرها، أو كتابة نيّتك.
intention-yours = نيّتك
intention-share = إظهارها لزملائي اليوم
intention-share-hint = وإلا بقيت في ركنك، ولا يستطيع أحد غيرك فتحها.
intention-take = آخذها معي
intention-not-today = ليس اليوم
intention-change = تغيير نيّتك
intention-shared = يراها زملاؤك
intention-much-to-give = لديّ الكثير لأعطيه.
intention-listen-first = أصغي أولًا، ثم أساعد.
intention-smile-before = أبتسم قبل أن أردّ.
intention-what-i-can-do = أقول ما أستطيعه قبل ما لا أستطيعه.
intention-told-once = لا يضطر أحد إلى أن يروي لي قصته مرتين.
intention-find-the-reason = من استاء فله سبب. سأجده.
intention-end-warmly = أنهي كل تواصل بالدفء الذي بدأته به.

## Check-ins: how it is going, for oneself alone

action-erase = محو
field-if-you-like = (إن أحببت)
check-ins-title = وقفاتك مع نفسك
check-ins-lead = كيف كانت الأحوال، وما أردت تقديمه. هي في ركنك: لا يستطيع أحد غيرك فتحها أيًا كان دوره، ولا تكشفها أي نسخة من قاعدة البيانات.
check-ins-minutes-away = استراحة { $minutes ->
        [one] دقيقة
        [two] دقيقتين
        [few] { $minutes } دقائق
       *[other] { $minutes } دقيقة
    }
check-ins-closed = ركنك مغلق في هذا المتصفح.
check-ins-open = فتحه بكلمة مرورك
check-ins-kept = ما حفظته
check-ins-erase-all = محوها كلها
check-ins-none = لا شيء محفوظ
check-ins-none-lead = ما تجيب به يبقى هنا حتى تمحوه.
check-in-i-am-back = لقد عدت
check-in-question = كيف تسير الأمور؟
check-in-own-words = بكلماتك أنت
check-in-then-choose = ثم يُختار أحد الأجوبة أعلاه.
check-in-for-you-alone = لك وحدك: مغلق بكلمة مرورك، ولا يستطيع قراءته مشرف ولا مالك ولا من لديه نسخة من قاعدة البيانات.
check-in-well = بخير
check-in-all-right = لا بأس
check-in-hard = الأمر صعب
check-in-needs-break = أحتاج إلى لحظة
check-in-reframed = بعد تواصل صعب
check-in-when = { $day }، { $time }
check-in-erase = محو وقفة { $when }
check-in-gone = زالت نهائيًا.
check-in-kept = حُفظت، لك وحدك.
check-in-too-long = فيها { $chars ->
        [one] حرف واحد
        [two] حرفين
        [few] { $chars } أحرف
        [many] { $chars } حرفًا
       *[other] { $chars } حرف
    }، والحد الأقصى { $most }. يُرجى اختصارها قليلًا.
corner-open-first = يُرجى فتح ركنك أولًا من الإعدادات ← الملف الشخصي: ففيه يُحفظ هذا.
intentions-title = نيّاتك
intention-shown = { $day }، وظهرت لزملائك في ذلك اليوم
intention-erase = محو «{ $words }»
reframing-before = ما الذي ربما جرى للعميل قبل أن يكتب إليك؟
reframing-made-right = هو مستاء مما حدث، وأنت من هو هنا الآن. ما الذي ما زال يمكن تصحيحه؟
reframing-grandmother = لو كانت جدتك هي التي كتبت هذا: ماذا تودّ أن يُسمع فيه؟
reframing-fair-wish = ما الرغبة العادلة وراء الكلمات القاسية؟
reframing-not-given-up = الشكوى العالية تأتي ممن لم ييأس منا بعد. ما الذي قد يفاجئه بلطف؟
reframing-calm = حافظت على هدوئك، أو كدت. ما الذي أعانك؟

## Search

search-title = البحث
search-lead = كل ما قيل ودُوّن، وكل من قاله.
search-label = البحث في المحادثات والرسائل والملاحظات والعملاء
search-example = كلمات أو اسم، أو from:nora is:open
search-only = فقط ما هو
search-take-away = { $operator }، إزالته
search-preparing = ما قيل قبل هذا الإصدار ما زال يُهيّأ للبحث: اكتمل { $percent } %، والأحدث أولًا. وما يرد الآن يُعثر عليه فورًا.
search-customers = العملاء
search-conversations = المحادثات
search-order = الترتيب
search-best-first = الأنسب أولًا
search-newest-first = الأحدث أولًا
search-count =
    { $count ->
        [one] محادثة واحدة
        [two] محادثتان
        [few] { $count } محادثات
       *[other] { $count } محادثة
    }
search-count-and-more =
    { $count ->
        [one] محادثة واحدة، وربما أكثر
        [two] محادثتان، وربما أكثر
        [few] { $count } محادثات، وربما أكثر
       *[other] { $count } محادثة، وربما أكثر
    }
search-nothing-so-far = لا نتيجة حتى الآن
search-more-to-look = ما زال هناك ما يُبحث فيه.
search-that-was-all = هذا كل شيء
search-that-was-all-lead = لا نتيجة أخرى لهذا البحث.
search-to-beginning = الرجوع إلى البداية
search-nothing = لا نتيجة
search-nothing-lead = يمكن تجربة كلمات أقل، أو بداية كلمة، أو صياغة أخرى.
search-nothing-conditions = أو إزالة أحد الشروط أعلاه.
search-by-chat = عبر الدردشة
search-by-phone = هاتف
search-in-person = حضوريًا
search-by-api = عبر API
search-written-by = { $name }:
search-noted-by = { $name }، في ملاحظة:
search-with = لدى <name>{ $name }</name>
search-nobodys = بلا صاحب بعد
search-looked-through = بُحث في كل شيء منذ { $day }.
search-further-back = البحث في الأقدم
search-nothing-to-look-for = لا شيء يُبحث عنه في هذا
search-nothing-to-look-for-lead = يمكن كتابة كلمة أو اسم أو رقم. وما يمكن كتابته غير ذلك مذكور أدناه.
search-what = عمّ تبحث؟
search-what-lead = كلمة قيلت، أو اسم، أو رقم. لا فرق بين الحروف بحركات أو دونها، ولا بين الكبيرة والصغيرة.
search-many-people = قد يُقصد بـ«from:» أشخاص كثيرون، ولم يُنظر إلا في بعضهم. الاسم الكامل أو العنوان يصل إلى من تقصده.
search-shortened = هذا كثير للبحث عنه: بُحث عن بدايته فقط.
search-misread = بُحث عن «{ $typed }» بوصفه كلمات عادية. { $instead }
search-try-from = يمكن تجربة from: مع اسم أو عنوان، مثل from:nora.
search-try-is = يمكن تجربة is:waiting أو is:open أو is:answered أو is:snoozed أو is:closed أو is:unassigned أو is:mine.
search-try-tag = يمكن تجربة tag: مع اسم وسم، مثل tag:delivery.
search-try-team = يمكن تجربة team: مع اسم فريق.
search-try-assignee = يمكن تجربة assignee: مع اسم أحد الزملاء، مثل assignee:mia.
search-try-before = يمكن تجربة يوم، مثل before:2026-11-30 أو before:yesterday.
search-try-after = يمكن تجربة يوم، مثل after:2026-11-01 أو after:monday.
search-try-has = يمكن تجربة has:attachment.
search-try-in = يمكن تجربة in:notes.
search-nobody = لا أحد اسمه «{ $typed }».
search-nobody-on-desk = لا أحد في المكتب اسمه «{ $typed }».
search-no-tag = لا يوجد وسم «{ $typed }».
search-no-team = لا يوجد فريق «{ $typed }».
search-help = ما يمكنك كتابته
search-help-lead = يجب أن ترد كل الكلمات في رسالة أو ملاحظة أو موضوع واحد. والكلمة الأخيرة يُعثر عليها ببدايتها. «الأنسب أولًا» يرتّب أحدث 300 رسالة مطابقة، ثم يتابع بما هو أقدم منها.
search-help-phrase = هذه الكلمات متجاورة
search-help-not = دون هذه الكلمة؛ و<code>-tag:vip</code> يعمل أيضًا
search-help-from = ما كتبه هذا العميل أو الزميل، بالاسم أو العنوان
search-help-waiting = بانتظارنا؛ وكذلك <codes></codes>
search-help-either = (أيّهما)
search-help-unassigned = بلا صاحب؛ و<code>is:mine</code> لما لديك
search-help-assignee = لدى هذا الزميل
search-help-team = لدى هذا الفريق
search-help-tag = بهذا الوسم
search-help-after = في ذلك اليوم أو بعده، بتوقيتك؛ وكذلك <codes></codes>
search-help-or = أو
search-help-before = قبل ذلك اليوم
search-help-attachment = مع ملف؛ ويُعثر على أسماء الملفات كالكلمات
search-help-notes = ما دوّنه الفريق، لا ما قيل

## What is said in several places

action-copy = نسخ
action-copy-all = نسخ الكل
action-copy-link = نسخ الرابط

## Customers

customer-add = إضافة عميل
customer-add-button = إضافة العميل
customer-address = البريد الإلكتروني أو الهاتف
customer-address-add = إضافة عنوان
customer-address-add-button = إضافة العنوان
customer-address-remove = إزالة { $address }
customer-address-remove-confirm = إزالة { $address }؟
customer-address-said = كما ذكره الزائر
customer-address-verified = موثّق
customer-addresses = طرق الوصول إليه
customer-conversations =
    { $count ->
        [one] محادثة واحدة، كانت { $day }.
        [two] محادثتان، آخرهما { $day }.
        [few] { $count } محادثات، آخرها { $day }.
       *[other] { $count } محادثة، آخرها { $day }.
    }
customer-data = ما يُحفظ عن هذا العميل
customer-data-download = تنزيل الكل
customer-data-hint = لحين يسأل العميل عما نحفظه، أو يطلب ألا نحفظ شيئًا.
customer-edit-details = تعديل التفاصيل
customer-edit-name = تعديل { $name }
customer-erase = محو…
customer-fact = شيء للتذكر
customer-fact-bad = يُرجى كتابة جملة طولها من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
customer-fact-by = { $name }، { $day }
customer-fact-by-somebody = شخص ما، { $day }
customer-fact-forget = نسيان: { $fact }
customer-fact-forgotten = نُسي.
customer-fact-hint = شيء صغير يهمّ { $name }
customer-fact-hint-unnamed = شيء صغير يهمّ هذا العميل
customer-fact-recall = تراجع عن النسيان
customer-fact-remember = تذكّر هذا
customer-facts = يستحق التذكر
customer-facts-full = عدد ما يُتذكر { $most } أصلًا. يُرجى إزالة واحد أولًا.
customer-facts-none = لا شيء بعد. الأشياء الصغيرة تُشعر الناس بأنهم معروفون.
customer-form-lead = العناوين وما يُتذكر في <link>صفحة العميل</link>.
customer-if-you-know = إن كان معروفًا
customer-keep-changes = حفظ التغييرات
customer-known = ما نعرفه عن { $name }
customer-known-unnamed = ما نعرفه عن هذا الزائر
customer-language = اللغة
customer-language-bad = ليس هذا رمز لغة. يُكتب مثل «en» أو «de» أو «pt-BR».
customer-language-not-known = غير معروفة
customer-local-time = الوقت لديه
customer-local-time-there = { $time } حيث العميل
customer-met-today = تعارفنا اليوم.
customer-name = الاسم
customer-new-conversation = محادثة جديدة
customer-new-lead = يكفي الاسم للبدء. وكل ما عداه يمكن أن يأتي لاحقًا.
customer-new-title = شخص جديد؟
customer-no-conversation = لا محادثات بعد.
customer-page = الصفحة
customer-page-hint = الصفحة التي كُتب منها آخر مرة
customer-story = قصته معنا
customer-story-none = هنا تبدأ قصته
customer-story-none-hint = كل ما يكتبه أو يخبرنا به سيكون هنا، حتى يكفيه قوله مرة واحدة.
customer-story-since = منذ { $day }
customer-story-with = لدى { $name }
customer-story-with-nobody = بلا صاحب بعد
customer-time-zone = المنطقة الزمنية
customer-time-zone-example = Europe/Berlin
customer-time-zone-unknown = لا توجد منطقة زمنية كهذه. يُرجى اختيار واحدة مثل Europe/Berlin.
customer-with-us-since = معنا منذ { $month }.
customers-add-named = إضافة «{ $name }»
customers-column-last = آخر محادثة
customers-column-last-short = الأخيرة
customers-column-state = الحالة
customers-column-when = متى
customers-column-who = من
customers-end = هؤلاء هم الجميع
customers-end-hint = لا عملاء آخرين بعد هذا.
customers-lead = كل من جاء إلى المكتب يومًا، بقصته كاملة.
customers-next = العملاء التالون
customers-no-conversation = لا شيء بعد
customers-none = لم يأتِ أحد إلى المكتب بعد
customers-none-found = لا أحد يطابق «{ $words }»
customers-none-found-hint = يمكن تجربة جزء من الاسم أو البريد الإلكتروني أو رقم الهاتف.
customers-none-hint = من يكتب في الدردشة يظهر هنا وحده. ومن قابلته يمكنك إضافته.
customers-pages = الصفحات
customers-previous = العملاء السابقون
customers-search = البحث بالاسم أو العنوان أو الرقم
customers-search-hint = الاسم أو البريد الإلكتروني أو رقم الهاتف
customers-show-all = عرض الجميع
customers-title = العملاء
customers-to-beginning = الرجوع إلى البداية
name-missing = ينقص الاسم. يُرجى كتابته.
name-too-long = هذا الاسم طويل. الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
state-closed = مغلقة
state-snoozed = مؤجلة
state-waiting-on-customer = بانتظار العميل
state-waiting-on-us = بانتظارنا

## Merging customers

customer-merge = دمج…
customer-merge-addresses = العناوين
customer-merge-back = الرجوع إلى <link>صفحة العميل</link>.
customer-merge-browsers =
    { $count ->
        [one] متصفح واحد يدردش منه
        [two] متصفحان يدردش منهما
        [few] { $count } متصفحات يدردش منها
        [many] { $count } متصفحًا يدردش منها
       *[other] { $count } متصفح يدردش منها
    }
customer-merge-button = دمجهما
customer-merge-calls =
    { $count ->
        [one] مكالمة واحدة
        [two] مكالمتان
        [few] { $count } مكالمات
       *[other] { $count } مكالمة
    }
customer-merge-changed = تغيّر أحد الاثنين قبل لحظة. يُرجى النظر إليهما من جديد، ثم الدمج.
customer-merge-choose = مَن يكون هو نفسه <name>{ $name }</name>؟
customer-merge-choose-lead = سترى الاثنين جنبًا إلى جنب قبل أن يحدث شيء.
customer-merge-choose-other = اختيار شخص آخر
customer-merge-choose-page = دمج { $name } مع عميل آخر
customer-merge-conversations =
    { $count ->
        [one] محادثة واحدة
        [two] محادثتان
        [few] { $count } محادثات
       *[other] { $count } محادثة
    }
customer-merge-done = تم الدمج: الاثنان عميل واحد الآن.
customer-merge-find = البحث عن شخص آخر
customer-merge-first-met = { $id }، أول تعارف { $day }
customer-merge-found = النتائج
customer-merge-goes-on = يستمر ضمن العميل الباقي
customer-merge-gone = دُمج { $name }
customer-merge-gone-hint = كل ما فيه يستمر لدى <link>{ $name }</link>. وما تكتبه هنا يبقى، ويُتذكر هناك.
customer-merge-held = لا يمكن التراجع ما دامت <link>{ $subject }</link> محادثة واحدة للاثنين.
customer-merge-is-kept = هو الباقي، لأننا عرفناه أولًا
customer-merge-lead = لا يحدث شيء قبل أن تقول ذلك، ويمكنك التراجع في أي وقت.
customer-merge-likely = ربما الشخص نفسه
customer-merge-likely-lead = لهما العنوان أو الرقم أو المعرّف نفسه.
customer-merge-likely-why = له العنوان أو الرقم أو المعرّف نفسه
customer-merge-never-mind = لا داعي
customer-merge-no-addresses = لا شيء
customer-merge-no-facts = لا شيء بعد
customer-merge-none-found = لا أحد غيره يطابق «{ $words }»
customer-merge-not-known = غير معروف
customer-merge-number = الرقم
customer-merge-page = دمج { $gone } في { $kept }
customer-merge-promises =
    { $count ->
        [one] وعد واحد بانتظار الوفاء
        [two] وعدان بانتظار الوفاء
        [few] { $count } وعود بانتظار الوفاء
        [many] { $count } وعدًا بانتظار الوفاء
       *[other] { $count } وعد بانتظار الوفاء
    }
customer-merge-story = القصة
customer-merge-title = هل هذان شخص واحد؟
customer-merge-type = يُكتب اسم أو عنوان أو رقم.
customer-merge-undo = التراجع عن الدمج
customer-merge-undo-of = تراجع عن دمج { $name }
customer-merge-undone = تم التراجع: عادا اثنين. والآخر هو <link>{ $name }</link>.
customer-merge-undone-already = سبق أن تراجع شخص عن هذا.
customer-merge-which-language = بأي لغة يتكلم؟
customer-merge-which-name = ما اسمه؟
customer-merge-which-time-zone = في أي منطقة زمنية هو؟
customer-merge-will-be = ما سيكون
customer-merge-will-browsers = يستمر كل متصفح في قراءة ما كُتب فيه، ولا شيء من الآخر: فذلك يتطلب تسجيل دخول على موقعك.
customer-merge-will-links = من يبحث عن أي منهما أو يكتب إليه يجد هذا، والروابط إلى أي منهما تقود إلى هنا.
customer-merge-will-stories = صفحة واحدة فيها القصتان: كل محادثة ومكالمة ووعد وعنوان وشيء للتذكر من كليهما.
customer-merge-will-undo = يفصلهما التراجع من جديد. وما جاء بعد الدمج يبقى مع من جاء من متصفحه أو عنوانه؛ وما كتبتموه أنتم يبقى مع العميل الباقي.
customer-merge-with = دمج مع { $name }…
customer-merge-with-another = دمج مع آخر…
customer-merges = اثنان صارا واحدًا
customer-merges-hint = يترك التراجع ما جاء بعد الدمج مع من جاء من متصفحه أو عنوانه، وما كتبته هنا مع هذا العميل.
customer-merges-one = { $by }: دمج { $gone } في { $kept } { $day }.
customer-merges-one-undone = وتم التراجع عنه { $day }.

## Erasing customers

erasure-addresses =
    { $count ->
        [one] عنوان أو رقم واحد
        [two] عنوانان أو رقمان
        [few] { $count } عناوين وأرقام
       *[other] { $count } من العناوين والأرقام
    }
erasure-back-to-desk = الرجوع إلى المكتب
erasure-browsers =
    { $count ->
        [one] متصفح واحد دردش منه
        [two] متصفحان دردش منهما
        [few] { $count } متصفحات دردش منها
        [many] { $count } متصفحًا دردش منها
       *[other] { $count } متصفح دردش منها
    }
erasure-button = محو نهائي
erasure-by-somebody = شخص ما
erasure-calls =
    { $count ->
        [one] مكالمة واحدة
        [two] مكالمتان
        [few] { $count } مكالمات
       *[other] { $count } مكالمة
    }
erasure-cleared = حُذفت ملفاته، وزالت آخر الآثار من قاعدة البيانات.
erasure-clearing = يجري حذف ملفاته. يستمر ذلك وحده، حتى بعد إعادة التشغيل.
erasure-conversation-gone = مُحيت هذه المحادثة
erasure-conversation-gone-why = طلب العميل ألا يُحفظ عنه شيء.
erasure-conversations =
    { $count ->
        [one] محادثة واحدة
        [two] محادثتان
        [few] { $count } محادثات
       *[other] { $count } محادثة
    }
erasure-done-by = تم المحو من { $name } <time>{ $day }</time>. لا يُحفظ شيء مما كتبه العميل أو أخبرنا به.
erasure-done-hint = النسخ الاحتياطية السابقة تحفظ ما فيها إلى أن تُستبدل: يُرجى إخبار العميل متى يكون ذلك. والبرامج الأخرى التي أُخبرت عنه بخطافات الويب تُخبَر بأنه مُحي؛ أما ما تحفظه فمحوه على من يشغّلها.
erasure-done-page = تم المحو
erasure-done-title = مُحيت بيانات هذا العميل
erasure-facts =
    { $count ->
        [one] شيء واحد يستحق التذكر
        [two] شيئان يستحقان التذكر
        [few] { $count } أشياء تستحق التذكر
        [many] { $count } شيئًا يستحق التذكر
       *[other] { $count } شيء يستحق التذكر
    }
erasure-files =
    { $count ->
        [one] ملف واحد ({ $size })
        [two] ملفان ({ $size })
        [few] { $count } ملفات ({ $size })
        [many] { $count } ملفًا ({ $size })
       *[other] { $count } ملف ({ $size })
    }
erasure-first = هل يودّ العميل أخذها أولًا؟ <link>تنزيل كل ما يُحفظ عنه</link>.
erasure-going = ما يزول
erasure-going-too = ويزول معه ما لوحظ في كلماته، وما يعرفه البحث عنه، وما أُخبرت به برامج أخرى وأجابت. وإن كانت الدردشة مفتوحة لديه أُخبر بذلك، وبدأت من جديد.
erasure-lead = لحين يطلب العميل ألا يُحفظ عنه شيء. لا يمكن التراجع عن هذا.
erasure-leave = ترك كل شيء كما هو
erasure-merged-meanwhile = دُمج مع شخص آخر في هذه الأثناء. يُرجى النظر في صفحته مرة أخرى.
erasure-messages-ours =
    { $count ->
        [one] رسالة واحدة منا
        [two] رسالتان منا
        [few] { $count } رسائل منا
       *[other] { $count } رسالة منا
    }
erasure-messages-theirs =
    { $count ->
        [one] رسالة واحدة منه
        [two] رسالتان منه
        [few] { $count } رسائل منه
       *[other] { $count } رسالة منه
    }
erasure-name-alone = اسمه وحده: لا يُحفظ عنه شيء آخر.
erasure-nobody = لا أحد معروف هنا
erasure-notes =
    { $count ->
        [one] ملاحظة أو مسودة واحدة عنه
        [two] ملاحظتان أو مسودتان عنه
        [few] { $count } ملاحظات ومسودات عنه
       *[other] { $count } من الملاحظات والمسودات عنه
    }
erasure-on-the-phone = هو على الهاتف الآن. يُرجى المحو بعد انتهاء المكالمة.
erasure-other-name = هذا اسم آخر. للمحو يُكتب «{ $name }».
erasure-page = محو { $name }
erasure-promises =
    { $count ->
        [one] وعد واحد له
        [two] وعدان له
        [few] { $count } وعود له
        [many] { $count } وعدًا له
       *[other] { $count } وعد له
    }
erasure-promises-open =
    { $count ->
        [one] وعد واحد له ما زال بانتظار الوفاء. سيُسحب.
        [two] وعدان له ما زالا بانتظار الوفاء. سيُسحبان.
        [few] { $count } وعود له ما زالت بانتظار الوفاء. ستُسحب.
        [many] { $count } وعدًا له ما زالت بانتظار الوفاء. ستُسحب.
       *[other] { $count } وعد له ما زالت بانتظار الوفاء. ستُسحب.
    }
erasure-recordings =
    { $count ->
        [one] إعادة أو تسجيل أو لحظة مشتركة واحدة من مكالمة (ولو كانت لموظف خدمة وحده)
        [two] اثنان من الإعادات والتسجيلات واللحظات المشتركة من المكالمات (ولو كانت لموظف خدمة وحده)
        [few] { $count } من الإعادات والتسجيلات واللحظات المشتركة من المكالمات (ولو كانت لموظف خدمة وحده)
       *[other] { $count } من الإعادات والتسجيلات واللحظات المشتركة من المكالمات (ولو كانت لموظف خدمة وحده)
    }
erasure-staying = ما يبقى
erasure-staying-audit = قيد في سجل التدقيق، دون الاسم.
erasure-staying-backups = النسخ الاحتياطية السابقة، إلى أن تُستبدل. ومن يستعيد إحداها يمحو من جديد.
erasure-staying-counts = أعداد وأوقات ليس فيها اسم أحد ولا كلماته، حتى لا تتغير أرقام المكتب.
erasure-title = محو <name>{ $name }</name>؟
erasure-to-customers = إلى العملاء
erasure-type-name = للتأكيد يُكتب <name>{ $name }</name>
erasure-who-may = لا يمحو عميلًا إلا مالك أو مشرف. يمكنك سؤال أحدهم.

## What is kept of a customer: a document for them

personal-data-call = مكالمة، بدأت في { $day }
personal-data-chat = دردشة، بدأت في { $day }
personal-data-facts = ما رأيناه يستحق التذكر
personal-data-in-person = حضوريًا، بدأت في { $day }
personal-data-json = البيانات نفسها في <link>data.json</link> بصيغة تقرؤها برامج أخرى؛ والملفات المرسلة في المجلد files.
personal-data-known = ما نعرفه عنك
personal-data-known-as = معروف لدى موقعنا باسم
personal-data-last-page = آخر صفحة
personal-data-made = أُعدّ في { $day }.
personal-data-no-conversation = لم تكن هناك محادثة بعد.
personal-data-not-answered = مكالمة لم يُردّ عليها.
personal-data-not-in-it = ما ليس فيه
personal-data-note = ملاحظة فيما بيننا
personal-data-one-of-us = أحد أفرادنا
personal-data-other-program = عبر برنامج آخر، بدأت في { $day }
personal-data-promise = { $what } (الموعد { $day })
personal-data-promises = ما وعدنا به
personal-data-sealed = ما بدأ أحدنا كتابته ولم يرسله، وما سُمع في المكالمات: فهو مختوم لمن تكلم معك، فلا يستطيع أحد غيره منا فتحه. أما موعد كل مكالمة وهل سُجّلت ففي data.json.
personal-data-talked = مكالمة مدتها { $time }.
personal-data-title = ما هو محفوظ لدى { $desk } عن { $name }
personal-data-when = { $day }، { $time }

## Settings

settings-desk = المكتب
settings-nav-api = API
settings-nav-audit = سجل التدقيق
settings-nav-canned-replies = الردود الجاهزة
settings-nav-chat = الدردشة
settings-nav-first-words = الكلمات الأولى
settings-nav-hints = التلميحات
settings-nav-holidays = العطل
settings-nav-notifications = الإشعارات
settings-nav-people = الأشخاص
settings-nav-phone = الهاتف
settings-nav-profile = الملف الشخصي
settings-nav-rules = القواعد
settings-nav-second-factor = العامل الثاني
settings-nav-security = الأمان
settings-nav-sessions = الجلسات
settings-nav-tags = الوسوم
settings-nav-team-figures = كيف تبدو مكالماتنا
settings-nav-teams = الفرق
settings-nav-trust = ما هي الثقة
settings-nav-webhooks = خطافات الويب
settings-nav-workspace = مساحة العمل
settings-nav-import = استيراد
settings-nav-export = تصدير
settings-nav-retention = مدة الحفظ
settings-nav-email = البريد الإلكتروني
settings-title = الإعدادات
settings-you = أنت
settings-all = كل الإعدادات

## Settings: people

invitation-detail = { $role }، تنتهي { $time }
invitation-email = البريد الإلكتروني
invitation-gone = لم يعد هذا الرابط صالحًا: استُخدم أو سُحب أو مضى عليه وقت طويل. يُرجى طلب رابط جديد.
invitation-if-you-know = (إن كان معروفًا)
invitation-make = إنشاء دعوة
invitation-new = دعوة شخص
invitation-new-lead = تحصل على رابط تسلّمه لمن تدعوه. يعمل مرة واحدة، مدة سبعة أيام.
invitation-new-lead-by-email = إن كان عنوان المدعو معروفًا لك وصله رابط بالبريد الإلكتروني؛ وإلا حصلت على رابط تسلّمه له. يعمل مرة واحدة، مدة سبعة أيام.
invitation-owner-invites-owner = لا يدعو مالكًا إلا مالك.
invitation-ready = الدعوة جاهزة
invitation-ready-lead =
    { $role ->
        [owner] هذا الرابط لصاحب العنوان { $email }. يعمل مرة واحدة، مدة سبعة أيام، ويجعله مالكًا. يُرجى نسخه الآن: لن يظهر مجددًا.
        [lead] هذا الرابط لصاحب العنوان { $email }. يعمل مرة واحدة، مدة سبعة أيام، ويجعله مشرفًا. يُرجى نسخه الآن: لن يظهر مجددًا.
       *[agent] هذا الرابط لصاحب العنوان { $email }. يعمل مرة واحدة، مدة سبعة أيام، ويجعله موظف خدمة. يُرجى نسخه الآن: لن يظهر مجددًا.
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] هذا الرابط لمن سينضم. يعمل مرة واحدة، مدة سبعة أيام، ويجعله مالكًا. يُرجى نسخه الآن: لن يظهر مجددًا.
        [lead] هذا الرابط لمن سينضم. يعمل مرة واحدة، مدة سبعة أيام، ويجعله مشرفًا. يُرجى نسخه الآن: لن يظهر مجددًا.
       *[agent] هذا الرابط لمن سينضم. يعمل مرة واحدة، مدة سبعة أيام، ويجعله موظف خدمة. يُرجى نسخه الآن: لن يظهر مجددًا.
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] يصل هذا الرابط أيضًا إلى { $email } بالبريد الإلكتروني، فلا يلزمك شيء آخر. يعمل مرة واحدة، مدة سبعة أيام، ويجعل صاحب العنوان مالكًا. يُرجى نسخه الآن: لن يظهر مجددًا.
        [lead] يصل هذا الرابط أيضًا إلى { $email } بالبريد الإلكتروني، فلا يلزمك شيء آخر. يعمل مرة واحدة، مدة سبعة أيام، ويجعل صاحب العنوان مشرفًا. يُرجى نسخه الآن: لن يظهر مجددًا.
       *[agent] يصل هذا الرابط أيضًا إلى { $email } بالبريد الإلكتروني، فلا يلزمك شيء آخر. يعمل مرة واحدة، مدة سبعة أيام، ويجعل صاحب العنوان موظف خدمة. يُرجى نسخه الآن: لن يظهر مجددًا.
    }
invitation-take-back = سحب
invitation-take-back-of = سحب دعوة { $email }
invitation-take-back-whoever = سحب الدعوة التي تنتهي { $time }
invitation-whoever = من لديه الرابط
invitations-open = دعوات مفتوحة
password-link-gone = لم يعد هذا الرابط صالحًا. يُرجى طلب رابط جديد.
password-link-ready = الرابط جاهز
password-link-ready-lead = يُسلَّم هذا الرابط إلى { $name } لاختيار كلمة مرور جديدة به. يعمل مرة واحدة، مدة 24 ساعة. يُرجى نسخه الآن: لن يظهر مجددًا.
password-link-ready-lead-by-email = يصل هذا الرابط أيضًا إلى { $name } بالبريد الإلكتروني لاختيار كلمة مرور جديدة به. يعمل مرة واحدة، مدة 24 ساعة. يُرجى نسخه الآن: لن يظهر مجددًا.
password-link-used = استُخدم هذا الرابط قبل لحظة.
people-at-the-desk = في المكتب
people-away = خارج المكتب
people-away-back = خارج المكتب، العودة { $time }
people-column-actions = ما يمكنك فعله
people-column-who = من
people-deactivate = إخراج من المكتب
people-gone = لم يعودوا في المكتب
people-gone-detail =
    { $role ->
        [owner] { $email }، مالك
        [lead] { $email }، مشرف
       *[agent] { $email }، موظف خدمة
    }
people-gone-lead = ما كتبوه يبقى بأسمائهم.
people-here = هنا
people-lead = من يخدم في هذا المكتب، وما يحق له.
people-limit = أقصى عدد من المحادثات المفتوحة يُسند تلقائيًا
people-limit-bad = يُرجى كتابة عدد من 1 إلى { $most }، أو ترك الخانة فارغة دون حد.
people-limit-keep = حفظ
people-limit-keep-of = حفظ حد { $name }
people-limit-none = دون حد
people-more-for = المزيد بشأن { $name }
people-needs-owner = يحتاج المكتب إلى مالك. يُرجى جعل شخص آخر مالكًا أولًا.
people-not-yourself = لا يمكنك إخراج نفسك من المكتب. يمكنك طلب ذلك من مالك أو مشرف آخر.
people-owner-changes-owner = لا يغيّر مالكًا إلا مالك.
people-owner-makes-owner = لا يجعل أحدًا مالكًا إلا مالك.
people-password-link = إنشاء رابط لكلمة المرور
people-reactivate = إعادة إلى المكتب
people-reactivate-name = إعادة إلى المكتب: { $name }
people-role = الدور
people-role-change = تغيير
people-role-change-of = تغيير دور { $name }
people-role-of = دور { $name }
people-saved-deactivation = انتهت جلساته في كل مكان. وما كتبه يبقى.
people-saved-invitation = لم يعد ذلك الرابط يعمل.
people-saved-limit = يُراعى فيما يرد من الآن. ولا يفقد أحد ما لديه.
people-saved-nothing = كل شيء كما تركته.
people-saved-reactivation = يمكنه تسجيل الدخول من جديد.
people-saved-role = يسري الدور الجديد من الآن.
people-saved-second-factor = صار الدخول بكلمة المرور وحدها، ويُخبَر صاحبها بأنك فعلت ذلك. وقد انتهت جلساته.
people-second-factor-remove = إزالة العامل الثاني
people-title = الأشخاص
people-with-second-factor = { $presence }، بعامل ثانٍ
people-you = { $name } (أنت)
role-agent = موظف خدمة
role-agent-means = موظف خدمة: يخدم العملاء
role-lead = مشرف
role-lead-means = مشرف: يرعى أيضًا الأشخاص والفرق والدردشة
role-owner = مالك
role-owner-means = مالك: يحق له تغيير كل شيء

## Settings: profile

profile-availability = التوفر
profile-availability-lead = لا تُسند المحادثات الجديدة إلا إلى من هم هنا.
profile-availability-save = حفظ التوفر
profile-away = خارج المكتب
profile-back = العودة
profile-back-hint = بكلمات بسيطة، مثل «13:00» أو «tomorrow 9:00».
profile-back-if = (إن كنت خارج المكتب وتعرف الموعد)
profile-back-said = قلت إن عودتك { $time }.
profile-here = هنا
profile-identities = حسابات هناك تتيح لك الدخول.
profile-identities-none = يمكنك ربط حسابك هناك، فيتيح لك الدخول.
profile-identity-connect = ربط حسابك
profile-identity-connect-another = ربط حساب آخر
profile-identity-disconnect = فك الربط
profile-identity-disconnect-name = فك الربط مع { $name }
profile-identity-unnamed = حساب بلا عنوان
profile-identity-unused = رُبط { $linked }
profile-identity-used = رُبط { $linked }، وآخر استخدام { $used }
profile-lead = كيف يراك العملاء والزملاء.
profile-name = الاسم
profile-name-hint = يراه العملاء تحت ردودك.
profile-password = كلمة المرور
profile-role = { $role }، الدخول بالعنوان { $email }
profile-saved-availability = يراه زملاؤك فورًا.
profile-saved-corner = ما كان في ركنك من قبل مفتوح من جديد. انتهت جلساتك في متصفحاتك الأخرى؛ يُرجى تسجيل الدخول فيها مجددًا.
profile-saved-corner-open = ركنك مفتوح في هذا المتصفح.
profile-saved-identity = يتيح لك ذلك الحساب الدخول من الآن.
profile-saved-identity-removal = لم يعد ذلك الحساب يتيح لك الدخول.
profile-saved-name = يُرسل ردك التالي بهذا الاسم.
profile-saved-password = تسري كلمة مرورك الجديدة من الآن؛ وانتهت الجلسات في المتصفحات الأخرى.
profile-time-zone = المنطقة الزمنية
profile-time-zone-hint = يمكن كتابة اسم مدينة بالإنجليزية، مثل Berlin.
profile-title = الملف الشخصي
profile-where = أين أنت؟
profile-you = أنت

## Passwords and corners

corner-is-closed = مغلق في هذا المتصفح
corner-is-open = مفتوح في هذا المتصفح
corner-lead = ما يخصك وحدك يُحفظ هنا: مرآة صوتك، وإعادات مكالماتك، وتأملاتك. وهو مغلق بكلمة مرورك، فلا يستطيع قراءته مشرف ولا مالك ولا من لديه نسخة من قاعدة البيانات.
corner-lost = ما كان هنا قبل كلمة مرورك الجديدة يبقى مغلقًا: لم يكن له مفتاح استرداد.
corner-not-opened = تعذّر فتح ركنك الآن. يُرجى المحاولة من جديد.
corner-open = فتح ركنك
corner-password = فتحه بكلمة مرورك
corner-password-hint = سجّلت الدخول دونها، أو قبل أن يكون لك ركن.
corner-recover = فتح ما كان هنا قبل كلمة مرورك الجديدة
corner-recover-button = الفتح بمفتاح الاسترداد
corner-recover-hint = بمفتاح الاسترداد: ثماني مجموعات من أربعة. لا ضرر من الحروف الصغيرة والمسافات. وإن كان أحد غيرك قد يعرف كلمة مرورك، فيُرجى تغييرها أولًا.
corner-recovery-key-copy = نسخ المفتاح
corner-recovery-key-keep = يُحفظ حيث لا يجده سواك، على ورق أو مع كلمات مرورك. لن يظهر مجددًا، ولا يستطيع أحد إنشاءه من جديد لما هو هنا الآن. وما أنشأته قبله لم يعد يعمل.
corner-recovery-key-made = لديك مفتاح استرداد، أُنشئ { $day }. والمفتاح الجديد يحلّ محله.
corner-recovery-key-make = إنشاء مفتاح استرداد
corner-recovery-key-make-new = إنشاء مفتاح استرداد جديد
corner-recovery-key-none = إن نسيت كلمة مرورك بقي ما هنا مغلقًا إلى الأبد، ما لم يكن لديك مفتاح استرداد.
corner-recovery-key-of = مفتاح استرداد { $name } في { $desk }
corner-recovery-key-print = طباعته
corner-recovery-key-unreadable = مفتاح الاسترداد ثماني مجموعات من أربعة حروف وأرقام. يُرجى التأكد من عدم نقص أي منها.
corner-recovery-key-wrong = لا يفتح هذا المفتاح شيئًا مما هو مغلق هنا. يُرجى التحقق من كل مجموعة، ومن أنه أحدث مفتاح أنشأته.
corner-title = ركنك
password-back = يسعدنا أنك عدت، { $name }
password-change = تغيير كلمة المرور
password-choose = يُرجى اختيار كلمة مرور جديدة للعنوان { $email }.
password-foot = تنتهي الجلسات في كل المتصفحات التي دخلت بالكلمة القديمة. ويبقى ما يخصك وحدك مغلقًا حتى تفتحه بمفتاح الاسترداد.
password-hint = { $least ->
        [one] حرف واحد
        [two] حرفين
        [few] { $least } أحرف
        [many] { $least } حرفًا
       *[other] { $least } حرف
    } أو أكثر. جملة قصيرة تفي بالغرض.
password-keep = حفظ كلمة المرور هذه
password-new = كلمة المرور الجديدة
password-new-hint = { $least ->
        [one] حرف واحد
        [two] حرفين
        [few] { $least } أحرف
        [many] { $least } حرفًا
       *[other] { $least } حرف
    } أو أكثر.
password-not-kept = تعذّر حفظ كلمة المرور هذه. يُرجى اختيار غيرها.
password-not-used = تعذّر استخدام كلمة المرور هذه الآن. يُرجى المحاولة من جديد.
password-not-yours = ليست هذه كلمة مرورك الحالية. يُرجى المحاولة من جديد.
password-now = كلمة المرور الحالية
password-now-hint = لنعلم أن هذا أنت.
password-owner-for-owner = لا ينشئ كلمة مرور جديدة لمالك إلا مالك.
password-signing-in-elsewhere = كنت تسجّل الدخول في مكان آخر للتو. يُرجى المحاولة من جديد.
password-too-long = كلمة المرور هذه طويلة. الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
password-too-short = كلمة المرور هذه قصيرة. الحد الأدنى { $least ->
        [one] حرف واحد
        [two] حرفين
        [few] { $least } أحرف
        [many] { $least } حرفًا
       *[other] { $least } حرف
    }؛ وبضع كلمات متتالية خيار جيد.

## Joining the desk

join-bad-desk-name = ماذا يسمّيك عملاؤك؟ { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    } على الأكثر.
join-button = الانضمام إلى المكتب
join-desk-name = ما اسم مكتبك؟
join-desk-name-hint = يعرفك العملاء بهذا الاسم، كاسم متجرك مثلًا.
join-email = بريدك الإلكتروني
join-foot = يعمل هذا الرابط مرة واحدة.
join-lead =
    { $role ->
        [owner] لك مكان في المكتب، بدور مالك.
        [lead] لك مكان في المكتب، بدور مشرف.
       *[agent] لك مكان في المكتب، بدور موظف خدمة.
    }
join-lead-by =
    { $role ->
        [owner] دعوة من { $name } إلى المكتب، بدور مالك.
        [lead] دعوة من { $name } إلى المكتب، بدور مشرف.
       *[agent] دعوة من { $name } إلى المكتب، بدور موظف خدمة.
    }
join-name = اسمك
join-open-button = فتح المكتب
join-opens-foot = كل ما تُدخله يبقى على هذا الجهاز.
join-opens-lead = أنت أول من يصل إلى هنا، فسيكون هذا الحساب مالك مساحة العمل.
join-opens-title = أهلًا بك. لنفتح المكتب.
join-page = الانضمام
join-password = كلمة المرور
join-welcome = أهلًا بك في { $desk }
set-up-foot = هل ثبّت Bliss شخص آخر؟ يمكنك أن تطلب منه الرابط.
set-up-lead = لا أحد فيه بعد، فليس له مالك.
set-up-link = عند تشغيل Bliss طبع رابطًا لمالكه، في النافذة أو السجل حيث شُغّل. يكفي فتح ذلك الرابط لإنشاء حسابك؛ وستكون في المكتب خلال دقيقة.
set-up-link-lost = يعمل الرابط مرة واحدة ويدوم سبعة أيام. إن ضاع فيكفي تشغيل Bliss من جديد: يطبع رابطًا جديدًا.
set-up-page = الإعداد
set-up-title = أهلًا بك. هذا مكتب جديد.

## Signing in

provider-sign-in-badly-set-up = لا يقبل موفّر الهوية طريقة سؤال هذا المكتب. على أحد المالكين النظر في الإعداد عند الطرفين، وفي عنوان العودة قبل كل شيء.
provider-sign-in-changed = تغيّر موفّر الهوية وأنت عنده. يُرجى تسجيل الدخول مرة أخرى.
provider-sign-in-connected-already = هذا الحساب مربوط أصلًا. يُرجى الدخول به.
provider-sign-in-deactivated = لم تعد في هذا المكتب. يمكنك أن تطلب من مالك أو مشرف إعادتك إليه.
provider-sign-in-denied = لم يسمح لك موفّر الهوية بالدخول، أو لم ترغب فيه. يُرجى تسجيل الدخول مرة أخرى، أو سؤال من يشغّله هل يحق لك استخدام هذا المكتب.
provider-sign-in-is-it-you = هل هذا أنت، { $name }؟
provider-sign-in-it-is-me = هذا أنا
provider-sign-in-known = يعرفك { $provider } باسم { $who }. كلمة مرورك تُثبت مرة واحدة أن { $email } في هذا المكتب هو أنت أيضًا.
provider-sign-in-new = يعرفك { $provider } باسم { $who }. لك مكان في المكتب.
provider-sign-in-new-password = كلمة مرور لما يخصك وحدك
provider-sign-in-new-password-hint = بها تُغلق مرآة صوتك وتأملاتك، فلا يستطيع أحد غيرك قراءتها. { $least ->
        [one] حرف واحد
        [two] حرفين
        [few] { $least } أحرف
        [many] { $least } حرفًا
       *[other] { $least } حرف
    } أو أكثر.
provider-sign-in-not-here = موفّر الهوية يعرفك، وهذا المكتب لا يعرفك بعد. إن كنت فيه فيمكنك الدخول بكلمة مرورك ثم ربط الحساب من الإعدادات ← الملف الشخصي؛ وإلا فيمكنك طلب دعوة من مالك أو مشرف.
provider-sign-in-only-way = هذا الحساب سبيلك الوحيد إلى الدخول، فيبقى مربوطًا.
provider-sign-in-other = شخص آخر؟ <link>الدخول بطريقة أخرى</link>.
provider-sign-in-other-provider = ليس هذا الجواب من موفّر الهوية الذي سُئل. يُرجى تسجيل الدخول مرة أخرى.
provider-sign-in-page = من أنت
provider-sign-in-password = كلمة المرور في هذا المكتب
provider-sign-in-password-hint = ومن بعدها يتيح لك { $provider } الدخول.
provider-sign-in-too-long-ago = مضى وقت طويل منذ عودتك من موفّر الهوية. يُرجى تسجيل الدخول مرة أخرى.
provider-sign-in-trouble = لدى موفّر الهوية مشكلة الآن. يُرجى تسجيل الدخول بعد قليل.
provider-sign-in-way-back-gone = طريق العودة هذا من موفّر الهوية استُخدم، أو طال، أو بدأ في متصفح آخر. يُرجى تسجيل الدخول مرة أخرى.
sessions-browser = { $browser } على { $system }
sessions-browser-unnamed = متصفح بلا اسم
sessions-used-ago = { $ip }، آخر استخدام قبل { $time }
sessions-used-now = { $ip }، مستخدم الآن
sessions-used-on = { $ip }، آخر استخدام { $day }
sign-in-as-other = الدخول باسم شخص آخر
sign-in-password-kept = حُفظت كلمة مرورك الجديدة؛ وهي تفتح ما يخصك وحدك. أما الدخول إلى هذا المكتب فعبر موفّر الهوية.
sign-in-too-long-ago = مضى وقت طويل منذ بدأت تسجيل الدخول. يُرجى المحاولة مرة أخرى.
sign-in-wrong = لا يتوافق عنوان البريد وكلمة المرور. يُرجى التحقق منهما والمحاولة من جديد.

## Second factors

second-factor-already = لديك عامل ثانٍ أصلًا. يُرجى إيقافه أولًا لإعداد غيره.
second-factor-ask-password = كلمة مرورك صحيحة. والآن رمز تطبيقك.
second-factor-ask-provider = عرفك موفّر الهوية. والآن رمز تطبيقك.
second-factor-begin-anew = لم يعد هناك شيء قيد الإعداد. يُرجى البدء من جديد.
second-factor-code = الرمز
second-factor-code-hint = الأرقام الستة التي يعرضها الآن، أو أحد رموز الاسترداد لديك.
second-factor-code-now = الرمز الذي يعرضه تطبيقك الآن
second-factor-codes-replace = تحل رموز الاسترداد الجديدة محل السابقة.
second-factor-copy-secret = نسخ السر
second-factor-everybody = كل من في { $desk } يدخل بكلمة مرور ورمز من هاتفه. تُعدّ ذلك مرة واحدة؛ ويستغرق دقيقة.
second-factor-go-on = متابعة
second-factor-have-it = هو معي هنا
second-factor-key-changed = لا يستطيع المكتب التحقق من رموز تطبيقك الآن، لأن مفتاحه هو تغيّر. يمكنك استخدام رمز استرداد، أو أن تطلب من مالك إزالة عاملك الثاني.
second-factor-lead = رمز من هاتفك إلى جانب كلمة مرورك، فيبقى في الخارج من عرفها.
second-factor-make-codes = إنشاء رموز استرداد جديدة
second-factor-none = ليس لديك عامل ثانٍ بعد
second-factor-none-any-more = لم يعد لديك عامل ثانٍ.
second-factor-none-lead = تحتاج إلى تطبيق للرموز المؤقتة على هاتفك. يستغرق الإعداد دقيقة.
second-factor-not-at-hand = لا هذا معك ولا ذاك؟ يمكن لمالك إزالة عاملك الثاني. <link>الدخول باسم شخص آخر</link>.
second-factor-not-now = ليس الآن
second-factor-off = إيقافه
second-factor-off-code-hint = من تطبيقك، أو رمز استرداد.
second-factor-off-hint = مع هاتف جديد: يُوقَف هنا ثم يُعدّ من جديد هناك.
second-factor-off-needed = يحتاج كل من في هذا المكتب إلى عامل ثانٍ، فيبقى عاملك مفعّلًا. ومع هاتف جديد يمكنك أن تطلب من مالك آخر إزالته؛ ثم تُعدّ غيره في دخولك التالي.
second-factor-on = هو مفعّل
second-factor-on-and-go-on = تفعيله والمتابعة
second-factor-on-codes = يُطلب منك رمز من تطبيقك عند كل دخول. رموز الاسترداد الباقية: { $count }.
second-factor-on-few-codes = يُطلب منك رمز من تطبيقك عند كل دخول. رموز الاسترداد الباقية: { $count }. يحسن إنشاء رموز جديدة قريبًا.
second-factor-one-more = شيء واحد بعد، { $name }
second-factor-other-owner = لا يزيل عامل غيره الثاني إلا مالك آخر.
second-factor-picture = رمز QR للسر، لكاميرا تطبيقك
second-factor-point = يُوجَّه التطبيق نحو الصورة. وعلى الجهاز نفسه <link>يمكن فتحه في التطبيق</link>.
second-factor-print = طباعتها
second-factor-put-away = يُرجى حفظ هذه في مكان آمن قبل المتابعة.
second-factor-put-away-done = حفظتها في مكان آمن: متابعة
second-factor-put-away-first = يُرجى حفظ هذه في مكان آمن أولًا
second-factor-recovery-codes = رموز الاسترداد لديك
second-factor-recovery-codes-lead = كل منها يدخلك مرة واحدة حين لا يكون تطبيقك معك. تُحفظ حيث لا يجدها سواك. لن تظهر مجددًا، وما كان قبلها لم يعد يعمل.
second-factor-saved-off = كلمة مرورك هي كل ما يُطلب من الآن. وانتهت جلساتك في المتصفحات الأخرى.
second-factor-set-up = إعداد عامل ثانٍ
second-factor-set-up-lead = أي تطبيق للرموز المؤقتة يفي بالغرض. السر لك وحدك: لا يُعرض على أحد.
second-factor-set-up-title = إضافته إلى تطبيقك
second-factor-since = منذ { $day }
second-factor-stays = يحتاج كل من في هذا المكتب إلى عامل ثانٍ، فيبقى عاملك مفعّلًا.
second-factor-switch-on = تفعيله
second-factor-take-telephone = على هاتفك: فتح تطبيق للرموز المؤقتة.
second-factor-they-have-none = ليس لهذا الشخص عامل ثانٍ.
second-factor-title = العامل الثاني
second-factor-type = أو يُكتب فيه هذا، بوصفه مفتاحًا زمنيًا (TOTP):
second-factor-unreadable = الرمز ستة أرقام، ورمز الاسترداد أربع مجموعات من أربعة. يُرجى التأكد من عدم نقص شيء.
second-factor-unusable = لا يمكن استخدام هذا العامل الثاني. يمكنك أن تطلب من مالك إزالته.
second-factor-wrong = هذا الرمز غير صحيح، أو سبق استخدامه. يُرجى انتظار التالي في تطبيقك ثم كتابته؛ وينبغي أن تكون ساعته صحيحة في حدود نصف دقيقة.
second-factor-you-are-in = تم دخولك، { $name }

## Settings: security

identity-provider-address = عنوان الموفّر
identity-provider-address-hint = جهة الإصدار لديه، مثل https://accounts.google.com.
identity-provider-answer-anybody = لا يُقبل جواب موفّر الهوية: يمكن لأي أحد أن يكون قد وقّعه. ينبغي أن يوقّع بـRS256 أو ES256 أو EdDSA.
identity-provider-answer-audience = جواب موفّر الهوية معدّ لبرنامج آخر، فلا يُقبل.
identity-provider-answer-expired = جواب موفّر الهوية قديم. يُرجى تسجيل الدخول مرة أخرى.
identity-provider-answer-issuer = جواب موفّر الهوية يتحدث باسم موفّر آخر، فلا يُقبل.
identity-provider-answer-nonce = جواب موفّر الهوية يخص دخولًا آخر. يُرجى تسجيل الدخول مرة أخرى.
identity-provider-answer-not-yet = جواب موفّر الهوية من المستقبل، فساعته أو ساعة المكتب خاطئة. يُرجى ضبطهما ثم تسجيل الدخول مرة أخرى.
identity-provider-answer-other-key = لا يُقبل جواب موفّر الهوية: لم يوقّعه أي من مفاتيحه. يُرجى تسجيل الدخول مرة أخرى.
identity-provider-answer-party = برنامج آخر هو من طلب جواب موفّر الهوية، فلا يُقبل.
identity-provider-answer-subject = لا يسمّي جواب موفّر الهوية أحدًا، فلا يُقبل.
identity-provider-answer-unsigned = لا يُقبل جواب موفّر الهوية: ليس موقّعًا بطريقة معروفة هنا.
identity-provider-client-id = معرّف العميل البرمجي
identity-provider-client-id-hint = ما يسمّي به الموفّر هذا المكتب.
identity-provider-client-refused = لا يقبل موفّر الهوية معرّف العميل البرمجي وسرّه لدى هذا المكتب. يُدخلهما أحد المالكين من جديد في الإعدادات ← الأمان.
identity-provider-connection = الاتصال
identity-provider-connection-lead = يُعرَّف Bliss لدى الموفّر بوصفه تطبيق ويب، وهذا عنوان العودة:
identity-provider-copy = نسخ العنوان
identity-provider-factor-claim = (amr مع mfa)
identity-provider-forget = نسيانه
identity-provider-in-use = قيد الاستخدام
identity-provider-in-use-since = قيد الاستخدام منذ { $day }
identity-provider-is-none = ما في ذلك العنوان ليس موفّر OpenID Connect: فهو لا يذكر { $name }.
identity-provider-joins = من يحق له الانضمام
identity-provider-joins-as = بدور
identity-provider-joins-as-hint = لا يصبح أحد مالكًا من تلقاء نفسه.
identity-provider-joins-bad = «{ $line }» ليس نطاقًا، مثل tea.example، ولا عنوان بريد إلكتروني.
identity-provider-joins-example = tea.example
identity-provider-joins-hint = نطاقات وعناوين، لكل منها سطر. ومن سواهم يحتاج إلى دعوة.
identity-provider-joins-optional = (إن وُجد)
identity-provider-joins-too-many = أقصى عدد للنطاقات والعناوين { $most }.
identity-provider-late = لم يجب موفّر الهوية خلال { $seconds ->
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
       *[other] { $seconds } ثانية
    }.
identity-provider-lead = يدخل الناس بالحساب الذي لديهم أصلًا، لدى موفّر OpenID Connect: ‏Google أو Microsoft أو Okta أو موفّرك الخاص.
identity-provider-name = على الزر
identity-provider-name-bad = ماذا يُكتب على الزر؟ { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    } على الأكثر.
identity-provider-name-example = Google
identity-provider-name-hint = يقول الزر «الدخول عبر …».
identity-provider-no-client-id = ينقص معرّف العميل البرمجي. يعرضه الموفّر حيث عرّفته بـBliss.
identity-provider-no-encryption = لا يمكن تشفير شيء على جهاز المكتب الآن.
identity-provider-no-json = أجاب موفّر الهوية بشيء ليس JSON.
identity-provider-no-owner = لا يصبح أحد مالكًا من تلقاء نفسه. يُرجى اختيار دور آخر.
identity-provider-not-in-use = غير مستخدم بعد
identity-provider-only-way = هو السبيل الوحيد للدخول. ويمكنك أنت وسائر المالكين الدخول بكلمات المرور أيضًا، حتى يدخل أحد حين يغيب الموفّر.
identity-provider-only-way-check = هو السبيل الوحيد للدخول، إلا للمالكين
identity-provider-other-address = يسمّي الموفّر نفسه { $address }، وهو عنوان آخر. يُرجى إدخاله إن كان عنوانك.
identity-provider-own-network = لموفّر في شبكتك الخاصة يُشغَّل Bliss بالخيار <code>--private-identity-provider</code>.
identity-provider-owners = يحتفظ المالكون بكلمات مرورهم، حتى يدخل أحد حين يغيب الموفّر. ومن فقدها من المالكين يحصل على رابط على الخادم: <code>bliss reset-link</code> مع عنوانه.
identity-provider-passwords-too = كلمات المرور تتيح الدخول أيضًا.
identity-provider-said-nothing = لم يقل موفّر الهوية شيئًا عمن تكون.
identity-provider-saved-changed = يسري ذلك من الآن.
identity-provider-saved-forgotten = لم يعد قيد التجربة.
identity-provider-saved-removal = يدخل الناس بكلمات مرورهم وحدها من الآن.
identity-provider-saved-trial = حُفظ للتجربة. وإلى أن تستخدمه يبقى كل شيء كما كان.
identity-provider-saved-tried = إنه يعمل. يُرجى التأكد من أنه عرف من أنت، ثم استخدامه.
identity-provider-saved-use = يدخل الناس من هناك من الآن.
identity-provider-secret = سر العميل البرمجي
identity-provider-secret-hint = تُترك فارغة إن لم يوجد سر.
identity-provider-secret-known = تُترك فارغة للإبقاء على السر المعروف.
identity-provider-secret-unreadable = لم يعد المكتب يستطيع قراءة سره لدى موفّر الهوية، لأن مفتاحه هو تغيّر. يُدخل أحد المالكين السر من جديد في الإعدادات ← الأمان.
identity-provider-somebody-else = تحدث موفّر الهوية عن شخص غير الذي سجّل الدخول.
identity-provider-status = أجاب موفّر الهوية بالحالة { $status }.
identity-provider-stop = إيقاف استخدامه
identity-provider-title = موفّر الهوية
identity-provider-too-long = لا يزيد المعرّف والسر على { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
identity-provider-too-much = أجاب موفّر الهوية بأكثر مما ينبغي بكثير.
identity-provider-trial = قيد التجربة
identity-provider-trial-hint = يكفي الدخول من هناك مرة. وإلى ذلك الحين لا يتغير شيء على أحد.
identity-provider-trusts-factor = حين يقول إنه طلب عاملًا ثانيًا، لا نطلب عاملنا
identity-provider-try = تجربته
identity-provider-try-again = تجربته من جديد
identity-provider-try-first = يُرجى تجربته أولًا: بالدخول من هناك مرة.
identity-provider-unreachable = تعذّر الوصول إلى موفّر الهوية. { $why }
identity-provider-use = استخدامه
identity-provider-used-already = يقول موفّر الهوية إن هذا الدخول استُخدم من قبل، أو طال. يُرجى تسجيل الدخول مرة أخرى.
identity-provider-who = من يدخل عبره
identity-provider-who-lead = كل من هو في المكتب أصلًا، بعد أن يربط حسابه بكلمة مروره.
identity-provider-works = إنه يعمل، وعرفك باسم { $who }، { $email }.
identity-provider-works-unverified = إنه يعمل، وعرفك باسم { $who }. ولم يقل إنه وثّق عنوانًا لك. فلا يستطيع أحد الانضمام عبره، ويربط الناس حساباتهم بأنفسهم في ملفاتهم الشخصية.
identity-provider-would-not-say = لم يشأ موفّر الهوية أن يقول من أنت. يُرجى تسجيل الدخول مرة أخرى.
security-12-hours = 12 ساعة
security-30-days = 30 يومًا
security-7-days = 7 أيام
security-8-hours = 8 ساعات
security-90-days = 90 يومًا
security-audit-days = عدد أيام حفظه
security-audit-days-bad = يُحفظ سجل التدقيق من { $least } إلى { $most ->
        [one] يوم واحد
        [two] يومين
        [few] { $most } أيام
        [many] { $most } يومًا
       *[other] { $most } يوم
    }.
security-audit-days-hint = من { $least } إلى { $most }. وتُحذف القيود الأقدم نهائيًا.
security-day = يوم
security-everybody-has-one = لدى الجميع عامل ثانٍ.
security-hour = ساعة
security-idle = دون استخدام، تنتهي الجلسة بعد
security-lead = كيف يُثبت الناس من هم، وإلى متى يسري ذلك.
security-lifetime = وفي كل حال بعد
security-look-at-it = النظر إليه
security-needs-factor = يحتاج كل من في هذا المكتب إلى عامل ثانٍ
security-no-provider = يمكن للناس الدخول بحساباتهم لدى Google أو Microsoft أو Okta أو موفّرك الخاص.
security-provider = يدخل الناس عبر { $name }.
security-saved = يسري ذلك على الجميع من الآن.
security-second-factor-lead = رمز من الهاتف إلى جانب كلمة المرور. من يحتاج إليه وليس لديه يُعدّه في دخوله التالي؛ وإلى ذلك الحين يتابع عمله كما هو.
security-sessions-lead = بعد ذلك يسجّل الناس الدخول من جديد. والمدة الأقصر تسري أيضًا على من دخلوا بالفعل. والصفحة المفتوحة التي تحدّث نفسها لا تُعدّ استخدامًا.
security-set-it-up = إعداده
security-title = الأمان
security-without = دونه في الوقت الحالي: { $names }.

## Settings: audit log

audit-bad-day = يُكتب اليوم سنة وشهرًا ويومًا، مثل 2026-11-23.
audit-by-somebody = شخص ما
audit-by-the-desk = المكتب
audit-by-the-server = من يشغّل الخادم
audit-canned-replies-changed = <b>{ $who }</b>: تغيير الردود الجاهزة
audit-chat-secret-renewed = <b>{ $who }</b>: إنشاء سر جديد للدردشة
audit-choose = اختيار
audit-code-refused = <b>{ $who }</b>: إدخال رمز خاطئ بعد كلمة مرور <b>{ $whom }</b>
audit-customer-erased = <b>{ $who }</b>: محو عميل
audit-customer-exported = <b>{ $who }</b>: تنزيل كل ما يُحفظ عن عميل
audit-deactivated = <b>{ $who }</b>: إخراج <b>{ $whom }</b> من المكتب
audit-download = تنزيل بصيغة CSV
audit-earlier = قيود أقدم
audit-everybody = الجميع
audit-everything = كل شيء
audit-factor-removed = <b>{ $who }</b>: إيقاف العامل الثاني
audit-factor-reset = <b>{ $who }</b>: إزالة العامل الثاني لـ<b>{ $whom }</b>
audit-factor-set-up = <b>{ $who }</b>: إعداد عامل ثانٍ
audit-from-day = من
audit-from-where = من أين
audit-group-data = التنزيل والحذف
audit-group-people = الأشخاص والأدوار
audit-group-programs = برامج أخرى
audit-group-proofs = كلمات المرور والعوامل الثانية
audit-group-settings = الإعدادات
audit-group-sign-ins = تسجيل الدخول والخروج
audit-identity-linked = <b>{ $who }</b>: ربط حساب لدى موفّر الهوية
audit-identity-unlinked = <b>{ $who }</b>: فك ربط حساب لدى موفّر الهوية
audit-invitation-revoked = <b>{ $who }</b>: سحب دعوة
audit-invited = <b>{ $who }</b>: إنشاء دعوة
audit-joined = <b>{ $who }</b>: الانضمام إلى المكتب
audit-lead = من دخل، وما جرى للمكتب نفسه: متى، ومن أين. لا يستطيع أحد تغييره؛ ويُحفظ كل قيد { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    } (<link>تغيير</link>).
audit-log-exported = <b>{ $who }</b>: تنزيل سجل التدقيق
audit-newest = الأحدث أولًا
audit-none = لا شيء هنا
audit-none-hint = ما يفعله الناس من الآن يظهر هنا.
audit-none-of-that-kind = لم يُفعل شيء من هذا النوع في تلك الأيام.
audit-password-changed = <b>{ $who }</b>: تغيير كلمة المرور
audit-password-link-made = <b>{ $who }</b>: إنشاء رابط لكلمة مرور جديدة لـ<b>{ $whom }</b>
audit-password-link-used = <b>{ $who }</b>: اختيار كلمة مرور جديدة برابط
audit-provider-changed = <b>{ $who }</b>: تغيير موفّر الهوية
audit-reactivated = <b>{ $who }</b>: إعادة <b>{ $whom }</b> إلى المكتب
audit-recording-deleted = <b>{ $who }</b>: حذف تسجيل مكالمة
audit-recordings-expired = <b>{ $who }</b>: حذف تسجيلات انقضت مدتها
audit-recovery-codes-made = <b>{ $who }</b>: إنشاء رموز استرداد جديدة
audit-role-changed = <b>{ $who }</b>: تغيير دور <b>{ $whom }</b>
audit-security-changed = <b>{ $who }</b>: تغيير طريقة الدخول
audit-settings-changed = <b>{ $who }</b>: تغيير إعداد أو قائمة في المتناول
audit-show = عرض
audit-show-all = عرض الكل
audit-sign-in-refused = <b>{ $who }</b>: تعذّر تسجيل الدخول
audit-sign-in-refused-of = <b>{ $who }</b>: تعذّر تسجيل الدخول باسم <b>{ $whom }</b>
audit-signed-in = <b>{ $who }</b>: تسجيل الدخول
audit-signed-out = <b>{ $who }</b>: تسجيل الخروج
audit-signed-out-elsewhere = <b>{ $who }</b>: تسجيل الخروج من كل مكان آخر
audit-signed-out-there = <b>{ $who }</b>: تسجيل الخروج من متصفح آخر
audit-standards-changed = <b>{ $who }</b>: تغيير المعايير
audit-title = سجل التدقيق
audit-to-day = إلى
audit-to-newest = الرجوع إلى الأحدث
audit-token-made = <b>{ $who }</b>: إنشاء رمز وصول لبرنامج آخر
audit-token-revoked = <b>{ $who }</b>: إبطال رمز وصول
audit-webhook-brought-back = <b>{ $who }</b>: استعادة خطاف ويب
audit-webhook-changed = <b>{ $who }</b>: تغيير خطاف ويب
audit-webhook-made = <b>{ $who }</b>: إنشاء خطاف ويب
audit-webhook-removed = <b>{ $who }</b>: إزالة خطاف ويب
audit-webhook-secret-renewed = <b>{ $who }</b>: إنشاء سر جديد لخطاف ويب
audit-webhook-switched-off = <b>{ $who }</b>: إيقاف خطاف ويب
audit-webhook-switched-on = <b>{ $who }</b>: تشغيل خطاف ويب
audit-what = ماذا
audit-when = { $day }، { $time }
audit-when-column = متى
audit-where-not-known = غير معروف
audit-who = من
audit-workspace-changed = <b>{ $who }</b>: تغيير مساحة العمل
audit-desk-exported = <b>{ $who }</b>: إنشاء نسخة من كل ما يُحفظ
audit-export-fetched = <b>{ $who }</b>: تنزيل نسخة من كل ما يُحفظ
audit-retention-changed = <b>{ $who }</b>: تغيير ما يزول وبعد كم يوم
audit-old-erased = <b>{ $who }</b>: محو القديم
audit-customers-imported = <b>{ $who }</b>: استيراد عملاء من جدول
audit-import-undone = <b>{ $who }</b>: التراجع عن استيراد عملاء من جدول

## Settings: webhooks

outside-https = يجب أن يبدأ العنوان بـ‎https://‎، حتى لا يقرأ أحد في الطريق ما يُرسل.
outside-no-address = ليس هذا عنوانًا يمكن الوصول إليه. ينبغي أن يشبه https://example.com/bliss.
outside-no-connection = لا اتصال: { $why }.
outside-no-connection-in-time = لا اتصال خلال { $seconds ->
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
       *[other] { $seconds } ثانية
    }.
outside-no-password = يُرجى حذف الاسم وكلمة المرور من العنوان.
outside-not-on-the-internet = يقود إلى { $address }، وهو ليس على الإنترنت، فلم يُرسل إليه شيء.
outside-only-https = يقود إلى { $address }، وخارج شبكتك الخاصة لا يُستخدم إلا https.
outside-too-long = العنوان طويل: الحد الأقصى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
webhook-again-3-days = آخر 3 أيام
webhook-again-day = آخر يوم
webhook-again-days = آخر { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }
webhook-again-given-up = إعادة إرسال ما تُرك
webhook-again-which = أيّ ما تُرك
webhook-answer = بداية الجواب
webhook-change = تغيير
webhook-change-title = تغيير خطاف ويب
webhook-day-at-time = { $day } الساعة { $time }
webhook-delivery-again = مجددًا { $time }
webhook-delivery-again-now = مجددًا الآن
webhook-delivery-answered = { $status } في { $ms } م.ث
webhook-delivery-given-up = تُرك
webhook-delivery-no-answer = لا جواب
webhook-delivery-on-its-way = في الطريق
webhook-delivery-taken = قُبل
webhook-delivery-try = المحاولة { $number } من { $most }
webhook-delivery-trying-again = تُعاد المحاولة
webhook-failing = لم يقبل شيئًا منذ { $time }.
webhook-failing-hint = تُعاد محاولة كل شيء ثلاثة أيام. وإن لم يصل شيء حتى ذلك الحين أُوقف.
webhook-form-lead = فيما يُرسل ما يكتبه العملاء. لا يُعطى إلا لبرامج ترضى أن تريها ذلك.
webhook-happened = حدث { $time }.
webhook-has-taken-nothing =
    { $count ->
        [one] أُخبر بأمر واحد؛ ولم يقبل شيئًا بعد
        [two] أُخبر بأمرين؛ ولم يقبل شيئًا بعد
        [few] أُخبر بـ{ $count } أمور؛ ولم يقبل شيئًا بعد
        [many] أُخبر بـ{ $count } أمرًا؛ ولم يقبل شيئًا بعد
       *[other] أُخبر بـ{ $count } أمر؛ ولم يقبل شيئًا بعد
    }
webhook-is-off = هو متوقف. يُرجى تشغيله أولًا.
webhook-keep = حفظ التغييرات
webhook-kind-call-updated = بدأت مكالمة أو انتقلت أو انتهت
webhook-kind-conversation-created = بدأت محادثة
webhook-kind-conversation-updated = تغيّرت حالة محادثة أو صاحبها أو فريقها أو وسومها أو موضوعها
webhook-kind-customer-erased = مُحي عميل
webhook-kind-customer-merged = دُمج عميلان، أو فُصلا من جديد
webhook-kind-customer-updated = أُضيف عميل أو تغيّر
webhook-kind-message-created = كتب عميل أو أحدنا رسالة
webhook-kind-note-created = كتب أحدنا ملاحظة
webhook-kind-promise-updated = سُجّل وعد أو وُفي به أو تغيّر
webhook-kind-test = اختبار
webhook-kinds = ما يُخبَر به
webhook-kinds-question = بماذا يُخبَر؟
webhook-leave = تركه
webhook-log = ما أُخبر به
webhook-log-all = الكل
webhook-log-earlier = الأقدم
webhook-log-kept = محفوظ مدة { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
webhook-log-none = لم يُخبَر بشيء بعد
webhook-log-none-hint = يمكن إرسال اختبار لمعرفة هل يصل.
webhook-log-none-troubled = قُبل كل شيء
webhook-log-none-troubled-hint = ما لا يُقبل يبقى هنا حتى يُقبل.
webhook-log-which = أيّها
webhook-make = إنشاء خطاف الويب
webhook-name = لأي غرض؟
webhook-name-bad = لأي غرض خطاف الويب؟ { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    } على الأكثر.
webhook-name-example = صندوق الدفع في المتجر
webhook-new = خطاف ويب جديد
webhook-next = تُعاد المحاولة { $time }.
webhook-no-kinds = يُرجى اختيار أمر واحد على الأقل يُخبَر به.
webhook-not-taken = لم يُقبل
webhook-off = متوقف
webhook-off-by-hand = متوقف منذ { $day }، ولا يُخبَر بشيء.
webhook-off-failing = لم يقبل شيئًا مدة { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، فأُوقف { $day }.
webhook-off-gone = أجاب { $day } بأنه زال نهائيًا (410)، فأُوقف.
webhook-off-hint = ما كان ينتظر يُرسل حين تشغّله؛ وما يحدث في هذه الأثناء لا يُخبَر به.
webhook-on = يعمل
webhook-removed = أُزيل «{ $name }»، ولن يُخبَر بشيء بعد.
webhook-restored = لقد عاد.
webhook-said-made = يُخبَر بما يحدث من الآن. يُرجى إعطاء سره للمستقبِل.
webhook-said-on = عاد يُخبَر بما يحدث.
webhook-said-renewed = كل شيء يوقَّع بالسرّين حتى يكون الجديد لدى المستقبِل.
webhook-said-replayed =
    { $count ->
        [one] يُعاد إرسال إخطار واحد.
        [two] يُعاد إرسال إخطارين.
        [few] يُعاد إرسال { $count } إخطارات.
        [many] يُعاد إرسال { $count } إخطارًا.
       *[other] يُعاد إرسال { $count } إخطار.
    }
webhook-said-saved = يسري ذلك من الآن.
webhook-secret = السر
webhook-secret-before = السر السابق يوقّع أيضًا، وينتهي { $time }.
webhook-secret-copy = نسخ السر
webhook-secret-lead = ما يُرسل يُوقَّع به، وفق <link>Standard Webhooks</link>. ومن يستقبله يتحقق من التوقيع، فيعلم أنه منك.
webhook-secret-renew = إنشاء سر جديد
webhook-secret-renew-hint = القديم يوقّع أيضًا مدة { $hours ->
        [one] ساعة واحدة
        [two] ساعتين
        [few] { $hours } ساعات
       *[other] { $hours } ساعة
    }، فلا يفوت شيء.
webhook-secret-show = إظهار السر
webhook-secret-unreadable = لا يستطيع المكتب قراءة سر خطاف الويب هذا، لأن مفتاحه هو تغيّر. يُرجى إنشاء سر جديد وإعطاؤه للمستقبِل.
webhook-secret-unreadable-hint = لا يمكن قراءته، لأن مفتاح الخادم نفسه تغيّر. يُرجى إنشاء سر جديد وإعطاؤه للمستقبِل.
webhook-sent = ما يُرسل
webhook-sent-lead = هو نفسه كل مرة، وبالاسم نفسه: فمن لديه بالفعل يمكنه تركه.
webhook-switch-off = إيقاف
webhook-switch-on = تشغيل
webhook-switched-off = أُوقف تلقائيًا
webhook-tell-again = إعادة إرساله
webhook-test = إرسال اختبار
webhook-to = إلى
webhook-too-many = عدد خطافات الويب { $most } أصلًا. يُستحسن إزالة ما لا يحتاجه أحد.
webhook-took =
    { $count ->
        [one] أُخبر بأمر واحد؛ وقبل شيئًا { $time }
        [two] أُخبر بأمرين؛ وقبل شيئًا { $time }
        [few] أُخبر بـ{ $count } أمور؛ وقبل شيئًا { $time }
        [many] أُخبر بـ{ $count } أمرًا؛ وقبل شيئًا { $time }
       *[other] أُخبر بـ{ $count } أمر؛ وقبل شيئًا { $time }
    }
webhook-tries = ما جرى له
webhook-tries-none = هو في الطريق.
webhook-tries-off = ينتظر حتى يُشغَّل خطاف الويب.
webhook-undo-removing = تراجع عن الإزالة
webhook-url = العنوان
webhook-url-example = https://example.com/bliss
webhook-url-hint = على الإنترنت، ويبدأ بـ‎https://‎. لبرنامج في شبكتك الخاصة يُشغَّل Bliss بالخيار <code>--private-webhooks</code>.
webhook-url-hint-private = يبدأ بـ‎https://‎، أو بـ‎http://‎ في شبكتك الخاصة.
webhooks-lead = تُخبَر برامج أخرى بما يحدث هنا لحظة حدوثه: صندوق دفع، أو دردشة فريقك، أو قائمة خاصة بك.
webhooks-none = لا أحد يُخبَر بعد
webhooks-none-hint = يُحدَّد إلى أين، وبماذا. كل شيء يُوقَّع، وتُعاد محاولته ثلاثة أيام، ويمكن الرجوع إليه هنا.
webhooks-title = خطافات الويب

## Settings: API

api-token-by-somebody = شخص ما
api-token-copy = نسخ رمز الوصول
api-token-ended = من إنشاء { $name } { $day }، انتهى
api-token-ends = من إنشاء { $name } { $day }، ينتهي { $time }
api-token-lasting = إلى متى؟
api-token-lasting-30-days = 30 يومًا
api-token-lasting-90-days = 90 يومًا
api-token-lasting-always = حتى يُبطل
api-token-lasting-year = عام
api-token-made = من إنشاء { $name } { $day }
api-token-make = إنشاء رمز الوصول
api-token-name = لأي غرض؟
api-token-name-bad = لأي غرض رمز الوصول؟ { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    } على الأكثر.
api-token-name-example = النموذج على موقعنا
api-token-never-used = لم يُستخدم قط
api-token-new = إنشاء رمز وصول
api-token-new-lead = واحد لكل برنامج، حتى يمكنك إبطال واحد وترك البقية.
api-token-no-scopes = يُرجى اختيار أمر واحد على الأقل يحق لرمز الوصول.
api-token-off-the-desk = من إنشاء { $name } { $day }، لا يفتح شيئًا: { $name } خارج هذا المكتب الآن
api-token-ready = رمز الوصول جاهز
api-token-ready-lead = يوضع حيث يحفظ برنامجك أسراره، لا في صفحة يستطيع غيرك قراءتها. يُرجى نسخه الآن: لن يظهر مجددًا.
api-token-revoke = إبطال
api-token-revoke-name = إبطال رمز الوصول { $name }
api-token-revoked = لم يعد رمز الوصول يفتح شيئًا.
api-token-scope-call-backs-read = رؤية معاودات الاتصال، والأوقات المتاحة
api-token-scope-call-backs-write = طلب معاودات الاتصال، وإلغاؤها
api-token-scope-calls-read = رؤية المكالمات: من ومتى وكم دامت
api-token-scope-canned-replies-read = رؤية الردود الجاهزة
api-token-scope-canned-replies-write = كتابة الردود الجاهزة وتغييرها وإزالتها
api-token-scope-conversations-read = رؤية المحادثات ورسائلها وملفاتها، والبحث
api-token-scope-conversations-write = فتح المحادثات والكتابة فيها وتغيير حالتها
api-token-scope-customers-read = رؤية العملاء، وما يستحق التذكر عنهم
api-token-scope-customers-write = إضافة العملاء، وتغيير ما يُعرف عنهم
api-token-scope-desk-read = رؤية أشخاص المكتب وفرقه وصناديقه الواردة ووسومه ومعاييره
api-token-scope-promises-read = رؤية الوعود
api-token-scope-promises-write = تسجيل الوعود والوفاء بها ونقلها وسحبها
api-token-scope-read = رؤية كل ما تعرضه الواجهة
api-token-scope-write = تغيير كل ما تستطيع الواجهة تغييره
api-token-scope-exports = أخذ نسخة من كل ما يُحفظ؛ لرموز وصول المالكين
api-token-scopes = ماذا يحق له؟
api-token-too-many = لديك { $most } من رموز الوصول أصلًا. يُستحسن إبطال ما لا يحتاجه أحد.
api-token-used = آخر استخدام { $day }
api-tokens = رموز الوصول
api-tokens-lead = السماح لبرنامج آخر باستخدام هذا المكتب: نموذج على موقعك، أو متجر، أو نص برمجي. يفعل ما يفعله باسمك، ولا يتجاوز ما يحق لك أبدًا؛ ولا تُفتح له أرقام صوت أحد. <link>ما يمكنه طلبه</link>.
api-tokens-none = لا رموز وصول بعد
api-tokens-none-hint = لا يمكن لأي برنامج آخر استخدام هذا المكتب.
api-tokens-title = API

## Settings: workspace and chat

chat-colour = اللون
chat-colour-bad = يُرجى اختيار لون مثل ‎#b45309.
chat-colour-hint = يبقى النص فوقه مقروءًا من تلقاء نفسه.
chat-greeting = الكلمات الأولى
chat-greeting-bad = يُرجى كتابة تحية طولها من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
chat-greeting-hint = الكلمات الأولى تقرر مسار التواصل كله.
chat-install = وضعها على موقعك
chat-install-lead = يُلصق هذا قبل نهاية كل صفحة.
chat-install-line = السطر الذي يُلصق
chat-lead = النافذة الصغيرة على موقعك.
chat-look = كيف تبدو وماذا تقول
chat-no-such = لا توجد دردشة بهذا الاسم. يُرجى نسخ السطر من الإعدادات ← الدردشة مرة أخرى.
chat-saved = يراه كل من يفتح الدردشة من الآن.
chat-saved-secret = هناك سر جديد. يُرجى وضعه على خادمك الآن؛ فقد توقف القديم عن العمل.
chat-secret = سر الهوية
chat-secret-copy = نسخ السر
chat-secret-javascript = أو بلغة JavaScript
chat-secret-javascript-hash = البصمة بلغة JavaScript
chat-secret-lead = هل يسجّل عملاؤك الدخول على موقعك؟ إذن يستطيع خادمك أن يقول من هم. يصنع بصمة (hash) من معرّفهم بهذا السر، فلا يستطيع أحد انتحال شخصية غيره. لا يغادر السر خادمك أبدًا؛ ولا تحصل الصفحة إلا على البصمة.
chat-secret-not-sure = يُرجى تحديد المربع أولًا، حتى لا يحدث هذا سهوًا.
chat-secret-page = ثم في الصفحة، قبل السطر أعلاه
chat-secret-page-hash = إعطاء البصمة للدردشة
chat-secret-php = على خادمك، بلغة PHP
chat-secret-php-hash = البصمة بلغة PHP
chat-secret-renew = إنشاء سر جديد
chat-secret-show = إظهار السر
chat-secret-sure = إنشاء سر جديد. أعلم أن القديم يتوقف عن العمل فورًا، وأن خادمي يحتاج إلى الجديد.
chat-title = الدردشة
chat-try = تجربتها
chat-welcome = مكتبك مفتوح، { $name }.
chat-welcome-hint = يكفي لصق السطر أدناه في موقعك، ويستطيع عملاؤك الكتابة إليك. تجده هنا متى احتجت إليه.
hours-closed = مغلق
hours-day-closed = مغلق يوم { $day }
hours-day-from = يوم { $day } من
hours-day-to = يوم { $day } إلى
hours-end-first = النهاية تسبق البداية. يُرجى تصحيح ذلك.
hours-missing = يُرجى ذكر الوقت من متى إلى متى تكونون هنا، أو تحديد اليوم مغلقًا.
hours-to = إلى
phone-keep-days-bad = يُحفظ التسجيل من 1 إلى { $most ->
        [one] يوم واحد
        [two] يومين
        [few] { $most } أيام
        [many] { $most } يومًا
       *[other] { $most } يوم
    }.
workspace-desk = المكتب
workspace-hours = ساعات الدوام
workspace-hours-lead = بالمنطقة الزمنية للمكتب. ويُخبَر العملاء في الدردشة متى تكونون هنا.
workspace-lead = ما يشترك فيه كل من في هذا المكتب.
workspace-name = الاسم
workspace-name-hint = يعرفكم العملاء به.
workspace-promises = الوعود
workspace-promises-lead = قبيل فوات وعد ينبغي أن يسمع العميل أننا لم ننسَ. يُطلب من صاحب الوعد أن يخبره؛ أو يُخبَر العميل تلقائيًا.
workspace-saved = يسير عليه المكتب كله من الآن.
workspace-sends-words = إخبار العملاء تلقائيًا، باسم صاحب الوعد
workspace-time-zone = المنطقة الزمنية
workspace-title = مساحة العمل
workspace-undo = عدد ثواني سحب الرد
workspace-undo-bad = مدة سحب الرد من 0 إلى { $most ->
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $most } ثوانٍ
       *[other] { $most } ثانية
    }.
workspace-undo-hint = ينتظر الرد هذه المدة قبل أن يُرسل. من 0 إلى { $most }.

## Notifications

notification-a-customer = عميل
notification-call-back = { $customer }: طلب معاودة الاتصال { $due }.
notification-given = أُسندت إليك هذه المحادثة.
notification-given-by = أُسندت إليك هذه المحادثة من { $name }.
notification-handed = صار لديك وعد، موعده { $due }: { $what }.
notification-handed-by = وصلك وعد من { $name }، موعده { $due }: { $what }.
notification-matter = { $customer }: { $subject }
notification-matter-desk = المكتب
notification-mention =
    { $count ->
        [one] ملاحظة تطلبك.
        [two] ملاحظتان تطلبانك.
        [few] { $count } ملاحظات تطلبك.
       *[other] { $count } ملاحظة تطلبك.
    }
notification-mention-by =
    { $count ->
        [one] ملاحظة من { $name } تطلبك.
        [two] ملاحظتان تطلبانك، آخرهما من { $name }.
        [few] { $count } ملاحظات تطلبك، آخرها من { $name }.
       *[other] { $count } ملاحظة تطلبك، آخرها من { $name }.
    }
notification-new = جديد:
notification-promise-cancelled = سُحب وعدك: { $what }.
notification-promise-due = موعد وعدك { $due }: { $what }.
notification-promise-gone = سُحب وعد.
notification-promise-kept = وُفي بوعدك: { $what }.
notification-promise-late = تأخر وعدك: { $what }.
notification-rule = عملت القاعدة «{ $name }» مرات كثيرة، فأُوقفت مؤقتًا.
notification-rule-gone = عملت قاعدة مرات كثيرة، فأُوقفت مؤقتًا.
notification-standard =
    { $count ->
        [one] تغيّر معيار.
        [two] تغيّر معياران.
        [few] تغيّرت { $count } معايير.
        [many] تغيّر { $count } معيارًا.
       *[other] تغيّر { $count } معيار.
    }
notification-waiting =
    { $count ->
        [one] محادثة جديدة في الانتظار، بلا صاحب بعد.
        [two] محادثتان جديدتان في الانتظار، بلا صاحب بعد.
        [few] { $count } محادثات جديدة في الانتظار، بلا صاحب بعد.
       *[other] { $count } محادثة جديدة في الانتظار، بلا صاحب بعد.
    }
notification-waiting-team =
    { $count ->
        [one] محادثة جديدة بانتظار { $team }.
        [two] محادثتان جديدتان بانتظار { $team }.
        [few] { $count } محادثات جديدة بانتظار { $team }.
       *[other] { $count } محادثة جديدة بانتظار { $team }.
    }
notification-webhook = أُوقف خطاف الويب «{ $name }» لأن شيئًا لا يصل إليه.
notification-webhook-gone = أُوقف خطاف ويب، وقد أُزيل الآن.
notification-wrote =
    { $count ->
        [one] رسالة جديدة من { $customer }.
        [two] رسالتان جديدتان من { $customer }.
        [few] { $count } رسائل جديدة من { $customer }.
       *[other] { $count } رسالة جديدة من { $customer }.
    }
notification-little-wrote =
    { $count ->
        [one] كتب عميل فيما لديك.
        [two] رسالتان جديدتان فيما لديك.
        [few] { $count } رسائل جديدة فيما لديك.
       *[other] { $count } رسالة جديدة فيما لديك.
    }
notification-little-call-back = طلب عميل معاودة الاتصال.
notification-little-handed-by = وصلك وعد من { $name }.
notification-little-handed = صار لديك وعد.
notification-little-promise-due = موعد أحد وعودك { $due }.
notification-little-promise-late = تأخر أحد وعودك.
notifications-always = دائمًا، حتى لا يسأل أحد عبثًا.
notifications-at-once = فورًا
notifications-at-once-means = حالما تأتي؛ وما يأتي معًا إشعار واحد.
notifications-bell = الجديد لك
notifications-bell-none-hint = ما يطلبه أحد منك يظهر هنا.
notifications-bell-title = جديد لك
notifications-choose = اختيار ما تُخبَر به
notifications-gathered = مجمّعة
notifications-gathered-means = ليس أكثر من مرة كل { $minutes ->
        [one] دقيقة
        [two] دقيقتين
        [few] { $minutes } دقائق
       *[other] { $minutes } دقيقة
    }.
notifications-how = كيف، ومتى لا
notifications-how-often = كم مرة؟
notifications-in-the-morning = صباحًا
notifications-in-the-morning-means = كلها معًا، حين يبدأ يوم عملك التالي.
notifications-kind-call-back = يطلب عميل معاودة الاتصال
notifications-kind-given = تُسند إليك محادثة
notifications-kind-handed = يُسلَّم إليك وعد
notifications-kind-mention = يطلبك زميل في ملاحظة
notifications-kind-promise = يحلّ موعد أحد وعودك، أو يفوت
notifications-kind-rule = تتوقف قاعدة تلقائيًا
notifications-kind-standard = يتغير معيار
notifications-kind-waiting = ينتظر جديد لا صاحب له بعد
notifications-kind-webhook = يتوقف خطاف ويب تلقائيًا
notifications-kind-wrote = يكتب عميل فيما لديك
notifications-lead = ما يطلبه أحد منك، وما تغيّر فيما لديك. يُحفظ { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
notifications-mark-seen = تعليم الكل كمقروء
notifications-more =
    { $count ->
        [one] أمر آخر
        [two] أمران آخران
        [few] { $count } أمور أخرى
        [many] { $count } أمرًا آخر
       *[other] { $count } أمر آخر
    }
notifications-new-for-you =
    { $count ->
        [0] لا جديد لك
        [one] أمر واحد جديد لك
        [two] أمران جديدان لك
        [few] { $count } أمور جديدة لك
        [many] { $count } أمرًا جديدًا لك
       *[other] { $count } أمر جديد لك
    }
notifications-none = لا جديد
notifications-none-hint = حين يطلبك زميل، أو يجيب عميل، أو يحلّ موعد وعد، تجد ذلك هنا.
notifications-quiet = متى تفضّل ألا يزعجك شيء؟
notifications-quiet-from = من
notifications-quiet-never = أبدًا
notifications-quiet-own = في ساعات هدوء خاصة بي
notifications-quiet-team = خارج ساعات فريقي
notifications-quiet-team-means = ساعات المكتب، حيث لا ساعات لفرقك.
notifications-quiet-to = إلى
notifications-quiet-weekend = وكذلك السبت والأحد كاملين
notifications-saved = يسري ذلك من الآن، في كل متصفحاتك.
notifications-see-all = رؤية الكل
notifications-seen =
    { $count ->
        [one] تم تعليمه كمقروء.
        [two] تم تعليم اثنين كمقروءين.
        [few] تم تعليم { $count } كمقروءة.
       *[other] تم تعليم { $count } كمقروءة.
    }
notifications-seen-none = لم يكن هناك جديد.
notifications-settings-lead = بماذا تُخبَر، وكم مرة، ومتى لا. لا تُخبَر أبدًا بما فعلته بنفسك، ولا يضيع شيء أثناء الهدوء: بل ينتظر خلف <link>الجرس</link>.
notifications-settings-title = الإشعارات
notifications-sound = صوت خفيف
notifications-sound-hint = فقط حين لا تكون أي صفحة من المكتب أمامك، ومرة واحدة لما يأتي معًا، ولا يصدر أبدًا وأنت خارج المكتب.
notifications-tell-me-when = إخباري حين
notifications-title = الجديد
notifications-unseen = تم التراجع: عاد جديدًا.
notifications-by-email = بالبريد الإلكتروني
notifications-by-email-of = بالبريد الإلكتروني: { $kind }
notifications-email-undelivered = لم تصل آخر رسالة بريد إلى { $email }.
notifications-email-lead = ما تحدده أعلاه يُرسل إلى { $email } إن مضت { $minutes ->
        [one] دقيقة
        [two] دقيقتان
        [few] { $minutes } دقائق
       *[other] { $minutes } دقيقة
    } ولم تره في الصفحة. أما كم مرة، ومتى لا، فكما هو أدناه.
notifications-email-named = ذكر أسماء العملاء وموضوع الأمر
notifications-email-named-hint = وإلا قالت رسالة البريد إن هناك جديدًا فحسب، وقادتك إليه.
notifications-email-none = لا يستطيع المكتب إرسال البريد الإلكتروني بعد.
notifications-email-set-up = كيف يُعدّ
notifications-email-owner = إعداده لدى مالكي المكتب.

## Customers from a table

import-title = استيراد العملاء
import-lead = يمكنك إحضار عملائك من جدول بيانات أو من برنامج آخر لخدمة العملاء. سترى ما ينتج عن كل سطر قبل أن يتغير أي شيء.
import-table = الجدول
import-table-hint = ملف CSV فيه سطر لكل عميل، كما يحفظه Excel وLibreOffice وبرامج خدمة العملاء الأخرى: بين أعمدته فواصل أو فواصل منقوطة أو علامات جدولة، وأقصاه 200,000 سطر و64 ميجابايت.
import-look-through = فحصه
import-look-through-hint = لا يتغير شيء بعد.
import-before = ما استُورد من قبل
import-before-lead = ما نتج عن كل سطر يُحفظ مدة { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، ويمكن التراجع عنه حتى ذلك الحين.
import-about =
    { $lines ->
        [zero] لا أسطر، من { $who } { $day }
        [one] سطر واحد، من { $who } { $day }
        [two] سطران، من { $who } { $day }
        [few] { $lines } أسطر، من { $who } { $day }
        [many] { $lines } سطرًا، من { $who } { $day }
       *[other] { $lines } سطر، من { $who } { $day }
    }
import-state-looking = قيد الفحص
import-state-ready = بانتظارك
import-state-running = جارٍ
import-state-done = تم
import-state-undoing = قيد التراجع
import-state-undone = تم التراجع
import-state-lost = استُبعد
import-column-leave = تركه
import-column-first-name = الاسم الأول
import-column-last-name = اسم العائلة
import-column-email = البريد الإلكتروني
import-column-phone = رقم الهاتف
import-column-example = مثل { $example }
import-columns = ما تعنيه الأعمدة
import-columns-lead = إن بدا شيء أعلاه خاطئًا فيُرجى تصحيحه هنا ثم الفحص من جديد.
import-overwrites = الجدول هو الصحيح حيث نعرف اسمًا أو لغة أو منطقة زمنية غير ما فيه
import-overwrites-hint = وإلا بقي ما نعرفه، ولم يُضف إلا ما لا نعرفه. أما العناوين وما يستحق التذكر فتُضاف دائمًا، ولا يُزال منها شيء أبدًا.
import-look-again = فحص من جديد
import-put-away = استبعاد هذا الجدول
import-put-away-hint = يزول تلقائيًا بعد { $hours ->
        [one] ساعة
        [two] ساعتين
        [few] { $hours } ساعات
       *[other] { $hours } ساعة
    }.
import-read-as =
    { $lines ->
        [zero] لا أسطر، قُرئ بترميز { $encoding }.
        [one] سطر واحد، قُرئ بترميز { $encoding }.
        [two] سطران، قُرئا بترميز { $encoding }.
        [few] { $lines } أسطر، قُرئت بترميز { $encoding }.
        [many] { $lines } سطرًا، قُرئت بترميز { $encoding }.
       *[other] { $lines } سطر، قُرئت بترميز { $encoding }.
    }
import-all = كل ما استُورد
import-looking-heading = جارٍ فحصه
import-looking-words = نرى الآن ما ينتج عن كل سطر. لا يتغير شيء.
import-ready-heading = ما سينتج عنه
import-sample = الأسطر الأولى
import-line = السطر
import-would = ما سيفعله
import-take-all = استيراد كل الأسطر
import-take-some = استيراد الأسطر التي يمكن استيرادها
import-take-hint = يمكن التراجع عنه مدة { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
import-nothing = ليس فيه شيء لا نعرفه أصلًا.
import-running-heading = عملاؤك في الطريق
import-undoing-heading = جارٍ التراجع عنه
import-goes-on = يستمر ذلك تلقائيًا، حتى بعد مغادرة هذه الصفحة.
import-done-heading = ما نتج عنه
import-cut-short =
    { $lines ->
        [zero] لم يُستورد أي سطر،
        [one] لم يُستورد إلا سطر واحد،
        [two] لم يُستورد إلا سطران،
        [few] لم يُستورد إلا { $lines } أسطر،
        [many] لم يُستورد إلا { $lines } سطرًا،
       *[other] لم يُستورد إلا { $lines } سطر،
    } ثم لم يعد ملفه موجودًا. يُرجى إحضار الجدول مرة أخرى؛ فما صار هنا معروف أصلًا.
import-done-words = انتهى المرور على كل الأسطر.
import-to-customers = إلى العملاء
import-undo = التراجع عنه
import-undo-hint = من كتب إليكم منذ ذلك الحين، أو غُيّر يدويًا، يبقى كما هو.
import-undone-heading = تم التراجع عنه
import-undone-words =
    { $undone ->
        [zero] لم يلزم سحب شيء.
        [one] سُحب ما فعله سطر واحد.
        [two] سُحب ما فعله سطران.
        [few] سُحب ما فعلته { $undone } أسطر.
        [many] سُحب ما فعله { $undone } سطرًا.
       *[other] سُحب ما فعله { $undone } سطر.
    }
import-undone-in-part =
    { $undone ->
        [zero] لم يُسحب ما فعله أي سطر كاملًا.
        [one] سُحب ما فعله سطر واحد.
        [two] سُحب ما فعله سطران.
        [few] سُحب ما فعلته { $undone } أسطر.
        [many] سُحب ما فعله { $undone } سطرًا.
       *[other] سُحب ما فعله { $undone } سطر.
    } { $left ->
        [one] وبقي ما فعله سطر واحد، كله أو بعضه، لأن شيئًا جاء بعده.
        [two] وبقي ما فعله سطران، كله أو بعضه، لأن شيئًا جاء بعده.
        [few] وبقي ما فعلته { $left } أسطر، كله أو بعضه، لأن شيئًا جاء بعده.
        [many] وبقي ما فعله { $left } سطرًا، كله أو بعضه، لأن شيئًا جاء بعده.
       *[other] وبقي ما فعله { $left } سطر، كله أو بعضه، لأن شيئًا جاء بعده.
    }
import-lost-heading = استُبعد
import-lost-words = لم يُستورد منه شيء. يمكنك <link>اختيار الجدول من جديد</link>.
import-progress =
    { $lines ->
        [one] { $done } من سطر واحد
        [two] { $done } من سطرين
        [few] { $done } من { $lines } أسطر
        [many] { $done } من { $lines } سطرًا
       *[other] { $done } من { $lines } سطر
    }
import-count-added = عملاء جدد
import-count-updated = أسطر فيها جديد عمّن نعرفهم
import-count-unchanged = أسطر لا جديد فيها
import-count-wrong = أسطر لا يمكن استيرادها
import-wrong-heading = ما لا يمكن استيراده
import-wrong-line = السطر { $line }: { $why }
import-wrong-first = هذه أول { $shown } من أصل { $count }.
import-wrong-hint = يُرجى تصحيحها في الجدول ثم إحضاره مرة أخرى: فما صار هنا معروف أصلًا.
import-wrong-download = تنزيل كل ما لا يمكن استيراده
import-outcomes-download = تنزيل ما نتج عن كل سطر
import-would-add = شخص جديد
import-would-nothing = لا جديد
import-would-add-to-line = إضافة إلى السطر { $line }: { $what }
import-would-add-to = إضافة إلى { $name } (رقم { $number }): { $what }
import-adds-name = اسم
import-adds-email = بريد إلكتروني
import-adds-phone = رقم هاتف
import-adds-language = لغة
import-adds-time-zone = منطقة زمنية
import-adds-fact = شيء يستحق التذكر
import-wrong-nobody = ليس فيه اسم ولا عنوان.
import-wrong-of-two-lines = عناوينه لعميلين: عميل السطر { $one } وعميل السطر { $other }.
import-wrong-of-customer-and-line = عناوينه لعميلين: العميل رقم { $number } وعميل السطر { $line }.
import-wrong-of-two = عناوينه لعميلين، رقم { $one } ورقم { $other }. إن كانا شخصًا واحدًا فيُرجى دمجهما أولًا.
import-wrong-unreadable = في «{ $column }» بايتات ليست نصًا.
import-wrong-email = ما في «{ $column }» لا يبدو عنوان بريد إلكتروني، مثل name@example.com.
import-wrong-phone = ما في «{ $column }» لا يبدو رقم هاتف، مثل ‎+49 30 1234567.
import-wrong-language = ما في «{ $column }» ليس رمز لغة، مثل «en» أو «de» أو «pt-BR».
import-wrong-time-zone = ما في «{ $column }» ليس منطقة زمنية، مثل Europe/Berlin.
import-wrong-long-name = الاسم أطول من 200 حرف.
import-wrong-long-fact = ما في «{ $column }» أطول من 300 حرف.
import-wrong-many-facts = سيصبح ما يُتذكر عنه أكثر من 30 شيئًا.
import-wrong-many-columns = أعمدته أكثر من أعمدة الجدول.
import-wrong-long-line = هو أطول مما ينبغي. ربما تنقصه علامة اقتباس في آخره.
import-no-file = يُرجى اختيار الملف الذي فيه عملاؤك أولًا.
import-too-large = هذا الملف كبير: الحد الأقصى 64 ميجابايت. يُرجى تقسيمه إلى عدة ملفات.
import-not-whole = لم يصل الملف كاملًا. يُرجى التحقق من الاتصال ثم اختياره من جديد.
import-other-table = ليس هذا هو الجدول الموجود هنا. يُرجى فتح الصفحة من جديد.
import-nothing-new = ليس في هذا الجدول شيء لا نعرفه أصلًا.
import-still-looking = ما زال الفحص جاريًا. يُرجى الانتظار لحظة.
import-still-running = ما زال استيراد أسطره جاريًا. يمكن التراجع عنه حين ينتهي.
import-nothing-to-undo = لم يبق شيء يمكن التراجع عنه.
import-begun = سبق استيراد هذا الجدول أو استبعاده.
import-column-twice = للعميل اسم واحد ولغة واحدة ومنطقة زمنية واحدة. يُرجى اختيار عمود واحد لكل منها.
import-column-missing = يُرجى تحديد العمود الذي فيه الاسم أو البريد الإلكتروني أو رقم الهاتف.
import-many-columns = عدد أعمدة الجدول { $columns }، والحد الأقصى { $most }. يُرجى إزالة ما لا يلزم منها.
import-many-lines = عدد أسطر الجدول أكثر من { $most }. يُرجى تقسيمه إلى عدة جداول.
import-no-customers = لا عملاء في هذا الملف: ليس فيه سطر تحت أسماء الأعمدة.
import-no-table = لا يمكن قراءة الملف جدولًا. يُرجى حفظه بصيغة CSV ثم اختياره من جديد.
import-elsewhere = يتابع هذا الاستيراد خادم آخر من خوادم المكتب.

## Taking all that is kept along

action-delete = حذف
action-download = تنزيل
export-title = تصدير
export-lead = بياناتك ملك لك. يمكنك أخذها كلها معك: للاطلاع عليها، أو للحساب بها، أو للانتقال إلى مكان آخر.
export-words = ملف واحد فيه كل عميل ومحادثة ورسالة وملاحظة ووعد ومكالمة ووسم وفريق ومعيار وقاعدة ورد جاهز، كما هي كلها في لحظة واحدة: بصيغة CSV لجداول البيانات، وبصيغة JSON Lines للبرامج. وليس فيه ما يخص موظف خدمة وحده، ولا كلمات المرور ولا غيرها من الأسرار.
export-files = مع الملفات المرفقة بالرسائل
export-files-hint = قد تصبح النسخة كبيرة.
export-make = إنشاء نسخة
export-make-hint = تُعدّ في الخلفية، وتُحفظ مدة { $hours ->
        [one] ساعة
        [two] ساعتين
        [few] { $hours } ساعات
       *[other] { $hours } ساعة
    }.
export-copies = النسخ
export-none = لا نسخ بعد
export-none-hint = النسخة التي تنشئها تظهر هنا حالما تجهز.
export-state-making = قيد الإعداد
export-state-gone = زالت
export-stop = إيقاف
export-with-files = كل شيء، مع الملفات
export-without-files = كل شيء ما عدا الملفات
export-about-making =
    { $rows ->
        [zero] بطلب من { $who } { $day }. لا صفوف بعد.
        [one] بطلب من { $who } { $day }. صف واحد حتى الآن.
        [two] بطلب من { $who } { $day }. صفان حتى الآن.
        [few] بطلب من { $who } { $day }. { $rows } صفوف حتى الآن.
        [many] بطلب من { $who } { $day }. { $rows } صفًا حتى الآن.
       *[other] بطلب من { $who } { $day }. { $rows } صف حتى الآن.
    }
export-about-ready = بطلب من { $who } { $day }. { $size }؛ تزول { $when }.
export-about-gone = بطلب من { $who } { $day }. حُذف ملفها.
export-owner-only = لا يأخذ نسخة من كل ما يُحفظ إلا مالك. يمكنك طلبها من أحد المالكين.
export-one-already = هناك نسخة قيد الإعداد أصلًا. يُرجى الانتظار حتى تجهز.
export-not-ready = ما زالت هذه النسخة قيد الإعداد. يُرجى الانتظار لحظة.
export-unwanted = لم يعد أحد ينتظر هذه النسخة.

## For how long what is said stays

retention-title = مدة الحفظ
retention-lead = ما ليس محفوظًا لا يمكن أن يضيع أو يتسرّب. ويمكن أن تزول المحادثات القديمة تلقائيًا.
retention-saved = يسري ذلك من الآن.
retention-now = الآن
retention-keep-all = إبقاء كل شيء من الآن
retention-heading = ماذا يزول، وبعد كم يوم
retention-heading-lead = يُحسب ذلك من إغلاق المحادثة. وتبقى المحادثة التي فيها وعد ما زال بانتظار الوفاء. وما يبقى دائمًا تُترك خانته فارغة.
retention-conversations = المحادثات كاملة
retention-conversations-hint = الرسائل والملاحظات والملفات والتسجيلات. وتبقى الأرقام، وليس فيها اسم أحد ولا كلماته.
retention-files = الملفات والتسجيلات فقط
retention-files-hint = يبقى ما كُتب.
retention-show = عرض ما يزول لو طُبّق ذلك اليوم
retention-show-hint = لا يزول شيء بعد.
retention-going = ما يزول لو طُبّق ذلك اليوم
retention-going-nothing = لا شيء بعد: لم تُغلق أي محادثة منذ هذا الزمن.
retention-going-words = يزول نهائيًا، شيئًا فشيئًا، ثم يزول كل يوم ما صار قديمًا. ويذكر سجل التدقيق كم زال. أما النسخ الاحتياطية السابقة فتحفظ ما فيها إلى أن تُستبدل.
retention-let-go = حذفه من الآن فصاعدًا
retention-leave = ترك كل شيء كما هو
retention-holds-all = يبقى كل شيء إلى أن يمحوه أحد.
retention-holds-conversations = تزول المحادثات بكل ما فيها بعد { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    } من إغلاقها.
retention-holds-files = تزول الملفات والتسجيلات بعد { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    } من إغلاق محادثتها. ويبقى ما كُتب.
retention-holds-both = تزول الملفات والتسجيلات بعد { $files ->
        [one] يوم واحد
        [two] يومين
        [few] { $files } أيام
        [many] { $files } يومًا
       *[other] { $files } يوم
    } من إغلاق محادثتها، والمحادثة نفسها بعد { $days ->
        [one] يوم واحد
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }.
retention-going-conversations =
    { $count ->
        [one] محادثة واحدة
        [two] محادثتان
        [few] { $count } محادثات
       *[other] { $count } محادثة
    }
retention-going-messages =
    { $count ->
        [one] رسالة أو ملاحظة واحدة
        [two] رسالتان أو ملاحظتان
        [few] { $count } رسائل وملاحظات
       *[other] { $count } من الرسائل والملاحظات
    }
retention-going-files =
    { $count ->
        [one] ملف واحد ({ $size })
        [two] ملفان ({ $size })
        [few] { $count } ملفات ({ $size })
        [many] { $count } ملفًا ({ $size })
       *[other] { $count } ملف ({ $size })
    }
retention-going-recordings =
    { $count ->
        [one] تسجيل مكالمة واحدة
        [two] تسجيلان لمكالمات
        [few] { $count } تسجيلات لمكالمات
        [many] { $count } تسجيلًا لمكالمات
       *[other] { $count } تسجيل لمكالمات
    }
retention-bad-days = يُرجى كتابة عدد من الأيام من { $least } إلى { $most }.

## Emails that the desk sends

email-title = البريد الإلكتروني
email-lead = ما يرسله المكتب تلقائيًا: الجديد لمن اختار ذلك، والدعوات، وروابط كلمات المرور الجديدة.
email-not-set-up = لم يُعدّ بعد
email-not-set-up-lead = يرسل Bliss عبر خادم البريد الموجود لديك أصلًا. ومن يشغّل Bliss يحدد أين هو، ثم يعيد التشغيل:
email-not-set-up-hint = لخادم بريد يبدأ دون تشفير، كما على المنفذ 587: smtp://name:password@mail.example:587. وفي الاسم أو كلمة المرور تُكتب العلامة @ هكذا: ‎%40. ويمكن وضع الاثنين أيضًا في ملف ‎--config باسمي smtp-url وmail-from.
email-how = كيف يُرسل
email-server = خادم البريد
email-encrypted = مشفّر
email-encrypted-tls = من أول بايت
email-encrypted-starttls = بواسطة STARTTLS، ولا إرسال دونه أبدًا
email-encrypted-no = لا
email-from = المُرسِل
email-links = تقود الروابط إلى
email-links-local = الروابط في رسائل البريد لا تُفتح إلا على هذا الجهاز.
email-links-local-hint = يُشغَّل Bliss بالخيار ‎--public-url‎ مع العنوان الذي يستخدمه الناس.
email-test = إرسال اختبار إليّ
email-test-sent = الاختبار في الطريق إليك. ويظهر أدناه ما آل إليه.
email-troubled = تعذّر إرسال آخر رسالة بريد، { $when }.
email-waiting =
    { $count ->
        [one] تُعاد المحاولة تلقائيًا.
        [two] رسالتا بريد تنتظران، وتُعاد المحاولة تلقائيًا.
        [few] { $count } رسائل بريد تنتظر، وتُعاد المحاولة تلقائيًا.
       *[other] { $count } رسالة بريد تنتظر، وتُعاد المحاولة تلقائيًا.
    }
email-last-sent = آخر رسالة قبلها خادم البريد: { $when }.
email-log = ما أُرسل
email-log-lead = يُحفظ { $days ->
        [one] يومًا واحدًا
        [two] يومين
        [few] { $days } أيام
        [many] { $days } يومًا
       *[other] { $days } يوم
    }، دون نص الرسائل.
email-log-none = لم يُرسل شيء بعد
email-log-none-hint = يمكنك إرسال اختبار لمعرفة هل يصل.
email-log-to = إلى { $address }، { $when }
email-when = { $day } الساعة { $time }
email-state-sent = أُرسلت
email-state-failed = تُركت
email-state-settled = لم تعد لازمة
email-state-waiting = في الطريق
email-state-again = تُعاد المحاولة
email-purpose-notifications = الجديد
email-purpose-invitation = دعوة
email-purpose-password-link = رابط لكلمة مرور جديدة
email-purpose-test = اختبار
email-why-unreachable = تعذّر الاتصال بالخادم { $server } ({ $answer }). يُرجى التحقق من أنه يعمل، ومن صحة ‎--smtp-url.
email-why-slow = لم يجب الخادم { $server } خلال { $answer }.
email-why-unencrypted = تعذّر اتصال مشفّر بالخادم { $server } ({ $answer }). المنفذ 465 يتطلب ‎smtps://‎، والمنفذ 587 يتطلب ‎smtp://‎.
email-why-account = لم يقبل الخادم { $server } الاسم وكلمة المرور في ‎--smtp-url‎ ({ $answer }).
email-why-not-now = لم يقبلها الخادم { $server } في الوقت الحالي ({ $answer }).
email-why-refused = رفضها الخادم { $server } نهائيًا ({ $answer }).
email-why-unwritable = تعذّرت كتابتها: { $why }.
email-no-server = لا يستطيع هذا المكتب إرسال البريد الإلكتروني بعد. يُشغَّل Bliss بالخيارين ‎--smtp-url‎ و‎--mail-from‎، ثم يُجرى الاختبار.
email-key-changed = تغيّر مفتاح المكتب نفسه، فلا يمكن قراءة الرابط.
email-stop-title = رسائل البريد
email-stop-heading = إيقاف رسائل البريد هذه؟
email-stopped-heading = توقفت هذه الرسائل
email-stop-of = { $email }، من { $desk }
email-stop-when = تصلك رسالة بريد، إن لم تر ذلك في الصفحة من قبل، حين:
email-stopped-when = لم تعد تصلك رسائل بريد حين:
email-stop-button = إيقافها
email-stop-resume = السماح بوصولها من جديد
email-stop-bell = يبقى ذلك خلف الجرس كما كان.
email-stop-unreadable = لا يمكن قراءة هذا الرابط. يُرجى تسجيل الدخول، ثم اختيار ما تُخبَر به بالبريد الإلكتروني من الإعدادات ← الإشعارات.

## What these emails say

letter-invitation-heading = أهلًا بك
letter-invitation-subject = دعوة إلى مكتب { $desk }
letter-invitation-subject-by = دعوة من { $host } إلى مكتب { $desk }
letter-invitation-lead = هذه دعوة إلى مكتب { $desk }.
letter-invitation-lead-by = هذه دعوة من { $host } إلى مكتب { $desk }.
letter-invitation-role =
    { $role ->
        [owner] لك مكان فيه، بدور مالك.
        [lead] لك مكان فيه، بدور مشرف.
       *[agent] لك مكان فيه، بدور موظف خدمة.
    }
letter-invitation-foot = يعمل الرابط مرة واحدة، مدة سبعة أيام. وإن لم تكن لك صلة بالأمر فلا يحدث شيء ما لم تفتح الرابط.
letter-news-subject =
    { $count ->
        [one] أمر واحد جديد لك في { $desk }
        [two] أمران جديدان لك في { $desk }
        [few] { $count } أمور جديدة لك في { $desk }
        [many] { $count } أمرًا جديدًا لك في { $desk }
       *[other] { $count } أمر جديد لك في { $desk }
    }
letter-news-heading = جديد لك في { $desk }
letter-news-more =
    { $count ->
        [one] أمر آخر
        [two] أمران آخران
        [few] { $count } أمور أخرى
        [many] { $count } أمرًا آخر
       *[other] { $count } أمر آخر
    }
letter-news-foot = تصلك هذه الرسالة لأنك اخترت أن تُخبَر بالبريد الإلكتروني بما لم تره في الصفحة.
letter-news-choices = <choose>اختيار ما تُخبَر به</choose>، أو <stop>إيقاف رسائل كهذه</stop>.
letter-news-stop = إيقاف رسائل كهذه
letter-password-heading = مرحبًا { $name }
letter-password-subject = كلمة مرور جديدة لمكتب { $desk }
letter-password-lead = أُنشئ رابط لاختيار كلمة مرور جديدة لك في مكتب { $desk }.
letter-password-lead-link = أُنشئ رابط لاختيار كلمة مرور جديدة لك في مكتب { $desk }:
letter-password-button = اختيار كلمة مرور جديدة
letter-password-foot = يعمل الرابط مرة واحدة، مدة 24 ساعة. إن لم يكن بطلب منك فيُرجى إخبار من يشرف على مكتبك؛ وتبقى كلمة مرورك سارية إلى أن يُستخدم الرابط.
letter-test-heading = وصلت الرسالة، { $name }
letter-test-subject = اختبار البريد الإلكتروني لمكتب { $desk }
letter-test-words = طلبت هذه الرسالة من { $desk } لمعرفة هل تصل. وها قد وصلت، فلم يبق ما يلزم فعله.
letter-test-foot = البريد الإلكتروني للمكتب

## Where Bliss encrypts by itself

certificate-encrypted = الاتصال بهذا المكتب مشفّر: يبدأ عنوانه بـ‎https://‎.

## Scripts of the desk

script-needs-connection = هذا يحتاج إلى الاتصال. يُرجى المحاولة من جديد حين يعود.
script-did-not-reach = لم يصل هذا إلى المكتب. ما كتبته ما زال هنا؛ يُرجى المحاولة من جديد حين يعود الاتصال.
script-offline = لا اتصال بالمكتب. ما تكتبه محفوظ هنا، ويستمر كل شيء تلقائيًا حين يعود الاتصال.
script-copied = تم النسخ
script-not-copied = تعذّر نسخ هذا. يُرجى تحديده ونسخه يدويًا.
script-type-on = لم يُجب المكتب. متابعة الكتابة تعيد المحاولة.
script-results =
    { $count ->
        [zero] لا نتائج
        [one] نتيجة واحدة
        [two] نتيجتان
        [few] { $count } نتائج
       *[other] { $count } نتيجة
    }
script-news = { $what }.

## Scripts of the desk: the list

script-chosen =
    { $count ->
        [zero] لا محادثات محددة
        [one] محادثة واحدة محددة
        [two] محادثتان محددتان
        [few] { $count } محادثات محددة
       *[other] { $count } محادثة محددة
    }
script-all-chosen = كل ما في هذه القائمة محدد، بحد أقصى 500

## Scripts of the desk: who else looks at a conversation

script-is-here = <b>{ $name }</b> هنا
script-is-here-and-writing = <b>{ $name }</b> هنا، والكتابة جارية
script-is-writing = <b>{ $name }</b>: الكتابة جارية
script-customer-is-writing = <b>العميل</b> يكتب الآن

## Scripts of the desk: writing

script-draft-saved = حُفظت المسودة
script-draft-kept = المسودة محفوظة في هذا المتصفح
script-draft-not-saved = تعذّر حفظ المسودة حتى الآن
script-sent-with-file = يُرسل ذلك حالما يصل الملف
script-not-sent-without-file = لم يُرسل: هناك ملف لم يصل
script-draft-elsewhere = كتبت هذا في مكان آخر أيضًا
script-draft-keep-this = الإبقاء على ما هنا
script-draft-use-that = استخدام ما هناك
script-draft-keep-both = الإبقاء على الاثنين
script-uploading = جارٍ رفع { $file }
script-file-too-large = يتجاوز هذا الملف 25 ميجابايت. يُرجى إرسال ملف أصغر، أو رابط إليه.
script-file-empty = هذا الملف فارغ (0 بايت). يُرجى اختياره من جديد، أو اختيار غيره.
script-file-lost = لم يصل الملف { $file } إلى المكتب. يُرجى اختياره من جديد حين يعود الاتصال.
script-file-not-kept = تعذّر حفظ هذا الملف. يُرجى المحاولة من جديد.
script-canned-found =
    { $count ->
        [zero] لا ردود جاهزة.
        [one] رد جاهز واحد. السهمان إلى أعلى وأسفل للاختيار، وEnter للإدراج.
        [two] ردان جاهزان. السهمان إلى أعلى وأسفل للاختيار، وEnter للإدراج.
        [few] { $count } ردود جاهزة. السهمان إلى أعلى وأسفل للاختيار، وEnter للإدراج.
        [many] { $count } ردًا جاهزًا. السهمان إلى أعلى وأسفل للاختيار، وEnter للإدراج.
       *[other] { $count } رد جاهز. السهمان إلى أعلى وأسفل للاختيار، وEnter للإدراج.
    }
script-hints =
    { $count ->
        [zero] لا تلميحات قبل الإرسال
        [one] تلميح واحد قبل الإرسال
        [two] تلميحان قبل الإرسال
        [few] { $count } تلميحات قبل الإرسال
        [many] { $count } تلميحًا قبل الإرسال
       *[other] { $count } تلميح قبل الإرسال
    }
script-hint-silenced = لن يظهر لك هذا التلميح مجددًا. يمكن إعادته من الإعدادات ← التلميحات.
script-hints-on-its-way = رسالتك في الطريق. وقبل أن تخرج:
script-take-back = التراجع عن الإرسال
script-nothing-written = لم يُكتب شيء بعد.

## Scripts of the desk: microphone and speaker

script-microphone-not-allowed = لم يُسمح بالميكروفون، ولا بأس. إن غيّرت رأيك فيُرجى السماح به بجانب عنوان هذه الصفحة، ثم المحاولة من جديد.
script-microphone-not-found = لم يُعثر على ميكروفون. يُرجى وصل واحد ثم المحاولة من جديد.
script-microphone-in-use = الميكروفون مشغول ببرنامج آخر. يُرجى إغلاقه ثم المحاولة من جديد.
script-microphone-not-secure = يحتاج الميكروفون إلى عنوان آمن. يُرجى فتح المكتب بعنوانه الذي يبدأ بـhttps.
script-microphone-not-now = لا يمكن استخدام الميكروفون الآن. يُرجى المحاولة من جديد.
script-microphone-numbered = ميكروفون { $number }
script-speaker-numbered = مكبّر صوت { $number }
script-connecting = جارٍ الاتصال…
script-sound-say-something = يكفي قول أي شيء: ينبغي أن يتحرك الشريط. لا يُسجَّل شيء.
script-echo-begin = اختبار الصدى
script-echo-end = إنهاء اختبار الصدى
script-echo-say-something = يكفي قول أي شيء. ستسمعه من جديد بعد ثانية.
script-echo-over = انتهى اختبار الصدى.
script-echo-failed = لم ينجح اختبار الصدى. يُرجى المحاولة بعد لحظة.

## Scripts of the desk: calls

script-is-calling = مكالمة واردة من { $who }
script-did-not-work = لم ينجح ذلك. يُرجى المحاولة بعد لحظة.
script-call-press-anywhere = الضغط في أي مكان يتيح لمتصفحك تشغيل صوت العميل.
script-call-connecting-again = انقطع الخط. جارٍ الاتصال من جديد…
script-call-lost = انقطع الخط ولم يعد. ترنّ المكالمة من جديد لدى من ليس مشغولًا.
script-call-elsewhere = هذه المكالمة مفتوحة لديك في علامة تبويب أخرى.
script-call-note-kept = حُفظت الملاحظة.
script-call-note-not-kept = تعذّر حفظ الملاحظة. ما زالت هنا؛ يُرجى المحاولة من جديد.
script-call-line-broke =
    { $who ->
        [customer] انقطع الخط لدى العميل. يُرجى الانتظار، فقد يعود بعد لحظة…
       *[agent] انقطع الخط لديك…
    }
script-call-nothing-heard =
    { $who ->
        [customer] لا يُسمع شيء من العميل. ربما كان الميكروفون لديه مغلقًا.
       *[agent] لا يُسمع منك شيء. يُرجى التحقق من الميكروفون لديك.
    }
script-call-recording-stopped = توقف التسجيل: { $why } المكالمة مستمرة.

## Scripts of the desk: the mirror of a call, in which one sees how one sounds

script-mirror-show = إظهار المرآة
script-mirror-hide = إخفاء المرآة
script-mirror-listening = إصغاء…
script-mirror-pressed = لا تُذكر: الصوت المضغوط يخفيها
script-mirror-smile = ابتسامة مسموعة
script-mirror-perhaps-smile = ربما ابتسامة
script-mirror-usual = قريب من المعتاد
script-mirror-perhaps-less = ربما أقل من المعتاد
script-mirror-less = ابتسامة أقل من المعتاد
script-mirror-you-listen = تستمع الآن
script-mirror-share = { $share } %
script-mirror-pace = { $pace } مقطع/ث

## Scripts of the desk: the player of a call, with which one looks back at it

script-player-play = تشغيل
script-player-pause = إيقاف مؤقت
script-player-at = عند { $time }
script-player-place = { $time } من { $length }
script-player-axis =
    { $axis ->
        [smile] الابتسامة
        [lively] الحيوية
        [bright] الإشراق
       *[pressed] الضغط
    }
script-player-compared =
    { $how ->
        [more] { $axis }: أكثر من المعتاد بوضوح
        [less] { $axis }: أقل من المعتاد بوضوح
        [perhaps-more] { $axis }: ربما أكثر من المعتاد
        [perhaps-less] { $axis }: ربما أقل من المعتاد
       *[usual] { $axis }: قريب من المعتاد
    }
script-player-between = { $value }، بين { $low } و{ $high }
script-player-nothing-told = إصغاء… لم يكن الكلام لك هنا، أو كان قليلًا لا يكفي بعد.
script-player-not-played = تعذّر تشغيل التسجيل. إن طال غيابك فيُرجى تسجيل الدخول من جديد، أو التجربة بمتصفح حديث: Firefox أو Chrome أو Edge أو Safari.
script-reflection-saved = محفوظ، لك وحدك.
script-reflection-not-saved = تعذّر حفظ هذا. كلماتك ما زالت هنا؛ يُرجى المحاولة بعد لحظة.
script-reflection-not-yet = لم يُحفظ بعد: لا يمكن الوصول إلى المكتب. كلماتك ما زالت هنا.

## Scripts of the desk: the warm-up, in which one’s own voice is heard for ten seconds

script-warm-up-begin = البدء: عشر ثوانٍ
script-warm-up-enough = هذا يكفي
script-warm-up-hear = الاستماع
script-warm-up-pause = إيقاف مؤقت
script-warm-up-listening = إصغاء… حان وقت تحيتك.
script-warm-up-one-moment = لحظة: المكتب يصغي…
script-warm-up-not-heard = تعذّر على المكتب سماع هذا. يُرجى المحاولة بعد لحظة.
script-warm-up-not-reached = لا يمكن الوصول إلى المكتب. يُرجى التحقق من الاتصال ثم البدء من جديد.
script-warm-up-not-played = تعذّر على هذا المتصفح تشغيله.

## These are sent to every visitor of a shop: short words load faster. “We” is the shop’s desk.

widget-chat = الدردشة معنا
widget-phone = الاتصال بنا
widget-with = الدردشة مع { $name }
widget-unread =
    { $n ->
        [one] الدردشة معنا، رسالة جديدة
        [two] الدردشة معنا، رسالتان جديدتان
        [few] الدردشة معنا، { $n } رسائل جديدة
       *[other] الدردشة معنا، { $n } رسالة جديدة
    }
widget-close = إغلاق الدردشة
widget-messages = الرسائل
widget-you = أنت
widget-here =
    { $n ->
        [0] نحن هنا.
       *[other] معك هنا { $names }.
    }
widget-others =
    { $n ->
        [one] شخص آخر
        [two] شخصان آخران
        [few] { $n } أشخاص آخرون
        [many] { $n } شخصًا آخر
       *[other] { $n } شخص آخر
    }
widget-wait =
    { $n ->
        [one] الانتظار اليوم نحو دقيقة.
        [two] الانتظار اليوم نحو دقيقتين.
        [few] الانتظار اليوم نحو { $n } دقائق.
       *[other] الانتظار اليوم نحو { $n } دقيقة.
    }
widget-away = لا أحد منا هنا الآن.
widget-back = سنعود { $day } الساعة { $time } (بتوقيتك).
widget-on =
    { $kind ->
        [date] في { $day }
       *[weekday] يوم { $day }
    }
widget-ask = يُرجى ترك بريدك الإلكتروني، ليصلك ردّنا أينما كنت.
widget-name = اسمك (اختياري)
widget-email = بريدك الإلكتروني، لنردّ عليك إن غادرت الصفحة (اختياري)
widget-bad-email = يبدو هذا البريد الإلكتروني ناقصًا. يُرجى تصحيحه، أو ترك الخانة فارغة.
widget-write = كتابة رسالة
widget-send = إرسال
widget-attach = إرفاق ملف
widget-remove = إزالة
widget-remove-file = إزالة { $file }
widget-retry = إعادة المحاولة
widget-sending = جارٍ الإرسال…
widget-sent = أُرسلت
widget-seen = شوهدت
widget-waiting = بانتظار الاتصال؛ ستُرسل تلقائيًا
widget-failed = لم ينجح ذلك. يُرجى المحاولة من جديد.
widget-trouble = { $file }: { $why }
widget-lost = لا اتصال الآن. نواصل المحاولة.
widget-typing = { $name }: الكتابة جارية…
widget-fresh = رسائل جديدة
widget-get = تنزيل { $file }، { $size }
widget-too-long =
    { $n ->
        [one] رسالتك أطول من الحد بحرف واحد. يُرجى إرسالها في رسالتين.
        [two] رسالتك أطول من الحد بحرفين. يُرجى إرسالها في رسالتين.
        [few] رسالتك أطول من الحد بعدد { $n } أحرف. يُرجى إرسالها في رسالتين.
        [many] رسالتك أطول من الحد بعدد { $n } حرفًا. يُرجى إرسالها في رسالتين.
       *[other] رسالتك أطول من الحد بعدد { $n } حرف. يُرجى إرسالها في رسالتين.
    }
widget-too-big = الملف { $file } أكبر من أن يُرسل هنا: الحد الأقصى { $max }.
widget-uploading = سيُرسل هذا حالما يصل الملف.

## A call in the chat on other pages: customers read this. “We” is the shop’s desk

talk-title = مكالمة مع { $name }
talk-shrink = تصغير النافذة والبقاء على الخط
talk-close = إغلاق
talk-before = لنتحدث معًا
talk-microphone = سيطلب متصفحك الإذن بالميكروفون حتى نسمعك.
talk-free = لا أحد قبلك.
talk-line =
    { $n ->
        [one] قبلك شخص واحد.
        [two] قبلك شخصان.
        [few] قبلك { $n } أشخاص.
        [many] قبلك { $n } شخصًا.
       *[other] قبلك { $n } شخص.
    }
talk-line-about =
    { $n ->
        [one] قبلك شخص واحد، والانتظار { $time } تقريبًا.
        [two] قبلك شخصان، والانتظار { $time } تقريبًا.
        [few] قبلك { $n } أشخاص، والانتظار { $time } تقريبًا.
        [many] قبلك { $n } شخصًا، والانتظار { $time } تقريبًا.
       *[other] قبلك { $n } شخص، والانتظار { $time } تقريبًا.
    }
talk-ahead =
    { $n ->
        [one] قبلك شخص واحد
        [two] قبلك شخصان
        [few] قبلك { $n } أشخاص
        [many] قبلك { $n } شخصًا
       *[other] قبلك { $n } شخص
    }
talk-about = الانتظار { $time } تقريبًا.
talk-recording = نسجّل المكالمات لنخدمك على نحو أفضل. إن أردت إيقاف التسجيل مؤقتًا فيُرجى إخبارنا.
talk-consent = أوافق على تسجيل هذه المكالمة لخدمتي على نحو أفضل.
talk-consent-note = يمكنك الاتصال في الحالتين.
talk-name = اسمك (اختياري)
talk-dial = الاتصال الآن
talk-write = الكتابة بدلًا من ذلك
talk-later = طلب معاودة الاتصال
talk-again = إعادة المحاولة
talk-back = الرجوع إلى الدردشة
talk-redial = الاتصال من جديد
talk-choose = اختيار وقت
talk-end = إنهاء المكالمة
talk-leave = إلغاء الاتصال
talk-stay = متابعة الانتظار
talk-go-back = رجوع
talk-asking = يُرجى السماح بالميكروفون
talk-asking-text = يسألك متصفحك الآن، بجانب عنوان هذه الصفحة في الغالب.
talk-blocked-declined = لا يُسمح لنا باستخدام الميكروفون
talk-blocked-declined-text = للتحدث إلينا يُرجى السماح بالميكروفون لهذه الصفحة، من العلامة التي بجانب عنوانها، ثم المحاولة من جديد.
talk-blocked-missing = لم نعثر على ميكروفون
talk-blocked-missing-text = يُرجى وصل سماعة رأس أو ميكروفون، ثم المحاولة من جديد.
talk-blocked-busy = الميكروفون مشغول
talk-blocked-busy-text = يبدو أن برنامجًا آخر أو صفحة أخرى تستخدمه. يُرجى إنهاء المكالمات الأخرى هناك، ثم المحاولة من جديد.
talk-blocked-insecure = لا تستطيع هذه الصفحة استخدام الميكروفون
talk-blocked-insecure-text = لا تسمح به المتصفحات إلا حيث يبدأ العنوان بـhttps. ويسعدنا أن نسمع منك بطريقة أخرى.
talk-blocked-old = لا يستطيع هذا المتصفح إجراء المكالمات
talk-blocked-old-text = يمكن ذلك بمتصفح أحدث. ويسعدنا أن نسمع منك بطريقة أخرى.
talk-blocked-unknown = الميكروفون لا يعمل
talk-blocked-unknown-text = يُرجى التحقق من أنه موصول ومشغّل، ثم المحاولة من جديد.
talk-elsewhere = أنت معنا على الهاتف الآن، في نافذة أو علامة تبويب أخرى.
talk-refused = لا يمكننا استقبال مكالمتك الآن
talk-unreachable = تعذّر الاتصال بخدمتنا
talk-unreachable-text = يُرجى التحقق من اتصالك بالإنترنت، ثم المحاولة من جديد.
talk-through = لا تصل المكالمة إلينا
talk-through-text = ربما لا تسمح شبكتك بمرور المكالمات. قد تفيد شبكة أخرى، ويمكنك الوصول إلينا بطريقة أخرى.
talk-calling = جارٍ الاتصال…
talk-next = الدور لك الآن
talk-soon = سنكون معك في أقرب وقت ممكن.
talk-music = تُسمع موسيقى أثناء انتظارك.
talk-quiet = الموسيقى متوقفة. ستسمعنا حين نردّ.
talk-hush = كتم الموسيقى
talk-play = تشغيل الموسيقى
talk-broke = لحظة من فضلك، انقطع الخط
talk-mending = نعاود الاتصال بك…
talk-back-again = عاد الاتصال.
talk-with = أنت الآن مع { $name }
talk-somebody = أحد أفراد فريقنا
talk-on-hold = أنت على الانتظار لدى { $name }
talk-hold-text = يُرجى البقاء على الخط. سنعود إليك حالًا.
talk-resumed = عدت إلى الحديث مع { $name }.
talk-passed = نحوّل مكالمتك إلى شخص آخر.
talk-mute = كتم
talk-unmute = إلغاء الكتم
talk-muted = صوتك مكتوم
talk-muted-text = لا نسمعك إلى أن يُشغَّل الميكروفون من جديد.
talk-sound = ضبط الصوت
talk-input = الميكروفون
talk-output = مكبّر الصوت
talk-device = جهاز { $n }
talk-chat = كتابة
talk-news = قراءتها
talk-news-text = أرسلنا إليك رسالة. تظهر بالضغط على «قراءتها».
talk-level = الميكروفون لديك
talk-silent = لا نسمع شيئًا من الميكروفون لديك. هل هو مشغّل، وهل هو الميكروفون الصحيح؟
talk-unplugged = فُصل الميكروفون. يُرجى وصله من جديد، أو اختيار غيره من «ضبط الصوت».
talk-switched = نستخدم الآن ميكروفونًا آخر.
talk-no-device = لا يمكن استخدام هذا الجهاز الآن.
talk-recorded = مسجلة
talk-paused = التسجيل متوقف مؤقتًا
talk-listens = معنا { $name } للاستماع
talk-hold = انتظار على الخط
talk-hear = الضغط هنا لسماعنا
talk-coming = جارٍ الرجوع إلى مكالمتك…
talk-returning = مكالمتك ما زالت جارية
talk-returning-text = الضغط هنا يعيدك إليها.
talk-rejoin = الرجوع إلى المكالمة
talk-pill-waiting = بانتظار دورك للتحدث إلينا
talk-pill-talking = مكالمة مع { $name }
talk-pill-held = انتظار على الخط
talk-pill-broken = انقطع الخط. نعاود الاتصال…
talk-open = فتح المكالمة: { $state }
talk-return = الرجوع إلى المكالمة
talk-when = متى يمكننا الاتصال بك؟
talk-when-text = كل الأوقات بتوقيتك ({ $zone }).
talk-looking = نبحث عن أوقات متاحة…
talk-none = لا يوجد وقت متاح في الأيام القادمة
talk-none-text = نرجو أن تكتب إلينا، لنجد معًا وقتًا يناسبك.
talk-phone = رقم هاتفك
talk-example = ‎+44 20 7946 0018
talk-confirm = اتصلوا بي حينها
talk-confirming = لحظة من فضلك…
talk-pick = يُرجى اختيار وقت.
talk-number = يبدو هذا الرقم ناقصًا. يُرجى كتابته كاملًا، بدءًا برمز البلد، مثل ‎+44 20 7946 0018.
talk-booked = سنتصل بك { $day } الساعة { $time }
talk-on = يوم { $day }
talk-booked-number = على الرقم { $number }. الوقت بتوقيتك ({ $zone }). لا يلزمك شيء حتى ذلك الحين.
talk-booked-text = الوقت بتوقيتك ({ $zone }). لا يلزمك شيء حتى ذلك الحين.
talk-over-thanks = شكرًا لاتصالك
talk-over-thanks-text = سعدنا بالحديث معك.
talk-over-you = أنهيت المكالمة
talk-over-you-text = لا بأس. نحن هنا متى احتجت إلينا.
talk-over-lost = انقطع الخط
talk-over-lost-text = حاولنا معاودة الاتصال بك فلم ننجح. نعتذر إليك.
talk-over-unanswered = نعتذر إليك
talk-over-unanswered-text = لم يتمكن أحد من الرد على مكالمتك. يُرجى اختيار وقت، وفيه نتصل بك.
talk-over-restart = نعتذر إليك، انقطعت المكالمة
talk-over-restart-text = اضطررنا إلى إعادة تشغيل هاتفنا قبل لحظة. سيعمل من جديد بعد قليل.
talk-over-gone = انتهت المكالمة
talk-over-gone-text = نحن هنا متى احتجت إلينا.
talk-ended = انتهت المكالمة. ما زال يمكنك اختيار وقت هنا.
talk-long = مدة حديثنا: { $time }.

## What is thought of before a reply goes out

hint-gap-why = سيقرأ العميل هذه الأقواس. يُرجى وضع الكلمات مكانها.
hint-label-why = ما الذي جرى للعميل قبل هذا؟ ذكره يساعد من يقرأ الملاحظة بعدك.
hint-empathy-why = تحدث العميل عن أمر صعب. يحسن ذكر ما مرّ به أولًا، ثم المساعدة.
hint-question-why = سأل العميل هذا، وردّك لم يتناوله بعد.
hint-asked-again-why = مذكور في المحادثة أعلاه: «{ $reason }».
hint-same-apology-why = سبق أن اعتذرت بهذه الكلمات. يحسن الآن ذكر ما سيختلف.
hint-refusal-why = «لا» وحدها. يحسن ذكر طريق آخر، أو من يمكنه المساعدة.
hint-blame-why = هذا يلقي الأمر على أحد. يكفي ذكر ما حدث، دون من فعله، وكيف يُصلَح.
hint-condescension-why = قد يبدو في هذا تعالٍ على العميل.
hint-hurry-why = قد يبدو من هذا أن لا وقت لديك للعميل.
hint-scarcity-why = هذا يتذرّع بقاعدة أو بنقص. يحسن ذكر الغاية من ذلك، وما يمكنك فعله.
hint-label-in-reply-why = هذا نعت لشخص. يحسن أن يُذكر ما حدث بدلًا منه.
hint-jargon-why = من مصطلحات المهنة. يحسن قولها كما تُقال وجهًا لوجه.
hint-time-why = وقت يمكن الاعتماد عليه يجعل هذا وعدًا.
hint-greeting-why = هذا ردّنا الأول. تحسن فيه التحية، وذكر من أنت.
hint-closing-why = الانطباع الأخير له وزن الأول. يحسن ذكر ما يحدث بعد هذا، أو وداع لطيف.
hint-go-on-with = المتابعة بـ«{ $words } …»
hint-put-instead = «{ $words }»

## Errors of last resort, and of the chat

error-other-method = لا يمكن فعل ذلك هنا. الترويسة Allow تذكر ما يمكن.
error-panicked = حدث خطأ من جانبنا. ما كتبته ما زال هنا؛ يُرجى المحاولة بعد لحظة.
visitor-text-too-long = هذه الرسالة أطول من الحد: أقصى عدد للأحرف { $max }.
visitor-too-many-files = أقصى عدد للملفات في المرة الواحدة { $max }.
visitor-file-gone = لم يعد أحد الملفات موجودًا. يُرجى اختياره من جديد ثم الإرسال.
visitor-erased = مُحي كل ما كان محفوظًا من هذه الدردشة.
visitor-no-phone-here = الهاتف غير موصول هنا. نرجو أن تكتب إلينا.
visitor-choose-a-time = يُرجى اختيار أحد الأوقات.

## Passkeys

passkeys-title = مفاتيح المرور
passkeys-lead = تسجيل الدخول ببصمة إصبعك أو بوجهك أو برمز قفل جهازك، دون كلمة مرور. وبعد كلمة المرور يكون مفتاح المرور عاملك الثاني.
passkeys-need-address = تحتاج مفاتيح المرور إلى عنوان مشفّر له اسم، مثل ‎https://desk.example‎. ويختاره من يشغّل الخادم.
passkeys-not-in-browser = ليس في هذا المتصفح مفاتيح مرور. قد تكون في متصفح آخر، أو على هاتف.
passkeys-app-too = وتطبيق للرموز المؤقتة أيضًا
passkeys-codes-left = كل منها يدخلك مرة واحدة بعد كلمة مرورك، حين لا يكون معك مفتاح مرور. الباقي منها: { $count }.
passkeys-for-elsewhere = مفاتيح مرورك لعنوان آخر من عناوين المكتب، ولا تعمل في هذا العنوان.
passkey-for-elsewhere = هو لعنوان آخر من عناوين المكتب، ولا يعمل في هذا العنوان.
passkey-used = أُنشئ { $made }، آخر استخدام { $used }
passkey-unused = أُنشئ { $made }، ولم يُستخدم بعد
passkey-add = إضافة مفتاح مرور
passkey-add-another = إضافة مفتاح مرور آخر
passkey-make = إنشاء مفتاح مرور
passkey-instead = أو إنشاء مفتاح مرور: تدخل ببصمة إصبعك أو بوجهك أو برمز قفل جهازك.
passkey-name = الاسم
passkey-name-hint = لتعرفه في القائمة لاحقًا: أين هو محفوظ مثلًا.
passkey-change = تغيير
passkey-change-name = تغيير { $name }
passkey-rename = تغيير الاسم
passkey-rename-name = تغيير الاسم: { $name }
passkey-remove = إزالة
passkey-remove-name = إزالة { $name }
passkey-remove-hint = لن تدخل به بعد ذلك، وتنتهي جلساتك في المتصفحات الأخرى. يُرجى حذفه من جهازك أيضًا.
passkey-use = استخدام مفتاح مرور
passkey-use-recovery-code = استخدام رمز استرداد
passkey-recovery-code = رمز استرداد
passkey-recovery-code-hint = أربع مجموعات من أربعة حروف وأرقام.
passkey-ask = عرفناك إلى هنا. والآن مفتاح مرورك.
passkey-ask-or-code = عرفناك إلى هنا. والآن مفتاح مرورك، أو رمز تطبيقك.
passkey-saved = يمكنك الدخول بمفتاح مرورك من الآن. وهو يُطلب بعد كلمة مرورك.
passkey-saved-name = هذا اسمه من الآن.
passkey-saved-removal = لم يعد الدخول بمفتاح المرور ذاك ممكنًا. وانتهت جلساتك في المتصفحات الأخرى.
passkey-saved-app-off = لم يعد تطبيقك يُطلب، بل مفاتيح مرورك. وانتهت جلساتك في المتصفحات الأخرى.
passkey-too-many =
    لديك { $most ->
        [one] مفتاح مرور واحد
        [two] مفتاحا مرور
        [few] { $most } مفاتيح مرور
        [many] { $most } مفتاح مرور
       *[other] { $most } مفتاح مرور
    }، وهذا هو الحد الأقصى. يُرجى إزالة ما لا تستخدمه.
passkey-no-name =
    يُرجى كتابة اسم طوله من 1 إلى { $most ->
        [one] حرف واحد
        [two] حرفين
        [few] { $most } أحرف
        [many] { $most } حرفًا
       *[other] { $most } حرف
    }.
passkey-gone = مفتاح المرور هذا غير موجود هنا. ربما أُزيل.
passkey-there-already = مفتاح المرور هذا موجود هنا أصلًا. يمكنك استخدامه، أو إنشاء غيره على جهاز آخر.
passkey-too-long-ago = طال ذلك أكثر مما ينتظر المكتب، أو أُرسل مرتين. يُرجى المحاولة مرة أخرى.
passkey-unknown = لا يعرف المكتب مفتاح المرور هذا. ربما أُزيل؛ يُرجى استخدام غيره، أو كلمة مرورك.
passkey-unverified = لم يتحقق جهازك من أن هذا أنت. يُرجى تفعيل رمز القفل أو البصمة أو الوجه فيه، ثم المحاولة مرة أخرى.
passkey-elsewhere = أجاب مفتاح المرور هذا عن عنوان غير هذا العنوان. يُرجى فتح المكتب بعنوانه هو، ثم المحاولة مرة أخرى.
passkey-not-taken = تعذّر على المكتب قبول ما قاله جهازك. يُرجى المحاولة مرة أخرى، أو استخدام كلمة مرورك.
passkey-copied = قد تكون لمفتاح المرور هذا نسخة، فلا يُقبل. يُرجى الدخول بكلمة مرورك، ثم إزالته وإنشاء غيره.
passkey-stays = يحتاج كل من في هذا المكتب إلى عامل ثانٍ، فيبقى آخر مفتاح مرور لديك. يُرجى إنشاء غيره أولًا.
palette-passkeys-also = مفتاح مرور مفتاح أمان بصمة وجه دون كلمة مرور webauthn fido passkey security key fingerprint face passwordless
audit-passkey-made = <b>{ $who }</b>: إنشاء مفتاح مرور
audit-passkey-removed = <b>{ $who }</b>: إزالة مفتاح مرور
audit-passkey-refused = <b>{ $who }</b>: تقديم مفتاح مرور لم يُقبل
audit-passkey-refused-of = <b>{ $who }</b>: تقديم مفتاح مرور لم يُقبل لـ<b>{ $whom }</b>
script-passkey-not-given = لم يُقدَّم مفتاح مرور. يُرجى المحاولة مرة أخرى حين يكون معك.
script-passkey-there-already = لك مفتاح مرور على هذا الجهاز أصلًا. يمكنك استخدامه، أو إنشاء غيره على جهاز آخر.
script-passkey-failed = تعذّر ذلك على جهازك الآن. يُرجى المحاولة مرة أخرى.

## Being told by one's browser while no page is open

push-title = في متصفحاتك
push-lead =
    كل متصفح تسمح له بذلك يعرض لك إشعارًا بما تختاره أدناه، حتى حين لا تكون أي صفحة من المكتب مفتوحة، إن لم تر الجديد خلال { $seconds ->
        [one] ثانية واحدة
        [two] ثانيتين
        [few] { $seconds } ثوانٍ
       *[other] { $seconds } ثانية
    }. أما كم مرة ومتى لا، فكما هو أدناه. ويمر ما يعرضه بخدمة الإشعارات لدى صانع المتصفح، مشفّرًا فلا يستطيع أحد هناك قراءته.
push-turn-on = إخباري في هذا المتصفح
push-turn-on-hint = يسألك متصفحك هل تسمح بذلك.
push-denied = طُلب من هذا المتصفح ألا يعرض إشعارات المكتب. يُرجى السماح بها في إعداداته لهذا الموقع، ثم العودة إلى هنا.
push-insecure = لا تعرض المتصفحات إشعارات إلا من مكتب يُفتح عبر <code>https</code>، أو يعمل على الجهاز نفسه. يمكنك سؤال من يشغّله.
push-unable = لا يستطيع هذا المتصفح عرض إشعارات دون صفحة مفتوحة. وعلى iPhone أو iPad لا يستطيع ذلك أي متصفح لصفحة؛ يمكنك استخدام جهاز آخر، أو البريد الإلكتروني.
push-browsers = متصفحات تخبرك
push-this-one = هذا المتصفح
push-signed-out = سُجّل الخروج هناك: تُخبَر من جديد حالما تسجّل الدخول.
push-told-never = منذ { $day }، ولا إشعار بعد
push-told-now = آخر إشعار قبل لحظة
push-told-ago = آخر إشعار قبل { $time }
push-told-on = آخر إشعار { $day }
push-test = تجربة
push-test-of = تجربة: { $browser }
push-test-sent = إشعار في الطريق إلى { $browser }.
push-remove = إزالة
push-remove-of = إزالة { $browser }
push-removed = لن تصلك إشعارات في { $browser } بعد الآن.
push-way = في المتصفحات
push-kind = في المتصفحات: { $kind }
push-named = ذكر أسماء العملاء، وموضوع الإشعار
push-named-hint = وإلا فلا يقول الإشعار سوى أن هناك جديدًا: فقد يرى غيرك شاشتك.
push-not-here = هذا المتصفح غير موجود هنا. ربما أُزيل.
push-bad-keys = لم يذكر هذا المتصفح كيف يُشفَّر ما يُرسل إليه. يُرجى المحاولة من جديد، أو بمتصفح آخر.
push-too-many =
    لديك { $most ->
        [one] متصفح واحد
        [two] متصفحان
        [few] { $most } متصفحات
        [many] { $most } متصفحًا
       *[other] { $most } متصفح
    }، وهذا هو الحد الأقصى. يُرجى إزالة ما لم تعد تستخدمه.
push-no-encryption = لا يمكن تشفير شيء على هذا الجهاز. يمكنك سؤال من يشغّل Bliss.
push-why-unreachable = لم يصل آخر إشعار: تعذّر الاتصال بخدمة الإشعارات لهذا المتصفح ({ $answer }). تُعاد المحاولة تلقائيًا.
push-why-not-now = لم يصل آخر إشعار: لم تقبله خدمة الإشعارات لهذا المتصفح في الوقت الحالي ({ $answer }). تُعاد المحاولة تلقائيًا.
push-why-refused = لم يصل آخر إشعار: رفضته خدمة الإشعارات لهذا المتصفح ({ $answer }). يُرجى إزالة المتصفح، ثم السماح له بإخبارك من جديد.
push-why-unreadable = تعذّر إنشاء آخر إشعار ({ $answer }). يُرجى إزالة المتصفح، ثم السماح له بإخبارك من جديد.
push-notice-test = نجحت التجربة: هنا تصلك إشعارات { $desk }
push-notice-test-body = هكذا يبدو الإشعار.
push-notice-line = { $matter }: { $what }
script-push-on = من الآن يخبرك هذا المتصفح بالجديد. يمكنك تجربته أدناه.
script-push-failed = تعذّر السماح لهذا المتصفح بإخبارك: { $why }
email-purpose-new-passkey = مفتاح مرور جديد
letter-passkey-subject = مفتاح مرور جديد لحسابك في مكتب { $desk }
letter-passkey-words = أُنشئ مفتاح مرور لحسابك في مكتب { $desk }: «{ $passkey }». وهو يفتح حسابك من الآن.
letter-passkey-if-not = إن كنت من أنشأه فلا شيء آخر مطلوب. وإلا فيُرجى حذفه، واختيار كلمة مرور جديدة، وإخبار من يشرف على مكتبك.
letter-passkey-button = عرض مفاتيح المرور
letter-passkey-foot = تصلك هذه الرسالة كلما أُنشئ مفتاح مرور لك، كي لا يُنشئ أحد مفتاحًا دون علمك.
profile-saved-password-passkeys = تسري كلمة مرورك الجديدة من الآن؛ وانتهت الجلسات في المتصفحات الأخرى. ولا تتغير مفاتيح المرور معها: يُرجى التحقق من أنها كلها لك.
passkey-others-elsewhere = أُنشئت مفاتيح المرور الأخرى لديك لعنوان آخر للمكتب، ولا تعمل هنا. يُرجى أولًا إضافة مفتاح مرور لهذا العنوان.
sign-in-gone-meanwhile = تغيّر وصولك أثناء تسجيل الدخول. يُرجى تسجيل الدخول من جديد.
push-why-unreachable-at-last = لم يصل آخر إشعار: تعذّر الاتصال بخدمة الإشعارات لهذا المتصفح ({ $answer }). لن تُعاد محاولته؛ وسيُرسل الإشعار التالي.
push-why-not-now-at-last = لم يصل آخر إشعار: لم تقبله خدمة الإشعارات لهذا المتصفح ({ $answer }). لن تُعاد محاولته؛ وسيُرسل الإشعار التالي.
push-key-unreadable = لا يمكن لأي متصفح أن يخبر أحدًا الآن: تعذّرت قراءة المفتاح المخصّص لخدمات الإشعارات لأن مفتاح الخادم نفسه تغيّر. على من يشغّل Bliss إعادة الملف server.key الذي كان موجودًا من قبل.
push-key-lost = الملف مفقود نهائيًا
push-key-renew-lead = عندئذٍ يلزم مفتاح جديد لخدمات الإشعارات. تخرج كل المتصفحات من القائمة، ويعود كل منها تلقائيًا حين يُفتح المكتب فيه.
push-key-renew = إنشاء مفتاح جديد
push-key-made = يوجد مفتاح جديد: يمكن للمتصفحات أن تخبر من جديد.
push-key-readable = يمكن قراءة المفتاح المخصّص لخدمات الإشعارات، لذلك يبقى كما هو.
