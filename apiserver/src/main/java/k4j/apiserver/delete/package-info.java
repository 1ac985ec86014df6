/// Deleting: at once, gracefully, with finalizers.
@NullMarked
package k4j.apiserver.delete;

import org.jspecify.annotations.NullMarked;
