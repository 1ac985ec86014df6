/// In which form answers go out and bodies come in.
@NullMarked
package k4j.apiserver.negotiation;

import org.jspecify.annotations.NullMarked;
