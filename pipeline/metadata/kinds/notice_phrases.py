"""What a page says that stands in for another one, in the languages of its readers.

A line of a table is an alternative; `notices` says where it is asked for. None is asked of a page
with much prose: a report about such pages may say all of this too.
"""

from __future__ import annotations

import re2

__all__ = ["CONSENT", "CONSENT_BUTTON", "MISSING", "ROBOT", "SCRIPT"]


# Parts of the lines below, by {name}: they stand in several of them, or are long.
_PARTS = {
    "fault": r"(?:error|code|fehler|erreur|errore|erro|ошибка|помилка|błąd|hata|chyba|virhe|lỗi|"
    r"エラー)",
    "code": r"(?:40\d|410|451|50\d|52\d)",
    "reason": r"(?:not |page|error|forbidden|bad |service|internal|un(?:auth|avail)|gone|too many|"
    r"gateway|backend|seite|página|strona)",
    "page": r"{sorry}(?:(?:the|this|that) )?(?:requested )?"
    r"(?:page|url|article|story|content|document)",
    "sorry": r"(?:(?:sorry|but|oops|whoops|oups|désolée?|lo sentimos|извините|"
    r"对不起|很?抱歉)[ .!,:，。]*)*",
    "wanted": r"(?: (?:that )?you(?:['’](?:re|ve)| are| were| have)? (?:looking for|requested|"
    r"trying to (?:reach|view)))",
    "gesuchte": r"(?:die |diese )?(?:von ihnen )?(?:gesuchte |angeforderte |gewünschte )?"
    r"(?:seite|url|artikel)",
    "demandée": r"(?:la |cette )?page (?:que vous \w+(?: \w+)? |demandée )?",
    "buscada": r"(?:(?:la|a|esta) )?página (?:que \w+(?: \w+){0,2} )?",
    "cercata": r"(?:(?:richiesta|cercata|che (?:stai|hai) \w+) )",
    "искомая": r"(?:(?:запрашиваемая|запрошенная|данная|такая) )",
    "访问": r"(?:访问|訪問|查找|查看|要找|请求|請求|浏览|瀏覽|搜寻|搜尋)",
    "bot": r"(?:not )?(?:a )?(?:human|robot|bot)\b",
}


def _any(table: str, before: str = "", after: str = "") -> re2._Regexp[str]:
    lines = [line for line in table.splitlines() if line and not line.startswith("# ")]
    pattern = "|".join(lines)
    for name, part in _PARTS.items():  # a part may hold parts below it
        pattern = pattern.replace(f"{{{name}}}", part)
    return re2.compile(f"(?i){before}(?:{pattern}){after}")


# The page is not there, or the server is not well: how a headline, a <title> or one of the first
# lines begins. A bare number is a code only if it is 404; "500" alone counts something.
MISSING = _any(
    r"""
404[.!:]?$
(?:http )?{fault}[ :#-]{0,3}{code}\b
{code}[ :.|–—-]{1,3}{reason}
# English
{page}{wanted}?(?: (?:was|is|could|has)(?: not|n['’]t) (?:be )?(?:found|exist|available))
{page}{wanted}? (?:can(?:no|['’])t be (?:found|reached|displayed)|does(?: not|n['’]t) exist)
{page}{wanted}? (?:(?:is )?no longer (?:available|exists)|(?:is )?unavailable|is missing|not found)
{page}{wanted}? has (?:been (?:removed|deleted|moved)|moved|expired)
(?:this |the )?(?:page|site|website|article|service) is (?:currently )?not available in your
(?:not found|access denied|forbidden|bad gateway|gateway time-?out|internal server error)[.!]?$
(?:bad gateway|gateway time-?out|connection timed out|web server is down|host error) ?error
(?:service |site )?(?:temporarily )?unavailable[.!]?$
(?:not found|access denied|forbidden) ?[–—|:-]
access to this page has been denied
{sorry}we (?:can(?:no|['’])t|could(?: not|n['’]t)) (?:seem to )?find (?:the|that|this|what)
{sorry}we (?:are|were) unable to (?:find|locate) (?:the|that|this|what)
(?:this (?:site|page) is )?(?:down|closed) for (?:scheduled )?maintenance
(?:scheduled|under) maintenance
we(?:['’]ll| will) be (?:right )?back (?:soon|shortly)
nothing (?:was )?found[.!]?$
# German, Dutch, Scandinavian, Finnish
{gesuchte}(?: wurde| konnte| ist| existiert)?(?: leider)? nicht (?:gefunden|mehr|verfügbar)
{gesuchte} existiert (?:leider )?nicht|zugriff verweigert
(?:dieser|der) (?:artikel|inhalt|beitrag) ist (?:leider )?nicht (?:mehr )?verfügbar
(?:(?:deze|de) )?(?:op?gevraagde )?pagina (?:die (?:u|je) zoekt )?(?:niet gevonden|bestaat niet)
(?:(?:deze|de) )?(?:op?gevraagde )?pagina (?:kon|kan|is|werd) niet (?:worden )?gevonden
(?:vi )?(?:fant|fandt|hittade) (?:inte|ikke) (?:siden|sidan)
(?:vi )?(?:kan|kunne|kunde) (?:inte|ikke) (?:hitta|finne|finde) (?:siden|sidan)
sidan (?:hittades inte|kunde inte hittas|finns inte|saknas)
siden (?:(?:ble |er )?ikke funnet|finnes ikke|kunne ikke (?:findes|finnes))
siden (?:(?:blev |er )?ikke fundet|findes ikke|eksisterer ikke)
síðan fannst ekki|sivua ei (?:löyt|ole)
# Romance
{sorry}{demandée}(?:est )?(?:introuvable|non trouvée|inexistante)
{sorry}{demandée}n['’](?:existe|est|a) (?:pas|plus)
(?:cet|l['’]) ?article (?:n['’](?:existe|est) (?:pas|plus)|est introuvable)
accès (?:refusé|interdit)
{sorry}{buscada}(?:no|não) (?:existe|está disponible|se encuentra)
{sorry}{buscada}(?:no|não) (?:(?:fue|ha sido|foi|se ha) )?encontrad[ao]
(?:no|não) (?:(?:hemos|se ha) encontrado|encontramos|se encontró) (?:la|a) página
não foi possível encontrar a página
contenido no disponible|acceso denegado|acesso negado|no s['’]ha trobat la pàgina
(?:la )?pagina {cercata}?non (?:(?:è stata )?trovata|esiste|è (?:più )?disponibile)
accesso negato
pagina (?:\w+ )?nu (?:a fost găsită|există)
# Slavic, Baltic, Hungarian, Albanian
nie znaleziono (?:takiej )?strony
strona (?:\w+ ){0,3}nie (?:istnieje|została (?:znaleziona|odnaleziona))|strony nie znaleziono
odmowa dostępu
stránka (?:\w+ )?(?:nenalezena|nebyla nalezena|neexistuje|sa nenašla|nebola nájdená)
stránku (?:se nepodařilo|sa nepodarilo|jsme nenašli)
stran(?:ica)? (?:nije pronađena|ne postoji|ne obstaja|ni najdena)
страница (?:није пронађена|не постоји)
{sorry}{искомая}?страница (?:\w+ )?не (?:найдена|существует)
страницы не существует|такой страницы нет|доступ (?:запрещ[её]н|ограничен)
(?:цієї |такої )?сторінк[уаи] не (?:знайдено|знайдена|існує)
страницата не (?:е |беше )?(?:намерена|съществува)|страницата не постои
старонк[ау] не (?:знойдзена|існуе)|puslapis nerastas|lapa nav atrasta|lehte ei leitud
(?:az |a )?(?:keresett )?oldal nem (?:található|létezik)|faqja nuk (?:u gjet|ekziston)
# Greek, Turkic, Armenian, Georgian
η σελίδα (?:\S+ ){0,3}δεν (?:βρέθηκε|υπάρχει)|δεν βρέθηκε η σελίδα
sayfa bulunamad|aradığınız (?:sayfa|içerik) |səhifə tapılmadı|бет табылмады|sahifa topilmadi
էջը (?:չի )?գտնվ|გვერდი (?:ვერ|არ) მოიძებნა
# Arabic, Persian, Hebrew, Urdu
(?:عذرا[ ،,.]*)?(?:هذه )?الصفحة (?:المطلوبة )?(?:غير موجودة|غير متوفرة|التي تبحث عنها)
(?:لم يتم|لا يمكن) العثور على (?:هذه )?الصفحة
صفحه (?:\S+ ){0,3}(?:یافت|پیدا) نشد|(?:הדף|העמוד)(?: המבוקש)? לא (?:נמצא|קיים)|صفحہ نہیں ملا
# East, South and South-East Asian, African
(?:お探し|ご指定|アクセスしようとした|指定された)の?(?:ページ|記事)
(?:この)?ページ[がは](?:見つかりません|存在しません)
{sorry}(?:您|你)?(?:所)?{访问}?的?(?:页面|頁面|网页|網頁)(?:不存在|未找到|找不到|已被?(?:删除|刪除))
(?:找不到|无法找到|無法找到)(?:该|該|此|您|你)?(?:\p{Han}{0,6}的)?(?:页面|頁面|网页|網頁)
(?:요청하신 )?페이지를 찾을 수 없|존재하지 않는 페이지
không tìm thấy trang|trang (?:\S+ ){0,5}không tồn tại
halaman (?:\S+ ){0,4}tidak (?:ditemukan|tersedia)
ไม่พบหน้า|(?:पृष्ठ|पेज) नहीं मिला|ukurasa (?:\S+ ){0,3}hau(?:patikani|japatikana|kupatikana)
""",
    before=r"^[\s\"'“«¡(\[]{0,3}",
)

# A wall for robots, or for visitors from elsewhere. Anywhere in a block.
ROBOT = _any(
    r"""
# English: the services that build such walls write it everywhere
verify(?:ing)? (?:that )?you(?:['’]re| are) (?:a )?(?:human|not a)
(?:confirm|check(?:ing)?|sure|know|prove|show us|think) (?:that )?you(?:['’]re| are| were) {bot}
^\W*i(?:['’]m| am) not a robot|^\W*are you a (?:robot|human)\?
^\W*just a moment\W*$|^\W*attention required!|you have been blocked|press (?:&|and) hold
checking (?:your browser before|if the site connection is secure)|pardon our interruption
enable (?:js|javascript) and (?:cookies|disable)|complete (?:the|this) (?:captcha|security check)
(?:unusual|suspicious) (?:traffic|activity) (?:from|on|coming from) your|ddos protection by
review the security of your connection|performance (?:&|and) security by
request unsuccessful\. incapsula|you don['’]t have permission to access
country belonging to the european economic area
unavailable (?:due to|for) legal reasons
# Others
(?:dass sie )?kein roboter sind|ungewöhnliche[nr]? (?:aktivität|datenverkehr|zugriff)
(?:n['’]êtes|ne suis) pas un robot|no (?:eres|es|soy) un robot|non (?:sei|sono) un robot
não (?:é|sou) um robô
geen robot (?:bent|ben)|(?:ikke|inte) en robot|et ole robotti|nie jest(?:eś|em) robotem
nejste robot|nem robot
(?:вы|я|ви) не робот|δεν είστε ρομπότ|robot olmadığınız|لست روبوت|ربات نیستید
ロボットではありません|私はロボットでは|(?:不是|非)机器人|(?:不是|非)機器人|(?:人机|真人)验证
로봇이 아닙니다
"""
)

# It shows nothing without a script. The language of the script has one name everywhere.
_TURN = (
    "enabl|disabl|turn|activ|aktiv|attiv|habilit|włącz|wyłącz|zapn|povol|engedély|slå |inschakel|"
    "requir|necess|nécess|support|available|включ|отключ|увімкн|ενεργοποι|etkin|有効|無効|启用|啟用|"
    "禁用|사용|تفعيل|تمكين|فعال"
)
SCRIPT = re2.compile(f"(?i)javascript.{{0,60}}(?:{_TURN})|(?:{_TURN}).{{0,40}}javascript")

# What a question for consent speaks of, and the buttons that answer it.
CONSENT = _any(
    r"""
cookie|kuki|куки|クッキー|쿠키|\bconsent|privacy|vie privée|privacidade?|riservatezza
(?:personal|browsing) data|personenbezogene|données (?:à caractère )?personnel
(?:datos|dados) (?:personales|pessoais)|dati personali
persoonsgegevens|personuppgifter|personopplysninger|personoplysninger|danych osobowych
osobní(?:ch)? údaj
datenschutz|einwilligung|zustimmung|tracking|consentement|consentimi?ento|consenso|toestemming
samtyck|samtykke|suostumu|prywatnoś|soukrom|adatvédel|персональн|конфиденциальн|προσωπικ\S+ δεδομέν
プライバシー|個人情報|隐私|隱私|개인정보
(?:our|unsere?|nos|nuestros|nossos|nostri|onze|våre|våra|vores) (?:\S+ ){0,4}(?:partn|soci|parceir)
"""
)
CONSENT_BUTTON = _any(
    r"""
(?:i |yes,? i )?(?:accept|agree|consent)\b|(?:accept|allow|agree to|reject|decline|refuse) all\b
reject\b
manage (?:options|preferences|settings)|(?:show|view) purposes|more options
(?:alle |alles )?(?:akzeptieren|ablehnen|zustimmen|annehmen)|einverstanden
(?:tout )?(?:accepter|refuser)|continuer sans accepter|j['’]accepte
aceptar|rechazar|aceitar|rejeitar|accett[ao]|rifiuta|(?:alles )?(?:accepteren|weigeren)|akkoord
godta|godkänn|tillad|hyväksy|akceptuj|zgadzam|przejdź do serwisu|souhlasím|přijmout|súhlasím|prijať
elfogad|acceptă?|prihva[tć]|принять|согласен|прийняти|приемам|αποδοχή|kabul et|tümünü
قبول|موافق|同意|すべて受け入れ|接受|동의
""",
    before=r"^\W*",
)
