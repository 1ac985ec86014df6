/// API priority and fairness: which requests run, which wait, which are turned away.
@NullMarked
package k4j.apiserver.flowcontrol;

import org.jspecify.annotations.NullMarked;
