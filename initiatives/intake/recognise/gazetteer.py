"""Stable things a reader knows beforehand: countries, cities, offices and ranks, months. Nobody is named here."""

import re

from initiatives.intake.words import word_list

#: ISO 3166 alpha-3 | names | adjectives. The first that matches longest wins.
COUNTRY_TABLE = """
USA|United States of America;United States;U.S.A.;U.S.;USA;US;America|American
JPN|Japan|Japanese
KOR|Republic of Korea;South Korea;ROK;R.O.K.;Korea|South Korean;Korean
PRK|Democratic People’s Republic of Korea;North Korea;DPRK|North Korean
CHN|People’s Republic of China;PRC;China|Chinese
TWN|Taiwan|
AUS|Australia|Australian
NZL|New Zealand|
GBR|United Kingdom of Great Britain and Northern Ireland;United Kingdom;U.K.;UK;Great Britain;Britain|British
CAN|Canada|Canadian
MEX|Mexico|Mexican
IND|India|Indian
PHL|Republic of the Philippines;Philippines|Philippine;Filipino
VNM|Vietnam;Viet Nam|Vietnamese
THA|Thailand|Thai
IDN|Indonesia|Indonesian
MYS|Malaysia|Malaysian
SGP|Singapore|Singaporean
BRN|Brunei Darussalam;Brunei|Bruneian
KHM|Cambodia|Cambodian
LAO|Lao PDR;Laos|Lao;Laotian
MMR|Myanmar;Burma|Burmese
TLS|Timor-Leste|Timorese
MNG|Mongolia|Mongolian
BGD|Bangladesh|Bangladeshi
LKA|Sri Lanka|Sri Lankan
NPL|Nepal|Nepali
BTN|Bhutan|Bhutanese
MDV|Maldives|Maldivian
PAK|Pakistan|Pakistani
AFG|Afghanistan|Afghan
KAZ|Kazakhstan|Kazakhstani
UZB|Uzbekistan|Uzbek
KGZ|Kyrgyz Republic;Kyrgyzstan|Kyrgyz
TJK|Tajikistan|Tajik
TKM|Turkmenistan|Turkmen
RUS|Russian Federation;Russia|Russian
UKR|Ukraine|Ukrainian
BLR|Belarus|Belarusian
MDA|Republic of Moldova;Moldova|Moldovan
GEO|Republic of Georgia|Georgian
ARM|Armenia|Armenian
AZE|Azerbaijan|Azerbaijani
FRA|French Republic;France|French
DEU|Federal Republic of Germany;Germany|German
ITA|Italy|Italian
ESP|Spain|Spanish
PRT|Portugal|Portuguese
NLD|Netherlands|Dutch
BEL|Belgium|Belgian
LUX|Luxembourg|
CHE|Switzerland|Swiss
AUT|Austria|Austrian
POL|Poland|Polish
CZE|Czech Republic;Czechia|Czech
SVK|Slovakia;Slovak Republic|Slovak
HUN|Hungary|Hungarian
ROU|Romania|Romanian
BGR|Bulgaria|Bulgarian
GRC|Greece;Hellenic Republic|Greek;Hellenic
CYP|Republic of Cyprus;Cyprus|Cypriot
HRV|Croatia|Croatian
SVN|Slovenia|Slovenian
SRB|Serbia|Serbian
BIH|Bosnia and Herzegovina|Bosnian
MNE|Montenegro|Montenegrin
ALB|Albania|Albanian
MKD|North Macedonia|Macedonian
XKX|Kosovo|Kosovar
DNK|Denmark|Danish
NOR|Norway|Norwegian
SWE|Sweden|Swedish
FIN|Finland|Finnish
ISL|Iceland|Icelandic
EST|Estonia|Estonian
LVA|Latvia|Latvian
LTU|Lithuania|Lithuanian
IRL|Republic of Ireland;Ireland|Irish
MLT|Malta|Maltese
TUR|Türkiye;Turkey|Turkish
ISR|Israel|Israeli
PSE|Palestinian Authority|Palestinian
JOR|Jordan|Jordanian
EGY|Egypt|Egyptian
SAU|Kingdom of Saudi Arabia;Saudi Arabia|Saudi
ARE|United Arab Emirates;UAE;U.A.E.|Emirati
QAT|Qatar|Qatari
KWT|Kuwait|Kuwaiti
BHR|Bahrain|Bahraini
OMN|Oman|Omani
YEM|Yemen|Yemeni
IRQ|Iraq|Iraqi
IRN|Islamic Republic of Iran;Iran|Iranian
SYR|Syria|Syrian
LBN|Lebanon|Lebanese
LBY|Libya|Libyan
MAR|Morocco|Moroccan
DZA|Algeria|Algerian
TUN|Tunisia|Tunisian
SDN|Sudan|Sudanese
ETH|Ethiopia|Ethiopian
KEN|Kenya|Kenyan
NGA|Nigeria|Nigerian
GHA|Ghana|Ghanaian
ZAF|South Africa|South African
RWA|Rwanda|Rwandan
SOM|Somalia|Somali
DJI|Djibouti|Djiboutian
SEN|Senegal|Senegalese
AGO|Angola|Angolan
COD|Democratic Republic of the Congo;DRC|Congolese
TZA|Tanzania|Tanzanian
UGA|Uganda|Ugandan
ZMB|Zambia|Zambian
BRA|Brazil|Brazilian
ARG|Argentina|Argentine
CHL|Chile|Chilean
COL|Colombia|Colombian
PER|Peru|Peruvian
ECU|Ecuador|Ecuadorian
VEN|Venezuela|Venezuelan
GTM|Guatemala|Guatemalan
HND|Honduras|Honduran
SLV|El Salvador|Salvadoran
CRI|Costa Rica|Costa Rican
PAN|Panama|Panamanian
DOM|Dominican Republic|Dominican
HTI|Haiti|Haitian
JAM|Jamaica|Jamaican
CUB|Cuba|Cuban
FJI|Fiji|Fijian
PNG|Papua New Guinea|
SLB|Solomon Islands|
VUT|Vanuatu|
WSM|Samoa|Samoan
TON|Tonga|Tongan
KIR|Kiribati|
TUV|Tuvalu|
NRU|Nauru|
PLW|Palau|Palauan
FSM|Federated States of Micronesia;Micronesia|
MHL|Republic of the Marshall Islands;Marshall Islands|Marshallese
COK|Cook Islands|
EU|European Union;European Commission;European Council;EU;E.U.|European
INT|United Nations;U.N.;UN;IAEA;NATO;ASEAN;IMF;World Bank;OECD;African Union;Pacific Islands Forum|
INT|World Health Organization;WHO;World Trade Organization;WTO|
"""

#: Bodies that are parties without being countries: they have no ISO code.
BODIES = frozenset(("EU", "INT"))

CITY_TABLE = """
USA|Washington;New York;New York City;Los Angeles;San Francisco;Chicago;Honolulu;Houston;Boston
USA|Seattle;Atlanta;Philadelphia;Detroit;Miami;Denver;Dallas;San Diego;Las Vegas;Pittsburgh
USA|Camp David;Wilmington;Anchorage;Sunnylands;Rancho Mirage
JPN|Tokyo;Osaka;Kyoto;Hiroshima;Nagasaki;Nagoya;Yokohama;Sapporo;Fukuoka;Sendai;Karuizawa;Naha;Kobe;Niigata;Nara;Kanazawa
KOR|Seoul;Busan;Incheon;Daegu;Daejeon;Gwangju;Jeju;Gyeongju;Ulsan;Suwon;Sejong;Pyeongchang;Panmunjom
PRK|Pyongyang
CHN|Beijing;Shanghai;Hong Kong;Guangzhou;Shenzhen;Tianjin;Wuhan;Hangzhou;Chengdu;Chongqing;Boao;Dalian;Xiamen
TWN|Taipei
AUS|Canberra;Sydney;Melbourne;Brisbane;Perth;Adelaide;Darwin;Cairns;Hobart
NZL|Wellington;Auckland;Christchurch;Queenstown
GBR|London;Edinburgh;Glasgow;Belfast;Cardiff;Manchester;Birmingham;Liverpool;Carbis Bay
CAN|Ottawa;Toronto;Montreal;Montréal;Vancouver;Quebec City;Halifax;Calgary;Charlevoix;Kananaskis
MEX|Mexico City;Cancun;Cancún;Guadalajara;Monterrey;Los Cabos
IND|New Delhi;Mumbai;Bengaluru;Chennai;Kolkata;Hyderabad;Goa;Jaipur;Varanasi;Ahmedabad
PHL|Manila;Cebu;Davao;Baguio
VNM|Hanoi;Ho Chi Minh City;Da Nang;Danang;Hue
THA|Bangkok;Phuket;Chiang Mai
IDN|Jakarta;Bali;Labuan Bajo;Bandung;Surabaya
MYS|Kuala Lumpur;Putrajaya;Langkawi;Penang
SGP|Singapore
BRN|Bandar Seri Begawan
KHM|Phnom Penh;Siem Reap
LAO|Vientiane;Luang Prabang
MMR|Naypyitaw;Nay Pyi Taw;Yangon
TLS|Dili
MNG|Ulaanbaatar
BGD|Dhaka
LKA|Colombo
NPL|Kathmandu
PAK|Islamabad;Karachi;Lahore
AFG|Kabul
KAZ|Astana;Almaty;Nur-Sultan
UZB|Tashkent;Samarkand
KGZ|Bishkek
TJK|Dushanbe
TKM|Ashgabat
RUS|Moscow;St. Petersburg;Vladivostok;Sochi
UKR|Kyiv;Lviv;Odesa;Kharkiv
BLR|Minsk
MDA|Chisinau
GEO|Tbilisi
ARM|Yerevan
AZE|Baku
FRA|Paris;Strasbourg;Lyon;Marseille;Biarritz;Nice
DEU|Berlin;Munich;Hamburg;Bonn;Frankfurt;Münster;Elmau;Schloss Elmau;Cologne;Dresden
ITA|Rome;Milan;Venice;Turin;Naples;Taormina;Capri;Bari
ESP|Madrid;Barcelona
PRT|Lisbon
NLD|The Hague;Amsterdam;Rotterdam
BEL|Brussels
LUX|Luxembourg City
CHE|Geneva;Bern;Zurich;Davos;Lugano;Basel
AUT|Vienna;Salzburg
POL|Warsaw;Krakow
CZE|Prague
SVK|Bratislava
HUN|Budapest
ROU|Bucharest
BGR|Sofia
GRC|Athens;Thessaloniki
CYP|Nicosia
HRV|Zagreb;Dubrovnik
SVN|Ljubljana
SRB|Belgrade
BIH|Sarajevo
MNE|Podgorica
ALB|Tirana
MKD|Skopje
XKX|Pristina
DNK|Copenhagen
NOR|Oslo
SWE|Stockholm
FIN|Helsinki
ISL|Reykjavik
EST|Tallinn
LVA|Riga
LTU|Vilnius
IRL|Dublin
MLT|Valletta
TUR|Ankara;Istanbul;Antalya
ISR|Jerusalem;Tel Aviv
JOR|Amman
EGY|Cairo;Sharm El-Sheikh;Sharm el-Sheikh
SAU|Riyadh;Jeddah
ARE|Abu Dhabi;Dubai
QAT|Doha
KWT|Kuwait City
BHR|Manama
OMN|Muscat
IRQ|Baghdad;Erbil
IRN|Tehran
SYR|Damascus
LBN|Beirut
LBY|Tripoli
MAR|Rabat;Marrakesh;Marrakech;Casablanca
DZA|Algiers
TUN|Tunis
SDN|Khartoum
ETH|Addis Ababa
KEN|Nairobi
NGA|Abuja;Lagos
GHA|Accra
ZAF|Pretoria;Cape Town;Johannesburg;Durban
RWA|Kigali
SEN|Dakar
AGO|Luanda
COD|Kinshasa
TZA|Dar es Salaam;Dodoma
UGA|Kampala
ZMB|Lusaka
BRA|Brasilia;Brasília;Rio de Janeiro;Sao Paulo;São Paulo;Belém;Foz do Iguaçu
ARG|Buenos Aires
CHL|Santiago
COL|Bogota;Bogotá;Cartagena
PER|Lima;Cusco
ECU|Quito
VEN|Caracas
GTM|Guatemala City
PAN|Panama City
CRI|San José;San Jose
DOM|Santo Domingo
HTI|Port-au-Prince
JAM|Kingston
CUB|Havana
FJI|Suva;Nadi
PNG|Port Moresby
SLB|Honiara
VUT|Port Vila
WSM|Apia
TON|Nuku’alofa
PLW|Koror
FSM|Pohnpei
MHL|Majuro
COK|Rarotonga
"""

US_STATES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Hawai’i|"
    "Hawai'i|Idaho|Illinois|Indiana|Iowa|"
    "Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|"
    "Nebraska|Nevada|"
    "New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|"
    "Pennsylvania|Rhode Island|"
    "South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)

#: Offices of heads of state or government, as the country itself calls them.
HEADS = {
    "president": frozenset(
        word_list(
            "USA KOR FRA MEX BRA IDN PHL UKR RUS CHN TWN ARG CHL COL PER ECU VEN EGY TUR CYP KEN NGA GHA ZAF RWA "
            "SEN AGO ZMB PLW FSM MHL KAZ UZB "
            "KGZ TJK TKM AZE BLR LKA MDV TLS CRI PAN GTM HND SLV DOM TZA UGA COD POL FIN ROU LTU"
        )
    ),
    "vice president": frozenset(word_list("USA IND IDN PHL BRA CHN TWN ARG COL")),
    "prime minister": frozenset(
        word_list(
            "JPN AUS GBR CAN IND NZL ITA ESP NLD ISR THA MYS SGP VNM KHM LAO PAK BGD NPL MNG GRC SWE NOR DNK FIN "
            "EST LVA POL CZE HUN ROU BEL PRT "
            "FJI PNG SLB VUT WSM TON COK TUV IRQ KWT QAT ARM GEO ETH IRL HRV SRB UKR"
        )
    ),
    "chancellor": frozenset(("DEU", "AUT")),
    "premier": frozenset(("CHN", "TWN")),
    "king": frozenset(("GBR", "JOR", "SAU", "ESP", "NLD", "BEL", "BHR", "MAR", "THA", "MYS")),
}

#: Family names so common in one country, and so stable, that they tell it when nothing else does.
KOREAN_FAMILY = frozenset(
    word_list(
        "kim lee yi rhee park pak choi choe jung jeong chung kang cho jo yoon yun jang chang lim im han oh seo "
        "suh shin kwon hwang ahn song ryu yoo "
        "hong jeon jun ko goh moon bae baek paik heo huh nam noh roh joo min cha koo wi sung byun bang"
    )
)
CHINESE_FAMILY = frozenset(
    word_list("wang zhang liu chen zhao huang zhou wu xu sun zhu guo luo liang zheng xie xi qin ma dong li")
)
#: Romanised Japanese is built of a closed set of syllables.
JAPANESE_SYLLABLES = re.compile(
    r"(?:(?:k|g|s|z|t|d|n|h|b|p|m|r|ky|gy|sh|j|ch|ny|hy|by|py|my|ry|y|w|f|ts|kk|ss|tt|pp|ssh|tch)?[aou]|(?:k|"
    r"g|n|h|b|p|m|r|sh|j|ch|kk|pp|ssh|tch)?i|"
    r"(?:k|g|s|z|t|d|n|h|b|p|m|r|kk|ss|tt|pp)?e|n(?![aiueoy])|m(?=[bp]))+"
)

MONTHS = {
    name: number
    for number, names in enumerate(
        word_list(
            "January|Jan February|Feb March|Mar April|Apr May June|Jun July|Jul August|Aug September|Sept|Sep "
            "October|Oct November|Nov December|Dec"
        ),
        1,
    )
    for name in names.split("|")
}
ORDINALS = {
    word: number
    for number, word in enumerate(
        "inaugural|first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth "
        "thirteenth fourteenth fifteenth sixteenth "
        "seventeenth eighteenth nineteenth twentieth".replace("inaugural|first", "first").split(),
        1,
    )
} | {
    "inaugural": 1,
    "twenty-first": 21,
    "twenty-second": 22,
    "twenty-third": 23,
    "twenty-fourth": 24,
    "twenty-fifth": 25,
}


def _name_pattern(name: str) -> str:
    """A name as it may be printed: either apostrophe, any white space."""
    return re.escape(name).replace("’", "[’']").replace(r"\ ", r"\s+")


NAMES: dict[str, str] = {}
for _row in COUNTRY_TABLE.strip().splitlines():
    _code, _names, _adjectives = _row.split("|")
    for _name in [*_names.split(";"), *_adjectives.split(";")]:
        if _name:
            NAMES[_name] = _code
_PATTERN = "|".join(_name_pattern(n) for n in sorted(NAMES, key=len, reverse=True))
#: A country or body by name or adjective, with the abbreviation some texts print after it.
COUNTRY = re.compile(rf"(?<![\w.])(?P<country>{_PATTERN})(?![\w])(?:\s*\((?:the\s+)?[“\"]?[A-Z][\w.]{{1,7}}[”\"]?\))?")
COUNTRY_SOURCE = rf"(?:{_PATTERN})(?:\s*\([A-Z][\w.]{{1,7}}\))?"

CITIES: dict[str, str] = {}
for _row in CITY_TABLE.strip().splitlines():
    _code, _names = _row.split("|")
    for _name in _names.split(";"):
        CITIES[_name] = _code
CITY_SOURCE = "|".join(_name_pattern(n) for n in sorted(CITIES, key=len, reverse=True))


def country_of(name: str) -> str | None:
    """The code of a country or body from its name or adjective as printed, or None."""
    bare = (
        " ".join(re.sub(r"\s*\([^)]*\)\s*$", "", name).replace("'", "’").split())
        .removeprefix("the ")
        .removeprefix("The ")
    )
    bare = bare.removesuffix("’s").removesuffix("’")
    return NAMES.get(bare) or NAMES.get(bare + "s")
