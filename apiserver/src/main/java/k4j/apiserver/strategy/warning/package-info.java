/// What a person should hear about objects that are valid all the same.
@NullMarked
package k4j.apiserver.strategy.warning;

import org.jspecify.annotations.NullMarked;
