"""The words and marks by which `signals` measures a stretch of a page: what surrounds an article says so, in text and in class names."""

import re

IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
LETTERS_A_WORD = 3.3
"""Latin letters that take as much room in a sentence as one ideograph."""

SENTENCE = re.compile(r"[。！？；…]|[.!?](?=\s|$|[\"'”’)])")
COMMA = re.compile(r"[，、,:：]")
END = re.compile(r"[。！？.!?…][”」』’）)】\]\"']*$")
DIGIT = re.compile(r"\d")
CAPITAL = re.compile(r"[A-Z]")
LETTER = re.compile(r"[^\W_]")
DATE = re.compile(
    r"(?:19|20)\d\d\s*[-/.年]\s*\d{1,2}|\d{1,2}:\d\d|\d+月\d+日"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? \d{1,2}"
    r"|\b\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|\d+ (?:hour|day|minute|month|week|year)s? ago",
    re.IGNORECASE,
)

STOP = re.compile(
    r"相[关關](?:阅读|閱讀|新[闻聞]|[链鏈]接|[报報]道|文章|推[荐薦]|内容|專題|专题)|延伸[阅閱][读讀]|推[荐薦](?:阅读|閱讀|新[闻聞])|[热熱][门門]|猜你|为你推荐|更多"
    r"|上一篇|下一篇|[网網]友[评評][论論]|[发發]表[评評][论論]|我[来來][说說][两兩]句|排行|関連|おすすめ|ランキング"
    r"|^related|^more |read (?:more|next)|you may|you might|recommended|most (?:read|popular)|trending|^comments?\b"
    r"|leave a (?:reply|comment)|see also|up next|latest|popular|also like|from our",
    re.IGNORECASE,
)

SHARE = re.compile(
    r"分享|扫一?扫|二[维維][码碼]|收藏|打印|列印|[关關]注|微信|微博|シェア|ツイート|share|tweet|facebook|twitter|print|email|follow"
    r"|subscribe|sign up|newsletter|log ?in|register|whatsapp|pinterest",
    re.IGNORECASE,
)

LEGAL = re.compile(
    r"版[权權]|[转轉][载載]|免[责責]|[许許]可[证證]|[声聲]明|[举舉][报報]|広告|著作|copyright|©|all rights reserved|ICP|privacy|terms|cookie",
    re.IGNORECASE,
)

CREDIT = re.compile(
    r"[来來]源|[责責]任[编編][辑輯]|[责責][编編]|作者|[记記]者|[编編][辑輯][:：]|発表|^by |posted|published|updated|written by",
    re.IGNORECASE,
)

LABELLED = re.compile(r"(?:作者|[来來]源|[编編][辑輯]|[记記]者|日期|[时時][间間]|[发發]布)\s*[:：]")
"""A label of a credit line: no title has one."""

CUES: tuple[tuple[str, re.Pattern[str]], ...] = (("stop", STOP), ("share", SHARE), ("legal", LEGAL), ("credit", CREDIT))
"""What stretches around an article say; looked for in short ones only."""

LONGEST_CUE = 120

FAMILIES: tuple[tuple[str, str], ...] = (
    ("article", "article articlebody story storybody content maincontent contents body post entry text main news detail details artical artibody zoom endtext rich richtext prose markdown hentry blogpost"),
    ("comment", "comment comments respond reply replies disqus discussion review reviews feedback pinglun"),
    ("menu", "nav navbar navigation menu topbar header masthead breadcrumb breadcrumbs crumb crumbs daohang toolbar skip"),
    ("footer", "footer foot bottom copyright colophon legal footnav"),
    ("side", "sidebar side aside widget widgets rail right left secondary sub column col2 complementary"),
    ("related", "related relate recommend recommended recommendation more popular trending latest hot rank ranking top most list listing next prev previous pagination pager teaser teasers card cards promo similar recirc"),
    ("share", "share sharing social follow facebook twitter weixin wechat bdshare qrcode qr tool tools like"),
    ("advertisement", "ad ads advert advertisement sponsor sponsored banner promo promotion dfp gpt outbrain taboola"),
    ("byline", "meta byline author date time info source credit credits published timestamp editor tag tags category categories infos laiyuan"),
    ("caption", "caption figcaption figure image photo img pic media gallery"),
    ("form", "form newsletter subscribe subscription signup login register search modal popup overlay cookie consent gdpr dialog alert"),
)  # fmt: skip
"""Words of class and id, by what they tell of an element. A word may tell two things."""

WORD_FAMILIES: dict[str, tuple[int, ...]] = {
    word: tuple(number for number, (_, words) in enumerate(FAMILIES) if word in words.split())
    for _, words in FAMILIES
    for word in words.split()
}

WORD_BREAK = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")

FAR = 9
"""The distance of a family that no element around a stretch belongs to."""

ELEMENTS = (
    "nav",
    "footer",
    "header",
    "aside",
    "main",
    "article",
    "form",
    "section",
    "table",
    "ul",
    "figure",
    "blockquote",
)
"""Elements whose presence around a stretch is a signal each."""

TAG_CLASSES = {
    "p": 0, "div": 1, "li": 2, "td": 3, "th": 3, "h1": 4, "h2": 5, "h3": 5, "h4": 5, "h5": 5, "h6": 5, "blockquote": 6, "figcaption": 7,
    "caption": 7, "figure": 7, "pre": 8, "dd": 9, "dt": 9, "section": 10, "article": 10, "main": 10, "center": 10, "body": 11,
}  # fmt: skip
