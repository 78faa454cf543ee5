from django.db import IntegrityError, connection, transaction
from django.test import TestCase, TransactionTestCase

from shop.models import Item


class ItemTest(TestCase):
    def test_database_is_djangos_own(self):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            self.assertRegex(cursor.fetchone()[0], r"\Atest_shop(_\d)?\Z")

    def test_each_test_begins_without_rows(self):
        Item.objects.create(name="tea", price="3.50")
        self.assertEqual(Item.objects.count(), 1)


class TransactionTest(TransactionTestCase):
    def test_name_is_unique(self):
        Item.objects.create(name="tea", price="3.50")
        with self.assertRaises(IntegrityError), transaction.atomic():
            Item.objects.create(name="tea", price="4.50")
        self.assertEqual(Item.objects.count(), 1)
