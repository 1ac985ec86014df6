/// One admission plugin a file; `AdmissionPlugins` has their order.
@NullMarked
package k4j.apiserver.admission.plugin;

import org.jspecify.annotations.NullMarked;
