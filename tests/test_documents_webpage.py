"""Of a page pasted as text the article stays; navigation, marketing and the footer do not."""

from pathlib import Path

from assistant.chunking.passages import document_passages
from assistant.documents.readers import read_document

PAGE = Path(__file__).parent / "fixtures" / "marketing-page.txt"
ARTICLE = ("签约时支付百分之三十", "增值税发票", "会员数据归购买方所有", "会员数据归谁所有?", "二、发票")
FURNITURE = (
    "目录",
    "云表格/",
    "快来一起看看",
    "用户关注问题",
    "免费注册",
    "采购02",
    "有帮助",
    "上一篇",
    "免责申明",
    "立即咨询",
    "超多模板",
)


def test_the_article_is_kept_and_the_page_around_it_is_not() -> None:
    found = read_document(PAGE, PAGE.name)
    kept = "".join(p.text for p in document_passages(found))
    assert [words for words in ARTICLE if words not in kept] == []
    assert [words for words in FURNITURE if words in kept] == []
    assert found.title == "门店会员软件采购:签约前看这几点"


def test_offsets_count_in_the_whole_text_so_that_a_citation_opens_at_its_words() -> None:
    found = read_document(PAGE, PAGE.name)
    assert all(found.text[p.start : p.end] == p.text for p in document_passages(found))


def test_a_question_on_the_page_is_the_heading_of_its_answer() -> None:
    answer = next(p for p in document_passages(read_document(PAGE, PAGE.name)) if "增值税发票" in p.text)
    assert "门店会员软件的付款条款怎么写?" in answer.headings


def test_a_contract_pasted_as_text_loses_nothing(tmp_path: Path) -> None:
    text = "软件采购合同\n目录\n第一条 付款\n甲方分三期付款。\n第二条 联系\n双方以邮件联系。\n首页\n"
    path = tmp_path / "合同.txt"
    path.write_text(text, encoding="utf-8")
    assert "".join(p.text for p in document_passages(read_document(path, "合同.txt"))) == text
