/// Empties namespaces that are being deleted.
@NullMarked
package k4j.controllers.namespace;

import org.jspecify.annotations.NullMarked;
