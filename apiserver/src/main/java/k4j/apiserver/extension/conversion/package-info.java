/// Between the versions of custom resources.
@NullMarked
package k4j.apiserver.extension.conversion;

import org.jspecify.annotations.NullMarked;
