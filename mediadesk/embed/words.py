"""The few words of the player and of the snippets, in the languages our readers have."""

import re
from typing import Final

FALLBACK: Final = "en"

# A language's own letters run from right to left (ISO 639 codes; a page in one of them is mirrored).
_RIGHT_TO_LEFT = frozenset("ar arc ckb dv fa he ks ps sd ug ur yi".split())

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "player": "Video player",
        "play": "Play",
        "pause": "Pause",
        "replay": "Play again",
        "position": "Position",
        "of": "{at} of {all}",
        "mute": "Mute",
        "unmute": "Unmute",
        "volume": "Volume",
        "settings": "Settings",
        "quality": "Quality",
        "automatic": "Automatic",
        "speed": "Speed",
        "pip": "Picture in picture",
        "fullscreen": "Full screen",
        "leave_fullscreen": "Leave full screen",
        "full_page": "Open the full page",
        "loading": "Loading…",
        "offline": "No connection. The video continues when you are back online.",
        "failed": "The video cannot be played here.",
        "download": "Download the video",
        "megabytes": "MP4, {size} MB",
        "part": "Part {number} of {series}",
        "first_published": "First published by",
        "place": "Filmed in",
        "credits": "Credits",
        "licence": "Licence",
        "video": "Video: {title}",
        "watch": "Watch the video: {title} ({length})",
        "withdrawn": "This video has been withdrawn.",
        "transcript": "Transcript",
    },
    "uk": {
        "player": "Відеопрогравач",
        "play": "Дивитися",
        "pause": "Пауза",
        "replay": "Дивитися ще раз",
        "position": "Позиція",
        "of": "{at} з {all}",
        "mute": "Вимкнути звук",
        "unmute": "Увімкнути звук",
        "volume": "Гучність",
        "settings": "Налаштування",
        "quality": "Якість",
        "automatic": "Автоматично",
        "speed": "Швидкість",
        "pip": "Картинка в картинці",
        "fullscreen": "На весь екран",
        "leave_fullscreen": "Вийти з повного екрана",
        "full_page": "Відкрити сторінку відео",
        "loading": "Завантаження…",
        "offline": "Немає з’єднання. Відео продовжиться, коли воно відновиться.",
        "failed": "Тут відео не відтворюється.",
        "download": "Завантажити відео",
        "megabytes": "MP4, {size} МБ",
        "part": "{series}, частина {number}",
        "first_published": "Перша публікація:",
        "place": "Місце зйомки",
        "credits": "Автори",
        "licence": "Ліцензія",
        "video": "Відео: {title}",
        "watch": "Дивитися відео: {title} ({length})",
        "withdrawn": "Це відео відкликано.",
        "transcript": "Розшифровка",
    },
    "el": {
        "player": "Αναπαραγωγή βίντεο",
        "play": "Αναπαραγωγή",
        "pause": "Παύση",
        "replay": "Ξανά από την αρχή",
        "position": "Θέση",
        "of": "{at} από {all}",
        "mute": "Σίγαση",
        "unmute": "Κατάργηση σίγασης",
        "volume": "Ένταση",
        "settings": "Ρυθμίσεις",
        "quality": "Ποιότητα",
        "automatic": "Αυτόματη",
        "speed": "Ταχύτητα",
        "pip": "Εικόνα σε εικόνα",
        "fullscreen": "Πλήρης οθόνη",
        "leave_fullscreen": "Έξοδος από πλήρη οθόνη",
        "full_page": "Άνοιγμα ολόκληρης της σελίδας",
        "loading": "Φόρτωση…",
        "offline": "Δεν υπάρχει σύνδεση. Το βίντεο θα συνεχίσει όταν επανέλθει.",
        "failed": "Το βίντεο δεν μπορεί να παίξει εδώ.",
        "download": "Λήψη του βίντεο",
        "megabytes": "MP4, {size} MB",
        "part": "{series}, μέρος {number}",
        "first_published": "Πρώτη δημοσίευση:",
        "place": "Τόπος λήψης",
        "credits": "Συντελεστές",
        "licence": "Άδεια",
        "video": "Βίντεο: {title}",
        "watch": "Δείτε το βίντεο: {title} ({length})",
        "withdrawn": "Αυτό το βίντεο έχει αποσυρθεί.",
        "transcript": "Απομαγνητοφώνηση",
    },
    "ar": {
        "player": "مشغّل الفيديو",
        "play": "تشغيل",
        "pause": "إيقاف مؤقت",
        "replay": "إعادة التشغيل",
        "position": "الموضع",
        "of": "{at} من {all}",
        "mute": "كتم الصوت",
        "unmute": "إعادة الصوت",
        "volume": "مستوى الصوت",
        "settings": "الإعدادات",
        "quality": "الجودة",
        "automatic": "تلقائية",
        "speed": "السرعة",
        "pip": "صورة داخل صورة",
        "fullscreen": "ملء الشاشة",
        "leave_fullscreen": "الخروج من ملء الشاشة",
        "full_page": "فتح الصفحة الكاملة",
        "loading": "جارٍ التحميل…",
        "offline": "لا يوجد اتصال. يتابع الفيديو عند عودة الاتصال.",
        "failed": "لا يمكن تشغيل الفيديو هنا.",
        "download": "تنزيل الفيديو",
        "megabytes": "MP4، {size} م.ب",
        "part": "{series}، الجزء {number}",
        "first_published": "نُشر أولاً لدى",
        "place": "مكان التصوير",
        "credits": "المشاركون",
        "licence": "الرخصة",
        "video": "فيديو: {title}",
        "watch": "شاهد الفيديو: {title} ({length})",
        "withdrawn": "سُحب هذا الفيديو.",
        "transcript": "نص الفيديو",
    },
}


def known_tag(language: str | None) -> str | None:
    """A language tag a browser understands (BCP 47, its shape alone), or None."""
    return language if language and re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", language) else None


def spoken(language: str | None) -> str:
    """The language of ours for a dispatch in `language`; English where we have no words for it."""
    primary = (language or "").split("-")[0].lower()
    return primary if primary in WORDS else FALLBACK


def direction(language: str | None) -> str:
    """`rtl` or `ltr`: the way a page in this language runs."""
    return "rtl" if (language or "").split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def own_words() -> tuple[str, ...]:
    """Everything that a page may say of itself, in every language, without what is put into it."""
    return tuple(piece for said in WORDS.values() for word in said.values() for piece in re.split(r"\{\w+\}", word))
