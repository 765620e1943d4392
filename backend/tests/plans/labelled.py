"""A labelled set for comparing plans: independent plans, and copies of them as people make copies.

Copies change names, numbers and places, the order of measures and clauses, and swap words for synonyms, also for some
that no list of ours knows. Independent plans share a category, a cause and often a sentence: that alone is no copy.
"""

import random
from dataclasses import dataclass

NAMES = (
    "何春林",
    "张大山",
    "单小红",
    "向明华",
    "苟永强",
    "蒲晓燕",
    "闫志刚",
    "冉立新",
    "李天才",
    "王桂芳",
    "赵子龙",
    "欧阳秀英",
)

MEASURES = (
    ("养殖肉牛{n}头，由村集体统一购买牛犊，合作社保底回收", "养殖", "industry"),
    ("饲养生猪{n}头，自建圈舍{n}平方米，县畜牧站按季防疫", "养殖", "industry"),
    ("林下养土鸡{n}只，鸡苗由帮扶单位{name}采购，每只保底价收购", "养殖", "industry"),
    ("种植青花椒{n}亩，果苗款从衔接资金列支，技术员{name}每月到田指导", "种植", "industry"),
    ("流转土地{n}亩种植银耳，与镇银耳专业合作社签订收购合同", "种植", "industry"),
    ("改种优质水稻{n}亩，稻田养鱼，注册家庭农场", "种植", "industry"),
    ("管护核桃园{n}亩，完成高接换优，购买果树保险", "种植", "industry"),
    ("安排{name}到县城建筑工地务工{n}个月，由劳务公司签订用工合同", "务工", "employment"),
    ("推荐{name}到浙江金华服装厂就业，乡镇报销单程车票{n}元", "务工", "employment"),
    ("{name}参加电工技能班{n}天，取得初级证书后由人社所推荐岗位", "培训", "employment"),
    ("开发村级保洁员岗位安排{name}上岗，月补贴{n}元", "公岗", "public_post"),
    ("聘用{name}为生态护林员，管护面积{n}亩，年度考核后发放补助", "公岗", "public_post"),
    ("为{name}办理慢性病卡，签约村医每月随访，降压药由卫生室送到家", "医疗", "health"),
    ("{name}到县人民医院做白内障手术，民政医疗救助{n}元", "医疗", "health"),
    ("落实大病保险倾斜支付，协助整理票据申请二次报销{n}元", "医疗", "health"),
    ("孙子{name}就读镇中心校，享受寄宿生生活补助每学期{n}元", "教育", "education"),
    ("女儿{name}考入职业学院，申请雨露计划补助{n}元和助学贷款", "教育", "education"),
    ("拆除土坯房，原址重建两间砖房{n}平方米，危房改造补助分两次拨付", "住房", "housing"),
    ("更换屋面瓦{n}平方米，加固后墙裂缝，修建卫生厕所", "住房", "housing"),
    ("铺设引水管道{n}米，新建蓄水池一口，水质由疾控中心检测", "饮水", "water"),
    ("将{name}纳入农村低保二类，月保障金{n}元", "兜底", "safety_net"),
    ("{name}办理残疾证，享受重度残疾护理补贴每月{n}元", "兜底", "safety_net"),
    ("向农商行申请小额信贷{n}元用于购买种羊，财政贴息三年", "信贷", "credit"),
    ("购买防贫综合保险，保费{n}元由县财政承担七成", "保险", "insurance"),
    ("帮助销售土蜂蜜{n}斤，入驻县电商平台扶贫馆", "消费", "consumption"),
    ("组织到先进村参观，评选星级文明户，与邻居{name}结成互助对子", "扶志", "motivation"),
    ("修通入户路{n}米，由村两委组织投工投劳", "基础", "other"),
    ("安装太阳能热水器一台，改造电路，更换老化电线{n}米", "基础", "other"),
)

KNOWN = {"养殖": "饲养", "务工": "打工", "改造": "修缮", "申请": "申办", "种植": "栽种", "帮助": "帮扶"}
UNKNOWN = {"购买": "购置", "每月": "按月", "修建": "新修", "协助": "帮忙", "推荐": "介绍", "办理": "代办"}


@dataclass(frozen=True)
class Sample:
    texts: list[str]
    names: list[str]


def plan(random_: random.Random) -> Sample:
    """A plan of three to six measures as one cadre would write it for one household."""
    names = random_.sample(NAMES, 3)
    chosen = random_.sample(MEASURES, random_.randint(3, 6))
    return Sample([_filled(text, names, random_) for text, *_ in chosen], names)


def _filled(text: str, names: list[str], random_: random.Random) -> str:
    while "{n}" in text:
        text = text.replace("{n}", str(random_.randint(2, 900)), 1)
    return text.replace("{name}", random_.choice(names))


def copied(original: Sample, random_: random.Random) -> Sample:
    """The same plan for a neighbour: other names and numbers, another order, other words here and there."""
    names = [name for name in NAMES if name not in original.names][:3]
    texts = []
    for text in original.texts:
        changed = text
        for old, new in zip(original.names, names, strict=True):
            changed = changed.replace(old, new)
        changed = "".join(str(random_.randint(1, 9)) if letter.isdigit() else letter for letter in changed)
        for word, synonym in KNOWN.items():
            if random_.random() < 0.5:
                changed = changed.replace(word, synonym)
        if random_.random() < 0.15:
            word, synonym = random_.choice(list(UNKNOWN.items()))
            changed = changed.replace(word, synonym)
        clauses = changed.split("，")
        if random_.random() < 0.5:
            random_.shuffle(clauses)
        texts.append("；".join(clauses) if random_.random() < 0.3 else "，".join(clauses))
    random_.shuffle(texts)
    if len(texts) > 1 and random_.random() < 0.3:
        merged = texts.pop() + "。" + texts.pop()
        texts.append(merged)
    return Sample(texts, names)


def neighbours(random_: random.Random) -> tuple[Sample, Sample]:
    """Two plans written apart that happen to take up to half of their measures from the same place."""
    one, other = plan(random_), plan(random_)
    shared = random_.randint(0, len(one.texts) // 2)
    mixed = [*random_.sample(one.texts, shared), *other.texts][: max(3, len(other.texts))]
    return one, Sample(mixed, other.names)
