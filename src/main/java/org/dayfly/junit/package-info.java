/** For tests with JUnit: dayfly runs before the first test, and {@code @FreshDatabase} gives a test a database. */
@NullMarked
package org.dayfly.junit;

import org.jspecify.annotations.NullMarked;
