"""The few words by which threads and shops are known beside their form, in many languages."""

from __future__ import annotations

import re2

__all__ = ["BASKET", "POST", "PRICE"]

# A button that puts one thing into a basket: the whole of a short block.
_BASKET = r"""
add(?: item)? to (?:my )?(?:shopping )?(?:cart|basket|bag|trolley)
(?:jetzt )?in den (?:waren|einkaufs)korb(?: legen)?|in (?:de |het )?winkel(?:wagen|mand(?:je)?)
toevoegen aan winkel\w+
ajouter au panier|(?:añadir|agregar) (?:al carrito|a la (?:cesta|bolsa))|aggiungi al carrello
adicionar ao carrinho|adaugă în coș|afegeix a la cistella
lägg (?:i|till i) (?:varukorg|kundvagn)(?:en)?
(?:legg|læg|føj) (?:i|til) (?:handlekurv|handlevogn|kurv)(?:en)?|lisää ostoskoriin
(?:dodaj )?do koszyka|(?:přidat |vložit |pridať |vložiť )?do koší[kc]a?u?
dodaj u (?:košaricu|korpu)|dodaj v košarico
kosárba(?: teszem| helyezem)?|(?:добавить |положить )?в корзину|(?:додати )?[вду]о? кошик[а]?
добави в (?:количка|кошница)та
(?:προσθήκη )?στο καλάθι|sepete ekle
(?:أضف|إضافة) (?:إلى|الى) (?:ال)?(?:سلة|عربة)(?: التسوق)?|أضف للسلة|افزودن به سبد(?: خرید)?
הוס(?:ף|פה) ל(?:סל|עגלה)
(?:カート|買い物かご)に(?:入れる|追加)(?:する)?|(?:加入|放入)(?:购物车|購物車|購物籃)
장바구니(?:에)?(?: ?담기)?
thêm vào giỏ(?: hàng)?|(?:masukkan|tambah(?:kan)?) ke keranjang|(?:หยิบใส่|เพิ่มลง)ตะกร้า
कार्ट में (?:डालें|जोड़ें)
"""
BASKET = re2.compile(rf"(?i)^\W*(?:{'|'.join(_BASKET.strip().splitlines())})\W*$")

_BEFORE = r"[$€£¥₹₽₺₩₴₦]|\b(?:USD|EUR|GBP|CHF|PLN|Rs\.?|R\$|kr\.?)"
_BEHIND = r"€|£|zł|kr\b|Kč|Ft\b|lei\b|руб|₽|грн|лв|₺|TL\b|円|元|원|₫|đ|USD|EUR|GBP|CHF|PLN"
PRICE = re2.compile(rf"(?:{_BEFORE}) ?\d|\d(?:[.,' ]?\d+)* ?(?:{_BEHIND})")

# What a forum says of who wrote a post: since when a member, and how many posts.
_MEMBER = r"""
posts|messages|topics|joined|join date|member since|registered
beiträge|registriert|mitglied seit|dabei seit|berichten|lid (?:sinds|geworden)
inscription|inscrit|mensajes|registrado|messaggi|iscritto(?: il)?|mensagens|mesaje
inlägg|medlem (?:sedan|siden)|innlegg|indlæg|tilmeldt|viestejä|liittynyt
liczba postów|posty|postów|dołączył\w{0,2}|rejestracja|příspěvky|registrován|hozzászólások
csatlakozott
сообщени[йя]|зарегистрирован|регистрация|повідомлень|з нами з|δημοσιεύσεις|mesajlar|kayıt tarihi
المشاركات|تاريخ التسجيل|投稿数|投稿記事|登録日|帖子|注册(?:时间|日期)|가입일
"""
# The lines that stand at every post of a thread.
_POST = rf"""
\W{{0,3}}(?:{"|".join(_MEMBER.strip().splitlines())}) ?[::] ?\w.*
.+ » .+\d[:.]\d\d.*|\W?re: .+
(?:answered|asked|replied|edited) (?:on )?(?:[a-z]+ )?\d.+
reply with quote|(?:share )?improve this answer(?: follow)?|permalink
(?:.+ )?\d+ (?:points?|upvotes?)\W.*ago.*|.*(?:\d{{4}}|\d:\d\d).*#\d+|\d+ likes?
"""
POST = re2.compile(rf"(?im)^(?:{'|'.join(_POST.strip().splitlines())})$")
