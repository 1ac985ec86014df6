/// Clusters inside of tests.
@NullMarked
package k4j.junit;

import org.jspecify.annotations.NullMarked;
