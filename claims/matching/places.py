"""Countries, their peoples and large cities by their names in English, German, French and Spanish."""

from __future__ import annotations

# A line is one place; people and adjectives stand for their country. A name that ends in * is the beginning of words.
_PLACES = """
germany deutschland allemagne alemania german* deutsch* allemand* alemán alemana alemanes alemanas
france frankreich francia french französisch* franzose* français* francés francesa franceses
spain spanien espagne españa spanish spanier* spanisch* espagnol* español*
italy italien italie italia italian* italiener* italienisch* italien* italiano*
portugal portuguese portugies* portugais* portugués portuguesa
britain uk england großbritannien royaume-uni britannique* british britisch* briten inglaterra angleterre english
ireland irland irlande irlanda irish irisch* iren irlandais* irlandés
scotland schottland écosse escocia scottish schottisch*
austria österreich autriche austrian* österreich* autrichien* austriaco*
switzerland schweiz suisse suiza swiss schweizer* suisses suizo*
netherlands niederlande pays-bas holanda dutch niederländ* néerlandais* holand*
belgium belgien belgique bélgica belgian* belgisch* belgier* belge* belga*
poland polen pologne polonia polish polnisch* polonais* polaco*
sweden schweden suède suecia swedish swede* schwed* suédois* sueco*
norway norwegen norvège noruega norwegian* norweg* norvégien* noruego*
denmark dänemark danemark dinamarca danish danes dän* danois* danés
finland finnland finlande finlandia finnish finns finnisch* finnen finlandais*
greece griechenland grèce grecia greek* griech* grec grecs griego*
turkey türkei turquie turquía turkish turks türk* turc* turco*
russia russland russie rusia russian* russisch* russen russe* ruso*
ukraine ucrania ukrainian* ukrain* ucraniano*
hungary ungarn hongrie hungría hungarian* ungar* hongrois* húngaro*
czechia tschechien tchéquie chequia czech* tschech* tchèque* checo*
romania rumänien roumanie rumanía romanian* rumän* roumain* rumano*
bulgaria bulgarien bulgarie bulgarian* bulgar* búlgaro*
usa us u.s america amerika états-unis american* amerikan* américain* estadounidense* ee.uu
canada kanada canadian* kanad* canadien* canadá canadiense*
mexico mexiko mexique méxico mexican* mexikan* mexicain* mexicano*
brazil brasilien brésil brasil brazilian* brasilian* brésilien* brasileñ*
argentina argentinien argentine argentin*
chile chili chilean* chilen*
colombia kolumbien colombie colombian* kolumbian* colombien* colombiano*
china chine chinese* chinesisch* chinois* chino chinos china's
japan japon japón japanese japan* japonais* japonés japoneses
india indien inde indian* indisch* indien* indio*
pakistan pakistán pakistani*
australia australien australie australian* austral*
israel israël israeli* israelisch* israélien*
egypt ägypten égypte egipto egyptian* ägypt* égyptien* egipcio*
morocco marokko maroc marruecos moroccan* marokkan* marocain* marroquí*
nigeria nigerian* nigéria
kenya kenia kenyan*
iran irán iranian* iran*
iraq irak iraqi*
syria syrien syrie siria syrian* syrisch* syrien*
afghanistan afganistán afghan*
korea corée corea korean* korean* coréen*
europe europa eu european* europäi* européen* europeo* ue
africa afrika afrique áfrica african* afrikan* africain* african*
asia asien asie asian* asiat*
berlin
munich münchen múnich
hamburg hambourg hamburgo
cologne köln colonia
frankfurt francfort
leipzig
bonn
dresden
stuttgart
paris parís
lyon
marseille marsella
toulouse
lille
nantes
bordeaux burdeos
madrid
barcelona barcelone
valencia valence
seville sevilla
bilbao
zaragoza
málaga malaga
london londres
manchester
birmingham
leeds
liverpool
glasgow
edinburgh
dublin
vienna wien vienne viena
zurich zürich
geneva genf genève ginebra
brussels brüssel bruxelles bruselas
amsterdam
rome rom roma
milan mailand milán
lisbon lissabon lisbonne lisboa
warsaw warschau varsovie varsovia
prague prag praga
budapest
athens athen athènes atenas
moscow moskau moscou moscú
kyiv kiev kiew
istanbul
washington
chicago
boston
houston
dallas
detroit
seattle
miami
denver
texas
california kalifornien californie
florida floride
ohio
michigan
georgia
arizona
tokyo tokio
beijing peking pékin pekín
delhi
"""

_EXACT: dict[str, str] = {}
_BEGINNINGS: dict[str, str] = {}
for _line in _PLACES.strip().splitlines():
    _first, *_rest = _line.split()
    for _name in (_first, *_rest):
        (_BEGINNINGS if _name.endswith("*") else _EXACT).setdefault(_name.removesuffix("*"), _first)


def place_of(word: str) -> str:
    """The English name of the place that `word` names or comes from, in any case; "" where it is no place we know."""
    lowered = word.lower().replace("’", "'").removesuffix("'s")
    if lowered in ("us", "eu", "ue", "uk") and word != word.upper():
        return ""
    if found := _EXACT.get(lowered):
        return found
    beginnings = (lowered[:length] for length in range(len(lowered), 2, -1))
    return next((_BEGINNINGS[one] for one in beginnings if one in _BEGINNINGS), "")
