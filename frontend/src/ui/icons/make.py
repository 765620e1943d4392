"""Writes icons.css: of Vant's icon font only the glyphs named below, for the phone's one style sheet.

Run where fonttools and brotli are installed: python make.py ../../../node_modules/vant/es/icon/index.css > icons.css
"""

import re
import sys
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

NAMES = """
arrow arrow-left calendar-o completed cross delete-o description desktop-o edit fail friends-o gold-coin-o balance-list-o
notes-o passed phone-o photograph plus search success todo-list-o upgrade user-o wap-home-o warning-o
""".split()

css = Path(sys.argv[1]).read_text(encoding="utf-8")
base, image = (re.search(pattern, css)[0] for pattern in (r"\.van-icon\{.*?\}\.van-icon:before\{.*?\}", r"\.van-icon__image\{.*?\}"))
codes = {name: re.search(rf"\.van-icon-{name}:before\{{content:\"\\([0-9a-f]+)\"\}}", css)[1] for name in NAMES}

font = TTFont(BytesIO(b64decode(re.search(r"base64,([^)]+)\)", css)[1])))
options = subset.Options(flavor="woff2", hinting=False, desubroutinize=True, layout_features=[], name_IDs=[], notdef_outline=False)
cutter = subset.Subsetter(options)
cutter.populate(unicodes=[int(code, 16) for code in codes.values()])
cutter.subset(font)
packed = BytesIO()
subset.save_font(font, packed, options)

print("/* Written by make.py from Vant's icon font (MIT). */")
print(base.replace("}", "}\n").strip())
for name, code in codes.items():
    print(f'.van-icon-{name}:before{{content:"\\{code}"}}')
print(image)
data = b64encode(packed.getvalue()).decode()
print(f'@font-face{{font-family:vant-icon;src:url(data:font/woff2;charset=utf-8;base64,{data}) format("woff2")}}')
