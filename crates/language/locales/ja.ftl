### Bliss の日本語の文言です。どの言語も同じメッセージを持ち、足りないものはテストが知らせます。
### 基準、約束、定型文、ルール、タグ、チーム、休日、今日、チェックイン、検索。

language-own-name = 日本語
series = { $all }、{ $next }

## What is said everywhere

done = 完了しました。

## When something cannot be done

error-bucket-away = ファイルの保管場所が応答していません。数分後にもう一度お試しください。失われたものはありません。
error-elsewhere = この通話はデスクの別のサーバーにあります。少し待ってからもう一度お試しください。
error-file = ファイルを保存できませんでした：{ $why }
error-number = このリクエストの番号：
error-say-number = Blissの管理者にこの番号をお伝えください：
error-throttled = 試行回数が多すぎます。{ $minutes }分待ってから、もう一度お試しください。
error-to-the-desk = デスクへ
not-here =
    { $what ->
        [account] このアカウントは見つかりません。削除されたのかもしれません。
        [address] この連絡先は見つかりません。削除されたのかもしれません。
        [answer] この回答は見つかりません。削除されたのかもしれません。
        [call] この通話は見つかりません。削除されたのかもしれません。
        [call-back] この折り返しは見つかりません。削除されたのかもしれません。
        [canned-reply] この定型文は見つかりません。削除されたのかもしれません。
        [change] この変更は見つかりません。削除されたのかもしれません。
        [chat] このチャットは見つかりません。削除されたのかもしれません。
        [contact] この応対は見つかりません。削除されたのかもしれません。
        [conversation] この会話は見つかりません。削除されたのかもしれません。
        [copy] このコピーは見つかりません。削除されたのかもしれません。
        [import] このインポートは見つかりません。削除されたのかもしれません。
        [customer] このお客様は見つかりません。削除されたのかもしれません。
        [delivery] この配信は見つかりません。削除されたのかもしれません。
        [draft] この下書きは見つかりません。削除されたのかもしれません。
        [fact] この情報は見つかりません。削除されたのかもしれません。
        [file] このファイルは見つかりません。削除されたのかもしれません。
        [hint] このヒントは見つかりません。削除されたのかもしれません。
        [holiday] この休日は見つかりません。削除されたのかもしれません。
        [identity-provider] このIDプロバイダーは見つかりません。削除されたのかもしれません。
        [inbox] この受信箱は見つかりません。削除されたのかもしれません。
        [invitation] この招待は見つかりません。削除されたのかもしれません。
        [kind-of-message] この種類のメッセージは見つかりません。削除されたのかもしれません。
        [merge] この統合は見つかりません。削除されたのかもしれません。
        [message] このメッセージは見つかりません。削除されたのかもしれません。
        [moment] この場面は見つかりません。削除されたのかもしれません。
        [note] このメモは見つかりません。削除されたのかもしれません。
        [notification] この通知は見つかりません。削除されたのかもしれません。
        [page] このページは見つかりません。削除されたのかもしれません。
        [person] この人は見つかりません。削除されたのかもしれません。
        [promise] この約束は見つかりません。削除されたのかもしれません。
        [question] この質問は見つかりません。削除されたのかもしれません。
        [recording] この録音は見つかりません。削除されたのかもしれません。
        [replay] このリプレイは見つかりません。削除されたのかもしれません。
        [rule] このルールは見つかりません。削除されたのかもしれません。
        [session] このセッションは見つかりません。削除されたのかもしれません。
        [sound] この音声は見つかりません。削除されたのかもしれません。
        [standard] この基準は見つかりません。削除されたのかもしれません。
        [tag] このタグは見つかりません。削除されたのかもしれません。
        [team] このチームは見つかりません。削除されたのかもしれません。
        [token] このトークンは見つかりません。削除されたのかもしれません。
        [version] このバージョンは見つかりません。削除されたのかもしれません。
        [view] このビューは見つかりません。削除されたのかもしれません。
        [webhook] このWebhookは見つかりません。削除されたのかもしれません。
       *[other] 見つかりません。削除されたのかもしれません。
    }

## Signing in

sign-in-button = サインイン
sign-in-email = メールアドレス
sign-in-forgotten = パスワードをお忘れですか？オーナーかリーダーがリンクを発行できます。
sign-in-heading = ようこそ
sign-in-lead = { $desk }のデスクにサインインします。
sign-in-or = または
sign-in-owners-with-password = オーナーはパスワードでもサインインできます
sign-in-password = パスワード
sign-in-title = サインイン
sign-in-with-provider = { $provider }でサインイン

## Settings: sessions

sessions-ended = そのブラウザーでは、もう一度サインインが必要になります。
sessions-lead = サインイン中の場所です。心当たりのないものは終了してください。
sessions-sign-out = サインアウト
sessions-sign-out-elsewhere = ここ以外すべてサインアウト
sessions-sign-out-of = { $browser }（{ $detail }）をサインアウト
sessions-signed-in = サインイン
sessions-this-one = このセッション
sessions-title = セッション

## Settings: profile

profile-language = 言語
profile-language-of-browser = ブラウザーの言語
profile-language-unknown = Blissはその言語に対応していません。一覧から選んでください。

## What cannot be taken

address-bad-email = メールアドレスの形ではないようです。name@example.comのように入力してください。
address-bad-phone = 電話番号の形ではないようです。+49 30 1234567のように数字で入力してください。
canned-reply-bad-code = ショートコードは英数字とハイフンからなる{ $most }文字以内の1語です（例：「delay」）。
canned-reply-bad-language = 言語は一覧から選んでください。
canned-reply-empty = 手元に置いておきたい文を書いてください。
canned-reply-long-title = タイトルは{ $most }文字以内です。もう少し短くしてください。
canned-reply-no-title = あとで見つけられるように、タイトルを付けてください。
canned-reply-open-variable = 「{"{{"}{ $after }」が閉じられていません。名前の後ろに「{"}}"}」を付けてください。
canned-reply-too-long = 文が長すぎます。{ $chars }文字ありますが、上限は{ $most }文字です。2つの定型文に分けてください。
canned-reply-unknown-variable = 「{"{{"}{ $name }{"}}"}」はありません。本文の横にあるものから選んでください。
canned-reply-unknown-variable-near = 「{"{{"}{ $name }{"}}"}」はありません。「{"{{"}{ $near }{"}}"}」のことですか？
file-bad-kind =
    { $what ->
        [svg] SVG画像はプログラムを含むことがあるため送れません。
        [page] Webページはプログラムを含むことがあるため送れません。
        [nameless] 種類を示す拡張子（.pdfなど）のないファイルは送れません。
       *[other] この種類のファイルは送れません。
    }画像、PDF、テキスト、オフィス文書、音声、動画、ZIPファイルは送れます。
file-bad-name = このファイル名は使えません。スラッシュや見えない文字を除いた名前に変えて、選び直してください。
file-disguised = ファイル名と中身の種類が一致しません。正しい拡張子に変えて、選び直してください。
file-empty = このファイルは空（0バイト）です。選び直すか、別のファイルを選んでください。
file-name-too-long = ファイル名が長すぎます。上限は{ $most }文字です。名前を変えて、選び直してください。
file-too-large = このファイルは{ $most } MBを超えています。小さいものか、リンクを送ってください。
hours-too-many = 1日に設定できる時間帯は{ $most }個までです。
hours-unreadable = 9:00–12:30, 13:30–18:00のように時刻を書くか、空のままにしてください。
intention-empty = ひとこと書くか、上から選んでください。
intention-too-long = 心がけは短く。今は{ $chars }文字ですが、上限は{ $most }文字です。
merge-other-browser = この2つは別々のブラウザーで書かれ、同じ人だと確認できていません。統合すると返信が片方にしか届かなくなります。分けたまま、それぞれに返信してください。
merge-other-customer = この2つは別々のお客様との会話で、お互いの書いた内容が見えてはいけません。同じ方なら、先にお客様を統合してください。そうでなければ、別の会話を選んでください。
merge-other-inbox = この2つはこちらの別々の受信箱に届いたため、一方で返信しても、もう一方に書いたお客様には届きません。分けたままにしてください。
merge-same = この2つはすでに1つの会話です。別の会話を選んでください。
message-empty = まだ送る内容がありません。まずはひとこと書いてください。
message-too-long = メッセージが長すぎます。{ $chars }文字ありますが、上限は{ $most }文字です。短くするか、テキストファイルとして添付してください。
notifications-bad-quiet = おやすみ時間は、18:00と08:00のように異なる2つの時刻で書いてください。
promise-nothing = 何を約束するのか、短く書いてください。
promise-too-long = { $most }文字以内で書いてください。
standard-no-title = みんなが呼べるように、タイトルを付けてください。
standard-past = 基準が始まるのは今から、またはこれからです。知らされていないことで評価される人はいません。
standard-too-far = 先すぎます。2年以内の日を選んでください。
standard-too-long = 覚えておくには長すぎます。タイトルは{ $title }文字、説明は{ $words }文字までです。
time-no-such = その日時はありません。「tomorrow 9:00」のように入力してください。
time-past = その時刻は過ぎています。これからの時刻を選んでください。
time-too-far = 1年以上先です。もっと近い時刻を選んでください。
time-unreadable = 時刻を読み取れませんでした。「tomorrow 9:00」「in 2 hours」「next monday」「24 december 14:00」のように入力してください。

## What cannot be done now

call-back-no-time = { $days }日以内に空いている時間がありません。
call-colleague-busy = { $name }さんは今通話中です。ほかの人に頼むか、少しお待ちください。
canned-reply-code-taken = ショートコード「{ $code }」は「{ $title }」で使われています。別のものにしてください。
canned-reply-for-all = 全員で使う定型文を書くのはリーダーです。コピーすれば、自分用に変更できます。
customer-merge-undo-conversation-first = 会話{ $id }「{ $subject }」は、お二人の会話を統合したものです。先にそちらの統合を元に戻してから、もう一度行ってください。
invitation-on-desk = { $email }はすでにデスクのメンバーです。
invitation-sign-in-instead = { $email }はすでにデスクのメンバーです。サインインするか、別のアドレスを使ってください。
sign-in-by-provider-only = このデスクでは全員が{ $provider }でサインインします。サインインページのボタンを使ってください。
team-name-taken = 「{ $name }」というチームはすでにあります。
customer-merge-one-already = このお二人はすでに統合されています。別のお客様を選んでください。

## What buttons say everywhere

action-add = 追加
action-back = 戻る
action-cancel = キャンセル
action-close = 閉じる
action-never-mind = やめる
action-save = 保存
action-snooze = スヌーズ
action-undo = 元に戻す

## Numbers, sizes and lengths of time, in short

size-bytes = { $bytes }バイト
size-kilobytes = { $kilobytes } KB
size-megabytes = { $megabytes } MB
duration-under-a-minute = 1分未満
duration-seconds = { $seconds }秒
duration-minutes = { $minutes }分
duration-hours = { $hours }時間
duration-hours-and-minutes = { $hours }時間{ $minutes }分
duration-a-day-and-hours = 1日と{ $hours }時間
duration-days = { $days }日

## Days and times

day-today = 今日
day-yesterday = 昨日
day-tomorrow = 明日
day-today-within = 今日
day-yesterday-within = 昨日
day-tomorrow-within = 明日
day-and-time = { $day } { $time }
# ここから下の時の表現は名詞として使い、「に」「まで」などは文の側で付けます。
soon-today = { $time }
soon-tomorrow = 明日{ $time }
soon-on-weekday = { $weekday }{ $time }
soon-on-day = { $day } { $time }
when-today = { $time }
when-on-day = { $day }
local-time-same = { $place }（時差なし）
local-time-hours-ahead = { $place }（こちらより{ $hours }時間進んでいます）
local-time-hours-behind = { $place }（こちらより{ $hours }時間遅れています）
local-time-ahead = { $place }（こちらより{ $hours }時間{ $minutes }分進んでいます）
local-time-behind = { $place }（こちらより{ $hours }時間{ $minutes }分遅れています）

## Languages that customers speak

language-ar = アラビア語
language-cs = チェコ語
language-da = デンマーク語
language-de = ドイツ語
language-el = ギリシャ語
language-en = 英語
language-es = スペイン語
language-fi = フィンランド語
language-fr = フランス語
language-he = ヘブライ語
language-hi = ヒンディー語
language-hu = ハンガリー語
language-it = イタリア語
language-ja = 日本語
language-ko = 韓国語
language-nl = オランダ語
language-no = ノルウェー語
language-pl = ポーランド語
language-pt = ポルトガル語
language-ro = ルーマニア語
language-ru = ロシア語
language-sv = スウェーデン語
language-tr = トルコ語
language-uk = ウクライナ語
language-vi = ベトナム語
language-zh = 中国語
language-of-place = { $language }（{ $tag }）

## Names for those whose name is not known

person-unknown = だれか
person-unknown-within = だれか
person-nobody-within = 担当者なし
quoted = 「{ $words }」

## Around every page

nav-skip = 本文へ移動
nav-main = メイン
nav-today = 今日
nav-desk = デスク
nav-promises = 約束
nav-standards = 基準
nav-customers = お客様
nav-search = 検索
nav-settings = 設定
nav-notifications = 新着のお知らせ
nav-your-profile = プロフィール
nav-your-calls = 自分の通話
nav-your-check-ins = 自分のチェックイン
nav-design = デザイン
nav-sign-out = サインアウト
nav-reminders = 期限の近い約束
nav-phone = 電話
nav-waiting = 、<number>{ $count }</number>人が待っています
nav-you-here = あなた：{ $name }、対応可能
nav-you-away = あなた：{ $name }、離席中
availability-switch = 新しい会話に対応できる
availability-here = 在席
availability-away = 離席
availability-available = 対応可能
availability-back = { $when }に戻ります
definition-what = 「{ $term }」の意味
definitions-what = { $what }の意味

## When something cannot be done

error-heading = うまくいきませんでした
error-heading-forbidden = この変更はできません
error-heading-not-found = 見つかりません
error-heading-ours = こちらで問題が起きました
error-heading-too-many = もう少しゆっくりお願いします
error-database-away = デスクがデータベースに接続できません。書いた内容は残っています。もう一度お試しください。
error-disk-full = デスクのディスクがいっぱいで、保存できませんでした。これまでに保存したものは失われていません。デスクの管理者に知らせて、もう一度お試しください。
error-file-not-kept = ファイルを保存できませんでした。少し待ってからもう一度お試しください。
error-forged = このリクエストはデスクのページから来たものではないため、何も行いませんでした。デスクを開いて、そこでもう一度お試しください。
error-ours = こちらで問題が起きました。書いた内容は残っています。少し待ってからもう一度お試しください。
error-page-not-drawn = このページを表示できませんでした。もう一度お試しください。
error-role = あなたの役割ではできない操作です。デスクのオーナーかリーダーに頼んでください。
error-too-many = 一度に多すぎます。少し待ってからもう一度お試しください。
# 「マイコーナー」は、本人だけが開ける暗号化された場所です。
corner-closed = 先に設定→プロフィールで、パスワードを使ってマイコーナーを開いてください。あなただけのものが入っています。
form-too-much = 1つのフォームには多すぎます。短くしてください。
form-unreadable = フォームを読み取れませんでした。戻ってページを開き直し、もう一度入力してください。

## Keys

keys-title = キー操作
keys-lead = すべてマウスなしで操作できます。
keys-anywhere = どこでも
keys-in-a-list = 一覧で
keys-in-a-conversation = 会話で
keys-while-writing = 入力中
keys-then = 続けて
keys-or = または
keys-with-click = <key>Shift</key>＋クリック
keys-this-list = この一覧
keys-search-field = 検索欄へ
keys-search-everything = すべてを検索
keys-next = 次へ、前へ
keys-open = 開く
keys-filter = デスクを絞り込む
keys-choose = 選択（複数まとめて）
keys-choose-up-to = そこまですべて選択
keys-take = 自分が担当する
keys-assign = 割り当て
keys-close = 完了または再開
keys-tag = タグ
keys-trust = 信頼を動かしたもの
keys-standards = 基準に照らした状況
keys-merge = 別の会話と統合
keys-moment = 選んだ言葉を場面として名付ける
keys-promise = 約束をする
keys-keep-promise = 言ったことを約束として残す
keys-undo-sending = 送信を取り消す
keys-back = 一覧に戻る
keys-greeting = あいさつから始める
keys-mention = だれかにメンション
keys-better-words = よりよい言い方にする
keys-preview = 人からどう見えるか確かめる
keys-leave-text = 入力欄から出る
keys-single = 1文字キーを使う
keys-single-hint = 音声入力を使うときや、じゃまになるときはオフにしてください。
keys-single-stay = <keys>と</keys>はそのまま使えます。

## The palette, in which everything can be found and done

palette-title = 何でも探す・行う
palette-hint = 名前、件名、番号、やりたいこと
palette-results = 結果
palette-to-choose = 選択
palette-to-open = 開く
palette-to-close = 閉じる
palette-customers = お客様
palette-conversations = 会話
palette-go = 移動
palette-do = 操作
palette-search-for = 「{ $words }」をすべてから検索
palette-start-with = { $name }様との会話を始める
palette-add-customer = 「{ $name }」をお客様に追加
palette-notifications = 新着
palette-warm-up = ウォームアップ
palette-customer = お客様を追加
palette-away = しばらく離席する
palette-here = 席に戻った
palette-keys = すべてのキーを表示
palette-notifying = 通知
palette-sessions = サインイン中の場所
palette-second-factor = 二要素認証
palette-people = メンバー
palette-teams = チーム
palette-holidays = 休日
palette-tags = タグ
palette-canned-replies = 定型文
palette-chat = サイトのチャット
palette-api = API
palette-rules = ルール
palette-workspace = ワークスペース
palette-security = セキュリティ
palette-identity-provider = IDプロバイダー
palette-audit = 監査ログ
palette-webhooks = Webhook
palette-today-also = ホーム 開始 きょう today home
palette-desk-also = 会話 待ち 対応 一覧 desk
palette-customers-also = 顧客 人 連絡先 customers
palette-search-also = 検索 探す メッセージ メモ search
palette-notifications-also = 通知 お知らせ ベル notifications
palette-calls-also = リプレイ 録音 声 笑顔 通話履歴 calls
palette-warm-up-also = 声 笑顔 あいさつ マイク 練習
palette-conversation-also = 開始 開く 書く 新規 会話
palette-customer-also = 新規 顧客 登録
palette-availability-also = 在席 離席 オンライン オフライン 休憩 受付 ステータス
palette-keys-also = キーボード ショートカット ヘルプ shortcuts help
palette-profile-also = 名前 タイムゾーン 言語 profile
palette-notifying-also = 音 サウンド おやすみ時間 通知 ベル
palette-sessions-also = セッション ログイン sessions
palette-second-factor-also = 二段階認証 2段階認証 2要素認証 2fa totp 認証アプリ コード リカバリー
palette-people-also = 担当者 役割 権限 招待 ユーザー people
palette-teams-also = 営業時間 順番 割り当て teams
palette-holidays-also = 休業日 祝日 休み 定休日
palette-tags-also = ラベル 統合 tags
palette-canned-replies-also = テンプレート マクロ スニペット 返信文 定型返信
palette-chat-also = 受信箱 ウィジェット チャット widget
palette-api-also = トークン プログラム 連携 token
palette-rules-also = 自動化 トリガー ワークフロー rules
palette-workspace-also = 営業時間 名前 会社 workspace
palette-security-also = セッション サインイン ログイン 二要素認証 security
palette-identity-provider-also = シングルサインオン sso openid connect oidc google microsoft okta
palette-audit-also = 履歴 操作 記録 ログ サインイン audit
palette-webhooks-also = ウェブフック api プログラム イベント 通知 webhook
palette-import = お客様をインポート
palette-import-also = インポート 取り込み 一括登録 表 エクセル csv excel スプレッドシート アップロード import
palette-email = メール
palette-email-also = smtp メールサーバー 送信 テスト email
palette-export = エクスポート
palette-export-also = エクスポート ダウンロード 書き出し 持ち出し すべて csv json コピー export
palette-retention = 保存日数
palette-retention-also = 保存期間 古い会話 削除 自動削除 消去 個人情報 gdpr retention

## How conversations came, and how they stand

channel-chat = チャット
channel-phone = 電話
channel-in-person = 対面
channel-api = API
standing-waiting-on-us = こちらの返事待ち
standing-waiting-on-us-for = こちらの返事待ち、{ $wait }
standing-waiting-on-customer = お客様の返事待ち
standing-waiting-on-the-customer = お客様の返事待ち
standing-snoozed = スヌーズ中
standing-snoozed-until = スヌーズ中、{ $when }に戻ります
standing-closed = 完了

## The list of the desk

view-yours = 自分の担当
view-nobodys = 担当者なし
view-everyones = 全員
view-answered = 返信済み
view-snoozed = スヌーズ中
view-closed = 完了
list-which = 表示する会話
list-choose-several = 複数選択
list-saved-view = ビュー「<name>{ $name }</name>」。
list-remove-view = 削除
list-show-all = すべて表示
list-only = <what>…</what>のみ。
list-only-yours = 自分の担当
list-only-nobodys = 担当者なし
list-only-of = { $name }さんの担当
list-only-team = チーム<team>{ $team }</team>
list-none-snoozed = スヌーズ中の会話はありません
list-none-snoozed-hint = 会話をスヌーズすると、時間が来るまでここで待ちます。
list-none-closed = 完了した会話はまだありません
list-none-closed-hint = 完了した会話はここに収まり、お客様が書き込むと再開します。
list-none-answered = お客様の返事待ちはありません
list-none-answered-hint = こちらが返信した会話は、ここでお客様の返事を待ちます。
list-none-yours = あなたを待っている人はいません
list-none-yours-hint = まだ担当者のいない会話を見てみませんか。
list-none = 待っている人はいません
list-none-hint = 全員に返事ができました。お茶でもどうぞ。
list-more = もっと見る
row-choose = { $name }、{ $subject }を選択
row-unread = 、未読
row-by-chat = 、チャット、
row-by-phone = 、電話、
row-in-person = 、対面、
row-by-api = 、API、
row-waiting = <hidden>待ち時間</hidden>{ $wait }
row-back = { $when }に戻る
row-with = 担当：{ $name }
row-with-nobody = 担当者なし
desk-choose = 会話を選んでください
desk-choose-hint = これまでの経緯ごと、ここに開きます。
desk-help-first = 最初にどなたをお手伝いしますか？
desk-help-first-hint = 一覧から選んでください。いちばん長くお待ちの方が上にいます。
desk-clear = デスクはすっきりしています
desk-clear-hint = だれかが書き込んだり来店したりすると、左に表示されます。

## Filters of the list, and lists that are kept at hand

filter-title = 一覧を絞り込む
filter-which = 会話
filter-whose = 担当
filter-team = チーム
filter-channel = チャネル
filter-tag = タグ
filter-any = 指定なし
filter-show = 表示
saved-view-keep = この一覧を手元に残す名前
saved-view-keep-button = 残す
saved-view-for-everybody = デスクの全員で使う
saved-view-kept = 一覧の上に残しました。
saved-view-removed = ビュー「{ $name }」を削除しました。
saved-view-back = ビュー「{ $name }」を元に戻しました。
saved-view-wrong-name = ビューに1～{ $most }文字の名前を付けてください。
saved-view-plain-list = これは通常の一覧で、すでに手元にあります。
saved-view-name-taken = その名前のビューはすでにあります。別の名前にしてください。
saved-view-too-many = ビューは{ $most }個までです。先に使っていないものを削除してください。
saved-view-of-everybody = これは全員のビューです。削除はデスクのリーダーに頼んでください。

## Many conversations at once

bulk-region = 選択した会話
bulk-page = このページのすべて
bulk-list = この一覧のすべて
bulk-none = 選択を解除
bulk-assign = だれかに割り当てる
bulk-snooze = スヌーズする
bulk-tag = タグを付ける
bulk-which-tag = どのタグですか？
bulk-tag-put-on = 付ける
bulk-tag-take-off = 外す
bulk-closed = { $count }件の会話を完了にしました。
bulk-reopened = { $count }件の会話を再開しました。
bulk-snoozed = { $count }件の会話をスヌーズしました。
bulk-taken = { $count }件の会話の担当になりました。
bulk-given = { $count }件の会話を割り当てました。
bulk-given-to-nobody = { $count }件の会話を担当者なしにしました。
bulk-given-to-team = { $count }件の会話をチームに割り当てました。
bulk-given-to-no-team = { $count }件の会話をチームなしにしました。
bulk-tagged = { $count }件の会話にタグを付けました。
bulk-untagged = { $count }件の会話からタグを外しました。
bulk-nothing = 変更するものはありませんでした。
bulk-undone = 元に戻しました：{ $count }件の会話が前の状態です。
bulk-all-left = その後すべてに別の操作があったため、そのままにしました。
bulk-undone-in-part = 元に戻しました：{ $count }件の会話が前の状態です。{ $left }件の会話には別の操作があったため、そのままにしました。
bulk-nothing-chosen = 先に会話を選んでください。
bulk-too-many = { $most }件を超えています。数を減らして、もう一度お試しください。
bulk-undone-already = これはすでに元に戻されています。

## One conversation

conversation-new = 新しい会話
conversation-of-number = 会話{ $number }
conversation-with = { $name }様との会話
conversation-messages = メッセージ
conversation-earlier = 以前のメッセージを表示
conversation-name-moment = この場面に名前を付ける
conversation-to-desk = デスクに戻る
conversation-about = { $name }様について
conversation-more = タグ、件名、統合
conversation-add-tag = タグを追加
conversation-take-off-tag = タグ<tag>{ $tag }</tag>を外す
conversation-subject = どんな用件ですか？
conversation-merge = 別の会話と統合…
conversation-open-again = 再開
conversation-wake = スヌーズを解除
conversation-close = 完了
conversation-count = 会話{ $count }件
conversation-no-subject = どんな用件か、短く書いてください。
conversation-subject-too-long = 件名が長すぎます。{ $most }文字以内にしてください。
conversation-closed-already = この会話は、たった今ほかの人が完了にしました。
conversation-open-already = この会話はすでに開いています。
tag-bad-name = タグは1～{ $most }文字で書いてください。
tag-too-many = タグは{ $most }個までです。
assign-from = 担当：{ $name }。ほかの人に割り当てる
assign-from-nobody = 担当者なし。だれかに割り当てる
assign-words = 受け取る人へのひとこと<optional>（任意）</optional>
assign-words-hint = 最初に知っておいてほしいこと
assign-you = 自分
assign-nobody = 担当者なし
snooze-until = いつまで？
snooze-example = tomorrow 9:00
snooze-two-hours = 2時間後
snooze-tomorrow = 明日の朝
snooze-next-week = 来週
snooze-monday = 月曜日09:00

## The customer beside a conversation

beside-remember = 覚えておきたいこと
beside-add = 追加する
beside-reach = 連絡先
beside-unverified = ご本人の申告
beside-local-time = 現地時刻
beside-time-there = 現地は{ $time }
beside-language = 言語
beside-page = 書き込んだページ
beside-page-hint = 書き込みのあったページ
beside-nothing = まだ何もわかっていません。
beside-conversations = これまでの会話
beside-merge = 別のお客様と統合…
customer-email = メール
customer-phone = 電話
customer-if-they-like = 任意

## The story so far

so-far-title = これまでの経緯
so-far-all = すべて見る
so-far-asked = ご質問
so-far-asks-now = 今のご質問
so-far-said-again = 繰り返しのご説明
so-far-asked-again = こちらの聞き直し
so-far-promised = こちらの約束
so-far-urgent = お急ぎです
so-far-matters = 覚えておくこと
so-far-they-tried = お客様が試したこと
so-far-we-tried = こちらが試したこと
so-far-we-offered = こちらの提案
so-far-told = うかがったこと
so-far-called = お電話
so-far-nobody-picked-up = だれも出ませんでした
so-far-promise-late = 遅れています：期限は{ $when }でした
so-far-again = { $count }回繰り返し
so-far-again-times = お客様に同じことを{ $count }回言わせてしまいました。こちらの落ち度です。
so-far-handed = { $name }さんから引き継ぎました（{ $when }）。これまでの経緯も一緒です。もう一度説明していただく必要はありません。
so-far-first-words = 最初の言葉まで{ $after }、{ $name }さん：<words>「{ $words }」</words>
so-far-unanswered = まだだれも返信していません：今で{ $after }。
so-far-foreign = 一部は{ $language }です。その部分からは、Blissは質問だけを見つけます。
said-before = 以前うかがった内容（{ $when }）：<words>「{ $words }」</words>

## What happened in a conversation

thread-closed = { $at }、{ $name }さんが完了にしました
thread-snoozed = { $name }さんが{ $until }までスヌーズしました
thread-reopened = { $at }、{ $name }さんが再開しました
thread-came-back = { $at }、スヌーズから戻りました
thread-rule = { $at }、ルール「{ $rule }」により：{ $outcome }
thread-merged = { $at }、{ $name }さんが「{ $subject }」をこの会話に統合しました
thread-split-off = { $at }、{ $name }さんがここから分割しました：<subject>{ $subject }</subject>
thread-split-from = { $at }、{ $name }さんが次の会話から分割しました：<subject>{ $subject }</subject>
thread-undo = 元に戻す<what>：{ $what }</what>
thread-taken = { $at }、{ $name }さんが担当になりました
thread-given = { $at }、{ $name }さんが{ $to }さんに割り当て、これまでの経緯も引き継ぎました
thread-given-to-team = { $at }、{ $name }さんがチーム{ $team }に割り当てました
thread-given-to-nobody = { $at }、{ $name }さんが担当者なしにしました
thread-given-by-rule = { $at }、ルールにより{ $to }さんに割り当てられました
thread-turn = { $at }、順番により{ $to }さんに割り当てられました
thread-least-busy = { $at }、受け持ちのいちばん少ない{ $to }さんに割り当てられました
thread-same-customer = { $at }、このお客様の別件を担当している{ $to }さんに割り当てられました
thread-off-duty = { $at }、{ $name }が返信前に勤務を外れたため、{ $team }に戻りました
thread-everybody = 全員
thread-whoever-had-it = 前の担当者
thread-call = { $at }、{ $customer }様からお電話、応対は{ $name }さん、{ $length }
thread-call-recorded = { $name }さんの録音された通話、{ $length }
thread-call-waiting = { $customer }様からお電話中（{ $at }から）
thread-call-talking = { $at }、{ $customer }様からお電話、{ $name }さんが通話中
thread-call-back-asked = { $at }、{ $customer }様からお電話、折り返しをご希望
thread-call-writes = { $at }、{ $customer }様からお電話、メッセージに切り替え
thread-call-missed = { $at }、{ $customer }様からお電話、{ $waited }お待ちになりましたが、だれも出ませんでした
thread-call-lost = { $at }、{ $customer }様からお電話、応対は{ $name }さん、{ $length }、その後回線が切れました
thread-promised = 約束：{ $what }、{ $due }
thread-promised-call = 約束：{ $what }（{ $phone }へ）、{ $due }
thread-promise-kept = { $at }、約束を守りました
thread-promise-taken-back = { $at }、約束を取り下げました：{ $what }
thread-shared-moment = <name>{ $name }</name>さんがこの通話の場面を共有しました：{ $what }、{ $place }
thread-shared-sound = この場面の音声
thread-shared-take-back = 共有を取り消す

## Messages

message-reply = 返信
message-note = メモ
message-note-hint = チームだけに見えます
message-send = 送信
message-sending = 送信中…
message-sent = 送信済み
message-seen = 既読
message-of-a-file = ファイル
message-name-moment = 場面に名前を付ける<where>：{ $time }の{ $name }の書き込み</where>
message-split-here = ここで分割<where>：{ $time }の{ $name }の書き込み</where>
message-said-again = お客様に繰り返させてしまいました。
message-not-yours = 返信を取り消せるのは書いた本人だけです。
message-gone-out = このメッセージはもう送られています。訂正はもう1通送ってください。
message-too-many-files = 1通に付けられるファイルは{ $most }個までです。残りは別のメッセージで送ってください。
message-file-not-brought = このトークンのファイル{ $file }は、この会話にありません。先にここへアップロードしてください。

## Writing a message

composer-answer = { $name }様に返信
composer-answer-visitor = 訪問者に返信
composer-write-to = { $name }様へ…
composer-write-to-visitor = 訪問者へ…
composer-kind = 何を書きますか？
composer-your-message = メッセージ
composer-your-note = メモ
composer-note-hint = チームへのメモ。@名前で知らせます。
composer-to-chat = チャットで
composer-to-person = 対面で伝えた内容
composer-to-program = 問い合わせたプログラムへ
composer-held = 書いている間に届きました
composer-held-safe = 返信は残っています。まだ送っていません。
composer-send-anyway = このまま送る
composer-keep-writing = 書き続ける
composer-keep-note = メモを残す
composer-whom = だれのことですか？
composer-attach = ファイルを添付
composer-canned-reply = 定型文を入れる
composer-canned-replies = 定型文（/ または Alt+C）
composer-greeting = 「<greeting>{ $greeting }</greeting>」で始める
composer-other-words = 前に送った内容は、そのときのまま届いていました。この文はまだここにあります。続けて送る場合は送信してください。
draft-too-long = 下書きが長すぎて保存できません。テキストファイルとして添付してください。
draft-too-many-files = 1通に付けられるファイルは{ $most }個までです。先にこれらを送ってください。
file-remove = { $name }を外す
file-without-ending = ファイル
file-none-came = ファイルが届きませんでした。選び直してください。
file-not-whole = ファイルが最後まで届きませんでした。接続を確かめて、選び直してください。
chat-too-many-files = 先に選んだファイルを送ってください。
file-too-many-brought = 送信待ちのファイルが{ $most }個あります。先にそれらを送ってください。

## The check of what is being written

check-before-sending = 送る前に
check-good-start = よい始まりにあるもの
check-done = ：できています
check-nothing-before = この前に、思い当たるこちらの行いはありません。
check-go-there = その箇所へ
check-silence = 今後表示しない
check-silence-kind = 「{ $kind }」を今後表示しない
check-more = ほかに{ $count }件あります。
check-foreign = この文は{ $language }です。チェックは英語だけを読むため、何も指摘しません。
check-cut = 長いため、はじめの部分だけを読みました。
preview-button = 人に見られても胸を張れますか？（Alt+P）
preview-title = 人に見られても胸を張れますか？
preview-by = 今日、<name>{ $name }</name>からこう返事が来ました
preview-go-on = 書き続ける
hints-title = ヒント
hints-lead = 書いている間にチェックが伝えることです。メッセージを止めることはなく、ほかの人には見えず、何も保存されません。
hints-wanted = どのヒントを使いますか？
hints-saved = 次のひとことから有効です。
hint-gap = 空欄
hint-gap-meaning = 定型文にある、あなたが埋めるかっこ書きの言葉。
hint-empathy = まず受け止める
hint-empathy-meaning = お客様がつらいことを話しているのに、返信でまだ触れていません。
hint-question = 未回答
hint-question-meaning = お客様の質問に、返信でまだ答えていません。
hint-asked-again = すでにわかっていること
hint-asked-again-meaning = お客様がすでに伝えたことを、返信でまた尋ねています。
hint-refusal = 断りだけ
hint-refusal-meaning = ほかの方法を示さない断り。
hint-wording = よりよい言い方
hint-wording-meaning = 責める、急かす、見下す、規則を盾にする、専門用語など。よりよい言い方を添えます。
hint-time = いつまでに？
hint-time-meaning = 期限のない約束。
hint-greeting = あいさつ
hint-greeting-meaning = あいさつなしで始まる最初の返信。
hint-closing = 結び
hint-closing-meaning = 次の手順も結びの言葉もなく終わる最初の返信。
hint-label = レッテル
hint-label-meaning = メモの中で人に貼ったレッテル。その前に、その方に何があったのでしょう？

## Merging conversations, and splitting one

merge-title = 会話の統合
merge-heading = 別の会話と統合
merge-lead = 「{ $subject }」と選んだ会話が、それぞれのやり取りをすべて残したまま1つになります。いつでも元に戻せます。
merge-no-other = ほかの会話はありません
merge-no-other-hint = <name>{ $name }</name>様との会話はこれだけです。
merge-choices = { $name }様との会話
merge-choice-waiting-on-us = こちらの返事待ち、{ $day }
merge-choice-waiting-on-customer = お客様の返事待ち、{ $day }
merge-choice-snoozed = スヌーズ中、{ $day }
merge-choice-closed = 完了、{ $day }
merge-customers-first = もう一方の会話は、別のお客様として登録された同じ方のものですか？先に<link>お二人を統合</link>してください。
merge-gone = この会話は統合されました
merge-goes-on = 書きかけの内容も含めて、すべて<link>会話{ $number }</link>に続きます。
merge-undone = 元に戻しました。どちらも前の状態です。
merge-undone-already = すでにだれかが元に戻しています。
merge-one-again-already = この2つはすでにまた1つの会話です。
merge-while-calling = お客様は今お電話中です。通話が終わってから行ってください。
merge-split-nothing-left = こちらに何も残らなくなります。もっと後のメッセージか、このメッセージだけを選んでください。
merge-split-while-sending = 今ちょうど送信中です。取り消すか、送信が終わるまでお待ちください。
split-title = 会話の分割
split-heading = この会話を分割
split-lead = 同じやり取りに別の用件が出てきたときに。お客様の側は何も変わらず、いつでも元に戻せます。
split-what = 何を独立した会話にしますか？
split-from-here = このメッセージと、その後の{ $count }通
split-alone = このメッセージだけ
split-button = 分割

## Opening a conversation with somebody at the counter

opening-title = どなたかいらっしゃいましたか？
opening-lead = うかがったことを書き留めておけば、二度お尋ねせずにすみます。
opening-who = どなたですか？
opening-who-hint = 入力して選ぶか、新しく追加してください。
opening-known =
    { $count ->
        [1] この方でしょうか？
       *[other] この{ $count }人の中にいらっしゃいますか？
    }
opening-new = 新しい方
opening-new-name = 新しい方：{ $name }
opening-said = 何とおっしゃいましたか？
opening-to = だれが担当しますか？
opening-to-me = 自分
opening-to-team = { $team }（チーム）
opening-to-nobody = 担当者なし
opening-tags = タグ
opening-optional = 任意
opening-button = 会話を開く
opening-bad-tags = タグは1～{ $most }文字で、半角カンマ（,）で区切って書いてください。

## Calls: looking back at one's own (replays). What was heard in a call is its agent's alone; “you” is that agent.

call-length-in-seconds = { $seconds }秒
replay-your-call = 自分の通話
replay-your-calls = 自分の通話
replay-your-calls-lead = 聞こえたことは、あなただけのものです。どんな役割の人も開けません。
replay-your-call-with = 通話：{ $customer }
replay-customer-erased = 消去されたお客様
replay-closed = あなただけのものを見るには、マイコーナーを開いてください
replay-closed-why = 通話で聞こえたことはあなたのパスワードで閉じられていて、このブラウザーではまだ入力されていません。失われたものはありません。
replay-closed-open = パスワードで開く
replay-back-to-calls = 自分の通話に戻る
replay-no-more = これですべてです
replay-no-earlier = これより前の通話はありません。
replay-to-the-latest = 最新に戻る
replay-none-yet = まだ通話はありません
replay-none-yet-why = 最初の通話のあと、ここでふりかえることができます。あなたの笑顔、聞き方、目立ったこと。
replay-with-whom = 相手
replay-when = 日時
replay-how-long = 長さ
replay-recording = 録音
replay-label-long = 長さ
replay-label-sound = 音声
replay-no-recording = なし
replay-pages = ページ
replay-later-calls = 新しい通話
replay-earlier-calls = 以前の通話
recording-until = { $day }まで
recording-until-you-delete-it = 自分で削除するまで
replay-lead = { $when }、{ $length }。開けるのはあなただけです。
replay-lead-recorded = { $when }、{ $length }。録音は{ $until }。開けるのはあなただけです。
replay-open-the-conversation = 会話を開く
replay-nothing-to-see = 見られるものはありません
replay-nothing-kept = この通話で聞こえたことは何も残っていません。
replay-sealed-with-earlier-password = この通話で聞こえたことは以前のパスワードで封じられていて、今のパスワードでは開けません。
replay-before-you-read-on = 先にお読みください
replay-one-channel = この録音は双方の声が1つのチャネルに入っているため、だれが話したかわかりません。割合、話の番、さえぎり、曲線は出ません。
replay-smile-title = 声の笑顔
replay-smile-lead-usual = 残しておいたウォームアップをもとに、ふだんのあなたの声と比べて、聞こえたままの表情を示します。だれかの気持ちを言い当てるものではありません。
replay-smile-lead-average = この通話でのあなたの声の平均と比べて、聞こえたままの表情を示します。だれかの気持ちを言い当てるものではありません。
replay-smile-hint = 弧が大きく開くほど、ふだんより笑顔です。0はふだんどおり、1はふだんの声の揺れ幅いっぱい。真の値は10回に9回、幅（線のまわりの淡い色）の中にあります。それぞれの理由の横に、その影響の大きさを示します。
replay-first-ten-seconds = 話し始めの10秒
replay-last-ten-seconds = 話し終わりの10秒
replay-all-of-the-call = 通話全体
replay-standards = 通話の基準
replay-standards-lead = あなただけのものです。通話が基準に照らしてどうだったかも、あなたの意見も、ほかの人には見えません。下で異議を出したさえぎりは数えません。
replay-standard-met = 達成
replay-standard-not-met = 未達成
replay-standard-no-occasion = 該当なし
replay-standard-you-say-met = あなたの判断：達成。
replay-standard-you-say-not-met = あなたの判断：未達成。
replay-standard-you-say-no-occasion = あなたの判断：該当なし。
replay-standard-take-back = 判断を取り消す<hidden>：{ $title }</hidden>
replay-standard-not-so-met = 違います<hidden>：{ $title }は達成しています</hidden>
replay-standard-not-so-not-met = 違います<hidden>：{ $title }は達成していません</hidden>
replay-the-call = 通話
replay-no-sound-here = 聞ける録音はありませんが、問題ありません。話している間に聞こえたことは、すべてここにあります。
replay-play = 再生
replay-clock = <now>0:00</now> / { $length }
replay-hear = 聞く
replay-hear-both = 両方
replay-you = あなた
replay-customer = お客様
replay-the-customer = お客様
replay-everybody = 全員
replay-zoom = 表示
replay-zoom-whole = 全体
replay-place = 通話の位置
replay-moments = 場面
replay-moments-lead = 聞き間違いがありましたか？知らせてください。取り消し線が引かれ、数えなくなります。
replay-side-silent = <b>{ $name }</b>：音声なし
replay-side-label = { $name }：通話中の音量と、だれがいつ話したか
replay-also-show = あわせて表示
replay-curve-smile = あなたの笑顔
replay-curve-smile-meaning = 生き生きと、明るく、ゆったり
replay-curve-pressed = 力み
replay-curve-pressed-meaning = 聞こえたままの緊張と力の入り方
replay-curve-lively = 生き生き
replay-curve-lively-meaning = 声の高さとその動き、なめらかさ
replay-curve-bright = 明るさ
replay-curve-bright-meaning = 笑顔のうち唇による部分。力んだ声ではわかりません
replay-up-is-more = { $meaning }。上ほど多い
replay-curve-empty = 聞いています…あなたの話が少なく、まだわかりません。
replay-curve-label = 通話を通した{ $title }。各位置の値は下にあります
replay-bars = 波形の下の帯はだれの番だったか、細い帯は間のあいづちを示します。
replay-bars-and-shades = 波形の下の帯はだれの番だったか、細い帯は間のあいづちを示します。色の付いた区間は3秒以上の沈黙か保留です。
replay-curves = 破線は「ふだんどおり」、曲線のまわりの淡い色は90%の幅です。曲線が途切れている所は、あなたが話していなかったか、少なくてわからなかった所です：聞いています…
replay-keys = <space>Space</space>で再生・一時停止、<arrows>← →</arrows>で5秒戻る・進む。
replay-looking-back = ふりかえり
replay-looking-back-lead = あなただけのために残します。入力すると自動で保存されます。
replay-what-worked = うまくいったことは？
replay-what-next = 次に試したいことは？
replay-answer-too-long = 長すぎて残せません。短くしてください。
replay-letting-go = 手放す
replay-letting-go-lead = ここで聞こえたことと書いたことを、すべて削除できます。
replay-letting-go-recorded = 録音は時期が来れば自動で消えます。今すぐ録音を、またはここで聞こえたことと書いたことをすべて削除できます。
replay-delete-recording-now = 今すぐ録音を削除
replay-delete-recording-asks = 録音を削除しますか？
replay-delete-recording-lead = この通話はもうだれにも聞けなくなります。曲線、場面、書いた言葉は残ります。
replay-delete-recording-shared = この通話も、共有した場面の音声も、もうだれにも聞けなくなります。曲線、場面、書いた言葉は残ります。
replay-delete-recording = 録音を削除
replay-delete-all = 聞こえたことをすべて削除
replay-delete-all-asks = 聞こえたことをすべて削除しますか？
replay-delete-all-lead = 録音、曲線、場面、それについて書いたことが完全に消えます。会話と、通話があったことは残ります。
replay-delete-all-shared = 録音、曲線、場面、それについて書いたことが完全に消え、この通話から共有したものは取り消されます。会話と、通話があったことは残ります。
replay-delete-everything = すべて削除
replay-keep-it = 残す

## Calls: the moments of a replay

replay-opening = 最初の発話
replay-smile = 笑顔が聞こえた
replay-interruption = さえぎり
replay-raised = 強まった声
replay-laughter = 笑い声らしい音
replay-silence = 沈黙
replay-hold = 保留
replay-backchannel = あいづち
replay-openings = 最初の発話{ $count }回
replay-smiles = 笑顔{ $count }回
replay-interruptions = さえぎり{ $count }回
replay-raised-voices = 強まった声{ $count }回
replay-laughters = 笑い声らしい音{ $count }回
replay-silences = 沈黙{ $count }回
replay-holds = 保留{ $count }回
replay-backchannels = あいづち{ $count }回
replay-so-many =
    { $count ->
        [0] なし
       *[other] { $count }
    }
replay-and-contested = { $what }、ほかに異議{ $count }件
replay-backchannels-yours = あなたのあいづち{ $count }回
replay-backchannels-theirs = お客様のあいづち{ $count }回
replay-backchannels-both = あいづち：あなた{ $yours }回、お客様{ $theirs }回
replay-detail-interruption =
    { $who ->
        [agent] あなたが割って入りました、重なり{ $length }
        [customer] お客様が割って入りました、重なり{ $length }
       *[nobody] だれの割り込みでもありません、重なり{ $length }
    }
replay-detail-silence = { $length }、だれも話しませんでした
replay-detail-hold = 保留、または音のない回線、{ $length }
replay-detail-opening =
    { $who ->
        [agent] あなたが{ $length }話しました
        [customer] お客様が{ $length }話しました
       *[nobody] だれも話していません、{ $length }
    }
replay-detail-raised =
    { $who ->
        [agent] あなた、平均より大きく高い声、{ $length }
        [customer] お客様、平均より大きく高い声、{ $length }
       *[nobody] だれのものでもない、平均より大きく高い声、{ $length }
    }
replay-detail-who =
    { $who ->
        [agent] あなた
        [customer] お客様
       *[nobody] だれでもない
    }
replay-detail-smile = あなた、{ $length }
replay-detail-smile-at-most = あなた、{ $length }、最大{ $peak }（{ $low }～{ $high }）
replay-nothing-stood-out = 目立ったことはありません。さえぎり、長い沈黙、強まった声、笑い声は見つかりませんでした。
replay-nothing-stood-out-mixed = 目立ったことはありません。1つのチャネルからわかる範囲では、さえぎり、長い沈黙、強まった声、笑い声は見つかりませんでした。
replay-show-moments = 場面を表示
replay-all = すべて
replay-say-something = { $at }の「{ $what }」について伝える
replay-let-it-count = やはり数に入れる
replay-objection = 「{ $objection }」
replay-you-said = あなたの意見：{ $objection }。
replay-not-an-interruption = さえぎりではない
replay-i-was-quoting = 引用していた
replay-not-me = 自分ではない
replay-not-a-smile = 笑顔ではない
replay-not-raised = 強まっていない
replay-not-the-customer = お客様ではない
replay-not-laughter = 笑い声ではない
replay-not-a-backchannel = あいづちではない
replay-not-their-opening = 最初の発話ではない
replay-not-a-silence = 沈黙ではない
replay-not-a-hold = 保留ではない
replay-undo-for = 元に戻す<hidden>：{ $at }の{ $what }</hidden>
replay-take-back-for = 取り消す<hidden>：{ $at }の{ $what }</hidden>
replay-write-a-note = 自分用のメモを書く
replay-change-the-note = メモを変更
replay-note = 自分用のメモ
replay-note-lead = { $at }の{ $what }。あなただけのために残します。
replay-note-asks = 何を覚えておきたいですか？
replay-note-too-long = メモが長すぎて残せません。短くしてください。
replay-keep-the-note = メモを残す
replay-share-menu = チームと共有…
replay-take-back-shared = 共有を取り消す
replay-shared = チームと共有中
replay-shared-with-sound = 音声付きでチームと共有中
replay-share-asks = この場面を共有しますか？
replay-share-where = <name>{ $customer }</name>様との会話の中で、デスクの全員に見えるようになります。
replay-share-preview = <name>{ $name }</name>さんがこの通話の場面を共有しました：{ $what }、{ $at }
replay-shared-opening = お客様の最初の発話、{ $length }
replay-shared-smile = 聞こえた笑顔、{ $length }
replay-shared-interruption =
    { $who ->
        [agent] 担当者のさえぎり、重なり{ $length }
        [customer] お客様のさえぎり、重なり{ $length }
       *[nobody] さえぎり、重なり{ $length }
    }
replay-shared-raised =
    { $who ->
        [agent] 担当者の強まった声、{ $length }
        [customer] お客様の強まった声、{ $length }
       *[nobody] 強まった声、{ $length }
    }
replay-shared-laughter =
    { $who ->
        [agent] 担当者の笑い声らしい音
        [customer] お客様の笑い声らしい音
       *[nobody] 笑い声らしい音
    }
replay-shared-silence = { $length }の沈黙
replay-shared-hold = { $length }の保留
replay-shared-backchannel =
    { $who ->
        [agent] 担当者のあいづち
        [customer] お客様のあいづち
       *[nobody] あいづち
    }
replay-share-words = 添えるひとこと
replay-share-if-you-like = 任意
replay-share-sound = { $from }から{ $to }までの音声も共有
replay-share-sound-hint = この区間だけの、あなたとお客様の声です。共有を取り消すと削除され、遅くとも録音と一緒に消えます。
replay-share-no-sound = 録音がないため、音声は共有されません。
replay-share-hint = この通話のほかの部分は、だれにも見えません。いつでも取り消せます。
replay-share-not = 自分だけにしておく
replay-share = チームと共有
replay-share-note-too-long = ひとことが長すぎて共有できません。短くしてください。
replay-shared-already = この場面はすでに共有しています。
replay-no-sound-there = 録音のこの位置に音声はありません。
replay-notes-too-long = ふりかえりに入る量を超えています。短くしてください。
replay-corner-first = 先に設定→プロフィールでマイコーナーを開いてください。これはそこに保存されます。
replay-sealed-nothing-added = この通話は以前のパスワードで封じられているため、何も追加できません。
replay-changed-elsewhere = たった今、別の場所で変更されました。もう一度お試しください。
replay-call-goes-on = この通話はまだ続いています。録音は終わってから削除できます。
replay-cannot-be-deleted-now = 今は削除できません。しばらくしてからもう一度お試しください。
replay-best-heard-out = 最後まで話を聞きました。お客様は{ $length }話し、あなたはさえぎりませんでした
replay-best-smile = 通話の{ $at }で、あなたの笑顔が{ $length }聞こえました

## Calls: the figures of a replay

replay-figures = 数値
replay-figures-take = JSONで持ち出す
replay-figure = 項目
replay-call = 通話
replay-what-it-means = 意味
replay-none = なし
replay-talk = 話した割合
replay-talk-meaning = 通話全体（{ $whole }）のうち、それぞれが話した割合。0.5秒未満の間は話した時間に含めます。
replay-talk-meaning-mixed = 通話全体（{ $whole }）のうち、だれかが話していた割合。
replay-share-figure = { $percent }%（{ $time }）
replay-first-word = 最初のひとことまで
replay-first-word-meaning = あなたの側が始まってから。
replay-answers = 応じるまで
replay-answers-meaning = 話し始めるまでの間の平均。10秒を超えるものは応答とみなしません。
replay-turns = 話の番
replay-turns-meaning = それぞれが話し手になった回数。
replay-interruptions-row = さえぎり
replay-interruptions-meaning = 相手の話に1秒以上重ねて話し手になった回数と、重なりの合計。
replay-backchannels-row = あいづち
replay-backchannels-meaning = 相手が話し続ける間に、1秒以内で何か言った回数。さえぎりではなく、聞いているしるしです。
replay-raised-meaning = この通話の平均より大きく高い声。理由を問わない、音の事実です。
replay-pace = 話す速さ
replay-pace-meaning = 聞こえたままの、1秒あたりの音節数。
replay-pace-figure = 毎秒{ $pace }
replay-opening-meaning = お客様が2秒以上話した最初の番。どれだけ用件を話せたかを示します。
replay-turns-a-minute = 1分あたりの話の番
replay-turns-a-minute-meaning = 通話の長さに対する、双方の話の番の数。
replay-pace-gap = 速さの差
replay-pace-gap-meaning = あなたの速さからお客様の速さを引いたもの。1秒あたりの音節数です。
replay-you-are-faster = あなたが{ $by }速い
replay-you-are-slower = あなたが{ $by }遅い
replay-silence-meaning = { $whole }のうち、3秒以上だれも話さなかった時間。保留は別に数えます。
replay-hold-meaning = { $whole }のうち、保留または音のない回線の時間。

## Calls: how a voice sounds. An expression as it is heard, never what anybody feels

smile-clearly-more = ふだんより明らかに笑顔
smile-clearly-less = ふだんより明らかに笑顔が少ない
smile-perhaps-more = ふだんよりやや笑顔かもしれません
smile-perhaps-less = ふだんよりやや笑顔が少ないかもしれません
smile-as-usual = ほぼふだんどおり
smile-between = { $value }、{ $low }～{ $high }
voice-too-little = 聞いています…話が少なく、まだわかりません
voice-no-baseline = 聞いています…この声のふだんの様子がまだ十分にわかりません
voice-pressed = 力んだ声に隠れて、わかりません
voice-pitch-is-higher = 声がふだんより高い
voice-pitch-is-lower = 声がふだんより低い
voice-pitch-ranges-wider = 声の高さの幅がふだんより広い
voice-pitch-ranges-less = 声の高さの幅がふだんより狭い
voice-pitch-moves-more = 声の高さがふだんよりよく動く
voice-pitch-moves-less = 声の高さがふだんより動かない
voice-is-brighter = 声がふだんより明るい
voice-is-darker = 声がふだんより暗い
voice-also-quiet-syllables-are-sharp = 弱い音節まで鋭い
voice-quiet-syllables-are-softer = 弱い音節がふだんよりやわらかい
voice-is-softer-in-timbre = 声の音色がふだんよりやわらかい
voice-is-harder-in-timbre = 声の音色がふだんより硬い
voice-changes-its-force-more = 声の強さがふだんより変化する
voice-keeps-its-force-more-evenly = 声の強さがふだんより一定
voice-the-upper-part-of-voice-is-stronger = 声の高い成分がふだんより強い
voice-the-upper-part-of-voice-is-weaker = 声の高い成分がふだんより弱い
voice-sounds-change-faster = 音の移り変わりがふだんより速い
voice-sounds-change-more-slowly = 音の移り変わりがふだんより遅い
voice-mouth-is-more-open = 口がふだんより開いている
voice-mouth-is-less-open = 口がふだんより開いていない
voice-vowels-sound-more-forward-as-with-spread-lips = 唇を横に引いたように、母音が前寄りに聞こえる
voice-vowels-sound-further-back-as-with-rounded-lips = 唇を丸めたように、母音が奥寄りに聞こえる
voice-vowels-swing-wider = 母音の変化がふだんより大きい
voice-vowels-flow-into-each-other-more = 母音どうしがふだんより溶け合う
voice-vowels-have-the-shape-of-a-smile-more = 母音がふだんより笑顔の形をしている
voice-vowels-have-the-shape-of-a-smile-less = 母音がふだんより笑顔の形をしていない
voice-is-clearer = 声がふだんより澄んでいる
voice-is-rougher = 声がふだんよりかすれている
voice-is-more-peaked = 声がふだんより尖っている
voice-is-rounder = 声がふだんより丸い
voice-loudness-varies-more = 音量の変化がふだんより大きい
voice-loudness-varies-less = 音量の変化がふだんより小さい
voice-words-flow-more = 言葉がふだんよりなめらか
voice-words-are-more-broken = 言葉がふだんより途切れる
voice-you-pause-more = ふだんより間が多い
voice-you-pause-less = ふだんより間が少ない
voice-you-speak-faster = ふだんより早口
voice-you-speak-more-slowly = ふだんよりゆっくり

## Calls: the warm-up, in which one hears one's own smile before the first call

warm-up = ウォームアップ
warm-up-lead = 笑顔は電話越しでも聞こえます。10秒で、あなたの笑顔を聞いてみましょう。
warm-up-say-your-greeting = 電話に出るときのあいさつを言ってください。あなたの笑顔が見えて、聞こえます。
warm-up-begin = 始める（10秒）
warm-up-skip = 今日はやめておく
warm-up-hint = あなたの声を聞くため、ブラウザーがマイクの使用を尋ねます。残さないかぎり何も録音されず、残したものはあなただけのものです。
warm-up-how-you-sounded = あなたの声
warm-up-nothing-heard = 声が聞こえませんでした。正しいマイクが選ばれ、オンになっていますか？電話のつもりで、ひとことふたこと話してください。
warm-up-first = これが最初のウォームアップです。これがふだんの声なら、残してください。あなたの「ふだん」になり、次回から笑顔の違いがわかります。
warm-up-corner-closed = ふだんの声と比べるには、<link>マイコーナーを開いて</link>ください。それまでは、この声自身と比べます。
warm-up-dashed-usual = 破線はふだんどおり、上ほど多い
warm-up-dashed-average = 破線はこの数秒の平均、上ほど多い
warm-up-too-little-for-curve = 聞いています…話が少なく、まだわかりません。もう少し話すと曲線が出ます。
warm-up-curve-label = この数秒間の声の笑顔
warm-up-hear-it = 聞く
warm-up-keep = ふだんの声として残す
warm-up-again = もう一度
warm-up-what-is-kept = 残すのは数値の合計だけで、そこから言葉を聞き取ることはできません。マイコーナーにあり、あなただけのものです。
warm-up-kept = 残しました。これがあなたの「ふだん」です。{ $seconds }秒の話し声からわかっています。
warm-up-kept-too = これまでの分と合わせて残しました。ふだんの声は{ $seconds }秒の話し声からわかっています。
warm-up-not-whole = 録音が最後まで届きませんでした。接続を確かめて、もう一度お試しください。
warm-up-none-came = 録音が届きませんでした。もう一度お試しください。
warm-up-too-long = 20秒を超えています。10秒で十分です。
warm-up-no-recording = 録音として聞き取れませんでした。もう一度、または別のブラウザーでお試しください。
warm-up-not-to-its-end = 録音を最後まで聞き取れませんでした。もう一度お試しください。
warm-up-too-little-speech = 声を知るには話が少なすぎました。ふだんどおりに、もう少し話してください。

## Calls: recordings that are brought from elsewhere

recording-add-title = 録音した通話を追加
recording-add-lead = 録音はこのマシンの中で聞き取られ、リプレイは話した担当者のものになります。
recording-files = 録音
recording-files-hint = 双方の声を別々のチャネルに収めた1つのファイル、または2つのファイル（担当者、お客様の順）。WAV、MP3、FLAC、Ogg、M4Aなど多くの形式に対応しています。
recording-swap = お客様が先
recording-with = 相手
recording-with-whom = 相手
recording-began = 開始日時
recording-whose = だれの通話か
recording-about = どんな用件だったか
recording-add = 追加
recording-choose-one-or-two = 双方の声が入った録音を1つ、または2つ（担当者、お客様の順）選んでください。
recording-two-are-enough = ファイルは2つまで、片側に1つずつです。
recording-say-when = 通話の日時を、2026-11-20 14:05のように入力してください。
recording-field-too-long = 1つの欄には長すぎます。短くしてください。
recording-too-large = この録音は大きすぎます。上限は1 GBです。2つに分けてください。
recording-not-whole = 録音が最後まで届きませんでした。接続を確かめて、選び直してください。
recording-own-calls-only = 追加できるのは自分の通話です。ほかの人の通話はリーダーが追加できます。
recording-no-corner = その人はまだサインインしていないため、保存するマイコーナーがありません。

## Calls: the dock, where the phone rings and one's own call is

dock-you-listen = { $name }さんの通話を聞いています。お二人ともご存じです。
dock-on-hold = 保留中
dock-ringing-at = { $name }さんを呼び出し中…
dock-in-a-call = 通話中
dock-open-the-conversation = 会話を開く
dock-connecting = 接続中…
dock-recorded = 録音中（あなただけのもの）
dock-recording-paused = 録音を一時停止中
dock-guest-listens = { $name }さんが聞いています。お客様にも伝わっています。
dock-guest-off = 終わりにする
dock-more-wait = ほかに{ $count }人が待っています。
dock-mute = ミュート
dock-unmute = ミュート解除
dock-hold = 保留
dock-take-back = 保留を解除
dock-pause-recording = 録音を一時停止
dock-record-again = 録音を再開
dock-promise = 約束<hidden>をする</hidden>
dock-more = その他
dock-keep = { $name }さんへの引き継ぎをやめる
dock-hand-over-to = 引き継ぎ先
dock-not-free = { $name }（対応不可）
dock-ring = 呼び出す
dock-ask-to-listen = だれかに聞いてもらう
dock-customer-is-told = お客様に伝えられます。
dock-ask = 頼む
dock-stop-listening = 聞くのをやめる
dock-end = 通話を終える
dock-note = この通話についてのチームへのメモ
dock-note-placeholder = メモ（チームだけに見えます）
dock-keep-the-note = メモを残す
dock-asks-you = { $name }さんがこの通話の引き継ぎを頼んでいます
dock-is-calling = お電話です。<time>0:00</time>お待ちです
dock-smile-first = まず笑顔で。相手に聞こえます。
dock-good-start = よい始まりにあるもの
dock-local-time = 現地時刻
dock-time-there = 現地は{ $time }
dock-so-far = これまでの経緯
dock-promised = 約束
dock-we-promised = こちらの約束：{ $what }
dock-worth-remembering = 覚えておきたいこと
dock-calls-from = 電話をかけているページ
dock-earlier = 以前
dock-waiting-on-us = こちらの返事待ち
dock-waiting-on-customer = お客様の返事待ち
dock-snoozed = スヌーズ中
dock-closed = 完了
dock-story = 経緯
dock-first-time = はじめてのお客様です。
dock-pick-up = 電話に出る
dock-their-story = これまでの経緯
dock-ring-silently = 呼び出し音を消す
mirror-the-mirror = ミラー
mirror-listening = 聞いています…
mirror-they-spoke = お客様の話
mirror-you-talk = 話す割合
mirror-pace = 速さ
mirror-first-words = 最初の言葉
mirror-hide = ミラーを隠す
cue-smile-heard = 笑顔が聞こえています。
cue-heard-out = 最後まで聞けました。それが助けになります。
cue-balanced = 話すと聞くのバランスがよいですね。
cue-smile = 余裕があれば、笑顔をひとつ。
cue-slower = 少しゆっくり、お客様の速さで。
cue-ask = ここで質問してみては？

## Calls: what cannot be done. Customers read some of it, in the chat

call-over = この通話はすでに終わっています。
call-is-over = この通話は終わりました。
call-with-somebody-else = この通話はほかの人が応対しています。
call-in-one-already = 今通話中です。先に終えるか、引き継いでください。
call-colleague-quicker = ほかの担当者が先に電話に出ました。
call-yours-already = この通話はすでにあなたが受けています。ほかの担当者を選んでください。
call-none-taken = こちらでは電話を受け付けておりません。メッセージでご連絡ください。
call-too-many-wait = ただいまお電話が混み合い、長くお待たせしてしまいます。メッセージでご連絡いただくか、少しあとにおかけ直しください。
call-bad-key = 通話には1～{ $most }文字のキーが必要です。
call-no-place = ここでは電話を受けられません。
call-bad-phone = +49 30 1234567のように、こちらからかけられる電話番号を入力してください。
call-offer-unreadable = ブラウザーからの通話の申し出を読み取れませんでした。
call-offer-without-sound = こちらで扱える音声形式（Opus）がブラウザーから示されませんでした。
call-too-many-at-once = 通話が一度に多すぎます。少し待ってからもう一度お試しください。
call-line-not-opened = 回線をつなげませんでした。もう一度お試しください。

## Calls: the page on which a customer chooses when to be called back. “We” is the desk

call-back-title = { $desk }からのお電話
call-back-when-may-we = いつお電話すればよろしいですか？
call-back-when-may-we-name = { $name }様、いつお電話すればよろしいですか？
call-back-we-will-call = お電話いたします
call-back-we-will-call-name = { $name }様、お電話いたします
call-back-choose = ご都合のよい時間をお選びください。その時間に{ $desk }からお電話します。
call-back-chosen = { $when }、{ $phone }へ。
call-back-when = { $day } { $time }
call-back-when-today = 今日、{ $day } { $time }
call-back-day = { $date }（{ $weekday }）
call-back-today = 今日、{ $day }
call-back-promised = お約束しました。
call-back-change-until-then = それまではこちらで変更できます。
call-back-cancelled = 取り消しました。
call-back-will-not-call = お電話はいたしません。いつでも別の時間をお選びいただけます。
call-back-add-to-calendar = カレンダーに追加
call-back-out-of-calendar = お電話の予定をカレンダーに入れましたか？<link>このファイルで取り除けます</link>。
call-back-zone = 表示している時刻の地域
call-back-show-times-there = その地域の時刻で表示
call-back-none-free = この先数日は空いている時間がありません
call-back-none-free-write = このリンクを受け取った場所からご連絡ください。ご一緒に時間を探します。
call-back-choose-another = 別の時間を選ぶ
call-back-choose-a-time = 時間を1つお選びください。
call-back-number = お電話する番号
call-back-change-it = 変更
call-back-call-me-then = この時間にお願いする
call-back-do-not-call = 電話は不要です
call-back-foot = このリンクをお持ちの方は時間を変更できます。2週間有効です。
call-back-link-over = このリンクはもう使えません。ご連絡いただければ、新しいリンクをお送りします。
call-back-time-taken = その時間はたった今埋まりました。別の時間をお選びください。
call-back-time-taken-these-are-free = その時間はたった今ほかの方で埋まりました。次に空いているのはこちらです。
call-back-promised-already = 折り返しのお電話はすでにお約束しています。
call-back-link-sent = お客様にリンクを送りました。
call-back-calendar-summary = { $desk }からのお電話
call-back-calendar-description = { $number }へお電話します。時間の変更や取り消しはこちら：{ $link }
promise-calendar-summary = { $what }：{ $customer }
promise-calendar-summary-a-customer = { $what }：お客様
promise-calendar-description = これまでの経緯：{ $link }
promise-calendar-description-call = { $number }に電話。これまでの経緯：{ $link }

## Settings: phone

phone-title = 電話
phone-lead = お客様がWebサイトから電話をかけ、ここで受けます。
phone-saved = 次の通話から有効です。
phone-not-connected = 電話は接続されていません。
phone-start-it = このサーバーは電話なしで起動されました。<code>--phone-listen</code>に、ブラウザーから届くアドレスとポートを付けて起動してください。
phone-start-with-listen = 電話は接続されていません。--phone-listenを付けてBlissを起動してください。
phone-recordings-stay = 録音は今のところこのサーバーに残ります。
phone-recordings-stay-why = バケットが録音を受け付けません。再生はできますし、受け付けるようになればすぐに移されます。バケットの応答：<q>{ $trouble }</q>
phone-sound = マイクとスピーカー
phone-sound-lead = その日の最初の電話の前に試してください。
phone-microphone = マイク
phone-speaker = スピーカー
phone-press-try-it = 先に「試す」を押してください
phone-how-loud = あなたの音量
phone-echo-hint = 何も録音されません。エコーテストでは、話した声が1秒後に聞こえます。
phone-try-it = 試す
phone-echo-test = エコーテスト
phone-calls = Webサイトからの電話
phone-calls-allowed = だれかがいる間、訪問者が電話できる
phone-recording = 録音
phone-recording-hint = 録音は話した担当者のもので、その人のために暗号化され、ほかのだれにも開けません。録音が許されるか、だれの同意が必要かは、国によって異なります。
phone-recording-off = 録音しない
phone-recording-consent = 相手が同意したときに録音する
phone-recording-on = 録音し、通話の前に必ず相手に伝える
phone-keep-days = 録音の保存日数
phone-keep-days-hint = 1～{ $most }日。過ぎると自動で削除されます。

## Settings: first words, how soon somebody hears from one of us

first-words-title = 最初の言葉
first-words-lead = こちらの言葉が届くまでの早さです。チーム全体の、過去{ $days }日間の値です。名前は出ず、個人別には数えません。
first-words-how-soon = 早さ
first-words-channel = チャネル
first-words-chat = チャット
first-words-phone = 電話
first-words-half-within = 半数がこの時間内
first-words-nine-of-ten = 10人中9人がこの時間内
first-words-answered = 応答あり
first-words-not-answered = 応答なし
first-words-too-few = 少なすぎて示せません
first-words-few = 応答が{ $count }件に満たないと特定の人や日のことがわかってしまうため、示しません。
first-words-said-again = 繰り返しのご説明
first-words-nobody-wrote = この{ $days }日間、書き込みはありません。
first-words-again = 直近{ $messages }通のうち<b>{ $again }</b>通で、お客様に同じことを言わせてしまいました（{ $percent }%）。それぞれ会話の中に印があります。

## Settings: how the team's calls sound

team-figures-title = チームの通話の声
team-figures-lead = チーム全体の値です。個人の数値はここにもほかの見られる場所にもなく、話した本人だけのものです。
team-figures-not-enough = まだ通話が足りません
team-figures-not-enough-why = { $agents }人の担当者が合わせて{ $calls }件の通話をすると表示されます。それより少ないと、個人のことがわかってしまいます。
team-figures-smile-first = 最初の10秒の笑顔（それぞれのふだんの声と比べて）
team-figures-smile-last = 最後の10秒の笑顔
team-figures-talk-share = 話した時間のうち、こちらの割合
team-figures-opening = お客様が最初に話す長さ（秒）
team-figures-interruptions = 1通話あたりのこちらのさえぎり
team-figures-silence-share = 通話のうち双方が沈黙している割合
team-figures-week = 週
team-figures-mean = 平均
team-figures-standard-error = 標準誤差
team-figures-calls = 通話数
team-figures-hint = { $agents }人の担当者、{ $calls }件の通話がそろった時点で、まとめて加算されます。

## Moments: what was noticed in the words of a conversation. “They” is the customer, “we” are the desk

moment-noticed = 気づいたこと
moment-noticed-here = ここで気づいたこと
moment-contested = { $title }<hidden>、異議あり</hidden>
moment-why = 理由
moment-how-sure = 確かさ
moment-sure = 100のうち{ $count }
moment-says-who = 判断したのは
moment-source-rule = だれでも読めるルール
moment-source-model = ルールを補う小さなモデル
moment-source-you = あなた
moment-source-person = 人
moment-trust = 信頼
moment-you-say-so = あなたの判断：そのとおり。
moment-you-say-not-so = あなたの判断：違う。信頼は動きません。
moment-somebody-says-so = { $name }さんの判断：そのとおり。
moment-somebody-says-not-so = { $name }さんの判断：違う。信頼は動きません。
moment-take-it-back = 取り消す
moment-take-that-back = 判断を取り消す
moment-not-so = 違います
moment-it-is-so = そのとおり
moment-before-asks = その前に、この方に何があったのでしょう？
moment-before-nothing = 思い当たるこちらの行いはありません。お尋ねして、耳を傾けてください。
moment-customer-erased = その間にお客様が消去されました。
moment-ruling-of-another = 取り消せるのは判断した本人だけです。あなたの見方を伝えることはできます。
naming-title = 場面に名前を付ける
naming-this = この場面に名前を付ける
naming-lead-customer = お客様のメッセージの中で、だれも気づいていないことは何ですか？デスクの全員に、あなたからだとわかる形で見えます。
naming-lead-us = こちらのメッセージの中で、だれも気づいていないことは何ですか？デスクの全員に、あなたからだとわかる形で見えます。
naming-lead-note = メモの中で、だれも気づいていないことは何ですか？デスクの全員に、あなたからだとわかる形で見えます。
naming-words = 言葉
naming-words-hint = メッセージにあるとおり、それがわかる部分だけ。
naming-what = これは何ですか？
naming-choose-one = 選択…
naming-choose = これが何かを選んでください。
naming-choose-from-list = これが何かを一覧から選んでください。
naming-words-not-there = この言葉はメッセージにありません。あるとおりにコピーしてください。
naming-enough = このメッセージにはすでに{ $most }個の場面が名付けられています。
naming-of-another = 取り消せるのは名前を付けた本人だけです。「違います」と伝えることはできます。
naming-name-it = 名前を付ける
trust-now = 信頼 <b>{ $now }</b>
trust-fell-by = { $by }下がった
trust-what-moved-it = 動かしたもの
trust-picture =
    { $falls ->
        [0] 信頼は{ $from }から{ $to }になりました。下がったことはありません。
       *[other] 信頼は{ $from }から{ $to }になりました。{ $falls }回下がりました。
    }
trust-before = その前にあったこと
trust-fell-when-they-said = お客様の<link>「{ $quote }」</link>で、信頼が{ $by }下がりました。
trust-fell-when-they-said-this = お客様の<link>この言葉</link>で、信頼が{ $by }下がりました。
trust-fell-with-what-we-said = こちらの<link>「{ $quote }」</link>で、信頼が{ $by }下がりました。
trust-fell-with-this-of-ours = こちらの<link>この言葉</link>で、信頼が{ $by }下がりました。
trust-nothing-of-ours-before = その前に、思い当たるこちらの行いはありません。
trust-what-moved = 信頼を動かしたもの
trust-came-with = 始まりは{ $trust }でした。
trust-earlier-steps = これより前の{ $count }回の動きは、下に合計されています。
trust-nothing-moved-it = まだ何も動かしていません。
trust-they = お客様
trust-we = こちら
trust-after = <hidden>その後の信頼：</hidden>{ $trust }
trust-what-each-weighs = それぞれの場面の重み
trust-mood = お客様の最後の言葉のいらだちは、0～4で{ $upset }（{ $low }～{ $high }）。言葉だけから見たものです。
trust-foreign = { $language }のメッセージ{ $count }通
trust-foreign-why = { $count }通のメッセージが{ $language }です。読み取りは英語だけに対応しているため、疑問符のほかは判断していません。
trust-show-all = 気づいたことをすべて表示
trust-hidden = このほか{ $count }件がメッセージの横にあります
trust-tag-of-person = タグ<tag>{ $tag }</tag>は、人そのものを評しています。
trust-weights-title = 信頼とは
trust-weights-lead = 会話を通した、だれでも手で計算し直せる公開された合計です。会話についてのもので、人についてのものではありません。
trust-adds-up = 計算のしかた
trust-adds-up-bounds = −10から+10の間です。お客様が持ってこられたもの、つまり最初の言葉のいらだちの度合い（0～−4）から始まります。
trust-adds-up-weight = それぞれの場面が、下の重みに確かさを掛けた分だけ動かします。
trust-adds-up-again = 同じ種類の場面が再び起きると、動きは前の半分になります。
trust-adds-up-near-bounds = 両端に近いほど、外側への動きは小さくなります。
trust-adds-up-fall = 0.5以上失うメッセージを「下落」とします。その前のこちらの4通のうち、信頼を失わせたものを横に示します。
trust-adds-up-said = チームのだれかが「違う」としたものは何も動かしません。「そのとおり」としたものは全部数えます。
trust-moment = 場面
trust-what-it-is = 内容
trust-weight = 重み
moment-greeting = あいさつ
moment-greeting-meaning = はじめのあいさつ。
moment-own-name = 名乗り
moment-own-name-meaning = こちらが自分の名前を言う。
moment-customer-name = お客様の名前
moment-customer-name-meaning = こちらがお客様の名前を呼ぶ。
moment-how-are-you = ごきげんうかがい
moment-how-are-you-meaning = お客様のご様子をうかがう。
moment-offer-of-help = お手伝いの申し出
moment-offer-of-help-meaning = お手伝いを申し出る。
moment-empathy = 共感
moment-empathy-meaning = お客様がどんな思いをしたか、言葉にする。
moment-empathy-missing = 共感の言葉なし
moment-empathy-missing-meaning = お客様がつらいことを話したのに、返信で触れていない。
moment-empathy-missing-ours = つらかったことに触れなかった
moment-apology = お詫び
moment-apology-meaning = こちらがお詫びする。
moment-repeated-apology = 同じお詫びの繰り返し
moment-repeated-apology-meaning = 前とまったく同じ言葉でお詫びする。
moment-repeated-apology-ours = 前と同じ言葉でお詫びした
moment-thanks = お礼
moment-thanks-meaning = どちらかがお礼を言う。
moment-next-step = 次の手順
moment-next-step-meaning = 次に何が起きるかを伝える。
moment-explanation = 説明
moment-explanation-meaning = 方法や理由を説明する。
moment-question = 質問
moment-question-meaning = どちらかが何かを尋ねる。
moment-unanswered = 未回答
moment-unanswered-meaning = こちらが何も答えていないお客様の質問。
moment-unanswered-ours = お客様の質問に答えないままだった
moment-alternative = ほかの方法
moment-alternative-meaning = ほかの方法を提案する。
moment-refusal = 断り
moment-refusal-meaning = こちらが何かを断る。
moment-refusal-ours = 断った
moment-refusal-alone = 断りだけ
moment-refusal-alone-meaning = ほかの方法も次の手順も示さず、断ったままにする。
moment-refusal-alone-ours = 断ったままにした
moment-scarcity = できない理由
moment-scarcity-meaning = 方針、規則、システム、不足が立ちはだかる。
moment-scarcity-ours = 規則や不足を盾にした
moment-blame = 責任転嫁
moment-blame-meaning = お客様や同僚のせいにする。
moment-blame-ours = だれかのせいにした
moment-condescension = 見下し
moment-condescension-meaning = こちらが見下した言い方をする。
moment-condescension-ours = 見下した言い方をした
moment-hurry = 急かし
moment-hurry-meaning = お客様を急かす。
moment-hurry-ours = お客様を急かした
moment-jargon = 専門用語
moment-jargon-meaning = 業界の言葉。
moment-jargon-ours = 専門用語を使った
moment-label = レッテル
moment-label-meaning = 人に貼られたレッテル。
moment-label-ours = 人にレッテルを貼った
moment-asked-again = 聞き直し
moment-asked-again-meaning = お客様がすでに伝えたことを尋ねる。
moment-asked-again-ours = すでにうかがったことを尋ねた
moment-generosity = 心づかい
moment-generosity-meaning = こちらから進んで何かを差し上げる。
moment-promise = 約束
moment-promise-meaning = こちらが何かをすると言う。
moment-promise-without-time = 期限のない約束
moment-promise-without-time-meaning = いつまでにかを言っていない。
moment-promise-without-time-ours = いつまでにかを言わずに約束した
moment-closing = 結びの言葉
moment-closing-meaning = どちらかが別れのあいさつをする。
moment-upset = いらだちの言葉
moment-upset-meaning = お客様の言葉にいらだちや怒りが聞こえる。
moment-relief = 安堵の言葉
moment-relief-meaning = お客様の言葉にほっとした様子が聞こえる。
moment-repeat = 繰り返しのご説明
moment-repeat-meaning = 同じことをまた言わされた、とお客様が言う。
moment-waiting = お待たせ
moment-waiting-meaning = お客様がこちらを待っている、または待っていた。
moment-leave = 離れるそぶり
moment-leave-meaning = お客様が利用をやめることに触れる。
moment-public = 公にする話
moment-public-meaning = お客様が公表や公的な手続きに触れる。
moment-praise = おほめ
moment-praise-meaning = お客様がほめてくださる。
moment-resolved = 解決
moment-resolved-meaning = きちんと解決したと、お客様が確認する。
moment-abuse = 侮辱や脅し
moment-abuse-meaning = だれかを侮辱したり脅したりする言葉。
moment-urgency = お急ぎ
moment-urgency-meaning = 急ぎだと伝える言葉。
moment-call-wish = 電話のご希望
moment-call-wish-meaning = お客様が電話を希望する時間。

## What figures and words on the pages mean, one click away: what they are, with their unit, over what they are counted, and what they leave out

definition-waiting = 待ち時間
definition-waiting-text = まだだれも答えていない、お客様の最初の言葉からの時間です。昼も夜も進み、スヌーズしても短くなりません。
definition-first-words = 最初の言葉
definition-first-words-text = 会話でのお客様の最初のメッセージから、こちらのだれかが書いた最初の返信までの時間です。通話では、最初の呼び出しから電話に出るまで。昼も夜も進みます。こちらから始めた会話にはなく、まだお待ちの方は別に数えます。
definition-said-again = 繰り返しのご説明
definition-said-again-text = 「この説明は3度目です」のように、前にも伝えたとお客様が言うメッセージです。ルールにより英語の言葉から、確かなものだけを見つけ、以前うかがった内容と並べて示します。デスクのだれかが違うと判断したものは除きます。お客様ではなく、こちらの落ち度として数えます。
definition-half-within = 半数がこの時間内
definition-half-within-text = 中央値です。応答を受けた方の半数はこれより早く、半数はこれより遅く言葉を受け取りました。過去30日間に始まった会話と通話（最大で直近5,000件）が対象です。
definition-nine-of-ten = 10人中9人がこの時間内
definition-nine-of-ten-text = 90パーセンタイルです。応答を受けた方の10人中9人が、この時間内に言葉を受け取りました。残る1人はもっと待ちました。
definition-kind-word = うれしいひとこと
definition-kind-word-text = 過去2週間にお客様が書いた、おほめ、安堵、お礼などのうれしい言葉です。ルールとモデルが英語の言葉から見つけます。いらだちも含むメッセージは除きます。
definition-trust = 信頼
definition-trust-text = この会話を通した−10から+10の合計です。お客様が持ってこられたものに、その後気づいた場面それぞれの動きと確かさの積を足します。重みは公開され、だれかが違うとしたものは何も動かしません。
definition-mood = 気分
definition-mood-text = お客様の言葉に表れたいらだちの度合いです。0（まったくない）から4（激怒）まで、それまでの言葉を踏まえて読みます。かっこ内は、注意深い読み手5人のうち4人の平均が収まる範囲です。書かれた言葉のほかは何も使いません。
definition-kept-in-time = 期限内に守った割合
definition-kept-in-time-text = 過去30日間に期限が来たデスク全体の約束のうち、お客様と最後に合意した時刻までに守ったものの割合（%、切り捨て）です。期限が過ぎてから移したものは、期限内とは数えません。期限前に取り下げたものは除きます。個人別には数えません。
definition-good-moment = 通話のよい場面
definition-good-moment-text = 今日より前に電話を受けた最後の日の、直近6件の通話から選びます。確かに3秒以上聞こえたあなたの笑顔か、あなたがさえぎらずに15秒以上続いたお客様の最初の発話のうち、その長さを最も上回るもの。異議を出したものは除きます。
definition-standard = 基準
definition-standard-text = よい応対にあるものを述べた文に、書かれた内容と時刻（通話では聞こえたこと）による確認を添えたものです。バージョンがあり、それぞれある時点から有効です。応対は始まったときに有効だったもので評価され、後のもので評価されることはありません。
definition-standard-met = 達成
definition-standard-met-text = 過去30日間の応対のうち、基準が有効で該当したものの中で、達成したものの割合（%）です。まだ変わりうるものは除きます。応対とは、1件の通話、または会話が完了するまでに書かれたもの。人の判断は自動の確認に優先します。範囲は、真の割合が20回に19回収まる区間です（ウィルソンの信頼区間）。10件未満は示しません。個人別には数えません。
definition-spread = ばらつき
definition-spread-text = 応対のグループごとの達成率を順に並べたものです。半数のグループが四分位数の間にあり、半数が中央値より下にあります。過去30日間（最大で直近20,000件の結果）で、結果が5件以上のグループを数えます。グループはテーマ、チャネル、日、デスクの時計での時間帯で、人ではありません。
definition-sure = 確かさ
definition-sure-text = このような場面100件のうち、注意深い読み手が確かにそうだと認める件数の見積もりです。人が名付けたものは、その判断のとおりに扱います。確かさが低いほど、信頼の動きも小さくなります。
definition-mean = 平均
definition-mean-text = だれが受けたかを問わず、その週の対象となる全通話の平均です。笑顔はそれぞれの声のふだんと比べ、0はふだんどおり、1はふだんの揺れ幅いっぱいです。割合は0から1で示します。
definition-standard-error = 標準誤差
definition-standard-error-text = その週に別の通話が来ていたら、平均がこの値からふつうどれだけ離れるかを示します。通話の標準偏差を、通話数の平方根で割ったものです。
definition-mirror-smile = 弧
definition-mirror-smile-text = 直近に話した数秒で聞こえる笑顔の度合いを、ふだんの声と比べて示します。淡い色は、真の値が10回に9回収まる範囲です。わかるようになるまでは「聞いています…」と示します。
definition-mirror-vent = お客様の話
definition-mirror-vent-text = お客様が今話し続けている時間、または最後に話した時間です。
definition-mirror-share = 話す割合
definition-mirror-share-text = これまで二人が話した時間のうち、あなたの割合です。沈黙は除きます。
definition-mirror-pace = 速さ
definition-mirror-pace-text = これまでのあなたの話の、1秒あたりの音節数です。間は除きます。
definition-mirror-first = 最初の言葉
definition-mirror-first-text = 話し始めの10秒の笑顔です。確かになったところで示します。

## What buttons and fields of many pages say

action-change = 変更
action-edit = 編集
action-keep = 保存
action-keep-it = 残す
action-leave-it = そのままにする
action-more = もっと見る
action-show-me = 見る
action-remove = 削除
field-any = 指定なし
field-optional = （任意）
field-what-called = 名前は？
not-kept-yet = まだ保存されていません。
removed-named = 「{ $name }」を削除しました。
removed-undo = 削除を元に戻す
somebody = だれか
team-gone = 今はないチーム
weekday-monday = 月曜日
weekday-tuesday = 火曜日
weekday-wednesday = 水曜日
weekday-thursday = 木曜日
weekday-friday = 金曜日
weekday-saturday = 土曜日
weekday-sunday = 日曜日

## Standards: what good looks like in a contact

standards-title = 基準
standards-lead = 最初のひとことから最後まで、よい応対とは何か。だれもがここで読め、知らされていないことで評価される人はいません。
standards-channels = チャネル
standard-new = 新しい基準
standards-none = まだ何も書かれていません
standards-none-leads = ここでの「よい応対」とは？
standards-none-any = 基準は、よい応対にあるものを1文で、すべてのチャネルに向けて述べます。
standards-begin-below = 下の基準から始めるか、自分で書いてください。
standards-none-lead = 何がよい応対かはリーダーが書けます。それまでは何も評価されません。
standards-starter-title = 始めるのによいスターターセット
standards-starter-lead = このまま使うことも、合わないものを外すこともできます。これから始まる応対に適用されます。
standards-starter-more = スターターセットからもっと
standards-starter-take = スターターセットを使う
standards-starter-take-these = これらを使う
standards-retired = 廃止済み：<list></list>。
standards-saved = 保存しました。これより前に始まった応対は、この基準で評価されません。
standards-saved-retired = 廃止しました。これより前に始まった応対は、引き続きこの基準で評価されます。
standards-saved-taken = スターターセットの基準が有効になりました。合わないものは変更または廃止してください。
standards-of = 基準、{ $channel }
standard-stage-start = 始まり
standard-stage-during = 応対中
standard-stage-end = 終わり
standard-stage-start-lead = 最初の言葉が、応対全体を決めます。
standard-stage-during-lead = お手伝いしている間。
standard-stage-end-lead = 最後の印象は、最初の印象と同じだけ大切です。
standard-theme-attitude = 心構え
standard-theme-care = 心配り
standard-theme-not-personal = 自分への攻撃と受け取らない
standard-theme-customers-talk = お客様は語る
standard-reach-chat = チャット
standard-reach-phone = 電話
standard-reach-email = メール
standard-reach-counter = 窓口
standard-reach-any = 全チャネル
standard-role-anybody = だれでも
standard-role-first-responder = 最初の応対者
standard-since = { $day }から有効
standard-begins = { $day }に開始
standard-is-retired = 廃止済み
standard-since-and-version = { $since }、{ $day }から新しいバージョン
standard-since-and-retired = { $since }、{ $day }に廃止
standard-day-and-time = { $day } { $time }
standard-quoted = 「{ $title }」
standard-against = { $standards }と反対のことを求めています。両方を満たせる応対はありません。
standard-met-percent = <b>{ $percent }%</b>達成
standard-met-count = { $all }件中{ $met }件、{ $low }～{ $high }%
standard-met-count-calls = { $all }通話中{ $met }件、{ $low }～{ $high }%
standard-heard-by-whoever-talked = 話した本人にだけわかります。5人による50件の通話がそろうと、チームの割合がここに出ます。
standard-no-contact-yet = まだ応対がありません
standard-few-so-far = 今のところ{ $count }件：少なすぎて示せません

## Standards: one of them

standard-bring-back = 復活させる
standard-retire = 廃止
standard-checked = 確認のしかた
standard-missed = 達成できなかったところ
standard-missed-lead = 過去30日間、名前なしで示します。それぞれの場所で異議を出せます。
standard-missed-nowhere = わかる範囲ではありません。
standard-missed-when = { $day } { $time }
standard-versions = バージョン
standard-versions-lead = 応対は、始まったときに有効だったバージョンで評価されます。
standard-version =
    { $state ->
        [taken-back] <b>バージョン{ $number }</b>、取り下げ、{ $day }から
        [to-come] <b>バージョン{ $number }</b>、予定、{ $day }から
        [in-force] <b>バージョン{ $number }</b>、有効、{ $day }から
       *[before] <b>バージョン{ $number }</b>、過去、{ $day }から
    }
standard-version-by = { $name }さん、{ $day }
standard-version-by-somebody = だれか、{ $day }
standard-version-take-back = 取り下げる
standard-part-retired = 廃止
standard-part-title = タイトル
standard-part-words = 説明
standard-part-check = 確認
standard-part-for = 対象
standard-part-when = 時点
standard-part-theme = テーマ
standard-part-role = だれの言葉か

## Standards: writing one

standard-new-title = 新しい基準
standard-change-title = 基準の変更
standard-new-lead = よい応対とは何かを、人に向けた言葉と、確認できる文で書いてください。
standard-change-lead = 新しいバージョンになります。これより前に始まった応対は、前のバージョンで評価されます。
standard-what-means = どういう意味ですか？
standard-field-for = 対象
standard-field-when = 時点
standard-field-theme = テーマ
standard-field-role = だれの言葉か
standard-at-the-start = 始まり
standard-during = 応対中
standard-at-the-end = 終わり
standard-anybodys = だれでも
standard-first-responders = 最初の応対者
standard-how-checked = どう確認しますか？
standard-check-hint = 「first answer within 5 minutes of open hours and first answer has a greeting」のような英語の文。句は「and」か「or」でつなぎます。
standard-phrases = 選べる句
standard-phrases-written = 書かれた内容
standard-phrases-phone = 電話
standard-keep = 基準を保存
standard-keep-version = 新しいバージョンを保存
standard-what-understood = どう理解されますか？
standard-from-when = いつから？
standard-from-hint = 過去にはさかのぼりません。知らされていないことで評価される人はいません。
standard-from-now = 今から
standard-from-later = これからの日付から
standard-from-day = 日付（デスクの時計で午前0時）
standard-no-day = 来月1日など、有効になる日を選んでください。
standard-understood = 理解した内容：<check>{ $check }</check>
standard-understood-voice = 通話で聞こえたことは、話した本人がふりかえるときに伝えられます。チームには、5人による50件の通話からの合計が見えます。
standard-understood-against = 同じ応対に適用される「{ $title }」と反対のことを求めています。両方を満たせる応対はありません。
standard-understood-nothing = 下の一覧から句を選ぶか、書いてください。理解した内容がここに随時示されます。
standard-tried = 直近{ $contacts }件の応対では、達成が{ $met }件、未達成が{ $not }件です。試しただけで、どこにも保存されません。
standard-tried-no-occasion = 直近{ $contacts }件の応対では、達成が{ $met }件、未達成が{ $not }件、該当なしが{ $none }件です。試しただけで、どこにも保存されません。
standard-nothing-to-try = 試せる応対がまだありません。
standard-retire-title = 基準の廃止
standard-retire-named = 「{ $title }」を廃止
standard-retire-lead = 履歴とともに読むことができ、それより前に始まる応対は引き続きこの基準で評価されます。
standard-retire-it = 廃止する
standard-not-retired = 廃止されていません。
standard-check-too-long = 覚えておくには長すぎます。句は{ $phrases }個、{ $chars }文字までです。2つの基準に分けてください。
standard-check-missing = 何かが足りません。
standard-check-missing-after = 「{ $after }」の後に何かが足りません。
standard-check-unread = 「{ $word }」は読み取れません。
standard-check-unread-after = 「{ $after }」の後の「{ $word }」は読み取れません。
standard-check-nearest = { $wrong }「{ $nearest }」のことですか？
standard-check-offered = { $wrong }そこで使えるもの：{ $offered }。
standard-never-both = これは決して達成できません。「{ $one }」と「{ $other }」は両立しません。
standard-never-mixed = 声から聞こえることは話した本人のものなので、独立した基準にします。2つの基準に分けてください。
standard-never-no-phone = これは決して達成できません。通話で聞こえることは電話の基準にしてください。
standard-never-no-time = 「{ $phrase }」は決して達成できません。時間に余裕を持たせてください。
standard-never-so-long = 「{ $phrase }」はもはや基準といえません。長くても1か月にしてください。
standard-never-without-hello = 「{ $phrase }」は決して達成できません。だれかが電話に出て、あいさつをするからです。
standard-always-met = 「{ $phrase }」は必ず達成されるため、意味がありません。
standard-always-in-share = 割合は100%を超えないため、「{ $phrase }」は意味がありません。100%未満にしてください。
standard-always-so-many = 「{ $phrase }」は意味がありません。{ $most }以下にしてください。
standard-hardly-met = 「{ $phrase }」はほとんど達成できません。{ $seconds }秒以下にしてください。
standard-choose-one = 少なくとも1つ選んでください。
standard-long-reason = 理由が長すぎます。1～2文で書いてください。
standard-retired-already = すでに廃止されています。
standard-ruling-of-other = 取り消せるのは判断した本人だけです。あなたの見方を伝えることはできます。
standard-too-many = 基準はすでに{ $kept }個あり、{ $most }個を超えて覚えていられる人はいません。先にいくつか廃止してください。
standard-unchanged = すでにそのとおりなので、何も変更しませんでした。
standard-version-began = このバージョンは始まっているため、履歴に残ります。代わりに基準を変更してください。
standard-version-to-come = この基準にはすでに予定のバージョンがあります。先にそれを取り下げてから、新しいものを書いてください。
standard-voice-is-own = 声から聞こえることは、担当者本人とそのふりかえりだけのものです。

## Standards: how a contact stands to them

standards-here-title = よい応対とは
standards-here-lead = この応対が始まったときに有効だった基準から見た、よい応対の姿です。
standards-here-voice = 声から聞こえることは話した本人のものです。本人がふりかえりで見られます。
standards-here-none = まだありません
standards-here-met = { $judged }件中{ $met }件達成
standard-state-voice = 話した本人にだけわかる
standard-state-open = 未評価
standard-state-met = 達成
standard-state-met-so-far = 今のところ達成
standard-state-not-met = 未達成
standard-state-not-yet = まだ
standard-state-no-occasion = 該当なし
standard-state-no-occasion-yet = まだ該当なし
standard-not-so = 違います
standard-not-so-met = 違います：{ $title }は達成しています
standard-not-so-not-met = 違います：{ $title }は達成していません
standard-ruling-take-back = 判断を取り消す
standard-more-on = { $title }をもっと見る
standard-why-otherwise = 見方が違う理由
standard-it-was-met = 達成
standard-it-was-not-met = 未達成
standard-there-was-no-occasion = 該当なし
standard-and-its-history = 基準とその履歴
standard-ruled =
    { $outcome ->
        [met] { $name }さんの判断：達成。
        [not-met] { $name }さんの判断：未達成。
       *[no-occasion] { $name }さんの判断：該当なし。
    }
standard-ruled-why =
    { $outcome ->
        [met] { $name }さんの判断：達成。{ $reason }
        [not-met] { $name }さんの判断：未達成。{ $reason }
       *[no-occasion] { $name }さんの判断：該当なし。{ $reason }
    }
standard-ruled-by-you =
    { $outcome ->
        [met] あなたの判断：達成。
        [not-met] あなたの判断：未達成。
       *[no-occasion] あなたの判断：該当なし。
    }
standard-ruled-by-you-why =
    { $outcome ->
        [met] あなたの判断：達成。{ $reason }
        [not-met] あなたの判断：未達成。{ $reason }
       *[no-occasion] あなたの判断：該当なし。{ $reason }
    }

## Standards: consistency

consistency-title = 一貫性
consistency-lead = 毎日同じよいサービスを。過去{ $days }日間の基準の達成率と、日、時間帯、チャネル、テーマによる開きです。名前は出ず、個人別には数えません。
consistency-percent = { $percent }%
consistency-met-of = { $all }件中{ $met }件
consistency-met = 達成率、{ $between }
consistency-between = { $low }～{ $high }%
consistency-too-few-to-say = 少なすぎて示せません
consistency-too-few = 応対が少なすぎて示せません
consistency-too-few-lead = 基準を達成したかどうかの結果が{ $count }件になると表示されます。それより少ないと、特定の人や日のことがわかってしまいます。
consistency-spread = 半数は<b>{ $lower }～{ $upper }%</b>の間にあり、中央値は{ $median }%。全体では{ $least }～{ $most }%です。
consistency-spread-from = ばらつきは、それぞれ結果が{ $outcomes }件以上あるグループが{ $groups }個そろうと示します。
consistency-picture = 下端が0%、上端が100%です。点を通る線は、真の割合が20回に19回収まる範囲を示します。
consistency-picture-in-words = { $groups }個のグループそれぞれの達成率。{ $least }～{ $most }%で、半数は{ $lower }～{ $upper }%の間にあります。個々の値は下の表にあります。
consistency-picture-of-few = グループごとの達成率。個々の値は下の表にあります。
consistency-all-in-a-table = { $count }件すべてを表で見る
consistency-column-met = 達成
consistency-column-of = 全体
consistency-column-share = 達成率
consistency-by-theme = テーマ別
consistency-by-channel = チャネル別
consistency-by-day = 日別
consistency-by-hour = 時間帯別
consistency-day = { $day }（{ $weekday }）

## Promises: what we said we would do, and by when

promises-title = 約束
promises-lead = 何を、いつまでにすると言ったか。
promises-which = 表示する約束
promises-whose = だれの約束
promises-to-keep = これから
promises-late = 遅れ
promises-today = 今日
promises-later = 明日以降
promises-kept = 守った
promises-over = 過去30日間に守った、または取り下げた約束
promises-everybodys = 全員
promises-yours = 自分
promises-nobodys = 担当者なし
promises-rate = <b>{ $percent }%</b> { $all }件中{ $kept }件
promises-rate-none = <b>–</b> 期限が来たものはまだありません
promises-rate-about = 期限内に守った割合、過去{ $days }日間
promises-none = 約束はすべて守られています
promises-none-lead = 「I’ll call you on Friday」のように書くと、約束として残すかお尋ねします。会話の中では<key>W</key>で書き留められます。
promises-none-late = 遅れているものはありません
promises-none-late-lead = 期限が近づくと、過ぎる前にお知らせします。
promises-none-over = 守った約束はまだありません
promises-none-over-lead = 過去30日間に守った、または取り下げた約束がここに並びます。
promises-none-today = 今日が期限のものはもうありません
promises-none-today-lead = 今日の約束がここに並びます。
promises-beside = こちらの約束
promise-time-today = 今日{ $time }
promise-time-yesterday = 昨日{ $time }
promise-time-tomorrow = 明日{ $time }
promise-time-on-day = { $day } { $time }
promise-due = 期限：{ $due }
promise-due-for-them = お客様の時刻で{ $due }
promise-badge-to-keep = これから
promise-badge-at-risk = まもなく期限
promise-badge-late = 遅れ
promise-badge-broken = 守れず
promise-badge-kept = 守った
promise-badge-kept-late = 遅れて守った
promise-badge-taken-back = 取り下げ
promise-with = 担当：{ $name }
promise-with-and-stand-in = 担当：{ $name }（代理：{ $stand-in }）
promise-with-you = 担当：自分
promise-with-you-and-stand-in = 担当：自分（代理：{ $stand-in }）
promise-with-nobody = 担当者なし
promise-with-nobody-and-stand-in = 担当者なし（代理：{ $stand-in }）
promise-of-customer = { $what }：{ $customer }
promise-what-happened = 経過
promise-what-happened-to = この約束の経過：{ $what }
promise-tell = 忘れていないと伝える
promise-tell-customer = 忘れていないと伝える：{ $customer }
promise-kept = 守った
promise-kept-named = 守った：{ $what }、{ $customer }
promise-not-kept = やはり守っていない
promise-not-kept-named = やはり守っていない：{ $what }、{ $customer }
promise-restore = 復活させる
promise-restore-named = 復活させる：{ $what }、{ $customer }
promise-more = 約束のその他の操作：{ $what }、{ $customer }
promise-another-time = 別の時間
promise-another-time-hint = 先にお客様と合意してください。お客様の時刻で入力します。
promise-move = 移す
promise-take-back = 取り下げる
promise-take-back-hint = 書いた内容が{ $customer }様に送られます。理由と、代わりにどうするかを書いてください。
promise-take-back-and-tell = 取り下げて伝える
promise-to-calendar = カレンダーに追加
promise-history-made =
    { $by ->
        [nobody] { $at }、約束、期限は{ $due }
        [customer] { $at }、お客様が設定、期限は{ $due }
       *[agent] { $at }、{ $name }さんが約束、期限は{ $due }
    }
promise-history-kept =
    { $by ->
        [nobody] { $at }、守られました
        [customer] { $at }、お客様により守られました
       *[agent] { $at }、{ $name }さんが守りました
    }
promise-history-not-kept =
    { $by ->
        [nobody] { $at }、未完了に戻りました
        [customer] { $at }、お客様が未完了に戻しました
       *[agent] { $at }、{ $name }さんが未完了に戻しました
    }
promise-history-cancelled =
    { $by ->
        [nobody] { $at }、取り下げ
        [customer] { $at }、お客様が取り下げました
       *[agent] { $at }、{ $name }さんが取り下げました
    }
promise-history-restored =
    { $by ->
        [nobody] { $at }、復活
        [customer] { $at }、お客様が復活させました
       *[agent] { $at }、{ $name }さんが復活させました
    }
promise-history-moved =
    { $by ->
        [nobody] { $at }、期限を{ $due }に変更
        [customer] { $at }、お客様が期限を{ $due }に変更
       *[agent] { $at }、{ $name }さんが期限を{ $due }に変更
    }
promise-history-handed =
    { $by ->
        [nobody] { $at }、{ $to }さんに引き継ぎ
        [customer] { $at }、お客様が{ $to }さんに引き継ぎ
       *[agent] { $at }、{ $name }さんが{ $to }さんに引き継ぎ
    }
promise-history-handed-to-nobody =
    { $by ->
        [nobody] { $at }、担当者なしに変更
        [customer] { $at }、お客様が担当者なしに変更
       *[agent] { $at }、{ $name }さんが担当者なしに変更
    }
promise-history-word =
    { $by ->
        [nobody] { $at }、お客様に連絡
        [customer] { $at }、お客様に連絡
       *[agent] { $at }、{ $name }さんがお客様に連絡
    }
promise-something = 約束をする
promise-let-them-choose = 電話の時間を選んでいただく
promise-what = 何を約束しますか？
promise-what-example = ランプの件で折り返す
promise-by-when = いつまでに？
promise-on-their-clock = お客様の時刻（{ $place }）です。
promise-make = 約束する
promise-who-keeps = 担当
promise-who-stands-in = 代理
promise-keeper-nobody-yet = 担当者なし
promise-keeper-nobody = なし
promise-keeper-you = { $keeper }（自分）
promise-keeper-away = { $name }（離席）
promise-keeper-away-until = { $name }（離席、{ $back }に戻る）
promise-by-end-of-today = 今日中
promise-by-tomorrow-noon = 明日の正午
promise-by-friday = 金曜日17:00
promise-suggestion = { $name }さんが「<words>{ $words }</words>」と言いました。約束ですか？それならいつまでにかを選んでください。
promise-suggestion-due = { $name }さんが「<words>{ $words }</words>」と言いました。期限を{ $due }として約束に残しますか？
promise-suggestion-of-you = あなたは「<words>{ $words }</words>」と言いました。約束ですか？それならいつまでにかを選んでください。
promise-suggestion-of-you-due = あなたは「<words>{ $words }</words>」と言いました。期限を{ $due }として約束に残しますか？
promise-suggestion-yes = はい
promise-suggestion-yes-by = はい、期限は…
promise-suggestion-no = いいえ
promise-suggestion-made = 約束です。期限は{ $due }。
promise-suggestion-none = 約束ではありません。
promise-suggestion-refused = では、約束にはしません。
promise-suggestion-asked-again = もう一度お尋ねします。
promise-suggestion-answered = すでにほかの人が答えています。
promise-suggestion-asked = すでにお尋ねしています。
promise-suggestion-no-time = いつまでの約束かを選んでください。
promise-reminder-late = 期限は{ $due }でした
promise-reminder-stand-in = { $name }さんは離席中です。代わりに守れますか？期限：{ $due }
promise-reminder-stand-in-for-nobody = まだ担当者がいません。守れますか？期限：{ $due }
promise-reminder-at-risk = まもなく期限：{ $due }、担当：{ $name }
promise-reminder-at-risk-with-nobody = まもなく期限：{ $due }、担当者なし
promise-reminders-more = ほかに約束{ $count }件
promise-seen = 確認した
promise-seen-named = 確認した：{ $what }
promise-made = 約束しました。期限は{ $due }です。
promise-unmade = 約束ではなくなりました。
promise-kept-thanks = 守りました。ありがとうございます。
promise-to-be-kept = 約束はまだ残っています。
promise-taken-back = 取り下げ、お客様に伝えました。
promise-restored = 約束が復活しました。
promise-moved = 期限は{ $due }になりました。
promise-handed = この約束の担当は{ $name }さんになりました。
promise-handed-to-nobody = この約束は担当者なしになりました。
promise-told = 忘れていないことをお客様に伝えました。
promise-counted-on = お客様がもう当てにしているかもしれません。取り下げて、理由を伝えてください。
promise-no-time = 「tomorrow 15:00」や「friday 17:00」のように、いつまでにかを書いてください。
promise-no-why = 理由と、代わりにどうするかをお客様に書いてください。
promise-over = この約束はすでに終わっています。
promise-over-undo-first = この約束はすでに終わっています。先にそれを元に戻してください。
promise-own-stand-in = 代理はほかの人でなければなりません。同僚を選んでください。
promise-stands = この約束はすでに有効です。
promise-taken-back-already = この約束は取り下げられています。先に復活させてください。
promise-word-sent = お客様にはすでに伝えてあります。

## Canned replies: good words, written once and at hand wherever somebody writes

action-keep-changes = 変更を保存
action-show-all = すべて表示
canned-replies-title = 定型文
canned-replies-lead = よい言葉を一度書けば、どこで書くときも手元に。行頭で<key>/</key>を入力してください。
canned-reply-new = 新しい定型文
canned-replies-search = タイトル、ショートコード、本文で検索
canned-replies-search-hint = タイトル、ショートコード、本文
canned-replies-whose = 使う人
canned-replies-all = すべて
canned-replies-none-of-these = 当てはまるものはありません
canned-replies-nothing-found = 「{ $words }」は見つかりませんでした
canned-replies-try = タイトルの言葉、ショートコード、本文の言葉でお試しください。
canned-replies-none = 何度も書いている言葉はありますか？
canned-replies-none-lead = いちばん調子のよい日に一度書いておけば、ほかの日もずっと手元にあります。
canned-replies-starters = または、これらから始める
canned-replies-starters-lead = フォームに開くので、保存する前に自分の言葉に直せます。
canned-replies-more-starters = 始めるのによい例をもっと
canned-replies-none-yet = 定型文はまだありません。<link>最初の1つを書く</link>
canned-replies-none-with = 「{ $words }」を含む定型文はありません。<link>新しく書く</link>
canned-replies-more = ほかに{ $count }件あります。続けて入力すると絞り込めます。
canned-reply-everybodys = 全員
canned-reply-yours-alone = 自分だけ
canned-reply-not-used = まだ使われていません
canned-reply-used-once = 1回使用、最後は{ $day }
canned-reply-used-twice = 2回使用、最後は{ $day }
canned-reply-used = { $count }回使用、最後は{ $day }
canned-reply-edit = { $title }を編集
canned-reply-remove = { $title }を削除
canned-reply-copy = 自分用にコピー
canned-reply-copy-named = 自分用にコピー：{ $title }
canned-reply-begin-with = これから始める
canned-reply-begin-with-named = これから始める：{ $title }
canned-reply-back = 元に戻しました。
canned-reply-back-without-code = ショートコードなしで元に戻しました。そのコードは今「{ $title }」で使われています。
canned-reply-kept = 保存しました。どこで書くときも手元にあります。
canned-reply-new-title = 新しい定型文
canned-reply-change-title = 定型文の変更
canned-reply-form-lead = 好きな人に書くように書いてください。使う人は、どの言葉も書き換えられます。
canned-reply-removed-meanwhile = 書いている間に削除されました。
canned-reply-removed-meanwhile-keep = 書いた内容は残っています。保存すると新しい定型文になります。
canned-reply-changed-meanwhile = 書いている間に{ $name }さんが変更しました。
canned-reply-changed-meanwhile-keep = 書いた内容は残っています。保存すると、こちらの内容と置き換わります。
canned-reply-title-example = 例：遅れのお詫び
canned-reply-code = ショートコード
canned-reply-code-example = okure
canned-reply-code-hint = <key>/</key>に続けて入力すると、いちばん上に出ます。
canned-reply-words = 本文
canned-reply-preview = ノラさんにはこう読めます
canned-reply-filled-in = 自動で入るもの
canned-reply-filled-in-hint = わからないものは送る前に見える空欄になるか、縦棒の後の言葉になります：<example></example>。
canned-reply-whose = だれが使いますか？
canned-reply-whose-hint = 自分だけのものは、ほかの人には見えません。
canned-reply-whose-hint-own = 自分だけのものは、ほかの人には見えません。全員で使うものはリーダーが書きます。
canned-reply-language = 言語
canned-reply-variable-customer-first-name = お客様の名
canned-reply-variable-customer-name = お客様の氏名
canned-reply-variable-agent-first-name = あなたの名
canned-reply-variable-agent-name = あなたの氏名
canned-reply-variable-workspace-name = デスクの名前
canned-reply-variable-subject = 用件
canned-reply-variable-promise-due = 次の約束の期限
canned-reply-variable-greeting = お客様の時間帯に合わせた、名前入りのあいさつ
canned-reply-choose-whose = だれが使うかを選んでください。
canned-reply-not-for-all = 全員で使うものはリーダーが書きます。これは自分だけのものとして保存してください。
canned-reply-team-gone = そのチームはもうありません。だれが使うかを選び直してください。
canned-reply-too-many = すでに{ $most }個あり、これ以上は探しきれません。使われていないものを削除してください。

## Rules: what happens by itself

rules-title = ルール
rules-lead = 自動で行うことです。何かが起きるたびに、この順に1回ずつ実行されます。
rule-new = 新しいルール
rules-none = 何度も繰り返していることはありますか？
rules-none-lead = 「返金」を含むものを詳しい人へ渡す、夜に届いたものにタグを付ける、長くお待ちの方をだれかに見てもらう、など。
rule-off = オフ
rule-paused-in-list = 一時停止中です。{ $why } 変更するか、一度オフにしてからオンにしてください。
rule-not-run = まだ実行されていません
rule-ran-once = 1回実行、最後は{ $day }
rule-ran = { $count }回実行、最後は{ $day }
rule-of-newer-version = より新しいBlissで書かれています：
rule-earlier = 前へ
rule-earlier-named = 前へ：{ $name }
rule-later = 後へ
rule-later-named = 後へ：{ $name }
rule-turn-off = オフにする
rule-turn-off-named = オフにする：{ $name }
rule-turn-on = オンにする
rule-turn-on-named = オンにする：{ $name }
rule-remove = { $name }を削除
rule-saved = 今から有効です。これまでのことには何もしません。
rule-saved-back = 元に戻し、オフにしてあります。
rule-saved-off = もう一度オンにするまで何もしません。
rule-saved-on = 今から有効です。
rule-saved-order = この順に実行されます。
# 条件は言い切りの形（「お客様が書き込んだ」）で訳し、「とき」「かつ」につなげます。
rule-when = { $when }とき：
rule-when-and = { $when }、かつ{ $next }
rule-when-opened = 会話が開かれた
rule-when-customer-wrote = お客様が書き込んだ
rule-when-tagged = タグ「{ $tag }」が付いた
rule-when-waiting = こちらの返事待ちになった
rule-when-answered = 返信した
rule-when-snoozed = スヌーズされた
rule-when-closed = 完了になった
rule-when-waits = お待ちの時間が{ $time }になった
rule-when-promise-due = 約束の期限まで{ $time }を切った
rule-only-by-chat = チャットで届いた
rule-only-by-phone = 電話で届いた
rule-only-in-person = 対面で受けた
rule-only-by-api = APIで届いた
rule-only-to-inbox = { $inbox }に届いた
rule-only-of-team = { $team }の担当である
rule-only-nobodys = 担当者がいない
rule-only-tagged = タグ「{ $tag }」が付いている
rule-only-says = { $phrases }を含む
rule-phrase = 「{ $phrase }」
rule-phrase-or = { $before }または{ $next }
rule-only-language = お客様の言語が{ $language }である
rule-only-domain = お客様のメールが{ $domain }である
rule-only-within-hours = 営業時間内である
rule-only-outside-hours = 営業時間外である
rule-only-waited = お待ちの時間が{ $time }以上である
rule-then = { $things }。
rule-then-and = { $thing }、{ $next }
rule-then-give = { $whom }に割り当てる
rule-then-tag = タグ「{ $tag }」を付ける
rule-then-untag = タグ「{ $tag }」を外す
rule-then-close = 完了にする
rule-then-open = 再開する
rule-then-snooze = { $until }までスヌーズする
rule-then-note = メモを書く
rule-then-send = 「{ $reply }」を送る
rule-then-draft = 「{ $reply }」を下書きに置く
rule-then-notify = { $whom }に確認を頼む
rule-inbox-gone = 今はない受信箱
rule-team-gone = 今はないチーム
rule-person-gone = 今はいない人
rule-reply-gone = 今はない定型文
rule-minutes = { $count }分
rule-hours = { $count }時間
rule-days = { $count }日
rule-new-title = 新しいルール
rule-change-title = ルールの変更
rule-form-lead = これが起きて、条件に当てはまれば、これを行う。空けておいたものは問いません。
rule-is-paused = 一時停止中です。
rule-paused-why = { $why } 保存すると再開します。
rule-would-touch = 直近{ $looked }件の会話のうち{ $count }件に当てはまります
rule-would-lead = 今の状態での結果です。何も変更されず、まだ何も保存されていません。
rule-a-rule = ルール
rule-form-when = これが起きたら…
rule-name-example = 例：返金は詳しい人へ
rule-what-happens = 何が起きたら？
rule-choice-opened = 会話が開かれた
rule-choice-wrote = お客様が書き込んだ
rule-choice-tagged = タグが付いた
rule-choice-waits = 長くお待ちの方がいる
rule-choice-promise = 約束の期限が近い
rule-choice-waiting = こちらの返事待ちになった
rule-choice-answered = 返信した
rule-choice-snoozed = スヌーズされた
rule-choice-closed = 完了になった
rule-which-tag = どのタグですか？
rule-how-many-minutes = 何分ですか？
rule-form-only = …条件に当てはまれば…
rule-says-one-of = 次のどれかを含む
rule-says-example = 返金, 払い戻し
rule-says-hint = 件名、またはお客様の最後の書き込みの中。半角カンマ（,）で区切ります。
rule-has-tag = 付いているタグ
rule-came-by = 届いたチャネル
rule-came-to = 届いた受信箱
rule-which-team = どのチームの担当ですか？
rule-somebody-there = だれかいますか？
rule-within-hours = 営業時間内
rule-outside-hours = 営業時間外
rule-customer-language = お客様の言語
rule-customer-domain = お客様のメールのドメイン
rule-waited = お待ちの時間（分）の下限
rule-only-while-nobodys = 担当者がいない間だけ
rule-form-then = …これを行う
rule-give-to-team = 割り当てるチーム
rule-give-to-team-hint = 順番で割り当てるチームなら、そのとおりに割り当てます。
rule-give-to = 割り当てる人
rule-put-on-tag = 付けるタグ
rule-take-off-tag = 外すタグ
rule-and-it-is = 会話の状態
rule-left-as-it-is = そのまま
rule-closed = 完了
rule-opened-again = 再開
rule-put-aside = スヌーズ
rule-put-aside-until = スヌーズの期限
rule-canned-reply = 定型文
rule-no-reply = なし
rule-send-by-itself = 空欄がなければ自動で送る（あれば下書きに置く）
rule-note = メモ
rule-ask-somebody = 確認を頼む人
rule-ask-nobody = なし
rule-what-would-it-do = 試すとどうなるか
rule-what-it-did = 行ったこと
rule-kept-for = { $days }日間残ります。
rule-did-nothing = まだ何もありません。
rule-did = { $when }：{ $outcome }
rule-conversation = 会話{ $id }
rule-bad-domain = example.comのようなドメインを書いてください。
rule-bad-minutes = 1～{ $most }の分数を書いてください。
rule-bad-name = ルールに1～{ $most }文字の名前を付けてください。
rule-choose-when = ルールのきっかけを選んでください。
rule-does-nothing = ルールが何をするか、少なくとも1つ選んでください。
rule-long-note = メモが長すぎます。{ $most }文字以内にしてください。
rule-person-left = その人はもうデスクにいません。同僚を選んでください。
rule-reply-was-removed = その定型文はもうありません。別のものを選んでください。
rule-team-was-removed = そのチームはもうありません。別のものを選んでください。
rule-too-many = ルールは{ $most }個までです。
rule-too-many-phrases = 言葉や句は{ $most }個までです。

## Tags

field-name = 名前
field-time-zone = タイムゾーン
tags-title = タグ
tags-lead = 会話に付ける言葉です。新しいタグは、最初に付けた場所で作られます。
tags-none = タグはまだありません
tags-none-lead = 会話で<key>T</key>を押して付けると、どこでも選べるようになります。
tags-put-away = しまったタグ
tags-put-away-lead = 会話には付いたままで、候補には出なくなります。
tag-undo = 元に戻す：{ $done }
tag-edit = { $name }を編集
tag-save = { $name }を保存
tag-colour = 色
colour-plain = 無地
colour-honey = はちみつ
colour-peach = ピーチ
colour-moss = モス
colour-sea = 海
colour-sky = 空
colour-lilac = ライラック
colour-rose = ローズ
colour-sand = 砂
tag-offer = 候補に戻す
tag-offer-named = 候補に戻す：{ $name }
tag-put-away = しまう
tag-put-away-named = { $name }をしまう
tag-merge-or-delete = タグの統合・削除
tag-merge-or-delete-more = 統合・削除…
tag-merge-or-delete-of = 統合・削除… { $name }
tag-merge-or-delete-named = <tag>{ $name }</tag>の統合・削除
tag-on-none = どの会話にも付いていません
tag-on = 会話{ $count }件
tag-on-open = 会話{ $count }件、うち対応中{ $open }件
tag-is-on-none = どの会話にも付いていません。
tag-is-on = { $count }件の会話に付いています。
tag-is-on-open = { $count }件の会話に付いていて、そのうち{ $open }件が対応中です。
tag-views = これを使うビューがあり、空になります：<list></list>。
tag-rules = これを使うルールがあります：<list></list>。
tag-either-undone = どちらも元に戻せます。
tag-merge = 2つを1つにする
tag-merge-lead = このタグの会話には、代わりにもう1つのタグが付きます。
tag-merge-into = 統合先
tag-choose = タグを選択
tag-merge-them = 統合する
tag-delete-it = 削除する
tag-delete-lead = すべてから外れます。付いたままで候補に出さないだけなら、代わりにしまってください。
tag-delete = タグを削除
tag-archived = 候補には出なくなり、付いている会話にはそのまま残ります。
tag-offered = 候補に戻りました。
tag-undone = すべて元どおりです。
tag-changed = 今からどこでもこのとおりです。
tag-merged = 「{ $name }」を「{ $target }」に統合しました。
tag-deleted = 「{ $name }」をすべてから外しました。
tag-choose-other = 統合する相手のタグを選んでください。
tag-bad-colour = 色を選んでください。
tag-merge-with-itself = 統合する相手には別のタグを選んでください。
tag-name-taken = タグ「{ $name }」はすでにあります。1つにするには統合してください。
tag-undone-already = これはすでに元に戻されています。

## Teams

teams-title = チーム
teams-lead = 会話はチームに割り当てられます。手の空いた人が引き受けるか、自動で割り当てられます。休みの日は<link>休日</link>にあります。
teams-none = チームはまだありません
teams-none-lead = 小さなデスクならなくても大丈夫。人が増えたら、チームで分け合えます。
team-saved = チームを保存しました。
team-edit = { $name }を編集
team-save = { $name }を保存
team-start-one = チームを作る
team-start = チームを作成
team-name-example = 例：ワークショップ
team-who = メンバーは？
team-nobody-yet = まだいません
team-who-takes = 届いたものをだれが担当しますか？
team-who-takes-hint = お待ちの順に、デスクにいて余裕のあるメンバーだけに割り当てます。だれもいなければ、そのまま待ちます。
team-by-hand = 手動
team-by-hand-means = 引き受けたい人が引き受けます。
team-by-turn = 順番
team-by-turn-means = デスクにいる人に1件ずつ順に。
team-least-busy = 受け持ちの少ない人へ
team-least-busy-means = 余裕のある同僚がいる間は、続けて2件当たることはありません。
team-takes-back = 返信前に勤務を外れたら、チームに戻す
team-when-there = 対応する時間は？
team-hours-of-desk = デスク全体と同じ
team-hours-own = チーム独自の時間
team-hours-hint-day = 例：<hours>9:00–12:30, 13:30–18:00</hours>。
team-hours-hint-night = 夜間は日をまたいで書けます：<hours>22:00–6:00</hours>。空欄は休みです。
team-closed = 休み
team-taken-by-hand = 手動で引き受けます。
team-nobody-at-desk = デスクにだれもいません。届いたものは待ちます。
team-next = 順番、次は{ $name }さんです。
team-to-least-busy = 受け持ちの少ない人へ。
team-there-until-today = { $time }まで対応します。
team-there-until-tomorrow = 明日{ $time }まで対応します。
team-there-until = { $day } { $time }まで対応します。
team-back = { $time }に再開します。
team-no-hours = 時間が設定されていません。
hours-overlap = 時間帯が重なっています。{ $weekday }の{ $time }に始まるものが、次の時間帯にかかっています。
time-zone-unknown = そのタイムゾーンはありません。Asia/Tokyoのように一覧から選んでください。

## Holidays

holidays-title = 休日
holidays-lead = いつもならいる人がいない日です。チャット、折り返し、約束、待ち時間はこれに従います。
holidays-saved = 今から全員に反映されます。
holidays-days-off = 休みの日
holidays-none = まだありません
holidays-none-lead = 前もってわかっている休みなら、破らずにすむ約束になります。
holiday-once = { $day }（{ $weekday }）
holiday-yearly = { $day }、毎年
holiday-of = { $day }、{ $whose }
holiday-remove = { $name }を削除
holiday-add = 休日を追加
holiday-add-it = 追加
holiday-which-day = いつですか？
holiday-name-example = 例：年末休業
holiday-for-whom = 対象は？
holiday-whole-desk = デスク全体
holiday-every-year = 毎年この日
holiday-bad-name = 休日に1～{ $most }文字の名前を付けてください。
holiday-no-day = 2026-12-24のように日付を選んでください。
holiday-there-already = その日はすでに休日です：{ $name }。
holiday-too-many = 休日は{ $most }個までです。過ぎたものを削除してください。

## Today: the first page of the day

today-title = 今日
today-good-morning = { $name }さん、おはようございます
today-good-afternoon = { $name }さん、こんにちは
today-good-evening = { $name }さん、こんばんは
today-summary = { $day }（{ $weekday }）。{ $waiting }
today-waiting-nobody = お待ちの方はいません。
today-waiting-one = お一人がお待ちです。
today-waiting-one-for-you = お一人が、あなたをお待ちです。
today-waiting =
    { $count ->
       *[other] { $all }人がお待ちです。
    }
today-waiting-all-for-you =
    { $count ->
       *[other] { $all }人がお待ちで、全員があなたの担当です。
    }
today-waiting-some-for-you =
    { $count ->
       *[other]
            { $mine ->
               *[other] { $all }人がお待ちで、うち{ $yours }人があなたの担当です。
            }
    }
number-one = 1
number-two = 2
number-three = 3
number-four = 4
number-five = 5
number-six = 6
number-seven = 7
number-eight = 8
number-nine = 9
number-ten = 10
number-eleven = 11
number-twelve = 12
number-two-first = 2
number-three-first = 3
number-four-first = 4
number-five-first = 5
number-six-first = 6
number-seven-first = 7
number-eight-first = 8
number-nine-first = 9
number-ten-first = 10
number-eleven-first = 11
number-twelve-first = 12
today-factor-reset = { $name }さんがあなたの二要素認証を解除しました（{ $day }）。
today-factor-reset-by-server = サーバーの管理者があなたの二要素認証を解除しました（{ $day }）。
today-factor-password = 今はパスワードだけであなたとしてサインインできます。
today-factor-another = <link>設定し直して</link>ください。心当たりがなければ、確認してください。
today-put-away = 閉じる
today-webhook-off = Webhook「{ $name }」は何も届かないためオフになりました。<link>経過を見る</link>
today-longest = いちばん長くお待ちの方
today-whole-desk = デスク全体を見る
today-all-answered = 全員に返事ができました
today-all-answered-lead = 次の方が来ると、ここに自動で表示されます。
today-promised = 今日の約束
today-all-promises = すべての約束を見る
today-mentions = 同僚があなたを呼んでいます
today-mention = { $name }さん、「{ $subject }」で
today-drafts = 書きかけの下書き
today-draft = { $customer }：{ $subject }
today-back = 今日戻ってくるもの
today-back-with = { $customer }、担当：{ $name }
today-back-with-nobody = { $customer }、担当者なし
today-nothing-back = 今日戻ってくるスヌーズはありません。
today-warm-up = 10秒で、あいさつの声を
today-desk-now = 今のデスク
today-yours = <b>{ $count }</b>自分の担当
today-nobodys = <b>{ $count }</b>担当者なし
today-everyones = <b>{ $count }</b>全員
today-team = 一緒にデスクにいる人
today-nobody-else = デスクにはまだほかの人がいません。
today-invite = <link>だれかを招待</link>しましょう。
today-colleague-here = 在席
today-colleague-not-here = デスクにいません
today-colleague-away = 離席
today-colleague-back = 離席、{ $time }に戻る
today-hard = 大変でしたね
today-hard-lead = <link>{ $name }</link>様、{ $time }前。お客様には怒る権利があり、それはあなたのせいではありません。これはあなただけに見えます。
today-keep-for-myself = 自分のために残す
today-ten-minutes-away = 10分離れる
today-best-moment-yesterday = 昨日のいちばんよい場面
today-best-moment = 前回の勤務日のいちばんよい場面
today-best-moment-from = <link>{ $name }</link>様、{ $day }、あなたの返信のあと。あなただけに見えます。
today-good-moment = 通話のよい場面
today-good-moment-with = <link>{ $name }</link>様と、{ $day }。あなただけに見えます。マイコーナーから開いています。
today-kind-word = うれしいひとこと
today-kind-word-from = <link>{ $name }</link>様、{ $day }
today-another-kind-word = 別のひとこと
customer-nameless = 訪問者
today-welcome-back = おかえりなさい。戻る予定は{ $time }でした。
today-away = 離席中です。{ $time }に戻ります。ひと息ついてください。デスクは大丈夫です。
today-away-hint = 離席していることと戻る時刻は同僚に見えます。理由は見えません。
today-thanks = 話してくれてありがとうございます。あなただけのものとして残ります。
today-another-look = 別の見方では：{ $look }
today-good-to-know = 教えてくれてありがとうございます。あなただけのために残しました。

## The intention of the day: with what mind one serves

intention-title = 今日はどんな気持ちで臨みますか？
intention-lead = 自分のために。選んで、変えて、または自分で書いてください。
intention-yours = 今日の心がけ
intention-share = 今日、同僚にも見せる
intention-share-hint = 見せなければマイコーナーに収まり、ほかのだれにも開けません。
intention-take = これで行く
intention-not-today = 今日はやめておく
intention-change = 心がけを変更
intention-shared = 同僚に見えています
intention-much-to-give = 差し出せるものがたくさんある。
intention-listen-first = まず聞く。それから助ける。
intention-smile-before = 電話に出る前に笑顔になる。
intention-what-i-can-do = できないことより先に、できることを言う。
intention-told-once = 同じ話を二度させない。
intention-find-the-reason = 怒っている人には理由がある。それを見つける。
intention-end-warmly = 始めと同じ温かさで終える。

## Check-ins: how it is going, for oneself alone

action-erase = 消去
field-if-you-like = （任意）
check-ins-title = 自分のチェックイン
check-ins-lead = どんな調子だったか、どんな気持ちで臨もうとしたか。マイコーナーにあり、どんな役割の人も開けず、データベースのコピーからもわかりません。
check-ins-minutes-away = { $minutes }分離れる
check-ins-closed = このブラウザーではマイコーナーが閉じています。
check-ins-open = パスワードで開く
check-ins-kept = 残したもの
check-ins-erase-all = すべて消去
check-ins-none = 何も残っていません
check-ins-none-lead = 答えたことは、消去するまでここに残ります。
check-in-i-am-back = 戻りました
check-in-question = 調子はどうですか？
check-in-own-words = 自分の言葉で
check-in-then-choose = 続いて、上の答えから1つ選んでください。
check-in-for-you-alone = あなただけのものです。パスワードで閉じられ、リーダーもオーナーも、データベースのコピーを持つ人も読めません。
check-in-well = よい
check-in-all-right = まあまあ
check-in-hard = つらい
check-in-needs-break = 少し休みたい
check-in-reframed = 大変な応対のあと
check-in-when = { $day } { $time }
check-in-erase = { $when }のものを消去
check-in-gone = 完全に消去しました。
check-in-kept = あなただけのために残しました。
check-in-too-long = { $chars }文字ありますが、上限は{ $most }文字です。少し短くしてください。
corner-open-first = 先に設定→プロフィールでマイコーナーを開いてください。これはそこに保存されます。
intentions-title = 自分の心がけ
intention-shown = { $day }、その日は同僚に見せました
intention-erase = 「{ $words }」を消去
reframing-before = 書き込む前に、その方に何があったのでしょう？
reframing-made-right = その方は起きたことに怒っていて、そこにいたのがあなたでした。これから何を正せるでしょう？
reframing-grandmother = もし書いたのがあなたのおばあさんだったら、そこから何を聞き取ってほしいですか？
reframing-fair-wish = きつい言葉の奥にあった、もっともな願いは何でしょう？
reframing-not-given-up = 強い苦情は、まだ見放していない人からのものです。どんな心づかいがうれしい驚きになるでしょう？
reframing-calm = あなたは落ち着いていられました。だいたい、でもかまいません。何が助けになりましたか？

## Search

search-title = 検索
search-lead = 話されたこと、メモされたこと、そして話した人すべて。
search-label = 会話、メッセージ、メモ、お客様を検索
search-example = 言葉、名前、または from:nora is:open
search-only = 絞り込み
search-take-away = { $operator }を外す
search-preparing = このバージョンより前に話されたことは、検索できるよう準備しています。新しいものから順に、{ $percent }%まで済みました。今届くものはすぐに見つかります。
search-customers = お客様
search-conversations = 会話
search-order = 並び順
search-best-first = 関連度順
search-newest-first = 新しい順
search-count = 会話{ $count }件
search-count-and-more = 会話{ $count }件、ほかにもあるかもしれません
search-nothing-so-far = 今のところ見つかりません
search-more-to-look = まだ探していない部分があります。
search-that-was-all = これですべてです
search-that-was-all-lead = この検索に合うものはほかにありません。
search-to-beginning = 先頭に戻る
search-nothing = 見つかりませんでした
search-nothing-lead = 言葉を減らす、言葉のはじめだけにする、別の言い方にするなどお試しください。
search-nothing-conditions = または、上の条件を1つ外してみてください。
search-by-chat = チャット
search-by-phone = 電話
search-in-person = 対面
search-by-api = API
search-written-by = { $name }：
search-noted-by = { $name }（メモ）：
search-with = 担当：<name>{ $name }</name>
search-nobodys = 担当者なし
search-looked-through = { $day }以降をすべて探しました。
search-further-back = さらにさかのぼる
search-nothing-to-look-for = これだけでは探せません
search-nothing-to-look-for-lead = 言葉、名前、番号を入力してください。ほかに入力できるものは下にあります。
search-what = 何を探しますか？
search-what-lead = 話された言葉、名前、番号。アクセント記号や大文字小文字は区別しません。
search-many-people = 「from:」に当てはまる人が多く、一部だけを探しました。氏名全体やアドレスなら、目当ての人が見つかります。
search-shortened = 探す言葉が多いため、はじめの部分だけで検索しました。
search-misread = 「{ $typed }」はふつうの言葉として検索しました。{ $instead }
search-try-from = from:nora のように、from: に名前かアドレスを付けてお試しください。
search-try-is = is:waiting、is:open、is:answered、is:snoozed、is:closed、is:unassigned、is:mine をお試しください。
search-try-tag = tag:delivery のように、tag: にタグの名前を付けてお試しください。
search-try-team = team: にチームの名前を付けてお試しください。
search-try-assignee = assignee:mia のように、assignee: に同僚の名前を付けてお試しください。
search-try-before = before:2026-11-30 や before:yesterday のような日付でお試しください。
search-try-after = after:2026-11-01 や after:monday のような日付でお試しください。
search-try-has = has:attachment をお試しください。
search-try-in = in:notes をお試しください。
search-nobody = 「{ $typed }」という人はいません。
search-nobody-on-desk = デスクに「{ $typed }」という人はいません。
search-no-tag = タグ「{ $typed }」はありません。
search-no-team = チーム「{ $typed }」はありません。
search-help = 入力できるもの
search-help-lead = すべての言葉が1つのメッセージ、メモ、件名の中にあるものを探します。最後の言葉は、はじめの部分だけで見つかります。「関連度順」では、合うもののうち最新300通を並べ替え、その後に古いものが続きます。
search-help-phrase = この言葉が隣り合って並ぶもの
search-help-not = この言葉を含まないもの。<code>-tag:vip</code> も使えます
search-help-from = このお客様か同僚が書いたもの（名前またはアドレス）
search-help-waiting = こちらの返事待ち。ほかに <codes></codes>
search-help-either = （どちらでも）
search-help-unassigned = 担当者なし。<code>is:mine</code> は自分の担当
search-help-assignee = この同僚が担当
search-help-team = このチームが担当
search-help-tag = このタグ付き
search-help-after = あなたの現地時間でその日以降。ほかに <codes></codes>
search-help-or = または
search-help-before = その日より前
search-help-attachment = ファイル付き。ファイル名も言葉と同じように見つかります
search-help-notes = 話されたことではなく、チームのメモ

## What is said in several places

action-copy = コピー
action-copy-all = すべてコピー
action-copy-link = リンクをコピー

## Customers

customer-add = お客様を追加
customer-add-button = お客様を追加
customer-address = メールまたは電話
customer-address-add = 連絡先を追加
customer-address-add-button = 連絡先を追加
customer-address-remove = { $address }を削除
customer-address-remove-confirm = { $address }を削除しますか？
customer-address-said = 訪問者の申告
customer-address-verified = 確認済み
customer-addresses = 連絡先
customer-conversations = 会話{ $count }件、最後は{ $day }。
customer-data = 保存している情報
customer-data-download = すべてダウンロード
customer-data-hint = 何を保存しているか尋ねられたとき、または何も残さないよう求められたときに。
customer-edit-details = 詳細を編集
customer-edit-name = { $name }様を編集
customer-erase = 消去…
customer-fact = 覚えておくこと
customer-fact-bad = 1～{ $most }文字の文を書いてください。
customer-fact-by = { $name }さん、{ $day }
customer-fact-by-somebody = 元のメンバー、{ $day }
customer-fact-forget = 忘れる：{ $fact }
customer-fact-forgotten = 忘れました。
customer-fact-hint = { $name }様にとって大切な、ささやかなこと
customer-fact-hint-unnamed = お客様にとって大切な、ささやかなこと
customer-fact-recall = 元に戻す（忘れるのを取り消す）
customer-fact-remember = 覚えておく
customer-facts = 覚えておきたいこと
customer-facts-full = すでに{ $most }件を覚えています。先に1つ外してください。
customer-facts-none = まだありません。ささやかなことが、「わかってくれている」という気持ちを生みます。
customer-form-lead = 連絡先と覚えておくことは、<link>お客様のページ</link>にあります。
customer-if-you-know = わかれば
customer-keep-changes = 変更を保存
customer-known = { $name }様についてわかっていること
customer-known-unnamed = この訪問者についてわかっていること
customer-language = 言語
customer-language-bad = 言語タグの形ではありません。「en」「ja」「pt-BR」のように入力してください。
customer-language-not-known = 不明
customer-local-time = 現地時刻
customer-local-time-there = 現地は{ $time }
customer-met-today = 今日はじめてお会いしました。
customer-name = 名前
customer-new-conversation = 新しい会話
customer-new-lead = まずは名前だけで十分です。ほかはあとからで構いません。
customer-new-title = 新しい方ですか？
customer-no-conversation = 会話はまだありません。
customer-page = ページ
customer-page-hint = 最後に書き込んだページ
customer-story = これまでの経緯
customer-story-none = 物語はここから始まります
customer-story-none-hint = お客様が書いたこと、話したことがここに残るので、一度言っていただくだけですみます。
customer-story-since = { $day }から
customer-story-with = 担当：{ $name }
customer-story-with-nobody = 担当者なし
customer-time-zone = タイムゾーン
customer-time-zone-example = Asia/Tokyo
customer-time-zone-unknown = そのタイムゾーンはありません。Asia/Tokyoのように選んでください。
customer-with-us-since = { $month }からのお付き合いです。
customers-add-named = 「{ $name }」を追加
customers-column-last = 最後の会話
customers-column-last-short = 最後
customers-column-state = 状態
customers-column-when = 日時
customers-column-who = お客様
customers-end = これで全員です
customers-end-hint = この先にお客様はいません。
customers-lead = これまでデスクに来られた方すべてと、その経緯。
customers-next = 次のお客様
customers-no-conversation = まだありません
customers-none = まだだれも来ていません
customers-none-found = 「{ $words }」に合うお客様はいません
customers-none-found-hint = 名前、メールアドレス、電話番号の一部でお試しください。
customers-none-hint = チャットに書き込んだ方は自動でここに表示されます。お会いした方は追加できます。
customers-pages = ページ
customers-previous = 前のお客様
customers-search = 名前、アドレス、番号で検索
customers-search-hint = 名前、メールアドレス、電話番号
customers-show-all = 全員を表示
customers-title = お客様
customers-to-beginning = 先頭に戻る
name-missing = 名前がありません。入力してください。
name-too-long = 名前が長すぎます。{ $most }文字以内にしてください。
state-closed = 完了
state-snoozed = スヌーズ中
state-waiting-on-customer = お客様の返事待ち
state-waiting-on-us = こちらの返事待ち

## Merging customers

customer-merge = 統合…
customer-merge-addresses = 連絡先
customer-merge-back = <link>お客様のページ</link>に戻る。
customer-merge-browsers = チャットに使うブラウザー{ $count }個
customer-merge-button = 統合する
customer-merge-calls = 通話{ $count }件
customer-merge-changed = どちらかの情報がたった今変更されました。両方を見直してから統合してください。
customer-merge-choose = <name>{ $name }</name>様と同じ方はどなたですか？
customer-merge-choose-lead = 実行する前に、お二人を並べて確かめられます。
customer-merge-choose-other = 別の方を選ぶ
customer-merge-choose-page = { $name }様を別のお客様と統合
customer-merge-conversations = 会話{ $count }件
customer-merge-done = 統合しました。お二人は今、一人のお客様です。
customer-merge-find = 別の方を探す
customer-merge-first-met = { $id }、はじめて会ったのは{ $day }
customer-merge-found = 見つかったお客様
customer-merge-goes-on = 残る方に引き継がれます
customer-merge-gone = { $name }様は統合されました
customer-merge-gone-hint = すべて<link>{ $name }</link>様に引き継がれます。ここで書きかけの内容は残り、そちらに記録されます。
customer-merge-held = <link>{ $subject }</link>がお二人の会話を統合したものである間は、元に戻せません。
customer-merge-is-kept = 先に会った方なので残ります
customer-merge-lead = 実行するまで何も起きません。いつでも元に戻せます。
customer-merge-likely = 同じ方かもしれません
customer-merge-likely-lead = 同じアドレス、番号、またはIDを持っています。
customer-merge-likely-why = 同じアドレス、番号、またはID
customer-merge-never-mind = やめる
customer-merge-no-addresses = なし
customer-merge-no-facts = まだなし
customer-merge-none-found = 「{ $words }」に合う方はほかにいません
customer-merge-not-known = 不明
customer-merge-number = 番号
customer-merge-page = { $gone }様を{ $kept }様に統合
customer-merge-promises = これから守る約束{ $count }件
customer-merge-story = これまでの経緯
customer-merge-title = このお二人は同じ方ですか？
customer-merge-type = 名前、アドレス、番号を入力してください。
customer-merge-undo = 統合を元に戻す
customer-merge-undo-of = { $name }様の統合を元に戻す
customer-merge-undone = 元に戻しました。再びお二人です。もう一人は<link>{ $name }</link>様です。
customer-merge-undone-already = すでにだれかが元に戻しています。
customer-merge-which-language = 話す言語は？
customer-merge-which-name = お名前は？
customer-merge-which-time-zone = タイムゾーンは？
customer-merge-will-be = 統合するとどうなるか
customer-merge-will-browsers = どのブラウザーでも、そこで書かれたものだけが引き続き読め、もう一方は見えません。両方を見るにはサイトでのサインインが必要です。
customer-merge-will-links = どちらを探しても、どちらに書いても、どちらのリンクをたどっても、このお客様に着きます。
customer-merge-will-stories = 1つのページに両方の経緯が並びます。どちらの会話、通話、約束、連絡先、覚えておくこともすべて。
customer-merge-will-undo = 元に戻すと、再び分かれます。その後に届いたものは、届いたブラウザーやアドレスの持ち主に残り、こちらで書き留めたものは、残る方に残ります。
customer-merge-with = { $name }様と統合…
customer-merge-with-another = 別のお客様と統合…
customer-merges = お二人を統合したお客様
customer-merges-hint = 元に戻すと、その後に届いたものは届いたブラウザーやアドレスの持ち主に残り、ここで書き留めたものはこのお客様に残ります。
customer-merges-one = { $day }、{ $by }さんが{ $gone }様を{ $kept }様に統合しました。
customer-merges-one-undone = { $day }に元に戻されました。

## Erasing customers

erasure-addresses = アドレスと番号{ $count }件
erasure-back-to-desk = デスクに戻る
erasure-browsers = チャットに使ったブラウザー{ $count }個
erasure-button = 完全に消去
erasure-by-somebody = だれか
erasure-calls = 通話{ $count }件
erasure-cleared = ファイルを削除し、データベースから最後の痕跡まで消しました。
erasure-clearing = ファイルを削除しています。再起動しても自動で続きます。
erasure-conversation-gone = この会話は消去されました
erasure-conversation-gone-why = 情報を何も残さないよう、お客様が求めました。
erasure-conversations = 会話{ $count }件
erasure-done-by = { $name }が<time>{ $day }</time>に消去しました。お客様が書いたことも話したことも、何も残っていません。
erasure-done-hint = 以前のバックアップには、入れ替わるまで内容が残ります。それがいつまでかをお客様にお伝えください。Webhookでこのお客様のことを通知したほかのプログラムには、消去したことを知らせます。そこに残ったものの消去は、その管理者が行います。
erasure-done-page = 消去済み
erasure-done-title = このお客様は消去されました
erasure-facts = 覚えておきたいこと{ $count }件
erasure-files = ファイル{ $count }個（{ $size }）
erasure-first = 先に受け取りたいとお望みですか？<link>保存している情報をすべてダウンロード</link>。
erasure-going = 消えるもの
erasure-going-too = あわせて、言葉から気づいたこと、検索の索引、ほかのプログラムとのやり取りも消えます。チャットを開いている場合は本人に知らせ、チャットは最初からになります。
erasure-lead = 情報を何も残さないよう、お客様が求めたときに。元に戻すことはできません。
erasure-leave = すべてそのままにする
erasure-merged-meanwhile = その間に別のお客様と統合されました。お客様のページをもう一度確かめてください。
erasure-messages-ours = こちらのメッセージ{ $count }通
erasure-messages-theirs = お客様のメッセージ{ $count }通
erasure-name-alone = お名前だけです。ほかに保存しているものはありません。
erasure-nobody = ここに該当する方はいません
erasure-notes = お客様についてのメモと下書き{ $count }件
erasure-on-the-phone = 今お電話中です。通話が終わってから消去してください。
erasure-other-name = 名前が違います。消去するには「{ $name }」と入力してください。
erasure-page = { $name }様を消去
erasure-promises = お客様への約束{ $count }件
erasure-promises-open = まだ守っていない約束が{ $count }件あり、取り下げられます。
erasure-recordings = 通話のリプレイ、録音、共有した場面{ $count }件（担当者だけのものも含む）
erasure-staying = 残るもの
erasure-staying-audit = 監査ログの記録（名前なし）。
erasure-staying-backups = 以前のバックアップ（入れ替わるまで）。復元した場合は、もう一度消去してください。
erasure-staying-counts = デスクの数値が変わらないように、だれの名前も言葉も含まない件数と時間。
erasure-title = <name>{ $name }</name>様を消去しますか？
erasure-to-customers = お客様の一覧へ
erasure-type-name = 確認のため<name>{ $name }</name>と入力
erasure-who-may = お客様を消去できるのはオーナーかリーダーだけです。どちらかに頼んでください。

## What is kept of a customer: a document for them

personal-data-call = 通話、{ $day }に開始
personal-data-chat = チャット、{ $day }に開始
personal-data-facts = 覚えておきたいと思ったこと
personal-data-in-person = 対面、{ $day }に開始
personal-data-json = 同じ内容が<link>data.json</link>に、ほかのプログラムで読める形で入っています。送受信したファイルはfilesフォルダーにあります。
personal-data-known = お客様について
personal-data-known-as = サイトでの識別名
personal-data-last-page = 最後のページ
personal-data-made = { $day }作成。
personal-data-no-conversation = 会話はまだありません。
personal-data-not-answered = お受けできなかったお電話。
personal-data-not-in-it = 含まれないもの
personal-data-note = 内部のメモ
personal-data-one-of-us = 担当者
personal-data-other-program = ほかのプログラム経由、{ $day }に開始
personal-data-promise = { $what }（{ $day }まで）
personal-data-promises = こちらの約束
personal-data-sealed = 担当者が書きかけてまだ送っていないものと、通話で聞こえたこと。お話しした本人のために封じられ、ほかの者には開けません。それぞれの通話の日時と録音の有無は、data.jsonにあります。
personal-data-talked = { $time }の通話。
personal-data-title = { $desk }が保存している{ $name }様の情報
personal-data-when = { $day } { $time }

## Settings

settings-desk = デスク
settings-nav-api = API
settings-nav-audit = 監査ログ
settings-nav-canned-replies = 定型文
settings-nav-chat = チャット
settings-nav-first-words = 最初の言葉
settings-nav-hints = ヒント
settings-nav-holidays = 休日
settings-nav-notifications = 通知
settings-nav-people = メンバー
settings-nav-phone = 電話
settings-nav-profile = プロフィール
settings-nav-rules = ルール
settings-nav-second-factor = 二要素認証
settings-nav-security = セキュリティ
settings-nav-sessions = セッション
settings-nav-tags = タグ
settings-nav-team-figures = チームの通話の声
settings-nav-teams = チーム
settings-nav-trust = 信頼とは
settings-nav-webhooks = Webhook
settings-nav-workspace = ワークスペース
settings-nav-import = インポート
settings-nav-export = エクスポート
settings-nav-retention = 保存日数
settings-nav-email = メール
settings-title = 設定
settings-you = 自分
settings-all = すべての設定

## Settings: people

invitation-detail = { $role }、{ $time }まで有効
invitation-email = メールアドレス
invitation-gone = このリンクはもう使えません。使用済みか、取り消されたか、期限切れです。新しいリンクを頼んでください。
invitation-if-you-know = （わかれば）
invitation-make = 招待を作成
invitation-new = だれかを招待
invitation-new-lead = 相手に渡すリンクができます。7日間有効で、1回だけ使えます。
invitation-new-lead-by-email = アドレスがわかれば、リンクがメールで届きます。わからなければ、相手に渡すリンクができます。7日間有効で、1回だけ使えます。
invitation-owner-invites-owner = オーナーを招待できるのはオーナーだけです。
invitation-ready = 招待ができました
invitation-ready-lead =
    { $role ->
        [owner] このリンクを{ $email }に渡してください。7日間有効で、1回だけ使え、使った人はオーナーになります。再表示されないので、今コピーしてください。
        [lead] このリンクを{ $email }に渡してください。7日間有効で、1回だけ使え、使った人はリーダーになります。再表示されないので、今コピーしてください。
       *[agent] このリンクを{ $email }に渡してください。7日間有効で、1回だけ使え、使った人は担当者になります。再表示されないので、今コピーしてください。
    }
invitation-ready-lead-whoever =
    { $role ->
        [owner] このリンクを参加する人に渡してください。7日間有効で、1回だけ使え、使った人はオーナーになります。再表示されないので、今コピーしてください。
        [lead] このリンクを参加する人に渡してください。7日間有効で、1回だけ使え、使った人はリーダーになります。再表示されないので、今コピーしてください。
       *[agent] このリンクを参加する人に渡してください。7日間有効で、1回だけ使え、使った人は担当者になります。再表示されないので、今コピーしてください。
    }
invitation-ready-lead-by-email =
    { $role ->
        [owner] { $email }にはメールでも届くので、ほかにすることはありません。7日間有効で、1回だけ使え、使った人はオーナーになります。再表示されないので、今コピーしてください。
        [lead] { $email }にはメールでも届くので、ほかにすることはありません。7日間有効で、1回だけ使え、使った人はリーダーになります。再表示されないので、今コピーしてください。
       *[agent] { $email }にはメールでも届くので、ほかにすることはありません。7日間有効で、1回だけ使え、使った人は担当者になります。再表示されないので、今コピーしてください。
    }
invitation-take-back = 取り消す
invitation-take-back-of = { $email }への招待を取り消す
invitation-take-back-whoever = { $time }までの招待を取り消す
invitation-whoever = リンクを持つ人
invitations-open = 有効な招待
password-link-gone = このリンクはもう使えません。新しいリンクを頼んでください。
password-link-ready = リンクができました
password-link-ready-lead = { $name }さんに渡すと、新しいパスワードを設定できます。24時間有効で、1回だけ使えます。再表示されないので、今コピーしてください。
password-link-ready-lead-by-email = { $name }さんにはメールでも届き、新しいパスワードを設定できます。24時間有効で、1回だけ使えます。再表示されないので、今コピーしてください。
password-link-used = このリンクはたった今使われました。
people-at-the-desk = デスクのメンバー
people-away = 離席
people-away-back = 離席、{ $time }に戻る
people-column-actions = できること
people-column-who = メンバー
people-deactivate = デスクから外す
people-gone = デスクを離れた人
people-gone-detail =
    { $role ->
        [owner] { $email }、オーナー
        [lead] { $email }、リーダー
       *[agent] { $email }、担当者
    }
people-gone-lead = 書いたものは、その人の名前で残ります。
people-here = 在席
people-lead = このデスクで応対する人と、できること。
people-limit = 自動で割り当てる会話の上限
people-limit-bad = 1～{ $most }の数を書くか、上限なしなら空のままにしてください。
people-limit-keep = 保存
people-limit-keep-of = { $name }さんの上限を保存
people-limit-none = 上限なし
people-more-for = { $name }さんのその他の操作
people-needs-owner = デスクにはオーナーが必要です。先にほかの人をオーナーにしてください。
people-not-yourself = 自分をデスクから外すことはできません。ほかのオーナーかリーダーに頼んでください。
people-owner-changes-owner = オーナーを変更できるのはオーナーだけです。
people-owner-makes-owner = ほかの人をオーナーにできるのはオーナーだけです。
people-password-link = パスワード用リンクを作成
people-reactivate = デスクに戻す
people-reactivate-name = デスクに戻す：{ $name }
people-role = 役割
people-role-change = 変更
people-role-change-of = { $name }さんの役割を変更
people-role-of = { $name }さんの役割
people-saved-deactivation = すべての場所でサインアウトしました。書いたものは残ります。
people-saved-invitation = そのリンクはもう使えません。
people-saved-limit = 今から届くものに適用されます。すでに持っている会話が減ることはありません。
people-saved-nothing = 変更はありません。
people-saved-reactivation = 再びサインインできます。
people-saved-role = 今から新しい役割です。
people-saved-second-factor = パスワードだけでサインインするようになり、あなたが解除したことが本人に伝わります。セッションは終了しました。
people-second-factor-remove = 二要素認証を解除
people-title = メンバー
people-with-second-factor = { $presence }、二要素認証あり
people-you = { $name }（自分）
role-agent = 担当者
role-agent-means = 担当者：お客様に応対します
role-lead = リーダー
role-lead-means = リーダー：メンバー、チーム、チャットの管理も行います
role-owner = オーナー
role-owner-means = オーナー：すべてを変更できます

## Settings: profile

profile-availability = 在席状況
profile-availability-lead = 新しい会話は、在席している人にだけ割り当てられます。
profile-availability-save = 在席状況を保存
profile-away = 離席
profile-back = 戻る時刻
profile-back-hint = 「13:00」や「tomorrow 9:00」のように入力します。
profile-back-if = （離席中で、わかれば）
profile-back-said = 戻る予定は{ $time }です。
profile-here = 在席
profile-identities = サインインに使える、そちらのアカウントです。
profile-identities-none = そちらのアカウントを接続すると、サインインに使えます。
profile-identity-connect = アカウントを接続
profile-identity-connect-another = 別のアカウントを接続
profile-identity-disconnect = 接続を解除
profile-identity-disconnect-name = { $name }の接続を解除
profile-identity-unnamed = アドレスのないアカウント
profile-identity-unused = { $linked }に接続
profile-identity-used = { $linked }に接続、最後の使用は{ $used }
profile-lead = お客様や同僚からの見え方です。
profile-name = 名前
profile-name-hint = 返信の下に表示され、お客様に見えます。
profile-password = パスワード
profile-role = { $role }、{ $email }でサインイン
profile-saved-availability = 同僚にすぐ伝わります。
profile-saved-corner = 以前マイコーナーにあったものが、再び開きました。ほかのブラウザーはサインアウトされたので、サインインし直してください。
profile-saved-corner-open = このブラウザーでマイコーナーが開いています。
profile-saved-identity = 今からそのアカウントでサインインできます。
profile-saved-identity-removal = そのアカウントではもうサインインできません。
profile-saved-name = 次の返信からこの名前になります。
profile-saved-password = 今から新しいパスワードが有効です。ほかのブラウザーはサインアウトされました。
profile-time-zone = タイムゾーン
profile-time-zone-hint = Tokyoのように都市名を入力してください。
profile-title = プロフィール
profile-where = どちらにいますか？
profile-you = 自分

## Passwords and corners

corner-is-closed = このブラウザーでは閉じています
corner-is-open = このブラウザーで開いています
corner-lead = あなただけのものがここにあります。声のミラー、リプレイ、ふりかえり。パスワードで閉じられ、リーダーもオーナーも、データベースのコピーを持つ人も読めません。
corner-lost = パスワードが新しくなる前のものは閉じたままです。リカバリーキーがありませんでした。
corner-not-opened = 今はマイコーナーを開けませんでした。もう一度お試しください。
corner-open = マイコーナーを開く
corner-password = パスワードで開く
corner-password-hint = パスワードなしで、またはマイコーナーができる前にサインインしています。
corner-recover = パスワードが新しくなる前のものを開く
corner-recover-button = リカバリーキーで開く
corner-recover-hint = 4文字×8組のリカバリーキーです。小文字でもスペース入りでも構いません。ほかの人がパスワードを知っているかもしれないときは、先に変更してください。
corner-recovery-key-copy = キーをコピー
corner-recovery-key-keep = 紙に書く、パスワードと一緒に保管するなど、自分だけが見つけられる場所に置いてください。再表示されず、今あるもののためにだれかが作り直すこともできません。以前作ったキーはもう使えません。
corner-recovery-key-made = リカバリーキーがあります（{ $day }作成）。新しく作ると置き換わります。
corner-recovery-key-make = リカバリーキーを作成
corner-recovery-key-make-new = 新しいリカバリーキーを作成
corner-recovery-key-none = パスワードを忘れると、リカバリーキーがないかぎり、ここにあるものは二度と開けません。
corner-recovery-key-of = { $desk }の{ $name }さんのリカバリーキー
corner-recovery-key-print = 印刷
corner-recovery-key-unreadable = リカバリーキーは英数字4文字×8組です。足りないものがないか確かめてください。
corner-recovery-key-wrong = このリカバリーキーで開けるものはここにありません。各組の文字と、最後に作ったキーであることを確かめてください。
corner-title = マイコーナー
password-back = { $name }さん、おかえりなさい
password-change = パスワードを変更
password-choose = { $email }の新しいパスワードを決めてください。
password-foot = 古いパスワードでサインインしていたブラウザーは、すべてサインアウトされます。あなただけのものは、リカバリーキーで開くまで閉じたままです。
password-hint = { $least }文字以上。短い文にするのがおすすめです。
password-keep = このパスワードにする
password-new = 新しいパスワード
password-new-hint = { $least }文字以上。
password-not-kept = このパスワードは保存できませんでした。別のものにしてください。
password-not-used = 今はこのパスワードを使えませんでした。もう一度お試しください。
password-not-yours = 現在のパスワードと違います。もう一度お試しください。
password-now = 現在のパスワード
password-now-hint = ご本人であることの確認です。
password-owner-for-owner = オーナーの新しいパスワードを作れるのはオーナーだけです。
password-signing-in-elsewhere = ちょうど別の場所でサインイン中でした。もう一度お試しください。
password-too-long = パスワードが長すぎます。{ $most }文字以内にしてください。
password-too-short = パスワードが短すぎます。{ $least }文字以上にしてください。いくつかの言葉を並べるのがおすすめです。

## Joining the desk

join-bad-desk-name = お客様が呼ぶ名前を{ $most }文字以内で書いてください。
join-button = デスクに参加
join-desk-name = デスクの名前は？
join-desk-name-hint = お店の名前など、お客様に知られる名前です。
join-email = メールアドレス
join-foot = このリンクは1回だけ使えます。
join-lead =
    { $role ->
        [owner] デスクにオーナーの席をご用意しています。
        [lead] デスクにリーダーの席をご用意しています。
       *[agent] デスクに担当者の席をご用意しています。
    }
join-lead-by =
    { $role ->
        [owner] { $name }さんが、オーナーとしてデスクにお招きしています。
        [lead] { $name }さんが、リーダーとしてデスクにお招きしています。
       *[agent] { $name }さんが、担当者としてデスクにお招きしています。
    }
join-name = 名前
join-open-button = デスクを開く
join-opens-foot = 入力した内容はすべてこのマシンに残ります。
join-opens-lead = あなたが最初の人なので、このアカウントがワークスペースのオーナーになります。
join-opens-title = ようこそ。デスクを開きましょう。
join-page = 参加
join-password = パスワード
join-welcome = { $desk }へようこそ
set-up-foot = ほかの人がBlissをインストールしましたか？その人にリンクをもらってください。
set-up-lead = まだだれもいないので、オーナーがいません。
set-up-link = Blissは起動時に、起動したウィンドウかログにオーナー用のリンクを表示しています。そのリンクを開いてアカウントを作ると、1分で使い始められます。
set-up-link-lost = リンクは7日間有効で、1回だけ使えます。見つからなければ、Blissを起動し直すと新しいリンクが表示されます。
set-up-page = セットアップ
set-up-title = ようこそ。新しいデスクです。

## Signing in

provider-sign-in-badly-set-up = IDプロバイダーが、このデスクからの問い合わせを受け付けません。オーナーが双方の設定、特に戻り先のアドレスを確かめてください。
provider-sign-in-changed = 移動している間に、IDプロバイダーが変更されました。もう一度サインインしてください。
provider-sign-in-connected-already = このアカウントはすでに接続されています。これでサインインしてください。
provider-sign-in-deactivated = あなたはもうこのデスクのメンバーではありません。オーナーかリーダーに、戻してもらってください。
provider-sign-in-denied = IDプロバイダーがサインインを認めなかったか、ご自身で取りやめました。もう一度サインインするか、このデスクを使ってよいかプロバイダーの管理者に尋ねてください。
provider-sign-in-is-it-you = { $name }さんご本人ですか？
provider-sign-in-it-is-me = 本人です
provider-sign-in-known = { $provider }では{ $who }として登録されています。パスワードを一度入力すると、このデスクの{ $email }もご本人だと確認できます。
provider-sign-in-new = { $provider }では{ $who }として登録されています。デスクに席をご用意しています。
provider-sign-in-new-password = あなただけのもののためのパスワード
provider-sign-in-new-password-hint = 声のミラーとふりかえりは、ほかの人が読めないようにこのパスワードで閉じられます。{ $least }文字以上。
provider-sign-in-not-here = IDプロバイダーには登録されていますが、このデスクにはまだ登録がありません。メンバーなら、パスワードでサインインし、設定→プロフィールでアカウントを接続してください。そうでなければ、オーナーかリーダーに招待を頼んでください。
provider-sign-in-only-way = このアカウントが唯一のサインイン方法なので、接続は解除できません。
provider-sign-in-other = 別の人ですか？<link>ほかの方法でサインイン</link>。
provider-sign-in-other-provider = この応答は、問い合わせたIDプロバイダーからのものではありません。もう一度サインインしてください。
provider-sign-in-page = ご本人の確認
provider-sign-in-password = このデスクのパスワード
provider-sign-in-password-hint = 以後は{ $provider }でサインインできます。
provider-sign-in-too-long-ago = IDプロバイダーから戻って時間がたちすぎました。もう一度サインインしてください。
provider-sign-in-trouble = IDプロバイダーに問題が起きています。しばらくしてからもう一度サインインしてください。
provider-sign-in-way-back-gone = IDプロバイダーからのこの戻り道は、すでに使われたか、時間がかかりすぎたか、別のブラウザーで始まったものです。もう一度サインインしてください。
sessions-browser = { $browser }（{ $system }）
sessions-browser-unnamed = 名前のわからないブラウザー
sessions-used-ago = { $ip }、最後の使用は{ $time }前
sessions-used-now = { $ip }、使用中
sessions-used-on = { $ip }、最後の使用は{ $day }
sign-in-as-other = 別の人としてサインイン
sign-in-password-kept = 新しいパスワードを保存しました。あなただけのものを開くのに使います。このデスクへのサインインにはIDプロバイダーを使います。
sign-in-too-long-ago = サインインを始めてから時間がたちすぎました。もう一度サインインしてください。
sign-in-wrong = メールアドレスとパスワードの組み合わせが違います。両方を確かめて、もう一度お試しください。

## Second factors

second-factor-already = 二要素認証はすでに設定されています。設定し直すには、先にオフにしてください。
second-factor-ask-password = パスワードを確認しました。次はアプリのコードです。
second-factor-ask-provider = IDプロバイダーで確認しました。次はアプリのコードです。
second-factor-begin-anew = 設定はもう中断されています。最初からやり直してください。
second-factor-code = コード
second-factor-code-hint = 今表示されている6桁、またはリカバリーコードの1つ。
second-factor-code-now = アプリに今表示されているコード
second-factor-codes-replace = 新しいリカバリーコードを作ると、以前のものは使えなくなります。
second-factor-copy-secret = シークレットをコピー
second-factor-everybody = { $desk }では、全員がパスワードとスマートフォンのコードでサインインします。設定は一度だけ、1分ですみます。
second-factor-go-on = 続ける
second-factor-have-it = 手元にあります
second-factor-key-changed = デスク自身の鍵が変わったため、アプリのコードを今は確認できません。リカバリーコードを使うか、オーナーに二要素認証の解除を頼んでください。
second-factor-lead = パスワードに加えてスマートフォンのコードを使います。パスワードを知られても、ほかの人は入れません。
second-factor-make-codes = 新しいリカバリーコードを作成
second-factor-none = まだ設定されていません
second-factor-none-any-more = 二要素認証はなくなりました。
second-factor-none-lead = スマートフォンにワンタイムコードのアプリが必要です。設定は1分ですみます。
second-factor-not-at-hand = どちらも手元にありませんか？オーナーが二要素認証を解除できます。<link>別の人としてサインイン</link>。
second-factor-not-now = 今はしない
second-factor-off = オフにする
second-factor-off-code-hint = アプリのコード、またはリカバリーコード。
second-factor-off-hint = スマートフォンを替えたら、オフにして、新しいもので設定し直してください。
second-factor-off-needed = このデスクでは全員に二要素認証が必要なため、オフにできません。スマートフォンを替えたら、ほかのオーナーに解除してもらい、次のサインインで設定し直してください。
second-factor-on = オンです
second-factor-on-and-go-on = オンにして続ける
second-factor-on-codes = サインインのたびにアプリのコードを入力します。リカバリーコードの残り：{ $count }個。
second-factor-on-few-codes = サインインのたびにアプリのコードを入力します。リカバリーコードの残り：{ $count }個。早めに新しいものを作ってください。
second-factor-one-more = { $name }さん、あとひとつ
second-factor-other-owner = 二要素認証を解除できるのは、ほかのオーナーだけです。
second-factor-picture = アプリのカメラで読み取る、シークレットのQRコード
second-factor-point = アプリを画像に向けてください。同じ端末なら、<link>アプリで開く</link>ことができます。
second-factor-print = 印刷
second-factor-put-away = 続ける前に、これらを保管してください。
second-factor-put-away-done = 保管しました、続ける
second-factor-put-away-first = まずこれらを保管してください
second-factor-recovery-codes = リカバリーコード
second-factor-recovery-codes-lead = アプリが手元にないとき、それぞれ1回だけサインインに使えます。自分だけが見つけられる場所に保管してください。再表示されず、以前のものはもう使えません。
second-factor-saved-off = 今からはパスワードだけでサインインできます。ほかのブラウザーはサインアウトされました。
second-factor-set-up = 二要素認証を設定
second-factor-set-up-lead = ワンタイムコードのアプリなら何でも使えます。シークレットはあなただけのものです。だれにも見せないでください。
second-factor-set-up-title = アプリに登録
second-factor-since = { $day }から
second-factor-stays = このデスクでは全員に二要素認証が必要なため、オフにできません。
second-factor-switch-on = オンにする
second-factor-take-telephone = スマートフォンを用意し、ワンタイムコードのアプリを開いてください。
second-factor-they-have-none = この人は二要素認証を設定していません。
second-factor-title = 二要素認証
second-factor-type = または、時間ベース（TOTP）のキーとして次の文字を入力：
second-factor-unreadable = コードは6桁、リカバリーコードは4文字×4組です。足りないものがないか確かめてください。
second-factor-unusable = この二要素認証は使えません。オーナーに解除を頼んでください。
second-factor-wrong = コードが違うか、使用済みです。アプリに次のコードが出るのを待って入力してください。時計のずれは30秒以内である必要があります。
second-factor-you-are-in = { $name }さん、サインインできました

## Settings: security

identity-provider-address = プロバイダーのアドレス
identity-provider-address-hint = https://accounts.google.comのような発行者（issuer）。
identity-provider-answer-anybody = IDプロバイダーの応答は、だれでも署名できる形式のため受け付けません。RS256、ES256、EdDSAのいずれかで署名してください。
identity-provider-answer-audience = IDプロバイダーの応答は別のプログラム向けのため、受け付けません。
identity-provider-answer-expired = IDプロバイダーの応答が古すぎます。もう一度サインインしてください。
identity-provider-answer-issuer = IDプロバイダーの応答が別のプロバイダーの名で来たため、受け付けません。
identity-provider-answer-nonce = IDプロバイダーの応答は別のサインインのものです。もう一度サインインしてください。
identity-provider-answer-not-yet = IDプロバイダーの応答が未来の時刻になっています。プロバイダーかデスクの時計がずれています。直してから、もう一度サインインしてください。
identity-provider-answer-other-key = IDプロバイダーのどの鍵でも署名されていないため、応答を受け付けません。もう一度サインインしてください。
identity-provider-answer-party = IDプロバイダーの応答は別のプログラムが求めたもののため、受け付けません。
identity-provider-answer-subject = IDプロバイダーの応答にだれのことかが示されていないため、受け付けません。
identity-provider-answer-unsigned = IDプロバイダーの応答は、ここで扱える方式で署名されていないため、受け付けません。
identity-provider-client-id = クライアントID
identity-provider-client-id-hint = プロバイダーがこのデスクに付けた名前です。
identity-provider-client-refused = IDプロバイダーが、このデスクのクライアントIDとシークレットを受け付けません。オーナーが設定→セキュリティで入力し直してください。
identity-provider-connection = 接続
identity-provider-connection-lead = Blissをウェブアプリケーションとしてプロバイダーに登録し、戻り先に次のアドレスを指定してください：
identity-provider-copy = アドレスをコピー
identity-provider-factor-claim = （amrにmfa）
identity-provider-forget = 設定を消す
identity-provider-in-use = 使用中
identity-provider-in-use-since = { $day }から使用中
identity-provider-is-none = そのアドレスにあるのはOpenID Connectプロバイダーではありません。{ $name }が示されていません。
identity-provider-joins = 参加できる人
identity-provider-joins-as = 役割
identity-provider-joins-as-hint = 自分からオーナーになることはできません。
identity-provider-joins-bad = 「{ $line }」は、tea.exampleのようなドメインでも、メールアドレスでもありません。
identity-provider-joins-example = tea.example
identity-provider-joins-hint = ドメインやアドレスを1行に1つずつ。それ以外の人には招待が必要です。
identity-provider-joins-optional = （いれば）
identity-provider-joins-too-many = ドメインとアドレスは{ $most }個までです。
identity-provider-late = IDプロバイダーが{ $seconds }秒以内に応答しませんでした。
identity-provider-lead = Google、Microsoft、Okta、自社のプロバイダーなど、OpenID Connectのプロバイダーにすでにあるアカウントでサインインします。
identity-provider-name = ボタンの表示
identity-provider-name-bad = ボタンに表示する名前を{ $most }文字以内で書いてください。
identity-provider-name-example = Google
identity-provider-name-hint = 「…でサインイン」と表示されます。
identity-provider-no-client-id = クライアントIDがありません。Blissを登録したプロバイダーの画面に表示されています。
identity-provider-no-encryption = デスクのマシンでは、今は暗号化ができません。
identity-provider-no-json = IDプロバイダーの応答がJSONではありません。
identity-provider-no-owner = 自分からオーナーになることはできません。別の役割を選んでください。
identity-provider-not-in-use = まだ使っていません
identity-provider-only-way = これが唯一のサインイン方法です。プロバイダーが止まっても入れるように、あなたとほかのオーナーはパスワードも使えます。
identity-provider-only-way-check = オーナー以外は、これだけでサインインする
identity-provider-other-address = プロバイダー自身が示すアドレスは{ $address }で、入力と異なります。それで正しければ、そちらを入力してください。
identity-provider-own-network = 自社ネットワーク内のプロバイダーを使うには、<code>--private-identity-provider</code>を付けてBlissを起動してください。
identity-provider-owners = プロバイダーが止まっても入れるように、オーナーはパスワードを残します。パスワードをなくしたオーナーは、サーバーで<code>bliss reset-link</code>にアドレスを付けて実行すると、リンクを得られます。
identity-provider-passwords-too = パスワードでもサインインできます。
identity-provider-said-nothing = IDプロバイダーから、どなたかの情報がありませんでした。
identity-provider-saved-changed = 今から有効です。
identity-provider-saved-forgotten = お試しを終わりました。
identity-provider-saved-removal = 今からはパスワードだけでサインインします。
identity-provider-saved-trial = お試し用に保存しました。使い始めるまで、すべてこれまでどおりです。
identity-provider-saved-tried = うまくいきました。正しい人として認識されたか確かめて、使い始めてください。
identity-provider-saved-use = 今からそちらでサインインします。
identity-provider-secret = クライアントシークレット
identity-provider-secret-hint = なければ空のままにしてください。
identity-provider-secret-known = 空のままなら、今のものを使い続けます。
identity-provider-secret-unreadable = デスク自身の鍵が変わったため、IDプロバイダーのシークレットを読めません。オーナーが設定→セキュリティで入力し直してください。
identity-provider-somebody-else = IDプロバイダーから届いたのは、サインインした人とは別の人の情報でした。
identity-provider-status = IDプロバイダーがステータス{ $status }を返しました。
identity-provider-stop = 使うのをやめる
identity-provider-title = IDプロバイダー
identity-provider-too-long = IDとシークレットは{ $most }文字までです。
identity-provider-too-much = IDプロバイダーの応答が大きすぎます。
identity-provider-trial = お試し
identity-provider-trial-hint = 一度そちらでサインインしてください。それまでだれにも変化はありません。
identity-provider-trusts-factor = 二要素認証を確認したと示されていれば、こちらでは求めない
identity-provider-try = 試す
identity-provider-try-again = もう一度試す
identity-provider-try-first = 先に試してください。一度そちらでサインインします。
identity-provider-unreachable = IDプロバイダーに接続できません。{ $why }
identity-provider-use = 使い始める
identity-provider-used-already = IDプロバイダーによると、このサインインは使用済みか、時間がかかりすぎました。もう一度サインインしてください。
identity-provider-who = これでサインインする人
identity-provider-who-lead = すでにデスクにいる人は、パスワードでアカウントを接続すれば使えます。
identity-provider-works = うまくいきました。{ $who }、{ $email }として認識されました。
identity-provider-works-unverified = うまくいきました。{ $who }として認識されました。確認済みのアドレスは示されなかったため、これで新しく参加することはできず、各自がプロフィールでアカウントを接続します。
identity-provider-would-not-say = IDプロバイダーから、どなたかを教えてもらえませんでした。もう一度サインインしてください。
security-12-hours = 12時間
security-30-days = 30日
security-7-days = 7日
security-8-hours = 8時間
security-90-days = 90日
security-audit-days = 保存日数
security-audit-days-bad = 監査ログの保存日数は{ $least }～{ $most }日です。
security-audit-days-hint = { $least }～{ $most }日。古い記録は完全に消えます。
security-day = 1日
security-everybody-has-one = 全員が設定しています。
security-hour = 1時間
security-idle = 使わないとセッションが終わる時間
security-lead = 本人であることの示し方と、その有効期間です。
security-lifetime = 使っていても終わる時間
security-look-at-it = 見てみる
security-needs-factor = このデスクでは全員に二要素認証を必須にする
security-no-provider = Google、Microsoft、Okta、自社プロバイダーのアカウントでサインインできるようにします。
security-provider = { $name }でサインインします。
security-saved = 今から全員に有効です。
security-second-factor-lead = パスワードに加えるスマートフォンのコードです。必須なのに未設定の人は、次のサインインで設定します。それまではそのまま作業できます。
security-sessions-lead = 過ぎると、サインインし直します。短くすると、すでにサインインしている人にも適用されます。開いたページの自動更新は、使用とはみなしません。
security-set-it-up = 設定する
security-title = セキュリティ
security-without = 現在未設定：{ $names }。

## Settings: audit log

audit-bad-day = 2026-11-23のように、年、月、日で書いてください。
audit-by-somebody = だれか
audit-by-the-desk = デスク
audit-by-the-server = サーバーの管理者
audit-canned-replies-changed = <b>{ $who }</b>が定型文を変更
audit-chat-secret-renewed = <b>{ $who }</b>がチャットの新しいシークレットを作成
audit-choose = 選択
audit-code-refused = <b>{ $who }</b>が<b>{ $whom }</b>のパスワードの後に誤ったコードを入力
audit-customer-erased = <b>{ $who }</b>がお客様を消去
audit-customer-exported = <b>{ $who }</b>がお客様の保存情報をすべてダウンロード
audit-deactivated = <b>{ $who }</b>が<b>{ $whom }</b>をデスクから外した
audit-download = CSVでダウンロード
audit-earlier = 以前の記録
audit-everybody = 全員
audit-everything = すべて
audit-factor-removed = <b>{ $who }</b>が自分の二要素認証をオフにした
audit-factor-reset = <b>{ $who }</b>が<b>{ $whom }</b>の二要素認証を解除
audit-factor-set-up = <b>{ $who }</b>が二要素認証を設定
audit-from-day = 開始日
audit-from-where = アクセス元
audit-group-data = ダウンロードと削除
audit-group-people = メンバーと役割
audit-group-programs = ほかのプログラム
audit-group-proofs = パスワードと二要素認証
audit-group-settings = 設定
audit-group-sign-ins = サインインとサインアウト
audit-identity-linked = <b>{ $who }</b>がIDプロバイダーのアカウントを接続
audit-identity-unlinked = <b>{ $who }</b>がIDプロバイダーのアカウントの接続を解除
audit-invitation-revoked = <b>{ $who }</b>が招待を取り消した
audit-invited = <b>{ $who }</b>が招待を作成
audit-joined = <b>{ $who }</b>がデスクに参加
audit-lead = だれが入り、デスクそのものに何をしたか、いつ、どこから。だれにも変更できず、記録は{ $days }日間残ります（<link>変更</link>）。
audit-log-exported = <b>{ $who }</b>が監査ログをダウンロード
audit-newest = 新しい順
audit-none = 何もありません
audit-none-hint = これから行われることがここに表示されます。
audit-none-of-that-kind = その期間に、その種類の操作はありません。
audit-password-changed = <b>{ $who }</b>が自分のパスワードを変更
audit-password-link-made = <b>{ $who }</b>が<b>{ $whom }</b>の新しいパスワード用のリンクを作成
audit-password-link-used = <b>{ $who }</b>がリンクから新しいパスワードを設定
audit-provider-changed = <b>{ $who }</b>がIDプロバイダーを変更
audit-reactivated = <b>{ $who }</b>が<b>{ $whom }</b>をデスクに戻した
audit-recording-deleted = <b>{ $who }</b>が自分の通話の録音を削除
audit-recordings-expired = <b>{ $who }</b>が期限の過ぎた録音を削除
audit-recovery-codes-made = <b>{ $who }</b>が新しいリカバリーコードを作成
audit-role-changed = <b>{ $who }</b>が<b>{ $whom }</b>の役割を変更
audit-security-changed = <b>{ $who }</b>がサインインの方法を変更
audit-settings-changed = <b>{ $who }</b>が設定または手元の一覧を変更
audit-show = 表示
audit-show-all = すべて表示
audit-sign-in-refused = <b>{ $who }</b>がサインインに失敗
audit-sign-in-refused-of = <b>{ $who }</b>が<b>{ $whom }</b>としてのサインインに失敗
audit-signed-in = <b>{ $who }</b>がサインイン
audit-signed-out = <b>{ $who }</b>がサインアウト
audit-signed-out-elsewhere = <b>{ $who }</b>がほかのすべての場所をサインアウト
audit-signed-out-there = <b>{ $who }</b>が自分の別のブラウザーをサインアウト
audit-standards-changed = <b>{ $who }</b>が基準を変更
audit-title = 監査ログ
audit-to-day = 終了日
audit-to-newest = 最新に戻る
audit-token-made = <b>{ $who }</b>がほかのプログラム用のトークンを作成
audit-token-revoked = <b>{ $who }</b>がトークンを失効
audit-webhook-brought-back = <b>{ $who }</b>がWebhookを復活
audit-webhook-changed = <b>{ $who }</b>がWebhookを変更
audit-webhook-made = <b>{ $who }</b>がWebhookを作成
audit-webhook-removed = <b>{ $who }</b>がWebhookを削除
audit-webhook-secret-renewed = <b>{ $who }</b>がWebhookの新しいシークレットを作成
audit-webhook-switched-off = <b>{ $who }</b>がWebhookをオフにした
audit-webhook-switched-on = <b>{ $who }</b>がWebhookをオンにした
audit-what = 操作
audit-when = { $day } { $time }
audit-when-column = 日時
audit-where-not-known = 不明
audit-who = 実行者
audit-workspace-changed = <b>{ $who }</b>がワークスペースを変更
audit-desk-exported = <b>{ $who }</b>が保存しているものすべてのコピーを作成
audit-export-fetched = <b>{ $who }</b>が保存しているものすべてのコピーをダウンロード
audit-retention-changed = <b>{ $who }</b>が保存日数を変更
audit-old-erased = <b>{ $who }</b>が古くなったものを消去
audit-customers-imported = <b>{ $who }</b>が表からお客様を取り込んだ
audit-import-undone = <b>{ $who }</b>が表からの取り込みを元に戻した

## Settings: webhooks

outside-https = 途中でだれにも読まれないように、アドレスはhttps://で始めてください。
outside-no-address = 接続できるアドレスの形ではありません。https://example.com/blissのように入力してください。
outside-no-connection = 接続できません：{ $why }。
outside-no-connection-in-time = { $seconds }秒以内に接続できませんでした。
outside-no-password = アドレスから名前とパスワードを除いてください。
outside-not-on-the-internet = 行き先の{ $address }はインターネット上にないため、何も送りませんでした。
outside-only-https = 行き先は{ $address }です。自社ネットワークの外へはhttpsでのみ接続します。
outside-too-long = アドレスが長すぎます。上限は{ $most }文字です。
webhook-again-3-days = 過去3日間の分
webhook-again-day = 過去1日の分
webhook-again-days = 過去{ $days }日間の分
webhook-again-given-up = 断念したものをもう一度通知
webhook-again-which = 断念したもののうち、どれを
webhook-answer = 応答のはじめの部分
webhook-change = 変更
webhook-change-title = Webhookの変更
webhook-day-at-time = { $day } { $time }
webhook-delivery-again = { $time }に再通知
webhook-delivery-again-now = 今から再通知
webhook-delivery-answered = { $status }、{ $ms }ミリ秒
webhook-delivery-given-up = 断念
webhook-delivery-no-answer = 応答なし
webhook-delivery-on-its-way = 送信中
webhook-delivery-taken = 受信済み
webhook-delivery-try = { $most }回中{ $number }回目
webhook-delivery-trying-again = 再試行中
webhook-failing = { $time }から何も受け取られていません。
webhook-failing-hint = 3日間、すべて再試行します。それまでに何も届かなければ、オフになります。
webhook-form-lead = 送る内容にはお客様の書いたものが含まれます。見せてもよいプログラムにだけ渡してください。
webhook-happened = { $time }に起きました。
webhook-has-taken-nothing = { $count }件通知、まだ何も受け取られていません
webhook-is-off = オフになっています。先にオンにしてください。
webhook-keep = 変更を保存
webhook-kind-call-updated = 通話が始まった、引き継がれた、終わった
webhook-kind-conversation-created = 会話が始まった
webhook-kind-conversation-updated = 会話の状態、担当者、チーム、タグ、件名が変わった
webhook-kind-customer-erased = お客様が消去された
webhook-kind-customer-merged = お二人のお客様が統合された、または再び分かれた
webhook-kind-customer-updated = お客様が追加または変更された
webhook-kind-message-created = お客様かこちらのだれかがメッセージを書いた
webhook-kind-note-created = こちらのだれかがメモを書いた
webhook-kind-promise-updated = 約束がされた、守られた、変わった
webhook-kind-test = テスト
webhook-kinds = 通知する内容
webhook-kinds-question = 何を通知しますか？
webhook-leave = やめる
webhook-log = 通知の記録
webhook-log-all = すべて
webhook-log-earlier = 以前の通知
webhook-log-kept = { $days }日間残ります。
webhook-log-none = まだ何も通知していません
webhook-log-none-hint = テストを送って、届くか確かめてください。
webhook-log-none-troubled = すべて受け取られました
webhook-log-none-troubled-hint = 受け取られていないものは、受け取られるまでここに残ります。
webhook-log-which = 表示
webhook-make = Webhookを作成
webhook-name = 何に使いますか？
webhook-name-bad = Webhookの用途を{ $most }文字以内で書いてください。
webhook-name-example = お店のレジ
webhook-new = 新しいWebhook
webhook-next = { $time }に再試行します。
webhook-no-kinds = 通知する内容を少なくとも1つ選んでください。
webhook-not-taken = 未受信
webhook-off = オフ
webhook-off-by-hand = { $day }からオフで、何も通知していません。
webhook-off-failing = { $days }日間何も受け取られなかったため、{ $day }にオフになりました。
webhook-off-gone = { $day }に、恐久的になくなった（410）と応答したため、オフになりました。
webhook-off-hint = 待っていたものは、オンにすると送られます。オフの間に起きたことは通知されません。
webhook-on = オン
webhook-removed = 「{ $name }」を削除しました。もう何も通知しません。
webhook-restored = 元に戻しました。
webhook-said-made = 今から起きることを通知します。シークレットを受け取り側に渡してください。
webhook-said-on = 起きたことを再び通知します。
webhook-said-renewed = 受け取り側が新しいシークレットに替わるまで、両方で署名します。
webhook-said-replayed = { $count }件をもう一度通知します。
webhook-said-saved = 今から有効です。
webhook-secret = シークレット
webhook-secret-before = 以前のシークレットでも署名し、{ $time }に終わります。
webhook-secret-copy = シークレットをコピー
webhook-secret-lead = 送る内容は、<link>Standard Webhooks</link>に従ってこれで署名されます。受け取り側は署名を確かめて、こちらから来たものだとわかります。
webhook-secret-renew = 新しいシークレットを作成
webhook-secret-renew-hint = 取りこぼしがないように、古いものでもあと{ $hours }時間は署名します。
webhook-secret-show = シークレットを表示
webhook-secret-unreadable = デスク自身の鍵が変わったため、このWebhookのシークレットを読めません。新しいシークレットを作って、受け取り側に渡してください。
webhook-secret-unreadable-hint = サーバー自身の鍵が変わったため、読めません。新しいものを作って、受け取り側に渡してください。
webhook-sent = 送った内容
webhook-sent-lead = 毎回同じ内容を同じ名前で送ります。すでに受け取っていれば、そのままで構いません。
webhook-switch-off = オフにする
webhook-switch-on = オンにする
webhook-switched-off = オフになりました
webhook-tell-again = もう一度通知
webhook-test = テストを送信
webhook-to = 宛先
webhook-too-many = Webhookはすでに{ $most }個あります。使っていないものを削除してください。
webhook-took = { $count }件通知、最後の受信は{ $time }
webhook-tries = 経過
webhook-tries-none = 送信中です。
webhook-tries-off = Webhookがオンになるまで待っています。
webhook-undo-removing = 削除を元に戻す
webhook-url = アドレス
webhook-url-example = https://example.com/bliss
webhook-url-hint = インターネット上の、https://で始まるアドレス。自社ネットワーク内のプログラムに送るには、<code>--private-webhooks</code>を付けてBlissを起動してください。
webhook-url-hint-private = https://で始まるもの。自社ネットワーク内ならhttp://でも構いません。
webhooks-lead = ここで起きたことを、その瞬間にほかのプログラムへ通知します。レジ、チームのチャット、独自の一覧などへ。
webhooks-none = まだどこにも通知していません
webhooks-none-hint = どこへ、何を通知するかを決めてください。すべて署名され、3日間再試行され、ここで確かめられます。
webhooks-title = Webhook

## Settings: API

api-token-by-somebody = 元のメンバー
api-token-copy = トークンをコピー
api-token-ended = { $name }さんが{ $day }に作成、終了済み
api-token-ends = { $name }さんが{ $day }に作成、{ $time }に終了
api-token-lasting = 有効期間は？
api-token-lasting-30-days = 30日
api-token-lasting-90-days = 90日
api-token-lasting-always = 失効させるまで
api-token-lasting-year = 1年
api-token-made = { $name }さんが{ $day }に作成
api-token-make = トークンを作成
api-token-name = 何に使いますか？
api-token-name-bad = トークンの用途を{ $most }文字以内で書いてください。
api-token-name-example = サイトのフォーム
api-token-never-used = 未使用
api-token-new = トークンを作成
api-token-new-lead = プログラムごとに1つにすれば、1つだけ失効させて、ほかは残せます。
api-token-no-scopes = トークンにできることを少なくとも1つ選んでください。
api-token-off-the-desk = { $name }さんが{ $day }に作成。{ $name }さんがデスクを離れたため、使えません
api-token-ready = トークンができました
api-token-ready-lead = プログラムが秘密を保管する場所に入れ、ほかの人が読めるページには決して載せないでください。再表示されないので、今コピーしてください。
api-token-revoke = 失効させる
api-token-revoke-name = トークン{ $name }を失効させる
api-token-revoked = このトークンはもう使えません。
api-token-scope-call-backs-read = 折り返しと、空いている時間を見る
api-token-scope-call-backs-write = 折り返しを依頼する、取り消す
api-token-scope-calls-read = 通話を見る（だれが、いつ、どれだけ）
api-token-scope-canned-replies-read = 定型文を見る
api-token-scope-canned-replies-write = 定型文を書く、変更する、削除する
api-token-scope-conversations-read = 会話とそのメッセージ、ファイルを見る、検索する
api-token-scope-conversations-write = 会話を開く、書き込む、状態を変える
api-token-scope-customers-read = お客様と、覚えておきたいことを見る
api-token-scope-customers-write = お客様を追加する、わかっていることを変更する
api-token-scope-desk-read = デスクのメンバー、チーム、受信箱、タグ、基準を見る
api-token-scope-promises-read = 約束を見る
api-token-scope-promises-write = 約束をする、守る、移す、取り下げる
api-token-scope-read = APIで見られるものをすべて見る
api-token-scope-write = APIで変えられるものをすべて変更する
api-token-scope-exports = 保存しているものすべてのコピーを取る（オーナーのトークンのみ）
api-token-scopes = 何を許可しますか？
api-token-too-many = トークンはすでに{ $most }個あります。使っていないものを失効させてください。
api-token-used = 最後の使用は{ $day }
api-tokens = トークン
api-tokens-lead = サイトのフォーム、ショップ、スクリプトなど、ほかのプログラムからこのデスクを使えるようにします。プログラムはあなたの名前で動き、あなたにできる範囲を超えません。だれの声の数値も見られません。<link>問い合わせられること</link>。
api-tokens-none = トークンはまだありません
api-tokens-none-hint = ほかのプログラムはこのデスクを使えません。
api-tokens-title = API

## Settings: workspace and chat

chat-colour = 色
chat-colour-bad = #b45309のように色を選んでください。
chat-colour-hint = 上の文字は自動で読みやすくなります。
chat-greeting = 最初の言葉
chat-greeting-bad = 1～{ $most }文字であいさつを書いてください。
chat-greeting-hint = 最初の言葉が、応対全体を決めます。
chat-install = Webサイトに設置する
chat-install-lead = 各ページの終わりの前に、これを貼り付けてください。
chat-install-line = 貼り付ける行
chat-lead = Webサイトの小さなウィンドウです。
chat-look = 見た目と言葉
chat-no-such = その名前のチャットはありません。設定→チャットから行をコピーし直してください。
chat-saved = 今からチャットを開く人に見えます。
chat-saved-secret = 新しいシークレットができました。古いものはもう使えないので、今すぐサーバーに設定してください。
chat-secret = 本人確認のシークレット
chat-secret-copy = シークレットをコピー
chat-secret-javascript = またはJavaScriptで
chat-secret-javascript-hash = JavaScriptでのハッシュ
chat-secret-lead = お客様がWebサイトでサインインする場合、それがだれかを自社のサーバーから伝えられます。サーバーはこのシークレットでお客様のIDのハッシュを作るので、だれもなりすませません。シークレットはサーバーの外に出ず、ページに渡るのはハッシュだけです。
chat-secret-not-sure = うっかり起きることのないように、先にチェックを入れてください。
chat-secret-page = 続いてページの、上の行より前に
chat-secret-page-hash = チャットにハッシュを渡す
chat-secret-php = サーバーで、PHPの場合
chat-secret-php-hash = PHPでのハッシュ
chat-secret-renew = 新しいシークレットを作成
chat-secret-show = シークレットを表示
chat-secret-sure = 新しいシークレットを作成します。古いものがすぐ使えなくなり、サーバーに新しいものが必要になることを理解しています。
chat-title = チャット
chat-try = 試す
chat-welcome = { $name }さん、デスクが開きました。
chat-welcome-hint = 下の行をWebサイトに貼り付けると、お客様が書き込めるようになります。必要なときは、いつでもここにあります。
hours-closed = 休み
hours-day-closed = { $day }は休み
hours-day-from = { $day }の開始
hours-day-to = { $day }の終了
hours-end-first = 終了が開始より前になっています。直してください。
hours-missing = 何時から何時までいるかを書くか、休みにしてください。
hours-to = ～
phone-keep-days-bad = 録音の保存日数は1～{ $most }日です。
workspace-desk = デスク
workspace-hours = 営業時間
workspace-hours-lead = デスクのタイムゾーンで。チャットのお客様に、次に対応できる時間をお伝えします。
workspace-lead = このデスクの全員に共通するものです。
workspace-name = 名前
workspace-name-hint = お客様に知られる名前です。
workspace-promises = 約束
workspace-promises-lead = 約束に間に合わなくなりそうなときは、忘れていないことをお客様にお伝えします。担当者に連絡を促すか、自動で伝えます。
workspace-saved = 今からデスク全体に反映されます。
workspace-sends-words = 約束の担当者の名前で、お客様に自動で伝える
workspace-time-zone = タイムゾーン
workspace-title = ワークスペース
workspace-undo = 返信を取り消せる秒数
workspace-undo-bad = 返信を取り消せる時間は0～{ $most }秒です。
workspace-undo-hint = 返信はこの時間だけ待ってから送られます。0～{ $most }秒。

## Notifications

notification-a-customer = お客様
notification-call-back = { $customer }が折り返しをご希望です（{ $due }）。
notification-given = この会話の担当になりました。
notification-given-by = { $name }さんがこの会話をあなたに割り当てました。
notification-handed = 約束の担当になりました。期限{ $due }：{ $what }。
notification-handed-by = { $name }さんから約束を引き継ぎました。期限{ $due }：{ $what }。
notification-matter = { $customer }：{ $subject }
notification-matter-desk = デスク
notification-mention = { $count }件のメモがあなたを呼んでいます。
notification-mention-by =
    { $count ->
        [1] { $name }さんがメモであなたを呼んでいます。
       *[other] { $count }件のメモがあなたを呼んでいます。最後は{ $name }さんです。
    }
notification-new = 新着：
notification-promise-cancelled = あなたの約束が取り下げられました：{ $what }。
notification-promise-due = あなたの約束の期限は{ $due }です：{ $what }。
notification-promise-gone = 約束が取り下げられました。
notification-promise-kept = あなたの約束が守られました：{ $what }。
notification-promise-late = あなたの約束が遅れています：{ $what }。
notification-rule = ルール「{ $name }」は実行回数が多すぎるため、一時停止中です。
notification-rule-gone = ルールが実行回数の多さから一時停止されました。
notification-standard = { $count }件の基準が変わりました。
notification-waiting = 新しい会話{ $count }件が、担当者なしで待っています。
notification-waiting-team = 新しい会話{ $count }件が{ $team }を待っています。
notification-webhook = Webhook「{ $name }」は何も届かないためオフになりました。
notification-webhook-gone = Webhookがオフになり、今は削除されています。
notification-wrote = { $customer }から新しいメッセージ{ $count }通。
notification-little-wrote = 担当する会話に新しいメッセージが{ $count }通あります。
notification-little-call-back = お客様が折り返しをご希望です。
notification-little-handed-by = { $name }さんから約束を引き継ぎました。
notification-little-handed = 約束の担当になりました。
notification-little-promise-due = あなたの約束の期限は{ $due }です。
notification-little-promise-late = あなたの約束が遅れています。
notifications-always = 常に通知します。呼びかけを見逃さないためです。
notifications-at-once = すぐに
notifications-at-once-means = 起きたときに。同時に来たものは1つにまとめます。
notifications-bell = 新着のお知らせ
notifications-bell-none-hint = あなたへの依頼がここに表示されます。
notifications-bell-title = 新着
notifications-choose = 通知する内容を選ぶ
notifications-gathered = まとめて
notifications-gathered-means = 多くても{ $minutes }分に1回。
notifications-how = 通知のしかたと、通知しない時間
notifications-how-often = 頻度は？
notifications-in-the-morning = 朝に
notifications-in-the-morning-means = 次の勤務日の始まりに、すべて1つにまとめて。
notifications-kind-call-back = お客様が折り返しを希望したとき
notifications-kind-given = 会話が割り当てられたとき
notifications-kind-handed = 約束を引き継いだとき
notifications-kind-mention = 同僚がメモであなたを呼んだとき
notifications-kind-promise = 自分の約束の期限が来たとき、過ぎたとき
notifications-kind-rule = ルールが自動で一時停止したとき
notifications-kind-standard = 基準が変わったとき
notifications-kind-waiting = 担当者のいない新しいものが待っているとき
notifications-kind-webhook = Webhookが自動でオフになったとき
notifications-kind-wrote = 担当する会話にお客様が書き込んだとき
notifications-lead = あなたへの依頼と、あなたの担当で変わったこと。{ $days }日間残ります。
notifications-mark-seen = すべて確認済みにする
notifications-more = ほかに{ $count }件
notifications-new-for-you =
    { $count ->
        [0] 新着はありません
       *[other] 新着{ $count }件
    }
notifications-none = 新着はありません
notifications-none-hint = 同僚に呼ばれたとき、お客様から返事があったとき、約束の期限が来たときに、ここに表示されます。
notifications-quiet = 通知を控えてほしい時間は？
notifications-quiet-from = 開始
notifications-quiet-never = なし
notifications-quiet-own = 自分のおやすみ時間
notifications-quiet-team = チームの営業時間外
notifications-quiet-team-means = チームに時間の設定がなければ、デスクの営業時間。
notifications-quiet-to = 終了
notifications-quiet-weekend = 土曜日と日曜日は終日
notifications-saved = 今から、すべてのブラウザーで有効です。
notifications-see-all = すべて見る
notifications-seen = { $count }件を確認済みにしました。
notifications-seen-none = 新着はありませんでした。
notifications-settings-lead = 何を、どのくらいの頻度で、いつ通知しないか。自分で行ったことは通知されません。静かな間も失われるものはなく、<link>ベル</link>の中で待っています。
notifications-settings-title = 通知
notifications-sound = やわらかな音
notifications-sound-hint = デスクのページを見ていないときだけ、同時に来たものには1回、離席中は鳴りません。
notifications-tell-me-when = 通知するとき
notifications-title = 新着
notifications-unseen = 元に戻しました。再び新着です。
notifications-by-email = メールで通知
notifications-by-email-of = メールで通知：{ $kind }
notifications-email-undelivered = { $email }への最後のメールは届きませんでした。
notifications-email-lead = 上で選んだものは、{ $minutes }分たってもページで見ていなければ、{ $email }に届きます。頻度と通知しない時間は、下の設定に従います。
notifications-email-named = お客様の名前と用件を書く
notifications-email-named-hint = オフなら、新着があることだけを書き、リンクからご案内します。
notifications-email-none = このデスクはまだメールを送れません。
notifications-email-set-up = 設定のしかたを見る
notifications-email-owner = 設定はデスクのオーナーが行います。

## Customers from a table

import-title = お客様をインポート
import-lead = スプレッドシートやほかのデスクから、お客様を取り込みます。変更する前に、1行ごとにどうなるかを確かめられます。
import-table = 表
import-table-hint = お客様1人につき1行のCSVファイル。Excel、LibreOffice、ほかのデスクで保存できる形式です。列の区切りはカンマ、セミコロン、タブのいずれか、上限は200,000行、64 MBです。
import-look-through = 内容を確かめる
import-look-through-hint = まだ何も変わりません。
import-before = これまでのインポート
import-before-lead = 各行の結果は{ $days }日間残り、その間は元に戻せます。
import-about = { $lines }行、取り込み：{ $who }（{ $day }）
import-state-looking = 確認中
import-state-ready = あなたの確認待ち
import-state-running = 取り込み中
import-state-done = 完了
import-state-undoing = 元に戻しています
import-state-undone = 元に戻しました
import-state-lost = 破棄
import-column-leave = 取り込まない
import-column-first-name = 名
import-column-last-name = 姓
import-column-email = メールアドレス
import-column-phone = 電話番号
import-column-example = 例：{ $example }
import-columns = 列の意味
import-columns-lead = 上の内容がおかしければ、ここで直してもう一度確かめてください。
import-overwrites = 名前、言語、タイムゾーンが異なるときは、表を正しいとする
import-overwrites-hint = オフなら、わかっていることはそのままで、わからないことだけを補います。連絡先と覚えておくことは、いつも追加するだけで、消すことはありません。
import-look-again = もう一度確かめる
import-put-away = この表を破棄
import-put-away-hint = { $hours }時間後に自動で消えます。
import-read-as = { $lines }行、{ $encoding }として読み取りました。
import-all = すべてのインポート
import-looking-heading = 内容を確かめています
import-looking-words = 1行ごとに、取り込むとどうなるかを確かめています。何も変わりません。
import-ready-heading = 取り込むとどうなるか
import-sample = はじめの行
import-line = 行
import-would = どうなるか
import-take-all = すべての行を取り込む
import-take-some = 取り込める行を取り込む
import-take-hint = { $days }日間は元に戻せます。
import-nothing = この表に新しい情報はありません。
import-running-heading = お客様を取り込んでいます
import-undoing-heading = 元に戻しています
import-goes-on = このページを離れても、自動で続きます。
import-done-heading = 取り込みの結果
import-cut-short = { $lines }行を取り込んだところで、ファイルがなくなりました。表をもう一度取り込んでください。すでにあるものは重複しません。
import-done-words = すべての行を処理しました。
import-to-customers = お客様を見る
import-undo = 元に戻す
import-undo-hint = その後に書き込みのあった方や、手で変更された方は、そのまま残ります。
import-undone-heading = 元に戻しました
import-undone-words = { $undone }行の取り込みを元に戻しました。
import-undone-in-part = { $undone }行の取り込みを元に戻しました。{ $left }行は、その後に別の操作などがあったため、少なくとも一部がそのまま残ります。
import-lost-heading = 破棄しました
import-lost-words = 何も取り込まれていません。必要なら、<link>表をもう一度選んでください</link>。
import-progress = { $lines }行中{ $done }行
import-count-added = 新しいお客様
import-count-updated = 情報が増える行
import-count-unchanged = 新しい情報のない行
import-count-wrong = 取り込めない行
import-wrong-heading = 取り込めないもの
import-wrong-line = { $line }行目：{ $why }
import-wrong-first = { $count }件のうち、はじめの{ $shown }件です。
import-wrong-hint = 表を直して、もう一度取り込んでください。すでにあるものは重複しません。
import-wrong-download = 取り込めないものをすべてダウンロード
import-outcomes-download = 各行の結果をダウンロード
import-would-add = 新しいお客様
import-would-nothing = 新しい情報なし
import-would-add-to-line = { $line }行目に追加：{ $what }
import-would-add-to = { $name }様（番号{ $number }）に追加：{ $what }
import-adds-name = 名前
import-adds-email = メールアドレス
import-adds-phone = 電話番号
import-adds-language = 言語
import-adds-time-zone = タイムゾーン
import-adds-fact = 覚えておきたいこと
import-wrong-nobody = 名前も連絡先もありません。
import-wrong-of-two-lines = 連絡先が2人のお客様（{ $one }行目と{ $other }行目）のものです。
import-wrong-of-customer-and-line = 連絡先が2人のお客様（番号{ $number }の方と{ $line }行目の方）のものです。
import-wrong-of-two = 連絡先が2人のお客様（番号{ $one }と{ $other }）のものです。同じ方なら、先に統合してください。
import-wrong-unreadable = 「{ $column }」に、文字として読めない部分があります。
import-wrong-email = 「{ $column }」は、name@example.comのようなメールアドレスの形ではありません。
import-wrong-phone = 「{ $column }」は、+49 30 1234567のような電話番号の形ではありません。
import-wrong-language = 「{ $column }」は、「en」「de」「pt-BR」のような言語タグではありません。
import-wrong-time-zone = 「{ $column }」は、Asia/Tokyoのようなタイムゾーンではありません。
import-wrong-long-name = 名前が200文字を超えています。
import-wrong-long-fact = 「{ $column }」が300文字を超えています。
import-wrong-many-facts = 覚えておくことが30件を超えます。
import-wrong-many-columns = 表の列より多くの値があります。
import-wrong-long-line = 長すぎます。終わりの引用符が抜けているのかもしれません。
import-no-file = 先に、お客様のファイルを選んでください。
import-too-large = このファイルは大きすぎます。上限は64 MBです。いくつかに分けてください。
import-not-whole = ファイルが最後まで届きませんでした。接続を確かめて、選び直してください。
import-other-table = ここにある表とは別のものです。ページを開き直してください。
import-nothing-new = この表に新しい情報はありません。
import-still-looking = まだ内容を確かめています。少しお待ちください。
import-still-running = まだ取り込み中です。終わってから元に戻してください。
import-nothing-to-undo = 元に戻すものはもうありません。
import-begun = この表はすでに取り込まれたか、破棄されています。
import-column-twice = お客様の名前、言語、タイムゾーンは1つずつです。それぞれ1つの列を選んでください。
import-column-missing = 名前、メールアドレス、電話番号のいずれかの列を選んでください。
import-many-columns = 表に{ $columns }列ありますが、上限は{ $most }列です。不要な列を除いてください。
import-many-lines = 表が{ $most }行を超えています。いくつかに分けてください。
import-no-customers = このファイルにお客様がいません。列名の下に行がありません。
import-no-table = ファイルを表として読み取れません。CSVで保存して、選び直してください。
import-elsewhere = このインポートは、別のサーバーが続けています。

## Taking all that is kept along

action-delete = 削除
action-download = ダウンロード
export-title = エクスポート
export-lead = データはあなたのものです。見るため、計算するため、ほかへ移るために、すべて持ち出せます。
export-words = お客様、会話、メッセージ、メモ、約束、通話、タグ、チーム、基準、ルール、定型文のすべてを、ある瞬間の状態で1つのファイルにまとめます。スプレッドシート用のCSVと、プログラム用のJSON Linesが入ります。担当者一人ひとりだけのもの、パスワードなどの秘密は含まれません。
export-files = メッセージのファイルも含める
export-files-hint = コピーが大きくなることがあります。
export-make = コピーを作成
export-make-hint = 作成は裏で進み、できたものは{ $hours }時間残ります。
export-copies = コピー
export-none = まだありません
export-none-hint = 作成したコピーは、できしだいここに表示されます。
export-state-making = 作成中
export-state-gone = 削除済み
export-stop = 中止
export-with-files = すべて（ファイルを含む）
export-without-files = ファイル以外のすべて
export-about-making = 依頼：{ $who }（{ $day }）。これまでに{ $rows }行。
export-about-ready = 依頼：{ $who }（{ $day }）。{ $size }、{ $when }に消えます。
export-about-gone = 依頼：{ $who }（{ $day }）。ファイルは削除されました。
export-owner-only = すべてを持ち出せるのはオーナーだけです。オーナーに頼んでください。
export-one-already = すでにコピーを作成中です。できるまでお待ちください。
export-not-ready = このコピーはまだ作成中です。少しお待ちください。
export-unwanted = このコピーを待っている人は、もういません。

## For how long what is said stays

retention-title = 保存日数
retention-lead = 残していないものは、失われることも漏れることもありません。古い会話は自動で消せます。
retention-saved = 今から有効です。
retention-now = 現在
retention-keep-all = 今からすべて残す
retention-heading = 何日後に何を消すか
retention-heading-lead = 会話が完了した日から数えます。これから守る約束のある会話は残ります。ずっと残すものは空のままにしてください。
retention-conversations = 会話全体
retention-conversations-hint = メッセージ、メモ、ファイル、録音。だれの名前も言葉も含まない数値は残ります。
retention-files = ファイルと録音のみ
retention-files-hint = 書かれたものは残ります。
retention-show = 今日消えるものを見る
retention-show-hint = まだ何も消えません。
retention-going = 今日消えるもの
retention-going-nothing = まだありません。それほど前に完了した会話はありません。
retention-going-words = 少しずつ完全に消え、その後は古くなったものが毎日消えます。どれだけ消えたかは監査ログに残ります。以前のバックアップには、入れ替わるまで内容が残ります。
retention-let-go = 今から消す
retention-leave = すべてこのままにする
retention-holds-all = だれかが消去するまで、すべて残ります。
retention-holds-conversations = 会話は、完了から{ $days }日後に中身ごと消えます。
retention-holds-files = ファイルと録音は、会話の完了から{ $days }日後に消えます。書かれたものは残ります。
retention-holds-both = ファイルと録音は会話の完了から{ $files }日後に、会話そのものは{ $days }日後に消えます。
retention-going-conversations = 会話{ $count }件
retention-going-messages = メッセージとメモ{ $count }件
retention-going-files = ファイル{ $count }個（{ $size }）
retention-going-recordings = 通話の録音{ $count }件
retention-bad-days = 日数を{ $least }～{ $most }で書いてください。

## Emails that the desk sends

email-title = メール
email-lead = デスクが自動で送るもの：希望した人への新着のお知らせ、招待、新しいパスワード用のリンク。
email-not-set-up = まだ設定されていません
email-not-set-up-lead = Blissは、すでにお使いのメールサーバーから送ります。Blissの管理者がその場所を指定して、起動し直してください：
email-not-set-up-hint = ポート587のように暗号化なしで始まるメールサーバーでは、smtp://name:password@mail.example:587とします。名前やパスワードの中の@は%40と書きます。どちらも、--configのファイルにsmtp-urlとmail-fromとして書くこともできます。
email-how = 送り方
email-server = メールサーバー
email-encrypted = 暗号化
email-encrypted-tls = 最初の1バイトから
email-encrypted-starttls = STARTTLSで（暗号化なしでは送りません）
email-encrypted-no = なし
email-from = 差出人
email-links = リンク先
email-links-local = メールのリンクは、このマシンでしか開けません。
email-links-local-hint = --public-urlに、みんなが使うアドレスを付けてBlissを起動してください。
email-test = 自分にテストを送信
email-test-sent = テストを送信しています。結果は下に表示されます。
email-troubled = 最後のメールを送れませんでした（{ $when }）。
email-waiting = { $count }通のメールが待っています。自動で再試行します。
email-last-sent = メールサーバーが最後に受け取ったのは{ $when }です。
email-log = 送信の記録
email-log-lead = { $days }日間残ります。本文は残りません。
email-log-none = まだ何も送っていません
email-log-none-hint = テストを送って、届くか確かめてください。
email-log-to = 宛先：{ $address }、{ $when }
email-when = { $day } { $time }
email-state-sent = 送信済み
email-state-failed = 断念
email-state-settled = 不要
email-state-waiting = 送信中
email-state-again = 再試行中
email-purpose-notifications = 新着のお知らせ
email-purpose-invitation = 招待
email-purpose-password-link = 新しいパスワード用のリンク
email-purpose-test = テスト
email-why-unreachable = { $server }に接続できませんでした（{ $answer }）。動いているか、--smtp-urlが正しいかを確かめてください。
email-why-slow = { $server }が時間内（{ $answer }）に応答しませんでした。
email-why-unencrypted = { $server }と暗号化した接続ができませんでした（{ $answer }）。ポート465にはsmtps://、ポート587にはsmtp://を使います。
email-why-account = { $server }が--smtp-urlの名前とパスワードを受け付けませんでした（{ $answer }）。
email-why-not-now = { $server }が、今は受け取りませんでした（{ $answer }）。
email-why-refused = { $server }が受け取りを完全に拒否しました（{ $answer }）。
email-why-unwritable = メールを作成できませんでした：{ $why }。
email-no-server = このデスクはまだメールを送れません。--smtp-urlと--mail-fromを付けてBlissを起動してから、お試しください。
email-key-changed = デスク自身の鍵が変わったため、リンクを読めません。
email-stop-title = メール
email-stop-heading = このメールを止めますか？
email-stopped-heading = メールを止めました
email-stop-of = { $desk }から{ $email }へのメール
email-stop-when = 今は次のとき、それまでにページで見ていなければメールが届きます：
email-stopped-when = 次のときのメールは、もう届きません：
email-stop-button = 止める
email-stop-resume = また受け取る
email-stop-bell = ベルの中には、これまでどおり届きます。
email-stop-unreadable = このリンクは読み取れません。サインインして、設定→通知でメールで受け取る内容を選んでください。

## What these emails say

letter-invitation-heading = ようこそ
letter-invitation-subject = { $desk }のデスクへの招待
letter-invitation-subject-by = { $host }さんから、{ $desk }のデスクへの招待
letter-invitation-lead = { $desk }のデスクに招待されています。
letter-invitation-lead-by = { $host }さんが、あなたを{ $desk }のデスクに招待しています。
letter-invitation-role =
    { $role ->
        [owner] オーナーとして参加します。
        [lead] リーダーとして参加します。
       *[agent] 担当者として参加します。
    }
letter-invitation-foot = リンクは7日間有効で、1回だけ使えます。心当たりがない場合は、リンクを開かなければ何も起きません。
letter-news-subject = { $desk }で新着{ $count }件
letter-news-heading = { $desk }の新着
letter-news-more = ほかに{ $count }件
letter-news-foot = ページでまだ見ていないものをメールで受け取る設定のため、お送りしています。
letter-news-choices = <choose>通知する内容を選ぶ</choose>ことも、<stop>このようなメールを止める</stop>こともできます。
letter-news-stop = このようなメールを止める
letter-password-heading = { $name }さん、こんにちは
letter-password-subject = { $desk }のデスクの新しいパスワード
letter-password-lead = { $desk }のデスクの新しいパスワードを決めるためのリンクが作成されました。
letter-password-lead-link = { $desk }のデスクの新しいパスワードを決めるためのリンクが作成されました：
letter-password-button = 新しいパスワードを決める
letter-password-foot = リンクは24時間有効で、1回だけ使えます。頼んだ覚えがなければ、デスクのリーダーに知らせてください。リンクを使うまで、今のパスワードはそのまま使えます。
letter-test-heading = { $name }さん、届きました
letter-test-subject = { $desk }のメールのテスト
letter-test-words = 届くかどうかを確かめるために、あなたが{ $desk }に頼んだメールです。無事に届いたので、ほかにすることはありません。
letter-test-foot = デスクからのメール

## Where Bliss encrypts by itself

certificate-encrypted = このデスクは暗号化されています。アドレスはhttps://で始まります。

## Scripts of the desk

script-needs-connection = 接続が必要です。つながってから、もう一度お試しください。
script-did-not-reach = デスクに届きませんでした。書いた内容は残っています。つながってから、もう一度お試しください。
script-offline = デスクにつながっていません。書いた内容はここに残り、つながれば自動で続きます。
script-copied = コピーしました
script-not-copied = コピーできませんでした。選択して、手でコピーしてください。
script-type-on = デスクが応答しませんでした。続けて入力すると、もう一度試します。
script-results = 結果{ $count }件
script-news = { $what }。

## Scripts of the desk: the list

script-chosen = { $count }件を選択中
script-all-chosen = この一覧のすべてを選択中（最大500件）

## Scripts of the desk: who else looks at a conversation

script-is-here = <b>{ $name }</b>さんが見ています
script-is-here-and-writing = <b>{ $name }</b>さんが見ていて、入力中です
script-is-writing = <b>{ $name }</b>様が入力中です
script-customer-is-writing = <b>お客様</b>が入力中です

## Scripts of the desk: writing

script-draft-saved = 下書きを保存しました
script-draft-kept = 下書きをこのブラウザーに残しました
script-draft-not-saved = 下書きをまだ保存できていません
script-sent-with-file = ファイルが届きしだい送信します
script-not-sent-without-file = 未送信：届かなかったファイルがあります
script-draft-elsewhere = 別の場所でも書いています
script-draft-keep-this = ここの内容を残す
script-draft-use-that = そちらを使う
script-draft-keep-both = 両方残す
script-uploading = { $file }をアップロード中
script-file-too-large = このファイルは25 MBを超えています。小さいものか、リンクを送ってください。
script-file-empty = このファイルは空（0バイト）です。選び直すか、別のファイルを選んでください。
script-file-lost = { $file }がデスクに届きませんでした。つながってから、選び直してください。
script-file-not-kept = ファイルを保存できませんでした。もう一度お試しください。
script-canned-found = 定型文{ $count }件。上下キーで選び、Enterで入れます。
script-hints = 送る前のヒント{ $count }件
script-hint-silenced = このヒントは今後表示しません。設定→ヒントで元に戻せます。
script-hints-on-its-way = まもなく送られます。その前に：
script-take-back = 取り消す
script-nothing-written = まだ何も書かれていません。

## Scripts of the desk: microphone and speaker

script-microphone-not-allowed = マイクは許可されませんでしたが、問題ありません。使うときは、このページのアドレスの横で許可して、もう一度お試しください。
script-microphone-not-found = マイクが見つかりませんでした。接続して、もう一度お試しください。
script-microphone-in-use = マイクがほかで使われています。そちらを閉じて、もう一度お試しください。
script-microphone-not-secure = マイクには安全なアドレスが必要です。httpsのアドレスでデスクを開いてください。
script-microphone-not-now = 今はマイクを使えません。もう一度お試しください。
script-microphone-numbered = マイク{ $number }
script-speaker-numbered = スピーカー{ $number }
script-connecting = 接続中…
script-sound-say-something = 何か話してください。バーが動けば大丈夫です。何も録音されません。
script-echo-begin = エコーテスト
script-echo-end = エコーテストを終える
script-echo-say-something = 何か話してください。1秒後に聞こえます。
script-echo-over = エコーテストは終わりました。
script-echo-failed = エコーテストがうまくいきませんでした。少し待ってからもう一度お試しください。

## Scripts of the desk: calls

script-is-calling = { $who }様からお電話です
script-did-not-work = うまくいきませんでした。少し待ってからもう一度お試しください。
script-call-press-anywhere = どこかを押すと、お客様の声がブラウザーで流れます。
script-call-connecting-again = 回線が切れました。つなぎ直しています…
script-call-lost = 回線が切れました。対応できる人を、もう一度呼び出しています。
script-call-elsewhere = この通話は、あなたの別のタブにあります。
script-call-note-kept = メモを残しました。
script-call-note-not-kept = メモを残せませんでした。内容はここにあります。もう一度お試しください。
script-call-line-broke =
    { $who ->
        [customer] お客様の回線が切れました。すぐ戻るかもしれません。そのままお待ちください…
       *[agent] こちらの回線が切れました…
    }
script-call-nothing-heard =
    { $who ->
        [customer] お客様の声が聞こえません。マイクがオフかもしれません。
       *[agent] あなたの声が聞こえません。マイクを確かめてください。
    }
script-call-recording-stopped = 録音が止まりました：{ $why }通話は続いています。

## Scripts of the desk: the mirror of a call, in which one sees how one sounds

script-mirror-show = ミラーを表示
script-mirror-hide = ミラーを隠す
script-mirror-listening = 聞いています…
script-mirror-pressed = 力んだ声に隠れて、わかりません
script-mirror-smile = 笑顔が聞こえています
script-mirror-perhaps-smile = 笑顔かもしれません
script-mirror-usual = ほぼふだんどおり
script-mirror-perhaps-less = ふだんよりやや少ないかもしれません
script-mirror-less = ふだんより笑顔が少ない
script-mirror-you-listen = 聞く番です
script-mirror-share = { $share }%
script-mirror-pace = 毎秒{ $pace }音節

## Scripts of the desk: the player of a call, with which one looks back at it

script-player-play = 再生
script-player-pause = 一時停止
script-player-at = { $time }の時点
script-player-place = { $time }（全{ $length }）
script-player-axis =
    { $axis ->
        [smile] 笑顔
        [lively] 生き生き
        [bright] 明るさ
       *[pressed] 力み
    }
script-player-compared =
    { $how ->
        [more] { $axis }：ふだんより明らかに上
        [less] { $axis }：ふだんより明らかに下
        [perhaps-more] { $axis }：ふだんよりやや上かもしれません
        [perhaps-less] { $axis }：ふだんよりやや下かもしれません
       *[usual] { $axis }：ほぼふだんどおり
    }
script-player-between = { $value }、{ $low }～{ $high }
script-player-nothing-told = 聞いています…ここではあなたが話していないか、話が少なく、まだわかりません。
script-player-not-played = 録音を再生できませんでした。しばらく離れていたならサインインし直すか、最新のFirefox、Chrome、Edge、Safariでお試しください。
script-reflection-saved = 保存しました。あなただけのものです。
script-reflection-not-saved = 保存できませんでした。書いた内容は残っています。少し待ってからもう一度お試しください。
script-reflection-not-yet = まだ保存していません。デスクにつながりません。書いた内容は残っています。

## Scripts of the desk: the warm-up, in which one’s own voice is heard for ten seconds

script-warm-up-begin = 始める（10秒）
script-warm-up-enough = ここまでにする
script-warm-up-hear = 聞く
script-warm-up-pause = 一時停止
script-warm-up-listening = 聞いています…あいさつを言ってください。
script-warm-up-one-moment = お待ちください。デスクが聞き取っています…
script-warm-up-not-heard = デスクが聞き取れませんでした。少し待ってからもう一度お試しください。
script-warm-up-not-reached = デスクにつながりません。接続を確かめて、始め直してください。
script-warm-up-not-played = このブラウザーでは再生できませんでした。

## These are sent to every visitor of a shop: short words load faster. “We” is the shop’s desk.

widget-chat = チャットで問い合わせる
widget-phone = 電話をかける
widget-with = { $name }とのチャット
widget-unread = チャットで問い合わせる、新着メッセージ{ $n }件
widget-close = チャットを閉じる
widget-messages = メッセージ
widget-you = お客様
widget-here =
    { $n ->
        [0] ただいま対応しております。
       *[other] { $names }が対応しております。
    }
widget-others = ほか{ $n }名
widget-wait = 今日の待ち時間は約{ $n }分です。
widget-away = ただいま担当者が席を外しております。
widget-back = { $day }の{ $time }（お客様の現地時刻）に戻ります。
widget-on =
    { $kind ->
        [date] { $day }
       *[weekday] { $day }
    }
widget-ask = メールアドレスをお知らせいただければ、どこにいらしても返信をお届けします。
widget-name = お名前（任意）
widget-email = メールアドレス（任意。ページを離れても返信が届きます）
widget-bad-email = メールアドレスが最後まで入力されていないようです。直すか、空欄にしてください。
widget-write = メッセージを入力
widget-send = 送信
widget-attach = ファイルを添付
widget-remove = 取り消す
widget-remove-file = { $file }を外す
widget-retry = 再試行
widget-sending = 送信中…
widget-sent = 送信済み
widget-seen = 既読
widget-waiting = 接続を待っています。つながれば自動で送信します
widget-failed = うまくいきませんでした。もう一度お試しください。
widget-trouble = { $file }：{ $why }
widget-lost = 今はつながっていません。自動で接続を試みています。
widget-typing = { $name }が入力中…
widget-fresh = 新着メッセージ
widget-get = { $file }（{ $size }）をダウンロード
widget-too-long = { $n }文字超えています。2通に分けてお送りください。
widget-too-big = { $file }は大きすぎて、ここでは送れません。上限は{ $max }です。
widget-uploading = ファイルが届きしだい送信します。

## A call in the chat on other pages: customers read this. “We” is the shop’s desk

talk-title = { $name }にお電話
talk-shrink = 小さくして通話を続ける
talk-close = 閉じる
talk-before = お電話でお話ししましょう
talk-microphone = お声が届くよう、ブラウザーがマイクの使用を確認します。
talk-free = ほかにお待ちの方はいません。
talk-line = 先に{ $n }名お待ちです。
talk-line-about = 先に{ $n }名お待ちです。待ち時間は約{ $time }です。
talk-ahead = 先に{ $n }名お待ちです
talk-about = 待ち時間は約{ $time }です。
talk-recording = よりよい応対のため、通話を録音しています。一時停止をご希望でしたら、お申し付けください。
talk-consent = よりよい応対のため、この通話を録音してもかまいません。
talk-consent-note = どちらでもお電話いただけます。
talk-name = お名前（任意）
talk-dial = 今すぐ電話
talk-write = メッセージを送る
talk-later = 折り返しを希望
talk-again = もう一度試す
talk-back = チャットに戻る
talk-redial = もう一度電話
talk-choose = 時間を選ぶ
talk-end = 電話を切る
talk-leave = 呼び出しをやめる
talk-stay = このまま待つ
talk-go-back = 戻る
talk-asking = マイクを許可してください
talk-asking-text = ブラウザーに確認が出ています。たいていは、このページのアドレスの横です。
talk-blocked-declined = マイクの使用が許可されていません
talk-blocked-declined-text = お話しするには、ページのアドレスの横にあるマークから、このページにマイクを許可して、もう一度お試しください。
talk-blocked-missing = マイクが見つかりません
talk-blocked-missing-text = ヘッドセットかマイクを接続して、もう一度お試しください。
talk-blocked-busy = マイクが使用中です
talk-blocked-busy-text = ほかのアプリやページが使っているようです。そちらの通話を終えて、もう一度お試しください。
talk-blocked-insecure = このページではマイクを使えません
talk-blocked-insecure-text = ブラウザーがマイクを許可するのは、httpsで始まるアドレスだけです。どうぞほかの方法でご連絡ください。
talk-blocked-old = このブラウザーでは通話できません
talk-blocked-old-text = 新しいブラウザーなら通話できます。ほかの方法でのご連絡もお待ちしております。
talk-blocked-unknown = マイクを開始できません
talk-blocked-unknown-text = 接続され、オンになっているかをお確かめのうえ、もう一度お試しください。
talk-elsewhere = すでに別のウィンドウかタブでお電話中です。
talk-refused = ただいまお電話をお受けできません
talk-unreachable = つながりません
talk-unreachable-text = インターネットにつながっているかをお確かめのうえ、もう一度お試しください。
talk-through = お電話がつながりません
talk-through-text = お使いのネットワークが通話を通していないのかもしれません。別のネットワークをお試しいただくか、ほかの方法でご連絡ください。
talk-calling = 呼び出し中…
talk-next = 次がお客様の番です
talk-soon = できるだけ早く電話に出ます。
talk-music = お待ちの間、音楽が流れます。
talk-quiet = 音楽は消えています。電話に出ると、こちらの声が聞こえます。
talk-hush = 音楽を消す
talk-play = 音楽を流す
talk-broke = 回線が切れました。お待ちください
talk-mending = つなぎ直しています…
talk-back-again = 再びつながりました。
talk-with = { $name }とお話し中です
talk-somebody = 担当者
talk-on-hold = { $name }が保留にしています
talk-hold-text = そのままお待ちください。すぐに戻ります。
talk-resumed = { $name }が戻りました。
talk-passed = 別の担当者におつなぎしています。
talk-mute = ミュート
talk-unmute = ミュート解除
talk-muted = ミュート中です
talk-muted-text = マイクをオンに戻すまで、お声が聞こえません。
talk-sound = 音の設定
talk-input = マイク
talk-output = スピーカー
talk-device = 機器{ $n }
talk-chat = チャット
talk-news = 読む
talk-news-text = メッセージをお送りしました。「読む」を押すとご覧いただけます。
talk-level = お使いのマイク
talk-silent = マイクからお声が聞こえません。オンになっていて、正しいものが選ばれていますか？
talk-unplugged = マイクが外れました。接続し直すか、「音の設定」で別のものをお選びください。
talk-switched = 別のマイクに切り替えました。
talk-no-device = 今はこの機器を使えません。
talk-recorded = 録音中
talk-paused = 録音を一時停止中
talk-listens = { $name }も聞いています
talk-hold = 保留中
talk-hear = 押すとこちらの声が聞こえます
talk-coming = 通話に戻っています…
talk-returning = 通話は続いています
talk-returning-text = 押すと通話に戻ります。
talk-rejoin = 通話に戻る
talk-pill-waiting = お電話の順番待ち
talk-pill-talking = { $name }とお話し中
talk-pill-held = 保留中
talk-pill-broken = 回線が切れました。つなぎ直しています…
talk-open = 通話を開く：{ $state }
talk-return = 通話に戻る
talk-when = いつお電話すればよろしいですか？
talk-when-text = 時刻はすべてお客様の現地時刻です（{ $zone }）。
talk-looking = 空いている時間を探しています…
talk-none = この先数日は空いている時間がありません
talk-none-text = メッセージでご連絡ください。ご一緒に時間を探します。
talk-phone = お電話番号
talk-example = +44 20 7946 0018
talk-confirm = この時間にお願いする
talk-confirming = お待ちください…
talk-pick = 時間をお選びください。
talk-number = 電話番号が最後まで入力されていないようです。+44 20 7946 0018のように、国番号から入力してください。
talk-booked = { $day }の{ $time }にお電話します
talk-on = { $day }
talk-booked-number = { $number }へお電話します。お客様の現地時刻です（{ $zone }）。それまで何もなさらなくて大丈夫です。
talk-booked-text = お客様の現地時刻です（{ $zone }）。それまで何もなさらなくて大丈夫です。
talk-over-thanks = お電話ありがとうございました
talk-over-thanks-text = お話しできてうれしく思います。
talk-over-you = 電話を切りました
talk-over-you-text = 大丈夫です。ご用の際は、いつでもお電話ください。
talk-over-lost = 回線が切れました
talk-over-lost-text = おつなぎし直そうとしましたが、つながりませんでした。申し訳ございません。
talk-over-unanswered = 申し訳ございません
talk-over-unanswered-text = どの担当者も電話に出られませんでした。時間をお選びいただければ、こちらからお電話します。
talk-over-restart = 申し訳ございません、通話が切れました
talk-over-restart-text = たった今、電話のシステムを再起動しました。まもなくまたお使いいただけます。
talk-over-gone = 通話は終わりました
talk-over-gone-text = ご用の際は、いつでもお電話ください。
talk-ended = 通話は終わりました。こちらで引き続き時間をお選びいただけます。
talk-long = 通話時間は{ $time }でした。

## What is thought of before a reply goes out

hint-gap-why = このかっこ書きがそのままお客様に届きます。言葉を入れてください。
hint-label-why = その前に、この方に何があったのでしょう？それがわかると、次にメモを読む人の助けになります。
hint-empathy-why = つらいことを話してくださいました。まずその気持ちを受け止め、それから手助けを。
hint-question-why = お客様の質問ですが、返信でまだ答えていません。
hint-asked-again-why = { $reason }：上のやり取りにあります。
hint-same-apology-why = 前にも同じ言葉でおわびしています。今度は何が変わるかを伝えてください。
hint-refusal-why = 断りだけになっています。ほかの方法か、力になれる人を示してください。
hint-blame-why = だれかのせいにしています。だれがではなく、何が起きて、どう直すかを伝えてください。
hint-condescension-why = 見下しているように聞こえるかもしれません。
hint-hurry-why = 急かしているように聞こえるかもしれません。
hint-scarcity-why = 規則や不足を盾にしています。何のためのものか、何ならできるかを伝えてください。
hint-label-in-reply-why = 人にレッテルを貼っています。代わりに、何があったかを書いてください。
hint-jargon-why = 専門用語です。窓口で話すときの言葉で。
hint-time-why = いつまでにと伝えれば、約束になります。
hint-greeting-why = 最初の返信です。あいさつをして、名乗りましょう。
hint-closing-why = 最後の印象は、最初と同じくらい大切です。次に何があるかを伝えるか、結びの言葉を添えましょう。
hint-go-on-with = 「{ $words } …」と続ける
hint-put-instead = 「{ $words }」

## Errors of last resort, and of the chat

error-other-method = ここではその操作はできません。できることはAllowヘッダーにあります。
error-panicked = こちらで問題が起きました。書いた内容は残っています。少し待ってからもう一度お試しください。
visitor-text-too-long = メッセージが長すぎます。上限は{ $max }文字です。
visitor-too-many-files = 一度に送れるファイルは{ $max }個までです。
visitor-file-gone = ファイルが見つかりません。もう一度選んで送信してください。
visitor-erased = このチャットの記録はすべて消去されました。
visitor-no-phone-here = こちらではお電話をお受けできません。メッセージでご連絡ください。
visitor-choose-a-time = 時間を1つお選びください。

## Passkeys

passkeys-title = パスキー
passkeys-lead = 指紋、顔、または端末のPINで、パスワードなしでサインインできます。パスワードでサインインするときは、パスキーが二要素認証になります。
passkeys-need-address = パスキーには、https://desk.exampleのように、名前のある暗号化されたアドレスが必要です。アドレスはサーバーの管理者が決めます。
passkeys-not-in-browser = このブラウザーではパスキーを使えません。別のブラウザーやスマートフォンなら使えるかもしれません。
passkeys-app-too = ワンタイムコードのアプリも使う
passkeys-codes-left = パスキーが手元にないとき、パスワードのあとにそれぞれ1回だけ使えます。残り：{ $count }個。
passkeys-for-elsewhere = あなたのパスキーはデスクの別のアドレス用のため、このアドレスでは使えません。
passkey-for-elsewhere = デスクの別のアドレス用のため、このアドレスでは使えません。
passkey-used = { $made }作成、最後の使用は{ $used }
passkey-unused = { $made }作成、まだ使われていません
passkey-add = パスキーを追加
passkey-add-another = 別のパスキーを追加
passkey-make = パスキーを作成
passkey-instead = または、パスキーを作成すれば、指紋、顔、端末のPINで入れます。
passkey-name = 名前
passkey-name-hint = 一覧で見分けるための名前です。保存した場所などがおすすめです。
passkey-change = 変更
passkey-change-name = { $name }を変更
passkey-rename = 名前を変更
passkey-rename-name = { $name }の名前を変更
passkey-remove = 削除
passkey-remove-name = { $name }を削除
passkey-remove-hint = このパスキーでは入れなくなり、ほかのブラウザーはサインアウトされます。端末からも削除してください。
passkey-use = パスキーを使う
passkey-use-recovery-code = リカバリーコードを使う
passkey-recovery-code = リカバリーコード
passkey-recovery-code-hint = 英数字4文字×4組。
passkey-ask = ここまで確認しました。次はパスキーです。
passkey-ask-or-code = ここまで確認しました。次はパスキーか、アプリのコードです。
passkey-saved = 今からこのパスキーで入れます。パスワードでサインインするときは、続けてパスキーを求めます。
passkey-saved-name = 今からこの名前になります。
passkey-saved-removal = そのパスキーではもう入れません。ほかのブラウザーはサインアウトされました。
passkey-saved-app-off = 今からはアプリのコードではなく、パスキーだけを求めます。ほかのブラウザーはサインアウトされました。
passkey-too-many = すでにパスキーが{ $most }個あります。使わないものを削除してください。
passkey-no-name = 名前を1～{ $most }文字で書いてください。
passkey-gone = このパスキーは見つかりません。削除されたのかもしれません。
passkey-there-already = このパスキーはすでにあります。それを使うか、別の端末で作成してください。
passkey-too-long-ago = 時間がかかりすぎたか、2回送信されました。もう一度お試しください。
passkey-unknown = このパスキーはデスクに登録されていません。削除されたのかもしれません。別のパスキーか、パスワードを使ってください。
passkey-unverified = 端末でご本人であることが確認されませんでした。端末のPIN、指紋、顔認証のいずれかをオンにして、もう一度お試しください。
passkey-elsewhere = このパスキーは、ここではなく別のアドレスに応答しました。デスク本来のアドレスを開いて、もう一度お試しください。
passkey-not-taken = 端末の応答を受け付けられませんでした。もう一度試すか、パスワードを使ってください。
passkey-copied = このパスキーは複製されたおそれがあるため、受け付けません。パスワードを使い、そのあとで削除して作り直してください。
passkey-stays = このデスクでは全員に二要素認証が必要なため、最後のパスキーは削除できません。先に別のものを作成してください。
palette-passkeys-also = パスキー 指紋 顔認証 生体認証 セキュリティキー パスワードレス webauthn fido passkey passwordless
audit-passkey-made = <b>{ $who }</b>がパスキーを作成
audit-passkey-removed = <b>{ $who }</b>が自分のパスキーを削除
audit-passkey-refused = <b>{ $who }</b>の示したパスキーが受け付けられなかった
audit-passkey-refused-of = <b>{ $who }</b>が<b>{ $whom }</b>として示したパスキーが受け付けられなかった
script-passkey-not-given = パスキーが示されませんでした。手元に用意して、もう一度お試しください。
script-passkey-there-already = この端末には、すでにあなたのパスキーがあります。それを使うか、別の端末で作成してください。
script-passkey-failed = 今は端末でできませんでした。もう一度お試しください。

## Being told by one's browser while no page is open

push-title = ブラウザーへの通知
push-lead = 上で選んだものは、{ $seconds }秒たっても見ていなければ、許可したブラウザーに通知が表示されます。デスクのページを開いていなくても届きます。頻度と通知しない時間は、下の設定に従います。内容はブラウザーの提供元のプッシュサービスを通りますが、暗号化されていて、そこではだれにも読めません。
push-turn-on = このブラウザーで通知する
push-turn-on-hint = 許可するかどうか、ブラウザーが尋ねます。
push-denied = このブラウザーでは、デスクの通知が許可されていません。ブラウザーの設定でこのサイトの通知を許可してから、ここに戻ってください。
push-insecure = ブラウザーが通知を表示するのは、<code>https</code>で開いたデスクか、同じマシンで動いているデスクだけです。サーバーの管理者に尋ねてください。
push-unable = このブラウザーは、ページを開いていない間は通知を表示できません。iPhoneやiPadでは、どのブラウザーでもページの通知はできません。別の端末か、メールを使ってください。
push-browsers = 通知するブラウザー
push-this-one = このブラウザー
push-signed-out = サインアウトされています。サインインし直すと、また通知します。
push-told-never = { $day }から、通知はまだありません
push-told-now = たった今通知
push-told-ago = 最後の通知は{ $time }前
push-told-on = 最後の通知は{ $day }
push-test = 試す
push-test-of = 試す：{ $browser }
push-test-sent = { $browser }に通知を送りました。まもなく届きます。
push-remove = 削除
push-remove-of = { $browser }を削除
push-removed = { $browser }にはもう通知しません。
push-way = ブラウザーで通知
push-kind = ブラウザーで通知：{ $kind }
push-named = お客様の名前と用件を表示する
push-named-hint = オフなら、新着があることだけを表示します。画面はほかの人の目に入ることもあります。
push-not-here = このブラウザーは見つかりません。削除されたのかもしれません。
push-bad-keys = このブラウザーから、暗号化に必要な鍵が届きませんでした。もう一度試すか、別のブラウザーを使ってください。
push-too-many = すでにブラウザーが{ $most }個あります。もう使わないものを削除してください。
push-no-encryption = このマシンでは暗号化ができません。Blissの管理者に尋ねてください。
push-why-unreachable = 最後の通知は届きませんでした。プッシュサービスに接続できません（{ $answer }）。自動でもう一度試します。
push-why-not-now = 最後の通知は届きませんでした。プッシュサービスが今は受け付けていません（{ $answer }）。自動でもう一度試します。
push-why-refused = 最後の通知は届きませんでした。プッシュサービスに拒否されました（{ $answer }）。このブラウザーを削除して、設定し直してください。
push-why-unreadable = 最後の通知は作れませんでした（{ $answer }）。このブラウザーを削除して、設定し直してください。
push-notice-test = 届きました。{ $desk }の通知はここに表示されます
push-notice-test-body = 通知はこのように表示されます。
push-notice-line = { $matter }：{ $what }
script-push-on = 今から、新着をこのブラウザーで通知します。下で試してみてください。
script-push-failed = このブラウザーでの通知をオンにできませんでした：{ $why }
email-purpose-new-passkey = 新しいパスキー
letter-passkey-subject = { $desk }のデスクのアカウントに新しいパスキー
letter-passkey-words = { $desk }のデスクのあなたのアカウントにパスキー「{ $passkey }」が作成されました。今からこのパスキーでアカウントを開けます。
letter-passkey-if-not = ご自身で作成した場合は、何もする必要はありません。心当たりがなければ、削除して新しいパスワードを決め、デスクのリーダーに知らせてください。
letter-passkey-button = パスキーを見る
letter-passkey-foot = 知らないうちにパスキーが作成されないよう、作成されるたびにこのメールが届きます。
profile-saved-password-passkeys = 今から新しいパスワードが有効です。ほかのブラウザーはサインアウトされました。パスキーは変わりません。すべて自分のものか確かめてください。
passkey-others-elsewhere = ほかのパスキーはデスクの別のアドレス用に作成されたもので、ここでは使えません。先にこのアドレス用のパスキーを追加してください。
sign-in-gone-meanwhile = サインインの途中でアクセス権が変わりました。もう一度サインインしてください。
push-why-unreachable-at-last = 最後の通知は届きませんでした。プッシュサービスに接続できません（{ $answer }）。この通知はもう送りませんが、次の通知は送ります。
push-why-not-now-at-last = 最後の通知は届きませんでした。プッシュサービスが受け付けませんでした（{ $answer }）。この通知はもう送りませんが、次の通知は送ります。
push-key-unreadable = 今はどのブラウザーにも通知できません。サーバー自身のキーが変わったため、プッシュサービス用のキーを読み取れません。Blissの管理者に、以前のファイルserver.keyを元に戻してもらってください。
push-key-lost = ファイルを完全に失った場合
push-key-renew-lead = その場合は、プッシュサービス用の新しいキーが必要です。ブラウザーはすべて一覧から消えますが、そのブラウザーでデスクを開くと自動で戻ります。
push-key-renew = 新しいキーを作成
push-key-made = 新しいキーを作成しました。ブラウザーへの通知が再び使えます。
push-key-readable = プッシュサービス用のキーは読み取れるので、そのままにします。
