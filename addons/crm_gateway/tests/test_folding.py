from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from odoo.addons.crm_gateway.sql import (
    fold_identity,
    fold_name,
    fold_phone,
    fold_text,
    is_iranian_identity,
)


@tagged("post_install", "-at_install")
class TestFolding(TransactionCase):
    """However a name or a number was typed, it is compared in one spelling."""

    def _fold(self, fold, text):
        [(value,)] = self.env.execute_query(
            SQL("SELECT %s", fold(SQL("%s::text", text)))
        )
        return value

    def _names(self, text):
        [row] = self.env.execute_query(
            SQL("SELECT * FROM %s names", fold_name(SQL("%s::text", text)))
        )
        return row

    def test_text(self):
        for text, folded in (
            ("شركت كيميا", "شرکت کیمیا"),
            ("نرم\u200cافزار", "نرم افزار"),
            ("مؤسسهٔ آفتاب", "موسسه افتاب"),
            ("مدرسة الرازى", "مدرسه الرازی"),
            ("أحمد إبراهيم", "احمد ابراهیم"),
            ("مُحَمَّد", "محمد"),
            ("کـــتاب", "کتاب"),
            ("پلاک ۱۲ و ٣٤", "پلاک 12 و 34"),
            ("\ufedb\ufe98\ufe8e\ufe8f", "کتاب"),
            ("  Café   MÜLLER  ", "cafe muller"),
            ("A.B.C. (Int'l), Inc", "abc intl inc"),
            ("\uff21\uff24\uff21 1", "ada 1"),
            ("«آدا»؛ تهران؟", "ادا تهران"),
            ("50%_\\off'; DROP", "50 off drop"),
            ("a\x01\x7f\u200f\ufeffb", "a b"),
            ("", ""),
        ):
            self.assertEqual(self._fold(fold_text, text), folded, repr(text))
        self.assertIsNone(self._fold(fold_text, None))

    def test_names_of_the_same(self):
        for one, two in (
            ("شرکت بازرگانی آدا (سهامی خاص)", "بازرگاني آدا"),
            ("شركت آدا با مسئولیت محدود", "آدا"),
            ("موسسه نرم‌افزار آبی", "نرمافزار آبي"),
            ("نرم افزار آبی", "نرم‌افزار آبی"),
            ("Smith & Sons Ltd.", "SMITH AND SONS, LIMITED"),
            ("Ada Trading L.L.C.", "Ada Trading"),
            ("Müller GmbH & Co. KG", "Muller"),
            ("آقای دکتر علی رضایی", "علي رضائی"),
        ):
            self.assertEqual(self._names(one)[0], self._names(two)[0], (one, two))

    def test_order_of_words(self):
        self.assertEqual(self._names("رضایی، علی")[1], self._names("علي رضايي")[1])
        self.assertEqual(self._names("Doe, John")[1], self._names("Mr John Doe")[1])
        self.assertNotEqual(self._names("John Doe")[0], self._names("Doe John")[0])
        self.assertIsNone(self._names("Ada Ltd")[1])

    def test_names_of_others(self):
        for one, two in (
            ("Ada Trading", "Ada Traders"),
            ("شرکت پارس", "شرکت فارس"),
            ("Company", "Limited"),
        ):
            self.assertNotEqual(self._names(one), self._names(two), (one, two))

    def test_nothing_to_compare_by(self):
        for text in ("", "...", "؟ -", None, "\u200c\u200f"):
            self.assertEqual(self._names(text), (None, None), repr(text))

    def test_very_long_names_fit_an_index(self):
        name, words = self._names("ﷺ کلمه " * 50000)
        self.assertLessEqual(len(name), 120)
        self.assertLessEqual(len(words), 120)

    def test_phone(self):
        for text, key in (
            ("0912 123 4567", "9121234567"),
            ("+98 (912) 123-4567", "9121234567"),
            ("۰۰۹۸۹۱۲۱۲۳۴۵۶۷", "9121234567"),
            ("٠٩١٢١٢٣٤٥٦٧", "9121234567"),
            ("021-88776655 داخلی ۱۲", "2188776655"),
            ("021 8877 6655 / 021 8877 6600", "2188776655"),
            ("+1 650-555-1234 ext. 9", "6505551234"),
            ("88776655", "88776655"),
            ("12 34", None),
            ("00000000000", None),
            ("", None),
            ("call me", None),
            (None, None),
        ):
            self.assertEqual(self._fold(fold_phone, text), key, repr(text))

    def test_identity(self):
        for text, key in (
            ("BE0477472701", "477472701"),
            ("be 0477.472.701", "477472701"),
            ("۰۴۹۹۳۷۰۸۹۹", "499370899"),
            ("0499370899", "499370899"),
            ("AB-1234", "AB1234"),
            ("/", None),
            ("0000000000", None),
            ("1234", None),
            (None, None),
        ):
            self.assertEqual(self._fold(fold_identity, text), key, repr(text))
        self.assertEqual(len(self._fold(fold_identity, "12" * 5000)), 120)

    def test_check_digit(self):
        for number, right in (
            ("0499370899", True),
            ("0499370898", False),
            ("10380284790", True),
            ("10380284791", False),
            ("10103911234", False),
            ("0012345678", False),
            ("1111111111", False),
            ("11111111111", False),
            ("123", False),
            ("' OR 1=1", False),
            ("", False),
        ):
            self.assertIs(self._fold(is_iranian_identity, number), right, number)
