"""Word lists for names and speech, written for this project: small, general, and easy to extend."""

from __future__ import annotations


def words(text: str) -> frozenset[str]:
    """The words of a list written as one string."""
    return frozenset(text.split())


MEN = words(
    """Aaron Adam Ahmed Alan Albert Alexander Alexei Ali Andrew Andriy Anthony Antonio António Antony Barack Ben
    Benjamin Bernard Bernie Bill Boris Brad Brandon Brett Brian Bruce Carlos Charles Chris Christopher Chuck
    Craig Dan Daniel Dave David Dean Dennis Dmitry Don Donald Doug Douglas Ed Eduardo Edward Elon Emmanuel Eric
    Ernesto Francis François Frank Fred Friedrich Gary Gavin Geoffrey George Gerald Giorgio Gordon Greg Gregory
    Hans Harry Hassan Henry Howard Hugo Ian Ibrahim Igor Ivan Jack Jacob Jake James Jamie Jan Jason Javier Jean
    Jeff Jeffrey Jens Jeremy Jerome Jim Jimmy Joe John Jonathan Jorge José Joseph Josh Joshua Juan Julian Justin
    Karl Keir Keith Ken Kenneth Kevin Khalid Kyle Larry Lars Lee Leo Luis Luke Marco Mario Mark Martin Matt
    Matthew Max Michael Mike Mitch Mohamed Mohammad Mohammed Muhammad Narendra Nathan Neil Nicholas Nicolas
    Nicolás Nigel Oleg Olaf Omar Oscar Pablo Patrick Paul Pavel Pedro Pete Peter Phil Philip Pierre Rafael Ralph
    Randy Ray Recep Ricardo Richard Rick Rob Robert Roger Ron Ronald Russell Ryan Sam Samuel Scott Sean Sergei
    Sergey Simon Stephen Steve Steven Tayyip Ted Terry Thomas Tim Timothy Tom Tony Victor Viktor Vladimir
    Volodymyr Walter William Xavier Yusuf Zachary"""
)
WOMEN = words(
    """Abigail Alexandra Alice Alison Amanda Amina Amy Ana Andrea Angela Anita Ann Anna Anne Annalena Annie
    Barbara Beatriz Betty Beth Beverly Brenda Camila Carla Carmen Carol Caroline Catherine Cathy Charlotte
    Cheryl Chloe Christina Christine Christia Chrystia Claire Claudia Clara Cristina Cynthia Dawn Deborah Debra
    Denise Diana Diane Donna Doris Dorothy Elena Elisa Elise Elizabeth Ella Ellen Emily Emma Erin Eva Eve Fatima
    Fiona Frances Gabriela Gillian Giorgia Gloria Grace Greta Hannah Heather Heidi Helen Hillary Ilhan Ingrid
    Irene Iris Isabel Jacinda Jane Janet Janice Jean-Marie Jennifer Jessica Jill Joan Joanna Joyce Judith Judy
    Julia Julie Kaja Kamala Karen Karine Karoline Kate Katherine Kathleen Kathy Katie Kellyanne Kelly Kim
    Kimberly Kristi Laura Lauren Leila Linda Lisa Liz Loretta Louise Lucy Lynn Magdalena Maia Margaret Maria
    María Marie Marine Marion Marjorie Martha Mary Maya Megan Melania Melanie Melissa Mette Michelle Monica
    Nancy Naomi Natalie Natalia Nicola Nicole Nikki Nina Nora Olga Olivia Pamela Patricia Paula Penny Priya
    Rachel Rebecca Rosa Rose Ruth Sabrina Samantha Sandra Sanna Sara Sarah Sharon Sheila Sofia Sophie Stephanie
    Susan Susanna Suzanne Svetlana Tammy Teresa Theresa Tulsi Ursula Valerie Vanessa Vera Victoria Virginia
    Wendy Yolanda Yvette Yulia Zoe"""
)
GENDERED_TITLES = {
    **dict.fromkeys(words("Mr Mr. Sir Lord King Prince Pope Father Congressman Chairman Spokesman Councilman"), "m"),
    **dict.fromkeys(
        words("Mrs Mrs. Ms Ms. Miss Lady Dame Queen Princess Sister Congresswoman Chairwoman Spokeswoman Baroness"),
        "f",
    ),
}
TITLES = words(
    """Mr Mrs Ms Miss Dr Prof Sir Dame Lord Lady Baroness King Queen Prince Princess Pope Sheikh Imam Rabbi Rev
    Father President Vice-President Premier Chancellor Minister Secretary Senator Sen Representative Rep
    Congressman Congresswoman Governor Gov Mayor Ambassador Attorney Speaker Leader Chairman Chairwoman Chair
    Chief Director Commissioner Judge Justice General Gen Lt Col Colonel Maj Major Capt Captain Cmdr Commander
    Adm Admiral Sgt Sergeant Officer Detective Sheriff Superintendent Inspector Prosecutor Professor Doctor
    Coach Economist Spokesman Spokeswoman Spokesperson Strategist Analyst Lawyer Councilman Councilwoman
    Councillor Democrat Republican CEO Lieutenant Undersecretary Treasurer Deputy MP"""
)
ORGANISATION_WORDS = words(
    """Ministry Department Agency Bureau University College Institute Institution Party Committee Council
    Commission Court Office Police Bank Corp Corp. Inc Inc. Ltd Ltd. Co. Company Group Association Union
    Foundation Center Centre House Senate Congress Parliament Assembly Times News Post Journal Guardian Tribune
    Herald Reuters Organization Organisation Service Services Board Authority Fund Federation Forces Force Army
    Navy Hospital School Schools Museum Reserve Nations Pentagon Kremlin Network Campaign Coalition Alliance
    Society Trust Watch International Administration administration Republicans Democrats Labour Tories
    Conservatives Greens Taliban Hamas Hezbollah NATO Airlines Airways Motors Technologies Laboratory
    Observatory Academy Church Chamber League Club Front Movement Exchange Holdings Partners Treasury Cabinet
    Government government Twitter Facebook Google Microsoft Amazon Apple Tesla Survey Press Agencies Staff
    Project Initiative Program Programme Registry Registrar Ombudsman Watchdog Archive Statistics"""
)
PLACES = words(
    """Ukraine Russia Kiev Kyiv Moscow Washington Beijing China Berlin Germany Paris France London Britain
    England Scotland Wales Ireland Europe America Israel Gaza Iran Tehran Iraq Baghdad Syria Damascus Turkey
    Ankara Egypt Cairo Lebanon Beirut Jordan Yemen Japan Tokyo India Delhi Pakistan Afghanistan Kabul Brazil
    Mexico Canada Ottawa Australia Canberra Poland Warsaw Hungary Budapest Italy Rome Spain Madrid Portugal
    Greece Athens Brussels Belgium Netherlands Sweden Norway Oslo Denmark Finland Helsinki Serbia Belgrade
    Romania Bulgaria Georgia Armenia Azerbaijan Belarus Minsk Venezuela Cuba Colombia Argentina Chile Peru
    Nigeria Kenya Ethiopia Sudan Somalia Libya Tunisia Algeria Morocco Taiwan Vietnam Thailand Indonesia
    Malaysia Singapore Philippines Jerusalem Seoul Pyongyang Africa Asia US U.S. UK U.K. EU E.U. Donbas Crimea
    California Texas Florida Ohio Michigan Geneva Vienna Riyadh Doha Dubai Istanbul"""
) | {
    "Saudi Arabia",
    "South Korea",
    "North Korea",
    "South Africa",
    "New York",
    "New Zealand",
    "United States",
    "New Delhi",
    "United Kingdom",
    "European Union",
    "Hong Kong",
    "Middle East",
    "Tel Aviv",
    "United Arab Emirates",
}
DEMONYMS = words(
    """Ukrainian Ukrainians Russian Russians American Americans European Europeans British Chinese French German
    Germans Israeli Israelis Palestinian Palestinians Iranian Iranians Turkish Syrian Syrians Western Eastern
    Northern Southern Arab Arabs African Africans Asian Latino Latinos Hispanic Muslim Muslims Christian
    Christians Jewish Jews Catholic Catholics Islamic Mexican Mexicans Canadian Canadians Italian Spanish Polish
    Hungarian Indian Japanese Korean English Scottish Irish Welsh Republican Democratic Conservative Liberal
    Black White Soviet Nazi Communist God Internet"""
)
CALENDAR = words(
    """Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May June July
    August September October November December Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Christmas Easter
    Ramadan"""
)
NOT_NAMES = words(
    """The A An In On At By For From With Without To Of But And Or So Yet If When While As After Before Since
    Until During Under Over According However Meanwhile Moreover Still Then There Here This That These Those He
    She It They We I You His Her Its Their Our My Your Who What Where Why How Which Some Many Most All Both Each
    Every No Not Now Today Yesterday Earlier Later Last Next Former Also Even Only Once Despite Although Though
    Because Asked Speaking Failing Following Instead Nearly About Around Almost More Less One Two Three Four
    Five Six Seven Eight Nine Ten Recently Another Other Others Several Few Such Just Like Unlike Through
    Between Among Against Into Out Up Down Off Again Never Nobody Neither Either Well Yes Please Thank Thanks Is
    Are Was Were Do Does Did Has Have Had Can Could Will Would Should May Might Must Whether Let Let’s Let's
    It’s It's I’m I'm I’ve I've We’re We're That’s That's There’s There's He’s He's Don’t Don't Can’t Can't"""
)
COMMON_OPENERS = words(
    """officials police experts critics analysts researchers scientists economists lawmakers prosecutors
    investigators authorities residents voters protesters witnesses sources supporters opponents figures data
    prices shares inflation unemployment exports imports crime taxes people workers teachers doctors nurses
    children women men students families government ministers negotiations talks troops soldiers forces donors
    companies firms banks oil gas water schools hospitals reports photo image copyright read advertisement
    related update correction editing writing reporting"""
)
PERSON_NOUNS = words(
    """president premier minister secretary senator representative congressman congresswoman governor mayor
    ambassador attorney leader chairman chairwoman chair chief director commissioner judge justice general
    colonel captain commander admiral officer detective sheriff prosecutor professor doctor economist spokesman
    spokeswoman spokesperson strategist analyst lawyer councilman councilwoman candidate nominee author
    scientist researcher activist adviser advisor aide lawmaker billionaire executive founder owner manager
    teacher farmer mother father brother sister wife husband son daughter widow king queen prince princess pope
    coach head envoy diplomat expert critic witness resident neighbor neighbour man woman boy girl tsar czar
    politician official"""
)
GROUP_NOUNS = words(
    """officials police experts critics analysts researchers scientists economists lawmakers prosecutors
    investigators authorities residents voters protesters witnesses sources source supporters opponents
    spokespeople lawyers diplomats doctors aides advisers activists ministers senators democrats republicans
    reports report study studies poll polls survey surveys data figures documents statement government company
    ministry department agency commission committee campaign party group union court bank office team
    organisation organization newspaper outlet network media administration university institute council
    parliament army military watchdog charity regulator airline firm"""
)
