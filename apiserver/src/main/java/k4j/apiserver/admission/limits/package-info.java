/// LimitRanges: defaults and bounds for what pods and claims ask for.
@NullMarked
package k4j.apiserver.admission.limits;

import org.jspecify.annotations.NullMarked;
