/// ResourceQuotas: what a namespace may use in all.
@NullMarked
package k4j.apiserver.admission.quota;

import org.jspecify.annotations.NullMarked;
