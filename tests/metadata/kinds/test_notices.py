from __future__ import annotations

import pytest

from pipeline.metadata.kinds.layout import layout_of
from pipeline.metadata.kinds.notices import notice
from pipeline.records import Role


def noticed(frame, title: str = "") -> str:
    return notice(None, frame, layout_of(frame), title)


@pytest.mark.parametrize(
    "headline",
    [
        "404", "Error 404", "404 - Page not found", "HTTP Error 503. The service is unavailable.",
        "502 Bad Gateway", "Oops! That page can’t be found.", "Sorry, we couldn't find that page",
        "The page you are looking for doesn't exist", "This article is no longer available",
        "Seite nicht gefunden", "Die gesuchte Seite existiert leider nicht", "Page introuvable",
        "Cette page n'existe plus", "Página no encontrada",
        "Lo sentimos, la página que busca no existe", "Pagina non trovata", "Página não encontrada",
        "Pagina niet gevonden", "Sidan hittades inte",
        "Siden finnes ikke", "Sivua ei löytynyt", "Nie znaleziono strony", "Stránka nenalezena",
        "Az oldal nem található", "Stranica nije pronađena", "Страница не найдена",
        "Сторінку не знайдено", "Страницата не е намерена", "Η σελίδα δεν βρέθηκε",
        "Sayfa bulunamadı", "الصفحة غير موجودة", "صفحه مورد نظر یافت نشد", "הדף לא נמצא",
        "お探しのページは見つかりませんでした", "您访问的页面不存在", "頁面不存在",
        "페이지를 찾을 수 없습니다",
        "Không tìm thấy trang", "Halaman tidak ditemukan", "ไม่พบหน้าที่คุณต้องการ",
        "पृष्ठ नहीं मिला",
    ],
)  # fmt: skip
def test_not_found(frame, headline):
    assert noticed(frame("Please try again."), headline) == "not-found"
    assert noticed(frame(headline, "Please try again.")) == "not-found"


@pytest.mark.parametrize(
    "headline",
    [
        "404 people fled the storm", "500", "+500%", "Page by page: how the wall was built",
        "Not found guilty: the mayor walks free", "Seite an Seite", "The article of faith",
        "We could not find peace, say the two", "Error of judgement",
    ],
)  # fmt: skip
def test_headlines_that_only_begin_alike(frame, prose, headline):
    assert noticed(frame(prose), headline) == ""


def test_a_report_about_it_is_long(frame, prose):
    assert noticed(frame(*[prose] * 8), "Page not found: a history") == ""
    assert noticed(frame(*[prose] * 8, "Please verify you are human."), "Robots") == ""


def test_an_embedded_post_may_be_missing(frame, prose):
    story = ("Wall repair approved", Role.TITLE)
    lines = [story, prose, prose, prose, "This content isn't available"]
    assert noticed(frame(*lines), "Wall repair approved") == ""


@pytest.mark.parametrize(
    "line",
    [
        "Verifying you are human. This may take a few seconds.",
        "Please make sure you are not a robot",
        "Checking your browser before accessing bay.example",
        "Bitte bestätigen Sie, dass Sie kein Roboter sind", "Vérifiez que vous n'êtes pas un robot",
        "Подтвердите, что вы не робот", "请完成人机验证",
    ],
)  # fmt: skip
def test_walls_for_robots(frame, line):
    assert noticed(frame(line)) == "wall"


@pytest.mark.parametrize(
    "line",
    [
        "You need to enable JavaScript to run this app.", "JavaScript is required",
        "Bitte aktivieren Sie JavaScript.", "Veuillez activer JavaScript pour continuer.",
        "Включите JavaScript", "JavaScriptを有効にしてください",
    ],
)  # fmt: skip
def test_pages_that_need_a_script(frame, prose, line):
    assert noticed(frame(line)) == "needs-script"
    assert noticed(frame(*[prose] * 3, line)) == ""


def test_a_wall_for_consent_has_a_button(frame, prose):
    asks = "We and our partners use cookies to store and access personal data on your device today."
    assert noticed(frame(asks, "Accept all")) == "consent"
    assert noticed(frame(asks)) == ""
    assert noticed(frame(prose, prose, asks, "Accept all")) == ""
