"""Strings that must be shown as text wherever they turn up."""

HOSTILE = (
    "<img src=http://attacker.invalid/a.png onerror=alert(1)>",
    "![x](http://attacker.invalid/b.png)",
    "<form action=http://attacker.invalid><input name=p></form>",
    "<style>body{display:none}</style>",
    "<script>document.title='taken'</script>",
    "</textarea></div></template><iframe src=http://attacker.invalid></iframe>",
    "[点这里](javascript:alert(1)) **粗** `代码` $x$",
    "{{ 7 * 7 }} ${7 * 7} {% raw %} @children",
    "甲方\u202e方乙\u2066付款\u200b\u0007",
    "\"><svg onload=alert(1)> ' onmouseover='alert(1)",
)
TOGETHER = " ".join(HOSTILE)
