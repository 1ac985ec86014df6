/// What kubelets may write.
@NullMarked
package k4j.apiserver.admission.node;

import org.jspecify.annotations.NullMarked;
