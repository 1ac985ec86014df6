/// Patching.
@NullMarked
package k4j.apiserver.patch;

import org.jspecify.annotations.NullMarked;
