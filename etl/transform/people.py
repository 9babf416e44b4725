"""Names of people, as credit lines print them: 记者 张三、李 四 北京报道; By Ada Lovelace and Grace Hopper."""

import re

HAN = r"\u3400-\u9fff"

BRACKETS = "()（）[]【】〔〕〖〗《》「」{}<>〈〉"
EDGES = " \t\u3000\xa0" + "|｜丨/／·•-—–_,，、;；.:：*#>＞→□■◎●◆〓○" + BRACKETS
"""What may stand around a name or a value and is not of it."""

SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳"
    "鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪"
    "舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯管卢莫房裘缪干解应宗丁宣邓郁单杭洪包"
    "诸左石崔吉龚程邢裴陆荣翁荀羊惠甄曲家封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉戎祖武符"
    "刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍璩桑桂濮牛寿通边"
    "扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧利蔚越隆师巩聂晁勾敖融冷訾"
    "辛阚那简饶曾沙养鞠须丰巢关相查后荆红游竺权盖益桓公仉督岳帅缑亢况郈琴归海晋楚闫法汝鄢涂钦商牟佘佴伯赏墨年爱阳佟言福肖代付"
)
"""The first characters of Chinese names."""

CHANNELS = frozenset(
    "成都 常州 杭州 金华 柳州 石家庄 苏州 温州 武汉 徐州 郑州 广州 海外 华人 韩国 印度 欧洲"
    " 安全 别墅 常识 车市 车险 车讯 成长 单位 党建 都市 法律 法院 法治 法制 方案 房产 封面 封面图 干货 干部 高端 高考 高清 高校 公安 公告 公开 公司 公示 公文 公益 古玩 古典"
    " 关闭 关键词 关于 关注 管理 管理员 广播 广电 广告 国产 国防 国际 国家 国内 国企 国外 国学 海关 海洋 和谐 和平 红木 黄金 计算 纪录 季后赛 家电 家居 家长 家庭 家装 简报 简介"
    " 简讯 江湖 焦点 解读 解密 金融 经济 景区 空间 劳动 乐坛 雷达 利率 连载 林业 满分 明星 能源 农村 农业 牛市 农民 平安 平面 钱币 强国 曲艺 权威 权益 全部 全国 全球 全文 全景"
    " 融资 时代 时间 时评 时尚 时事 时政 师生 石油 石化 寿险 双语 双色球 水产 水果 水利 司法 谈判 田径 通报 通告 通信 通讯 通知 童书 万象 温度 温馨 文档 文化 文教 文件 文旅 文体 文学"
    " 文艺 文娱 文摘 文章 文字 席位 夏令营 咸宁 相册 相关 相亲 向上 项目 宣传 严选 颜值 燕郊 养老 养生 应急 应用 游记 游戏 于是 阅读 阅读量 展开 支付 钟表 终端 仲裁 祝福 宗教 祖国 左右".split()
)
"""Towns and channels that pages print beside their articles, and that begin as names do."""

DOUBLE_SURNAMES = (
    "欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "南宫", "独孤", "呼延", "轩辕", "长孙",
)  # fmt: skip

PROVINCES = frozenset(
    "安徽 福建 甘肃 广东 广西 贵州 海南 河北 河南 湖北 湖南 吉林 江苏 江西 辽宁 宁夏 青海 山东 山西 陕西 四川 西藏 新疆 云南 浙江 北京 上海 天津 重庆 香港 澳门 台湾"
    " 黑龙江 内蒙古".split()
)
"""Some look like names; beside a time they are where an account writes from."""

CHINESE = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,6}}[·•・][{HAN}·•・]{{1,12}}")
LATIN_WORD = r"[A-Z\u00c0-\u00de][\w.'’-]*"
LATIN = re.compile(rf"{LATIN_WORD}(?: (?:{LATIN_WORD}|de|da|del|della|di|van|von|der|den|la|le|bin|al|y)){{0,4}}")

BREAK = re.compile(
    rf"\s*[、，,;；/／&|｜丨]\s*|\s+(?:and|with|und|et|和|与)\s+|(?<=[{HAN}]{{2}})和(?=[{HAN}]{{2}})|(?<=[{HAN}])\s+|\s+(?=[{HAN}])",
    re.IGNORECASE,
)

CUT = re.compile(r"[:：(（\[【]|\s[-–—•·]\s|\s{3,}|(?<=[a-z.])\s(?:[Ff]or|[Ii]n|at|on|via)\s(?=[A-Z])")
"""What ends a list of names; in English also where they stand for whom: Ada Lovelace for The Example."""

ACCOUNT = re.compile(r"\s*[(（]?@\w{1,40}[)）]?")
"""Where a writer may be found elsewhere, printed behind the name: Ada Lovelace (@ada)."""

BUTTON = re.compile(
    r"(?:\+|[加已]?)(?:关注|订阅|收藏|分享|举报|私信|打赏|点赞|点击|加入|进入|返回|联系|查看|更多|投稿|留言|回复|评论|阅读|访问|浏览|发消息|个人主页|主页|博客|微博|专栏|简介)"
    rf"[{HAN}A-Za-z]{{0,6}}|[{HAN}]{{0,3}}(?:的主页|的博客|的专栏|的文章|全部文章|其他文章)"
)
"""What links and buttons beside a name say: 关注, 更多文章, 加入收藏. They end the list of names."""

ACTIONS = frozenset("follow following subscribe share view contact email bio profile updated published posted".split())
"""The same in English, glued to a name's end by the page's layout."""

NOT_NAMES = re.compile(
    rf"[{HAN}]{{0,8}}(?:报道|报导|发自[{HAN}]{{1,6}}|供图|供稿|摄影)|文?[{HAN}]{{0,4}}(?:摄|图)|文图|图文|文|整理|综合|电|讯|实习|编辑|记者|通讯员|等"
)
"""What follows the names in a reporter's line: 北京报道, 摄影报道, 文/图, 文 受访者供图."""

HOUSE = re.compile(
    r"(?:社|报|网|台|刊|院|部|局|会|厅|处|组|室|队|中心|公司|新闻|日报|晚报|频道|客户端|编辑部|财经|在线|平台|作者|本站|原创)$"
)
"""How names of papers and offices end, which people's names do not."""

UNSIGNED = frozenset(
    "admin administrator root 佚名 匿名 未知 不详 无 网络 互联网 本站 本站编辑 小编 管理员 系统管理员 none null unknown editor webmaster guest staff".split()
)
"""Values that name nobody."""

ROLES = frozenset(
    "reporter editor writer correspondent contributor columnist author journalist producer photographer analyst critic blogger freelancer"
    " coordinator specialist director expert founder co-founder cofounder ceo cto president strategist consultant advisor manager officer"
    " intern fellow professor admin moderator".split()
)
"""What an English byline calls its writer."""

WRITERS = frozenset("reporter writer correspondent columnist journalist critic blogger freelancer editor".split())
"""Those of them that sign what they wrote."""

QUALIFIERS = frozenset(
    "staff freelance senior junior associate assistant deputy managing chief contributing executive guest special tech technology digital"
    " content marketing media lead head certified licensed registered".split()
)
"""What stands before a role."""

CREDENTIAL = re.compile(r"(?![IV]+$)(?:[A-Z]\.?){2,}|Ph\.?D\.?|[BM]\.?Sc\.?|Esq\.?|[A-Z]{1,4}(?:-[A-Z]{1,4}){1,3}")
"""Letters after a name, or the paper in capitals; not the number of a namesake (III)."""

CODE = re.compile(r"[\s_]*[(（]?[A-Z]{1,4}\d{2,6}[)）]?$")
"""The number of an editor's desk after the name: SF055."""

MOST_PEOPLE = 12

FEWEST_WORDS, MOST_WORDS = 2, 4
"""Words of an English name that stands without a label."""

PAGE_WORDS = (
    ROLES
    | QUALIFIERS
    | frozenset(
        "a about account ad advertisement all and archive archives article articles at best blog blogs books business by cart categories"
        " category comment comments contact cookie day days edit education email english entertainment event events facebook faq featured"
        " finance follow food for free from full get guide guides health help home hours how in industry insights instagram january"
        " february march april may june july august september october november december join last latest leave life like linkedin local"
        " log login magazine main member members menu min minute minutes more my new news newsletter next of on online open opinion our"
        " overview page photo photos podcast policy politics popular post posted posts press previous price print privacy products"
        " published read reading recent recipes related reply report research resources review reviews rss science search series services"
        " share shop show sign skip sports stories story subscribe support tag tags terms the tips to today top topics travel trending"
        " tweet twitter updated us uncategorized video videos view watch week what why with world write year years you your"
        " monday tuesday wednesday thursday friday saturday sunday inc llc ltd company group university institute college"
        " time daylight standard gmt utc".split()
    )
)
"""Words that pages print beside their articles and that are in nobody's name."""

LONGEST_PART = 5
"""Characters of one part of a foreign name: 克里斯托弗 has five, a slogan more."""


def names(value: str) -> str | None:
    """The people in a value; None if it is anything but names.

    >>> names("张三、李 四 北京报道")
    '张三 李四'
    >>> names("Ada Lovelace and Grace Hopper")
    'Ada Lovelace, Grace Hopper'
    >>> names("从发布会上了解到") is None
    True
    >>> names("Ada Lovelace, RN, Senior Reporter"), names("Staff Writer")
    ('Ada Lovelace', None)
    >>> names("周文 关注 更多文章"), names("Ada Lovelace (@ada) for The Example")
    ('周文', 'Ada Lovelace')
    """
    people: list[str] = []
    initial = ""
    for token in _tokens(value):
        if people and NOT_NAMES.fullmatch(token):
            continue
        if not initial and BUTTON.fullmatch(token):
            if not people:
                return None
            break
        if len(token) == 1 and CHINESE.fullmatch(
            token * 2
        ):  # a two-character name is printed with a gap to fill the column
            if initial:
                people.append(initial + token)
            initial = "" if initial else token
        elif not initial and CHINESE.fullmatch(token):
            people.append(token)
        elif not initial and LATIN.fullmatch(token):
            people += _latin_name(token, people)
        else:
            return None
    return together(people) if people and not initial and len(people) <= MOST_PEOPLE else None


def leading_names(value: str) -> str | None:
    """The people that a value begins with, whatever follows them; None if it does not begin with a name.

    >>> leading_names("赵婕 出自[江城出版社]")
    '赵婕'
    """
    people: list[str] = []
    for token in _tokens(value)[:MOST_PEOPLE]:
        if people and BUTTON.fullmatch(token):
            break
        latin = LATIN.match(token)
        if latin is not None:
            people += _latin_name(_without_page_words(latin[0]), people)
        elif is_chinese_name(token):
            people.append(token)
        if latin[0] != token if latin else not is_chinese_name(token):
            break
    return together(people) if people else None


def _without_page_words(text: str) -> str:
    """What is left before the words that pages print after a name: Ada Lovelace Updated."""
    words = text.rstrip(".").split(" ")
    while len(words) > 1 and words[-1].lower() in PAGE_WORDS:
        words.pop()
    return " ".join(words)


def _latin_name(token: str, before: list[str]) -> list[str]:
    """The name in a part of an English byline, without what the person does or is; nothing if there is no name in it.

    After a person, a single word and a role are about that person: Ada Lovelace, RN, Senior Reporter.
    """
    words = token.partition(" The ")[0].split()
    while len(words) > FEWEST_WORDS and words[-1].lower() in ACTIONS:
        words.pop()
    bare = list(words)
    while bare and (bare[-1].lower() in ROLES or (bare != words and bare[-1].lower() in QUALIFIERS)):
        bare.pop()
    while len(bare) > FEWEST_WORDS and not token.isupper() and CREDENTIAL.fullmatch(bare[-1]):
        bare.pop()
    told_before = bool(before) and " " in before[0]
    if not bare or (told_before and (len(bare) == 1 or bare != words or bare[0].lower() in QUALIFIERS)):
        return []
    return [" ".join(bare)]


def before_role(text: str) -> str | None:
    """The person before the role of a writer, which alone makes a byline of a line; None if no such role is told.

    >>> before_role("Ada Lovelace, Senior Reporter"), before_role("Ada Lovelace"), before_role("The Reporter")
    ('Ada Lovelace', None, None)
    """
    people = names(text) if text.rpartition(" ")[2].lower() in WRITERS else None
    return people if people and is_latin_person(people) else None


def is_latin_person(text: str) -> bool:
    """Whether a text looks like the name of a person, first and last, and like nothing that pages print beside it.

    >>> [is_latin_person(text) for text in ("Ada Lovelace", "Read More", "Technology News", "Ada")]
    [True, False, False, False]
    """
    words = text.split()
    return (
        FEWEST_WORDS <= len(words) <= MOST_WORDS
        and LATIN.fullmatch(text) is not None
        and not PAGE_WORDS.intersection(re.split(r"[\W\d_]+", text.lower()))
    )


def is_chinese_name(text: str) -> bool:
    """Whether a text is a Chinese name, by its length and its first character; foreign ones have a dot between their parts.

    >>> [is_chinese_name(text) for text in ("周文", "欧阳小雨", "新华社", "伊万·彼得罗夫", "雨水充足", "广告")]
    [True, True, False, True, False, False]
    """
    if not CHINESE.fullmatch(text) or HOUSE.search(text) or BUTTON.fullmatch(text):
        return False
    if text in CHANNELS or text in PROVINCES:
        return False
    if not text.isalpha():  # a dot
        return all(len(part) <= LONGEST_PART for part in re.split("[·•・]", text))
    return (text[0] in SURNAMES and len(text) <= 3) or (text.startswith(DOUBLE_SURNAMES) and len(text) > 2)  # noqa: PLR2004


def are_people(text: str) -> bool:
    """Whether a text holds what looks like names of persons and nothing else.

    >>> are_people("Ada Lovelace and Grace Hopper"), are_people("Ada Lovelace, Latest News")
    (True, False)
    """
    tokens = _tokens(text)
    return bool(tokens) and (all(map(is_latin_person, tokens)) or are_chinese_names(text))


def is_person(text: str) -> bool:
    """Whether a text is a Chinese name, or is written in Latin letters."""
    return is_chinese_name(text) or LATIN.match(text) is not None


def are_chinese_names(text: str) -> bool:
    """Whether a text holds Chinese names and nothing else."""
    people = names(text)
    return people is not None and all(is_chinese_name(person) for person in people.split(" "))


def together(people: list[str]) -> str:
    """Several names as one value: with spaces between, or with commas where the names have spaces themselves; each once."""
    once = list(dict.fromkeys(people))
    return (", " if any(" " in person for person in once) else " ").join(once)


def apart(value: str) -> list[str]:
    """The names that `together` put together.

    >>> apart("张三 李四") + apart("Ada Lovelace, Grace Hopper") + apart("Ada Lovelace")
    ['张三', '李四', 'Ada Lovelace', 'Grace Hopper', 'Ada Lovelace']
    """
    people = value.split(", ")
    return value.split(" ") if all(CHINESE.fullmatch(person) for person in value.split(" ")) else people


def _tokens(value: str) -> list[str]:
    cut = CUT.split(CODE.sub("", ACCOUNT.sub("", value).strip(EDGES)))[0]
    return [token for token in (token.strip(EDGES) for token in BREAK.split(cut)) if token]
