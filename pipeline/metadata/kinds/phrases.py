"""What pages that are no articles say of themselves, in the languages of their readers.

Every pattern is asked of short blocks only, and on pages with little prose of their own: a report
may say all of this too.
"""

from __future__ import annotations

import re2

__all__ = ["BASKET", "CONSENT", "CONSENT_BUTTON", "MISSING", "POST", "PRICE", "ROBOT", "SCRIPT"]

# The page is not there. At the beginning of a headline, a <title> or one of the first lines.
MISSING = re2.compile(
    r"(?i)^\W{0,3}(?:"
    r"(?:http )?(?:error|fehler|erreur|errore|erro|ошибка|помилка|błąd|hata|chyba|virhe|lỗi|エラー)?"
    r"[ :#]{0,3}(?:40[0-9]|410|429|451|50[0-4]|52[0-9])(?:\W{0,3}$| ?[-–—:|!.] ?(?:not|page|error|"
    r"forbidden|un|seite|página|strona|gone|too)|\.| (?:not|error|page|forbidden|bad|service|"
    r"internal|unauthorized|gone|too|gateway|backend))|"
    r"(?:error|fehler|erreur|errore|erro|ошибка|помилка|błąd|hata|chyba) ?404|"
    r"(?:the |this |sorry,? |oops[.!]* )*(?:requested )?(?:page|url|article|story|content|document)"
    r"(?: you(?:'re|’re| are| were)? (?:looking for|requested))?(?: that you requested)? "
    r"(?:(?:was|is|has been|could|can)(?: ?n[o'’]?t| no longer)|(?:can|couldn|doesn|isn|wasn)['’]t|"
    r"does not|has (?:been (?:removed|deleted)|moved)|has expired|not found|unavailable)|"
    r"(?:not found|access denied|forbidden|bad gateway|gateway time-?out|service unavailable|"
    r"(?:service )?temporarily unavailable|internal server error)\W{0,3}$|"
    r"(?:not found|access denied|forbidden) ?[-–—|:]|access to this page has been denied|"
    r"(?:sorry,? |oops[.!]* |whoops[.!]* )*we (?:can(?:no|['’])t|could(?: no|n['’])t|are unable to|"
    r"were unable to) (?:seem to )?(?:find|locate) (?:the|that|this|what)|"
    r"(?:down|closed) for (?:scheduled )?maintenance|(?:scheduled|under) maintenance|"
    r"we(?:'ll|’ll| will) be (?:right )?back (?:soon|shortly)|"
    r"(?:page |content )?unavailable (?:due to|for) legal reasons|nothing (?:was )?found\W{0,3}$|"
    # German, Dutch, Scandinavian
    r"(?:die |diese |die von ihnen )?(?:(?:gesuchte|angeforderte|gewünschte|aufgerufene) )?(?:seite|"
    r"artikel)(?: wurde| konnte| existiert| ist)? (?:leider )?nicht (?:gefunden|mehr verfügbar|mehr$|"
    r"verfügbar)|(?:die |diese )?seite existiert (?:leider )?nicht|zugriff verweigert|"
    r"(?:dieser|der) (?:artikel|inhalt|beitrag) ist (?:leider )?nicht (?:mehr )?verfügbar|"
    r"pagina niet gevonden|(?:deze|de) (?:opgevraagde |gevraagde )?pagina (?:bestaat niet|"
    r"(?:kon|kan|is) niet (?:worden )?gevonden)|toegang geweigerd|"
    r"sidan (?:hittades inte|kunde inte hittas|finns inte|saknas)|sivua ei (?:löyt|ole)|"
    r"siden (?:ble ikke funnet|finnes ikke|ikke funnet|blev ikke fundet|kunne ikke findes|"
    r"findes ikke|eksisterer ikke)|(?:vi )?(?:fant|fandt|hittade) (?:inte|ikke) (?:siden|sidan)|"
    r"síðan fannst ekki|"
    # Romance
    r"(?:la |cette |oups[ !,.]*)*page (?:introuvable|non trouvée|inexistante|(?:que vous \w+(?: \w+)? "
    r")?(?:est introuvable|n['’](?:existe|est|a) (?:pas|plus)))|accès (?:refusé|interdit)|"
    r"(?:la )?página (?:que \w+(?: \w+){0,2} )?(?:no|não) (?:(?:fue |ha sido |foi )?encontrada|existe|"
    r"está disponible|se encuentra|se ha encontrado)|(?:no|não) (?:hemos encontrado|encontramos|"
    r"se encontró|se ha encontrado|foi possível encontrar) (?:la|a) página|acceso denegado|"
    r"acesso negado|contenido no disponible|(?:la )?pagina (?:\w+ ){0,4}non (?:trovata|esiste|è stata "
    r"trovata|è (?:più )?disponibile)|accesso negato|pagina nu (?:a fost găsită|există)|"
    r"no s['’]ha trobat la pàgina|"
    # Slavic, Baltic, Hungarian
    r"nie znaleziono (?:takiej )?strony|strona (?:o podanym adresie )?nie (?:istnieje|została "
    r"(?:znaleziona|odnaleziona))|strony nie znaleziono|odmowa dostępu|"
    r"stránka (?:nenalezena|nebyla nalezena|neexistuje|sa nenašla|nebola nájdená)|"
    r"stránku (?:se nepodařilo|sa nepodarilo|jsme nenašli)|stran(?:ica)? (?:nije pronađena|ne postoji|"
    r"ne obstaja)|страница (?:није пронађена|не постоји|не найдена|не существует)|"
    r"(?:такой|запрашиваемая|запрошенная) страниц[аы] (?:не|нет)|доступ (?:запрещ[её]н|ограничен)|"
    r"сторінк[уа] не (?:знайдено|знайдена|існує)|страницата не (?:е |беше )?(?:намерена|съществува)|"
    r"(?:старонка|бачыну старонку) не (?:знойдзена|існуе)|puslapis nerastas|lapa nav atrasta|"
    r"lehte ei leitud|(?:az |a keresett )?oldal nem (?:található|létezik)|"
    # Greek, Turkic, Iranian, Semitic
    r"η σελίδα (?:\w+ ){0,3}δεν (?:βρέθηκε|υπάρχει)|δεν βρέθηκε η σελίδα|sayfa bulunamad|"
    r"aradığınız (?:sayfa|içerik) |səhifə tapılmadı|бет табылмады|sahifa topilmadi|"
    r"الصفحة (?:غير موجودة|المطلوبة غير|التي تبحث عنها)|(?:لم يتم|لا يمكن) العثور على (?:هذه )?الصفحة|"
    r"صفحه (?:\S+ ){0,3}(?:یافت|پیدا) نشد|(?:הדף|העמוד|הדף המבוקש) (?:\S+ )?לא נמצא|"
    # East, South and South-East Asian, African
    r"(?:お探し|ご指定|アクセス(?:しようと)?)の?(?:した)?(?:ページ|記事)|ページが?は?見つかりません|"
    r"(?:您|你)?(?:访问|訪問|查找|要找|请求|請求|浏览|瀏覽)?的?(?:页面|頁面|网页|網頁|文章)(?:不存在|未找到|找不到|已被?删除|"
    r"已被?刪除)|(?:找不到|无法找到|無法找到)(?:该|該|此|您)?(?:\w{0,6}的)?(?:页面|頁面|网页|網頁)|(?:요청하신 )?"
    r"페이지를 찾을 수 없|존재하지 않는 페이지|không tìm thấy trang|trang (?:\w+ ){0,5}không tồn tại|"
    r"halaman (?:\w+ ){0,4}tidak (?:ditemukan|tersedia)|ไม่พบหน้า|(?:पृष्ठ|पेज) नहीं मिला|"
    r"ukurasa (?:\w+ ){0,3}hau(?:patikani|japatikana|kupatikana)"
    r")"
)

# A wall for robots, or for visitors from elsewhere. Anywhere in a block.
ROBOT = re2.compile(
    r"(?i)verify(?:ing)? (?:that )?you(?:'re|’re| are) (?:a )?(?:human|not a)|"
    r"(?:confirm|check(?:ing)?|sure|know|prove|show us|think) (?:that )?you(?:'re|’re| are| were) (?:a |"
    r"not a )?(?:human|robot|(?:ro)?bot)\b|^\W*i(?:'m|’m| am) not a robot|^\W*are you a (?:robot|human)\?|"
    r"^\W*just a moment\W*$|^\W*attention required!|you have been blocked|press (?:&|and) hold|"
    r"checking (?:your browser before|if the site connection is secure)|pardon our interruption|"
    r"enable (?:js|javascript) and (?:cookies|disable)|complete (?:the|this) (?:captcha|security check)|"
    r"(?:unusual|suspicious) (?:traffic|activity) (?:from|on|coming from) your|ddos protection by|"
    r"review the security of your connection|performance (?:&|and) security by|"
    r"request unsuccessful\. incapsula|country belonging to the european economic area|"
    r"not available in your (?:country|region)|"
    r"you don['’]t have permission to access|(?:dass sie )?kein roboter sind|ungewöhnliche[nr]? "
    r"(?:aktivität|datenverkehr|zugriff)|(?:n['’]êtes|ne suis) pas un robot|no (?:eres|es|soy) un robot|"
    r"non (?:sei|sono) un robot|não (?:é|sou) um robô|(?:geen|ikke en|inte en) robot(?: bent)?\b|"
    r"nie jest(?:eś|em) robotem|nejste robot|(?:вы|я|ви) не робот|robot olmadığınız|لست روبوت|"
    r"ロボットではありません|私はロボットでは|(?:不是|非)机器人|(?:不是|非)機器人|(?:人机|真人)验证|로봇이 아닙니다"
)

# It cannot be read without a script. The name of the language is the same in all of them.
SCRIPT = re2.compile(
    r"(?i)javascript.{0,60}(?:enabl|disabl|turn|activ|aktiv|deaktiv|attiv|habilit|włącz|wyłącz|zapn|"
    r"povol|engedély|slå|sla på|inschakel|required|necess|nécess|need|support|available|включ|отключ|"
    r"увімкн|ενεργοποι|etkin|有効|無効|启用|啟用|禁用|사용|تفعيل|تمكين|فعال)|(?:enabl|disabl|turn(?:ed)? on|"
    r"activ|aktiv|attiv|habilit|włącz|zapn|povol|slå på|sla på|inschakel|requires|need|включ|увімкн|"
    r"ενεργοποι|etkin|启用|啟用|تفعيل|تمكين|فعال).{0,40}javascript"
)

# A question for consent, and the buttons that answer it.
CONSENT = re2.compile(
    r"(?i)cookie|kuki|куки|クッキー|쿠키|\bconsent|privacy|vie privée|privacidad|privacidade|riservatezza|"
    r"(?:personal|browsing|personenbezogene|données (?:à caractère )?personnel|datos personales|"
    r"dados pessoais|dati personali)|persoonsgegevens|personuppgifter|personopplysninger|"
    r"datenschutz|einwilligung|zustimmung|werbe?tracking|tracking|consentement|consentimiento|"
    r"consentimento|consenso|toestemming|samtyck|samtykke|suostumu|prywatnoś|danych osobowych|"
    r"soukrom|osobní(?:ch)? údaj|adatvédel|персональн|конфиденциальн|プライバシー|個人情報|隐私|隱私|개인정보|"
    r"(?:our|unsere?|nos|nuestros|nossos|nostri|onze|våre|våra) (?:\w+ ){0,4}(?:partn|soci|parceir)"
)
CONSENT_BUTTON = re2.compile(
    r"(?i)^\W*(?:(?:i |yes,? i )?(?:accept|agree|consent)|(?:accept|allow|agree to|reject|decline|"
    r"refuse) all\b|reject|manage (?:options|preferences|settings)|(?:show|view) purposes|more options|"
    r"(?:alle |alles )?(?:akzeptieren|ablehnen|zustimmen|annehmen)|akzeptieren und |einverstanden|"
    r"(?:tout )?(?:accepter|refuser)|continuer sans accepter|j['’]accepte|paramétrer|"
    r"aceptar|rechazar|aceitar|rejeitar|accett[ao]|rifiuta|(?:alles )?(?:accepteren|weigeren)|"
    r"akkoord|godta|godkänn|accepter|tillad|hyväksy|akceptuj|zgadzam|przejdź do serwisu|souhlasím|"
    r"přijmout|súhlasím|elfogad|accept toate|prihvat|принять|согласен|прийняти|приемам|αποδοχή|"
    r"kabul et|tümünü|قبول|موافق|同意|すべて受け入れ|接受|동의)"
)

# A button that puts one thing into a basket, and a line that says what it costs.
BASKET = re2.compile(
    r"(?i)^\W*(?:add(?: item)? to (?:shopping )?(?:cart|basket|bag|trolley)|(?:jetzt )?in den "
    r"(?:waren|einkaufs)korb|ajouter au panier|(?:añadir|agregar) (?:al carrito|a la (?:cesta|bolsa))|"
    r"aggiungi al carrello|adicionar ao carrinho|in (?:de )?winkel(?:wagen|mand(?:je)?)|toevoegen aan "
    r"winkel\w+|lägg (?:i|till i) (?:varukorg|kundvagn)(?:en)?|(?:legg|læg|føj) (?:i|til) "
    r"(?:handlekurv|handlevogn|kurv)(?:en)?|lisää ostoskoriin|(?:dodaj )?do koszyka|(?:přidat |vložit |"
    r"pridať |vložiť )?do koší[kc]u?a?|kosárba(?: teszem| helyezem)?|adaugă în coș|dodaj u (?:košaricu|"
    r"korpu)|(?:добавить |положить )?в корзину|(?:додати )?[ву] кошик|(?:до|у) кошика|добави в "
    r"(?:количка|кошница)та|(?:προσθήκη )?στο καλάθι|sepete ekle|(?:أضف|إضافة) (?:إلى|الى|ل)\s?"
    r"(?:ال)?(?:سلة|عربة)(?: التسوق)?|افزودن به سبد(?: خرید)?|הוס(?:ף|פה) ל(?:סל|עגלה)|(?:カート|買い物かご)"
    r"に(?:入れる|追加)|(?:加入|放入)(?:购物车|購物車|購物籃)|장바구니(?:에)?(?: ?담기)?|thêm vào giỏ(?: hàng)?|"
    r"(?:masukkan|tambah(?:kan)?) ke keranjang|(?:หยิบใส่|เพิ่มลง)ตะกร้า|कार्ट में (?:डालें|जोड़ें))\W*$"
)
PRICE = re2.compile(
    r"(?:[$€£¥₹₽₺₩₴₦]|\b(?:USD|EUR|GBP|CHF|PLN|Rs\.?|R\$|kr\.?)) ?\d|\d(?:[.,' ]?\d+)* ?(?:€|£|zł|kr\b|Kč|"
    r"Ft\b|lei\b|руб|₽|грн|лв|₺|TL\b|円|元|원|₫|đ|USD|EUR|GBP|CHF|PLN)"
)

# What stands at every post of a thread, each on a line of its own.
POST = re2.compile(
    r"(?im)^(?:\W{0,3}(?:posts?|messages?|topics?|joined|join date|registered|reputation|"
    r"beiträge|registriert|mitglied seit|inscription|inscrit|mensajes|registrado|messaggi|"
    r"iscritto(?: il)?|mensagens|berichten|lid (?:sinds|geworden)|inlägg|medlem (?:sedan|siden)|innlegg|"
    r"indlæg|tilmeldt|viestejä|liittynyt|liczba postów|posty|postów|dołączył\w{0,2}|rejestracja|"
    r"příspěvky|registrován|hozzászólások|csatlakozott|mesaje|сообщени[йя]|зарегистрирован|"
    r"регистрация|повідомлень|з нами з|δημοσιεύσεις|mesajlar|kayıt tarihi|المشاركات|تاريخ التسجيل|"
    r"投稿(?:数|記事)|登録日|帖子|注册(?:时间|日期)|가입일) ?[::] ?\w.{0,40}|"
    r".{1,60} » .{4,40}\d{1,2}[:.]\d{2}.{0,6}|\W{0,2}re: .{3,120}|"
    r"(?:answered|asked|replied|edited) (?:on )?(?:[a-z]{3,9} \d|\d).{2,30}|reply with quote|"
    r"improve this answer|(?:share )?improve this answer(?: follow)?|permalink|"
    r"\d{1,5} (?:points?|upvotes?) .{0,30}|#\d{1,5}|\d{1,4} likes?)$"
)
