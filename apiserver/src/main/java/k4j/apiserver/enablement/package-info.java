/// Which resources are served.
@NullMarked
package k4j.apiserver.enablement;

import org.jspecify.annotations.NullMarked;
