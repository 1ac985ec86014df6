/// Acting as somebody else (`kubectl --as`, KEP-5284).
@NullMarked
package k4j.apiserver.impersonation;

import org.jspecify.annotations.NullMarked;
