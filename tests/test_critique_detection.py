"""Dangerous, fair and foreign texts in the wording of many vendors: what must be found, and what must not.

The wordings were written to be unlike the patterns; each one that was missed once has stayed here.
"""

from functools import cache
from pathlib import Path

import pytest
from fair_clauses import FAIR, FOREIGN

from assistant.critique.checking import Clause, red_flags
from assistant.critique.critic import Critic
from assistant.critique.patterns import Searcher
from assistant.critique.playbook import load_playbook
from assistant.critique.reading import read
from assistant.records import Finding, FindingKind
from assistant.statutes import open_statute_book

PLAYBOOK = Path(__file__).parent.parent / "knowledge" / "playbook"
PROBLEMS = {FindingKind.RISK, FindingKind.VAGUE, FindingKind.MISSING}


@cache
def critic() -> Critic:
    return Critic(load_playbook(PLAYBOOK), open_statute_book())


def findings(text: str) -> list[Finding]:
    return [f for clause in critic().critique(text).clauses for f in clause.findings]


DANGEROUS = [
    (
        "用户在平台上产生的会员档案、消费流水等信息,其所有权及相关权益归服务方单独所有,商户仅可在订购期间内查询。",
        {"data-ownership.vendor-owns", "data-ownership.view-only"},
    ),
    (
        "服务商有权对商户上传的顾客信息进行去标识化加工,形成的数据产品可对外销售或与关联企业共享,商户对此不持异议。",
        {"data-ownership.any-purpose", "data-ownership.share-third-party"},
    ),
    (
        "甲方授予乙方一项全球范围内、永久、免费、不可撤销的许可,允许乙方使用、复制、改编甲方在系统中录入的全部数据。",
        {"data-ownership.any-purpose"},
    ),
    ("为持续提升智能推荐效果,乙方可使用甲方门店的交易明细训练自有的人工智能模型。", {"data-ownership.model-training"}),
    (
        "乙方不保证数据存储的绝对安全,因网络传输造成的信息丢失或泄漏,风险由甲方自行承担。",
        {"data-ownership.risk-to-buyer"},
    ),
    ("乙方可视业务需要将甲方数据存储于新加坡或其他海外节点。", {"data-ownership.hosted-anywhere"}),
    ("乙方应当采取必要措施努力维护数据安全。", {"data-ownership.efforts-only"}),
    ("如发生信息安全事故,乙方将在核实后十五个工作日内告知甲方。", {"data-breach.slow-notice"}),
    (
        "一旦出现会员资料外泄,供应商应第一时间通报采购人,但供应商不因此承担赔偿责任。",
        {"data-breach.vague-notice", "data-breach.no-liability"},
    ),
    (
        "因黑客入侵造成的会员信息被窃取,乙方不承担任何法律责任,相关投诉由甲方负责处理。",
        {"data-breach.no-liability", "data-breach.buyer-pays"},
    ),
    ("会员因信息泄露向甲方或乙方主张权利的,一切赔偿费用均由甲方负担。", {"data-breach.buyer-pays"}),
    (
        "甲方主张数据泄露系乙方过错导致的,应提供充分证据予以证明,否则视为乙方已尽安全义务。",
        {"data-breach.proof-on-buyer"},
    ),
    ("数据安全事件的赔偿总额以事件发生当月服务费为限。", {"liability.cap-one-period"}),
    ("乙方在收到甲方的故障反馈后,将在合理期限内安排工程师跟进解决。", {"after-sales.vague-response"}),
    ("服务时间为工作日上午九点至下午六点,周末及法定节假日不提供支持。", {"after-sales.business-hours-only"}),
    ("工程师到店处理的,甲方应承担往返交通、住宿费,并按每人每天1500元支付服务费。", {"after-sales.onsite-charged"}),
    ("自合同签订之日起,乙方提供为期六个月的免费维护。", {"after-sales.short-warranty", "after-sales.warranty-start"}),
    (
        "缺陷的认定以乙方技术部门的判断为准,免费维修每年不超过三次。",
        {"after-sales.vendor-decides-level", "after-sales.limited-repairs"},
    ),
    ("甲方应自本协议生效之日起五个工作日内将全部合同价款汇入乙方账户。", {"payment.all-upfront"}),
    ("预付款为合同总额的百分之八十,余款于系统交付时付清。", {"payment.high-down-payment"}),
    ("已收取的软件使用费在任何情形下均不退回。", {"payment.no-refund"}),
    ("甲方未按约付款的,应按日千分之三向乙方支付滞纳金。", {"payment.late-penalty"}),
    ("甲方应付定金为合同价款的30%,用于担保本合同履行。", {"payment.deposit-rate-over-limit"}),
    ("乙方保留根据市场情况调整服务费的权利,调整后的价格在官网公布之日起生效。", {"other-fees.unilateral-increase"}),
    ("乙方调整收费标准后,甲方未在三日内书面提出异议的,视为同意。", {"payment.unilateral-price"}),
    ("数据导入、接口开发及员工培训不在报价范围内,由乙方视工作量另外收费。", {"payment.open-ended-charges"}),
    ("甲方不得以系统存在瑕疵为由拒付或迟延支付任何款项。", {"payment.no-set-off"}),
    ("甲方任意一期款项逾期的,剩余未到期款项立即全部到期。", {"payment.acceleration"}),
    (
        "服务期届满,如甲方未提前三个月书面告知不再续费,则本合同自动延长两年。",
        {"term-renewal.auto-renewal", "term-renewal.long-exit-notice", "term-renewal.long-lock"},
    ),
    ("续签时的价格以乙方当时的最新报价为准。", {"other-fees.price-on-the-day"}),
    ("续费单价每年在上一年基础上递增15%。", {"term-renewal.price-jump"}),
    ("合作期内,甲方无权提前终止本协议。", {"term-renewal.locked-in"}),
    ("服务期自合同签署次日起开始计算,系统是否部署完成不影响计费。", {"term-renewal.starts-before-use"}),
    ("到期前乙方可自甲方余额中自动扣取下一年度费用。", {"term-renewal.direct-debit"}),
    (
        "无论何种情形,供应商的全部赔偿总额以最近三个月实收服务费为上限。",
        {"liability.low-cap", "liability.cap-without-carve-out"},
    ),
    ("乙方承担的违约及赔偿责任最高不超过合同金额的10%。", {"liability.low-cap-rate"}),
    (
        "服务商对任何间接的、附带的损失,包括营业中断、数据损毁、商誉受损,均不承担责任。",
        {"liability.data-loss-excluded"},
    ),
    ("系统以现有状态交付,供应商不对其准确性、可用性作任何承诺。", {"liability.as-is"}),
    ("即便因乙方重大过失造成损失,乙方亦无需赔偿。", {"liability.exempt-gross"}),
    ("甲方中途解约的,应按合同总金额的40%向乙方支付违约金。", {"liability.penalty-lump-high"}),
    ("甲方逾期付款超过3日的,乙方即可关闭系统账号。", {"liability.short-suspension"}),
    (
        "延迟上线的,乙方每日按已付款的0.01%支付违约金,此为甲方可获得的全部补救。",
        {"liability.vendor-penalty-token", "liability.sole-remedy"},
    ),
    (
        "甲方违约的,须承担乙方为实现权利支出的一切费用及预期收益损失;乙方仅在其能力范围内采取补救措施。",
        {"liability.one-way-damages"},
    ),
    ("乙方修复故障后,甲方即放弃就该故障向乙方索赔的权利。", {"liability.waiver-after-cure"}),
    ("乙方不对系统使用过程中产生的任何后果负责。", {"general.vendor-exempt"}),
    ("6.1 本平台沉淀的一切数据资产归平台运营方,用户注销后无权要求移交。", {"data-ownership.vendor-owns"}),
    ("甲方同意将其会员名单授权乙方用于乙方及合作品牌的联合营销活动。", {"data-ownership.any-purpose"}),
    ("乙方有权留存甲方业务数据并用于商业研究,不受合同终止的影响。", {"data-ownership.any-purpose"}),
    ("会员数据由双方共同所有。", {"data-ownership.vendor-owns"}),
    ("乙方应按行业惯例采取适当的安全措施。", {"data-ownership.efforts-only"}),
    ("数据中心的地点由乙方自主选择,可位于境外。", {"data-ownership.hosted-anywhere"}),
    ("信息泄露后,乙方应及时将情况通知甲方。", {"data-breach.vague-notice"}),
    ("乙方于获悉数据安全事故之日起10日内以邮件通知甲方。", {"data-breach.slow-notice"}),
    ("因第三方攻击导致会员资料泄露的,乙方免责。", {"data-breach.no-liability"}),
    ("会员就个人信息泄露提起的诉讼,由甲方自费应诉并承担全部赔偿。", {"data-breach.buyer-pays"}),
    ("乙方仅在存在故意的情形下对数据丢失承担责任。", {"data-breach.intent-only"}),
    ("泄露赔偿以每条记录1元、总额1万元为限。", {"data-breach.low-fixed-amount"}),
    ("系统出现问题时,甲方可通过客服热线反映,乙方尽力协助解决。", {"after-sales.goodwill-only"}),
    ("乙方将于收到报修后适时派员处理。", {"after-sales.vague-response"}),
    ("技术支持仅限工作日,非工作日的请求顺延处理。", {"after-sales.business-hours-only"}),
    ("现场服务另计费,每次不少于800元,差旅实报实销由甲方负担。", {"after-sales.onsite-charged"}),
    ("保修期为交付后九十天。", {"after-sales.short-warranty", "after-sales.warranty-start"}),
    ("是否属于软件缺陷,由乙方最终判定。", {"after-sales.vendor-decides-level"}),
    ("合同签署当日,甲方须支付全款的九成。", {"payment.high-down-payment"}),
    ("首期款为80%,签约后三日内付清。", {"payment.high-down-payment"}),
    ("甲方付款后不论是否使用均不得要求退费。", {"payment.no-refund"}),
    ("逾期付款的,甲方每日按未付款项的1%承担违约金。", {"payment.late-penalty"}),
    ("签约时甲方交付定金五万元,合同总额为十五万元。", {"payment.deposit-over-limit"}),
    ("乙方有权在服务期内提高收费标准,提前七日公告即可。", {"other-fees.unilateral-increase"}),
    ("甲方自价格公告发布之日起继续使用服务,即表示接受新的价格。", {"general.silence"}),
    ("其他未列明的服务费用按实际发生由甲方承担。", {"payment.open-ended-charges"}),
    ("无论系统是否验收,甲方均应按期付款,不得以任何理由拒付。", {"payment.no-set-off"}),
    ("合同到期后如无书面异议即自动顺延一年,依此类推。", {"term-renewal.auto-renewal"}),
    ("甲方如不续订,应于期满60日前以挂号信通知乙方。", {"term-renewal.long-exit-notice"}),
    ("续费价格以续费时乙方公布的标准为准。", {"term-renewal.list-price"}),
    ("服务期内甲方不得退订,提前停用不影响剩余期间费用的支付。", {"term-renewal.locked-in"}),
    ("计费周期自账号开通之时起算。", {"term-renewal.starts-before-use"}),
    ("乙方的赔偿责任以甲方已支付的最近一个季度费用为限。", {"liability.low-cap"}),
    ("乙方对可得利益损失、营业损失、数据灭失等概不赔偿。", {"liability.data-loss-excluded"}),
    ("供应商对软件不作任何形式的担保,甲方自愿承担使用风险。", {"liability.as-is"}),
    ("无论因何种原因(含乙方重大过失)导致的损失,乙方均不负赔偿之责。", {"liability.exempt-gross"}),
    (
        "甲方违约,除支付合同总额35%的违约金外,还应赔偿乙方全部损失。",
        {"liability.penalty-lump-high", "liability.one-way-damages"},
    ),
    ("甲方欠费满3天,乙方有权立即停机。", {"liability.short-suspension"}),
    ("上述抵扣为乙方承担的全部责任,甲方不得另行索赔。", {"liability.sole-remedy"}),
    ("乙方逾期交付的,按日支付合同额0.1‰的违约金。", {"liability.vendor-penalty-token"}),
    (
        "第九条 数据条款\n9.1 因使用本软件产生的各类经营数据,乙方作为系统提供方对其享有完整的使用、收益和处分权。\n9.2 乙方可以对数据做匿名处理后制作行业洞察报告并向市场发布。",
        {"data-ownership.any-purpose"},
    ),
    (
        "第五条 甲方理解,会员信息为乙方平台大数据的组成部分,乙方有权将其与其他商户数据合并分析,并向有需要的客户提供精准营销服务。",
        {"data-ownership.share-third-party"},
    ),
    (
        "8.2 甲方终止合作后,乙方可继续保存历史数据用于产品研发,保存期限由乙方自行确定。",
        {"data-ownership.survives-termination"},
    ),
    (
        "十、信息安全\n乙方采用业界通行的方式保护数据,但不对数据的完整性和保密性作出保证。一旦发生泄密,乙方将在查明原因后告知甲方,且不负责对外赔偿。",
        {"data-ownership.risk-to-buyer", "data-breach.vague-notice", "data-breach.no-liability"},
    ),
    (
        "第八条 发生个人信息安全事件的,乙方于五个工作日内向甲方发送邮件说明情况;主管部门因此处罚甲方的,罚款由甲方自理。",
        {"data-breach.slow-notice"},
    ),
    (
        "11.3 若会员资料被非法获取,除非甲方能够举证证明乙方存在主观恶意,否则乙方不承担责任。",
        {"data-breach.intent-only"},
    ),
    (
        "第七条 维护\n系统交付满三个月后进入有偿维护阶段,年费为合同价的25%。维护期间乙方接到问题反馈的,应在能力范围内尽早予以解决。",
        {"after-sales.short-warranty", "after-sales.vague-response"},
    ),
    (
        "6.2 乙方每周一至周五上午9点到下午5点30分提供电话咨询,其他时间如需支持,甲方应按每小时300元支付加班费。",
        {"after-sales.business-hours-only"},
    ),
    (
        "售后服务由乙方客服受理,是否构成系统故障以乙方后台日志为准;乙方工程师上门的,每次收取交通及人工费用1200元。",
        {"after-sales.vendor-decides-level", "after-sales.onsite-charged"},
    ),
    (
        "第四条 价款\n合同金额18万元,甲方应于本合同签字盖章后5个工作日内全额支付;甲方未在期限内付清的,乙方不开通账号,且每逾期一天加收0.3%的滞纳金。",
        {"payment.all-upfront", "payment.late-penalty"},
    ),
    ("5.3 甲方应在系统部署前支付合同价款的85%,余款在部署当日结清。", {"payment.high-down-payment"}),
    ("三、费用一经支付,无论甲方是否实际使用系统或因何种原因停止使用,均不予退还或折抵。", {"payment.no-refund"}),
    (
        "4.6 短信、存储、接口调用等超出套餐的部分,按乙方届时执行的价目表计费,乙方可不时修订该价目表。",
        {"general.unilateral-power"},
    ),
    ("甲方确认不因任何争议而暂停付款,亦不得主张抵销。", {"payment.no-set-off"}),
    (
        "第三条 合作期限为三年。期限届满前三个月内双方均未提出终止的,本合同按原条件自动续期三年;乙方有权在续期时将年费上调20%。",
        {"term-renewal.auto-renewal", "term-renewal.long-exit-notice", "term-renewal.price-jump"},
    ),
    (
        "2.1 甲方付款后乙方即开通系统,服务期限自开通次日开始计算,甲方延迟使用的后果由其自行承担。\n2.2 服务期内甲方不可中途取消。",
        {"term-renewal.starts-before-use", "term-renewal.locked-in"},
    ),
    (
        "15.1 乙方对甲方的全部赔偿义务,总计不得超过引发索赔的当次服务所对应的费用。\n15.2 对营业额减少、会员流失、数据无法恢复等,乙方均不予赔偿。",
        {"liability.cap-one-period", "liability.data-loss-excluded"},
    ),
    (
        "十二、违约责任 甲方未按期付款的,除按日支付5‰违约金外,乙方还可要求甲方支付合同总额30%的违约金并承担乙方的律师费、差旅费等全部费用;乙方未按期交付的,双方另行协商解决。",
        {"payment.late-penalty", "liability.penalty-lump-high", "liability.one-way-damages"},
    ),
    (
        "第十六条 乙方因自身原因延期上线的,每延期一周支付500元,最高不超过3000元,除此之外乙方不再承担其他任何责任。",
        {"liability.sole-remedy"},
    ),
    (
        "系统上线后产生的任何差错,包括积分、余额计算错误,甲方应自行核对,乙方仅负责更正,不承担由此引起的任何经济损失。",
        {"general.vendor-exempt"},
    ),
    ("14.2 甲方欠付任何款项满五日,乙方可立即关停系统,由此给甲方造成的损失由甲方自负。", {"liability.short-suspension"}),
]


@pytest.mark.parametrize(("clause", "expected"), DANGEROUS)
def test_a_dangerous_wording_is_found(clause: str, expected: set[str]) -> None:
    """The rule speaks, and the critique says so, if perhaps in the words of a more specific rule of its family."""
    found = findings(clause)
    assert any(f.kind in (FindingKind.RISK, FindingKind.VAGUE) for f in found)
    assert all(clause[f.start : f.end] == f.quote for f in found)
    reading, _ = read(clause)
    kinds = {critic().playbook.by_id[identifier.partition(".")[0]] for identifier in expected}
    raised = {r.finding.id for k in kinds for r in red_flags(Clause(clause, 0, Searcher(reading)), k, "buyer")}
    assert expected <= raised | {f.id for f in found}


@pytest.mark.parametrize("clause", FAIR)
def test_a_fair_clause_raises_no_risk(clause: str) -> None:
    assert [(f.id, f.quote) for f in findings(clause) if f.kind is FindingKind.RISK] == []


@pytest.mark.parametrize("text", FOREIGN)
def test_a_text_that_is_no_clause_raises_nothing(text: str) -> None:
    assert [(f.id, f.quote) for f in findings(text) if f.kind in PROBLEMS] == []
