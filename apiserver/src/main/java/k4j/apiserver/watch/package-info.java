/// Watching.
@NullMarked
package k4j.apiserver.watch;

import org.jspecify.annotations.NullMarked;
