"""Korean: what the Ministry of Foreign Affairs and others print of meetings, as data and patterns."""

import re
from itertools import permutations

from initiatives.intake.recognise.packs.offices import LISTS
from initiatives.intake.recognise.packs.pack import Pack

_LISTS = LISTS["ko"]


def _any(words: "tuple[str, ...] | list[str]") -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s?") for word in sorted(set(words), key=len, reverse=True))


_H = "[가-힣]"
_CITY = _any(list(_LISTS.cities))
_EVENT = _any(_LISTS.words("events"))
_PAPER = _any(_LISTS.words("documents"))
_COUNTRY = _any([name for name in _LISTS.countries if len(name) > 1])
_THREE = "|".join(r"\s?[·,-]?\s?".join(order) for order in permutations("한미일"))
_NAMES = r"(?:(?:대한민국|한국|미합중국|미국|일본국|일본)(?:\s?[,·]\s?|\s?및\s?|\s?과\s?|\s?와\s?|\s)?){3}"
_DISTANCE = r"(?:전화|유선|화상|온라인|비대면|영상)"
_MEETING = r"(?:협의회|협의|회의|회담|대화|통화|회동|컨퍼런스\s?콜)"
_SERIES = (
    rf"(?:{_THREE}|{_NAMES})\s?(?:의\s)?(?:3국|삼국|3자|3개국)?\s?(?:간)?\s?(?:외교|외무)?\s?부?\s?(?:제?\s?1)?\s?(?:사무)?차관(?:급)?\s?"
    rf"(?:간|들의|의|들)?\s?(?:3자|삼자)?\s?(?:{_DISTANCE})?\s?(?:3자\s?)?{_MEETING}"
)

PACK = Pack(
    lists=_LISTS,
    publisher="KOR",
    series=re.compile(
        rf"(?:제?\s?(?P<before>\d{{1,3}})\s?(?:차|회)\s?[「『'\"]?\s?|(?P<count>\d{{1,3}})\s?번째\s?(?:로\s)?)?(?<!{_H}){_SERIES}"
        rf"[」』'\"]?(?:\s?\(제?\s?(?P<after>\d{{1,3}})\s?(?:차|회)\))?"
    ),
    another_before=re.compile(r"(?:차기|다음|지난번?|이전|작년|지난해|직전|그간의?|기존|향후)\s[「『]?$"),
    another_after=re.compile(
        r"[」』]?(?:\([^()]{0,12}\))?\s?(?:이후|이래|에\s이어|에\s앞서|계기|를\s계기|을\s계기|의\s결과를|에서\s합의|후속|준비|실무|사무국"
        r"|를\s위해|을\s위해|및\s(?!공동))"
    ),
    attending=re.compile(r"[」』]?\s?(?:에\s)?(?:참석|참가)(?:차|하기\s위|을\s위|을\s계기|\s)"),
    meeting=re.compile(r"회담|회의|협의|면담|예방|접견|대화"),
    other_meeting=re.compile(
        rf"외교장관|정상|국방|통일|재무|경제|산업|국장급|차관보|북핵|(?:한미|한일|미일|한중|한중일|한독|한불|한영|한호|한인도|한아세안|일미)\s?{_H}{{0,8}}\s?{_H}{{0,8}}?{_MEETING}"
        r"|4국"
    ),
    call_in_title=re.compile(rf"{_DISTANCE}\s?{_MEETING}|통화|컨퍼런스\s?콜"),
    call=re.compile(
        rf"{_DISTANCE}(?:으로|로|를\s통해|을\s통해|\s?방식|\s?형식|\s?{_MEETING})|(?<!{_H})(?:3자\s|전화\s?)?통화(?:를|하|에|가|로)"
    ),
    told_number=re.compile(
        r"(?:이번|금번)\s(?:협의회|협의|회의)[는은]?[^.]{0,24}?(?:제\s?(?P<number>\d{1,3})\s?(?:차|회)(?!관)|(?P<count>\d{1,3})\s?번째)"
        rf"|(?<!{_H}\s)(?<!{_H})제\s?(?P<short>\d{{1,3}})\s?차\s(?:외교)?차관\s?협의회?"
        rf"|(?<=에서\s)제\s?(?P<short_>\d{{1,3}})\s?차\s(?:외교)?차관\s?협의회?"
    ),
    met=re.compile(
        r"개최|가졌|가지|가질|갖|가진|열릴|참석|실시|협의|회담|면담|통화|만나|만났|열렸|열고|열린|진행|논의|예방|접견|회동|주재|하였|발표|채택|방문|모여|모였"
    ),
    held_on=re.compile(r"^(?:(?:이번|금번|동|이날)\s?)?(?:협의회|협의|회의|회담)(?:는|은|에는|에서는)\s"),
    in_passing=re.compile(
        r"^(?:지난|직전|(?:가장\s)?최근|차기|다음|이전|한편|그간)\s|(?:차기|다음)\s(?:협의회|회의)[^.]{0,30}개최"
    ),
    link=re.compile(
        rf"(?:과|와)?(?:\s함께)?[,\s]*(?:및|그리고|·|/)?[,\s]*(?:(?:{_COUNTRY}|[한미일]측)(?:측)?(?:의|은|는|에서는)?)?\s?(?:(?:{_any(_LISTS.words('portfolios'))})(?:의)?)?[\s「『'\"]*"
    ),
    took_part=re.compile(
        r"(?:님|씨)?(?:\s?\([^()]{0,140}\))?(?:은|는|이|가(?!\s?아)|과|와|및|,\s?등|(?:\s?등)?\s?(?:3인|3자)|\s?간|도|의\s(?:참석|주재|공동)|\s주재|\s주최|\s주관|\s참석|\s공동"
        r"|(?:을|를)\s(?:수석대표|단장|의장|대표)|\s등[이은과의])"
    ),
    called_on=re.compile(r"(?:님)?(?:을|를)\s(?:예방|접견|면담|만나|만났)|\s(?:예방|접견|면담)"),
    courtesy=re.compile(r"예방|접견|면담|만나|만났"),
    joined=re.compile(
        r"(?:협의회?|회의|회담|면담|대화)에(?:는|도)?[^.]{0,200}(?:배석|동석|참석)|측에서는?[^.]{0,200}(?:참석|배석|동석)|[이가]\s?(?:배석|동석)하|도\s(?:함께\s)?(?:참석|배석)하|대표로\s(?:각각\s)?(?:참석|참가)|참석자|수석대표"
    ),
    participants=re.compile(r"참석자|참가자|수석대표|대표단|한국측|미국측|일본측|우리측|한측|미측|일측"),
    follows=re.compile(r"(?:다음|아래|하기)[과와]?\s?(?:같|\s)|:$"),
    aside=re.compile(r"(?:초청으로|만찬|오찬|조찬|리셉션|전임|별도)[^.]{0,80}$"),
    dated_other=re.compile(
        rf"(?:에|의)?\s?(?:{_H}+(?:\s{_H}+){{0,2}}?에서\s)?(?:열린|개최된|있었던|발표된|채택된|실시된|발표한|가진|서명된)\s(?P<what>[^,.]{{0,30}}?(?:{_EVENT}|{_PAPER}))"
        rf"|(?:의|자)?\s?(?P<what_>(?:{_H}|[·A-Za-z0-9]){{1,12}}(?:\s{_H}{{1,6}})?(?:{_EVENT}|{_PAPER})(?=\s|에|의|을|를|,|이))"
    ),
    place=re.compile(
        rf"(?<!{_H})(?P<place>{_CITY})(?:시|시내|\s시내)?(?:\s?의)?(?:\s(?!방문|정상)[가-힣A-Za-z]{{1,10}}(?<![을를은는이가과와도])){{0,3}}?(?<!방문)에서(?!는\s다음)"
        rf"(?P<other>\s(?:개최된|열린|있었던|가진|실시된|채택된|발표된|개최될|열릴|예정된|개최되는|개최하는|개최할|실시할)\s(?!예정|것|계획)(?P<what>[^,.]{{2,30}}))?"
        rf"|(?:장소|개최지)\s?[:：]\s?(?:{_COUNTRY})?\s?(?P<place_>{_CITY})"
        rf"|(?:{_COUNTRY})\s(?P<place_there>(?!외무|국무|외교|정부|국방|현지|국내)[가-힣]{{2,7}}?)(?:시)?에서(?!는)"
    ),
    place_in_title=re.compile(
        rf"(?<!{_H})(?P<place>{_CITY})(?:에서)?(?:\s개최|\s열려|서\s|에서)|[(（](?:[\d.\s]+[,\s]*)?(?P<place_>{_CITY})(?:[,)]|\s개최)|(?<!{_H})(?P<place__>{_CITY})\s개최"
    ),
    visited=re.compile(rf"(?<!{_H})(?P<place>{_CITY})(?:\([^()]*\))?(?:를|을)\s방문"),
    city=re.compile(rf"(?<!{_H})(?P<place>{_CITY})"),
    when=re.compile(r"^(?:\(?\s?)?(?:일\s?시|일자|개최일)"),
    where=re.compile(r"^(?:\(?\s?)?(?:장\s?소|개최지)"),
    next_time=re.compile(r"차기|다음\s(?:협의|회의|차)|내년|향후|앞으로"),
    kinds=(
        ("fact sheet", re.compile(r"팩트\s?시트|설명\s?자료")),
        ("joint statement", re.compile(r"공동\s?(?:성명|선언|발표문|언론발표문?|보도문|문서)")),
        (
            "transcript",
            re.compile(r"(?:모두|마무리)?\s?발언(?!\s?관련)|기자\s?회견|연설|질의응답|인터뷰|축사|개회사|브리핑"),
        ),
        ("readout", re.compile(r"결과|개요")),
        ("principles", re.compile(r"원칙$")),
        ("statement", re.compile(r"담화|성명|선언|논평|메시지")),
    ),
    label=re.compile(r"보도\s?자료|언론\s?발표|알림|보도\s?참고\s?자료|공지"),
    reported=re.compile(
        r"(?:했다|하였다|했습니다|하였습니다|졌다|졌습니다|었다|었습니다|였다|됐다|되었다|함\.|함$|됨\.|하고|았다|았습니다)"
    ),
    to_come=re.compile(
        r"(?:예정|계획)(?:이다|입니다|임|이며|이라고|$)|(?:개최할|가질|참석할|열릴|방문할|만날|통화할)\s?(?:것|예정|계획)|(?:개최|참석|방문|실시)(?:한다|합니다)(?:\.|$)|열린다\.|열립니다|갖는다\.|갖습니다"
    ),
    states=(
        (
            "postponed",
            re.compile(
                r"(?:협의회?|회의|회담|방문|개최|대화|일정)[^.]{0,40}?(?P<words>(?:연기|순연)(?:되(?!었던|어\s?온)|됐(?!던)|하기|하였|했|키로|한다|합니다|됨|를|된다|됩니다|함))"
            ),
        ),
        (
            "cancelled",
            re.compile(
                r"(?:협의회?|회의|회담|방문|개최|대화|일정)[^.]{0,40}?(?P<words>(?:취소|무산|철회)(?:되(?!었던)|됐(?!던)|하기|하였|했|키로|한다|합니다|됨|된다|됩니다|함))"
                r"|(?P<words_>개최(?:되|하)지\s(?:않|못)|열리지\s(?:않|못))"
            ),
        ),
    ),
    titled_states=(
        ("postponed", re.compile(r"(?P<words>(?<![가-힣])(?:연기|순연)(?![가-힣]{2}))")),
        ("cancelled", re.compile(r"(?P<words>(?<![가-힣])(?:취소|무산)(?![가-힣]{2}))")),
    ),
    contact=re.compile(r"담당\s?부서|담당자|책임자|문의|연락처|전화번호|☎|TEL|\(?0\d{1,2}\)?-\d{3,4}-\d{4}"),
    events=_EVENT,
    event=re.compile(
        rf"(?<!{_H})(?P<name>(?:(?:제\s?\d{{1,3}}\s?(?:차|회)\s)?(?:[「『'\"][^「」『』'\"]{{1,30}}[」』'\"]\s?|(?:{_H}|[·A-Za-z0-9-]){{1,14}}\s){{0,4}}?(?:{_H}|[·A-Za-z0-9-]){{0,14}}?)(?:{_EVENT})(?:\s?[「『(][^「」『』()]{{1,30}}[」』)])?)"
        rf"(?=$|[\s,.)」』]|을|를|이|가|은|는|에|의|과|와|도|로|차|했|한|하|되|됐|인|및)"
    ),
    event_opening=re.compile(
        r"^(?:[가-힣\s·]*(?:에서|에|의|부터|까지)\s)?(?:(?:개최된|열린|있었던|실시된|가진|예정된|개최|지난|금번|이번|있을|개최될|열릴|개최되는|실시될|실시되는|실시할|개최할|오전|오후)\s)+|^(?:[가-힣A-Za-z.\s]*(?:에서|[을를은는]|하기|위한|관한|대한|통한)|에|의)\s"
    ),
    happened=re.compile(
        r"개최|실시|열린|열렸|열릴|출범|설립|설치|신설|창설|구성|재개|착공|완공|전달|제공|서명|체결|발효|발사|개시|착수|방문|참석|예정|개소|개설|환영|진행|가졌"
    ),
    former=re.compile(
        r"(?P<name>(?:지난|직전|(?:가장\s)?최근)\s?(?:협의회?|회의)|제\s?\d{1,3}\s?차\s?(?:협의회?|회의)?)(?:는|은|:)?[,\s(]*$"
    ),
    beside=re.compile(r"[」』)]*\s?(?:은|는|을|를|이|가|의|도)?[,\s:(]*"),
    deadline=re.compile(r"^\s?(?:말|중|경)?\s?(?:까지|이전|이내|을\s?목표|를\s?목표|을\s?기한|시한)"),
    paper=re.compile(
        rf"^(?:(?:자|의)\s?(?:{_H}|[·\s]){{0,14}}?(?:{_PAPER})|(?:에)?\s?(?:{_H}+(?:\s{_H}+)?에서\s)?(?:발표|채택|발출|서명)(?:된|한)\s[^,.]{{0,20}}?(?:{_PAPER}))"
    ),
    resolution=re.compile(
        r"(?P<words>(?:(?:유엔|UN|국제연합)\s?)?(?:안보리|안전보장이사회)\s?(?:의\s)?(?:대북\s?)?(?:제재\s?)?결의\s?(?:안\s?)?(?:제\s?)?(?P<first>\d{3,4})(?!\d)\s?호?(?:\s?\(\d{4}년?\))?"
        r"(?P<more>(?:\s?(?:,|및|와|과|·)\s?(?:제\s?)?\d{3,4}(?!\d)\s?호?(?:\s?\(\d{4}년?\))?)*))"
    ),
    other_resolution=re.compile(r"총회|인권이사회|IAEA"),
    treaty=re.compile(
        rf"(?P<name>(?:(?:(?!조약|협약|협정|헌장|의정서){_H}|[·A-Z]){{1,20}}\s){{0,3}}?(?:(?!조약|협약|협정|헌장|의정서){_H}|[·A-Z]){{0,20}}"
        rf"(?:조약|협약|협정|헌장|의정서))(?!{_H}{{0,1}}(?:기구|국|위원회|문|체))"
    ),
    general=re.compile(
        r"(?:(?:동|본|해당|각|양|제|관련|국제|양자|다자|신규?|평화|투자|무역|경제동반자|자유무역|조세|사회보장|항공|이|이러한|모든|주요|관계|인권|잠정|기본|동\s)*\s?"
        r"(?:조약|협약|협정|헌장|의정서))"
    ),
)
