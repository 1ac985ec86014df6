/// Counts what namespaces use of their quotas.
@NullMarked
package k4j.controllers.resourcequota;

import org.jspecify.annotations.NullMarked;
