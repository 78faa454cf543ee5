"""Enough work for a measurement: tests that roll back, and tests that flush the tables."""

from django.test import TestCase, TransactionTestCase

from shop.models import Item

TESTS = 25
ROWS = 40
FLUSHES = 10


class Work:
    def work(self):
        for number in range(ROWS):
            Item.objects.create(name="item %d" % number, price="1.50")
            self.assertEqual(Item.objects.filter(name="item %d" % number).count(), 1)
        self.assertEqual(Item.objects.count(), ROWS)


def repeated(count):
    def with_tests(case):
        for number in range(count):
            setattr(case, "test_%d" % number, lambda self: self.work())
        return case

    return with_tests


@repeated(TESTS)
class FirstTest(Work, TestCase):
    pass


@repeated(TESTS)
class SecondTest(Work, TestCase):
    pass


@repeated(FLUSHES)
class FirstFlushTest(Work, TransactionTestCase):
    pass


@repeated(FLUSHES)
class SecondFlushTest(Work, TransactionTestCase):
    pass
