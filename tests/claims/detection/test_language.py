"""Language: told by script, letters and common words, and unsure rather than wrong."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims import detection
from claims.detection import LANGUAGES, detect, language_of
from tests.claims.detection.articles import HARBOUR, PUBLISHED_ON, STRIKE

FOREIGN = {
    "de": "Die Regierung hat im vergangenen Jahr 3 Milliarden Euro für den Ausbau der Bahn ausgegeben, sagte er.",
    "fr": "Le gouvernement a dépensé 3 milliards d’euros pour les routes l’an dernier, selon un rapport de la Cour.",
    "es": "El gobierno gastó 3.000 millones de euros en las carreteras el año pasado, según un informe del tribunal.",
    "pt": "O governo gastou 3 mil milhões de euros nas estradas no ano passado, segundo um relatório do tribunal.",
    "it": "Il governo ha speso 3 miliardi di euro per le strade nel 2024, secondo una relazione della Corte dei conti.",
    "nl": "De regering heeft vorig jaar 3 miljard euro aan de wegen uitgegeven, volgens een rapport van de rekenkamer.",
    "pl": "Rząd wydał w ubiegłym roku 3 miliardy euro na drogi, jak wynika z raportu, który nie był jeszcze znany.",
    "sv": "Regeringen har lagt 3 miljarder euro på vägarna under det senaste året, enligt en rapport som inte är klar.",
    "fi": "Hallitus on käyttänyt teihin kolme miljardia euroa, mutta se ei ole vielä kertonut, että hanke jatkuu.",
    "cs": "Vláda podle zprávy, která ještě není veřejná, vydala na silnice tři miliardy eur, ale už jsou pryč.",
    "ro": "Guvernul a cheltuit 3 miliarde de euro pentru drumuri, dar banii nu au fost din buget, ci din credite.",
    "tr": "Hükümet geçen yıl yollar için üç milyar avro harcadı, ancak bu rapor daha yayımlanmadı ve çok eleştirildi.",
    "hu": "A kormány tavaly hárommilliárd eurót költött az utakra, de ez még nem volt benne a jelentésben.",
    "id": "Pemerintah telah menghabiskan tiga miliar euro untuk jalan pada tahun ini, tetapi itu tidak lengkap.",
    "ru": "Правительство потратило на дороги три миллиарда евро, говорится в докладе, который был опубликован.",
    "uk": "Уряд витратив на дороги три мільярди євро, йдеться у звіті, який був опублікований.",
    "el": "Η κυβέρνηση ξόδεψε τρία δισεκατομμύρια ευρώ για τους δρόμους.",
    "he": "הממשלה הוציאה שלושה מיליארד אירו על כבישים.",
    "ar": "أنفقت الحكومة ثلاثة مليارات يورو على الطرق.",
    "fa": "دولت سه میلیارد یورو برای جاده‌ها هزینه کرد، گزارش می‌گوید.",
    "hi": "सरकार ने सड़कों पर तीन अरब यूरो खर्च किए।",
    "ja": "政府は道路に三十億ユーロを費やした。",
    "zh": "政府在道路上花费了三十亿欧元。",
    "ko": "정부는 도로에 30억 유로를 썼다.",
    "th": "รัฐบาลใช้เงินสามพันล้านยูโรกับถนน",
    "ka": "მთავრობამ გზებზე სამი მილიარდი ევრო დახარჯა.",
    "hy": "Կառավարությունը ճանապարհների վրա երեք միլիարդ եվրո է ծախսել։",
}


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_a_sentence_of_news_is_in_its_language(language, text):
    assert language_of(text) == language


@pytest.mark.parametrize("text", [HARBOUR, STRIKE, "The council adopted the budget on Wednesday."])
def test_our_articles_are_in_a_language_we_read(text):
    assert language_of(text) in LANGUAGES


@pytest.mark.parametrize("text", ["", " ", "42", "Oslo", "?!", "\0"])
def test_what_tells_nothing_is_no_language(text):
    assert language_of(text) == ""


@pytest.mark.parametrize("language", ["de", "fr", "ru", "tr"])
def test_a_text_that_is_surely_foreign_has_no_candidates(language):
    assert detect(FOREIGN[language] * 2, published_on=PUBLISHED_ON, threshold=0) == []


def test_an_english_article_with_a_foreign_quotation_is_read():
    text = HARBOUR + "\n\n“" + FOREIGN["de"] + "”"
    assert len(detect(text, published_on=PUBLISHED_ON)) >= len(detect(HARBOUR, published_on=PUBLISHED_ON))


_READER = """
from claims.detection.values import Detection

def load():
    pass

def read(text, *, published_on, threshold, limit):
    return [Detection(0, 4, text[:4], None, "", None, None, (), "other", 1.0, (), {}, detector="toy")]
"""
_PROGRAM = """
import sys
from datetime import date
from claims.detection import LANGUAGES, detect
found = detect(sys.argv[1], published_on=date(2026, 10, 14))
print(",".join(LANGUAGES), [(one.quote, one.detector) for one in found])
"""


def test_a_language_is_added_as_one_folder(tmp_path):
    package = tmp_path / "claims" / "detection"
    shutil.copytree(Path(detection.__file__).parent, package, ignore=shutil.ignore_patterns("model"))
    (tmp_path / "claims" / "__init__.py").touch()
    (package / "de").mkdir()
    (package / "de" / "__init__.py").touch()
    (package / "de" / "reader.py").write_text(_READER, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _PROGRAM, FOREIGN["de"]], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    assert ran.stdout.strip() == "de,en [('Die ', 'toy')]"


@given(st.text(max_size=300))
def test_any_text_has_a_code_of_two_letters_or_none(text):
    assert len(language_of(text)) in (0, 2)
