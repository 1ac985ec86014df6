/// The Pod Security Standards, for namespaces that ask for them.
@NullMarked
package k4j.apiserver.admission.podsecurity;

import org.jspecify.annotations.NullMarked;
