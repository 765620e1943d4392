"""Chinese names as a village register of north-east Sichuan has them: surnames by frequency, given names by cohort."""

import random
from bisect import bisect
from functools import cache

# One weight per group; polyphonic surnames (单 解 仇 查 盖 乐 缪 任 曾) and compound ones are rare but present.
SURNAMES = (
    (30, "王李张刘陈杨何赵吴周"),
    (14, "苟向谢郑彭蒲岳罗邓冯马徐孙胡朱郭"),
    (
        7,
        "林高梁宋唐许韩曹曾萧田董袁潘蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔汤",
    ),
    (2, "冉符屈景鲜庞章鲁葛伍席聂焦柳邢骆文阎焉牟卜单解仇查盖乐缪游晏屠喻阳伏母青左隆米巫吉"),
)
COMPOUND = ("欧阳", "司马", "诸葛", "上官", "令狐", "夏侯")
RARE = "赟喆堃祎珺䶮𠮷犇垚燊翀芃"

# The generation characters (字辈) that a clan gives to all its sons of one generation.
GENERATIONS = "朝廷文学天开正大光明国安家兴世永仕登绍先德厚传芳延庆泽荣"

# (born before, men's characters, women's characters)
COHORTS = (
    (1950, "德福贵寿全才银财义仁发清顺兴云山林海", "秀英兰珍玉桂芳琼素贞莲淑华菊碧翠"),
    (1965, "国建军华平明忠义成才富林勇强金元培太", "秀芳琼英华群碧蓉素兰珍菊明先会清翠"),
    (1980, "勇军强平华兵建波涛刚斌伟林东云雄文彬", "琼芳丽梅红燕霞艳萍英华群蓉玲晓春小"),
    (1995, "伟杰鹏飞磊涛超波凯鑫浩斌健俊龙林川江", "丽娟婷燕敏静雪梅玲倩莉娜艳佳小晓春"),
    (2010, "浩宇杰轩俊豪鑫博文涛明阳昊天瑞嘉航翔", "雨欣婷怡佳悦思涵梦琪雪倩诗瑶馨语晨雅"),
    (9999, "梓宸宇轩浩泽沐辰奕铭睿皓一晨子墨嘉佑", "梓涵欣怡雨桐诗涵沐语馨悦可心艺萱若汐"),
)


@cache
def _surname_table() -> tuple[list[str], list[int]]:
    names, steps, total = [], [], 0
    for weight, group in SURNAMES:
        for surname in group:
            total += weight
            names.append(surname)
            steps.append(total)
    return names, steps


def surname(rng: random.Random) -> str:
    if rng.random() < 0.003:
        return rng.choice(COMPOUND)
    names, steps = _surname_table()
    return names[bisect(steps, rng.random() * steps[-1])]


def clans(rng: random.Random) -> list[str]:
    """Surnames of a village, its large clans first: most households bear one of a few names."""
    return [surname(rng) for _ in range(4)]


def clan_surname(rng: random.Random, village_clans: list[str]) -> str:
    return rng.choice(village_clans) if rng.random() < 0.55 else surname(rng)


def given_name(rng: random.Random, female: bool, year: int, generation: str = "") -> str:
    """One or two characters in the fashion of the birth year; sons of an old family carry its generation character."""
    pool = next(women if female else men for before, men, women in COHORTS if year < before)
    if rng.random() < 0.004:
        return rng.choice(RARE)
    if generation and not female and year < 1995 and rng.random() < 0.6:
        return generation + rng.choice(pool)
    first = rng.choice(pool)
    if rng.random() < (0.12 if year < 1970 else 0.28):
        return first
    second = rng.choice(pool)
    return second + first if second in "小晓" else first + second
