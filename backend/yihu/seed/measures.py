"""Invented measures: the county's catalogue of templates, the policies it grants, and phrases that vary a measure's words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Idea:
    """One template of the catalogue, and between which numbers the demo's quantities lie."""

    name: str
    text: str
    category: str
    unit: str
    low: int
    high: int
    causes: tuple[str, ...] = ()
    assurances: tuple[str, ...] = ()
    for_member: bool = False
    batch: str | None = None
    fund_source: str = "none"
    executor: str = "household"
    each: int = 0
    """Planned yuan per unit; 0 for none."""


IDEAS = (
    Idea("肉牛养殖", "发展肉牛{数量}头", "industry", "头", 2, 8, ("no_skill", "no_capital", "no_drive"), batch="production",
         fund_source="rural_fund", each=3000),
    Idea("生猪养殖", "发展生猪{数量}头", "industry", "头", 4, 20, ("no_capital", "no_land", "other"), batch="production",
         fund_source="self", each=600),
    Idea("林下土鸡", "林下散养土鸡{数量}只", "industry", "只", 50, 200, ("no_labour", "no_land", "marriage"), batch="production",
         fund_source="rural_fund", each=15),
    Idea("银耳段木", "参加镇合作社种银耳{数量}椴", "industry", "椴", 500, 2000, ("no_skill", "disaster", "job_loss"),
         batch="production", fund_source="rural_fund", executor="cooperative", each=3),
    Idea("青花椒", "栽青花椒{数量}亩", "industry", "亩", 2, 6, ("disaster", "poor_transport", "no_water"), batch="production",
         fund_source="rural_fund", each=800),
    Idea("土地入股", "土地{数量}亩入股村集体产业园按年分红", "industry", "亩", 1, 5, ("no_labour", "disability", "death"),
         batch="production", executor="cooperative"),
    Idea("农技上门", "县农技员上门指导{数量}次", "skill", "次", 2, 6, ("no_skill",), executor="department"),
    Idea("劳务输出", "由镇劳务站推荐务工{数量}个月", "employment", "月", 6, 11, ("no_skill", "no_capital", "no_land", "job_loss"),
         for_member=True, batch="production", executor="department"),
    Idea("技能培训", "参加职业技能培训{数量}天并取证", "employment", "天", 7, 30, ("no_skill", "no_drive", "job_loss"),
         for_member=True, batch="production", fund_source="industry_fund", executor="department", each=120),
    Idea("公益岗位", "安排村级公益性岗位{数量}个", "public_post", "个", 1, 1, ("disability", "illness", "no_labour", "death"),
         for_member=True, batch="production", fund_source="industry_fund", executor="department", each=6000),
    Idea("生态护林", "聘为生态护林员管护山林{数量}亩", "public_post", "亩", 200, 800, ("no_land", "poor_transport"),
         for_member=True, batch="ecology", fund_source="industry_fund", executor="department", each=12),
    Idea("慢病签约", "家庭医生签约随访{数量}次", "health", "次", 4, 12, ("illness",), ("health",), executor="department"),
    Idea("医疗救助", "整理票据申请医疗救助{数量}次", "health", "次", 1, 3, ("illness", "accident"), ("health",),
         fund_source="industry_fund", executor="cadre", each=2500),
    Idea("残疾人服务", "残联上门评估适配辅具{数量}件", "safety_net", "件", 1, 2, ("disability",), fund_source="industry_fund",
         executor="department", each=900),
    Idea("低保核查", "申请低保并按季核对{数量}次", "safety_net", "次", 2, 4, ("death", "no_labour", "illness"), batch="safety_net",
         executor="cadre"),
    Idea("雨露计划", "在读子女申请雨露计划{数量}人", "education", "人", 1, 2, ("schooling",), batch="education",
         fund_source="industry_fund", executor="cadre", each=3000),
    Idea("助学贷款", "办理生源地助学贷款{数量}笔", "education", "笔", 1, 2, ("schooling",), batch="education",
         fund_source="credit", executor="cadre", each=8000),
    Idea("劝返复学", "班主任家访劝返复学{数量}次", "education", "次", 3, 8, (), ("education",), batch="education",
         executor="cadre"),
    Idea("危房修缮", "加固土坯墙并换瓦{数量}平方米", "housing", "平方米", 30, 90, (), ("housing",), fund_source="industry_fund",
         executor="contractor", each=220),
    Idea("灾后修复", "修复受灾圈舍和院坝{数量}平方米", "housing", "平方米", 20, 60, ("disaster",), fund_source="unit",
         executor="contractor", each=150),
    Idea("入户供水", "铺设入户水管{数量}米", "water", "米", 80, 400, ("no_water",), ("water",), fund_source="rural_fund",
         executor="contractor", each=18),
    Idea("小额信贷", "申请小额信贷{数量}万元", "credit", "万元", 2, 5, ("no_capital",), fund_source="credit", each=10000),
    Idea("防返贫保险", "参加防返贫保险{数量}人", "insurance", "人", 2, 6, ("accident", "disaster"), fund_source="industry_fund",
         executor="cadre", each=50),
    Idea("消费帮扶", "帮助销售土特产{数量}斤", "consumption", "斤", 100, 600, ("poor_transport", "no_drive"), executor="cadre"),
    Idea("扶志结对", "与本组致富户结对走访{数量}次", "motivation", "次", 4, 12, ("no_drive", "marriage"), executor="cadre"),
    Idea("产业路", "投工投劳整修产业路{数量}米", "other", "米", 100, 500, ("poor_transport", "other"), fund_source="rural_fund",
         executor="household", each=60),
)  # fmt: skip

WITH_WHOM = (
    "由帮扶干部每月上门看一次", "村集体合作社统一供种", "和邻组两户搭伙干", "镇上派技术员现场示范", "县里的龙头企业签保底合同",
    "由驻村工作队全程跟办", "请本村能人手把手带", "由女儿女婿帮着照看", "先到邻镇基地看样再动手", "村医和网格员一起盯着",
    "由帮扶单位垫付首批费用", "在院坝会上公开后实施", "和隔壁村联合采购", "由老支书牵头组织",
)  # fmt: skip
HOW = (
    "清明前备齐，立夏前见到东西", "每季在公示栏记一笔账", "农闲时集中做完", "验收后再拨余款", "分两批推进，第一批成了再做第二批",
    "遇到困难随时报给村委会", "年底按实际产出结算", "不占基本农田，不动林地", "雨季前完工，留影存档", "先易后难，入秋前办妥",
    "所需材料从镇农资店赊购", "做成一件销号一件", "收入直接打进一卡通", "老人身体吃得消再加量",
)  # fmt: skip
WISHES = (
    "想在家附近找一份稳当的活。", "想多养几头牛，把圈舍翻新。", "盼着娃娃把书读完。", "老人看病报销能快一点。",
    "想学一门手艺，出去打工工资高些。", "屋顶漏雨，想趁天晴修好。", "地里的东西有人来收就好。", "想把欠的账先还清。",
)  # fmt: skip


@dataclass(frozen=True)
class Grant:
    """A policy of the demo and what one who has it gets a year, in yuan."""

    name: str
    kind: str
    yearly: int
    for_persons: bool = True
    household_classes: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    special_groups: tuple[str, ...] = ()
    schoolings: tuple[str, ...] = ()
    labours: tuple[str, ...] = ()
    least_age: int | None = None
    most_age: int | None = None


AT_RISK = ("registered_poor", "unstable_exited", "verge", "sudden_hardship")
GRANTS = (
    Grant("城乡居民基本医疗保险参保资助", "medical_insurance", 200, household_classes=AT_RISK),
    Grant("城乡居民基本养老保险待遇", "pension", 1500, household_classes=AT_RISK, least_age=60),
    Grant("低保", "dibao", 3600, household_classes=AT_RISK, labours=("none",), least_age=16),
    Grant("医疗救助", "medical_relief", 2000, for_persons=False, household_classes=AT_RISK, causes=("illness",)),
    Grant("家庭经济困难学生生活补助", "education_aid", 1250, household_classes=AT_RISK, least_age=6, most_age=15),
    Grant("到户产业奖补", "industry_aid", 3000, for_persons=False, household_classes=AT_RISK,
          causes=("no_skill", "no_capital", "no_land", "no_drive")),
    Grant("外出务工交通补贴", "employment_aid", 300, household_classes=AT_RISK, labours=("ordinary", "skilled"), least_age=18,
          most_age=59),
    Grant("防返贫保险", "insurance", 50, for_persons=False, household_classes=AT_RISK),
)  # fmt: skip
