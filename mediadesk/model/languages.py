"""Languages by their tags (BCP 47, RFC 5646): their own names, and the way their letters run."""

import re

from mediadesk.errors import Misasked

# ISO 639 code → what a language is called by those who speak it
_NAMES = {
    "ar": "العربية", "az": "Azərbaycanca", "be": "Беларуская", "bg": "Български", "bn": "বাংলা", "bs": "Bosanski",
    "ca": "Català", "ckb": "کوردیی ناوەندی", "cs": "Čeština", "da": "Dansk", "de": "Deutsch", "el": "Ελληνικά",
    "en": "English", "es": "Español", "et": "Eesti", "eu": "Euskara", "fa": "فارسی", "fi": "Suomi", "fr": "Français",
    "he": "עברית", "hi": "हिन्दी", "hr": "Hrvatski", "hu": "Magyar", "hy": "Հայերեն", "id": "Indonesia",
    "it": "Italiano", "ja": "日本語", "ka": "ქართული", "kk": "Қазақша", "kmr": "Kurmancî", "ko": "한국어",
    "ku": "Kurdî", "lt": "Lietuvių", "lv": "Latviešu", "mk": "Македонски", "nb": "Norsk bokmål", "nl": "Nederlands",
    "pl": "Polski", "ps": "پښتو", "pt": "Português", "ro": "Română", "rom": "Romani", "ru": "Русский",
    "sk": "Slovenčina",
    "sl": "Slovenščina", "so": "Soomaali", "sq": "Shqip", "sr": "Српски", "sv": "Svenska", "sw": "Kiswahili",
    "ti": "ትግርኛ", "tr": "Türkçe", "uk": "Українська", "ur": "اردو", "uz": "Oʻzbekcha", "vi": "Tiếng Việt",
    "yi": "ייִדיש", "zh": "中文",
}  # fmt: skip
# their own letters run from right to left: languages, and scripts (ISO 15924) that may be named in a tag
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())
_SCRIPTS_TO_LEFT = frozenset({"Arab", "Hebr", "Syrc", "Thaa", "Nkoo", "Rohg"})
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?(?:-[A-Za-z0-9]{5,8})?")


def tag_of(text: str) -> str:
    """A tag as it is written everywhere: `uk`, `pt-BR`, `uz-Arab`. Raises Misasked when it is none."""
    text = text.strip().replace("_", "-")
    if not _TAG.fullmatch(text):
        raise Misasked(f"{text or 'nothing'} is no language", hint="its code: uk, en, el, ar, pt-BR, uz-Arab …")
    first, *others = text.split("-")
    return "-".join([first.lower(), *(_SUBTAGS.get(len(each), str.lower)(each) for each in others)])


def name_of(tag: str) -> str:
    """What a language calls itself; its tag where we do not know. No two tags have the same name."""
    first, *others = tag.split("-")
    name = _NAMES.get(first)
    if name is None:
        return tag
    return f"{name} ({tag})" if others else name


def direction(tag: str | None) -> str:
    """`rtl` or `ltr`: the way a text in this language runs."""
    first, *others = (tag or "").split("-")
    script = next((each.title() for each in others if len(each) == 4 and each.isalpha()), None)
    if script:
        return "rtl" if script in _SCRIPTS_TO_LEFT else "ltr"
    return "rtl" if first.lower() in _RIGHT_TO_LEFT else "ltr"


_SUBTAGS = {2: str.upper, 4: str.title}
