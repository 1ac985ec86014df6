/// Between the versions of kinds that have several.
@NullMarked
package k4j.apiserver.conversion;

import org.jspecify.annotations.NullMarked;
