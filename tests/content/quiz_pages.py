"""Quiz pages that the tests of several readers share, and how they read them."""

import pytest

from lms.content.quizzes import read_quiz
from lms.domain.quizzes import Quiz
from lms.errors import ContentErrors

HEAD = "---\ntitle: T\npass_mark: 75\n---\n"
FULL = """---
title: "Module quiz: who keeps you safe"
pass_mark: 75
attempts: 3
draw: {c4-convoy: 1}
time_limit: 1h30m
---

[contact-front] Your convoy comes under fire from the front.

> Driver: "Contact front!"

What do you do **first**?

* [ ] [stop] Stop and take cover behind the vehicle
  > Stopping in the contact area makes you a fixed target.
  > See [the lesson](lesson.md).
* [*] [drive] Drive out of the contact area,
  and keep your distance
  > Right.
* [] [call] Call the operations room

[feedback]: Shown after submission.

It may have two paragraphs.

[meta]: tags=c4-convoy, c4-radio; must_pass; points=2

===

[grab-bag] Which items belong in a grab bag?

* [x] [passport] Passport copy
* [ ] [weapon] Firearm

===

[rules] Judge each statement.

* [T] [a] Curfew times are set by the designated official.
* [F] [b] International staff are exempt.

===

[radio-check] How often is a radio check made, in minutes?

[numeric(min)]: 30 +- 5

===

[undss] Which department leads security?

[short-answer]: UNDSS
[short-answer/accept]:
* DSS
* Department of Safety and Security

===

[history] Put these in order of time, earliest first.

1. [agenda] An Agenda for Peace
2. [brahimi] Brahimi Report

===

[meanings] Match each activity with its meaning.

* [prevention] prevention => keep a dispute from becoming violent
* [making] peacemaking => bring parties to agreement
* [extra] => win the war
"""
TWIN = """---
title: 確認テスト
---

[contact-front] 前方から銃撃を受けました。

* [ ] [stop] 止まる
  > 標的になります。
* [*] [drive] 走り抜ける
* [ ] [call] 連絡する

===

[grab-bag] 持ち出し袋に入れるものは？

* [x] [passport] 旅券の写し
* [ ] [weapon] 銃

===

[rules] 正誤を答えなさい。

* [T] [a] 門限は指定官が決める。
* [F] [b] 国際職員は除外される。

===

[radio-check] 無線確認の間隔は何分か。

[numeric(分)]: 30 ± 5

===

[undss] 安全を担う部局は？

[short-answer]: 国連安全保安局

===

[history] 古い順に並べなさい。

1. [agenda] 平和への課題
2. [brahimi] ブラヒミ報告

===

[meanings] 意味を選びなさい。

* [prevention] 予防 => 紛争の激化を防ぐ
* [making] 平和創造 => 合意に導く
* [extra] => 戦争に勝つ
"""


CHOICES = "\n* [*] [x1] Yes\n* [ ] [x2] No\n"
ITEM = "\n[{}] Which?\n[numeric]: 3\n[meta]: tags={}\n"


def read(text: str, twin: str = "") -> Quiz:
    return read_quiz(text, "q.md", course="security", key="c1", twins={"ja": ("q.ja.md", twin)} if twin else {})


def faults(text: str, twin: str = "") -> list[str]:
    with pytest.raises(ContentErrors) as refused:
        read(text, twin)
    return [str(fault) for fault in refused.value.faults]


KINDS = """---
title: Kinds
pass_mark: 60
wait: 24h
---

[radio] Check in every {every} minutes on channel {channel}.

[gap(every)]: 30 +- 5 | half an hour
[gap(channel)]: eight | 8

[meta]: partial; points=4

===

[report] Write the first report.

Say what happened.

[essay]: 300
[rubric(facts)]: 3 The facts come first
[rubric(next)]: 2 The next step is named

[meta]: tags=c4-radio
"""
KINDS_TWIN = """---
title: 種類
---

[radio] 周波数{channel}で{every}分ごとに連絡します。

[gap(channel)]: 八
[gap(every)]: 30 +- 5 | 三十

===

[report] 最初の報告を書いてください。

[essay]: 300
[rubric(next)]: 2 次の行動を書いている
[rubric(facts)]: 3 事実を先に書いている
"""
