"""A question's own figures are summed up exactly and shown as a line without a number, or nothing is said."""

import time
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from misbehaving_endpoint import endpoint, pieces

from assistant.answering.compose import Draft
from assistant.answering.figure_roles import figures
from assistant.answering.figures import value_of
from assistant.answering.sum_formulas import money, plain
from assistant.answering.sums import reckon, with_sums
from assistant.records import Citation, StatuteCitation
from assistant.settings import from_env
from assistant.statutes import StatuteBook, open_statute_book
from assistant.wiring import Assistant
from evals.metrics.citations import citation_precision, citation_recall, statements

PENALTY = "违约金写每天千分之五,总价6万,他们拖了40天,我能要多少钱啊"
DEPOSIT = "合同总价10万,对方要收3万定金合法吗"


def lines(question: str, book: StatuteBook) -> list[str]:
    return [s.text for s in reckon(question, book)]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (PENALTY, "60,000元 × 5‰ × 40天 = 12,000元(1.2万元)"),
        ("合同价是15万6,按日千分之二算滞纳金,迟了整整三周", "156,000元 × 2‰ × 21天 = 6,552元"),
        ("合同10万,逾期一个月,每天千分之三,封顶10%", "30天(1个月按30天) = 9,000元;封顶10%即10,000元,取两者中较小的:9,000元"),
        ("逾期一天罚百分之一,最高不超过合同总价的百分之二十,软件费八万八,逾期三十五天了", "较小的:17,600元(1.76万元)"),
        ("每天罚总价6万的千分之五,拖了40天", "60,000元 × 5‰ × 40天"),
        ("欠款3万,每天万分之五,晚付了20天", "30,000元 × 万分之5 × 20天 = 300元"),
        ("違約金每天0.5%,總價6萬,拖了10天", "60,000元 × 0.5% × 10天 = 3,000元"),
        ("每周罚1%,总价5万,逾期3周", "50,000元 × 1% × 3周 = 1,500元"),
        ("每天罚500,拖了20天,最多罚8000", "500元 × 20天 = 10,000元(1万元);封顶8,000元,取两者中较小的:8,000元"),
        ("总价12万首付三成是多少", "首付款120,000元 × 30% = 36,000元(3.6万元)"),
        ("质保金按5%留,总价二十万零五百", "质保金200,500元 × 5% = 10,025元"),
        ("首付30%,质保金10%,合同总价18万", "首付款180,000元 × 30% = 54,000元(5.4万元);质保金180,000元 × 10% = 18,000元"),
        ("订金给了8千,总价4万,比例多大", "订金8,000元 ÷ 40,000元 = 20%"),
        ("总价18万,打八五折多少", "180,000元 × 85% = 153,000元"),
        ("总价20万,三四二一分,每期多少", "第1期30%是60,000元、第2期40%是80,000元、第3期20%是40,000元、第4期10%是20,000元"),
        ("总价十八万 3:4:3 付款", "第1期30%是54,000元、第2期40%是72,000元、第3期30%是54,000元"),
        ("总价18万,30%、40%、20%、10%分四期", "分4期,第1期30%是54,000元"),
        ("首付30%、上线付50%、验收付20%,总价14万", "首付款30%是42,000元、第2期50%是70,000元、第3期20%是28,000元"),
        ("签约付百分之五十,上线付百分之四十,剩下百分之十一年以后付,预算三十万", "第3期10%是30,000元"),
        ("一共交了3年的钱12万,用了一年半,能退多少", "没有用到的18个月折合120,000元 ÷ 36个月 × 18个月 = 60,000元"),
        ("一年3万6,交了三年,用了14个月", "36,000元 × 3年 = 108,000元;没有用到的22个月"),
        ("年费9800,还剩4个月没用", "9,800元 ÷ 12个月 × 4个月 = 约3,266.67元"),
        ("年费3650,用了100天不用了", "3,650元 ÷ 365天 × 265天 = 2,650元"),
        ("现在3万一年,每年涨5%,三年后多少", "每年30,000元 × 1.05 × 1.05 × 1.05 = 每年34,728.75元"),
        ("年费3万,每年涨5%涨两次是多少", "× 1.05 × 1.05 = 每年33,075元"),
        ("今年服务费2万,每年上调6%,第三年要付多少", "20,000元 × 1.06 × 1.06 = "),
        ("续费涨一成五,现在3万2", "32,000元 × 1.15 = 36,800元"),
        ("可用率写99%一个月大概能停多久", "一个月(30天)最多停432分钟(7.2小时),一年(365天)最多停5,256分钟(87.6小时)"),
        ("SLA三个九一年能挂多久", "可用率99.9%,一个月(30天)最多停43.2分钟"),
        ("月费5000,不达标赔月服务费的10%", "5,000元/月 × 10% = 500元"),
        ("年费七万二,不达标就赔当月服务费的15%,一个月赔多少", "72,000元/年 ÷ 12个月 × 15% = 900元"),
        ("年费6万,责任上限3个月服务费", "60,000元/年 ÷ 12个月 × 3个月 = 15,000元(1.5万元)"),
        ("一年服务费5万,他们说最多赔年费的一半", "50,000元/年 × 50% = 25,000元"),
        ("合同20万,责任上限30%", "200,000元 × 30% = 60,000元"),
        ("6月30号到期,提前30天通知不续,最晚哪天", "到期日6月30日往前数30天是5月31日,通知须在该日或之前送达"),
        ("2026年3月31日到期,提前一个月通知", "是2026年2月28日"),
        ("合同3月15号到期提前60天", "是1月14日(2月有29天的年份是1月15日)"),
        ("合同1月10日到期,提前30天通知不续", "是上一年12月11日"),
        ("合同1月1日签,12月31日到期,提前30天通知", "到期日12月31日往前数30天是12月1日"),
    ],
)  # fmt: skip
def test_a_sum_is_done_exactly_and_shows_its_steps(question: str, said: str, statutes: StatuteBook) -> None:
    found = lines(question, statutes)
    assert len(found) == 1
    assert found[0].startswith("按您给的数字算:")
    assert found[0].endswith("。")
    assert said in found[0]


@pytest.mark.parametrize(
    "question",
    [
        "",
        "违约金怎么算",
        "首付80%行不行",
        "违约金按每天千分之五高不高",
        "总价6万,他们拖了40天",
        "总价6万多,每天千分之五,拖了40天",
        "几万块的合同,首付一半",
        "十几万的合同首付三成",
        "总价3-5万,每天千分之五,拖了40天",
        "总价6万,每天千分之五,拖了三五天",
        "总价6万,每天0.5%-1%,拖了40天",
        "总价6万,每天千分之五,拖了40天,后来又拖了20天",
        "总价6万,每天千分之五,逾期超过30天能不能解除",
        "总价6万,每天千分之五,拖了40天,宽限期5天",
        "总价6万,每天千分之五,拖了40天,封顶30天",
        "总价6万,每天千分之五,拖了40天,封顶10%,最多赔5000元",
        "合同10万,还有3万没付,每天万分之五,拖了30天",
        "每天充值2000块,系统拖了40天没上线",
        "首付30%还是50%,总价10万",
        "首付20%-30%,合同10万",
        "合同10万,服务器2万,实施3万,首付三成合理吗",
        "我们预算6万,他们报价8万,首付30%",
        "每家店3000,20家店,首付30%",
        "我们有3万会员,首付30%",
        "合同编号20250101,总价10万首付30%",
        "电话13800138000 首付30%",
        "2025首付30%",
        "总价10万,税率13%另算",
        "验收满意度95%,合同10万",
        "合同10万,首付30%,打八折",
        "分成三期付10万",
        "总价18万,首付30%、中期40%、尾款20%",
        "做到一半他们不干了,合同10万",
        "千万别签什么30%首付的合同",
        "一次买断12万另加每年1万5维护,年付是每年3万9,几年才回得了本",
        "年费3万,每年涨5%,签三年",
        "年费3万,每年涨5%,三年后一共付多少",
        "3年合同,每年2万,第二年想退",
        "年费2万,用了14个月",
        "月费5000,责任上限50%",
        "年费6万美元,责任上限100%",
        "年费6万之外还要从流水里抽千分之三,我们一年1500万流水,划得来吗",
        "顾客充1000送200,花掉300后要退卡,该退他多少",
        "泄露了5000个会员手机号,每人按10块赔,这样写高不高",
        "软件商说客人充的钱先进他账户,第45天打给我们,利息归他,行不行",
        "5月1日签约,一年到期,提前30天通知不续",
        "6月30号之前要通知吗,提前30天,到期不续",
        "提前30天通知还是60天,6月30号到期",
        "提前15个工作日通知,6月30日到期",
        "2026年2月30日到期,提前30天",
        "民法典第585条怎么规定",
        "给12岁孩子办会员卡收集信息合法吗",
        "尾款拖了20天,按合同每天千分之五算等于多高的年利息,能砍吗",
    ],
)
def test_figures_that_are_no_sum_or_could_be_meant_otherwise_give_none(question: str, statutes: StatuteBook) -> None:
    assert lines(question, statutes) == []


@pytest.mark.parametrize(
    ("numeral", "value"),
    [("1,200.5", Fraction(2401, 2)), ("三点五", Fraction(7, 2)), ("三万五", 35_000), ("三万零五", 30_005), ("十八万", 180_000),
     ("两千八", 2_800), ("十五", 15), ("一百五", 150), ("一百零五", 105), ("抬", None)],
)  # fmt: skip
def test_a_numeral_is_read_as_it_is_spoken(numeral: str, value: Fraction | None) -> None:
    assert value_of(numeral) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [("18万8的合同", "money", 188_000), ("60k", "money", 60_000), ("￥60,000.50", "money", Fraction("60000.5")), ("总价60000", "money", 60_000),
     ("六万块钱", "money", 60_000), ("１０％", "rate", Fraction(1, 10)), ("涨5个点", "rate", Fraction(1, 20)), ("三成半", "rate", Fraction(35, 100)),
     ("百分之零点五", "rate", Fraction(5, 1000)), ("十万分之五", "rate", Fraction(5, 100_000)), ("九折", "rate", Fraction(9, 10)),
     ("一个半月", "time", Fraction(3, 2)), ("两年零三个月", "time", 27), ("半年", "time", 6)],
)  # fmt: skip
def test_a_figure_is_read_in_any_of_its_spellings(text: str, kind: str, value: Fraction) -> None:
    (figure,) = figures(text)
    assert (figure.kind, figure.value, figure.vague) == (kind, value, False)


@pytest.mark.parametrize(
    ("value", "said"),
    [(Fraction(12_000), "12,000元(1.2万元)"), (Fraction(9_999), "9,999元"), (Fraction("34728.75"), "34,728.75元"), (Fraction(10, 3), "约3.33元")],
)  # fmt: skip
def test_an_amount_is_said_in_yuan_and_where_short_in_ten_thousands(value: Fraction, said: str) -> None:
    assert money(value) == said


def test_a_tenth_stays_a_tenth() -> None:
    assert plain(Fraction("0.1") + Fraction("0.2")) == "0.3"


def test_a_deposit_is_held_against_the_article_in_force(statutes: StatuteBook) -> None:
    (found,) = reckon(DEPOSIT, statutes)
    assert (
        "《民法典》第586条定的上限是主合同标的额的20%,即20,000元(2万元),超过的10,000元(1万元)不产生定金的效力"
        in found.text
    )
    assert [(a.law, a.article, a.status) for a in found.statutes] == [("民法典", 586, "现行有效")]
    assert "没有超过" in lines("定金收20%,合同八万", statutes)[0]


def test_an_article_that_is_not_in_force_gives_no_ceiling() -> None:
    (found,) = reckon(DEPOSIT, open_statute_book(date(2020, 6, 1)))
    assert found.text == "按您给的数字算:定金30,000元 ÷ 100,000元 = 30%。"
    assert found.statutes == ()


def test_the_line_stands_first_without_a_number_and_no_citation_changes(statutes: StatuteBook) -> None:
    article = statutes.look_up("民法典", 586)
    shown = StatuteCitation("民法典", 586, article.standing, article.text)
    citation = Citation(1, "f.md", "s", "t", "定金不超过20%。", 0, 9)
    draft = Draft("结论:定金不超过20%。 [1]", (citation,), (shown,))
    done = with_sums(draft, reckon(DEPOSIT, statutes))
    first, rest = done.text.split("\n", 1)
    assert first.startswith("按您给的数字算:")
    assert "[" not in first
    assert (rest, done.citations, done.statutes) == (draft.text, draft.citations, (shown,))
    assert with_sums(draft, ()) == draft


def test_a_reckoning_claims_no_source_where_citations_are_measured(statutes: StatuteBook) -> None:
    for question in (PENALTY, DEPOSIT, "6月30号到期,提前30天通知不续", "年费9800,还剩4个月没用"):
        answer = f"{lines(question, statutes)[0]}\n结论:先看合同。 [1]"
        claims = statements({"answer": answer, "citations": [{"n": 1, "quote": "先看合同。"}], "statutes": []})
        assert [c.text for c in claims] == ["先看合同。"]
        assert citation_recall(claims) == citation_precision(claims) == 1


@pytest.mark.parametrize(
    "piece",
    ["1", "三", "1,", "1.1", "111,", "每年", "一天", "30%", "6万", "拖", "百分之", "1:", "年服务", "二零", "10万,首付"],
)
def test_a_question_of_repeated_figures_is_read_in_bounded_time(piece: str, statutes: StatuteBook) -> None:
    started = time.perf_counter()
    reckon((piece * 2000)[:2000], statutes)
    assert time.perf_counter() - started < 2


@pytest.mark.slow
@pytest.mark.parametrize(("question", "said"), [(PENALTY, "12,000元"), (DEPOSIT, "超过的10,000元")])
def test_an_answer_states_the_sum_before_the_guidance(guidance: Assistant, question: str, said: str) -> None:
    answer = guidance.ask(question)
    assert not answer.refused
    first = answer.answer.split("\n")[0]
    assert first.startswith("按您给的数字算:")
    assert said in first
    for citation in answer.citations:
        assert guidance.source_text(citation.source)[citation.start : citation.end] == citation.quote


@pytest.mark.slow
def test_a_refusal_states_no_sum(guidance: Assistant) -> None:
    answer = guidance.ask("我买房首付30%,总价200万,房贷怎么还划算")
    assert answer.refused
    assert "按您给的数字算" not in answer.answer


@pytest.mark.slow
def test_a_models_answer_states_the_same_sum(guidance: Assistant, indexed_data_dir: Path) -> None:
    composed = guidance.ask(PENALTY)
    with endpoint(pieces(f"{composed.citations[0].quote}[1]\n", "乙方必须赔偿一亿元。[1]\n")) as address:
        environ = {"DATA_DIR": str(indexed_data_dir), "LLM_BASE_URL": address, "LLM_MODEL": "m", "LLM_TIMEOUT": "3"}
        answer = Assistant(from_env(environ, dotenv=None)).ask(PENALTY)
    assert answer.mode == "model"
    assert answer.answer.split("\n")[0] == composed.answer.split("\n")[0]
