"""The assistant's own words: frames around quoted statements, refusals, small talk. No claim about the law."""

CONCLUSION = "结论:"
POINTS = "要点:"
WORDING = "可以这样写:"
BASIS = "法律依据:"
NEXT_STEP = "下一步:"
SIDE_BY_SIDE = "数字对照:您说的是{given},这里建议的范围是{usual}。{judgement}"
RANGE_FINE = "在建议范围内。"
RANGE_BETTER = "比建议范围对您更有利。"
RANGE_WORSE = "超出建议范围,对您不利。"
RANGE_LIMIT = "已经越过建议的底线,不要接受。"

SUM = "按您给的数字算:{reckoning}。"

REFUSAL = "这个问题我手上没有可靠的依据,不回答,以免误导您。"
REFUSAL_FIELD = "这个问题属于{field},不在我的范围内,我不回答,以免误导您。建议{ask}。"
REFUSAL_SCOPE = "我只回答会员系统管理软件采购合同的问题:条款、签约前准备、数据安全、售后服务和会员业务约定。"
REFUSAL_NEAREST = "与您的问题最接近、我能回答的内容:{titles}。"
REFUSAL_ASK = "如果它关系到您正要签的合同,可以把相关条款贴到“条款审查”,或请供应商书面答复,重大问题请咨询律师。"

NO_ARTICLE = "《{law}》没有第{article}条,请核对法律名称和条号。"
NOT_HELD = "《{law}》未收录:法条库只有全国人大及其常委会制定的法律,没有行政法规、部门规章和司法解释,请到官方渠道核对。"
NOT_IN_FORCE = "《{law}》第{article}条目前不是可以直接引用的现行有效文本({standing}),请到官方渠道核对。"
ARTICLE = "《{law}》第{article}条({standing}):"

NOTICE_MODEL_DOWN = "语言模型没有给出可用的回答({reason}),以下由内置的摘录方式作答。"
NOTICE_STRUCK = "语言模型的 {struck} 句话在引用的资料里找不到原文,已删去。"
NOTICE_ALL_STRUCK = "语言模型的回答在资料里找不到原文,已全部弃用,以下由内置的摘录方式作答。"
NOTICE_TYPOS = "您的问题里,{mended}理解。"

SMALL_TALK = (
    (
        r"^(你好|您好|嗨|哈喽|hi|hello|在吗|在不在|早上好|下午好|晚上好)[呀啊吗!。?~.]*$",
        "您好,我是签前。您可以问我会员系统合同怎么写、签之前要查什么、数据安全和售后怎么约定,也可以把条款贴到“条款审查”里让我看。",
    ),
    (
        r"^(多?谢谢?|感谢|thanks?|thank you|辛苦了?)(你|您|啦|了|哈)*[!。~.]*$",
        "不客气。签约前还有拿不准的条款,随时发给我。",
    ),
    (
        r"^(你|您)?(能|会|可以)(做|干|帮)(些|点|我)?(什么|啥|做什么|做啥)[呀呢吗?。]*$|^(你|您)是(谁|什么|干嘛的|做什么的)[?。呀]*$",
        "我做三件事:回答会员系统管理软件合同的问题,每句话都标明出处;审查您贴上来的条款,指出风险、缺失和改法;给出签约前的准备事项。我不回答这个范围以外的问题,也不替代律师。",
    ),
    (r"^(再见|拜拜|bye|88)[!。~.]*$", "再见,祝签约顺利。"),
    (r"^(好的?|ok|嗯+|明白了?|知道了|收到)[!。~.]*$", "好的。还有要确认的,接着问我就行。"),
)
