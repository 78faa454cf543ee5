/**
 * Samples to copy: what an application or a suite of tests needs to work on dayfly. Each stands alone, uses no library of
 * dayfly's, and is run by the build, against the dayfly that the system property {@code dayfly} names.
 */
package samples;
