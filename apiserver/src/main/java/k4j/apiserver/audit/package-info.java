/// The audit log: who did what, as far as a policy wants to know.
@NullMarked
package k4j.apiserver.audit;

import org.jspecify.annotations.NullMarked;
