/// ValidatingAdmissionPolicy and MutatingAdmissionPolicy: expressions that judge or change writes.
@NullMarked
package k4j.apiserver.admission.policy;

import org.jspecify.annotations.NullMarked;
