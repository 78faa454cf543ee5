"""Enough work for a measurement: tests that roll back, and tests that flush the tables.

The tests use the page of an application, as tests of applications do. Each of their statements waits for the server.
"""

from django.test import TestCase, TransactionTestCase

TESTS = 40
ROWS = 8
FLUSHES = 10


class Work:
    def work(self):
        for number in range(ROWS):
            added = self.client.post("/", {"name": "item %d" % number, "price": "1.50"})
            self.assertEqual(added.status_code, 302)
            self.assertContains(self.client.get("/"), "Item %d" % number)
        again = self.client.post("/", {"name": "item 1", "price": "2"})
        self.assertContains(again, "already exists")


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
