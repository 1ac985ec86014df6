/// Plugins that are off unless the cluster's owner asks for them (`--enable-admission-plugins`).
@NullMarked
package k4j.apiserver.admission.optional;

import org.jspecify.annotations.NullMarked;
